/* How often: token buckets by rule and key (an address, a person, a mail address), in a table of fixed size.
 *
 * A bucket is one number, the time at which it would be full again; a take moves it forward by the rule's interval and is
 * refused when it would lie more than a burst ahead. Keys are hashed under a secret of the process, so nobody can choose
 * collisions; where a set is full the bucket nearest to full goes, which forgives and never punishes. */
#ifndef SERVE_LIMITER_H
#define SERVE_LIMITER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum limit_rule {
    LIMIT_SIGNIN_ADDRESS,
    LIMIT_SIGNIN_PERSON,
    LIMIT_SUBMIT_ADDRESS,
    LIMIT_SUBMIT_EMAIL,
    LIMIT_ACT_PERSON,
    LIMIT_RULES,
};

struct limiter;
struct limiter *limiter_new(void);
void limiter_free(struct limiter *l);
/* Another limit than the one in serve/limits.h, before the first take. */
void limiter_set(struct limiter *l, enum limit_rule rule, int64_t burst, int64_t per_s);
/* True: taken. False: not now; `*ret_wait_s` says when to come back. */
bool limiter_take(struct limiter *l, enum limit_rule rule, struct str key, int64_t now_ms, int *ret_wait_s);
/* Gives one back that was taken: it came to a good end. */
void limiter_give(struct limiter *l, enum limit_rule rule, struct str key);

#endif
