/* What pages about meetings, motions, matters and resolutions share. */
#ifndef VIEWS_MEETINGS_H
#define VIEWS_MEETINGS_H

#include "views/meetings.html.h"

bool read_motion(struct view *v, int64_t id, struct motion_row *ret, int64_t *ret_meeting);

bool resolution_read(struct view *v, const char *id, struct resolution_page *ret);

/* A meeting's own facts; no lists, no counts, nobody's rights. False: there is none. */
bool meeting_facts(struct view *v, int64_t id, struct room_page *ret);
struct text meeting_title(struct view *v, const struct room_page *p);
const struct topic_row *topics_read(struct view *v, int64_t meeting, size_t *ret_count);
const struct guest_row *guests_read(struct view *v, int64_t meeting, size_t *ret_count);
/* Its motions in their order, without votes by name and without their sum. */
struct motion_row *motions_read(struct view *v, int64_t meeting, size_t *ret_count);
/* The sum of a vote that was closed. */
void motion_sum(struct view *v, struct motion_row *m);

#endif
