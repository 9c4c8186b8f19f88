/* Laying papers on piles, and reading the lines that need reading first: what an over-vote, a blank rank and a repeated candidate
 * mean is a rule, applied here once, so that every method walks clean lines. See contest.h. */
#include <stdlib.h>
#include <string.h>

#include "tally/contest.h"

struct cleaning {
    const struct ballots *b;
    const int64_t *rule;
    uint16_t *out;
    size_t count;
    uint32_t *seen;
};

/* How many marks share the rank that begins at `m`. */
static size_t rank_size(const uint16_t *m) {
    size_t n = 1;
    while (m[n] != MARK_END && m[n] != MARK_SKIP && m[n] & MARK_EQUAL) n++;
    return n;
}

/* One line, clean; returns the sign it ends with. Withdrawn candidates stay: nobody walks to them. */
static uint16_t clean_line(struct cleaning *x, size_t line) {
    int64_t blanks = 0;
    for (const uint16_t *m = x->b->mark + x->b->first[line]; *m != MARK_END;) {
        if (*m == MARK_SKIP) {
            m++;
            if (++blanks > x->rule[OPTION_SKIPPED] && x->rule[OPTION_SKIPPED] >= 0) return END_SKIPPED;
            continue;
        }
        blanks = 0;
        size_t n = rank_size(m);
        if (n > 1) {
            if (x->rule[OPTION_OVER_VOTE] == OVER_VOTE_INVALID) return END_INVALID;
            if (x->rule[OPTION_OVER_VOTE] == OVER_VOTE_EXHAUST) return END_OVER_VOTE;
        } else if (x->seen[*m] == line + 1) {
            if (x->rule[OPTION_REPEATED] == REPEATED_INVALID) return END_INVALID;
            if (x->rule[OPTION_REPEATED] == REPEATED_EXHAUST) return END_REPEATED;
        } else {
            x->seen[*m] = (uint32_t)line + 1;
            x->out[x->count++] = *m;
        }
        m += n;
    }
    return MARK_END;
}

/* A blank rank counts when a further mark follows: blanks at the end of a line were never kept (see ballots_line_end). */
static void clean_lines(struct contest *c) {
    const struct ballots *b = c->r->ballots;
    struct cleaning x = { .b = b, .rule = c->r->rules->value };
    c->own_mark = mem_alloc((b->first[b->line_count] + 1) * sizeof *c->own_mark);
    c->own_first = mem_alloc((b->line_count + 1) * sizeof *c->own_first);
    x.seen = mem_alloc(c->n * sizeof *x.seen);
    x.out = c->own_mark;
    for (size_t i = 0; i < b->line_count; i++) {
        c->own_first[i] = (uint32_t)x.count;
        uint16_t end = clean_line(&x, i);
        if (end == END_INVALID) x.count = c->own_first[i];
        x.out[x.count++] = end;
    }
    free(x.seen);
    c->mark = c->own_mark;
    c->first = c->own_first;
}

void contest_lay(struct contest *c, uint16_t who, struct paper p) {
    struct pile *pile = &c->pile[who];
    if (pile->count == pile->size) {
        pile->size = pile->size ? pile->size * 2 : 64;
        pile->items = mem_grow(pile->items, pile->size * sizeof *pile->items);
    }
    pile->items[pile->count++] = p;
}

struct pile contest_lift(struct contest *c, uint16_t who) {
    struct pile pile = c->pile[who];
    c->pile[who] = (struct pile){ 0 };
    return pile;
}

void contest_ended(struct contest *c, uint16_t sign, int64_t papers, int64_t votes) {
    c->inactive[sign == END_OVER_VOTE  ? INACTIVE_OVER_VOTE
                : sign == END_SKIPPED  ? INACTIVE_SKIPPED
                : sign == END_REPEATED ? INACTIVE_REPEATED
                                       : INACTIVE_EXHAUSTED] += papers;
    c->exhausted += votes;
}

static void lay_first(struct contest *c, uint32_t value) {
    const struct ballots *b = c->r->ballots;
    for (size_t i = 0; i < b->line_count; i++) {
        struct paper p = { c->first[i], b->count[i], value };
        uint16_t m = c->mark[p.at];
        if (m == END_INVALID) {
            c->r->invalid += p.count;
            continue;
        }
        if (b->mark[b->first[i]] == MARK_END) {
            c->r->blank += p.count;
            continue;
        }
        c->r->valid += p.count;
        if (!c->stands[m]) m = contest_next(c, &p);
        if (m < CANDIDATES_MAX) {
            contest_lay(c, m, p);
            c->total[m] += (int64_t)value * p.count;
        } else {
            contest_ended(c, m, p.count, (int64_t)value * p.count);
        }
    }
}

void contest_begin(struct contest *c, struct tally_result *r, uint32_t value) {
    const struct ballots *b = r->ballots;
    *c = (struct contest){ .r = r, .n = b->candidate_count, .mark = b->mark, .first = b->first };
    c->pile = arena_array(&r->arena, struct pile, c->n);
    c->stands = arena_array(&r->arena, uint8_t, MARKS_ALL);
    c->state = arena_array(&r->arena, uint8_t, c->n);
    c->total = arena_array(&r->arena, int64_t, c->n);
    c->to_papers = arena_array(&r->arena, int64_t, c->n + 1);
    c->to_votes = arena_array(&r->arena, int64_t, c->n + 1);
    c->gone = arena_array(&r->arena, uint16_t, c->n);
    c->gone_end = arena_array(&r->arena, size_t, c->n);
    memset(c->stands + END_INVALID, 1, MARKS_ALL - END_INVALID);
    for (size_t i = 0; i < c->n; i++) {
        c->state[i] = b->candidates[i].withdrawn ? EXCLUDED : HOPEFUL;
        c->stands[i] = c->state[i] == HOPEFUL;
    }
    seating_init(&c->seating, b, r->rules);
    if (!b->plain) clean_lines(c);
    lay_first(c, value);
}
