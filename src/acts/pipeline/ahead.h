/* The leaves of a record in order, read from the disk and parsed by a thread of their own, ahead of who applies them: a
 * fold is bound by one processor, and a third of its work needs no state. */
#ifndef ACTS_AHEAD_H
#define ACTS_AHEAD_H

#include "acts/entry.h"
#include "store/store.h"

/* `root` is NULL when the bytes are no entry; `why` says so then, and nothing comes after it. */
struct leaf_ahead {
    int64_t n;
    struct str bytes;
    struct entry entry;
    json_t *root;
    const struct error *why;
};

struct ahead;
/* The leaves before `past`, which the caller has seen to exist in a snapshot of its own: leaves never change. */
int ahead_start(struct ahead **ret, struct store *store, int64_t past, struct error *err);
/* Valid until the next call; NULL after the last. */
const struct leaf_ahead *ahead_next(struct ahead *a);
void ahead_stop(struct ahead *a); /* also before the end */

#endif
