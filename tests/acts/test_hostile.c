/* Hostile input in every field of every kind: refused at its field, or kept as it came; the alliance stays whole. */
#include "acts/capacity.h"
#include "support/every_kind.h"

static const struct {
    const char *what;
    const char *bytes;
    size_t len;
    bool text;
} hostile[] = {
#define H(what, bytes, text)                                                                                           \
    { what, bytes, sizeof(bytes) - 1, text }
    H("markup", "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>", true),
    H("SQL", "Robert'); DELETE FROM leaf; DROP TABLE person; --", true),
    H("more SQL", "' OR '1'='1' UNION SELECT value FROM private --", true),
    H("places", "%s%n%x {name} {{raw}} ${HOME} $(id) `id`", true),
    H("paths", "../../../etc/passwd", true),
    H("turned text",
      "abc\xE2\x80\xAE"
      "fed\xE2\x81\xA6ghi\xE2\x81\xA9",
      true),
    H("joined signs",
      "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB \xE2\x80\x8B\xEF\xBB\xBF"
      "x",
      true),
    H("broken UTF-8", "abc\xff\xfe\xc0\xaf", false),
    H("half a character", "abc\xe4\xb8", false),
    H("a surrogate", "abc\xed\xa0\x80", false),
    H("NUL", "abc\0def", false),
    H("escapes", "abc\x1b[31m\x07\x08", false),
#undef H
};

/* A person the charter lets do this, if there is one, and in what capacity. */
static int64_t who_may(struct scene *s, const struct act_kind *kind, const json_t *args, const char **ret_as) {
    static const int64_t people[] = { SECRETARY, BOARD_CHAIR, DIRECTOR, TC_CHAIR, TC_MEMBER, 24, 30, 31, 0 };
    struct db *db = store_reader(alliance_store(s->a));
    db_begin(db, NULL);
    int64_t found = -1;
    *ret_as = NULL;
    for (size_t i = 0; i < COUNT(people) && found < 0; i++) {
        struct ask ask = {
            .kind = kind->name, .person = people[i], .via = "", .args = (json_t *)args, .received = INSTANT_NONE
        };
        const struct capacity *choices;
        size_t count;
        const struct verdict *v = pipeline_preview(s->a, db, &ask, &s->arena, &choices, &count);
        if (v->code == ERR_DENIED ||
            (v->refused && v->items[0].refuses && !v->items[0].clause && v->count == 1 && v->code == ERR_REFUSED))
            continue;
        found = people[i];
        if (count > 1) {
            struct buf b;
            buf_init(&b, 64);
            capacity_format(&b, &choices[0]);
            *ret_as = arena_z(&s->arena, buf_str(&b));
            buf_release(&b);
        }
    }
    db_rollback(db);
    store_reader_done(alliance_store(s->a), db);
    return found;
}

/* What is on record of a field of an act: its open argument, or its sealed value. */
static bool stored_as(struct scene *s, int64_t entry, const char *field, struct str value) {
    const char *sealed = state_text(s, "SELECT value FROM private WHERE entry = $1 AND field = $2", V(entry), V(field));
    json_t *root = json_loads(state_text(s, "SELECT entry FROM leaf WHERE n = $1", V(entry)), 0, NULL);
    json_t *kept = sealed[0] ? json_loads(sealed, JSON_DECODE_ANY, NULL)
                             : json_incref(json_object_get(json_object_get(root, "args"), field));
    bool same =
        json_is_string(kept) && str_eq((struct str){ json_string_value(kept), json_string_length(kept) }, value);
    json_decref(kept);
    json_decref(root);
    return same;
}

static size_t tried, let_through;

static void try_field(struct scene *s, const struct act_kind *kind, const struct field *field, struct str value,
                      const char *what, bool text) {
    json_t *args = args_for(kind);
    const char *as;
    int64_t person = who_may(s, kind, args, &as);
    if (person >= 0) {
        json_t *bad = json_stringn_nocheck(value.data, value.len);
        json_object_set_new(args, field->name, field->many ? json_pack("[o]", bad) : bad);
        struct ask ask = {
            .kind = kind->name, .person = person, .as = as, .via = "", .args = args, .received = INSTANT_NONE
        };
        struct answer *answer = NULL;
        assert_int_equal(pipeline_act(s->a, &ask, &answer), 0);
        bool plain = field->type == FIELD_LINE || field->type == FIELD_TEXT;
        bool file = field->type == FIELD_FILE;
        if (answer->code == ERR_OK && !file && !(plain && text && stored_as(s, answer->entry, field->name, value)))
            fail_msg("%s.%s let %s through, and it is not on record as it came", kind->name, field->name, what);
        tried++;
        let_through += answer->code == ERR_OK;
        answer_free(answer);
    }
    json_decref(args);
}

