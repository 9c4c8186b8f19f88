/* Search over what is public: members, people in office, bodies, clauses, topics, motions and resolutions, matters,
 * interpretations.
 *
 * What grows for ever is found by the index of words (store.h, acts/pipeline/words.h), newest first, and then read: the text itself
 * says whether it holds every word as it was typed, signs included, and whether it may be read. So a question can mean
 * nothing to the index but words, and what has been erased or is nobody's business shows up never. Clauses, bodies and
 * offices are few and at hand: they are looked through as they stand.
 *
 * Order: a number leads straight there; then, in each group, titles that hold all words before texts that do, the newest
 * first. A group shows a few and leads on to all of it, page by page, by key. */
#include <ctype.h>
#include <string.h>

#include "acts/pipeline/record.h"
#include "acts/pipeline/words.h"
#include "base/words.h"
#include "views/collection.h"
#include "views/json.h"
#include "views/search.html.h"
#include "views/unseal.h"

enum {
    TERMS_MAX = 8,
    HITS_SHOWN = 8,     /* of a group beside others */
    HITS_PAGE = 30,     /* of a group alone */
    CHUNK = 40,         /* candidates asked for at once */
    CHECKED_MAX = 2000, /* … and read for one page; further on is another page */
    SNIPPET_BEFORE = 60,
    SNIPPET_AFTER = 160,
    GROUPS_MAX = 10,
};

struct search {
    struct str q;
    struct str terms[TERMS_MAX]; /* lower case */
    size_t count;
    struct str question; /* for the index */
    const char *only;    /* one group, by its id; NULL: all */
    struct str after;    /* … from where on; see struct place */
    struct search_group *groups;
    size_t group_count;
    int64_t found;
    bool more;
    json_t *json, *next; /* when asked for as JSON: {"kind": [{"href","title"}]} and {"kind": "where it goes on"} */
};

/* ---- the words ---- */

/* Words parted by blanks, also by the wide blank of Chinese keyboards. Of one letter there would be no end. */
static bool terms_of(struct view *v, struct search *s) {
    struct str rest = words_lower(v->arena, s->q);
    size_t bytes = 0, i = 0;
    while (i < rest.len && s->count < TERMS_MAX) {
        size_t from = i, wide = 0;
        while (i < rest.len && rest.data[i] != ' ' && !(wide = str_starts(str_skip(rest, i), "\xe3\x80\x80") ? 3 : 0))
            i++;
        if (i > from) {
            s->terms[s->count++] = (struct str){ rest.data + from, i - from };
            bytes += i - from;
        }
        i += wide ? wide : 1;
    }
    s->question = search_question(v->arena, s->terms, s->count);
    return bytes >= 2;
}

static bool holds(struct str text, struct str term) {
    return term.len <= text.len && memmem(text.data, text.len, term.data, term.len);
}

/* All words are in it. */
static bool fits(struct view *v, const struct search *s, struct str text) {
    struct str low = words_lower(v->arena, text);
    for (size_t i = 0; i < s->count; i++)
        if (!holds(low, s->terms[i])) return false;
    return s->count > 0;
}

