/* Meetings: called with notice, their topics gathered, moved or cancelled, opened, closed.
 *
 *     called ──► open ──► held | inquorate
 *        └──► cancelled
 *
 * Deadlines are counted on the working calendar the record knows; a meeting is judged to its end by the charter in force
 * when it was called. */
#include <string.h>

#include "acts/meetings/meetings.h"
#include "acts/sealed.h"

enum { EARLY_S = 3600 }; /* a meeting may be opened, and people may sign in, an hour before its time */

/* ---- meeting.call ---- */

static const struct field call_fields[] = {
    { .name = "body", .label = TEXT_INIT("Body", "机构"), .type = FIELD_CHOICE, .ref = "body" },
    { .name = "starts_at",
      .label = TEXT_INIT("Day and time", "日期和时间"),
      .type = FIELD_INSTANT,
      .help = TEXT_INIT("In the alliance's time zone, such as 2026-12-09 14:00.",
                        "按联盟所在时区填写，例如 2026-12-09 14:00。") },
    { .name = "minutes_long",
      .label = TEXT_INIT("Length in minutes", "时长（分钟）"),
      .type = FIELD_INT,
      .min = 10,
      .max = 1440,
      .optional = true },
    { .name = "place",
      .label = TEXT_INIT("Place or link", "地点或链接"),
      .type = FIELD_LINE,
      .privacy = FIELD_SEALED_PUBLIC,
      .max = 300 },
    { 0 },
};

static void judge_notice(struct judging *j, const char *body, const struct deadlines *d, instant starts_at) {
    struct zone zone = charter_zone(j->charter);
    day today = instant_day(j->received, zone);
    int64_t days = instant_day(starts_at, zone) - today;
    const struct arg args[] = {
        ARG_INT("days", days),
        ARG_INT("needed", d->notice_days),
        ARG_DAY("last", d->notice_by),
        ARG_DAY("topics_close", d->topics_day == DAY_NONE ? today : d->topics_day),
        ARG_DAY("earliest", meeting_earliest(j->charter, j->workcal, body, today)),
    };
    size_t n = sizeof args / sizeof args[0];
    if (!d->notice) return;
    if (today > d->notice_by)
        finding_add(
            j, true, ERR_REFUSED, rule_clause(d->notice), "starts_at",
            days < d->notice_days
                ? T("The notice would reach members {days} {days|day|days} before the meeting; {needed} are needed.",
                    "会议通知距会议仅 {days} 天，须至少提前 {needed} 天。")
                : T("The notice would come too late for topics, which close at the end of {topics_close}; the last day for the notice was {last}.",
                    "议题于{topics_close}24:00 截止，会议通知最迟应在{last}发出。"),
            T("Earliest possible day: {earliest}.", "最早可于{earliest}开会。"), args, n);
    else
        finding_add(
            j, false, 0, rule_clause(d->notice), NULL,
            T("The notice goes out {days} {days|day|days} before the meeting; {needed} are needed. The last day for it is {last}.",
              "会议通知提前 {days} 天发出，要求至少 {needed} 天，最迟为{last}。"),
            T_NONE, args, 3);
    if (d->topics && !refused(j))
        finding_add(
            j, false, 0, rule_clause(d->topics), NULL,
            d->provisional
                ? T("Topics close at the end of {topics_close}; provisional until that year's working calendar is loaded.",
                    "议题于{topics_close}24:00 截止；当年工作日历尚未导入，此期限为暂定。")
                : T("Topics close at the end of {topics_close}.", "议题于{topics_close}24:00 截止。"),
            T_NONE, &args[3], 1);
}

static void judge_clash(struct judging *j, const char *body, instant starts_at, int64_t itself) {
    int64_t other = db_int(
        j->db, 0,
        "SELECT id FROM meeting WHERE body = $1 AND state IN ('called', 'open') AND id <> $2 AND starts_at > $3 AND starts_at < $4 LIMIT 1",
        V(body), V(itself), V(starts_at - 3600), V(starts_at + 3600));
    if (other)
        refuse_field(j, "starts_at",
                     T("Another meeting of this body begins within an hour of that time (number {other}).",
                       "该机构另有会议（编号 {other}）在此前后一小时内开始。"),
                     ARG_INT("other", other));
}

enum { MINUTES_USUAL = 90 };

