/* A table of sets by the first bytes of the hash, each with the last few that fell there: see recall.h. */
#include "serve/recall.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"
#include "serve/limits.h"

enum { ID_LEN = 2 * HASH_SIZE, WAYS = 4, SETS = RECALLED_MAX / WAYS };

struct slot {
    char id[ID_LEN];
    struct recalled what;
    int64_t changes;
};

struct recall {
    pthread_mutex_t lock;
    struct slot slots[SETS][WAYS];
    unsigned char turn[SETS]; /* whose place goes next */
};

struct recall *recall_new(void) {
    struct recall *r = mem_alloc(sizeof *r);
    memset(r, 0, sizeof *r);
    pthread_mutex_init(&r->lock, NULL);
    return r;
}

void recall_free(struct recall *r) {
    pthread_mutex_destroy(&r->lock);
    free(r);
}

/* The id is the hex of a SHA-256: its beginning is as good as chance. */
static size_t set_of(const char *id) {
    uint32_t n;
    memcpy(&n, id, sizeof n);
    return (n ^ n >> 7 ^ n >> 17) % SETS;
}

static struct slot *slot_of(struct recall *r, const char *id) {
    struct slot *set = r->slots[set_of(id)];
    for (int i = 0; i < WAYS; i++)
        if (memcmp(set[i].id, id, ID_LEN) == 0) return &set[i];
    return NULL;
}

void recall_keep(struct recall *r, const char *id, const struct recalled *what, int64_t changes) {
    if (strlen(id) != ID_LEN) return;
    pthread_mutex_lock(&r->lock);
    struct slot *s = slot_of(r, id);
    if (!s) s = &r->slots[set_of(id)][r->turn[set_of(id)]++ % WAYS];
    memcpy(s->id, id, ID_LEN);
    s->what = *what;
    s->changes = changes;
    pthread_mutex_unlock(&r->lock);
}

bool recall_find(struct recall *r, const char *id, bool session, int64_t changes, struct recalled *ret) {
    if (strlen(id) != ID_LEN) return false;
    pthread_mutex_lock(&r->lock);
    const struct slot *s = slot_of(r, id);
    bool known = s && s->what.person > 0 && s->changes == changes && s->what.session == session;
    if (known) *ret = s->what;
    pthread_mutex_unlock(&r->lock);
    return known;
}
