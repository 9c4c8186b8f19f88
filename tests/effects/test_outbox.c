#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "effects/outbox.h"

/* From the first try to the last it is just under five days. */
static void backoff(void **state) {
    (void)state;
    assert_int_equal(outbox_backoff_s(1), 300);
    assert_int_equal(outbox_backoff_s(2), 3600);
    assert_int_equal(outbox_backoff_s(3), 14400);
    int64_t total = 0, tries = 1;
    for (int64_t wait; (wait = outbox_backoff_s(tries)) >= 0; tries++) total += wait;
    assert_int_equal(tries, 32);
    assert_true(total <= 5 * 86400);
    assert_true(total + 14400 > 5 * 86400);
    assert_int_equal(outbox_backoff_s(1000), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        { "effects/outbox: tries spread over five days", backoff, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
