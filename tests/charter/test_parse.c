/* What the reader refuses, and where it says so: each line is wrong in one place, given as line and column. */
#include "support.h"

struct wrong {
    const char *lines; /* after the small head */
    int line, column;  /* line counted from the first of `lines` */
    const char *says;  /* part of the English sentence */
};

static void check_fault(const struct charter_faults *faults, const char *file, int line, int column, const char *says,
                        const char *about) {
    struct buf en, zh;
    if (!faults->count) fail_msg("accepted: %s", about);
    const struct charter_fault *f = &faults->items[0];
    buf_init(&en, 4096);
    buf_init(&zh, 4096);
    error_format(&en, &f->error, LANG_EN);
    error_format(&zh, &f->error, LANG_ZH);
    CHECK_STR(str_of(f->file), file, about);
    CHECK_INT(f->line, line, about);
    CHECK_INT(f->column, column, about);
    if (!str_has(buf_str(&en), says)) fail_msg("%s: says “%s”", about, buf_z(&en));
    if (!en.len || !zh.len || str_eq(buf_str(&en), buf_str(&zh))) fail_msg("%s: not in both languages", about);
    assert_false(str_has(buf_str(&en), "{") || str_has(buf_str(&zh), "{"));
    buf_release(&en);
    buf_release(&zh);
}

static void refuse_all(const struct wrong *table, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct arena a;
        arena_init(&a);
        struct charter_faults faults;
        const char *text = arena_f(&a, "%s%s", SMALL_HEAD, table[i].lines).data;
        struct charter *c = parse_with(&a, text, NULL, NULL, &faults);
        check_fault(&faults, "rules", SMALL_LINES + table[i].line, table[i].column, table[i].says, table[i].lines);
        assert_null(c);
        arena_release(&a);
    }
}

static void sentences(void **state) {
    (void)state;
    static const struct wrong table[] = {
        { "rule A1 quorum of board: present >= 1/2 of\n", 1, 43, "expected “in-office” or “seats”" },
        { "rule A1 quorum of board: present >= 1/2 of members\n", 1, 44,
          "Found “members”; expected “in-office” or “seats”" },
        { "rule A1 quorum of board: present >= half of seats\n", 1, 37, "a share such as 1/2 or 30%" },
        { "rule A1 quorum of board: present >= 3/2 of seats\n", 1, 37, "at most 1" },
        { "rule A1 quorum of board: present >= 0 of seats\n", 1, 37, "more than 0" },
        { "rule A1 quorum of board: present >= 1/0 of seats\n", 1, 37, "not a share" },
        { "rule A1 quorum of board: present >= 0.333333333333333333333333 of seats\n", 1, 37, "not a share" },
        { "rule A1 quorum of board: present = 1/2 of seats\n", 1, 34, "has no meaning" },
        { "rule A1 quorum of board present >= 1/2 of seats\n", 1, 25, "expected “:”" },
        { "rule A1 quorum of council: present >= 1/2 of seats\n", 1, 19, "No body “council” is declared" },
        { "rule A1 quorum of every class: present >= 1/2 of seats\n", 1, 25, "expected “body”" },
        { "rule A1 quorum of board: present >= 1/2 of seats today\n", 1, 50, "the end of the sentence" },
        { "rule A1 quorums of board: present >= 1/2 of seats\n", 1, 9, "No sentence begins with “quorums”" },
        { "rule A1 term of board: 2 natural years\n", 1, 26, "expected “calendar” or “full”" },
        { "rule A1 term of board: 0 calendar years\n", 1, 24, "outside 1 to 50" },
        { "rule A1 term of board: 02 calendar years\n", 1, 24, "not a whole number" },
        { "rule A1 term of board: -2 calendar years\n", 1, 24, "a whole number" },
        { "rule A1 term of board: 99999999999999999999 calendar years\n", 1, 24, "not a whole number" },
        { "rule A1 term of board: 2 calendar years, with holdover\n", 1, 42, "then in office until replaced" },
        { "rule A1 leaders of board: chair, clerk together at most 1/2 of seats, rounded up\n", 1, 34,
          "has no title “clerk”" },
        { "rule A1 leaders of board: chair, chair together at most 1/2 of seats, rounded up\n", 1, 34, "stands twice" },
        { "rule A1 leaders of board: chair, together at most 1/2 of seats, rounded up\n", 1, 34,
          "No title “together”" },
        { "rule A1 nominations for board/clerk: by full members\n", 1, 25, "No office “board/clerk”" },
        { "rule A1 nominations for board: by chair of desk\n", 1, 35, "has no title “chair”" },
        { "rule A1 eligible as partner: school\n", 1, 21, "No class of members “partner”" },
        { "rule A1 eligible as friend: hospital\n", 1, 29, "No organization “hospital”" },
        { "rule A1 fee of full: 100\n", 1, 22, "an amount such as CNY 100,000" },
        { "rule A1 fee of full: CNY 1,00,0 each year\n", 1, 26, "an amount" },
        { "rule A1 fee of full: CNY 10.001 each year\n", 1, 26, "an amount" },
        { "rule A1 fees: waived in 26\n", 1, 25, "a year such as 2026" },
        { "rule A1 contact: nobody\n", 1, 18, "an email address" },
        { "rule A1 contact: a@b@c\n", 1, 18, "an email address" },
        { "rule A1 standing rules of board: may settle meeting.notices\n", 1, 45, "No topic is called" },
        { "rule A1 vote on amendment: by board, affirmative >= 2/3\n", 1, 56, "expected “of”" },
    };
    refuse_all(table, COUNT(table));
}

