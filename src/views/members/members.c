/* Members and people: who belongs to the alliance, who speaks for them, and what the record says of each. */
#include <string.h>

#include "acts/sealed.h"
#include "views/collection.h"
#include "views/public.html.h"
#include "views/said.h"
#include "views/unseal.h"

COLLECTION(members) = {
    .title = TEXT_INIT("Members", "成员单位"),
    .about = TEXT_INIT("Organizations that belong to the alliance now.", "联盟现有成员单位。"),
    .page = "/members",
    .section = "members",
    .from = "membership m JOIN org o ON o.id = m.org",
    .where = "m.to_at IS NULL",
    .columns = (const struct column[]){ { "id", "o.id", COLUMN_INT },
                                        { "name", "o.name", COLUMN_SAID, TEXT_INIT("Name", "名称"),
                                          .href = "/members/{id}", .en = "name_en" },
                                        { "name_en", "o.name_en", COLUMN_SAID },
                                        { "class", "m.class", COLUMN_CLASS, TEXT_INIT("Class", "类别") },
                                        { "type", "o.type", COLUMN_TEXT },
                                        { "jurisdiction", "o.jurisdiction", COLUMN_COUNTRY,
                                          TEXT_INIT("Registered in", "注册地") },
                                        { "registration", "o.registration", COLUMN_TEXT },
                                        { "website", "o.website", COLUMN_URL },
                                        { "since", "m.from_at", COLUMN_INSTANT, TEXT_INIT("Member since", "加入时间") },
                                        { "entry", "m.entry", COLUMN_ENTRY, TEXT_INIT("Entry", "登记") },
                                        { 0 } },
    .filters = (const struct filter[]){ { "class", "m.class = $", FILTER_CLASS, TEXT_INIT("Class", "类别") },
                                        { "name",
                                          "(lower(o.name) LIKE $ ESCAPE '!' OR lower(o.name_en) LIKE $ ESCAPE '!')",
                                          FILTER_SEARCH, TEXT_INIT("Name holds", "名称包含") },
                                        { 0 } },
    .order = { "o.name", "o.id" },
    .empty = TEXT_INIT("No members yet.", "尚无成员。"),
    .teach = TEXT_INIT("The founder admits the first ones; later ones apply.", "首批由发起人接纳，此后经申请加入。"),
    .action = { "/join", TEXT_INIT("Apply to join", "申请加入") },
};

COLLECTION(offices) = {
    .title = TEXT_INIT("Offices", "任职"),
    .about = TEXT_INIT("Who holds which office, now and before.", "现任与历任任职情况。"),
    .from = "holding h JOIN person p ON p.id = h.person",
    .columns = (const struct column[]){ { "id", "h.id", COLUMN_INT },
                                        { "body", "h.body", COLUMN_BODY },
                                        { "title", "h.title", COLUMN_TEXT },
                                        { "person", "h.person", COLUMN_INT },
                                        { "name", SEALED("p.name_entry", "name"), COLUMN_SEALED },
                                        { "org", "h.org", COLUMN_INT },
                                        { "how", "h.how", COLUMN_TEXT },
                                        { "from", "h.from_at", COLUMN_INSTANT },
                                        { "term_end", "h.term_end", COLUMN_INSTANT },
                                        { "to", "h.to_at", COLUMN_INSTANT },
                                        { "ended_by", "h.ended_by", COLUMN_TEXT },
                                        { "entry", "h.entry", COLUMN_ENTRY },
                                        { 0 } },
    .filters = (const struct filter[]){ { "body", "h.body = $", FILTER_BODY, { 0 } },
                                        { "now", "h.to_at IS NULL", FILTER_FLAG, { 0 } },
                                        { "person", "h.person = $", FILTER_INT, { 0 } },
                                        { 0 } },
    .order = { "h.id" },
    .descending = true,
};

static void view_members(struct view *v) { collection_page(v, collection_find("members")); }
VIEW(members_page) = { .path = "/members", .cached = true, .run = view_members };

/* ---- one member ---- */

static bool read_org(struct view *v, struct org_page *p) {
    struct rows *r =
        db_rows(v->db, "SELECT name, name_en, website, jurisdiction, registration, type FROM org WHERE id = $1",
                V(p->id));
    bool found = rows_next(r);
    if (found) {
        struct str *into[] = { &p->name, &p->name_en, &p->website, &p->jurisdiction, &p->registration };
        for (int i = 0; i < 5; i++) *into[i] = arena_str(v->arena, rows_str(r, i));
        const struct charter_word *type = charter_word(v->charter, "organization", arena_z(v->arena, rows_str(r, 5)));
        p->type = type ? type->text : T_NONE;
    }
    rows_done(r);
    return found;
}

