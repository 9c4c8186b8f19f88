/* What a person can do now, and why: every kind of act says by itself when it appears on whose desk. See offers.c. */
#ifndef ACTS_OFFERS_H
#define ACTS_OFFERS_H

#include "acts/act.h"

/* Everything the person can do now: all kinds' offers for all their capacities, soonest due first. */
size_t offers_of(struct db *db, const struct charter *c, const struct workcal *w, int64_t person, instant now, struct arena *arena,
                 struct offer **ret);
void offers_release(struct offer *offers, size_t count); /* their args */

#endif
