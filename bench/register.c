/* What the register's room does by itself, beside bare hashing of the same leaves and nodes.
 *
 *     register [ENTRIES [BYTES]]     by default 1,000,000 entries of 512 bytes
 *
 * Entries are generated, appended and exported to a directory of its own in memory (/dev/shm where there is one), which is
 * then verified by one thread and by all. Prints one JSON object: rates a second, times in microseconds. */
#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "register/proof.h"
#include "register/shelf.h"
#include "register/verify.h"

enum { PROOFS = 2000, ROOTS = 20000, THREADS_MAX = 64 };

struct bench {
    int64_t count;
    size_t bytes;
    char *entries; /* one after the other */
    struct tree tree;
    uint8_t *tiles[TREE_LEVELS]; /* full ones */
    struct tile_source full;
    struct skey key;
};

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct str entry_of(const struct bench *b, int64_t n) {
    return (struct str){ b->entries + (size_t)n * b->bytes, b->bytes };
}

static int keep_tile(void *context, int level, int64_t n, const uint8_t *hashes) {
    struct bench *b = context;
    b->tiles[level] = mem_grow(b->tiles[level], (size_t)(n + 1) * TILE_BYTES);
    memcpy(b->tiles[level] + (size_t)n * TILE_BYTES, hashes, TILE_BYTES);
    return 0;
}

static int read_tile(void *context, int level, int64_t n, int width, uint8_t *out) {
    const struct bench *b = context;
    if (level == 0 && n == b->count / TILE_WIDTH) { /* the last leaf hashes, for opening */
        memcpy(out, b->tree.edge[0], (size_t)width * HASH_SIZE);
        return 0;
    }
    memcpy(out, b->tiles[level] + (size_t)n * TILE_BYTES, (size_t)width * HASH_SIZE);
    return 0;
}

static int bundle(void *context, int64_t first, int count, struct buf *out) {
    for (int64_t n = first; n < first + count; n++) bundle_add(out, entry_of(context, n));
    return 0;
}

/* The floor: every leaf and every inner node, nothing else, by one thread. */
static struct hash hash_range(const struct bench *b, int64_t from, int64_t to) {
    struct hash stack[TREE_BITS], h = { { 0 } };
    for (int64_t i = 0; i < to - from; i++) {
        h = merkle_leaf(entry_of(b, from + i));
        int level = 0;
        for (; i >> level & 1; level++) h = merkle_node(&stack[level], &h);
        stack[level] = h;
    }
    return h;
}

struct slice {
    const struct bench *b;
    int64_t from, to;
    pthread_t thread;
    struct hash root;
};

static void *hash_slice(void *context) {
    struct slice *s = context;
    s->root = hash_range(s->b, s->from, s->to);
    return NULL;
}

/* The same by several threads, each its share of the leaves. */
static double floor_rate(const struct bench *b, int threads) {
    struct slice slices[THREADS_MAX];
    double begun = now();
    for (int i = 0; i < threads; i++) {
        slices[i] = (struct slice){ .b = b, .from = b->count * i / threads, .to = b->count * (i + 1) / threads };
        if (pthread_create(&slices[i].thread, NULL, hash_slice, &slices[i])) exit(1);
    }
    for (int i = 0; i < threads; i++) pthread_join(slices[i].thread, NULL);
    return (double)b->count / (now() - begun);
}

static double append_rate(struct bench *b) {
    double begun = now();
    for (int64_t n = 0; n < b->count; n++) {
        struct hash leaf = merkle_leaf(entry_of(b, n));
        tree_append(&b->tree, &leaf, keep_tile, b);
    }
    return (double)b->count / (now() - begun);
}

static double root_us(const struct bench *b) {
    struct hash root = tree_root(&b->tree);
    unsigned sum = 0;
    double begun = now();
    for (int i = 0; i < ROOTS; i++) {
        struct hash again = tree_root(&b->tree);
        sum += again.b[0] == root.b[0];
    }
    double took = now() - begun;
    if (sum != ROOTS) exit(1);
    return took * 1e6 / ROOTS;
}

static double open_ms(struct bench *b) {
    static struct tree again;
    double begun = now();
    if (tree_load(&again, b->count, &b->full, NULL)) exit(1);
    double took = now() - begun;
    struct hash one = tree_root(&b->tree), two = tree_root(&again);
    if (!hash_eq(&one, &two)) exit(1);
    return took * 1e3;
}

