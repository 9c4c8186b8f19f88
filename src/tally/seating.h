/* Who may still take a seat: caps of organizations and of related ones, and seats reserved for some candidates.
 *
 * S1. A candidate is open while neither cap is reached, and those reserved seats that can be filled can still be filled, all of them
 *     together and within the caps, once they sit.
 * S2. Who is needed for that is guarded: not excluded.
 *     Undeclared write-ins are never open: they are nobody.
 * S3. Reserved seats that nobody can take any more are open to the others, or left vacant, as the rules say. */
#ifndef TALLY_SEATING_H
#define TALLY_SEATING_H

#include "tally/result.h"

struct seats_taken { int of[2][GROUPS_MAX + 1]; }; /* by organization, by related group */

struct seating {
    const struct ballots *ballots;
    const struct tally_rules *rules;
    bool bound;                  /* there are caps or reserved seats at all */
    int left;                    /* vacancies */
    struct seats_taken taken;
    int kept[GROUPS_MAX + 1], kept_sum; /* reserved: seats not taken yet */
    int fillable;                /* how many of these can still be filled, all together */
    bool gone[CANDIDATES_MAX];   /* withdrawn, seated or excluded */
};

void seating_init(struct seating *s, const struct ballots *b, const struct tally_rules *rules);
bool seating_open(const struct seating *s, uint16_t who);
bool seating_guarded(const struct seating *s, uint16_t who);
void seating_take(struct seating *s, uint16_t who);
void seating_drop(struct seating *s, uint16_t who); /* stands no more */
/* Whether all of them can take a seat, one after the other. */
bool seating_fits(const struct seating *s, const uint16_t *who, size_t count);

/* Elects from groups of candidates, best first, those of a group tied: what is over is settled by lot. Writes elected, ties
 * and order; the stage must be there. */
void seating_elect_groups(struct tally_result *r, const uint16_t *who, const size_t *group_end, size_t groups);

/* ---- ties ---- */

/* Chooses `need` of the tied by the rule's look-back (one only), by lot, or by the officer's order, into `ret`, and records
 * how. False: nothing settled it, and the result is undecided. */
bool tie_break(struct tally_result *r, enum tie_purpose purpose, const uint16_t *tied, size_t count, int need, uint16_t *ret);

#endif
