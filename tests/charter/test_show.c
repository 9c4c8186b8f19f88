/* Charters written out: differences, text and JSON for the command line, and the page that documents the language. */
#include "support.h"

#include "base/json.h"

static char *file_z(struct arena *a, const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f) fail_msg("%s cannot be read", path);
    char *z = arena_alloc(a, 1 << 20);
    size_t n = fread(z, 1, (1 << 20) - 1, f);
    z[n] = 0;
    (void)fclose(f);
    return z;
}

static const char EN[] = "# S\n\n### A1 One\n\nText.\n\n- **A1.1** Item.\n";
static const char ZH[] = "# 小\n\n### A1 一\n\n文字。\n\n- **A1.1** 款。\n";
static const char OLD_RULES[] = SMALL_HEAD "rule A1 term of board: 2 calendar years\nrule A1.1 contact: a@b.example\n";

static struct charter *version(struct arena *a, const char *rules, const char *zh, const char *en) {
    struct charter_faults faults;
    struct charter *c = parse_with(a, rules, zh, en, &faults);
    assert_non_null(c);
    return c;
}

static void differences(void **state) {
    (void)state;
    static const struct {
        const char *rules, *zh, *en, *clause;
        bool added, removed, prose_zh, prose_en, rule;
    } table[] = {
        { OLD_RULES, ZH, EN, NULL, 0, 0, 0, 0, 0 },
        { SMALL_HEAD "# a comment\nrule A1    term of board:\n  2   calendar years\nrule A1.1 contact: a@b.example\n",
          ZH, EN, NULL, 0, 0, 0, 0, 0 },
        { SMALL_HEAD "rule A1 term of board: 3 calendar years\nrule A1.1 contact: a@b.example\n", ZH, EN, "A1", 0, 0, 0,
          0, 1 },
        { SMALL_HEAD "rule A1 term of board: 2 calendar years because \"x\" / \"y\"\nrule A1.1 contact: a@b.example\n",
          ZH, EN, "A1", 0, 0, 0, 0, 1 },
        { OLD_RULES, ZH, "# S\n\n### A1 One\n\nText.\n\n- **A1.1** Another item.\n", "A1.1", 0, 0, 0, 1, 0 },
        { OLD_RULES, "# 小\n\n### A1 其一\n\n文字。\n\n- **A1.1** 款。\n", EN, "A1", 0, 0, 1, 0, 0 },
        { SMALL_HEAD "rule A1 term of board: 2 calendar years\nrule A1.1 contact: a@b.example\nrule A2 text\n",
          "# 小\n\n### A1 一\n\n文字。\n\n- **A1.1** 款。\n### A2 二\n",
          "# S\n\n### A1 One\n\nText.\n\n- **A1.1** Item.\n### A2 Two\n", "A2", 1, 0, 1, 1, 1 },
        { SMALL_HEAD "rule A1 term of board: 2 calendar years\n", "# 小\n\n### A1 一\n\n文字。\n",
          "# S\n\n### A1 One\n\nText.\n", "A1.1", 0, 1, 1, 1, 1 },
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        struct arena a;
        struct buf b;
        arena_init(&a);
        buf_init(&b, 1 << 20);
        struct charter *before = version(&a, OLD_RULES, ZH, EN),
                       *after = version(&a, table[i].rules, table[i].zh, table[i].en);
        struct charter_change *changes;
        size_t n = charter_diff(before, after, &a, &changes);
        CHECK_INT(n, table[i].clause ? 1 : 0, table[i].rules);
        if (n) {
            CHECK_STR(str_of(changes[0].clause), table[i].clause, "clause");
            CHECK_INT(!changes[0].before, table[i].added, "added");
            CHECK_INT(!changes[0].after, table[i].removed, "removed");
            CHECK_INT(changes[0].prose_changed[LANG_ZH], table[i].prose_zh, "zh");
            CHECK_INT(changes[0].prose_changed[LANG_EN], table[i].prose_en, "en");
            CHECK_INT(changes[0].rules_changed, table[i].rule, "rules");
        }
        charter_diff_json(&b, before, after);
        json_t *json = NULL;
        assert_int_equal(json_parse(buf_str(&b), &json, NULL), 0);
        CHECK_INT(json_array_size(json), n, "json");
        json_decref(json);
        charter_free(before);
        charter_free(after);
        buf_release(&b);
        arena_release(&a);
    }
}

static void differences_told(void **state) {
    (void)state;
    struct arena a;
    struct buf b;
    arena_init(&a);
    buf_init(&b, 1 << 20);
    struct charter *before = version(&a, OLD_RULES, ZH, EN);
    struct charter *after =
        version(&a, SMALL_HEAD "rule A1 term of board: 1 calendar year\nrule A1.1 contact: a@b.example\n", ZH,
                "# S\n\n### A1 One\n\nWords.\n\n- **A1.1** Item.\n");
    charter_diff_text(&b, before, after, LANG_EN);
    CHECK_BUF(&b,
              "A1 changed\n  [en]\n  - Text.\n  + Words.\n"
              "  - > term of board: 2 calendar years\n  -   A term in the Board is 2 years, to 31 December of its last "
              "calendar year.\n"
              "  + > term of board: 1 calendar year\n  +   A term in the Board is 1 year, to 31 December of its last "
              "calendar year.\n"
              "1 clause changed\n",
              "diff");
    charter_free(before);
    charter_free(after);
    buf_release(&b);
    arena_release(&a);
}

