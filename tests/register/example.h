/* An example register in memory, exported to a directory of the test's own. */
#ifndef TESTS_REGISTER_EXAMPLE_H
#define TESTS_REGISTER_EXAMPLE_H

#include <ftw.h>
#include <stdio.h>
#include <unistd.h>

#include "full_tiles.h"
#include "register/checkpoint.h"
#include "register/shelf.h"

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

static inline int example_bundle(void *context, int64_t first, int count, struct buf *out) {
    struct example *x = context;
    for (int64_t n = first; n < first + count; n++)
        if (bundle_add(out, example_entry(n, x->entry)) != 0) return ERR_TOO_LARGE;
    return 0;
}

static inline void example_checkpoint(struct example *x, struct buf *out)
{
    struct hash root = tree_root(&x->tree);
    checkpoint_sign(out, x->tree.size, &root, &x->key);
}

/* The example as a shelf; view and note hold what it borrows. */
struct example_shelf {
    struct shelf shelf;
    struct tile_source full;
    struct tree_view view;
    struct buf note;
};

static inline void example_shelf_init(struct example_shelf *s, struct example *x) {
    buf_init(&s->note, 4096);
    example_checkpoint(x, &s->note);
    s->full = full_tiles_source(&x->full);
    s->view = (struct tree_view){ &x->tree, &s->full };
    s->shelf = (struct shelf){
        .size = x->tree.size,
        .checkpoint = buf_str(&s->note),
        .log = &x->key.vkey,
        .tiles = tree_source(&s->view),
        .bundle = example_bundle,
        .context = x,
    };
}

static inline void example_shelf_release(struct example_shelf *s) { buf_release(&s->note); }

static inline int example_export(struct example *x, const char *dir, struct error *err) {
    struct example_shelf s;
    example_shelf_init(&s, x);
    int r = shelf_export(&s.shelf, dir, err);
    example_shelf_release(&s);
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
