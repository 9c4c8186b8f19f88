/* Search over all public things.
 *
 * It reads the small tables of what there is now, and the newest few thousand motions and topics: its cost is bounded,
 * whatever the history. Matching is by characters, so two Chinese ones are enough. */
#include <string.h>

#include "acts/pipeline.h"
#include "views/collection.h"
#include "views/join.html.h"
#include "views/unseal.h"

enum { RESULTS_MAX = 100, EACH_MAX = 20, QUERY_BYTES_MAX = 200 };

struct searching { struct view *v; struct found_row *rows; size_t count; struct str like; };

static void found(struct searching *s, enum found_kind kind, struct str href, struct str what, struct str more) {
    size_t same = 0;
    for (size_t i = 0; i < s->count; i++) same += s->rows[i].kind == kind;
    if (s->count < RESULTS_MAX && same < EACH_MAX) s->rows[s->count++] = (struct found_row){ kind, href, what, more };
}

/* "%…%" with the wild cards of LIKE taken literally. */
static struct str pattern_of(struct view *v, struct str q) {
    struct buf b;
    buf_init(&b, 1024);
    buf_addc(&b, '%');
    for (size_t i = 0; i < q.len; i++) {
        if (strchr("%_!", q.data[i])) buf_addc(&b, '!');
        buf_addc(&b, q.data[i] >= 'A' && q.data[i] <= 'Z' ? (char)(q.data[i] - 'A' + 'a') : q.data[i]);
    }
    buf_addc(&b, '%');
    struct str pattern = arena_str(v->arena, buf_str(&b));
    buf_release(&b);
    return pattern;
}

static void search_members(struct searching *s) {
    struct view *v = s->v;
    struct rows *r = db_rows(v->db,
                             "SELECT id, name, name_en FROM org WHERE lower(name) LIKE $1 ESCAPE '!' OR lower(name_en) LIKE $1 ESCAPE '!' ORDER BY name LIMIT 20", V(s->like));
    while (rows_next(r)) found(s, FOUND_MEMBER, arena_f(v->arena, "/members/%lld", (long long)rows_int(r, 0)), arena_str(v->arena, rows_str(r, 1)), arena_str(v->arena, rows_str(r, 2)));
    rows_done(r);
    r = db_rows(v->db,
                "SELECT h.person, h.body, h.title, " NAME_OF("p") " FROM holding h JOIN person p ON p.id = h.person JOIN private n ON n.entry = p.name_entry AND n.field = 'name' "
                "WHERE h.to_at IS NULL AND lower(n.value) LIKE $1 ESCAPE '!' ORDER BY h.id LIMIT 20",
                V(s->like));
    while (rows_next(r)) {
        struct text office = office_name(v, arena_z(v->arena, rows_str(r, 1)), arena_z(v->arena, rows_str(r, 2)));
        found(s, FOUND_PERSON, arena_f(v->arena, "/people/%lld", (long long)rows_int(r, 0)), unsealed_name(v, rows_str(r, 3), rows_int(r, 0)), str_of(text_in(office, v->lang)));
    }
    rows_done(r);
}

static bool holds(struct str text, const char *q) {
    return text.data && memmem(text.data, text.len, q, strlen(q)) != NULL;
}

static void search_charter(struct searching *s, const char *q) {
    struct view *v = s->v;
    for (size_t i = 0; i < body_count(v); i++) {
        struct text name = body_name(v, body_nth(v, i));
        if (holds(str_of(name.en), q) || holds(str_of(name.zh), q))
            found(s, FOUND_BODY, arena_f(v->arena, "/bodies/%s", body_nth(v, i)), str_of(text_in(name, v->lang)), STR(""));
    }
    const struct charter_clause *clauses;
    size_t n = charter_clauses(v->charter, &clauses);
    for (size_t i = 0; i < n; i++) {
        const struct charter_clause *c = &clauses[i];
        if (!holds(c->prose[LANG_ZH], q) && !holds(c->prose[LANG_EN], q) && !holds(str_of(c->heading.en), q) && !holds(str_of(c->heading.zh), q) && strcmp(c->id, q) != 0) continue;
        struct str prose = c->prose[v->lang];
        size_t cut = prose.len < 120 ? prose.len : 120;
        while (cut < prose.len && ((unsigned char)prose.data[cut] & 0xc0) == 0x80) cut++;
        found(s, FOUND_CLAUSE, arena_f(v->arena, "/charter/%s", c->id), arena_f(v->arena, "%s %s", c->id, c->heading.en ? text_in(c->heading, v->lang) : ""), str_head(prose, cut));
    }
}

static void search_decisions(struct searching *s) {
    struct view *v = s->v;
    struct rows *r = db_rows(v->db,
                             "SELECT o.id, o.resolution, t.value FROM (SELECT id, entry, resolution FROM motion ORDER BY id DESC LIMIT 5000) o "
                             "JOIN private t ON t.entry = o.entry AND t.field = 'title' WHERE lower(t.value) LIKE $1 ESCAPE '!' ORDER BY o.id DESC LIMIT 40",
                             V(s->like));
    while (rows_next(r)) {
        struct str resolution = arena_str(v->arena, rows_str(r, 1));
        if (rows_null(r, 1))
            found(s, FOUND_MOTION, arena_f(v->arena, "/motions/%lld", (long long)rows_int(r, 0)), unsealed(v, rows_str(r, 2)), STR(""));
        else
            found(s, FOUND_RESOLUTION, arena_f(v->arena, "/resolutions/%.*s", STR_FMT(resolution)), unsealed(v, rows_str(r, 2)), resolution);
    }
    rows_done(r);
    r = db_rows(v->db,
                "SELECT c.meeting, t.value FROM (SELECT id, entry, meeting FROM topic ORDER BY id DESC LIMIT 5000) c "
                "JOIN private t ON t.entry = c.entry AND t.field = 'title' WHERE lower(t.value) LIKE $1 ESCAPE '!' ORDER BY c.id DESC LIMIT 20",
                V(s->like));
    while (rows_next(r)) found(s, FOUND_TOPIC, arena_f(v->arena, "/meetings/%lld", (long long)rows_int(r, 0)), unsealed(v, rows_str(r, 1)), STR(""));
    rows_done(r);
}

static void view_search(struct view *v) {
    const char *q = view_param(v, "q");
    struct searching s = { .v = v, .rows = arena_array(v->arena, struct found_row, RESULTS_MAX) };
    if (q && *q && strlen(q) <= QUERY_BYTES_MAX) {
        s.like = pattern_of(v, str_of(q));
        search_members(&s);
        search_charter(&s, q);
        search_decisions(&s);
    }
    struct search_page p = { .q = str_of(q ? q : ""), .rows = s.rows, .count = s.count };
    page_begin_with(v, &(struct page){ .title = T("Search", "检索"), .private = true });
    tpl_search(v, &p);
    page_end(v);
}
VIEW(search) = { .path = "/search", .run = view_search };
