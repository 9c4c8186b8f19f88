/* One act on the committer: from a prepared ask to rows, leaf and mail, with its consequences. See pipeline.h. */
#ifndef ACTS_RUN_H
#define ACTS_RUN_H

#include "acts/pipeline/alliance.h"
#include "acts/pipeline/steps.h"

struct consequence { const struct act_kind *kind; json_t *args; struct consequence *next; };

/* The committer's batch: one transaction. */
struct pipeline {
    struct alliance *a;
    struct db *db;
    int64_t next;                 /* number of the next leaf */
    struct hash *leaves;          /* of this batch, to be appended to the tree before the commit */
    size_t leaf_count, leaf_size;
    bool laws_changed;            /* a charter version or calendar was added */
    bool changed;                 /* more than quiet acts: what others remember of the state may be old now */
    bool rotated;                 /* the register's key changes with this commit … */
    struct skey next_key;         /* … to this one */
    struct consequence *emitted, **emitted_tail; /* of the act being applied */
    enum lang lang;               /* of whoever asked for the act being done */
    struct buf bytes;             /* scratch for one entry */
};

void pipeline_begin(struct pipeline *p, struct alliance *a);
void pipeline_end(struct pipeline *p); /* frees; commits nothing */

/* Judges and, if allowed, does it, inside a savepoint. The verdict is in prepared->verdict; the entry, or -1. */
int64_t pipeline_run(struct pipeline *p, struct prepared *ask, bool *ret_repeated);
/* Every clock act due by `now`, in (due, kind, about) order. */
void pipeline_clock(struct pipeline *p, instant now);
/* Tree, tiles, checkpoint and commit. 0, or a negative err; nothing is durable then. */
int pipeline_commit(struct pipeline *p, struct error *err);
/* An act made by the house itself, unjudged: alliance.found, and what a restored directory says of itself. */
int64_t pipeline_found(struct pipeline *p, struct act *act);

#endif
