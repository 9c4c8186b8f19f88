/* Motions by clause: quorum when each is put, majority of those present, the set frozen at the put, votes by name, and what
 * exactly half means. */
#include "support/session.h"

/* A scene whose TC has `size` in office and `present` of them in an open meeting. */
static int64_t session(struct scene *s, int size, int present) {
    scene_coia_of(s, 34, 12, size, "2026-07-01 09:00");
    at(s, "2026-08-05 10:00");
    int64_t meeting = call_meeting(s, "tc", "2026-08-12 14:00");
    open_meeting(s, meeting, present);
    return meeting;
}

/* ---- A16.2 ---- */

static void test_quorum(void **state) {
    (void)state;
    static const struct {
        int size, present;
        bool reached;
        int needed;
    } rows[] = {
        { 9, 4, false, 5 }, { 9, 5, true, 5 },   { 10, 4, false, 5 }, { 10, 5, true, 5 },
        { 10, 6, true, 5 }, { 15, 7, false, 8 }, { 15, 8, true, 8 },  { 1, 1, true, 1 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scene s;
        int64_t meeting = session(&s, rows[i].size, rows[i].present);
        int64_t motion = propose_motion(&s, meeting, NULL);
        const struct answer *put = put_motion(&s, motion);
        if (rows[i].reached)
            ASSERT_ALLOWED(put);
        else
            ASSERT_REFUSED_AS(put, ERR_REFUSED, "A16.2");
        assert_int_equal(NUMBER(put, "A16.2", "present"), rows[i].present);
        assert_int_equal(NUMBER(put, "A16.2", "whole"), rows[i].size);
        assert_int_equal(NUMBER(put, "A16.2", "needed"), rows[i].needed);
        if (!rows[i].reached) close_meeting(&s, meeting);
        if (!rows[i].reached)
            assert_string_equal(state_text(&s, "SELECT state FROM meeting WHERE id = $1", V(meeting)), "inquorate");
        CHECK_WHOLE(&s);
        scene_end(&s);
    }
}

static void test_quorum_each_time(void **state) {
    (void)state;
    struct scene s;
    int64_t meeting = session(&s, 9, 5);
    int64_t first = propose_motion(&s, meeting, NULL), second = propose_motion(&s, meeting, NULL);
    assert_string_equal((ASSERT_ALLOWED(decide_motion(&s, first, 5, 0, 0)), motion_state(&s, first)), "passed");
    left(&s, "tc", meeting, TC_MEMBER);
    ASSERT_REFUSED(put_motion(&s, second), "A16.2");
    came(&s, "tc", meeting, TC_MEMBER);
    ASSERT_ALLOWED(put_motion(&s, second));
    ASSERT_ALLOWED(close_motion(&s, second));
    close_meeting(&s, meeting);
    assert_string_equal(state_text(&s, "SELECT state FROM meeting WHERE id = $1", V(meeting)), "held");
    assert_string_equal(motion_state(&s, second), "failed"); /* nobody voted */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- A16.3 ---- */

static void test_majority(void **state) {
    (void)state;
    static const struct {
        int present, yes, abstain, no;
        bool passes, exactly;
        int needed;
    } rows[] = {
        { 15, 7, 0, 8, false, false, 8 }, { 15, 8, 0, 7, true, false, 8 }, { 15, 7, 8, 0, false, false, 8 },
        { 15, 8, 7, 0, true, false, 8 },  { 10, 5, 0, 5, true, true, 5 },  { 10, 4, 6, 0, false, false, 5 },
        { 10, 5, 5, 0, true, true, 5 },   { 10, 6, 0, 4, true, false, 5 }, { 10, 5, 0, 0, true, true, 5 },
        { 10, 4, 0, 0, false, false, 5 }, /* silence counts as present */
        { 8, 4, 1, 3, true, true, 4 },    { 8, 3, 0, 0, false, false, 4 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scene s;
        int64_t meeting = session(&s, 15, rows[i].present);
        int64_t motion = propose_motion(&s, meeting, NULL);
        const struct answer *closed = decide_motion(&s, motion, rows[i].yes, rows[i].abstain, rows[i].no);
        ASSERT_ALLOWED(closed);
        assert_string_equal(motion_state(&s, motion), rows[i].passes ? "passed" : "failed");
        assert_int_equal(NUMBER(closed, "A16.3", "affirmative"), rows[i].yes);
        assert_int_equal(NUMBER(closed, "A16.3", "base"), rows[i].present);
        assert_int_equal(NUMBER(closed, "A16.3", "needed"), rows[i].needed);
        assert_int_equal(state_int(&s, "SELECT exactly FROM motion WHERE id = $1", V(motion)), rows[i].exactly);
        assert_string_equal(state_text(&s, "SELECT resolution FROM motion WHERE id = $1", V(motion)),
                            rows[i].passes ? "TC-2026-001" : "");
        CHECK_WHOLE(&s);
        scene_end(&s);
    }
}

static void test_opposite(void **state) {
    (void)state;
    struct scene s;
    int64_t meeting = session(&s, 10, 10);
    int64_t motion = propose_motion(&s, meeting, NULL);
    int64_t opposite = propose_motion(&s, meeting, number_field(&s, "opposes", motion));
    ASSERT_ALLOWED(decide_motion(&s, motion, 5, 0, 5));
    assert_string_equal(motion_state(&s, motion), "passed");
    const struct answer *refused = put_motion(&s, opposite);
    ASSERT_REFUSED_AS(refused, ERR_REFUSED, "A16.3");
    close_meeting(&s, meeting);
    at(&s, "2026-08-12 16:00"); /* in another meeting it may be put */
    int64_t later = call_meeting(&s, "tc", "2026-08-26 14:00");
    open_meeting(&s, later, 10);
    ASSERT_ALLOWED(decide_motion(&s, propose_motion(&s, later, NULL), 5, 0, 5));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_opposite_before(void **state) {
    (void)state;
    struct scene s; /* the opposite is put first and passes: then the first one is refused */
    int64_t meeting = session(&s, 10, 10);
    int64_t motion = propose_motion(&s, meeting, NULL);
    int64_t opposite = propose_motion(&s, meeting, number_field(&s, "opposes", motion));
    ASSERT_ALLOWED(decide_motion(&s, opposite, 6, 0, 4));
    ASSERT_REFUSED(put_motion(&s, motion), "A16.3");
    int64_t fails = propose_motion(&s, meeting, NULL);
    int64_t other = propose_motion(&s, meeting, number_field(&s, "opposes", fails));
    ASSERT_ALLOWED(decide_motion(&s, fails, 4, 0, 6));
    ASSERT_ALLOWED(decide_motion(&s, other, 6, 0, 4)); /* what failed opposes nothing */
    scene_end(&s);
}

/* ---- who votes ---- */

static void test_frozen(void **state) {
    (void)state;
    struct scene s;
    int64_t meeting = session(&s, 9, 6);
    int64_t motion = propose_motion(&s, meeting, NULL);
    int64_t leaver = TC_CHAIR + 5, latecomer = TC_CHAIR + 6, absent = TC_CHAIR + 8;
    ASSERT_ALLOWED(put_motion(&s, motion));
    came(&s, "tc", meeting, latecomer);
    ASSERT_REFUSED(vote_motion(&s, motion, latecomer, "affirmative"), "A16.3");
    ASSERT_REFUSED(vote_motion(&s, motion, absent, "affirmative"), "A16.3");
    left(&s, "tc", meeting, leaver);
    ASSERT_REFUSED(vote_motion(&s, motion, leaver, "affirmative"), "A16.3");
    ASSERT_ALLOWED(vote_motion(&s, motion, TC_CHAIR, "affirmative"));
    ASSERT_ALLOWED(vote_motion(&s, motion, TC_VICE, "affirmative"));
    const struct answer *closed = close_motion(&s, motion);
    assert_int_equal(NUMBER(closed, "A16.3", "base"), 6); /* who left stays counted, who came does not count */
    assert_string_equal(motion_state(&s, motion), "failed");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_back_again(void **state) {
    (void)state;
    struct scene s;
    int64_t meeting = session(&s, 9, 6);
    int64_t motion = propose_motion(&s, meeting, NULL);
    ASSERT_ALLOWED(put_motion(&s, motion));
    left(&s, "tc", meeting, TC_MEMBER);
    came(&s, "tc", meeting, TC_MEMBER); /* in the same second */
    ASSERT_ALLOWED(vote_motion(&s, motion, TC_MEMBER, "negative"));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_corrected(void **state) {
    (void)state;
    struct scene s;
    int64_t meeting = session(&s, 9, 6);
    int64_t motion = propose_motion(&s, meeting, NULL);
    ASSERT_REFUSED_AS(vote_motion(&s, motion, TC_MEMBER, "affirmative"), ERR_CONFLICT, "A16.3"); /* not put yet */
    ASSERT_ALLOWED(put_motion(&s, motion));
    for (int i = 0; i < 3; i++) ASSERT_ALLOWED(vote_motion(&s, motion, TC_CHAIR + i, "affirmative"));
    ASSERT_ALLOWED(vote_motion(&s, motion, TC_MEMBER, "negative")); /* the last one counts … */
    assert_int_equal(state_int(&s, "SELECT count(*) FROM leaf WHERE kind = 'motion.vote'"),
                     4); /* … all are on record */
    ASSERT_ALLOWED(close_motion(&s, motion));
    assert_int_equal(state_int(&s, "SELECT affirmative FROM motion WHERE id = $1", V(motion)), 2);
    assert_int_equal(state_int(&s, "SELECT negative FROM motion WHERE id = $1", V(motion)), 1);
    ASSERT_REFUSED_AS(vote_motion(&s, motion, TC_MEMBER, "affirmative"), ERR_CONFLICT, "A16.3");
    ASSERT_REFUSED_AS(close_motion(&s, motion), ERR_CONFLICT, NULL);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_twice(void **state) {
    (void)state;
    struct scene s;
    int64_t meeting = session(&s, 9, 6);
    int64_t motion = propose_motion(&s, meeting, NULL);
    ASSERT_ALLOWED(put_motion(&s, motion));
    const char *as = as_office(&s, "tc", TC_MEMBER);
    const char *const fields[] = { number_field(&s, "motion", motion), "vote=affirmative", as, "@key=one vote", NULL };
    int64_t entry = ASSERT_ALLOWED(scene_act(&s, TC_MEMBER, "motion.vote", fields));
    const struct answer *again = scene_act(&s, TC_MEMBER, "motion.vote", fields);
    assert_int_equal(ASSERT_ALLOWED(again), entry);
    assert_true(again->repeated);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM leaf WHERE kind = 'motion.vote'"), 1);
    ASSERT_REFUSED_AS(act(&s, TC_MEMBER, "motion.vote", number_field(&s, "motion", motion), "vote=negative", as,
                          "@key=one vote"),
                      ERR_CONFLICT, NULL);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_one_by_one(void **state) {
    (void)state;
    struct scene s;
    int64_t meeting = session(&s, 9, 6);
    int64_t first = propose_motion(&s, meeting, NULL), second = propose_motion(&s, meeting, NULL);
    ASSERT_ALLOWED(put_motion(&s, first));
    ASSERT_REFUSED_AS(put_motion(&s, second), ERR_CONFLICT, NULL);
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "meeting.close", number_field(&s, "meeting", meeting)), ERR_CONFLICT, NULL);
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "motion.withdraw", number_field(&s, "motion", first)), ERR_CONFLICT, NULL);
    ASSERT_REFUSED_AS(act(&s, TC_MEMBER, "motion.put", number_field(&s, "motion", second)), ERR_DENIED, "A16.1");
    ASSERT_REFUSED_AS(act(&s, TC_MEMBER, "motion.withdraw", number_field(&s, "motion", second)), ERR_DENIED, NULL);
    ASSERT_ALLOWED(act(&s, TC_CHAIR, "motion.withdraw", number_field(&s, "motion", second)));
    ASSERT_ALLOWED(close_motion(&s, first));
    ASSERT_REFUSED_AS(put_motion(&s, second), ERR_CONFLICT, NULL);
    close_meeting(&s, meeting);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_expelled_voter(void **state) {
    (void)state;
    struct scene s; /* whose office ends in mid-vote: counted as present, voting no more */
    int64_t meeting = session(&s, 9, 6);
    int64_t motion = propose_motion(&s, meeting, NULL);
    ASSERT_ALLOWED(put_motion(&s, motion));
    const char *as = as_office(&s, "tc", TC_MEMBER);
    int64_t representation = state_int(&s, "SELECT id FROM representation WHERE person = $1", V(TC_MEMBER));
    ASSERT_ALLOWED(act(&s, SECRETARY, "representative.end", number_field(&s, "representation", representation)));
    ASSERT_REFUSED_AS(act(&s, TC_MEMBER, "motion.vote", number_field(&s, "motion", motion), "vote=affirmative", as),
                      ERR_DENIED, "A16");
    const struct answer *closed = close_motion(&s, motion);
    assert_int_equal(NUMBER(closed, "A16.3", "base"), 6);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- A10: the Board, until it has standing rules of its own ---- */

static void test_board(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t meeting = call_meeting(&s, "board", "2026-08-12 14:00");
    at(&s, "2026-08-06 10:00");
    ASSERT_REFUSED(act(&s, BOARD_CHAIR, "meeting.call", "body=board", "starts_at=2026-08-12 18:00", "place=Room 1"),
                   "A10");
    open_meeting(&s, meeting, 4);
    int64_t motion = propose_motion(&s, meeting, NULL);
    const struct answer *put = put_motion(&s, motion);
    ASSERT_REFUSED(put, "A10");
    assert_int_equal(NUMBER(put, "A10", "needed"), 5);
    came(&s, "board", meeting, 6);
    const struct answer *closed = decide_motion(&s, motion, 3, 0, 2); /* chair and vice-chair vote as directors do */
    assert_int_equal(NUMBER(closed, "A7", "affirmative"), 3);
    assert_string_equal(motion_state(&s, motion), "passed");
    assert_string_equal(state_text(&s, "SELECT resolution FROM motion WHERE id = $1", V(motion)), "BOARD-2026-001");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_no_casting_vote(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t meeting = call_meeting(&s, "board", "2026-08-12 14:00");
    open_meeting(&s, meeting, 9);
    int64_t motion = propose_motion(&s, meeting, NULL);
    ASSERT_ALLOWED(decide_motion(&s, motion, 4, 1, 4)); /* the chair among the four: no second vote */
    assert_string_equal(motion_state(&s, motion), "failed");
    scene_end(&s);
}

static void test_attendance(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t meeting = call_meeting(&s, "tc", "2026-08-12 14:00");
    const char *m = number_field(&s, "meeting", meeting);
    at(&s, "2026-08-12 12:59:59");
    ASSERT_REFUSED_AS(act(&s, TC_MEMBER, "attendance.sign", m, "move=came"), ERR_CONFLICT, NULL);
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "meeting.open", m), ERR_CONFLICT, NULL);
    at(&s, "2026-08-12 13:00");
    ASSERT_ALLOWED(act(&s, TC_MEMBER, "attendance.sign", m, "move=came"));
    ASSERT_REFUSED_AS(act(&s, TC_MEMBER, "attendance.sign", m, "move=came"), ERR_CONFLICT, NULL);
    ASSERT_REFUSED_AS(act(&s, TC_VICE, "attendance.sign", m, "move=left"), ERR_CONFLICT, NULL);
    ASSERT_REFUSED_AS(act(&s, BOARD_CHAIR, "attendance.sign", m, "move=came"), ERR_DENIED, "A16");
    ASSERT_ALLOWED(act(&s, SECRETARY, "attendance.record", m, f(&s, "person=%d", TC_VICE), "move=came"));
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "attendance.record", m, f(&s, "person=%d", BOARD_CHAIR), "move=came"),
                      ERR_CONFLICT, NULL);
    ASSERT_ALLOWED(act(&s, TC_VICE, "meeting.open", m)); /* a body whose chair is away */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/motions: A16.2 exactly half is a quorum, one less is none, for odd and even bodies", test_quorum),
        CASE("acts/motions: A16.2 the quorum is that of the moment each motion is put", test_quorum_each_time),
        CASE("acts/motions: A16.3 at least half of those present; abstention and silence are present, not affirmative",
             test_majority),
        CASE("acts/motions: A16.3 passed at exactly half, the opposite is refused in the same meeting", test_opposite),
        CASE("acts/motions: A16.3 the opposite passed first refuses the motion; what failed refuses nothing",
             test_opposite_before),
        CASE("acts/motions: who leaves stays counted and cannot vote, who comes late cannot vote", test_frozen),
        CASE("acts/motions: who comes back may vote again", test_back_again),
        CASE("acts/motions: a vote is corrected until the close, and refused before the put and after the close",
             test_corrected),
        CASE("acts/motions: a vote sent twice is one vote; another under its key is a conflict", test_twice),
        CASE("acts/motions: one vote at a time, put and withdrawn by those who may", test_one_by_one),
        CASE("acts/motions: an office that ends in mid-vote takes the vote along", test_expelled_voter),
        CASE("acts/motions: A10 until it has standing rules the Board meets by A16's numbers", test_board),
        CASE("acts/motions: A7 chair and vice-chair have one vote each, none casts the deciding one",
             test_no_casting_vote),
        CASE("acts/motions: attendance from an hour before, by those in office; a vice-chair opens for the chair",
             test_attendance),
    };
    return cmocka_run_group_tests_name("acts/motions", tests, NULL, NULL);
}
