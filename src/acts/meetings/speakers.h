/* The speakers' list of a meeting: those who asked to speak on the point in hand, in the order in which they are called. The order
 * is said here, once, for acts and pages: who speaks now; then points of order; then the others, each in the order of asking. */
#ifndef ACTS_SPEAKERS_H
#define ACTS_SPEAKERS_H

#include "acts/act.h"

/* Rows of `speaker s` on the list of meeting $1 now … */
#define SPEAKERS_LISTED                                                                                                  \
    "s.meeting = $1 AND s.state IN ('asked', 'speaking') AND s.topic = coalesce((SELECT topic_now FROM meeting WHERE id = s.meeting), 0)"
/* … and their order. */
#define SPEAKERS_ORDER "CASE s.state WHEN 'speaking' THEN 0 ELSE 1 END, CASE s.what WHEN 'order' THEN 0 ELSE 1 END, s.id"

struct speaker { int64_t id, person; const char *what, *state; instant asked_at, from_at, until_at; };
/* At most `max` of them. */
size_t speakers_list(struct db *db, struct arena *arena, int64_t meeting, size_t max, struct speaker **ret);

extern const struct choice speaker_asks[]; /* speak, reply, order */

#endif
