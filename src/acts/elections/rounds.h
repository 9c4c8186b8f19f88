/* From a round of nominations to the contests it leads to: who may be named, who stands, for how many places. */
#ifndef ACTS_ROUNDS_H
#define ACTS_ROUNDS_H

#include "acts/offices/offices.h"

/* ---- what a nominee says (acceptance.c) ---- */

/* The rule by which a vote approves nominees for an office, or NULL. */
const struct rule *approval_rule(const struct charter *c, struct arena *arena, const char *body, const char *title);
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

#endif
