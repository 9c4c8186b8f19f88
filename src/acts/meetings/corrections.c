/* Corrections of what was wrongly recorded in a meeting: a vote, somebody's coming or going. Each is an act of its own, with its
 * reason for everybody to read, while the meeting is open or its minutes are not yet approved. What was decided is counted anew.
 *
 * A correction that would turn a decision is refused: what rests on it may have happened, and a body decides by voting, not by
 * what is found later. Whoever finds such an error moves the question again. */
#include <string.h>

#include "acts/meetings/motions.h"

enum { EARLY_S = 3600 };

#define FIELD_REASON                                                                                                   \
    {                                                                                                                  \
        .name = "reason", .label = TEXT_INIT("What was wrong", "更正原因"), .type = FIELD_TEXT,                        \
        .privacy = FIELD_SEALED_PUBLIC, .min = 2, .max = 2000                                                          \
    }

static void judge_time(struct judging *j, int64_t meeting) {
    struct str minutes = db_str(j->db, j->arena, "SELECT minutes_state FROM meeting WHERE id = $1", V(meeting));
    if (str_is(minutes, "approved"))
        refuse_state(j, (const struct rule *)NULL,
                     T("The minutes of this meeting are approved; its record stands.",
                       "该会议纪要已通过，记录不再更正。"),
                     T_NONE);
}

/* Whether the decision stands with other numbers: quorum and majority of the moment it was put. */
static bool judge_stands(struct judging *j, const struct motion *m, struct sum sum) {
    bool passed = strcmp(m->state, "passed") == 0;
    struct result r = motion_result(j->db, j->arena, j->charter, m, sum);
    struct quorum q = quorum_with(j->db, j->charter, m->body, m->meeting, sum.present, sum.in_office);
    const struct arg args[] = {
        ARG_INT("motion", m->number), ARG_INT("affirmative", sum.affirmative), ARG_INT("base", r.base),
        ARG_INT("needed", r.needed),  ARG_TEXT("of", motion_base_words(r.of)), ARG_INT("present", sum.present)
    };
    size_t n = sizeof args / sizeof args[0];
    struct text again = T("The question can be put to the vote again.", "可就该问题再次付表决。");
    if (passed && !q.reached)
        finding_add(j, true, ERR_REFUSED, rule_clause(q.rule), NULL,
                    T("Without this person there was no quorum for motion {motion}, which passed.",
                      "更正后动议 {motion} 付表决时未达法定人数，而该动议已通过。"),
                    again, args, n);
    else if (passed != r.passed)
        finding_add(
            j, true, ERR_REFUSED, r.rule ? rule_clause(r.rule) : NULL, NULL,
            T("This would turn the outcome of motion {motion}: {affirmative} affirmative of {base} {of}; {needed} are needed.",
              "此更正将改变动议 {motion} 的结果：{of} {base}，赞成 {affirmative} 票，须 {needed} 票。"),
            again, args, n);
    else
        finding_add(
            j, false, 0, r.rule ? rule_clause(r.rule) : NULL, NULL,
            T("The outcome of motion {motion} stands: {affirmative} affirmative of {base} {of}; {needed} are needed.",
              "动议 {motion} 结果不变：{of} {base}，赞成 {affirmative} 票，须 {needed} 票。"),
            T_NONE, args, n);
    return !refused(j);
}

/* ---- motion.correct ---- */

static const struct choice corrected_votes[] = {
    { "affirmative", TEXT_INIT("affirmative", "赞成") },
    { "abstention", TEXT_INIT("abstention", "弃权") },
    { "negative", TEXT_INIT("negative", "反对") },
    { "none", TEXT_INIT("did not vote", "未表决") },
    { 0 },
};

