/* The outside checkpoint: what the register has signed, remembered where a backup does not reach.
 *
 * A data directory restored from yesterday's backup looks whole, and would sign another history over what was already
 * published. So the last signed checkpoint is also kept in a file outside the directory, written after each commit (at most
 * once a second; the caller paces), and compared before anything is signed:
 *
 *     outside          directory      state      what follows
 *     no file          any            NONE       a new directory, or a lost file: the next commit writes it
 *     size 40, root A  size 40 root A SAME       go on
 *     size 40, root A  size 43, and   BEHIND     go on: the file was written before the last commits
 *                      root A at 40
 *     size 40          size 37        AHEAD      stop: an older backup was restored
 *     size 40, root A  size >= 40,    FORK       stop: another history was signed
 *                      root B at 40
 *
 *  O1. The file holds a whole signed checkpoint at every moment: it is replaced by renaming, after fsync.
 *  O2. The comparison never says SAME or BEHIND unless the directory's own tiles give the outside root at its size. */
#ifndef REGISTER_OUTSIDE_H
#define REGISTER_OUTSIDE_H

#include "register/checkpoint.h"
#include "register/merkle.h"

enum outside_state { OUTSIDE_NONE, OUTSIDE_SAME, OUTSIDE_BEHIND, OUTSIDE_AHEAD, OUTSIDE_FORK };

/* Replaces the file by this signed checkpoint, synced. */
int outside_write(const char *path, struct str note, struct error *err);
/* Appends the file's bytes to `note` and opens them; `ret` borrows from it. ERR_MISSING without a file; ERR_CORRUPT when it is
 * not a checkpoint signed by one of the register's keys, newest first (the sentence says what to do). */
int outside_read(const char *path, const struct vkey *logs, size_t count, struct buf *note, struct checkpoint *ret, struct error *err);
/* Compares with a directory of `size` leaves. 0 with SAME or BEHIND; ERR_CONFLICT with AHEAD, ERR_CORRUPT with FORK and a
 * sentence that says what to do; or what `tiles` answered. */
int outside_compare(const struct checkpoint *outside, int64_t size, const struct tile_source *tiles, enum outside_state *ret,
                    struct error *err);
/* Both: reads and compares. A missing file is 0 with NONE. */
int outside_check(const char *path, const struct vkey *logs, size_t count, int64_t size, const struct tile_source *tiles,
                  enum outside_state *ret, struct error *err);

#endif
