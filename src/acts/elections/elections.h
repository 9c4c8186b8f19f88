/* What the acts of elections share: an election, its contests, its electors. See rounds.h for what comes before, counting.h for the count.
 *
 *     round closed ─ election.call ─ (objections to the roll) ─ clock: voting ─ clock: closed ─ election.declare ─ round decided
 *          └──────────────────────────── election.annul (the vote cannot be declared) ──────────────┘
 *
 *  E1. Seats, caps, method and kind of ballot come from the charter in force on the day of the call, and stay.
 *  E2. The roll is frozen by the call: one row a vote. Only an answered objection changes it. Who casts the vote is who
 *      speaks for that member, or holds that office, on the day it is cast.
 *  E3. A voter may vote again until the close; the last ballot counts.
 *  E4. The result is a pure function of what is published: candidates, ballots, rules, seed and lot. */
#ifndef ACTS_ELECTIONS_H
#define ACTS_ELECTIONS_H

#include "acts/act.h"

struct election {
    int64_t id, round, charter, entry;
    const char *body, *mode, *state, *seed, *ballots, *key;
    instant objections_by, opens_at, closes_at;
};
const struct election *election_read(struct db *db, struct arena *arena, int64_t id); /* NULL if there is none */
const char *act_body_of_election(const struct judging *j);      /* of the field "election" */
int64_t act_pinned_of_election(const struct judging *j);
const char *act_body_of_contest(const struct judging *j);       /* of the election of the field "contest" */
int64_t act_pinned_of_contest(const struct judging *j);

/* Puts the reminder before the close on the clock, where the charter wants one (reminders.c). */
void reminder_set(struct applying *a, int64_t election, instant opens, instant closes);

/* The row of the roll whose vote this capacity casts; 0 when it has none. */
int64_t elector_of(struct db *db, int64_t election, const struct capacity *as);
/* Whose vote an act that was allowed casts: by the number of its capacity, which is all that a replay reads of a quiet act's. */
int64_t elector_by(struct db *db, int64_t election, const struct act *act);

/* What an answer to an objection and a correction by list share (electors.c, roll.c). */
const struct rule *electorate_rule(struct judging *j, const struct election *e); /* by which the roll is made; NULL: none */
bool elector_entitled(struct judging *j, const struct rule *r, int64_t org, int64_t holding); /* one of the two; whether the rule gives it a vote */
bool elector_has_paper(struct db *db, int64_t election, int64_t number); /* has voted, or was given a ballot of any kind */
void elector_strike(struct applying *a, int64_t election, int64_t number);
void elector_add(struct applying *a, int64_t election, int64_t org, int64_t holding);

/* An office in an election, with its rules as the call froze them. */
struct contest {
    int64_t id, election, seats;
    const char *title, *method;
    int64_t cap_org, cap_related;   /* most seats of the body for one organization, for related ones together; 0: any */
    const char *lot_by;             /* the office that draws lots; NULL: they follow from the seed */
    const char *reserved;           /* "university=1 nonprofit=2": seats kept for them; NULL: none */
    bool vacant_unvoted;            /* without a valid vote the seats stay vacant; else a lot decides */
};
int64_t reserved_for(const struct contest *c, const char *group);
size_t contests_in(struct db *db, struct arena *arena, int64_t election, struct contest **ret); /* in the order of the ballot paper */
const struct contest *contest_read(struct db *db, struct arena *arena, int64_t id);

/* ---- a vote that decides nothing (annulment.c) ---- */

enum void_why { VOID_NOT, VOID_NO_BOX, VOID_UNREAD, VOID_PAPERS, VOID_STUFFED };
struct election_void { enum void_why why; int64_t papers, issued; };
/* Why a closed election cannot be declared, whatever the ballots say; with {papers} of one contest and {issued}. */
struct election_void election_void(struct db *db, struct arena *arena, const struct election *e);
struct text void_words(enum void_why why);

#endif
