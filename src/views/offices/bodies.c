/* Bodies: who sits in them now and before, seats set and filled, what the charter says of them; nominations. */
#include <string.h>

#include "acts/elections/rounds.h"
#include "acts/offices/offices.h"
#include "acts/rotation.h"
#include "acts/sealed.h"
#include "views/collection.h"
#include "views/public.html.h"
#include "views/unseal.h"

static void view_bodies(struct view *v) {
    size_t n = body_count(v);
    struct body_card *cards = arena_array(v->arena, struct body_card, n);
    for (size_t i = 0; i < n; i++) {
        struct body_card *c = &cards[i];
        c->id = body_nth(v, i);
        c->held = in_office(v->db, c->id);
        c->seats = seats_set(v->db, c->id);
        const struct charter_body *b = charter_body(v->charter, c->id);
        for (size_t t = 0; t < b->title_count && !c->chair_person; t++) {
            if (!b->titles[t].leads) continue;
            c->chair_person = db_int(
                v->db, 0,
                "SELECT person FROM holding WHERE body = $1 AND title = $2 AND to_at IS NULL ORDER BY id LIMIT 1",
                V(c->id), V(b->titles[t].id));
        }
        if (c->chair_person) c->chair = person_name(v->db, v->arena, c->chair_person, v->lang);
        struct rows *r = db_rows(
            v->db,
            "SELECT id, starts_at FROM meeting WHERE body = $1 AND state = 'called' AND starts_at > $2 ORDER BY starts_at LIMIT 1",
            V(c->id), V(v->now));
        if (rows_next(r)) {
            c->next_id = rows_int(r, 0);
            c->next = rows_int(r, 1);
        }
        rows_done(r);
    }
    page_begin_with(v, &(struct page){ .title = T("Bodies", "机构"),
                                       .section = "bodies",
                                       .lead = T("Who decides, and who sits there now.", "各机构及其现任人员。"),
                                       .forms = LINKS({ "/api/v1/offices?now=1", T("JSON", "JSON") },
                                                      { "/offices.csv?now=1", T("CSV", "CSV") }) });
    tpl_bodies(v, cards, n);
    page_end(v);
}
VIEW(bodies) = { .path = "/bodies", .cached = true, .run = view_bodies };

/* The latest election of a round; 0 when there is none. */
static int64_t election_in_round(struct view *v, int64_t round, const char **ret_state) {
    int64_t election = 0;
    struct rows *r =
        db_rows(v->db, "SELECT id, state FROM election WHERE round = $1 ORDER BY id DESC LIMIT 1", V(round));
    if (rows_next(r)) {
        election = rows_int(r, 0);
        *ret_state = arena_z(v->arena, rows_str(r, 1));
    }
    rows_done(r);
    return election;
}

/* ---- one body ---- */

static void read_holders(struct view *v, struct body_page *p) {
    enum { HOLDERS_MAX = 3000 };
    struct seat_holder *rows = arena_array(v->arena, struct seat_holder, HOLDERS_MAX);
    struct rows *r = db_rows(
        v->db,
        "SELECT h.person, h.org, h.title, h.from_at, h.term_end, h.how, h.entry, " ORG_NAMES("o") ", " NAME_OF(
            "p") ", (SELECT count(*) FROM delegation d WHERE d.from_holding = h.id AND d.from_at <= $1 AND d.to_at > $1 AND d.revoked_at IS NULL) "
                 "FROM holding h JOIN person p ON p.id = h.person LEFT JOIN org o ON o.id = h.org WHERE h.body = $2 AND h.to_at IS NULL ORDER BY h.id",
        V(v->now), V(p->id));
    while (p->holder_count < HOLDERS_MAX && rows_next(r))
        rows[p->holder_count++] = (struct seat_holder){ .person = rows_int(r, 0),
                                                        .org = rows_int(r, 1),
                                                        .title = arena_z(v->arena, rows_str(r, 2)),
                                                        .from = rows_int(r, 3),
                                                        .term_end = rows_int(r, 4),
                                                        .how = how_word(arena_z(v->arena, rows_str(r, 5))),
                                                        .entry = rows_int(r, 6),
                                                        .org_name = named_org(v, rows_str(r, 7)),
                                                        .name = unsealed_name(v, rows_str(r, 8), rows_int(r, 0)),
                                                        .acting = rows_int(r, 9) > 0 };
    rows_done(r);
    p->holders = rows;
    p->held = (int64_t)p->holder_count;
}

