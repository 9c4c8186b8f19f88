/* SHA-256 (OpenSSL's, with the processor's instructions), hex and base64, and randomness as an argument. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum { HASH_SIZE = 32 };
struct hash { uint8_t b[HASH_SIZE]; };

struct hash hash_of(struct str bytes);
/* Several pieces hashed as one, in order. Fast for short inputs: no allocation, context per thread. */
struct hash hash_parts(const struct str *parts, size_t count);
bool hash_eq(const struct hash *a, const struct hash *b);
void hash_hex(struct buf *out, const struct hash *h);
int hash_from_hex(struct str s, struct hash *ret);

void hex_add(struct buf *out, struct str bytes);
void base64_add(struct buf *out, struct str bytes);
int base64_parse(struct str s, struct buf *out); /* strict, padded; 0 or ERR_SYNTAX */
void base64url_add(struct buf *out, struct str bytes); /* unpadded */
int base64url_parse(struct str s, struct buf *out);

/* A source of random bytes: the system's, or a seeded one for the demo and tests. */
struct entropy {
    void (*fill)(struct entropy *self, uint8_t *out, size_t size);
    struct hash seed;
    uint64_t counter; /* bytes given so far */
};
void entropy_system(struct entropy *e);
void entropy_seeded(struct entropy *e, uint64_t seed);
void entropy_bytes(struct entropy *e, uint8_t *out, size_t size);
uint64_t entropy_below(struct entropy *e, uint64_t bound); /* uniform in [0, bound) */

#endif
