/* The tables of the state (part 2 of schema.sql), each as one hash of its rows: what `check` compares. */
#ifndef ACTS_TABLES_H
#define ACTS_TABLES_H

#include "base/hash.h"
#include "store/store.h"

enum { TABLES_MAX = 64 };

struct table_sum {
    struct hash hash;
    int64_t rows;
};
size_t tables_count(void);
const char *table_name(size_t i);
void tables_sum(struct db *db, struct table_sum ret[TABLES_MAX]); /* db_failed says whether they were read to their end */

#endif
