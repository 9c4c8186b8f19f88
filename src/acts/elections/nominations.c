/* Nominations: rounds for offices that are renewed together, and single nominations that a body's vote approves. What comes
 * of them is in seating.c.
 *
 *     round: open ──(clock: closes)──► closed ──► decided ──(clock: term begins)──► seated
 *                                         └──► referred (to the vote that approves) ──┘
 *
 * Where the charter asks the nominee, a nomination by others stands only once it is accepted: acceptance.c.
 *
 *  N1. A nominator has as many standing nominations as the charter's rule gives for what it speaks of, an office or a whole
 *      body; a further one replaces the oldest until nominations close, or is refused where the charter says so. Outside a
 *      round a nomination stands until its vote is put, and then as long as the nominee holds the office. */
#include <string.h>

#include "acts/elections/rounds.h"
#include "acts/matters/matters.h"
#include "acts/offices/offices.h"

/* ---- nomination.open ---- */

static const struct field open_fields[] = {
    { .name = "body", .label = TEXT_INIT("Body", "机构"), .type = FIELD_CHOICE, .ref = "body" },
    { .name = "closes_at", .label = TEXT_INIT("Nominations close", "提名截止"), .type = FIELD_INSTANT },
    { .name = "term_from",
      .label = TEXT_INIT("Term begins on", "任期起始日"),
      .type = FIELD_DAY,
      .optional = true,
      .help = TEXT_INIT(
          "For vacant seats: the day on which they are filled; left out, at once when it is decided who fills them.",
          "补选空缺席位时为就任日；不填则结果确定后即行就任。") },
    { .name = "rest",
      .label = TEXT_INIT("Only vacant seats, for the rest of the running term", "仅补选空缺席位，任期至本届届满"),
      .type = FIELD_BOOL,
      .optional = true },
    { 0 },
};

/* For the rest of a term: the charter says so, a term runs, and there is something to fill. */
static void judge_vacancies(struct judging *j, const char *body, instant closes) {
    const struct rule *r = charter_rule(j->charter, "vacancies", body);
    instant until = running_term_end(j->db, body, j->act->at);
    struct zone zone = charter_zone(j->charter);
    int64_t seats = charter_rule(j->charter, "seats", body) ? seats_set(j->db, body) : 0, held = in_office(j->db, body);
    const struct charter_body *b = charter_body(j->charter, body);
    struct vacancy v = { 0 };
    bool runs = b && vacancy_of(j->db, j->charter, b, j->act->at, &v);
    if (!r || strcmp(rule_word(r, "how"), "election") != 0)
        refuse(j, r,
               r ? T("Vacant seats stay vacant until the term ends.", "空缺席位保留至本届任期届满。")
                 : T("The charter does not say that vacant seats are filled within a term.",
                     "章程未规定任期内补选空缺席位。"),
               T("Open nominations for the next term.", "可开始下一届提名。"));
    else if (until == INSTANT_NONE)
        refuse_state(j, r,
                     T("No term runs in this body: there is no rest of one to fill.",
                       "该机构目前没有进行中的任期，无从补选。"),
                     T("Open nominations for a whole term.", "可开始整届提名。"));
    else if (seats > 0 && held >= seats)
        refuse_state(j, r,
                     T("No seat is vacant: {held} of {seats} are filled.", "没有空缺席位：{seats} 席已任 {held} 席。"),
                     T_NONE, ARG_INT("held", held), ARG_INT("seats", seats));
    else if (seats == 0 && runs && v.vacant == 0)
        refuse_state(j, r,
                     T("No seat fell vacant within the term: {held} of {seats} are filled. An office whose number the "
                       "charter leaves open has as many seats as were filled at once in this term.",
                       "本届任期内没有席位出缺：{seats} 席已任 {held} 席。章程未定人数的职务，以本届任期内同时在任的"
                       "最多人数为其席位数。"),
                     T_NONE, ARG_INT("held", v.held), ARG_INT("seats", v.seats));
    else if (closes >= until)
        refuse_field(j, "closes_at", T("The term that is to be filled ends {until}.", "待补任期于{until}届满。"),
                     ARG_DEADLINE("until", until));
    else if (act_given(j->act, "term_from") && day_start(act_day(j->act, "term_from"), zone) >= until)
        refuse_field(j, "term_from", T("The term that is to be filled ends {until}.", "待补任期于{until}届满。"),
                     ARG_DEADLINE("until", until));
    if (refused(j)) return;
    allow(j, r,
          T("Vacant seats are filled for the rest of the term, until {until}.", "补选空缺席位，任期至{until}届满。"),
          ARG_DEADLINE("until", until));
    if (seats == 0)
        allow(
            j, r,
            T("The charter sets no number of seats: as many are filled as fell vacant in this term, {vacant} of {seats}.",
              "章程未定席位数：按本届任期内出缺数补选，{seats} 席中空缺 {vacant} 席。"),
            ARG_INT("vacant", v.vacant), ARG_INT("seats", v.seats));
}

