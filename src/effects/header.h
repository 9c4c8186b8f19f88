/* Header texts in the form of RFC 2047: what is not ASCII travels as encoded words of at most 75 characters.
 *
 * GMime 3.2 writes words longer than the standard allows when a Chinese text has no blanks, so charterd encodes these
 * few headers itself and hands them over ready. Everything written here is ASCII without control characters but the fold
 * (CRLF and a blank): no text can begin a header of its own. */
#ifndef EFFECTS_HEADER_H
#define EFFECTS_HEADER_H

#include "base/buf.h"
#include "effects/message.h"

/* Appends " words CRLF", folded, for a header whose name takes `used` columns with its colon. The text is one line
 * (header_line). */
void header_text(struct buf *out, size_t used, struct str text);
/* Appends " Name <address> CRLF". */
void header_mailbox(struct buf *out, size_t used, const struct mailbox *box);
/* One line: control characters, line ends and runs of blanks become single blanks, broken UTF-8 U+FFFD; at most `max`
 * characters. */
struct str header_line(struct arena *a, struct str s, size_t max);
/* The same of a text that may have lines and tabs. */
struct str body_lines(struct arena *a, struct str s);

#endif
