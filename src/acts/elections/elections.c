/* Elections are called for the contests of a round of nominations, with a calendar and a roll of electors that is frozen
 * and published; see elections.h. Objections to the roll are in electors.c, ballots in ballots.c, the count in counting.c. */
#include <string.h>

#include "acts/elections/elections.h"
#include "acts/elections/rounds.h"
#include "acts/elections/polling.h"
#include "acts/offices/related.h"

enum { CONTESTS_MAX = 64, ELECTORS_MAX = 100000 };

/* ---- contests ---- */

/* Those contests that one election decides: of the first that is contested, with the same electors and kind of ballot. */
static size_t contests_together(const struct office_contest *all, size_t n, struct arena *arena,
                                const struct office_contest ***ret) {
    const struct office_contest **together = arena_array(arena, const struct office_contest *, n + 1);
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (all[i].contested &&
            (count == 0 || (all[i].rule == together[0]->rule && strcmp(all[i].mode, together[0]->mode) == 0)))
            together[count++] = &all[i];
    *ret = together;
    return count;
}

static size_t contests_to_call(struct db *db, const struct charter *c, struct arena *arena, int64_t round,
                               const char *body, const struct office_contest ***ret) {
    struct office_contest *all;
    size_t n = contests_of(db, c, arena, round, body, &all, NULL);
    return contests_together(all, n, arena, ret);
}

/* ---- reading ---- */

const struct election *election_read(struct db *db, struct arena *arena, int64_t id) {
    struct election *e = NULL;
    struct rows *r = db_rows(
        db,
        "SELECT round, charter, entry, body, mode, state, seed, ballots, key, objections_by, opens_at, closes_at FROM election WHERE id = $1",
        V(id));
    if (rows_next(r)) {
        e = arena_new(arena, struct election);
        *e = (struct election){ .id = id,
                                .round = rows_int(r, 0),
                                .charter = rows_int(r, 1),
                                .entry = rows_int(r, 2),
                                .body = arena_z(arena, rows_str(r, 3)),
                                .mode = arena_z(arena, rows_str(r, 4)),
                                .state = arena_z(arena, rows_str(r, 5)),
                                .seed = arena_z(arena, rows_str(r, 6)),
                                .ballots = rows_null(r, 7) ? NULL : arena_z(arena, rows_str(r, 7)),
                                .key = rows_null(r, 8) ? NULL : arena_z(arena, rows_str(r, 8)),
                                .objections_by = rows_int(r, 9),
                                .opens_at = rows_int(r, 10),
                                .closes_at = rows_int(r, 11) };
    }
    rows_done(r);
    return e;
}

const char *act_body_of_election(const struct judging *j) {
    const struct election *e = election_read(j->db, j->arena, act_int(j->act, "election"));
    return e ? e->body : NULL;
}

int64_t act_pinned_of_election(const struct judging *j) {
    const struct election *e = election_read(j->db, j->arena, act_int(j->act, "election"));
    return e ? e->charter : 0;
}

static const struct election *election_of_contest(const struct judging *j) {
    const struct contest *c = contest_read(j->db, j->arena, act_int(j->act, "contest"));
    return c ? election_read(j->db, j->arena, c->election) : NULL;
}

const char *act_body_of_contest(const struct judging *j) {
    const struct election *e = election_of_contest(j);
    return e ? e->body : NULL;
}

int64_t act_pinned_of_contest(const struct judging *j) {
    const struct election *e = election_of_contest(j);
    return e ? e->charter : 0;
}

#define CONTEST_COLUMNS "id, election, seats, title, method, cap_org, cap_related, lot_by, reserved, vacant_unvoted"

static struct contest contest_of(struct arena *arena, const struct rows *r) {
    return (struct contest){ .id = rows_int(r, 0),
                             .election = rows_int(r, 1),
                             .seats = rows_int(r, 2),
                             .title = arena_z(arena, rows_str(r, 3)),
                             .method = arena_z(arena, rows_str(r, 4)),
                             .cap_org = rows_int(r, 5),
                             .cap_related = rows_int(r, 6),
                             .lot_by = rows_null(r, 7) ? NULL : arena_z(arena, rows_str(r, 7)),
                             .reserved = rows_null(r, 8) ? NULL : arena_z(arena, rows_str(r, 8)),
                             .vacant_unvoted = rows_int(r, 9) != 0 };
}

