/* Two charters side by side: which clauses were added, removed, or say something else, in words or in rules.
 *
 * Rules are compared in their canonical spelling with their reasons, so that blanks and line breaks change nothing. */
#include "charter/internal.h"

#include <string.h>

/* All rules of a clause as one text; empty when there are none. */
static void rules_text(struct buf *out, const struct charter *c, const struct charter_clause *k) {
    for (size_t i = 0; k && i < k->rule_count; i++) {
        const struct rule *r = c->rules[k->first_rule + i];
        rule_unparse(out, r);
        buf_addf(out, "\n%s\n%s\n", text_in(r->because, LANG_EN), text_in(r->because, LANG_ZH));
    }
}

static bool rules_differ(const struct charter *a, const struct charter_clause *x, const struct charter *b,
                         const struct charter_clause *y) {
    struct buf one, two;
    buf_init(&one, 4 * CHARTER_FILE_MAX);
    buf_init(&two, 4 * CHARTER_FILE_MAX);
    rules_text(&one, a, x);
    rules_text(&two, b, y);
    bool differ = !str_eq(buf_str(&one), buf_str(&two));
    buf_release(&one);
    buf_release(&two);
    return differ;
}

static bool prose_differs(const struct charter_clause *x, const struct charter_clause *y, enum lang lang) {
    struct str a = x ? x->prose[lang] : STR_NONE, b = y ? y->prose[lang] : STR_NONE;
    return !str_eq(a, b) || (a.data == NULL) != (b.data == NULL) ||
           strcmp(text_in(x ? x->heading : T_NONE, lang), text_in(y ? y->heading : T_NONE, lang)) != 0;
}

size_t charter_diff(const struct charter *before, const struct charter *after, struct arena *a,
                    struct charter_change **ret) {
    struct charter_change *list = arena_array(a, struct charter_change, before->clause_count + after->clause_count + 1);
    size_t n = 0, i = 0, k = 0;
    while (i < before->clause_count || k < after->clause_count) {
        struct clause_id x = { 0 }, y = { 0 };
        if (i < before->clause_count) clause_id_parse(str_of(before->clauses[i].id), &x);
        if (k < after->clause_count) clause_id_parse(str_of(after->clauses[k].id), &y);
        int order = i == before->clause_count ? 1 : k == after->clause_count ? -1 : clause_id_cmp(&x, &y);
        struct charter_change change = { 0 };
        if (order <= 0) change.before = &before->clauses[i++];
        if (order >= 0) change.after = &after->clauses[k++];
        change.clause = change.after ? change.after->id : change.before->id;
        bool any = false;
        for (int lang = 0; lang < LANG_COUNT; lang++)
            any |= change.prose_changed[lang] = prose_differs(change.before, change.after, (enum lang)lang);
        any |= change.rules_changed = rules_differ(before, change.before, after, change.after);
        if (any) list[n++] = change;
    }
    *ret = list;
    return n;
}
