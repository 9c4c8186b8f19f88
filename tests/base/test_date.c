/* Days, instants and zones: the whole range once, and every edge by name. */
#include "base/date.h"
#include "base/error.h"
#include "support/check.h"

static bool leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

/* A second way to the same calendar: count the days one by one through ten thousand years. */
static void test_every_day(void **state) {
    (void)state;
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    day d = day_of(1, 1, 1);
    int weekday = 1; /* 0001-01-01 was a Monday */
    assert_int_equal(d, -719162);
    for (int year = 1; year <= 9999; year++) {
        day year_end = d + (leap(year) ? 365 : 364);
        for (int month = 1; month <= 12; month++) {
            int length = lengths[month - 1] + (month == 2 && leap(year));
            day month_start = d;
            for (int mday = 1; mday <= length; mday++, d++, weekday = weekday % 7 + 1) {
                struct civil c = day_civil(d);
                if (c.year != year || c.month != month || c.day != mday || day_of(year, month, mday) != d ||
                    day_weekday(d) != weekday || day_month_start(d) != month_start ||
                    day_month_end(d) != month_start + length - 1 || day_year_end(d) != year_end)
                    fail_msg("day %d is not %04d-%02d-%02d", d, year, month, mday);
            }
            assert_false(civil_valid((struct civil){ year, month, length + 1 }));
            assert_true(civil_valid((struct civil){ year, month, length }));
        }
    }
    assert_int_equal(d, 2932897);
}

static void test_parse(void **state) {
    (void)state;
    static const struct {
        const char *in;
        int code;
    } rows[] = {
        { "1970-01-01", 0 },
        { "2024-02-29", 0 },
        { "2000-02-29", 0 },
        { "0001-01-01", 0 },
        { "9999-12-31", 0 },
        { "2026-12-31", 0 },
        { "2023-02-29", ERR_RANGE },
        { "1900-02-29", ERR_RANGE },
        { "2026-04-31", ERR_RANGE },
        { "2026-00-01", ERR_RANGE },
        { "2026-13-01", ERR_RANGE },
        { "2026-01-00", ERR_RANGE },
        { "2026-01-32", ERR_RANGE },
        { "0000-01-01", ERR_RANGE },
        { "", ERR_SYNTAX },
        { "2026", ERR_SYNTAX },
        { "2026-1-1", ERR_SYNTAX },
        { "2026-01-1", ERR_SYNTAX },
        { "2026/01/01", ERR_SYNTAX },
        { "20260101", ERR_SYNTAX },
        { " 2026-01-01", ERR_SYNTAX },
        { "2026-01-01 ", ERR_SYNTAX },
        { "-026-01-01", ERR_SYNTAX },
        { "+2026-01-01", ERR_SYNTAX },
        { "2026-01-01T", ERR_SYNTAX },
        { "2026-0a-01", ERR_SYNTAX },
        { "12026-01-01", ERR_SYNTAX },
        { "２０２６-01-01", ERR_SYNTAX },
    };
    struct buf b;
    buf_init(&b, 100);
    for (size_t i = 0; i < COUNT(rows); i++) {
        day d = 42;
        CHECK_INT(day_parse(str_of(rows[i].in), &d), rows[i].code, rows[i].in);
        if (rows[i].code) {
            CHECK_INT(d, 42, rows[i].in);
            continue;
        }
        day_format(&b, d);
        CHECK_BUF(&b, rows[i].in, "written as it was read");
    }
    day_format(&b, DAY_NONE);
    CHECK_BUF(&b, "", "no day");
    buf_release(&b);
}

