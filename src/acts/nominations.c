/* Nominations: rounds for offices that are renewed together, and single nominations that a body's vote approves.
 *
 *     round: open ──(clock: closes)──► closed ──► decided ──(clock: term begins)──► seated
 *
 *  N1. A nominator has as many standing nominations for an office as the charter gives; a further one replaces the oldest
 *      until nominations close, and is refused after.
 *  N2. With at most as many nominees as seats the nominees are seated; more need an election.
 *  N3. Where the charter asks for a body's approval, the nominees are seated when its vote has passed. */
#include <string.h>

#include "acts/meetings.h"
#include "acts/members.h"
#include "acts/offices.h"

/* ---- nomination.open ---- */

static const struct field open_fields[] = {
    { .name = "body", .label = TEXT_INIT("Body", "机构"), .type = FIELD_CHOICE, .ref = "body" },
    { .name = "closes_at", .label = TEXT_INIT("Nominations close", "提名截止"), .type = FIELD_INSTANT },
    { .name = "term_from", .label = TEXT_INIT("Term begins on", "任期起始日"), .type = FIELD_DAY },
    { 0 },
};

static void open_judge(struct judging *j)
{
    const char *body = act_z(j->act, "body");
    instant closes = act_instant(j->act, "closes_at");
    if (db_has(j->db, "SELECT 1 FROM round WHERE body = $1 AND state <> 'seated'", V(body)))
        refuse_state(j, (const struct rule *)NULL, T("Nominations for this body are under way already.", "该机构的提名正在进行。"), T_NONE);
    if (closes <= j->act->at)
        refuse_field(j, "closes_at", T("The close must lie in the future.", "截止时间须晚于现在。"));
    else if (instant_day(closes, charter_zone(j->charter)) > act_day(j->act, "term_from"))
        refuse_field(j, "term_from", T("The term begins after nominations close.", "任期应在提名截止之后开始。"));
    struct seat_count s = seats_for(j->db, j->charter, body);
    if (s.rule)
        allow(j, s.rule, T("{seats} seats for {members} counted.", "计 {members} 家，设 {seats} 席。"), ARG_INT("seats", s.seats), ARG_INT("members", s.members));
}

static void open_apply(struct applying *a)
{
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM round");
    db_exec(a->db, "INSERT INTO round (id, body, state, opened_at, closes_at, term_from, entry) VALUES ($1, $2, 'open', $3, $4, $5, $6)", V(id), V(act_z(a->act, "body")),
            V(a->act->at), V(act_instant(a->act, "closes_at")), V(act_day(a->act, "term_from")), V(a->act->entry));
    due_set(a, "clock.nominations_close", id, act_instant(a->act, "closes_at"));
    act_mention(a, "round", id);
}

ACT(nomination_open) = {
    .name = "nomination.open", .version = 1, .family = "offices", .power = "nomination.open", .body = act_body_of_field,
    .title = TEXT_INIT("Open nominations", "开始提名"), .effect = TEXT_INIT("Those who may nominate for the {body} can do so until {closes_at}.", "有权提名者可在{closes_at}前为{body}提名。"),
    .done = TEXT_INIT("Nominations for the {body} opened until {closes_at}.", "{body}开始提名，截止{closes_at}。"),
    .fields = open_fields, .judge = open_judge, .apply = open_apply,
};

/* ---- nomination.make ---- */

static struct text condition_words(const struct charter *c, const char *id)
{
    const struct charter_word *w = charter_word(c, "condition", id);
    return w ? w->text : (struct text){ id, id };
}

static void condition_options(const struct judging *j, const struct field *f, const json_t *args, enum lang lang, struct options *ret)
{
    (void)f;
    const char *body = args ? json_string_value(json_object_get(args, "body")) : NULL;
    const struct rule *r = body ? charter_rule(j->charter, "conditions", body) : NULL;
    const char *const *ids;
    size_t n = r ? rule_list(r, "list", &ids) : 0;
    for (size_t i = 0; i < n; i++)
        options_add(ret, ids[i], text_in(condition_words(j->charter, ids[i]), lang));
}

