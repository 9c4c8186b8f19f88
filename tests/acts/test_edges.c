/* Where a day, a count or a person is on the edge: table by table, what the neighbours of each edge get. */
#include "support/session.h"

/* ---- days: leap years, year ends, 24:00 ---- */

static const struct answer *call_tc(struct scene *s, const char *starts_at) {
    return act(s, TC_CHAIR, "meeting.call", "body=tc", f(s, "starts_at=%s", starts_at), "place=Room 1");
}

static void test_days(void **state) {
    (void)state;
    /* The last moment a meeting can be called, and the first that is too late. */
    static const struct {
        const char *founded, *meeting, *last, *late, *about;
    } rows[] = {
        { "2027-07-01 09:00", "2028-03-07 10:00", "2028-02-29 23:59:59", "2028-03-01 00:00",
          "the notice is due on 29 February" },
        { "2027-07-01 09:00", "2028-02-29 10:00", "2028-02-22 23:59:59", "2028-02-23 00:00",
          "the meeting is on 29 February" },
        { "2026-07-01 09:00", "2027-03-08 10:00", "2027-02-28 24:00", "2027-03-02 00:00",
          "no 29 February: seven days before 8 March is the 1st" },
        { "2026-07-01 09:00", "2027-01-06 10:00", "2026-12-30 23:59:59", "2026-12-31 00:00",
          "over the end of the year" },
        { "2026-07-01 09:00", "2026-12-31 23:59", "2026-12-24 24:00", "2026-12-25 00:00:01",
          "24:00 is the next day's 00:00" },
        { "2026-07-01 09:00", "2026-09-07 00:00", "2026-08-31 23:59:59", "2026-09-01 00:00",
          "a meeting at 00:00 is on the day that begins" },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scene s;
        scene_coia_of(&s, 30, 12, TC_SIZE, rows[i].founded);
        bool midnight = strstr(rows[i].last, "24:00") != NULL;
        at(&s, rows[i].last);
        const struct answer *last = call_tc(&s, rows[i].meeting);
        if (midnight && strstr(rows[i].meeting, "12-31")) /* 24:00 of the last day is already too late by a moment */
            ASSERT_REFUSED_AS(last, ERR_REFUSED, "A16.1");
        else
            ASSERT_ALLOWED(last);
        at(&s, rows[i].late);
        ASSERT_REFUSED_AS(call_tc(&s, f(&s, "%.10s 18:00", rows[i].meeting)), ERR_REFUSED, "A16.1");
        CHECK_WHOLE(&s);
        scene_end(&s);
    }
}

static void test_terms(void **state) {
    (void)state;
    /* A term begun on an edge ends at 24:00 of this day. */
    static const struct {
        const char *charter, *begun, *ends;
    } rows[] = {
        { "charters/coia", "2026-01-01 00:00", "2027-12-31 24:00" },
        { "charters/coia", "2026-12-31 23:59:59", "2027-12-31 24:00" },
        { "charters/coia", "2028-02-29 12:00", "2029-12-31 24:00" },
        { "charters/hearth", "2028-02-29T12:00:00Z", "2031-03-01T00:00:00Z" },
        { "charters/hearth", "2026-12-31T12:00:00Z", "2029-12-31T00:00:00Z" },
        { "charters/hearth", "2025-03-01T12:00:00Z", "2028-03-01T00:00:00Z" },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scene s;
        bool coia = strstr(rows[i].charter, "coia") != NULL;
        scene_begin(&s, rows[i].charter, rows[i].begun);
        admit(&s, 1, coia ? "director" : "full", "enterprise");
        appoint(&s, "board", "chair", 2);
        CHECK_INT(state_int(&s, "SELECT term_end FROM holding"), time_of(&s, rows[i].ends), rows[i].begun);
        scene_end(&s);
    }
}

