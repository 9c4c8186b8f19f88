/* The store as its users see it: opening, transactions, sticky errors, snapshots, copies. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/store.h"
#include "store_support.h"

static void values_come_back(void **state) {
    struct scratch *t = *state;
    struct db *db = store_writer(t->store);
    static const char nul_inside[] = { 'a', '\0', 'b' };
    assert_int_equal(db_begin(db, &t->err), 0);
    assert_int_equal(db_exec(db, "INSERT INTO item (id, name, bytes) VALUES ($1, $2, $3)", V(7), V("seven"),
                             V_BLOB(((struct str){ nul_inside, 3 }))),
                     1);
    assert_int_equal(db_exec(db, "INSERT INTO item (id, name, bytes) VALUES ($1, $2, $3)", V(8), V(STR("")), V_NULL),
                     1);
    assert_int_equal(db_exec(db, "INSERT INTO item (id, name, bytes) VALUES ($1, $2, $3)", V(INT64_MAX), V("很"),
                             V_BLOB(STR(""))),
                     1);
    assert_int_equal(db_exec(db, "UPDATE item SET name = $2 WHERE id = $1", V(7), V("sieben")), 1);
    assert_int_equal(db_commit(db, &t->err), 0);

    assert_int_equal(db_int(db, -1, "SELECT count(*) FROM item"), 3);
    assert_int_equal(db_int(db, -1, "SELECT id FROM item WHERE name = $1", V("很")), INT64_MAX);
    assert_int_equal(db_int(db, -1, "SELECT id FROM item WHERE name = $1", V("nobody")), -1);
    assert_true(db_has(db, "SELECT 1 FROM item WHERE id = $1", V(8)));
    assert_false(db_has(db, "SELECT 1 FROM item WHERE id = $1", V(9)));
    struct str name = db_str(db, &t->arena, "SELECT name FROM item WHERE id = $1", V(7));
    assert_true(str_is(name, "sieben"));
    struct str bytes = db_str(db, &t->arena, "SELECT bytes FROM item WHERE id = $1", V(7));
    assert_int_equal(bytes.len, 3);
    assert_memory_equal(bytes.data, nul_inside, 3);
    assert_null(db_str(db, &t->arena, "SELECT bytes FROM item WHERE id = $1", V(8)).data);
    bytes = db_str(db, &t->arena, "SELECT bytes FROM item WHERE id = $1", V(INT64_MAX));
    assert_true(bytes.data && bytes.len == 0);
    assert_null(db_str(db, &t->arena, "SELECT name FROM item WHERE id = $1", V(9)).data);
}

static void rows_come_in_order(void **state) {
    struct scratch *t = *state;
    struct db *db = store_writer(t->store);
    put_items(t, 1, 10);
    struct rows *r = db_rows(db, "SELECT id, name, bytes FROM item WHERE id > $1 ORDER BY id", V(4));
    int64_t expected = 5;
    while (rows_next(r)) {
        assert_int_equal(rows_int(r, 0), expected++);
        assert_true(str_starts(rows_str(r, 1), "item "));
        assert_true(rows_null(r, 2));
        assert_null(rows_str(r, 2).data);
    }
    assert_false(rows_next(r));
    rows_done(r);
    rows_done(r);
    assert_int_equal(expected, 11);
    assert_false(db_failed(db, &t->err));
}

static void parameters_by_number(void **state) {
    struct scratch *t = *state;
    struct db *db = store_writer(t->store);
    assert_int_equal(db_int(db, 0, "SELECT $2::bigint * 100 + $1::bigint * 10 + $2", V(3), V(5)), 535);
    assert_int_equal(db_int(db, 0, "SELECT $1 - $1", V(3)), 0);
    assert_int_equal(db_int(db, 0, "SELECT $10 - $9 + $8 - $7 + $6 - $5 + $4 - $3 + $2 - $1", V(1), V(2), V(3), V(4),
                            V(5), V(6), V(7), V(8), V(9), V(1000)),
                     1000 - 9 + 8 - 7 + 6 - 5 + 4 - 3 + 2 - 1);
}

static void errors_stick(void **state) {
    struct scratch *t = *state;
    struct db *db = store_writer(t->store);
    put_items(t, 1, 1);
    assert_int_equal(db_begin(db, &t->err), 0);
    assert_int_equal(db_exec(db, "INSERT INTO item (id, name) VALUES (2, 'kept only if all is well')"), 1);
    assert_int_equal(db_exec(db, "INSERT INTO item (id, name) VALUES ($1, $2)", V(1), V("again")), 0);
    assert_true(db_failed(db, &t->err));
    assert_int_equal(t->err.code, ERR_EXISTS);
    assert_says(&t->err, "UNIQUE constraint failed: item.id");
    /* Nothing works any more until the transaction ends, and nothing crashes. */
    assert_int_equal(db_exec(db, "DELETE FROM item"), 0);
    assert_int_equal(db_int(db, -5, "SELECT count(*) FROM item"), -5);
    assert_null(db_str(db, &t->arena, "SELECT name FROM item").data);
    struct rows *r = db_rows(db, "SELECT id FROM item");
    assert_false(rows_next(r));
    rows_done(r);
    assert_int_equal(db_commit(db, &t->err), ERR_EXISTS);
    assert_false(db_failed(db, &t->err));
    assert_false(db_latched(db));
    assert_int_equal(db_int(db, -1, "SELECT count(*) FROM item"), 1);

    /* A query that is wrong says so too. */
    assert_int_equal(db_begin(db, &t->err), 0);
    assert_int_equal(db_int(db, -1, "SELECT x FROM nowhere"), -1);
    assert_int_equal(db_commit(db, &t->err), ERR_USAGE);
    assert_says(&t->err, "no such table: nowhere");
    put_items(t, 2, 2);
}

