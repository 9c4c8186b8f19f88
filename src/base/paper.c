/* Papers as bytes: see paper.h. A piece is style, depth, number of cells (a byte each) and for each cell four bytes of length, the
 * lowest first, and its bytes. */
#include "base/paper.h"

#include <utf8proc.h>

/* ---- writing ---- */

/* Marks that embed, override or isolate a direction: they would turn what stands beside them in a list of names. */
static bool turns(utf8proc_int32_t c) {
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x061c;
}

static bool unprintable(utf8proc_int32_t c) {
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xfeff || (c >= 0xfff0 && c <= 0xfffc) || c == 0x2028 ||
           c == 0x2029 || (c >= 0xe0000 && c <= 0xe0fff);
}

void paper_words(struct buf *cell, struct str words) {
    for (size_t i = 0; i < words.len;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n =
            utf8proc_iterate((const utf8proc_uint8_t *)words.data + i, (utf8proc_ssize_t)(words.len - i), &c);
        if (n <= 0) {
            buf_addz(cell, "\xef\xbf\xbd");
            i++;
            continue;
        }
        if (c == '\n' || c == '\t')
            buf_addc(cell, ' ');
        else if (!turns(c) && !unprintable(c))
            buf_add(cell, (struct str){ words.data + i, (size_t)n });
        i += (size_t)n;
    }
}

void paper_style(struct buf *cell, int bits) {
    buf_addc(cell, PAPER_STYLE);
    buf_addc(cell, (char)('@' + (bits & 31)));
}

void paper_link(struct buf *cell, struct str address) {
    buf_addc(cell, PAPER_LINK);
    for (size_t i = 0; i < address.len; i++)
        if ((unsigned char)address.data[i] > ' ' && address.data[i] != 0x7f) buf_addc(cell, address.data[i]);
    buf_addc(cell, PAPER_LINK);
}

void paper_piece(struct buf *out, enum paper_piece_style style, int depth, const struct str *cells, size_t count) {
    if (count > PAPER_CELLS_MAX) count = PAPER_CELLS_MAX;
    buf_addc(out, (char)style);
    buf_addc(out, (char)(depth > PAPER_DEPTH_MAX ? PAPER_DEPTH_MAX : depth));
    buf_addc(out, (char)count);
    for (size_t i = 0; i < count; i++) {
        for (int shift = 0; shift < 32; shift += 8) buf_addc(out, (char)((cells[i].len >> shift) & 0xff));
        buf_add(out, cells[i]);
    }
}

void paper_say(struct buf *out, enum paper_piece_style style, struct str words) {
    struct buf cell;
    buf_init(&cell, PAPER_BYTES_MAX);
    paper_words(&cell, words);
    paper_add(out, style, buf_str(&cell));
    buf_release(&cell);
}

/* ---- reading ---- */

bool paper_next(struct str *rest, struct paper_piece *ret) {
    enum { HEAD = 3, LENGTH = 4 };
    struct str s = *rest;
    if (s.len < HEAD) return false;
    *ret = (struct paper_piece){ .style = (enum paper_piece_style)(unsigned char)s.data[0],
                                 .depth = (unsigned char)s.data[1],
                                 .count = (unsigned char)s.data[2] };
    if (ret->style >= PAPER_STYLES || ret->depth > PAPER_DEPTH_MAX || ret->count > PAPER_CELLS_MAX) return false;
    s = str_skip(s, HEAD);
    for (size_t i = 0; i < ret->count; i++) {
        size_t len = 0;
        if (s.len < LENGTH) return false;
        for (int k = 0; k < LENGTH; k++) len |= (size_t)(unsigned char)s.data[k] << (8 * k);
        s = str_skip(s, LENGTH);
        if (len > s.len) return false;
        ret->cells[i] = str_head(s, len);
        s = str_skip(s, len);
    }
    *rest = s;
    return true;
}

bool paper_run_next(struct str *rest, struct paper_run *run) {
    struct str s = *rest;
    while (s.len > 0 && (s.data[0] == PAPER_STYLE || s.data[0] == PAPER_LINK)) {
        if (s.data[0] == PAPER_STYLE) {
            run->bits = s.len > 1 ? s.data[1] & 31 : 0;
            s = str_skip(s, s.len > 1 ? 2 : 1);
            continue;
        }
        size_t end = 1;
        while (end < s.len && s.data[end] != PAPER_LINK) end++;
        run->link = end > 1 ? (struct str){ s.data + 1, end - 1 } : STR_NONE;
        s = str_skip(s, end < s.len ? end + 1 : end);
    }
    size_t n = 0;
    while (n < s.len && s.data[n] != PAPER_STYLE && s.data[n] != PAPER_LINK) n++;
    run->words = str_head(s, n);
    *rest = str_skip(s, n);
    return n > 0;
}
