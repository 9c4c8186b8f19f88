/* Lint of bodies and offices: can they be filled, renewed, and can they meet and decide? */
#include "charter/internal.h"

#include <string.h>

static bool is(const char *a, const char *b) { return a && b && !strcmp(a, b); }

/* Whether a body meets and votes: it has meetings, or some question is put to it. */
static bool deliberates(const struct linter *l, const char *body) {
    if (charter_rule(l->c, "meetings.regular", body) || charter_rule(l->c, "meetings.lead", body)) return true;
    for (size_t i = 0; i < l->c->rule_count; i++) {
        const struct rule *r = l->c->rules[i];
        if (!strncmp(r->topic->name, "vote.", 5) && is(rule_word(r, "by"), body)) return true;
    }
    return false;
}

/* A body whose holders decide has a quorum, a majority, a notice, a leader, and people who may call, lead and vote. */
static void meetings_can_decide(struct linter *l, const struct charter_body *b) {
    static const struct {
        const char *topic, *code;
        int severity;
        struct text what;
    } needed[] = {
        { "meeting.quorum", "quorum-missing", LINT_WARNING, TEXT_INIT("no quorum", "法定人数") },
        { "motion.majority", "majority-missing", LINT_ERROR,
          TEXT_INIT("no majority for its motions", "动议通过所需的多数") },
        { "meeting.notice", "notice-missing", LINT_WARNING, TEXT_INIT("no notice of its meetings", "会议通知") },
        { "topics.close", "topics-missing", LINT_NOTE, TEXT_INIT("no closing of topics", "议题截止") },
        { "meetings.lead", "lead-missing", LINT_WARNING, TEXT_INIT("nobody to lead its meetings", "会议主持人") },
    };
    static const char *const powers[] = { "meeting.call", "meeting.lead", "motion.propose", "motion.vote" };
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (!charter_rule(l->c, needed[i].topic, b->id))
            lint(l, needed[i].code, needed[i].severity, NULL, 0,
                 T("The {body} meets, and the charter sets {what}.", "{body}召开会议，而章程未规定{what}。"),
                 ARG_TEXT("body", b->name), ARG_TEXT("what", needed[i].what));
    for (size_t i = 0; i < sizeof powers / sizeof powers[0]; i++)
        if (!lint_held(l, powers[i], b->id))
            lint(l, "power-unheld", LINT_ERROR, NULL, 0,
                 T("The {body} meets, and nobody may {power} there.", "{body}召开会议，而无人可以{power}。"),
                 ARG_TEXT("body", b->name), ARG_TEXT("power", power_find(str_of(powers[i]))->words));
}

/* With a line that exactly half reaches, a motion and its opposite can both pass. */
static void majority_parts(struct linter *l, const struct charter_body *b) {
    const struct rule *r = charter_rule(l->c, "motion.majority", b->id);
    if (!r || ratio_cmp(rule_ratio(r, "share"), ratio_make(1, 2)) > 0 || rule_flag(r, "over")) return;
    const struct rule *opposite = charter_rule(l->c, "motion.opposite", b->id);
    bool kept = opposite && is(rule_word(opposite, "effect"), "refused");
    lint_rule(l, "majority-half", kept ? LINT_NOTE : LINT_WARNING, r,
              kept ? T("In the {body} a motion and its opposite can both reach the line; the opposite of a passed "
                       "motion is refused.",
                       "{body}的动议与其相反动议可能同时达到通过线；与已通过动议相反的动议不予受理。")
                   : T("In the {body} a motion and its opposite can both pass: the line is reached by half. Write “>” "
                       "or “opposite motion … refused”.",
                       "{body}的动议与其相反动议可能同时通过：恰为半数即可。请写“>”或“opposite motion … refused”。"),
              ARG_TEXT("body", b->name));
}

