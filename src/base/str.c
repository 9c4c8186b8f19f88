/* Strings that know their length.
 *
 * Everything that comes from outside (a form, a file, a row) travels as a `struct str`: a pointer and a length, no
 * terminator, no ownership. The functions here read and compare such strings; none of them allocates, and none reads
 * past the length. An empty string and STR_NONE compare equal; only `data == NULL` tells "not there" from "empty". */
#include "base/str.h"

#include <string.h>

#include "base/error.h"

struct str str_of(const char *z) {
    return z ? (struct str){ z, strlen(z) } : STR_NONE;
}

bool str_eq(struct str a, struct str b) { return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0); }

bool str_is(struct str a, const char *z) { return str_eq(a, str_of(z)); }

int str_cmp(struct str a, struct str b) {
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared ? memcmp(a.data, b.data, shared) : 0;
    if (order != 0) return order < 0 ? -1 : 1;
    return a.len < b.len ? -1 : a.len > b.len;
}

bool str_starts(struct str s, const char *prefix) {
    size_t n = strlen(prefix);
    return s.len >= n && (n == 0 || memcmp(s.data, prefix, n) == 0);
}

bool str_ends(struct str s, const char *suffix) {
    size_t n = strlen(suffix);
    return s.len >= n && (n == 0 || memcmp(s.data + s.len - n, suffix, n) == 0);
}

bool str_has(struct str s, const char *part) {
    size_t n = strlen(part);
    return n == 0 || (s.len >= n && memmem(s.data, s.len, part, n) != NULL);
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f'; }

struct str str_trim(struct str s) {
    while (s.len > 0 && is_blank(s.data[0])) s = str_skip(s, 1);
    while (s.len > 0 && is_blank(s.data[s.len - 1])) s.len--;
    return s;
}

struct str str_skip(struct str s, size_t n) {
    if (n == 0 || !s.data) return s;
    if (n > s.len) n = s.len;
    return (struct str){ s.data + n, s.len - n };
}

struct str str_head(struct str s, size_t n) {
    return (struct str){ s.data, n < s.len ? n : s.len };
}

struct str str_cut(struct str *rest, char sep) {
    struct str whole = *rest;
    const char *at = whole.len ? memchr(whole.data, sep, whole.len) : NULL;
    if (!at) {
        *rest = STR_NONE;
        return whole;
    }
    struct str before = { whole.data, (size_t)(at - whole.data) };
    *rest = (struct str){ at + 1, whole.len - before.len - 1 };
    return before;
}

int str_int(struct str s, int64_t *ret_value) {
    bool negative = s.len > 0 && s.data[0] == '-';
    struct str digits = negative ? str_skip(s, 1) : s;
    if (digits.len == 0) return ERR_SYNTAX;
    bool zero_first = digits.data[0] == '0';
    if (zero_first && (digits.len > 1 || negative)) return ERR_SYNTAX;
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9') return ERR_SYNTAX;
    }
    int64_t value = 0;
    for (size_t i = 0; i < digits.len; i++) {
        int digit = digits.data[i] - '0';
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, negative ? -digit : digit, &value))
            return ERR_RANGE;
    }
    *ret_value = value;
    return 0;
}

/* The length in bytes of the character that begins `s`, and its code point; 0 when it is not valid UTF-8 (too long a
 * form, half a surrogate pair, past U+10FFFF, cut off). */
static size_t utf8_next(struct str s, uint32_t *ret_code) {
    static const struct {
        uint8_t mask, lead, bits;
        uint32_t least;
    } forms[] = {
        { 0x80, 0x00, 0x7f, 0 },
        { 0xe0, 0xc0, 0x1f, 0x80 },
        { 0xf0, 0xe0, 0x0f, 0x800 },
        { 0xf8, 0xf0, 0x07, 0x10000 },
    };
    uint8_t lead = (uint8_t)s.data[0];
    for (size_t extra = 0; extra < 4; extra++) {
        if ((lead & forms[extra].mask) != forms[extra].lead) continue;
        if (s.len <= extra) return 0;
        uint32_t code = lead & forms[extra].bits;
        for (size_t i = 1; i <= extra; i++) {
            uint8_t next = (uint8_t)s.data[i];
            if ((next & 0xc0) != 0x80) return 0;
            code = code << 6 | (next & 0x3f);
        }
        if (code < forms[extra].least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return 0;
        *ret_code = code;
        return extra + 1;
    }
    return 0;
}

bool str_is_clean(struct str s, bool crlf) {
    while (s.len > 0) {
        uint32_t code;
        size_t n = utf8_next(s, &code);
        if (n == 0) return false;
        bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);
        if (control && code != '\n' && code != '\t' && !(crlf && code == '\r')) return false;
        s = str_skip(s, n);
    }
    return true;
}

size_t str_chars(struct str s) {
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++) count += ((uint8_t)s.data[i] & 0xc0) != 0x80;
    return count;
}