static void shown(void **state) {
    (void)state;
    struct arena a;
    struct buf b;
    arena_init(&a);
    buf_init(&b, 1 << 22);
    struct charter *c = charter_of("charters/coia");
    charter_show(&b, c, "A16", LANG_EN);
    assert_true(str_has(buf_str(&b), "\nA16 Meetings of the Technical Committee\n"));
    assert_true(str_has(buf_str(&b), "\nA16.2\n"));
    assert_true(str_has(buf_str(&b), "    > quorum of tc: present >= 1/2 of in-office\n"));
    assert_false(str_has(buf_str(&b), "\nA1 "));
    assert_false(str_has(buf_str(&b), "\nA17"));
    buf_clear(&b);
    charter_show_json(&b, c, NULL);
    json_t *json = NULL;
    assert_int_equal(json_parse(buf_str(&b), &json, NULL), 0);
    const struct charter_clause *clauses;
    assert_int_equal(json_array_size(json_object_get(json, "clauses")), charter_clauses(c, &clauses));
    assert_string_equal(json_string_value(json_object_get(json, "contact")), "service@coia.ai");
    json_decref(json);
    buf_clear(&b);
    struct lint_report r = { .arena = &a };
    charter_lint(c, &r);
    charter_lint_json(&b, &r);
    assert_int_equal(json_parse(buf_str(&b), &json, NULL), 0);
    assert_int_equal(json_array_size(json), r.count);
    json_decref(json);
    charter_free(c);
    buf_release(&b);
    arena_release(&a);
}

static void faults_told(void **state) {
    (void)state;
    struct arena a;
    struct buf b;
    arena_init(&a);
    buf_init(&b, 1 << 20);
    struct charter_faults faults;
    struct charter_source source = { .name = "folder" };
    assert_null(parse_with(&a, SMALL_HEAD "rule A1 term of boards: 2 calendar years\n", NULL, NULL, &faults));
    charter_faults_text(&b, &source, &faults, LANG_EN);
    CHECK_BUF(&b, "folder/rules:14:17: No body “boards” is declared.\n", "text");
    charter_faults_json(&b, &faults);
    CHECK_BUF(&b,
              "[{\"file\":\"rules\",\"line\":14,\"column\":17,\"text\":{\"en\":\"No body “boards” is "
              "declared.\",\"zh\":\"没有声明名为“boards”的机构。\"}}]",
              "json");
    buf_release(&b);
    arena_release(&a);
}

/* ---- docs/charter-language.md ---- */

static const char DOC[] = "docs/charter-language.md";
static const char MARK[] = "<!-- generated: topics and powers -->\n";

static void page_is_current(void **state) {
    (void)state;
    struct arena a;
    struct buf b;
    arena_init(&a);
    buf_init(&b, 1 << 20);
    char *page = file_z(&a, DOC);
    char *mark = strstr(page, MARK);
    assert_non_null(mark);
    charter_topics_doc(&b);
    if (getenv("CHARTER_DOC_WRITE")) {
        FILE *f = fopen(DOC, "wb");
        assert_non_null(f);
        (void)fprintf(f, "%.*s%s", (int)(mark - page) + (int)strlen(MARK), page, buf_z(&b));
        (void)fclose(f);
    } else {
        assert_string_equal(mark + strlen(MARK), buf_z(&b));
    }
    buf_release(&b);
    arena_release(&a);
}

/* The fenced block ```NAME of the page. */
static struct str block(struct arena *a, const char *page, const char *name) {
    const char *from = strstr(page, arena_f(a, "\n```%s\n", name).data);
    assert_non_null(from);
    from += strlen(name) + 5;
    const char *to = strstr(from, "\n```\n");
    assert_non_null(to);
    return (struct str){ from, (size_t)(to - from) + 1 };
}

static void example_works(void **state) {
    (void)state;
    struct arena a;
    arena_init(&a);
    char *page = file_z(&a, DOC);
    struct charter_source source = { .rules = block(&a, page, "rules"),
                                     .prose = {
                                         [LANG_ZH] = block(&a, page, "zh.md"), [LANG_EN] = block(&a, page, "en.md") } };
    struct charter_faults faults = { .arena = &a };
    struct charter *c = NULL;
    if (charter_parse(&c, &source, &faults))
        fail_msg("the example has a fault in line %d of %s", faults.items[0].line, faults.items[0].file);
    struct lint_report r = { .arena = &a };
    charter_lint(c, &r);
    for (size_t i = 0; i < r.count; i++)
        if (r.items[i].severity == LINT_ERROR)
            fail_msg("the example: %s of %s", r.items[i].code, r.items[i].clause ? r.items[i].clause : "-");
    charter_free(c);
    arena_release(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("charter/show: differences by clause, in words and rules", differences),
        CASE("charter/show: differences as text", differences_told),
        CASE("charter/show: A16 with its items, as text and JSON", shown),
        CASE("charter/show: faults as text and JSON", faults_told),
        CASE("charter/show: the page of the language is current", page_is_current),
        CASE("charter/show: the page's example parses and lints without errors", example_works),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
