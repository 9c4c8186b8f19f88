/* What strangers send, read: paths, forms, cookies, multipart, addresses. */
#include "support/check.h"

#include "serve/limits.h"
#include "serve/parse.h"

static int reset(void **state) {
    static struct arena a;
    arena_release(&a);
    arena_init(&a);
    *state = &a;
    return 0;
}

static void test_target(void **state) {
    static const struct {
        const char *raw, *path, *query;
    } good[] = {
        { "/", "/", "" },
        { "/?x", "/", "x" },
        { "/members", "/members", "" },
        { "/members/", "/members/", "" },
        { "/a%20b/%E7%AB%A0?q=%2F", "/a b/章", "q=%2F" },
        { "/a.b..c/...", "/a.b..c/...", "" },
        { "/x?a=1?b", "/x", "a=1?b" },
    };
    static const char *const bad[] = { "",     "x",     "*",         "http://h/", "//",         "/a//b",
                                       "/./a", "/a/..", "/%2e%2E/a", "/a%2fb",    "/a%5Cb",     "/%00",
                                       "/%0a", "/%7f",  "/%",        "/%4",       "/%g0",       "/a b",
                                       "/a#b", "/\x7f", "/%ff",      "/%c0%af",   "/%ed%b0%80", "/%f4%90%80%80" };
    for (size_t i = 0; i < COUNT(good); i++) {
        const char *path;
        struct str query;
        assert_int_equal(parse_target(*state, str_of(good[i].raw), &path, &query), 0);
        assert_string_equal(path, good[i].path);
        assert_true(str_is(query, good[i].query));
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        const char *path;
        struct str query;
        if (parse_target(*state, str_of(bad[i]), &path, &query) != ERR_SYNTAX) fail_msg("accepted: %s", bad[i]);
    }
}

static void test_form(void **state) {
    struct pairs p = { 0 };
    assert_int_equal(parse_form(*state, STR("a=1&&b=x%0D%0Ay&a=2&c&=d"), 10, &p), 0);
    assert_int_equal(p.count, 5);
    assert_string_equal(pairs_get(&p, "b"), "x\ny");
    assert_string_equal(pairs_get(&p, "a"), "1");
    assert_int_equal(pairs_count(&p, "a"), 2);
    assert_string_equal(pairs_get(&p, "c"), "");
    assert_null(pairs_get(&p, "d"));
    static const char *const bad[] = { "a=%", "a=%zz", "a=%00", "a=%0d", "a=%ff", "%ff=a", "a=\x01" };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct pairs q = { 0 };
        assert_int_equal(parse_form(*state, str_of(bad[i]), 10, &q), ERR_SYNTAX);
    }
    struct pairs many = { 0 };
    assert_int_equal(parse_form(*state, STR("a&b&c"), 2, &many), ERR_TOO_LARGE);
}

static void test_cookies(void **state) {
    struct pairs p = { 0 };
    parse_cookies(*state, STR("a=1; b = \"2\" ;c; =d; e f=1; g=\x01; a=3"), &p);
    assert_int_equal(p.count, 3);
    assert_string_equal(pairs_get(&p, "a"), "1");
    assert_string_equal(pairs_get(&p, "b"), "2");
}

static int multipart(struct arena *a, const char *body, struct pairs *fields, struct uploads *files) {
    *fields = (struct pairs){ 0 };
    *files = (struct uploads){ 0 };
    return parse_multipart(a, str_of(body), STR("B"), fields, files);
}

#define PART(head, body) "--B\r\nContent-Disposition: form-data; " head "\r\n\r\n" body "\r\n"