/* A vote given away by one who does not count as present weighs on a majority of those present without being in it. */
static void proxies_count(struct linter *l, const struct charter_body *b) {
    const struct rule *r = charter_rule(l->c, "motion.proxy", b->id),
                      *majority = charter_rule(l->c, "motion.majority", b->id);
    if (!r || !majority || rule_flag(r, "present") || !is(rule_word(majority, "of"), "present")) return;
    lint_rule(
        l, "proxy-uncounted", LINT_WARNING, r,
        T("In the {body} a majority is taken of those present, and whose vote is carried does not count as present: more could vote "
          "than are counted. Write “counted as present”.",
          "{body}以出席者计算多数，而委托人不计为出席：表决者可能多于所计人数。请写“counted as present”。"),
        ARG_TEXT("body", b->name));
}

/* Without a majority a vote between meetings decides nothing. */
static void between_decides(struct linter *l, const struct charter_body *b) {
    const struct rule *r = charter_rule(l->c, "motion.between", b->id);
    if (r && !charter_rule(l->c, "motion.majority", b->id))
        lint_rule(l, "between-majority", LINT_ERROR, r,
                  T("The {body} may vote between meetings, and the charter sets no majority for its motions.",
                    "{body}可在会议之间表决，而章程未规定动议通过所需的多数。"),
                  ARG_TEXT("body", b->name));
}

/* Topics that can close before notice has to be given. Working days stretch over weekends, and in China's calendar over
 * holidays of up to nine days. */
static void notice_precedes_topics(struct linter *l, const struct charter_body *b) {
    const struct rule *notice = charter_rule(l->c, "meeting.notice", b->id),
                      *topics = charter_rule(l->c, "topics.close", b->id);
    if (!notice || !topics || rule_given(notice, "before_topics")) return;
    int64_t days = rule_int(notice, "days"), working = rule_int(topics, "days");
    int64_t longest = working + 2 * ((working + 4) / 5) + (strcmp(l->c->calendar, "china") ? 0 : 9);
    if (longest < days) return;
    lint_rule(l, "topics-before-notice", working > days ? LINT_ERROR : LINT_WARNING, topics,
              T("In the {body} topics can close ({working} working days before) when notice ({days} calendar days "
                "before) is not yet due; let notice precede "
                "the closing by a working day.",
                "{body}的议题（会前 {working} 个工作日截止）可能在通知期限（会前 {days} "
                "个自然日）之前截止；请规定通知须早于议题截止。"),
              ARG_TEXT("body", b->name), ARG_INT("working", working), ARG_INT("days", days));
}

/* ---- seats ---- */

static int fixed_seats(const struct charter_body *b, bool *ret_open) {
    int sum = 0;
    for (size_t i = 0; i < b->title_count; i++) {
        sum += b->titles[i].seats;
        *ret_open = *ret_open || b->titles[i].seats_open;
    }
    return sum;
}

/* How many seats a rule gives at the least. */
static int64_t least_seats(const struct rule *r) {
    return rule_given(r, "fixed") ? rule_int(r, "fixed") : rule_given(r, "least") ? rule_int(r, "least") : 0;
}

static void seats_fit(struct linter *l, const struct charter_body *b) {
    const struct rule *r = charter_rule(l->c, "seats", b->id), *leaders = charter_rule(l->c, "seats.leaders", b->id);
    bool open = false;
    int fixed = fixed_seats(b, &open);
    if (!r) return;
    int64_t least = least_seats(r);
    if (rule_given(r, "least") && rule_given(r, "most") && rule_int(r, "least") > rule_int(r, "most"))
        lint_rule(l, "seats-range", LINT_ERROR, r,
                  T("At least {least} and at most {most} seats: no number fits.",
                    "最少 {least} 席、最多 {most} 席：没有合适的席位数。"),
                  ARG_INT("least", rule_int(r, "least")), ARG_INT("most", rule_int(r, "most")));
    if (least && (fixed > least || (!open && rule_given(r, "fixed") && fixed != least)))
        lint_rule(l, "seats-titles", LINT_ERROR, r,
                  T("The titles of the {body} take {titles} seats, and there may be only {least}.",
                    "{body}的职务共需 {titles} 席，而席位可能仅有 {least} 席。"),
                  ARG_TEXT("body", b->name), ARG_INT("titles", fixed), ARG_INT("least", least));
    if (!leaders || !least) return;
    const char *const *titles;
    size_t count = rule_list(leaders, "titles", &titles);
    int64_t most = rule_count(leaders, least), needed = 0;
    for (size_t i = 0; i < count; i++) {
        const struct charter_title_of *t = body_title(b, titles[i]);
        needed += t && !t->seats_open ? t->seats : 1;
    }
    if (needed > most)
        lint_rule(l, "leaders-cap", LINT_ERROR, leaders,
                  T("With {least} seats the {body} may have {most} leaders, and its titles need {needed}.",
                    "{body}为 {least} 席时领导职务最多 {most} 席，而所设职务需 {needed} 席。"),
                  ARG_INT("least", least), ARG_TEXT("body", b->name), ARG_INT("most", most), ARG_INT("needed", needed));
}

