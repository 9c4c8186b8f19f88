/* One error, said once, shown the same by page, API and shell.
 *
 * Functions that can fail return 0 or a negative `enum err`, take a `struct error *` last, and set out-parameters only
 * on success. The error carries a bilingual sentence with named values; strings given as values are copied into it. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/text.h"

enum err {
    ERR_OK = 0,
    ERR_SYNTAX = -1,     /* not well formed */
    ERR_RANGE = -2,      /* well formed, outside what is allowed */
    ERR_MISSING = -3,    /* something named does not exist */
    ERR_EXISTS = -4,     /* already there; a duplicate */
    ERR_DENIED = -5,     /* not allowed to this actor */
    ERR_REFUSED = -6,    /* the charter refuses */
    ERR_CONFLICT = -7,   /* state moved on; choose again */
    ERR_TOO_LARGE = -8,
    ERR_BUSY = -9,       /* try again later */
    ERR_IO = -10,        /* disk, network */
    ERR_CORRUPT = -11,   /* stored bytes are not what they must be */
    ERR_USAGE = -12,     /* wrong use of a command */
};

enum { ERROR_ARGS_MAX = 6, ERROR_STORE_MAX = 768 };

struct error {
    int code; /* enum err */
    struct text text;
    struct arg args[ERROR_ARGS_MAX];
    size_t arg_count;
    char store[ERROR_STORE_MAX]; /* copies of string values, cut if they do not fit */
    size_t store_len;
};

/* Sets the error and returns its code, so that a failing line reads `return error_set(err, ERR_RANGE, T(…), …);`.
 * `err` may be NULL. Arguments after the text: struct arg values. */
int error_set_args(struct error *err, int code, struct text text, const struct arg *args, size_t count);
#define error_set(err, code, text, ...)                                                                                 \
    error_set_args((err), (code), (text), (const struct arg[]){ { 0 }, ##__VA_ARGS__ } + 1,                              \
                   sizeof((const struct arg[]){ { 0 }, ##__VA_ARGS__ }) / sizeof(struct arg) - 1)

/* What the system says of an errno, as the end of a sentence: "{path}: {reason}." with ARG_TEXT("reason", errno_text(e)). */
struct text errno_text(int number);

/* Moments among the values are shown in `zone`, or in China's where none is given. */
void error_format_in(struct buf *out, const struct error *err, enum lang lang, struct zone zone);
void error_format(struct buf *out, const struct error *err, enum lang lang);

/* A copy that stands on its own (assignment would leave the values pointing into the first one's store). Returns its code. */
int error_copy(struct error *to, const struct error *from);

#endif
