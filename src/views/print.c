/* Papers begun and their simplest pieces, and a paper as text; see print.h. */
#include "views/print.h"

#include <string.h>

#include "views/html.h"
#include "views/page.h"

static void meta(struct buf *out, const char *name, struct str words) {
    struct buf cell;
    buf_init(&cell, 4096);
    paper_words(&cell, words);
    paper_add(out, PAPER_META, str_of(name), buf_str(&cell));
    buf_release(&cell);
}

void print_begin(struct view *v, struct buf *out, struct text title, instant made) {
    struct buf created;
    struct str house = str_of(text_in(view_house(v).name, v->lang)), name = str_of(text_in(title, v->lang));
    buf_init(&created, 64);
    instant_format(&created, made);
    meta(out, "title", name);
    meta(out, "author", house);
    meta(out, "lang", str_of(lang_tag(v->lang)));
    meta(out, "created", buf_str(&created));
    meta(out, "head", arena_f(v->arena, "%.*s · %.*s", STR_FMT(house), STR_FMT(name)));
    meta(out, "page", str_of(text_in(T("Page {n} of {all}", "第 {n} 页，共 {all} 页"), v->lang)));
    buf_release(&created);
    paper_say(out, PAPER_TITLE, name);
}

void print_heading(struct view *v, struct buf *out, enum paper_piece_style style, struct text words) {
    paper_say(out, style, str_of(text_in(words, v->lang)));
}

void print_cells(struct buf *out, enum paper_piece_style style, const struct str *cells, size_t count) {
    struct buf all[PAPER_CELLS_MAX];
    struct str clean[PAPER_CELLS_MAX] = { 0 };
    for (size_t i = 0; i < count && i < PAPER_CELLS_MAX; i++) {
        buf_init(&all[i], PAPER_BYTES_MAX);
        paper_words(&all[i], cells[i]);
        clean[i] = buf_str(&all[i]);
    }
    paper_piece(out, style, 0, clean, count);
    for (size_t i = 0; i < count && i < PAPER_CELLS_MAX; i++) buf_release(&all[i]);
}

void print_fact(struct view *v, struct buf *out, struct text label, struct str words) {
    print_cells(out, PAPER_FACT, (const struct str[]){ str_of(text_in(label, v->lang)), words }, 2);
}

void print_heads(struct view *v, struct buf *out, const int *shares, const struct text *heads, size_t count) {
    struct str widths[PAPER_CELLS_MAX], words[PAPER_CELLS_MAX];
    for (size_t i = 0; i < count && i < PAPER_CELLS_MAX; i++) {
        widths[i] = arena_f(v->arena, "%d", shares[i]);
        words[i] = str_of(text_in(heads[i], v->lang));
    }
    paper_piece(out, PAPER_COLUMNS, 0, widths, count);
    print_cells(out, PAPER_HEADS, words, count);
}

/* ---- times, clauses ---- */

struct str print_when(struct view *v, instant t) {
    struct buf b;
    buf_init(&b, 256);
    words_instant(&b, t, v->lang, v->zone_said ? zone_unnamed(v->zone) : v->zone);
    v->zone_said = true;
    struct str words = arena_str(v->arena, buf_str(&b));
    buf_release(&b);
    return words;
}

struct str print_day(struct view *v, day d) {
    struct buf b;
    buf_init(&b, 256);
    words_date(&b, d, v->lang);
    struct str words = d == DAY_NONE ? STR("") : arena_str(v->arena, buf_str(&b));
    buf_release(&b);
    return words;
}

struct str print_with_clause(struct view *v, struct str words, const char *id) {
    return id ? arena_f(v->arena, v->lang == LANG_ZH ? "%.*s（%s）" : "%.*s (%s)", STR_FMT(words),
                        text_in(clause_words(v->arena, id), v->lang))
              : words;
}

/* ---- a vote ---- */

