/* Acts in plain words; see said.h. */
#include <string.h>

#include "acts/said.h"
#include "acts/sealed.h"
#include "acts/things.h"

static struct str one_said(struct db *db, const struct charter *c, const struct field *f, const json_t *value,
                           struct arena *arena, enum lang lang) {
    struct arg arg = { .name = "" };
    const char *z = json_string_value(value);
    switch (f->type) {
    case FIELD_REF: return f->ref ? thing_label(db, c, arena, f->ref, json_integer_value(value), lang) : STR("");
    case FIELD_CHOICE:
        for (const struct choice *k = f->choices; k && k->id; k++)
            if (z && strcmp(k->id, z) == 0) return str_of(text_in(k->label, lang));
        return z ? arena_str(arena, f->ref ? thing_word_label(c, arena, f->ref, z, lang) : str_of(z)) : STR("");
    case FIELD_BOOL:
        return str_of(json_is_true(value) ? (lang == LANG_ZH ? "是" : "yes") : (lang == LANG_ZH ? "否" : "no"));
    case FIELD_FEN: arg = ARG_FEN("", json_integer_value(value)); break;
    case FIELD_INT: arg = ARG_PLAIN("", json_integer_value(value)); break;
    case FIELD_DAY: {
        day d;
        if (!z || day_parse(str_of(z), &d) != 0) return STR("");
        arg = ARG_DAY("", d);
        break;
    }
    case FIELD_INSTANT: {
        instant t;
        if (!z || instant_parse(str_of(z), &t) != 0) return STR("");
        arg = ARG_INSTANT("", t);
        break;
    }
    case FIELD_FILE: return arena_str(arena, json_str(value, "name"));
    default: return z ? arena_str(arena, str_of(z)) : STR("");
    }
    struct buf b;
    buf_init(&b, 1024);
    arg_format(&b, &arg, lang, zone_unnamed(charter_zone(c)));
    struct str words = arena_str(arena, buf_str(&b));
    buf_release(&b);
    return words;
}

enum { NAMED_MAX = 12 /* more than a sentence can name */, NAMED_BRIEFLY = 3 /* or a title */ };

static struct str list_said(struct db *db, const struct charter *c, const struct field *f, const json_t *value,
                            size_t most, struct arena *arena, enum lang lang) {
    if (!json_is_array(value)) return one_said(db, c, f, value, arena, lang);
    struct buf b;
    buf_init(&b, 1 << 16);
    size_t n = json_array_size(value), named = n > most ? most - 1 : n;
    for (size_t i = 0; i < named; i++) {
        if (i)
            buf_addz(&b, lang == LANG_ZH        ? "、"
                         : f->type == FIELD_REF ? "; "
                                                : ", "); /* labels of things have commas of their own */
        buf_add(&b, one_said(db, c, f, json_array_get(value, i), arena, lang));
    }
    if (named < n) buf_addf(&b, lang == LANG_ZH ? "等 %zu 项" : " and %zu more", lang == LANG_ZH ? n : n - named);
    struct str words = arena_str(arena, buf_str(&b));
    buf_release(&b);
    return words;
}

struct str value_said(struct db *db, const struct charter *c, const struct field *f, const json_t *value,
                      struct arena *arena, enum lang lang) {
    return list_said(db, c, f, value, NAMED_MAX, arena, lang);
}

/* What a name that was given in two languages is in English: the field that is called like it and ends in _en. */
static const json_t *in_english(const json_t *given, const char *field) {
    char name[80];
    snprintf(name, sizeof name, "%s_en", field);
    const json_t *english = json_object_get(given, name);
    return json_is_string(english) && json_string_length(english) ? english : NULL;
}

/* A sentence with the fields of its kind in their places; of a list at most so many are named. */
static void say(struct buf *out, struct db *db, const struct charter *c, const struct act_kind *kind, struct text line,
                const json_t *given, size_t most, struct arena *arena, enum lang lang) {
    enum { FIELDS_MAX = 40 };
    struct arg args[FIELDS_MAX];
    size_t n = 0;
    for (const struct field *f = kind->fields; f && f->name && n < FIELDS_MAX; f++) {
        char place[80];
        const json_t *value = json_object_get(given, f->name);
        snprintf(place, sizeof place, "{%s}", f->name);
        if (!value || !strstr(text_in(line, lang), place)) continue; /* only what the line says is looked up */
        const json_t *english = lang == LANG_EN ? in_english(given, f->name) : NULL;
        args[n++] = ARG_STR(f->name, list_said(db, c, f, english ? english : value, most, arena, lang));
    }
    text_format(out, line, lang, zone_unnamed(charter_zone(c)), args, n);
}

void act_said(struct buf *out, struct db *db, const struct charter *c, const struct entry *e, struct arena *arena,
              enum lang lang) {
    const struct act_kind *kind = e->act.kind;
    say(out, db, c, kind, kind->done.en ? kind->done : kind->title, e->act.args, NAMED_MAX, arena, lang);
}

static struct str asked(struct db *db, const struct charter *c, int64_t matter, size_t most, struct arena *arena,
                        enum lang lang) {
    struct str name = db_str(db, arena, "SELECT kind FROM matter WHERE id = $1", V(matter));
    struct str text = db_str(db, arena, "SELECT args FROM matter WHERE id = $1", V(matter));
    const struct act_kind *kind = name.data ? act_kind(arena_z(arena, name)) : NULL;
    json_t *args = kind ? json_loadb(text.data, text.len, 0, NULL) : NULL;
    if (!args) return STR("");
    struct buf b;
    buf_init(&b, 1 << 16);
    say(&b, db, c, kind, kind->question.en ? kind->question : kind->title, args, most, arena, lang);
    struct str words = arena_str(arena, buf_str(&b));
    buf_release(&b);
    json_decref(args);
    return words;
}

struct str matter_asks(struct db *db, const struct charter *c, int64_t matter, struct arena *arena, enum lang lang) {
    return asked(db, c, matter, NAMED_MAX, arena, lang);
}

struct str matter_title(struct db *db, const struct charter *c, struct arena *arena, int64_t matter, enum lang lang) {
    int64_t entry = db_int(db, -1, "SELECT entry FROM matter WHERE id = $1", V(matter));
    struct str title = sealed_text(db, arena, entry, "title");
    return title.len ? title : asked(db, c, matter, NAMED_BRIEFLY, arena, lang);
}
