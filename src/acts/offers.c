/* What a person can do now: each kind of act is asked once for every capacity they hold. */
#include <stdlib.h>
#include <string.h>

#include "acts/capacity.h"
#include "acts/offers.h"

enum { OFFERS_MAX = 500 };

static bool offering_may(const struct offering *o, const char *body) {
    return capacity_may(o->j->charter, &o->who->as, o->kind->power, body, NULL);
}

void offer_add(struct offering *o, json_t *args, const char *clause, instant due, const char *link, struct text why,
               const struct arg *a, size_t n) {
    struct arena *arena = o->j->arena;
    if (o->count >= OFFERS_MAX) {
        json_decref(args);
        return;
    }
    if (o->count == o->size) {
        size_t size = o->size ? o->size * 2 : 32;
        struct offer *items = arena_array(arena, struct offer, size);
        if (o->count) memcpy(items, o->items, o->count * sizeof *items);
        o->items = items;
        o->size = size;
    }
    struct arg *args_copy = n ? arena_copy(arena, a, n * sizeof *a) : NULL;
    for (size_t i = 0; i < n; i++)
        if (args_copy[i].type == ARG_TYPE_STR) args_copy[i].str = arena_str(arena, args_copy[i].str);
    if (!clause) capacity_may(o->j->charter, &o->who->as, o->kind->power, o->who->as.body, &clause);
    o->items[o->count++] = (struct offer){
        .kind = o->kind,
        .args = args,
        .why = why,
        .why_args = args_copy,
        .why_count = n,
        .clause = clause ? arena_z(arena, str_of(clause)) : NULL,
        .due = due,
        .link = link ? arena_z(arena, str_of(link)) : NULL,
        .as = o->who->as,
    };
}

static int soonest(const void *x, const void *y) {
    const struct offer *a = x, *b = y;
    if (a->due != b->due) {
        if (a->due == INSTANT_NONE) return 1;
        if (b->due == INSTANT_NONE) return -1;
        return a->due < b->due ? -1 : 1;
    }
    return strcmp(a->kind->name, b->kind->name);
}

static bool same_offer(const struct offer *a, const struct offer *b) {
    return a->kind == b->kind && (a->link && b->link ? strcmp(a->link, b->link) == 0 : a->link == b->link) &&
           (a->args == b->args || (a->args && b->args && json_equal(a->args, b->args)));
}

size_t offers_of(struct db *db, const struct charter *c, const struct workcal *w, int64_t person, instant now,
                 struct arena *arena, struct offer **ret) {
    struct capacity *all;
    size_t capacity_count = capacities_of(db, c, person, now, arena, &all);
    const struct act_kind *const *kinds;
    size_t kind_count = act_kinds(&kinds);
    struct act act = { .at = now, .by = { .person = person, .via = "" } };
    struct verdict verdict = { .arena = arena };
    struct judging j = {
        .charter = c, .db = db, .act = &act, .workcal = w, .arena = arena, .verdict = &verdict, .received = now
    };
    struct offering o = { .j = &j, .who = &act.by, .may = offering_may };
    for (size_t k = 0; k < kind_count; k++) {
        if (!kinds[k]->offer || kinds[k]->origin != ORIGIN_PERSON) continue;
        o.kind = kinds[k];
        act.kind = kinds[k];
        size_t first = o.count;
        for (size_t i = 0; i < capacity_count; i++) {
            act.by.as = all[i];
            size_t before = o.count;
            kinds[k]->offer(&o);
            for (size_t n = before; n < o.count; n++) /* two capacities, one offer */
                for (size_t m = first; m < before; m++)
                    if (same_offer(&o.items[n], &o.items[m])) {
                        json_decref(o.items[n].args);
                        memmove(&o.items[n], &o.items[n + 1], (o.count - n - 1) * sizeof *o.items);
                        o.count--;
                        n--;
                        break;
                    }
        }
    }
    if (o.count) qsort(o.items, o.count, sizeof *o.items, soonest);
    *ret = o.items;
    return o.count;
}

void offers_release(struct offer *offers, size_t count) {
    for (size_t i = 0; i < count; i++) json_decref(offers[i].args);
}