static int64_t minutes_of(const struct act *act) {
    return act_given(act, "minutes_long") ? act_int(act, "minutes_long") : MINUTES_USUAL;
}

static void call_judge(struct judging *j) {
    const char *body = act_z(j->act, "body");
    instant starts_at = act_instant(j->act, "starts_at");
    if (starts_at <= j->act->at) {
        refuse_field(j, "starts_at", T("The meeting must lie in the future.", "会议时间须晚于现在。"));
        return;
    }
    struct deadlines d = meeting_deadlines(j->charter, j->workcal, body, starts_at);
    judge_notice(j, body, &d, starts_at);
    judge_clash(j, body, starts_at, 0);
    judge_clashes(j, &(struct occasion){ body, starts_at, minutes_of(j->act), 0 });
}

static bool body_public(const struct charter *c, const char *body) {
    const struct rule *r = charter_rule(c, "meetings.regular", body);
    return r && rule_flag(r, "public");
}

/* The next number within a body and a calendar year: one above the highest, so that a meeting moved away leaves a gap, not a
 * number for two. */
static int64_t next_number(struct applying *a, const char *body, instant starts_at) {
    struct zone zone = charter_zone(a->charter);
    int year = day_civil(instant_day(starts_at, zone)).year;
    return 1 + db_int(a->db, 0,
                      "SELECT max(number) FROM meeting WHERE body = $1 AND starts_at >= $2 AND starts_at < $3", V(body),
                      V(day_start(day_of(year, 1, 1), zone)), V(day_start(day_of(year + 1, 1, 1), zone)));
}

static bool same_year(const struct charter *c, instant x, instant y) {
    return day_civil(instant_day(x, charter_zone(c))).year == day_civil(instant_day(y, charter_zone(c))).year;
}

static void call_apply(struct applying *a) {
    const struct act *act = a->act;
    const char *body = act_z(act, "body");
    instant starts_at = act_instant(act, "starts_at");
    struct deadlines d = meeting_deadlines(a->charter, a->workcal, body, starts_at);
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM meeting");
    int64_t number = next_number(a, body, starts_at);
    int64_t minutes = minutes_of(act);
    db_exec(
        a->db,
        "INSERT INTO meeting (id, body, number, state, starts_at, minutes_long, public, sequence, called_at, notice_by, topics_by, topics_closed, "
        "provisional, charter, minutes_state, place_entry, debate_closed, speak_seconds, entry) "
        "VALUES ($1, $2, $3, 'called', $4, $5, $6, 0, $7, $8, $9, 0, $10, $11, 'none', $12, 0, 0, $13)",
        V(id), V(body), V(number), V(starts_at), V(minutes), V(body_public(a->charter, body)), V(act->at),
        V(d.notice_by), V(d.topics_by), V(d.provisional), V(act->charter), V(act->entry), V(act->entry));
    due_set(a, "clock.topics_close", id, d.topics_by);
    act_mention(a, "meeting", id);
}

/* To everybody in office in the body, with the invitation. */
static void tell_holders(struct telling *t, const struct meeting *m, struct text subject, struct text body,
                         const char *invite, bool official) {
    const struct charter_body *b = charter_body(t->charter, m->body);
    struct str place = sealed_text(t->db, t->arena, m->place_entry, "place");
    const struct arg args[] = {
        ARG_TEXT("body", b ? b->name : T_NONE),
        ARG_INSTANT("when", m->starts_at),
        ARG_DEADLINE("topics_by", m->topics_by),
        ARG_STR("place", place),
        ARG_INT("number", m->number),
    };
    enum { HOLDERS_MAX = 2000 };
    int64_t *people = arena_array(t->arena, int64_t, HOLDERS_MAX);
    size_t n = 0;
    struct rows *r =
        db_rows(t->db, "SELECT DISTINCT person FROM holding WHERE body = $1 AND to_at IS NULL ORDER BY person",
                V(m->body));
    while (n < HOLDERS_MAX && rows_next(r)) people[n++] = rows_int(r, 0);
    rows_done(r);
    for (size_t i = 0; i < n; i++)
        tell(t, &(struct mail){ .person = people[i],
                                .subject = subject,
                                .body = body,
                                .args = args,
                                .arg_count = sizeof args / sizeof args[0],
                                .link = arena_z(t->arena, arena_f(t->arena, "/meetings/%lld", (long long)m->id)),
                                .meeting = m->id,
                                .invite = invite,
                                .sequence = m->sequence,
                                .official = official });
}

