/* A list, declared once: its page, its filters, its CSV, its JSON and its entry in OpenAPI all follow.
 *
 *     COLLECTION(resolutions) = {
 *         .title = TEXT_INIT("Resolutions", "决议"),
 *         .page = "/resolutions",
 *         .from = "resolution r",
 *         .columns = (const struct column[]){
 *             { "id", "r.id", COLUMN_TEXT, TEXT_INIT("Number", "编号"), .href = "/resolutions/{id}" },
 *             { "body", "r.body", COLUMN_BODY, TEXT_INIT("Body", "机构") },
 *             { "passed_at", "r.passed_at", COLUMN_INSTANT, TEXT_INIT("Passed", "通过时间") },
 *             { "title", SEALED("r.entry", "text"), COLUMN_SEALED, TEXT_INIT("What", "内容") },
 *             { "state", "r.state", COLUMN_STATE, TEXT_INIT("State", "状态"), .of = "resolution" },
 *             { 0 } },
 *         .filters = (const struct filter[]){
 *             { "body", "r.body = $", FILTER_BODY, TEXT_INIT("Body", "机构") },
 *             { "state", "r.state = $", FILTER_STATE, TEXT_INIT("State", "状态"), .of = "resolution" },
 *             { "since", "r.passed_at >= $", FILTER_FROM_DAY, TEXT_INIT("Passed since", "通过时间起") },
 *             { 0 } },
 *         .order = { "r.passed_at", "r.id" }, .descending = true,
 *     };
 *
 * gives GET /api/v1/resolutions, /api/v1/resolutions/{id}, /resolutions.csv, and `collection_page(v, c)` for /resolutions.
 *
 *  1. Paging is by key, never by OFFSET: a page costs its rows, however long the history. The order columns are never
 *     NULL and together unique.
 *  2. Only the filters that are given stand in the SQL, each a bound parameter, in the order of declaration: indexes
 *     serve, and SQLite and PostgreSQL read the same text. Each variant is made once and kept (statements are found by
 *     address).
 *  3. CSV is UTF-8 without a mark, RFC 4180, and no cell can be taken for a formula.
 *  4. A column its reader may not see is left out of page, CSV and JSON alike. */
#ifndef VIEWS_COLLECTION_H
#define VIEWS_COLLECTION_H

#include "views/page.h"
#include "views/view.h"

enum column_type {
    COLUMN_TEXT,
    COLUMN_SAID,    /* people's words or names: marked with their language */
    COLUMN_SEALED,  /* a row of `private`: SEALED("m.entry", "title"); absent when erased */
    COLUMN_INT,     /* a number that names: no grouping */
    COLUMN_NUM,     /* a number that counts */
    COLUMN_FEN,
    COLUMN_DAY,
    COLUMN_INSTANT,
    COLUMN_BOOL,    /* 0 or 1 */
    COLUMN_STATE,   /* a badge; `of` names the thing */
    COLUMN_CHOICE,  /* a word of `choices` */
    COLUMN_BODY,    /* a body's id: its name, linked */
    COLUMN_CLASS,   /* a member class's id: its name */
    COLUMN_COUNTRY, /* an ISO 3166-1 code: its name on a page, the code in CSV and JSON */
    COLUMN_ACT,     /* a kind of act by its name: what one does */
    COLUMN_CLAUSE,  /* clause ids parted by blanks: links */
    COLUMN_ENTRY,   /* a leaf's number: linked */
    COLUMN_URL,
};
/* The value of a sealed field, as SQL: JSON text or NULL. */
#define SEALED(entry, field) "(SELECT value FROM private WHERE private.entry = " entry " AND private.field = '" field "')"

struct column {
    const char *name;          /* key in JSON, heading in CSV: snake_case */
    const char *sql;
    enum column_type type;
    struct text label;         /* on pages; T_NONE: only in CSV and JSON */
    const char *href;          /* "/members/{org}": {name} is this row's value of that column */
    const char *of;
    const char *en;            /* the column that holds the same in English, for the page in English; where it is empty, this one */
    const struct choice *choices;
    struct str (*otherwise)(struct view *v, struct str id); /* what to show for a row without this value; `id` is its first column */
    enum field_privacy privacy; /* FIELD_OPEN and FIELD_SEALED_PUBLIC: anyone */
};

