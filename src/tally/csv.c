/* Ballots as tables. The header says which of five forms it is; a column `count` may come first (else each line is one paper), or
 * `elector`, whose paper the line is, by number on a roll:
 *
 *     count,ranking           31-2     digit or letter i is the rank given to candidate i; equal ones alike, '-' unranked
 *     count,rank1,…,rankR     3,1=4,,W candidate numbers; empty: a blank rank; 1=4: both; W: the undeclared write-ins
 *     count,approved          1;4      the candidates approved
 *     count,score1,…,scoreN   5,,0     the score of each candidate; empty: none
 *     count,1 Ada,2 Ben,…     2,,1     the rank each candidate was given, in columns of their own, or x for a mark
 *
 * In the second form columns may be called anything that begins with "rank". How many candidates there are is the highest
 * number (the first form: the length), and their names are their numbers; in the last form the header has both. */
#include <stdlib.h>
#include <string.h>

#include "tally/ballots.h"

enum csv_form { CSV_RANKING, CSV_RANKS, CSV_APPROVED, CSV_SCORES, CSV_SHEET };

struct table {
    struct ballots *b;
    struct error *err;
    struct str rest;
    size_t line;
    enum csv_form form;
    bool counted;    /* the first column is the number of papers, or */
    bool named;      /* whose paper it is */
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

/* The next cell, without its quotes; a comma between quotes is part of it. */
static struct str cell(struct str *line) {
    size_t end = 0;
    bool quoted = false;
    for (; end < line->len && (quoted || line->data[end] != ','); end++) quoted ^= line->data[end] == '"';
    struct str c = str_trim((struct str){ line->data, end });
    *line = end < line->len ? str_skip(*line, end + 1) : STR_NONE;
    if (c.len >= 2 && c.data[0] == '"' && c.data[c.len - 1] == '"') c = str_trim((struct str){ c.data + 1, c.len - 2 });
    return c;
}

/* Quotes inside a cell are written twice. */
static struct str undoubled(struct arena *a, struct str s) {
    char *kept = arena_copy(a, s.data, s.len);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        kept[n++] = s.data[i];
        if (s.data[i] == '"' && i + 1 < s.len && s.data[i + 1] == '"') i++;
    }
    return (struct str){ kept, n };
}

/* "2 Ben": who has this column, in the order of the numbers. */
static int sheet_column(struct table *t, struct str head) {
    struct str name = head;
    int64_t who;
    struct str number = str_cut(&name, ' ');
    if (str_ends(number, ".")) number = str_head(number, number.len - 1);
    if (str_int(number, &who) != 0 || who != (int64_t)t->b->candidate_count + 1 || who > CANDIDATES_MAX)
        return WRONG(t,
                     T("Line {line}: column “{what}” is expected to be candidate {n}, number and name.",
                       "第 {line} 行：“{what}”列应为 {n} 号候选人（编号和姓名）。"),
                     ARG_STR("what", str_head(head, head.len < 40 ? head.len : 40)),
                     ARG_PLAIN("n", (int64_t)t->b->candidate_count + 1));
    struct str kept = name.data ? ballots_name(&t->b->arena, undoubled(&t->b->arena, name)) : STR("");
    int at = ballots_candidate(t->b, kept.len ? kept : number);
    if (at >= 0) t->b->candidates[at].place = (uint32_t)t->line;
    return 0;
}

static int sheet_header(struct table *t, struct str first, struct str rest) {
    t->form = CSV_SHEET;
    int result = sheet_column(t, first);
    while (result == 0 && rest.data) result = sheet_column(t, cell(&rest));
    t->highest = (int64_t)t->b->candidate_count;
    return result;
}

static int no_header(struct table *t, struct str line) {
    for (size_t i = 0; i < line.len; i++)
        if ((line.data[i] == ';' || line.data[i] == '\t') && str_starts(line, "count"))
            return WRONG(t, T("Line {line}: the columns are to be separated by commas.",
                              "第 {line} 行：各列须以逗号分隔。"));
    return WRONG(
        t,
        T("Line {line}: the header names the columns: count or elector, then the candidates (1 Ada, 2 Ben …), ranking, rank1 …, approved, or score1 ….",
          "第 {line} 行：首行须为列名：count 或 elector，其后为各候选人（1 甲、2 乙……）、ranking、rank1…、approved 或 score1…。"));
}

