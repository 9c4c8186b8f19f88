/* Mail to a folder instead of a server: for development, and until an installation has one. */
#ifndef EFFECTS_DROP_H
#define EFFECTS_DROP_H

#include "base/buf.h"

/* Writes FOLDER/000012.eml whole or not at all: written beside, then renamed. Writing the same row twice is one file.
 * 0 or ERR_IO; `reply` receives what happened. */
int drop_file(const char *folder, int64_t id, struct str mail, struct buf *reply);

#endif
