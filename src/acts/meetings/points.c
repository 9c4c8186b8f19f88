/* The point in hand: which topic the meeting is at, and from when to when it was. Pages, the wall and the minutes follow it. */
#include <string.h>

#include "acts/meetings/meetings.h"

static const struct field point_fields[] = {
    { .name = "meeting", .label = TEXT_INIT("Meeting", "会议"), .type = FIELD_REF, .ref = "meeting" },
    { .name = "topic",
      .label = TEXT_INIT("Topic", "议题"),
      .type = FIELD_REF,
      .ref = "topic",
      .optional = true,
      .help = TEXT_INIT("Left out: the point in hand ends, and none follows yet.",
                        "不填则结束当前议题，暂不进入下一议题。") },
    { 0 },
};

int64_t point_now(struct db *db, int64_t meeting) {
    return db_int(db, 0, "SELECT topic_now FROM meeting WHERE id = $1", V(meeting));
}

static void point_judge(struct judging *j) {
    const struct meeting *m = meeting_read(j->db, j->arena, act_int(j->act, "meeting"));
    int64_t topic = act_int(j->act, "topic");
    if (!m) return;
    if (strcmp(m->state, "open") != 0)
        refuse_state(j, (const struct rule *)NULL, T("The meeting is not open.", "会议未在进行中。"), T_NONE);
    int64_t now = point_now(j->db, m->id);
    if (topic == now)
        refuse_state(j, (const struct rule *)NULL,
                     topic ? T("This point is in hand already.", "该议题正在讨论。")
                           : T("No point is in hand.", "目前没有正在讨论的议题。"),
                     T_NONE);
    if (topic && !db_has(j->db, "SELECT 1 FROM topic WHERE id = $1 AND meeting = $2", V(topic), V(m->id)))
        refuse_field(j, "topic", T("This topic belongs to another meeting.", "该议题属于另一次会议。"));
    else if (topic && !db_has(j->db, "SELECT 1 FROM topic WHERE id = $1 AND state = 'proposed'", V(topic)))
        refuse_state(j, (const struct rule *)NULL, T("This topic was withdrawn.", "该议题已撤回。"), T_NONE);
}

void points_end(struct applying *a, int64_t meeting) {
    db_exec(a->db, "UPDATE point SET to_at = $1 WHERE meeting = $2 AND to_at IS NULL", V(a->act->at), V(meeting));
    db_exec(a->db, "UPDATE meeting SET topic_now = NULL, debate_closed = 0, speak_seconds = 0 WHERE id = $1",
            V(meeting));
}

void point_take(struct applying *a, int64_t meeting, int64_t topic) {
    speaker_done(a, meeting);
    points_end(a, meeting);
    if (!topic) return;
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM point");
    db_exec(a->db, "INSERT INTO point (id, meeting, topic, from_at, entry) VALUES ($1, $2, $3, $4, $5)", V(id),
            V(meeting), V(topic), V(a->act->at), V(a->act->entry));
    db_exec(a->db, "UPDATE meeting SET topic_now = $1 WHERE id = $2", V(topic), V(meeting));
}

static void point_apply(struct applying *a) { point_take(a, act_int(a->act, "meeting"), act_int(a->act, "topic")); }

ACT(meeting_point) = {
    .name = "meeting.point",
    .version = 1,
    .family = "meetings",
    .power = "meeting.lead",
    .body = act_body_of_meeting,
    .pinned = act_pinned_of_meeting,
    .quiet = true,
    .title = TEXT_INIT("Take up a point", "进入议题"),
    .effect = TEXT_INIT("Everybody's page follows, and the list of speakers is that of this point.",
                        "所有页面随之更新，发言名单按该议题显示。"),
    .done = TEXT_INIT("A point was taken up or ended in {meeting}.", "{meeting}进入或结束一项议题。"),
    .fields = point_fields,
    .judge = point_judge,
    .apply = point_apply,
};
