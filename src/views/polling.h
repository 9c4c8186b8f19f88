/* The pages of a secret ballot: the paper with its code, shown once, and what came of casting it. They show; serve/ issues
 * the paper and puts the ballot into the box. */
#ifndef VIEWS_POLLING_H
#define VIEWS_POLLING_H

#include "acts/polling.h"
#include "views/view.h"

/* One code for each contest, in the order of the ballot paper. */
void view_ballot_paper(struct view *v, int64_t election, const struct paper_code *codes, size_t count);

/* A ballot that was put into the box, or (`err`) was not: the form again, to change it or to put it right. `marks` as sent. */
struct ballot_cast_page { int64_t election, contest; struct str serial, proof; const json_t *marks; const struct error *err; };
void view_ballot_cast(struct view *v, const struct ballot_cast_page *page);

#endif
