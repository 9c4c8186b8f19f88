/* By-elections: somebody leaves an office within the term, more stand for the seat than there are, and who is elected serves
 * the rest of it. One for each kind of ballot that the charter knows, when no term ends or begins; and two for the last day: one
 * that is being voted on by then, one whose nominations are open. */
#include "acts/elections/rounds.h"
#include "acts/offices/offices.h"
#include "demo/elections.h"

enum { TITLES_OF = 64, MARGIN = 2, MARGIN_LIVE = 5, RETRY_DAYS = 15, AGAIN_DAYS = 730 };

static const char *const modes[] = { "receipt", "open", "sealed" };

struct office {
    const struct charter_body *body;
    size_t title;
};

/* ---- which office ---- */

static bool filled_by_election(struct demo *d, const struct charter_body *b, const struct charter_title_of *t,
                               const char *mode) {
    const char *office = arena_f(&d->arena, "%s/%s", b->id, t->id).data;
    const struct rule *vacancies = charter_rule(d->c, "vacancies", b->id),
                      *ballots = charter_rule(d->c, "election.ballot", office);
    bool limited = !t->seats_open || charter_rule(d->c, "seats", b->id);
    return limited && charter_rule(d->c, "election", office) && vacancies &&
           strcmp(rule_word(vacancies, "how"), "election") == 0 &&
           (!mode || strcmp(ballots ? rule_word(ballots, "mode") : "open", mode) == 0);
}

/* One of several seats rather than an only one, the last in the charter's order. */
static bool office_for(struct demo *d, const char *mode, struct office *ret) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(d->c, &bodies);
    for (int single = 0; single < 2; single++)
        for (size_t i = 0; i < n; i++)
            for (size_t t = bodies[i].title_count; t-- > 0;) {
                bool only = !bodies[i].titles[t].seats_open && bodies[i].titles[t].seats == 1;
                if (only != (single == 1) || !filled_by_election(d, &bodies[i], &bodies[i].titles[t], mode)) continue;
                *ret = (struct office){ &bodies[i], t };
                return true;
            }
    return false;
}

static int64_t least(int64_t x, int64_t y) { return x < y ? x : y; }

/* Seats that stand empty already: then nobody has to leave. */
static bool stands_vacant(struct demo *d, const struct office *o) {
    struct vacancy v;
    return vacancy_of(d->db, d->c, o->body, d->now, &v) && v.vacant > 0;
}

/* Whether more would stand than there would be seats, were `leave` (0 or 1) to leave this office. */
static bool contestable(struct demo *d, const struct office *o, int64_t leave) {
    const struct charter_title_of *t = &o->body->titles[o->title];
    const char *body = o->body->id;
    int64_t set = charter_rule(d->c, "seats", body) ? seats_set(d->db, body) : 0, *people, *orgs, stand = 0;
    struct leader_cap cap = leaders_for(d->db, d->c, body, set);
    int64_t seats = set > 0 ? set - in_office(d->db, body) + leave : PLACES_OPEN;
    if (!t->seats_open)
        seats = least(seats, leave + t->seats -
                                 db_int(d->db, 0,
                                        "SELECT count(*) FROM holding WHERE body = $1 AND title = $2 AND to_at IS NULL",
                                        V(body), V(t->id)));
    if (set > 0 && cap.rule && rule_lists(cap.rule, "titles", t->id)) seats = least(seats, leave + cap.cap - cap.held);
    size_t n = candidates(d, body, false, &people, &orgs);
    for (size_t i = 0; i < n && stand <= seats; i++) {
        struct who w;
        stand += nominator(d, body, t->id, orgs[i], &w);
    }
    return seats > 0 && stand > seats;
}

/* ---- from a resignation to nominees ---- */

static bool leave_office(struct demo *d, const struct office *o) {
    int64_t *ids;
    size_t n = LIST(d, &ids, "SELECT id FROM holding WHERE body = $1 AND title = $2 AND to_at IS NULL ORDER BY id",
                    V(o->body->id), V(o->body->titles[o->title].id));
    int64_t id = pick(d, ids, n);
    struct who self = { .person = who_office(d, id).person, .as = "person" };
    if (!id || in_office(d->db, o->body->id) < 5 || !power_granted(d, "office.resign", NULL)) return false;
    return act(d, &self, "office.resign", json_pack("{s:I}", "holding", (json_int_t)id));
}

