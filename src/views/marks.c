/* Seats and votes as marks, with the line that had to be reached drawn through them.
 *
 *      ● ● ● ● ● ● ● │ ● ○ ○ ○ ○ ○ ○        8 of 14 attend, the line after the seventh
 *
 * One mark is one person or seat. Marks fill column by column from the left, those that count towards the line first, so
 * the line stands after the mark whose number it is, however many rows there are (with several rows it is a stair). Each
 * kind of mark has its own shape: nothing is said by colour alone. The numbers are said in words above the drawing, and
 * again in its <title> and <desc>.
 *
 * A hall of thousands is drawn by the same picture and not by thousands of elements: beyond SINGLES_MAX each run of marks is
 * one area, filled with a pattern of its mark. */
#include "views/parts.h"

enum { CELL = 24, RADIUS = 8, COLUMNS_MIN = 25, SINGLES_MAX = 120, LINE_OVER = 6 };

enum mark { MARK_FULL, MARK_HALF, MARK_CROSS, MARK_HOLLOW, MARK_ABSENT, MARK_VACANT };
static const char *const MARK_CLASS[] = { "m-full", "m-half", "m-cross", "m-hollow", "m-absent", "m-vacant" };

struct run {
    enum mark mark;
    int64_t count;
    struct text word;
};

static void draw_mark(struct view *v, enum mark mark, int x, int y) {
    const char *class = MARK_CLASS[mark];
    if (mark == MARK_VACANT) {
        buf_addf(v->out, "<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"3\"/>", class, x, y);
        return;
    }
    buf_addf(v->out, "<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"%d\"/>", class, x, y, RADIUS);
    if (mark == MARK_HALF) /* abstaining: the lower half filled */
        buf_addf(v->out, "<path class=\"m-fill\" d=\"M%d %da%d %d 0 0 0 %d 0z\"/>", x - RADIUS, y, RADIUS, RADIUS,
                 2 * RADIUS);
    if (mark == MARK_CROSS) buf_addf(v->out, "<path class=\"m-stroke\" d=\"M%d %dl8 8m0-8l-8 8\"/>", x - 4, y - 4);
}

/* The line after mark number `needed`, as a stair when there are several rows. */
static void draw_line(struct view *v, int64_t needed, int rows) {
    int column = (int)(needed / rows), rest = (int)(needed % rows);
    int x = column * CELL, top = LINE_OVER + 8, height = rows * CELL;
    buf_addf(v->out, "<path class=\"m-line\" d=\"M%d %d", rest ? x + CELL : x, top - LINE_OVER);
    if (rest) buf_addf(v->out, "V%dH%d", top + rest * CELL, x);
    buf_addf(v->out, "V%d\"/>", top + height + LINE_OVER);
}

/* About three times as wide as high, and never narrower than a short row. */
static int columns_of(int64_t marks) {
    int64_t columns = COLUMNS_MIN;
    while (columns * columns < marks * 3) columns++;
    return (int)(columns < marks ? columns : marks);
}

/* Marks number `from` to `to`, counted down each column in turn, as up to three rectangles: the end of a column that others began,
 * whole columns, the beginning of one. */
static void draw_area(struct view *v, enum mark mark, int64_t from, int64_t to, int rows) {
    buf_addf(v->out, "<path fill=\"url(#of-%s)\" d=\"", MARK_CLASS[mark]);
    while (from < to) {
        int64_t column = from / rows, top = from % rows, whole = (to - from) / rows;
        int64_t wide = top || whole == 0 ? 1 : whole;
        int64_t high = top || whole == 0 ? (to - from < rows - top ? to - from : rows - top) : rows;
        buf_addf(v->out, "M%d %dh%dv%dh-%dz", (int)column * CELL, (int)top * CELL + LINE_OVER + 8, (int)wide * CELL,
                 (int)high * CELL, (int)wide * CELL);
        from += wide * high;
    }
    buf_addz(v->out, "\"/>");
}

static void draw_patterns(struct view *v, const struct run *runs, size_t run_count) {
    buf_addz(v->out, "<defs>");
    for (size_t i = 0; i < run_count; i++) {
        if (!runs[i].count) continue;
        buf_addf(v->out, "<pattern id=\"of-%s\" patternUnits=\"userSpaceOnUse\" width=\"%d\" height=\"%d\" y=\"%d\">",
                 MARK_CLASS[runs[i].mark], CELL, CELL, LINE_OVER + 8);
        draw_mark(v, runs[i].mark, CELL / 2, CELL / 2);
        buf_addz(v->out, "</pattern>");
    }
    buf_addz(v->out, "</defs>");
}

