/* Blind signatures: as RFC 9474 computes them (tests/fixtures/rfc9474.json), and none that was not given. */
#include "ballot/ahead.h"

#include <jansson.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <threads.h>

#include "ballot/voter.h"
#include "support/check.h"

/* ---- the RFC's own example ---- */

struct example {
    json_t *json;
    struct buf public, private;
};

static struct buf bytes_of(const struct example *x, const char *name) {
    struct buf b;
    BIGNUM *number = NULL;
    const char *hex = json_string_value(json_object_get(x->json, name));
    assert_non_null(hex);
    assert_true(BN_hex2bn(&number, hex) > 0);
    unsigned char raw[1024];
    int len = (int)strlen(hex) / 2;
    assert_int_equal(BN_bn2binpad(number, raw, len), len);
    BN_free(number);
    buf_init(&b, 1024);
    buf_add(&b, (struct str){ (const char *)raw, (size_t)len });
    return b;
}

static void push(OSSL_PARAM_BLD *to, BIGNUM **keep, const char *name, BIGNUM *number) {
    *keep = number;
    assert_non_null(number);
    assert_int_equal(OSSL_PARAM_BLD_push_BN(to, name, number), 1);
}

static BIGNUM *number_of(const struct example *x, const char *name) {
    BIGNUM *number = NULL;
    assert_true(BN_hex2bn(&number, json_string_value(json_object_get(x->json, name))) > 0);
    return number;
}

/* The inverse of e modulo (p−1)(q−1), or modulo the first factor less one alone. */
static BIGNUM *exponent_of(const struct example *x, const char *first, const char *second) {
    BIGNUM *order = number_of(x, first), *other = second ? number_of(x, second) : NULL, *e = number_of(x, "e");
    BN_CTX *context = BN_CTX_new();
    BN_sub_word(order, 1);
    if (other) {
        BN_sub_word(other, 1);
        assert_int_equal(BN_mul(order, order, other, context), 1);
    }
    BIGNUM *d = BN_mod_inverse(NULL, e, order, context);
    BN_CTX_free(context);
    BN_free(order);
    BN_free(other);
    BN_free(e);
    return d;
}

static BIGNUM *coefficient_of(const struct example *x) {
    BIGNUM *p = number_of(x, "p"), *q = number_of(x, "q");
    BN_CTX *context = BN_CTX_new();
    BIGNUM *inverse = BN_mod_inverse(NULL, q, p, context);
    BN_CTX_free(context);
    BN_free(p);
    BN_free(q);
    return inverse;
}

static EVP_PKEY *key_of(const struct example *x) {
    enum { PARTS = 8 };
    BIGNUM *keep[PARTS];
    EVP_PKEY *key = NULL;
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    push(build, &keep[0], OSSL_PKEY_PARAM_RSA_N, number_of(x, "n"));
    push(build, &keep[1], OSSL_PKEY_PARAM_RSA_E, number_of(x, "e"));
    push(build, &keep[2], OSSL_PKEY_PARAM_RSA_D, exponent_of(x, "p", "q"));
    push(build, &keep[3], OSSL_PKEY_PARAM_RSA_FACTOR1, number_of(x, "p"));
    push(build, &keep[4], OSSL_PKEY_PARAM_RSA_FACTOR2, number_of(x, "q"));
    push(build, &keep[5], OSSL_PKEY_PARAM_RSA_EXPONENT1, exponent_of(x, "p", NULL));
    push(build, &keep[6], OSSL_PKEY_PARAM_RSA_EXPONENT2, exponent_of(x, "q", NULL));
    push(build, &keep[7], OSSL_PKEY_PARAM_RSA_COEFFICIENT1, coefficient_of(x));
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    assert_int_equal(EVP_PKEY_fromdata_init(context), 1);
    assert_int_equal(EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, params), 1);
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(build);
    for (int i = 0; i < PARTS; i++) BN_free(keep[i]);
    return key;
}

