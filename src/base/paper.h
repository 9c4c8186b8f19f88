/* A paper: a document to be printed, as a row of pieces. Whoever has something to say writes it (views/), whoever prints it reads it
 * (src/pdf makes PDF of it, views/ makes text of it), and between them it is bytes on a pipe.
 *
 * A piece is a style, a depth and some cells of text. In a cell a PAPER_STYLE byte and a letter switch bold, emphasis and the like on
 * and off for what follows; between two PAPER_LINK bytes stands the address that what follows leads to, until an empty one.
 *
 *  1. What a writer adds is clean: valid UTF-8, without control characters (line ends become blanks or breaks) and without characters
 *     that turn the direction of what stands around them. Styles and links are the writer's own.
 *  2. A reader believes no length: past its end, or past a limit, the paper ends. */
#ifndef BASE_PAPER_H
#define BASE_PAPER_H

#include "base/buf.h"

enum paper_piece_style {
    PAPER_META,      /* name, value: title, author, subject, lang, created (ISO), head, page ("Page {n} of {all}") */
    PAPER_TITLE, PAPER_H1, PAPER_H2, PAPER_H3, /* in the outline */
    PAPER_TEXT, PAPER_SMALL,
    PAPER_ITEM,      /* its mark ("•", "1."), the text; deeper by depth */
    PAPER_QUOTE,     /* deeper by depth */
    PAPER_CODE,
    PAPER_RULE,
    PAPER_FACT,      /* label, text: a line of a list of facts */
    PAPER_COLUMNS,   /* a table follows: of each column its share of the width, as digits */
    PAPER_HEADS,     /* names of the columns, again on every page */
    PAPER_ROW,
    PAPER_MARKS,     /* how many are for, abstain, are against, are silent; where the line is drawn (0: none) */
    PAPER_STYLES
};

enum { PAPER_BOLD = 1, PAPER_EM = 2, PAPER_MONO = 4, PAPER_STRUCK = 8 };
#define PAPER_STYLE '\016'
#define PAPER_LINK '\017'
#define PAPER_BREAK '\n'

enum { PAPER_BYTES_MAX = 8 << 20, PAPER_CELLS_MAX = 8, PAPER_DEPTH_MAX = 6 };

/* ---- writing ---- */

/* People's words, made clean; for a cell that is put together. */
void paper_words(struct buf *cell, struct str words);
void paper_style(struct buf *cell, int bits);
void paper_link(struct buf *cell, struct str address); /* "" ends it */
/* Cells as they are: what stands in them was written by the three above, or is the program's own. */
void paper_piece(struct buf *out, enum paper_piece_style style, int depth, const struct str *cells, size_t count);
#define paper_add(out, style, ...)                                                                                      \
    paper_piece((out), (style), 0, (const struct str[]){ __VA_ARGS__ }, sizeof((const struct str[]){ __VA_ARGS__ }) / sizeof(struct str))
/* One cell of people's words. */
void paper_say(struct buf *out, enum paper_piece_style style, struct str words);

/* ---- reading ---- */

struct paper_piece { enum paper_piece_style style; int depth; struct str cells[PAPER_CELLS_MAX]; size_t count; };
/* False at the end, and where the bytes are no paper (then `*rest` is not empty). */
bool paper_next(struct str *rest, struct paper_piece *ret);
/* The next run of a cell in one style; false at its end. `*link` is STR_NONE where it leads nowhere. */
struct paper_run { struct str words, link; int bits; };
bool paper_run_next(struct str *rest, struct paper_run *run); /* `run` begins as {0} */

#endif
