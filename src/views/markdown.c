/* md4c reads, this file writes: its SAX events become HTML of our choosing (markdown.h has the promises).
 *
 * md4c's own renderer keeps `javascript:` addresses and raw HTML blocks; ours has no branch that could. An address is
 * judged as the browser will see it: one that is spelled with entities other than &amp; is not a link at all. */
#include "views/markdown.h"

#include <stdlib.h>
#include <string.h>

#include "views/html.h"
#include "views/markdown_parse.h"

enum { PADDING = 64 };

struct render {
    struct buf *out;
    enum markdown_style style;
    bool words; /* plain words instead of HTML */
    int depth;
    struct span {
        MD_SPANTYPE type;
        bool written;
    } spans[MARKDOWN_DEPTH_MAX * 4]; /* open ones, outermost first */
    int open;
    bool soft_break;  /* a line break waits for the next character */
    bool tight_text;  /* the last character written was Chinese */
    struct str input; /* what md4c reads; what it reports lies within */
    bool too_deep;
};

static void tag(struct render *r, const char *html) {
    if (!r->words) buf_addz(r->out, html);
}

/* Words alone: blocks and cells are parted by a blank. */
static void part(struct render *r) {
    if (r->words && r->out->len && r->out->data[r->out->len - 1] != ' ') buf_addc(r->out, ' ');
}

/* Chinese characters and full-width punctuation. */
static bool begins_wide(struct str s) {
    if (s.len < 3) return false;
    unsigned char a = (unsigned char)s.data[0], b = (unsigned char)s.data[1];
    return (a >= 0xe4 && a <= 0xe9) || (a == 0xe3 && b >= 0x80) || (a == 0xef && b >= 0xbc && b <= 0xbd);
}

static void text_add(struct render *r, struct str s) {
    if (!s.len) return;
    if (r->soft_break) {
        if (!(r->tight_text && begins_wide(s))) buf_addc(r->out, r->words ? ' ' : '\n');
        r->soft_break = false;
    }
    r->tight_text = s.len >= 3 && begins_wide(str_skip(s, s.len - 3));
    if (r->words)
        buf_add(r->out, s);
    else
        html_escape(r->out, s);
}

static void spans_close(struct render *r, int to);

static bool columns_fit(struct render *r, unsigned columns) {
    if (columns > MARKDOWN_COLUMNS_MAX) r->too_deep = true;
    return !r->too_deep;
}

static void heading(struct render *r, unsigned level, bool open) {
    if (r->style == MARKDOWN_NOTE) {
        tag(r, open ? "<p><strong>" : "</strong></p>\n");
        return;
    }
    static const char *const begins[] = { "<h3>", "<h4>", "<h5>", "<h6>" };
    static const char *const ends[] = { "</h3>\n", "</h4>\n", "</h5>\n", "</h6>\n" };
    unsigned shown = level > 4 ? 3 : level - 1;
    tag(r, open ? begins[shown] : ends[shown]);
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *user) {
    struct render *r = user;
    spans_close(r, 0);
    if (++r->depth > MARKDOWN_DEPTH_MAX) r->too_deep = true;
    r->soft_break = r->tight_text = false;
    part(r);
    switch (type) {
    case MD_BLOCK_DOC:
    case MD_BLOCK_HTML: break;
    case MD_BLOCK_QUOTE: tag(r, "<blockquote>"); break;
    case MD_BLOCK_UL: tag(r, "<ul>\n"); break;
    case MD_BLOCK_OL: {
        unsigned start = ((MD_BLOCK_OL_DETAIL *)detail)->start;
        if (start == 1 || r->words)
            tag(r, "<ol>\n");
        else
            buf_addf(r->out, "<ol start=\"%u\">\n", start);
        break;
    }
    case MD_BLOCK_LI: tag(r, "<li>"); break;
    case MD_BLOCK_HR: tag(r, "<hr>\n"); break;
    case MD_BLOCK_H: heading(r, ((MD_BLOCK_H_DETAIL *)detail)->level, true); break;
    case MD_BLOCK_CODE: tag(r, "<pre><code>"); break;
    case MD_BLOCK_P: tag(r, "<p>"); break;
    case MD_BLOCK_TABLE:
        if (!columns_fit(r, ((MD_BLOCK_TABLE_DETAIL *)detail)->col_count)) return 1;
        tag(r, "<div class=\"wide\" tabindex=\"0\"><table>\n");
        break;
    case MD_BLOCK_THEAD: tag(r, "<thead>"); break;
    case MD_BLOCK_TBODY: tag(r, "<tbody>"); break;
    case MD_BLOCK_TR: tag(r, "<tr>"); break;
    case MD_BLOCK_TH: tag(r, "<th scope=\"col\">"); break;
    case MD_BLOCK_TD: tag(r, "<td>"); break;
    }
    return r->too_deep;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *user) {
    struct render *r = user;
    spans_close(r, 0);
    r->depth--;
    r->soft_break = r->tight_text = false;
    switch (type) {
    case MD_BLOCK_DOC:
    case MD_BLOCK_HTML:
    case MD_BLOCK_HR: break;
    case MD_BLOCK_QUOTE: tag(r, "</blockquote>\n"); break;
    case MD_BLOCK_UL: tag(r, "</ul>\n"); break;
    case MD_BLOCK_OL: tag(r, "</ol>\n"); break;
    case MD_BLOCK_LI: tag(r, "</li>\n"); break;
    case MD_BLOCK_H: heading(r, ((MD_BLOCK_H_DETAIL *)detail)->level, false); break;
    case MD_BLOCK_CODE: tag(r, "</code></pre>\n"); break;
    case MD_BLOCK_P: tag(r, "</p>\n"); break;
    case MD_BLOCK_TABLE: tag(r, "</table></div>\n"); break;
    case MD_BLOCK_THEAD: tag(r, "</thead>\n"); break;
    case MD_BLOCK_TBODY: tag(r, "</tbody>\n"); break;
    case MD_BLOCK_TR: tag(r, "</tr>\n"); break;
    case MD_BLOCK_TH: tag(r, "</th>"); break;
    case MD_BLOCK_TD: tag(r, "</td>"); break;
    }
    part(r);
    return 0;
}

