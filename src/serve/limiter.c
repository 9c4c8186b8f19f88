/* Token buckets: see limiter.h. */
#include "serve/limiter.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

#include "base/arena.h"
#include "serve/limits.h"

enum { WAYS = 8, SETS = BUCKETS_MAX / WAYS };

struct rule {
    int64_t burst, every_s;
};
static const struct rule rules[LIMIT_RULES] = {
    [LIMIT_SIGNIN_ADDRESS] = { SIGNIN_ADDRESS_BURST, SIGNIN_ADDRESS_EVERY_S },
    [LIMIT_SIGNIN_PERSON] = { SIGNIN_PERSON_BURST, SIGNIN_PERSON_EVERY_S },
    [LIMIT_SUBMIT_ADDRESS] = { SUBMIT_ADDRESS_BURST, SUBMIT_ADDRESS_EVERY_S },
    [LIMIT_SUBMIT_EMAIL] = { SUBMIT_EMAIL_BURST, SUBMIT_EMAIL_EVERY_S },
    [LIMIT_ACT_PERSON] = { ACT_PERSON_BURST, ACT_PERSON_EVERY_S },
};

struct bucket {
    uint64_t id;
    int64_t full_us;
};

struct limiter {
    pthread_mutex_t lock;
    unsigned char secret[crypto_shorthash_KEYBYTES];
    struct {
        int64_t burst, every_us;
    } rules[LIMIT_RULES];
    struct bucket buckets[SETS][WAYS];
};

struct limiter *limiter_new(void) {
    struct limiter *l = mem_alloc(sizeof *l);
    pthread_mutex_init(&l->lock, NULL);
    randombytes_buf(l->secret, sizeof l->secret);
    for (int i = 0; i < LIMIT_RULES; i++) {
        l->rules[i].burst = rules[i].burst;
        l->rules[i].every_us = rules[i].every_s * 1000000;
    }
    return l;
}

void limiter_set(struct limiter *l, enum limit_rule rule, int64_t burst, int64_t per_s) {
    l->rules[rule].burst = burst;
    l->rules[rule].every_us = per_s > 0 && per_s < 1000000 ? 1000000 / per_s : 1;
}

void limiter_free(struct limiter *l) {
    pthread_mutex_destroy(&l->lock);
    free(l);
}

static struct bucket *bucket_of(struct limiter *l, uint64_t id) {
    struct bucket *set = l->buckets[id % SETS], *fullest = set;
    for (int i = 0; i < WAYS; i++) {
        if (set[i].id == id) return &set[i];
        if (set[i].full_us < fullest->full_us) fullest = &set[i];
    }
    *fullest = (struct bucket){ .id = id };
    return fullest;
}

static uint64_t id_of(const struct limiter *l, enum limit_rule rule, struct str key) {
    uint64_t id;
    crypto_shorthash((unsigned char *)&id, (const unsigned char *)key.data, key.len, l->secret);
    return (id ^ ((uint64_t)rule << 56)) | 1;
}

bool limiter_take(struct limiter *l, enum limit_rule rule, struct str key, int64_t now_ms, int *ret_wait_s) {
    uint64_t id = id_of(l, rule, key);
    int64_t now = now_ms * 1000, interval = l->rules[rule].every_us, ahead = interval * l->rules[rule].burst;
    pthread_mutex_lock(&l->lock);
    struct bucket *b = bucket_of(l, id);
    int64_t full = (b->full_us > now ? b->full_us : now) + interval;
    bool taken = full <= now + ahead;
    if (taken) b->full_us = full;
    pthread_mutex_unlock(&l->lock);
    if (!taken) *ret_wait_s = (int)((full - now - ahead + 999999) / 1000000);
    return taken;
}

void limiter_give(struct limiter *l, enum limit_rule rule, struct str key) {
    uint64_t id = id_of(l, rule, key);
    pthread_mutex_lock(&l->lock);
    bucket_of(l, id)->full_us -= l->rules[rule].every_us; /* in the past it is full, however far */
    pthread_mutex_unlock(&l->lock);
}
