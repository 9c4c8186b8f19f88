/* The office's queue: what waits in the whole alliance, for whom, under which clause, since or until when; and that it goes once
 * it is done. */
#include "support/every_kind.h"
#include "views/seen.h"

static struct glance office(struct scene *s) { return seen_page(s, SECRETARY, LANG_EN, "/office", NULL, NULL); }
static const char *queue(struct scene *s) {
    struct glance g = office(s);
    return f(s, "%s|%s|%s|%s", under(s, g, "late"), under(s, g, "soon"), under(s, g, "waiting"), under(s, g, "later"));
}
#define QUEUED(s, words) SHOWS(queue(s), (words))
#define GONE(s, words) HIDES(queue(s), (words))

static int64_t apply(struct scene *s, const char *class_id, const char *number) {
    ASSERT_ALLOWED(act(s, 0, "application.submit", f(s, "class=%s", class_id), f(s, "org_name=Applicant %s", number),
                       "type=enterprise", "jurisdiction=DE", f(s, "registration=HRB %s", number),
                       "statement=We build compilers.", "name=A", "email=a@example.org", "accept=true",
                       "evidence=An extract"));
    return state_int(s, "SELECT max(id) FROM application");
}

/* A4.1, A4.3, A7.5: review, then the decision by whom the charter names: the office itself, or a vote of the Board. */
static void test_applications(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    HIDES(queue(&s), "application");
    int64_t ordinary = apply(&s, "ordinary", "1"), director = apply(&s, "director", "2");
    QUEUED(&s, "Review the application of Applicant 1 as ordinary member A4.1");
    QUEUED(&s, "for any officer of the Secretariat");
    for (int64_t a = ordinary; a <= director; a++)
        ASSERT_ALLOWED(act(&s, SECRETARY, "application.review", number_field(&s, "application", a), "note=N"));
    GONE(&s, "Review the application");
    QUEUED(&s, "Decide the application of Applicant 1 as ordinary member A4.3");
    QUEUED(&s, "Put the application of Applicant 2 as director member before the vote A7.5");
    ASSERT_ALLOWED(act(&s, SECRETARY, "application.decide", number_field(&s, "application", ordinary), "decision=admit",
                       "grounds=G"));
    ASSERT_ALLOWED(act(&s, SECRETARY, "application.refer", number_field(&s, "application", director),
                       "title=Applicant 2 as director", "contributions=C"));
    GONE(&s, "the application of Applicant");
    QUEUED(&s, "Applicant 2 as director"); /* as a matter of the Board now */
    scene_end(&s);
}

/* A5.1: a withdrawal waits for the Board's chair; it is late when the reminder's days are over. */
static void test_withdrawal(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    ASSERT_ALLOWED(act(&s, 26, "member.withdraw", "member=25"));
    QUEUED(&s, "Confirm that Member 25 leaves A5.1");
    QUEUED(&s, "for the chair of the Board");
    HIDES(under(&s, office(&s), "late"), "Member 25");
    at(&s, "2026-09-01 09:00");
    SHOWS(under(&s, office(&s), "late"), "Member 25");
    SHOWS(under(&s, office(&s), "late"), "overdue");
    ASSERT_ALLOWED(act(&s, BOARD_CHAIR, "withdrawal.confirm", "withdrawal=1"));
    GONE(&s, "Member 25");
    scene_end(&s);
}

/* A11, A12: terms that end within ninety days ask for nominations; open ones say how many stand. */
static void test_terms(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    instant end = state_int(&s, "SELECT term_end FROM holding WHERE person = $1 AND body = 'board'", V(BOARD_CHAIR));
    alliance_set_clock(s.a, s.now = end - 91 * 86400);
    GONE(&s, "Open nominations for the Board");
    alliance_set_clock(s.a, s.now = end - 89 * 86400);
    QUEUED(&s, "Open nominations for the Board: 10 terms end");
    struct buf day_text;
    buf_init(&day_text, 64);
    day_format(&day_text, instant_day(end, s.zone));
    const char *from = arena_z(&s.arena, buf_str(&day_text));
    buf_release(&day_text);
    alliance_set_clock(s.a, s.now = end - 60 * 86400);
    struct buf closes;
    buf_init(&closes, 64);
    instant_format(&closes, end - 30 * 86400);
    ASSERT_ALLOWED(act(&s, SECRETARY, "nomination.open", "body=board", f(&s, "closes_at=%s", buf_z(&closes)),
                       f(&s, "term_from=%s", from)));
    buf_release(&closes);
    GONE(&s, "Open nominations for the Board");
    QUEUED(&s, "Nominations for the Board are open; 0 stand");
    ASSERT_ALLOWED(act(&s, DIRECTOR, "nomination.make", "body=board", "title=director", f(&s, "person=%d", DIRECTOR),
                       as_representative(&s, DIRECTOR)));
    QUEUED(&s, "Nominations for the Board are open; 1 stands");
    scene_end(&s);
}

