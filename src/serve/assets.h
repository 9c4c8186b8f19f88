/* The files of web/, answered from memory: made into responses once, plain and compressed. */
#ifndef SERVE_ASSETS_H
#define SERVE_ASSETS_H

#include "serve/site.h"

struct assets;
struct assets *assets_new(void);
void assets_free(struct assets *a);

#endif
