/* What people wrote in Markdown, as pieces of a paper. md4c reports blocks and spans; a piece is closed where a block ends or another
 * begins in it. As in markdown.c, what passes a bound stands there as it was typed. */
#include <string.h>

#include "views/html.h"
#include "views/markdown_parse.h"
#include "views/print.h"

enum { LISTS_MAX = MARKDOWN_DEPTH_MAX, SPANS_MAX = MARKDOWN_DEPTH_MAX * 4 };

struct printing {
    struct buf made, cell; /* pieces; the text of the one being made */
    struct str input;
    int depth, quotes, lists;
    struct {
        bool numbered;
        unsigned next;
    } list[LISTS_MAX];
    bool item;                      /* its mark is still to be written */
    int bits[SPANS_MAX + 1], spans; /* styles, the innermost last */
    MD_SPANTYPE types[SPANS_MAX + 1];
    bool heading, code, broken, soft_break;
    struct buf cells[PAPER_CELLS_MAX];
    size_t cell_count, columns;
    bool in_row, head;
};

static void style_now(struct printing *p) { paper_style(&p->cell, p->bits[p->spans] | (p->heading ? PAPER_BOLD : 0)); }

static int indent_of(const struct printing *p) {
    int depth = p->lists + p->quotes - 1;
    return depth < 0 ? 0 : depth;
}

/* The paragraph, item or line of code that was being made. */
static void piece_end(struct printing *p) {
    struct str text = buf_str(&p->cell);
    bool any = false;
    struct paper_run run = { 0 };
    for (struct str rest = text; !any && paper_run_next(&rest, &run);) any = str_trim(run.words).len > 0;
    if (any && p->item && p->lists > 0) {
        char mark[16] = "•";
        if (p->list[p->lists - 1].numbered) snprintf(mark, sizeof mark, "%u.", p->list[p->lists - 1].next);
        paper_piece(&p->made, PAPER_ITEM, indent_of(p), (const struct str[]){ str_of(mark), text }, 2);
        p->item = false;
    } else if (any) {
        enum paper_piece_style style = p->code ? PAPER_CODE : p->quotes && !p->lists ? PAPER_QUOTE : PAPER_TEXT;
        paper_piece(&p->made, style, p->lists ? p->lists : p->quotes ? p->quotes - 1 : 0, &text, 1);
    }
    buf_clear(&p->cell);
    p->spans = 0;
}

static void list_begin(struct printing *p, bool numbered, unsigned start) {
    if (p->lists == LISTS_MAX) {
        p->broken = true;
        return;
    }
    p->list[p->lists].numbered = numbered;
    p->list[p->lists++].next = start;
}

static void table_begin(struct printing *p, unsigned columns) {
    struct str shares[PAPER_CELLS_MAX];
    p->columns = columns < PAPER_CELLS_MAX ? columns : PAPER_CELLS_MAX;
    for (size_t i = 0; i < p->columns; i++) shares[i] = STR("1");
    paper_piece(&p->made, PAPER_COLUMNS, 0, shares, p->columns);
}

static void row_end(struct printing *p) {
    struct str cells[PAPER_CELLS_MAX];
    for (size_t i = 0; i < p->cell_count; i++) cells[i] = buf_str(&p->cells[i]);
    paper_piece(&p->made, p->head ? PAPER_HEADS : PAPER_ROW, 0, cells, p->cell_count);
    for (size_t i = 0; i < p->cell_count; i++) buf_release(&p->cells[i]);
    p->cell_count = 0;
    p->in_row = false;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *user) {
    struct printing *p = user;
    if (++p->depth > MARKDOWN_DEPTH_MAX) p->broken = true;
    p->soft_break = false;
    if (type != MD_BLOCK_TH && type != MD_BLOCK_TD) piece_end(p);
    switch (type) {
    case MD_BLOCK_QUOTE: p->quotes++; break;
    case MD_BLOCK_UL: list_begin(p, false, 0); break;
    case MD_BLOCK_OL: list_begin(p, true, ((MD_BLOCK_OL_DETAIL *)detail)->start); break;
    case MD_BLOCK_LI: p->item = true; break;
    case MD_BLOCK_H:
        p->heading = true;
        style_now(p);
        break;
    case MD_BLOCK_CODE: p->code = true; break;
    case MD_BLOCK_HR: paper_piece(&p->made, PAPER_RULE, 0, NULL, 0); break;
    case MD_BLOCK_TABLE: table_begin(p, ((MD_BLOCK_TABLE_DETAIL *)detail)->col_count); break;
    case MD_BLOCK_THEAD: p->head = true; break;
    case MD_BLOCK_TR: p->in_row = true; break;
    default: break;
    }
    return p->broken;
}

static void cell_end(struct printing *p) {
    if (p->in_row && p->cell_count < p->columns) {
        struct buf *b = &p->cells[p->cell_count++];
        buf_init(b, MARKDOWN_OUTPUT_MAX);
        buf_add(b, buf_str(&p->cell));
    }
    buf_clear(&p->cell);
    p->spans = 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *user) {
    struct printing *p = user;
    (void)detail;
    p->depth--;
    p->soft_break = false;
    if (type == MD_BLOCK_TH || type == MD_BLOCK_TD)
        cell_end(p);
    else
        piece_end(p);
    switch (type) {
    case MD_BLOCK_QUOTE: p->quotes -= p->quotes > 0; break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
        p->lists -= p->lists > 0;
        p->item = false;
        break;
    case MD_BLOCK_LI:
        p->item = false;
        if (p->lists) p->list[p->lists - 1].next++;
        break;
    case MD_BLOCK_H: p->heading = false; break;
    case MD_BLOCK_CODE: p->code = false; break;
    case MD_BLOCK_THEAD: p->head = false; break;
    case MD_BLOCK_TR: row_end(p); break;
    default: break;
    }
    return 0;
}

