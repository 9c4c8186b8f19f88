/* A copy to try acts on; see trial.h. */
#include "acts/pipeline/trial.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "acts/pipeline/alliance.h"
#include "base/copying.h"

static int make_folder(char path[COPY_PATH_MAX], struct error *err) {
    const char *where = getenv("TMPDIR");
    int n = snprintf(path, COPY_PATH_MAX, "%s/charterd-trial-XXXXXX", where && *where ? where : "/tmp");
    if (n > 0 && n < COPY_PATH_MAX && mkdtemp(path)) return 0;
    return error_set(err, ERR_IO,
                     T("A folder to try this in could not be made: {reason}.", "无法建立用于试行的目录：{reason}。"),
                     ARG_TEXT("reason", errno_text(errno)));
}

static void drop_folder(const char *path) {
    static const char *const names[] = { "/alliance.db", "/alliance.db-wal", "/alliance.db-shm", "/alliance.db.lock" };
    char file[COPY_PATH_MAX];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (copy_path(file, path, names[i], NULL) == 0) (void)unlink(file);
    (void)rmdir(path);
}

static int copy_database(const char *dir, const char *to, struct error *err) {
    char from[COPY_PATH_MAX], copy[COPY_PATH_MAX];
    struct store *store = NULL;
    int result = copy_path(from, dir, "/alliance.db", err);
    if (result == 0) result = copy_path(copy, to, "/alliance.db", err);
    if (result == 0) result = store_open(&store, from, STORE_READ, err);
    if (result == 0) {
        struct db *db = store_reader(store);
        result = db_backup_to(db, copy, err);
        store_reader_done(store, db);
        store_close(store);
    }
    return result;
}

int trial_open(struct alliance **ret, const char *dir, struct error *err) {
    char folder[COPY_PATH_MAX];
    struct alliance *a = NULL;
    int result = make_folder(folder, err);
    if (result != 0) return result;
    result = copy_database(dir, folder, err);
    if (result == 0) result = alliance_open(&a, folder, ALLIANCE_MEND, err);
    if (result == 0) result = alliance_bulk(a, true, err);
    if (result == 0) {
        *ret = a;
        return 0;
    }
    alliance_close(a);
    drop_folder(folder);
    return result;
}

void trial_close(struct alliance *a) {
    char folder[COPY_PATH_MAX];
    if (!a) return;
    int named = copy_path(folder, a->dir, "", NULL);
    db_rollback(store_writer(a->store));
    a->in_bulk = false;
    alliance_close(a);
    if (named == 0) drop_folder(folder);
}
