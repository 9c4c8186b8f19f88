/* What the unit tests say again and again: a named case, and comparisons that print both sides.
 *
 * cmocka wants these headers in this order before its own. */
#ifndef TESTS_SUPPORT_CHECK_H
#define TESTS_SUPPORT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A test by a name that says what holds: CASE("base/num: a half rounds up", test_half). */
#define CASE(title, function) { .name = (title), .test_func = (function) }

/* `got` must be `want`, byte for byte; `about` says which row of a table it was. */
#define CHECK_STR(got, want, about) check_str_at((got), (want), (about), __FILE__, __LINE__)
#define CHECK_INT(got, want, about) check_int_at((int64_t)(got), (int64_t)(want), (about), __FILE__, __LINE__)
/* The same for what a buffer holds; the buffer is emptied for the next row. */
#define CHECK_BUF(buf, want, about) (CHECK_STR(buf_str(buf), (want), (about)), buf_clear(buf))

static inline void check_str_at(struct str got, const char *want, const char *about, const char *file, int line) {
    if (str_is(got, want)) return;
    print_error("%s: got \"%.*s\", want \"%s\"\n", about, STR_FMT(got), want);
    _fail(file, line);
}

static inline void check_int_at(int64_t got, int64_t want, const char *about, const char *file, int line) {
    if (got == want) return;
    print_error("%s: got %lld, want %lld\n", about, (long long)got, (long long)want);
    _fail(file, line);
}

#endif
