/* The pages of a secret ballot: the paper with its code, shown when it is issued and to whoever comes back with its key, and what
 * came of casting it. They show; serve/ issues the paper, looks into the box and puts the ballot into it. */
#ifndef VIEWS_POLLING_H
#define VIEWS_POLLING_H

#include "acts/elections/polling.h"
#include "views/view.h"

/* The paper of one row of the roll: one code for each contest, in the order of the ballot paper. */
struct ballot_paper_page { int64_t election, elector; const struct paper_code *codes; size_t count; };
void view_ballot_paper(struct view *v, const struct ballot_paper_page *page);

/* A ballot that was put into the box, or (`err`) was not: the form again, to change it or to put it right. `marks` as sent. */
struct ballot_cast_page { int64_t election, contest; struct str serial, proof; const json_t *marks; const struct error *err; };
void view_ballot_cast(struct view *v, const struct ballot_cast_page *page);

/* With receipts: the paper again, for who has its key (the codes and proofs of all contests). `err`: the key opens none; the
 * form to give it, with what was typed. `in`: which ballots are in the box. */
struct ballot_back_page { int64_t election; const struct paper_code *codes; const bool *in; size_t count; struct str typed; const struct error *err; };
void view_ballot_back(struct view *v, const struct ballot_back_page *page);

/* The election of the address and the document of its ballots; NULL: there is none, and that was answered. */
const struct election *published_ballots(struct view *v, struct str *ret_csv);

#endif
