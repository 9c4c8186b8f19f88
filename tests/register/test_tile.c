/* Paths, bundles and receipts: what is written is read back, and nothing else is. */
#include "tap.h"

#include "base/arena.h"
#include "example.h"
#include "register/receipt.h"
#include "register/tile.h"

static void test_paths(void **state) {
    (void)state;
    static const struct {
        const char *path;
        struct tile_path p;
    } good[] = {
        { "tile/0/000", { false, 0, 0, 256 } },
        { "tile/0/000.p/1", { false, 0, 0, 1 } },
        { "tile/63/999.p/255", { false, 63, 999, 255 } },
        { "tile/1/x001/000", { false, 1, 1000, 256 } },
        { "tile/0/x001/x234/067", { false, 0, 1234067, 256 } },
        { "tile/0/x036/x028/x797/x018/x963/967.p/17", { false, 0, 36028797018963967, 17 } },
        { "tile/entries/273.p/112", { true, 0, 273, 112 } },
        { "tile/entries/x001/x000/000", { true, 0, 1000000, 256 } },
    };
    struct buf b;
    buf_init(&b, TILE_PATH_MAX);
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        struct tile_path p;
        buf_clear(&b);
        tile_path_format(&b, good[i].p);
        assert_true(buf_ok(&b));
        assert_string_equal(buf_z(&b), good[i].path);
        assert_int_equal(tile_path_parse(str_of(good[i].path), &p), 0);
        assert_true(p.entries == good[i].p.entries && p.level == good[i].p.level && p.n == good[i].p.n &&
                    p.width == good[i].p.width);
    }
    buf_release(&b);
}

static void test_paths_refused(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile//000",
        "tile/64/000",
        "tile/00/000",
        "tile/-1/000",
        "tile/01/000",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/00a",
        "tile/0/+00",
        "tile/0/-01",
        "tile/0/ 01",
        "tile/0/x000/001",
        "tile/0/x000/000",
        "tile/0/x000",
        "tile/0/x001/",
        "tile/0/x001/x002",
        "tile/0/001/002",
        "tile/0/x01/002",
        "tile/0/X001/002",
        "tile/0/000/",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/1/",
        "tile/0/000.p/-1",
        "tile/0/000.p/1 ",
        "tile/0/000.P/1",
        "tile/0/000p/1",
        "/tile/0/000",
        "tile/0/000\n",
        "tile/entries",
        "tile/entries/",
        "tile/entry/000",
        "tile/0/entries/000",
        "tile/0/../000",
        "tile/0/000?x",
        "checkpoint",
        "tile/0/x001/x001/x001/x001/x001/x001/001",
    };
    struct tile_path p;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(tile_path_parse(str_of(bad[i]), &p), ERR_SYNTAX);
    assert_int_equal(tile_path_parse((struct str){ "tile/0/00\0", 10 }, &p), ERR_SYNTAX);
}

static void test_exists(void **state) {
    (void)state;
    static const struct {
        struct tile_path p;
        bool exists;
    } at_70000[] = {
        { { false, 0, 272, 256 }, true },  { { false, 0, 273, 112 }, true }, { { false, 0, 273, 113 }, false },
        { { false, 0, 273, 256 }, false }, { { false, 0, 272, 3 }, true },   { { false, 0, 274, 1 }, false },
        { { false, 1, 0, 256 }, true },    { { false, 1, 1, 17 }, true },    { { false, 1, 1, 18 }, false },
        { { false, 2, 0, 1 }, true },      { { false, 2, 0, 2 }, false },    { { false, 3, 0, 1 }, false },
        { { false, 8, 0, 1 }, false },     { { false, 63, 0, 1 }, false },   { { true, 0, 273, 112 }, true },
    };
    for (size_t i = 0; i < sizeof(at_70000) / sizeof(at_70000[0]); i++)
        assert_int_equal(tile_exists(at_70000[i].p, 70000), at_70000[i].exists);
    assert_false(tile_exists((struct tile_path){ .width = 1 }, 0));
}

