/* What others ask about the charter's versions. */
#ifndef ACTS_AMENDMENTS_H
#define ACTS_AMENDMENTS_H

#include <stdint.h>

struct db;

/* The newest version adopted, in force or not yet. */
int64_t charter_latest(struct db *db);

#endif
