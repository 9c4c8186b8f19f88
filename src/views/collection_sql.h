/* Between the halves of the collection mechanism: the SQL (collection_sql.c), what is asked and read (collection.c), and
 * how it is shown (collection_page.c). Pages use views/collection.h. */
#ifndef VIEWS_COLLECTION_SQL_H
#define VIEWS_COLLECTION_SQL_H

#include "views/collection.h"

enum collection_ask { ASK_FIRST, ASK_AFTER, ASK_BEFORE, ASK_COUNT, ASK_ITEM };

size_t collection_columns(const struct collection *c);
size_t collection_filters(const struct collection *c);
size_t collection_keys(const struct collection *c);
/* Those that are asked even when not given. */
unsigned collection_standing(const struct collection *c);
const char *collection_sql(const struct collection *c, unsigned filters, enum collection_ask ask);

/* What one request asks of a collection. */
struct asked {
    const struct collection *c;
    const struct collection_use *use;
    unsigned given;                                 /* filters, a bit each */
    struct value values[COLLECTION_FILTERS_MAX];    /* of those with a parameter, in order */
    size_t value_count;
    const char *typed[COLLECTION_FILTERS_MAX];      /* as given, by filter; NULL: not given */
    bool bad[COLLECTION_FILTERS_MAX];               /* given, but not of its type: left out, and said so */
    enum collection_ask ask;
    struct value key[2];
    int64_t limit;
};
void collection_read(struct view *v, const struct collection *c, const struct collection_use *use, int64_t limit, struct asked *ret);

/* Rows held for a page or an answer. */
struct row { struct str *cells; bool *null; struct str key; };
struct listed { struct row *rows; size_t count; bool more; /* in the direction asked */ };
/* At most a->limit rows, in the collection's order whichever way was asked. */
void collection_fetch(struct view *v, const struct asked *a, struct listed *ret);
/* How many there are, counted up to 10,000; above that -1. */
int64_t collection_count(struct view *v, const struct asked *a);

bool collection_shows(const struct view *v, const struct column *col);
/* This request's address again, with the same filters, at another place of the list: "?body=tc&after=…". */
const char *collection_link(struct view *v, const struct asked *a, const char *base, const char *place, struct str key);

#endif