static void savepoints(void **state) {
    struct scratch *t = *state;
    struct db *db = store_writer(t->store);
    assert_int_equal(db_begin(db, &t->err), 0);
    db_savepoint(db);
    assert_int_equal(db_exec(db, "INSERT INTO item (id, name) VALUES ($1, 'first')", V(1)), 1);
    db_savepoint_release(db);
    db_savepoint(db);
    assert_int_equal(db_exec(db, "INSERT INTO item (id, name) VALUES ($1, 'second')", V(2)), 1);
    assert_int_equal(db_exec(db, "INSERT INTO item (id, name) VALUES ($1, 'second')", V(1)), 0);
    assert_true(db_failed(db, NULL));
    db_savepoint_rollback(db);
    assert_false(db_failed(db, NULL));
    db_savepoint(db);
    assert_int_equal(db_exec(db, "INSERT INTO item (id, name) VALUES ($1, 'third')", V(3)), 1);
    db_savepoint_release(db);
    assert_int_equal(db_commit(db, &t->err), 0);
    assert_int_equal(db_int(db, -1, "SELECT count(*) FROM item"), 2);
    assert_int_equal(db_int(db, -1, "SELECT max(id) FROM item"), 3);

    /* An error before a savepoint is not forgiven by undoing the savepoint. */
    assert_int_equal(db_begin(db, &t->err), 0);
    assert_int_equal(db_exec(db, "INSERT INTO item (id, name) VALUES (1, 'again')"), 0);
    db_savepoint(db);
    db_savepoint_rollback(db);
    assert_true(db_failed(db, NULL));
    db_rollback(db);
    assert_false(db_failed(db, NULL));
}

static void snapshots(void **state) {
    struct scratch *t = *state;
    struct db *reader = store_reader(t->store);
    put_items(t, 1, 3);
    assert_int_equal(db_begin(reader, &t->err), 0);
    put_items(t, 4, 5); /* after the begin, before the first question: still unseen */
    assert_int_equal(db_int(reader, -1, "SELECT count(*) FROM item"), 3);
    struct db *second = store_reader(t->store);
    assert_int_equal(db_begin(second, &t->err), 0);
    assert_int_equal(db_int(second, -1, "SELECT count(*) FROM item"), 5);
    db_checkpoint(store_writer(t->store)); /* waits for nobody for ever, and disturbs nobody */
    assert_int_equal(db_int(reader, -1, "SELECT count(*) FROM item"), 3);
    assert_int_equal(db_commit(reader, &t->err), 0);
    assert_int_equal(db_begin(reader, &t->err), 0);
    assert_int_equal(db_int(reader, -1, "SELECT count(*) FROM item"), 5);
    store_reader_done(t->store, reader); /* ends the snapshot as well */
    store_reader_done(t->store, second);
}

