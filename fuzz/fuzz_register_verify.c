/* A whole register of which any bytes are changed on the way: it verifies exactly when nothing was (V1, V2).
 *
 * The input chooses a size, and then changes: which file, where, what; or a cut, or a byte more. */
#include "register/shelf.h"
#include "register/verify.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ENTRIES_MAX = 520, CHANGE = 4, FILES = 8 };

static struct tree tree;
static struct hash leaves[ENTRIES_MAX];
static struct skey key;

static struct str entry_of(int64_t n, char bytes[32]) {
    int len = snprintf(bytes, 32, "%lld", (long long)n);
    return (struct str){ bytes, (size_t)len };
}

static int bundle(void *context, int64_t first, int count, struct buf *out) {
    char bytes[32];
    (void)context;
    for (int64_t n = first; n < first + count; n++) bundle_add(out, entry_of(n, bytes));
    return 0;
}

static int read_tile(void *context, int level, int64_t n, int width, uint8_t *out) {
    if (level == 0) {
        memcpy(out, leaves + n * TILE_WIDTH, (size_t)width * HASH_SIZE);
        return 0;
    }
    struct tile_source below = { read_tile, context };
    return tile_derive(&below, level, n, width, out);
}

/* The shelf, as seen over a line that changes what it carries. */
struct line {
    struct register_source source;
    const struct shelf *shelf;
    const uint8_t *how;
    size_t size;
    int file; /* fetched so far */
    bool changed;
};

static int fetch(struct register_source *self, const char *path, size_t max, struct buf *out, struct error *err) {
    struct line *l = (struct line *)self;
    size_t start = out->len;
    int r = shelf_get(l->shelf, str_of(path), out, err);
    if (r) return r;
    int file = l->file++ % FILES;
    for (size_t i = 0; i + CHANGE <= l->size; i += CHANGE) {
        const uint8_t *c = l->how + i;
        if (c[0] % FILES != file) continue;
        size_t at = start + (size_t)(c[1] | c[2] << 8) % (out->len - start + 1);
        if (at < out->len)
            out->data[at] = (char)(out->data[at] ^ c[3]);
        else
            buf_addc(out, (char)c[3]);
        l->changed |= at == out->len - 1 || c[3] != 0;
    }
    return out->len - start > max ? ERR_TOO_LARGE : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2) return 0;
    struct entropy e;
    entropy_seeded(&e, 1);
    if (!key.vkey.name[0]) assert(skey_generate(&key, STR("example.org/register"), KEY_ED25519, &e, NULL) == 0);
    int64_t count = (data[0] | data[1] << 8) % (ENTRIES_MAX + 1);
    tree_init(&tree);
    char bytes[32];
    for (int64_t n = 0; n < count; n++) {
        leaves[n] = merkle_leaf(entry_of(n, bytes));
        tree_append(&tree, &leaves[n], NULL, NULL);
    }
    struct hash root = tree_root(&tree);
    struct buf note;
    buf_init(&note, 4096);
    checkpoint_sign(&note, count, &root, &key);
    struct shelf shelf = {
        .size = count, .checkpoint = buf_str(&note), .log = &key.vkey, .tiles = { read_tile, NULL }, .bundle = bundle
    };
    struct line line = { .source = { .fetch = fetch }, .shelf = &shelf, .how = data + 2, .size = size - 2 };
    struct verify_options o = { .log = &key.vkey, .threads = 1 };
    struct verify_report report;
    int r = register_verify(&line.source, &o, &report, NULL);
    /* Two changes may undo each other: then it may verify though something was changed on the way. */
    assert(line.changed ? r == 0 ? report.size == count && hash_eq(&report.root, &root) : true : r == 0);
    if (size == 2 + CHANGE && line.changed && data[5] != 0) assert(r != 0);
    buf_release(&note);
    return 0;
}