static void read_past(struct view *v, struct body_page *p) {
    enum { PAST_MAX = 200 };
    struct past_holder *rows = arena_array(v->arena, struct past_holder, PAST_MAX);
    struct rows *r = db_rows(
        v->db,
        "SELECT h.person, h.title, h.from_at, h.to_at, h.ended_by, " NAME_OF(
            "p") " FROM holding h JOIN person p ON p.id = h.person WHERE h.body = $1 AND h.to_at IS NOT NULL ORDER BY h.to_at DESC, h.id LIMIT 200",
        V(p->id));
    while (p->past_count < PAST_MAX && rows_next(r)) {
        rows[p->past_count++] = (struct past_holder){ .person = rows_int(r, 0),
                                                      .title = arena_z(v->arena, rows_str(r, 1)),
                                                      .from = rows_int(r, 2),
                                                      .to = rows_int(r, 3),
                                                      .why = ended_word(arena_z(v->arena, rows_str(r, 4))),
                                                      .name = unsealed_name(v, rows_str(r, 5), rows_int(r, 0)) };
    }
    rows_done(r);
    p->past = rows;
}

static void read_rules(struct view *v, struct body_page *p) {
    const struct rule *const *rules;
    size_t n = charter_rules(v->charter, &rules);
    p->rules = arena_array(v->arena, struct str, n);
    p->clauses = arena_array(v->arena, const char *, n);
    for (size_t i = 0; i < n; i++) {
        const char *subject = rule_subject(rules[i]);
        size_t len = strlen(p->id);
        if (!subject || strncmp(subject, p->id, len) != 0 || (subject[len] && subject[len] != '/') ||
            strcmp(rule_topic(rules[i]), "may") == 0)
            continue;
        struct buf b;
        buf_init(&b, 1 << 16);
        rule_words(&b, v->charter, rules[i], v->lang);
        p->rules[p->rule_count] = arena_str(v->arena, buf_str(&b));
        p->clauses[p->rule_count++] = rule_clause(rules[i]);
        buf_release(&b);
    }
}

static void read_sigs(struct view *v, struct body_page *p) {
    enum { SIGS_MAX = 500 };
    struct sig_row *rows = arena_array(v->arena, struct sig_row, SIGS_MAX);
    struct rows *r =
        db_rows(v->db, "SELECT id, name_en, name_zh, from_at, to_at FROM sig WHERE body = $1 ORDER BY id", V(p->id));
    while (p->sig_count < SIGS_MAX && rows_next(r))
        rows[p->sig_count++] =
            (struct sig_row){ rows_int(r, 0), arena_str(v->arena, rows_str(r, v->lang == LANG_ZH ? 2 : 1)),
                              rows_int(r, 3), rows_int(r, 4) };
    rows_done(r);
    p->sigs = rows;
}

static void view_body(struct view *v) {
    struct body_page p = { .id = view_segment(v, "id") };
    if (!p.id || !charter_body(v->charter, p.id)) {
        view_not_found(v, T("The charter has no such body.", "章程没有此机构。"));
        return;
    }
    p.seats = seats_set(v->db, p.id);
    struct turn turn;
    if (turn_of(v->db, v->charter, p.id, v->now, &turn)) {
        p.turn = turn.person;
        p.turn_next = turn.next_person;
        p.turn_title = turn.title;
        p.turn_until = turn.until;
        p.turn_clause = rule_clause(turn.rule);
    }
    read_holders(v, &p);
    read_past(v, &p);
    read_rules(v, &p);
    read_sigs(v, &p);
    struct rows *r =
        db_rows(v->db,
                "SELECT id, state, closes_at FROM round WHERE body = $1 AND state <> 'seated' ORDER BY id DESC LIMIT 1",
                V(p.id));
    if (rows_next(r)) {
        p.round = rows_int(r, 0);
        p.round_state = arena_z(v->arena, rows_str(r, 1));
        p.round_closes = rows_int(r, 2);
    }
    rows_done(r);
    p.election = election_in_round(v, p.round, &p.election_state);
    page_begin_with(v,
                    &(struct page){
                        .title = body_name(v, p.id),
                        .section = "bodies",
                        .wide = true,
                        .crumbs = LINKS({ "/bodies", T("Bodies", "机构") }),
                        .forms = LINKS({ arena_f(v->arena, "/api/v1/offices?body=%s", p.id).data, T("JSON", "JSON") },
                                       { arena_f(v->arena, "/offices.csv?body=%s", p.id).data, T("CSV", "CSV") }) });
    tpl_body(v, &p);
    page_end(v);
}
VIEW(body) = { .path = "/bodies/{id}", .cached = true, .run = view_body };

