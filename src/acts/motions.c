/* Motions: proposed, put to the vote with a quorum, voted on by name, closed with a worked result.
 *
 *     proposed ──► put ──► passed | failed
 *         └──► withdrawn
 *
 *  M1. When a motion is put, the set of those present is frozen (roll_call): the base of the majority and the list of who
 *      may vote. Who leaves stays counted and cannot vote; who comes later cannot vote.
 *  M2. A vote may be corrected by its voter until the motion is closed; the last one counts, all are in the register.
 *  M3. The result is compared as integers: affirmative votes against share × base. */
#include <string.h>

#include "acts/meetings.h"
#include "acts/pipeline.h"

struct motion {
    int64_t id, meeting, number, matter, opposes, present, in_office;
    const char *state, *body;
};

static const struct motion *motion_read(struct db *db, struct arena *arena, int64_t id)
{
    struct motion *m = NULL;
    struct rows *r = db_rows(db,
                             "SELECT motion.meeting, motion.number, motion.matter, motion.opposes, motion.present, motion.in_office, motion.state, meeting.body "
                             "FROM motion JOIN meeting ON meeting.id = motion.meeting WHERE motion.id = $1",
                             V(id));
    if (rows_next(r)) {
        m = arena_new(arena, struct motion);
        *m = (struct motion){ id, rows_int(r, 0), rows_int(r, 1), rows_int(r, 2), rows_int(r, 3), rows_int(r, 4), rows_int(r, 5),
                              arena_z(arena, rows_str(r, 6)), arena_z(arena, rows_str(r, 7)) };
    }
    rows_done(r);
    return m;
}

/* ---- motion.propose ---- */

static const struct field propose_fields[] = {
    { .name = "meeting", .label = TEXT_INIT("Meeting", "会议"), .type = FIELD_REF, .ref = "meeting" },
    { .name = "title", .label = TEXT_INIT("Title", "标题"), .type = FIELD_LINE, .privacy = FIELD_SEALED_PUBLIC, .min = 2 },
    { .name = "text", .label = TEXT_INIT("What is to be resolved", "拟决议的内容"), .type = FIELD_TEXT, .privacy = FIELD_SEALED_PUBLIC },
    { .name = "topic", .label = TEXT_INIT("Under topic", "所属议题"), .type = FIELD_REF, .ref = "topic", .optional = true },
    { .name = "matter", .label = TEXT_INIT("Decides the matter", "所决事项"), .type = FIELD_REF, .ref = "matter", .optional = true,
      .help = TEXT_INIT("When it passes, the matter takes effect by itself.", "通过后，该事项自行生效。") },
    { .name = "opposes", .label = TEXT_INIT("Is the opposite of motion", "与下列动议相反"), .type = FIELD_REF, .ref = "motion", .optional = true },
    { 0 },
};

static void judge_matter(struct judging *j, const char *body)
{
    int64_t matter = act_int(j->act, "matter");
    if (!matter)
        return;
    struct str decides = db_str(j->db, j->arena, "SELECT body FROM matter WHERE id = $1", V(matter));
    if (!str_is(decides, body))
        refuse_field(j, "matter", T("Another body decides this matter.", "该事项由其他机构表决。"));
    else if (!db_has(j->db, "SELECT 1 FROM matter WHERE id = $1 AND state = 'open'", V(matter)))
        refuse_state(j, (const struct rule *)NULL, T("This matter is before a vote, decided or withdrawn already.", "该事项已提交表决、已决或已撤回。"), T_NONE);
}

static void propose_judge(struct judging *j)
{
    const struct meeting *m = meeting_read(j->db, j->arena, act_int(j->act, "meeting"));
    if (!m)
        return;
    if (strcmp(m->state, "called") != 0 && strcmp(m->state, "open") != 0)
        refuse_state(j, (const struct rule *)NULL, T("This meeting takes no motions any more.", "该会议不再接受动议。"), T_NONE);
    int64_t topic = act_int(j->act, "topic");
    if (topic && !db_has(j->db, "SELECT 1 FROM topic WHERE id = $1 AND meeting = $2", V(topic), V(m->id)))
        refuse_field(j, "topic", T("This topic belongs to another meeting.", "该议题属于另一次会议。"));
    int64_t opposes = act_int(j->act, "opposes");
    if (opposes && !db_has(j->db, "SELECT 1 FROM motion WHERE id = $1 AND meeting = $2", V(opposes), V(m->id)))
        refuse_field(j, "opposes", T("That motion belongs to another meeting.", "该动议属于另一次会议。"));
    judge_matter(j, m->body);
}

