/* Building an election line by line, and the names in it; see ballots.h. The BLT reader, which has to be fast, fills the
 * same arrays by itself. */
#include <string.h>
#include <stdlib.h>

#include "tally/ballots.h"

void ballots_init(struct ballots *b, enum ballot_form form) {
    *b = (struct ballots){ .form = form, .plain = true };
    arena_init(&b->arena);
    b->candidates = arena_array(&b->arena, struct candidate, CANDIDATES_MAX);
    for (int k = 0; k < GROUP_KINDS; k++) b->groups[k] = arena_array(&b->arena, struct ballot_group, GROUPS_MAX + 1);
}

void ballots_release(struct ballots *b) {
    arena_release(&b->arena);
    free(b->count);
    free(b->first);
    free(b->mark);
    free(b->score);
    free(b->place);
    free(b->elector);
    *b = (struct ballots){ 0 };
}

int ballots_candidate(struct ballots *b, struct str name) {
    if (b->candidate_count == CANDIDATES_MAX) return ERR_TOO_LARGE;
    b->candidates[b->candidate_count].name = arena_str(&b->arena, name);
    return (int)b->candidate_count++;
}

int ballots_group(struct ballots *b, enum group_kind kind, struct str name) {
    for (size_t i = 1; i <= b->group_count[kind]; i++)
        if (str_eq(b->groups[kind][i].name, name)) return (int)i;
    if (b->group_count[kind] == GROUPS_MAX) return ERR_TOO_LARGE;
    b->groups[kind][++b->group_count[kind]].name = arena_str(&b->arena, name);
    return (int)b->group_count[kind];
}

static void need_marks(struct ballots *b, size_t more) {
    size_t used = b->first ? b->first[b->line_count] : 0;
    if (used + more <= b->mark_size) return;
    while (b->mark_size < used + more) b->mark_size = b->mark_size ? b->mark_size * 2 : 256;
    b->mark = mem_grow(b->mark, b->mark_size * sizeof *b->mark);
    if (b->form == FORM_SCORES) b->score = mem_grow(b->score, b->mark_size * sizeof *b->score);
}

/* first[line_count] is, while a line is being built, where its next mark goes; its beginning is first[line_count − 1]. */
void ballots_line(struct ballots *b, uint32_t papers) {
    if (b->line_count + 2 > b->line_size) {
        bool fresh = b->line_size == 0;
        b->line_size = fresh ? 64 : b->line_size * 2;
        b->count = mem_grow(b->count, b->line_size * sizeof *b->count);
        b->first = mem_grow(b->first, b->line_size * sizeof *b->first);
        if (fresh) b->first[0] = 0;
    }
    b->count[b->line_count++] = papers;
    b->first[b->line_count] = b->first[b->line_count - 1];
}

static void add_mark(struct ballots *b, uint16_t mark, int32_t score) {
    need_marks(b, 1);
    if (b->form == FORM_SCORES) b->score[b->first[b->line_count]] = score;
    b->mark[b->first[b->line_count]++] = mark;
}

void ballots_mark(struct ballots *b, uint16_t who, bool equal) {
    if (equal) b->plain = false;
    for (uint32_t i = b->first[b->line_count - 1]; b->plain && i < b->first[b->line_count]; i++)
        if ((b->mark[i] & MARK_WHO) == who) b->plain = false;
    add_mark(b, equal ? who | MARK_EQUAL : who, 0);
}

void ballots_skip(struct ballots *b) {
    b->plain = false;
    add_mark(b, MARK_SKIP, 0);
}

void ballots_score(struct ballots *b, uint16_t who, int32_t score) { add_mark(b, who, score); }

bool ballots_line_end(struct ballots *b) {
    uint32_t from = b->first[b->line_count - 1];
    while (b->first[b->line_count] > from && b->mark[b->first[b->line_count] - 1] == MARK_SKIP)
        b->first[b->line_count]--; /* blank ranks after the last mark say nothing */
    b->papers += b->count[b->line_count - 1];
    if (b->papers <= PAPERS_MAX && b->first[b->line_count] < UINT32_MAX - CANDIDATES_MAX) {
        add_mark(b, MARK_END, 0);
        return true;
    }
    b->papers -= b->count[b->line_count - 1];
    ballots_line_drop(b);
    return false;
}

void ballots_trace(struct ballots *b, size_t line, size_t place, int64_t elector) {
    if (!b->traced) return;
    if (line >= b->trace_size) {
        b->trace_size = line < 32 ? 64 : line * 2;
        b->place = mem_grow(b->place, b->trace_size * sizeof *b->place);
        b->elector = mem_grow(b->elector, b->trace_size * sizeof *b->elector);
    }
    b->place[line] = (uint32_t)place;
    b->elector[line] = (uint32_t)elector;
}

void ballots_line_drop(struct ballots *b) {
    b->line_count--; /* whose beginning is first[line_count], where the next line begins then */
}

void remark(struct remarks *r, struct text text, const struct arg *args, size_t count) {
    if (!r) return;
    if (r->count < REMARKS_MAX) {
        r->items[r->count] = (struct error){ 0 };
        error_set_args(&r->items[r->count], ERR_SYNTAX, text, args, count);
    }
    r->count++;
}

/* ---- names ---- */

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/* Old files are Latin-1: every byte is a character of its own. Control characters are dropped. */
static void add_clean(struct buf *out, struct str raw) {
    bool utf8 = str_is_clean(raw, true);
    for (size_t i = 0; i < raw.len; i++) {
        unsigned char c = (unsigned char)raw.data[i];
        if (c < 0x20 && c != '\t') continue;
        if (c == 0x7f) continue;
        if (utf8 || c < 0x80) {
            buf_addc(out, (char)c);
        } else if (c >= 0xa0) {
            buf_addc(out, (char)(0xc0 | c >> 6));
            buf_addc(out, (char)(0x80 | (c & 0x3f)));
        } else {
            buf_addc(out, '?');
        }
    }
}

