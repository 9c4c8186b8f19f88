/* Randomness as an argument.
 *
 * What an act needs of chance (a salt, a shuffle) is drawn at the edge from the system and enters with the act. The
 * demo and the tests draw from a seeded stream instead: SHA-256(seed ‖ block number), block after block. `counter` is
 * the number of bytes given so far, so the stream does not depend on the sizes in which it is asked for. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/hash.h"

static void be64(uint8_t out[8], uint64_t v) {
    for (int i = 7; i >= 0; i--, v >>= 8) out[i] = (uint8_t)v;
}

static void fill_system(struct entropy *self, uint8_t *out, size_t size) {
    (void)self;
    while (size > 0) {
        ssize_t n = getrandom(out, size, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) abort(); /* no secret may be made from anything else */
        out += n;
        size -= (size_t)n;
    }
}

static void fill_seeded(struct entropy *self, uint8_t *out, size_t size) {
    while (size > 0) {
        uint8_t number[8];
        size_t skip = self->counter % HASH_SIZE;
        size_t n = HASH_SIZE - skip < size ? HASH_SIZE - skip : size;
        be64(number, self->counter / HASH_SIZE);
        struct str parts[] = { { (const char *)self->seed.b, HASH_SIZE }, { (const char *)number, sizeof number } };
        struct hash block = hash_parts(parts, 2);
        memcpy(out, block.b + skip, n);
        self->counter += n;
        out += n;
        size -= n;
    }
}

void entropy_system(struct entropy *e) { *e = (struct entropy){ .fill = fill_system }; }

void entropy_seeded(struct entropy *e, uint64_t seed) {
    uint8_t number[8];
    be64(number, seed);
    struct str parts[] = { STR("charterd-seed-v1"), { (const char *)number, sizeof number } };
    *e = (struct entropy){ .fill = fill_seeded, .seed = hash_parts(parts, 2) };
}

void entropy_bytes(struct entropy *e, uint8_t *out, size_t size) { e->fill(e, out, size); }

uint64_t entropy_below(struct entropy *e, uint64_t bound) {
    assert(bound > 0);
    uint64_t uneven = (UINT64_MAX - bound + 1) % bound; /* 2^64 mod bound: draws below it would favour small results */
    for (;;) {
        uint8_t raw[8];
        uint64_t v = 0;
        entropy_bytes(e, raw, sizeof raw);
        for (int i = 0; i < 8; i++) v = v << 8 | raw[i];
        if (v >= uneven) return v % bound;
    }
}
