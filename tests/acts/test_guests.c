/* Guests of a meeting: who may invite them is the charter's; they count for nothing, and stand in the minutes. */
#include "support/hearth.h"
#include "views/seen.h"

enum { OUTSIDER = 11 }; /* represents a supporter, holds no office */

static int64_t called(struct scene *s) {
    at(s, "2026-03-03T09:00:00Z");
    return call_meeting(s, "board", "2026-03-17T10:00:00Z");
}
static const struct answer *invite(struct scene *s, int64_t by, int64_t meeting, const char *who, const char *more) {
    return act(s, by, "guest.invite", number_field(s, "meeting", meeting), who, more ? more : "role=");
}
static int64_t invited(struct scene *s, int64_t meeting, const char *who, const char *more) {
    int64_t entry = ASSERT_ALLOWED(invite(s, MANAGER, meeting, who, more));
    return state_int(s, "SELECT id FROM guest WHERE entry = $1", V(entry));
}
static const struct answer *record(struct scene *s, int64_t guest, const char *move) {
    return act(s, MANAGER, "guest.record", number_field(s, "guest", guest), f(s, "move=%s", move));
}
static const char *page_of(struct scene *s, int64_t person, enum lang lang, const char *path, int64_t meeting) {
    return words_of(s, str_of(seen_page(s, person, lang, path, number_field(s, "id", meeting), NULL).html));
}

