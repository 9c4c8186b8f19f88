/* Attendance: who is there, which decides the quorum when a motion is put. Each coming is a row with its leaving; where somebody
 * was (in the room or remote) and how it is known (signed in, by the code shown in the room, by the secretary) stand with it. */
#include <string.h>

#include "acts/meetings/meetings.h"

enum { EARLY_S = 3600 };

static const struct choice moves[] = {
    { "came", TEXT_INIT("came", "到会") },
    { "left", TEXT_INIT("left", "离会") },
    { 0 },
};

const struct choice attendance_places[] = {
    { "room", TEXT_INIT("in the room", "现场") },
    { "remote", TEXT_INIT("remote", "线上") },
    { 0 },
};

#define FIELD_PLACE                                                                                                    \
    {                                                                                                                  \
        .name = "place", .label = TEXT_INIT("Where", "参会方式"), .type = FIELD_CHOICE, .choices = attendance_places,  \
        .optional = true                                                                                               \
    }

static const struct field record_fields[] = {
    { .name = "meeting", .label = TEXT_INIT("Meeting", "会议"), .type = FIELD_REF, .ref = "meeting" },
    { .name = "person", .label = TEXT_INIT("Person", "人员"), .type = FIELD_REF, .ref = "person" },
    { .name = "move", .label = TEXT_INIT("Came or left", "到会或离会"), .type = FIELD_CHOICE, .choices = moves },
    FIELD_PLACE,
    { 0 },
};

struct move {
    int64_t meeting, person;
    const char *move, *place, *how;
};

static void judge_move(struct judging *j, const struct move *v) {
    const struct meeting *m = meeting_read(j->db, j->arena, v->meeting);
    if (!m) return;
    bool open =
        strcmp(m->state, "open") == 0 || (strcmp(m->state, "called") == 0 && j->act->at >= m->starts_at - EARLY_S);
    if (!open) {
        refuse_state(j, (const struct rule *)NULL,
                     T("Attendance is taken while the meeting is on, and in the hour before.",
                       "出席登记在会议进行中及会前一小时内办理。"),
                     T_NONE);
        return;
    }
    if (!db_has(j->db, "SELECT 1 FROM holding WHERE body = $1 AND person = $2 AND to_at IS NULL", V(m->body),
                V(v->person)))
        refuse_state(j, (const struct rule *)NULL,
                     T("This person holds no office in the body now, and so does not count.",
                       "该人员目前不在该机构任职，不计入出席。"),
                     T_NONE);
    struct str where =
        db_str(j->db, j->arena, "SELECT place FROM attendance WHERE meeting = $1 AND person = $2 AND left_at IS NULL",
               V(v->meeting), V(v->person));
    if (strcmp(v->move, "came") == 0 && where.data && str_is(where, v->place))
        refuse_state(j, (const struct rule *)NULL, T("Recorded as present already.", "已登记为出席。"), T_NONE);
    if (strcmp(v->move, "left") == 0 && !where.data)
        refuse_state(j, (const struct rule *)NULL, T("Not recorded as present.", "未登记为出席。"), T_NONE);
}

