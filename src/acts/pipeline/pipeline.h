/* The one way in: from what somebody asks to what is on record.
 *
 *     ask ─ who may ─ fields ─ due clock acts ─ judge ─ apply ─ append ─┐ commit (a batch) ─ answer, effects
 *      …  ─────────────────────────────────────────────────────────────┘
 *
 *  1. One thread, the committer, runs judge, apply and append on the writing connection, act by act, in order.
 *  2. Acts waiting together share a transaction and a commit; each has a savepoint, so a refusal undoes only itself.
 *  3. An answer "allowed" is given only after the commit returned: it is on disk, in the register, and signed.
 *  4. The same key of the same actor with the same body is answered with the first act's entry, never acted again;
 *     with another body it is ERR_CONFLICT.
 *  5. After a failed commit nothing is taken any more (`alliance_healthy`), until a restart has recovered.
 */
#ifndef ACTS_PIPELINE_H
#define ACTS_PIPELINE_H

#include "acts/act.h"
#include "base/hash.h"

struct alliance;

/* A file that came with an ask. Its bytes become a blob, the field's value {"hash","name","type","size"}. */
struct upload { const char *field, *name, *type; struct str bytes; };

/* What somebody asks. Everything is copied by `pipeline_submit`. */
struct ask {
    const char *kind;
    const char *key;       /* idempotency key; NULL: one is made (a repeat then acts again) */
    int64_t person;        /* who; 0 a visitor (or the operator, see `as`) */
    const char *as;        /* the capacity chosen: "office:12", "rep:7", "operator" …; NULL: the one that fits */
    const char *via;       /* "" or "operator" */
    int64_t entered_for;   /* whose act it is, when `person` only enters what they handed in on paper; 0: `person`'s own */
    json_t *args;          /* fields by name; strings as a form sends them, or JSON types; borrowed */
    const struct upload *uploads; /* files, each named by the field it was given in */
    size_t upload_count;
    instant received;      /* INSTANT_NONE: now */
    enum lang lang;        /* of the asker, for options and mails to visitors */
};

/* What came of it. Lives until the callback returns (or until `answer_free` for the waiting form). */
struct answer {
    int code;                  /* ERR_OK allowed; else the verdict's or pipeline's code (enum err) */
    int64_t entry;             /* the leaf; -1 when refused */
    bool repeated;             /* the key had been used: nothing new was done */
    instant at;
    const struct verdict *verdict;  /* findings with clauses, numbers, sentences; never NULL */
    const struct capacity *choices; /* several capacities fit: choose one and ask again (code ERR_CONFLICT) */
    size_t choice_count;
};
typedef void answer_fn(void *context, const struct answer *answer);

/* Hands an ask to the committer; the callback runs on the committer's thread after the commit. ERR_BUSY when the queue
 * is full, ERR_IO when latched. */
int pipeline_submit(struct alliance *a, const struct ask *ask, answer_fn *done, void *context);
/* The same, waiting. `ret` is released with answer_free. */
int pipeline_act(struct alliance *a, const struct ask *ask, struct answer **ret);
void answer_free(struct answer *answer);

/* Writes that are not acts (sessions, delivery replies, preferences): run by the committer inside its batch, on the
 * writing connection. `done`, if given, runs after the commit with 0 or a negative err. Waiting form: alliance_write. */
typedef void write_fn(struct db *db, void *context);
int alliance_write_later(struct alliance *a, write_fn *write, void (*done)(void *context, int result), void *context);
int alliance_write(struct alliance *a, write_fn *write, void *context);
/* The same for writes that change nobody's account, session or token in what they allow (when it was last used, what became of
 * a mail): alliance_changes does not count them. */
int alliance_note_later(struct alliance *a, write_fn *write, void (*done)(void *context, int result), void *context);
int alliance_note(struct alliance *a, write_fn *write, void *context);

