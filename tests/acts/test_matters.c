/* What the charter puts to a vote: fees, the escrow company, amendments, interpretations; resolutions, minutes, reports. */
#include "acts/said.h"
#include "support/session.h"

/* ---- A25.1 ---- */

static void test_fee(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    const char *const proposal[] = { "class=ordinary", "from_year=2028", "amount=30,000.00", "title=Fees from 2028",
                                     NULL };
    ASSERT_REFUSED_AS(scene_act(&s, TC_CHAIR, "fee.propose", proposal), ERR_DENIED, "A25.1");
    ASSERT_REFUSED_AS(scene_act(&s, SECRETARY, "fee.propose", proposal), ERR_DENIED, "A25.1");
    ASSERT_REFUSED_AS(act(&s, DIRECTOR, "fee.propose", "class=ordinary", "from_year=2025", "amount=1", "title=T"),
                      ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(act(&s, DIRECTOR, "fee.propose", "class=ordinary", "from_year=2028", "amount=-1", "title=T"),
                      ERR_SYNTAX, NULL);
    const struct answer *proposed = scene_act(&s, DIRECTOR, "fee.propose", proposal);
    assert_int_equal(NUMBER(proposed, "A25.1", "fee"), 2000000);
    int64_t matter = matter_of(&s, ASSERT_ALLOWED(proposed));
    assert_int_equal(state_int(&s, "SELECT count(*) FROM fee"), 0);
    int64_t closed = vote_matter(&s, matter, "2026-07-06 10:00", "2026-07-20 10:00", true);
    assert_int_equal(state_int(&s, "SELECT amount_fen FROM fee WHERE class = 'ordinary' AND from_year = 2028"),
                     3000000);
    assert_string_equal(state_text(&s, "SELECT resolution FROM fee"), "BOARD-2026-001");
    assert_int_equal(state_int(&s, "SELECT entry FROM fee"), closed + 1);
    assert_string_equal(state_text(&s, "SELECT state FROM matter WHERE id = $1", V(matter)), "passed");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- A25.6 ---- */

static void test_escrow(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    ASSERT_REFUSED_AS(act(&s, FOUNDER, "founding.escrow", "company=Example Trust", "registration=T1"), ERR_DENIED,
                      "A11"); /* no way round the vote */
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "escrow.propose", "company=Example Trust", "registration=T1", "title=T"),
                      ERR_DENIED, "A25.6");
    int64_t first = matter_of(&s, ASSERT_ALLOWED(act(&s, DIRECTOR, "escrow.propose", "company=Example Trust",
                                                     "registration=T1", "title=A company")));
    int64_t second = matter_of(&s, ASSERT_ALLOWED(act(&s, DIRECTOR, "escrow.propose", "company=Other Trust",
                                                      "registration=T2", "title=Another")));
    assert_int_equal(state_int(&s, "SELECT count(*) FROM escrow"), 0);
    vote_matter(&s, first, "2026-07-06 10:00", "2026-07-20 10:00", true);
    assert_string_equal(state_text(&s, "SELECT name FROM escrow WHERE to_at IS NULL"), "Example Trust");
    vote_matter(&s, second, "2026-07-21 10:00", "2026-08-03 10:00", false);
    assert_string_equal(state_text(&s, "SELECT name FROM escrow WHERE to_at IS NULL"), "Example Trust");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- A7.1, A26.1 ---- */

static char *file_of(struct scene *s, const char *path) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *bytes = arena_alloc(&s->arena, 1 << 20);
    size_t n = fread(bytes, 1, (1 << 20) - 1, file);
    bytes[n] = 0;
    fclose(file);
    return bytes;
}

/* The rules with `from` replaced by `to`, once. */
static const char *rules_with(struct scene *s, const char *rules, const char *from, const char *to) {
    const char *place = strstr(rules, from);
    assert_non_null(place);
    return f(s, "%.*s%s%s", (int)(place - rules), rules, to, place + strlen(from));
}

static const struct answer *propose_rules(struct scene *s, const char *rules, const char *from) {
    return act(s, DIRECTOR, "charter.propose", "title=An amendment", "grounds=We learned.", f(s, "from=%s", from),
               f(s, "@file:rules=%s", rules));
}

static const char NOTICE[] = "rule A16.1  notice to holders of tc: by mail, at least 7 calendar days before";

