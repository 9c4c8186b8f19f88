/* Collections on pages: filters, count, the table whose rows become cards on a phone, paging. */
#include <stdlib.h>
#include <string.h>

#include "base/country.h"
#include "views/collection.html.h"
#include "views/collection_sql.h"
#include "views/html.h"
#include "views/page.h"
#include "views/parts.h"

enum { PAGE_ROWS = 50, OPTIONS_MAX = 64 };

/* ---- filters ---- */

static void option_add(struct filter_shown *f, struct filter_option *options, const char *id, struct text label) {
    if (f->option_count < OPTIONS_MAX)
        options[f->option_count++] = (struct filter_option){ id, label, f->typed && strcmp(f->typed, id) == 0 };
}

static void filter_options(struct view *v, struct filter_shown *f) {
    enum filter_type type = f->filter->type;
    if (type != FILTER_CHOICE && type != FILTER_STATE && type != FILTER_BODY && type != FILTER_CLASS) return;
    struct filter_option *options = arena_array(v->arena, struct filter_option, OPTIONS_MAX);
    f->options = options;
    for (const struct choice *c = f->filter->choices; type == FILTER_CHOICE && c && c->id; c++)
        option_add(f, options, c->id, c->label);
    const char *state;
    for (size_t i = 0; type == FILTER_STATE && (state = state_nth(f->filter->of, i)); i++)
        option_add(f, options, state, state_word(f->filter->of, state));
    if (type == FILTER_BODY)
        for (size_t i = 0; i < body_count(v); i++) option_add(f, options, body_nth(v, i), body_name(v, body_nth(v, i)));
    if (type == FILTER_CLASS)
        for (size_t i = 0; i < class_count(v); i++)
            option_add(f, options, class_nth(v, i), class_name(v, class_nth(v, i)));
}

static bool is_fixed(const struct collection_use *use, const char *name) {
    for (size_t i = 0; use && i < use->fixed_count; i++)
        if (strcmp(use->fixed[i].name, name) == 0) return true;
    return false;
}

static void filters_shown(struct view *v, const struct asked *a, struct list_shown *ret) {
    struct filter_shown *shown = arena_array(v->arena, struct filter_shown, COLLECTION_FILTERS_MAX);
    ret->filters = shown;
    for (size_t i = 0; i < collection_filters(a->c); i++) {
        const struct filter *f = &a->c->filters[i];
        if (is_fixed(a->use, f->name)) continue;
        ret->filtered = ret->filtered || a->typed[i];
        if (!f->label.en) continue;
        struct filter_shown *s = &shown[ret->filter_count++];
        *s = (struct filter_shown){ .filter = f, .typed = a->typed[i], .bad = a->bad[i] };
        filter_options(v, s);
    }
}

/* ---- cells ---- */

static bool is_right(enum column_type type) { return type == COLUMN_NUM || type == COLUMN_FEN; }

/* "/members/{org}" with this row's values. */
static const char *href_of(struct view *v, const struct collection *c, const char *pattern, const struct row *row) {
    struct buf b;
    buf_init(&b, 2048);
    for (const char *p = pattern; *p;) {
        const char *end = *p == '{' ? strchr(p, '}') : NULL;
        if (!end) {
            buf_addc(&b, *p++);
            continue;
        }
        struct str name = { p + 1, (size_t)(end - p - 1) };
        for (size_t i = 0; c->columns[i].name; i++)
            if (str_is(name, c->columns[i].name)) url_escape(&b, row->cells[i]);
        p = end + 1;
    }
    const char *z = arena_z(v->arena, buf_str(&b));
    buf_release(&b);
    return z;
}

static void cell_value(struct view *v, const struct column *col, struct str s) {
    int64_t n = 0;
    str_int(s, &n);
    const char *z = arena_z(v->arena, s);
    switch (col->type) {
    case COLUMN_NUM: html_num(v, n); break;
    case COLUMN_FEN: html_fen(v, n); break;
    case COLUMN_DAY: html_date(v, (day)n); break;
    case COLUMN_INSTANT: html_stamp(v, n); break;
    case COLUMN_BOOL: html_text(v, n ? T("yes", "是") : T("no", "否")); break;
    case COLUMN_STATE: html_text(v, state_badge(v, col->of, z)); break;
    case COLUMN_CHOICE: html_text(v, choice_label(col->choices, z)); break;
    case COLUMN_BODY: html_text(v, col->href ? (struct raw_html){ STR_NONE } : link_body(v, z)); break;
    case COLUMN_CLASS: html_text(v, class_name(v, z)); break;
    case COLUMN_COUNTRY: html_text(v, country_name(z)); break;
    case COLUMN_ACT: html_text(v, act_kind(z) ? act_kind(z)->title : text_same(z)); break;
    case COLUMN_CLAUSE: html_clause(v, z); break;
    case COLUMN_ENTRY: html_text(v, link_entry(v, n)); break;
    case COLUMN_URL: html_text(v, link_words(v, z, s)); break;
    default: html_said_str(v, s);
    }
}

static struct str cell_words(struct view *v, const struct collection *c, size_t i, const struct row *row) {
    for (size_t k = 0; v->lang == LANG_EN && c->columns[i].en && c->columns[k].name; k++)
        if (strcmp(c->columns[k].name, c->columns[i].en) == 0 && !row->null[k] && row->cells[k].len)
            return row->cells[k];
    return row->cells[i];
}