struct str ballots_name(struct arena *a, struct str raw) {
    struct buf clean, name;
    buf_init(&clean, raw.len * 2 + 16);
    buf_init(&name, raw.len * 2 + 16);
    add_clean(&clean, raw);
    struct str s = str_trim(buf_str(&clean));
    bool quoted = s.len >= 2 && s.data[0] == '"' && s.data[s.len - 1] == '"';
    if (quoted) s = str_trim((struct str){ s.data + 1, s.len - 2 });
    for (size_t i = 0; i < s.len; i++) {
        if (is_blank(s.data[i])) {
            if (name.len && name.data[name.len - 1] != ' ') buf_addc(&name, ' ');
            continue;
        }
        buf_addc(&name, s.data[i]);
        if (quoted && s.data[i] == '"' && i + 1 < s.len && s.data[i + 1] == '"') i++;
    }
    struct str kept = arena_str(a, str_trim(buf_str(&name)));
    buf_release(&clean);
    buf_release(&name);
    return kept;
}

/* ---- which format ---- */

static enum ballot_format guess(struct str bytes) {
    struct str line = bytes;
    if (str_starts(line, "\xef\xbb\xbf")) line = str_skip(line, 3);
    line = str_trim(line);
    if (str_starts(line, "{")) return BALLOTS_JSON;
    line = str_cut(&line, '\n');
    for (size_t i = 0; i < line.len && line.data[i] != '#' && line.data[i] != '['; i++)
        if (((line.data[i] | 0x20) >= 'a' && (line.data[i] | 0x20) <= 'z') || (line.data[i] & 0x80)) return BALLOTS_CSV;
    return BALLOTS_BLT;
}

/* What a mail or an office program made of a ballot file is told from one that is merely broken. */
static int check_text(struct str bytes, struct error *err) {
    static const char *const binary[] = { "PK\x03\x04", "\xd0\xcf\x11\xe0", "%PDF", "\x1f\x8b", "\x89PNG" };
    for (size_t i = 0; i < sizeof binary / sizeof binary[0]; i++)
        if (str_starts(bytes, binary[i]))
            return error_set(
                err, ERR_SYNTAX,
                T("This is a spreadsheet, an archive or a picture, not a ballot file: save the sheet as CSV.",
                  "这是电子表格、压缩包或图像，不是选票文件：请将表格另存为 CSV。"));
    if (str_starts(bytes, "\xff\xfe") || str_starts(bytes, "\xfe\xff") ||
        (bytes.len > 1 && (bytes.data[0] == 0 || bytes.data[1] == 0)))
        return error_set(err, ERR_SYNTAX,
                         T("The file is in UTF-16 or UTF-32; save it as UTF-8.",
                           "文件为 UTF-16 或 UTF-32 编码，请另存为 UTF-8。"));
    return 0;
}

/* Lines that end with CR alone, as old programs wrote them. */
static struct str with_line_ends(struct ballots *b, struct str bytes) {
    if (bytes.len == 0 || memchr(bytes.data, '\n', bytes.len) || !memchr(bytes.data, '\r', bytes.len)) return bytes;
    char *copy = arena_copy(&b->arena, bytes.data, bytes.len);
    for (size_t i = 0; i < bytes.len; i++)
        if (copy[i] == '\r') copy[i] = '\n';
    return (struct str){ copy, bytes.len };
}

static void remark_names(const struct ballots *b, struct remarks *remarks) {
    for (size_t i = 0; i < b->candidate_count; i++)
        for (size_t k = 0; k < i; k++)
            if (str_eq(b->candidates[i].name, b->candidates[k].name)) {
                remark(remarks,
                       T("Candidates {k} and {i} are both called “{name}”; only the numbers tell them apart.",
                         "{k} 号与 {i} 号候选人均名为“{name}”，仅能以编号区分。"),
                       (const struct arg[]){ ARG_PLAIN("k", (int64_t)k + 1), ARG_PLAIN("i", (int64_t)i + 1),
                                             ARG_STR("name", b->candidates[i].name) },
                       3);
                break;
            }
}

static int read_as(struct ballots *b, struct str bytes, enum ballot_format format, struct remarks *remarks,
                   struct error *err) {
    switch (format == BALLOTS_ANY ? guess(bytes) : format) {
    case BALLOTS_JSON: return ballots_json_read(b, bytes, remarks, err);
    case BALLOTS_CSV: return csv_read(b, bytes, remarks, err);
    default: return blt_read(b, bytes, remarks, err);
    }
}

int ballots_read(struct ballots *b, struct str bytes, enum ballot_format format, struct remarks *remarks,
                 struct error *err) {
    if (bytes.len > BALLOT_FILE_MAX)
        return error_set(err, ERR_TOO_LARGE,
                         T("The file has {size} bytes; at most {max} are read.",
                           "文件共 {size} 字节，最多读取 {max} 字节。"),
                         ARG_INT("size", (int64_t)bytes.len), ARG_INT("max", BALLOT_FILE_MAX));
    int result = check_text(bytes, err);
    if (result) return result;
    if (str_starts(bytes, "\xef\xbb\xbf")) bytes = str_skip(bytes, 3);
    result = read_as(b, with_line_ends(b, bytes), format, remarks, err);
    if (result == 0) remark_names(b, remarks);
    return result;
}
