/* A nominee's own word. Where the charter asks for it, somebody who was nominated by others stands only after saying yes, with the
 * declarations the charter wants of a nominee; no answer by the close is a no. Who nominates himself has said so already.
 *
 *     nominated by others: asked ──accept──► standing (in a round), or before the vote that approves (outside)
 *                            ├──decline──► declined
 *                            └──clock: nominations close──► lapsed */
#include <string.h>

#include "acts/elections/rounds.h"
#include "acts/matters/matters.h"
#include "acts/offices/offices.h"

const struct rule *acceptance_rule(const struct charter *c, struct arena *arena, const char *body, const char *title) {
    const struct rule *r = charter_rule(c, "nominations.acceptance", arena_f(arena, "%s/%s", body, title).data);
    return r && strcmp(rule_word(r, "when"), "close") == 0 ? r : NULL;
}

/* ---- the declarations ---- */

static struct text condition_words(const struct charter *c, const char *id) {
    const struct charter_word *w = charter_word(c, "condition", id);
    return w ? w->text : (struct text){ id, id };
}

void conditions_offered(const struct judging *j, const char *body, enum lang lang, struct options *ret) {
    const struct rule *r = body ? charter_rule(j->charter, "conditions", body) : NULL;
    const char *const *ids;
    size_t n = r ? rule_list(r, "list", &ids) : 0;
    for (size_t i = 0; i < n; i++) options_add(ret, ids[i], text_in(condition_words(j->charter, ids[i]), lang));
}

static bool has_condition(const struct act *act, const char *id) {
    const json_t *given = act_list(act, "conditions");
    for (size_t i = 0; i < json_array_size(given); i++)
        if (strcmp(json_string_value(json_array_get(given, i)), id) == 0) return true;
    return false;
}

void judge_conditions(struct judging *j, const char *body) {
    const struct rule *r = charter_rule(j->charter, "conditions", body);
    const char *const *ids;
    size_t n = r ? rule_list(r, "list", &ids) : 0;
    size_t met = 0;
    for (size_t i = 0; i < n; i++) {
        if (has_condition(j->act, ids[i]))
            met++;
        else
            finding_add(j, true, ERR_REFUSED, rule_clause(r), "conditions",
                        T("Not declared: {what}", "未声明符合：{what}"), T_NONE,
                        FINDING_ARGS(ARG_TEXT("what", condition_words(j->charter, ids[i]))));
    }
    if (r && met == n)
        allow(j, r, T("All {n} conditions are declared.", "已声明符合全部 {n} 项条件。"), ARG_INT("n", (int64_t)n));
}

/* ---- a nomination that waits for an answer ---- */

struct asked {
    int64_t id, round, person;
    const char *body, *title, *state;
    instant closes;
    bool round_over;
};

static struct asked asked_read(struct db *db, struct arena *arena, int64_t id) {
    struct asked a = { .id = id };
    struct rows *r = db_rows(
        db,
        "SELECT coalesce(n.round, 0), n.person, n.body, n.title, n.state, coalesce(r.closes_at, 0), coalesce(r.state, 'open') FROM nomination n "
        "LEFT JOIN round r ON r.id = n.round WHERE n.id = $1",
        V(id));
    if (rows_next(r)) {
        a.round = rows_int(r, 0);
        a.person = rows_int(r, 1);
        a.body = arena_z(arena, rows_str(r, 2));
        a.title = arena_z(arena, rows_str(r, 3));
        a.state = arena_z(arena, rows_str(r, 4));
        a.closes = rows_int(r, 5);
        a.round_over = !str_is(rows_str(r, 6), "open") && !str_is(rows_str(r, 6), "closed");
    }
    rows_done(r);
    return a;
}

static const char *body_of_nomination(const struct judging *j) {
    return asked_read(j->db, j->arena, act_int(j->act, "nomination")).body;
}

