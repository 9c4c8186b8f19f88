/* What every test of this room needs: cmocka, and the names it wants. */
#ifndef TESTS_REGISTER_TAP_H
#define TESTS_REGISTER_TAP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CHECK(title, function) { .name = (title), .test_func = (function) }

#endif
