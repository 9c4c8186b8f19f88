/* Matters: questions that the charter puts to a body's vote. Each is opened by its own act, waits for a meeting, and
 * takes effect by itself when its motion passes (motions.c, decide_matter). One that can no longer take effect, because the
 * member has left, the seat is filled or the text has been amended, ends by itself. The kinds of question are in the files
 * of their families; here is what they share, and who may withdraw or comment. */
#include <string.h>

#include "acts/matters/matters.h"

const struct rule *matter_judge(struct judging *j, const char *topic) {
    const struct rule *r = charter_rule(j->charter, topic, NULL);
    const char *body = r ? rule_word(r, "by") : NULL;
    const struct charter_body *b = body ? charter_body(j->charter, body) : NULL;
    if (!b) {
        refuse(j, r, T("The charter does not say whose vote decides this.", "章程未规定由哪一机构表决此事项。"),
               T_NONE);
        return NULL;
    }
    allow(j, r, T("Decided by a vote of the {body}.", "由{body}表决决定。"), ARG_TEXT("body", b->name));
    return r;
}

int64_t matter_open(struct applying *a, const char *topic, const char *kind, const char *otherwise, json_t *args) {
    const struct rule *r = charter_rule(a->charter, topic, NULL);
    const char *body = r ? rule_word(r, "by") : "";
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM matter");
    struct buf b;
    buf_init(&b, 1 << 16);
    json_canonical(&b, args);
    db_exec(a->db,
            "INSERT INTO matter (id, kind, otherwise, body, topic, args, state, person, opened_at, charter, entry) "
            "VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $9, $10)",
            V(id), V(kind), V(otherwise), V(body), V(topic), V(buf_str(&b)), V(a->act->by.person), V(a->act->at),
            V(a->act->charter), V(a->act->entry));
    buf_release(&b);
    json_decref(args);
    act_mention(a, "matter", id);
    act_words(a, "matter", id);
    return id;
}

/* The consequence's own judge, asked about a matter as things stand; false when the kind has none to ask. */
static bool judge_effect(const struct judging *j, int64_t matter, struct verdict *ret) {
    struct str name = db_str(j->db, j->arena, "SELECT kind FROM matter WHERE id = $1", V(matter));
    struct str text = db_str(j->db, j->arena, "SELECT args FROM matter WHERE id = $1", V(matter));
    const struct act_kind *kind = name.data ? act_kind(arena_z(j->arena, name)) : NULL;
    json_t *args = kind && kind->judge ? json_loadb(text.data, text.len, 0, NULL) : NULL;
    if (!args) return false;
    json_object_set_new(args, "matter", json_integer(matter));
    struct act effect = { .kind = kind,
                          .version = kind->version,
                          .id = "",
                          .at = j->act->at,
                          .charter = j->act->charter,
                          .by = { .as = { .kind = AS_CHARTER }, .via = "" },
                          .args = args,
                          .cause = -1 };
    *ret = (struct verdict){ .arena = j->arena };
    struct judging of_effect = *j;
    of_effect.act = &effect;
    of_effect.verdict = ret;
    kind->judge(&of_effect);
    json_decref(args);
    return true;
}

void judge_matter_current(struct judging *j, int64_t matter) {
    struct verdict verdict;
    if (!judge_effect(j, matter, &verdict)) return;
    for (size_t i = 0; i < verdict.count; i++) {
        const struct finding *f = &verdict.items[i];
        if (f->refuses) finding_add(j, true, verdict.code, f->clause, NULL, f->text, f->remedy, f->args, f->arg_count);
    }
}

/* ---- matter.overtaken: what can no longer take effect ends by itself, with the reason on record ---- */

enum { WAITING_MAX = 500 }; /* matters waiting for a vote at once */

