/* Checkpoints (c2sp.org/tlog-checkpoint): the register's size and root, signed.
 *
 *  C1. The text is origin, size, root, each on its line; further lines are kept and signed but mean nothing here.
 *  C2. A checkpoint of this program has no further lines, and its key's name is its origin.
 *  C3. Two checkpoints of one origin and size have one root; who signs another has forked the register, and the two
 *      notes prove it. So only what was re-read from a commit, or stands in its transaction, is signed. */
#ifndef REGISTER_CHECKPOINT_H
#define REGISTER_CHECKPOINT_H

#include "register/note.h"

/* Strings are borrowed from the text. */
struct checkpoint {
    struct str origin;
    int64_t size;
    struct hash root;
    struct str extension; /* further lines with their newlines; usually empty */
};

/* An origin for a new register: a URL without its scheme and without a slash at the end, fit to be a key's name. */
bool origin_valid(struct str origin);

void checkpoint_text(struct buf *out, const struct checkpoint *c);
int checkpoint_parse(struct checkpoint *ret, struct str text, struct error *err);

/* The signed checkpoint of a tree; the origin is the key's name. */
void checkpoint_sign(struct buf *out, int64_t size, const struct hash *root, const struct skey *key);

/* Parses a signed checkpoint and verifies it: the log's key must have signed and its name must be the origin. Of the
 * witnesses (0 or more, cosignature keys), seen[i] tells which signed and when; how many must is the caller's policy.
 * ERR_SYNTAX; ERR_MISSING: not signed by this key; ERR_CORRUPT: a bad signature; ERR_CONFLICT: another origin. */
int checkpoint_open(struct checkpoint *ret, struct str message, const struct vkey *log, const struct vkey *witnesses,
                    size_t witness_count, struct note_seen *seen, struct error *err);
/* The same by any of several keys of the log, the newest first: an older checkpoint may be signed by a key given up since. */
int checkpoint_open_any(struct checkpoint *ret, struct str message, const struct vkey *logs, size_t count, struct error *err);

#endif
