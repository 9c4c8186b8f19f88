/* Hashes by their published vectors, encodings by RFC 4648, randomness by its promises. */
#include <pthread.h>

#include "base/error.h"
#include "base/hash.h"
#include "support/check.h"

static void hex_of(struct buf *b, struct hash h) {
    buf_clear(b);
    hash_hex(b, &h);
}

static void test_vectors(void **state) {
    (void)state;
    static const struct {
        const char *in, *want;
    } rows[] = {
        { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
        { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
        { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
    };
    struct buf b;
    buf_init(&b, 1000);
    for (size_t i = 0; i < COUNT(rows); i++) {
        hex_of(&b, hash_of(str_of(rows[i].in)));
        CHECK_STR(buf_str(&b), rows[i].want, rows[i].in);
    }
    struct str pieces[] = { STR("a"), STR_NONE, STR(""), STR("b"), STR("c") };
    hex_of(&b, hash_parts(pieces, COUNT(pieces)));
    CHECK_STR(buf_str(&b), rows[1].want, "in pieces");
    hex_of(&b, hash_parts(NULL, 0));
    CHECK_STR(buf_str(&b), rows[0].want, "no pieces");
    hex_of(&b, hash_of(STR_NONE));
    CHECK_STR(buf_str(&b), rows[0].want, "none");
    static char million[1000000];
    memset(million, 'a', sizeof million);
    hex_of(&b, hash_of((struct str){ million, sizeof million }));
    CHECK_STR(buf_str(&b), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", "a million");
    buf_release(&b);
}

static void test_hex(void **state) {
    (void)state;
    struct hash h = hash_of(STR("abc")), read;
    struct buf b;
    buf_init(&b, 1000);
    hash_hex(&b, &h);
    assert_int_equal(hash_from_hex(buf_str(&b), &read), 0);
    assert_true(hash_eq(&h, &read));
    read.b[31] ^= 1;
    assert_false(hash_eq(&h, &read));
    assert_int_equal(hash_from_hex(str_head(buf_str(&b), 63), &read), ERR_SYNTAX);
    assert_int_equal(hash_from_hex(STR_NONE, &read), ERR_SYNTAX);
    static const char bad[] = { 'g', 'B', ' ', '/', ':', '`', '\0', '\x80' };
    for (size_t i = 0; i < COUNT(bad); i++) {
        char kept = b.data[10];
        b.data[10] = bad[i];
        CHECK_INT(hash_from_hex(buf_str(&b), &read), ERR_SYNTAX, "a wrong digit");
        b.data[10] = kept;
    }
    buf_clear(&b);
    hex_add(&b, (struct str){ "\0\x7f\x80\xff", 4 });
    CHECK_BUF(&b, "007f80ff", "hex");
    buf_release(&b);
}

enum { THREADS = 8, ROUNDS = 2000 };

static void *hash_much(void *seed) {
    uint64_t start = *(uint64_t *)seed;
    for (uint64_t i = 0; i < ROUNDS; i++) {
        uint64_t number = start + i;
        struct str whole = { (const char *)&number, sizeof number };
        struct str halves[] = { str_head(whole, 3), str_skip(whole, 3) };
        struct hash a = hash_of(whole), b = hash_parts(halves, 2);
        if (!hash_eq(&a, &b)) return seed;
    }
    return NULL;
}

static void test_threads(void **state) {
    (void)state;
    pthread_t threads[THREADS];
    uint64_t seeds[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        seeds[i] = i << 40;
        assert_int_equal(pthread_create(&threads[i], NULL, hash_much, &seeds[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        void *wrong = &seeds;
        assert_int_equal(pthread_join(threads[i], &wrong), 0);
        assert_null(wrong);
    }
}

static void test_base64(void **state) {
    (void)state;
    static const struct {
        const char *bytes, *standard, *url;
    } rows[] = {
        { "", "", "" },
        { "f", "Zg==", "Zg" },
        { "fo", "Zm8=", "Zm8" },
        { "foo", "Zm9v", "Zm9v" },
        { "foob", "Zm9vYg==", "Zm9vYg" },
        { "fooba", "Zm9vYmE=", "Zm9vYmE" },
        { "foobar", "Zm9vYmFy", "Zm9vYmFy" },
        { "\xfb\xff\xbf", "+/+/", "-_-_" },
    };
    struct buf b;
    buf_init(&b, 1000);
    for (size_t i = 0; i < COUNT(rows); i++) {
        base64_add(&b, str_of(rows[i].bytes));
        CHECK_BUF(&b, rows[i].standard, rows[i].bytes);
        base64url_add(&b, str_of(rows[i].bytes));
        CHECK_BUF(&b, rows[i].url, rows[i].bytes);
        CHECK_INT(base64_parse(str_of(rows[i].standard), &b), 0, rows[i].standard);
        CHECK_BUF(&b, rows[i].bytes, rows[i].standard);
        CHECK_INT(base64url_parse(str_of(rows[i].url), &b), 0, rows[i].url);
        CHECK_BUF(&b, rows[i].bytes, rows[i].url);
    }
    static const char *const bad[] = { "Z",    "Zg",   "Zg=",  "Zg===", "=",      "====", "Zm8==",    "Zm9v=",
                                       "Z===", "Zh==", "Zm9=", "Zm 9",  "Zm9v\n", "Z-9v", "Zg==Zg==", "Zm9\xc3" };
    for (size_t i = 0; i < COUNT(bad); i++) {
        CHECK_INT(base64_parse(str_of(bad[i]), &b), ERR_SYNTAX, bad[i]);
        CHECK_STR(buf_str(&b), "", bad[i]); /* nothing is written before all is checked */
    }
    static const char *const bad_url[] = { "Z", "Zg==", "Zh", "Zm9", "Zm9vY", "+/+/", "Zm 9" };
    for (size_t i = 0; i < COUNT(bad_url); i++)
        CHECK_INT(base64url_parse(str_of(bad_url[i]), &b), ERR_SYNTAX, bad_url[i]);
    struct entropy e;
    entropy_seeded(&e, 7);
    for (size_t size = 0; size < 100; size++) {
        uint8_t bytes[100];
        struct buf back;
        buf_init(&back, 1000);
        entropy_bytes(&e, bytes, size);
        buf_clear(&b);
        base64_add(&b, (struct str){ (const char *)bytes, size });
        assert_int_equal(base64_parse(buf_str(&b), &back), 0);
        assert_true(str_eq(buf_str(&back), (struct str){ (const char *)bytes, size }));
        buf_release(&back);
    }
    buf_release(&b);
}

static void test_seeded(void **state) {
    (void)state;
    struct entropy a, b, other;
    uint8_t whole[1000], pieces[1000];
    entropy_seeded(&a, 1);
    entropy_seeded(&b, 1);
    entropy_seeded(&other, 2);
    entropy_bytes(&a, whole, sizeof whole);
    for (size_t at = 0, step = 1; at < sizeof pieces; at += step, step = step % 70 + 1) {
        if (step > sizeof pieces - at) step = sizeof pieces - at;
        entropy_bytes(&b, pieces + at, step);
    }
    assert_memory_equal(whole, pieces, sizeof whole); /* the stream does not depend on how it is drawn */
    entropy_bytes(&other, pieces, sizeof pieces);
    assert_memory_not_equal(whole, pieces, 32);
    struct buf hex;
    buf_init(&hex, 100);
    hex_add(&hex, (struct str){ (const char *)whole, 8 });
    CHECK_BUF(&hex, "68b61b4f196e875e", "the first bytes of seed 1, for ever"); /* or every demo changes */
    buf_release(&hex);
}

static void test_below(void **state) {
    (void)state;
    struct entropy e;
    int counts[10] = { 0 };
    entropy_seeded(&e, 3);
    for (int i = 0; i < 10000; i++) {
        uint64_t v = entropy_below(&e, 10);
        assert_true(v < 10);
        counts[v]++;
    }
    for (int i = 0; i < 10; i++) assert_in_range(counts[i], 900, 1100);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(entropy_below(&e, 1), 0);
        assert_true(entropy_below(&e, UINT64_MAX) < UINT64_MAX);
        assert_true(entropy_below(&e, (1ull << 63) + 1) <= 1ull << 63);
    }
}

static void test_system(void **state) {
    (void)state;
    struct entropy e;
    uint8_t a[64] = { 0 }, b[64] = { 0 };
    entropy_system(&e);
    entropy_bytes(&e, a, sizeof a);
    entropy_bytes(&e, b, sizeof b);
    assert_memory_not_equal(a, b, sizeof a);
    entropy_bytes(&e, a, 0);
    assert_true(entropy_below(&e, 5) < 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("base/hash: SHA-256 by its vectors, whole and in pieces", test_vectors),
        CASE("base/hash: hex is lower case and whole", test_hex),
        CASE("base/hash: every thread has its own context", test_threads),
        CASE("base/base64: RFC 4648, strict in both alphabets", test_base64),
        CASE("base/entropy: a seed gives one stream", test_seeded),
        CASE("base/entropy: a draw below a bound is uniform", test_below),
        CASE("base/entropy: the system's differs every time", test_system),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
