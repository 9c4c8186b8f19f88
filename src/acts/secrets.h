/* Secrets of a while: what the codes of a room and the papers of a vote are made with, until the meeting or the vote is closed.
 *
 * They are no part of the state: no act writes them (supply functions do), no replay asks for them, and once forgotten they are to be
 * in no file. A deleted row is overwritten, but SQLite leaves copies of rows where it has moved them between pages. So a
 * secret stands behind a page's length of padding: whatever is moved is padding, and the secret lies in pages of its own, which hold
 * still until they are freed, and are overwritten then. What is left is the log, which is emptied (committer.c). */
#ifndef ACTS_SECRETS_H
#define ACTS_SECRETS_H

#include "base/hash.h"
#include "store/store.h"

/* `use` is a word of schema.sql's list, `about` the number of the meeting or election. In place of an earlier one. */
void secret_keep(struct db *db, const char *use, int64_t about, struct str secret);
/* STR_NONE: there is none. */
struct str secret_text(struct db *db, struct arena *arena, const char *use, int64_t about);
/* Of a secret that is a hash in hex. */
bool secret_hash(struct db *db, const char *use, int64_t about, struct hash *ret);
void secret_forget(struct db *db, const char *use, int64_t about);

#endif
