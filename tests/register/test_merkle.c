/* The tree against published vectors and against the definition of RFC 6962 written down naively. */
#include "tap.h"

#include "full_tiles.h"
#include "register/merkle.h"
#include "register/proof.h"

/* ---- RFC 6962 §2.1, word for word ---- */

static int64_t largest_power_below(int64_t n) {
    int64_t k = 1;
    while (2 * k < n) k *= 2;
    return k;
}

static struct hash mth(const struct hash *leaves, int64_t n) {
    if (n == 0) return hash_of(STR(""));
    if (n == 1) return leaves[0];
    int64_t k = largest_power_below(n);
    struct hash left = mth(leaves, k), right = mth(leaves + k, n - k);
    return merkle_node(&left, &right);
}

static void path(const struct hash *leaves, int64_t m, int64_t n, struct proof *p) {
    if (n == 1) return;
    int64_t k = largest_power_below(n);
    if (m < k) {
        path(leaves, m, k, p);
        p->hashes[p->count++] = mth(leaves + k, n - k);
    } else {
        path(leaves + k, m - k, n - k, p);
        p->hashes[p->count++] = mth(leaves, k);
    }
}

static void subproof(const struct hash *leaves, int64_t m, int64_t n, bool whole, struct proof *p) {
    if (m == n) {
        if (!whole) p->hashes[p->count++] = mth(leaves, n);
        return;
    }
    int64_t k = largest_power_below(n);
    if (m <= k) {
        subproof(leaves, m, k, whole, p);
        p->hashes[p->count++] = mth(leaves + k, n - k);
    } else {
        subproof(leaves + k, m - k, n - k, false, p);
        p->hashes[p->count++] = mth(leaves, k);
    }
}

static bool same_proof(const struct proof *a, const struct proof *b) {
    return a->count == b->count && memcmp(a->hashes, b->hashes, a->count * sizeof(struct hash)) == 0;
}

/* ---- vectors of the Certificate Transparency reference implementation ---- */