/* The nominee speaks, nobody else. */
static bool judge_nominee(struct judging *j, const struct asked *a) {
    if (a->person != j->act->by.person)
        finding_add(j, true, ERR_DENIED, NULL, NULL,
                    T("Only the nominee answers for themselves.", "只能由被提名人本人答复。"), T_NONE, NULL, 0);
    return !refused(j);
}

/* ---- nomination.accept ---- */

static int64_t nomination_given(const json_t *args) {
    const json_t *v = args ? json_object_get(args, "nomination") : NULL;
    int64_t id = json_integer_value(v);
    if (json_is_string(v) && str_int((struct str){ json_string_value(v), json_string_length(v) }, &id) != 0) id = 0;
    return id;
}

static void condition_options(const struct judging *j, const struct field *f, const json_t *args, enum lang lang,
                              struct options *ret) {
    (void)f;
    conditions_offered(j, asked_read(j->db, j->arena, nomination_given(args)).body, lang, ret);
}

static const struct field accept_fields[] = {
    { .name = "nomination", .label = TEXT_INIT("Nomination", "提名"), .type = FIELD_REF, .ref = "nomination" },
    { .name = "conditions",
      .label = TEXT_INIT("I declare that I meet these conditions", "本人声明符合下列条件"),
      .type = FIELD_CHOICE,
      .many = true,
      .optional = true,
      .ref = "condition",
      .options = condition_options },
    { .name = "statement",
      .label = TEXT_INIT("What I stand for", "参选陈述"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .optional = true,
      .max = 4000,
      .help = TEXT_INIT("Public, under your name, on the page of the nominations and beside the ballot paper.",
                        "将署名公布于提名页面，并可由选票页面查阅。") },
    { 0 },
};

static void accept_judge(struct judging *j) {
    struct asked a = asked_read(j->db, j->arena, act_int(j->act, "nomination"));
    if (!a.body || !judge_nominee(j, &a)) return;
    const struct rule *r = acceptance_rule(j->charter, j->arena, a.body, a.title);
    bool waits = strcmp(a.state, "asked") == 0 || strcmp(a.state, "lapsed") == 0;
    if (strcmp(a.state, "standing") == 0 || strcmp(a.state, "referred") == 0)
        refuse_state(j, r, T("This nomination stands already.", "该提名已生效。"), T_NONE);
    else if (!waits)
        refuse_state(j, r, T("This nomination does not wait for an answer any more.", "该提名已不再等待答复。"),
                     T_NONE);
    else if (a.round && (j->received >= a.closes || a.round_over)) /* in time is what was received before the close */
        refuse_state(j, r,
                     T("Nominations closed {when}; one that was not accepted by then does not stand.",
                       "提名已于{when}截止，届时未接受的提名不生效。"),
                     T_NONE, ARG_DEADLINE("when", a.closes));
    judge_conditions(j, a.body);
    int64_t org;
    if (!refused(j) && !a.round) judge_seat(j, a.body, a.title, a.person, seats_set(j->db, a.body), &org);
    if (!refused(j) && !a.round) matter_judge(j, "vote.approval");
    if (!refused(j) && r)
        allow(j, r,
              T("A nominee stands who accepts before nominations close.", "被提名人在提名截止前接受的，提名生效。"));
}

static void accept_apply(struct applying *a) {
    struct asked n = asked_read(a->db, a->arena, act_int(a->act, "nomination"));
    int64_t matter = n.round ? 0
                             : matter_open(a, "vote.approval", "office.approved", "office.not_approved",
                                           json_pack("{s:[I]}", "nominations", (json_int_t)n.id));
    db_exec(a->db, "UPDATE nomination SET state = $1, matter = $2, accept_entry = $3 WHERE id = $4",
            V(n.round ? "standing" : "referred"), matter ? V(matter) : V_NULL, V(a->act->entry), V(n.id));
    act_mention(a, "person", n.person);
}

static void answer_offer(struct offering *o) {
    if (o->who->as.kind != AS_PERSON) return;
    struct rows *r = db_rows(
        o->j->db,
        "SELECT n.id, n.body, n.title, coalesce(n.round, 0), r.closes_at FROM nomination n LEFT JOIN round r ON r.id = n.round "
        "WHERE n.person = $1 AND n.state = 'asked' ORDER BY n.id",
        V(o->who->person));
    while (rows_next(r)) {
        const char *body = arena_z(o->j->arena, rows_str(r, 1)), *title = arena_z(o->j->arena, rows_str(r, 2));
        const struct charter_body *b = charter_body(o->j->charter, body);
        const struct charter_title_of *t = b ? body_title(b, title) : NULL;
        const struct rule *rule = acceptance_rule(o->j->charter, o->j->arena, body, title);
        if (!t || !o->may(o, body)) continue;
        const struct arg args[] = { ARG_TEXT("body", b->name), ARG_TEXT("title", t->name) };
        offer_add(o, json_pack("{s:I}", "nomination", (json_int_t)rows_int(r, 0)), rule ? rule_clause(rule) : NULL,
                  rows_int(r, 3) ? rows_int(r, 4) : INSTANT_NONE,
                  rows_int(r, 3) ? arena_f(o->j->arena, "/nominations/%lld", (long long)rows_int(r, 3)).data : NULL,
                  T("You are nominated as {title} of the {body}: accept or decline",
                    "您被提名为{body}{title}：请接受或婉拒"),
                  args, 2);
    }
    rows_done(r);
}

ACT(nomination_accept) = {
    .name = "nomination.accept",
    .version = 1,
    .family = "offices",
    .power = "nomination.accept",
    .body = body_of_nomination,
    .title = TEXT_INIT("Accept a nomination", "接受提名"),
    .effect = TEXT_INIT("You stand for the office, and what you declare is on record under your name.",
                        "您将参选该职务，所作声明署名载入登记。"),
    .done = TEXT_INIT("The nominee accepted: {nomination}.", "被提名人接受提名：{nomination}。"),
    .fields = accept_fields,
    .judge = accept_judge,
    .apply = accept_apply,
    .offer = answer_offer,
};

/* ---- nomination.decline ---- */

static const struct field decline_fields[] = {
    { .name = "nomination", .label = TEXT_INIT("Nomination", "提名"), .type = FIELD_REF, .ref = "nomination" },
    { 0 },
};

/* Before an answer it is a no; after a yes, while it stands, the nominee stands down. */
static void decline_judge(struct judging *j) {
    struct asked a = asked_read(j->db, j->arena, act_int(j->act, "nomination"));
    if (!a.body || !judge_nominee(j, &a)) return;
    bool waiting = db_has(
        j->db,
        "SELECT 1 FROM nomination n JOIN matter m ON m.id = n.matter AND m.state = 'open' WHERE n.id = $1 AND n.state = 'referred'",
        V(a.id));
    if (strcmp(a.state, "asked") != 0 && strcmp(a.state, "standing") != 0 && !waiting)
        refuse_state(j, (const struct rule *)NULL, T("This nomination does not stand any more.", "该提名已不再有效。"),
                     T_NONE);
}

static void decline_apply(struct applying *a) {
    struct asked n = asked_read(a->db, a->arena, act_int(a->act, "nomination"));
    db_exec(
        a->db,
        "UPDATE matter SET state = 'withdrawn' WHERE state = 'open' AND id = (SELECT matter FROM nomination WHERE id = $1 AND state = 'referred')",
        V(n.id));
    db_exec(a->db, "UPDATE nomination SET state = $1 WHERE id = $2",
            V(strcmp(n.state, "asked") == 0 ? "declined" : "withdrawn"), V(n.id));
    act_mention(a, "person", n.person);
}

ACT(nomination_decline) = {
    .name = "nomination.decline",
    .version = 1,
    .family = "offices",
    .power = "nomination.accept",
    .body = body_of_nomination,
    .title = TEXT_INIT("Decline a nomination, or stand down", "婉拒提名或退出参选"),
    .done = TEXT_INIT("The nominee does not stand: {nomination}.", "被提名人不参选：{nomination}。"),
    .fields = decline_fields,
    .judge = decline_judge,
    .apply = decline_apply,
};
