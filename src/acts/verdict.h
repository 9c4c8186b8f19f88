/* What is done with a verdict once it was given: said to programs, and kept beyond the arena it was made in. */
#ifndef ACTS_VERDICT_H
#define ACTS_VERDICT_H

#include "acts/act.h"

/* The verdict as JSON: {"verdict":"allowed"|"refused","clauses":[…],"numbers":{…},"findings":[{"clause","field","text",
 * "remedy","numbers"}]}; texts in `lang`. */
json_t *verdict_json(const struct verdict *v, enum lang lang, struct zone zone);

/* A copy that lives as long as the arena. */
struct verdict *verdict_copy(const struct verdict *v, struct arena *arena);

#endif