static void open_judge(struct judging *j) {
    const char *body = act_z(j->act, "body");
    instant closes = act_instant(j->act, "closes_at");
    if (db_has(j->db, "SELECT 1 FROM round WHERE body = $1 AND state <> 'seated'", V(body)))
        refuse_state(j, (const struct rule *)NULL,
                     T("Nominations for this body are under way already.", "该机构的提名正在进行。"), T_NONE);
    if (closes <= j->act->at)
        refuse_field(j, "closes_at", T("The close must lie in the future.", "截止时间须晚于现在。"));
    else if (act_given(j->act, "term_from") &&
             instant_day(closes, charter_zone(j->charter)) > act_day(j->act, "term_from"))
        refuse_field(j, "term_from", T("The term begins after nominations close.", "任期应在提名截止之后开始。"));
    if (act_bool(j->act, "rest")) {
        judge_vacancies(j, body, closes);
        return;
    }
    if (!act_given(j->act, "term_from"))
        refuse_field(j, "term_from", T("Say on which day the new term begins.", "请填写新任期起始日。"));
    struct seat_count s = seats_for(j->db, j->charter, body);
    if (s.rule)
        allow(j, s.rule, T("{seats} seats for {members} counted.", "计 {members} 家，设 {seats} 席。"),
              ARG_INT("seats", s.seats), ARG_INT("members", s.members));
}

static void open_apply(struct applying *a) {
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM round");
    const char *body = act_z(a->act, "body");
    instant closes = act_instant(a->act, "closes_at");
    day from =
        act_given(a->act, "term_from") ? act_day(a->act, "term_from") : instant_day(closes, charter_zone(a->charter));
    instant until = act_bool(a->act, "rest") ? running_term_end(a->db, body, a->act->at) : INSTANT_NONE;
    db_exec(
        a->db,
        "INSERT INTO round (id, body, state, opened_at, closes_at, term_from, until, entry) VALUES ($1, $2, 'open', $3, $4, $5, $6, $7)",
        V(id), V(body), V(a->act->at), V(closes), V(from), until == INSTANT_NONE ? V_NULL : V(until), V(a->act->entry));
    due_set(a, "clock.nominations_close", id, closes);
    if (until != INSTANT_NONE) /* what is not decided by then ends with the term */
        due_set(a, "clock.seats_filled", id, until);
    act_mention(a, "round", id);
}