static void test_months(void **state) {
    (void)state;
    static const struct {
        const char *from;
        int months;
        const char *to;
    } rows[] = {
        { "2026-01-31", 1, "2026-02-28" },
        { "2024-01-31", 1, "2024-02-29" },
        { "2026-01-31", 3, "2026-04-30" },
        { "2026-12-15", 1, "2027-01-15" },
        { "2026-01-15", -1, "2025-12-15" },
        { "2024-02-29", 12, "2025-02-28" },
        { "2024-02-29", 48, "2028-02-29" },
        { "2024-02-29", -12, "2023-02-28" },
        { "2026-03-31", -1, "2026-02-28" },
        { "2026-05-05", 0, "2026-05-05" },
        { "0001-01-31", 1, "0001-02-28" },
        { "9999-11-30", 1, "9999-12-30" },
        { "9999-12-31", 1, "" },
        { "0001-01-01", -1, "" },
        { "2026-01-01", INT32_MAX, "" },
        { "2026-01-01", INT32_MIN, "" },
        { "2026-01-01", -24301, "" },
        { "2026-01-01", -24300, "0001-01-01" },
    };
    struct buf b;
    buf_init(&b, 100);
    for (size_t i = 0; i < COUNT(rows); i++) {
        day d;
        assert_int_equal(day_parse(str_of(rows[i].from), &d), 0);
        day_format(&b, day_add_months(d, rows[i].months));
        CHECK_BUF(&b, rows[i].to, rows[i].from);
    }
    assert_int_equal(day_add_months(DAY_NONE, 1), DAY_NONE);
    assert_int_equal(day_year_end(DAY_NONE), DAY_NONE);
    buf_release(&b);
}

static void test_instants(void **state) {
    (void)state;
    static const struct {
        const char *in;
        int code;
        instant t;
        const char *out;
    } rows[] = {
        { "1970-01-01T00:00:00Z", 0, 0, "1970-01-01T00:00:00Z" },
        { "2026-08-12T01:30:00Z", 0, 1786498200, "2026-08-12T01:30:00Z" },
        { "2026-08-12T09:30:00+08:00", 0, 1786498200, "2026-08-12T01:30:00Z" },
        { "2026-08-11T20:30:00-05:00", 0, 1786498200, "2026-08-12T01:30:00Z" },
        { "2026-08-12T01:30:00.000Z", 0, 1786498200, "2026-08-12T01:30:00Z" },
        { "2026-12-31T23:59:59Z", 0, 1798761599, "2026-12-31T23:59:59Z" },
        { "1969-12-31T23:59:59Z", 0, -1, "1969-12-31T23:59:59Z" },
        { "0001-01-01T00:00:00Z", 0, -62135596800, "0001-01-01T00:00:00Z" },
        { "9999-12-31T23:59:59Z", 0, 253402300799, "9999-12-31T23:59:59Z" },
        { "2026-08-12T01:30:00-00:00", 0, 1786498200, "2026-08-12T01:30:00Z" },
        { "9999-12-31T23:59:59-00:01", ERR_RANGE, 0, "" },
        { "0001-01-01T00:00:00+00:01", ERR_RANGE, 0, "" },
        { "2026-08-12T24:00:00Z", ERR_RANGE, 0, "" },
        { "2026-08-12T23:60:00Z", ERR_RANGE, 0, "" },
        { "2026-08-12T23:59:60Z", ERR_RANGE, 0, "" },
        { "2026-02-29T00:00:00Z", ERR_RANGE, 0, "" },
        { "2026-08-12T00:00:00+24:00", ERR_RANGE, 0, "" },
        { "2026-08-12T00:00:00+08:60", ERR_RANGE, 0, "" },
        { "2026-08-12T01:30:00.001Z", ERR_RANGE, 0, "" },
        { "2026-08-12T01:30:00.Z", ERR_SYNTAX, 0, "" },
        { "2026-08-12T01:30:00", ERR_SYNTAX, 0, "" },
        { "2026-08-12T01:30Z", ERR_SYNTAX, 0, "" },
        { "2026-08-12 01:30:00Z", ERR_SYNTAX, 0, "" },
        { "2026-08-12t01:30:00Z", ERR_SYNTAX, 0, "" },
        { "2026-08-12T01:30:00z", ERR_SYNTAX, 0, "" },
        { "2026-08-12T1:30:00Z", ERR_SYNTAX, 0, "" },
        { "2026-08-12T01:30:00+0800", ERR_SYNTAX, 0, "" },
        { "2026-08-12T01:30:00+8:00", ERR_SYNTAX, 0, "" },
        { "2026-08-12T01:30:00ZZ", ERR_SYNTAX, 0, "" },
        { "2026-08-12", ERR_SYNTAX, 0, "" },
        { "", ERR_SYNTAX, 0, "" },
        { "2026-08-12T01:30:0", ERR_SYNTAX, 0, "" },
        { "2026-08-12T01:30:00.5.5Z", ERR_SYNTAX, 0, "" },
    };
    struct buf b;
    buf_init(&b, 100);
    for (size_t i = 0; i < COUNT(rows); i++) {
        instant t = 42;
        CHECK_INT(instant_parse(str_of(rows[i].in), &t), rows[i].code, rows[i].in);
        CHECK_INT(t, rows[i].code ? 42 : rows[i].t, rows[i].in);
        if (rows[i].code) continue;
        instant_format(&b, t);
        CHECK_BUF(&b, rows[i].out, rows[i].in);
    }
    instant_format(&b, INSTANT_NONE);
    instant_format_local(&b, INSTANT_NONE, ZONE_UTC);
    CHECK_BUF(&b, "", "no instant");
    assert_true(instant_now() > 1786498200 - 365 * 86400); /* the clock of the machine runs */
    buf_release(&b);
}

