/* Printers from the server's side: the same paper, the same bytes; one that dies is replaced; one that is not there is said. */
#include "effects/pdf.h"

#include <signal.h>
#include <unistd.h>

#include "base/paper.h"
#include "support/check.h"

static const char *program(void) {
    const char *given = getenv("CHARTERD_PDF");
    return given ? given : "build/charterd-pdf";
}

static void paper_of(struct buf *out, const char *words) {
    buf_init(out, PAPER_BYTES_MAX);
    paper_add(out, PAPER_META, STR("title"), STR("会议纪要"));
    paper_add(out, PAPER_META, STR("lang"), STR("zh-CN"));
    paper_add(out, PAPER_META, STR("created"), STR("2026-12-09T06:00:00Z"));
    paper_say(out, PAPER_TITLE, STR("Minutes 纪要"));
    paper_say(out, PAPER_TEXT, str_of(words));
}

static void test_same(void **state) {
    (void)state;
    struct buf paper, one, two;
    struct error err = { 0 };
    paper_of(&paper, "示例人员一");
    buf_init(&one, PDF_BYTES_MAX);
    buf_init(&two, PDF_BYTES_MAX);
    struct pdf_printers *first = pdf_printers_new(program()), *second = pdf_printers_new(program());
    assert_int_equal(pdf_print(first, buf_str(&paper), &one, &err), 0);
    assert_int_equal(pdf_print(second, buf_str(&paper), &two, &err), 0); /* by another process */
    assert_true(one.len > 1000 && str_starts(buf_str(&one), "%PDF-1."));
    assert_true(str_eq(buf_str(&one), buf_str(&two)));
    assert_true(str_has(buf_str(&one), "/Lang (zh-CN)") && str_has(buf_str(&one), "/Marked true"));
    buf_clear(&two);
    assert_int_equal(pdf_print(first, buf_str(&paper), &two, &err), 0);
    assert_true(str_eq(buf_str(&one), buf_str(&two)));
    assert_int_equal(pdf_counts(first).printed, 1); /* the second time it was there */
    assert_int_equal(pdf_counts(first).kept, 1);
    pdf_printers_free(first);
    pdf_printers_free(second);
    buf_release(&paper);
    buf_release(&one);
    buf_release(&two);
}

/* The process of our only printer, from the children of this one. */
static pid_t child_of(pid_t parent) {
    char path[64], line[4096];
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)parent, (int)parent);
    FILE *f = fopen(path, "r");
    if (!f) return 0;
    long pid = fgets(line, sizeof line, f) ? strtol(line, NULL, 10) : 0;
    fclose(f);
    return (pid_t)pid;
}

static void test_died(void **state) {
    (void)state;
    struct buf paper, out;
    struct error err = { 0 };
    struct pdf_printers *p = pdf_printers_new(program());
    buf_init(&out, PDF_BYTES_MAX);
    paper_of(&paper, "one");
    assert_int_equal(pdf_print(p, buf_str(&paper), &out, &err), 0);
    buf_release(&paper);
    pid_t pid = child_of(getpid());
    if (pid > 0) assert_int_equal(kill(pid, SIGKILL), 0);
    paper_of(&paper, "two");
    buf_clear(&out);
    assert_int_equal(pdf_print(p, buf_str(&paper), &out, &err), 0); /* by a new one, and nobody notices */
    assert_int_equal(pdf_counts(p).failed, 0);
    assert_int_equal(pdf_counts(p).running, 1);
    buf_release(&paper);
    buf_release(&out);
    pdf_printers_free(p);
    assert_int_equal(child_of(getpid()), 0); /* reaped */
}

static void test_refused(void **state) {
    (void)state;
    struct buf out, long_one;
    struct error err = { 0 };
    buf_init(&out, PDF_BYTES_MAX);
    struct pdf_printers *p = pdf_printers_new(program());
    assert_int_equal(pdf_print(p, STR("no paper at all"), &out, &err), ERR_TOO_LARGE);
    buf_init(&long_one, PAPER_BYTES_MAX);
    for (int i = 0; i < 40000; i++) paper_say(&long_one, PAPER_TEXT, STR("a line of its own"));
    assert_int_equal(pdf_print(p, buf_str(&long_one), &out, &err), ERR_TOO_LARGE); /* more pages than are printed */
    assert_int_equal(out.len, 0);
    pdf_printers_free(p);
    static const char *const programs[] = { "/nonexistent/charterd-pdf", "/bin/false" };
    for (size_t i = 0; i < COUNT(programs); i++) {
        p = pdf_printers_new(programs[i]);
        assert_int_equal(pdf_print(p, STR(""), &out, &err), ERR_MISSING);
        pdf_printers_free(p);
    }
    buf_release(&long_one);
    buf_release(&out);
}

