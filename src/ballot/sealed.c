/* Blind signatures by OpenSSL: the raw RSA operation for what is blinded, RSA-PSS for what is not; see sealed.h. */
#include "ballot/sealed.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

#include "ballot/rsa.h"

enum { PSS_SALT = 48, KEY_BYTES_MAX = 8192 };

/* ---- keys ---- */

static bool public_key_add(struct buf *ret, const EVP_PKEY *key) {
    unsigned char *der = NULL;
    int len = i2d_PUBKEY(key, &der);
    if (len > 0) base64_add(ret, (struct str){ (const char *)der, (size_t)len });
    OPENSSL_free(der);
    return len > 0 && buf_ok(ret);
}

static bool private_key_add(struct buf *ret, const EVP_PKEY *key) {
    BIO *memory = BIO_new(BIO_s_secmem());
    char *pem = NULL;
    long len = memory && PEM_write_bio_PrivateKey(memory, key, NULL, NULL, 0, NULL, NULL) == 1
                   ? BIO_get_mem_data(memory, &pem)
                   : 0;
    if (len > 0) buf_add(ret, (struct str){ pem, (size_t)len });
    BIO_free(memory);
    return len > 0 && buf_ok(ret);
}

int sealed_key_make(struct buf *ret_public, struct buf *ret_private, struct error *err) {
    EVP_PKEY *key = EVP_RSA_gen(SEALED_KEY_BITS);
    bool made = key && public_key_add(ret_public, key) && private_key_add(ret_private, key);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return made ? 0
                : error_set(err, ERR_IO, T("The key of this election could not be made.", "未能生成本次选举的密钥。"));
}

EVP_PKEY *rsa_public_read(struct str base64) {
    struct buf der;
    EVP_PKEY *key = NULL;
    buf_init(&der, KEY_BYTES_MAX);
    if (base64_parse(base64, &der) == 0) {
        const unsigned char *at = (const unsigned char *)der.data;
        key = d2i_PUBKEY(NULL, &at, (long)der.len);
    }
    buf_release(&der);
    return key;
}

static EVP_PKEY *private_key_read(struct str pem) {
    if (!pem.data || pem.len > KEY_BYTES_MAX) return NULL;
    BIO *memory = BIO_new_mem_buf(pem.data, (int)pem.len);
    EVP_PKEY *key = memory ? PEM_read_bio_PrivateKey(memory, NULL, NULL, NULL) : NULL;
    BIO_free(memory);
    return key;
}

struct str sealed_key_of(struct str keys, size_t place) {
    struct str key = keys.data ? str_cut(&keys, SEALED_KEYS_SEPARATOR) : STR_NONE;
    for (; place > 0; place--) key = keys.data ? str_cut(&keys, SEALED_KEYS_SEPARATOR) : STR_NONE;
    return key;
}

bool sealed_keys_apart(struct str keys, size_t count) {
    bool apart = count > 0 && !sealed_key_of(keys, count).data;
    for (size_t i = 0; i < count && apart; i++) {
        EVP_PKEY *key = rsa_public_read(sealed_key_of(keys, i));
        apart = key && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA && EVP_PKEY_get_bits(key) >= SEALED_KEY_BITS;
        for (size_t k = 0; k < i && apart; k++) {
            EVP_PKEY *other = rsa_public_read(sealed_key_of(keys, k));
            apart = EVP_PKEY_eq(key, other) == 0;
            EVP_PKEY_free(other);
        }
        EVP_PKEY_free(key);
    }
    ERR_clear_error();
    return apart;
}

/* ---- signing ---- */

static bool below_modulus(const EVP_PKEY *key, struct str number) {
    BIGNUM *n = NULL, *m = BN_bin2bn((const unsigned char *)number.data, (int)number.len, NULL);
    bool below = m && EVP_PKEY_get_bn_param(key, "n", &n) == 1 && BN_cmp(m, n) < 0;
    BN_free(m);
    BN_free(n);
    return below;
}

/* The number itself, without padding: s = m^d mod n, and back. */
static bool raw_sign(EVP_PKEY *key, struct str m, unsigned char ret[MODULUS_MAX]) {
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    size_t len = MODULUS_MAX;
    bool done = context && EVP_PKEY_sign_init(context) == 1 &&
                EVP_PKEY_CTX_set_rsa_padding(context, RSA_NO_PADDING) == 1 &&
                EVP_PKEY_sign(context, ret, &len, (const unsigned char *)m.data, m.len) == 1 && len == m.len;
    EVP_PKEY_CTX_free(context);
    return done;
}