static void read_periods(struct view *v, struct org_page *p) {
    enum { PERIODS_MAX = 100 };
    struct org_period *rows = arena_array(v->arena, struct org_period, PERIODS_MAX);
    struct rows *r =
        db_rows(v->db,
                "SELECT class, from_at, to_at, ended_by, entry, end_entry FROM membership WHERE org = $1 ORDER BY id",
                V(p->id));
    while (p->period_count < PERIODS_MAX && rows_next(r)) {
        struct org_period *o = &rows[p->period_count++];
        *o = (struct org_period){ arena_z(v->arena, rows_str(r, 0)),
                                  rows_int(r, 1),
                                  rows_int(r, 2),
                                  ended_word(arena_z(v->arena, rows_str(r, 3))),
                                  rows_int(r, 4),
                                  rows_int(r, 5) };
        if (rows_null(r, 2)) {
            p->class_id = o->class_id;
            p->since = o->from;
        }
    }
    rows_done(r);
    p->periods = rows;
}

static void read_org_people(struct view *v, struct org_page *p) {
    enum { PEOPLE_MAX = 500 };
    struct org_person *people = arena_array(v->arena, struct org_person, PEOPLE_MAX);
    struct rows *r = db_rows(
        v->db,
        "SELECT r.person, r.id, r.voting, " NAME_OF(
            "p") " FROM representation r JOIN person p ON p.id = r.person WHERE r.org = $1 AND r.to_at IS NULL ORDER BY r.voting DESC, r.id",
        V(p->id));
    while (p->people_count < PEOPLE_MAX && rows_next(r))
        people[p->people_count++] =
            (struct org_person){ rows_int(r, 0), rows_int(r, 1), unsealed_name(v, rows_str(r, 3), rows_int(r, 0)),
                                 rows_int(r, 2) != 0 };
    rows_done(r);
    p->people = people;
    struct org_office *offices = arena_array(v->arena, struct org_office, PEOPLE_MAX);
    r = db_rows(v->db,
                "SELECT h.person, h.body, h.title, h.from_at, h.to_at, " NAME_OF(
                    "p") " FROM holding h JOIN person p ON p.id = h.person WHERE h.org = $1 ORDER BY h.id DESC",
                V(p->id));
    while (p->office_count < PEOPLE_MAX && rows_next(r))
        offices[p->office_count++] = (struct org_office){ rows_int(r, 0),
                                                          unsealed_name(v, rows_str(r, 5), rows_int(r, 0)),
                                                          arena_z(v->arena, rows_str(r, 1)),
                                                          arena_z(v->arena, rows_str(r, 2)),
                                                          rows_int(r, 3),
                                                          rows_int(r, 4) };
    rows_done(r);
    p->offices = offices;
}

/* With whom it is on record as related, by itself: a group may be wider. */
static void read_relations(struct view *v, struct org_page *p) {
    enum { RELATIONS_SHOWN_MAX = 100 };
    struct org_relation *rows = arena_array(v->arena, struct org_relation, RELATIONS_SHOWN_MAX);
    struct rows *r = db_rows(
        v->db,
        "SELECT o.id, " ORG_NAMES(
            "o") ", r.entry FROM relation r JOIN org o ON o.id = CASE WHEN r.one = $1 THEN r.other ELSE r.one END "
                 "WHERE (r.one = $1 OR r.other = $1) AND r.end_entry IS NULL ORDER BY r.id",
        V(p->id));
    while (p->relation_count < RELATIONS_SHOWN_MAX && rows_next(r))
        rows[p->relation_count++] =
            (struct org_relation){ rows_int(r, 0), named_org(v, rows_str(r, 1)), rows_int(r, 2) };
    rows_done(r);
    p->relations = rows;
}

static void read_gifts(struct view *v, struct org_page *p) {
    enum { GIFTS_MAX = 200 };
    struct org_gift *gifts = arena_array(v->arena, struct org_gift, GIFTS_MAX);
    struct rows *r =
        db_rows(v->db,
                "SELECT c.kind, c.amount_fen, c.on_day, c.entry, " SEALED(
                    "c.entry",
                    "text") " FROM contribution c WHERE c.org = $1 ORDER BY c.on_day DESC, c.id DESC LIMIT 200",
                V(p->id));
    while (p->gift_count < GIFTS_MAX && rows_next(r)) {
        gifts[p->gift_count++] =
            (struct org_gift){ kind_choice_label("contribution.record", arena_z(v->arena, rows_str(r, 0))),
                               unsealed(v, rows_str(r, 4)), rows_int(r, 1), (day)rows_int(r, 2), rows_int(r, 3) };
    }
    rows_done(r);
    p->gifts = gifts;
}

enum { MOMENTS = 30 };

static int64_t before_param(struct view *v) {
    int64_t before = 0;
    const char *z = view_param(v, "before");
    if (z) str_int(str_of(z), &before);
    return before;
}

