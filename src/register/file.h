/* The few file operations of this room: read a bounded regular file, replace one at once. */
#ifndef REGISTER_FILE_H
#define REGISTER_FILE_H

#include <sys/types.h>

#include "base/error.h"

enum file_sync {
    FILE_QUICK, /* readers see the old file or the whole new one */
    FILE_SYNC,  /* and so they do after a power failure, the new one once the call returned */
};

/* Replaces `path` by way of a file beside it and a rename. */
int file_replace(const char *path, struct str bytes, mode_t mode, enum file_sync sync, struct error *err);
/* Appends the file's bytes to `out`. Only regular files; never waits. ERR_MISSING, ERR_TOO_LARGE, ERR_IO. */
int file_read(int dirfd, const char *path, size_t max, struct buf *out, struct error *err);
int file_write_all(int fd, struct str bytes); /* 0, or -1 with errno */
int file_sync_directory_of(const char *path); /* so that the name itself is on disk; 0, or -1 with errno */

#endif
