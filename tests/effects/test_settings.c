#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "effects/settings.h"

static int read_from(struct mail_settings *s, struct arena *a, const char *text) {
    struct conf conf;
    assert_int_equal(conf_parse(&conf, "charterd.conf", str_of(text), a, NULL), 0);
    return mail_settings_read(s, &conf, "http://127.0.0.1:8080", a, NULL);
}

static void defaults(void **state) {
    (void)state;
    struct arena a;
    arena_init(&a);
    struct mail_settings s;
    assert_int_equal(read_from(&s, &a, ""), 0);
    assert_null(s.server);
    assert_null(s.from);
    assert_int_equal(s.tls, MAIL_TLS_REQUIRED);
    assert_string_equal(s.site, "http://127.0.0.1:8080");
    assert_int_equal(read_from(&s, &a, "site = https://alliance.example//\nmail.server = smtps://[::1]:465\n"), 0);
    assert_string_equal(s.site, "https://alliance.example");
    assert_string_equal(s.server, "smtps://[::1]:465");
    arena_release(&a);
}

static void passwords(void **state) {
    (void)state;
    char path[] = "/tmp/charterd-test-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "geheim\r\nsecond line\n", 20), 20);
    close(fd);
    struct arena a;
    arena_init(&a);
    struct mail_settings s;
    const char *login = arena_z(&a, arena_f(&a, "mail.user = u\nmail.password-file = %s\n", path));
    struct str over_tls = arena_f(&a, "mail.server = smtp://mail.alliance.example:587\n%s", login);
    assert_int_equal(read_from(&s, &a, arena_z(&a, over_tls)), 0);
    assert_string_equal(s.password, "geheim");
    /* In the clear, or when the server feels like it: not to another machine. */
    static const char *const weak[] = { "offered", "off" };
    for (size_t i = 0; i < 2; i++) {
        struct str away = arena_f(&a, "mail.server = smtp://127.0.0.1.evil.example\nmail.tls = %s\n%s", weak[i], login);
        assert_int_equal(read_from(&s, &a, arena_z(&a, away)), ERR_SYNTAX);
        struct str here = arena_f(&a, "mail.server = smtp://localhost:25\nmail.tls = %s\n%s", weak[i], login);
        assert_int_equal(read_from(&s, &a, arena_z(&a, here)), 0);
    }
    unlink(path);
    assert_int_equal(read_from(&s, &a, arena_z(&a, over_tls)), ERR_IO);
    arena_release(&a);
}

static void refused(void **state) {
    (void)state;
    static const char *const bad[] = { "mail.server = mail.alliance.example",
                                       "mail.server = smtp://",
                                       "mail.server = smtp://u:p@host",
                                       "mail.server = smtp://host/path",
                                       "mail.server = file:///etc/passwd",
                                       "mail.server = smtp://host?x",
                                       "mail.tls = yes",
                                       "mail.from = Alliance <a@b.c>",
                                       "mail.user = u",
                                       "mail.password-file = /dev/null",
                                       "site = alliance.example",
                                       "site = https://alliance.example/\"x",
                                       "site = https://all iance.example",
                                       "mail.server = smtps://host\nmail.tls = off",
                                       "mail.hello = a b" };
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct mail_settings s;
        if (read_from(&s, &a, bad[i]) != ERR_SYNTAX) fail_msg("taken: %s", bad[i]);
    }
    arena_release(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        { "effects/settings: what holds when nothing is set", defaults, NULL, NULL, NULL },
        { "effects/settings: a password goes over TLS or stays on the machine", passwords, NULL, NULL, NULL },
        { "effects/settings: what cannot be meant is refused", refused, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
