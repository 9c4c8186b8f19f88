/* The founding: the founder admits the first members, registers people of no organization, seats the first bodies. */
#include "acts/offices/offices.h"
#include "demo/internal.h"

/* ---- how many are wanted where ---- */

static int64_t seated_through(struct demo *d, const char *through) {
    if (strcmp(through, "any") == 0) return db_int(d->db, 0, "SELECT count(*) FROM membership WHERE to_at IS NULL");
    return db_int(d->db, 0, "SELECT count(*) FROM membership WHERE to_at IS NULL AND class = $1", V(through));
}

/* How many leaders of an office with several seats: a few, within the charter's share of the seats. */
static int64_t several_leaders(struct demo *d, const struct charter_body *b, const char *title, int64_t seats) {
    struct leader_cap cap = leaders_for(d->db, d->c, b->id, seats);
    int64_t fixed = 0;
    for (size_t i = 0; i < b->title_count; i++)
        if (b->titles[i].leads && !b->titles[i].seats_open) fixed += b->titles[i].seats;
    int64_t most = cap.rule && rule_lists(cap.rule, "titles", title) ? cap.cap - fixed : 3;
    return most < 0 ? 0 : most > 3 ? 3 : most;
}

static int64_t wanted(struct demo *d, const struct charter_body *b, const char *through) {
    const struct rule *near = charter_rule(d->c, "seats.near", b->id);
    struct seat_count s = seats_for(d->db, d->c, b->id);
    if (s.rule) return s.seats;
    if (strcmp(through, "none") == 0) {
        int64_t n = 2;
        for (size_t i = 0; i < b->title_count; i++) n += b->titles[i].seats_open ? 0 : b->titles[i].seats;
        return n;
    }
    const struct charter_body *other = near ? charter_body(d->c, rule_word(near, "other")) : NULL;
    return other && other != b ? posts_of(d, other).all : 8;
}

struct posts posts_of(struct demo *d, const struct charter_body *b) {
    struct posts p = { .body = b };
    const struct rule *holders = charter_rule(d->c, "body.holders", b->id);
    const char *through = holders ? rule_word(holders, "through") : "none";
    p.all = wanted(d, b, through);
    if (strcmp(through, "none") != 0 && p.all > seated_through(d, through)) p.all = seated_through(d, through);
    int64_t left = p.all;
    size_t open = b->title_count;
    for (size_t i = 0; i < b->title_count && i < 16; i++) {
        const struct charter_title_of *t = &b->titles[i];
        if (t->seats_open && !t->leads) {
            open = i;
            continue;
        }
        int64_t n = t->seats_open ? several_leaders(d, b, t->id, p.all) : t->seats;
        p.each[i] = n < left ? n : left;
        left -= p.each[i];
    }
    if (open < b->title_count && open < 16)
        p.each[open] = left;
    else
        p.all -= left;
    return p;
}

/* ---- who could ---- */

struct candidate {
    int64_t person, org, busy;
};

static int less_busy(const void *x, const void *y) {
    const struct candidate *a = x, *b = y;
    if (a->busy != b->busy) return a->busy < b->busy ? -1 : 1;
    return a->person < b->person ? -1 : a->person > b->person;
}

enum { CANDIDATES_MAX = 600 }; /* of the longest-standing members: no body is larger than a few dozen */

