/* Elections: from a contest to the declared result, through the acts and the doors of real life.
 *
 *     nominations close ─ call ─ objections to the roll, answered ─ votes, day by day ─ close ─ declare ─ what is left of the round
 *
 * How a contest comes out is drawn first, and the ballots are dealt to fit, so that clear results and ties both happen. What is
 * drawn for an election comes from a stream of its own: whoever cannot vote any more on a later day changes nobody else's vote.
 * A sealed election is never dealt a tie: its lot would hang on what the voters' browsers drew, which no seed decides.
 *
 * How a voter votes, by name, with receipts or sealed, is in voters.c. */
#include "acts/elections/counting.h"
#include "acts/elections/rounds.h"
#include "acts/offices/offices.h"
#include "demo/elections.h"

enum {
    MARGIN = 2,    /* nominees more than seats: one of them may withdraw while voting is on */
    LIVE_DAYS = 6, /* voting goes on after the demo's end, for whoever looks at it */
};

/* ---- who stands ---- */

static const struct rule *calendar_rule(struct demo *d) { return charter_rule(d->c, "election.calendar", NULL); }

static int64_t voting_days(struct demo *d) {
    const struct rule *r = calendar_rule(d);
    int64_t days = r ? rule_int(r, "voting_days") : 0;
    return days > 1 ? days : 1;
}

static int64_t objection_days(struct demo *d) {
    const struct rule *r = calendar_rule(d);
    return r ? rule_int(r, "objection_days") : 0;
}

int64_t days_to_ballots(struct demo *d) { return objection_days(d) + 1; }

int64_t days_for_elections(struct demo *d) {
    enum {
        ELECTIONS = 2,
        AROUND = 8
    }; /* a round's offices may be elected in two kinds of ballot, one after the other */
    return ELECTIONS * (objection_days(d) + voting_days(d) + AROUND);
}

/* As many as may stand for an office without a contest, by what the offices before it leave. */
static int64_t places(struct demo *d, const struct charter_body *b, const struct charter_title_of *t, int64_t wanted,
                      int64_t left) {
    struct leader_cap cap = leaders_for(d->db, d->c, b->id, seats_for(d->db, d->c, b->id).seats);
    int64_t fixed = 0;
    if (!t->seats_open) return t->seats < left ? t->seats : left;
    if (!t->leads || !cap.rule || !rule_lists(cap.rule, "titles", t->id)) return wanted;
    for (size_t i = 0; i < b->title_count; i++)
        if (b->titles[i].leads && !b->titles[i].seats_open) fixed += b->titles[i].seats;
    return cap.cap > fixed && cap.cap - fixed < left ? cap.cap - fixed : wanted;
}

/* The first office is contested by two, an office of several by a few more than it has seats; a further office of one is not. */
void plan_contests(struct demo *d, struct posts *p, int64_t people) {
    const struct charter_body *b = p->body;
    struct seat_count whole = seats_for(d->db, d->c, b->id);
    int64_t left = whole.rule && whole.seats > 0 ? whole.seats : INT64_MAX;
    for (size_t t = 0; t < b->title_count && t < 16; t++) {
        const struct charter_title_of *title = &b->titles[t];
        int64_t seats = places(d, b, title, p->each[t], left), all = seats + (seats > 1 ? MARGIN : t == 0);
        bool last = title->seats_open && !title->leads;
        if (!charter_rule(d->c, "election", arena_f(&d->arena, "%s/%s", b->id, title->id).data)) continue;
        if (last) /* whoever is left stands for what is left */
            all = left == INT64_MAX ? p->each[t] : left + 1;
        if (all > people) all = last || people < p->each[t] ? people : p->each[t];
        p->each[t] = all;
        people -= all;
        if (left != INT64_MAX) left -= all < seats ? all : seats;
    }
}

/* ---- an election as it was drawn ---- */

bool campaign_read(struct demo *d, int64_t election, struct campaign *ret) {
    struct campaign *c = ret;
    int64_t *electors;
    *c = (struct campaign){ .election = election_read(d->db, &d->arena, election) };
    if (!c->election) return false;
    entropy_seeded(&c->dice, d->o->seed ^ (0xe1ec7ed000000000u + (uint64_t)election));
    c->contest_count = contests_in(d->db, &d->arena, election, &c->contests);
    c->count =
        LIST(d, &electors, "SELECT number FROM elector WHERE election = $1 AND state = 'on' ORDER BY number LIMIT 400",
             V(election));
    for (size_t i = c->count; i > 1; i--) {
        size_t k = (size_t)entropy_below(&c->dice, i);
        int64_t kept = electors[i - 1];
        electors[i - 1] = electors[k];
        electors[k] = kept;
    }
    c->electors = electors;
    if (c->count > 3) c->count -= c->count / 8; /* not everybody votes */
    if (c->count > 2) c->count -= c->count % 2;
    c->deals = arena_array(&d->arena, struct deal, c->contest_count + 1);
    for (size_t i = 0; i < c->contest_count; i++) deal_contest(d, c, i);
    return true;
}

