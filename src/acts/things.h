/* The things acts speak of: what a reference field may name, how it is called, where its page is.
 *
 * A thing is declared once in things.c: its name in declarations (`ref = "meeting"`), the query that lists those one may
 * choose now, the query for one's label, and the address of its page. Words of the charter (bodies, titles, classes,
 * clauses) are things too, named by word instead of number. */
#ifndef ACTS_THINGS_H
#define ACTS_THINGS_H

#include "acts/act.h"

/* SQL for what an organization whose row is joined as `o` is called in both languages, in one column: the English name (empty
 * where it has none), a unit separator, the registered one. Names are lines, so no name holds the separator. */
#define ORG_NAMES(o) "(coalesce(" o ".name_en, '') || '\x1f' || " o ".name)"
/* Such a column taken apart. The English name is the registered one where there is no other. */
struct text names_text(struct arena *arena, struct str names);

bool thing_word_known(const struct charter *c, const char *ref, const char *word);
void thing_options(const struct judging *j, const struct field *f, const json_t *args, enum lang lang, struct options *ret);

/* What a thing is called, in `lang`: "Example 3 Ltd.", "TC meeting 5 of 2026", "R-2026-001". Never empty. */
struct str thing_label(struct db *db, const struct charter *c, struct arena *arena, const char *ref, int64_t id, enum lang lang);
struct str thing_word_label(const struct charter *c, struct arena *arena, const char *ref, const char *word, enum lang lang);
/* "/members/12"; STR_NONE when it has no page. */
struct str thing_page(struct arena *arena, const char *ref, int64_t id);
/* Whether a thing of that number exists. */
bool thing_exists(struct db *db, const char *ref, int64_t id);

#endif
