/* Entries as moments of a time line; see said.h. */
#include "acts/pipeline/record.h"
#include "acts/said.h"
#include "views/said.h"

const struct moment *said_moments(struct view *v, const int64_t *entries, size_t count) {
    struct moment *moments = arena_array(v->arena, struct moment, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct entry e;
        json_t *root = NULL;
        moments[i] = (struct moment){ .entry = entries[i], .text = STR("") };
        if (entry_read(record_entry(v->db, v->arena, entries[i]), entries[i], v->arena, &e, &root, NULL) != 0) continue;
        struct buf b;
        buf_init(&b, 1 << 16);
        act_said(&b, v->db, v->charter, &e, v->arena, v->lang);
        moments[i].text = arena_str(v->arena, buf_str(&b));
        moments[i].at = e.act.at;
        const char *clause = json_string_value(json_object_get(json_array_get(e.verdict, 0), "clause"));
        moments[i].clause = clause ? arena_z(v->arena, str_of(clause)) : NULL;
        moments[i].href = arena_f(v->arena, "/register/entry/%lld", (long long)entries[i]).data;
        buf_release(&b);
        json_decref(root);
    }
    return moments;
}

const struct moment *moments_of(struct view *v, const char *thing, int64_t id, int64_t before, size_t max,
                                size_t *ret_count, int64_t *ret_older) {
    int64_t *entries = arena_array(v->arena, int64_t, max + 1);
    size_t n = 0;
    struct rows *r =
        db_rows(v->db,
                "SELECT entry FROM mention WHERE thing = $1 AND id = $2 AND entry < $3 ORDER BY entry DESC LIMIT $4",
                V(thing), V(id), V(before > 0 ? before : INT64_MAX), V(max));
    while (n < max && rows_next(r)) entries[n++] = rows_int(r, 0);
    rows_done(r);
    *ret_count = n;
    *ret_older = n == max ? entries[n - 1] : 0;
    return said_moments(v, entries, n);
}
