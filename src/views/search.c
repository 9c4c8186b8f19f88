/* Search over what is public: members, people in office, bodies, clauses, topics, motions and resolutions, matters,
 * interpretations.
 *
 * Words are looked for as they stand, anywhere, in any script: two Chinese characters are a word like any other, which no
 * tokenizer has to know. That is affordable because what is searched is small beside the record: the things the acts are
 * about, not the acts; and of those that grow for ever (topics, motions, matters) only the newest NEWEST are read. A word
 * that was not given costs nothing: its place holds "%", which is looked at before the text is. */
#include <string.h>

#include "acts/pipeline.h"
#include "acts/record.h"
#include "views/collection.h"
#include "views/json.h"
#include "views/search.html.h"
#include "views/unseal.h"

enum { TERMS_MAX = 3, HITS_SHOWN = 8, SNIPPET_BEFORE = 60, SNIPPET_AFTER = 160, GROUPS_MAX = 10 };
#define NEWEST "20000"

struct search {
    struct str terms[TERMS_MAX]; /* lower case */
    size_t count;
    const char *like[TERMS_MAX]; /* "%…%", "%" where there is no term */
    struct search_group *groups;
    size_t group_count;
    int64_t found;
    bool more;
    json_t *json; /* when asked for as JSON: {"kind": [{"href","title"}]} */
};

/* ---- the words ---- */

static struct str lower(struct arena *a, struct str s) {
    char *copy = arena_copy(a, s.len ? s.data : "", s.len + (s.len == 0));
    for (size_t i = 0; i < s.len; i++)
        if (copy[i] >= 'A' && copy[i] <= 'Z') copy[i] = (char)(copy[i] + 32);
    return (struct str){ copy, s.len };
}

static const char *like_of(struct arena *a, struct str term) {
    struct buf b;
    buf_init(&b, 4096);
    buf_addc(&b, '%');
    for (size_t i = 0; i < term.len; i++) {
        if (memchr("%_!", term.data[i], 3)) buf_addc(&b, '!');
        if (term.data[i] == '"' || term.data[i] == '\\') buf_addc(&b, '\\'); /* sealed texts are kept as JSON */
        buf_addc(&b, term.data[i]);
    }
    buf_addc(&b, '%');
    const char *z = arena_z(a, buf_str(&b));
    buf_release(&b);
    return z;
}

/* Words parted by blanks, also by the wide blank of Chinese keyboards. The whole is at least two characters. */
static bool terms_of(struct view *v, const char *q, struct search *s) {
    struct str rest = lower(v->arena, str_of(q));
    size_t chars = 0, i = 0;
    while (i < rest.len && s->count < TERMS_MAX) {
        size_t from = i, wide = 0;
        while (i < rest.len && rest.data[i] != ' ' && !(wide = str_starts(str_skip(rest, i), "\xe3\x80\x80") ? 3 : 0))
            i++;
        struct str term = { rest.data + from, i - from };
        if (term.len) {
            chars += str_chars(term);
            s->terms[s->count++] = term;
        }
        i += wide ? wide : 1;
    }
    for (size_t k = 0; k < TERMS_MAX; k++) s->like[k] = k < s->count ? like_of(v->arena, s->terms[k]) : "%";
    return chars >= 2;
}

static bool holds(struct str text, struct str term) {
    return term.len <= text.len && memmem(text.data, text.len, term.data, term.len);
}

/* All words are in it; `low` is lower case. */
static bool fits(const struct search *s, struct str low) {
    for (size_t i = 0; i < s->count; i++)
        if (!holds(low, s->terms[i])) return false;
    return s->count > 0;
}

/* ---- what was found, with the words marked ---- */

static size_t next_match(const struct search *s, struct str low, size_t from, size_t *ret_len) {
    size_t best = low.len;
    for (size_t i = 0; i < s->count; i++) {
        const char *p =
            from < low.len ? memmem(low.data + from, low.len - from, s->terms[i].data, s->terms[i].len) : NULL;
        if (p && (size_t)(p - low.data) < best) {
            best = (size_t)(p - low.data);
            *ret_len = s->terms[i].len;
        }
    }
    return best;
}