static double proof_us(struct bench *b, bool inclusion) {
    struct tree_view view = { &b->tree, &b->full };
    struct tile_source tiles = tree_source(&view);
    struct proof proof;
    struct entropy e;
    entropy_seeded(&e, 1);
    double begun = now();
    for (int i = 0; i < PROOFS; i++) {
        int64_t n = (int64_t)entropy_below(&e, (uint64_t)b->count);
        if (inclusion ? proof_inclusion(&tiles, n, b->count, &proof, NULL)
                      : proof_consistency(&tiles, n, b->count, &proof, NULL))
            exit(1);
    }
    return (now() - begun) * 1e6 / PROOFS;
}

static double sign_us(struct bench *b) {
    struct buf note;
    struct hash root = tree_root(&b->tree);
    buf_init(&note, 4096);
    double begun = now();
    for (int i = 0; i < PROOFS; i++) {
        buf_clear(&note);
        checkpoint_sign(&note, b->count, &root, &b->key);
    }
    double took = now() - begun;
    buf_release(&note);
    return took * 1e6 / PROOFS;
}

static double verify_rate(const struct bench *b, const char *dir, int threads) {
    struct register_source *source;
    struct verify_options o = { .log = &b->key.vkey, .threads = threads };
    struct verify_report report;
    struct error err;
    double begun = now();
    if (source_directory(&source, dir, &err) || register_verify(source, &o, &report, &err)) {
        fprintf(stderr, "bench/register: %s\n", err.text.en);
        exit(1);
    }
    source->close(source);
    return (double)b->count / (now() - begun);
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw) {
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

static void export_to(struct bench *b, const char *dir) {
    struct tree_view view = { &b->tree, &b->full };
    struct buf note;
    struct error err;
    struct hash root = tree_root(&b->tree);
    buf_init(&note, 4096);
    checkpoint_sign(&note, b->count, &root, &b->key);
    struct shelf shelf = { .size = b->count,
                           .checkpoint = buf_str(&note),
                           .log = &b->key.vkey,
                           .tiles = tree_source(&view),
                           .bundle = bundle,
                           .context = b };
    if (shelf_export(&shelf, dir, &err)) {
        fprintf(stderr, "bench/register: %s\n", err.text.en);
        exit(1);
    }
    buf_release(&note);
}

static void verify_rows(struct bench *b) {
    char dir[64];
    snprintf(dir, sizeof(dir), "%s/charterd-bench-XXXXXX", access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
    if (!mkdtemp(dir)) exit(1);
    double begun = now();
    export_to(b, dir);
    double exported = (double)b->count / (now() - begun);
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    int all = processors > THREADS_MAX ? THREADS_MAX : (int)processors;
    double floor_one = floor_rate(b, 1), one = verify_rate(b, dir, 1), floor_all = floor_rate(b, all),
           many = verify_rate(b, dir, all);
    printf("\"export\": %.0f, \"floor_one\": %.0f, \"verify_one\": %.0f, \"threads\": %d, \"floor_all\": %.0f, "
           "\"verify_all\": %.0f}\n",
           exported, floor_one, one, all, floor_all, many);
    nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int main(int argc, char **argv) {
    static struct bench b;
    struct entropy e;
    b.count = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000000;
    b.bytes = argc > 2 ? strtoul(argv[2], NULL, 10) : 512;
    if (b.count < 1 || b.bytes > ENTRY_BYTES_MAX) {
        fprintf(stderr, "usage: register [ENTRIES [BYTES]]\n");
        return 2;
    }
    entropy_seeded(&e, 1);
    b.entries = mem_alloc((size_t)b.count * b.bytes + 1);
    entropy_bytes(&e, (uint8_t *)b.entries, (size_t)b.count * b.bytes);
    b.full = (struct tile_source){ read_tile, &b };
    tree_init(&b.tree);
    if (skey_generate(&b.key, STR("example.org/register"), KEY_ED25519, &e, NULL)) return 1;
    double appended = append_rate(&b), root = root_us(&b), opened = open_ms(&b), inclusion = proof_us(&b, true);
    double consistency = proof_us(&b, false), signing = sign_us(&b);
    printf("{\"entries\": %lld, \"bytes\": %zu, \"append\": %.0f, \"root_us\": %.2f, \"open_ms\": %.2f, ",
           (long long)b.count, b.bytes, appended, root, opened);
    printf("\"inclusion_us\": %.1f, \"consistency_us\": %.1f, \"sign_us\": %.1f, ", inclusion, consistency, signing);
    verify_rows(&b);
    for (int level = 0; level < TREE_LEVELS; level++) free(b.tiles[level]);
    free(b.entries);
    return 0;
}
