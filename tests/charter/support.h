/* What the tests of the law share: a charter from a folder, or from a few lines. */
#ifndef TESTS_CHARTER_SUPPORT_H
#define TESTS_CHARTER_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "charter/charter.h"

/* A charter of the house; a fault in it ends the test with its place. */
static inline struct charter *charter_of(const char *folder) {
    struct arena a;
    arena_init(&a);
    struct charter_source source;
    struct error err = { 0 };
    struct charter *c = NULL;
    struct charter_faults faults = { .arena = &a };
    if (charter_read_folder(&source, folder, &a, &err)) fail_msg("%s cannot be read", folder);
    if (charter_parse(&c, &source, &faults)) {
        struct buf b;
        buf_init(&b, 4096);
        error_format(&b, &faults.items[0].error, LANG_EN);
        fail_msg("%s:%d:%d: %s", faults.items[0].file, faults.items[0].line, faults.items[0].column, buf_z(&b));
    }
    arena_release(&a);
    return c;
}

#define assert_ratio(r, n, d) (assert_int_equal((r).num, (n)), assert_int_equal((r).den, (d)))

#endif