static const struct field make_fields[] = {
    { .name = "body", .label = TEXT_INIT("Body", "机构"), .type = FIELD_CHOICE, .ref = "body" },
    { .name = "title", .label = TEXT_INIT("Office", "职务"), .type = FIELD_CHOICE, .ref = "title" },
    { .name = "person", .label = TEXT_INIT("Nominee", "被提名人"), .type = FIELD_REF, .ref = "person" },
    { .name = "conditions", .label = TEXT_INIT("The nominee meets these conditions", "被提名人符合下列条件"), .type = FIELD_CHOICE, .many = true, .optional = true,
      .options = condition_options },
    { .name = "grounds", .label = TEXT_INIT("Why this person", "提名理由"), .type = FIELD_TEXT, .privacy = FIELD_SEALED_PUBLIC, .optional = true, .max = 2000 },
    { 0 },
};

static int64_t open_round(struct db *db, const char *body)
{
    return db_int(db, 0, "SELECT id FROM round WHERE body = $1 AND state <> 'seated' ORDER BY id DESC LIMIT 1", V(body));
}

static bool has_condition(const struct act *act, const char *id)
{
    const json_t *given = act_list(act, "conditions");
    for (size_t i = 0; i < json_array_size(given); i++)
        if (strcmp(json_string_value(json_array_get(given, i)), id) == 0)
            return true;
    return false;
}

static void judge_conditions(struct judging *j, const char *body)
{
    const struct rule *r = charter_rule(j->charter, "conditions", body);
    const char *const *ids;
    size_t n = r ? rule_list(r, "list", &ids) : 0;
    size_t met = 0;
    for (size_t i = 0; i < n; i++) {
        if (has_condition(j->act, ids[i]))
            met++;
        else
            finding_add(j, true, ERR_REFUSED, rule_clause(r), "conditions", T("Not declared: {what}", "未声明符合：{what}"), T_NONE,
                        FINDING_ARGS(ARG_TEXT("what", condition_words(j->charter, ids[i]))));
    }
    if (r && met == n)
        allow(j, r, T("All {n} conditions are declared.", "已声明符合全部 {n} 项条件。"), ARG_INT("n", (int64_t)n));
}

enum { NOMINATION_RULES_MAX = 16 }; /* ways in which one office may be nominated for */

static bool may_nominate(const struct rule *r, const struct capacity *as, const char *body)
{
    const char *by = rule_word(r, "by");
    if (strcmp(by, "title") != 0)
        return as->kind == AS_REPRESENTATIVE && (strcmp(by, "any") == 0 || strcmp(as->class_id, by) == 0);
    const char *of = rule_given(r, "nominating_body") ? rule_word(r, "nominating_body") : body;
    return (as->kind == AS_OFFICE || as->kind == AS_DELEGATE) && strcmp(as->body, of) == 0 && listed_word(r, "titles", as->title);
}

/* Who may nominate for an office is narrower than the power: a class of members, or named offices. The rule that lets
 * this capacity; NULL when none does. *ret_any is one that lets others, to be cited. */
static const struct rule *nominations_rule(const struct charter *c, struct arena *arena, const char *body, const char *title, const struct capacity *as,
                                           const struct rule **ret_any)
{
    const struct rule *rules[NOMINATION_RULES_MAX];
    size_t n = charter_rules_for(c, "nominations", arena_f(arena, "%s/%s", body, title).data, rules, NOMINATION_RULES_MAX);
    *ret_any = n ? rules[0] : NULL;
    for (size_t i = 0; i < n && i < NOMINATION_RULES_MAX; i++)
        if (may_nominate(rules[i], as, body))
            return rules[i];
    return NULL;
}

static const struct rule *judge_nominator(struct judging *j, const char *body, const char *title)
{
    const struct rule *any;
    const struct rule *r = nominations_rule(j->charter, j->arena, body, title, &j->act->by.as, &any);
    if (any && !r)
        finding_add(j, true, ERR_DENIED, rule_clause(any), NULL, T("For this office others nominate.", "该职务由其他方提名。"), T_NONE, NULL, 0);
    return r;
}

/* The holding a nomination is made by: one's own, or the one that is acted for. */
static int64_t nominating_holding(struct db *db, const struct capacity *as)
{
    return as->kind == AS_DELEGATE ? db_int(db, 0, "SELECT from_holding FROM delegation WHERE id = $1", V(as->id)) : as->id;
}

