/* Files in one file, as POSIX ustar: what a folder is sent as, and taken apart again.
 *
 *  T1. Names are relative, at most 99 bytes, of letters, digits and "._-/", without ".." and without a slash at either end: whoever unpacks
 *      one can write nowhere else.
 *  T2. What tar_each accepts holds regular files only. */
#ifndef BASE_TAR_H
#define BASE_TAR_H

#include "base/buf.h"
#include "base/error.h"

bool tar_name_valid(struct str name);
/* Appends a file. The name is valid. */
void tar_add(struct buf *out, struct str name, struct str bytes, int64_t mtime);
void tar_end(struct buf *out);
/* Each file in turn; a callback that answers other than 0 stops with that. ERR_SYNTAX, ERR_CORRUPT where it is no such file. */
int tar_each(struct str tar, int (*each)(void *context, struct str name, struct str bytes, struct error *err), void *context, struct error *err);

#endif
