/* The course of a live meeting by what each participant relies on: signing in by the code in the room, the countdown of a vote,
 * the point in hand, the speakers' list. */
#include <semaphore.h>

#include "acts/meetings/meetings.h"
#include "acts/meetings/speakers.h"
#include "support/session.h"

/* A scene whose TC of nine has `present` in an open meeting with two topics. */
static int64_t session(struct scene *s, int present) {
    scene_coia(s);
    at(s, "2026-08-05 10:00");
    int64_t meeting = call_meeting(s, "tc", "2026-08-12 14:00");
    for (int i = 0; i < 2; i++)
        ASSERT_ALLOWED(act(s, TC_MEMBER, "topic.propose", number_field(s, "meeting", meeting),
                           f(s, "title=Topic %d", i + 1), as_office(s, "tc", TC_MEMBER)));
    open_meeting(s, meeting, present);
    return meeting;
}

static const struct answer *lead(struct scene *s, int64_t meeting, const char *kind, const char *one, const char *two) {
    const char *const fields[] = { number_field(s, "meeting", meeting), as_office(s, "tc", TC_CHAIR), one ? one : two,
                                   one ? two : NULL, NULL };
    return scene_act(s, TC_CHAIR, kind, fields);
}
static const struct answer *member(struct scene *s, int64_t person, int64_t meeting, const char *kind,
                                   const char *one) {
    const char *const fields[] = { number_field(s, "meeting", meeting), as_office(s, "tc", person), one, NULL };
    return scene_act(s, person, kind, fields);
}

/* ---- signing in ---- */

static const char *attended(struct scene *s, int64_t meeting, int64_t person) {
    return state_text(
        s, "SELECT place || ' ' || how FROM attendance WHERE meeting = $1 AND person = $2 AND left_at IS NULL",
        V(meeting), V(person));
}

static struct room_code code_shown(struct scene *s, int64_t meeting, const char *when) {
    struct room_code code = { .digits = "" };
    struct db *db = store_reader(alliance_store(s->a));
    db_begin(db, NULL);
    if (!room_code_now(db, meeting, time_of(s, when), &code)) code.digits[0] = 0;
    db_rollback(db);
    store_reader_done(alliance_store(s->a), db);
    return code;
}

