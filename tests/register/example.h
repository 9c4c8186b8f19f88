/* An example register in memory, exported to a directory of the test's own. */
#ifndef TESTS_REGISTER_EXAMPLE_H
#define TESTS_REGISTER_EXAMPLE_H

#include <ftw.h>
#include <stdio.h>
#include <unistd.h>

#include "full_tiles.h"
#include "register/checkpoint.h"
#include "register/export.h"

struct example {
    struct tree tree;
    struct full_tiles full;
    struct skey key;
    char entry[64];
};

static inline void example_init(struct example *x)
{
    struct entropy e;
    entropy_seeded(&e, 42);
    tree_init(&x->tree);
    full_tiles_init(&x->full);
    if (skey_generate(&x->key, STR("example.org/register"), KEY_ED25519, &e, NULL) != 0)
        abort();
}

static inline void example_release(struct example *x)
{
    full_tiles_release(&x->full);
}

static inline int example_read_entry(void *context, int64_t n, struct str *ret)
{
    struct example *x = context;
    *ret = example_entry(n, x->entry);
    return 0;
}

static inline void example_checkpoint(struct example *x, struct buf *out)
{
    struct hash root = tree_root(&x->tree);
    checkpoint_sign(out, x->tree.size, &root, &x->key);
}

static inline int example_export(struct example *x, const char *dir, struct error *err)
{
    struct tile_source full = full_tiles_source(&x->full);
    struct tree_view view = { &x->tree, &full };
    struct buf note;
    buf_init(&note, 4096);
    example_checkpoint(x, &note);
    struct export export = {
        .size = x->tree.size,
        .tiles = tree_source(&view),
        .entry = example_read_entry,
        .context = x,
        .checkpoint = buf_str(&note),
        .log = &x->key.vkey,
    };
    int r = register_export(dir, &export, err);
    buf_release(&note);
    return r;
}

static inline int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

static inline void remove_tree(const char *dir)
{
    nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#endif