/* An address a page would link to, see markdown.c. */
static void link_begin(struct printing *p, const MD_ATTRIBUTE *href) {
    struct buf url;
    bool good = true;
    buf_init(&url, 2048);
    for (int i = 0; good && href->substr_offsets[i] < href->size; i++) {
        struct str s = { href->text + href->substr_offsets[i], href->substr_offsets[i + 1] - href->substr_offsets[i] };
        good = href->substr_types[i] == MD_TEXT_NORMAL || str_is(s, "&amp;");
        buf_add(&url, href->substr_types[i] == MD_TEXT_NORMAL ? s : STR("&"));
    }
    if (good && buf_ok(&url) && url_is_absolute(buf_str(&url))) paper_link(&p->cell, buf_str(&url));
    buf_release(&url);
}

static int enter_span(MD_SPANTYPE type, void *detail, void *user) {
    static const struct {
        MD_SPANTYPE type;
        int bits;
    } styles[] = { { MD_SPAN_EM, PAPER_EM },
                   { MD_SPAN_STRONG, PAPER_BOLD },
                   { MD_SPAN_CODE, PAPER_MONO },
                   { MD_SPAN_DEL, PAPER_STRUCK } };
    struct printing *p = user;
    if (p->spans == SPANS_MAX) {
        p->broken = true;
        return 1;
    }
    if (p->soft_break) {
        buf_addc(&p->cell, ' ');
        p->soft_break = false;
    }
    int bits = p->bits[p->spans];
    for (size_t i = 0; i < sizeof styles / sizeof styles[0]; i++) bits |= styles[i].type == type ? styles[i].bits : 0;
    p->bits[++p->spans] = bits;
    p->types[p->spans] = type;
    style_now(p);
    if (type == MD_SPAN_A) link_begin(p, &((MD_SPAN_A_DETAIL *)detail)->href);
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *user) {
    struct printing *p = user;
    (void)detail;
    for (int i = p->spans; i > 0; i--)
        if (p->types[i] == type) {
            p->spans = i - 1;
            break;
        }
    if (type == MD_SPAN_A) paper_link(&p->cell, STR(""));
    style_now(p);
    return 0;
}

/* A break between two Chinese characters is no blank. */
static bool wide(struct str s) {
    unsigned char c = s.len ? (unsigned char)s.data[0] : 0;
    return c >= 0xe3 && c <= 0xe9;
}

/* The few that people type; any other stands there as typed. */
static struct str entity(struct str s) {
    static const struct {
        const char *name, *sign;
    } known[] = {
        { "&amp;", "&" },         { "&lt;", "<" },    { "&gt;", ">" },    { "&quot;", "\"" },  { "&apos;", "'" },
        { "&nbsp;", "\xc2\xa0" }, { "&mdash;", "—" }, { "&ndash;", "–" }, { "&hellip;", "…" },
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_is(s, known[i].name)) return str_of(known[i].sign);
    return s;
}

static int text_read(MD_TEXTTYPE type, const MD_CHAR *data, MD_SIZE size, void *user) {
    struct printing *p = user;
    struct str s = { data, size };
    bool own = type == MD_TEXT_BR || type == MD_TEXT_SOFTBR || type == MD_TEXT_NULLCHAR ||
               (size == 1 && (*data == '\n' || *data == ' '));
    if (!own && !markdown_lies_within(s, p->input)) {
        p->broken = true;
        return 1;
    }
    if (p->soft_break && !(wide(s) && p->cell.len >= 3 && wide((struct str){ p->cell.data + p->cell.len - 3, 3 })))
        buf_addc(&p->cell, ' ');
    p->soft_break = type == MD_TEXT_SOFTBR;
    if (type == MD_TEXT_BR)
        buf_addc(&p->cell, PAPER_BREAK);
    else if (type == MD_TEXT_CODE && p->code && str_is(s, "\n"))
        buf_addc(&p->cell, PAPER_BREAK);
    else if (type != MD_TEXT_SOFTBR)
        paper_words(&p->cell, type == MD_TEXT_NULLCHAR ? STR("\xef\xbf\xbd") : type == MD_TEXT_ENTITY ? entity(s) : s);
    return !buf_ok(&p->cell) || !buf_ok(&p->made);
}

static void as_typed(struct buf *out, struct str text) {
    while (text.len > 0) {
        struct str line = str_cut(&text, '\n');
        if (str_trim(line).len) paper_say(out, PAPER_TEXT, line);
    }
}

void print_markdown(struct buf *out, struct str text) {
    MD_PARSER parser = { .flags = MARKDOWN_FLAGS,
                         .enter_block = enter_block,
                         .leave_block = leave_block,
                         .enter_span = enter_span,
                         .leave_span = leave_span,
                         .text = text_read };
    struct printing p = { 0 };
    if (!text.len) return;
    buf_init(&p.made, MARKDOWN_OUTPUT_MAX);
    buf_init(&p.cell, MARKDOWN_OUTPUT_MAX);
    bool good =
        markdown_bounded(text) && markdown_parse(text, &parser, &p.input, &p) == 0 && !p.broken && buf_ok(&p.made);
    if (good)
        buf_add(out, buf_str(&p.made));
    else
        as_typed(out, text);
    for (size_t i = 0; i < p.cell_count; i++) buf_release(&p.cells[i]);
    buf_release(&p.cell);
    buf_release(&p.made);
}
