/* The steps of one act's way, in order; pipeline.h draws the whole. Each is a pure reading or a plain write, so that the
 * committer, the preview of a form, the fold and its re-judging run the same code. */
#ifndef ACTS_STEPS_H
#define ACTS_STEPS_H

#include "acts/entry.h"
#include "acts/pipeline/pipeline.h"

/* An ask with its fields read: what can be prepared before the committer's turn. */
struct prepared {
    struct arena arena;
    struct act act;          /* kind, id, args, sealed, by.person, by.via */
    struct verdict verdict;  /* findings about fields so far */
    const char *as;          /* the capacity asked for, or NULL */
    instant received;
    instant asked_at;        /* when it entered the queue: the act's time, however long it waited there */
    enum lang lang;          /* of the asker */
    struct capacity *choices;
    size_t choice_count;
    bool entered;            /* from paper, for act.by.person … */
    int64_t enterer;         /* … by this person; 0: a visitor, who may not */
    struct sent_file *blobs;
    size_t blob_count;
};
/* Never fails: what is wrong is in the verdict. `reader`: for kinds that take files in (act_kind.take); else NULL. */
void prepare(struct prepared *p, const struct ask *ask, const struct charter *charter, struct db *reader);
void prepared_release(struct prepared *p);

/* Capacities remembered for the acts of which there are very many (quiet ones): they change no office and no membership,
 * so what their actors may do stays the same until another act comes, or a delegation begins or ends. */
struct capacity_cache;
size_t capacity_cached(struct capacity_cache **cache, struct db *db, const struct charter *c, int64_t person, instant at, bool quiet,
                       struct arena *arena, struct capacity **ret);
void capacity_cache_forget(struct capacity_cache **cache);

/* Whether `as` is the one that was asked for, of which kind and number are known. */
bool capacity_named(const struct capacity *as, const struct capacity *wanted);
/* Picks the capacity: refuses when none may, offers choices (ERR_CONFLICT) when several may. `all` are the person's. */
void choose_capacity(struct judging *j, struct prepared *p, const struct capacity *all, size_t count);
/* An act entered for somebody from paper: who enters must hold that power, and the charter must let this be entered. Sets
 * act.by.via to the office that enters. Before the capacity is chosen, which is that of the person whose act it is. */
void judge_entered(struct judging *j, struct prepared *p);
/* Fields that refer must refer to something. */
void judge_references(struct judging *j);
/* Files must have come: their bytes stand in the blob table, as many as said. Not asked in a preview, before they are sent. */
void judge_files(struct judging *j);

/* What applying and folding have in common: trace, idempotency key, due row, then the kind's apply. */
void act_trace(struct db *db, const struct act *act, const char *const *clauses, size_t clause_count);
void actor_format(struct buf *out, const struct act *act); /* "person:12", "visitor", "operator" */

#endif
