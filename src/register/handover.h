/* Following a change of key: from a key that somebody knows to the one that signs now.
 *
 *     known key ─ handover/2, signed by both ─► second key ─ handover/3, signed by both ─► third key ─► checkpoint
 *
 *  H1. A key is followed to the next only over a checkpoint that both signed: nobody but the holder of the older key can hand over.
 *  H2. Each handover's checkpoint must be met on the way by whoever verifies the register (verify.h): the tree that was handed
 *      over is the one that goes on.
 *  H3. What `keys` and `handover/N` say is not believed beyond that.
 *
 * A key that was stolen can hand over to a thief's: against that helps an older checkpoint, or a witness. */
#ifndef REGISTER_HANDOVER_H
#define REGISTER_HANDOVER_H

#include "register/source.h"
#include "register/verify.h"

enum { HANDOVERS_MAX = 256 };

struct handovers {
    size_t count;                             /* how often the key changed since the known one */
    struct vkey keys[HANDOVERS_MAX + 1];      /* the newest first; the last is the known one */
    struct verify_station at[HANDOVERS_MAX];  /* where, the earliest first: at[0] is signed by the known key and the next */
};

/* From `known` as far as the register leads. A register that does not list `known` leads nowhere: count is 0, and verifying by
 * `known` will say what is wrong. ERR_CORRUPT when it names a later key that the one before never handed over to;
 * ERR_CONFLICT when it goes on under another name. */
int handovers_follow(struct register_source *s, const struct vkey *known, struct handovers *ret, struct error *err);

#endif