static bool raw_fits(EVP_PKEY *key, struct str m, const unsigned char *signature) {
    unsigned char back[MODULUS_MAX];
    size_t len = sizeof back;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    bool same = context && EVP_PKEY_verify_recover_init(context) == 1 &&
                EVP_PKEY_CTX_set_rsa_padding(context, RSA_NO_PADDING) == 1 &&
                EVP_PKEY_verify_recover(context, back, &len, signature, m.len) == 1 && len == m.len &&
                memcmp(back, m.data, m.len) == 0;
    EVP_PKEY_CTX_free(context);
    return same;
}

static int number_right(EVP_PKEY *key, struct str blinded, struct error *err) {
    int size = key ? EVP_PKEY_get_size(key) : 0;
    if (size <= 0 || size > MODULUS_MAX || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA)
        return error_set(err, ERR_CORRUPT, T("The key of this election cannot be read.", "无法读取本次选举的密钥。"));
    if (blinded.len != (size_t)size)
        return error_set(err, ERR_SYNTAX, T("A blinded credential has {bytes} bytes.", "盲化凭证应为 {bytes} 字节。"),
                         ARG_INT("bytes", size));
    if (!below_modulus(key, blinded))
        return error_set(err, ERR_RANGE,
                         T("A blinded credential is a number below the modulus of the key.",
                           "盲化凭证的数值须小于密钥的模数。"));
    return 0;
}

static int sign_with(EVP_PKEY *key, struct str blinded, struct buf *ret, struct error *err) {
    unsigned char signature[MODULUS_MAX];
    int result = number_right(key, blinded, err);
    if (result != 0) return result;
    if (!raw_sign(key, blinded, signature) || !raw_fits(key, blinded, signature))
        return error_set(err, ERR_CORRUPT,
                         T("The key of this election does not sign right.", "本次选举的密钥签名有误。"));
    buf_add(ret, (struct str){ (const char *)signature, blinded.len });
    return 0;
}

int sealed_sign(struct str private_key, struct str blinded, struct buf *ret, struct error *err) {
    EVP_PKEY *key = rsa_key_of(private_key, private_key_read);
    int result = sign_with(key, blinded, ret, err);
    EVP_PKEY_free(key);
    ERR_clear_error(); /* what OpenSSL noted stays behind in this thread otherwise */
    return result;
}

int sealed_blinded_right(struct str public_key, struct str blinded, struct error *err) {
    EVP_PKEY *key = rsa_key_of(public_key, rsa_public_read);
    int result = number_right(key, blinded, err);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return result;
}

/* ---- verifying ---- */

static bool verify_pss(EVP_PKEY *key, EVP_MD_CTX *context, const uint8_t prefix[BOX_SERIAL], struct str message,
                       struct str signature) {
    EVP_PKEY_CTX *rules = NULL; /* the context's own */
    return EVP_DigestVerifyInit(context, &rules, EVP_sha384(), NULL, key) == 1 &&
           EVP_PKEY_CTX_set_rsa_padding(rules, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_mgf1_md(rules, EVP_sha384()) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(rules, PSS_SALT) == 1 &&
           EVP_DigestVerifyUpdate(context, prefix, BOX_SERIAL) == 1 &&
           EVP_DigestVerifyUpdate(context, message.data, message.len) == 1 &&
           EVP_DigestVerifyFinal(context, (const unsigned char *)signature.data, signature.len) == 1;
}

bool sealed_fits(struct str public_key, const uint8_t prefix[BOX_SERIAL], struct str message, struct str signature) {
    EVP_PKEY *key = rsa_key_of(public_key, rsa_public_read);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool fits = key && context && signature.data && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA &&
                signature.len == (size_t)EVP_PKEY_get_size(key) && /* OpenSSL would pad a shorter one */
                verify_pss(key, context, prefix, message, signature);
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return fits;
}

void sealed_message(struct buf *ret, int64_t contest) {
    buf_addz(ret, "charterd-sealed-v1 ");
    buf_addint(ret, contest);
}
