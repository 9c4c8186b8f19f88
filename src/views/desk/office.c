/* The office: what waits in the whole alliance, most urgent first, each with who must act, by when and under which clause; the
 * meetings to come with their deadlines; the clauses that are not kept or soon will not be. What the deadlines are and who acts
 * is read from the charter. */
#include <string.h>

#include "acts/elections/rounds.h"
#include "acts/house/compliance.h"
#include "acts/pipeline/pipeline.h"
#include "acts/said.h"
#include "views/collection.h"
#include "views/office.html.h"
#include "views/powers.h"
#include "views/tasks.h"
#include "views/unseal.h"

enum { TERM_AHEAD_S = 90 * 86400, QUEUE_MAX = 200, MAIL_DAYS = 30, YEAR_END_MONTH = 11 };

/* ---- who must act ---- */

static struct task task_for(struct view *v, const char *power, const char *body) {
    struct powers p = powers_of(v, power, body);
    struct text who = powers_words(v, &p);
    const char *clauses = powers_clauses(v, &p);
    return (struct task){ .sign = SIGN_OPEN,
                          .who = str_of(text_in(who, v->lang)),
                          .clause = clauses[0] ? clauses : NULL,
                          .due = INSTANT_NONE,
                          .since = INSTANT_NONE };
}

static const char *act_on(struct view *v, const char *kind, const char *field, int64_t id) {
    const struct view_pair pair = { field, arena_f(v->arena, "%lld", (long long)id) };
    return act_href(v, kind, &pair, 1);
}

/* ---- members coming and going ---- */

static void queue_applications(struct view *v, struct task_list *q) {
    struct rows *r = db_rows(
        v->db,
        "SELECT id, " ORG_NAMES(
            "application") ", class, state, submitted_at FROM application WHERE state IN ('submitted', 'reviewed') ORDER BY submitted_at LIMIT 200");
    while (rows_next(r)) {
        const char *class_id = arena_z(v->arena, rows_str(r, 2));
        const struct rule *rule = charter_rule(v->charter, "membership.decision", class_id);
        bool reviewed = str_is(rows_str(r, 3), "reviewed"), vote = rule && strcmp(rule_word(rule, "how"), "vote") == 0;
        struct task t = task_for(v,
                                 !reviewed ? "membership.review"
                                 : vote    ? "membership.refer"
                                           : "membership.decide",
                                 NULL);
        if (reviewed && rule) t.clause = rule_clause(rule);
        t.since = rows_int(r, 4);
        t.href = arena_f(v->arena, "/office/applications/%lld", (long long)rows_int(r, 0)).data;
        tasks_say(v, q, t,
                  !reviewed ? T("Review the application of {org} as {class}", "审核{org}的{class}入会申请")
                  : vote
                      ? T("Put the application of {org} as {class} before the vote", "将{org}的{class}入会申请提交表决")
                      : T("Decide the application of {org} as {class}", "决定{org}的{class}入会申请"),
                  ARG_TEXT("org", names_text(v->arena, rows_str(r, 1))), ARG_TEXT("class", class_name(v, class_id)));
    }
    rows_done(r);
}

static void queue_withdrawals(struct view *v, struct task_list *q) {
    const struct rule *rule = charter_rule(v->charter, "membership.withdrawal", NULL);
    struct rows *r = db_rows(
        v->db,
        "SELECT w.id, " ORG_NAMES(
            "org") ", w.requested_at FROM withdrawal w JOIN org ON org.id = w.org WHERE w.state = 'requested' ORDER BY w.requested_at LIMIT 200");
    while (rows_next(r)) {
        struct task t = task_for(v, "membership.confirm", NULL);
        t.since = rows_int(r, 2);
        if (rule) {
            t.clause = rule_clause(rule);
            t.due = t.since + rule_int(rule, "remind_days") * 86400;
        }
        t.href = act_on(v, "withdrawal.confirm", "withdrawal", rows_int(r, 0));
        tasks_say(v, q, t, T("Confirm that {org} leaves", "确认{org}退出"),
                  ARG_TEXT("org", names_text(v->arena, rows_str(r, 1))));
    }
    rows_done(r);
}

/* ---- terms, nominations, questions for a vote ---- */

