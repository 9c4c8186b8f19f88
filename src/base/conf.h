/* DIR/charterd.conf: the few things the person who installs charterd decides.
 *
 *     # a comment
 *     site = https://alliance.example
 *     mail.server = smtp://mail.alliance.example:587
 *
 * One `key = value` a line; no sections, quotes, escapes or includes. Values are one line of UTF-8; secrets stand in files
 * of their own, which a setting names. Every key there is stands in the one list of conf.c with its meaning: a key
 * that is not there, or stands twice, is refused with its line, so that a slip of the pen is not a silent default.
 * The file is read when the program starts; what it says never decides an act. */
#ifndef BASE_CONF_H
#define BASE_CONF_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

struct conf_entry { struct str key, value; int line; };
struct conf {
    const char *path;
    const struct conf_entry *entries;
    size_t count;
};

/* Reads the file; one that is not there is an empty one. ERR_SYNTAX with the line, ERR_TOO_LARGE, ERR_IO. All text lives
 * in the arena. */
int conf_read(struct conf *ret, const char *path, struct arena *a, struct error *err);
/* The same from bytes in memory; `path` is for messages. */
int conf_parse(struct conf *ret, const char *path, struct str text, struct arena *a, struct error *err);
/* The value; STR_NONE when the key is not set (or set to nothing). `key` must be in the list. */
struct str conf_get(const struct conf *c, const char *key);

/* The list, for the manual and `serve --help`. */
struct conf_key { const char *name; struct text meaning; };
size_t conf_keys(const struct conf_key **ret);

#endif
