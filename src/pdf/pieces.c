/* The pieces of a paper, each as it is set: headings, paragraphs, items, facts, tables, marks. */
#include "pdf/setting.h"

#include <stdio.h>

enum { INDENT = 16, GAP_TEXT = 6, LABEL_WIDTH = 104, CELL_PAD = 3, CELL_GAP = 10 };

static struct str cell_of(const struct paper_piece *p, size_t i) { return i < p->count ? p->cells[i] : STR(""); }

/* ---- headings ---- */

static void outline(struct setting *s, const struct paper_piece *p) {
    char where[64];
    struct buf words;
    struct paper_run run = { 0 };
    if (!s->cr || p->style == PAPER_H3) return;
    buf_init(&words, 4096);
    for (struct str rest = cell_of(p, 0); paper_run_next(&rest, &run);) buf_add(&words, run.words);
    snprintf(where, sizeof where, "page=%d pos=[%d %d]", s->page, MARGIN_SIDE, (int)s->y);
    int parent = p->style == PAPER_TITLE ? CAIRO_PDF_OUTLINE_ROOT
                 : p->style == PAPER_H1  ? s->outline_title
                                         : s->outline_section;
    int made = cairo_pdf_surface_add_outline(s->surface, parent, buf_z(&words), where,
                                             p->style == PAPER_H2 ? 0 : CAIRO_PDF_OUTLINE_FLAG_OPEN);
    if (p->style == PAPER_TITLE) s->outline_title = made;
    if (p->style == PAPER_H1) s->outline_section = made;
    buf_release(&words);
}

static void heading(struct setting *s, const struct paper_piece *p) {
    static const struct {
        struct face face;
        double before, after;
        const char *tag;
    } looks[] = {
        [PAPER_TITLE] = { { SERIF, 17, true, 0 }, 0, 10, "H1" },
        [PAPER_H1] = { { SANS, 12.5, true, 0 }, 16, 5, "H2" },
        [PAPER_H2] = { { SERIF, 11.5, true, 0 }, 11, 3, "H3" },
        [PAPER_H3] = { { SANS, 9.5, true, 0 }, 8, 2, "H4" },
    };
    const struct face *f = &looks[p->style].face;
    PangoLayout *layout = setting_layout(s, f, cell_of(p, 0), COLUMN_WIDTH);
    double following =
        p->style <= PAPER_H1 ? 96 : 48; /* what a heading takes along with it: three lines, or a heading and those */
    if (s->y > MARGIN_TOP) s->y += looks[p->style].before;
    setting_need(s, layout_height(layout) + following);
    outline(s, p);
    setting_lines(s, layout, cell_of(p, 0), f, MARGIN_SIDE, looks[p->style].tag);
    s->y += looks[p->style].after;
    g_object_unref(layout);
}

/* ---- paragraphs ---- */

static void paragraph(struct setting *s, const struct face *f, struct str cell, double x, double after) {
    PangoLayout *layout = setting_layout(s, f, cell, PAGE_WIDTH - MARGIN_SIDE - x);
    setting_lines(s, layout, cell, f, x, "P");
    s->y += after;
    g_object_unref(layout);
}

static void item(struct setting *s, const struct paper_piece *p) {
    double x = MARGIN_SIDE + p->depth * INDENT;
    PangoLayout *mark = setting_layout(s, &FACE_BODY, cell_of(p, 0), INDENT * 3);
    setting_need(s, layout_height(mark));
    setting_tag(s, "Lbl");
    setting_at(s, mark, STR(""), &FACE_BODY, x, s->y);
    setting_tag_end(s, "Lbl");
    paragraph(s, &FACE_BODY, cell_of(p, 1), x + INDENT + (cell_of(p, 0).len > 2 ? 4 : 0), 3);
    g_object_unref(mark);
}

