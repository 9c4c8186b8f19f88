/* One write a commit instead of two a page.
 *
 * SQLite writes its log frame by frame, a header of 24 bytes and a page, each by a system call of its own, and the
 * frames straddle the pages of the system's cache. A commit of four pages costs eight calls that way, a fifth of the
 * time that the disk itself needs. This VFS stands between SQLite and the system's and gathers what the writer appends
 * to the log, until it is synced, or read, or asked about:
 *
 *     header page header page … sync        becomes        one write, sync
 *
 * Nothing is promised less: SQLite shows a commit to readers, and returns from it, only after the sync of its frames
 * succeeded, and the sync comes after the write here as there. Only the log of the writing connection is gathered; every
 * other file, and everything but writing, goes straight to the VFS that was the default when the store was opened (in
 * the tests, a disk that fails on request). Where a file system does not promise that a torn write leaves its
 * neighbours alone, SQLite pads its commits and writes once more after the sync: there nothing is gathered. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"

/* Sixteen pages; a longer commit goes out in pieces. SQLite's own VFS takes at most 128 KiB less one byte at once: it masks the
 * length, since pages are never longer. */
enum { GATHERED_BYTES = 64 << 10 };

struct gather {
    sqlite3_vfs vfs; /* first: SQLite hands it back to us */
    sqlite3_vfs *system;
    char name[40];
};

/* Behind the system's file, in the same allocation: its methods, and ours in their place. */
struct gathered {
    const sqlite3_io_methods *system;
    sqlite3_io_methods ours;
    sqlite3_int64 offset; /* where the first of the bytes belongs */
    size_t len;
    char *bytes;
};

/* The methods a file has are a member of the struct: from them it is found, whatever the system's file is like. */
static struct gathered *gathered_of(sqlite3_file *file) {
    return (struct gathered *)((uintptr_t)file->pMethods - offsetof(struct gathered, ours));
}

/* What cannot be written stays: SQLite takes it for written, so nothing behind it may be read or synced before it is. */
static int flush(sqlite3_file *file) {
    struct gathered *g = gathered_of(file);
    int rc = g->len ? g->system->xWrite(file, g->bytes, (int)g->len, g->offset) : SQLITE_OK;
    if (rc == SQLITE_OK) g->len = 0;
    return rc;
}

static int gather_write(sqlite3_file *file, const void *from, int len, sqlite3_int64 offset) {
    struct gathered *g = gathered_of(file);
    size_t n = (size_t)len;
    if (g->len && (offset != g->offset + (sqlite3_int64)g->len || g->len + n > GATHERED_BYTES)) {
        int rc = flush(file);
        if (rc != SQLITE_OK) return rc;
    }
    if (n > GATHERED_BYTES) return g->system->xWrite(file, from, len, offset);
    if (g->len == 0) g->offset = offset;
    memcpy(g->bytes + g->len, from, n);
    g->len += n;
    return SQLITE_OK;
}

static int gather_sync(sqlite3_file *file, int flags) {
    int rc = flush(file);
    return rc == SQLITE_OK ? gathered_of(file)->system->xSync(file, flags) : rc;
}

static int gather_read(sqlite3_file *file, void *to, int len, sqlite3_int64 offset) {
    int rc = flush(file);
    return rc == SQLITE_OK ? gathered_of(file)->system->xRead(file, to, len, offset) : rc;
}

static int gather_truncate(sqlite3_file *file, sqlite3_int64 size) {
    int rc = flush(file);
    return rc == SQLITE_OK ? gathered_of(file)->system->xTruncate(file, size) : rc;
}

static int gather_size(sqlite3_file *file, sqlite3_int64 *ret_size) {
    int rc = flush(file);
    return rc == SQLITE_OK ? gathered_of(file)->system->xFileSize(file, ret_size) : rc;
}

static int gather_close(sqlite3_file *file) {
    struct gathered *g = gathered_of(file);
    (void)flush(file); /* of a transaction that was not committed, if anything */
    free(g->bytes);
    return g->system->xClose(file);
}

static int gather_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags) {
    sqlite3_vfs *system = ((struct gather *)vfs)->system;
    int rc = system->xOpen(system, name, file, flags, ret_flags);
    if (rc != SQLITE_OK || !file->pMethods || !(flags & SQLITE_OPEN_WAL)) return rc;
    if (!(file->pMethods->xDeviceCharacteristics(file) & SQLITE_IOCAP_POWERSAFE_OVERWRITE)) return rc;
    struct gathered *g = (struct gathered *)((uintptr_t)file + (uintptr_t)vfs->szOsFile - sizeof *g);
    *g = (struct gathered){ .system = file->pMethods, .ours = *file->pMethods, .bytes = mem_alloc(GATHERED_BYTES) };
    g->ours.xWrite = gather_write;
    g->ours.xSync = gather_sync;
    g->ours.xRead = gather_read;
    g->ours.xTruncate = gather_truncate;
    g->ours.xFileSize = gather_size;
    g->ours.xClose = gather_close;
    file->pMethods = &g->ours;
    return rc;
}

struct gather *gather_new(void) {
    struct gather *g = mem_alloc(sizeof *g);
    memset(g, 0, sizeof *g);
    g->system = sqlite3_vfs_find(NULL);
    g->vfs = *g->system;
    snprintf(g->name, sizeof g->name, "gather-%p", (void *)g);
    g->vfs.zName = g->name;
    g->vfs.pNext = NULL;
    g->vfs.szOsFile = (int)((g->system->szOsFile + 7) / 8 * 8 + (int)sizeof(struct gathered));
    g->vfs.xOpen = gather_open;
    (void)sqlite3_vfs_register(&g->vfs, 0);
    return g;
}

const char *gather_name(const struct gather *g) { return g ? g->name : NULL; }

void gather_free(struct gather *g) {
    if (!g) return;
    (void)sqlite3_vfs_unregister(&g->vfs);
    free(g);
}