/* ---- the roll ---- */

static const char *text_of(struct demo *d, const char *sql, int64_t id) {
    return arena_z(&d->arena, db_str(d->db, &d->arena, sql, V(id)));
}

/* A member changes whom it sends just when the roll is made: its vote is missing there, until somebody objects. The member's
 * number, 0 where there is none that could. */
static int64_t without_voter(struct demo *d, const struct rule *electors) {
    int64_t *ids;
    struct who w;
    if (!electors || rule_given(electors, "body") || !who_may(d, "representative.change", NULL, &w)) return 0;
    size_t n = LIST(
        d, &ids,
        "SELECT r.id FROM representation r JOIN membership m ON m.org = r.org AND m.to_at IS NULL AND m.class = $1 WHERE r.voting = 1 AND "
        "r.to_at IS NULL AND NOT EXISTS (SELECT 1 FROM holding h WHERE h.person = r.person AND h.to_at IS NULL) AND NOT EXISTS (SELECT 1 "
        "FROM nomination n WHERE n.person = r.person AND n.state = 'standing') ORDER BY r.id",
        V(rule_word(electors, "class")));
    int64_t id = pick(d, ids, n), org = db_int(d->db, 0, "SELECT org FROM representation WHERE id = $1", V(id));
    if (!id || leads_anything(d, org)) return 0;
    w = who_voting(d, org);
    return act(d, &w, "representative.end", json_pack("{s:I}", "representation", (json_int_t)id)) ? org : 0;
}

static void new_voter(struct demo *d, int64_t org) {
    struct who w;
    const char *email, *name = new_person(d, &email);
    for (int tries = 0; tries < 8; tries++) {
        if (!who_may(d, "representative.change", NULL, &w)) return;
        if (strncmp(w.as, "office:", 7) != 0) continue;
        act(d, &w, "representative.add",
            json_pack("{s:I, s:s, s:s, s:b}", "member", (json_int_t)org, "name", name, "email", email, "voting", 1));
        return;
    }
}

static bool roll_open(const struct demo *d, const struct election *e) {
    return e && strcmp(e->state, "called") == 0 && d->now < e->objections_by;
}

static void missing_event(struct demo *d, int64_t x) {
    const struct election *e = election_read(d->db, &d->arena, x / MEMBERS_OF);
    struct who w = who_voting(d, x % MEMBERS_OF);
    if (!w.person || !roll_open(d, e)) return;
    act(d, &w, "election.object",
        json_pack("{s:I, s:I, s:o}", "election", (json_int_t)e->id, "member", (json_int_t)(x % MEMBERS_OF), "grounds",
                  words(d, T("We changed our representative on the day of the call; our vote is missing from the roll.",
                             "我单位在启动选举当日更换代表，名册遗漏了我单位的一票。"))));
}

static void new_voter_event(struct demo *d, int64_t x) { new_voter(d, x % MEMBERS_OF); }

/* Where a body elects: one of it resigns after the roll was made, and stays on it until somebody objects. */
static void resigned_elector(struct demo *d, const struct election *e) {
    int64_t *numbers;
    size_t n = LIST(
        d, &numbers,
        "SELECT e.number FROM elector e JOIN holding h ON h.id = e.holding AND h.to_at IS NULL WHERE e.election = $1 AND e.state = 'on' AND NOT "
        "EXISTS (SELECT 1 FROM nomination n WHERE n.person = h.person AND n.body = h.body AND n.state = 'standing') ORDER BY e.number",
        V(e->id));
    int64_t number = 0, holding = 0;
    const char *body = NULL;
    for (size_t i = 0; i < n && !number; i++) { /* nobody who leads */
        holding = db_int(d->db, 0, "SELECT holding FROM elector WHERE election = $1 AND number = $2", V(e->id),
                         V(numbers[i]));
        body = text_of(d, "SELECT body FROM holding WHERE id = $1", holding);
        if (!leads_body(d, body, text_of(d, "SELECT title FROM holding WHERE id = $1", holding))) number = numbers[i];
    }
    struct who self = { .person = who_office(d, holding).person, .as = "person" }, w;
    if (!number || in_office(d->db, body) < 5 || !power_granted(d, "office.resign", NULL)) return;
    act(d, &self, "office.resign", json_pack("{s:I}", "holding", (json_int_t)holding));
    pass(d, HOUR);
    if (roll_open(d, e) && who_may(d, "election.object", e->body, &w))
        act(d, &w, "election.object",
            json_pack("{s:I, s:I, s:o}", "election", (json_int_t)e->id, "elector", (json_int_t)number, "grounds",
                      words(d, T("Has resigned from the office that gives this vote.", "已辞去享有该票的职务。"))));
}

