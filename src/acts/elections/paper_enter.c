/* election.enter: papers that came back, from a file in any of the forms that `charterd tally` reads.
 *
 * The file is read before the act is judged (enter_take): every line of it, against the paper of the contest, which the call froze. Candidates must
 * stand in it by number and by name, for a file of another contest has the same numbers. What is judged and kept is the document
 * that comes of it (paper_votes.h). */
#include <stdlib.h>
#include <string.h>

#include "acts/elections/counting.h"
#include "acts/elections/paper_votes.h"
#include "acts/sealed.h"
#include "base/json.h"

enum { FILE_BYTES_MAX = 1 << 18, FAULTS_MAX = 8, FIRST_CHARS_MAX = 4000 };

static const struct field enter_fields[] = {
    { .name = "contest", .label = TEXT_INIT("For the office", "所选职务"), .type = FIELD_REF, .ref = "contest" },
    { .name = "ballots",
      .label = TEXT_INIT("File of the ballots", "选票文件"),
      .type = FIELD_FILE,
      .optional = true,
      .max = FILE_BYTES_MAX,
      .help = TEXT_INIT(
          "CSV, BLT or JSON, with the candidates' numbers and names; the sheet to fill in is on the election's page. What is kept is sorted: it does not tell in which order papers were typed.",
          "CSV、BLT 或 JSON，须含候选人编号与姓名；可在选举页面下载空白表格。所存内容经过排序，不反映录入次序。") },
    { .name = "none", .label = TEXT_INIT("No paper came back", "没有选票交回"), .type = FIELD_BOOL },
    { .name = "alone",
      .label = TEXT_INIT("It is one secret paper, and its voter knows that everybody will see how they voted",
                         "仅有一张无记名选票，其选民知悉并同意投票内容将为众人所知"),
      .type = FIELD_BOOL },
    { .name = "account",
      .label = TEXT_INIT("How the papers were kept and counted, and before whom", "选票如何保管、清点，由何人在场见证"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .min = 2,
      .max = 4000,
      .help = TEXT_INIT("Where an earlier entry is replaced: what was wrong with it, too.",
                        "更正此前录入的，并请说明原有何误。") },
    { 0 },
};

/* ---- the file, before anything is judged ---- */

struct entering {
    struct judging *j;
    const struct contest *contest;
    struct paper paper;
    struct ballots ballots;
    bool named, json;
    struct paper_line *lines;
    size_t count;
    int64_t faults;
};

/* "Line 3", or which ballot or candidate of a JSON file. */
static struct text where(const struct entering *x, bool candidate, uint32_t place) {
    struct arena *a = x->j->arena;
    long long n = place;
    if (!x->json) return (struct text){ arena_f(a, "Line %lld", n).data, arena_f(a, "第 %lld 行", n).data };
    return candidate ? (struct text){ arena_f(a, "Candidate %lld", n).data, arena_f(a, "第 %lld 名候选人", n).data }
                     : (struct text){ arena_f(a, "Ballot %lld", n).data, arena_f(a, "第 %lld 张选票", n).data };
}

#define WRONG(x, text, ...)                                                                                            \
    do {                                                                                                               \
        if ((x)->faults++ < FAULTS_MAX) refuse_field((x)->j, "ballots", (text), ##__VA_ARGS__);                        \
    } while (0)

static int64_t first_bad_line(struct str bytes) {
    int64_t line = 1;
    while (bytes.len > 0) {
        struct str one = str_cut(&bytes, '\n');
        if (!str_is_clean(one, true)) break;
        line++;
    }
    return line;
}

/* Whether the bytes can be a file of this kind at all. */
static bool is_text(struct entering *x, struct str bytes) {
    if (bytes.len == 0)
        WRONG(x, T("The file is empty.", "文件为空。"));
    else if (bytes.len > FILE_BYTES_MAX)
        WRONG(x,
              T("The file has {size} bytes; at most {max} are read. Enter the papers in one line for equal ones.",
                "文件共 {size} 字节，最多读取 {max} 字节。可将相同的选票合并为一行。"),
              ARG_INT("size", (int64_t)bytes.len), ARG_INT("max", FILE_BYTES_MAX));
    else if (!str_is_clean(bytes, true))
        WRONG(x,
              T("Line {line}: this is not UTF-8 text. Save the file as CSV UTF-8.",
                "第 {line} 行：不是 UTF-8 文字，请将文件另存为 UTF-8 编码的 CSV。"),
              ARG_PLAIN("line", first_bad_line(bytes)));
    return x->faults == 0;
}

/* A file that an alliance published says of which contest it is. */
static void judge_whose(struct entering *x, struct str bytes) {
    json_t *root;
    if (!x->json || json_parse(bytes, &root, NULL) != 0) return;
    int64_t contest = json_int(root, "contest", x->contest->id),
            election = json_int(root, "election", x->contest->election);
    if (contest != x->contest->id || election != x->contest->election)
        WRONG(
            x,
            T("The file is of contest {contest} of election {election}; these are the papers of contest {ours} of election {this}.",
              "文件属第 {election} 次选举第 {contest} 项；此处录入的是第 {this} 次选举第 {ours} 项的选票。"),
            ARG_PLAIN("contest", contest), ARG_PLAIN("election", election), ARG_PLAIN("ours", x->contest->id),
            ARG_PLAIN("this", x->contest->election));
    json_decref(root);
}

static void judge_name(struct entering *x, int64_t number, int64_t person) {
    const struct candidate *c = &x->ballots.candidates[number - 1];
    struct str en = person_name(x->j->db, x->j->arena, person, LANG_EN),
               zh = person_name(x->j->db, x->j->arena, person, LANG_ZH);
    struct arena *a = x->j->arena;
    if (str_eq(c->name, ballots_name(a, en)) || str_eq(c->name, ballots_name(a, zh))) return;
    if (c->place == 0 || str_eq(c->name, arena_f(a, "%lld", (long long)number)))
        WRONG(
            x,
            T("Candidate {number} is “{ours}” on the ballot paper; the file gives no name. Use the sheet on the election's page.",
              "选票上 {number} 号候选人为“{ours}”，文件未载姓名。请使用选举页面提供的表格。"),
            ARG_PLAIN("number", number), ARG_STR("ours", en));
    else
        WRONG(x,
              T("{where}: candidate {number} is “{theirs}” in the file, “{ours}” on the ballot paper.",
                "{where}：文件中 {number} 号候选人为“{theirs}”，选票上为“{ours}”。"),
              ARG_TEXT("where", where(x, true, c->place)), ARG_PLAIN("number", number), ARG_STR("theirs", c->name),
              ARG_STR("ours", en));
}

static void judge_candidates(struct entering *x) {
    enum { NUMBER, PERSON, COLUMNS };
    int64_t all[CANDIDATES_MAX][COLUMNS];
    size_t n = 0;
    if ((int64_t)x->ballots.candidate_count != x->paper.candidates) {
        WRONG(x,
              T("The file has {theirs} candidates, the ballot paper {ours}: it is not of this contest.",
                "文件有候选人 {theirs} 名，选票上为 {ours} 名：文件不属于本项选举。"),
              ARG_INT("theirs", (int64_t)x->ballots.candidate_count), ARG_INT("ours", x->paper.candidates));
        return;
    }
    struct rows *r =
        db_rows(x->j->db, "SELECT number, person FROM contest_candidate WHERE contest = $1 ORDER BY number",
                V(x->contest->id));
    for (; n < CANDIDATES_MAX && rows_next(r); n++) {
        all[n][NUMBER] = rows_int(r, 0);
        all[n][PERSON] = rows_int(r, 1);
    }
    rows_done(r);
    for (size_t i = 0; i < n; i++)
        if (all[i][NUMBER] >= 1 && all[i][NUMBER] <= x->paper.candidates) judge_name(x, all[i][NUMBER], all[i][PERSON]);
}

/* A line's marks as a ballot is kept: ranks that nobody has are passed over, as they are on a paper in the browser. */
static struct str ballot_of(struct entering *x, size_t line) {
    uint16_t sorted[CANDIDATES_MAX + 1];
    struct buf b;
    buf_init(&b, BALLOT_TEXT_MAX);
    size_t n = 0, from = 0;
    const struct ballots *all = &x->ballots;
    for (const uint16_t *m = all->mark + all->first[line]; *m != MARK_END && n < CANDIDATES_MAX; m++) {
        if (*m == MARK_SKIP) continue;
        bool equal = n > 0 && (*m & MARK_EQUAL || !x->paper.ranked);
        if (!equal) from = n;
        size_t at = n++;
        for (; at > from && (sorted[at - 1] & MARK_WHO) > (*m & MARK_WHO); at--) sorted[at] = sorted[at - 1];
        sorted[at] = (uint16_t)(*m & MARK_WHO);
        for (size_t k = from; k < n; k++) sorted[k] = (uint16_t)((sorted[k] & MARK_WHO) | (k > from ? MARK_EQUAL : 0));
    }
    for (size_t i = 0; i < n; i++) {
        if (i) buf_addc(&b, sorted[i] & MARK_EQUAL ? '=' : '>');
        buf_addint(&b, (sorted[i] & MARK_WHO) + 1);
    }
    struct str ballot = arena_str(x->j->arena, buf_str(&b));
    buf_release(&b);
    return ballot;
}

/* By name each line is somebody's, and nobody has two. */
static void judge_elector(struct entering *x, size_t line, uint32_t *stands) {
    uint32_t elector = x->ballots.elector[line];
    struct text here = where(x, false, x->ballots.place[line]);
    if (elector == 0)
        WRONG(
            x,
            T("{where}: whose paper is it? This election is by name: the file needs a column “elector”, the number on the roll.",
              "{where}：未注明选民。本次选举为记名投票，文件须有 elector 一列，填写名册序号。"),
            ARG_TEXT("where", here));
    else if (x->ballots.count[line] != 1)
        WRONG(x, T("{where}: an elector has one paper.", "{where}：每名选民仅有一张选票。"), ARG_TEXT("where", here));
    else if (stands[elector])
        WRONG(x,
              T("{where}: number {number} on the roll stands there already: {before}.",
                "{where}：名册第 {number} 号重复，此前已在{before}。"),
              ARG_TEXT("where", here), ARG_PLAIN("number", elector),
              ARG_TEXT("before", where(x, false, stands[elector])));
    else
        stands[elector] = x->ballots.place[line];
}

static void take_lines(struct entering *x) {
    const struct ballots *b = &x->ballots;
    uint32_t *stands = x->named ? arena_array(x->j->arena, uint32_t, ELECTOR_MAX + 1) : NULL;
    x->lines = arena_array(x->j->arena, struct paper_line, b->line_count + 1);
    for (size_t i = 0; i < b->line_count; i++) {
        struct str ballot = ballot_of(x, i);
        const struct text *wrong = paper_read(&x->paper, ballot, NULL);
        if (wrong)
            WRONG(x,
                  T("{where}: {wrong} Enter a paper that says no more than that as a blank one.",
                    "{where}：{wrong}无法按此填写的选票，请录为空白票。"),
                  ARG_TEXT("where", where(x, false, b->place[i])), ARG_TEXT("wrong", *wrong));
        if (x->named) judge_elector(x, i, stands);
        x->lines[x->count++] = (struct paper_line){ x->named ? b->elector[i] : b->count[i], ballot };
    }
    if (b->papers > ELECTOR_MAX)
        WRONG(x, T("{n} papers; at most {max} are entered.", "选票 {n} 张，最多录入 {max} 张。"),
              ARG_INT("n", b->papers), ARG_INT("max", ELECTOR_MAX));
    if (b->line_count == 0)
        WRONG(x, T("The file holds no paper. If none came back, say so instead of giving a file.",
                   "文件中没有选票。如无选票交回，请注明，不必提交文件。"));
}

/* A reader's own sentence, as the field's fault. */
static void say_unread(struct entering *x, const struct error *err) {
    x->faults++;
    finding_add(x->j, true, ERR_SYNTAX, NULL, "ballots", err->text, T_NONE, err->args, err->arg_count);
}

static bool enter_take(struct file_taking *t) {
    struct entering x = { .j = t->j };
    const json_t *given = json_object_get(t->given, "contest");
    int64_t number = json_integer_value(given);
    if (json_is_string(given) && str_int(str_trim(str_of(json_string_value(given))), &number) != 0) number = 0;
    x.contest = t->j->db ? contest_read(t->j->db, t->j->arena, number) : NULL;
    const struct election *e = x.contest ? election_read(t->j->db, t->j->arena, x.contest->election) : NULL;
    if (!e) return false; /* what is missing is said when the fields are judged */
    struct str bytes = t->bytes;
    if (str_starts(bytes, "\xef\xbb\xbf")) bytes = str_skip(bytes, 3);
    x.paper = paper_of(t->j->db, x.contest);
    x.named = strcmp(e->mode, "open") == 0;
    x.json = str_starts(str_trim(bytes), "{");
    if (!is_text(&x, bytes)) return false;
    struct error *err = arena_new(t->j->arena, struct error);
    ballots_init(&x.ballots, FORM_RANKED);
    x.ballots.traced = true;
    judge_whose(&x, bytes);
    if (x.faults == 0 && ballots_read(&x.ballots, bytes, BALLOTS_ANY, NULL, err) != 0) say_unread(&x, err);
    if (x.faults == 0 && x.ballots.form == FORM_SCORES)
        WRONG(&x, T("This contest takes no scores: give ranks or marks.", "本项选举不采用评分，请填写顺位或勾选。"));
    if (x.faults == 0) judge_candidates(&x);
    if (x.faults == 0) take_lines(&x);
    if (x.faults == 0) paper_document_write(t->keep, x.lines, x.count, x.named);
    ballots_release(&x.ballots);
    return x.faults == 0;
}

/* ---- judging ---- */

/* First choices, or marks, of each candidate by number on the paper: what can be compared with the papers on the table. */
static struct str first_choices(struct judging *j, const struct paper *p, const struct paper_document *d,
                                int64_t *ret_blank) {
    int64_t votes[CANDIDATES_MAX + 1] = { 0 }, blank = 0;
    struct buf b;
    for (size_t i = 0; i < d->count; i++) {
        struct str rest = d->lines[i].ballot, first = p->ranked ? str_cut(&rest, '>') : rest;
        int64_t who, papers = d->named ? 1 : d->lines[i].number;
        if (first.len == 0) blank += papers;
        while (first.len > 0)
            if (str_int(str_cut(&first, '='), &who) == 0 && who >= 1 && who <= p->candidates && who <= CANDIDATES_MAX)
                votes[who] += papers;
    }
    buf_init(&b, FIRST_CHARS_MAX);
    for (int64_t who = 1; who <= p->candidates && who <= CANDIDATES_MAX; who++)
        if (votes[who]) buf_addf(&b, "%s%lld: %lld", b.len ? ", " : "", (long long)who, (long long)votes[who]);
    if (b.len == 0) buf_addz(&b, "–");
    *ret_blank = blank;
    struct str said = arena_str(j->arena, buf_str(&b));
    buf_release(&b);
    return said;
}

static bool judge_when(struct judging *j, const struct election *e, const struct rule *r) {
    bool open = strcmp(e->mode, "open") == 0;
    if (strcmp(e->state, "closed") == 0 || (open && strcmp(e->state, "voting") == 0)) return true;
    refuse_state(
        j, r,
        strcmp(e->state, "declared") == 0 || strcmp(e->state, "annulled") == 0
            ? T("This election is decided: no paper is entered any more.", "本次选举已有结果，不再录入选票。")
        : open
            ? T("Papers by name are entered while voting is on, from {opens} to {closes}.",
                "记名纸质选票在投票期间录入：{opens}至{closes}。")
            : T("Secret papers are entered once voting has closed, {closes}: before that they would tell how the vote stands.",
                "无记名纸质选票须在投票截止（{closes}）后录入，以免事先透露票数。"),
        T_NONE, ARG_DEADLINE("opens", e->opens_at), ARG_DEADLINE("closes", e->closes_at));
    return false;
}

static void judge_secret(struct judging *j, const struct election *e, const struct rule *r, int64_t papers) {
    int64_t out = papers_out(j->db, e->id);
    if (papers > out)
        refuse(j, r,
               T("{papers} papers, but {out} {out|was|were} handed out.",
                 "选票 {papers} 张，而发放的纸质选票为 {out} 张。"),
               T("Look through the papers: only those that were handed out on record are counted.",
                 "请核对选票：仅计入登记发放的选票。"),
               ARG_INT("papers", papers), ARG_INT("out", out));
    else if (papers == 1 && !act_bool(j->act, "alone"))
        refuse(
            j, r,
            T("One secret paper alone tells everybody how its voter voted.",
              "仅有一张无记名选票时，所有人都将知道其投票内容。"),
            T("Ask its voter: if they want it counted all the same, say so on the form; if not, enter that no paper came back.",
              "请征询该选民：如仍愿计入，请在表中注明；如不愿，请登记没有选票交回。"));
    else if (db_has(j->db, "SELECT 1 FROM contest_lot l JOIN contest c ON c.id = l.contest WHERE c.election = $1",
                    V(e->id)))
        refuse_state(j, r,
                     T("A lot was drawn on these ballots: they stay as they are.", "已就这些选票抽签，选票不再变更。"),
                     T_NONE);
}

/* By name: of each row, whether a paper was handed to it; after the close only what was entered before is entered anew. */
static void judge_named(struct judging *j, const struct election *e, const struct contest *c, const struct rule *r,
                        const struct paper_document *d) {
    bool late = strcmp(e->state, "closed") == 0;
    for (size_t i = 0; i < d->count; i++) {
        int64_t number = d->lines[i].number;
        if (!db_has(
                j->db,
                "SELECT 1 FROM elector WHERE election = $1 AND number = $2 AND state = 'on' AND paper_entry IS NOT NULL",
                V(e->id), V(number)))
            refuse(j, r,
                   T("No paper was handed out for number {number} on the roll.", "名册第 {number} 号未领取纸质选票。"),
                   T("Record first to whom papers were handed, while voting is on.",
                     "请先在投票期间登记纸质选票的发放。"),
                   ARG_PLAIN("number", number));
        else if (late && !db_has(j->db, "SELECT 1 FROM open_ballot WHERE contest = $1 AND elector = $2 AND paper = 1",
                                 V(c->id), V(number)))
            refuse_state(
                j, r,
                T("The paper of number {number} was not entered before voting closed, {closes}; what was entered can be corrected.",
                  "名册第 {number} 号的选票未在投票截止（{closes}）前录入；仅可更正此前已录入的选票。"),
                T_NONE, ARG_PLAIN("number", number), ARG_DEADLINE("closes", e->closes_at));
        if (refused(j)) return;
    }
}

static bool lines_right(const struct paper *p, const struct paper_document *d) {
    bool right = true;
    for (size_t i = 0; i < d->count && right; i++) right = paper_read(p, d->lines[i].ballot, NULL) == NULL;
    return right;
}

static void allow_enter(struct judging *j, const struct election *e, const struct contest *c, const struct rule *r,
                        const struct paper *p, const struct paper_document *d) {
    int64_t blank = 0;
    struct str first = first_choices(j, p, d, &blank);
    allow(
        j, r,
        T("{papers} {papers|paper|papers} of {out} handed out, {blank} of them blank. First choices or marks (candidate’s number: papers): {first}.",
          "录入 {papers} 张，其中空白 {blank} 张；共发放 {out} 张。首选或勾选（候选人编号: 票数）：{first}。"),
        ARG_INT("papers", d->papers), ARG_INT("out", papers_out(j->db, e->id)), ARG_INT("blank", blank),
        ARG_STR("first", first));
    int64_t before = db_int(j->db, -1, "SELECT max(entry) FROM paper_batch WHERE contest = $1", V(c->id));
    if (before >= 0 && strcmp(e->mode, "open") != 0)
        allow(
            j, r,
            T("This takes the place of entry {before}, which stays on record. Lots keep to the ballots as they were when the box was opened.",
              "本次录入取代第 {before} 条，原登记保留；抽签仍以开启票箱时的选票为准。"),
            ARG_PLAIN("before", before));
    if (strcmp(e->mode, "open") != 0 && d->papers > 0 && d->count == 1 && d->papers > 1)
        finding_warn(j, r ? rule_clause(r) : NULL,
                     T("All papers say the same: everybody will know how each of their voters voted.",
                       "所有纸质选票内容相同：众人将知道这些选民各自如何投票。"),
                     NULL, 0);
}

static void enter_judge(struct judging *j) {
    const struct contest *c = contest_read(j->db, j->arena, act_int(j->act, "contest"));
    const struct election *e = c ? election_read(j->db, j->arena, c->election) : NULL;
    if (!e) return;
    const struct rule *r = ballot_rule(j, e, c->title);
    struct str bytes = act_file(j, "ballots");
    struct paper_document d = { 0 };
    struct paper p = paper_of(j->db, c);
    bool open = strcmp(e->mode, "open") == 0;
    if (!judge_when(j, e, r)) return;
    if (bytes.data ? act_bool(j->act, "none") : open || !act_bool(j->act, "none"))
        refuse_field(j, "ballots",
                     T("Give the file of the papers, or, of secret papers, say that none came back.",
                       "请提交选票文件；无记名选票无一交回的，请予注明。"));
    else if (bytes.data && (!paper_document_read(j->arena, bytes, &d) || d.named != open || !lines_right(&p, &d)))
        refuse_field(j, "ballots", T("These are not ballots of this contest.", "这不是本项选举的选票。"));
    else if (papers_out(j->db, e->id) == 0)
        refuse(j, r, T("No paper was handed out in this election.", "本次选举未发放纸质选票。"), T_NONE);
    else if (open)
        judge_named(j, e, c, r, &d);
    else
        judge_secret(j, e, r, d.papers);
    if (!refused(j)) allow_enter(j, e, c, r, &p, &d);
}

/* ---- applying ---- */

static void apply_named(struct applying *a, const struct contest *c, bool late, const struct paper_document *d) {
    for (size_t i = 0; i < d->count; i++)
        db_exec(
            a->db,
            "INSERT INTO open_ballot (contest, elector, ballot, entry, paper) VALUES ($1, $2, $3, $4, 1) ON CONFLICT (contest, elector) DO UPDATE SET "
            "fixed = CASE WHEN $5 = 1 THEN coalesce(open_ballot.fixed, open_ballot.ballot) ELSE NULL END, ballot = excluded.ballot, entry = excluded.entry, paper = 1",
            V(c->id), V(d->lines[i].number), V(d->lines[i].ballot), V(a->act->entry), V(late ? 1 : 0));
}

static void enter_apply(struct applying *a) {
    const struct contest *c = contest_read(a->db, a->arena, act_int(a->act, "contest"));
    const struct election *e = election_read(a->db, a->arena, c->election);
    struct str hash = json_str(json_object_get(a->act->args, "ballots"), "hash");
    struct paper_document d = { 0 };
    struct str bytes =
        hash.data ? db_str(a->db, a->arena, "SELECT bytes FROM blob WHERE hash = $1", V(hash)) : STR_NONE;
    if (bytes.data) paper_document_read(a->arena, bytes, &d);
    db_exec(a->db, "INSERT INTO paper_batch (entry, contest, papers, hash, fixed) VALUES ($1, $2, $3, $4, 0)",
            V(a->act->entry), V(c->id), V(d.papers), hash.data ? V(hash) : V_NULL);
    if (strcmp(e->mode, "open") == 0)
        apply_named(a, c, strcmp(e->state, "closed") == 0, &d);
    else if (!e->ballots && !papers_wait(a->db, e->id))
        due_set(a, "clock.election_closes", e->id, a->act->at); /* the box is opened now */
    act_mention(a, "election", e->id);
}

/* ---- on the desk of whoever may ---- */

static void enter_offer(struct offering *o) {
    struct rows *r = db_rows(
        o->j->db,
        "SELECT e.id, e.body, e.closes_at, c.id FROM election e JOIN contest c ON c.election = e.id WHERE EXISTS (SELECT 1 FROM elector l WHERE l.election = e.id AND l.state = 'on' AND "
        "l.paper_entry IS NOT NULL AND (e.mode <> 'open' OR NOT EXISTS (SELECT 1 FROM open_ballot b WHERE b.contest = c.id AND b.elector = l.number))) AND "
        "((e.mode <> 'open' AND e.state = 'closed' AND NOT EXISTS (SELECT 1 FROM paper_batch p WHERE p.contest = c.id)) OR (e.mode = 'open' AND e.state = 'voting')) ORDER BY c.id");
    while (rows_next(r)) {
        const char *body = arena_z(o->j->arena, rows_str(r, 1));
        const struct charter_body *b = charter_body(o->j->charter, body);
        if (!b || !o->may(o, body)) continue;
        const struct arg args[] = { ARG_TEXT("body", b->name) };
        offer_add(o, json_pack("{s:I}", "contest", (json_int_t)rows_int(r, 3)), NULL, rows_int(r, 2),
                  arena_f(o->j->arena, "/elections/%lld", (long long)rows_int(r, 0)).data,
                  T("Enter the paper ballots of the {body} election", "录入{body}选举的纸质选票"), args, 1);
    }
    rows_done(r);
}

ACT(election_enter) = {
    .name = "election.enter",
    .version = 1,
    .family = "elections",
    .power = "election.paper",
    .body = act_body_of_contest,
    .pinned = act_pinned_of_contest,
    .weighty = true,
    .title = TEXT_INIT("Enter paper ballots", "录入纸质选票"),
    .effect = TEXT_INIT(
        "The papers are counted with the other ballots and published as papers. Papers by name are public at once; secret ones open the box. Where few voted on paper, what is published may tell how each of them voted.",
        "所录选票与其他选票一并计票，并注明为纸质选票公布。记名选票即刻公开；无记名选票录入后开启票箱。以纸质选票投票者人数很少时，公布内容可能透露各人如何投票。"),
    .done = TEXT_INIT("Paper ballots were entered: {contest}.", "录入纸质选票：{contest}。"),
    .fields = enter_fields,
    .take = enter_take,
    .judge = enter_judge,
    .apply = enter_apply,
    .offer = enter_offer,
};
