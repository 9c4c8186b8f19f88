/* Verification from a directory: whole registers pass, and every kind of damage is found. */
#include "tap.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "example.h"
#include "register/file.h"
#include "register/outside.h"
#include "register/proof.h"
#include "register/receipt.h"
#include "register/verify.h"

static char dir[] = "/tmp/charterd-verify-XXXXXX";
static struct example x;

static int set_up(void **state) {
    (void)state;
    example_init(&x);
    return mkdtemp(dir) ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    remove_tree(dir);
    example_release(&x);
    return 0;
}

struct seen {
    int64_t next;
    int64_t stop_at;
};

static int on_entry(void *context, int64_t index, struct str entry, struct error *err) {
    struct seen *s = context;
    char bytes[64];
    assert_int_equal(index, s->next++);
    assert_true(str_eq(entry, example_entry(index, bytes)));
    return index == s->stop_at ? error_set(err, ERR_REFUSED, T("stop", "停")) : 0;
}

static int verify(const char *where, struct str older, int threads, struct verify_report *report, struct error *err) {
    struct register_source *source;
    struct seen seen = { 0, -1 };
    struct verify_options o = {
        .log = &x.key.vkey,
        .older = older,
        .threads = threads,
        .entry = on_entry,
        .context = &seen,
    };
    assert_int_equal(source_open(&source, where, NULL), 0);
    int r = register_verify(source, &o, report, err);
    source->close(source);
    if (r == 0) assert_int_equal(seen.next, report->size);
    return r;
}

static void test_whole(void **state) {
    (void)state;
    static const int64_t sizes[] = { 0, 1, 2, 255, 256, 257, 600, 5000 };
    struct buf older;
    buf_init(&older, 4096);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct error err;
        struct verify_report report;
        grow(&x.tree, &x.full, sizes[i]);
        assert_int_equal(example_export(&x, dir, &err), 0);
        struct hash root = tree_root(&x.tree);
        for (int threads = 1; threads <= 5; threads += 2) {
            assert_int_equal(verify(dir, older.len ? buf_str(&older) : STR_NONE, threads, &report, &err),
                             0); /* V1 V3 */
            assert_int_equal(report.size, sizes[i]);
            assert_true(hash_eq(&report.root, &root));
            assert_int_equal(report.older_size, i ? sizes[i - 1] : -1);
        }
        buf_clear(&older);
        example_checkpoint(&x, &older);
    }
    buf_release(&older);
}

static char *const damaged_files[] = {
    "checkpoint",     "tile/0/000",       "tile/0/001",       "tile/0/002.p/88",
    "tile/1/000.p/2", "tile/entries/000", "tile/entries/001", "tile/entries/002.p/88",
};

static void test_damage(void **state) {
    (void)state;
    example_release(&x);
    example_init(&x);
    grow(&x.tree, &x.full, 600);
    remove_tree(dir);
    struct error err;
    struct verify_report report;
    assert_int_equal(example_export(&x, dir, &err), 0);
    assert_int_equal(verify(dir, STR_NONE, 2, &report, &err), 0);
    assert_int_equal(report.tiles, 3 + 1);
    for (size_t f = 0; f < sizeof(damaged_files) / sizeof(damaged_files[0]); f++) {
        char path[256];
        snprintf(path, sizeof(path), "%s/%s", dir, damaged_files[f]);
        struct buf bytes;
        buf_init(&bytes, 1 << 20);
        assert_int_equal(file_read(AT_FDCWD, path, 1 << 20, &bytes, &err), 0);
        for (size_t i = 0; i < bytes.len; i += bytes.len / 40 + 1) { /* V1 V2 */
            bytes.data[i] ^= 4;
            assert_int_equal(file_replace(path, buf_str(&bytes), 0644, FILE_QUICK, &err), 0);
            assert_int_not_equal(verify(dir, STR_NONE, 2, &report, &err), 0);
            bytes.data[i] ^= 4;
        }
        buf_addc(&bytes, 'x');
        assert_int_equal(file_replace(path, buf_str(&bytes), 0644, FILE_QUICK, &err), 0);
        assert_int_not_equal(verify(dir, STR_NONE, 2, &report, &err), 0);
        bytes.len -= 2;
        assert_int_equal(file_replace(path, buf_str(&bytes), 0644, FILE_QUICK, &err), 0);
        assert_int_not_equal(verify(dir, STR_NONE, 2, &report, &err), 0);
        assert_int_equal(unlink(path), 0);
        assert_int_equal(verify(dir, STR_NONE, 2, &report, &err), ERR_MISSING);
        assert_int_equal(example_export(&x, dir, &err), 0);
        buf_release(&bytes);
    }
    assert_int_equal(verify(dir, STR_NONE, 2, &report, &err), 0);
}

