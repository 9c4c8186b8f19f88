/* Whole-page cache: see cache.h. */
#include "serve/cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/hash.h"
#include "serve/limits.h"

enum { SHARDS = 16, SLOTS = 1024 };

struct entry {
    struct entry *next_in_slot;
    struct entry *older, *newer; /* in the order they came, which is the order they go */
    uint64_t hash;
    int64_t size; /* of the register when it was made */
    int64_t made_ms;
    bool claimed; /* somebody makes the next one already */
    size_t cost;
    struct kept page;
    char etag[24];
    size_t key_len;
    char key[];
};

struct shard {
    pthread_mutex_t lock;
    struct entry *slots[SLOTS];
    struct entry *oldest, *newest;
    size_t bytes, count;
    uint64_t hits, misses;
};

struct cache {
    struct shard shards[SHARDS];
};

struct cache *cache_new(void) {
    struct cache *c = mem_alloc(sizeof *c);
    for (int i = 0; i < SHARDS; i++) pthread_mutex_init(&c->shards[i].lock, NULL);
    return c;
}

static uint64_t hash_key(struct str key) {
    uint64_t h = 14695981039346656037U;
    for (size_t i = 0; i < key.len; i++) h = (h ^ (unsigned char)key.data[i]) * 1099511628211U;
    return h ^ (h >> 29);
}

static struct shard *shard_of(struct cache *c, uint64_t hash) { return &c->shards[hash % SHARDS]; }

static struct entry **slot_of(struct shard *s, uint64_t hash) { return &s->slots[hash / SHARDS % SLOTS]; }

static void entry_free(struct entry *e) {
    response_unref(e->page.plain);
    response_unref(e->page.gzip);
    response_unref(e->page.unchanged);
    free(e);
}

static void drop(struct shard *s, struct entry *e) {
    struct entry **at = slot_of(s, e->hash);
    while (*at != e) at = &(*at)->next_in_slot;
    *at = e->next_in_slot;
    *(e->older ? &e->older->newer : &s->oldest) = e->newer;
    *(e->newer ? &e->newer->older : &s->newest) = e->older;
    s->bytes -= e->cost;
    s->count--;
    entry_free(e);
}

static struct entry *look_up(struct shard *s, struct str key, uint64_t hash) {
    struct entry *e = *slot_of(s, hash);
    while (e && !(e->hash == hash && e->key_len == key.len && memcmp(e->key, key.data, key.len) == 0))
        e = e->next_in_slot;
    return e;
}

/* The form of it that was asked for, counted and with a reference. Under the shard's lock; NULL: none was fresh. */
static struct response *form_of(struct shard *s, const struct entry *e, const char *if_none_match, bool gzip) {
    s->hits += e != NULL;
    s->misses += e == NULL;
    if (!e) return NULL;
    return response_ref(etag_matches(if_none_match, e->etag) ? e->page.unchanged
                        : gzip && e->page.gzip               ? e->page.gzip
                                                             : e->page.plain);
}

struct response *cache_get(struct cache *c, struct str key, int64_t size, int64_t now_ms, int64_t age_max_ms,
                           const char *if_none_match, bool gzip) {
    uint64_t hash = hash_key(key);
    struct shard *s = shard_of(c, hash);
    pthread_mutex_lock(&s->lock);
    struct entry *e = look_up(s, key, hash);
    bool fresh = e && e->size == size && now_ms - e->made_ms <= age_max_ms;
    if (fresh && !e->claimed && now_ms - e->made_ms > CACHE_RENEW_MS) {
        e->claimed = true;
        fresh = false;
    }
    struct response *found = form_of(s, fresh ? e : NULL, if_none_match, gzip);
    pthread_mutex_unlock(&s->lock);
    return found;
}

struct response *cache_get_since(struct cache *c, struct str key, int64_t size, const char *if_none_match, bool gzip) {
    uint64_t hash = hash_key(key);
    struct shard *s = shard_of(c, hash);
    pthread_mutex_lock(&s->lock);
    struct entry *e = look_up(s, key, hash);
    struct response *found = form_of(s, e && e->size >= size ? e : NULL, if_none_match, gzip);
    pthread_mutex_unlock(&s->lock);
    return found;
}

