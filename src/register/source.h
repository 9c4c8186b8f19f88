/* Where a register is read from outside: a path gives bytes, be it over HTTP or from an exported directory.
 *
 *     struct register_source *s;
 *     source_open(&s, "https://example.org/register", &err);
 *     s->fetch(s, "checkpoint", NOTE_BYTES_MAX, &note, &err);
 *     s->close(s);
 *
 * Nothing a source gives is trusted: sizes and times are bounded here, meaning is checked by who asked. A source belongs to
 * one thread. */
#ifndef REGISTER_SOURCE_H
#define REGISTER_SOURCE_H

#include "register/key.h"
#include "register/tile.h"

struct register_source {
    /* Appends at most `max` bytes to `out`. 0, ERR_MISSING, ERR_TOO_LARGE, ERR_IO. */
    int (*fetch)(struct register_source *self, const char *path, size_t max, struct buf *out, struct error *err);
    /* Says that `path` will be fetched soon, so that it may be on its way already; NULL where that is no help. */
    void (*expect)(struct register_source *self, const char *path, size_t max);
    /* The same register for another thread, to be closed by it; NULL (the function or its answer) where there is none. */
    struct register_source *(*another)(struct register_source *self);
    void (*close)(struct register_source *self);
};

/* http:// and https:// addresses, or a directory. */
int source_open(struct register_source **ret, const char *url_or_dir, struct error *err);
int source_directory(struct register_source **ret, const char *dir, struct error *err);
int source_http(struct register_source **ret, const char *url, struct error *err); /* register/fetch.c */

/* The verifier key a register shows of itself (`key`): good for a first acquaintance, no proof of identity. */
int source_key(struct register_source *s, struct vkey *ret, struct error *err);

/* Fetches a tile or bundle; a partial one that is gone since it became full is cut from the full one. `out` is exactly
 * width * 32 bytes, or a bundle of exactly `width` entries; else ERR_SYNTAX. */
int source_tile(struct register_source *s, struct tile_path p, struct buf *out, struct error *err);
void source_expect(struct register_source *s, struct tile_path p);

/* Its tiles for proofs. Borrows the source. */
struct tile_source source_tiles(struct register_source *s);

#endif
