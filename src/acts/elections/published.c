/* What is published of an election, as JSON; see published.h. The shape stands in docs/elections.md, and scripts read it: fields are
 * added, never changed. */
#include <string.h>

#include "acts/elections/counting.h"
#include "acts/elections/paper_votes.h"
#include "acts/elections/published.h"
#include "acts/sealed.h"

/* ---- small shapes ---- */

static json_t *text_json(struct str s) { return s.data ? json_stringn(s.data, s.len) : json_null(); }

static json_t *z_json(const char *z) { return z ? json_string(z) : json_null(); }

/* A number of the current row, null where it has none. */
static json_t *number_json(struct rows *r, int column) {
    return rows_null(r, column) ? json_null() : json_integer(rows_int(r, column));
}

/* "3>1=2" as ranks, [3, [1, 2]]; marks, "1=3", as they are, [1, 3]. */
static json_t *ballot_json(struct str ballot, bool ranked) {
    json_t *ranks = json_array();
    struct str rest = ballot;
    while (rest.len > 0) {
        struct str group = str_cut(&rest, '>');
        json_t *rank = json_array();
        int64_t who;
        while (group.len > 0)
            if (str_int(str_cut(&group, '='), &who) == 0) json_array_append_new(rank, json_integer(who));
        if (ranked && json_array_size(rank) > 1) {
            json_array_append_new(ranks, rank);
            continue;
        }
        json_array_extend(ranks, rank);
        json_decref(rank);
    }
    return ranks;
}

/* ---- one contest ---- */

/* The groups a rule of the contest speaks of, by the names the counted ballots have for them. */
static void add_groups(json_t *one, const struct contest_count *count, size_t at) {
    static const struct {
        const char *key;
        enum group_kind kind;
    } kinds[] = { { "related", GROUP_RELATED }, { "reserved", GROUP_RESERVED } };
    for (size_t k = 0; count->result && at < count->ballots.candidate_count && k < sizeof kinds / sizeof kinds[0];
         k++) {
        uint16_t group = count->ballots.candidates[at].group[kinds[k].kind];
        if (group) json_object_set_new(one, kinds[k].key, text_json(count->ballots.groups[kinds[k].kind][group].name));
    }
}

static json_t *group_numbers(const struct ballots *b, enum group_kind kind, bool taken) {
    json_t *all = json_object();
    for (size_t g = 1; g <= b->group_count[kind]; g++) {
        const struct ballot_group *group = &b->groups[kind][g];
        int n = taken ? group->taken : group->seats;
        if (n > 0) json_object_setn_new(all, group->name.data, group->name.len, json_integer(n));
    }
    return all;
}

/* Lots that an officer drew, in turn. */
static json_t *orders_json(const struct tally_rules *rules) {
    json_t *all = json_array();
    for (size_t t = 0, at = 0; t < rules->order_ties; t++) {
        json_t *one = json_array();
        for (; at < rules->order_end[t]; at++) json_array_append_new(one, json_integer(rules->order[at] + 1));
        json_array_append_new(all, one);
    }
    return all;
}

static const char *const group_words[GROUP_KINDS] = { "organization", "related", "reserved" };

/* Of organizations only where they are capped: else they change nothing. */
static bool group_counts(const struct tally_rules *rules, int kind) {
    return kind != GROUP_ORGANIZATION || rules->value[OPTION_CAP_ORGANIZATION] >= 0;
}

static void group_terms(json_t *all, const struct ballots *b, int kind) {
    for (size_t g = 1; g <= b->group_count[kind]; g++) {
        const struct ballot_group *group = &b->groups[kind][g];
        if (group->taken > 0)
            json_array_append_new(all, json_sprintf("taken %s %.*s=%d", group_words[kind], STR_FMT(group->name),
                                                    group->taken));
        if (group->seats > 0)
            json_array_append_new(all, json_sprintf("reserved %.*s=%d", STR_FMT(group->name), group->seats));
    }
}

