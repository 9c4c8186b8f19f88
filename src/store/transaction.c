/* Transactions, the latch, and checkpoints.
 *
 * A commit has three ends:
 *   0        the log is synced: the rows are on the disk
 *   full     SQLite undid everything cleanly; the caller says so, and may try again when there is space
 *   I/O      nobody knows what is on the disk. SQLite itself forgets: the next commit would succeed (measured: EIO at
 *            fdatasync gives one SQLITE_IOERR_FSYNC, then SQLITE_OK). So the writer is latched, and only a new process,
 *            which reads the files again, goes on. A row that was not acknowledged may then turn out to be there.
 *
 * A checkpoint copies the log into the database file. It runs before a transaction rather than after a commit, so that
 * those who wait for the commit have their answer first. */
#include <assert.h>
#include <stdlib.h>

#include "store/internal.h"

/* Prepared when the connection is opened: undoing must not need memory that cannot be had. */
static const char BEGIN_READING[] = "BEGIN", TAKE_SNAPSHOT[] = "SELECT 1 FROM sqlite_schema LIMIT 1",
                  BEGIN_WRITING[] = "BEGIN IMMEDIATE", COMMIT[] = "COMMIT", ROLLBACK[] = "ROLLBACK",
                  SAVEPOINT[] = "SAVEPOINT act", RELEASE[] = "RELEASE act", ROLLBACK_TO[] = "ROLLBACK TO act";

int transaction_prepare(struct db *db) {
    const char *const reading[] = { BEGIN_READING, TAKE_SNAPSHOT, COMMIT, ROLLBACK, NULL };
    const char *const writing[] = { BEGIN_WRITING, COMMIT, ROLLBACK, SAVEPOINT, RELEASE, ROLLBACK_TO, NULL };
    int rc = SQLITE_OK;
    for (const char *const *sql = db->kind == DB_READER ? reading : writing; *sql && rc == SQLITE_OK; sql++)
        rc = query_prepare(db, *sql);
    return rc;
}

/* ---- checkpoints: the writer's, between transactions ---- */

bool checkpoint_run(struct db *db, int mode) {
    assert(db->kind == DB_WRITER && !db->open);
    int log = 0, done = 0;
    sqlite3_busy_timeout(db->handle, STORE_CHECKPOINT_WAIT_MS);
    int rc = sqlite3_wal_checkpoint_v2(db->handle, "main", mode, &log, &done);
    sqlite3_busy_timeout(db->handle, STORE_BUSY_MS);
    if ((rc & 0xff) == SQLITE_IOERR || (rc & 0xff) == SQLITE_CORRUPT) {
        connection_fail(db, rc); /* latches: the log is whole, but this disk is not to be trusted with more */
        return false;
    }
    /* SQLITE_BUSY: readers still look at older pages. SQLITE_FULL: the log keeps what did not fit. Later again. */
    bool complete = rc == SQLITE_OK && done >= log;
    db->checkpoint_at = complete ? STORE_CHECKPOINT_PAGES : log + STORE_CHECKPOINT_PAGES;
    if (complete) db->wal_pages = 0;
    return complete;
}

static void checkpoint_when_due(struct db *db) {
    if (db->kind != DB_WRITER || db->wal_pages < db->checkpoint_at) return;
    (void)checkpoint_run(db,
                         db->wal_pages < STORE_RESTART_PAGES ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_RESTART);
}

void db_checkpoint(struct db *db) {
    if (db->kind == DB_WRITER && !db->open && !db->failed && !db_latched(db))
        (void)checkpoint_run(db, SQLITE_CHECKPOINT_TRUNCATE);
}

/* ---- begin, commit, rollback ---- */

int db_begin(struct db *db, struct error *err) {
    assert(!db->open);
    if (db_latched(db)) return connection_refuse(db, err);
    if (!db->handle) return error_copy(err, &db->error);
    db->failed = db->lost = false; /* a statement before this transaction is not its business */
    query_trim(db);
    checkpoint_when_due(db);
    if (db_latched(db)) return connection_refuse(db, err);
    int rc;
    if (db->kind == DB_READER) {
        rc = query_run(db, BEGIN_READING);
        if (rc == SQLITE_OK) /* the first read takes the snapshot */
            rc = query_run(db, TAKE_SNAPSHOT);
    } else {
        rc = query_run(db, BEGIN_WRITING);
    }
    if (rc == SQLITE_OK) {
        db->open = true;
        return 0;
    }
    connection_fail(db, rc);
    int code = error_copy(err, &db->error);
    if (!sqlite3_get_autocommit(db->handle)) (void)query_run(db, ROLLBACK);
    if (!db_latched(db)) db->failed = false;
    return code;
}

static void transaction_over(struct db *db) { db->open = db->in_savepoint = db->lost = false; }

int db_commit(struct db *db, struct error *err) {
    assert(db->open && !db->in_savepoint);
    query_assert_idle(db);
    if (!db->failed && !db_latched(db)) {
        int rc = query_run(db, COMMIT);
        if (rc == SQLITE_OK) {
            transaction_over(db);
            return 0;
        }
        connection_fail(db, rc);
    }
    int code = db->failed ? error_copy(err, &db->error) : connection_refuse(db, err);
    db_rollback(db);
    return code;
}

void db_rollback(struct db *db) {
    query_end_all(db);
    if (db->open && db->handle && !sqlite3_get_autocommit(db->handle)) {
        int rc = query_run(db, ROLLBACK);
        if (rc != SQLITE_OK && db->kind == DB_WRITER) {
            connection_fail(db, rc);
            atomic_store(&db->latched, true); /* what cannot be undone cannot be built upon */
        }
    }
    transaction_over(db);
    if (!db_latched(db) && db->handle) db->failed = false;
}

/* A savepoint can forgive only what went wrong inside it. An error before it, at its edges, or one for which SQLite undid
 * the whole transaction, makes the transaction lost: the error then stays until db_rollback. (Otherwise ROLLBACK TO would
 * find an older savepoint of the same name, and the commit would keep half of an act.) */
static void savepoint_edge(struct db *db, const char *sql) {
    if (db->failed) {
        db->lost = true;
        return;
    }
    int rc = query_run(db, sql);
    if (rc == SQLITE_OK) return;
    connection_fail(db, rc);
    db->lost = true;
}

void db_savepoint(struct db *db) {
    assert(db->open && !db->in_savepoint);
    db->in_savepoint = true;
    savepoint_edge(db, SAVEPOINT);
}

void db_savepoint_release(struct db *db) {
    assert(db->open && db->in_savepoint);
    db->in_savepoint = false;
    savepoint_edge(db, RELEASE);
}

void db_savepoint_rollback(struct db *db) {
    assert(db->open && db->in_savepoint);
    db->in_savepoint = false;
    query_end_all(db);
    if (db->lost || db_latched(db)) return;
    db->failed = false;
    savepoint_edge(db, ROLLBACK_TO);
    savepoint_edge(db, RELEASE);
}

bool db_failed(const struct db *db, struct error *err) {
    if (db->failed) (void)error_copy(err, &db->error);
    return db->failed;
}

bool db_latched(const struct db *db) { return atomic_load(&db->latched); }

int db_script(struct db *db, const char *sql, struct error *err) {
    if (db->failed) return error_copy(err, &db->error);
    int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    if (rc == SQLITE_OK) return 0;
    connection_fail(db, rc);
    int code = error_copy(err, &db->error);
    if (!db->open && !db_latched(db)) db->failed = false; /* told already, and nothing hangs on it */
    return code;
}