static int64_t standing_of(struct db *db, const struct act *act, int64_t round)
{
    if (act->by.as.kind == AS_REPRESENTATIVE)
        return db_int(db, 0, "SELECT count(*) FROM nomination WHERE round = $1 AND body = $2 AND title = $3 AND by_org = $4 AND state = 'standing'", V(round), V(act_z(act, "body")),
                      V(act_z(act, "title")), V(act->by.as.org));
    return db_int(db, 0, "SELECT count(*) FROM nomination WHERE round = $1 AND body = $2 AND title = $3 AND by_holding = $4 AND state = 'standing'", V(round), V(act_z(act, "body")),
                  V(act_z(act, "title")), V(nominating_holding(db, &act->by.as)));
}

static void judge_round(struct judging *j, const struct rule *r, const char *body, int64_t round)
{
    if (!round) {
        refuse_state(j, r, T("Nominations for this body are not open.", "该机构目前未开放提名。"), T_NONE);
        return;
    }
    if (!db_has(j->db, "SELECT 1 FROM round WHERE id = $1 AND state = 'open'", V(round)))
        refuse_state(j, r, T("Nominations for this body have closed.", "该机构的提名已截止。"), T_NONE);
    int64_t org = office_org(j->db, j->charter, j->arena, body, act_int(j->act, "person"));
    const struct rule *holders = charter_rule(j->charter, "body.holders", body);
    if (org < 0)
        refuse(j, holders, T("The nominee represents no organization that may hold this office.", "被提名人所在单位不符合该职务要求。"), T_NONE);
    if (j->act->by.as.kind == AS_REPRESENTATIVE && org > 0 && org != j->act->by.as.org && holders && rule_int(holders, "per_org") > 0)
        refuse(j, holders, T("A member nominates people of its own.", "成员单位应提名本单位人员。"), T_NONE);
    int64_t each = r ? rule_int(r, "each") : 0;
    const struct rule *second = charter_rule(j->charter, "nominations.second", NULL);
    if (each > 0 && second && strcmp(rule_word(second, "effect"), "refused") == 0 && standing_of(j->db, j->act, round) >= each)
        refuse(j, second, T("You have made all {each} of your nominations; withdraw one to make another.", "您的 {each} 名提名已用完，撤回其一后方可再提。"), T_NONE, ARG_INT("each", each));
    else if (each > 0 && !refused(j))
        allow(j, r, T("Your nomination {next} of {each}; a further one replaces the one before.", "您可提名 {each} 名，此为第 {next} 名；再次提名将替换先前提名。"),
              ARG_INT("next", standing_of(j->db, j->act, round) + 1 > each ? each : standing_of(j->db, j->act, round) + 1), ARG_INT("each", each));
}

/* Where persons are approved, the rule may name the body or office that nominates them. */
static void judge_nominated_by(struct judging *j, const struct rule *approval)
{
    const char *by = approval ? rule_word(approval, "nominated_by") : "";
    const struct capacity *as = &j->act->by.as;
    if (!by || !by[0])
        return;
    struct str title = str_of(by);
    struct str body = str_cut(&title, '/');
    bool fits = (as->kind == AS_OFFICE || as->kind == AS_DELEGATE) && str_is(body, as->body) && (!title.data || str_is(title, as->title));
    if (!fits)
        finding_add(j, true, ERR_DENIED, rule_clause(approval), NULL, T("For this office others nominate.", "该职务由其他方提名。"), T_NONE, NULL, 0);
}

static void make_judge(struct judging *j)
{
    const char *body = act_z(j->act, "body"), *title = act_z(j->act, "title");
    const struct charter_body *b = charter_body(j->charter, body);
    if (!b || !body_title(b, title)) {
        refuse_field(j, "title", T("This body has no such office.", "该机构没有此职务。"));
        return;
    }
    const struct rule *r = judge_nominator(j, body, title);
    const struct rule *approval = approval_rule(j->charter, j->arena, body, title);
    judge_nominated_by(j, approval);
    judge_conditions(j, body);
    if (!approval || open_round(j->db, body)) {
        judge_round(j, r, body, open_round(j->db, body));
        return;
    }
    int64_t org;
    judge_seat(j, body, title, act_int(j->act, "person"), seats_set(j->db, body), &org);
    matter_judge(j, "vote.approval");
}

const struct rule *approval_rule(const struct charter *c, struct arena *arena, const char *body, const char *title)
{
    return charter_rule(c, "approval", arena_f(arena, "%s/%s", body, title).data);
}

