/* Views as papers (base/paper.h), to be printed as PDF or sent as text. */
#ifndef VIEWS_PRINT_H
#define VIEWS_PRINT_H

#include "base/paper.h"
#include "views/view.h"

/* What stands before all else: title, house, language, the time it is as of, running head and page numbers. */
void print_begin(struct view *v, struct buf *out, struct text title, instant made);
void print_heading(struct view *v, struct buf *out, enum paper_piece_style style, struct text words);
void print_fact(struct view *v, struct buf *out, struct text label, struct str words);
void print_cells(struct buf *out, enum paper_piece_style style, const struct str *cells, size_t count); /* people's words */
void print_heads(struct view *v, struct buf *out, const int *shares, const struct text *heads, size_t count);
/* People's Markdown: paragraphs, lists, quotes, tables and code as such; headings become bold paragraphs. */
void print_markdown(struct buf *out, struct str text);
/* A paper as Markdown. */
void print_text(struct buf *out, struct str paper);

#endif
