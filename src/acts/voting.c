/* Votes on a motion that is put: by name, in one roll call. */
#include <string.h>

#include "acts/motions.h"
#include "acts/pipeline.h"

/* ---- motion.vote ---- */

const struct choice motion_votes[] = {
    { "affirmative", TEXT_INIT("affirmative", "赞成") },
    { "abstention", TEXT_INIT("abstention", "弃权") },
    { "negative", TEXT_INIT("negative", "反对") },
    { 0 },
};

static const struct field vote_fields[] = {
    { .name = "motion", .label = TEXT_INIT("Motion", "动议"), .type = FIELD_REF, .ref = "motion" },
    { .name = "vote", .label = TEXT_INIT("Your vote", "您的表决"), .type = FIELD_CHOICE, .choices = motion_votes,
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