static void test_amendment(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    const char *rules = file_of(&s, "charters/coia/rules");
    const char *ten =
        rules_with(&s, rules, NOTICE, "rule A16.1  notice to holders of tc: by mail, at least 10 calendar days before");
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "charter.propose", "title=T", "grounds=G", "from=2026-09-01",
                          f(&s, "@file:rules=%s", ten)),
                      ERR_DENIED, "A7.1");
    ASSERT_REFUSED_AS(propose_rules(&s, ten, "2026-07-01"), ERR_REFUSED, "A26.1"); /* never on the same day */
    ASSERT_REFUSED_AS(propose_rules(&s, rules, "2026-09-01"), ERR_SYNTAX, NULL);   /* changes nothing */
    ASSERT_REFUSED_AS(act(&s, DIRECTOR, "charter.propose", "title=T", "grounds=G", "from=2026-09-01"), ERR_SYNTAX,
                      NULL);
    const struct answer *broken =
        propose_rules(&s, rules_with(&s, rules, "quorum of tc: present", "quorum of tc: gifts"), "2026-09-01");
    ASSERT_REFUSED_AS(broken, ERR_SYNTAX, NULL);
    assert_string_equal(refusal_field(broken, NULL), "rules");
    int64_t matter = matter_of(&s, ASSERT_ALLOWED(propose_rules(&s, ten, "2026-08-15")));
    int64_t pinned = call_meeting(&s, "tc", "2026-08-20 14:00"); /* called under the old version */
    vote_matter(&s, matter, "2026-07-06 10:00", "2026-07-20 10:00", true);
    assert_int_equal(state_int(&s, "SELECT from_at FROM charter_version WHERE version = 2"),
                     time_of(&s, "2026-08-15 00:00"));
    at(&s, "2026-08-14 23:59:59");
    const struct answer *before =
        act(&s, TC_CHAIR, "meeting.call", "body=tc", "starts_at=2026-08-21 14:00", "place=Room 1");
    assert_int_equal(NUMBER(before, "A16.1", "needed"), 7);
    ASSERT_ALLOWED(before);
    at(&s, "2026-08-15 00:00");
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "meeting.call", "body=tc", "starts_at=2026-08-24 14:00", "place=Room 1"),
                      ERR_REFUSED, "A16.1");
    const struct answer *moved =
        act(&s, TC_CHAIR, "meeting.move", number_field(&s, "meeting", pinned), "starts_at=2026-08-19 14:00");
    ASSERT_REFUSED_AS(moved, ERR_REFUSED, "A16.1"); /* still by the seven days it was called under */
    assert_int_equal(NUMBER(moved, "A16.1", "needed"), 7);
    int64_t entry =
        ASSERT_ALLOWED(act(&s, TC_CHAIR, "meeting.call", "body=tc", "starts_at=2026-08-25 14:00", "place=Room 1"));
    assert_non_null(strstr(state_text(&s, "SELECT entry FROM leaf WHERE n = $1", V(entry)), "\"charter\":2"));
    assert_non_null(strstr(state_text(&s, "SELECT entry FROM leaf WHERE n = $1", V(before->entry)), "\"charter\":1"));
    assert_string_equal(state_text(&s, "SELECT entry FROM leaf WHERE kind = 'clock.charter_force'")[0] ? "on record"
                                                                                                       : "",
                        "on record");
    CHECK_WHOLE(&s); /* past acts stay judged by the old version */
    scene_close(&s);
    scene_open(&s, ALLIANCE_WRITE);
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "meeting.call", "body=tc", "starts_at=2026-08-23 14:00", "place=Room 1"),
                      ERR_REFUSED, "A16.1");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_comments(void **state) {
    (void)state;
    struct scene
        s; /* any representative of a director member, in the Board or not; until the vote, whoever brought the draft */
    scene_coia(&s);
    const char *rules = file_of(&s, "charters/coia/rules");
    int64_t matter =
        matter_of(&s, ASSERT_ALLOWED(propose_rules(
                          &s,
                          rules_with(&s, rules, NOTICE,
                                     "rule A16.1  notice to holders of tc: by mail, at least 10 calendar days before"),
                          "2026-08-15")));
    const char *on = number_field(&s, "matter", matter);
    ASSERT_ALLOWED(act(&s, 3, "charter.comment", on, "text=Ten are many.", as_representative(&s, 3)));
    const struct answer *outside = act(&s, 13, "charter.comment", on, "text=Ten are few.");
    ASSERT_ALLOWED(outside);
    assert_true(cites(outside, "A8.2.5"));
    assert_int_equal(state_int(&s, "SELECT org FROM matter_comment WHERE entry = $1", V(outside->entry)), 12);
    static const int64_t others[] = { TC_CHAIR, SECRETARY, 30, 0 };
    for (size_t i = 0; i < COUNT(others); i++)
        ASSERT_REFUSED_AS(act(&s, others[i], "charter.comment", on, "text=Ten are many."), ERR_DENIED, "A8.2.5");
    vote_matter(&s, matter, "2026-07-06 10:00", "2026-07-20 10:00", true);
    ASSERT_REFUSED_AS(act(&s, 3, "charter.comment", on, "text=Too late.", as_representative(&s, 3)), ERR_CONFLICT,
                      NULL);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_amendment_pinned_vote(void **state) {
    (void)state;
    struct scene s; /* a meeting called before is held to its end by the majority of then */
    scene_coia(&s);
    const char *rules = file_of(&s, "charters/coia/rules");
    const char *harder = rules_with(&s, rules, "majority of tc: affirmative >= 1/2 of present",
                                    "majority of tc: affirmative > 1/2 of present");
    int64_t matter = matter_of(&s, ASSERT_ALLOWED(propose_rules(&s, harder, "2026-07-21")));
    int64_t meeting = call_meeting(&s, "tc", "2026-07-22 14:00");
    vote_matter(&s, matter, "2026-07-06 10:00", "2026-07-20 10:00", true);
    open_meeting(&s, meeting, 8);
    int64_t motion = propose_motion(&s, meeting, NULL);
    ASSERT_ALLOWED(decide_motion(&s, motion, 4, 0, 4));
    assert_string_equal(motion_state(&s, motion), "passed");
    close_meeting(&s, meeting);
    int64_t next = call_meeting(&s, "tc", "2026-08-12 14:00");
    open_meeting(&s, next, 8);
    int64_t second = propose_motion(&s, next, NULL);
    ASSERT_ALLOWED(decide_motion(&s, second, 4, 0, 4));
    assert_string_equal(motion_state(&s, second), "failed");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_amendments_in_turn(void **state) {
    (void)state;
    struct scene s; /* two drafts of one text: the second would undo the first, and ends when the first is adopted */
    scene_coia(&s);
    const char *rules = file_of(&s, "charters/coia/rules");
    int64_t first =
        matter_of(&s, ASSERT_ALLOWED(propose_rules(
                          &s,
                          rules_with(&s, rules, NOTICE,
                                     "rule A16.1  notice to holders of tc: by mail, at least 10 calendar days before"),
                          "2026-09-01")));
    int64_t second =
        matter_of(&s, ASSERT_ALLOWED(propose_rules(&s,
                                                   rules_with(&s, rules, "at least 2 in each calendar month",
                                                              "at least 1 in each calendar month"),
                                                   "2026-08-01")));
    vote_matter(&s, first, "2026-07-06 10:00", "2026-07-20 10:00", true);
    assert_string_equal(state_text(&s, "SELECT state FROM matter WHERE id = $1", V(second)), "overtaken");
    assert_non_null(
        strstr(state_text(&s, "SELECT entry FROM leaf WHERE kind = 'matter.overtaken'"), "{\"base\":1,\"latest\":2}"));
    assert_int_equal(state_int(&s, "SELECT count(*) FROM charter_version"), 2);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_late_vote(void **state) {
    (void)state;
    struct scene s; /* voted after the day it names: in force on the day after the vote */
    scene_coia(&s);
    const char *rules = file_of(&s, "charters/coia/rules");
    int64_t matter =
        matter_of(&s, ASSERT_ALLOWED(propose_rules(
                          &s,
                          rules_with(&s, rules, NOTICE,
                                     "rule A16.1  notice to holders of tc: by mail, at least 10 calendar days before"),
                          "2026-07-02")));
    vote_matter(&s, matter, "2026-07-06 10:00", "2026-07-20 10:00", true);
    assert_int_equal(state_int(&s, "SELECT from_at FROM charter_version WHERE version = 2"),
                     time_of(&s, "2026-07-21 00:00"));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- A26.2 ---- */

static void test_interpretation(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    ASSERT_REFUSED_AS(act(&s, BOARD_CHAIR, "charter.interpret", "clause=A16.1", "title=Q", "answer=A"), ERR_DENIED,
                      "A26.2");
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "charter.interpret", "clause=A99", "title=Q", "answer=A"), ERR_SYNTAX, NULL);
    int64_t yes = matter_of(&s, ASSERT_ALLOWED(act(&s, SECRETARY, "charter.interpret", "clause=A16.1",
                                                   "title=Who are all members?", "answer=Those in office.")));
    int64_t no = matter_of(&s, ASSERT_ALLOWED(act(&s, SECRETARY, "charter.interpret", "clause=A16.2",
                                                  "title=May one attend by telephone?", "answer=No.")));
    int64_t closed = vote_matter(&s, yes, "2026-07-06 10:00", "2026-07-20 10:00", true);
    vote_matter(&s, no, "2026-07-21 10:00", "2026-08-03 10:00", false);
    assert_string_equal(state_text(&s, "SELECT state FROM interpretation WHERE id = 1"), "published");
    assert_string_equal(state_text(&s, "SELECT resolution FROM interpretation WHERE id = 1"), "BOARD-2026-001");
    assert_string_equal(state_text(&s, "SELECT state FROM interpretation WHERE id = 2"), "dropped");
    assert_int_equal(state_int(&s, "SELECT count(*) FROM citation WHERE clause = 'A16.1' AND entry = $1",
                               V(closed + 1)),
                     1); /* found under its clause */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- titles: what a vote is about, in both languages, without anybody having given it a title ---- */

static const char *asks(struct scene *s, int64_t matter, enum lang lang) {
    struct db *db = store_reader(alliance_store(s->a));
    assert_int_equal(db_begin(db, NULL), 0);
    struct str words = matter_asks(db, alliance_charter(s->a, alliance_now(s->a)), matter, &s->arena, lang);
    db_rollback(db);
    store_reader_done(alliance_store(s->a), db);
    return arena_z(&s->arena, words);
}

static void test_titles(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    int64_t entry =
        ASSERT_ALLOWED(act(&s, SECRETARY, "nomination.make", "body=outreach", "title=vice-chair", "person=20"));
    int64_t appoint = state_int(&s, "SELECT matter FROM nomination WHERE entry = $1", V(entry));
    assert_string_equal(asks(&s, appoint, LANG_EN), "Appoint Person 20, vice-chair of the Outreach Committee");
    assert_string_equal(asks(&s, appoint, LANG_ZH), "任命Person 20（外联委员会副主任）");
    int64_t fee = matter_of(&s, ASSERT_ALLOWED(act(&s, DIRECTOR, "fee.propose", "class=ordinary", "from_year=2028",
                                                   "amount=30,000.00", "title=T")));
    assert_string_equal(asks(&s, fee, LANG_EN), "Set the fee of the ordinary member at CNY 30,000.00 from 2028 on");
    int64_t expel = matter_of(&s, ASSERT_ALLOWED(act(&s, DIRECTOR, "member.propose_expulsion", "member=20",
                                                     "ground=charter", "title=T", "statement=S")));
    assert_string_equal(asks(&s, expel, LANG_EN), "Expel Member 20");
    assert_string_equal(asks(&s, expel, LANG_ZH), "将Member 20除名");
    int64_t clause =
        matter_of(&s, ASSERT_ALLOWED(act(&s, SECRETARY, "charter.interpret", "clause=A16.1", "title=Q", "answer=A")));
    assert_string_equal(asks(&s, clause, LANG_EN), "Publish: Interpretation 1 of A16.1");
    /* Every consequence a vote can have says what is asked, in both languages. */
    const struct act_kind *const *kinds;
    size_t n = act_kinds(&kinds), questions = 0;
    for (size_t i = 0; i < n; i++) {
        bool voted = kinds[i]->origin == ORIGIN_CONSEQUENCE && kinds[i]->question.en;
        if (voted) assert_non_null(kinds[i]->question.zh);
        questions += voted;
    }
    assert_int_equal(questions, 8);
    scene_end(&s);
}

/* ---- A9.3, A16.3: resolutions and minutes ---- */

static void test_resolutions(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t meeting = call_meeting(&s, "tc", "2026-08-12 14:00");
    open_meeting(&s, meeting, 9);
    for (int i = 0; i < 3; i++)
        ASSERT_ALLOWED(decide_motion(&s, propose_motion(&s, meeting, NULL), i == 1 ? 0 : 9, 0, 0));
    close_meeting(&s, meeting);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM resolution"), 2);
    assert_string_equal(state_text(&s, "SELECT id FROM resolution ORDER BY number DESC"), "TC-2026-002");
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "resolution.assign", "resolution=TC-2026-001", f(&s, "owner=%d", TC_VICE),
                          "due=2026-09-30"),
                      ERR_DENIED, "A9.3.2");
    ASSERT_ALLOWED(act(&s, SECRETARY, "resolution.assign", "resolution=TC-2026-001", f(&s, "owner=%d", TC_VICE),
                       "due=2026-09-30"));
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "resolution.assign", "resolution=TC-2026-009", f(&s, "owner=%d", TC_VICE),
                          "due=2026-09-30"),
                      ERR_MISSING, NULL);
    ASSERT_ALLOWED(
        act(&s, BOARD_CHAIR, "resolution.report", "resolution=TC-2026-001", "state=done", "note=It was built."));
    assert_string_equal(state_text(&s, "SELECT state FROM resolution WHERE id = 'TC-2026-001'"), "done");
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "resolution.assign", "resolution=TC-2026-001", f(&s, "owner=%d", TC_VICE),
                          "due=2026-09-30"),
                      ERR_CONFLICT, NULL);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM outbox WHERE person = $1 AND meeting = 0", V(TC_VICE)),
                     1); /* the owner is told */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_numbers_by_year(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-12-01 10:00");
    int64_t meeting = call_meeting(&s, "tc", "2026-12-31 23:00");
    open_meeting(&s, meeting, 9);
    ASSERT_ALLOWED(decide_motion(&s, propose_motion(&s, meeting, NULL), 9, 0, 0));
    int64_t over = propose_motion(&s, meeting, NULL);
    at(&s, "2027-01-01 00:00"); /* the year of a resolution is that of its passing */
    ASSERT_ALLOWED(decide_motion(&s, over, 9, 0, 0));
    assert_string_equal(state_text(&s, "SELECT resolution FROM motion WHERE id = 1"), "TC-2026-001");
    assert_string_equal(state_text(&s, "SELECT resolution FROM motion WHERE id = 2"), "TC-2027-001");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_minutes(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t first = call_meeting(&s, "tc", "2026-08-12 14:00"), second = call_meeting(&s, "tc", "2026-08-26 14:00");
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "minutes.write", number_field(&s, "meeting", first), "narrative=N"),
                      ERR_CONFLICT, NULL);
    open_meeting(&s, first, 9);
    close_meeting(&s, first);
    ASSERT_REFUSED_AS(act(&s, TC_MEMBER, "minutes.write", number_field(&s, "meeting", first), "narrative=N"),
                      ERR_DENIED, "A21.2");
    ASSERT_ALLOWED(act(&s, SECRETARY, "minutes.write", number_field(&s, "meeting", first), "narrative=They met."));
    ASSERT_ALLOWED(act(&s, SECRETARY, "minutes.write", number_field(&s, "meeting", first),
                       "narrative=They met and spoke.")); /* until approved */
    const char *approve[] = { number_field(&s, "meeting", second), number_field(&s, "minutes_of", first), NULL };
    ASSERT_REFUSED_AS(scene_act(&s, TC_CHAIR, "minutes.approve", approve), ERR_CONFLICT, NULL); /* not open yet */
    open_meeting(&s, second, 4);
    ASSERT_REFUSED_AS(scene_act(&s, TC_CHAIR, "minutes.approve", approve), ERR_REFUSED, "A16.2");
    came(&s, "tc", second, TC_CHAIR + 4);
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "minutes.approve", number_field(&s, "meeting", second),
                          number_field(&s, "minutes_of", second)),
                      ERR_SYNTAX, NULL);
    ASSERT_ALLOWED(scene_act(&s, TC_CHAIR, "minutes.approve", approve));
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "minutes.write", number_field(&s, "meeting", first), "narrative=Rather so."),
                      ERR_CONFLICT, NULL);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- A7.4: reports and their review ---- */

