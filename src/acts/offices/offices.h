/* Offices: seats, who may hold them, terms; shared by appointment, nomination and election. */
#ifndef ACTS_OFFICES_H
#define ACTS_OFFICES_H

#include "acts/act.h"

int64_t in_office(struct db *db, const char *body);
int64_t seats_set(struct db *db, const char *body); /* 0: never set */
/* The number a rule's `of` counts, outside a meeting: in-office, seats, members or a class. */
int64_t headcount(struct db *db, const char *of, const char *body);

/* Seats of a body by its rule, for today's members: worked numbers. `rule` NULL: the charter sets none (seats 0 = open). */
struct seat_count { const struct rule *rule; struct ratio share; int64_t members, seats, least, most; };
struct seat_count seats_for(struct db *db, const struct charter *c, const char *body);
/* At most so many of `titles` may be held together; 0 = no cap. */
struct leader_cap { const struct rule *rule; int64_t cap, held, seats; };
struct leader_cap leaders_for(struct db *db, const struct charter *c, const char *body, int64_t seats);

/* May `person` hold `title` in `body` now? Adds findings: holders' class, one seat per organization, seats, leaders' cap.
 * *ret_org is the organization the office would be held through (0: none). `filling` seats already promised. */
void judge_seat(struct judging *j, const char *body, const char *title, int64_t person, int64_t seats, int64_t *ret_org);
/* The organization an office of `body` is held through by this person; 0 none, -1 when one is needed and missing. */
int64_t office_org(struct db *db, const struct charter *c, struct arena *arena, const char *body, int64_t person);

struct new_holding { const char *body, *title; int64_t person, org; const char *how; };
/* Until `until`; INSTANT_NONE: no end is set. */
int64_t holding_begin_until(struct applying *a, const struct new_holding *h, instant until);
/* For a term that begins now. */
int64_t holding_begin(struct applying *a, const char *body, const char *title, int64_t person, int64_t org, const char *how);
void holding_end(struct applying *a, int64_t holding, const char *why);
/* Offices in one body held through an organization. */
void holdings_end_in(struct applying *a, const char *body, int64_t org, const char *why);
/* All offices held through an organization (by `person`, or by anyone when 0). */
void holdings_end_of_org(struct applying *a, int64_t org, int64_t person, const char *why);
void holdings_end_all(struct applying *a, const char *body, const char *why);
/* Sets the seats for the term that begins: as determined for so many members, or (0) for today's. */
void seats_keep(struct applying *a, const char *body, int64_t seats, int64_t members);
/* The instant a term that begins now ends; INSTANT_NONE when the charter sets no term. */
instant term_end(const struct charter *c, const char *body, instant from);
/* The end of the term that runs in a body today, as its holders came for it; INSTANT_NONE: none runs. */
instant running_term_end(struct db *db, const char *body, instant now);

#endif
