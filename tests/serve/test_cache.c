/* The whole-page cache, its tags, the limiter, and the tokens remembered. */
#include "support/check.h"

#include "serve/cache.h"
#include "serve/limiter.h"
#include "serve/limits.h"
#include "serve/places.h"
#include "serve/site.h"

static struct kept page_of(const char *text, const char *etag) {
    return (struct kept){ .plain = response_z(200, "text/html", POLICY_PAGE, text),
                          .gzip = response_z(200, "text/html", POLICY_PAGE, "gz"),
                          .unchanged = response_new(304, NULL, POLICY_PAGE, NULL),
                          .etag = etag };
}

static void gives(struct cache *c, const char *key, int64_t size, int64_t now_ms, const char *tag, bool gzip,
                  const char *text) {
    struct response *r = cache_get(c, str_of(key), size, now_ms, CACHE_MS_MAX, tag, gzip);
    if (!text) {
        assert_null(r);
        return;
    }
    assert_non_null(r);
    assert_string_equal(r->body->data, text);
    response_unref(r);
}

static void test_freshness(void **state) {
    (void)state;
    struct cache *c = cache_new();
    struct kept page = page_of("one", "\"abc\"");
    cache_put(c, STR("zh /"), 7, 1000, &page);
    gives(c, "zh /", 7, 1000, NULL, false, "one");
    gives(c, "zh /", 7, 1000 + CACHE_RENEW_MS, NULL, false, "one");
    gives(c, "zh /", 7, 1000 + CACHE_MS_MAX, NULL, false, NULL);  /* the one who makes it anew … */
    gives(c, "zh /", 7, 1000 + CACHE_MS_MAX, NULL, false, "one"); /* … and all who need not wait */
    gives(c, "zh /", 7, 1001 + CACHE_MS_MAX, NULL, false, NULL);
    gives(c, "zh /", 8, 1000, NULL, false, NULL);
    gives(c, "en /", 7, 1000, NULL, false, NULL);
    gives(c, "zh /", 7, 1000, NULL, true, "gz");
    gives(c, "zh /", 7, 1000, "\"abc\"", true, "");
    gives(c, "zh /", 7, 1000, "\"abd\"", false, "one");
    struct kept other = page_of("two", "\"abc\"");
    cache_put(c, STR("zh /"), 8, 1100, &other);
    gives(c, "zh /", 8, 1100, NULL, false, "two");
    assert_int_equal(cache_counts(c).pages, 1);
    cache_free(c);
}

/* Who is to renew a page asks once more before the work: only a page that another just made will do. */
static void test_renewal(void **state) {
    (void)state;
    struct cache *c = cache_new();
    struct kept page = page_of("one", "\"abc\"");
    cache_put(c, STR("zh /"), 7, 1000, &page);
    int64_t now = 1001 + CACHE_RENEW_MS;
    gives(c, "zh /", 7, now, NULL, false, NULL);
    assert_null(cache_get(c, STR("zh /"), 7, now, CACHE_RENEW_MS, NULL, false));
    struct kept next = page_of("two", "\"abd\"");
    cache_put(c, STR("zh /"), 7, now, &next);
    struct response *r = cache_get(c, STR("zh /"), 7, now, CACHE_RENEW_MS, NULL, false);
    assert_non_null(r);
    assert_string_equal(r->body->data, "two");
    response_unref(r);
    gives(c, "zh /", 7, now + CACHE_RENEW_MS, NULL, false, "two");
    cache_free(c);
}

/* Who was told of a change takes what was made for it or later, however old; never what was made before. */
static void test_since(void **state) {
    (void)state;
    struct cache *c = cache_new();
    struct kept page = page_of("one", "\"abc\"");
    cache_put(c, STR("en /live"), 7, 1000, &page);
    for (int64_t size = 6; size <= 7; size++) {
        struct response *r = cache_get_since(c, STR("en /live"), size, NULL, false);
        assert_non_null(r);
        assert_string_equal(r->body->data, "one");
        response_unref(r);
    }
    assert_null(cache_get_since(c, STR("en /live"), 8, NULL, false));
    assert_null(cache_get_since(c, STR("zh /live"), 7, NULL, false));
    assert_int_equal(cache_counts(c).hits, 2);
    assert_int_equal(cache_counts(c).misses, 2);
    cache_free(c);
}

