/* What the methods share that add up marks and elect those with most. */
#ifndef TALLY_MOST_H
#define TALLY_MOST_H

#include "tally/seating.h"

/* Counts each paper's marks for the first stage; a paper may mark `limit` candidates (-1: any number). */
void most_marks(struct tally_result *r, int64_t limit);
/* Elects by the first stage's totals. */
void most_elect(struct tally_result *r);

#endif
