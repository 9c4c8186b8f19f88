/* Padding, blinding and taking it off again; see voter.h. The padding is EMSA-PSS (RFC 8017, 9.1.1) for moduli of whole
 * bytes, with SHA-384, MGF1 with SHA-384 and a salt of 48 bytes. */
#include "ballot/voter.h"

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "ballot/rsa.h"
#include "base/arena.h"

enum { HASH_BYTES = 48, SALT_BYTES = 48, PREFIX_ZEROS = 8, TRAILER = 0xbc };

struct blinding {
    BIGNUM *n, *inverse;
    struct buf key, message;
    size_t size; /* of the modulus */
    uint8_t prefix[BOX_SERIAL];
    unsigned char number[MODULUS_MAX];
};

/* ---- padding ---- */

static bool sha384(const struct str *parts, size_t count, unsigned char ret[HASH_BYTES]) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool done = context && EVP_DigestInit_ex(context, EVP_sha384(), NULL) == 1;
    for (size_t i = 0; i < count && done; i++) done = EVP_DigestUpdate(context, parts[i].data, parts[i].len) == 1;
    done = done && EVP_DigestFinal_ex(context, ret, NULL) == 1;
    EVP_MD_CTX_free(context);
    return done;
}

static struct str bytes(const unsigned char *data, size_t len) { return (struct str){ (const char *)data, len }; }

/* MGF1: `seed` stretched over `len` bytes of `at`. */
static bool mask(unsigned char *at, size_t len, const unsigned char seed[HASH_BYTES]) {
    unsigned char counter[4] = { 0 }, block[HASH_BYTES];
    for (size_t done = 0; done < len; counter[3]++) {
        const struct str parts[] = { bytes(seed, HASH_BYTES), bytes(counter, sizeof counter) };
        if (!sha384(parts, 2, block)) return false;
        for (size_t i = 0; i < HASH_BYTES && done < len; i++) at[done++] ^= block[i];
    }
    return true;
}

/* number = maskedDB ‖ H ‖ 0xbc, where H hashes the message's hash and the salt, and DB hides the salt. */
static bool pad(struct blinding *b, const unsigned char salt[SALT_BYTES]) {
    static const unsigned char zeros[PREFIX_ZEROS];
    unsigned char said[HASH_BYTES], *end = b->number + b->size;
    size_t before = b->size - HASH_BYTES - 1;
    const struct str message[] = { bytes(b->prefix, BOX_SERIAL), buf_str(&b->message) };
    const struct str salted[] = { bytes(zeros, sizeof zeros), bytes(said, sizeof said), bytes(salt, SALT_BYTES) };
    memset(b->number, 0, b->size);
    b->number[before - SALT_BYTES - 1] = 1;
    memcpy(b->number + before - SALT_BYTES, salt, SALT_BYTES);
    if (!sha384(message, 2, said) || !sha384(salted, 3, end - HASH_BYTES - 1) ||
        !mask(b->number, before, end - HASH_BYTES - 1))
        return false;
    b->number[0] &= 0x7f;
    end[-1] = TRAILER;
    return true;
}

/* ---- blinding ---- */

/* A number below the modulus that has an inverse. */
static BIGNUM *draw_below(const struct blinding *b, struct entropy *e, BN_CTX *context) {
    enum { TRIES = 200 };
    unsigned char raw[MODULUS_MAX];
    BIGNUM *r = NULL;
    for (int i = 0; i < TRIES; i++) {
        entropy_bytes(e, raw, b->size);
        BIGNUM *drawn = BN_bin2bn(raw, (int)b->size, r);
        if (!drawn) break;
        r = drawn;
        if (BN_cmp(r, b->n) < 0 && !BN_is_zero(r)) {
            BIGNUM *inverse = BN_mod_inverse(NULL, r, b->n, context);
            BN_free(inverse);
            if (inverse) {
                OPENSSL_cleanse(raw, sizeof raw);
                return r;
            }
        }
    }
    BN_clear_free(r);
    return NULL;
}

