/* Bodies and offices by clause: seats, leaders, appointment, nomination and approval, terms, delegation and absence. */
#include "support/session.h"

/* ---- A11: seats ---- */

static void test_seats(void **state) {
    (void)state;
    static const struct {
        int members, seats, leaders;
    } rows[] = {
        { 33, 10, 6 },  { 34, 10, 6 },  { 35, 11, 7 },  { 36, 11, 7 },  { 37, 11, 7 },  { 45, 14, 9 },  { 55, 17, 11 },
        { 65, 20, 12 }, { 75, 23, 14 }, { 81, 24, 15 }, { 82, 25, 15 }, { 83, 25, 15 }, { 84, 25, 15 }, { 100, 25, 15 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scene s;
        scene_coia_of(&s, rows[i].members, 12, 2, "2026-07-01 09:00");
        assert_int_equal(state_int(&s, "SELECT count FROM seats WHERE body = 'board'"), rows[i].seats);
        assert_int_equal(state_int(&s, "SELECT members FROM seats WHERE body = 'board'"), rows[i].members);
        assert_int_equal(state_int(&s, "SELECT count(*) FROM seats"), 1); /* only bodies whose seats a rule counts */
        scene_end(&s);
    }
}

static void test_leaders(void **state) {
    (void)state;
    struct scene s; /* 10 seats: chair and five vice-chairs, not six */
    scene_begin(&s, "charters/coia", "2026-07-01 09:00");
    for (int i = 1; i <= 12; i++) admit(&s, i, "director", "enterprise");
    appoint(&s, "board", "chair", 2);
    for (int i = 3; i <= 7; i++) appoint(&s, "board", "vice-chair", i);
    const struct answer *sixth = act(&s, FOUNDER, "founding.appoint", "body=board", "title=vice-chair", "person=8");
    ASSERT_REFUSED_AS(sixth, ERR_REFUSED, "A11.2");
    assert_int_equal(NUMBER(sixth, "A11.2", "cap"), 6);
    assert_int_equal(NUMBER(sixth, "A11.2", "held"), 6);
    ASSERT_REFUSED(act(&s, FOUNDER, "founding.appoint", "body=board", "title=chair", "person=8"),
                   "A11.1"); /* one chair */
    for (int i = 8; i <= 11; i++) appoint(&s, "board", "director", i);
    const struct answer *eleventh = act(&s, FOUNDER, "founding.appoint", "body=board", "title=director", "person=12");
    ASSERT_REFUSED_AS(eleventh, ERR_REFUSED, "A11.1"); /* all ten seats are filled */
    assert_int_equal(NUMBER(eleventh, "A11.1", "seats"), 10);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- the founding ---- */

static void test_founding(void **state) {
    (void)state;
    struct scene s;
    scene_begin(&s, "charters/coia", "2026-07-01 09:00");
    ASSERT_REFUSED_AS(act(&s, 0, "founding.admit", "class=ordinary", "org_name=X1", "type=enterprise",
                          "jurisdiction=DE", "registration=HRB 1", "name=N", "email=n@example.org"),
                      ERR_DENIED, "A11");
    ASSERT_REFUSED_AS(act(&s, FOUNDER, "founding.admit", "class=partner", "org_name=X1", "type=enterprise",
                          "jurisdiction=DE", "registration=HRB 1", "name=N", "email=n@example.org"),
                      ERR_REFUSED, "A4.4");
    ASSERT_REFUSED_AS(act(&s, FOUNDER, "founding.admit", "class=ordinary", "org_name=X1", "type=enterprise",
                          "jurisdiction=de", "registration=HRB 1", "name=N", "email=n@example.org"),
                      ERR_SYNTAX, NULL);
    admit(&s, 1, "director", "enterprise");
    admit(&s, 2, "ordinary", "enterprise");
    ASSERT_REFUSED(act(&s, FOUNDER, "founding.appoint", "body=board", "title=chair", "person=3"),
                   "A7"); /* of an ordinary member */
    ASSERT_REFUSED(act(&s, FOUNDER, "founding.appoint", "body=board", "title=chair", "person=1"), "A7"); /* of none */
    ASSERT_REFUSED_AS(act(&s, FOUNDER, "founding.appoint", "body=board", "title=treasurer", "person=2"), ERR_SYNTAX,
                      NULL);
    ASSERT_REFUSED_AS(act(&s, FOUNDER, "founding.appoint", "body=tc", "title=director", "person=2"), ERR_SYNTAX, NULL);
    appoint(&s, "board", "chair", 2);
    ASSERT_REFUSED_AS(act(&s, FOUNDER, "founding.appoint", "body=board", "title=director", "person=2"), ERR_CONFLICT,
                      NULL); /* one office each */
    ASSERT_ALLOWED(act(&s, 2, "representative.add", "member=1", "name=Second", "email=second@example.org"));
    ASSERT_REFUSED(act(&s, FOUNDER, "founding.appoint", "body=board", "title=director", "person=4"),
                   "A7"); /* one seat an organization */
    const struct answer *early = act(&s, FOUNDER, "founding.close");
    ASSERT_REFUSED(early, "A11"); /* bodies without a chair */
    appoint(&s, "tc", "chair", 3);
    appoint(&s, "outreach", "chair", 3);
    appoint(&s, "safety", "chair", 3);
    appoint(&s, "secretariat", "secretary-general", FOUNDER);
    ASSERT_ALLOWED(act(&s, FOUNDER, "founding.escrow", "company=Example Trust", "registration=T1"));
    ASSERT_REFUSED(act(&s, FOUNDER, "founding.escrow", "company=Other Trust", "registration=T2"), "A25.6");
    ASSERT_ALLOWED(act(&s, FOUNDER, "founding.sigs"));
    ASSERT_REFUSED(act(&s, FOUNDER, "founding.sigs"), "A13");
    ASSERT_ALLOWED(act(&s, FOUNDER, "founding.close"));
    ASSERT_REFUSED_AS(act(&s, FOUNDER, "founding.close"), ERR_DENIED, "A11"); /* for ever */
    ASSERT_REFUSED_AS(act(&s, FOUNDER, "founding.appoint", "body=tc", "title=member", "person=2"), ERR_DENIED, "A11");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_sigs(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM sig WHERE body = 'tc' AND to_at IS NULL"), 4);
    static const char *const names[] = { "Open Enterprise AI Platform SIG", "AI Desktop SIG", "User Needs SIG",
                                         "Standards and Evaluation SIG" };
    for (int i = 0; i < 4; i++)
        assert_string_equal(state_text(&s, "SELECT name_en FROM sig WHERE id = $1", V(i + 1)), names[i]);
    ASSERT_REFUSED_AS(act(&s, BOARD_CHAIR, "sig.propose", "body=tc", "change=add", "name_en=X", "name_zh=某", "title=T",
                          "scope=S"),
                      ERR_DENIED, "A13");
    ASSERT_REFUSED_AS(act(&s, TC_MEMBER, "sig.propose", "body=tc", "change=add", "name_en=X", "title=T", "scope=S"),
                      ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(act(&s, TC_MEMBER, "sig.propose", "body=tc", "change=merge", "sig=2", "into=2", "title=T",
                          "scope=S"),
                      ERR_SYNTAX, NULL);
    int64_t add =
        matter_of(&s, ASSERT_ALLOWED(act(&s, TC_MEMBER, "sig.propose", "body=tc", "change=add", "name_en=Robotics SIG",
                                         "name_zh=机器人兴趣组", "title=T", "scope=S")));
    int64_t merge = matter_of(&s, ASSERT_ALLOWED(act(&s, TC_MEMBER, "sig.propose", "body=tc", "change=merge", "sig=2",
                                                     "into=3", "title=T", "scope=S")));
    int64_t end = matter_of(&s, ASSERT_ALLOWED(act(&s, TC_MEMBER, "sig.propose", "body=tc", "change=end", "sig=4",
                                                   "title=T", "scope=S")));
    vote_matter(&s, add, "2026-07-02 10:00", "2026-07-20 10:00", true);
    vote_matter(&s, merge, "2026-07-21 10:00", "2026-08-03 10:00", true);
    vote_matter(&s, end, "2026-08-04 10:00", "2026-08-17 10:00", false);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM sig WHERE to_at IS NULL"), 4);
    assert_int_equal(state_int(&s, "SELECT merged_into FROM sig WHERE id = 2"), 3);
    assert_string_equal(state_text(&s, "SELECT resolution FROM sig WHERE id = 5"), "TC-2026-001");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- A8, A12, A14: nominations in a round ---- */

static const char *const CONDITIONS[] = { "capacity", "lawful", "public-spirit", "independent", "able", "further" };

/* `missing` of the six conditions is left out; -1: none. */
static const struct answer *nominate(struct scene *s, int64_t by, const char *as, const char *body, const char *title,
                                     int64_t person, int missing) {
    const char *fields[16] = { f(s, "body=%s", body), f(s, "title=%s", title), number_field(s, "person", person) };
    size_t n = 3;
    for (int i = 0; i < 6; i++)
        if (i != missing) fields[n++] = f(s, "conditions[]=%s", CONDITIONS[i]);
    if (as) fields[n++] = as;
    fields[n] = NULL;
    return scene_act(s, by, "nomination.make", fields);
}
static const struct answer *nominate_board(struct scene *s, int64_t by, const char *title, int64_t person) {
    return act(s, by, "nomination.make", "body=board", f(s, "title=%s", title), number_field(s, "person", person),
               as_representative(s, by));
}

static int64_t open_round(struct scene *s, const char *body, const char *closes, const char *from) {
    int64_t entry = ASSERT_ALLOWED(act(s, SECRETARY, "nomination.open", f(s, "body=%s", body),
                                       f(s, "closes_at=%s", closes), f(s, "term_from=%s", from)));
    return state_int(s, "SELECT id FROM round WHERE entry = $1", V(entry));
}
static const struct answer *conclude(struct scene *s, int64_t round) {
    return act(s, SECRETARY, "nomination.seat", number_field(s, "round", round));
}
static const char *nomination_state(struct scene *s, int64_t entry) {
    return state_text(s, "SELECT state FROM nomination WHERE entry = $1", V(entry));
}

static void test_one_each(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2027-10-08 10:00");
    ASSERT_REFUSED_AS(nominate_board(&s, 3, "director", 3), ERR_CONFLICT, "A8.2.4"); /* not open */
    int64_t round = open_round(&s, "board", "2027-11-01 12:00", "2028-01-01");
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "nomination.open", "body=board", "closes_at=2027-11-02 12:00",
                          "term_from=2028-01-01"),
                      ERR_CONFLICT, NULL);
    ASSERT_REFUSED_AS(nominate_board(&s, TC_CHAIR, "director", TC_CHAIR), ERR_DENIED,
                      "A8.2.4");                                /* an ordinary member */
    ASSERT_REFUSED(nominate_board(&s, 3, "director", 4), "A7"); /* another's people */
    int64_t vice = ASSERT_ALLOWED(nominate_board(&s, 3, "vice-chair", 3));
    const struct answer *first = nominate_board(&s, 3, "director", 3);
    assert_true(cites(first, "A8.2.4"));
    ASSERT_ALLOWED(act(&s, 3, "representative.add", "member=2", "name=Second", "email=second@example.org",
                       as_representative(&s, 3)));
    int64_t second = state_int(&s, "SELECT max(id) FROM person");
    const struct answer *replacing = nominate_board(&s, 3, "director", second);
    ASSERT_ALLOWED(replacing);
    assert_true(cites(replacing, "A8"));
    assert_string_equal(nomination_state(&s, first->entry), "replaced");
    assert_string_equal(nomination_state(&s, replacing->entry), "standing");
    assert_string_equal(nomination_state(&s, vice), "standing"); /* one vice-chair and one director each */
    at(&s, "2027-11-01 11:59:59");
    int64_t third = ASSERT_ALLOWED(nominate_board(&s, 3, "director", 3));
    at(&s, "2027-11-01 12:00");
    ASSERT_REFUSED_AS(nominate_board(&s, 3, "director", second), ERR_CONFLICT, "A8.2.4"); /* closed */
    ASSERT_ALLOWED(act(&s, 3, "nomination.make", "body=board", "title=director", number_field(&s, "person", second),
                       as_representative(&s, 3), "@received=2027-11-01 11:59:59"));
    assert_string_equal(nomination_state(&s, third), "replaced");
    assert_string_equal(state_text(&s, "SELECT state FROM round WHERE id = $1", V(round)), "closed");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_conditions(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2027-10-08 10:00");
    open_round(&s, "tc", "2027-11-01 12:00", "2028-01-01");
    for (int i = 0; i < 6; i++) {
        const struct answer *answer = nominate(&s, 3, as_representative(&s, 3), "tc", "member", 3, i);
        ASSERT_REFUSED_AS(answer, ERR_REFUSED, "A14");
        assert_string_equal(refusal_field(answer, "A14"), "conditions");
    }
    ASSERT_REFUSED_AS(act(&s, 3, "nomination.make", "body=tc", "title=member", "person=3", as_representative(&s, 3),
                          "conditions[]=handsome"),
                      ERR_SYNTAX, NULL);
    const struct answer *answer = nominate(&s, 3, as_representative(&s, 3), "tc", "member", 3, -1);
    ASSERT_ALLOWED(answer);
    assert_int_equal(NUMBER(answer, "A14", "n"), 6);
    /* One TC member each, whatever the office: a second one replaces the first. */
    int64_t chair = ASSERT_ALLOWED(nominate(&s, 3, as_representative(&s, 3), "tc", "chair", 3, -1));
    assert_string_equal(nomination_state(&s, answer->entry), "replaced");
    assert_string_equal(nomination_state(&s, chair), "standing");
    /* The committee's chair nominates as many as it likes. */
    for (int i = TC_MEMBER; i < TC_MEMBER + 3; i++)
        ASSERT_ALLOWED(nominate(&s, TC_CHAIR, as_office(&s, "tc", TC_CHAIR), "tc", "member", i, -1));
    ASSERT_REFUSED_AS(nominate(&s, TC_MEMBER, as_office(&s, "tc", TC_MEMBER), "tc", "member", TC_MEMBER, -1),
                      ERR_DENIED, "A8.2.6");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_unopposed(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2027-10-08 10:00");
    int64_t round = open_round(&s, "board", "2027-11-01 12:00", "2028-01-01");
    for (int i = 2; i <= 11; i++)
        ASSERT_ALLOWED(nominate_board(&s, i, i == 3 ? "chair" : i == 4 ? "vice-chair" : "director", i));
    ASSERT_REFUSED_AS(conclude(&s, round), ERR_CONFLICT, NULL); /* still open */
    at(&s, "2027-11-01 12:00");
    const struct answer *concluded = conclude(&s, round);
    ASSERT_ALLOWED(concluded);
    assert_int_equal(NUMBER(concluded, "A11", "nominees"), 10);
    assert_int_equal(NUMBER(concluded, "A11.1", "seats"), 10);
    ASSERT_REFUSED_AS(conclude(&s, round), ERR_CONFLICT, NULL);
    at(&s, "2027-12-31 23:59:59");
    ASSERT_ALLOWED(act(&s, BOARD_CHAIR, "meeting.call", "body=board", "starts_at=2028-01-20 10:00", "place=Room 1"));
    assert_string_equal(state_text(&s, "SELECT title FROM holding WHERE person = 3 AND to_at IS NULL"), "vice-chair");
    at(&s, "2027-12-31 24:00");
    ASSERT_REFUSED_AS(act(&s, BOARD_CHAIR, "meeting.call", "body=board", "starts_at=2028-01-21 10:00", "place=Room 1"),
                      ERR_DENIED, "A9.3.1"); /* a director now */
    ASSERT_ALLOWED(act(&s, 3, "meeting.call", "body=board", "starts_at=2028-01-21 10:00", "place=Room 1"));
    assert_string_equal(state_text(&s, "SELECT title FROM holding WHERE person = 3 AND to_at IS NULL"), "chair");
    assert_int_equal(state_int(&s, "SELECT term_end FROM holding WHERE person = 3 AND to_at IS NULL"),
                     time_of(&s, "2029-12-31 24:00"));
    assert_int_equal(state_int(&s, "SELECT from_at FROM holding WHERE person = 3 AND to_at IS NULL"),
                     time_of(&s, "2028-01-01 00:00"));
    assert_int_equal(state_int(&s, "SELECT count(*) FROM seats WHERE body = 'board'"), 2);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_contest(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2027-10-08 10:00");
    int64_t round = open_round(&s, "board", "2027-11-01 12:00", "2028-01-01");
    for (int i = 2; i <= 12; i++) ASSERT_ALLOWED(nominate_board(&s, i, i == 3 ? "chair" : "director", i));
    int64_t eleventh = ASSERT_ALLOWED(nominate_board(&s, 13, "chair", 13));
    at(&s, "2027-11-01 12:00");
    const struct answer *refused = conclude(&s, round); /* two for one chair, twelve for ten seats */
    ASSERT_REFUSED_AS(refused, ERR_REFUSED, "A11");
    assert_non_null(strstr(refusal_text(refused, "A11"), "election"));
    const struct finding *contest = refusal_of(refused, "A11"); /* the same word in both languages, with the clause */
    assert_true(contest && strstr(contest->text.zh, "选举") && strstr(contest->text.zh, "{clause}") &&
                strstr(contest->text.en, "{clause}") && contest->remedy.en);
    ASSERT_REFUSED_AS(act(&s, 5, "nomination.withdraw", "nomination=12", as_representative(&s, 5)), ERR_DENIED, NULL);
    ASSERT_ALLOWED(act(&s, 13, "nomination.withdraw", "nomination=12", as_representative(&s, 13)));
    assert_string_equal(nomination_state(&s, eleventh), "withdrawn");
    ASSERT_REFUSED_AS(conclude(&s, round), ERR_REFUSED, "A11"); /* eleven for ten */
    ASSERT_ALLOWED(act(&s, 12, "nomination.withdraw", "nomination=11", as_representative(&s, 12)));
    ASSERT_ALLOWED(conclude(&s, round));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_leaders_nominated(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2027-10-08 10:00");
    int64_t round = open_round(&s, "board", "2027-11-01 12:00", "2028-01-01");
    for (int i = 2; i <= 8; i++)
        ASSERT_ALLOWED(nominate_board(&s, i, i == 2 ? "chair" : "vice-chair", i)); /* seven who would lead ten */
    ASSERT_ALLOWED(nominate_board(&s, 3, "director", 3)); /* stands for two offices: takes the first, counts once */
    at(&s, "2027-11-01 12:00");
    const struct answer *refused = conclude(&s, round);
    ASSERT_REFUSED_AS(refused, ERR_REFUSED, "A11.2");
    assert_int_equal(NUMBER(refused, "A11.2", "nominees"), 7);
    assert_int_equal(NUMBER(refused, "A11.2", "cap"), 6);
    ASSERT_ALLOWED(act(&s, 3, "nomination.withdraw", "nomination=2", as_representative(&s, 3)));
    ASSERT_ALLOWED(conclude(&s, round));
    at(&s, "2028-01-01 00:00");
    ASSERT_ALLOWED(act(&s, 3, "person.update", "name=Person 3")); /* the clock comes first */
    assert_string_equal(state_text(&s, "SELECT title FROM holding WHERE person = 3 AND to_at IS NULL"), "director");
    assert_int_equal(state_int(&s, "SELECT count(*) FROM holding WHERE body = 'board' AND to_at IS NULL"), 7);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_left_meanwhile(void **state) {
    (void)state;
    struct scene s; /* between the nomination and the term a nominee changes employer: the seat stays vacant */
    scene_coia(&s);
    at(&s, "2027-10-08 10:00");
    int64_t round = open_round(&s, "board", "2027-11-01 12:00", "2028-01-01");
    for (int i = 2; i <= 5; i++) ASSERT_ALLOWED(nominate_board(&s, i, i == 2 ? "chair" : "director", i));
    at(&s, "2027-11-01 12:00");
    ASSERT_ALLOWED(conclude(&s, round));
    ASSERT_ALLOWED(act(&s, SECRETARY, "representative.end", "representation=4"));
    for (int i = 31; i <= 40; i++) { /* and members come: the seats were set on the day of the conclusion */
        at(&s, f(&s, "2027-12-%02d 10:00", i - 20));
        int64_t entry = ASSERT_ALLOWED(act(&s, 0, "application.submit", "class=ordinary", f(&s, "org_name=New %d", i),
                                           "type=enterprise", "jurisdiction=DE", f(&s, "registration=H%d", i),
                                           "statement=We build compilers.", "name=A", "email=a@example.org",
                                           "accept=true", "evidence=E"));
        const char *which =
            number_field(&s, "application", state_int(&s, "SELECT id FROM application WHERE entry = $1", V(entry)));
        ASSERT_ALLOWED(act(&s, SECRETARY, "application.review", which, "note=N"));
        ASSERT_ALLOWED(act(&s, SECRETARY, "application.decide", which, "decision=admit", "grounds=G"));
    }
    at(&s, "2028-01-01 00:00");
    ASSERT_ALLOWED(act(&s, 3, "person.update", "name=Person 3"));
    assert_int_equal(state_int(&s, "SELECT count(*) FROM holding WHERE body = 'board' AND to_at IS NULL"), 3);
    assert_string_equal(state_text(&s, "SELECT state FROM nomination WHERE person = 5"), "lost");
    assert_int_equal(state_int(&s, "SELECT count FROM seats WHERE body = 'board' ORDER BY id DESC LIMIT 1"), 10);
    assert_int_equal(state_int(&s, "SELECT members FROM seats WHERE body = 'board' ORDER BY id DESC LIMIT 1"), 30);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- A12, A18.5, A19.5, A22.5, A24: approval by the Board's vote ---- */

static int64_t nomination_matter(struct scene *s, const struct answer *made) {
    return state_int(s, "SELECT matter FROM nomination WHERE entry = $1", V(ASSERT_ALLOWED(made)));
}

static void test_approval(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    const char *as_secretary = as_office(&s, "secretariat", SECRETARY);
    /* Outreach and Safety: the Secretariat nominates. */
    ASSERT_REFUSED_AS(act(&s, BOARD_CHAIR, "nomination.make", "body=outreach", "title=member", "person=20"), ERR_DENIED,
                      "A18.5");
    ASSERT_REFUSED_AS(act(&s, 30, "nomination.make", "body=outreach", "title=member", "person=20",
                          as_office(&s, "outreach", 30)),
                      ERR_DENIED, "A18.5");
    int64_t outreach =
        nomination_matter(&s, act(&s, SECRETARY, "nomination.make", "body=outreach", "title=vice-chair", "person=20"));
    int64_t safety =
        nomination_matter(&s, act(&s, SECRETARY, "nomination.make", "body=safety", "title=member", "person=20"));
    /* Deputies and staff: the secretary-general; the secretary-general: the Board. */
    ASSERT_REFUSED(act(&s, BOARD_CHAIR, "nomination.make", "body=secretariat", "title=deputy", "person=21"), "A22.5");
    int64_t deputy = nomination_matter(&s, act(&s, SECRETARY, "nomination.make", "body=secretariat", "title=deputy",
                                               "person=21", as_secretary));
    ASSERT_REFUSED(act(&s, SECRETARY, "nomination.make", "body=secretariat", "title=secretary-general", "person=21"),
                   "A24");
    ASSERT_REFUSED_AS(act(&s, DIRECTOR, "nomination.make", "body=secretariat", "title=secretary-general", "person=21"),
                      ERR_CONFLICT, NULL); /* the office is held */
    assert_int_equal(state_int(&s, "SELECT count(*) FROM holding WHERE person IN (20, 21) AND body <> 'tc'"),
                     0); /* nothing before the vote */
    vote_matter(&s, outreach, "2026-07-02 10:00", "2026-07-20 10:00", true);
    vote_matter(&s, safety, "2026-07-21 10:00", "2026-08-03 10:00", false);
    vote_matter(&s, deputy, "2026-08-04 10:00", "2026-08-17 10:00", true);
    assert_string_equal(state_text(&s, "SELECT how FROM holding WHERE person = 20 AND body = 'outreach'"), "approved");
    assert_int_equal(state_int(&s, "SELECT count(*) FROM holding WHERE person = 20 AND body = 'safety'"), 0);
    assert_int_equal(
        state_int(&s, "SELECT count(*) FROM holding WHERE person = 21 AND body = 'secretariat' AND title = 'deputy'"),
        1);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_three_vice_chairs(void **state) {
    (void)state;
    struct scene s; /* three seats, four votes under way: the fourth is not put */
    scene_coia(&s);
    int64_t matters[4];
    for (int i = 0; i < 4; i++)
        matters[i] = nomination_matter(&s, act(&s, SECRETARY, "nomination.make", "body=outreach", "title=vice-chair",
                                               f(&s, "person=%d", 20 + i)));
    for (int i = 0; i < 3; i++)
        vote_matter(&s, matters[i], f(&s, "2026-0%d-02 10:00", 7 + i), f(&s, "2026-0%d-20 10:00", 7 + i), true);
    assert_string_equal(state_text(&s, "SELECT state FROM matter WHERE id = $1", V(matters[3])), "overtaken");
    assert_string_equal(state_text(&s, "SELECT state FROM nomination WHERE id = 4"), "lost");
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "nomination.make", "body=outreach", "title=vice-chair", "person=25"),
                      ERR_CONFLICT, NULL);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "nomination.withdraw", "nomination=4"), ERR_CONFLICT, NULL);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_one_tc_member_each(void **state) {
    (void)state;
    struct scene
        s; /* outside a round: one nomination each, replaced until its vote is put, and taken while its nominee sits */
    scene_coia(&s);
    const char *as = as_representative(&s, 12);
    const struct answer *first = nominate(&s, 12, as, "tc", "member", 12, -1);
    int64_t matter = nomination_matter(&s, first);
    ASSERT_ALLOWED(act(&s, 12, "representative.add", "member=11", "name=Second", "email=second@example.org", as));
    int64_t second = state_int(&s, "SELECT max(id) FROM person");
    const struct answer *replacing = nominate(&s, 12, as, "tc", "member", second, -1);
    int64_t asked = state_int(&s, "SELECT id FROM nomination WHERE entry = $1", V(ASSERT_ALLOWED(replacing)));
    assert_string_equal(nomination_state(&s, replacing->entry), "asked"); /* no vote before the nominee's yes */
    ASSERT_ALLOWED(accept_nomination(&s, asked));
    int64_t next = nomination_matter(&s, replacing);
    assert_string_equal(nomination_state(&s, first->entry), "replaced");
    assert_string_equal(state_text(&s, "SELECT state FROM matter WHERE id = $1", V(matter)), "withdrawn");
    at(&s, "2026-07-02 10:00");
    int64_t meeting = call_meeting(&s, "board", "2026-07-20 10:00");
    open_meeting(&s, meeting, 10);
    int64_t motion = propose_motion(&s, meeting, number_field(&s, "matter", next));
    ASSERT_REFUSED_AS(nominate(&s, 12, as, "tc", "member", 12, -1), ERR_REFUSED, "A12.2"); /* before a vote */
    ASSERT_ALLOWED(decide_motion(&s, motion, 10, 0, 0));
    close_meeting(&s, meeting);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM holding WHERE body = 'tc' AND person = $1 AND to_at IS NULL",
                               V(second)),
                     1);
    ASSERT_REFUSED(nominate(&s, 12, as, "tc", "member", 12, -1), "A12"); /* the organization's seat is taken */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_tc_round(void **state) {
    (void)state;
    struct scene s; /* as many nominees as offices, then the Board's confirming vote */
    scene_coia(&s);
    at(&s, "2027-10-08 10:00");
    int64_t round = open_round(&s, "tc", "2027-11-01 12:00", "2028-01-01");
    for (int i = 0; i < 5; i++)
        ASSERT_ALLOWED(nominate(&s, TC_CHAIR, as_office(&s, "tc", TC_CHAIR), "tc",
                                i == 0  ? "chair"
                                : i < 4 ? "vice-chair"
                                        : "member",
                                TC_CHAIR + i, -1));
    for (int64_t id = 2; id <= 5; id++) ASSERT_ALLOWED(accept_nomination(&s, id)); /* the first nominated himself */
    at(&s, "2027-11-01 12:00");
    ASSERT_ALLOWED(conclude(&s, round));
    assert_string_equal(state_text(&s, "SELECT state FROM round WHERE id = $1", V(round)), "referred");
    int64_t matter = state_int(&s, "SELECT DISTINCT matter FROM nomination WHERE round = $1", V(round));
    vote_matter(&s, matter, "2027-11-02 10:00", "2027-11-22 10:00", true);
    assert_string_equal(state_text(&s, "SELECT state FROM round WHERE id = $1", V(round)), "decided");
    at(&s, "2028-01-01 00:00");
    ASSERT_ALLOWED(act(&s, 3, "person.update", "name=Person 3"));
    assert_int_equal(state_int(&s,
                               "SELECT count(*) FROM holding WHERE body = 'tc' AND to_at IS NULL AND how = 'approved'"),
                     5);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- A17 ---- */

static void test_term(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2027-12-31 23:59:59");
    ASSERT_ALLOWED(act(&s, TC_CHAIR, "meeting.call", "body=tc", "starts_at=2028-01-20 10:00", "place=Room 1"));
    at(&s, "2028-01-01 00:00");
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "meeting.call", "body=tc", "starts_at=2028-01-21 10:00", "place=Room 1"),
                      ERR_DENIED, "A16.1");
    assert_int_equal(state_int(&s, "SELECT count(*) FROM holding WHERE to_at IS NULL"), 0); /* without holdover */
    assert_string_equal(state_text(&s, "SELECT ended_by FROM holding WHERE person = $1", V(TC_CHAIR)), "term");
    assert_int_equal(state_int(&s, "SELECT to_at FROM holding WHERE person = $1", V(TC_CHAIR)),
                     time_of(&s, "2027-12-31 24:00"));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_resign(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    int64_t holding = state_int(&s, "SELECT id FROM holding WHERE person = $1", V(DIRECTOR));
    ASSERT_REFUSED_AS(act(&s, BOARD_CHAIR, "office.resign", number_field(&s, "holding", holding)), ERR_DENIED, NULL);
    ASSERT_ALLOWED(act(&s, DIRECTOR, "office.resign", number_field(&s, "holding", holding)));
    ASSERT_REFUSED_AS(act(&s, DIRECTOR, "office.resign", number_field(&s, "holding", holding)), ERR_CONFLICT, NULL);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM due WHERE kind = 'clock.term_end' AND about = $1", V(holding)),
                     0);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- A9.2, A23 ---- */

static void test_delegation(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    int64_t vice = state_int(&s, "SELECT id FROM holding WHERE person = $1", V(BOARD_VICE));
    int64_t director = state_int(&s, "SELECT id FROM holding WHERE person = $1", V(DIRECTOR));
    const char *from = "from_at=2026-07-10 00:00", *until = "to_at=2026-07-20 00:00";
    ASSERT_REFUSED(act(&s, BOARD_CHAIR, "office.delegate", number_field(&s, "to", director), from, until),
                   "A9.2.2"); /* only a vice-chair */
    ASSERT_REFUSED_AS(act(&s, BOARD_VICE, "office.delegate", number_field(&s, "to", director), from, until), ERR_DENIED,
                      "A9.2.2");
    ASSERT_REFUSED_AS(act(&s, BOARD_CHAIR, "office.delegate", number_field(&s, "to", vice), from,
                          "to_at=2026-07-09 00:00"),
                      ERR_SYNTAX, NULL);
    ASSERT_ALLOWED(act(&s, 21, "member.withdraw", "member=20"));
    ASSERT_ALLOWED(act(&s, BOARD_CHAIR, "office.delegate", number_field(&s, "to", vice), from, until));
    ASSERT_REFUSED_AS(act(&s, BOARD_CHAIR, "office.delegate", number_field(&s, "to", vice), "from_at=2026-07-19 00:00",
                          "to_at=2026-07-30 00:00"),
                      ERR_CONFLICT, "A9.2.2"); /* overlaps */
    at(&s, "2026-07-09 23:59:59");
    ASSERT_REFUSED_AS(act(&s, BOARD_VICE, "withdrawal.confirm", "withdrawal=1"), ERR_DENIED, "A5.1");
    at(&s, "2026-07-10 00:00");
    const struct answer *confirmed = act(&s, BOARD_VICE, "withdrawal.confirm", "withdrawal=1");
    ASSERT_ALLOWED(confirmed);
    assert_non_null(
        strstr(state_text(&s, "SELECT entry FROM leaf WHERE n = $1", V(confirmed->entry)), "\"as\":\"delegation:1\""));
    ASSERT_ALLOWED(act(&s, 22, "member.withdraw", "member=21"));
    at(&s, "2026-07-20 00:00");
    ASSERT_REFUSED_AS(act(&s, BOARD_VICE, "withdrawal.confirm", "withdrawal=2"), ERR_DENIED, "A5.1");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static int64_t delegated(struct scene *s, const char *until) {
    int64_t vice = state_int(s, "SELECT id FROM holding WHERE person = $1 AND to_at IS NULL", V(BOARD_VICE));
    int64_t entry = ASSERT_ALLOWED(act(s, BOARD_CHAIR, "office.delegate", number_field(s, "to", vice),
                                       "from_at=2026-07-01 00:00", f(s, "to_at=%s", until)));
    return state_int(s, "SELECT id FROM delegation WHERE entry = $1", V(entry));
}

static void test_delegation_ended(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    ASSERT_ALLOWED(act(&s, 21, "member.withdraw", "member=20"));
    const char *first = number_field(&s, "delegation", delegated(&s, "2026-07-20 00:00"));
    at(&s, "2026-07-05 10:00");
    ASSERT_REFUSED_AS(act(&s, DIRECTOR, "delegation.end", first), ERR_DENIED, "A9.2.2"); /* neither side */
    ASSERT_REFUSED_AS(act(&s, 0, "delegation.end", first), ERR_DENIED, "A9.2.2");
    ASSERT_ALLOWED(act(&s, BOARD_CHAIR, "delegation.end", first)); /* who entrusted takes it back … */
    ASSERT_REFUSED_AS(act(&s, BOARD_VICE, "withdrawal.confirm", "withdrawal=1"), ERR_DENIED, "A5.1");
    ASSERT_REFUSED_AS(act(&s, BOARD_CHAIR, "delegation.end", first), ERR_CONFLICT, "A9.2.2"); /* once */
    assert_int_equal(state_int(&s, "SELECT count(*) FROM outbox WHERE person = $1", V(BOARD_VICE)),
                     1);                                                                    /* the other side is told */
    const char *second = number_field(&s, "delegation", delegated(&s, "2026-07-20 00:00")); /* the time is free again */
    ASSERT_ALLOWED(act(&s, BOARD_VICE, "delegation.end", second)); /* … who was entrusted gives it back */
    const char *third = number_field(&s, "delegation", delegated(&s, "2026-07-20 00:00"));
    at(&s, "2026-07-20 00:00");
    ASSERT_REFUSED_AS(act(&s, BOARD_CHAIR, "delegation.end", third), ERR_CONFLICT, "A9.2.2"); /* its time is up */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* Whichever of the two offices ends, nobody acts by the delegation any more. */
static void test_delegation_ends_with_office(void **state) {
    (void)state;
    for (int i = 0; i < 3; i++) {
        struct scene s;
        scene_coia(&s);
        ASSERT_ALLOWED(act(&s, 21, "member.withdraw", "member=20"));
        int64_t id = delegated(&s, "2028-06-01 00:00");
        int64_t chair = state_int(&s, "SELECT id FROM holding WHERE person = $1", V(BOARD_CHAIR)),
                vice = state_int(&s, "SELECT id FROM holding WHERE person = $1", V(BOARD_VICE));
        at(&s, "2026-07-05 10:00");
        if (i == 0) ASSERT_ALLOWED(act(&s, BOARD_CHAIR, "office.resign", number_field(&s, "holding", chair)));
        if (i == 1) ASSERT_ALLOWED(act(&s, BOARD_VICE, "office.resign", number_field(&s, "holding", vice)));
        if (i == 2) at(&s, "2028-01-01 00:00"); /* the terms of both */
        ASSERT_REFUSED_AS(act(&s, BOARD_VICE, "withdrawal.confirm", "withdrawal=1"), ERR_DENIED, "A5.1");
        assert_int_equal(state_int(&s, "SELECT revoked_at FROM delegation WHERE id = $1", V(id)),
                         i == 2 ? time_of(&s, "2028-01-01 00:00") : time_of(&s, "2026-07-05 10:00"));
        ASSERT_REFUSED_AS(act(&s, BOARD_VICE, "delegation.end", number_field(&s, "delegation", id)), ERR_CONFLICT,
                          "A9.2.2");
        CHECK_WHOLE(&s);
        scene_end(&s);
    }
}

static void test_absence_ended(void **state) {
    (void)state;
    struct scene s; /* who is back before the day acts again, and the deputy no more */
    scene_begin(&s, "charters/coia", "2026-07-01 09:00");
    for (int i = 1; i <= 4; i++) admit(&s, i, "director", "enterprise");
    appoint(&s, "secretariat", "secretary-general", 2);
    appoint(&s, "secretariat", "deputy", 3);
    ASSERT_ALLOWED(act(&s, 2, "office.absence", "to=2", "from_at=2026-07-01 00:00", "to_at=2026-07-20 00:00"));
    at(&s, "2026-07-10 00:00");
    ASSERT_ALLOWED(act(&s, 3, "nomination.make", "body=secretariat", "title=staff", "person=1"));
    ASSERT_REFUSED_AS(act(&s, 4, "delegation.end", "delegation=1"), ERR_DENIED, "A23");
    ASSERT_ALLOWED(act(&s, 2, "delegation.end", "delegation=1"));
    ASSERT_REFUSED_AS(act(&s, 3, "nomination.make", "body=secretariat", "title=staff", "person=4"), ERR_DENIED,
                      "A22.5");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_delegate_votes_once(void **state) {
    (void)state;
    struct scene s; /* who acts for the chair votes as oneself, without being asked in which capacity */
    scene_coia(&s);
    int64_t vice = state_int(&s, "SELECT id FROM holding WHERE person = $1", V(BOARD_VICE));
    ASSERT_ALLOWED(act(&s, BOARD_CHAIR, "office.delegate", number_field(&s, "to", vice), "from_at=2026-07-01 00:00",
                       "to_at=2026-07-30 00:00"));
    at(&s, "2026-07-02 10:00");
    int64_t meeting = call_meeting(&s, "board", "2026-07-20 10:00");
    open_meeting(&s, meeting, 6);
    int64_t motion = propose_motion(&s, meeting, NULL);
    ASSERT_ALLOWED(put_motion(&s, motion));
    ASSERT_ALLOWED(act(&s, BOARD_VICE, "motion.vote", number_field(&s, "motion", motion), "vote=affirmative"));
    ASSERT_ALLOWED(act(&s, BOARD_VICE, "motion.vote", number_field(&s, "motion", motion), "vote=affirmative"));
    ASSERT_ALLOWED(close_motion(&s, motion));
    assert_int_equal(state_int(&s, "SELECT affirmative FROM motion"), 1);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_absence(void **state) {
    (void)state;
    struct scene s;
    scene_begin(&s, "charters/coia", "2026-07-01 09:00");
    for (int i = 1; i <= 4; i++) admit(&s, i, "director", "enterprise");
    appoint(&s, "secretariat", "secretary-general", 2);
    appoint(&s, "secretariat", "deputy", 3);
    appoint(&s, "secretariat", "deputy", 4);
    appoint(&s, "secretariat", "staff", 5);
    const char *from = "from_at=2026-07-10 00:00", *until = "to_at=2026-07-20 00:00";
    ASSERT_REFUSED(act(&s, 2, "office.absence", "to=4", from, until), "A23"); /* staff does not stand in */
    ASSERT_REFUSED(act(&s, 2, "office.absence", "to=3", from, until),
                   "A23"); /* out of order: the first deputy is there */
    ASSERT_REFUSED_AS(act(&s, 5, "office.absence", "to=2", "holding=1", from, until), ERR_DENIED, "A23");
    ASSERT_ALLOWED(
        act(&s, 3, "office.absence", "to=2", "holding=1", from, until)); /* a deputy records it for the absent */
    at(&s, "2026-07-10 00:00");
    ASSERT_ALLOWED(
        act(&s, 3, "nomination.make", "body=secretariat", "title=staff", "person=1")); /* acting secretary-general */
    ASSERT_REFUSED(act(&s, 4, "nomination.make", "body=secretariat", "title=staff", "person=1"), "A22.5");
    at(&s, "2026-07-20 00:00");
    ASSERT_REFUSED_AS(act(&s, 3, "nomination.make", "body=secretariat", "title=staff", "person=1"), ERR_DENIED,
                      "A22.5");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/offices: A11.1 seats of the Board by members, 33 to 100", test_seats),
        CASE("acts/offices: A11.2 at most 60 % lead, and no more sit than there are seats", test_leaders),
        CASE("acts/founding: A11, A12 the founder admits, appoints and closes, once", test_founding),
        CASE("acts/sigs: A13 four groups at the start; the TC adds, merges and ends", test_sigs),
        CASE("acts/nominations: A8 one each; a second replaces the first until the close", test_one_each),
        CASE("acts/nominations: A14 each of the six conditions is asked for", test_conditions),
        CASE("acts/nominations: A11, A12 as many nominees as seats take office when the term begins", test_unopposed),
        CASE("acts/nominations: A11, A12 a contest is refused with a clear word", test_contest),
        CASE("acts/nominations: A11.2 more nominees than may lead; who stands for two counts once",
             test_leaders_nominated),
        CASE("acts/nominations: who left meanwhile is not seated; seats are those of the day of the conclusion",
             test_left_meanwhile),
        CASE("acts/nominations: A18.5, A19.5, A22.5, A24 who nominates whom, and the Board's vote", test_approval),
        CASE("acts/nominations: A18 no fourth vice-chair", test_three_vice_chairs),
        CASE("acts/nominations: A12.2 one TC member each, also outside a round", test_one_tc_member_each),
        CASE("acts/nominations: A12 the Board confirms the TC as a whole", test_tc_round),
        CASE("acts/offices: A17 powers end with the term, on 31 December at 24:00", test_term),
        CASE("acts/offices: an office is resigned by its holder", test_resign),
        CASE("acts/offices: A9.2 a vice-chair acts for the chair within the delegation, not a second longer",
             test_delegation),
        CASE("acts/offices: A9.2 who acts for another votes once", test_delegate_votes_once),
        CASE("acts/offices: A9.2 either side ends a delegation early; the other is told, nobody else may",
             test_delegation_ended),
        CASE("acts/offices: A9.2 a delegation ends with either office", test_delegation_ends_with_office),
        CASE("acts/offices: A23 deputies act in order during a recorded absence", test_absence),
        CASE("acts/offices: A23 who is back before the day ends the absence", test_absence_ended),
    };
    return cmocka_run_group_tests_name("acts/offices", tests, NULL, NULL);
}
