/* Sentences with named places, in both languages. */
#include "base/text.h"
#include "support/check.h"

static instant at(const char *z) {
    instant t;
    assert_int_equal(instant_parse(str_of(z), &t), 0);
    return t;
}

static day on(const char *z) {
    day d;
    assert_int_equal(day_parse(str_of(z), &d), 0);
    return d;
}

static void test_values(void **state) {
    (void)state;
    struct {
        struct arg arg;
        const char *en, *zh;
    } rows[] = {
        { ARG_INT("x", 0), "0", "0" },
        { ARG_INT("x", 1234567), "1,234,567", "1,234,567" },
        { ARG_INT("x", -1000), "-1,000", "-1,000" },
        { ARG_PLAIN("x", 2026), "2026", "2026" },
        { ARG_RATIO("x", ratio_make(1, 2)), "1/2", "1/2" },
        { ARG_RATIO("x", ratio_make(4, 2)), "2", "2" },
        { ARG_FEN("x", 10000000), "CNY 100,000.00", "100,000.00 元" },
        { ARG_FEN("x", 5), "CNY 0.05", "0.05 元" },
        { ARG_FEN("x", -150), "CNY -1.50", "-1.50 元" },
        { ARG_DAY("x", on("2026-12-09")), "Wednesday 9 December 2026", "2026年12月9日 星期三" },
        { ARG_DAY("x", on("2024-02-29")), "Thursday 29 February 2024", "2024年2月29日 星期四" },
        { ARG_DAY("x", on("2026-11-01")), "Sunday 1 November 2026", "2026年11月1日 星期日" },
        { ARG_DAY("x", DAY_NONE), "no date", "无日期" },
        { ARG_INSTANT("x", at("2026-08-12T01:30:00Z")), "Wednesday 12 August 2026, 09:30 (Asia/Shanghai)",
          "2026年8月12日 星期三 09:30（北京时间）" },
        { ARG_INSTANT("x", at("2026-08-11T16:00:00Z")), "Wednesday 12 August 2026, 00:00 (Asia/Shanghai)",
          "2026年8月12日 星期三 00:00（北京时间）" },
        { ARG_DEADLINE("x", at("2026-08-11T16:00:00Z")), "Tuesday 11 August 2026, 24:00 (Asia/Shanghai)",
          "2026年8月11日 星期二 24:00（北京时间）" },
        { ARG_DEADLINE("x", at("2026-12-31T16:00:00Z")), "Thursday 31 December 2026, 24:00 (Asia/Shanghai)",
          "2026年12月31日 星期四 24:00（北京时间）" },
        { ARG_DEADLINE("x", at("2026-08-11T16:00:01Z")), "Wednesday 12 August 2026, 00:00 (Asia/Shanghai)",
          "2026年8月12日 星期三 00:00（北京时间）" },
        { ARG_DEADLINE("x", at("2026-08-11T04:00:00Z")), "Tuesday 11 August 2026, 12:00 (Asia/Shanghai)",
          "2026年8月11日 星期二 12:00（北京时间）" },
        { ARG_INSTANT("x", INSTANT_NONE), "no date", "无日期" },
        { ARG_Z("x", "{y} stays"), "{y} stays", "{y} stays" },
        { ARG_Z("x", NULL), "", "" },
        { ARG_TEXT("x", T("Board", "理事会")), "Board", "理事会" },
        { ARG_TEXT("x", T_NONE), "", "" },
    };
    struct buf b;
    buf_init(&b, 1000);
    for (size_t i = 0; i < COUNT(rows); i++) {
        arg_format(&b, &rows[i].arg, LANG_EN, ZONE_SHANGHAI);
        CHECK_BUF(&b, rows[i].en, rows[i].en);
        arg_format(&b, &rows[i].arg, LANG_ZH, ZONE_SHANGHAI);
        CHECK_BUF(&b, rows[i].zh, rows[i].zh);
    }
    buf_release(&b);
}

static void test_places(void **state) {
    (void)state;
    const struct arg args[] = {
        ARG_INT("n", 1),
        ARG_INT("many", 2),
        ARG_Z("name", "Li {n}"),
        ARG_RATIO("one", ratio_make(3, 3)),
        ARG_RATIO("half", ratio_make(1, 2)),
        ARG_INT("zero", 0),
        ARG_INT("minus", -1),
        ARG_PLAIN("plain", 1),
    };
    static const struct {
        const char *in, *want;
    } rows[] = {
        { "", "" },
        { "no places", "no places" },
        { "{n}", "1" },
        { "{n}{many}", "12" },
        { "a {many} b {n} c", "a 2 b 1 c" },
        { "{name}", "Li {n}" }, /* a value is never scanned */
        { "{unknown}", "{unknown}" },
        { "{unknown} {n}", "{unknown} 1" },
        { "{", "{" },
        { "}", "}" },
        { "{}", "{}" },
        { "{n", "{n" },
        { "{{n}}", "{1}" },
        { "{ n }", "{ n }" },
        { "{n} {n|meeting|meetings}", "1 meeting" },
        { "{many} {many|meeting|meetings}", "2 meetings" },
        { "{zero} {zero|day|days}", "0 days" },
        { "{minus} {minus|day|days}", "-1 days" },
        { "{plain} {plain|day|days}", "1 day" },
        { "day{n||s}, day{many||s}", "day, days" },
        { "{n|is|are} and {many|is|are}", "is and are" },
        { "{one|whole|part} {half|whole|part}", "whole part" },
        { "{name|a|b}", "b" },
        { "{n|one}", "{n|one}" },     /* a word is missing */
        { "{n|a|b|c}", "{n|a|b|c}" }, /* a word too many */
        { "{unknown|a|b}", "{unknown|a|b}" },
    };
    struct buf b;
    buf_init(&b, 1000);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text t = { .en = rows[i].in, .zh = "另一种" };
        text_format(&b, t, LANG_EN, ZONE_UTC, args, COUNT(args));
        CHECK_BUF(&b, rows[i].want, rows[i].in);
    }
    text_format(&b, T("{n}", "共{n}项"), LANG_ZH, ZONE_UTC, args, COUNT(args));
    CHECK_BUF(&b, "共1项", "the Chinese side");
    text_format(&b, T("{n}", "{n}"), LANG_ZH, ZONE_UTC, NULL, 0);
    CHECK_BUF(&b, "{n}", "no values at all");
    text_format(&b, T_NONE, LANG_EN, ZONE_UTC, args, COUNT(args));
    CHECK_BUF(&b, "", "no text");
    buf_release(&b);
}

static void test_languages(void **state) {
    (void)state;
    CHECK_STR(str_of(text_in(T("yes", "是"), LANG_EN)), "yes", "en");
    CHECK_STR(str_of(text_in(T("yes", "是"), LANG_ZH)), "是", "zh");
    assert_non_null(text_in(T_NONE, LANG_ZH));
    CHECK_STR(str_of(lang_tag(LANG_EN)), "en", "tag");
    CHECK_STR(str_of(lang_tag(LANG_ZH)), "zh-CN", "tag");
    CHECK_STR(str_of(text_in(zone_title(ZONE_UTC), LANG_ZH)), "协调世界时", "UTC in Chinese");
    CHECK_STR(str_of(text_in(zone_title((struct zone){ "+05:30", 19800 }), LANG_ZH)), "+05:30", "an offset");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("base/text: every type as each reader writes it", test_values),
        CASE("base/text: places, plurals, and braces that are neither", test_places),
        CASE("base/text: languages and zones have names", test_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
