/* A vote between meetings, where the charter lets a body take one: a motion sent to all in office, open for so many days, closed by
 * the clock and counted by the same majority as in a meeting. Its quorum is of those who vote: where too few do, nothing is decided,
 * and a matter it was about waits again. The charter may let any holder ask for a meeting instead. */
#include <string.h>

#include "acts/matters/matters.h"
#include "acts/meetings/motions.h"
#include "acts/offices/offices.h"
#include "acts/sealed.h"

enum { DAY_S = 86400 };

static const struct field circulate_fields[] = {
    { .name = "body", .label = TEXT_INIT("Body", "机构"), .type = FIELD_CHOICE, .ref = "body" },
    { .name = "title",
      .label = TEXT_INIT("Title", "标题"),
      .type = FIELD_LINE,
      .privacy = FIELD_SEALED_PUBLIC,
      .min = 2 },
    { .name = "text",
      .label = TEXT_INIT("What is to be resolved", "拟决议的内容"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC },
    { .name = "matter",
      .label = TEXT_INIT("Decides the matter", "所决事项"),
      .type = FIELD_REF,
      .ref = "matter",
      .optional = true,
      .help = TEXT_INIT("When it passes, the matter takes effect by itself.", "通过后，该事项自行生效。") },
    { .name = "closes_at", .label = TEXT_INIT("Open until", "表决截止"), .type = FIELD_INSTANT },
    { 0 },
};

static void circulate_judge(struct judging *j) {
    const char *body = act_z(j->act, "body");
    const struct rule *r = charter_rule(j->charter, "motion.between", body);
    if (!r) {
        refuse(j, r, T("The charter lets this body vote in its meetings only.", "章程规定该机构仅在会议上表决。"),
               T("Propose the motion in a meeting.", "可在会议上提出动议。"));
        return;
    }
    instant closes_at = act_instant(j->act, "closes_at"), earliest = j->received + rule_int(r, "days") * DAY_S;
    const struct arg args[] = { ARG_INT("days", rule_int(r, "days")), ARG_INSTANT("earliest", earliest) };
    if (closes_at < earliest)
        finding_add(j, true, ERR_REFUSED, rule_clause(r), "closes_at",
                    T("A vote between meetings is open for at least {days} {days|day|days}.",
                      "会议之间的表决期不少于 {days} 天。"),
                    T("Until {earliest} or later.", "最早截止于{earliest}。"), args, 2);
    else if (closes_at > j->received + 366LL * DAY_S)
        refuse_field(j, "closes_at", T("A vote is closed within a year.", "表决须在一年内结束。"));
    else
        finding_add(j, false, 0, rule_clause(r), NULL,
                    T("Open for at least {days} {days|day|days}, as the charter asks.",
                      "表决期不少于章程规定的 {days} 天。"),
                    T_NONE, args, 1);
    judge_majority(j, &(struct motion){ .body = body, .matter = act_int(j->act, "matter") });
    judge_motion_matter(j, body);
    if (act_int(j->act, "matter") && !refused(j)) judge_matter_current(j, act_int(j->act, "matter"));
}

static void circulate_apply(struct applying *a) {
    const char *body = act_z(a->act, "body");
    int64_t matter = act_int(a->act, "matter"), entry = a->act->entry;
    instant closes_at = act_instant(a->act, "closes_at");
    int64_t id =
        motion_add(a, &(struct motion){ .body = body, .matter = matter, .title_entry = entry, .text_entry = entry }, 0);
    db_exec(
        a->db,
        "INSERT INTO roll_call (motion, person, holding) SELECT $1, person, min(id) FROM holding WHERE body = $2 AND to_at IS NULL GROUP BY person",
        V(id), V(body));
    db_exec(
        a->db,
        "UPDATE motion SET state = 'put', put_at = $1, closes_at = $2, in_office = $3, present = (SELECT count(*) FROM roll_call WHERE motion = $4), "
        "asked = (SELECT count(*) FROM roll_call WHERE motion = $4) WHERE id = $4",
        V(a->act->at), V(closes_at), V(in_office(a->db, body)), V(id));
    if (matter) db_exec(a->db, "UPDATE matter SET state = 'scheduled', motion = $1 WHERE id = $2", V(id), V(matter));
    due_set(a, "clock.motion_closes", id, closes_at);
}

/* To all on the roll. */
static void tell_roll(struct telling *t, int64_t motion, struct text subject, struct text text) {
    enum { ROLL_MAX = 2000 };
    const struct motion *m = motion_read(t->db, t->arena, motion);
    const struct charter_body *b = charter_body(t->charter, m->body);
    const struct arg args[] = { ARG_TEXT("body", b ? b->name : T_NONE),
                                ARG_STR("title", sealed_text(t->db, t->arena, m->title_entry, "title")),
                                ARG_DEADLINE("until", m->closes_at) };
    int64_t *people = arena_array(t->arena, int64_t, ROLL_MAX);
    size_t n = 0;
    struct rows *r = db_rows(t->db, "SELECT person FROM roll_call WHERE motion = $1 ORDER BY person", V(motion));
    while (n < ROLL_MAX && rows_next(r)) people[n++] = rows_int(r, 0);
    rows_done(r);
    for (size_t i = 0; i < n; i++)
        tell(t, &(struct mail){ .person = people[i],
                                .subject = subject,
                                .body = text,
                                .args = args,
                                .arg_count = sizeof args / sizeof args[0],
                                .link = arena_z(t->arena, arena_f(t->arena, "/motions/%lld", (long long)motion)),
                                .official = true });
}

static void circulate_tell(struct telling *t) {
    tell_roll(t, db_int(t->db, 0, "SELECT id FROM motion WHERE entry = $1", V(t->act->entry)),
              T("Vote by {until}: {title}", "请于{until}前表决：{title}"),
              T("The {body} votes between meetings, until {until}, on: {title}",
                "{body}在会议之间就以下动议表决，截至{until}：{title}"));
}

/* Bodies whose charter lets them. */
static void circulate_offer(struct offering *o) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(o->j->charter, &bodies);
    for (size_t i = 0; i < n; i++) {
        const struct rule *r = charter_rule(o->j->charter, "motion.between", bodies[i].id);
        const struct arg args[] = { ARG_TEXT("body", bodies[i].name) };
        if (r && o->may(o, bodies[i].id))
            offer_add(o, json_pack("{s:s}", "body", bodies[i].id), rule_clause(r), INSTANT_NONE, NULL,
                      T("Have the {body} vote between meetings", "提请{body}在会议之间表决"), args, 1);
    }
}

