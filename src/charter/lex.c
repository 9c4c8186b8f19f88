/* From the text of a rules file to statements of tokens.
 *
 * A statement is a line that begins in the first column, and the indented lines that continue it. Lines that begin with
 * `#` are comments. A token is a word (letters, digits and - _ . / % @ + within, and a comma between two digits), a text in
 * straight double quotes on one line, or one of the marks `: , ;  / >= >`. Everything else is refused where it stands:
 * nothing in a charter is skipped because it was not understood. */
#include "charter/internal.h"

#include <string.h>

void fault_add(struct charter_faults *f, const char *file, int line, int column, int code, struct text text,
               const struct arg *args, size_t count) {
    if (f->count >= CHARTER_FAULTS_MAX) return;
    if (f->count == f->size) {
        size_t size = f->size ? f->size * 2 : 8;
        struct charter_fault *items = arena_array(f->arena, struct charter_fault, size);
        if (f->count) memcpy(items, f->items, f->count * sizeof *items);
        f->items = items;
        f->size = size;
    }
    struct charter_fault *x = &f->items[f->count++];
    *x = (struct charter_fault){ .file = file, .line = line, .column = column };
    error_set_args(&x->error, code, text, args, count);
}

static bool word_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-_.%@+/", c));
}

static bool digit(char c) { return c >= '0' && c <= '9'; }

static int columns(struct str s) { return (int)str_chars(s); }

/* The first character of s as a string, for a message. */
static struct str first_char(struct str s) {
    size_t n = 1;
    while (n < s.len && ((unsigned char)s.data[n] & 0xC0) == 0x80) n++;
    return str_head(s, n);
}

/* Length of the word at the head of s; 0 when none. */
static size_t word_length(struct str s) {
    size_t n = 0;
    while (n < s.len) {
        if (word_char(s.data[n]))
            n++;
        else if (s.data[n] == ',' && n && n + 1 < s.len && digit(s.data[n - 1]) && digit(s.data[n + 1]))
            n++;
        else if (s.data[n] == ':' && n && n + 1 < s.len && digit(s.data[n - 1]) && digit(s.data[n + 1]))
            n++; /* +05:30 */
        else
            break;
    }
    return n;
}

static size_t punct_length(struct str s) {
    if (s.len >= 2 && s.data[0] == '>' && s.data[1] == '=') return 2;
    return s.len && strchr(":,;>", s.data[0]) ? 1 : 0;
}

struct line_lexer {
    struct reader *r;
    struct str line; /* whole */
    struct token *tokens;
    size_t count;
};

static bool add_token(struct line_lexer *l, enum token_kind kind, struct str text, size_t offset) {
    int column = columns(str_head(l->line, offset)) + 1;
    if (l->count >= CHARTER_TOKENS_MAX) {
        fault(l->r->faults, l->r->file, l->r->line, column, ERR_TOO_LARGE,
              T("This sentence has more than {most} words.", "这一句超过了 {most} 个词。"),
              ARG_INT("most", CHARTER_TOKENS_MAX));
        return false;
    }
    l->tokens[l->count++] = (struct token){ kind, text, l->r->line, column };
    return true;
}

/* Reads the quoted text that begins at `at`; the offset after it, or 0 when it is not well formed. */
static size_t lex_string(struct line_lexer *l, size_t at) {
    struct str rest = str_skip(l->line, at + 1);
    const char *end = rest.len ? memchr(rest.data, '"', rest.len) : NULL;
    int column = columns(str_head(l->line, at)) + 1;
    if (!end) {
        fault(l->r->faults, l->r->file, l->r->line, column, ERR_SYNTAX,
              T("This text has no closing quotation mark on its line.", "这段文字在本行内没有结束的引号。"));
        return 0;
    }
    struct str text = str_head(rest, (size_t)(end - rest.data));
    if (!str_trim(text).len || text.len > CHARTER_TEXT_MAX) {
        fault(l->r->faults, l->r->file, l->r->line, column, ERR_RANGE,
              T("A quoted text has between 1 and {most} bytes.", "引号内的文字须为 1 至 {most} 字节。"),
              ARG_INT("most", CHARTER_TEXT_MAX));
        return 0;
    }
    return add_token(l, TOKEN_STRING, text, at) ? at + text.len + 2 : 0;
}

static bool lex_line(struct line_lexer *l) {
    size_t i = 0;
    while (i < l->line.len) {
        char c = l->line.data[i];
        struct str here = str_skip(l->line, i);
        size_t n;
        if (c == ' ') {
            i++;
        } else if (c == '"') {
            i = lex_string(l, i);
            if (!i) return false;
        } else if (c == '/' && (here.len == 1 || !word_char(here.data[1]))) {
            if (!add_token(l, TOKEN_PUNCT, str_head(here, 1), i)) return false;
            i++;
        } else if ((n = word_length(here)) > 0 && n <= CHARTER_WORD_MAX) {
            if (!add_token(l, TOKEN_WORD, str_head(here, n), i)) return false;
            i += n;
        } else if ((n = punct_length(here)) > 0) {
            if (!add_token(l, TOKEN_PUNCT, str_head(here, n), i)) return false;
            i += n;
        } else {
            fault(l->r->faults, l->r->file, l->r->line, columns(str_head(l->line, i)) + 1, ERR_SYNTAX,
                  T("“{found}” has no meaning in a rule; texts stand in straight quotation marks.",
                    "规则中不使用“{found}”；文字须置于直引号之内。"),
                  ARG_STR("found", first_char(here)));
            return false;
        }
    }
    return true;
}

static struct str next_line(struct reader *r) {
    struct str line = str_cut(&r->rest, '\n');
    if (line.len && line.data[line.len - 1] == '\r') line.len--;
    return line;
}

static bool is_blank(struct str line) { return str_trim(line).len == 0; }

static bool is_comment(struct str line) { return str_starts(str_trim(line), "#"); }

/* One statement into r->tokens: 1 read, 0 nothing left, -1 reported and skipped. */
static int lex_one(struct reader *r, struct statement *ret) {
    struct line_lexer l = { .r = r, .tokens = r->tokens };
    bool begun = false, whole = true;
    while (r->rest.data && r->rest.len) {
        struct str before = r->rest;
        struct str line = next_line(r);
        r->line++;
        if (is_blank(line) || is_comment(line)) continue;
        bool continues = line.data[0] == ' ';
        if (!continues && begun) { /* the next statement begins here */
            r->rest = before;
            r->line--;
            break;
        }
        if (continues && !begun) {
            fault(r->faults, r->file, r->line, 1, ERR_SYNTAX,
                  T("An indented line continues a statement, and none stands before it.",
                    "缩进行用于接续上一句，而此前没有可接续的语句。"));
            whole = false;
        }
        begun = true;
        l.line = line;
        if (whole) whole = lex_line(&l);
    }
    if (!begun) return 0;
    if (!whole) return -1;
    struct token *last = &l.tokens[l.count - 1];
    int end = last->column + columns(last->text) + (last->kind == TOKEN_STRING ? 2 : 0);
    l.tokens[l.count] = (struct token){ TOKEN_END, STR(""), last->line, end };
    *ret = (struct statement){ l.tokens, l.count };
    return 1;
}

bool lex_statement(struct reader *r, struct statement *ret) {
    for (;;) {
        int got = lex_one(r, ret);
        if (got >= 0) return got > 0;
    }
}
