/* What the files about motions share: reading one, and counting it. Votes are counted in one place, motion_close.c. */
#ifndef ACTS_MOTIONS_H
#define ACTS_MOTIONS_H

#include "acts/meetings/meetings.h"

/* `meeting` 0: it is voted on between meetings, by all in office when it was circulated (between.c); `present` is how many they are. */
struct motion {
    int64_t id, meeting, number, charter, matter, opposes, amends, present, in_office, seconds;
    int64_t title_entry, text_entry, entry;
    instant put_at;
    instant closes_at; /* INSTANT_NONE: when the chair closes it */
    const char *state, *body;
    const char *procedure; /* NULL: it is about something else than the meeting's course */
};
const struct motion *motion_read(struct db *db, struct arena *arena, int64_t id); /* NULL when there is none */

/* The rule of the majority: the question's own, where the charter gives it one, else the body's. NULL: it has none. */
const struct rule *majority_rule(struct db *db, struct arena *arena, const struct charter *c, const struct motion *m);

/* Votes as integers, and what they come to. */
struct sum { int64_t affirmative, abstention, negative, present, in_office; };
struct result {
    const struct rule *rule;   /* of the majority */
    const char *of;
    struct sum sum;
    int64_t base, needed;
    bool passed, exactly;
    const struct rule *between; /* of a vote between meetings: how many must vote … */
    int64_t voted, whole, quorum;
    bool inquorate;             /* … and fewer did */
};
struct sum votes_sum(struct db *db, const struct motion *m);
struct result motion_result(struct db *db, struct arena *arena, const struct charter *c, const struct motion *m, struct sum sum);

/* Whether the matter a motion names can be decided by it. */
void judge_motion_matter(struct judging *j, const char *body);
void judge_majority(struct judging *j, const struct motion *m); /* refuses where the charter has none */

/* A new row: `m` says what is to be known of it beside who moves it and when. */
int64_t motion_add(struct applying *a, const struct motion *m, int64_t topic);

/* Procedural motions; see procedures.c. */
extern const struct choice procedures[];
void procedure_judge(struct judging *j, const struct meeting *m); /* proposing one */
void procedure_take(struct applying *a, const struct motion *m); /* when it has passed */

/* An adopted amendment becomes the motion's wording. */
void amendment_take(struct applying *a, const struct motion *m);

/* Counts a closed motion anew, after a correction that leaves its outcome as it was. */
void motion_recount(struct applying *a, int64_t motion);
/* Adds (or takes away, by -1) one vote; NULL: silent. */
void sum_add(struct sum *s, const char *vote, int64_t n);

/* Votes that were given to others enter the roll call of a motion that is put. */
void proxies_enroll(struct applying *a, const struct motion *m);

extern const struct choice motion_votes[]; /* affirmative, abstention, negative */

#endif
