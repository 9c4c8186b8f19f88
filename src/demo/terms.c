/* Terms end and begin: rounds of nominations for whole bodies, vacancies in between, resignations, delegations. */
#include "acts/offices/offices.h"
#include "demo/internal.h"

/* ---- who nominates ---- */

static bool holder_named(struct demo *d, const char *body, const char *title, struct who *ret) {
    int64_t id =
        title
            ? db_int(d->db, 0,
                     "SELECT id FROM holding WHERE body = $1 AND title = $2 AND to_at IS NULL ORDER BY id LIMIT 1",
                     V(body), V(title))
            : db_int(d->db, 0, "SELECT id FROM holding WHERE body = $1 AND to_at IS NULL ORDER BY id LIMIT 1", V(body));
    if (id) *ret = who_office(d, id);
    return id != 0;
}

/* By the rules of nomination for the office, or by whom the rule of approval names. */
bool nominator(struct demo *d, const char *body, const char *title, int64_t org, struct who *ret) {
    enum { RULES_MAX = 16 };
    const struct rule *rules[RULES_MAX];
    const char *subject = arena_f(&d->arena, "%s/%s", body, title).data;
    size_t n = charter_rules_for(d->c, "nominations", subject, rules, RULES_MAX);
    struct str class =
        db_str(d->db, &d->arena, "SELECT class FROM membership WHERE org = $1 AND to_at IS NULL", V(org));
    for (size_t i = 0; i < n && i < RULES_MAX; i++) {
        const char *by = rule_word(rules[i], "by");
        if (strcmp(by, "title") == 0) continue;
        if (class.data && (strcmp(by, "any") == 0 || str_is(class, by))) {
            *ret = who_voting(d, org);
            return ret->person != 0;
        }
    }
    for (size_t i = 0; i < n && i < RULES_MAX; i++) {
        const char *const *titles;
        if (strcmp(rule_word(rules[i], "by"), "title") != 0) continue;
        size_t count = rule_list(rules[i], "titles", &titles);
        for (size_t k = 0; k < count; k++)
            if (holder_named(d, rule_given(rules[i], "nominating_body") ? rule_word(rules[i], "nominating_body") : body,
                             titles[k], ret))
                return true;
    }
    const struct rule *approval = charter_rule(d->c, "approval", subject);
    const char *named = approval ? rule_word(approval, "nominated_by") : NULL;
    if (n > 0 || !named || !named[0]) return false;
    struct str office = str_of(named);
    struct str of = str_cut(&office, '/');
    return holder_named(d, arena_z(&d->arena, of), office.data ? arena_z(&d->arena, office) : NULL, ret);
}

static json_t *conditions_of(struct demo *d, const char *body, bool complete) {
    const struct rule *r = charter_rule(d->c, "conditions", body);
    const char *const *ids;
    size_t n = r ? rule_list(r, "list", &ids) : 0;
    json_t *list = json_array();
    for (size_t i = complete ? 0 : 1; i < n; i++) json_array_append_new(list, json_string(ids[i]));
    return list;
}

static json_t *nomination(struct demo *d, const char *body, const char *title, int64_t person, bool complete) {
    return json_pack("{s:s, s:s, s:I, s:o, s:o}", "body", body, "title", title, "person", (json_int_t)person,
                     "conditions", conditions_of(d, body, complete), "grounds",
                     words(d, T("Has served well and is willing to serve.", "履职良好，愿意任职。")));
}

/* Where the charter asks the nominee: most say yes. False: no. */
static bool answered(struct demo *d, int64_t person) {
    int64_t id = db_int(d->db, 0, "SELECT max(id) FROM nomination WHERE person = $1 AND state = 'asked'", V(person));
    if (!id) return true;
    struct who self = { .person = person, .as = "person" };
    char *body = arena_z(&d->arena, db_str(d->db, &d->arena, "SELECT body FROM nomination WHERE id = $1", V(id)));
    pass(d, (int64_t)(20 + below(d, 200)) * MINUTE);
    if (chance(d, 4)) {
        act(d, &self, "nomination.decline", json_pack("{s:I}", "nomination", (json_int_t)id));
        return false;
    }
    return act(d, &self, "nomination.accept",
               json_pack("{s:I, s:o}", "nomination", (json_int_t)id, "conditions", conditions_of(d, body, true)));
}