size_t contests_in(struct db *db, struct arena *arena, int64_t election, struct contest **ret) {
    struct contest *all = arena_array(arena, struct contest, CONTESTS_MAX);
    size_t n = 0;
    struct rows *r =
        db_rows(db, "SELECT " CONTEST_COLUMNS " FROM contest WHERE election = $1 ORDER BY id", V(election));
    while (n < CONTESTS_MAX && rows_next(r)) all[n++] = contest_of(arena, r);
    rows_done(r);
    *ret = all;
    return n;
}

const struct contest *contest_read(struct db *db, struct arena *arena, int64_t id) {
    struct contest *c = NULL;
    struct rows *r = db_rows(db, "SELECT " CONTEST_COLUMNS " FROM contest WHERE id = $1", V(id));
    if (rows_next(r)) {
        c = arena_new(arena, struct contest);
        *c = contest_of(arena, r);
    }
    rows_done(r);
    return c;
}

int64_t reserved_for(const struct contest *c, const char *group) {
    struct str rest = str_of(c->reserved ? c->reserved : "");
    while (rest.len > 0) {
        struct str seats = str_cut(&rest, ' ');
        int64_t n;
        if (str_is(str_cut(&seats, '='), group) && str_int(seats, &n) == 0) return n;
    }
    return 0;
}

int64_t elector_of(struct db *db, int64_t election, const struct capacity *as) {
    if (as->kind == AS_REPRESENTATIVE && as->voting)
        return db_int(
            db, 0, "SELECT number FROM elector WHERE election = $1 AND org = $2 AND holding IS NULL AND state = 'on'",
            V(election), V(as->org));
    if (as->kind == AS_OFFICE)
        return db_int(db, 0, "SELECT number FROM elector WHERE election = $1 AND holding = $2 AND state = 'on'",
                      V(election), V(as->id));
    return 0; /* a ballot is cast in person: a delegation does not reach it */
}

int64_t elector_by(struct db *db, int64_t election, const struct act *act) {
    const struct capacity *as = &act->by.as;
    if (as->kind == AS_REPRESENTATIVE)
        return db_int(
            db, 0,
            "SELECT number FROM elector WHERE election = $1 AND org = (SELECT org FROM representation WHERE id = $2) AND holding IS NULL AND state = 'on'",
            V(election), V(as->id));
    return elector_of(db, election, as);
}

/* ---- the roll ---- */

struct vote_right {
    int64_t org, holding, person;
};

/* Everyone who may vote by the rule, today. */
static size_t electors_by(struct db *db, struct arena *arena, const struct rule *r, struct vote_right **ret) {
    struct vote_right *all = arena_array(arena, struct vote_right, ELECTORS_MAX);
    size_t n = 0;
    struct rows *rows;
    if (rule_given(r, "body"))
        rows = db_rows(db, "SELECT org, id, person FROM holding WHERE body = $1 AND to_at IS NULL ORDER BY id",
                       V(rule_word(r, "body")));
    else
        rows = db_rows(
            db,
            "SELECT r.org, 0, r.person FROM representation r JOIN membership m ON m.org = r.org AND m.to_at IS NULL AND ($1 = 'any' OR m.class = $1) "
            "WHERE r.voting = 1 AND r.to_at IS NULL ORDER BY r.org",
            V(rule_word(r, "class")));
    while (n < ELECTORS_MAX && rows_next(rows))
        all[n++] =
            (struct vote_right){ .org = rows_int(rows, 0), .holding = rows_int(rows, 1), .person = rows_int(rows, 2) };
    rows_done(rows);
    *ret = all;
    return n;
}

/* ---- election.call ---- */

static const struct field call_fields[] = {
    { .name = "round", .label = TEXT_INIT("Nominations", "提名轮次"), .type = FIELD_REF, .ref = "round" },
    { .name = "opens_at", .label = TEXT_INIT("Voting opens", "投票开始"), .type = FIELD_INSTANT },
    { .name = "closes_at", .label = TEXT_INIT("Voting closes", "投票截止"), .type = FIELD_INSTANT },
    { .name = "seed",
      .label = TEXT_INIT("Seed for lots", "抽签种子"),
      .type = FIELD_LINE,
      .optional = true,
      .max = 200,
      .help = TEXT_INIT(
          "Any words, public from now on. Together with the ballots they decide ties that nothing else decides, so that anyone can redo the lot.",
          "任意文字，即刻公开；与选票一起决定其他规则无法决定的平局，任何人均可复算。") },
    { 0 },
};

