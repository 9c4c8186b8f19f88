/* A voter's side of sealed credentials: what the browser does by web/sealed.js, for programs that vote.
 *
 *     begin: draw a prefix, pad it with the contest's message, blind  ──number──►  the server signs it unseen
 *     end:   take the blinding off, verify                            ◄─signature─
 *
 * Nothing in here runs in a server: it is the demo's voters, the tests' and the benches'. Computed as RFC 9474 says
 * (RSABSSA-SHA384-PSS-Randomized) and held to the RFC's own example. What is drawn comes from an argument. */
#ifndef BALLOT_VOTER_H
#define BALLOT_VOTER_H

#include "ballot/sealed.h"

struct blinding;

/* ERR_CORRUPT: the key cannot be read, or is none for this. `public_key` as sealed_key_make gives it. */
int blinding_begin(struct blinding **ret, struct str public_key, struct str message, struct entropy *e, struct error *err);
/* What the server signs, as long as the modulus; and the prefix, the serial of the ballot that it will be good for. */
struct str blinding_number(const struct blinding *b);
const uint8_t *blinding_prefix(const struct blinding *b);
/* Appends the credential to `ret`. ERR_CORRUPT: what the server answered is no signature of this number. */
int blinding_end(const struct blinding *b, struct str signature, struct buf *ret, struct error *err);
void blinding_free(struct blinding *b); /* NULL is fine */

#endif
