/* Lines and pages: a layout from Pango goes down the page line by line, and over to the next where there is no room. */
#include "pdf/setting.h"

#include <stdio.h>
#include <string.h>

const struct face FACE_BODY = { SERIF, 10.5, false, 0 };
const struct face FACE_SMALL = { SANS, 8.25, false, 0.35 };
const struct face FACE_TABLE = { SANS, 9, false, 0 };
const struct face FACE_LABEL = { SANS, 9, false, 0.35 };
const struct face FACE_HEAD = { SANS, 8.25, false, 0.35 };

/* ---- layouts ---- */

static void add_attribute(PangoAttrList *list, PangoAttribute *a, size_t from, size_t to) {
    a->start_index = (guint)from;
    a->end_index = (guint)to;
    pango_attr_list_insert(list, a);
}

/* Emphasis is the other face: Chinese has no slanted letters. */
static void add_styles(PangoAttrList *list, int bits, size_t from, size_t to) {
    if (bits & PAPER_BOLD) add_attribute(list, pango_attr_weight_new(PANGO_WEIGHT_BOLD), from, to);
    if (bits & PAPER_EM) add_attribute(list, pango_attr_family_new(SANS), from, to);
    if (bits & PAPER_MONO) add_attribute(list, pango_attr_family_new(MONO), from, to);
    if (bits & PAPER_STRUCK) add_attribute(list, pango_attr_strikethrough_new(TRUE), from, to);
}

