/* Other laws, same program: a charter unlike COIA's in every number is founded, meets, decides and is amended; and COIA's
 * Board settles by standing rules what its charter leaves to it. Each verdict cites the clause of its own charter. */
#include "support/session.h"

/* ---- charters/hearth: seven seats, quorum of seats, more than half of the votes cast, two thirds to amend ---- */

enum { HEARTH_FULL = 9, HEARTH_MANAGER = FOUNDER };

static void found_hearth(struct scene *s) {
    scene_begin(s, "charters/hearth", "2026-07-01 09:00");
    for (int i = 1; i <= HEARTH_FULL; i++) admit(s, i, "full", "enterprise");
    admit(s, HEARTH_FULL + 1, "supporter", "university");
    for (int i = 1; i <= 6; i++) appoint(s, "board", i == 1 ? "chair" : i == 2 ? "treasurer" : "member", i + 1);
    appoint(s, "office", "manager", HEARTH_MANAGER);
    ASSERT_ALLOWED(act(s, FOUNDER, "founding.close"));
}

static void hearth_founding(void **state) {
    (void)state;
    struct scene s;
    found_hearth(&s);
    assert_int_equal(state_int(&s, "SELECT count FROM seats WHERE body = 'board'"), 7);
    ASSERT_REFUSED_AS(act(&s, FOUNDER, "founding.admit", "class=full", "org_name=Late", "type=enterprise",
                          "jurisdiction=CN", f(&s, "registration=%s", uscc(&s, 77)), "name=Late",
                          "email=late@example.org"),
                      ERR_DENIED, "A4.3");
    /* A4.2: three full years, then in office until replaced; A6.1: five */
    instant end = state_int(&s, "SELECT term_end FROM holding WHERE body = 'board' AND title = 'chair'");
    assert_int_equal(instant_day(end, s.zone), day_of(2029, 7, 1));
    assert_int_equal(instant_day(state_int(&s, "SELECT term_end FROM holding WHERE body = 'office'"), s.zone),
                     day_of(2031, 7, 1));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void hearth_meetings(void **state) {
    (void)state;
    struct scene s;
    found_hearth(&s);
    at(&s, "2026-08-03 10:00");
    ASSERT_REFUSED(act(&s, BOARD_CHAIR, "meeting.call", "body=board", "starts_at=2026-08-16 10:00", "place=Room 1",
                       as_office(&s, "board", BOARD_CHAIR)),
                   "A5.2");
    int64_t meeting =
        call_meeting(&s, "board",
                     "2026-08-17 10:00"); /* a Monday: topics close three working days before, on Wednesday at 24:00 */
    assert_int_equal(state_int(&s, "SELECT topics_by FROM meeting WHERE id = $1", V(meeting)),
                     day_start(day_of(2026, 8, 13), s.zone));
    open_meeting(&s, meeting, 3);
    int64_t motion = propose_motion(&s, meeting, NULL);
    const struct answer *put = put_motion(&s, motion);
    ASSERT_REFUSED_AS(put, ERR_REFUSED, "A5.3"); /* half of seven seats is four, though six sit */
    assert_int_equal(NUMBER(put, "A5.3", "needed"), 4);
    assert_int_equal(NUMBER(put, "A5.3", "whole"), 7);
    came(&s, "board", meeting, 5);
    came(&s, "board", meeting, 6);
    came(&s, "board", meeting, 7);
    static const struct {
        int yes, abstain, no;
        bool passes;
    } rows[] = { { 3, 0, 3, false }, { 3, 1, 2, true }, { 1, 5, 0, true }, { 0, 6, 0, false }, { 2, 2, 2, false } };
    for (size_t i = 0; i < COUNT(rows); i++) {
        motion = propose_motion(&s, meeting, NULL);
        const struct answer *closed = decide_motion(&s, motion, rows[i].yes, rows[i].abstain, rows[i].no);
        ASSERT_ALLOWED(closed);
        assert_true(cites(closed, "A5.4"));
        assert_string_equal(motion_state(&s, motion), rows[i].passes ? "passed" : "failed");
    }
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void hearth_amendment(void **state) {
    (void)state;
    struct scene s;
    found_hearth(&s);
    struct charter_source source;
    struct error err = { 0 };
    assert_int_equal(charter_read_folder(&source, "charters/hearth", &s.arena, &err), 0);
    const char *rules = arena_z(&s.arena, source.rules);
    const char *old = strstr(rules, "seats of board: 7");
    const char *draft = f(&s, "%.*sseats of board: 9%s", (int)(old - rules), rules, old + strlen("seats of board: 7"));
    at(&s, "2026-08-03 10:00");
    ASSERT_REFUSED(act(&s, DIRECTOR, "charter.propose", "title=Nine seats", "grounds=More hands",
                       f(&s, "@file:rules=%s", draft), "from=2026-08-16", as_office(&s, "board", DIRECTOR)),
                   "A8.2");
    int64_t entry =
        ASSERT_ALLOWED(act(&s, DIRECTOR, "charter.propose", "title=Nine seats", "grounds=More hands",
                           f(&s, "@file:rules=%s", draft), "from=2026-10-01", as_office(&s, "board", DIRECTOR)));
    int64_t matter = matter_of(&s, entry);
    int64_t meeting = call_meeting(&s, "board", "2026-08-20 10:00");
    open_meeting(&s, meeting, 6);
    int64_t motion = propose_motion(&s, meeting, number_field(&s, "matter", matter));
    const struct answer *closed = decide_motion(&s, motion, 5, 1, 0);
    ASSERT_ALLOWED(closed);
    assert_int_equal(NUMBER(closed, "A8.1", "needed"), 5); /* two thirds of seven seats */
    assert_string_equal(motion_state(&s, motion), "passed");
    assert_int_equal(rule_int(charter_rule(alliance_charter(s.a, time_of(&s, "2026-09-30 23:59")), "seats", "board"),
                              "fixed"),
                     7);
    assert_int_equal(rule_int(charter_rule(alliance_charter(s.a, time_of(&s, "2026-10-01 00:00")), "seats", "board"),
                              "fixed"),
                     9);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- charters/coia: standing rules of the Board ---- */

static const struct answer *propose_rules(struct scene *s, const char *standing, const char *from) {
    return act(s, DIRECTOR, "rules.propose", "title=Standing rules", "grounds=Experience",
               f(s, "@file:standing=%s", standing), f(s, "from=%s", from), as_office(s, "board", DIRECTOR));
}

static void board_adopts_standing_rules(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-03 10:00");
    assert_int_equal(propose_rules(&s, "rule A10 vote on fees: by tc\n", "2026-09-01")->code, ERR_SYNTAX);
    assert_int_equal(propose_rules(&s, "rule A10 quorum of tc: present >= 1/3 of in-office\n", "2026-09-01")->code,
                     ERR_SYNTAX);
    ASSERT_REFUSED(propose_rules(&s, "rule A10 quorum of board: present >= 2/3 of in-office\n", "2026-08-03"), "A26.1");
    int64_t entry =
        ASSERT_ALLOWED(propose_rules(&s, "rule A10 quorum of board: present >= 2/3 of in-office\n", "2026-09-01"));
    vote_matter(&s, matter_of(&s, entry), "2026-08-04 10:00", "2026-08-20 10:00", true);
    const struct rule *before =
        charter_rule(alliance_charter(s.a, time_of(&s, "2026-08-31 12:00")), "meeting.quorum", "board");
    const struct rule *after =
        charter_rule(alliance_charter(s.a, time_of(&s, "2026-09-01 12:00")), "meeting.quorum", "board");
    assert_false(rule_standing(before));
    assert_true(rule_standing(after));
    assert_int_equal(rule_needed(before, BOARD_SIZE), 5);
    assert_int_equal(rule_needed(after, BOARD_SIZE), 7);
    /* the next meeting is held to it */
    at(&s, "2026-09-02 10:00");
    int64_t meeting = call_meeting(&s, "board", "2026-09-16 10:00");
    open_meeting(&s, meeting, 6);
    const struct answer *put = put_motion(&s, propose_motion(&s, meeting, NULL));
    ASSERT_REFUSED_AS(put, ERR_REFUSED, "A10");
    assert_int_equal(NUMBER(put, "A10", "needed"), 7);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* A10 taken back by amendment while standing rules rest on it: they fall, and the alliance stays readable. */
static void standing_rules_fall_with_their_clause(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    struct charter_source source;
    struct error err = { 0 };
    assert_int_equal(charter_read_folder(&source, "charters/coia", &s.arena, &err), 0);
    const char *rules = arena_z(&s.arena, source.rules);
    const char *leave = strstr(rules, "meeting.quorum, motion.majority");
    const char *draft =
        f(&s, "%.*smotion.majority%s", (int)(leave - rules), rules, leave + strlen("meeting.quorum, motion.majority"));
    at(&s, "2026-08-03 10:00");
    int64_t adopt =
        ASSERT_ALLOWED(propose_rules(&s, "rule A10 quorum of board: present >= 2/3 of in-office\n", "2026-09-01"));
    vote_matter(&s, matter_of(&s, adopt), "2026-08-04 10:00", "2026-08-20 10:00", true);
    at(&s, "2026-08-21 10:00");
    int64_t amend =
        ASSERT_ALLOWED(act(&s, DIRECTOR, "charter.propose", "title=Quorum by charter", "grounds=Clarity",
                           f(&s, "@file:rules=%s", draft), "from=2026-10-01", as_office(&s, "board", DIRECTOR)));
    vote_matter(&s, matter_of(&s, amend), "2026-08-24 10:00", "2026-09-08 10:00", true);
    assert_true(
        rule_standing(charter_rule(alliance_charter(s.a, time_of(&s, "2026-09-15 12:00")), "meeting.quorum", "board")));
    assert_false(
        rule_standing(charter_rule(alliance_charter(s.a, time_of(&s, "2026-10-01 12:00")), "meeting.quorum", "board")));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/charters: hearth A4.1 A4.2 A4.3 is founded, seated, and its terms are full years", hearth_founding),
        CASE("acts/charters: hearth A5.2 A5.3 A5.4 meets with a quorum of seats and decides by votes cast",
             hearth_meetings),
        CASE("acts/charters: hearth A8.1 A8.2 is amended by two thirds of the seats", hearth_amendment),
        CASE("acts/charters: A10 the Board adopts standing rules and is held to them", board_adopts_standing_rules),
        CASE("acts/charters: A10 standing rules fall with the clause that leaves them",
             standing_rules_fall_with_their_clause),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
