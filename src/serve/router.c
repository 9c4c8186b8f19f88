/* Patterns compiled into pieces, grouped by how many segments they have: see router.h. */
#include "serve/router.h"

#include <stdlib.h>
#include <string.h>

#include "serve/limits.h"

enum piece_kind { PIECE_LITERAL, PIECE_PARTLY, PIECE_ANY, PIECE_REST };
struct piece {
    enum piece_kind kind;
    struct str begin, end; /* what stands before and after the place; a literal is all `begin` */
    const char *name;
};
struct compiled {
    const struct route *route;
    struct piece pieces[ROUTE_SEGMENTS_MAX];
    size_t count;
};
struct group {
    struct compiled **items;
    size_t count, size;
};
struct router {
    struct arena arena;
    struct group by_count[ROUTE_SEGMENTS_MAX + 1];
    struct group rest;
};

struct router *router_new(void) {
    struct router *r = mem_alloc(sizeof *r);
    arena_init(&r->arena);
    return r;
}

void router_free(struct router *r) {
    for (size_t i = 0; i <= ROUTE_SEGMENTS_MAX; i++) free(r->by_count[i].items);
    free(r->rest.items);
    arena_release(&r->arena);
    free(r);
}

static int piece_parse(struct router *r, struct str segment, struct piece *ret) {
    struct str end = segment;
    struct str begin = str_cut(&end, '{');
    *ret = (struct piece){ .kind = PIECE_LITERAL, .begin = segment };
    if (!end.data) return memchr(segment.data, '}', segment.len) ? ERR_SYNTAX : 0;
    struct str rest = end;
    struct str name = str_cut(&rest, '}');
    if (!rest.data || name.len == 0 || memchr(rest.data, '{', rest.len)) return ERR_SYNTAX;
    ret->kind = begin.len || rest.len ? PIECE_PARTLY : PIECE_ANY;
    if (str_ends(name, "...")) {
        if (ret->kind != PIECE_ANY) return ERR_SYNTAX;
        ret->kind = PIECE_REST;
        name.len -= 3;
    }
    ret->begin = begin;
    ret->end = rest;
    ret->name = arena_z(&r->arena, name);
    return 0;
}

static int compile(struct router *r, const char *pattern, struct compiled *ret) {
    struct str rest = str_of(pattern);
    if (rest.len == 0 || rest.data[0] != '/') return ERR_SYNTAX;
    rest = str_skip(rest, 1);
    while (rest.data && rest.len) {
        if (ret->count == ROUTE_SEGMENTS_MAX || (ret->count && ret->pieces[ret->count - 1].kind == PIECE_REST))
            return ERR_SYNTAX;
        struct str segment = str_cut(&rest, '/');
        if (segment.len == 0 || piece_parse(r, segment, &ret->pieces[ret->count++]) < 0) return ERR_SYNTAX;
    }
    return 0;
}

/* Which is more exact; 0: they match the same segments. */
static int piece_cmp(const struct piece *a, const struct piece *b) {
    if (a->kind != b->kind) return (int)a->kind - (int)b->kind;
    if (a->begin.len != b->begin.len) return a->begin.len > b->begin.len ? -1 : 1;
    if (a->end.len != b->end.len) return a->end.len > b->end.len ? -1 : 1;
    int order = str_cmp(a->begin, b->begin);
    return order ? order : str_cmp(a->end, b->end);
}

static int compiled_cmp(const struct compiled *a, const struct compiled *b) {
    for (size_t i = 0; i < a->count && i < b->count; i++) {
        int order = piece_cmp(&a->pieces[i], &b->pieces[i]);
        if (order) return order;
    }
    return a->count == b->count ? 0 : a->count > b->count ? -1 : 1;
}

static int by_exactness(const void *a, const void *b) {
    return compiled_cmp(*(struct compiled *const *)a, *(struct compiled *const *)b);
}

