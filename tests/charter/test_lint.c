/* What lint finds, one contradiction or gap at a time, and that the charters of the house can work as written. */
#include "support.h"

static const struct lint_finding *finding(const struct lint_report *r, const char *code, const char *clause) {
    for (size_t i = 0; i < r->count; i++)
        if (!strcmp(r->items[i].code, code) && (!clause || (r->items[i].clause && !strcmp(r->items[i].clause, clause))))
            return &r->items[i];
    return NULL;
}

/* The sentence of a finding in both languages, whole. */
static void check_sentence(const struct lint_finding *f) {
    struct buf b;
    buf_init(&b, 1 << 16);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        error_format(&b, &f->error, (enum lang)lang);
        if (!b.len || strchr(buf_z(&b), '{')) fail_msg("%s: %s", f->code, buf_z(&b));
        buf_clear(&b);
    }
    buf_release(&b);
}

/* What a body that meets needs, without what a test leaves out. */
#define MEETS                                                                                                          \
    "rule A1 meetings of board: led by chair\n"                                                                        \
    "rule A1 notice to holders of board: by mail, at least 9 calendar days before\n"                                   \
    "rule A1 topics of board: close 2 working days before\n"                                                           \
    "rule A1 may meeting.call, meeting.lead, motion.propose, motion.vote of board: holder of board\n"
#define DECIDES                                                                                                        \
    "rule A1 majority of board: affirmative > 1/2 of present\nrule A1 quorum of board: present >= 1/2 of in-office\n"
#define AMENDS                                                                                                         \
    "rule A2 vote on amendment: by board\nrule A2 may charter.propose: holder of board\nrule A2 amendments: in force " \
    "1 day after the vote at the earliest\n"
#define FOUNDS                                                                                                         \
    "rule A1 founding: by the founder until closed\n"                                                                  \
    "rule A1 may founding.admit, founding.appoint, founding.close: founder\n"

