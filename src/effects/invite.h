/* The invitation on a notice: one meeting, one recipient, REQUEST or CANCEL.
 *
 * Every recipient gets a calendar of their own with themselves as its one attendee: who else is invited is on the
 * meeting's page, their private addresses are nobody's business. */
#ifndef EFFECTS_INVITE_H
#define EFFECTS_INVITE_H

#include "acts/meetings/event.h"

struct invite {
    int64_t meeting, sequence;          /* as the outbox row says */
    const char *word;                   /* "REQUEST" or "CANCEL" */
    instant stamp;
    struct calendar_person from, to;    /* ORGANIZER is the mail's sender */
};

/* Appends the calendar and sets `*ret_method`; NULL when none is due: the meeting is unknown, or was cancelled after this
 * invitation was written (its cancellation follows in a mail of its own). An invitation that waited while the meeting
 * moved says where it stands now: calendars must not go back in time. */
int invite_write(struct buf *out, const struct event_frame *f, const struct invite *i, const char **ret_method, struct error *err);

#endif
