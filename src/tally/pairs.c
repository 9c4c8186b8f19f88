/* The matrix of pairs, the whole cost of a Condorcet count: 190 pairs on each paper that ranks twenty.
 *
 * They are not visited one by one. While a paper is read, `below` holds the number of papers for each candidate not yet placed
 * and 0 for each who is; placing a candidate sets its own to 0 and adds the whole of `below` to its row, eight at a time:
 *
 *     2 papers, b > a > c        below  2 2 2
 *     b: below 2 0 2             row b  + 2 0 2
 *     a: below 0 0 2             row a  + 0 0 2
 *
 * Rows are of 16 bits while they cannot overflow, and are added to the 64-bit matrix before they could. A line of very many papers
 * goes to the matrix at once. */
#include <stdlib.h>
#include <string.h>

#include "tally/pairs.h"

typedef uint16_t eight __attribute__((vector_size(16)));

/* Papers of a line from which on it is added at once: else it would empty the rows again and again. */
enum { MANY = 1024 };

struct rows {
    const struct ballots *b;
    size_t n, width; /* width: eights in a row */
    eight *row, *below;
    eight *others; /* of each candidate: ones for all but that one */
    uint32_t held; /* papers in the rows: less than 2^16 */
    int64_t *matrix;
    uint16_t *withdrawn;
    size_t withdrawn_count;
    bool no_opinion; /* of those a paper does not rank */
};

static inline uint16_t *lane(eight *v, size_t i) { return (uint16_t *)v + i; }

static void pour(struct rows *x) {
    for (size_t a = 0; a < x->n; a++)
        for (size_t b = 0; b < x->n; b++) x->matrix[a * x->n + b] += *lane(x->row + a * x->width, b);
    memset(x->row, 0, x->n * x->width * sizeof *x->row);
    x->held = 0;
}

static void add_row(eight *row, const eight *below, size_t width) {
    for (size_t i = 0; i < width; i++) row[i] += below[i];
}

/* A clean line of at most 32 candidates, `width` a constant: `below` stays in registers. Writing one lane of it to memory and
 * reading the eight back would wait for the write at every mark, which costs more than all the adding. */
static inline __attribute__((always_inline)) void read_clean(struct rows *x, const uint16_t *m, uint16_t papers,
                                                             size_t width) {
    eight v0 = (eight){ 0 } + papers, v1 = v0, v2 = v0, v3 = v0;
    for (; *m != MARK_END; m++) {
        eight *row = x->row + *m * width;
        const eight *others = x->others + *m * width;
        row[0] += v0 &= others[0];
        if (width > 1) row[1] += v1 &= others[1];
        if (width > 2) row[2] += v2 &= others[2];
        if (width > 3) row[3] += v3 &= others[3];
    }
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

static void read_line(struct rows *x, const uint16_t *m, uint16_t *who) {
    while (*m != MARK_END) {
        size_t n;
        m = read_equals(x, m, who, &n);
        for (size_t i = 0; i < n; i++) add_row(x->row + who[i] * x->width, x->below, x->width);
    }
}

/* Who is below those ranked first: all who stand, or of a paper that has no opinion of the unranked, those it ranks. */
static void fill_below(struct rows *x, const uint16_t *m, uint16_t papers) {
    for (size_t i = 0; i < x->width && !x->no_opinion; i++) x->below[i] = (eight){ 0 } + papers;
    for (; x->no_opinion && *m != MARK_END; m++)
        if (*m != MARK_SKIP) *lane(x->below, *m & MARK_WHO) = papers;
    for (size_t k = 0; k < x->withdrawn_count; k++) *lane(x->below, x->withdrawn[k]) = 0;
}

/* One line of very many papers. */
static void add_many(struct rows *x, const uint16_t *m, uint32_t papers, uint16_t *who) {
    while (*m != MARK_END) {
        size_t n;
        m = read_equals(x, m, who, &n);
        for (size_t i = 0; i < n; i++)
            for (size_t b = 0; b < x->n; b++) x->matrix[who[i] * x->n + b] += (int64_t)*lane(x->below, b) * papers;
    }
}

/* Where every line is clean and every candidate stands, the common widths are compiled by themselves. */
static void read_few(struct rows *x, const uint16_t *m, uint32_t papers, bool clean, uint16_t *who) {
    switch (clean ? x->width : 0) {
    case 1: read_clean(x, m, (uint16_t)papers, 1); break;
    case 2: read_clean(x, m, (uint16_t)papers, 2); break;
    case 3: read_clean(x, m, (uint16_t)papers, 3); break;
    case 4: read_clean(x, m, (uint16_t)papers, 4); break;
    default: fill_below(x, m, (uint16_t)papers); read_line(x, m, who);
    }
}

static void read_lines(struct rows *x, struct tally_result *r, uint16_t *who) {
    const struct ballots *b = x->b;
    bool clean = b->plain && !x->no_opinion && x->withdrawn_count == 0;
    for (size_t i = 0; i < b->line_count; i++) {
        const uint16_t *m = b->mark + b->first[i];
        uint32_t papers = b->count[i];
        *(*m == MARK_END ? &r->blank : &r->valid) += papers;
        if (papers >= MANY) {
            fill_below(x, m, 1);
            add_many(x, m, papers, who);
            continue;
        }
        if ((x->held += papers) > UINT16_MAX) {
            pour(x);
            x->held = papers;
        }
        read_few(x, m, papers, clean, who);
    }
    pour(x);
}

void pairs_compare(struct tally_result *r) {
    const struct ballots *b = r->ballots;
    struct rows x = { .b = b, .n = b->candidate_count, .width = (b->candidate_count + 7) / 8 };
    uint16_t *who = arena_array(&r->arena, uint16_t, x.n);
    x.withdrawn = arena_array(&r->arena, uint16_t, x.n);
    for (size_t i = 0; i < x.n; i++)
        if (b->candidates[i].withdrawn) x.withdrawn[x.withdrawn_count++] = (uint16_t)i;
    x.no_opinion = r->rules->value[OPTION_UNRANKED] == UNRANKED_NO_OPINION;
    r->pairs.prefer = x.matrix = arena_array(&r->arena, int64_t, x.n * x.n);
    x.row = arena_alloc_many(&r->arena, sizeof *x.row, x.n * x.width);
    x.below = arena_alloc_many(&r->arena, sizeof *x.below, x.width);
    x.others = arena_alloc_many(&r->arena, sizeof *x.others, x.n * x.width);
    memset(x.others, 0xff, x.n * x.width * sizeof *x.others);
    for (size_t i = 0; i < x.n; i++) *lane(x.others + i * x.width, i) = 0;
    read_lines(&x, r, who);
    result_stage(r, STAGE_FIRST, NULL, 0);
}