static void example_read(struct example *x) {
    json_error_t wrong;
    x->json = json_load_file("tests/fixtures/rfc9474.json", 0, &wrong);
    assert_non_null(x->json);
    EVP_PKEY *key = key_of(x);
    unsigned char *der = NULL;
    int len = i2d_PUBKEY(key, &der);
    assert_true(len > 0);
    buf_init(&x->public, 8192);
    base64_add(&x->public, (struct str){ (const char *)der, (size_t)len });
    OPENSSL_free(der);
    BIO *memory = BIO_new(BIO_s_mem());
    char *pem;
    assert_int_equal(PEM_write_bio_PrivateKey(memory, key, NULL, NULL, 0, NULL, NULL), 1);
    len = (int)BIO_get_mem_data(memory, &pem);
    buf_init(&x->private, 8192);
    buf_add(&x->private, (struct str){ pem, (size_t)len });
    BIO_free(memory);
    EVP_PKEY_free(key);
}

static void example_drop(struct example *x) {
    json_decref(x->json);
    buf_release(&x->public);
    buf_release(&x->private);
}

static void test_vector(void **state) {
    (void)state;
    struct example x;
    struct error err;
    example_read(&x);
    struct buf blinded = bytes_of(&x, "blinded_msg"), want = bytes_of(&x, "blind_sig"), got;
    buf_init(&got, 1024);
    assert_int_equal(sealed_sign(buf_str(&x.private), buf_str(&blinded), &got, &err), 0);
    assert_true(str_eq(buf_str(&got), buf_str(&want)));
    struct buf prefix = bytes_of(&x, "msg_prefix"), message = bytes_of(&x, "msg"), sig = bytes_of(&x, "sig");
    const uint8_t *serial = (const uint8_t *)prefix.data;
    assert_int_equal(prefix.len, BOX_SERIAL);
    assert_true(sealed_fits(buf_str(&x.public), serial, buf_str(&message), buf_str(&sig)));
    assert_false(sealed_fits(buf_str(&x.public), serial, buf_str(&message), buf_str(&got))); /* still blinded */
    struct buf *all[] = { &blinded, &want, &got, &prefix, &message, &sig };
    for (size_t i = 0; i < COUNT(all); i++) buf_release(all[i]);
    example_drop(&x);
}

/* ---- the voter's side ---- */

/* Draws what the example drew: prefix, salt and blinding, in this order. */
struct drawn {
    struct entropy e;
    struct buf bytes;
    size_t at;
};

static void fill_drawn(struct entropy *self, uint8_t *out, size_t size) {
    struct drawn *d = (struct drawn *)(void *)self;
    assert_true(d->at + size <= d->bytes.len);
    memcpy(out, d->bytes.data + d->at, size);
    d->at += size;
}

/* The example names the inverse of what the number was blinded with. */
static void draw_as(struct drawn *d, const struct example *x) {
    BN_CTX *context = BN_CTX_new();
    BIGNUM *n = number_of(x, "n"), *inverse = number_of(x, "inv"), *r = BN_mod_inverse(NULL, inverse, n, context);
    unsigned char raw[1024];
    int size = BN_num_bytes(n);
    struct buf prefix = bytes_of(x, "msg_prefix"), salt = bytes_of(x, "salt");
    *d = (struct drawn){ .e = { .fill = fill_drawn } };
    buf_init(&d->bytes, 1024);
    buf_add(&d->bytes, buf_str(&prefix));
    buf_add(&d->bytes, buf_str(&salt));
    assert_int_equal(BN_bn2binpad(r, raw, size), size);
    buf_add(&d->bytes, (struct str){ (const char *)raw, (size_t)size });
    buf_release(&prefix);
    buf_release(&salt);
    BN_free(n);
    BN_free(inverse);
    BN_free(r);
    BN_CTX_free(context);
}

