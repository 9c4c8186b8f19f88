/* Another charter, unlike COIA in every number: what its alliance does from the founding to an amendment. The engine knows
 * neither: nothing here is told to it but by charters/hearth. */
#include "support/hearth.h"

static void test_founding(void **state) {
    (void)state;
    struct scene s;
    scene_begin(&s, "charters/hearth", "2026-03-02T09:00:00Z");
    for (int i = 1; i <= 10; i++) member(&s, i, "full");
    member(&s, 11, "supporter");
    ASSERT_REFUSED(act(&s, 1, "founding.appoint", "body=board", "title=chair", "person=12"),
                   "A4.1"); /* a supporter's */
    for (int i = 0; i < 7; i++) appoint(&s, "board", i == 0 ? "chair" : i == 1 ? "treasurer" : "member", CHAIR + i);
    ASSERT_REFUSED(act(&s, 1, "founding.appoint", "body=board", "title=member", "person=9"),
                   "A4.1");                               /* seven seats, fixed */
    ASSERT_REFUSED(act(&s, 1, "founding.close"), "A4.3"); /* the office has no manager */
    appoint(&s, "office", "manager", 1);
    ASSERT_ALLOWED(act(&s, 1, "founding.close"));
    assert_int_equal(state_int(&s, "SELECT count FROM seats WHERE body = 'board'"), 7);
    assert_int_equal(state_int(&s, "SELECT term_end FROM holding WHERE person = 2"),
                     time_of(&s, "2029-03-02T00:00:00Z")); /* three full years */
    assert_int_equal(state_int(&s, "SELECT count(*) FROM due WHERE kind = 'clock.term_end'"),
                     0); /* then in office until replaced */
    at(&s, "2029-03-03T09:00:00Z");
    ASSERT_ALLOWED(act(&s, CHAIR, "meeting.call", "body=board", "starts_at=2029-03-30 10:00", "place=Room 1"));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_admission(void **state) {
    (void)state;
    struct scene s;
    scene_hearth(&s, BOARD);
    const struct answer *wrong =
        act(&s, 0, "application.submit", "class=partner", "org_name=Applicant", "type=nonprofit", "jurisdiction=DE",
            "registration=VR 99", "statement=We build tools for all.", "name=A", "email=a@example.org", "accept=true",
            "evidence=E");
    ASSERT_REFUSED_AS(wrong, ERR_SYNTAX, NULL); /* no such class here */
    ASSERT_ALLOWED(act(&s, 0, "application.submit", "class=full", "org_name=Applicant", "type=enterprise",
                       "jurisdiction=DE", "registration=VR 99", "statement=We build tools for all.", "name=A",
                       "email=a@example.org", "accept=true", "evidence=E"));
    ASSERT_REFUSED_AS(act(&s, CHAIR, "application.review", "application=1", "note=N"), ERR_DENIED, "A2.2");
    ASSERT_ALLOWED(act(&s, MANAGER, "application.review", "application=1", "note=N"));
    const struct answer *decided =
        act(&s, MANAGER, "application.decide", "application=1", "decision=admit", "grounds=G");
    ASSERT_ALLOWED(decided);
    assert_true(cites(decided, "A2.2"));
    assert_int_equal(state_int(&s, "SELECT count(*) FROM outbox WHERE address = 'a@example.org' AND lang = 'en'"), 2);
    /* Leaving is confirmed by the office's manager. */
    ASSERT_ALLOWED(act(&s, 11, "member.withdraw", "member=10"));
    ASSERT_REFUSED_AS(act(&s, CHAIR, "withdrawal.confirm", "withdrawal=1"), ERR_DENIED, "A3.1");
    ASSERT_ALLOWED(act(&s, MANAGER, "withdrawal.confirm", "withdrawal=1"));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_meeting(void **state) {
    (void)state;
    struct scene s;
    scene_hearth(&s, 6); /* one seat of seven is vacant: the quorum counts seats */
    at(&s, "2026-03-03T09:00:00Z");
    ASSERT_REFUSED(act(&s, CHAIR, "meeting.call", "body=board", "starts_at=2026-03-16 10:00", "place=Room 1"),
                   "A5.2"); /* 13 days */
    int64_t meeting = call_meeting(&s, "board", "2026-03-17T10:00:00Z");
    assert_int_equal(state_int(&s, "SELECT topics_by FROM meeting WHERE id = $1", V(meeting)),
                     time_of(&s, "2026-03-13T00:00:00Z")); /* Thursday 12 March, 24:00 */
    assert_int_equal(state_int(&s, "SELECT provisional FROM meeting WHERE id = $1", V(meeting)), 0); /* weekends only */
    at(&s, "2026-03-12T23:59:59Z");
    ASSERT_ALLOWED(act(&s, 9, "topic.propose", number_field(&s, "meeting", meeting), "title=A topic"));
    at(&s, "2026-03-13T00:00:00Z");
    ASSERT_REFUSED(act(&s, 9, "topic.propose", number_field(&s, "meeting", meeting), "title=A topic"), "A5.2");
    open_meeting(&s, meeting, 3);
    int64_t motion = propose_motion(&s, meeting, NULL);
    const struct answer *put = put_motion(&s, motion);
    ASSERT_REFUSED(put, "A5.3");
    assert_int_equal(NUMBER(put, "A5.3", "whole"), 7);
    assert_int_equal(NUMBER(put, "A5.3", "needed"), 4);
    came(&s, "board", meeting, CHAIR + 3);
    /* More than half of the votes cast: abstentions do not count, a tie does not pass. */
    static const struct {
        int yes, abstain, no;
        bool passes;
    } rows[] = { { 2, 0, 2, false }, { 2, 1, 1, true }, { 1, 3, 0, true }, { 0, 4, 0, false }, { 1, 2, 1, false } };
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (i) motion = propose_motion(&s, meeting, NULL);
        const struct answer *closed = decide_motion(&s, motion, rows[i].yes, rows[i].abstain, rows[i].no);
        assert_int_equal(NUMBER(closed, "A5.4", "base"), rows[i].yes + rows[i].no);
        assert_string_equal(motion_state(&s, motion), rows[i].passes ? "passed" : "failed");
        assert_int_equal(state_int(&s, "SELECT exactly FROM motion WHERE id = $1", V(motion)), 0);
    }
    /* The opposite is not refused here. */
    int64_t opposite = propose_motion(&s, meeting, number_field(&s, "opposes", 2));
    ASSERT_ALLOWED(put_motion(&s, opposite));
    ASSERT_ALLOWED(close_motion(&s, opposite));
    close_meeting(&s, meeting);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static char *file_of(struct scene *s, const char *path) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *bytes = arena_alloc(&s->arena, 1 << 20);
    bytes[fread(bytes, 1, (1 << 20) - 1, file)] = 0;
    fclose(file);
    return bytes;
}

/* Two thirds of the seats: five of seven, whoever attends. */
static void test_two_thirds(void **state) {
    (void)state;
    for (int yes = 4; yes <= 5; yes++) {
        struct scene s;
        scene_hearth(&s, BOARD);
        char *rules = file_of(&s, "charters/hearth/rules");
        const char *from = "at least 14 calendar days before";
        char *place = strstr(rules, from);
        assert_non_null(place);
        const char *changed =
            f(&s, "%.*sat least 21 calendar days before%s", (int)(place - rules), rules, place + strlen(from));
        ASSERT_REFUSED_AS(act(&s, CHAIR, "charter.propose", "title=T", "grounds=G", "from=2026-03-15",
                              f(&s, "@file:rules=%s", changed)),
                          ERR_REFUSED, "A8.2");
        int64_t matter = matter_of(&s, ASSERT_ALLOWED(act(&s, CHAIR, "charter.propose", "title=T", "grounds=G",
                                                          "from=2026-03-16", f(&s, "@file:rules=%s", changed))));
        at(&s, "2026-03-03T09:00:00Z");
        int64_t meeting = call_meeting(&s, "board", "2026-03-20T10:00:00Z");
        open_meeting(&s, meeting, 5);
        int64_t motion = propose_motion(&s, meeting, number_field(&s, "matter", matter));
        const struct answer *closed = decide_motion(&s, motion, yes, 0, 0);
        assert_int_equal(NUMBER(closed, "A8.1", "base"), 7);
        assert_int_equal(NUMBER(closed, "A8.1", "needed"), 5);
        assert_string_equal(motion_state(&s, motion), yes == 5 ? "passed" : "failed");
        if (yes == 5) /* fourteen days after the vote, not on the day it named */
            assert_int_equal(state_int(&s, "SELECT from_at FROM charter_version WHERE version = 2"),
                             time_of(&s, "2026-04-03T00:00:00Z"));
        close_meeting(&s, meeting);
        if (yes == 5) {
            at(&s, "2026-04-03T00:00:00Z");
            ASSERT_REFUSED(act(&s, CHAIR, "meeting.call", "body=board", "starts_at=2026-04-23 10:00", "place=Room 1"),
                           "A5.2");
            ASSERT_ALLOWED(act(&s, CHAIR, "meeting.call", "body=board", "starts_at=2026-04-24 10:00", "place=Room 1"));
        }
        CHECK_WHOLE(&s);
        scene_end(&s);
    }
}

static void test_expelled_stays_out(void **state) {
    (void)state;
    struct scene s; /* two thirds of seats, and no coming back */
    scene_hearth(&s, BOARD);
    ASSERT_REFUSED_AS(act(&s, CHAIR, "member.propose_expulsion", "member=9", "ground=public-interest", "title=T",
                          "statement=S"),
                      ERR_SYNTAX, NULL); /* no ground here */
    int64_t matter = matter_of(&s, ASSERT_ALLOWED(act(&s, CHAIR, "member.propose_expulsion", "member=9",
                                                      "ground=charter", "title=T", "statement=S")));
    vote_matter(&s, matter, "2026-03-03T09:00:00Z", "2026-03-20T10:00:00Z", true);
    assert_string_equal(state_text(&s, "SELECT ended_by FROM membership WHERE org = 9"), "expulsion");
    ASSERT_REFUSED(act(&s, 0, "application.submit", "class=full", "org_name=Member 9", "type=nonprofit",
                       "jurisdiction=DE", "registration=VR 9", "statement=We are sorry now.", "name=A",
                       "email=a@example.org", "accept=true", "evidence=E"),
                   "A3.2");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_nominations(void **state) {
    (void)state;
    struct scene s;
    scene_hearth(&s, BOARD);
    at(&s, "2029-01-10T09:00:00Z");
    ASSERT_ALLOWED(
        act(&s, MANAGER, "nomination.open", "body=board", "closes_at=2029-02-01 12:00", "term_from=2029-03-02"));
    const char *conditions[] = { "conditions[]=independent", "conditions[]=time" };
    ASSERT_REFUSED(act(&s, 8, "nomination.make", "body=board", "title=member", "person=8", conditions[0],
                       as_representative(&s, 8)),
                   "A4.5");
    ASSERT_ALLOWED(act(&s, 8, "nomination.make", "body=board", "title=chair", "person=8", conditions[0], conditions[1],
                       as_representative(&s, 8)));
    ASSERT_REFUSED(act(&s, 8, "nomination.make", "body=board", "title=member", "person=8", conditions[0], conditions[1],
                       as_representative(&s, 8)),
                   "A4.4"); /* a second is refused */
    ASSERT_ALLOWED(act(&s, 8, "nomination.withdraw", "nomination=1", as_representative(&s, 8)));
    ASSERT_ALLOWED(act(&s, 8, "nomination.make", "body=board", "title=member", "person=8", conditions[0], conditions[1],
                       as_representative(&s, 8)));
    ASSERT_REFUSED_AS(act(&s, 12, "nomination.make", "body=board", "title=member", "person=12", conditions[0],
                          conditions[1]),
                      ERR_DENIED, "A4.4"); /* a supporter's */
    at(&s, "2029-02-01T12:00:00Z");
    ASSERT_ALLOWED(act(&s, MANAGER, "nomination.seat", "round=1"));
    at(&s, "2029-03-02T00:00:00Z");
    ASSERT_ALLOWED(act(&s, MANAGER, "alliance.contact", "contact=a@example.org"));
    assert_int_equal(state_int(&s, "SELECT count(*) FROM holding WHERE body = 'board' AND to_at IS NULL"),
                     1); /* replaced, all of them */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/hearth: A4 founded with seven fixed seats and three full years, then in office until replaced",
             test_founding),
        CASE("acts/hearth: A2, A3 the office admits and lets go", test_admission),
        CASE("acts/hearth: A5 a quorum of seats, more than half of votes cast, fourteen days' notice", test_meeting),
        CASE("acts/hearth: A8 two thirds of the seats amend, in force fourteen days after the vote", test_two_thirds),
        CASE("acts/hearth: A3.2 who was expelled does not come back", test_expelled_stays_out),
        CASE("acts/hearth: A4.4 one nomination each; a second is refused", test_nominations),
    };
    return cmocka_run_group_tests_name("acts/hearth", tests, NULL, NULL);
}
