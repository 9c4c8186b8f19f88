/* Token buckets: see limiter.h. */
#include "serve/limiter.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

#include "base/arena.h"
#include "serve/limits.h"

enum { WAYS = 8, SETS = BUCKETS_MAX / WAYS };

static const struct {
    int burst, every_s;
} rules[LIMIT_RULES] = {
    [LIMIT_SIGNIN_ADDRESS] = { SIGNIN_ADDRESS_BURST, SIGNIN_ADDRESS_EVERY_S },
    [LIMIT_SIGNIN_PERSON] = { SIGNIN_PERSON_BURST, SIGNIN_PERSON_EVERY_S },
    [LIMIT_SUBMIT_ADDRESS] = { SUBMIT_ADDRESS_BURST, SUBMIT_ADDRESS_EVERY_S },
    [LIMIT_SUBMIT_EMAIL] = { SUBMIT_EMAIL_BURST, SUBMIT_EMAIL_EVERY_S },
    [LIMIT_ACT_PERSON] = { ACT_PERSON_BURST, ACT_PERSON_EVERY_S },
};

struct bucket {
    uint64_t id;
    int64_t full_ms;
};

struct limiter {
    pthread_mutex_t lock;
    unsigned char secret[crypto_shorthash_KEYBYTES];
    struct bucket buckets[SETS][WAYS];
};

struct limiter *limiter_new(void) {
    struct limiter *l = mem_alloc(sizeof *l);
    pthread_mutex_init(&l->lock, NULL);
    randombytes_buf(l->secret, sizeof l->secret);
    return l;
}

void limiter_free(struct limiter *l) {
    pthread_mutex_destroy(&l->lock);
    free(l);
}

static struct bucket *bucket_of(struct limiter *l, uint64_t id) {
    struct bucket *set = l->buckets[id % SETS], *fullest = set;
    for (int i = 0; i < WAYS; i++) {
        if (set[i].id == id) return &set[i];
        if (set[i].full_ms < fullest->full_ms) fullest = &set[i];
    }
    *fullest = (struct bucket){ .id = id };
    return fullest;
}

bool limiter_take(struct limiter *l, enum limit_rule rule, struct str key, int64_t now_ms, int *ret_wait_s) {
    uint64_t id;
    crypto_shorthash((unsigned char *)&id, (const unsigned char *)key.data, key.len, l->secret);
    id = (id ^ ((uint64_t)rule << 56)) | 1;
    int64_t interval = (int64_t)rules[rule].every_s * 1000, ahead = interval * rules[rule].burst;
    pthread_mutex_lock(&l->lock);
    struct bucket *b = bucket_of(l, id);
    int64_t full = (b->full_ms > now_ms ? b->full_ms : now_ms) + interval;
    bool taken = full <= now_ms + ahead;
    if (taken) b->full_ms = full;
    pthread_mutex_unlock(&l->lock);
    if (!taken) *ret_wait_s = (int)((full - now_ms - ahead + 999) / 1000);
    return taken;
}
