/* People and the organizations they speak for: representatives, members' data, contributions. */
#include <string.h>

#include "acts/members/members.h"

/* ---- representative.add ---- */

static const struct field add_fields[] = {
    { .name = "member", .label = TEXT_INIT("Member", "成员单位"), .type = FIELD_REF, .ref = "member" },
    { .name = "person",
      .label = TEXT_INIT("Somebody known here", "已登记的人员"),
      .type = FIELD_REF,
      .ref = "person",
      .optional = true,
      .help = TEXT_INIT("Who represented another member before, or holds an office; else give name and email.",
                        "曾代表其他单位或在此任职者；否则填写姓名和邮箱。") },
    { .name = "name",
      .label = TEXT_INIT("Name", "姓名"),
      .type = FIELD_LINE,
      .privacy = FIELD_SEALED_PUBLIC,
      .optional = true },
    { .name = "email",
      .label = TEXT_INIT("Email", "邮箱"),
      .type = FIELD_EMAIL,
      .privacy = FIELD_SEALED_OFFICE,
      .optional = true },
    { .name = "voting",
      .label = TEXT_INIT("Becomes the voting representative", "担任表决代表"),
      .type = FIELD_BOOL,
      .help = TEXT_INIT("A member has one; the vote passes over from the one before.",
                        "每个成员单位一名，原表决代表的表决权随之转移。") },
    { 0 },
};

/* One member each, unless the charter lets somebody represent more; never the same one twice. */
static void judge_represents(struct judging *j, int64_t person, int64_t org) {
    const struct rule *r = charter_rule(j->charter, "representation", NULL);
    int64_t most = r ? rule_int(r, "most") : 1;
    int64_t now =
        db_int(j->db, 0, "SELECT count(*) FROM representation WHERE person = $1 AND to_at IS NULL", V(person));
    if (db_has(j->db, "SELECT 1 FROM representation WHERE person = $1 AND org = $2 AND to_at IS NULL", V(person),
               V(org)))
        refuse_state(j, r, T("This person represents the member already.", "该人员已是该单位的代表。"), T_NONE);
    else if (now > 0 && now >= most)
        refuse_state(j, r,
                     T("This person represents {now} {now|member|members} now; at most {most} at a time.",
                       "该人员目前代表 {now} 家成员单位，同时最多 {most} 家。"),
                     T("That representation must end first.", "须先终止该代表关系。"), ARG_INT("now", now),
                     ARG_INT("most", most));
    else if (r && now > 0)
        allow(j, r, T("One person may represent several members.", "一人可代表多家成员单位。"));
}

static void add_judge(struct judging *j) {
    judge_own_org(j, act_int(j->act, "member"));
    if (!member_class(j->db, j->arena, act_int(j->act, "member")))
        refuse_state(j, (const struct rule *)NULL, T("This organization is not a member.", "该单位不是成员。"), T_NONE);
    int64_t person = act_int(j->act, "person");
    bool named = act_given(j->act, "name") || act_given(j->act, "email");
    if (person && named)
        refuse_field(j, "person",
                     T("Choose somebody known here, or give name and email of somebody new; not both.",
                       "请选择已登记的人员，或填写新人员的姓名和邮箱，二者选一。"));
    else if (!person && (!act_given(j->act, "name") || !act_given(j->act, "email")))
        refuse_field(j, act_given(j->act, "name") ? "email" : "name", T("Give name and email.", "请填写姓名和邮箱。"));
    if (person) judge_represents(j, person, act_int(j->act, "member"));
    if (db_has(j->db, "SELECT 1 FROM person WHERE id = $1 AND erased_at IS NOT NULL", V(person)))
        refuse_state(j, (const struct rule *)NULL, T("This person's data have been erased.", "该人员的数据已删除。"),
                     T_NONE);
}

static void add_apply(struct applying *a) {
    int64_t person = act_int(a->act, "person");
    representation_begin(a, person ? person : person_new(a, a->act->entry), act_int(a->act, "member"),
                         act_bool(a->act, "voting"));
}

ACT(representative_add) = {
    .name = "representative.add",
    .version = 1,
    .family = "people",
    .power = "representative.change",
    .title = TEXT_INIT("Add a representative", "增加代表"),
    .done = TEXT_INIT("{member} named a representative.", "{member}委派代表。"),
    .fields = add_fields,
    .judge = add_judge,
    .apply = add_apply,
};

/* ---- representative.end, representative.set_voting ---- */

static const struct field representation_fields[] = {
    { .name = "representation",
      .label = TEXT_INIT("Representative", "代表"),
      .type = FIELD_REF,
      .ref = "representation" },
    { 0 },
};