/* Someone with the key shows other entries to another person. */
static void test_older(void **state) {
    (void)state;
    struct error err;
    struct verify_report report;
    struct buf forged, larger;
    buf_init(&forged, 4096);
    buf_init(&larger, 4096);
    struct hash root = hash_of(STR("other entries"));
    static const int64_t sizes[] = { 0, 1, 255, 256, 300, 512, 599, 600 };
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        buf_clear(&forged);
        checkpoint_sign(&forged, sizes[i], &root, &x.key);
        assert_int_equal(verify(dir, buf_str(&forged), 2, &report, &err), ERR_CORRUPT); /* V3 */
    }
    checkpoint_sign(&larger, 601, &root, &x.key);
    assert_int_equal(verify(dir, buf_str(&larger), 2, &report, &err), ERR_CONFLICT);
    assert_int_equal(verify(dir, STR("rubbish"), 2, &report, &err), ERR_SYNTAX);
    buf_release(&forged);
    buf_release(&larger);
}

static void test_follow(void **state) {
    (void)state;
    struct register_source *source;
    struct checkpoint c, older = { 0 };
    struct error err;
    struct buf note;
    buf_init(&note, 1 << 16);
    assert_int_equal(source_directory(&source, dir, &err), 0);
    for (older.size = 0; older.size <= 600; older.size += 40) {
        struct tree_view view = { &x.tree, &(struct tile_source){ full_tiles_read, &x.full } };
        struct tile_source tiles = tree_source(&view);
        buf_clear(&note);
        assert_int_equal(root_at(&tiles, older.size, &older.root, &err), 0);
        assert_int_equal(register_follow(source, &x.key.vkey, &older, &note, &c, &err), 0);
        assert_int_equal(c.size, 600);
        older.root.b[31] ^= 1;
        assert_int_equal(register_follow(source, &x.key.vkey, &older, &note, &c, &err), ERR_CORRUPT);
    }
    older.size = 601;
    assert_int_equal(register_follow(source, &x.key.vkey, &older, &note, &c, &err), ERR_CONFLICT);
    assert_int_equal(register_follow(source, &x.key.vkey, NULL, &note, &c, &err), 0);
    struct vkey shown;
    assert_int_equal(source_key(source, &shown, &err), 0);
    assert_memory_equal(&shown, &x.key.vkey, sizeof(shown));
    source->close(source);
    assert_int_equal(source_directory(&source, "/nonexistent", &err), ERR_MISSING);
    buf_release(&note);
}

/* A reader holds the checkpoint of 600 while the register grows to 700 and drops its partial tiles. */
static void test_partial_gone(void **state) {
    (void)state;
    struct buf note;
    struct error err;
    struct verify_report report;
    char path[256];
    buf_init(&note, 4096);
    example_checkpoint(&x, &note);
    grow(&x.tree, &x.full, 800);
    assert_int_equal(example_export(&x, dir, &err), 0);
    static const char *const gone[] = { "tile/0/002.p/88", "tile/entries/002.p/88" };
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof(path), "%s/%s", dir, gone[i]);
        assert_int_equal(unlink(path), 0);
    }
    snprintf(path, sizeof(path), "%s/checkpoint", dir);
    assert_int_equal(file_replace(path, buf_str(&note), 0644, FILE_QUICK, &err), 0);
    assert_int_equal(verify(dir, STR_NONE, 2, &report, &err), 0);
    assert_int_equal(report.size, 600);
    buf_release(&note);
}

