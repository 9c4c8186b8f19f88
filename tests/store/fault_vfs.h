/* A disk that fails on request: an SQLite VFS in front of the system's, which counts every operation that changes a
 * file and makes the Nth fail.
 *
 *   FAULT_ERROR_ONCE   the Nth gives an I/O error (a write is done by half), the rest work: what SQLite forgets
 *   FAULT_ERROR        the Nth and all after it give an I/O error: the disk is gone
 *   FAULT_FULL_ONCE    the Nth write that makes a file longer finds no space, the rest find some
 *   FAULT_FULL         no file grows from the Nth operation on
 *   FAULT_POWER_CUT    from the Nth on nothing reaches the disk, and of what was not yet synced any part may be lost:
 *                      fault_power_cut() then undoes unsynced writes chosen by the seed, some of them by half */
#ifndef TESTS_STORE_FAULT_VFS_H
#define TESTS_STORE_FAULT_VFS_H

#include <errno.h>
#include <sqlite3.h>

enum fault_kind { FAULT_NONE, FAULT_ERROR_ONCE, FAULT_ERROR, FAULT_FULL_ONCE, FAULT_FULL, FAULT_POWER_CUT };

/* One unsynced change, with what was there before. */
struct undo {
    struct undo *before;
    char path[128];
    sqlite3_int64 offset, old_size;
    int old_len;
    bool whole; /* a truncation is lost or kept, never half of it: file systems journal sizes */
    char old[];
};

static struct {
    enum fault_kind kind;
    long at, count, hits;
    uint64_t seed;
    bool pads; /* the disk does not say that a torn write leaves its neighbours alone: SQLite pads its commits */
    struct undo *undone; /* newest first */
    sqlite3_vfs *system, ours;
} fault;

struct fault_file {
    sqlite3_file base;
    char path[128]; /* "" for shared memory and temporary files */
    sqlite3_file *real;
};

static inline uint64_t fault_random(void) {
    fault.seed = fault.seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return fault.seed >> 33;
}

/* Counts an operation; SQLITE_OK or the error it must give. */
static inline int fault_now(bool grows) {
    long n = ++fault.count;
    bool hit = false;
    switch (fault.kind) {
    case FAULT_NONE: break;
    case FAULT_ERROR_ONCE: hit = n == fault.at; break;
    case FAULT_FULL_ONCE:
        hit = grows && n >= fault.at && fault.hits == 0;
        break;
    case FAULT_ERROR:
    case FAULT_POWER_CUT: hit = n >= fault.at; break;
    case FAULT_FULL: hit = grows && n >= fault.at; break;
    }
    fault.hits += hit;
    return !hit ? SQLITE_OK : fault.kind == FAULT_FULL || fault.kind == FAULT_FULL_ONCE ? SQLITE_FULL : SQLITE_IOERR;
}

static inline void fault_remember(struct fault_file *f, sqlite3_int64 offset, int len, bool whole) {
    if (fault.kind != FAULT_POWER_CUT || f->path[0] == '\0')
        return;
    struct undo *u = mem_alloc(sizeof *u + (size_t)len);
    memset(u, 0, sizeof *u);
    memcpy(u->path, f->path, sizeof u->path);
    u->offset = offset;
    u->whole = whole;
    f->real->pMethods->xFileSize(f->real, &u->old_size);
    sqlite3_int64 left = u->old_size - offset;
    u->old_len = left <= 0 ? 0 : left < len ? (int)left : len;
    if (u->old_len > 0)
        f->real->pMethods->xRead(f->real, u->old, u->old_len, offset);
    u->before = fault.undone;
    fault.undone = u;
}

/* What a sync makes safe cannot be lost any more. */
static inline void fault_forget(const char *path) {
    for (struct undo **at = &fault.undone; *at;) {
        struct undo *u = *at;
        if (path && strcmp(u->path, path) != 0) {
            at = &u->before;
            continue;
        }
        *at = u->before;
        free(u);
    }
}

static inline void fault_power_cut(void) {
    for (struct undo *u = fault.undone; u; u = u->before) {
        uint64_t choice = fault_random() % 4;
        if (choice == 0)
            continue; /* this one had reached the disk */
        int fd = open(u->path, O_RDWR | O_CLOEXEC);
        if (fd < 0)
            continue;
        if (u->whole)
            choice = 2;
        int len = choice == 1 ? u->old_len / 2 : u->old_len; /* torn */
        if (len > 0)
            assert_int_equal(pwrite(fd, u->old, (size_t)len, u->offset), len);
        if (choice != 1 && lseek(fd, 0, SEEK_END) > u->old_size && fault_random() % 2)
            assert_int_equal(ftruncate(fd, u->old_size), 0);
        close(fd);
    }
    fault_forget(NULL);
}

/* ---- the file ---- */

