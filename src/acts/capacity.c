/* In what capacity a person acts, and what the charter lets that capacity do.
 *
 * A capacity is read from the state at an instant: an office held, a representation of a member, a delegation received,
 * the founder's office until the founding is closed, and always oneself. What it may do is the charter's `may` rules'
 * to say: this file matches the two and knows no power by name. */
#include <string.h>

#include "acts/capacity.h"
#include "acts/rotation.h"
#include "acts/things.h"

enum { CAPACITIES_MAX = 64 }; /* offices, representations and delegations one person can hold at once */

struct collected {
    struct capacity items[CAPACITIES_MAX];
    size_t count;
    struct arena *arena;
};

static void collect(struct collected *c, struct capacity as) {
    if (c->count < CAPACITIES_MAX) c->items[c->count++] = as;
}

/* The office whose powers come with the turn, where the charter has one rotate in this body and it is this holder's turn. */
static const char *in_turn(struct db *db, const struct charter *c, const struct capacity *as, instant at) {
    struct turn t;
    if (!c || !turn_of(db, c, as->body, at, &t) || t.holding != as->id || strcmp(t.title, as->title) == 0) return NULL;
    return t.title;
}

static void collect_offices(struct collected *c, struct db *db, const struct charter *charter, int64_t person,
                            instant at) {
    size_t first = c->count;
    struct rows *r = db_rows(
        db,
        "SELECT id, body, title, org FROM holding WHERE person = $1 AND from_at <= $2 AND (to_at IS NULL OR to_at > $2) "
        "ORDER BY id",
        V(person), V(at));
    while (rows_next(r))
        collect(c, (struct capacity){ .kind = AS_OFFICE,
                                      .id = rows_int(r, 0),
                                      .body = arena_z(c->arena, rows_str(r, 1)),
                                      .title = arena_z(c->arena, rows_str(r, 2)),
                                      .org = rows_int(r, 3) });
    rows_done(r);
    for (size_t i = first; i < c->count; i++) c->items[i].also = in_turn(db, charter, &c->items[i], at);
}

static void collect_delegations(struct collected *c, struct db *db, int64_t person, instant at) {
    struct rows *r =
        db_rows(db,
                "SELECT d.id, f.body, f.title, f.org FROM delegation d JOIN holding t ON t.id = d.to_holding "
                "JOIN holding f ON f.id = d.from_holding WHERE t.person = $1 AND d.from_at <= $2 AND d.to_at > $2 "
                "AND (d.revoked_at IS NULL OR d.revoked_at > $2) AND (t.to_at IS NULL OR t.to_at > $2) "
                "AND (f.to_at IS NULL OR f.to_at > $2) ORDER BY d.id",
                V(person), V(at));
    while (rows_next(r))
        collect(c, (struct capacity){ .kind = AS_DELEGATE,
                                      .id = rows_int(r, 0),
                                      .body = arena_z(c->arena, rows_str(r, 1)),
                                      .title = arena_z(c->arena, rows_str(r, 2)),
                                      .org = rows_int(r, 3) });
    rows_done(r);
}

static void collect_representations(struct collected *c, struct db *db, int64_t person, instant at) {
    struct rows *r =
        db_rows(db,
                "SELECT r.id, r.org, m.class, r.voting FROM representation r JOIN membership m ON m.org = r.org "
                "AND m.from_at <= $1 AND (m.to_at IS NULL OR m.to_at > $1) WHERE r.person = $2 AND r.from_at <= $1 "
                "AND (r.to_at IS NULL OR r.to_at > $1) ORDER BY r.id",
                V(at), V(person));
    while (rows_next(r))
        collect(c, (struct capacity){ .kind = AS_REPRESENTATIVE,
                                      .id = rows_int(r, 0),
                                      .org = rows_int(r, 1),
                                      .class_id = arena_z(c->arena, rows_str(r, 2)),
                                      .voting = rows_int(r, 3) != 0 });
    rows_done(r);
}

