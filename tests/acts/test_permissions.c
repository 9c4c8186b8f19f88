/* The permission matrix: every kind a person may ask for, by everybody there is, compared with the charter's grants read by
 * other code than the program's own. */
#include "support/every_kind.h"

struct somebody {
    const char *called;
    int64_t person;
    const char *offices[3]; /* "tc/chair" */
    const char *class_id;   /* of the member represented; NULL none */
    bool voting;
};

static const struct somebody everybody[] = {
    { "a visitor", 0, { 0 }, NULL, false },
    { "nobody's number", 4711, { 0 }, NULL, false },
    { "the secretary-general, once founder", FOUNDER, { "secretariat/secretary-general" }, NULL, false },
    { "the chair of the Board", BOARD_CHAIR, { "board/chair" }, "director", true },
    { "the vice-chair of the Board", BOARD_VICE, { "board/vice-chair" }, "director", true },
    { "a director", DIRECTOR, { "board/director" }, "director", true },
    { "a director member's representative", 13, { 0 }, "director", true },
    { "the chair of the TC", TC_CHAIR, { "tc/chair" }, "ordinary", true },
    { "the vice-chair of the TC", TC_VICE, { "tc/vice-chair" }, "ordinary", true },
    { "a member of the TC", TC_MEMBER, { "tc/member" }, "ordinary", true },
    { "an ordinary member's representative", 24, { 0 }, "ordinary", true },
    { "the chair of Outreach", 30, { "outreach/chair" }, "partner", true },
    { "the chair of Safety", 31, { "safety/chair" }, "partner", true },
    { "a second representative", 32, { 0 }, "ordinary", false },
};

static bool holds(const struct somebody *who, const char *body, const char *title) {
    for (size_t i = 0; i < 3 && who->offices[i]; i++) {
        size_t n = strlen(body);
        if (strncmp(who->offices[i], body, n) == 0 && who->offices[i][n] == '/' &&
            (!title || strcmp(who->offices[i] + n + 1, title) == 0))
            return true;
    }
    return false;
}

static bool fits(const struct somebody *who, const struct grant *grant, const struct grantee *g, const char *body) {
    switch (g->kind) {
    case GRANT_OFFICE: return holds(who, g->body ? g->body : grant->body ? grant->body : body, g->title);
    case GRANT_REPRESENTATIVE: return who->class_id && (!g->class_id || strcmp(g->class_id, who->class_id) == 0);
    case GRANT_VOTING: return who->class_id && who->voting && (!g->class_id || strcmp(g->class_id, who->class_id) == 0);
    case GRANT_PERSON: return who->person > 0;
    case GRANT_VISITOR: return true;
    default: return false; /* the founder is no more, operator and clock are nobody here */
    }
}

static bool may(const struct charter *c, const struct somebody *who, const char *power, const char *body) {
    const struct grant *const *grants;
    size_t n = charter_grants(c, power, body, &grants);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < grants[i]->who_count; k++)
            if (fits(who, grants[i], &grants[i]->who[k], body)) return true;
    return false;
}

/* The body an act's power is asked in, from the fields as `args_for` fills them. */
static const char *body_in(const struct act_kind *kind) {
    static const struct {
        const char *field, *body;
    } bodies[] = {
        { "meeting", "tc" },   { "motion", "tc" },    { "topic", "tc" },
        { "matter", "board" }, { "round", "board" },  { "nomination", "board" },
        { "to", "board" },     { "report", "board" }, { "delegation", "board" },
    };
    if (!kind->body) return NULL;
    for (const struct field *field = kind->fields; field && field->name; field++)
        if (strcmp(field->name, "body") == 0) return "tc";
    for (const struct field *field = kind->fields; field && field->name; field++)
        for (size_t i = 0; i < COUNT(bodies); i++)
            if (strcmp(field->name, bodies[i].field) == 0) return bodies[i].body;
    return NULL;
}

static bool refused_for_lack(const struct verdict *v) {
    for (size_t i = 0; i < v->count; i++)
        if (v->items[i].refuses && (strstr(v->items[i].text.en, "This is for others to do") ||
                                    strstr(v->items[i].text.en, "has no clause that provides")))
            return true;
    return false;
}

static void test_matrix(void **state) {
    (void)state;
    struct scene s;
    scene_of_everything(&s);
    ASSERT_ALLOWED(act(&s, SECRETARY, "representative.add", "member=20", "name=Second", "email=second@example.org"));
    assert_int_equal(state_int(&s, "SELECT max(id) FROM person"), 32);
    const struct charter *c = alliance_charter(s.a, alliance_now(s.a));
    const struct act_kind *const *kinds;
    size_t n = act_kinds(&kinds), asked = 0, let = 0;
    struct db *db = store_reader(alliance_store(s.a));
    assert_int_equal(db_begin(db, NULL), 0);
    for (size_t k = 0; k < n; k++) {
        if (kinds[k]->origin != ORIGIN_PERSON) continue;
        json_t *args = args_for(kinds[k]);
        for (size_t i = 0; i < COUNT(everybody); i++) {
            const struct somebody *who = &everybody[i];
            struct arena arena;
            arena_init(&arena);
            struct ask ask = { .kind = kinds[k]->name,
                               .person = who->person,
                               .via = "",
                               .args = args,
                               .received = INSTANT_NONE,
                               .lang = LANG_EN };
            const struct verdict *v = pipeline_preview(s.a, db, &ask, &arena, NULL, NULL);
            bool expected = may(c, who, kinds[k]->power, body_in(kinds[k]));
            if (!v->count || (v->refused && v->code == ERR_SYNTAX && !expected))
                fail_msg("%s by %s: not judged by power", kinds[k]->name, who->called);
            if (refused_for_lack(v) == expected) {
                for (size_t f = 0; f < v->count; f++) print_error("  %s\n", v->items[f].text.en);
                fail_msg("%s by %s: %s, but the charter says otherwise", kinds[k]->name, who->called,
                         expected ? "refused" : "let through");
            }
            if (!expected && v->code != ERR_DENIED && v->code != ERR_REFUSED)
                fail_msg("%s by %s: code %d", kinds[k]->name, who->called, v->code);
            asked++;
            let += expected;
            arena_release(&arena);
        }
        json_decref(args);
    }
    db_rollback(db);
    store_reader_done(alliance_store(s.a), db);
    assert_true(asked > 500 && let > 50 && let < asked / 2);
    scene_end(&s);
}

/* What no clause grants is nobody's: a charter without interest groups, complaints or a founder's escrow. */
static void test_not_provided(void **state) {
    (void)state;
    struct scene s;
    scene_begin(&s, "charters/hearth", "2026-07-01 09:00");
    static const char *const kinds[] = { "sig.propose", "founding.sigs" };
    for (size_t i = 0; i < COUNT(kinds); i++) {
        const struct act_kind *kind = act_kind(kinds[i]);
        json_t *args = args_for(kind);
        if (json_object_get(args, "body")) json_object_set_new(args, "body", json_string("board"));
        struct ask ask = { .kind = kind->name, .person = FOUNDER, .via = "", .args = args, .received = INSTANT_NONE };
        ASSERT_REFUSED_AS(scene_ask(&s, &ask), ERR_REFUSED, NULL);
        json_decref(args);
    }
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/permissions: every kind by everybody is let through or refused as the charter's grants say",
             test_matrix),
        CASE("acts/permissions: a kind that no clause provides for is refused in that alliance", test_not_provided),
    };
    return cmocka_run_group_tests_name("acts/permissions", tests, NULL, NULL);
}
