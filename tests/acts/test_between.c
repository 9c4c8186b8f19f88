/* Votes between meetings, as a charter's sentence lets them be: A5.8 of charters/hearth. Seven seats, of which half, that is four,
 * must vote; more than half of the votes for or against decide. */
#include "support/hearth.h"

enum { A = 4, B = 5, C = 6, D = 7, E = 8 };

static const struct answer *circulate(struct scene *s, const char *closes, const char *more) {
    const char *const fields[] = { "body=board",
                                   "title=A motion",
                                   "text=What is resolved",
                                   f(s, "closes_at=%s", closes),
                                   as_office(s, "board", CHAIR),
                                   more,
                                   NULL };
    return scene_act(s, CHAIR, "motion.circulate", fields);
}
static int64_t circulated(struct scene *s, const char *closes, const char *more) {
    return state_int(s, "SELECT id FROM motion WHERE entry = $1", V(ASSERT_ALLOWED(circulate(s, closes, more))));
}
/* Whether the entry of the close says how many had to vote. */
static bool quorum_said(struct scene *s, int64_t motion) {
    return strstr(state_text(
                      s, "SELECT leaf.entry FROM leaf JOIN motion ON motion.close_entry = leaf.n WHERE motion.id = $1",
                      V(motion)),
                  "\"quorum\":4") != NULL;
}

static void test_quorum(void **state) {
    (void)state;
    static const struct {
        int yes, abstain, no;
        bool inquorate, passes;
    } rows[] = {
        { 3, 0, 0, true, false }, /* one short: nothing is decided, whatever they said */
        { 3, 1, 0, false, true }, /* exactly half of the seats; an abstention votes */
        { 2, 0, 2, false, false }, { 2, 1, 1, false, true }, { 1, 6, 0, false, true },
        { 0, 0, 0, true, false },  { 4, 0, 3, false, true },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scene s;
        scene_hearth(&s, BOARD);
        at(&s, "2026-03-03T09:00:00Z");
        int64_t motion = circulated(&s, "2026-03-10T09:00:00Z", NULL);
        for (int k = 0; k < rows[i].yes + rows[i].abstain + rows[i].no; k++)
            ASSERT_ALLOWED(vote_motion(&s, motion, CHAIR + k,
                                       k < rows[i].yes                     ? "affirmative"
                                       : k < rows[i].yes + rows[i].abstain ? "abstention"
                                                                           : "negative"));
        at(&s, "2026-03-10T08:59:59Z");
        ASSERT_REFUSED_AS(close_motion(&s, motion), ERR_CONFLICT, "A5.8"); /* not before its time, by nobody */
        assert_string_equal(motion_state(&s, motion), "put");
        at(&s, "2026-03-10T09:00:00Z");
        ASSERT_REFUSED_AS(vote_motion(&s, motion, CHAIR, "affirmative"), ERR_CONFLICT, "A5.4");
        assert_string_equal(motion_state(&s, motion), rows[i].passes ? "passed" : "failed");
        assert_int_equal(state_int(&s, "SELECT inquorate FROM motion WHERE id = $1", V(motion)), rows[i].inquorate);
        assert_string_equal(state_text(&s, "SELECT resolution FROM motion WHERE id = $1", V(motion)),
                            rows[i].passes ? "BOARD-2026-001" : "");
        assert_true(quorum_said(&s, motion));
        CHECK_WHOLE(&s);
        scene_end(&s);
    }
}

