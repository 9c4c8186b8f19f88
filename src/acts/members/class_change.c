/* A member asks for another class: an application like any other, reviewed and decided by those who decide about that
 * class, that ends one membership and begins the next on the same day. */
#include <string.h>

#include "acts/members/members.h"

static const struct field change_fields[] = {
    { .name = "member", .label = TEXT_INIT("Member", "成员单位"), .type = FIELD_REF, .ref = "member" },
    { .name = "class", .label = TEXT_INIT("Class asked for", "申请的成员类别"), .type = FIELD_CHOICE, .ref = "class" },
    { .name = "statement",
      .label = TEXT_INIT("Why, and what you contribute", "理由与贡献"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .min = 10,
      .max = 5000 },
    { 0 },
};

static const char *type_of(struct judging *j, int64_t org) {
    return arena_z(j->arena, db_str(j->db, j->arena, "SELECT type FROM org WHERE id = $1", V(org)));
}

static void judge_fee(struct judging *j, const char *now, const char *wanted) {
    const struct rule *r = charter_rule(j->charter, "fee.within-year", NULL);
    const struct rule *old = charter_rule(j->charter, "fee", now), *new = charter_rule(j->charter, "fee", wanted);
    if (r && old && new &&rule_int(new, "amount_fen") > rule_int(old, "amount_fen") &&
        strcmp(rule_word(r, "upgrade"), "difference") == 0)
        allow(j, r,
              T("In the year of the change the difference of {difference} is due, where fees are not waived.",
                "变更当年应补缴差额 {difference}（会费减免年度除外）。"),
              ARG_FEN("difference", rule_int(new, "amount_fen") - rule_int(old, "amount_fen")));
}

static void change_judge(struct judging *j) {
    int64_t org = act_int(j->act, "member");
    const char *wanted = act_z(j->act, "class"), *now = member_class(j->db, j->arena, org);
    judge_own_org(j, org);
    if (!now) {
        refuse_state(j, (const struct rule *)NULL, T("This organization is not a member.", "该单位不是成员。"), T_NONE);
        return;
    }
    if (strcmp(now, wanted) == 0) refuse_field(j, "class", T("This is the class it has.", "当前即为此类别。"));
    if (db_has(j->db, "SELECT 1 FROM application WHERE org = $1 AND state IN ('submitted', 'reviewed', 'referred')",
               V(org)))
        refuse_state(j, (const struct rule *)NULL,
                     T("An application of this organization is being decided already.", "该单位的申请正在办理中。"),
                     T_NONE);
    if (db_has(j->db, "SELECT 1 FROM withdrawal WHERE org = $1 AND state = 'requested'", V(org)))
        refuse_state(j, (const struct rule *)NULL, T("This organization has asked to leave.", "该单位已申请退出。"),
                     T_NONE);
    judge_admissible(j, &(struct applicant){ .class_id = wanted, .type = type_of(j, org), .org = org });
    judge_fee(j, now, wanted);
}

static void change_apply(struct applying *a) {
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM application");
    db_exec(
        a->db,
        "INSERT INTO application (id, org, name, name_en, class, type, jurisdiction, registration, website, state, charter, submitted_at, entry) "
        "SELECT $1, id, name, name_en, $2, type, jurisdiction, registration, website, 'submitted', $3, $4, $5 FROM org WHERE id = $6",
        V(id), V(act_z(a->act, "class")), V(a->act->charter), V(a->act->at), V(a->act->entry),
        V(act_int(a->act, "member")));
    act_mention(a, "application", id);
}

ACT(member_change_class) = {
    .name = "member.change_class",
    .version = 1,
    .family = "membership",
    .power = "membership.class",
    .title = TEXT_INIT("Ask for another class", "申请变更成员类别"),
    .effect = TEXT_INIT("{member} asks to become a {class}. Its class stays as it is until that is decided.",
                        "{member}申请成为{class}，决定之前类别不变。"),
    .done = TEXT_INIT("{member} asked to become a {class}.", "{member}申请成为{class}。"),
    .fields = change_fields,
    .judge = change_judge,
    .apply = change_apply,
};