static void test_multipart(void **state) {
    struct pairs fields;
    struct uploads files;
    assert_int_equal(multipart(*state,
                               PART("name=\"a\"", "1\r\n2") PART("name=b", "")
                                   PART("name=\"f\"; filename=\"../../x.pdf\"", "\0") "--B--",
                               &fields, &files),
                     ERR_SYNTAX); /* the literal ends at its NUL: the last part has no end */
    assert_int_equal(multipart(*state,
                               PART("name=\"a\"", "1\r\n2") PART("name=b", "")
                                   PART("name=\"f\"; filename=\"../../x.pdf\"", "%PDF")
                                       PART("name=\"none\"; filename=\"\"", "") "--B--\r\n",
                               &fields, &files),
                     0);
    assert_string_equal(pairs_get(&fields, "a"), "1\n2");
    assert_string_equal(pairs_get(&fields, "b"), "");
    assert_int_equal(files.count, 1);
    assert_string_equal(files.items[0].name, "x.pdf");
    assert_string_equal(files.items[0].type, "application/octet-stream");
    assert_true(str_is(files.items[0].bytes, "%PDF"));
    static const char *const bad[] = {
        "",
        "--B",
        "--B\r\n",
        "preamble\r\n" PART("name=a", "1") "--B--",
        PART("name=a", "1"),
        PART("name=a", "\xff") "--B--",
        PART("filename=\"x\"", "1") "--B--",
        PART("name=a; name=b", "1") "--B--",
        PART("name=\"a", "1") "--B--",
        PART("name=\"a\"; filename=\"\xc0\x80\"", "1") "--B--",
        "--B\r\nContent-Type: text/plain\r\n\r\n1\r\n--B--",
        "--B\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--B--",
        "--B\r\nContent-Disposition : form-data; name=a\r\n\r\n1\r\n--B--",
        "--B\r\n\r\n--B--",
        "--Bx\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--B--",
    };
    for (size_t i = 0; i < COUNT(bad); i++)
        if (multipart(*state, bad[i], &fields, &files) != ERR_SYNTAX) fail_msg("accepted %zu: %s", i, bad[i]);
    struct buf many;
    buf_init(&many, 65536);
    for (int i = 0; i <= FILES_MAX; i++) buf_addz(&many, PART("name=f; filename=x", "1"));
    buf_addz(&many, "--B--");
    assert_int_equal(multipart(*state, buf_z(&many), &fields, &files), ERR_TOO_LARGE);
    buf_release(&many);
    assert_true(str_is(parse_boundary(STR("multipart/form-data; charset=x; Boundary=\"a b\"")), "a b"));
    assert_true(str_is(parse_boundary(STR("multipart/form-data;boundary=----x")), "----x"));
    assert_null(parse_boundary(STR("multipart/form-data")).data);
    assert_null(parse_boundary(STR("multipart/form-data; boundary=")).data);
}

static void test_languages(void **state) {
    (void)state;
    assert_int_equal(parse_languages(STR("")), LANG_ZH);
    assert_int_equal(parse_languages(STR("fr-FR,fr;q=0.9")), LANG_ZH);
    assert_int_equal(parse_languages(STR("en-GB,en;q=0.9,zh-CN;q=0.8")), LANG_EN);
    assert_int_equal(parse_languages(STR("zh-TW, en;q=0.9")), LANG_ZH);
    assert_int_equal(parse_languages(STR("en;q=0.5, zh;q=0.7")), LANG_ZH);
    assert_int_equal(parse_languages(STR("en;q=0")), LANG_ZH);
    assert_int_equal(parse_languages(STR("english;q=9, zhou")), LANG_ZH);
    assert_true(parse_accepts_gzip(STR("br, gzip;q=0.5")));
    assert_false(parse_accepts_gzip(STR("br, gzip;q=0")));
    assert_false(parse_accepts_gzip(STR("xgzip")));
}

static void test_hosts(void **state) {
    (void)state;
    static const char *const good[] = { "a", "a.example", "A-b.example:443", "127.0.0.1:8080", "[::1]", "[::1]:80" };
    static const char *const bad[] = { "",         ":80",  "a b", "a/b", "a@b", "a:",  "a:b",
                                       "a:123456", "[::1", "[x]", "::1", "a,b", "联盟" };
    for (size_t i = 0; i < COUNT(good); i++) assert_true(parse_host_ok(str_of(good[i])));
    for (size_t i = 0; i < COUNT(bad); i++)
        if (parse_host_ok(str_of(bad[i]))) fail_msg("accepted: %s", bad[i]);
}

