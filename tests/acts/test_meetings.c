/* Meetings by clause: notice and topics on China's working calendar, moving, cancelling, the years whose calendar is not
 * published yet. */
#include "support/alliance.h"

static const struct answer *call(struct scene *s, const char *starts_at) {
    return act(s, TC_CHAIR, "meeting.call", "body=tc", f(s, "starts_at=%s", starts_at), "place=Room 1");
}

static int64_t meeting_of(struct scene *s, const struct answer *answer) {
    return state_int(s, "SELECT id FROM meeting WHERE entry = $1", V(ASSERT_ALLOWED(answer)));
}

static const char *day_text(struct scene *s, int64_t d) {
    struct buf b;
    buf_init(&b, 32);
    day_format(&b, (day)d);
    const char *text = arena_z(&s->arena, buf_str(&b));
    buf_release(&b);
    return text;
}

/* ---- A16.1: the vectors ---- */

static const struct vector {
    const char *meeting, *topics_by, *notice_by, *too_late;
} vectors[] = {
    { "2026-08-12 14:00", "2026-08-10", "2026-08-05", "2026-08-06" },
    { "2026-02-25 09:30", "2026-02-14", "2026-02-13",
      "2026-02-14" }, /* Saturday 14 February is worked for Spring Festival */
    { "2026-10-09 14:00", "2026-09-30", "2026-09-29", "2026-09-30" },
    { "2026-10-12 14:00", "2026-10-09", "2026-10-05",
      "2026-10-06" }, /* Saturday 10 October is worked for National Day */
    { "2026-01-05 14:00", "2025-12-31", "2025-12-29", "2025-12-30" }, /* across the year; Sunday 4 January is worked */
    { "2026-03-02 10:00", "2026-02-27", "2026-02-23", "2026-02-24" }, /* Saturday 28 February is worked */
};

static void test_vectors(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(vectors); i++) {
        const struct vector *v = &vectors[i];
        struct scene s;
        scene_coia_of(&s, 30, 12, TC_SIZE, "2025-06-02 09:00");
        at(&s, f(&s, "%s 00:00", v->too_late));
        ASSERT_REFUSED_AS(call(&s, v->meeting), ERR_REFUSED, "A16.1");
        scene_end(&s);
        scene_coia_of(&s, 30, 12, TC_SIZE, "2025-06-02 09:00");
        at(&s, f(&s, "%s 23:59:59", v->notice_by));
        int64_t id = meeting_of(&s, call(&s, v->meeting));
        CHECK_STR(str_of(day_text(&s, state_int(&s, "SELECT notice_by FROM meeting WHERE id = $1", V(id)))),
                  v->notice_by, v->meeting);
        day closes = instant_day(state_int(&s, "SELECT topics_by FROM meeting WHERE id = $1", V(id)) - 1, s.zone);
        CHECK_STR(str_of(day_text(&s, closes)), v->topics_by, v->meeting);
        CHECK_INT(state_int(&s, "SELECT provisional FROM meeting WHERE id = $1", V(id)), 0, v->meeting);
        CHECK_WHOLE(&s);
        scene_end(&s);
    }
}

