/* The working calendar: China's lists as published, and the deadlines counted with them. */
#include "base/date.h"
#include "base/error.h"
#include "support/check.h"

#define SOURCE_LINE "\"source\":[\"https://example.org/notice\"]"

static struct workcal *china(void) {
    struct workcal *c = workcal_new();
    struct error err;
    assert_int_equal(workcal_load_builtin(c, &err), 0);
    return c;
}

static day on(const char *z) {
    day d;
    assert_int_equal(day_parse(str_of(z), &d), 0);
    return d;
}

static void test_builtin(void **state) {
    (void)state;
    static const struct { int year, working; } rows[] = { { 2024, 251 }, { 2025, 248 }, { 2026, 248 } };
    struct workcal *c = china();
    struct str json = STR_NONE;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int working = 0;
        bool provisional = false;
        for (day d = day_of(rows[i].year, 1, 1); d <= day_of(rows[i].year, 12, 31); d++)
            working += workcal_is_working(c, d, &provisional);
        assert_int_equal(working, rows[i].working);
        assert_false(provisional);
        assert_true(workcal_has_year(c, rows[i].year));
        assert_int_equal(workcal_builtin(rows[i].year, &json), 0);
        assert_true(str_has(json, "https://www.gov.cn/"));
    }
    assert_int_equal(workcal_builtin(2027, &json), ERR_MISSING);
    assert_false(workcal_has_year(c, 2027));
    assert_false(workcal_has_year(c, 2023));
    workcal_free(c);
    workcal_free(NULL);
}

static void test_named_days(void **state) {
    (void)state;
    static const struct {
        const char *date;
        bool working;
    } rows[] = {
        /* 2024 */
        { "2024-01-01", false },
        { "2024-01-02", true },
        { "2024-02-04", true },
        { "2024-02-09", true },
        { "2024-02-10", false },
        { "2024-02-17", false },
        { "2024-02-18", true },
        { "2024-04-07", true },
        { "2024-04-28", true },
        { "2024-05-11", true },
        { "2024-06-10", false },
        { "2024-09-14", true },
        { "2024-09-16", false },
        { "2024-09-29", true },
        { "2024-10-07", false },
        { "2024-10-12", true },
        /* 2025 */
        { "2025-01-01", false },
        { "2025-01-26", true },
        { "2025-01-28", false },
        { "2025-02-04", false },
        { "2025-02-05", true },
        { "2025-02-08", true },
        { "2025-04-27", true },
        { "2025-06-02", false },
        { "2025-09-28", true },
        { "2025-10-08", false },
        { "2025-10-09", true },
        { "2025-10-11", true },
        /* 2026 */
        { "2026-01-01", false },
        { "2026-01-02", false },
        { "2026-01-04", true },
        { "2026-02-14", true },
        { "2026-02-16", false },
        { "2026-02-23", false },
        { "2026-02-24", true },
        { "2026-02-28", true },
        { "2026-05-09", true },
        { "2026-06-19", false },
        { "2026-09-20", true },
        { "2026-09-25", false },
        { "2026-10-07", false },
        { "2026-10-08", true },
        { "2026-10-10", true },
        { "2026-12-31", true },
    };
    struct workcal *c = china();
    for (size_t i = 0; i < COUNT(rows); i++) {
        CHECK_INT(workcal_is_working(c, on(rows[i].date), NULL), rows[i].working, rows[i].date);
    }
    workcal_free(c);
}

/* Topics close two working days before a meeting; notice goes out seven days before, or the working day before topics
 * close when that is earlier. */
