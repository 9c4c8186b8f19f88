/* One SQLite connection: how it is set up, and what its errors mean to a person.
 *
 * Settings, and why:
 *   WAL, synchronous=FULL   a commit is synced before it returns, and readers never wait for the writer
 *   no auto-checkpoint      checkpoints are ours (transaction.c): only the writer's, between transactions, errors seen
 *   secure_delete=ON        an erased name is overwritten with zeros, in freed pages too ("FAST" leaves those); what
 *                           it misses, db_scrub rewrites
 *   temp_store=MEMORY       no sort ever leaves private rows in a temporary file
 *   mmap off                a shortened file gives an error and not SIGBUS
 *   DEFENSIVE, untrusted schema, no double-quoted strings
 *                           a hostile file cannot run functions from its schema; "x" is a column as in PostgreSQL
 *   readers: opened read-only, query_only, and no checkpoint on close */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"

static int on_commit(void *context, sqlite3 *handle, const char *name, int pages) {
    (void)handle;
    (void)name;
    struct db *db = context;
    db->wal_pages = pages;
    return SQLITE_OK;
}

/* SQLite answers with the mode it could get: a file system without shared memory, such as a network's, has no WAL. */
static int settle_journal(struct db *db) {
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(db->handle, "PRAGMA journal_mode=WAL", -1, &stmt, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        rc = sqlite3_stricmp((const char *)sqlite3_column_text(stmt, 0), "wal") == 0 ? SQLITE_OK : SQLITE_CANTOPEN;
    (void)sqlite3_finalize(stmt);
    return rc;
}

static int settle_settings(struct db *db) {
    static const char *const for_kind[] = {
        [DB_WRITER] = "PRAGMA synchronous=FULL; PRAGMA journal_size_limit=16777216",
        [DB_READER] = "PRAGMA query_only=1",
        [DB_SCRATCH] = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE",
    };
    static const int cache_kib[] = { STORE_WRITER_CACHE_KIB, STORE_READER_CACHE_KIB, STORE_SCRATCH_CACHE_KIB };
    char common[256];
    snprintf(common, sizeof common,
             "PRAGMA secure_delete=%s; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0; PRAGMA cell_size_check=1; "
             "PRAGMA page_size=%d; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-%d",
             db->kind == DB_SCRATCH ? "OFF" : "ON", STORE_PAGE_SIZE, cache_kib[db->kind]);
    int rc = sqlite3_exec(db->handle, common, NULL, NULL, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_exec(db->handle, for_kind[db->kind], NULL, NULL, NULL);
    if (rc == SQLITE_OK && db->kind == DB_WRITER) rc = settle_journal(db);
    return rc;
}

/* A new file is marked as ours; another program's is not touched. Reading the mark also reads the header and the
 * schema, so that a damaged or shortened file is found here. */
static int settle_identity(struct db *db, bool fresh, bool *ret_foreign) {
    *ret_foreign = false;
    sqlite3_stmt *stmt = NULL;
    const char *sql = "SELECT (SELECT count(*) FROM sqlite_schema), application_id FROM pragma_application_id";
    int rc = sqlite3_prepare_v2(db->handle, sql, -1, &stmt, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_step(stmt);
    int tables = 0, id = 0;
    if (rc == SQLITE_ROW) {
        tables = sqlite3_column_int(stmt, 0);
        id = sqlite3_column_int(stmt, 1);
        rc = SQLITE_OK;
    }
    int end = sqlite3_finalize(stmt);
    if (rc != SQLITE_OK || end != SQLITE_OK) return rc != SQLITE_OK ? rc : end;
    if (id == STORE_APPLICATION_ID) return SQLITE_OK;
    if (tables > 0 || id != 0 || !fresh) {
        *ret_foreign = true;
        return SQLITE_OK;
    }
    char mark[64];
    snprintf(mark, sizeof mark, "PRAGMA application_id=%d", STORE_APPLICATION_ID);
    return sqlite3_exec(db->handle, mark, NULL, NULL, NULL);
}

static int open_handle(struct db *db, const struct gather *gather) {
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (db->kind == DB_READER)
        flags |= SQLITE_OPEN_READONLY;
    else
        flags |= SQLITE_OPEN_READWRITE | (db->path[0] == '\0' ? SQLITE_OPEN_CREATE : 0);
    int rc = sqlite3_open_v2(db->path, &db->handle, flags, gather_name(gather));
    if (rc != SQLITE_OK) return rc;
    sqlite3_busy_timeout(db->handle, STORE_BUSY_MS);
    static const struct {
        int what, on;
    } switches[] = {
        { SQLITE_DBCONFIG_DEFENSIVE, 1 },      { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
        { SQLITE_DBCONFIG_DQS_DML, 0 },        { SQLITE_DBCONFIG_DQS_DDL, 0 },
        { SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 }, { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
    };
    for (size_t i = 0; i < sizeof switches / sizeof switches[0] && rc == SQLITE_OK; i++)
        rc = sqlite3_db_config(db->handle, switches[i].what, switches[i].on, NULL);
    if (rc == SQLITE_OK && db->kind == DB_READER)
        rc = sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite3_limit(db->handle, SQLITE_LIMIT_LENGTH, STORE_VALUE_BYTES_MAX);
    return rc;
}

struct db *connection_open(const char *path, enum db_kind kind, bool fresh, const struct gather *gather) {
    struct db *db = mem_alloc(sizeof *db);
    memset(db, 0, sizeof *db);
    db->kind = kind;
    size_t size = strlen(path) + 1;
    db->path = mem_alloc(size);
    memcpy(db->path, path, size);
    db->checkpoint_at = STORE_CHECKPOINT_PAGES;
    atomic_init(&db->latched, false);

    bool foreign = false;
    int rc = open_handle(db, gather);
    if (rc == SQLITE_OK) rc = settle_identity(db, fresh, &foreign); /* first: settings write to the file */
    if (rc == SQLITE_OK && !foreign) rc = settle_settings(db);
    if (rc == SQLITE_OK && !foreign) rc = transaction_prepare(db);
    if (rc == SQLITE_OK && !foreign) {
        if (kind == DB_WRITER) sqlite3_wal_hook(db->handle, on_commit, db);
        return db;
    }
    if (foreign)
        (void)error_set(&db->error, ERR_CORRUPT,
                        T("{file} is not a database of charterd.", "{file} 不是 charterd 的数据库。"),
                        ARG_Z("file", path));
    else
        (void)connection_error(db, rc, &db->error);
    db->failed = true;
    query_release(db);
    sqlite3_close(db->handle);
    db->handle = NULL;
    return db;
}

void connection_close(struct db *db) {
    if (!db) return;
    if (db->open) db_rollback(db);
    query_release(db);
    /* A latched writer leaves log and database as they are, for recovery. */
    if (db->handle && atomic_load(&db->latched))
        (void)sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (db->handle && sqlite3_close(db->handle) != SQLITE_OK) abort(); /* a statement outside our table: cannot be */
    free(db->path);
    free(db);
}

/* What SQLite's answers mean to a person. The last row is for what only a mistake of the program can cause. */
static const struct meaning {
    int rc, code;
    struct text text;
} meanings[] = {
    { SQLITE_FULL, ERR_IO,
      TEXT_INIT("The disk that holds {file} is full: nothing was recorded. Free some space and try again.",
                "{file} 所在的磁盘已满，未作任何记录。请腾出空间后重试。") },
    { SQLITE_IOERR, ERR_IO,
      TEXT_INIT("The disk reported an error on {file} ({detail}).", "读写 {file} 时磁盘出错（{detail}）。") },
    { SQLITE_CORRUPT, ERR_CORRUPT,
      TEXT_INIT("The database {file} is damaged ({detail}). Restore it from a backup.",
                "数据库 {file} 已损坏（{detail}），请从备份恢复。") },
    { SQLITE_NOTADB, ERR_CORRUPT,
      TEXT_INIT("The database {file} is damaged ({detail}). Restore it from a backup.",
                "数据库 {file} 已损坏（{detail}），请从备份恢复。") },
    { SQLITE_BUSY, ERR_BUSY,
      TEXT_INIT("The database {file} is in use by another process. Try again shortly.",
                "数据库 {file} 正被其他进程占用，请稍后重试。") },
    { SQLITE_LOCKED, ERR_BUSY,
      TEXT_INIT("The database {file} is in use by another process. Try again shortly.",
                "数据库 {file} 正被其他进程占用，请稍后重试。") },
    { SQLITE_NOMEM, ERR_BUSY,
      TEXT_INIT("There is not enough memory to work on {file}. Try again later.",
                "内存不足，无法处理 {file}，请稍后重试。") },
    { SQLITE_CONSTRAINT, ERR_CONFLICT,
      TEXT_INIT("The record is already there or is not complete ({detail}).", "该记录已存在或不完整（{detail}）。") },
    { SQLITE_CANTOPEN, ERR_IO,
      TEXT_INIT("The database {file} cannot be opened ({detail}).", "数据库 {file} 无法打开（{detail}）。") },
    { SQLITE_PERM, ERR_IO,
      TEXT_INIT("The database {file} may not be opened ({detail}).", "没有打开数据库 {file} 的权限（{detail}）。") },
    { SQLITE_READONLY, ERR_IO,
      TEXT_INIT("The database {file} may not be written to ({detail}).",
                "没有写入数据库 {file} 的权限（{detail}）。") },
    { SQLITE_TOOBIG, ERR_TOO_LARGE, TEXT_INIT("A value is too large for {file}.", "写入 {file} 的内容过大。") },
    { SQLITE_OK, ERR_USAGE, TEXT_INIT("A query on {file} is wrong ({detail}).", "对 {file} 的查询有误（{detail}）。") },
};

int connection_error(const struct db *db, int rc, struct error *err) {
    /* The message of the handle when it speaks of this failure; it names the column or the table. */
    bool own = db->handle && sqlite3_extended_errcode(db->handle) == rc;
    const char *detail = own ? sqlite3_errmsg(db->handle) : sqlite3_errstr(rc);
    const struct meaning *m = meanings;
    while (m->rc != SQLITE_OK && m->rc != (rc & 0xff)) m++;
    bool twice = rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY;
    return error_set(err, twice ? ERR_EXISTS : m->code, m->text, ARG_Z("file", db->path[0] ? db->path : ":temporary:"),
                     ARG_Z("detail", detail));
}

void connection_fail(struct db *db, int rc) {
    if (db->kind == DB_WRITER && ((rc & 0xff) == SQLITE_IOERR || (rc & 0xff) == SQLITE_CORRUPT))
        atomic_store(&db->latched, true);
    if (db->open && db->handle && sqlite3_get_autocommit(db->handle)) db->lost = true;
    if (db->failed) return; /* the first error is the cause */
    (void)connection_error(db, rc, &db->error);
    db->failed = true;
}

int connection_refuse(const struct db *db, struct error *err) {
    if (db->failed && (!db_latched(db) || db->error.code == ERR_IO || db->error.code == ERR_CORRUPT))
        return error_copy(err, &db->error);
    return error_set(err, ERR_IO,
                     T("The disk reported an error on {file}. Nothing more is recorded until charterd is restarted.",
                       "读写 {file} 时磁盘出错。重新启动 charterd 之前不再记录。"),
                     ARG_Z("file", db->path));
}
