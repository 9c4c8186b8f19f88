/* A register that can be handed out: over HTTP, into a directory of files, to the verifier; always the same paths and bytes.
 *
 *     shelf_get(s, "tile/0/x001/x234/067", …)      what GET <prefix>/tile/… answers
 *     shelf_get(s, "keys", …)                       every verifier key there was, the oldest first, one a line
 *     shelf_get(s, "handover/2", …)                 the note that the first key and the second signed (register/handover.h)
 *     shelf_export(s, "public/")                    the same files, for any web server
 *     source_shelf(&source, s)                      the same bytes, for register_verify
 *
 *  S1. A shelf has one size; it gives exactly the tiles and bundles of that size, and the partial ones of smaller sizes.
 *  S2. An export writes the checkpoint last: whoever reads it finds all that it calls for. It is a copy, so it is not synced:
 *      after a power failure it is made again.
 *  S3. Exported files are replaced whole, so a directory that is being served may be exported into again. */
#ifndef REGISTER_SHELF_H
#define REGISTER_SHELF_H

#include "register/key.h"
#include "register/source.h"
#include "register/tile.h"

struct shelf {
    int64_t size;
    struct str checkpoint;    /* the signed note of this size */
    const struct vkey *log;   /* its verifier key, and then those given up before it */
    size_t log_count;         /* 0 is 1 */
    /* The note by which key number `number` (from 1, the oldest) took over. ERR_MISSING. */
    int (*handover)(void *context, int64_t number, struct buf *out);
    struct tile_source tiles; /* full and partial ones (tree_source) */
    /* Appends entries [first, first + count), each with bundle_add. 0 or a negative enum err. */
    int (*bundle)(void *context, int64_t first, int count, struct buf *out);
    void *context;
    /* Optional: the same shelf for another thread, with connections of its own, given back with `done`. */
    int (*another)(const struct shelf *self, struct shelf *ret);
    void (*done)(struct shelf *self);
};

/* "checkpoint", "key", "keys", "handover/N" or "tile/…", appended to `out`. ERR_MISSING for every other path. */
int shelf_get(const struct shelf *s, struct str path, struct buf *out, struct error *err);
/* The receipt of entry `index` (register/receipt.h), appended to `out`. ERR_RANGE without such an entry. */
int shelf_receipt(const struct shelf *s, int64_t index, struct buf *out, struct error *err);
/* Makes DIR where it is missing. */
int shelf_export(const struct shelf *s, const char *dir, struct error *err);
/* Borrows the shelf. */
void source_shelf(struct register_source **ret, const struct shelf *s);

#endif