static void queue_rounds(struct view *v, struct task_list *q) {
    struct rows *r = db_rows(
        v->db,
        "SELECT r.id, r.body, r.state, r.closes_at, r.term_from, (SELECT count(*) FROM nomination n WHERE n.round = r.id AND n.state = 'standing') "
        "FROM round r WHERE r.state IN ('open', 'closed') ORDER BY r.closes_at LIMIT 200");
    while (rows_next(r)) {
        const char *body = arena_z(v->arena, rows_str(r, 1));
        bool open = str_is(rows_str(r, 2), "open");
        bool contested = !open && round_contested(v->db, v->charter, v->arena, rows_int(r, 0), body);
        struct task t = task_for(v, open ? "nomination.make" : contested ? "election.open" : "nomination.seat", body);
        t.due = open ? rows_int(r, 3) : day_start((day)rows_int(r, 4), v->zone);
        t.href = contested ? act_on(v, "election.call", "round", rows_int(r, 0))
                           : arena_f(v->arena, "/nominations/%lld", (long long)rows_int(r, 0)).data;
        tasks_say(v, q, t,
                  contested
                      ? T("Call the election of the {body}; {n} {n|stands|stand}", "启动{body}选举，被提名人 {n} 名")
                  : open ? T("Nominations for the {body} are open; {n} {n|stands|stand}",
                             "{body}正在提名，现有 {n} 名被提名人")
                         : T("Conclude the nominations for the {body}; {n} {n|stands|stand}",
                             "确认{body}提名结果，被提名人 {n} 名"),
                  ARG_TEXT("body", body_name(v, body)), ARG_INT("n", rows_int(r, 5)));
    }
    rows_done(r);
}

static void queue_elections(struct view *v, struct task_list *q) {
    struct rows *r = db_rows(
        v->db,
        "SELECT id, body, state, closes_at, (SELECT count(*) FROM objection b WHERE b.election = e.id AND b.state = 'open') "
        "FROM election e WHERE state NOT IN ('declared', 'annulled') ORDER BY closes_at LIMIT 200");
    while (rows_next(r)) {
        const char *body = arena_z(v->arena, rows_str(r, 1));
        bool closed = str_is(rows_str(r, 2), "closed");
        int64_t objections = rows_int(r, 4);
        struct task t = task_for(v, closed ? "election.close" : "election.open", body);
        t.href = closed && !objections ? act_on(v, "election.declare", "election", rows_int(r, 0))
                                       : arena_f(v->arena, "/elections/%lld", (long long)rows_int(r, 0)).data;
        if (closed)
            t.since = rows_int(r, 3);
        else
            t.due = rows_int(r, 3);
        tasks_say(v, q, t,
                  objections ? T("Answer {n} {n|objection|objections} to the roll of electors of the {body}",
                                 "答复对{body}选民名册的 {n} 项异议")
                  : closed   ? T("Count and declare the election of the {body}", "{body}选举计票并宣布结果")
                           : T("The {body} is being elected; voting closes", "{body}选举进行中，等待投票截止"),
                  ARG_TEXT("body", body_name(v, body)), ARG_INT("n", objections));
    }
    rows_done(r);
}

static void queue_terms(struct view *v, struct task_list *q) {
    struct rows *r = db_rows(
        v->db,
        "SELECT h.body, min(h.term_end), count(*) FROM holding h WHERE h.to_at IS NULL AND h.term_end < $1 "
        "AND NOT EXISTS (SELECT 1 FROM round r WHERE r.body = h.body AND r.state <> 'seated' AND r.until IS NULL) GROUP BY h.body ORDER BY 2",
        V(v->now + TERM_AHEAD_S));
    while (rows_next(r)) {
        const char *body = arena_z(v->arena, rows_str(r, 0));
        const struct rule *rule = charter_rule(v->charter, "term", body);
        const struct view_pair field = { "body", str_of(body) };
        struct task t = task_for(v, "nomination.open", body);
        t.clause = rule ? rule_clause(rule) : t.clause;
        t.due = rows_int(r, 1);
        t.href = act_href(v, "nomination.open", &field, 1);
        tasks_say(v, q, t,
                  T("Open nominations for the {body}: {n} {n|term ends|terms end}",
                    "{body}有 {n} 人任期将届满，应开始提名"),
                  ARG_TEXT("body", body_name(v, body)), ARG_INT("n", rows_int(r, 2)));
    }
    rows_done(r);
}

