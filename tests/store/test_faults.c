/* Every operation on the disk is made to fail in turn, in five ways, through a whole life of a store (workload.h).
 *
 * The invariants of store.h under test: 2 (acknowledged is on disk, also after a power cut that loses any part of what
 * was not synced) and 3 (an I/O error latches, a full disk does not). */
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
#include "fault_vfs.h"
#include "workload.h"

/* The number of operations in a life without faults. */
static long count_operations(struct scratch *t) {
    fault_install();
    fault_set(FAULT_NONE, 0, 0);
    struct progress p = workload_run(t->path);
    long count = fault.count;
    assert_true(p.made && !p.latched);
    assert_int_equal(p.acknowledged, WORKLOAD_COMMITS);
    workload_verify(t->path, p);
    workload_remove(t->path);
    assert_true(count > 100);
    print_message("# %ld operations\n", count);
    return count;
}

static struct progress one_life(struct scratch *t, enum fault_kind kind, long at, uint64_t seed) {
    fault_set(kind, at, seed);
    struct progress p = workload_run(t->path);
    if (kind == FAULT_POWER_CUT) fault_power_cut();
    fault_set(FAULT_NONE, 0, 0);
    workload_verify(t->path, p);
    workload_remove(t->path);
    return p;
}

static void each_operation_fails_once(void **state) {
    struct scratch *t = *state;
    long count = count_operations(t);
    int latched = 0;
    for (long at = 1; at <= count; at++) {
        struct progress p = one_life(t, FAULT_ERROR_ONCE, at, 0);
        latched += p.latched;
        assert_true(!p.made || p.latched || p.acknowledged == WORKLOAD_COMMITS);
        assert_true(p.refused <= 1); /* never a try after the first error */
    }
    assert_true(latched > count / 2);
}

static void the_disk_goes_away(void **state) {
    struct scratch *t = *state;
    long count = count_operations(t);
    for (long at = 1; at <= count; at++) {
        struct progress p = one_life(t, FAULT_ERROR, at, 0);
        assert_true(!p.made || p.latched || p.acknowledged == WORKLOAD_COMMITS);
    }
}

static void the_disk_is_full_once(void **state) {
    struct scratch *t = *state;
    long count = count_operations(t);
    int refused = 0;
    for (long at = 1; at <= count; at++) {
        struct progress p = one_life(t, FAULT_FULL_ONCE, at, 0);
        assert_false(p.latched);
        assert_true(!p.made || p.acknowledged == WORKLOAD_COMMITS);
        refused += p.refused;
    }
    assert_true(refused > 0);
}

static void the_disk_stays_full(void **state) {
    struct scratch *t = *state;
    long count = count_operations(t);
    for (long at = 1; at <= count; at += 3) {
        struct progress p = one_life(t, FAULT_FULL, at, 0);
        assert_false(p.latched);
    }
}

static void a_full_disk_says_so(void **state) {
    struct scratch *t = *state;
    fault_install();
    fault_set(FAULT_NONE, 0, 0);
    assert_int_equal(scratch_fill(t), 0);
    struct db *db = store_writer(t->store);
    fault_set(FAULT_FULL, 1, 0);
    assert_int_equal(db_begin(db, &t->err), 0);
    db_exec(db, "INSERT INTO item (id, name) VALUES (1, 'one')");
    assert_int_equal(db_commit(db, &t->err), ERR_IO);
    assert_says(&t->err, "is full: nothing was recorded");
    assert_false(db_latched(db));
    fault_set(FAULT_NONE, 0, 0);
    put_items(t, 1, 1);
}

