/* Charters and working calendars of the record, parsed once and kept until the alliance is closed, so that whoever was
 * given one may use it without a lock. */
#include <stdlib.h>
#include <string.h>

#include "acts/pipeline/alliance.h"

static struct charter *parse_blob(struct str blob, struct error *err) {
    json_t *root = NULL;
    if (json_parse(blob, &root, err) != 0) return NULL;
    struct arena arena;
    arena_init(&arena);
    struct charter_source source = { .rules = json_str(root, "rules"),
                                     .standing = json_str(root, "standing"),
                                     .name = "charter" };
    source.prose[LANG_ZH] = json_str(root, "zh");
    source.prose[LANG_EN] = json_str(root, "en");
    struct charter_faults faults = { .arena = &arena };
    struct charter *c = NULL;
    if (charter_parse(&c, &source, &faults) != 0) {
        if (faults.count)
            error_set_args(err, ERR_CORRUPT, faults.items[0].error.text, faults.items[0].error.args,
                           faults.items[0].error.arg_count);
        c = NULL;
    }
    arena_release(&arena);
    json_decref(root);
    return c;
}

static bool known(const struct alliance *a, int64_t version) {
    for (size_t i = 0; i < a->charter_count; i++)
        if (a->charters[i].version == version) return true;
    return false;
}

/* A version that is not (or no longer) on record: the transaction that brought it was undone. It leaves the list, and
 * lives on until close for whoever looks at it. */
static void drop_unrecorded(struct alliance *a, struct db *db) {
    for (size_t i = 0; i < a->charter_count; i++) {
        struct charter_in_force *c = &a->charters[i];
        if (db_has(db, "SELECT 1 FROM charter_version WHERE version = $1 AND entry = $2 AND from_at = $3",
                   V(c->version), V(c->entry), V(c->from)))
            continue;
        struct dropped_charter *d = mem_alloc(sizeof *d);
        mtx_lock(&a->laws_lock);
        *d = (struct dropped_charter){ c->charter, a->dropped };
        a->dropped = d;
        memmove(c, c + 1, (a->charter_count - i - 1) * sizeof *c);
        a->charter_count--;
        mtx_unlock(&a->laws_lock);
        i--;
    }
}

static int load_charters(struct alliance *a, struct db *db, struct arena *arena, struct error *err) {
    struct {
        int64_t version, entry;
        instant from;
        char *hash;
    } *found = arena_alloc(arena, sizeof *found * CHARTERS_MAX);
    size_t n = 0;
    drop_unrecorded(a, db);
    struct rows *r = db_rows(db, "SELECT version, from_at, hash, entry FROM charter_version ORDER BY version");
    while (n < CHARTERS_MAX && rows_next(r)) {
        found[n].version = rows_int(r, 0);
        found[n].from = rows_int(r, 1);
        found[n].hash = arena_z(arena, rows_str(r, 2));
        found[n++].entry = rows_int(r, 3);
    }
    rows_done(r);
    for (size_t i = 0; i < n; i++) {
        if (known(a, found[i].version)) continue;
        struct str blob = db_str(db, arena, "SELECT bytes FROM blob WHERE hash = $1", V(found[i].hash));
        struct charter *c = parse_blob(blob, err);
        if (!c)
            return err && err->code ? err->code
                                    : error_set(err, ERR_CORRUPT,
                                                T("Charter version {n} cannot be read.", "章程第 {n} 版无法读取。"),
                                                ARG_INT("n", found[i].version));
        mtx_lock(&a->laws_lock);
        a->charters[a->charter_count++] =
            (struct charter_in_force){ found[i].version, found[i].entry, found[i].from, c };
        mtx_unlock(&a->laws_lock);
    }
    return 0;
}

static int load_calendars(struct alliance *a, struct db *db, struct arena *arena, struct error *err) {
    struct workcal *w = workcal_new();
    int result = 0;
    struct rows *r =
        db_rows(db, "SELECT blob.bytes FROM calendar_year JOIN blob ON blob.hash = calendar_year.hash ORDER BY year");
    while (result == 0 && rows_next(r)) result = workcal_load(w, arena_str(arena, rows_str(r, 0)), err);
    rows_done(r);
    struct dropped_workcal *old = a->workcal ? mem_alloc(sizeof *old) : NULL;
    mtx_lock(&a->laws_lock);
    if (old) {
        *old = (struct dropped_workcal){ a->workcal, a->old_workcals };
        a->old_workcals = old;
    }
    a->workcal = w;
    mtx_unlock(&a->laws_lock);
    return result;
}

int laws_load(struct alliance *a, struct db *db, struct error *err) {
    if (!a->charters) a->charters = calloc(CHARTERS_MAX, sizeof *a->charters);
    struct arena arena;
    arena_init(&arena);
    int result = load_charters(a, db, &arena, err);
    if (result == 0) result = load_calendars(a, db, &arena, err);
    arena_release(&arena);
    return result;
}

void laws_free(struct alliance *a) {
    for (size_t i = 0; i < a->charter_count; i++) charter_free(a->charters[i].charter);
    free(a->charters);
    while (a->dropped) {
        struct dropped_charter *d = a->dropped;
        a->dropped = d->next;
        charter_free(d->charter);
        free(d);
    }
    while (a->old_workcals) {
        struct dropped_workcal *w = a->old_workcals;
        a->old_workcals = w->next;
        workcal_free(w->workcal);
        free(w);
    }
    workcal_free(a->workcal);
}

const struct charter *alliance_charter(struct alliance *a, instant at) {
    const struct charter *c = NULL;
    instant newest = INSTANT_NONE;
    mtx_lock(&a->laws_lock);
    for (size_t i = 0; i < a->charter_count; i++)
        if (!c || (a->charters[i].from <= at && a->charters[i].from >= newest)) {
            c = a->charters[i].charter;
            newest = a->charters[i].from;
        }
    mtx_unlock(&a->laws_lock);
    return c;
}

const struct charter *alliance_charter_version(struct alliance *a, int64_t version) {
    const struct charter *c = NULL;
    mtx_lock(&a->laws_lock);
    for (size_t i = 0; i < a->charter_count && !c; i++)
        if (a->charters[i].version == version) c = a->charters[i].charter;
    mtx_unlock(&a->laws_lock);
    return c;
}

const struct workcal *alliance_workcal(struct alliance *a) {
    mtx_lock(&a->laws_lock);
    const struct workcal *w = a->workcal;
    mtx_unlock(&a->laws_lock);
    return w;
}