static void queue_matters(struct view *v, struct task_list *q) {
    struct rows *r =
        db_rows(v->db,
                "SELECT t.id, t.body, t.topic, t.opened_at, " SEALED(
                    "t.entry",
                    "title") ", (SELECT min(m.id) FROM meeting m WHERE m.body = t.body AND m.state = 'called' "
                             "AND m.starts_at > $1) FROM matter t WHERE t.state = 'open' ORDER BY t.id LIMIT 200",
                V(v->now));
    while (rows_next(r)) {
        const char *body = arena_z(v->arena, rows_str(r, 1));
        const struct rule *rule = charter_rule(v->charter, arena_z(v->arena, rows_str(r, 2)), NULL);
        struct str title = unsealed(v, rows_str(r, 4));
        struct task t = task_for(v, "motion.propose", body);
        t.clause = rule ? rule_clause(rule) : t.clause;
        t.since = rows_int(r, 3);
        t.note = rows_null(r, 5) ? T("no meeting has been called for it", "尚未召集会议")
                                 : T("a meeting has been called", "已召集会议");
        t.href = arena_f(v->arena, "/matters/%lld", (long long)rows_int(r, 0)).data;
        tasks_say(v, q, t, T("Bring before the {body}: {title}", "提交{body}表决：{title}"),
                  ARG_TEXT("body", body_name(v, body)),
                  ARG_STR("title",
                          title.len ? title : matter_asks(v->db, v->charter, rows_int(r, 0), v->arena, v->lang)));
    }
    rows_done(r);
}

/* ---- meetings, minutes, resolutions, reports ---- */

static void queue_meetings(struct view *v, struct task_list *q) {
    struct rows *r = db_rows(
        v->db,
        "SELECT id, body, state, starts_at, minutes_long FROM meeting WHERE state IN ('called', 'open') AND starts_at < $1 ORDER BY starts_at LIMIT 200",
        V(v->now));
    while (rows_next(r)) {
        const char *body = arena_z(v->arena, rows_str(r, 1));
        bool open = str_is(rows_str(r, 2), "open");
        instant ends = rows_int(r, 3) + rows_int(r, 4) * 60;
        if (open && ends > v->now) continue; /* it is being held */
        struct task t = task_for(v, open ? "meeting.lead" : "meeting.change", body);
        t.due = open ? ends : rows_int(r, 3);
        t.href = arena_f(v->arena, "/meetings/%lld", (long long)rows_int(r, 0)).data;
        tasks_say(v, q, t,
                  open ? T("Close the meeting of the {body} of {day}", "宣布{day}的{body}会议散会")
                       : T("Open, move or cancel the meeting of the {body} of {day}",
                           "{day}的{body}会议尚未开会，请开会、改期或取消"),
                  ARG_TEXT("body", body_name(v, body)), ARG_DAY("day", instant_day(rows_int(r, 3), v->zone)));
    }
    rows_done(r);
}

static void queue_minutes(struct view *v, struct task_list *q) {
    struct rows *r = db_rows(
        v->db,
        "SELECT id, body, starts_at, narrative_entry, closed_at, (SELECT min(n.closed_at) FROM meeting n WHERE n.body = m.body AND n.starts_at > m.starts_at AND n.state = 'held') "
        "FROM meeting m WHERE minutes_state = 'draft' ORDER BY starts_at LIMIT 200");
    while (rows_next(r)) {
        const char *body = arena_z(v->arena, rows_str(r, 1));
        bool written = !rows_null(r, 3);
        struct task t = task_for(v, written ? "meeting.lead" : "minutes.write", body);
        t.since = rows_int(r, 4);
        t.due = rows_null(r, 5) ? INSTANT_NONE : rows_int(r, 5); /* the next meeting should have approved them */
        t.sign = written ? SIGN_NONE : SIGN_OPEN;
        t.href = written ? arena_f(v->arena, "/meetings/%lld/minutes", (long long)rows_int(r, 0)).data
                         : act_on(v, "minutes.write", "meeting", rows_int(r, 0));
        tasks_say(v, q, t,
                  written ? T("Approve the minutes of the {body} of {day} at its next meeting",
                              "{body}{day}会议纪要待下次会议通过")
                          : T("Write the minutes of the {body} of {day}", "撰写{body}{day}会议纪要"),
                  ARG_TEXT("body", body_name(v, body)), ARG_DAY("day", instant_day(rows_int(r, 2), v->zone)));
    }
    rows_done(r);
}

