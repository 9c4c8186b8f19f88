/* Persons by mail address. One human being may stand in the record more than once (the founder who later represents a
 * member): all of these are theirs who read that mailbox. */
#ifndef SERVE_PEOPLE_H
#define SERVE_PEOPLE_H

#include "store/store.h"

/* The person to sign in with this address: the founder while founding, then who represents or holds something now, then
 * the newest. Letters' case does not matter: people type it as they like. 0: nobody. */
int64_t person_of_address(struct db *db, struct str email);
/* Whether both are reached at the same address. */
bool person_same_address(struct db *db, int64_t one, int64_t other);

#endif
