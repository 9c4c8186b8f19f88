/* Exact numbers, with the golden numbers of the charter's arithmetic. */
#include "base/error.h"
#include "base/num.h"
#include "support/check.h"

static void test_checked(void **state) {
    (void)state;
    int64_t v = 42;
    assert_true(num_add(INT64_MAX - 1, 1, &v) && v == INT64_MAX);
    assert_false(num_add(INT64_MAX, 1, &v));
    assert_true(v == INT64_MAX);
    assert_true(num_sub(INT64_MIN + 1, 1, &v) && v == INT64_MIN);
    assert_false(num_sub(INT64_MIN, 1, &v));
    assert_true(v == INT64_MIN);
    assert_true(num_mul(3037000499, 3037000499, &v) && v == 9223372030926249001);
    assert_false(num_mul(3037000500, 3037000500, &v));
    assert_false(num_mul(INT64_MIN, -1, &v));
    assert_true(v == 9223372030926249001);
}

static void test_make(void **state) {
    (void)state;
    static const struct {
        int64_t num, den, want_num, want_den;
    } rows[] = {
        { 1, 2, 1, 2 },
        { 2, 4, 1, 2 },
        { 0, 5, 0, 1 },
        { 30, 100, 3, 10 },
        { -2, 4, -1, 2 },
        { 2, -4, -1, 2 },
        { -2, -4, 1, 2 },
        { 7, 7, 1, 1 },
        { INT64_MIN, 2, INT64_MIN / 2, 1 },
        { INT64_MIN, INT64_MIN, 1, 1 },
        { INT64_MAX, INT64_MAX, 1, 1 },
        { INT64_MIN, -2, -(INT64_MIN / 2), 1 },
        { INT64_MIN, 1, INT64_MIN, 1 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ratio r = ratio_make(rows[i].num, rows[i].den);
        CHECK_INT(r.num, rows[i].want_num, "numerator");
        CHECK_INT(r.den, rows[i].want_den, "denominator");
    }
}

static void test_parse(void **state) {
    (void)state;
    static const struct {
        const char *in;
        int code;
        int64_t num, den;
    } rows[] = {
        { "1/2", 0, 1, 2 },
        { "2/4", 0, 1, 2 },
        { "30 %", 0, 3, 10 },
        { "30%", 0, 3, 10 },
        { "0.25", 0, 1, 4 },
        { "2", 0, 2, 1 },
        { "0", 0, 0, 1 },
        { "0/7", 0, 0, 1 },
        { "100 %", 0, 1, 1 },
        { "12.5 %", 0, 1, 8 },
        { "0.1%", 0, 1, 1000 },
        { "66.67 %", 0, 6667, 10000 },
        { "1.50", 0, 3, 2 },
        { "0.000000000000000001", 0, 1, 1000000000000000000 },
        { "9223372036854775807", 0, INT64_MAX, 1 },
        { "9223372036854775807/9223372036854775807", 0, 1, 1 },
        { "9223372036854775807%", 0, INT64_MAX, 100 },
        { "0.000000000000000001 %", ERR_RANGE, 0, 0 },
        { "1/0", ERR_RANGE, 0, 0 },
        { "0/0", ERR_RANGE, 0, 0 },
        { "9223372036854775808", ERR_RANGE, 0, 0 },
        { "0.0000000000000000001", ERR_RANGE, 0, 0 },
        { "922337203685477580.79", ERR_RANGE, 0, 0 },
        { "", ERR_SYNTAX, 0, 0 },
        { "%", ERR_SYNTAX, 0, 0 },
        { " %", ERR_SYNTAX, 0, 0 },
        { "/", ERR_SYNTAX, 0, 0 },
        { "1/", ERR_SYNTAX, 0, 0 },
        { "/2", ERR_SYNTAX, 0, 0 },
        { "-1/2", ERR_SYNTAX, 0, 0 },
        { "1/-2", ERR_SYNTAX, 0, 0 },
        { "-1", ERR_SYNTAX, 0, 0 },
        { "-0.5", ERR_SYNTAX, 0, 0 },
        { "1/2/3", ERR_SYNTAX, 0, 0 },
        { "0.5/2", ERR_SYNTAX, 0, 0 },
        { "1.", ERR_SYNTAX, 0, 0 },
        { ".5", ERR_SYNTAX, 0, 0 },
        { "1.2.3", ERR_SYNTAX, 0, 0 },
        { "01/2", ERR_SYNTAX, 0, 0 },
        { "1 /2", ERR_SYNTAX, 0, 0 },
        { "30  %", ERR_SYNTAX, 0, 0 },
        { "1/2 %", ERR_SYNTAX, 0, 0 },
        { " 1", ERR_SYNTAX, 0, 0 },
        { "1e3", ERR_SYNTAX, 0, 0 },
        { "0.-5", ERR_SYNTAX, 0, 0 },
        { "½", ERR_SYNTAX, 0, 0 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ratio r = { 42, 43 };
        CHECK_INT(ratio_parse(str_of(rows[i].in), &r), rows[i].code, rows[i].in);
        CHECK_INT(r.num, rows[i].code ? 42 : rows[i].num, rows[i].in);
        CHECK_INT(r.den, rows[i].code ? 43 : rows[i].den, rows[i].in);
    }
}

static void test_compare(void **state) {
    (void)state;
    struct ratio half = { 1, 2 }, same = { 2, 4 }, third = { 1, 3 }, minus = { -1, 2 };
    assert_int_equal(ratio_cmp(half, same), 0);
    assert_int_equal(ratio_cmp(half, third), 1);
    assert_int_equal(ratio_cmp(third, half), -1);
    assert_int_equal(ratio_cmp(minus, third), -1);
    struct ratio big = { INT64_MAX, INT64_MAX - 1 }, bigger = { INT64_MAX - 1, INT64_MAX - 2 };
    assert_int_equal(ratio_cmp(big, bigger), -1);
    assert_int_equal(ratio_cmp((struct ratio){ INT64_MIN, 1 }, (struct ratio){ INT64_MAX, 1 }), -1);
}

static void test_rounding(void **state) {
    (void)state;
    static const struct {
        int64_t num, den, n, half_up, up, down;
    } rows[] = {
        { 1, 2, 3, 2, 2, 1 },
        { 1, 2, 4, 2, 2, 2 },
        { 1, 3, 4, 1, 2, 1 },
        { 1, 3, 5, 2, 2, 1 },
        { 3, 10, 35, 11, 11, 10 },
        { 3, 10, 34, 10, 11, 10 },
        { 0, 1, 9, 0, 0, 0 },
        { 1, 2, -3, -2, -2, -1 },
        { 1, 3, -4, -1, -2, -1 },
        { -1, 2, 3, -2, -2, -1 },
        { -1, 2, -3, 2, 2, 1 },
        { 1, 1, INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX },
        { 1, 1, INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN },
        { INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX },
        { 1, INT64_MAX, INT64_MAX - 1, 1, 1, 0 },
        { 1, INT64_MAX, 1, 0, 1, 0 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ratio share = { rows[i].num, rows[i].den };
        int64_t v;
        assert_true(ratio_of(share, rows[i].n, ROUND_HALF_UP, &v));
        CHECK_INT(v, rows[i].half_up, "half up");
        assert_true(ratio_of(share, rows[i].n, ROUND_UP, &v));
        CHECK_INT(v, rows[i].up, "up");
        assert_true(ratio_of(share, rows[i].n, ROUND_DOWN, &v));
        CHECK_INT(v, rows[i].down, "down");
    }
    int64_t v = 42;
    assert_false(ratio_of((struct ratio){ 3, 2 }, INT64_MAX, ROUND_DOWN, &v));
    assert_false(ratio_of((struct ratio){ -2, 1 }, INT64_MAX, ROUND_DOWN, &v));
    assert_false(ratio_of((struct ratio){ -1, 1 }, INT64_MIN, ROUND_DOWN, &v));
    assert_true(v == 42);
}

static void test_reached(void **state) {
    (void)state;
    struct ratio half = { 1, 2 };
    for (int64_t whole = 0; whole <= 60; whole++) { /* the least part that reaches is the one before which none does */
        static const struct ratio shares[] = { { 1, 2 }, { 2, 3 }, { 3, 5 }, { 3, 10 }, { 1, 1 }, { 0, 1 }, { 3, 4 } };
        for (size_t i = 0; i < COUNT(shares); i++) {
            int64_t needed = ratio_needed(shares[i], whole);
            assert_true(ratio_reached(shares[i], needed, whole));
            assert_false(ratio_reached(shares[i], needed - 1, whole));
        }
    }
    assert_false(ratio_reached(half, 7, 15)); /* A16.2: 7 of 15 attend; 8 are needed */
    assert_true(ratio_reached(half, 8, 15));
    assert_int_equal(ratio_needed(half, 15), 8);
    assert_true(ratio_reached(half, 5, 10)); /* 5-5 passes */
    assert_false(ratio_reached(half, 4, 10));
    assert_true(ratio_reached(half, INT64_MAX, INT64_MAX));
    assert_true(ratio_needed((struct ratio){ 3, 1 }, INT64_MAX) == INT64_MAX); /* more than there can be */
    assert_int_equal(ratio_needed(half, -3), -1);
    assert_true(ratio_reached(half, -1, -3) && !ratio_reached(half, -2, -3));
}

/* 30 % of the members, rounded half up, at least 10 and at most 25. */
static int64_t seats(int64_t members) {
    int64_t v;
    assert_true(ratio_of((struct ratio){ 3, 10 }, members, ROUND_HALF_UP, &v));
    return v < 10 ? 10 : v > 25 ? 25 : v;
}

static void test_golden(void **state) {
    (void)state;
    static const struct {
        int64_t members, seats;
        const char *exact;
    } rows[] = {
        { 33, 10, "9.9" },  { 34, 10, "10.2" }, { 35, 11, "10.5" }, { 36, 11, "10.8" }, { 37, 11, "11.1" },
        { 45, 14, "13.5" }, { 55, 17, "16.5" }, { 65, 20, "19.5" }, { 75, 23, "22.5" }, { 81, 24, "24.3" },
        { 82, 25, "24.6" }, { 84, 25, "25.2" }, { 100, 25, "30" },
    };
    struct buf b;
    buf_init(&b, 100);
    for (size_t i = 0; i < COUNT(rows); i++) {
        CHECK_INT(seats(rows[i].members), rows[i].seats, rows[i].exact);
        ratio_product_format(&b, (struct ratio){ 3, 10 }, rows[i].members);
        CHECK_BUF(&b, rows[i].exact, "seats");
    }
    for (int64_t n = 0; n <= 200; n++) { /* the same in whole numbers */
        int64_t plain = (3 * n + 5) / 10;
        assert_int_equal(seats(n), plain < 10 ? 10 : plain > 25 ? 25 : plain);
    }
    static const struct { int64_t seats, leaders; } leaders[] = { { 10, 6 }, { 11, 7 }, { 15, 9 }, { 25, 15 } };
    for (size_t i = 0; i < COUNT(leaders); i++) {
        CHECK_INT(ratio_needed((struct ratio){ 3, 5 }, leaders[i].seats), leaders[i].leaders, "60 % leaders");
    }
    for (int64_t n = 1; n <= 100; n++) {
        assert_int_equal(ratio_needed((struct ratio){ 3, 5 }, n), (3 * n + 4) / 5);
        for (int64_t present = 0; present <= n; present++) { /* half, odd and even, one below and one above */
            assert_int_equal(ratio_reached((struct ratio){ 1, 2 }, present, n), 2 * present >= n);
        }
    }
    buf_release(&b);
}

static void test_product(void **state) {
    (void)state;
    static const struct {
        int64_t num, den, n;
        const char *want;
    } rows[] = {
        { 3, 10, 47, "14.1" },
        { 1, 2, 15, "7.5" },
        { 1, 2, 16, "8" },
        { 1, 4, 1, "0.25" },
        { 1, 8, 1, "0.125" },
        { 1, 16, 1, "0.0625" },
        { 1, 32, 1, "0 1/32" },
        { 1, 3, 47, "15 2/3" },
        { 2, 3, 3, "2" },
        { 0, 1, 9, "0" },
        { 1, 10000, 1, "0.0001" },
        { 1, 100000, 1, "0 1/100000" },
        { 1, 2, -15, "-7.5" },
        { -1, 3, 4, "-1 1/3" },
        { INT64_MAX, 1, INT64_MAX, "85070591730234615847396907784232501249" },
        { INT64_MIN, 1, INT64_MIN, "85070591730234615865843651857942052864" },
    };
    struct buf b;
    buf_init(&b, 100);
    for (size_t i = 0; i < COUNT(rows); i++) {
        ratio_product_format(&b, (struct ratio){ rows[i].num, rows[i].den }, rows[i].n);
        CHECK_BUF(&b, rows[i].want, rows[i].want);
    }
    ratio_format(&b, ratio_make(6, 4));
    CHECK_BUF(&b, "3/2", "ratio");
    ratio_format(&b, ratio_make(6, 3));
    CHECK_BUF(&b, "2", "whole");
    ratio_format(&b, ratio_make(-1, 2));
    CHECK_BUF(&b, "-1/2", "negative");
    buf_release(&b);
}

static void test_fen(void **state) {
    (void)state;
    static const struct {
        const char *in;
        int code;
        int64_t fen;
        const char *out;
    } rows[] = {
        { "100000.50", 0, 10000050, "100,000.50" },
        { "100,000.50", 0, 10000050, "100,000.50" },
        { "100000", 0, 10000000, "100,000.00" },
        { "0", 0, 0, "0.00" },
        { "0.5", 0, 50, "0.50" },
        { "0.05", 0, 5, "0.05" },
        { "1,234,567.89", 0, 123456789, "1,234,567.89" },
        { "999", 0, 99900, "999.00" },
        { "1,000", 0, 100000, "1,000.00" },
        { "-1.50", 0, -150, "-1.50" },
        { "-0.01", 0, -1, "-0.01" },
        { "92233720368547758.07", 0, INT64_MAX, "92,233,720,368,547,758.07" },
        { "-92233720368547758.08", 0, INT64_MIN, "-92,233,720,368,547,758.08" },
        { "92233720368547758.08", ERR_RANGE, 0, "" },
        { "92233720368547759", ERR_RANGE, 0, "" },
        { "99999999999999999999", ERR_RANGE, 0, "" },
        { "9,999,999,999,999,999,999", ERR_RANGE, 0, "" },
        { "", ERR_SYNTAX, 0, "" },
        { ".5", ERR_SYNTAX, 0, "" },
        { "1.", ERR_SYNTAX, 0, "" },
        { "1.234", ERR_SYNTAX, 0, "" },
        { "1,00", ERR_SYNTAX, 0, "" },
        { "1,0000", ERR_SYNTAX, 0, "" },
        { ",100", ERR_SYNTAX, 0, "" },
        { "10,00,000", ERR_SYNTAX, 0, "" },
        { "1000,000", ERR_SYNTAX, 0, "" },
        { "1,000,", ERR_SYNTAX, 0, "" },
        { "1.5.0", ERR_SYNTAX, 0, "" },
        { "--1", ERR_SYNTAX, 0, "" },
        { "+1", ERR_SYNTAX, 0, "" },
        { "01", ERR_SYNTAX, 0, "" },
        { "0,100", ERR_SYNTAX, 0, "" },
        { "1 000", ERR_SYNTAX, 0, "" },
        { "1.-5", ERR_SYNTAX, 0, "" },
        { "￥1", ERR_SYNTAX, 0, "" },
        { "1,00a", ERR_SYNTAX, 0, "" },
        { "-", ERR_SYNTAX, 0, "" },
        { "1,000,000,000,000,000,000,000,000,000,000,000,000", ERR_SYNTAX, 0, "" },
    };
    struct buf b;
    buf_init(&b, 100);
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t fen = 42;
        CHECK_INT(fen_parse(str_of(rows[i].in), &fen), rows[i].code, rows[i].in);
        CHECK_INT(fen, rows[i].code ? 42 : rows[i].fen, rows[i].in);
        if (rows[i].code) continue;
        fen_format(&b, fen);
        CHECK_STR(buf_str(&b), rows[i].out, rows[i].in);
        assert_int_equal(fen_parse(buf_str(&b), &fen), 0); /* what is written can be read */
        CHECK_INT(fen, rows[i].fen, rows[i].in);
        buf_clear(&b);
    }
    static const struct {
        int64_t v;
        const char *want;
    } numbers[] = {
        { 0, "0" },
        { 999, "999" },
        { 1000, "1,000" },
        { -1000, "-1,000" },
        { 1234567, "1,234,567" },
        { INT64_MIN, "-9,223,372,036,854,775,808" },
        { INT64_MAX, "9,223,372,036,854,775,807" },
    };
    for (size_t i = 0; i < COUNT(numbers); i++) {
        num_format(&b, numbers[i].v);
        CHECK_BUF(&b, numbers[i].want, numbers[i].want);
    }
    buf_release(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("base/num: overflow is said and changes nothing", test_checked),
        CASE("base/num: ratios are kept in lowest terms", test_make),
        CASE("base/num: a ratio is read from the forms a charter uses", test_parse),
        CASE("base/num: ratios compare without overflow", test_compare),
        CASE("base/num: rounding is symmetric about zero", test_rounding),
        CASE("base/num: a share is reached exactly at the part needed", test_reached),
        CASE("base/num: golden numbers of seats, leaders and quorum", test_golden),
        CASE("base/num: products are written exactly", test_product),
        CASE("base/num: money is read and written to the fen", test_fen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