static void powers(void **state) {
    (void)state;
    static const struct wrong table[] = {
        { "rule A1 may meeting.cal of board: chair of board\n", 1, 13, "No power is called “meeting.cal”" },
        { "rule A1 may meeting.call of board: president of board\n", 1, 36, "No title “president”" },
        { "rule A1 may meeting.call of board: clerk of board\n", 1, 36, "has no title “clerk”" },
        { "rule A1 may meeting.call of board: chair\n", 1, 41, "“of” and a body" },
        { "rule A1 may meeting.call of board:\n", 1, 35, "who may" },
        { "rule A1 may meeting.call of board: chair of it\n", 1, 36, "“it” stands for the body" },
        { "rule A1 may meeting.call: holder of it\n", 1, 27, "“it” stands for the body" },
        { "rule A1 may meeting.call: representative of full\n", 1, 49, "“members”" },
        { "rule A1 may meeting.call: voting chair of board\n", 1, 34, "“representative”" },
        { "rule A1 may meeting.call, meeting.call of board: chair of board\n", 1, 27, "stands twice" },
        { "rule A1 may meeting.call of nobody: chair of board\n", 1, 29, "No body “nobody”" },
    };
    refuse_all(table, COUNT(table));
}

static void statements(void **state) {
    (void)state;
    static const struct wrong table[] = {
        { "rule 16 text\n", 1, 6, "not a clause id" },
        { "rule A0 text\n", 1, 6, "not a clause id" },
        { "rule A1.2.3.4 text\n", 1, 6, "not a clause id" },
        { "rule A01 text\n", 1, 6, "not a clause id" },
        { "rule\n", 1, 5, "not a clause id" },
        { "rule A2 text\nrule A1 text\n", 2, 6, "Rules stand in the order" },
        { "rule A1 text\nrule A1 contact: a@b\n", 2, 9, "cannot be “text” and have another rule" },
        { "rule A1 contact: a@b\nrule A1 text\n", 2, 9, "cannot be “text”" },
        { "rule A1 contact: a@b\nrule A2 contact: c@d\n", 2, 9, "already settles “contact”" },
        { "rule A1 term of board: 2 calendar years\nrule A2 term of board: 3 calendar years\n", 2, 9,
          "already settles “term”" },
        { "rule A1 text\nclass late: \"late\" / \"晚\", plural \"late\" / \"晚\"\n", 2, 1,
          "A declaration stands after a rule" },
        { "rules A1 text\n", 1, 1, "No sentence begins with “rules”" },
        { "Rule A1 text\n", 1, 1, "No sentence begins with “Rule”" },
        { "\"rule\" A1 text\n", 1, 1, "No sentence begins" },
        { "rule A1 text because\n", 1, 21, "a text in English" },
        { "rule A1 text because \"so\"\n", 1, 26, "the text in Chinese" },
        { "rule A1 text because \"so\" / \"是\" more\n", 1, 33, "the end of the sentence" },
        { "rule A1 text because \"so / \"是\"\n", 1, 29, "has no meaning" },
        { "rule A1 text because \"so\n", 1, 22, "no closing quotation mark" },
        { "rule A1 text because \"\" / \"是\"\n", 1, 22, "between 1 and" },
        { "rule A1\ttext\n", 1, 8, "has no meaning" },
        { "rule A1 text；\n", 1, 13, "has no meaning" },
        { "rule A1 “text”\n", 1, 9, "has no meaning" },
        { "rule A1 (text)\n", 1, 9, "has no meaning" },
        { "class full: \"x\" / \"x\", plural \"x\" / \"x\"\n", 1, 7, "declared before" },
        { "charter again: \"x\" / \"x\"\n", 1, 1, "declared before" },
        { "grammar 2\n", 1, 9, "outside 1 to 1" },
        { "zone Mars/Olympus\n", 1, 6, "a zone such as" },
        { "calendar moon\n", 1, 10, "“china” or “weekends”" },
        { "body Board: \"x\" / \"x\", holder \"x\" / \"x\", plural \"x\" / \"x\"\n", 1, 6, "small letters" },
        { "body every: \"x\" / \"x\", holder \"x\" / \"x\", plural \"x\" / \"x\"\n", 1, 6, "word of the grammar" },
        { "office chair of board: \"x\" / \"x\", 1 seat\n", 1, 8, "declared before" },
        { "office guard of tower: \"x\" / \"x\", 1 seat\n", 1, 17, "No body “tower”" },
        { "office guard of board: \"x\" / \"x\", 0 seats\n", 1, 35, "outside 1 to 1,000" },
        { "ground theft: \"x\"\n", 1, 18, "“/” and the text in Chinese" },
    };
    refuse_all(table, COUNT(table));
}