/* To who may open nominations, when a seat fell vacant within the term. */
static void open_offer(struct offering *o) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(o->j->charter, &bodies);
    for (size_t i = 0; i < n; i++) {
        const struct rule *r = charter_rule(o->j->charter, "vacancies", bodies[i].id);
        struct vacancy v;
        if (!r || strcmp(rule_word(r, "how"), "election") != 0 || !o->may(o, bodies[i].id) ||
            db_has(o->j->db, "SELECT 1 FROM round WHERE body = $1 AND state <> 'seated'", V(bodies[i].id)) ||
            !vacancy_of(o->j->db, o->j->charter, &bodies[i], o->j->act->at, &v) || !v.vacant)
            continue;
        const struct arg args[] = { ARG_TEXT("body", bodies[i].name), ARG_DEADLINE("until", v.until) };
        offer_add(o, json_pack("{s:s, s:b}", "body", bodies[i].id, "rest", 1), rule_clause(r), INSTANT_NONE, NULL,
                  T("A seat of the {body} is vacant until {until}: open nominations for it",
                    "{body}有席位空缺，本届任期至{until}：请开始补选提名"),
                  args, 2);
    }
}

ACT(nomination_open) = {
    .name = "nomination.open",
    .version = 1,
    .family = "offices",
    .power = "nomination.open",
    .body = act_body_of_field,
    .title = TEXT_INIT("Open nominations", "开始提名"),
    .effect = TEXT_INIT("Those who may nominate for the {body} can do so until {closes_at}.",
                        "有权提名者可在{closes_at}前为{body}提名。"),
    .done = TEXT_INIT("Nominations for the {body} opened until {closes_at}.", "{body}开始提名，截止{closes_at}。"),
    .fields = open_fields,
    .judge = open_judge,
    .apply = open_apply,
    .offer = open_offer,
};

/* ---- nomination.make ---- */

static void condition_options(const struct judging *j, const struct field *f, const json_t *args, enum lang lang,
                              struct options *ret) {
    (void)f;
    conditions_offered(j, args ? json_string_value(json_object_get(args, "body")) : NULL, lang, ret);
}

