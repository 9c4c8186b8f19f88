/* An act on record, said in plain words: the audit line of its kind with its fields filled in. Names of people and things
 * are looked up as they are called today; what is sealed is not said here. Times stand in the charter's zone without its
 * name: the page around them says it once. */
#ifndef ACTS_SAID_H
#define ACTS_SAID_H

#include "acts/entry.h"

/* Appends the line, plain text: "A meeting of the Board was called for …". */
void act_said(struct buf *out, struct db *db, const struct charter *c, const struct entry *e, struct arena *arena, enum lang lang);

/* What a vote on a matter is about, from its consequence: "Expel Example Ltd.", "Appoint Person 7, chair of the …". For a
 * matter that nobody gave a title. */
struct str matter_asks(struct db *db, const struct charter *c, int64_t matter, struct arena *arena, enum lang lang);

/* One field's typed value in words: a label, a date, an amount. */
struct str value_said(struct db *db, const struct charter *c, const struct field *f, const json_t *value, struct arena *arena, enum lang lang);

/* What a matter is called, and so the motion and the resolution on it: the title it was given, else briefly what it is about. */
struct str matter_title(struct db *db, const struct charter *c, struct arena *arena, int64_t matter, enum lang lang);

#endif