static struct raw_html marked(struct view *v, const struct search *s, struct str text) {
    struct str low = lower(v->arena, text);
    struct html_capture c;
    html_capture_begin(v, &c);
    for (size_t i = 0; i < text.len;) {
        size_t len = 0, at = next_match(s, low, i, &len);
        html_escape(v->out, (struct str){ text.data + i, at - i });
        if (len && at < text.len) tpl_search_mark(v, (struct str){ text.data + at, len });
        i = at + len;
        if (at >= text.len) break;
    }
    return html_capture_end(v, &c);
}

/* A piece of a longer text around its first match, cut between characters. */
static struct str snippet(struct view *v, const struct search *s, struct str text) {
    size_t len = 0, at = next_match(s, lower(v->arena, text), 0, &len);
    size_t from = at > SNIPPET_BEFORE && at < text.len ? at - SNIPPET_BEFORE : 0,
           to = (at < text.len ? at : 0) + SNIPPET_AFTER;
    while (from > 0 && ((unsigned char)text.data[from] & 0xc0) == 0x80) from--;
    if (to > text.len) to = text.len;
    while (to < text.len && ((unsigned char)text.data[to] & 0xc0) == 0x80) to++;
    struct str piece =
        arena_f(v->arena, "%s%.*s%s", from ? "…" : "", (int)(to - from), text.data + from, to < text.len ? "…" : "");
    char *flat = arena_copy(v->arena, piece.data, piece.len + 1);
    for (size_t i = 0; i < piece.len; i++)
        if (flat[i] == '\n' || flat[i] == '*' || flat[i] == '`') flat[i] = ' ';
    return (struct str){ flat, piece.len };
}

static struct search_group *group(struct view *v, struct search *s, const char *id, struct text title,
                                  struct link_to all) {
    struct search_group *g = &s->groups[s->group_count];
    *g = (struct search_group){
        .id = id, .title = title, .all = all, .hits = arena_array(v->arena, struct search_hit, HITS_SHOWN)
    };
    return g;
}

/* False when the group is full. */
static bool hit(struct view *v, struct search *s, struct search_group *g, const char *href, struct str title,
                struct str text, struct text note, day on) {
    if (g->count == HITS_SHOWN) {
        g->more = s->more = true;
        return false;
    }
    ((struct search_hit *)g->hits)[g->count++] =
        (struct search_hit){ href, marked(v, s, title), text.len ? marked(v, s, text) : RAW_NONE, note, on };
    if (s->json) {
        json_t *list = json_object_get(s->json, g->id);
        if (!list) {
            list = json_array();
            json_object_set_new(s->json, g->id, list);
        }
        json_array_append_new(list,
                              json_pack("{s:s, s:s%}", "href", href, "title", title.data ? title.data : "", title.len));
    }
    return true;
}

static void group_done(struct search *s, const struct search_group *g) {
    s->found += (int64_t)g->count;
    s->group_count += g->count > 0;
}

/* ---- straight there ---- */

static void search_exact(struct view *v, struct search *s, const char *q) {
    struct search_group *g = group(v, s, "exact", T("Straight there", "直达"), (struct link_to){ 0 });
    struct str word = str_trim(str_of(q));
    if (str_starts(word, "§")) word = str_trim(str_skip(word, strlen("§")));
    char id[32];
    bool lettered = word.len && (word.data[0] == 'a' || word.data[0] == 'A');
    const struct charter_clause *clause = NULL;
    if (word.len && word.len < sizeof id - 2) {
        snprintf(id, sizeof id, "A%.*s", (int)(word.len - lettered), word.data + lettered);
        clause = charter_clause(v->charter, id);
    }
    if (clause)
        hit(v, s, g, arena_f(v->arena, "/charter/%s", clause->id).data,
            str_of(text_in(clause_words(v->arena, clause->id), v->lang)), snippet(v, s, clause->prose[v->lang]), T_NONE,
            DAY_NONE);
    struct str number = str_starts(word, "#")   ? str_skip(word, 1)
                        : str_starts(word, "№") ? str_trim(str_skip(word, strlen("№")))
                                                : word;
    int64_t n;
    if (str_int(number, &n) == 0 && n >= 0 && n < record_size(v->db))
        hit(v, s, g, arena_f(v->arena, "/register/entry/%lld", (long long)n).data,
            v->lang == LANG_ZH ? arena_f(v->arena, "公开登记簿第 %lld 条", (long long)n)
                               : arena_f(v->arena, "Entry %lld of the public register", (long long)n),
            STR_NONE, T_NONE, DAY_NONE);
    group_done(s, g);
}

