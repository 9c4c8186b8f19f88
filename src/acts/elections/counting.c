/* Closing an election and declaring who is elected: the count itself is src/tally's, a pure function of what is on record.
 *
 *  C1. Contests are counted in the order of the ballot paper; who is elected in one stands no more in the next, and an
 *      organization takes no more seats of a body than the charter lets it, counting those who stand unopposed.
 *  C2. A lot's seed is the words named in the call together with the hash of the contest's ballots: fixed before the count,
 *      and, of secret ballots, foreseen by nobody before the close. Where the charter has an officer draw lots, a tie stops the count until the order
 *      drawn for it is on record (lots.c).
 *  C3. The rules of a contest were frozen by the call; what an organization held before the count is kept with the result, so that
 *      a later count finds what this one found. */
#include <string.h>

#include "acts/elections/counting.h"
#include "acts/elections/elections.h"
#include "acts/elections/rounds.h"
#include "acts/offices/offices.h"
#include "acts/elections/paper_votes.h"
#include "acts/elections/polling.h"
#include "acts/offices/related.h"
#include "acts/elections/published.h"
#include "acts/sealed.h"
#include "base/hash.h"

/* ---- what is counted ---- */

struct stander {
    int64_t number, nomination, person, org, related, place, org_held, related_held;
    const char *reserved;
};
enum { STANDERS_MAX = CANDIDATES_MAX, PAPERS_BYTES_MAX = 256 << 20 };

/* Elected in contests of this election that were counted just before, and are not on record yet. */
struct winners {
    struct stander *all;
    size_t count;
};

static size_t standers(struct db *db, struct arena *arena, int64_t contest, struct stander **ret) {
    struct stander *all = arena_array(arena, struct stander, STANDERS_MAX);
    size_t n = 0;
    struct rows *r = db_rows(
        db,
        "SELECT number, nomination, person, coalesce(org, 0), coalesce(related, 0), coalesce(place, -2), coalesce(org_held, 0), coalesce(related_held, 0), reserved "
        "FROM contest_candidate WHERE contest = $1 ORDER BY number",
        V(contest));
    while (n < STANDERS_MAX && rows_next(r))
        all[n++] =
            (struct stander){ rows_int(r, 0), rows_int(r, 1), rows_int(r, 2),
                              rows_int(r, 3), rows_int(r, 4), rows_int(r, 5),
                              rows_int(r, 6), rows_int(r, 7), rows_null(r, 8) ? NULL : arena_z(arena, rows_str(r, 8)) };
    rows_done(r);
    *ret = all;
    return n;
}

/* Offices of the body that this organization will hold by contests of the round already counted, or unopposed. */
static int64_t org_seats(struct db *db, const struct election *e, int64_t org) {
    int64_t sits = round_until(db, e->round) == INSTANT_NONE
                       ? 0
                       : db_int(db, 0, "SELECT count(*) FROM holding WHERE body = $1 AND org = $2 AND to_at IS NULL",
                                V(e->body), V(org));
    return sits +
           db_int(
               db, 0,
               "SELECT count(*) FROM nomination n WHERE n.round = $1 AND n.state = 'standing' AND n.org = $2 AND "
               "(EXISTS (SELECT 1 FROM contest_candidate cc WHERE cc.nomination = n.id AND cc.place > 0) OR "
               "NOT EXISTS (SELECT 1 FROM contest_candidate cc JOIN contest c ON c.id = cc.contest JOIN election x ON x.id = c.election WHERE x.round = $1 AND x.state <> 'annulled' AND c.title = n.title))",
               V(e->round), V(org));
}

/* C3: what a candidate's organization, and those related to it, have before this count. */
static void read_held(struct db *db, struct arena *arena, const struct election *e, const struct winners *w,
                      struct stander *s) {
    if (s->place != -2) return; /* counted before: as it was then */
    const int64_t *orgs;
    size_t n = s->related ? orgs_related(db, arena, s->org, &orgs) : 0;
    s->org_held = s->org ? org_seats(db, e, s->org) : 0;
    for (size_t i = 0; i < n; i++) s->related_held += org_seats(db, e, orgs[i]);
    for (size_t i = 0; i < w->count; i++) {
        s->org_held += s->org && w->all[i].org == s->org;
        s->related_held += s->related && w->all[i].related == s->related;
    }
}

