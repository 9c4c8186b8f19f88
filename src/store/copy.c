/* A whole copy while others read and write; the database written anew in place; and the quick look for damage.
 *
 * VACUUM INTO reads one snapshot and writes every live row anew: the copy is compact, holds nothing that was erased,
 * and is made only if every page could be read. It is written under another name, synced, and only then named. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/internal.h"

int db_quick_check(struct db *db, struct error *err) {
    if (db->failed) return error_copy(err, &db->error);
    struct rows *r = db_rows(db, "PRAGMA quick_check(1)");
    int code = 0;
    if (rows_next(r)) {
        struct str said = rows_str(r, 0);
        if (!str_is(said, "ok"))
            code = error_set(err, ERR_CORRUPT,
                             T("The database {file} is damaged ({detail}). Restore it from a backup.",
                               "数据库 {file} 已损坏（{detail}），请从备份恢复。"),
                             ARG_Z("file", db->path), ARG_STR("detail", said));
    }
    rows_done(r);
    if (code == 0 && db->failed) code = error_copy(err, &db->error);
    if (!db->open && !db_latched(db)) db->failed = false;
    return code;
}

/* A copy has no log beside it: it is one file. */
static int copy_into(struct db *db, const char *path, struct error *err) {
    sqlite3_stmt *stmt = NULL;
    int rc =
        sqlite3_exec(db->handle, "PRAGMA query_only=0", NULL, NULL, NULL); /* the copy is written by this connection */
    if (rc == SQLITE_OK) rc = sqlite3_prepare_v2(db->handle, "VACUUM INTO $1", -1, &stmt, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_bind_text(stmt, 1, path, -1, SQLITE_STATIC);
    if (rc == SQLITE_OK) rc = sqlite3_step(stmt);
    int code = rc == SQLITE_DONE ? 0 : connection_error(db, rc, err);
    (void)sqlite3_finalize(stmt);
    if (db->kind == DB_READER) (void)sqlite3_exec(db->handle, "PRAGMA query_only=1", NULL, NULL, NULL);
    return code;
}

int db_backup_to(struct db *db, const char *path, struct error *err) {
    assert(!db->open); /* VACUUM is its own transaction */
    if (db->failed) return error_copy(err, &db->error);
    if (file_exists(path))
        return error_set(err, ERR_EXISTS, T("{file} already exists.", "{file} 已存在。"), ARG_Z("file", path));
    size_t size = strlen(path);
    char *part = mem_alloc(size + sizeof ".part");
    memcpy(part, path, size);
    memcpy(part + size, ".part", sizeof ".part");
    (void)unlink(part); /* of a copy that was cut short */
    int code = file_make(part, err);
    if (code == 0) code = copy_into(db, part, err);
    if (code == 0) code = file_sync_with_folder(part, err);
    if (code == 0 && rename(part, path) < 0) code = file_io_error(path, err);
    if (code == 0) code = file_sync_with_folder(path, err);
    if (code < 0) (void)unlink(part);
    free(part);
    return code;
}

int db_scrub(struct db *db, struct error *err) {
    assert(db->kind == DB_WRITER && !db->open);
    if (db->failed || db_latched(db)) return connection_refuse(db, err);
    int64_t size = db_int(db, 0, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
    const char *place = size <= STORE_SCRUB_MEMORY_MAX ? "PRAGMA temp_store=MEMORY" : "PRAGMA temp_store=FILE";
    int rc = sqlite3_exec(db->handle, place, NULL, NULL, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_exec(db->handle, "VACUUM", NULL, NULL, NULL);
    if (rc != SQLITE_OK) {
        connection_fail(db, rc);
        int code = error_copy(err, &db->error);
        db->failed = db_latched(db);
        return code;
    }
    (void)sqlite3_exec(db->handle, "PRAGMA temp_store=MEMORY", NULL, NULL, NULL);
    return db_empty_log(db, err);
}

int db_empty_log(struct db *db, struct error *err) {
    assert(db->kind == DB_WRITER && !db->open);
    if (db->failed || db_latched(db)) return connection_refuse(db, err);
    if (checkpoint_run(db, SQLITE_CHECKPOINT_TRUNCATE)) return 0;
    if (db_latched(db)) return connection_refuse(db, err);
    return error_set(err, ERR_BUSY,
                     T("Older pages of {file} are still being read: erased rows leave it when that ends. Try again.",
                       "{file} 的旧内容仍在被读取，读取结束后已删除的内容才会彻底清除。请重试。"),
                     ARG_Z("file", db->path));
}