/* ---- the law ---- */

static void search_clauses(struct view *v, struct search *s) {
    struct search_group *g = group(v, s, "clauses", T("Clauses of the charter", "章程条款"), (struct link_to){ 0 });
    const struct charter_clause *clauses;
    size_t n = charter_clauses(v->charter, &clauses);
    for (size_t i = 0; i < n; i++) {
        const struct charter_clause *c = &clauses[i];
        struct str prose = c->prose[v->lang];
        if (!fits(s, lower(v->arena, prose)) &&
            fits(s, lower(v->arena, c->prose[v->lang == LANG_ZH ? LANG_EN : LANG_ZH])))
            prose = c->prose[v->lang == LANG_ZH ? LANG_EN : LANG_ZH];
        bool heading = fits(s, lower(v->arena, str_of(text_in(c->heading, v->lang))));
        if (!heading && !fits(s, lower(v->arena, prose))) continue;
        struct str title = str_of(text_in(clause_words(v->arena, c->id), v->lang));
        if (c->heading.en) title = arena_f(v->arena, "%.*s %s", STR_FMT(title), text_in(c->heading, v->lang));
        if (!hit(v, s, g, arena_f(v->arena, "/charter/%s", c->id).data, title, snippet(v, s, prose), T_NONE, DAY_NONE))
            break;
    }
    group_done(s, g);
}

static void search_bodies(struct view *v, struct search *s) {
    struct search_group *g = group(v, s, "bodies", T("Bodies and offices", "机构与职务"), (struct link_to){ 0 });
    const struct charter_body *bodies;
    size_t n = charter_bodies(v->charter, &bodies);
    for (size_t i = 0; i < n; i++) {
        const char *href = arena_f(v->arena, "/bodies/%s", bodies[i].id).data;
        if (fits(s, lower(v->arena, str_of(bodies[i].name.en))) || fits(s, lower(v->arena, str_of(bodies[i].name.zh))))
            hit(v, s, g, href, str_of(text_in(bodies[i].name, v->lang)), STR_NONE, T_NONE, DAY_NONE);
        for (size_t k = 0; k < bodies[i].title_count; k++) {
            struct text office = office_name(v, bodies[i].id, bodies[i].titles[k].id);
            if (fits(s, lower(v->arena, str_of(text_in(office, v->lang)))) &&
                !fits(s, lower(v->arena, str_of(text_in(bodies[i].name, v->lang)))))
                hit(v, s, g, href, str_of(text_in(office, v->lang)), STR_NONE, T_NONE, DAY_NONE);
        }
    }
    group_done(s, g);
}

/* ---- members and people ---- */