static void representation_judge(struct judging *j) {
    int64_t id = act_int(j->act, "representation");
    judge_own_org(j, db_int(j->db, 0, "SELECT org FROM representation WHERE id = $1", V(id)));
    if (!db_has(j->db, "SELECT 1 FROM representation WHERE id = $1 AND to_at IS NULL", V(id)))
        refuse_state(j, (const struct rule *)NULL, T("This representation has ended already.", "该代表关系已结束。"),
                     T_NONE);
}

static void end_apply(struct applying *a) {
    representation_end(a, act_int(a->act, "representation"), "representation");
}

ACT(representative_end) = {
    .name = "representative.end",
    .version = 1,
    .family = "people",
    .power = "representative.change",
    .weighty = true,
    .title = TEXT_INIT("End a representation", "终止代表关系"),
    .effect =
        TEXT_INIT("{representation}: the representation ends, and with it the offices held through the organization.",
                  "{representation}：代表关系终止，经该单位担任的职务一并终止。"),
    .done = TEXT_INIT("A representation ended: {representation}.", "代表关系终止：{representation}。"),
    .fields = representation_fields,
    .judge = representation_judge,
    .apply = end_apply,
};

static void voting_apply(struct applying *a) {
    int64_t id = act_int(a->act, "representation");
    db_exec(
        a->db,
        "UPDATE representation SET voting = 0 WHERE to_at IS NULL AND org = (SELECT org FROM representation WHERE id = $1)",
        V(id));
    db_exec(a->db, "UPDATE representation SET voting = 1 WHERE id = $1", V(id));
}

ACT(representative_set_voting) = {
    .name = "representative.set_voting",
    .version = 1,
    .family = "people",
    .power = "representative.change",
    .title = TEXT_INIT("Name the voting representative", "指定表决代表"),
    .done = TEXT_INIT("{representation} became the voting representative.", "{representation}成为表决代表。"),
    .fields = representation_fields,
    .judge = representation_judge,
    .apply = voting_apply,
};

/* ---- person.add: somebody who speaks for no organization, such as an officer of a permanent office ---- */

static const struct field person_fields[] = {
    { .name = "name", .label = TEXT_INIT("Name", "姓名"), .type = FIELD_LINE, .privacy = FIELD_SEALED_PUBLIC },
    { .name = "email", .label = TEXT_INIT("Email", "邮箱"), .type = FIELD_EMAIL, .privacy = FIELD_SEALED_OFFICE },
    { 0 },
};

static void person_apply(struct applying *a) { person_new(a, a->act->entry); }

ACT(person_add) = {
    .name = "person.add",
    .version = 1,
    .family = "people",
    .power = "person.add",
    .title = TEXT_INIT("Register a person", "登记人员"),
    .effect = TEXT_INIT("The person can be appointed or nominated to offices that need no organization.",
                        "登记后可任命或提名其担任不要求单位委派的职务。"),
    .done = TEXT_INIT("A person was registered.", "登记人员。"),
    .fields = person_fields,
    .apply = person_apply,
};

/* ---- person.update ---- */

static const struct field update_fields[] = {
    { .name = "person",
      .label = TEXT_INIT("Whose data", "人员"),
      .type = FIELD_REF,
      .ref = "person",
      .optional = true,
      .help = TEXT_INIT("Left out: your own.", "不填则为本人。") },
    { .name = "name",
      .label = TEXT_INIT("Name", "姓名"),
      .type = FIELD_LINE,
      .privacy = FIELD_SEALED_PUBLIC,
      .optional = true },
    { .name = "email",
      .label = TEXT_INIT("Email", "邮箱"),
      .type = FIELD_EMAIL,
      .privacy = FIELD_SEALED_OFFICE,
      .optional = true },
    { 0 },
};

static int64_t whose(const struct act *act) {
    return act_given(act, "person") ? act_int(act, "person") : act->by.person;
}

static void update_judge(struct judging *j) {
    if (!act_given(j->act, "name") && !act_given(j->act, "email"))
        refuse_field(j, "name", T("Nothing was changed.", "没有任何改动。"));
    int64_t person = whose(j->act);
    if (j->act->by.as.kind == AS_PERSON && person != j->act->by.person)
        finding_add(j, true, ERR_DENIED, NULL, "person", T("These are another person's data.", "这是他人的资料。"),
                    T_NONE, NULL, 0);
    if (db_has(j->db, "SELECT 1 FROM person WHERE id = $1 AND erased_at IS NOT NULL", V(person)))
        refuse_state(j, (const struct rule *)NULL, T("This person's data have been erased.", "该人员的数据已删除。"),
                     T_NONE);
}

