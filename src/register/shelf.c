/* Answering paths, writing them as files, and feeding the verifier; see shelf.h. */
#include "register/shelf.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "register/file.h"
#include "register/receipt.h"

enum { MODE_FILE = 0644, MODE_DIRECTORY = 0755 };

/* ---- answering ---- */

static int unreadable(int code, struct str path, struct error *err) {
    return error_set(err, code,
                     T("The register cannot give {path}: what it stores could not be read.",
                       "登记簿无法提供 {path}：存储的内容读不出来。"),
                     ARG_STR("path", path));
}

int shelf_get(const struct shelf *s, struct str path, struct buf *out, struct error *err) {
    struct tile_path p;
    if (str_is(path, "checkpoint")) {
        buf_add(out, s->checkpoint);
        return 0;
    }
    if (str_is(path, "key")) {
        vkey_format(out, s->log);
        buf_addc(out, '\n');
        return 0;
    }
    if (str_is(path, "keys")) {
        for (size_t i = s->log_count; i-- > 0;) {
            vkey_format(out, &s->log[i]);
            buf_addc(out, '\n');
        }
        return 0;
    }
    int64_t number;
    if (str_starts(path, "handover/") && str_int(str_skip(path, strlen("handover/")), &number) == 0 && s->handover &&
        s->handover(s->context, number, out) == 0)
        return 0;
    if (tile_path_parse(path, &p) || !tile_exists(p, s->size)) /* S1 */
        return error_set(err, ERR_MISSING,
                         T("The register of {size} entries has no {path}.", "{size} 条的登记簿没有 {path}。"),
                         ARG_INT("size", s->size), ARG_STR("path", path));
    int r;
    if (p.entries) {
        r = s->bundle(s->context, p.n * TILE_WIDTH, p.width, out);
    } else {
        uint8_t hashes[TILE_BYTES];
        r = s->tiles.read(s->tiles.context, p.level, p.n, p.width, hashes);
        if (r == 0) buf_add(out, (struct str){ (const char *)hashes, (size_t)p.width * HASH_SIZE });
    }
    return r ? unreadable(r == ERR_MISSING ? ERR_CORRUPT : r, path, err) : 0;
}

int shelf_receipt(const struct shelf *s, int64_t index, struct buf *out, struct error *err) {
    struct receipt receipt = { .extra = STR_NONE, .index = index, .checkpoint = s->checkpoint };
    int r = proof_inclusion(&s->tiles, index, s->size, &receipt.proof, err);
    if (r == 0) receipt_format(out, &receipt);
    return r;
}

/* ---- exporting ---- */

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
        if (r && reason != EEXIST) return cannot_write(err, path, reason);
        *slash = '/';
    }
    return 0;
}

static int put_bytes(const char *dir, const char *name, struct str bytes, struct error *err) {
    char path[PATH_MAX];
    int n = snprintf(path, sizeof(path), "%s/%s", dir, name);
    if (n < 0 || (size_t)n >= sizeof(path)) return cannot_write(err, dir, ENAMETOOLONG);
    int r = file_replace(path, bytes, MODE_FILE, FILE_QUICK, err);
    if (r == ERR_MISSING) { /* the first file there */
        r = make_parents(path, strlen(dir) + 1, err);
        if (r == 0) r = file_replace(path, bytes, MODE_FILE, FILE_QUICK, err);
    }
    return r;
}

struct exporting {
    const struct shelf *shelf;
    const char *dir;
    struct buf bytes;
    struct buf name;
};

static int put(struct exporting *x, const char *name, struct error *err) {
    buf_clear(&x->bytes);
    int r = shelf_get(x->shelf, str_of(name), &x->bytes, err);
    return r ? r : put_bytes(x->dir, name, buf_str(&x->bytes), err);
}

static int put_tile(struct exporting *x, struct tile_path p, struct error *err) {
    buf_clear(&x->name);
    tile_path_format(&x->name, p);
    return put(x, buf_z(&x->name), err);
}

static int put_tiles(struct exporting *x, struct error *err) {
    int width, r = 0;
    int64_t size = x->shelf->size;
    for (int level = 0; level < TREE_LEVELS; level++)
        for (int64_t n = 0; r == 0 && (width = tile_width(size, level, n)) > 0; n++)
            r = put_tile(x, (struct tile_path){ .level = level, .n = n, .width = width }, err);
    for (int64_t n = 0; r == 0 && (width = tile_width(size, 0, n)) > 0; n++)
        r = put_tile(x, (struct tile_path){ .entries = true, .n = n, .width = width }, err);
    return r;
}

/* A successor register's first key was handed nothing. */
static int put_handovers(struct exporting *x, struct error *err) {
    int r = 0;
    for (int64_t number = 2; r == 0 && number <= (int64_t)x->shelf->log_count; number++) {
        char name[64];
        snprintf(name, sizeof(name), "handover/%lld", (long long)number);
        r = put(x, name, err);
        if (r == ERR_MISSING) r = 0;
    }
    return r;
}

int shelf_export(const struct shelf *s, const char *dir, struct error *err) {
    if (mkdir(dir, MODE_DIRECTORY) && errno != EEXIST) return cannot_write(err, dir, errno);
    struct exporting x = { .shelf = s, .dir = dir };
    buf_init(&x.bytes, BUNDLE_BYTES_MAX);
    buf_init(&x.name, TILE_PATH_MAX);
    int r = put(&x, "key", err);
    if (r == 0) r = put_tiles(&x, err);
    if (r == 0) r = put_handovers(&x, err);
    if (r == 0) r = put(&x, "keys", err);
    if (r == 0) r = put(&x, "checkpoint", err); /* S2 */
    buf_release(&x.bytes);
    buf_release(&x.name);
    return r;
}

/* ---- as a source ---- */

struct shelf_source {
    struct register_source source;
    struct shelf shelf;
    bool own; /* `another`'s, to be given back */
};

static int shelf_fetch(struct register_source *self, const char *path, size_t max, struct buf *out, struct error *err) {
    size_t start = out->len;
    int r = shelf_get(&((struct shelf_source *)self)->shelf, str_of(path), out, err);
    if (r == 0 && out->len - start > max)
        r = error_set(err, ERR_TOO_LARGE, T("{path} is larger than {max} bytes.", "{path} 超过 {max} 字节。"),
                      ARG_Z("path", path), ARG_INT("max", (int64_t)max));
    return r;
}

static void shelf_close(struct register_source *self) {
    struct shelf_source *s = (struct shelf_source *)self;
    if (s->own && s->shelf.done) s->shelf.done(&s->shelf);
    free(s);
}

static struct shelf_source *shelf_source_new(const struct shelf *shelf, bool own);

static struct register_source *shelf_another(struct register_source *self) {
    struct shelf_source *s = (struct shelf_source *)self;
    struct shelf other;
    if (!s->shelf.another || s->shelf.another(&s->shelf, &other)) return NULL;
    return &shelf_source_new(&other, true)->source;
}

static struct shelf_source *shelf_source_new(const struct shelf *shelf, bool own) {
    struct shelf_source *s = mem_alloc(sizeof(*s));
    *s = (struct shelf_source){ .source = { .fetch = shelf_fetch, .another = shelf_another, .close = shelf_close },
                                .shelf = *shelf,
                                .own = own };
    return s;
}

void source_shelf(struct register_source **ret, const struct shelf *s) { *ret = &shelf_source_new(s, false)->source; }
