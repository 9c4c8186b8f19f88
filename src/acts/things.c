/* The things of an alliance by name; see things.h. Each label is made from at most two columns of one row, so that a list
 * of options is one query. */
#include <string.h>

#include "acts/said.h"
#include "acts/sealed.h"
#include "acts/things.h"
#include "base/country.h"

struct row {
    int64_t id;
    struct str text;
    int64_t number, entry, at;
};

struct thing {
    const char *name;
    const char *page;    /* with one %lld for the id; NULL: none */
    struct text label;   /* places: {text} {n} {sealed} {when} {id}; {text} may be a body's id, see `text_is` */
    const char *sealed;  /* the sealed field that names it, under `entry` */
    const char *text_is; /* NULL: words as they are; "body", "class": a word of the charter to be called by its name */
    const char *one;     /* $1 id → id, text, number, entry, at */
    const char *list;    /* those one may choose now */
};

#define COLUMNS_MEETING "meeting.id, meeting.body, meeting.number, meeting.place_entry, meeting.starts_at"

static const struct thing things[] = {
    { .name = "org",
      .page = "/members/%lld",
      .label = TEXT_INIT("{text}", "{text}"),
      .one = "SELECT id, " ORG_NAMES("org") ", 0, entry, 0 FROM org WHERE id = $1",
      .text_is = "names",
      .list = "SELECT id, " ORG_NAMES("org") ", 0, entry, 0 FROM org ORDER BY name" },
    { .name = "member",
      .page = "/members/%lld",
      .label = TEXT_INIT("{text}", "{text}"),
      .one = "SELECT id, " ORG_NAMES("org") ", 0, entry, 0 FROM org WHERE id = $1",
      .text_is = "names",
      .list = "SELECT org.id, " ORG_NAMES(
          "org") ", 0, org.entry, 0 FROM org JOIN membership m ON m.org = org.id AND m.to_at IS NULL ORDER BY org.name" },
    { .name = "person",
      .page = "/people/%lld",
      .label = TEXT_INIT("{sealed}", "{sealed}"),
      .sealed = "name",
      .one = "SELECT id, '', 0, name_entry, 0 FROM person WHERE id = $1",
      .list = "SELECT id, '', 0, name_entry, 0 FROM person WHERE erased_at IS NULL ORDER BY id" },
    { .name = "guest",
      .page = NULL,
      .label = TEXT_INIT("{sealed}", "{sealed}"),
      .sealed = "name",
      .one =
          "SELECT g.id, '', 0, coalesce(p.name_entry, g.entry), 0 FROM guest g LEFT JOIN person p ON p.id = g.person WHERE g.id = $1",
      .list =
          "SELECT g.id, '', 0, coalesce(p.name_entry, g.entry), 0 FROM guest g LEFT JOIN person p ON p.id = g.person "
          "JOIN meeting m ON m.id = g.meeting WHERE m.state IN ('called', 'open') ORDER BY g.id" },
    { .name = "representation",
      .page = NULL,
      .label = TEXT_INIT("{sealed}, {text}", "{sealed}（{text}）"),
      .sealed = "name",
      .text_is = "names",
      .one = "SELECT r.id, " ORG_NAMES(
          "org") ", 0, p.name_entry, 0 FROM representation r JOIN person p ON p.id = r.person JOIN org ON org.id = r.org WHERE r.id = $1",
      .list = "SELECT r.id, " ORG_NAMES(
          "org") ", 0, p.name_entry, 0 FROM representation r JOIN person p ON p.id = r.person JOIN org ON org.id = r.org "
                 "WHERE r.to_at IS NULL ORDER BY org.name, r.id" },
    { .name = "holding",
      .page = NULL,
      .label = TEXT_INIT("{sealed}, {text}", "{sealed}（{text}）"),
      .sealed = "name",
      .text_is = "office",
      .one =
          "SELECT h.id, h.body || '/' || h.title, 0, p.name_entry, 0 FROM holding h JOIN person p ON p.id = h.person WHERE h.id = $1",
      .list =
          "SELECT h.id, h.body || '/' || h.title, 0, p.name_entry, 0 FROM holding h JOIN person p ON p.id = h.person "
          "WHERE h.to_at IS NULL ORDER BY h.body, h.title, h.id" },
    { .name = "application",
      .page = "/office/applications/%lld",
      .label = TEXT_INIT("Application {id}: {text}", "申请 {id}：{text}"),
      .text_is = "names",
      .one = "SELECT id, " ORG_NAMES("application") ", 0, entry, submitted_at FROM application WHERE id = $1",
      .list = "SELECT id, " ORG_NAMES(
          "application") ", 0, entry, submitted_at FROM application WHERE state IN ('submitted', 'reviewed', 'referred') ORDER BY id" },
    { .name = "withdrawal",
      .page = NULL,
      .label = TEXT_INIT("{text}", "{text}"),
      .text_is = "names",
      .one = "SELECT w.id, " ORG_NAMES(
          "org") ", 0, w.entry, w.requested_at FROM withdrawal w JOIN org ON org.id = w.org WHERE w.id = $1",
      .list = "SELECT w.id, " ORG_NAMES(
          "org") ", 0, w.entry, w.requested_at FROM withdrawal w JOIN org ON org.id = w.org WHERE w.state = 'requested' ORDER BY w.id" },
    { .name = "delegation",
      .page = NULL,
      .label = TEXT_INIT("{sealed} acts as {text}", "{sealed}代行{text}"),
      .sealed = "name",
      .text_is = "office",
      .one =
          "SELECT d.id, f.body || '/' || f.title, 0, p.name_entry, d.from_at FROM delegation d JOIN holding f ON f.id = d.from_holding "
          "JOIN holding t ON t.id = d.to_holding JOIN person p ON p.id = t.person WHERE d.id = $1",
      .list =
          "SELECT d.id, f.body || '/' || f.title, 0, p.name_entry, d.from_at FROM delegation d JOIN holding f ON f.id = d.from_holding "
          "JOIN holding t ON t.id = d.to_holding JOIN person p ON p.id = t.person WHERE d.revoked_at IS NULL ORDER BY d.id DESC" },
    { .name = "round",
      .page = "/nominations/%lld",
      .label = TEXT_INIT("Nominations for the {text}", "{text}提名"),
      .text_is = "body",
      .one = "SELECT id, body, 0, entry, closes_at FROM round WHERE id = $1",
      .list = "SELECT id, body, 0, entry, closes_at FROM round WHERE state <> 'seated' ORDER BY id DESC" },
    { .name = "nomination",
      .page = NULL,
      .label = TEXT_INIT("{sealed}, {text}", "{sealed}（{text}）"),
      .sealed = "name",
      .text_is = "office",
      .one =
          "SELECT n.id, n.body || '/' || n.title, 0, p.name_entry, 0 FROM nomination n JOIN person p ON p.id = n.person WHERE n.id = $1",
      .list =
          "SELECT n.id, n.body || '/' || n.title, 0, p.name_entry, 0 FROM nomination n JOIN person p ON p.id = n.person WHERE n.state IN ('asked', 'standing') ORDER BY n.id" },
    { .name = "election",
      .page = "/elections/%lld",
      .label = TEXT_INIT("Election {id} of the {text}", "{text}选举（第 {id} 号）"),
      .text_is = "body",
      .one = "SELECT id, body, 0, entry, closes_at FROM election WHERE id = $1",
      .list =
          "SELECT id, body, 0, entry, closes_at FROM election WHERE state NOT IN ('declared', 'annulled') ORDER BY id DESC" },
    { .name = "contest",
      .page = NULL,
      .label = TEXT_INIT("{text}", "{text}"),
      .text_is = "office",
      .one =
          "SELECT c.id, e.body || '/' || c.title, 0, e.entry, e.closes_at FROM contest c JOIN election e ON e.id = c.election WHERE c.id = $1",
      .list =
          "SELECT c.id, e.body || '/' || c.title, 0, e.entry, e.closes_at FROM contest c JOIN election e ON e.id = c.election WHERE e.state = 'voting' ORDER BY c.id" },
    { .name = "objection",
      .page = NULL,
      .label = TEXT_INIT("Objection {id} to the roll ({text})", "对名册的异议 {id}（{text}）"),
      .text_is = "body",
      .one = "SELECT o.id, e.body, 0, o.entry, 0 FROM objection o JOIN election e ON e.id = o.election WHERE o.id = $1",
      .list =
          "SELECT o.id, e.body, 0, o.entry, 0 FROM objection o JOIN election e ON e.id = o.election WHERE o.state = 'open' ORDER BY o.id" },
    { .name = "meeting",
      .page = "/meetings/%lld",
      .label = TEXT_INIT("{text}, meeting {n}, {when}", "{text}第 {n} 次会议，{when}"),
      .text_is = "body",
      .one = "SELECT " COLUMNS_MEETING " FROM meeting WHERE id = $1",
      .list = "SELECT " COLUMNS_MEETING " FROM meeting WHERE state IN ('called', 'open') ORDER BY starts_at" },
    { .name = "topic",
      .page = NULL,
      .label = TEXT_INIT("{n}. {sealed}", "{n}. {sealed}"),
      .sealed = "title",
      .one = "SELECT id, '', number, entry, 0 FROM topic WHERE id = $1",
      .list =
          "SELECT t.id, '', t.number, t.entry, 0 FROM topic t JOIN meeting m ON m.id = t.meeting WHERE m.state IN ('called', 'open') "
          "AND t.state = 'proposed' ORDER BY t.meeting, t.number" },
    { .name = "motion",
      .page = "/motions/%lld",
      .label = TEXT_INIT("Motion {n}: {sealed}", "动议 {n}：{sealed}"),
      .sealed = "title",
      .one = "SELECT id, coalesce(procedure, ''), number, title_entry, 0 FROM motion WHERE id = $1",
      .list =
          "SELECT mo.id, coalesce(mo.procedure, ''), mo.number, mo.title_entry, 0 FROM motion mo JOIN meeting m ON m.id = mo.meeting WHERE m.state = 'open' ORDER BY mo.id" },
    { .name = "matter",
      .page = "/matters/%lld",
      .label = TEXT_INIT("Matter {id}: {sealed}", "待表决事项 {id}：{sealed}"),
      .sealed = "title",
      .one = "SELECT id, kind, 0, entry, opened_at FROM matter WHERE id = $1",
      .list = "SELECT id, kind, 0, entry, opened_at FROM matter WHERE state = 'open' ORDER BY id" },
    { .name = "interpretation",
      .page = "/interpretations/%lld",
      .label = TEXT_INIT("Interpretation {id} of {text}", "第 {id} 号解释（{text}）"),
      .one = "SELECT id, clause, 0, entry, 0 FROM interpretation WHERE id = $1",
      .list = "SELECT id, clause, 0, entry, 0 FROM interpretation WHERE state = 'draft' ORDER BY id" },
    { .name = "report",
      .page = "/reports/%lld",
      .label = TEXT_INIT("{sealed}", "{sealed}"),
      .sealed = "title",
      .one = "SELECT id, '', 0, entry, submitted_at FROM report WHERE id = $1",
      .list = "SELECT id, '', 0, entry, submitted_at FROM report WHERE reviewed_at IS NULL ORDER BY id" },
    { .name = "sig",
      .page = "/sigs/%lld",
      .label = TEXT_INIT("{text}", "{text}"),
      .one = "SELECT id, name_en || '\x1f' || name_zh, 0, entry, from_at FROM sig WHERE id = $1",
      .text_is = "names",
      .list = "SELECT id, name_en || '\x1f' || name_zh, 0, entry, from_at FROM sig WHERE to_at IS NULL ORDER BY id" },
    { .name = "escrow",
      .page = NULL,
      .label = TEXT_INIT("{text}", "{text}"),
      .one = "SELECT id, name, 0, entry, from_at FROM escrow WHERE id = $1",
      .list = "SELECT id, name, 0, entry, from_at FROM escrow WHERE to_at IS NULL" },
};

