/* Votes on a motion that is put: by name, in one roll call. */
#include <string.h>

#include "acts/meetings/motions.h"
#include "acts/sealed.h"

/* ---- motion.vote ---- */

const struct choice motion_votes[] = {
    { "affirmative", TEXT_INIT("affirmative", "赞成") },
    { "abstention", TEXT_INIT("abstention", "弃权") },
    { "negative", TEXT_INIT("negative", "反对") },
    { 0 },
};

static const struct field vote_fields[] = {
    { .name = "motion", .label = TEXT_INIT("Motion", "动议"), .type = FIELD_REF, .ref = "motion" },
    { .name = "vote",
      .label = TEXT_INIT("Your vote", "您的表决"),
      .type = FIELD_CHOICE,
      .choices = motion_votes,
      .help = TEXT_INIT("Recorded under your name and public. It can be corrected until the vote is closed.",
                        "记名并公开；表决结束前可更正。") },
    { .name = "for",
      .label = TEXT_INIT("For whom", "代何人表决"),
      .type = FIELD_REF,
      .ref = "person",
      .optional = true,
      .help = TEXT_INIT("Only where another gave you their vote. Left out: your own.",
                        "仅限他人委托您表决的情形；不填则为您本人的一票。") },
    { 0 },
};

/* Whether somebody may vote with this person's vote now: themselves, being there; or whoever carries it, being there. */
static bool is_there(struct db *db, const struct motion *m, int64_t person) {
    return db_has(db, "SELECT 1 FROM attendance WHERE meeting = $1 AND person = $2 AND left_at IS NULL", V(m->meeting),
                  V(person));
}

static int64_t carrier_now(struct db *db, const struct motion *m, int64_t person) {
    return db_int(
        db, 0,
        "SELECT c.carrier FROM roll_call c JOIN proxy x ON x.meeting = $1 AND x.person = c.person AND x.carrier = c.carrier AND x.to_at IS NULL "
        "WHERE c.motion = $2 AND c.person = $3",
        V(m->meeting), V(m->id), V(person));
}

static bool in_office_still(struct db *db, const struct motion *m, int64_t person) {
    return db_has(db, "SELECT 1 FROM holding WHERE body = $1 AND person = $2 AND to_at IS NULL", V(m->body), V(person));
}

/* Whether this person's vote is taken now: the motion is put, they were there then (or another with their vote), are there
 * now (or the other is), and hold an office in the body still, whoever casts it. */
static bool judge_roll(struct judging *j, const struct motion *m, const struct rule *roll, int64_t person) {
    bool own = person == j->act->by.person;
    if (strcmp(m->state, "put") != 0)
        refuse_state(j, roll, T("This motion is not being voted on.", "该动议未在表决中。"), T_NONE);
    else if (!db_has(j->db, "SELECT 1 FROM roll_call WHERE motion = $1 AND person = $2", V(m->id), V(person)))
        refuse_state(j, roll,
                     !m->meeting ? T("Those who were in office when the motion was circulated may vote.",
                                     "动议发起表决时在任者方可表决。")
                     : own       ? T("Those who were present when the motion was put may vote; you were not.",
                                     "动议付表决时在场者方可表决，您当时不在场。")
                                 : T("Those who were present when the motion was put may vote; this person was not.",
                                     "动议付表决时在场者方可表决，该人员当时不在场。"),
                     T_NONE);
    else if (!in_office_still(j->db, m, person))
        refuse_state(j, roll,
                     own ? T("You hold no office in this body any more.", "您已不在该机构任职。")
                         : T("This person holds no office in this body any more.", "该人员已不在该机构任职。"),
                     T_NONE);
    else if (m->meeting && !is_there(j->db, m, person) && (own || !is_there(j->db, m, carrier_now(j->db, m, person))))
        refuse_state(j, roll,
                     own ? T("You are recorded as having left the meeting.", "您已登记离会，不能表决。")
                         : T("This person is recorded as having left the meeting.", "该人员已登记离会，不能表决。"),
                     own ? T("Ask the chair to record your return.", "请主持人登记您返回会场。") : T_NONE);
    return !refused(j);
}