/* number = number · r^e mod n */
static bool blind(struct blinding *b, const BIGNUM *e, struct entropy *entropy) {
    BN_CTX *context = BN_CTX_secure_new();
    BIGNUM *r = context ? draw_below(b, entropy, context) : NULL, *power = BN_new(),
           *m = BN_bin2bn(b->number, (int)b->size, NULL);
    b->inverse = r ? BN_mod_inverse(NULL, r, b->n, context) : NULL;
    bool done = b->inverse && power && m && BN_mod_exp(power, r, e, b->n, context) == 1 &&
                BN_mod_mul(m, m, power, b->n, context) == 1 && BN_bn2binpad(m, b->number, (int)b->size) == (int)b->size;
    BN_clear_free(r);
    BN_clear_free(m);
    BN_free(power);
    BN_CTX_free(context);
    return done;
}

/* The key's numbers; a modulus that is not of whole bytes would be padded otherwise. */
static bool read_key(struct blinding *b, struct str public_key, BIGNUM **ret_e) {
    EVP_PKEY *key = rsa_public_read(public_key);
    bool read = key && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA && EVP_PKEY_get_bn_param(key, "n", &b->n) == 1 &&
                EVP_PKEY_get_bn_param(key, "e", ret_e) == 1;
    b->size = read ? (size_t)BN_num_bytes(b->n) : 0;
    EVP_PKEY_free(key);
    return read && BN_num_bits(b->n) % 8 == 0 && b->size >= HASH_BYTES + SALT_BYTES + 2 && b->size <= MODULUS_MAX;
}

int blinding_begin(struct blinding **ret, struct str public_key, struct str message, struct entropy *e,
                   struct error *err) {
    unsigned char salt[SALT_BYTES];
    BIGNUM *exponent = NULL;
    struct blinding *b = mem_grow(NULL, sizeof *b);
    *b = (struct blinding){ 0 };
    buf_init(&b->key, public_key.len + 1);
    buf_init(&b->message, message.len + 1);
    buf_add(&b->key, public_key);
    buf_add(&b->message, message);
    bool begun = read_key(b, public_key, &exponent);
    if (begun) {
        entropy_bytes(e, b->prefix, BOX_SERIAL);
        entropy_bytes(e, salt, SALT_BYTES);
        begun = pad(b, salt) && blind(b, exponent, e);
    }
    BN_free(exponent);
    ERR_clear_error();
    if (!begun) {
        blinding_free(b);
        return error_set(err, ERR_CORRUPT, T("The key of this election cannot be read.", "无法读取本次选举的密钥。"));
    }
    *ret = b;
    return 0;
}

struct str blinding_number(const struct blinding *b) {
    return bytes(b->number, b->size);
}

const uint8_t *blinding_prefix(const struct blinding *b) { return b->prefix; }

/* ---- the signature ---- */

static bool unblind(const struct blinding *b, struct str signature, unsigned char ret[MODULUS_MAX]) {
    BN_CTX *context = BN_CTX_new();
    BIGNUM *s = BN_bin2bn((const unsigned char *)signature.data, (int)signature.len, NULL);
    bool done = context && s && BN_mod_mul(s, s, b->inverse, b->n, context) == 1 &&
                BN_bn2binpad(s, ret, (int)b->size) == (int)b->size;
    BN_free(s);
    BN_CTX_free(context);
    return done;
}

int blinding_end(const struct blinding *b, struct str signature, struct buf *ret, struct error *err) {
    unsigned char plain[MODULUS_MAX];
    bool right = signature.len == b->size && unblind(b, signature, plain) &&
                 sealed_fits(buf_str(&b->key), b->prefix, buf_str(&b->message), bytes(plain, b->size));
    ERR_clear_error();
    if (!right)
        return error_set(err, ERR_CORRUPT,
                         T("The server’s signature is not one of this credential.", "服务器的签名与该凭证不符。"));
    buf_add(ret, bytes(plain, b->size));
    return 0;
}

void blinding_free(struct blinding *b) {
    if (!b) return;
    BN_free(b->n);
    BN_clear_free(b->inverse);
    buf_release(&b->key);
    buf_release(&b->message);
    free(b);
}
