/* Who may: the capacity in which an act is done, read from the charter's `may` rules and nothing else. */
#include <string.h>

#include "acts/capacity.h"
#include "acts/pipeline/steps.h"
#include "acts/things.h"

static void add_grantee(struct judging *j, struct buf *b, const struct grant *g, const struct grantee *w,
                        enum lang lang) {
    const char *body = w->body ? w->body : g->body;
    if (w->kind == GRANT_OFFICE && body && w->title)
        buf_add(b, thing_word_label(j->charter, j->arena, "office", arena_f(j->arena, "%s/%s", body, w->title).data,
                                    lang));
    else if (w->kind == GRANT_OFFICE && body)
        buf_addf(b, lang == LANG_ZH ? "%.*s任职人员" : "whoever serves in the %.*s",
                 STR_FMT(thing_word_label(j->charter, j->arena, "body", body, lang)));
    else if (w->kind == GRANT_REPRESENTATIVE || w->kind == GRANT_VOTING) {
        struct str klass = w->class_id ? thing_word_label(j->charter, j->arena, "class", w->class_id, lang)
                                       : str_of(lang == LANG_ZH ? "成员单位" : "member");
        bool voting = w->kind == GRANT_VOTING;
        if (lang == LANG_ZH)
            buf_addf(b, "%.*s的%s", STR_FMT(klass), voting ? "表决代表" : "代表");
        else
            buf_addf(b, "%s of a %.*s", voting ? "the voting representative" : "a representative", STR_FMT(klass));
    } else {
        static const struct text names[] = {
            [GRANT_PERSON] = TEXT_INIT("the person concerned", "本人"),
            [GRANT_VISITOR] = TEXT_INIT("anyone", "任何人"),
            [GRANT_FOUNDER] = TEXT_INIT("the founder, until the founding is closed", "发起人（筹建期内）"),
            [GRANT_OPERATOR] = TEXT_INIT("the operator", "系统运维方"),
            [GRANT_CLOCK] = TEXT_INIT("the clock", "到期自动执行"),
        };
        buf_addz(b, text_in(names[w->kind], lang));
    }
}

/* "chair of the TC, vice-chair of the TC, whoever serves in the Secretariat": all whom the charter names. */
static char *who_words(struct judging *j, const struct grant *const *grants, size_t n, bool founder, enum lang lang) {
    struct buf b;
    buf_init(&b, 16384);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < grants[i]->who_count; k++) {
            if (grants[i]->who[k].kind == GRANT_FOUNDER && !founder) continue;
            if (b.len) buf_addz(&b, lang == LANG_ZH ? "、" : ", ");
            add_grantee(j, &b, grants[i], &grants[i]->who[k], lang);
        }
    char *words = arena_z(j->arena, buf_str(&b));
    buf_release(&b);
    return words;
}

/* Whom to name: after the founding nobody is sent to the founder, if others may. */
static const struct grant *grant_named(struct judging *j, const struct grant *const *grants, size_t n) {
    bool closed = db_has(j->db, "SELECT 1 FROM alliance WHERE closed_at IS NOT NULL");
    for (size_t i = 0; closed && i < n; i++)
        for (size_t k = 0; k < grants[i]->who_count; k++)
            if (grants[i]->who[k].kind != GRANT_FOUNDER) return grants[i];
    return grants[0];
}

static void refuse_nobody(struct judging *j, const char *power, const char *body) {
    const struct grant *const *grants;
    size_t n = charter_grants(j->charter, power, body, &grants);
    if (n == 0) {
        finding_add(j, true, ERR_REFUSED, NULL, NULL,
                    T("The charter has no clause that provides for this act here.",
                      "章程没有规定可在此作出此事项的条款。"),
                    T_NONE, NULL, 0);
        return;
    }
    const struct grant *g = grant_named(j, grants, n);
    bool founder =
        !db_has(j->db, "SELECT 1 FROM alliance WHERE closed_at IS NOT NULL") || (n == 1 && g->who_count == 1);
    struct text who = { .en = who_words(j, grants, n, founder, LANG_EN),
                        .zh = who_words(j, grants, n, founder, LANG_ZH) };
    struct arg args[] = { ARG_TEXT("who", who) };
    finding_add(j, true, ERR_DENIED, g->clause, NULL,
                T("This is for others to do: {who}.", "此事项由下列人员办理：{who}。"), T_NONE, args, 1);
}

bool capacity_named(const struct capacity *as, const struct capacity *wanted) {
    bool numbered = wanted->kind == AS_OFFICE || wanted->kind == AS_REPRESENTATIVE || wanted->kind == AS_DELEGATE;
    return as->kind == wanted->kind && (!numbered || as->id == wanted->id);
}

/* Who acts for another and may do the same by an office of one's own in that body, does it by that: one votes as oneself. */
static size_t without_stand_ins(struct capacity *fit, size_t n) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool own = false;
        for (size_t k = 0; k < n && fit[i].kind == AS_DELEGATE && !own; k++)
            own = fit[k].kind == AS_OFFICE && strcmp(fit[k].body, fit[i].body) == 0;
        if (!own) fit[kept++] = fit[i];
    }
    return kept;
}