static bool fits_either(struct view *v, const struct search *s, struct text text) {
    return fits(v, s, str_of(text.en)) || fits(v, s, str_of(text.zh));
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
    struct str low = words_lower(v->arena, text);
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
    size_t len = 0, at = next_match(s, words_lower(v->arena, text), 0, &len);
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

/* ---- groups ---- */

/* What a group may show. */
struct candidate {
    const char *href;
    struct str title, text; /* both are shown, the text as a piece around what was found … */
    struct str also;        /* … and this is only looked through */
    struct text note;
    day on;
};

/* Where a group's page begins: below a number, among titles or among whole texts. As it is written: "t12", "w12". */
struct place {
    bool whole;
    int64_t below;
};

struct source {
    const char *id;
    struct text title;
    enum words_kind first,
        whole;       /* in the index: titles, and texts with their titles where they are looked through too */
    const char *one; /* the row of number $1; none where it may not be read */
    void (*read)(struct view *v, const struct rows *r, struct candidate *c);
    bool with_text; /* a piece of the text is shown although the title holds the words */
    void (*look)(struct view *v, struct search *s, struct search_group *g); /* instead: what is not in the index */
};

static size_t room_of(const struct search *s) { return s->only ? HITS_PAGE : HITS_SHOWN; }

/* False when the group is full. */
static bool hit(struct view *v, struct search *s, struct search_group *g, const struct candidate *c) {
    if (g->count == room_of(s)) {
        g->more = s->more = true;
        return false;
    }
    ((struct search_hit *)g->hits)[g->count++] =
        (struct search_hit){ c->href, marked(v, s, c->title),
                             c->text.len ? marked(v, s, snippet(v, s, c->text)) : RAW_NONE, c->note, c->on };
    if (s->json) {
        json_t *list = json_object_get(s->json, g->id);
        if (!list) {
            list = json_array();
            json_object_set_new(s->json, g->id, list);
        }
        json_array_append_new(list, json_pack("{s:s, s:s%}", "href", c->href, "title",
                                              c->title.data ? c->title.data : "", c->title.len));
    }
    return true;
}

/* The address of a group by itself, or where it goes on. */
static const char *further(struct view *v, const struct search *s, const char *id, struct place from) {
    struct buf b;
    buf_init(&b, 4096);
    buf_addz(&b, s->json ? "/api/v1/search?q=" : "/search?q=");
    url_escape(&b, s->q);
    buf_addf(&b, "&in=%s", id);
    if (from.below) buf_addf(&b, "&after=%c%lld", from.whole ? 'w' : 't', (long long)from.below);
    const char *path = arena_z(v->arena, buf_str(&b));
    buf_release(&b);
    return path;
}

static struct place place_of(struct str after) {
    struct place p = { .whole = str_starts(after, "w") };
    if (after.len && str_int(str_skip(after, 1), &p.below) != 0) p.below = 0;
    return p;
}

/* Whether a candidate is one: by its title among titles; among whole texts only when its title was not enough. */
static bool belongs(struct view *v, const struct search *s, const struct source *from, bool whole,
                    const struct candidate *c) {
    bool title = fits(v, s, c->title);
    if (from->whole && !whole) return title;
    if (title) return !whole;
    struct str all = arena_f(v->arena, "%.*s\n%.*s\n%.*s", STR_FMT(c->title), STR_FMT(c->text), STR_FMT(c->also));
    return fits(v, s, all);
}

static bool show_one(struct view *v, struct search *s, struct search_group *g, const struct source *from, bool whole,
                     int64_t id) {
    struct candidate c = { .on = DAY_NONE };
    struct rows *r = db_rows(v->db, from->one, V(id));
    bool there = rows_next(r);
    if (there) from->read(v, r, &c);
    rows_done(r);
    if (!there || !belongs(v, s, from, whole, &c)) return true;
    if (!whole && !from->with_text) c.text = STR_NONE;
    return hit(v, s, g, &c);
}

/* From `at` on until the group is full or there are no more; then `at` is where it goes on. */
static void look_up(struct view *v, struct search *s, struct search_group *g, const struct source *from,
                    struct place *at) {
    size_t checked = 0;
    for (;;) {
        int64_t ids[CHUNK];
        size_t n = search_find(v->db, s->question, at->whole ? from->whole : from->first, at->below, ids, CHUNK);
        for (size_t i = 0; i < n; i++) {
            if (!show_one(v, s, g, from, at->whole, ids[i])) return;
            at->below = ids[i];
        }
        checked += n;
        if (n < CHUNK) {
            if (!from->whole || at->whole) return;
            *at = (struct place){ .whole = true };
        } else if (checked >= CHECKED_MAX) {
            g->more = s->more = true;
            return;
        }
    }
}

static void run_source(struct view *v, struct search *s, const struct source *from) {
    struct search_group *g = &s->groups[s->group_count];
    struct place at = s->only ? place_of(s->after) : (struct place){ 0 };
    *g = (struct search_group){ .id = from->id,
                                .title = from->title,
                                .hits = arena_array(v->arena, struct search_hit, room_of(s)) };
    if (from->look)
        from->look(v, s, g);
    else
        look_up(v, s, g, from, &at);
    if (g->more && (!from->look || !s->only)) g->further = further(v, s, g->id, s->only ? at : (struct place){ 0 });
    if (g->further && s->next) json_object_set_new(s->next, g->id, json_string(g->further));
    s->found += (int64_t)g->count;
    s->group_count += g->count > 0;
}

/* ---- straight there ---- */

/* "tc-2026-3" is TC-2026-003; what ends before the number is the newest that begin so. */
static void look_resolutions(struct view *v, struct search *s, struct search_group *g, struct str word) {
    enum { ID_MAX = 40 };
    char id[ID_MAX];
    size_t dashes = 0, last = 0;
    if (word.len < 3 || word.len > ID_MAX - 8 || !isalpha((unsigned char)word.data[0])) return;
    for (size_t i = 0; i < word.len; i++) {
        id[i] = (char)toupper((unsigned char)word.data[i]);
        if (id[i] == '-') dashes++, last = i;
    }
    id[word.len] = 0;
    if (dashes == 0) return;
    int64_t number;
    struct str end = str_skip(word, last + 1);
    while (end.len > 1 && end.data[0] == '0') end = str_skip(end, 1);
    if (dashes > 1 && str_int(end, &number) == 0 && number > 0)
        snprintf(id + last, sizeof id - last, "-%03lld", (long long)number);
    struct rows *r = db_rows(
        v->db,
        "SELECT r.id, x.value, o.body, r.passed_at FROM resolution r JOIN motion o ON o.id = r.motion "
        "LEFT JOIN private x ON x.entry = o.title_entry AND x.field = 'title' WHERE r.id >= $1 AND r.id < $2 ORDER BY r.id DESC",
        V((const char *)id), V(arena_f(v->arena, "%s:", id)));
    bool room = true;
    while (room && rows_next(r)) {
        struct str name = arena_str(v->arena, rows_str(r, 0)), title = unsealed(v, rows_str(r, 1));
        struct candidate c = { .href = arena_f(v->arena, "/resolutions/%.*s", STR_FMT(name)).data,
                               .title = arena_f(v->arena, "%.*s %.*s", STR_FMT(name), STR_FMT(title)),
                               .note = body_name(v, arena_z(v->arena, rows_str(r, 2))),
                               .on = instant_day(rows_int(r, 3), v->zone) };
        room = hit(v, s, g, &c);
    }
    rows_done(r);
}

static void look_exact(struct view *v, struct search *s, struct search_group *g) {
    struct str word = str_trim(s->q);
    if (str_starts(word, "§")) word = str_trim(str_skip(word, strlen("§")));
    char id[32];
    bool lettered = word.len && (word.data[0] == 'a' || word.data[0] == 'A');
    const struct charter_clause *clause = NULL;
    if (word.len && word.len < sizeof id - 2) {
        snprintf(id, sizeof id, "A%.*s", (int)(word.len - lettered), word.data + lettered);
        clause = charter_clause(v->charter, id);
    }
    if (clause)
        hit(v, s, g,
            &(struct candidate){ .href = arena_f(v->arena, "/charter/%s", clause->id).data,
                                 .title = str_of(text_in(clause_words(v->arena, clause->id), v->lang)),
                                 .text = clause->prose[v->lang],
                                 .on = DAY_NONE });
    look_resolutions(v, s, g, word);
    struct str number = str_starts(word, "#")   ? str_skip(word, 1)
                        : str_starts(word, "№") ? str_trim(str_skip(word, strlen("№")))
                                                : word;
    int64_t n;
    if (str_int(number, &n) == 0 && n >= 0 && n < record_size(v->db))
        hit(v, s, g,
            &(struct candidate){ .href = arena_f(v->arena, "/register/entry/%lld", (long long)n).data,
                                 .title = v->lang == LANG_ZH
                                              ? arena_f(v->arena, "公开登记簿第 %lld 条", (long long)n)
                                              : arena_f(v->arena, "Entry %lld of the public register", (long long)n),
                                 .on = DAY_NONE });
}

/* ---- the law ---- */

static void look_clauses(struct view *v, struct search *s, struct search_group *g) {
    const struct charter_clause *clauses;
    size_t n = charter_clauses(v->charter, &clauses);
    for (size_t i = 0; i < n; i++) {
        const struct charter_clause *c = &clauses[i];
        enum lang other = v->lang == LANG_ZH ? LANG_EN : LANG_ZH;
        bool heading = fits(v, s, str_of(text_in(c->heading, v->lang))), here = fits(v, s, c->prose[v->lang]);
        if (!heading && !here && !fits(v, s, c->prose[other])) continue;
        struct str title = str_of(text_in(clause_words(v->arena, c->id), v->lang));
        if (c->heading.en) title = arena_f(v->arena, "%.*s %s", STR_FMT(title), text_in(c->heading, v->lang));
        if (!hit(v, s, g,
                 &(struct candidate){ .href = arena_f(v->arena, "/charter/%s", c->id).data,
                                      .title = title,
                                      .text = c->prose[here || heading ? v->lang : other],
                                      .on = DAY_NONE }))
            return;
    }
}

static void look_bodies(struct view *v, struct search *s, struct search_group *g) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(v->charter, &bodies);
    for (size_t i = 0; i < n; i++) {
        struct candidate c = { .href = arena_f(v->arena, "/bodies/%s", bodies[i].id).data, .on = DAY_NONE };
        bool body = fits_either(v, s, bodies[i].name);
        c.title = str_of(text_in(bodies[i].name, v->lang));
        if (body) hit(v, s, g, &c);
        for (size_t k = 0; !body && k < bodies[i].title_count; k++) {
            c.title = str_of(text_in(office_name(v, bodies[i].id, bodies[i].titles[k].id), v->lang));
            if (fits(v, s, c.title)) hit(v, s, g, &c);
        }
    }
}

