/* Motions: proposed, put to the vote with a quorum, voted on by name, closed with a worked result.
 *
 *     proposed ──► put ──► passed | failed
 *         └──► withdrawn
 *
 *  M1. When a motion is put, the set of those present is frozen (roll_call): the base of the majority and the list of who
 *      may vote. Who leaves stays counted and cannot vote; who comes later cannot vote.
 *  M2. A vote may be corrected by its voter until the motion is closed; the last one counts, all are in the register.
 *  M3. An amendment is a motion of its own that `amends` another: it is voted on first, and when it passes its wording is the
 *      motion's (motion_amend.c). A motion on procedure does what it says to the meeting (procedures.c). Neither makes a resolution.
 *  M4. The result is counted in motion_close.c. */
#include <string.h>

#include "acts/matters/matters.h"
#include "acts/meetings/motions.h"
#include "acts/offices/offices.h"

const struct motion *motion_read(struct db *db, struct arena *arena, int64_t id) {
    struct motion *m = NULL;
    struct rows *r = db_rows(
        db,
        "SELECT motion.meeting, motion.number, motion.matter, motion.opposes, motion.present, motion.in_office, motion.state, motion.body, "
        "motion.closes_at, motion.amends, motion.procedure, motion.seconds, motion.title_entry, motion.text_entry, motion.entry, "
        "motion.put_at, motion.charter FROM motion WHERE motion.id = $1",
        V(id));
    if (rows_next(r)) {
        m = arena_new(arena, struct motion);
        *m = (struct motion){ .id = id,
                              .meeting = rows_int(r, 0),
                              .number = rows_int(r, 1),
                              .matter = rows_int(r, 2),
                              .opposes = rows_int(r, 3),
                              .present = rows_int(r, 4),
                              .in_office = rows_int(r, 5),
                              .state = arena_z(arena, rows_str(r, 6)),
                              .body = arena_z(arena, rows_str(r, 7)),
                              .closes_at = rows_null(r, 8) ? INSTANT_NONE : rows_int(r, 8),
                              .amends = rows_int(r, 9),
                              .procedure = rows_null(r, 10) ? NULL : arena_z(arena, rows_str(r, 10)),
                              .seconds = rows_int(r, 11),
                              .title_entry = rows_int(r, 12),
                              .text_entry = rows_int(r, 13),
                              .entry = rows_int(r, 14),
                              .put_at = rows_int(r, 15),
                              .charter = rows_int(r, 16) };
    }
    rows_done(r);
    return m;
}

/* ---- motion.propose ---- */