static void test_reports(void **state) {
    (void)state;
    static const struct {
        const char *body;
        int64_t by;
        const char *reviewed;
    } rows[] = {
        { "tc", TC_CHAIR, "A13" },
        { "outreach", 30, "A7.4" },
        { "safety", 31, "A7.4" },
        { "secretariat", SECRETARY, "A20" },
    };
    struct scene s;
    scene_coia(&s);
    ASSERT_REFUSED_AS(act(&s, TC_MEMBER, "report.submit", "body=tc", "title=T", "text=R"), ERR_DENIED, "A13");
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t entry =
            ASSERT_ALLOWED(act(&s, rows[i].by, "report.submit", f(&s, "body=%s", rows[i].body), "title=T", "text=R"));
        const char *report =
            number_field(&s, "report", state_int(&s, "SELECT id FROM report WHERE entry = $1", V(entry)));
        ASSERT_REFUSED_AS(act(&s, SECRETARY, "report.review", report, "review=Well done."), ERR_DENIED, "A7.4");
        const struct answer *reviewed = act(&s, DIRECTOR, "report.review", report, "review=Well done.");
        ASSERT_ALLOWED(reviewed);
        assert_true(cites(reviewed, rows[i].reviewed));
        ASSERT_REFUSED_AS(act(&s, DIRECTOR, "report.review", report, "review=Well done."), ERR_CONFLICT, NULL);
        assert_string_equal(state_text(&s, "SELECT reviewed_by FROM report ORDER BY id DESC"), "board");
    }
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- matters on the agenda ---- */

