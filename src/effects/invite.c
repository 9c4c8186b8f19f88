/* Invitations. See invite.h. */
#include "effects/invite.h"

#include <string.h>

int invite_write(struct buf *out, const struct event_frame *f, const struct invite *i, const char **ret_method,
                 struct error *err) {
    bool cancel = strcmp(i->word, "CANCEL") == 0;
    struct calendar_event e;
    *ret_method = NULL;
    if (!meeting_event(f, i->meeting, &e) || (e.cancelled && !cancel)) return 0;
    if (e.sequence < i->sequence) e.sequence = i->sequence;
    e.stamp = i->stamp;
    e.attendees = &i->to;
    e.attendee_count = 1;
    struct calendar c = { .method = cancel ? CALENDAR_CANCEL : CALENDAR_REQUEST,
                          .zone = charter_zone(f->charter),
                          .organizer = i->from,
                          .events = &e,
                          .count = 1 };
    int r = calendar_write(out, &c, err);
    if (r == 0) *ret_method = calendar_method_word(c.method);
    return r;
}
