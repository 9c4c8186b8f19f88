/* Copies of an alliance that are known to be whole before they get their name; and directories made from them again.
 *
 *     TO/alliance.db      one snapshot, compact, without a byte of what was erased
 *     TO/ballots-N.box    the ballot box of an election that is being voted on (boxes.h)
 *     TO/register.key     the key that signs (unless it is kept apart)
 *     TO/charterd.conf    the installation's settings, if there are any
 *     TO/checkpoint       the signed checkpoint of the snapshot: what it is a copy of
 *
 *  B1. A copy is named TO only after its database was read to the end, every leaf was hashed again and the root was the one
 *      signed; and a restored directory only after the same.
 *  B2. Nothing is overwritten. A crash leaves a folder under another name, which the next try clears away.
 *  B3. A directory restored behind what was published (register/outside.h) is never named: it would fork the register. The missing
 *      leaves are brought back from a public copy of the register (`from`), or, when there is none, a successor register begins
 *      under another name and key (`successor`). Either is on record as an act. */
#ifndef ACTS_BACKUP_H
#define ACTS_BACKUP_H

#include "base/arena.h"
#include "base/error.h"
#include "base/hash.h"

struct backup_report {
    struct arena *arena;
    const char *origin;
    int64_t size;
    struct hash root;
    bool key;            /* the signing key is in it */
    int64_t had;         /* restore: leaves in the backup; `size` is what there is now */
    int64_t lost;        /* restore: with a successor, published leaves that are gone */
    int64_t unboxed;     /* elections being voted on whose ballot box is missing; restore: which begin with an empty one */
    bool guarded;        /* restore: compared with a checkpoint kept outside */
};

/* While a server runs, or without. ERR_EXISTS; ERR_MISSING; ERR_CORRUPT: the database is damaged, and no copy was made. */
int alliance_backup(const char *dir, const char *to, bool with_key, struct backup_report *ret, struct error *err);

struct restore_options {
    const char *from;       /* address or folder of a public copy of the register; NULL */
    const char *successor;  /* name of the register that begins anew; NULL */
    const char *key;        /* the signing key's file, when it is not in the backup; NULL */
    const char *published;  /* the last checkpoint known outside, when it is not at DIR.checkpoint; NULL */
    const char *const *documents; /* files that missing acts of law name: a charter's or calendar's bytes */
    size_t document_count;
};
/* `backup` is a folder made by alliance_backup, a copy of a data directory, or a database file alone. */
int alliance_restore(const char *backup, const char *dir, const struct restore_options *o, struct backup_report *ret, struct error *err);

#endif
