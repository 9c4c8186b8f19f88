/* Folding the record; see fold.h. */
#include <string.h>

#include "acts/capacity.h"
#include "acts/pipeline/ahead.h"
#include "acts/pipeline/fold.h"

extern const char acts_schema_sql[];

int fold_open(struct fold *f, const char *dir, struct error *err) {
    *f = (struct fold){ 0 };
    int result = alliance_open(&f->a, dir, ALLIANCE_READ, err);
    if (result == 0) result = store_open(&f->store, NULL, STORE_SCRATCH, err);
    if (result == 0) {
        f->db = store_reader(alliance_store(f->a));
        f->scratch = store_writer(f->store);
        f->workcal = workcal_new();
        result = db_begin(f->db, err);
    }
    if (result == 0) result = db_script(f->scratch, acts_schema_sql, err);
    if (result == 0) result = db_begin(f->scratch, err);
    if (result != 0) fold_close(f);
    return result;
}

void fold_close(struct fold *f) {
    if (f->db) {
        db_rollback(f->db);
        store_reader_done(alliance_store(f->a), f->db);
    }
    if (f->store) {
        db_rollback(store_writer(f->store));
        store_close(f->store);
    }
    workcal_free(f->workcal);
    alliance_close(f->a);
    *f = (struct fold){ 0 };
}

/* ---- applying ---- */

/* Office, organization and class of a capacity, as they were. */
static void fill_capacity(struct db *db, struct capacity *as, instant at, struct arena *arena) {
    const char *sql =
        as->kind == AS_OFFICE ? "SELECT body, title, org FROM holding WHERE id = $1"
        : as->kind == AS_DELEGATE
            ? "SELECT f.body, f.title, f.org FROM delegation d JOIN holding f ON f.id = d.from_holding WHERE d.id = $1"
            : NULL;
    if (sql) {
        struct rows *r = db_rows(db, sql, V(as->id));
        if (rows_next(r)) {
            as->body = arena_z(arena, rows_str(r, 0));
            as->title = arena_z(arena, rows_str(r, 1));
            as->org = rows_int(r, 2);
        }
        rows_done(r);
    } else if (as->kind == AS_REPRESENTATIVE) {
        struct rows *r = db_rows(
            db,
            "SELECT r.org, r.voting, m.class FROM representation r JOIN membership m ON m.org = r.org AND m.from_at <= $1 "
            "AND (m.to_at IS NULL OR m.to_at > $1) WHERE r.id = $2",
            V(at), V(as->id));
        if (rows_next(r)) {
            as->org = rows_int(r, 0);
            as->voting = rows_int(r, 1) != 0;
            as->class_id = arena_z(arena, rows_str(r, 2));
        }
        rows_done(r);
    }
}

