/* BLT, the format of Hill, Wichmann and Woodall, as it is found in the wild.
 *
 *     4 2                   candidates, seats
 *     -3                    candidate 3 has withdrawn
 *     3 1 4=2 - 3 0         three papers: 1, then 4 and 2 alike, a blank rank, then 3; 0 closes the line
 *     0                     no more papers
 *     "Ada Example"         names, then the title
 *
 * Wild files have commas after lines, comments, ids of papers in brackets, names without quotes, with quotes inside them or
 * with '#' in them, no last newline. What is plainly meant is read; what could be meant two ways is refused with its line: a
 * paper that does not end with 0 on its line is an error and not two papers run together, and so is a file without the closing
 * 0, since a download that broke off looks just like that.
 *
 * The papers are scanned byte by byte into arrays that are reserved once from the size of the file: a mark takes a byte and a
 * line three, so they cannot run over. Pages nobody writes to cost nothing, and the rest is given back at the end. */
#include <string.h>
#include <stdlib.h>

#include "tally/ballots.h"

struct scanner {
    const char *at, *end;
    size_t line;
    struct ballots *b;
    struct remarks *remarks;
    struct error *err;
    uint32_t *seen; /* the last line (from 1) that named this candidate */
    uint32_t *count, *first;
    uint16_t *mark;
    size_t mark_count, line_count;
    bool closed; /* the 0 that ends the papers was read */
};

#define BROKEN(s, text, ...)                                                                                           \
    error_set((s)->err, ERR_SYNTAX, (text), ARG_PLAIN("line", (int64_t)(s)->line), ##__VA_ARGS__)

static inline bool gap(char c) { return c == ' ' || c == '\t' || c == ',' || c == '\r'; }
static inline bool digit(char c) { return (unsigned char)(c - '0') < 10; }

static inline void skip_gaps(struct scanner *s) {
    while (s->at < s->end && gap(*s->at)) s->at++;
}

static void skip_line(struct scanner *s) {
    const char *stop = memchr(s->at, '\n', (size_t)(s->end - s->at));
    s->at = stop ? stop : s->end;
}

/* To the first thing that says something: over blanks, empty lines, comments and option lines. */
static void skip_nothing(struct scanner *s) {
    for (;;) {
        skip_gaps(s);
        if (s->at == s->end) return;
        if (*s->at == '\n') {
            s->at++;
            s->line++;
        } else if (*s->at == '#') {
            skip_line(s);
        } else if (*s->at == '[') {
            remark(s->remarks,
                   T("Line {line}: the option in square brackets is passed over.",
                     "第 {line} 行：方括号内的选项未予采用。"),
                   (const struct arg[]){ ARG_PLAIN("line", (int64_t)s->line) }, 1);
            skip_line(s);
        } else {
            return;
        }
    }
}

enum { SHOWN = 40 };

/* What stands at the place, cut to a few characters, for a message. */
static struct str shown(const struct scanner *s, char out[SHOWN]) {
    size_t left = (size_t)(s->end - s->at), n = 0;
    while (n < left && n < SHOWN - 1 && s->at[n] != '\n' && s->at[n] != '\r') n++;
    while (n > 0 && n < left && ((unsigned char)s->at[n] & 0xc0) == 0x80) n--; /* not half a character */
    memcpy(out, s->at, n);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)out[i] < 0x20 || out[i] == 0x7f) out[i] = '?';
    if (!str_is_clean((struct str){ out, n }, false))
        for (size_t i = 0; i < n; i++)
            if ((unsigned char)out[i] >= 0x80) out[i] = '?';
    return (struct str){ out, n };
}

