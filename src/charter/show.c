/* A charter, its faults, its lint and its differences as text for a terminal, in one language. */
#include "charter/internal.h"

#include <string.h>

/* Each line of `text`, indented. */
static void indented(struct buf *out, struct str text, const char *indent) {
    struct str rest = text;
    while (rest.data && rest.len) {
        struct str line = str_cut(&rest, '\n');
        if (line.len) {
            buf_addz(out, indent);
            buf_add(out, line);
        }
        buf_addc(out, '\n');
    }
}

static void show_rule(struct buf *out, const struct charter *c, const struct rule *r, enum lang lang) {
    buf_addz(out, "    > ");
    rule_unparse(out, r);
    buf_addz(out, "\n      ");
    rule_words(out, c, r, lang);
    if (r->standing) buf_addf(out, " %s", text_in(T("(standing rules)", "（议事规则）"), lang));
    if (r->because.en)
        buf_addf(out, lang == LANG_EN ? "\n      Reading: %s" : "\n      理解：%s", text_in(r->because, lang));
    buf_addc(out, '\n');
}

static void show_clause(struct buf *out, const struct charter *c, const struct charter_clause *k, enum lang lang) {
    if (k->chapter.en) buf_addf(out, "%s\n\n", text_in(k->chapter, lang));
    buf_addz(out, k->id);
    if (k->heading.en) buf_addf(out, " %s", text_in(k->heading, lang));
    buf_addc(out, '\n');
    indented(out, k->prose[lang], "    ");
    for (size_t i = 0; i < k->rule_count; i++) show_rule(out, c, c->rules[k->first_rule + i], lang);
    buf_addc(out, '\n');
}

/* Whether `id` is the clause asked for, or stands under it. */
static bool asked_for(const char *id, const char *clause) {
    size_t n = clause ? strlen(clause) : 0;
    return !clause || (!strncmp(id, clause, n) && (!id[n] || id[n] == '.'));
}

void charter_show(struct buf *out, const struct charter *c, const char *clause, enum lang lang) {
    buf_addf(out, "%s (%s)\n%s %s · %s %s · %s %s\n\n", text_in(c->title, lang), c->id,
             text_in(T("zone", "时区"), lang), c->zone.name, text_in(T("calendar", "日历"), lang), c->calendar,
             text_in(T("governing language", "正本语言"), lang), lang_tag(c->governing));
    for (size_t i = 0; i < c->clause_count; i++)
        if (asked_for(c->clauses[i].id, clause)) show_clause(out, c, &c->clauses[i], lang);
}

void charter_faults_text(struct buf *out, const struct charter_source *source, const struct charter_faults *faults,
                         enum lang lang) {
    for (size_t i = 0; i < faults->count; i++) {
        const struct charter_fault *f = &faults->items[i];
        buf_addf(out, "%s/%s:%d:%d: ", source->name ? source->name : ".", f->file, f->line, f->column);
        error_format(out, &f->error, lang);
        buf_addc(out, '\n');
    }
}

bool charter_lint_failed(const struct lint_report *report) {
    for (size_t i = 0; i < report->count; i++)
        if (report->items[i].severity == LINT_ERROR) return true;
    return false;
}

void charter_lint_text(struct buf *out, const struct lint_report *report, enum lang lang) {
    static const struct text names[] = { TEXT_INIT("note", "说明"), TEXT_INIT("warning", "提示"),
                                         TEXT_INIT("error", "错误") };
    size_t counts[3] = { 0 };
    for (int severity = LINT_ERROR; severity >= LINT_NOTE; severity--)
        for (size_t i = 0; i < report->count; i++) {
            const struct lint_finding *f = &report->items[i];
            if (f->severity != severity) continue;
            counts[severity]++;
            buf_addf(out, "%s %s", text_in(names[severity], lang), f->clause ? f->clause : "-");
            if (f->line) buf_addf(out, " (rules:%d)", f->line);
            buf_addz(out, ": ");
            error_format(out, &f->error, lang);
            buf_addf(out, " [%s]\n", f->code);
        }
    struct text sum =
        T("{errors} errors, {warnings} warnings, {notes} notes\n", "错误 {errors}，提示 {warnings}，说明 {notes}\n");
    const struct arg args[] = { ARG_INT("errors", (int64_t)counts[LINT_ERROR]),
                                ARG_INT("warnings", (int64_t)counts[LINT_WARNING]),
                                ARG_INT("notes", (int64_t)counts[LINT_NOTE]) };
    text_format(out, sum, lang, ZONE_UTC, args, 3);
}