/* Two thousand people in a table, and ten lists of their names. */
static void test_large(void **state) {
    (void)state;
    struct buf paper, names, out;
    struct error err = { 0 };
    char name[64];
    buf_init(&paper, PAPER_BYTES_MAX);
    buf_init(&names, PAPER_BYTES_MAX);
    buf_init(&out, PDF_BYTES_MAX);
    paper_say(&paper, PAPER_TITLE, STR("Large"));
    paper_add(&paper, PAPER_COLUMNS, STR("1"), STR("1"));
    paper_add(&paper, PAPER_HEADS, STR("Name"), STR("There"));
    for (int i = 0; i < 2000; i++) {
        snprintf(name, sizeof name, "示例人员%d", i);
        paper_add(&paper, PAPER_ROW, str_of(name), STR("09:45–10:52"));
        buf_addf(&names, "%s、", name);
    }
    for (int i = 0; i < 10; i++) paper_add(&paper, PAPER_FACT, STR("For (2000)"), buf_str(&names));
    struct pdf_printers *p = pdf_printers_new(program());
    assert_int_equal(pdf_print(p, buf_str(&paper), &out, &err), 0);
    assert_true(out.len < 8 << 20);
    pdf_printers_free(p);
    buf_release(&paper);
    buf_release(&names);
    buf_release(&out);
}

/* What people may put into a narrative to do harm: letters of no font of ours, deep and huge marks, a cell longer than a page. */
static void test_hostile(void **state) {
    (void)state;
    struct buf paper, cell, out;
    struct error err = { 0 };
    buf_init(&paper, PAPER_BYTES_MAX);
    buf_init(&cell, 1 << 20);
    buf_init(&out, PDF_BYTES_MAX);
    paper_say(&paper, PAPER_TEXT,
              STR("العربية עברית ไทย 😀 \xf3\xb0\x80\x80 a\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81"));
    for (int i = 0; i < 20000; i++) buf_addz(&cell, "长");
    paper_add(&paper, PAPER_ROW, buf_str(&cell)); /* no table */
    paper_add(&paper, PAPER_COLUMNS, STR("0"), STR("-5"), STR("99999999999999999999"));
    paper_add(&paper, PAPER_ROW, buf_str(&cell), STR("x"));
    paper_add(&paper, PAPER_MARKS, STR("-1"), STR("9223372036854775807"), STR("x"), STR(""), STR("5"));
    paper_add(&paper, PAPER_MARKS, STR("9223372036854775807"), STR("9223372036854775807"), STR("1"), STR("1"),
              STR("5"));
    paper_add(&paper, PAPER_META, STR("title"), STR("late"));
    paper_piece(&paper, PAPER_ITEM, PAPER_DEPTH_MAX, (const struct str[]){ STR("999999999."), buf_str(&cell) }, 2);
    buf_clear(&cell);
    paper_link(&cell, STR("https://e.org/')/A(\\"));
    buf_addz(&cell, "link");
    paper_add(&paper, PAPER_TEXT, buf_str(&cell));
    paper_add(&paper, PAPER_TEXT, STR("\x0e"));
    paper_add(&paper, PAPER_TEXT, STR("\x0fhttps://never.closed"));
    struct pdf_printers *p = pdf_printers_new(program());
    assert_int_equal(pdf_print(p, buf_str(&paper), &out, &err), 0);
    pdf_printers_free(p);
    buf_release(&paper);
    buf_release(&cell);
    buf_release(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("effects/pdf: two printers give the same bytes for the same paper, and what was made is kept", test_same),
        CASE("effects/pdf: a printer that died is replaced, and none is left behind", test_died),
        CASE("effects/pdf: what is no paper, too long, or without a program gets a sentence", test_refused),
        CASE("effects/pdf: a meeting of two thousand fits", test_large),
        CASE("effects/pdf: hostile words are printed", test_hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
