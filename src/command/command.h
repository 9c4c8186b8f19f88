/* The command line: one declaration per command, found by the linker, so that `charterd --help` lists what there is.
 *
 *     COMMAND(check) = { .name = "check", .usage = "check DIR", .summary = TEXT_INIT("…", "…"),
 *                        .options = check_options, .run = check_run };
 *
 * Exit codes: 0 done or allowed or whole; 1 refused, with its clause, or not whole; 2 wrong use; 3 what it needs is not there or
 * failed: disk, network, port, a directory that is missing, damaged, busy or behind what it published, a signing key. */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"

enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2, EXIT_FAULT = 3 };

/* --name VALUE, or --name alone when `value` is NULL. */
struct option_kind { const char *name; const char *value; struct text help; };

enum { COMMAND_WORDS_MAX = 512, COMMAND_OPTIONS_MAX = 32 };

struct invocation {
    struct arena *arena;
    enum lang lang;          /* of the shell: zh* in LC_ALL, LC_MESSAGES or LANG, else en */
    const char *words[COMMAND_WORDS_MAX];
    size_t word_count;
    struct { const char *name, *value; } options[COMMAND_OPTIONS_MAX];
    size_t option_count;
};

struct command {
    const char *name;
    const char *usage;       /* without the program's name */
    struct text summary;     /* one line */
    struct text help;        /* further paragraphs; T_NONE: none */
    void (*more)(const struct invocation *in); /* what --help says at its end; NULL: nothing */
    const struct option_kind *options; /* ended by {0}; --help and --json are understood everywhere */
    size_t words_min, words_max;
    size_t alliance;         /* which word, from 1, names the directory of an alliance that must be there; 0: none */
    int (*run)(struct invocation *in);
};
#define COMMAND(ident)                                                                                                  \
    static const struct command command_##ident;                                                                        \
    static const struct command *const command_entry_##ident                                                            \
        __attribute__((section("charterd_commands"), used)) = &command_##ident;                                         \
    static const struct command command_##ident

int command_main(int argc, char **argv);

const char *option(const struct invocation *in, const char *name); /* its value, "" for a flag, NULL when absent */
bool option_int(const struct invocation *in, const char *name, int64_t otherwise, int64_t *ret); /* false after a message */
void say(const struct invocation *in, FILE *to, struct text text, const struct arg *args, size_t count); /* a line */
int say_error(const struct invocation *in, const struct error *err);  /* to stderr; the exit code that fits */
int say_unusable(const struct invocation *in, const struct error *err); /* of a directory that did not open: EXIT_FAULT */
int wrong_use(const struct invocation *in, struct text text, const struct arg *args, size_t count); /* EXIT_USAGE */
const char *own_charter(struct arena *a); /* the folder of the charter that came with the program */
const char *site_of(const struct invocation *in, const char *dir); /* where the directory's site is or will be served, without the last / */
void print_json(json_t *value); /* to stdout, one line; takes the reference */

#endif