static void update_apply(struct applying *a) {
    if (act_given(a->act, "name")) {
        db_exec(a->db, "UPDATE person SET name_entry = $1 WHERE id = $2", V(a->act->entry), V(whose(a->act)));
        act_words(a, "person", whose(a->act));
    }
    if (act_given(a->act, "email"))
        db_exec(a->db, "UPDATE person SET email_entry = $1 WHERE id = $2", V(a->act->entry), V(whose(a->act)));
    person_sealed(a, whose(a->act), a->act->entry);
}

ACT(person_update) = {
    .name = "person.update",
    .version = 1,
    .family = "people",
    .power = "person.update",
    .title = TEXT_INIT("Change a name or address", "更改姓名或邮箱"),
    .done = TEXT_INIT("A person's name or address was changed.", "更改了人员资料。"),
    .fields = update_fields,
    .judge = update_judge,
    .apply = update_apply,
};

/* ---- member.update ---- */

static const struct field member_fields[] = {
    { .name = "member", .label = TEXT_INIT("Member", "成员单位"), .type = FIELD_REF, .ref = "member" },
    { .name = "org_name", .label = TEXT_INIT("Registered name", "登记名称"), .type = FIELD_LINE, .min = 2 },
    { .name = "org_name_en", .label = TEXT_INIT("Name in English", "英文名称"), .type = FIELD_LINE, .optional = true },
    { .name = "website", .label = TEXT_INIT("Website", "网址"), .type = FIELD_URL, .optional = true },
    { 0 },
};

static void member_judge(struct judging *j) { judge_own_org(j, act_int(j->act, "member")); }

static void member_apply(struct applying *a) {
    db_exec(a->db, "UPDATE org SET name = $1, name_en = $2, website = $3 WHERE id = $4", V(act_z(a->act, "org_name")),
            V(act_z(a->act, "org_name_en")), V(act_z(a->act, "website")), V(act_int(a->act, "member")));
    act_words(a, "org", act_int(a->act, "member"));
}

ACT(member_update) = {
    .name = "member.update",
    .version = 1,
    .family = "membership",
    .power = "membership.update",
    .title = TEXT_INIT("Change a member's data", "变更成员资料"),
    .done = TEXT_INIT("The data of {member} were changed.", "变更{member}的资料。"),
    .fields = member_fields,
    .judge = member_judge,
    .apply = member_apply,
};

/* ---- contribution.record ---- */

static const struct choice contribution_kinds[] = {
    { "donation", TEXT_INIT("donation", "捐赠") },
    { "open_source", TEXT_INIT("open-source contribution", "开源贡献") },
    { "operations", TEXT_INIT("operations and activities", "运营与活动") },
    { "ecosystem", TEXT_INIT("ecosystem work", "生态拓展") },
    { 0 },
};

static const struct field contribution_fields[] = {
    { .name = "member", .label = TEXT_INIT("Member", "成员单位"), .type = FIELD_REF, .ref = "member" },
    { .name = "kind", .label = TEXT_INIT("Kind", "类别"), .type = FIELD_CHOICE, .choices = contribution_kinds },
    { .name = "on", .label = TEXT_INIT("Day", "日期"), .type = FIELD_DAY },
    { .name = "amount",
      .label = TEXT_INIT("Amount, if money", "金额（如为款项）"),
      .type = FIELD_FEN,
      .optional = true,
      .max = 1000000000000 },
    { .name = "text",
      .label = TEXT_INIT("What was contributed", "贡献内容"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .max = 2000 },
    { 0 },
};

static void contribution_judge(struct judging *j) {
    judge_own_org(j, act_int(j->act, "member"));
    if (act_day(j->act, "on") > instant_day(j->act->at, charter_zone(j->charter)))
        refuse_field(j, "on", T("The day lies in the future.", "日期不得晚于今日。"));
}

static void contribution_apply(struct applying *a) {
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM contribution");
    db_exec(a->db,
            "INSERT INTO contribution (id, org, kind, amount_fen, on_day, entry) VALUES ($1, $2, $3, $4, $5, $6)",
            V(id), V(act_int(a->act, "member")), V(act_z(a->act, "kind")),
            act_given(a->act, "amount") ? V(act_int(a->act, "amount")) : V_NULL, V(act_day(a->act, "on")),
            V(a->act->entry));
}

ACT(contribution_record) = {
    .name = "contribution.record",
    .version = 1,
    .family = "membership",
    .power = "contribution.record",
    .title = TEXT_INIT("Record a contribution", "登记贡献"),
    .done = TEXT_INIT("A contribution of {member} was recorded: {kind}.", "登记{member}的贡献：{kind}。"),
    .fields = contribution_fields,
    .judge = contribution_judge,
    .apply = contribution_apply,
};
