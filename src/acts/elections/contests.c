/* From a round of nominations to who would take which seat, and where more stand than there are places.
 *
 *  K1. A nominee counts once: who stands for two offices is counted for the first, in the charter's order of offices, and is on the
 *      paper of the other only where the first is contested. An organization, or related ones together,
 *      count for no more seats than they may have.
 *  K2. Seats are taken in that order too: what the leading offices fill is not there for the others.
 *  K3. A round for the rest of a term fills what is vacant: those in office keep their seats, and caps hold over them and the new ones
 *      together.
 *  K4. Where the charter sets no number, neither for the body nor for an office, a by-election does not make the body larger than it
 *      was: the office has as many places as were filled at once in the running term. */
#include <string.h>

#include "acts/elections/rounds.h"
#include "acts/offices/offices.h"
#include "acts/offices/related.h"

enum { NOMINEES_MAX = 2000, TITLES_MAX = 64 };

size_t nominees_of(struct db *db, const struct charter *c, struct arena *arena, int64_t round, struct nominee **ret) {
    struct nominee *all = arena_array(arena, struct nominee, NOMINEES_MAX);
    size_t n = 0;
    struct rows *r =
        db_rows(db,
                "SELECT id, body, title, person FROM nomination WHERE round = $1 AND state = 'standing' ORDER BY id",
                V(round));
    while (n < NOMINEES_MAX && rows_next(r))
        all[n++] = (struct nominee){ .id = rows_int(r, 0),
                                     .body = arena_z(arena, rows_str(r, 1)),
                                     .title = arena_z(arena, rows_str(r, 2)),
                                     .person = rows_int(r, 3) };
    rows_done(r);
    for (size_t i = 0; i < n; i++) all[i].org = office_org(db, c, arena, all[i].body, all[i].person);
    *ret = all;
    return n;
}

int64_t per_org_of(const struct charter *c, const char *body) {
    const struct rule *r = charter_rule(c, "body.holders", body);
    return r ? rule_int(r, "per_org") : 0;
}

/* ---- what a round fills ---- */

instant round_until(struct db *db, int64_t round) {
    return db_int(db, INSTANT_NONE, "SELECT until FROM round WHERE id = $1", V(round));
}

static int64_t least(int64_t x, int64_t y) { return x < y ? x : y; }

static int64_t held_of(struct db *db, const char *body, const char *title) {
    return db_int(db, 0, "SELECT count(*) FROM holding WHERE body = $1 AND title = $2 AND to_at IS NULL", V(body),
                  V(title));
}

static int64_t not_below_zero(int64_t x) { return x < 0 ? 0 : x; }

struct places places_of(struct db *db, const struct charter *c, int64_t round, const char *body) {
    struct places p = { .whole = seats_for(db, c, body),
                        .rest = round_until(db, round) != INSTANT_NONE,
                        .until = round_until(db, round),
                        .free = PLACES_OPEN,
                        .leaders = PLACES_OPEN };
    if (p.rest && seats_set(db, body) > 0) p.whole.seats = seats_set(db, body);
    p.cap = leaders_for(db, c, body, p.whole.seats);
    if (p.whole.rule && p.whole.seats > 0)
        p.free = p.rest ? not_below_zero(p.whole.seats - in_office(db, body)) : p.whole.seats;
    if (p.cap.rule && p.whole.seats > 0) p.leaders = p.rest ? not_below_zero(p.cap.cap - p.cap.held) : p.cap.cap;
    return p;
}

int64_t places_of_office(struct db *db, const struct places *p, const char *body, const struct charter_title_of *t) {
    bool open = t->seats_open || t->seats <= 0;
    if (open && p->rest && !p->whole.rule) /* K4 */
        return not_below_zero(places_in_term(db, body, t->id, p->until) - held_of(db, body, t->id));
    if (open) return PLACES_OPEN;
    return p->rest ? not_below_zero(t->seats - held_of(db, body, t->id)) : t->seats;
}

