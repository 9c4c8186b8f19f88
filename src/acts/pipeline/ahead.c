/* Leaves read ahead; see ahead.h.
 *
 * They go from thread to thread in batches, so that the lock is taken once for some hundred leaves. A ring of a few
 * batches bounds the memory: whoever is faster waits. A batch holds its leaves' bytes and strings in one arena, which
 * goes when the other side is through with it. */
#include <stdlib.h>
#include <threads.h>

#include "acts/pipeline/ahead.h"

enum { BATCH_LEAVES = 256, BATCH_BYTES = 512 * 1024, BATCHES = 4 };

struct batch {
    struct arena arena;
    struct leaf_ahead leaves[BATCH_LEAVES];
    size_t count;
    struct error why;
    bool last;
};

struct ahead {
    struct store *store;
    int64_t past;
    thrd_t reader;
    mtx_t lock;
    cnd_t turned;         /* a batch was filled, or given back */
    size_t filled, taken; /* batches, since the beginning */
    bool stop;
    struct batch ring[BATCHES];
    struct batch *at_hand; /* of the caller's side */
    size_t next;
};

static void batch_clear(struct batch *b) {
    for (size_t i = 0; i < b->count; i++) json_decref(b->leaves[i].root);
    b->count = 0;
    arena_release(&b->arena);
}

/* ---- the reading side ---- */

static struct leaf_ahead *end_with(struct batch *b, int64_t n) {
    struct leaf_ahead *leaf = &b->leaves[b->count++];
    *leaf = (struct leaf_ahead){ .n = n, .why = &b->why };
    return leaf;
}

/* False when it is no entry: the last one then. */
static bool read_leaf(struct batch *b, int64_t wanted, const struct rows *r) {
    if (rows_int(r, 0) != wanted) {
        error_set(&b->why, ERR_CORRUPT, T("Entry {n} is missing.", "缺少第 {n} 条。"), ARG_PLAIN("n", wanted));
        end_with(b, wanted);
        return false;
    }
    struct leaf_ahead leaf = { .n = wanted, .bytes = arena_str(&b->arena, rows_str(r, 1)) };
    if (entry_read(leaf.bytes, wanted, &b->arena, &leaf.entry, &leaf.root, &b->why) != 0) {
        end_with(b, wanted)->bytes = leaf.bytes;
        return false;
    }
    b->leaves[b->count++] = leaf;
    return true;
}

static struct batch *batch_to_fill(struct ahead *a) {
    mtx_lock(&a->lock);
    while (!a->stop && a->filled - a->taken == BATCHES) cnd_wait(&a->turned, &a->lock);
    struct batch *b = a->stop ? NULL : &a->ring[a->filled % BATCHES];
    mtx_unlock(&a->lock);
    return b;
}

static void hand_over(struct ahead *a, bool last) {
    mtx_lock(&a->lock);
    a->ring[a->filled++ % BATCHES].last = last;
    cnd_signal(&a->turned);
    mtx_unlock(&a->lock);
}

static void read_all(struct ahead *a, struct db *db) {
    int64_t n = 0;
    struct rows *r = db_rows(db, "SELECT n, entry FROM leaf WHERE n < $1 ORDER BY n", V(a->past));
    for (bool more = true; more;) {
        struct batch *b = batch_to_fill(a);
        if (!b) break;
        size_t bytes = 0;
        while (more && b->count < BATCH_LEAVES && bytes < BATCH_BYTES) {
            if (rows_next(r))
                more = read_leaf(b, n++, r);
            else
                more = false;
            if (more)
                bytes += b->leaves[b->count - 1].bytes.len;
            else if (db_failed(db, &b->why))
                end_with(b, n);
        }
        hand_over(a, !more);
    }
    rows_done(r);
}

static int read_for_another(void *cls) {
    struct ahead *a = cls;
    struct db *db = store_reader(a->store);
    struct batch *first = &a->ring[0];
    if (db_begin(db, &first->why) == 0) {
        read_all(a, db);
        db_rollback(db);
    } else {
        end_with(first, 0);
        hand_over(a, true);
    }
    store_reader_done(a->store, db);
    return 0;
}

/* ---- the applying side ---- */

int ahead_start(struct ahead **ret, struct store *store, int64_t past, struct error *err) {
    struct ahead *a = mem_alloc(sizeof *a);
    a->store = store;
    a->past = past;
    for (size_t i = 0; i < BATCHES; i++) arena_init(&a->ring[i].arena);
    mtx_init(&a->lock, mtx_plain);
    cnd_init(&a->turned);
    if (thrd_create(&a->reader, read_for_another, a) != thrd_success) {
        cnd_destroy(&a->turned);
        mtx_destroy(&a->lock);
        free(a);
        return error_set(err, ERR_IO, T("A thread could not be started.", "无法启动线程。"));
    }
    *ret = a;
    return 0;
}

static void give_back(struct ahead *a) {
    batch_clear(a->at_hand);
    a->at_hand = NULL;
    a->next = 0;
    mtx_lock(&a->lock);
    a->taken++;
    cnd_signal(&a->turned);
    mtx_unlock(&a->lock);
}

const struct leaf_ahead *ahead_next(struct ahead *a) {
    for (;;) {
        if (!a->at_hand) {
            mtx_lock(&a->lock);
            while (a->filled == a->taken) cnd_wait(&a->turned, &a->lock);
            a->at_hand = &a->ring[a->taken % BATCHES];
            mtx_unlock(&a->lock);
        }
        if (a->next < a->at_hand->count) return &a->at_hand->leaves[a->next++];
        if (a->at_hand->last) return NULL;
        give_back(a);
    }
}

void ahead_stop(struct ahead *a) {
    mtx_lock(&a->lock);
    a->stop = true;
    cnd_signal(&a->turned);
    mtx_unlock(&a->lock);
    thrd_join(a->reader, NULL);
    for (size_t i = 0; i < BATCHES; i++) batch_clear(&a->ring[i]);
    cnd_destroy(&a->turned);
    mtx_destroy(&a->lock);
    free(a);
}