static size_t read_candidates(struct demo *d, const char *through, const char *body, bool incumbents,
                              struct candidate *items) {
    struct rows *r;
    if (strcmp(through, "none") == 0)
        r = db_rows(
            d->db,
            "SELECT p.id, 0, (SELECT count(*) FROM holding h WHERE h.person = p.id AND h.to_at IS NULL), "
            "(SELECT count(*) FROM holding h WHERE h.person = p.id AND h.to_at IS NULL AND h.body = $1) FROM person p "
            "WHERE NOT EXISTS (SELECT 1 FROM representation r WHERE r.person = p.id) AND p.id > 1 ORDER BY p.id DESC "
            "LIMIT 100",
            V(body));
    else if (strcmp(through, "any") == 0)
        r = db_rows(
            d->db,
            "SELECT r.person, r.org, (SELECT count(*) FROM holding h WHERE h.person = r.person AND h.to_at IS NULL), "
            "(SELECT count(*) FROM holding h WHERE h.person = r.person AND h.to_at IS NULL AND h.body = $1) FROM "
            "representation r "
            "JOIN membership m ON m.org = r.org AND m.to_at IS NULL WHERE r.to_at IS NULL ORDER BY r.id LIMIT 600",
            V(body));
    else
        r = db_rows(
            d->db,
            "SELECT r.person, r.org, (SELECT count(*) FROM holding h WHERE h.person = r.person AND h.to_at IS NULL), "
            "(SELECT count(*) FROM holding h WHERE h.person = r.person AND h.to_at IS NULL AND h.body = $1) FROM "
            "representation r "
            "JOIN membership m ON m.org = r.org AND m.to_at IS NULL AND m.class = $2 WHERE r.to_at IS NULL ORDER BY "
            "r.id LIMIT 600",
            V(body), V(through));
    size_t n = 0;
    while (n < CANDIDATES_MAX && rows_next(r)) {
        bool sits = rows_int(r, 3) > 0;
        if (sits && !incumbents) continue;
        items[n++] = (struct candidate){ rows_int(r, 0), rows_int(r, 1), sits && chance(d, 75) ? -1 : rows_int(r, 2) };
    }
    rows_done(r);
    return n;
}

size_t candidates(struct demo *d, const char *body, bool incumbents, int64_t **ret_people, int64_t **ret_orgs) {
    const struct rule *holders = charter_rule(d->c, "body.holders", body);
    int64_t per_org = holders ? rule_int(holders, "per_org") : 0;
    struct candidate *items = arena_array(&d->arena, struct candidate, CANDIDATES_MAX);
    size_t n = read_candidates(d, holders ? rule_word(holders, "through") : "none", body, incumbents, items);
    qsort(items, n, sizeof *items, less_busy);
    int64_t *people = arena_array(&d->arena, int64_t, n + 1), *orgs = arena_array(&d->arena, int64_t, n + 1);
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        bool taken = false;
        for (size_t k = 0; k < count && !taken; k++)
            taken = people[k] == items[i].person || (per_org > 0 && items[i].org && orgs[k] == items[i].org);
        if (!incumbents && per_org > 0 && items[i].org)
            taken = taken || db_has(d->db, "SELECT 1 FROM holding WHERE body = $1 AND org = $2 AND to_at IS NULL",
                                    V(body), V(items[i].org));
        if (taken) continue;
        people[count] = items[i].person;
        orgs[count++] = items[i].org;
    }
    *ret_people = people;
    *ret_orgs = orgs;
    return count;
}

/* ---- the founder's acts ---- */

static const struct who founder = { .person = 1, .as = "founder" };

static void admit(struct demo *d, const char *class_id) {
    struct org_name o = new_org(d, class_id);
    const char *email, *name = new_person(d, &email);
    act(d, &founder, "founding.admit",
        json_pack("{s:s, s:s, s:s*, s:s, s:s, s:s, s:s, s:s}", "class", class_id, "org_name", o.name, "org_name_en",
                  o.name_en, "type", o.type, "jurisdiction", o.jurisdiction, "registration", o.registration, "name",
                  name, "email", email));
    int64_t org = db_int(d->db, 0, "SELECT max(id) FROM org");
    if (chance(d, 45) && power_granted(d, "representative.change", NULL)) {
        struct who w = who_voting(d, org);
        name = new_person(d, &email);
        pass(d, 5 * MINUTE);
        act(d, &w, "representative.add",
            json_pack("{s:I, s:s, s:s, s:b}", "member", (json_int_t)org, "name", name, "email", email, "voting", 0));
    }
    pass(d, (int64_t)(2 + below(d, 20)) * MINUTE);
    if (instant_day(d->now + 6 * HOUR, d->zone) != today(d)) clock_to(d, local(d, working_day(d, today(d) + 1), 9, 30));
}

