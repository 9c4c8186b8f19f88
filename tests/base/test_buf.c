/* The growing buffer: its ceiling above all. */
#include "base/buf.h"
#include "support/check.h"

static void test_grow(void **state) {
    (void)state;
    struct buf b;
    buf_init(&b, 1 << 20);
    assert_int_equal(buf_str(&b).len, 0);
    assert_non_null(buf_str(&b).data);
    CHECK_STR(str_of(buf_z(&b)), "", "terminated when empty");
    for (int i = 0; i < 100000; i++) buf_addc(&b, (char)('a' + i % 26));
    assert_int_equal(b.len, 100000);
    assert_true(buf_ok(&b));
    for (size_t i = 0; i < 100000; i++) assert_int_equal(b.data[i], 'a' + (int)(i % 26));
    buf_clear(&b);
    size_t kept = b.size;
    buf_addz(&b, "again");
    CHECK_STR(buf_str(&b), "again", "after clear");
    assert_int_equal(b.size, kept);
    buf_release(&b);
    assert_null(b.data);
    buf_addz(&b, "and again");
    CHECK_STR(buf_str(&b), "and again", "after release");
    buf_release(&b);
}

static void test_ceiling(void **state) {
    (void)state;
    static const struct {
        size_t max;
        const char *first, *second, *want;
        bool ok;
    } rows[] = {
        { 0, "", "", "", true },         { 0, "a", "", "", false },       { 3, "abc", "", "abc", true },
        { 3, "ab", "c", "abc", true },   { 3, "ab", "cd", "abc", false }, { 3, "abcd", "e", "abc", false },
        { 300, "abc", "", "abc", true },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf b;
        buf_init(&b, rows[i].max);
        buf_addz(&b, rows[i].first);
        buf_addz(&b, rows[i].second);
        CHECK_STR(buf_str(&b), rows[i].want, rows[i].first);
        CHECK_INT(buf_ok(&b), rows[i].ok, rows[i].first);
        CHECK_STR(str_of(buf_z(&b)), rows[i].want, "terminated at the ceiling too");
        assert_true(b.size <= rows[i].max + 1);
        buf_clear(&b);
        assert_true(buf_ok(&b));
        buf_release(&b);
    }
    struct buf huge;
    buf_init(&huge, SIZE_MAX);
    buf_addz(&huge, "no ceiling in reach");
    assert_true(buf_ok(&huge));
    buf_release(&huge);
}

static void test_numbers(void **state) {
    (void)state;
    static const struct {
        int64_t v;
        const char *want;
    } rows[] = {
        { 0, "0" },
        { 7, "7" },
        { -7, "-7" },
        { 1234567890, "1234567890" },
        { INT64_MAX, "9223372036854775807" },
        { INT64_MIN, "-9223372036854775808" },
    };
    struct buf b;
    buf_init(&b, 1000);
    for (size_t i = 0; i < COUNT(rows); i++) {
        buf_addint(&b, rows[i].v);
        CHECK_BUF(&b, rows[i].want, rows[i].want);
    }
    buf_release(&b);
}

static void test_format(void **state) {
    (void)state;
    struct buf b;
    buf_init(&b, 5000);
    buf_addf(&b, "%s-%03d-%.*s", "TC", 7, STR_FMT(STR("中文")));
    CHECK_BUF(&b, "TC-007-中文", "short");
    for (int width = 250; width <= 260; width++) { /* around the size of the first try */
        buf_addf(&b, "%0*d", width, 1);
        assert_int_equal(b.len, width);
        assert_int_equal(b.data[width - 1], '1');
        buf_clear(&b);
    }
    buf_addf(&b, "%4999d", 1);
    assert_true(buf_ok(&b));
    buf_addf(&b, "%d", 23);
    assert_false(buf_ok(&b));
    assert_int_equal(b.len, 5000);
    assert_int_equal(b.data[4999], '2');
    buf_release(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("base/buf: grows, is cleared and released", test_grow),
        CASE("base/buf: past its maximum it keeps what it holds and says so", test_ceiling),
        CASE("base/buf: integers at both ends", test_numbers),
        CASE("base/buf: formats of any length", test_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
