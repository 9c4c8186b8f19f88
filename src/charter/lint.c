/* Reading a charter as a critic would: what is said twice, what is not said, what cannot work.
 *
 * This file has the frame, and what can be seen in the clauses and the prose: clauses that one language lacks, clauses
 * without a rule, readings where the charter is silent, references that lead nowhere, lists of bodies that leave one out.
 * lint_bodies.c looks at bodies and offices, lint_matters.c at votes, powers and money. Each check is one function. */
#include "charter/internal.h"

#include <string.h>

void lint_add(struct linter *l, const char *code, int severity, const char *clause, int line, struct text text,
              const struct arg *args, size_t count) {
    struct lint_report *r = l->report;
    if (r->count == r->size) {
        size_t size = r->size ? r->size * 2 : 32;
        struct lint_finding *items = arena_array(r->arena, struct lint_finding, size);
        if (r->count) memcpy(items, r->items, r->count * sizeof *items);
        r->items = items;
        r->size = size;
    }
    struct lint_finding *f = &r->items[r->count++];
    *f = (struct lint_finding){ .code = code, .severity = severity, .clause = clause, .line = line };
    error_set_args(&f->error, severity == LINT_ERROR ? ERR_CONFLICT : ERR_OK, text, args, count);
}

bool lint_held(const struct linter *l, const char *power, const char *body) {
    const struct grant *const *grants;
    return charter_grants(l->c, power, body, &grants) > 0;
}

/* Both languages have the same clauses, and every rule's clause has words. */
static void clauses_have_prose(struct linter *l) {
    for (size_t i = 0; i < l->c->clause_count; i++) {
        const struct charter_clause *k = &l->c->clauses[i];
        bool zh = k->prose[LANG_ZH].data != NULL, en = k->prose[LANG_EN].data != NULL;
        int line = k->rule_count ? l->c->rules[k->first_rule]->line : 0;
        if (!zh && !en)
            lint(l, "rule-without-clause", LINT_ERROR, k->id, line,
                 T("{clause} has rules and stands in neither language's prose.",
                   "{clause} 有规则，但两种语言的正文均无此条款。"),
                 ARG_Z("clause", k->id));
        else if (!zh || !en)
            lint(l, "prose-missing", LINT_ERROR, k->id, line,
                 zh ? T("{clause} is missing in en.md.", "en.md 缺少 {clause}。")
                    : T("{clause} is missing in zh.md.", "zh.md 缺少 {clause}。"),
                 ARG_Z("clause", k->id));
    }
}

/* A clause decides something, or says that it does not. */
static void clauses_are_ruled(struct linter *l) {
    for (size_t i = 0; i < l->c->clause_count; i++) {
        const struct charter_clause *k = &l->c->clauses[i];
        bool heads = i + 1 < l->c->clause_count && strlen(l->c->clauses[i + 1].id) > strlen(k->id) &&
                     !strncmp(l->c->clauses[i + 1].id, k->id, strlen(k->id)) &&
                     l->c->clauses[i + 1].id[strlen(k->id)] == '.';
        bool empty = !k->prose[LANG_ZH].len && !k->prose[LANG_EN].len;
        if (!k->rule_count && !(heads && empty)) /* a mere heading over items needs none */
            lint(l, "clause-unruled", LINT_WARNING, k->id, 0,
                 T("{clause} has no rule; write “text” if it decides nothing.",
                   "{clause} 没有规则；若不作判断，请写“text”。"),
                 ARG_Z("clause", k->id));
    }
}

/* Where the charter is silent or contradicts itself, a rule says why it reads it so. A reason may be longer than an
 * error keeps: the sentence is made in the report's arena. */
static void readings(struct linter *l) {
    struct arena *a = l->report->arena;
    for (size_t i = 0; i < l->c->rule_count; i++) {
        const struct rule *r = l->c->rules[i];
        if (!r->because.en) continue;
        const char *en = arena_f(a, "A reading of %s: %s", r->clause, r->because.en).data;
        const char *zh = arena_f(a, "对 %s 的理解：%s", r->clause, r->because.zh).data;
        lint_rule(l, "reading", LINT_NOTE, r, T(en, zh));
    }
}

