/* Votes on paper, for whoever has no device at hand or votes in a hall.
 *
 *     election.paper  papers are handed out, by numbers on the roll ─ election.enter  what came back, from a file ─ counted with the others
 *
 *  V1. Who was handed a paper votes on it and nowhere else, and who has voted or taken a paper in the browser is handed none: both are
 *      in the same row of the roll, and the committer sees one after the other.
 *  V2. There are no more papers than were handed out, by an act each, while voting was on; everybody is told to whom one was handed.
 *  V3. By name a paper is entered as its elector's vote, while voting is on. Secret papers are entered together when voting has closed
 *      and before the box is opened: what a paper says is fixed before anybody can know what tie it would make, and what is in the
 *      box before anybody can answer it on paper.
 *  V4. What is kept of a file is a document of its own, sorted, in which equal papers are one line: neither the order in which they were
 *      typed nor who typed what is in it. Every document stays on record; the last of a contest counts. Lots keep to the one that was
 *      in force at the close, so that nobody can draw again by entering anew. */
#ifndef ACTS_PAPER_VOTES_H
#define ACTS_PAPER_VOTES_H

#include "acts/elections/elections.h"
#include "tally/ballots.h"

/* A line "count,ballot" of a secret document, or "elector,ballot" of one by name; ballots as in paper_read. */
struct paper_line { int64_t number; struct str ballot; };
struct paper_document { const struct paper_line *lines; size_t count; int64_t papers; bool named; };
/* False: these are not the bytes of such a document. Lines point into `bytes`. */
bool paper_document_read(struct arena *arena, struct str bytes, struct paper_document *ret);
/* Sorts the lines, and writes them. */
void paper_document_write(struct buf *out, struct paper_line *lines, size_t count, bool named);
/* The document in force of a secret contest; `fixed`: the one that was when the box was opened. Gives its entry; -1 and an empty
 * document where there is none. */
int64_t paper_document_of(struct db *db, struct arena *arena, int64_t contest, bool fixed, struct paper_document *ret);

/* Calls `each` for every number of a list such as "3, 7, 12-20", until it says false. STR_NONE, or the part that could not be read. */
typedef bool papers_number(void *context, int64_t number);
struct str papers_each(struct str list, papers_number *each, void *context);

/* Papers that are out. */
int64_t papers_out(struct db *db, int64_t election);
/* Whether papers are out, and those of some contest not entered yet. */
bool papers_wait(struct db *db, int64_t election);
/* The box is opened: from now on lots rest on the documents in force. */
void papers_fix(struct db *db, int64_t election);
/* Refuses where this elector was handed a paper; true: none is out. */
bool judge_no_paper(struct judging *j, const struct election *e, int64_t elector, const struct rule *r);

#endif
