/* Typed reading of an act's open arguments. They were validated on the way in, so a value of another type can only be a
 * bug; absent optionals give the zero of their type. */
#include <string.h>

#include "acts/act.h"

int64_t act_int(const struct act *a, const char *field) { return json_integer_value(json_object_get(a->args, field)); }

const char *act_z(const struct act *a, const char *field) { return json_string_value(json_object_get(a->args, field)); }

bool act_bool(const struct act *a, const char *field) { return json_is_true(json_object_get(a->args, field)); }

day act_day(const struct act *a, const char *field) {
    day value = DAY_NONE;
    const char *z = act_z(a, field);
    if (z) day_parse(str_of(z), &value);
    return value;
}

instant act_instant(const struct act *a, const char *field) {
    instant value = INSTANT_NONE;
    const char *z = act_z(a, field);
    if (z) instant_parse(str_of(z), &value);
    return value;
}

bool act_given(const struct act *a, const char *field) {
    return json_object_get(a->args, field) || (a->sealed && json_object_get(a->sealed, field));
}

const json_t *act_list(const struct act *a, const char *field) {
    static json_t *empty;
    json_t *list = json_object_get(a->args, field);
    if (json_is_array(list)) return list;
    if (!empty) empty = json_array();
    return empty;
}

struct str act_file(const struct judging *j, const char *field) {
    struct str hash = json_str(json_object_get(j->act->args, field), "hash");
    if (!hash.data) return STR_NONE;
    for (size_t i = 0; i < j->sent_count; i++)
        if (str_eq(j->sent[i].hash, hash)) return j->sent[i].bytes;
    return db_str(j->db, j->arena, "SELECT bytes FROM blob WHERE hash = $1", V(hash));
}

const char *act_body_of_field(const struct judging *j) { return act_z(j->act, "body"); }

const char *act_body_of_meeting(const struct judging *j) {
    struct str body = db_str(j->db, j->arena, "SELECT body FROM meeting WHERE id = $1", V(act_int(j->act, "meeting")));
    return body.data ? arena_z(j->arena, body) : NULL;
}

const char *act_body_of_motion(const struct judging *j) {
    struct str body = db_str(j->db, j->arena, "SELECT body FROM motion WHERE id = $1", V(act_int(j->act, "motion")));
    return body.data ? arena_z(j->arena, body) : NULL;
}

int64_t act_pinned_of_meeting(const struct judging *j) {
    return db_int(j->db, 0, "SELECT charter FROM meeting WHERE id = $1", V(act_int(j->act, "meeting")));
}

int64_t act_pinned_of_motion(const struct judging *j) {
    return db_int(j->db, 0, "SELECT charter FROM motion WHERE id = $1", V(act_int(j->act, "motion")));
}

void options_add(struct options *o, const char *id, const char *label) {
    if (o->count == o->size) {
        size_t size = o->size ? o->size * 2 : 16;
        struct option *items = arena_array(o->arena, struct option, size);
        if (o->count) memcpy(items, o->items, o->count * sizeof *items);
        o->items = items;
        o->size = size;
    }
    o->items[o->count++] = (struct option){ arena_z(o->arena, str_of(id)), arena_z(o->arena, str_of(label)) };
}
