/* Reading the private part of leaves: what was sealed, or nothing once it is erased. */
#include <string.h>

#include "acts/sealed.h"

static json_t *decode(struct str value) {
    return value.data ? json_loadb(value.data, value.len, JSON_DECODE_ANY, NULL) : NULL;
}

json_t *sealed_value(struct db *db, int64_t entry, const char *field) {
    json_t *value = NULL;
    struct rows *r = db_rows(db, "SELECT value FROM private WHERE entry = $1 AND field = $2", V(entry), V(field));
    if (rows_next(r)) value = decode(rows_str(r, 0));
    rows_done(r);
    return value;
}

struct str sealed_text(struct db *db, struct arena *arena, int64_t entry, const char *field) {
    json_t *value = sealed_value(db, entry, field);
    struct str text = STR("");
    if (json_is_string(value))
        text = arena_str(arena, (struct str){ json_string_value(value), json_string_length(value) });
    json_decref(value);
    return text;
}

struct str person_name(struct db *db, struct arena *arena, int64_t person, enum lang lang) {
    json_t *value = NULL;
    struct rows *r = db_rows(
        db,
        "SELECT private.value FROM person JOIN private ON private.entry = person.name_entry AND private.field = 'name' "
        "WHERE person.id = $1",
        V(person));
    if (rows_next(r)) value = decode(rows_str(r, 0));
    rows_done(r);
    struct str name = STR_NONE;
    if (json_is_string(value) && json_string_length(value) > 0)
        name = arena_str(arena, (struct str){ json_string_value(value), json_string_length(value) });
    json_decref(value);
    if (name.data) return name;
    return arena_f(arena, lang == LANG_ZH ? "人员 %lld" : "person %lld", (long long)person);
}