static const struct {
    const char *entry;
    size_t len;
} classic[] = {
    { "", 0 },
    { "\x00", 1 },
    { "\x10", 1 },
    { "\x20\x21", 2 },
    { "\x30\x31", 2 },
    { "\x40\x41\x42\x43", 4 },
    { "\x50\x51\x52\x53\x54\x55\x56\x57", 8 },
    { "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16 },
};

static const char *const classic_roots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

static void assert_hex(const struct hash *h, const char *hex) {
    struct buf b;
    buf_init(&b, 128);
    hash_hex(&b, h);
    assert_string_equal(buf_z(&b), hex);
    buf_release(&b);
}

static void test_classic_vectors(void **state) {
    (void)state;
    struct tree t;
    tree_init(&t);
    struct hash root = tree_root(&t);
    assert_hex(&root, classic_roots[0]);
    for (size_t i = 0; i < 8; i++) {
        struct hash leaf = merkle_leaf((struct str){ classic[i].entry, classic[i].len });
        assert_int_equal(tree_append(&t, &leaf, NULL, NULL), 0);
        root = tree_root(&t);
        assert_hex(&root, classic_roots[i + 1]);
    }
}

/* ---- sizes up to 300, every proof ---- */

enum { SMALL = 300 };

static void test_roots(void **state) {
    (void)state;
    struct full_tiles f;
    struct tree t;
    full_tiles_init(&f);
    tree_init(&t);
    for (int64_t size = 0; size <= 2 * SMALL; size++) {
        grow(&t, &f, size);
        struct hash root = tree_root(&t), naive = mth(f.leaves, size), again;
        assert_true(hash_eq(&root, &naive));
        struct tree_view view = { &t, &(struct tile_source){ full_tiles_read, &f } };
        struct tile_source tiles = tree_source(&view);
        assert_int_equal(root_at(&tiles, size / 3, &again, NULL), 0);
        naive = mth(f.leaves, size / 3);
        assert_true(hash_eq(&again, &naive));
    }
    full_tiles_release(&f);
}

static void test_inclusion(void **state) {
    (void)state;
    struct full_tiles f;
    struct tree t;
    full_tiles_init(&f);
    tree_init(&t);
    for (int64_t size = 1; size <= SMALL; size++) {
        grow(&t, &f, size);
        struct tile_source full = full_tiles_source(&f);
        struct tree_view view = { &t, &full };
        struct tile_source tiles = tree_source(&view);
        struct hash root = tree_root(&t);
        for (int64_t index = 0; index < size; index += size < 40 ? 1 : 7) {
            struct proof p, naive = { 0 };
            assert_int_equal(proof_inclusion(&tiles, index, size, &p, NULL), 0);
            path(f.leaves, index, size, &naive);
            assert_true(same_proof(&p, &naive));
            assert_true(proof_inclusion_holds(&p, &f.leaves[index], index, size, &root));
            assert_false(proof_inclusion_holds(&p, &f.leaves[index], index + 1, size, &root));
            assert_false(proof_inclusion_holds(&p, &root, index, size, &root) && size > 1);
            if (p.count) {
                p.hashes[(size_t)(index + size) % p.count].b[index % 32] ^= 1;
                assert_false(proof_inclusion_holds(&p, &f.leaves[index], index, size, &root));
                p = naive;
                p.count--;
                assert_false(proof_inclusion_holds(&p, &f.leaves[index], index, size, &root));
            }
            naive.hashes[naive.count++] = root;
            assert_false(proof_inclusion_holds(&naive, &f.leaves[index], index, size, &root));
        }
    }
    struct proof p;
    struct tile_source full = full_tiles_source(&f);
    assert_int_equal(proof_inclusion(&full, SMALL, SMALL, &p, NULL), ERR_RANGE);
    assert_int_equal(proof_inclusion(&full, -1, SMALL, &p, NULL), ERR_RANGE);
    full_tiles_release(&f);
}

static void test_consistency(void **state) {
    (void)state;
    struct full_tiles f;
    struct tree t;
    full_tiles_init(&f);
    tree_init(&t);
    for (int64_t size = 0; size <= SMALL; size++) {
        grow(&t, &f, size);
        struct tile_source full = full_tiles_source(&f);
        struct tree_view view = { &t, &full };
        struct tile_source tiles = tree_source(&view);
        struct hash root = tree_root(&t);
        for (int64_t old = 0; old <= size; old += size < 40 ? 1 : 7) {
            struct proof p, naive = { 0 };
            struct hash old_root = mth(f.leaves, old);
            assert_int_equal(proof_consistency(&tiles, old, size, &p, NULL), 0);
            if (old > 0) subproof(f.leaves, old, size, true, &naive);
            assert_true(same_proof(&p, &naive));
            assert_true(proof_consistency_holds(&p, old, &old_root, size, &root));
            if (old > 0 && old < size) {
                assert_false(proof_consistency_holds(&p, old, &root, size, &root));
                assert_false(proof_consistency_holds(&p, old, &old_root, size, &old_root));
                p.hashes[(size_t)(old + size) % p.count].b[old % 32] ^= 0x80;
                assert_false(proof_consistency_holds(&p, old, &old_root, size, &root));
                p = naive;
                p.count--;
                assert_false(proof_consistency_holds(&p, old, &old_root, size, &root));
            }
            naive.hashes[naive.count++] = root;
            assert_false(proof_consistency_holds(&naive, old, &old_root, size, &root));
        }
    }
    full_tiles_release(&f);
}

/* ---- tiles ---- */

static void test_tiles_reported(void **state) {
    (void)state;
    struct full_tiles f;
    struct tree t;
    full_tiles_init(&f);
    tree_init(&t);
    grow(&t, &f, 70000);
    assert_false(f.out_of_order); /* M3 */
    assert_int_equal(f.reported[0], 273);
    assert_int_equal(f.reported[1], 1);
    assert_int_equal(f.reported[2], 0);
    assert_int_equal(tile_width(70000, 0, 273), 112);
    assert_int_equal(tile_width(70000, 1, 1), 17);
    assert_int_equal(tile_width(70000, 2, 0), 1);
    assert_int_equal(tile_width(70000, 3, 0), 0);
    assert_int_equal(tile_width(256, 0, 0), 256);
    assert_int_equal(tile_width(256, 0, 1), 0);
    assert_int_equal(tile_width(256, 1, 0), 1);
    /* every hash of every tile is the root of its leaves */
    struct tile_source full = full_tiles_source(&f);
    uint8_t tile[TILE_BYTES], cut[TILE_BYTES], derived[TILE_BYTES];
    for (int level = 0; level < 3; level++)
        for (int64_t n = 0; tile_width(70000, level, n) > 0; n++) {
            int width = tile_width(70000, level, n);
            assert_int_equal(tree_tile(&t, &full, level, n, width, tile), 0);
            for (int i = 0; i < width; i += 37) {
                int64_t leaves = (int64_t)1 << 8 * level;
                struct hash root = mth(f.leaves + (n * 256 + i) * leaves, leaves);
                assert_memory_equal(tile + i * HASH_SIZE, root.b, HASH_SIZE);
            }
            assert_int_equal(tree_tile(&t, &full, level, n, (width + 1) / 2, cut), 0);
            assert_memory_equal(tile, cut, (size_t)((width + 1) / 2) * HASH_SIZE);
            if (level > 0) {
                assert_int_equal(tile_derive(&full, level, n, width, derived), 0);
                assert_memory_equal(tile, derived, (size_t)width * HASH_SIZE);
            }
            if (width < 256) assert_int_equal(tree_tile(&t, &full, level, n, width + 1, cut), ERR_MISSING);
        }
    assert_int_equal(tree_tile(&t, &full, 2, 1, 1, cut), ERR_MISSING);
    assert_int_equal(tree_tile(&t, &full, 9, 0, 1, cut), ERR_MISSING);
    full_tiles_release(&f);
}

static bool same_tree(const struct tree *a, const struct tree *b) {
    bool same = a->size == b->size;
    for (int k = 0; same && k < TREE_BITS; k++)
        if (a->size >> k & 1) same = hash_eq(&a->peak[k], &b->peak[k]);
    for (int level = 0; same && level < TREE_LEVELS; level++)
        same = memcmp(a->edge[level], b->edge[level], (size_t)(tile_hashes(a->size, level) % 256) * HASH_SIZE) == 0;
    return same;
}

static void test_load(void **state) {
    (void)state;
    static const int64_t sizes[] = { 0,   1,   2,   3,   127,   128,   254,   255,   256,
                                     257, 511, 512, 513, 65535, 65536, 65537, 65792, 70000 };
    struct full_tiles f;
    struct tree t, loaded;
    full_tiles_init(&f);
    tree_init(&t);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        grow(&t, &f, sizes[i]);
        struct tile_source full = full_tiles_source(&f);
        f.reads = 0;
        assert_int_equal(tree_load(&loaded, sizes[i], &full, NULL), 0);
        assert_true(same_tree(&t, &loaded)); /* M1, M2 */
        assert_true(f.reads <= 1 + 255 + 255);
        struct hash a = tree_root(&t), b = tree_root(&loaded);
        assert_true(hash_eq(&a, &b));
    }
    struct error err;
    struct tile_source full = full_tiles_source(&f);
    assert_int_equal(tree_load(&loaded, 70001, &full, &err), ERR_MISSING);
    assert_int_equal(loaded.size, 0);
    assert_int_equal(tree_load(&loaded, -1, &full, &err), ERR_RANGE);
    full_tiles_release(&f);
}

