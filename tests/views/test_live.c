/* The parts of a live meeting: what is public of it names nobody and acts for nobody; what is one's own is only one's own. */
#include "support/hearth.h"
#include "views/parts.h"
#include "views/seen.h"
#include "views/show.h"

static const char *live(struct scene *s, int64_t meeting) {
    return seen_page(s, 0, LANG_EN, "/meetings/{id}/live", f(s, "id=%lld", (long long)meeting), NULL).html;
}
static const char *mine(struct scene *s, int64_t meeting, int64_t person, const char *seat) {
    return seen_page(s, person, LANG_EN, "/meetings/{id}/mine", f(s, "id=%lld", (long long)meeting),
                     f(s, "seat=%s", seat))
        .html;
}
static const char *key_of(struct scene *s, const char *html) {
    const char *begins = strstr(html, "data-key=\"") + 10;
    return arena_z(&s->arena, (struct str){ begins, (size_t)(strchr(begins, '"') - begins) });
}

static void test_public_part(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t meeting = call_meeting(&s, "tc", "2026-08-12 14:00");
    open_meeting(&s, meeting, 8);
    int64_t motion = propose_motion(&s, meeting, NULL);
    const char *before = key_of(&s, live(&s, meeting));
    ASSERT_ALLOWED(put_motion(&s, motion));
    const char *put = key_of(&s, live(&s, meeting));
    assert_string_not_equal(before, put); /* participants ask anew what they may do */
    ASSERT_ALLOWED(vote_motion(&s, motion, TC_MEMBER, "negative"));
    assert_string_equal(key_of(&s, live(&s, meeting)), put); /* and not for the votes of others */
    SHOWS(words_of(&s, str_of(live(&s, meeting))), "1 of 8 have voted");
    HIDES(live(&s, meeting), "negative");
    HIDES(live(&s, meeting), "<form");
    HIDES(live(&s, meeting), "token");
    HIDES(live(&s, meeting), "/people/");
    SHOWS(mine(&s, meeting, TC_MEMBER, "floor"), "aria-pressed=\"true\"");
    SHOWS(words_of(&s, str_of(mine(&s, meeting, TC_MEMBER, "floor"))), "Recorded: negative");
    HIDES(mine(&s, meeting, 0, "floor"), "motion.vote");
    HIDES(mine(&s, meeting, TC_MEMBER, "floor"), "motion.close");
    HIDES(mine(&s, meeting, TC_MEMBER, "wall"), "motion.vote");
    ASSERT_ALLOWED(close_motion(&s, motion));
    SHOWS(words_of(&s, str_of(live(&s, meeting))),
          "Not passed: 0 affirmative of 8 present when it was put; 4 are needed.");
    SHOWS(live(&s, meeting), "A16.3");
    HIDES(mine(&s, meeting, TC_MEMBER, "floor"), "motion.vote");
    scene_end(&s);
}

static void test_code(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t meeting = call_meeting(&s, "tc", "2026-08-12 14:00"), leader = leader_of(&s, "tc");
    open_meeting(&s, meeting, 8);
    ASSERT_ALLOWED(act(&s, leader, "meeting.code", number_field(&s, "meeting", meeting), as_office(&s, "tc", leader)));
    SHOWS(mine(&s, meeting, leader, "wall"), "class=\"digits\"");
    HIDES(mine(&s, meeting, TC_MEMBER, "wall"), "class=\"digits\"");
    HIDES(mine(&s, meeting, 0, "wall"), "class=\"digits\"");
    HIDES(live(&s, meeting), "class=\"digits\"");
    HIDES(seen_page(&s, TC_MEMBER, LANG_EN, "/meetings/{id}/wall", f(&s, "id=%lld", (long long)meeting), NULL).html,
          "class=\"digits\"");
    scene_end(&s);
}

