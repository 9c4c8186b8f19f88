/* What the files of this room share: a store is a lock, one writer and a pool of readers; a connection is an SQLite
 * handle, its statements and its sticky error. */
#ifndef STORE_INTERNAL_H
#define STORE_INTERNAL_H

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>

#include "store/store.h"

enum {
    STORE_READERS_MAX = 16,         /* connections reading at once; who comes later waits. More than serving threads */
    STORE_BUSY_MS = 5000,           /* another process (a backup tool, a shell) may hold the file this long */
    STORE_CHECKPOINT_WAIT_MS = 100, /* a reader may keep a checkpoint from its end this long; then it is tried later */
    STORE_WRITER_CACHE_KIB = 4096,  /* pages come from the system's cache anyway; this spares the system call */
    STORE_READER_CACHE_KIB = 2048,
    STORE_SCRATCH_CACHE_KIB = 65536, /* folding touches everything, once, alone */
    STORE_CHECKPOINT_PAGES = 1000,  /* 4 MB of log: more gains 8 % of throughput and costs stalls of 200 ms and over */
    STORE_RESTART_PAGES = 16000,    /* 64 MB: readers kept the log from starting over; now we wait for them */
    STORE_SCRUB_MEMORY_MAX = 256 << 20, /* a larger database is rewritten by way of a temporary file */
    STORE_VALUE_BYTES_MAX = 64 << 20, /* the largest blob is 8 MiB; nothing in a row comes near this */
    STORE_PARAMETERS_MAX = 40,
    STORE_STATEMENTS_MAX = 600, /* of a connection; lists assemble a text for each set of filters. About 3 KB each */
    STORE_APPLICATION_ID = 0x63687274, /* "chrt", in the file's header */
};

/* A prepared statement, which is also the query that runs on it: one at a time. */
struct rows {
    struct db *db;        /* NULL: the empty answer of a connection that has failed */
    const char *sql;      /* the literal; its address is the key */
    sqlite3_stmt *stmt;
    bool running;
    bool writes;
    bool kept;            /* begin, commit and the like: never given up */
    int parameter_count;                            /* as SQLite counts them */
    uint8_t value_of[STORE_PARAMETERS_MAX];         /* SQLite's parameter i takes the caller's value value_of[i - 1] */
    size_t value_count;
};

enum db_kind { DB_WRITER, DB_READER, DB_SCRATCH };

struct db {
    sqlite3 *handle; /* NULL: could not be opened; `error` says why */
    enum db_kind kind;
    char *path;
    struct rows **table; /* open addressing by the literal's address; size is a power of two */
    size_t table_size, table_used;
    size_t running;      /* queries between their start and their end */
    struct rows none;    /* given out once the connection has failed */
    bool open;           /* in a transaction */
    bool in_savepoint;
    bool failed;         /* `error` is set: later calls do nothing */
    bool lost;           /* SQLite has undone the transaction itself: only db_rollback helps */
    struct error error;
    atomic_bool latched;
    int wal_pages;       /* of the log, after the last commit */
    int checkpoint_at;   /* pages at which the next checkpoint is tried */
    struct db *next;     /* in the pool of idle readers */
};

struct gather;

struct store {
    char *path;      /* NULL: unnamed */
    char *lock_path;
    enum store_mode mode;
    int lock;        /* descriptor of the lock file, or -1 */
    struct gather *gather; /* NULL: this store has no log of its own writing */
    struct db *writer;
    pthread_mutex_t mutex; /* guards the pool */
    pthread_cond_t given_back;
    struct db *idle;
    int reader_count; /* idle and taken */
};

/* connection.c */
/* Never NULL: a connection that could not be opened has no handle, has failed, and says why in its error. */
struct db *connection_open(const char *path, enum db_kind kind, bool fresh, const struct gather *gather);
void connection_close(struct db *db); /* NULL is fine */
/* Says what SQLite's answer `rc` means for a person, and returns the code. */
int connection_error(const struct db *db, int rc, struct error *err);
/* The same, as the connection's sticky error; latches a writer on an I/O error. */
void connection_fail(struct db *db, int rc);
/* Why a connection that failed or is latched does nothing more. */
int connection_refuse(const struct db *db, struct error *err);

/* query.c */
int query_prepare(struct db *db, const char *sql);
int query_run(struct db *db, const char *sql); /* a literal without values or rows; SQLite's answer */
void query_release(struct db *db);             /* finalizes every statement */
void query_trim(struct db *db);                /* gives up all but the kept ones, when they have become too many */
void query_assert_idle(const struct db *db);   /* no query may outlive its transaction … */
void query_end_all(struct db *db);             /* … and a rollback ends those that run */

/* transaction.c */
int transaction_prepare(struct db *db);
bool checkpoint_run(struct db *db, int mode); /* whether the log was copied into the database as a whole */

/* gather.c: a VFS of its own for a store's writer. */
struct gather *gather_new(void);
const char *gather_name(const struct gather *g); /* as SQLite is told it; NULL: the default one */
void gather_free(struct gather *g);              /* NULL is fine; after the connection is closed */

/* lock.c */
int lock_take(const char *path, const char *db_path, int *ret_fd, struct error *err);
int file_make(const char *path, struct error *err);             /* new, empty, for the owner alone */
int file_settle(const char *path, struct error *err);           /* rewrites its bytes in place, and syncs */
int file_sync_with_folder(const char *path, struct error *err);
int file_io_error(const char *path, struct error *err);         /* ERR_IO from errno */
bool file_exists(const char *path);

#endif