static bool won(const struct winners *w, int64_t person) {
    for (size_t i = 0; i < w->count; i++)
        if (w->all[i].person == person) return true;
    return false;
}

/* C1: whether a candidate still stands when the contest is counted. */
static bool stands(struct db *db, const struct election *e, const struct contest *c, const struct winners *w,
                   const struct stander *s) {
    if (s->place != -2) return s->place >= 0; /* counted before: as it was then */
    return db_has(db, "SELECT 1 FROM nomination WHERE id = $1 AND state = 'standing'", V(s->nomination)) &&
           !won(w, s->person) &&
           !db_has(
               db,
               "SELECT 1 FROM contest_candidate cc JOIN contest c ON c.id = cc.contest JOIN election x ON x.id = c.election WHERE x.round = $1 AND cc.person = $2 AND cc.place > 0",
               V(e->round), V(s->person)) &&
           (!c->cap_org || !s->org || s->org_held < c->cap_org) &&
           (!c->cap_related || !s->related || s->related_held < c->cap_related);
}

static void add_groups(struct arena *arena, struct ballots *b, int who, const struct contest *contest,
                       const struct stander *s) {
    uint16_t *group = b->candidates[who].group;
    if (s->org > 0) {
        group[GROUP_ORGANIZATION] =
            (uint16_t)ballots_group(b, GROUP_ORGANIZATION, arena_f(arena, "%lld", (long long)s->org));
        b->groups[GROUP_ORGANIZATION][group[GROUP_ORGANIZATION]].taken = (int)s->org_held;
    }
    if (s->related > 0) {
        group[GROUP_RELATED] = (uint16_t)ballots_group(b, GROUP_RELATED, arena_f(arena, "%lld", (long long)s->related));
        b->groups[GROUP_RELATED][group[GROUP_RELATED]].taken = (int)s->related_held;
    }
    if (s->reserved) {
        group[GROUP_RESERVED] = (uint16_t)ballots_group(b, GROUP_RESERVED, str_of(s->reserved));
        b->groups[GROUP_RESERVED][group[GROUP_RESERVED]].seats = (int)reserved_for(contest, s->reserved);
    }
}

static void add_candidates(struct db *db, struct arena *arena, const struct election *e, const struct contest *contest,
                           const struct winners *w, const struct counting_as *as, struct ballots *b) {
    struct stander *all;
    size_t n = standers(db, arena, contest->id, &all);
    for (size_t i = 0; i < n; i++) {
        struct str name = as->names ? person_name(db, arena, all[i].person, as->lang)
                                    : arena_f(arena, "%lld", (long long)all[i].number);
        int who = ballots_candidate(b, name);
        if (who < 0) return;
        read_held(db, arena, e, w, &all[i]);
        b->candidates[who].withdrawn = !stands(db, e, contest, w, &all[i]);
        add_groups(arena, b, who, contest, &all[i]);
    }
}

static void add_ballot(struct ballots *b, const struct paper *p, struct str ballot) {
    ballots_line(b, 1);
    if (paper_read(p, ballot, b) == NULL)
        ballots_line_end(b);
    else
        ballots_line_drop(b);
}

static void add_text(struct buf *text, struct str ballot) {
    buf_add(text, ballot);
    buf_addc(text, '\n');
}

static void add_open(struct db *db, const struct contest *contest, const struct paper *p, struct ballots *b,
                     struct buf *text) {
    struct rows *r = db_rows(
        db,
        "SELECT b.ballot, coalesce(b.fixed, b.ballot) FROM open_ballot b JOIN elector e ON e.election = $1 AND e.number = b.elector AND e.state = 'on' WHERE b.contest = $2 ORDER BY b.elector",
        V(contest->election), V(contest->id));
    while (rows_next(r)) {
        add_ballot(b, p, rows_str(r, 0));
        add_text(text, rows_str(r, 1));
    }
    rows_done(r);
}

