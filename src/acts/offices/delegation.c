/* Acting for another: an office entrusted for a time, or stood in for during a recorded absence. A delegation is an interval
 * with a beginning and an end; the capacity it gives is read from it at each act, and needs no further act to end. Either side
 * may end it before its time; it ends with either office, too (holding_end in offices.c). */
#include <string.h>

#include "acts/act.h"

static const struct field delegate_fields[] = {
    { .name = "to", .label = TEXT_INIT("To whom", "受托人"), .type = FIELD_REF, .ref = "holding" },
    { .name = "from_at", .label = TEXT_INIT("From", "起"), .type = FIELD_INSTANT },
    { .name = "to_at", .label = TEXT_INIT("Until", "止"), .type = FIELD_INSTANT },
    { 0 },
};

static const struct field absence_fields[] = {
    { .name = "holding",
      .label = TEXT_INIT("Whose office", "缺勤者的职务"),
      .type = FIELD_REF,
      .ref = "holding",
      .optional = true,
      .help = TEXT_INIT("Left out: your own. Who stands in may record it for the absent.",
                        "不填则为本人；代行者可代为登记。") },
    { .name = "to", .label = TEXT_INIT("Who stands in", "代行者"), .type = FIELD_REF, .ref = "holding" },
    { .name = "from_at", .label = TEXT_INIT("From", "起"), .type = FIELD_INSTANT },
    { .name = "to_at", .label = TEXT_INIT("Until", "止"), .type = FIELD_INSTANT },
    { 0 },
};

/* The office that is stood in for: the one named, or one's own; 0 when there is none. */
static int64_t stood_in_for(const struct act *act) {
    if (act_given(act, "holding")) return act_int(act, "holding");
    return act->by.as.kind == AS_OFFICE ? act->by.as.id : 0;
}

static const char *body_of_stand_in(const struct judging *j) {
    struct str body = db_str(j->db, j->arena, "SELECT body FROM holding WHERE id = $1", V(act_int(j->act, "to")));
    return body.data ? arena_z(j->arena, body) : NULL;
}

/* The charter's rule for standing in for an office for this cause. */
static const struct rule *rule_for(const struct charter *c, struct arena *arena, const char *body, const char *title,
                                   const char *cause) {
    enum { RULES_MAX = 8 };
    const struct rule *rules[RULES_MAX];
    size_t n = charter_rules_for(c, "delegation", arena_f(arena, "%s/%s", body, title).data, rules, RULES_MAX);
    for (size_t i = 0; i < n && i < RULES_MAX; i++)
        if (strcmp(rule_word(rules[i], "cause"), cause) == 0) return rules[i];
    return NULL;
}

/* In order: the first of those who may, longest in office first, who is not absent in that time. */
static int64_t first_in_order(struct judging *j, const struct rule *r, const char *body, int64_t absent, instant from,
                              instant until) {
    const char *const *titles;
    size_t n = rule_list(r, "to", &titles);
    for (size_t i = 0; i < n; i++) {
        int64_t first = db_int(
            j->db, 0,
            "SELECT min(h.id) FROM holding h WHERE h.body = $1 AND h.title = $2 AND h.to_at IS NULL AND h.id <> $3 AND NOT EXISTS (SELECT 1 FROM "
            "delegation d WHERE d.from_holding = h.id AND d.cause = 'absence' AND d.revoked_at IS NULL AND d.from_at < $4 AND d.to_at > $5)",
            V(body), V(titles[i]), V(absent), V(until), V(from));
        if (first) return first;
    }
    return 0;
}

static void judge_stand_in(struct judging *j, const struct rule *r, const char *body, int64_t of) {
    int64_t to = act_int(j->act, "to");
    instant from = act_instant(j->act, "from_at"), until = act_instant(j->act, "to_at");
    struct str title =
        db_str(j->db, j->arena, "SELECT title FROM holding WHERE id = $1 AND body = $2 AND to_at IS NULL", V(to),
               V(body));
    if (!title.data || to == of || !rule_lists(r, "to", arena_z(j->arena, title)))
        refuse(j, r, T("This person's office may not act for that one.", "该人员的职务不能代行该职务。"), T_NONE);
    else if (rule_flag(r, "order") && first_in_order(j, r, body, of, from, until) != to)
        refuse(j, r,
               T("They stand in by order: another comes before, and is not absent.",
                 "代行须按次序：另有顺位在前且未缺勤者。"),
               T_NONE);
    else
        allow(j, r, T("The charter lets this office act for that one.", "章程允许该职务代行。"));
    if (until <= from || until <= j->act->at)
        refuse_field(j, "to_at",
                     T("The end must come after the beginning, and after now.", "截止时间须晚于起始时间和现在。"));
    if (db_has(
            j->db,
            "SELECT 1 FROM delegation WHERE from_holding = $1 AND revoked_at IS NULL AND from_at < $2 AND to_at > $3",
            V(of), V(until), V(from)))
        refuse_state(j, r, T("Somebody stands in for this office already in that time.", "该时段已有人代行该职务。"),
                     T_NONE);
}