/* ---- nominations ---- */

static void view_nominations(struct view *v) {
    enum { NOMINEES_MAX = 1000 };
    struct nomination_page p = { .id = view_id(v, "id") };
    struct rows *r =
        db_rows(v->db, "SELECT body, state, opened_at, closes_at, term_from, until FROM round WHERE id = $1", V(p.id));
    if (rows_next(r)) {
        p.body = arena_z(v->arena, rows_str(r, 0));
        p.state = arena_z(v->arena, rows_str(r, 1));
        p.opened_at = rows_int(r, 2);
        p.closes_at = rows_int(r, 3);
        p.term_from = (day)rows_int(r, 4);
        p.until = rows_null(r, 5) ? INSTANT_NONE : rows_int(r, 5);
    }
    rows_done(r);
    if (!p.body) {
        view_not_found(v, T("There are no such nominations.", "没有此提名。"));
        return;
    }
    struct nominee_row *rows = arena_array(v->arena, struct nominee_row, NOMINEES_MAX);
    bool over = strcmp(p.state, "decided") == 0 || strcmp(p.state, "seated") == 0;
    r = db_rows(
        v->db,
        "SELECT n.person, n.entry, n.title, n.state, " ORG_NAMES("o") ", " ORG_NAMES("b") ", " NAME_OF("p") ", n.id, coalesce(n.accept_entry, 0), " SEALED(
            "n.entry",
            "grounds") ", " SEALED("n.accept_entry",
                                   "statement") ", CASE WHEN n.state IN ('standing', 'seated') AND n.matter IS NULL AND NOT EXISTS (SELECT 1 FROM contest_candidate cc WHERE cc.nomination = n.id AND cc.place > 0) THEN 1 ELSE 0 END"
                                                " FROM nomination n JOIN person p ON p.id = n.person LEFT JOIN org o ON o.id = n.org LEFT JOIN org b ON b.id = n.by_org WHERE n.round = $1 ORDER BY n.title, n.id",
        V(p.id));
    while (p.count < NOMINEES_MAX && rows_next(r))
        rows[p.count++] =
            (struct nominee_row){ .person = rows_int(r, 0),
                                  .entry = rows_int(r, 1),
                                  .title = arena_z(v->arena, rows_str(r, 2)),
                                  .state = arena_z(v->arena, rows_str(r, 3)),
                                  .org = named_org(v, rows_str(r, 4)),
                                  .by = rows_null(r, 5) ? str_of(v->lang == LANG_ZH ? "任职人员" : "an officer")
                                                        : named_org(v, rows_str(r, 5)),
                                  .name = unsealed_name(v, rows_str(r, 6), rows_int(r, 0)),
                                  .id = rows_int(r, 7),
                                  .accept_entry = rows_int(r, 8),
                                  .grounds = unsealed(v, rows_str(r, 9)),
                                  .statement = unsealed(v, rows_str(r, 10)),
                                  .unopposed = over && rows_int(r, 11) != 0 };
    rows_done(r);
    p.rows = rows;
    if (!over) p.office_count = contests_of(v->db, v->charter, v->arena, p.id, p.body, &p.offices, &p.vacant);
    p.election = election_in_round(v, p.id, &p.election_state);
    struct text body = body_name(v, p.body);
    page_begin_with(v, &(struct page){ .title = { arena_f(v->arena, "Nominations for the %s", body.en).data,
                                                  arena_f(v->arena, "%s提名", body.zh).data },
                                       .section = "bodies",
                                       .crumbs = LINKS({ "/bodies", T("Bodies", "机构") },
                                                       { arena_f(v->arena, "/bodies/%s", p.body).data, body }) });
    tpl_nominations(v, &p);
    page_end(v);
}
VIEW(nominations) = { .path = "/nominations/{id}", .run = view_nominations };