static void fact(struct setting *s, const struct paper_piece *p) {
    PangoLayout *label = setting_layout(s, &FACE_LABEL, cell_of(p, 0), LABEL_WIDTH - CELL_GAP);
    enum { SHIFT = 2 }; /* smaller letters on the same line as the larger ones beside them */
    double height = layout_height(label) + SHIFT, top;
    int page;
    setting_need(s, height);
    top = s->y;
    page = s->page;
    setting_tag(s, "P");
    setting_at(s, label, STR(""), &FACE_LABEL, MARGIN_SIDE, top + SHIFT);
    setting_tag_end(s, "P");
    paragraph(s, &FACE_BODY, cell_of(p, 1), MARGIN_SIDE + LABEL_WIDTH, 3);
    if (s->page == page && s->y < top + height) s->y = top + height;
    g_object_unref(label);
}

/* ---- tables ---- */

void setting_table_end(struct setting *s) {
    if (s->in_table) setting_tag_end(s, "Table");
    s->y += s->in_table ? GAP_TEXT : 0;
    s->in_table = false;
}

static void columns(struct setting *s, const struct paper_piece *p) {
    double all = 0;
    s->column_count = p->count;
    s->heads = (struct paper_piece){ 0 };
    for (size_t i = 0; i < p->count; i++) {
        int64_t share;
        s->columns[i] = str_int(p->cells[i], &share) == 0 && share > 0 && share < 1000 ? (double)share : 1;
        all += s->columns[i];
    }
    for (size_t i = 0; i < p->count; i++) s->columns[i] *= COLUMN_WIDTH / all;
    s->y += 2;
    setting_tag(s, "Table");
    s->in_table = true;
}

static void row(struct setting *s, const struct paper_piece *p);

static void row_drawn(struct setting *s, const struct paper_piece *p, const struct face *f, PangoLayout **cells,
                      double height) {
    double x = MARGIN_SIDE;
    setting_tag(s, "TR");
    for (size_t i = 0; i < s->column_count; i++) {
        const char *tag = p->style == PAPER_HEADS ? "TH" : "TD";
        setting_tag(s, tag);
        setting_at(s, cells[i], cell_of(p, i), f, x, s->y + CELL_PAD);
        setting_tag_end(s, tag);
        x += s->columns[i];
    }
    setting_tag_end(s, "TR");
    s->y += height;
    setting_rule(s, s->y, p->style == PAPER_HEADS ? 0.3 : 0.8);
}

static void row(struct setting *s, const struct paper_piece *p) {
    static const struct face head = { SANS, 8.25, true, 0.2 };
    const struct face *f = p->style == PAPER_HEADS ? &head : &FACE_TABLE;
    PangoLayout *cells[PAPER_CELLS_MAX];
    double height = 0;
    for (size_t i = 0; i < s->column_count; i++) {
        cells[i] = setting_layout(s, f, cell_of(p, i), s->columns[i] - CELL_GAP);
        double h = layout_height(cells[i]) + 2 * CELL_PAD;
        height = h > height ? h : height;
    }
    if (p->style == PAPER_HEADS) {
        setting_need(s, height * 3);
        s->heads = *p;
    } else if (setting_room(s) < height && s->y > MARGIN_TOP) {
        setting_break(s);
        if (s->heads.style == PAPER_HEADS && !s->full) row(s, &s->heads);
    }
    if (height <= PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM - INDENT * 2)
        row_drawn(s, p, f, cells, height);
    else /* longer than a page: its cells one below the other */
        for (size_t i = 0; i < s->column_count; i++) paragraph(s, f, cell_of(p, i), MARGIN_SIDE + (i ? INDENT : 0), 3);
    for (size_t i = 0; i < s->column_count; i++) g_object_unref(cells[i]);
}

/* ---- marks: a vote as the seats of those who were there ---- */

enum mark { MARK_FOR, MARK_ABSTAIN, MARK_AGAINST, MARK_SILENT, MARKS };