/* Whose vote it is that somebody casts: their own, or one that was given to them. */
static int64_t voter_of(const struct act *act) { return act_given(act, "for") ? act_int(act, "for") : act->by.person; }

static void vote_judge(struct judging *j) {
    const struct motion *m = motion_read(j->db, j->arena, act_int(j->act, "motion"));
    const struct rule *roll = m ? charter_rule(j->charter, "motion.roll-call", m->body) : NULL;
    int64_t person = voter_of(j->act);
    bool other = person != j->act->by.person;
    if (!m) return;
    const struct rule *proxy = other ? charter_rule(j->charter, "motion.proxy", m->body) : NULL;
    if (other && !proxy)
        refuse(j, proxy, T("The charter lets nobody vote for another here.", "章程未规定可在此代他人表决。"), T_NONE);
    else if (other && carrier_now(j->db, m, person) != j->act->by.person)
        refuse_state(j, proxy,
                     T("You do not carry this person's vote in this motion.", "您未受该人员委托对此动议表决。"),
                     T_NONE);
    else if (judge_roll(j, m, roll, person))
        allow(j, other ? proxy : roll,
              other
                  ? T("Their vote was given to you, and is shown with both names.", "受其委托表决，双方姓名均予公布。")
                  : T("Votes are taken by name.", "表决以记名方式进行。"));
}

static void take_vote(struct applying *a, int64_t person, const char *how) {
    db_exec(a->db, "UPDATE roll_call SET vote = $1, how = $2, vote_entry = $3 WHERE motion = $4 AND person = $5",
            V(act_z(a->act, "vote")), V(how), V(a->act->entry), V(act_int(a->act, "motion")), V(person));
}

static void vote_apply(struct applying *a) {
    int64_t person = voter_of(a->act);
    take_vote(a, person, person == a->act->by.person ? "own" : "proxy");
}

/* One row of: id, number, meeting, body, title_entry, procedure, closes_at, whose vote. */
static void offer_vote(struct offering *o, const struct rows *r) {
    struct arena *arena = o->j->arena;
    int64_t motion = rows_int(r, 0), whose = rows_int(r, 7);
    bool own = whose == o->who->person;
    struct text procedure = rows_null(r, 5) ? T_NONE : choice_label(procedures, arena_z(arena, rows_str(r, 5)));
    struct text who = { .en = arena_z(arena, person_name(o->j->db, arena, whose, LANG_EN)),
                        .zh = arena_z(arena, person_name(o->j->db, arena, whose, LANG_ZH)) };
    const struct arg args[] = { ARG_INT("number", rows_int(r, 1)),
                                procedure.en ? ARG_TEXT("title", procedure)
                                             : ARG_STR("title", sealed_text(o->j->db, arena, rows_int(r, 4), "title")),
                                ARG_TEXT("who", who) };
    json_t *fields = json_pack("{s:I}", "motion", (json_int_t)motion);
    if (!own) json_object_set_new(fields, "for", json_integer(whose));
    const char *page = rows_null(r, 2) ? arena_f(arena, "/motions/%lld", (long long)motion).data
                                       : arena_f(arena, "/meetings/%lld", (long long)rows_int(r, 2)).data;
    offer_add(o, fields, NULL, rows_null(r, 6) ? o->j->act->at : rows_int(r, 6), own ? page : NULL,
              own ? T("Vote on motion {number} now: {title}", "现在对动议 {number} 表决：{title}")
                  : T("Vote for {who} on motion {number} now: {title}", "现在代{who}对动议 {number} 表决：{title}"),
              args, 3);
}