/* ---- what is in the index ---- */

static void read_member(struct view *v, const struct rows *r, struct candidate *c) {
    struct str name = arena_str(v->arena, rows_str(r, 1)), english = arena_str(v->arena, rows_str(r, 2));
    bool in_english = v->lang == LANG_EN && english.len;
    c->href = arena_f(v->arena, "/members/%lld", (long long)rows_int(r, 0)).data;
    c->title = in_english ? english : name;
    c->text = in_english ? name : english;
    c->also = arena_str(v->arena, rows_str(r, 3));
    c->note = rows_null(r, 4) ? T("no member now", "目前不是成员") : class_name(v, arena_z(v->arena, rows_str(r, 4)));
}

static void read_person(struct view *v, const struct rows *r, struct candidate *c) {
    c->href = arena_f(v->arena, "/people/%lld", (long long)rows_int(r, 0)).data;
    c->title = unsealed(v, rows_str(r, 1));
    if (rows_null(r, 2) && !rows_null(r, 4))
        c->note = names_text(v->arena, rows_str(r, 4));
    else if (!rows_null(r, 2))
        c->note = office_name(v, arena_z(v->arena, rows_str(r, 2)), arena_z(v->arena, rows_str(r, 3)));
}

static void read_topic(struct view *v, const struct rows *r, struct candidate *c) {
    c->href = arena_f(v->arena, "/meetings/%lld#topic-%lld", (long long)rows_int(r, 1), (long long)rows_int(r, 0)).data;
    c->title = unsealed(v, rows_str(r, 4));
    c->note = body_name(v, arena_z(v->arena, rows_str(r, 2)));
    c->on = instant_day(rows_int(r, 3), v->zone);
}