static void propose_apply(struct applying *a)
{
    int64_t meeting = act_int(a->act, "meeting");
    int64_t topic = act_int(a->act, "topic"), matter = act_int(a->act, "matter"), opposes = act_int(a->act, "opposes");
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM motion");
    int64_t number = 1 + db_int(a->db, 0, "SELECT max(number) FROM motion WHERE meeting = $1", V(meeting));
    db_exec(a->db,
            "INSERT INTO motion (id, meeting, number, topic, matter, opposes, person, state, affirmative, abstention, negative, exactly, entry) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, 'proposed', 0, 0, 0, 0, $8)",
            V(id), V(meeting), V(number), topic ? V(topic) : V_NULL, matter ? V(matter) : V_NULL, opposes ? V(opposes) : V_NULL, V(a->act->by.person),
            V(a->act->entry));
    if (matter)
        db_exec(a->db, "UPDATE matter SET state = 'scheduled', motion = $1 WHERE id = $2", V(id), V(matter));
    act_mention(a, "motion", id);
}

ACT(motion_propose) = {
    .name = "motion.propose", .version = 1, .family = "motions", .power = "motion.propose", .body = act_body_of_meeting, .pinned = act_pinned_of_meeting,
    .title = TEXT_INIT("Propose a motion", "提出动议"), .done = TEXT_INIT("A motion was proposed in {meeting}.", "在{meeting}提出动议。"),
    .fields = propose_fields, .judge = propose_judge, .apply = propose_apply,
};

/* ---- motion.withdraw ---- */

static const struct field motion_only[] = {
    { .name = "motion", .label = TEXT_INIT("Motion", "动议"), .type = FIELD_REF, .ref = "motion" },
    { 0 },
};

static void withdraw_judge(struct judging *j)
{
    const struct motion *m = motion_read(j->db, j->arena, act_int(j->act, "motion"));
    if (!m)
        return;
    if (strcmp(m->state, "proposed") != 0)
        refuse_state(j, (const struct rule *)NULL, T("A motion can be withdrawn until it is put.", "动议付表决后不得撤回。"), T_NONE);
    if (!db_has(j->db, "SELECT 1 FROM motion WHERE id = $1 AND person = $2", V(m->id), V(j->act->by.person)))
        finding_add(j, true, ERR_DENIED, NULL, NULL, T("Only who proposed a motion can withdraw it.", "动议只能由提出人撤回。"), T_NONE, NULL, 0);
}

static void withdraw_apply(struct applying *a)
{
    int64_t motion = act_int(a->act, "motion");
    db_exec(a->db, "UPDATE motion SET state = 'withdrawn' WHERE id = $1", V(motion));
    db_exec(a->db, "UPDATE matter SET state = 'open', motion = NULL WHERE motion = $1 AND state = 'scheduled'", V(motion));
}

ACT(motion_withdraw) = {
    .name = "motion.withdraw", .version = 1, .family = "motions", .power = "motion.propose", .body = act_body_of_motion, .pinned = act_pinned_of_motion,
    .title = TEXT_INIT("Withdraw a motion", "撤回动议"), .done = TEXT_INIT("{motion} was withdrawn.", "{motion}已撤回。"),
    .fields = motion_only, .judge = withdraw_judge, .apply = withdraw_apply,
};

/* ---- motion.put ---- */

/* The rule of the majority: the question's own, where the charter gives it one, else the body's. */
static const struct rule *majority_rule(struct db *db, struct arena *arena, const struct charter *c, const struct motion *m)
{
    struct str topic = m->matter ? db_str(db, arena, "SELECT topic FROM matter WHERE id = $1", V(m->matter)) : STR_NONE;
    const struct rule *own = topic.data ? charter_rule(c, arena_z(arena, topic), NULL) : NULL;
    if (own && rule_given(own, "share"))
        return own;
    return charter_rule(c, "motion.majority", m->body);
}