static void test_day_seven(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-06 00:00");
    const struct answer *refused = call(&s, "2026-08-12 14:00");
    ASSERT_REFUSED_AS(refused, ERR_REFUSED, "A16.1");
    assert_int_equal(NUMBER(refused, "A16.1", "days"), 6);
    assert_int_equal(NUMBER(refused, "A16.1", "needed"), 7);
    assert_int_equal(NUMBER(refused, "A16.1", "earliest"), day_of(2026, 8, 13));
    assert_int_equal(state_int(&s, "SELECT count(*) FROM meeting"), 0);
    at(&s, "2026-08-06 23:59:59");
    const struct answer *called = call(&s, "2026-08-13 00:00");
    ASSERT_ALLOWED(called);
    assert_int_equal(NUMBER(called, "A16.1", "days"), 7);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_received_in_time(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-06 00:00:03"); /* taken by the committer just after midnight, received just before */
    ASSERT_ALLOWED(act(&s, TC_CHAIR, "meeting.call", "body=tc", "starts_at=2026-08-12 14:00", "place=Room 1",
                       "@received=2026-08-05 23:59:58"));
    const char *entry = state_text(&s, "SELECT entry FROM leaf ORDER BY n DESC LIMIT 1");
    assert_non_null(strstr(entry, "\"at\":\"2026-08-05T16:00:03Z\""));
    assert_non_null(strstr(entry, "\"received\":\"2026-08-05T15:59:58Z\""));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_past(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-06 10:00");
    ASSERT_REFUSED_AS(call(&s, "2026-08-06 10:00"), ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(call(&s, "2026-08-01 10:00"), ERR_SYNTAX, NULL);
    scene_end(&s);
}

static void test_who_calls(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-03 10:00");
    const char *const fields[] = { "body=tc", "starts_at=2026-08-20 14:00", "place=Room 1", NULL };
    ASSERT_REFUSED_AS(scene_act(&s, 0, "meeting.call", fields), ERR_DENIED, "A16.1");
    ASSERT_REFUSED_AS(scene_act(&s, TC_MEMBER, "meeting.call", fields), ERR_DENIED, "A16.1");
    ASSERT_REFUSED_AS(scene_act(&s, BOARD_CHAIR, "meeting.call", fields), ERR_DENIED, "A16.1");
    ASSERT_ALLOWED(scene_act(&s, TC_VICE, "meeting.call", fields));
    ASSERT_ALLOWED(act(&s, SECRETARY, "meeting.call", "body=tc", "starts_at=2026-08-21 14:00", "place=Room 1"));
    scene_end(&s);
}

/* ---- topics ---- */

static const struct answer *topic(struct scene *s, int64_t person, int64_t meeting, const char *more) {
    return act(s, person, "topic.propose", f(s, "meeting=%lld", (long long)meeting), "title=A topic", "@as=person",
               more ? more : "text=Why");
}

static const struct answer *topic_of_member(struct scene *s, int64_t meeting, const char *received) {
    const char *as =
        f(s, "@as=office:%lld",
          (long long)state_int(s, "SELECT id FROM holding WHERE person = $1 AND body = 'tc'", V(TC_MEMBER)));
    return received ? act(s, TC_MEMBER, "topic.propose", f(s, "meeting=%lld", (long long)meeting), "title=A topic", as,
                          f(s, "@received=%s", received))
                    : act(s, TC_MEMBER, "topic.propose", f(s, "meeting=%lld", (long long)meeting), "title=A topic", as);
}

static void test_topics_close(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t id = meeting_of(&s, call(&s, "2026-08-12 14:00"));
    at(&s, "2026-08-10 23:59:59");
    ASSERT_ALLOWED(topic_of_member(&s, id, NULL));
    at(&s, "2026-08-10 24:00");
    const struct answer *late = topic_of_member(&s, id, NULL);
    ASSERT_REFUSED_AS(late, ERR_REFUSED, "A16.1");
    assert_int_equal(NUMBER(late, "A16.1", "days"), 2);
    ASSERT_ALLOWED(topic_of_member(&s, id, "2026-08-10 23:59:59")); /* lateness is of the receipt */
    assert_int_equal(state_int(&s, "SELECT topics_closed FROM meeting WHERE id = $1", V(id)), 1);
    assert_int_equal(state_int(&s, "SELECT at FROM leaf WHERE kind = 'clock.topics_close'"),
                     time_of(&s, "2026-08-10 24:00"));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_topics_by_whom(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t id = meeting_of(&s, call(&s, "2026-08-12 14:00"));
    ASSERT_ALLOWED(act(&s, DIRECTOR, "topic.propose", f(&s, "meeting=%lld", (long long)id),
                       "title=A topic")); /* as a representative */
    ASSERT_REFUSED(topic(&s, FOUNDER, id, NULL), "A16.1");
    const struct answer *several =
        act(&s, TC_MEMBER, "topic.propose", f(&s, "meeting=%lld", (long long)id), "title=A topic");
    assert_int_equal(several->code, ERR_CONFLICT); /* holder and representative: the person says which */
    assert_int_equal(several->choice_count, 2);
    scene_end(&s);
}

/* ---- moving and cancelling ---- */

static const struct answer *move(struct scene *s, int64_t meeting, const char *to) {
    return act(s, TC_CHAIR, "meeting.move", f(s, "meeting=%lld", (long long)meeting), f(s, "starts_at=%s", to));
}

static void test_move(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t id = meeting_of(&s, call(&s, "2026-08-20 14:00"));
    at(&s, "2026-08-11 10:00");
    ASSERT_REFUSED_AS(move(&s, id, "2026-08-17 14:00"), ERR_REFUSED, "A16.1"); /* earlier, six days off */
    ASSERT_ALLOWED(move(&s, id, "2026-08-18 14:00"));
    assert_int_equal(state_int(&s, "SELECT sequence FROM meeting WHERE id = $1", V(id)), 1);
    at(&s, "2026-08-17 10:00"); /* topics closed on the 14th; later, and they open again */
    assert_int_equal(state_int(&s, "SELECT topics_closed FROM meeting WHERE id = $1", V(id)), 0);
    ASSERT_REFUSED_AS(topic_of_member(&s, id, NULL), ERR_REFUSED, "A16.1");
    ASSERT_ALLOWED(move(&s, id, "2026-08-21 14:00"));
    ASSERT_ALLOWED(topic_of_member(&s, id, NULL));
    ASSERT_REFUSED_AS(move(&s, id, "2026-08-16 14:00"), ERR_SYNTAX, NULL);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_cancel(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t id = meeting_of(&s, call(&s, "2026-08-20 14:00"));
    ASSERT_REFUSED_AS(act(&s, TC_MEMBER, "meeting.cancel", f(&s, "meeting=%lld", (long long)id)), ERR_DENIED, "A16.1");
    ASSERT_ALLOWED(
        act(&s, TC_CHAIR, "meeting.cancel", f(&s, "meeting=%lld", (long long)id), "reason=Nobody is in town."));
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "meeting.cancel", f(&s, "meeting=%lld", (long long)id)), ERR_CONFLICT, NULL);
    ASSERT_REFUSED_AS(move(&s, id, "2026-08-28 14:00"), ERR_CONFLICT, NULL);
    ASSERT_REFUSED_AS(topic_of_member(&s, id, NULL), ERR_CONFLICT, NULL);
    at(&s, "2026-08-20 14:00");
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "meeting.open", f(&s, "meeting=%lld", (long long)id)), ERR_CONFLICT, NULL);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM leaf WHERE kind = 'clock.topics_close'"), 0);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_numbers(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-11-02 10:00");
    int64_t first = meeting_of(&s, call(&s, "2026-12-02 14:00"));
    int64_t second = meeting_of(&s, call(&s, "2026-12-09 14:00"));
    int64_t next_year = meeting_of(&s, call(&s, "2027-01-06 14:00"));
    assert_int_equal(state_int(&s, "SELECT number FROM meeting WHERE id = $1", V(second)), 2);
    assert_int_equal(state_int(&s, "SELECT number FROM meeting WHERE id = $1", V(next_year)), 1);
    ASSERT_ALLOWED(move(&s, first, "2027-01-13 14:00")); /* into a year that has a first meeting already */
    assert_int_equal(state_int(&s, "SELECT number FROM meeting WHERE id = $1", V(first)), 2);
    int64_t third = meeting_of(&s, call(&s, "2026-12-16 14:00"));
    assert_int_equal(state_int(&s, "SELECT number FROM meeting WHERE id = $1", V(third)),
                     3); /* 2 is taken, and 1 was */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_clash(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-03 10:00");
    ASSERT_ALLOWED(call(&s, "2026-08-20 14:00"));
    ASSERT_REFUSED_AS(call(&s, "2026-08-20 14:30"), ERR_SYNTAX, NULL);
    ASSERT_ALLOWED(call(&s, "2026-08-20 16:00"));
    scene_end(&s);
}

/* ---- a year whose calendar is not published ---- */

static const char calendar_2027[] =
    "{\"year\": 2027, \"source\": [\"https://example.org/2027\"], \"days\": ["
    "{\"date\": \"2027-01-01\", \"off\": true}, {\"date\": \"2027-02-05\", \"off\": true}, {\"date\": \"2027-02-08\", \"off\": true}, "
    "{\"date\": \"2027-02-09\", \"off\": true}, {\"date\": \"2027-02-10\", \"off\": true}, {\"date\": \"2027-02-11\", \"off\": true}, "
    "{\"date\": \"2027-02-12\", \"off\": true}, {\"date\": \"2027-02-14\", \"off\": false}]}";

static void test_provisional(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-11-02 10:00");
    int64_t id = meeting_of(&s, call(&s, "2027-02-16 14:00")); /* a Tuesday */
    assert_int_equal(state_int(&s, "SELECT provisional FROM meeting WHERE id = $1", V(id)), 1);
    assert_int_equal(state_int(&s, "SELECT topics_by FROM meeting WHERE id = $1", V(id)),
                     time_of(&s, "2027-02-12 24:00"));
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "calendar.import", f(&s, "@file:list=%s", calendar_2027)), ERR_DENIED, "A21.9");
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "calendar.import",
                          "@file:list={\"year\": 2027, \"days\": [{\"date\": \"soon\"}]}"),
                      ERR_SYNTAX, NULL);
    ASSERT_ALLOWED(act(&s, SECRETARY, "calendar.import", f(&s, "@file:list=%s", calendar_2027)));
    assert_int_equal(state_int(&s, "SELECT provisional FROM meeting WHERE id = $1", V(id)), 0);
    assert_int_equal(state_int(&s, "SELECT topics_by FROM meeting WHERE id = $1", V(id)),
                     time_of(&s, "2027-02-14 24:00")); /* Sunday, worked */
    assert_int_equal(state_int(&s, "SELECT notice_by FROM meeting WHERE id = $1", V(id)),
                     day_of(2027, 2, 4)); /* the working day before it */
    assert_int_equal(state_int(&s, "SELECT at FROM due WHERE kind = 'clock.topics_close' AND about = $1", V(id)),
                     time_of(&s, "2027-02-14 24:00"));
    at(&s, "2027-02-14 23:59:59");
    ASSERT_ALLOWED(topic_of_member(&s, id, NULL));
    at(&s, "2027-02-14 24:00");
    ASSERT_REFUSED_AS(topic_of_member(&s, id, NULL), ERR_REFUSED, "A16.1");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/meetings: A16.1 notice and topics on China's working calendar, the last day and the day after",
             test_vectors),
        CASE("acts/meetings: A16.1 notice on day 7 is in time, on day 6 is refused with the earliest day",
             test_day_seven),
        CASE("acts/meetings: A16.1 lateness is judged on the time of receipt, which is on record",
             test_received_in_time),
        CASE("acts/meetings: a meeting lies in the future", test_past),
        CASE("acts/meetings: A16.1 chair, vice-chair and Secretariat call; members, directors and visitors do not",
             test_who_calls),
        CASE("acts/meetings: A16.1 a topic at 23:59:59 is taken, at 24:00 refused; the close is on record at its time",
             test_topics_close),
        CASE("acts/meetings: A16.1 holders and representatives propose topics, in a capacity they choose",
             test_topics_by_whom),
        CASE("acts/meetings: A16.1 moved earlier the notice is judged anew; moved later topics open again", test_move),
        CASE("acts/meetings: a cancelled meeting takes nothing any more", test_cancel),
        CASE("acts/meetings: the numbers of a year stay one each when meetings move across years", test_numbers),
        CASE("acts/meetings: a body does not meet twice at once", test_clash),
        CASE(
            "acts/meetings: A16.1 without the year's calendar deadlines are provisional, and computed anew on the record",
            test_provisional),
    };
    return cmocka_run_group_tests_name("acts/meetings", tests, NULL, NULL);
}
