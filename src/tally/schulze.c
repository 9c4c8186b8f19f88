/* Schulze's method. A beats B by way of the strongest chain of victories from A to B, if that is stronger than the strongest back.
 *
 *   - A link counts where more papers put A above B than the other way. Its strength is how many do, then how few do not.
 *   - A chain is as strong as its weakest link (found by Floyd and Warshall's widest paths).
 *   - The order is read by taking off those whom nobody left beats, again and again: each time one group, tied among themselves.
 *     Counting wins instead gives other orders.
 *
 * A strength is one number: votes for × 2^31 + (2^31 − 1 − votes against), so that comparing is comparing integers. */
#include <stdlib.h>
#include <string.h>

#include "tally/pairs.h"

_Static_assert(PAPERS_MAX < INT64_C(0x7fffffff), "votes of a pair have 31 bits each");
#define STRENGTH(votes, against) ((votes) << 31 | (INT64_C(0x7fffffff) - (against)))

static int64_t *strongest_paths(struct tally_result *r) {
    const int64_t *v = r->pairs.prefer;
    size_t n = r->ballots->candidate_count;
    int64_t *p = mem_alloc(n * n * sizeof *p);
    for (size_t a = 0; a < n; a++)
        for (size_t b = 0; b < n; b++)
            if (v[a * n + b] > v[b * n + a]) p[a * n + b] = STRENGTH(v[a * n + b], v[b * n + a]);
    for (size_t by = 0; by < n; by++)
        for (size_t a = 0; a < n; a++) {
            int64_t to = p[a * n + by], *row = p + a * n;
            const int64_t *from = p + by * n;
            if (to == 0) continue;
            for (size_t b = 0; b < n; b++) {
                int64_t chain = to < from[b] ? to : from[b];
                row[b] = chain > row[b] ? chain : row[b];
            }
        }
    for (size_t a = 0; a < n; a++) p[a * n + a] = 0;
    return p;
}

static void keep_paths(struct tally_result *r, const int64_t *p) {
    size_t n = r->ballots->candidate_count;
    r->pairs.path_for = arena_array(&r->arena, int64_t, n * n);
    r->pairs.path_against = arena_array(&r->arena, int64_t, n * n);
    for (size_t i = 0; i < n * n; i++) {
        if (p[i] == 0) continue;
        r->pairs.path_for[i] = p[i] >> 31;
        r->pairs.path_against[i] = INT64_C(0x7fffffff) - (p[i] & INT64_C(0x7fffffff));
    }
}

/* Groups of those whom nobody left beats. */
static size_t peel(struct tally_result *r, const int64_t *p, uint16_t *who, size_t *end) {
    size_t n = r->ballots->candidate_count, count = 0, groups = 0;
    uint16_t *beaten_by = arena_array(&r->arena, uint16_t, n); /* how many of those left */
    bool *left = arena_array(&r->arena, bool, n);
    for (size_t a = 0; a < n; a++) left[a] = !r->ballots->candidates[a].withdrawn;
    for (size_t a = 0; a < n; a++)
        for (size_t b = 0; b < n; b++)
            if (left[a] && left[b] && p[a * n + b] > p[b * n + a]) beaten_by[b]++;
    for (;;) {
        size_t from = count;
        for (size_t a = 0; a < n; a++)
            if (left[a] && beaten_by[a] == 0) who[count++] = (uint16_t)a;
        if (count == from) return groups;
        end[groups++] = count;
        for (size_t i = from; i < count; i++) {
            left[who[i]] = false;
            for (size_t b = 0; b < n; b++)
                if (p[who[i] * n + b] > p[b * n + who[i]]) beaten_by[b]--;
        }
    }
}

static int schulze_count(struct tally_result *r, struct error *err) {
    size_t n = r->ballots->candidate_count;
    (void)err;
    pairs_compare(r);
    int64_t *p = strongest_paths(r);
    uint16_t *who = arena_array(&r->arena, uint16_t, n);
    size_t *end = arena_array(&r->arena, size_t, n);
    keep_paths(r, p);
    size_t groups = peel(r, p, who, end);
    free(p);
    seating_elect_groups(r, who, end, groups);
    return 0;
}

static const struct tally_setting schulze_options[] = {
    { OPTION_UNRANKED, UNRANKED_BELOW },
    { OPTION_CAP_ORGANIZATION, -1 },
    { OPTION_CAP_RELATED, -1 },
    { OPTION_RESERVED, RESERVED_OPEN },
    { OPTION_NONE, 0 },
};

METHOD(schulze) = {
    .name = "schulze",
    .title = TEXT_INIT("the Schulze method", "舒尔茨法"),
    .rule =
        TEXT_INIT("Every two candidates are compared by how many papers put one above the other. One stands above "
                  "another if its strongest chain of "
                  "victories to the other is stronger than the strongest one back.",
                  "候选人两两比较，以将其中一人排在另一人之前的选票数定胜负。甲至乙的最强胜链强于乙至甲者，甲居前。"),
    .options = schulze_options,
    .elects = true,
    .count = schulze_count,
};
