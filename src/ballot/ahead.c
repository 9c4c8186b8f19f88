/* A thread that makes keys; see ahead.h. It is started when the first is wanted. */
#include "ballot/ahead.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

#include "base/arena.h"

enum { KEY_TEXT_MAX = 8192 };

struct keys_ahead {
    mtx_t lock;
    cnd_t wakes;
    thrd_t maker;
    bool running, closing;
    int64_t wanted, ready;
    struct made {
        struct buf public, private;
    } made[KEYS_AHEAD_MAX];
};

struct keys_ahead *keys_ahead_new(void) {
    struct keys_ahead *k = mem_alloc(sizeof *k);
    memset(k, 0, sizeof *k);
    mtx_init(&k->lock, mtx_plain);
    cnd_init(&k->wakes);
    return k;
}

static void wipe(struct made *m) {
    if (m->private.data) sodium_memzero(m->private.data, m->private.len);
    buf_release(&m->public);
    buf_release(&m->private);
}

void keys_ahead_free(struct keys_ahead *k) {
    if (!k) return;
    mtx_lock(&k->lock);
    k->closing = true;
    cnd_signal(&k->wakes);
    mtx_unlock(&k->lock);
    if (k->running) thrd_join(k->maker, NULL);
    while (k->ready > 0) wipe(&k->made[--k->ready]);
    mtx_destroy(&k->lock);
    cnd_destroy(&k->wakes);
    free(k);
}

static int make_for_ever(void *context) {
    struct keys_ahead *k = context;
    mtx_lock(&k->lock);
    while (!k->closing) {
        if (k->ready >= k->wanted) {
            cnd_wait(&k->wakes, &k->lock);
            continue;
        }
        struct made m;
        mtx_unlock(&k->lock);
        buf_init(&m.public, KEY_TEXT_MAX);
        buf_init(&m.private, KEY_TEXT_MAX);
        bool done = sealed_key_make(&m.public, &m.private, NULL) == 0;
        mtx_lock(&k->lock);
        if (done && k->ready < KEYS_AHEAD_MAX) {
            k->made[k->ready++] = m;
        } else {
            wipe(&m);
            k->wanted = k->ready; /* whoever needs one makes it, and says what is wrong */
        }
    }
    mtx_unlock(&k->lock);
    return 0;
}

void keys_ahead_want(struct keys_ahead *k, int64_t count) {
    mtx_lock(&k->lock);
    k->wanted = count < KEYS_AHEAD_MAX ? count : KEYS_AHEAD_MAX;
    if (!k->running && k->wanted > 0) k->running = thrd_create(&k->maker, make_for_ever, k) == thrd_success;
    cnd_signal(&k->wakes);
    mtx_unlock(&k->lock);
}

bool keys_ahead_take(struct keys_ahead *k, struct buf *ret_public, struct buf *ret_private) {
    mtx_lock(&k->lock);
    bool found = k->ready > 0;
    if (found) {
        struct made *m = &k->made[--k->ready];
        k->wanted -= k->wanted > 0;
        buf_add(ret_public, buf_str(&m->public));
        buf_add(ret_private, buf_str(&m->private));
        wipe(m);
    }
    mtx_unlock(&k->lock);
    return found;
}