static void heads(void **state) {
    (void)state;
    static const struct {
        const char *text, *says;
    } table[] = {
        { "", "“charter” is missing" },
        { "charter x: \"x\" / \"x\"\n", "“grammar” is missing" },
        { "charter x: \"x\" / \"x\"\ngrammar 1\nzone UTC\ncalendar china\ngoverning language en\n",
          "“class” is missing" },
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        struct arena a;
        arena_init(&a);
        struct charter_faults faults;
        assert_null(parse_with(&a, table[i].text, NULL, NULL, &faults));
        check_fault(&faults, "rules", 1, 1, table[i].says, table[i].text);
        arena_release(&a);
    }
    struct arena a;
    arena_init(&a);
    struct charter_faults faults;
    assert_null(parse_with(&a, "  continued\n" SMALL_HEAD, NULL, NULL, &faults));
    check_fault(&faults, "rules", 1, 1, "An indented line continues", "indented first line");
    assert_null(parse_with(&a, SMALL_HEAD "rule A1 text \x01\n", NULL, NULL, &faults));
    check_fault(&faults, "rules", 1, 1, "not clean UTF-8", "control character");
    assert_null(parse_with(&a, SMALL_HEAD "rule A1 text \xff\n", NULL, NULL, &faults));
    check_fault(&faults, "rules", 1, 1, "not clean UTF-8", "stray byte");
    arena_release(&a);
}

static void prose(void **state) {
    (void)state;
    static const struct {
        const char *en;
        int line, column;
        const char *says;
    } table[] = {
        { "", 1, 1, "no article" },
        { "Text.\n", 1, 1, "first line is the charter's title" },
        { "# T\n\nText.\n", 3, 1, "Text stands in an article" },
        { "# T\n# U\n", 2, 1, "A heading is the title" },
        { "# T\n#### A1 X\n", 2, 1, "A heading is the title" },
        { "# T\n### Article 1\n", 2, 5, "not a clause id" },
        { "# T\n### A1.1 X\n", 2, 5, "not a clause id that can stand here" },
        { "# T\n### A1\n", 2, 8, "A heading has between" },
        { "# T\n### A2 X\n### A1 Y\n", 3, 5, "out of order" },
        { "# T\n### A1 X\n- **A1.2** x\n- **A1.1** x\n", 4, 5, "out of order" },
        { "# T\n### A1 X\n- **A1.1** x\n- **A1.1** x\n", 4, 5, "out of order" },
        { "# T\n### A1 X\n- **A2.1** x\n", 3, 5, "outside its article" },
        { "# T\n- **A1.1** x\n", 2, 5, "outside its article" },
        { "# T\n### A1 X\n  - **A1.1.1** x\n", 3, 7, "outside its article or item" },
        { "# T\n### A1 X\n- **A1.1.1** x\n", 3, 5, "not a clause id that can stand here" },
        { "# T\n### A1 X\n- **A1.1 x\n", 3, 5, "in bold" },
        { "# T\n### A1 X\n- **A1.1** x\nmore\n", 4, 1, "continues an item is indented" },
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        struct arena a;
        arena_init(&a);
        struct charter_faults faults;
        assert_null(parse_with(&a, SMALL_HEAD, NULL, table[i].en, &faults));
        check_fault(&faults, "en.md", table[i].line, table[i].column, table[i].says, table[i].en);
        arena_release(&a);
    }
}

