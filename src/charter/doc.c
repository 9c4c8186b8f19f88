/* The reference of the grammar, written from the declarations themselves: every topic with its sentences and slots,
 * every power with its words. docs/charter-language.md contains this text, and a test keeps it so. */
#include "charter/internal.h"

#include <string.h>

/* In a Markdown table a bar ends a cell. */
static void cell(struct buf *out, const char *z) {
    for (; *z; z++) {
        if (*z == '|') buf_addc(out, '\\');
        buf_addc(out, *z);
    }
}

static void choices_doc(struct buf *out, const struct slot *s) {
    for (const struct slot_choice *c = slot_choices(s); c && c->value; c++) {
        buf_addf(out, "%s`%s`", c == slot_choices(s) ? " " : ", ", c->written ? c->written : c->value);
        if (c->written && strcmp(c->written, c->value) != 0) buf_addf(out, " (%s)", c->value);
    }
}

static void type_doc(struct buf *out, const struct slot *s) {
    static const char *const names[] = {
        [SLOT_INT] = "whole number", [SLOT_RATIO] = "share",        [SLOT_MONEY] = "amount in fen",
        [SLOT_YEAR] = "year",        [SLOT_DAY] = "date",           [SLOT_CHOICE] = "one of",
        [SLOT_FLAG] = "yes or no:",  [SLOT_BODY] = "body",          [SLOT_CLASS] = "class",
        [SLOT_TITLE] = "title",      [SLOT_OFFICE] = "office",      [SLOT_BODY_OR_OFFICE] = "body or office",
        [SLOT_WORD] = "declared",    [SLOT_TOPIC] = "topic",        [SLOT_POWER] = "power",
        [SLOT_WHO] = "who",          [SLOT_MAIL] = "email address",
    };
    buf_addf(out, "`%s` %s%s%s", s->name, s->list ? "list of " : "", names[s->type], s->type == SLOT_WORD ? " " : "");
    if (s->type == SLOT_WORD) buf_addz(out, s->of);
    if (s->choices && s->type != SLOT_CHOICE && s->type != SLOT_FLAG) buf_addz(out, " or");
    choices_doc(out, s);
    if (s->type == SLOT_INT && s->max) buf_addf(out, " %lld to %lld", (long long)s->min, (long long)s->max);
    if (s->otherwise && s->type != SLOT_FLAG) buf_addf(out, ", else `%s`", s->otherwise);
}

static void topic_doc(struct buf *out, const struct topic *t) {
    buf_addf(out, "| `%s`%s | ", t->name, t->many ? " (many)" : "");
    for (int f = 0; f < CHARTER_FORMS_MAX && t->forms[f].sentence; f++) {
        buf_addz(out, f ? "<br>`" : "`");
        cell(out, t->forms[f].sentence);
        buf_addc(out, '`');
    }
    buf_addz(out, " | ");
    static const char *const subjects[] = { "", "body", "class", "office", "body or office" };
    if (t->subject) buf_addf(out, "`subject` %s%s", subjects[t->subject], t->every ? ", or every" : "");
    for (int i = 0; t->slots && t->slots[i].type != SLOT_END; i++) {
        buf_addz(out, i || t->subject ? "; " : "");
        type_doc(out, &t->slots[i]);
    }
    buf_addf(out, " | %s · %s |\n", t->about.en, t->about.zh);
}

void charter_topics_doc(struct buf *out) {
    buf_addz(out, "| topic | sentence | slots | what it settles |\n|---|---|---|---|\n");
    for (size_t i = 0; i < TOPIC_COUNT; i++) topic_doc(out, &TOPICS[i]);
    buf_addz(out, "\n| power | what one may do | 可为何事 |\n|---|---|---|\n");
    for (size_t i = 0; i < POWER_COUNT; i++)
        buf_addf(out, "| `%s` | %s | %s |\n", POWERS[i].name, POWERS[i].words.en, POWERS[i].words.zh);
}