static void queue_resolutions(struct view *v, struct task_list *q) {
    struct rows *r = db_rows(
        v->db,
        "SELECT r.id, r.body, r.due_day, r.owner, " NAME_OF("p") ", " SEALED(
            "o.title_entry",
            "title") ", r.passed_at FROM resolution r JOIN motion o ON o.id = r.motion "
                     "LEFT JOIN person p ON p.id = r.owner WHERE r.state = 'open' ORDER BY r.due_day, r.id LIMIT 200");
    while (rows_next(r)) {
        const char *id = arena_z(v->arena, rows_str(r, 0)), *body = arena_z(v->arena, rows_str(r, 1));
        bool owned = !rows_null(r, 3);
        struct task t = task_for(v, "resolution.follow", body);
        const struct view_pair field = { "resolution", str_of(id) };
        t.href = owned ? arena_f(v->arena, "/resolutions/%s", id).data : act_href(v, "resolution.assign", &field, 1);
        t.sign = owned ? SIGN_NONE : SIGN_OPEN;
        if (owned) {
            t.who = unsealed_name(v, rows_str(r, 4), rows_int(r, 3));
            t.due = rows_null(r, 2) ? INSTANT_NONE : day_start((day)rows_int(r, 2) + 1, v->zone);
        } else {
            t.since = rows_int(r, 6);
        }
        tasks_say(v, q, t,
                  owned ? T("Carry out {id}: {title}", "落实 {id}：{title}")
                        : T("Give {id} an owner: {title}", "为 {id} 指定责任人：{title}"),
                  ARG_Z("id", id), ARG_STR("title", unsealed(v, rows_str(r, 5))));
    }
    rows_done(r);
}

static void queue_reports(struct view *v, struct task_list *q) {
    struct rows *r =
        db_rows(v->db, "SELECT t.id, t.body, t.submitted_at, " SEALED(
                           "t.entry", "title") " FROM report t WHERE t.reviewed_at IS NULL ORDER BY t.id LIMIT 200");
    while (rows_next(r)) {
        const char *body = arena_z(v->arena, rows_str(r, 1));
        const struct rule *rule = charter_rule(v->charter, "supervision", body);
        struct task t = task_for(v, "report.review", rule ? rule_word(rule, "by") : body);
        t.clause = rule ? rule_clause(rule) : t.clause;
        t.since = rows_int(r, 2);
        t.href = act_on(v, "report.review", "report", rows_int(r, 0));
        tasks_say(v, q, t, T("Review the report of the {body}: {title}", "审阅{body}报告：{title}"),
                  ARG_TEXT("body", body_name(v, body)), ARG_STR("title", unsealed(v, rows_str(r, 3))));
    }
    rows_done(r);
}

/* ---- the house itself ---- */

static struct str keeper_words(struct view *v) {
    struct text keeper = keeper_name(v);
    return v->lang == LANG_EN ? arena_f(v->arena, "the %s", keeper.en) : str_of(keeper.zh);
}

static void queue_mail(struct view *v, struct task_list *q) {
    int64_t failed = db_int(v->db, 0, "SELECT count(*) FROM outbox WHERE state = 'failed' AND created_at > $1",
                            V(v->now - MAIL_DAYS * 86400));
    if (failed)
        tasks_say(v, q,
                  ((struct task){ .sign = SIGN_DUE,
                                  .href = "/office/mail?state=failed",
                                  .who = keeper_words(v),
                                  .due = INSTANT_NONE,
                                  .since = INSTANT_NONE }),
                  T("{n} {n|mail|mails} of the last {days} days could not be delivered; the addresses want checking",
                    "近 {days} 天有 {n} 封邮件未能送达，请核对邮箱"),
                  ARG_INT("n", failed), ARG_INT("days", MAIL_DAYS));
    int64_t late =
        db_int(v->db, 0, "SELECT count(*) FROM outbox WHERE state = 'waiting' AND created_at < $1", V(v->now - 3600));
    if (late)
        tasks_say(v, q,
                  ((struct task){ .sign = SIGN_OPEN,
                                  .href = "/office/mail?state=waiting",
                                  .who = keeper_words(v),
                                  .due = INSTANT_NONE,
                                  .since = INSTANT_NONE }),
                  T("{n} {n|mail waits|mails wait} for more than an hour", "有 {n} 封邮件等待发送超过一小时"),
                  ARG_INT("n", late));
}

