/* Members by clause: who may join as what, who decides, changing class, leaving, expulsion, and what ends with it. */
#include "acts/members/members.h"
#include "support/session.h"

/* ---- A4: applications ---- */

struct wish {
    const char *class_id, *type, *jurisdiction, *registration, *accept, *evidence, *statement;
};

static const struct answer *apply_as(struct scene *s, struct wish w) {
    static int number;
    number++;
    return act(s, 0, "application.submit", f(s, "class=%s", w.class_id ? w.class_id : "ordinary"),
               f(s, "org_name=Applicant %d", number), f(s, "type=%s", w.type ? w.type : "enterprise"),
               f(s, "jurisdiction=%s", w.jurisdiction ? w.jurisdiction : "DE"),
               f(s, "registration=%s", w.registration ? w.registration : f(s, "HRB %d", number)),
               f(s, "statement=%s", w.statement ? w.statement : "We build compilers for models."), "name=Applicant 1",
               "email=applicant@example.org", f(s, "accept=%s", w.accept ? w.accept : "true"),
               w.evidence ? f(s, "evidence=%s", w.evidence) : "evidence=An extract of the register");
}

static int64_t application_of(struct scene *s, const struct answer *answer) {
    return state_int(s, "SELECT id FROM application WHERE entry = $1", V(ASSERT_ALLOWED(answer)));
}

static const char *application_state(struct scene *s, int64_t id) {
    return state_text(s, "SELECT state FROM application WHERE id = $1", V(id));
}

