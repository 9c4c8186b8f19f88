/* A receipt: that an entry is in the register, verifiable without it (c2sp.org/tlog-proof, "NAME.tlog-proof").
 *
 *     c2sp.org/tlog-proof@v1
 *     extra ZXhhbXBsZQ==                                    (optional; nobody vouches for it)
 *     index 73894
 *     gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=          (the inclusion proof, sibling first)
 *     …
 *
 *     example.org/register                                  (the signed checkpoint as it is)
 *     109482
 *     … */
#ifndef REGISTER_RECEIPT_H
#define REGISTER_RECEIPT_H

#include "base/arena.h"
#include "register/checkpoint.h"
#include "register/proof.h"

enum { RECEIPT_EXTRA_MAX = 65536, RECEIPT_BYTES_MAX = NOTE_BYTES_MAX + 2 * RECEIPT_EXTRA_MAX };

struct receipt {
    struct str extra; /* decoded; STR_NONE when there is none */
    int64_t index;
    struct proof proof;
    struct str checkpoint; /* the signed note */
};

void receipt_format(struct buf *out, const struct receipt *r);
/* Strings are borrowed from `text`, `extra` from the arena. */
int receipt_parse(struct receipt *ret, struct arena *arena, struct str text, struct error *err);
/* Whether the receipt shows that `entry` is in the register of `log`; the checkpoint it stands in is returned. Witnesses as
 * in checkpoint_open. ERR_CORRUPT when the proof does not hold, else as checkpoint_open. */
int receipt_verify(const struct receipt *r, struct str entry, const struct vkey *log, const struct vkey *witnesses,
                   size_t witness_count, struct note_seen *seen, struct checkpoint *ret, struct error *err);

#endif
