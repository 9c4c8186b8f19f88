/* What a ballot paper may say, and the count of what the ballots say. */
#ifndef ACTS_COUNTING_H
#define ACTS_COUNTING_H

#include "acts/elections/elections.h"
#include "tally/result.h"

/* ---- ballots (ballots.c) ---- */

/* The rule a ballot for an office rests on: open or secret, or, where the charter is silent on it, who elects. */
const struct rule *ballot_rule(const struct judging *j, const struct election *e, const char *title);

/* What a paper may say, by the method it is counted with. */
struct paper {
    int64_t candidates;
    bool ranked;      /* candidates in order; else marks */
    bool equals;      /* several may share a rank */
    int64_t most;     /* marks at most; 0: any number */
};
struct paper paper_of(struct db *db, const struct contest *c);
/* A ballot from its marks, "rank:candidate" each: ["1:3", "2:1"] gives "3>1". NULL when it is right, as below. */
enum { BALLOT_TEXT_MAX = 8192 };
const struct text *paper_compose(const struct paper *p, const json_t *marks, struct buf *ret);
/* Reads "3>1=2" (the third candidate first, then two that share a rank; marks are one group: "1=3"; "" is a blank paper)
 * into a line of `to`, if given. NULL when it is right, else the one sentence that says what is wrong. */
const struct text *paper_read(const struct paper *p, struct str ballot, struct ballots *to);

/* ---- the count (counting.c) ---- */

enum { LOTS_MAX = 2000 }; /* candidates named in lots of one contest */
enum { SEED_SIZE = 65 }; /* a SHA-256 in hex */
struct contest_count {
    struct ballots ballots;
    struct tally_rules rules;
    struct tally_result *result;
    char seed[SEED_SIZE];
    bool unvoted;     /* nobody gave a valid vote, and so nobody is elected */
};
/* Counts one contest from what is on record; `as` with names of candidates for people to read, else by number. False when there is
 * nothing to count yet. The caller releases it all the same. */
struct counting_as { bool names; enum lang lang; };
bool contest_counted(struct db *db, struct arena *arena, const struct election *e, const struct contest *contest, const struct counting_as *as, struct contest_count *ret);
/* The tie at which a count stands still until its lot is drawn; NULL: none. */
const struct tally_tie *count_waits(const struct contest_count *c);
void contest_count_release(struct contest_count *c);

#endif