static const struct thing *thing_find(const char *name) {
    for (size_t i = 0; i < sizeof things / sizeof things[0]; i++)
        if (strcmp(things[i].name, name) == 0) return &things[i];
    return NULL;
}

static struct row row_of(struct arena *arena, const struct rows *r) {
    return (struct row){ rows_int(r, 0), arena_str(arena, rows_str(r, 1)), rows_int(r, 2), rows_int(r, 3),
                         rows_int(r, 4) };
}

struct text names_text(struct arena *arena, struct str names) {
    struct str zh = names;
    struct str en = str_cut(&zh, '\x1f');
    return (struct text){ .en = arena_z(arena, en.len ? en : zh), .zh = arena_z(arena, zh.data ? zh : en) };
}

static struct str office_words(const struct charter *c, struct arena *arena, struct str word, enum lang lang) {
    struct str title = word;
    struct str body_id = str_cut(&title, '/');
    const struct charter_body *body = charter_body(c, arena_z(arena, body_id));
    const struct charter_title_of *t = body && title.data ? body_title(body, arena_z(arena, title)) : NULL;
    if (!t) return word;
    if (lang == LANG_ZH) return arena_f(arena, "%s%s", text_in(body->name, lang), text_in(t->name, lang));
    return arena_f(arena, "%s of the %s", text_in(t->name, lang), text_in(body->name, lang));
}