static void test_stop(void **state) {
    (void)state;
    struct register_source *source;
    struct seen seen = { 0, 300 };
    struct error err;
    struct verify_report report;
    struct verify_options o = { .log = &x.key.vkey, .entry = on_entry, .context = &seen };
    assert_int_equal(source_directory(&source, dir, &err), 0);
    assert_int_equal(register_verify(source, &o, &report, &err), ERR_REFUSED);
    assert_int_equal(seen.next, 301);
    assert_string_equal(err.text.en, "stop");
    source->close(source);
}

/* ---- the same register straight from its shelf ---- */

struct two_shelves {
    struct example copy; /* the other thread's own */
    struct example_shelf shelf;
};

static int another_shelf(const struct shelf *self, struct shelf *ret) {
    struct two_shelves *two = mem_alloc(sizeof(*two));
    two->copy = x;
    example_shelf_init(&two->shelf, &two->copy);
    *ret = two->shelf.shelf;
    ret->another = self->another;
    ret->done = self->done;
    ret->context = two;
    return 0;
}

static int two_bundle(void *context, int64_t first, int count, struct buf *out) {
    return example_bundle(&((struct two_shelves *)context)->copy, first, count, out);
}

static void two_done(struct shelf *self) {
    struct two_shelves *two = self->context;
    example_shelf_release(&two->shelf);
    free(two);
}

static int another_shelf_of_its_own(const struct shelf *self, struct shelf *ret) {
    int r = another_shelf(self, ret);
    ret->bundle = two_bundle;
    return r;
}

static void test_shelf(void **state) {
    (void)state;
    struct example_shelf s;
    struct buf b;
    struct error err;
    struct verify_report report;
    buf_init(&b, BUNDLE_BYTES_MAX);
    example_shelf_init(&s, &x);
    assert_int_equal(shelf_get(&s.shelf, STR("checkpoint"), &b, &err), 0);
    assert_true(str_eq(buf_str(&b), buf_str(&s.note)));
    static const char *const missing[] = { "",       "tile/0/999", "tile/0/003.p/33", "tile/0/003", "tile/3/000.p/1",
                                           "tile/x", "../key" };
    for (size_t i = 0; i < sizeof(missing) / sizeof(missing[0]); i++)
        assert_int_equal(shelf_get(&s.shelf, str_of(missing[i]), &b, &err), ERR_MISSING); /* S1 */
    static const char *const there[] = {
        "key", "tile/0/003.p/32", "tile/0/003.p/31", "tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/001.p/1"
    };
    for (size_t i = 0; i < sizeof(there) / sizeof(there[0]); i++)
        assert_int_equal(shelf_get(&s.shelf, str_of(there[i]), &b, &err), 0);
    struct arena arena;
    struct receipt receipt;
    struct checkpoint c;
    char bytes[64];
    arena_init(&arena);
    buf_clear(&b);
    assert_int_equal(shelf_receipt(&s.shelf, 799, &b, &err), 0);
    assert_int_equal(receipt_parse(&receipt, &arena, buf_str(&b), &err), 0);
    assert_int_equal(receipt_verify(&receipt, example_entry(799, bytes), &x.key.vkey, NULL, 0, NULL, &c, &err), 0);
    assert_int_equal(shelf_receipt(&s.shelf, 800, &b, &err), ERR_RANGE);
    arena_release(&arena);
    for (int own = 0; own < 2; own++) {
        struct register_source *source;
        struct seen seen = { 0, -1 };
        struct verify_options o = { .log = &x.key.vkey, .threads = 3, .entry = on_entry, .context = &seen };
        s.shelf.another = own ? another_shelf_of_its_own : NULL;
        s.shelf.done = two_done;
        source_shelf(&source, &s.shelf);
        assert_int_equal(register_verify(source, &o, &report, &err), 0);
        assert_int_equal(report.size, 800);
        source->close(source);
    }
    example_shelf_release(&s);
    buf_release(&b);
}

