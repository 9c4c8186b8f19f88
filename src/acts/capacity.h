/* In what capacity a person acts: an office held, a representation, a delegation, or oneself. See capacity.c. */
#ifndef ACTS_CAPACITY_H
#define ACTS_CAPACITY_H

#include "acts/act.h"

/* Every capacity a person holds at an instant. */
size_t capacities_of(struct db *db, const struct charter *c, int64_t person, instant at, struct arena *arena, struct capacity **ret);
/* Those that hold `power` in `body` (NULL: no body). */
bool capacity_may(const struct charter *c, const struct capacity *as, const char *power, const char *body, const char **ret_clause);
/* "chair of the Technical Committee", "voting representative of Example 3 Ltd." in both languages. */
struct text capacity_words(struct db *db, const struct charter *c, const struct capacity *as, struct arena *arena);
/* "office:12", and back: kind and id only. */
void capacity_format(struct buf *out, const struct capacity *as);
void capacity_read(struct str text, struct capacity *ret);
/* Copies that live as long as the arena. */
struct capacity *capacities_copy(const struct capacity *all, size_t count, struct arena *arena);
/* Who entered an act from paper, by its `via`: the holder of that office; 0 nobody, or the operator. */
int64_t entered_by(struct db *db, const char *via);

#endif