static const struct {
    const char *rules;
    const char *code;
    int severity;
    const char *clause;
} FOUND[] = {
    { "rule A3 text\n", "rule-without-clause", LINT_ERROR, "A3" },
    { "body club: \"Club\" / \"会\", holder \"x\" / \"人\", plural \"x\" / \"人\"\nrule A1 text\n", "body-empty",
      LINT_ERROR, NULL },
    { "right sing: \"sing\" / \"歌唱\"\nrule A1 text\n", "word-unused", LINT_NOTE, NULL },
    { "office guard of desk: \"guard\" / \"门卫\", 3 seats\nrule A1 seats of desk: 2\n", "seats-titles", LINT_ERROR,
      "A1" },
    { "rule A1 text\n", "clause-unruled", LINT_WARNING, "A2" },
    { "rule A1 text because \"See A9.9.\" / \"见 A9.9。\"\n", "reference-unknown", LINT_WARNING, "A1" },
    { "rule A1 text because \"Why.\" / \"因为。\"\n", "reading", LINT_NOTE, "A1" },
    { "rule A1 meetings of board: led by chair\n", "quorum-missing", LINT_WARNING, NULL },
    { "rule A1 meetings of board: led by chair\n", "majority-missing", LINT_ERROR, NULL },
    { "rule A1 vote on plans: by board\n", "lead-missing", LINT_WARNING, NULL },
    { "rule A1 vote on plans: by board\n", "notice-missing", LINT_WARNING, NULL },
    { "rule A1 vote on plans: by board\n", "topics-missing", LINT_NOTE, NULL },
    { "rule A1 vote on plans: by board\n", "power-unheld", LINT_ERROR, NULL },
    { MEETS "rule A1 majority of board: affirmative >= 1/2 of present\n", "majority-half", LINT_WARNING, "A1" },
    { MEETS "rule A1 majority of board: affirmative >= 1/2 of present\nrule A1 opposite motion of board: refused in "
            "the same meeting\n",
      "majority-half", LINT_NOTE, "A1" },
    { "rule A1 vote on plans: by board\nrule A1 notice to holders of board: by mail, at least 2 calendar days before\n"
      "rule A1 topics of board: close 2 working days before\n",
      "topics-before-notice", LINT_WARNING, "A1" },
    { "rule A1 vote on plans: by board\nrule A1 notice to holders of board: by mail, at least 2 calendar days before\n"
      "rule A1 topics of board: close 3 working days before\n",
      "topics-before-notice", LINT_ERROR, "A1" },
    { "rule A1 seats of board: 10% of members, rounded up, at least 9, at most 8\n", "seats-range", LINT_ERROR, "A1" },
    { "rule A1 seats of desk: 3\nrule A1 seats of board: 1\nrule A1 leaders of board: chair, director together at most "
      "1/2 of seats, rounded down\n",
      "leaders-cap", LINT_ERROR, "A1" },
    { "rule A1 holders of board: through full, at most 1 from each organization\nrule A1 seats of board: 7\n",
      "seats-eligible", LINT_NOTE, "A1" },
    { "rule A1 quorum of board: present >= 1/2 of seats\n", "seats-unsettled", LINT_ERROR, "A1" },
    { "rule A1 vote on plans: by board, affirmative >= 1/2 of seats\n", "seats-unsettled", LINT_ERROR, "A1" },
    { "rule A1 text\n", "office-unreachable", LINT_ERROR, NULL },
    { FOUNDS "rule A1 first term of board: by appointment, later by election\n", "office-not-renewed", LINT_WARNING,
      "A1" },
    { "rule A1 first term of board: by election, later by approval\nrule A1 appointment to board: nominated by desk, "
      "approved by vote of board\n"
      "rule A1 may nomination.make of board: clerk of desk\n",
      "office-not-first", LINT_NOTE, "A1" },
    { "rule A1 text\n", "term-missing", LINT_NOTE, NULL },
    { "rule A1 stand-in for board/chair: chair during absence\n", "stand-in-self", LINT_ERROR, "A1" },
    { "rule A1 lots for board: drawn by desk\n", "power-unheld", LINT_ERROR, "A1" },
    { "rule A1 acceptance by nominees of board: before nominations close\n", "power-unheld", LINT_ERROR, "A1" },
    { "rule A1 rotation of board: on\n", "rotation-unsettled", LINT_ERROR, "A1" },
    { "rule A1 supervision of board: by desk\nrule A1 supervision of desk: by board\n", "supervision-circle",
      LINT_ERROR, "A1" },
    { "rule A1 appointment to desk: nominated by board, approved by vote of board\n", "vote-missing", LINT_ERROR,
      "A1" },
    { "rule A1 applications as full: decided by vote of board\nrule A2 vote on admission: by desk\n",
      "clauses-disagree", LINT_ERROR, "A1" },
    { "rule A1 standing rules of board: may settle rotation\nrule A2 vote on standing rules: by desk\n",
      "clauses-disagree", LINT_ERROR, "A1" },
    { "rule A1 vote on amendment: by board\n", "charter-frozen", LINT_ERROR, NULL },
    { "rule A1 text\n", "force-missing", LINT_WARNING, NULL },
    { "rule A1 text\n", "founding-missing", LINT_WARNING, NULL },
    { "rule A1 founding: by the founder until closed\n", "founding-stuck", LINT_ERROR, "A1" },
    { "rule A1 text\n", "power-unbound", LINT_WARNING, NULL },
    { "rule A1 text\n", "powers-unused", LINT_NOTE, NULL },
    { "rule A1 text\n", "topic-silent", LINT_NOTE, NULL },
    { "rule A1 text\n", "class-closed", LINT_ERROR, NULL },
    { "rule A1 fee of full: CNY 1 each year\n", "fee-missing", LINT_WARNING, "A1" },
    { "rule A1 text\n", "rights-missing", LINT_NOTE, NULL },
    { "rule A1 fees: waived in 2025, 2027\n", "waiver-without-fee", LINT_WARNING, "A1" },
    { "rule A1 fees: waived in 2025, 2027\n", "waiver-gap", LINT_WARNING, "A1" },
    { "rule A1 fees: waived in 2025, 2026\n", "waiver-ends", LINT_NOTE, "A1" },
};

