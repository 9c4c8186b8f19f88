/* Who is elected, who goes out, and what is written down of it; see contest.h. */
#include <stdlib.h>
#include <string.h>

#include "tally/contest.h"

void contest_moved(struct contest *c, uint16_t from) {
    for (size_t i = 0; i <= c->n; i++) {
        if (c->to_papers[i] == 0) continue;
        if (c->moved_count == c->moved_size) {
            c->moved_size = c->moved_size ? c->moved_size * 2 : 64;
            c->moved = mem_grow(c->moved, c->moved_size * sizeof *c->moved);
        }
        c->moved[c->moved_count++] =
            (struct tally_transfer){ from, i == c->n ? NOBODY : (uint16_t)i, c->to_papers[i], c->to_votes[i] };
        c->to_papers[i] = c->to_votes[i] = 0;
    }
}

struct tally_stage *contest_stage(struct contest *c, enum stage_action action, const uint16_t *who, size_t count,
                                  int64_t quota) {
    struct tally_stage *s = result_stage(c->r, action, who, count);
    memcpy(s->total, c->total, c->n * sizeof *s->total);
    memcpy(s->inactive, c->inactive, sizeof s->inactive);
    s->quota = quota;
    s->exhausted = c->exhausted;
    s->lost = c->lost;
    s->transfers = arena_copy(&c->r->arena, c->moved, c->moved_count * sizeof *c->moved);
    s->transfer_count = c->moved_count;
    c->moved_count = 0;
    return s;
}

static void seat(struct contest *c, uint16_t who) {
    c->state[who] = ELECTED;
    c->stands[who] = false;
    seating_take(&c->seating, who);
    result_elect(c->r, who);
}

/* Of the hopefuls at or above `least` for whom a seat is open, those with most votes, in the order of their numbers. */
static size_t highest(const struct contest *c, int64_t least, uint16_t *ret) {
    size_t n = 0;
    int64_t best = least;
    for (size_t i = 0; i < c->n; i++) {
        if (c->state[i] != HOPEFUL || c->total[i] < best || !seating_open(&c->seating, (uint16_t)i)) continue;
        if (c->total[i] > best) n = 0;
        best = c->total[i];
        ret[n++] = (uint16_t)i;
    }
    return n;
}

/* Equal votes only matter where not all of them can be seated. */
static bool elect_down_to(struct contest *c, int64_t least) {
    uint16_t *who = arena_array(&c->r->arena, uint16_t, c->n), one;
    size_t n;
    while (c->seating.left > 0 && (n = highest(c, least, who)) > 0) {
        if (seating_fits(&c->seating, who, n)) {
            for (size_t i = 0; i < n; i++) seat(c, who[i]);
            continue;
        }
        if (n == 1)
            one = who[0];
        else if (!tie_break(c->r, TIE_ELECT, who, n, 1, &one))
            return false;
        seat(c, one);
    }
    return true;
}

bool contest_elect(struct contest *c, int64_t quota) { return elect_down_to(c, quota); }

size_t contest_hopeful(const struct contest *c, uint16_t *ret) {
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++) {
        if (c->state[i] != HOPEFUL || !seating_open(&c->seating, (uint16_t)i)) continue;
        if (ret) ret[n] = (uint16_t)i;
        n++;
    }
    return n;
}

size_t contest_barred(const struct contest *c, uint16_t *ret) {
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++)
        if ((c->seating.bound || c->r->ballots->candidates[i].write_in) && c->state[i] == HOPEFUL &&
            !seating_open(&c->seating, (uint16_t)i))
            ret[n++] = (uint16_t)i;
    return n;
}

bool contest_fill(struct contest *c) {
    size_t before = c->r->elected_count;
    if (c->seating.left <= 0 || (int)contest_hopeful(c, NULL) > c->seating.left) return true;
    bool whole = elect_down_to(c, 0);
    c->r->stages[c->r->stage_count - 1].filled = c->r->elected_count - before;
    return whole;
}

/* Where all who stand are guarded, one of them has to go all the same. */
bool contest_lowest(struct contest *c, int64_t margin, uint16_t *ret) {
    uint16_t *who = arena_array(&c->r->arena, uint16_t, c->n);
    bool all = true;
    int64_t lowest = INT64_MAX;
    size_t n = 0, kept = 0;
    for (size_t i = 0; i < c->n; i++)
        if (c->state[i] == HOPEFUL && !seating_guarded(&c->seating, (uint16_t)i)) all = false;
    for (size_t i = 0; i < c->n; i++) {
        if (c->state[i] != HOPEFUL || (!all && seating_guarded(&c->seating, (uint16_t)i))) continue;
        if (c->total[i] < lowest) lowest = c->total[i];
        who[n++] = (uint16_t)i;
    }
    for (size_t i = 0; i < n; i++)
        if (c->total[who[i]] <= lowest + margin) who[kept++] = who[i];
    if (kept > 1) return tie_break(c->r, TIE_EXCLUDE, who, kept, 1, ret);
    *ret = who[0];
    return true;
}

void contest_exclude(struct contest *c, const uint16_t *who, size_t count) {
    size_t from = c->gone_groups ? c->gone_end[c->gone_groups - 1] : 0;
    if (count == 0) return;
    for (size_t i = 0; i < count; i++) {
        c->state[who[i]] = EXCLUDED;
        c->stands[who[i]] = false;
        seating_drop(&c->seating, who[i]);
        c->gone[from + i] = who[i];
    }
    c->gone_end[c->gone_groups++] = from + count;
}

/* ---- the order ---- */

/* Those still hopeful when the last seat was filled, by their last total, equal ones together. */
static void order_hopeful(struct contest *c) {
    uint16_t *who = arena_array(&c->r->arena, uint16_t, c->n);
    for (;;) {
        int64_t best = -1;
        size_t n = 0;
        for (size_t i = 0; i < c->n; i++)
            if (c->state[i] == HOPEFUL && c->total[i] > best) best = c->total[i];
        for (size_t i = 0; i < c->n; i++)
            if (c->state[i] == HOPEFUL && c->total[i] == best) {
                who[n++] = (uint16_t)i;
                c->state[i] = EXCLUDED;
            }
        if (n == 0) return;
        result_order(c->r, who, n);
    }
}

/* Elected in order (equal totals at one stage together), then who was left, then the excluded, last out first. */
static void write_order(struct contest *c) {
    struct tally_result *r = c->r;
    for (size_t i = 0, k; i < r->elected_count; i = k) {
        const struct tally_stage *s = &r->stages[r->elected_stage[i] - 1];
        for (k = i + 1; k < r->elected_count && r->elected_stage[k] == r->elected_stage[i] &&
                        s->total[r->elected[k]] == s->total[r->elected[i]];)
            k++;
        result_order(r, r->elected + i, k - i);
    }
    order_hopeful(c);
    for (size_t g = c->gone_groups; g-- > 0;) {
        size_t from = g ? c->gone_end[g - 1] : 0;
        result_order(r, c->gone + from, c->gone_end[g] - from);
    }
}

void contest_end(struct contest *c) {
    write_order(c);
    for (size_t i = 0; i < c->n; i++) free(c->pile[i].items);
    free(c->moved);
    free(c->own_mark);
    free(c->own_first);
}
