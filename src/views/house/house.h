/* What the desk takes from the pages of the house. */
#ifndef VIEWS_HOUSE_H
#define VIEWS_HOUSE_H

#include "views/view.h"

/* The steps of the founding with their state, for the founder. */
void part_founding(struct view *v);

/* What a family of acts is called: "Meetings" · 会议. */
struct text family_name(const char *id);

#endif