static int expected(struct scanner *s, struct text what) {
    char there[SHOWN];
    if (s->at == s->end)
        return BROKEN(s,
                      T("Line {line}: the file ends where {expected} is expected.",
                        "第 {line} 行：文件在应有{expected}处结束。"),
                      ARG_TEXT("expected", what));
    return BROKEN(s,
                  T("Line {line}: {expected} is expected where “{what}” stands.",
                    "第 {line} 行：“{what}”处应为{expected}。"),
                  ARG_TEXT("expected", what), ARG_STR("what", shown(s, there)));
}

/* Digits up to `max`, with ".0" after them allowed (weights are sometimes written so). */
static int read_number(struct scanner *s, struct text what, int64_t max, int64_t *ret) {
    int64_t v = 0;
    const char *from = s->at;
    while (s->at < s->end && digit(*s->at) && v <= max) v = v * 10 + (*s->at++ - '0');
    if (s->at == from) return expected(s, what);
    if (v > max)
        return BROKEN(s, T("Line {line}: the number is over {max}.", "第 {line} 行：数字超过 {max}。"),
                      ARG_INT("max", max));
    if (s->at < s->end && *s->at == '.') {
        s->at++;
        while (s->at < s->end && *s->at == '0') s->at++;
        if (s->at < s->end && digit(*s->at))
            return BROKEN(s, T("Line {line}: papers are counted in whole numbers.", "第 {line} 行：选票数须为整数。"));
    }
    *ret = v;
    return 0;
}

static int read_header(struct scanner *s) {
    int64_t candidates, seats;
    skip_nothing(s);
    int result = read_number(s, T("the number of candidates", "候选人数"), 1000000, &candidates);
    if (result) return result;
    skip_gaps(s);
    result = read_number(s, T("the number of seats", "席位数"), 1000000, &seats);
    if (result) return result;
    if (candidates < 1 || candidates > CANDIDATES_MAX)
        return BROKEN(s,
                      T("Line {line}: {n} candidates; 1 to {max} are counted.",
                        "第 {line} 行：候选人 {n} 名，可计 1 至 {max} 名。"),
                      ARG_INT("n", candidates), ARG_INT("max", CANDIDATES_MAX));
    if (seats < 1)
        return BROKEN(s, T("Line {line}: 0 seats; there is at least one to fill.",
                           "第 {line} 行：席位为 0，至少应有 1 席。"));
    s->b->candidate_count = (size_t)candidates;
    s->b->seats = (int)seats;
    skip_gaps(s);
    if (s->at < s->end && *s->at != '\n' && *s->at != '#')
        return BROKEN(s, T("Line {line}: after the numbers of candidates and seats the line ends.",
                           "第 {line} 行：候选人数与席位数之后应换行。"));
    return 0;
}

static int read_withdrawn(struct scanner *s) {
    int64_t who;
    while (s->at < s->end && *s->at == '-') {
        s->at++;
        int result = read_number(s, T("a candidate's number", "候选人编号"), 1000000, &who);
        if (result) return result;
        if (who < 1 || who > (int64_t)s->b->candidate_count)
            return BROKEN(s,
                          T("Line {line}: there is no candidate {who} to withdraw; there are {n}.",
                            "第 {line} 行：没有可退选的候选人 {who}，共 {n} 名。"),
                          ARG_PLAIN("who", who), ARG_INT("n", (int64_t)s->b->candidate_count));
        s->b->candidates[who - 1].withdrawn = true;
        skip_gaps(s);
    }
    return 0;
}

/* The rare things in a paper: a blank rank, an equal rank, and what is wrong. Sets `*ret_equal` for the next mark. */
static int read_sign(struct scanner *s, size_t from, bool *ret_equal) {
    char what[SHOWN], c = s->at < s->end ? *s->at : '\n';
    if (c == '-') {
        s->at++;
        s->b->plain = false;
        s->mark[s->mark_count++] = MARK_SKIP;
        return 0;
    }
    if (c == '=' && s->mark_count > from && s->mark[s->mark_count - 1] != MARK_SKIP) {
        s->at++;
        skip_gaps(s);
        *ret_equal = true;
        s->b->plain = false;
        if (s->at < s->end && digit(*s->at)) return 0;
    }
    if (c == '\n')
        return BROKEN(s, T("Line {line}: the paper does not end with 0 on its line.",
                           "第 {line} 行：该行选票未以 0 结束。"));
    return BROKEN(s,
                  T("Line {line}: a candidate's number, “-”, “=” or the closing 0 is expected where “{what}” stands.",
                    "第 {line} 行：“{what}”处应为候选人编号、“-”、“=”或结束的 0。"),
                  ARG_STR("what", shown(s, what)));
}