static inline int ff_close(sqlite3_file *file) {
    struct fault_file *f = (struct fault_file *)file;
    int rc = f->real->pMethods->xClose(f->real);
    sqlite3_free(f->real);
    return rc;
}
static inline int ff_read(sqlite3_file *file, void *to, int len, sqlite3_int64 offset) {
    struct fault_file *f = (struct fault_file *)file;
    return f->real->pMethods->xRead(f->real, to, len, offset);
}
static inline int ff_write(sqlite3_file *file, const void *from, int len, sqlite3_int64 offset) {
    struct fault_file *f = (struct fault_file *)file;
    sqlite3_int64 size = 0;
    f->real->pMethods->xFileSize(f->real, &size);
    int rc = fault_now(offset + len > size);
    if (rc == SQLITE_IOERR) {
        if (fault.kind == FAULT_ERROR_ONCE)
            f->real->pMethods->xWrite(f->real, from, len / 2, offset);
        return SQLITE_IOERR_WRITE;
    }
    if (rc != SQLITE_OK)
        return rc;
    fault_remember(f, offset, len, false);
    return f->real->pMethods->xWrite(f->real, from, len, offset);
}
static inline int ff_truncate(sqlite3_file *file, sqlite3_int64 size) {
    struct fault_file *f = (struct fault_file *)file;
    if (fault_now(false) != SQLITE_OK)
        return SQLITE_IOERR_TRUNCATE;
    sqlite3_int64 old = 0;
    f->real->pMethods->xFileSize(f->real, &old);
    if (old > size)
        fault_remember(f, size, (int)(old - size), true);
    return f->real->pMethods->xTruncate(f->real, size);
}
static inline int ff_sync(sqlite3_file *file, int flags) {
    struct fault_file *f = (struct fault_file *)file;
    if (fault_now(false) != SQLITE_OK)
        return SQLITE_IOERR_FSYNC;
    (void)flags; /* the real sync would only take time */
    if (f->path[0])
        fault_forget(f->path);
    return SQLITE_OK;
}
static inline int ff_size(sqlite3_file *file, sqlite3_int64 *size) {
    struct fault_file *f = (struct fault_file *)file;
    return f->real->pMethods->xFileSize(f->real, size);
}
static inline int ff_lock(sqlite3_file *file, int level) {
    struct fault_file *f = (struct fault_file *)file;
    return f->real->pMethods->xLock(f->real, level);
}
static inline int ff_unlock(sqlite3_file *file, int level) {
    struct fault_file *f = (struct fault_file *)file;
    return f->real->pMethods->xUnlock(f->real, level);
}
static inline int ff_reserved(sqlite3_file *file, int *out) {
    struct fault_file *f = (struct fault_file *)file;
    return f->real->pMethods->xCheckReservedLock(f->real, out);
}
static inline int ff_control(sqlite3_file *file, int op, void *arg) {
    struct fault_file *f = (struct fault_file *)file;
    if (op == SQLITE_FCNTL_SIZE_HINT || op == SQLITE_FCNTL_CHUNK_SIZE)
        return SQLITE_NOTFOUND; /* growing happens in xWrite, where it is counted */
    return f->real->pMethods->xFileControl(f->real, op, arg);
}
static inline int ff_sector(sqlite3_file *file) {
    struct fault_file *f = (struct fault_file *)file;
    return f->real->pMethods->xSectorSize(f->real);
}
static inline int ff_device(sqlite3_file *file) {
    (void)file; /* no promise of atomic or ordered writes, whatever this machine's disk does */
    return fault.pads ? 0 : SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}
static inline int ff_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out) {
    struct fault_file *f = (struct fault_file *)file;
    return f->real->pMethods->xShmMap(f->real, page, size, extend, out);
}
static inline int ff_shm_lock(sqlite3_file *file, int offset, int n, int flags) {
    struct fault_file *f = (struct fault_file *)file;
    return f->real->pMethods->xShmLock(f->real, offset, n, flags);
}
static inline void ff_shm_barrier(sqlite3_file *file) {
    struct fault_file *f = (struct fault_file *)file;
    f->real->pMethods->xShmBarrier(f->real);
}
static inline int ff_shm_unmap(sqlite3_file *file, int erase) {
    struct fault_file *f = (struct fault_file *)file;
    return f->real->pMethods->xShmUnmap(f->real, erase);
}

static const sqlite3_io_methods fault_methods = {
    2,          ff_close,  ff_read,     ff_write,   ff_truncate, ff_sync,    ff_size,     ff_lock,
    ff_unlock,  ff_reserved, ff_control, ff_sector, ff_device,   ff_shm_map, ff_shm_lock, ff_shm_barrier,
    ff_shm_unmap, NULL, NULL,
};

/* ---- the file system ---- */

static inline int fv_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags) {
    (void)vfs;
    struct fault_file *f = (struct fault_file *)file;
    memset(f, 0, sizeof *f);
    f->real = sqlite3_malloc(fault.system->szOsFile);
    if (!f->real)
        return SQLITE_NOMEM;
    memset(f->real, 0, (size_t)fault.system->szOsFile);
    int rc = fault.system->xOpen(fault.system, name, f->real, flags, out_flags);
    if (rc != SQLITE_OK || !f->real->pMethods) {
        sqlite3_free(f->real);
        return rc != SQLITE_OK ? rc : SQLITE_CANTOPEN;
    }
    if (name && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)))
        snprintf(f->path, sizeof f->path, "%s", name);
    f->base.pMethods = &fault_methods;
    return SQLITE_OK;
}
static inline int fv_delete(sqlite3_vfs *vfs, const char *name, int sync) {
    (void)vfs;
    (void)sync;
    if (fault_now(false) != SQLITE_OK)
        return SQLITE_IOERR_DELETE;
    return fault.system->xDelete(fault.system, name, 0);
}

/* Becomes the default for every connection opened from now on. */
static inline void fault_install(void) {
    if (fault.system)
        return;
    fault.system = sqlite3_vfs_find(NULL);
    fault.ours = *fault.system;
    fault.ours.zName = "fault";
    fault.ours.szOsFile = sizeof(struct fault_file);
    fault.ours.xOpen = fv_open;
    fault.ours.xDelete = fv_delete;
    fault.ours.pNext = NULL;
    sqlite3_vfs_register(&fault.ours, 1);
}

static inline void fault_set(enum fault_kind kind, long at, uint64_t seed) {
    fault_forget(NULL);
    fault.kind = kind;
    fault.at = at;
    fault.count = fault.hits = 0;
    fault.seed = seed;
}

#endif
