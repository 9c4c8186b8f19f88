/* Demo lives for tests: made in a folder of their own, held to be whole, and read. */
#ifndef TESTS_DEMO_LIVES_H
#define TESTS_DEMO_LIVES_H

#include "../support/check.h"

#include <stdlib.h>
#include <unistd.h>

#include "acts/pipeline/pipeline.h"
#include "demo/demo.h"

static char folder[] = "/tmp/charterd-demo-XXXXXX";

static inline const char *fresh_dir(void) {
    static char dirs[64][128];
    static int made;
    assert_true(made < 64);
    snprintf(dirs[made], sizeof dirs[0], "%s/%d", folder, made);
    return dirs[made++];
}

static inline struct demo_report lived_as(const struct demo_options *o) {
    struct demo_report r;
    struct error err = { 0 };
    struct buf b;
    buf_init(&b, 4096);
    if (demo_run(o, &r, &err) != 0) {
        error_format(&b, &err, LANG_EN);
        fail_msg("%s: %s", o->charter, buf_z(&b));
    }
    if (r.surprises > 0) {
        error_format(&b, &r.surprise, LANG_EN);
        fail_msg("%s, seed %d: %s", o->charter, (int)o->seed, buf_z(&b));
    }
    buf_release(&b);
    return r;
}

static inline void assert_whole(const char *dir, const struct demo_report *r) {
    struct arena arena;
    arena_init(&arena);
    struct check_report check = { .arena = &arena };
    struct error err = { 0 };
    assert_int_equal(alliance_check(dir, false, &check, &err), 0);
    for (size_t i = 0; i < check.fault_count; i++) {
        struct buf b;
        buf_init(&b, 4096);
        error_format(&b, &check.faults[i], LANG_EN);
        print_error("%s\n", buf_z(&b));
        buf_release(&b);
    }
    assert_true(check.whole);
    assert_int_equal(check.fault_count, 0);
    assert_int_equal(check.acts, r->entries);
    assert_memory_equal(check.root.b, r->root.b, HASH_SIZE);
    arena_release(&arena);
}

/* An alliance that lives no more, and a reader of it. */
struct reading { struct alliance *a; struct db *db; };

static inline struct reading reading_begin(const char *dir) {
    struct reading r;
    struct error err = { 0 };
    assert_int_equal(alliance_open(&r.a, dir, ALLIANCE_READ, &err), 0);
    r.db = store_reader(alliance_store(r.a));
    assert_int_equal(db_begin(r.db, &err), 0);
    return r;
}

static inline void reading_end(struct reading *r) {
    assert_false(db_failed(r->db, NULL));
    db_rollback(r->db);
    store_reader_done(alliance_store(r->a), r->db);
    alliance_close(r->a);
}

/* Counts of one column, as a visitor of the finished alliance would see them. */
static inline int64_t count(const char *dir, const char *sql) {
    struct reading r = reading_begin(dir);
    int64_t n = db_int_values(r.db, -1, sql, NULL, 0);
    reading_end(&r);
    return n;
}

#define assert_some(dir, sql) assert_true(count((dir), (sql)) > 0)

static inline int setup(void **state) {
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static inline int teardown(void **state) {
    (void)state;
    char command[160];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

#endif
