/* Capacities remembered between acts; see steps.h.
 *
 * A roll call is hundreds of acts in a row by people whose offices were read a moment ago. What they may do stays the same
 * until an act changes it, and then the cache is forgotten, or until a delegation begins or ends, or a turn passes, by time alone: so the cache
 * knows from when until when it holds. */
#include <stdlib.h>
#include <string.h>

#include "acts/capacity.h"
#include "acts/pipeline/steps.h"

enum { SLOTS = 1024, EACH_MAX = 8 };

struct slot {
    int64_t person;
    size_t count;
    struct capacity items[EACH_MAX];
};
struct capacity_cache {
    struct arena arena;
    instant since, until;
    size_t used;
    struct slot *slots[SLOTS];
};

/* Where an office rotates, a turn may pass by time alone, at the start of a day. */
static instant turn_passes(const struct charter *c, instant at) {
    const struct rule *const *rules;
    size_t n = c ? charter_rules_of(c, "rotation", &rules) : 0;
    for (size_t i = 0; i < n; i++)
        if (rule_flag(rules[i], "on")) return day_start(instant_day(at, charter_zone(c)) + 1, charter_zone(c));
    return INT64_MAX;
}

static struct capacity_cache *cache_new(struct db *db, const struct charter *c, instant at) {
    struct capacity_cache *cache = mem_alloc(sizeof *cache);
    arena_init(&cache->arena);
    cache->since = at;
    cache->until =
        db_int(db, INT64_MAX,
               "SELECT min(CASE WHEN from_at > $1 THEN from_at ELSE to_at END) FROM delegation WHERE to_at > $1",
               V(at));
    instant passes = turn_passes(c, at);
    cache->until = passes < cache->until ? passes : cache->until;
    return cache;
}

void capacity_cache_forget(struct capacity_cache **cache) {
    if (!*cache) return;
    arena_release(&(*cache)->arena);
    free(*cache);
    *cache = NULL;
}

size_t capacity_cached(struct capacity_cache **cache, struct db *db, const struct charter *c, int64_t person,
                       instant at, bool quiet, struct arena *arena, struct capacity **ret) {
    if (!quiet || person <= 0) return capacities_of(db, c, person, at, arena, ret);
    if (*cache && (at < (*cache)->since || at >= (*cache)->until || (*cache)->used > 4 * SLOTS))
        capacity_cache_forget(cache);
    if (!*cache) *cache = cache_new(db, c, at);
    struct slot **place = &(*cache)->slots[(uint64_t)person % SLOTS];
    if (!*place || (*place)->person != person) {
        struct capacity *all;
        size_t n = capacities_of(db, c, person, at, &(*cache)->arena, &all);
        if (n > EACH_MAX) {
            *ret = capacities_copy(all, n, arena);
            return n;
        }
        *place = arena_new(&(*cache)->arena, struct slot);
        (*cache)->used++;
        (*place)->person = person;
        (*place)->count = n;
        memcpy((*place)->items, all, n * sizeof *all);
    }
    *ret = arena_copy(arena, (*place)->items, (*place)->count * sizeof(*place)->items[0]);
    return (*place)->count;
}
