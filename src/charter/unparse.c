/* A rule written back in its one canonical spelling: what differences are measured by, and what `charter show` prints.
 * Reading it again gives the same rule; a test sees to it for every rule of every charter in the house. */
#include "charter/internal.h"

#include <assert.h>
#include <string.h>

static void write_share(struct buf *out, struct ratio r) {
    if (100 % r.den == 0 && r.den > 4)
        buf_addf(out, "%lld%%", (long long)(r.num * (100 / r.den)));
    else
        buf_addf(out, "%lld/%lld", (long long)r.num, (long long)r.den);
}

static void write_who(struct buf *out, const struct grantee *g) {
    switch (g->kind) {
    case GRANT_OFFICE:
        buf_addf(out, "%s of %s", g->title ? g->title : "holder", strcmp(g->body, SUBJECT_EVERY) ? g->body : "it");
        return;
    case GRANT_REPRESENTATIVE:
    case GRANT_VOTING:
        buf_addz(out, g->kind == GRANT_VOTING ? "voting representative" : "representative");
        if (g->class_id) buf_addf(out, " of %s members", g->class_id);
        return;
    case GRANT_PERSON: buf_addz(out, "person"); return;
    case GRANT_VISITOR: buf_addz(out, "visitor"); return;
    case GRANT_FOUNDER: buf_addz(out, "founder"); return;
    case GRANT_OPERATOR: buf_addz(out, "operator"); return;
    case GRANT_CLOCK: buf_addz(out, "clock"); return;
    }
}

static void write_word(struct buf *out, const struct slot *s, const char *word) {
    for (const struct slot_choice *c = slot_choices(s); c && c->value; c++)
        if (!strcmp(c->value, word)) {
            buf_addz(out, c->written ? c->written : c->value);
            return;
        }
    buf_addz(out, word);
}

static void write_value(struct buf *out, const struct slot *s, const struct value *v) {
    size_t n = s->list || s->type == SLOT_WHO ? v->list_count : 0;
    for (size_t i = 0; i < n; i++) {
        buf_addz(out, i ? ", " : "");
        if (s->type == SLOT_WHO)
            write_who(out, &v->who[i]);
        else
            write_word(out, s, v->list[i]);
    }
    if (n) return;
    switch (s->type) {
    case SLOT_INT:
    case SLOT_YEAR: buf_addint(out, v->integer); return;
    case SLOT_RATIO: write_share(out, v->ratio); return;
    case SLOT_DAY: day_format(out, v->day); return;
    case SLOT_MONEY: {
        struct buf fen;
        buf_init(&fen, 64);
        fen_format(&fen, v->integer);
        struct str t = buf_str(&fen);
        if (str_ends(t, ".00")) t.len -= 3;
        buf_addz(out, "CNY ");
        buf_add(out, t);
        buf_release(&fen);
        return;
    }
    default: write_word(out, s, v->word); return;
    }
}

struct writer {
    struct buf *out;
    const struct rule *r;
    int64_t number; /* the last whole number written: its noun follows */
};

/* A choice of words stands for its number; and a mark or the end needs no blank before it. */
static void write_blank(struct writer *w, char next) {
    struct buf *out = w->out;
    if (out->len && out->data[out->len - 1] != ' ' && !strchr(":,;", next)) buf_addc(out, ' ');
}

static int slot_named(const struct rule *r, struct str name) {
    for (int i = 0; r->topic->slots && r->topic->slots[i].type != SLOT_END; i++)
        if (str_is(name, r->topic->slots[i].name)) return i;
    return -1;
}

static void write_piece(struct writer *w, struct str piece) {
    write_blank(w, piece.data[0]);
    if (piece.data[0] != '<') {
        struct str rest = piece;
        struct str one = str_cut(&rest, '|');
        buf_add(w->out, !rest.data || w->number == 1 ? one : rest);
        return;
    }
    struct str name = str_head(str_skip(piece, 1), piece.len - 2);
    if (str_is(name, "subject")) {
        bool class = w->r->topic->subject == SUBJECT_CLASS;
        buf_addz(w->out, strcmp(w->r->subject, SUBJECT_EVERY) ? w->r->subject : class ? "every class" : "every body");
        return;
    }
    int i = slot_named(w->r, name);
    assert(i >= 0);
    const struct value *v = &w->r->values[i];
    if (w->r->topic->slots[i].type == SLOT_INT) w->number = v->integer;
    if (v->given)
        write_value(w->out, &w->r->topic->slots[i], v);
    else
        write_word(w->out, &w->r->topic->slots[i], w->r->topic->slots[i].otherwise);
}

static bool part_is_given(const struct rule *r, struct str part) {
    for (size_t at = 0; at < part.len; at++) {
        if (part.data[at] != '<') continue;
        struct str rest = str_skip(part, at + 1);
        int i = slot_named(r, str_cut(&rest, '>'));
        if (i >= 0 && !r->values[i].given) return false;
    }
    return true;
}

void rule_unparse(struct buf *out, const struct rule *r) {
    struct writer w = { out, r, 0 };
    struct str rest = str_of(r->topic->forms[r->form].sentence);
    while (rest.len) {
        struct str piece = pattern_piece(&rest);
        if (!piece.len || piece.data[0] == ']') continue;
        if (piece.data[0] != '[') {
            write_piece(&w, piece);
            continue;
        }
        const char *close = memchr(rest.data, ']', rest.len);
        if (!part_is_given(r, str_head(rest, (size_t)(close - rest.data))))
            rest = str_skip(rest, (size_t)(close - rest.data) + 1);
    }
}