static void readers_cannot_write(void **state) {
    struct scratch *t = *state;
    struct db *reader = store_reader(t->store);
    assert_int_equal(db_begin(reader, &t->err), 0);
    assert_int_equal(db_exec(reader, "INSERT INTO item (id, name) VALUES (1, 'no')"), 0);
    assert_int_equal(db_commit(reader, &t->err), ERR_IO);
    assert_says(&t->err, "may not be written");
    assert_false(db_latched(reader));
    store_reader_done(t->store, reader);
}

static void erased_rows_are_gone(void **state) {
    struct scratch *t = *state;
    struct db *db = store_writer(t->store);
    const char *secret = "cleartext-of-a-person-who-left";
    char large[20000];
    for (size_t i = 0; i + strlen(secret) < sizeof large; i += strlen(secret))
        memcpy(large + i, secret, strlen(secret) + 1);
    for (int round = 0; round < 40; round++) {
        assert_int_equal(db_begin(db, &t->err), 0);
        for (int i = 0; i < 50; i++) {
            char name[128];
            int64_t id = (int64_t)(i * 7919 + round * 104729) % 1000003;
            snprintf(name, sizeof name, "%s %lld %.*s", id % 5 ? "plain" : secret, (long long)id, (int)(id % 60),
                     "............................................................");
            db_exec(db, "INSERT INTO item (id, name) VALUES ($1, $2)", V(id), V(id % 55 ? name : large));
        }
        assert_int_equal(db_commit(db, &t->err), 0);
    }
    assert_int_equal(db_begin(db, &t->err), 0);
    assert_true(db_exec(db, "DELETE FROM item WHERE id % 5 = 0") > 100);
    assert_int_equal(db_commit(db, &t->err), 0);
    int64_t kept = db_int(db, -1, "SELECT count(*) FROM item");
    struct db *reader = store_reader(t->store);
    assert_int_equal(db_begin(reader, &t->err), 0);
    put_items(t, 2000000, 2000001);
    assert_int_equal(db_scrub(db, &t->err), ERR_BUSY); /* the reader may still ask for the erased rows' neighbours */
    assert_says(&t->err, "still being read");
    store_reader_done(t->store, reader);
    assert_ok(db_scrub(db, &t->err), &t->err);
    put_items(t, 2000002, 2000002);
    assert_true(child_finds(t->path, "plain"));
    assert_false(child_finds(t->path, secret));
    assert_false(child_finds(t->wal, secret));
    assert_int_equal(db_int(db, -1, "SELECT count(*) FROM item"), kept + 3);
}