static void prose_keeps_markdown(void **state) {
    (void)state;
    struct arena a;
    arena_init(&a);
    struct charter_faults faults;
    const char *en = "# T\r\n\r\n## Chapter 1\r\n\r\n### A1 One\r\n\r\nFirst.\r\n\r\nSecond *paragraph*.\r\n\r\n"
                     "- **A1.1** An item,\r\n  continued.\r\n\r\n  - a list within\r\n  - **A1.1.1** Deeper.\r\n    "
                     "Still deeper.\r\n";
    struct charter *c = parse_with(&a, SMALL_HEAD, en, en, &faults);
    assert_non_null(c);
    CHECK_STR(charter_clause(c, "A1")->prose[LANG_EN], "First.\n\nSecond *paragraph*.", "A1");
    CHECK_STR(charter_clause(c, "A1.1")->prose[LANG_EN], "An item,\ncontinued.\n\n- a list within", "A1.1");
    CHECK_STR(charter_clause(c, "A1.1.1")->prose[LANG_ZH], "Deeper.\nStill deeper.", "A1.1.1");
    assert_string_equal(charter_clause(c, "A1")->chapter.en, "Chapter 1");
    charter_free(c);
    arena_release(&a);
}

/* However much is wrong, what is reported is bounded, and nothing is kept. */
static void many_faults(void **state) {
    (void)state;
    struct arena a;
    struct buf b;
    arena_init(&a);
    buf_init(&b, 1 << 22);
    buf_addz(&b, SMALL_HEAD);
    for (int i = 0; i < 20000; i++) buf_addz(&b, "nonsense (\n");
    struct charter_faults faults;
    assert_null(parse_with(&a, buf_z(&b), NULL, NULL, &faults));
    assert_int_equal(faults.count, 40);
    buf_clear(&b);
    buf_addz(&b, SMALL_HEAD "rule A1 fees: waived in 1900");
    for (int i = 0; i < 400; i++) buf_addf(&b, ", %d", 1901 + i);
    assert_null(parse_with(&a, buf_z(&b), NULL, NULL, &faults));
    check_fault(&faults, "rules", SMALL_LINES + 1, 775, "more than 256 words", "a long sentence");
    buf_clear(&b);
    buf_addz(&b, SMALL_HEAD);
    for (int i = 0; i < 100000; i++) buf_addz(&b, "# comment comment\n");
    assert_null(parse_with(&a, buf_z(&b), NULL, NULL, &faults));
    check_fault(&faults, "rules", 1, 1, "at most", "a large file");
    buf_release(&b);
    arena_release(&a);
}

static void rules_of_many(void **state) {
    (void)state;
    struct arena a;
    struct buf b;
    arena_init(&a);
    buf_init(&b, 1 << 20);
    buf_addz(&b, SMALL_HEAD);
    for (int i = 0; i < 2001; i++) buf_addz(&b, "rule A1 may need.submit: visitor\n");
    struct charter_faults faults;
    assert_null(parse_with(&a, buf_z(&b), NULL, NULL, &faults));
    check_fault(&faults, "rules", SMALL_LINES + 2001, 9, "more than 2,000", "too many rules");
    buf_release(&b);
    arena_release(&a);
}

static void narrowest_rule_serves(void **state) {
    (void)state;
    struct arena a;
    arena_init(&a);
    struct charter *c = small_with(&a, "rule A1 term of every body: 5 calendar years\n"
                                       "rule A1.1 term of board: 3 full years, then in office until replaced\n"
                                       "rule A1.2 term of board/chair: 1 full year\n"
                                       "rule A2 majority of board: affirmative > 1/2 of cast\n");
    assert_int_equal(rule_int(charter_rule(c, "term", "desk"), "years"), 5);
    assert_int_equal(rule_int(charter_rule(c, "term", "board/director"), "years"), 3);
    assert_int_equal(rule_int(charter_rule(c, "term", "board/chair"), "years"), 1);
    assert_null(charter_rule(c, "term", NULL));
    assert_null(charter_rule(c, "meeting.quorum", "board"));
    assert_string_equal(rule_subject(charter_rule(c, "term", "desk")), "every");
    const struct rule *r = charter_rule(c, "term", "board");
    assert_true(rule_flag(r, "holdover"));
    assert_int_equal(rule_term_end(r, day_of(2024, 2, 29)), day_of(2027, 2, 28));
    assert_int_equal(rule_term_end(r, day_of(2026, 3, 14)), day_of(2029, 3, 13));
    r = charter_rule(c, "motion.majority", "board");
    assert_int_equal(rule_needed(r, 10), 6);
    assert_int_equal(rule_needed(r, 9), 5);
    assert_int_equal(rule_needed(r, 0), 1);
    assert_false(rule_reached(r, 5, 10));
    assert_true(rule_reached(r, 6, 10));
    charter_free(c);
    arena_release(&a);
}