static void test_places(void **state) {
    (void)state;
    struct scene s;
    int64_t meeting = session(&s, 1);
    assert_string_equal(attended(&s, meeting, TC_CHAIR), "room sign-in"); /* without a code one says where one is */
    ASSERT_ALLOWED(act(&s, TC_VICE, "attendance.sign", number_field(&s, "meeting", meeting), "move=came",
                       "place=remote", as_office(&s, "tc", TC_VICE)));
    assert_string_equal(attended(&s, meeting, TC_VICE), "remote sign-in");
    ASSERT_REFUSED_AS(act(&s, TC_VICE, "attendance.sign", number_field(&s, "meeting", meeting), "move=came",
                          "place=remote", as_office(&s, "tc", TC_VICE)),
                      ERR_CONFLICT, NULL);
    at(&s, "2026-08-12 14:10"); /* arrives after all: the remote presence ends as the other begins */
    ASSERT_ALLOWED(act(&s, TC_VICE, "attendance.sign", number_field(&s, "meeting", meeting), "move=came", "place=room",
                       as_office(&s, "tc", TC_VICE)));
    assert_string_equal(attended(&s, meeting, TC_VICE), "room sign-in");
    assert_int_equal(state_int(&s, "SELECT count(*) FROM attendance WHERE meeting = $1 AND person = $2", V(meeting),
                               V(TC_VICE)),
                     2);
    assert_int_equal(state_int(&s,
                               "SELECT count(*) FROM attendance WHERE meeting = $1 AND person = $2 AND left_at IS NULL",
                               V(meeting), V(TC_VICE)),
                     1);
    ASSERT_ALLOWED(act(&s, SECRETARY, "attendance.record", number_field(&s, "meeting", meeting),
                       f(&s, "person=%d", TC_MEMBER), "move=came", "place=remote"));
    assert_string_equal(attended(&s, meeting, TC_MEMBER), "remote secretary");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_code(void **state) {
    (void)state;
    struct scene s;
    int64_t meeting = session(&s, 1);
    const char *m = number_field(&s, "meeting", meeting), *vice = as_office(&s, "tc", TC_VICE);
    ASSERT_REFUSED_AS(act(&s, TC_VICE + 1, "meeting.code", m), ERR_DENIED, "A21.2");
    ASSERT_ALLOWED(act(&s, TC_CHAIR, "meeting.code", m));
    struct room_code first = code_shown(&s, meeting, "2026-08-12 14:00:00"),
                     next = code_shown(&s, meeting, "2026-08-12 14:01:00");
    assert_int_equal(strlen(first.digits), ROOM_CODE_DIGITS);
    assert_string_not_equal(first.digits, next.digits);
    assert_int_equal(first.until, time_of(&s, "2026-08-12 14:01:00"));
    ASSERT_REFUSED_AS(act(&s, TC_VICE, "attendance.sign", m, "move=came", "place=room", vice), ERR_SYNTAX,
                      NULL); /* in the room, and no code */
    const char *wrong = strcmp(first.digits, "123456") == 0 ? "code=654321" : "code=123456";
    ASSERT_REFUSED_AS(act(&s, TC_VICE, "attendance.sign", m, "move=came", wrong, vice), ERR_SYNTAX, NULL);
    at(&s, "2026-08-12 14:01:59"); /* the code of the minute before is still taken … */
    ASSERT_ALLOWED(act(&s, TC_VICE, "attendance.sign", m, "move=came",
                       f(&s, "code=%.3s %s", first.digits, first.digits + 3), vice));
    assert_string_equal(attended(&s, meeting, TC_VICE), "room code");
    at(&s, "2026-08-12 14:02:00"); /* … and no older one */
    ASSERT_REFUSED_AS(act(&s, TC_MEMBER, "attendance.sign", m, "move=came", f(&s, "code=%s", first.digits),
                          as_office(&s, "tc", TC_MEMBER)),
                      ERR_SYNTAX, NULL);
    ASSERT_ALLOWED(act(&s, TC_MEMBER, "attendance.sign", m, "move=came", as_office(&s, "tc", TC_MEMBER)));
    assert_string_equal(attended(&s, meeting, TC_MEMBER),
                        "remote sign-in"); /* without the code one is not in the room */
    CHECK_WHOLE(&s);
    ASSERT_ALLOWED(act(&s, TC_CHAIR, "meeting.code", m, "stop=true"));
    assert_string_equal(code_shown(&s, meeting, "2026-08-12 14:02:00").digits, "");
    came(&s, "tc", meeting, TC_MEMBER + 1);
    assert_string_equal(attended(&s, meeting, TC_MEMBER + 1), "room sign-in");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_code_secret(void **state) {
    (void)state;
    struct scene s; /* nothing that is published tells the code, nor does a preview; guessing ends soon */
    int64_t meeting = session(&s, 1);
    const char *m = number_field(&s, "meeting", meeting), *vice = as_office(&s, "tc", TC_VICE);
    ASSERT_ALLOWED(act(&s, TC_CHAIR, "meeting.code", m));
    struct room_code code = code_shown(&s, meeting, "2026-08-12 14:00:00");
    const char *secret = state_text(&s, "SELECT ltrim(text, '.') FROM secret WHERE about = $1", V(meeting));
    ASSERT_ALLOWED(act(&s, TC_VICE, "attendance.sign", m, "move=came", f(&s, "code=%s", code.digits), vice));
    assert_int_equal(
        state_int(
            &s,
            "SELECT count(*) FROM leaf WHERE n > (SELECT code_entry FROM meeting WHERE id = $1) AND instr(entry, $2) > 0",
            V(meeting), V(code.digits)),
        0);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM leaf WHERE instr(entry, $1) > 0", V(secret)), 0);
    struct db *db = store_reader(alliance_store(s.a));
    db_begin(db, NULL);
    for (int right = 0; right < 2; right++) {
        json_t *args = json_pack("{s:I, s:s, s:s}", "meeting", (json_int_t)meeting, "move", "came", "code",
                                 right ? code.digits : "000000");
        struct ask ask = { .kind = "attendance.sign",
                           .person = TC_MEMBER,
                           .as = as_office(&s, "tc", TC_MEMBER) + strlen("@as="),
                           .via = "",
                           .args = args,
                           .received = INSTANT_NONE };
        assert_false(pipeline_preview(s.a, db, &ask, &s.arena, NULL, NULL)->refused);
        json_decref(args);
    }
    db_rollback(db);
    store_reader_done(alliance_store(s.a), db);
    const char *as = as_office(&s, "tc", TC_MEMBER),
               *wrong = strcmp(code.digits, "123456") == 0 ? "code=654321" : "code=123456";
    for (int i = 0; i < 10; i++)
        ASSERT_REFUSED_AS(act(&s, TC_MEMBER, "attendance.sign", m, "move=came", wrong, as), ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(act(&s, TC_MEMBER, "attendance.sign", m, "move=came", f(&s, "code=%s", code.digits), as),
                      ERR_CONFLICT, NULL);
    at(&s, "2026-08-12 14:10:01");
    ASSERT_ALLOWED(act(&s, TC_MEMBER, "attendance.sign", m, "move=came",
                       f(&s, "code=%s", code_shown(&s, meeting, "2026-08-12 14:10:01").digits), as));
    close_meeting(&s, meeting);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM secret"), 0);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- the countdown ---- */

static const struct answer *put_for(struct scene *s, int64_t motion, int seconds) {
    return act(s, TC_CHAIR, "motion.put", number_field(s, "motion", motion), f(s, "seconds=%d", seconds),
               as_office(s, "tc", TC_CHAIR));
}

static void test_countdown(void **state) {
    (void)state;
    struct scene s;
    int64_t meeting = session(&s, 6);
    int64_t motion = propose_motion(&s, meeting, NULL);
    ASSERT_ALLOWED(put_for(&s, motion, 60));
    assert_int_equal(state_int(&s, "SELECT closes_at FROM motion WHERE id = $1", V(motion)),
                     time_of(&s, "2026-08-12 14:01:00"));
    at(&s, "2026-08-12 14:00:59");
    for (int i = 0; i < 3; i++) ASSERT_ALLOWED(vote_motion(&s, motion, TC_CHAIR + i, "affirmative"));
    assert_string_equal(motion_state(&s, motion), "put");
    at(&s, "2026-08-12 14:01:00");
    ASSERT_REFUSED_AS(vote_motion(&s, motion, TC_CHAIR + 3, "negative"), ERR_CONFLICT,
                      "A16.3");                              /* too late by no more than nothing */
    assert_string_equal(motion_state(&s, motion), "passed"); /* exactly half of six */
    assert_string_equal(state_text(&s, "SELECT resolution FROM motion WHERE id = $1", V(motion)), "TC-2026-001");
    assert_int_equal(state_int(&s, "SELECT closed_at FROM motion WHERE id = $1", V(motion)),
                     time_of(&s, "2026-08-12 14:01:00"));
    assert_string_equal(
        state_text(&s, "SELECT leaf.kind FROM leaf JOIN motion ON motion.close_entry = leaf.n WHERE motion.id = $1",
                   V(motion)),
        "clock.motion_closes");
    assert_int_equal(state_int(&s, "SELECT count(*) FROM due WHERE kind = 'clock.motion_closes'"), 0);
    ASSERT_REFUSED_AS(close_motion(&s, motion), ERR_CONFLICT, NULL);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_countdown_ended(void **state) {
    (void)state;
    struct scene s; /* the chair may close before; then nothing is left to fall due */
    int64_t meeting = session(&s, 6);
    int64_t motion = propose_motion(&s, meeting, NULL), next = propose_motion(&s, meeting, NULL);
    ASSERT_REFUSED_AS(put_for(&s, motion, 4), ERR_SYNTAX, NULL);
    ASSERT_ALLOWED(put_for(&s, motion, 600));
    ASSERT_ALLOWED(vote_motion(&s, motion, TC_CHAIR, "affirmative"));
    at(&s, "2026-08-12 14:05:00");
    ASSERT_ALLOWED(close_motion(&s, motion));
    assert_string_equal(motion_state(&s, motion), "failed");
    ASSERT_ALLOWED(put_motion(&s, next));
    at(&s, "2026-08-12 15:00:00");
    ASSERT_ALLOWED(vote_motion(&s, next, TC_CHAIR, "affirmative")); /* without seconds it waits for the chair */
    assert_string_equal(motion_state(&s, next), "put");
    assert_int_equal(state_int(&s, "SELECT count(*) FROM leaf WHERE kind = 'clock.motion_closes'"), 0);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* What the committer is made to wait for, as it waits for a disk. */
struct held {
    sem_t begun, go;
};
static void hold(struct db *db, void *context) {
    (void)db;
    struct held *h = context;
    sem_post(&h->begun);
    sem_wait(&h->go);
}

struct waiting_vote {
    int code;
    instant at;
    sem_t done;
};
static void answered(void *context, const struct answer *answer) {
    struct waiting_vote *w = context;
    w->code = answer->code;
    w->at = answer->at;
    sem_post(&w->done);
}

static void hand_in(struct scene *s, struct waiting_vote *w, int64_t motion, int64_t person) {
    json_t *args = json_pack("{s:I, s:s}", "motion", (json_int_t)motion, "vote", "affirmative");
    struct ask ask = { .kind = "motion.vote",
                       .person = person,
                       .as = as_office(s, "tc", person) + strlen("@as="),
                       .via = "",
                       .args = args,
                       .received = INSTANT_NONE };
    sem_init(&w->done, 0, 0);
    assert_int_equal(pipeline_submit(s->a, &ask, answered, w), 0);
    json_decref(args);
}

static void test_last_second(void **state) {
    (void)state;
    struct scene s; /* received before the end and taken after it counts; received at the end does not */
    int64_t meeting = session(&s, 6);
    int64_t motion = propose_motion(&s, meeting, NULL);
    ASSERT_ALLOWED(put_for(&s, motion, 60));
    at(&s, "2026-08-12 14:00:58");
    alliance_close(s.a);
    struct error err = { 0 };
    if (alliance_open_at(&s.a, s.dir, ALLIANCE_SERVE, s.now, &err) != 0) scene_fail(&err, s.dir);
    struct held h;
    struct waiting_vote early, late;
    sem_init(&h.begun, 0, 0);
    sem_init(&h.go, 0, 0);
    assert_int_equal(alliance_write_later(s.a, hold, NULL, &h), 0);
    sem_wait(&h.begun);
    at(&s, "2026-08-12 14:00:59");
    hand_in(&s, &early, motion, TC_CHAIR);
    at(&s, "2026-08-12 14:01:00");
    hand_in(&s, &late, motion, TC_VICE);
    at(&s, "2026-08-12 14:01:03");
    sem_post(&h.go);
    sem_wait(&early.done);
    sem_wait(&late.done);
    assert_int_equal(early.code, ERR_OK);
    assert_int_equal(early.at, time_of(&s, "2026-08-12 14:00:59"));
    assert_int_equal(late.code, ERR_CONFLICT);
    assert_int_equal(state_int(&s, "SELECT affirmative FROM motion WHERE id = $1", V(motion)), 1);
    assert_int_equal(state_int(&s, "SELECT closed_at FROM motion WHERE id = $1", V(motion)),
                     time_of(&s, "2026-08-12 14:01:00"));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- the point in hand ---- */

static void test_points(void **state) {
    (void)state;
    struct scene s;
    int64_t meeting = session(&s, 6);
    ASSERT_REFUSED_AS(member(&s, TC_MEMBER, meeting, "meeting.point", "topic=1"), ERR_DENIED, "A16.1");
    ASSERT_ALLOWED(lead(&s, meeting, "meeting.point", "topic=1", NULL));
    ASSERT_REFUSED_AS(lead(&s, meeting, "meeting.point", "topic=1", NULL), ERR_CONFLICT, NULL);
    at(&s, "2026-08-12 14:20");
    ASSERT_ALLOWED(act(&s, TC_MEMBER, "topic.withdraw", "topic=2", as_office(&s, "tc", TC_MEMBER)));
    ASSERT_REFUSED_AS(lead(&s, meeting, "meeting.point", "topic=2", NULL), ERR_CONFLICT, NULL);
    ASSERT_ALLOWED(lead(&s, meeting, "meeting.point", NULL, NULL)); /* none in hand */
    ASSERT_REFUSED_AS(lead(&s, meeting, "meeting.point", NULL, NULL), ERR_CONFLICT, NULL);
    assert_int_equal(state_int(&s, "SELECT to_at - from_at FROM point"), 20 * 60);
    at(&s, "2026-08-12 14:30");
    ASSERT_ALLOWED(lead(&s, meeting, "meeting.point", "topic=1", NULL));
    at(&s, "2026-08-12 14:40");
    close_meeting(&s, meeting);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM point WHERE to_at IS NULL"), 0);
    assert_int_equal(state_int(&s, "SELECT sum(to_at - from_at) FROM point WHERE topic = 1"), 30 * 60);
    ASSERT_REFUSED_AS(lead(&s, meeting, "meeting.point", "topic=1", NULL), ERR_CONFLICT, NULL);
    int64_t other = call_meeting(&s, "tc", "2026-08-26 14:00");
    open_meeting(&s, other, 1);
    ASSERT_REFUSED_AS(lead(&s, other, "meeting.point", "topic=1", NULL), ERR_SYNTAX, NULL);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- speakers ---- */

/* "16 speaking, 18 order, 17 speak": the list as it is read out. */
static const char *list_of(struct scene *s, int64_t meeting) {
    struct speaker *list;
    struct buf b;
    struct db *db = store_reader(alliance_store(s->a));
    db_begin(db, NULL);
    size_t n = speakers_list(db, &s->arena, meeting, 50, &list);
    buf_init(&b, 4096);
    for (size_t i = 0; i < n; i++)
        buf_addf(&b, "%s%lld %s", i ? ", " : "", (long long)list[i].person,
                 strcmp(list[i].state, "speaking") == 0 ? "speaking" : list[i].what);
    const char *z = arena_z(&s->arena, buf_str(&b));
    buf_release(&b);
    db_rollback(db);
    store_reader_done(alliance_store(s->a), db);
    return z;
}

static void test_speakers(void **state) {
    (void)state;
    struct scene s;
    int64_t meeting = session(&s, 6);
    ASSERT_REFUSED_AS(member(&s, TC_CHAIR + 7, meeting, "speaker.ask", NULL), ERR_CONFLICT, NULL); /* not there */
    ASSERT_ALLOWED(member(&s, 16, meeting, "speaker.ask", NULL));
    ASSERT_REFUSED_AS(member(&s, 16, meeting, "speaker.ask", NULL), ERR_CONFLICT, NULL);
    ASSERT_ALLOWED(member(&s, 17, meeting, "speaker.ask", "what=reply"));
    ASSERT_ALLOWED(member(&s, 18, meeting, "speaker.ask", "what=order"));
    ASSERT_ALLOWED(lead(&s, meeting, "speaker.add", "person=19", NULL));
    ASSERT_REFUSED_AS(lead(&s, meeting, "speaker.add", "person=22", NULL), ERR_CONFLICT, NULL);
    assert_string_equal(list_of(&s, meeting), "18 order, 16 speak, 17 reply, 19 speak");
    ASSERT_REFUSED_AS(member(&s, 16, meeting, "speaker.call", "person=16"), ERR_DENIED, "A16.1");
    ASSERT_ALLOWED(lead(&s, meeting, "speaker.call", "person=16", NULL)); /* the chair calls whom they will */
    at(&s, "2026-08-12 14:03");
    assert_string_equal(list_of(&s, meeting), "16 speaking, 18 order, 17 reply, 19 speak");
    ASSERT_ALLOWED(lead(&s, meeting, "speaker.call", "person=18", NULL));
    assert_int_equal(state_int(&s, "SELECT to_at - from_at FROM speaker WHERE person = 16"), 180);
    at(&s, "2026-08-12 14:04");
    ASSERT_ALLOWED(member(&s, 18, meeting, "speaker.withdraw", NULL)); /* has ended */
    assert_int_equal(state_int(&s, "SELECT to_at - from_at FROM speaker WHERE person = 18 AND state = 'spoken'"), 60);
    ASSERT_ALLOWED(member(&s, 17, meeting, "speaker.withdraw", NULL));
    ASSERT_REFUSED_AS(member(&s, 17, meeting, "speaker.withdraw", NULL), ERR_CONFLICT, NULL);
    ASSERT_REFUSED_AS(lead(&s, meeting, "speaker.end", NULL, NULL), ERR_CONFLICT, NULL);
    ASSERT_REFUSED_AS(lead(&s, meeting, "speaker.call", "person=17", NULL), ERR_CONFLICT, NULL);
    ASSERT_ALLOWED(lead(&s, meeting, "speaker.call", "person=19", NULL));
    ASSERT_ALLOWED(lead(&s, meeting, "speaker.end", NULL, NULL));
    assert_string_equal(list_of(&s, meeting), "");
    ASSERT_ALLOWED(member(&s, 16, meeting, "speaker.ask", NULL)); /* again, after having spoken */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_speakers_by_point(void **state) {
    (void)state;
    struct scene s; /* a list for each point; whoever leaves is off it */
    int64_t meeting = session(&s, 6);
    ASSERT_ALLOWED(lead(&s, meeting, "meeting.point", "topic=1", NULL));
    ASSERT_ALLOWED(member(&s, 16, meeting, "speaker.ask", NULL));
    ASSERT_ALLOWED(member(&s, 17, meeting, "speaker.ask", NULL));
    ASSERT_ALLOWED(lead(&s, meeting, "speaker.call", "person=16", NULL));
    ASSERT_ALLOWED(lead(&s, meeting, "meeting.point", "topic=2", NULL));
    assert_string_equal(list_of(&s, meeting), "");
    assert_string_equal(state_text(&s, "SELECT state FROM speaker WHERE person = 16"), "spoken");
    ASSERT_ALLOWED(member(&s, 17, meeting, "speaker.ask", NULL));
    ASSERT_ALLOWED(member(&s, 18, meeting, "speaker.ask", NULL));
    ASSERT_ALLOWED(lead(&s, meeting, "speaker.call", "person=18", NULL));
    left(&s, "tc", meeting, 18);
    left(&s, "tc", meeting, 17);
    assert_string_equal(list_of(&s, meeting), "");
    ASSERT_ALLOWED(member(&s, 16, meeting, "speaker.ask", NULL));
    close_meeting(&s, meeting);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM speaker WHERE state IN ('asked', 'speaking')"), 0);
    ASSERT_REFUSED_AS(member(&s, 16, meeting, "speaker.ask", NULL), ERR_CONFLICT, NULL);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- amendments ---- */

static int64_t motion_by(struct scene *s, int64_t entry) {
    return state_int(s, "SELECT id FROM motion WHERE entry = $1", V(entry));
}
static const struct answer *amend(struct scene *s, int64_t motion, const char *title, const char *text) {
    const char *const fields[] = { number_field(s, "motion", motion), as_office(s, "tc", TC_MEMBER),
                                   f(s, "text=%s", text), title ? f(s, "title=%s", title) : NULL, NULL };
    return scene_act(s, TC_MEMBER, "motion.amend", fields);
}
static const char *wording(struct scene *s, int64_t motion) {
    return state_text(
        s,
        "SELECT x.value || ' ' || y.value FROM motion m JOIN private x ON x.entry = m.title_entry AND x.field = 'title' "
        "JOIN private y ON y.entry = m.text_entry AND y.field = 'text' WHERE m.id = $1",
        V(motion));
}

static void test_amendments(void **state) {
    (void)state;
    struct scene s;
    int64_t meeting = session(&s, 6);
    int64_t motion = propose_motion(&s, meeting, NULL);
    int64_t first = motion_by(&s, ASSERT_ALLOWED(amend(&s, motion, NULL, "First words"))),
            second = motion_by(&s, ASSERT_ALLOWED(amend(&s, motion, "Second title", "Second words")));
    int64_t third = motion_by(&s, ASSERT_ALLOWED(amend(&s, motion, NULL, "Third words")));
    ASSERT_REFUSED_AS(amend(&s, first, NULL, "Words of words"), ERR_CONFLICT, NULL);
    ASSERT_REFUSED_AS(put_motion(&s, motion), ERR_CONFLICT, NULL); /* three wait */
    assert_string_equal(wording(&s, first), "\"A motion\" \"First words\"");
    ASSERT_ALLOWED(decide_motion(&s, first, 2, 0, 4));
    assert_string_equal(motion_state(&s, first), "failed");
    assert_string_equal(wording(&s, motion), "\"A motion\" \"What is resolved\"");
    ASSERT_ALLOWED(put_motion(&s, second));
    ASSERT_REFUSED_AS(put_motion(&s, motion), ERR_CONFLICT, NULL); /* one is being voted on, one waits */
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "motion.withdraw", number_field(&s, "motion", motion),
                          as_office(&s, "tc", TC_CHAIR)),
                      ERR_CONFLICT, NULL);
    for (int i = 0; i < 3; i++) ASSERT_ALLOWED(vote_motion(&s, second, TC_CHAIR + i, "affirmative"));
    ASSERT_ALLOWED(close_motion(&s, second));
    assert_string_equal(wording(&s, motion), "\"Second title\" \"Second words\"");
    assert_string_equal(state_text(&s, "SELECT resolution FROM motion WHERE id = $1", V(second)),
                        "");                                       /* an amendment resolves nothing */
    ASSERT_REFUSED_AS(put_motion(&s, motion), ERR_CONFLICT, NULL); /* the third waits still */
    ASSERT_ALLOWED(decide_motion(&s, third, 6, 0, 0));
    assert_string_equal(wording(&s, motion),
                        "\"Second title\" \"Third words\""); /* the last that passed; it changed no title */
    ASSERT_ALLOWED(decide_motion(&s, motion, 6, 0, 0));
    assert_string_equal(state_text(&s, "SELECT resolution FROM motion WHERE id = $1", V(motion)), "TC-2026-001");
    ASSERT_REFUSED_AS(amend(&s, motion, NULL, "Too late"), ERR_CONFLICT, NULL);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_amendment_withdrawn(void **state) {
    (void)state;
    struct scene s; /* with the motion go its amendments; a matter's wording is fixed */
    int64_t meeting = session(&s, 6);
    int64_t motion = propose_motion(&s, meeting, NULL);
    int64_t first = motion_by(&s, ASSERT_ALLOWED(amend(&s, motion, NULL, "First words")));
    ASSERT_ALLOWED(
        act(&s, TC_MEMBER, "motion.withdraw", number_field(&s, "motion", first), as_office(&s, "tc", TC_MEMBER)));
    ASSERT_ALLOWED(put_motion(&s, motion)); /* nothing waits any more */
    ASSERT_REFUSED_AS(amend(&s, motion, NULL, "Now?"), ERR_CONFLICT, NULL);
    ASSERT_ALLOWED(close_motion(&s, motion));
    int64_t other = propose_motion(&s, meeting, NULL);
    int64_t second = motion_by(&s, ASSERT_ALLOWED(amend(&s, other, NULL, "Second words")));
    ASSERT_ALLOWED(
        act(&s, TC_CHAIR, "motion.withdraw", number_field(&s, "motion", other), as_office(&s, "tc", TC_CHAIR)));
    assert_string_equal(motion_state(&s, second), "withdrawn");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- motions on procedure ---- */

static const struct answer *move(struct scene *s, int64_t meeting, int64_t person, const char *procedure,
                                 const char *more) {
    const char *const fields[] = { number_field(s, "meeting", meeting), as_office(s, "tc", person),
                                   f(s, "procedure=%s", procedure), more, NULL };
    return scene_act(s, person, "motion.propose", fields);
}
static void moved(struct scene *s, int64_t meeting, const char *procedure, const char *more, int64_t yes) {
    int64_t motion = motion_by(s, ASSERT_ALLOWED(move(s, meeting, TC_MEMBER, procedure, more)));
    ASSERT_ALLOWED(decide_motion(s, motion, yes, 0, 6 - yes));
    assert_string_equal(state_text(s, "SELECT resolution FROM motion WHERE id = $1", V(motion)), "");
}

static void test_procedures(void **state) {
    (void)state;
    struct scene s;
    int64_t meeting = session(&s, 6);
    ASSERT_REFUSED_AS(move(&s, meeting, TC_MEMBER, "next-point", NULL), ERR_CONFLICT, NULL); /* none in hand */
    ASSERT_ALLOWED(lead(&s, meeting, "meeting.point", "topic=1", NULL));
    ASSERT_ALLOWED(member(&s, 16, meeting, "speaker.ask", NULL));
    ASSERT_ALLOWED(member(&s, 17, meeting, "speaker.ask", "what=order"));
    moved(&s, meeting, "close-debate", NULL, 2);
    ASSERT_ALLOWED(member(&s, 18, meeting, "speaker.ask", NULL)); /* did not pass */
    moved(&s, meeting, "limit-speaking", "seconds=90", 3);
    ASSERT_ALLOWED(lead(&s, meeting, "speaker.call", "person=18", NULL));
    assert_int_equal(state_int(&s, "SELECT until_at - from_at FROM speaker WHERE person = 18"), 90);
    moved(&s, meeting, "close-debate", NULL, 6);
    assert_string_equal(list_of(&s, meeting), "17 order");
    ASSERT_REFUSED_AS(member(&s, 16, meeting, "speaker.ask", NULL), ERR_CONFLICT, NULL);
    ASSERT_REFUSED_AS(lead(&s, meeting, "speaker.add", "person=16", NULL), ERR_CONFLICT, NULL);
    ASSERT_ALLOWED(member(&s, 16, meeting, "speaker.ask", "what=order"));
    ASSERT_REFUSED_AS(move(&s, meeting, TC_MEMBER, "close-debate", NULL), ERR_CONFLICT, NULL);
    moved(&s, meeting, "next-point", NULL, 6);
    assert_int_equal(state_int(&s, "SELECT topic_now FROM meeting WHERE id = $1", V(meeting)), 2);
    ASSERT_ALLOWED(member(&s, 16, meeting, "speaker.ask", NULL)); /* a new point, a new debate without limit */
    ASSERT_ALLOWED(lead(&s, meeting, "speaker.call", "person=16", NULL));
    assert_int_equal(state_int(&s, "SELECT until_at IS NULL FROM speaker WHERE person = 16 AND state = 'speaking'"), 1);
    moved(&s, meeting, "next-point", NULL, 6); /* there is none */
    assert_int_equal(state_int(&s, "SELECT topic_now IS NULL FROM meeting WHERE id = $1", V(meeting)), 1);
    moved(&s, meeting, "adjourn", NULL, 3);
    assert_string_equal(state_text(&s, "SELECT state FROM meeting WHERE id = $1", V(meeting)), "held");
    assert_int_equal(state_int(&s, "SELECT count(*) FROM attendance WHERE meeting = $1 AND left_at IS NULL",
                               V(meeting)),
                     0);
    assert_string_equal(state_text(&s, "SELECT kind FROM leaf ORDER BY n DESC LIMIT 1"), "meeting.adjourned");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_procedure_between(void **state) {
    (void)state;
    struct scene s; /* while another vote is on, before others, one at a time */
    int64_t meeting = session(&s, 6);
    int64_t motion = propose_motion(&s, meeting, NULL);
    ASSERT_REFUSED_AS(move(&s, meeting, TC_CHAIR + 7, "adjourn", NULL), ERR_CONFLICT, NULL); /* not there */
    ASSERT_REFUSED_AS(move(&s, meeting, TC_MEMBER, "adjourn", "seconds=60"), ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(move(&s, meeting, TC_MEMBER, "adjourn", number_field(&s, "opposes", motion)), ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(move(&s, meeting, TC_MEMBER, "sing", NULL), ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(act(&s, TC_MEMBER, "motion.propose", number_field(&s, "meeting", meeting), "title=No text",
                          as_office(&s, "tc", TC_MEMBER)),
                      ERR_SYNTAX, NULL);
    ASSERT_ALLOWED(put_motion(&s, motion));
    int64_t adjourn = motion_by(&s, ASSERT_ALLOWED(move(&s, meeting, TC_MEMBER, "adjourn", NULL)));
    ASSERT_REFUSED_AS(put_motion(&s, adjourn), ERR_CONFLICT, NULL); /* a vote that has begun is ended first */
    ASSERT_REFUSED_AS(move(&s, meeting, TC_MEMBER, "limit-speaking", NULL), ERR_CONFLICT, NULL);
    ASSERT_REFUSED_AS(amend(&s, adjourn, NULL, "At once"), ERR_CONFLICT, NULL);
    ASSERT_ALLOWED(close_motion(&s, motion));
    int64_t waits = propose_motion(&s, meeting, NULL);
    ASSERT_ALLOWED(put_for(&s, adjourn, 10));
    for (int i = 0; i < 3; i++) ASSERT_ALLOWED(vote_motion(&s, adjourn, TC_CHAIR + i, "affirmative"));
    at(&s, "2026-08-12 14:01"); /* by the clock: the countdown of a motion to adjourn ends the meeting */
    ASSERT_REFUSED_AS(member(&s, 16, meeting, "speaker.ask", NULL), ERR_CONFLICT, NULL);
    assert_string_equal(state_text(&s, "SELECT state FROM meeting WHERE id = $1", V(meeting)), "held");
    assert_string_equal(motion_state(&s, waits), "withdrawn");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- hands and paper ---- */

static const struct answer *enter(struct scene *s, int64_t motion, int64_t person, const char *vote, const char *how) {
    return act(s, SECRETARY, "motion.enter", number_field(s, "motion", motion), number_field(s, "person", person),
               f(s, "vote=%s", vote), f(s, "how=%s", how));
}
static const char *called(struct scene *s, int64_t motion, int64_t person) {
    return state_text(
        s,
        "SELECT coalesce(vote, 'silent') || ' ' || coalesce(how, '-') FROM roll_call WHERE motion = $1 AND person = $2",
        V(motion), V(person));
}

static void test_entered(void **state) {
    (void)state;
    struct scene s;
    int64_t meeting = session(&s, 6);
    int64_t motion = propose_motion(&s, meeting, NULL);
    ASSERT_REFUSED_AS(enter(&s, motion, 16, "affirmative", "hand"), ERR_CONFLICT, "A16.3"); /* not put */
    ASSERT_ALLOWED(put_motion(&s, motion));
    ASSERT_REFUSED_AS(act(&s, 16, "motion.enter", number_field(&s, "motion", motion), "person=17", "vote=negative",
                          "how=hand"),
                      ERR_DENIED, "A21.2");
    came(&s, "tc", meeting, 21);
    ASSERT_REFUSED_AS(enter(&s, motion, 21, "affirmative", "hand"), ERR_CONFLICT, "A16.3");  /* came after it was put */
    ASSERT_REFUSED_AS(enter(&s, motion, 22, "affirmative", "paper"), ERR_CONFLICT, "A16.3"); /* never came */
    ASSERT_ALLOWED(enter(&s, motion, 16, "negative", "hand"));
    ASSERT_ALLOWED(enter(&s, motion, 16, "affirmative", "paper")); /* read wrongly at first */
    assert_string_equal(called(&s, motion, 16), "affirmative paper");
    ASSERT_ALLOWED(enter(&s, motion, 17, "affirmative", "hand"));
    ASSERT_ALLOWED(
        vote_motion(&s, motion, 17, "negative")); /* their own later vote replaces it, and is shown as theirs */
    assert_string_equal(called(&s, motion, 17), "negative own");
    ASSERT_REFUSED_AS(enter(&s, motion, 17, "affirmative", "hand"), ERR_CONFLICT, "A16.3");
    left(&s, "tc", meeting, 18);
    ASSERT_REFUSED_AS(enter(&s, motion, 18, "affirmative", "hand"), ERR_CONFLICT, "A16.3");
    ASSERT_ALLOWED(vote_motion(&s, motion, TC_CHAIR, "affirmative"));
    ASSERT_ALLOWED(enter(&s, motion, TC_VICE, "affirmative", "hand"));
    const struct answer *closed = close_motion(&s, motion);
    assert_int_equal(NUMBER(closed, "A16.3", "affirmative"), 3); /* one sum of all ways */
    assert_string_equal(motion_state(&s, motion), "passed");
    ASSERT_REFUSED_AS(enter(&s, motion, TC_VICE, "negative", "hand"), ERR_CONFLICT, "A16.3");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- corrections ---- */

static const struct answer *correct(struct scene *s, int64_t motion, int64_t person, const char *vote) {
    return act(s, SECRETARY, "motion.correct", number_field(s, "motion", motion), number_field(s, "person", person),
               f(s, "vote=%s", vote), "reason=Misread");
}

/* A vote of six whose first `yes` are entered as for it, the others as against. */
static int64_t entered(struct scene *s, int64_t meeting, int yes) {
    int64_t motion = propose_motion(s, meeting, NULL);
    ASSERT_ALLOWED(put_motion(s, motion));
    for (int i = 0; i < 6; i++)
        ASSERT_ALLOWED(enter(s, motion, TC_CHAIR + i, i < yes ? "affirmative" : "negative", "hand"));
    return motion;
}

static void test_corrections(void **state) {
    (void)state;
    struct scene s;
    int64_t meeting = session(&s, 6);
    int64_t motion = entered(&s, meeting, 4);
    ASSERT_REFUSED_AS(correct(&s, motion, TC_CHAIR, "negative"), ERR_CONFLICT,
                      "A16.3"); /* while it is on, it is entered anew */
    ASSERT_ALLOWED(close_motion(&s, motion));
    const struct answer *right = correct(&s, motion, TC_CHAIR, "abstention");
    ASSERT_ALLOWED(right); /* from four to exactly half: it still passes */
    assert_int_equal(NUMBER(right, "A16.3", "affirmative"), 3);
    assert_string_equal(called(&s, motion, TC_CHAIR), "abstention corrected");
    assert_int_equal(state_int(&s, "SELECT affirmative * 100 + abstention * 10 + exactly FROM motion WHERE id = $1",
                               V(motion)),
                     311);
    ASSERT_REFUSED_AS(correct(&s, motion, TC_CHAIR, "abstention"), ERR_CONFLICT, "A16.3"); /* so already */
    const struct answer *turns = correct(&s, motion, TC_VICE, "none");
    ASSERT_REFUSED_AS(turns, ERR_REFUSED, "A16.3"); /* one less would not pass */
    assert_int_equal(NUMBER(turns, "A16.3", "affirmative"), 2);
    assert_string_equal(called(&s, motion, TC_VICE), "affirmative hand");
    ASSERT_REFUSED_AS(correct(&s, motion, 22, "negative"), ERR_CONFLICT, "A16.3"); /* not on the roll */
    int64_t fails = entered(&s, meeting, 1);
    ASSERT_ALLOWED(vote_motion(&s, fails, TC_CHAIR + 5, "abstention"));
    ASSERT_ALLOWED(close_motion(&s, fails));
    ASSERT_REFUSED_AS(correct(&s, fails, TC_CHAIR + 5, "negative"), ERR_CONFLICT, "A16.3"); /* cast by themselves */
    ASSERT_ALLOWED(correct(&s, fails, TC_CHAIR + 1, "affirmative"));
    ASSERT_REFUSED_AS(correct(&s, fails, TC_CHAIR + 2, "affirmative"), ERR_REFUSED,
                      "A16.3"); /* the third would pass it */
    close_meeting(&s, meeting);
    ASSERT_ALLOWED(correct(&s, fails, TC_CHAIR + 2, "none")); /* until the minutes are approved … */
    at(&s, "2026-08-13 10:00");
    int64_t next = call_meeting(&s, "tc", "2026-08-26 14:00");
    open_meeting(&s, next, 6);
    ASSERT_ALLOWED(act(&s, TC_CHAIR, "minutes.approve", number_field(&s, "meeting", next),
                       number_field(&s, "minutes_of", meeting), as_office(&s, "tc", TC_CHAIR)));
    ASSERT_REFUSED_AS(correct(&s, fails, TC_CHAIR + 2, "negative"), ERR_CONFLICT, NULL); /* … and not after */
    assert_int_equal(state_int(&s, "SELECT count(*) FROM leaf WHERE kind = 'motion.correct'"), 3);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static const struct answer *attend(struct scene *s, int64_t meeting, int64_t person, const char *one, const char *two,
                                   const char *three) {
    const char *const fields[] = { number_field(s, "meeting", meeting),
                                   number_field(s, "person", person),
                                   "reason=Misread",
                                   one,
                                   one ? two : NULL,
                                   one && two ? three : NULL,
                                   NULL };
    return scene_act(s, SECRETARY, "attendance.correct", fields);
}
static const char *coming(struct scene *s, int64_t meeting, int64_t person) {
    return f(s, "record=%lld",
             (long long)state_int(s, "SELECT entry FROM attendance WHERE meeting = $1 AND person = $2", V(meeting),
                                  V(person)));
}

static void test_attendance_corrected(void **state) {
    (void)state;
    struct scene s;
    int64_t meeting = session(&s, 6);
    at(&s, "2026-08-12 14:10");
    int64_t motion = propose_motion(&s, meeting, NULL);
    ASSERT_ALLOWED(put_motion(&s, motion));
    ASSERT_REFUSED_AS(attend(&s, meeting, 21, "came_at=2026-08-12 14:00", NULL, NULL), ERR_CONFLICT,
                      NULL); /* a vote is on */
    for (int i = 0; i < 3; i++) ASSERT_ALLOWED(enter(&s, motion, TC_CHAIR + i, "affirmative", "hand"));
    ASSERT_ALLOWED(close_motion(&s, motion)); /* three of six: exactly half */
    at(&s, "2026-08-12 14:30");
    ASSERT_REFUSED_AS(attend(&s, meeting, 21, "came_at=2026-08-12 14:00", NULL, NULL), ERR_REFUSED,
                      "A16.3"); /* of seven, three are too few */
    ASSERT_REFUSED_AS(attend(&s, meeting, 21, NULL, NULL, NULL), ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(attend(&s, meeting, 21, "came_at=2026-08-12 12:00", NULL, NULL), ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(attend(&s, meeting, 21, "came_at=2026-08-12 14:20", "left_at=2026-08-12 14:20", NULL), ERR_SYNTAX,
                      NULL);
    ASSERT_REFUSED_AS(attend(&s, meeting, 16, "came_at=2026-08-12 14:20", NULL, NULL), ERR_SYNTAX,
                      NULL); /* there already */
    ASSERT_REFUSED_AS(attend(&s, meeting, BOARD_CHAIR, "came_at=2026-08-12 14:20", NULL, NULL), ERR_CONFLICT, NULL);
    ASSERT_REFUSED_AS(attend(&s, meeting, 21, coming(&s, meeting, 16), "came_at=2026-08-12 14:20", NULL), ERR_SYNTAX,
                      NULL);
    ASSERT_ALLOWED(attend(&s, meeting, 21, "came_at=2026-08-12 14:20", "place=remote",
                          NULL)); /* after the vote: it touches nothing */
    assert_string_equal(attended(&s, meeting, 21), "remote corrected");
    ASSERT_ALLOWED(attend(&s, meeting, TC_CHAIR + 5, coming(&s, meeting, TC_CHAIR + 5), NULL,
                          NULL)); /* was never there: three of five */
    assert_int_equal(state_int(&s, "SELECT present * 100 + asked * 10 + base FROM motion WHERE id = $1", V(motion)),
                     555);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM roll_call WHERE motion = $1", V(motion)), 5);
    assert_int_equal(state_int(&s, "SELECT exactly FROM motion WHERE id = $1", V(motion)), 0);
    ASSERT_REFUSED_AS(attend(&s, meeting, TC_CHAIR + 4, coming(&s, meeting, TC_CHAIR + 4), NULL, NULL), ERR_REFUSED,
                      "A16.2"); /* four of nine are no quorum */
    ASSERT_ALLOWED(attend(&s, meeting, TC_CHAIR + 4, coming(&s, meeting, TC_CHAIR + 4), "came_at=2026-08-12 14:10",
                          "left_at=2026-08-12 14:15")); /* left earlier, after the put */
    ASSERT_ALLOWED(attend(&s, meeting, TC_CHAIR + 5, "came_at=2026-08-12 14:00", NULL, NULL)); /* was there after all */
    assert_int_equal(state_int(&s, "SELECT present * 10 + exactly FROM motion WHERE id = $1", V(motion)), 61);
    close_meeting(&s, meeting);
    ASSERT_ALLOWED(attend(&s, meeting, 22, "came_at=2026-08-12 14:25", NULL, NULL));
    assert_int_equal(state_int(&s, "SELECT left_at FROM attendance WHERE meeting = $1 AND person = 22", V(meeting)),
                     time_of(&s, "2026-08-12 14:30"));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/room: one signs in from the room or remote, and who arrives after all moves from one to the other",
             test_places),
        CASE("acts/room: the code in the room is taken for its minute and the next, and puts one in the room",
             test_code),
        CASE("acts/room: neither register nor preview tells the code, guessing is bounded, and the close forgets it",
             test_code_secret),
        CASE("acts/room: A16.3 a countdown closes the vote as the chair would, to the second", test_countdown),
        CASE("acts/room: the chair closes before the countdown's end, and a vote without one waits for the chair",
             test_countdown_ended),
        CASE(
            "acts/room: a vote received in the last second counts, however late it is taken; one received at the end does not",
            test_last_second),
        CASE("acts/room: A16.1 the chair takes up points, each with its times; only this meeting's, and none withdrawn",
             test_points),
        CASE(
            "acts/room: points of order come first on the speakers' list, then who asked first; speeches have their times",
            test_speakers),
        CASE("acts/room: each point has its list of speakers; who leaves is off it, and the close ends it",
             test_speakers_by_point),
        CASE("acts/room: amendments are voted on first, one by one; the last that passes is the motion's wording",
             test_amendments),
        CASE("acts/room: amendments go with their motion, and a withdrawn one holds nothing up",
             test_amendment_withdrawn),
        CASE("acts/room: A16.3 motions on procedure do what they say when they pass, and make no resolution",
             test_procedures),
        CASE("acts/room: a motion on procedure waits for the vote that is on, then comes before others; one at a time",
             test_procedure_between),
        CASE(
            "acts/room: A16.3 votes by hand and on paper stand in the same roll call; one's own later vote replaces them",
            test_entered),
        CASE("acts/room: A16.3 a recorded vote is corrected while no outcome turns and the minutes are not approved",
             test_corrections),
        CASE("acts/room: A16.2 recorded attendance is corrected, and what was put in that time is counted anew",
             test_attendance_corrected),
    };
    return cmocka_run_group_tests_name("acts/room", tests, NULL, NULL);
}
