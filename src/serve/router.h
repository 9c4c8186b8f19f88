/* From a path to who answers it.
 *
 *     /members                 literal
 *     /members/{id}            one segment, any
 *     /members/{id}.json       one segment with a beginning or an end
 *     /register/tile/{rest...} all segments that follow, at least one
 *
 * Patterns are compiled at the start, sorted so that the more exact wins at the first segment where two differ: literal,
 * then with an end or beginning, then any, then the rest. Two patterns that match the same paths are an error at start. */
#ifndef SERVE_ROUTER_H
#define SERVE_ROUTER_H

#include "serve/http.h"

struct route;
struct site;
enum { ROUTE_SEGMENTS_MAX = 6 };
struct match {
    const struct route *route;
    struct view_pair segments[ROUTE_SEGMENTS_MAX];
    size_t segment_count;
};

enum route_flags {
    ROUTE_GET = 1,     /* and HEAD */
    ROUTE_POST = 2,
    ROUTE_INLINE = 4,  /* answers at once on the event thread: touches no database */
};
struct route {
    const char *pattern;
    int flags;
    size_t body_max;
    void (*run)(struct site *site, struct exchange *x, const struct match *m); /* on the event thread */
    const void *with;  /* the route's own: a view's kind, a table's row */
    size_t (*admit)(struct site *site, struct exchange *x, const struct match *m); /* body_max by request; NULL */
    void (*work)(void *job); /* in place of `run`: on a worker, with a struct job (serve/site.h) */
};

struct router;
struct router *router_new(void);
void router_free(struct router *r);
/* `route` lives as long as the router. ERR_EXISTS: the same paths and methods are routed already; ERR_SYNTAX. */
int router_add(struct router *r, const struct route *route, struct error *err);
/* Sorts; after the last add, before the first find. */
void router_ready(struct router *r);

enum found { FOUND, FOUND_OTHER_METHOD, FOUND_NOTHING };
/* Values of places are copied into the arena. `*ret_methods`: flags of all routes of the path, for Allow. */
enum found router_find(const struct router *r, enum method method, const char *path, struct arena *a, struct match *ret,
                       int *ret_methods);

#endif
