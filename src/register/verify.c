/* Verifying a register; see verify.h for what is promised.
 *
 *     filled ──►[ job ][ job ][ job ][ job ]──► taken in order
 *                  ▲ fetched, hashed by any thread
 *
 * The window is a ring of jobs. The calling thread fills jobs, joins the root of the oldest to the tree once it is done, and
 * meanwhile does jobs like the other threads, which take filled jobs in order. The three counters only grow, and
 * taken <= claimed <= filled <= taken + window.
 *
 * Where the source can be had once more per thread (files, a database) each thread fetches what it hashes, and the rate grows
 * with the processors; where it cannot (HTTP: the network is the limit, and it is asked ahead), the calling thread fetches. */
#include "register/verify.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "register/proof.h"

enum {
    THREADS_MAX = 16,
    WINDOW_MAX = 2 * THREADS_MAX + 2,
    AHEAD = 24,                /* bundles told to the source before they are fetched */
    HELD_BYTES_MAX = 64 << 20, /* fetched and not yet taken; beyond it one bundle at a time */
    KEEP_BYTES_MAX = 1 << 20,  /* a larger buffer is given back after use */
};

/* One bundle. `code` is 0; ERR_SYNTAX, the bundle is malformed; ERR_CORRUPT, the tile is not its; else fetching failed and
 * `error` says why. */
struct job {
    int64_t n;
    int width;
    bool done;
    int code;
    bool fetch_failed;
    struct error error;
    struct buf bundle, tile;
    struct hash leaves[TILE_WIDTH];
    struct hash root; /* of a full bundle */
};

struct verification;
struct hasher {
    struct verification *v;
    struct register_source *source; /* its own, or NULL: jobs come fetched */
    pthread_t thread;
};

struct verification {
    struct register_source *source;
    const struct verify_options *options;
    struct checkpoint checkpoint;
    struct checkpoint older;
    bool has_older;
    size_t met; /* stations */
    struct verify_report report;
    struct tree tree;
    struct error *err;

    int64_t bundles;  /* in all */
    int64_t expected; /* told to the source */
    size_t held;
    bool fetch_ended; /* something could not be fetched: told when what came before is judged */
    bool spread;      /* hashers fetch */

    pthread_mutex_t lock;      /* guards what follows */
    pthread_cond_t fill, done; /* a job was filled; a job was done */
    int64_t filled, claimed, taken;
    bool stop;
    int hasher_count;
    struct hasher hashers[THREADS_MAX];
    int window;
    struct job jobs[WINDOW_MAX];
};

/* ---- one job ---- */

static struct tile_path bundle_path(const struct verification *v, int64_t n) {
    return (struct tile_path){ .entries = true, .n = n, .width = tile_width(v->checkpoint.size, 0, n) };
}

static struct tile_path leaves_path(const struct verification *v, int64_t n) {
    return (struct tile_path){ .n = n, .width = tile_width(v->checkpoint.size, 0, n) };
}

static void fetch_job(struct register_source *source, const struct verification *v, struct job *j) {
    j->code = source_tile(source, bundle_path(v, j->n), &j->bundle, &j->error);
    if (j->code == 0) j->code = source_tile(source, leaves_path(v, j->n), &j->tile, &j->error);
    j->fetch_failed = j->code != 0;
}

static void hash_job(struct job *j) {
    struct str rest = buf_str(&j->bundle), entry;
    for (int i = 0; i < j->width; i++) {
        if (bundle_next(&rest, &entry) != 1) {
            j->code = ERR_SYNTAX;
            return;
        }
        j->leaves[i] = merkle_leaf(entry);
    }
    if (rest.len > 0)
        j->code = ERR_SYNTAX;
    else if (j->tile.len != (size_t)j->width * HASH_SIZE || memcmp(j->tile.data, j->leaves, j->tile.len) != 0)
        j->code = ERR_CORRUPT; /* V2 */
    else if (j->width == TILE_WIDTH)
        j->root = merkle_perfect(j->leaves, TILE_WIDTH);
}