int router_add(struct router *r, const struct route *route, struct error *err) {
    struct compiled *c = arena_new(&r->arena, struct compiled);
    c->route = route;
    if (compile(r, route->pattern, c) < 0)
        return error_set(err, ERR_SYNTAX, T("The path {path} is not well formed.", "路径 {path} 格式不正确。"),
                         ARG_Z("path", route->pattern));
    bool rest = c->count && c->pieces[c->count - 1].kind == PIECE_REST;
    struct group *g = rest ? &r->rest : &r->by_count[c->count];
    for (size_t i = 0; i < g->count; i++)
        if (compiled_cmp(g->items[i], c) == 0 && (g->items[i]->route->flags & route->flags & (ROUTE_GET | ROUTE_POST)))
            return error_set(err, ERR_EXISTS, T("The path {path} is declared twice.", "路径 {path} 重复声明。"),
                             ARG_Z("path", route->pattern));
    if (g->count == g->size) {
        g->size = g->size ? g->size * 2 : 16;
        g->items = mem_grow(g->items, g->size * sizeof *g->items);
    }
    g->items[g->count++] = c;
    return 0;
}

void router_ready(struct router *r) {
    for (size_t i = 0; i <= ROUTE_SEGMENTS_MAX; i++)
        if (r->by_count[i].count)
            qsort(r->by_count[i].items, r->by_count[i].count, sizeof(struct compiled *), by_exactness);
    if (r->rest.count) qsort(r->rest.items, r->rest.count, sizeof(struct compiled *), by_exactness);
}

static bool piece_matches(const struct piece *p, struct str s) {
    if (p->kind == PIECE_LITERAL) return str_eq(p->begin, s);
    if (p->kind != PIECE_PARTLY) return true;
    size_t around = p->begin.len + p->end.len;
    return s.len > around && memcmp(s.data, p->begin.data, p->begin.len) == 0 &&
           memcmp(s.data + s.len - p->end.len, p->end.data, p->end.len) == 0;
}

static bool matches(const struct compiled *c, const struct str *segments, size_t count) {
    if (c->count > count) return false;
    for (size_t i = 0; i < c->count; i++)
        if (!piece_matches(&c->pieces[i], segments[i])) return false;
    return true;
}

static void fill(const struct compiled *c, const struct str *segments, size_t count, struct arena *a,
                 struct match *ret) {
    ret->route = c->route;
    ret->segment_count = 0;
    for (size_t i = 0; i < c->count; i++) {
        const struct piece *p = &c->pieces[i];
        if (p->kind == PIECE_LITERAL) continue;
        struct str s = segments[i];
        if (p->kind == PIECE_REST)
            s.len = (size_t)(segments[count - 1].data + segments[count - 1].len - s.data);
        else
            s = (struct str){ s.data + p->begin.len, s.len - p->begin.len - p->end.len };
        ret->segments[ret->segment_count++] = (struct view_pair){ p->name, { arena_z(a, s), s.len } };
    }
}

enum found router_find(const struct router *r, enum method method, const char *path, struct arena *a, struct match *ret,
                       int *ret_methods) {
    struct str segments[PATH_DEPTH_MAX + 1], rest = str_skip(str_of(path), 1);
    size_t count = 0;
    while (rest.data && rest.len && count < PATH_DEPTH_MAX + 1) segments[count++] = str_cut(&rest, '/');
    int wanted = method == METHOD_POST ? ROUTE_POST : method == METHOD_OTHER ? 0 : ROUTE_GET;
    const struct group *groups[2] = { count <= ROUTE_SEGMENTS_MAX ? &r->by_count[count] : NULL, &r->rest };
    *ret_methods = 0;
    for (size_t g = 0; g < 2; g++)
        for (size_t i = 0; groups[g] && i < groups[g]->count; i++) {
            const struct compiled *c = groups[g]->items[i];
            if (!matches(c, segments, count)) continue;
            *ret_methods |= c->route->flags & (ROUTE_GET | ROUTE_POST);
            if (!(c->route->flags & wanted)) continue;
            fill(c, segments, count, a, ret);
            return FOUND;
        }
    return *ret_methods ? FOUND_OTHER_METHOD : FOUND_NOTHING;
}