/* One drawing: the runs in order, the line after `needed` marks (0: none). */
static void draw_row(struct view *v, struct str title, struct str desc, const struct run *runs, size_t run_count,
                     int64_t needed) {
    int64_t total = 0;
    for (size_t i = 0; i < run_count; i++) total += runs[i].count;
    int64_t drawn_as = needed > total ? needed : total;
    if (drawn_as <= 0) return; /* the words above it say it all */
    int columns = columns_of(drawn_as), rows = (int)((drawn_as + columns - 1) / columns);
    columns = (int)((drawn_as + rows - 1) / rows);
    int width = columns * CELL + 2, height = rows * CELL + 2 * (LINE_OVER + 8);
    buf_addf(
        v->out,
        "<svg class=\"seats\" role=\"img\" viewBox=\"-1 0 %d %d\" width=\"%d\" height=\"%d\" preserveAspectRatio=\"xMinYMin\"><title>",
        width, height, width, height);
    html_escape(v->out, title);
    buf_addz(v->out, "</title><desc>");
    html_escape(v->out, desc);
    buf_addz(v->out, "</desc>");
    bool singly = total <= SINGLES_MAX;
    if (!singly) draw_patterns(v, runs, run_count);
    int64_t n = 0;
    for (size_t i = 0; i < run_count; n += runs[i].count, i++) {
        if (!singly && runs[i].count) draw_area(v, runs[i].mark, n, n + runs[i].count, rows);
        for (int64_t k = n; singly && k < n + runs[i].count; k++)
            draw_mark(v, runs[i].mark, (int)(k / rows) * CELL + CELL / 2,
                      (int)(k % rows) * CELL + CELL / 2 + LINE_OVER + 8);
    }
    if (needed > 0) draw_line(v, needed, rows);
    buf_addz(v->out, "</svg>\n");
}

/* "● 9 in favour" …: each run that has any, in words, with a drawing of its mark. */
static void legend(struct view *v, const struct run *runs, size_t run_count) {
    buf_addz(v->out, "<ul class=\"legend\">");
    for (size_t i = 0; i < run_count; i++) {
        if (!runs[i].count && runs[i].mark != MARK_FULL) continue;
        buf_addz(v->out,
                 "<li><svg viewBox=\"2 2 20 20\" width=\"16\" height=\"16\" aria-hidden=\"true\" focusable=\"false\">");
        draw_mark(v, runs[i].mark, CELL / 2, CELL / 2);
        buf_addz(v->out, "</svg><b>");
        num_format(v->out, runs[i].count);
        buf_addz(v->out, "</b> ");
        html_text(v, runs[i].word);
        buf_addz(v->out, "</li>");
    }
    buf_addz(v->out, "</ul>\n");
}

static struct str legend_words(struct view *v, const struct run *runs, size_t run_count) {
    struct buf b;
    buf_init(&b, 1024);
    for (size_t i = 0; i < run_count; i++) {
        if (!runs[i].count) continue;
        if (b.len) buf_addz(&b, v->lang == LANG_ZH ? "，" : ", ");
        if (v->lang == LANG_ZH) {
            buf_addz(&b, runs[i].word.zh);
            buf_addf(&b, " %lld", (long long)runs[i].count);
        } else {
            buf_addf(&b, "%lld %s", (long long)runs[i].count, runs[i].word.en);
        }
    }
    struct str s = arena_str(v->arena, buf_str(&b));
    buf_release(&b);
    return s;
}

static void figure(struct view *v, struct str title, const struct run *runs, size_t run_count, int64_t needed) {
    buf_addz(v->out, "<figure class=\"marks\">\n<figcaption>");
    html_escape(v->out, title);
    buf_addz(v->out, "</figcaption>\n");
    draw_row(v, title, legend_words(v, runs, run_count), runs, run_count, needed);
    legend(v, runs, run_count);
    buf_addz(v->out, "</figure>\n");
}

static void attendance(struct view *v, const struct marks *m) {
    const struct run runs[] = {
        { MARK_FULL, m->present, TEXT_INIT("present", "出席") },
        { MARK_ABSENT, m->in_office > m->present ? m->in_office - m->present : 0, TEXT_INIT("absent", "缺席") },
        { MARK_VACANT, m->seats > m->in_office ? m->seats - m->in_office : 0, TEXT_INIT("vacant", "空缺") },
    };
    const struct arg args[] = { ARG_INT("present", m->present), ARG_INT("in_office", m->in_office),
                                ARG_INT("quorum", m->quorum) };
    struct text t =
        !m->quorum
            ? (m->past ? T("{present} of {in_office} in office attended", "在任 {in_office} 人，出席 {present} 人")
                       : T("{present} of {in_office} in office are present", "在任 {in_office} 人，出席 {present} 人"))
        : m->past && m->present >= m->quorum
            ? T("Quorum: {present} of {in_office} in office attended at the close, {quorum} needed",
                "达到法定人数：散会时在任 {in_office} 人，出席 {present} 人，须有 {quorum} 人")
        : m->past ? T("No quorum: {present} of {in_office} in office attended at the close, {quorum} needed",
                      "未达法定人数：散会时在任 {in_office} 人，出席 {present} 人，须有 {quorum} 人")
        : m->present >= m->quorum ? T("Quorum reached: {present} of {in_office} in office are present, {quorum} needed",
                                      "已达法定人数：在任 {in_office} 人，出席 {present} 人，须有 {quorum} 人")
                                  : T("No quorum: {present} of {in_office} in office are present, {quorum} needed",
                                      "未达法定人数：在任 {in_office} 人，出席 {present} 人，须有 {quorum} 人");
    figure(v, sentence(v, t, args, 3), runs, 3, m->quorum);
}