static void search_members(struct view *v, struct search *s, const char *q) {
    struct buf all;
    buf_init(&all, 4096);
    buf_addz(&all, "/members?name=");
    url_escape(&all, str_of(q));
    struct search_group *g =
        group(v, s, "members", T("Members", "成员单位"),
              (struct link_to){ arena_z(v->arena, buf_str(&all)), T("In the list of members", "在成员名单中查看") });
    buf_release(&all);
    struct rows *r = db_rows(
        v->db,
        "SELECT o.id, o.name, o.name_en, m.class FROM org o LEFT JOIN membership m ON m.org = o.id AND m.to_at IS NULL "
        "WHERE lower(o.name || ' ' || coalesce(o.name_en, '') || ' ' || o.registration) LIKE $1 ESCAPE '!' "
        "AND ($2 = '%' OR lower(o.name || ' ' || coalesce(o.name_en, '') || ' ' || o.registration) LIKE $2 ESCAPE '!') "
        "AND ($3 = '%' OR lower(o.name || ' ' || coalesce(o.name_en, '') || ' ' || o.registration) LIKE $3 ESCAPE '!') ORDER BY CASE WHEN m.id IS NULL THEN 1 ELSE 0 END, o.name LIMIT 9",
        V(s->like[0]), V(s->like[1]), V(s->like[2]));
    while (rows_next(r)) {
        struct str name = arena_str(v->arena, rows_str(r, 1)), english = arena_str(v->arena, rows_str(r, 2));
        struct text note =
            rows_null(r, 3) ? T("no member now", "目前不是成员") : class_name(v, arena_z(v->arena, rows_str(r, 3)));
        hit(v, s, g, arena_f(v->arena, "/members/%lld", (long long)rows_int(r, 0)).data,
            v->lang == LANG_EN && english.len ? english : name, v->lang == LANG_EN && english.len ? name : english,
            note, DAY_NONE);
    }
    rows_done(r);
    group_done(s, g);
}

static void search_people(struct view *v, struct search *s) {
    struct search_group *g =
        group(v, s, "people", T("People in office and representatives", "任职人员与代表"), (struct link_to){ 0 });
    struct rows *r = db_rows(
        v->db,
        "SELECT p.id, x.value, (SELECT h.body FROM holding h WHERE h.person = p.id AND h.to_at IS NULL ORDER BY h.id LIMIT 1), "
        "(SELECT h.title FROM holding h WHERE h.person = p.id AND h.to_at IS NULL ORDER BY h.id LIMIT 1) "
        "FROM person p JOIN private x ON x.entry = p.name_entry AND x.field = 'name' WHERE p.erased_at IS NULL "
        "AND lower(x.value) LIKE $1 ESCAPE '!' AND ($2 = '%' OR lower(x.value) LIKE $2 ESCAPE '!') AND ($3 = '%' OR lower(x.value) LIKE $3 ESCAPE '!') "
        "AND (EXISTS (SELECT 1 FROM holding h WHERE h.person = p.id) OR EXISTS (SELECT 1 FROM representation t WHERE t.person = p.id AND t.to_at IS NULL)) "
        "ORDER BY p.id LIMIT 9",
        V(s->like[0]), V(s->like[1]), V(s->like[2]));
    while (rows_next(r)) {
        struct text note = rows_null(r, 2)
                               ? T_NONE
                               : office_name(v, arena_z(v->arena, rows_str(r, 2)), arena_z(v->arena, rows_str(r, 3)));
        hit(v, s, g, arena_f(v->arena, "/people/%lld", (long long)rows_int(r, 0)).data, unsealed(v, rows_str(r, 1)),
            STR_NONE, note, DAY_NONE);
    }
    rows_done(r);
    group_done(s, g);
}

/* ---- what bodies deal with ---- */

static void search_topics(struct view *v, struct search *s) {
    struct search_group *g = group(v, s, "topics", T("Topics", "议题"), (struct link_to){ 0 });
    struct rows *r = db_rows(
        v->db,
        "SELECT t.id, t.meeting, m.body, m.starts_at, x.value FROM (SELECT id, meeting, entry FROM topic ORDER BY id DESC LIMIT " NEWEST
        ") t "
        "JOIN private x ON x.entry = t.entry AND x.field = 'title' JOIN meeting m ON m.id = t.meeting "
        "WHERE lower(x.value) LIKE $1 ESCAPE '!' AND ($2 = '%' OR lower(x.value) LIKE $2 ESCAPE '!') AND ($3 = '%' OR lower(x.value) LIKE $3 ESCAPE '!') ORDER BY t.id DESC LIMIT 9",
        V(s->like[0]), V(s->like[1]), V(s->like[2]));
    while (rows_next(r))
        hit(v, s, g,
            arena_f(v->arena, "/meetings/%lld#topic-%lld", (long long)rows_int(r, 1), (long long)rows_int(r, 0)).data,
            unsealed(v, rows_str(r, 4)), STR_NONE, body_name(v, arena_z(v->arena, rows_str(r, 2))),
            instant_day(rows_int(r, 3), v->zone));
    rows_done(r);
    group_done(s, g);
}

