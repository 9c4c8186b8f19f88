/* Folders that appear whole or not at all: what is to be in one is gathered and synced beside it under another name, then the
 * one gets the other's. A crash leaves the gathering only, which the next try clears away. */
#ifndef ACTS_COPYING_H
#define ACTS_COPYING_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"

enum { COPY_PATH_MAX = 4096 };

/* `path` joined with `name`; ERR_TOO_LARGE beyond COPY_PATH_MAX. */
int copy_path(char ret[COPY_PATH_MAX], const char *path, const char *name, struct error *err);
/* A regular file, byte by byte, synced. ERR_MISSING, ERR_EXISTS, ERR_IO. Never of a database that is open. */
int copy_file(const char *from, const char *to, mode_t mode, struct error *err);
/* Neither there, nor an empty directory. */
bool folder_taken(const char *path);

/* Empties what an earlier try left, and makes the folder, for its owner only. */
int gathering_begin(const char *path, struct error *err);
void gathering_drop(const char *path);
/* Gives it its name, where nothing or an empty directory is, and syncs that. */
int gathering_name(const char *path, const char *name, struct error *err);

#endif
