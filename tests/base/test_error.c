/* Errors keep their values alive, cut them at a character when they must, and speak both languages. */
#include <errno.h>

#include "base/error.h"
#include "support/check.h"

static const struct text LATE =
    TEXT_INIT("{who} gave {days} {days|day|days}; {needed} are needed.", "{who}提前{days}天通知，须提前{needed}天。");

static void test_sentence(void **state) {
    (void)state;
    struct error err;
    struct buf b;
    buf_init(&b, 1000);
    char name[] = "TC";
    int code = error_set(&err, ERR_REFUSED, LATE, ARG_Z("who", name), ARG_INT("days", 1), ARG_INT("needed", 7));
    name[0] = 'X'; /* the error has its own copy */
    assert_int_equal(code, ERR_REFUSED);
    assert_int_equal(err.code, ERR_REFUSED);
    error_format(&b, &err, LANG_EN);
    CHECK_BUF(&b, "TC gave 1 day; 7 are needed.", "en");
    error_format(&b, &err, LANG_ZH);
    CHECK_BUF(&b, "TC提前1天通知，须提前7天。", "zh");
    assert_int_equal(error_set(NULL, ERR_IO, LATE), ERR_IO);
    assert_int_equal(error_set(&err, ERR_IO, T("The disk is full.", "磁盘已满。")), ERR_IO);
    error_format(&b, &err, LANG_ZH);
    CHECK_BUF(&b, "磁盘已满。", "set again, without values");
    buf_release(&b);
}

static void test_text_value(void **state) {
    (void)state;
    struct error err;
    struct buf b;
    buf_init(&b, 1000);
    char en[] = "Board", zh[] = "理事会";
    error_set(&err, ERR_DENIED, T("Only the {body}.", "仅限{body}。"),
              ARG_TEXT("body", ((struct text){ .en = en, .zh = zh })));
    en[0] = zh[0] = '?';
    error_format(&b, &err, LANG_EN);
    CHECK_BUF(&b, "Only the Board.", "en");
    error_format(&b, &err, LANG_ZH);
    CHECK_BUF(&b, "仅限理事会。", "zh");
    error_set(&err, ERR_DENIED, T("{body}", "{body}"), ARG_TEXT("body", T_NONE));
    error_format(&b, &err, LANG_EN);
    CHECK_BUF(&b, "", "no text");
    buf_release(&b);
}

static void test_zone(void **state) {
    (void)state;
    struct error err;
    struct buf b;
    buf_init(&b, 1000);
    error_set(&err, ERR_REFUSED, T("It closed on {at}.", "已于{at}截止。"), ARG_DEADLINE("at", 0));
    error_format_in(&b, &err, LANG_EN, ZONE_UTC);
    CHECK_BUF(&b, "It closed on Wednesday 31 December 1969, 24:00 (UTC).", "utc");
    error_format(&b, &err, LANG_ZH);
    CHECK_BUF(&b, "已于1970年1月1日 星期四 08:00（北京时间）截止。", "without a zone: China's");
    buf_release(&b);
}

static void test_store_full(void **state) {
    (void)state;
    struct error err;
    static char chinese[3 * 400 + 1];
    for (size_t i = 0; i < 400; i++) memcpy(chinese + 3 * i, "会", 3);
    for (size_t start = 0; start < 4; start++) { /* every place of the cut within a character */
        error_set(&err, ERR_RANGE, T("{a}{b}{c}", "{a}{b}{c}"), ARG_STR("a", str_head(STR("xyz"), start)),
                  ARG_Z("b", chinese), ARG_Z("c", "left over"));
        assert_true(err.store_len <= ERROR_STORE_MAX);
        assert_true(err.args[1].str.len > ERROR_STORE_MAX - 12 && err.args[1].str.len % 3 == 0);
        assert_true(str_is_clean(err.args[1].str, false));
        assert_true(err.args[2].str.len < 4);
    }
    error_set(&err, ERR_RANGE, T("{a}", "{a}"), ARG_STR("a", STR_NONE));
    assert_null(err.args[0].str.data);
}

static void test_too_many(void **state) {
    (void)state;
    struct error err;
    error_set(&err, ERR_RANGE, T("{a}", "{a}"), ARG_INT("a", 1), ARG_INT("b", 2), ARG_INT("c", 3), ARG_INT("d", 4),
              ARG_INT("e", 5), ARG_INT("f", 6), ARG_INT("g", 7));
    assert_int_equal(err.arg_count, ERROR_ARGS_MAX);
}

static void test_copy(void **state) {
    (void)state;
    struct error copy;
    struct buf b;
    buf_init(&b, 1000);
    {
        struct error err;
        error_set(&err, ERR_REFUSED, LATE, ARG_Z("who", "TC"), ARG_INT("days", 6), ARG_INT("needed", 7));
        assert_int_equal(error_copy(&copy, &err), ERR_REFUSED);
        assert_int_equal(error_copy(&err, &err), ERR_REFUSED);
        assert_int_equal(error_copy(NULL, &err), ERR_REFUSED);
        memset(&err, 'x', sizeof err);
    }
    assert_int_equal(copy.code, ERR_REFUSED);
    error_format(&b, &copy, LANG_EN);
    CHECK_BUF(&b, "TC gave 6 days; 7 are needed.", "copied");
    buf_release(&b);
}

static void test_errno(void **state) {
    (void)state;
    for (int number = 0; number < 140; number++) { /* every number has words in both languages */
        struct text t = errno_text(number);
        assert_true(text_in(t, LANG_EN)[0] && text_in(t, LANG_ZH)[0]);
    }
    CHECK_STR(str_of(text_in(errno_text(ENOSPC), LANG_EN)), "the disk is full", "known");
    CHECK_STR(str_of(text_in(errno_text(0), LANG_EN)), "the system refuses", "unknown");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("base/error: a sentence in both languages, with values of its own", test_sentence),
        CASE("base/error: names given as texts are kept too", test_text_value),
        CASE("base/error: moments are shown in the zone asked for", test_zone),
        CASE("base/error: a full store cuts at a character", test_store_full),
        CASE("base/error: values past the limit are left out", test_too_many),
        CASE("base/error: a copy stands on its own", test_copy),
        CASE("base/error: what the system says has words in both languages", test_errno),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