static void test_local(void **state) {
    (void)state;
    static const struct {
        const char *in;
        int code;
        const char *utc, *out;
    } rows[] = {
        { "2026-08-12 09:30", 0, "2026-08-12T01:30:00Z", "2026-08-12 09:30" },
        { "2026-08-12T09:30", 0, "2026-08-12T01:30:00Z", "2026-08-12 09:30" },
        { "2026-08-12T09:30:15", 0, "2026-08-12T01:30:15Z", "2026-08-12 09:30:15" },
        { "2026-08-12 00:00", 0, "2026-08-11T16:00:00Z", "2026-08-12 00:00" },
        { "2026-08-12 24:00", 0, "2026-08-12T16:00:00Z", "2026-08-13 00:00" },
        { "2026-12-31 24:00", 0, "2026-12-31T16:00:00Z", "2027-01-01 00:00" },
        { "2026-12-31 23:59:59", 0, "2026-12-31T15:59:59Z", "2026-12-31 23:59:59" },
        { "1970-01-01 07:59:59", 0, "1969-12-31T23:59:59Z", "1970-01-01 07:59:59" },
        { "1970-01-01 07:59", 0, "1969-12-31T23:59:00Z", "1970-01-01 07:59" },
        { "9999-12-31 24:00", 0, "9999-12-31T16:00:00Z", NULL },
        { "0001-01-01 00:00", ERR_RANGE, "", "" },
        { "2026-08-12 24:01", ERR_RANGE, "", "" },
        { "2026-08-12 24:00:01", ERR_RANGE, "", "" },
        { "2026-08-12 25:00", ERR_RANGE, "", "" },
        { "2026-08-12 09:30Z", ERR_SYNTAX, "", "" },
        { "2026-08-12", ERR_SYNTAX, "", "" },
        { "2026-08-12  09:30", ERR_SYNTAX, "", "" },
        { "2026-08-12 9:30", ERR_SYNTAX, "", "" },
        { "2026-08-12 09:30:", ERR_SYNTAX, "", "" },
        { "", ERR_SYNTAX, "", "" },
    };
    struct buf b;
    buf_init(&b, 100);
    for (size_t i = 0; i < COUNT(rows); i++) {
        instant t = 42;
        CHECK_INT(instant_parse_local(str_of(rows[i].in), ZONE_SHANGHAI, &t), rows[i].code, rows[i].in);
        if (rows[i].code) {
            CHECK_INT(t, 42, rows[i].in);
            continue;
        }
        instant_format(&b, t);
        CHECK_BUF(&b, rows[i].utc, rows[i].in);
        instant_format_local(&b, t, ZONE_SHANGHAI);
        if (rows[i].out) CHECK_STR(buf_str(&b), rows[i].out, rows[i].in);
        buf_clear(&b);
    }
    buf_release(&b);
}

