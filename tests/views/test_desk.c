/* The desk: what each person can do now and why, what waits for them, what they did; and of nobody else. */
#include "support/every_kind.h"
#include "views/seen.h"

static struct glance desk(struct scene *s, int64_t person) {
    return seen_page(s, person, LANG_EN, "/desk", NULL, NULL);
}
static const char *offers(struct scene *s, int64_t person) {
    struct glance g = desk(s, person);
    return f(s, "%s|%s|%s", under(s, g, "soon"), under(s, g, "now"), under(s, g, "whenever"));
}
static const char *waits(struct scene *s, int64_t person) { return under(s, desk(s, person), "waiting"); }

/* Who is offered what at rest, and by which clause: each office its own. */
static void test_standing(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    static const struct {
        int64_t person;
        const char *has, *lacks;
    } rows[] = {
        { BOARD_CHAIR, "Call a meeting of the Board A10", "Technical Committee" },
        { TC_CHAIR, "Call a meeting of the Technical Committee A16.1", "of the Board" },
        { TC_VICE, "Call a meeting of the Technical Committee A16.1 as vice-chair of the Technical Committee",
          "of the Board" },
        { SECRETARY, "Call a meeting of the Technical Committee A16.1", "nominat" },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        SHOWS(offers(&s, rows[i].person), rows[i].has);
        HIDES(offers(&s, rows[i].person), rows[i].lacks);
    }
    SHOWS(under(&s, desk(&s, TC_MEMBER), "can"), "Nothing asks for you now"); /* a member at rest */
    SHOWS(waits(&s, TC_MEMBER), "No meeting, topic or resolution of yours is open.");
    SHOWS(words_of(&s, str_of(desk(&s, DIRECTOR).html)), "voting representative of Member 3");
    scene_end(&s);
}

/* A meeting whose time has come waits to be opened; nobody is late with it, and the front page says so. */
static void test_not_opened_yet(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-07-02 10:00");
    call_meeting(&s, "tc", "2026-07-20 14:00");
    at(&s, "2026-07-20 13:30");
    SHOWS(under(&s, desk(&s, TC_CHAIR), "soon"), "Open the meeting of the Technical Committee");
    SHOWS(under(&s, desk(&s, TC_CHAIR), "soon"), "in 30 minutes");
    at(&s, "2026-07-20 16:30");
    SHOWS(under(&s, desk(&s, TC_CHAIR), "soon"), "Open the meeting of the Technical Committee");
    SHOWS(under(&s, desk(&s, TC_MEMBER), "soon"), "Sign in to the meeting of the Technical Committee");
    HIDES(under(&s, desk(&s, TC_CHAIR), "soon"), "overdue");
    HIDES(under(&s, desk(&s, TC_MEMBER), "soon"), "overdue");
    const char *home = words_of(&s, str_of(seen_page(&s, 0, LANG_EN, "/", NULL, NULL).html));
    SHOWS(home, "Not opened yet");
    HIDES(home, "hours ago");
    scene_end(&s);
}

/* A16.1: a meeting waits for the body's holders, its topics for as long as they are taken. */
static void test_meeting(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-07-02 10:00");
    int64_t meeting = call_meeting(&s, "tc", "2026-07-20 14:00");
    SHOWS(waits(&s, TC_MEMBER), "Technical Committee: meeting on");
    SHOWS(waits(&s, TC_MEMBER), "topics are still taken");
    SHOWS(offers(&s, TC_MEMBER), "topic");
    HIDES(waits(&s, DIRECTOR), "Technical Committee");
    ASSERT_ALLOWED(act(&s, TC_MEMBER, "topic.propose", number_field(&s, "meeting", meeting), "title=A roadmap",
                       as_office(&s, "tc", TC_MEMBER)));
    SHOWS(waits(&s, TC_MEMBER), "Your topic “A roadmap” for the Technical Committee");
    HIDES(waits(&s, TC_VICE), "A roadmap");
    at(&s,
       "2026-07-17 00:00"); /* two working days before Monday 20th are 17th and 16th: closed at the end of the 16th */
    ASSERT_ALLOWED(act(&s, SECRETARY, "alliance.contact", "contact=a@example.org"));
    HIDES(waits(&s, TC_MEMBER), "topics are still taken");
    HIDES(offers(&s, TC_MEMBER), "opic");
    at(&s, "2026-07-18 10:00");
    ASSERT_ALLOWED(
        act(&s, TC_CHAIR, "meeting.cancel", number_field(&s, "meeting", meeting), as_office(&s, "tc", TC_CHAIR)));
    HIDES(waits(&s, TC_MEMBER), "Technical Committee");
    scene_end(&s);
}