static const struct field make_fields[] = {
    { .name = "body", .label = TEXT_INIT("Body", "机构"), .type = FIELD_CHOICE, .ref = "body" },
    { .name = "title", .label = TEXT_INIT("Office", "职务"), .type = FIELD_CHOICE, .ref = "title" },
    { .name = "person", .label = TEXT_INIT("Nominee", "被提名人"), .type = FIELD_REF, .ref = "person" },
    { .name = "conditions",
      .label = TEXT_INIT("The nominee meets these conditions", "被提名人符合下列条件"),
      .type = FIELD_CHOICE,
      .many = true,
      .optional = true,
      .ref = "condition",
      .options = condition_options },
    { .name = "grounds",
      .label = TEXT_INIT("Why this person", "提名理由"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .optional = true,
      .max = 2000 },
    { 0 },
};

static int64_t open_round(struct db *db, const char *body) {
    return db_int(db, 0, "SELECT id FROM round WHERE body = $1 AND state <> 'seated' ORDER BY id DESC LIMIT 1",
                  V(body));
}

enum { NOMINATION_RULES_MAX = 16 }; /* ways in which one office may be nominated for */

static bool may_nominate(const struct rule *r, const struct capacity *as, const char *body) {
    const char *by = rule_word(r, "by");
    if (strcmp(by, "title") != 0)
        return as->kind == AS_REPRESENTATIVE && (strcmp(by, "any") == 0 || strcmp(as->class_id, by) == 0);
    const char *of = rule_given(r, "nominating_body") ? rule_word(r, "nominating_body") : body;
    return (as->kind == AS_OFFICE || as->kind == AS_DELEGATE) && strcmp(as->body, of) == 0 &&
           rule_lists(r, "titles", as->title);
}

/* Who may nominate for an office is narrower than the power: a class of members, or named offices. The rule that lets
 * this capacity; NULL when none does. *ret_any is one that lets others, to be cited. */
static const struct rule *nominations_rule(const struct charter *c, struct arena *arena, const char *body,
                                           const char *title, const struct capacity *as, const struct rule **ret_any) {
    const struct rule *rules[NOMINATION_RULES_MAX];
    size_t n =
        charter_rules_for(c, "nominations", arena_f(arena, "%s/%s", body, title).data, rules, NOMINATION_RULES_MAX);
    *ret_any = n ? rules[0] : NULL;
    for (size_t i = 0; i < n && i < NOMINATION_RULES_MAX; i++)
        if (may_nominate(rules[i], as, body)) return rules[i];
    return NULL;
}

static const struct rule *judge_nominator(struct judging *j, const char *body, const char *title) {
    const struct rule *any;
    const struct rule *r = nominations_rule(j->charter, j->arena, body, title, &j->act->by.as, &any);
    if (any && !r)
        finding_add(j, true, ERR_DENIED, rule_clause(any), NULL,
                    T("For this office others nominate.", "该职务由其他方提名。"), T_NONE, NULL, 0);
    return r;
}

/* The holding a nomination is made by: one's own, or the one that is acted for. */
static int64_t nominating_holding(struct db *db, const struct capacity *as) {
    return as->kind == AS_DELEGATE ? db_int(db, 0, "SELECT from_holding FROM delegation WHERE id = $1", V(as->id))
                                   : as->id;
}

/* The nominations that one nominator has standing, as one rule counts them: by their organization or their office, for one
 * office or, where the rule speaks of the body, for all of it. Outside a round (0) those before a vote, and those whose
 * nominee holds the office. */
struct standing {
    int64_t org, holding, round;
    const char *body, *title;
};

static struct standing standing_by(struct db *db, const struct capacity *as, const char *body, const char *title,
                                   const struct rule *r, int64_t round) {
    bool rep = as->kind == AS_REPRESENTATIVE;
    const char *subject = r ? rule_subject(r) : NULL;
    bool whole = subject && !strchr(subject, '/');
    return (struct standing){ .org = rep ? as->org : -1,
                              .holding = rep ? -1 : nominating_holding(db, as),
                              .round = round,
                              .body = body,
                              .title = whole ? "" : title };
}

#define STANDING                                                                                                                                \
    "FROM nomination n WHERE n.body = $1 AND ($2 = '' OR n.title = $2) AND (n.by_org = $3 OR n.by_holding = $4) "                               \
    "AND (($5 > 0 AND n.round = $5 AND n.state IN ('asked', 'standing')) OR ($5 = 0 AND n.round IS NULL AND (n.state IN ('asked', 'referred') " \
    "OR (n.state = 'seated' AND EXISTS (SELECT 1 FROM holding h WHERE h.body = n.body AND h.person = n.person AND h.to_at IS NULL)))))"

static int64_t standing_count(struct db *db, const struct standing *s) {
    return db_int(db, 0, "SELECT count(*) " STANDING, V(s->body), V(s->title), V(s->org), V(s->holding), V(s->round));
}

/* The one that a further nomination replaces: the oldest in a round; outside, the oldest whose vote has not been put. */
static int64_t standing_oldest(struct db *db, const struct standing *s) {
    if (s->round)
        return db_int(db, 0, "SELECT min(n.id) " STANDING, V(s->body), V(s->title), V(s->org), V(s->holding),
                      V(s->round));
    return db_int(
        db, 0,
        "SELECT min(n.id) " STANDING
        " AND (n.state = 'asked' OR (n.state = 'referred' AND EXISTS (SELECT 1 FROM matter m WHERE m.id = n.matter AND m.state = 'open')))",
        V(s->body), V(s->title), V(s->org), V(s->holding), V(s->round));
}

/* N1. */
static void judge_each(struct judging *j, const struct rule *r, int64_t round) {
    int64_t each = r ? rule_int(r, "each") : 0;
    if (each <= 0) return;
    const struct standing s =
        standing_by(j->db, &j->act->by.as, act_z(j->act, "body"), act_z(j->act, "title"), r, round);
    const struct rule *second = charter_rule(j->charter, "nominations.second", NULL);
    bool replaces = second && strcmp(rule_word(second, "effect"), "replaces") == 0;
    int64_t made = standing_count(j->db, &s);
    if (made < each)
        allow(j, r, T("Your nomination {next} of {each}.", "您可提名 {each} 名，此为第 {next} 名。"),
              ARG_INT("next", made + 1), ARG_INT("each", each));
    else if (!replaces)
        refuse(j, second ? second : r,
               T("You have made all {each} of your nominations; withdraw one to make another.",
                 "您的 {each} 名提名已用完，撤回其一后方可再提。"),
               T_NONE, ARG_INT("each", each));
    else if (!standing_oldest(j->db, &s))
        refuse(j, r,
               T("You have made all {each} of your nominations: they are before a vote, or hold the office.",
                 "您的 {each} 名提名已用完：正在付表决，或已就任。"),
               T_NONE, ARG_INT("each", each));
    else
        allow(j, second,
              T("You have made {made} of {each}; this one replaces the one before.",
                "您已提名 {made} 名（最多 {each} 名），此次提名替换先前提名。"),
              ARG_INT("made", made), ARG_INT("each", each));
}

/* Vacant seats are for who has none yet; and by then there must be a place: in an office of open number (K4 in contests.c), too. */
static void judge_vacant_seat(struct judging *j, int64_t round) {
    const char *body = act_z(j->act, "body"), *title = act_z(j->act, "title");
    const struct charter_body *b = charter_body(j->charter, body);
    const struct charter_title_of *t = b ? body_title(b, title) : NULL;
    int64_t org;
    if (refused(j) || !round || round_until(j->db, round) == INSTANT_NONE) return;
    judge_seat(j, body, title, act_int(j->act, "person"), seats_set(j->db, body), &org);
    struct places p = places_of(j->db, j->charter, round, body);
    if (!refused(j) && t && places_of_office(j->db, &p, body, t) == 0)
        refuse_state(j, charter_rule(j->charter, "vacancies", body),
                     T("No seat as {title} of the {body} fell vacant within the term.",
                       "本届任期内{body}{title}没有席位出缺。"),
                     T_NONE, ARG_TEXT("title", t->name), ARG_TEXT("body", b->name));
}

static void judge_round(struct judging *j, const struct rule *r, int64_t round) {
    if (!round) {
        refuse_state(j, r, T("Nominations for this body are not open.", "该机构目前未开放提名。"), T_NONE);
        return;
    }
    /* Received before the close is in time, even when the close came first on the record; not once it was concluded. */
    if (!db_has(j->db, "SELECT 1 FROM round WHERE id = $1 AND state IN ('open', 'closed') AND closes_at > $2", V(round),
                V(j->received)))
        refuse_state(j, r, T("Nominations for this body have closed.", "该机构的提名已截止。"), T_NONE);
    if (!refused(j)) judge_each(j, r, round);
}

/* Who is nominated comes from where the charter says, and by a member from among its own people. */
static void judge_nominee(struct judging *j, const char *body) {
    int64_t org = office_org(j->db, j->charter, j->arena, body, act_int(j->act, "person"));
    const struct rule *holders = charter_rule(j->charter, "body.holders", body);
    if (org < 0)
        refuse(j, holders,
               T("The nominee represents no organization that may hold this office.",
                 "被提名人所在单位不符合该职务要求。"),
               T_NONE);
    if (j->act->by.as.kind == AS_REPRESENTATIVE && org > 0 && org != j->act->by.as.org && holders &&
        rule_int(holders, "per_org") > 0)
        refuse(j, holders, T("A member nominates people of its own.", "成员单位应提名本单位人员。"), T_NONE);
}

/* Where persons are approved, the rule may name the body or office that nominates them. */
static void judge_nominated_by(struct judging *j, const struct rule *approval) {
    const char *by = approval ? rule_word(approval, "nominated_by") : "";
    const struct capacity *as = &j->act->by.as;
    if (!by || !by[0]) return;
    struct str title = str_of(by);
    struct str body = str_cut(&title, '/');
    bool fits = (as->kind == AS_OFFICE || as->kind == AS_DELEGATE) && str_is(body, as->body) &&
                (!title.data || str_is(title, as->title));
    if (!fits)
        finding_add(j, true, ERR_DENIED, rule_clause(approval), NULL,
                    T("For this office others nominate.", "该职务由其他方提名。"), T_NONE, NULL, 0);
}

static void make_judge(struct judging *j) {
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
    judge_nominee(j, body);
    if (!approval || open_round(j->db, body)) {
        judge_round(j, r, open_round(j->db, body));
        judge_vacant_seat(j, open_round(j->db, body));
        return;
    }
    int64_t org;
    if (!refused(j)) judge_seat(j, body, title, act_int(j->act, "person"), seats_set(j->db, body), &org);
    if (!refused(j)) judge_each(j, r, 0);
    matter_judge(j, "vote.approval");
}

const struct rule *approval_rule(const struct charter *c, struct arena *arena, const char *body, const char *title) {
    return charter_rule(c, "approval", arena_f(arena, "%s/%s", body, title).data);
}

static void replace_oldest(struct applying *a, const struct rule *r, int64_t round) {
    int64_t each = rule_int(r, "each");
    const struct standing s =
        standing_by(a->db, &a->act->by.as, act_z(a->act, "body"), act_z(a->act, "title"), r, round);
    int64_t oldest = each > 0 && standing_count(a->db, &s) >= each ? standing_oldest(a->db, &s) : 0;
    if (!oldest) return;
    db_exec(a->db, "UPDATE nomination SET state = 'replaced' WHERE id = $1", V(oldest));
    if (!round)
        db_exec(
            a->db,
            "UPDATE matter SET state = 'withdrawn' WHERE state = 'open' AND id = (SELECT matter FROM nomination WHERE id = $1)",
            V(oldest));
}

static void make_apply(struct applying *a) {
    const struct act *act = a->act;
    const char *body = act_z(act, "body"), *title = act_z(act, "title");
    int64_t round = open_round(a->db, body);
    const struct rule *any;
    const struct rule *r = nominations_rule(a->charter, a->arena, body, title, &act->by.as, &any);
    if (r) replace_oldest(a, r, round);
    bool rep = act->by.as.kind == AS_REPRESENTATIVE;
    int64_t org = office_org(a->db, a->charter, a->arena, body, act_int(act, "person"));
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM nomination");
    bool asked = acceptance_rule(a->charter, a->arena, body, title) && act_int(act, "person") != act->by.person;
    int64_t matter = 0;
    if (!round && !asked)
        matter = matter_open(a, "vote.approval", "office.approved", "office.not_approved",
                             json_pack("{s:[I]}", "nominations", (json_int_t)id));
    db_exec(
        a->db,
        "INSERT INTO nomination (id, round, body, title, person, org, by_org, by_holding, state, matter, entry) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        V(id), round ? V(round) : V_NULL, V(body), V(title), V(act_int(act, "person")), org > 0 ? V(org) : V_NULL,
        rep ? V(act->by.as.org) : V_NULL, rep ? V_NULL : V(nominating_holding(a->db, &act->by.as)),
        V(asked   ? "asked"
          : round ? "standing"
                  : "referred"),
        matter ? V(matter) : V_NULL, V(act->entry));
    act_mention(a, "nomination", id);
}

/* Who has made all their nominations is asked for none, though a further one may replace the first. */
static bool all_made(const struct offering *o, const struct rule *rule, const char *body, const char *title) {
    const struct standing s = standing_by(o->j->db, &o->who->as, body, title, rule, open_round(o->j->db, body));
    int64_t each = rule_int(rule, "each");
    return each > 0 && standing_count(o->j->db, &s) >= each;
}

static void make_offer(struct offering *o) {
    struct rows *r = db_rows(o->j->db, "SELECT body, closes_at FROM round WHERE state = 'open' ORDER BY closes_at");
    while (rows_next(r)) {
        const char *body = arena_z(o->j->arena, rows_str(r, 0));
        const struct charter_body *b = charter_body(o->j->charter, body);
        if (!b || !o->may(o, body)) continue;
        for (size_t i = 0; i < b->title_count; i++) {
            const struct rule *any;
            const struct rule *rule =
                nominations_rule(o->j->charter, o->j->arena, body, b->titles[i].id, &o->who->as, &any);
            if (!rule || all_made(o, rule, body, b->titles[i].id)) continue;
            const struct arg args[] = { ARG_TEXT("body", b->name), ARG_TEXT("title", b->titles[i].name),
                                        ARG_DEADLINE("until", rows_int(r, 1)),
                                        ARG_INT("each", rule_int(rule, "each")) };
            offer_add(o, json_pack("{s:s, s:s}", "body", body, "title", b->titles[i].id), rule_clause(rule),
                      rows_int(r, 1), NULL, T("Nominate a {title} of the {body}", "为{body}提名{title}"), args, 4);
        }
    }
    rows_done(r);
}

/* The nominee, where the charter asks for an answer. */
static void make_tell(struct telling *t) {
    struct rows *r = db_rows(
        t->db,
        "SELECT n.id, n.body, n.title, n.person, coalesce(n.round, 0), r.closes_at FROM nomination n LEFT JOIN round r ON r.id = n.round "
        "WHERE n.entry = $1 AND n.state = 'asked'",
        V(t->act->entry));
    if (!rows_next(r)) {
        rows_done(r);
        return;
    }
    int64_t id = rows_int(r, 0), person = rows_int(r, 3), round = rows_int(r, 4);
    instant closes = round ? rows_int(r, 5) : INSTANT_NONE;
    const struct charter_body *b = charter_body(t->charter, arena_z(t->arena, rows_str(r, 1)));
    const struct charter_title_of *title = b ? body_title(b, arena_z(t->arena, rows_str(r, 2))) : NULL;
    rows_done(r);
    if (!title) return;
    const struct arg args[] = { ARG_TEXT("body", b->name), ARG_TEXT("title", title->name),
                                ARG_DEADLINE("closes", round ? closes : t->act->at) };
    tell(
        t,
        &(struct mail){
            .person = person,
            .subject = T("You are nominated as {title} of the {body}", "您被提名为{body}{title}"),
            .body =
                round
                    ? T("You stand only if you accept by {closes}. Open the page to accept, with the declarations the charter asks for, or to decline.",
                        "您须在{closes}前接受，提名方可生效。请打开页面接受提名并作出章程要求的声明，或婉拒。")
                    : T("The nomination goes to the vote once you accept it. Open the page to accept, with the declarations the charter asks for, or to decline.",
                        "您接受后，该提名方可提交表决。请打开页面接受提名并作出章程要求的声明，或婉拒。"),
            .args = args,
            .arg_count = sizeof args / sizeof args[0],
            .link = round ? arena_f(t->arena, "/nominations/%lld", (long long)round).data
                          : arena_f(t->arena, "/act/nomination.accept?nomination=%lld", (long long)id).data });
}

ACT(nomination_make) = {
    .name = "nomination.make",
    .version = 1,
    .family = "offices",
    .power = "nomination.make",
    .body = act_body_of_field,
    .title = TEXT_INIT("Nominate", "提名"),
    .effect = TEXT_INIT("{person} is nominated as {title} of the {body}.", "提名{person}担任{body}{title}。"),
    .done = TEXT_INIT("{person} was nominated as {title} of the {body}.", "提名{person}担任{body}{title}。"),
    .fields = make_fields,
    .judge = make_judge,
    .apply = make_apply,
    .offer = make_offer,
    .tell = make_tell,
};

/* ---- nomination.withdraw ---- */

static const struct field nomination_only[] = {
    { .name = "nomination", .label = TEXT_INIT("Nomination", "提名"), .type = FIELD_REF, .ref = "nomination" },
    { 0 },
};

static const char *body_of_nomination(const struct judging *j) {
    struct str body =
        db_str(j->db, j->arena, "SELECT body FROM nomination WHERE id = $1", V(act_int(j->act, "nomination")));
    return body.data ? arena_z(j->arena, body) : NULL;
}

static void withdraw_judge(struct judging *j) {
    const struct capacity *as = &j->act->by.as;
    int64_t id = act_int(j->act, "nomination");
    bool standing = db_has(j->db, "SELECT 1 FROM nomination WHERE id = $1 AND state IN ('asked', 'standing')", V(id));
    bool nominee = db_has(j->db, "SELECT 1 FROM nomination WHERE id = $1 AND person = $2", V(id), V(j->act->by.person));
    bool waiting = db_has(
        j->db,
        "SELECT 1 FROM nomination n JOIN matter m ON m.id = n.matter AND m.state = 'open' WHERE n.id = $1 AND n.state = 'referred'",
        V(id));
    if (!standing && !waiting)
        refuse_state(j, (const struct rule *)NULL, T("This nomination does not stand any more.", "该提名已不再有效。"),
                     T_NONE);
    else if (!db_has(j->db,
                     "SELECT 1 FROM nomination WHERE id = $1 AND (person = $2 OR by_org = $3 OR by_holding = $4)",
                     V(id), V(j->act->by.person), V(as->kind == AS_REPRESENTATIVE ? as->org : -1),
                     V(as->kind == AS_OFFICE || as->kind == AS_DELEGATE ? nominating_holding(j->db, as) : -1)))
        finding_add(j, true, ERR_DENIED, NULL, NULL,
                    T("A nomination is withdrawn by who made it or by the nominee.",
                      "提名只能由提名方或被提名人撤回。"),
                    T_NONE, NULL, 0);
    else if (!nominee && db_has(j->db, "SELECT 1 FROM contest_candidate WHERE nomination = $1", V(id)))
        refuse_state(j, (const struct rule *)NULL,
                     T("The nominee stands on a ballot paper: only they can withdraw now.",
                       "被提名人已列入选票，此后只能由其本人撤回。"),
                     T_NONE); /* else who nominated could turn a vote that has been seen */
}

static void withdraw_apply(struct applying *a) {
    int64_t id = act_int(a->act, "nomination");
    db_exec(
        a->db,
        "UPDATE matter SET state = 'withdrawn' WHERE state = 'open' AND id = (SELECT matter FROM nomination WHERE id = $1 AND state = 'referred')",
        V(id));
    db_exec(a->db, "UPDATE nomination SET state = 'withdrawn' WHERE id = $1", V(id));
}

ACT(nomination_withdraw) = {
    .name = "nomination.withdraw",
    .version = 1,
    .family = "offices",
    .power = "nomination.withdraw",
    .body = body_of_nomination,
    .title = TEXT_INIT("Withdraw a nomination", "撤回提名"),
    .done = TEXT_INIT("A nomination was withdrawn.", "撤回提名。"),
    .fields = nomination_only,
    .judge = withdraw_judge,
    .apply = withdraw_apply,
};

/* ---- clock.nominations_close ---- */

static void closes_apply(struct applying *a) {
    db_exec(a->db, "UPDATE round SET state = 'closed' WHERE id = $1 AND state = 'open'", V(act_int(a->act, "about")));
    db_exec(a->db, "UPDATE nomination SET state = 'lapsed' WHERE round = $1 AND state = 'asked'",
            V(act_int(a->act, "about")));
    act_mention(a, "round", act_int(a->act, "about"));
}

static const struct field about_fields[] = {
    { .name = "about", .label = TEXT_INIT("Round", "提名轮次"), .type = FIELD_INT },
    { 0 },
};

ACT(clock_nominations_close) = {
    .name = "clock.nominations_close",
    .version = 1,
    .family = "offices",
    .origin = ORIGIN_CLOCK,
    .title = TEXT_INIT("Nominations close", "提名截止"),
    .done = TEXT_INIT("Nominations closed.", "提名截止。"),
    .fields = about_fields,
    .apply = closes_apply,
};
