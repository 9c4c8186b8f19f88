/* The committer's counts; see tallies.h. */
#include "acts/pipeline/tallies.h"

#include "acts/pipeline/alliance.h"

/* A sync of a good disk takes some hundred microseconds, of a bad one some ten milliseconds. */
const int64_t tally_bounds_us[COMMIT_BUCKETS] = { 100,   250,   500,   1000,   2500,    5000,
                                                  10000, 25000, 50000, 100000, 1000000, 10000000 };

struct tallies *alliance_tallies(struct alliance *a) {
    return &a->tallies;
}

void tally_commit(struct tallies *t, int64_t us) {
    int bucket = 0;
    while (bucket < COMMIT_BUCKETS && us > tally_bounds_us[bucket]) bucket++;
    atomic_fetch_add_explicit(&t->commits[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&t->commit_us, (unsigned long long)us, memory_order_relaxed);
}
