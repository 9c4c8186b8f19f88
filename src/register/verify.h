/* Verifying a whole register from outside, with nothing but its verifier key.
 *
 *     checkpoint ─ signature? ─┐
 *     entry bundles ─ hashed ──┼─ tiles the same? ─ root the same? ─ the older checkpoint's root met on the way?
 *     tiles ───────────────────┘
 *
 *  V1. Every entry is hashed again; the register is whole only if the root over all of them is the one signed.
 *  V2. Every tile served, full or partial, holds exactly the hashes so computed.
 *  V3. An older checkpoint is met only if the same entries had its root at its size: nothing was removed or altered since.
 *      The same holds for stations: roots that other notes have signed for smaller sizes.
 *  V4. Memory does not grow with the register: the right edge, and a window of bundles.
 *  V5. Entries reach the callback in order and before the root is known; what they say counts only if the call returns 0.
 *
 * Bundles are independent until their roots are joined, so they are hashed by several threads while the calling thread
 * fetches ahead, joins and reports; the callback runs on the calling thread. */
#ifndef REGISTER_VERIFY_H
#define REGISTER_VERIFY_H

#include "register/checkpoint.h"
#include "register/source.h"

/* One entry. 0 to go on; anything else stops the verification with that code and `err`. */
typedef int verify_entry_fn(void *context, int64_t index, struct str entry, struct error *err);

/* A size and the root it must have had. */
struct verify_station {
    int64_t size;
    struct hash root;
};

struct verify_options {
    const struct vkey *log;
    const struct vkey *retired;   /* keys the log has given up: an older checkpoint may be theirs; may be NULL */
    size_t retired_count;
    const struct vkey *witnesses; /* cosignature keys; may be NULL */
    size_t witness_count;
    struct note_seen *seen;       /* which witnesses signed; may be NULL */
    struct str older;             /* an older signed checkpoint, or STR_NONE */
    const struct verify_station *stations; /* to be met on the way, the smallest first (handover.h); may be NULL */
    size_t station_count;
    int threads;                  /* 0: one per processor */
    verify_entry_fn *entry;       /* may be NULL */
    void *context;
    struct buf *note;             /* gets the checkpoint that was verified, to be kept as `older` for next time; may be NULL */
};

struct verify_report {
    int64_t size;
    struct hash root;
    int64_t bytes;      /* of entries */
    int64_t tiles;      /* compared */
    int64_t older_size; /* -1: none was given */
};

/* 0, or the first thing that is wrong: ERR_CORRUPT (a hash, a root, a signature), ERR_CONFLICT (another register; smaller
 * than the older checkpoint), ERR_SYNTAX, ERR_MISSING, ERR_IO, or what the callback answered. */
int register_verify(struct register_source *source, const struct verify_options *o, struct verify_report *ret, struct error *err);

/* The light way: fetches the checkpoint, verifies its signature, and, where `older` is given, that it continues it, by a
 * consistency proof from a few tiles. The note's bytes are appended to `note`, and `ret` borrows from it. */
int register_follow(struct register_source *source, const struct vkey *log, const struct checkpoint *older, struct buf *note,
                    struct checkpoint *ret, struct error *err);

#endif
