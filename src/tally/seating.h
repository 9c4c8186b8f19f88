/* Who may still take a seat: caps of organizations and of related ones, and seats reserved for some candidates.
 *
 * S1. A candidate is open while neither cap is reached and taking a seat leaves enough of them for what is reserved.
 * S2. Who is in a reserved group that needs all it has left is guarded: not excluded.
 * S3. Reserved seats for which too few stand are open to the others, or left vacant, as the rules say. */
#ifndef TALLY_SEATING_H
#define TALLY_SEATING_H

#include "tally/result.h"

struct seating {
    const struct ballots *ballots;
    const struct tally_rules *rules;
    bool bound;                  /* there are caps or reserved seats at all */
    int left;                    /* vacancies */
    int taken[2][GROUPS_MAX + 1];/* by organization, by related group */
    int need[GROUPS_MAX + 1], stand[GROUPS_MAX + 1]; /* reserved: seats still owed, candidates still there */
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
