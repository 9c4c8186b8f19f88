/* The founding: a phase the charter opens. The founder's office admits the first members, names the first bodies by
 * appointment, and one act closes it for ever. */
#include <string.h>

#include "acts/members/members.h"
#include "acts/offices/offices.h"

/* ---- founding.admit ---- */

static const struct field admit_fields[] = {
    APPLICANT_FIELDS,
    { .name = "registration",
      .label = TEXT_INIT("Registration number", "登记证号"),
      .type = FIELD_LINE,
      .min = 2,
      .max = 60 },
    { .name = "website", .label = TEXT_INIT("Website", "网址"), .type = FIELD_URL, .optional = true },
    { .name = "name",
      .label = TEXT_INIT("Name of its representative", "代表姓名"),
      .type = FIELD_LINE,
      .privacy = FIELD_SEALED_PUBLIC },
    { .name = "email",
      .label = TEXT_INIT("Their email address", "代表邮箱"),
      .type = FIELD_EMAIL,
      .privacy = FIELD_SEALED_OFFICE },
    { 0 },
};

static const struct rule *founding_rule(struct judging *j) {
    const struct rule *r = charter_rule(j->charter, "founding", NULL);
    if (db_has(j->db, "SELECT 1 FROM alliance WHERE closed_at IS NOT NULL"))
        refuse_state(j, r, T("The founding has been closed.", "筹建期已结束。"), T_NONE);
    return r;
}

static void admit_judge(struct judging *j) {
    founding_rule(j);
    judge_applicant(j);
}

static void admit_apply(struct applying *a) {
    const struct act *act = a->act;
    int64_t org = org_new(a, act_z(act, "org_name"), act_z(act, "org_name_en"), act_z(act, "type"),
                          act_z(act, "jurisdiction"), act_z(act, "registration"), act_z(act, "website"));
    membership_begin(a, org, act_z(act, "class"));
    representation_begin(a, person_new(a, act->entry), org, true);
}

static void admit_offer(struct offering *o) {
    if (o->may(o, NULL))
        offer_add(o, NULL, NULL, INSTANT_NONE, NULL, T("Admit a founding member", "接纳创始成员"), NULL, 0);
}

ACT(founding_admit) = {
    .name = "founding.admit",
    .version = 1,
    .family = "founding",
    .power = "founding.admit",
    .title = TEXT_INIT("Admit a founding member", "接纳创始成员"),
    .effect = TEXT_INIT("{org_name} becomes a {class} at once.", "{org_name}即成为{class}。"),
    .done = TEXT_INIT("{org_name} was admitted as {class} at the founding.", "筹建期接纳{org_name}为{class}。"),
    .fields = admit_fields,
    .judge = admit_judge,
    .apply = admit_apply,
    .offer = admit_offer,
};

/* ---- founding.appoint ---- */

static const struct field appoint_fields[] = {
    { .name = "body", .label = TEXT_INIT("Body", "机构"), .type = FIELD_CHOICE, .ref = "body" },
    { .name = "title", .label = TEXT_INIT("Office", "职务"), .type = FIELD_CHOICE, .ref = "title" },
    { .name = "person", .label = TEXT_INIT("Person", "人员"), .type = FIELD_REF, .ref = "person" },
    { 0 },
};

static void appoint_judge(struct judging *j) {
    const struct rule *founding = founding_rule(j);
    const char *body = act_z(j->act, "body");
    const struct rule *first = charter_rule(j->charter, "first-term", body);
    int64_t org;
    allow(j, first ? first : founding, T("First terms are by appointment.", "首届由任命产生。"));
    judge_seat(j, body, act_z(j->act, "title"), act_int(j->act, "person"), seats_for(j->db, j->charter, body).seats,
               &org);
}

static void appoint_apply(struct applying *a) {
    const char *body = act_z(a->act, "body");
    int64_t person = act_int(a->act, "person");
    holding_begin(a, body, act_z(a->act, "title"), person, office_org(a->db, a->charter, a->arena, body, person),
                  "appointed");
}

