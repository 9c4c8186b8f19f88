/* What the desk and the office share. */
#ifndef VIEWS_DESK_H
#define VIEWS_DESK_H

#include "views/view.h"

/* The steps of the founding with their state, for the founder. */
void part_founding(struct view *v);

/* The first thing that stood against an attempt, from its kept verdict. */
struct refusal_gist { struct str why; const char *clause; };
struct refusal_gist refusal_gist(struct view *v, struct str verdict);
/* The page of one refused attempt; `own`: of the one who looks, and nobody else's. 404 when there is none such. */
void view_refusal(struct view *v, int64_t id, bool own);

/* What a family of acts is called: "Meetings" · 会议. */
struct text family_name(const char *id);

#endif
