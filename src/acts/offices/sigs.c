/* Interest groups under a body: the first ones at the founding, changes by the body's vote. */
#include <string.h>

#include "acts/matters/matters.h"

static void sig_new(struct applying *a, const char *body, const char *name_en, const char *name_zh,
                    const char *resolution) {
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM sig");
    db_exec(
        a->db,
        "INSERT INTO sig (id, body, name_en, name_zh, from_at, resolution, entry) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        V(id), V(body), V(name_en), V(name_zh), V(a->act->at), V(resolution), V(a->act->entry));
    act_mention(a, "sig", id);
}

/* ---- founding.sigs ---- */

static void first_judge(struct judging *j) {
    const struct rule *const *rules;
    size_t n = charter_rules_of(j->charter, "sigs.first", &rules);
    if (db_has(j->db, "SELECT 1 FROM sig LIMIT 1"))
        refuse_state(j, n ? rules[0] : NULL, T("The first interest groups exist already.", "首批兴趣组已设立。"),
                     T_NONE);
    for (size_t i = 0; i < n; i++) {
        const char *const *ids;
        allow(j, rules[i], T("The charter names {count} groups.", "章程列明 {count} 个兴趣组。"),
              ARG_INT("count", (int64_t)rule_list(rules[i], "list", &ids)));
    }
}

static void first_apply(struct applying *a) {
    const struct rule *const *rules;
    size_t n = charter_rules_of(a->charter, "sigs.first", &rules);
    for (size_t i = 0; i < n; i++) {
        const char *const *ids;
        size_t count = rule_list(rules[i], "list", &ids);
        for (size_t k = 0; k < count; k++) {
            const struct charter_word *name = charter_word(a->charter, "sig", ids[k]);
            if (name) sig_new(a, rule_subject(rules[i]), name->text.en, name->text.zh, NULL);
        }
    }
}

static void first_offer(struct offering *o) {
    const struct rule *const *rules;
    size_t n = charter_rules_of(o->j->charter, "sigs.first", &rules);
    if (n && o->may(o, NULL) && !db_has(o->j->db, "SELECT 1 FROM sig LIMIT 1"))
        offer_add(o, NULL, rule_clause(rules[0]), INSTANT_NONE, NULL,
                  T("Set up the first interest groups", "设立首批兴趣组"), NULL, 0);
}

ACT(founding_sigs) = {
    .name = "founding.sigs",
    .version = 1,
    .family = "founding",
    .power = "founding.sig",
    .title = TEXT_INIT("Set up the first interest groups", "设立首批兴趣组"),
    .done = TEXT_INIT("The first interest groups were set up.", "设立首批兴趣组。"),
    .judge = first_judge,
    .apply = first_apply,
    .offer = first_offer,
};

/* ---- sig.propose ---- */

static const struct choice changes[] = {
    { "add", TEXT_INIT("add a group", "增设") },
    { "end", TEXT_INIT("end a group", "撤销") },
    { "merge", TEXT_INIT("merge a group into another", "并入其他兴趣组") },
    { 0 },
};

static const struct field propose_fields[] = {
    { .name = "body", .label = TEXT_INIT("Body", "所属机构"), .type = FIELD_CHOICE, .ref = "body" },
    { .name = "change", .label = TEXT_INIT("Change", "事项"), .type = FIELD_CHOICE, .choices = changes },
    { .name = "sig",
      .label = TEXT_INIT("Group", "兴趣组"),
      .type = FIELD_REF,
      .ref = "sig",
      .optional = true,
      .help = TEXT_INIT("When ending or merging.", "撤销或合并时填写。") },
    { .name = "into", .label = TEXT_INIT("Into group", "并入"), .type = FIELD_REF, .ref = "sig", .optional = true },
    { .name = "name_en",
      .label = TEXT_INIT("Name in English", "英文名称"),
      .type = FIELD_LINE,
      .optional = true,
      .help = TEXT_INIT("When adding.", "增设时填写。") },
    { .name = "name_zh", .label = TEXT_INIT("Name in Chinese", "中文名称"), .type = FIELD_LINE, .optional = true },
    { .name = "title",
      .label = TEXT_INIT("Title of the matter", "事项标题"),
      .type = FIELD_LINE,
      .privacy = FIELD_SEALED_PUBLIC },
    { .name = "scope",
      .label = TEXT_INIT("Scope and reasons", "范围与理由"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC },
    { 0 },
};

static void propose_judge(struct judging *j) {
    const struct rule *r = matter_judge(j, "vote.sig");
    bool add = strcmp(act_z(j->act, "change"), "add") == 0;
    if (r && strcmp(rule_word(r, "by"), act_z(j->act, "body")) != 0)
        refuse_field(j, "body",
                     T("Groups of this body are not what the vote decides.", "该表决不涉及此机构的兴趣组。"));
    if (add && (!act_given(j->act, "name_en") || !act_given(j->act, "name_zh")))
        refuse_field(j, "name_en", T("A new group needs a name in both languages.", "增设兴趣组须填写中英文名称。"));
    int64_t sig = act_int(j->act, "sig"), into = act_int(j->act, "into");
    if (!add && !db_has(j->db, "SELECT 1 FROM sig WHERE id = $1 AND to_at IS NULL", V(sig)))
        refuse_field(j, "sig", T("Choose a group that exists.", "请选择现有兴趣组。"));
    if (strcmp(act_z(j->act, "change"), "merge") == 0 &&
        (into == sig || !db_has(j->db, "SELECT 1 FROM sig WHERE id = $1 AND to_at IS NULL", V(into))))
        refuse_field(j, "into", T("Choose another group that exists.", "请选择另一现有兴趣组。"));
}

static void propose_apply(struct applying *a) {
    static const char *const copied[] = { "body", "change", "sig", "into", "name_en", "name_zh" };
    json_t *args = json_object();
    for (size_t i = 0; i < sizeof copied / sizeof copied[0]; i++)
        if (json_object_get(a->act->args, copied[i]))
            json_object_set(args, copied[i], json_object_get(a->act->args, copied[i]));
    matter_open(a, "vote.sig", "sig.changed", NULL, args);
}

ACT(sig_propose) = {
    .name = "sig.propose",
    .version = 1,
    .family = "matters",
    .power = "sig.propose",
    .body = act_body_of_field,
    .title = TEXT_INIT("Propose a change of interest groups", "提出兴趣组调整"),
    .done = TEXT_INIT("A change of interest groups was proposed.", "提出兴趣组调整。"),
    .fields = propose_fields,
    .judge = propose_judge,
    .apply = propose_apply,
};

static const struct field changed_fields[] = {
    { .name = "body", .label = TEXT_INIT("Body", "所属机构"), .type = FIELD_CHOICE, .ref = "body" },
    { .name = "change", .label = TEXT_INIT("Change", "事项"), .type = FIELD_CHOICE, .choices = changes },
    { .name = "sig", .label = TEXT_INIT("Group", "兴趣组"), .type = FIELD_REF, .ref = "sig", .optional = true },
    { .name = "into", .label = TEXT_INIT("Into group", "并入"), .type = FIELD_REF, .ref = "sig", .optional = true },
    { .name = "name_en", .label = TEXT_INIT("Name in English", "英文名称"), .type = FIELD_LINE, .optional = true },
    { .name = "name_zh", .label = TEXT_INIT("Name in Chinese", "中文名称"), .type = FIELD_LINE, .optional = true },
    { .name = "matter", .label = TEXT_INIT("Matter", "事项"), .type = FIELD_REF, .ref = "matter" },
    { .name = "resolution", .label = TEXT_INIT("Resolution", "决议"), .type = FIELD_LINE },
    { 0 },
};

static void changed_judge(struct judging *j) {
    const struct rule *r = charter_rule(j->charter, "vote.sig", NULL);
    bool add = strcmp(act_z(j->act, "change"), "add") == 0;
    int64_t into = act_int(j->act, "into");
    if ((!add && !db_has(j->db, "SELECT 1 FROM sig WHERE id = $1 AND to_at IS NULL", V(act_int(j->act, "sig")))) ||
        (into && !db_has(j->db, "SELECT 1 FROM sig WHERE id = $1 AND to_at IS NULL", V(into))))
        refuse_state(j, r, T("The group has ended meanwhile.", "该兴趣组已撤销。"), T_NONE);
    else
        allow(j, r, T("The vote on interest groups has passed.", "兴趣组调整经表决通过。"));
}

static void changed_apply(struct applying *a) {
    const struct act *act = a->act;
    int64_t into = act_int(act, "into");
    if (strcmp(act_z(act, "change"), "add") == 0)
        sig_new(a, act_z(act, "body"), act_z(act, "name_en"), act_z(act, "name_zh"), act_z(act, "resolution"));
    else
        db_exec(a->db, "UPDATE sig SET to_at = $1, merged_into = $2 WHERE id = $3 AND to_at IS NULL", V(act->at),
                into ? V(into) : V_NULL, V(act_int(act, "sig")));
    matters_review(a);
}

ACT(sig_changed) = {
    .name = "sig.changed",
    .version = 1,
    .family = "matters",
    .origin = ORIGIN_CONSEQUENCE,
    .title = TEXT_INIT("Interest groups change", "兴趣组调整"),
    .question = TEXT_INIT("Interest groups: {change}", "兴趣组调整：{change}"),
    .done = TEXT_INIT("Interest groups changed ({resolution}).", "兴趣组调整（{resolution}）。"),
    .fields = changed_fields,
    .judge = changed_judge,
    .apply = changed_apply,
};
