/* tally_explain tells a count in plain text, the same at the shell, in minutes and here. Its form: blocks between empty lines; a line
 * that begins with two spaces is a row, its cells are parted by two spaces or more, and the last says who the row is about. A page
 * shows rows as tables, so that a column of votes can be read on a phone and by ear. */
#include <string.h>

#include "views/elections/count.h"

static size_t lines_in(struct str told) {
    size_t n = 1;
    for (size_t i = 0; i < told.len; i++) n += told.data[i] == '\n';
    return n;
}

/* Up to the next two spaces, taken from the front together with the spaces after it. */
static struct str cell_cut(struct str *rest) {
    size_t end = 0;
    while (end < rest->len && !(rest->data[end] == ' ' && end + 1 < rest->len && rest->data[end + 1] == ' ')) end++;
    struct str cell = { rest->data, end };
    while (end < rest->len && rest->data[end] == ' ') end++;
    *rest = (struct str){ rest->data + end, rest->len - end };
    return cell;
}

static struct count_line row_from(struct arena *arena, struct str line) {
    struct str *cells = arena_array(arena, struct str, COUNT_CELLS_MAX);
    size_t n = 0;
    while (line.len > 0 && line.data[0] == ' ') line = (struct str){ line.data + 1, line.len - 1 };
    while (line.len > 0 && n < COUNT_CELLS_MAX) cells[n++] = cell_cut(&line);
    return (struct count_line){
        .words = STR_NONE, .about = n ? cells[n - 1] : STR(""), .cells = cells, .cell_count = n ? n - 1 : 0
    };
}

size_t count_blocks(struct arena *arena, struct str told, const struct count_block **ret) {
    size_t most = lines_in(told), blocks = 0, used = 0;
    struct count_line *lines = arena_array(arena, struct count_line, most);
    struct count_block *all = arena_array(arena, struct count_block, most);
    bool open = false;
    while (told.len > 0) {
        struct str line = str_cut(&told, '\n');
        if (line.len == 0) {
            open = false;
            continue;
        }
        if (!open) all[blocks++] = (struct count_block){ .lines = lines + used };
        open = true;
        lines[used++] = line.len > 2 && line.data[0] == ' ' && line.data[1] == ' '
                            ? row_from(arena, line)
                            : (struct count_line){ .words = line };
        all[blocks - 1].count++;
    }
    *ret = all;
    return blocks;
}
