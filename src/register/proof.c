/* Proofs from tiles, and their verifiers; see proof.h.
 *
 * Both proofs walk from the root down to a point (the leaf, or the old size) and note the root of the side they do not
 * enter. Such a side is a range of leaves that begins at a multiple of its largest power of two, so it splits into perfect
 * pieces, one per bit of its length, each inside one tile. */
#include "register/proof.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { LEVEL_BITS = 8, SLOTS_PER_LEVEL = 2 };

/* Tiles read so far: per level the one on the right edge and one other. A path needs no third. */
struct reader {
    const struct tile_source *tiles;
    int64_t size;
    int error;
    struct {
        int64_t n;
        bool held;
        struct hash hashes[TILE_WIDTH];
    } slot[TREE_LEVELS][SLOTS_PER_LEVEL];
};

static struct reader *reader_new(const struct tile_source *tiles, int64_t size) {
    struct reader *r = mem_alloc(sizeof(*r));
    r->tiles = tiles;
    r->size = size;
    r->error = 0;
    for (int level = 0; level < TREE_LEVELS; level++)
        for (int i = 0; i < SLOTS_PER_LEVEL; i++) r->slot[level][i].held = false;
    return r;
}

static int reader_done(struct reader *r, struct error *err) {
    int code = r->error;
    free(r);
    if (code)
        return error_set(err, code,
                         T("Hashes of the register that the proof needs could not be read.",
                           "证明所需的登记簿校验值读不出来。"));
    return 0;
}

/* The root over the 2^height leaves from `start`, a multiple of 2^height, all of them inside the tree. */
static struct hash perfect(struct reader *r, int64_t start, int height) {
    int level = height / LEVEL_BITS;
    int64_t index = start >> (LEVEL_BITS * level);
    int64_t n = index / TILE_WIDTH;
    int width = tile_width(r->size, level, n);
    size_t count = (size_t)1 << height % LEVEL_BITS;
    assert(index % TILE_WIDTH + (int64_t)count <= width);
    int edge = n == tile_hashes(r->size, level) / TILE_WIDTH;
    if (!r->error && !(r->slot[level][edge].held && r->slot[level][edge].n == n)) {
        r->error = r->tiles->read(r->tiles->context, level, n, width, r->slot[level][edge].hashes[0].b);
        r->slot[level][edge].held = !r->error;
        r->slot[level][edge].n = n;
    }
    if (r->error) return (struct hash){ { 0 } };
    return merkle_perfect(&r->slot[level][edge].hashes[index % TILE_WIDTH], count);
}

/* The root over leaves [start, end), start a multiple of the largest power of two in its length. */
static struct hash range(struct reader *r, int64_t start, int64_t end) {
    struct hash root = { { 0 } };
    bool first = true;
    for (int k = 0; start < end; k++) {
        int64_t piece = (int64_t)1 << k;
        if (!((end - start) & piece)) continue;
        end -= piece;
        struct hash h = perfect(r, end, k);
        root = first ? h : merkle_node(&h, &root);
        first = false;
    }
    return root;
}

/* The largest power of two below n; n > 1. */
static int64_t split(int64_t n) { return (int64_t)1 << (63 - __builtin_clzll((unsigned long long)(n - 1))); }

static void add(struct proof *p, struct hash h) {
    assert(p->count < PROOF_MAX);
    p->hashes[p->count++] = h;
}

static void reverse(struct proof *p) {
    for (size_t i = 0, j = p->count; i + 1 < j; i++) {
        struct hash h = p->hashes[i];
        p->hashes[i] = p->hashes[--j];
        p->hashes[j] = h;
    }
}

int root_at(const struct tile_source *tiles, int64_t size, struct hash *ret, struct error *err) {
    assert(size >= 0);
    if (size == 0) {
        *ret = merkle_empty();
        return 0;
    }
    struct reader *r = reader_new(tiles, size);
    struct hash root = range(r, 0, size);
    int code = reader_done(r, err);
    if (code == 0) *ret = root;
    return code;
}

