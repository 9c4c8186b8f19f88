/* Minutes by clause: what they hold for a meeting of the Technical Committee, that an approval fixes it for ever, and what was open
 * when. */
#include "acts/meetings/minutes.h"
#include "acts/offers.h"
#include "support/hearth.h"

/* The minutes as whoever asks now gathers them. */
static const struct minutes *minutes_of(struct scene *s, int64_t meeting) {
    struct db *db = store_reader(alliance_store(s->a));
    assert_int_equal(db_begin(db, NULL), 0);
    int64_t version = db_int(db, 0, "SELECT charter FROM meeting WHERE id = $1", V(meeting));
    const struct minutes *m = minutes_gather(db, &s->arena, alliance_charter_version(s->a, version), meeting);
    db_rollback(db);
    store_reader_done(alliance_store(s->a), db);
    return m;
}
static const char *hash_of_minutes(struct scene *s, int64_t meeting) {
    return minutes_hash(minutes_of(s, meeting), &s->arena);
}

static const struct answer *approve(struct scene *s, int64_t meeting, int64_t of, const char *hash) {
    return act(s, TC_CHAIR, "minutes.approve", number_field(s, "meeting", meeting), number_field(s, "minutes_of", of),
               hash ? f(s, "hash=%s", hash) : NULL);
}

/* Nine in office, six there; one leaves before the second vote; two motions, one resolution given to somebody. */
static int64_t first_meeting(struct scene *s) {
    scene_coia_of(s, 34, 12, 9, "2026-07-01 09:00");
    at(s, "2026-08-05 10:00");
    int64_t meeting = call_meeting(s, "tc", "2026-08-12 14:00");
    int64_t entry = ASSERT_ALLOWED(act(s, TC_CHAIR, "topic.propose", number_field(s, "meeting", meeting),
                                       "title=The roadmap", "text=Where to.", as_office(s, "tc", TC_CHAIR)));
    const char *topic = number_field(s, "topic", state_int(s, "SELECT id FROM topic WHERE entry = $1", V(entry)));
    open_meeting(s, meeting, 6);
    ASSERT_ALLOWED(decide_motion(s, propose_motion(s, meeting, topic), 5, 1, 0));
    at(s, "2026-08-12 14:30");
    left(s, "tc", meeting, TC_CHAIR + 5);
    ASSERT_ALLOWED(decide_motion(s, propose_motion(s, meeting, NULL), 2, 0, 2));
    at(s, "2026-08-12 15:00");
    close_meeting(s, meeting);
    return meeting;
}

/* ---- A16.2, A16.3: what they hold ---- */

