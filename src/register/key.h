/* The keys that sign the register, as C2SP signed-note writes them.
 *
 *     vkey   NAME+HEX8+BASE64(type ‖ public key)                public; what a verifier is given
 *     skey   PRIVATE+KEY+NAME+HEX8+BASE64(type ‖ seed)          secret; the same line Go's x/mod/sumdb/note writes
 *
 * HEX8 is the key's id: the first four bytes of SHA-256(NAME ‖ \n ‖ type ‖ public key), so a name, a type and a key
 * cannot be mixed up. Two types are spoken, both Ed25519: 0x01 signs a note's text (the register's own key), 0x04 signs
 * it with the time before it (a witness's cosignature). 0x06, ML-DSA-44, is the C2SP's for a later day; its lines are
 * skipped like those of any unknown key.
 *
 * A private key file is one skey line, mode 0600. The base64 of a vkey may itself hold a plus: the line is split at its
 * first two only. */
#ifndef REGISTER_KEY_H
#define REGISTER_KEY_H

#include "base/error.h"
#include "base/hash.h"

enum {
    KEY_NAME_MAX = 255,
    KEY_BYTES = 32,
    SIGNATURE_BYTES = 64,
    TIMESTAMP_BYTES = 8,
};

enum key_type {
    KEY_ED25519 = 0x01,
    KEY_COSIGNATURE = 0x04,
};

struct vkey {
    char name[KEY_NAME_MAX + 1];
    enum key_type type;
    uint32_t id;
    uint8_t bytes[KEY_BYTES];
};

struct skey {
    struct vkey vkey;
    uint8_t secret[2 * KEY_BYTES]; /* libsodium's: seed ‖ public key */
};

/* Not empty, UTF-8, no control characters, no Unicode spaces, no plus. */
bool key_name_valid(struct str name);

int vkey_make(struct vkey *ret, struct str name, enum key_type type, const uint8_t bytes[KEY_BYTES], struct error *err);
/* The line without its newline; ERR_SYNTAX, or ERR_RANGE for a type not spoken. What it accepts, vkey_format gives back. */
int vkey_parse(struct vkey *ret, struct str line, struct error *err);
void vkey_format(struct buf *out, const struct vkey *key); /* no newline */

int skey_generate(struct skey *ret, struct str name, enum key_type type, struct entropy *e, struct error *err);
int skey_parse(struct skey *ret, struct str line, struct error *err);
void skey_format(struct buf *out, const struct skey *key); /* no newline; wipe the buffer after use */
void skey_wipe(struct skey *key);
/* The file must not exist yet; it is synced before the call returns. */
int skey_save(const char *path, const struct skey *key, struct error *err);
/* Refuses a file that others than its owner may read. */
int skey_load(const char *path, struct skey *ret, struct error *err);

/* The signature bytes of a note's text: 64 for KEY_ED25519; 8 of time and 64 for KEY_COSIGNATURE. `time` (UTC seconds) is
 * only read for the latter. Appends to `out`. */
void skey_sign(struct buf *out, const struct skey *key, struct str text, int64_t time);
/* Whether `signature` is the key's over `text`. *ret_time, where not NULL, is the time of a cosignature, else 0. */
bool vkey_verifies(const struct vkey *key, struct str text, struct str signature, int64_t *ret_time);

#endif