/* Where exactly the line is enough, a motion and its opposite could both pass: a charter may refuse the second. */
static void judge_opposite(struct judging *j, const struct motion *m)
{
    const struct rule *r = charter_rule(j->charter, "motion.opposite", m->body);
    if (!r || strcmp(rule_word(r, "effect"), "refused") != 0)
        return;
    int64_t passed = m->opposes ? db_int(j->db, 0, "SELECT number FROM motion WHERE id = $1 AND meeting = $2 AND state = 'passed'", V(m->opposes), V(m->meeting)) : 0;
    if (!passed)
        passed = db_int(j->db, 0, "SELECT number FROM motion WHERE opposes = $1 AND meeting = $2 AND state = 'passed' LIMIT 1", V(m->id), V(m->meeting));
    if (passed)
        refuse(j, r, T("Its opposite, motion {passed}, has passed in this meeting.", "与其相反的动议 {passed} 已在本次会议通过。"),
               T("It can be put in another meeting.", "可在下次会议提出。"), ARG_INT("passed", passed));
}

static void put_judge(struct judging *j)
{
    const struct motion *m = motion_read(j->db, j->arena, act_int(j->act, "motion"));
    if (!m)
        return;
    const struct meeting *meeting = meeting_read(j->db, j->arena, m->meeting);
    const struct charter *c = j->charter;
    if (strcmp(meeting->state, "open") != 0)
        refuse_state(j, (const struct rule *)NULL, T("The meeting is not open.", "会议未在进行中。"), T_NONE);
    if (strcmp(m->state, "proposed") != 0)
        refuse_state(j, (const struct rule *)NULL, T("This motion has been put or withdrawn already.", "该动议已付表决或已撤回。"), T_NONE);
    int64_t other = db_int(j->db, 0, "SELECT number FROM motion WHERE meeting = $1 AND state = 'put'", V(m->meeting));
    if (other)
        refuse_state(j, (const struct rule *)NULL, T("Motion {other} is being voted on.", "动议 {other} 正在表决。"), T("Close that vote first.", "请先结束该表决。"), ARG_INT("other", other));
    judge_opposite(j, m);
    if (!majority_rule(j->db, j->arena, c, m))
        refuse(j, (const struct rule *)NULL, T("The charter says nothing of the majority this body decides by.", "章程未规定该机构的表决多数。"), T_NONE);
    if (m->matter)
        judge_matter_current(j, m->matter);
    struct quorum q = quorum_now(j->db, c, m->body, m->meeting);
    const struct arg args[] = { ARG_INT("present", q.present), ARG_INT("whole", q.whole), ARG_INT("needed", q.needed) };
    finding_add(j, !q.reached, ERR_REFUSED, q.rule ? rule_clause(q.rule) : NULL, NULL,
                q.reached ? T("{present} of {whole} attend; {needed} are needed.", "应到 {whole} 人，实到 {present} 人，须 {needed} 人。")
                          : T("No quorum: {present} of {whole} attend; {needed} are needed.", "未达法定人数：应到 {whole} 人，实到 {present} 人，须 {needed} 人。"),
                q.reached ? T_NONE : T("The meeting can wait, or be closed and called again.", "可等候，或散会后另行召集。"), args, 3);
}

static void put_apply(struct applying *a)
{
    const struct motion *m = motion_read(a->db, a->arena, act_int(a->act, "motion"));
    db_exec(a->db,
            "INSERT INTO roll_call (motion, person, holding) SELECT $1, attendance.person, attendance.holding FROM attendance "
            "JOIN holding ON holding.id = attendance.holding AND holding.to_at IS NULL WHERE attendance.meeting = $2 AND attendance.left_at IS NULL",
            V(m->id), V(m->meeting));
    db_exec(a->db, "UPDATE motion SET state = 'put', put_at = $1, in_office = $2, present = $3 WHERE id = $4", V(a->act->at), V(in_office(a->db, m->body)),
            V(present(a->db, m->meeting)), V(m->id));
}