static void test_voter(void **state) {
    (void)state;
    struct example x;
    struct drawn drawn;
    struct blinding *b;
    struct error err;
    example_read(&x);
    draw_as(&drawn, &x);
    struct buf message = bytes_of(&x, "msg"), want = bytes_of(&x, "blinded_msg"), answer = bytes_of(&x, "blind_sig"),
               sig = bytes_of(&x, "sig"), got;
    assert_int_equal(blinding_begin(&b, buf_str(&x.public), buf_str(&message), &drawn.e, &err), 0);
    assert_int_equal(drawn.at, drawn.bytes.len);
    assert_memory_equal(blinding_prefix(b), drawn.bytes.data, BOX_SERIAL);
    assert_true(str_eq(blinding_number(b), buf_str(&want)));
    buf_init(&got, 1024);
    answer.data[100] ^= 1;
    assert_int_equal(blinding_end(b, buf_str(&answer), &got, &err),
                     ERR_CORRUPT); /* a server that signs something else */
    answer.data[100] ^= 1;
    assert_int_equal(blinding_end(b, str_skip(buf_str(&answer), 1), &got, &err), ERR_CORRUPT);
    assert_int_equal(got.len, 0);
    assert_int_equal(blinding_end(b, buf_str(&answer), &got, &err), 0);
    assert_true(str_eq(buf_str(&got), buf_str(&sig)));
    assert_int_equal(blinding_begin(&b, STR("no key"), buf_str(&message), &drawn.e, &err), ERR_CORRUPT);
    struct buf *all[] = { &message, &want, &answer, &sig, &got, &drawn.bytes };
    for (size_t i = 0; i < COUNT(all); i++) buf_release(all[i]);
    blinding_free(b);
    example_drop(&x);
}

/* ---- credentials of an election ---- */

struct keys {
    struct buf public, private;
};

static void keys_make(struct keys *k) {
    struct error err;
    buf_init(&k->public, 8192);
    buf_init(&k->private, 8192);
    assert_int_equal(sealed_key_make(&k->public, &k->private, &err), 0);
}

static void keys_drop(struct keys *k) {
    buf_release(&k->public);
    buf_release(&k->private);
}

static void credential(const struct keys *k, int64_t contest, uint8_t prefix[BOX_SERIAL], struct buf *ret) {
    struct blinding *b;
    struct entropy system;
    struct buf message, signature;
    struct error err;
    buf_init(&message, 64);
    buf_init(&signature, 1024);
    buf_init(ret, 1024);
    entropy_system(&system);
    sealed_message(&message, contest);
    assert_int_equal(blinding_begin(&b, buf_str(&k->public), buf_str(&message), &system, &err), 0);
    memcpy(prefix, blinding_prefix(b), BOX_SERIAL);
    assert_int_equal(sealed_blinded_right(buf_str(&k->public), blinding_number(b), &err), 0);
    assert_int_equal(sealed_sign(buf_str(&k->private), blinding_number(b), &signature, &err), 0);
    assert_int_equal(blinding_end(b, buf_str(&signature), ret, &err), 0);
    blinding_free(b);
    buf_release(&message);
    buf_release(&signature);
}

static bool fits(const struct keys *k, const uint8_t prefix[BOX_SERIAL], int64_t contest, struct str signature) {
    struct buf message;
    buf_init(&message, 64);
    sealed_message(&message, contest);
    bool right = sealed_fits(buf_str(&k->public), prefix, buf_str(&message), signature);
    buf_release(&message);
    return right;
}