void matters_review(struct applying *a) {
    if (a->folding) return; /* their leaves follow by themselves */
    int64_t *ids = arena_array(a->arena, int64_t, WAITING_MAX);
    size_t n = 0;
    struct rows *r = db_rows(
        a->db,
        "SELECT m.id FROM matter m WHERE m.state IN ('open', 'scheduled') AND NOT EXISTS "
        "(SELECT 1 FROM motion WHERE motion.id = m.motion AND motion.state = 'put' AND motion.meeting IS NOT NULL) ORDER BY m.id");
    while (n < WAITING_MAX && rows_next(r)) ids[n++] = rows_int(r, 0);
    rows_done(r);
    struct judging j = { .charter = a->charter,
                         .db = a->db,
                         .act = a->act,
                         .workcal = a->workcal,
                         .arena = a->arena,
                         .received = a->act->at };
    for (size_t i = 0; i < n; i++) {
        struct verdict verdict;
        if (judge_effect(&j, ids[i], &verdict) && verdict.refused)
            act_emit(a, "matter.overtaken", json_pack("{s:I}", "matter", (json_int_t)ids[i]));
    }
}

/* The reason is what its consequence would have been refused for. */
static void overtaken_judge(struct judging *j) {
    struct verdict verdict;
    if (!judge_effect(j, act_int(j->act, "matter"), &verdict)) return;
    for (size_t i = 0; i < verdict.count; i++)
        if (verdict.items[i].refuses)
            finding_add(j, false, 0, verdict.items[i].clause, NULL, verdict.items[i].text, T_NONE,
                        verdict.items[i].args, verdict.items[i].arg_count);
}

/* Ends without a vote; what hangs on it (an application, a nomination) gets the answer it has when a vote fails. */
static void end_undecided(struct applying *a, int64_t matter, const char *state) {
    struct str otherwise = db_str(a->db, a->arena, "SELECT otherwise FROM matter WHERE id = $1", V(matter));
    struct str text = db_str(a->db, a->arena, "SELECT args FROM matter WHERE id = $1", V(matter));
    db_exec(a->db, "UPDATE matter SET state = $1 WHERE id = $2", V(state), V(matter));
    json_t *args = otherwise.len ? json_loadb(text.data, text.len, 0, NULL) : NULL;
    if (args) {
        json_object_set_new(args, "matter", json_integer(matter));
        act_emit(a, arena_z(a->arena, otherwise), args);
    }
}

static void overtaken_apply(struct applying *a) {
    int64_t matter = act_int(a->act, "matter");
    due_set(a, "clock.motion_closes",
            db_int(a->db, 0, "SELECT id FROM motion WHERE matter = $1 AND state = 'put' AND meeting IS NULL",
                   V(matter)),
            INSTANT_NONE);
    db_exec(
        a->db,
        "UPDATE motion SET state = 'withdrawn' WHERE matter = $1 AND (state = 'proposed' OR (state = 'put' AND meeting IS NULL))",
        V(matter));
    end_undecided(a, matter, "overtaken");
}

static void overtaken_tell(struct telling *t) {
    int64_t matter = act_int(t->act, "matter");
    int64_t person = db_int(t->db, 0, "SELECT person FROM matter WHERE id = $1", V(matter));
    const struct arg args[] = { ARG_INT("id", matter) };
    if (person)
        tell(
            t,
            &(struct mail){
                .person = person,
                .subject = T("Matter {id} ended without a vote", "第 {id} 号事项未经表决即告终止"),
                .body = T(
                    "The matter you brought cannot take effect any more, since something it rests on has changed. It was taken off the list; the reason is on record.",
                    "您提出的事项所依据的情况已变，不能再生效，现已终止，理由载于登记簿。"),
                .args = args,
                .arg_count = 1,
                .link = arena_z(t->arena, arena_f(t->arena, "/matters/%lld", (long long)matter)) });
}

static const struct field overtaken_fields[] = {
    { .name = "matter", .label = TEXT_INIT("Matter", "待表决事项"), .type = FIELD_REF, .ref = "matter" },
    { 0 },
};

ACT(matter_overtaken) = {
    .name = "matter.overtaken",
    .version = 1,
    .family = "matters",
    .origin = ORIGIN_CONSEQUENCE,
    .title = TEXT_INIT("A matter is overtaken", "事项因情况变化终止"),
    .done = TEXT_INIT("{matter} ended without a vote: what it rests on has changed.",
                      "{matter}未经表决即告终止：所依据的情况已变。"),
    .fields = overtaken_fields,
    .judge = overtaken_judge,
    .apply = overtaken_apply,
    .tell = overtaken_tell,
};

/* ---- matter.withdraw ---- */

