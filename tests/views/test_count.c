/* A told count taken apart for a page: what is a heading, what a paragraph, what a row, and nothing lost. */
#include "support/check.h"
#include "views/elections/count.h"

static bool said(struct str got, const char *wanted) { return str_is(got, wanted); }

static void test_blocks(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena);
    const struct count_block *b;
    size_t n = count_blocks(
        &arena,
        STR("Approval\n3 papers\n\nStage 1.\n                   2                  +1  1 A  B\n                  12  2 C\nElected: A.\n\nOrder:\n  1. A = C\n"),
        &b);
    assert_int_equal(n, 3);
    assert_int_equal(b[0].count, 2);
    assert_true(said(b[0].lines[1].words, "3 papers"));
    assert_int_equal(b[1].count, 4);
    assert_true(said(b[1].lines[0].words, "Stage 1."));
    assert_null(b[1].lines[1].words.data);
    assert_int_equal(b[1].lines[2].cell_count, 1);
    assert_true(said(b[1].lines[2].cells[0], "12"));
    assert_true(said(b[1].lines[2].about, "2 C"));
    assert_true(said(b[1].lines[3].words, "Elected: A."));
    assert_int_equal(b[2].lines[1].cell_count, 0);
    assert_true(said(b[2].lines[1].about, "1. A = C"));
    assert_int_equal(count_blocks(&arena, STR(""), &b), 0);
    assert_int_equal(count_blocks(&arena, STR("\n\n"), &b), 0);
    arena_release(&arena);
}

/* A name may hold spaces, many of them: the row stays a row and ends. */
static void test_odd_names(void **state) {
    (void)state;
    struct arena arena;
    struct buf told;
    const struct count_block *b;
    arena_init(&arena);
    buf_init(&told, 1 << 16);
    buf_addz(&told, "Stage 1.\n                   7  1 A");
    for (int i = 0; i < 500; i++) buf_addz(&told, "  x");
    buf_addz(&told, "\n    \n");
    assert_int_equal(count_blocks(&arena, buf_str(&told), &b), 1);
    assert_int_equal(b[0].count, 3);
    assert_int_equal(b[0].lines[1].cell_count, COUNT_CELLS_MAX - 1);
    assert_true(said(b[0].lines[1].cells[0], "7"));
    assert_int_equal(b[0].lines[2].about.len, 0);
    buf_release(&told);
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("views/count: headings, paragraphs and rows, nothing lost", test_blocks),
        CASE("views/count: a name of many spaces stays in its row", test_odd_names),
    };
    return cmocka_run_group_tests_name("views/count", tests, NULL, NULL);
}