static const struct field correct_fields[] = {
    { .name = "motion", .label = TEXT_INIT("Motion", "动议"), .type = FIELD_REF, .ref = "motion" },
    { .name = "person", .label = TEXT_INIT("Whose vote", "表决人"), .type = FIELD_REF, .ref = "person" },
    { .name = "vote",
      .label = TEXT_INIT("As it was given", "实际表决"),
      .type = FIELD_CHOICE,
      .choices = corrected_votes },
    FIELD_REASON,
    { 0 },
};

static const char *vote_meant(const struct act *act) {
    const char *vote = act_z(act, "vote");
    return strcmp(vote, "none") == 0 ? NULL : vote;
}

static void correct_judge(struct judging *j) {
    const struct motion *m = motion_read(j->db, j->arena, act_int(j->act, "motion"));
    int64_t person = act_int(j->act, "person");
    if (!m) return;
    const struct rule *roll = charter_rule(j->charter, "motion.roll-call", m->body);
    if (strcmp(m->state, "passed") != 0 && strcmp(m->state, "failed") != 0) {
        refuse_state(j, roll,
                     T("A vote is corrected when it has been closed; until then it is given or entered anew.",
                       "表决结束后方可更正；结束前可重新表决或录入。"),
                     T_NONE);
        return;
    }
    if (!m->meeting)
        refuse_state(j, roll,
                     T("A vote between meetings is final when it has closed.", "会议之间的表决结束后不再更正。"),
                     T_NONE);
    judge_time(j, m->meeting);
    struct rows *r =
        db_rows(j->db, "SELECT vote, how FROM roll_call WHERE motion = $1 AND person = $2", V(m->id), V(person));
    bool on = rows_next(r);
    const char *vote = on && !rows_null(r, 0) ? arena_z(j->arena, rows_str(r, 0)) : NULL;
    bool own = on && (str_is(rows_str(r, 1), "own") || str_is(rows_str(r, 1), "proxy"));
    rows_done(r);
    const char *meant = vote_meant(j->act);
    if (!on)
        refuse_state(j, roll,
                     T("This person was not on the roll when the motion was put.", "付表决时该人员不在名单上。"),
                     T("Correct their attendance first, if that is what was wrong.",
                       "如系出席登记有误，请先更正出席。"));
    else if (own)
        refuse_state(
            j, roll,
            T("This vote was cast by its voter, or by who carries it: there is nothing that was recorded wrongly.",
              "该票系本人或受托人自行投出，不存在录入错误。"),
            T_NONE);
    else if (vote == meant || (vote && meant && strcmp(vote, meant) == 0))
        refuse_state(j, roll, T("It is recorded so already.", "记录已是如此。"), T_NONE);
    if (refused(j)) return;
    struct sum sum = votes_sum(j->db, m);
    sum_add(&sum, vote, -1);
    sum_add(&sum, meant, 1);
    judge_stands(j, m, sum);
}

static void correct_apply(struct applying *a) {
    int64_t motion = act_int(a->act, "motion");
    const char *vote = vote_meant(a->act);
    db_exec(a->db,
            "UPDATE roll_call SET vote = $1, how = 'corrected', vote_entry = $2 WHERE motion = $3 AND person = $4",
            vote ? V(vote) : V_NULL, V(a->act->entry), V(motion), V(act_int(a->act, "person")));
    motion_recount(a, motion);
}

ACT(motion_correct) = {
    .name = "motion.correct",
    .version = 1,
    .family = "motions",
    .power = "meeting.record",
    .body = act_body_of_motion,
    .pinned = act_pinned_of_motion,
    .weighty = true,
    .title = TEXT_INIT("Correct a recorded vote", "更正表决记录"),
    .effect = TEXT_INIT(
        "The vote of {person} on {motion} is corrected, and it is counted anew. What was recorded first stays in the register.",
        "更正{person}对{motion}的表决并重新计票；原记录仍保留在登记簿中。"),
    .done = TEXT_INIT("The recorded vote of {person} on {motion} was corrected: {vote}.",
                      "更正{person}对{motion}的表决记录：{vote}。"),
    .fields = correct_fields,
    .judge = correct_judge,
    .apply = correct_apply,
};

