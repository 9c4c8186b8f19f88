/* Credentials: what lets the holder of a secret ballot paper put one ballot into the box, and change it.
 *
 * With receipts: the server draws a serial and proves that it drew it by an HMAC under a key of this election. Nothing about the
 * serial is kept when it is given out. A commitment to the key is published when voting opens and the key itself at the close, so
 * that anyone can check every published ballot. It does not bind the server, which could have drawn more: the number of ballots
 * is held against the number of electors who were issued a paper. */
#ifndef BALLOT_CREDENTIAL_H
#define BALLOT_CREDENTIAL_H

#include "ballot/box.h"

enum { RECEIPT_PROOF_SIZE = 33 }; /* 16 bytes in hex, and its end */

/* The serial of a paper that is known again by a ticket, which only the voter's browser has: who asks again with it is given the
 * same paper. The server keeps the ticket's hash, which with the key does not lead to the serial. */
void receipt_serial(uint8_t ret[BOX_SERIAL], const struct hash *secret, int64_t contest, struct str ticket);
/* `secret` is the election's key. */
void receipt_proof(char ret[RECEIPT_PROOF_SIZE], const struct hash *secret, int64_t contest, const uint8_t serial[BOX_SERIAL]);
bool receipt_fits(struct str proof, const struct hash *secret, int64_t contest, const uint8_t serial[BOX_SERIAL]);
/* The commitment that is published first: SHA-256 of the key, in hex. */
void receipt_commitment(struct buf *ret, const struct hash *secret);

#endif
