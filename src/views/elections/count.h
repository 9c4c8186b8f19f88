/* A count as its steps are told, taken apart for a page: paragraphs, and tables where the telling has columns. */
#ifndef VIEWS_COUNT_H
#define VIEWS_COUNT_H

#include "base/arena.h"
#include "base/str.h"

enum { COUNT_CELLS_MAX = 64 };

/* Of one line: words, or the cells of a row, who it is about first. */
struct count_line {
    struct str words; /* a paragraph; STR_NONE for a row */
    struct str about;
    const struct str *cells;
    size_t cell_count;
};

/* What stands between two empty lines. The first line of a stage is its heading. */
struct count_block { const struct count_line *lines; size_t count; };

size_t count_blocks(struct arena *arena, struct str told, const struct count_block **ret);

#endif
