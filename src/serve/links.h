/* One-time links that do not go by mail: the operator makes one for somebody at the shell, and hands it over. */
#ifndef SERVE_LINKS_H
#define SERVE_LINKS_H

#include "acts/pipeline/pipeline.h"

/* "/signin/link/SECRET" for a person, good once within LINK_MADE_S (serve/limits.h). The database keeps the secret's hash only.
 * ERR_MISSING: no such person, or erased. */
int link_make(struct alliance *a, int64_t person, struct arena *arena, const char **ret_path);
int link_fault(int code, int64_t person, struct error *err); /* says what came of it; gives `code` */

#endif