/* A standing rule takes the place of the charter's own, under the clause that leaves it to the body. */
static void standing_rules(void **state) {
    (void)state;
    static const char rules[] =
        SMALL_HEAD "rule A1 quorum of board: present >= 1/2 of in-office\n"
                   "rule A1 topics of board: close 2 working days before\n"
                   "rule A1.1 standing rules of board: may settle meeting.quorum, meeting.notice\n"
                   "rule A2 text\n";
    static const struct {
        const char *standing;
        int line, column;
        const char *says;
    } table[] = {
        { "rule A1.1 topics of board: close 3 working days before\n", 1, 11, "does not leave “topics.close”" },
        { "rule A1.1 quorum of desk: present >= 1/2 of in-office\n", 1, 11, "does not leave “meeting.quorum”" },
        { "rule A1.1 quorum of every body: present >= 1/2 of in-office\n", 1, 11, "does not leave" },
        { "rule A1.2 quorum of board: present >= 1/3 of in-office\n", 1, 6, "stand under A1.1" },
        { "rule A1.1 quorum of board: present >= 1/3 of in-office\nrule A1.1 quorum of board: present >= 1/4 of "
          "in-office\n",
          2, 11, "already settles" },
        { "class late: \"l\" / \"晚\", plural \"l\" / \"晚\"\n", 1, 1, "A declaration stands after a rule" },
    };
    struct arena a;
    arena_init(&a);
    struct charter_source source = { .rules = str_of(rules), .prose = { STR(SMALL_PROSE), STR(SMALL_PROSE) } };
    for (size_t i = 0; i < COUNT(table); i++) {
        struct charter_faults faults = { .arena = &a };
        struct charter *none = NULL;
        source.standing = str_of(table[i].standing);
        assert_int_equal(charter_parse(&none, &source, &faults), ERR_SYNTAX);
        check_fault(&faults, "standing", table[i].line, table[i].column, table[i].says, table[i].standing);
    }
    struct charter_faults faults = { .arena = &a };
    struct charter *c = NULL;
    source.standing = STR("# Adopted.\nrule A1.1 quorum of board: present >= 2/3 of in-office\n"
                          "rule A1.1 notice to holders of board: by mail, at least 3 calendar days before\n");
    assert_int_equal(charter_parse(&c, &source, &faults), 0);
    const struct rule *r = charter_rule(c, "meeting.quorum", "board");
    assert_ratio(rule_ratio(r, "share"), 2, 3);
    assert_string_equal(rule_clause(r), "A1.1");
    assert_true(rule_standing(r));
    assert_int_equal(rule_line(r), 2);
    assert_true(rule_standing(charter_rule(c, "meeting.notice", "board")));
    assert_false(rule_standing(charter_rule(c, "topics.close", "board")));
    assert_int_equal(charter_clause(c, "A1")->rule_count, 1);
    assert_int_equal(charter_clause(c, "A1.1")->rule_count, 3);
    assert_int_equal(charter_clause(c, "A2")->rule_count, 1);
    charter_free(c);
    arena_release(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("charter/parse: sentences are refused where they go wrong", sentences),
        CASE("charter/parse: powers and capacities are refused where they go wrong", powers),
        CASE("charter/parse: statements, declarations and texts are refused where they go wrong", statements),
        CASE("charter/parse: a head lacks nothing, a file is clean text", heads),
        CASE("charter/parse: prose is refused where it goes wrong", prose),
        CASE("charter/parse: prose keeps its Markdown, whatever its line ends", prose_keeps_markdown),
        CASE("charter/parse: faults, words and bytes are bounded", many_faults),
        CASE("charter/parse: rules are bounded", rules_of_many),
        CASE("charter/parse: the narrowest rule serves", narrowest_rule_serves),
        CASE("charter/parse: standing rules settle what the charter leaves to a body, and nothing else",
             standing_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
