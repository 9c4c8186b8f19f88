/* Topics: what a meeting is asked to deal with, gathered until they close. */
#include <string.h>

#include "acts/meetings/meetings.h"

static const struct field propose_fields[] = {
    { .name = "meeting", .label = TEXT_INIT("Meeting", "会议"), .type = FIELD_REF, .ref = "meeting" },
    { .name = "title",
      .label = TEXT_INIT("Topic", "议题"),
      .type = FIELD_LINE,
      .privacy = FIELD_SEALED_PUBLIC,
      .min = 2 },
    { .name = "text",
      .label = TEXT_INIT("What the body should know", "说明"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .optional = true },
    { .name = "matter",
      .label = TEXT_INIT("Matter waiting for a vote", "待表决事项"),
      .type = FIELD_REF,
      .ref = "matter",
      .optional = true,
      .help = TEXT_INIT("Puts a matter that was opened by its own act on the agenda.",
                        "将已由专门程序提出的事项列入议程。") },
    { 0 },
};

static void judge_matter(struct judging *j, const char *body) {
    int64_t matter = act_int(j->act, "matter");
    if (!matter) return;
    struct str state = db_str(j->db, j->arena, "SELECT state FROM matter WHERE id = $1", V(matter));
    if (!str_is(state, "open") && !str_is(state, "scheduled"))
        refuse_state(j, (const struct rule *)NULL,
                     T("This matter has been decided or withdrawn already.", "该事项已表决或已撤回。"), T_NONE);
    else if (!db_has(j->db, "SELECT 1 FROM matter WHERE id = $1 AND body = $2", V(matter), V(body)))
        refuse_field(j, "matter", T("Another body decides this matter.", "该事项由其他机构表决。"));
}

static void propose_judge(struct judging *j) {
    const struct meeting *m = meeting_read(j->db, j->arena, act_int(j->act, "meeting"));
    if (!m) return;
    if (strcmp(m->state, "called") != 0) {
        refuse_state(j, (const struct rule *)NULL,
                     T("Topics are taken between the notice and the meeting; this meeting is past that.",
                       "议题应在通知发出后、会议召开前提交，该会议已过此阶段。"),
                     T_NONE);
        return;
    }
    const struct rule *r = charter_rule(j->charter, "topics.close", m->body);
    if (r &&
        j->received >= m->topics_by) /* received in time is in time, even when the close came first on the record */
        refuse(j, r,
               T("Topics closed on {closed}, {days} working {days|day|days} before the meeting.",
                 "议题已于{closed}截止（会前 {days} 个工作日）。"),
               T("Propose it for the next meeting.", "可提交至下次会议。"), ARG_DEADLINE("closed", m->topics_by),
               ARG_INT("days", rule_int(r, "days")));
    else
        allow(j, r, T("Topics are taken until {closed}.", "议题征集至{closed}。"),
              ARG_DEADLINE("closed", m->topics_by));
    judge_matter(j, m->body);
}

static void propose_apply(struct applying *a) {
    int64_t meeting = act_int(a->act, "meeting");
    int64_t matter = act_int(a->act, "matter");
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM topic");
    int64_t number = 1 + db_int(a->db, 0, "SELECT max(number) FROM topic WHERE meeting = $1", V(meeting));
    db_exec(
        a->db,
        "INSERT INTO topic (id, meeting, number, person, matter, state, entry) VALUES ($1, $2, $3, $4, $5, 'proposed', $6)",
        V(id), V(meeting), V(number), V(a->act->by.person), matter ? V(matter) : V_NULL, V(a->act->entry));
    act_mention(a, "topic", id);
    act_words(a, "topic", id);
}

static void propose_offer(struct offering *o) {
    struct rows *r = db_rows(
        o->j->db,
        "SELECT id, body, starts_at, topics_by FROM meeting WHERE state = 'called' AND topics_closed = 0 AND topics_by > $1 ORDER BY starts_at",
        V(o->j->act->at));
    while (rows_next(r)) {
        const char *body = arena_z(o->j->arena, rows_str(r, 1));
        const struct charter_body *b = charter_body(o->j->charter, body);
        const struct rule *rule = charter_rule(o->j->charter, "topics.close", body);
        if (!b || !o->may(o, body)) continue;
        const struct arg args[] = { ARG_TEXT("body", b->name), ARG_INSTANT("when", rows_int(r, 2)),
                                    ARG_DEADLINE("until", rows_int(r, 3)) };
        offer_add(o, json_pack("{s:I}", "meeting", (json_int_t)rows_int(r, 0)), rule ? rule_clause(rule) : NULL,
                  rows_int(r, 3), NULL,
                  T("Propose a topic for the {body} meeting of {when}", "为{when}的{body}会议提出议题"), args, 3);
    }
    rows_done(r);
}

ACT(topic_propose) = {
    .name = "topic.propose",
    .version = 1,
    .family = "meetings",
    .power = "topic.propose",
    .pinned = act_pinned_of_meeting,
    .body = act_body_of_meeting,
    .title = TEXT_INIT("Propose a topic", "提出议题"),
    .done = TEXT_INIT("A topic was proposed for {meeting}.", "为{meeting}提出议题。"),
    .fields = propose_fields,
    .judge = propose_judge,
    .apply = propose_apply,
    .offer = propose_offer,
};

/* ---- topic.withdraw ---- */

static const struct field withdraw_fields[] = {
    { .name = "topic", .label = TEXT_INIT("Topic", "议题"), .type = FIELD_REF, .ref = "topic" },
    { 0 },
};

static const char *body_of_topic(const struct judging *j) {
    struct str body =
        db_str(j->db, j->arena,
               "SELECT meeting.body FROM topic JOIN meeting ON meeting.id = topic.meeting WHERE topic.id = $1",
               V(act_int(j->act, "topic")));
    return body.data ? arena_z(j->arena, body) : NULL;
}

static void withdraw_judge(struct judging *j) {
    int64_t topic = act_int(j->act, "topic");
    if (!db_has(j->db, "SELECT 1 FROM topic WHERE id = $1 AND state = 'proposed'", V(topic)))
        refuse_state(j, (const struct rule *)NULL, T("This topic has been withdrawn already.", "该议题已撤回。"),
                     T_NONE);
    if (!db_has(j->db, "SELECT 1 FROM topic WHERE id = $1 AND person = $2", V(topic), V(j->act->by.person)))
        finding_add(j, true, ERR_DENIED, NULL, NULL,
                    T("Only who proposed a topic can withdraw it.", "议题只能由提出人撤回。"), T_NONE, NULL, 0);
}

static void withdraw_apply(struct applying *a) {
    db_exec(a->db, "UPDATE topic SET state = 'withdrawn' WHERE id = $1", V(act_int(a->act, "topic")));
}

ACT(topic_withdraw) = {
    .name = "topic.withdraw",
    .version = 1,
    .family = "meetings",
    .power = "topic.propose",
    .body = body_of_topic,
    .title = TEXT_INIT("Withdraw a topic", "撤回议题"),
    .done = TEXT_INIT("The topic {topic} was withdrawn.", "议题“{topic}”已撤回。"),
    .fields = withdraw_fields,
    .judge = withdraw_judge,
    .apply = withdraw_apply,
};