static void test_forged(void **state) {
    (void)state;
    struct keys here, elsewhere;
    struct hash prefix, other = hash_of(STR("another"));
    struct buf signature;
    keys_make(&here);
    keys_make(&elsewhere);
    credential(&here, 3, prefix.b, &signature);
    struct str s = buf_str(&signature);
    assert_int_equal(s.len, SEALED_SIGNATURE);
    assert_true(fits(&here, prefix.b, 3, s));
    assert_false(fits(&here, prefix.b, 4, s));      /* another contest */
    assert_false(fits(&here, other.b, 3, s));       /* another prefix */
    assert_false(fits(&elsewhere, prefix.b, 3, s)); /* another election's key */
    assert_false(fits(&here, prefix.b, 3, str_head(s, s.len - 1)));
    assert_false(fits(&here, prefix.b, 3, str_skip(s, 1)));
    assert_false(fits(&here, prefix.b, 3, STR("")));
    assert_false(fits(&here, prefix.b, 3, STR_NONE));
    buf_addc(&signature, 0);
    assert_false(fits(&here, prefix.b, 3, buf_str(&signature))); /* longer */
    for (size_t i = 0; i < SEALED_SIGNATURE; i += 37) {
        signature.data[i] ^= 1;
        assert_false(fits(&here, prefix.b, 3, (struct str){ signature.data, SEALED_SIGNATURE }));
        signature.data[i] ^= 1;
    }
    assert_true(fits(&here, prefix.b, 3, (struct str){ signature.data, SEALED_SIGNATURE }));
    assert_false(sealed_fits(STR("bm8ga2V5"), prefix.b, STR("x"), buf_str(&signature)));
    assert_false(sealed_fits(STR("no base64"), prefix.b, STR("x"), buf_str(&signature)));
    buf_release(&signature);
    keys_drop(&here);
    keys_drop(&elsewhere);
}

/* A number has one spelling (RFC 8017, 8.1.2): where the first byte is nought, it may not be left out. */
static void test_spelling(void **state) {
    (void)state;
    struct keys k;
    struct hash prefix;
    struct buf signature;
    keys_make(&k);
    for (credential(&k, 3, prefix.b, &signature); signature.data[0] != 0; credential(&k, 3, prefix.b, &signature))
        buf_release(&signature);
    assert_true(fits(&k, prefix.b, 3, buf_str(&signature)));
    assert_false(fits(&k, prefix.b, 3, str_skip(buf_str(&signature), 1)));
    buf_release(&signature);
    keys_drop(&k);
}

/* Keys of an election: each contest's own, in their order. */
static void test_keys(void **state) {
    (void)state;
    struct keys one, two;
    struct buf both, twice, three;
    keys_make(&one);
    keys_make(&two);
    buf_init(&both, 8192);
    buf_init(&twice, 8192);
    buf_init(&three, 8192);
    buf_addf(&both, "%s,%s", buf_z(&one.public), buf_z(&two.public));
    buf_addf(&twice, "%s,%s", buf_z(&one.public), buf_z(&one.public));
    buf_addf(&three, "%s,no key", buf_z(&both));
    assert_true(str_eq(sealed_key_of(buf_str(&one.public), 0), buf_str(&one.public)));
    assert_null(sealed_key_of(buf_str(&one.public), 1).data);
    assert_null(sealed_key_of(STR_NONE, 0).data);
    assert_true(str_eq(sealed_key_of(buf_str(&both), 0), buf_str(&one.public)));
    assert_true(str_eq(sealed_key_of(buf_str(&both), 1), buf_str(&two.public)));
    assert_null(sealed_key_of(buf_str(&both), 2).data);
    assert_true(sealed_keys_apart(buf_str(&both), 2));
    assert_true(sealed_keys_apart(buf_str(&one.public), 1));
    assert_false(sealed_keys_apart(buf_str(&both), 1)); /* too many, too few, none */
    assert_false(sealed_keys_apart(buf_str(&both), 3));
    assert_false(sealed_keys_apart(STR_NONE, 1));
    assert_false(sealed_keys_apart(buf_str(&twice), 2));
    assert_false(sealed_keys_apart(buf_str(&three), 3));
    struct buf *all[] = { &both, &twice, &three };
    for (size_t i = 0; i < COUNT(all); i++) buf_release(all[i]);
    keys_drop(&one);
    keys_drop(&two);
}

static int sign(struct str key, struct str number) {
    struct buf got;
    struct error err;
    buf_init(&got, 1024);
    int result = sealed_sign(key, number, &got, &err);
    if (result != 0) assert_int_equal(got.len, 0); /* nothing leaves with a refusal */
    buf_release(&got);
    return result;
}