static const struct field propose_fields[] = {
    { .name = "meeting", .label = TEXT_INIT("Meeting", "会议"), .type = FIELD_REF, .ref = "meeting" },
    { .name = "title",
      .label = TEXT_INIT("Title", "标题"),
      .type = FIELD_LINE,
      .privacy = FIELD_SEALED_PUBLIC,
      .min = 2,
      .optional = true,
      .help = TEXT_INIT("Only a motion on procedure needs neither title nor text.", "仅程序动议可不填标题和内容。") },
    { .name = "text",
      .label = TEXT_INIT("What is to be resolved", "拟决议的内容"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .optional = true },
    { .name = "topic",
      .label = TEXT_INIT("Under topic", "所属议题"),
      .type = FIELD_REF,
      .ref = "topic",
      .optional = true },
    { .name = "matter",
      .label = TEXT_INIT("Decides the matter", "所决事项"),
      .type = FIELD_REF,
      .ref = "matter",
      .optional = true,
      .help = TEXT_INIT("When it passes, the matter takes effect by itself.", "通过后，该事项自行生效。") },
    { .name = "opposes",
      .label = TEXT_INIT("Is the opposite of motion", "与下列动议相反"),
      .type = FIELD_REF,
      .ref = "motion",
      .optional = true },
    { .name = "procedure",
      .label = TEXT_INIT("On procedure", "程序动议"),
      .type = FIELD_CHOICE,
      .choices = procedures,
      .optional = true,
      .help = TEXT_INIT("About the meeting's own course: it is voted on without debate and makes no resolution.",
                        "关于会议进程本身：不经讨论即付表决，不形成决议。") },
    { .name = "seconds",
      .label = TEXT_INIT("Seconds each may speak", "每人发言时限（秒）"),
      .type = FIELD_INT,
      .min = SPEAK_S_MIN,
      .max = SPEAK_S_MAX,
      .optional = true },
    { 0 },
};

/* Every motion but one on procedure says in its own words what is to be resolved. */
static void judge_wording(struct judging *j) {
    static const char *const fields[] = { "title", "text" };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        for (const struct field *f = propose_fields; f->name; f++)
            if (strcmp(f->name, fields[i]) == 0 && !act_given(j->act, f->name))
                refuse_field(j, f->name, T("{field} is missing.", "请填写“{field}”。"), ARG_TEXT("field", f->label));
}

void judge_motion_matter(struct judging *j, const char *body) {
    int64_t matter = act_int(j->act, "matter");
    if (!matter) return;
    struct str decides = db_str(j->db, j->arena, "SELECT body FROM matter WHERE id = $1", V(matter));
    if (!str_is(decides, body))
        refuse_field(j, "matter", T("Another body decides this matter.", "该事项由其他机构表决。"));
    else if (!db_has(j->db, "SELECT 1 FROM matter WHERE id = $1 AND state = 'open'", V(matter)))
        refuse_state(j, (const struct rule *)NULL,
                     T("This matter is before a vote, decided or withdrawn already.",
                       "该事项已提交表决、已决或已撤回。"),
                     T_NONE);
}

static void propose_judge(struct judging *j) {
    const struct meeting *m = meeting_read(j->db, j->arena, act_int(j->act, "meeting"));
    if (!m) return;
    if (strcmp(m->state, "called") != 0 && strcmp(m->state, "open") != 0)
        refuse_state(j, (const struct rule *)NULL, T("This meeting takes no motions any more.", "该会议不再接受动议。"),
                     T_NONE);
    if (act_given(j->act, "procedure")) {
        procedure_judge(j, m);
        return;
    }
    judge_wording(j);
    int64_t topic = act_int(j->act, "topic");
    if (topic && !db_has(j->db, "SELECT 1 FROM topic WHERE id = $1 AND meeting = $2", V(topic), V(m->id)))
        refuse_field(j, "topic", T("This topic belongs to another meeting.", "该议题属于另一次会议。"));
    int64_t opposes = act_int(j->act, "opposes");
    if (opposes && !db_has(j->db, "SELECT 1 FROM motion WHERE id = $1 AND meeting = $2", V(opposes), V(m->id)))
        refuse_field(j, "opposes", T("That motion belongs to another meeting.", "该动议属于另一次会议。"));
    judge_motion_matter(j, m->body);
}

int64_t motion_add(struct applying *a, const struct motion *m, int64_t topic) {
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM motion");
    int64_t number =
        1 + (m->meeting
                 ? db_int(a->db, 0, "SELECT max(number) FROM motion WHERE meeting = $1", V(m->meeting))
                 : db_int(a->db, 0, "SELECT max(number) FROM motion WHERE meeting IS NULL AND body = $1", V(m->body)));
    db_exec(
        a->db,
        "INSERT INTO motion (id, body, meeting, number, charter, topic, matter, opposes, amends, procedure, seconds, person, state, affirmative, abstention, negative, exactly, "
        "inquorate, title_entry, text_entry, entry) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'proposed', 0, 0, 0, 0, 0, $13, $14, $15)",
        V(id), V(m->body), m->meeting ? V(m->meeting) : V_NULL, V(number), V(a->act->charter),
        topic ? V(topic) : V_NULL, m->matter ? V(m->matter) : V_NULL, m->opposes ? V(m->opposes) : V_NULL,
        m->amends ? V(m->amends) : V_NULL, m->procedure ? V(m->procedure) : V_NULL, m->seconds ? V(m->seconds) : V_NULL,
        V(a->act->by.person), V(m->title_entry), V(m->text_entry), V(a->act->entry));
    act_mention(a, "motion", id);
    act_words(a, "motion", id);
    return id;
}

static void propose_apply(struct applying *a) {
    int64_t entry = a->act->entry;
    const struct meeting *meeting = meeting_read(a->db, a->arena, act_int(a->act, "meeting"));
    struct motion m = { .meeting = meeting->id,
                        .body = meeting->body,
                        .matter = act_int(a->act, "matter"),
                        .opposes = act_int(a->act, "opposes"),
                        .procedure = act_z(a->act, "procedure"),
                        .seconds = act_int(a->act, "seconds"),
                        .title_entry = entry,
                        .text_entry = entry };
    int64_t topic = m.procedure ? point_now(a->db, m.meeting) : act_int(a->act, "topic");
    int64_t id = motion_add(a, &m, topic);
    if (m.matter)
        db_exec(a->db, "UPDATE matter SET state = 'scheduled', motion = $1 WHERE id = $2", V(id), V(m.matter));
}

ACT(motion_propose) = {
    .name = "motion.propose",
    .version = 1,
    .family = "motions",
    .power = "motion.propose",
    .body = act_body_of_meeting,
    .pinned = act_pinned_of_meeting,
    .title = TEXT_INIT("Propose a motion", "提出动议"),
    .done = TEXT_INIT("A motion was proposed in {meeting}.", "在{meeting}提出动议。"),
    .fields = propose_fields,
    .judge = propose_judge,
    .apply = propose_apply,
};

/* ---- motion.withdraw ---- */

static const struct field motion_only[] = {
    { .name = "motion", .label = TEXT_INIT("Motion", "动议"), .type = FIELD_REF, .ref = "motion" },
    { 0 },
};

static void withdraw_judge(struct judging *j) {
    const struct motion *m = motion_read(j->db, j->arena, act_int(j->act, "motion"));
    if (!m) return;
    if (strcmp(m->state, "proposed") != 0)
        refuse_state(j, (const struct rule *)NULL,
                     T("A motion can be withdrawn until it is put.", "动议付表决后不得撤回。"), T_NONE);
    if (!db_has(j->db, "SELECT 1 FROM motion WHERE id = $1 AND person = $2", V(m->id), V(j->act->by.person)))
        finding_add(j, true, ERR_DENIED, NULL, NULL,
                    T("Only who proposed a motion can withdraw it.", "动议只能由提出人撤回。"), T_NONE, NULL, 0);
    int64_t amendment = db_int(j->db, 0, "SELECT number FROM motion WHERE amends = $1 AND state = 'put'", V(m->id));
    if (amendment)
        refuse_state(j, (const struct rule *)NULL,
                     T("Its amendment, motion {amendment}, is being voted on.",
                       "其修正案（动议 {amendment}）正在表决。"),
                     T_NONE, ARG_INT("amendment", amendment));
}

static void withdraw_apply(struct applying *a) {
    int64_t motion = act_int(a->act, "motion");
    db_exec(a->db, "UPDATE motion SET state = 'withdrawn' WHERE id = $1 OR (amends = $1 AND state = 'proposed')",
            V(motion));
    db_exec(a->db, "UPDATE matter SET state = 'open', motion = NULL WHERE motion = $1 AND state = 'scheduled'",
            V(motion));
}

ACT(motion_withdraw) = {
    .name = "motion.withdraw",
    .version = 1,
    .family = "motions",
    .power = "motion.propose",
    .body = act_body_of_motion,
    .pinned = act_pinned_of_motion,
    .title = TEXT_INIT("Withdraw a motion", "撤回动议"),
    .done = TEXT_INIT("{motion} was withdrawn.", "{motion}已撤回。"),
    .fields = motion_only,
    .judge = withdraw_judge,
    .apply = withdraw_apply,
};

/* ---- motion.put ---- */

enum { VOTE_S_MIN = 5, VOTE_S_MAX = 86400 };

static const struct field put_fields[] = {
    { .name = "motion", .label = TEXT_INIT("Motion", "动议"), .type = FIELD_REF, .ref = "motion" },
    { .name = "seconds",
      .label = TEXT_INIT("Seconds to vote", "表决时限（秒）"),
      .type = FIELD_INT,
      .min = VOTE_S_MIN,
      .max = VOTE_S_MAX,
      .optional = true,
      .help = TEXT_INIT("The vote then closes by itself. Left out: when the chair closes it.",
                        "届时自动结束；不填则由主持人结束。") },
    { 0 },
};

/* Where exactly the line is enough, a motion and its opposite could both pass: a charter may refuse the second. */
static void judge_opposite(struct judging *j, const struct motion *m) {
    const struct rule *r = charter_rule(j->charter, "motion.opposite", m->body);
    if (!r || strcmp(rule_word(r, "effect"), "refused") != 0) return;
    int64_t passed =
        m->opposes ? db_int(j->db, 0, "SELECT number FROM motion WHERE id = $1 AND meeting = $2 AND state = 'passed'",
                            V(m->opposes), V(m->meeting))
                   : 0;
    if (!passed)
        passed = db_int(j->db, 0,
                        "SELECT number FROM motion WHERE opposes = $1 AND meeting = $2 AND state = 'passed' LIMIT 1",
                        V(m->id), V(m->meeting));
    if (passed)
        refuse(j, r,
               T("Its opposite, motion {passed}, has passed in this meeting.",
                 "与其相反的动议 {passed} 已在本次会议通过。"),
               T("It can be put in another meeting.", "可在下次会议提出。"), ARG_INT("passed", passed));
}

static void put_judge(struct judging *j) {
    const struct motion *m = motion_read(j->db, j->arena, act_int(j->act, "motion"));
    if (!m) return;
    const struct meeting *meeting = meeting_read(j->db, j->arena, m->meeting);
    const struct charter *c = j->charter;
    if (strcmp(meeting->state, "open") != 0)
        refuse_state(j, (const struct rule *)NULL, T("The meeting is not open.", "会议未在进行中。"), T_NONE);
    if (strcmp(m->state, "proposed") != 0)
        refuse_state(j, (const struct rule *)NULL,
                     T("This motion has been put or withdrawn already.", "该动议已付表决或已撤回。"), T_NONE);
    int64_t other = db_int(j->db, 0, "SELECT number FROM motion WHERE meeting = $1 AND state = 'put'", V(m->meeting));
    if (other)
        refuse_state(j, (const struct rule *)NULL, T("Motion {other} is being voted on.", "动议 {other} 正在表决。"),
                     T("Close that vote first.", "请先结束该表决。"), ARG_INT("other", other));
    int64_t amendment =
        db_int(j->db, 0, "SELECT min(number) FROM motion WHERE amends = $1 AND state = 'proposed'", V(m->id));
    if (amendment)
        refuse_state(j, (const struct rule *)NULL,
                     T("Its amendment, motion {amendment}, is voted on first.",
                       "应先就其修正案（动议 {amendment}）付表决。"),
                     T("Put the amendment, or let its mover withdraw it.", "请将修正案付表决，或由其提出人撤回。"),
                     ARG_INT("amendment", amendment));
    judge_opposite(j, m);
    judge_majority(j, m);
    if (m->matter) judge_matter_current(j, m->matter);
    struct quorum q = quorum_now(j->db, c, m->body, m->meeting);
    const struct arg args[] = { ARG_INT("present", q.present), ARG_INT("whole", q.whole), ARG_INT("needed", q.needed) };
    finding_add(j, !q.reached, ERR_REFUSED, q.rule ? rule_clause(q.rule) : NULL, NULL,
                q.reached ? T("{present} of {whole} attend; {needed} are needed.",
                              "应到 {whole} 人，实到 {present} 人，须 {needed} 人。")
                          : T("No quorum: {present} of {whole} attend; {needed} are needed.",
                              "未达法定人数：应到 {whole} 人，实到 {present} 人，须 {needed} 人。"),
                q.reached ? T_NONE
                          : T("The meeting can wait, or be closed and called again.", "可等候，或散会后另行召集。"),
                args, 3);
}

static void put_apply(struct applying *a) {
    const struct motion *m = motion_read(a->db, a->arena, act_int(a->act, "motion"));
    db_exec(
        a->db,
        "INSERT INTO roll_call (motion, person, holding) SELECT $1, attendance.person, attendance.holding FROM attendance "
        "JOIN holding ON holding.id = attendance.holding AND holding.to_at IS NULL WHERE attendance.meeting = $2 AND attendance.left_at IS NULL",
        V(m->id), V(m->meeting));
    proxies_enroll(a, m);
    instant closes_at = act_given(a->act, "seconds") ? a->act->at + act_int(a->act, "seconds") : INSTANT_NONE;
    db_exec(
        a->db,
        "UPDATE motion SET state = 'put', put_at = $1, in_office = $2, present = $3, closes_at = $4, asked = (SELECT count(*) FROM roll_call WHERE motion = $5) "
        "WHERE id = $5",
        V(a->act->at), V(in_office(a->db, m->body)), V(counted_present(a->db, a->charter, m->body, m->meeting)),
        closes_at == INSTANT_NONE ? V_NULL : V(closes_at), V(m->id));
    due_set(a, "clock.motion_closes", m->id, closes_at);
}

ACT(motion_put) = {
    .name = "motion.put",
    .version = 1,
    .family = "motions",
    .power = "meeting.lead",
    .body = act_body_of_motion,
    .pinned = act_pinned_of_motion,
    .title = TEXT_INIT("Put a motion to the vote", "将动议付表决"),
    .effect = TEXT_INIT("Those present now may vote, and are the number the majority is counted on.",
                        "此刻出席者方可表决，并作为计算多数的基数。"),
    .done = TEXT_INIT("{motion} was put to the vote.", "{motion}付表决。"),
    .fields = put_fields,
    .judge = put_judge,
    .apply = put_apply,
};
