/* Acting from the shell: on the directory itself, or through the server that owns it. */
#ifndef COMMAND_ACTING_H
#define COMMAND_ACTING_H

#include "acts/pipeline/pipeline.h"
#include "command/command.h"

bool read_upload(struct invocation *in, const char *field, const char *path, struct upload *ret); /* false after a message */

/* "12", "name@example.org", "chair@tc", "founder", "operator" → ask.person and ask.as. ERR_MISSING. */
int resolve_who(struct db *db, struct arena *arena, const char *who, struct ask *ask, struct error *err);

/* The same on a directory that need not be open; a person, not the operator. ERR_MISSING. */
int find_person(struct invocation *in, const char *dir, const char *who, struct ask *ask, struct error *err);

/* A directory to act on: opened for writing, or, where a server owns it, read here and acted on through the server. */
struct acting {
    struct invocation *in;
    const char *dir;
    struct alliance *alliance; /* for reading; for writing too unless `through` */
    bool through;              /* the server */
    bool trial;                /* a copy that is thrown away: what would happen */
};
int acting_open(struct acting *a, struct invocation *in, const char *dir, struct error *err);
int acting_try(struct acting *a, struct invocation *in, const char *dir, struct error *err); /* on a copy that is thrown away */
void acting_close(struct acting *a);

/* One act, entered by the operator for `who` (resolve_who; NULL: whoever the charter gives it to, office-holders in order of
 * their taking office). `*ret` is the verdict as JSON with "entry" and "repeated"; returns its code, or, with `*ret` NULL and
 * `err` set, why it could not be asked. */
int acting_ask(struct acting *a, const char *who, struct ask *ask, json_t **ret, struct error *err);
int acting_exit(int code); /* the exit code that fits */

/* Questions about what is there, in one snapshot: `look` answers 0 or a negative enum err. */
int acting_look(struct acting *a, int (*look)(struct db *db, void *context, struct error *err), void *context, struct error *err);

/* Does it and says what came of it; the exit code. */
int act_anywhere(struct invocation *in, const char *dir, const char *who, struct ask *ask);

/* Says what came of it, as `--json` asks or in sentences; takes the reference to `out`. The exit code. */
int acting_conclude(struct invocation *in, int code, json_t *out);

/* Prints a verdict as verdict_json made it, with "entry": sentences with their clauses. */
void say_verdict(struct invocation *in, const json_t *verdict);

#endif