static const struct meeting *meeting_of_entry(struct telling *t) {
    int64_t id = db_int(t->db, 0, "SELECT id FROM meeting WHERE entry = $1", V(t->act->entry));
    return meeting_read(t->db, t->arena, id);
}

static void call_tell(struct telling *t) {
    const struct meeting *m = meeting_of_entry(t);
    if (m)
        tell_holders(t, m, T("Notice: {body}, {when}", "会议通知：{body}，{when}"),
                     T("The {body} meets on {when}.\n\nPlace: {place}\n\nTopics can be proposed until {topics_by}.",
                       "{body}定于{when}召开会议。\n\n地点：{place}\n\n议题征集至{topics_by}。"),
                     "REQUEST", true);
}

/* Bodies whose meetings this capacity may call. */
static void call_offer(struct offering *o) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(o->j->charter, &bodies);
    for (size_t i = 0; i < n; i++)
        if (charter_rule(o->j->charter, "meeting.quorum", bodies[i].id) && o->may(o, bodies[i].id)) {
            const struct arg args[] = { ARG_TEXT("body", bodies[i].name) };
            const struct rule *notice = charter_rule(o->j->charter, "meeting.notice", bodies[i].id);
            offer_add(o, json_pack("{s:s}", "body", bodies[i].id), notice ? rule_clause(notice) : NULL, INSTANT_NONE,
                      NULL, T("Call a meeting of the {body}", "召集{body}会议"), args, 1);
        }
}

ACT(meeting_call) = {
    .name = "meeting.call",
    .version = 1,
    .family = "meetings",
    .power = "meeting.call",
    .body = act_body_of_field,
    .title = TEXT_INIT("Call a meeting", "召集会议"),
    .effect =
        TEXT_INIT("The notice goes to everyone in office in the body at once, with an invitation for their calendars.",
                  "通知连同日历邀请将立即发送给该机构全体在任人员。"),
    .done = TEXT_INIT("A meeting of the {body} was called for {starts_at}.", "召集{body}会议，时间为{starts_at}。"),
    .fields = call_fields,
    .judge = call_judge,
    .apply = call_apply,
    .offer = call_offer,
    .tell = call_tell,
};

/* ---- meeting.move ---- */

static const struct field move_fields[] = {
    { .name = "meeting", .label = TEXT_INIT("Meeting", "会议"), .type = FIELD_REF, .ref = "meeting" },
    { .name = "starts_at", .label = TEXT_INIT("New day and time", "新的日期和时间"), .type = FIELD_INSTANT },
    { .name = "place",
      .label = TEXT_INIT("New place or link", "新的地点或链接"),
      .type = FIELD_LINE,
      .privacy = FIELD_SEALED_PUBLIC,
      .max = 300,
      .optional = true },
    { 0 },
};

static const struct meeting *judge_called(struct judging *j) {
    const struct meeting *m = meeting_read(j->db, j->arena, act_int(j->act, "meeting"));
    if (m && strcmp(m->state, "called") == 0) return m;
    if (m)
        refuse_state(j, (const struct rule *)NULL,
                     T("This meeting has begun, ended or been cancelled already.", "该会议已开始、已结束或已取消。"),
                     T_NONE);
    return NULL;
}

static void move_judge(struct judging *j) {
    const struct meeting *m = judge_called(j);
    instant starts_at = act_instant(j->act, "starts_at");
    if (!m) return;
    if (starts_at <= j->act->at) {
        refuse_field(j, "starts_at", T("The meeting must lie in the future.", "会议时间须晚于现在。"));
        return;
    }
    struct deadlines d = meeting_deadlines(j->charter, j->workcal, m->body, starts_at);
    if (starts_at < m->starts_at) judge_notice(j, m->body, &d, starts_at);
    judge_clash(j, m->body, starts_at, m->id);
    judge_clashes(j, &(struct occasion){ m->body, starts_at,
                                         db_int(j->db, 0, "SELECT minutes_long FROM meeting WHERE id = $1", V(m->id)),
                                         m->id });
}

