/* What is published of an election: all that a count needs, and what stands in the register for it, as one document that a page, a
 * folder and a command share. `charterd tally` counts a contest of it as it stands; `charterd recount` does all of it again.
 *
 *  1. Secret ballots are in it once voting has closed, in the order of the document that the closing act names; those cast by name
 *     at once. A result is in it once it is declared.
 *  2. Nothing is in it that the pages do not show to anybody. */
#ifndef ACTS_PUBLISHED_H
#define ACTS_PUBLISHED_H

#include "acts/elections/elections.h"
#include "tally/result.h"

#define PUBLISHED_FORMAT "charterd-election-1"

/* `c` is the charter by which the election was called. Names of candidates and of the office in `lang`. The caller owns both. */
json_t *contest_published(struct db *db, const struct charter *c, struct arena *arena, const struct election *e, const struct contest *contest, enum lang lang);
/* The election, its roll, and all its contests. */
json_t *election_published(struct db *db, const struct charter *c, struct arena *arena, const struct election *e, enum lang lang);

/* What a count went by beside its method, seats and ballots, a line for each cap, kept seat and group: "cap-related=2",
 * "candidate 3 related=1", "taken related 1=1", "reserved university=1". The same from the tables and from what is published. */
json_t *count_terms(const struct ballots *b, const struct tally_rules *rules);

/* Whether a published ballot's credential is one of the election: an HMAC under the key that was opened at the close, or a signature
 * under the public key of the contest, which stands in this place on the paper, from 0. */
bool ballot_proved(const struct election *e, struct str opened_key, size_t place, int64_t contest, struct str serial, struct str proof);
/* The first line, from 2, of the document of secret ballots that is not: its contest is none of these, its serial is there twice, or it
 * has no such credential. 0: there is none. */
int64_t document_unproved(const struct election *e, struct str opened_key, const struct contest *contests, size_t contest_count, struct str document);

#endif
