/* Whether a database file is whole as a record: read to its end, every leaf hashed again, the root the one that was signed. */
#ifndef ACTS_WHOLE_H
#define ACTS_WHOLE_H

#include "base/arena.h"
#include "register/key.h"

struct whole {
    int64_t size;
    struct hash root;
    struct str note;   /* the signed checkpoint, in the arena */
    struct vkey key;   /* that signed it: the newest */
};
/* Nobody writes the file meanwhile. ERR_CORRUPT, and what verification answers. */
int whole_read(const char *database, struct arena *arena, struct whole *ret, struct error *err);

#endif