static const char *body_of_round(const struct judging *j) {
    struct str body = db_str(j->db, j->arena, "SELECT body FROM round WHERE id = $1", V(act_int(j->act, "round")));
    return body.data ? arena_z(j->arena, body) : NULL;
}

/* The roll can be objected to until the end of this day. */
static instant objections_end(const struct charter *c, instant called) {
    const struct rule *r = charter_rule(c, "election.calendar", NULL);
    int64_t days = r ? rule_int(r, "objection_days") : 0;
    return days ? day_start(instant_day(called, charter_zone(c)) + (day)days + 1, charter_zone(c)) : called;
}

static void judge_calendar(struct judging *j, int64_t round) {
    const struct rule *r = charter_rule(j->charter, "election.calendar", NULL);
    struct zone zone = charter_zone(j->charter);
    instant opens = act_instant(j->act, "opens_at"), closes = act_instant(j->act, "closes_at"),
            roll = objections_end(j->charter, j->act->at);
    int64_t days = r ? rule_int(r, "voting_days") : 0;
    if (opens <= j->act->at)
        refuse_field(j, "opens_at", T("Voting must open in the future.", "投票开始时间须晚于现在。"));
    else if (opens < roll)
        refuse(j, r,
               T("The roll can be objected to until {roll}; voting opens after that.",
                 "选民名册异议期至{roll}，此后方可开始投票。"),
               T_NONE, ARG_DEADLINE("roll", roll));
    if (closes <= opens)
        refuse_field(j, "closes_at", T("Voting must close after it has opened.", "投票截止时间须晚于开始时间。"));
    else if (closes - opens < days * 86400)
        refuse(j, r, T("Voting lasts at least {days} {days|day|days}.", "投票期不少于{days}天。"), T_NONE,
               ARG_INT("days", days));
    instant until = round_until(j->db, round);
    day term = (day)db_int(j->db, 0, "SELECT term_from FROM round WHERE id = $1", V(round));
    if (closes > day_start(term, zone) && term > instant_day(j->act->at, zone))
        refuse_field(j, "closes_at",
                     T("The new term begins on {term}: voting must close before.",
                       "新任期自{term}开始，投票须在此前截止。"),
                     ARG_DAY("term", term));
    if (until != INSTANT_NONE && closes >= until)
        refuse_field(j, "closes_at",
                     T("The term that is to be filled ends {until}: voting must close before.",
                       "待补任期于{until}届满，投票须在此前截止。"),
                     ARG_DEADLINE("until", until));
    if (!refused(j) && r)
        allow(j, r,
              T("The roll can be objected to until {roll}; voting lasts {days} {days|day|days} or more.",
                "选民名册异议期至{roll}；投票期不少于{days}天。"),
              ARG_DEADLINE("roll", roll), ARG_INT("days", days));
}

static void call_judge(struct judging *j) {
    int64_t round = act_int(j->act, "round");
    const char *body = body_of_round(j);
    if (!body || !db_has(j->db, "SELECT 1 FROM round WHERE id = $1 AND state = 'closed'", V(round))) {
        refuse_state(j, (const struct rule *)NULL,
                     T("These nominations are still open, before an election, or decided.",
                       "该轮提名尚未截止、正在选举，或已有结果。"),
                     T_NONE);
        return;
    }
    const struct office_contest **together;
    size_t n = contests_to_call(j->db, j->charter, j->arena, round, body, &together);
    if (n == 0) {
        refuse_state(j, (const struct rule *)NULL,
                     T("Nothing is contested: no office has more nominees than seats.",
                       "无竞争：各职务被提名人数均不超过席位。"),
                     T("Conclude the nominations instead.", "请直接确认提名结果。"));
        return;
    }
    if (!together[0]->rule) {
        refuse(j, (const struct rule *)NULL,
               T("The charter does not say who elects to this office.", "章程未规定该职务由谁选举。"), T_NONE);
        return;
    }
    for (size_t i = 0; i < n; i++)
        allow(j, together[i]->rule,
              T("{nominees} nominees for {seats} {seats|seat|seats}.", "{seats} 席有 {nominees} 名被提名人。"),
              ARG_INT("nominees", together[i]->nominees), ARG_INT("seats", together[i]->seats));
    struct vote_right *roll;
    size_t electors = electors_by(j->db, j->arena, together[0]->rule, &roll);
    if (electors == 0)
        refuse(j, together[0]->rule, T("Nobody may vote: the roll would be empty.", "无人有权投票，选民名册为空。"),
               T_NONE);
    else
        allow(j, together[0]->rule,
              T("{electors} {electors|elector|electors} on the roll.", "选民名册共 {electors} 票。"),
              ARG_INT("electors", (int64_t)electors));
    judge_calendar(j, round);
}

