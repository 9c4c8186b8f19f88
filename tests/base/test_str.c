/* Strings that know their length: every function at its edges, the empty string and STR_NONE first of all. */
#include "base/error.h"
#include "base/str.h"
#include "support/check.h"

static void test_compare(void **state) {
    (void)state;
    static const struct {
        const char *a, *b;
        int order;
    } rows[] = {
        { "", "", 0 },    { "a", "a", 0 },   { "a", "b", -1 }, { "b", "a", 1 },  { "a", "ab", -1 },
        { "ab", "a", 1 }, { "ab", "b", -1 }, { "", "a", -1 },  { "中", "z", 1 }, { "A", "a", -1 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str a = str_of(rows[i].a), b = str_of(rows[i].b);
        CHECK_INT(str_cmp(a, b), rows[i].order, rows[i].a);
        CHECK_INT(str_eq(a, b), rows[i].order == 0, rows[i].a);
    }
    assert_true(str_eq(STR_NONE, STR("")));
    assert_true(str_eq(STR_NONE, STR_NONE));
    CHECK_INT(str_cmp(STR_NONE, STR("")), 0, "none and empty");
    assert_true(str_is(STR_NONE, NULL));
    assert_null(str_of(NULL).data);
    assert_false(str_eq((struct str){ "a\0b", 3 }, (struct str){ "a\0c", 3 }));
    assert_false(str_is((struct str){ "a\0", 2 }, "a"));
}

static void test_parts(void **state) {
    (void)state;
    assert_true(str_starts(STR("meeting.call"), "meeting."));
    assert_false(str_starts(STR("meet"), "meeting"));
    assert_true(str_starts(STR_NONE, ""));
    assert_false(str_starts(STR_NONE, "a"));
    assert_true(str_ends(STR("rules.md"), ".md"));
    assert_false(str_ends(STR("md"), ".md"));
    assert_true(str_ends(STR_NONE, ""));
    assert_true(str_has(STR("a,b"), ","));
    assert_true(str_has(STR_NONE, ""));
    assert_false(str_has(STR("ab"), "abc"));
    assert_false(str_has(STR_NONE, "a"));
    CHECK_STR(str_trim(STR(" \t\n a b \r\n")), "a b", "trim");
    CHECK_STR(str_trim(STR(" \t ")), "", "trim blanks only");
    CHECK_STR(str_trim(STR_NONE), "", "trim none");
    CHECK_STR(str_skip(STR("abc"), 1), "bc", "skip");
    CHECK_STR(str_skip(STR("abc"), 9), "", "skip past the end");
    CHECK_STR(str_skip(STR_NONE, 3), "", "skip none");
    CHECK_STR(str_head(STR("abc"), 2), "ab", "head");
    CHECK_STR(str_head(STR("abc"), 9), "abc", "head past the end");
}

static void test_cut(void **state) {
    (void)state;
    struct str rest = STR("a,,b");
    CHECK_STR(str_cut(&rest, ','), "a", "first");
    CHECK_STR(str_cut(&rest, ','), "", "an empty part");
    assert_non_null(rest.data);
    CHECK_STR(str_cut(&rest, ','), "b", "last");
    assert_null(rest.data);
    CHECK_STR(str_cut(&rest, ','), "", "nothing left");
    assert_null(rest.data);
    rest = STR("a,");
    CHECK_STR(str_cut(&rest, ','), "a", "before a last separator");
    assert_non_null(rest.data);
    assert_int_equal(rest.len, 0);
}

static void test_int(void **state) {
    (void)state;
    static const struct {
        const char *in;
        int code;
        int64_t value;
    } rows[] = {
        { "0", 0, 0 },
        { "7", 0, 7 },
        { "-1", 0, -1 },
        { "9223372036854775807", 0, INT64_MAX },
        { "-9223372036854775808", 0, INT64_MIN },
        { "9223372036854775808", ERR_RANGE, 0 },
        { "-9223372036854775809", ERR_RANGE, 0 },
        { "99999999999999999999999", ERR_RANGE, 0 },
        { "", ERR_SYNTAX, 0 },
        { "-", ERR_SYNTAX, 0 },
        { "-0", ERR_SYNTAX, 0 },
        { "00", ERR_SYNTAX, 0 },
        { "01", ERR_SYNTAX, 0 },
        { "+1", ERR_SYNTAX, 0 },
        { " 1", ERR_SYNTAX, 0 },
        { "1 ", ERR_SYNTAX, 0 },
        { "1a", ERR_SYNTAX, 0 },
        { "--1", ERR_SYNTAX, 0 },
        { "1.0", ERR_SYNTAX, 0 },
        { "0x1", ERR_SYNTAX, 0 },
        { "１", ERR_SYNTAX, 0 },
        { "99999999999999999999999x", ERR_SYNTAX, 0 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t value = 42;
        CHECK_INT(str_int(str_of(rows[i].in), &value), rows[i].code, rows[i].in);
        CHECK_INT(value, rows[i].code ? 42 : rows[i].value, rows[i].in);
    }
}

static void test_clean(void **state) {
    (void)state;
    static const struct {
        const char *in;
        bool clean;
    } rows[] = {
        { "", true },
        { "plain", true },
        { "两字", true },
        { "é€𠮷", true },
        { "a\nb\tc", true },
        { "a\rb", false },
        { "a\x01", false },
        { "\x7f", false },
        { "\x1b[0m", false },
        { "\xc2\x80", false }, /* C1 control */
        { "\xc2\xa0", true },  /* the first character after C1 */
        { "\xc0\x80", false }, /* two bytes for NUL */
        { "\xc1\xbf", false },
        { "\xe0\x80\x80", false },
        { "\xf0\x80\x80\x80", false },
        { "\xe0\xa0\x80", true },
        { "\xed\x9f\xbf", true },
        { "\xed\xa0\x80", false }, /* half a surrogate pair */
        { "\xf4\x8f\xbf\xbf", true },
        { "\xf4\x90\x80\x80", false },
        { "\xf5\x80\x80\x80", false },
        { "\x80", false },
        { "\xc2", false },
        { "\xe4\xb8", false },
        { "\xf0\x9f\x98", false },
        { "\xc2z", false },
        { "\xff", false },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        CHECK_INT(str_is_clean(str_of(rows[i].in), false), rows[i].clean, rows[i].in);
    }
    assert_true(str_is_clean(STR("a\r\nb"), true));
    assert_false(str_is_clean((struct str){ "a\0b", 3 }, true));
    assert_true(str_is_clean(STR_NONE, false));
    assert_false(str_is_clean((struct str){ "\xe4\xb8\xad", 2 }, false)); /* cut off by its length */
}

static void test_chars(void **state) {
    (void)state;
    assert_int_equal(str_chars(STR_NONE), 0);
    assert_int_equal(str_chars(STR("abc")), 3);
    assert_int_equal(str_chars(STR("代表abc")), 5);
    assert_int_equal(str_chars(STR("𠮷")), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("base/str: order is by bytes, shorter first", test_compare),
        CASE("base/str: heads, tails and blanks", test_parts),
        CASE("base/str: cutting tells an empty part from none", test_cut),
        CASE("base/str: an integer has one spelling", test_int),
        CASE("base/str: clean text is valid UTF-8 without controls", test_clean),
        CASE("base/str: characters are counted, not bytes", test_chars),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