json_t *count_terms(const struct ballots *b, const struct tally_rules *rules) {
    json_t *all = json_array();
    if (rules->value[OPTION_CAP_ORGANIZATION] >= 0)
        json_array_append_new(all,
                              json_sprintf("cap-organization=%lld", (long long)rules->value[OPTION_CAP_ORGANIZATION]));
    if (rules->value[OPTION_CAP_RELATED] >= 0)
        json_array_append_new(all, json_sprintf("cap-related=%lld", (long long)rules->value[OPTION_CAP_RELATED]));
    for (size_t i = 0; i < b->candidate_count; i++)
        for (int k = 0; k < GROUP_KINDS; k++) {
            uint16_t group = b->candidates[i].group[k];
            if (group && group_counts(rules, k))
                json_array_append_new(all, json_sprintf("candidate %zu %s=%.*s", i + 1, group_words[k],
                                                        STR_FMT(b->groups[k][group].name)));
        }
    for (int k = 0; k < GROUP_KINDS; k++)
        if (group_counts(rules, k)) group_terms(all, b, k);
    return all;
}

static void add_rules(json_t *o, const struct contest_count *count) {
    const struct ballots *b = &count->ballots;
    if (b->group_count[GROUP_RESERVED]) json_object_set_new(o, "reserved", group_numbers(b, GROUP_RESERVED, false));
    json_t *organization = group_numbers(b, GROUP_ORGANIZATION, true), *related = group_numbers(b, GROUP_RELATED, true);
    if (json_object_size(organization) || json_object_size(related))
        json_object_set_new(o, "taken", json_pack("{s:O, s:O}", "organization", organization, "related", related));
    json_decref(organization);
    json_decref(related);
    if (count->rules.lot == LOT_ORDER)
        json_object_set_new(o, "tie_orders", orders_json(&count->rules));
    else
        json_object_set_new(o, "tie_seed", json_string(count->seed));
}

static json_t *candidates_json(struct db *db, struct arena *arena, const struct contest *contest,
                               const struct contest_count *count, enum lang lang) {
    json_t *all = json_array();
    struct rows *r = db_rows(
        db,
        "SELECT cc.number, cc.person, cc.org, n.entry FROM contest_candidate cc JOIN nomination n ON n.id = cc.nomination WHERE cc.contest = $1 ORDER BY cc.number",
        V(contest->id));
    while (rows_next(r)) {
        size_t at = json_array_size(all);
        json_t *one = json_pack("{s:I, s:o, s:I, s:I}", "number", (json_int_t)rows_int(r, 0), "name",
                                text_json(person_name(db, arena, rows_int(r, 1), lang)), "person",
                                (json_int_t)rows_int(r, 1), "nominated", (json_int_t)rows_int(r, 3));
        if (!rows_null(r, 2) && rows_int(r, 2) > 0) /* a text: it names a group of candidates */
            json_object_set_new(one, "organization", json_sprintf("%lld", (long long)rows_int(r, 2)));
        add_groups(one, count, at);
        if (count->result && at < count->ballots.candidate_count && count->ballots.candidates[at].withdrawn)
            json_object_set_new(one, "withdrawn", json_true());
        json_array_append_new(all, one);
    }
    rows_done(r);
    return all;
}

static json_t *open_ballots(struct db *db, const struct contest *contest, const struct paper *p) {
    json_t *all = json_array();
    struct rows *r = db_rows(
        db,
        "SELECT b.ballot, b.elector, b.entry, b.paper, b.fixed FROM open_ballot b JOIN elector e ON e.election = $1 AND e.number = b.elector AND e.state = 'on' WHERE b.contest = $2 ORDER BY b.elector",
        V(contest->election), V(contest->id));
    while (rows_next(r)) {
        json_t *one =
            json_pack("{s:o, s:I, s:I}", p->ranked ? "ranking" : "approved", ballot_json(rows_str(r, 0), p->ranked),
                      "elector", (json_int_t)rows_int(r, 1), "entry", (json_int_t)rows_int(r, 2));
        if (rows_int(r, 3)) json_object_set_new(one, "paper", json_integer(rows_int(r, 2)));
        if (!rows_null(r, 4)) json_object_set_new(one, "at_close", ballot_json(rows_str(r, 4), p->ranked));
        json_array_append_new(all, one);
    }
    rows_done(r);
    return all;
}

/* Lines "contest,ballot,serial,proof" of the document that the closing act names. */
static json_t *secret_ballots(struct str document, int64_t place, const struct paper *p) {
    json_t *all = json_array();
    struct str rest = document;
    str_cut(&rest, '\n'); /* headings */
    while (rest.len > 0) {
        struct str line = str_cut(&rest, '\n');
        int64_t number;
        if (str_int(str_cut(&line, ','), &number) != 0 || number != place) continue;
        struct str ballot = str_cut(&line, ','), serial = str_cut(&line, ',');
        json_array_append_new(all, json_pack("{s:o, s:s%, s:s%}", p->ranked ? "ranking" : "approved",
                                             ballot_json(ballot, p->ranked), "serial", serial.data, serial.len, "proof",
                                             line.data ? line.data : "", line.len));
    }
    return all;
}

