/* iCalendar, written: what a calendar program reads of the alliance's meetings.
 *
 * Three things leave the house in this form: the invitation that rides on a notice by mail (REQUEST), its taking back
 * (CANCEL), and the public calendar that anyone can subscribe to (PUBLISH). Views write the last, effects the first two;
 * both use this room, which knows nothing of databases, pages or mail: structs in, bytes out.
 *
 *  1. A meeting has one UID for ever, the same in mails and feeds, so that a calendar never shows it twice.
 *  2. Every time is given with its zone and the zone's definition: the alliance keeps a fixed offset (China has no summer
 *     time), so VTIMEZONE is one line of law. UTC is written in its Z form.
 *  3. What is written passes libical's own restriction check (RFC 5545, RFC 5546); folding at 75 octets, escaping and
 *     CRLF are libical's.
 *  4. Texts come in as anyone typed them. Control characters and broken UTF-8 never reach a line of the calendar, so no
 *     text can begin a property of its own. */
#ifndef CALENDAR_CALENDAR_H
#define CALENDAR_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/error.h"
#include "base/str.h"

enum calendar_method {
    CALENDAR_PUBLISH, /* a feed: no attendees */
    CALENDAR_REQUEST, /* an invitation, or its update (same UID, higher sequence) */
    CALENDAR_CANCEL,  /* the whole meeting is off */
};
/* "PUBLISH", "REQUEST", "CANCEL": the method parameter of the mail part must say the same as the calendar in it. */
const char *calendar_method_word(enum calendar_method m);

/* Who invites or is invited. `name` may be empty; `address` is an email address without "mailto:". */
struct calendar_person { struct str name, address; };

/* An event. Empty texts are left out. */
struct calendar_event {
    struct str uid;
    int64_t sequence;      /* goes up with every change of time, place or state */
    instant stamp;         /* when this description of it was made */
    instant start, end;
    bool cancelled;        /* shown as cancelled in a feed; CANCEL implies it */
    struct str summary, description, location, url;
    const struct calendar_person *attendees; /* REQUEST and CANCEL: at least one */
    size_t attendee_count;
};

struct calendar {
    enum calendar_method method;
    struct zone zone;
    struct str name;       /* of a feed, shown by the program that subscribes */
    struct calendar_person organizer;
    const struct calendar_event *events;
    size_t count;
};

/* Appends the calendar. ERR_RANGE when an event ends before it starts, has no UID, or has (or lacks) attendees against
 * its method; ERR_SYNTAX for an address that is none. */
int calendar_write(struct buf *out, const struct calendar *c, struct error *err);

/* The UID of meeting `id` of the alliance whose register has this origin: "meeting-12@alliance.example". */
void calendar_meeting_uid(struct buf *out, struct str origin, int64_t id);

#endif
