/* Joining and leaving: applications with their review and decision, withdrawal, expulsion, contributions. */
#include <string.h>

#include "acts/matters/matters.h"
#include "acts/members/members.h"
#include "acts/sealed.h"
#include "acts/things.h"

/* ---- application.submit ---- */

static const struct field submit_fields[] = {
    APPLICANT_FIELDS,
    { .name = "registration",
      .label = TEXT_INIT("Registration number", "登记证号"),
      .type = FIELD_LINE,
      .min = 2,
      .max = 60,
      .help = TEXT_INIT("In China the unified social credit code of 18 characters.",
                        "中国境内单位填写 18 位统一社会信用代码。") },
    { .name = "website", .label = TEXT_INIT("Website", "网址"), .type = FIELD_URL, .optional = true },
    { .name = "evidence",
      .label = TEXT_INIT("Evidence of registration", "登记证明文件"),
      .type = FIELD_FILE,
      .privacy = FIELD_SEALED_OFFICE,
      .help = TEXT_INIT("A scan or extract, as PDF, PNG or JPEG.", "扫描件或登记摘录，PDF、PNG 或 JPEG 格式。") },
    { .name = "statement",
      .label = TEXT_INIT("Your work related to the alliance's field", "与联盟领域相关的工作"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .min = 10,
      .max = 5000 },
    { .name = "name",
      .label = TEXT_INIT("Name of your representative", "代表姓名"),
      .type = FIELD_LINE,
      .privacy = FIELD_SEALED_OFFICE,
      .help = TEXT_INIT("Shown publicly as your voting representative once you are admitted.",
                        "获接纳后，将作为贵单位表决代表公开显示。") },
    { .name = "email",
      .label = TEXT_INIT("Their email address", "代表邮箱"),
      .type = FIELD_EMAIL,
      .privacy = FIELD_SEALED_OFFICE,
      .help = TEXT_INIT("The receipt and the decision go there.", "回执和决定将发送至此邮箱。") },
    { .name = "accept", .label = TEXT_INIT("We accept the charter", "我单位承认并遵守章程"), .type = FIELD_BOOL },
    { 0 },
};

static void submit_judge(struct judging *j) {
    judge_applicant(j);
    if (!act_bool(j->act, "accept"))
        refuse_field(j, "accept", T("Members accept the charter.", "成员须承认并遵守章程。"));
    if (db_has(
            j->db,
            "SELECT 1 FROM application WHERE jurisdiction = $1 AND registration = $2 AND state IN ('submitted', 'reviewed', 'referred')",
            V(act_z(j->act, "jurisdiction")), V(act_z(j->act, "registration"))))
        refuse_field(j, "registration",
                     T("An application of this organization is being decided already.", "该单位的申请正在办理中。"));
}

static void submit_apply(struct applying *a) {
    const struct act *act = a->act;
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM application");
    db_exec(
        a->db,
        "INSERT INTO application (id, name, name_en, class, type, jurisdiction, registration, website, state, charter, submitted_at, entry) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'submitted', $9, $10, $11)",
        V(id), V(act_z(act, "org_name")), V(act_z(act, "org_name_en")), V(act_z(act, "class")), V(act_z(act, "type")),
        V(act_z(act, "jurisdiction")), V(act_z(act, "registration")), V(act_z(act, "website")), V(act->charter),
        V(act->at), V(act->entry));
    act_mention(a, "application", id);
}

/* The address an applicant follows the case at: its secret is drawn from a salt that is never published. */
static const char *case_link(struct telling *t, int64_t application) {
    int64_t entry = db_int(t->db, 0, "SELECT entry FROM application WHERE id = $1", V(application));
    struct str code = application_code(t->db, t->arena, entry);
    return arena_z(t->arena, arena_f(t->arena, "/applications/%lld?code=%.*s", (long long)application, STR_FMT(code)));
}

struct str application_code(struct db *db, struct arena *arena, int64_t entry) {
    struct str salt = db_str(db, arena, "SELECT salt FROM private WHERE entry = $1 AND field = 'email'", V(entry));
    const struct str parts[] = { STR("charterd-case-v1"), salt };
    struct hash h = hash_parts(parts, 2);
    struct buf b;
    buf_init(&b, 128);
    hash_hex(&b, &h);
    struct str code = salt.len ? arena_str(arena, str_head(buf_str(&b), 24)) : STR_NONE;
    buf_release(&b);
    return code;
}

static void tell_applicant(struct telling *t, int64_t application, struct text subject, struct text body) {
    int64_t entry = db_int(t->db, 0, "SELECT entry FROM application WHERE id = $1", V(application));
    struct str address = sealed_text(t->db, t->arena, entry, "email");
    struct str names =
        db_str(t->db, t->arena, "SELECT " ORG_NAMES("application") " FROM application WHERE id = $1", V(application));
    struct str class = db_str(t->db, t->arena, "SELECT class FROM application WHERE id = $1", V(application));
    const struct charter_class *k = charter_class(t->charter, arena_z(t->arena, class));
    const struct arg args[] = { ARG_TEXT("org", names_text(t->arena, names)), ARG_INT("id", application),
                                ARG_TEXT("class", k ? k->name : T_NONE) };
    int64_t org = db_int(t->db, 0, "SELECT org FROM application WHERE id = $1", V(application));
    int64_t person =
        address.len || !org
            ? 0
            : db_int(
                  t->db, 0,
                  "SELECT person FROM representation WHERE org = $1 AND to_at IS NULL ORDER BY voting DESC, id LIMIT 1",
                  V(org));
    if (person) /* a member that would change class */
        tell(t, &(struct mail){ .person = person,
                                .subject = subject,
                                .body = body,
                                .args = args,
                                .arg_count = 3,
                                .link = arena_z(t->arena, arena_f(t->arena, "/members/%lld", (long long)org)),
                                .official = true });
    else if (address.len)
        tell(t, &(struct mail){ .address = arena_z(t->arena, address),
                                .lang = entry == t->act->entry ? (t->lang == LANG_EN ? "en" : "zh") : NULL,
                                .about = entry,
                                .subject = subject,
                                .body = body,
                                .args = args,
                                .arg_count = 3,
                                .link = case_link(t, application),
                                .official = true });
}

static void submit_tell(struct telling *t) {
    int64_t id = db_int(t->db, 0, "SELECT id FROM application WHERE entry = $1", V(t->act->entry));
    tell_applicant(
        t, id, T("Receipt: application {id} of {org}", "回执：{org}的入会申请（{id}）"),
        T("The application of {org} to join as {class} has been received as number {id}. You can follow it at the address below.",
          "已收到{org}申请成为{class}的材料，编号 {id}。可通过下方链接查看办理进度。"));
}

ACT(application_submit) = {
    .name = "application.submit",
    .version = 1,
    .family = "membership",
    .power = "membership.apply",
    .title = TEXT_INIT("Apply to join", "申请加入"),
    .effect = TEXT_INIT("The application of {org_name} is sent to the office.", "{org_name}的申请将提交办公机构办理。"),
    .done = TEXT_INIT("{org_name} applied to join as {class}.", "{org_name}申请成为{class}。"),
    .fields = submit_fields,
    .judge = submit_judge,
    .apply = submit_apply,
    .tell = submit_tell,
};

/* ---- application.review ---- */

static const struct field review_fields[] = {
    { .name = "application", .label = TEXT_INIT("Application", "申请"), .type = FIELD_REF, .ref = "application" },
    { .name = "note",
      .label = TEXT_INIT("What was checked", "审核情况"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_OFFICE },
    { 0 },
};

static struct str state_of(struct judging *j) {
    return db_str(j->db, j->arena, "SELECT state FROM application WHERE id = $1", V(act_int(j->act, "application")));
}

static const char *class_of(struct db *db, struct arena *arena, int64_t application) {
    return arena_z(arena, db_str(db, arena, "SELECT class FROM application WHERE id = $1", V(application)));
}

/* A case finishes under the version of the charter it was opened under. */
static int64_t pinned_of_application(const struct judging *j) {
    return db_int(j->db, 0, "SELECT charter FROM application WHERE id = $1", V(act_int(j->act, "application")));
}

static void review_judge(struct judging *j) {
    if (!str_is(state_of(j), "submitted"))
        refuse_state(j, (const struct rule *)NULL,
                     T("This application has been reviewed or decided already.", "该申请已审核或已决定。"), T_NONE);
}

static void review_apply(struct applying *a) {
    db_exec(a->db, "UPDATE application SET state = 'reviewed', reviewed_entry = $1 WHERE id = $2", V(a->act->entry),
            V(act_int(a->act, "application")));
}

static void application_offers(struct offering *o, const char *state, const char *how, struct text why) {
    if (!o->may(o, NULL)) return;
    struct rows *r = db_rows(o->j->db,
                             "SELECT id, " ORG_NAMES(
                                 "application") ", class FROM application WHERE state = $1 ORDER BY submitted_at",
                             V(state));
    while (rows_next(r)) {
        const struct rule *rule =
            charter_rule(o->j->charter, "membership.decision", arena_z(o->j->arena, rows_str(r, 2)));
        if (how && (!rule || strcmp(rule_word(rule, "how"), how) != 0)) continue;
        const struct arg args[] = { ARG_TEXT("org", names_text(o->j->arena, rows_str(r, 1))) };
        offer_add(o, json_pack("{s:I}", "application", (json_int_t)rows_int(r, 0)), rule ? rule_clause(rule) : NULL,
                  INSTANT_NONE, NULL, why, args, 1);
    }
    rows_done(r);
}

static void review_offer(struct offering *o) {
    application_offers(o, "submitted", NULL, T("Review the application of {org}", "审核{org}的申请"));
}

ACT(application_review) = {
    .name = "application.review",
    .version = 1,
    .family = "membership",
    .power = "membership.review",
    .pinned = pinned_of_application,
    .title = TEXT_INIT("Review an application", "审核申请"),
    .done = TEXT_INIT("{application} was reviewed.", "审核了{application}。"),
    .fields = review_fields,
    .judge = review_judge,
    .apply = review_apply,
    .offer = review_offer,
};

/* ---- application.decide ---- */

static const struct choice decisions[] = {
    { "admit", TEXT_INIT("admit", "同意加入") },
    { "refuse", TEXT_INIT("refuse", "不予加入") },
    { 0 },
};

static const struct field decide_fields[] = {
    { .name = "application", .label = TEXT_INIT("Application", "申请"), .type = FIELD_REF, .ref = "application" },
    { .name = "decision", .label = TEXT_INIT("Decision", "决定"), .type = FIELD_CHOICE, .choices = decisions },
    { .name = "grounds",
      .label = TEXT_INIT("Grounds", "理由"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_OFFICE,
      .max = 5000,
      .help = TEXT_INIT("The applicant reads them.", "申请单位将看到此理由。") },
    { 0 },
};

static void judge_open_application(struct judging *j) {
    struct str state = state_of(j);
    if (str_is(state, "submitted"))
        refuse_state(j, (const struct rule *)NULL, T("The application has not been reviewed yet.", "该申请尚未审核。"),
                     T("Review it first.", "请先审核。"));
    else if (str_is(state, "referred"))
        refuse_state(j, (const struct rule *)NULL,
                     T("The application is before the body that votes on it.", "该申请已提交表决机构。"), T_NONE);
    else if (!str_is(state, "reviewed"))
        refuse_state(j, (const struct rule *)NULL, T("This application has been decided already.", "该申请已有决定。"),
                     T_NONE);
}

/* What was admissible when it was sent may be so no more: another application of the same organization was faster. */
static void judge_still_admissible(struct judging *j) {
    struct applicant c = { 0 };
    struct rows *r =
        db_rows(j->db, "SELECT class, type, jurisdiction, registration, org FROM application WHERE id = $1",
                V(act_int(j->act, "application")));
    if (rows_next(r))
        c = (struct applicant){ arena_z(j->arena, rows_str(r, 0)), arena_z(j->arena, rows_str(r, 1)),
                                arena_z(j->arena, rows_str(r, 2)), arena_z(j->arena, rows_str(r, 3)), rows_int(r, 4) };
    rows_done(r);
    if (c.class_id && c.org && !member_class(j->db, j->arena, c.org))
        refuse_state(j, (const struct rule *)NULL,
                     T("This organization is not a member any more.", "该单位已不是成员。"), T_NONE);
    else if (c.class_id)
        judge_admissible(j, &c);
}

static void decide_judge(struct judging *j) {
    judge_open_application(j);
    if (!refused(j) && strcmp(act_z(j->act, "decision"), "admit") == 0) judge_still_admissible(j);
    const char *class = class_of(j->db, j->arena, act_int(j->act, "application"));
    const struct rule *r = charter_rule(j->charter, "membership.decision", class);
    const struct charter_class *k = charter_class(j->charter, class);
    const struct charter_body *b = r ? charter_body(j->charter, rule_word(r, "by")) : NULL;
    const struct arg args[] = { ARG_TEXT("class", k ? k->name : T_NONE), ARG_TEXT("body", b ? b->name : T_NONE) };
    bool vote = r && strcmp(rule_word(r, "how"), "vote") == 0;
    finding_add(j, !r || vote, ERR_REFUSED, r ? rule_clause(r) : NULL, NULL,
                vote ? T("Whether to admit a {class} is for the {body} to vote on.", "{class}入会由{body}表决决定。")
                     : T("Applications for {class} are decided by the {body}.", "{class}入会由{body}决定。"),
                vote ? T("Refer the application to it.", "请提交该机构表决。") : T_NONE, args, 2);
}

static void decide_apply(struct applying *a) {
    int64_t id = act_int(a->act, "application");
    db_exec(a->db, "UPDATE application SET decided_entry = $1, decided_at = $2 WHERE id = $3", V(a->act->entry),
            V(a->act->at), V(id));
    act_emit(a, strcmp(act_z(a->act, "decision"), "admit") == 0 ? "member.admitted" : "application.refused",
             json_pack("{s:I}", "application", (json_int_t)id));
}

static void decide_offer(struct offering *o) {
    application_offers(o, "reviewed", "office", T("Decide the application of {org}", "决定{org}的申请"));
}

ACT(application_decide) = {
    .name = "application.decide",
    .version = 1,
    .family = "membership",
    .power = "membership.decide",
    .pinned = pinned_of_application,
    .weighty = true,
    .title = TEXT_INIT("Decide an application", "决定申请"),
    .effect = TEXT_INIT("{application}: {decision}. The applicant is told.",
                        "{application}：{decision}，并通知申请单位。"),
    .done = TEXT_INIT("{application} was decided: {decision}.", "{application}：{decision}。"),
    .fields = decide_fields,
    .judge = decide_judge,
    .apply = decide_apply,
    .offer = decide_offer,
};

/* ---- application.refer ---- */

static const struct field refer_fields[] = {
    { .name = "application", .label = TEXT_INIT("Application", "申请"), .type = FIELD_REF, .ref = "application" },
    { .name = "title",
      .label = TEXT_INIT("Title of the matter", "事项标题"),
      .type = FIELD_LINE,
      .privacy = FIELD_SEALED_PUBLIC },
    { .name = "contributions",
      .label = TEXT_INIT("The applicant's contributions", "申请单位的贡献"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .help = TEXT_INIT("What the body should weigh.", "供表决机构参考。") },
    { 0 },
};

static void refer_judge(struct judging *j) {
    judge_open_application(j);
    const struct rule *r =
        charter_rule(j->charter, "membership.decision", class_of(j->db, j->arena, act_int(j->act, "application")));
    if (!refused(j)) judge_still_admissible(j);
    if (r && strcmp(rule_word(r, "how"), "vote") != 0)
        refuse(j, r, T("This class is decided by the office, without a vote.", "此类别由办公机构决定，无须表决。"),
               T_NONE);
    else
        matter_judge(j, "vote.admission");
}

static void refer_apply(struct applying *a) {
    int64_t id = act_int(a->act, "application");
    int64_t matter = matter_open(a, "vote.admission", "member.admitted", "application.refused",
                                 json_pack("{s:I}", "application", (json_int_t)id));
    db_exec(a->db, "UPDATE application SET state = 'referred', matter = $1 WHERE id = $2", V(matter), V(id));
}

static void refer_offer(struct offering *o) {
    application_offers(o, "reviewed", "vote",
                       T("Put the application of {org} before the vote", "将{org}的申请提交表决"));
}

ACT(application_refer) = {
    .name = "application.refer",
    .version = 1,
    .family = "membership",
    .power = "membership.refer",
    .pinned = pinned_of_application,
    .title = TEXT_INIT("Refer an application to a vote", "将申请提交表决"),
    .done = TEXT_INIT("{application} was referred to a vote.", "{application}提交表决。"),
    .fields = refer_fields,
    .judge = refer_judge,
    .apply = refer_apply,
    .offer = refer_offer,
};

/* ---- application.withdraw: by who holds the case's secret link, or speaks for the member that would change class ---- */

static const struct field withdraw_fields[] = {
    { .name = "application",
      .label = TEXT_INIT("Application", "申请"),
      .type = FIELD_REF,
      .ref = "application",
      .hidden = true },
    { .name = "code",
      .label = TEXT_INIT("Code of the case", "申请查询码"),
      .type = FIELD_LINE,
      .privacy = FIELD_SEALED_OFFICE,
      .optional = true,
      .hidden = true,
      .max = 64,
      .help = TEXT_INIT("It stands in the link of the receipt.", "见回执邮件中的链接。") },
    { 0 },
};

static bool speaks_for_case(struct judging *j, int64_t application) {
    int64_t org = db_int(j->db, 0, "SELECT org FROM application WHERE id = $1", V(application));
    if (org && j->act->by.person > 0 &&
        db_has(j->db, "SELECT 1 FROM representation WHERE org = $1 AND person = $2 AND voting = 1 AND to_at IS NULL",
               V(org), V(j->act->by.person)))
        return true;
    if (j->again) /* the code is not at hand any more */
        return true;
    struct str code = application_code(j->db, j->arena,
                                       db_int(j->db, 0, "SELECT entry FROM application WHERE id = $1", V(application)));
    struct str given = json_str(j->act->sealed, "code");
    unsigned char differs = code.len == 0 || given.len != code.len;
    for (size_t i = 0; i < given.len && i < code.len; i++) differs |= (unsigned char)(given.data[i] ^ code.data[i]);
    return differs == 0;
}

static void case_withdraw_judge(struct judging *j) {
    int64_t id = act_int(j->act, "application");
    struct str state = state_of(j);
    if (!speaks_for_case(j, id)) {
        finding_add(j, true, ERR_DENIED, NULL, NULL,
                    T("An application is withdrawn by the applicant, through the link in the receipt.",
                      "申请须由申请单位通过回执链接撤回。"),
                    T_NONE, NULL, 0);
        return;
    }
    if (str_is(state, "referred"))
        refuse_state(j, (const struct rule *)NULL,
                     T("The application is before the body that votes on it and can no longer be withdrawn.",
                       "该申请已提交表决，不得撤回。"),
                     T("Write to the office; it tells the body.", "请联系办公机构，由其告知表决机构。"));
    else if (!str_is(state, "submitted") && !str_is(state, "reviewed"))
        refuse_state(j, (const struct rule *)NULL, T("This application has been decided already.", "该申请已有决定。"),
                     T_NONE);
}

static void case_withdraw_apply(struct applying *a) {
    db_exec(a->db, "UPDATE application SET state = 'withdrawn', decided_at = $1, decided_entry = $2 WHERE id = $3",
            V(a->act->at), V(a->act->entry), V(act_int(a->act, "application")));
}

static void case_withdraw_tell(struct telling *t) {
    tell_applicant(t, act_int(t->act, "application"),
                   T("The application of {org} has been withdrawn", "{org}的申请已撤回"),
                   T("The application of {org} to join as {class} was withdrawn. You may apply again at any time.",
                     "{org}申请成为{class}的材料已撤回，可随时再次申请。"));
}

ACT(application_withdraw) = {
    .name = "application.withdraw",
    .version = 1,
    .family = "membership",
    .power = "membership.apply",
    .weighty = true,
    .title = TEXT_INIT("Withdraw an application", "撤回申请"),
    .effect = TEXT_INIT("{application} is not decided any more; one may apply again at any time.",
                        "{application}不再办理，可随时再次申请。"),
    .done = TEXT_INIT("{application} was withdrawn by the applicant.", "申请单位撤回{application}。"),
    .fields = withdraw_fields,
    .judge = case_withdraw_judge,
    .apply = case_withdraw_apply,
    .tell = case_withdraw_tell,
};

/* ---- member.admitted, application.refused ---- */

static const struct field outcome_fields[] = {
    { .name = "application", .label = TEXT_INIT("Application", "申请"), .type = FIELD_REF, .ref = "application" },
    { .name = "matter", .label = TEXT_INIT("Matter", "事项"), .type = FIELD_REF, .ref = "matter", .optional = true },
    { .name = "resolution", .label = TEXT_INIT("Resolution", "决议"), .type = FIELD_LINE, .optional = true },
    { 0 },
};

struct application {
    const char *name, *name_en, *class, *type, *jurisdiction, *registration, *website;
    int64_t org, entry;
};

static struct application application_read(struct applying *a, int64_t id) {
    struct application p = { 0 };
    struct rows *r = db_rows(
        a->db,
        "SELECT name, name_en, class, type, jurisdiction, registration, website, org, entry FROM application WHERE id = $1",
        V(id));
    if (rows_next(r)) {
        const char **texts[] = { &p.name, &p.name_en, &p.class, &p.type, &p.jurisdiction, &p.registration, &p.website };
        for (int i = 0; i < 7; i++) *texts[i] = rows_null(r, i) ? NULL : arena_z(a->arena, rows_str(r, i));
        p.org = rows_int(r, 7);
        p.entry = rows_int(r, 8);
    }
    rows_done(r);
    return p;
}

static void admitted_judge(struct judging *j) {
    judge_still_admissible(j);
    const char *class = class_of(j->db, j->arena, act_int(j->act, "application"));
    const struct charter_class *k = charter_class(j->charter, class);
    allow(j, charter_rule(j->charter, "membership.decision", class), T("Admitted as {class}.", "成为{class}。"),
          ARG_TEXT("class", k ? k->name : T_NONE));
}

static void admitted_apply(struct applying *a) {
    int64_t id = act_int(a->act, "application");
    struct application p = application_read(a, id);
    int64_t org = p.org;
    if (org && member_class(a->db, a->arena, org)) {
        membership_change(a, org, p.class);
    } else if (org) { /* it left before the vote: nothing to change */
        db_exec(a->db, "UPDATE application SET state = 'withdrawn', decided_at = $1 WHERE id = $2", V(a->act->at),
                V(id));
        return;
    } else {
        org = org_new(a, p.name, p.name_en, p.type, p.jurisdiction, p.registration, p.website);
        if (member_class(a->db, a->arena, org)) { /* admitted by another way meanwhile */
            db_exec(a->db, "UPDATE application SET state = 'withdrawn', org = $1, decided_at = $2 WHERE id = $3",
                    V(org), V(a->act->at), V(id));
            return;
        }
        membership_begin(a, org, p.class);
        representation_begin(a, person_new(a, p.entry), org, true);
        matters_review(a); /* another application of the same organization may be before a vote */
    }
    db_exec(
        a->db,
        "UPDATE application SET state = 'admitted', org = $1, decided_at = $2, decided_entry = coalesce(decided_entry, $3) WHERE id = $4",
        V(org), V(a->act->at), V(a->act->entry), V(id));
    act_mention(a, "org", org);
}

static void admitted_tell(struct telling *t) {
    tell_applicant(t, act_int(t->act, "application"), T("{org} is a member now", "{org}已成为联盟成员"),
                   T("{org} has been admitted as {class}. You can sign in with this email address.",
                     "{org}已被接纳为{class}，可用此邮箱登录。"));
}

ACT(member_admitted) = {
    .name = "member.admitted",
    .version = 1,
    .family = "membership",
    .origin = ORIGIN_CONSEQUENCE,
    .title = TEXT_INIT("A member is admitted", "接纳成员"),
    .question = TEXT_INIT("Admit: {application}", "接纳：{application}"),
    .done = TEXT_INIT("Admitted: {application}.", "接纳：{application}。"),
    .fields = outcome_fields,
    .judge = admitted_judge,
    .apply = admitted_apply,
    .tell = admitted_tell,
};

static void refused_judge(struct judging *j) {
    const char *class = class_of(j->db, j->arena, act_int(j->act, "application"));
    const struct charter_class *k = charter_class(j->charter, class);
    allow(j, charter_rule(j->charter, "membership.decision", class), T("Not admitted as {class}.", "未接纳为{class}。"),
          ARG_TEXT("class", k ? k->name : T_NONE));
}

static void refused_apply(struct applying *a) {
    db_exec(
        a->db,
        "UPDATE application SET state = 'refused', decided_at = $1, decided_entry = coalesce(decided_entry, $2) WHERE id = $3",
        V(a->act->at), V(a->act->entry), V(act_int(a->act, "application")));
}

static void refused_tell(struct telling *t) {
    tell_applicant(
        t, act_int(t->act, "application"), T("The application of {org} was not accepted", "{org}的申请未获接纳"),
        T("The application of {org} to join as {class} was not accepted. The grounds are at the address below; you may apply again.",
          "{org}申请成为{class}未获接纳，理由见下方链接，可再次申请。"));
}

ACT(application_refused) = {
    .name = "application.refused",
    .version = 1,
    .family = "membership",
    .origin = ORIGIN_CONSEQUENCE,
    .title = TEXT_INIT("An application is refused", "申请未获接纳"),
    .done = TEXT_INIT("Not accepted: {application}.", "未接纳：{application}。"),
    .fields = outcome_fields,
    .judge = refused_judge,
    .apply = refused_apply,
    .tell = refused_tell,
};