static void move_apply(struct applying *a) {
    const struct meeting *m = meeting_read(a->db, a->arena, act_int(a->act, "meeting"));
    instant starts_at = act_instant(a->act, "starts_at");
    struct deadlines d = meeting_deadlines(a->charter, a->workcal, m->body, starts_at);
    bool open_again = d.topics_by > a->act->at;
    int64_t number = same_year(a->charter, starts_at, m->starts_at) ? m->number : next_number(a, m->body, starts_at);
    db_exec(
        a->db,
        "UPDATE meeting SET starts_at = $1, notice_by = $2, topics_by = $3, topics_closed = $4, provisional = $5, number = $6, sequence = sequence + 1 "
        "WHERE id = $7",
        V(starts_at), V(d.notice_by), V(d.topics_by), V(!open_again), V(d.provisional), V(number), V(m->id));
    if (act_given(a->act, "place"))
        db_exec(a->db, "UPDATE meeting SET place_entry = $1 WHERE id = $2", V(a->act->entry), V(m->id));
    due_set(a, "clock.topics_close", m->id, open_again ? d.topics_by : INSTANT_NONE);
}

static void move_tell(struct telling *t) {
    const struct meeting *m = meeting_read(t->db, t->arena, act_int(t->act, "meeting"));
    if (m)
        tell_holders(
            t, m, T("Moved: {body}, {when}", "会议改期：{body}，{when}"),
            T("The meeting of the {body} is moved to {when}.\n\nPlace: {place}\n\nTopics can be proposed until {topics_by}.",
              "{body}会议改于{when}召开。\n\n地点：{place}\n\n议题征集至{topics_by}。"),
            "REQUEST", true);
}

ACT(meeting_move) = {
    .name = "meeting.move",
    .version = 1,
    .family = "meetings",
    .power = "meeting.change",
    .pinned = act_pinned_of_meeting,
    .body = act_body_of_meeting,
    .title = TEXT_INIT("Move a meeting", "会议改期"),
    .effect = TEXT_INIT("Everyone invited gets the new time at once; moved earlier, the notice is judged anew.",
                        "将立即向全体受邀人员发送新的时间；如提前召开，将重新核验通知期。"),
    .done = TEXT_INIT("The {meeting} was moved to {starts_at}.", "{meeting}改至{starts_at}。"),
    .fields = move_fields,
    .judge = move_judge,
    .apply = move_apply,
    .tell = move_tell,
};

/* ---- meeting.cancel ---- */

