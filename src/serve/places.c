/* Counters by address or person: see places.h. */
#include "serve/places.h"

#include <assert.h>
#include <sodium.h>

static_assert(sizeof((struct places *)0)->secret == crypto_shorthash_KEYBYTES, "the key of the hash");

void places_init(struct places *p) {
    randombytes_buf(p->secret, sizeof p->secret);
    for (size_t i = 0; i < PLACES_SLOTS; i++) atomic_init(&p->taken[i], 0);
}

static size_t slot_of(const struct places *p, const void *bytes, size_t len) {
    uint64_t hash;
    crypto_shorthash((unsigned char *)&hash, bytes, len, p->secret);
    return hash % PLACES_SLOTS;
}

size_t places_of_address(const struct places *p, const struct address *a) { return slot_of(p, a->b, sizeof a->b); }

size_t places_of_person(const struct places *p, int64_t person) { return slot_of(p, &person, sizeof person); }

bool places_take(struct places *p, size_t slot, unsigned max) {
    unsigned short taken = atomic_load_explicit(&p->taken[slot], memory_order_relaxed);
    do {
        if (taken >= max || taken == UINT16_MAX) return false;
    } while (!atomic_compare_exchange_weak_explicit(&p->taken[slot], &taken, (unsigned short)(taken + 1),
                                                    memory_order_relaxed, memory_order_relaxed));
    return true;
}

void places_give(struct places *p, size_t slot) { atomic_fetch_sub_explicit(&p->taken[slot], 1, memory_order_relaxed); }

unsigned places_taken(const struct places *p, size_t slot) {
    return atomic_load_explicit(&p->taken[slot], memory_order_relaxed);
}