static void cell(struct view *v, const struct collection *c, size_t i, const struct row *row, bool head) {
    const struct column *col = &c->columns[i];
    if (head)
        tpl_row_head_begin(v);
    else
        tpl_cell_begin(v, col->label, is_right(col->type));
    if (row->null[i]) {
        buf_addz(v->out, "—");
    } else if (col->href) {
        buf_addz(v->out, "<a href=\"");
        html_url_z(v, href_of(v, c, col->href, row));
        buf_addz(v->out, "\">");
        if (col->type == COLUMN_BODY)
            html_text(v, body_name(v, arena_z(v->arena, row->cells[i])));
        else
            cell_value(v, col, cell_words(v, c, i, row));
        buf_addz(v->out, "</a>");
    } else {
        cell_value(v, col, row->cells[i]);
    }
    buf_addz(v->out, head ? "</th>\n" : "</td>\n");
}

static void table(struct view *v, const struct collection *c, const struct listed *l) {
    tpl_table_begin(v, c->title);
    buf_addz(v->out, "<thead><tr>\n");
    for (size_t i = 0; c->columns[i].name; i++)
        if (c->columns[i].label.en && collection_shows(v, &c->columns[i]))
            tpl_heading(v, c->columns[i].label, is_right(c->columns[i].type));
    buf_addz(v->out, "</tr></thead>\n<tbody>\n");
    for (size_t k = 0; k < l->count; k++) {
        bool head = true;
        buf_addz(v->out, "<tr>");
        for (size_t i = 0; c->columns[i].name; i++) {
            if (!c->columns[i].label.en || !collection_shows(v, &c->columns[i])) continue;
            cell(v, c, i, &l->rows[k], head);
            head = false;
        }
        buf_addz(v->out, "</tr>\n");
    }
    buf_addz(v->out, "</tbody>\n");
    tpl_table_end(v);
}

/* ---- the list ---- */

static void pages(struct view *v, const struct asked *a, const struct listed *l) {
    struct pager p = { 0 };
    bool back = a->ask == ASK_BEFORE;
    if (l->count && (back || l->more)) p.older = collection_link(v, a, v->path, "after", l->rows[l->count - 1].key);
    if (l->count && (a->ask == ASK_AFTER || (back && l->more)))
        p.newer = collection_link(v, a, v->path, "before", l->rows[0].key);
    tpl_pager(v, &p);
}

static void nothing(struct view *v, const struct collection *c, const struct collection_use *use, bool filtered) {
    if (filtered)
        tpl_empty(v, T("Nothing matches", "没有符合条件的内容"),
                  T("Widen the choice above, or show all.", "请放宽上面的条件，或显示全部。"), (struct link_to){ 0 });
    else if (use && use->empty.en)
        tpl_empty(v, use->empty, use->teach, use->action);
    else
        tpl_empty(v, c->empty.en ? c->empty : T("Nothing is listed here yet", "暂无内容"), c->teach, c->action);
}

void collection_list(struct view *v, const struct collection *c, const struct collection_use *use) {
    struct asked a;
    collection_read(v, c, use, use && use->rows ? use->rows : PAGE_ROWS, &a);
    struct list_shown s = { .action = v->path, .count = -2 };
    bool brief = use && use->brief;
    filters_shown(v, &a, &s);
    struct listed l;
    collection_fetch(v, &a, &l);
    if (!brief) {
        if (s.filter_count && (l.count || s.filtered)) tpl_filters(v, &s);
        s.csv =
            collection_link(v, &a, arena_z(v->arena, arena_f(v->arena, "/%s.csv", collection_name(c))), NULL, STR_NONE);
        s.json = collection_link(v, &a, arena_z(v->arena, arena_f(v->arena, "/api/v1/%s", collection_name(c))), NULL,
                                 STR_NONE);
        s.count = c->uncounted ? -2 : collection_count(v, &a);
        if (l.count) tpl_list_head(v, &s);
    }
    if (l.count)
        table(v, c, &l);
    else
        nothing(v, c, use, s.filtered);
    if (!brief)
        pages(v, &a, &l);
    else if (l.more && c->page)
        tpl_whole_list(v, collection_link(v, &a, c->page, NULL, STR_NONE), c->title);
}

/* A reader's program has no cookie: the address it is given names the language. */
static const struct link_to *forms_in(struct view *v, const struct link_to *forms) {
    size_t n = 0;
    while (forms && forms[n].href) n++;
    struct link_to *all = arena_array(v->arena, struct link_to, n + 1);
    for (size_t i = 0; i < n; i++)
        all[i] =
            (struct link_to){ arena_f(v->arena, "%s?lang=%s", forms[i].href, v->lang == LANG_ZH ? "zh" : "en").data,
                              forms[i].label };
    return n ? all : NULL;
}

void collection_page(struct view *v, const struct collection *c) {
    page_begin_with(v, &(struct page){ .title = c->title,
                                       .lead = c->about,
                                       .section = c->section,
                                       .wide = true,
                                       .forms = forms_in(v, c->forms) });
    collection_list(v, c, NULL);
    page_end(v);
}
