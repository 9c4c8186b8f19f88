/* What pages about meetings, motions, matters and resolutions share. */
#ifndef VIEWS_MEETINGS_H
#define VIEWS_MEETINGS_H

#include "views/meetings.html.h"

/* Does one of the reader's capacities hold a power in a body (NULL: outside bodies)? */
bool viewer_may(const struct view *v, const char *power, const char *body);
bool read_motion(struct view *v, int64_t id, struct motion_row *ret, int64_t *ret_meeting);

#endif