static void admit_first_members(struct demo *d) {
    const struct charter_class *classes;
    size_t n = charter_classes(d->c, &classes);
    const char *scarce = scarce_class(d);
    int64_t seats = 0;
    for (size_t i = 0; i < n;
         i++) { /* as many of the class that a body's people come from as its seats, and one more */
        const struct charter_body *bodies;
        size_t count = charter_bodies(d->c, &bodies);
        for (size_t k = 0; k < count; k++) {
            const struct rule *holders = charter_rule(d->c, "body.holders", bodies[k].id);
            const struct rule *rule = charter_rule(d->c, "seats", bodies[k].id);
            if (!holders || !rule || strcmp(rule_word(holders, "through"), classes[i].id) != 0) continue;
            scarce = classes[i].id;
            seats = rule_count(rule, d->o->members) + 1; /* later there are elections to so many */
        }
    }
    if (seats > d->founders * 2 / 3) seats = (d->founders * 2 + 2) / 3;
    for (int64_t i = 0; i < d->founders && !d->failed; i++) {
        bool turn = (i + 1) * seats / d->founders > i * seats / d->founders;
        admit(d, turn && scarce ? scarce : open_class(d) ? open_class(d) : classes[below(d, n)].id);
    }
}

static void register_people(struct demo *d) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(d->c, &bodies);
    for (size_t i = 0; i < n; i++) {
        const struct rule *holders = charter_rule(d->c, "body.holders", bodies[i].id);
        if (!holders || strcmp(rule_word(holders, "through"), "none") != 0) continue;
        int64_t all = posts_of(d, &bodies[i]).all;
        for (int64_t k = 0; k < all; k++) {
            const char *email, *name = new_person(d, &email);
            act(d, &founder, "person.add", json_pack("{s:s, s:s}", "name", name, "email", email));
        }
    }
}

static void appoint(struct demo *d, const struct charter_body *b) {
    struct posts p = posts_of(d, b);
    int64_t *people, *orgs;
    size_t n = candidates(d, b->id, false, &people, &orgs), at = 0;
    bool vacancy = p.all > 6; /* a first body is seldom complete */
    for (size_t t = 0; t < b->title_count && t < 16; t++) {
        int64_t count = p.each[t];
        if (vacancy && b->titles[t].seats_open && !b->titles[t].leads) count--;
        for (int64_t k = 0; k < count && at < n; k++, at++) {
            act(d, &founder, "founding.appoint",
                json_pack("{s:s, s:s, s:I}", "body", b->id, "title", b->titles[t].id, "person",
                          (json_int_t)people[at]));
            pass(d, 3 * MINUTE);
        }
    }
    /* A second one in an office of one. */
    if (at < n && p.each[0] == 1 && b->titles[0].seats == 1)
        attempt(d, &founder, "founding.appoint",
                json_pack("{s:s, s:s, s:I}", "body", b->id, "title", b->titles[0].id, "person",
                          (json_int_t)people[at]));
}

static void name_escrow(struct demo *d) {
    if (!power_granted(d, "founding.escrow", NULL)) return;
    json_t *args =
        json_pack("{s:o, s:s}", "company", words(d, T("Example Escrow Services Limited", "示例资金托管有限公司")),
                  "registration", "DEMO-ESCROW-1");
    act(d, &founder, "founding.escrow", json_incref(args));
    attempt(d, &founder, "founding.escrow", args); /* there is one now: another takes a vote */
}

void founding(struct demo *d) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(d->c, &bodies);
    clock_to(d, local(d, working_day(d, today(d)), 9, 30));
    admit_first_members(d);
    clock_to(d, local(d, working_day(d, today(d) + 1), 10, 0));
    register_people(d);
    for (size_t i = 0; i < n; i++) {
        clock_to(d, local(d, working_day(d, today(d) + 1), 10, 0));
        appoint(d, &bodies[i]);
    }
    const struct rule *const *groups;
    if (charter_rules_of(d->c, "sigs.first", &groups) > 0 && power_granted(d, "founding.sig", NULL))
        act(d, &founder, "founding.sigs", NULL);
    name_escrow(d);
    clock_to(d, local(d, working_day(d, today(d) + 1), 16, 0));
    act(d, &founder, "founding.close", NULL);
    d->closed = d->now;
    attempt(d, &founder, "founding.close", NULL);
}
