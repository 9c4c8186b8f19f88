/* The store of the tests: full tiles and leaf hashes in memory. */
#ifndef TESTS_REGISTER_FULL_TILES_H
#define TESTS_REGISTER_FULL_TILES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "register/merkle.h"

struct full_tiles {
    int64_t reported[TREE_LEVELS]; /* full tiles heard of, per level */
    uint8_t *tiles[TREE_LEVELS];
    struct hash *leaves;
    int64_t leaf_count;
    int64_t reads;
    bool out_of_order;
    int fail_at_level; /* -1: none */
};

static inline void full_tiles_init(struct full_tiles *f)
{
    *f = (struct full_tiles){ .fail_at_level = -1 };
}

static inline void full_tiles_release(struct full_tiles *f)
{
    for (int level = 0; level < TREE_LEVELS; level++)
        free(f->tiles[level]);
    free(f->leaves);
}

static inline int full_tiles_keep(void *context, int level, int64_t n, const uint8_t *hashes)
{
    struct full_tiles *f = context;
    if (level == f->fail_at_level)
        return ERR_IO;
    if (n != f->reported[level] || (level > 0 && f->reported[level - 1] != (n + 1) * TILE_WIDTH))
        f->out_of_order = true;
    f->reported[level] = n + 1;
    f->tiles[level] = mem_grow(f->tiles[level], (size_t)(n + 1) * TILE_BYTES);
    memcpy(f->tiles[level] + (size_t)n * TILE_BYTES, hashes, TILE_BYTES);
    return 0;
}

/* Full tiles of any level, and the leaf hashes of the last partial tile: what a database gives. */
static inline int full_tiles_read(void *context, int level, int64_t n, int width, uint8_t *out)
{
    struct full_tiles *f = context;
    f->reads++;
    if (n < f->reported[level])
        memcpy(out, f->tiles[level] + (size_t)n * TILE_BYTES, (size_t)width * HASH_SIZE);
    else if (level == 0 && n * TILE_WIDTH + width <= f->leaf_count)
        memcpy(out, f->leaves + n * TILE_WIDTH, (size_t)width * HASH_SIZE);
    else
        return ERR_MISSING;
    return 0;
}

static inline struct tile_source full_tiles_source(struct full_tiles *f)
{
    return (struct tile_source){ full_tiles_read, f };
}

static inline struct str example_entry(int64_t i, char bytes[64])
{
    int n = snprintf(bytes, 64, "entry %lld of the example register", (long long)i);
    return (struct str){ bytes, (size_t)n };
}

static inline void grow(struct tree *t, struct full_tiles *f, int64_t size)
{
    char bytes[64];
    f->leaves = mem_grow(f->leaves, (size_t)size * sizeof(struct hash) + 1);
    while (t->size < size) {
        struct hash leaf = merkle_leaf(example_entry(t->size, bytes));
        f->leaves[f->leaf_count++] = leaf;
        if (tree_append(t, &leaf, full_tiles_keep, f) != 0)
            abort();
    }
}

#endif