/* Those that passed are found as resolutions. */
static void search_motions(struct view *v, struct search *s) {
    struct search_group *g = group(v, s, "motions", T("Motions and resolutions", "动议与决议"), (struct link_to){ 0 });
    struct rows *r = db_rows(
        v->db,
        "SELECT o.id, o.resolution, o.state, o.body, coalesce(o.closed_at, o.put_at, m.starts_at, 0), x.value, y.value FROM (SELECT id, body, meeting, put_at, closed_at, title_entry, text_entry, state, resolution FROM motion ORDER BY id DESC LIMIT " NEWEST
        ") o "
        "LEFT JOIN meeting m ON m.id = o.meeting JOIN private x ON x.entry = o.title_entry AND x.field = 'title' LEFT JOIN private y ON y.entry = o.text_entry AND y.field = 'text' "
        "WHERE lower(x.value || coalesce(y.value, '') || coalesce(o.resolution, '')) LIKE $1 ESCAPE '!' AND ($2 = '%' OR lower(x.value || coalesce(y.value, '') || coalesce(o.resolution, '')) LIKE $2 ESCAPE '!') "
        "AND ($3 = '%' OR lower(x.value || coalesce(y.value, '') || coalesce(o.resolution, '')) LIKE $3 ESCAPE '!') ORDER BY o.id DESC LIMIT 9",
        V(s->like[0]), V(s->like[1]), V(s->like[2]));
    while (rows_next(r)) {
        struct str title = unsealed(v, rows_str(r, 5)), text = unsealed(v, rows_str(r, 6)),
                   number = arena_str(v->arena, rows_str(r, 1));
        const char *href = number.len ? arena_f(v->arena, "/resolutions/%.*s", STR_FMT(number)).data
                                      : arena_f(v->arena, "/motions/%lld", (long long)rows_int(r, 0)).data;
        if (number.len) title = arena_f(v->arena, "%.*s %.*s", STR_FMT(number), STR_FMT(title));
        struct text body = body_name(v, arena_z(v->arena, rows_str(r, 3))),
                    state = state_word("motion", arena_z(v->arena, rows_str(r, 2)));
        struct text note =
            T(arena_f(v->arena, "%s, %s", body.en, state.en).data, arena_f(v->arena, "%s，%s", body.zh, state.zh).data);
        hit(v, s, g, href, title, fits(s, lower(v->arena, title)) ? STR_NONE : snippet(v, s, text), note,
            instant_day(rows_int(r, 4), v->zone));
    }
    rows_done(r);
    group_done(s, g);
}

static void search_matters(struct view *v, struct search *s) {
    struct search_group *g = group(v, s, "matters", T("Matters for a vote", "待表决事项"), (struct link_to){ 0 });
    struct rows *r = db_rows(
        v->db,
        "SELECT t.id, t.body, t.state, t.opened_at, x.value FROM (SELECT id, body, state, opened_at, entry FROM matter ORDER BY id DESC LIMIT " NEWEST
        ") t "
        "JOIN private x ON x.entry = t.entry AND x.field = 'title' "
        "WHERE lower(x.value) LIKE $1 ESCAPE '!' AND ($2 = '%' OR lower(x.value) LIKE $2 ESCAPE '!') AND ($3 = '%' OR lower(x.value) LIKE $3 ESCAPE '!') ORDER BY t.id DESC LIMIT 9",
        V(s->like[0]), V(s->like[1]), V(s->like[2]));
    while (rows_next(r))
        hit(v, s, g, arena_f(v->arena, "/matters/%lld", (long long)rows_int(r, 0)).data, unsealed(v, rows_str(r, 4)),
            STR_NONE, state_word("matter", arena_z(v->arena, rows_str(r, 2))), instant_day(rows_int(r, 3), v->zone));
    rows_done(r);
    group_done(s, g);
}

