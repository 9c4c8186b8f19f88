/* Folding the record: its leaves, in order, applied to fresh tables in a scratch database. What `check` compares with the
 * state there is, and `simulate` judges by another charter. Nothing of the directory is written.
 *
 *     struct fold f;
 *     if (fold_open(&f, dir, err) == 0) {
 *         fold_leaves(&f, each, context);
 *         fold_close(&f);
 *     } */
#ifndef ACTS_FOLD_H
#define ACTS_FOLD_H

#include "acts/pipeline/alliance.h"
#include "acts/pipeline/steps.h"

struct fold {
    struct alliance *a;
    struct db *db;             /* the directory, one snapshot of it */
    struct store *store;
    struct db *scratch;        /* the tables made anew */
    struct workcal *workcal;   /* as it was known at the leaf that is next */
    struct arena arena;        /* of the leaf at hand */
    struct capacity_cache *cache;
    bool mending;              /* the tables are a directory's own (acts/copies/mend.c): what an act erases goes */
};
int fold_open(struct fold *f, const char *dir, struct error *err);
void fold_close(struct fold *f);

/* Called with each leaf before it is applied. `e` is NULL when the bytes are no entry (`err` says why): then the fold ends.
 * False ends it too. */
typedef bool fold_each(void *context, int64_t n, struct str bytes, struct entry *e, const struct error *err);
/* Called after it was applied. */
typedef bool fold_then(void *context, int64_t n, const struct entry *e);
/* Gives the number of leaves applied. */
int64_t fold_leaves(struct fold *f, fold_each *each, fold_then *then, void *context);
/* One leaf, onto tables that hold all before it. False when it is no entry, or a callback said so. */
bool fold_leaf(struct fold *f, int64_t n, struct str bytes, fold_each *each, fold_then *then, void *context);
void fold_calendars(struct fold *f); /* the working calendar as the tables have it */

/* Judges a recorded act anew, against the state before it: in the capacity it was done in, by the charter of its time, or
 * by `draft`. The act is left as it was. The verdict lives in the fold's arena, until the next leaf. */
const struct verdict *fold_judge(struct fold *f, const struct entry *e, const struct charter *draft);
/* The same for an attempt that was refused, kept with its open arguments only: in the first capacity that fits. */
const struct verdict *fold_judge_attempt(struct fold *f, const struct act *act, const struct charter *draft);

#endif
