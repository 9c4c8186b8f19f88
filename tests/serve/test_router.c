/* Paths to routes: exactness, places, methods, refusals at start. */
#include "support/check.h"

#include "serve/router.h"

static const struct route routes[] = {
    { "/", ROUTE_GET, 0, NULL, "front" },
    { "/members", ROUTE_GET, 0, NULL, "members" },
    { "/members.json", ROUTE_GET, 0, NULL, "members.json" },
    { "/members/{id}", ROUTE_GET, 0, NULL, "member" },
    { "/members/{id}.json", ROUTE_GET, 0, NULL, "member.json" },
    { "/members/join", ROUTE_GET, 0, NULL, "join" },
    { "/{any}/12", ROUTE_GET, 0, NULL, "any 12" },
    { "/act/{kind}", ROUTE_GET, 0, NULL, "form" },
    { "/act/{kind}", ROUTE_POST, 0, NULL, "act" },
    { "/register/proof/{n}.tlog-proof", ROUTE_GET, 0, NULL, "proof" },
    { "/register/tile/entries/{rest...}", ROUTE_GET, 0, NULL, "entries" },
    { "/register/tile/{level}/{rest...}", ROUTE_GET, 0, NULL, "tile" },
};

static struct router *router;
static struct arena arena;

static int start(void **state) {
    (void)state;
    arena_init(&arena);
    router = router_new();
    for (size_t i = 0; i < COUNT(routes); i++) assert_int_equal(router_add(router, &routes[i], NULL), 0);
    router_ready(router);
    return 0;
}

static int stop(void **state) {
    (void)state;
    router_free(router);
    arena_release(&arena);
    return 0;
}

static void leads(const char *path, const char *to, const char *place, const char *value) {
    struct match m;
    int methods;
    if (router_find(router, METHOD_GET, path, &arena, &m, &methods) != FOUND) fail_msg("%s: nothing found", path);
    assert_string_equal(m.route->with, to);
    if (!place) return;
    for (size_t i = 0; i < m.segment_count; i++)
        if (strcmp(m.segments[i].name, place) == 0) {
            assert_string_equal(m.segments[i].value.data, value);
            return;
        }
    fail_msg("%s: no {%s}", path, place);
}

static void test_exactness(void **state) {
    (void)state;
    leads("/", "front", NULL, NULL);
    leads("/members", "members", NULL, NULL);
    leads("/members.json", "members.json", NULL, NULL);
    leads("/members/12", "member", "id", "12");
    leads("/members/12.json", "member.json", "id", "12");
    leads("/members/.json", "member", "id", ".json");
    leads("/members/join", "join", NULL, NULL);
    leads("/other/12", "any 12", "any", "other");
    leads("/register/proof/7.tlog-proof", "proof", "n", "7");
    leads("/register/tile/0/x001/067", "tile", "rest", "x001/067");
    leads("/register/tile/0/000.p/3", "tile", "level", "0");
    leads("/register/tile/entries/x001/067", "entries", "rest", "x001/067");
}

static void test_methods(void **state) {
    (void)state;
    struct match m;
    int methods;
    assert_int_equal(router_find(router, METHOD_POST, "/act/x", &arena, &m, &methods), FOUND);
    assert_string_equal(m.route->with, "act");
    assert_int_equal(router_find(router, METHOD_HEAD, "/act/x", &arena, &m, &methods), FOUND);
    assert_string_equal(m.route->with, "form");
    assert_int_equal(router_find(router, METHOD_POST, "/members", &arena, &m, &methods), FOUND_OTHER_METHOD);
    assert_int_equal(methods, ROUTE_GET);
    assert_int_equal(router_find(router, METHOD_OTHER, "/act/x", &arena, &m, &methods), FOUND_OTHER_METHOD);
    assert_int_equal(methods, ROUTE_GET | ROUTE_POST);
    static const char *const nothing[] = { "/nothing", "/members/1/2", "/register/tile/0", "/register/tile",
                                           "/1/2/3/4/5/6/7/8" };
    for (size_t i = 0; i < COUNT(nothing); i++)
        assert_int_equal(router_find(router, METHOD_GET, nothing[i], &arena, &m, &methods), FOUND_NOTHING);
}

static void test_refusals(void **state) {
    (void)state;
    static const struct route twice = { "/members/{number}", ROUTE_GET, 0, NULL, NULL };
    assert_int_equal(router_add(router, &twice, NULL), ERR_EXISTS);
    static const char *const bad[] = { "",      "members",   "/a//b",       "/a/{b",         "/a/b}",
                                       "/a/{}", "/a/{b}{c}", "/a/{b...}/c", "/a/{b...}.json" };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct route r = { bad[i], ROUTE_GET, 0, NULL, NULL };
        if (router_add(router, &r, NULL) != ERR_SYNTAX) fail_msg("accepted: %s", bad[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("serve/router: the more exact pattern wins, whatever the order of declaration", test_exactness),
        CASE("serve/router: methods are told apart from paths", test_methods),
        CASE("serve/router: a pattern declared twice or badly written is refused at start", test_refusals),
    };
    return cmocka_run_group_tests_name("serve/router", tests, start, stop);
}
