/* Lint of votes, powers, classes and money: do two clauses disagree, is a door without a key? */
#include "charter/internal.h"

#include <string.h>

static bool is(const char *a, const char *b) { return a && b && !strcmp(a, b); }

/* Two rules that name the deciding body of the same question (in `slot`, or as subject) must name the same. */
static void same_body(struct linter *l, const struct rule *r, const char *slot, const char *vote) {
    const struct rule *v = charter_rule(l->c, vote, NULL);
    const char *says = slot ? rule_word(r, slot) : r->subject;
    if (!v)
        lint_rule(l, "vote-missing", LINT_ERROR, r,
                  T("This is decided by vote, and no rule “{vote}” says which body votes.",
                    "此事须经表决，而没有规则“{vote}”指明由哪一机构表决。"),
                  ARG_Z("vote", vote));
    else if (!is(rule_word(v, "by"), says))
        lint_rule(l, "clauses-disagree", LINT_ERROR, r,
                  T("{clause} gives this vote to “{one}”, {other} to “{two}”.",
                    "{clause} 规定由“{one}”表决，{other} 规定由“{two}”表决。"),
                  ARG_Z("clause", r->clause), ARG_Z("one", says), ARG_Z("other", v->clause),
                  ARG_Z("two", rule_word(v, "by")));
}

static void votes_agree(struct linter *l) {
    for (size_t i = 0; i < l->c->rule_count; i++) {
        const struct rule *r = l->c->rules[i];
        if (is(r->topic->name, "membership.expulsion")) same_body(l, r, "by", "vote.expulsion");
        if (is(r->topic->name, "membership.decision") && is(rule_word(r, "how"), "vote"))
            same_body(l, r, "by", "vote.admission");
        if (is(r->topic->name, "approval")) same_body(l, r, "approved_by", "vote.approval");
        if (is(r->topic->name, "standing-rules")) same_body(l, r, NULL, "vote.rules");
    }
}

/* What every charter must be able to do. */
static void charter_can_change(struct linter *l) {
    if (!charter_rule(l->c, "vote.amendment", NULL) || !lint_held(l, "charter.propose", NULL))
        lint(l, "charter-frozen", LINT_ERROR, NULL, 0,
             T("This charter can never be amended: nobody may propose it, or no body votes on it.",
               "本章程无法修订：无人可以提议，或没有机构表决。"));
    if (!charter_rule(l->c, "amendment.force", NULL))
        lint(l, "force-missing", LINT_WARNING, NULL, 0,
             T("No rule says when an amendment takes force at the earliest.", "没有规则规定修订最早何时生效。"));
    const struct rule *f = charter_rule(l->c, "founding", NULL);
    static const char *const powers[] = { "founding.admit", "founding.appoint", "founding.close" };
    for (size_t i = 0; f && i < sizeof powers / sizeof powers[0]; i++)
        if (!lint_held(l, powers[i], NULL))
            lint_rule(l, "founding-stuck", LINT_ERROR, f,
                      T("The founding cannot be completed: nobody may {power}.", "发起阶段无法完成：无人可以{power}。"),
                      ARG_TEXT("power", power_find(str_of(powers[i]))->words));
    if (!f)
        lint(l, "founding-missing", LINT_WARNING, NULL, 0,
             T("No rule opens a founding: there is no way to the first members and bodies.",
               "没有发起阶段的规则：无从产生首批成员与机构。"));
}

static bool held_anywhere(const struct linter *l, const char *power) {
    bool held = lint_held(l, power, NULL);
    for (size_t b = 0; b < l->c->body_count && !held; b++) held = lint_held(l, power, l->c->bodies[b].id);
    return held;
}

/* Powers that nobody has anywhere: acts that rest on them are refused in this alliance. Work that not every alliance
 * does is told in one note, by its families ("project" of "project.apply"). */
