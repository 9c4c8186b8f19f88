/* Acting from the shell: on the directory itself, or through the server that owns it. */
#ifndef COMMAND_ACTING_H
#define COMMAND_ACTING_H

#include "acts/pipeline.h"
#include "command/command.h"

bool read_upload(struct invocation *in, const char *field, const char *path, struct upload *ret); /* false after a message */

/* "12", "name@example.org", "chair@tc", "founder", "operator" → ask.person and ask.as. ERR_MISSING. */
int resolve_who(struct db *db, struct arena *arena, const char *who, struct ask *ask, struct error *err);

/* The same on a directory that need not be open; a person, not the operator. ERR_MISSING. */
int find_person(struct invocation *in, const char *dir, const char *who, struct ask *ask, struct error *err);

/* Does it and says what came of it; the exit code. */
int act_anywhere(struct invocation *in, const char *dir, const char *who, struct ask *ask);

/* Prints a verdict as verdict_json made it, with "entry": sentences with their clauses. */
void say_verdict(struct invocation *in, const json_t *verdict);

#endif
