/* Objections to a roll of electors: who should not be on it, or is missing from it. They are made while the roll lies open,
 * and answered with grounds; only an answer changes the roll, on record. */
#include <string.h>

#include "acts/elections/elections.h"

/* ---- election.object ---- */

static const struct field object_fields[] = {
    { .name = "election", .label = TEXT_INIT("Election", "选举"), .type = FIELD_REF, .ref = "election" },
    { .name = "elector",
      .label = TEXT_INIT("Number on the roll that should be struck", "应予除名的名册序号"),
      .type = FIELD_INT,
      .optional = true,
      .min = 1,
      .max = 100000 },
    { .name = "member",
      .label = TEXT_INIT("Member that is missing from the roll", "名册遗漏的成员单位"),
      .type = FIELD_REF,
      .ref = "member",
      .optional = true },
    { .name = "holding",
      .label = TEXT_INIT("Office that is missing from the roll", "名册遗漏的任职"),
      .type = FIELD_REF,
      .ref = "holding",
      .optional = true },
    { .name = "grounds",
      .label = TEXT_INIT("Why", "理由"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .min = 2,
      .max = 4000 },
    { 0 },
};

static void object_judge(struct judging *j) {
    const struct election *e = election_read(j->db, j->arena, act_int(j->act, "election"));
    const struct rule *r = charter_rule(j->charter, "election.calendar", NULL);
    if (!e) return;
    int given = (act_int(j->act, "elector") > 0) + (act_int(j->act, "member") > 0) + (act_int(j->act, "holding") > 0);
    if (given != 1)
        refuse_field(j, "elector",
                     T("Name one thing: a number on the roll, a member that is missing, or an office that is missing.",
                       "请填写一项：名册序号、遗漏的成员单位或遗漏的任职。"));
    if (strcmp(e->state, "called") != 0 || j->received >= e->objections_by)
        refuse_state(j, r, T("The roll could be objected to until {until}.", "选民名册异议期已于{until}结束。"), T_NONE,
                     ARG_DEADLINE("until", e->objections_by));
    if (act_int(j->act, "elector") &&
        !db_has(j->db, "SELECT 1 FROM elector WHERE election = $1 AND number = $2 AND state = 'on'", V(e->id),
                V(act_int(j->act, "elector"))))
        refuse_field(j, "elector", T("The roll has no such number.", "名册没有此序号。"));
    if (act_int(j->act, "member") &&
        db_has(j->db, "SELECT 1 FROM elector WHERE election = $1 AND org = $2 AND holding IS NULL AND state = 'on'",
               V(e->id), V(act_int(j->act, "member"))))
        refuse_field(j, "member", T("This member is on the roll.", "该成员单位已在名册上。"));
    if (act_int(j->act, "holding") &&
        db_has(j->db, "SELECT 1 FROM elector WHERE election = $1 AND holding = $2 AND state = 'on'", V(e->id),
               V(act_int(j->act, "holding"))))
        refuse_field(j, "holding", T("This office is on the roll.", "该任职已在名册上。"));
    if (!refused(j))
        allow(j, r, T("The roll can be objected to until {until}.", "选民名册异议期至{until}。"),
              ARG_DEADLINE("until", e->objections_by));
}

static void object_apply(struct applying *a) {
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM objection");
    int64_t elector = act_int(a->act, "elector"), org = act_int(a->act, "member"), holding = act_int(a->act, "holding");
    db_exec(
        a->db,
        "INSERT INTO objection (id, election, elector, org, holding, person, state, entry) VALUES ($1, $2, $3, $4, $5, $6, 'open', $7)",
        V(id), V(act_int(a->act, "election")), elector ? V(elector) : V_NULL, org ? V(org) : V_NULL,
        holding ? V(holding) : V_NULL, V(a->act->by.person), V(a->act->entry));
    act_mention(a, "objection", id);
}

static void object_tell(struct telling *t) {
    int64_t election = act_int(t->act, "election");
    const struct election *e = election_read(t->db, t->arena, election);
    const struct charter_body *b = e ? charter_body(t->charter, e->body) : NULL;
    int64_t officer =
        db_int(t->db, 0, "SELECT m.id FROM mention m WHERE m.thing = 'person' AND m.entry = $1 ORDER BY m.id LIMIT 1",
               V(e ? e->entry : -1));
    if (!b || !officer) return;
    const struct arg args[] = { ARG_TEXT("body", b->name) };
    tell(t,
         &(struct mail){ .person = officer,
                         .subject = T("Objection to the roll of the {body} election", "{body}选举：对选民名册的异议"),
                         .body = T("Somebody objects to the roll you published. Answer it before voting opens.",
                                   "有人对您公布的名册提出异议，请在投票开始前答复。"),
                         .args = args,
                         .arg_count = 1,
                         .link = arena_f(t->arena, "/elections/%lld", (long long)election).data });
}

ACT(election_object) = {
    .name = "election.object",
    .version = 1,
    .family = "elections",
    .power = "election.object",
    .body = act_body_of_election,
    .pinned = act_pinned_of_election,
    .title = TEXT_INIT("Object to the roll of electors", "对选民名册提出异议"),
    .done = TEXT_INIT("An objection to the roll of {election}.", "对{election}名册提出异议。"),
    .fields = object_fields,
    .judge = object_judge,
    .apply = object_apply,
    .tell = object_tell,
};

/* ---- election.answer ---- */

static const struct choice answers[] = {
    { "upheld", TEXT_INIT("upheld: the roll is changed", "成立，更正名册") },
    { "dismissed", TEXT_INIT("dismissed: the roll stays", "不成立，名册不变") },
    { 0 },
};

static const struct field answer_fields[] = {
    { .name = "objection", .label = TEXT_INIT("Objection", "异议"), .type = FIELD_REF, .ref = "objection" },
    { .name = "answer", .label = TEXT_INIT("Answer", "答复"), .type = FIELD_CHOICE, .choices = answers },
    { .name = "grounds",
      .label = TEXT_INIT("Why", "理由"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .min = 2,
      .max = 4000 },
    { 0 },
};

struct objection {
    int64_t election, elector, org, holding;
    bool open;
};

static struct objection objection_read(struct db *db, int64_t id) {
    struct objection o = { 0 };
    struct rows *r = db_rows(db, "SELECT election, elector, org, holding, state FROM objection WHERE id = $1", V(id));
    if (rows_next(r))
        o = (struct objection){ rows_int(r, 0), rows_int(r, 1), rows_int(r, 2), rows_int(r, 3),
                                str_is(rows_str(r, 4), "open") };
    rows_done(r);
    return o;
}

static const char *body_of_objection(const struct judging *j) {
    struct str body =
        db_str(j->db, j->arena, "SELECT e.body FROM objection o JOIN election e ON e.id = o.election WHERE o.id = $1",
               V(act_int(j->act, "objection")));
    return body.data ? arena_z(j->arena, body) : NULL;
}

static int64_t pinned_of_objection(const struct judging *j) {
    return db_int(j->db, 0, "SELECT e.charter FROM objection o JOIN election e ON e.id = o.election WHERE o.id = $1",
                  V(act_int(j->act, "objection")));
}

bool elector_entitled(struct judging *j, const struct rule *r, int64_t org, int64_t holding) {
    if (!r) return false;
    if (rule_given(r, "body"))
        return holding && db_has(j->db, "SELECT 1 FROM holding WHERE id = $1 AND body = $2 AND to_at IS NULL",
                                 V(holding), V(rule_word(r, "body")));
    return org &&
           db_has(
               j->db,
               "SELECT 1 FROM membership m JOIN representation r ON r.org = m.org AND r.voting = 1 AND r.to_at IS NULL WHERE m.org = $1 AND m.to_at IS NULL AND ($2 = 'any' OR m.class = $2)",
               V(org), V(rule_word(r, "class")));
}

bool elector_has_paper(struct db *db, int64_t election, int64_t number) {
    return db_has(
        db,
        "SELECT 1 FROM elector WHERE election = $1 AND number = $2 AND (issued_entry IS NOT NULL OR paper_entry IS NOT NULL OR EXISTS (SELECT 1 FROM open_ballot b JOIN contest c ON c.id = b.contest WHERE c.election = $1 AND b.elector = $2))",
        V(election), V(number));
}

const struct rule *electorate_rule(struct judging *j, const struct election *e) {
    struct contest *contests;
    size_t n = contests_in(j->db, j->arena, e->id, &contests);
    return n ? charter_rule(j->charter, "election", arena_f(j->arena, "%s/%s", e->body, contests[0].title).data) : NULL;
}

void elector_strike(struct applying *a, int64_t election, int64_t number) {
    db_exec(a->db, "UPDATE elector SET state = 'struck' WHERE election = $1 AND number = $2", V(election), V(number));
}

void elector_add(struct applying *a, int64_t election, int64_t org, int64_t holding) {
    int64_t person =
        holding ? db_int(a->db, 0, "SELECT person FROM holding WHERE id = $1", V(holding))
                : db_int(a->db, 0, "SELECT person FROM representation WHERE org = $1 AND voting = 1 AND to_at IS NULL",
                         V(org));
    if (!org) org = db_int(a->db, 0, "SELECT org FROM holding WHERE id = $1", V(holding));
    db_exec(a->db,
            "INSERT INTO elector (election, number, org, holding, person, state) VALUES ($1, $2, $3, $4, $5, 'on')",
            V(election), V(1 + db_int(a->db, 0, "SELECT max(number) FROM elector WHERE election = $1", V(election))),
            org ? V(org) : V_NULL, holding ? V(holding) : V_NULL, V(person));
}

static void answer_judge(struct judging *j) {
    struct objection o = objection_read(j->db, act_int(j->act, "objection"));
    const struct election *e = election_read(j->db, j->arena, o.election);
    if (!e) return;
    const struct rule *r = electorate_rule(j, e);
    bool upheld = strcmp(act_z(j->act, "answer"), "upheld") == 0;
    if (!o.open)
        refuse_state(j, r, T("This objection has been answered.", "该异议已答复。"), T_NONE);
    else if (strcmp(e->state, "called") != 0 && strcmp(e->state, "voting") != 0)
        refuse_state(j, r, T("Voting has closed: the roll stands.", "投票已截止，名册不再变更。"), T_NONE);
    else if (upheld && o.elector && elector_has_paper(j->db, e->id, o.elector))
        refuse_state(j, r, T("This elector has been given a ballot already.", "该选民已领取选票或投票。"), T_NONE);
    else if (upheld && !o.elector && !elector_entitled(j, r, o.org, o.holding))
        refuse(j, r, T("By the charter they have no vote in this election.", "依章程，其在本次选举中没有投票权。"),
               T_NONE);
    if (!refused(j)) allow(j, r, T("The roll is made by this rule.", "名册依此规则编制。"));
}

static void answer_apply(struct applying *a) {
    int64_t id = act_int(a->act, "objection");
    struct objection o = objection_read(a->db, id);
    bool upheld = strcmp(act_z(a->act, "answer"), "upheld") == 0;
    db_exec(a->db, "UPDATE objection SET state = $1, answer_entry = $2 WHERE id = $3", V(act_z(a->act, "answer")),
            V(a->act->entry), V(id));
    if (upheld && o.elector)
        elector_strike(a, o.election, o.elector);
    else if (upheld)
        elector_add(a, o.election, o.org, o.holding);
    act_mention(a, "election", o.election);
}

static void answer_offer(struct offering *o) {
    struct rows *r = db_rows(
        o->j->db,
        "SELECT o.id, e.body, e.opens_at FROM objection o JOIN election e ON e.id = o.election WHERE o.state = 'open' ORDER BY o.id");
    while (rows_next(r)) {
        const char *body = arena_z(o->j->arena, rows_str(r, 1));
        const struct charter_body *b = charter_body(o->j->charter, body);
        if (!b || !o->may(o, body)) continue;
        const struct arg args[] = { ARG_TEXT("body", b->name) };
        offer_add(o, json_pack("{s:I}", "objection", (json_int_t)rows_int(r, 0)), NULL, rows_int(r, 2), NULL,
                  T("Answer an objection to the roll of the {body} election", "答复对{body}选举名册的异议"), args, 1);
    }
    rows_done(r);
}

ACT(election_answer) = {
    .name = "election.answer",
    .version = 1,
    .family = "elections",
    .power = "election.open",
    .body = body_of_objection,
    .pinned = pinned_of_objection,
    .title = TEXT_INIT("Answer an objection to the roll", "答复对名册的异议"),
    .done = TEXT_INIT("{objection}: {answer}.", "{objection}：{answer}。"),
    .fields = answer_fields,
    .judge = answer_judge,
    .apply = answer_apply,
    .offer = answer_offer,
};
