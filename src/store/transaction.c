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

static int refuse_latched(const struct db *db, struct error *err) {
    if (db->failed) return error_copy(err, &db->error);
    return error_set(err, ERR_IO,
                     T("The disk reported an error on {file}. Nothing more is recorded until charterd is restarted.",
                       "读写 {file} 时磁盘出错。重新启动 charterd 之前不再记录。"),
                     ARG_Z("file", db->path));
}

/* ---- checkpoints: the writer's, between transactions ---- */

static void checkpoint(struct db *db, int mode) {
    assert(db->kind == DB_WRITER && !db->open);
    int log = 0, done = 0;
    int rc = sqlite3_wal_checkpoint_v2(db->handle, "main", mode, &log, &done);
    if ((rc & 0xff) == SQLITE_IOERR || (rc & 0xff) == SQLITE_CORRUPT) {
        connection_fail(db, rc); /* latches: the log is whole, but this disk is not to be trusted with more */
        return;
    }
    /* SQLITE_BUSY: readers still look at older pages. SQLITE_FULL: the log keeps what did not fit. Later again. */
    bool complete = rc == SQLITE_OK && done >= log;
    db->checkpoint_at = complete ? STORE_CHECKPOINT_PAGES : log + STORE_CHECKPOINT_PAGES;
    if (complete) db->wal_pages = 0;
}

static void checkpoint_when_due(struct db *db) {
    if (db->kind != DB_WRITER || db->wal_pages < db->checkpoint_at) return;
    checkpoint(db, db->wal_pages < STORE_RESTART_PAGES ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_RESTART);
}

void db_checkpoint(struct db *db) {
    if (db->kind == DB_WRITER && !db->open && !db->failed && !db_latched(db))
        checkpoint(db, SQLITE_CHECKPOINT_TRUNCATE);
}

/* ---- begin, commit, rollback ---- */

int db_begin(struct db *db, struct error *err) {
    assert(!db->open);
    if (db_latched(db)) return refuse_latched(db, err);
    if (!db->handle) return error_copy(err, &db->error);
    db->failed = db->lost = false; /* a statement before this transaction is not its business */
    checkpoint_when_due(db);
    if (db_latched(db)) return refuse_latched(db, err);
    int rc;
    if (db->kind == DB_READER) {
        rc = query_run(db, "BEGIN");
        if (rc == SQLITE_OK) /* the first read takes the snapshot */
            rc = query_run(db, "SELECT 1 FROM sqlite_schema LIMIT 1");
    } else {
        rc = query_run(db, "BEGIN IMMEDIATE");
    }
    if (rc == SQLITE_OK) {
        db->open = true;
        return 0;
    }
    connection_fail(db, rc);
    int code = error_copy(err, &db->error);
    if (!sqlite3_get_autocommit(db->handle)) (void)query_run(db, "ROLLBACK");
    if (!db_latched(db)) db->failed = false;
    return code;
}

static void transaction_over(struct db *db) { db->open = db->in_savepoint = db->lost = false; }

int db_commit(struct db *db, struct error *err) {
    assert(db->open && !db->in_savepoint);
    query_assert_idle(db);
    if (!db->failed && !db_latched(db)) {
        int rc = query_run(db, "COMMIT");
        if (rc == SQLITE_OK) {
            transaction_over(db);
            return 0;
        }
        connection_fail(db, rc);
    }
    int code = db->failed ? error_copy(err, &db->error) : refuse_latched(db, err);
    db_rollback(db);
    return code;
}

void db_rollback(struct db *db) {
    query_end_all(db);
    if (db->open && db->handle && !sqlite3_get_autocommit(db->handle)) {
        int rc = query_run(db, "ROLLBACK");
        if (rc != SQLITE_OK && db->kind == DB_WRITER) {
            connection_fail(db, rc);
            atomic_store(&db->latched, true); /* what cannot be undone cannot be built upon */
        }
    }
    transaction_over(db);
    if (!db_latched(db) && db->handle) db->failed = false;
}

void db_savepoint(struct db *db) {
    assert(db->open && !db->in_savepoint);
    db->in_savepoint = true;
    if (db->failed) return;
    int rc = query_run(db, "SAVEPOINT act");
    if (rc != SQLITE_OK) connection_fail(db, rc);
}

void db_savepoint_release(struct db *db) {
    assert(db->open && db->in_savepoint);
    db->in_savepoint = false;
    if (db->failed) return;
    int rc = query_run(db, "RELEASE act");
    if (rc != SQLITE_OK) connection_fail(db, rc);
}

void db_savepoint_rollback(struct db *db) {
    assert(db->open && db->in_savepoint);
    db->in_savepoint = false;
    if (db->lost || db_latched(db)) return; /* the whole transaction is gone: the error stays until db_rollback */
    int rc = query_run(db, "ROLLBACK TO act");
    if (rc == SQLITE_OK) rc = query_run(db, "RELEASE act");
    if (rc == SQLITE_OK)
        db->failed = false;
    else
        connection_fail(db, rc);
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