/* Blobs an act names by hash, wherever they stand in its arguments: what its judge and apply read. */
static void copy_blobs(struct fold *f, const json_t *value) {
    size_t i;
    const char *key;
    json_t *item;
    if (json_is_array(value)) {
        json_array_foreach((json_t *)value, i, item) copy_blobs(f, item);
    } else if (json_is_object(value)) {
        json_object_foreach((json_t *)value, key, item) copy_blobs(f, item);
    } else if (json_is_string(value) && json_string_length(value) == 64) {
        struct str bytes =
            db_str(f->db, &f->arena, "SELECT bytes FROM blob WHERE hash = $1", V(json_string_value(value)));
        if (bytes.data)
            db_exec(f->scratch, "INSERT INTO blob (hash, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                    V(json_string_value(value)), V_BLOB(bytes));
    }
}

void fold_calendars(struct fold *f) {
    struct arena arena;
    arena_init(&arena);
    workcal_free(f->workcal);
    f->workcal = workcal_new();
    struct rows *r =
        db_rows(f->scratch,
                "SELECT blob.bytes FROM calendar_year JOIN blob ON blob.hash = calendar_year.hash ORDER BY year");
    while (rows_next(r)) workcal_load(f->workcal, arena_str(&arena, rows_str(r, 0)), NULL);
    rows_done(r);
    arena_release(&arena);
}

static bool names_files(const struct act_kind *kind) {
    for (const struct field *field = kind->fields; field && field->name; field++)
        if (field->type == FIELD_FILE && field->privacy == FIELD_OPEN) return true;
    return kind->laws || kind->supply;
}

static void apply_entry(struct fold *f, struct entry *e) {
    struct act *act = &e->act;
    const char *clauses[256];
    size_t clause_count = 0;
    if (!act->kind->quiet) {
        for (size_t i = 0; i < json_array_size(e->verdict) && clause_count < 256; i++) {
            const char *clause = json_string_value(json_object_get(json_array_get(e->verdict, i), "clause"));
            if (clause) clauses[clause_count++] = clause;
        }
    }
    act_trace(f->scratch, act, clauses, clause_count);
    struct applying ap = {
        .charter = alliance_charter_version(f->a, act->charter),
        .db = f->scratch,
        .act = act,
        .workcal = f->workcal,
        .arena = &f->arena,
        .folding = !(f->mending && act->kind->erases),
        .laws = f->a,
    };
    act_apply(&ap);
    if (!act->kind->quiet) capacity_cache_forget(&f->cache);
    if (act->kind->laws) fold_calendars(f); /* as they were known from here on */
}

static bool fold_entry(struct fold *f, struct str bytes, struct entry *e, fold_each *each, fold_then *then,
                       void *context) {
    if (!e->act.kind->quiet) fill_capacity(f->scratch, &e->act.by.as, e->act.at, &f->arena);
    if (names_files(e->act.kind)) copy_blobs(f, e->act.args);
    if (!each(context, e->act.entry, bytes, e, NULL)) return false;
    apply_entry(f, e);
    return then(context, e->act.entry, e);
}

bool fold_leaf(struct fold *f, int64_t n, struct str bytes, fold_each *each, fold_then *then, void *context) {
    struct entry e;
    json_t *root = NULL;
    struct error why = { 0 };
    arena_init(&f->arena);
    bool good = entry_read(bytes, n, &f->arena, &e, &root, &why) == 0;
    if (good)
        good = fold_entry(f, bytes, &e, each, then, context);
    else
        each(context, n, bytes, NULL, &why);
    json_decref(root);
    arena_release(&f->arena);
    return good;
}

int64_t fold_leaves(struct fold *f, fold_each *each, fold_then *then, void *context) {
    int64_t n = 0;
    struct ahead *ahead;
    struct error why = { 0 };
    int64_t past = db_int(f->db, 0, "SELECT n + 1 FROM leaf ORDER BY n DESC LIMIT 1");
    if (ahead_start(&ahead, alliance_store(f->a), past, &why) != 0) {
        each(context, 0, STR_NONE, NULL, &why);
        return 0;
    }
    const struct leaf_ahead *leaf;
    for (bool more = true; more && (leaf = ahead_next(ahead));) {
        struct entry e = leaf->entry;
        arena_init(&f->arena);
        more = leaf->root && fold_entry(f, leaf->bytes, &e, each, then, context);
        if (!leaf->root) each(context, leaf->n, leaf->bytes, NULL, leaf->why);
        n += more;
        arena_release(&f->arena);
    }
    ahead_stop(ahead);
    capacity_cache_forget(&f->cache);
    return n;
}

/* ---- judging anew ---- */

static const struct verdict *judge_anew(struct fold *f, const struct act *act, instant received, const char *as,
                                        const struct charter *draft, struct prepared *p) {
    struct verdict *verdict = arena_new(&f->arena, struct verdict);
    *verdict = (struct verdict){ .arena = &f->arena };
    const struct charter *charter = draft ? draft : alliance_charter(f->a, act->at);
    struct judging j = { .charter = charter,
                         .db = f->scratch,
                         .act = &p->act,
                         .workcal = f->workcal,
                         .arena = &f->arena,
                         .verdict = verdict,
                         .received = received,
                         .again = true };
    j.laws = f->a;
    *p = (struct prepared){ .as = as, .received = received, .act = *act };
    struct capacity *all, operator= { .kind = AS_OPERATOR };
    size_t count = 1;
    judge_entered(&j, p);
    if (refused(&j)) return verdict;
    if (act->by.as.kind == AS_OPERATOR)
        all = &operator;
    else
        count =
            capacity_cached(&f->cache, f->scratch, charter, act->by.person, act->at, act->kind->quiet, &f->arena, &all);
    choose_capacity(&j, p, all, count);
    if (!refused(&j)) judge_references(&j);
    int64_t pinned = !draft && !refused(&j) && act->kind->pinned ? act->kind->pinned(&j) : 0;
    if (pinned && alliance_charter_version(f->a, pinned)) j.charter = alliance_charter_version(f->a, pinned);
    if (!refused(&j) && act->kind->judge) act->kind->judge(&j);
    return verdict;
}

static const char *named_capacity(struct fold *f, const struct capacity *as) {
    struct buf b;
    buf_init(&b, 64);
    capacity_format(&b, as);
    const char *name = arena_z(&f->arena, buf_str(&b));
    buf_release(&b);
    return name;
}

const struct verdict *fold_judge(struct fold *f, const struct entry *e, const struct charter *draft) {
    struct prepared p;
    return judge_anew(f, &e->act, e->received, named_capacity(f, &e->act.by.as), draft, &p);
}

const struct verdict *fold_judge_attempt(struct fold *f, const struct act *act, const struct charter *draft) {
    struct prepared p;
    const struct verdict *verdict = judge_anew(f, act, act->at, NULL, draft, &p);
    if (verdict->refused && p.choice_count > 1)
        verdict = judge_anew(f, act, act->at, named_capacity(f, &p.choices[0]), draft, &p);
    return verdict;
}
