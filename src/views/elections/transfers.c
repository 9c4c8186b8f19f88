/* The picture of a count; see transfers.h. Places are whole pixels; shares of them are cut off, never reckoned in floating point. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "views/elections/count.h"
#include "views/html.h"
#include "views/elections/transfers.h"

enum {
    ROWS_MAX = 40,
    STAGES_MAX = 60,
    MATRIX_MAX = 30, /* what an eye can still follow */
    NAMES_W = 184,
    NAME_COLUMNS = 21,
    BAR_W = 84,
    COLUMN_W = 132,
    HEAD_H = 58,
    ROW_H = 38,
    BAR_H = 11,
    FLOW_MAX = 14,
    LIST_W = 288,
    LIST_ROW_H = 40,
    LIST_COLUMNS = 30,
    CELL_W = 54,
    CELL_H = 28,
    PAD = 12,
    TITLE_H = 28,
    PAGE_TOLD_MAX = 1 << 28,
};

struct picture {
    struct buf *out;
    const struct tally_result *r;
    enum lang lang;
    const char *id;
    bool alone;
    struct arena arena;
    uint16_t *shown;
    size_t shown_count;    /* candidates that have a row, in the order of the rows */
    int *row;              /* of each candidate; -1: none */
    size_t first_stage;    /* that is drawn */
    bool exhausted, lost;  /* each has a row below */
    int64_t scale, widest; /* votes of a full bar, of the widest flow */
};

/* ---- words ---- */

static void words(struct picture *p, struct text text, const struct arg *args, size_t count) {
    struct buf said;
    buf_init(&said, 1 << 16);
    text_format(&said, text, p->lang, ZONE_SHANGHAI, args, count);
    html_escape(p->out, buf_str(&said));
    buf_release(&said);
}
#define WORDS(p, text, ...)                                                                                            \
    words((p), (text), (const struct arg[]){ __VA_ARGS__ },                                                            \
          sizeof((const struct arg[]){ __VA_ARGS__ }) / sizeof(struct arg))

/* To two decimals where there are more, cut off: the table has them all. */
static void short_number(struct buf *out, int64_t scaled, int places) {
    for (; places > 2; places--) scaled /= 10;
    tally_number(out, scaled, places, true);
}

static struct str short_said(struct picture *p, int64_t scaled) {
    struct buf b;
    buf_init(&b, 64);
    short_number(&b, scaled, p->r->method->places);
    struct str kept = arena_str(&p->arena, buf_str(&b));
    buf_release(&b);
    return kept;
}

/* A name cut to so many columns of text, a Chinese character being two. */
static void add_name(struct picture *p, uint16_t who, int columns) {
    struct str name = p->r->ballots->candidates[who].name;
    size_t at = 0;
    int used = 0;
    buf_addf(p->out, "%d ", who + 1);
    while (at < name.len) {
        size_t next = at + 1;
        while (next < name.len && ((unsigned char)name.data[next] & 0xc0) == 0x80) next++;
        int wide = next - at > 2 ? 2 : 1;
        if (used + wide > columns - (next < name.len)) {
            html_escape(p->out, (struct str){ name.data, at });
            buf_addz(p->out, "…");
            return;
        }
        used += wide;
        at = next;
    }
    html_escape(p->out, name);
}

/* ---- who and what is drawn ---- */

static bool is_elected(const struct tally_result *r, uint16_t who, size_t by_stage) {
    for (size_t i = 0; i < r->elected_count; i++)
        if (r->elected[i] == who) return r->elected_stage[i] <= (int)by_stage + 1;
    return false;
}

static bool names_who(const struct tally_stage *s, uint16_t who) {
    for (size_t i = 0; i < s->who_count; i++)
        if (s->who[i] == who) return true;
    return false;
}

static int64_t most_of(const struct tally_result *r, uint16_t who) {
    int64_t most = 0;
    for (size_t i = 0; i < r->stage_count; i++)
        if (r->stages[i].total[who] > most) most = r->stages[i].total[who];
    return most;
}