/* ---- attendance.correct ---- */

static const struct field attendance_fields[] = {
    { .name = "meeting", .label = TEXT_INIT("Meeting", "会议"), .type = FIELD_REF, .ref = "meeting" },
    { .name = "person", .label = TEXT_INIT("Person", "人员"), .type = FIELD_REF, .ref = "person" },
    { .name = "record",
      .label = TEXT_INIT("Entry that is wrong", "有误的登记条目"),
      .type = FIELD_INT,
      .min = 1,
      .max = 9007199254740991,
      .optional = true,
      .help = TEXT_INIT("The entry that recorded their coming. Left out: a coming is added that nobody recorded.",
                        "登记其到会的条目编号；不填则补登一次到会。") },
    { .name = "came_at",
      .label = TEXT_INIT("Came", "到会时间"),
      .type = FIELD_INSTANT,
      .optional = true,
      .help = TEXT_INIT("Left out: they were not there.", "不填表示其并未到会。") },
    { .name = "left_at",
      .label = TEXT_INIT("Left", "离会时间"),
      .type = FIELD_INSTANT,
      .optional = true,
      .help = TEXT_INIT("Left out: stayed to the end.", "不填表示直至散会。") },
    { .name = "place",
      .label = TEXT_INIT("Where", "参会方式"),
      .type = FIELD_CHOICE,
      .choices = attendance_places,
      .optional = true },
    FIELD_REASON,
    { 0 },
};

struct stay {
    instant from, to;
    const char *place;
    bool any;
}; /* `to` INSTANT_NONE: is there still */

static struct stay stay_recorded(struct db *db, struct arena *arena, const struct act *act) {
    struct stay s = { .from = INSTANT_NONE, .to = INSTANT_NONE };
    struct rows *r =
        db_rows(db, "SELECT came_at, left_at, place FROM attendance WHERE entry = $1 AND meeting = $2 AND person = $3",
                V(act_int(act, "record")), V(act_int(act, "meeting")), V(act_int(act, "person")));
    if (rows_next(r))
        s = (struct stay){ rows_int(r, 0), rows_null(r, 1) ? INSTANT_NONE : rows_int(r, 1),
                           arena_z(arena, rows_str(r, 2)), true };
    rows_done(r);
    return s;
}

static instant closed_at(struct db *db, int64_t meeting) {
    return db_int(db, INSTANT_NONE, "SELECT closed_at FROM meeting WHERE id = $1 AND closed_at IS NOT NULL",
                  V(meeting));
}

static struct stay stay_meant(struct db *db, const struct act *act, const struct stay *recorded) {
    if (!act_given(act, "came_at")) return (struct stay){ .from = INSTANT_NONE, .to = INSTANT_NONE };
    const char *place = act_z(act, "place");
    return (struct stay){ act_instant(act, "came_at"),
                          act_given(act, "left_at") ? act_instant(act, "left_at")
                                                    : closed_at(db, act_int(act, "meeting")),
                          place           ? place
                          : recorded->any ? recorded->place
                                          : "room",
                          true };
}

static bool there_at(const struct stay *s, instant at) {
    return s->any && s->from <= at && (s->to == INSTANT_NONE || s->to > at);
}

