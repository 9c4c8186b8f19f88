/* Instant run-off: one seat. Who has more than half of the papers still in play is elected; else who has fewest goes out and
 * their papers go on. Where the rules say so several go out together: all whose joint total is below the next one's, since
 * whatever order they went in, none could be saved. Undeclared write-ins with votes go out first, and are never elected. */
#include <stdlib.h>

#include "tally/contest.h"

enum { AHEAD = 16 };

static void move_pile(struct contest *c, uint16_t from) {
    struct pile pile = contest_lift(c, from);
    for (size_t i = 0; i < pile.count; i++) {
        struct paper p = pile.items[i];
        if (i + AHEAD < pile.count) __builtin_prefetch(&c->mark[pile.items[i + AHEAD].at + 1]);
        uint16_t to = contest_next(c, &p);
        if (to < CANDIDATES_MAX) {
            contest_lay(c, to, p);
            c->total[to] += p.count;
            c->to_papers[to] += p.count;
        } else {
            contest_ended(c, to, p.count, p.count);
            c->to_papers[c->n] += p.count;
        }
    }
    free(pile.items);
    for (size_t i = 0; i <= c->n; i++) c->to_votes[i] = c->to_papers[i];
    contest_moved(c, from);
    c->total[from] = 0;
}

static int64_t majority(const struct contest *c) {
    int64_t active = 0;
    for (size_t i = 0; i < c->n; i++) active += c->total[i];
    return active / 2 + 1;
}

struct low {
    int64_t total;
    uint16_t who;
};

static int by_total(const void *a, const void *b) {
    const struct low *x = a, *y = b;
    return x->total != y->total ? (x->total < y->total ? -1 : 1) : x->who < y->who ? -1 : x->who > y->who;
}

/* How many of the lowest go out together; fewer than two: none. */
static size_t batch(struct contest *c, uint16_t *ret) {
    int64_t how = c->r->rules->value[OPTION_BATCH], sum = 0;
    struct low *all = arena_array(&c->r->arena, struct low, c->n);
    size_t n = 0, out = 0;
    for (size_t i = 0; i < c->n; i++)
        if (c->state[i] == HOPEFUL) all[n++] = (struct low){ c->total[i], (uint16_t)i };
    qsort(all, n, sizeof *all, by_total);
    for (size_t i = 0; how != BATCH_NONE && i + 1 < n; i++) {
        sum += all[i].total;
        if (how == BATCH_TIED && all[i].total != all[0].total) break;
        if (sum < all[i + 1].total) out = i + 1;
    }
    for (size_t i = 0; i < out; i++) ret[i] = all[i].who;
    return out > 1 ? out : 0;
}

/* Who goes out now, into `ret`. 0: a tie stops the count. */
static size_t choose(struct contest *c, uint16_t *ret, enum stage_action *action) {
    *action = STAGE_EXCLUDE;
    for (size_t i = 0; i < c->n; i++) {
        if (c->state[i] != HOPEFUL || !c->r->ballots->candidates[i].write_in || c->total[i] == 0) continue;
        ret[0] = (uint16_t)i;
        return 1;
    }
    *action = STAGE_BAR;
    size_t n = c->seating.bound ? contest_barred(c, ret) : 0;
    if (n) return n;
    *action = STAGE_EXCLUDE;
    n = batch(c, ret);
    return n ? n : contest_lowest(c, 0, ret) ? 1 : 0;
}

static int irv_count(struct tally_result *r, struct error *err) {
    struct contest c;
    enum stage_action action;
    size_t n;
    if (r->rules->seats != 1)
        return error_set(err, ERR_RANGE,
                         T("Instant run-off fills one seat, not {seats}.", "排序复选法只选一席，不能选 {seats} 席。"),
                         ARG_INT("seats", r->rules->seats));
    contest_begin(&c, r, 1);
    uint16_t *who = arena_array(&r->arena, uint16_t, c.n);
    contest_stage(&c, STAGE_FIRST, NULL, 0, majority(&c));
    while (contest_elect(&c, majority(&c)) && contest_fill(&c) && c.seating.left > 0 && contest_hopeful(&c, NULL) > 0) {
        n = choose(&c, who, &action);
        if (n == 0) break;
        contest_exclude(&c, who, n);
        for (size_t i = 0; i < n; i++) move_pile(&c, who[i]);
        contest_stage(&c, action, who, n, majority(&c));
    }
    contest_end(&c);
    return 0;
}

static const struct tally_setting irv_options[] = {
    { OPTION_OVER_VOTE, OVER_VOTE_EXHAUST },
    { OPTION_SKIPPED, -1 },
    { OPTION_REPEATED, REPEATED_SKIP },
    { OPTION_LOOK_BACK, LOOK_BACK_NONE },
    { OPTION_WEAK_TIES, WEAK_TIES_WHOLE },
    { OPTION_BATCH, BATCH_NONE },
    { OPTION_NONE, 0 },
};

METHOD(irv) = {
    .name = "irv",
    .title = TEXT_INIT("instant run-off", "排序复选制"),
    .rule = TEXT_INIT("Each paper counts for the first of its candidates who still stands. Who has more than half of "
                      "the papers in play is elected; else "
                      "the candidate with fewest is excluded.",
                      "每张选票计给其排序中仍在候选者的首位。得票过半者当选；否则淘汰得票最少者。"),
    .options = irv_options,
    .elects = true,
    .count = irv_count,
};
