/* A string that knows its length and is not necessarily terminated. It owns nothing: whoever made the bytes owns them. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
    const char *data;
    size_t len;
};

#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })
#define STR_NONE ((struct str){ NULL, 0 })
/* For printf: printf("%.*s", STR_FMT(s)). */
#define STR_FMT(s) (int)(s).len, (s).data

struct str str_of(const char *z); /* NULL gives STR_NONE */
bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *z);
int str_cmp(struct str a, struct str b); /* by bytes, shorter first */
bool str_starts(struct str s, const char *prefix);
bool str_ends(struct str s, const char *suffix);
bool str_has(struct str s, const char *part);
struct str str_trim(struct str s); /* ASCII blanks at both ends */
struct str str_skip(struct str s, size_t n);
struct str str_head(struct str s, size_t n);

/* Cuts `*rest` at the first `sep`: returns the part before, leaves the part after (STR_NONE with data NULL when there was no sep). */
struct str str_cut(struct str *rest, char sep);

/* Whole string as a decimal int64, no blanks, no sign but '-', no leading zeros; 0 or ERR_SYNTAX / ERR_RANGE. */
int str_int(struct str s, int64_t *ret_value);

/* Valid UTF-8 without control characters but \n and \t (and \r when `crlf`). */
bool str_is_clean(struct str s, bool crlf);

/* Characters (code points) of valid UTF-8. */
size_t str_chars(struct str s);

#endif