static void votes(struct view *v, const struct marks *m) {
    int64_t silent = m->present - m->affirmative - m->abstention - m->negative;
    const struct run runs[] = {
        { MARK_FULL, m->affirmative, TEXT_INIT("in favour", "赞成") },
        { MARK_HALF, m->abstention, TEXT_INIT("abstaining", "弃权") },
        { MARK_HOLLOW, silent > 0 ? silent : 0, TEXT_INIT("did not vote", "未表决") },
        { MARK_CROSS, m->negative, TEXT_INIT("against", "反对") },
        { MARK_ABSENT, m->in_office > m->present ? m->in_office - m->present : 0, TEXT_INIT("absent", "缺席") },
    };
    const struct arg args[] = { ARG_INT("yes", m->affirmative), ARG_INT("base", m->base), ARG_TEXT("of", m->of),
                                ARG_INT("needed", m->needed) };
    struct text t =
        m->undecided ? T("Nothing is decided: too few voted.", "参加表决人数不足，不作决定。")
        : m->exactly
            ? T("Passed at exactly the line: {yes} affirmative of {base} {of}; {needed} {needed|is|are} needed.",
                "恰好达到所需票数，通过：{of} {base}，赞成 {yes} 票，须 {needed} 票。")
        : m->passed ? T("Passed: {yes} affirmative of {base} {of}; {needed} {needed|is|are} needed.",
                        "通过：{of} {base}，赞成 {yes} 票，须 {needed} 票。")
                    : T("Not passed: {yes} affirmative of {base} {of}; {needed} {needed|is|are} needed.",
                        "未通过：{of} {base}，赞成 {yes} 票，须 {needed} 票。");
    figure(v, sentence(v, t, args, 4), runs, 5, m->needed);
}

void part_marks(struct view *v, const struct marks *m) {
    if (m->voted)
        votes(v, m);
    else
        attendance(v, m);
}

void part_seats(struct view *v, int64_t held, int64_t seats) {
    const struct run runs[] = {
        { MARK_FULL, held, TEXT_INIT("in office", "在任") },
        { MARK_VACANT, seats > held ? seats - held : 0, TEXT_INIT("vacant", "空缺") },
    };
    const struct arg args[] = { ARG_INT("held", held), ARG_INT("seats", seats) };
    figure(v, sentence(v, T("{held} of {seats} seats filled", "共 {seats} 席，在任 {held} 人"), args, 2), runs, 2, 0);
}

void part_gauge(struct view *v, struct text label, int64_t part, int64_t needed, int64_t whole) {
    enum { WIDTH = 240, HEIGHT = 24 };
    if (whole <= 0) whole = 1;
    int64_t filled = part < 0 ? 0 : part > whole ? whole : part;
    int x = (int)(filled * WIDTH / whole), line = (int)((needed > whole ? whole
                                                         : needed < 0   ? 0
                                                                        : needed) *
                                                        WIDTH / whole);
    const struct arg args[] = { ARG_INT("part", part), ARG_INT("needed", needed), ARG_INT("whole", whole) };
    struct str words = sentence(v, T("{part} of {whole}; {needed} needed", "{part} / {whole}，须有 {needed}"), args, 3);
    buf_addz(v->out, "<figure class=\"marks gauge\"><figcaption>");
    html_text(v, label);
    buf_addf(v->out, "</figcaption><svg role=\"img\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\"><title>", WIDTH,
             HEIGHT, WIDTH, HEIGHT);
    html_escape(v->out, words);
    buf_addf(v->out, "</title><path class=\"g-track\" d=\"M0 12H%d\"/>", WIDTH);
    if (x > 0) buf_addf(v->out, "<path class=\"g-part\" d=\"M0 12H%d\"/>", x);
    buf_addf(v->out, "<path class=\"m-line\" d=\"M%d 2v20\"/></svg> <span class=\"num\">", line < 1 ? 1 : line);
    html_escape(v->out, words);
    buf_addz(v->out, "</span></figure>\n");
}
