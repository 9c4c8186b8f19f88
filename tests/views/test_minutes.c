/* Minutes as they are read: the page and its Markdown in both languages, votes by hand and corrected ones marked, and what a narrative of
 * ill will comes to. */
#include "base/paper.h"
#include "support/hearth.h"
#include "views/print.h"
#include "views/seen.h"

#define READS(text, words)                                                                                             \
    do {                                                                                                               \
        const char *in_text = (text);                                                                                  \
        if (!strstr(in_text, (words))) fail_msg("\"%s\" is not in:\n%s", (words), in_text);                            \
    } while (0)

static const char *text_of(struct scene *s, int64_t meeting, enum lang lang) {
    struct glance g = seen_page(s, 0, lang, "/meetings/{id}/minutes.md", f(s, "id=%lld", (long long)meeting), NULL);
    assert_int_equal(g.status, 200);
    return g.html;
}

/* Nine in office, six there; votes entered by the secretary, one of them corrected later. */
static int64_t entered_meeting(struct scene *s) {
    scene_coia_of(s, 34, 12, 9, "2026-07-01 09:00");
    at(s, "2026-08-05 10:00");
    int64_t meeting = call_meeting(s, "tc", "2026-08-12 14:00");
    open_meeting(s, meeting, 6);
    int64_t motion = propose_motion(s, meeting, NULL);
    ASSERT_ALLOWED(put_motion(s, motion));
    for (int i = 0; i < 6; i++)
        ASSERT_ALLOWED(act(s, SECRETARY, "motion.enter", number_field(s, "motion", motion),
                           f(s, "person=%d", TC_CHAIR + i), i < 4 ? "vote=affirmative" : "vote=negative", "how=hand"));
    ASSERT_ALLOWED(close_motion(s, motion));
    ASSERT_ALLOWED(act(s, SECRETARY, "motion.correct", number_field(s, "motion", motion),
                       f(s, "person=%d", TC_CHAIR + 5), "vote=abstention", "reason=Misread by the teller."));
    at(s, "2026-08-12 15:00");
    close_meeting(s, meeting);
    return meeting;
}