static void replace_oldest(struct applying *a, int64_t round, int64_t each)
{
    const struct act *act = a->act;
    if (each <= 0 || standing_of(a->db, act, round) < each)
        return;
    bool rep = act->by.as.kind == AS_REPRESENTATIVE;
    int64_t by = rep ? act->by.as.org : nominating_holding(a->db, &act->by.as);
    int64_t oldest = rep ? db_int(a->db, 0, "SELECT min(id) FROM nomination WHERE round = $1 AND body = $2 AND title = $3 AND by_org = $4 AND state = 'standing'", V(round),
                                  V(act_z(act, "body")), V(act_z(act, "title")), V(by))
                         : db_int(a->db, 0, "SELECT min(id) FROM nomination WHERE round = $1 AND body = $2 AND title = $3 AND by_holding = $4 AND state = 'standing'", V(round),
                                  V(act_z(act, "body")), V(act_z(act, "title")), V(by));
    db_exec(a->db, "UPDATE nomination SET state = 'replaced' WHERE id = $1", V(oldest));
}

static void make_apply(struct applying *a)
{
    const struct act *act = a->act;
    const char *body = act_z(act, "body"), *title = act_z(act, "title");
    int64_t round = open_round(a->db, body);
    const struct rule *any;
    const struct rule *r = nominations_rule(a->charter, a->arena, body, title, &act->by.as, &any);
    if (round && r)
        replace_oldest(a, round, rule_int(r, "each"));
    bool rep = act->by.as.kind == AS_REPRESENTATIVE;
    int64_t org = office_org(a->db, a->charter, a->arena, body, act_int(act, "person"));
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM nomination");
    int64_t matter = 0;
    if (!round)
        matter = matter_open(a, "vote.approval", "office.approved", "office.not_approved", json_pack("{s:[I]}", "nominations", (json_int_t)id));
    db_exec(a->db, "INSERT INTO nomination (id, round, body, title, person, org, by_org, by_holding, state, matter, entry) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            V(id), round ? V(round) : V_NULL, V(body), V(title), V(act_int(act, "person")), org > 0 ? V(org) : V_NULL, rep ? V(act->by.as.org) : V_NULL,
            rep ? V_NULL : V(nominating_holding(a->db, &act->by.as)), V(round ? "standing" : "referred"), matter ? V(matter) : V_NULL, V(act->entry));
    act_mention(a, "nomination", id);
}

static void make_offer(struct offering *o)
{
    struct rows *r = db_rows(o->j->db, "SELECT body, closes_at FROM round WHERE state = 'open' ORDER BY closes_at");
    while (rows_next(r)) {
        const char *body = arena_z(o->j->arena, rows_str(r, 0));
        const struct charter_body *b = charter_body(o->j->charter, body);
        if (!b || !o->may(o, body))
            continue;
        for (size_t i = 0; i < b->title_count; i++) {
            const struct rule *any;
            const struct rule *rule = nominations_rule(o->j->charter, o->j->arena, body, b->titles[i].id, &o->who->as, &any);
            if (!rule)
                continue;
            const struct arg args[] = { ARG_TEXT("body", b->name), ARG_TEXT("title", b->titles[i].name), ARG_DEADLINE("until", rows_int(r, 1)), ARG_INT("each", rule_int(rule, "each")) };
            offer_add(o, json_pack("{s:s, s:s}", "body", body, "title", b->titles[i].id), rule_clause(rule), rows_int(r, 1), NULL,
                      T("Nominate a {title} of the {body}", "为{body}提名{title}"), args, 4);
        }
    }
    rows_done(r);
}

ACT(nomination_make) = {
    .name = "nomination.make", .version = 1, .family = "offices", .power = "nomination.make", .body = act_body_of_field,
    .title = TEXT_INIT("Nominate", "提名"), .effect = TEXT_INIT("{person} is nominated as {title} of the {body}.", "提名{person}担任{body}{title}。"),
    .done = TEXT_INIT("{person} was nominated as {title} of the {body}.", "提名{person}担任{body}{title}。"),
    .fields = make_fields, .judge = make_judge, .apply = make_apply, .offer = make_offer,
};

/* ---- nomination.withdraw ---- */

static const struct field nomination_only[] = {
    { .name = "nomination", .label = TEXT_INIT("Nomination", "提名"), .type = FIELD_REF, .ref = "nomination" },
    { 0 },
};

