/* The Merkle tree of RFC 6962, grown one leaf at a time and kept in tiles.
 *
 *     level 2                                     [ h ]                    one hash stands for 65,536 leaves
 *     level 1            [ h h h … 256 of them ][ h h ]                    one hash stands for 256 leaves
 *     level 0   [ 256 leaf hashes ][ 256 ] … [ 256 ][ 112 ]                a tile: at most 256 hashes
 *                     full tiles, for ever           └ partial: the right edge
 *
 * A tile that is full never changes again: it is reported once and stored. What still changes is the right edge, one
 * partial tile per level, and that is all `struct tree` holds, with the binary peaks beside it so that a leaf costs one
 * node hash on average and a root at most 62. A tree of any size is opened again from stored full tiles and its last
 * leaves (`tree_load`): at most 255 tile reads per level, a few milliseconds for a million leaves.
 *
 * Invariants, cited by asserts and tests:
 *  M1. `size` leaves were appended; level l of the edge holds width(l) = floor(size / 256^l) mod 256 hashes, hash i of
 *      it being the root over 256^l leaves. Slots past the width mean nothing.
 *  M2. peak[k] is the root of the perfect subtree over 2^k leaves that ends at (size >> k) << k, for each bit k set in
 *      size; other peaks mean nothing.
 *  M3. A full tile is reported exactly once, when its last hash is known, and the tile below it before.
 *  M4. A partial tile is never hashed into the level above.
 *  M5. An append whose report fails leaves the tree as it was.
 *  M6. The root depends on the leaves and their order, on nothing else. */
#ifndef REGISTER_MERKLE_H
#define REGISTER_MERKLE_H

#include "base/error.h"
#include "base/hash.h"

enum {
    TILE_WIDTH = 256,                    /* hashes in a full tile */
    TILE_BYTES = TILE_WIDTH * HASH_SIZE, /* 8,192 */
    TREE_LEVELS = 8,                     /* 256^8 leaves are more than a size can say */
    TREE_BITS = 63,                      /* sizes are 0 … 2^63 - 1 */
};

struct hash merkle_empty(void);                                          /* the root of no leaves */
struct hash merkle_leaf(struct str entry);                               /* SHA-256(0x00 ‖ entry) */
struct hash merkle_node(const struct hash *left, const struct hash *right); /* SHA-256(0x01 ‖ left ‖ right) */
/* The root over `count` hashes, 1 … 256, a power of two. */
struct hash merkle_perfect(const struct hash *hashes, size_t count);

/* Where tiles come from: stored rows, files, the network. `read` puts width * 32 bytes at `out`: the first `width`
 * hashes of tile `n` at `level`. 0, or a negative enum err. */
struct tile_source {
    int (*read)(void *context, int level, int64_t n, int width, uint8_t *out);
    void *context;
};

/* Hears of a full tile: 8,192 bytes, valid during the call. A result other than 0 stops the append (M5). */
typedef int tile_full_fn(void *context, int level, int64_t n, const uint8_t *hashes);

/* Some 68 KiB of plain data without pointers: to remember a state, assign it to another. */
struct tree {
    int64_t size;
    struct hash peak[TREE_BITS];
    struct hash edge[TREE_LEVELS][TILE_WIDTH];
};

void tree_init(struct tree *t); /* no leaves */
/* Appends one leaf hash; it becomes leaf number `size - 1`. `full` may be NULL. 0, or what `full` answered. */
int tree_append(struct tree *t, const struct hash *leaf, tile_full_fn *full, void *context);
/* Appends 256 leaf hashes whose root is already known; size must be a multiple of 256. The level-0 tile is not
 * reported (the caller holds it), those above are. */
int tree_append_tile(struct tree *t, const struct hash *root, tile_full_fn *full, void *context);
struct hash tree_root(const struct tree *t);
/* The tree of `size` leaves. `tiles` is asked for full tiles, and for (0, size / 256, size % 256): the last leaf hashes.
 * 0, ERR_RANGE, or what the source answered. */
int tree_load(struct tree *t, int64_t size, const struct tile_source *tiles, struct error *err);

/* Hashes of tile level `level` in a tree of `size` leaves; of its tile `n` (0 … 256). */
int64_t tile_hashes(int64_t size, int level);
int tile_width(int64_t size, int level, int64_t n);
/* Any tile of the tree, full or partial: from the edge, or cut from a full tile of `full`. ERR_MISSING when the tree has
 * fewer hashes there. */
int tree_tile(const struct tree *t, const struct tile_source *full, int level, int64_t n, int width, uint8_t *out);
/* The same without a tree at hand: a tile above level 0 computed from full tiles of the level below. */
int tile_derive(const struct tile_source *full, int level, int64_t n, int width, uint8_t *out);

/* A tile source over a tree and the store of its full tiles, for proofs. */
struct tree_view {
    const struct tree *tree;
    const struct tile_source *full;
};
struct tile_source tree_source(struct tree_view *view); /* borrows the view */

#endif
