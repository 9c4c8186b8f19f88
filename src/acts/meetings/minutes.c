/* The narrative of minutes, and what follows from resolutions: who carries them out by when; reports and their review.
 *
 * The facts of the minutes (attendance, topics, motions, votes) are the record itself; only the narrative is written. */
#include <string.h>

#include "acts/things.h"

/* ---- minutes.write ---- */

/* Meetings whose minutes can still be written, the last first. */
static void draft_options(const struct judging *j, const struct field *f, const json_t *args, enum lang lang,
                          struct options *ret) {
    (void)f, (void)args;
    struct rows *r =
        db_rows(j->db,
                "SELECT id FROM meeting WHERE minutes_state = 'draft' ORDER BY closed_at DESC, id DESC LIMIT 200");
    while (rows_next(r))
        options_add(ret, arena_f(ret->arena, "%lld", (long long)rows_int(r, 0)).data,
                    arena_z(ret->arena, thing_label(j->db, j->charter, ret->arena, "meeting", rows_int(r, 0), lang)));
    rows_done(r);
}

/* Points of the meeting that is named, else of all those. */
static void point_options(const struct judging *j, const struct field *f, const json_t *args, enum lang lang,
                          struct options *ret) {
    const json_t *given = json_object_get(args, "meeting");
    int64_t meeting = json_integer_value(given);
    (void)f;
    if (json_is_string(given) && str_int(str_of(json_string_value(given)), &meeting) != 0) meeting = 0;
    struct rows *r = db_rows(
        j->db,
        "SELECT t.id FROM topic t JOIN meeting m ON m.id = t.meeting WHERE m.minutes_state = 'draft' AND (m.id = $1 OR $1 = 0) "
        "AND t.state = 'proposed' ORDER BY t.meeting DESC, t.number LIMIT 500",
        V(meeting));
    while (rows_next(r))
        options_add(ret, arena_f(ret->arena, "%lld", (long long)rows_int(r, 0)).data,
                    arena_z(ret->arena, thing_label(j->db, j->charter, ret->arena, "topic", rows_int(r, 0), lang)));
    rows_done(r);
}

