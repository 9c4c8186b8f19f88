/* Markdown: whatever comes in, only the tags of views/markdown.h come out, balanced, with no attribute but those written
 * there and no address but http, https and mailto. */
#include <string.h>
#include <strings.h>

#include "fuzz.h"
#include "views/markdown.h"

enum { OPEN_MAX = 512 };
static const char *const tags[] = { "p",          "h3",    "h4",    "h5", "h6",     "ul",  "ol", "li",
                                    "blockquote", "pre",   "code",  "em", "strong", "del", "a",  "div",
                                    "table",      "thead", "tbody", "tr", "th",     "td" };
static const char *const alone[] = { "br", "hr" };
/* Every attribute that may stand in a tag, as it is written; %s is a number or an address. */
static const char *const attributes[] = { " class=\"wide\" tabindex=\"0\"", " class=\"typed\"", " scope=\"col\"",
                                          " start=\"", " rel=\"nofollow noopener ugc\" href=\"" };

static int one_of(struct str s, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (str_is(s, names[i])) return (int)i;
    return -1;
}

static void check_attributes(struct str rest) {
    if (!rest.len) return;
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        if (!str_starts(rest, attributes[i])) continue;
        struct str value = str_skip(rest, strlen(attributes[i]));
        if (i < 3) {
            MUST(value.len == 0);
            return;
        }
        MUST(value.len >= 1 && value.data[value.len - 1] == '"');
        value.len--;
        MUST(!memchr(value.data, '"', value.len) && !memchr(value.data, '<', value.len));
        if (i == 4)
            MUST((value.len >= 5 && strncasecmp(value.data, "http:", 5) == 0) ||
                 (value.len >= 6 && strncasecmp(value.data, "https:", 6) == 0) ||
                 (value.len >= 7 && strncasecmp(value.data, "mailto:", 7) == 0));
        return;
    }
    bool known = false; /* an attribute of another kind */
    MUST(known);
}

static void check_html(struct str html) {
    int open[OPEN_MAX], depth = 0;
    for (size_t i = 0; i < html.len; i++) {
        if (html.data[i] != '<') continue;
        const char *end = memchr(html.data + i, '>', html.len - i);
        MUST(end);
        struct str inner = { html.data + i + 1, (size_t)(end - html.data) - i - 1 };
        bool closes = inner.len && inner.data[0] == '/';
        if (closes) inner = str_skip(inner, 1);
        size_t n = 0;
        while (n < inner.len && inner.data[n] != ' ') n++;
        int tag = one_of(str_head(inner, n), tags, sizeof tags / sizeof tags[0]);
        if (tag < 0) {
            MUST(!closes && one_of(inner, alone, 2) >= 0);
        } else if (closes) {
            MUST(depth > 0 && open[--depth] == tag && n == inner.len);
        } else {
            MUST(depth < OPEN_MAX);
            open[depth++] = tag;
            check_attributes(str_skip(inner, n));
        }
        i = (size_t)(end - html.data);
    }
    MUST(depth == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str text = fuzz_input(data, size);
    struct buf html, again, words;
    buf_init(&html, 8 << 20);
    buf_init(&again, 8 << 20);
    buf_init(&words, 8 << 20);
    enum markdown_style style = size % 2 ? MARKDOWN_PROSE : MARKDOWN_NOTE;
    markdown_html(&html, text, style);
    MUST(buf_ok(&html));
    check_html(buf_str(&html));
    markdown_html(&again, text, style);
    MUST(str_eq(buf_str(&html), buf_str(&again)));
    markdown_words(&words, text, 200);
    MUST(words.len <= 200 + strlen("…"));
    buf_release(&html);
    buf_release(&again);
    buf_release(&words);
    return 0;
}
