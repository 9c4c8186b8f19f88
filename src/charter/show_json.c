/* A charter, its faults, its lint and its differences as JSON, with both languages. Keys keep their order. */
#include "charter/internal.h"

#include <string.h>

#include "base/json.h"

static void key(struct buf *out, const char *name, bool first) {
    if (!first) buf_addc(out, ',');
    json_quote(out, str_of(name));
    buf_addc(out, ':');
}

static void key_z(struct buf *out, const char *name, const char *value, bool first) {
    key(out, name, first);
    if (value)
        json_quote(out, str_of(value));
    else
        buf_addz(out, "null");
}

static void key_text(struct buf *out, const char *name, struct text t) {
    key(out, name, false);
    if (!t.en && !t.zh) {
        buf_addz(out, "null");
        return;
    }
    buf_addc(out, '{');
    key_z(out, "en", text_in(t, LANG_EN), true);
    key_z(out, "zh", text_in(t, LANG_ZH), false);
    buf_addc(out, '}');
}

static void key_int(struct buf *out, const char *name, int64_t v) {
    key(out, name, false);
    buf_addint(out, v);
}

/* An error's sentence in both languages. */
static void key_error(struct buf *out, const char *name, const struct error *e) {
    struct buf s;
    buf_init(&s, CHARTER_FILE_MAX);
    key(out, name, false);
    for (int lang = LANG_COUNT - 1; lang >= 0; lang--) {
        buf_clear(&s);
        error_format(&s, e, (enum lang)lang);
        buf_addz(out, lang == LANG_EN ? "{\"en\":" : ",\"zh\":");
        json_quote(out, buf_str(&s));
    }
    buf_addc(out, '}');
    buf_release(&s);
}

static void rule_json(struct buf *out, const struct charter *c, const struct rule *r) {
    struct buf s;
    buf_init(&s, CHARTER_FILE_MAX);
    buf_addc(out, '{');
    key_z(out, "topic", r->topic->name, true);
    key_z(out, "subject", r->subject, false);
    key_int(out, "line", r->line);
    key(out, "standing", false);
    buf_addz(out, r->standing ? "true" : "false");
    rule_unparse(&s, r);
    key(out, "sentence", false);
    json_quote(out, buf_str(&s));
    key(out, "words", false);
    for (int lang = LANG_COUNT - 1; lang >= 0; lang--) {
        buf_clear(&s);
        rule_words(&s, c, r, (enum lang)lang);
        buf_addz(out, lang == LANG_EN ? "{\"en\":" : ",\"zh\":");
        json_quote(out, buf_str(&s));
    }
    buf_addc(out, '}');
    key_text(out, "because", r->because);
    buf_addc(out, '}');
    buf_release(&s);
}

static void prose_json(struct buf *out, const struct charter_clause *k) {
    key(out, "prose", false);
    for (int lang = LANG_COUNT - 1; lang >= 0; lang--) {
        buf_addz(out, lang == LANG_EN ? "{\"en\":" : ",\"zh\":");
        if (k->prose[lang].data)
            json_quote(out, k->prose[lang]);
        else
            buf_addz(out, "null");
    }
    buf_addc(out, '}');
}

static void clause_json(struct buf *out, const struct charter *c, const struct charter_clause *k) {
    buf_addc(out, '{');
    key_z(out, "clause", k->id, true);
    key_text(out, "chapter", k->chapter);
    key_text(out, "heading", k->heading);
    prose_json(out, k);
    key(out, "rules", false);
    buf_addc(out, '[');
    for (size_t i = 0; i < k->rule_count; i++) {
        buf_addz(out, i ? "," : "");
        rule_json(out, c, c->rules[k->first_rule + i]);
    }
    buf_addz(out, "]}");
}

void charter_show_json(struct buf *out, const struct charter *c, const char *clause) {
    buf_addc(out, '{');
    key_z(out, "id", c->id, true);
    key_text(out, "title", c->title);
    key_z(out, "zone", c->zone.name, false);
    key_z(out, "calendar", c->calendar, false);
    key_z(out, "governing", lang_tag(c->governing), false);
    key_z(out, "contact", charter_contact(c), false);
    key(out, "clauses", false);
    buf_addc(out, '[');
    bool first = true;
    for (size_t i = 0; i < c->clause_count; i++) {
        const char *id = c->clauses[i].id;
        size_t n = clause ? strlen(clause) : 0;
        if (clause && (strncmp(id, clause, n) || (id[n] && id[n] != '.'))) continue;
        buf_addz(out, first ? "" : ",");
        clause_json(out, c, &c->clauses[i]);
        first = false;
    }
    buf_addz(out, "]}");
}

void charter_faults_json(struct buf *out, const struct charter_faults *faults) {
    buf_addc(out, '[');
    for (size_t i = 0; i < faults->count; i++) {
        const struct charter_fault *f = &faults->items[i];
        buf_addz(out, i ? ",{" : "{");
        key_z(out, "file", f->file, true);
        key_int(out, "line", f->line);
        key_int(out, "column", f->column);
        key_error(out, "text", &f->error);
        buf_addc(out, '}');
    }
    buf_addc(out, ']');
}

void charter_lint_json(struct buf *out, const struct lint_report *report) {
    static const char *const names[] = { "note", "warning", "error" };
    buf_addc(out, '[');
    for (size_t i = 0; i < report->count; i++) {
        const struct lint_finding *f = &report->items[i];
        buf_addz(out, i ? ",{" : "{");
        key_z(out, "severity", names[f->severity], true);
        key_z(out, "code", f->code, false);
        key_z(out, "clause", f->clause, false);
        key_int(out, "line", f->line);
        key_error(out, "text", &f->error);
        buf_addc(out, '}');
    }
    buf_addc(out, ']');
}

static void side_json(struct buf *out, const char *name, const struct charter *c, const struct charter_clause *k) {
    key(out, name, false);
    if (k)
        clause_json(out, c, k);
    else
        buf_addz(out, "null");
}

void charter_diff_json(struct buf *out, const struct charter *before, const struct charter *after) {
    struct arena a;
    arena_init(&a);
    struct charter_change *changes;
    size_t n = charter_diff(before, after, &a, &changes);
    buf_addc(out, '[');
    for (size_t i = 0; i < n; i++) {
        const struct charter_change *x = &changes[i];
        buf_addz(out, i ? ",{" : "{");
        key_z(out, "clause", x->clause, true);
        key_z(out, "change", !x->before ? "added" : !x->after ? "removed" : "changed", false);
        key(out, "prose", false);
        buf_addf(out, "{\"en\":%s,\"zh\":%s}", x->prose_changed[LANG_EN] ? "true" : "false",
                 x->prose_changed[LANG_ZH] ? "true" : "false");
        key(out, "rules", false);
        buf_addz(out, x->rules_changed ? "true" : "false");
        side_json(out, "before", before, x->before);
        side_json(out, "after", after, x->after);
        buf_addc(out, '}');
    }
    buf_addc(out, ']');
    arena_release(&a);
}