static void stand_event(struct demo *d, int64_t x) {
    int64_t round = x / TITLES_OF, *people, *orgs;
    struct str id = db_str(d->db, &d->arena, "SELECT body FROM round WHERE id = $1 AND state = 'open'", V(round));
    const struct charter_body *b = id.data ? charter_body(d->c, arena_z(&d->arena, id)) : NULL;
    if (!b || (size_t)(x % TITLES_OF) >= b->title_count) return;
    const struct charter_title_of *t = &b->titles[x % TITLES_OF];
    struct places p = places_of(d->db, d->c, round, b->id);
    bool leads = p.cap.rule && rule_lists(p.cap.rule, "titles", t->id);
    int64_t seats = least(least(places_of_office(d->db, &p, b->id, t), p.free), leads ? p.leaders : PLACES_OPEN),
            standing = 0;
    size_t n = candidates(d, b->id, false, &people, &orgs);
    int64_t margin = round == d->live ? MARGIN_LIVE : MARGIN; /* the last day's stays contested, whoever declines */
    for (size_t i = 0; i < n && standing < seats + margin; i++) {
        struct who w;
        if (!nominator(d, b->id, t->id, orgs[i], &w)) continue;
        nominate_one(d, b, t->id, people[i], orgs[i], (int64_t)i);
        standing++;
    }
}

/* Somebody resigns, where no seat stands empty, and nominations for the rest of the term are opened. The round; 0 when this is no
 * time for it. */
static int64_t by_election(struct demo *d, const struct office *o, day closes, int64_t *ret_round) {
    const char *body = o->body->id;
    instant until = running_term_end(d->db, body, d->now);
    bool vacant = stands_vacant(d, o);
    struct who w;
    *ret_round = 0;
    if (round_open(d, body) || until == INSTANT_NONE || until < local(d, closes, 0, 0) + STILL_DAYS * DAY_S ||
        !contestable(d, o, !vacant) || (!vacant && !leave_office(d, o)))
        return 0;
    pass(d, 2 * HOUR);
    if (!who_may(d, "nomination.open", body, &w)) return 0;
    if (!act(d, &w, "nomination.open",
             json_pack("{s:s, s:o, s:b}", "body", body, "closes_at", json_instant(local(d, closes + 1, 0, 0)), "rest",
                       1)))
        return 0;
    *ret_round = db_int(d->db, 0, "SELECT max(id) FROM round");
    later(d, d->now + DAY_S + 4 * HOUR, stand_event, *ret_round * TITLES_OF + (int64_t)o->title);
    return *ret_round;
}

static void conclude_event(struct demo *d, int64_t round) { conclude(d, round); }

/* ---- when ---- */

static void between_terms(struct demo *d, int64_t mode) {
    struct office o;
    int64_t round;
    day closes = today(d) + 11;
    if (d->now > d->end - STILL_DAYS * DAY_S || !office_for(d, modes[mode], &o)) return;
    bool worked = workcal_is_working(d->workcal, today(d), NULL);
    if (worked && by_election(d, &o, closes, &round))
        later(d, local(d, working_day(d, closes + 1), 11, 0), conclude_event, round);
    else
        round = 0;
    later(d, d->now + (round ? AGAIN_DAYS : worked ? RETRY_DAYS : 1) * DAY_S, between_terms, mode);
}

/* The one that is on on the last day: called so that voting has just begun. */
static void election_today(struct demo *d, int64_t x) {
    struct office o;
    day last = instant_day(d->end, d->zone);
    (void)x;
    static const char *const first[] = { "sealed", "receipt", "open" };
    for (size_t i = 0; i < sizeof first / sizeof first[0] && !d->live; i++)
        if (office_for(d, first[i], &o)) by_election(d, &o, last - 12, &d->live);
    if (d->live) later(d, local(d, last - (day)days_to_ballots(d) - 2, 11, 0), conclude_event, d->live);
}

bool nominations_for_vacancy(struct demo *d, day closes) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(d->c, &bodies);
    struct office o;
    int64_t round;
    for (size_t i = n; i-- > 0;)
        for (size_t t = bodies[i].title_count; t-- > 0;) {
            o = (struct office){ &bodies[i], t };
            if (!round_open(d, bodies[i].id) && filled_by_election(d, &bodies[i], &bodies[i].titles[t], NULL) &&
                by_election(d, &o, closes, &round))
                return true;
        }
    return false;
}

void plan_vacancies(struct demo *d) {
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++)
        later(d, local(d, instant_day(d->closed, d->zone) + 95 + 60 * (day)i, 10, 0), between_terms, (int64_t)i);
    later(d, local(d, instant_day(d->end, d->zone) - 27, 10, 0), election_today, 0);
}
