/* What changed between two wordings, word by word (changes.h).
 *
 * A text is parted into pieces: a Chinese character, a word of another script, a run of blanks, a mark. What both begin
 * and end with is set aside; between, the longest common run of pieces is found in a table of lengths, filled from the
 * ends so that it can be walked from the beginning:
 *
 *     before  at least 7 calendar days        after  at least 8 calendar days
 *     shown   at least [del 7][ins 8] calendar days
 *
 * Kept pieces that stand alone between two changes (a blank, one character) join them: a reader wants what was said and
 * what is said now, not confetti. A difference too large for the table is shown as one whole change. */
#include "views/changes.h"

#include <string.h>

enum {
    PIECES_MAX = 1 << 16,
    CELLS_MAX = 1 << 20, /* of two bytes: 1,024 changed pieces against 1,024 others */
    ALONE = 2,           /* kept pieces fewer than this between two changes join them */
};
enum side { KEPT, TAKEN, ADDED };

struct pieces {
    struct str *items;
    size_t count;
};
struct run {
    enum side side;
    struct str text;
    bool weak;
}; /* weak: kept, but too little to stand between changes */

static bool is_wide(unsigned char c) { return c >= 0xe2; } /* a character of three bytes or more stands for itself */
static bool is_word(unsigned char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= 0x80 && !is_wide(c));
}

static size_t piece_length(struct str s) {
    unsigned char c = (unsigned char)s.data[0];
    size_t n = 1;
    if (is_wide(c)) {
        n = c >= 0xf0 ? 4 : 3;
    } else if (c == ' ') {
        while (n < s.len && s.data[n] == ' ') n++;
    } else if (is_word(c)) {
        while (n < s.len && is_word((unsigned char)s.data[n])) n++;
    }
    return n < s.len ? n : s.len;
}

static struct pieces pieces_of(struct arena *a, struct str s) {
    size_t max = s.len < PIECES_MAX ? s.len : PIECES_MAX;
    struct pieces p = { arena_array(a, struct str, max + 1), 0 };
    while (s.len) {
        size_t n = p.count + 1 < PIECES_MAX ? piece_length(s) : s.len; /* a text without end: the rest is one piece */
        p.items[p.count++] = str_head(s, n);
        s = str_skip(s, n);
    }
    return p;
}

/* ---- the table ---- */

struct writer {
    struct run *runs;
    size_t count;
};

static void add(struct writer *w, enum side side, struct str text) {
    struct run *last = w->count ? &w->runs[w->count - 1] : NULL;
    if (last && last->side == side && last->text.data + last->text.len == text.data)
        last->text.len += text.len;
    else
        w->runs[w->count++] = (struct run){ side, text, false };
}

static void compare(struct writer *w, struct arena *a, const struct str *x, size_t n, const struct str *y, size_t m) {
    uint16_t *length = NULL;
    if (n && m && (n + 1) * (m + 1) <= CELLS_MAX) {
        length = arena_array(a, uint16_t, (n + 1) * (m + 1));
        for (size_t i = n; i-- > 0;)
            for (size_t k = m; k-- > 0;) {
                uint16_t down = length[(i + 1) * (m + 1) + k], right = length[i * (m + 1) + k + 1];
                length[i * (m + 1) + k] = str_eq(x[i], y[k]) ? (uint16_t)(length[(i + 1) * (m + 1) + k + 1] + 1)
                                          : down > right     ? down
                                                             : right;
            }
    }
    size_t i = 0, k = 0;
    while (i < n || k < m) {
        if (length && i < n && k < m && str_eq(x[i], y[k])) {
            add(w, KEPT, y[k]);
            i++, k++;
        } else if (i < n && (!length || k == m || length[(i + 1) * (m + 1) + k] >= length[i * (m + 1) + k + 1])) {
            add(w, TAKEN, x[i++]);
        } else {
            add(w, ADDED, y[k++]);
        }
    }
}

/* ---- onto the page ---- */

static size_t pieces_in(struct str s) {
    size_t n = 0;
    for (; s.len && n < ALONE; s = str_skip(s, piece_length(s))) n += s.data[0] != ' ';
    return n;
}

static void mark(struct view *v, enum side side, struct str text) {
    if (!text.len) return;
    struct text says = side == TAKEN ? T("[taken out: ", "[删去：") : T("[new: ", "[新增：");
    buf_addz(v->out, side == TAKEN ? "<del><span class=\"sr\">" : "<ins><span class=\"sr\">");
    html_text(v, says);
    buf_addz(v->out, "</span>");
    html_escape(v->out, text);
    buf_addz(v->out, "<span class=\"sr\">");
    buf_addz(v->out, side == TAKEN ? "]</span></del>" : "]</span></ins>");
}

/* From one kept run to the next: everything taken out first, then everything new, weak kept runs in both. */
static size_t change(struct view *v, const struct run *runs, size_t count) {
    size_t n = 0;
    while (n < count && (runs[n].side != KEPT || runs[n].weak)) n++;
    for (enum side side = TAKEN; side <= ADDED; side++) {
        struct buf b;
        buf_init(&b, 4 << 20);
        for (size_t i = 0; i < n; i++)
            if (runs[i].side == side || runs[i].weak) buf_add(&b, runs[i].text);
        mark(v, side, arena_str(v->arena, buf_str(&b)));
        buf_release(&b);
    }
    return n;
}

struct raw_html changes(struct view *v, struct str before, struct str after) {
    struct pieces x = pieces_of(v->arena, before), y = pieces_of(v->arena, after);
    size_t head = 0, tail = 0;
    while (head < x.count && head < y.count && str_eq(x.items[head], y.items[head])) head++;
    while (tail < x.count - head && tail < y.count - head &&
           str_eq(x.items[x.count - 1 - tail], y.items[y.count - 1 - tail]))
        tail++;
    struct writer w = { arena_array(v->arena, struct run, x.count + y.count + 1), 0 };
    for (size_t i = 0; i < head; i++) add(&w, KEPT, y.items[i]);
    compare(&w, v->arena, x.items + head, x.count - head - tail, y.items + head, y.count - head - tail);
    for (size_t i = y.count - tail; i < y.count; i++) add(&w, KEPT, y.items[i]);
    for (size_t i = 1; i + 1 < w.count; i++)
        w.runs[i].weak = w.runs[i].side == KEPT && pieces_in(w.runs[i].text) < ALONE && !str_has(w.runs[i].text, "\n");
    struct html_capture c;
    html_capture_begin(v, &c);
    for (size_t i = 0; i < w.count;) {
        if (w.runs[i].side == KEPT && !w.runs[i].weak)
            html_escape(v->out, w.runs[i++].text);
        else
            i += change(v, &w.runs[i], w.count - i);
    }
    return html_capture_end(v, &c);
}
