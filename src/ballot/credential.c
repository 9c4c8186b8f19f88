/* Credentials with receipts; see credential.h. HMAC is libsodium's. */
#include "ballot/credential.h"

#include <sodium.h>
#include <string.h>

void receipt_proof(char ret[RECEIPT_PROOF_SIZE], const struct hash *secret, int64_t contest, const uint8_t serial[BOX_SERIAL])
{
    uint8_t mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    struct buf said;
    buf_init(&said, 128);
    buf_addz(&said, "charterd-receipt-v1 ");
    buf_addint(&said, contest);
    buf_addc(&said, ' ');
    crypto_auth_hmacsha256_init(&state, secret->b, HASH_SIZE);
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)said.data, said.len);
    crypto_auth_hmacsha256_update(&state, serial, BOX_SERIAL);
    crypto_auth_hmacsha256_final(&state, mac);
    buf_clear(&said);
    hex_add(&said, (struct str){ (const char *)mac, (RECEIPT_PROOF_SIZE - 1) / 2 });
    memcpy(ret, said.data, RECEIPT_PROOF_SIZE - 1);
    ret[RECEIPT_PROOF_SIZE - 1] = 0;
    buf_release(&said);
}

bool receipt_fits(struct str proof, const struct hash *secret, int64_t contest, const uint8_t serial[BOX_SERIAL])
{
    char right[RECEIPT_PROOF_SIZE];
    receipt_proof(right, secret, contest, serial);
    return proof.len == RECEIPT_PROOF_SIZE - 1 && sodium_memcmp(proof.data, right, RECEIPT_PROOF_SIZE - 1) == 0;
}

void receipt_commitment(struct buf *ret, const struct hash *secret)
{
    struct hash h = hash_of((struct str){ (const char *)secret->b, HASH_SIZE });
    hash_hex(ret, &h);
}