void choose_capacity(struct judging *j, struct prepared *p, const struct capacity *all, size_t count) {
    struct act *act = &p->act;
    const char *body = act->kind->body ? act->kind->body(j) : NULL;
    struct capacity wanted = { .kind = AS_VISITOR };
    if (p->as) capacity_read(str_of(p->as), &wanted);
    struct capacity *fit = arena_array(j->arena, struct capacity, count + 1);
    const char *clause = NULL;
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if ((!p->as || capacity_named(&all[i], &wanted)) &&
            capacity_may(j->charter, &all[i], act->kind->power, body, n ? NULL : &clause))
            fit[n++] = all[i];
    n = without_stand_ins(fit, n);
    if (n == 0) {
        refuse_nobody(j, act->kind->power, body);
        return;
    }
    if (n > 1) {
        p->choices = fit;
        p->choice_count = n;
        finding_add(j, true, ERR_CONFLICT, clause, NULL,
                    T("You can do this in {count} capacities. Choose one.",
                      "您可以 {count} 种身份办理此事项，请选择其一。"),
                    T_NONE, FINDING_ARGS(ARG_INT("count", (int64_t)n)));
        return;
    }
    act->by.as = fit[0];
    if (clause)
        finding_add(j, false, 0, clause, NULL,
                    T("The charter gives this to the capacity acted in.", "章程赋予所用身份此项职权。"), T_NONE, NULL,
                    0);
}

/* ---- entered from paper ---- */

/* The capacity in which somebody enters for others; the one an earlier judgement chose, when there is one. */
static const struct capacity *entering(struct judging *j, int64_t person, const struct capacity *before,
                                       const char **ret_clause) {
    struct capacity *all;
    size_t n = capacities_of(j->db, j->charter, person, j->act->at, j->arena, &all);
    for (size_t i = 0; i < n; i++)
        if (all[i].kind == AS_OFFICE && (!before || all[i].id == before->id) &&
            capacity_may(j->charter, &all[i], "paper.enter", NULL, ret_clause))
            return &all[i];
    return NULL;
}

void judge_entered(struct judging *j, struct prepared *p) {
    struct actor *by = &p->act.by;
    struct capacity before;
    capacity_read(str_of(by->via ? by->via : ""), &before);
    bool again = before.kind == AS_OFFICE; /* a recorded act */
    if (!again && !p->entered) return;
    int64_t enterer = again ? entered_by(j->db, by->via) : p->enterer;
    const char *clause = NULL;
    const struct capacity *as = entering(j, enterer, again ? &before : NULL, &clause);
    const struct rule *r = charter_rule(j->charter, "paper", NULL);
    if (!as)
        refuse_nobody(j, "paper.enter", NULL);
    else if (!r || !rule_lists(r, "powers", p->act.kind->power))
        refuse(j, r,
               T("This is not among the acts that may be entered for others from paper.",
                 "此事项不属于可依书面材料代为录入的范围。"),
               T("They can do it themselves.", "可由本人办理。"));
    else if (!db_has(j->db, "SELECT 1 FROM person WHERE id = $1 AND erased_at IS NULL", V(by->person)))
        finding_add(j, true, ERR_MISSING, NULL, NULL, T("There is nobody by this number.", "没有此编号的人员。"),
                    T_NONE, NULL, 0);
    if (refused(j)) return;
    struct buf b;
    buf_init(&b, 64);
    capacity_format(&b, as);
    by->via = arena_z(j->arena, buf_str(&b));
    buf_release(&b);
    finding_add(j, false, 0, rule_clause(r), NULL,
                T("Entered from paper, for the person who handed it in; both are on record.",
                  "依当事人书面材料代为录入，双方均载入登记。"),
                T_NONE, NULL, 0);
}

static void judge_file(struct judging *j, const struct field *f, const json_t *file) {
    int64_t size = db_int(j->db, -1, "SELECT length(bytes) FROM blob WHERE hash = $1", V(json_str(file, "hash")));
    if (size != json_int(file, "size", 0))
        finding_add(j, true, ERR_MISSING, NULL, f->name,
                    T("{field}: the file did not arrive. Send it again.", "“{field}”：未收到文件，请重新上传。"),
                    T_NONE, FINDING_ARGS(ARG_TEXT("field", f->label)));
}

void judge_files(struct judging *j) {
    for (const struct field *f = j->act->kind->fields; f && f->name; f++) {
        const json_t *value = f->type == FIELD_FILE ? json_object_get(j->act->args, f->name) : NULL;
        if (f->type == FIELD_FILE && !value) value = json_object_get(j->act->sealed, f->name);
        if (json_is_array(value))
            for (size_t i = 0; i < json_array_size(value); i++) judge_file(j, f, json_array_get(value, i));
        else if (value)
            judge_file(j, f, value);
    }
}

void judge_references(struct judging *j) {
    for (const struct field *f = j->act->kind->fields; f && f->name; f++) {
        if (f->type != FIELD_REF || !f->ref) continue;
        const json_t *value = json_object_get(j->act->args, f->name);
        size_t n = json_is_array(value) ? json_array_size(value) : value ? 1 : 0;
        for (size_t i = 0; i < n; i++) {
            int64_t id = json_integer_value(json_is_array(value) ? json_array_get(value, i) : value);
            if (!thing_exists(j->db, f->ref, id))
                finding_add(j, true, ERR_MISSING, NULL, f->name,
                            T("{field}: there is no number {id}.", "“{field}”：没有编号 {id}。"), T_NONE,
                            FINDING_ARGS(ARG_TEXT("field", f->label), ARG_INT("id", id)));
        }
    }
}