static void test_requirements(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    ASSERT_ALLOWED(apply_as(&s, (struct wish){ 0 }));
    static const struct {
        struct wish wish;
        const char *field;
    } wrong[] = {
        { { .jurisdiction = "Germany" }, "jurisdiction" },
        { { .jurisdiction = "de" }, "jurisdiction" },
        { { .jurisdiction = "D" }, "jurisdiction" },
        { { .registration = "" }, "registration" },
        { { .accept = "false" }, "accept" },
        { { .accept = "" }, "accept" },
        { { .evidence = "" }, "evidence" },
        { { .statement = "Short" }, "statement" },
        { { .statement = "" }, "statement" },
        { { .type = "club" }, "type" },
        { { .class_id = "honorary" }, "class" },
        { { .jurisdiction = "CN", .registration = "911101080000000010" }, "registration" },
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        const struct answer *answer = apply_as(&s, wrong[i].wish);
        assert_int_equal(answer->code, ERR_SYNTAX);
        CHECK_STR(str_of(refusal_field(answer, NULL)), wrong[i].field, wrong[i].field);
    }
    int64_t id = application_of(&s, apply_as(&s, (struct wish){ .jurisdiction = "SG", .registration = "T1" }));
    assert_int_equal(state_int(&s, "SELECT charter FROM application WHERE id = $1", V(id)),
                     1); /* which version was accepted */
    ASSERT_REFUSED_AS(apply_as(&s, (struct wish){ .jurisdiction = "SG", .registration = "T1" }), ERR_SYNTAX,
                      NULL); /* under way */
    ASSERT_REFUSED_AS(apply_as(&s, (struct wish){ .jurisdiction = "CN", .registration = uscc(&s, 5) }), ERR_SYNTAX,
                      NULL); /* a member */
    assert_int_equal(state_int(&s, "SELECT count(*) FROM outbox WHERE address = 'applicant@example.org'"),
                     2); /* receipts */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_classes(void **state) {
    (void)state;
    static const char *const types[] = { "enterprise", "public_institution", "university", "research",
                                         "nonprofit",  "government",         "other" };
    static const bool partner[] = { false, true, true, true, true, true, false };
    struct scene s;
    scene_coia(&s);
    for (size_t i = 0; i < COUNT(types); i++) {
        ASSERT_ALLOWED(apply_as(&s, (struct wish){ .class_id = "director", .type = types[i] }));
        ASSERT_ALLOWED(apply_as(&s, (struct wish){ .class_id = "ordinary", .type = types[i] }));
        const struct answer *answer = apply_as(&s, (struct wish){ .class_id = "partner", .type = types[i] });
        if (partner[i]) {
            ASSERT_ALLOWED(answer);
            assert_true(cites(answer, "A4.4"));
        } else {
            ASSERT_REFUSED_AS(answer, ERR_REFUSED, "A4.4");
        }
    }
    scene_end(&s);
}

static void test_uscc(void **state) {
    (void)state;
    /* The example that goes with the standard; a character changed, two exchanged, one missing, one too many. */
    static const struct {
        const char *code;
        bool valid;
    } rows[] = {
        { "91350100M000100Y43", true },   { "91350100M000100Y44", false },
        { "91350100M00010Y043", false },  { "91350100M000100Y4", false },
        { "91350100M000100Y433", false }, { "91350100m000100y43", false },
        { "91350100I000100Y43", false },  { "", false },
    };
    for (size_t i = 0; i < COUNT(rows); i++) CHECK_INT(uscc_valid(str_of(rows[i].code)), rows[i].valid, rows[i].code);
    struct scene s;
    arena_init(&s.arena);
    for (int i = 0; i < 1000; i += 7) assert_true(uscc_valid(str_of(uscc(&s, i))));
    arena_release(&s.arena);
}

/* ---- A4.3, A7.5: who decides ---- */

static void review(struct scene *s, int64_t id) {
    ASSERT_ALLOWED(act(s, SECRETARY, "application.review", number_field(s, "application", id), "note=Checked."));
}

static const struct answer *decide(struct scene *s, int64_t person, int64_t id, const char *decision) {
    return act(s, person, "application.decide", number_field(s, "application", id), f(s, "decision=%s", decision),
               "grounds=As checked.");
}

static void test_office_decides(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    int64_t id = application_of(&s, apply_as(&s, (struct wish){ .registration = "HRB X" }));
    ASSERT_REFUSED_AS(decide(&s, SECRETARY, id, "admit"), ERR_CONFLICT, NULL); /* not reviewed */
    ASSERT_REFUSED_AS(act(&s, BOARD_CHAIR, "application.review", number_field(&s, "application", id), "note=N"),
                      ERR_DENIED, "A4.1");
    review(&s, id);
    ASSERT_REFUSED_AS(decide(&s, BOARD_CHAIR, id, "admit"), ERR_DENIED, "A4.3");
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "application.refer", number_field(&s, "application", id), "title=T",
                          "contributions=C"),
                      ERR_REFUSED, "A4.3");
    const struct answer *decided = decide(&s, SECRETARY, id, "admit");
    ASSERT_ALLOWED(decided);
    assert_true(cites(decided, "A4.3"));
    assert_string_equal(application_state(&s, id), "admitted");
    int64_t org = state_int(&s, "SELECT org FROM application WHERE id = $1", V(id));
    assert_string_equal(state_text(&s, "SELECT class FROM membership WHERE org = $1 AND to_at IS NULL", V(org)),
                        "ordinary");
    assert_int_equal(state_int(&s, "SELECT voting FROM representation WHERE org = $1", V(org)), 1);
    ASSERT_REFUSED_AS(decide(&s, SECRETARY, id, "refuse"), ERR_CONFLICT, NULL);
    int64_t other = application_of(&s, apply_as(&s, (struct wish){ 0 }));
    review(&s, other);
    ASSERT_ALLOWED(decide(&s, SECRETARY, other, "refuse"));
    assert_string_equal(application_state(&s, other), "refused");
    assert_int_equal(state_int(&s, "SELECT count(*) FROM membership"), 31);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static int64_t refer(struct scene *s, int64_t id) {
    review(s, id);
    ASSERT_REFUSED_AS(decide(s, SECRETARY, id, "admit"), ERR_REFUSED, "A7.5");
    return matter_of(s, ASSERT_ALLOWED(act(s, SECRETARY, "application.refer", number_field(s, "application", id),
                                           "title=A director", "contributions=A compiler, given.")));
}