static void powers_are_held(struct linter *l) {
    struct buf families;
    buf_init(&families, CHARTER_FILE_MAX);
    struct str last = STR_NONE;
    for (size_t p = 0; p < POWER_COUNT; p++) {
        struct str rest = str_of(POWERS[p].name);
        struct str family = str_cut(&rest, '.');
        if (held_anywhere(l, POWERS[p].name)) continue;
        if (!POWERS[p].optional) {
            lint(l, "power-unbound", LINT_WARNING, NULL, 0,
                 T("Nobody may {power} ({name}): such acts are refused.",
                   "无人可以{power}（{name}）：此类行为将被拒绝。"),
                 ARG_TEXT("power", POWERS[p].words), ARG_Z("name", POWERS[p].name));
        } else if (!str_eq(family, last)) {
            buf_addf(&families, "%s%.*s", families.len ? ", " : "", STR_FMT(family));
            last = family;
        }
    }
    if (families.len)
        lint(l, "powers-unused", LINT_NOTE, NULL, 0,
             T("Some powers are granted to nobody, so that acts resting on them are refused: {families}.",
               "部分权力未授予任何人，相应行为将被拒绝：{families}。"),
             ARG_STR("families", buf_str(&families)));
    buf_release(&families);
}

/* Topics without any rule are what this charter is silent about: worth knowing for those the engine asks. */
static void topics_are_bound(struct linter *l) {
    static const char *const asked[] = {
        "membership.withdrawal", "membership.expulsion", "distribution.none", "contact", "vote.fee",
        "vote.escrow",           "vote.interpretation",  "vote.decision"
    };
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        const struct rule *const *rules;
        if (!charter_rules_of(l->c, asked[i], &rules))
            lint(l, "topic-silent", LINT_NOTE, NULL, 0,
                 T("The charter is silent on: {about}.", "章程未规定：{about}。"),
                 ARG_TEXT("about", topic_find(str_of(asked[i]))->about));
    }
}

static void classes_are_whole(struct linter *l) {
    const struct rule *const *fees;
    size_t any_fee = charter_rules_of(l->c, "fee", &fees);
    for (size_t i = 0; i < l->c->class_count; i++) {
        const struct charter_class *k = &l->c->classes[i];
        if (!charter_rule(l->c, "membership.decision", k->id))
            lint(l, "class-closed", LINT_ERROR, NULL, 0,
                 T("Nobody decides applications of {class}.", "没有规则规定{class}的加入由谁决定。"),
                 ARG_TEXT("class", k->plural));
        if (any_fee && !charter_rule(l->c, "fee", k->id))
            lint_rule(l, "fee-missing", LINT_WARNING, fees[0],
                      T("Other classes have a fee; {class} have none.", "其他类别规定了会费，{class}未作规定。"),
                      ARG_TEXT("class", k->plural));
        if (!charter_rule(l->c, "rights", k->id))
            lint(l, "rights-missing", LINT_NOTE, NULL, 0,
                 T("No rule says what {class} are entitled to.", "没有规则规定{class}的权利。"),
                 ARG_TEXT("class", k->plural));
    }
}

/* Years without fees: in order, without a gap, and when fees fall due again. */
static void waiver_is_sound(struct linter *l) {
    const struct rule *r = charter_rule(l->c, "fee.waiver", NULL);
    const struct rule *const *fees;
    const char *const *years;
    if (!r) return;
    if (!charter_rules_of(l->c, "fee", &fees))
        lint_rule(l, "waiver-without-fee", LINT_WARNING, r,
                  T("Fees are waived that no rule sets.", "免收的会费并无规则规定。"));
    size_t n = rule_list(r, "years", &years);
    int64_t last = 0, year = 0;
    for (size_t i = 0; i < n; i++) {
        (void)str_int(str_of(years[i]), &year);
        if (i && year != last + 1)
            lint_rule(l, "waiver-gap", LINT_WARNING, r,
                      T("Waived years follow one another; {year} stands after {last}.",
                        "免收年度应当连续；{last} 之后为 {year}。"),
                      ARG_Z("year", years[i]), ARG_Z("last", years[i - 1]));
        last = year;
    }
    lint_rule(l, "waiver-ends", LINT_NOTE, r,
              T("Fees fall due again for {year}, unless a vote changes them.",
                "除非另行表决，{year} 年起恢复收取会费。"),
              ARG_Z("year", arena_f(l->report->arena, "%lld", (long long)last + 1).data));
}

void lint_matters(struct linter *l) {
    votes_agree(l);
    charter_can_change(l);
    powers_are_held(l);
    topics_are_bound(l);
    classes_are_whole(l);
    waiver_is_sound(l);
}
