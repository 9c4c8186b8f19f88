/* Who wants to speak, who speaks, and for how long. Attendees ask and take back; the chair calls, ends, and may put somebody on
 * the list. What was asked on one point waits there when the meeting turns to another, and is found again if it returns. */
#include <string.h>

#include "acts/meetings/meetings.h"
#include "acts/meetings/speakers.h"

const struct choice speaker_asks[] = {
    { "speak", TEXT_INIT("to speak", "发言") },
    { "reply", TEXT_INIT("to reply", "回应") },
    { "order", TEXT_INIT("on a point of order", "程序问题") },
    { 0 },
};

#define FIELD_MEETING                                                                                                  \
    { .name = "meeting", .label = TEXT_INIT("Meeting", "会议"), .type = FIELD_REF, .ref = "meeting" }
#define FIELD_PERSON                                                                                                   \
    { .name = "person", .label = TEXT_INIT("Person", "人员"), .type = FIELD_REF, .ref = "person" }
#define FIELD_WHAT                                                                                                     \
    {                                                                                                                  \
        .name = "what", .label = TEXT_INIT("What for", "发言类型"), .type = FIELD_CHOICE, .choices = speaker_asks,     \
        .optional = true                                                                                               \
    }

size_t speakers_list(struct db *db, struct arena *arena, int64_t meeting, size_t max, struct speaker **ret) {
    struct speaker *list = arena_array(arena, struct speaker, max);
    size_t n = 0;
    struct rows *r = db_rows(
        db,
        "SELECT s.id, s.person, s.what, s.state, s.asked_at, s.from_at, s.until_at FROM speaker s WHERE " SPEAKERS_LISTED
        " ORDER BY " SPEAKERS_ORDER,
        V(meeting));
    while (n < max && rows_next(r))
        list[n++] = (struct speaker){ .id = rows_int(r, 0),
                                      .person = rows_int(r, 1),
                                      .what = arena_z(arena, rows_str(r, 2)),
                                      .state = arena_z(arena, rows_str(r, 3)),
                                      .asked_at = rows_int(r, 4),
                                      .from_at = rows_null(r, 5) ? INSTANT_NONE : rows_int(r, 5),
                                      .until_at = rows_null(r, 6) ? INSTANT_NONE : rows_int(r, 6) };
    rows_done(r);
    *ret = list;
    return n;
}

static const struct meeting *judge_open(struct judging *j) {
    const struct meeting *m = meeting_read(j->db, j->arena, act_int(j->act, "meeting"));
    if (m && strcmp(m->state, "open") != 0) {
        refuse_state(j, (const struct rule *)NULL, T("The meeting is not open.", "会议未在进行中。"), T_NONE);
        return NULL;
    }
    return m;
}

static const char *what_of(const struct act *act) {
    const char *what = act_z(act, "what");
    return what ? what : "speak";
}

/* The row of somebody on the list, the first in its order; 0: not on it. */
static int64_t listed(struct db *db, int64_t meeting, int64_t person, const char *state) {
    return db_int(db, 0,
                  "SELECT s.id FROM speaker s WHERE " SPEAKERS_LISTED
                  " AND s.person = $2 AND s.state = $3 ORDER BY " SPEAKERS_ORDER " LIMIT 1",
                  V(meeting), V(person), V(state));
}

static void judge_wish(struct judging *j, const struct meeting *m, int64_t person) {
    const char *what = what_of(j->act);
    bool order = strcmp(what, "order") == 0;
    if (!db_has(
            j->db,
            "SELECT 1 FROM attendance WHERE meeting = $1 AND person = $2 AND left_at IS NULL "
            "UNION ALL SELECT 1 FROM guest WHERE meeting = $1 AND person = $2 AND came_at IS NOT NULL AND left_at IS NULL",
            V(m->id), V(person)))
        refuse_state(j, (const struct rule *)NULL,
                     T("Those speak who are recorded as present.", "已登记出席者方可发言。"), T_NONE);
    if (!order && db_has(j->db, "SELECT 1 FROM meeting WHERE id = $1 AND debate_closed = 1", V(m->id)))
        refuse_state(j, (const struct rule *)NULL,
                     T("The debate on this point was closed by vote.", "本议题的讨论已经表决终止。"), T_NONE);
    if (db_has(j->db,
               "SELECT 1 FROM speaker s WHERE " SPEAKERS_LISTED
               " AND s.person = $2 AND s.what = $3 AND s.state = 'asked'",
               V(m->id), V(person), V(what)))
        refuse_state(j, (const struct rule *)NULL, T("On the list already.", "已在发言名单中。"), T_NONE);
}