/* Clause ids that a text mentions and that do not exist. */
static void follow_references(struct linter *l, struct str text, const char *clause, int line) {
    for (size_t i = 0; i + 1 < text.len; i++) {
        bool begins = text.data[i] == 'A' && text.data[i + 1] >= '1' && text.data[i + 1] <= '9';
        char before = i ? text.data[i - 1] : ' ';
        if (!begins || (before >= '0' && before <= '9') || (before >= 'A' && before <= 'Z') ||
            (before >= 'a' && before <= 'z') || before == '-' || before == '_')
            continue;
        size_t n = 1;
        while (i + n < text.len && ((text.data[i + n] >= '0' && text.data[i + n] <= '9') ||
                                    (text.data[i + n] == '.' && i + n + 1 < text.len && text.data[i + n + 1] >= '0' &&
                                     text.data[i + n + 1] <= '9')))
            n++;
        struct str id = { text.data + i, n };
        struct clause_id parsed;
        bool known = false;
        for (size_t k = 0; k < l->c->clause_count && !known; k++) known = str_is(id, l->c->clauses[k].id);
        if (clause_id_parse(id, &parsed) && !known)
            lint(l, "reference-unknown", LINT_WARNING, clause, line,
                 T("{clause} mentions {id}, which does not exist.", "{clause} 提到的 {id} 不存在。"),
                 ARG_Z("clause", clause), ARG_STR("id", id));
        i += n;
    }
}

static void references(struct linter *l) {
    for (size_t i = 0; i < l->c->clause_count; i++)
        for (int lang = 0; lang < LANG_COUNT; lang++)
            follow_references(l, l->c->clauses[i].prose[lang], l->c->clauses[i].id, 0);
    for (size_t i = 0; i < l->c->rule_count; i++)
        follow_references(l, str_of(l->c->rules[i]->because.en), l->c->rules[i]->clause, l->c->rules[i]->line);
}

/* A clause that names most bodies and leaves some out: it may have been written before they were added. */
static void lists_of_bodies(struct linter *l) {
    enum lang lang = l->c->governing;
    for (size_t i = 0; i < l->c->clause_count; i++) {
        const struct charter_clause *k = &l->c->clauses[i];
        size_t named = 0;
        const struct charter_body *missing = NULL;
        for (size_t b = 0; b < l->c->body_count; b++) {
            const struct charter_body *body = &l->c->bodies[b];
            if (k->prose[lang].len && str_has(k->prose[lang], text_in(body->name, lang)))
                named++;
            else
                missing = missing ? missing : body;
        }
        if (named >= 3 && named * 2 >= l->c->body_count && missing)
            lint(l, "bodies-listed", LINT_NOTE, k->id, 0,
                 T("{clause} names {named} of {count} bodies; the {body}, for one, is left out.",
                   "{clause} 提到 {count} 个机构中的 {named} 个，未提及{body}等。"),
                 ARG_Z("clause", k->id), ARG_INT("named", (int64_t)named), ARG_INT("count", (int64_t)l->c->body_count),
                 ARG_TEXT("body", missing->name));
    }
}

/* A declared word that no rule uses. Types of organization are offered on forms and need no rule. */
static void words_are_used(struct linter *l) {
    for (size_t w = 0; w < l->c->word_count; w++) {
        const struct charter_word *word = &l->c->words[w];
        bool used = !strcmp(word->kind, "organization");
        for (size_t i = 0; i < l->c->rule_count && !used; i++) {
            const struct rule *r = l->c->rules[i];
            for (int k = 0; r->topic->slots && r->topic->slots[k].type != SLOT_END && !used; k++)
                if (r->topic->slots[k].type == SLOT_WORD && !strcmp(r->topic->slots[k].of, word->kind) &&
                    r->values[k].given)
                    used = rule_lists(r, r->topic->slots[k].name, word->id);
        }
        if (!used)
            lint(l, "word-unused", LINT_NOTE, NULL, 0,
                 T("The {kind} “{word}” is declared and used by no rule.",
                   "声明了用语“{word}”（{kind}），但没有规则使用。"),
                 ARG_Z("kind", word->kind), ARG_Z("word", word->id));
    }
}

void charter_lint_with(const struct charter *c, const struct charter_facts *facts, struct lint_report *ret) {
    struct linter l = { c, facts, ret };
    clauses_have_prose(&l);
    clauses_are_ruled(&l);
    references(&l);
    lists_of_bodies(&l);
    words_are_used(&l);
    lint_bodies(&l);
    lint_matters(&l);
    readings(&l);
}

void charter_lint(const struct charter *c, struct lint_report *ret) { charter_lint_with(c, NULL, ret); }