/* A16.1, A16.3, A9.3: from the meeting to its minutes and the resolution's owner, one thing after another. */
static void test_meeting(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-07-02 10:00");
    int64_t meeting = call_meeting(&s, "tc", "2026-07-20 14:00");
    SHOWS(under(&s, office(&s), "meetings"), "Technical Committee");
    GONE(&s, "Open, move or cancel the meeting of the Technical Committee");
    at(&s, "2026-07-20 14:30");
    QUEUED(&s, "Open, move or cancel the meeting of the Technical Committee");
    open_meeting(&s, meeting, TC_SIZE);
    GONE(&s, "Open, move or cancel");
    GONE(&s, "Close the meeting"); /* it is being held */
    int64_t motion = propose_motion(&s, meeting, NULL);
    ASSERT_ALLOWED(decide_motion(&s, motion, TC_SIZE, 0, 0));
    at(&s, "2026-07-21 09:00");
    QUEUED(&s, "Close the meeting of the Technical Committee");
    close_meeting(&s, meeting);
    GONE(&s, "Close the meeting");
    QUEUED(&s, "Write the minutes of the Technical Committee");
    ASSERT_ALLOWED(
        act(&s, SECRETARY, "minutes.write", number_field(&s, "meeting", meeting), "narrative=It was discussed."));
    GONE(&s, "Write the minutes");
    SHOWS(under(&s, office(&s), "later"), "Approve the minutes of the Technical Committee");
    const char *id = state_text(&s, "SELECT id FROM resolution");
    QUEUED(&s, f(&s, "Give %s an owner: A motion", id));
    ASSERT_ALLOWED(act(&s, SECRETARY, "resolution.assign", f(&s, "resolution=%s", id), f(&s, "owner=%d", TC_VICE),
                       "due=2026-08-01", as_office(&s, "secretariat", SECRETARY)));
    GONE(&s, "an owner");
    QUEUED(&s, f(&s, "Carry out %s: A motion", id));
    QUEUED(&s, f(&s, "for Person %d", TC_VICE));
    at(&s, "2026-08-02 00:00"); /* the first of August is over */
    SHOWS(under(&s, office(&s), "late"), "Carry out");
    ASSERT_ALLOWED(act(&s, SECRETARY, "resolution.report", f(&s, "resolution=%s", id), "state=done",
                       as_office(&s, "secretariat", SECRETARY)));
    GONE(&s, "Carry out");
    scene_end(&s);
}

/* A matter waits for a meeting of its body; a report for whom the charter has it reviewed by. */
static void test_matters_and_reports(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    ASSERT_ALLOWED(
        act(&s, DIRECTOR, "fee.propose", "class=ordinary", "from_year=2028", "amount=1", "title=A lower fee"));
    QUEUED(&s, "A lower fee");
    ASSERT_ALLOWED(act(&s, DIRECTOR, "matter.withdraw", "matter=1"));
    GONE(&s, "A lower fee");
    ASSERT_ALLOWED(act(&s, TC_CHAIR, "report.submit", "body=tc", "title=Half a year", "text=R"));
    QUEUED(&s, "Review the report of the Technical Committee: Half a year");
    scene_end(&s);
}

/* The house itself: mail that failed, and a working calendar that is wanting before its year begins. */
static void test_house(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    GONE(&s, "could not be delivered");
    GONE(&s, "working calendar of 2027");
    at(&s, "2026-11-02 09:00");
    QUEUED(&s, "Load the official working calendar of 2027");
    QUEUED(&s, "for any officer of the Secretariat");
    scene_end(&s);
}

/* Who looks is let in by the door, not here; but a case says what is sealed for the office only to the office's page. */
static void test_case(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    apply(&s, "ordinary", "7");
    ASSERT_ALLOWED(act(&s, SECRETARY, "application.review", "application=1", "note=The extract is sound."));
    const char *shown =
        words_of(&s, str_of(seen_page(&s, SECRETARY, LANG_EN, "/office/applications/{id}", "id=1", NULL).html));
    SHOWS(shown, "a@example.org");
    SHOWS(shown, "The extract is sound.");
    SHOWS(shown, "Decide the application");
    const char *link = state_text(&s, "SELECT link FROM outbox WHERE address = 'a@example.org' ORDER BY id LIMIT 1");
    const char *code = strstr(link, "code=");
    assert_non_null(code);
    const char *own = words_of(&s, str_of(seen_page(&s, 0, LANG_EN, "/applications/{id}", "id=1", code).html));
    SHOWS(own, "Applicant 7");
    HIDES(own, "The extract is sound."); /* the office's own note */
    assert_int_equal(seen_page(&s, 0, LANG_EN, "/applications/{id}", "id=1", "code=0123456789abcdef01234567").status,
                     404);
    assert_int_equal(seen_page(&s, SECRETARY, LANG_EN, "/applications/{id}", "id=1", NULL).status, 404);
    scene_end(&s);
}

static void test_chinese(void **state) {
    (void)state;
    struct scene s;
    scene_of_everything(&s);
    struct glance g = seen_page(&s, SECRETARY, LANG_ZH, "/office", NULL, NULL);
    SHOWS(under(&s, g, "waiting"), "审核Applicant的普通成员单位入会申请");
    HIDES(words_of(&s, str_of(g.html)), "Technical Committee");
    HIDES(words_of(&s, str_of(g.html)), "Review");
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(
            "views/office: A4.1, A4.3, A7.5 an application is reviewed, decided or put before the vote, by whom the charter names",
            test_applications),
        CASE("views/office: A5.1 a withdrawal waits for the Board's chair, and gets late", test_withdrawal),
        CASE("views/office: A11 terms that end ask for nominations ninety days ahead", test_terms),
        CASE("views/office: A16.1, A9.3 a meeting, its minutes and its resolution, one thing after another",
             test_meeting),
        CASE("views/office: matters wait for a vote, reports for review", test_matters_and_reports),
        CASE("views/office: the next year's working calendar is asked for in November", test_house),
        CASE("views/office: a case shows the office everything, the applicant what is theirs", test_case),
        CASE("views/office: in Chinese all of it is Chinese", test_chinese),
    };
    return cmocka_run_group_tests_name("views/office", tests, NULL, NULL);
}
