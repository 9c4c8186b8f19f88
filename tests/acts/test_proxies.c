/* Votes given to another holder for one meeting, as a charter's sentence lets them be: A5.7 of charters/hearth, and the same
 * counted as present. */
#include "support/hearth.h"
#include "views/seen.h"

enum { A = 4, B = 5, C = 6, D = 7, E = 8 }; /* of the board, beside chair and treasurer */

/* A meeting called for the 17th; it opens with those who `came`. */
static int64_t called(struct scene *s) {
    at(s, "2026-03-03T09:00:00Z");
    return call_meeting(s, "board", "2026-03-17T10:00:00Z");
}

static const struct answer *give(struct scene *s, int64_t meeting, int64_t person, int64_t to) {
    return act(s, person, "vote.delegate", number_field(s, "meeting", meeting), number_field(s, "to", to),
               as_office(s, "board", person));
}
static const struct answer *recall(struct scene *s, int64_t meeting, int64_t person) {
    return act(s, person, "vote.recall", number_field(s, "meeting", meeting), as_office(s, "board", person));
}
static const struct answer *vote_for(struct scene *s, int64_t motion, int64_t person, int64_t whose, const char *vote) {
    return act(s, person, "motion.vote", number_field(s, "motion", motion), f(s, "vote=%s", vote),
               number_field(s, "for", whose), as_office(s, "board", person));
}
static const char *rolled(struct scene *s, int64_t motion, int64_t person) {
    return state_text(
        s,
        "SELECT coalesce(vote, 'silent') || ' ' || coalesce(how, '-') || ' ' || coalesce(carrier, 0) FROM roll_call WHERE motion = $1 AND person = $2",
        V(motion), V(person));
}