/* ---- rounds ---- */

void nominate_one(struct demo *d, const struct charter_body *b, const char *title, int64_t person, int64_t org,
                  int64_t at) {
    struct who w;
    if (!nominator(d, b->id, title, org, &w)) return;
    const struct rule *second = charter_rule(d->c, "nominations.second", NULL);
    bool replaces = second && strcmp(rule_word(second, "effect"), "replaces") == 0;
    if (at == 0 && charter_rule(d->c, "conditions", b->id))
        attempt(d, &w, "nomination.make", nomination(d, b->id, title, person, false));
    bool own = strncmp(w.as, "rep:", 4) == 0;
    int64_t other =
        own ? db_int(d->db, 0,
                     "SELECT person FROM representation WHERE org = $1 AND to_at IS NULL AND person <> $2 LIMIT 1",
                     V(org), V(person))
            : 0;
    if (replaces && other && chance(d, 20)) /* thought better of: the next one replaces this */
        act(d, &w, "nomination.make", nomination(d, b->id, title, other, true));
    if (act(d, &w, "nomination.make", nomination(d, b->id, title, person, true))) answered(d, person);
    if (!replaces && other && chance(d, 20))
        attempt(d, &w, "nomination.make", nomination(d, b->id, title, other, true));
    pass(d, (int64_t)(5 + below(d, 50)) * MINUTE);
}

/* One of those who do not lead will not stand again. */
static int64_t stands_no_more(struct demo *d, const struct charter_body *b) {
    int64_t *ids;
    size_t n = LIST(d, &ids, "SELECT id FROM holding WHERE body = $1 AND to_at IS NULL ORDER BY id DESC", V(b->id));
    for (size_t i = 0; i < n && n > 4; i++)
        if (!leads_body(d, b->id,
                        arena_z(&d->arena,
                                db_str(d->db, &d->arena, "SELECT title FROM holding WHERE id = $1", V(ids[i])))))
            return who_office(d, ids[i]).person;
    return 0;
}

void nominate(struct demo *d, int64_t round) {
    struct str id = db_str(d->db, &d->arena, "SELECT body FROM round WHERE id = $1 AND state = 'open'", V(round));
    const struct charter_body *b = id.data ? charter_body(d->c, arena_z(&d->arena, id)) : NULL;
    if (!b) return;
    struct posts p = posts_of(d, b);
    int64_t *people, *orgs;
    size_t n = candidates(d, b->id, true, &people, &orgs), at = 0;
    int64_t leaver = stands_no_more(d, b);
    day term = (day)db_int(d->db, 0, "SELECT term_from FROM round WHERE id = $1", V(round));
    day closes = instant_day(db_int(d->db, 0, "SELECT closes_at FROM round WHERE id = $1", V(round)), d->zone);
    if (term - closes >= days_for_elections(d)) plan_contests(d, &p, (int64_t)n);
    for (size_t t = 0; t < b->title_count && t < 16; t++)
        for (int64_t k = 0; k < p.each[t] && at < n; at++) {
            struct who w;
            if (people[at] == leaver || !nominator(d, b->id, b->titles[t].id, orgs[at], &w))
                continue; /* or nobody may nominate them for this */
            nominate_one(d, b, b->titles[t].id, people[at], orgs[at], (int64_t)at);
            k++;
        }
}

static void late_nomination(struct demo *d, int64_t round) {
    struct str id = db_str(d->db, &d->arena, "SELECT body FROM round WHERE id = $1 AND state <> 'open'", V(round));
    const struct charter_body *b = id.data ? charter_body(d->c, arena_z(&d->arena, id)) : NULL;
    int64_t *people, *orgs;
    struct who w;
    if (!b) return;
    const char *title = b->titles[b->title_count - 1].id;
    size_t n = candidates(d, b->id, true, &people, &orgs);
    if (n && nominator(d, b->id, title, orgs[n - 1], &w))
        attempt(d, &w, "nomination.make", nomination(d, b->id, title, people[n - 1], true));
}

