/* Guests of a meeting: people invited to it who hold no office in its body. The charter says who may invite (`may meeting.invite of
 * BODY: …`); who records attendance records theirs.
 *
 *  U1. A guest is in no table that is counted: not for the quorum, not for a majority, and no roll call has them.
 *     Whoever leads can put one on the speakers' list.
 *  U2. The register holds the number of a person it knows, or a commitment to the name of one it does not. */
#include <string.h>

#include "acts/meetings/meetings.h"

enum { EARLY_S = 3600 };

static bool sits(struct db *db, const char *body, int64_t person) {
    return db_has(db, "SELECT 1 FROM holding WHERE body = $1 AND person = $2 AND to_at IS NULL", V(body), V(person));
}

/* ---- guest.invite ---- */

static const struct field invite_fields[] = {
    { .name = "meeting", .label = TEXT_INIT("Meeting", "会议"), .type = FIELD_REF, .ref = "meeting" },
    { .name = "person",
      .label = TEXT_INIT("Who", "列席人员"),
      .type = FIELD_REF,
      .ref = "person",
      .optional = true,
      .help = TEXT_INIT("Somebody known here. They are told by mail.", "已登记的人员，将以邮件告知。") },
    { .name = "name",
      .label = TEXT_INIT("Or their name, if they are not known here", "或未登记人员的姓名"),
      .type = FIELD_LINE,
      .privacy = FIELD_SEALED_PUBLIC,
      .optional = true,
      .max = 200 },
    { .name = "role",
      .label = TEXT_INIT("As what", "列席身份"),
      .type = FIELD_LINE,
      .privacy = FIELD_SEALED_PUBLIC,
      .optional = true,
      .max = 200,
      .help = TEXT_INIT("For example: expert on supply chains. Shown with the name.",
                        "例如：供应链专家。与姓名一并公布。") },
    { 0 },
};

static void invite_judge(struct judging *j) {
    const struct meeting *m = meeting_read(j->db, j->arena, act_int(j->act, "meeting"));
    int64_t person = act_int(j->act, "person");
    if (!m) return;
    const struct charter_body *b = charter_body(j->charter, m->body);
    if ((person > 0) == act_given(j->act, "name"))
        refuse_field(j, "person",
                     T("Choose somebody who is known here, or give a name: one of the two.",
                       "请选择已登记的人员，或填写姓名，二者择一。"));
    if (strcmp(m->state, "called") != 0 && strcmp(m->state, "open") != 0)
        refuse_state(j, (const struct rule *)NULL, T("This meeting is over.", "该会议已结束。"), T_NONE);
    else if (person && sits(j->db, m->body, person))
        refuse_state(j, (const struct rule *)NULL,
                     T("This person holds an office in the {body}, and attends by it.",
                       "该人员在{body}任职，应以任职身份出席。"),
                     T_NONE, ARG_TEXT("body", b ? b->name : T_NONE));
    else if (person && db_has(j->db, "SELECT 1 FROM guest WHERE meeting = $1 AND person = $2", V(m->id), V(person)))
        refuse_state(j, (const struct rule *)NULL, T("They are invited already.", "该人员已受邀列席。"), T_NONE);
}

static void invite_apply(struct applying *a) {
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM guest");
    int64_t person = act_int(a->act, "person");
    db_exec(a->db, "INSERT INTO guest (id, meeting, person, place, entry) VALUES ($1, $2, $3, 'room', $4)", V(id),
            V(act_int(a->act, "meeting")), person ? V(person) : V_NULL, V(a->act->entry));
    act_mention(a, "guest", id);
}

static void invite_tell(struct telling *t) {
    const struct meeting *m = meeting_read(t->db, t->arena, act_int(t->act, "meeting"));
    const struct charter_body *b = m ? charter_body(t->charter, m->body) : NULL;
    if (!b || !act_int(t->act, "person")) return;
    const struct arg args[] = { ARG_TEXT("body", b->name), ARG_INSTANT("when", m->starts_at) };
    tell(t,
         &(struct mail){
             .person = act_int(t->act, "person"),
             .subject = T("You are invited to a meeting of the {body}, {when}", "邀请您列席{body}会议（{when}）"),
             .body =
                 T("You are invited to the meeting of the {body} on {when} as a guest: you have no vote there, and do "
                   "not count for its quorum.",
                   "邀请您于{when}列席{body}会议。列席人员没有表决权，不计入法定人数。"),
             .args = args,
             .arg_count = 2,
             .link = arena_z(t->arena, arena_f(t->arena, "/meetings/%lld", (long long)m->id)) });
}

