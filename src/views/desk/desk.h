/* What the desk and the office share. */
#ifndef VIEWS_DESK_H
#define VIEWS_DESK_H

#include "views/view.h"

/* The first thing that stood against an attempt, from its kept verdict. */
struct refusal_gist { struct str why; const char *clause; };
struct refusal_gist refusal_gist(struct view *v, struct str verdict);
/* The page of one refused attempt; `own`: of the one who looks, and nobody else's. 404 when there is none such. */
void view_refusal(struct view *v, int64_t id, bool own);

#endif