size_t capacities_of(struct db *db, const struct charter *c, int64_t person, instant at, struct arena *arena,
                     struct capacity **ret) {
    struct collected all = { .arena = arena };
    if (person > 0) {
        collect_offices(&all, db, c, person, at);
        collect_delegations(&all, db, person, at);
        collect_representations(&all, db, person, at);
        if (db_has(db, "SELECT 1 FROM alliance WHERE founder = $1 AND closed_at IS NULL", V(person)))
            collect(&all, (struct capacity){ .kind = AS_FOUNDER });
        collect(&all, (struct capacity){ .kind = AS_PERSON });
    } else {
        collect(&all, (struct capacity){ .kind = AS_VISITOR });
    }
    *ret = arena_copy(arena, all.items, all.count * sizeof all.items[0]);
    return all.count;
}

static bool office_fits(const struct grantee *g, const struct capacity *as, const char *body) {
    if (as->kind != AS_OFFICE && as->kind != AS_DELEGATE) return false;
    const char *wanted = g->body ? g->body : body;
    return wanted && strcmp(wanted, as->body) == 0 &&
           (!g->title || strcmp(g->title, as->title) == 0 || (as->also && strcmp(g->title, as->also) == 0));
}

static bool grantee_fits(const struct grantee *g, const struct capacity *as, const char *body) {
    switch (g->kind) {
    case GRANT_OFFICE: return office_fits(g, as, body);
    case GRANT_REPRESENTATIVE:
        return as->kind == AS_REPRESENTATIVE && (!g->class_id || strcmp(g->class_id, as->class_id) == 0);
    case GRANT_VOTING:
        return as->kind == AS_REPRESENTATIVE && as->voting && (!g->class_id || strcmp(g->class_id, as->class_id) == 0);
    case GRANT_PERSON: return as->kind == AS_PERSON;
    case GRANT_VISITOR: return as->kind == AS_VISITOR || as->kind == AS_PERSON;
    case GRANT_FOUNDER: return as->kind == AS_FOUNDER;
    case GRANT_OPERATOR: return as->kind == AS_OPERATOR;
    case GRANT_CLOCK: return as->kind == AS_CLOCK;
    }
    return false;
}

bool capacity_may(const struct charter *c, const struct capacity *as, const char *power, const char *body,
                  const char **ret_clause) {
    const struct grant *const *grants;
    size_t n = charter_grants(c, power, body, &grants);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < grants[i]->who_count; k++)
            if (grantee_fits(&grants[i]->who[k], as, body)) {
                if (ret_clause) *ret_clause = grants[i]->clause;
                return true;
            }
    return false;
}

/* ---- in words ---- */

static struct text office_text(const struct charter *c, const struct capacity *as, struct arena *arena) {
    const struct charter_body *b = charter_body(c, as->body);
    const struct charter_title_of *t = b ? body_title(b, as->title) : NULL;
    const struct charter_title_of *turn = b && as->also ? body_title(b, as->also) : NULL;
    if (!t) return (struct text){ as->title, as->title };
    if (turn)
        return (struct text){ .en = arena_z(arena,
                                            arena_f(arena, "%s of the %s, rotating %s now", text_in(t->name, LANG_EN),
                                                    text_in(b->name, LANG_EN), text_in(turn->name, LANG_EN))),
                              .zh = arena_z(arena, arena_f(arena, "%s%s（轮值%s）", text_in(b->name, LANG_ZH),
                                                           text_in(t->name, LANG_ZH), text_in(turn->name, LANG_ZH))) };
    return (struct text){
        .en = arena_z(arena, arena_f(arena, "%s of the %s", text_in(t->name, LANG_EN), text_in(b->name, LANG_EN))),
        .zh = arena_z(arena, arena_f(arena, "%s%s", text_in(b->name, LANG_ZH), text_in(t->name, LANG_ZH)))
    };
}