/* The address as the browser will read it; false when it is not one a page may link to. */
static bool address(struct buf *ret, const MD_ATTRIBUTE *a) {
    for (int i = 0; a->substr_offsets[i] < a->size; i++) {
        struct str s = { a->text + a->substr_offsets[i], a->substr_offsets[i + 1] - a->substr_offsets[i] };
        if (a->substr_types[i] == MD_TEXT_NORMAL)
            buf_add(ret, s);
        else if (a->substr_types[i] == MD_TEXT_ENTITY && str_is(s, "&amp;"))
            buf_addc(ret, '&');
        else
            return false;
    }
    return buf_ok(ret) && url_is_absolute(buf_str(ret));
}

static bool link_open(struct render *r, const MD_ATTRIBUTE *href) {
    struct buf url;
    buf_init(&url, 2048);
    bool good = !r->words && address(&url, href);
    if (good) {
        buf_addz(r->out, "<a rel=\"nofollow noopener ugc\" href=\"");
        html_escape(r->out, buf_str(&url));
        buf_addz(r->out, "\">");
    }
    buf_release(&url);
    return good;
}

static bool in_image(const struct render *r) {
    for (int i = 0; i < r->open; i++)
        if (r->spans[i].type == MD_SPAN_IMG) return true;
    return false;
}

static const char *const SPAN_BEGIN[] = {
    [MD_SPAN_EM] = "<em>", [MD_SPAN_STRONG] = "<strong>", [MD_SPAN_CODE] = "<code>", [MD_SPAN_DEL] = "<del>"
};
static const char *const SPAN_END[] = { [MD_SPAN_EM] = "</em>",
                                        [MD_SPAN_STRONG] = "</strong>",
                                        [MD_SPAN_A] = "</a>",
                                        [MD_SPAN_CODE] = "</code>",
                                        [MD_SPAN_DEL] = "</del>" };
enum { SPAN_TYPES = MD_SPAN_DEL + 1 };

/* Closes the open spans from the innermost down to number `to`. md4c 0.4.8 does not always report an end for each
 * beginning (a mark inside a link's address, "*b [c](d*)"), so the pairs are kept here. */
static void spans_close(struct render *r, int to) {
    while (r->open > to) {
        const struct span *span = &r->spans[--r->open];
        if (span->written) tag(r, SPAN_END[span->type]);
    }
}

static int enter_span(MD_SPANTYPE type, void *detail, void *user) {
    struct render *r = user;
    if (r->soft_break) { /* a span at the beginning of a line: the blank belongs before it */
        r->soft_break = false;
        if (!r->tight_text) buf_addc(r->out, r->words ? ' ' : '\n');
    }
    if (r->open == (int)(sizeof r->spans / sizeof r->spans[0])) {
        r->too_deep = true;
        return 1;
    }
    bool written = false;
    if (in_image(r)) { /* its alt text: words alone */
        written = false;
    } else if (type == MD_SPAN_A) {
        written = link_open(r, &((MD_SPAN_A_DETAIL *)detail)->href);
    } else if ((int)type < SPAN_TYPES && SPAN_BEGIN[type]) {
        tag(r, SPAN_BEGIN[type]);
        written = true;
    }
    r->spans[r->open++] = (struct span){ type, written };
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *user) {
    (void)detail;
    struct render *r = user;
    for (int i = r->open; i-- > 0;)
        if (r->spans[i].type == type) {
            spans_close(r, i);
            break;
        }
    return 0;
}