static void what_is_found(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(FOUND); i++) {
        struct arena a;
        arena_init(&a);
        struct charter *c = small_with(&a, FOUND[i].rules);
        struct lint_report r = { .arena = &a };
        charter_lint(c, &r);
        const struct lint_finding *f = finding(&r, FOUND[i].code, FOUND[i].clause);
        if (!f) {
            fail_msg("%s is not found in: %s", FOUND[i].code, FOUND[i].rules);
            return;
        }
        CHECK_INT(f->severity, FOUND[i].severity, FOUND[i].code);
        for (size_t k = 0; k < r.count; k++) check_sentence(&r.items[k]);
        charter_free(c);
        arena_release(&a);
    }
}

/* What is settled is not found fault with. */
static void what_is_not_found(void **state) {
    (void)state;
    static const char *const codes[] = { "quorum-missing",     "majority-missing",     "notice-missing",
                                         "topics-missing",     "lead-missing",         "power-unheld",
                                         "majority-half",      "topics-before-notice", "office-unreachable",
                                         "office-not-renewed", "office-not-first",     "charter-frozen",
                                         "force-missing",      "founding-missing",     "founding-stuck",
                                         "class-closed" };
    struct arena a;
    arena_init(&a);
    struct charter *c =
        small_with(&a, "rule A1 applications as every class: decided by an officer of desk\n" FOUNDS MEETS DECIDES
                       "rule A1 first term of every body: by appointment, later by approval\n"
                       "rule A1 appointment to board: nominated by desk, approved by vote of board\n"
                       "rule A1 appointment to desk: nominated by board/chair, approved by vote of board\n"
                       "rule A1 vote on appointment: by board\n"
                       "rule A1 may nomination.make of board: holder of desk\n"
                       "rule A1 may nomination.make of desk: chair of board\n" AMENDS);
    struct lint_report r = { .arena = &a };
    charter_lint(c, &r);
    for (size_t i = 0; i < COUNT(codes); i++)
        if (finding(&r, codes[i], NULL)) fail_msg("%s is found", codes[i]);
    charter_free(c);
    arena_release(&a);
}

static void prose_that_differs(void **state) {
    (void)state;
    struct arena a;
    arena_init(&a);
    struct charter_faults faults;
    struct charter *c =
        parse_with(&a, SMALL_HEAD "rule A1 text\n", "# 小\n\n### A1 一\n\n参见 A7。\n\n- **A1.1** 款。\n",
                   "# S\n\n### A1 One\n\nText.\n", &faults);
    assert_non_null(c);
    struct lint_report r = { .arena = &a };
    charter_lint(c, &r);
    assert_non_null(finding(&r, "prose-missing", "A1.1"));
    assert_null(finding(&r, "prose-missing", "A1"));
    assert_non_null(finding(&r, "reference-unknown", "A1"));
    assert_true(charter_lint_failed(&r));
    charter_free(c);
    arena_release(&a);
}

static int64_t members_of(void *context, const char *class_id) {
    const int64_t *n = context; /* all, director members */
    return class_id ? n[1] : n[0];
}

/* A11.1 of 40 members asks for 12 seats; with 9 director members 3 stay vacant. */
static void todays_facts(void **state) {
    (void)state;
    struct arena a;
    arena_init(&a);
    struct charter *c = charter_of("charters/coia");
    int64_t numbers[] = { 40, 9 };
    struct charter_facts facts = { numbers, members_of };
    struct lint_report r = { .arena = &a }, s = { .arena = &a };
    struct buf b;
    buf_init(&b, 4096);
    charter_lint_with(c, &facts, &r);
    const struct lint_finding *f = finding(&r, "seats-vacant", "A11.1");
    assert_non_null(f);
    error_format(&b, &f->error, LANG_EN);
    CHECK_BUF(&b, "Seats set today: 12 in the Board; 9 can be filled, 3 stay vacant.", "seats-vacant");
    numbers[1] = 12;
    charter_lint_with(c, &facts, &s);
    assert_null(finding(&s, "seats-vacant", NULL));
    buf_release(&b);
    charter_free(c);
    arena_release(&a);
}

