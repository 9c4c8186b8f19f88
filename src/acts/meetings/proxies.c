/* Votes given to another holder, for one meeting, where the charter lets that be: its sentence says how many one carries, and whether
 * whose vote is carried counts as present. Both names stand in the roll call.
 *
 *  X1. Nobody votes twice: who comes after all votes by themselves, and the proxy ends as they come.
 *  X2. A vote is carried while its carrier is there. It is not passed on: who has given theirs carries none, and the other way round.
 *  X3. As with presence, what is carried when a motion is put is frozen in its roll call. */
#include <string.h>

#include "acts/meetings/motions.h"
#include "acts/sealed.h"

int64_t carried(struct db *db, int64_t meeting) {
    return db_int(
        db, 0,
        "SELECT count(*) FROM proxy x JOIN holding h ON h.id = x.holding AND h.to_at IS NULL WHERE x.meeting = $1 AND x.to_at IS NULL AND EXISTS "
        "(SELECT 1 FROM attendance a WHERE a.meeting = x.meeting AND a.person = x.carrier AND a.left_at IS NULL)",
        V(meeting));
}

int64_t counted_present(struct db *db, const struct charter *c, const char *body, int64_t meeting) {
    const struct rule *r = charter_rule(c, "motion.proxy", body);
    return present(db, meeting) + (r && rule_flag(r, "present") ? carried(db, meeting) : 0);
}

void proxies_enroll(struct applying *a, const struct motion *m) {
    db_exec(
        a->db,
        "INSERT INTO roll_call (motion, person, holding, carrier) SELECT $1, x.person, x.holding, x.carrier FROM proxy x JOIN holding h ON h.id = x.holding AND h.to_at IS NULL "
        "WHERE x.meeting = $2 AND x.to_at IS NULL AND EXISTS (SELECT 1 FROM attendance a WHERE a.meeting = x.meeting AND a.person = x.carrier AND a.left_at IS NULL)",
        V(m->id), V(m->meeting));
}

static void end_proxy(struct applying *a, int64_t meeting, int64_t person, const char *by) {
    db_exec(a->db, "UPDATE proxy SET to_at = $1, ended_by = $2 WHERE meeting = $3 AND person = $4 AND to_at IS NULL",
            V(a->act->at), V(by), V(meeting), V(person));
}

void proxy_attended(struct applying *a, int64_t meeting, int64_t person) { end_proxy(a, meeting, person, "attended"); }

void proxies_end(struct applying *a, int64_t meeting) {
    db_exec(a->db, "UPDATE proxy SET to_at = $1, ended_by = 'closed' WHERE meeting = $2 AND to_at IS NULL",
            V(a->act->at), V(meeting));
}

/* ---- vote.delegate ---- */

static const struct field delegate_fields[] = {
    { .name = "meeting", .label = TEXT_INIT("Meeting", "会议"), .type = FIELD_REF, .ref = "meeting" },
    { .name = "to", .label = TEXT_INIT("To whom", "受托人"), .type = FIELD_REF, .ref = "person" },
    { 0 },
};

static int64_t carrier_of(struct db *db, int64_t meeting, int64_t person) {
    return db_int(db, 0, "SELECT carrier FROM proxy WHERE meeting = $1 AND person = $2 AND to_at IS NULL", V(meeting),
                  V(person));
}

static int64_t carried_by(struct db *db, int64_t meeting, int64_t person) {
    return db_int(db, 0, "SELECT count(*) FROM proxy WHERE meeting = $1 AND carrier = $2 AND to_at IS NULL", V(meeting),
                  V(person));
}

static void judge_carrier(struct judging *j, const struct rule *r, const struct meeting *m, int64_t to) {
    int64_t most = rule_int(r, "most"), carries = carried_by(j->db, m->id, to);
    if (to == j->act->by.person)
        refuse_field(j, "to", T("A vote is given to another.", "表决权应委托他人。"));
    else if (!db_has(j->db, "SELECT 1 FROM holding WHERE body = $1 AND person = $2 AND to_at IS NULL", V(m->body),
                     V(to)))
        refuse(j, r, T("A vote is given to one who holds an office in the body.", "表决权应委托该机构在任人员。"),
               T_NONE);
    else if (carrier_of(j->db, m->id, to))
        refuse_state(j, r, T("They have given their own vote to another.", "该人员已将自己的表决权委托他人。"), T_NONE);
    else if (carries >= most)
        refuse(j, r,
               T("They carry {carries} {carries|vote|votes} already; {most} each is the most.",
                 "该人员已代行 {carries} 票，每人最多 {most} 票。"),
               T("Choose another.", "请另选他人。"), ARG_INT("carries", carries), ARG_INT("most", most));
}