static void test_midnights(void **state) {
    (void)state;
    for (day d = day_of(2023, 12, 1); d <= day_of(2028, 3, 1); d++) {
        instant start = day_start(d, ZONE_SHANGHAI);
        assert_int_equal(instant_day(start, ZONE_SHANGHAI), d);
        assert_int_equal(instant_day(start - 1, ZONE_SHANGHAI), d - 1);
        assert_int_equal(instant_day(start, ZONE_UTC), d - 1);
        assert_int_equal(day_start(d + 1, ZONE_SHANGHAI) - start, 86400);
    }
    struct zone west = { "-05:00", -5 * 3600 };
    assert_int_equal(instant_day(0, west), -1);
    assert_int_equal(instant_day(5 * 3600, west), 0);
}

static void test_zones(void **state) {
    (void)state;
    static const struct {
        const char *name;
        int code;
        int32_t offset_s;
    } rows[] = {
        { "UTC", 0, 0 },
        { "Asia/Shanghai", 0, 28800 },
        { "+05:30", 0, 19800 },
        { "-05:00", 0, -18000 },
        { "+00:00", 0, 0 },
        { "-00:15", 0, -900 },
        { "-00:45", 0, -2700 },
        { "-01:00", 0, -3600 },
        { "+08:45", 0, 31500 },
        { "+14:00", 0, 50400 },
        { "-12:00", 0, -43200 },
        { "-11:45", 0, -42300 },
        { "Asia/Kathmandu", 0, 20700 },
        { "America/Bogota", 0, -18000 },
        { "+14:15", ERR_MISSING, 0 },
        { "-12:15", ERR_MISSING, 0 },
        { "+08:10", ERR_MISSING, 0 },
        { "-00:00", ERR_MISSING, 0 },
        { "Europe/Berlin", ERR_MISSING, 0 },
        { "asia/shanghai", ERR_MISSING, 0 },
        { "", ERR_MISSING, 0 },
        { "+8", ERR_MISSING, 0 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct zone z = { "unset", 42 };
        char copy[32];
        snprintf(copy, sizeof copy, "%s", rows[i].name);
        CHECK_INT(zone_find(str_of(copy), &z), rows[i].code, rows[i].name);
        memset(copy, 'x', sizeof copy); /* the zone does not borrow what was asked */
        CHECK_INT(z.offset_s, rows[i].code ? 42 : rows[i].offset_s, rows[i].name);
        CHECK_STR(str_of(z.name), rows[i].code ? "unset" : rows[i].name, rows[i].name);
    }
    for (int hour = -12; hour <= 13; hour++) { /* every name stands for the offset it spells */
        for (int quarter = 0; quarter < 4; quarter++) {
            int minutes = hour * 60 + quarter * 15;
            char name[16];
            struct zone z;
            snprintf(name, sizeof name, "%c%02d:%02d", minutes < 0 ? '-' : '+', abs(minutes) / 60, abs(minutes) % 60);
            CHECK_INT(zone_find(str_of(name), &z), 0, name);
            CHECK_INT(z.offset_s, minutes * 60, name);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("base/date: every day of ten thousand years, by counting", test_every_day),
        CASE("base/date: a day is read strictly and written as read", test_parse),
        CASE("base/date: adding months ends at the last of a shorter month", test_months),
        CASE("base/date: instants by RFC 3339", test_instants),
        CASE("base/date: local times in China's zone, 24:00 too", test_local),
        CASE("base/date: a day begins and ends at local midnight", test_midnights),
        CASE("base/date: zones are found by name and by offset", test_zones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
