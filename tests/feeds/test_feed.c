/* Both forms of a feed, read back: JSON by jansson, XML by its shape (suite `mail` reads it with Python's parser). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <jansson.h>
#include <string.h>

#include "feeds/feed.h"

static struct feed_entry entries[2];
static struct feed feed;

static int set_up(void **state) {
    (void)state;
    entries[0] = (struct feed_entry){ .id = STR("tag:alliance.example,2026:resolution/TC-2026-003"),
                                      .url = STR("https://alliance.example/resolutions/TC-2026-003?a=1&b=2"),
                                      .title = STR("TC-2026-003 <标准> & \"评测\" 'x'"),
                                      .summary = STR("Passed: 8 of 15 \x01 present"),
                                      .html = STR("<p>Passed</p>"),
                                      .author = STR("技术委员会"),
                                      .category = STR("resolution"),
                                      .published = 1796864400,
                                      .updated = 1796868000 };
    entries[1] = (struct feed_entry){ .id = STR("tag:alliance.example,2026:resolution/TC-2026-002"),
                                      .url = STR("https://alliance.example/resolutions/TC-2026-002"),
                                      .title = STR("TC-2026-002"),
                                      .published = 1796800000,
                                      .updated = 1796800000 };
    feed = (struct feed){ .lang = LANG_ZH,
                          .id = STR("tag:alliance.example,2026:resolutions"),
                          .title = STR("示例联盟：决议"),
                          .author = STR("示例联盟"),
                          .home = STR("https://alliance.example/resolutions"),
                          .self = STR("https://alliance.example/resolutions.atom"),
                          .entries = entries,
                          .count = 2 };
    return 0;
}

static void atom(void **state) {
    (void)state;
    struct buf b;
    buf_init(&b, 1 << 16);
    feed_atom(&b, &feed);
    const char *z = buf_z(&b);
    assert_true(buf_ok(&b));
    assert_non_null(strstr(z, "xml:lang=\"zh-CN\""));
    assert_non_null(strstr(z, "<updated>2026-12-10T02:00:00Z</updated>"));
    assert_non_null(strstr(z, "TC-2026-003 &lt;标准&gt; &amp; &quot;评测&quot; &#39;x&#39;"));
    assert_non_null(strstr(z, "href=\"https://alliance.example/resolutions/TC-2026-003?a=1&amp;b=2\""));
    assert_non_null(strstr(z, "Passed: 8 of 15  present"));
    assert_non_null(strstr(z, "<content type=\"html\">&lt;p&gt;Passed&lt;/p&gt;</content>"));
    buf_release(&b);
}

static void json(void **state) {
    (void)state;
    struct buf b;
    buf_init(&b, 1 << 16);
    assert_int_equal(feed_json(&b, &feed, NULL), 0);
    json_t *o = json_loadb(b.data, b.len, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(o);
    assert_string_equal(json_string_value(json_object_get(o, "version")), "https://jsonfeed.org/version/1.1");
    assert_string_equal(json_string_value(json_object_get(o, "language")), "zh-CN");
    json_t *items = json_object_get(o, "items"), *one = json_array_get(items, 0);
    assert_int_equal(json_array_size(items), 2);
    assert_string_equal(json_string_value(json_object_get(one, "title")), "TC-2026-003 <标准> & \"评测\" 'x'");
    assert_string_equal(json_string_value(json_object_get(one, "content_html")), "<p>Passed</p>");
    assert_string_equal(json_string_value(json_object_get(one, "date_modified")), "2026-12-10T02:00:00Z");
    assert_string_equal(json_string_value(json_object_get(json_array_get(items, 1), "content_text")), "TC-2026-002");
    json_decref(o);

    entries[1].title = STR("\xff");
    buf_clear(&b);
    assert_int_equal(feed_json(&b, &feed, NULL), ERR_SYNTAX);
    buf_release(&b);
}

static void tags(void **state) {
    (void)state;
    static const struct {
        const char *origin, *kind, *thing, *tag;
    } cases[] = {
        { "alliance.example", "meeting", "12", "tag:alliance.example,2026:meeting/12" },
        { "https://Alliance.Example:8443/x", "news", "", "tag:alliance.example,2026:news" },
        { "alliance.example/register", "resolution", "TC 2026/<3>",
          "tag:alliance.example,2026:resolution/TC%202026/%3C3%3E" },
        { "", "news", "1", "tag:localhost,2026:news/1" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buf b;
        buf_init(&b, 256);
        feed_tag(&b, str_of(cases[i].origin), 2026, cases[i].kind, str_of(cases[i].thing));
        assert_string_equal(buf_z(&b), cases[i].tag);
        buf_release(&b);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        { "feeds/atom: escaped, and as new as its newest entry", atom, set_up, NULL, NULL },
        { "feeds/json: says the same as the Atom form", json, set_up, NULL, NULL },
        { "feeds/tag: an entry's name holds only what a tag may", tags, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