/* ---- what fell vacant ---- */

int64_t places_in_term(struct db *db, const char *body, const char *title, instant until) {
    return db_int(
        db, 0,
        "SELECT max(peak.n) FROM (SELECT (SELECT count(*) FROM holding o WHERE o.body = h.body AND o.title = h.title AND o.from_at <= h.from_at "
        "AND (o.to_at IS NULL OR o.to_at > h.from_at)) AS n FROM holding h WHERE h.body = $1 AND h.title = $2 AND h.term_end = $3) AS peak",
        V(body), V(title), V(until));
}

static bool left_early(struct db *db, const char *body, const char *title, instant now) {
    return db_has(
        db, "SELECT 1 FROM holding WHERE body = $1 AND ($2 = '' OR title = $2) AND term_end > $3 AND to_at IS NOT NULL",
        V(body), V(title), V(now));
}

bool vacancy_of(struct db *db, const struct charter *c, const struct charter_body *b, instant now,
                struct vacancy *ret) {
    struct vacancy v = { .until = running_term_end(db, b->id, now) };
    int64_t seats = charter_rule(c, "seats", b->id) ? seats_set(db, b->id) : 0;
    if (v.until == INSTANT_NONE) return false;
    v.since = db_int(db, INSTANT_NONE,
                     "SELECT max(to_at) FROM holding WHERE body = $1 AND term_end > $2 AND to_at IS NOT NULL", V(b->id),
                     V(now));
    v.held = in_office(db, b->id);
    v.seats = seats;
    if (seats > 0 && left_early(db, b->id, "", now)) v.vacant = not_below_zero(seats - v.held);
    for (size_t i = 0; seats <= 0 && i < b->title_count; i++) {
        const struct charter_title_of *t = &b->titles[i];
        bool open = t->seats_open || t->seats <= 0;
        int64_t of = open ? places_in_term(db, b->id, t->id, v.until) : t->seats, held = held_of(db, b->id, t->id);
        v.seats += of;
        if (left_early(db, b->id, t->id, now)) v.vacant += not_below_zero(of - held);
    }
    *ret = v;
    return true;
}

/* ---- who would sit ---- */

/* K3: one who holds an office of the body, in a round that leaves those in office where they are. */
static bool sits_already(struct db *db, const struct places *p, const struct nominee *n) {
    return p->rest && db_has(db, "SELECT 1 FROM holding WHERE body = $1 AND person = $2 AND to_at IS NULL", V(n->body),
                             V(n->person));
}

static int64_t org_holds(struct db *db, const struct places *p, const char *body, int64_t org) {
    return p->rest && org > 0
               ? db_int(db, 0, "SELECT count(*) FROM holding WHERE body = $1 AND org = $2 AND to_at IS NULL", V(body),
                        V(org))
               : 0;
}

size_t would_sit(struct db *db, const struct charter *c, struct arena *arena, const struct charter_body *b,
                 const struct places *p, const struct nominee *all, size_t n, const struct nominee ***ret) {
    const struct nominee **sit = arena_array(arena, const struct nominee *, n + 1);
    int64_t per_org = per_org_of(c, b->id), per_related = per_related_of(c, b->id);
    size_t count = 0;
    for (size_t t = 0; t < b->title_count; t++)
        for (size_t i = 0; i < n; i++) {
            bool takes = strcmp(all[i].title, b->titles[t].id) == 0 && all[i].org >= 0 && !sits_already(db, p, &all[i]);
            int64_t of_org = takes ? org_holds(db, p, b->id, all[i].org) : 0,
                    group = takes && per_related > 0 && all[i].org > 0 ? org_group(db, arena, all[i].org) : 0;
            int64_t of_group = group && p->rest ? related_hold(db, arena, b->id, all[i].org) : 0;
            for (size_t k = 0; k < count && takes; k++) {
                takes = sit[k]->person != all[i].person;
                of_org += sit[k]->org == all[i].org && all[i].org > 0;
                of_group += group && sit[k]->org > 0 && org_group(db, arena, sit[k]->org) == group;
            }
            if (takes && (per_org <= 0 || of_org < per_org) && (!group || of_group < per_related))
                sit[count++] = &all[i];
        }
    *ret = sit;
    return count;
}

