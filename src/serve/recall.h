/* Sessions and tokens that were good a moment ago, so that a vote, an act by a program or a live page that comes back need
 * not read the database to know who asks.
 *
 * What is remembered holds until anything is committed that could change it: every write that is not an act, and every
 * act but those of which there are very many (votes), which change nobody's account. The alliance counts these
 * commits; an entry made under another count is none. Only the hash of a cookie or token is kept, here as there. */
#ifndef SERVE_RECALL_H
#define SERVE_RECALL_H

#include <stdbool.h>
#include <stdint.h>

struct recall;
struct recall *recall_new(void);
void recall_free(struct recall *r);

enum { RECALL_CSRF_MAX = 64 };
struct recalled {
    bool session; /* else a token */
    int64_t person, seen_at;
    char csrf[RECALL_CSRF_MAX]; /* of a session */
};
/* `changes`: the alliance's count, read before the snapshot in which it was found good. */
void recall_keep(struct recall *r, const char *id, const struct recalled *what, int64_t changes);
/* False unless it is remembered under this count, as what is asked for. */
bool recall_find(struct recall *r, const char *id, bool session, int64_t changes, struct recalled *ret);

#endif
