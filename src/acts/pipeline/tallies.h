/* What the committer counts of its work, for whoever watches the server: every act asked for by its outcome, through whichever
 * door it came, and how long batches took from being taken to being durable. Written by the committer's thread, read by any. */
#ifndef ACTS_TALLIES_H
#define ACTS_TALLIES_H

#include <stdatomic.h>
#include <stdint.h>

enum tally { TALLY_ALLOWED, TALLY_REFUSED, TALLY_REPEATED, TALLY_FAILED, TALLY_COUNT };
enum { COMMIT_BUCKETS = 12 };

struct tallies {
    atomic_ullong asks[TALLY_COUNT];
    atomic_ullong commits[COMMIT_BUCKETS + 1]; /* by bucket; the last is beyond all */
    atomic_ullong commit_us;
};

struct alliance;
struct tallies *alliance_tallies(struct alliance *a);

extern const int64_t tally_bounds_us[COMMIT_BUCKETS];
void tally_commit(struct tallies *t, int64_t us);

#endif