static int no_such(struct scanner *s, int64_t who) {
    return BROKEN(s,
                  T("Line {line}: there is no candidate {who}; there are {n}.",
                    "第 {line} 行：没有候选人 {who}，共 {n} 名。"),
                  ARG_PLAIN("who", who), ARG_INT("n", (int64_t)s->b->candidate_count));
}

/* From the first preference to the closing 0. */
static int read_paper(struct scanner *s) {
    const char *p = s->at;
    const char *const end = s->end;
    const uint32_t n = (uint32_t)s->b->candidate_count, stamp = (uint32_t)s->line_count + 1;
    size_t from = s->mark_count;
    bool equal = false;
    for (;;) {
        while (p < end && gap(*p)) p++;
        if (p == end || !digit(*p)) {
            s->at = p;
            int result = read_sign(s, from, &equal);
            if (result) return result;
            p = s->at;
            continue;
        }
        uint32_t who = (uint32_t)(*p++ - '0');
        while (p < end && digit(*p) && who <= CANDIDATES_MAX) who = who * 10 + (uint32_t)(*p++ - '0');
        if (who == 0) break;
        s->at = p;
        if (who > n) return no_such(s, who);
        if (s->seen[who - 1] == stamp) s->b->plain = false;
        s->seen[who - 1] = stamp;
        s->mark[s->mark_count++] = (uint16_t)(equal ? (who - 1) | MARK_EQUAL : who - 1);
        equal = false;
    }
    s->at = p;
    if (equal) return no_such(s, 0);
    while (s->mark_count > from && s->mark[s->mark_count - 1] == MARK_SKIP) s->mark_count--;
    s->mark[s->mark_count++] = MARK_END;
    return 0;
}

/* After the closing 0 the line ends, but for a comment. */
static int read_line_end(struct scanner *s) {
    skip_gaps(s);
    if (s->at == s->end || *s->at == '\n') return 0;
    if (*s->at == '#') {
        skip_line(s);
        return 0;
    }
    return BROKEN(s, T("Line {line}: something follows the closing 0.", "第 {line} 行：结束的 0 之后还有内容。"));
}

static int read_close(struct scanner *s) {
    if (read_line_end(s) == 0) return 0;
    return BROKEN(s, T("Line {line}: a line that begins with 0 closes the papers, and nothing follows on it.",
                       "第 {line} 行：以 0 开头的行表示选票结束，其后不应有内容。"));
}

