/* Writing the files of a register; see export.h. */
#include "register/export.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "register/file.h"
#include "register/tile.h"

enum { MODE_FILE = 0644, MODE_DIRECTORY = 0755 };

static int cannot_write(struct error *err, const char *path, int reason) {
    return error_set(err, ERR_IO, T("{path}: {reason}.", "{path}：{reason}。"), ARG_Z("path", path),
                     ARG_TEXT("reason", errno_text(reason)));
}

/* Makes the directories of a path; those above `from` are there. */
static int make_parents(char *path, size_t from, struct error *err) {
    for (char *slash = strchr(path + from, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        int r = mkdir(path, MODE_DIRECTORY);
        int reason = errno;
        *slash = '/';
        if (r && reason != EEXIST) return cannot_write(err, path, reason);
    }
    return 0;
}

static int put(const char *dir, const char *name, struct str bytes, enum file_sync sync, struct error *err) {
    char path[PATH_MAX];
    int n = snprintf(path, sizeof(path), "%s/%s", dir, name);
    if (n < 0 || (size_t)n >= sizeof(path)) return cannot_write(err, dir, ENAMETOOLONG);
    int r = file_replace(path, bytes, MODE_FILE, sync, NULL);
    if (r == ERR_MISSING) { /* the first file there */
        r = make_parents(path, strlen(dir) + 1, err);
        return r ? r : file_replace(path, bytes, MODE_FILE, sync, err);
    }
    return r ? file_replace(path, bytes, MODE_FILE, sync, err) : 0;
}

static int put_tile(const char *dir, struct tile_path p, struct str bytes, struct error *err) {
    struct buf name;
    buf_init(&name, TILE_PATH_MAX);
    tile_path_format(&name, p);
    int r = put(dir, buf_z(&name), bytes, FILE_QUICK, err);
    buf_release(&name);
    return r;
}

static int put_hashes(const char *dir, const struct export *x, struct error *err) {
    uint8_t hashes[TILE_BYTES];
    for (int level = 0; level < TREE_LEVELS; level++) {
        int width;
        for (int64_t n = 0; (width = tile_width(x->size, level, n)) > 0; n++) {
            struct tile_path p = { .level = level, .n = n, .width = width };
            int r = x->tiles.read(x->tiles.context, level, n, width, hashes);
            if (r)
                return error_set(err, r,
                                 T("The register's tree cannot be read at level {level}, tile {n}.",
                                   "登记簿的校验树第 {level} 层第 {n} 块读不出来。"),
                                 ARG_INT("level", level), ARG_INT("n", n));
            r = put_tile(dir, p, (struct str){ (const char *)hashes, (size_t)width * HASH_SIZE }, err);
            if (r) return r;
        }
    }
    return 0;
}

static int put_entries(const char *dir, const struct export *x, struct error *err) {
    struct buf bundle;
    buf_init(&bundle, BUNDLE_BYTES_MAX);
    int r = 0;
    for (int64_t index = 0; r == 0 && index < x->size; index++) {
        struct str entry;
        r = x->entry(x->context, index, &entry);
        if (r == 0) r = bundle_add(&bundle, entry);
        if (r) {
            error_set(err, r, T("Entry {n} cannot be read.", "第 {n} 条读不出来。"), ARG_INT("n", index));
            break;
        }
        if (index + 1 == x->size || (index + 1) % TILE_WIDTH == 0) {
            int64_t n = index / TILE_WIDTH;
            r = put_tile(dir, (struct tile_path){ .entries = true, .n = n, .width = tile_width(x->size, 0, n) },
                         buf_str(&bundle), err);
            buf_clear(&bundle);
        }
    }
    buf_release(&bundle);
    return r;
}

static int put_key(const char *dir, const struct vkey *log, struct error *err) {
    struct buf line;
    buf_init(&line, 1024);
    vkey_format(&line, log);
    buf_addc(&line, '\n');
    int r = put(dir, "key", buf_str(&line), FILE_QUICK, err);
    buf_release(&line);
    return r;
}

int register_export(const char *dir, const struct export *x, struct error *err) {
    if (mkdir(dir, MODE_DIRECTORY) && errno != EEXIST) return cannot_write(err, dir, errno);
    int r = put_key(dir, x->log, err);
    if (r == 0) r = put_hashes(dir, x, err);
    if (r == 0) r = put_entries(dir, x, err);
    if (r) return r;
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) { /* E1, after a power failure too */
        syncfs(fd);
        close(fd);
    }
    return put(dir, "checkpoint", x->checkpoint, FILE_SYNC, err);
}