/* Who is there and comes again elsewhere (from home into the room) leaves the one place and comes to the other. */
static void apply_move(struct applying *a, const struct move *v) {
    db_exec(a->db, "UPDATE attendance SET left_at = $1 WHERE meeting = $2 AND person = $3 AND left_at IS NULL",
            V(a->act->at), V(v->meeting), V(v->person));
    if (strcmp(v->move, "left") == 0) {
        speaker_left(a, v->meeting, v->person);
        return;
    }
    proxy_attended(a, v->meeting, v->person);
    int64_t holding = db_int(
        a->db, 0,
        "SELECT h.id FROM holding h JOIN meeting m ON m.body = h.body WHERE m.id = $1 AND h.person = $2 AND h.to_at IS NULL ORDER BY h.id LIMIT 1",
        V(v->meeting), V(v->person));
    db_exec(a->db, "DELETE FROM attendance WHERE meeting = $1 AND person = $2 AND came_at = $3", V(v->meeting),
            V(v->person), V(a->act->at));
    db_exec(
        a->db,
        "INSERT INTO attendance (meeting, person, came_at, holding, place, how, entry) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        V(v->meeting), V(v->person), V(a->act->at), V(holding), V(v->place), V(v->how), V(a->act->entry));
}

/* Where the secretary has it from: in the room, unless said otherwise. */
static struct move recorded(const struct act *act) {
    const char *place = act_z(act, "place");
    return (struct move){ act_int(act, "meeting"), act_int(act, "person"), act_z(act, "move"), place ? place : "room",
                          "secretary" };
}

static void record_judge(struct judging *j) {
    struct move v = recorded(j->act);
    judge_move(j, &v);
}

static void record_apply(struct applying *a) {
    struct move v = recorded(a->act);
    apply_move(a, &v);
}

ACT(attendance_record) = {
    .name = "attendance.record",
    .version = 1,
    .family = "meetings",
    .power = "meeting.record",
    .body = act_body_of_meeting,
    .quiet = true,
    .title = TEXT_INIT("Record attendance", "登记出席"),
    .done = TEXT_INIT("Attendance of {person}: {move}.", "{person}：{move}。"),
    .fields = record_fields,
    .judge = record_judge,
    .apply = record_apply,
};

/* ---- attendance.sign ---- */

static const struct field sign_fields[] = {
    { .name = "meeting", .label = TEXT_INIT("Meeting", "会议"), .type = FIELD_REF, .ref = "meeting" },
    { .name = "move", .label = TEXT_INIT("Came or left", "到会或离会"), .type = FIELD_CHOICE, .choices = moves },
    FIELD_PLACE,
    { .name = "code",
      .label = TEXT_INIT("Code shown in the room", "会场签到码"),
      .type = FIELD_LINE,
      .privacy = FIELD_SEALED_OFFICE,
      .max = 60,
      .optional = true,
      .help = TEXT_INIT("Six digits on the wall, where the chair asks for them. It is not published.",
                        "如主持人要求，请输入大屏上的六位数字；该数字不公开。") },
    { 0 },
};

static bool code_asked(struct db *db, int64_t meeting) {
    return db_has(db, "SELECT 1 FROM meeting WHERE id = $1 AND code_entry IS NOT NULL", V(meeting));
}

/* Who types the code is in the room. Without it one is in the room only where none is asked for. */
static struct move signed_in(struct db *db, const struct act *act) {
    const char *place = act_z(act, "place");
    bool code = act_given(act, "code");
    if (!place) place = code || !code_asked(db, act_int(act, "meeting")) ? "room" : "remote";
    return (struct move){ act_int(act, "meeting"), act->by.person, act_z(act, "move"), place,
                          code && strcmp(place, "room") == 0 ? "code" : "sign-in" };
}

static void sign_judge(struct judging *j) {
    struct move v = signed_in(j->db, j->act);
    bool came = strcmp(v.move, "came") == 0, in_room = strcmp(v.place, "room") == 0;
    judge_move(j, &v);
    if (refused(j) || !came || !in_room) return;
    if (act_given(j->act, "code"))
        judge_room_code(j, v.meeting, json_string_value(json_object_get(j->act->sealed, "code")));
    else if (code_asked(j->db, v.meeting))
        refuse_field(j, "code",
                     T("Type the code shown in the room, or sign in as remote.",
                       "请输入会场显示的签到码，或以线上方式签到。"));
}

static void sign_apply(struct applying *a) {
    struct move v = signed_in(a->db, a->act);
    apply_move(a, &v);
}

static void sign_offer(struct offering *o) {
    struct rows *r = db_rows(
        o->j->db,
        "SELECT id, body, starts_at FROM meeting WHERE state IN ('called', 'open') AND starts_at < $1 AND starts_at > $2 ORDER BY starts_at",
        V(o->j->act->at + EARLY_S), V(o->j->act->at - 86400));
    while (rows_next(r)) {
        const char *body = arena_z(o->j->arena, rows_str(r, 1));
        const struct charter_body *b = charter_body(o->j->charter, body);
        int64_t id = rows_int(r, 0);
        if (!b || !o->may(o, body) ||
            db_has(o->j->db, "SELECT 1 FROM attendance WHERE meeting = $1 AND person = $2 AND left_at IS NULL", V(id),
                   V(o->who->person)))
            continue;
        const struct arg args[] = { ARG_TEXT("body", b->name), ARG_INSTANT("when", rows_int(r, 2)) };
        offer_add(o, json_pack("{s:I, s:s}", "meeting", (json_int_t)id, "move", "came"), NULL,
                  due_at_start(o, rows_int(r, 2)), NULL,
                  T("Sign in to the meeting of the {body}, {when}", "签到：{body}会议（{when}）"), args, 2);
    }
    rows_done(r);
}

ACT(attendance_sign) = {
    .name = "attendance.sign",
    .version = 1,
    .family = "meetings",
    .power = "motion.vote",
    .body = act_body_of_meeting,
    .quiet = true,
    .title = TEXT_INIT("Sign in to a meeting", "会议签到"),
    .done = TEXT_INIT("Signed in or out: {move}.", "签到或离会：{move}。"),
    .fields = sign_fields,
    .judge = sign_judge,
    .apply = sign_apply,
    .offer = sign_offer,
};