/* After those from the box. Lots keep to the papers that were entered when it was opened. */
static void add_papers(struct db *db, struct arena *arena, const struct contest *contest, const struct paper *p,
                       struct ballots *b, struct buf *text) {
    struct paper_document now, fixed;
    paper_document_of(db, arena, contest->id, false, &now);
    paper_document_of(db, arena, contest->id, true, &fixed);
    for (size_t i = 0; i < now.count; i++)
        for (int64_t k = 0; k < now.lines[i].number; k++) add_ballot(b, p, now.lines[i].ballot);
    for (size_t i = 0; i < fixed.count; i++)
        for (int64_t k = 0; k < fixed.lines[i].number; k++) add_text(text, fixed.lines[i].ballot);
}

/* Secret ballots, as published at the close: lines of "contest,ballot,…", the contests by their place on the paper. */
static void add_secret(struct str published, int64_t place, const struct paper *p, struct ballots *b,
                       struct buf *text) {
    struct str rest = published;
    str_cut(&rest, '\n'); /* headings */
    while (rest.len > 0) {
        struct str line = str_cut(&rest, '\n');
        struct str contest = str_cut(&line, ',');
        int64_t number;
        if (str_int(contest, &number) != 0 || number != place) continue;
        struct str ballot = str_cut(&line, ',');
        add_ballot(b, p, ballot);
        add_text(text, ballot);
    }
}

/* C2. */
static void seed_of(char ret[SEED_SIZE], const struct election *e, struct buf *text) {
    struct buf hex;
    buf_addz(text, e->seed);
    struct hash seed = hash_of(buf_str(text));
    buf_init(&hex, SEED_SIZE);
    hash_hex(&hex, &seed);
    memcpy(ret, buf_str(&hex).data, SEED_SIZE - 1);
    ret[SEED_SIZE - 1] = 0;
    buf_release(&hex);
}

static int64_t place_on_paper(struct db *db, const struct contest *contest) {
    return db_int(db, 0, "SELECT count(*) FROM contest WHERE election = $1 AND id <= $2", V(contest->election),
                  V(contest->id));
}

/* "3,1;5,4": an order drawn for each tie in turn, into the arena. */
static void read_lots(struct db *db, struct arena *arena, int64_t contest, struct tally_rules *rules) {
    uint16_t *order = arena_array(arena, uint16_t, LOTS_MAX);
    size_t *ends = arena_array(arena, size_t, LOTS_MAX);
    struct rows *r = db_rows(db, "SELECT drawn FROM contest_lot WHERE contest = $1 ORDER BY number", V(contest));
    while (rows_next(r) && rules->order_ties < LOTS_MAX) {
        struct str rest = rows_str(r, 0);
        int64_t who;
        while (rest.data && rules->order_count < LOTS_MAX && str_int(str_cut(&rest, ','), &who) == 0)
            order[rules->order_count++] = (uint16_t)(who - 1);
        ends[rules->order_ties++] = rules->order_count;
    }
    rows_done(r);
    rules->order = order;
    rules->order_end = ends;
}

static void set_rules(struct db *db, struct arena *arena, struct contest_count *count, const struct tally_method *m,
                      const struct election *e, const struct contest *contest, struct buf *text) {
    tally_rules_init(&count->rules, m, (int)contest->seats);
    seed_of(count->seed, e, text);
    if (contest->lot_by) {
        count->rules.lot = LOT_ORDER;
        read_lots(db, arena, contest->id, &count->rules);
    } else {
        count->rules.lot = LOT_SEED;
        count->rules.seed = str_of(count->seed);
    }
    if (contest->cap_org > 0 && tally_understands(m, OPTION_CAP_ORGANIZATION))
        count->rules.value[OPTION_CAP_ORGANIZATION] = contest->cap_org;
    if (contest->cap_related > 0 && tally_understands(m, OPTION_CAP_RELATED))
        count->rules.value[OPTION_CAP_RELATED] = contest->cap_related;
}

/* Where the charter leaves seats vacant for which nobody gave a vote, nobody stands in such a count. */
static int count_unvoted(struct contest_count *c, const struct tally_method *m, const struct contest *contest,
                         struct error *err) {
    if (!contest->vacant_unvoted || c->result->valid > 0) return 0;
    tally_result_free(c->result);
    c->result = NULL;
    c->unvoted = true;
    for (size_t i = 0; i < c->ballots.candidate_count; i++) c->ballots.candidates[i].withdrawn = true;
    return tally_count(&c->result, m, &c->ballots, &c->rules, err);
}