static void test_invited(void **state) {
    (void)state;
    struct scene s;
    scene_hearth(&s, BOARD);
    int64_t meeting = called(&s);
    ASSERT_REFUSED_AS(invite(&s, OUTSIDER, meeting, "name=Ada Example", NULL), ERR_DENIED, "A6.4"); /* not by anybody */
    ASSERT_REFUSED_AS(invite(&s, MANAGER, meeting, "name=", NULL), ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(invite(&s, MANAGER, meeting, "name=Ada Example", f(&s, "person=%d", OUTSIDER)), ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(invite(&s, MANAGER, meeting, f(&s, "person=%d", CHAIR), NULL), ERR_CONFLICT,
                      NULL); /* sits there */
    int64_t guest = invited(&s, meeting, f(&s, "person=%d", OUTSIDER), "role=expert on tools");
    assert_int_equal(state_int(&s, "SELECT count(*) FROM outbox WHERE person = $1 AND subject LIKE '%invited%'",
                               V(OUTSIDER)),
                     1);
    ASSERT_REFUSED_AS(invite(&s, MANAGER, meeting, f(&s, "person=%d", OUTSIDER), NULL), ERR_CONFLICT, NULL);
    ASSERT_ALLOWED(invite(&s, CHAIR, meeting, "name=Ada Example", as_office(&s, "board", CHAIR)));
    ASSERT_REFUSED_AS(record(&s, guest, "came"), ERR_CONFLICT, NULL); /* days ahead */
    /* Who is not known here is in the register by a commitment only. */
    HIDES(state_text(&s, "SELECT entry FROM leaf WHERE kind = 'guest.invite' ORDER BY n DESC LIMIT 1"), "Ada");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* Three of seven and four guests are no quorum; a guest votes on nothing, and no roll call has one. */
static void test_count_for_nothing(void **state) {
    (void)state;
    struct scene s;
    scene_hearth(&s, BOARD);
    int64_t meeting = called(&s), guest = invited(&s, meeting, f(&s, "person=%d", OUTSIDER), NULL);
    for (int i = 0; i < 3; i++) invited(&s, meeting, f(&s, "name=Guest %d", i), NULL);
    open_meeting(&s, meeting, 3);
    for (int64_t id = guest; id < guest + 4; id++) ASSERT_ALLOWED(record(&s, id, "came"));
    ASSERT_REFUSED_AS(record(&s, guest, "came"), ERR_CONFLICT, NULL);
    int64_t motion = propose_motion(&s, meeting, NULL);
    const struct answer *put = put_motion(&s, motion);
    ASSERT_REFUSED(put, "A5.3");
    assert_int_equal(NUMBER(put, "A5.3", "present"), 3);
    came(&s, "board", meeting, CHAIR + 3);
    ASSERT_ALLOWED(put_motion(&s, motion));
    assert_int_equal(state_int(&s, "SELECT asked FROM motion WHERE id = $1", V(motion)), 4);
    ASSERT_REFUSED_AS(act(&s, OUTSIDER, "motion.vote", number_field(&s, "motion", motion), "vote=affirmative"),
                      ERR_DENIED, "A5.4");
    ASSERT_REFUSED_AS(act(&s, OUTSIDER, "attendance.sign", number_field(&s, "meeting", meeting), "move=came"),
                      ERR_DENIED, "A5.4");
    ASSERT_REFUSED_AS(act(&s, CHAIR, "speaker.add", number_field(&s, "meeting", meeting),
                          f(&s, "person=%d", OUTSIDER + 1), as_office(&s, "board", CHAIR)),
                      ERR_CONFLICT, NULL); /* is not there at all */
    ASSERT_ALLOWED(act(&s, CHAIR, "speaker.add", number_field(&s, "meeting", meeting), f(&s, "person=%d", OUTSIDER),
                       as_office(&s, "board", CHAIR)));
    ASSERT_ALLOWED(record(&s, guest, "left"));
    assert_int_equal(state_int(&s, "SELECT count(*) FROM speaker WHERE state IN ('asked', 'speaking')"), 0);
    ASSERT_ALLOWED(vote_motion(&s, motion, CHAIR, "affirmative"));
    const struct answer *closed = close_motion(&s, motion);
    assert_int_equal(NUMBER(closed, "A5.4", "base"), 1);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_minutes(void **state) {
    (void)state;
    struct scene s;
    scene_hearth(&s, BOARD);
    int64_t meeting = called(&s), guest = invited(&s, meeting, f(&s, "person=%d", OUTSIDER), "role=expert on tools");
    int64_t other = invited(&s, meeting, "name=Ada Example", NULL);
    invited(&s, meeting, "name=Nobody Came", NULL);
    open_meeting(&s, meeting, 4);
    SHOWS(page_of(&s, 0, LANG_EN, "/meetings/{id}", meeting), "Person 11 expert on tools invited");
    HIDES(page_of(&s, 0, LANG_EN, "/meetings/{id}", meeting), "Invite a guest");
    SHOWS(page_of(&s, CHAIR, LANG_EN, "/meetings/{id}/chair", meeting), "Invite a guest");
    ASSERT_ALLOWED(record(&s, guest, "came"));
    at(&s, "2026-03-17T10:20:00Z");
    ASSERT_ALLOWED(act(&s, MANAGER, "guest.record", number_field(&s, "guest", other), "move=came", "place=remote"));
    SHOWS(page_of(&s, 0, LANG_EN, "/meetings/{id}/live", meeting), "2 guests");
    SHOWS(page_of(&s, 0, LANG_ZH, "/meetings/{id}/live", meeting), "列席 2 人");
    at(&s, "2026-03-17T10:30:00Z");
    ASSERT_ALLOWED(record(&s, guest, "left"));
    ASSERT_ALLOWED(record(&s, guest, "came")); /* stepped out and back */
    ASSERT_ALLOWED(record(&s, guest, "left"));
    ASSERT_REFUSED_AS(record(&s, guest, "left"), ERR_CONFLICT, NULL);
    at(&s, "2026-03-17T11:00:00Z");
    close_meeting(&s, meeting); /* who is still there leaves with it */
    ASSERT_REFUSED_AS(invite(&s, MANAGER, meeting, "name=Too Late", NULL), ERR_CONFLICT, NULL);
    ASSERT_REFUSED_AS(record(&s, other, "came"), ERR_CONFLICT, NULL);
    const char *page = page_of(&s, 0, LANG_EN, "/meetings/{id}/minutes", meeting);
    SHOWS(page, "Guests ( 2 ), without a vote:");
    SHOWS(page, "Person 11 (expert on tools; 10:00–10:30), Ada Example (10:20–11:00, remote)");
    HIDES(page, "Nobody Came");
    SHOWS(page_of(&s, 0, LANG_ZH, "/meetings/{id}/minutes.md", meeting), "列席，无表决权（2 人）");
    SHOWS(page, "4 of 7 in office attended");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/guests: hearth A6.4 invited by whom the charter names, known here or by name", test_invited),
        CASE("acts/guests: hearth A5.3, A5.4 a guest makes no quorum and has no vote", test_count_for_nothing),
        CASE("acts/guests: hearth A6.4 the guests who came stand in the minutes, with their times", test_minutes),
    };
    return cmocka_run_group_tests_name("acts/guests", tests, NULL, NULL);
}
