/* A life of a store, short and complete: it is made, filled in commits of different sizes, read while written, emptied
 * of some rows, checkpointed, scrubbed and closed; after any accident `workload_verify` opens it again and finds every
 * acknowledged commit, whole.
 *
 * Commit k puts rows 100k … 100k+9 and sets the one row of `progress` to k; some commits put a large blob or so many rows
 * that the page cache spills into the log before the commit. */
#ifndef TESTS_STORE_WORKLOAD_H
#define TESTS_STORE_WORKLOAD_H

enum { WORKLOAD_COMMITS = 8, WORKLOAD_ROWS = 10 };

struct progress {
    bool made;          /* the schema's commit was acknowledged */
    int acknowledged;   /* the last commit that returned 0 */
    int attempted;      /* the last one that was tried */
    int refused;        /* attempts that failed */
    bool latched;
};

static inline size_t workload_blob(int k, char *out, size_t size) {
    size_t len = k % 4 == 1 ? size : (size_t)(40 + k);
    for (size_t i = 0; i < len; i++)
        out[i] = (char)((size_t)k * 31 + i * 7 + i / 251);
    return len;
}

/* One commit; 0 or the error. */
static inline int workload_commit(struct store *s, int k) {
    static char bytes[9000];
    struct error err;
    struct db *db = store_writer(s);
    int code = db_begin(db, &err);
    if (code < 0)
        return code;
    size_t len = workload_blob(k, bytes, sizeof bytes);
    for (int i = 0; i < WORKLOAD_ROWS; i++) {
        db_savepoint(db);
        db_exec(db, "INSERT INTO item (id, name, bytes) VALUES ($1, $2, $3)", V(k * 100 + i), V("row"),
                V_BLOB(((struct str){ bytes, len })));
        if (i % 5 == 4) { /* an act that is refused leaves nothing */
            db_exec(db, "INSERT INTO item (id, name, bytes) VALUES ($1, $2, $3)", V(k * 100 + 50), V("no"), V_NULL);
            db_savepoint_rollback(db);
            db_savepoint(db);
            db_exec(db, "INSERT INTO item (id, name, bytes) VALUES ($1, $2, $3)", V(k * 100 + i), V("row"),
                    V_BLOB(((struct str){ bytes, len })));
        }
        db_savepoint_release(db);
    }
    db_exec(db, "UPDATE progress SET k = $1", V(k));
    return db_commit(db, &err);
}

/* A snapshot must be one commit, never half of one; whatever cannot be read must say so. */
static inline void workload_read(struct store *s) {
    struct error err;
    struct db *db = store_reader(s);
    if (db_begin(db, &err) == 0) {
        int64_t k = db_int(db, -1, "SELECT k FROM progress");
        int64_t rows = db_int(db, -1, "SELECT count(*) FROM item");
        if (!db_failed(db, NULL))
            assert_int_equal(rows, k * WORKLOAD_ROWS);
        db_rollback(db);
    }
    store_reader_done(s, db);
}

static inline struct progress workload_run(const char *path) {
    struct progress p = { 0 };
    struct store *s;
    struct error err;
    if (store_open(&s, path, STORE_CREATE, &err) < 0)
        return p;
    struct db *db = store_writer(s);
    int code = db_begin(db, &err);
    if (code == 0) {
        db_script(db, "PRAGMA cache_size=8; " ITEM_TABLE "; CREATE TABLE progress (k BIGINT NOT NULL);"
                      "INSERT INTO progress (k) VALUES (0)", &err);
        code = db_commit(db, &err);
    }
    p.made = code == 0;
    for (int k = 1; p.made && k <= WORKLOAD_COMMITS; k++) {
        p.attempted = k;
        code = workload_commit(s, k);
        for (int again = 0; code < 0 && !db_latched(db) && again < 3; again++) { /* a full disk may find space */
            p.refused++;
            code = workload_commit(s, k);
        }
        if (code < 0)
            break;
        p.acknowledged = k;
        workload_read(s);
        if (k % 3 == 0)
            db_checkpoint(db);
        if (k == 5)
            (void)db_scrub(db, &err);
    }
    p.refused += code < 0;
    p.latched = db_latched(db);
    if (p.latched) { /* for good, until it is opened anew */
        assert_int_equal(db_begin(db, &err), ERR_IO);
        assert_int_equal(workload_commit(s, 99), ERR_IO);
        workload_read(s);
    }
    store_close(s);
    return p;
}

/* After the accident, on a sound disk again. */
static inline void workload_verify(const char *path, struct progress p) {
    static char bytes[9000];
    struct store *s;
    struct error err;
    struct arena arena;
    int code = store_open(&s, path, STORE_OPEN, &err);
    if (code < 0 && !p.made)
        return; /* nothing was acknowledged, and nothing is served */
    assert_ok(code, &err);
    struct db *db = store_writer(s);
    struct str said;
    arena_init(&arena);
    said = db_str(db, &arena, "PRAGMA integrity_check");
    assert_true(str_is(said, "ok"));
    if (p.made) {
        int64_t k = db_int(db, -1, "SELECT k FROM progress");
        if (k < p.acknowledged || k > p.attempted)
            fail_msg("found commit %lld, acknowledged %d, tried %d", (long long)k, p.acknowledged, p.attempted);
        assert_int_equal(db_int(db, -1, "SELECT count(*) FROM item"), k * WORKLOAD_ROWS);
        struct rows *r = db_rows(db, "SELECT id, bytes FROM item ORDER BY id");
        for (int64_t n = 0; rows_next(r); n++) {
            int of = (int)(n / WORKLOAD_ROWS) + 1;
            assert_int_equal(rows_int(r, 0), of * 100 + n % WORKLOAD_ROWS);
            struct str got = rows_str(r, 1);
            assert_int_equal(got.len, workload_blob(of, bytes, sizeof bytes));
            assert_memory_equal(got.data, bytes, got.len);
        }
        rows_done(r);
        assert_false(db_failed(db, &err));
        assert_int_equal(workload_commit(s, (int)k + 1), 0); /* and life goes on */
    }
    arena_release(&arena);
    store_close(s);
}

static inline void workload_remove(const char *path) {
    static const char *const ends[] = { "", "-wal", "-shm", "-journal", ".lock" };
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        char name[160];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        (void)unlink(name);
    }
}

#endif
