/* Names of the charter's things, and links to things of the record. */
#include "acts/things.h"
#include "views/parts.h"

static const struct charter_body *body_of(const struct view *v, const char *id) {
    return v->charter && id ? charter_body(v->charter, id) : NULL;
}

struct text body_name(const struct view *v, const char *id) {
    const struct charter_body *b = body_of(v, id);
    return b ? b->name : text_same(id ? id : "—");
}

struct text body_short(const struct view *v, const char *id) {
    const struct charter_body *b = body_of(v, id);
    return b && b->short_name.en ? b->short_name : body_name(v, id);
}

struct text class_name(const struct view *v, const char *id) {
    const struct charter_class *c = v->charter && id ? charter_class(v->charter, id) : NULL;
    return c ? c->name : text_same(id ? id : "—");
}

struct text class_counted(const struct view *v, const char *id, int64_t n) {
    const struct charter_class *k = charter_class(v->charter, id);
    return k ? (n == 1 ? k->name : k->plural) : class_name(v, id);
}

struct text title_name(const struct view *v, const char *body, const char *title) {
    const struct charter_body *b = body_of(v, body);
    const struct charter_title_of *t = b && title ? body_title(b, title) : NULL;
    return t ? t->name : text_same(title ? title : "—");
}

struct text office_name(const struct view *v, const char *body, const char *title) {
    struct text b = body_name(v, body), t = title_name(v, body, title);
    return T(arena_z(v->arena, arena_f(v->arena, "%s of the %s", t.en, b.en)),
             arena_z(v->arena, arena_f(v->arena, "%s%s", b.zh, t.zh)));
}

struct text keeper_name(const struct view *v) {
    static const char *const powers[] = { "membership.review", "record.erase" };
    for (size_t i = 0; v->charter && i < sizeof powers / sizeof powers[0]; i++) {
        const struct grant *const *grants;
        size_t n = charter_grants(v->charter, powers[i], NULL, &grants);
        for (size_t k = 0; k < n; k++)
            for (size_t w = 0; w < grants[k]->who_count; w++)
                if (grants[k]->who[w].kind == GRANT_OFFICE && grants[k]->who[w].body)
                    return body_name(v, grants[k]->who[w].body);
    }
    return T("office", "办公机构");
}

struct text keeper_room(const struct view *v) {
    return (struct text){ .en = "The office", .zh = keeper_name(v).zh };
}

size_t body_count(const struct view *v) {
    const struct charter_body *all;
    return v->charter ? charter_bodies(v->charter, &all) : 0;
}
const char *body_nth(const struct view *v, size_t i) {
    const struct charter_body *all;
    return v->charter && i < charter_bodies(v->charter, &all) ? all[i].id : NULL;
}
size_t class_count(const struct view *v) {
    const struct charter_class *all;
    return v->charter ? charter_classes(v->charter, &all) : 0;
}
const char *class_nth(const struct view *v, size_t i) {
    const struct charter_class *all;
    return v->charter && i < charter_classes(v->charter, &all) ? all[i].id : NULL;
}

struct raw_html link_body(struct view *v, const char *id) {
    struct html_capture c;
    html_capture_begin(v, &c);
    tpl_link_place(v, "bodies", id, body_name(v, id));
    return html_capture_end(v, &c);
}

struct raw_html link_clause(struct view *v, const char *ids) {
    struct html_capture c;
    html_capture_begin(v, &c);
    html_clause(v, ids);
    return html_capture_end(v, &c);
}

struct raw_html link_entry(struct view *v, int64_t entry) {
    struct html_capture c;
    html_capture_begin(v, &c);
    tpl_link_entry(v, entry);
    return html_capture_end(v, &c);
}

struct raw_html link_words(struct view *v, const char *href, struct str words) {
    struct html_capture c;
    html_capture_begin(v, &c);
    tpl_link_words(v, href, words);
    return html_capture_end(v, &c);
}

struct raw_html link_thing(struct view *v, const char *ref, int64_t id) {
    struct str label = thing_label(v->db, v->charter, v->arena, ref, id, v->lang), page = thing_page(v->arena, ref, id);
    if (page.len && (v->viewer.office || !str_starts(page, "/office/")))
        return link_words(v, arena_z(v->arena, page), label);
    struct html_capture c;
    html_capture_begin(v, &c);
    html_said(v, label);
    return html_capture_end(v, &c);
}
