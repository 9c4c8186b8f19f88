/* What the acts of elections share: the contests a round of nominations leads to, the electors, the ballots, the count.
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
#include "acts/offices/offices.h"
#include "tally/result.h"

/* ---- what a nominee says (acceptance.c) ---- */

/* The rule by which a nominee is asked, or NULL: then a nomination stands without. */
const struct rule *acceptance_rule(const struct charter *c, struct arena *arena, const char *body, const char *title);
/* What the charter has a nominee of the body declare, in the field "conditions". */
void conditions_offered(const struct judging *j, const char *body, enum lang lang, struct options *ret);
void judge_conditions(struct judging *j, const char *body);

/* ---- from nominations to contests (contests.c) ---- */

struct nominee { int64_t id, person, org; const char *body, *title; };
/* Those standing in a round, oldest first; `org` is -1 for who represents no organization that may hold the office. */
size_t nominees_of(struct db *db, const struct charter *c, struct arena *arena, int64_t round, struct nominee **ret);
int64_t per_org_of(const struct charter *c, const char *body); /* offices of a body one organization may hold; 0: any number */

/* ---- related organizations, reserved seats (relations.c) ---- */

int64_t per_related_of(const struct charter *c, const char *body); /* offices of a body related organizations may hold together; 0: any number */
/* All of an organization's group, itself among them. */
size_t orgs_related(struct db *db, struct arena *arena, int64_t org, const int64_t **ret);
int64_t org_group(struct db *db, struct arena *arena, int64_t org); /* its smallest number; 0: related to nobody */
int64_t related_hold(struct db *db, struct arena *arena, const char *body, int64_t org); /* offices its group holds */
/* "university=1": the seats of an office the charter reserves; NULL: none. And for which of them this organization's people stand. */
const char *reserved_seats(const struct charter *c, struct arena *arena, const char *office);
const char *reserved_group(struct db *db, const struct charter *c, struct arena *arena, const char *office, int64_t org);

/* ---- what a round fills ---- */

/* Until when those serve who are seated by a round for the rest of a term; INSTANT_NONE: it is for a whole term. */
instant round_until(struct db *db, int64_t round);
/* What a round fills: places of the body and of those of them that lead; for the rest of a term, the vacant ones. */
#define PLACES_OPEN INT64_MAX /* no number is set */
struct places { struct seat_count whole; struct leader_cap cap; int64_t free, leaders; bool rest; instant until; };
struct places places_of(struct db *db, const struct charter *c, int64_t round, const char *body);
int64_t places_of_office(struct db *db, const struct places *p, const char *body, const struct charter_title_of *t);
/* Of an office whose number the charter leaves open: as many as were filled at once in the term that ends `until`. */
int64_t places_in_term(struct db *db, const char *body, const char *title, instant until);
/* Seats that somebody left within the running term and nobody has taken since. False: no term runs. */
struct vacancy { int64_t seats, held, vacant; instant since, until; }; /* since: the last who left */
bool vacancy_of(struct db *db, const struct charter *c, const struct charter_body *b, instant now, struct vacancy *ret);
/* Those who would be seated, were there no end of seats, in the charter's order of offices. */
size_t would_sit(struct db *db, const struct charter *c, struct arena *arena, const struct charter_body *b, const struct places *p, const struct nominee *all, size_t n,
                 const struct nominee ***ret);
int64_t count_title(const struct nominee *const *sit, size_t n, const char *title);

/* One office of a round: who stands for how many seats, in the charter's order of offices. */
struct office_contest {
    const char *title;
    int64_t seats, nominees;    /* seats that are taken; those on the paper */
    bool contested;
    const struct rule *rule;    /* who elects, and how; NULL: the charter does not say */
    const char *mode;           /* of the ballots */
    const struct nominee *const *paper; size_t paper_count;
};
/* *ret_vacant (may be NULL): seats of the body that stay empty, whoever wins. */
size_t contests_of(struct db *db, const struct charter *c, struct arena *arena, int64_t round, const char *body, struct office_contest **ret, int64_t *ret_vacant);
/* Whether more stand for an office than it has seats: then an election is called, and nothing is concluded without one. */
bool round_contested(struct db *db, const struct charter *c, struct arena *arena, int64_t round, const char *body);

/* Nothing is contested any more: those still standing take office when the term begins (seating.c). */
void round_decided(struct applying *a, int64_t round);

/* ---- an election ---- */

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
enum { PAPER_BYTES_MAX = 8192 };
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
