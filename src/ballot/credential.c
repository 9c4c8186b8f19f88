/* Credentials with receipts; see credential.h. HMAC is libsodium's. */
#include "ballot/credential.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

/* HMAC of "WHAT CONTEST " and the rest, under the election's key. */
static void keyed(uint8_t ret[crypto_auth_hmacsha256_BYTES], const struct hash *secret, const char *what,
                  int64_t contest, struct str rest) {
    crypto_auth_hmacsha256_state state;
    struct buf said;
    buf_init(&said, 128);
    buf_addz(&said, what);
    buf_addint(&said, contest);
    buf_addc(&said, ' ');
    crypto_auth_hmacsha256_init(&state, secret->b, HASH_SIZE);
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)said.data, said.len);
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)rest.data, rest.len);
    crypto_auth_hmacsha256_final(&state, ret);
    buf_release(&said);
}

void receipt_serial(uint8_t ret[BOX_SERIAL], const struct hash *secret, int64_t contest, struct str ticket) {
    static_assert((int)BOX_SERIAL == (int)crypto_auth_hmacsha256_BYTES, "a serial is one HMAC");
    keyed(ret, secret, "charterd-serial-v1 ", contest, ticket);
}

void receipt_proof(char ret[RECEIPT_PROOF_SIZE], const struct hash *secret, int64_t contest,
                   const uint8_t serial[BOX_SERIAL]) {
    uint8_t mac[crypto_auth_hmacsha256_BYTES];
    struct buf hex;
    buf_init(&hex, 2 * sizeof mac);
    keyed(mac, secret, "charterd-receipt-v1 ", contest, (struct str){ (const char *)serial, BOX_SERIAL });
    hex_add(&hex, (struct str){ (const char *)mac, (RECEIPT_PROOF_SIZE - 1) / 2 });
    memcpy(ret, hex.data, RECEIPT_PROOF_SIZE - 1);
    ret[RECEIPT_PROOF_SIZE - 1] = 0;
    buf_release(&hex);
}

bool receipt_fits(struct str proof, const struct hash *secret, int64_t contest, const uint8_t serial[BOX_SERIAL]) {
    char right[RECEIPT_PROOF_SIZE];
    receipt_proof(right, secret, contest, serial);
    return proof.len == RECEIPT_PROOF_SIZE - 1 && sodium_memcmp(proof.data, right, RECEIPT_PROOF_SIZE - 1) == 0;
}

void receipt_commitment(struct buf *ret, const struct hash *secret) {
    struct hash h = hash_of((struct str){ (const char *)secret->b, HASH_SIZE });
    hash_hex(ret, &h);
}