static bool count_with(struct db *db, struct arena *arena, const struct election *e, const struct contest *contest,
                       const struct winners *w, const struct counting_as *as, struct contest_count *ret) {
    const struct tally_method *m = tally_method(str_of(contest->method));
    struct paper p = paper_of(db, contest);
    struct buf text;
    *ret = (struct contest_count){ 0 };
    ballots_init(&ret->ballots, p.ranked ? FORM_RANKED : FORM_APPROVAL);
    bool secret = strcmp(e->mode, "open") != 0;
    if (!m || (secret && !e->ballots) ||
        (strcmp(e->state, "closed") != 0 && strcmp(e->state, "declared") != 0 && strcmp(e->state, "annulled") != 0))
        return false;
    buf_init(&text, PAPERS_BYTES_MAX);
    add_candidates(db, arena, e, contest, w, as, &ret->ballots);
    if (secret)
        add_secret(db_str(db, arena, "SELECT bytes FROM blob WHERE hash = $1", V(e->ballots)),
                   place_on_paper(db, contest), &p, &ret->ballots, &text);
    if (secret)
        add_papers(db, arena, contest, &p, &ret->ballots, &text);
    else
        add_open(db, contest, &p, &ret->ballots, &text);
    set_rules(db, arena, ret, m, e, contest, &text);
    buf_release(&text);
    struct error err;
    return tally_count(&ret->result, m, &ret->ballots, &ret->rules, &err) == 0 &&
           count_unvoted(ret, m, contest, &err) == 0;
}

static void winners_add(struct db *db, struct arena *arena, int64_t contest, const struct contest_count *c,
                        struct winners *w) {
    struct stander *all;
    standers(db, arena, contest, &all);
    for (size_t i = 0; i < c->result->elected_count && w->count < STANDERS_MAX; i++)
        w->all[w->count++] = all[c->result->elected[i]];
}

/* C1: those before it on the paper are counted first. False: one of them waits. */
static bool earlier_counted(struct db *db, struct arena *arena, const struct election *e, const struct contest *contest,
                            struct winners *w) {
    struct contest *contests;
    size_t n = strcmp(e->state, "closed") == 0 ? contests_in(db, arena, e->id, &contests) : 0;
    bool all = true;
    w->all = n > 1 ? arena_array(arena, struct stander, STANDERS_MAX) : NULL;
    for (size_t i = 0; i < n && all && contests[i].id < contest->id; i++) {
        struct contest_count c;
        all = count_with(db, arena, e, &contests[i], w, &(struct counting_as){ 0 }, &c) && c.result->decided;
        if (all) winners_add(db, arena, contests[i].id, &c, w);
        contest_count_release(&c);
    }
    return all;
}

bool contest_counted(struct db *db, struct arena *arena, const struct election *e, const struct contest *contest,
                     const struct counting_as *as, struct contest_count *ret) {
    struct winners w = { 0 };
    if (earlier_counted(db, arena, e, contest, &w)) return count_with(db, arena, e, contest, &w, as, ret);
    *ret = (struct contest_count){ 0 };
    ballots_init(&ret->ballots, FORM_RANKED);
    return false;
}

const struct tally_tie *count_waits(const struct contest_count *c) {
    return c->result && !c->result->decided && c->result->tie_count ? &c->result->ties[c->result->tie_count - 1] : NULL;
}

void contest_count_release(struct contest_count *c) {
    if (c->result) tally_result_free(c->result);
    ballots_release(&c->ballots);
}

/* ---- clock.election_closes ---- */

static const struct field closes_fields[] = {
    { .name = "about", .label = TEXT_INIT("Election", "选举"), .type = FIELD_INT },
    { .name = "ballots",
      .label = TEXT_INIT("Ballots as published, by their hash", "公布的选票（哈希）"),
      .type = FIELD_LINE,
      .optional = true },
    { .name = "count", .label = TEXT_INIT("Ballots in the box", "票箱内选票数"), .type = FIELD_INT, .optional = true },
    { .name = "opened_key",
      .label = TEXT_INIT("Key of the credentials", "凭证密钥"),
      .type = FIELD_LINE,
      .optional = true },
    { 0 },
};