static int read_papers(struct scanner *s) {
    struct ballots *b = s->b;
    for (;;) {
        int64_t papers;
        skip_nothing(s);
        if (s->at < s->end && *s->at == '(') { /* an id of the paper says nothing to a count */
            while (s->at < s->end && *s->at != ')' && *s->at != '\n') s->at++;
            if (s->at < s->end && *s->at == ')') s->at++;
            skip_gaps(s);
        }
        if (s->at == s->end)
            return BROKEN(
                s, T("Line {line}: the file ends before the line “0” that closes the papers; perhaps it is cut off.",
                     "第 {line} 行：文件在表示选票结束的“0”行之前中断，可能不完整。"));
        if (*s->at == '-') {
            if (s->line_count)
                return BROKEN(s, T("Line {line}: candidates who have withdrawn stand before the papers.",
                                   "第 {line} 行：退选的候选人应列在选票之前。"));
            int result = read_withdrawn(s);
            if (result) return result;
            continue;
        }
        int result =
            read_number(s, T("a number of papers, or the closing 0,", "选票张数或结束的 0"), PAPERS_MAX, &papers);
        if (result) return result;
        if (papers == 0) return read_close(s);
        b->papers += papers;
        if (b->papers > PAPERS_MAX)
            return BROKEN(s, T("Line {line}: more than {max} papers.", "第 {line} 行：选票超过 {max} 张。"),
                          ARG_INT("max", PAPERS_MAX));
        s->count[s->line_count] = (uint32_t)papers;
        s->first[s->line_count] = (uint32_t)s->mark_count;
        ballots_trace(b, s->line_count, s->line, 0);
        result = read_paper(s);
        if (result == 0) result = read_line_end(s);
        if (result) return result;
        s->line_count++;
    }
}

/* ---- names ---- */

struct name_lines {
    struct str *items;
    size_t count, size;
    size_t *line;
};

static void name_add(struct name_lines *l, struct str s, size_t line) {
    if (l->count == l->size) {
        l->size = l->size ? l->size * 2 : 64;
        l->items = mem_grow(l->items, l->size * sizeof *l->items);
        l->line = mem_grow(l->line, l->size * sizeof *l->line);
    }
    l->items[l->count] = s;
    l->line[l->count++] = line;
}

/* Lines that say something, without the comma a spreadsheet put after each. Past a candidate's worth, only counted. */
static void name_lines(struct scanner *s, struct name_lines *l) {
    while (s->at < s->end) {
        const char *from = s->at;
        skip_line(s);
        struct str line = str_trim((struct str){ from, (size_t)(s->at - from) });
        while (str_ends(line, ",")) line = str_trim(str_head(line, line.len - 1));
        if (line.len) name_add(l, line, s->line);
        if (s->at < s->end) {
            s->at++;
            s->line++;
        }
    }
}

/* "A" "B" "C" on one line, as the format allows; doubled quotes stand for one. */
static void name_quoted(struct name_lines *from, struct name_lines *to) {
    for (size_t i = 0; i < from->count; i++) {
        struct str rest = from->items[i];
        while (rest.len && rest.data[0] == '"') {
            size_t stop = 1;
            while (stop < rest.len && (rest.data[stop] != '"' || (stop + 1 < rest.len && rest.data[stop + 1] == '"')))
                stop += rest.data[stop] == '"' ? 2 : 1;
            if (stop >= rest.len) stop = rest.len - 1;
            name_add(to, str_head(rest, stop + 1), from->line[i]);
            rest = str_trim(str_skip(rest, stop + 1));
        }
        if (rest.len && rest.data[0] != '#') name_add(to, rest, from->line[i]);
    }
}

/* A '#' begins a comment, unless the names themselves begin so. */
static void drop_comments(struct name_lines *l, size_t wanted) {
    size_t kept = 0;
    for (size_t i = 0; i < l->count; i++)
        if (l->items[i].data[0] != '#') kept++;
    if (kept < wanted) return;
    kept = 0;
    for (size_t i = 0; i < l->count; i++)
        if (l->items[i].data[0] != '#') {
            l->items[kept] = l->items[i];
            l->line[kept++] = l->line[i];
        }
    l->count = kept;
}

/* "Name" # said of it */
static struct str without_comment(struct str s) {
    if (!str_starts(s, "\"")) return s;
    for (size_t i = 1; i < s.len; i++) {
        if (s.data[i] != '"') continue;
        struct str after = str_trim(str_skip(s, i + 1));
        if (str_starts(after, "#")) return str_head(s, i + 1);
    }
    return s;
}