/* Those entered from paper, after the others. */
static void add_papers(struct db *db, struct arena *arena, const struct contest *contest, const struct paper *p,
                       json_t *ballots) {
    struct paper_document now;
    int64_t entry = paper_document_of(db, arena, contest->id, false, &now);
    for (size_t i = 0; i < now.count; i++)
        for (int64_t k = 0; k < now.lines[i].number; k++)
            json_array_append_new(ballots,
                                  json_pack("{s:o, s:I}", p->ranked ? "ranking" : "approved",
                                            ballot_json(now.lines[i].ballot, p->ranked), "paper", (json_int_t)entry));
}

/* Every file of papers that was entered, earlier ones too: each as its entry names it by hash. */
static json_t *batches_json(struct db *db, const struct contest *contest) {
    json_t *all = json_array();
    struct rows *r = db_rows(
        db,
        "SELECT p.entry, p.papers, p.fixed, b.bytes FROM paper_batch p LEFT JOIN blob b ON b.hash = p.hash WHERE p.contest = $1 ORDER BY p.entry",
        V(contest->id));
    while (rows_next(r))
        json_array_append_new(all, json_pack("{s:I, s:I, s:b, s:o}", "entry", (json_int_t)rows_int(r, 0), "count",
                                             (json_int_t)rows_int(r, 1), "at_close", rows_int(r, 2) != 0, "document",
                                             rows_null(r, 3) ? json_null() : text_json(rows_str(r, 3))));
    rows_done(r);
    return all;
}

static int64_t place_on_paper(struct db *db, const struct contest *contest) {
    return db_int(db, 0, "SELECT count(*) FROM contest WHERE election = $1 AND id <= $2", V(contest->election),
                  V(contest->id));
}

static struct str office_said(struct arena *arena, const struct charter *c, const struct election *e,
                              const struct contest *contest, enum lang lang) {
    const struct charter_body *b = charter_body(c, e->body);
    const struct charter_title_of *t = b ? body_title(b, contest->title) : NULL;
    struct text body = b ? b->name : (struct text){ e->body, e->body },
                title = t ? t->name : (struct text){ contest->title, contest->title };
    return lang == LANG_ZH ? arena_f(arena, "%s%s", body.zh, title.zh)
                           : arena_f(arena, "%s of the %s", title.en, body.en);
}

json_t *contest_published(struct db *db, const struct charter *c, struct arena *arena, const struct election *e,
                          const struct contest *contest, enum lang lang) {
    struct contest_count count;
    struct paper p = paper_of(db, contest);
    int64_t place = place_on_paper(db, contest);
    bool counted = contest_counted(db, arena, e, contest, &(struct counting_as){ true, lang }, &count);
    struct str title = office_said(arena, c, e, contest, lang);
    json_t *o =
        json_pack("{s:I, s:I, s:I, s:s, s:s, s:o, s:s, s:I}", "election", (json_int_t)e->id, "contest",
                  (json_int_t)contest->id, "place", (json_int_t)place, "body", e->body, "office", contest->title,
                  "title", text_json(title), "method", contest->method, "seats", (json_int_t)contest->seats);
    json_object_set_new(o, "candidates", candidates_json(db, arena, contest, &count, lang));
    if (strcmp(e->mode, "open") == 0)
        json_object_set_new(o, "ballots", open_ballots(db, contest, &p));
    else if (e->ballots) {
        json_t *ballots =
            secret_ballots(db_str(db, arena, "SELECT bytes FROM blob WHERE hash = $1", V(e->ballots)), place, &p);
        add_papers(db, arena, contest, &p, ballots);
        json_object_set_new(o, "ballots", ballots);
    }
    if (strcmp(e->mode, "open") == 0 || e->ballots) {
        json_t *batches = batches_json(db, contest);
        if (json_array_size(batches)) json_object_set(o, "papers", batches);
        json_decref(batches);
    }
    if (counted) {
        count.ballots.title = title;
        json_t *result = tally_json(count.result);
        json_object_set(o, "rules", json_object_get(result, "rules"));
        add_rules(o, &count);
        if (strcmp(e->state, "declared") == 0) json_object_set(o, "result", result);
        json_decref(result);
    }
    contest_count_release(&count);
    return o;
}

