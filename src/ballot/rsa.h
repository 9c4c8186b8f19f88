/* What the two sides of a blind signature share of OpenSSL; for this room only. */
#ifndef BALLOT_RSA_H
#define BALLOT_RSA_H

#include <openssl/evp.h>

#include "base/str.h"

enum { MODULUS_MAX = 512 }; /* bytes */

/* An election's public key, SPKI in base64; NULL when it is none. Freed with EVP_PKEY_free. */
EVP_PKEY *rsa_public_read(struct str base64);
/* What `read` makes of this text, kept from the last time where it is (see kept.c). The same, and freed in the same way. */
EVP_PKEY *rsa_key_of(struct str text, EVP_PKEY *(*read)(struct str text));

#endif