static const char *body_of_nomination(const struct judging *j)
{
    struct str body = db_str(j->db, j->arena, "SELECT body FROM nomination WHERE id = $1", V(act_int(j->act, "nomination")));
    return body.data ? arena_z(j->arena, body) : NULL;
}

static void withdraw_judge(struct judging *j)
{
    const struct capacity *as = &j->act->by.as;
    int64_t id = act_int(j->act, "nomination");
    if (!db_has(j->db, "SELECT 1 FROM nomination WHERE id = $1 AND state = 'standing'", V(id)))
        refuse_state(j, (const struct rule *)NULL, T("This nomination does not stand any more.", "该提名已不再有效。"), T_NONE);
    else if (!db_has(j->db, "SELECT 1 FROM nomination WHERE id = $1 AND (person = $2 OR by_org = $3 OR by_holding = $4)", V(id), V(j->act->by.person),
                     V(as->kind == AS_REPRESENTATIVE ? as->org : -1),
                     V(as->kind == AS_OFFICE || as->kind == AS_DELEGATE ? nominating_holding(j->db, as) : -1)))
        finding_add(j, true, ERR_DENIED, NULL, NULL, T("A nomination is withdrawn by who made it or by the nominee.", "提名只能由提名方或被提名人撤回。"), T_NONE, NULL, 0);
}

static void withdraw_apply(struct applying *a)
{
    db_exec(a->db, "UPDATE nomination SET state = 'withdrawn' WHERE id = $1", V(act_int(a->act, "nomination")));
}

ACT(nomination_withdraw) = {
    .name = "nomination.withdraw", .version = 1, .family = "offices", .power = "nomination.withdraw", .body = body_of_nomination,
    .title = TEXT_INIT("Withdraw a nomination", "撤回提名"), .done = TEXT_INIT("A nomination was withdrawn.", "撤回提名。"),
    .fields = nomination_only, .judge = withdraw_judge, .apply = withdraw_apply,
};

/* ---- clock.nominations_close ---- */

static void closes_apply(struct applying *a)
{
    db_exec(a->db, "UPDATE round SET state = 'closed' WHERE id = $1 AND state = 'open'", V(act_int(a->act, "about")));
    act_mention(a, "round", act_int(a->act, "about"));
}

static const struct field about_fields[] = {
    { .name = "about", .label = TEXT_INIT("Round", "提名轮次"), .type = FIELD_INT },
    { 0 },
};

ACT(clock_nominations_close) = {
    .name = "clock.nominations_close", .version = 1, .family = "offices", .origin = ORIGIN_CLOCK,
    .title = TEXT_INIT("Nominations close", "提名截止"), .done = TEXT_INIT("Nominations closed.", "提名截止。"),
    .fields = about_fields, .apply = closes_apply,
};

/* ---- nomination.seat ---- */

static const struct field seat_fields[] = {
    { .name = "round", .label = TEXT_INIT("Nominations", "提名轮次"), .type = FIELD_REF, .ref = "round" },
    { 0 },
};

static const char *body_of_round(const struct judging *j)
{
    struct str body = db_str(j->db, j->arena, "SELECT body FROM round WHERE id = $1", V(act_int(j->act, "round")));
    return body.data ? arena_z(j->arena, body) : NULL;
}

/* Nominees for offices that lead are no more than may lead. */
static void judge_leaders(struct judging *j, int64_t round, const char *body, int64_t seats)
{
    struct leader_cap cap = leaders_for(j->db, j->charter, body, seats);
    const char *const *titles;
    size_t n = cap.rule && seats > 0 ? rule_list(cap.rule, "titles", &titles) : 0;
    int64_t nominees = 0;
    for (size_t i = 0; i < n; i++)
        nominees += db_int(j->db, 0, "SELECT count(*) FROM nomination WHERE round = $1 AND title = $2 AND state = 'standing'", V(round), V(titles[i]));
    if (nominees > cap.cap && n)
        refuse(j, cap.rule, T("{nominees} nominees for leading offices; of {seats} seats at most {cap} may lead.", "领导职务有 {nominees} 名被提名人，{seats} 席中最多 {cap} 席。"),
               T("Nominations can be withdrawn until as many remain as may lead.", "可撤回提名，直至人数不超过上限。"), ARG_INT("nominees", nominees),
               ARG_INT("seats", seats), ARG_INT("cap", cap.cap));
}