/* Deadlines in working days want the official calendar of their year. */
static void queue_calendar(struct view *v, struct task_list *q) {
    struct civil today = day_civil(instant_day(v->now, v->zone));
    if (!v->workcal || strcmp(charter_calendar(v->charter), "weekends") == 0) return;
    for (int year = today.year; year <= today.year + (today.month >= YEAR_END_MONTH); year++) {
        if (workcal_has_year(v->workcal, year)) continue;
        struct task t = task_for(v, "calendar.import", NULL);
        t.due = day_start(day_of(year, 1, 1), v->zone);
        t.href = "/act/calendar.import";
        tasks_say(v, q, t,
                  T("Load the official working calendar of {year}; until then its deadlines are provisional",
                    "导入 {year} 年官方工作日历，此前相关期限为暂定"),
                  ARG_PLAIN("year", year));
    }
}

/* ---- beside the queue ---- */

static void read_meetings(struct view *v, struct office_page *p) {
    enum { SHOWN = 30 };
    struct office_meeting *rows = arena_array(v->arena, struct office_meeting, SHOWN);
    struct rows *r = db_rows(
        v->db,
        "SELECT m.id, m.body, m.number, m.starts_at, m.topics_by, m.topics_closed, m.provisional, m.state, m.notice_by, "
        "(SELECT count(*) FROM outbox o WHERE o.meeting = m.id), (SELECT count(*) FROM outbox o WHERE o.meeting = m.id AND o.state = 'sent'), "
        "(SELECT count(*) FROM outbox o WHERE o.meeting = m.id AND o.state = 'failed') "
        "FROM meeting m WHERE m.state IN ('called', 'open') ORDER BY m.starts_at LIMIT 30");
    while (p->meeting_count < SHOWN && rows_next(r))
        rows[p->meeting_count++] = (struct office_meeting){
            .id = rows_int(r, 0),
            .body = arena_z(v->arena, rows_str(r, 1)),
            .number = rows_int(r, 2),
            .starts_at = rows_int(r, 3),
            .topics_by = rows_int(r, 4),
            .topics_closed = rows_int(r, 5) != 0,
            .provisional = rows_int(r, 6) != 0,
            .open = str_is(rows_str(r, 7), "open"),
            .notice_by = (day)rows_int(r, 8),
            .notices = rows_int(r, 9),
            .sent = rows_int(r, 10),
            .failed = rows_int(r, 11),
        };
    rows_done(r);
    p->meetings = rows;
}

static void read_compliance(struct view *v, struct office_page *p) {
    struct compliance *rows;
    size_t n = compliance_of(v->db, v->charter, v->workcal, v->now, v->arena, &rows);
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < n; i++) {
            if (rows[i].state != (pass ? COMPLIANCE_WARNING : COMPLIANCE_BREACH)) continue;
            for (size_t k = 0; k < rows[i].line_count && rows[i].lines[k].state == rows[i].state; k++) {
                const struct compliance_line *line = &rows[i].lines[k];
                struct task t = { .sign = pass ? SIGN_DUE : SIGN_BROKEN,
                                  .clause = rows[i].clause,
                                  .due = INSTANT_NONE,
                                  .since = INSTANT_NONE,
                                  .note = compliance_title(rows[i].state) };
                tasks_add(v, &p->compliance, t, line->text, line->args, line->arg_count);
            }
        }
}

static void view_office(struct view *v) {
    struct office_page p = { .founding = db_has(v->db, "SELECT 1 FROM alliance WHERE closed_at IS NULL") };
    struct task_list q = { 0 };
    void (*const queues[])(struct view *, struct task_list *) = {
        queue_applications, queue_withdrawals, queue_rounds,      queue_elections, queue_terms, queue_matters,
        queue_meetings,     queue_minutes,     queue_resolutions, queue_reports,   queue_mail,  queue_calendar
    };
    for (size_t i = 0; i < sizeof queues / sizeof queues[0]; i++) queues[i](v, &q);
    tasks_sort(v, &q);
    p.late = tasks_of(v, &q, URGENT_OVERDUE);
    p.soon = tasks_of(v, &q, URGENT_SOON);
    p.waiting = tasks_of(v, &q, URGENT_WAITING);
    p.later = tasks_of(v, &q, URGENT_LATER);
    read_meetings(v, &p);
    read_compliance(v, &p);
    page_begin_with(v, &(struct page){ .title = T("Today in the office", "今日待办"),
                                       .section = "office",
                                       .private = true,
                                       .tabs = OFFICE_TABS });
    tpl_office(v, &p);
    page_end(v);
}
VIEW(office) = { .path = "/office", .audience = FOR_OFFICE, .run = view_office };
