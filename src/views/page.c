/* The shell of a page, the language switch, and the pages that say no (page.h). */
#include "views/page.h"

#include <string.h>

#include "views/html.h"
#include "views/json.h"
#include "views/page.html.h"
#include "views/web.h"

struct house view_house(struct view *v) {
    struct house h = { .name = v->charter ? charter_title(v->charter) : T("The alliance", "联盟"), .contact = "" };
    if (!v->db) return h;
    struct rows *r = db_rows(v->db, "SELECT name_en, name_zh, contact FROM alliance WHERE id = 1");
    if (rows_next(r)) {
        h.name = T(arena_z(v->arena, rows_str(r, 0)), arena_z(v->arena, rows_str(r, 1)));
        h.contact = arena_z(v->arena, rows_str(r, 2));
    }
    rows_done(r);
    h.size = db_int(v->db, 0, "SELECT size FROM checkpoint WHERE id = 1");
    return h;
}

const char *page_form_type(const char *href) {
    static const struct {
        const char *end, *type;
    } types[] = {
        { ".csv", "text/csv" },
        { ".ics", "text/calendar" },
        { ".atom", "application/atom+xml" },
        { ".feed.json", "application/feed+json" },
        { ".pdf", "application/pdf" },
    };
    struct str path = str_of(href);
    path = str_cut(&path, '?');
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (str_ends(path, types[i].end)) return types[i].type;
    return "application/json";
}

const char *page_in(struct view *v, enum lang lang) {
    struct buf b;
    buf_init(&b, 4096);
    buf_addz(&b, v->path ? v->path : "/");
    buf_addz(&b, lang == LANG_ZH ? "?lang=zh" : "?lang=en");
    struct str rest = v->query;
    while (rest.data) {
        struct str pair = str_cut(&rest, '&');
        if (pair.len && !str_starts(pair, "lang=")) {
            buf_addc(&b, '&');
            buf_add(&b, pair);
        }
    }
    const char *z = arena_z(v->arena, buf_str(&b));
    buf_release(&b);
    return z;
}

void page_begin_with(struct view *v, const struct page *p) {
    struct page_shell s = {
        .page = p,
        .house = view_house(v),
        .zh = page_in(v, LANG_ZH),
        .en = page_in(v, LANG_EN),
        .css = web_href("charterd.css"),
        .js = web_href("charterd.js"),
        .icon = web_href("mark.svg"),
    };
    tpl_shell_begin(v, &s);
    tpl_main_begin(v, p);
}

void page_end(struct view *v) { tpl_shell_end(v, view_house(v)); }

void view_problem(struct view *v, int status, struct text title, struct text what) {
    /* A program that asked for data is told in a form programs read; whoever asked for any other file gets the page. */
    const char *asked = v->kind && v->kind->type ? v->kind->type : "text/html";
    v->status = status;
    if (strstr(asked, "json")) {
        v->type = "application/problem+json";
        problem_write(v->out, status, title, what, v->lang);
        return;
    }
    v->type = "text/html; charset=utf-8";
    page_begin_with(v, &(struct page){ .title = title, .bare = true, .private = true });
    tpl_problem(v, status, title, what);
    page_end(v);
}

void view_not_found(struct view *v, struct text what) {
    view_problem(
        v, 404, T("Nothing is kept at this address", "此地址下没有内容"),
        what.en
            ? what
            : T("The address may be mistyped, or what it named was never recorded. Nothing that was public is ever taken away.",
                "可能是地址有误，或所指内容从未登记。凡已公开的内容不会被撤下。"));
}
