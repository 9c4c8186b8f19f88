/* Reading from a directory, and what both kinds of source share; see source.h. */
#include "register/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "register/file.h"

enum { KEY_FILE_MAX = 1024 };

struct directory {
    struct register_source source;
    int fd;
};

static int directory_fetch(struct register_source *self, const char *path, size_t max, struct buf *out,
                           struct error *err) {
    struct directory *d = (struct directory *)self;
    return file_read(d->fd, path, max, out, err);
}

static void directory_close(struct register_source *self) {
    struct directory *d = (struct directory *)self;
    close(d->fd);
    free(d);
}

static struct register_source *directory_another(struct register_source *self);

static struct register_source *directory_new(int fd) {
    struct directory *d = mem_alloc(sizeof(*d));
    *d = (struct directory){
        .source = { .fetch = directory_fetch, .another = directory_another, .close = directory_close }, .fd = fd
    };
    return &d->source;
}

static struct register_source *directory_another(struct register_source *self) {
    int fd = fcntl(((struct directory *)self)->fd, F_DUPFD_CLOEXEC, 0);
    return fd < 0 ? NULL : directory_new(fd);
}

int source_directory(struct register_source **ret, const char *dir, struct error *err) {
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        int reason = errno;
        return error_set(err, reason == ENOENT ? ERR_MISSING : ERR_IO, T("{path}: {reason}.", "{path}：{reason}。"),
                         ARG_Z("path", dir), ARG_TEXT("reason", errno_text(reason)));
    }
    *ret = directory_new(fd);
    return 0;
}

int source_open(struct register_source **ret, const char *url_or_dir, struct error *err) {
    struct str where = str_of(url_or_dir);
    if (str_starts(where, "http://") || str_starts(where, "https://")) return source_http(ret, url_or_dir, err);
    return source_directory(ret, url_or_dir, err);
}

int source_key(struct register_source *s, struct vkey *ret, struct error *err) {
    struct buf line;
    buf_init(&line, KEY_FILE_MAX);
    int r = s->fetch(s, "key", KEY_FILE_MAX, &line, err);
    if (r == 0) r = vkey_parse(ret, str_trim(buf_str(&line)), err);
    buf_release(&line);
    return r;
}

static size_t bytes_max(struct tile_path p) { return (size_t)p.width * (p.entries ? 2 + ENTRY_BYTES_MAX : HASH_SIZE); }

static const char *path_of(struct tile_path p, struct buf *out) {
    buf_init(out, TILE_PATH_MAX);
    tile_path_format(out, p);
    return buf_z(out);
}

/* How many of the bytes make `p`, when `held` (the same tile, perhaps the full one) was fetched. */
static int cut(struct tile_path p, struct tile_path held, struct str bytes, size_t *ret_len) {
    if (p.entries) return bundle_cut(bytes, p.width, held.width == p.width, ret_len);
    *ret_len = bytes_max(p);
    return bytes.len == bytes_max(held) ? 0 : ERR_SYNTAX;
}

static int missing(struct tile_path p, struct error *err) {
    struct buf name;
    int r = error_set(err, ERR_MISSING,
                      T("The register does not have {path}, which its size calls for.",
                        "登记簿缺少 {path}，而按其条数应当有它。"),
                      ARG_Z("path", path_of(p, &name)));
    buf_release(&name);
    return r;
}

int source_tile(struct register_source *s, struct tile_path p, struct buf *out, struct error *err) {
    struct buf name;
    size_t start = out->len, len;
    struct tile_path held = p;
    int r = s->fetch(s, path_of(held, &name), bytes_max(held), out, err);
    if (r == ERR_MISSING && p.width < TILE_WIDTH) {
        buf_release(&name);
        held.width = TILE_WIDTH;
        out->len = start;
        r = s->fetch(s, path_of(held, &name), bytes_max(held), out, err);
    }
    if (r == ERR_MISSING) r = missing(p, err);
    if (r == 0 && cut(p, held, str_skip(buf_str(out), start), &len))
        r = error_set(err, ERR_SYNTAX,
                      T("{path} does not hold what its name says: {width} items.",
                        "{path} 的内容与名称不符：应有 {width} 项。"),
                      ARG_STR("path", buf_str(&name)), ARG_INT("width", held.width));
    if (r == 0) out->len = start + len;
    buf_release(&name);
    return r;
}

void source_expect(struct register_source *s, struct tile_path p) {
    struct buf name;
    if (!s->expect) return;
    s->expect(s, path_of(p, &name), bytes_max(p));
    buf_release(&name);
}

static int tiles_read(void *context, int level, int64_t n, int width, uint8_t *out) {
    struct tile_path p = { .level = level, .n = n, .width = width };
    struct buf b;
    buf_init(&b, TILE_BYTES);
    int r = source_tile(context, p, &b, NULL);
    if (r == 0) memcpy(out, b.data, (size_t)width * HASH_SIZE);
    buf_release(&b);
    return r;
}

struct tile_source source_tiles(struct register_source *s) {
    return (struct tile_source){ tiles_read, s };
}