static void test_circulated(void **state) {
    (void)state;
    struct scene s;
    scene_hearth(&s, 6);
    at(&s, "2026-03-03T09:00:00Z");
    const struct answer *early = circulate(&s, "2026-03-10T08:59:59Z", NULL);
    ASSERT_REFUSED_AS(early, ERR_REFUSED, "A5.8"); /* seven days less a second */
    assert_int_equal(NUMBER(early, "A5.8", "days"), 7);
    ASSERT_REFUSED_AS(act(&s, 9, "motion.circulate", "body=board", "title=No", "text=No",
                          "closes_at=2026-03-10T09:00:00Z"),
                      ERR_DENIED, "A5.4");
    int64_t motion = circulated(&s, "2026-03-10T09:00:00Z", NULL),
            second = circulated(&s, "2026-03-12T09:00:00Z", NULL); /* more than one at a time */
    assert_int_equal(state_int(&s, "SELECT count(*) FROM outbox WHERE link = $1",
                               V(f(&s, "/motions/%lld", (long long)motion))),
                     6);
    assert_int_equal(state_int(&s, "SELECT number FROM motion WHERE id = $1", V(second)), 2);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM roll_call WHERE motion = $1", V(motion)), 6);
    ASSERT_REFUSED_AS(act(&s, CHAIR, "motion.withdraw", number_field(&s, "motion", motion),
                          as_office(&s, "board", CHAIR)),
                      ERR_CONFLICT, NULL);
    ASSERT_REFUSED_AS(act(&s, CHAIR, "motion.amend", number_field(&s, "motion", motion), "text=Other",
                          as_office(&s, "board", CHAIR)),
                      ERR_CONFLICT, NULL);
    for (int i = 0; i < 4; i++) ASSERT_ALLOWED(vote_motion(&s, motion, CHAIR + i, "negative"));
    ASSERT_ALLOWED(vote_motion(&s, motion, CHAIR, "affirmative")); /* corrected */
    ASSERT_ALLOWED(act(&s, MANAGER, "motion.enter", number_field(&s, "motion", motion), number_field(&s, "person", C),
                       "vote=affirmative", "how=paper"));
    int64_t holding = state_int(&s, "SELECT id FROM holding WHERE person = $1 AND body = 'board'", V(D));
    const char *as = as_office(&s, "board", D);
    ASSERT_ALLOWED(act(&s, D, "office.resign", f(&s, "holding=%lld", (long long)holding)));
    ASSERT_REFUSED_AS(act(&s, D, "motion.vote", number_field(&s, "motion", motion), "vote=affirmative", as), ERR_DENIED,
                      "A5.4"); /* holds no office any more */
    ASSERT_REFUSED_AS(act(&s, MANAGER, "motion.enter", number_field(&s, "motion", motion),
                          number_field(&s, "person", D), "vote=affirmative", "how=paper"),
                      ERR_CONFLICT, "A5.4"); /* nor is a vote of theirs entered */
    at(&s, "2026-03-10T09:00:00Z");
    ASSERT_REFUSED_AS(vote_motion(&s, motion, A, "affirmative"), ERR_CONFLICT, "A5.4");
    assert_string_equal(motion_state(&s, motion), "failed");
    assert_int_equal(state_int(&s, "SELECT affirmative * 10 + negative FROM motion WHERE id = $1", V(motion)), 23);
    ASSERT_REFUSED_AS(act(&s, MANAGER, "motion.correct", number_field(&s, "motion", motion),
                          number_field(&s, "person", C), "vote=none", "reason=No"),
                      ERR_CONFLICT, "A5.4");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_matter(void **state) {
    (void)state;
    struct scene s; /* two thirds of the seats for an expulsion, as in a meeting; undecided, it waits again */
    scene_hearth(&s, BOARD);
    int64_t matter =
        matter_of(&s, ASSERT_ALLOWED(act(&s, CHAIR, "member.propose_expulsion", "member=9", "ground=charter",
                                         "title=Out", "statement=Grave", as_office(&s, "board", CHAIR))));
    at(&s, "2026-03-03T09:00:00Z");
    int64_t motion = circulated(&s, "2026-03-10T09:00:00Z", number_field(&s, "matter", matter));
    ASSERT_REFUSED_AS(circulate(&s, "2026-03-10T09:00:00Z", number_field(&s, "matter", matter)), ERR_CONFLICT,
                      NULL); /* before a vote already */
    for (int i = 0; i < 3; i++) ASSERT_ALLOWED(vote_motion(&s, motion, CHAIR + i, "affirmative"));
    at(&s, "2026-03-11T09:00:00Z");
    int64_t again =
        circulated(&s, "2026-03-18T09:00:00Z", number_field(&s, "matter", matter)); /* too few voted: it waits again */
    assert_string_equal(motion_state(&s, motion), "failed");
    for (int i = 0; i < 5; i++) ASSERT_ALLOWED(vote_motion(&s, again, CHAIR + i, "affirmative"));
    at(&s, "2026-03-18T09:00:01Z");
    ASSERT_REFUSED_AS(vote_motion(&s, again, CHAIR, "negative"), ERR_CONFLICT, "A5.4");
    assert_string_equal(motion_state(&s, again), "passed"); /* five of seven seats */
    assert_string_equal(state_text(&s, "SELECT state FROM matter WHERE id = $1", V(matter)), "passed");
    assert_int_equal(state_int(&s, "SELECT count(*) FROM membership WHERE org = 9 AND to_at IS NULL"), 0);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_overtaken(void **state) {
    (void)state;
    struct scene s; /* what has become impossible while it is out is not decided any more */
    scene_hearth(&s, BOARD);
    int64_t matter =
        matter_of(&s, ASSERT_ALLOWED(act(&s, CHAIR, "member.propose_expulsion", "member=9", "ground=charter",
                                         "title=Out", "statement=Grave", as_office(&s, "board", CHAIR))));
    at(&s, "2026-03-03T09:00:00Z");
    int64_t motion = circulated(&s, "2026-03-10T09:00:00Z", number_field(&s, "matter", matter));
    for (int i = 0; i < 7; i++) ASSERT_ALLOWED(vote_motion(&s, motion, CHAIR + i, "affirmative"));
    ASSERT_ALLOWED(act(&s, 10, "member.withdraw", "member=9"));
    ASSERT_ALLOWED(act(&s, MANAGER, "withdrawal.confirm", "withdrawal=1"));
    assert_string_equal(motion_state(&s, motion), "withdrawn");
    assert_int_equal(state_int(&s, "SELECT count(*) FROM due WHERE kind = 'clock.motion_closes'"), 0);
    at(&s, "2026-03-11T09:00:00Z");
    ASSERT_REFUSED_AS(vote_motion(&s, motion, CHAIR, "negative"), ERR_CONFLICT, "A5.4");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static const struct answer *refer(struct scene *s, int64_t motion, int64_t person) {
    return act(s, person, "motion.refer", number_field(s, "motion", motion), "reason=To be talked over",
               as_office(s, "board", person));
}

static void test_referred(void **state) {
    (void)state;
    struct scene s;
    scene_hearth(&s, BOARD);
    int64_t matter =
        matter_of(&s, ASSERT_ALLOWED(act(&s, CHAIR, "member.propose_expulsion", "member=9", "ground=charter",
                                         "title=Out", "statement=Grave", as_office(&s, "board", CHAIR))));
    at(&s, "2026-03-03T09:00:00Z");
    int64_t motion = circulated(&s, "2026-03-10T09:00:00Z", number_field(&s, "matter", matter));
    for (int i = 0; i < 6; i++) ASSERT_ALLOWED(vote_motion(&s, motion, CHAIR + i, "affirmative"));
    ASSERT_ALLOWED(refer(&s, motion, E)); /* one is enough */
    assert_string_equal(motion_state(&s, motion), "referred");
    ASSERT_REFUSED_AS(refer(&s, motion, E), ERR_CONFLICT, "A5.8");
    ASSERT_REFUSED_AS(vote_motion(&s, motion, E, "negative"), ERR_CONFLICT, "A5.4");
    at(&s, "2026-03-11T09:00:00Z");
    int64_t meeting = call_meeting(&s, "board", "2026-03-27T10:00:00Z");
    open_meeting(&s, meeting, 5);
    ASSERT_REFUSED_AS(refer(&s, propose_motion(&s, meeting, NULL), A), ERR_CONFLICT, "A5.8"); /* is in a meeting */
    ASSERT_ALLOWED(decide_motion(&s, propose_motion(&s, meeting, number_field(&s, "matter", matter)), 5, 0, 0));
    assert_string_equal(state_text(&s, "SELECT state FROM matter WHERE id = $1", V(matter)), "passed");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* Without the words on meetings, and by a majority of those present: those who vote. */
static const char *const otherwise[][2] = {
    { ", any holder may ask for a meeting", "" },
    { "majority of board: affirmative > 1/2 of cast", "majority of board: affirmative >= 1/2 of present" },
    { 0 },
};

static void test_otherwise(void **state) {
    (void)state;
    struct scene s;
    scene_hearth_with(&s, otherwise, BOARD);
    at(&s, "2026-03-03T09:00:00Z");
    int64_t motion = circulated(&s, "2026-03-10T09:00:00Z", NULL),
            second = circulated(&s, "2026-03-10T09:00:00Z", NULL);
    ASSERT_REFUSED_AS(refer(&s, motion, E), ERR_REFUSED, "A5.8");
    for (int i = 0; i < 4; i++)
        ASSERT_ALLOWED(
            vote_motion(&s, motion, CHAIR + i, i < 2 ? "affirmative" : "abstention")); /* half of the four who vote */
    for (int i = 0; i < 5; i++)
        ASSERT_ALLOWED(vote_motion(&s, second, CHAIR + i, i < 2 ? "affirmative" : "abstention")); /* two of five */
    at(&s, "2026-03-10T09:00:00Z");
    ASSERT_REFUSED_AS(vote_motion(&s, motion, CHAIR, "negative"), ERR_CONFLICT, "A5.4");
    assert_string_equal(motion_state(&s, motion), "passed");
    assert_int_equal(state_int(&s, "SELECT exactly FROM motion WHERE id = $1", V(motion)), 1);
    assert_string_equal(motion_state(&s, second), "failed");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_not_here(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "motion.circulate", "body=tc", "title=A motion", "text=Words",
                          "closes_at=2026-08-01 10:00", as_office(&s, "tc", TC_CHAIR)),
                      ERR_REFUSED, NULL);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(
            "acts/between: hearth A5.8 half of the seats must vote: exactly reached, and one short, which decides nothing",
            test_quorum),
        CASE("acts/between: hearth A5.8 open for seven days, to all in office, closed by the clock alone",
             test_circulated),
        CASE(
            "acts/between: hearth A5.8 a matter takes the majority it has in a meeting, and waits again where too few voted",
            test_matter),
        CASE("acts/between: a matter overtaken while it is out ends without a decision", test_overtaken),
        CASE("acts/between: hearth A5.8 any holder may have a meeting decide instead", test_referred),
        CASE(
            "acts/between: counted on those present, those who vote are the base; no meeting where the charter names none",
            test_otherwise),
        CASE("acts/between: A16 where the charter says nothing of it, a body votes in its meetings only",
             test_not_here),
    };
    return cmocka_run_group_tests_name("acts/between", tests, NULL, NULL);
}