static void test_range(void **state) {
    (void)state;
    struct example x;
    example_read(&x);
    struct buf n = bytes_of(&x, "n");
    struct str number = buf_str(&n), key = buf_str(&x.private);
    struct error err;
    assert_int_equal(sign(key, number), ERR_RANGE); /* m = n */
    assert_int_equal(sealed_blinded_right(buf_str(&x.public), number, &err), ERR_RANGE);
    assert_int_equal(sealed_blinded_right(STR("no key"), number, &err), ERR_CORRUPT);
    n.data[n.len - 1]--;
    assert_int_equal(sign(key, number), 0); /* m = n − 1 */
    memset(n.data, 0, n.len);
    assert_int_equal(sign(key, number), 0); /* m = 0 */
    memset(n.data, 0xff, n.len);
    assert_int_equal(sign(key, number), ERR_RANGE);
    assert_int_equal(sign(key, str_skip(number, 1)), ERR_SYNTAX);
    assert_int_equal(sign(key, STR("")), ERR_SYNTAX);
    buf_addc(&n, 0);
    assert_int_equal(sign(key, buf_str(&n)), ERR_SYNTAX);
    assert_int_equal(sign(STR("no key"), buf_str(&n)), ERR_CORRUPT);
    assert_int_equal(sign(STR_NONE, buf_str(&n)), ERR_CORRUPT);
    buf_release(&n);
    example_drop(&x);
}

/* ---- made ahead ---- */

static void test_ahead(void **state) {
    (void)state;
    struct keys_ahead *k = keys_ahead_new();
    struct buf public[2], private[2];
    for (int i = 0; i < 2; i++) {
        buf_init(&public[i], 8192);
        buf_init(&private[i], 8192);
    }
    assert_false(keys_ahead_take(k, &public[0], &private[0])); /* never waits */
    keys_ahead_want(k, 2);
    for (int i = 0; i < 2; i++) {
        int tries = 0;
        while (!keys_ahead_take(k, &public[i], &private[i])) {
            assert_true(++tries < 12000);
            thrd_sleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
        }
    }
    assert_string_not_equal(buf_z(&public[0]), buf_z(&public[1]));
    struct blinding *b;
    struct error err;
    struct entropy system;
    struct buf signature, credential;
    buf_init(&signature, 2 * SEALED_SIGNATURE);
    buf_init(&credential, 2 * SEALED_SIGNATURE);
    entropy_system(&system);
    assert_int_equal(blinding_begin(&b, buf_str(&public[1]), STR("charterd-sealed-v1 3"), &system, &err), 0);
    assert_int_equal(sealed_sign(buf_str(&private[1]), blinding_number(b), &signature, &err), 0);
    assert_int_equal(blinding_end(b, buf_str(&signature), &credential, &err), 0); /* the two are one key */
    blinding_free(b);
    buf_release(&credential);
    assert_false(keys_ahead_take(k, &public[0], &private[0])); /* no more than were wanted */
    keys_ahead_want(k, 1);                                     /* and closed while one is being made */
    keys_ahead_free(k);
    for (int i = 0; i < 2; i++) {
        buf_release(&public[i]);
        buf_release(&private[i]);
    }
    buf_release(&signature);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("ballot/sealed: RFC 9474's example is signed and verified", test_vector),
        CASE("ballot/voter: RFC 9474's example is blinded and finished; another answer is no credential", test_voter),
        CASE("ballot/sealed: forged, cut short, of another contest or election: no credential", test_forged),
        CASE("ballot/sealed: each contest has a key of its own, in their order", test_keys),
        CASE("ballot/sealed: a signature has one length, though its first byte be nought", test_spelling),
        CASE("ballot/sealed: only numbers below the modulus are signed", test_range),
        CASE("ballot/ahead: keys are made by a thread of their own, as many as are wanted, each of one election",
             test_ahead),
    };
    return cmocka_run_group_tests_name("ballot/sealed", tests, NULL, NULL);
}