static const struct field write_fields[] = {
    { .name = "meeting",
      .label = TEXT_INIT("Meeting", "会议"),
      .type = FIELD_REF,
      .ref = "meeting",
      .options = draft_options },
    { .name = "topic",
      .label = TEXT_INIT("On the point", "所属议题"),
      .type = FIELD_REF,
      .ref = "topic",
      .options = point_options,
      .optional = true,
      .help = TEXT_INIT("A point of its agenda; without one, the narrative is of the whole meeting.",
                        "该次会议的一项议题；不选则为全会的记述。") },
    { .name = "narrative",
      .label = TEXT_INIT("Narrative", "会议记述"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .help = TEXT_INIT("Attendance, motions and votes are taken from the record; write what was said.",
                        "出席、动议和表决取自记录，此处记述讨论情况。") },
    { 0 },
};

static const char *minutes_state(struct judging *j, int64_t meeting) {
    struct str state = db_str(j->db, j->arena, "SELECT minutes_state FROM meeting WHERE id = $1", V(meeting));
    return arena_z(j->arena, state);
}

static void write_judge(struct judging *j) {
    int64_t topic = act_int(j->act, "topic");
    if (topic &&
        !db_has(j->db, "SELECT 1 FROM topic WHERE id = $1 AND meeting = $2", V(topic), V(act_int(j->act, "meeting"))))
        refuse_field(j, "topic", T("This topic belongs to another meeting.", "该议题属于另一次会议。"));
    const char *state = minutes_state(j, act_int(j->act, "meeting"));
    if (strcmp(state, "none") == 0)
        refuse_state(j, (const struct rule *)NULL,
                     T("Minutes begin when the meeting has been closed.", "会议结束后方可撰写纪要。"), T_NONE);
    else if (strcmp(state, "approved") == 0)
        refuse_state(j, (const struct rule *)NULL,
                     T("These minutes have been approved and cannot be changed.", "该纪要已通过，不得更改。"), T_NONE);
}

static void write_apply(struct applying *a) {
    if (act_given(a->act, "topic"))
        db_exec(a->db, "UPDATE topic SET narrative_entry = $1 WHERE id = $2", V(a->act->entry),
                V(act_int(a->act, "topic")));
    else
        db_exec(a->db, "UPDATE meeting SET narrative_entry = $1 WHERE id = $2", V(a->act->entry),
                V(act_int(a->act, "meeting")));
}

static void write_offer(struct offering *o) {
    struct rows *r = db_rows(
        o->j->db,
        "SELECT id, body, closed_at FROM meeting WHERE minutes_state = 'draft' AND narrative_entry IS NULL ORDER BY closed_at");
    while (rows_next(r)) {
        const char *body = arena_z(o->j->arena, rows_str(r, 1));
        const struct charter_body *b = charter_body(o->j->charter, body);
        if (!b || !o->may(o, body)) continue;
        const struct arg args[] = { ARG_TEXT("body", b->name), ARG_INSTANT("when", rows_int(r, 2)) };
        offer_add(o, json_pack("{s:I}", "meeting", (json_int_t)rows_int(r, 0)), NULL, INSTANT_NONE, NULL,
                  T("Write the minutes of the {body} meeting of {when}", "撰写{when}{body}会议纪要"), args, 2);
    }
    rows_done(r);
}

ACT(minutes_write) = {
    .name = "minutes.write",
    .version = 1,
    .family = "minutes",
    .power = "minutes.write",
    .body = act_body_of_meeting,
    .title = TEXT_INIT("Write the minutes", "撰写会议纪要"),
    .done = TEXT_INIT("The narrative of the minutes of {meeting} was written.", "撰写{meeting}纪要。"),
    .fields = write_fields,
    .judge = write_judge,
    .apply = write_apply,
    .offer = write_offer,
};

/* ---- resolution.assign, resolution.report: the follow-up list ---- */

static bool resolution_known(struct judging *j) {
    const char *id = act_z(j->act, "resolution");
    if (db_has(j->db, "SELECT 1 FROM resolution WHERE id = $1", V(id))) return true;
    finding_add(j, true, ERR_MISSING, NULL, "resolution", T("There is no resolution {id}.", "没有决议 {id}。"), T_NONE,
                FINDING_ARGS(ARG_Z("id", id)));
    return false;
}

static void resolution_options(const struct judging *j, const struct field *f, const json_t *args, enum lang lang,
                               struct options *ret) {
    (void)f, (void)args, (void)lang;
    struct rows *r = db_rows(j->db, "SELECT id FROM resolution WHERE state = 'open' ORDER BY passed_at DESC LIMIT 200");
    while (rows_next(r)) {
        const char *id = arena_z(ret->arena, rows_str(r, 0));
        options_add(ret, id, id);
    }
    rows_done(r);
}

static const char *body_of_resolution(const struct judging *j) {
    struct str body =
        db_str(j->db, j->arena, "SELECT body FROM resolution WHERE id = $1", V(act_z(j->act, "resolution")));
    return body.data ? arena_z(j->arena, body) : NULL;
}

/* The resolution as this act leaves it, for whoever asks later what was open when. */
static void step_taken(struct applying *a) {
    db_exec(
        a->db,
        "INSERT INTO resolution_step (resolution, entry, at, state, owner, due_day) SELECT id, $1, $2, state, owner, due_day FROM resolution WHERE id = $3",
        V(a->act->entry), V(a->act->at), V(act_z(a->act, "resolution")));
}

static const struct field assign_fields[] = {
    { .name = "resolution",
      .label = TEXT_INIT("Resolution", "决议"),
      .type = FIELD_CHOICE,
      .options = resolution_options },
    { .name = "owner", .label = TEXT_INIT("Who carries it out", "落实责任人"), .type = FIELD_REF, .ref = "person" },
    { .name = "due", .label = TEXT_INIT("By", "完成期限"), .type = FIELD_DAY },
    { 0 },
};

static void assign_judge(struct judging *j) {
    if (resolution_known(j) &&
        !db_has(j->db, "SELECT 1 FROM resolution WHERE id = $1 AND state = 'open'", V(act_z(j->act, "resolution"))))
        refuse_state(j, (const struct rule *)NULL,
                     T("This resolution has been carried out or dropped.", "该决议已落实或已终止。"), T_NONE);
}

static void assign_apply(struct applying *a) {
    db_exec(a->db, "UPDATE resolution SET owner = $1, due_day = $2, state_entry = $3 WHERE id = $4",
            V(act_int(a->act, "owner")), V(act_day(a->act, "due")), V(a->act->entry), V(act_z(a->act, "resolution")));
    step_taken(a);
}

static void assign_tell(struct telling *t) {
    const struct arg args[] = { ARG_Z("id", act_z(t->act, "resolution")), ARG_DAY("due", act_day(t->act, "due")) };
    tell(t, &(struct mail){ .person = act_int(t->act, "owner"),
                            .subject = T("Resolution {id} is yours to carry out", "请您落实决议 {id}"),
                            .body = T("Resolution {id} was given to you to carry out by {due}.",
                                      "决议 {id} 由您负责落实，期限为{due}。"),
                            .args = args,
                            .arg_count = 2,
                            .link =
                                arena_z(t->arena, arena_f(t->arena, "/resolutions/%s", act_z(t->act, "resolution"))) });
}

ACT(resolution_assign) = {
    .name = "resolution.assign",
    .version = 1,
    .family = "minutes",
    .power = "resolution.follow",
    .body = body_of_resolution,
    .title = TEXT_INIT("Give a resolution an owner", "指定决议责任人"),
    .done = TEXT_INIT("{owner} is to carry out {resolution} by {due}.", "由{owner}在{due}前落实 {resolution}。"),
    .fields = assign_fields,
    .judge = assign_judge,
    .apply = assign_apply,
    .tell = assign_tell,
};

static const struct choice outcomes[] = {
    { "done", TEXT_INIT("carried out", "已落实") },
    { "dropped", TEXT_INIT("dropped", "已终止") },
    { "open", TEXT_INIT("still open", "进行中") },
    { 0 },
};

static const struct field outcome_fields[] = {
    { .name = "resolution",
      .label = TEXT_INIT("Resolution", "决议"),
      .type = FIELD_CHOICE,
      .options = resolution_options },
    { .name = "state", .label = TEXT_INIT("State", "状态"), .type = FIELD_CHOICE, .choices = outcomes },
    { .name = "note",
      .label = TEXT_INIT("What was done", "落实情况"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .optional = true },
    { 0 },
};

static void outcome_judge(struct judging *j) { resolution_known(j); }

static void outcome_apply(struct applying *a) {
    const char *state = act_z(a->act, "state");
    db_exec(a->db, "UPDATE resolution SET state = $1, state_entry = $2, ended_at = $3 WHERE id = $4", V(state),
            V(a->act->entry), strcmp(state, "open") == 0 ? V_NULL : V(a->act->at), V(act_z(a->act, "resolution")));
    step_taken(a);
}

static void outcome_offer(struct offering *o) {
    struct rows *r = db_rows(
        o->j->db,
        "SELECT id, body, due_day, owner FROM resolution WHERE state = 'open' AND due_day IS NOT NULL ORDER BY due_day LIMIT 200");
    while (rows_next(r)) {
        const char *body = arena_z(o->j->arena, rows_str(r, 1));
        if (!o->may(o, body)) continue;
        const struct arg args[] = { ARG_STR("id", rows_str(r, 0)) };
        offer_add(o, json_pack("{s:s%}", "resolution", rows_str(r, 0).data, rows_str(r, 0).len), NULL,
                  day_start((day)rows_int(r, 2) + 1, charter_zone(o->j->charter)), NULL,
                  T("Report on resolution {id}", "报告决议 {id} 的落实情况"), args, 1);
    }
    rows_done(r);
}

ACT(resolution_report) = {
    .name = "resolution.report",
    .version = 1,
    .family = "minutes",
    .power = "resolution.follow",
    .body = body_of_resolution,
    .title = TEXT_INIT("Report on a resolution", "报告决议落实情况"),
    .done = TEXT_INIT("Resolution {resolution}: {state}.", "决议 {resolution}：{state}。"),
    .fields = outcome_fields,
    .judge = outcome_judge,
    .apply = outcome_apply,
    .offer = outcome_offer,
};

/* ---- report.submit, report.review ---- */

static const struct field submit_fields[] = {
    { .name = "body", .label = TEXT_INIT("Whose work", "所属机构"), .type = FIELD_CHOICE, .ref = "body" },
    { .name = "title", .label = TEXT_INIT("Title", "标题"), .type = FIELD_LINE, .privacy = FIELD_SEALED_PUBLIC },
    { .name = "text", .label = TEXT_INIT("Report", "报告内容"), .type = FIELD_TEXT, .privacy = FIELD_SEALED_PUBLIC },
    { 0 },
};

static void submit_apply(struct applying *a) {
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM report");
    db_exec(a->db, "INSERT INTO report (id, body, person, submitted_at, entry) VALUES ($1, $2, $3, $4, $5)", V(id),
            V(act_z(a->act, "body")), V(a->act->by.person), V(a->act->at), V(a->act->entry));
    act_mention(a, "report", id);
}

ACT(report_submit) = {
    .name = "report.submit",
    .version = 1,
    .family = "minutes",
    .power = "report.submit",
    .body = act_body_of_field,
    .title = TEXT_INIT("Submit a report of work", "提交工作报告"),
    .done = TEXT_INIT("The {body} submitted a report.", "{body}提交工作报告。"),
    .fields = submit_fields,
    .apply = submit_apply,
};

static const struct field review_fields[] = {
    { .name = "report", .label = TEXT_INIT("Report", "报告"), .type = FIELD_REF, .ref = "report" },
    { .name = "review", .label = TEXT_INIT("Review", "审阅意见"), .type = FIELD_TEXT, .privacy = FIELD_SEALED_PUBLIC },
    { 0 },
};

/* The body that supervises the one whose work is reported. */
static const char *body_of_review(const struct judging *j) {
    struct str of = db_str(j->db, j->arena, "SELECT body FROM report WHERE id = $1", V(act_int(j->act, "report")));
    const struct rule *r = of.data ? charter_rule(j->charter, "supervision", arena_z(j->arena, of)) : NULL;
    return r ? rule_word(r, "by") : NULL;
}

static void review_judge(struct judging *j) {
    if (db_has(j->db, "SELECT 1 FROM report WHERE id = $1 AND reviewed_at IS NOT NULL", V(act_int(j->act, "report"))))
        refuse_state(j, (const struct rule *)NULL, T("This report has been reviewed already.", "该报告已审阅。"),
                     T_NONE);
    struct str of = db_str(j->db, j->arena, "SELECT body FROM report WHERE id = $1", V(act_int(j->act, "report")));
    const struct rule *r = of.data ? charter_rule(j->charter, "supervision", arena_z(j->arena, of)) : NULL;
    allow(j, r, T("The supervising body reviews the report.", "由监督机构审阅报告。"));
}

static void review_apply(struct applying *a) {
    db_exec(a->db, "UPDATE report SET reviewed_at = $1, reviewed_by = $2, review_entry = $3 WHERE id = $4",
            V(a->act->at), V(a->act->by.as.body), V(a->act->entry), V(act_int(a->act, "report")));
}

ACT(report_review) = {
    .name = "report.review",
    .version = 1,
    .family = "minutes",
    .power = "report.review",
    .body = body_of_review,
    .title = TEXT_INIT("Review a report", "审阅工作报告"),
    .done = TEXT_INIT("{report} was reviewed.", "审阅了{report}。"),
    .fields = review_fields,
    .judge = review_judge,
    .apply = review_apply,
};