static void test_facts(void **state) {
    (void)state;
    struct scene s;
    int64_t meeting = first_meeting(&s);
    const struct minutes *m = minutes_of(&s, meeting);
    assert_string_equal(m->body, "tc");
    assert_string_equal(m->state, "held");
    assert_string_equal(m->notice_clause, "A16.1");
    assert_int_equal(m->chair_person, TC_CHAIR);
    assert_string_equal(m->quorum_clause, "A16.2");
    assert_int_equal(m->opening.present, 6);
    assert_int_equal(m->closing.present, 5); /* one had left */
    assert_int_equal(m->closing.whole, 9);
    assert_int_equal(m->closing.needed, 5);
    assert_true(m->closing.reached);
    assert_int_equal(m->seat_count, 9);
    size_t there = 0;
    for (size_t i = 0; i < m->seat_count; i++) there += m->seats[i].stay_count > 0;
    assert_int_equal(there, 6); /* who left was there, who never came was absent */
    assert_int_equal(m->point_count, 1);
    assert_int_equal(m->motion_count, 2);
    assert_int_equal(m->motions[0].topic, m->points[0].topic);
    assert_string_equal(m->motions[0].clause, "A16.3");
    assert_string_equal(m->motions[0].of, "present");
    assert_int_equal(m->motions[0].base, 6);
    assert_int_equal(m->motions[0].affirmative, 5);
    assert_int_equal(m->motions[0].vote_count, 6);
    assert_string_equal(m->motions[0].resolution, "TC-2026-001");
    assert_string_equal(m->motions[1].state, "failed");
    assert_int_equal(m->motions[1].base, 5);
    assert_null(m->motions[1].resolution);
    assert_int_equal(m->resolution_count, 1);
    assert_int_equal(m->resolutions[0].owner, 0); /* not given yet */
    assert_int_equal(m->open_count, 0);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_empty(void **state) {
    (void)state;
    struct scene s; /* nobody comes, nothing is said */
    scene_coia_of(&s, 34, 12, 9, "2026-07-01 09:00");
    at(&s, "2026-08-05 10:00");
    int64_t meeting = call_meeting(&s, "tc", "2026-08-12 14:00");
    assert_null(minutes_of(&s, meeting)); /* none before it ended */
    open_meeting(&s, meeting, 0);
    close_meeting(&s, meeting);
    const struct minutes *m = minutes_of(&s, meeting);
    assert_string_equal(m->state, "inquorate");
    assert_false(m->closing.reached);
    assert_int_equal(m->closing.present, 0);
    assert_int_equal(m->seat_count, 9);
    assert_int_equal(m->motion_count + m->point_count + m->open_count, 0);
    assert_int_equal(strlen(minutes_hash(m, &s.arena)), 64);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- A9.3: what an approval fixes ---- */

static void test_frozen(void **state) {
    (void)state;
    struct scene s;
    int64_t first = first_meeting(&s);
    const char *meeting = number_field(&s, "meeting", first), *draft = hash_of_minutes(&s, first);
    int64_t topic = minutes_of(&s, first)->points[0].topic;
    ASSERT_ALLOWED(act(&s, SECRETARY, "minutes.write", meeting, "narrative=They met."));
    ASSERT_ALLOWED(act(&s, SECRETARY, "minutes.write", meeting, number_field(&s, "topic", topic),
                       "narrative=The roadmap was shown."));
    assert_true(minutes_of(&s, first)->points[0].narrative_entry > 0);
    ASSERT_ALLOWED(act(&s, SECRETARY, "resolution.assign", "resolution=TC-2026-001", f(&s, "owner=%d", TC_VICE),
                       "due=2026-08-20"));
    const char *read = hash_of_minutes(&s, first);
    assert_string_not_equal(read, draft);
    at(&s, "2026-08-17 10:00");
    int64_t second = call_meeting(&s, "tc", "2026-08-26 14:00");
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "minutes.write", number_field(&s, "meeting", second),
                          number_field(&s, "topic", topic), "narrative=N"),
                      ERR_SYNTAX, NULL);
    open_meeting(&s, second, 9);
    ASSERT_REFUSED_AS(approve(&s, second, first, draft), ERR_CONFLICT, NULL); /* changed since it was read */
    assert_string_equal(read, hash_of_minutes(&s, first));
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "minutes.correct", number_field(&s, "meeting", second),
                          number_field(&s, "minutes_of", first), "text=T"),
                      ERR_CONFLICT, NULL);
    const struct answer *approved = approve(&s, second, first, NULL); /* whether the approval names it or not */
    ASSERT_ALLOWED(approved);
    const struct minutes *m = minutes_of(&s, first);
    assert_string_equal(m->approved_hash, read);
    assert_int_equal(m->approved_by, second);
    assert_string_equal(minutes_hash(m, &s.arena), read);
    assert_true(strstr(state_text(&s, "SELECT entry FROM leaf WHERE n = $1", V(m->approved_entry)), read) !=
                NULL); /* in the public entry */
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "minutes.write", meeting, number_field(&s, "topic", topic),
                          "narrative=Rather so."),
                      ERR_CONFLICT, NULL);
    /* Later: the resolution gets another owner and is carried out, the minutes are corrected. They stay as they were. */
    ASSERT_ALLOWED(act(&s, SECRETARY, "resolution.assign", "resolution=TC-2026-001", f(&s, "owner=%d", TC_CHAIR),
                       "due=2026-09-30"));
    ASSERT_ALLOWED(act(&s, SECRETARY, "resolution.report", "resolution=TC-2026-001", "state=done"));
    ASSERT_ALLOWED(act(&s, TC_CHAIR, "minutes.correct", number_field(&s, "meeting", second),
                       number_field(&s, "minutes_of", first), "text=A name was misspelt."));
    assert_string_equal(hash_of_minutes(&s, first), read);
    assert_int_equal(minutes_of(&s, first)->resolutions[0].owner, TC_VICE);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM minutes_note WHERE meeting = $1", V(first)), 1);
    CHECK_WHOLE(&s); /* the fold makes the hash again */
    scene_end(&s);
}

/* ---- A9.3: what is carried forward ---- */

