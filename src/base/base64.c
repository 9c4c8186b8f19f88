/* Base64 as RFC 4648 has it, in both alphabets, strict when reading: no blanks, the right padding, and no bits that
 * would be thrown away, so that every byte string has exactly one spelling. */
#include "base/error.h"
#include "base/hash.h"

static const char standard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char for_urls[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void encode(struct buf *out, struct str bytes, const char *alphabet, bool pad) {
    const unsigned char *in = (const unsigned char *)bytes.data;
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t n = bytes.len - i < 3 ? bytes.len - i : 3;
        uint32_t bits = (uint32_t)in[i] << 16;
        if (n > 1) bits |= (uint32_t)in[i + 1] << 8;
        if (n > 2) bits |= in[i + 2];
        char quad[4] = { alphabet[bits >> 18], alphabet[bits >> 12 & 63], '=', '=' };
        if (n > 1) quad[2] = alphabet[bits >> 6 & 63];
        if (n > 2) quad[3] = alphabet[bits & 63];
        buf_add(out, (struct str){ quad, pad ? 4 : n + 1 });
    }
}

static int digit(char c, const char *alphabet) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == alphabet[62]) return 62;
    return c == alphabet[63] ? 63 : -1;
}

/* `s` without padding. Checked whole before a byte is written. */
static int decode(struct str s, struct buf *out, const char *alphabet) {
    size_t tail = s.len % 4;
    if (tail == 1) return ERR_SYNTAX;
    for (size_t i = 0; i < s.len; i++) {
        if (digit(s.data[i], alphabet) < 0) return ERR_SYNTAX;
    }
    int last = s.len ? digit(s.data[s.len - 1], alphabet) : 0;
    if ((tail == 2 && (last & 15)) || (tail == 3 && (last & 3))) return ERR_SYNTAX;
    for (size_t i = 0; i < s.len; i += 4) {
        size_t n = s.len - i < 4 ? s.len - i : 4;
        uint32_t bits = 0;
        for (size_t j = 0; j < 4; j++) bits = bits << 6 | (j < n ? (uint32_t)digit(s.data[i + j], alphabet) : 0);
        char bytes[3] = { (char)(bits >> 16), (char)(bits >> 8), (char)bits };
        buf_add(out, (struct str){ bytes, n - 1 });
    }
    return 0;
}

void base64_add(struct buf *out, struct str bytes) { encode(out, bytes, standard, true); }

void base64url_add(struct buf *out, struct str bytes) { encode(out, bytes, for_urls, false); }

int base64_parse(struct str s, struct buf *out) {
    if (s.len % 4 != 0) return ERR_SYNTAX;
    for (int i = 0; i < 2 && str_ends(s, "="); i++) s.len--;
    return decode(s, out, standard);
}

int base64url_parse(struct str s, struct buf *out) { return decode(s, out, for_urls); }
