/* The matrix of pairs, the whole cost of a Condorcet count: 190 pairs on each paper that ranks twenty.
 *
 * They are not visited one by one. While a paper is read, `below` holds the number of papers for each candidate not yet placed
 * and 0 for each who is; placing a candidate sets its own to 0 and adds the whole of `below` to its row, four at a time:
 *
 *     2 papers, b > a > c        below  2 2 2
 *     b: below 2 0 2             row b  + 2 0 2
 *     a: below 0 0 2             row a  + 0 0 2
 *
 * Rows are of 32 bits while they cannot overflow, and are added to the 64-bit matrix before they could. */
#include <stdlib.h>
#include <string.h>

#include "tally/pairs.h"

typedef uint32_t four __attribute__((vector_size(16)));

struct rows {
    const struct ballots *b;
    size_t n, width; /* width: fours in a row */
    four *row, *below;
    uint64_t held; /* papers in the rows: less than 2^32 */
    int64_t *matrix;
    bool no_opinion; /* of those a paper does not rank */
};

static inline uint32_t *lane(four *v, size_t i) { return (uint32_t *)v + i; }

static void pour(struct rows *x) {
    for (size_t a = 0; a < x->n; a++)
        for (size_t b = 0; b < x->n; b++) x->matrix[a * x->n + b] += *lane(x->row + a * x->width, b);
    memset(x->row, 0, x->n * x->width * sizeof *x->row);
    x->held = 0;
}

static inline __attribute__((always_inline)) void add_row(four *row, const four *below, size_t width) {
    for (size_t i = 0; i < width; i++) row[i] += below[i];
}

/* The candidates of one rank are none of them below another: all are placed before their rows are added. */
static const uint16_t *read_equals(struct rows *x, const uint16_t *m, uint16_t *who, size_t *ret_count) {
    size_t n = 0;
    do {
        uint16_t c = *m & MARK_WHO;
        if (*m == MARK_SKIP || *lane(x->below, c) == 0) continue; /* named before, or withdrawn */
        *lane(x->below, c) = 0;
        who[n++] = c;
    } while (*++m != MARK_END && *m != MARK_SKIP && *m & MARK_EQUAL);
    *ret_count = n;
    return m;
}

/* The same for every width; the common ones are compiled by themselves. */
static inline __attribute__((always_inline)) void read_line(struct rows *x, const uint16_t *m, size_t width, bool plain,
                                                            uint16_t *who) {
    if (plain) {
        for (; *m != MARK_END; m++) {
            if (*lane(x->below, *m) == 0) continue;
            *lane(x->below, *m) = 0;
            add_row(x->row + *m * width, x->below, width);
        }
        return;
    }
    while (*m != MARK_END) {
        size_t n;
        m = read_equals(x, m, who, &n);
        for (size_t i = 0; i < n; i++) add_row(x->row + who[i] * width, x->below, width);
    }
}

static void read_any(struct rows *x, const uint16_t *m, uint16_t *who) {
    bool plain = x->b->plain;
    switch (x->width) {
    case 1: read_line(x, m, 1, plain, who); break;
    case 2: read_line(x, m, 2, plain, who); break;
    case 3: read_line(x, m, 3, plain, who); break;
    case 4: read_line(x, m, 4, plain, who); break;
    case 5: read_line(x, m, 5, plain, who); break;
    case 6: read_line(x, m, 6, plain, who); break;
    case 7: read_line(x, m, 7, plain, who); break;
    case 8: read_line(x, m, 8, plain, who); break;
    default: read_line(x, m, x->width, plain, who);
    }
}

/* Who is below those ranked first: all who stand, or of a paper that has no opinion of the unranked, those it ranks. */
static void fill_below(struct rows *x, const uint16_t *m, uint32_t papers) {
    for (size_t i = 0; i < x->width && !x->no_opinion; i++) x->below[i] = (four){ papers, papers, papers, papers };
    for (; x->no_opinion && *m != MARK_END; m++)
        if (*m != MARK_SKIP) *lane(x->below, *m & MARK_WHO) = papers;
}

void pairs_compare(struct tally_result *r) {
    const struct ballots *b = r->ballots;
    struct rows x = { .b = b, .n = b->candidate_count, .width = (b->candidate_count + 3) / 4 };
    uint16_t *who = arena_array(&r->arena, uint16_t, x.n), *withdrawn = arena_array(&r->arena, uint16_t, x.n);
    size_t withdrawn_count = 0;
    for (size_t i = 0; i < x.n; i++)
        if (b->candidates[i].withdrawn) withdrawn[withdrawn_count++] = (uint16_t)i;
    x.no_opinion = r->rules->value[OPTION_UNRANKED] == UNRANKED_NO_OPINION;
    r->pairs.prefer = x.matrix = arena_array(&r->arena, int64_t, x.n * x.n);
    x.row = arena_alloc_many(&r->arena, sizeof *x.row, x.n * x.width);
    x.below = arena_alloc_many(&r->arena, sizeof *x.below, x.width);
    for (size_t i = 0; i < b->line_count; i++) {
        const uint16_t *m = b->mark + b->first[i];
        *(*m == MARK_END ? &r->blank : &r->valid) += b->count[i];
        if (x.held + b->count[i] > UINT32_MAX) pour(&x);
        x.held += b->count[i];
        fill_below(&x, m, b->count[i]);
        for (size_t k = 0; k < withdrawn_count; k++) *lane(x.below, withdrawn[k]) = 0;
        read_any(&x, m, who);
    }
    pour(&x);
    result_stage(r, STAGE_FIRST, NULL, 0);
}