static void test_deadlines(void **state) {
    (void)state;
    static const struct {
        const char *meeting, *topics, *notice;
    } rows[] = {
        { "2026-08-12", "2026-08-10", "2026-08-05" },
        { "2026-02-25", "2026-02-14", "2026-02-13" }, /* over Spring Festival to a make-up Saturday */
        { "2026-10-09", "2026-09-30", "2026-09-29" },
        { "2026-10-12", "2026-10-09", "2026-10-05" }, /* Saturday 10 October works */
        { "2026-01-05", "2025-12-31", "2025-12-29" }, /* Sunday 4 January works; the list of the year before */
    };
    struct workcal *c = china();
    bool provisional = false;
    for (size_t i = 0; i < COUNT(rows); i++) {
        day meeting = on(rows[i].meeting);
        day topics = workcal_before(c, meeting, 2, &provisional);
        day before = workcal_before(c, topics, 1, &provisional);
        day notice = before < meeting - 7 ? before : meeting - 7;
        CHECK_INT(topics, on(rows[i].topics), rows[i].meeting);
        CHECK_INT(notice, on(rows[i].notice), rows[i].meeting);
    }
    assert_false(provisional);
    int working = 0, earlier = 0, equal = 0;
    for (day d = day_of(2024, 1, 1); d <= day_of(2026, 12, 31); d++) {
        if (!workcal_is_working(c, d, NULL)) continue;
        day topics = workcal_before(c, d, 2, NULL);
        working++;
        earlier += topics < d - 7;
        equal += topics == d - 7;
    }
    assert_int_equal(working, 747);
    assert_int_equal(earlier, 12); /* the first two working days after Spring Festival and National Day */
    assert_int_equal(equal, 6);
    workcal_free(c);
}

static void test_provisional(void **state) {
    (void)state;
    struct workcal *c = china();
    bool provisional = false;
    assert_true(workcal_is_working(c, on("2027-01-04"), &provisional)); /* a Monday, as far as is known */
    assert_true(provisional);
    assert_false(workcal_is_working(c, on("2026-10-01"), &provisional));
    assert_true(provisional); /* never set back */
    provisional = false;
    assert_int_equal(workcal_before(c, on("2027-01-05"), 1, &provisional), on("2027-01-04"));
    assert_true(provisional);
    provisional = false;
    assert_int_equal(workcal_before(c, on("2027-01-01"), 1, &provisional), on("2026-12-31"));
    assert_false(provisional);
    struct workcal *empty = workcal_new();
    assert_int_equal(workcal_before(empty, on("2026-02-25"), 2, &provisional), on("2026-02-23"));
    assert_true(provisional);
    workcal_free(empty);
    workcal_free(c);
}

/* A list may name December of the year before; of two that name a day, the later year's counts. */
static void test_year_before(void **state) {
    (void)state;
    struct workcal *c = workcal_new();
    struct error err;
    assert_int_equal(
        workcal_load(c,
                     STR("{\"year\":2023," SOURCE_LINE ",\"days\":[{\"date\":\"2022-12-31\",\"off\":true},"
                         "{\"date\":\"2023-12-29\",\"off\":false},{\"date\":\"2023-01-02\",\"off\":true}]}"),
                     &err),
        0);
    assert_false(workcal_is_working(c, on("2023-01-02"), NULL));
    assert_false(workcal_is_working(c, on("2022-12-31"), NULL));
    assert_true(workcal_is_working(c, on("2023-12-29"), NULL));
    assert_int_equal(workcal_load(c,
                                  STR("{\"year\":2024," SOURCE_LINE ",\"days\":[{\"date\":\"2023-12-29\",\"off\":true},"
                                      "{\"date\":\"2023-12-30\",\"off\":false}]}"),
                                  &err),
                     0);
    assert_false(workcal_is_working(c, on("2023-12-29"), NULL)); /* the later word */
    assert_true(workcal_is_working(c, on("2023-12-30"), NULL));  /* a Saturday */
    assert_false(workcal_is_working(c, on("2023-01-02"), NULL));
    /* a corrected list takes the place of the first */
    assert_int_equal(
        workcal_load(c, STR("{\"year\":2024," SOURCE_LINE ",\"days\":[{\"date\":\"2024-01-01\",\"off\":true}]}"), &err),
        0);
    assert_true(workcal_is_working(c, on("2023-12-29"), NULL));
    workcal_free(c);
}