static void list_add(struct applying *a, int64_t person) {
    int64_t meeting = act_int(a->act, "meeting");
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM speaker");
    db_exec(
        a->db,
        "INSERT INTO speaker (id, meeting, topic, person, what, state, asked_at, entry) VALUES ($1, $2, $3, $4, $5, 'asked', $6, $7)",
        V(id), V(meeting), V(point_now(a->db, meeting)), V(person), V(what_of(a->act)), V(a->act->at),
        V(a->act->entry));
}

/* ---- speaker.ask, speaker.add ---- */

static const struct field ask_fields[] = { FIELD_MEETING, FIELD_WHAT, { 0 } };

static void ask_judge(struct judging *j) {
    const struct meeting *m = judge_open(j);
    if (m) judge_wish(j, m, j->act->by.person);
}

static void ask_apply(struct applying *a) { list_add(a, a->act->by.person); }

ACT(speaker_ask) = {
    .name = "speaker.ask",
    .version = 1,
    .family = "speakers",
    .power = "motion.vote",
    .body = act_body_of_meeting,
    .quiet = true,
    .title = TEXT_INIT("Ask to speak", "申请发言"),
    .done = TEXT_INIT("Asked to speak in {meeting}.", "在{meeting}申请发言。"),
    .fields = ask_fields,
    .judge = ask_judge,
    .apply = ask_apply,
};

static const struct field add_fields[] = { FIELD_MEETING, FIELD_PERSON, FIELD_WHAT, { 0 } };

static void add_judge(struct judging *j) {
    const struct meeting *m = judge_open(j);
    if (m) judge_wish(j, m, act_int(j->act, "person"));
}

static void add_apply(struct applying *a) { list_add(a, act_int(a->act, "person")); }

ACT(speaker_add) = {
    .name = "speaker.add",
    .version = 1,
    .family = "speakers",
    .power = "meeting.lead",
    .body = act_body_of_meeting,
    .quiet = true,
    .title = TEXT_INIT("Put somebody on the speakers' list", "将与会者列入发言名单"),
    .done = TEXT_INIT("{person} was put on the speakers' list.", "将{person}列入发言名单。"),
    .fields = add_fields,
    .judge = add_judge,
    .apply = add_apply,
};

/* ---- speaker.withdraw: from the list, or the end of one's own speech ---- */

static const struct field meeting_fields[] = { FIELD_MEETING, { 0 } };

static void withdraw_judge(struct judging *j) {
    const struct meeting *m = judge_open(j);
    int64_t person = j->act->by.person;
    if (m && !listed(j->db, m->id, person, "asked") && !listed(j->db, m->id, person, "speaking"))
        refuse_state(j, (const struct rule *)NULL, T("You are not on the speakers' list.", "您不在发言名单中。"),
                     T_NONE);
}

static void speech_end(struct applying *a, int64_t id) {
    db_exec(a->db, "UPDATE speaker SET state = 'spoken', to_at = $1 WHERE id = $2", V(a->act->at), V(id));
}

static void withdraw_apply(struct applying *a) {
    int64_t meeting = act_int(a->act, "meeting"), person = a->act->by.person;
    int64_t speaking = listed(a->db, meeting, person, "speaking");
    if (speaking)
        speech_end(a, speaking);
    else
        db_exec(
            a->db,
            "UPDATE speaker SET state = 'withdrawn' WHERE meeting = $1 AND topic = $2 AND person = $3 AND state = 'asked'",
            V(meeting), V(point_now(a->db, meeting)), V(person));
}