static void test_agenda(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    int64_t matter = matter_of(&s, ASSERT_ALLOWED(act(&s, DIRECTOR, "fee.propose", "class=ordinary", "from_year=2028",
                                                      "amount=1", "title=T")));
    at(&s, "2026-07-06 10:00");
    int64_t board = call_meeting(&s, "board", "2026-07-20 10:00"), tc = call_meeting(&s, "tc", "2026-07-20 14:00");
    const char *which = number_field(&s, "matter", matter);
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "topic.propose", number_field(&s, "meeting", tc), "title=Fees", which,
                          as_office(&s, "tc", TC_CHAIR)),
                      ERR_SYNTAX, NULL); /* another body's */
    ASSERT_ALLOWED(act(&s, DIRECTOR, "topic.propose", number_field(&s, "meeting", board), "title=Fees", which));
    ASSERT_REFUSED_AS(act(&s, BOARD_CHAIR, "matter.withdraw", which), ERR_DENIED, NULL); /* who brought it */
    open_meeting(&s, board, 10);
    int64_t motion = propose_motion(&s, board, which);
    ASSERT_REFUSED_AS(act(&s, BOARD_CHAIR, "motion.propose", number_field(&s, "meeting", board), "title=T2",
                          "text=Again", which),
                      ERR_CONFLICT, NULL); /* before a vote */
    ASSERT_REFUSED_AS(act(&s, DIRECTOR, "matter.withdraw", which), ERR_CONFLICT, NULL);
    ASSERT_ALLOWED(act(&s, BOARD_CHAIR, "motion.withdraw", number_field(&s, "motion", motion)));
    ASSERT_ALLOWED(act(&s, DIRECTOR, "matter.withdraw", which));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/funds: A25.1 a fee changes by itself when its vote passes", test_fee),
        CASE("acts/funds: A25.6 the escrow company changes by vote only", test_escrow),
        CASE(
            "acts/amendments: A26.1 in force from its day, never the same; meetings and past acts keep the old version",
            test_amendment),
        CASE("acts/amendments: A8.2.5 director members comment on a draft until the vote", test_comments),
        CASE("acts/amendments: A26.1 a meeting called before decides by the majority of then",
             test_amendment_pinned_vote),
        CASE("acts/amendments: A7.1 a draft of a text that was amended meanwhile ends, with both versions named",
             test_amendments_in_turn),
        CASE("acts/matters: A18.5 A19.5 A22.5 A24 what a vote is about is said in both languages", test_titles),
        CASE("acts/amendments: A26.1 voted late, in force on the day after the vote", test_late_vote),
        CASE("acts/amendments: A26.2 the Secretariat drafts, the Board's vote publishes, the clause finds it",
             test_interpretation),
        CASE("acts/minutes: A9.3 resolutions have numbers, owners and an end", test_resolutions),
        CASE("acts/minutes: A16.3 resolutions are numbered within the year of their passing", test_numbers_by_year),
        CASE("acts/minutes: A16 the next meeting approves the minutes, with a quorum", test_minutes),
        CASE("acts/minutes: A7.4, A13, A20 each report gets a recorded review by the Board", test_reports),
        CASE("acts/matters: a matter is one body's, before one vote at a time, withdrawn by who brought it",
             test_agenda),
    };
    return cmocka_run_group_tests_name("acts/matters", tests, NULL, NULL);
}
