/* election.roll: a roll corrected by a list, while it lies open. Each line strikes a number or adds a member or an office, with its grounds;
 * all of them are judged as answers to objections are, so that a list puts nobody on the roll whom the charter does not. One line that
 * fails, and nothing is changed. */
#include <string.h>

#include "acts/elections/elections.h"
#include "base/sheet.h"

enum { LIST_BYTES_MAX = 1 << 18, CHANGES_MAX = 500, FAULTS_MAX = 8, GROUNDS_MIN = 2, GROUNDS_MAX = 1000 };

static const struct field roll_fields[] = {
    { .name = "election", .label = TEXT_INIT("Election", "选举"), .type = FIELD_REF, .ref = "election" },
    { .name = "list",
      .label = TEXT_INIT("List of corrections", "更正清单"),
      .type = FIELD_FILE,
      .optional = true,
      .max = LIST_BYTES_MAX,
      .help = TEXT_INIT(
          "CSV with the columns change, number, member, office, grounds, or JSON of such objects. “strike” with a number on the roll; “add” with a member (its number or registered name) or the number of an office held. Grounds for each line.",
          "CSV，列为 change、number、member、office、grounds；或同样字段的 JSON。strike 须填名册序号；add 须填成员单位（编号或登记名称）或任职编号。每行均须填写理由。") },
    { .name = "changes",
      .label = TEXT_INIT("Corrections", "更正"),
      .type = FIELD_LINE,
      .many = true,
      .optional = true,
      .hidden = true,
      .max_items = CHANGES_MAX,
      .help = TEXT_INIT("“strike 5”, “member 7”, “office 12”, where no list is given.",
                        "未提交清单时填写：“strike 5”“member 7”“office 12”。") },
    { .name = "grounds",
      .label = TEXT_INIT("Grounds, one for each", "理由，逐项对应"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .many = true,
      .optional = true,
      .hidden = true,
      .min = GROUNDS_MIN,
      .max = GROUNDS_MAX,
      .max_items = CHANGES_MAX },
    { .name = "lines",
      .label = TEXT_INIT("Lines of the list", "清单行号"),
      .type = FIELD_INT,
      .many = true,
      .optional = true,
      .hidden = true,
      .min = 1,
      .max = 1000000,
      .max_items = CHANGES_MAX },
    { 0 },
};

/* ---- the list ---- */

struct listing {
    struct judging *j;
    bool json;
    int64_t faults;
    json_t *changes, *grounds, *lines;
};

static struct text line_said(struct arena *a, bool json, int64_t line) {
    long long n = line;
    return json ? (struct text){ arena_f(a, "Item %lld", n).data, arena_f(a, "第 %lld 项", n).data }
                : (struct text){ arena_f(a, "Line %lld", n).data, arena_f(a, "第 %lld 行", n).data };
}

#define WRONG(x, line, text, ...)                                                                                      \
    do {                                                                                                               \
        if ((x)->faults++ < FAULTS_MAX)                                                                                \
            refuse_field((x)->j, "list", (text), ARG_TEXT("where", line_said((x)->j->arena, (x)->json, (line))),       \
                         ##__VA_ARGS__);                                                                               \
    } while (0)

/* A cell as text; numbers of a JSON list too. */
static struct str cell(struct arena *a, const json_t *row, const char *name) {
    const json_t *value = json_object_get(row, name);
    if (json_is_integer(value)) return arena_f(a, "%lld", (long long)json_integer_value(value));
    return json_is_string(value) ? str_trim((struct str){ json_string_value(value), json_string_length(value) })
                                 : STR("");
}

/* A member by number or by its registered name, in either language; 0: there is none, or several. */
static int64_t member_of(struct db *db, struct str said) {
    int64_t id;
    if (str_int(said, &id) == 0) return id;
    return db_int(db, 0, "SELECT count(*) FROM org WHERE name = $1 OR name_en = $1", V(said)) == 1
               ? db_int(db, 0, "SELECT id FROM org WHERE name = $1 OR name_en = $1", V(said))
               : 0;
}

/* "strike 5", "member 7", "office 12"; NULL after a fault. */
static const char *change_of(struct listing *x, const struct sheet_row *row) {
    struct arena *a = x->j->arena;
    struct str change = cell(a, row->values, "change"), number = cell(a, row->values, "number"),
               member = cell(a, row->values, "member"), office = cell(a, row->values, "office");
    int64_t id = 0;
    if (str_is(change, "strike") && number.len && !member.len && !office.len && str_int(number, &id) == 0 && id > 0)
        return arena_f(a, "strike %lld", (long long)id).data;
    if (str_is(change, "add") && !number.len && !member.len && office.len && str_int(office, &id) == 0 && id > 0)
        return arena_f(a, "office %lld", (long long)id).data;
    if (str_is(change, "add") && !number.len && member.len && !office.len) {
        id = member_of(x->j->db, member);
        if (id > 0) return arena_f(a, "member %lld", (long long)id).data;
        WRONG(x, row->line,
              T("{where}: no member is called “{name}”, or several are; give its number.",
                "{where}：没有名为“{name}”的成员单位，或不止一个，请填写编号。"),
              ARG_STR("name", member));
        return NULL;
    }
    WRONG(
        x, row->line,
        T("{where}: change is “strike” with a number on the roll, or “add” with a member or an office, and nothing else.",
          "{where}：change 须为 strike（并填名册序号）或 add（并填成员单位或任职编号），其余留空。"));
    return NULL;
}

static void take_row(struct listing *x, const struct sheet_row *row) {
    struct str grounds = cell(x->j->arena, row->values, "grounds");
    const char *change = change_of(x, row);
    size_t chars = str_chars(grounds);
    if (chars < GROUNDS_MIN || chars > GROUNDS_MAX)
        WRONG(x, row->line,
              T("{where}: give the grounds, in {least} to {most} characters.",
                "{where}：请填写理由，{least} 至 {most} 字。"),
              ARG_INT("least", GROUNDS_MIN), ARG_INT("most", GROUNDS_MAX));
    if (!change || x->faults) return;
    json_array_append_new(x->changes, json_string(change));
    json_array_append_new(x->grounds, json_stringn(grounds.data, grounds.len));
    json_array_append_new(x->lines, json_integer(row->line));
}

/* The columns a list may have: a word that is none of them would be passed over in silence. */
static void judge_columns(struct listing *x, const struct sheet *s) {
    static const char *const known[] = { "change", "number", "member", "office", "grounds" };
    for (size_t i = 0; i < s->column_count; i++) {
        bool found = false;
        for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
            found = found || strcmp(known[k], s->columns[i]) == 0;
        if (!found)
            WRONG(x, 1,
                  T("{where}: there is no column “{name}”; the columns are change, number, member, office, grounds.",
                    "{where}：没有“{name}”列；各列为 change、number、member、office、grounds。"),
                  ARG_Z("name", s->columns[i]));
    }
}

static void say_unread(struct listing *x, const struct error *err) {
    x->faults++;
    finding_add(x->j, true, ERR_SYNTAX, NULL, "list", err->text, T_NONE, err->args, err->arg_count);
}

static void take_rows(struct listing *x, const struct sheet *s) {
    judge_columns(x, s);
    for (size_t i = 0; i < s->row_count && i < CHANGES_MAX; i++) take_row(x, &s->rows[i]);
    if (s->row_count == 0)
        WRONG(x, 1, T("{where}: the list holds no correction.", "{where}：清单中没有更正。"));
    else if (s->row_count > CHANGES_MAX)
        WRONG(x, s->rows[CHANGES_MAX].line,
              T("{where}: at most {max} corrections are taken at once.", "{where}：一次最多更正 {max} 项。"),
              ARG_INT("max", CHANGES_MAX));
}

/* The file is not kept: what it says become fields, its grounds sealed. */
static bool roll_take(struct file_taking *t) {
    struct listing x = { .j = t->j,
                         .json = str_starts(str_trim(t->bytes), "[") || str_starts(str_trim(t->bytes), "{") };
    struct sheet sheet = { 0 };
    struct error *err = arena_new(t->j->arena, struct error);
    const json_t *given = json_object_get(t->given, "election");
    int64_t election = json_integer_value(given);
    if (json_is_string(given)) (void)str_int(str_trim(str_of(json_string_value(given))), &election);
    if (!t->j->db || !election_read(t->j->db, t->j->arena, election))
        return false; /* said when the fields are judged */
    if (t->bytes.len > LIST_BYTES_MAX)
        WRONG(&x, 1,
              T("The file has {size} bytes; at most {max} are read.", "文件共 {size} 字节，最多读取 {max} 字节。"),
              ARG_INT("size", (int64_t)t->bytes.len), ARG_INT("max", LIST_BYTES_MAX));
    else if (sheet_parse(&sheet, t->bytes, x.json, t->j->arena, err) != 0)
        say_unread(&x, err);
    x.changes = json_array();
    x.grounds = json_array();
    x.lines = json_array();
    if (x.faults == 0) take_rows(&x, &sheet);
    sheet_release(&sheet);
    json_object_set_new(t->given, "changes", x.changes);
    json_object_set_new(t->given, "grounds", x.grounds);
    json_object_set_new(t->given, "lines", x.lines);
    return x.faults == 0;
}

/* ---- judging ---- */

struct change {
    int64_t elector, org, holding;
};

static bool change_read(const json_t *value, struct change *ret) {
    struct str rest = { json_string_value(value), json_string_length(value) };
    int64_t id;
    struct str what = rest.data ? str_cut(&rest, ' ') : STR_NONE;
    if (!what.data || str_int(rest, &id) != 0 || id < 1) return false;
    *ret = (struct change){ str_is(what, "strike") ? id : 0, str_is(what, "member") ? id : 0,
                            str_is(what, "office") ? id : 0 };
    return ret->elector || ret->org || ret->holding;
}

static struct text place_of(struct judging *j, size_t i) {
    const json_t *lines = act_list(j->act, "lines");
    if (i < json_array_size(lines)) return line_said(j->arena, false, json_integer_value(json_array_get(lines, i)));
    return line_said(j->arena, true, (int64_t)i + 1);
}

static bool is_on(struct judging *j, const struct election *e, const struct change *c) {
    return c->holding
               ? db_has(j->db, "SELECT 1 FROM elector WHERE election = $1 AND holding = $2 AND state = 'on'", V(e->id),
                        V(c->holding))
               : db_has(j->db,
                        "SELECT 1 FROM elector WHERE election = $1 AND org = $2 AND holding IS NULL AND state = 'on'",
                        V(e->id), V(c->org));
}

static void judge_change(struct judging *j, const struct election *e, const struct rule *r, const struct change *c,
                         size_t i) {
    struct arg where = ARG_TEXT("where", place_of(j, i));
    if (c->elector) {
        if (!db_has(j->db, "SELECT 1 FROM elector WHERE election = $1 AND number = $2 AND state = 'on'", V(e->id),
                    V(c->elector)))
            refuse_state(j, r, T("{where}: the roll has no number {number}.", "{where}：名册没有第 {number} 号。"),
                         T_NONE, where, ARG_PLAIN("number", c->elector));
        else if (elector_has_paper(j->db, e->id, c->elector))
            refuse_state(j, r,
                         T("{where}: number {number} has been given a ballot already.",
                           "{where}：第 {number} 号已领取选票或投票。"),
                         T_NONE, where, ARG_PLAIN("number", c->elector));
    } else if (is_on(j, e, c))
        refuse_state(j, r, T("{where}: is on the roll already.", "{where}：已在名册上。"), T_NONE, where);
    else if (!elector_entitled(j, r, c->org, c->holding))
        refuse(j, r,
               T("{where}: by the charter they have no vote in this election.",
                 "{where}：依章程，其在本次选举中没有投票权。"),
               T_NONE, where);
}

static bool same_change(const struct change *a, const struct change *b) {
    return a->elector == b->elector && a->org == b->org && a->holding == b->holding;
}

/* The changes, each once; SIZE_MAX after a fault. */
static size_t changes_of(struct judging *j, struct change **ret) {
    const json_t *list = act_list(j->act, "changes");
    size_t n = json_array_size(list);
    struct change *all = arena_array(j->arena, struct change, n + 1);
    *ret = all;
    for (size_t i = 0; i < n; i++) {
        bool right = change_read(json_array_get(list, i), &all[i]);
        if (!right)
            refuse_field(j, "changes",
                         T("{where}: is none of “strike 5”, “member 7”, “office 12”.",
                           "{where}：须为“strike 5”“member 7”或“office 12”之一。"),
                         ARG_TEXT("where", place_of(j, i)));
        for (size_t k = 0; right && k < i; k++)
            if (same_change(&all[k], &all[i]))
                refuse_field(j, "list",
                             T("{where}: the same stands there already: {before}.", "{where}：与{before}重复。"),
                             ARG_TEXT("where", place_of(j, i)), ARG_TEXT("before", place_of(j, k)));
    }
    return refused(j) ? SIZE_MAX : n;
}

static bool judge_grounds(struct judging *j, size_t changes) {
    if (j->again) return true;
    size_t grounds = json_array_size(json_object_get(j->act->sealed, "grounds"));
    if (changes == 0)
        refuse_field(j, "list", T("Give a list of corrections.", "请提交更正清单。"));
    else if (grounds != changes)
        refuse_field(
            j, "grounds",
            T("{changes} {changes|correction|corrections}, but {grounds} {grounds|ground|grounds}: each needs its own.",
              "更正 {changes} 项，而理由 {grounds} 项：须逐项对应。"),
            ARG_INT("changes", (int64_t)changes), ARG_INT("grounds", (int64_t)grounds));
    return !refused(j);
}

static void roll_judge(struct judging *j) {
    const struct election *e = election_read(j->db, j->arena, act_int(j->act, "election"));
    const struct rule *open = charter_rule(j->charter, "election.calendar", NULL);
    struct change *all;
    if (!e) return;
    const struct rule *r = electorate_rule(j, e);
    if (strcmp(e->state, "called") != 0 || j->received >= e->objections_by) {
        refuse_state(j, open,
                     T("The roll lay open until {until}: since then it changes only by answers to objections.",
                       "名册异议期已于{until}结束，此后仅因异议答复而变更。"),
                     T_NONE, ARG_DEADLINE("until", e->objections_by));
        return;
    }
    size_t n = changes_of(j, &all), added = 0;
    if (n == SIZE_MAX || !judge_grounds(j, n)) return;
    for (size_t i = 0; i < n; i++) {
        judge_change(j, e, r, &all[i], i);
        added += !all[i].elector;
    }
    int64_t on = db_int(j->db, 0, "SELECT count(*) FROM elector WHERE election = $1 AND state = 'on'", V(e->id)) +
                 (int64_t)added - (int64_t)(n - added);
    if (!refused(j) && on <= 0) refuse(j, r, T("Nobody would be left on the roll.", "名册将无人在册。"), T_NONE);
    if (!refused(j))
        allow(
            j, r,
            T("{struck} {struck|is|are} struck, {added} {added|is|are} added: {on} {on|elector|electors} then on the roll.",
              "除名 {struck} 项，增列 {added} 项；此后名册共 {on} 票。"),
            ARG_INT("struck", (int64_t)(n - added)), ARG_INT("added", (int64_t)added), ARG_INT("on", on));
}

/* ---- applying, telling ---- */

static void roll_apply(struct applying *a) {
    int64_t election = act_int(a->act, "election");
    const json_t *list = act_list(a->act, "changes");
    struct change c;
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (!change_read(json_array_get(list, i), &c)) continue;
        if (c.elector)
            elector_strike(a, election, c.elector);
        else
            elector_add(a, election, c.org, c.holding);
        db_exec(
            a->db,
            "INSERT INTO roll_change (entry, part, election, elector, org, holding) VALUES ($1, $2, $3, $4, $5, $6)",
            V(a->act->entry), V((int64_t)i), V(election), c.elector ? V(c.elector) : V_NULL, c.org ? V(c.org) : V_NULL,
            c.holding ? V(c.holding) : V_NULL);
    }
    act_mention(a, "election", election);
}

/* Whoever is struck or added hears of it while there is time to object. */
static void roll_tell(struct telling *t) {
    const struct election *e = election_read(t->db, t->arena, act_int(t->act, "election"));
    const struct charter_body *b = e ? charter_body(t->charter, e->body) : NULL;
    if (!b) return;
    const struct arg args[] = { ARG_TEXT("body", b->name), ARG_DEADLINE("until", e->objections_by) };
    struct rows *r = db_rows(
        t->db,
        "SELECT l.person, c.elector FROM roll_change c JOIN elector l ON l.election = c.election AND (l.number = c.elector OR (c.elector IS NULL AND l.state = 'on' AND "
        "((c.holding IS NOT NULL AND l.holding = c.holding) OR (c.holding IS NULL AND l.holding IS NULL AND l.org = c.org)))) WHERE c.entry = $1 ORDER BY c.part",
        V(t->act->entry));
    enum { TOLD_MAX = 2 * CHANGES_MAX };
    int64_t people[TOLD_MAX], struck[TOLD_MAX];
    size_t n = 0;
    for (; n < TOLD_MAX && rows_next(r); n++) {
        people[n] = rows_int(r, 0);
        struck[n] = !rows_null(r, 1);
    }
    rows_done(r);
    for (size_t i = 0; i < n; i++)
        tell(
            t,
            &(struct mail){
                .person = people[i],
                .subject =
                    struck[i] ? T("Election of the {body}: you were struck from the roll", "{body}选举：您已从名册除名")
                              : T("Election of the {body}: you were added to the roll", "{body}选举：您已列入名册"),
                .body = T(
                    "The roll was corrected; the grounds stand on the election's page. It can be objected to until {until}.",
                    "名册已更正，理由载于选举页面。对名册的异议期至{until}。"),
                .args = args,
                .arg_count = 2,
                .link = arena_f(t->arena, "/elections/%lld", (long long)e->id).data,
                .official = true });
}

ACT(election_roll) = {
    .name = "election.roll",
    .version = 1,
    .family = "elections",
    .power = "election.open",
    .body = act_body_of_election,
    .pinned = act_pinned_of_election,
    .weighty = true,
    .title = TEXT_INIT("Correct the roll by a list", "按清单更正选民名册"),
    .effect = TEXT_INIT(
        "Each line is on record with its grounds; who is struck or added is told by mail. All lines are taken, or none.",
        "每行连同理由载入登记；被除名或增列者将收到邮件。全部受理，或全部不予受理。"),
    .done = TEXT_INIT("The roll of {election} was corrected: {changes}.", "更正{election}名册：{changes}。"),
    .fields = roll_fields,
    .take = roll_take,
    .judge = roll_judge,
    .apply = roll_apply,
    .tell = roll_tell,
};