static void an_error_latches(void **state) {
    struct scratch *t = *state;
    fault_install();
    fault_set(FAULT_NONE, 0, 0);
    assert_int_equal(scratch_fill(t), 0);
    put_items(t, 1, 3);
    struct db *db = store_writer(t->store);
    assert_int_equal(db_begin(db, &t->err), 0);
    db_exec(db, "INSERT INTO item (id, name) VALUES (4, 'four')");
    fault_set(FAULT_ERROR_ONCE, 2, 0);
    assert_int_equal(db_commit(db, &t->err), ERR_IO);
    assert_says(&t->err, "The disk reported an error");
    assert_true(db_latched(db));
    assert_int_equal(db_begin(db, &t->err), ERR_IO); /* though SQLite itself would go on */
    assert_says(&t->err, "The disk reported an error");
    struct db *reader = store_reader(t->store);
    assert_int_equal(db_begin(reader, &t->err), 0);
    assert_int_equal(db_int(reader, -1, "SELECT count(*) FROM item"), 3);
    store_reader_done(t->store, reader);
    store_close(t->store);
    t->store = NULL;
    assert_int_equal(store_open(&t->store, t->path, STORE_OPEN, &t->err), 0);
    assert_true(db_int(store_writer(t->store), -1, "SELECT count(*) FROM item") >= 3);
    put_items(t, 5, 6);
}

/* The log's frames go out as one write, and the sync after it: nothing else stands between an act and its answer. */
static void a_commit_is_one_write_and_one_sync(void **state) {
    struct scratch *t = *state;
    fault_install();
    fault_set(FAULT_NONE, 0, 0);
    assert_int_equal(scratch_fill(t), 0);
    put_items(t, 1, 3);
    struct db *db = store_writer(t->store);
    assert_int_equal(db_begin(db, &t->err), 0);
    db_exec(db, "UPDATE item SET name = 'other' WHERE id = 1");
    db_exec(db, "INSERT INTO item (id, name, bytes) VALUES (4, 'four', zeroblob(30000))");
    long before = fault.count;
    assert_int_equal(db_commit(db, &t->err), 0);
    assert_int_equal(fault.count - before, 2);
}

/* One that outgrows what is gathered at once, and what the system's VFS takes at once. */
static void a_long_commit_is_whole(void **state) {
    struct scratch *t = *state;
    fault_install();
    fault_set(FAULT_NONE, 0, 0);
    assert_int_equal(scratch_fill(t), 0);
    struct db *db = store_writer(t->store);
    assert_int_equal(db_begin(db, &t->err), 0);
    for (int64_t id = 1; id <= 60; id++)
        db_exec(db, "INSERT INTO item (id, name, bytes) VALUES ($1, 'long', zeroblob(20000 + $1))", V(id));
    assert_int_equal(db_commit(db, &t->err), 0);
    struct db *reader = store_reader(t->store);
    assert_int_equal(db_begin(reader, &t->err), 0);
    int64_t bytes = db_int(reader, -1, "SELECT sum(length(bytes)) FROM item");
    store_reader_done(t->store, reader);
    assert_int_equal(bytes, 60 * 20000 + 60 * 61 / 2);
}

static void the_power_goes(void **state) {
    struct scratch *t = *state;
    long count = count_operations(t);
    for (uint64_t seed = 1; seed <= 3; seed++)
        for (long at = 1; at <= count; at++) one_life(t, FAULT_POWER_CUT, at, seed * 1000003 + (uint64_t)at);
}

static void the_power_goes_where_writes_tear(void **state) {
    fault.pads = true;
    the_power_goes(state);
    fault.pads = false;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_FOLDER("faults: each operation fails once, nothing acknowledged is lost", each_operation_fails_once),
        UNIT_FOLDER("faults: the disk goes away at each operation", the_disk_goes_away),
        UNIT_FOLDER("faults: the disk is full for a moment, and nothing is latched", the_disk_is_full_once),
        UNIT_FOLDER("faults: the disk stays full", the_disk_stays_full),
        UNIT_FOLDER("faults: a full disk is told in plain words", a_full_disk_says_so),
        UNIT_FOLDER("faults: an I/O error latches the writer, and reading goes on", an_error_latches),
        UNIT_FOLDER("faults: a commit is one write and one sync", a_commit_is_one_write_and_one_sync),
        UNIT_FOLDER("faults: a commit of a megabyte is whole", a_long_commit_is_whole),
        UNIT_FOLDER("faults: the power goes at each operation, unsynced writes are lost at random", the_power_goes),
        UNIT_FOLDER("faults: the same on a disk for which SQLite pads its commits", the_power_goes_where_writes_tear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