static void do_job(struct register_source *source, const struct verification *v, struct job *j) {
    if (source) fetch_job(source, v, j);
    if (j->code == 0) hash_job(j);
}

/* ---- the threads ---- */

static void *hashing_thread(void *context) {
    struct hasher *h = context;
    struct verification *v = h->v;
    pthread_mutex_lock(&v->lock);
    for (;;) {
        while (!v->stop && v->claimed == v->filled) pthread_cond_wait(&v->fill, &v->lock);
        if (v->stop) break;
        struct job *j = &v->jobs[v->claimed++ % v->window];
        pthread_mutex_unlock(&v->lock);
        do_job(h->source, v, j);
        pthread_mutex_lock(&v->lock);
        j->done = true;
        pthread_cond_signal(&v->done);
    }
    pthread_mutex_unlock(&v->lock);
    return NULL;
}

static bool hasher_start(struct verification *v, struct hasher *h) {
    h->v = v;
    h->source = v->source->another ? v->source->another(v->source) : NULL;
    if (v->hasher_count == 0) v->spread = h->source != NULL;
    bool able = v->spread == (h->source != NULL) && pthread_create(&h->thread, NULL, hashing_thread, h) == 0;
    if (!able && h->source) h->source->close(h->source);
    return able;
}

static void hashers_start(struct verification *v) {
    long wanted = v->options->threads > 0 ? v->options->threads : sysconf(_SC_NPROCESSORS_ONLN);
    if (wanted > THREADS_MAX) wanted = THREADS_MAX;
    if (wanted > v->bundles) wanted = (long)v->bundles;
    pthread_mutex_init(&v->lock, NULL);
    pthread_cond_init(&v->fill, NULL);
    pthread_cond_init(&v->done, NULL);
    v->window = (int)(2 * wanted + 2);
    for (int i = 0; i < v->window; i++) {
        buf_init(&v->jobs[i].bundle, BUNDLE_BYTES_MAX);
        buf_init(&v->jobs[i].tile, TILE_BYTES);
    }
    while (v->hasher_count + 1 < wanted && hasher_start(v, &v->hashers[v->hasher_count])) v->hasher_count++;
}

static void hashers_stop(struct verification *v) {
    pthread_mutex_lock(&v->lock);
    v->stop = true;
    pthread_cond_broadcast(&v->fill);
    pthread_mutex_unlock(&v->lock);
    for (int i = 0; i < v->hasher_count; i++) {
        pthread_join(v->hashers[i].thread, NULL);
        if (v->hashers[i].source) v->hashers[i].source->close(v->hashers[i].source);
    }
    pthread_mutex_destroy(&v->lock);
    pthread_cond_destroy(&v->fill);
    pthread_cond_destroy(&v->done);
    for (int i = 0; i < v->window; i++) {
        buf_release(&v->jobs[i].bundle);
        buf_release(&v->jobs[i].tile);
    }
}

/* ---- the window ---- */

/* Bundle n, its tile, and the tiles above that are full with it; with the last one, the right edge. */
static void expect(struct verification *v, int64_t n) {
    source_expect(v->source, bundle_path(v, n));
    source_expect(v->source, leaves_path(v, n));
    int64_t count = n + 1;
    for (int level = 1; level < TREE_LEVELS && leaves_path(v, n).width == TILE_WIDTH && count % TILE_WIDTH == 0;
         level++) {
        count /= TILE_WIDTH;
        source_expect(v->source, (struct tile_path){ .level = level, .n = count - 1, .width = TILE_WIDTH });
    }
    for (int level = 1; level < TREE_LEVELS && n + 1 == v->bundles; level++) {
        int64_t last = tile_hashes(v->checkpoint.size, level) / TILE_WIDTH;
        int width = tile_width(v->checkpoint.size, level, last);
        if (width) source_expect(v->source, (struct tile_path){ .level = level, .n = last, .width = width });
    }
}

