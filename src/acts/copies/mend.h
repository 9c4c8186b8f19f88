/* A restored directory brought up to what was published, before anybody is let in. The alliance is open in ALLIANCE_MEND. */
#ifndef ACTS_MEND_H
#define ACTS_MEND_H

#include "acts/pipeline/alliance.h"
#include "acts/copies/backup.h"
#include "acts/copies/whole.h"

/* Verifies the public copy named in `o` from end to end, finds in it every leaf there is here, takes the leaves that are missing
 * here and applies them, and states that (record.restored). Nothing is taken when anything is wrong. */
int mend_from(struct alliance *a, const struct restore_options *o, const struct whole *have, struct error *err);
/* One leaf by which the record speaks of itself, signed and committed. Borrows `args`. */
int mend_state(struct alliance *a, const char *kind, json_t *args, struct error *err);

#endif
