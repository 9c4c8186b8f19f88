/* Attendance: who is in the room, which decides the quorum when a motion is put. */
#include <string.h>

#include "acts/meetings.h"

enum { EARLY_S = 3600 };

static const struct choice moves[] = {
    { "came", TEXT_INIT("came", "到会") },
    { "left", TEXT_INIT("left", "离会") },
    { 0 },
};

static const struct field record_fields[] = {
    { .name = "meeting", .label = TEXT_INIT("Meeting", "会议"), .type = FIELD_REF, .ref = "meeting" },
    { .name = "person", .label = TEXT_INIT("Person", "人员"), .type = FIELD_REF, .ref = "person" },
    { .name = "move", .label = TEXT_INIT("Came or left", "到会或离会"), .type = FIELD_CHOICE, .choices = moves },
    { 0 },
};

static void judge_move(struct judging *j, int64_t meeting, int64_t person, const char *move)
{
    const struct meeting *m = meeting_read(j->db, j->arena, meeting);
    if (!m)
        return;
    bool open = strcmp(m->state, "open") == 0 || (strcmp(m->state, "called") == 0 && j->act->at >= m->starts_at - EARLY_S);
    if (!open) {
        refuse_state(j, (const struct rule *)NULL, T("Attendance is taken while the meeting is on, and in the hour before.", "出席登记在会议进行中及会前一小时内办理。"), T_NONE);
        return;
    }
    if (!db_has(j->db, "SELECT 1 FROM holding WHERE body = $1 AND person = $2 AND to_at IS NULL", V(m->body), V(person)))
        refuse_state(j, (const struct rule *)NULL, T("This person holds no office in the body now, and so does not count.", "该人员目前不在该机构任职，不计入出席。"), T_NONE);
    bool here = db_has(j->db, "SELECT 1 FROM attendance WHERE meeting = $1 AND person = $2 AND left_at IS NULL", V(meeting), V(person));
    if (strcmp(move, "came") == 0 && here)
        refuse_state(j, (const struct rule *)NULL, T("Recorded as present already.", "已登记为出席。"), T_NONE);
    if (strcmp(move, "left") == 0 && !here)
        refuse_state(j, (const struct rule *)NULL, T("Not recorded as present.", "未登记为出席。"), T_NONE);
}

static void apply_move(struct applying *a, int64_t meeting, int64_t person, const char *move)
{
    if (strcmp(move, "left") == 0) {
        db_exec(a->db, "UPDATE attendance SET left_at = $1 WHERE meeting = $2 AND person = $3 AND left_at IS NULL", V(a->act->at), V(meeting), V(person));
        return;
    }
    int64_t holding = db_int(a->db, 0,
                             "SELECT h.id FROM holding h JOIN meeting m ON m.body = h.body WHERE m.id = $1 AND h.person = $2 AND h.to_at IS NULL ORDER BY h.id LIMIT 1",
                             V(meeting), V(person));
    db_exec(a->db, "DELETE FROM attendance WHERE meeting = $1 AND person = $2 AND came_at = $3", V(meeting), V(person), V(a->act->at));
    db_exec(a->db, "INSERT INTO attendance (meeting, person, came_at, holding, entry) VALUES ($1, $2, $3, $4, $5)", V(meeting), V(person), V(a->act->at),
            V(holding), V(a->act->entry));
}

static void record_judge(struct judging *j)
{
    judge_move(j, act_int(j->act, "meeting"), act_int(j->act, "person"), act_z(j->act, "move"));
}

static void record_apply(struct applying *a)
{
    apply_move(a, act_int(a->act, "meeting"), act_int(a->act, "person"), act_z(a->act, "move"));
}

ACT(attendance_record) = {
    .name = "attendance.record", .version = 1, .family = "meetings", .power = "meeting.record", .body = act_body_of_meeting, .quiet = true,
    .title = TEXT_INIT("Record attendance", "登记出席"), .done = TEXT_INIT("Attendance of {person}: {move}.", "{person}：{move}。"),
    .fields = record_fields, .judge = record_judge, .apply = record_apply,
};

static const struct field sign_fields[] = {
    { .name = "meeting", .label = TEXT_INIT("Meeting", "会议"), .type = FIELD_REF, .ref = "meeting" },
    { .name = "move", .label = TEXT_INIT("Came or left", "到会或离会"), .type = FIELD_CHOICE, .choices = moves },
    { 0 },
};

static void sign_judge(struct judging *j)
{
    judge_move(j, act_int(j->act, "meeting"), j->act->by.person, act_z(j->act, "move"));
}

static void sign_apply(struct applying *a)
{
    apply_move(a, act_int(a->act, "meeting"), a->act->by.person, act_z(a->act, "move"));
}

static void sign_offer(struct offering *o)
{
    struct rows *r = db_rows(o->j->db, "SELECT id, body, starts_at FROM meeting WHERE state IN ('called', 'open') AND starts_at < $1 AND starts_at > $2 ORDER BY starts_at",
                             V(o->j->act->at + EARLY_S), V(o->j->act->at - 86400));
    while (rows_next(r)) {
        const char *body = arena_z(o->j->arena, rows_str(r, 1));
        const struct charter_body *b = charter_body(o->j->charter, body);
        int64_t id = rows_int(r, 0);
        if (!b || !o->may(o, body) ||
            db_has(o->j->db, "SELECT 1 FROM attendance WHERE meeting = $1 AND person = $2 AND left_at IS NULL", V(id), V(o->who->person)))
            continue;
        const struct arg args[] = { ARG_TEXT("body", b->name), ARG_INSTANT("when", rows_int(r, 2)) };
        offer_add(o, json_pack("{s:I, s:s}", "meeting", (json_int_t)id, "move", "came"), NULL, rows_int(r, 2), NULL,
                  T("Sign in to the meeting of the {body}, {when}", "签到：{body}会议（{when}）"), args, 2);
    }
    rows_done(r);
}

ACT(attendance_sign) = {
    .name = "attendance.sign", .version = 1, .family = "meetings", .power = "motion.vote", .body = act_body_of_meeting, .quiet = true,
    .title = TEXT_INIT("Sign in to a meeting", "会议签到"), .done = TEXT_INIT("Signed in or out: {move}.", "签到或离会：{move}。"),
    .fields = sign_fields, .judge = sign_judge, .apply = sign_apply, .offer = sign_offer,
};
