/* An open alliance from the inside: shared by the files that open, run, record and check it (see pipeline.h for the
 * outside). Which thread may touch what stands beside each member. */
#ifndef ACTS_ALLIANCE_H
#define ACTS_ALLIANCE_H

#include <stdatomic.h>
#include <threads.h>

#include "acts/pipeline/tallies.h"
#include "acts/pipeline/pipeline.h"
#include "register/merkle.h"
#include "register/key.h"

enum { CHARTERS_MAX = 1000 }; /* versions of one charter; each amendment is a Board vote */

struct charter_in_force { int64_t version, entry; instant from; struct charter *charter; };
/* No longer in use for new readers, still alive for those who have it. */
struct dropped_charter { struct charter *charter; struct dropped_charter *next; };
struct dropped_workcal { struct workcal *workcal; struct dropped_workcal *next; };

/* What the committer shows to readers after a batch: swapped whole, never changed. */
/* What must be done for bytes to leave the files for good: SCRUB_LOG where they lay in pages of their own (secrets.h), SCRUB_ALL where
 * stale copies of a row may stand in pages that were divided while it lived; that rewrites the whole database. */
enum scrub { SCRUB_NONE, SCRUB_LOG, SCRUB_ALL };

struct alliance {
    char *dir;
    enum alliance_mode mode;
    struct store *store;
    char *origin;                    /* of the register; its key's name */
    char *outside;                   /* path of the outside checkpoint */
    struct skey key;                 /* committer: the newest signing key */
    struct tree tree;                /* committer */
    struct entropy entropy;          /* committer */
    instant last_at;                 /* committer: time of the last act */
    instant next_due;                /* committer: INSTANT_NONE when nothing is due */
    enum scrub scrub_due;            /* committer: what is to leave the files */
    instant scrub_tried;
    bool dues_changed;               /* committer: next_due must be read again */
    struct capacity_cache *cache;    /* committer: see steps.h; forgotten when offices or memberships may have changed */
    bool in_bulk;                    /* one long transaction, for the demo */
    struct words_due *words;         /* committer: what search is to find by other words; see words.h */
    bool words_ready;                /* committer: the index is there and of this program's making */

    mtx_t laws_lock;                 /* guards those below; what was given out once lives until close */
    struct charter_in_force *charters;
    size_t charter_count;
    struct workcal *workcal;
    struct dropped_charter *dropped;
    struct dropped_workcal *old_workcals;

    struct keys_ahead *keys;         /* of elections that will open, made in a thread of their own; NULL: of a server's only */
    int64_t keys_seen;               /* committer: `changes` when they were last counted */

    mtx_t boxes_lock;                /* guards the list; a box, once open, lives until close */
    struct boxes *boxes;             /* ballot boxes in use: see boxes.h */

    _Atomic int64_t size;            /* committed leaves */
    _Atomic int64_t changes;         /* commits but those of quiet acts and notes alone; see alliance_changes */
    _Atomic int64_t clock;           /* a virtual clock; INSTANT_NONE: the machine's */
    _Atomic bool latched;
    struct tallies tallies;          /* committer: counted; read by any */

    mtx_t queue_lock;                /* guards what follows */
    cnd_t queue_wakes;
    struct job *head, *tail;
    size_t queued;
    bool closing;
    bool running;
    thrd_t committer;
    struct error latch_error;
};

/* record.c: the register's rows on the writing connection. */
int record_load(struct alliance *a, struct db *db, struct error *err);          /* the tree from its rows */
void record_leaf(struct db *db, int64_t n, const struct act *act, struct str entry);
int record_grow(struct alliance *a, struct db *db, const struct hash *leaves, size_t count); /* tree and full tiles */
void record_sign(struct alliance *a, struct db *db, const struct skey *next);   /* checkpoint row over the tree; `next`: signed by it too */
void record_keep(struct alliance *a, struct db *db, struct str note);           /* the same with a note that others hold already */
int record_guard(struct alliance *a, struct db *db, struct error *err);         /* compares with the outside checkpoint */
void record_outside(struct alliance *a, struct db *db);                         /* writes the outside checkpoint */

/* keys.c: the signing key and its change. */
int key_load(struct alliance *a, struct error *err);
int key_settle(struct alliance *a, struct db *db, struct error *err);           /* at opening: the newest on record must be at hand */
int key_next(const struct alliance *a, const char *vkey, struct skey *ret, struct error *err); /* the one made beforehand, if it is `vkey` */
void key_take(struct alliance *a, struct skey *next);                           /* after the commit that names it */
void key_handed_over(struct db *db, int64_t id, struct str note);               /* keeps the note that old and new key signed */

/* laws.c: charters and calendars of the record, parsed once. */
int laws_load(struct alliance *a, struct db *db, struct error *err);
void laws_free(struct alliance *a);

/* steps.c: what applying and folding an act have in common. */
void act_apply(struct applying *ap);

/* committer.c */
/* Something was erased, or a secret forgotten, in the transaction under way: asked for in it, done after it. */
void scrub_ask(struct alliance *a, struct db *db, enum scrub what);
void scrub_recall(struct alliance *a, struct db *db); /* what a crash left undone */
void scrub_if_due(struct alliance *a);
int committer_start(struct alliance *a, struct error *err);
void committer_stop(struct alliance *a);

#endif