struct str thing_word_label(const struct charter *c, struct arena *arena, const char *ref, const char *word,
                            enum lang lang) {
    if (strcmp(ref, "body") == 0) {
        const struct charter_body *b = charter_body(c, word);
        return str_of(b ? text_in(b->name, lang) : word);
    }
    if (strcmp(ref, "class") == 0) {
        const struct charter_class *k = charter_class(c, word);
        return str_of(k ? text_in(k->name, lang) : word);
    }
    if (strcmp(ref, "office") == 0) return office_words(c, arena, str_of(word), lang);
    if (strcmp(ref, "title") == 0) {
        const struct charter_body *bodies;
        size_t n = charter_bodies(c, &bodies);
        for (size_t i = 0; i < n; i++) {
            const struct charter_title_of *t = body_title(&bodies[i], word);
            if (t) return str_of(text_in(t->name, lang));
        }
    }
    if (strcmp(ref, "country") == 0) return str_of(text_in(country_name(word), lang));
    const struct charter_word *named = charter_word(c, ref, word);
    if (named) return str_of(text_in(named->text, lang));
    if (strcmp(ref, "names") == 0) return str_of(text_in(names_text(arena, str_of(word)), lang));
    return str_of(word);
}

static struct str label_of(struct db *db, const struct charter *c, struct arena *arena, const struct thing *t,
                           const struct row *row, enum lang lang) {
    struct str text = row->text;
    if (t->text_is) text = thing_word_label(c, arena, t->text_is, arena_z(arena, text), lang);
    struct str sealed = STR_NONE;
    if (strcmp(t->name, "person") == 0)
        sealed = person_name(db, arena, row->id, lang);
    else if (t->sealed)
        sealed = sealed_text(db, arena, row->entry, t->sealed);
    if (sealed.len == 0 &&
        strcmp(t->name, "matter") == 0) /* a question without a title of its own: what it would bring about */
        sealed = matter_title(db, c, arena, row->id, lang);
    if (sealed.len == 0 && strcmp(t->name, "motion") == 0 && text.len)
        sealed = str_of(text_in(kind_choice_label("motion.propose", arena_z(arena, text)), lang));
    if (sealed.len == 0) sealed = str_of(lang == LANG_ZH ? "（已删除）" : "(erased)");
    const struct arg args[] = {
        ARG_STR("text", text),  ARG_STR("sealed", sealed),    ARG_INT("n", row->number),
        ARG_INT("id", row->id), ARG_INSTANT("when", row->at),
    };
    struct buf b;
    buf_init(&b, 4096);
    text_format(&b, t->label, lang, zone_unnamed(charter_zone(c)), args, sizeof args / sizeof args[0]);
    struct str label = arena_str(arena, buf_str(&b));
    buf_release(&b);
    return label;
}

