/* How the register lies on a shelf (c2sp.org/tlog-tiles): the names of its files, and entries in bundles.
 *
 *     checkpoint                     the signed size and root
 *     tile/0/x001/x234/067           full tile 1,234,067 of level 0: 256 hashes
 *     tile/1/004.p/17                the first 17 hashes of tile 4 of level 1
 *     tile/entries/273.p/112         entries 69,888 … 69,999, each a uint16 length (big endian) and its bytes
 *
 *  T1. A resource has exactly one path and a path at most one resource: what the parser accepts, the writer gives back.
 *  T2. A path that parses says only what is meant, not that it exists: `tile_exists` asks the tree's size.
 *  T3. A bundle of width w holds exactly w entries and not a byte more. */
#ifndef REGISTER_TILE_H
#define REGISTER_TILE_H

#include "register/merkle.h"

enum {
    ENTRY_BYTES_MAX = 65535,
    BUNDLE_BYTES_MAX = TILE_WIDTH * (2 + ENTRY_BYTES_MAX),
    TILE_PATH_MAX = 64, /* "tile/entries/" and six or seven groups of x123/ and ".p/255" */
};

struct tile_path {
    bool entries; /* a bundle; then level is 0 */
    int level;    /* 0 … 63 */
    int64_t n;
    int width;    /* 1 … 256; 256 is a full tile */
};

void tile_path_format(struct buf *out, struct tile_path p);
/* The whole of "tile/…", nothing before or after. 0 or ERR_SYNTAX. */
int tile_path_parse(struct str path, struct tile_path *ret);
/* Whether a register of `size` entries has this tile or bundle (a partial one also when it is full by now). */
bool tile_exists(struct tile_path p, int64_t size);

/* Appends one entry to a bundle; ERR_TOO_LARGE past 65,535 bytes. */
int bundle_add(struct buf *out, struct str entry);
/* Takes the next entry off a bundle: 1, 0 at its end, or ERR_SYNTAX when it is cut off. */
int bundle_next(struct str *rest, struct str *ret);
/* Where `width` entries of a bundle end: how many bytes of a full bundle make the partial one. ERR_SYNTAX when there are
 * fewer, or when `whole` and bytes are left over. */
int bundle_cut(struct str bundle, int width, bool whole, size_t *ret_len);

#endif