bool markdown_lies_within(struct str s, struct str whole) {
    return s.data >= whole.data && s.len <= whole.len && (size_t)(s.data - whole.data) <= whole.len - s.len;
}

static int text_read(MD_TEXTTYPE type, const MD_CHAR *data, MD_SIZE size, void *user) {
    struct render *r = user;
    struct str s = { data, size };
    bool own = type == MD_TEXT_BR || type == MD_TEXT_SOFTBR || type == MD_TEXT_NULLCHAR ||
               (size == 1 && (*data == '\n' || *data == ' '));
    if (!own && !markdown_lies_within(s, r->input)) {
        r->too_deep = true;
        return 1;
    }
    switch (type) {
    case MD_TEXT_NULLCHAR: text_add(r, STR("\xef\xbf\xbd")); break;
    case MD_TEXT_BR:
        tag(r, "<br>\n");
        part(r);
        break;
    case MD_TEXT_SOFTBR: r->soft_break = true; break;
    case MD_TEXT_ENTITY: /* well formed by md4c: letters and digits between & and ; so it can only be text */
        if (r->words)
            text_add(r, s);
        else
            buf_add(r->out, s);
        break;
    default: text_add(r, s); break;
    }
    return !buf_ok(r->out);
}

/* What passes a bound: every line as it was typed. */
static void plain(struct buf *out, struct str text) {
    buf_addz(out, "<p class=\"typed\">");
    html_escape(out, text);
    buf_addz(out, "</p>\n");
}

/* md4c 0.4.8 looks past the end of its input ("[a](b" without an end): it is given a copy with line ends behind it, and what it
 * reports outside its input is not believed. */
int markdown_parse(struct str text, const MD_PARSER *parser, struct str *input, void *user) {
    char *copy = mem_alloc(text.len + PADDING);
    memcpy(copy, text.data, text.len);
    memset(copy + text.len, '\n', PADDING);
    copy[text.len + PADDING - 1] = '\0';
    *input = (struct str){ copy, text.len };
    int result = md_parse(copy, (MD_SIZE)text.len, parser, user);
    free(copy);
    return result;
}

static bool run(struct render *r, struct str text) {
    MD_PARSER parser = {
        .flags = MARKDOWN_FLAGS,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = text_read,
    };
    return markdown_parse(text, &parser, &r->input, r) == 0 && !r->too_deep && buf_ok(r->out);
}

/* Runs of marks that make md4c slow or deep are no prose: a line opening more quotes or lists than a reader could see. */
bool markdown_bounded(struct str text) {
    if (text.len > MARKDOWN_INPUT_MAX) return false;
    size_t nesting = 0, run_length = 0;
    char last = '\0';
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        run_length = c == last && memchr("[]*_~`<!", c, 8) ? run_length + 1 : 0;
        last = c;
        if (run_length > 1000) return false;
        if (c == '\n')
            nesting = 0;
        else if (c == '>' && ++nesting > MARKDOWN_DEPTH_MAX * 4)
            return false;
    }
    return true;
}

void markdown_html(struct buf *out, struct str text, enum markdown_style style) {
    if (!text.len) return;
    struct buf made;
    buf_init(&made, MARKDOWN_OUTPUT_MAX);
    struct render r = { .out = &made, .style = style };
    if (markdown_bounded(text) && run(&r, text))
        buf_add(out, buf_str(&made));
    else
        plain(out, text);
    buf_release(&made);
}

void markdown_words(struct buf *out, struct str text, size_t max) {
    struct buf made;
    buf_init(&made, MARKDOWN_OUTPUT_MAX);
    struct render r = { .out = &made, .words = true };
    struct str s = markdown_bounded(text) && text.len && run(&r, text) ? str_trim(buf_str(&made)) : text;
    if (s.len <= max) {
        buf_add(out, s);
    } else {
        size_t n = max;
        while (n > 0 && ((unsigned char)s.data[n] & 0xc0) == 0x80) n--;
        buf_add(out, str_head(s, n));
        buf_addz(out, "…");
    }
    buf_release(&made);
}
