/* What was said against a roll of electors, and what lists changed of it: who is meant is said by name, since nobody knows the
 * numbers of a roll by heart. */
#include <string.h>

#include "acts/sealed.h"
#include "acts/pipeline/pipeline.h"
#include "acts/things.h"
#include "views/collection.h"
#include "views/elections.html.h"
#include "views/unseal.h"

enum { DISPUTES_MAX = 500 };

/* Whose vote a number of the roll is: the member's name, or that of who holds the office. */
static struct str whose_vote(struct view *v, int64_t election, int64_t number) {
    struct str who = STR_NONE;
    struct rows *r = db_rows(v->db,
                             "SELECT " ORG_NAMES("o") ", " NAME_OF(
                                 "p") ", l.person FROM elector l JOIN person p ON p.id = l.person "
                                      "LEFT JOIN org o ON o.id = l.org WHERE l.election = $1 AND l.number = $2",
                             V(election), V(number));
    if (rows_next(r))
        who = !rows_null(r, 0) ? named_org(v, rows_str(r, 0)) : unsealed_name(v, rows_str(r, 1), rows_int(r, 2));
    rows_done(r);
    return who.len ? who : STR("…");
}

/* Whoever holds an office that was added: "Example Person, vice-chair". */
static struct str whose_office(struct view *v, int64_t holding) {
    struct str who = STR_NONE;
    struct rows *r = db_rows(v->db,
                             "SELECT h.body, h.title, " NAME_OF(
                                 "p") ", h.person FROM holding h JOIN person p ON p.id = h.person WHERE h.id = $1",
                             V(holding));
    if (rows_next(r)) {
        const struct arg args[] = { ARG_STR("name", unsealed_name(v, rows_str(r, 2), rows_int(r, 3))),
                                    ARG_TEXT("title", office_name(v, arena_z(v->arena, rows_str(r, 0)),
                                                                  arena_z(v->arena, rows_str(r, 1)))) };
        who = sentence(v, T("{name}, {title}", "{name}（{title}）"), args, 2);
    }
    rows_done(r);
    return who.len ? who : STR("…");
}

static void read_objections(struct view *v, struct election_page *p) {
    struct objection_row *rows = arena_array(v->arena, struct objection_row, DISPUTES_MAX);
    struct str orgs[DISPUTES_MAX];
    struct rows *r = db_rows(
        v->db,
        "SELECT b.id, b.entry, coalesce(b.answer_entry, -1), coalesce(b.elector, 0), b.state, " ORG_NAMES("o") ", " SEALED(
            "b.entry",
            "grounds") ", " SEALED("b.answer_entry",
                                   "grounds") " FROM objection b LEFT JOIN org o ON o.id = b.org WHERE b.election = $1 ORDER BY b.id",
        V(p->e->id));
    while (p->objection_count < DISPUTES_MAX && rows_next(r)) {
        orgs[p->objection_count] = named_org(v, rows_str(r, 5));
        rows[p->objection_count++] = (struct objection_row){ .id = rows_int(r, 0),
                                                             .entry = rows_int(r, 1),
                                                             .answer_entry = rows_int(r, 2),
                                                             .elector = rows_int(r, 3),
                                                             .state = arena_z(v->arena, rows_str(r, 4)),
                                                             .grounds = unsealed(v, rows_str(r, 6)),
                                                             .answer = unsealed(v, rows_str(r, 7)) };
    }
    rows_done(r);
    for (size_t i = 0; i < p->objection_count; i++) {
        struct objection_row *o = &rows[i];
        struct str who = o->elector ? whose_vote(v, p->e->id, o->elector) : orgs[i].len ? orgs[i] : STR("…");
        const struct arg args[] = { ARG_PLAIN("number", o->elector), ARG_STR("who", who) };
        o->what = sentence(v,
                           o->elector ? T("Number {number}, {who}, should be struck from the roll",
                                          "名册第 {number} 号（{who}）应予除名")
                                      : T("Missing from the roll: {who}", "名册遗漏：{who}"),
                           args, 2);
    }
    p->objections = rows;
}

/* What lists changed of the roll: grounds are sealed as one list for each entry. */
static void read_corrections(struct view *v, struct election_page *p) {
    struct correction_row *rows = arena_array(v->arena, struct correction_row, DISPUTES_MAX);
    struct change {
        int64_t part, elector, holding;
        struct str org;
    } *changes = arena_array(v->arena, struct change, DISPUTES_MAX);
    struct rows *r = db_rows(
        v->db,
        "SELECT c.entry, c.part, coalesce(c.elector, 0), coalesce(c.holding, 0), " ORG_NAMES(
            "o") " FROM roll_change c LEFT JOIN org o ON o.id = c.org WHERE c.election = $1 ORDER BY c.entry, c.part",
        V(p->e->id));
    while (p->correction_count < DISPUTES_MAX && rows_next(r)) {
        changes[p->correction_count] =
            (struct change){ rows_int(r, 1), rows_int(r, 2), rows_int(r, 3), named_org(v, rows_str(r, 4)) };
        rows[p->correction_count++].entry = rows_int(r, 0);
    }
    rows_done(r);
    for (size_t i = 0; i < p->correction_count; i++) {
        const struct change *c = &changes[i];
        const struct arg args[] = { ARG_PLAIN("number", c->elector),
                                    ARG_STR("who", c->elector   ? whose_vote(v, p->e->id, c->elector)
                                                   : c->holding ? whose_office(v, c->holding)
                                                                : c->org) };
        rows[i].what =
            sentence(v,
                     c->elector ? T("Number {number}, {who}, was struck.", "名册第 {number} 号（{who}）已除名。")
                                : T("{who} was added.", "增列{who}。"),
                     args, 2);
        json_t *grounds = sealed_value(v->db, rows[i].entry, "grounds");
        const json_t *one = json_array_get(grounds, (size_t)c->part);
        if (json_is_string(one))
            rows[i].grounds = arena_str(v->arena, (struct str){ json_string_value(one), json_string_length(one) });
        json_decref(grounds);
    }
    p->corrections = rows;
}

void roll_disputes(struct view *v, struct election_page *p) {
    read_objections(v, p);
    read_corrections(v, p);
}