/* ---- an election ---- */

/* The capacities in which the vote of a row may be cast, as entries of the register name them: of a member, whoever ever represented it,
 * since who had the vote on the day is judged by the act. */
static json_t *voices_json(struct db *db, int64_t org, int64_t holding) {
    json_t *all = json_array();
    if (holding) {
        json_array_append_new(all, json_sprintf("office:%lld", (long long)holding));
        return all;
    }
    struct rows *r = db_rows(db, "SELECT id FROM representation WHERE org = $1 ORDER BY id", V(org));
    while (rows_next(r)) json_array_append_new(all, json_sprintf("rep:%lld", (long long)rows_int(r, 0)));
    rows_done(r);
    return all;
}

static json_t *roll_json(struct db *db, struct arena *arena, const struct election *e, enum lang lang) {
    json_t *all = json_array();
    struct rows *r = db_rows(
        db,
        "SELECT number, coalesce(org, 0), coalesce(holding, 0), person, state, issued_entry, paper_entry FROM elector WHERE election = $1 ORDER BY number",
        V(e->id));
    while (rows_next(r)) {
        struct str state = rows_str(r, 4);
        json_t *one =
            json_pack("{s:I, s:I, s:o, s:s%, s:o}", "number", (json_int_t)rows_int(r, 0), "person",
                      (json_int_t)rows_int(r, 3), "name", text_json(person_name(db, arena, rows_int(r, 3), lang)),
                      "state", state.data, state.len, "issued", number_json(r, 5));
        if (!rows_null(r, 6)) json_object_set_new(one, "paper", json_integer(rows_int(r, 6)));
        json_object_set_new(one, "member", rows_int(r, 1) > 0 ? json_integer(rows_int(r, 1)) : json_null());
        json_object_set_new(one, "holding", rows_int(r, 2) ? json_integer(rows_int(r, 2)) : json_null());
        json_object_set_new(one, "voices", voices_json(db, rows_int(r, 1), rows_int(r, 2)));
        json_array_append_new(all, one);
    }
    rows_done(r);
    return all;
}

static void add_record(struct db *db, struct arena *arena, json_t *o, const struct election *e) {
    struct rows *r =
        db_rows(db, "SELECT entry, close_entry, declare_entry, cast_count, opened_key FROM election WHERE id = $1",
                V(e->id));
    if (rows_next(r)) {
        json_object_set_new(o, "entries",
                            json_pack("{s:o, s:o, s:o}", "called", number_json(r, 0), "closed", number_json(r, 1),
                                      "declared", number_json(r, 2)));
        if (e->ballots)
            json_object_set_new(o, "document",
                                json_pack("{s:s, s:o}", "sha256", e->ballots, "count", number_json(r, 3)));
        json_object_set_new(o, "opened_key",
                            rows_null(r, 4) ? json_null() : text_json(arena_str(arena, rows_str(r, 4))));
    }
    rows_done(r);
}

json_t *election_published(struct db *db, const struct charter *c, struct arena *arena, const struct election *e,
                           enum lang lang) {
    struct contest *contests;
    size_t n = contests_in(db, arena, e->id, &contests);
    json_t *all = json_array();
    for (size_t i = 0; i < n; i++) json_array_append_new(all, contest_published(db, c, arena, e, &contests[i], lang));
    json_t *o = json_pack("{s:s, s:I, s:s, s:s, s:s, s:I, s:I, s:s}", "format", PUBLISHED_FORMAT, "election",
                          (json_int_t)e->id, "body", e->body, "mode", e->mode, "state", e->state, "round",
                          (json_int_t)e->round, "charter", (json_int_t)e->charter, "seed", e->seed);
    json_object_set_new(o, "objections_by", json_instant(e->objections_by));
    json_object_set_new(o, "opens_at", json_instant(e->opens_at));
    json_object_set_new(o, "closes_at", json_instant(e->closes_at));
    json_object_set_new(o, "key", z_json(e->key));
    add_record(db, arena, o, e);
    json_object_set_new(o, "roll", roll_json(db, arena, e, lang));
    json_object_set_new(o, "contests", all);
    return o;
}
