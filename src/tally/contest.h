/* The state of a count by transfers: papers in piles, each with the candidate it now counts for.
 *
 * A paper is three numbers: where in its line it stands, how many such papers there are, and a number whose meaning is the
 * method's own (Scottish: the value of each, in 10^-5; Meek: the candidates it has passed through). Each line is touched only when its pile
 * moves, and then walks to its next mark that stands: a million lines are counted in the time that reading them takes.
 *
 * C1. Every valid paper lies in exactly one pile, or has come to its end and is counted there, or has been left with an elected
 *     candidate.
 * C2. stands[m] is true for candidates who may receive papers, and for every sign that ends a line: a walk always stops. */
#ifndef TALLY_CONTEST_H
#define TALLY_CONTEST_H

#include "tally/seating.h"

/* How a line can end; all above any candidate. END_INVALID: the whole line is. */
enum { END_INVALID = 0xfffb, END_REPEATED, END_SKIPPED, END_OVER_VOTE, END_EXHAUSTED = MARK_END, MARKS_ALL = 0x10000 };

struct paper { uint32_t at, count, value; };
struct pile { struct paper *items; size_t count, size; };

enum standing_state { HOPEFUL, ELECTED, EXCLUDED };

struct contest {
    struct tally_result *r;
    size_t n;
    const uint16_t *mark;        /* the ballots' own, or */
    const uint32_t *first;
    uint16_t *own_mark;          /* those that count under the rules for over-votes, blank ranks and repeated candidates */
    uint32_t *own_first;
    struct pile *pile;
    uint8_t *stands;             /* by mark */
    uint8_t *state;              /* enum standing_state */
    struct seating seating;
    int64_t *total;              /* scaled */
    int64_t exhausted, lost;
    int64_t inactive[INACTIVE_KINDS];
    struct tally_transfer *moved; size_t moved_count, moved_size; /* of the stage under way */
    int64_t *to_papers, *to_votes; /* of the pile being moved; [n] is nobody */
    uint16_t *gone; size_t *gone_end; size_t gone_groups; /* excluded, in order, those of a stage together */
};

/* Reads the lines by the rules and lays each paper, with `value`, on its first pile. */
void contest_begin(struct contest *c, struct tally_result *r, uint32_t value);
void contest_end(struct contest *c); /* writes the order and frees */

static inline uint16_t contest_next(const struct contest *c, struct paper *p) {
    uint16_t m;
    do m = c->mark[++p->at];
    while (!c->stands[m]);
    return m;
}

void contest_lay(struct contest *c, uint16_t who, struct paper p);
struct pile contest_lift(struct contest *c, uint16_t who); /* the pile, which the caller frees; the candidate's is empty then */
/* Papers that have come to the end `sign` of their line, worth `votes`. */
void contest_ended(struct contest *c, uint16_t sign, int64_t papers, int64_t votes);
/* Notes what the pile of `from` gave, from to_papers and to_votes, which it clears. */
void contest_moved(struct contest *c, uint16_t from);

/* Writes the stage's numbers from the present ones. */
struct tally_stage *contest_stage(struct contest *c, enum stage_action action, const uint16_t *who, size_t count, int64_t quota);

/* Elects every hopeful at or above the quota for whom a seat is open, more votes first. False: a tie stops the count. */
bool contest_elect(struct contest *c, int64_t quota);
/* Elects all hopefuls when no more of them stand than there are seats. False: a tie stops the count. */
bool contest_fill(struct contest *c);
size_t contest_hopeful(const struct contest *c, uint16_t *ret); /* those for whom a seat is open; how many */
size_t contest_barred(const struct contest *c, uint16_t *ret);  /* hopefuls for whom none is */
/* The one to exclude: lowest of those not guarded, ties within `margin` of it broken. False: a tie stops the count. */
bool contest_lowest(struct contest *c, int64_t margin, uint16_t *ret);
void contest_exclude(struct contest *c, const uint16_t *who, size_t count); /* their state; papers are the method's business */

#endif