static void test_bundles(void **state) {
    (void)state;
    struct buf b;
    struct str rest, entry;
    size_t len;
    char *large = calloc(1, ENTRY_BYTES_MAX + 1);
    buf_init(&b, BUNDLE_BYTES_MAX);
    assert_int_equal(bundle_add(&b, STR("a")), 0);
    assert_int_equal(bundle_add(&b, STR("")), 0);
    assert_int_equal(bundle_add(&b, (struct str){ large, ENTRY_BYTES_MAX }), 0);
    assert_int_equal(bundle_add(&b, (struct str){ large, ENTRY_BYTES_MAX + 1 }), ERR_TOO_LARGE);
    assert_int_equal(b.len, 3 * 2 + 1 + ENTRY_BYTES_MAX);
    rest = buf_str(&b);
    assert_int_equal(bundle_next(&rest, &entry), 1);
    assert_true(str_is(entry, "a"));
    assert_int_equal(bundle_next(&rest, &entry), 1);
    assert_int_equal(entry.len, 0);
    assert_int_equal(bundle_next(&rest, &entry), 1);
    assert_int_equal(entry.len, ENTRY_BYTES_MAX);
    assert_int_equal(bundle_next(&rest, &entry), 0);
    assert_int_equal(bundle_cut(buf_str(&b), 3, true, &len), 0);
    assert_int_equal(bundle_cut(buf_str(&b), 2, false, &len), 0);
    assert_int_equal(len, 5);
    assert_int_equal(bundle_cut(buf_str(&b), 2, true, &len), ERR_SYNTAX); /* T3 */
    assert_int_equal(bundle_cut(buf_str(&b), 4, false, &len), ERR_SYNTAX);
    rest = STR("\x00\x02x");
    assert_int_equal(bundle_next(&rest, &entry), ERR_SYNTAX);
    rest = STR("\x00");
    assert_int_equal(bundle_next(&rest, &entry), ERR_SYNTAX);
    free(large);
    buf_release(&b);
}

/* ---- receipts ---- */

static struct receipt receipt_of(struct example *x, int64_t index, struct buf *note) {
    struct tile_source full = full_tiles_source(&x->full);
    struct tree_view view = { &x->tree, &full };
    struct tile_source tiles = tree_source(&view);
    struct receipt r = { .extra = STR_NONE, .index = index };
    assert_int_equal(proof_inclusion(&tiles, index, x->tree.size, &r.proof, NULL), 0);
    buf_clear(note);
    example_checkpoint(x, note);
    r.checkpoint = buf_str(note);
    return r;
}

static void test_receipt(void **state) {
    (void)state;
    struct example x;
    struct arena arena;
    struct buf note, text, again;
    struct checkpoint c;
    arena_init(&arena);
    buf_init(&note, 4096);
    buf_init(&text, 16384);
    buf_init(&again, 16384);
    example_init(&x);
    for (int64_t size = 1; size <= 300; size += 13) {
        grow(&x.tree, &x.full, size);
        struct receipt r = receipt_of(&x, size / 2, &note), back;
        if (size % 2) r.extra = STR("anything \xff");
        buf_clear(&text);
        receipt_format(&text, &r);
        assert_int_equal(receipt_parse(&back, &arena, buf_str(&text), NULL), 0);
        assert_true(str_eq(r.extra, back.extra) && (r.extra.data == NULL) == (back.extra.data == NULL));
        buf_clear(&again);
        receipt_format(&again, &back);
        assert_true(str_eq(buf_str(&text), buf_str(&again)));
        char bytes[64];
        assert_int_equal(receipt_verify(&back, example_entry(size / 2, bytes), &x.key.vkey, NULL, 0, NULL, &c, NULL),
                         0);
        assert_int_equal(c.size, size);
        assert_int_equal(receipt_verify(&back, STR("another entry"), &x.key.vkey, NULL, 0, NULL, &c, NULL),
                         ERR_CORRUPT);
        back.index++;
        assert_int_equal(receipt_verify(&back, example_entry(size / 2, bytes), &x.key.vkey, NULL, 0, NULL, &c, NULL),
                         ERR_CORRUPT);
    }
    example_release(&x);
    buf_release(&note);
    buf_release(&text);
    buf_release(&again);
    arena_release(&arena);
}

