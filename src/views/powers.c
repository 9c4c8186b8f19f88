/* Who may do what, in words (powers.h). The charter's grants are read, never judged, here. */
#include "views/powers.h"

#include <string.h>

#include "acts/capacity.h"
#include "views/parts.h"

enum { ROWS_MAX = 128 };

static struct text office_words(struct view *v, const struct grantee *g, const char *body) {
    const char *of = g->body ? g->body : body;
    const struct charter_body *b = of ? charter_body(v->charter, of) : NULL;
    if (!b) return g->title ? text_same(g->title) : T("a holder of the body concerned", "有关机构的任职者");
    if (!g->title)
        return T(arena_z(v->arena, arena_f(v->arena, "any %s of the %s", b->holder.en, b->name.en)),
                 arena_z(v->arena, arena_f(v->arena, "%s%s", b->name.zh, b->holder.zh)));
    const struct charter_title_of *t = body_title(b, g->title);
    struct text title = t ? t->name : text_same(g->title);
    bool one = t && !t->seats_open && t->seats == 1;
    return T(arena_z(v->arena, arena_f(v->arena, "%s %s of the %s", one ? "the" : "a", title.en, b->name.en)),
             arena_z(v->arena, arena_f(v->arena, "%s%s", b->name.zh, title.zh)));
}

struct text grantee_words(struct view *v, const struct grantee *g, const char *body) {
    const struct charter_class *c = g->class_id ? charter_class(v->charter, g->class_id) : NULL;
    struct text member = c ? c->name : T("member", "成员单位");
    switch (g->kind) {
    case GRANT_OFFICE: return office_words(v, g, body);
    case GRANT_REPRESENTATIVE:
        return T(arena_z(v->arena, arena_f(v->arena, "a representative of a %s", member.en)),
                 arena_z(v->arena, arena_f(v->arena, "%s代表", member.zh)));
    case GRANT_VOTING:
        return T(arena_z(v->arena, arena_f(v->arena, "the voting representative of a %s", member.en)),
                 arena_z(v->arena, arena_f(v->arena, "%s的表决代表", member.zh)));
    case GRANT_PERSON: return T("anyone signed in", "任何已登录者");
    case GRANT_VISITOR: return T("anyone", "任何人");
    case GRANT_FOUNDER: return T("the founder, until the founding is closed", "发起人（筹建结束前）");
    case GRANT_OPERATOR: return T("who runs the server", "系统运维方");
    case GRANT_CLOCK: return T("the clock", "到期自动执行");
    }
    return T_NONE;
}

static bool seen(const struct power_row *rows, size_t n, const struct power_row *row) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].clause, row->clause) == 0 && strcmp(rows[i].who.en, row->who.en) == 0) return true;
    return false;
}

static void rows_add(struct view *v, struct power_row *rows, size_t *n, const char *power, const char *body) {
    const struct grant *const *grants;
    size_t count = charter_grants(v->charter, power, body, &grants);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < grants[i]->who_count && *n < ROWS_MAX; k++) {
            const struct grantee *g = &grants[i]->who[k];
            struct power_row row = { grants[i]->clause, grants[i]->body, grantee_words(v, g, body),
                                     g->kind == GRANT_VISITOR };
            if (!seen(rows, *n, &row)) rows[(*n)++] = row;
        }
}

struct powers powers_of(struct view *v, const char *power, const char *body) {
    struct powers p = { 0 };
    if (!power || !v->charter) return p;
    struct power_row *rows = arena_array(v->arena, struct power_row, ROWS_MAX);
    if (body && charter_body(v->charter, body)) {
        rows_add(v, rows, &p.count, power, body);
    } else {
        rows_add(v, rows, &p.count, power, NULL);
        for (size_t i = 0; i < body_count(v); i++) rows_add(v, rows, &p.count, power, body_nth(v, i));
    }
    p.rows = rows;
    return p;
}

struct powers powers_grouped(struct view *v, const struct powers *p) {
    struct power_row *rows = arena_array(v->arena, struct power_row, p->count + 1);
    size_t n = 0;
    for (size_t i = 0; i < p->count; i++) {
        size_t k = 0;
        while (k < n && strcmp(rows[k].who.en, p->rows[i].who.en) != 0) k++;
        if (k == n) {
            rows[n] = p->rows[i];
            rows[n++].body = NULL;
        } else {
            rows[k].clause = arena_z(v->arena, arena_f(v->arena, "%s %s", rows[k].clause, p->rows[i].clause));
        }
    }
    return (struct powers){ rows, n };
}

struct text powers_words(struct view *v, const struct powers *p) {
    struct text *who = arena_array(v->arena, struct text, p->count + 1);
    size_t n = 0;
    for (size_t i = 0; i < p->count; i++)
        if (p->rows[i].visitor) /* everybody else is among them */
            return p->rows[i].who;
    for (size_t i = 0; i < p->count; i++) {
        bool again = false;
        for (size_t k = 0; k < n && !again; k++) again = strcmp(who[k].en, p->rows[i].who.en) == 0;
        if (!again) who[n++] = p->rows[i].who;
    }
    const char *words[LANG_COUNT];
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct buf b;
        buf_init(&b, 1 << 16);
        for (size_t i = 0; i < n; i++) {
            if (i) buf_addz(&b, lang == LANG_ZH ? "、" : i + 1 == n ? " or " : ", ");
            buf_addz(&b, text_in(who[i], (enum lang)lang));
        }
        words[lang] = arena_z(v->arena, buf_str(&b));
        buf_release(&b);
    }
    return T(words[LANG_EN], words[LANG_ZH]);
}

const char *powers_clauses(struct view *v, const struct powers *p) {
    struct buf b;
    buf_init(&b, 1 << 14);
    for (size_t i = 0; i < p->count; i++) {
        bool again = false;
        for (size_t k = 0; k < i && !again; k++) again = strcmp(p->rows[k].clause, p->rows[i].clause) == 0;
        if (!again) buf_addf(&b, "%s%s", b.len ? " " : "", p->rows[i].clause);
    }
    const char *z = arena_z(v->arena, buf_str(&b));
    buf_release(&b);
    return z;
}

bool viewer_may(const struct view *v, const char *power, const char *body) {
    for (size_t i = 0; i < v->viewer.capacity_count; i++)
        if (capacity_may(v->charter, &v->viewer.capacities[i], power, body, NULL)) return true;
    return false;
}
