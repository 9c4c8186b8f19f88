/* COIA's charter, asked by topic: what its clauses say, and the numbers that follow. */
#include "support.h"

static int load(void **state) {
    *state = charter_of("charters/coia");
    return 0;
}

static int unload(void **state) {
    charter_free(*state);
    return 0;
}

static const struct rule *rule_at(const struct charter *c, const char *topic, const char *subject, const char *clause) {
    const struct rule *r = charter_rule(c, topic, subject);
    if (!r) fail_msg("%s of %s is not ruled", topic, subject ? subject : "-");
    assert_string_equal(rule_clause(r), clause);
    return r;
}

static void head(void **state) {
    const struct charter *c = *state;
    const struct charter_class *classes;
    const struct charter_body *bodies;
    assert_string_equal(charter_id(c), "coia");
    assert_int_equal(charter_zone(c).offset_s, 8 * 3600);
    assert_string_equal(charter_calendar(c), "china");
    assert_string_equal(charter_contact(c), "service@coia.ai");
    assert_int_equal(charter_governing(c), LANG_ZH);
    assert_int_equal(charter_classes(c, &classes), 3);
    assert_int_equal(charter_bodies(c, &bodies), 5);
    assert_string_equal(charter_class(c, "director")->name.zh, "理事单位");
    assert_null(charter_class(c, "friend"));
    const struct charter_title_of *t = body_title(charter_body(c, "tc"), "vice-chair");
    assert_int_equal(t->seats, 3);
    assert_true(t->leads);
    assert_true(body_title(charter_body(c, "board"), "director")->seats_open);
    const struct charter_word *words;
    assert_int_equal(charter_words_of(c, "condition", &words), 6);
    assert_string_equal(words[0].id, "capacity");
    assert_int_equal(charter_words_of(c, "organization", &words), 7);
    assert_int_equal(charter_words_of(c, "nothing", &words), 0);
}

static void seats(void **state) {
    static const int members[] = { 33, 34, 35, 36, 37, 45, 55, 65, 75, 81, 82, 84, 100 };
    static const int expected[] = { 10, 10, 11, 11, 11, 14, 17, 20, 23, 24, 25, 25, 25 };
    static const int board[] = { 10, 11, 15, 25 }, leaders[] = { 6, 7, 9, 15 };
    const struct charter *c = *state;
    const struct rule *r = rule_at(c, "seats", "board", "A11.1");
    assert_string_equal(rule_word(r, "of"), "members");
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        assert_int_equal(rule_count(r, members[i]), expected[i]);
        int64_t golden = (3 * members[i] + 5) / 10;
        assert_int_equal(rule_count(r, members[i]), golden < 10 ? 10 : golden > 25 ? 25 : golden);
    }
    r = rule_at(c, "seats.leaders", "board", "A11.2");
    for (size_t i = 0; i < 4; i++) assert_int_equal(rule_count(r, board[i]), leaders[i]);
    assert_true(rule_lists(r, "titles", "vice-chair"));
    assert_false(rule_lists(r, "titles", "director"));
    assert_int_equal(rule_count(rule_at(c, "seats.near", "tc", "A12"), 11), 3);
}

static void meetings(void **state) {
    const struct charter *c = *state;
    const struct rule *r = rule_at(c, "meetings.regular", "tc", "A16");
    assert_int_equal(rule_int(r, "count"), 2);
    assert_string_equal(rule_word(r, "per"), "month");
    assert_true(rule_flag(r, "public"));
    r = rule_at(c, "meeting.notice", "tc", "A16.1");
    assert_int_equal(rule_int(r, "days"), 7);
    assert_int_equal(rule_int(r, "before_topics"), 1);
    assert_string_equal(rule_word(r, "by"), "mail");
    assert_int_equal(rule_int(rule_at(c, "topics.close", "tc", "A16.1"), "days"), 2);
    r = rule_at(c, "meeting.quorum", "tc", "A16.2");
    assert_ratio(rule_ratio(r, "share"), 1, 2);
    assert_string_equal(rule_word(r, "what"), "present");
    assert_string_equal(rule_word(r, "of"), "in-office");
    assert_int_equal(rule_needed(r, 15), 8);
    assert_false(rule_reached(r, 7, 15));
    assert_true(rule_reached(r, 7, 14));
    r = rule_at(c, "motion.majority", "tc", "A16.3");
    assert_true(rule_reached(r, 5, 10));
    assert_false(rule_reached(r, 4, 9));
    assert_string_equal(rule_word(r, "tie"), "none");
    assert_string_equal(rule_word(rule_at(c, "motion.opposite", "tc", "A16.3"), "effect"), "refused");
    rule_at(c, "meeting.quorum", "board", "A10");
    rule_at(c, "motion.majority", "board", "A7");
}