static void view_org(struct view *v) {
    struct org_page p = { .id = view_id(v, "id") };
    if (!p.id || !read_org(v, &p)) {
        view_not_found(v, T("There is no such member.", "没有此成员单位。"));
        return;
    }
    read_periods(v, &p);
    read_org_people(v, &p);
    read_relations(v, &p);
    read_gifts(v, &p);
    p.moments = moments_of(v, "org", p.id, before_param(v), MOMENTS, &p.moment_count, &p.older);
    p.office = v->viewer.office;
    for (size_t i = 0; i < v->viewer.capacity_count; i++)
        p.mine = p.mine || (v->viewer.capacities[i].kind == AS_REPRESENTATIVE && v->viewer.capacities[i].org == p.id);
    struct text name = { arena_z(v->arena, v->lang == LANG_EN && p.name_en.len ? p.name_en : p.name),
                         arena_z(v->arena, p.name) };
    page_begin_with(v, &(struct page){ .title = name,
                                       .section = "members",
                                       .crumbs = LINKS({ "/members", T("Members", "成员单位") }),
                                       .forms = LINKS({ arena_f(v->arena, "/api/v1/members/%lld", (long long)p.id).data,
                                                        T("JSON", "JSON") }) });
    tpl_org(v, &p);
    page_end(v);
}
VIEW(org) = { .path = "/members/{id}", .run = view_org };

/* ---- one person ---- */

static void read_person_offices(struct view *v, struct person_page *p) {
    enum { OFFICES_MAX = 500 };
    struct person_office *rows = arena_array(v->arena, struct person_office, OFFICES_MAX);
    struct rows *r = db_rows(
        v->db,
        "SELECT h.body, h.title, h.org, " ORG_NAMES(
            "o") ", h.from_at, h.to_at, h.term_end, h.how, h.ended_by, h.entry FROM holding h LEFT JOIN org o ON o.id = h.org WHERE h.person = $1 ORDER BY h.id DESC",
        V(p->id));
    while (p->office_count < OFFICES_MAX && rows_next(r))
        rows[p->office_count++] = (struct person_office){ arena_z(v->arena, rows_str(r, 0)),
                                                          arena_z(v->arena, rows_str(r, 1)),
                                                          rows_int(r, 2),
                                                          named_org(v, rows_str(r, 3)),
                                                          rows_int(r, 4),
                                                          rows_int(r, 5),
                                                          rows_int(r, 6),
                                                          how_word(arena_z(v->arena, rows_str(r, 7))),
                                                          ended_word(arena_z(v->arena, rows_str(r, 8))),
                                                          rows_int(r, 9) };
    rows_done(r);
    p->offices = rows;
}

static void read_person_reps(struct view *v, struct person_page *p) {
    enum { REPS_MAX = 200 };
    struct person_rep *rows = arena_array(v->arena, struct person_rep, REPS_MAX);
    struct rows *r = db_rows(
        v->db,
        "SELECT r.org, " ORG_NAMES(
            "o") ", r.voting, r.from_at, r.to_at FROM representation r JOIN org o ON o.id = r.org WHERE r.person = $1 ORDER BY r.id DESC",
        V(p->id));
    while (p->rep_count < REPS_MAX && rows_next(r))
        rows[p->rep_count++] = (struct person_rep){ rows_int(r, 0), named_org(v, rows_str(r, 1)), rows_int(r, 2) != 0,
                                                    rows_int(r, 3), rows_int(r, 4) };
    rows_done(r);
    p->reps = rows;
}

static void view_person(struct view *v) {
    struct person_page p = { .id = view_id(v, "id") };
    if (!p.id || !db_has(v->db, "SELECT 1 FROM person WHERE id = $1", V(p.id))) {
        view_not_found(v, T("There is nobody by this number.", "没有此编号的人员。"));
        return;
    }
    p.erased = db_has(v->db, "SELECT 1 FROM person WHERE id = $1 AND erased_at IS NOT NULL", V(p.id));
    p.name = person_name(v->db, v->arena, p.id, v->lang);
    read_person_offices(v, &p);
    read_person_reps(v, &p);
    p.moments = moments_of(v, "person", p.id, before_param(v), MOMENTS, &p.moment_count, &p.older);
    const char *name = arena_z(v->arena, p.name);
    page_begin_with(v, &(struct page){
                           .title = { name, name },
                           .section = "members",
                           .private = true,
                           .forms = LINKS({ arena_f(v->arena, "/api/v1/offices?person=%lld", (long long)p.id).data,
                                            T("Offices as JSON", "任职 JSON") }) });
    tpl_person(v, &p);
    page_end(v);
}
VIEW(person) = { .path = "/people/{id}", .run = view_person };
