/* Leaving: withdrawal confirmed by the body the charter names, and expulsion by its vote. History stays. */
#include <string.h>

#include "acts/matters/matters.h"
#include "acts/members/members.h"
#include "acts/things.h"

/* ---- member.withdraw ---- */

static const struct field withdraw_fields[] = {
    { .name = "member", .label = TEXT_INIT("Member", "成员单位"), .type = FIELD_REF, .ref = "member" },
    { .name = "reason",
      .label = TEXT_INIT("Reason", "原因"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_OFFICE,
      .optional = true },
    { 0 },
};

static void withdraw_judge(struct judging *j) {
    int64_t org = act_int(j->act, "member");
    judge_own_org(j, org);
    if (!member_class(j->db, j->arena, org))
        refuse_state(j, (const struct rule *)NULL, T("This organization is not a member.", "该单位不是成员。"), T_NONE);
    if (db_has(j->db, "SELECT 1 FROM withdrawal WHERE org = $1 AND state = 'requested'", V(org)))
        refuse_state(j, (const struct rule *)NULL,
                     T("The withdrawal has been asked for already and waits for confirmation.",
                       "已提出退出申请，正待确认。"),
                     T_NONE);
    const struct rule *r = charter_rule(j->charter, "membership.withdrawal", NULL);
    if (r) {
        const struct charter_body *b = charter_body(j->charter, rule_word(r, "confirmed_by"));
        allow(j, r,
              T("Membership ends on the day the {body} confirms; obligations run until then.",
                "自{body}确认之日起退出，此前义务照常履行。"),
              ARG_TEXT("body", b ? b->name : T_NONE));
    }
}

static void withdraw_apply(struct applying *a) {
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM withdrawal");
    db_exec(a->db, "INSERT INTO withdrawal (id, org, state, requested_at, entry) VALUES ($1, $2, 'requested', $3, $4)",
            V(id), V(act_int(a->act, "member")), V(a->act->at), V(a->act->entry));
    act_mention(a, "withdrawal", id);
}

ACT(member_withdraw) = {
    .name = "member.withdraw",
    .version = 1,
    .family = "membership",
    .power = "membership.withdraw",
    .weighty = true,
    .title = TEXT_INIT("Withdraw from membership", "申请退出"),
    .effect = TEXT_INIT("{member} asks to leave. When this is confirmed, its people's offices end too.",
                        "{member}申请退出；确认后，其人员所任职务一并终止。"),
    .done = TEXT_INIT("{member} asked to leave.", "{member}申请退出。"),
    .fields = withdraw_fields,
    .judge = withdraw_judge,
    .apply = withdraw_apply,
};

/* ---- withdrawal.confirm ---- */

static const struct field confirm_fields[] = {
    { .name = "withdrawal", .label = TEXT_INIT("Withdrawal", "退出申请"), .type = FIELD_REF, .ref = "withdrawal" },
    { .name = "obligations",
      .label = TEXT_INIT("Obligations still open", "尚未履行的义务"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_OFFICE,
      .optional = true,
      .help = TEXT_INIT("They are recorded; the withdrawal cannot be refused.", "仅作记录，不得拒绝退出。") },
    { 0 },
};

static void confirm_judge(struct judging *j) {
    if (!db_has(j->db, "SELECT 1 FROM withdrawal WHERE id = $1 AND state = 'requested'",
                V(act_int(j->act, "withdrawal"))))
        refuse_state(j, (const struct rule *)NULL,
                     T("This withdrawal has been confirmed already.", "该退出申请已确认。"), T_NONE);
    allow(j, charter_rule(j->charter, "membership.withdrawal", NULL), T("Membership ends today.", "自今日起退出。"));
}

static void confirm_apply(struct applying *a) {
    int64_t id = act_int(a->act, "withdrawal");
    db_exec(a->db, "UPDATE withdrawal SET state = 'confirmed', confirmed_at = $1 WHERE id = $2", V(a->act->at), V(id));
    membership_end(a, db_int(a->db, 0, "SELECT org FROM withdrawal WHERE id = $1", V(id)), "withdrawal");
}

/* To whom a former member's mail goes: who represented it last, the voting one first. */
static void tell_former(struct telling *t, int64_t org, struct text subject, struct text body, const char *link,
                        const char *resolution) {
    struct str names = db_str(t->db, t->arena, "SELECT " ORG_NAMES("org") " FROM org WHERE id = $1", V(org));
    const struct arg args[] = { ARG_TEXT("org", names_text(t->arena, names)),
                                ARG_Z("resolution", resolution ? resolution : ""),
                                ARG_DAY("on", instant_day(t->act->at, charter_zone(t->charter))) };
    int64_t person =
        db_int(t->db, 0,
               "SELECT person FROM representation WHERE org = $1 ORDER BY to_at DESC, voting DESC, id DESC LIMIT 1",
               V(org));
    if (person)
        tell(t, &(struct mail){ .person = person,
                                .subject = subject,
                                .body = body,
                                .args = args,
                                .arg_count = 3,
                                .link = link,
                                .official = true });
}

static void confirm_tell(struct telling *t) {
    int64_t org = db_int(t->db, 0, "SELECT org FROM withdrawal WHERE id = $1", V(act_int(t->act, "withdrawal")));
    tell_former(t, org, T("{org}: the withdrawal is confirmed", "{org}退出已获确认"),
                T("The membership of {org} ended on {on}, as it asked. Offices held through it have ended too.",
                  "应{org}申请，其成员资格自{on}起终止，经其担任的职务一并终止。"),
                arena_z(t->arena, arena_f(t->arena, "/members/%lld", (long long)org)), NULL);
}

static void confirm_offer(struct offering *o) {
    if (!o->may(o, NULL)) return;
    const struct rule *rule = charter_rule(o->j->charter, "membership.withdrawal", NULL);
    struct rows *r = db_rows(
        o->j->db,
        "SELECT w.id, " ORG_NAMES(
            "org") ", w.requested_at FROM withdrawal w JOIN org ON org.id = w.org WHERE w.state = 'requested' ORDER BY w.id");
    while (rows_next(r)) {
        const struct arg args[] = { ARG_TEXT("org", names_text(o->j->arena, rows_str(r, 1))) };
        offer_add(o, json_pack("{s:I}", "withdrawal", (json_int_t)rows_int(r, 0)), rule ? rule_clause(rule) : NULL,
                  rule ? rows_int(r, 2) + rule_int(rule, "remind_days") * 86400 : INSTANT_NONE, NULL,
                  T("Confirm that {org} leaves", "确认{org}退出"), args, 1);
    }
    rows_done(r);
}

ACT(withdrawal_confirm) = {
    .name = "withdrawal.confirm",
    .version = 1,
    .family = "membership",
    .power = "membership.confirm",
    .weighty = true,
    .title = TEXT_INIT("Confirm a withdrawal", "确认退出"),
    .effect = TEXT_INIT("{withdrawal} leaves today. Offices held through it end.",
                        "{withdrawal}自今日起退出，经其担任的职务终止。"),
    .done = TEXT_INIT("The withdrawal of {withdrawal} was confirmed.", "确认{withdrawal}退出。"),
    .fields = confirm_fields,
    .judge = confirm_judge,
    .apply = confirm_apply,
    .offer = confirm_offer,
    .tell = confirm_tell,
};

/* ---- member.propose_expulsion ---- */

static const struct field expel_fields[] = {
    { .name = "member", .label = TEXT_INIT("Member", "成员单位"), .type = FIELD_REF, .ref = "member" },
    { .name = "ground", .label = TEXT_INIT("Ground", "事由"), .type = FIELD_CHOICE, .ref = "ground" },
    { .name = "title",
      .label = TEXT_INIT("Title of the matter", "事项标题"),
      .type = FIELD_LINE,
      .privacy = FIELD_SEALED_PUBLIC },
    { .name = "statement",
      .label = TEXT_INIT("Facts", "事实说明"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_MEMBER },
    { 0 },
};

static void expel_judge(struct judging *j) {
    const struct rule *r = charter_rule(j->charter, "membership.expulsion", NULL);
    if (!member_class(j->db, j->arena, act_int(j->act, "member")))
        refuse_state(j, r, T("This organization is not a member.", "该单位不是成员。"), T_NONE);
    if (db_has(j->db,
               "SELECT 1 FROM matter WHERE kind = 'member.expelled' AND state IN ('open', 'scheduled') AND args = $1",
               V(arena_f(j->arena, "{\"member\":%lld}", (long long)act_int(j->act, "member")))))
        refuse_state(j, r, T("This has been proposed already and waits for the vote.", "已有相同提议，正待表决。"),
                     T_NONE);
    if (r && !rule_lists(r, "grounds", act_z(j->act, "ground")))
        refuse(j, r, T("The charter does not name this ground.", "章程未规定此事由。"), T_NONE);
    matter_judge(j, "vote.expulsion");
}

static void expel_apply(struct applying *a) {
    matter_open(a, "vote.expulsion", "member.expelled", NULL,
                json_pack("{s:I}", "member", (json_int_t)act_int(a->act, "member")));
}

ACT(member_propose_expulsion) = {
    .name = "member.propose_expulsion",
    .version = 1,
    .family = "membership",
    .power = "membership.expel",
    .weighty = true,
    .title = TEXT_INIT("Propose to expel a member", "提议除名"),
    .effect = TEXT_INIT("Whether {member} is expelled goes to a vote.", "是否将{member}除名，提交表决。"),
    .done = TEXT_INIT("It was proposed to expel {member}.", "提议将{member}除名。"),
    .fields = expel_fields,
    .judge = expel_judge,
    .apply = expel_apply,
};

static const struct field expelled_fields[] = {
    { .name = "member", .label = TEXT_INIT("Member", "成员单位"), .type = FIELD_REF, .ref = "member" },
    { .name = "matter", .label = TEXT_INIT("Matter", "事项"), .type = FIELD_REF, .ref = "matter" },
    { .name = "resolution", .label = TEXT_INIT("Resolution", "决议"), .type = FIELD_LINE },
    { 0 },
};

static void expelled_judge(struct judging *j) {
    const struct rule *r = charter_rule(j->charter, "membership.expulsion", NULL);
    if (member_class(j->db, j->arena, act_int(j->act, "member")))
        allow(j, r, T("The vote on expulsion has passed.", "除名经表决通过。"));
    else
        refuse_state(j, r, T("This organization is not a member any more.", "该单位已不是成员。"), T_NONE);
}

static void expelled_apply(struct applying *a) { membership_end(a, act_int(a->act, "member"), "expulsion"); }

static void expelled_tell(struct telling *t) {
    const char *resolution = act_z(t->act, "resolution");
    const struct rule *r = charter_rule(t->charter, "membership.expulsion", NULL);
    tell_former(t, act_int(t->act, "member"), T("{org} has been expelled", "{org}已被除名"),
                r && rule_flag(r, "reapply")
                    ? T("The membership of {org} ended by resolution {resolution}. It may apply again.",
                        "根据决议 {resolution}，{org}的成员资格终止，可再次申请加入。")
                    : T("The membership of {org} ended by resolution {resolution}.",
                        "根据决议 {resolution}，{org}的成员资格终止。"),
                arena_z(t->arena, arena_f(t->arena, "/resolutions/%s", resolution)), resolution);
}

ACT(member_expelled) = {
    .name = "member.expelled",
    .version = 1,
    .family = "membership",
    .origin = ORIGIN_CONSEQUENCE,
    .title = TEXT_INIT("A member is expelled", "成员除名"),
    .question = TEXT_INIT("Expel {member}", "将{member}除名"),
    .done = TEXT_INIT("{member} was expelled ({resolution}).", "{member}被除名（{resolution}）。"),
    .fields = expelled_fields,
    .judge = expelled_judge,
    .apply = expelled_apply,
    .tell = expelled_tell,
};
