/* Escaping, addresses, words of time: the functions that templates call. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "views/html.h"
#include "views/show.h"

struct shown {
    struct view v;
    struct arena arena;
    struct buf out;
};

static void begin(struct shown *s, enum lang lang) { show_begin(&s->v, &s->arena, &s->out, lang, "/"); }
static void end(struct shown *s) { show_end(&s->arena, &s->out); }
#define assert_shown(s, words)                                                                                         \
    do {                                                                                                               \
        assert_string_equal(buf_z(&(s).out), (words));                                                                 \
        buf_clear(&(s).out);                                                                                           \
    } while (0)

static void text_and_values(void **state) {
    (void)state;
    struct shown s;
    begin(&s, LANG_EN);
    html_text(&s.v, "<script>alert('x')</script> & \"q\"");
    assert_shown(s, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;q&quot;");
    html_attr(&s.v, "\" onmouseover=\"alert(1)");
    assert_shown(s, "&quot; onmouseover=&quot;alert(1)");
    html_text(&s.v, T("member", "成员"));
    assert_shown(s, "member");
    html_text(&s.v, (struct raw_html){ STR("<b>") });
    assert_shown(s, "<b>");
    html_text(&s.v, (const char *)NULL);
    assert_shown(s, "");
    html_text(&s.v, (size_t)1234);
    assert_shown(s, "1234");
    html_num(&s.v, 1234);
    assert_shown(s, "<span class=\"num\">1,234</span>");
    html_text(&s.v, STR("a\0b"));
    assert_int_equal(s.out.len, 3);
    end(&s);
}

static void addresses(void **state) {
    (void)state;
    static const struct {
        const char *url, *shown;
    } cases[] = {
        { "https://example.org/?a=1&b=2", "https://example.org/?a=1&amp;b=2" },
        { "/members/12#A1", "/members/12#A1" },
        { "?after=i12", "?after=i12" },
        { "#A1.2", "#A1.2" },
        { "mailto:a@example.org", "mailto:a@example.org" },
        { "HTTPS://example.org", "HTTPS://example.org" },
        { "javascript:alert(1)", "#" },
        { "JaVaScRiPt:alert(1)", "#" },
        { " javascript:alert(1)", "#" },
        { "java\nscript:alert(1)", "#" },
        { "java\tscript:alert(1)", "#" },
        { "\x01javascript:alert(1)", "#" },
        { "data:text/html,<script>", "#" },
        { "vbscript:x", "#" },
        { "//evil.example/", "#" },
        { "\\\\evil.example", "#" },
        { "/\\evil.example", "#" },
        { "https://a/\"onclick=", "#" },
        { "file:///etc/passwd", "#" },
        { "a:b", "#" },
        { "a/b:c", "a/b:c" },
    };
    struct shown s;
    begin(&s, LANG_EN);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        html_url(&s.v, cases[i].url);
        assert_shown(s, cases[i].shown);
    }
    html_url_part(&s.v, "a/b?c=\"<会>");
    assert_shown(s, "a%2Fb%3Fc%3D%22%3C%E4%BC%9A%3E");
    end(&s);
}

static void words_of_time(void **state) {
    (void)state;
    struct shown s;
    begin(&s, LANG_EN);
    day d = day_of(2026, 12, 9);
    html_day(&s.v, d);
    assert_shown(s, "<time datetime=\"2026-12-09\">Wednesday 9 December 2026</time>");
    html_date(&s.v, d);
    assert_shown(s, "<time datetime=\"2026-12-09\">Wed 9 Dec 2026</time>");
    html_date(&s.v, DAY_NONE);
    assert_shown(s, "—");
    s.v.now = day_start(d, s.v.zone) - 4 * 86400 + 3600;
    html_due(&s.v, day_start(d + 1, s.v.zone));
    assert_shown(
        s,
        "<time datetime=\"2026-12-09T16:00:00Z\">Wednesday 9 December 2026, 24:00 (Asia/Shanghai)</time> <span class=\"rel\">in 5 days</span>");
    s.v.lang = LANG_ZH;
    html_date(&s.v, d);
    assert_shown(s, "<time datetime=\"2026-12-09\">2026年12月9日（周三）</time>");
    html_stamp(&s.v, day_start(d, s.v.zone) + 14 * 3600);
    assert_shown(s, "<time datetime=\"2026-12-09T06:00:00Z\">2026年12月9日 14:00</time>");
    end(&s);
}

static void relative_words(void **state) {
    (void)state;
    static const struct {
        int64_t ahead;
        const char *en, *zh;
    } cases[] = {
        { 30, "in a moment", "即将" },
        { -30, "just now", "刚刚" },
        { 60, "in 1 minute", "1 分钟后" },
        { -3600, "1 hour ago", "1 小时前" },
        { 5 * 3600, "in 5 hours", "5 小时后" },
        { 20 * 3600, "tomorrow", "明天" },
        { -20 * 3600, "yesterday", "昨天" },
        { 3 * 86400, "in 3 days", "3 天后" },
        { -90 * 86400, "3 months ago", "3 个月前" },
        { 800 * 86400L, "in 2 years", "2 年后" },
    };
    instant now = day_start(day_of(2026, 6, 10), ZONE_SHANGHAI) + 12 * 3600;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf b;
        buf_init(&b, 256);
        words_ago(&b, now + cases[i].ahead, now, LANG_EN, ZONE_SHANGHAI);
        assert_string_equal(buf_z(&b), cases[i].en);
        buf_clear(&b);
        words_ago(&b, now + cases[i].ahead, now, LANG_ZH, ZONE_SHANGHAI);
        assert_string_equal(buf_z(&b), cases[i].zh);
        buf_release(&b);
    }
}

static void passages_name_their_language(void **state) {
    (void)state;
    struct shown s;
    begin(&s, LANG_EN);
    html_said(&s.v, "示例 <单位>");
    assert_shown(s, "<span lang=\"zh-CN\">示例 &lt;单位&gt;</span>");
    html_said(&s.v, "Example Ltd.");
    assert_shown(s, "Example Ltd.");
    s.v.lang = LANG_ZH;
    html_said(&s.v, "Example Ltd.");
    assert_shown(s, "<span lang=\"en\">Example Ltd.</span>");
    html_said(&s.v, "示例 Ltd.");
    assert_shown(s, "示例 Ltd.");
    html_said(&s.v, "2026-001");
    assert_shown(s, "2026-001");
    end(&s);
}

static void clauses_lead_into_the_charter(void **state) {
    (void)state;
    struct shown s;
    begin(&s, LANG_EN);
    html_clause(&s.v, NULL);
    assert_shown(s, "");
    html_clause(&s.v, "A3.2");
    assert_shown(s, "<a class=\"clause\" href=\"/charter#A3.2\" title=\"Article 3, item 2\">A3.2</a>");
    html_clause(&s.v, "A1  A2.1.3");
    assert_shown(s, "<a class=\"clause\" href=\"/charter#A1\" title=\"Article 1\">A1</a> "
                    "<a class=\"clause\" href=\"/charter#A2.1.3\" title=\"Article 2, item 1.3\">A2.1.3</a>");
    html_clause(&s.v, "\"><script>");
    assert_false(str_has(buf_str(&s.out), "<script>"));
    end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        { "views/html: text and values are escaped by type", text_and_values, NULL, NULL, NULL },
        { "views/html: only http, https, mailto and local addresses are linked", addresses, NULL, NULL, NULL },
        { "views/html: days, deadlines and moments in both languages", words_of_time, NULL, NULL, NULL },
        { "views/html: how long ago and how soon", relative_words, NULL, NULL, NULL },
        { "views/html: passages in the other language say so", passages_name_their_language, NULL, NULL, NULL },
        { "views/html: clause ids lead into the charter", clauses_lead_into_the_charter, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
