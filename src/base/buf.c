/* A growing byte buffer with a ceiling.
 *
 *     data ──► [ bytes … len | free … size ]        len <= max, size <= max + 1
 *
 * One byte past `len` is always kept free once memory exists, so that `buf_z` can terminate without growing. Crossing
 * `max` is not an error at the place where it happens: the buffer fills up to `max`, remembers `overflow`, and the one
 * who hands the bytes on asks `buf_ok`. That keeps a hundred calls in a row free of checks. */
#include "base/buf.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { SIZE_FIRST = 256 };

void buf_init(struct buf *b, size_t max) { *b = (struct buf){ .max = max < SIZE_MAX ? max : SIZE_MAX - 1 }; }

void buf_release(struct buf *b) {
    free(b->data);
    *b = (struct buf){ .max = b->max };
}

void buf_clear(struct buf *b) {
    b->len = 0;
    b->overflow = false;
}

bool buf_ok(const struct buf *b) { return !b->overflow; }

/* Makes room for `more` bytes and a terminator; gives how many of them may be written. */
static size_t make_room(struct buf *b, size_t more) {
    if (more > b->max - b->len) {
        b->overflow = true;
        more = b->max - b->len;
    }
    size_t needed = b->len + more + 1;
    if (needed > b->size) {
        size_t size = b->size ? b->size : SIZE_FIRST;
        while (size < needed) size = size > SIZE_MAX / 2 ? needed : size * 2;
        if (size > b->max + 1) size = b->max + 1;
        b->data = mem_grow(b->data, size);
        b->size = size;
    }
    return more;
}

void buf_add(struct buf *b, struct str s) {
    if (s.len == 0) return;
    size_t n = make_room(b, s.len);
    if (n) memcpy(b->data + b->len, s.data, n);
    b->len += n;
}

void buf_addz(struct buf *b, const char *z) { buf_add(b, str_of(z)); }

void buf_addc(struct buf *b, char c) {
    if (make_room(b, 1)) b->data[b->len++] = c;
}

void buf_addint(struct buf *b, int64_t v) {
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (v < 0) digits[--at] = '-';
    buf_add(b, (struct str){ digits + at, sizeof digits - at });
}

void buf_addf(struct buf *b, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    char small[256];
    int n = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (n >= 0 && (size_t)n < sizeof small) {
        buf_add(b, (struct str){ small, (size_t)n });
    } else if (n >= 0) {
        char *large = mem_alloc((size_t)n + 1);
        vsnprintf(large, (size_t)n + 1, format, again);
        buf_add(b, (struct str){ large, (size_t)n });
        free(large);
    } else {
        b->overflow = true; /* a result past INT_MAX */
    }
    va_end(again);
}

size_t buf_room(struct buf *b, size_t n) {
    if (n > b->max - b->len) n = b->max - b->len;
    return make_room(b, n);
}

struct str buf_str(const struct buf *b) {
    return (struct str){ b->data ? b->data : "", b->len };
}

const char *buf_z(struct buf *b) {
    make_room(b, 0);
    b->data[b->len] = '\0';
    return b->data;
}
