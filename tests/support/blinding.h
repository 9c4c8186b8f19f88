/* A voter's side of a blind signature, for the tests: what web/sealed.js does in the browser, by OpenSSL. */
#ifndef TESTS_SUPPORT_BLINDING_H
#define TESTS_SUPPORT_BLINDING_H

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "ballot/sealed.h"
#include "support/check.h"

/* A credential under way: its prefix, the number that is sent, and what takes the blinding off again. */
struct blinding { uint8_t prefix[BOX_SERIAL]; unsigned char number[SEALED_SIGNATURE]; BIGNUM *n, *inverse; };

static inline EVP_PKEY *public_key_of(struct str base64) {
    struct buf der;
    buf_init(&der, 8192);
    assert_int_equal(base64_parse(base64, &der), 0);
    const unsigned char *at = (const unsigned char *)der.data;
    EVP_PKEY *key = d2i_PUBKEY(NULL, &at, (long)der.len);
    assert_non_null(key);
    buf_release(&der);
    return key;
}

/* PSS, SHA-384, salt of 48 bytes. */
static inline void padded(EVP_PKEY *key, const uint8_t prefix[BOX_SERIAL], struct str message, unsigned char ret[SEALED_SIGNATURE]) {
    struct buf said;
    unsigned char hash[48];
    buf_init(&said, 256);
    buf_add(&said, (struct str){ (const char *)prefix, BOX_SERIAL });
    buf_add(&said, message);
    assert_int_equal(EVP_Digest(said.data, said.len, hash, NULL, EVP_sha384(), NULL), 1);
    buf_release(&said);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations" /* the padding by itself is in the older interface only */
    const RSA *rsa = EVP_PKEY_get0_RSA(key);
    assert_int_equal(RSA_padding_add_PKCS1_PSS_mgf1((RSA *)rsa, ret, hash, EVP_sha384(), EVP_sha384(), 48), 1);
#pragma GCC diagnostic pop
}

static inline void blind(struct blinding *b, struct str public_key, int64_t contest) {
    EVP_PKEY *key = public_key_of(public_key);
    struct entropy system;
    struct buf message;
    BIGNUM *e = NULL, *r = BN_new();
    BN_CTX *context = BN_CTX_new();
    b->n = NULL;
    entropy_system(&system);
    entropy_bytes(&system, b->prefix, BOX_SERIAL);
    buf_init(&message, 64);
    sealed_message(&message, contest);
    padded(key, b->prefix, buf_str(&message), b->number);
    buf_release(&message);
    assert_int_equal(EVP_PKEY_get_bn_param(key, "n", &b->n), 1);
    assert_int_equal(EVP_PKEY_get_bn_param(key, "e", &e), 1);
    assert_int_equal(BN_rand_range(r, b->n), 1);
    b->inverse = BN_mod_inverse(NULL, r, b->n, context);
    assert_non_null(b->inverse);
    BIGNUM *m = BN_bin2bn(b->number, SEALED_SIGNATURE, NULL);
    assert_int_equal(BN_mod_exp(r, r, e, b->n, context), 1);
    assert_int_equal(BN_mod_mul(m, m, r, b->n, context), 1);
    assert_int_equal(BN_bn2binpad(m, b->number, SEALED_SIGNATURE), SEALED_SIGNATURE);
    BN_free(m);
    BN_free(e);
    BN_free(r);
    BN_CTX_free(context);
    EVP_PKEY_free(key);
}

/* Takes the blinding off in place; the blinding is used up. */
static inline void unblind(struct blinding *b, struct buf *signature) {
    BN_CTX *context = BN_CTX_new();
    BIGNUM *s = BN_bin2bn((const unsigned char *)signature->data, (int)signature->len, NULL);
    assert_int_equal(BN_mod_mul(s, s, b->inverse, b->n, context), 1);
    assert_int_equal(BN_bn2binpad(s, (unsigned char *)signature->data, SEALED_SIGNATURE), SEALED_SIGNATURE);
    BN_free(s);
    BN_free(b->n);
    BN_free(b->inverse);
    BN_CTX_free(context);
}

#endif