/* Makes job `filled`, fetched unless the hashers fetch, and hands it to them. */
static void fill(struct verification *v) {
    int64_t n = v->filled;
    struct job *j = &v->jobs[n % v->window];
    buf_clear(&j->bundle);
    buf_clear(&j->tile);
    j->n = n;
    j->width = tile_width(v->checkpoint.size, 0, n);
    j->code = 0;
    j->fetch_failed = j->done = false;
    if (!v->spread) {
        while (v->expected < v->bundles && v->expected <= n + AHEAD) expect(v, v->expected++);
        fetch_job(v->source, v, j);
        v->held += j->bundle.len;
        v->fetch_ended = j->code != 0;
    }
    pthread_mutex_lock(&v->lock);
    v->filled++;
    pthread_cond_signal(&v->fill);
    pthread_mutex_unlock(&v->lock);
}

/* Fills the window, then gives the oldest job when it is done. Rather than wait, this thread does a job itself. */
static struct job *take(struct verification *v) {
    while (!v->fetch_ended && v->filled < v->bundles && v->filled < v->taken + v->window &&
           (v->held < HELD_BYTES_MAX || v->filled == v->taken))
        fill(v);
    struct job *j = &v->jobs[v->taken % v->window];
    pthread_mutex_lock(&v->lock);
    while (!j->done) {
        if (v->claimed == v->filled) {
            pthread_cond_wait(&v->done, &v->lock);
            continue;
        }
        struct job *own = &v->jobs[v->claimed++ % v->window];
        pthread_mutex_unlock(&v->lock);
        do_job(v->spread ? v->source : NULL, v, own);
        pthread_mutex_lock(&v->lock);
        own->done = true;
    }
    pthread_mutex_unlock(&v->lock);
    return j;
}

static void give_back(struct verification *v, struct job *j) {
    if (!v->spread) v->held -= j->bundle.len;
    if (j->bundle.size > KEEP_BYTES_MAX) buf_release(&j->bundle);
    pthread_mutex_lock(&v->lock);
    v->taken++;
    pthread_mutex_unlock(&v->lock);
}

/* ---- judging ---- */

static int bad_job(struct verification *v, const struct job *j) {
    if (j->fetch_failed) return error_copy(v->err, &j->error);
    if (j->code == ERR_SYNTAX)
        return error_set(v->err, ERR_SYNTAX,
                         T("The bundle of entries from {first} on is malformed.",
                           "自第 {first} 条起的一组条目格式有误。"),
                         ARG_INT("first", j->n * TILE_WIDTH));
    return error_set(
        v->err, ERR_CORRUPT,
        T("Entries from {first} on do not have the hashes that the register shows for them: an entry was altered.",
          "自第 {first} 条起，条目与登记簿公布的校验值不符：有条目被改动。"),
        ARG_INT("first", j->n * TILE_WIDTH));
}

/* Compares a tile above level 0 with what the register serves (V2). */
static int compare_tile(struct verification *v, int level, int64_t n, int width, const uint8_t *hashes) {
    struct buf served;
    buf_init(&served, TILE_BYTES);
    int r = source_tile(v->source, (struct tile_path){ .level = level, .n = n, .width = width }, &served, v->err);
    if (r == 0 && memcmp(served.data, hashes, (size_t)width * HASH_SIZE) != 0)
        r = error_set(v->err, ERR_CORRUPT,
                      T("The register's tree is wrong at level {level}, tile {n}: it is not that of its entries.",
                        "登记簿的校验树在第 {level} 层第 {n} 块有误，与条目不符。"),
                      ARG_INT("level", level), ARG_INT("n", n));
    buf_release(&served);
    v->report.tiles++;
    return r;
}

static int on_full_tile(void *context, int level, int64_t n, const uint8_t *hashes) {
    return level == 0 ? 0 : compare_tile(context, level, n, TILE_WIDTH, hashes); /* level 0: in hash_job */
}

