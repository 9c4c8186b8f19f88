/* Markdown from hostile hands and in Chinese. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "views/html.h"
#include "views/markdown.h"

static char *made(const char *text, enum markdown_style style) {
    static struct buf b;
    buf_release(&b);
    buf_init(&b, 8 << 20);
    markdown_html(&b, str_of(text), style);
    return (char *)(uintptr_t)buf_z(&b);
}

static void plain_prose(void **state) {
    (void)state;
    assert_string_equal(made("# One\n\ntwo *three* **four** `five`", MARKDOWN_PROSE),
                        "<h3>One</h3>\n<p>two <em>three</em> <strong>four</strong> <code>five</code></p>\n");
    assert_string_equal(made("# One", MARKDOWN_NOTE), "<p><strong>One</strong></p>\n");
    assert_string_equal(made("3. a\n4. b", MARKDOWN_PROSE), "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n");
    assert_string_equal(
        made("| a | b |\n|---|---|\n| 1 | 2 |", MARKDOWN_PROSE),
        "<div class=\"wide\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">a</th><th scope=\"col\">b</th></tr>\n</thead>\n"
        "<tbody><tr><td>1</td><td>2</td></tr>\n</tbody>\n</table></div>\n");
}

static void chinese_lines_join(void **state) {
    (void)state;
    assert_string_equal(made("委员会每月\n召开会议。\nIn public,\nalways。", MARKDOWN_PROSE),
                        "<p>委员会每月召开会议。\nIn public,\nalways。</p>\n");
    assert_string_equal(made("甲，\n**乙**", MARKDOWN_PROSE), "<p>甲，<strong>乙</strong></p>\n");
}

static void hostile_links_and_html(void **state) {
    (void)state;
    static const char *const texts[] = {
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](JAVASCRIPT:alert(1))",
        "[a](java&#115;cript:alert(1))",
        "[a](&#x6A;avascript:alert(1))",
        "[a](<java\tscript:alert(1)>)",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "[a](//evil.example)",
        "[a](/local)",
        "![a](https://evil.example/pixel.png)",
        "![a](javascript:alert(1))",
        "[a](https://x/\"onmouseover=alert(1))",
        "<javascript:alert(1)>",
        "<https://x/\"onclick=alert(1)>",
        "[![a](x)](javascript:alert(1))",
        "<!-- --><svg onload=alert(1)>",
        "```<script>\nx\n```",
        "`<script>`",
        "| <b> |\n|---|\n| <script> |",
        "&lt;script&gt; &#60;script&#62;",
        "[a]: javascript:alert(1)\n\n[a]",
        "a\\<script>",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *html = made(texts[i], MARKDOWN_PROSE);
        assert_null(strstr(html, "<script"));
        assert_null(strstr(html, "<img"));
        assert_null(strstr(html, "<svg"));
        assert_null(strstr(html, "href=\"java"));
        assert_null(strstr(html, "href=\"JAVA"));
        assert_null(strstr(html, "href=\"data"));
        assert_null(strstr(html, "href=\"/"));
        assert_null(strstr(html, "href=\"&"));
        assert_null(strstr(html, "\"onmouseover"));
        assert_null(strstr(html, "\"onclick"));
    }
    assert_string_equal(made("[a](https://example.org/?a=1&b=2)", MARKDOWN_PROSE),
                        "<p><a rel=\"nofollow noopener ugc\" href=\"https://example.org/?a=1&amp;b=2\">a</a></p>\n");
    assert_string_equal(made("![the plan](x.png)", MARKDOWN_PROSE), "<p>the plan</p>\n");
    assert_string_equal(made("[a](mailto:a@example.org)", MARKDOWN_PROSE),
                        "<p><a rel=\"nofollow noopener ugc\" href=\"mailto:a@example.org\">a</a></p>\n");
}

/* `part` many times. */
static char *many(const char *part, size_t times) {
    size_t n = strlen(part);
    char *z = mem_alloc(n * times + 1);
    for (size_t i = 0; i < times; i++) memcpy(z + i * n, part, n);
    z[n * times] = '\0';
    return z;
}

/* Shapes that make parsers slow or deep: each answered within a second, complete, as plain text where it must be. */
static void hostile_shapes(void **state) {
    (void)state;
    static const struct {
        const char *part;
        size_t times;
    } shapes[] = {
        { "> ", 5000 },     { "- ", 5000 },    { "*a ", 20000 },      { "**", 50000 },   { "[", 50000 },
        { "![", 50000 },    { "]", 50000 },    { "`", 50000 },        { "[a](", 20000 }, { "<", 50000 },
        { "<!--", 20000 },  { "&", 50000 },    { "a\n> ", 20000 },    { "_a_", 30000 },  { "~~a", 20000 },
        { "|", 50000 },     { "| a ", 20000 }, { "[x]: y\n", 20000 }, { "*_", 40000 },   { "https://a.b/", 10000 },
        { "\\", 50000 },    { "`a``", 20000 }, { "\n- ", 20000 },     { "1. ", 10000 },  { "<a ", 20000 },
        { "***a*", 20000 },
    };
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        char *text = many(shapes[i].part, shapes[i].times);
        clock_t began = clock();
        const char *html = made(text, MARKDOWN_PROSE);
        double seconds = (double)(clock() - began) / CLOCKS_PER_SEC;
        if (seconds > 3) fail_msg("%s × %zu took %.1f s", shapes[i].part, shapes[i].times, seconds);
        assert_true(strlen(html) <= MARKDOWN_OUTPUT_MAX + 100);
        free(text);
    }
    char *wide = many("|a", 500), *rule = many("|-", 500);
    struct buf table;
    buf_init(&table, 1 << 20);
    buf_addf(&table, "%s|\n%s|\n%s|\n", wide, rule, wide);
    assert_null(strstr(made(buf_z(&table), MARKDOWN_PROSE), "<table>"));
    buf_release(&table);
    free(wide);
    free(rule);
    char *long_text = many("x", MARKDOWN_INPUT_MAX + 1);
    assert_true(strncmp(made(long_text, MARKDOWN_PROSE), "<p class=\"typed\">x", 18) == 0);
    free(long_text);
}

static void words_alone(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t max;
        const char *words;
    } cases[] = {
        { "# One\n\n*two* [three](https://x)", 100, "One two three" },
        { "- a\n- b", 100, "a b" },
        { "理事会决议", 7, "理事…" },
        { "", 10, "" },
        { "abc", 3, "abc" },
        { "abcd", 3, "abc…" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf b;
        buf_init(&b, 4096);
        markdown_words(&b, str_of(cases[i].text), cases[i].max);
        assert_string_equal(buf_z(&b), cases[i].words);
        buf_release(&b);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        { "views/markdown: headings, lists, tables", plain_prose, NULL, NULL, NULL },
        { "views/markdown: a line break between Chinese characters is no blank", chinese_lines_join, NULL, NULL, NULL },
        { "views/markdown: no script, no image, no strange address", hostile_links_and_html, NULL, NULL, NULL },
        { "views/markdown: deep and long shapes are bounded", hostile_shapes, NULL, NULL, NULL },
        { "views/markdown: words alone", words_alone, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
