/* Tokens that were good a moment ago, so that an act by a program need not read the database to know who asks.
 *
 * What is remembered holds until anything is committed that could change it: every write that is not an act, and every
 * act but those of which there are very many (votes), which change nobody's account. The alliance counts these
 * commits; an entry made under another count is none. Only the hash of a token is kept, here as there. */
#ifndef SERVE_RECALL_H
#define SERVE_RECALL_H

#include <stdbool.h>
#include <stdint.h>

struct recall;
struct recall *recall_new(void);
void recall_free(struct recall *r);

/* `changes`: the alliance's count, read before the snapshot in which the token was found good. */
void recall_keep(struct recall *r, const char *id, int64_t person, int64_t seen_at, int64_t changes);
/* Whose token this is, if it is remembered under this count; 0. */
int64_t recall_person(struct recall *r, const char *id, int64_t changes, int64_t *ret_seen_at);

#endif