static void house_is_sound(void **state) {
    (void)state;
    static const char *const folders[] = { "charters/coia", "charters/hearth" };
    for (size_t i = 0; i < COUNT(folders); i++) {
        struct arena a;
        struct buf b;
        arena_init(&a);
        buf_init(&b, 1 << 20);
        struct charter *c = charter_of(folders[i]);
        struct lint_report r = { .arena = &a };
        charter_lint(c, &r);
        for (size_t k = 0; k < r.count; k++) {
            check_sentence(&r.items[k]);
            if (r.items[k].severity == LINT_NOTE) continue;
            error_format(&b, &r.items[k].error, LANG_EN);
            fail_msg("%s: %s", folders[i], buf_z(&b));
        }
        assert_false(charter_lint_failed(&r));
        charter_lint_text(&b, &r, LANG_ZH);
        assert_true(str_has(buf_str(&b), "错误 0，提示 0，说明 "));
        charter_free(c);
        buf_release(&b);
        arena_release(&a);
    }
}

/* The contradictions of COIA's charter that its readers named. */
static void known_contradictions(void **state) {
    (void)state;
    static const struct {
        const char *code, *clause;
    } named[] = {
        { "bodies-listed", "A6" },     { "reading", "A5.2" },      { "reading", "A7.4" }, { "reading", "A10" },
        { "reading", "A11" },          { "reading", "A11.1" },     { "reading", "A12" },  { "reading", "A16.1" },
        { "reading", "A17" },          { "reading", "A20" },       { "reading", "A24" },  { "reading", "A25.1" },
        { "reading", "A26.2" },        { "reading", "A9.3" },      { "reading", "A5.1" }, { "majority-half", "A16.3" },
        { "seats-eligible", "A11.1" }, { "waiver-ends", "A25.1" },
    };
    struct arena a;
    arena_init(&a);
    struct charter *c = charter_of("charters/coia");
    struct lint_report r = { .arena = &a };
    charter_lint(c, &r);
    for (size_t i = 0; i < COUNT(named); i++)
        if (!finding(&r, named[i].code, named[i].clause))
            fail_msg("%s of %s is not found", named[i].code, named[i].clause);
    charter_free(c);
    arena_release(&a);
}

/* Where its readers found the charter silent, contradicting itself or doubtful: each named at its clause, in both languages. */
static void readings_named(void **state) {
    (void)state;
    static const struct {
        const char *code, *clause;
    } named[] = {
        { "reading", "A4.3" },      { "reading", "A5.1" },   { "reading", "A5.2" },
        { "bodies-listed", "A6" },  { "reading", "A7" },     { "reading", "A7.4" },
        { "reading", "A8" },        { "reading", "A8.2.2" }, { "reading", "A9.1" },
        { "reading", "A9.3" },      { "reading", "A9.3.1" }, { "reading", "A10" },
        { "reading", "A11" },       { "reading", "A11.1" },  { "seats-eligible", "A11.1" },
        { "reading", "A11.2" },     { "reading", "A12" },    { "reading", "A13" },
        { "reading", "A16.1" },     { "reading", "A16.3" },  { "majority-half", "A16.3" },
        { "reading", "A17" },       { "reading", "A18" },    { "reading", "A18.5" },
        { "reading", "A19" },       { "reading", "A19.5" },  { "reading", "A20" },
        { "reading", "A21.2" },     { "reading", "A21.3" },  { "reading", "A21.5" },
        { "reading", "A23" },       { "reading", "A24" },    { "reading", "A25.1" },
        { "waiver-ends", "A25.1" }, { "reading", "A26.1" },  { "reading", "A26.2" },
    };
    struct arena a;
    arena_init(&a);
    struct charter *c = charter_of("charters/coia");
    struct lint_report r = { .arena = &a };
    charter_lint(c, &r);
    for (size_t i = 0; i < COUNT(named); i++) {
        const struct lint_finding *f = finding(&r, named[i].code, named[i].clause);
        if (!f) fail_msg("%s of %s is not found", named[i].code, named[i].clause);
        check_sentence(f);
    }
    charter_free(c);
    arena_release(&a);
}