int proof_inclusion(const struct tile_source *tiles, int64_t index, int64_t size, struct proof *ret,
                    struct error *err) {
    if (index < 0 || index >= size)
        return error_set(err, ERR_RANGE,
                         T("There is no entry {index} in a register of {size} entries.",
                           "登记簿共 {size} 条，没有第 {index} 条（从 0 起编号）。"),
                         ARG_INT("index", index), ARG_INT("size", size));
    struct reader *r = reader_new(tiles, size);
    struct proof p = { 0 };
    int64_t lo = 0, hi = size;
    while (hi - lo > 1) {
        int64_t middle = lo + split(hi - lo);
        if (index < middle) {
            add(&p, range(r, middle, hi));
            hi = middle;
        } else {
            add(&p, range(r, lo, middle));
            lo = middle;
        }
    }
    reverse(&p);
    int code = reader_done(r, err);
    if (code == 0) *ret = p;
    return code;
}

int proof_consistency(const struct tile_source *tiles, int64_t old, int64_t size, struct proof *ret,
                      struct error *err) {
    if (old < 0 || old > size)
        return error_set(err, ERR_RANGE,
                         T("A register of {size} entries cannot continue one of {old}.",
                           "{size} 条的登记簿不可能是 {old} 条的登记簿的延续。"),
                         ARG_INT("size", size), ARG_INT("old", old));
    struct proof p = { 0 };
    if (old == 0 || old == size) {
        *ret = p;
        return 0;
    }
    struct reader *r = reader_new(tiles, size);
    int64_t lo = 0, hi = size;
    /* RFC 6962's SUBPROOF: while the old tree begins at `lo` = 0, its own root is known to the verifier. */
    while (old != hi) {
        int64_t middle = lo + split(hi - lo);
        if (old <= middle) {
            add(&p, range(r, middle, hi));
            hi = middle;
        } else {
            add(&p, range(r, lo, middle));
            lo = middle;
        }
    }
    if (lo != 0) add(&p, range(r, lo, hi));
    reverse(&p);
    int code = reader_done(r, err);
    if (code == 0) *ret = p;
    return code;
}

bool proof_inclusion_holds(const struct proof *p, const struct hash *leaf, int64_t index, int64_t size,
                           const struct hash *root) {
    if (index < 0 || index >= size || p->count > PROOF_MAX) return false;
    uint64_t fn = (uint64_t)index, sn = (uint64_t)size - 1;
    struct hash r = *leaf;
    for (size_t i = 0; i < p->count; i++) {
        if (sn == 0) return false;
        if ((fn & 1) || fn == sn) {
            r = merkle_node(&p->hashes[i], &r);
            while (!(fn & 1) && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            r = merkle_node(&r, &p->hashes[i]);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && hash_eq(&r, root);
}

bool proof_consistency_holds(const struct proof *p, int64_t old, const struct hash *old_root, int64_t size,
                             const struct hash *root) {
    if (old < 0 || old > size || p->count > PROOF_MAX) return false;
    struct hash none = merkle_empty();
    if (old == 0) return p->count == 0 && hash_eq(old_root, &none) && (size > 0 || hash_eq(root, &none));
    if (old == size) return p->count == 0 && hash_eq(old_root, root);
    bool whole = (old & (old - 1)) == 0; /* a power of two: the old root itself is the first hash */
    if (p->count == 0) return false;
    uint64_t fn = (uint64_t)old - 1, sn = (uint64_t)size - 1;
    while (fn & 1) {
        fn >>= 1;
        sn >>= 1;
    }
    struct hash fr = whole ? *old_root : p->hashes[0];
    struct hash sr = fr;
    for (size_t i = whole ? 0 : 1; i < p->count; i++) {
        const struct hash *c = &p->hashes[i];
        if (sn == 0) return false;
        if ((fn & 1) || fn == sn) {
            fr = merkle_node(c, &fr);
            sr = merkle_node(c, &sr);
            while (!(fn & 1) && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            sr = merkle_node(&sr, c);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && hash_eq(&fr, old_root) && hash_eq(&sr, root);
}