void print_vote(struct view *v, struct buf *out, const struct print_vote *vote) {
    static const struct text kinds[PRINT_VOTES] = {
        TEXT_INIT("For ({n})", "赞成（{n}）"),
        TEXT_INIT("Abstained ({n})", "弃权（{n}）"),
        TEXT_INIT("Against ({n})", "反对（{n}）"),
        TEXT_INIT("Did not vote ({n})", "未表决（{n}）"),
    };
    const int64_t sums[] = { vote->affirmative, vote->abstention, vote->negative, vote->silent, vote->needed };
    struct str cells[sizeof sums / sizeof sums[0]];
    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++) cells[i] = arena_f(v->arena, "%lld", (long long)sums[i]);
    paper_piece(out, PAPER_MARKS, 0, cells, sizeof cells / sizeof cells[0]);
    print_fact(v, out, T("Result", "结果"), vote->sum);
    for (int i = 0; i < PRINT_VOTES; i++) {
        const struct arg args[] = { ARG_INT("n", vote->counts[i]) };
        if (vote->counts[i])
            print_cells(out, PAPER_FACT, (const struct str[]){ sentence(v, kinds[i], args, 1), vote->names[i] }, 2);
    }
}

/* ---- as text ---- */

static void words_add(struct buf *out, struct str cell) {
    struct paper_run run = { 0 };
    while (paper_run_next(&cell, &run)) {
        const char *mark = run.bits & PAPER_MONO ? "`" : run.bits & PAPER_BOLD ? "**" : run.bits & PAPER_EM ? "*" : "";
        buf_addz(out, mark);
        if (run.link.len)
            buf_addf(out, "[%.*s](%.*s)", STR_FMT(run.words), STR_FMT(run.link));
        else
            buf_add(out, run.words);
        buf_addz(out, mark);
    }
}

static void cells_add(struct buf *out, const struct paper_piece *p) {
    buf_addz(out, "|");
    for (size_t i = 0; i < p->count; i++) {
        buf_addz(out, " ");
        words_add(out, p->cells[i]);
        buf_addz(out, " |");
    }
    buf_addc(out, '\n');
    for (size_t i = 0; p->style == PAPER_HEADS && i < p->count; i++)
        buf_addz(out, i + 1 < p->count ? "|---" : "|---|\n");
}

void print_text(struct buf *out, struct str paper) {
    static const char *const before[PAPER_STYLES] = {
        [PAPER_TITLE] = "# ", [PAPER_H1] = "## ",   [PAPER_H2] = "### ",
        [PAPER_H3] = "#### ", [PAPER_QUOTE] = "> ", [PAPER_CODE] = "    "
    };
    struct paper_piece p;
    enum paper_piece_style last = PAPER_META;
    while (paper_next(&paper, &p)) {
        bool list = p.style == PAPER_FACT || p.style == PAPER_ITEM,
             table = p.style == PAPER_ROW || p.style == PAPER_HEADS;
        if (p.style == PAPER_META || p.style == PAPER_COLUMNS || p.style == PAPER_MARKS) continue;
        if (last != PAPER_META && !(p.style == last && list) &&
            !(p.style == PAPER_ROW && (last == PAPER_HEADS || last == PAPER_ROW)))
            buf_addc(out, '\n');
        last = p.style;
        if (table) {
            cells_add(out, &p);
            continue;
        }
        for (int i = 0; p.style == PAPER_ITEM && i < p.depth; i++) buf_addz(out, "  ");
        buf_addz(out, p.style == PAPER_FACT   ? "- "
                      : p.style == PAPER_RULE ? "---"
                      : before[p.style]       ? before[p.style]
                                              : "");
        for (size_t i = 0; i < p.count; i++) {
            bool dot = p.style == PAPER_ITEM && i == 0 && str_is(p.cells[i], "•");
            if (dot)
                buf_addc(out, '-');
            else
                words_add(out, p.cells[i]);
            if (i + 1 < p.count) buf_addz(out, p.style == PAPER_FACT ? ": " : " ");
        }
        buf_addc(out, '\n');
    }
}
