/* The SQL of collections: assembled from the declaration, one text per set of filters, made once and kept for the life of
 * the process, because the store finds a prepared statement by its text's address. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "views/collection_sql.h"

enum { SQL_MAX = 32 << 10 };

/* What distinguishes one text of a collection from another. */
struct variant {
    const struct collection *c;
    unsigned filters;
    enum collection_ask ask;
    const char *sql;
    struct variant *next;
};
static struct variant *variants;
static pthread_mutex_t variants_lock = PTHREAD_MUTEX_INITIALIZER;

size_t collection_columns(const struct collection *c) {
    size_t n = 0;
    while (c->columns[n].name) n++;
    return n;
}

size_t collection_filters(const struct collection *c) {
    size_t n = 0;
    while (c->filters && c->filters[n].name) n++;
    return n;
}

size_t collection_keys(const struct collection *c) { return c->order[1] ? 2 : 1; }

/* A condition with every `$` become the filter's number. */
static void add_condition(struct buf *b, const char *where, int number) {
    buf_addz(b, " AND (");
    for (const char *p = where; *p; p++) {
        if (*p == '$')
            buf_addf(b, "$%d", number);
        else
            buf_addc(b, *p);
    }
    buf_addc(b, ')');
}

static void add_key(struct buf *b, const struct collection *c, bool forward, int number) {
    const char *sign = forward != c->descending ? ">" : "<";
    if (c->order[1])
        buf_addf(b, " AND (%s, %s) %s ($%d, $%d)", c->order[0], c->order[1], sign, number, number + 1);
    else
        buf_addf(b, " AND %s %s $%d", c->order[0], sign, number);
}

static void add_order(struct buf *b, const struct collection *c, bool forward) {
    const char *direction = forward == c->descending ? " DESC" : "";
    buf_addf(b, " ORDER BY %s%s", c->order[0], direction);
    if (c->order[1]) buf_addf(b, ", %s%s", c->order[1], direction);
}

static void add_columns(struct buf *b, const struct collection *c) {
    for (size_t i = 0; c->columns[i].name; i++) buf_addf(b, "%s%s", i ? ", " : "", c->columns[i].sql);
    for (size_t k = 0; k < collection_keys(c); k++) buf_addf(b, ", %s", c->order[k]);
}

static const char *assemble(const struct collection *c, unsigned filters, enum collection_ask ask) {
    struct buf b;
    buf_init(&b, SQL_MAX);
    bool forward = ask != ASK_BEFORE, count = ask == ASK_COUNT;
    buf_addz(&b, count ? "SELECT count(*) FROM (SELECT 1 AS one FROM " : "SELECT ");
    if (!count) {
        add_columns(&b, c);
        buf_addz(&b, " FROM ");
    }
    buf_addf(&b, "%s WHERE %s", c->from, c->where ? c->where : "1 = 1");
    int number = 1;
    for (size_t i = 0; c->filters && c->filters[i].name; i++)
        if (filters >> i & 1) {
            add_condition(&b, c->filters[i].where, number);
            number += c->filters[i].type != FILTER_FLAG;
        }
    if (ask == ASK_ITEM && c->item)
        add_condition(&b, c->item, number);
    else if (ask == ASK_ITEM)
        buf_addf(&b, " AND %s = $%d", c->columns[0].sql, number);
    if (ask == ASK_AFTER || ask == ASK_BEFORE) {
        add_key(&b, c, forward, number);
        number += (int)collection_keys(c);
    }
    if (ask == ASK_FIRST || ask == ASK_AFTER || ask == ASK_BEFORE) add_order(&b, c, forward);
    if (ask != ASK_ITEM) buf_addf(&b, " LIMIT $%d", number);
    if (count) buf_addz(&b, ") AS counted");
    if (!buf_ok(
            &b)) { /* a declaration of more than 32 KB: a fault of the program, found by the first test that lists it */
        fprintf(stderr, "charterd: the SQL of collection \"%s\" is too long\n", collection_name(c));
        abort();
    }
    char *sql = mem_alloc(b.len + 1);
    memcpy(sql, b.data, b.len);
    sql[b.len] = '\0';
    buf_release(&b);
    return sql;
}

const char *collection_sql(const struct collection *c, unsigned filters, enum collection_ask ask) {
    pthread_mutex_lock(&variants_lock);
    struct variant *x = variants;
    while (x && !(x->c == c && x->filters == filters && x->ask == ask)) x = x->next;
    if (!x) {
        x = mem_alloc(sizeof *x);
        *x = (struct variant){ c, filters, ask, assemble(c, filters, ask), variants };
        variants = x;
    }
    pthread_mutex_unlock(&variants_lock);
    return x->sql;
}

unsigned collection_standing(const struct collection *c) {
    unsigned mask = 0;
    for (size_t i = 0; c->filters && c->filters[i].name; i++)
        if (c->filters[i].type == FILTER_AS_OF) mask |= 1u << i;
    return mask;
}

void collection_statements(const struct collection *c, void (*each)(void *context, const char *sql), void *context) {
    unsigned sets[] = { (1u << collection_filters(c)) - 1, collection_standing(c) };
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++)
        for (int ask = ASK_FIRST; ask <= ASK_ITEM; ask++)
            each(context, collection_sql(c, sets[i], (enum collection_ask)ask));
}