static void judge_stay(struct judging *j, const struct meeting *m, const struct stay *s) {
    instant end = closed_at(j->db, m->id);
    int64_t person = act_int(j->act, "person");
    if (end == INSTANT_NONE) end = j->act->at;
    if (s->from < m->starts_at - EARLY_S || s->from > end)
        refuse_field(j, "came_at", T("This lies outside the meeting.", "该时间不在会议期间。"));
    if (s->to != INSTANT_NONE && (s->to <= s->from || s->to > end))
        refuse_field(j, "left_at",
                     T("They left after they came, and before the meeting ended.",
                       "离会时间须晚于到会时间且不晚于散会。"));
    if (db_has(
            j->db,
            "SELECT 1 FROM attendance WHERE meeting = $1 AND person = $2 AND entry <> $3 AND came_at < $4 AND (left_at IS NULL OR left_at > $5)",
            V(m->id), V(person), V(act_int(j->act, "record")), V(s->to == INSTANT_NONE ? INT64_MAX : s->to),
            V(s->from)))
        refuse_field(j, "came_at", T("They are recorded as present in that time already.", "该时段已有其出席登记。"));
    if (!db_has(
            j->db,
            "SELECT 1 FROM holding WHERE body = $1 AND person = $2 AND from_at <= $3 AND (to_at IS NULL OR to_at > $3)",
            V(m->body), V(person), V(s->from)))
        refuse_state(j, (const struct rule *)NULL,
                     T("This person held no office in the body then, and does not count.",
                       "该人员当时未在该机构任职，不计入出席。"),
                     T_NONE);
}

/* The motions that were put while the correction makes a difference: at most so many, in their order. */
enum { TOUCHED_MAX = 1000 };
static size_t touched(struct db *db, struct arena *arena, int64_t meeting, const struct stay *was,
                      const struct stay *is, int64_t **ret) {
    size_t n = 0;
    *ret = arena_array(arena, int64_t, TOUCHED_MAX);
    struct rows *r =
        db_rows(db, "SELECT id, put_at FROM motion WHERE meeting = $1 AND state IN ('passed', 'failed') ORDER BY id",
                V(meeting));
    while (n < TOUCHED_MAX && rows_next(r))
        if (there_at(was, rows_int(r, 1)) != there_at(is, rows_int(r, 1))) (*ret)[n++] = rows_int(r, 0);
    rows_done(r);
    return n;
}

static void judge_motion_without(struct judging *j, int64_t id, int64_t person, bool there) {
    const struct motion *m = motion_read(j->db, j->arena, id);
    struct sum sum = votes_sum(j->db, m);
    bool on = db_has(j->db, "SELECT 1 FROM roll_call WHERE motion = $1 AND person = $2", V(id), V(person));
    if (on == there) return;
    struct str vote =
        db_str(j->db, j->arena, "SELECT vote FROM roll_call WHERE motion = $1 AND person = $2 AND vote IS NOT NULL",
               V(id), V(person));
    int64_t other = there ? 0
                          : db_int(j->db, 0, "SELECT person FROM roll_call WHERE motion = $1 AND carrier = $2 LIMIT 1",
                                   V(id), V(person));
    if (other)
        refuse_state(j, charter_rule(j->charter, "motion.proxy", m->body),
                     T("They carried another's vote in motion {motion}, which would fall with their presence.",
                       "该人员在动议 {motion} 中代行他人表决权，其出席不得更正为未到会。"),
                     T_NONE, ARG_INT("motion", m->number));
    if (on && vote.data) sum_add(&sum, arena_z(j->arena, vote), -1);
    sum.present += there ? 1 : -1;
    judge_stands(j, m, sum);
}

static void attendance_judge(struct judging *j) {
    const struct meeting *m = meeting_read(j->db, j->arena, act_int(j->act, "meeting"));
    struct stay was = stay_recorded(j->db, j->arena, j->act), is = stay_meant(j->db, j->act, &was);
    if (!m) return;
    judge_time(j, m->id);
    if (strcmp(m->state, "called") == 0 || strcmp(m->state, "cancelled") == 0)
        refuse_state(j, (const struct rule *)NULL, T("This meeting has not begun.", "该会议尚未开始。"), T_NONE);
    if (db_has(j->db, "SELECT 1 FROM motion WHERE meeting = $1 AND state = 'put'", V(m->id)))
        refuse_state(j, (const struct rule *)NULL,
                     T("A vote is on: attendance is corrected after it.", "正在表决，请于表决结束后更正出席。"),
                     T_NONE);
    if (act_given(j->act, "record") && !was.any)
        refuse_field(j, "record",
                     T("This entry records no coming of this person to this meeting.",
                       "该条目并非该人员在本次会议的到会登记。"));
    if (!was.any && !is.any)
        refuse_field(j, "came_at",
                     T("Say when they came, or which entry is wrong.", "请填写到会时间，或指明有误的条目。"));
    if (is.any) judge_stay(j, m, &is);
    int64_t *motions;
    size_t n = refused(j) ? 0 : touched(j->db, j->arena, m->id, &was, &is, &motions);
    for (size_t i = 0; i < n && !refused(j); i++)
        judge_motion_without(j, motions[i], act_int(j->act, "person"),
                             there_at(&is, db_int(j->db, 0, "SELECT put_at FROM motion WHERE id = $1", V(motions[i]))));
}