static void object_event(struct demo *d, int64_t election) {
    const struct election *e = election_read(d->db, &d->arena, election);
    struct who w;
    if (!roll_open(d, e)) return;
    resigned_elector(d, e);
    int64_t *numbers;
    size_t n = LIST(
        d, &numbers,
        "SELECT number FROM elector WHERE election = $1 AND state = 'on' AND (holding IS NULL OR holding IN (SELECT id FROM holding WHERE to_at IS NULL)) ORDER BY number",
        V(election));
    if (n && roll_open(d, e) && who_may(d, "election.object", e->body, &w))
        act(d, &w, "election.object",
            json_pack("{s:I, s:I, s:o}", "election", (json_int_t)election, "elector", (json_int_t)pick(d, numbers, n),
                      "grounds",
                      words(d, T("Took no part in the work of the alliance this year.", "本年度未参与联盟工作。"))));
}

/* By what is so: who holds no office any more is struck off, who was left out is added, and a reproach changes no roll. */
static void answer_event(struct demo *d, int64_t election) {
    const struct election *e = election_read(d->db, &d->arena, election);
    int64_t *ids;
    size_t n =
        LIST(d, &ids, "SELECT id FROM objection WHERE election = $1 AND state = 'open' ORDER BY id", V(election));
    for (size_t i = 0; i < n && e; i++) {
        struct who w;
        bool right = db_has(
            d->db,
            "SELECT 1 FROM objection o LEFT JOIN elector e ON e.election = o.election AND e.number = o.elector LEFT JOIN holding h ON h.id = "
            "e.holding WHERE o.id = $1 AND (o.elector IS NULL OR h.to_at IS NOT NULL)",
            V(ids[i]));
        if (!who_may(d, "election.open", e->body, &w)) return;
        act(d, &w, "election.answer",
            json_pack("{s:I, s:s, s:o}", "objection", (json_int_t)ids[i], "answer", right ? "upheld" : "dismissed",
                      "grounds",
                      words(d, right ? T("So it stands in the register.", "经查，登记情况属实。")
                                     : T("The charter gives the vote by membership or office, not by taking part.",
                                         "章程依成员资格或任职赋予投票权，与参与情况无关。"))));
        pass(d, 20 * MINUTE);
    }
}

/* ---- calling ---- */

static const struct rule *electors_of(struct demo *d, int64_t round, const char *body) {
    struct office_contest *all;
    size_t n = contests_of(d->db, d->c, &d->arena, round, body, &all, NULL);
    for (size_t i = 0; i < n; i++)
        if (all[i].contested) return all[i].rule;
    return NULL;
}

static void votes_event(struct demo *d, int64_t x) {
    struct campaign c;
    if (campaign_read(d, x / VOTE_DAYS, &c)) votes_of_day(d, &c, (size_t)(x % VOTE_DAYS));
}

/* Who would have come last stands no more; their votes stand, and go to nobody. */
static void withdraw_event(struct demo *d, int64_t election) {
    struct campaign c;
    if (!campaign_read(d, election, &c) || strcmp(c.election->state, "voting") != 0) return;
    for (size_t i = 0; i < c.contest_count; i++) {
        const struct deal *deal = &c.deals[i];
        if (deal->candidates < (size_t)c.contests[i].seats + MARGIN) continue;
        int64_t nomination =
            db_int(d->db, 0, "SELECT nomination FROM contest_candidate WHERE contest = $1 AND number = $2",
                   V(c.contests[i].id), V((int64_t)deal->order[deal->candidates - 1] + 1));
        if (stand_down(d, nomination)) return;
    }
}

