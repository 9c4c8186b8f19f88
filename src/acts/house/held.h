/* Everything that is held about a person, on record and beside it: one list, for the person's own page and for whoever answers
 * a request at the shell (PIPL, article 45; GDPR, article 15). Secrets (hashes of passwords, sessions, tokens) are said to exist
 * and not given out; of secret ballots nothing is held that is anybody's. */
#ifndef ACTS_HELD_H
#define ACTS_HELD_H

#include <jansson.h>

#include "base/arena.h"
#include "store/store.h"

enum held_scope {
    HELD_OWN, /* for the person */
    HELD_ALL, /* for whoever runs the server: sealed values of others too, where they stand in the person's acts */
};

/* 0, and an object the caller owns; ERR_MISSING: there is no such person. Within a reading of the caller's. */
int person_held(struct db *db, struct arena *arena, int64_t person, enum held_scope scope, json_t **ret, struct error *err);

#endif
