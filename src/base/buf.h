/* A growing byte buffer, born with its maximum.
 *
 * Past the maximum the buffer keeps what it holds, drops the rest and is marked `overflow`; whoever hands the bytes on
 * asks `buf_ok` first. Memory that cannot be had ends the process (see base/arena.h). */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct buf {
    char *data;
    size_t len;
    size_t size;
    size_t max;
    bool overflow;
};

void buf_init(struct buf *b, size_t max);
void buf_release(struct buf *b);
void buf_clear(struct buf *b); /* empty, memory kept */
bool buf_ok(const struct buf *b);
void buf_add(struct buf *b, struct str s);
void buf_addz(struct buf *b, const char *z);
void buf_addc(struct buf *b, char c);
void buf_addint(struct buf *b, int64_t v);
void buf_addf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3), nonnull(2)));
/* Makes room to write up to `n` bytes in place at data + len, fewer where the maximum is near; returns how many. Who wrote
 * some adds them to `len`. */
size_t buf_room(struct buf *b, size_t n);
struct str buf_str(const struct buf *b);
const char *buf_z(struct buf *b); /* terminated; valid until the next change */

#endif
