/* Sealed values as a query gives them: the JSON text of a row of `private`, joined in, so that a list of a hundred names
 * is one query. */
#ifndef VIEWS_UNSEAL_H
#define VIEWS_UNSEAL_H

#include "acts/things.h"
#include "views/view.h"

/* The string a column SEALED(entry, field) holds; "" when it is NULL (erased). Copied into the view's arena. */
struct str unsealed(struct view *v, struct str json);
/* A person's name from such a column; "person 12" · "人员 12" when it is erased. */
struct str unsealed_name(struct view *v, struct str json, int64_t person);
/* An organization's name from a column ORG_NAMES, as the page's language has it. */
struct str named_org(struct view *v, struct str names);
/* SQL for the name of a person whose row is joined as `alias`. */
#define NAME_OF(alias) "(SELECT value FROM private WHERE private.entry = " alias ".name_entry AND private.field = 'name')"

#endif