struct ranked {
    int64_t most;
    uint16_t who;
};

static int by_most(const void *a, const void *b) {
    const struct ranked *x = a, *y = b;
    return x->most != y->most ? (x->most > y->most ? -1 : 1) : x->who < y->who ? -1 : x->who > y->who;
}

/* Rows in the order of the paper; where there are too many, of those with most votes. */
static void choose_rows(struct picture *p) {
    const struct tally_result *r = p->r;
    size_t n = r->ballots->candidate_count, standing = 0;
    struct ranked *all = arena_array(&p->arena, struct ranked, n + 1);
    p->row = arena_array(&p->arena, int, n + 1);
    p->shown = arena_array(&p->arena, uint16_t, n + 1);
    for (size_t c = 0; c < n; c++) {
        p->row[c] = -1;
        if (!r->ballots->candidates[c].withdrawn)
            all[standing++] = (struct ranked){ most_of(r, (uint16_t)c), (uint16_t)c };
    }
    qsort(all, standing, sizeof *all, by_most);
    for (size_t i = 0; i < standing && i < ROWS_MAX; i++) p->row[all[i].who] = 0;
    for (size_t c = 0; c < n; c++)
        if (p->row[c] == 0) {
            p->row[c] = (int)p->shown_count;
            p->shown[p->shown_count++] = (uint16_t)c;
        }
}

static void measure(struct picture *p) {
    const struct tally_result *r = p->r;
    p->scale = p->widest = 1;
    p->first_stage = r->stage_count > STAGES_MAX ? r->stage_count - STAGES_MAX : 0;
    for (size_t i = p->first_stage; i < r->stage_count; i++) {
        const struct tally_stage *s = &r->stages[i];
        p->scale = s->quota > p->scale ? s->quota : p->scale;
        for (size_t c = 0; c < r->ballots->candidate_count; c++)
            p->scale = s->total[c] > p->scale ? s->total[c] : p->scale;
        for (size_t k = 0; k < s->transfer_count; k++)
            p->widest = s->transfers[k].votes > p->widest ? s->transfers[k].votes : p->widest;
        p->exhausted = p->exhausted || s->exhausted > 0;
        p->lost = p->lost || (s->lost > 0 && !s->keep);
    }
}

/* So many of `whole` pixels as `votes` are of `of`; totals times pixels fit (tally/ballots.h, B3). */
static int share(int64_t votes, int64_t of, int whole) {
    while (of > INT64_MAX / 4096) {
        votes /= 2;
        of /= 2;
    }
    return votes <= 0 ? 0 : (int)(votes * whole / of);
}

/* ---- frame ---- */

