/* The public house: what the alliance is, what comes next, who is being elected, what was resolved, whether it keeps its charter. */
#include <string.h>

#include "acts/house/compliance.h"
#include "views/collection.h"
#include "views/public.html.h"
#include "views/unseal.h"

static void read_members(struct view *v, struct home_page *p) {
    const struct charter_class *classes;
    size_t n = charter_classes(v->charter, &classes);
    for (size_t i = 0; i < n && p->class_count < 8; i++) {
        p->classes[p->class_count] = classes[i].id;
        p->members[p->class_count++] =
            db_int(v->db, 0, "SELECT count(*) FROM membership WHERE to_at IS NULL AND class = $1", V(classes[i].id));
    }
}

static void read_next(struct view *v, struct home_page *p) {
    enum { NEXT_MAX = 6 };
    struct next_meeting *meetings = arena_array(v->arena, struct next_meeting, NEXT_MAX);
    struct rows *r = db_rows(
        v->db,
        "SELECT id, body, starts_at, topics_by, topics_closed, CASE WHEN state = 'open' THEN 1 ELSE 0 END FROM meeting WHERE state IN ('called', 'open') AND starts_at > $1 ORDER BY starts_at LIMIT 6",
        V(v->now - 86400));
    while (p->meeting_count < NEXT_MAX && rows_next(r))
        meetings[p->meeting_count++] = (struct next_meeting){ rows_int(r, 0),      arena_z(v->arena, rows_str(r, 1)),
                                                              rows_int(r, 2),      rows_int(r, 3),
                                                              rows_int(r, 4) != 0, rows_int(r, 5) != 0 };
    rows_done(r);
    p->meetings = meetings;
}

static void read_latest(struct view *v, struct home_page *p) {
    enum { LATEST_MAX = 8 };
    struct recent_resolution *rows = arena_array(v->arena, struct recent_resolution, LATEST_MAX);
    struct rows *r = db_rows(
        v->db,
        "SELECT r.id, r.body, r.passed_at, " SEALED(
            "o.title_entry",
            "title") " FROM resolution r JOIN motion o ON o.id = r.motion ORDER BY r.passed_at DESC, r.motion DESC LIMIT 8");
    while (p->resolution_count < LATEST_MAX && rows_next(r))
        rows[p->resolution_count++] =
            (struct recent_resolution){ arena_str(v->arena, rows_str(r, 0)), unsealed(v, rows_str(r, 3)),
                                        arena_z(v->arena, rows_str(r, 1)), rows_int(r, 2) };
    rows_done(r);
    p->resolutions = rows;
}

static void view_home(struct view *v) {
    struct home_page p = { .founding = db_has(v->db, "SELECT 1 FROM alliance WHERE closed_at IS NULL") };
    struct compliance *rows;
    size_t n = compliance_uncounted(v->db, v->charter, v->workcal, v->now, v->arena, &rows);
    for (size_t i = 0; i < n; i++) {
        p.kept += rows[i].state == COMPLIANCE_OK;
        p.due += rows[i].state == COMPLIANCE_WARNING;
        p.broken += rows[i].state == COMPLIANCE_BREACH;
    }
    const struct charter_clause *clauses;
    if (charter_clauses(v->charter, &clauses) > 0) p.purpose = clauses[0].prose[v->lang];
    read_members(v, &p);
    read_next(v, &p);
    read_latest(v, &p);
    p.elections = elections_under_way(v, &p.election_count);
    p.entries = db_int(v->db, 0, "SELECT size FROM checkpoint WHERE id = 1");
    struct text name = { arena_z(v->arena, db_str(v->db, v->arena, "SELECT name_en FROM alliance WHERE id = 1")),
                         arena_z(v->arena, db_str(v->db, v->arena, "SELECT name_zh FROM alliance WHERE id = 1")) };
    page_begin_with(v, &(struct page){ .title = name,
                                       .forms_below = true,
                                       .forms = LINKS({ "/resolutions.atom", T("Feed of resolutions", "决议订阅") },
                                                      { "/meetings.ics", T("Calendar of meetings", "会议日历") }) });
    tpl_home(v, &p);
    page_end(v);
}
VIEW(home) = { .path = "/", .cached = true, .run = view_home };