static void test_every_field(void **state) {
    (void)state;
    struct scene s;
    scene_of_everything(&s);
    const struct act_kind *const *kinds;
    size_t n = act_kinds(&kinds);
    int64_t before = state_int(&s, "SELECT count(*) FROM leaf");
    for (size_t k = 0; k < n; k++) {
        if (kinds[k]->origin != ORIGIN_PERSON || kinds[k]->keys || kinds[k]->erases) continue;
        for (const struct field *field = kinds[k]->fields; field && field->name; field++)
            for (size_t i = 0; i < COUNT(hostile); i++)
                try_field(&s, kinds[k], field, (struct str){ hostile[i].bytes, hostile[i].len }, hostile[i].what,
                          hostile[i].text);
    }
    assert_true(tried > 1000);
    assert_true(let_through > 20);
    assert_true(state_int(&s, "SELECT count(*) FROM leaf") >= before + (int64_t)let_through);
    assert_true(state_int(&s, "SELECT count(*) FROM person") >= 31);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_large(void **state) {
    (void)state;
    enum { TEN_MB = 10 << 20 };
    struct scene s;
    scene_of_everything(&s);
    struct str large = { mem_alloc(TEN_MB), TEN_MB };
    memset((char *)large.data, 'x', TEN_MB);
    const struct act_kind *const *kinds;
    size_t n = act_kinds(&kinds);
    for (size_t k = 0; k < n; k++) {
        if (kinds[k]->origin != ORIGIN_PERSON || !kinds[k]->fields) continue;
        const struct field *field = kinds[k]->fields;
        while (field[1].name && field->type != FIELD_TEXT) field++; /* a text, if it has one */
        json_t *args = args_for(kinds[k]);
        json_t *bad = json_stringn_nocheck(large.data, large.len);
        json_object_set_new(args, field->name, field->many ? json_pack("[o]", bad) : bad);
        struct ask ask = {
            .kind = kinds[k]->name, .person = SECRETARY, .via = "", .args = args, .received = INSTANT_NONE
        };
        struct answer *answer = NULL;
        assert_int_equal(pipeline_act(s.a, &ask, &answer), 0);
        assert_int_equal(answer->code, ERR_SYNTAX);
        answer_free(answer);
        json_decref(args);
    }
    free((char *)large.data);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* Values of other JSON types than a field takes, unknown fields, fields twice as deep. */
static void test_types(void **state) {
    (void)state;
    struct scene s;
    scene_of_everything(&s);
    static const char *const values[] = { "null",
                                          "true",
                                          "{}",
                                          "[]",
                                          "[[[[]]]]",
                                          "-1",
                                          "9007199254740993",
                                          "1.5",
                                          "\"\"",
                                          "{\"hash\":\"x\",\"name\":\"n\",\"type\":\"t\",\"size\":1}",
                                          "[\"a\",1]" };
    const struct act_kind *const *kinds;
    size_t n = act_kinds(&kinds);
    for (size_t k = 0; k < n; k++) {
        if (kinds[k]->origin != ORIGIN_PERSON || kinds[k]->keys || kinds[k]->erases) continue;
        for (const struct field *field = kinds[k]->fields; field && field->name; field++)
            for (size_t i = 0; i < COUNT(values); i++) {
                json_t *args = args_for(kinds[k]);
                const char *as;
                int64_t person = who_may(&s, kinds[k], args, &as);
                json_object_set_new(args, field->name, json_loads(values[i], JSON_DECODE_ANY, NULL));
                struct ask ask = { .kind = kinds[k]->name,
                                   .person = person < 0 ? SECRETARY : person,
                                   .as = as,
                                   .via = "",
                                   .args = args,
                                   .received = INSTANT_NONE };
                struct answer *answer = NULL;
                assert_int_equal(pipeline_act(s.a, &ask, &answer), 0);
                answer_free(answer);
                json_decref(args);
            }
        json_t *args = args_for(kinds[k]);
        json_object_set_new(args, "no_such_field", json_string("x"));
        struct ask ask = {
            .kind = kinds[k]->name, .person = SECRETARY, .via = "", .args = args, .received = INSTANT_NONE
        };
        ASSERT_REFUSED_AS(scene_ask(&s, &ask), ERR_SYNTAX, NULL);
        json_decref(args);
    }
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_file_names(void **state) {
    (void)state;
    struct scene s;
    scene_of_everything(&s);
    static const struct {
        const char *name, *type;
        bool taken;
    } files[] = {
        { "extract.pdf", "application/pdf", true },
        { "登记摘录.pdf", "application/pdf", true },
        { "../../etc/passwd", "text/plain", false },
        { "a\nb", "text/plain", false },
        { "<script>.html", "text/html", true },
        { "x.pdf", "text/html\r\nX-Evil: 1", true },
        { "x.pdf", "<script>", true },
        { "", "text/plain", false },
        { "\xff.pdf", "application/pdf", false },
    };
    for (size_t i = 0; i < COUNT(files); i++) {
        json_t *args = args_for(act_kind("application.submit"));
        json_object_del(args, "evidence");
        json_object_set_new(args, "registration", json_string(f(&s, "FILE %zu", i)));
        struct upload upload = { "evidence", files[i].name, files[i].type, STR("bytes") };
        struct ask ask = { .kind = "application.submit",
                           .via = "",
                           .args = args,
                           .uploads = &upload,
                           .upload_count = 1,
                           .received = INSTANT_NONE };
        const struct answer *answer = scene_ask(&s, &ask);
        json_decref(args);
        if (!files[i].taken) {
            assert_int_equal(answer->code, ERR_SYNTAX);
            continue;
        }
        const char *value = state_text(&s, "SELECT value FROM private WHERE entry = $1 AND field = 'evidence'",
                                       V(ASSERT_ALLOWED(answer)));
        json_t *file = json_loads(value, 0, NULL);
        CHECK_STR(json_str(file, "name"), files[i].name, files[i].name);
        const char *type = json_string_value(json_object_get(file, "type"));
        for (const char *p = type; *p; p++) assert_non_null(strchr("abcdefghijklmnopqrstuvwxyz0123456789/.+-", *p));
        json_decref(file);
    }
    CHECK_WHOLE(&s);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/hostile: markup, SQL, broken and turned text in every field are refused or kept as they came",
             test_every_field),
        CASE("acts/hostile: ten megabytes in a field of every kind are refused", test_large),
        CASE("acts/hostile: values of other types than a field takes break nothing", test_types),
        CASE("acts/hostile: names and types of files are text, and no paths", test_file_names),
    };
    return cmocka_run_group_tests_name("acts/hostile", tests, NULL, NULL);
}
