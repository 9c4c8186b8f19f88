/* Collections: paging by key, filters, CSV that no spreadsheet runs, and SQL that the engine takes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "views/collection.h"
#include "views/show.h"

extern const char acts_schema_sql[];

COLLECTION(test_orgs) = {
    .title = TEXT_INIT("Organizations", "单位"),
    .page = "/test-orgs",
    .from = "org o",
    .columns = (const struct column[]){ { "id", "o.id", COLUMN_INT, TEXT_INIT("No.", "编号"), .href = "/members/{id}" },
                                        { "name", "o.name", COLUMN_SAID, TEXT_INIT("Name", "名称") },
                                        { "type", "o.type", COLUMN_TEXT, TEXT_INIT("Type", "类型") },
                                        { "secret", SEALED("o.entry", "note"), COLUMN_SEALED, TEXT_INIT("Note", "备注"),
                                          .privacy = FIELD_SEALED_OFFICE },
                                        { 0 } },
    .filters =
        (const struct filter[]){ { "type", "o.type = $", FILTER_TEXT, TEXT_INIT("Type", "类型") },
                                 { "q", "lower(o.name) LIKE $ ESCAPE '!'", FILTER_SEARCH, TEXT_INIT("Name", "名称") },
                                 { "on", "$ >= 0", FILTER_AS_OF, TEXT_INIT("On", "截至") },
                                 { "foreign", "o.jurisdiction <> 'CN'", FILTER_FLAG, TEXT_INIT("From abroad", "境外") },
                                 { 0 } },
    .order = { "o.type", "o.id" },
    .descending = true,
};

struct ground {
    struct store *store;
    struct db *db;
};
static struct ground ground;

static int open_ground(void **state) {
    (void)state;
    struct error err;
    if (store_open(&ground.store, NULL, STORE_SCRATCH, &err) != 0) return -1;
    ground.db = store_writer(ground.store);
    if (db_script(ground.db, acts_schema_sql, &err) != 0 || db_begin(ground.db, &err) != 0) return -1;
    static const char *const types[] = { "enterprise", "nonprofit", "university" };
    for (int i = 1; i <= 120; i++) {
        char name[64];
        snprintf(name, sizeof name, i == 7 ? "=HYPERLINK(\"x\")" : i == 8 ? "100%% Example_%d" : "Example %d <Ltd>", i);
        db_exec(ground.db,
                "INSERT INTO org (id, name, type, jurisdiction, registration, entry) VALUES ($1, $2, $3, $4, $5, $6)",
                V(i), V((const char *)name), V(types[i % 3]), V(i % 10 ? "CN" : "DE"), V("r"), V(i));
        db_exec(ground.db, "INSERT INTO private (entry, field, salt, value) VALUES ($1, 'note', $2, $3)", V(i),
                V_BLOB(STR("s")), V("\"sealed \\u4e2d\""));
    }
    return db_failed(ground.db, &err) ? -1 : 0;
}

static int close_ground(void **state) {
    (void)state;
    db_rollback(ground.db);
    store_close(ground.store);
    return 0;
}

/* One request; the answer as JSON, owned by the caller. */
static json_t *ask(struct view *v, const char *path, const struct view_pair *params, size_t count) {
    v->db = ground.db;
    v->params = params;
    v->param_count = count;
    buf_clear(v->out);
    show_run(v, path);
    struct error err = { 0 };
    json_t *j = NULL;
    if (json_parse(buf_str(v->out), &j, &err) != 0) fail_msg("not JSON: %s", buf_z(v->out));
    return j;
}