/* N2, office by office and for the whole body. */
static void judge_no_contest(struct judging *j, int64_t round, const char *body)
{
    const struct charter_body *b = charter_body(j->charter, body);
    const struct rule *later = charter_rule(j->charter, "first-term", body);
    struct seat_count s = seats_for(j->db, j->charter, body);
    int64_t all = db_int(j->db, 0, "SELECT count(DISTINCT person) FROM nomination WHERE round = $1 AND state = 'standing'", V(round));
    struct text contest = T("{nominees} nominees for {seats} {seats|seat|seats}: this contest needs an election, which this version does not hold yet.",
                            "{seats} 席有 {nominees} 名被提名人，须经选举产生；当前版本尚不支持选举。");
    struct text remedy = T("Nominations can be withdrawn until as many remain as there are seats.", "可撤回提名，直至人数不超过席位。");
    if (s.rule && s.seats > 0 && all > s.seats)
        refuse(j, later ? later : s.rule, contest, remedy, ARG_INT("nominees", all), ARG_INT("seats", s.seats));
    for (size_t i = 0; b && i < b->title_count; i++) {
        int64_t n = db_int(j->db, 0, "SELECT count(*) FROM nomination WHERE round = $1 AND title = $2 AND state = 'standing'", V(round), V(b->titles[i].id));
        if (!b->titles[i].seats_open && b->titles[i].seats > 0 && n > b->titles[i].seats)
            refuse(j, later ? later : s.rule, contest, remedy, ARG_INT("nominees", n), ARG_INT("seats", b->titles[i].seats));
    }
    judge_leaders(j, round, body, s.seats);
    if (refused(j))
        return;
    if (s.seats > 0)
        allow(j, later ? later : s.rule, T("{nominees} nominees for {seats} seats: no contest.", "{seats} 席有 {nominees} 名被提名人，无须竞选。"), ARG_INT("nominees", all),
              ARG_INT("seats", s.seats));
    else
        allow(j, later, T("{nominees} nominees: no contest.", "被提名人 {nominees} 名，无须竞选。"), ARG_INT("nominees", all));
}

static void seat_judge(struct judging *j)
{
    int64_t round = act_int(j->act, "round");
    const char *body = body_of_round(j);
    if (!db_has(j->db, "SELECT 1 FROM round WHERE id = $1 AND state = 'closed'", V(round))) {
        refuse_state(j, (const struct rule *)NULL, T("These nominations are still open, or have been decided.", "该轮提名尚未截止，或已有结果。"), T_NONE);
        return;
    }
    judge_no_contest(j, round, body);
}

static json_t *standing_list(struct applying *a, int64_t round)
{
    json_t *list = json_array();
    struct rows *r = db_rows(a->db, "SELECT id FROM nomination WHERE round = $1 AND state = 'standing' ORDER BY id", V(round));
    while (rows_next(r))
        json_array_append_new(list, json_integer(rows_int(r, 0)));
    rows_done(r);
    return list;
}

static void round_decided(struct applying *a, int64_t round)
{
    day from = (day)db_int(a->db, 0, "SELECT term_from FROM round WHERE id = $1", V(round));
    instant begins = day_start(from, charter_zone(a->charter));
    db_exec(a->db, "UPDATE round SET state = 'decided' WHERE id = $1", V(round));
    due_set(a, "clock.term_begin", round, begins > a->act->at ? begins : a->act->at);
}

/* N3: whether an office somebody is nominated for is filled by a body's vote only. */
static bool needs_approval(struct applying *a, int64_t round, const char *body)
{
    const struct charter_body *b = charter_body(a->charter, body);
    for (size_t i = 0; b && i < b->title_count; i++)
        if (approval_rule(a->charter, a->arena, body, b->titles[i].id) &&
            db_has(a->db, "SELECT 1 FROM nomination WHERE round = $1 AND title = $2 AND state = 'standing' LIMIT 1", V(round), V(b->titles[i].id)))
            return true;
    return false;
}

static void seat_apply(struct applying *a)
{
    int64_t round = act_int(a->act, "round");
    const char *body = arena_z(a->arena, db_str(a->db, a->arena, "SELECT body FROM round WHERE id = $1", V(round)));
    if (!needs_approval(a, round, body)) {
        round_decided(a, round);
        return;
    }
    int64_t matter = matter_open(a, "vote.approval", "office.approved", "office.not_approved",
                                 json_pack("{s:o, s:I}", "nominations", standing_list(a, round), "round", (json_int_t)round));
    db_exec(a->db, "UPDATE nomination SET matter = $1 WHERE round = $2 AND state = 'standing'", V(matter), V(round));
    db_exec(a->db, "UPDATE round SET state = 'referred' WHERE id = $1", V(round));
}

