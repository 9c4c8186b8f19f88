/* What the ways of verifying share: a whole register (verify.c), one entry by its receipt (receipt.c), a meeting's folder (meeting.c). */
#ifndef COMMAND_VERIFY_H
#define COMMAND_VERIFY_H

#include "command/command.h"

/* Says what is wrong, as JSON too when asked for. A fault of what is verified exits 1, of the way to it 3. */
int verify_fault(struct invocation *in, const struct error *err);
/* Whether the word names a receipt, a regular file, and not a register. */
bool names_receipt(const struct invocation *in);
int verify_receipt(struct invocation *in);
/* Whether it names a meeting's folder (meeting.c). */
bool names_meeting(struct invocation *in);
int verify_meeting(struct invocation *in);

#endif