/* Those that passed are found as resolutions. */
static void read_motion(struct view *v, const struct rows *r, struct candidate *c) {
    struct str number = arena_str(v->arena, rows_str(r, 1));
    c->title = unsealed(v, rows_str(r, 5));
    c->text = unsealed(v, rows_str(r, 6));
    c->href = number.len ? arena_f(v->arena, "/resolutions/%.*s", STR_FMT(number)).data
                         : arena_f(v->arena, "/motions/%lld", (long long)rows_int(r, 0)).data;
    if (number.len) c->title = arena_f(v->arena, "%.*s %.*s", STR_FMT(number), STR_FMT(c->title));
    struct text body = body_name(v, arena_z(v->arena, rows_str(r, 3))),
                state = state_word("motion", arena_z(v->arena, rows_str(r, 2)));
    c->note =
        T(arena_f(v->arena, "%s, %s", body.en, state.en).data, arena_f(v->arena, "%s，%s", body.zh, state.zh).data);
    c->on = instant_day(rows_int(r, 4), v->zone);
}

static void read_matter(struct view *v, const struct rows *r, struct candidate *c) {
    c->href = arena_f(v->arena, "/matters/%lld", (long long)rows_int(r, 0)).data;
    c->title = unsealed(v, rows_str(r, 3));
    c->note = state_word("matter", arena_z(v->arena, rows_str(r, 1)));
    c->on = instant_day(rows_int(r, 2), v->zone);
}

