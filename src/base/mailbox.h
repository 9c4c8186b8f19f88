/* A mail address: which ones the alliance can write to.
 *
 * One judge for every way in (forms, the API, the shell, settings) and for the way out: what is taken into the record as
 * somebody's address is what a mail can be sent to. Plain ASCII, local@domain, nothing quoted: mail servers that carry more
 * (SMTPUTF8) are still rare, and whatever a header could read as two addresses has no place in one. */
#ifndef BASE_MAILBOX_H
#define BASE_MAILBOX_H

#include <stdbool.h>

#include "base/str.h"

enum { MAILBOX_BYTES_MAX = 254 /* RFC 5321, 4.5.3.1.3 */ };

bool mailbox_valid(struct str s);
/* The same of an address out in the world: its domain has more than one part. */
bool mailbox_public(struct str s);

#endif