ACT(clock_election_closes) = {
    .name = "clock.election_closes",
    .version = 1,
    .family = "elections",
    .origin = ORIGIN_CLOCK,
    .title = TEXT_INIT("Voting closes", "投票截止"),
    .done = TEXT_INIT("Voting closed.", "投票截止。"),
    .fields = closes_fields,
    .supply = polling_close_supply,
    .apply = polling_close_apply,
};

/* ---- election.declare ---- */

static const struct field declare_fields[] = {
    { .name = "election", .label = TEXT_INIT("Election", "选举"), .type = FIELD_REF, .ref = "election" },
    { 0 },
};

/* Numbers on the paper: "2, 5". */
static struct str paper_numbers(struct arena *arena, const uint16_t *who, size_t count) {
    struct buf b;
    buf_init(&b, 1 << 16);
    for (size_t i = 0; i < count; i++) {
        if (i) buf_addz(&b, ", ");
        buf_addint(&b, who[i] + 1);
    }
    struct str all = arena_str(arena, buf_str(&b));
    buf_release(&b);
    return all;
}

/* What lots decided, each once; of very many only how many. */
static void allow_lots(struct judging *j, const char *office, const struct contest *contest,
                       const struct tally_result *r) {
    enum { LOTS_SAID_MAX = 12 };
    const struct rule *rule = charter_rule(j->charter, contest->lot_by ? "election.lot" : "election", office);
    int64_t said = 0, left = 0;
    for (size_t i = 0; i < r->tie_count; i++) {
        const struct tally_tie *t = &r->ties[i];
        if (t->means != TIE_LOT && t->means != TIE_ORDER) continue;
        if (said++ >= LOTS_SAID_MAX) {
            left++;
            continue;
        }
        allow(j, rule,
              t->purpose == TIE_EXCLUDE
                  ? T("Tied for last: {tied}; by lot {chosen} went out.", "并列最末：{tied}；抽签淘汰：{chosen}。")
              : t->purpose == TIE_SURPLUS
                  ? T("Equal surpluses: {tied}; by lot {chosen} went first.",
                      "超额相等：{tied}；抽签先行转移：{chosen}。")
                  : T("Tied: {tied}; by lot {chosen} elected.", "并列：{tied}；抽签当选：{chosen}。"),
              ARG_STR("tied", paper_numbers(j->arena, t->who, t->who_count)),
              ARG_STR("chosen", paper_numbers(j->arena, t->chosen, t->chosen_count)));
    }
    if (left)
        allow(j, rule, T("{left} more lots were drawn in this count.", "本次计票另有 {left} 次抽签。"),
              ARG_INT("left", left));
}

/* The count, said in one line for each contest: who is elected, by their numbers on the paper. */
static void allow_count(struct judging *j, const struct election *e, const struct contest *contest,
                        const struct contest_count *count) {
    const char *office = arena_f(j->arena, "%s/%s", e->body, contest->title).data;
    allow(
        j, charter_rule(j->charter, "election", office),
        count->result->elected_count == 0
            ? T("{papers} {papers|ballot|ballots}, {seats} {seats|seat|seats}; nobody is elected.",
                "选票 {papers} 张，{seats} 席；无人当选。")
            : T("{papers} {papers|ballot|ballots}, {seats} {seats|seat|seats}; elected, by number on the paper: {elected}.",
                "选票 {papers} 张，{seats} 席；当选人（候选人编号）：{elected}。"),
        ARG_INT("papers", count->result->papers), ARG_INT("seats", contest->seats),
        ARG_STR("elected", paper_numbers(j->arena, count->result->elected, count->result->elected_count)));
    if (count->unvoted)
        allow(j, charter_rule(j->charter, "election.unvoted", office),
              T("Nobody gave a valid vote: the seats stay vacant.", "无有效选票，席位空缺。"));
    else
        allow_lots(j, office, contest, count->result);
}

/* A vote that decides nothing is annulled, never declared. */
static bool is_void(struct judging *j, const struct election *e) {
    struct election_void v = election_void(j->db, j->arena, e);
    if (v.why != VOID_NOT)
        refuse_state(j, (const struct rule *)NULL, void_words(v.why),
                     v.why == VOID_UNREAD ? T_NONE
                     : v.why == VOID_PAPERS
                         ? T("Enter the paper ballots, or that none came back.", "请录入纸质选票，或注明无选票交回。")
                         : T("Annul the vote; the election is then called again.", "请宣告投票无效，再重新启动选举。"),
                     ARG_INT("papers", v.papers), ARG_INT("issued", v.issued));
    return v.why != VOID_NOT;
}

