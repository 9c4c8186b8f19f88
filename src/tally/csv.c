/* Ballots as tables. The header says which of four forms it is; a column `count` may come first (else each line is one paper):
 *
 *     count,ranking           31-2     digit or letter i is the rank given to candidate i; equal ones alike, '-' unranked
 *     count,rank1,…,rankR     3,1=4,,W candidate numbers; empty: a blank rank; 1=4: both; W: the undeclared write-ins
 *     count,approved          1;4      the candidates approved
 *     count,score1,…,scoreN   5,,0     the score of each candidate; empty: none
 *
 * In the second form columns may be called anything that begins with "rank". How many candidates there are is the highest
 * number (the first form: the length), and their names are their numbers. */
#include <stdlib.h>
#include <string.h>

#include "tally/ballots.h"

enum csv_form { CSV_RANKING, CSV_RANKS, CSV_APPROVED, CSV_SCORES };

struct table {
    struct ballots *b;
    struct error *err;
    struct str rest;
    size_t line;
    enum csv_form form;
    bool counted;    /* the first column is the number of papers */
    size_t columns;  /* of the header */
    int64_t highest; /* candidate number seen */
    bool write_ins;
};

#define WRITE_IN MARK_WHO /* until all candidates are known */
#define WRONG(t, text, ...)                                                                                            \
    error_set((t)->err, ERR_SYNTAX, (text), ARG_PLAIN("line", (int64_t)(t)->line), ##__VA_ARGS__)

static bool next_line(struct table *t, struct str *ret) {
    while (t->rest.len) {
        *ret = str_trim(str_cut(&t->rest, '\n'));
        t->line++;
        if (ret->len) return true;
    }
    return false;
}

/* The next cell, without its quotes. */
static struct str cell(struct str *line) {
    struct str c = str_trim(str_cut(line, ','));
    if (c.len >= 2 && c.data[0] == '"' && c.data[c.len - 1] == '"') c = str_trim((struct str){ c.data + 1, c.len - 2 });
    return c;
}

static int read_header(struct table *t) {
    struct str line, rest, name;
    t->line = 0;
    if (!next_line(t, &line)) return WRONG(t, T("The file is empty.", "文件为空。"));
    rest = line;
    name = cell(&rest);
    t->columns = 1;
    for (struct str r = line; str_cut(&r, ',').data && r.data; t->columns++)
        ;
    if (str_is(name, "count")) {
        t->counted = true;
        name = rest.data ? cell(&rest) : STR_NONE;
    }
    if (str_is(name, "ranking"))
        t->form = CSV_RANKING;
    else if (str_starts(name, "rank"))
        t->form = CSV_RANKS;
    else if (str_is(name, "approved"))
        t->form = CSV_APPROVED;
    else if (str_starts(name, "score"))
        t->form = CSV_SCORES;
    else
        return WRONG(
            t, T("Line {line}: the header names the columns: count, then ranking, rank1 …, approved, or score1 ….",
                 "第 {line} 行：首行须为列名：count，其后为 ranking、rank1…、approved 或 score1…。"));
    t->b->form = t->form == CSV_APPROVED ? FORM_APPROVAL : t->form == CSV_SCORES ? FORM_SCORES : FORM_RANKED;
    return 0;
}

static int read_who(struct table *t, struct str s, int64_t *ret) {
    if (str_is(s, "W")) {
        t->write_ins = true;
        *ret = WRITE_IN + 1;
        return 0;
    }
    if (str_int(s, ret) != 0 || *ret < 1 || *ret > CANDIDATES_MAX)
        return WRONG(t,
                     T("Line {line}: a candidate's number from 1 to {max} is expected where “{what}” stands.",
                       "第 {line} 行：“{what}”处应为 1 至 {max} 的候选人编号。"),
                     ARG_INT("max", CANDIDATES_MAX), ARG_STR("what", str_head(s, s.len < 40 ? s.len : 40)));
    if (*ret > t->highest) t->highest = *ret;
    return 0;
}

static int rank_of(char c) {
    return c == '-'               ? 0
           : c >= '1' && c <= '9' ? c - '0'
           : c >= 'A' && c <= 'Z' ? c - 'A' + 10
           : c >= 'a' && c <= 'z' ? c - 'a' + 10
                                  : -1;
}

static int read_ranking(struct table *t, struct str s) {
    if (t->highest == 0) t->highest = (int64_t)s.len;
    if ((int64_t)s.len != t->highest || s.len == 0 || s.len > CANDIDATES_MAX)
        return WRONG(t,
                     T("Line {line}: the ranking has {n} signs; {wanted} are expected, one for each candidate.",
                       "第 {line} 行：排序有 {n} 个字符，应为 {wanted} 个，每名候选人一个。"),
                     ARG_INT("n", (int64_t)s.len), ARG_INT("wanted", t->highest));
    for (size_t i = 0; i < s.len; i++)
        if (rank_of(s.data[i]) < 0)
            return WRONG(t, T("Line {line}: a rank is a digit, a letter or “-”.",
                              "第 {line} 行：顺位须为数字、字母或“-”。"));
    for (int rank = 1; rank <= 35; rank++) {
        bool equal = false;
        for (size_t i = 0; i < s.len; i++) {
            if (rank_of(s.data[i]) != rank) continue;
            ballots_mark(t->b, (uint16_t)i, equal);
            equal = true;
        }
    }
    return 0;
}

static int read_list(struct table *t, struct str s, char sep) {
    bool equal = false;
    while (s.data) {
        int64_t who;
        struct str one = str_trim(str_cut(&s, sep));
        if (one.len == 0 && !s.data && !equal) break;
        int result = read_who(t, one, &who);
        if (result) return result;
        ballots_mark(t->b, (uint16_t)(who - 1), equal && sep == '=');
        equal = true;
    }
    return 0;
}

static int read_cell(struct table *t, struct str s, size_t column) {
    int64_t score;
    switch (t->form) {
    case CSV_RANKING: return read_ranking(t, s);
    case CSV_APPROVED: return read_list(t, s, ';');
    case CSV_RANKS:
        if (s.len) return read_list(t, s, '=');
        ballots_skip(t->b);
        return 0;
    case CSV_SCORES: break;
    }
    t->highest = (int64_t)(t->columns - t->counted);
    if (s.len == 0) return 0;
    if (str_int(s, &score) != 0 || score < -1000000 || score > 1000000)
        return WRONG(t, T("Line {line}: a score is a whole number.", "第 {line} 行：评分须为整数。"));
    ballots_score(t->b, (uint16_t)column, (int32_t)score);
    return 0;
}

static int read_line(struct table *t, struct str line) {
    int64_t papers = 1;
    struct str rest = line;
    if (t->counted && (str_int(cell(&rest), &papers) != 0 || papers < 0 || papers > PAPERS_MAX))
        return WRONG(t, T("Line {line}: the line begins with a whole number of papers.",
                          "第 {line} 行：行首须为选票张数（整数）。"));
    ballots_line(t->b, (uint32_t)papers);
    for (size_t column = 0; rest.data; column++) {
        if (column + t->counted >= t->columns)
            return WRONG(t,
                         T("Line {line}: more cells than the header has columns ({n}).",
                           "第 {line} 行：单元格多于首行的 {n} 列。"),
                         ARG_INT("n", (int64_t)t->columns));
        int result = read_cell(t, cell(&rest), column);
        if (result) return result;
    }
    if (!ballots_line_end(t->b))
        return WRONG(t, T("Line {line}: more than {max} papers.", "第 {line} 行：选票超过 {max} 张。"),
                     ARG_INT("max", PAPERS_MAX));
    if (papers == 0) t->b->line_count--;
    return 0;
}

/* Names are numbers; the write-ins, if any, are one candidate more. */
static int name_candidates(struct table *t) {
    struct ballots *b = t->b;
    if (t->highest + t->write_ins > CANDIDATES_MAX || t->highest == 0)
        return error_set(t->err, ERR_RANGE,
                         T("{n} candidates; 1 to {max} are counted.", "候选人 {n} 名，可计 1 至 {max} 名。"),
                         ARG_INT("n", t->highest + t->write_ins), ARG_INT("max", CANDIDATES_MAX));
    for (int64_t i = 1; i <= t->highest; i++) ballots_candidate(b, arena_f(&b->arena, "%lld", (long long)i));
    if (!t->write_ins) return 0;
    int who = ballots_candidate(b, STR("W"));
    b->candidates[who].write_in = true;
    for (uint32_t i = 0; i < b->first[b->line_count]; i++)
        if (b->mark[i] != MARK_END && b->mark[i] != MARK_SKIP && (b->mark[i] & MARK_WHO) == WRITE_IN)
            b->mark[i] = (uint16_t)((b->mark[i] & MARK_EQUAL) | who);
    return 0;
}

int csv_read(struct ballots *b, struct str bytes, struct remarks *remarks, struct error *err) {
    struct table t = { .b = b, .err = err, .rest = bytes };
    struct str line;
    (void)remarks;
    int result = read_header(&t);
    while (result == 0 && next_line(&t, &line)) result = read_line(&t, line);
    if (t.form == CSV_SCORES) t.highest = (int64_t)(t.columns - t.counted);
    return result ? result : name_candidates(&t);
}
