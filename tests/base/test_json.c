/* JSON in, and its one canonical form out. */
#include "base/json.h"
#include "support/check.h"

static json_t *parsed(const char *z) {
    json_t *value = NULL;
    struct error err;
    if (json_parse(str_of(z), &value, &err)) fail_msg("not parsed: %s", z);
    return value;
}

static void test_canonical(void **state) {
    (void)state;
    static const struct {
        const char *in, *want;
    } rows[] = {
        { "null", "null" },
        { "true", "true" },
        { " false ", "false" },
        { "0", "0" },
        { "-0", "0" },
        { "-7", "-7" },
        { "9007199254740991", "9007199254740991" },
        { "-9007199254740991", "-9007199254740991" },
        { "[]", "[]" },
        { "{}", "{}" },
        { "[ 1 , 2 ]", "[1,2]" },
        { "[[],{}]", "[[],{}]" },
        { "{\"b\":1,\"a\":2}", "{\"a\":2,\"b\":1}" },
        { "{\"aa\":1,\"a\":2,\"B\":3,\"\":4,\"a!\":5}", "{\"\":4,\"B\":3,\"a\":2,\"a!\":5,\"aa\":1}" },
        { "{\"10\":1,\"9\":2,\"1\":3}", "{\"1\":3,\"10\":1,\"9\":2}" },
        { "\"\\u0041\\/\\u00e9\\u4e2d\\ud842\\udfb7\"", "\"A/é中𠮷\"" },
        { "\"\\b\\t\\n\\f\\r\\\"\\\\\"", "\"\\b\\t\\n\\f\\r\\\"\\\\\"" },
        { "\"\\u0001\\u001f\\u000B\\u000e\\u007f\"", "\"\\u0001\\u001f\\u000b\\u000e\x7f\"" },
        { "\"\\u2028<>&'\"", "\"\xe2\x80\xa8<>&'\"" },
        { "{\"a\":{\"d\":[{\"f\":1,\"e\":2}],\"c\":null}}", "{\"a\":{\"c\":null,\"d\":[{\"e\":2,\"f\":1}]}}" },
        /* the shape of RFC 8785's own example, within our values */
        { "{\"numbers\":[333333333,4,2],\"string\":\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/"
          "\",\"literals\":[null,true,false]}",
          "{\"literals\":[null,true,false],\"numbers\":[333333333,4,2],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/"
          "\"}" },
    };
    struct buf b;
    buf_init(&b, 10000);
    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *value = parsed(rows[i].in);
        CHECK_INT(json_canonical(&b, value), 0, rows[i].in);
        CHECK_STR(buf_str(&b), rows[i].want, rows[i].in);
        json_t *again = parsed(buf_z(&b)); /* canonical of canonical is itself */
        assert_true(json_equal(value, again));
        buf_clear(&b);
        assert_int_equal(json_canonical(&b, again), 0);
        CHECK_BUF(&b, rows[i].want, "again");
        json_decref(value);
        json_decref(again);
    }
    buf_release(&b);
}

static void test_not_canonical(void **state) {
    (void)state;
    static const char *const rows[] = {
        "1.5",
        "1.0",
        "1e3",
        "9007199254740992",
        "-9007199254740992",
        "{\"é\":1}",
        "[1,[2,[3.5]]]",
        "{\"a\":{\"中\":1}}",
    };
    struct buf b;
    buf_init(&b, 100);
    buf_addz(&b, "before");
    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *value = parsed(rows[i]);
        CHECK_INT(json_canonical(&b, value), ERR_RANGE, rows[i]);
        CHECK_STR(buf_str(&b), "before", rows[i]); /* nothing half written is left */
        json_decref(value);
    }
    assert_int_equal(json_canonical(&b, NULL), ERR_RANGE);
    json_t *deep = json_array();
    for (int i = 1; i < 16; i++) {
        json_t *outer = json_array();
        json_array_append_new(outer, deep);
        deep = outer;
    }
    assert_int_equal(json_canonical(&b, deep), 0);
    buf_clear(&b);
    json_t *deeper = json_array();
    json_array_append_new(deeper, deep);
    assert_int_equal(json_canonical(&b, deeper), ERR_RANGE);
    json_decref(deeper);
    buf_release(&b);
    buf_init(&b, 4);
    json_t *value = parsed("[1,2]");
    assert_int_equal(json_canonical(&b, value), ERR_TOO_LARGE);
    assert_int_equal(b.len, 0);
    json_decref(value);
    buf_release(&b);
}

