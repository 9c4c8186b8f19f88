/* Words; see words.h. Which characters are letters is known by ranges: an index needs no more than that two texts that
 * look the same give the same words, and that no sign is taken for a letter. */
#include <string.h>

#include "base/words.h"

enum sort { SORT_SIGN, SORT_LETTER, SORT_PAIRED };

static const struct range {
    uint32_t from, to;
    enum sort sort;
} ranges[] = {
    { 0x80, 0xa9, SORT_SIGN },       { 0xab, 0xb4, SORT_SIGN },         { 0xb6, 0xb9, SORT_SIGN },
    { 0xbb, 0xbf, SORT_SIGN },       { 0xd7, 0xd7, SORT_SIGN },         { 0xf7, 0xf7, SORT_SIGN },
    { 0x2000, 0x2bff, SORT_SIGN },   { 0x2e80, 0x2fff, SORT_PAIRED },   { 0x3000, 0x3004, SORT_SIGN },
    { 0x3005, 0x3007, SORT_PAIRED }, { 0x3008, 0x303f, SORT_SIGN },     { 0x3040, 0x312f, SORT_PAIRED },
    { 0x3130, 0x318f, SORT_PAIRED }, { 0x3190, 0x319f, SORT_SIGN },     { 0x31a0, 0x31ff, SORT_PAIRED },
    { 0x3200, 0x33ff, SORT_SIGN },   { 0x3400, 0x4dbf, SORT_PAIRED },   { 0x4dc0, 0x4dff, SORT_SIGN },
    { 0x4e00, 0x9fff, SORT_PAIRED }, { 0xa960, 0xa97f, SORT_PAIRED },   { 0xac00, 0xd7ff, SORT_PAIRED },
    { 0xe000, 0xf8ff, SORT_SIGN },   { 0xf900, 0xfaff, SORT_PAIRED },   { 0xfe00, 0xfe6f, SORT_SIGN },
    { 0xff00, 0xff0f, SORT_SIGN },   { 0xff1a, 0xff20, SORT_SIGN },     { 0xff3b, 0xff40, SORT_SIGN },
    { 0xff5b, 0xff65, SORT_SIGN },   { 0xff66, 0xffdc, SORT_PAIRED },   { 0xffe0, 0xffff, SORT_SIGN },
    { 0x1f000, 0x1faff, SORT_SIGN }, { 0x20000, 0x3ffff, SORT_PAIRED }, { 0x40000, UINT32_MAX, SORT_SIGN },
};

static enum sort sort_of(uint32_t c) {
    if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ? SORT_LETTER : 0;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0] && ranges[i].from <= c; i++)
        if (c <= ranges[i].to) return ranges[i].sort;
    return SORT_LETTER;
}

/* The character at `i`, and where the next begins. A byte that begins none is a sign by itself. */
static uint32_t next_char(struct str s, size_t *i) {
    unsigned char b = (unsigned char)s.data[*i];
    size_t more = b < 0x80 ? 0 : b >= 0xf0 ? 3 : b >= 0xe0 ? 2 : b >= 0xc2 ? 1 : SIZE_MAX;
    uint32_t c = more == 3 ? b & 0x07 : more == 2 ? b & 0x0f : more == 1 ? b & 0x1f : b;
    (*i)++;
    if (more == SIZE_MAX || *i + more > s.len) return UINT32_MAX;
    for (; more > 0; more--, (*i)++) {
        unsigned char d = (unsigned char)s.data[*i];
        if ((d & 0xc0) != 0x80) return UINT32_MAX;
        c = c << 6 | (d & 0x3f);
    }
    return c;
}

/* ---- lower case ---- */

static uint32_t small_of(uint32_t c) {
    if (c >= 'A' && c <= 'Z') return c + 32;
    if (c >= 0xc0 && c <= 0xde && c != 0xd7) return c + 32;
    if ((c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f)) return c + 32;
    if (c >= 0x400 && c <= 0x40f) return c + 80;
    return c;
}

struct str words_lower(struct arena *a, struct str text) {
    char *copy = arena_copy(a, text.len ? text.data : "", text.len + (text.len == 0));
    for (size_t i = 0; i < text.len;) {
        size_t at = i;
        uint32_t c = next_char(text, &i), small = small_of(c);
        if (small == c) continue;
        if (i - at == 1) {
            copy[at] = (char)small;
        } else {
            copy[at] = (char)(0xc0 | small >> 6);
            copy[at + 1] = (char)(0x80 | (small & 0x3f));
        }
    }
    return (struct str){ copy, text.len };
}

/* ---- runs ---- */

struct run {
    enum sort sort;
    struct str text;
};

/* The next run of letters, or of characters that are paired; false at the end. */
static bool next_run(struct str text, size_t *at, struct run *ret) {
    size_t begin = *at, end = *at;
    *ret = (struct run){ 0 };
    while (end < text.len) {
        size_t next = end;
        enum sort sort = sort_of(next_char(text, &next));
        if (ret->sort != SORT_SIGN && sort != ret->sort) break;
        if (ret->sort == SORT_SIGN && sort != SORT_SIGN) {
            ret->sort = sort;
            begin = end;
        }
        end = next;
    }
    *at = end;
    ret->text = (struct str){ text.data + begin, end - begin };
    return ret->sort != SORT_SIGN;
}

static void add_word(struct buf *out, struct str word) {
    if (out->len) buf_addc(out, ' ');
    buf_add(out, word);
}

/* The pairs of a run; `last`: and its last character. */
static void add_pairs(struct buf *out, struct str run, bool last) {
    size_t before = 0, at = 0, next = 0;
    (void)next_char(run, &next);
    for (at = next; at < run.len; at = next) {
        (void)next_char(run, &next);
        add_word(out, (struct str){ run.data + before, next - before });
        before = at;
    }
    if (last) add_word(out, str_skip(run, before));
}

void words_add(struct buf *out, struct str text) {
    struct arena arena;
    arena_init(&arena);
    struct str low = words_lower(&arena, text);
    struct run run;
    for (size_t at = 0; next_run(low, &at, &run);)
        if (run.sort == SORT_PAIRED)
            add_pairs(out, run.text, true);
        else
            add_word(out, run.text);
    arena_release(&arena);
}

size_t words_pieces(struct arena *a, struct str term, struct words_piece *ret, size_t max) {
    struct str low = words_lower(a, term);
    struct run run;
    struct buf b;
    size_t n = 0;
    bool letters = false; /* the piece at hand is of words, and more may follow */
    buf_init(&b, term.len * 4 + 64);
    for (size_t at = 0; n < max && next_run(low, &at, &run);) {
        bool single = str_chars(run.text) == 1, ends = at == low.len;
        if (run.sort == SORT_PAIRED) {
            if (letters) ret[n++].words = arena_str(a, buf_str(&b));
            if (n == max) break;
            buf_clear(&b);
            add_pairs(&b, run.text, single);
            ret[n++] = (struct words_piece){ arena_str(a, buf_str(&b)), single };
            buf_clear(&b);
            letters = false;
        } else {
            if (!letters) buf_clear(&b);
            add_word(&b, run.text);
            ret[n].open = ends && !single;
            letters = true;
        }
    }
    if (letters && n < max) ret[n++].words = arena_str(a, buf_str(&b));
    buf_release(&b);
    return n;
}