static const struct field cancel_fields[] = {
    { .name = "meeting", .label = TEXT_INIT("Meeting", "会议"), .type = FIELD_REF, .ref = "meeting" },
    { .name = "reason",
      .label = TEXT_INIT("Reason", "原因"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .max = 2000,
      .optional = true },
    { 0 },
};

static void cancel_judge(struct judging *j) { judge_called(j); }

static void cancel_apply(struct applying *a) {
    int64_t id = act_int(a->act, "meeting");
    db_exec(a->db, "UPDATE meeting SET state = 'cancelled', sequence = sequence + 1 WHERE id = $1", V(id));
    due_set(a, "clock.topics_close", id, INSTANT_NONE);
}

static void cancel_tell(struct telling *t) {
    const struct meeting *m = meeting_read(t->db, t->arena, act_int(t->act, "meeting"));
    if (m)
        tell_holders(t, m, T("Cancelled: {body}, {when}", "会议取消：{body}，{when}"),
                     T("The meeting of the {body} on {when} is cancelled.", "原定于{when}召开的{body}会议取消。"),
                     "CANCEL", true);
}

ACT(meeting_cancel) = {
    .name = "meeting.cancel",
    .version = 1,
    .family = "meetings",
    .power = "meeting.change",
    .pinned = act_pinned_of_meeting,
    .body = act_body_of_meeting,
    .weighty = true,
    .title = TEXT_INIT("Cancel a meeting", "取消会议"),
    .effect = TEXT_INIT("The {meeting} will not take place. Everyone invited is told at once.",
                        "{meeting}将不再召开，并立即通知全体受邀人员。"),
    .done = TEXT_INIT("The {meeting} was cancelled.", "{meeting}已取消。"),
    .fields = cancel_fields,
    .judge = cancel_judge,
    .supply = room_code_forget,
    .apply = cancel_apply,
    .tell = cancel_tell,
};

/* ---- clock.topics_close ---- */

static void topics_close_judge(struct judging *j) {
    const struct meeting *m = meeting_read(j->db, j->arena, act_int(j->act, "about"));
    const struct rule *r = m ? charter_rule(j->charter, "topics.close", m->body) : NULL;
    if (r)
        allow(j, r,
              T("Topics closed {days} working {days|day|days} before the meeting.", "议题于会前 {days} 个工作日截止。"),
              ARG_INT("days", rule_int(r, "days")));
}

static void topics_close_apply(struct applying *a) {
    db_exec(a->db, "UPDATE meeting SET topics_closed = 1 WHERE id = $1", V(act_int(a->act, "about")));
    act_mention(a, "meeting", act_int(a->act, "about"));
}

static const struct field about_fields[] = {
    { .name = "about", .label = TEXT_INIT("Meeting", "会议"), .type = FIELD_INT },
    { 0 },
};

ACT(clock_topics_close) = {
    .name = "clock.topics_close",
    .version = 1,
    .family = "meetings",
    .origin = ORIGIN_CLOCK,
    .title = TEXT_INIT("Topics close", "议题截止"),
    .done = TEXT_INIT("Topics closed.", "议题征集截止。"),
    .fields = about_fields,
    .judge = topics_close_judge,
    .apply = topics_close_apply,
};

/* ---- meeting.open ---- */

static const struct field meeting_only[] = {
    { .name = "meeting", .label = TEXT_INIT("Meeting", "会议"), .type = FIELD_REF, .ref = "meeting" },
    { 0 },
};

static void open_judge(struct judging *j) {
    const struct meeting *m = judge_called(j);
    if (!m) return;
    if (j->act->at < m->starts_at - EARLY_S)
        refuse_state(j, (const struct rule *)NULL,
                     T("The meeting begins at {when}; it can be opened from an hour before.",
                       "会议于{when}开始，可提前一小时宣布开会。"),
                     T_NONE, ARG_INSTANT("when", m->starts_at));
    const struct rule *lead = charter_rule(j->charter, "meetings.lead", m->body);
    allow(j, lead, T("Led by one whom the charter names.", "由章程规定的人员主持。"));
}

static void open_apply(struct applying *a) {
    const struct capacity *as = &a->act->by.as;
    int64_t chair = as->kind == AS_OFFICE ? as->id
                    : as->kind == AS_DELEGATE
                        ? db_int(a->db, 0, "SELECT to_holding FROM delegation WHERE id = $1", V(as->id))
                        : 0;
    db_exec(a->db, "UPDATE meeting SET state = 'open', opened_at = $1, chair = $2, topics_closed = 1 WHERE id = $3",
            V(a->act->at), V(chair), V(act_int(a->act, "meeting")));
    due_set(a, "clock.topics_close", act_int(a->act, "meeting"), INSTANT_NONE);
}

instant due_at_start(const struct offering *o, instant starts_at) {
    return starts_at > o->j->act->at ? starts_at : o->j->act->at;
}

static void lead_offer(struct offering *o) {
    struct rows *r =
        db_rows(o->j->db,
                "SELECT id, body, starts_at FROM meeting WHERE state = 'called' AND starts_at < $1 ORDER BY starts_at",
                V(o->j->act->at + EARLY_S));
    while (rows_next(r)) {
        const char *body = arena_z(o->j->arena, rows_str(r, 1));
        const struct charter_body *b = charter_body(o->j->charter, body);
        if (!b || !o->may(o, body)) continue;
        const struct arg args[] = { ARG_TEXT("body", b->name), ARG_INSTANT("when", rows_int(r, 2)) };
        offer_add(o, json_pack("{s:I}", "meeting", (json_int_t)rows_int(r, 0)), NULL, due_at_start(o, rows_int(r, 2)),
                  arena_f(o->j->arena, "/meetings/%lld", (long long)rows_int(r, 0)).data,
                  T("Open the meeting of the {body}, {when}", "宣布{body}会议开会（{when}）"), args, 2);
    }
    rows_done(r);
}

ACT(meeting_open) = {
    .name = "meeting.open",
    .version = 1,
    .family = "meetings",
    .power = "meeting.lead",
    .pinned = act_pinned_of_meeting,
    .body = act_body_of_meeting,
    .title = TEXT_INIT("Open the meeting", "宣布开会"),
    .done = TEXT_INIT("The {meeting} was opened.", "{meeting}开会。"),
    .fields = meeting_only,
    .judge = open_judge,
    .apply = open_apply,
    .offer = lead_offer,
};

/* ---- meeting.close ---- */

/* A meeting counts as held that has a quorum at its end, or had one when a motion was put. */
static bool was_held(struct db *db, int64_t meeting, const struct quorum *q) {
    return q->reached ||
           db_has(db, "SELECT 1 FROM motion WHERE meeting = $1 AND put_at IS NOT NULL LIMIT 1", V(meeting));
}

static void close_judge(struct judging *j) {
    const struct meeting *m = meeting_read(j->db, j->arena, act_int(j->act, "meeting"));
    if (!m) return;
    if (strcmp(m->state, "open") != 0) {
        refuse_state(j, (const struct rule *)NULL, T("This meeting is not open.", "该会议未在进行中。"), T_NONE);
        return;
    }
    int64_t motion = db_int(j->db, 0, "SELECT number FROM motion WHERE meeting = $1 AND state = 'put'", V(m->id));
    if (motion) {
        refuse_state(j, (const struct rule *)NULL, T("Motion {motion} is being voted on.", "动议 {motion} 正在表决。"),
                     T("Close the vote first.", "请先结束表决。"), ARG_INT("motion", motion));
        return;
    }
    struct quorum q = quorum_now(j->db, j->charter, m->body, m->id);
    allow(j, q.rule,
          T("{present} of {whole} attend; {needed} are a quorum.",
            "在任 {whole} 人，出席 {present} 人，法定人数为 {needed} 人。"),
          ARG_INT("present", q.present), ARG_INT("whole", q.whole), ARG_INT("needed", q.needed));
    j->verdict->outcome = was_held(j->db, m->id, &q) ? T("held", "已召开") : T("without a quorum", "未达法定人数");
}

static void meeting_end(struct applying *a) {
    const struct meeting *m = meeting_read(a->db, a->arena, act_int(a->act, "meeting"));
    struct quorum q = quorum_now(a->db, a->charter, m->body, m->id);
    db_exec(a->db, "UPDATE meeting SET state = $1, closed_at = $2, minutes_state = 'draft' WHERE id = $3",
            V(was_held(a->db, m->id, &q) ? "held" : "inquorate"), V(a->act->at), V(m->id));
    db_exec(a->db, "UPDATE attendance SET left_at = $1 WHERE meeting = $2 AND left_at IS NULL", V(a->act->at),
            V(m->id));
    speakers_end(a, m->id);
    proxies_end(a, m->id);
    guests_end(a, m->id);
    points_end(a, m->id);
    db_exec(a->db, "UPDATE motion SET state = 'withdrawn' WHERE meeting = $1 AND state = 'proposed'", V(m->id));
    db_exec(
        a->db,
        "UPDATE matter SET state = 'open', motion = NULL WHERE state = 'scheduled' AND motion IN (SELECT id FROM motion WHERE meeting = $1)",
        V(m->id));
}

static void close_apply(struct applying *a) { meeting_end(a); }

ACT(meeting_close) = {
    .name = "meeting.close",
    .version = 1,
    .family = "meetings",
    .power = "meeting.lead",
    .pinned = act_pinned_of_meeting,
    .body = act_body_of_meeting,
    .title = TEXT_INIT("Close the meeting", "宣布散会"),
    .done = TEXT_INIT("The {meeting} was closed.", "{meeting}散会。"),
    .fields = meeting_only,
    .judge = close_judge,
    .supply = room_code_forget,
    .apply = close_apply,
};

/* ---- meeting.adjourned: the meeting voted to end ---- */

static void adjourned_judge(struct judging *j) {
    const struct meeting *m = meeting_read(j->db, j->arena, act_int(j->act, "meeting"));
    struct quorum q = quorum_now(j->db, j->charter, m->body, m->id);
    j->verdict->outcome = was_held(j->db, m->id, &q) ? T("held", "已召开") : T("without a quorum", "未达法定人数");
}

ACT(meeting_adjourned) = {
    .name = "meeting.adjourned",
    .version = 1,
    .family = "meetings",
    .origin = ORIGIN_CONSEQUENCE,
    .title = TEXT_INIT("The meeting adjourned itself", "会议表决散会"),
    .done = TEXT_INIT("The {meeting} was closed by its own vote.", "{meeting}经表决散会。"),
    .fields = meeting_only,
    .judge = adjourned_judge,
    .supply = room_code_forget,
    .apply = close_apply,
};