static void test_carried(void **state) {
    (void)state;
    struct scene s;
    scene_hearth(&s, BOARD);
    at(&s, "2026-03-03T09:00:00Z");
    int64_t meeting = call_meeting(&s, "board", "2026-03-17T10:00:00Z");
    SHOWS(mine(&s, meeting, BOARD + 1, "floor"), "/act/vote.delegate");
    ASSERT_ALLOWED(act(&s, BOARD + 1, "vote.delegate", number_field(&s, "meeting", meeting),
                       number_field(&s, "to", CHAIR), as_office(&s, "board", BOARD + 1)));
    SHOWS(words_of(&s, str_of(mine(&s, meeting, BOARD + 1, "floor"))), "carries your vote.");
    SHOWS(mine(&s, meeting, BOARD + 1, "floor"), "/act/vote.recall");
    open_meeting(&s, meeting, 5);
    SHOWS(words_of(&s, str_of(live(&s, meeting))), "1 vote carried for others");
    int64_t motion = propose_motion(&s, meeting, NULL);
    ASSERT_ALLOWED(put_motion(&s, motion));
    SHOWS(words_of(&s, str_of(live(&s, meeting))),
          "0 of 6 votes have been cast ( 1 carried for others)"); /* five, and the vote of one who is not there */
    const char *place = f(&s, "id=%lld", (long long)motion);
    SHOWS(words_of(&s, str_of(seen_page(&s, 0, LANG_EN, "/motions/{id}", place, NULL).html)),
          "0 of 6 votes have been cast ( 1 carried for others).");
    SHOWS(words_of(&s, str_of(mine(&s, meeting, CHAIR, "floor"))), "given to you");
    SHOWS(mine(&s, meeting, CHAIR, "floor"), f(&s, "name=\"for\" value=\"%d\"", BOARD + 1));
    HIDES(mine(&s, meeting, TREASURER, "floor"), "name=\"for\"");
    ASSERT_ALLOWED(act(&s, CHAIR, "motion.vote", number_field(&s, "motion", motion), "vote=affirmative",
                       number_field(&s, "for", BOARD + 1), as_office(&s, "board", CHAIR)));
    ASSERT_ALLOWED(close_motion(&s, motion));
    const char *names =
        words_of(&s,
                 str_of(seen_page(&s, 0, LANG_EN, "/motions/{id}", f(&s, "id=%lld", (long long)motion), NULL).html));
    SHOWS(names, "carried by Person");
    SHOWS(names, "5 were present and carried 1 vote more: of 6 votes, 5 were not cast.");
    scene_end(&s);
}

/* A hall of thousands is drawn in a few kilobytes, each mark where one of a small one would be. */
static void test_large_hall(void **state) {
    (void)state;
    struct view v;
    struct arena arena;
    struct buf out;
    show_begin(&v, &arena, &out, LANG_EN, "/");
    part_marks(&v, &(struct marks){ .in_office = 10000,
                                    .present = 9000,
                                    .voted = true,
                                    .affirmative = 5001,
                                    .abstention = 700,
                                    .negative = 2000,
                                    .needed = 4500,
                                    .base = 9000,
                                    .of = T("present", "出席者"),
                                    .passed = true });
    assert_true(out.len < 5000);
    assert_non_null(memmem(out.data, out.len, "<b>5,001</b>", 12));
    assert_non_null(memmem(out.data, out.len, "<b>1,299</b> did not vote", 25));
    assert_non_null(memmem(out.data, out.len, "<b>1,000</b> absent", 19));
    show_end(&arena, &out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(
            "views/live: the public part holds no form and no names, and its key changes with what concerns those who vote",
            test_public_part),
        CASE("views/live: the code of the room is for those who lead or record", test_code),
        CASE("views/live: hearth A5.7 who carries a vote has buttons for it, and both names are shown", test_carried),
        CASE("views/live: a hall of ten thousand is drawn in five kilobytes", test_large_hall),
    };
    return cmocka_run_group_tests_name("views/live", tests, NULL, NULL);
}
