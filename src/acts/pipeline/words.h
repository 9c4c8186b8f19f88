/* What search finds by its words: which texts there are, where they stand, and how the index keeps up with them.
 *
 * The index (store.h, search_*) is derived from the tables and from what is sealed for everybody to read; it is no state.
 * An act that gives a thing its words says so (act_words, act.h); the batch reads them once more before its commit and
 * puts them into the index in the same transaction. What an act erases is gone from the tables by then, and so from the
 * index. It is made anew at opening when it is missing or was made of other words. */
#ifndef ACTS_WORDS_H
#define ACTS_WORDS_H

#include "acts/pipeline/alliance.h"

/* Kinds in the index; never used for another text. */
enum words_kind {
    WORDS_ORG = 1,      /* names and registration number */
    WORDS_PERSON,       /* name; whether it may be shown is for who asks */
    WORDS_TOPIC,        /* title */
    WORDS_MOTION,       /* title as it stands now */
    WORDS_MOTION_WHOLE, /* title and text */
    WORDS_MATTER,       /* title */
    WORDS_INTERPRETATION, /* question */
    WORDS_INTERPRETATION_WHOLE, /* question and answer, of drafts too */
};

/* At opening, outside a transaction: makes the index unless it is there and of these words. */
int words_settle(struct alliance *a, struct error *err);
/* Before a commit, in its transaction: takes what acts said since the last one, and leaves no byte of what they erased. */
void words_keep_up(struct alliance *a, struct db *db);
/* After a rollback. */
void words_undone(struct alliance *a);
/* A thing whose words are other ones now; any that have none are passed over. */
void words_changed(struct alliance *a, const char *thing, int64_t id);
/* A sealed value goes: the things whose words it holds. */
void words_going(struct alliance *a, struct db *db, int64_t entry, const char *field);
/* In a transaction, where the tables change in another way than by acts: takes the index away until the next opening. */
void words_outdated(struct db *db);
void words_free(struct alliance *a);

#endif