ACT(motion_put) = {
    .name = "motion.put", .version = 1, .family = "motions", .power = "meeting.lead", .body = act_body_of_motion, .pinned = act_pinned_of_motion,
    .title = TEXT_INIT("Put a motion to the vote", "将动议付表决"),
    .effect = TEXT_INIT("Those present now may vote, and are the number the majority is counted on.", "此刻出席者方可表决，并作为计算多数的基数。"),
    .done = TEXT_INIT("{motion} was put to the vote.", "{motion}付表决。"),
    .fields = motion_only, .judge = put_judge, .apply = put_apply,
};

/* ---- motion.vote ---- */

static const struct choice votes[] = {
    { "affirmative", TEXT_INIT("affirmative", "赞成") },
    { "abstention", TEXT_INIT("abstention", "弃权") },
    { "negative", TEXT_INIT("negative", "反对") },
    { 0 },
};

static const struct field vote_fields[] = {
    { .name = "motion", .label = TEXT_INIT("Motion", "动议"), .type = FIELD_REF, .ref = "motion" },
    { .name = "vote", .label = TEXT_INIT("Your vote", "您的表决"), .type = FIELD_CHOICE, .choices = votes,
      .help = TEXT_INIT("Recorded under your name and public. It can be corrected until the vote is closed.", "记名并公开；表决结束前可更正。") },
    { 0 },
};

static void vote_judge(struct judging *j)
{
    const struct motion *m = motion_read(j->db, j->arena, act_int(j->act, "motion"));
    if (!m)
        return;
    const struct rule *roll = charter_rule(j->charter, "motion.roll-call", m->body);
    if (strcmp(m->state, "put") != 0) {
        refuse_state(j, roll, T("This motion is not being voted on.", "该动议未在表决中。"), T_NONE);
        return;
    }
    int64_t person = j->act->by.person;
    if (!db_has(j->db, "SELECT 1 FROM roll_call WHERE motion = $1 AND person = $2", V(m->id), V(person))) {
        refuse_state(j, roll, T("Those who were present when the motion was put may vote; you were not.", "动议付表决时在场者方可表决，您当时不在场。"), T_NONE);
        return;
    }
    if (!db_has(j->db, "SELECT 1 FROM attendance WHERE meeting = $1 AND person = $2 AND left_at IS NULL", V(m->meeting), V(person))) {
        refuse_state(j, roll, T("You are recorded as having left the meeting.", "您已登记离会，不能表决。"), T("Ask the chair to record your return.", "请主持人登记您返回会场。"));
        return;
    }
    allow(j, roll, T("Votes are taken by name.", "表决以记名方式进行。"));
}

static void vote_apply(struct applying *a)
{
    db_exec(a->db, "UPDATE roll_call SET vote = $1, vote_entry = $2 WHERE motion = $3 AND person = $4", V(act_z(a->act, "vote")), V(a->act->entry),
            V(act_int(a->act, "motion")), V(a->act->by.person));
}

static void vote_offer(struct offering *o)
{
    struct rows *r = db_rows(o->j->db,
                             "SELECT motion.id, motion.number, motion.meeting, meeting.body, motion.entry FROM motion JOIN meeting ON meeting.id = motion.meeting "
                             "JOIN roll_call ON roll_call.motion = motion.id AND roll_call.person = $1 AND roll_call.vote IS NULL "
                             "WHERE motion.state = 'put' AND meeting.state = 'open'",
                             V(o->who->person));
    while (rows_next(r)) {
        const char *body = arena_z(o->j->arena, rows_str(r, 3));
        if (!o->may(o, body))
            continue;
        const struct arg args[] = { ARG_INT("number", rows_int(r, 1)), ARG_STR("title", sealed_text(o->j->db, o->j->arena, rows_int(r, 4), "title")) };
        offer_add(o, json_pack("{s:I}", "motion", (json_int_t)rows_int(r, 0)), NULL, o->j->act->at,
                  arena_f(o->j->arena, "/meetings/%lld", (long long)rows_int(r, 2)).data, T("Vote on motion {number} now: {title}", "现在对动议 {number} 表决：{title}"), args, 2);
    }
    rows_done(r);
}