/* ---- the outside checkpoint ---- */

static void outside_of(int64_t size, const struct hash *root, const char *path) {
    struct buf note;
    buf_init(&note, 4096);
    checkpoint_sign(&note, size, root, &x.key);
    assert_int_equal(outside_write(path, buf_str(&note), NULL), 0);
    buf_release(&note);
}

static void test_outside(void **state) {
    (void)state;
    char path[256];
    enum outside_state s;
    struct error err;
    snprintf(path, sizeof(path), "%s/outside", dir);
    struct tile_source full = full_tiles_source(&x.full);
    struct tree_view view = { &x.tree, &full };
    struct tile_source tiles = tree_source(&view);
    const struct vkey *log = &x.key.vkey;
    int64_t size = x.tree.size;
    struct hash root = tree_root(&x.tree), old_root, other = hash_of(STR("other"));
    assert_int_equal(root_at(&tiles, 300, &old_root, &err), 0);

    assert_int_equal(outside_check(path, log, 1, size, &tiles, &s, &err), 0);
    assert_int_equal(s, OUTSIDE_NONE);
    outside_of(size, &root, path);
    assert_int_equal(outside_check(path, log, 1, size, &tiles, &s, &err), 0);
    assert_int_equal(s, OUTSIDE_SAME);
    outside_of(300, &old_root, path);
    assert_int_equal(outside_check(path, log, 1, size, &tiles, &s, &err), 0);
    assert_int_equal(s, OUTSIDE_BEHIND);
    outside_of(size + 1, &root, path);
    assert_int_equal(outside_check(path, log, 1, size, &tiles, &s, &err), ERR_CONFLICT);
    assert_int_equal(s, OUTSIDE_AHEAD);
    outside_of(300, &other, path);
    assert_int_equal(outside_check(path, log, 1, size, &tiles, &s, &err), ERR_CORRUPT); /* O2 */
    assert_int_equal(s, OUTSIDE_FORK);
    outside_of(size, &other, path);
    assert_int_equal(outside_check(path, log, 1, size, &tiles, &s, &err), ERR_CORRUPT);
    assert_int_equal(s, OUTSIDE_FORK);
    assert_int_equal(outside_write(path, STR("rubbish\n"), NULL), 0);
    assert_int_equal(outside_check(path, log, 1, size, &tiles, &s, &err), ERR_CORRUPT);
    struct buf words;
    buf_init(&words, 4096);
    error_format(&words, &err, LANG_ZH);
    assert_true(str_has(buf_str(&words), path));
    buf_release(&words);
    assert_int_equal(outside_write("/nonexistent/outside", STR("x\n"), &err), ERR_MISSING);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CHECK("register/verify: V1 V3 V5 whole registers, each continuing the one before", test_whole),
        CHECK("register/verify: V1 V2 every file damaged, longer, shorter, missing", test_damage),
        CHECK("register/verify: V3 an older checkpoint of other entries", test_older),
        CHECK("register/verify: following by consistency proofs", test_follow),
        CHECK("register/verify: a partial tile that became full", test_partial_gone),
        CHECK("register/verify: V5 the caller can stop", test_stop),
        CHECK("register/shelf: S1 paths answered, and verified by one reader or several", test_shelf),
        CHECK("register/outside: O1 O2 same, behind, ahead, forked, unreadable", test_outside),
    };
    return cmocka_run_group_tests_name("register/verify", tests, set_up, tear_down);
}