/* Where the charter has an officer draw: each tie in turn, by the dice. */
static void draw_lots(struct demo *d, const struct election *e) {
    struct contest *contests;
    size_t n = contests_in(d->db, &d->arena, e->id, &contests);
    for (size_t i = 0; i < n; i++)
        for (bool waits = contests[i].lot_by != NULL; waits;) {
            struct contest_count count;
            struct who w;
            bool counted = contest_counted(d->db, &d->arena, e, &contests[i], &(struct counting_as){ 0 }, &count);
            const struct tally_tie *tie = counted ? count_waits(&count) : NULL;
            json_t *order = json_array();
            size_t first = tie ? (size_t)below(d, tie->who_count) : 0;
            for (size_t k = 0; tie && k < tie->who_count; k++)
                json_array_append_new(order, json_integer(tie->who[(first + k) % tie->who_count] + 1));
            contest_count_release(&count);
            waits = json_array_size(order) > 0 && who_may(d, "election.lot", e->body, &w) &&
                    act(d, &w, "election.lot",
                        json_pack("{s:I, s:O}", "contest", (json_int_t)contests[i].id, "order", order));
            json_decref(order);
            if (waits) pass(d, 30 * MINUTE);
        }
}

static void declare_event(struct demo *d, int64_t election) {
    const struct election *e = election_read(d->db, &d->arena, election);
    struct who w;
    if (!e || strcmp(e->state, "closed") != 0 || !who_may(d, "election.close", e->body, &w)) return;
    draw_lots(d, e);
    act(d, &w, "election.declare", json_pack("{s:I}", "election", (json_int_t)election));
    pass(d, HOUR);
    if (db_has(d->db, "SELECT 1 FROM round WHERE id = $1 AND state = 'closed'", V(e->round))) conclude(d, e->round);
}

static void plan_votes(struct demo *d, const struct election *e) {
    int64_t days = (e->closes_at - e->opens_at + DAY_S - 1) / DAY_S;
    if (days > VOTE_DAYS) days = VOTE_DAYS;
    for (int64_t i = 0; i < days; i++) {
        instant at = e->opens_at + i * DAY_S + 40 * MINUTE;
        later(d, at < e->closes_at - 4 * HOUR ? at : e->closes_at - 4 * HOUR, votes_event, e->id * VOTE_DAYS + i);
    }
    later(d, e->opens_at + DAY_S + 6 * HOUR, withdraw_event, e->id);
    later(d, local(d, working_day(d, instant_day(e->closes_at, d->zone) + 1), 10, 0), declare_event, e->id);
}

bool call_election(struct demo *d, int64_t round) {
    const char *body = text_of(d, "SELECT body FROM round WHERE id = $1", round);
    day term = (day)db_int(d->db, 0, "SELECT term_from FROM round WHERE id = $1", V(round));
    day opens = today(d) + (day)days_to_ballots(d), closes = opens + (day)voting_days(d) + 1;
    instant until = round_until(d->db, round);
    struct who w;
    if (round == d->live && closes < instant_day(d->end, d->zone) + LIVE_DAYS)
        closes = instant_day(d->end, d->zone) + LIVE_DAYS;
    bool late = until != INSTANT_NONE ? local(d, closes + 1, 0, 0) >= until : closes >= term;
    if (late || !round_contested(d->db, d->c, &d->arena, round, body) || !who_may(d, "election.open", body, &w))
        return false;
    int64_t missing = without_voter(d, electors_of(d, round, body));
    if (missing) pass(d, 40 * MINUTE);
    if (!act(d, &w, "election.call",
             json_pack("{s:I, s:o, s:o, s:o}", "round", (json_int_t)round, "opens_at",
                       json_instant(local(d, opens, 9, 0)), "closes_at", json_instant(local(d, closes, 18, 0)), "seed",
                       words_of(d, T("Demo words {n}", "示例种子文字{n}"), 1 + (int64_t)below(d, 9000), T_NONE))))
        return false;
    int64_t id = db_int(d->db, 0, "SELECT max(id) FROM election");
    const struct election *e = election_read(d->db, &d->arena, id);
    later(d, d->now + DAY_S, object_event, id);
    if (missing) {
        later(d, d->now + 5 * HOUR, new_voter_event, missing);
        later(d, d->now + DAY_S + 3 * HOUR, missing_event, id * MEMBERS_OF + missing);
    }
    later(d, e->opens_at - 20 * HOUR, answer_event, id);
    plan_votes(d, e);
    return true;
}
