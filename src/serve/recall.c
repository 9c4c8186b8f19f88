/* A table of slots by the first bytes of the hash, each with the last token that fell there: see recall.h. */
#include "serve/recall.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"
#include "serve/limits.h"

enum { ID_LEN = 2 * HASH_SIZE };

struct slot {
    char id[ID_LEN];
    int64_t person, seen_at, changes;
};

struct recall {
    pthread_mutex_t lock;
    struct slot slots[RECALLED_MAX];
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
static struct slot *slot_of(struct recall *r, const char *id) {
    uint32_t n;
    memcpy(&n, id, sizeof n);
    return &r->slots[(n ^ n >> 7 ^ n >> 17) % RECALLED_MAX];
}

void recall_keep(struct recall *r, const char *id, int64_t person, int64_t seen_at, int64_t changes) {
    if (strlen(id) != ID_LEN) return;
    pthread_mutex_lock(&r->lock);
    struct slot *s = slot_of(r, id);
    memcpy(s->id, id, ID_LEN);
    s->person = person;
    s->seen_at = seen_at;
    s->changes = changes;
    pthread_mutex_unlock(&r->lock);
}

int64_t recall_person(struct recall *r, const char *id, int64_t changes, int64_t *ret_seen_at) {
    if (strlen(id) != ID_LEN) return 0;
    pthread_mutex_lock(&r->lock);
    const struct slot *s = slot_of(r, id);
    bool known = s->person > 0 && s->changes == changes && memcmp(s->id, id, ID_LEN) == 0;
    int64_t person = known ? s->person : 0;
    if (known) *ret_seen_at = s->seen_at;
    pthread_mutex_unlock(&r->lock);
    return person;
}
