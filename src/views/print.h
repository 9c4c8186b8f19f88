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
struct str print_when(struct view *v, instant t); /* the zone is named once */
struct str print_day(struct view *v, day d);
struct str print_with_clause(struct view *v, struct str words, const char *id); /* a sentence and the clause it rests on */
/* A vote by name: its marks, its sum, and the names of those who were for, abstained, were against, were silent. */
enum { PRINT_VOTES = 4 };
struct print_vote { int64_t affirmative, abstention, negative, silent, needed; struct str sum, names[PRINT_VOTES]; int64_t counts[PRINT_VOTES]; };
void print_vote(struct view *v, struct buf *out, const struct print_vote *vote);
/* People's Markdown: paragraphs, lists, quotes, tables and code as such; headings become bold paragraphs. */
void print_markdown(struct buf *out, struct str text);
/* A paper as Markdown. */
void print_text(struct buf *out, struct str paper);

#endif
