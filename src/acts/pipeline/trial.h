/* What would happen: an alliance on a copy of a directory's database that is thrown away. Acts run through the same pipeline, each
 * on what the one before left, in one transaction that is never committed; nothing is signed with the register's key, nothing is
 * mailed. The copy holds what the directory holds: it lies in a folder for its owner only, and goes at the end. */
#ifndef ACTS_TRIAL_H
#define ACTS_TRIAL_H

#include "acts/pipeline/pipeline.h"

int trial_open(struct alliance **ret, const char *dir, struct error *err);
void trial_close(struct alliance *a); /* NULL: nothing */

#endif
