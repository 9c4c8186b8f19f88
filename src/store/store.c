/* Opening and closing, and the pool of readers.
 *
 *     store ── lock file beside the database: one writing process
 *       ├── writer   one connection, one thread at a time; it alone writes and checkpoints
 *       └── readers  up to STORE_READERS_MAX, opened when first needed, taken and given back; the last given back is
 *                    the next taken, so that a quiet server keeps one warm cache and not sixteen
 *
 * Why a lock of our own beside SQLite's: SQLite 3.40 lets two processes write in turns, and two that checkpoint at once
 * can damage the file (the WAL-reset bug, mended in 3.51.3). The lock makes the second stop before it opens anything.
 *
 * Nobody in this program opens the database file by itself while a connection lives: closing any descriptor of a file
 * drops the process's POSIX locks on it, SQLite's among them. That is why the lock is another file, and why file_make
 * and file_sync_with_folder run only before the first connection and after the last. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/internal.h"

static void configure_once(void) {
    /* Counting every allocation under one mutex costs readers a third of their speed. */
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static char *joined(const char *a, const char *b) {
    size_t na = strlen(a), nb = strlen(b);
    char *s = mem_alloc(na + nb + 1);
    memcpy(s, a, na);
    memcpy(s + na, b, nb + 1);
    return s;
}

/* The file exists or is made, as the mode asks, before any connection does. */
static int prepare_file(const char *path, enum store_mode mode, struct error *err) {
    if (mode == STORE_CREATE || mode == STORE_SCRATCH) return file_make(path, err);
    if (!file_exists(path))
        return error_set(err, ERR_MISSING, T("There is no database at {file}.", "{file} 处没有数据库。"),
                         ARG_Z("file", path));
    if (mode == STORE_READ) return 0;
    /* After a failed sync the system may hold bytes of the log in memory that are not on the disk and that it takes for
     * written. Recovery would trust them and build on them; written again and synced, they are what they seem. */
    char *wal = joined(path, "-wal");
    int code = file_exists(wal) ? file_settle(wal, err) : 0;
    free(wal);
    return code;
}

static int open_parts(struct store *s, struct error *err) {
    int code = 0;
    if (s->path && s->mode != STORE_READ) code = lock_take(s->lock_path, s->path, &s->lock, err);
    if (code == 0 && s->path) code = prepare_file(s->path, s->mode, err);
    if (code < 0) return code;
    enum db_kind kind = s->mode == STORE_READ ? DB_READER : s->mode == STORE_SCRATCH ? DB_SCRATCH : DB_WRITER;
    bool fresh = s->mode == STORE_CREATE || s->mode == STORE_SCRATCH;
    s->gather = kind == DB_WRITER ? gather_new() : NULL;
    struct db *first = connection_open(s->path ? s->path : "", kind, fresh, s->gather);
    if (!first->handle) code = error_copy(err, &first->error);
    if (code == 0 && s->mode == STORE_CREATE)
        code = file_sync_with_folder(s->lock_path, err); /* the folder now names the database */
    if (code < 0) {
        connection_close(first);
        if (s->mode == STORE_CREATE) (void)unlink(s->path); /* nothing is in it, and a second try may succeed */
        return code;
    }
    if (kind == DB_READER) {
        s->idle = first;
        s->reader_count = 1;
    } else {
        s->writer = first;
    }
    return 0;
}

int store_open(struct store **ret, const char *path, enum store_mode mode, struct error *err) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, configure_once);

    struct store *s = mem_alloc(sizeof *s);
    memset(s, 0, sizeof *s);
    s->path = path ? joined(path, "") : NULL;
    s->lock_path = path ? joined(path, ".lock") : NULL;
    s->mode = mode;
    s->lock = -1;
    pthread_mutex_init(&s->mutex, NULL);
    pthread_cond_init(&s->given_back, NULL);
    int code = open_parts(s, err);
    if (code < 0) {
        store_close(s);
        return code;
    }
    *ret = s;
    return 0;
}

void store_close(struct store *s) {
    if (!s) return;
    int idle = 0;
    while (s->idle) {
        struct db *db = s->idle;
        s->idle = db->next;
        connection_close(db);
        idle++;
    }
    if (idle != s->reader_count) abort(); /* a reader is still taken: its owner would use freed memory */
    bool written = s->writer != NULL;
    connection_close(s->writer);
    gather_free(s->gather);
    if (written && s->path && s->mode == STORE_SCRATCH)
        (void)file_sync_with_folder(s->path, NULL); /* the demo's alliance, opened for good next */
    if (s->lock >= 0)
        close(s->lock); /* the lock file stays: removing it would let two processes lock two files of one name */
    pthread_cond_destroy(&s->given_back);
    pthread_mutex_destroy(&s->mutex);
    free(s->path);
    free(s->lock_path);
    free(s);
}

struct db *store_writer(struct store *s) {
    return s->writer;
}

/* A store without durability has one connection for all. */
static bool is_shared(const struct store *s) { return s->mode == STORE_SCRATCH; }

struct db *store_reader(struct store *s) {
    if (is_shared(s)) return s->writer;
    pthread_mutex_lock(&s->mutex);
    while (!s->idle && s->reader_count >= STORE_READERS_MAX) pthread_cond_wait(&s->given_back, &s->mutex);
    struct db *db = s->idle;
    if (db)
        s->idle = db->next;
    else
        s->reader_count++;
    pthread_mutex_unlock(&s->mutex);
    if (!db) /* a connection that could not be opened is one that has failed: whoever begins is told why */
        db = connection_open(s->path, DB_READER, false, NULL);
    db->next = NULL;
    return db;
}

void store_reader_done(struct store *s, struct db *db) {
    if (is_shared(s)) return;
    query_assert_idle(db);
    if (db->open) db_rollback(db);
    bool dead = db->handle == NULL;
    if (dead) connection_close(db);
    pthread_mutex_lock(&s->mutex);
    if (dead) {
        s->reader_count--;
    } else {
        db->failed = false;
        db->next = s->idle;
        s->idle = db;
    }
    pthread_cond_signal(&s->given_back);
    pthread_mutex_unlock(&s->mutex);
}