static void test_many_keys(void **state) {
    (void)state;
    json_t *object = json_object();
    char key[16];
    for (int i = 0; i < 1000; i++) {
        snprintf(key, sizeof key, "k%03d", i * 7919 % 1000);
        json_object_set_new(object, key, json_integer(i));
    }
    struct buf b;
    buf_init(&b, 1 << 20);
    assert_int_equal(json_canonical(&b, object), 0);
    char *dumped = json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS); /* the same, as long as it is ASCII */
    CHECK_STR(buf_str(&b), dumped, "a thousand keys");
    free(dumped);
    json_decref(object);
    buf_release(&b);
}

static void test_parse(void **state) {
    (void)state;
    static const struct {
        const char *in;
        int code;
    } rows[] = {
        { "{\"a\":1}", 0 },
        { "\"a\"", 0 },
        { "1.5", 0 },
        { " [1] ", 0 },
        { "", ERR_SYNTAX },
        { "{", ERR_SYNTAX },
        { "[1,]", ERR_SYNTAX },
        { "{\"a\":1,}", ERR_SYNTAX },
        { "{a:1}", ERR_SYNTAX },
        { "'a'", ERR_SYNTAX },
        { "1 2", ERR_SYNTAX },
        { "[1] x", ERR_SYNTAX },
        { "nul", ERR_SYNTAX },
        { "01", ERR_SYNTAX },
        { "+1", ERR_SYNTAX },
        { "NaN", ERR_SYNTAX },
        { "1.", ERR_SYNTAX },
        { "{\"a\":1,\"a\":2}", ERR_SYNTAX },           /* twice the same key */
        { "{\"a\":1,\"\\u0061\":2}", ERR_SYNTAX },     /* also when spelled differently */
        { "[{\"b\":{\"a\":1,\"a\":1}}]", ERR_SYNTAX }, /* also further in */
        { "\"\\u0000\"", ERR_SYNTAX },
        { "{\"a\\u0000b\":1}", ERR_SYNTAX },
        { "\"\\ud800\"", ERR_SYNTAX },
        { "\"\\udc00\\ud800\"", ERR_SYNTAX },
        { "\"\x01\"", ERR_SYNTAX },
        { "\"a\nb\"", ERR_SYNTAX },
        { "\"\xff\"", ERR_SYNTAX },
        { "\"\xc0\x80\"", ERR_SYNTAX },
        { "\"\xed\xa0\x80\"", ERR_SYNTAX },
        { "\"\xe4\xb8\"", ERR_SYNTAX },
        { "\xef\xbb\xbf[]", ERR_SYNTAX },
        { "9223372036854775808", ERR_SYNTAX },
        { "1e999", ERR_SYNTAX },
        { "\"\\x41\"", ERR_SYNTAX },
        { "\"\\", ERR_SYNTAX },
        { "// a\n1", ERR_SYNTAX },
    };
    struct buf b;
    buf_init(&b, 1000);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error err;
        json_t *value = NULL;
        CHECK_INT(json_parse(str_of(rows[i].in), &value, &err), rows[i].code, rows[i].in);
        if (rows[i].code) {
            assert_null(value);
            error_format(&b, &err, LANG_EN);
            assert_true(str_has(buf_str(&b), "line "));
            assert_false(str_has(buf_str(&b), "{"));
            buf_clear(&b);
        }
        json_decref(value);
    }
    struct error err;
    json_t *value = NULL;
    assert_int_equal(json_parse((struct str){ "[\0]", 3 }, &value, &err), ERR_SYNTAX);
    assert_int_equal(json_parse(STR_NONE, &value, NULL), ERR_SYNTAX);
    buf_release(&b);
}

