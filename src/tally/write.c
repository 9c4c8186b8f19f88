/* Ballots as files that this and other programs read: what was read comes back out, line by line, and counts the same.
 *
 * BLT holds rankings and marks; CSV holds marks, rankings and scores but no names. Names lose the quotes that would end them. */
#include "tally/ballots.h"

enum { RANK_COLUMNS_MAX = 1000 };

static void blt_name(struct buf *out, struct str name) {
    buf_addc(out, '"');
    for (size_t i = 0; i < name.len; i++)
        buf_addc(out, name.data[i] == '"' ? '\'' : name.data[i] < ' ' && name.data[i] >= 0 ? ' ' : name.data[i]);
    buf_addz(out, "\"\n");
}

static void blt_line(struct buf *out, const struct ballots *b, size_t line) {
    buf_addint(out, b->count[line]);
    for (const uint16_t *m = b->mark + b->first[line]; *m != MARK_END; m++) {
        if (*m == MARK_SKIP) {
            buf_addz(out, " -");
            continue;
        }
        buf_addc(out, *m & MARK_EQUAL && b->form == FORM_RANKED ? '=' : ' ');
        buf_addint(out, (*m & MARK_WHO) + 1);
    }
    buf_addz(out, " 0\n");
}

void ballots_blt_write(struct buf *out, const struct ballots *b, int seats) {
    buf_addf(out, "%zu %d\n", b->candidate_count, seats);
    for (size_t c = 0; c < b->candidate_count; c++)
        if (b->candidates[c].withdrawn) buf_addf(out, "-%zu\n", c + 1);
    for (size_t i = 0; i < b->line_count; i++) blt_line(out, b, i);
    buf_addz(out, "0\n");
    for (size_t c = 0; c < b->candidate_count; c++) blt_name(out, b->candidates[c].name);
    blt_name(out, b->title);
}

/* The most ranks that one line uses. */
static int ranks_of(const struct ballots *b) {
    int most = 1;
    for (size_t i = 0; i < b->line_count; i++) {
        int ranks = 0;
        for (const uint16_t *m = b->mark + b->first[i]; *m != MARK_END; m++)
            ranks += *m == MARK_SKIP || !(*m & MARK_EQUAL);
        most = ranks > most ? ranks : most;
    }
    return most < RANK_COLUMNS_MAX ? most : RANK_COLUMNS_MAX;
}

static void csv_head(struct buf *out, const struct ballots *b, int columns) {
    buf_addz(out, "count");
    for (int i = 1; b->form != FORM_APPROVAL && i <= columns; i++)
        buf_addf(out, b->form == FORM_SCORES ? ",score%d" : ",rank%d", i);
    buf_addz(out, b->form == FORM_APPROVAL ? ",approved\n" : "\n");
}

static void csv_marks(struct buf *out, const struct ballots *b, size_t line, int columns) {
    int column = 0;
    for (const uint16_t *m = b->mark + b->first[line]; *m != MARK_END; m++) {
        bool first = m == b->mark + b->first[line], same = *m != MARK_SKIP && *m & MARK_EQUAL;
        if (b->form == FORM_APPROVAL)
            buf_addz(out, first ? "," : ";");
        else if (same)
            buf_addc(out, '=');
        else if (++column)
            buf_addc(out, ',');
        if (*m != MARK_SKIP) buf_addint(out, (*m & MARK_WHO) + 1);
    }
    if (b->form == FORM_APPROVAL && b->mark[b->first[line]] == MARK_END) buf_addc(out, ',');
    for (; b->form == FORM_RANKED && column < columns; column++) buf_addc(out, ',');
}

static void csv_scores(struct buf *out, const struct ballots *b, size_t line) {
    for (size_t c = 0; c < b->candidate_count; c++) {
        buf_addc(out, ',');
        for (size_t k = b->first[line]; b->mark[k] != MARK_END; k++)
            if ((b->mark[k] & MARK_WHO) == c) buf_addint(out, b->score[k]);
    }
}

void ballots_csv_write(struct buf *out, const struct ballots *b) {
    int columns = b->form == FORM_SCORES ? (int)b->candidate_count : ranks_of(b);
    csv_head(out, b, columns);
    for (size_t i = 0; i < b->line_count; i++) {
        buf_addint(out, b->count[i]);
        if (b->form == FORM_SCORES)
            csv_scores(out, b, i);
        else
            csv_marks(out, b, i, columns);
        buf_addc(out, '\n');
    }
}
