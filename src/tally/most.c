/* Adding up marks, and electing those with most; see most.h. */
#include <stdlib.h>
#include <string.h>

#include "tally/most.h"

/* The marks of a paper that stand, each candidate once, into `who`; -1: the paper is invalid. */
static int64_t paper_marks(const struct tally_result *r, size_t line, int64_t limit, uint32_t *seen, uint16_t *who) {
    const struct ballots *b = r->ballots;
    bool first = r->rules->value[OPTION_TOO_MANY] == TOO_MANY_FIRST && b->form == FORM_RANKED;
    int64_t n = 0, before = 0; /* marks, and those of the ranks before this one */
    for (const uint16_t *m = b->mark + b->first[line]; *m != MARK_END; m++) {
        uint16_t c = *m & MARK_WHO;
        if (!(*m & MARK_EQUAL)) before = n;
        if (*m == MARK_SKIP || seen[c] == line + 1 || b->candidates[c].withdrawn) continue;
        if (n == limit)
            return first && before == n ? n : -1; /* -1: or the limit falls between candidates ranked alike */
        seen[c] = (uint32_t)line + 1;
        who[n++] = c;
    }
    return n;
}

void most_marks(struct tally_result *r, int64_t limit) {
    const struct ballots *b = r->ballots;
    size_t n = b->candidate_count;
    struct tally_stage *s = result_stage(r, STAGE_FIRST, NULL, 0);
    uint32_t *seen = arena_array(&r->arena, uint32_t, n);
    uint16_t *who = arena_array(&r->arena, uint16_t, n);
    for (size_t i = 0; i < b->line_count; i++) {
        int64_t marks = paper_marks(r, i, limit, seen, who);
        *(marks < 0 ? &r->invalid : marks == 0 ? &r->blank : &r->valid) += b->count[i];
        for (int64_t k = 0; k < marks; k++) s->total[who[k]] += b->count[i];
    }
}

struct standing {
    int64_t total;
    uint16_t who;
};

static int by_total(const void *a, const void *b) {
    const struct standing *x = a, *y = b;
    return x->total != y->total ? (x->total > y->total ? -1 : 1) : x->who < y->who ? -1 : x->who > y->who;
}

void most_elect(struct tally_result *r) {
    const struct ballots *b = r->ballots;
    const int64_t *total = r->stages[0].total;
    struct standing *all = arena_array(&r->arena, struct standing, b->candidate_count);
    uint16_t *who = arena_array(&r->arena, uint16_t, b->candidate_count);
    size_t *end = arena_array(&r->arena, size_t, b->candidate_count), n = 0, groups = 0;
    for (size_t c = 0; c < b->candidate_count; c++)
        if (!b->candidates[c].withdrawn) all[n++] = (struct standing){ total[c], (uint16_t)c };
    qsort(all, n, sizeof *all, by_total);
    for (size_t i = 0; i < n; i++) {
        who[i] = all[i].who;
        if (i + 1 == n || all[i + 1].total != all[i].total) end[groups++] = i + 1;
    }
    seating_elect_groups(r, who, end, groups);
}