/* One's own votes, and those one carries. */
static void vote_offer(struct offering *o) {
#define OFFERED                                                                                                        \
    "SELECT m.id, m.number, m.meeting, m.body, m.title_entry, m.procedure, m.closes_at, c.person FROM motion m JOIN roll_call c ON c.motion = m.id AND c.vote IS NULL "
    struct rows *own = db_rows(o->j->db, OFFERED "AND c.person = $1 WHERE m.state = 'put'", V(o->who->person));
    while (rows_next(own))
        if (o->may(o, arena_z(o->j->arena, rows_str(own, 3)))) offer_vote(o, own);
    rows_done(own);
    struct rows *others = db_rows(o->j->db, OFFERED "AND c.carrier = $1 WHERE m.state = 'put'", V(o->who->person));
    while (rows_next(others))
        if (o->may(o, arena_z(o->j->arena, rows_str(others, 3)))) offer_vote(o, others);
    rows_done(others);
#undef OFFERED
}

ACT(motion_vote) = {
    .name = "motion.vote",
    .version = 1,
    .family = "motions",
    .power = "motion.vote",
    .body = act_body_of_motion,
    .pinned = act_pinned_of_motion,
    .quiet = true,
    .title = TEXT_INIT("Vote on a motion", "对动议表决"),
    .done = TEXT_INIT("Vote on {motion}: {vote}.", "对{motion}表决：{vote}。"),
    .fields = vote_fields,
    .judge = vote_judge,
    .apply = vote_apply,
    .offer = vote_offer,
};

/* ---- motion.enter: hands and paper, counted with the other votes ---- */

static const struct choice ways[] = {
    { "hand", TEXT_INIT("by show of hands", "举手") },
    { "paper", TEXT_INIT("on paper", "书面") },
    { 0 },
};

static const struct field enter_fields[] = {
    { .name = "motion", .label = TEXT_INIT("Motion", "动议"), .type = FIELD_REF, .ref = "motion" },
    { .name = "person", .label = TEXT_INIT("Whose vote", "表决人"), .type = FIELD_REF, .ref = "person" },
    { .name = "vote", .label = TEXT_INIT("Their vote", "其表决"), .type = FIELD_CHOICE, .choices = motion_votes },
    { .name = "how", .label = TEXT_INIT("How it was given", "表决方式"), .type = FIELD_CHOICE, .choices = ways },
    { 0 },
};

static void enter_judge(struct judging *j) {
    const struct motion *m = motion_read(j->db, j->arena, act_int(j->act, "motion"));
    const struct rule *roll = m ? charter_rule(j->charter, "motion.roll-call", m->body) : NULL;
    int64_t person = act_int(j->act, "person");
    if (!m || !judge_roll(j, m, roll, person)) return;
    if (db_has(j->db, "SELECT 1 FROM roll_call WHERE motion = $1 AND person = $2 AND how IN ('own', 'proxy')", V(m->id),
               V(person)))
        refuse_state(j, roll,
                     T("This person has voted by themselves, or another with their vote; only they change it.",
                       "该人员已自行或由受托人表决，仅可由其更正。"),
                     T_NONE);
    else
        allow(j, roll, T("Votes are taken by name, however they are given.", "无论以何种方式表决，均记名。"));
}

static void enter_apply(struct applying *a) { take_vote(a, act_int(a->act, "person"), act_z(a->act, "how")); }

ACT(motion_enter) = {
    .name = "motion.enter",
    .version = 1,
    .family = "motions",
    .power = "meeting.record",
    .body = act_body_of_motion,
    .pinned = act_pinned_of_motion,
    .quiet = true,
    .title = TEXT_INIT("Enter a vote given by hand or on paper", "录入举手或书面表决"),
    .effect = TEXT_INIT("It stands in the same roll call; their own later vote replaces it.",
                        "计入同一记名表决；其本人之后自行表决的，以后者为准。"),
    .done = TEXT_INIT("The vote of {person} on {motion} was entered ({how}): {vote}.",
                      "录入{person}对{motion}的表决（{how}）：{vote}。"),
    .fields = enter_fields,
    .judge = enter_judge,
    .apply = enter_apply,
};