/* A16.2, A16.3: whoever is there is asked for a vote, until it is cast; who is not there is not asked. */
static void test_vote(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-07-02 10:00");
    int64_t meeting = call_meeting(&s, "tc", "2026-07-20 14:00");
    open_meeting(&s, meeting, TC_SIZE - 1);
    int64_t motion = propose_motion(&s, meeting, NULL), absent = TC_CHAIR + TC_SIZE - 1;
    HIDES(offers(&s, TC_MEMBER), "A motion");
    ASSERT_ALLOWED(put_motion(&s, motion));
    SHOWS(waits(&s, absent), "is in session");
    SHOWS(under(&s, desk(&s, TC_MEMBER), "soon"), "Vote on motion 1 now: A motion A16");
    HIDES(offers(&s, TC_MEMBER), "overdue");
    HIDES(offers(&s, absent), "A motion");
    ASSERT_ALLOWED(vote_motion(&s, motion, TC_MEMBER, "affirmative"));
    HIDES(offers(&s, TC_MEMBER), "A motion");
    SHOWS(offers(&s, TC_VICE), "A motion");
    ASSERT_ALLOWED(close_motion(&s, motion));
    HIDES(offers(&s, TC_VICE), "A motion");
    /* A9.3.4: the resolution waits for whom it was given to. */
    const char *resolution = state_text(&s, "SELECT resolution FROM motion WHERE id = $1", V(motion));
    if (resolution[0]) {
        ASSERT_ALLOWED(act(&s, SECRETARY, "resolution.assign", f(&s, "resolution=%s", resolution),
                           f(&s, "owner=%d", TC_VICE), "due=2026-08-01", as_office(&s, "secretariat", SECRETARY)));
        SHOWS(waits(&s, TC_VICE), f(&s, "Carry out %s: A motion", resolution));
        HIDES(waits(&s, TC_MEMBER), "Carry out");
        at(&s, "2026-08-03 09:00");
        SHOWS(waits(&s, TC_VICE), "overdue");
    }
    scene_end(&s);
}

/* A8: a director is asked for one nomination while they are open, and for no second once it is made. */
static void test_nomination(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    HIDES(offers(&s, DIRECTOR), "ominat");
    ASSERT_ALLOWED(
        act(&s, SECRETARY, "nomination.open", "body=board", "closes_at=2026-12-01 12:00", "term_from=2027-01-01"));
    SHOWS(offers(&s, DIRECTOR), "ominat");
    SHOWS(offers(&s, DIRECTOR), "1 December 2026, 12:00");
    HIDES(offers(&s, TC_MEMBER), "ominat"); /* of an ordinary member */
    ASSERT_ALLOWED(act(&s, DIRECTOR, "nomination.make", "body=board", "title=director", f(&s, "person=%d", DIRECTOR),
                       as_representative(&s, DIRECTOR)));
    HIDES(offers(&s, DIRECTOR), "Nominate a director of the Board"); /* it is made; another would replace it */
    SHOWS(offers(&s, DIRECTOR), "Nominate a vice-chair of the Board A8.2.2");
    SHOWS(offers(&s, BOARD_VICE), "Nominate a director of the Board A8.2.4");
    SHOWS(waits(&s, DIRECTOR), "You are nominated as director of the Board");
    HIDES(waits(&s, BOARD_VICE), "You are nominated");
    at(&s, "2026-11-27 12:00");
    SHOWS(under(&s, desk(&s, BOARD_VICE), "soon"), "ominat"); /* within a week of the close */
    at(&s, "2026-12-01 12:00");
    ASSERT_ALLOWED(act(&s, TC_MEMBER, "person.update", "name=Person 16 again")); /* what fell due comes first */
    HIDES(offers(&s, BOARD_VICE), "ominat");
    scene_end(&s);
}

/* A23: who acts for me, until when; the stand-in may what the office may. */
static void test_delegation(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    int64_t vice = state_int(&s, "SELECT id FROM holding WHERE person = $1", V(BOARD_VICE));
    ASSERT_ALLOWED(act(&s, BOARD_CHAIR, "office.delegate", number_field(&s, "to", vice), "from_at=2026-07-02 00:00",
                       "to_at=2026-07-20 00:00"));
    at(&s, "2026-07-03 09:00");
    SHOWS(waits(&s, BOARD_CHAIR), "acts for you as chair of the Board until");
    HIDES(waits(&s, DIRECTOR), "acts for you");
    at(&s, "2026-07-20 09:00");
    HIDES(waits(&s, BOARD_CHAIR), "acts for you");
    scene_end(&s);
}

