/* The reference renders for every act and lists whom the charter lets do it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "views/powers.h"
#include "views/show.h"

struct ground {
    struct charter *charter;
    struct arena arena;
};

static int open_ground(void **state) {
    static struct ground g;
    struct error err;
    arena_init(&g.arena);
    struct charter_source source;
    struct charter_faults faults = { .arena = &g.arena };
    if (charter_read_folder(&source, "charters/coia", &g.arena, &err) != 0 ||
        charter_parse(&g.charter, &source, &faults) != 0)
        return -1;
    *state = &g;
    return 0;
}

static int close_ground(void **state) {
    struct ground *g = *state;
    charter_free(g->charter);
    arena_release(&g->arena);
    return 0;
}

static void pages_are_whole(void **state) {
    const struct ground *g = *state;
    static const struct {
        const char *path, *name, *has;
    } pages[] = {
        { "/reference/acts", "acts", "/reference/acts/meeting.call" },
        { "/reference/powers", "powers", "/reference/acts/meeting.call" },
        { "/reference/api", "api", "/api/v1/openapi.json" },
    };
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            struct view v;
            struct arena arena;
            struct buf out;
            show_begin(&v, &arena, &out, (enum lang)lang, pages[i].path);
            v.charter = g->charter;
            v.site = STR("https://alliance.example");
            show_run(&v, pages[i].path);
            assert_true(str_ends(str_trim(buf_str(&out)), "</html>"));
            assert_true(str_has(buf_str(&out), pages[i].has));
            char name[64];
            snprintf(name, sizeof name, "%s-%s", pages[i].name, lang == LANG_ZH ? "zh" : "en");
            show_keep(&out, name);
            show_end(&arena, &out);
        }
}

static void every_act_has_its_page(void **state) {
    const struct ground *g = *state;
    const struct act_kind *const *kinds;
    size_t n = act_kinds(&kinds), shown = 0;
    for (size_t i = 0; i < n; i++)
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            struct view v;
            struct arena arena;
            struct buf out;
            show_begin(&v, &arena, &out, (enum lang)lang, "/reference/acts/x");
            v.charter = g->charter;
            v.site = STR("https://alliance.example");
            struct view_pair segment = { "kind", str_of(kinds[i]->name) };
            v.segments = &segment;
            v.segment_count = 1;
            show_run(&v, "/reference/acts/{kind}");
            bool person = kinds[i]->origin == ORIGIN_PERSON && kinds[i]->power;
            assert_int_equal(v.status, person ? 200 : 404);
            shown += person;
            if (strcmp(kinds[i]->name, "meeting.call") == 0) show_keep(&out, lang == LANG_ZH ? "act-zh" : "act-en");
            if (person) { /* and its form, empty, for a stranger */
                buf_clear(&out);
                show_run(&v, "/act/{kind}");
                assert_true(str_ends(str_trim(buf_str(&out)), "</html>"));
            }
            show_end(&arena, &out);
        }
    assert_true(shown > 40);
}

static void powers_are_read_from_the_charter(void **state) {
    const struct ground *g = *state;
    struct view v;
    struct arena arena;
    struct buf out;
    show_begin(&v, &arena, &out, LANG_EN, "/");
    v.charter = g->charter;
    struct powers p = powers_of(&v, "meeting.lead", "tc");
    assert_string_equal(powers_words(&v, &p).en,
                        "the chair of the Technical Committee or a vice-chair of the Technical Committee");
    assert_string_equal(powers_words(&v, &p).zh, "技术委员会主任、技术委员会副主任");
    assert_string_equal(powers_clauses(&v, &p), "A16.1");
    p = powers_of(&v, "no.such.power", NULL);
    assert_int_equal(p.count, 0);
    assert_string_equal(powers_words(&v, &p).en, "");
    show_end(&arena, &out);
}

static void openapi_describes_acts_and_lists(void **state) {
    const struct ground *g = *state;
    struct view v;
    struct arena arena;
    struct buf out;
    show_begin(&v, &arena, &out, LANG_EN, "/api/v1/openapi.json");
    v.charter = g->charter;
    v.site = STR("https://alliance.example");
    show_run(&v, "/api/v1/openapi.json");
    json_t *j = json_loadb(out.data, out.len, 0, NULL);
    assert_non_null(j);
    assert_string_equal(json_string_value(json_object_get(j, "openapi")), "3.1.0");
    json_t *paths = json_object_get(j, "paths"),
           *call = json_object_get(json_object_get(paths, "/api/v1/acts/meeting.call"), "post");
    assert_non_null(call);
    assert_string_equal(json_string_value(json_object_get(call, "operationId")), "meeting.call");
    assert_null(json_object_get(paths, "/api/v1/acts/clock.term.end"));
    show_end(&arena, &out);
    json_decref(j);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        { "views/reference: its pages are whole in both languages", pages_are_whole, NULL, NULL, NULL },
        { "views/reference: every act that people bring in has its page and its form", every_act_has_its_page, NULL,
          NULL, NULL },
        { "views/openapi: acts and lists are described", openapi_describes_acts_and_lists, NULL, NULL, NULL },
        { "views/powers: A16.1 says who leads a meeting of the committee", powers_are_read_from_the_charter, NULL, NULL,
          NULL },
    };
    return cmocka_run_group_tests(tests, open_ground, close_ground);
}
