/* Ties: by earlier stages where the rules say so, then by a lot that was fixed before the count, else not at all.
 *
 * The lot from a seed is made so that anybody can draw it again with a shell. After stage S, candidate C's ticket is the
 * SHA-256 of the text SEED/S/C, numbers in decimal, candidates counted from 1:
 *
 *     printf '%s/%d/%d' "$SEED" 3 7 | sha256sum
 *
 * The smallest ticket is the most favoured: it is elected, or its surplus goes first; the largest is excluded. The officer's
 * order is used the same way, its first the most favoured; drawn anew for each tie, it is that tie's and no other's. */
#include <string.h>
#include <stdlib.h>

#include "tally/seating.h"

static void ticket(struct hash *ret, struct str seed, int stage, uint16_t who) {
    char tail[40];
    snprintf(tail, sizeof tail, "/%d/%d", stage, who + 1);
    const struct str parts[] = { seed, str_of(tail) };
    *ret = hash_parts(parts, 2);
}

struct drawn {
    uint16_t who;
    struct hash lot;
    size_t place;
};

static int by_lot(const void *a, const void *b) {
    return memcmp(((const struct drawn *)a)->lot.b, ((const struct drawn *)b)->lot.b, HASH_SIZE);
}

static int by_place(const void *a, const void *b) {
    const struct drawn *x = a, *y = b;
    return x->place < y->place ? -1 : x->place > y->place;
}

/* The part of the officer's order that is about the tie in hand; false: it has not been drawn yet. */
static bool order_here(const struct tally_result *r, size_t *ret_from, size_t *ret_to) {
    const struct tally_rules *rules = r->rules;
    size_t before = 0;
    *ret_from = 0;
    *ret_to = rules->order_count;
    if (!rules->order_end) return true;
    for (size_t i = 0; i + 1 < r->tie_count; i++) before += r->ties[i].means == TIE_ORDER;
    if (before >= rules->order_ties) return false;
    *ret_from = before ? rules->order_end[before - 1] : 0;
    *ret_to = rules->order_end[before];
    return true;
}

/* Favoured first. False: the officer's order leaves two of them out, so nobody has said which comes first. */
static bool draw(struct tally_result *r, const uint16_t *tied, size_t count, struct drawn *ret) {
    const struct tally_rules *rules = r->rules;
    size_t unnamed = 0, from = 0, to = 0;
    if (rules->lot == LOT_ORDER && !order_here(r, &from, &to)) return false;
    for (size_t i = 0; i < count; i++) {
        ret[i] = (struct drawn){ .who = tied[i], .place = rules->order_count };
        if (rules->lot == LOT_SEED) {
            ticket(&ret[i].lot, rules->seed, (int)r->stage_count, tied[i]);
            continue;
        }
        for (size_t k = from; rules->lot == LOT_ORDER && k < to && ret[i].place == rules->order_count; k++)
            if (rules->order[k] == tied[i]) ret[i].place = k;
        if (ret[i].place == rules->order_count) unnamed++;
    }
    if (rules->lot == LOT_NONE || unnamed > (rules->order_end ? 0 : 1)) return false;
    qsort(ret, count, sizeof *ret, rules->lot == LOT_SEED ? by_lot : by_place);
    return true;
}

/* Those of `set` with the extreme total at a stage, into `ret`. */
static size_t extreme(const struct tally_stage *s, bool lowest, const uint16_t *set, size_t count, uint16_t *ret) {
    int64_t best = s->total[set[0]];
    size_t n = 0;
    for (size_t i = 1; i < count; i++)
        if (lowest ? s->total[set[i]] < best : s->total[set[i]] > best) best = s->total[set[i]];
    for (size_t i = 0; i < count; i++)
        if (s->total[set[i]] == best) ret[n++] = set[i];
    return n;
}

/* With three or more tied, a stage may part only some of them. Read whole, the rule wants one stage that singles out one of
 * all the tied, and looks further until it finds it; read narrowly, each stage leaves fewer. The rules choose. */
static bool look_back(struct tally_result *r, enum tie_purpose purpose, const uint16_t *tied, size_t count,
                      uint16_t *ret, int *ret_stage) {
    int64_t how = r->rules->value[OPTION_LOOK_BACK];
    bool narrow = r->rules->value[OPTION_WEAK_TIES] == WEAK_TIES_NARROW;
    if (how == LOOK_BACK_NONE || r->stage_count < 2) return false;
    uint16_t *set = arena_copy(&r->arena, tied, count * sizeof *tied), *least = arena_array(&r->arena, uint16_t, count);
    for (size_t i = 0; i + 1 < r->stage_count; i++) {
        size_t stage = how == LOOK_BACK_FIRST ? i : r->stage_count - 2 - i;
        size_t n = extreme(&r->stages[stage], purpose == TIE_EXCLUDE, set, count, least);
        if (n == 1) {
            *ret = least[0];
            *ret_stage = (int)stage + 1;
            return true;
        }
        if (!narrow) continue;
        memcpy(set, least, n * sizeof *set);
        count = n;
    }
    return false;
}

static struct tally_tie *new_tie(struct tally_result *r, enum tie_purpose purpose, const uint16_t *tied, size_t count,
                                 int need) {
    if (r->tie_count == r->tie_size) {
        r->tie_size = r->tie_size ? r->tie_size * 2 : 8;
        r->ties = mem_grow(r->ties, r->tie_size * sizeof *r->ties);
    }
    struct tally_tie *t = &r->ties[r->tie_count++];
    *t = (struct tally_tie){ .stage = (int)r->stage_count, .purpose = purpose, .who_count = count, .need = need };
    t->who = arena_copy(&r->arena, tied, count * sizeof *tied);
    return t;
}

static const struct hash *tickets(struct tally_result *r, const uint16_t *tied, size_t count) {
    struct hash *all = arena_array(&r->arena, struct hash, count);
    for (size_t i = 0; i < count; i++) ticket(&all[i], r->rules->seed, (int)r->stage_count, tied[i]);
    return all;
}

bool tie_break(struct tally_result *r, enum tie_purpose purpose, const uint16_t *tied, size_t count, int need,
               uint16_t *ret) {
    struct tally_tie *t = new_tie(r, purpose, tied, count, need);
    if (need == 1 && look_back(r, purpose, tied, count, ret, &t->back_to)) {
        t->means = TIE_LOOK_BACK;
    } else {
        struct drawn *order = arena_array(&r->arena, struct drawn, count);
        if (!draw(r, tied, count, order)) {
            r->decided = false;
            return false;
        }
        t->means = r->rules->lot == LOT_SEED ? TIE_LOT : TIE_ORDER;
        if (t->means == TIE_LOT) t->lot = tickets(r, tied, count);
        for (int i = 0; i < need; i++) ret[i] = order[purpose == TIE_EXCLUDE ? count - 1 - (size_t)i : (size_t)i].who;
    }
    t->chosen = arena_copy(&r->arena, ret, (size_t)need * sizeof *ret);
    t->chosen_count = (size_t)need;
    return true;
}