struct str thing_label(struct db *db, const struct charter *c, struct arena *arena, const char *ref, int64_t id,
                       enum lang lang) {
    const struct thing *t = thing_find(ref);
    struct str label = STR_NONE;
    if (t) {
        struct row row = { 0 };
        struct rows *r = db_rows(db, t->one, V(id));
        if (rows_next(r)) row = row_of(arena, r);
        rows_done(r);
        if (row.id) label = label_of(db, c, arena, t, &row, lang);
    }
    return label.len ? label : arena_f(arena, "%s %lld", ref, (long long)id);
}

struct str thing_page(struct arena *arena, const char *ref, int64_t id) {
    const struct thing *t = thing_find(ref);
    if (!t || !t->page) return STR_NONE;
    struct str pattern = str_of(t->page);
    struct buf b;
    buf_init(&b, 256);
    buf_add(&b, str_head(pattern, pattern.len - 4)); /* without its %lld */
    buf_addint(&b, id);
    struct str page = arena_str(arena, buf_str(&b));
    buf_release(&b);
    return page;
}

bool thing_exists(struct db *db, const char *ref, int64_t id) {
    const struct thing *t = thing_find(ref);
    return t && db_has(db, t->one, V(id));
}

/* ---- words of the charter ---- */

static bool title_known(const struct charter *c, const char *word) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(c, &bodies);
    for (size_t i = 0; i < n; i++)
        if (body_title(&bodies[i], word)) return true;
    return false;
}

