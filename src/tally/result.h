/* What a count found, with every step that led there: enough to explain it in words, to draw it, and to do it again.
 *
 * Totals are integers scaled by 10^places (0 for whole papers, 5 for the Scottish rules, 9 for Meek's), so each is exact.
 *
 * R1. `elected` is in order of election; `order` holds every group of candidates that the method ranks, best first, those
 *     tied together.
 * R2. A tie that nothing settled ends the count there: `decided` is false, the last of `ties` says between whom the lot is to
 *     be drawn, and nobody more is elected than was certain.
 * R3. In every stage: papers that count = (totals + not transferable + lost to fractions), in units of 10^-places; Meek's
 *     excess and its rounding up are both in the last two. */
#ifndef TALLY_RESULT_H
#define TALLY_RESULT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/json.h"
#include "tally/method.h"

enum stage_action {
    STAGE_FIRST,   /* first preferences, or all marks */
    STAGE_SURPLUS, /* of `who` */
    STAGE_EXCLUDE, /* `who`, fewest votes */
    STAGE_BAR,     /* `who` can no longer take a seat: a cap is reached or the rest are reserved */
};
/* Why papers no longer count for anyone. */
enum inactive { INACTIVE_EXHAUSTED, INACTIVE_OVER_VOTE, INACTIVE_SKIPPED, INACTIVE_REPEATED, INACTIVE_KINDS };

enum { NOBODY = 0xffff };

struct tally_transfer {
    uint16_t from, to;   /* NOBODY: not transferable */
    int64_t papers;
    int64_t votes;       /* scaled */
};

struct tally_stage {
    enum stage_action action;
    const uint16_t *who; size_t who_count;
    int64_t surplus;     /* STAGE_SURPLUS: what was transferred; Meek: total surplus at the end of the stage */
    int64_t quota;       /* scaled; 0: the method has none */
    int64_t *total;      /* of each candidate; 0 once excluded */
    int64_t *keep;       /* Meek: keep factor of each, scaled 10^9; else NULL */
    int64_t exhausted;   /* not transferable so far */
    int64_t lost;        /* lost to fractions so far */
    int64_t inactive[INACTIVE_KINDS]; /* papers, for methods of whole papers */
    int iterations;      /* Meek */
    const struct tally_transfer *transfers; size_t transfer_count;
    const uint16_t *elected; size_t elected_count; /* here */
    size_t filled;       /* the last so many of them, since no more stood than there were seats left */
};

enum tie_purpose { TIE_ELECT, TIE_SURPLUS, TIE_EXCLUDE };
enum tie_means { TIE_OPEN, TIE_LOOK_BACK, TIE_LOT, TIE_ORDER };
struct tally_tie {
    int stage;           /* after which, from 1 */
    enum tie_purpose purpose;
    const uint16_t *who; size_t who_count;
    int need;            /* how many of them are to be chosen */
    enum tie_means means;
    int back_to;         /* TIE_LOOK_BACK: the stage that parted them */
    const uint16_t *chosen; size_t chosen_count; /* elected, transferred or excluded, by purpose */
    const struct hash *lot; /* TIE_LOT: one for each of `who` */
};

/* Schulze and debian. Rows and columns by candidate: [a * n + b] papers that put a over b. */
struct tally_pairs {
    int64_t *prefer;
    int64_t *path_for, *path_against; /* strongest path a to b: its weakest link's votes for and against; 0: none */
};

enum option_fate { FATE_STANDS, FATE_QUORUM, FATE_MAJORITY };
struct tally_defeat { uint16_t winner, loser; int64_t votes, against; };
struct tally_drop_step {   /* debian: one time round A.5(5) to (7) */
    const uint16_t *schwartz; size_t schwartz_count;
    const struct tally_defeat *dropped; size_t dropped_count;
};

struct tally_result {
    struct arena arena;
    const struct tally_method *method;
    const struct ballots *ballots;
    const struct tally_rules *rules;
    bool decided;
    int64_t papers, blank, invalid, valid; /* papers = blank + invalid + valid */
    struct tally_stage *stages; size_t stage_count, stage_size;
    struct tally_tie *ties; size_t tie_count, tie_size;
    uint16_t *elected; int *elected_stage; size_t elected_count; /* stage from 1 */
    int vacant;                            /* seats that nobody is left for */
    uint16_t *order; size_t *order_end; size_t order_groups; /* group i is order[order_end[i-1] … order_end[i]) */
    struct tally_pairs pairs;
    enum option_fate *fate;                /* debian: of each option; else NULL */
    const struct tally_drop_step *steps; size_t step_count;
    uint16_t default_option;               /* debian */
};

void tally_result_free(struct tally_result *r);

/* ---- for methods ---- */

struct tally_stage *result_stage(struct tally_result *r, enum stage_action action, const uint16_t *who, size_t who_count);
void result_elect(struct tally_result *r, uint16_t who); /* in the last stage */
void result_order(struct tally_result *r, const uint16_t *who, size_t count); /* the next group */
bool result_is_elected(const struct tally_result *r, uint16_t who);

/* The last `filled` of those elected in a stage; NULL when there are none. */
static inline const uint16_t *result_filled(const struct tally_stage *s) {
    return s->filled ? s->elected + (s->elected_count - s->filled) : NULL;
}

/* ---- for people and programs ---- */

void tally_explain(struct buf *out, const struct tally_result *r, enum lang lang); /* plain text, paragraphs and tables */
json_t *tally_json(const struct tally_result *r); /* the shape is in docs/counting.md; the caller owns it */
/* Sets the options that a result's "rules" names, so that a count is done again by the same. As tally_rules_set. */
int tally_rules_read(struct tally_rules *r, const struct tally_method *m, const json_t *said, struct error *err);
/* Lots that an officer drew, one list of candidates' numbers for each tie in turn, as a contest names them in "tie_orders". ERR_RANGE. */
int tally_orders_read(struct tally_rules *r, struct arena *arena, const json_t *orders, size_t candidates);
/* 1234500000 of 5 places: "12,345.00000"; without `grouped` "12345.00000". */
void tally_number(struct buf *out, int64_t scaled, int places, bool grouped);

#endif
