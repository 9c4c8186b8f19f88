/* Counting an election again from what is published, in three readings that share nothing but their report:
 *
 *     published data ─ credentials, document, count (recount_count.c) ─┐
 *     register, verified ─ entries of elections (recount_record.c) ────┴─ the same? ─ agrees, or where not
 *
 *  1. Nothing published is believed that the count or the register can tell otherwise.
 *  2. A fault names the election, the contest, the ballot or the entry, and both values. */
#ifndef COMMAND_RECOUNT_H
#define COMMAND_RECOUNT_H

#include "acts/elections/paper_votes.h"
#include "command/command.h"

/* The entries of the register that speak of elections, in its order. */
struct leaf { int64_t n; const char *kind; json_t *entry; };
struct leaves { struct leaf *items; size_t count, room; };

struct recount {
    const struct invocation *in;
    struct arena *arena;
    const json_t *published;      /* one election (docs/elections.md) */
    const struct leaves *record;  /* NULL: the register was not read */
    struct election e;            /* what of it credentials are held against */
    struct str opened_key;
    json_t *held, *faults;        /* sentences in the order they were found */
    json_t *counted;              /* for each contest: what the recount found, {"elected", "papers", "seed", "terms"}, or null */
};

void recount_say(struct recount *r, bool fault, struct text text, const struct arg *args, size_t count);
#define HELD(r, text, ...)                                                                                              \
    recount_say((r), false, (text), (const struct arg[]){ __VA_ARGS__ }, sizeof((const struct arg[]){ __VA_ARGS__ }) / sizeof(struct arg))
#define FAULT(r, text, ...)                                                                                             \
    recount_say((r), true, (text), (const struct arg[]){ __VA_ARGS__ }, sizeof((const struct arg[]){ __VA_ARGS__ }) / sizeof(struct arg))

/* recount_count.c: credentials, the document, the count. */
void recount_count(struct recount *r);
/* The row of that number, and where it stands: the roll is in the order of its numbers. NULL: there is none. */
const json_t *roll_row(const json_t *roll, int64_t number, size_t *ret_at);
/* SHA-256 in hex of the document of secret ballots, written again from the published ones, and how many lines it has. */
struct str recount_document(struct recount *r, int64_t *ret_count);

/* A published ballot as it is written: "3>1=2"; `at_close`: as it was then, where a paper was entered anew since. */
void recount_write(struct buf *out, const json_t *ballot, bool at_close);
struct str recount_hash(struct recount *r, struct str text); /* SHA-256 in hex, in the arena */
static inline bool is_paper(const json_t *ballot) { return json_is_integer(json_object_get(ballot, "paper")); }

/* recount_papers.c: ballots from paper. A document of a contest as published, of an entry; the papers of a ballot by name. */
struct paper_batch { int64_t entry; bool at_close; struct str text; struct paper_document document; };
size_t recount_batches(struct recount *r, const json_t *contest, const struct paper_batch **ret);
/* What is published of papers, by itself: each is in the last document, and there are no more than the roll says are out. */
void recount_papers(struct recount *r, const json_t *contest);
/* Held against the register: who was handed a paper and voted nowhere else; every document as its entry names it. */
struct voices;
void recount_papers_record(struct recount *r, const struct voices *v);

/* recount_record.c */
const json_t *args_of(const struct leaf *l);
struct str voice_of(const struct leaf *l);
/* The row of the roll for which an entry in this capacity speaks; NULL: none. */
const json_t *row_of_voice(const struct recount *r, const struct voices *v, struct str voice, size_t *ret_at);
/* The entry that closed voting: the one that opened the box, where there is one. */
const struct leaf *closing_leaf(const struct recount *r);
int leaves_take(struct leaves *l, int64_t n, struct str bytes); /* keeps an entry that speaks of elections */
void leaves_release(struct leaves *l);
void recount_record(struct recount *r);

#endif
