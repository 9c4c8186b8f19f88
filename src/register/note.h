/* Signed notes (c2sp.org/signed-note): a text and, below a blank line, who signed it.
 *
 *     example.org/register
 *     20852163
 *     CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
 *
 *     — example.org/register Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
 *
 *  N1. The text ends with a newline and goes to the last blank line; it may hold blank lines itself.
 *  N2. All of a note is UTF-8 without control characters but the newline.
 *  N3. A signature line is "— NAME BASE64" and nothing else; base64 is canonical, so no byte of a note can be changed
 *      unnoticed but within signatures of keys the verifier does not know.
 *  N4. Signatures of unknown keys are skipped; one known key's bad signature refuses the whole note. */
#ifndef REGISTER_NOTE_H
#define REGISTER_NOTE_H

#include "register/key.h"

enum {
    NOTE_BYTES_MAX = 1 << 20,    /* a hundred post-quantum signatures fit */
    NOTE_SIGNATURES_MAX = 100,   /* the specification asks for at least 16 */
};

struct note_signature {
    struct str name;
    uint32_t id;
    struct str base64; /* of id ‖ signature */
};

/* Borrows the message it was parsed from. */
struct note {
    struct str text; /* with its last newline */
    size_t count;
    struct note_signature signatures[NOTE_SIGNATURES_MAX];
};

int note_parse(struct note *ret, struct str message, struct error *err); /* ERR_SYNTAX, ERR_TOO_LARGE */

/* Checks the signature of every known key. seen[i], where not NULL, tells whether keys[i] signed, and when if it is a
 * cosignature. Returns the number of known keys that signed, or ERR_CORRUPT when one of their signatures is bad. */
struct note_seen {
    bool signed_by;
    int64_t time;
};
int note_verify(const struct note *n, const struct vkey *keys, size_t count, struct note_seen *seen, struct error *err);

/* The whole note: text, blank line, one signature. The text ends with a newline. */
void note_sign(struct buf *out, struct str text, const struct skey *key);
/* One more signature line, to stand at the end of a note with this text. `time` counts for cosignatures. */
void note_add_signature(struct buf *out, struct str text, const struct skey *key, int64_t time);

#endif