bool thing_word_known(const struct charter *c, const char *ref, const char *word) {
    if (strcmp(ref, "body") == 0) return charter_body(c, word) != NULL;
    if (strcmp(ref, "class") == 0) return charter_class(c, word) != NULL;
    if (strcmp(ref, "clause") == 0) return charter_clause(c, word) != NULL;
    if (strcmp(ref, "title") == 0) return title_known(c, word);
    if (strcmp(ref, "country") == 0) return country_known(word);
    return charter_word(c, ref, word) != NULL;
}

static void title_options(const struct charter *c, const json_t *args, enum lang lang, struct options *ret) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(c, &bodies);
    const char *only = args ? json_string_value(json_object_get(args, "body")) : NULL;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < bodies[i].title_count; k++) {
            const struct charter_title_of *t = &bodies[i].titles[k];
            if (only && strcmp(only, bodies[i].id) != 0) continue;
            bool seen = false;
            for (size_t o = 0; o < ret->count && !seen; o++) seen = strcmp(ret->items[o].id, t->id) == 0;
            if (!seen) options_add(ret, t->id, text_in(t->name, lang));
        }
}

static bool word_options(const struct charter *c, const char *ref, const json_t *args, enum lang lang,
                         struct options *ret) {
    if (strcmp(ref, "body") == 0) {
        const struct charter_body *bodies;
        size_t n = charter_bodies(c, &bodies);
        for (size_t i = 0; i < n; i++) options_add(ret, bodies[i].id, text_in(bodies[i].name, lang));
    } else if (strcmp(ref, "class") == 0) {
        const struct charter_class *classes;
        size_t n = charter_classes(c, &classes);
        for (size_t i = 0; i < n; i++) options_add(ret, classes[i].id, text_in(classes[i].name, lang));
    } else if (strcmp(ref, "clause") == 0) {
        const struct charter_clause *clauses;
        size_t n = charter_clauses(c, &clauses);
        for (size_t i = 0; i < n; i++) options_add(ret, clauses[i].id, clauses[i].id);
    } else if (strcmp(ref, "title") == 0) {
        title_options(c, args, lang, ret);
    } else if (strcmp(ref, "country") == 0) { /* by code, which is said: no order of names serves both languages */
        for (size_t i = 0; i < country_count; i++)
            options_add(ret, countries[i].code,
                        arena_f(ret->arena, "%s · %s", countries[i].code, text_in(countries[i].name, lang)).data);
    } else {
        const struct charter_word *words;
        size_t n = charter_words_of(c, ref, &words);
        for (size_t i = 0; i < n; i++) options_add(ret, words[i].id, text_in(words[i].text, lang));
        return n > 0;
    }
    return true;
}

enum { OPTIONS_MAX = 2000 }; /* a select longer than this helps nobody; the field then takes a number */

void thing_options(const struct judging *j, const struct field *f, const json_t *args, enum lang lang,
                   struct options *ret) {
    if (word_options(j->charter, f->ref, args, lang, ret)) return;
    const struct thing *t = thing_find(f->ref);
    if (!t) return;
    struct row *rows = arena_array(ret->arena, struct row, OPTIONS_MAX);
    size_t count = 0;
    struct rows *r = db_rows(j->db, t->list);
    while (count < OPTIONS_MAX && rows_next(r)) rows[count++] = row_of(ret->arena, r);
    rows_done(r);
    for (size_t i = 0; i < count; i++) {
        struct str label = label_of(j->db, j->charter, ret->arena, t, &rows[i], lang);
        options_add(ret, arena_f(ret->arena, "%lld", (long long)rows[i].id).data, arena_z(ret->arena, label));
    }
}
