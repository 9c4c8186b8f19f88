/* The minutes with their words: what acts/meetings/minutes.h gathers as numbers, and the names and texts a reader sees. The page, its Markdown and
 * the PDF are written from this one struct. */
#ifndef VIEWS_MINUTES_H
#define VIEWS_MINUTES_H

#include "views/minutes.html.h"

/* False when there are none of that meeting. */
bool minutes_read(struct view *v, int64_t meeting, struct minutes_page *ret);
struct str minutes_name(const struct minutes_page *p, int64_t person);
struct str minutes_clock(struct view *v, instant t); /* "14:05" */
/* "14:00–16:10, 16:30–17:00", in the alliance's zone. */
struct str minutes_times(struct view *v, const struct minutes_seat *s);
/* When a point was in hand; who spoke to it, and how long (topic 0: while none was in hand). */
struct str minutes_in_hand(struct view *v, const struct minutes *m, int64_t topic);
struct str minutes_speakers(struct view *v, const struct minutes_page *p, int64_t topic);
/* How many of the roll call gave no vote: of those present when it was put, and of those whose votes they carried. */
int64_t minutes_silent(const struct minutes_motion *m);
/* The names of those who voted so (NULL: silent), and how many they are. */
struct str minutes_voters(struct view *v, const struct minutes_page *p, const struct minutes_motion *m, const char *vote, int64_t *ret_count);
/* "Ada Example, expert on supply chains (14:00–15:00), …": the guests who came. */
struct str minutes_guests(struct view *v, const struct minutes_page *p);
int64_t minutes_number(const struct minutes *m, int64_t motion); /* of a motion of this meeting, as it was called there */
/* "Passed: 9 for, …; of 9 present when it was put, 5 are needed." */
struct vote_sum { int64_t yes, abstain, no, silent, base, needed; struct text of; bool passed, exactly; };
struct str vote_sum_said(struct view *v, const struct vote_sum *s);
struct str minutes_sum(struct view *v, const struct minutes_motion *m);
struct str minutes_quorum_said(struct view *v, const struct minutes_quorum *q, bool opening);
/* Those in office who were not there. */
struct str minutes_absent(struct view *v, const struct minutes_page *p, int64_t *ret_count);

#endif