static void offices(void **state) {
    const struct charter *c = *state;
    const struct rule *several[4];
    const struct rule *r = rule_at(c, "term", "tc", "A17");
    assert_int_equal(rule_term_end(r, day_of(2026, 3, 14)), day_of(2027, 12, 31));
    assert_int_equal(rule_term_end(r, day_of(2026, 1, 1)), day_of(2027, 12, 31));
    assert_false(rule_flag(r, "holdover"));
    assert_int_equal(charter_rules_for(c, "nominations", "tc", several, 4), 2);
    assert_string_equal(rule_word(several[0], "by"), "title");
    assert_string_equal(rule_word(several[0], "nominating_body"), "tc");
    assert_string_equal(rule_word(several[1], "by"), "director");
    assert_int_equal(rule_int(several[1], "each"), 1);
    assert_int_equal(rule_int(several[0], "each"), 0);
    assert_int_equal(charter_rules_for(c, "nominations", "board/director", several, 4), 1);
    assert_int_equal(charter_rules_for(c, "nominations", "tc/chair", several, 4), 2);
    assert_string_equal(rule_clause(charter_rule(c, "approval", "secretariat/deputy")), "A22.5");
    assert_string_equal(rule_clause(charter_rule(c, "approval", "secretariat/secretary-general")), "A24");
    assert_string_equal(rule_clause(charter_rule(c, "approval", "tc/member")), "A12");
    assert_null(charter_rule(c, "approval", "board"));
    assert_string_equal(rule_clause(charter_rule(c, "conditions", "tc/chair")), "A14");
    assert_true(rule_flag(charter_rule(c, "delegation", "secretariat/secretary-general"), "order"));
}

static void money(void **state) {
    const struct charter *c = *state;
    assert_int_equal(rule_int(rule_at(c, "fee", "director", "A25.1"), "amount_fen"), 10000000);
    assert_int_equal(rule_int(rule_at(c, "fee", "ordinary", "A25.1"), "amount_fen"), 2000000);
    assert_int_equal(rule_int(rule_at(c, "fee", "partner", "A25.1"), "amount_fen"), 0);
    assert_true(rule_lists(charter_rule(c, "fee.waiver", NULL), "years", "2026"));
    assert_false(rule_lists(charter_rule(c, "fee.waiver", NULL), "years", "2027"));
    rule_at(c, "distribution.none", NULL, "A25.7");
    rule_at(c, "vote.escrow", NULL, "A25.6");
}

static void grants(void **state) {
    const struct charter *c = *state;
    const struct grant *const *g;
    assert_int_equal(charter_grants(c, "meeting.lead", "tc", &g), 1);
    assert_string_equal(g[0]->clause, "A16.1");
    assert_int_equal(g[0]->who_count, 2);
    assert_string_equal(g[0]->who[0].title, "chair");
    assert_int_equal(charter_grants(c, "meeting.lead", NULL, &g), 0);
    assert_int_equal(charter_grants(c, "membership.apply", NULL, &g), 1);
    assert_int_equal(g[0]->who[0].kind, GRANT_VISITOR);
    assert_int_equal(charter_grants(c, "membership.apply", "board", &g), 1);
    assert_int_equal(charter_grants(c, "no.such-power", NULL, &g), 0);
    /* "of every body: chair of it" reaches the bodies that have a chair */
    assert_int_equal(charter_grants(c, "meeting.record", "safety", &g), 2);
    assert_string_equal(g[1]->who[0].body, "safety");
    assert_int_equal(charter_grants(c, "meeting.record", "secretariat", &g), 1);
    assert_int_equal(charter_grants(c, "charter.comment", NULL, &g), 1);
    assert_int_equal(g[0]->who[0].kind, GRANT_REPRESENTATIVE);
    assert_string_equal(g[0]->who[0].class_id, "director");
}

static void clauses(void **state) {
    const struct charter *c = *state;
    const struct charter_clause *all;
    size_t n = charter_clauses(c, &all), articles = 0;
    for (size_t i = 0; i < n; i++) {
        articles += !strcmp(all[i].id, all[i].article);
        assert_true(all[i].rule_count > 0);
        for (int lang = 0; lang < LANG_COUNT; lang++) assert_non_null(all[i].prose[lang].data);
    }
    assert_int_equal(articles, 26);
    assert_true(charter_clause(c, "A26.2")->rule_count == 2);
    assert_true(charter_clause(c, "A22.4")->text_only);
    assert_string_equal(charter_clause(c, "A16")->heading.en, "Meetings of the Technical Committee");
    assert_string_equal(charter_clause(c, "A8.2.5")->article, "A8");
    assert_non_null(charter_clause(c, "A7")->chapter.zh);
    assert_null(charter_clause(c, "A8")->chapter.zh);
    assert_null(charter_clause(c, "A27"));
    assert_null(charter_clause(c, "16"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        { "charter/coia: the head declares the alliance", head, NULL, NULL, NULL },
        { "charter/coia: A11.1 A11.2 A12 seats by golden numbers", seats, NULL, NULL, NULL },
        { "charter/coia: A10 A16 meetings, notice, quorum, majority", meetings, NULL, NULL, NULL },
        { "charter/coia: A12 A14 A17 A22.5 A23 A24 terms, nominations, appointments", offices, NULL, NULL, NULL },
        { "charter/coia: A25 fees, waiver, escrow, no distribution", money, NULL, NULL, NULL },
        { "charter/coia: powers reach those they are granted to", grants, NULL, NULL, NULL },
        { "charter/coia: 26 articles, both languages, a rule for each clause", clauses, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests(tests, load, unload);
}
