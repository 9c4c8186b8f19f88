/* JSON answers of views that are no collections. */
#ifndef VIEWS_JSON_H
#define VIEWS_JSON_H

#include "views/view.h"

void view_json(struct view *v, json_t *value); /* writes it as the answer; takes the reference */
/* The body of application/problem+json where no verdict stands behind it: nothing there, not for this reader, too much. */
void problem_write(struct buf *out, int status, struct text title, struct text what, enum lang lang);
json_t *args_json(const struct arg *args, size_t count, enum lang lang); /* {"name": value}; integers as such, else strings */

#endif