ACT(motion_vote) = {
    .name = "motion.vote", .version = 1, .family = "motions", .power = "motion.vote", .body = act_body_of_motion, .pinned = act_pinned_of_motion, .quiet = true,
    .title = TEXT_INIT("Vote on a motion", "对动议表决"), .done = TEXT_INIT("Vote on {motion}: {vote}.", "对{motion}表决：{vote}。"),
    .fields = vote_fields, .judge = vote_judge, .apply = vote_apply, .offer = vote_offer,
};

/* ---- motion.close ---- */

struct result {
    const struct rule *rule;   /* of the majority */
    const char *of;
    int64_t affirmative, abstention, negative, base, needed;
    bool passed, exactly;
};

static int64_t votes_of(struct db *db, int64_t motion, const char *vote)
{
    return db_int(db, 0, "SELECT count(*) FROM roll_call WHERE motion = $1 AND vote = $2", V(motion), V(vote));
}

static struct result count_votes(struct db *db, struct arena *arena, const struct charter *c, const struct motion *m)
{
    struct result r = { .rule = majority_rule(db, arena, c, m), .affirmative = votes_of(db, m->id, "affirmative"),
                        .abstention = votes_of(db, m->id, "abstention"), .negative = votes_of(db, m->id, "negative") };
    struct ratio share = r.rule ? rule_ratio(r.rule, "share") : ratio_make(1, 2);
    r.of = r.rule ? rule_word(r.rule, "of") : "present";
    if (strcmp(r.of, "present") == 0)
        r.base = m->present;
    else if (strcmp(r.of, "cast") == 0)
        r.base = r.affirmative + r.negative;
    else if (strcmp(r.of, "in-office") == 0)
        r.base = m->in_office; /* as it was when the motion was put, as presence is */
    else
        r.base = fact(db, r.of, m->body, m->meeting);
    r.needed = r.rule ? rule_needed(r.rule, r.base) : 0;
    r.passed = r.rule && r.base > 0 && rule_reached(r.rule, r.affirmative, r.base);
    r.exactly = r.passed && !ratio_reached(share, r.affirmative * share.den - 1, r.base * share.den);
    return r;
}

const char *motion_base(struct db *db, struct arena *arena, const struct charter *c, int64_t motion)
{
    const struct motion *m = motion_read(db, arena, motion);
    const struct rule *r = m ? majority_rule(db, arena, c, m) : NULL;
    return r ? rule_word(r, "of") : "present";
}

struct text motion_base_words(const char *of)
{
    if (strcmp(of, "present") == 0)
        return T("present when it was put", "付表决时出席者");
    if (strcmp(of, "cast") == 0)
        return T("votes cast for or against", "赞成与反对票");
    if (strcmp(of, "in-office") == 0)
        return T("in office", "在任者");
    return T("seats", "席位");
}

static void close_judge(struct judging *j)
{
    const struct motion *m = motion_read(j->db, j->arena, act_int(j->act, "motion"));
    if (!m)
        return;
    if (strcmp(m->state, "put") != 0) {
        refuse_state(j, (const struct rule *)NULL, T("This motion is not being voted on.", "该动议未在表决中。"), T_NONE);
        return;
    }
    struct result r = count_votes(j->db, j->arena, j->charter, m);
    if (!r.rule) {
        refuse(j, (const struct rule *)NULL, T("The charter says nothing of the majority this body decides by.", "章程未规定该机构的表决多数。"), T_NONE);
        return;
    }
    const struct arg args[] = {
        ARG_INT("affirmative", r.affirmative), ARG_INT("abstention", r.abstention), ARG_INT("negative", r.negative), ARG_INT("base", r.base),
        ARG_INT("needed", r.needed), ARG_TEXT("of", motion_base_words(r.of)), ARG_RATIO("share", rule_ratio(r.rule, "share")),
    };
    struct text text = r.exactly ? T("Passed at exactly the line: {affirmative} affirmative of {base} {of}; {needed} are needed.", "恰好达到所需票数，通过：{of} {base}，赞成 {affirmative} 票，须 {needed} 票。")
                       : r.passed ? T("Passed: {affirmative} affirmative of {base} {of}; {needed} are needed.", "通过：{of} {base}，赞成 {affirmative} 票，须 {needed} 票。")
                                  : T("Not passed: {affirmative} affirmative of {base} {of}; {needed} are needed.", "未通过：{of} {base}，赞成 {affirmative} 票，须 {needed} 票。");
    finding_add(j, false, 0, rule_clause(r.rule), NULL, text, T_NONE, args, sizeof args / sizeof args[0]);
    j->verdict->outcome = r.passed ? T("passed", "通过") : T("not passed", "未通过");
}