static void draw_mark(cairo_t *cr, enum mark kind, double x, double y, double r) {
    cairo_set_source_rgb(cr, 0.1, 0.1, 0.1);
    cairo_set_line_width(cr, 0.7);
    cairo_new_path(cr);
    cairo_arc(cr, x, y, r, 0, 2 * G_PI);
    if (kind == MARK_FOR) cairo_fill_preserve(cr);
    cairo_stroke(cr);
    if (kind == MARK_ABSTAIN) {
        cairo_arc(cr, x, y, r, 0, G_PI);
        cairo_close_path(cr);
        cairo_fill(cr);
    } else if (kind == MARK_AGAINST) {
        double d = r * 0.62;
        cairo_move_to(cr, x - d, y - d);
        cairo_line_to(cr, x + d, y + d);
        cairo_move_to(cr, x - d, y + d);
        cairo_line_to(cr, x + d, y - d);
        cairo_stroke(cr);
    }
}

/* Beyond so many the sum beside them says more. */
static void marks(struct setting *s, const struct paper_piece *p) {
    enum { STEP = 12, SHOWN_MAX = 190 };
    int64_t counts[MARKS], line = 0, all = 0, at = 0;
    for (int i = 0; i < MARKS; i++) {
        if (str_int(cell_of(p, (size_t)i), &counts[i]) != 0 || counts[i] < 0) return;
        all += counts[i];
        if (all > SHOWN_MAX) return;
    }
    int64_t per_row = COLUMN_WIDTH / STEP, rows = (all + per_row - 1) / per_row;
    if (str_int(cell_of(p, MARKS), &line) != 0 || all == 0) line = 0;
    setting_need(s, (double)rows * STEP + GAP_TEXT);
    for (int kind = 0; kind < MARKS; kind++)
        for (int64_t k = 0; k < counts[kind]; k++, at++) {
            double x = MARGIN_SIDE + 5 + (double)(at % per_row) * STEP, y = s->y + 6 + (double)(at / per_row) * STEP;
            if (!s->cr) continue;
            draw_mark(s->cr, (enum mark)kind, x, y, 4);
            if (at + 1 == line) { /* the line that had to be reached */
                cairo_set_line_width(s->cr, 1.2);
                cairo_move_to(s->cr, x + STEP / 2.0, y - 7);
                cairo_line_to(s->cr, x + STEP / 2.0, y + 7);
                cairo_stroke(s->cr);
            }
        }
    s->y += (double)rows * STEP + GAP_TEXT;
}

void setting_piece(struct setting *s, const struct paper_piece *p) {
    static const struct face code = { MONO, 8.5, false, 0.15 };
    if (s->in_table && p->style != PAPER_HEADS && p->style != PAPER_ROW) setting_table_end(s);
    switch (p->style) {
    case PAPER_META:
    case PAPER_STYLES: break;
    case PAPER_TITLE:
    case PAPER_H1:
    case PAPER_H2:
    case PAPER_H3: heading(s, p); break;
    case PAPER_TEXT: paragraph(s, &FACE_BODY, cell_of(p, 0), MARGIN_SIDE + p->depth * INDENT, GAP_TEXT); break;
    case PAPER_SMALL: paragraph(s, &FACE_SMALL, cell_of(p, 0), MARGIN_SIDE + p->depth * INDENT, GAP_TEXT); break;
    case PAPER_QUOTE: paragraph(s, &FACE_BODY, cell_of(p, 0), MARGIN_SIDE + (p->depth + 1) * INDENT, GAP_TEXT); break;
    case PAPER_CODE: paragraph(s, &code, cell_of(p, 0), MARGIN_SIDE + (p->depth + 1) * INDENT, GAP_TEXT); break;
    case PAPER_ITEM: item(s, p); break;
    case PAPER_FACT: fact(s, p); break;
    case PAPER_COLUMNS: columns(s, p); break;
    case PAPER_HEADS:
    case PAPER_ROW: row(s, p); break;
    case PAPER_MARKS: marks(s, p); break;
    case PAPER_RULE:
        s->y += GAP_TEXT;
        setting_rule(s, s->y, 0.6);
        s->y += GAP_TEXT;
        break;
    }
}
