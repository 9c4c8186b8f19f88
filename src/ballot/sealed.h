/* Sealed credentials: blind signatures (RFC 9474, RSABSSA-SHA384-PSS-Randomized), so that who signs a credential never sees it.
 *
 * The voter's browser draws a prefix of 32 bytes, puts it before the contest's message, and has the server sign that blinded, once
 * for each elector. It takes the blinding off and holds a signature that anyone verifies with the election's public key, and
 * that nobody, with all that was ever stored, can trace to the blinded value that was signed: every credential fits every one.
 *
 * Z1. A key is of one contest of one election: what was signed for another is none. Nobody sees what a blinded value is for: if
 *     two contests had one key, whoever is signed one number for each could have made both for the same. So the key tells what a
 *     signature is good for; the message names the contest as well, for whoever reads a credential alone.
 * Z2. What is signed is a number below the modulus, whatever it means: the server must sign one for each elector under each key
 *     and no more. The signature is checked before it leaves: a faulty one would tell of the key.
 * Z3. The key comes from OpenSSL's own generator, never from a seeded one, not even in a demonstration: from a key that others can
 *     make again anyone could sign ballots, and a demonstration that was kept would be such an election. What a register
 *     records of it is the public key, so a replay needs no private one. */
#ifndef BALLOT_SEALED_H
#define BALLOT_SEALED_H

#include "ballot/box.h"

enum { SEALED_KEY_BITS = 2048, SEALED_SIGNATURE = SEALED_KEY_BITS / 8 };

/* Makes a key: the public one as SPKI in base64, the private one as PEM (PKCS #8). */
int sealed_key_make(struct buf *ret_public, struct buf *ret_private, struct error *err);
/* Appends m^d mod n for the number `blinded` (as long as the modulus, most significant byte first). ERR_SYNTAX: it is longer or
 * shorter; ERR_RANGE: it is not below the modulus; ERR_CORRUPT: the key cannot be read, or does not sign right. */
int sealed_sign(struct str private_key, struct str blinded, struct buf *ret, struct error *err);
/* The same looks at the number, by the public key: before anything is promised to whom it came from. 0, or as above. */
int sealed_blinded_right(struct str public_key, struct str blinded, struct error *err);
/* Keys that were used last stay in memory as they were read; this lets go of them. When an election is closed. */
void sealed_keys_forget(void);
/* Keys of an election stand in one text, of each contest in their order, a comma between. The one in this place, from 0; STR_NONE: none. */
enum { SEALED_KEYS_SEPARATOR = ',' };
struct str sealed_key_of(struct str keys, size_t place);
/* Whether they are so many public keys of the right size, no two the same. */
bool sealed_keys_apart(struct str keys, size_t count);
/* Whether `signature` is one of prefix ‖ message under this public key. */
bool sealed_fits(struct str public_key, const uint8_t prefix[BOX_SERIAL], struct str message, struct str signature);
/* What credentials of a contest are signatures of, behind their prefix. */
void sealed_message(struct buf *ret, int64_t contest);

#endif