/* On a ballot paper: by the nominee, nobody else may. */
bool stand_down(struct demo *d, int64_t id) {
    struct who self = { .person = db_int(d->db, 0, "SELECT person FROM nomination WHERE id = $1 AND state = 'standing'",
                                         V(id)),
                        .as = "person" };
    return self.person && act(d, &self, "nomination.decline", json_pack("{s:I}", "nomination", (json_int_t)id));
}

/* Before the election is called: by who made it. */
static bool withdraw_nomination(struct demo *d, int64_t id) {
    int64_t org = db_int(d->db, 0, "SELECT by_org FROM nomination WHERE id = $1 AND state = 'standing'", V(id));
    int64_t holding = db_int(d->db, 0, "SELECT by_holding FROM nomination WHERE id = $1 AND state = 'standing'", V(id));
    struct who w = org ? who_voting(d, org) : who_office(d, holding);
    return w.person && act(d, &w, "nomination.withdraw", json_pack("{s:I}", "nomination", (json_int_t)id));
}

/* One nomination less: the newest. */
static bool withdraw_newest(struct demo *d, int64_t round) {
    return withdraw_nomination(d, db_int(d->db, 0,
                                         "SELECT max(id) FROM nomination WHERE round = $1 AND state = 'standing'",
                                         V(round)));
}

void conclude(struct demo *d, int64_t round) {
    if (call_election(d, round)) return;
    char *body = arena_z(&d->arena, db_str(d->db, &d->arena, "SELECT body FROM round WHERE id = $1", V(round)));
    struct who w;
    for (int tries = 0; tries < 8; tries++) {
        if (!who_may(d, "nomination.seat", body, &w)) return;
        json_t *args = json_pack("{s:I}", "round", (json_int_t)round);
        if (attempt(d, &w, "nomination.seat", args) == 0)
            return; /* else more nominees than seats: some members left meanwhile */
        pass(d, DAY_S / 4);
        if (!withdraw_newest(d, round)) return;
    }
}

int64_t open_round(struct demo *d, const char *body, day closes, day term_from) {
    struct who w;
    if (!who_may(d, "nomination.open", body, &w)) return 0;
    if (!act(d, &w, "nomination.open",
             json_pack("{s:s, s:o, s:o}", "body", body, "closes_at", json_instant(local(d, closes + 1, 0, 0)),
                       "term_from", json_day(term_from))))
        return 0;
    int64_t round = db_int(d->db, 0, "SELECT max(id) FROM round");
    later(d, d->now + (instant)(2 + below(d, 3)) * DAY_S, nominate, round);
    later(d, local(d, closes + 1, 9, 0), late_nomination, round);
    later(d, local(d, working_day(d, closes + 1), 11, 0), conclude, round);
    return round;
}

/* ---- between terms ---- */

bool round_open(struct demo *d, const char *body) {
    return db_has(d->db, "SELECT 1 FROM round WHERE body = $1 AND state <> 'seated'", V(body));
}

static void renew(struct demo *d, const char *body) {
    enum { AHEAD_DAYS = 58, LEAST_DAYS = 26 };
    instant ends =
        db_int(d->db, INSTANT_NONE, "SELECT min(term_end) FROM holding WHERE body = $1 AND to_at IS NULL", V(body));
    if (ends == INSTANT_NONE || round_open(d, body)) return;
    int64_t begun = db_int(d->db, 0,
                           "SELECT count(*) FROM holding WHERE body = $1 AND term_end = $2 AND from_at < $3 + (SELECT "
                           "min(from_at) FROM holding WHERE body = $1 AND term_end = $2)",
                           V(body), V(ends), V(3 * DAY_S));
    bool thin = today(d) % 7 == 0 && in_office(d->db, body) * 10 < begun * 6 &&
                d->now < d->end - STILL_DAYS * DAY_S;        /* then the last day's election fills the seats */
    if (ends > d->now + AHEAD_DAYS * DAY_S && !thin) return; /* thin: so many left that it could not decide */
    day term_from = thin ? today(d) : instant_day(ends, d->zone);
    if (term_from < today(d) + LEAST_DAYS) term_from = today(d) + LEAST_DAYS; /* overdue, where a term is held over */
    open_round(d, body, today(d) + 17 + (day)below(d, 5), term_from);
}