static void read_interpretation(struct view *v, const struct rows *r, struct candidate *c) {
    const char *clause = arena_z(v->arena, rows_str(r, 1));
    c->href = arena_f(v->arena, "/charter/%s#interpretation-%lld", clause, (long long)rows_int(r, 0)).data;
    c->title = unsealed(v, rows_str(r, 3));
    c->text = unsealed(v, rows_str(r, 4));
    c->note = clause_words(v->arena, clause);
    if (!rows_null(r, 2)) c->on = instant_day(rows_int(r, 2), v->zone);
}

static const struct source sources[] = {
    { .id = "exact", .title = TEXT_INIT("Straight there", "直达"), .look = look_exact },
    { .id = "members",
      .title = TEXT_INIT("Members", "成员单位"),
      .first = WORDS_ORG,
      .one = "SELECT o.id, o.name, o.name_en, o.registration, m.class FROM org o "
             "LEFT JOIN membership m ON m.org = o.id AND m.to_at IS NULL WHERE o.id = $1",
      .read = read_member,
      .with_text = true },
    { .id = "people",
      .title = TEXT_INIT("People in office and representatives", "任职人员与代表"),
      .first = WORDS_PERSON,
      .one =
          "SELECT p.id, x.value, (SELECT h.body FROM holding h WHERE h.person = p.id AND h.to_at IS NULL ORDER BY h.id LIMIT 1), "
          "(SELECT h.title FROM holding h WHERE h.person = p.id AND h.to_at IS NULL ORDER BY h.id LIMIT 1), "
          "(SELECT " ORG_NAMES(
              "o") " FROM representation t JOIN org o ON o.id = t.org WHERE t.person = p.id AND t.to_at IS NULL ORDER BY t.id LIMIT 1) "
                   "FROM person p JOIN private x ON x.entry = p.name_entry AND x.field = 'name' WHERE p.id = $1 AND p.erased_at IS NULL "
                   "AND (EXISTS (SELECT 1 FROM holding h WHERE h.person = p.id) OR EXISTS (SELECT 1 FROM representation t WHERE t.person = p.id AND t.to_at IS NULL))",
      .read = read_person },
    { .id = "bodies", .title = TEXT_INIT("Bodies and offices", "机构与职务"), .look = look_bodies },
    { .id = "clauses", .title = TEXT_INIT("Clauses of the charter", "章程条款"), .look = look_clauses },
    { .id = "motions",
      .title = TEXT_INIT("Motions and resolutions", "动议与决议"),
      .first = WORDS_MOTION,
      .whole = WORDS_MOTION_WHOLE,
      .one =
          "SELECT o.id, o.resolution, o.state, o.body, coalesce(o.closed_at, o.put_at, m.starts_at, 0), x.value, y.value FROM motion o "
          "LEFT JOIN meeting m ON m.id = o.meeting JOIN private x ON x.entry = o.title_entry AND x.field = 'title' "
          "LEFT JOIN private y ON y.entry = o.text_entry AND y.field = 'text' WHERE o.id = $1",
      .read = read_motion },
    { .id = "topics",
      .title = TEXT_INIT("Topics", "议题"),
      .first = WORDS_TOPIC,
      .one = "SELECT t.id, t.meeting, m.body, m.starts_at, x.value FROM topic t JOIN meeting m ON m.id = t.meeting "
             "JOIN private x ON x.entry = t.entry AND x.field = 'title' WHERE t.id = $1",
      .read = read_topic },
    { .id = "matters",
      .title = TEXT_INIT("Matters for a vote", "待表决事项"),
      .first = WORDS_MATTER,
      .one = "SELECT t.id, t.state, t.opened_at, x.value FROM matter t "
             "JOIN private x ON x.entry = t.entry AND x.field = 'title' WHERE t.id = $1",
      .read = read_matter },
    { .id = "interpretations",
      .title = TEXT_INIT("Interpretations", "解释"),
      .first = WORDS_INTERPRETATION,
      .whole = WORDS_INTERPRETATION_WHOLE,
      .one =
          "SELECT i.id, i.clause, i.published_at, x.value, y.value FROM interpretation i "
          "JOIN private x ON x.entry = i.entry AND x.field = 'title' "
          "LEFT JOIN private y ON y.entry = i.entry AND y.field = 'answer' WHERE i.id = $1 AND i.state = 'published'",
      .read = read_interpretation,
      .with_text = true },
};
_Static_assert(sizeof sources / sizeof sources[0] <= GROUPS_MAX, "GROUPS_MAX");