/* ---- differences ---- */

static void sided(struct buf *out, struct str text, const char *mark) { indented(out, text, mark); }

static bool has_rule_like(const struct charter *c, const struct charter_clause *k, struct str sentence) {
    bool found = false;
    for (size_t i = 0; k && i < k->rule_count && !found; i++) {
        struct buf b;
        buf_init(&b, CHARTER_FILE_MAX);
        rule_unparse(&b, c->rules[k->first_rule + i]);
        found = str_eq(buf_str(&b), sentence);
        buf_release(&b);
    }
    return found;
}

/* The rules of `k` that `other` lacks, marked. */
static void rules_only_in(struct buf *out, const struct charter *c, const struct charter_clause *k,
                          const struct charter *other_c, const struct charter_clause *other, const char *mark,
                          enum lang lang) {
    for (size_t i = 0; k && i < k->rule_count; i++) {
        struct buf sentence;
        buf_init(&sentence, CHARTER_FILE_MAX);
        rule_unparse(&sentence, c->rules[k->first_rule + i]);
        if (!has_rule_like(other_c, other, buf_str(&sentence))) {
            buf_addf(out, "  %s > %.*s\n  %s   ", mark, STR_FMT(buf_str(&sentence)), mark);
            rule_words(out, c, c->rules[k->first_rule + i], lang);
            buf_addc(out, '\n');
        }
        buf_release(&sentence);
    }
}

static void show_change(struct buf *out, const struct charter *a, const struct charter *b,
                        const struct charter_change *x, enum lang lang) {
    struct text what = !x->before ? T("added", "新增") : !x->after ? T("removed", "删除") : T("changed", "修改");
    buf_addf(out, "%s %s\n", x->clause, text_in(what, lang));
    for (int k = 0; k < LANG_COUNT; k++) {
        if (!x->prose_changed[k]) continue;
        buf_addf(out, "  [%s]\n", lang_tag((enum lang)k));
        struct text before = x->before ? x->before->heading : T_NONE, after = x->after ? x->after->heading : T_NONE;
        if (strcmp(text_in(before, (enum lang)k), text_in(after, (enum lang)k)) != 0) {
            sided(out, str_of(text_in(before, (enum lang)k)), "  - ");
            sided(out, str_of(text_in(after, (enum lang)k)), "  + ");
        }
        struct str old = x->before ? x->before->prose[k] : STR_NONE, new = x->after ? x->after->prose[k] : STR_NONE;
        if (!str_eq(old, new)) {
            sided(out, old, "  - ");
            sided(out, new, "  + ");
        }
    }
    if (!x->rules_changed) return;
    rules_only_in(out, a, x->before, b, x->after, "-", lang);
    rules_only_in(out, b, x->after, a, x->before, "+", lang);
}

void charter_diff_text(struct buf *out, const struct charter *before, const struct charter *after, enum lang lang) {
    struct arena a;
    arena_init(&a);
    struct charter_change *changes;
    size_t n = charter_diff(before, after, &a, &changes);
    for (size_t i = 0; i < n; i++) show_change(out, before, after, &changes[i], lang);
    const struct arg args[] = { ARG_INT("count", (int64_t)n) };
    text_format(out, T("{count} {count|clause|clauses} changed\n", "共有 {count} 个条款变更\n"), lang, ZONE_UTC, args,
                1);
    arena_release(&a);
}