static void refuse_waits(struct judging *j, const struct election *e, const struct contest *contest) {
    const struct rule *r =
        charter_rule(j->charter, "election.lot", arena_f(j->arena, "%s/%s", e->body, contest->title).data);
    refuse_state(j, r,
                 T("Candidates are tied: the count goes on when the lot is drawn and entered.",
                   "候选人得票相同：待抽签并录入结果后继续计票。"),
                 T_NONE);
}

static bool waits_for_lot(struct db *db, struct arena *arena, const struct election *e) {
    struct contest *contests;
    size_t n = contests_in(db, arena, e->id, &contests);
    bool waits = false;
    for (size_t i = 0; i < n && !waits; i++) {
        struct contest_count count;
        if (!contests[i].lot_by) continue;
        waits = contest_counted(db, arena, e, &contests[i], &(struct counting_as){ 0 }, &count) && count_waits(&count);
        contest_count_release(&count);
    }
    return waits;
}

/* What the declaration settles besides: those who stand without a contest, and seats for which nobody stands. */
static void allow_unopposed(struct judging *j, const struct election *e, const struct contest *contests, size_t n) {
    struct office_contest *all;
    int64_t vacant;
    size_t count = contests_of(j->db, j->charter, j->arena, e->round, e->body, &all, &vacant);
    const struct charter_body *b = charter_body(j->charter, e->body);
    for (size_t i = 0; i < count; i++) {
        bool here = !all[i].contested;
        for (size_t k = 0; k < n && !here; k++) here = strcmp(contests[k].title, all[i].title) == 0;
        if (!here) return; /* another election decides the rest of the round */
    }
    for (size_t i = 0; b && i < count; i++)
        if (!all[i].contested && all[i].nominees > 0)
            allow(j, charter_rule(j->charter, "first-term", e->body),
                  T("{office}: {n} elected unopposed.", "{office}：{n} 人无竞争当选。"),
                  ARG_TEXT("office", body_title(b, all[i].title)->name), ARG_INT("n", all[i].seats));
    if (vacant > 0)
        allow(j, charter_rule(j->charter, "seats", e->body),
              T("{vacant} {vacant|seat stays|seats stay} vacant.", "{vacant} 席空缺。"), ARG_INT("vacant", vacant));
}

static bool is_document(const struct election *e, struct str document) {
    struct hash now = hash_of(document), named;
    return document.data && hash_from_hex(str_of(e->ballots), &named) == 0 && memcmp(now.b, named.b, HASH_SIZE) == 0;
}

/* The document that the close named, and every line's credential once more: what was put into the box otherwise, or changed since, is
 * not counted. */
static void judge_credentials(struct judging *j, const struct election *e, const struct contest *contests, size_t n) {
    if (!e->ballots) return;
    struct str document = db_str(j->db, j->arena, "SELECT bytes FROM blob WHERE hash = $1", V(e->ballots));
    if (!is_document(e, document)) {
        refuse_state(j, (const struct rule *)NULL,
                     T("The ballots are not those that the closing act names: they were changed or lost.",
                       "选票与截止时登记的不一致：已被更改或丢失。"),
                     T("Restore the directory from a backup.", "请从备份恢复数据目录。"));
        return;
    }
    int64_t line =
        document_unproved(e, db_str(j->db, j->arena, "SELECT opened_key FROM election WHERE id = $1", V(e->id)),
                          contests, n, document);
    if (line)
        refuse_state(
            j, (const struct rule *)NULL,
            T("Line {line} of the published ballots has no credential of this election: this cannot be declared.",
              "公布的选票第 {line} 行没有本次选举的有效凭证，不能宣布结果。"),
            T_NONE, ARG_PLAIN("line", line));
}