PangoLayout *setting_layout(struct setting *s, const struct face *f, struct str cell, double width) {
    PangoLayout *layout = pango_layout_new(s->context);
    PangoFontDescription *font = pango_font_description_new();
    PangoAttrList *list = pango_attr_list_new();
    struct paper_run run = { 0 };
    struct buf words;
    pango_font_description_set_family_static(font, f->family);
    pango_font_description_set_absolute_size(font, f->size * PANGO_SCALE);
    pango_font_description_set_weight(font, f->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    buf_init(&words, PAPER_BYTES_MAX);
    for (struct str rest = cell; paper_run_next(&rest, &run);) {
        add_styles(list, run.bits, words.len, words.len + run.words.len);
        buf_add(&words, run.words);
    }
    pango_layout_set_font_description(layout, font);
    pango_layout_set_text(layout, buf_z(&words), (int)words.len);
    pango_layout_set_attributes(layout, list);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_attr_list_unref(list);
    pango_font_description_free(font);
    buf_release(&words);
    return layout;
}

double layout_height(PangoLayout *layout) {
    int height;
    pango_layout_get_size(layout, NULL, &height);
    return (double)height / PANGO_SCALE;
}

/* ---- tags, for readers who listen ---- */

void setting_tag(struct setting *s, const char *tag) {
    if (s->cr && tag) cairo_tag_begin(s->cr, tag, NULL);
}

void setting_tag_end(struct setting *s, const char *tag) {
    if (s->cr && tag) cairo_tag_end(s->cr, tag);
}

/* ---- links ---- */

static void link_area(struct setting *s, struct str address, double x, double y, double width, double height) {
    struct buf a;
    buf_init(&a, 4096);
    buf_addf(&a, "rect=[%.2f %.2f %.2f %.2f] uri='", x, y, width, height);
    for (size_t i = 0; i < address.len; i++) {
        if (address.data[i] == '\'' || address.data[i] == '\\') buf_addc(&a, '\\');
        buf_addc(&a, address.data[i]);
    }
    buf_addc(&a, '\'');
    if (buf_ok(&a)) {
        cairo_tag_begin(s->cr, CAIRO_TAG_LINK, buf_z(&a));
        cairo_tag_end(s->cr, CAIRO_TAG_LINK);
    }
    buf_release(&a);
}

/* The parts of a line that lead somewhere. */
static void line_links(struct setting *s, PangoLayoutLine *line, struct str cell, double x, double top, double height) {
    struct paper_run run = { 0 };
    int at = 0, begins = pango_layout_line_get_start_index(line), ends = begins + pango_layout_line_get_length(line);
    for (struct str rest = cell; paper_run_next(&rest, &run);) {
        int from = at > begins ? at : begins, to = at + (int)run.words.len < ends ? at + (int)run.words.len : ends;
        at += (int)run.words.len;
        if (!run.link.len || from >= to) continue;
        int *ranges, count;
        pango_layout_line_get_x_ranges(line, from, to, &ranges, &count);
        for (int i = 0; i < count; i++)
            link_area(s, run.link, x + (double)ranges[2 * i] / PANGO_SCALE, top,
                      (double)(ranges[2 * i + 1] - ranges[2 * i]) / PANGO_SCALE, height);
        g_free(ranges);
    }
}

/* ---- pages ---- */

static void one_line(struct setting *s, const struct face *f, struct str words, double y, bool right) {
    PangoLayout *layout = setting_layout(s, f, words, COLUMN_WIDTH);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_height(layout, -1);
    pango_layout_set_alignment(layout, right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    cairo_set_source_rgb(s->cr, f->gray, f->gray, f->gray);
    cairo_move_to(s->cr, MARGIN_SIDE, y);
    pango_cairo_show_layout(s->cr, layout);
    g_object_unref(layout);
}

/* "Page {n} of {all}" */
static void page_number(struct setting *s, struct buf *out) {
    struct str w = s->page_words;
    while (w.len > 0) {
        if (str_starts(w, "{n}")) {
            buf_addint(out, s->page);
            w = str_skip(w, 3);
        } else if (str_starts(w, "{all}")) {
            buf_addint(out, s->pages);
            w = str_skip(w, 5);
        } else {
            buf_addc(out, w.data[0]);
            w = str_skip(w, 1);
        }
    }
}

static void page_begin(struct setting *s) {
    enum { HEAD_Y = 40, FOOT_Y = PAGE_HEIGHT - 50 };
    struct buf number;
    s->page++;
    s->y = MARGIN_TOP;
    s->full = s->page > PRESS_PAGES_MAX;
    if (!s->cr) return;
    buf_init(&number, 256);
    page_number(s, &number);
    one_line(s, &FACE_HEAD, s->head, HEAD_Y, false);
    setting_rule(s, HEAD_Y + 18, 0.7);
    one_line(s, &FACE_HEAD, buf_str(&number), FOOT_Y, true);
    buf_release(&number);
}

void setting_break(struct setting *s) {
    if (s->page && s->cr) cairo_show_page(s->cr);
    page_begin(s);
}

double setting_room(const struct setting *s) { return PAGE_HEIGHT - MARGIN_BOTTOM - s->y; }

void setting_need(struct setting *s, double height) {
    if (setting_room(s) < height && s->y > MARGIN_TOP) setting_break(s);
}

void setting_rule(struct setting *s, double y, double gray) {
    if (!s->cr) return;
    cairo_set_source_rgb(s->cr, gray, gray, gray);
    cairo_set_line_width(s->cr, 0.5);
    cairo_move_to(s->cr, MARGIN_SIDE, y);
    cairo_line_to(s->cr, PAGE_WIDTH - MARGIN_SIDE, y);
    cairo_stroke(s->cr);
}

/* ---- lines ---- */

static void draw_line(struct setting *s, PangoLayoutIter *iter, struct str cell, const struct face *f, double x,
                      double y, double height) {
    int top;
    PangoRectangle box;
    PangoLayoutLine *line = pango_layout_iter_get_line_readonly(iter);
    if (!s->cr) return;
    pango_layout_iter_get_line_yrange(iter, &top, NULL);
    pango_layout_iter_get_line_extents(iter, NULL, &box);
    cairo_set_source_rgb(s->cr, f->gray, f->gray, f->gray);
    cairo_move_to(s->cr, x + (double)box.x / PANGO_SCALE,
                  y + (double)(pango_layout_iter_get_baseline(iter) - top) / PANGO_SCALE);
    pango_cairo_show_layout_line(s->cr, line);
    line_links(s, line, cell, x, y, height);
}

static double line_height(PangoLayoutIter *iter) {
    int top, bottom;
    pango_layout_iter_get_line_yrange(iter, &top, &bottom);
    return (double)(bottom - top) / PANGO_SCALE;
}

/* How many of the lines left go on this page: no line of a paragraph stands alone at its foot or at the next one's head. */
static int lines_fitting(const struct setting *s, double height, int left) {
    int fit = height > 0 ? (int)((setting_room(s) + 0.01) / height) : left;
    if (fit >= left) return left;
    if (left - fit == 1 && fit > 2) fit--;
    return fit == 1 && left > 1 && s->y > MARGIN_TOP ? 0 : fit;
}

void setting_lines(struct setting *s, PangoLayout *layout, struct str cell, const struct face *f, double x,
                   const char *tag) {
    int left = pango_layout_get_line_count(layout);
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    while (left > 0 && !s->full) {
        int fit = lines_fitting(s, line_height(iter), left);
        if (fit < 1 && s->y > MARGIN_TOP) {
            setting_break(s);
            continue;
        }
        setting_tag(s, tag);
        for (fit = fit < 1 ? 1 : fit; fit > 0; fit--, left--) {
            double height = line_height(iter);
            draw_line(s, iter, cell, f, x, s->y, height);
            s->y += height;
            pango_layout_iter_next_line(iter);
        }
        setting_tag_end(s, tag);
    }
    pango_layout_iter_free(iter);
}

void setting_at(struct setting *s, PangoLayout *layout, struct str cell, const struct face *f, double x, double y) {
    if (!s->cr) return;
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    do {
        double height = line_height(iter);
        draw_line(s, iter, cell, f, x, y, height);
        y += height;
    } while (pango_layout_iter_next_line(iter));
    pango_layout_iter_free(iter);
}
