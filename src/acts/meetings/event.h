/* A meeting as a calendar program sees it: the same words and the same UID in an invitation and in the public calendar. */
#ifndef ACTS_EVENT_H
#define ACTS_EVENT_H

#include "acts/act.h"
#include "calendar/calendar.h"

/* Where the events belong: the register's origin (for UIDs), the site's address without a slash at the end (for links), the
 * law (for names and the zone), and the reader's language. */
struct event_frame {
    struct db *db;
    const struct charter *charter;
    struct str origin, site;
    enum lang lang;
    struct arena *arena;
};

/* False when there is no such meeting. Texts live in the arena; nobody is invited yet. */
bool meeting_event(const struct event_frame *f, int64_t meeting, struct calendar_event *ret);
/* Public meetings of a body (NULL: of all) that end after `since`, in order of time; cancelled ones show as such. */
size_t meeting_events(const struct event_frame *f, const char *body, instant since, const struct calendar_event **ret);

#endif