/* The root at `size`, which lies within the job: its leaves are joined up to there, on a copy of the tree. */
static struct hash root_within(const struct verification *v, const struct job *j, int64_t size) {
    struct tree *at = mem_alloc(sizeof(*at));
    *at = v->tree;
    for (int i = 0; at->size < size; i++) tree_append(at, &j->leaves[i], NULL, NULL);
    struct hash root = tree_root(at);
    free(at);
    return root;
}

static int judge_older(struct verification *v, const struct hash *root) {
    if (!hash_eq(root, &v->older.root))
        return error_set(
            v->err, ERR_CORRUPT,
            T("The register does not continue the older checkpoint: its first {size} entries were altered since.",
              "登记簿与较早的检查点不衔接：前 {size} 条此后被改动过。"),
            ARG_INT("size", v->older.size));
    v->report.older_size = v->older.size;
    return 0;
}

/* The older checkpoint and the stations that lie within a job (V3). */
static int meet(struct verification *v, const struct job *j) {
    const struct verify_options *o = v->options;
    int64_t end = v->tree.size + j->width;
    for (; v->met < o->station_count && o->stations[v->met].size <= end; v->met++) {
        const struct verify_station *station = &o->stations[v->met];
        struct hash root = root_within(v, j, station->size);
        if (station->size <= v->tree.size || !hash_eq(&root, &station->root))
            return error_set(v->err, ERR_CORRUPT,
                             T("The register is not the one that was handed over to a new key at {size} entries.",
                               "登记簿并非在 {size} 条时交接给新密钥的那一份。"),
                             ARG_INT("size", station->size));
    }
    if (!v->has_older || v->report.older_size >= 0 || v->older.size > end) return 0;
    struct hash root = root_within(v, j, v->older.size);
    return judge_older(v, &root);
}

static int report_entries(struct verification *v, const struct job *j, int64_t index) {
    const struct verify_options *o = v->options;
    struct str rest = buf_str(&j->bundle), entry;
    v->report.bytes += (int64_t)rest.len - 2 * j->width;
    int r = 0;
    while (o->entry && r == 0 && bundle_next(&rest, &entry) == 1) r = o->entry(o->context, index++, entry, v->err);
    return r;
}

static int join(struct verification *v, const struct job *j) {
    if (j->code) return bad_job(v, j);
    v->report.tiles++;
    int r = meet(v, j);
    if (r == 0) r = report_entries(v, j, j->n * TILE_WIDTH);
    if (r == 0 && j->width == TILE_WIDTH) return tree_append_tile(&v->tree, &j->root, on_full_tile, v);
    for (int i = 0; r == 0 && i < j->width; i++) r = tree_append(&v->tree, &j->leaves[i], on_full_tile, v);
    return r;
}

/* The right edge above level 0, and the root. */
static int judge_end(struct verification *v) {
    for (int level = 1; level < TREE_LEVELS; level++) {
        int64_t n = tile_hashes(v->tree.size, level) / TILE_WIDTH;
        int width = tile_width(v->tree.size, level, n);
        int r = width ? compare_tile(v, level, n, width, v->tree.edge[level][0].b) : 0;
        if (r) return r;
    }
    v->report.size = v->tree.size;
    v->report.root = tree_root(&v->tree);
    if (!hash_eq(&v->report.root, &v->checkpoint.root)) /* V1 */
        return error_set(v->err, ERR_CORRUPT,
                         T("The {size} entries do not make the root that the checkpoint signs.",
                           "{size} 条条目算出的根校验值与检查点所签不符。"),
                         ARG_INT("size", v->tree.size));
    return 0;
}