enum filter_type {
    FILTER_TEXT,      /* equal text */
    FILTER_SEARCH,    /* write `lower(o.name) LIKE $ ESCAPE '!'`: holds these characters */
    FILTER_INT,
    FILTER_CHOICE,    /* one of `choices` */
    FILTER_STATE,     /* a state of `of` */
    FILTER_BODY,
    FILTER_CLASS,
    FILTER_FLAG,      /* given and "1": the condition stands; no parameter, so no $ */
    FILTER_DAY,       /* a day, as a number of days */
    FILTER_FROM_DAY,  /* the instant the day begins: write >= */
    FILTER_UNTIL_DAY, /* the instant the day ends: write < */
    FILTER_AS_OF,     /* how things stood when that day ended; not given: now. Always in the SQL */
};
struct filter {
    const char *name;  /* query parameter */
    const char *where; /* SQL with one `$`; a second $ in it is the same value */
    enum filter_type type;
    struct text label; /* T_NONE: for programs and links only */
    const char *of;
    const struct choice *choices;
};

enum { COLLECTION_FILTERS_MAX = 10, COLLECTION_COLUMNS_MAX = 24 };
struct collection {
    struct text title;           /* "Resolutions" */
    struct text about;           /* one sentence: what is in it */
    const char *page;            /* where its page is: "/resolutions"; NULL: none */
    const char *section;         /* of the house; see struct page */
    const char *from, *where;    /* SQL; where may be NULL */
    const struct column *columns; /* the first is the item's id; ended by {0} */
    const struct filter *filters; /* NULL: none; ended by {0} */
    const char *item;            /* SQL with `$`: how a row is found by its id; NULL: the first column = $ */
    const char *order[2];        /* SQL; one or two, all in one direction */
    bool descending;
    bool uncounted;              /* too long to be counted for a page */
    struct text empty, teach;    /* what an empty list says: "No resolutions yet." "The first …" */
    struct link_to action;       /* and offers; may stay {0} */
    const struct link_to *forms; /* beside CSV and JSON: a calendar, a feed; NULL: none; ended by {0} */
};

struct collection_entry { const char *name; const struct collection *collection; enum view_audience audience; };
#define COLLECTION_FOR(ident, who)                                                                                      \
    static const struct collection collection_##ident;                                                                  \
    static const struct collection_entry collection_named_##ident = { #ident, &collection_##ident, (who) };                    \
    static const struct collection_entry *const collection_entry_##ident                                                \
        __attribute__((section("charterd_collections"), used, retain_if_possible)) = &collection_named_##ident;         \
    VIEW(ident##_csv) = { .path = "/" #ident ".csv", .type = "text/csv; charset=utf-8", .audience = (who),             \
                          .cached = (who) == FOR_ANYONE, .run = collection_view_csv };                                  \
    VIEW(ident##_json) = { .path = "/api/v1/" #ident, .type = "application/json", .audience = (who),                   \
                           .cached = (who) == FOR_ANYONE, .run = collection_view_json };                                \
    VIEW(ident##_item) = { .path = "/api/v1/" #ident "/{id}", .type = "application/json", .audience = (who),           \
                           .cached = (who) == FOR_ANYONE, .run = collection_view_item };                                \
    static const struct collection collection_##ident
#define COLLECTION(ident) COLLECTION_FOR(ident, FOR_ANYONE)

size_t collections(const struct collection_entry *const **ret);
const struct collection *collection_find(const char *name); /* NULL if none */
const char *collection_name(const struct collection *c);

/* ---- on pages ---- */

/* The whole page: title, filters, count, rows, paging, links to CSV and JSON. */
void collection_page(struct view *v, const struct collection *c);
/* The same without shell and title, inside a page of one's own. */
struct collection_use {
    const struct view_pair *fixed; size_t fixed_count; /* filters set by the page: { "body", STR("tc") }; not offered again */
    int rows;       /* at most so many; 0: 50 */
    bool brief;     /* rows only: no filters, no count, no paging; a link to the whole list */
    struct text empty, teach; struct link_to action;   /* instead of the collection's own */
};
void collection_list(struct view *v, const struct collection *c, const struct collection_use *use);

/* ---- run by the views the macro declares ---- */

void collection_view_csv(struct view *v);
void collection_view_json(struct view *v);
void collection_view_item(struct view *v);

/* ---- for tests ---- */

/* Every SQL a collection can ask: with all filters, with none; each with and without a key; its count; its item. */
void collection_statements(const struct collection *c, void (*each)(void *context, const char *sql), void *context);
/* One CSV cell, quoted and guarded. */
void csv_cell(struct buf *out, struct str s);

#endif
