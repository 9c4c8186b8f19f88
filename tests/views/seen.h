/* What somebody sees: a view rendered over a real alliance, as serve/ would for that person, and read as people read it. */
#ifndef TESTS_VIEWS_SEEN_H
#define TESTS_VIEWS_SEEN_H

#include "acts/capacity.h"
#include "acts/sealed.h"
#include "support/session.h"
#include "views/view.h"

static inline const struct view_kind *seen_kind(const char *path) {
    const struct view_kind *const *kinds;
    size_t n = view_kinds(&kinds);
    for (size_t i = 0; i < n; i++)
        if (strcmp(kinds[i]->path, path) == 0) return kinds[i];
    fail_msg("no view is declared for %s", path);
    return NULL;
}

struct glance { const char *html; int status; };

enum { SEEN_PARAMS_MAX = 4 };
/* `place` fills the one place of the path, `q` are the query's parameters, each "name=value"; NULL: none, and the end. */
static inline struct glance seen_asked(struct scene *s, int64_t person, enum lang lang, const char *path, const char *place,
                                       const char *const q[SEEN_PARAMS_MAX]) {
    struct db *db = store_reader(alliance_store(s->a));
    struct error err = { 0 };
    if (db_begin(db, &err) != 0) scene_fail(&err, path);
    struct buf out;
    buf_init(&out, 16 << 20);
    struct view_pair pairs[1 + SEEN_PARAMS_MAX];
    size_t params = 0;
    while (params < SEEN_PARAMS_MAX && q[params]) params++;
    for (size_t i = 0; i <= params; i++) {
        const char *given = i == 0 ? place : q[i - 1];
        const char *equals = given ? strchr(given, '=') : NULL;
        if (equals) pairs[i] = (struct view_pair){ arena_z(&s->arena, (struct str){ given, (size_t)(equals - given) }), str_of(equals + 1) };
    }
    struct view v = { .kind = seen_kind(path), .db = db, .alliance = s->a, .charter = alliance_charter(s->a, s->now), .workcal = alliance_workcal(s->a), .zone = s->zone,
                      .now = s->now, .lang = lang, .arena = &s->arena, .path = path, .segments = &pairs[0], .segment_count = place != NULL, .params = &pairs[1],
                      .param_count = params, .form_key = "key", .site = STR("https://alliance.example"), .out = &out, .status = 200,
                      .viewer = { .person = person, .csrf = "token" } };
    if (person) {
        struct capacity *capacities = NULL;
        v.viewer.capacity_count = capacities_of(db, v.charter, person, s->now, &s->arena, &capacities);
        v.viewer.capacities = capacities;
        v.viewer.name = person_name(db, &s->arena, person, lang);
        for (size_t i = 0; i < v.viewer.capacity_count; i++) {
            v.viewer.member = v.viewer.member || capacities[i].kind == AS_REPRESENTATIVE;
            v.viewer.office = v.viewer.office || capacity_may(v.charter, &capacities[i], "membership.review", NULL, NULL);
        }
    }
    v.kind->run(&v);
    struct glance g = { arena_z(&s->arena, buf_str(&out)), v.status };
    if (!buf_ok(&out) || db_failed(db, &err)) scene_fail(&err, path);
    buf_release(&out);
    db_rollback(db);
    store_reader_done(alliance_store(s->a), db);
    return g;
}

static inline struct glance seen_page(struct scene *s, int64_t person, enum lang lang, const char *path, const char *place, const char *q) {
    return seen_asked(s, person, lang, path, place, (const char *const[SEEN_PARAMS_MAX]){ q });
}

/* The words of a piece of HTML: tags gone, blanks one, the entities that templates write read back. */
static inline const char *words_of(struct scene *s, struct str html) {
    static const struct { const char *entity; char sign; } entities[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&#34;", '"' }, { "&#39;", '\'' } };
    char *to = arena_alloc(&s->arena, html.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < html.len; i++) {
        char c = html.data[i];
        if (c == '<') {
            while (i < html.len && html.data[i] != '>') i++;
            c = ' ';
        }
        for (size_t k = 0; c == '&' && k < COUNT(entities); k++)
            if (str_starts((struct str){ html.data + i, html.len - i }, entities[k].entity)) {
                i += strlen(entities[k].entity) - 1;
                to[n++] = entities[k].sign;
                c = 0;
            }
        if (c == '\n') c = ' ';
        if (c && (c != ' ' || (n && to[n - 1] != ' '))) to[n++] = c;
    }
    to[n] = 0;
    return to;
}

/* The words under a heading, to the end of its section; "" when there is none. */
static inline const char *under(struct scene *s, struct glance g, const char *id) {
    const char *begins = strstr(g.html, f(s, "id=\"%s\"", id));
    const char *ends = begins ? strstr(begins, "</section>") : NULL;
    begins = begins ? strchr(begins, '>') : NULL;
    return ends ? words_of(s, (struct str){ begins + 1, (size_t)(ends - begins - 1) }) : "";
}

static inline void shows_at(const char *text, const char *words, bool wanted, const char *file, int line) {
    if ((strstr(text, words) != NULL) == wanted) return;
    print_error("%s “%s” in:\n%s\n", wanted ? "no" : "there is", words, text);
    _fail(file, line);
}
#define SHOWS(text, words) shows_at((text), (words), true, __FILE__, __LINE__)
#define HIDES(text, words) shows_at((text), (words), false, __FILE__, __LINE__)

#endif