static void judge_delegation(struct judging *j, const char *cause) {
    int64_t of = stood_in_for(j->act);
    struct str body = db_str(j->db, j->arena, "SELECT body FROM holding WHERE id = $1 AND to_at IS NULL", V(of));
    struct str title = db_str(j->db, j->arena, "SELECT title FROM holding WHERE id = $1", V(of));
    const struct rule *r =
        body.data ? rule_for(j->charter, j->arena, arena_z(j->arena, body), arena_z(j->arena, title), cause) : NULL;
    if (r)
        judge_stand_in(j, r, arena_z(j->arena, body), of);
    else
        refuse(j, r,
               T("The charter lets nobody act for this office in this way.", "章程未规定可由他人以此方式代行该职务。"),
               T_NONE);
}

static void apply_delegation(struct applying *a, const char *cause) {
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM delegation");
    instant from = act_instant(a->act, "from_at");
    db_exec(
        a->db,
        "INSERT INTO delegation (id, from_holding, to_holding, from_at, to_at, cause, entry) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        V(id), V(stood_in_for(a->act)), V(act_int(a->act, "to")), V(from > a->act->at ? from : a->act->at),
        V(act_instant(a->act, "to_at")), V(cause), V(a->act->entry));
    act_mention(a, "delegation", id);
    act_mention(a, "person", db_int(a->db, 0, "SELECT person FROM holding WHERE id = $1", V(act_int(a->act, "to"))));
}

static void delegate_judge(struct judging *j) { judge_delegation(j, "entrusted"); }
static void delegate_apply(struct applying *a) { apply_delegation(a, "entrusted"); }
static void absence_judge(struct judging *j) { judge_delegation(j, "absence"); }
static void absence_apply(struct applying *a) { apply_delegation(a, "absence"); }

static void delegation_offer(struct offering *o, const char *cause, struct text why) {
    const struct capacity *as = &o->who->as;
    if (as->kind != AS_OFFICE || !o->may(o, as->body)) return;
    const struct rule *r = rule_for(o->j->charter, o->j->arena, as->body, as->title, cause);
    if (r) offer_add(o, json_object(), rule_clause(r), INSTANT_NONE, NULL, why, NULL, 0);
}

static void delegate_offer(struct offering *o) {
    delegation_offer(o, "entrusted", T("Entrust your office to another for a time", "将职务委托他人代行一段时间"));
}

static void absence_offer(struct offering *o) {
    delegation_offer(o, "absence", T("Record an absence, so that another acts for you", "登记缺勤，由他人代行"));
}

ACT(office_delegate) = {
    .name = "office.delegate",
    .version = 1,
    .family = "offices",
    .power = "office.delegate",
    .body = body_of_stand_in,
    .weighty = true,
    .title = TEXT_INIT("Entrust an office", "委托代行职务"),
    .effect = TEXT_INIT("{to} acts for you from {from_at} until {to_at}.", "{to}自{from_at}至{to_at}代行您的职务。"),
    .done = TEXT_INIT("An office was entrusted to {to} until {to_at}.", "委托{to}代行职务至{to_at}。"),
    .fields = delegate_fields,
    .judge = delegate_judge,
    .apply = delegate_apply,
    .offer = delegate_offer,
};

ACT(office_absence) = {
    .name = "office.absence",
    .version = 1,
    .family = "offices",
    .power = "office.absence",
    .body = body_of_stand_in,
    .title = TEXT_INIT("Record an absence", "登记缺勤"),
    .effect = TEXT_INIT("{to} stands in from {from_at} until {to_at}.", "{to}自{from_at}至{to_at}代行职务。"),
    .done = TEXT_INIT("An absence was recorded; {to} acts until {to_at}.", "登记缺勤，由{to}代行至{to_at}。"),
    .fields = absence_fields,
    .judge = absence_judge,
    .apply = absence_apply,
    .offer = absence_offer,
};

/* ---- delegation.end: either side, before its time ---- */

static const struct field end_fields[] = {
    { .name = "delegation",
      .label = TEXT_INIT("Who acts for whom", "代行关系"),
      .type = FIELD_REF,
      .ref = "delegation" },
    { 0 },
};

static const char *body_of_delegation(const struct judging *j) {
    struct str body = db_str(j->db, j->arena,
                             "SELECT h.body FROM delegation d JOIN holding h ON h.id = d.from_holding WHERE d.id = $1",
                             V(act_int(j->act, "delegation")));
    return body.data ? arena_z(j->arena, body) : NULL;
}

/* The rule it rests on. */
static const struct rule *rule_of_delegation(struct judging *j, int64_t id) {
    struct str cause = db_str(j->db, j->arena, "SELECT cause FROM delegation WHERE id = $1", V(id));
    struct str title =
        db_str(j->db, j->arena,
               "SELECT h.title FROM delegation d JOIN holding h ON h.id = d.from_holding WHERE d.id = $1", V(id));
    const char *body = body_of_delegation(j);
    return body ? rule_for(j->charter, j->arena, body, arena_z(j->arena, title), arena_z(j->arena, cause)) : NULL;
}