static void seat_offer(struct offering *o)
{
    struct rows *r = db_rows(o->j->db, "SELECT id, body, term_from FROM round WHERE state = 'closed' ORDER BY term_from");
    while (rows_next(r)) {
        const char *body = arena_z(o->j->arena, rows_str(r, 1));
        const struct charter_body *b = charter_body(o->j->charter, body);
        if (!b || !o->may(o, body))
            continue;
        const struct arg args[] = { ARG_TEXT("body", b->name) };
        offer_add(o, json_pack("{s:I}", "round", (json_int_t)rows_int(r, 0)), NULL, day_start((day)rows_int(r, 2), charter_zone(o->j->charter)), NULL,
                  T("Conclude the nominations for the {body}", "确认{body}提名结果"), args, 1);
    }
    rows_done(r);
}

ACT(nomination_seat) = {
    .name = "nomination.seat", .version = 1, .family = "offices", .power = "nomination.seat", .body = body_of_round, .weighty = true,
    .title = TEXT_INIT("Conclude nominations without a contest", "确认无竞争提名"), .effect = TEXT_INIT("The nominees take office when the term begins, or go to the vote that approves them.", "被提名人自任期开始就任，或提交批准表决。"),
    .done = TEXT_INIT("{round}: concluded without a contest.", "{round}：无竞争，已确认。"),
    .fields = seat_fields, .judge = seat_judge, .apply = seat_apply, .offer = seat_offer,
};

/* ---- clock.term_begin ---- */

static void term_begin_judge(struct judging *j)
{
    struct str body = db_str(j->db, j->arena, "SELECT body FROM round WHERE id = $1", V(act_int(j->act, "about")));
    const struct rule *r = body.data ? charter_rule(j->charter, "term", arena_z(j->arena, body)) : NULL;
    if (r)
        allow(j, r, T("A term of {years} calendar {years|year|years} begins.", "任期开始，为 {years} 个自然年。"), ARG_INT("years", rule_int(r, "years")));
}

static void end_all(struct applying *a, const char *body)
{
    enum { HOLDINGS_MAX = 2000 };
    int64_t *ids = arena_array(a->arena, int64_t, HOLDINGS_MAX);
    size_t n = 0;
    struct rows *r = db_rows(a->db, "SELECT id FROM holding WHERE body = $1 AND to_at IS NULL ORDER BY id", V(body));
    while (n < HOLDINGS_MAX && rows_next(r))
        ids[n++] = rows_int(r, 0);
    rows_done(r);
    for (size_t i = 0; i < n; i++)
        holding_end(a, ids[i], "term");
}

struct nominee { int64_t id, person; const char *body, *title; };

static struct nominee nominee_read(struct applying *a, int64_t id)
{
    struct nominee n = { .id = id };
    struct rows *r = db_rows(a->db, "SELECT body, title, person FROM nomination WHERE id = $1 AND state IN ('standing', 'referred')", V(id));
    if (rows_next(r)) {
        n.body = arena_z(a->arena, rows_str(r, 0));
        n.title = arena_z(a->arena, rows_str(r, 1));
        n.person = rows_int(r, 2);
    }
    rows_done(r);
    return n;
}

/* Seats a nominee, unless the person left the organization, came to hold another office, or the organization its seat. */
static void seat_nominee(struct applying *a, const struct nominee *n, const char *how)
{
    int64_t org = office_org(a->db, a->charter, a->arena, n->body, n->person);
    const struct rule *holders = charter_rule(a->charter, "body.holders", n->body);
    int64_t per_org = holders ? rule_int(holders, "per_org") : 0;
    bool held = db_has(a->db, "SELECT 1 FROM holding WHERE body = $1 AND person = $2 AND to_at IS NULL", V(n->body), V(n->person));
    bool full = org > 0 && per_org > 0 &&
                db_int(a->db, 0, "SELECT count(*) FROM holding WHERE body = $1 AND org = $2 AND to_at IS NULL", V(n->body), V(org)) >= per_org;
    bool seated = org >= 0 && !held && !full;
    if (seated)
        holding_begin(a, n->body, n->title, n->person, org, how);
    db_exec(a->db, "UPDATE nomination SET state = $1 WHERE id = $2", V(seated ? "seated" : "lost"), V(n->id));
}

