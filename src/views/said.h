/* Entries of the register as moments of a time line. */
#ifndef VIEWS_SAID_H
#define VIEWS_SAID_H

#include "views/parts.h"

/* One moment for each entry number, in the order given. */
const struct moment *said_moments(struct view *v, const int64_t *entries, size_t count);
/* What the record says of a thing (mention index), newest first: at most `max`, older than `before`. */
const struct moment *moments_of(struct view *v, const char *thing, int64_t id, int64_t before, size_t max, size_t *ret_count, int64_t *ret_older);

#endif
