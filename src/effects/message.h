/* A mail, from what is to be said to the bytes that go to the server.
 *
 *     multipart/mixed                    only with an invitation
 *     ├─ multipart/alternative
 *     │  ├─ text/plain                   what everyone can read
 *     │  ├─ text/html                    the same, set like a letter
 *     │  └─ text/calendar; method=…      what calendar programs act on
 *     └─ application/ics                 the same calendar as a file, for programs that only know files
 *
 * GMime writes the headers and chooses encodings; the HTML is ours, every text in it escaped.
 *
 *  1. A header says what it is meant to say and no more: subjects and names lose their control characters, an address is
 *     one plain mailbox or the mail is refused. No text can begin a header of its own.
 *  2. The same description gives the same bytes, boundaries included: a second try is the same mail.
 *  3. A notice says that a machine sent it (Auto-Submitted, RFC 3834), so that no other machine answers. An official
 *     notice has no unsubscribe: being told is a right, and telling a duty. */
#ifndef EFFECTS_MESSAGE_H
#define EFFECTS_MESSAGE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"

enum {
    MESSAGE_MAX = 1 << 20,        /* bytes of a whole mail */
    MESSAGE_SUBJECT_MAX = 300,    /* characters of a subject; more is cut */
    MESSAGE_NAME_MAX = 120,       /* of a name before an address */
};

struct mailbox { struct str name, address; };

struct message {
    struct str id;               /* Message-ID without its angle brackets */
    instant date;
    struct zone zone;
    enum lang lang;
    struct mailbox from, to;
    struct mailbox reply_to;     /* address empty: none */
    struct str subject, body;    /* plain text; paragraphs parted by blank lines */
    struct str link;             /* the page it is about, in full; empty: none */
    struct str alliance;         /* who writes, in the reader's language */
    bool official;
    const char *method;          /* "REQUEST", "CANCEL": says the same as `calendar`; NULL: no invitation */
    struct str calendar;
};

/* Appends the mail with CRLF line ends. 0; ERR_SYNTAX when an address is not one plain mailbox; ERR_TOO_LARGE. */
int message_write(struct buf *out, const struct message *m, struct error *err);

/* The fixed Message-ID of an outbox row: the same at every try, of no use for guessing anything. The time is in it so
 * that rows written after an older backup was restored do not repeat the names of mails already sent. */
void message_id(struct buf *out, struct str origin, int64_t row, instant created);

/* The letter as HTML: message_html.c. */
void message_html(struct buf *out, const struct message *m);
/* The last lines: who sent it, and whether an answer reaches anyone. */
void message_footer(struct buf *out, const struct message *m);
/* What stands before the link. */
struct text message_link_words(void);

#endif
