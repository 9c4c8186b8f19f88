/* One paper being set: twice over the same pieces, first to count the pages, then to draw them. Lengths are points. */
#ifndef PDF_SETTING_H
#define PDF_SETTING_H

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "pdf/press.h"

/* Families, the first for nearly all, the second for letters of the alphabets that it lacks (Ł, ἀ); others follow from pdf/fonts.c. */
#define SERIF "Noto Serif CJK SC,Noto Serif"
#define SANS "Noto Sans CJK SC,Noto Sans"
#define MONO "Noto Sans Mono CJK SC,Noto Sans Mono"

/* How a piece looks. */
struct face { const char *family; double size; bool bold; double gray; };
extern const struct face FACE_BODY, FACE_SMALL, FACE_TABLE, FACE_LABEL, FACE_HEAD;

enum { PAGE_WIDTH = 595, PAGE_HEIGHT = 842, MARGIN_SIDE = 62, MARGIN_TOP = 78, MARGIN_BOTTOM = 70, COLUMN_WIDTH = PAGE_WIDTH - 2 * MARGIN_SIDE };

struct setting {
    PangoContext *context;
    cairo_surface_t *surface;
    cairo_t *cr;             /* NULL while pages are counted */
    int page, pages;         /* of the first pass, so many */
    double y;                /* where the next line begins */
    bool full;               /* PRESS_PAGES_MAX was passed */
    struct str head, page_words, lang;
    struct paper_piece heads; /* of the table at hand; its style is PAPER_HEADS when it has any */
    bool in_table;           /* its tag is open */
    double columns[PAPER_CELLS_MAX]; /* widths of its columns */
    size_t column_count;
    int outline_title, outline_section;
};

/* ---- setting.c ---- */

PangoLayout *setting_layout(struct setting *s, const struct face *f, struct str cell, double width);
double layout_height(PangoLayout *layout);
double setting_room(const struct setting *s); /* left on the page */
void setting_break(struct setting *s);        /* to the next page */
/* A new page unless there is so much room, or nothing stands on this one yet. */
void setting_need(struct setting *s, double height);
/* Lines of a layout from s->y on, over as many pages as it takes; `tag` is what it is to a screen reader. */
void setting_lines(struct setting *s, PangoLayout *layout, struct str cell, const struct face *f, double x, const char *tag);
/* One layout at a place, all of it. */
void setting_at(struct setting *s, PangoLayout *layout, struct str cell, const struct face *f, double x, double y);
void setting_rule(struct setting *s, double y, double gray);
void setting_tag(struct setting *s, const char *tag);
void setting_tag_end(struct setting *s, const char *tag);

/* ---- pieces.c ---- */

void setting_table_end(struct setting *s);
void setting_piece(struct setting *s, const struct paper_piece *piece);

#endif