static void test_bounds(void **state) {
    (void)state;
    struct cache *c = cache_new();
    char key[32];
    for (int i = 0; i < CACHE_PAGES_MAX * 2; i++) {
        snprintf(key, sizeof key, "zh /?q=%d", i);
        struct kept page = page_of("x", "\"abc\"");
        cache_put(c, str_of(key), 1, 1000, &page);
    }
    assert_true(cache_counts(c).pages <= CACHE_PAGES_MAX);
    char *large = calloc(1, PAGE_CACHED_BYTES_MAX + 1);
    memset(large, 'a', PAGE_CACHED_BYTES_MAX);
    for (int i = 0; i < 100; i++) {
        snprintf(key, sizeof key, "zh /large?q=%d", i);
        struct kept page = page_of(large, "\"abc\"");
        cache_put(c, str_of(key), 1, 1000, &page);
    }
    free(large);
    assert_true(cache_counts(c).bytes <= CACHE_BYTES_MAX);
    cache_free(c);
}

static void test_tags(void **state) {
    (void)state;
    char tag[24];
    etag_of(STR("x"), tag);
    assert_int_equal(strlen(tag), 22);
    assert_true(etag_matches("\"abc\"", "\"abc\""));
    assert_true(etag_matches("\"x\", W/\"abc\"", "\"abc\""));
    assert_true(etag_matches("\"abc-gz\"", "\"abc\""));
    assert_true(etag_matches("*", "\"abc\""));
    assert_false(etag_matches("\"abc-gzip\"", "\"abc\""));
    assert_false(etag_matches("\"ab\"", "\"abc\""));
    assert_false(etag_matches("abc", "\"abc\""));
    assert_false(etag_matches(NULL, "\"abc\""));
}

static void test_gzip(void **state) {
    (void)state;
    char text[20000];
    for (size_t i = 0; i < sizeof text; i++) text[i] = (char)('a' + i % 7);
    struct bytes *b = bytes_gzip((struct str){ text, sizeof text });
    assert_non_null(b);
    assert_true(b->len < sizeof text / 10);
    assert_memory_equal(b->data, "\x1f\x8b", 2);
    bytes_unref(b);
    assert_null(bytes_gzip(STR("short")));
    uint32_t seed = 1;
    for (size_t i = 0; i < sizeof text; i++) text[i] = (char)((seed = seed * 1664525 + 1013904223) >> 24);
    assert_null(bytes_gzip((struct str){ text, sizeof text }));
}

static void test_limiter(void **state) {
    (void)state;
    struct limiter *l = limiter_new();
    int wait = 0;
    for (int i = 0; i < SUBMIT_EMAIL_BURST; i++)
        assert_true(limiter_take(l, LIMIT_SUBMIT_EMAIL, STR("a@example.org"), 5000, &wait));
    assert_false(limiter_take(l, LIMIT_SUBMIT_EMAIL, STR("a@example.org"), 5000, &wait));
    assert_int_equal(wait, SUBMIT_EMAIL_EVERY_S);
    assert_true(limiter_take(l, LIMIT_SUBMIT_EMAIL, STR("b@example.org"), 5000, &wait));
    assert_true(limiter_take(l, LIMIT_SIGNIN_PERSON, STR("a@example.org"), 5000, &wait));
    assert_true(limiter_take(l, LIMIT_SUBMIT_EMAIL, STR("a@example.org"), 5000 + SUBMIT_EMAIL_EVERY_S * 1000, &wait));
    assert_false(limiter_take(l, LIMIT_SUBMIT_EMAIL, STR("a@example.org"), 5000 + SUBMIT_EMAIL_EVERY_S * 1000, &wait));
    for (int i = 0; i < 4 * SIGNIN_ADDRESS_BURST; i++) { /* a hall that signs in one by one */
        assert_true(limiter_take(l, LIMIT_SIGNIN_ADDRESS, STR("hall"), 5000, &wait));
        limiter_give(l, LIMIT_SIGNIN_ADDRESS, STR("hall"));
    }
    for (int i = 0; i < SIGNIN_ADDRESS_BURST; i++) /* what was given back is no credit beyond the burst */
        assert_true(limiter_take(l, LIMIT_SIGNIN_ADDRESS, STR("hall"), 5000, &wait));
    assert_false(limiter_take(l, LIMIT_SIGNIN_ADDRESS, STR("hall"), 5000, &wait));
    char key[16];
    for (int i = 0; i < BUCKETS_MAX * 2; i++) {
        snprintf(key, sizeof key, "%d", i);
        assert_true(limiter_take(l, LIMIT_SUBMIT_ADDRESS, str_of(key), 5000, &wait));
    }
    limiter_free(l);
}