static void pages_cover_every_row_once(void **state) {
    (void)state;
    struct view v;
    struct arena arena;
    struct buf out;
    show_begin(&v, &arena, &out, LANG_EN, "/");
    char after[64] = "";
    bool seen[121] = { false };
    int pages = 0, rows = 0;
    for (;;) {
        struct view_pair params[] = { { "limit", STR("25") }, { "after", str_of(after) } };
        json_t *j = ask(&v, "/api/v1/test_orgs", params, after[0] ? 2 : 1), *items = json_object_get(j, "items");
        size_t k;
        json_t *item;
        json_array_foreach(items, k, item) {
            int64_t id = json_int(item, "id", 0);
            assert_in_range(id, 1, 120);
            assert_false(seen[id]);
            seen[id] = true;
            rows++;
        }
        assert_int_equal(json_int(j, "count", 0), 120);
        pages++;
        struct str next = json_str(j, "next");
        if (!next.data) {
            json_decref(j);
            break;
        }
        const char *at = strstr(next.data, "after=") + 6; /* "tuniversity%2Ci12" */
        const char *comma = strstr(at, "%2C");
        assert_non_null(comma);
        snprintf(after, sizeof after, "%.*s,%s", (int)(comma - at), at, comma + 3);
        json_decref(j);
    }
    assert_int_equal(rows, 120);
    assert_int_equal(pages, 5);
    show_end(&arena, &out);
}

static void back_is_the_way_we_came(void **state) {
    (void)state;
    struct view v;
    struct arena arena;
    struct buf out;
    show_begin(&v, &arena, &out, LANG_EN, "/");
    struct view_pair params[] = { { "limit", STR("10") }, { "before", STR("tnonprofit,i118") } };
    json_t *j = ask(&v, "/api/v1/test_orgs", params, 2), *items = json_object_get(j, "items");
    assert_int_equal(json_array_size(items), 10);
    assert_string_equal(json_string_value(json_object_get(json_array_get(items, 9), "type")), "university");
    assert_int_equal(json_int(json_array_get(items, 9), "id", 0), 2); /* the last of the universities */
    assert_int_equal(json_int(json_array_get(items, 0), "id", 0), 29);
    json_decref(j);
    show_end(&arena, &out);
}