/* Seats count some members, and others may hold them: there may be more seats than people. */
static void seats_can_be_filled(struct linter *l, const struct charter_body *b) {
    const struct rule *r = charter_rule(l->c, "seats", b->id), *holders = charter_rule(l->c, "body.holders", b->id);
    if (!r || !holders || !rule_given(holders, "per_org") || is(rule_word(holders, "through"), "none")) return;
    const char *through = rule_word(holders, "through");
    const struct charter_class *k = charter_class(l->c, through);
    int64_t per_org = rule_int(holders, "per_org"), least = least_seats(r);
    int64_t needed = (least + per_org - 1) / per_org;
    bool same = !rule_given(r, "fixed") &&
                (is(rule_word(r, "of"), through) || (is(through, "any") && is(rule_word(r, "of"), "members")));
    if (!same && needed > 1)
        lint_rule(l, "seats-eligible", LINT_NOTE, r,
                  T("The {body} has at least {least} seats, held through {class} only: with fewer than {needed} of "
                    "them seats stay vacant.",
                    "{body}最少 {least} 席，仅由{class}人员担任：不足 {needed} 家时席位空缺。"),
                  ARG_TEXT("body", b->name), ARG_INT("least", least),
                  ARG_TEXT("class", k ? k->plural : T("members", "成员单位")), ARG_INT("needed", needed));
    if (!l->facts || !l->facts->members) return;
    int64_t eligible = per_org * l->facts->members(l->facts->context, k ? k->id : NULL);
    bool fixed = rule_given(r, "fixed"), of_all = !fixed && is(rule_word(r, "of"), "members");
    int64_t whole = fixed ? 0 : l->facts->members(l->facts->context, of_all ? NULL : rule_word(r, "of"));
    int64_t seats = rule_count(r, whole);
    if (eligible < seats)
        lint_rule(l, "seats-vacant", LINT_WARNING, r,
                  T("Seats set today: {seats} in the {body}; {eligible} can be filled, {vacant} stay vacant.",
                    "若今日确定席位：{body} {seats} 席，可填补 {eligible} 席，空缺 {vacant} 席。"),
                  ARG_INT("seats", seats), ARG_TEXT("body", b->name), ARG_INT("eligible", eligible),
                  ARG_INT("vacant", seats - eligible));
}

/* A share of "seats" needs seats to be settled. */
static void seats_are_settled(struct linter *l) {
    for (size_t i = 0; i < l->c->rule_count; i++) {
        const struct rule *r = l->c->rules[i];
        if (slot_index(r->topic, "over") < 0 || !rule_given(r, "of") || !is(rule_word(r, "of"), "seats")) continue;
        const char *body = r->subject ? r->subject : rule_word(r, "by");
        const struct charter_body *b = charter_body(l->c, body);
        bool open = false;
        if (b) (void)fixed_seats(b, &open);
        if (b && open && !charter_rule(l->c, "seats", b->id))
            lint_rule(l, "seats-unsettled", LINT_ERROR, r,
                      T("This counts the seats of the {body}, whose number no rule settles.",
                        "此处以{body}的席位计算，而没有规则确定其席位数。"),
                      ARG_TEXT("body", b->name));
    }
}