static struct text representative_text(struct db *db, const struct capacity *as, struct arena *arena) {
    struct text org =
        names_text(arena, db_str(db, arena, "SELECT " ORG_NAMES("org") " FROM org WHERE id = $1", V(as->org)));
    return (struct text){
        .en =
            arena_z(arena, arena_f(arena, as->voting ? "voting representative of %s" : "representative of %s", org.en)),
        .zh = arena_z(arena, arena_f(arena, as->voting ? "%s的表决代表" : "%s的代表", org.zh)),
    };
}

struct text capacity_words(struct db *db, const struct charter *c, const struct capacity *as, struct arena *arena) {
    switch (as->kind) {
    case AS_OFFICE: return office_text(c, as, arena);
    case AS_DELEGATE: {
        struct text office = office_text(c, as, arena);
        return (struct text){ .en = arena_z(arena, arena_f(arena, "acting %s", office.en)),
                              .zh = arena_z(arena, arena_f(arena, "代行%s职务", office.zh)) };
    }
    case AS_REPRESENTATIVE: return representative_text(db, as, arena);
    case AS_VISITOR: return T("a visitor", "访客");
    case AS_PERSON: return T("oneself", "本人");
    case AS_FOUNDER: return T("the founder", "发起人");
    case AS_OPERATOR: return T("the operator", "系统运维方");
    case AS_CLOCK: return T("the clock", "到期自动执行");
    case AS_CHARTER: return T("a consequence", "依章程随之发生");
    }
    return T_NONE;
}

void capacity_format(struct buf *out, const struct capacity *as) {
    static const char *const names[] = {
        [AS_VISITOR] = "visitor",     [AS_PERSON] = "person",        [AS_OFFICE] = "office:",
        [AS_REPRESENTATIVE] = "rep:", [AS_DELEGATE] = "delegation:", [AS_FOUNDER] = "founder",
        [AS_OPERATOR] = "operator",   [AS_CLOCK] = "clock",          [AS_CHARTER] = "charter",
    };
    buf_addz(out, names[as->kind]);
    if (as->kind == AS_OFFICE || as->kind == AS_REPRESENTATIVE || as->kind == AS_DELEGATE) buf_addint(out, as->id);
}

void capacity_read(struct str text, struct capacity *ret) {
    *ret = (struct capacity){ .kind = AS_VISITOR };
    struct str rest = text;
    struct str head = str_cut(&rest, ':');
    if (rest.data) str_int(rest, &ret->id);
    if (str_is(head, "person"))
        ret->kind = AS_PERSON;
    else if (str_is(head, "office"))
        ret->kind = AS_OFFICE;
    else if (str_is(head, "rep"))
        ret->kind = AS_REPRESENTATIVE;
    else if (str_is(head, "delegation"))
        ret->kind = AS_DELEGATE;
    else if (str_is(head, "founder"))
        ret->kind = AS_FOUNDER;
    else if (str_is(head, "operator"))
        ret->kind = AS_OPERATOR;
    else if (str_is(head, "clock"))
        ret->kind = AS_CLOCK;
    else if (str_is(head, "charter"))
        ret->kind = AS_CHARTER;
}

struct capacity *capacities_copy(const struct capacity *all, size_t count, struct arena *arena) {
    struct capacity *copy = count ? arena_copy(arena, all, count * sizeof *all) : NULL;
    for (size_t i = 0; i < count; i++) {
        copy[i].body = copy[i].body ? arena_z(arena, str_of(copy[i].body)) : NULL;
        copy[i].title = copy[i].title ? arena_z(arena, str_of(copy[i].title)) : NULL;
        copy[i].also = copy[i].also ? arena_z(arena, str_of(copy[i].also)) : NULL;
        copy[i].class_id = copy[i].class_id ? arena_z(arena, str_of(copy[i].class_id)) : NULL;
    }
    return copy;
}

int64_t entered_by(struct db *db, const char *via) {
    struct capacity as;
    capacity_read(str_of(via), &as);
    return as.kind == AS_OFFICE ? db_int(db, 0, "SELECT person FROM holding WHERE id = $1", V(as.id)) : 0;
}
