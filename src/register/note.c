/* Reading, checking and writing signed notes; see note.h. */
#include "register/note.h"

#include <assert.h>
#include <string.h>
#include <utf8proc.h>

static const char dash[] = "\xe2\x80\x94 "; /* U+2014 and a space */
enum { ID_BYTES = 4 };

static bool clean(struct str s) {
    for (size_t i = 0; i < s.len;) {
        unsigned char byte = (unsigned char)s.data[i];
        if (byte < 0x80) {
            if (byte < 0x20 && byte != '\n') return false;
            i++;
            continue;
        }
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.data + i, (utf8proc_ssize_t)(s.len - i), &c);
        if (n <= 0) return false;
        i += (size_t)n;
    }
    return true;
}

static int malformed(struct error *err) {
    return error_set(err, ERR_SYNTAX,
                     T("This is not a signed note: it is damaged or something else.",
                       "这不是带签名的文本：可能已损坏，或是别的文件。"));
}

/* "— NAME BASE64", already without its newline. `scratch` is for decoding. */
static int parse_signature(struct str line, struct note_signature *ret, struct buf *scratch) {
    if (!str_starts(line, dash)) return ERR_SYNTAX;
    struct str rest = str_skip(line, sizeof(dash) - 1);
    struct str name = str_cut(&rest, ' ');
    buf_clear(scratch);
    if (!key_name_valid(name) || !rest.data || base64_parse(rest, scratch) || !buf_ok(scratch) ||
        scratch->len <= ID_BYTES)
        return ERR_SYNTAX;
    const uint8_t *b = (const uint8_t *)scratch->data;
    ret->name = name;
    ret->id = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
    ret->base64 = rest;
    return 0;
}

/* Where the last blank line begins its two newlines; -1 without one. */
static ptrdiff_t last_blank(struct str s) {
    for (size_t i = s.len; i >= 2; i--)
        if (s.data[i - 1] == '\n' && s.data[i - 2] == '\n') return (ptrdiff_t)i - 2;
    return -1;
}

int note_parse(struct note *ret, struct str message, struct error *err) {
    if (message.len > NOTE_BYTES_MAX)
        return error_set(err, ERR_TOO_LARGE,
                         T("The signed note is larger than {max} bytes.", "带签名的文本超过 {max} 字节。"),
                         ARG_INT("max", NOTE_BYTES_MAX));
    ptrdiff_t split = last_blank(message);
    if (split < 0 || !clean(message)) /* N1, N2 */
        return malformed(err);
    struct str rest = str_skip(message, (size_t)split + 2);
    if (rest.len == 0 || rest.data[rest.len - 1] != '\n') return malformed(err);
    ret->text = str_head(message, (size_t)split + 1);
    ret->count = 0;
    struct buf scratch;
    buf_init(&scratch, NOTE_BYTES_MAX);
    int r = 0;
    while (r == 0 && rest.len > 0) {
        struct str line = str_cut(&rest, '\n');
        if (ret->count == NOTE_SIGNATURES_MAX)
            r = error_set(err, ERR_TOO_LARGE, T("The note has more than {max} signatures.", "签名超过 {max} 个。"),
                          ARG_INT("max", NOTE_SIGNATURES_MAX));
        else if (parse_signature(line, &ret->signatures[ret->count], &scratch)) /* N3 */
            r = malformed(err);
        else
            ret->count++;
    }
    buf_release(&scratch);
    return r;
}

static bool by_key(const struct note_signature *s, const struct vkey *key) {
    return s->id == key->id && str_is(s->name, key->name);
}

int note_verify(const struct note *n, const struct vkey *keys, size_t count, struct note_seen *seen,
                struct error *err) {
    int signers = 0;
    struct buf bytes;
    buf_init(&bytes, NOTE_BYTES_MAX);
    for (size_t k = 0; k < count; k++) {
        struct note_seen found = { false, 0 };
        for (size_t i = 0; i < n->count; i++) {
            const struct note_signature *s = &n->signatures[i];
            if (!by_key(s, &keys[k])) continue; /* N4 */
            buf_clear(&bytes);
            int64_t time = 0;
            if (base64_parse(s->base64, &bytes) || bytes.len <= ID_BYTES ||
                !vkey_verifies(&keys[k], n->text, str_skip(buf_str(&bytes), ID_BYTES), &time)) {
                buf_release(&bytes);
                return error_set(
                    err, ERR_CORRUPT,
                    T("The signature of {name} is not valid: the text was altered, or signed by another key.",
                      "{name} 的签名无效：文本被改动，或由别的密钥签署。"),
                    ARG_Z("name", keys[k].name));
            }
            found.signed_by = true;
            if (time > found.time) found.time = time;
        }
        signers += found.signed_by;
        if (seen) seen[k] = found;
    }
    buf_release(&bytes);
    return signers;
}

void note_add_signature(struct buf *out, struct str text, const struct skey *key, int64_t time) {
    assert(text.len > 0 && text.data[text.len - 1] == '\n'); /* N1 */
    struct buf bytes;
    buf_init(&bytes, ID_BYTES + TIMESTAMP_BYTES + SIGNATURE_BYTES);
    for (int shift = 24; shift >= 0; shift -= 8) buf_addc(&bytes, (char)(key->vkey.id >> shift & 0xff));
    skey_sign(&bytes, key, text, time);
    buf_addz(out, dash);
    buf_addz(out, key->vkey.name);
    buf_addc(out, ' ');
    base64_add(out, buf_str(&bytes));
    buf_addc(out, '\n');
    buf_release(&bytes);
}

void note_sign(struct buf *out, struct str text, const struct skey *key) {
    assert(key->vkey.type == KEY_ED25519);
    buf_add(out, text);
    buf_addc(out, '\n');
    note_add_signature(out, text, key, 0);
}
