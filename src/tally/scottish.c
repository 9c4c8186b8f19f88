/* The single transferable vote by the rules of Scottish local government elections: SSI 2007/42, Schedule 1, rules 45 to 52.
 *
 *   - The quota is votes ÷ (seats + 1), whole part, plus 1. Who has it is elected.
 *   - One thing is done at a stage. If there are surpluses, the largest is transferred; else the lowest candidate is excluded.
 *   - Of a surplus all the candidate's papers go on, each at surplus × its value ÷ the candidate's votes, cut off (not rounded)
 *     after five decimals, paper by paper. What the cuts lose is written down as lost.
 *   - When no more candidates stand than there are vacancies, all are elected, and nothing is transferred any more.
 *   - Ties go to the latest earlier stage at which the votes were unequal, then to the lot.
 *
 * Values are integers of 10^-5 and 10^-5 votes fit 64 bits (see ballots.h, B3), products 128. */
#include <stdlib.h>

#include "tally/contest.h"

enum { VALUE_ONE = 100000, AHEAD = 16 };

/* surplus × value ÷ total, cut off. Neighbouring papers mostly have one value, so the last division is remembered. */
struct reduction {
    int64_t surplus, total;
    uint32_t value, reduced;
};

static inline uint32_t reduce(struct reduction *x, uint32_t value) {
    if (value != x->value) {
        x->value = value;
        x->reduced = (uint32_t)((unsigned __int128)x->surplus * value / (uint64_t)x->total);
    }
    return x->reduced;
}

/* The papers of `from` go on, at reduced value (NULL: at their own). What they carried away is returned. */
static int64_t move_pile(struct contest *c, uint16_t from, struct reduction *x) {
    struct pile pile = contest_lift(c, from);
    int64_t carried = 0;
    for (size_t i = 0; i < pile.count; i++) {
        struct paper p = pile.items[i];
        if (i + AHEAD < pile.count) __builtin_prefetch(&c->mark[pile.items[i + AHEAD].at + 1]);
        if (x) p.value = reduce(x, p.value);
        uint16_t to = contest_next(c, &p);
        int64_t votes = (int64_t)p.value * p.count;
        carried += votes;
        if (to < CANDIDATES_MAX) {
            contest_lay(c, to, p);
            c->total[to] += votes;
            c->to_papers[to] += p.count;
            c->to_votes[to] += votes;
        } else {
            contest_ended(c, to, p.count, votes);
            c->to_papers[c->n] += p.count;
            c->to_votes[c->n] += votes;
        }
    }
    free(pile.items);
    contest_moved(c, from);
    return carried;
}

/* Rule 48, 49: the largest surplus that has not been transferred. False: a tie stops the count. NOBODY: there is none. */
static bool largest_surplus(struct contest *c, const bool *spent, int64_t quota, uint16_t *ret) {
    const struct tally_result *r = c->r;
    uint16_t *who = arena_array(&c->r->arena, uint16_t, r->elected_count);
    int64_t best = quota;
    size_t n = 0;
    for (size_t i = 0; i < r->elected_count; i++) {
        uint16_t e = r->elected[i];
        if (spent[e] || c->total[e] <= quota || c->total[e] < best) continue;
        if (c->total[e] > best) n = 0;
        best = c->total[e];
        who[n++] = e;
    }
    *ret = n ? who[0] : NOBODY;
    return n < 2 || tie_break(c->r, TIE_SURPLUS, who, n, 1, ret);
}

static void transfer_surplus(struct contest *c, uint16_t from, int64_t quota) {
    struct reduction x = { .surplus = c->total[from] - quota, .total = c->total[from], .value = UINT32_MAX };
    c->lost += x.surplus - move_pile(c, from, &x);
    c->total[from] = quota;
    struct tally_stage *s = contest_stage(c, STAGE_SURPLUS, &from, 1, quota);
    s->surplus = x.surplus;
}

static void exclude(struct contest *c, enum stage_action action, const uint16_t *who, size_t count, int64_t quota) {
    contest_exclude(c, who, count);
    for (size_t i = 0; i < count; i++) {
        move_pile(c, who[i], NULL);
        c->total[who[i]] = 0;
    }
    contest_stage(c, action, who, count, quota);
}

/* One stage after the first. False: a tie stops the count. */
static bool next_stage(struct contest *c, bool *spent, int64_t quota, uint16_t *room) {
    uint16_t who;
    if (!largest_surplus(c, spent, quota, &who)) return false;
    if (who != NOBODY) {
        spent[who] = true;
        transfer_surplus(c, who, quota);
        return true;
    }
    size_t barred = contest_barred(c, room);
    if (barred) {
        exclude(c, STAGE_BAR, room, barred, quota);
        return true;
    }
    if (!contest_lowest(c, 0, &who)) return false;
    exclude(c, STAGE_EXCLUDE, &who, 1, quota);
    return true;
}

static int scottish_count(struct tally_result *r, struct error *err) {
    struct contest c;
    int64_t votes = 0;
    (void)err;
    contest_begin(&c, r, VALUE_ONE);
    for (size_t i = 0; i < c.n; i++) votes += c.total[i] / VALUE_ONE;
    int64_t quota = (votes / (r->rules->seats + 1) + 1) * VALUE_ONE;
    bool *spent = arena_array(&r->arena, bool, c.n);
    uint16_t *room = arena_array(&r->arena, uint16_t, c.n);
    contest_stage(&c, STAGE_FIRST, NULL, 0, quota);
    while (contest_elect(&c, quota) && contest_fill(&c) && c.seating.left > 0 && contest_hopeful(&c, NULL) > 0)
        if (!next_stage(&c, spent, quota, room)) break;
    contest_end(&c);
    return 0;
}

static const struct tally_setting scottish_options[] = {
    { OPTION_OVER_VOTE, OVER_VOTE_EXHAUST },
    { OPTION_SKIPPED, 0 },
    { OPTION_REPEATED, REPEATED_SKIP },
    { OPTION_LOOK_BACK, LOOK_BACK_PRECEDING },
    { OPTION_WEAK_TIES, WEAK_TIES_WHOLE },
    { OPTION_CAP_ORGANIZATION, -1 },
    { OPTION_CAP_RELATED, -1 },
    { OPTION_RESERVED, RESERVED_OPEN },
    { OPTION_NONE, 0 },
};

METHOD(scottish_stv) = {
    .name = "scottish-stv",
    .title = TEXT_INIT("the single transferable vote (Scottish rules)", "单记可转移投票法（苏格兰规则）"),
    .rule = TEXT_INIT("The quota is the votes divided by one more than the seats, whole part, plus 1; who has it is "
                      "elected. At each stage the largest "
                      "surplus is transferred, every paper at a share of its value cut off after five decimals; if "
                      "there is none, the candidate with "
                      "fewest votes is excluded.",
                      "当选商数为票数除以席位数加一所得整数再加一，达到者当选。每轮先转移最大的超额票，各票按比例折减票"
                      "值，截取五位小数；没有超额票时，淘汰得票最少者。"),
    .options = scottish_options,
    .places = 5,
    .elects = true,
    .count = scottish_count,
};