static void test_given(void **state) {
    (void)state;
    struct scene s;
    scene_hearth(&s, BOARD);
    int64_t meeting = called(&s);
    ASSERT_REFUSED_AS(give(&s, meeting, A, A), ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(give(&s, meeting, A, 9), ERR_REFUSED, "A5.7"); /* no office in the board */
    ASSERT_REFUSED_AS(recall(&s, meeting, A), ERR_CONFLICT, NULL);
    ASSERT_ALLOWED(give(&s, meeting, A, B));
    assert_int_equal(state_int(&s, "SELECT count(*) FROM outbox WHERE person = $1 AND subject LIKE '%vote%'", V(B)), 1);
    ASSERT_REFUSED_AS(give(&s, meeting, A, C), ERR_CONFLICT, "A5.7"); /* given already */
    ASSERT_REFUSED_AS(give(&s, meeting, C, B), ERR_REFUSED, "A5.7");  /* at most one each */
    ASSERT_REFUSED_AS(give(&s, meeting, B, C), ERR_CONFLICT, "A5.7"); /* not passed on … */
    ASSERT_REFUSED_AS(give(&s, meeting, C, A), ERR_CONFLICT, "A5.7"); /* … from either end */
    ASSERT_ALLOWED(recall(&s, meeting, A));
    ASSERT_ALLOWED(give(&s, meeting, C, B));
    ASSERT_ALLOWED(give(&s, meeting, A, D));
    open_meeting(&s, meeting, 5); /* chair, treasurer, A, B and C come: two proxies end by it */
    assert_int_equal(state_int(&s, "SELECT count(*) FROM proxy WHERE ended_by = 'attended'"), 2);
    ASSERT_REFUSED_AS(give(&s, meeting, A, CHAIR), ERR_CONFLICT, "A5.7"); /* is there */
    ASSERT_ALLOWED(give(&s, meeting, E, B));
    close_meeting(&s, meeting);
    assert_string_equal(state_text(&s, "SELECT ended_by FROM proxy WHERE person = $1", V(E)), "closed");
    ASSERT_REFUSED_AS(give(&s, meeting, D, B), ERR_CONFLICT, "A5.7");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_voted(void **state) {
    (void)state;
    struct scene s; /* not counted as present: no help to the quorum; the vote counts among those cast */
    scene_hearth(&s, BOARD);
    int64_t meeting = called(&s);
    ASSERT_ALLOWED(give(&s, meeting, E, A));
    ASSERT_ALLOWED(give(&s, meeting, D, C)); /* who will not come */
    open_meeting(&s, meeting, 3);
    int64_t motion = propose_motion(&s, meeting, NULL);
    const struct answer *put = put_motion(&s, motion);
    ASSERT_REFUSED(put, "A5.3");
    assert_int_equal(NUMBER(put, "A5.3", "present"), 3);
    came(&s, "board", meeting, B);
    ASSERT_ALLOWED(put_motion(&s, motion));
    assert_int_equal(state_int(&s, "SELECT present FROM motion WHERE id = $1", V(motion)), 4);
    assert_int_equal(state_int(&s, "SELECT asked FROM motion WHERE id = $1", V(motion)),
                     5); /* four are there, five may vote */
    assert_string_equal(rolled(&s, motion, E), "silent - 4");
    assert_string_equal(rolled(&s, motion, D), "");                                     /* their carrier is not there */
    ASSERT_REFUSED_AS(vote_for(&s, motion, B, E, "affirmative"), ERR_CONFLICT, "A5.7"); /* was not given to them */
    ASSERT_REFUSED_AS(vote_for(&s, motion, A, D, "affirmative"), ERR_CONFLICT, "A5.7");
    SHOWS(words_of(&s, str_of(seen_page(&s, A, LANG_EN, "/desk", NULL, NULL).html)),
          "Vote for Person 8 on motion 1 now: A motion");
    HIDES(words_of(&s, str_of(seen_page(&s, B, LANG_EN, "/desk", NULL, NULL).html)), "Vote for Person");
    ASSERT_ALLOWED(vote_for(&s, motion, A, E, "affirmative"));
    HIDES(words_of(&s, str_of(seen_page(&s, A, LANG_EN, "/desk", NULL, NULL).html)), "Vote for Person");
    assert_string_equal(rolled(&s, motion, E), "affirmative proxy 4");
    assert_string_equal(rolled(&s, motion, A), "silent - 0"); /* their own is another vote */
    ASSERT_ALLOWED(vote_motion(&s, motion, A, "negative"));
    ASSERT_ALLOWED(vote_motion(&s, motion, CHAIR, "affirmative"));
    ASSERT_REFUSED_AS(act(&s, MANAGER, "motion.enter", number_field(&s, "motion", motion),
                          number_field(&s, "person", E), "vote=negative", "how=hand"),
                      ERR_CONFLICT, "A5.4");
    const struct answer *closed = close_motion(&s, motion);
    assert_int_equal(NUMBER(closed, "A5.4", "base"), 3); /* two against one of the votes cast */
    assert_string_equal(motion_state(&s, motion), "passed");
    ASSERT_REFUSED_AS(act(&s, MANAGER, "motion.correct", number_field(&s, "motion", motion),
                          number_field(&s, "person", E), "vote=none", "reason=No"),
                      ERR_CONFLICT, "A5.4");
    const char *record =
        f(&s, "record=%lld", (long long)state_int(&s, "SELECT entry FROM attendance WHERE person = $1", V(A)));
    ASSERT_REFUSED_AS(act(&s, MANAGER, "attendance.correct", number_field(&s, "meeting", meeting),
                          number_field(&s, "person", A), record, "reason=No"),
                      ERR_CONFLICT, "A5.7");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_came_after_all(void **state) {
    (void)state;
    struct scene s;
    scene_hearth(&s, BOARD);
    int64_t meeting = called(&s);
    ASSERT_ALLOWED(give(&s, meeting, E, A));
    open_meeting(&s, meeting, 4);
    int64_t motion = propose_motion(&s, meeting, NULL), next = propose_motion(&s, meeting, NULL);
    ASSERT_ALLOWED(put_motion(&s, motion));
    ASSERT_REFUSED_AS(vote_motion(&s, motion, E, "negative"), ERR_CONFLICT,
                      "A5.4"); /* has given it, and is not there */
    ASSERT_ALLOWED(vote_for(&s, motion, A, E, "affirmative"));
    came(&s, "board", meeting, E);
    ASSERT_REFUSED_AS(vote_for(&s, motion, A, E, "affirmative"), ERR_CONFLICT, "A5.7");
    ASSERT_ALLOWED(vote_motion(&s, motion, E, "negative")); /* their own vote replaces the one cast for them */
    assert_string_equal(rolled(&s, motion, E), "negative own 4");
    ASSERT_ALLOWED(close_motion(&s, motion));
    assert_int_equal(state_int(&s, "SELECT affirmative * 10 + negative FROM motion WHERE id = $1", V(motion)), 1);
    ASSERT_ALLOWED(put_motion(&s, next));
    assert_string_equal(rolled(&s, next, E), "silent - 0");
    assert_int_equal(state_int(&s, "SELECT present FROM motion WHERE id = $1", V(next)), 5);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_recalled(void **state) {
    (void)state;
    struct scene s; /* taken back, or its carrier gone, while the vote is on */
    scene_hearth(&s, BOARD);
    int64_t meeting = called(&s);
    ASSERT_ALLOWED(give(&s, meeting, E, A));
    ASSERT_ALLOWED(give(&s, meeting, D, B));
    open_meeting(&s, meeting, 4);
    int64_t motion = propose_motion(&s, meeting, NULL);
    ASSERT_ALLOWED(put_motion(&s, motion));
    ASSERT_ALLOWED(recall(&s, meeting, E));
    ASSERT_REFUSED_AS(vote_for(&s, motion, A, E, "affirmative"), ERR_CONFLICT, "A5.7");
    left(&s, "board", meeting, B);
    ASSERT_REFUSED_AS(vote_for(&s, motion, B, D, "affirmative"), ERR_CONFLICT, "A5.4");
    came(&s, "board", meeting, B);
    ASSERT_ALLOWED(vote_for(&s, motion, B, D, "affirmative"));
    ASSERT_ALLOWED(close_motion(&s, motion));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* Who leaves the office has no vote any more, whoever carries it; what was cast before stands. */
static void test_resigned(void **state) {
    (void)state;
    struct scene s;
    scene_hearth(&s, BOARD);
    int64_t meeting = called(&s);
    ASSERT_ALLOWED(give(&s, meeting, E, A));
    ASSERT_ALLOWED(give(&s, meeting, D, B));
    open_meeting(&s, meeting, 5);
    int64_t motion = propose_motion(&s, meeting, NULL);
    ASSERT_ALLOWED(put_motion(&s, motion));
    ASSERT_ALLOWED(vote_for(&s, motion, B, D, "negative"));
    for (int64_t person = D; person <= E; person++)
        ASSERT_ALLOWED(act(
            &s, person, "office.resign",
            number_field(&s, "holding",
                         state_int(&s, "SELECT id FROM holding WHERE body = 'board' AND person = $1 AND to_at IS NULL",
                                   V(person)))));
    ASSERT_REFUSED_AS(vote_for(&s, motion, A, E, "affirmative"), ERR_CONFLICT, "A5.4");
    ASSERT_REFUSED_AS(vote_for(&s, motion, B, D, "affirmative"), ERR_CONFLICT, "A5.4");
    ASSERT_REFUSED_AS(act(&s, MANAGER, "motion.enter", number_field(&s, "motion", motion),
                          number_field(&s, "person", E), "vote=negative", "how=hand"),
                      ERR_CONFLICT, "A5.4");
    assert_string_equal(rolled(&s, motion, D), "negative proxy 5");
    assert_string_equal(rolled(&s, motion, E), "silent - 4");
    ASSERT_ALLOWED(close_motion(&s, motion));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* Counted as present, with a majority of those present that exactly half reaches. */
static const char *const counted[][2] = {
    { "proxies of board: to another holder, at most 1 each",
      "proxies of board: to another holder, at most 2 each, counted as present" },
    { "majority of board: affirmative > 1/2 of cast", "majority of board: affirmative >= 1/2 of present" },
    { 0 },
};

static void test_counted(void **state) {
    (void)state;
    static const struct {
        int present, proxies, yes;
        bool reached, passes, exactly;
    } rows[] = {
        { 2, 1, 0, false, false, false }, /* three of seven seats: no quorum */
        { 2, 2, 2, true, true, true },    /* four: a quorum; two of four are exactly half */
        { 2, 2, 1, true, false, false },  { 3, 2, 3, true, true, false }, { 3, 2, 2, true, false, false },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scene s;
        scene_hearth_with(&s, counted, BOARD);
        int64_t meeting = called(&s);
        for (int k = 0; k < rows[i].proxies; k++) ASSERT_ALLOWED(give(&s, meeting, E - k, CHAIR));
        open_meeting(&s, meeting, rows[i].present);
        int64_t motion = propose_motion(&s, meeting, NULL);
        const struct answer *put = put_motion(&s, motion);
        assert_int_equal(NUMBER(put, "A5.3", "present"), rows[i].present + rows[i].proxies);
        if (!rows[i].reached) {
            ASSERT_REFUSED(put, "A5.3");
        } else {
            ASSERT_ALLOWED(put);
            for (int k = 0; k < rows[i].yes; k++)
                ASSERT_ALLOWED(k < rows[i].proxies ? vote_for(&s, motion, CHAIR, E - k, "affirmative")
                                                   : vote_motion(&s, motion, CHAIR, "affirmative"));
            const struct answer *closed = close_motion(&s, motion);
            assert_int_equal(NUMBER(closed, "A5.4", "base"), rows[i].present + rows[i].proxies);
            assert_string_equal(motion_state(&s, motion), rows[i].passes ? "passed" : "failed");
            assert_int_equal(state_int(&s, "SELECT exactly FROM motion WHERE id = $1", V(motion)), rows[i].exactly);
        }
        CHECK_WHOLE(&s);
        scene_end(&s);
    }
}

/* Where the charter says nothing of it, nobody's vote is given away. */
static void test_not_here(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t meeting = call_meeting(&s, "tc", "2026-08-12 14:00");
    const char *as = as_office(&s, "tc", TC_MEMBER);
    ASSERT_REFUSED_AS(act(&s, TC_MEMBER, "vote.delegate", number_field(&s, "meeting", meeting),
                          number_field(&s, "to", TC_CHAIR), as),
                      ERR_REFUSED, NULL);
    open_meeting(&s, meeting, 9);
    int64_t motion = propose_motion(&s, meeting, NULL);
    ASSERT_ALLOWED(put_motion(&s, motion));
    ASSERT_REFUSED_AS(act(&s, TC_MEMBER, "motion.vote", number_field(&s, "motion", motion), "vote=affirmative",
                          number_field(&s, "for", TC_CHAIR), as),
                      ERR_REFUSED, NULL);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(
            "acts/proxies: hearth A5.7 a vote is given to one other holder who carries one at most, and is not passed on",
            test_given),
        CASE(
            "acts/proxies: hearth A5.7 a carried vote is cast beside the carrier's own, with both names; it makes no quorum",
            test_voted),
        CASE("acts/proxies: hearth A5.7 who comes after all votes by themselves, also in a vote that is on",
             test_came_after_all),
        CASE("acts/proxies: hearth A5.7 a vote taken back, or whose carrier has left, is not cast", test_recalled),
        CASE("acts/proxies: hearth A5.7 the vote of one who left the office meanwhile is not cast, by nobody",
             test_resigned),
        CASE(
            "acts/proxies: counted as present, carried votes make the quorum and are in the base: exactly half, and one less",
            test_counted),
        CASE("acts/proxies: where the charter says nothing of it, nobody votes for another", test_not_here),
    };
    return cmocka_run_group_tests_name("acts/proxies", tests, NULL, NULL);
}