static void svg_begin(struct picture *p, int width, int height, struct text what) {
    const struct arg args[] = { ARG_STR("title", p->r->ballots->title), ARG_TEXT("method", p->r->method->title),
                                ARG_TEXT("what", what) };
    int top = p->alone ? TITLE_H + PAD : 0, pad = p->alone ? PAD : 0;
    if (p->alone) buf_addz(p->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    buf_addf(
        p->out,
        "<svg class=\"picture\" xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"%d %d %d %d\" role=\"img\" aria-labelledby=\"%s-t %s-d\" ",
        width + 2 * pad, height + top + pad, -pad, -top, width + 2 * pad, height + top + pad, p->id, p->id);
    buf_addz(
        p->out,
        "font-family=\"system-ui, 'Noto Sans', 'Liberation Sans', 'PingFang SC', 'Noto Sans CJK SC', sans-serif\" font-size=\"12\" fill=\"#1d1c19\">");
    buf_addf(p->out, "<title id=\"%s-t\">", p->id);
    words(p,
          p->r->ballots->title.len ? T("{title}: the count as a picture ({method})", "{title}：计票图示（{method}）")
                                   : T("The count as a picture ({method})", "计票图示（{method}）"),
          args, 3);
    buf_addf(p->out, "</title><desc id=\"%s-d\">", p->id);
    words(p, what, args, 3);
    buf_addz(p->out, "</desc>\n");
    if (!p->alone) return;
    buf_addf(
        p->out,
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#fbfaf7\"/><text x=\"0\" y=\"-16\" font-size=\"15\" font-weight=\"600\">",
        -pad, -top, width + 2 * pad, height + top + pad);
    html_escape(p->out, p->r->ballots->title);
    buf_addz(p->out, "</text>\n");
}

static void svg_end(struct picture *p) { buf_addz(p->out, "</svg>\n"); }

static void bar(struct picture *p, int x, int y, int width, int height, bool won) {
    if (width > 0)
        buf_addf(p->out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>",
                 won ? "t-won" : "t-bar", x, y, width, height, won ? "#174a5b" : "#a9b6b9");
}

/* ---- stages ---- */

static int column_x(const struct picture *p, size_t stage) {
    return NAMES_W + (int)(stage - p->first_stage) * COLUMN_W;
}

static int row_y(int row) { return HEAD_H + row * ROW_H; }

static int exhausted_row(const struct picture *p) { return (int)p->shown_count; }

static int lost_row(const struct picture *p) { return (int)p->shown_count + p->exhausted; }

static void stage_head(struct picture *p, size_t stage) {
    const struct tally_stage *s = &p->r->stages[stage];
    const struct arg args[] = { ARG_INT("stage", (int64_t)stage + 1), ARG_INT("who", s->who_count ? s->who[0] + 1 : 0),
                                ARG_INT("n", (int64_t)s->who_count), ARG_STR("quota", short_said(p, s->quota)) };
    int x = column_x(p, stage);
    buf_addf(p->out, "<text x=\"%d\" y=\"14\" font-weight=\"600\">", x);
    words(p, T("Stage {stage}", "第 {stage} 轮"), args, 4);
    buf_addf(p->out, "</text><text class=\"t-soft\" x=\"%d\" y=\"30\" fill=\"#504c43\">", x);
    if (s->action == STAGE_FIRST)
        words(p, T("first votes", "首选票"), args, 4);
    else if (s->action == STAGE_SURPLUS && !s->keep)
        words(p, T("surplus of {who}", "转移 {who} 号超额"), args, 4);
    else if (s->action == STAGE_SURPLUS)
        words(p, T("surplus shared", "重新分配超额"), args, 4);
    else
        words(p, s->who_count == 1 ? T("{who} goes out", "{who} 号出局") : T("{n} go out", "{n} 人出局"), args, 4);
    buf_addz(p->out, "</text>");
    if (s->quota) {
        buf_addf(p->out, "<text class=\"t-soft\" x=\"%d\" y=\"46\" fill=\"#504c43\">", x);
        words(p, T("needed {quota}", "当选需 {quota}"), args, 4);
        buf_addz(p->out, "</text><path class=\"t-need\" d=\"");
        for (size_t i = 0; i < p->shown_count; i++) /* across the bars, not through the numbers above them */
            buf_addf(p->out, "M%d %dv%d", x + share(s->quota, p->scale, BAR_W), row_y((int)i) + 14, BAR_H + 6);
        buf_addz(p->out, "\" stroke=\"#1d1c19\" stroke-dasharray=\"3 2\" fill=\"none\"/>");
    }
}

/* Total, what changed, a sign for who is elected or goes out here, and the bar. */
static void stage_cell(struct picture *p, size_t stage, uint16_t who) {
    const struct tally_stage *s = &p->r->stages[stage], *before = stage ? s - 1 : NULL;
    int64_t change = before ? s->total[who] - before->total[who] : 0;
    bool out = s->action >= STAGE_EXCLUDE && names_who(s, who),
         now = is_elected(p->r, who, stage) && (!stage || !is_elected(p->r, who, stage - 1));
    int x = column_x(p, stage), y = row_y(p->row[who]);
    if (s->total[who] == 0 && !out && (stage || change)) return;
    buf_addf(p->out, "<text x=\"%d\" y=\"%d\" font-size=\"11\">", x, y + 12);
    html_escape(p->out, out ? STR("×") : short_said(p, s->total[who]));
    if (now) buf_addz(p->out, " ✓");
    if (change && !out) {
        buf_addz(p->out, "<tspan class=\"t-soft\" fill=\"#504c43\"> ");
        buf_addz(p->out, change > 0 ? "+" : "−");
        html_escape(p->out, short_said(p, change > 0 ? change : -change));
        buf_addz(p->out, "</tspan>");
    }
    buf_addz(p->out, "</text>");
    int width = share(s->total[who], p->scale, BAR_W);
    bar(p, x, y + 17, width, BAR_H, is_elected(p->r, who, stage));
    /* Whose it is, also where the names have been scrolled away. */
    buf_addf(p->out, "<text class=\"t-soft\" x=\"%d\" y=\"%d\" font-size=\"10\" fill=\"#504c43\">%d</text>",
             x + width + (width ? 4 : 0), y + 27, who + 1);
}

static void rest_cell(struct picture *p, size_t stage, int row, int64_t votes) {
    struct buf number;
    if (votes <= 0) return;
    buf_init(&number, 64);
    tally_number(&number, votes, row == lost_row(p) ? p->r->method->places : 0,
                 true); /* what is lost is small: all of it */
    int x = column_x(p, stage), y = row_y(row), width = share(votes, p->scale, BAR_W);
    buf_addf(p->out, "<text class=\"t-soft\" x=\"%d\" y=\"%d\" font-size=\"11\" fill=\"#504c43\">", x, y + 12);
    html_escape(p->out, p->lost && row == lost_row(p) ? buf_str(&number) : short_said(p, votes));
    buf_release(&number);
    buf_addf(
        p->out,
        "</text><rect class=\"t-rest\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#8b8576\"/>",
        x, y + 17, width > BAR_W ? BAR_W : width, BAR_H);
}

static void flow(struct picture *p, size_t stage, int from, int to, int64_t votes, bool rest) {
    int width = share(votes, p->widest, FLOW_MAX), x0 = column_x(p, stage - 1) + BAR_W + 3, x1 = column_x(p, stage) - 3,
        middle = (x0 + x1) / 2;
    int y0 = row_y(from) + 17 + BAR_H / 2, y1 = row_y(to) + 17 + BAR_H / 2;
    if (from < 0 || to < 0 || votes <= 0) return;
    buf_addf(
        p->out,
        "<path class=\"%s\" d=\"M%d %dC%d %d %d %d %d %d\" stroke=\"%s\" stroke-width=\"%d\" stroke-opacity=\"0.6\" fill=\"none\"/>",
        rest ? "t-flow t-away" : "t-flow", x0, y0, middle, y0, middle, y1, x1, y1, rest ? "#8b8576" : "#d08a1d",
        width < 1 ? 1 : width);
}

static void stage_flows(struct picture *p, size_t stage) {
    const struct tally_stage *s = &p->r->stages[stage], *before = s - 1;
    if (s->keep) return;
    for (size_t i = 0; i < s->transfer_count; i++) {
        const struct tally_transfer *t = &s->transfers[i];
        bool nobody = t->to == NOBODY;
        if (t->from != NOBODY)
            flow(p, stage, p->row[t->from], nobody ? (p->exhausted ? exhausted_row(p) : -1) : p->row[t->to], t->votes,
                 nobody);
    }
    if (p->lost && s->who_count && s->lost > before->lost)
        flow(p, stage, p->row[s->who[0]], lost_row(p), s->lost - before->lost, true);
}

static void row_names(struct picture *p) {
    for (size_t i = 0; i < p->shown_count; i++) {
        bool won = result_is_elected(p->r, p->shown[i]);
        buf_addf(p->out, "<text x=\"0\" y=\"%d\"%s>", row_y((int)i) + 26, won ? " font-weight=\"600\"" : "");
        add_name(p, p->shown[i], NAME_COLUMNS - 2 * won);
        buf_addz(p->out, won ? " ✓</text>" : "</text>");
    }
    if (p->exhausted) {
        buf_addf(p->out, "<text class=\"t-soft\" x=\"0\" y=\"%d\" fill=\"#504c43\">", row_y(exhausted_row(p)) + 26);
        words(p, T("not transferable", "不可转移"), NULL, 0);
        buf_addz(p->out, "</text>");
    }
    if (p->lost) {
        buf_addf(p->out, "<text class=\"t-soft\" x=\"0\" y=\"%d\" fill=\"#504c43\">", row_y(lost_row(p)) + 26);
        words(p, T("lost to fractions", "尾差"), NULL, 0);
        buf_addz(p->out, "</text>");
    }
}

static void draw_stages(struct picture *p) {
    const struct tally_result *r = p->r;
    measure(p);
    int rows = (int)p->shown_count + p->exhausted + p->lost;
    bool meek = r->stages[0].keep != NULL;
    svg_begin(
        p, NAMES_W + (int)(r->stage_count - p->first_stage) * COLUMN_W, row_y(rows) + PAD,
        meek
            ? T("Stages side by side, a row for each candidate: bars are votes, a dashed line is what elects. At each stage every paper is shared anew, so nothing is shown as passing on. The table has the same numbers.",
                "各轮并列，每名候选人一行：条形为票数，虚线为当选所需。每轮重新分配全部选票，故不画转移。表格列有同样的数字。")
            : T("Stages side by side, a row for each candidate: bars are votes, a dashed line is what elects, and curves are votes that pass on. The table has the same numbers.",
                "各轮并列，每名候选人一行：条形为票数，虚线为当选所需，曲线为转移的票。表格列有同样的数字。"));
    for (int i = 0; i <= rows; i++)
        buf_addf(p->out, "<path class=\"t-rule\" d=\"M0 %dH%d\" stroke=\"#d8d3c6\" fill=\"none\"/>", row_y(i),
                 column_x(p, r->stage_count - 1) + BAR_W);
    for (size_t s = p->first_stage + 1; s < r->stage_count; s++) stage_flows(p, s);
    for (size_t s = p->first_stage; s < r->stage_count; s++) {
        stage_head(p, s);
        for (size_t i = 0; i < p->shown_count; i++) stage_cell(p, s, p->shown[i]);
        rest_cell(p, s, exhausted_row(p), r->stages[s].exhausted);
        if (p->lost) rest_cell(p, s, lost_row(p), r->stages[s].lost);
    }
    row_names(p);
    svg_end(p);
}

/* ---- marks added up ---- */

static void draw_list(struct picture *p) {
    const struct tally_stage *s = &p->r->stages[0];
    measure(p);
    svg_begin(
        p, LIST_W, (int)p->shown_count * LIST_ROW_H + PAD / 2,
        T("A bar for each candidate: its length is the votes; ✓ is who is elected. The table has the same numbers.",
          "每名候选人一条，长度为票数，✓ 为当选。表格列有同样的数字。"));
    for (size_t i = 0; i < p->shown_count; i++) {
        uint16_t who = p->shown[i];
        bool won = result_is_elected(p->r, who);
        int y = (int)i * LIST_ROW_H;
        buf_addf(p->out, "<text x=\"0\" y=\"%d\" font-size=\"13\"%s>", y + 15, won ? " font-weight=\"600\"" : "");
        add_name(p, who, LIST_COLUMNS);
        buf_addf(p->out, "</text><text x=\"%d\" y=\"%d\" text-anchor=\"end\" font-size=\"13\">", LIST_W, y + 15);
        buf_addz(p->out, won ? "✓ " : "");
        html_escape(p->out, short_said(p, s->total[who]));
        buf_addf(p->out, "</text><path class=\"t-rule\" d=\"M0 %dH%d\" stroke=\"#d8d3c6\" fill=\"none\"/>", y + 26,
                 LIST_W);
        bar(p, 0, y + 20, share(s->total[who], p->scale, LIST_W), 12, won);
        buf_addc(p->out, '\n');
    }
    svg_end(p);
}

/* ---- every two ---- */

static void matrix_cell(struct picture *p, int row, int column, uint16_t a, uint16_t b) {
    size_t n = p->r->ballots->candidate_count;
    int64_t over = p->r->pairs.prefer[a * n + b], under = p->r->pairs.prefer[b * n + a];
    int x = NAMES_W + column * CELL_W, y = HEAD_H - 24 + row * CELL_H;
    if (over > under)
        buf_addf(p->out, "<rect class=\"t-beats\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#cfdde1\"/>", x,
                 y, CELL_W - 2, CELL_H - 2);
    buf_addf(p->out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\"%s>", x + CELL_W - 8, y + 18,
             over > under ? " font-weight=\"600\"" : "");
    num_format(p->out, over);
    buf_addz(p->out, "</text>");
}

/* Best first; Debian's order is of the winners alone, the others follow by number. */
static size_t matrix_order(struct picture *p, uint16_t *ret) {
    const struct tally_result *r = p->r;
    size_t n = r->ballots->candidate_count, count = 0, ranked = r->order_groups ? r->order_end[r->order_groups - 1] : 0;
    bool *there = arena_array(&p->arena, bool, n + 1);
    for (size_t i = 0; i < ranked && count < MATRIX_MAX; i++) {
        there[r->order[i]] = true;
        ret[count++] = r->order[i];
    }
    for (size_t c = 0; c < n && count < MATRIX_MAX; c++)
        if (!there[c] && !r->ballots->candidates[c].withdrawn) ret[count++] = (uint16_t)c;
    return count;
}

static void draw_matrix(struct picture *p) {
    uint16_t *order = arena_array(&p->arena, uint16_t, MATRIX_MAX);
    size_t n = matrix_order(p, order);
    svg_begin(
        p, NAMES_W + (int)n * CELL_W, HEAD_H - 24 + (int)n * CELL_H + PAD,
        T("A field for every two, best first: how many papers put the candidate of the row above that of the column; shaded where that is the greater part. The table has the same numbers.",
          "两两比较，名次靠前者在上：将行候选人排在列候选人之前的选票数，占多者加底色。表格列有同样的数字。"));
    for (size_t i = 0; i < n; i++) {
        bool won = result_is_elected(p->r, order[i]);
        buf_addf(p->out,
                 "<text x=\"%d\" y=\"22\" text-anchor=\"end\" font-weight=\"600\">%d</text><text x=\"0\" y=\"%d\"%s>",
                 NAMES_W + (int)i * CELL_W + CELL_W - 8, order[i] + 1, HEAD_H - 24 + (int)i * CELL_H + 18,
                 won ? " font-weight=\"600\"" : "");
        add_name(p, order[i], NAME_COLUMNS - 2 * won);
        buf_addz(p->out, won ? " ✓</text>" : "</text>");
        for (size_t k = 0; k < n; k++)
            if (k != i) matrix_cell(p, (int)i, (int)k, order[i], order[k]);
        buf_addc(p->out, '\n');
    }
    svg_end(p);
}

void transfers_svg(struct buf *out, const struct tally_result *r, enum lang lang, const char *id, bool alone) {
    struct picture p = { .out = out, .r = r, .lang = lang, .id = id, .alone = alone };
    arena_init(&p.arena);
    choose_rows(&p);
    if (r->pairs.prefer)
        draw_matrix(&p);
    else if (r->stage_count > 1 || (r->stage_count && r->stages[0].quota))
        draw_stages(&p);
    else if (r->stage_count)
        draw_list(&p);
    arena_release(&p.arena);
}

/* ---- the same as a table ---- */

static void cell(struct picture *p, int64_t votes, bool blank) {
    struct buf b;
    buf_addz(p->out, "<td>");
    buf_init(&b, 64);
    if (!blank) tally_number(&b, votes, p->r->method->places, true);
    html_escape(p->out, buf_str(&b));
    buf_release(&b);
    buf_addz(p->out, "</td>");
}

static void row_head(struct picture *p, struct text text) {
    buf_addz(p->out, "<tr><th scope=\"row\">");
    words(p, text, NULL, 0);
    buf_addz(p->out, "</th>");
}

static void name_head(struct picture *p, uint16_t who) {
    buf_addf(p->out, "<tr><th scope=\"row\">%d ", who + 1);
    html_escape(p->out, p->r->ballots->candidates[who].name);
    if (result_is_elected(p->r, who)) {
        buf_addz(p->out, " ✓ ");
        words(p, T("elected", "当选"), NULL, 0);
    }
    buf_addz(p->out, "</th>");
}

static void stages_table(struct picture *p) {
    const struct tally_result *r = p->r;
    bool quota = false, exhausted = false, lost = false;
    for (size_t s = 0; s < r->stage_count; s++) {
        buf_addz(p->out, "<th scope=\"col\">");
        WORDS(p, r->stage_count > 1 ? T("Stage {n}", "第 {n} 轮") : T("Votes", "票数"), ARG_INT("n", (int64_t)s + 1));
        buf_addz(p->out, "</th>");
        quota = quota || r->stages[s].quota;
        exhausted = exhausted || r->stages[s].exhausted;
        lost = lost || r->stages[s].lost;
    }
    buf_addz(p->out, "</tr></thead><tbody>\n");
    for (size_t c = 0; c < r->ballots->candidate_count; c++) {
        if (r->ballots->candidates[c].withdrawn) continue;
        name_head(p, (uint16_t)c);
        for (size_t s = 0; s < r->stage_count; s++)
            cell(p, r->stages[s].total[c], s > 0 && r->stages[s].total[c] == 0 && r->stages[s - 1].total[c] == 0);
        buf_addz(p->out, "</tr>\n");
    }
    for (int rest = 0; rest < 3; rest++) {
        if (!(rest == 0 ? exhausted : rest == 1 ? lost : quota)) continue;
        row_head(p, rest == 0   ? T("not transferable", "不可转移")
                    : rest == 1 ? T("lost to fractions", "尾差")
                                : T("needed to be elected", "当选所需"));
        for (size_t s = 0; s < r->stage_count; s++)
            cell(p, rest == 0 ? r->stages[s].exhausted : rest == 1 ? r->stages[s].lost : r->stages[s].quota, false);
        buf_addz(p->out, "</tr>\n");
    }
}

static void pairs_table(struct picture *p) {
    const struct tally_result *r = p->r;
    size_t n = r->ballots->candidate_count, most = n < MATRIX_MAX ? n : MATRIX_MAX;
    for (size_t c = 0; c < most; c++) buf_addf(p->out, "<th scope=\"col\">%zu</th>", c + 1);
    buf_addz(p->out, "</tr></thead><tbody>\n");
    for (size_t a = 0; a < most; a++) {
        name_head(p, (uint16_t)a);
        for (size_t b = 0; b < most; b++) cell(p, r->pairs.prefer[a * n + b], a == b);
        buf_addz(p->out, "</tr>\n");
    }
}

void transfers_table(struct buf *out, const struct tally_result *r, enum lang lang) {
    struct picture p = { .out = out, .r = r, .lang = lang, .id = "" };
    arena_init(&p.arena);
    buf_addz(out, "<table class=\"transfers\"><caption>");
    words(&p,
          r->pairs.prefer ? T("Papers that put the candidate of the row above that of the column",
                              "将行候选人排在列候选人之前的选票数")
                          : T("Votes at each stage", "各轮票数"),
          NULL, 0);
    buf_addz(out, "</caption><thead><tr><th scope=\"col\">");
    words(&p, T("Candidate", "候选人"), NULL, 0);
    buf_addz(out, "</th>");
    if (r->pairs.prefer)
        pairs_table(&p);
    else
        stages_table(&p);
    buf_addz(out, "</tbody></table>\n");
    arena_release(&p.arena);
}

/* ---- a page by itself ---- */

static const char page_style[] =
    "<style>:root{color-scheme:light dark;--paper:#fbfaf7;--ink:#1d1c19;--soft:#504c43;--rule:#d8d3c6;--won:#174a5b;--bar:#a9b6b9;--flow:#d08a1d;--edge:#8b8576;--beats:#cfdde1}"
    "@media(prefers-color-scheme:dark){:root{--paper:#141618;--ink:#ece8de;--soft:#b9b4a8;--rule:#393d3f;--won:#96cbd9;--bar:#4c565a;--flow:#d9982f;--edge:#85898a;--beats:#1c3138}}"
    "body{font:1rem/1.6 system-ui,sans-serif;background:var(--paper);color:var(--ink);margin:0 auto;padding:1rem;max-width:72rem}.wide{overflow-x:auto}"
    "svg text{fill:var(--ink)}svg .t-soft{fill:var(--soft)}.t-rule{stroke:var(--rule)}.t-won{fill:var(--won)}.t-bar{fill:var(--bar)}.t-need{stroke:var(--ink)}.t-flow{stroke:var(--flow)}"
    ".t-away,.t-rest{stroke:var(--edge)}.t-beats{fill:var(--beats)}table{border-collapse:collapse;font-variant-numeric:tabular-nums}caption{text-align:left;font-weight:600}"
    "th,td{padding:.25rem .75rem .25rem 0;border-bottom:1px solid var(--rule);text-align:right;white-space:nowrap}th[scope=row],th:first-child{text-align:left}</style>\n";

static void page_step(struct picture *p, const struct count_block *b) {
    for (size_t i = 0; i < b->count; i++) {
        if (b->lines[i].words.data) {
            buf_addz(p->out, i == 0 && b->count > 1 ? "<h3>" : "<p>");
            html_escape(p->out, b->lines[i].words);
            buf_addz(p->out, i == 0 && b->count > 1 ? "</h3>\n" : "</p>\n");
            continue;
        }
        buf_addz(p->out, "<table><tbody>\n");
        for (; i < b->count && !b->lines[i].words.data; i++) {
            buf_addz(p->out, "<tr><th scope=\"row\">");
            html_escape(p->out, b->lines[i].about);
            buf_addz(p->out, "</th>");
            for (size_t k = 0; k < b->lines[i].cell_count; k++) {
                buf_addz(p->out, "<td>");
                html_escape(p->out, b->lines[i].cells[k]);
                buf_addz(p->out, "</td>");
            }
            buf_addz(p->out, "</tr>\n");
        }
        i--;
        buf_addz(p->out, "</tbody></table>\n");
    }
}

void transfers_page(struct buf *out, const struct tally_result *r, enum lang lang) {
    struct picture p = { .out = out, .r = r, .lang = lang, .id = "count" };
    struct buf told;
    const struct count_block *blocks;
    struct str title = r->ballots->title.len ? r->ballots->title : str_of(text_in(r->method->title, lang));
    arena_init(&p.arena);
    buf_init(&told, PAGE_TOLD_MAX);
    tally_explain(&told, r, lang);
    size_t n = count_blocks(&p.arena, buf_str(&told), &blocks);
    buf_addf(
        out,
        "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
        lang == LANG_ZH ? "zh-CN" : "en");
    html_escape(out, title);
    buf_addf(out, "</title>\n%s</head>\n<body>\n<main>\n<h1>", page_style);
    html_escape(out, title);
    buf_addz(out, "</h1>\n<div class=\"wide\" tabindex=\"0\">\n");
    transfers_svg(out, r, lang, "count", false);
    buf_addz(out, "</div>\n<div class=\"wide\" tabindex=\"0\">\n");
    transfers_table(out, r, lang);
    buf_addz(out, "</div>\n<h2>");
    words(&p, T("The count, step by step", "计票过程"), NULL, 0);
    buf_addz(out, "</h2>\n");
    for (size_t i = 0; i < n; i++) page_step(&p, &blocks[i]);
    buf_addz(out, "</main>\n</body>\n</html>\n");
    buf_release(&told);
    arena_release(&p.arena);
}
