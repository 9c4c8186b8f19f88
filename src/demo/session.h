/* What the files of the demo's meetings share: who is in the room, and deciding on a motion. */
#ifndef DEMO_SESSION_H
#define DEMO_SESSION_H

#include "demo/internal.h"

enum { ROOM_MAX = 600 };
enum outcome_kind { CLEAR, EXACT, FAIL };

struct room {
    int64_t meeting;
    const char *body;
    struct who leader, recorder;
    struct who *people;
    size_t count;
    int64_t in_office;
    const struct rule *quorum, *majority;
};

/* session.c: puts a motion, has it voted on, closes it. Whether it passed. */
bool decide(struct demo *d, struct room *room, int64_t motion, int64_t matter, enum outcome_kind kind);

/* absent.c: those who did not come give their vote to others, where the charter lets them */
void give_votes(struct demo *d, const struct room *room);

/* debate.c */
void take_up(struct demo *d, const struct room *room, int64_t topic); /* the point in hand */
void debate(struct demo *d, struct room *room);
void amend_motion(struct demo *d, struct room *room, int64_t motion);
bool move_procedure(struct demo *d, struct room *room, const char *procedure); /* whether it passed */

#endif