/* "2 1 3 0" among the names: papers after the 0 that closes them, of which none may be lost. */
static bool is_paper(struct str s) {
    size_t numbers = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (!digit(s.data[i]) && !gap(s.data[i]) && s.data[i] != '=' && s.data[i] != '-') return false;
        if (digit(s.data[i]) && (i == 0 || !digit(s.data[i - 1]))) numbers++;
    }
    return numbers > 1 && s.data[s.len - 1] == '0' && !digit(s.data[s.len - 2]);
}

static int paper_among_names(struct scanner *s, const struct name_lines *l) {
    for (size_t i = 0; i < l->count; i++) {
        if (!is_paper(l->items[i])) continue;
        s->line = l->line[i];
        return BROKEN(s, T("Line {line}: a paper stands after the line “0” that closes the papers.",
                           "第 {line} 行：表示选票结束的“0”行之后又有选票。"));
    }
    return 0;
}

static int read_names(struct scanner *s) {
    struct ballots *b = s->b;
    struct name_lines lines = { 0 }, quoted = { 0 }, *l = &lines;
    size_t n = b->candidate_count, begun = s->line;
    name_lines(s, &lines);
    int result = paper_among_names(s, &lines);
    if (result) lines.count = 0;
    drop_comments(&lines, n);
    if (lines.count < n) {
        name_quoted(&lines, &quoted);
        l = &quoted;
    }
    for (size_t i = 0; i < n && i < l->count; i++) {
        b->candidates[i].name = ballots_name(&b->arena, without_comment(l->items[i]));
        b->candidates[i].place = (uint32_t)l->line[i];
    }
    for (size_t i = 0; i < n; i++)
        if (b->candidates[i].name.len == 0) b->candidates[i].name = arena_f(&b->arena, "%zu", i + 1);
    if (l->count > n) b->title = ballots_name(&b->arena, without_comment(l->items[n]));
    const struct arg args[] = { ARG_PLAIN("line", (int64_t)(l->count > n + 1 ? l->line[n + 1] : begun)),
                                ARG_INT("n", (int64_t)n), ARG_INT("found", (int64_t)l->count) };
    if (result == 0 && l->count < n)
        remark(s->remarks,
               T("After line {line}: {n} names are expected, {found} found; the others are called by their numbers.",
                 "第 {line} 行之后：应有 {n} 个姓名，只有 {found} 个；其余以编号代称。"),
               args, 3);
    else if (l->count > n + 1)
        remark(s->remarks,
               T("Line {line} and what follows it are not read: the title is the last thing expected.",
                 "第 {line} 行起未读取：标题之后不应再有内容。"),
               args, 1);
    free(lines.items);
    free(lines.line);
    free(quoted.items);
    free(quoted.line);
    return result;
}

int blt_read(struct ballots *b, struct str bytes, struct remarks *remarks, struct error *err) {
    struct scanner s = {
        .at = bytes.data, .end = bytes.data + bytes.len, .line = 1, .b = b, .remarks = remarks, .err = err
    };
    int result = read_header(&s);
    if (result) return result;
    s.seen = mem_alloc(b->candidate_count * sizeof *s.seen);
    memset(s.seen, 0, b->candidate_count * sizeof *s.seen);
    s.mark = mem_alloc((bytes.len + 8) * sizeof *s.mark);
    s.count = mem_alloc((bytes.len / 3 + 8) * sizeof *s.count);
    s.first = mem_alloc((bytes.len / 3 + 8) * sizeof *s.first);
    result = read_papers(&s);
    free(s.seen);
    s.first[s.line_count] = (uint32_t)s.mark_count;
    b->mark = mem_grow(s.mark, (s.mark_count + 1) * sizeof *s.mark);
    b->count = mem_grow(s.count, (s.line_count + 1) * sizeof *s.count);
    b->first = mem_grow(s.first, (s.line_count + 1) * sizeof *s.first);
    b->mark_size = s.mark_count + 1;
    b->line_size = s.line_count + 1;
    b->line_count = s.line_count;
    return result ? result : read_names(&s);
}