/* Where a body's vote approves, somebody is nominated for a seat that fell vacant. */
static void fill_vacancy(struct demo *d, const struct charter_body *b) {
    if (round_open(d, b->id) ||
        db_has(d->db, "SELECT 1 FROM nomination WHERE body = $1 AND round IS NULL AND state IN ('asked', 'referred')",
               V(b->id)))
        return;
    struct posts p = posts_of(d, b);
    for (size_t t = 0; t < b->title_count && t < 16; t++) {
        const char *title = b->titles[t].id;
        int64_t held = db_int(d->db, 0, "SELECT count(*) FROM holding WHERE body = $1 AND title = $2 AND to_at IS NULL",
                              V(b->id), V(title));
        if (held >= p.each[t] || !charter_rule(d->c, "approval", arena_f(&d->arena, "%s/%s", b->id, title).data))
            continue;
        int64_t *people, *orgs;
        struct who w;
        size_t n = candidates(d, b->id, false, &people, &orgs);
        for (size_t i = 0, tries = 0; i < n && i < 20 && tries < 3; i++) {
            if (!nominator(d, b->id, title, orgs[i], &w)) continue;
            /* refused where the nominator's nominee sits already */
            if (attempt(d, &w, "nomination.make", nomination(d, b->id, title, people[i], true)) == 0) {
                answered(d, people[i]);
                return;
            }
            tries++;
        }
    }
}

static void resign(struct demo *d) {
    int64_t *ids;
    size_t n = LIST(d, &ids, "SELECT id FROM holding WHERE to_at IS NULL ORDER BY id");
    int64_t id = pick(d, ids, n);
    struct who w = who_office(d, id);
    char *body = arena_z(&d->arena, db_str(d->db, &d->arena, "SELECT body FROM holding WHERE id = $1", V(id)));
    char *title = arena_z(&d->arena, db_str(d->db, &d->arena, "SELECT title FROM holding WHERE id = $1", V(id)));
    if (!id || leads_body(d, body, title) || !power_granted(d, "office.resign", NULL) || in_office(d->db, body) < 4)
        return;
    struct who self = { .person = w.person, .as = "person" };
    act(d, &self, "office.resign", json_pack("{s:I}", "holding", (json_int_t)id));
}

/* ---- delegations ---- */

static void stand_in(struct demo *d) {
    const struct rule *const *rules;
    size_t n = charter_rules_of(d->c, "delegation", &rules);
    if (n == 0) return;
    const struct rule *r = rules[below(d, n)];
    bool absence = strcmp(rule_word(r, "cause"), "absence") == 0;
    struct str title = str_of(rule_subject(r));
    char *body = arena_z(&d->arena, str_cut(&title, '/'));
    struct who w, to;
    const char *const *titles;
    size_t count = rule_list(r, "to", &titles);
    if (!title.data || !holder_named(d, body, arena_z(&d->arena, title), &w)) return;
    if (!power_granted(d, absence ? "office.absence" : "office.delegate", body)) return;
    if (db_has(d->db, "SELECT 1 FROM delegation WHERE from_holding = $1 AND to_at > $2 AND revoked_at IS NULL", V(w.id),
               V(d->now)))
        return;
    for (size_t i = 0; i < count; i++)
        if (holder_named(d, body, titles[i], &to)) {
            act(d, &w, absence ? "office.absence" : "office.delegate",
                json_pack("{s:I, s:o, s:o}", "to", (json_int_t)to.id, "from_at", json_instant(d->now + DAY_S), "to_at",
                          json_instant(d->now + (instant)(8 + below(d, 8)) * DAY_S)));
            return;
        }
}

void terms_day(struct demo *d, day on) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(d->c, &bodies);
    if (!workcal_is_working(d->workcal, on, NULL)) return;
    for (size_t i = 0; i < n; i++) {
        if (charter_rule(d->c, "term", bodies[i].id)) renew(d, bodies[i].id);
        if (chance(d, 4)) fill_vacancy(d, &bodies[i]);
    }
    if (on % 160 == 0) resign(d);
    if (on % 110 == 0 || on % 110 == 1) stand_in(d);
}