static void delegate_judge(struct judging *j) {
    const struct meeting *m = meeting_read(j->db, j->arena, act_int(j->act, "meeting"));
    int64_t person = j->act->by.person;
    if (!m) return;
    const struct rule *r = charter_rule(j->charter, "motion.proxy", m->body);
    if (!r) {
        refuse(j, r, T("The charter lets nobody give their vote to another here.", "章程未规定可在此委托他人表决。"),
               T("Attend, also remotely.", "可到会或线上参会。"));
        return;
    }
    if (strcmp(m->state, "called") != 0 && strcmp(m->state, "open") != 0)
        refuse_state(j, r, T("This meeting is over.", "该会议已结束。"), T_NONE);
    if (db_has(j->db, "SELECT 1 FROM attendance WHERE meeting = $1 AND person = $2 AND left_at IS NULL", V(m->id),
               V(person)))
        refuse_state(j, r, T("You are recorded as present, and vote yourself.", "您已登记出席，应自行表决。"),
                     T("Sign out first.", "请先登记离会。"));
    if (carrier_of(j->db, m->id, person))
        refuse_state(j, r, T("You have given your vote to somebody already.", "您已委托他人表决。"),
                     T("Take it back first.", "请先撤回委托。"));
    if (carried_by(j->db, m->id, person))
        refuse_state(j, r,
                     T("You carry the vote of another, which is not passed on.", "您正代行他人表决权，不得转委托。"),
                     T_NONE);
    judge_carrier(j, r, m, act_int(j->act, "to"));
    if (!refused(j))
        allow(j, r,
              rule_flag(r, "present")
                  ? T("The charter lets votes be given to another, and counts whoever gives them as present.",
                      "章程允许委托他人表决，委托人计为出席。")
                  : T("The charter lets votes be given to another; whoever gives them is not counted as present.",
                      "章程允许委托他人表决，委托人不计为出席。"));
}