static void test_append_tile(void **state) {
    (void)state;
    struct full_tiles f, g;
    struct tree t, by_tile;
    full_tiles_init(&f);
    full_tiles_init(&g);
    tree_init(&t);
    tree_init(&by_tile);
    grow(&t, &f, 66000);
    for (int64_t n = 0; n < 66000 / 256; n++) {
        struct hash root = merkle_perfect(f.leaves + n * 256, 256);
        g.reported[0] = n + 1;
        assert_int_equal(tree_append_tile(&by_tile, &root, full_tiles_keep, &g), 0);
    }
    for (int64_t i = by_tile.size; i < 66000; i++)
        assert_int_equal(tree_append(&by_tile, &f.leaves[i], full_tiles_keep, &g), 0);
    assert_true(same_tree(&t, &by_tile));
    assert_int_equal(g.reported[1], f.reported[1]);
    assert_memory_equal(g.tiles[1], f.tiles[1], TILE_BYTES);
    full_tiles_release(&f);
    full_tiles_release(&g);
}

static void test_failed_report(void **state) {
    (void)state;
    struct full_tiles f;
    struct tree t, before;
    struct hash leaf = merkle_leaf(STR("x"));
    for (int level = 0; level < 2; level++) {
        full_tiles_init(&f);
        tree_init(&t);
        grow(&t, &f, level == 0 ? 255 : 65535);
        before = t;
        struct hash root = tree_root(&t);
        f.fail_at_level = level;
        assert_int_equal(tree_append(&t, &leaf, full_tiles_keep, &f), ERR_IO);
        assert_true(same_tree(&t, &before)); /* M5 */
        struct hash after = tree_root(&t);
        assert_true(hash_eq(&root, &after));
        f.fail_at_level = -1;
        full_tiles_release(&f);
    }
}