/* Whatever byte is changed, the receipt no longer holds (its `extra` aside, which nobody vouches for). */
static void test_receipt_every_byte(void **state) {
    (void)state;
    struct example x;
    struct arena arena;
    struct buf note, text;
    struct checkpoint c;
    arena_init(&arena);
    buf_init(&note, 4096);
    buf_init(&text, 16384);
    example_init(&x);
    grow(&x.tree, &x.full, 11);
    struct receipt r = receipt_of(&x, 4, &note), back;
    receipt_format(&text, &r);
    char bytes[64];
    struct str entry = example_entry(4, bytes);
    for (size_t i = 0; i < text.len; i++)
        for (int bit = 0; bit < 8; bit++) {
            text.data[i] = (char)(text.data[i] ^ (1 << bit));
            assert_false(receipt_parse(&back, &arena, buf_str(&text), NULL) == 0 &&
                         receipt_verify(&back, entry, &x.key.vkey, NULL, 0, NULL, &c, NULL) == 0);
            text.data[i] = (char)(text.data[i] ^ (1 << bit));
            assert_false(receipt_parse(&back, &arena, str_head(buf_str(&text), i), NULL) == 0 &&
                         receipt_verify(&back, entry, &x.key.vkey, NULL, 0, NULL, &c, NULL) == 0);
        }
    example_release(&x);
    buf_release(&note);
    buf_release(&text);
    arena_release(&arena);
}

static void test_receipt_refused(void **state) {
    (void)state;
#define HEAD "c2sp.org/tlog-proof@v1\n"
#define HASH "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    static const char *const bad[] = {
        "",
        HEAD,
        "c2sp.org/tlog-proof@v2\nindex 0\n\nx",
        HEAD "index 0\n",
        HEAD "index 0\n" HASH,
        HEAD "index 0\n" HASH "\n",
        HEAD "index 00\n\nx",
        HEAD "index -1\n\nx",
        HEAD "index\n\nx",
        HEAD "extra\nindex 0\n\nx",
        HEAD "extra !\nindex 0\n\nx",
        HEAD "index 0\nextra eA==\n\nx",
        HEAD "extra eA==\nextra eA==\nindex 0\n\nx",
        HEAD "index 0\nAAAA\n\nx",
        HEAD "index 9223372036854775808\n\nx",
    };
    struct arena arena;
    struct receipt r;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(receipt_parse(&r, &arena, str_of(bad[i]), NULL), ERR_SYNTAX);
    struct buf many;
    buf_init(&many, 1 << 16);
    buf_addz(&many, HEAD "index 0\n");
    for (int i = 0; i < PROOF_MAX; i++) buf_addz(&many, HASH);
    size_t enough = many.len;
    buf_addz(&many, "\nx");
    assert_int_equal(receipt_parse(&r, &arena, buf_str(&many), NULL), 0);
    many.len = enough;
    buf_addz(&many, HASH "\nx");
    assert_int_equal(receipt_parse(&r, &arena, buf_str(&many), NULL), ERR_SYNTAX);
    buf_release(&many);
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CHECK("register/tile: T1 paths written and read", test_paths),
        CHECK("register/tile: T1 other spellings are refused", test_paths_refused),
        CHECK("register/tile: T2 what a register of 70,000 has", test_exists),
        CHECK("register/tile: T3 bundles", test_bundles),
        CHECK("register/receipt: written, read and verified", test_receipt),
        CHECK("register/receipt: no byte can be changed unnoticed", test_receipt_every_byte),
        CHECK("register/receipt: malformed ones are refused", test_receipt_refused),
    };
    return cmocka_run_group_tests_name("register/tile", tests, NULL, NULL);
}
