/* Markdown as safe HTML, for the charter's prose and for what people write.
 *
 *  1. No HTML of the author's reaches the page; no image is loaded; a link leads to http, https or mailto or is no link.
 *  2. Input, depth, table columns and output are bounded. What passes a bound is shown as plain paragraphs, complete.
 *  3. The same input gives the same bytes.
 *  4. A line break between two Chinese characters is not a blank. */
#ifndef VIEWS_MARKDOWN_H
#define VIEWS_MARKDOWN_H

#include "base/buf.h"
#include "base/str.h"

enum {
    MARKDOWN_INPUT_MAX = 256 << 10,  /* a charter is 30 KB */
    MARKDOWN_DEPTH_MAX = 24,         /* lists in quotes in lists */
    MARKDOWN_COLUMNS_MAX = 12,
    MARKDOWN_OUTPUT_MAX = 2 << 20,
};
enum markdown_style {
    MARKDOWN_PROSE, /* headings begin at <h3>: a page has its own <h1> and <h2> */
    MARKDOWN_NOTE,  /* a remark inside a page: headings become bold paragraphs */
};
void markdown_html(struct buf *out, struct str text, enum markdown_style style);
/* The words alone, for excerpts, mails and feeds: at most `max` bytes, cut at a character, with … when cut. */
void markdown_words(struct buf *out, struct str text, size_t max);

#endif
