/* The way in: what the charter offers to who wants to join, and the page on which an applicant follows the case. */
#include <string.h>

#include "acts/pipeline.h"
#include "views/join.html.h"

static void add_rule(struct view *v, struct join_class *c, const struct rule *r) {
    struct buf b;
    if (!r) return;
    buf_init(&b, 1 << 16);
    rule_words(&b, v->charter, r, v->lang);
    c->words[c->count] = arena_str(v->arena, buf_str(&b));
    c->clauses[c->count++] = rule_clause(r);
    buf_release(&b);
}

static bool waived_in(const struct rule *r, int year) {
    const char *const *years;
    size_t n = r ? rule_list(r, "years", &years) : 0;
    for (size_t i = 0; i < n; i++) {
        int64_t y;
        if (str_int(str_of(years[i]), &y) == 0 && y == year) return true;
    }
    return false;
}

static void view_join(struct view *v) {
    const struct charter_class *all;
    size_t n = charter_classes(v->charter, &all);
    int year = day_civil(instant_day(v->now, v->zone)).year;
    const struct rule *waiver = charter_rule(v->charter, "fee.waiver", NULL);
    struct join_class *classes = arena_array(v->arena, struct join_class, n);
    for (size_t i = 0; i < n; i++) {
        struct join_class *c = &classes[i];
        const struct rule *fee = charter_rule(v->charter, "fee", all[i].id);
        *c = (struct join_class){ .k = &all[i], .words = arena_array(v->arena, struct str, 4), .clauses = arena_array(v->arena, const char *, 4) };
        add_rule(v, c, charter_rule(v->charter, "membership.eligible", all[i].id));
        add_rule(v, c, charter_rule(v->charter, "membership.decision", all[i].id));
        add_rule(v, c, charter_rule(v->charter, "rights", all[i].id));
        c->has_fee = fee != NULL;
        c->fee = db_int(v->db, fee ? rule_int(fee, "amount_fen") : 0, "SELECT amount_fen FROM fee WHERE class = $1 AND from_year <= $2 ORDER BY from_year DESC, id DESC LIMIT 1", V(all[i].id), V(year));
        c->fee_clause = fee ? rule_clause(fee) : NULL;
        c->waived = c->fee > 0 && waived_in(waiver, year);
        c->waiver_clause = waiver ? rule_clause(waiver) : NULL;
    }
    page_begin_with(v, &(struct page){ .title = T("Join", "加入联盟"), .section = "join", .lead = T("Any organization that meets the charter’s conditions can apply.", "符合章程条件的单位均可申请加入。") });
    tpl_join(v, classes, n, year);
    page_end(v);
}
VIEW(join) = { .path = "/join", .cached = true, .run = view_join };

/* ---- following a case ---- */

static bool same_code(struct str a, const char *b) {
    unsigned char difference = 0;
    if (!b || strlen(b) != a.len || a.len == 0) return false;
    for (size_t i = 0; i < a.len; i++) difference |= (unsigned char)(a.data[i] ^ b[i]);
    return difference == 0;
}

static void view_case(struct view *v) {
    struct case_page p = { .id = view_id(v, "id") };
    struct rows *r = db_rows(v->db, "SELECT name, class, state, submitted_at, decided_at, entry, decided_entry, matter, org FROM application WHERE id = $1", V(p.id));
    bool found = rows_next(r);
    if (found) {
        p.name = arena_str(v->arena, rows_str(r, 0));
        p.class_id = arena_z(v->arena, rows_str(r, 1));
        p.state = arena_z(v->arena, rows_str(r, 2));
        p.submitted_at = rows_int(r, 3);
        p.decided_at = rows_int(r, 4);
        p.entry = rows_int(r, 5);
        p.decided_entry = rows_int(r, 6);
        p.matter = rows_int(r, 7);
        p.org = rows_int(r, 8);
    }
    rows_done(r);
    if (!found || !same_code(application_code(v->db, v->arena, p.entry), view_param(v, "code"))) {
        view_not_found(v, T("There is no such case, or the link is not complete.", "没有此申请，或链接不完整。"));
        return;
    }
    if (p.decided_entry) p.grounds = sealed_text(v->db, v->arena, p.decided_entry, "grounds");
    struct text title = { arena_f(v->arena, "Application %lld", (long long)p.id).data, arena_f(v->arena, "申请 %lld", (long long)p.id).data };
    page_begin_with(v, &(struct page){ .title = title, .section = "join", .private = true });
    tpl_application_case(v, &p);
    page_end(v);
}
VIEW(application_case) = { .path = "/applications/{id}", .run = view_case };