static int64_t recalled(struct recall *r, const char *id, bool session, int64_t changes) {
    struct recalled what;
    return recall_find(r, id, session, changes, &what) ? what.person : 0;
}

static void test_recall(void **state) {
    (void)state;
    struct recall *r = recall_new();
    struct arena arena;
    arena_init(&arena);
    const char *mine = secret_id(&arena, "mine"), *other = secret_id(&arena, "other");
    struct recalled what = { .session = true, .person = 7, .seen_at = 1000, .csrf = "form" };
    recall_keep(r, mine, &what, 3);
    assert_true(recall_find(r, mine, true, 3, &what));
    assert_int_equal(what.person, 7);
    assert_int_equal(what.seen_at, 1000);
    assert_string_equal(what.csrf, "form");
    assert_int_equal(recalled(r, mine, false, 3), 0); /* a session's cookie is no token */
    assert_int_equal(recalled(r, other, true, 3), 0);
    assert_int_equal(recalled(r, "short", true, 3), 0);
    assert_int_equal(recalled(r, mine, true, 4), 0); /* something was committed: it may be revoked by now */
    what.person = 8;
    recall_keep(r, mine, &what, 4);
    assert_int_equal(recalled(r, mine, true, 4), 8);
    assert_int_equal(recalled(r, mine, true, 3), 0); /* nor may what is older be answered from what is newer */
    char text[24];
    what.session = false;
    for (int i = 0; i < 4 * RECALLED_MAX; i++) { /* more than there is room for: what is found is right */
        snprintf(text, sizeof text, "token %d", i);
        what.person = i + 1;
        recall_keep(r, secret_id(&arena, text), &what, 5);
    }
    int found = 0;
    for (int i = 0; i < 4 * RECALLED_MAX; i++) {
        snprintf(text, sizeof text, "token %d", i);
        int64_t person = recalled(r, secret_id(&arena, text), false, 5);
        assert_true(person == 0 || person == i + 1);
        found += person != 0;
    }
    assert_true(found > RECALLED_MAX / 2);
    arena_release(&arena);
    recall_free(r);
}

static void test_recall_of_a_hall(void **state) {
    (void)state;
    struct recall *r = recall_new();
    struct arena arena;
    arena_init(&arena);
    enum { HALL = 2000 };
    char text[24];
    int missing = 0;
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < HALL; i++) {
            snprintf(text, sizeof text, "cookie %d", i);
            const char *id = secret_id(&arena, text);
            if (round == 0)
                recall_keep(r, id, &(struct recalled){ .session = true, .person = i + 1 }, 1);
            else
                missing += recalled(r, id, true, 1) != i + 1;
        }
    assert_true(missing < HALL / 100);
    arena_release(&arena);
    recall_free(r);
}

static void test_places(void **state) {
    (void)state;
    struct places *p = malloc(sizeof *p);
    places_init(p);
    struct address a;
    assert_int_equal(parse_address(STR("203.0.113.7"), &a), 0);
    size_t here = places_of_address(p, &a), person = places_of_person(p, 7);
    for (int i = 0; i < 5; i++) assert_true(places_take(p, here, 5));
    assert_false(places_take(p, here, 5));
    assert_int_equal(places_taken(p, here), 5);
    if (person != here) assert_true(places_take(p, person, 1));
    places_give(p, here);
    assert_true(places_take(p, here, 5));
    free(p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("serve/cache: a page is kept by language for a second, or until the register grows", test_freshness),
        CASE("serve/cache: however many addresses are asked for, the memory is bounded", test_bounds),
        CASE("serve/cache: a page is made anew by one reader before it is too old for all", test_renewal),
        CASE("serve/cache: who was told of a change takes what was made for it or later", test_since),
        CASE("serve/cache: tags are compared as RFC 9110 says, compressed or not", test_tags),
        CASE("serve/cache: what gains nothing is not compressed", test_gzip),
        CASE("serve/limiter: a burst, then one each interval, each key by itself", test_limiter),
        CASE("serve/recall: a token is remembered until the next commit that may change it", test_recall),
        CASE("serve/recall: everybody of a hall of 2,000 is remembered", test_recall_of_a_hall),
        CASE("serve/places: as many as the cap for each address, each person", test_places),
    };
    return cmocka_run_group_tests_name("serve/cache", tests, NULL, NULL);
}