void cache_put(struct cache *c, struct str key, int64_t size, int64_t now_ms, const struct kept *page) {
    struct entry *e = mem_alloc(sizeof *e + key.len);
    e->hash = hash_key(key);
    e->size = size;
    e->made_ms = now_ms;
    e->page = *page;
    memcpy(e->etag, page->etag, strlen(page->etag) + 1);
    e->key_len = key.len;
    memcpy(e->key, key.data, key.len);
    e->cost = sizeof *e + key.len + 4096 + page->plain->body->len + (page->gzip ? page->gzip->body->len : 0);
    struct shard *s = shard_of(c, e->hash);
    pthread_mutex_lock(&s->lock);
    struct entry *before = look_up(s, key, e->hash);
    if (before) drop(s, before);
    while (s->oldest && (s->bytes + e->cost > CACHE_BYTES_MAX / SHARDS || s->count >= CACHE_PAGES_MAX / SHARDS ||
                         now_ms - s->oldest->made_ms > CACHE_MS_MAX))
        drop(s, s->oldest);
    struct entry **slot = slot_of(s, e->hash);
    e->next_in_slot = *slot;
    *slot = e;
    e->older = s->newest;
    *(s->newest ? &s->newest->newer : &s->oldest) = e;
    s->newest = e;
    s->bytes += e->cost;
    s->count++;
    pthread_mutex_unlock(&s->lock);
}

void cache_free(struct cache *c) {
    for (int i = 0; i < SHARDS; i++) {
        while (c->shards[i].oldest) drop(&c->shards[i], c->shards[i].oldest);
        pthread_mutex_destroy(&c->shards[i].lock);
    }
    free(c);
}

struct cache_counts cache_counts(const struct cache *c) {
    struct cache_counts n = { 0 };
    for (int i = 0; i < SHARDS; i++) {
        struct shard *s = (struct shard *)(uintptr_t)&c->shards[i];
        pthread_mutex_lock(&s->lock);
        n.hits += s->hits;
        n.misses += s->misses;
        n.pages += s->count;
        n.bytes += s->bytes;
        pthread_mutex_unlock(&s->lock);
    }
    return n;
}

void etag_of(struct str bytes, char ret[24]) {
    struct hash h = hash_of(bytes);
    static const char digits[] = "0123456789abcdef";
    ret[0] = '"';
    for (size_t i = 0; i < 10; i++) {
        ret[1 + 2 * i] = digits[h.b[i] >> 4];
        ret[2 + 2 * i] = digits[h.b[i] & 15];
    }
    ret[21] = '"';
    ret[22] = '\0';
}

bool etag_matches(const char *if_none_match, const char *etag) {
    if (!if_none_match) return false;
    size_t len = strlen(etag);
    struct str rest = str_of(if_none_match);
    while (rest.data && rest.len) {
        struct str tag = str_trim(str_cut(&rest, ','));
        if (str_is(tag, "*")) return true;
        if (str_starts(tag, "W/")) tag = str_skip(tag, 2);
        /* "abc" and "abc-gz" are one page. */
        if (tag.len >= len && memcmp(tag.data, etag, len - 1) == 0 &&
            (tag.len == len || (tag.len == len + 3 && memcmp(tag.data + len - 1, "-gz\"", 4) == 0)))
            return true;
    }
    return false;
}

struct bytes *bytes_gzip(struct str s) {
    if (s.len < GZIP_BYTES_MIN) return NULL;
    z_stream z = { .next_in = (Bytef *)(uintptr_t)s.data, .avail_in = (uInt)s.len };
    if (deflateInit2(&z, 4, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return NULL;
    struct buf out;
    buf_init(&out, s.len);
    size_t room = s.len - s.len / 8; /* less than an eighth gained is not worth the reader's work */
    char *data = mem_alloc(room);
    z.next_out = (Bytef *)data;
    z.avail_out = (uInt)room;
    bool fits = deflate(&z, Z_FINISH) == Z_STREAM_END;
    size_t len = room - z.avail_out;
    deflateEnd(&z);
    if (fits) buf_add(&out, (struct str){ data, len });
    free(data);
    struct bytes *bytes = fits ? bytes_take(&out) : NULL;
    buf_release(&out);
    return bytes;
}
