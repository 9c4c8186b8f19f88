/* Keys of sealed elections, made ahead: finding two large primes takes a tenth of a second and more, and the thread that opens the
 * voting has everybody else's acts waiting behind it. A thread of its own makes as many as are wanted; they stay in memory until an
 * election takes one, and are wiped when none does. */
#ifndef BALLOT_AHEAD_H
#define BALLOT_AHEAD_H

#include "ballot/sealed.h"

enum { KEYS_AHEAD_MAX = 16 };

struct keys_ahead;

struct keys_ahead *keys_ahead_new(void);
void keys_ahead_free(struct keys_ahead *k); /* NULL is none; waits for a key that is being made */
/* So many are to be ready, at most KEYS_AHEAD_MAX. Returns at once. */
void keys_ahead_want(struct keys_ahead *k, int64_t count);
/* A key that is ready, as sealed_key_make gives it; false when there is none. Never waits for one. */
bool keys_ahead_take(struct keys_ahead *k, struct buf *ret_public, struct buf *ret_private);

#endif