static struct str make_resolution(struct applying *a, const struct motion *m)
{
    struct zone zone = charter_zone(a->charter);
    int year = day_civil(instant_day(a->act->at, zone)).year;
    int64_t number = 1 + db_int(a->db, 0, "SELECT max(number) FROM resolution WHERE body = $1 AND year = $2", V(m->body), V(year));
    char upper[64] = { 0 };
    for (size_t i = 0; m->body[i] && i + 1 < sizeof upper; i++)
        upper[i] = m->body[i] >= 'a' && m->body[i] <= 'z' ? (char)(m->body[i] - 'a' + 'A') : m->body[i];
    struct str id = arena_f(a->arena, "%s-%d-%03lld", upper, year, (long long)number);
    db_exec(a->db, "INSERT INTO resolution (id, body, year, number, motion, passed_at, state, entry) VALUES ($1, $2, $3, $4, $5, $6, 'open', $7)", V(id),
            V(m->body), V(year), V(number), V(m->id), V(a->act->at), V(a->act->entry));
    return id;
}

static void decide_matter(struct applying *a, const struct motion *m, bool passed, struct str resolution)
{
    struct str kind = db_str(a->db, a->arena, passed ? "SELECT kind FROM matter WHERE id = $1" : "SELECT otherwise FROM matter WHERE id = $1", V(m->matter));
    struct str text = db_str(a->db, a->arena, "SELECT args FROM matter WHERE id = $1", V(m->matter));
    db_exec(a->db, "UPDATE matter SET state = $1 WHERE id = $2", V(passed ? "passed" : "failed"), V(m->matter));
    json_t *args = json_loadb(text.data, text.len, 0, NULL);
    if (!kind.data || kind.len == 0 || !args) {
        json_decref(args);
        return;
    }
    json_object_set_new(args, "matter", json_integer(m->matter));
    if (passed)
        json_object_set_new(args, "resolution", json_stringn(resolution.data, resolution.len));
    act_emit(a, arena_z(a->arena, kind), args);
}

static void close_apply(struct applying *a)
{
    const struct motion *m = motion_read(a->db, a->arena, act_int(a->act, "motion"));
    struct result r = count_votes(a->db, a->arena, a->charter, m);
    struct str resolution = r.passed ? make_resolution(a, m) : STR_NONE;
    db_exec(a->db,
            "UPDATE motion SET state = $1, closed_at = $2, affirmative = $3, abstention = $4, negative = $5, needed = $6, exactly = $7, resolution = $8, "
            "close_entry = $9 WHERE id = $10",
            V(r.passed ? "passed" : "failed"), V(a->act->at), V(r.affirmative), V(r.abstention), V(r.negative), V(r.needed), V(r.exactly), V(resolution),
            V(a->act->entry), V(m->id));
    if (m->matter)
        decide_matter(a, m, r.passed, resolution);
}

ACT(motion_close) = {
    .name = "motion.close", .version = 1, .family = "motions", .power = "meeting.lead", .body = act_body_of_motion, .pinned = act_pinned_of_motion,
    .title = TEXT_INIT("Close the vote", "结束表决"), .done = TEXT_INIT("The vote on {motion} was closed.", "{motion}表决结束。"),
    .fields = motion_only, .judge = close_judge, .apply = close_apply,
};
