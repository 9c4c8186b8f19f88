/* Taking turns in an office. See rotation.c. */
#ifndef ACTS_ROTATION_H
#define ACTS_ROTATION_H

#include "acts/act.h"

/* Who is in turn where the charter has an office rotate; false where it does not, or nobody is in office. Who comes next is
 * the same person when there is only one. */
struct turn {
    const struct rule *rule;
    const char *title;             /* whose powers come with the turn */
    int64_t holding, person, next_person;
    instant from, until;
    size_t count;                  /* who take turns */
};
bool turn_of(struct db *db, const struct charter *c, const char *body, instant now, struct turn *ret);

#endif
