/* The pages of motions that are voted on in another way than others: between meetings, on procedure, by another's hand. */
#include "support/hearth.h"
#include "views/seen.h"

static const char *page(struct scene *s, int64_t person, enum lang lang, int64_t motion) {
    return words_of(s,
                    str_of(seen_page(s, person, lang, "/motions/{id}", f(s, "id=%lld", (long long)motion), NULL).html));
}
static int64_t motion_by(struct scene *s, int64_t entry) {
    return state_int(s, "SELECT id FROM motion WHERE entry = $1", V(entry));
}

static void test_between(void **state) {
    (void)state;
    struct scene s;
    scene_hearth(&s, BOARD);
    at(&s, "2026-03-03T09:00:00Z");
    int64_t motion = motion_by(&s, ASSERT_ALLOWED(act(&s, CHAIR, "motion.circulate", "body=board", "title=New tools",
                                                      "text=We buy a lathe.", "closes_at=2026-03-10T09:00:00Z",
                                                      as_office(&s, "board", CHAIR))));
    SHOWS(page(&s, TREASURER, LANG_EN, motion), "voted on between meetings, until Tuesday 10 March 2026");
    SHOWS(page(&s, TREASURER, LANG_EN, motion), "0 of 7 have voted.");
    SHOWS(page(&s, TREASURER, LANG_EN, motion), "Affirmative");
    SHOWS(page(&s, TREASURER, LANG_EN, motion), "Ask that a meeting decide");
    SHOWS(page(&s, TREASURER, LANG_EN, motion), "A5.8");
    SHOWS(page(&s, TREASURER, LANG_ZH, motion), "会议之间表决，截至 2026年3月10日 星期二");
    HIDES(page(&s, 0, LANG_EN, motion), "Ask that a meeting decide");
    HIDES(page(&s, 9, LANG_EN, motion), "Affirmative"); /* no office in the board */
    HIDES(page(&s, CHAIR, LANG_EN, motion), "Close the vote");
    SHOWS(words_of(&s, str_of(seen_page(&s, TREASURER, LANG_EN, "/desk", NULL, NULL).html)),
          "Vote on motion 1 now: New tools");
    ASSERT_ALLOWED(vote_motion(&s, motion, TREASURER, "affirmative"));
    at(&s, "2026-03-10T09:00:00Z");
    ASSERT_REFUSED_AS(vote_motion(&s, motion, CHAIR, "affirmative"), ERR_CONFLICT, "A5.4");
    SHOWS(page(&s, 0, LANG_EN, motion), "Nothing is decided: too few voted.");
    SHOWS(page(&s, 0, LANG_EN, motion), "Of 7 asked, 6 did not vote. 1 of 7 voted; 4 are needed. A5.8");
    HIDES(page(&s, 0, LANG_EN, motion), "Not passed:");
    at(&s, "2026-03-11T09:00:00Z");
    motion = motion_by(&s, ASSERT_ALLOWED(act(&s, CHAIR, "motion.circulate", "body=board", "title=New tools",
                                              "text=We buy a lathe.", "closes_at=2026-03-18T09:00:00Z",
                                              as_office(&s, "board", CHAIR))));
    for (int i = 0; i < 4; i++) ASSERT_ALLOWED(vote_motion(&s, motion, CHAIR + i, "affirmative"));
    at(&s, "2026-03-18T09:00:00Z");
    ASSERT_REFUSED_AS(vote_motion(&s, motion, CHAIR, "negative"), ERR_CONFLICT, "A5.4");
    HIDES(page(&s, 0, LANG_EN, motion), "too few voted");
    SHOWS(page(&s, 0, LANG_EN, motion), "Of 7 asked, 3 did not vote. 4 of 7 voted; 4 are needed. A5.8");
    const char *resolution = seen_page(&s, 0, LANG_EN, "/resolutions/{id}", "id=BOARD-2026-001", NULL).html;
    SHOWS(words_of(&s, str_of(resolution)), "between meetings");
    SHOWS(resolution, f(&s, "href=\"/motions/%lld\"", (long long)motion)); /* no meeting to lead to */
    HIDES(resolution, "/meetings/0");
    scene_end(&s);
}

static void test_procedure(void **state) {
    (void)state;
    struct scene s; /* a motion on procedure has no title of its own, and is called by what it does */
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t meeting = call_meeting(&s, "tc", "2026-08-12 14:00");
    open_meeting(&s, meeting, 6);
    int64_t motion =
        motion_by(&s, ASSERT_ALLOWED(act(&s, TC_MEMBER, "motion.propose", number_field(&s, "meeting", meeting),
                                         "procedure=close-debate", as_office(&s, "tc", TC_MEMBER))));
    SHOWS(page(&s, 0, LANG_EN, motion), "Close the debate on this point");
    SHOWS(page(&s, 0, LANG_ZH, motion), "终止对本议题的讨论");
    SHOWS(words_of(&s, str_of(seen_page(&s, 0, LANG_EN, "/motions", NULL, NULL).html)),
          "Close the debate on this point");
    ASSERT_ALLOWED(put_motion(&s, motion));
    SHOWS(words_of(&s, str_of(seen_page(&s, TC_MEMBER, LANG_EN, "/desk", NULL, NULL).html)),
          "Vote on motion 1 now: Close the debate on this point");
    scene_end(&s);
}

static void test_amended(void **state) {
    (void)state;
    struct scene s; /* what is resolved is what was voted on last */
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t meeting = call_meeting(&s, "tc", "2026-08-12 14:00");
    open_meeting(&s, meeting, 6);
    int64_t motion = propose_motion(&s, meeting, NULL);
    int64_t amendment =
        motion_by(&s, ASSERT_ALLOWED(act(&s, TC_MEMBER, "motion.amend", number_field(&s, "motion", motion),
                                         "text=Other words", as_office(&s, "tc", TC_MEMBER))));
    SHOWS(page(&s, 0, LANG_EN, amendment), "A motion"); /* its title is the motion's */
    ASSERT_ALLOWED(decide_motion(&s, amendment, 6, 0, 0));
    ASSERT_ALLOWED(decide_motion(&s, motion, 6, 0, 0));
    SHOWS(page(&s, 0, LANG_EN, motion), "Other words");
    HIDES(page(&s, 0, LANG_EN, motion), "What is resolved");
    SHOWS(words_of(&s, str_of(seen_page(&s, 0, LANG_EN, "/resolutions/{id}", "id=TC-2026-001", NULL).html)),
          "Other words");
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(
            "views/motion_page: hearth A5.8 a vote between meetings says until when, takes votes, and says when too few voted",
            test_between),
        CASE("views/motion_page: a motion on procedure is called by what it does, in the reader's language",
             test_procedure),
        CASE("views/motion_page: motion and resolution read as amended", test_amended),
    };
    return cmocka_run_group_tests_name("views/motion_page", tests, NULL, NULL);
}
