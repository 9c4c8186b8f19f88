/* Refused attempts, for the one who made them and for the office: kept a year, apart from the register (desk.h). */
#include <string.h>

#include "acts/capacity.h"
#include "acts/said.h"
#include "acts/sealed.h"
#include "views/desk/desk.h"
#include "views/desk.html.h"

/* Attempts are kept with the verdict in both languages, {"zh":{…},"en":{…}}. */
static json_t *verdict_read(struct view *v, struct str kept, const json_t **ret_findings) {
    json_t *root = kept.len ? json_loadb(kept.data, kept.len, 0, NULL) : NULL;
    const json_t *own = json_object_get(root, v->lang == LANG_EN ? "en" : "zh");
    *ret_findings = json_object_get(own ? own : root, "findings");
    return root;
}

struct refusal_gist refusal_gist(struct view *v, struct str verdict) {
    struct refusal_gist gist = { .why = STR("") };
    const json_t *findings;
    json_t *root = verdict_read(v, verdict, &findings);
    for (size_t i = 0; i < json_array_size(findings) && !gist.why.len; i++) {
        const json_t *f = json_array_get(findings, i);
        if (!json_is_true(json_object_get(f, "refuses"))) continue;
        gist.why = arena_str(v->arena, json_str(f, "text"));
        struct str clause = json_str(f, "clause");
        gist.clause = clause.len ? arena_z(v->arena, clause) : NULL;
    }
    json_decref(root);
    return gist;
}

static void read_findings(struct view *v, struct refusal_page *p, struct str verdict) {
    const json_t *findings;
    json_t *root = verdict_read(v, verdict, &findings);
    size_t n = json_array_size(findings);
    struct refusal_finding *items = arena_array(v->arena, struct refusal_finding, n + 1);
    for (int refuses = 1; refuses >= 0; refuses--)
        for (size_t i = 0; i < n; i++) {
            const json_t *f = json_array_get(findings, i);
            struct str clause = json_str(f, "clause");
            if (json_is_true(json_object_get(f, "refuses")) == (bool)refuses)
                items[p->finding_count++] = (struct refusal_finding){ refuses, arena_str(v->arena, json_str(f, "text")),
                                                                      arena_str(v->arena, json_str(f, "remedy")),
                                                                      clause.len ? arena_z(v->arena, clause) : NULL };
        }
    p->findings = items;
    json_decref(root);
}

static void read_facts(struct view *v, struct refusal_page *p, const struct act_kind *kind, struct str text) {
    json_t *args = text.len ? json_loadb(text.data, text.len, 0, NULL) : NULL;
    struct refusal_fact *facts = arena_array(v->arena, struct refusal_fact, json_object_size(args) + 1);
    for (const struct field *f = kind ? kind->fields : NULL; f && f->name; f++) {
        const json_t *value = json_object_get(args, f->name);
        if (value)
            facts[p->fact_count++] =
                (struct refusal_fact){ f->label, value_said(v->db, v->charter, f, value, v->arena, v->lang) };
    }
    p->facts = facts;
    p->again = kind ? act_href_json(v, kind->name, args) : "/desk";
    json_decref(args);
}

/* The capacity as it was, whatever has become of it. */
static struct text capacity_then(struct view *v, struct str written) {
    struct capacity as = { .kind = AS_VISITOR };
    capacity_read(written, &as);
    if (as.kind != AS_OFFICE && as.kind != AS_REPRESENTATIVE && as.kind != AS_FOUNDER) return T_NONE;
    if (as.kind == AS_OFFICE) {
        as.body = arena_z(v->arena, db_str(v->db, v->arena, "SELECT body FROM holding WHERE id = $1", V(as.id)));
        as.title = arena_z(v->arena, db_str(v->db, v->arena, "SELECT title FROM holding WHERE id = $1", V(as.id)));
    } else if (as.kind == AS_REPRESENTATIVE) {
        as.org = db_int(v->db, 0, "SELECT org FROM representation WHERE id = $1", V(as.id));
    }
    return capacity_words(v->db, v->charter, &as, v->arena);
}

void view_refusal(struct view *v, int64_t id, bool own) {
    struct refusal_page p = { .id = id, .own = own };
    struct str capacity = STR_NONE, args = STR_NONE, verdict = STR_NONE;
    const struct act_kind *kind = NULL;
    struct rows *r =
        db_rows(v->db, "SELECT at, person, capacity, kind, args, verdict FROM refusal WHERE id = $1", V(id));
    bool found = rows_next(r) && (!own || rows_int(r, 1) == v->viewer.person);
    if (found) {
        p.at = rows_int(r, 0);
        p.person = rows_int(r, 1);
        capacity = arena_str(v->arena, rows_str(r, 2));
        kind = act_kind(arena_z(v->arena, rows_str(r, 3)));
        p.kind = kind ? kind->title : text_same(arena_z(v->arena, rows_str(r, 3)));
        args = arena_str(v->arena, rows_str(r, 4));
        verdict = arena_str(v->arena, rows_str(r, 5));
    }
    rows_done(r);
    if (!found) {
        view_not_found(v, T_NONE);
        return;
    }
    p.name = person_name(v->db, v->arena, p.person, v->lang);
    p.capacity = capacity_then(v, capacity);
    read_facts(v, &p, kind, args);
    read_findings(v, &p, verdict);
    page_begin_with(v, &(struct page){
                           .title = p.kind,
                           .section = own ? "desk" : "office",
                           .private = true,
                           .crumbs = own ? LINKS({ "/desk", T("My desk", "我的工作台") },
                                                 { "/desk/refusals", T("What was refused", "未获办理的事项") })
                                         : LINKS({ "/office", keeper_room(v) },
                                                 { "/office/refusals", T("Refused attempts", "未获办理的事项") }) });
    tpl_refusal(v, &p);
    page_end(v);
}

static void view_own_refusal(struct view *v) { view_refusal(v, view_id(v, "id"), true); }
VIEW(desk_refusal) = { .path = "/desk/refusals/{id}", .audience = FOR_SIGNED_IN, .run = view_own_refusal };
