/* A register as a directory of files, exactly as HTTP serves it: any web server can publish a copy, and `verify` reads it.
 *
 *  E1. The checkpoint is written last: whoever reads it finds all that it calls for.
 *  E2. Files are replaced whole; a directory that is being served may be exported into again as the register grows. */
#ifndef REGISTER_EXPORT_H
#define REGISTER_EXPORT_H

#include "register/key.h"
#include "register/merkle.h"

struct export {
    int64_t size;
    struct tile_source tiles; /* full and partial, at this size (tree_source) */
    /* Entry n in order from 0; the bytes are read before the next call. 0 or a negative enum err. */
    int (*entry)(void *context, int64_t n, struct str *ret);
    void *context;
    struct str checkpoint;    /* the signed note of this size */
    const struct vkey *log;
};

/* Makes DIR where it is missing. */
int register_export(const char *dir, const struct export *x, struct error *err);

#endif
