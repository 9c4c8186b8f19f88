/* The index of words as its users see it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/store.h"
#include "store_support.h"

static void make(struct scratch *t) {
    struct db *db = store_writer(t->store);
    assert_ok(db_begin(db, &t->err), &t->err);
    assert_ok(search_make(db, &t->err), &t->err);
    search_put(db, 1, 1, STR("关于章程修订的决议"));
    search_put(db, 1, 2, STR("Long-term support of the toolchain"));
    search_put(db, 1, 3, STR("章程的解释 charter"));
    search_put(db, 2, 3, STR("章程"));
    search_put(db, 1, 4, STR("Support"));
    assert_ok(db_commit(db, &t->err), &t->err);
}

/* What was found, newest first, as "4 2". */
static const char *found(struct scratch *t, struct db *db, int kind, const char *q, int64_t below) {
    struct str terms[4], rest = str_of(q);
    size_t n = 0;
    while (rest.data && n < 4) terms[n++] = str_cut(&rest, ' ');
    int64_t ids[3];
    size_t count = search_find(db, search_question(&t->arena, terms, n), kind, below, ids, 3);
    struct str all = STR("");
    for (size_t i = 0; i < count; i++)
        all = arena_f(&t->arena, "%.*s%s%lld", STR_FMT(all), i ? " " : "", (long long)ids[i]);
    struct error err = { 0 };
    if (db_failed(db, &err)) complain(&err);
    assert_false(db_failed(db, NULL));
    return arena_z(&t->arena, all);
}

static void finds(void **state) {
    struct scratch *t = *state;
    make(t);
    struct db *db = store_reader(t->store);
    assert_ok(db_begin(db, &t->err), &t->err);
    static const struct {
        const char *q, *ids;
    } rows[] = {
        { "章程", "3 1" },       { "章", "3 1" },        { "的", "3 1" },      { "决议", "1" },
        { "订的决", "1" },       { "程章", "" },         { "support", "4 2" }, { "SUPP", "4 2" },
        { "upport", "" },        { "long-term", "2" },   { "term long", "2" }, { "term-long", "" },
        { "charter 章程", "3" }, { "章程 support", "" }, { "s", "" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(found(t, db, 1, rows[i].q, 0), rows[i].ids);
    assert_string_equal(found(t, db, 2, "章程", 0), "3");
    assert_string_equal(found(t, db, 3, "章程", 0), "");
    assert_string_equal(found(t, db, 1, "章程", 3), "1");
    assert_string_equal(found(t, db, 1, "章程", 1), "");
    db_rollback(db);
    store_reader_done(t->store, db);
}

/* Whatever is typed is words to the engine, or nothing. */
static void signs_are_signs(void **state) {
    struct scratch *t = *state;
    make(t);
    struct db *db = store_writer(t->store);
    static const char *const hostile[] = {
        "\"",
        "\"\"",
        "*",
        "-support",
        "support*",
        "^support",
        "words:support",
        "(support",
        "support)",
        "{words}:support",
        "support+of",
        "'; DROP TABLE search; --",
        "\\",
        "\x01",
        "support\"",
        "NEAR(support",
        "\"章程",
    };
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) (void)found(t, db, 1, hostile[i], 0);
    assert_string_equal(found(t, db, 1, "support OR 章程", 0), "");
    assert_string_equal(found(t, db, 1, "support NOT long", 0), "");
    assert_string_equal(found(t, db, 1, "support AND long", 0), "");
    assert_string_equal(found(t, db, 1, "long NEAR support", 0), "");
    assert_string_equal(found(t, db, 1, "-support", 0), "4 2");
    assert_string_equal(found(t, db, 1, "words:support", 0), "");
}

static void other_words(void **state) {
    struct scratch *t = *state;
    make(t);
    struct db *db = store_writer(t->store);
    assert_ok(db_begin(db, &t->err), &t->err);
    search_put(db, 1, 4, STR("Oppose"));
    search_put(db, 1, 3, STR_NONE);
    search_put(db, 1, 77, STR("... !"));
    assert_ok(db_commit(db, &t->err), &t->err);
    assert_string_equal(found(t, db, 1, "support", 0), "2");
    assert_string_equal(found(t, db, 1, "oppose", 0), "4");
    assert_string_equal(found(t, db, 1, "章程", 0), "1");
    assert_ok(db_begin(db, &t->err), &t->err);
    search_put(db, 1, 4, STR("Support"));
    db_rollback(db);
    assert_string_equal(found(t, db, 1, "support", 0), "2");
}

static void forgotten(void **state) {
    struct scratch *t = *state;
    make(t);
    struct db *db = store_writer(t->store);
    assert_ok(db_begin(db, &t->err), &t->err);
    for (int64_t i = 100; i < 400; i++)
        search_put(db, 1, i, arena_f(&t->arena, "quiet words number%lld", (long long)i));
    search_put(db, 1, 400, STR("Quillfeather 羽毛"));
    assert_ok(db_commit(db, &t->err), &t->err);
    db_checkpoint(db);
    assert_true(child_finds(t->path, "uillfeather"));
    assert_ok(db_begin(db, &t->err), &t->err);
    search_put(db, 1, 400, STR_NONE);
    search_forget(db);
    assert_ok(db_commit(db, &t->err), &t->err);
    assert_ok(db_scrub(db, &t->err), &t->err);
    assert_false(child_finds(t->path, "uillfeather"));
    assert_false(child_finds(t->path, "羽毛"));
    assert_false(child_finds(t->wal, "uillfeather"));
    assert_string_equal(found(t, db, 1, "quiet", 0), "399 398 397");
}

static void copied(void **state) {
    struct scratch *t = *state;
    make(t);
    char path[128];
    snprintf(path, sizeof path, "%s/copy.db", t->folder);
    struct db *reader = store_reader(t->store);
    assert_ok(db_backup_to(reader, path, &t->err), &t->err);
    store_reader_done(t->store, reader);
    store_close(t->store);
    assert_ok(store_open(&t->store, path, STORE_OPEN, &t->err), &t->err);
    struct db *db = store_writer(t->store);
    assert_string_equal(found(t, db, 1, "章程", 0), "3 1");
    assert_ok(db_begin(db, &t->err), &t->err);
    assert_ok(search_make(db, &t->err), &t->err);
    assert_string_equal(found(t, db, 1, "章程", 0), "");
    assert_ok(search_unmake(db, &t->err), &t->err);
    assert_ok(db_commit(db, &t->err), &t->err);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT("search: words of either script, the newest first, by kind and from a number on", finds),
        UNIT("search: no sign is the engine's", signs_are_signs),
        UNIT("search: a text takes the place of another, and may go", other_words),
        UNIT("search: what is forgotten leaves no byte", forgotten),
        UNIT("search: a copy holds the index, and it can be made anew", copied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