static void test_forms(void **state) {
    (void)state;
    struct scene s;
    int64_t meeting = entered_meeting(&s);
    const char *en = text_of(&s, meeting, LANG_EN), *zh = text_of(&s, meeting, LANG_ZH);
    READS(en, "# Minutes: Technical Committee, meeting 1 of 2026");
    READS(en, "At the end 6 of 9 attended; 5 are a quorum. (Article 16, item 2)");
    READS(
        en,
        "4 for, 1 abstaining, 1 against, 0 not voting; of 6 present when it was put, 3 are needed. (Article 16, item 3)");
    READS(en, "(by hand)");
    READS(en, "(corrected, entry ");
    READS(en, "## Corrections of the record");
    READS(en, "Misread by the teller.");
    READS(en, "14:00–15:00");
    READS(en, "In office and absent (3)");
    READS(en, "Draft: not approved yet.");
    READS(zh, "# 技术委员会2026年第1次会议纪要");
    READS(zh, "散会时应到 9 人，实到 6 人，法定人数为 5 人，已达到。");
    READS(zh, "（举手）");
    READS(zh, "记录更正");
    struct glance page = seen_page(&s, 0, LANG_EN, "/meetings/{id}/minutes", number_field(&s, "id", meeting), NULL);
    READS(page.html, "Corrections of the record");
    assert_null(strstr(page.html, "minutes.write")); /* nothing to do for a stranger */
    page = seen_page(&s, SECRETARY, LANG_EN, "/meetings/{id}/minutes", number_field(&s, "id", meeting), NULL);
    READS(page.html, "minutes.write");
    assert_int_equal(seen_page(&s, 0, LANG_EN, "/meetings/{id}/minutes", "id=99", NULL).status, 404);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* Five are there, one of them with the vote of somebody who is not: six votes are asked for, and of all but one it is known. */
static void test_carried(void **state) {
    (void)state;
    enum { GIVER = BOARD, SILENT = CHAIR + 3 };
    struct scene s;
    scene_hearth(&s, BOARD);
    at(&s, "2026-03-03T09:00:00Z");
    int64_t meeting = call_meeting(&s, "board", "2026-03-17T10:00:00Z");
    ASSERT_ALLOWED(act(&s, GIVER, "vote.delegate", number_field(&s, "meeting", meeting), f(&s, "to=%d", CHAIR),
                       as_office(&s, "board", GIVER)));
    open_meeting(&s, meeting, 5);
    int64_t motion = propose_motion(&s, meeting, NULL);
    ASSERT_ALLOWED(put_motion(&s, motion));
    ASSERT_ALLOWED(act(&s, CHAIR, "motion.vote", number_field(&s, "motion", motion), "vote=affirmative",
                       f(&s, "for=%d", GIVER), as_office(&s, "board", CHAIR)));
    for (int person = CHAIR; person < CHAIR + 5; person++)
        if (person != SILENT) ASSERT_ALLOWED(vote_motion(&s, motion, person, "affirmative"));
    ASSERT_ALLOWED(close_motion(&s, motion));
    at(&s, "2026-03-17T11:00:00Z");
    close_meeting(&s, meeting);
    const char *en = text_of(&s, meeting, LANG_EN);
    READS(en, "5 for, 0 abstaining, 0 against, 1 not voting; of 5 votes cast for or against, 3 are needed.");
    READS(en, "Did not vote (1)");
    READS(en, f(&s, "(by Person %d, to whom the vote was given)", CHAIR));
    READS(text_of(&s, meeting, LANG_ZH), "未表决 1 人");
    const char *place = number_field(&s, "id", meeting);
    const char *page = words_of(&s, str_of(seen_page(&s, 0, LANG_EN, "/meetings/{id}/minutes", place, NULL).html));
    READS(page, "1 did not vote");
    scene_end(&s);
}

/* Every piece of a paper is read, and no cell holds what a writer must not let through. */
static void check_paper(struct str paper) {
    struct paper_piece p;
    size_t pieces = 0;
    for (; paper_next(&paper, &p); pieces++)
        for (size_t i = 0; i < p.count; i++) {
            struct paper_run run = { 0 };
            for (struct str rest = p.cells[i]; paper_run_next(&rest, &run);)
                for (size_t k = 0; k < run.words.len; k++)
                    assert_true((unsigned char)run.words.data[k] >= ' ' || run.words.data[k] == '\n');
        }
    assert_int_equal(paper.len, 0);
    assert_true(pieces > 0);
}

static void test_ill_will(void **state) {
    (void)state;
    struct buf text, paper;
    buf_init(&text, 1 << 20);
    for (int row = 0; row < 7; row++) {
        buf_clear(&text);
        switch (row) {
        case 0:
            for (int i = 0; i < 300; i++) buf_addz(&text, "> ");
            break;
        case 1:
            for (int i = 0; i < 200; i++) buf_addf(&text, "%*s- deeper\n", i * 2, "");
            break;
        case 2:
            for (int i = 0; i < 5000; i++) buf_addz(&text, "*a **b [c](d*) `e");
            break;
        case 3: buf_addz(&text, "\x01\x02\x0e@\x0f http \x1b[31m\xe2\x80\xae turned \xff\xfe"); break;
        case 4:
            for (int i = 0; i < 40; i++) buf_addz(&text, "|a");
            buf_addz(&text, "|\n");
            for (int i = 0; i < 40; i++) buf_addz(&text, "|-");
            buf_addz(&text, "|\n|1|2|\n");
            break;
        case 5:
            buf_addz(
                &text,
                "[a](javascript:alert(1)) <script>x</script> ![i](http://e.org/x.png)\n\n1. one\n2. two\n\n```\ncode\n```");
            break;
        default:
            for (int i = 0; i < 60000; i++) buf_addz(&text, "长文字");
            break;
        }
        buf_addz(&text, "\nend");
        buf_init(&paper, PAPER_BYTES_MAX);
        print_markdown(&paper, buf_str(&text));
        assert_true(buf_ok(&paper));
        check_paper(buf_str(&paper));
        assert_false(str_has(buf_str(&paper), "javascript:alert(1)\017"));
        buf_release(&paper);
    }
    buf_release(&text);
}

static void test_markdown(void **state) {
    (void)state;
    struct buf paper, text;
    buf_init(&paper, PAPER_BYTES_MAX);
    buf_init(&text, 1 << 16);
    print_markdown(
        &paper,
        STR("# Head\n\nOne **two** *three*\nfour\n\n- a\n- b\n  1. c\n\n> said\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n[link](https://example.org/) A &amp; B"));
    print_text(&text, buf_str(&paper));
    const char *said = buf_z(&text);
    READS(said, "**Head**");
    READS(said, "One **two** *three* four");
    READS(said, "- a\n- b\n  1. c\n");
    READS(said, "> said");
    READS(said, "| x | y |\n|---|---|\n| 1 | 2 |");
    READS(said, "[link](https://example.org/) A & B");
    buf_release(&paper);
    buf_release(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("views/minutes: A16.2, A16.3 both languages say sums, clauses, votes by hand and corrections", test_forms),
        CASE("views/minutes: hearth A5.7 a carried vote is one asked for: who is silent is counted with it",
             test_carried),
        CASE("views/print: a narrative of ill will becomes a clean paper", test_ill_will),
        CASE("views/print: Markdown keeps its shape as a paper", test_markdown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