static void filters_bind_and_escape(void **state) {
    (void)state;
    struct view v;
    struct arena arena;
    struct buf out;
    show_begin(&v, &arena, &out, LANG_EN, "/");
    static const struct {
        const char *name;
        struct str value;
        int64_t count;
    } cases[] = {
        { "type", STR("university"), 40 }, { "type", STR("x' OR '1'='1"), 0 }, { "q", STR("100%"), 1 },
        { "q", STR("example_8"), 1 },      { "q", STR("EXAMPLE 1"), 32 },      { "foreign", STR("1"), 12 },
        { "foreign", STR("0"), 120 },      { "on", STR("2026-12-09"), 120 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct view_pair params[] = { { cases[i].name, cases[i].value } };
        json_t *j = ask(&v, "/api/v1/test_orgs", params, 1);
        assert_int_equal(json_int(j, "count", -1), cases[i].count);
        json_decref(j);
    }
    struct view_pair wrong[] = { { "on", STR("tomorrow") } };
    json_t *j = ask(&v, "/api/v1/test_orgs", wrong, 1);
    assert_int_equal(v.status, 400);
    assert_string_equal(json_string_value(json_object_get(j, "parameter")), "on");
    json_decref(j);
    show_end(&arena, &out);
}

static void sealed_columns_are_for_their_readers(void **state) {
    (void)state;
    struct view v;
    struct arena arena;
    struct buf out;
    show_begin(&v, &arena, &out, LANG_EN, "/");
    json_t *j = ask(&v, "/api/v1/test_orgs", NULL, 0), *item = json_array_get(json_object_get(j, "items"), 0);
    assert_null(json_object_get(item, "secret"));
    json_decref(j);
    v.viewer.office = true;
    j = ask(&v, "/api/v1/test_orgs", NULL, 0);
    assert_string_equal(json_string_value(json_object_get(json_array_get(json_object_get(j, "items"), 0), "secret")),
                        "sealed 中");
    json_decref(j);
    struct view_pair segment = { "id", STR("7") };
    v.segments = &segment;
    v.segment_count = 1;
    j = ask(&v, "/api/v1/test_orgs/{id}", NULL, 0);
    assert_int_equal(json_int(j, "id", 0), 7);
    json_decref(j);
    segment.value = STR("7000");
    j = ask(&v, "/api/v1/test_orgs/{id}", NULL, 0);
    assert_int_equal(v.status, 404);
    json_decref(j);
    show_end(&arena, &out);
}

static void csv_is_guarded(void **state) {
    (void)state;
    static const struct {
        struct str in;
        const char *out;
    } cases[] = {
        { STR("plain"), "plain" },
        { STR("a,b"), "\"a,b\"" },
        { STR("say \"x\""), "\"say \"\"x\"\"\"" },
        { STR("=1+1"), "\"'=1+1\"" },
        { STR("+86"), "\"'+86\"" },
        { STR("-2"), "\"'-2\"" },
        { STR("@SUM(A1)"), "\"'@SUM(A1)\"" },
        { STR("\tx"), "\"'\tx\"" },
        { STR("＝1"), "\"'＝1\"" },
        { STR("理事会"), "理事会" },
        { STR("a\nb"), "\"a\nb\"" },
        { STR(""), "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf b;
        buf_init(&b, 256);
        csv_cell(&b, cases[i].in);
        assert_string_equal(buf_z(&b), cases[i].out);
        buf_release(&b);
    }
    struct view v;
    struct arena arena;
    struct buf out;
    show_begin(&v, &arena, &out, LANG_EN, "/");
    v.db = ground.db;
    show_run(&v, "/test_orgs.csv");
    assert_true(str_starts(buf_str(&out), "id,name,type\r\n"));
    assert_true(str_has(buf_str(&out), "\r\n7,\"'=HYPERLINK(\"\"x\"\")\",nonprofit\r\n"));
    assert_string_equal(v.filename, "test_orgs.csv");
    show_end(&arena, &out);
}

static void page_escapes_and_pages(void **state) {
    (void)state;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct view v;
        struct arena arena;
        struct buf out;
        show_begin(&v, &arena, &out, (enum lang)lang, "/test-orgs");
        v.db = ground.db;
        collection_page(&v, collection_find("test_orgs"));
        assert_true(str_has(buf_str(&out), "&lt;Ltd&gt;"));
        assert_false(str_has(buf_str(&out), "<Ltd>"));
        assert_true(str_has(buf_str(&out), "rel=\"next\" href=\"/test-orgs?after=t"));
        show_keep(&out, lang == LANG_ZH ? "list-zh" : "list-en");
        show_end(&arena, &out);
    }
}

/* tests/postgres asks for the statements, to prepare them there too. */
static void tell_statement(const char *sql) {
    const char *path = getenv("CHARTERD_STATEMENTS");
    FILE *out = path ? fopen(path, "a") : NULL;
    if (out) {
        fprintf(out, "%s\n", sql);
        fclose(out);
    }
}

static void try_statement(void *context, const char *sql) {
    tell_statement(sql);
    int *tried = context;
    (*tried)++;
    struct value none[8];
    size_t n = 0;
    for (const char *p = sql; *p; p++)
        if (*p == '$' && (size_t)(p[1] - '0') > n) n = (size_t)(p[1] - '0');
    for (size_t i = 0; i < n; i++) none[i] = value_int(1);
    struct rows *r = db_rows_values(ground.db, sql, none, n);
    rows_next(r);
    rows_done(r);
    struct error err;
    if (db_failed(ground.db, &err)) fail_msg("%s", sql);
}

static void every_statement_prepares(void **state) {
    (void)state;
    const struct collection_entry *const *all;
    size_t n = collections(&all);
    int tried = 0;
    for (size_t i = 0; i < n; i++) collection_statements(all[i]->collection, try_statement, &tried);
    assert_true(n >= 1 && tried >= (int)n * 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        { "views/collection: pages by key cover every row once", pages_cover_every_row_once, NULL, NULL, NULL },
        { "views/collection: back is the way we came", back_is_the_way_we_came, NULL, NULL, NULL },
        { "views/collection: filters bind their values, LIKE's signs are escaped, unreadable ones are refused",
          filters_bind_and_escape, NULL, NULL, NULL },
        { "views/collection: sealed columns and items are for their readers", sealed_columns_are_for_their_readers,
          NULL, NULL, NULL },
        { "views/collection: no CSV cell is a formula", csv_is_guarded, NULL, NULL, NULL },
        { "views/collection: a page escapes and pages", page_escapes_and_pages, NULL, NULL, NULL },
        { "views/collection: every statement of every list prepares", every_statement_prepares, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests(tests, open_ground, close_ground);
}