static void test_open(void **state) {
    (void)state;
    struct scene s;
    int64_t first = first_meeting(&s);
    ASSERT_ALLOWED(act(&s, SECRETARY, "resolution.assign", "resolution=TC-2026-001", f(&s, "owner=%d", TC_VICE),
                       "due=2026-08-25"));
    at(&s, "2026-08-17 10:00");
    int64_t second = call_meeting(&s, "tc", "2026-08-26 14:00");
    open_meeting(&s, second, 9);
    close_meeting(&s, second);
    const struct minutes *m = minutes_of(&s, second);
    assert_int_equal(m->open_count, 1);
    assert_string_equal(m->open[0].id, "TC-2026-001");
    assert_int_equal(m->open[0].owner, TC_VICE);
    assert_true(m->open[0].overdue);
    at(&s, "2026-08-28 10:00"); /* after the meeting: nothing that happened at it changes */
    ASSERT_ALLOWED(act(&s, SECRETARY, "resolution.report", "resolution=TC-2026-001", "state=done"));
    assert_int_equal(minutes_of(&s, second)->open_count, 1);
    int64_t third = call_meeting(&s, "tc", "2026-09-09 14:00");
    open_meeting(&s, third, 9);
    close_meeting(&s, third);
    assert_int_equal(minutes_of(&s, third)->open_count, 0);
    ASSERT_ALLOWED(act(&s, SECRETARY, "resolution.report", "resolution=TC-2026-001", "state=open"));
    assert_int_equal(minutes_of(&s, third)->open_count, 0); /* taken up again later */
    assert_int_equal(minutes_of(&s, first)->open_count, 0);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- who is reminded ---- */

static bool offered(struct scene *s, int64_t person, const char *kind) {
    struct db *db = store_reader(alliance_store(s->a));
    struct offer *offers;
    assert_int_equal(db_begin(db, NULL), 0);
    size_t n =
        offers_of(db, alliance_charter(s->a, s->now), alliance_workcal(s->a), person, s->now, &s->arena, &offers);
    bool found = false;
    for (size_t i = 0; i < n; i++) found = found || strcmp(offers[i].kind->name, kind) == 0;
    offers_release(offers, n);
    db_rollback(db);
    store_reader_done(alliance_store(s->a), db);
    return found;
}

static void test_offers(void **state) {
    (void)state;
    struct scene s;
    int64_t first = first_meeting(&s);
    assert_true(offered(&s, SECRETARY, "minutes.write"));
    assert_false(offered(&s, TC_CHAIR, "minutes.approve"));
    at(&s, "2026-08-17 10:00");
    int64_t second = call_meeting(&s, "tc", "2026-08-26 14:00");
    open_meeting(&s, second, 9);
    assert_true(offered(&s, TC_CHAIR, "minutes.approve"));
    assert_false(offered(&s, TC_MEMBER, "minutes.approve"));
    ASSERT_ALLOWED(approve(&s, second, first, NULL));
    assert_false(offered(&s, TC_CHAIR, "minutes.approve"));
    assert_false(offered(&s, SECRETARY, "minutes.write"));
    scene_end(&s);
}

/* ---- votes carried for others, counted as present ---- */

static const char *const counted[][2] = {
    { "proxies of board: to another holder, at most 1 each",
      "proxies of board: to another holder, at most 2 each, counted as present" },
    { 0 },
};

/* Two are there and carry two votes: of seven seats that is a quorum, until one of the two is taken back. */
static void test_carried(void **state) {
    (void)state;
    struct scene s;
    scene_hearth_with(&s, counted, BOARD);
    at(&s, "2026-03-03T09:00:00Z");
    int64_t meeting = call_meeting(&s, "board", "2026-03-17T10:00:00Z");
    const char *of = number_field(&s, "meeting", meeting);
    for (int giver = BOARD; giver <= BOARD + 1; giver++)
        ASSERT_ALLOWED(
            act(&s, giver, "vote.delegate", of, number_field(&s, "to", CHAIR), as_office(&s, "board", giver)));
    open_meeting(&s, meeting, 2);
    at(&s, "2026-03-17T10:30:00Z");
    ASSERT_ALLOWED(act(&s, BOARD, "vote.recall", of, as_office(&s, "board", BOARD)));
    at(&s, "2026-03-17T11:00:00Z");
    close_meeting(&s, meeting);
    const struct minutes *m = minutes_of(&s, meeting);
    assert_int_equal(m->opening.present, 4);
    assert_true(m->opening.reached);
    assert_int_equal(m->closing.present, 3);
    assert_int_equal(m->closing.needed, 4);
    assert_false(m->closing.reached);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/minutes: A16.2, A16.3 they hold who was there, the quorum, motions and votes with their sums",
             test_facts),
        CASE("acts/minutes: A16.2 a meeting to which nobody came has minutes that say so", test_empty),
        CASE("acts/minutes: A9.3 what is approved is fixed by its hash, and later acts change nothing of it",
             test_frozen),
        CASE("acts/minutes: A9.3 actions are carried forward as they were when the meeting ended", test_open),
        CASE("acts/minutes: A9.3 the secretary is reminded to write, the chair to approve", test_offers),
        CASE(
            "acts/minutes: votes carried for others make the quorum in minutes where the charter counts them as present",
            test_carried),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
