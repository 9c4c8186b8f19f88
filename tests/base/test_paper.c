/* Papers: what is written is read back, people's words are clean in them, and no bytes make a reader look past their end. */
#include "base/paper.h"
#include "support/check.h"

static void test_round(void **state) {
    (void)state;
    struct buf out, cell;
    struct paper_piece p;
    buf_init(&out, 1 << 16);
    buf_init(&cell, 1 << 16);
    paper_words(&cell, STR("one "));
    paper_style(&cell, PAPER_BOLD);
    paper_words(&cell, STR("two"));
    paper_style(&cell, 0);
    paper_link(&cell, STR("https://example.org/"));
    paper_words(&cell, STR("three"));
    paper_link(&cell, STR(""));
    paper_add(&out, PAPER_FACT, STR("label"), buf_str(&cell));
    paper_piece(&out, PAPER_RULE, 2, NULL, 0);
    struct str rest = buf_str(&out);
    assert_true(paper_next(&rest, &p));
    assert_int_equal(p.style, PAPER_FACT);
    assert_int_equal(p.count, 2);
    struct paper_run run = { 0 };
    struct str text = p.cells[1];
    assert_true(paper_run_next(&text, &run));
    assert_true(str_is(run.words, "one ") && run.bits == 0);
    assert_true(paper_run_next(&text, &run));
    assert_true(str_is(run.words, "two") && run.bits == PAPER_BOLD);
    assert_true(paper_run_next(&text, &run));
    assert_true(str_is(run.words, "three") && run.bits == 0 && str_is(run.link, "https://example.org/"));
    assert_false(paper_run_next(&text, &run));
    assert_true(paper_next(&rest, &p));
    assert_int_equal(p.depth, 2);
    assert_false(paper_next(&rest, &p));
    assert_int_equal(rest.len, 0);
    buf_release(&cell);
    buf_release(&out);
}

static void test_clean(void **state) {
    (void)state;
    static const struct {
        const char *given, *kept;
    } rows[] = {
        { "plain 文字", "plain 文字" },
        { "a\nb\tc", "a b c" },
        { "a\x01\x0e@\x0f"
          "b\x7f",
          "a@b" },
        { "\xe2\x80\xaeturned\xe2\x80\xac", "turned" }, /* U+202E … U+202C */
        { "\xe2\x81\xa6x\xe2\x81\xa9", "x" },
        { "\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd" },
        { "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
        { "", "" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf b;
        buf_init(&b, 1024);
        paper_words(&b, str_of(rows[i].given));
        assert_string_equal(buf_z(&b), rows[i].kept);
        buf_release(&b);
    }
}

static void test_broken(void **state) {
    (void)state;
    struct buf out;
    struct paper_piece p;
    buf_init(&out, 1 << 12);
    paper_add(&out, PAPER_ROW, STR("a"), STR("bb"), STR("ccc"));
    for (size_t n = 0; n < out.len; n++) { /* cut anywhere: nothing of it is read */
        struct str cut = { out.data, n };
        assert_false(paper_next(&cut, &p));
        assert_int_equal(cut.len, n);
    }
    static const char *const bad[] = { "\x7f\x00\x00", "\x05\x09\x00", "\x05\x00\x09", "\x05\x00\x01\xff\xff\xff\xff" };
    static const size_t lengths[] = { 3, 3, 3, 7 };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct str s = { bad[i], lengths[i] };
        assert_false(paper_next(&s, &p));
    }
    buf_release(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("base/paper: what is written is read back, with styles and links", test_round),
        CASE("base/paper: people's words hold no control characters and turn no direction", test_clean),
        CASE("base/paper: cut or broken bytes are read no further", test_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
