/* How many papers put one candidate above another, for every two. */
#ifndef TALLY_PAIRS_H
#define TALLY_PAIRS_H

#include "tally/seating.h"

/* Fills pairs.prefer and the numbers of papers, and begins the one stage these methods have. */
void pairs_compare(struct tally_result *r);

#endif