static void copies(void **state) {
    struct scratch *t = *state;
    put_items(t, 1, 500);
    struct db *db = store_writer(t->store);
    assert_int_equal(db_quick_check(db, &t->err), 0);
    char copy[sizeof t->path + 8], part[sizeof copy + 8];
    snprintf(copy, sizeof copy, "%s.copy", t->path);
    snprintf(part, sizeof part, "%s.part", copy);
    write_file(part, "left by a copy that was cut short");
    struct db *reader = store_reader(t->store);
    assert_int_equal(db_backup_to(reader, copy, &t->err), 0);
    assert_int_equal(db_backup_to(reader, copy, &t->err), ERR_EXISTS);
    assert_int_equal(db_begin(reader, &t->err), 0); /* and is a reader still */
    db_exec(reader, "DELETE FROM item");
    assert_true(db_failed(reader, NULL));
    store_reader_done(t->store, reader);
    struct stat st;
    assert_int_equal(stat(copy, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(stat(part, &st), -1);

    struct store *other;
    assert_int_equal(store_open(&other, copy, STORE_OPEN, &t->err), 0);
    assert_int_equal(db_int(store_writer(other), -1, "SELECT count(*) FROM item"), 500);
    assert_int_equal(db_quick_check(store_writer(other), &t->err), 0);
    store_close(other);
    assert_int_equal(db_backup_to(db, "/proc/nowhere/copy", &t->err), ERR_IO);
}

static void scratch_is_fast_and_whole(void **state) {
    struct scratch *t = *state;
    struct store *s;
    assert_int_equal(store_open(&s, NULL, STORE_SCRATCH, &t->err), 0);
    assert_ptr_equal(store_reader(s), store_writer(s));
    struct db *db = store_writer(s);
    assert_int_equal(db_script(db, ITEM_TABLE, &t->err), 0);
    assert_int_equal(db_begin(db, &t->err), 0);
    for (int i = 0; i < 1000; i++) db_exec(db, "INSERT INTO item (id, name) VALUES ($1, 'x')", V(i));
    db_savepoint(db);
    db_exec(db, "DELETE FROM item");
    db_savepoint_rollback(db);
    assert_int_equal(db_commit(db, &t->err), 0);
    assert_int_equal(db_int(db, -1, "SELECT count(*) FROM item"), 1000);
    store_close(s);

    char path[sizeof t->path + 8];
    snprintf(path, sizeof path, "%s.demo", t->path);
    assert_int_equal(store_open(&s, path, STORE_SCRATCH, &t->err), 0);
    assert_int_equal(db_script(store_writer(s), ITEM_TABLE, &t->err), 0);
    assert_int_equal(db_begin(store_writer(s), &t->err), 0);
    db_exec(store_writer(s), "INSERT INTO item (id, name) VALUES (1, 'kept')");
    assert_int_equal(db_commit(store_writer(s), &t->err), 0);
    store_close(s);
    assert_int_equal(store_open(&s, path, STORE_OPEN, &t->err), 0);
    assert_int_equal(db_int(store_writer(s), -1, "SELECT count(*) FROM item"), 1);
    store_close(s);
}

/* More readers than the pool holds, while the writer commits: each sees whole commits, and each gets its turn. */
static void *read_often(void *store) {
    struct store *s = store;
    int64_t seen = 0;
    for (int i = 0; i < 60; i++) {
        struct error err;
        struct db *db = store_reader(s);
        if (db_begin(db, &err) != 0) return NULL;
        int64_t count = db_int(db, -1, "SELECT count(*) FROM item");
        int64_t highest = db_int(db, 0, "SELECT max(id) FROM item");
        if (count < seen || count % 5 != 0 || count != highest || db_commit(db, &err) != 0) return NULL;
        seen = count;
        store_reader_done(s, db);
    }
    return store;
}

static void a_crowd_of_readers(void **state) {
    struct scratch *t = *state;
    pthread_t crowd[24];
    for (size_t i = 0; i < 24; i++) assert_int_equal(pthread_create(&crowd[i], NULL, read_often, t->store), 0);
    for (int64_t k = 0; k < 100; k++) put_items(t, k * 5 + 1, k * 5 + 5);
    for (size_t i = 0; i < 24; i++) {
        void *good = NULL;
        assert_int_equal(pthread_join(crowd[i], &good), 0);
        assert_non_null(good);
    }
}

/* Texts that are assembled are many: a connection keeps a bounded number prepared, and loses none that it needs. */
static void statements_are_bounded(void **state) {
    struct scratch *t = *state;
    struct db *db = store_writer(t->store);
    enum { MANY = 2000 };
    static char texts[MANY][48];
    for (int i = 0; i < MANY; i++) snprintf(texts[i], sizeof texts[i], "SELECT count(*) + %d FROM item", i);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < MANY; i++) {
            assert_int_equal(db_begin(db, &t->err), 0);
            assert_int_equal(db_int(db, -1, texts[i]), i);
            assert_int_equal(db_commit(db, &t->err), 0);
        }
    put_items(t, 1, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT("store: values come back as they were bound", values_come_back),
        UNIT("store: rows come in order and end quietly", rows_come_in_order),
        UNIT("store: a parameter is the value of its number, wherever it stands", parameters_by_number),
        UNIT("store: an error sticks until its transaction ends", errors_stick),
        UNIT("store: a savepoint undoes itself and nothing else", savepoints),
        UNIT("store: a reader sees one moment until its end", snapshots),
        UNIT("store: a crowd of readers shares the pool while the writer commits", a_crowd_of_readers),
        UNIT("store: prepared statements are bounded in number", statements_are_bounded),
        UNIT("store: a reader cannot write", readers_cannot_write),
        UNIT("store: what was erased and scrubbed is in neither file", erased_rows_are_gone),
        UNIT("store: a copy is whole, private, and never overwrites", copies),
        UNIT("store: a scratch store keeps its rows, a named one for good", scratch_is_fast_and_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
