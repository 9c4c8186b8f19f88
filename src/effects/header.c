/* Encoded words. See header.h. */
#include "effects/header.h"

#include <string.h>
#include <utf8proc.h>

#include "base/hash.h"

enum {
    LINE_COLUMNS_MAX = 75, /* of a line, and so of a word: RFC 2047, 2 allows 76 and 75 */
    WORD_AROUND = 12,      /* "=?UTF-8?B?" before the base64 and "?=" behind it */
    WORD_LEAST = 16,       /* columns of base64 below which a word goes to the next line */
};

/* A character that has no looks: a line end, a blank, a control. */
static bool blank(utf8proc_int32_t c) { return c <= 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029; }

/* At most `max` characters, without controls, broken UTF-8 become U+FFFD; `lines` and tabs kept or all blanks made one. */
static struct str cleaned(struct arena *a, struct str s, size_t max, bool lines) {
    struct buf b;
    buf_init(&b, s.len * 3 + 4);
    size_t chars = 0;
    bool after_blank = true;
    for (size_t i = 0; i < s.len && chars < max; chars++) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.data + i, (utf8proc_ssize_t)(s.len - i), &c);
        bool space = n > 0 && blank(c);
        if (n <= 0)
            buf_addz(&b, "\xEF\xBF\xBD");
        else if (!space)
            buf_add(&b, str_head(str_skip(s, i), (size_t)n));
        else if (lines && (c == '\n' || c == '\t' || c == ' '))
            buf_addc(&b, (char)c);
        else if (!lines && !after_blank)
            buf_addc(&b, ' ');
        after_blank = space;
        i += n > 0 ? (size_t)n : 1;
    }
    struct str r = arena_str(a, lines ? buf_str(&b) : str_trim(buf_str(&b)));
    buf_release(&b);
    return r;
}

struct str header_line(struct arena *a, struct str s, size_t max) {
    return cleaned(a, s, max, false);
}
struct str body_lines(struct arena *a, struct str s) {
    return cleaned(a, s, SIZE_MAX, true);
}

static bool plain(struct str s) {
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.data[i] >= 0x7F || (unsigned char)s.data[i] < 0x20) return false;
    return !str_has(s, "=?");
}

static void fold(struct buf *out, size_t *column) {
    buf_addz(out, "\r\n ");
    *column = 1;
}

/* Begins a new line when `n` more columns would not fit; a blank otherwise. */
static void space(struct buf *out, size_t *column, size_t n) {
    if (*column + 1 + n > LINE_COLUMNS_MAX) {
        fold(out, column);
    } else {
        buf_addc(out, ' ');
        *column += 1;
    }
}

static size_t character(struct str s) {
    size_t k = 1;
    while (k < s.len && ((unsigned char)s.data[k] & 0xC0) == 0x80) k++;
    return k;
}

/* As many whole characters of `s` as fit in `most` bytes, at least one, and all of it or a multiple of three bytes, whose
 * base64 needs no padding: some readers (GMime among them) decode neighbouring words as one and stop at the padding. 0 when
 * there is no such number. */
static size_t unpadded(struct str s, size_t most) {
    size_t n = 0, even = 0;
    while (n < s.len) {
        size_t k = character(str_skip(s, n));
        if (n > 0 && n + k > most) return even;
        n += k;
        if (n % 3 == 0) even = n;
    }
    return n;
}

static bool stands_for_itself(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* A word in the other encoding, of as many whole characters as fit in `most` columns, at least one; gives their bytes. */
static size_t quoted(struct buf *out, size_t *column, struct str s, size_t most) {
    size_t n = 0, columns = 0;
    buf_addz(out, "=?UTF-8?Q?");
    while (n < s.len) {
        size_t k = character(str_skip(s, n)), width = k == 1 && stands_for_itself(s.data[n]) ? 1 : 3 * k;
        if (n > 0 && columns + width > most) break;
        for (size_t i = n; i < n + k; i++) buf_addf(out, width == 1 ? "%c" : "=%02X", (unsigned char)s.data[i]);
        columns += width;
        n += k;
    }
    buf_addz(out, "?=");
    *column += columns + WORD_AROUND;
    return n;
}

/* Encoded words, the first one cut to what is left of the line, so that no line is empty; a character never stands
 * across two words. Base64, which is short for Chinese; where that would be padded before the end, one word by letters. */
static void encoded(struct buf *out, size_t *column, struct str s) {
    while (s.len) {
        if (*column + 1 + WORD_AROUND + WORD_LEAST > LINE_COLUMNS_MAX)
            fold(out, column);
        else
            space(out, column, 0);
        size_t most = LINE_COLUMNS_MAX - *column - WORD_AROUND, n = unpadded(s, most / 4 * 3);
        if (n == 0) {
            n = quoted(out, column, s, most);
        } else {
            buf_addz(out, "=?UTF-8?B?");
            base64_add(out, str_head(s, n));
            buf_addz(out, "?=");
            *column += (n + 2) / 3 * 4 + WORD_AROUND;
        }
        s = str_skip(s, n);
    }
}

void header_text(struct buf *out, size_t used, struct str text) {
    size_t column = used;
    if (plain(text)) {
        while (text.len) {
            struct str word = str_cut(&text, ' ');
            space(out, &column, word.len);
            buf_add(out, word);
            column += word.len;
        }
    } else {
        encoded(out, &column, text);
    }
    buf_addz(out, "\r\n");
}

void header_mailbox(struct buf *out, size_t used, const struct mailbox *box) {
    size_t column = used;
    if (box->name.len && plain(box->name) && box->name.len <= 60) {
        space(out, &column, box->name.len + 2);
        buf_addc(out, '"');
        for (size_t i = 0; i < box->name.len; i++) {
            if (box->name.data[i] == '"' || box->name.data[i] == '\\') buf_addc(out, '\\');
            buf_addc(out, box->name.data[i]);
        }
        buf_addc(out, '"');
        column += box->name.len + 2;
    } else if (box->name.len) {
        encoded(out, &column, box->name);
    }
    space(out, &column, box->address.len + 2);
    buf_addf(out, "<%.*s>\r\n", STR_FMT(box->address));
}
