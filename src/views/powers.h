/* Who may do what, in words, from the charter's `may` rules: for forms, the reference and the matrix of powers. */
#ifndef VIEWS_POWERS_H
#define VIEWS_POWERS_H

#include "views/view.h"

/* One grant: a clause lets somebody use the power, within a body or anywhere. */
struct power_row { const char *clause; const char *body; /* NULL: anywhere */ struct text who; bool visitor; };
struct powers { const struct power_row *rows; size_t count; };
/* Every grant of a power, in the charter's order; `body` NULL: of all bodies, else only those that reach it. */
struct powers powers_of(struct view *v, const char *power, const char *body);
/* "the chair of the Technical Committee" · 技术委员会主任 */
struct text grantee_words(struct view *v, const struct grantee *g, const char *body);
/* The same, a row for each who, with all their clauses. */
struct powers powers_grouped(struct view *v, const struct powers *p);
/* All of them in one sentence: "the chair of …, a vice-chair of … or any visitor"; "" when nobody may. */
struct text powers_words(struct view *v, const struct powers *p);
/* Their clauses, parted by blanks. */
const char *powers_clauses(struct view *v, const struct powers *p);
/* Does one of the reader's capacities hold a power in a body (NULL: outside bodies)? */
bool viewer_may(const struct view *v, const char *power, const char *body);

#endif