ACT(guest_invite) = {
    .name = "guest.invite",
    .version = 1,
    .family = "meetings",
    .power = "meeting.invite",
    .body = act_body_of_meeting,
    .title = TEXT_INIT("Invite a guest to a meeting", "邀请列席会议"),
    .effect =
        TEXT_INIT("A guest has no vote and is not counted for the quorum. They stand in the minutes once they came.",
                  "列席人员没有表决权，不计入法定人数；到会后载入会议纪要。"),
    .done = TEXT_INIT("A guest was invited to {meeting}.", "邀请人员列席{meeting}。"),
    .fields = invite_fields,
    .judge = invite_judge,
    .apply = invite_apply,
    .tell = invite_tell,
};

/* ---- guest.record ---- */

static const struct choice moves[] = {
    { "came", TEXT_INIT("came", "到会") },
    { "left", TEXT_INIT("left", "离会") },
    { 0 },
};

static const struct field record_fields[] = {
    { .name = "guest", .label = TEXT_INIT("Guest", "列席人员"), .type = FIELD_REF, .ref = "guest" },
    { .name = "move", .label = TEXT_INIT("Came or left", "到会或离会"), .type = FIELD_CHOICE, .choices = moves },
    { .name = "place",
      .label = TEXT_INIT("Where", "参会方式"),
      .type = FIELD_CHOICE,
      .choices = attendance_places,
      .optional = true },
    { 0 },
};

static int64_t meeting_of(struct db *db, const struct act *act) {
    return db_int(db, 0, "SELECT meeting FROM guest WHERE id = $1", V(act_int(act, "guest")));
}

static const char *body_of_guest(const struct judging *j) {
    const struct meeting *m = meeting_read(j->db, j->arena, meeting_of(j->db, j->act));
    return m ? m->body : NULL;
}

static void record_judge(struct judging *j) {
    const struct meeting *m = meeting_read(j->db, j->arena, meeting_of(j->db, j->act));
    if (!m) return;
    int64_t id = act_int(j->act, "guest"), person = db_int(j->db, 0, "SELECT person FROM guest WHERE id = $1", V(id));
    bool came = strcmp(act_z(j->act, "move"), "came") == 0;
    bool here = db_has(j->db, "SELECT 1 FROM guest WHERE id = $1 AND came_at IS NOT NULL AND left_at IS NULL", V(id));
    if (strcmp(m->state, "open") != 0 && (strcmp(m->state, "called") != 0 || j->act->at < m->starts_at - EARLY_S))
        refuse_state(j, (const struct rule *)NULL,
                     T("Attendance is taken while the meeting is on, and in the hour before.",
                       "出席登记在会议进行中及会前一小时内办理。"),
                     T_NONE);
    else if (came && person && sits(j->db, m->body, person))
        refuse_state(j, (const struct rule *)NULL,
                     T("This person holds an office in the body by now, and attends by it.",
                       "该人员现已在该机构任职，应以任职身份出席。"),
                     T_NONE);
    else if (came && here)
        refuse_state(j, (const struct rule *)NULL, T("Recorded as present already.", "已登记为出席。"), T_NONE);
    else if (!came && !here)
        refuse_state(j, (const struct rule *)NULL, T("Not recorded as present.", "未登记为出席。"), T_NONE);
}

/* Who steps out and comes back stays with the time they first came; each step is an entry. */
static void record_apply(struct applying *a) {
    int64_t id = act_int(a->act, "guest");
    const char *place = act_z(a->act, "place");
    if (strcmp(act_z(a->act, "move"), "left") == 0) {
        db_exec(a->db, "UPDATE guest SET left_at = $1 WHERE id = $2", V(a->act->at), V(id));
        speaker_left(a, meeting_of(a->db, a->act), db_int(a->db, 0, "SELECT person FROM guest WHERE id = $1", V(id)));
    } else
        db_exec(a->db, "UPDATE guest SET came_at = coalesce(came_at, $1), left_at = NULL, place = $2 WHERE id = $3",
                V(a->act->at), V(place ? place : "room"), V(id));
    act_mention(a, "meeting", meeting_of(a->db, a->act));
}

ACT(guest_record) = {
    .name = "guest.record",
    .version = 1,
    .family = "meetings",
    .power = "meeting.record",
    .body = body_of_guest,
    .quiet = true,
    .title = TEXT_INIT("Record that a guest came or left", "登记列席人员到会或离会"),
    .done = TEXT_INIT("Guest {guest}: {move}.", "列席人员{guest}：{move}。"),
    .fields = record_fields,
    .judge = record_judge,
    .apply = record_apply,
};

void guests_end(struct applying *a, int64_t meeting) {
    db_exec(a->db, "UPDATE guest SET left_at = $1 WHERE meeting = $2 AND came_at IS NOT NULL AND left_at IS NULL",
            V(a->act->at), V(meeting));
}