static void end_judge(struct judging *j) {
    int64_t id = act_int(j->act, "delegation");
    const struct rule *r = rule_of_delegation(j, id);
    if (!db_has(j->db, "SELECT 1 FROM delegation WHERE id = $1 AND revoked_at IS NULL AND to_at > $2", V(id),
                V(j->act->at)))
        refuse_state(j, r, T("Nobody acts by this delegation any more: it has ended.", "该代行关系已经结束。"), T_NONE);
    else if (
        !db_has(
            j->db,
            "SELECT 1 FROM delegation d JOIN holding h ON h.id IN (d.from_holding, d.to_holding) WHERE d.id = $1 AND h.person = $2",
            V(id), V(j->act->by.person)))
        finding_add(j, true, ERR_DENIED, r ? rule_clause(r) : NULL, NULL,
                    T("It is ended by who holds the office, or by who acts for them.",
                      "只能由职务本人或代行者提前结束。"),
                    T_NONE, NULL, 0);
    else
        allow(j, r, T("Either side may end it before its time.", "双方均可提前结束。"));
}

static void end_apply(struct applying *a) {
    int64_t id = act_int(a->act, "delegation");
    db_exec(a->db, "UPDATE delegation SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL", V(a->act->at), V(id));
    act_mention(a, "person",
                db_int(a->db, 0,
                       "SELECT h.person FROM delegation d JOIN holding h ON h.id = d.from_holding WHERE d.id = $1",
                       V(id)));
    act_mention(a, "person",
                db_int(a->db, 0,
                       "SELECT h.person FROM delegation d JOIN holding h ON h.id = d.to_holding WHERE d.id = $1",
                       V(id)));
}

/* The other side is told: who thought to be represented, or to act, must know the day it stops. */
static void end_tell(struct telling *t) {
    int64_t id = act_int(t->act, "delegation");
    int64_t other = db_int(
        t->db, 0,
        "SELECT h.person FROM delegation d JOIN holding h ON h.id IN (d.from_holding, d.to_holding) WHERE d.id = $1 AND h.person <> $2 ORDER BY h.id LIMIT 1",
        V(id), V(t->act->by.person));
    const char *body =
        arena_z(t->arena,
                db_str(t->db, t->arena,
                       "SELECT h.body FROM delegation d JOIN holding h ON h.id = d.from_holding WHERE d.id = $1",
                       V(id)));
    const struct charter_body *b = charter_body(t->charter, body);
    const struct arg args[] = { ARG_TEXT("body", b ? b->name : T_NONE), ARG_INSTANT("when", t->act->at) };
    if (other)
        tell(t, &(struct mail){
                    .person = other,
                    .subject = T("{body}: an office is not acted for any more", "{body}：职务代行提前结束"),
                    .body = T("The acting for an office of the {body} that concerns you was ended early, on {when}.",
                              "与您有关的{body}职务代行已于{when}提前结束。"),
                    .args = args,
                    .arg_count = 2,
                    .link = arena_z(t->arena, arena_f(t->arena, "/bodies/%s", body)) });
}

static void end_offer(struct offering *o) {
    struct rows *r = db_rows(
        o->j->db,
        "SELECT d.id, f.body, f.title, d.to_at FROM delegation d JOIN holding f ON f.id = d.from_holding JOIN holding t ON t.id = d.to_holding "
        "WHERE d.revoked_at IS NULL AND d.to_at > $1 AND (f.person = $2 OR t.person = $2) ORDER BY d.id",
        V(o->j->act->at), V(o->who->person));
    while (rows_next(r)) {
        const char *body = arena_z(o->j->arena, rows_str(r, 1));
        const struct charter_body *b = charter_body(o->j->charter, body);
        const struct charter_title_of *title = b ? body_title(b, arena_z(o->j->arena, rows_str(r, 2))) : NULL;
        if (!title || !o->may(o, body)) continue;
        const struct arg args[] = { ARG_TEXT("title", title->name), ARG_TEXT("body", b->name),
                                    ARG_INSTANT("until", rows_int(r, 3)) };
        offer_add(o, json_pack("{s:I}", "delegation", (json_int_t)rows_int(r, 0)), NULL, INSTANT_NONE, NULL,
                  T("End the acting as {title} of the {body} before {until}",
                    "提前结束{body}{title}职务的代行（原定至{until}）"),
                  args, 3);
    }
    rows_done(r);
}

ACT(delegation_end) = {
    .name = "delegation.end",
    .version = 1,
    .family = "offices",
    .power = "delegation.end",
    .body = body_of_delegation,
    .weighty = true,
    .title = TEXT_INIT("End a delegation early", "提前结束代行"),
    .effect = TEXT_INIT("It ends at once: {delegation}.", "即刻结束：{delegation}。"),
    .done = TEXT_INIT("Ended early: {delegation}.", "提前结束：{delegation}。"),
    .fields = end_fields,
    .judge = end_judge,
    .apply = end_apply,
    .offer = end_offer,
    .tell = end_tell,
};