static void test_last_night(void **state) {
    (void)state;
    struct scene
        s; /* what one could do a moment before midnight one cannot a moment after; the day's first act puts it on record */
    scene_coia(&s);
    static const struct {
        const char *when;
        bool may;
    } rows[] = { { "2027-12-31 23:59:59", true }, { "2027-12-31 24:00", false }, { "2028-01-01 00:00:01", false } };
    for (size_t i = 0; i < COUNT(rows); i++) {
        at(&s, rows[i].when);
        const struct answer *answer = act(&s, TC_CHAIR, "meeting.call", "body=tc",
                                          f(&s, "starts_at=2028-02-%02d 10:00", 10 + (int)i), "place=Room 1");
        if (rows[i].may)
            ASSERT_ALLOWED(answer);
        else
            ASSERT_REFUSED_AS(answer, ERR_DENIED, "A16.1");
    }
    assert_int_equal(state_int(&s, "SELECT count(*) FROM leaf WHERE kind = 'clock.term_end' AND at = $1",
                               V(time_of(&s, "2027-12-31 24:00"))),
                     state_int(&s, "SELECT count(*) FROM holding WHERE ended_by = 'term'"));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- bodies: without a chair, without anybody to lead ---- */

static void resign(struct scene *s, const char *body, int64_t person) {
    ASSERT_ALLOWED(
        act(s, person, "office.resign",
            number_field(s, "holding",
                         state_int(s, "SELECT id FROM holding WHERE body = $1 AND person = $2 AND to_at IS NULL",
                                   V(body), V(person)))));
}

static void test_no_chair(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-03 10:00");
    resign(&s, "tc", TC_CHAIR);
    const char *const fields[] = { "body=tc", "starts_at=2026-08-20 14:00", "place=Room 1", NULL };
    ASSERT_REFUSED_AS(scene_act(&s, TC_CHAIR, "meeting.call", fields), ERR_DENIED, "A16.1");
    int64_t first =
        state_int(&s, "SELECT id FROM meeting WHERE entry = $1",
                  V(ASSERT_ALLOWED(scene_act(&s, TC_VICE, "meeting.call", fields)))); /* the vice-chair leads */
    alliance_set_clock(s.a, s.now = time_of(&s, "2026-08-20 14:00"));
    ASSERT_ALLOWED(act(&s, TC_VICE, "meeting.open", number_field(&s, "meeting", first), as_office(&s, "tc", TC_VICE)));
    ASSERT_ALLOWED(act(&s, TC_VICE, "meeting.close", number_field(&s, "meeting", first), as_office(&s, "tc", TC_VICE)));
    assert_string_equal(state_text(&s, "SELECT state FROM meeting WHERE id = $1", V(first)),
                        "inquorate"); /* nobody signed in */
    resign(&s, "tc", TC_VICE);        /* nobody is left to lead */
    ASSERT_REFUSED_AS(act(&s, TC_MEMBER, "meeting.call", "body=tc", "starts_at=2026-09-10 14:00", "place=Room 1"),
                      ERR_DENIED, "A16.1");
    int64_t second = state_int(&s, "SELECT id FROM meeting WHERE entry = $1",
                               V(ASSERT_ALLOWED(act(&s, SECRETARY, "meeting.call", "body=tc",
                                                    "starts_at=2026-09-10 14:00", "place=Room 1"))));
    alliance_set_clock(s.a, s.now = time_of(&s, "2026-09-10 14:00"));
    static const int64_t everybody[] = { TC_MEMBER, SECRETARY, BOARD_CHAIR, TC_CHAIR };
    for (size_t i = 0; i < COUNT(everybody); i++)
        ASSERT_REFUSED_AS(act(&s, everybody[i], "meeting.open", number_field(&s, "meeting", second)), ERR_DENIED,
                          "A16.1");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- people: who changed employer ---- */

static void test_changed_employer(void **state) {
    (void)state;
    struct scene
        s; /* from one director member to another: the seat through the first ends, a seat through the second is new */
    scene_coia(&s);
    int64_t representation = state_int(&s, "SELECT id FROM representation WHERE person = $1", V(DIRECTOR));
    ASSERT_ALLOWED(act(&s, SECRETARY, "representative.end", number_field(&s, "representation", representation)));
    assert_string_equal(state_text(&s, "SELECT ended_by FROM holding WHERE person = $1", V(DIRECTOR)),
                        "representation");
    static const char *const acts[][4] = { { "motion.propose", "meeting=1", "title=A title", "text=T" },
                                           { "fee.propose", "class=ordinary", "from_year=2028", "amount=1" } };
    ASSERT_ALLOWED(act(&s, SECRETARY, "representative.add", "member=12", f(&s, "person=%d", DIRECTOR), "voting=true"));
    ASSERT_REFUSED_AS(act(&s, DIRECTOR, acts[1][0], acts[1][1], acts[1][2], acts[1][3], "title=Fees"), ERR_DENIED,
                      "A25.1"); /* no seat by itself */
    ASSERT_REFUSED_AS(act(&s, DIRECTOR, "member.withdraw", "member=3"), ERR_DENIED,
                      NULL); /* nor a word for the first */
    ASSERT_ALLOWED(act(&s, DIRECTOR, "member.withdraw", "member=12"));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/edges: A16.1 leap days, year ends, 00:00 and 24:00", test_days),
        CASE("acts/edges: A11 A17 terms begun on leap days and at year ends", test_terms),
        CASE("acts/edges: A17 a term that ended last night", test_last_night),
        CASE("acts/edges: A16.1 A16 a body without a chair, and without anybody to lead", test_no_chair),
        CASE("acts/edges: A7 A9.1 who changed employer", test_changed_employer),
    };
    return cmocka_run_group_tests_name("acts/edges", tests, NULL, NULL);
}