static void test_refused(void **state) {
    (void)state;
    static const struct {
        const char *json;
        int code;
    } rows[] = {
        { "", ERR_SYNTAX },
        { "[]", ERR_RANGE },
        { "{}", ERR_RANGE },
        { "{\"year\":\"2026\"}", ERR_RANGE },
        { "{\"year\":1800," SOURCE_LINE ",\"days\":[{\"date\":\"1800-01-01\",\"off\":true}]}", ERR_RANGE },
        { "{\"year\":2027,\"days\":[{\"date\":\"2027-01-01\",\"off\":true}]}", ERR_SYNTAX },
        { "{\"year\":2027,\"source\":[],\"days\":[{\"date\":\"2027-01-01\",\"off\":true}]}", ERR_SYNTAX },
        { "{\"year\":2027,\"source\":[\"http://example.org\"],\"days\":[{\"date\":\"2027-01-01\",\"off\":true}]}",
          ERR_SYNTAX },
        { "{\"year\":2027," SOURCE_LINE "}", ERR_RANGE },
        { "{\"year\":2027," SOURCE_LINE ",\"days\":[]}", ERR_RANGE }, /* an empty list would pass for a known year */
        { "{\"year\":2027," SOURCE_LINE ",\"days\":{}}", ERR_RANGE },
        { "{\"year\":2027," SOURCE_LINE ",\"days\":[1]}", ERR_SYNTAX },
        { "{\"year\":2027," SOURCE_LINE ",\"days\":[{\"date\":\"2027-01-01\"}]}", ERR_SYNTAX },
        { "{\"year\":2027," SOURCE_LINE ",\"days\":[{\"date\":\"2027-01-01\",\"off\":1}]}", ERR_SYNTAX },
        { "{\"year\":2027," SOURCE_LINE ",\"days\":[{\"date\":\"2027-1-1\",\"off\":true}]}", ERR_SYNTAX },
        { "{\"year\":2027," SOURCE_LINE ",\"days\":[{\"date\":\"2027-02-29\",\"off\":true}]}", ERR_SYNTAX },
        { "{\"year\":2027," SOURCE_LINE ",\"days\":[{\"date\":\"2028-01-01\",\"off\":true}]}", ERR_RANGE },
        { "{\"year\":2027," SOURCE_LINE ",\"days\":[{\"date\":\"2025-12-31\",\"off\":true}]}", ERR_RANGE },
        { "{\"year\":2027," SOURCE_LINE
          ",\"days\":[{\"date\":\"2027-01-01\",\"off\":true},{\"date\":\"2027-01-01\",\"off\":false}]}",
          ERR_EXISTS },
    };
    struct workcal *c = workcal_new();
    struct buf b;
    buf_init(&b, 1000);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error err;
        CHECK_INT(workcal_load(c, str_of(rows[i].json), &err), rows[i].code, rows[i].json);
        CHECK_INT(err.code, rows[i].code, rows[i].json);
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            error_format(&b, &err, (enum lang)lang);
            assert_true(b.len > 0 && !str_has(buf_str(&b), "{"));
            buf_clear(&b);
        }
        assert_false(workcal_has_year(c, 2027));
    }
    buf_release(&b);
    workcal_free(c);
}

static void test_many_years(void **state) {
    (void)state;
    struct workcal *c = workcal_new();
    for (int i = 0; i < 200; i++) { /* in an order that is neither up nor down */
        char json[200];
        int year = 2000 + i * 77 % 200;
        int n = snprintf(json, sizeof json,
                         "{\"year\":%d," SOURCE_LINE ",\"days\":[{\"date\":\"%d-06-15\",\"off\":true}]}", year, year);
        assert_int_equal(workcal_load(c, (struct str){ json, (size_t)n }, NULL), 0);
    }
    for (int year = 2000; year < 2200; year++) {
        assert_true(workcal_has_year(c, year));
        assert_false(workcal_is_working(c, day_of(year, 6, 15), NULL));
    }
    assert_int_equal(
        workcal_load(c, STR("{\"year\":2300," SOURCE_LINE ",\"days\":[{\"date\":\"2300-01-01\",\"off\":true}]}"), NULL),
        ERR_TOO_LARGE);
    workcal_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("base/workcal: the lists of 2024, 2025 and 2026 come along", test_builtin),
        CASE("base/workcal: holidays and make-up days by date", test_named_days),
        CASE("base/workcal: A16.1 topics close two working days before", test_deadlines),
        CASE("base/workcal: a year without its list is provisional", test_provisional),
        CASE("base/workcal: a list may name the year before, the later list counts", test_year_before),
        CASE("base/workcal: a list that is not one is refused in both languages", test_refused),
        CASE("base/workcal: lists load in any order up to the limit", test_many_years),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