static int verify_entries(struct verification *v) {
    v->bundles = v->checkpoint.size / TILE_WIDTH + (v->checkpoint.size % TILE_WIDTH > 0);
    if (v->has_older && v->older.size == 0) {
        struct hash none = tree_root(&v->tree);
        int r = judge_older(v, &none);
        if (r) return r;
    }
    hashers_start(v);
    int r = 0;
    while (r == 0 && v->taken < v->bundles) {
        struct job *j = take(v);
        r = join(v, j);
        give_back(v, j);
    }
    hashers_stop(v);
    if (r == 0 && v->met < v->options->station_count)
        r = error_set(v->err, ERR_CONFLICT,
                      T("The register has {size} entries, fewer than it had when it changed its key.",
                        "登记簿有 {size} 条，少于更换密钥时的条数。"),
                      ARG_INT("size", v->tree.size));
    return r ? r : judge_end(v);
}

static int open_older(struct verification *v) {
    const struct verify_options *o = v->options;
    if (!o->older.data) return 0;
    int r = checkpoint_open(&v->older, o->older, o->log, NULL, 0, NULL, v->err);
    if (r == ERR_MISSING && o->retired_count)
        r = checkpoint_open_any(&v->older, o->older, o->retired, o->retired_count, v->err);
    if (r) return r;
    if (v->older.size > v->checkpoint.size)
        return error_set(
            v->err, ERR_CONFLICT,
            T("The register has {size} entries, fewer than the {older} of the older checkpoint: it was turned back.",
              "登记簿有 {size} 条，少于较早检查点的 {older} 条：它被倒退过。"),
            ARG_INT("size", v->checkpoint.size), ARG_INT("older", v->older.size));
    v->has_older = true;
    return 0;
}

int register_verify(struct register_source *source, const struct verify_options *o, struct verify_report *ret,
                    struct error *err) {
    struct error unheard;
    struct buf note;
    buf_init(&note, NOTE_BYTES_MAX);
    struct verification *v = mem_alloc(sizeof(*v));
    memset(v, 0, sizeof(*v));
    v->source = source;
    v->options = o;
    v->err = err ? err : &unheard;
    v->report.older_size = -1;
    tree_init(&v->tree);
    int r = source->fetch(source, "checkpoint", NOTE_BYTES_MAX, &note, v->err);
    if (r == 0)
        r = checkpoint_open(&v->checkpoint, buf_str(&note), o->log, o->witnesses, o->witness_count, o->seen, v->err);
    if (r == 0) r = open_older(v);
    if (r == 0) r = verify_entries(v);
    if (r == 0 && o->note) buf_add(o->note, buf_str(&note));
    if (r == 0) *ret = v->report;
    free(v);
    buf_release(&note);
    return r;
}

int register_follow(struct register_source *source, const struct vkey *log, const struct checkpoint *older,
                    struct buf *note, struct checkpoint *ret, struct error *err) {
    struct checkpoint c;
    struct proof proof;
    size_t start = note->len;
    int r = source->fetch(source, "checkpoint", NOTE_BYTES_MAX, note, err);
    if (r == 0) r = checkpoint_open(&c, str_skip(buf_str(note), start), log, NULL, 0, NULL, err);
    if (r == 0 && older) {
        struct tile_source tiles = source_tiles(source);
        if (c.size < older->size)
            return error_set(err, ERR_CONFLICT,
                             T("The register has {size} entries, fewer than the {older} of the older checkpoint: it "
                               "was turned back.",
                               "登记簿有 {size} 条，少于较早检查点的 {older} 条：它被倒退过。"),
                             ARG_INT("size", c.size), ARG_INT("older", older->size));
        r = proof_consistency(&tiles, older->size, c.size, &proof, err);
        if (r == 0 && !proof_consistency_holds(&proof, older->size, &older->root, c.size, &c.root))
            r = error_set(
                err, ERR_CORRUPT,
                T("The register does not continue the older checkpoint: its first {size} entries were altered since.",
                  "登记簿与较早的检查点不衔接：前 {size} 条此后被改动过。"),
                ARG_INT("size", older->size));
    }
    if (r == 0) *ret = c;
    return r;
}