/* ---- the answer ---- */

/* False when there is too little to look for; a number may have one digit. */
static bool search_run(struct view *v, struct search *s) {
    s->groups = arena_array(v->arena, struct search_group, GROUPS_MAX);
    bool enough = terms_of(v, s);
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
        if ((enough || i == 0) && (!s->only || strcmp(s->only, sources[i].id) == 0)) run_source(v, s, &sources[i]);
    return enough || s->found > 0;
}

static struct search asked_for(struct view *v) {
    const char *q = view_param(v, "q"), *only = view_param(v, "in");
    struct search s = { .q = str_of(q ? q : ""), .after = str_of(view_param(v, "after")) };
    for (size_t i = 0; only && i < sizeof sources / sizeof sources[0]; i++)
        if (strcmp(sources[i].id, only) == 0) s.only = sources[i].id;
    return s;
}

static const char *address(struct view *v, const char *place, struct str q) {
    struct buf b;
    buf_init(&b, 4096);
    buf_addz(&b, place);
    url_escape(&b, q);
    const char *path = arena_z(v->arena, buf_str(&b));
    buf_release(&b);
    return path;
}

static void view_search(struct view *v) {
    struct search s = asked_for(v);
    struct search_page p = { .q = s.q.data, .asked = s.q.len > 0 };
    if (p.asked) p.too_short = !search_run(v, &s);
    p.groups = s.groups;
    p.group_count = s.group_count;
    p.found = s.found;
    p.more = s.more;
    p.everywhere = s.only ? address(v, "/search?q=", s.q) : NULL;
    page_begin_with(v, &(struct page){ .title = T("Search the public record", "检索公开记录"),
                                       .private = true,
                                       .forms = p.found
                                                    ? LINKS({ address(v, "/api/v1/search?q=", s.q), T("JSON", "JSON") })
                                                    : NULL });
    tpl_search(v, &p);
    page_end(v);
}
VIEW(search) = { .path = "/search", .cached = true, .run = view_search };

static void view_search_json(struct view *v) {
    struct search s = asked_for(v);
    s.json = json_object();
    s.next = json_object();
    if (s.q.len) search_run(v, &s);
    view_json(v, json_pack("{s:s, s:I, s:b, s:o, s:o}", "q", s.q.data, "count", (json_int_t)s.found, "more", s.more,
                           "found", s.json, "next", s.next));
}
VIEW(search_json) = { .path = "/api/v1/search", .type = "application/json", .cached = true, .run = view_search_json };