/* Judges without acting, on a reader's snapshot: what a form previews. Allocates the verdict in `arena`. The choices are the
 * capacities that all fit when `as` names none, said even when fields are still missing. */
const struct verdict *pipeline_preview(struct alliance *a, struct db *reader, const struct ask *ask, struct arena *arena,
                                       const struct capacity **ret_choices, size_t *ret_choice_count);

/* ---- an alliance: a data directory that is open ---- */

enum alliance_mode {
    ALLIANCE_SERVE,  /* the one writer; takes the directory's lock; starts the committer and the clock's ticker */
    ALLIANCE_WRITE,  /* the one writer, for a single command: committer, no ticker */
    ALLIANCE_READ,   /* readers only */
    ALLIANCE_MEND,   /* the one writer, over a directory that is being restored: no key is needed, nothing is compared, and
                        nothing happens by itself (acts/copies/mend.h) */
};
int alliance_open(struct alliance **ret, const char *dir, enum alliance_mode mode, struct error *err);
/* With a virtual clock from the first moment on, before anything that fell due is applied. */
int alliance_open_at(struct alliance **ret, const char *dir, enum alliance_mode mode, instant clock, struct error *err);
void alliance_close(struct alliance *a);
/* Makes DIR: database, signing key, first leaf (alliance.found). */
struct founding {
    const char *charter_folder;
    const char *name_en, *name_zh;       /* NULL: the charter's title */
    const char *founder_name, *founder_email;
    const char *origin;                  /* of the register; NULL: the domain of the charter's contact and "/register" */
    instant at;                          /* INSTANT_NONE: now */
    struct entropy *entropy;             /* NULL: the system's */
};
int alliance_init(const char *dir, const struct founding *f, struct error *err);

/* Makes the key that a later act key.rotate will name, in DIR/register.key.next, unless it was made before; appends its public
 * half. */
int alliance_key_new(const char *dir, struct buf *ret_vkey, struct error *err);

struct store *alliance_store(struct alliance *a);
const char *alliance_dir(const struct alliance *a);
/* The charter in force at `at`, the working calendar, and the vkey: shared, immutable, live until close. */
const struct charter *alliance_charter(struct alliance *a, instant at);
const struct charter *alliance_charter_version(struct alliance *a, int64_t version);
const struct workcal *alliance_workcal(struct alliance *a);
bool alliance_healthy(const struct alliance *a, struct error *why);
/* Wakes when the register has grown past `size`: for event streams and caches. Returns the size. */
int64_t alliance_size(const struct alliance *a);
/* Counts the commits that may have changed whose account, token or office is what: all but those of quiet acts and notes alone. What
 * was read in a snapshot may be remembered while the count is what it was before the snapshot; it grows after a commit and
 * before the answers. */
int64_t alliance_changes(const struct alliance *a);
const char *alliance_origin(const struct alliance *a);
/* A virtual clock for the demo and tests: acts are taken at this time from now on; what fell due before is applied. */
void alliance_set_clock(struct alliance *a, instant now);
/* Where salts come from: the system, unless the demo or a test wants the same bytes again. */
void alliance_set_entropy(struct alliance *a, const struct entropy *entropy);
/* For bulk work on a directory nobody serves (demo, import): from true to false everything is one transaction. */
int alliance_bulk(struct alliance *a, bool on, struct error *err);
/* Leaves written and the root over them, committed or not; only where no other thread writes. */
int64_t alliance_entries(const struct alliance *a);
struct hash alliance_root(const struct alliance *a);
instant alliance_now(const struct alliance *a);
bool alliance_clock_virtual(const struct alliance *a);

/* ---- replay ---- */

struct check_report {
    int64_t acts, size;
    struct hash root;
    bool whole;
    struct arena *arena;
    struct error *faults; size_t fault_count;     /* what is broken */
    struct error *findings; size_t finding_count; /* verdicts that would differ today; erased values */
};
int alliance_check(const char *dir, bool rejudge, struct check_report *ret, struct error *err);

#endif