/* The rules of an office as they are today: they stay until the result is declared, and after. */
static void contest_add(struct applying *a, int64_t election, const char *body, const struct office_contest *c) {
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM contest");
    const char *office = arena_f(a->arena, "%s/%s", body, c->title).data;
    const struct rule *lot = charter_rule(a->charter, "election.lot", office),
                      *unvoted = charter_rule(a->charter, "election.unvoted", office);
    const char *reserved = reserved_seats(a->charter, a->arena, office);
    db_exec(
        a->db,
        "INSERT INTO contest (id, election, title, seats, method, cap_org, cap_related, lot_by, reserved, vacant_unvoted) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        V(id), V(election), V(c->title), V(c->seats), V(rule_word(c->rule, "method")), V(per_org_of(a->charter, body)),
        V(per_related_of(a->charter, body)), lot ? V(rule_word(lot, "by")) : V_NULL, reserved ? V(reserved) : V_NULL,
        V(unvoted && strcmp(rule_word(unvoted, "effect"), "vacant") == 0));
    for (size_t i = 0; i < c->paper_count; i++) {
        const struct nominee *n = c->paper[i];
        int64_t related = n->org > 0 && per_related_of(a->charter, body) > 0 ? org_group(a->db, a->arena, n->org) : 0;
        const char *kept = reserved ? reserved_group(a->db, a->charter, a->arena, office, n->org) : NULL;
        db_exec(
            a->db,
            "INSERT INTO contest_candidate (contest, number, nomination, person, org, related, reserved) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            V(id), V((int64_t)i + 1), V(n->id), V(n->person), n->org ? V(n->org) : V_NULL,
            related ? V(related) : V_NULL, kept ? V(kept) : V_NULL);
    }
}

static void call_apply(struct applying *a) {
    int64_t round = act_int(a->act, "round");
    const char *body = arena_z(a->arena, db_str(a->db, a->arena, "SELECT body FROM round WHERE id = $1", V(round)));
    const struct office_contest **together;
    size_t n = contests_to_call(a->db, a->charter, a->arena, round, body, &together);
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM election");
    instant opens = act_instant(a->act, "opens_at"), closes = act_instant(a->act, "closes_at");
    const char *seed = act_z(a->act, "seed");
    db_exec(
        a->db,
        "INSERT INTO election (id, round, body, mode, state, called_at, objections_by, opens_at, closes_at, seed, charter, entry) "
        "VALUES ($1, $2, $3, $4, 'called', $5, $6, $7, $8, $9, $10, $11)",
        V(id), V(round), V(body), V(together[0]->mode), V(a->act->at), V(objections_end(a->charter, a->act->at)),
        V(opens), V(closes), V(seed ? seed : ""), V(a->act->charter), V(a->act->entry));
    for (size_t i = 0; i < n; i++) contest_add(a, id, body, together[i]);
    struct vote_right *roll;
    size_t electors = electors_by(a->db, a->arena, together[0]->rule, &roll);
    for (size_t i = 0; i < electors; i++)
        db_exec(a->db,
                "INSERT INTO elector (election, number, org, holding, person, state) VALUES ($1, $2, $3, $4, $5, 'on')",
                V(id), V((int64_t)i + 1), roll[i].org ? V(roll[i].org) : V_NULL,
                roll[i].holding ? V(roll[i].holding) : V_NULL, V(roll[i].person));
    db_exec(a->db, "UPDATE round SET state = 'voting' WHERE id = $1", V(round));
    due_set(a, "clock.election_opens", id, opens);
    due_set(a, "clock.election_closes", id, closes);
    reminder_set(a, id, opens, closes);
    act_mention(a, "election", id);
}

static void call_offer(struct offering *o) {
    struct rows *r =
        db_rows(o->j->db, "SELECT id, body, term_from FROM round WHERE state = 'closed' ORDER BY term_from");
    while (rows_next(r)) {
        const char *body = arena_z(o->j->arena, rows_str(r, 1));
        const struct office_contest **together;
        const struct charter_body *b = charter_body(o->j->charter, body);
        if (!b || !o->may(o, body) ||
            contests_to_call(o->j->db, o->j->charter, o->j->arena, rows_int(r, 0), body, &together) == 0)
            continue;
        const struct arg args[] = { ARG_TEXT("body", b->name) };
        offer_add(o, json_pack("{s:I}", "round", (json_int_t)rows_int(r, 0)),
                  together[0]->rule ? rule_clause(together[0]->rule) : NULL,
                  day_start((day)rows_int(r, 2), charter_zone(o->j->charter)), NULL,
                  T("Call the election of the {body}", "启动{body}选举"), args, 1);
    }
    rows_done(r);
}

