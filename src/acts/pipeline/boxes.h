/* The ballot boxes of an alliance: a file for each secret election while its voting is on, DIR/ballots-N.box (ballot/box.h).
 *
 *  V1. A box is read only, and its election's key kept, until the closing act is on disk; then it is destroyed (boxes_sweep, at the
 *      latest at the next start).
 *  V2. A backup copies the boxes before the database: whatever is in a box was cast with a paper that is on record in that copy, so
 *      that a restored election never holds more ballots than papers. Whatever was acknowledged before the backup began is in it.
 *  V3. A directory that is restored while a vote is on has a box for it: the backup's, or an empty one, which is said. */
#ifndef ACTS_BOXES_H
#define ACTS_BOXES_H

#include "base/error.h"
#include "ballot/box.h"

struct alliance;
struct db;

/* Contests of sealed elections that are still to open: a key for each is made ahead (ballot/ahead.h). */
int64_t boxes_keys_wanted(struct db *db);
/* Makes the box of an election that opens. */
int boxes_make(struct db *db, struct arena *arena, const char *dir, int64_t election, struct error *err);
/* An open one; it lives until boxes_close. */
struct box *boxes_get(struct alliance *a, int64_t election, struct arena *arena, struct error *err);
void boxes_close(struct alliance *a);
/* Destroys those whose ballots are on record; the committer's, between transactions and at the start. */
void boxes_sweep(const char *dir, struct db *db);

/* Copies all that are in `dir` to `to`. */
int boxes_copy(const char *dir, const char *to, struct error *err);
/* Of a copied database: how many elections that are being voted on have no box beside it. What is on record already goes. */
int boxes_settle(const char *dir, int64_t *ret_missing, struct error *err);
/* Makes an empty one for each of those. */
int boxes_replace(const char *dir, int64_t *ret_made, struct error *err);

#endif
