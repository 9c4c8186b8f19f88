/* The ballot box: a file that holds secret ballots until the close, and tells nothing of when they came.
 *
 * A database would tell: row numbers, the order of cells in a page, the frames of its log. The box is a file of slots of
 * one size, made full length when voting opens. A ballot lies in a slot drawn by lot, under its credential's serial, with no
 * time and no voter; a second ballot of the same serial takes one half of its slot, and the other when that is on disk. What is
 * left to see in the file is how many slots are taken, and by what. Who copies the file again and again sees when a ballot came
 * or changed: nothing that is kept durably can hide that (docs/elections.md says what follows).
 *
 * X1. `box_cast` returns 0 only when the ballot is on disk; ballots that come together share one sync.
 * X2. After a failed sync the box takes nothing more until it is opened anew.
 * X3. A torn half is known by its hash and passed over: the half before it stands.
 * X4. At rest nothing tells whether a ballot was ever changed.
 * One process opens a box; any thread may cast. Another may copy it meanwhile. */
#ifndef BALLOT_BOX_H
#define BALLOT_BOX_H

#include "base/error.h"
#include "base/hash.h"

enum { BOX_SERIAL = 32, BOX_BALLOT_MAX = 8192, BOX_PROOF_MAX = 1024, BOX_SLOTS_MAX = 4000000 };

struct box;

/* Makes an empty box in place of whatever is there, for `ballots` ballots of at most `bytes` bytes with their proofs. */
int box_make(const char *path, int64_t ballots, int64_t bytes, struct error *err);
int box_open(struct box **ret, const char *path, struct error *err); /* ERR_MISSING, ERR_CORRUPT, ERR_IO */
void box_close(struct box *b);

struct box_ballot { int64_t contest; uint8_t serial[BOX_SERIAL]; struct str ballot, proof; };
/* Puts it in, in place of an earlier one of the same contest and serial. ERR_TOO_LARGE (it does not fit, or the box is full), ERR_IO. */
int box_cast(struct box *b, const struct box_ballot *ballot, struct error *err);
/* From now on nothing is taken (ERR_CONFLICT); whatever was acknowledged is in it. */
void box_seal(struct box *b);
int64_t box_count(struct box *b);
bool box_has(struct box *b, int64_t contest, const uint8_t serial[BOX_SERIAL]); /* a ballot that is on disk, whatever it says */
/* Every ballot, in the order of contest and serial: of chance, that is. The strings live until the call returns. */
int box_each(struct box *b, void (*each)(void *context, const struct box_ballot *ballot), void *context, struct error *err);

/* A copy of the file while it may be in use: whatever was acknowledged before the call is in it. ERR_MISSING, ERR_CORRUPT, ERR_IO. */
int box_copy(const char *from, const char *to, struct error *err);
/* Overwrites the file and removes it; none there is no fault. */
int box_destroy(const char *path, struct error *err);

#endif
