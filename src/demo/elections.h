/* What the two files of the demo's elections share: an election as it was drawn, and what each voter puts on paper. */
#ifndef DEMO_ELECTIONS_H
#define DEMO_ELECTIONS_H

#include "acts/elections/elections.h"
#include "acts/elections/polling.h"
#include "demo/internal.h"

enum { VOTE_DAYS = 16, MEMBERS_OF = 1 << 20 }; /* an event's one number holds an election and a day, or a member */

/* The ballots of one contest: what every voter says of every candidate, and in which order these are to come out. */
struct deal {
    size_t candidates;
    size_t *order;   /* by candidate from 0, the most wanted first */
    uint16_t *rank;  /* [voter * candidates + candidate]: 0 says nothing; 1 a mark, or the first rank */
    bool tie;        /* two have equally many votes for the last seat */
};

struct campaign {
    const struct election *election;
    struct entropy dice;
    struct contest *contests;
    size_t contest_count;
    const int64_t *electors; /* numbers on the roll of those who vote, in the order in which they do */
    size_t count;
    struct deal *deals;      /* of each contest */
};

/* elections.c */
bool campaign_read(struct demo *d, int64_t election, struct campaign *ret);

/* voters.c */
void deal_contest(struct demo *d, struct campaign *c, size_t contest);
void votes_of_day(struct demo *d, const struct campaign *c, size_t turn);

#endif