/* What a reading settles comes back as a fault when the reading is taken out of the rules. */
static void readings_settle(void **state) {
    (void)state;
    static const struct {
        const char *from, *to, *code;
        int severity;
        const char *clause;
    } rows[] = {
        { "least 7 calendar days before, and 1 working day before topics close\n            because \"“All members”",
          "least 7 calendar days before\n            because \"“All members”", "topics-before-notice", LINT_WARNING,
          "A16.1" },
        { "rule A16.3  opposite motion of tc: refused in the same meeting",
          "rule A16.3  opposite motion of tc: allowed", "majority-half", LINT_WARNING, "A16.3" },
        { "expulsion: by vote of board", "expulsion: by vote of tc", "clauses-disagree", LINT_ERROR, "A5.2" },
        { "rule A7.5   vote on admission: by board", "# A7.5 is silent", "vote-missing", LINT_ERROR, "A7.5" },
        { "appointment to outreach: nominated by secretariat, approved by vote of board",
          "appointment to outreach: nominated by secretariat, approved by vote of tc", "clauses-disagree", LINT_ERROR,
          "A18.5" },
        { "rule A24    may nomination.make, nomination.withdraw of secretariat: holder of board", "# A24 is silent",
          "office-not-renewed", LINT_WARNING, "A20" },
        { "at least 10, at most 25", "at least 26, at most 25", "seats-range", LINT_ERROR, "A11.1" },
        { "term of tc: 2 calendar years, without holdover", "may plan.propose of tc: holder of tc", "term-missing",
          LINT_NOTE, NULL },
        { "rotation of board: off", "rotation of board: on", "rotation-unsettled", LINT_ERROR, "A9.3" },
        { "waived in 2025, 2026", "waived in 2025, 2027", "waiver-gap", LINT_WARNING, "A25.1" },
        { "rule A25.1  fee of partner: CNY 0 each year", "", "fee-missing", LINT_WARNING, "A25.1" },
        { "rule A7.1   vote on amendment: by board", "# A7.1 is silent", "charter-frozen", LINT_ERROR, NULL },
        { "rule A10    quorum of board: present >= 1/2 of in-office",
          "rule A10    quorum of secretariat: present >= 1/2 of in-office", "quorum-missing", LINT_WARNING, NULL },
        { "rule A12    election of tc: by holders of board", "# A12 is silent", "office-not-renewed", LINT_WARNING,
          "A12" },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena a;
        arena_init(&a);
        struct charter_source source;
        struct charter_faults faults = { .arena = &a };
        struct charter *c = NULL;
        struct error err = { 0 };
        assert_int_equal(charter_read_folder(&source, "charters/coia", &a, &err), 0);
        const char *rules = arena_z(&a, source.rules), *place = strstr(rules, rows[i].from);
        if (!place) fail_msg("the rules do not say: %s", rows[i].from);
        source.rules = arena_f(&a, "%.*s%s%s", (int)(place - rules), rules, rows[i].to, place + strlen(rows[i].from));
        if (charter_parse(&c, &source, &faults))
            fail_msg("%s: does not parse, line %d", rows[i].to, faults.items[0].line);
        struct lint_report r = { .arena = &a };
        charter_lint(c, &r);
        const struct lint_finding *f = finding(&r, rows[i].code, rows[i].clause);
        if (!f || f->severity != rows[i].severity)
            fail_msg("row %zu: %s is not found as it should be", i, rows[i].code);
        charter_free(c);
        arena_release(&a);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("charter/lint: each gap and contradiction is found", what_is_found),
        CASE("charter/lint: what is settled is not found fault with", what_is_not_found),
        CASE("charter/lint: prose that differs between languages", prose_that_differs),
        CASE("charter/lint: A11.1 seats that stay vacant today", todays_facts),
        CASE("charter/lint: the charters of the house have neither errors nor warnings", house_is_sound),
        CASE("charter/lint: COIA's known contradictions are named", known_contradictions),
        CASE(
            "charter/lint: A4.3 A6 A7.4 A9.3 A10 A11 A20 A24 each silence, contradiction and doubt is named at its clause",
            readings_named),
        CASE("charter/lint: what a reading settles is a fault without it", readings_settle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
