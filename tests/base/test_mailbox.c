/* Mail addresses: what is taken can be written to. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "base/mailbox.h"

static void takes(void **state) {
    (void)state;
    static const char *const good[] = { "a@b.cn", "first.last+tag@mail-1.alliance.example", "o'neil@example.org",
                                        "x@xn--fiqs8s.cn", "1@2.3" };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        if (!mailbox_valid(str_of(good[i])) || !mailbox_public(str_of(good[i]))) fail_msg("not taken: %s", good[i]);
    }
    assert_true(mailbox_valid(STR("root@localhost")));
    assert_false(mailbox_public(STR("root@localhost")));
}

static void refuses(void **state) {
    (void)state;
    static const char *const bad[] = { "",
                                       "a",
                                       "@b.cn",
                                       "a@",
                                       "a@.cn",
                                       "a@b.cn.",
                                       "a@b..cn",
                                       ".a@b.cn",
                                       "a.@b.cn",
                                       "a..b@c.cn",
                                       "a@-b.cn",
                                       "a@b-.cn",
                                       "a b@c.cn",
                                       "a@b c.cn",
                                       "a@b@c.cn",
                                       "<a@b.cn>",
                                       "a@b.cn,c@d.cn",
                                       "\"a\"@b.cn",
                                       "a@[1.2.3.4]",
                                       "a@b_c.cn",
                                       "a@b.cn\n",
                                       "\xC3\xBC@b.cn",
                                       "a@\xE4\xBE\x8B.cn",
                                       "a\r\nBcc:x@b.cn" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (mailbox_valid(str_of(bad[i]))) fail_msg("taken: %s", bad[i]);
    assert_false(mailbox_valid((struct str){ "a\0b@c.cn", 8 }));
}

/* RFC 5321: 64 before the @, 254 in all; RFC 1035: 63 in a label. */
static void lengths(void **state) {
    (void)state;
    char s[300];
    memset(s, 'a', sizeof s);
    memcpy(s + 64, "@b.cn", 5);
    assert_true(mailbox_valid((struct str){ s, 69 }));
    memset(s, 'a', sizeof s);
    memcpy(s + 65, "@b.cn", 5);
    assert_false(mailbox_valid((struct str){ s, 70 }));
    memset(s, 'a', sizeof s);
    s[1] = '@';
    assert_true(mailbox_valid((struct str){ s, 65 }));
    assert_false(mailbox_valid((struct str){ s, 66 }));
    for (size_t i = 2 + 63; i < sizeof s; i += 64) s[i] = '.';
    assert_true(mailbox_valid((struct str){ s, 254 }));
    assert_false(mailbox_valid((struct str){ s, 255 }));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        { "base/mailbox: ordinary addresses are taken; one without a public domain only where the operator says so",
          takes, NULL, NULL, NULL },
        { "base/mailbox: what no mail could be sent to is refused", refuses, NULL, NULL, NULL },
        { "base/mailbox: 64 before the @, 63 in a label and 254 in all fit, one more does not", lengths, NULL, NULL,
          NULL },
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