static const char *power_topic_body(const struct judging *j) {
    struct str body = db_str(j->db, j->arena, "SELECT body FROM matter WHERE id = $1", V(act_int(j->act, "matter")));
    return body.data ? arena_z(j->arena, body) : NULL;
}

static const struct field matter_only[] = {
    { .name = "matter", .label = TEXT_INIT("Matter", "待表决事项"), .type = FIELD_REF, .ref = "matter" },
    { 0 },
};

static void withdraw_judge(struct judging *j) {
    int64_t matter = act_int(j->act, "matter");
    if (!db_has(j->db, "SELECT 1 FROM matter WHERE id = $1 AND state = 'open'", V(matter)))
        refuse_state(j, (const struct rule *)NULL,
                     T("A matter can be withdrawn until a motion on it has been proposed.",
                       "就该事项提出动议后不得撤回。"),
                     T_NONE);
    if (db_has(j->db, "SELECT 1 FROM matter WHERE id = $1 AND topic IN ('vote.admission', 'vote.approval')", V(matter)))
        refuse_state(j, (const struct rule *)NULL,
                     T("Others' applications and nominations hang on this vote; it cannot be withdrawn.",
                       "该表决关系到他人的申请或提名，不得撤回。"),
                     T_NONE);
    if (!db_has(j->db, "SELECT 1 FROM matter WHERE id = $1 AND person = $2", V(matter), V(j->act->by.person)))
        finding_add(j, true, ERR_DENIED, NULL, NULL,
                    T("Only who brought a matter can withdraw it.", "事项只能由提出人撤回。"), T_NONE, NULL, 0);
}

static void withdraw_apply(struct applying *a) { end_undecided(a, act_int(a->act, "matter"), "withdrawn"); }

ACT(matter_withdraw) = {
    .name = "matter.withdraw",
    .version = 1,
    .family = "matters",
    .power = "motion.propose",
    .body = power_topic_body,
    .title = TEXT_INIT("Withdraw a matter", "撤回待表决事项"),
    .done = TEXT_INIT("{matter} was withdrawn.", "{matter}已撤回。"),
    .fields = matter_only,
    .judge = withdraw_judge,
    .apply = withdraw_apply,
};

/* ---- charter.comment: members comment on what is to be voted on ---- */

static const struct field comment_fields[] = {
    { .name = "matter", .label = TEXT_INIT("Draft", "草案"), .type = FIELD_REF, .ref = "matter" },
    { .name = "text",
      .label = TEXT_INIT("Your comment", "您的意见"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC },
    { 0 },
};

static void comment_judge(struct judging *j) {
    if (!db_has(j->db, "SELECT 1 FROM matter WHERE id = $1 AND state IN ('open', 'scheduled')",
                V(act_int(j->act, "matter"))))
        refuse_state(j, (const struct rule *)NULL, T("Comments are taken until the vote.", "意见征集至表决前。"),
                     T_NONE);
}

static void comment_apply(struct applying *a) {
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM matter_comment");
    int64_t org = a->act->by.as.org;
    db_exec(a->db, "INSERT INTO matter_comment (id, matter, person, org, entry) VALUES ($1, $2, $3, $4, $5)", V(id),
            V(act_int(a->act, "matter")), V(a->act->by.person), org ? V(org) : V_NULL, V(a->act->entry));
}

static void comment_offer(struct offering *o) {
    if (!o->may(o, NULL)) return;
    struct rows *r =
        db_rows(o->j->db,
                "SELECT id FROM matter WHERE kind = 'charter.amended' AND state IN ('open', 'scheduled') ORDER BY id");
    while (rows_next(r))
        offer_add(o, json_pack("{s:I}", "matter", (json_int_t)rows_int(r, 0)), NULL, INSTANT_NONE, NULL,
                  T("Comment on the draft amendment of the charter", "对章程修订草案提出意见"), NULL, 0);
    rows_done(r);
}

ACT(charter_comment) = {
    .name = "charter.comment",
    .version = 1,
    .family = "matters",
    .power = "charter.comment",
    .title = TEXT_INIT("Comment on a draft", "对草案提出意见"),
    .done = TEXT_INIT("A comment was made on {matter}.", "对{matter}提出意见。"),
    .fields = comment_fields,
    .judge = comment_judge,
    .apply = comment_apply,
    .offer = comment_offer,
};