static void search_interpretations(struct view *v, struct search *s) {
    struct search_group *g = group(v, s, "interpretations", T("Interpretations", "解释"), (struct link_to){ 0 });
    struct rows *r = db_rows(
        v->db,
        "SELECT i.id, i.clause, i.published_at, x.value, y.value FROM interpretation i JOIN private x ON x.entry = i.entry AND x.field = 'title' "
        "LEFT JOIN private y ON y.entry = i.entry AND y.field = 'answer' WHERE i.state = 'published' AND lower(x.value || coalesce(y.value, '')) LIKE $1 ESCAPE '!' "
        "AND ($2 = '%' OR lower(x.value || coalesce(y.value, '')) LIKE $2 ESCAPE '!') AND ($3 = '%' OR lower(x.value || coalesce(y.value, '')) LIKE $3 ESCAPE '!') ORDER BY i.id DESC LIMIT 9",
        V(s->like[0]), V(s->like[1]), V(s->like[2]));
    while (rows_next(r)) {
        const char *clause = arena_z(v->arena, rows_str(r, 1));
        hit(v, s, g, arena_f(v->arena, "/charter/%s#interpretation-%lld", clause, (long long)rows_int(r, 0)).data,
            unsealed(v, rows_str(r, 3)), snippet(v, s, unsealed(v, rows_str(r, 4))), clause_words(v->arena, clause),
            rows_null(r, 2) ? DAY_NONE : instant_day(rows_int(r, 2), v->zone));
    }
    rows_done(r);
    group_done(s, g);
}

/* ---- the answer ---- */

static bool search_run(struct view *v, const char *q, struct search *s) {
    s->groups = arena_array(v->arena, struct search_group, GROUPS_MAX);
    if (!terms_of(v, q, s)) {
        search_exact(v, s, q); /* the number of an entry may have one digit */
        return s->found > 0;
    }
    search_exact(v, s, q);
    search_members(v, s, q);
    search_people(v, s);
    search_bodies(v, s);
    search_clauses(v, s);
    search_motions(v, s);
    search_topics(v, s);
    search_matters(v, s);
    search_interpretations(v, s);
    return true;
}

static void view_search(struct view *v) {
    const char *q = view_param(v, "q");
    struct search_page p = { .q = q ? q : "", .asked = q && q[0] };
    struct search s = { 0 };
    if (p.asked) p.too_short = !search_run(v, q, &s);
    p.groups = s.groups;
    p.group_count = s.group_count;
    p.found = s.found;
    p.more = s.more;
    struct buf json;
    buf_init(&json, 4096);
    buf_addz(&json, "/api/v1/search?q=");
    url_escape(&json, str_of(p.q));
    page_begin_with(v, &(struct page){
                           .title = T("Search the public record", "检索公开记录"),
                           .private = true,
                           .forms = p.found ? LINKS({ arena_z(v->arena, buf_str(&json)), T("JSON", "JSON") }) : NULL });
    buf_release(&json);
    tpl_search(v, &p);
    page_end(v);
}
VIEW(search) = { .path = "/search", .cached = true, .run = view_search };

static void view_search_json(struct view *v) {
    const char *q = view_param(v, "q");
    struct search s = { .json = json_object() };
    if (q && q[0]) search_run(v, q, &s);
    view_json(v, json_pack("{s:s, s:I, s:b, s:o}", "q", q ? q : "", "count", (json_int_t)s.found, "more", s.more,
                           "found", s.json));
}
VIEW(search_json) = { .path = "/api/v1/search", .type = "application/json", .cached = true, .run = view_search_json };