static void delegate_apply(struct applying *a) {
    int64_t meeting = act_int(a->act, "meeting"), person = a->act->by.person;
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM proxy");
    int64_t holding = db_int(
        a->db, 0,
        "SELECT min(h.id) FROM holding h JOIN meeting m ON m.body = h.body WHERE m.id = $1 AND h.person = $2 AND h.to_at IS NULL",
        V(meeting), V(person));
    db_exec(
        a->db,
        "INSERT INTO proxy (id, meeting, person, holding, carrier, from_at, entry) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        V(id), V(meeting), V(person), V(holding), V(act_int(a->act, "to")), V(a->act->at), V(a->act->entry));
}

static void tell_carrier(struct telling *t, int64_t to, struct text subject, struct text body) {
    const struct meeting *m = meeting_read(t->db, t->arena, act_int(t->act, "meeting"));
    const struct charter_body *b = m ? charter_body(t->charter, m->body) : NULL;
    struct text who = { .en = arena_z(t->arena, person_name(t->db, t->arena, t->act->by.person, LANG_EN)),
                        .zh = arena_z(t->arena, person_name(t->db, t->arena, t->act->by.person, LANG_ZH)) };
    const struct arg args[] = { ARG_TEXT("who", who), ARG_TEXT("body", b ? b->name : T_NONE),
                                ARG_INSTANT("when", m ? m->starts_at : t->act->at) };
    if (to)
        tell(t, &(struct mail){ .person = to,
                                .subject = subject,
                                .body = body,
                                .args = args,
                                .arg_count = sizeof args / sizeof args[0],
                                .link = arena_z(t->arena, arena_f(t->arena, "/meetings/%lld",
                                                                  (long long)act_int(t->act, "meeting"))) });
}

static void delegate_tell(struct telling *t) {
    tell_carrier(
        t, act_int(t->act, "to"), T("{who} gives you their vote", "{who}委托您表决"),
        T("{who} gives you their vote for the meeting of the {body} on {when}. You vote for them beside your own vote.",
          "{who}将{when}{body}会议的表决权委托给您，请在自己表决之外代其表决。"));
}

/* For meetings to come, while one is not there and has not given it. */
static void delegate_offer(struct offering *o) {
    struct rows *r = db_rows(
        o->j->db,
        "SELECT id, body, starts_at FROM meeting WHERE state IN ('called', 'open') AND starts_at > $1 ORDER BY starts_at",
        V(o->j->act->at - 86400));
    while (rows_next(r)) {
        int64_t id = rows_int(r, 0);
        const char *body = arena_z(o->j->arena, rows_str(r, 1));
        const struct charter_body *b = charter_body(o->j->charter, body);
        const struct rule *rule = charter_rule(o->j->charter, "motion.proxy", body);
        if (!b || !rule || !o->may(o, body) || carrier_of(o->j->db, id, o->who->person) ||
            carried_by(o->j->db, id, o->who->person) ||
            db_has(o->j->db, "SELECT 1 FROM attendance WHERE meeting = $1 AND person = $2 AND left_at IS NULL", V(id),
                   V(o->who->person)))
            continue;
        const struct arg args[] = { ARG_TEXT("body", b->name), ARG_INSTANT("when", rows_int(r, 2)) };
        offer_add(o, json_pack("{s:I}", "meeting", (json_int_t)id), rule_clause(rule), INSTANT_NONE, NULL,
                  T("Give your vote for the meeting of the {body}, {when}, to another, if you cannot come",
                    "不能到会时，将{when}{body}会议的表决权委托他人"),
                  args, 2);
    }
    rows_done(r);
}

ACT(vote_delegate) = {
    .name = "vote.delegate",
    .version = 1,
    .family = "motions",
    .power = "motion.vote",
    .body = act_body_of_meeting,
    .pinned = act_pinned_of_meeting,
    .weighty = true,
    .title = TEXT_INIT("Give your vote to another", "委托他人表决"),
    .effect =
        TEXT_INIT("{to} votes for you in this meeting, shown with both names, until you take it back or come yourself.",
                  "{to}将在本次会议代您表决，双方姓名均予公布；您撤回或到会时委托即告终止。"),
    .done = TEXT_INIT("The vote for {meeting} was given to {to}.", "将{meeting}的表决权委托给{to}。"),
    .fields = delegate_fields,
    .judge = delegate_judge,
    .apply = delegate_apply,
    .offer = delegate_offer,
    .tell = delegate_tell,
};

/* ---- vote.recall ---- */

static const struct field recall_fields[] = {
    { .name = "meeting", .label = TEXT_INIT("Meeting", "会议"), .type = FIELD_REF, .ref = "meeting" },
    { 0 },
};

static void recall_judge(struct judging *j) {
    if (!carrier_of(j->db, act_int(j->act, "meeting"), j->act->by.person))
        refuse_state(j, (const struct rule *)NULL, T("You have not given your vote to anybody.", "您未委托他人表决。"),
                     T_NONE);
}

static void recall_apply(struct applying *a) {
    end_proxy(a, act_int(a->act, "meeting"), a->act->by.person, "recalled");
}

static void recall_tell(struct telling *t) {
    int64_t to =
        db_int(t->db, 0, "SELECT carrier FROM proxy WHERE meeting = $1 AND person = $2 ORDER BY id DESC LIMIT 1",
               V(act_int(t->act, "meeting")), V(t->act->by.person));
    tell_carrier(t, to, T("{who} takes their vote back", "{who}撤回表决委托"),
                 T("You vote no more for {who} in the meeting of the {body} on {when}.",
                   "您不再代{who}在{when}{body}会议上表决。"));
}

static void recall_offer(struct offering *o) {
    struct rows *r = db_rows(
        o->j->db,
        "SELECT m.id, m.body, m.starts_at FROM meeting m JOIN proxy x ON x.meeting = m.id AND x.person = $1 AND x.to_at IS NULL "
        "WHERE m.state IN ('called', 'open') ORDER BY m.starts_at",
        V(o->who->person));
    while (rows_next(r)) {
        const char *body = arena_z(o->j->arena, rows_str(r, 1));
        const struct charter_body *b = charter_body(o->j->charter, body);
        const struct rule *rule = charter_rule(o->j->charter, "motion.proxy", body);
        if (!b || !o->may(o, body)) continue;
        const struct arg args[] = { ARG_TEXT("body", b->name), ARG_INSTANT("when", rows_int(r, 2)) };
        offer_add(o, json_pack("{s:I}", "meeting", (json_int_t)rows_int(r, 0)), rule ? rule_clause(rule) : NULL,
                  INSTANT_NONE, NULL,
                  T("Take back your vote for the meeting of the {body}, {when}", "撤回{when}{body}会议的表决委托"),
                  args, 2);
    }
    rows_done(r);
}

ACT(vote_recall) = {
    .name = "vote.recall",
    .version = 1,
    .family = "motions",
    .power = "motion.vote",
    .body = act_body_of_meeting,
    .pinned = act_pinned_of_meeting,
    .title = TEXT_INIT("Take your vote back", "撤回表决委托"),
    .done = TEXT_INIT("The vote given away for {meeting} was taken back.", "撤回{meeting}的表决委托。"),
    .fields = recall_fields,
    .judge = recall_judge,
    .apply = recall_apply,
    .offer = recall_offer,
    .tell = recall_tell,
};