static void test_board_decides(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    int64_t yes = application_of(&s, apply_as(&s, (struct wish){ .class_id = "director" }));
    int64_t no = application_of(&s, apply_as(&s, (struct wish){ .class_id = "director" }));
    int64_t first = refer(&s, yes), second = refer(&s, no);
    assert_string_equal(application_state(&s, yes), "referred");
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "matter.withdraw", number_field(&s, "matter", first)), ERR_DENIED, "A7.3");
    vote_matter(&s, first, "2026-07-06 10:00", "2026-07-20 10:00", true);
    assert_string_equal(application_state(&s, yes), "admitted");
    vote_matter(&s, second, "2026-07-21 10:00", "2026-08-03 10:00", false);
    assert_string_equal(application_state(&s, no), "refused");
    assert_int_equal(state_int(&s, "SELECT count(*) FROM membership WHERE class = 'director'"), 13);
    assert_int_equal(state_int(&s, "SELECT count FROM seats WHERE body = 'board' ORDER BY id DESC LIMIT 1"),
                     10); /* never in mid-term */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_overtaken(void **state) {
    (void)state;
    struct scene s; /* an expulsion waits for its vote while the member leaves by itself: it ends, and says why */
    scene_coia(&s);
    int64_t matter = matter_of(&s, ASSERT_ALLOWED(act(&s, DIRECTOR, "member.propose_expulsion", "member=20",
                                                      "ground=charter", "title=T", "statement=S")));
    ASSERT_ALLOWED(act(&s, 21, "member.withdraw", "member=20"));
    int64_t other = matter_of(&s, ASSERT_ALLOWED(act(&s, DIRECTOR, "member.propose_expulsion", "member=6",
                                                     "ground=charter", "title=T", "statement=S")));
    at(&s, "2026-07-06 10:00");
    int64_t meeting = call_meeting(&s, "board", "2026-07-20 10:00");
    int64_t motion = propose_motion(&s, meeting, number_field(&s, "matter", matter)); /* on an agenda already */
    int64_t confirmed = ASSERT_ALLOWED(act(&s, BOARD_CHAIR, "withdrawal.confirm", "withdrawal=1"));
    assert_string_equal(state_text(&s, "SELECT state FROM matter WHERE id = $1", V(matter)), "overtaken");
    assert_string_equal(state_text(&s, "SELECT state FROM matter WHERE id = $1", V(other)),
                        "open"); /* what still stands, stays */
    assert_string_equal(motion_state(&s, motion), "withdrawn");
    assert_string_equal(state_text(&s, "SELECT kind FROM leaf WHERE n = $1", V(confirmed + 1)), "matter.overtaken");
    assert_non_null(
        strstr(state_text(&s, "SELECT entry FROM leaf WHERE n = $1", V(confirmed + 1)), "\"clause\":\"A5.2\""));
    assert_int_equal(state_int(&s, "SELECT count(*) FROM outbox WHERE person = $1 AND link = $2", V(DIRECTOR),
                               V(f(&s, "/matters/%lld", (long long)matter))),
                     1);
    open_meeting(&s, meeting, 10);
    ASSERT_REFUSED_AS(act(&s, BOARD_CHAIR, "motion.propose", number_field(&s, "meeting", meeting), "title=A title",
                          "text=A text", number_field(&s, "matter", matter), as_office(&s, "board", BOARD_CHAIR)),
                      ERR_CONFLICT, NULL);
    close_meeting(&s, meeting);
    ASSERT_REFUSED_AS(act(&s, DIRECTOR, "matter.withdraw", number_field(&s, "matter", matter)), ERR_CONFLICT, NULL);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- changing class ---- */

static void test_overtaken_change(void **state) {
    (void)state;
    struct scene s; /* whose proposer has left, too: nobody is needed to take it off the list */
    scene_coia(&s);
    ASSERT_ALLOWED(
        act(&s, 21, "member.change_class", "member=20", "class=director", "statement=We lead a working group."));
    int64_t matter = refer(&s, 1);
    ASSERT_ALLOWED(act(&s, 21, "member.withdraw", "member=20"));
    ASSERT_ALLOWED(act(&s, BOARD_CHAIR, "withdrawal.confirm", "withdrawal=1"));
    assert_string_equal(state_text(&s, "SELECT state FROM matter WHERE id = $1", V(matter)), "overtaken");
    assert_string_equal(application_state(&s, 1), "refused");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_upgrade(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    const char *const wish[] = { "member=20", "class=director", "statement=We lead a working group.", NULL };
    ASSERT_REFUSED_AS(scene_act(&s, DIRECTOR, "member.change_class", wish), ERR_DENIED, NULL); /* another's member */
    ASSERT_REFUSED_AS(scene_act(&s, SECRETARY, "member.change_class", wish), ERR_DENIED, "A4.3");
    ASSERT_REFUSED_AS(act(&s, 21, "member.change_class", "member=20", "class=ordinary", "statement=As we are."),
                      ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(act(&s, 21, "member.change_class", "member=20", "class=partner", "statement=To pay nothing."),
                      ERR_REFUSED, "A4.4");
    const struct answer *asked = scene_act(&s, 21, "member.change_class", wish);
    ASSERT_ALLOWED(asked);
    assert_int_equal(NUMBER(asked, "A25.1", "difference"), 8000000);
    ASSERT_REFUSED_AS(scene_act(&s, 21, "member.change_class", wish), ERR_CONFLICT, NULL); /* under way */
    int64_t matter = refer(&s, 1);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM membership WHERE org = 20"), 1);
    vote_matter(&s, matter, "2026-07-06 10:00", "2026-07-20 10:00", true);
    assert_string_equal(state_text(&s, "SELECT class FROM membership WHERE org = 20 AND to_at IS NULL"), "director");
    assert_string_equal(state_text(&s, "SELECT ended_by FROM membership WHERE org = 20 AND to_at IS NOT NULL"),
                        "class");
    assert_int_equal(state_int(&s, "SELECT count(*) FROM representation WHERE org = 20 AND to_at IS NULL"),
                     1); /* the same people */
    assert_int_equal(state_int(&s, "SELECT count(*) FROM holding WHERE org = 20 AND to_at IS NULL"),
                     1); /* its office in the TC stays */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_downgrade(void **state) {
    (void)state;
    struct scene s; /* a director that becomes ordinary leaves the Board, whose people are directors' */
    scene_coia(&s);
    ASSERT_ALLOWED(act(&s, 6, "member.change_class", "member=5", "class=ordinary", "statement=We must save money.",
                       as_representative(&s, 6)));
    review(&s, 1);
    ASSERT_ALLOWED(decide(&s, SECRETARY, 1, "admit"));
    assert_int_equal(state_int(&s, "SELECT count(*) FROM holding WHERE body = 'board' AND to_at IS NULL"), 9);
    assert_string_equal(state_text(&s, "SELECT ended_by FROM holding WHERE person = 6"), "membership");
    assert_int_equal(state_int(&s, "SELECT count FROM seats WHERE body = 'board'"), 10);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- A5.1 ---- */

static void test_withdrawal(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    ASSERT_REFUSED_AS(act(&s, DIRECTOR, "member.withdraw", "member=20"), ERR_DENIED, NULL);
    const struct answer *asked = act(&s, 21, "member.withdraw", "member=20", "reason=We were merged.");
    ASSERT_ALLOWED(asked);
    assert_true(cites(asked, "A5.1"));
    ASSERT_REFUSED_AS(act(&s, 21, "member.withdraw", "member=20"), ERR_CONFLICT, NULL);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM membership WHERE org = 20 AND to_at IS NULL"),
                     1); /* until it is confirmed */
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "withdrawal.confirm", "withdrawal=1"), ERR_DENIED, "A5.1");
    ASSERT_REFUSED_AS(act(&s, BOARD_VICE, "withdrawal.confirm", "withdrawal=1"), ERR_DENIED, "A5.1");
    at(&s, "2026-09-01 10:00"); /* late: a warning elsewhere, never automatic */
    assert_int_equal(state_int(&s, "SELECT count(*) FROM membership WHERE org = 20 AND to_at IS NULL"), 1);
    ASSERT_ALLOWED(act(&s, BOARD_CHAIR, "withdrawal.confirm", "withdrawal=1", "obligations=A report is owed."));
    ASSERT_REFUSED_AS(act(&s, BOARD_CHAIR, "withdrawal.confirm", "withdrawal=1"), ERR_CONFLICT, NULL);
    assert_int_equal(state_int(&s, "SELECT to_at FROM membership WHERE org = 20"), time_of(&s, "2026-09-01 10:00"));
    assert_int_equal(state_int(&s, "SELECT count(*) FROM holding WHERE org = 20 AND to_at IS NULL"), 0);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM outbox WHERE person = 21"), 1); /* told */
    ASSERT_REFUSED_AS(act(&s, 21, "member.withdraw", "member=20"), ERR_DENIED, "A5.1");  /* represents nobody now */
    ASSERT_ALLOWED(
        apply_as(&s, (struct wish){ .jurisdiction = "CN", .registration = uscc(&s, 20) })); /* and may come back */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- A5.2 ---- */

static void test_expulsion(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    const char *const proposal[] = { "member=5", "ground=obligations", "title=Expulsion of a member",
                                     "statement=Nothing was done for two years.", NULL };
    ASSERT_REFUSED_AS(scene_act(&s, TC_CHAIR, "member.propose_expulsion", proposal), ERR_DENIED, "A5.2");
    ASSERT_REFUSED_AS(scene_act(&s, SECRETARY, "member.propose_expulsion", proposal), ERR_DENIED, "A5.2");
    ASSERT_REFUSED_AS(act(&s, DIRECTOR, "member.propose_expulsion", "member=5", "ground=rudeness", "title=T",
                          "statement=S"),
                      ERR_SYNTAX, NULL);
    const struct answer *proposed = scene_act(&s, DIRECTOR, "member.propose_expulsion", proposal);
    assert_true(cites(proposed, "A5.2"));
    int64_t matter = matter_of(&s, ASSERT_ALLOWED(proposed));
    ASSERT_REFUSED_AS(scene_act(&s, DIRECTOR + 1, "member.propose_expulsion", proposal), ERR_CONFLICT,
                      "A5.2"); /* proposed already */
    int64_t closed = vote_matter(&s, matter, "2026-07-06 10:00", "2026-07-20 10:00", true);
    assert_string_equal(state_text(&s, "SELECT kind FROM leaf WHERE n = $1", V(closed + 1)), "member.expelled");
    assert_string_equal(state_text(&s, "SELECT ended_by FROM membership WHERE org = 5"), "expulsion");
    assert_string_equal(state_text(&s, "SELECT ended_by FROM holding WHERE person = 6"), "membership");
    assert_int_equal(state_int(&s, "SELECT count(*) FROM representation WHERE org = 5 AND to_at IS NULL"), 0);
    assert_int_equal(state_int(&s, "SELECT count FROM seats WHERE body = 'board' ORDER BY id DESC LIMIT 1"),
                     10); /* seats stay as set */
    assert_int_equal(state_int(&s, "SELECT count(*) FROM holding WHERE body = 'board' AND to_at IS NULL"), 9);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM org WHERE id = 5"), 1); /* history stays */
    assert_int_equal(state_int(&s, "SELECT count(*) FROM outbox WHERE person = 6 AND subject LIKE '%除名%'"), 1);
    int64_t again =
        application_of(&s, apply_as(&s, (struct wish){ .jurisdiction = "CN",
                                                       .registration = uscc(&s, 5) })); /* may apply again */
    review(&s, again);
    ASSERT_ALLOWED(decide(&s, SECRETARY, again, "admit"));
    assert_int_equal(state_int(&s, "SELECT org FROM application WHERE id = $1", V(again)),
                     5); /* the same organization, with its history */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_expulsion_fails(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    int64_t matter = matter_of(&s, ASSERT_ALLOWED(act(&s, DIRECTOR, "member.propose_expulsion", "member=5",
                                                      "ground=charter", "title=T", "statement=S")));
    vote_matter(&s, matter, "2026-07-06 10:00", "2026-07-20 10:00", false);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM membership WHERE org = 5 AND to_at IS NULL"), 1);
    assert_string_equal(state_text(&s, "SELECT state FROM matter WHERE id = $1", V(matter)), "failed");
    assert_int_equal(state_int(&s, "SELECT count(*) FROM resolution"), 0);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- A9.1, data of members and people ---- */

static void test_contributions(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    static const char *const kinds[] = { "donation", "open_source", "operations", "ecosystem" };
    for (size_t i = 0; i < COUNT(kinds); i++)
        ASSERT_ALLOWED(act(&s, SECRETARY, "contribution.record", "member=5", f(&s, "kind=%s", kinds[i]),
                           "on=2026-06-30", "amount=1,000.50", "text=Given."));
    assert_int_equal(state_int(&s, "SELECT amount_fen FROM contribution WHERE id = 1"), 100050);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "contribution.record", "member=5", "kind=donation", "on=2026-07-02",
                          "text=Tomorrow."),
                      ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "contribution.record", "member=5", "kind=applause", "on=2026-06-30",
                          "text=Clapped."),
                      ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(act(&s, 6, "contribution.record", "member=5", "kind=donation", "on=2026-06-30", "text=Ours."),
                      ERR_DENIED, "A9.1");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_representatives(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    ASSERT_REFUSED_AS(act(&s, 21, "representative.add", "member=5", "name=N", "email=n@example.org"), ERR_DENIED, NULL);
    ASSERT_ALLOWED(act(&s, 21, "representative.add", "member=20", "name=Second", "email=second@example.org"));
    int64_t second = state_int(&s, "SELECT max(id) FROM representation");
    assert_int_equal(state_int(&s, "SELECT voting FROM representation WHERE id = $1", V(second)), 0);
    int64_t person = state_int(&s, "SELECT person FROM representation WHERE id = $1", V(second));
    ASSERT_REFUSED_AS(act(&s, person, "representative.set_voting", number_field(&s, "representation", second)),
                      ERR_DENIED, "A9.1.2"); /* not voting yet */
    ASSERT_ALLOWED(act(&s, 21, "representative.set_voting", number_field(&s, "representation", second)));
    assert_int_equal(state_int(&s,
                               "SELECT count(*) FROM representation WHERE org = 20 AND voting = 1 AND to_at IS NULL"),
                     1);
    ASSERT_REFUSED_AS(act(&s, 21, "representative.add", "member=20", "name=N", "email=n@example.org"), ERR_DENIED,
                      "A9.1.2");
    ASSERT_ALLOWED(act(&s, person, "representative.end", "representation=20"));
    assert_string_equal(state_text(&s, "SELECT ended_by FROM holding WHERE person = 21"), "representation");
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "representative.add", "member=20", "name=N"), ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "representative.add", "member=20", "person=5"), ERR_CONFLICT,
                      NULL); /* represents another */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_data(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    ASSERT_ALLOWED(act(&s, 21, "member.update", "member=20", "org_name=Member 20, renamed"));
    ASSERT_REFUSED_AS(act(&s, 21, "member.update", "member=19", "org_name=Another"), ERR_DENIED, NULL);
    ASSERT_ALLOWED(act(&s, 21, "person.update", "email=new@example.org"));
    ASSERT_REFUSED_AS(act(&s, 21, "person.update", "person=20", "email=new@example.org"), ERR_DENIED, NULL);
    ASSERT_REFUSED_AS(act(&s, 21, "person.update"), ERR_SYNTAX, NULL);
    ASSERT_ALLOWED(act(&s, SECRETARY, "person.update", "person=20", "email=corrected@example.org",
                       as_office(&s, "secretariat", SECRETARY)));
    assert_int_equal(
        state_int(
            &s,
            "SELECT count(*) FROM private WHERE field = 'email' AND value = '\"corrected@example.org\"' AND entry = (SELECT email_entry FROM person WHERE id = 20)"),
        1);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/membership: A4 an application lacking a requirement is refused at its field", test_requirements),
        CASE("acts/membership: A4.4 each type of organization in each class", test_classes),
        CASE("acts/membership: A4.1 the check character of China's social credit code", test_uscc),
        CASE("acts/membership: A4.3 the Secretariat reviews, then decides about ordinary members", test_office_decides),
        CASE("acts/membership: A7.5 the Board votes on directors, both ways", test_board_decides),
        CASE("acts/membership: A5.2 an expulsion of a member that has left ends by itself, with the reason",
             test_overtaken),
        CASE("acts/membership: A4.3 a change of class that is before a vote ends with the membership",
             test_overtaken_change),
        CASE("acts/membership: A4.3 a member asks for a dearer class and keeps its people and offices", test_upgrade),
        CASE("acts/membership: A7 a director that changes class leaves the Board", test_downgrade),
        CASE("acts/membership: A5.1 withdrawal ends on the day it is confirmed, with the offices held through it",
             test_withdrawal),
        CASE("acts/membership: A5.2 expulsion by vote ends offices; seats and history stay; the unit may apply again",
             test_expulsion),
        CASE("acts/membership: A5.2 without a majority nothing changes", test_expulsion_fails),
        CASE("acts/membership: A9.1 contributions are recorded by kind, by the Secretariat", test_contributions),
        CASE("acts/membership: A9.1.2 one voting representative; the vote passes over", test_representatives),
        CASE("acts/membership: data are changed by those they are about, or by the Secretariat", test_data),
    };
    return cmocka_run_group_tests_name("acts/membership", tests, NULL, NULL);
}
