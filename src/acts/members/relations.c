/* Which members are related to one another: owned by one another, or by the same hands. A charter may cap the seats that related
 * ones take together, and who runs the elections records what is related, with grounds, in public.
 *
 * A relation joins two organizations; a group is whoever is joined by any chain of them, and is named by its smallest number. */
#include "acts/members/members.h"

/* ---- member.relate, member.unrelate ---- */

static const struct field relate_fields[] = {
    { .name = "member", .label = TEXT_INIT("Member", "成员单位"), .type = FIELD_REF, .ref = "member" },
    { .name = "other", .label = TEXT_INIT("Related member", "关联单位"), .type = FIELD_REF, .ref = "member" },
    { .name = "grounds",
      .label = TEXT_INIT("On what ground", "依据"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .min = 2,
      .max = 2000 },
    { 0 },
};

static bool related_now(struct db *db, int64_t one, int64_t other) {
    return db_has(
        db,
        "SELECT 1 FROM relation WHERE end_entry IS NULL AND ((one = $1 AND other = $2) OR (one = $2 AND other = $1))",
        V(one), V(other));
}

static void relate_judge(struct judging *j) {
    int64_t one = act_int(j->act, "member"), other = act_int(j->act, "other");
    if (one == other)
        refuse_field(j, "other", T("Name another organization.", "请填写另一单位。"));
    else if (!member_class(j->db, j->arena, one) || !member_class(j->db, j->arena, other))
        refuse_state(j, (const struct rule *)NULL,
                     T("Relations are recorded of members.", "仅登记成员单位之间的关联关系。"), T_NONE);
    else if (related_now(j->db, one, other))
        refuse_state(j, (const struct rule *)NULL, T("They are on record as related already.", "该关联关系已登记。"),
                     T_NONE);
}

static void relate_apply(struct applying *a) {
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM relation");
    db_exec(a->db, "INSERT INTO relation (id, one, other, entry) VALUES ($1, $2, $3, $4)", V(id),
            V(act_int(a->act, "member")), V(act_int(a->act, "other")), V(a->act->entry));
}

ACT(member_relate) = {
    .name = "member.relate",
    .version = 1,
    .family = "membership",
    .power = "membership.relate",
    .title = TEXT_INIT("Record that two members are related", "登记关联单位"),
    .effect = TEXT_INIT(
        "Where the charter caps the seats of related organizations, {member} and {other} count together from now on.",
        "章程限制关联单位席位的，{member}与{other}自此合并计算。"),
    .done = TEXT_INIT("{member} and {other} were recorded as related.", "登记{member}与{other}为关联单位。"),
    .fields = relate_fields,
    .judge = relate_judge,
    .apply = relate_apply,
};

static void unrelate_judge(struct judging *j) {
    if (!related_now(j->db, act_int(j->act, "member"), act_int(j->act, "other")))
        refuse_state(j, (const struct rule *)NULL, T("They are not on record as related.", "未登记此关联关系。"),
                     T_NONE);
}

static void unrelate_apply(struct applying *a) {
    db_exec(
        a->db,
        "UPDATE relation SET end_entry = $1 WHERE end_entry IS NULL AND ((one = $2 AND other = $3) OR (one = $3 AND other = $2))",
        V(a->act->entry), V(act_int(a->act, "member")), V(act_int(a->act, "other")));
}

ACT(member_unrelate) = {
    .name = "member.unrelate",
    .version = 1,
    .family = "membership",
    .power = "membership.relate",
    .title = TEXT_INIT("Record that two members are related no more", "登记关联关系终止"),
    .done = TEXT_INIT("{member} and {other} are related no more.", "{member}与{other}不再为关联单位。"),
    .fields = relate_fields,
    .judge = unrelate_judge,
    .apply = unrelate_apply,
};