static void appoint_offer(struct offering *o) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(o->j->charter, &bodies);
    for (size_t i = 0; i < n; i++)
        if (o->may(o, NULL)) {
            const struct arg args[] = { ARG_TEXT("body", bodies[i].name),
                                        ARG_INT("held", in_office(o->j->db, bodies[i].id)) };
            offer_add(o, json_pack("{s:s}", "body", bodies[i].id), NULL, INSTANT_NONE, NULL,
                      T("Appoint to the {body} ({held} in office)", "任命{body}人员（现任 {held} 人）"), args, 2);
        }
}

ACT(founding_appoint) = {
    .name = "founding.appoint",
    .version = 1,
    .family = "founding",
    .power = "founding.appoint",
    .title = TEXT_INIT("Appoint to a first body", "任命首届机构人员"),
    .effect = TEXT_INIT("{person} becomes {title} of the {body}.", "任命{person}为{body}{title}。"),
    .done = TEXT_INIT("{person} was appointed {title} of the {body}.", "任命{person}为{body}{title}。"),
    .fields = appoint_fields,
    .judge = appoint_judge,
    .apply = appoint_apply,
    .offer = appoint_offer,
};

/* ---- founding.close ---- */

static void close_judge(struct judging *j) {
    const struct rule *r = founding_rule(j);
    const struct charter_body *bodies;
    size_t n = charter_bodies(j->charter, &bodies);
    for (size_t i = 0; i < n; i++) {
        const struct charter_body *b = &bodies[i];
        if (!charter_rule(j->charter, "first-term", b->id)) continue;
        for (size_t k = 0; k < b->title_count; k++)
            if (b->titles[k].leads && b->titles[k].seats == 1 && !b->titles[k].seats_open &&
                !db_has(j->db, "SELECT 1 FROM holding WHERE body = $1 AND title = $2 AND to_at IS NULL", V(b->id),
                        V(b->titles[k].id)))
                refuse(j, r, T("The {body} has no {title} yet.", "{body}尚未任命{title}。"),
                       T("Appoint one first.", "请先任命。"), ARG_TEXT("body", b->name),
                       ARG_TEXT("title", b->titles[k].name));
        struct seat_count s = seats_for(j->db, j->charter, b->id);
        if (s.rule && !refused(j))
            allow(j, s.rule,
                  T("{seats} seats are set for {members} counted; {filled} are filled.",
                    "计 {members} 家，设 {seats} 席，已任 {filled} 席。"),
                  ARG_INT("seats", s.seats), ARG_INT("members", s.members), ARG_INT("filled", in_office(j->db, b->id)));
    }
}

static void close_apply(struct applying *a) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(a->charter, &bodies);
    for (size_t i = 0; i < n; i++) seats_keep(a, bodies[i].id, 0, 0);
    db_exec(a->db, "UPDATE alliance SET closed_at = $1 WHERE id = 1", V(a->act->at));
}

static void close_offer(struct offering *o) {
    if (o->may(o, NULL) && db_has(o->j->db, "SELECT 1 FROM holding WHERE to_at IS NULL"))
        offer_add(o, NULL, NULL, INSTANT_NONE, NULL, T("Close the founding", "结束筹建"), NULL, 0);
}

ACT(founding_close) = {
    .name = "founding.close",
    .version = 1,
    .family = "founding",
    .power = "founding.close",
    .weighty = true,
    .title = TEXT_INIT("Close the founding", "结束筹建"),
    .effect = TEXT_INIT("The founder's office ends for ever; from now on the charter's bodies decide.",
                        "发起人职权就此终止，此后由章程规定的机构行使职权。"),
    .done = TEXT_INIT("The founding was closed.", "筹建期结束。"),
    .judge = close_judge,
    .apply = close_apply,
    .offer = close_offer,
};
