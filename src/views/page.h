/* The shell every page stands in: header with the places of the house, title, other forms of the same page, footer.
 *
 *     page_begin(v, T("Members", "成员单位"), "members");
 *     tpl_members_page(v, &page);
 *     page_end(v);
 *
 * or, with more to say, page_begin_with(v, &(struct page){ .title = …, .section = …, .crumbs = …, .forms = … }). */
#ifndef VIEWS_PAGE_H
#define VIEWS_PAGE_H

#include "views/view.h"

/* A labelled address: a crumb, a tab, another form of the page. Lists of them end with {0}. */
struct link_to { const char *href; struct text label; };
#define LINKS(...) ((const struct link_to[]){ __VA_ARGS__, { 0 } })

struct page {
    struct text title;            /* <title> and <h1>; both languages may be the same string: text_same(name) */
    const char *section;          /* charter, members, bodies, meetings, resolutions, register, join, desk, office; NULL none */
    struct text lead;             /* one sentence under the title */
    struct text description;      /* for link previews and search engines; the lead when absent */
    const struct link_to *crumbs; /* where the page stands, from the house inwards, without itself */
    const struct link_to *tabs;   /* sister pages; the one whose href is v->path is marked */
    bool forms_below;               /* its own words lead to its other forms: no line of them at the top */
    const struct link_to *forms;  /* JSON, CSV, calendar, feed: shown as a visible line, and to machines */
    const struct link_to *with;   /* style sheets and scripts of web/ beside those of every page: { "meeting.js", { 0 } } */
    const char *live;             /* an event topic ("meeting/12"): the page says when it has changed (web/charterd.js) */
    bool bare;                    /* the page writes its own <h1> */
    bool wide;                    /* tables: as wide as the window allows */
    bool prose;                   /* the charter's type: serif or Song */
    bool private;                 /* not for search engines */
};
void page_begin_with(struct view *v, const struct page *p);
#define page_begin(v, heading, place) page_begin_with((v), &(struct page){ .title = (heading), .section = (place) })
void page_end(struct view *v);

/* The media type of another form, by how its path ends: feed readers find their feed by it. */
const char *page_form_type(const char *href);

/* What the shell says of the house on every page; read once a request. Without a database: empty. */
struct house { struct text name; const char *contact; int64_t size; };
struct house view_house(struct view *v);

/* This page in the other language: the same path and query with ?lang= set. In the arena. */
const char *page_in(struct view *v, enum lang lang);

#endif