static void nested(struct buf *b, int depth, char open, char close) {
    buf_clear(b);
    for (int i = 0; i < depth; i++) {
        if (open == '{' && i > 0) buf_addz(b, "\"k\":");
        buf_addc(b, open);
    }
    for (int i = 0; i < depth; i++) buf_addc(b, close);
}

static void test_bounds(void **state) {
    (void)state;
    struct buf b;
    buf_init(&b, 20 << 20);
    json_t *value = NULL;
    for (int depth = 15; depth <= 18; depth++) {
        nested(&b, depth, '[', ']');
        CHECK_INT(json_parse(buf_str(&b), &value, NULL), depth <= 16 ? 0 : ERR_TOO_LARGE, "arrays");
        if (depth <= 16) json_decref(value);
        nested(&b, depth, '{', '}');
        CHECK_INT(json_parse(buf_str(&b), &value, NULL), depth <= 16 ? 0 : ERR_TOO_LARGE, "objects");
        if (depth <= 16) json_decref(value);
    }
    nested(&b, 1000000, '[', ']');
    assert_int_equal(json_parse(buf_str(&b), &value, NULL), ERR_TOO_LARGE);
    assert_int_equal(json_parse(STR("\"[[[[[[[[[[[[[[[[[[[[\\\"[[[[[[[[[[[[[\""), &value, NULL), 0); /* only letters */
    json_decref(value);
    buf_clear(&b);
    buf_addc(&b, '"');
    while (b.len < 16 * 1024 * 1024 - 1) buf_addc(&b, 'a');
    buf_addc(&b, '"');
    assert_int_equal(json_parse(buf_str(&b), &value, NULL), 0);
    json_decref(value);
    buf_addc(&b, ' ');
    assert_int_equal(json_parse(buf_str(&b), &value, NULL), ERR_TOO_LARGE);
    buf_release(&b);
}

static void test_fields(void **state) {
    (void)state;
    json_t *object = parsed("{\"s\":\"中\",\"e\":\"\",\"i\":7,\"r\":1.5,\"n\":null}");
    CHECK_STR(json_str(object, "s"), "中", "string");
    assert_non_null(json_str(object, "e").data);
    assert_null(json_str(object, "i").data);
    assert_null(json_str(object, "none").data);
    assert_null(json_str(NULL, "s").data);
    assert_int_equal(json_int(object, "i", 42), 7);
    assert_int_equal(json_int(object, "r", 42), 42);
    assert_int_equal(json_int(object, "s", 42), 42);
    assert_int_equal(json_int(object, "none", 42), 42);
    assert_int_equal(json_int(NULL, "i", 42), 42);
    json_decref(object);
}

/* A moment that is none is null, and never the year 292 billion BC. */
static void test_times(void **state) {
    (void)state;
    json_t *all = json_pack("[o, o, o, o]", json_day(day_of(2024, 2, 29)), json_instant(0), json_day(DAY_NONE),
                            json_instant(INSTANT_NONE));
    char *text = json_dumps(all, JSON_COMPACT);
    assert_string_equal(text, "[\"2024-02-29\",\"1970-01-01T00:00:00Z\",null,null]");
    free(text);
    json_decref(all);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("base/json: one value, one spelling (RFC 8785)", test_canonical),
        CASE("base/json: what is not exact is refused and leaves nothing behind", test_not_canonical),
        CASE("base/json: objects with many keys are sorted", test_many_keys),
        CASE("base/json: reading is strict", test_parse),
        CASE("base/json: depth and size are bounded", test_bounds),
        CASE("base/json: fields of the type asked for, or none", test_fields),
        CASE("base/json: days and moments, or null", test_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