int64_t count_title(const struct nominee *const *sit, size_t n, const char *title) {
    int64_t count = 0;
    for (size_t i = 0; i < n; i++) count += strcmp(sit[i]->title, title) == 0;
    return count;
}

/* ---- contests ---- */

static const char *ballot_mode(const struct charter *c, const char *office) {
    const struct rule *r = charter_rule(c, "election.ballot", office);
    return r ? rule_word(r, "mode") : "open";
}

/* K1: whether somebody is sure of an office that comes before. */
static bool sure_before(const struct office_contest *before, size_t count, int64_t person) {
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; !before[i].contested && k < before[i].paper_count; k++)
            if (before[i].paper[k]->person == person) return true;
    return false;
}

/* Those on the paper for an office. */
static void fill_paper(struct db *db, struct arena *arena, const struct places *p, const struct nominee *all, size_t n,
                       struct office_contest *of, const struct office_contest *before, size_t before_count) {
    const struct nominee **paper = arena_array(arena, const struct nominee *, n + 1);
    for (size_t i = 0; i < n; i++)
        if (all[i].org >= 0 && strcmp(all[i].title, of->title) == 0 && !sits_already(db, p, &all[i]) &&
            !sure_before(before, before_count, all[i].person))
            paper[of->paper_count++] = &all[i];
    of->paper = paper;
}

size_t contests_of(struct db *db, const struct charter *c, struct arena *arena, int64_t round, const char *body,
                   struct office_contest **ret, int64_t *ret_vacant) {
    const struct charter_body *b = charter_body(c, body);
    struct office_contest *all = arena_array(arena, struct office_contest, TITLES_MAX);
    struct places p = places_of(db, c, round, body);
    struct nominee *nominees;
    const struct nominee **sit;
    size_t n = nominees_of(db, c, arena, round, &nominees), count = 0,
           sitting = b ? would_sit(db, c, arena, b, &p, nominees, n, &sit) : 0;
    for (size_t i = 0; b && i < b->title_count && count < TITLES_MAX; i++) {
        const struct charter_title_of *t = &b->titles[i];
        const char *office = arena_f(arena, "%s/%s", body, t->id).data;
        bool leads = p.cap.rule && rule_lists(p.cap.rule, "titles", t->id);
        int64_t seats = least(least(places_of_office(db, &p, body, t), p.free), leads ? p.leaders : PLACES_OPEN),
                stand = count_title(sit, sitting, t->id), taken = least(stand, seats);
        struct office_contest of = { .title = t->id,
                                     .seats = taken,
                                     .contested = seats > 0 && stand > seats,
                                     .rule = charter_rule(c, "election", office),
                                     .mode = ballot_mode(c, office) };
        fill_paper(db, arena, &p, nominees, n, &of, all, count);
        of.nominees = (int64_t)of.paper_count;
        if (of.paper_count == 0) continue;
        all[count++] = of;
        p.free -= p.free == PLACES_OPEN ? 0 : taken;
        if (leads && p.leaders != PLACES_OPEN) p.leaders -= taken;
    }
    *ret = all;
    if (ret_vacant) *ret_vacant = p.free == PLACES_OPEN ? 0 : p.free;
    return count;
}

bool round_contested(struct db *db, const struct charter *c, struct arena *arena, int64_t round, const char *body) {
    struct office_contest *all;
    size_t n = contests_of(db, c, arena, round, body, &all, NULL);
    for (size_t i = 0; i < n; i++)
        if (all[i].contested) return true;
    return false;
}