/* What somebody did and was refused is on their own desk, with the clause, and on nobody else's. */
static void test_own_story(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    ASSERT_REFUSED(act(&s, TC_MEMBER, "alliance.contact", "contact=mine@example.org"), "A21.9");
    ASSERT_ALLOWED(act(&s, TC_MEMBER, "person.update", "email=new@example.org"));
    const char *did = under(&s, desk(&s, TC_MEMBER), "did");
    SHOWS(did, "What was refused");
    SHOWS(did, "A21.9");
    SHOWS(under(&s, desk(&s, TC_MEMBER), "data"), "new@example.org");
    HIDES(words_of(&s, str_of(desk(&s, TC_VICE).html)), "new@example.org");
    HIDES(under(&s, desk(&s, TC_VICE), "did"), "refused");
    int64_t refusal = state_int(&s, "SELECT id FROM refusal");
    const char *id = f(&s, "id=%lld", (long long)refusal);
    SHOWS(words_of(&s, str_of(seen_page(&s, TC_MEMBER, LANG_EN, "/desk/refusals/{id}", id, NULL).html)),
          "mine@example.org");
    assert_int_equal(seen_page(&s, TC_VICE, LANG_EN, "/desk/refusals/{id}", id, NULL).status, 404);
    assert_int_equal(seen_page(&s, SECRETARY, LANG_EN, "/desk/refusals/{id}", id, NULL).status,
                     404); /* the office has its own page */
    scene_end(&s);
}

/* An office that ended offers nothing any more: a resignation at once, a term in the night it ends. */
static void test_over(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    SHOWS(offers(&s, TC_VICE), "Call a meeting of the Technical Committee");
    int64_t holding = state_int(&s, "SELECT id FROM holding WHERE person = $1 AND body = 'tc'", V(TC_VICE));
    ASSERT_ALLOWED(act(&s, TC_VICE, "office.resign", number_field(&s, "holding", holding)));
    HIDES(offers(&s, TC_VICE), "Call a meeting");
    instant end = state_int(&s, "SELECT term_end FROM holding WHERE person = $1 AND body = 'board'", V(BOARD_CHAIR));
    alliance_set_clock(s.a, s.now = end - 1);
    SHOWS(offers(&s, BOARD_CHAIR), "Call a meeting of the Board");
    alliance_set_clock(s.a, s.now = end);
    ASSERT_ALLOWED(
        act(&s, TC_MEMBER, "person.update", "name=Person 16 again")); /* what fell due comes before whatever is asked */
    HIDES(offers(&s, BOARD_CHAIR), "Call a meeting of the Board");
    HIDES(words_of(&s, str_of(desk(&s, BOARD_CHAIR).html)), "chair of the Board");
    scene_end(&s);
}

/* The same in Chinese: no sentence in English is left where a sentence has both. */
static void test_chinese(void **state) {
    (void)state;
    struct scene s;
    scene_of_everything(&s);
    struct glance g = seen_page(&s, TC_MEMBER, LANG_ZH, "/desk", NULL, NULL);
    SHOWS(under(&s, g, "waiting"), "技术委员会会议正在进行");
    SHOWS(under(&s, g, "waiting"), "您提出的议题");
    HIDES(words_of(&s, str_of(g.html)), "Technical Committee");
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(
            "views/desk: A10, A16.1 each office is offered its own meetings, with the clause; a member at rest nothing",
            test_standing),
        CASE("views/desk: A16.1 a meeting waits for its holders, its topics until they close", test_meeting),
        CASE("views/desk: a meeting whose time has come waits to be opened, and is not overdue", test_not_opened_yet),
        CASE("views/desk: A16.2 who is there is asked to vote until they have; A9.3 a resolution waits for its owner",
             test_vote),
        CASE("views/desk: A8 one nomination is asked for, no second", test_nomination),
        CASE("views/desk: A23 who stands in is named until it ends", test_delegation),
        CASE("views/desk: what was done and refused is one's own to see", test_own_story),
        CASE("views/desk: an office that ended offers nothing any more", test_over),
        CASE("views/desk: in Chinese all of it is Chinese", test_chinese),
    };
    return cmocka_run_group_tests_name("views/desk", tests, NULL, NULL);
}