static void test_local_paths(void **state) {
    (void)state;
    static const char *const good[] = { "/", "/a?b=c#d", "/desk" };
    static const char *const bad[] = {
        "",     "a", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nX: y", "/a b", "javascript:1",
        "/\t/x"
    };
    for (size_t i = 0; i < COUNT(good); i++) assert_true(parse_local_path(str_of(good[i])));
    for (size_t i = 0; i < COUNT(bad); i++) assert_false(parse_local_path(str_of(bad[i])));
}

static const char *client(const char *peer, const char *header) {
    static char text[64];
    struct block trusted[2];
    struct address a;
    assert_int_equal(parse_block(STR("127.0.0.0/8"), &trusted[0]), 0);
    assert_int_equal(parse_block(STR("2001:db8::/33"), &trusted[1]), 0);
    assert_int_equal(parse_address(str_of(peer), &a), 0);
    a = parse_forwarded(a, str_of(header), trusted, 2);
    struct buf out;
    buf_init(&out, sizeof text - 1);
    address_format(&out, &a);
    memcpy(text, buf_z(&out), out.len + 1);
    buf_release(&out);
    return text;
}

static void test_addresses(void **state) {
    (void)state;
    assert_string_equal(client("127.0.0.1", "198.51.100.1, 203.0.113.5"), "203.0.113.5");
    assert_string_equal(client("127.0.0.1", "198.51.100.1, 127.0.0.9"), "198.51.100.1");
    assert_string_equal(client("127.0.0.1", "spoofed, 203.0.113.5"), "203.0.113.5");
    assert_string_equal(client("127.0.0.1", "spoofed"), "127.0.0.1");
    assert_string_equal(client("127.0.0.1", ""), "127.0.0.1");
    assert_string_equal(client("203.0.113.5", "127.0.0.1"), "203.0.113.5");
    assert_string_equal(client("2001:db8:1::1", "203.0.113.5"), "203.0.113.5");
    assert_string_equal(client("2001:db8:8000::1", "203.0.113.5"), "2001:db8:8000::1");
    struct block b;
    assert_int_equal(parse_block(STR("10.0.0.0/33"), &b), ERR_SYNTAX);
    assert_int_equal(parse_block(STR("10.0.0"), &b), ERR_SYNTAX);
    assert_int_equal(parse_block(STR("10.0.0.0/x"), &b), ERR_SYNTAX);
    struct address a;
    assert_int_equal(parse_address(STR("::1"), &a), 0);
    assert_true(address_is_loopback(&a));
    assert_int_equal(parse_address(STR("127.8.0.1"), &a), 0);
    assert_true(address_is_loopback(&a));
    assert_int_equal(parse_address(STR("128.0.0.1"), &a), 0);
    assert_false(address_is_loopback(&a));
}

static int release(void **state) {
    arena_release(*state);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("serve/parse: a path is decoded once, and what could mean two things is refused", test_target),
        CASE("serve/parse: a form's fields, in order, with line ends made one", test_form),
        CASE("serve/parse: cookies that are not well formed are left out", test_cookies),
        CASE("serve/parse: multipart gives fields and files, and refuses what is not whole", test_multipart),
        CASE("serve/parse: the language is the one preferred, Chinese when neither is named", test_languages),
        CASE("serve/parse: a host is a name or an address, and a port", test_hosts),
        CASE("serve/parse: a form sends its sender to a path of this house only", test_local_paths),
        CASE("serve/parse: a client's address is believed from trusted proxies, from the right", test_addresses),
    };
    return cmocka_run_group_tests_name("serve/parse", tests, reset, release);
}