static void declare_judge(struct judging *j) {
    const struct election *e = election_read(j->db, j->arena, act_int(j->act, "election"));
    if (!e) return;
    if (strcmp(e->state, "closed") != 0) {
        refuse_state(j, (const struct rule *)NULL,
                     T("A result is declared once voting has closed, and only once.",
                       "投票截止后方可宣布结果，且只宣布一次。"),
                     T_NONE);
        return;
    }
    if (is_void(j, e)) return;
    struct contest *contests;
    size_t n = contests_in(j->db, j->arena, e->id, &contests);
    judge_credentials(j, e, contests, n);
    for (size_t i = 0; i < n && !refused(j); i++) {
        struct contest_count count;
        bool counted = contest_counted(j->db, j->arena, e, &contests[i], &(struct counting_as){ 0 }, &count);
        if (counted && count.result->decided)
            allow_count(j, e, &contests[i], &count);
        else if (count_waits(&count))
            refuse_waits(j, e, &contests[i]);
        else
            refuse_state(j, (const struct rule *)NULL, T("The ballots cannot be counted yet.", "尚不能计票。"), T_NONE);
        contest_count_release(&count);
    }
    if (!refused(j)) allow_unopposed(j, e, contests, n);
}

/* What was found, as the register holds it: anybody's recount is compared with this. */
static json_t *result_args(const struct contest *contest, const struct contest_count *count) {
    json_t *elected = json_array(), *gone = json_array();
    for (size_t i = 0; i < count->result->elected_count; i++)
        json_array_append_new(elected, json_integer(count->result->elected[i] + 1));
    for (size_t i = 0; i < count->ballots.candidate_count; i++)
        if (count->ballots.candidates[i].withdrawn) json_array_append_new(gone, json_integer((json_int_t)i + 1));
    return json_pack("{s:I, s:s, s:I, s:I, s:s, s:o, s:o, s:o}", "contest", (json_int_t)contest->id, "method",
                     contest->method, "seats", (json_int_t)contest->seats, "papers", (json_int_t)count->result->papers,
                     "seed", count->seed, "elected", elected, "withdrawn", gone, "terms",
                     count_terms(&count->ballots, &count->rules));
}

static void declare_contest(struct applying *a, const struct election *e, const struct contest *contest) {
    struct contest_count count;
    if (!contest_counted(a->db, a->arena, e, contest, &(struct counting_as){ 0 }, &count)) {
        contest_count_release(&count);
        return;
    }
    for (size_t i = 0; i < count.ballots.candidate_count; i++) {
        const struct candidate *who = &count.ballots.candidates[i];
        db_exec(
            a->db,
            "UPDATE contest_candidate SET place = $1, org_held = $2, related_held = $3 WHERE contest = $4 AND number = $5",
            V(who->withdrawn && !count.unvoted ? -1 : 0),
            V(count.ballots.groups[GROUP_ORGANIZATION]
                  ? count.ballots.groups[GROUP_ORGANIZATION][who->group[GROUP_ORGANIZATION]].taken
                  : 0),
            V(count.ballots.groups[GROUP_RELATED] ? count.ballots.groups[GROUP_RELATED][who->group[GROUP_RELATED]].taken
                                                  : 0),
            V(contest->id), V((int64_t)i + 1));
    }
    for (size_t i = 0; i < count.result->elected_count; i++)
        db_exec(a->db, "UPDATE contest_candidate SET place = $1 WHERE contest = $2 AND number = $3", V((int64_t)i + 1),
                V(contest->id), V((int64_t)count.result->elected[i] + 1));
    db_exec(
        a->db,
        "UPDATE nomination SET state = 'lost' WHERE state = 'standing' AND id IN (SELECT nomination FROM contest_candidate WHERE contest = $1 AND place <= 0)",
        V(contest->id));
    act_emit(a, "election.result", result_args(contest, &count));
    contest_count_release(&count);
}

/* What is left of the round: another election, or nothing any more. */
static void round_after(struct applying *a, const struct election *e) {
    if (round_contested(a->db, a->charter, a->arena, e->round, e->body)) {
        db_exec(a->db, "UPDATE round SET state = 'closed' WHERE id = $1", V(e->round));
        return;
    }
    struct seat_count s = seats_for(a->db, a->charter, e->body);
    if (s.rule && round_until(a->db, e->round) == INSTANT_NONE)
        db_exec(a->db, "UPDATE round SET seats = $1, members = $2 WHERE id = $3", V(s.seats), V(s.members),
                V(e->round));
    round_decided(a, e->round);
}

