/* Whole pages for readers who are nobody in particular.
 *
 * A page is kept under its language and address as sent, and given again while it is at most CACHE_MS_MAX old and the
 * register has not grown since: so a thousand readers of a live result cost two renderings a second, and nobody sees
 * what is older than a second. Past half that age one reader is told that there is none and makes it anew, while all
 * others are still given the kept one: so a page that is read often never makes its readers wait together. What belongs
 * to a person never comes here (pages.c decides before asking).
 *
 * Sixteen shards with a lock each; a shard drops its oldest pages when its share of the memory is used up. */
#ifndef SERVE_CACHE_H
#define SERVE_CACHE_H

#include "serve/response.h"

struct cache;
struct cache *cache_new(void);
void cache_free(struct cache *c);

/* The forms one page is sent in. References are the entry's. */
struct kept {
    struct response *plain;
    struct response *gzip;      /* NULL: not worth it, or nobody asked */
    struct response *unchanged; /* 304 */
    const char *etag;           /* "…" as in the header, without -gz */
};
/* The page ready to send, with a reference for the caller; NULL when there is none so fresh, or when it is the caller's turn
 * to make the next. Who is about to make a page asks once more with an age of CACHE_RENEW_MS: another may have been faster. */
struct response *cache_get(struct cache *c, struct str key, int64_t size, int64_t now_ms, int64_t age_max_ms,
                           const char *if_none_match, bool gzip);
/* The same for a page that is known to be right since the register had `size` entries: any that was made then or later. */
struct response *cache_get_since(struct cache *c, struct str key, int64_t size, const char *if_none_match, bool gzip);
/* Takes the references of `page`. */
void cache_put(struct cache *c, struct str key, int64_t size, int64_t now_ms, const struct kept *page);

/* Whether an If-None-Match header names the tag (or its gzip form). */
bool etag_matches(const char *if_none_match, const char *etag);
/* "…" of the bytes' hash, in quotes; 24 bytes at most with the terminator. */
void etag_of(struct str bytes, char ret[24]);
/* The bytes compressed; NULL when that gains nothing. */
struct bytes *bytes_gzip(struct str s);

struct cache_counts { uint64_t hits, misses; size_t pages, bytes; };
struct cache_counts cache_counts(const struct cache *c);

#endif
