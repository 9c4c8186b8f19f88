/* Parts with some thought behind them: badges, verdicts with their worked sums, time lines (parts.h). Their HTML is in
 * parts.html, the words of states and numbers in words.c, seats and votes in marks.c. */
#include "views/parts.h"

#include "views/parts.html.h"

static const char *const SIGN_CLASS[] = { "plain", "done", "due", "broken", "open", "ended" };
static const char *const SIGN_GLYPH[] = { "", "✓", "!", "✕", "○", "–" };

struct raw_html badge(struct view *v, enum sign sign, struct text word) {
    struct html_capture c;
    html_capture_begin(v, &c);
    buf_addf(v->out, "<span class=\"badge %s\">", SIGN_CLASS[sign]);
    if (sign != SIGN_NONE) buf_addf(v->out, "<span class=\"sign\" aria-hidden=\"true\">%s</span>", SIGN_GLYPH[sign]);
    html_text(v, word);
    buf_addz(v->out, "</span>");
    return html_capture_end(v, &c);
}

/* ---- the worked sum: the numbers of a finding, and how the one that counts stands to the line ---- */

static bool is_number(const struct arg *a) {
    return a->type != ARG_TYPE_STR && a->type != ARG_TYPE_TEXT && a->type != ARG_TYPE_DIGEST;
}

/* A value as an integer to compare by; false for what has no order with the other. */
static bool comparable(const struct arg *a, const struct arg *b, int64_t *ret_a, int64_t *ret_b) {
    if (a->type != b->type) return false;
    switch (a->type) {
    case ARG_TYPE_INT:
    case ARG_TYPE_FEN:
        *ret_a = a->integer;
        *ret_b = b->integer;
        return true;
    case ARG_TYPE_DAY:
        *ret_a = a->day;
        *ret_b = b->day;
        return true;
    case ARG_TYPE_INSTANT:
    case ARG_TYPE_DEADLINE:
        *ret_a = a->instant;
        *ret_b = b->instant;
        return true;
    default: return false;
    }
}

static bool is_line(const char *name) {
    static const char *const lines[] = {
        "needed", "least", "most", "limit", "earliest", "latest", "by", "wanted", "cap"
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (strcmp(name, lines[i]) == 0) return true;
    return false;
}

static size_t sum_cells(struct view *v, const struct finding *f, const struct sum_cell **ret) {
    struct sum_cell *cells = arena_array(v->arena, struct sum_cell, f->arg_count + 1);
    size_t n = 0;
    const struct arg *line = NULL, *have = NULL;
    int64_t a = 0, b = 0;
    for (size_t k = 0; k < f->arg_count && !have; k++)
        for (size_t i = 0; is_line(f->args[k].name) && i < f->arg_count && !have; i++)
            if (!is_line(f->args[i].name) && comparable(&f->args[i], &f->args[k], &a, &b)) {
                have = &f->args[i];
                line = &f->args[k];
            }
    for (size_t i = 0; i < f->arg_count; i++) {
        const struct arg *arg = &f->args[i];
        if (!is_number(arg) || arg == line || !number_word(arg->name).en) continue;
        cells[n++] = (struct sum_cell){ number_word(arg->name), *arg,
                                        arg != have ? NULL
                                        : a < b     ? "<"
                                        : a > b     ? ">"
                                                    : "=" };
        if (arg == have) cells[n++] = (struct sum_cell){ number_word(line->name), *line, NULL };
    }
    *ret = cells;
    return n;
}

void part_finding(struct view *v, const struct finding *f) {
    struct finding_shown s = {
        .f = f,
        .text = sentence(v, f->text, f->args, f->arg_count),
        .remedy = f->remedy.en ? sentence(v, f->remedy, f->args, f->arg_count) : STR_NONE,
        .word = f->refuses ? T("Refused", "拒绝")
                : f->warns ? T("Please note", "请注意")
                           : T("In order", "符合"),
    };
    s.cell_count = sum_cells(v, f, &s.cells);
    tpl_finding(v, &s);
}

/* A slip in a field is said beside the field; what the charter says of it also stands with its clause and numbers. */
static bool shown_here(const struct finding *f, bool on_form) {
    return !(on_form && f->field && f->field[0] && !f->clause);
}

static int weight_of(const struct finding *f) { return f->refuses ? 2 : f->warns; }

void part_verdict(struct view *v, const struct verdict *verdict, enum verdict_tone tone, bool on_form) {
    size_t shown = 0;
    for (size_t i = 0; verdict && i < verdict->count; i++) shown += shown_here(&verdict->items[i], on_form);
    if (!verdict || (shown == 0 && (on_form || verdict->refused))) return;
    buf_addf(v->out, "<section class=\"verdict %s\">\n", verdict->refused ? "refused" : "allowed");
    tpl_verdict_head(v, verdict->refused, tone);
    for (int weight = 2; weight >= 0; weight--) /* what refuses first, then what warns */
        for (size_t i = 0; i < verdict->count; i++)
            if (weight_of(&verdict->items[i]) == weight && shown_here(&verdict->items[i], on_form))
                part_finding(v, &verdict->items[i]);
    buf_addz(v->out, "</section>\n");
}

void part_timeline(struct view *v, const struct moment *items, size_t count) {
    if (!count) return;
    buf_addz(v->out, "<ol class=\"timeline\">\n");
    for (size_t i = 0; i < count; i++) tpl_moment(v, &items[i], SIGN_CLASS[items[i].sign]);
    buf_addz(v->out, "</ol>\n");
}