/* ---- how one comes to office ---- */

/* Whether somebody among the grantees of nomination.make in `body` fits: a member's representative of the class, an
 * office of the nominating body. */
static bool nominator_has_power(const struct linter *l, const char *body, const char *class_id, const char *from,
                                const char *title) {
    const struct grant *const *g;
    size_t n = charter_grants(l->c, "nomination.make", body, &g);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < g[i]->who_count; k++) {
            const struct grantee *w = &g[i]->who[k];
            bool member = w->kind == GRANT_VOTING || w->kind == GRANT_REPRESENTATIVE;
            if (class_id && member && (!w->class_id || is(class_id, "any") || is(w->class_id, class_id))) return true;
            if (from && w->kind == GRANT_OFFICE && is(w->body, from) && (!w->title || !title || is(w->title, title)))
                return true;
        }
    return false;
}

static bool nominations_work(struct linter *l, const char *office, const char *body) {
    const struct rule *rules[CHARTER_LIST_MAX];
    size_t n = charter_rules_for(l->c, "nominations", office, rules, CHARTER_LIST_MAX);
    bool any = false;
    for (size_t i = 0; i < n && i < CHARTER_LIST_MAX; i++) {
        bool by_title = is(rule_word(rules[i], "by"), "title");
        bool fits = nominator_has_power(l, body, by_title ? NULL : rule_word(rules[i], "by"),
                                        by_title ? rule_word(rules[i], "nominating_body") : NULL, NULL);
        any = any || fits;
    }
    return any;
}

static bool approval_works(struct linter *l, const char *office, const char *body) {
    const struct rule *r = charter_rule(l->c, "approval", office);
    if (!r) return false;
    if (!rule_given(r, "nominated_by")) return nominations_work(l, office, body);
    struct str rest = str_of(rule_word(r, "nominated_by"));
    struct str from = str_cut(&rest, '/');
    const struct charter_body *b = body_find(l->c, from);
    return nominator_has_power(l, body, NULL, b ? b->id : NULL, rest.data ? rest.data : NULL);
}

static void office_can_be_filled(struct linter *l, const struct charter_body *b, const struct charter_title_of *t) {
    const char *office = arena_f(l->report->arena, "%s/%s", b->id, t->id).data;
    const struct rule *how = charter_rule(l->c, "first-term", b->id);
    bool first = how && is(rule_word(how, "how"), "appointment") && charter_rule(l->c, "founding", NULL) &&
                 lint_held(l, "founding.appoint", NULL);
    bool elected = nominations_work(l, office, b->id) && charter_rule(l->c, "election", office);
    bool approved = approval_works(l, office, b->id);
    bool later = !how                                      ? elected || approved
                 : is(rule_word(how, "later"), "election") ? elected
                 : is(rule_word(how, "later"), "approval") ? approved
                                                           : first;
    if (first && later) return;
    const char *clause = how ? how->clause : NULL;
    int line = how ? how->line : 0;
    if (!first && !later)
        lint(l, "office-unreachable", LINT_ERROR, clause, line,
             T("Nobody can come to the office “{title}” of the {body}.", "没有任何途径就任{body}“{title}”。"),
             ARG_TEXT("title", t->name), ARG_TEXT("body", b->name));
    else if (!later)
        lint(l, "office-not-renewed", LINT_WARNING, clause, line,
             T("The office “{title}” of the {body} is filled at the founding and cannot be filled again as the charter "
               "says.",
               "{body}“{title}”在发起阶段任命之后，没有按章程换届的途径。"),
             ARG_TEXT("title", t->name), ARG_TEXT("body", b->name));
    else
        lint(l, "office-not-first", LINT_NOTE, clause, line,
             T("The first “{title}” of the {body} cannot be appointed by the founder.",
               "{body}首任“{title}”不能由发起人任命。"),
             ARG_TEXT("title", t->name), ARG_TEXT("body", b->name));
}