/* To everyone on the roll: from when to when, and where. */
static void call_tell(struct telling *t) {
    int64_t id = db_int(t->db, 0, "SELECT id FROM election WHERE entry = $1", V(t->act->entry));
    const struct election *e = election_read(t->db, t->arena, id);
    const struct charter_body *b = e ? charter_body(t->charter, e->body) : NULL;
    if (!b) return;
    const struct arg args[] = { ARG_TEXT("body", b->name), ARG_DEADLINE("opens", e->opens_at),
                                ARG_DEADLINE("closes", e->closes_at), ARG_DEADLINE("roll", e->objections_by) };
    int64_t *people = arena_array(t->arena, int64_t, ELECTORS_MAX);
    size_t n = 0;
    struct rows *r = db_rows(t->db, "SELECT DISTINCT person FROM elector WHERE election = $1 ORDER BY person", V(id));
    while (n < ELECTORS_MAX && rows_next(r)) people[n++] = rows_int(r, 0);
    rows_done(r);
    for (size_t i = 0; i < n; i++)
        tell(
            t,
            &(struct mail){
                .person = people[i],
                .subject = T("Election of the {body}: voting opens {opens}", "{body}选举：{opens}开始投票"),
                .body = T(
                    "You are on the roll of electors. Voting opens {opens} and closes {closes}.\n\nThe roll can be objected to until {roll}.",
                    "您在选民名册上。投票自{opens}开始，至{closes}截止。\n\n对名册的异议期至{roll}。"),
                .args = args,
                .arg_count = sizeof args / sizeof args[0],
                .link = arena_f(t->arena, "/elections/%lld", (long long)id).data,
                .official = true });
}

ACT(election_call) = {
    .name = "election.call",
    .version = 1,
    .family = "elections",
    .power = "election.open",
    .body = body_of_round,
    .weighty = true,
    .title = TEXT_INIT("Call an election", "启动选举"),
    .effect =
        TEXT_INIT("The roll of electors is frozen and published today. Voting opens {opens_at} and closes {closes_at}.",
                  "选民名册今日确定并公布；投票自{opens_at}开始，至{closes_at}截止。"),
    .done = TEXT_INIT("An election was called: {round}; voting from {opens_at} to {closes_at}.",
                      "启动选举：{round}；投票自{opens_at}至{closes_at}。"),
    .fields = call_fields,
    .judge = call_judge,
    .apply = call_apply,
    .offer = call_offer,
    .tell = call_tell,
};

/* ---- clock.election_opens ---- */

static const struct field opens_fields[] = {
    { .name = "about", .label = TEXT_INIT("Election", "选举"), .type = FIELD_INT },
    { .name = "key",
      .label = TEXT_INIT("Key of the credentials, or a commitment to it", "凭证密钥或其承诺"),
      .type = FIELD_LINE,
      .optional = true },
    { 0 },
};

/* A secret election without a key has no box: it is tried again until there is one, or the voting is over. */
static void opens_apply(struct applying *a) {
    enum { AGAIN_S = 60 };
    int64_t id = act_int(a->act, "about");
    if (act_given(a->act, "key") || db_has(a->db, "SELECT 1 FROM election WHERE id = $1 AND mode = 'open'", V(id)))
        db_exec(a->db, "UPDATE election SET state = 'voting', key = $1 WHERE id = $2 AND state = 'called'",
                V(act_z(a->act, "key")), V(id));
    else if (db_has(a->db, "SELECT 1 FROM election WHERE id = $1 AND state = 'called'", V(id)))
        due_set(a, "clock.election_opens", id, a->act->at + AGAIN_S);
    act_mention(a, "election", id);
}

ACT(clock_election_opens) = {
    .name = "clock.election_opens",
    .version = 1,
    .family = "elections",
    .origin = ORIGIN_CLOCK,
    .title = TEXT_INIT("Voting opens", "投票开始"),
    .done = TEXT_INIT("Voting opened.", "投票开始。"),
    .fields = opens_fields,
    .supply = polling_open_supply,
    .apply = opens_apply,
};
