/* The Borda count: on each paper a candidate gets a point for everybody it is ranked above, and half a point for everybody it is
 * ranked alike with; those with most points are elected.
 *
 *   - Unranked candidates are below all ranked ones and alike among themselves; or, where the rules say that nothing was said of
 *     them, they neither get points nor give any to those who are ranked.
 *   - Points are counted in halves times five, so that a total with its one decimal is an integer. */
#include "tally/most.h"

enum { POINT = 10, HALF = 5 };

struct paper {
    uint16_t *who;
    uint32_t *seen;
    size_t count;
};

/* The candidates of the next rank, each once and only those who stand, behind those already read. */
static const uint16_t *read_rank(const struct ballots *b, size_t line, const uint16_t *m, struct paper *p) {
    do {
        uint16_t c = *m & MARK_WHO;
        if (*m == MARK_SKIP || p->seen[c] == line + 1 || b->candidates[c].withdrawn) continue;
        p->seen[c] = (uint32_t)line + 1;
        p->who[p->count++] = c;
    } while (*++m != MARK_END && *m != MARK_SKIP && *m & MARK_EQUAL);
    return m;
}

/* Everybody of a rank: points for `below` candidates, halves for the others of the rank. */
static void give(int64_t *total, const uint16_t *who, size_t count, size_t below, int64_t papers) {
    for (size_t i = 0; i < count; i++) total[who[i]] += ((int64_t)below * POINT + (int64_t)(count - 1) * HALF) * papers;
}

/* `ranks` holds where each rank of the paper ended in p->who. */
static size_t read_paper(const struct ballots *b, size_t line, struct paper *p, size_t *ranks) {
    size_t n = 0;
    p->count = 0;
    for (const uint16_t *m = b->mark + b->first[line]; *m != MARK_END;) {
        size_t before = p->count;
        m = read_rank(b, line, m, p);
        if (p->count > before) ranks[n++] = p->count;
    }
    return n;
}

static int borda_count(struct tally_result *r, struct error *err) {
    const struct ballots *b = r->ballots;
    struct tally_stage *s = result_stage(r, STAGE_FIRST, NULL, 0);
    bool below = r->rules->value[OPTION_UNRANKED] == UNRANKED_BELOW;
    size_t n = b->candidate_count, standing = 0;
    struct paper p = { arena_array(&r->arena, uint16_t, n), arena_array(&r->arena, uint32_t, n), 0 };
    size_t *ranks = arena_array(&r->arena, size_t, n);
    (void)err;
    for (size_t c = 0; c < n; c++) standing += !b->candidates[c].withdrawn;
    for (size_t i = 0; i < b->line_count; i++) {
        size_t count = read_paper(b, i, &p, ranks), all = below ? standing : p.count;
        *(p.count ? &r->valid : &r->blank) += b->count[i];
        for (size_t k = 0; k < count; k++) {
            size_t from = k ? ranks[k - 1] : 0;
            give(s->total, p.who + from, ranks[k] - from, all - ranks[k], b->count[i]);
        }
        if (p.count == 0 || all == p.count) continue;
        for (uint16_t c = 0; c < n; c++)
            if (p.seen[c] != i + 1 && !b->candidates[c].withdrawn)
                s->total[c] += (int64_t)(all - p.count - 1) * HALF * b->count[i];
    }
    most_elect(r);
    return 0;
}

static const struct tally_setting borda_options[] = {
    { OPTION_UNRANKED, UNRANKED_BELOW },
    { OPTION_CAP_ORGANIZATION, -1 },
    { OPTION_CAP_RELATED, -1 },
    { OPTION_RESERVED, RESERVED_OPEN },
    { OPTION_NONE, 0 },
};

METHOD(borda) = {
    .name = "borda",
    .title = TEXT_INIT("the Borda count", "波达计数法"),
    .rule = TEXT_INIT(
        "On each paper a candidate gets a point for everybody ranked below, and half a point for everybody ranked "
        "alike. Those with most points are elected.",
        "每张选票上，候选人对排在其后者每名得一分，对并列者每名得半分；总分最高者当选。"),
    .options = borda_options,
    .places = 1,
    .elects = true,
    .count = borda_count,
};