/* Turns need an order and a length, or nobody is ever in turn. */
static void turns_are_settled(struct linter *l) {
    const struct rule *const *rules;
    size_t n = charter_rules_of(l->c, "rotation", &rules);
    for (size_t i = 0; i < n; i++)
        if (rule_flag(rules[i], "on") && (!rule_given(rules[i], "titles") || !rule_given(rules[i], "months")))
            lint_rule(l, "rotation-unsettled", LINT_ERROR, rules[i],
                      T("The office rotates, and no order or no period is set: write “among …, every … months”.",
                        "规定轮值而未规定次序或期间：请写明“among …, every … months”。"));
}

/* What an election waits for must be somebody's to do, or it waits for ever. */
static void waits_are_held(struct linter *l) {
    static const struct {
        const char *topic, *slot, *idle, *power;
    } waits[] = {
        { "nominations.acceptance", "when", "none", "nomination.accept" },
        { "election.lot", "by", NULL, "election.lot" },
    };
    for (size_t w = 0; w < sizeof waits / sizeof waits[0]; w++) {
        const struct rule *const *rules;
        size_t n = charter_rules_of(l->c, waits[w].topic, &rules);
        for (size_t i = 0; i < n; i++) {
            struct str rest = str_of(rules[i]->subject);
            const struct charter_body *b = body_find(l->c, str_cut(&rest, '/'));
            if (!is(rule_word(rules[i], waits[w].slot), waits[w].idle) &&
                !lint_held(l, waits[w].power, b ? b->id : NULL))
                lint_rule(l, "power-unheld", LINT_ERROR, rules[i],
                          T("This waits for what nobody may do: {power}.", "此项有待办理而无人可以{power}。"),
                          ARG_TEXT("power", power_find(str_of(waits[w].power))->words));
        }
    }
}

/* A stand-in who stands in for themselves; oversight in a circle. */
static void no_circles(struct linter *l) {
    const struct rule *const *rules;
    size_t n = charter_rules_of(l->c, "delegation", &rules);
    for (size_t i = 0; i < n; i++) {
        const char *slash = strchr(rules[i]->subject, '/');
        if (slash && rule_lists(rules[i], "to", slash + 1))
            lint_rule(l, "stand-in-self", LINT_ERROR, rules[i],
                      T("An office cannot stand in for itself.", "职务不能由自身代行。"));
    }
    n = charter_rules_of(l->c, "supervision", &rules);
    for (size_t i = 0; i < n; i++) {
        const struct rule *up = rules[i];
        for (size_t steps = 0; up && steps <= n; steps++) {
            if (is(rule_word(up, "by"), rules[i]->subject)) {
                lint_rule(l, "supervision-circle", LINT_ERROR, rules[i],
                          T("The oversight of “{body}” leads back to itself.", "对“{body}”的监督形成循环。"),
                          ARG_Z("body", rules[i]->subject));
                break;
            }
            up = charter_rule(l->c, "supervision", rule_word(up, "by"));
        }
    }
}

void lint_bodies(struct linter *l) {
    for (size_t i = 0; i < l->c->body_count; i++) {
        const struct charter_body *b = &l->c->bodies[i];
        if (!b->title_count)
            lint(l, "body-empty", LINT_ERROR, NULL, 0, T("The {body} has no offices.", "{body}没有设置职务。"),
                 ARG_TEXT("body", b->name));
        if (deliberates(l, b->id)) {
            meetings_can_decide(l, b);
            majority_parts(l, b);
            notice_precedes_topics(l, b);
        }
        proxies_count(l, b);
        between_decides(l, b);
        seats_fit(l, b);
        seats_can_be_filled(l, b);
        for (size_t t = 0; t < b->title_count; t++) office_can_be_filled(l, b, &b->titles[t]);
        if (!charter_rule(l->c, "term", b->id))
            lint(l, "term-missing", LINT_NOTE, NULL, 0,
                 T("Terms in the {body} have no end: no rule settles them.", "{body}的任期没有规定期限。"),
                 ARG_TEXT("body", b->name));
    }
    seats_are_settled(l);
    turns_are_settled(l);
    waits_are_held(l);
    no_circles(l);
}
