/* Whether the alliance keeps its charter now: one row per clause, with the numbers behind it.
 *
 *     ok       kept, or nothing could break it: the judge lets no other act through
 *     warning  due soon, vacant, late in a way the charter tolerates
 *     breach   the charter was not kept
 *     text     shown and cited, decides nothing
 *
 * A check is a function of one rule's topic; a clause is as bad as the worst of its rules. Reads only. */
#ifndef ACTS_COMPLIANCE_H
#define ACTS_COMPLIANCE_H

#include "acts/act.h"

enum compliance_state { COMPLIANCE_TEXT, COMPLIANCE_OK, COMPLIANCE_WARNING, COMPLIANCE_BREACH };

struct compliance_line { struct text text; const struct arg *args; size_t arg_count; enum compliance_state state; };
struct compliance {
    const char *clause;
    size_t place;                  /* in the charter */
    enum compliance_state state;
    struct compliance_line *lines; /* at least one; the worst first */
    size_t line_count, line_size;
    int64_t acts;                  /* acts on record that cite the clause */
};

/* Rows in the order of the charter's clauses. `now` may be a past instant: state is asked as of then where it is dated. */
size_t compliance_of(struct db *db, const struct charter *c, const struct workcal *w, instant now, struct arena *arena, struct compliance **ret);
/* The same without asking how many acts rest on each clause, which reads all citations there are: `acts` is 0. */
size_t compliance_uncounted(struct db *db, const struct charter *c, const struct workcal *w, instant now, struct arena *arena, struct compliance **ret);
const char *compliance_word(enum compliance_state s); /* "ok", "warning", "breach", "text" */
struct text compliance_title(enum compliance_state s);

#endif