ACT(motion_circulate) = {
    .name = "motion.circulate",
    .version = 1,
    .family = "motions",
    .power = "motion.propose",
    .body = act_body_of_field,
    .title = TEXT_INIT("Put a motion to the vote between meetings", "在会议之间付表决"),
    .effect = TEXT_INIT(
        "Everyone in office in the body is told at once, and votes by {closes_at}. It cannot be closed before.",
        "将立即通知该机构全体在任人员于{closes_at}前表决，期间不得提前结束。"),
    .done = TEXT_INIT("A motion was put to the vote between meetings of the {body}, until {closes_at}.",
                      "{body}在会议之间就动议表决，截至{closes_at}。"),
    .fields = circulate_fields,
    .judge = circulate_judge,
    .apply = circulate_apply,
    .offer = circulate_offer,
    .tell = circulate_tell,
};

/* ---- motion.refer: to a meeting instead ---- */

static const struct field refer_fields[] = {
    { .name = "motion", .label = TEXT_INIT("Motion", "动议"), .type = FIELD_REF, .ref = "motion" },
    { .name = "reason",
      .label = TEXT_INIT("Why a meeting", "理由"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .max = 2000,
      .optional = true },
    { 0 },
};

static void refer_judge(struct judging *j) {
    const struct motion *m = motion_read(j->db, j->arena, act_int(j->act, "motion"));
    if (!m) return;
    const struct rule *r = charter_rule(j->charter, "motion.between", m->body);
    if (m->meeting || strcmp(m->state, "put") != 0)
        refuse_state(j, r, T("This motion is not being voted on between meetings.", "该动议未在会议之间表决。"),
                     T_NONE);
    else if (!r || !rule_flag(r, "meeting"))
        refuse(j, r,
               T("The charter does not let one holder have a meeting decide instead.",
                 "章程未规定一人可要求改由会议表决。"),
               T("Vote against it.", "可投反对票。"));
    else if (!db_has(j->db, "SELECT 1 FROM roll_call WHERE motion = $1 AND person = $2", V(m->id),
                     V(j->act->by.person)))
        refuse_state(j, r,
                     T("Those who were in office when the motion was circulated may ask.",
                       "动议发起表决时在任者方可提出。"),
                     T_NONE);
    else
        allow(j, r, T("Any holder may ask that a meeting decide.", "任一在任人员可要求改由会议表决。"));
}

static void refer_apply(struct applying *a) {
    const struct motion *m = motion_read(a->db, a->arena, act_int(a->act, "motion"));
    struct sum s = votes_sum(a->db, m);
    db_exec(
        a->db,
        "UPDATE motion SET state = 'referred', closed_at = $1, affirmative = $2, abstention = $3, negative = $4, close_entry = $5 WHERE id = $6",
        V(a->act->at), V(s.affirmative), V(s.abstention), V(s.negative), V(a->act->entry), V(m->id));
    if (m->matter) db_exec(a->db, "UPDATE matter SET state = 'open', motion = NULL WHERE id = $1", V(m->matter));
    due_set(a, "clock.motion_closes", m->id, INSTANT_NONE);
}

static void refer_tell(struct telling *t) {
    tell_roll(
        t, act_int(t->act, "motion"), T("Goes to a meeting: {title}", "改由会议表决：{title}"),
        T("The vote of the {body} between meetings ended without a decision: it goes to a meeting. It was about: {title}",
          "{body}在会议之间的表决未作决定，改由会议表决：{title}"));
}

ACT(motion_refer) = {
    .name = "motion.refer",
    .version = 1,
    .family = "motions",
    .power = "motion.vote",
    .body = act_body_of_motion,
    .pinned = act_pinned_of_motion,
    .weighty = true,
    .title = TEXT_INIT("Ask that a meeting decide", "要求由会议表决"),
    .effect = TEXT_INIT("The vote on {motion} between meetings ends without a decision; a meeting can take it up.",
                        "{motion}在会议之间的表决随即终止且不作决定，可由会议审议。"),
    .done = TEXT_INIT("{motion} goes to a meeting instead.", "{motion}改由会议表决。"),
    .fields = refer_fields,
    .judge = refer_judge,
    .apply = refer_apply,
    .tell = refer_tell,
};
