/* The words of a text: what an index keeps, and what it is asked for. */
#include "base/words.h"
#include "support/check.h"

static void test_words(void **state) {
    (void)state;
    static const struct {
        const char *text, *words;
    } rows[] = {
        { "", "" },
        { "  \n", "" },
        { "Long-term support (LTS)", "long term support lts" },
        { "TC-2026-003", "tc 2026 003" },
        { "理事会", "理事 事会 会" },
        { "会", "会" },
        { "章程、决议", "章程 程 决议 议" },
        { "AI治理framework", "ai 治理 理 framework" },
        { "Ⅳ №7", "7" },
        { "“引号”《书》。", "引号 号 书" },
        { "Société ÉCOLE Ω Жук", "société école ω жук" },
        { "カタカナ", "カタ タカ カナ ナ" },
        { "a\"b'c*d-e^f:g(h)", "a b c d e f g h" },
        { "全角，标点　空格", "全角 角 标点 点 空格 格" },
        { "\xff\xfe broken \xe7\xab", "broken" },
        { "😀 smile", "smile" },
        { "𠀀𠀁", "𠀀𠀁 𠀁" },
    };
    struct buf b;
    buf_init(&b, 1 << 16);
    for (size_t i = 0; i < COUNT(rows); i++) {
        words_add(&b, str_of(rows[i].text));
        CHECK_BUF(&b, rows[i].words, rows[i].text);
    }
    buf_release(&b);
}

static void test_pieces(void **state) {
    (void)state;
    static const struct {
        const char *term, *pieces;
    } rows[] = {
        { "exam", "[exam*]" },
        { "理", "[理*]" },
        { "理事", "[理事]" },
        { "理事会", "[理事 事会]" },
        { "a", "[a]" },
        { "7", "[7]" },
        { "long-term", "[long term*]" },
        { "\"now\"", "[now]" },
        { "ai治理", "[ai][治理]" },
        { "治理ai", "[治理][ai*]" },
        { "a会b", "[a][会*][b]" },
        { "决议、章程", "[决议][章程]" },
        { "--", "" },
        { "*", "" },
        { "", "" },
    };
    struct arena arena;
    arena_init(&arena);
    struct buf b;
    buf_init(&b, 1 << 16);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct words_piece pieces[8];
        size_t n = words_pieces(&arena, str_of(rows[i].term), pieces, COUNT(pieces));
        for (size_t k = 0; k < n; k++) buf_addf(&b, "[%.*s%s]", STR_FMT(pieces[k].words), pieces[k].open ? "*" : "");
        CHECK_BUF(&b, rows[i].pieces, rows[i].term);
    }
    struct words_piece few[2];
    CHECK_INT(words_pieces(&arena, STR("一a二b三c"), few, COUNT(few)), 2, "no more than there is room for");
    CHECK_INT(words_pieces(&arena, STR("a一b二"), few, 1), 1, "no more than there is room for");
    buf_release(&b);
    arena_release(&arena);
}

/* Every piece of a term is in the words of a text that holds it: nothing that stands there is missed. */
static void test_agree(void **state) {
    (void)state;
    static const char text[] = "关于AI治理框架（2026年）的决议：Long-term support、开放许可证";
    static const char *const terms[] = { "关",           "于ai治", "框架",     "架（2026",    "2026年",
                                         "的决议：long", "term",   "term sup", "support、开", "证" };
    struct arena arena;
    arena_init(&arena);
    struct buf all;
    buf_init(&all, 1 << 16);
    buf_addc(&all, ' ');
    words_add(&all, str_of(text));
    buf_addc(&all, ' ');
    for (size_t i = 0; i < COUNT(terms); i++) {
        struct words_piece pieces[8];
        size_t n = words_pieces(&arena, str_of(terms[i]), pieces, COUNT(pieces));
        assert_true(n > 0);
        for (size_t k = 0; k < n; k++) {
            struct buf want;
            buf_init(&want, 1 << 10);
            buf_addf(&want, " %.*s%s", STR_FMT(pieces[k].words), pieces[k].open ? "" : " ");
            if (!str_has(buf_str(&all), buf_z(&want)))
                fail_msg("%s: “%s” is not among%s", terms[i], buf_z(&want), buf_z(&all));
            buf_release(&want);
        }
    }
    buf_release(&all);
    arena_release(&arena);
}

static void test_lower(void **state) {
    (void)state;
    static const struct {
        const char *text, *low;
    } rows[] = {
        { "ABC xyz 0", "abc xyz 0" },
        { "ÀÖØÞ × ÷ ß", "àöøþ × ÷ ß" },
        { "ΑΩ", "αω" },
        { "ЀЏАЯ", "ѐџая" },
        { "中文", "中文" },
        { "\xc3", "\xc3" },
    };
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str low = words_lower(&arena, str_of(rows[i].text));
        CHECK_STR(low, rows[i].low, rows[i].text);
        CHECK_INT(low.len, strlen(rows[i].text), "as long as it was");
    }
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("base/words: words by blanks, pairs where there are none", test_words),
        CASE("base/words: a term's pieces, and which may go on", test_pieces),
        CASE("base/words: what stands in a text is found by its pieces", test_agree),
        CASE("base/words: lower case stands where the text stood", test_lower),
    };
    return cmocka_run_group_tests_name("base/words", tests, NULL, NULL);
}