static int64_t reads_for(struct full_tiles *f, const struct tree *t, int64_t index) {
    struct tile_source full = full_tiles_source(f);
    struct tree_view view = { t, &full };
    struct tile_source tiles = tree_source(&view);
    struct proof p;
    f->reads = 0;
    assert_int_equal(proof_inclusion(&tiles, index, t->size, &p, NULL), 0);
    struct hash root = tree_root(t);
    assert_true(proof_inclusion_holds(&p, &f->leaves[index], index, t->size, &root));
    assert_int_equal(proof_consistency(&tiles, index + 1, t->size, &p, NULL), 0);
    struct hash old = mth(f->leaves, index + 1);
    assert_true(proof_consistency_holds(&p, index + 1, &old, t->size, &root));
    return f->reads;
}

static void test_few_reads(void **state) {
    (void)state;
    struct full_tiles f;
    struct tree t;
    full_tiles_init(&f);
    tree_init(&t);
    grow(&t, &f, 140000);
    for (int64_t index = 0; index < 140000; index += 9973) assert_true(reads_for(&f, &t, index) <= 2 * 2 * 3);
    /* a source that fails is heard */
    struct proof p = { .count = 7 };
    struct tile_source only_full = full_tiles_source(&f);
    struct error err;
    assert_int_equal(proof_inclusion(&only_full, 3, 140000, &p, &err), ERR_MISSING);
    assert_int_equal(p.count, 7);
    full_tiles_release(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CHECK("register/merkle: M6 the published vectors of 0 to 8 leaves", test_classic_vectors),
        CHECK("register/merkle: M6 roots of up to 600 leaves, as RFC 6962 defines them", test_roots),
        CHECK("register/proof: P1 P2 inclusion in every tree of up to 300 leaves", test_inclusion),
        CHECK("register/proof: P1 P2 consistency of every two trees of up to 300 leaves", test_consistency),
        CHECK("register/merkle: M3 M4 tiles of a register of 70,000", test_tiles_reported),
        CHECK("register/merkle: M1 M2 a loaded tree is the grown one", test_load),
        CHECK("register/merkle: a tile at once is 256 leaves one by one", test_append_tile),
        CHECK("register/merkle: M5 a report that fails changes nothing", test_failed_report),
        CHECK("register/proof: few reads, and a failing read is heard", test_few_reads),
    };
    return cmocka_run_group_tests_name("register/merkle", tests, NULL, NULL);
}
