/* Reading the private part of leaves. See sealed.c. */
#ifndef ACTS_SEALED_H
#define ACTS_SEALED_H

#include "acts/act.h"

/* The plain text of a sealed field, "" when erased. For FIELD_LINE/TEXT/EMAIL. */
struct str sealed_text(struct db *db, struct arena *arena, int64_t entry, const char *field);
/* Any sealed value; NULL when erased. The caller owns the reference. */
json_t *sealed_value(struct db *db, int64_t entry, const char *field);
/* A person's name, or "person 12" in `lang` when erased. */
struct str person_name(struct db *db, struct arena *arena, int64_t person, enum lang lang);

#endif