static void declare_apply(struct applying *a) {
    const struct election *e = election_read(a->db, a->arena, act_int(a->act, "election"));
    struct contest *contests;
    size_t n = contests_in(a->db, a->arena, e->id, &contests);
    for (size_t i = 0; i < n; i++) declare_contest(a, e, &contests[i]);
    db_exec(a->db, "UPDATE election SET state = 'declared', declare_entry = $1 WHERE id = $2", V(a->act->entry),
            V(e->id));
    round_after(a, e);
}

static void declare_offer(struct offering *o) {
    struct rows *r =
        db_rows(o->j->db, "SELECT id, body, closes_at FROM election WHERE state = 'closed' ORDER BY closes_at");
    while (rows_next(r)) {
        const char *body = arena_z(o->j->arena, rows_str(r, 1));
        const struct charter_body *b = charter_body(o->j->charter, body);
        const struct election *e = election_read(o->j->db, o->j->arena, rows_int(r, 0));
        if (!b || !o->may(o, body) || election_void(o->j->db, o->j->arena, e).why != VOID_NOT ||
            waits_for_lot(o->j->db, o->j->arena, e))
            continue;
        const struct arg args[] = { ARG_TEXT("body", b->name) };
        offer_add(o, json_pack("{s:I}", "election", (json_int_t)rows_int(r, 0)), NULL, rows_int(r, 2), NULL,
                  T("Declare the result of the {body} election", "宣布{body}选举结果"), args, 1);
    }
    rows_done(r);
}

ACT(election_declare) = {
    .name = "election.declare",
    .version = 1,
    .family = "elections",
    .power = "election.close",
    .body = act_body_of_election,
    .pinned = act_pinned_of_election,
    .weighty = true,
    .title = TEXT_INIT("Count and declare the result", "计票并宣布结果"),
    .effect = TEXT_INIT("Those elected take office when the term begins.", "当选者自任期开始就任。"),
    .done = TEXT_INIT("The result of {election} was declared.", "宣布{election}结果。"),
    .fields = declare_fields,
    .judge = declare_judge,
    .apply = declare_apply,
    .offer = declare_offer,
};

/* ---- election.result ---- */

static const struct field result_fields[] = {
    { .name = "contest", .label = TEXT_INIT("Contest", "所选职务"), .type = FIELD_REF, .ref = "contest" },
    { .name = "method", .label = TEXT_INIT("How it was counted", "计票方法"), .type = FIELD_LINE },
    { .name = "seats", .label = TEXT_INIT("Seats", "席位"), .type = FIELD_INT },
    { .name = "papers", .label = TEXT_INIT("Ballots", "选票"), .type = FIELD_INT },
    { .name = "seed", .label = TEXT_INIT("Seed for lots", "抽签种子"), .type = FIELD_LINE },
    { .name = "elected",
      .label = TEXT_INIT("Elected, by number on the paper, in this order", "当选人（候选人编号，依次）"),
      .type = FIELD_INT,
      .many = true,
      .optional = true },
    { .name = "withdrawn",
      .label = TEXT_INIT("Stood no more at the count", "计票时已退出"),
      .type = FIELD_INT,
      .many = true,
      .optional = true },
    { .name = "terms",
      .label = TEXT_INIT("Caps, kept seats and groups it was counted by", "计票所依的席位上限、保留席位与分组"),
      .type = FIELD_LINE,
      .many = true,
      .max_items = 8 * CANDIDATES_MAX,
      .optional = true },
    { 0 },
};

/* The declaration has done what follows from it; this is its leaf. */
static void result_apply(struct applying *a) {
    const struct contest *c = contest_read(a->db, a->arena, act_int(a->act, "contest"));
    if (c) act_mention(a, "election", c->election);
}

ACT(election_result) = {
    .name = "election.result",
    .version = 1,
    .family = "elections",
    .origin = ORIGIN_CONSEQUENCE,
    .title = TEXT_INIT("The result of a contest", "选举结果"),
    .done = TEXT_INIT(
        "{contest}, counted by {method}: ballots {papers}, seats {seats}; elected, by number on the paper: {elected}.",
        "{contest}：选票 {papers} 张，{seats} 席，按 {method} 计票；当选人（候选人编号）：{elected}。"),
    .fields = result_fields,
    .apply = result_apply,
};