static int read_header(struct table *t) {
    struct str line, rest, name;
    t->line = 0;
    if (!next_line(t, &line)) return WRONG(t, T("The file is empty.", "文件为空。"));
    rest = line;
    name = cell(&rest);
    t->columns = 1;
    for (struct str r = line; cell(&r).data && r.data; t->columns++)
        ;
    if (str_is(name, "count") || str_is(name, "elector")) {
        t->counted = str_is(name, "count");
        t->named = !t->counted;
        name = rest.data ? cell(&rest) : STR_NONE;
    }
    if (name.len && name.data[0] >= '0' && name.data[0] <= '9') return sheet_header(t, name, rest);
    if (str_is(name, "ranking"))
        t->form = CSV_RANKING;
    else if (str_starts(name, "rank"))
        t->form = CSV_RANKS;
    else if (str_is(name, "approved"))
        t->form = CSV_APPROVED;
    else if (str_starts(name, "score"))
        t->form = CSV_SCORES;
    else
        return no_header(t, line);
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

/* A row of ranks by candidate, as the marks in their order: equal ranks alike, a rank that nobody has is blank. */
static int read_sheet(struct table *t, struct str rest) {
    int64_t rank[CANDIDATES_MAX] = { 0 }, last = 0;
    size_t n = t->b->candidate_count, column = 0;
    for (; rest.data; column++) {
        struct str c = cell(&rest);
        if (c.len == 0) continue;
        if (column >= n)
            return WRONG(t,
                         T("Line {line}: more cells than the header has columns ({n}).",
                           "第 {line} 行：单元格多于首行的 {n} 列。"),
                         ARG_INT("n", (int64_t)t->columns));
        if (str_is(c, "x") || str_is(c, "X"))
            rank[column] = 1;
        else if (str_int(c, &rank[column]) != 0 || rank[column] < 1 || rank[column] > CANDIDATES_MAX)
            return WRONG(t,
                         T("Line {line}: a rank from 1 on, or x, is expected where “{what}” stands for candidate {n}.",
                           "第 {line} 行：{n} 号候选人一格“{what}”应为顺位（从 1 起）或 x。"),
                         ARG_STR("what", str_head(c, c.len < 40 ? c.len : 40)), ARG_PLAIN("n", (int64_t)column + 1));
        last = rank[column] > last ? rank[column] : last;
    }
    for (int64_t at = 1; at <= last; at++) {
        bool equal = false;
        for (size_t i = 0; i < n; i++)
            if (rank[i] == at) {
                ballots_mark(t->b, (uint16_t)i, equal);
                equal = true;
            }
        if (!equal) ballots_skip(t->b);
    }
    return 0;
}

static int read_cell(struct table *t, struct str s, size_t column) {
    int64_t score;
    switch (t->form) {
    case CSV_SHEET: return 0; /* read by the row */
    case CSV_RANKING: return read_ranking(t, s);
    case CSV_APPROVED: return read_list(t, s, ';');
    case CSV_RANKS:
        if (s.len) return read_list(t, s, '=');
        ballots_skip(t->b);
        return 0;
    case CSV_SCORES: break;
    }
    t->highest = (int64_t)(t->columns - t->counted - t->named);
    if (s.len == 0) return 0;
    if (str_int(s, &score) != 0 || score < -1000000 || score > 1000000)
        return WRONG(t, T("Line {line}: a score is a whole number from -1,000,000 to 1,000,000.",
                          "第 {line} 行：评分须为 -1,000,000 至 1,000,000 的整数。"));
    ballots_score(t->b, (uint16_t)column, (int32_t)score);
    return 0;
}

static int read_line(struct table *t, struct str line) {
    int64_t papers = 1, elector = 0;
    struct str rest = line;
    struct str first = t->counted ? cell(&rest) : STR_NONE;
    bool one = t->form == CSV_SHEET && first.len == 0; /* a row for each paper says no number */
    if (t->counted && !one && (str_int(first, &papers) != 0 || papers < 0 || papers > PAPERS_MAX))
        return WRONG(t,
                     T("Line {line}: the line begins with a whole number of papers, at most {max}.",
                       "第 {line} 行：行首须为选票张数（整数，最多 {max}）。"),
                     ARG_INT("max", PAPERS_MAX));
    if (t->named && (str_int(cell(&rest), &elector) != 0 || elector < 1 || elector > ELECTOR_MAX))
        return WRONG(t, T("Line {line}: the line begins with the elector's number on the roll.",
                          "第 {line} 行：行首须为选民的名册序号。"));
    ballots_line(t->b, (uint32_t)papers);
    ballots_trace(t->b, t->b->line_count - 1, t->line, elector);
    int sheet = t->form == CSV_SHEET ? read_sheet(t, rest) : 0;
    if (sheet) return sheet;
    for (size_t column = 0; t->form != CSV_SHEET && rest.data; column++) {
        if (column + t->counted + t->named >= t->columns)
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
    if (t->form == CSV_SHEET) return 0;
    if (t->highest == 0)
        return error_set(t->err, ERR_RANGE,
                         T("No paper names a candidate, and the header does not say how many there are.",
                           "没有选票填写候选人，首行也未载明候选人数。"));
    if (t->highest + t->write_ins > CANDIDATES_MAX)
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
    if (t.form == CSV_SCORES) t.highest = (int64_t)(t.columns - t.counted - t.named);
    return result ? result : name_candidates(&t);
}