static void correct_roll(struct applying *a, int64_t motion, int64_t person, int64_t holding, bool there) {
    bool on = db_has(a->db, "SELECT 1 FROM roll_call WHERE motion = $1 AND person = $2", V(motion), V(person));
    if (on == there) return;
    if (there)
        db_exec(a->db, "INSERT INTO roll_call (motion, person, holding) VALUES ($1, $2, $3)", V(motion), V(person),
                V(holding));
    else
        db_exec(a->db, "DELETE FROM roll_call WHERE motion = $1 AND person = $2", V(motion), V(person));
    db_exec(a->db, "UPDATE motion SET present = present + $1, asked = asked + $1 WHERE id = $2", V(there ? 1 : -1),
            V(motion));
    motion_recount(a, motion);
}

static void attendance_apply(struct applying *a) {
    const struct meeting *m = meeting_read(a->db, a->arena, act_int(a->act, "meeting"));
    int64_t person = act_int(a->act, "person");
    struct stay was = stay_recorded(a->db, a->arena, a->act), is = stay_meant(a->db, a->act, &was);
    int64_t holding =
        !is.any
            ? 0
            : db_int(
                  a->db, 0,
                  "SELECT id FROM holding WHERE body = $1 AND person = $2 AND from_at <= $3 AND (to_at IS NULL OR to_at > $3) ORDER BY id LIMIT 1",
                  V(m->body), V(person), V(is.from));
    int64_t *motions;
    size_t n = touched(a->db, a->arena, m->id, &was, &is, &motions);
    if (was.any) db_exec(a->db, "DELETE FROM attendance WHERE entry = $1", V(act_int(a->act, "record")));
    if (is.any)
        db_exec(
            a->db,
            "INSERT INTO attendance (meeting, person, came_at, left_at, holding, place, how, entry) VALUES ($1, $2, $3, $4, $5, $6, 'corrected', $7)",
            V(m->id), V(person), V(is.from), is.to == INSTANT_NONE ? V_NULL : V(is.to), V(holding), V(is.place),
            V(a->act->entry));
    if (is.any && is.to == INSTANT_NONE) proxy_attended(a, m->id, person);
    for (size_t i = 0; i < n; i++)
        correct_roll(a, motions[i], person, holding,
                     there_at(&is, db_int(a->db, 0, "SELECT put_at FROM motion WHERE id = $1", V(motions[i]))));
}

ACT(attendance_correct) = {
    .name = "attendance.correct",
    .version = 1,
    .family = "meetings",
    .power = "meeting.record",
    .body = act_body_of_meeting,
    .pinned = act_pinned_of_meeting,
    .weighty = true,
    .title = TEXT_INIT("Correct recorded attendance", "更正出席记录"),
    .effect = TEXT_INIT("Votes put in that time are counted anew. What was recorded first stays in the register.",
                        "该时段内的表决将重新计票；原记录仍保留在登记簿中。"),
    .done = TEXT_INIT("The recorded attendance of {person} in {meeting} was corrected.",
                      "更正{person}在{meeting}的出席记录。"),
    .fields = attendance_fields,
    .judge = attendance_judge,
    .apply = attendance_apply,
};