ACT(speaker_withdraw) = {
    .name = "speaker.withdraw",
    .version = 1,
    .family = "speakers",
    .power = "motion.vote",
    .body = act_body_of_meeting,
    .quiet = true,
    .title = TEXT_INIT("Leave the speakers' list", "取消发言"),
    .effect = TEXT_INIT("Who speaks ends their speech by it.", "正在发言者以此结束发言。"),
    .done = TEXT_INIT("Left the speakers' list of {meeting}.", "取消在{meeting}的发言。"),
    .fields = meeting_fields,
    .judge = withdraw_judge,
    .apply = withdraw_apply,
};

/* ---- speaker.call, speaker.end ---- */

static const struct field call_fields[] = { FIELD_MEETING, FIELD_PERSON, { 0 } };

static void call_judge(struct judging *j) {
    const struct meeting *m = judge_open(j);
    if (m && !listed(j->db, m->id, act_int(j->act, "person"), "asked"))
        refuse_state(j, (const struct rule *)NULL,
                     T("This person is not on the speakers' list.", "该人员不在发言名单中。"), T_NONE);
}

void speaker_done(struct applying *a, int64_t meeting) {
    int64_t id = db_int(a->db, 0, "SELECT id FROM speaker WHERE meeting = $1 AND state = 'speaking'", V(meeting));
    if (id) speech_end(a, id);
}

static void call_apply(struct applying *a) {
    int64_t meeting = act_int(a->act, "meeting");
    int64_t seconds = db_int(a->db, 0, "SELECT speak_seconds FROM meeting WHERE id = $1", V(meeting));
    speaker_done(a, meeting);
    db_exec(a->db, "UPDATE speaker SET state = 'speaking', from_at = $1, until_at = $2 WHERE id = $3", V(a->act->at),
            seconds ? V(a->act->at + seconds) : V_NULL, V(listed(a->db, meeting, act_int(a->act, "person"), "asked")));
}

ACT(speaker_call) = {
    .name = "speaker.call",
    .version = 1,
    .family = "speakers",
    .power = "meeting.lead",
    .body = act_body_of_meeting,
    .quiet = true,
    .title = TEXT_INIT("Give the floor", "请发言"),
    .effect = TEXT_INIT("Whoever speaks now ends.", "当前发言随之结束。"),
    .done = TEXT_INIT("{person} was given the floor.", "请{person}发言。"),
    .fields = call_fields,
    .judge = call_judge,
    .apply = call_apply,
};

static void end_judge(struct judging *j) {
    const struct meeting *m = judge_open(j);
    if (m && !db_has(j->db, "SELECT 1 FROM speaker WHERE meeting = $1 AND state = 'speaking'", V(m->id)))
        refuse_state(j, (const struct rule *)NULL, T("Nobody speaks now.", "目前无人发言。"), T_NONE);
}

static void end_apply(struct applying *a) { speaker_done(a, act_int(a->act, "meeting")); }

ACT(speaker_end) = {
    .name = "speaker.end",
    .version = 1,
    .family = "speakers",
    .power = "meeting.lead",
    .body = act_body_of_meeting,
    .quiet = true,
    .title = TEXT_INIT("End a speech", "结束发言"),
    .done = TEXT_INIT("A speech was ended in {meeting}.", "{meeting}结束一次发言。"),
    .fields = meeting_fields,
    .judge = end_judge,
    .apply = end_apply,
};

/* ---- when somebody leaves, or the meeting ends ---- */

void speaker_left(struct applying *a, int64_t meeting, int64_t person) {
    db_exec(a->db,
            "UPDATE speaker SET state = 'spoken', to_at = $1 WHERE meeting = $2 AND state = 'speaking' AND person = $3",
            V(a->act->at), V(meeting), V(person));
    db_exec(a->db, "UPDATE speaker SET state = 'withdrawn' WHERE meeting = $1 AND state = 'asked' AND person = $2",
            V(meeting), V(person));
}

void speakers_end(struct applying *a, int64_t meeting) {
    speaker_done(a, meeting);
    db_exec(a->db, "UPDATE speaker SET state = 'withdrawn' WHERE meeting = $1 AND state = 'asked'", V(meeting));
}