/* In the order in which the charter names the offices: who stands for two takes the first. */
static void seat_nominees(struct applying *a, const json_t *ids, const char *how)
{
    size_t count = json_array_size(ids);
    struct nominee *all = arena_array(a->arena, struct nominee, count + 1);
    const struct charter_body *b = NULL;
    for (size_t i = 0; i < count; i++) {
        all[i] = nominee_read(a, json_integer_value(json_array_get(ids, i)));
        b = all[i].body ? charter_body(a->charter, all[i].body) : b;
    }
    for (size_t t = 0; b && t < b->title_count; t++)
        for (size_t i = 0; i < count; i++)
            if (all[i].body && strcmp(all[i].title, b->titles[t].id) == 0)
                seat_nominee(a, &all[i], how);
}

static void term_begin_apply(struct applying *a)
{
    int64_t round = act_int(a->act, "about");
    const char *body = arena_z(a->arena, db_str(a->db, a->arena, "SELECT body FROM round WHERE id = $1", V(round)));
    json_t *ids = standing_list(a, round);
    end_all(a, body);
    seats_keep(a, body);
    bool approved = db_has(a->db, "SELECT 1 FROM nomination WHERE round = $1 AND matter IS NOT NULL LIMIT 1", V(round));
    seat_nominees(a, ids, approved ? "approved" : "unopposed");
    db_exec(a->db, "UPDATE round SET state = 'seated' WHERE id = $1", V(round));
    act_mention(a, "round", round);
    json_decref(ids);
}

ACT(clock_term_begin) = {
    .name = "clock.term_begin", .version = 1, .family = "offices", .origin = ORIGIN_CLOCK,
    .title = TEXT_INIT("A term begins", "任期开始"), .done = TEXT_INIT("A new term of office began.", "新一届任期开始。"),
    .fields = about_fields, .judge = term_begin_judge, .apply = term_begin_apply,
};

/* ---- office.approved, office.not_approved ---- */

static const struct field approved_fields[] = {
    { .name = "nominations", .label = TEXT_INIT("Nominations", "提名"), .type = FIELD_REF, .ref = "nomination", .many = true },
    { .name = "round", .label = TEXT_INIT("Round", "提名轮次"), .type = FIELD_REF, .ref = "round", .optional = true },
    { .name = "matter", .label = TEXT_INIT("Matter", "事项"), .type = FIELD_REF, .ref = "matter" },
    { .name = "resolution", .label = TEXT_INIT("Resolution", "决议"), .type = FIELD_LINE, .optional = true },
    { 0 },
};

static void approved_judge(struct judging *j)
{
    allow(j, charter_rule(j->charter, "vote.approval", NULL), T("The vote of approval has passed.", "批准表决通过。"));
}

static void approved_apply(struct applying *a)
{
    int64_t round = act_int(a->act, "round");
    if (round)
        round_decided(a, round);
    else
        seat_nominees(a, act_list(a->act, "nominations"), "approved");
}

ACT(office_approved) = {
    .name = "office.approved", .version = 1, .family = "offices", .origin = ORIGIN_CONSEQUENCE,
    .title = TEXT_INIT("Appointments are approved", "任职获批准"), .done = TEXT_INIT("Approved: {nominations}.", "批准任职：{nominations}。"),
    .fields = approved_fields, .judge = approved_judge, .apply = approved_apply,
};

static void not_approved_apply(struct applying *a)
{
    const json_t *ids = act_list(a->act, "nominations");
    for (size_t i = 0; i < json_array_size(ids); i++)
        db_exec(a->db, "UPDATE nomination SET state = 'lost' WHERE id = $1", V(json_integer_value(json_array_get(ids, i))));
    if (act_int(a->act, "round"))
        db_exec(a->db, "UPDATE round SET state = 'seated' WHERE id = $1", V(act_int(a->act, "round")));
}

ACT(office_not_approved) = {
    .name = "office.not_approved", .version = 1, .family = "offices", .origin = ORIGIN_CONSEQUENCE,
    .title = TEXT_INIT("Appointments are not approved", "任职未获批准"), .done = TEXT_INIT("Not approved: {nominations}.", "未批准：{nominations}。"),
    .fields = approved_fields, .apply = not_approved_apply,
};
