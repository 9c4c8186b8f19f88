#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/conf.h"

static int parse(struct conf *c, struct arena *a, const char *text, struct error *err) {
    return conf_parse(c, "charterd.conf", str_of(text), a, err);
}

static void reads(void **state) {
    (void)state;
    struct arena a;
    arena_init(&a);
    struct conf c;
    assert_int_equal(parse(&c, &a, "# 注释\n\n  site = https://alliance.example  \r\nmail.user=a=b\nmail.from =\n",
                           NULL),
                     0);
    assert_true(str_is(conf_get(&c, "site"), "https://alliance.example"));
    assert_true(str_is(conf_get(&c, "mail.user"), "a=b"));
    assert_null(conf_get(&c, "mail.from").data);
    assert_null(conf_get(&c, "mail.server").data);
    assert_int_equal(conf_read(&c, "/nonexistent/charterd.conf", &a, NULL), 0);
    assert_null(conf_get(&c, "site").data);
    arena_release(&a);
}

static void refuses(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int line;
    } cases[] = { { "site https://alliance.example\n", 1 },
                  { "# one\nmail.sever = smtp://x\n", 2 },
                  { "site = a\n\nsite = b\n", 3 },
                  { "site = \x01\n", 1 },
                  { "= b", 1 } };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct arena a;
        arena_init(&a);
        struct conf c;
        struct error err = { 0 };
        assert_int_equal(parse(&c, &a, cases[i].text, &err), ERR_SYNTAX);
        bool line = false;
        for (size_t k = 0; k < err.arg_count; k++)
            line = line || (err.args[k].type == ARG_TYPE_INT && err.args[k].integer == cases[i].line);
        assert_true(line);
        arena_release(&a);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        { "base/conf: comments, blanks and values with an equals sign", reads, NULL, NULL, NULL },
        { "base/conf: a slip of the pen is refused with its line", refuses, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
