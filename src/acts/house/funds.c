/* Money questions that the charter puts to a vote: fees and the company that holds the funds. */
#include <string.h>

#include "acts/matters/matters.h"

/* ---- fee.propose ---- */

static const struct field fee_fields[] = {
    { .name = "class", .label = TEXT_INIT("Class of members", "成员类别"), .type = FIELD_CHOICE, .ref = "class" },
    { .name = "from_year",
      .label = TEXT_INIT("From calendar year", "自何年度起"),
      .type = FIELD_INT,
      .min = 2000,
      .max = 2200 },
    { .name = "amount", .label = TEXT_INIT("Fee per year", "年费"), .type = FIELD_FEN, .min = 0, .max = 100000000000 },
    { .name = "title", .label = TEXT_INIT("Title", "标题"), .type = FIELD_LINE, .privacy = FIELD_SEALED_PUBLIC },
    { .name = "grounds",
      .label = TEXT_INIT("Grounds", "理由"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .optional = true },
    { 0 },
};

static void fee_judge(struct judging *j) {
    if (!matter_judge(j, "vote.fee")) return;
    const struct rule *now = charter_rule(j->charter, "fee", act_z(j->act, "class"));
    if (now)
        allow(j, now, T("The charter's fee is {fee} a year.", "章程规定的会费为每年 {fee}。"),
              ARG_FEN("fee", rule_int(now, "amount_fen")));
    int this_year = day_civil(instant_day(j->act->at, charter_zone(j->charter))).year;
    if (act_int(j->act, "from_year") < this_year)
        refuse_field(j, "from_year", T("A fee cannot be changed for years that are past.", "不得变更以往年度的会费。"));
}

static void fee_apply(struct applying *a) {
    matter_open(a, "vote.fee", "fee.changed", NULL,
                json_pack("{s:s, s:I, s:I}", "class", act_z(a->act, "class"), "from_year",
                          (json_int_t)act_int(a->act, "from_year"), "amount", (json_int_t)act_int(a->act, "amount")));
}

ACT(fee_propose) = {
    .name = "fee.propose",
    .version = 1,
    .family = "matters",
    .power = "fee.propose",
    .title = TEXT_INIT("Propose a change of the fee", "提出会费变更"),
    .effect = TEXT_INIT("If the vote passes, the fee of the {class} becomes {amount} from {from_year} on.",
                        "表决通过后，{class}年费自 {from_year} 年起为 {amount}。"),
    .done = TEXT_INIT("A fee of {amount} was proposed for the {class} from {from_year} on.",
                      "提议{class}年费自 {from_year} 年起为 {amount}。"),
    .fields = fee_fields,
    .judge = fee_judge,
    .apply = fee_apply,
};

static const struct field changed_fields[] = {
    { .name = "class", .label = TEXT_INIT("Class of members", "成员类别"), .type = FIELD_CHOICE, .ref = "class" },
    { .name = "from_year", .label = TEXT_INIT("From calendar year", "自何年度起"), .type = FIELD_INT },
    { .name = "amount", .label = TEXT_INIT("Fee per year", "年费"), .type = FIELD_FEN },
    { .name = "matter", .label = TEXT_INIT("Matter", "事项"), .type = FIELD_REF, .ref = "matter" },
    { .name = "resolution", .label = TEXT_INIT("Resolution", "决议"), .type = FIELD_LINE },
    { 0 },
};

static void changed_judge(struct judging *j) {
    allow(j, charter_rule(j->charter, "vote.fee", NULL), T("The vote on the fee has passed.", "会费变更经表决通过。"));
}

static void changed_apply(struct applying *a) {
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM fee");
    db_exec(a->db,
            "INSERT INTO fee (id, class, from_year, amount_fen, resolution, entry) VALUES ($1, $2, $3, $4, $5, $6)",
            V(id), V(act_z(a->act, "class")), V(act_int(a->act, "from_year")), V(act_int(a->act, "amount")),
            V(act_z(a->act, "resolution")), V(a->act->entry));
}

ACT(fee_changed) = {
    .name = "fee.changed",
    .version = 1,
    .family = "matters",
    .origin = ORIGIN_CONSEQUENCE,
    .title = TEXT_INIT("The fee changes", "会费变更"),
    .question = TEXT_INIT("Set the fee of the {class} at {amount} from {from_year} on",
                          "{class}年费自 {from_year} 年起定为 {amount}"),
    .done = TEXT_INIT("The fee of the {class} is {amount} from {from_year} on ({resolution}).",
                      "{class}年费自 {from_year} 年起为 {amount}（{resolution}）。"),
    .fields = changed_fields,
    .judge = changed_judge,
    .apply = changed_apply,
};

/* ---- escrow.propose ---- */

static const struct field escrow_fields[] = {
    { .name = "company", .label = TEXT_INIT("Escrow company", "托管公司"), .type = FIELD_LINE },
    { .name = "registration", .label = TEXT_INIT("Registration number", "登记证号"), .type = FIELD_LINE, .max = 60 },
    { .name = "title", .label = TEXT_INIT("Title", "标题"), .type = FIELD_LINE, .privacy = FIELD_SEALED_PUBLIC },
    { .name = "grounds",
      .label = TEXT_INIT("Grounds", "理由"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .optional = true },
    { 0 },
};

static void escrow_judge(struct judging *j) { matter_judge(j, "vote.escrow"); }

static void escrow_apply(struct applying *a) {
    matter_open(a, "vote.escrow", "escrow.changed", NULL,
                json_pack("{s:s, s:s}", "company", act_z(a->act, "company"), "registration",
                          act_z(a->act, "registration")));
}

ACT(escrow_propose) = {
    .name = "escrow.propose",
    .version = 1,
    .family = "matters",
    .power = "escrow.propose",
    .title = TEXT_INIT("Propose a change of the escrow company", "提出更换资金托管公司"),
    .effect = TEXT_INIT("If the vote passes, {company} holds the funds from then on.",
                        "表决通过后，由{company}托管资金。"),
    .done = TEXT_INIT("{company} was proposed as escrow company.", "提议由{company}托管资金。"),
    .fields = escrow_fields,
    .judge = escrow_judge,
    .apply = escrow_apply,
};

static const struct field escrow_changed_fields[] = {
    { .name = "company", .label = TEXT_INIT("Escrow company", "托管公司"), .type = FIELD_LINE },
    { .name = "registration", .label = TEXT_INIT("Registration number", "登记证号"), .type = FIELD_LINE },
    { .name = "matter", .label = TEXT_INIT("Matter", "事项"), .type = FIELD_REF, .ref = "matter" },
    { .name = "resolution", .label = TEXT_INIT("Resolution", "决议"), .type = FIELD_LINE },
    { 0 },
};

static void set_escrow(struct applying *a, const char *resolution) {
    db_exec(a->db, "UPDATE escrow SET to_at = $1 WHERE to_at IS NULL", V(a->act->at));
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM escrow");
    db_exec(a->db,
            "INSERT INTO escrow (id, name, registration, from_at, resolution, entry) VALUES ($1, $2, $3, $4, $5, $6)",
            V(id), V(act_z(a->act, "company")), V(act_z(a->act, "registration")), V(a->act->at), V(resolution),
            V(a->act->entry));
}

static void escrow_changed_judge(struct judging *j) {
    allow(j, charter_rule(j->charter, "vote.escrow", NULL),
          T("The vote on the escrow company has passed.", "更换托管公司经表决通过。"));
}

static void escrow_changed_apply(struct applying *a) { set_escrow(a, act_z(a->act, "resolution")); }

ACT(escrow_changed) = {
    .name = "escrow.changed",
    .version = 1,
    .family = "matters",
    .origin = ORIGIN_CONSEQUENCE,
    .title = TEXT_INIT("The escrow company changes", "更换资金托管公司"),
    .question = TEXT_INIT("Have the funds held by {company}", "改由{company}托管资金"),
    .done = TEXT_INIT("{company} holds the funds ({resolution}).", "由{company}托管资金（{resolution}）。"),
    .fields = escrow_changed_fields,
    .judge = escrow_changed_judge,
    .apply = escrow_changed_apply,
};

/* ---- founding.escrow: the first company, named while the alliance is founded ---- */

static const struct field first_fields[] = {
    { .name = "company", .label = TEXT_INIT("Escrow company", "托管公司"), .type = FIELD_LINE },
    { .name = "registration", .label = TEXT_INIT("Registration number", "登记证号"), .type = FIELD_LINE, .max = 60 },
    { 0 },
};

static void first_judge(struct judging *j) {
    const struct rule *vote = charter_rule(j->charter, "vote.escrow", NULL);
    if (db_has(j->db, "SELECT 1 FROM escrow LIMIT 1"))
        refuse(j, vote,
               T("There is an escrow company already; changing it needs a vote that has passed.",
                 "已有托管公司，更换须经表决通过。"),
               T("Propose the change to the body that votes.", "请向表决机构提出更换。"));
}

static void first_apply(struct applying *a) { set_escrow(a, NULL); }

ACT(founding_escrow) = {
    .name = "founding.escrow",
    .version = 1,
    .family = "founding",
    .power = "founding.escrow",
    .title = TEXT_INIT("Name the first escrow company", "确定首家资金托管公司"),
    .done = TEXT_INIT("{company} was named as the first escrow company.", "确定{company}为首家资金托管公司。"),
    .fields = first_fields,
    .judge = first_judge,
    .apply = first_apply,
};
