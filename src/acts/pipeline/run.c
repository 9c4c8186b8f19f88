/* One act on the committer; see run.h. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "acts/capacity.h"
#include "acts/pipeline/run.h"
#include "acts/pipeline/words.h"

/* ---- consequences ---- */

void act_emit(struct applying *a, const char *kind, json_t *args) {
    const struct act_kind *k = act_kind(kind);
    assert(k && k->origin == ORIGIN_CONSEQUENCE);
    if (a->folding || !k) {
        json_decref(args); /* its leaf follows by itself */
        return;
    }
    struct consequence *c = arena_new(a->arena, struct consequence);
    *c = (struct consequence){ .kind = k, .args = args };
    *a->pipeline->emitted_tail = c;
    a->pipeline->emitted_tail = &c->next;
}

void act_words(struct applying *ap, const char *thing, int64_t id) {
    if (ap->pipeline) words_changed(ap->pipeline->a, thing, id);
}

void act_words_going(struct applying *ap, int64_t entry, const char *field) {
    if (ap->pipeline) words_going(ap->pipeline->a, ap->db, entry, field);
}

/* ---- an act that is allowed ---- */

static void keep_private(struct pipeline *p, const struct act *act, const struct seal *seals, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct str salt = { (const char *)seals[i].salt, SALT_SIZE };
        db_exec(p->db, "INSERT INTO private (entry, field, salt, value) VALUES ($1, $2, $3, $4)", V(act->entry),
                V(seals[i].field), V_BLOB(salt), V(seals[i].value));
    }
}

static void remember_leaf(struct pipeline *p, struct str bytes) {
    if (p->leaf_count == p->leaf_size) {
        p->leaf_size = p->leaf_size ? p->leaf_size * 2 : 64;
        p->leaves = mem_grow(p->leaves, p->leaf_size * sizeof *p->leaves);
    }
    p->leaves[p->leaf_count++] = merkle_leaf(bytes);
    p->next++;
}

static int do_act(struct pipeline *p, const struct charter *charter, struct act *act, instant received,
                  const struct verdict *verdict, struct arena *arena);

/* What comes into an act from outside the record. */
static void supply(struct pipeline *p, const struct act *act, int64_t about, struct arena *arena) {
    if (act->kind->supply)
        act->kind->supply(&(struct supplying){ .alliance = p->a,
                                               .db = p->db,
                                               .dir = p->a->dir,
                                               .entropy = &p->a->entropy,
                                               .arena = arena,
                                               .about = about,
                                               .args = act->args });
}

/* Each in turn, unless `result` says that something went wrong already; their arguments are released all the same. */
static int do_consequences(struct pipeline *p, struct consequence *list, const struct act *cause, instant received,
                           struct arena *arena, int result) {
    for (struct consequence *c = list; c; c = c->next) {
        if (result == 0) {
            struct act act = {
                .kind = c->kind,
                .version = c->kind->version,
                .id = "",
                .at = cause->at,
                .charter = cause->charter,
                .by = { .as = { .kind = AS_CHARTER }, .via = "" },
                .args = c->args,
                .cause = cause->entry,
            };
            const struct charter *charter = alliance_charter_version(p->a, act.charter);
            struct verdict verdict = { .arena = arena };
            struct judging j = { .charter = charter,
                                 .db = p->db,
                                 .act = &act,
                                 .workcal = alliance_workcal(p->a),
                                 .arena = arena,
                                 .verdict = &verdict,
                                 .received = received };
            if (act.kind->judge)
                act.kind->judge(&j); /* for its clause and numbers: what follows is not up to anybody */
            supply(p, &act, 0, arena);
            result = do_act(p, charter, &act, received, &verdict, arena);
        }
        json_decref(c->args);
    }
    return result;
}

static size_t verdict_clauses(const struct verdict *v, struct arena *arena, const char ***ret) {
    const char **clauses = arena_array(arena, const char *, v->count + 1);
    size_t n = 0;
    for (size_t i = 0; i < v->count; i++)
        if (v->items[i].clause) clauses[n++] = v->items[i].clause;
    *ret = clauses;
    return n;
}

static int do_act(struct pipeline *p, const struct charter *charter, struct act *act, instant received,
                  const struct verdict *verdict, struct arena *arena) {
    struct seal *seals;
    size_t seal_count = seals_make(act, &p->a->entropy, arena, &seals);
    buf_clear(&p->bytes);
    int result = entry_write(&p->bytes, act, received, seals, seal_count, verdict);
    if (result != 0) return result;
    act->entry = p->next;
    record_leaf(p->db, act->entry, act, buf_str(&p->bytes));
    remember_leaf(p, buf_str(&p->bytes));
    keep_private(p, act, seals, seal_count);
    const char **clauses;
    size_t clause_count = verdict_clauses(verdict, arena, &clauses);
    act_trace(p->db, act, clauses, clause_count);

    struct consequence *outer = p->emitted, **outer_tail = p->emitted_tail;
    p->emitted = NULL;
    p->emitted_tail = &p->emitted;
    struct applying ap = { .charter = charter,
                           .db = p->db,
                           .act = act,
                           .workcal = alliance_workcal(p->a),
                           .arena = arena,
                           .pipeline = p,
                           .laws = p->a };
    act_apply(&ap);
    struct consequence *list = p->emitted;
    p->emitted = outer;
    p->emitted_tail = outer ? outer_tail : &p->emitted;
    if (act->kind->tell && !p->a->in_bulk) { /* an imported or simulated past is not announced */
        struct telling t = {
            .charter = charter, .db = p->db, .act = act, .arena = arena, .pipeline = p, .lang = p->lang
        };
        act->kind->tell(&t);
    }
    if (!act->kind->quiet) {
        p->changed = true;
        capacity_cache_forget(&p->a->cache);
        p->a->dues_changed = true;
    }
    if (act->kind->erases) { scrub_ask(p->a, p->db, SCRUB_ALL); }
    result = 0;
    if (act->kind->laws) {
        p->laws_changed = true;
        result = laws_load(p->a, p->db, NULL);
    }
    return do_consequences(p, list, act, received, arena, result);
}

/* ---- asked before? ---- */

/* Who has two votes casts both with the same fields: in another capacity it is another act. */
static bool same_capacity(const struct prepared *ask, const struct capacity *before) {
    struct capacity wanted = { .kind = AS_VISITOR };
    if (!ask->as) return true;
    capacity_read(str_of(ask->as), &wanted);
    return capacity_named(before, &wanted);
}

static bool same_ask(struct pipeline *p, const struct prepared *ask, int64_t entry, struct arena *arena) {
    const struct act *act = &ask->act;
    struct str bytes = db_str(p->db, arena, "SELECT entry FROM leaf WHERE n = $1", V(entry));
    struct entry old;
    json_t *root;
    if (!bytes.data || entry_read(bytes, entry, arena, &old, &root, NULL) != 0) return false;
    bool same = old.act.kind == act->kind && json_equal(old.act.args, act->args) &&
                same_capacity(ask, &old.act.by.as) &&
                json_object_size(old.commitments) == json_object_size(act->sealed);
    const char *field;
    json_t *value;
    json_object_foreach(act->sealed, field, value) {
        struct hash recorded;
        struct str salt =
            db_str(p->db, arena, "SELECT salt FROM private WHERE entry = $1 AND field = $2", V(entry), V(field));
        if (!same || hash_from_hex(json_str(old.commitments, field), &recorded) != 0) {
            same = false;
            break;
        }
        if (salt.len != SALT_SIZE) continue; /* erased since: nothing is left to compare */
        struct buf b;
        buf_init(&b, 1 << 20);
        json_canonical(&b, value);
        struct hash now = commitment_of((const uint8_t *)salt.data, act->kind->name, field, buf_str(&b));
        buf_release(&b);
        same = hash_eq(&now, &recorded);
    }
    json_decref(root);
    return same;
}

/* The entry of an earlier act under the same key, or -1; refuses when it was another. */
static int64_t repeated(struct pipeline *p, struct prepared *ask, struct judging *j) {
    struct buf actor;
    buf_init(&actor, 128);
    actor_format(&actor, &ask->act);
    int64_t entry = db_int(p->db, -1, "SELECT entry FROM act_key WHERE actor = $1 AND key = $2", V(buf_str(&actor)),
                           V(ask->act.id));
    buf_release(&actor);
    if (entry >= 0 && !same_ask(p, ask, entry, j->arena)) {
        finding_add(j, true, ERR_CONFLICT, NULL, NULL,
                    T("This submission's key was used before, for something else (entry {entry}). Open the form anew.",
                      "此提交标识已用于另一事项（第 {entry} 条），请重新打开表单。"),
                    T_NONE, FINDING_ARGS(ARG_INT("entry", entry)));
        return -1;
    }
    return entry;
}

/* A key nobody chose: the act's time before chance, so that rows of one actor lie in the order they are made. */
static void make_key(struct pipeline *p, struct prepared *ask) {
    enum { TIME_BYTES = 5 };
    uint8_t key[16];
    struct buf b;
    entropy_bytes(&p->a->entropy, key, sizeof key);
    for (int i = 0; i < TIME_BYTES; i++) key[i] = (uint8_t)((uint64_t)ask->act.at >> (8 * (TIME_BYTES - 1 - i)));
    buf_init(&b, 64);
    hex_add(&b, (struct str){ (const char *)key, sizeof key });
    ask->act.id = arena_z(&ask->arena, buf_str(&b));
    buf_release(&b);
}

/* ---- one ask ---- */

static int64_t charter_version_at(struct pipeline *p, instant at) {
    int64_t version = 0;
    instant newest = INSTANT_NONE;
    mtx_lock(&p->a->laws_lock);
    for (size_t i = 0; i < p->a->charter_count; i++)
        if (p->a->charters[i].from <= at && p->a->charters[i].from >= newest) {
            newest = p->a->charters[i].from;
            version = p->a->charters[i].version;
        }
    mtx_unlock(&p->a->laws_lock);
    return version;
}

/* A new signing key must be at hand before it is named: asked of the directory, and so not by the judge. */
static void judge_key(struct pipeline *p, struct judging *j) {
    struct error why = { 0 };
    if (p->rotated || p->a->in_bulk)
        refuse_state(j, (const struct rule *)NULL, T("The key is being changed already.", "密钥正在更换。"), T_NONE);
    else if (key_next(p->a, act_z(j->act, "vkey"), &p->next_key, &why) == 0)
        p->rotated = true;
    else
        refuse_field(
            j, "vkey",
            T("This key has not been made in the alliance's directory. Make one there with “charterd key new”.",
              "数据目录中没有此密钥，请先用“charterd key new”生成。"));
}

/* The charter version that the thing was begun under. */
static void take_pinned(struct pipeline *p, struct act *act, struct judging *j) {
    int64_t pinned = !refused(j) && act->kind->pinned ? act->kind->pinned(j) : 0;
    if (pinned && alliance_charter_version(p->a, pinned)) {
        act->charter = pinned;
        j->charter = alliance_charter_version(p->a, pinned);
    }
}

static void judge_ask(struct pipeline *p, struct prepared *ask, struct judging *j) {
    struct act *act = &ask->act;
    judge_entered(j, ask);
    if (refused(j)) return;
    if (act->by.as.kind == AS_OPERATOR) {
        struct capacity operator= { .kind = AS_OPERATOR };
        choose_capacity(j, ask, &operator, 1);
    } else {
        struct capacity *all;
        size_t n =
            capacity_cached(&p->a->cache, p->db, j->charter, act->by.person, act->at, act->kind->quiet, j->arena, &all);
        choose_capacity(j, ask, all, n);
    }
    if (!refused(j)) judge_references(j);
    if (!refused(j)) judge_files(j);
    take_pinned(p, act, j);
    if (!refused(j) && act->kind->judge) act->kind->judge(j);
    if (!refused(j) && act->kind->keys) judge_key(p, j);
}

int64_t pipeline_run(struct pipeline *p, struct prepared *ask, bool *ret_repeated) {
    struct act *act = &ask->act;
    *ret_repeated = false;
    if (ask->verdict.refused) return -1;
    act->at = ask->asked_at > p->a->last_at ? ask->asked_at : p->a->last_at;
    pipeline_clock(p, act->at); /* what fell due before comes before */
    if (ask->received == INSTANT_NONE || ask->received > act->at) ask->received = act->at;
    act->charter = charter_version_at(p, act->at);
    const struct charter *charter = alliance_charter_version(p->a, act->charter);
    p->lang = ask->entered && charter ? charter_governing(charter)
                                      : ask->lang; /* whoever enters a paper speaks for himself */
    struct judging j = { .charter = charter,
                         .db = p->db,
                         .act = act,
                         .workcal = alliance_workcal(p->a),
                         .arena = &ask->arena,
                         .verdict = &ask->verdict,
                         .received = ask->received };
    j.laws = p->a;
    if (!act->id)
        make_key(p, ask);
    else {
        int64_t before = repeated(p, ask, &j);
        if (before >= 0) {
            *ret_repeated = true;
            return before;
        }
    }
    if (refused(&j)) return -1;
    int64_t next = p->next;
    size_t leaf_count = p->leaf_count;
    db_savepoint(p->db);
    for (size_t i = 0; i < ask->blob_count; i++) /* before judging: a judge may read what was sent */
        db_exec(p->db, "INSERT INTO blob (hash, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING", V(ask->blobs[i].hash),
                V_BLOB(ask->blobs[i].bytes));
    judge_ask(p, ask, &j);
    if (refused(&j)) {
        db_savepoint_rollback(p->db);
        return -1;
    }
    if (act->kind->supply)
        act->kind->supply(&(struct supplying){ .alliance = p->a,
                                               .db = p->db,
                                               .dir = p->a->dir,
                                               .entropy = &p->a->entropy,
                                               .arena = &ask->arena,
                                               .args = act->args });
    int result = do_act(p, j.charter, act, ask->received, &ask->verdict, &ask->arena);
    struct error fault;
    if (result != 0 || db_failed(p->db, &fault)) {
        db_savepoint_rollback(p->db);
        p->next = next;
        p->leaf_count = leaf_count;
        p->rotated = p->rotated && !act->kind->keys;
        capacity_cache_forget(&p->a->cache);
        if (p->laws_changed) laws_load(p->a, p->db, NULL);
        finding_add(&j, true, result == ERR_TOO_LARGE ? ERR_TOO_LARGE : ERR_IO, NULL, NULL,
                    result == ERR_TOO_LARGE
                        ? T("This is more than one act can hold. Shorten it.", "内容超出一次事项的上限，请精简。")
                        : T("The record could not be written. Nothing was done; try again.",
                            "记录未能写入，未作任何变更，请重试。"),
                    T_NONE, NULL, 0);
        return -1;
    }
    db_savepoint_release(p->db);
    p->a->last_at = act->at;
    return act->entry;
}

/* ---- the clock ---- */

static bool next_due(struct pipeline *p, instant now, struct arena *arena, const char **ret_kind, int64_t *ret_about,
                     instant *ret_at) {
    if (!p->a->dues_changed && (p->a->next_due == INSTANT_NONE || p->a->next_due > now)) return false;
    struct rows *r = db_rows(p->db, "SELECT kind, about, at FROM due ORDER BY at, kind, about LIMIT 1");
    bool found = rows_next(r);
    p->a->next_due = found ? rows_int(r, 2) : INSTANT_NONE;
    if (found) {
        *ret_kind = arena_z(arena, rows_str(r, 0));
        *ret_about = rows_int(r, 1);
        *ret_at = rows_int(r, 2);
    }
    rows_done(r);
    p->a->dues_changed = false;
    return found && p->a->next_due <= now;
}

static void run_due(struct pipeline *p, const char *kind, int64_t about, instant due, struct arena *arena) {
    struct act act = {
        .kind = act_kind(kind),
        .id = "",
        .at = due > p->a->last_at ? due : p->a->last_at,
        .by = { .as = { .kind = AS_CLOCK }, .via = "" },
        .args = json_pack("{s:I}", "about", (json_int_t)about),
        .cause = -1,
    };
    assert(act.kind && act.kind->origin == ORIGIN_CLOCK);
    act.version = act.kind->version;
    act.charter = charter_version_at(p, act.at);
    struct verdict verdict = { .arena = arena };
    struct judging j = { .charter = alliance_charter_version(p->a, act.charter),
                         .db = p->db,
                         .act = &act,
                         .workcal = alliance_workcal(p->a),
                         .arena = arena,
                         .verdict = &verdict,
                         .received = act.at };
    take_pinned(p, &act, &j);
    supply(p, &act, about, arena);
    if (act.kind->judge) act.kind->judge(&j);
    do_act(p, j.charter, &act, act.at, &verdict, arena);
    p->a->last_at = act.at;
    p->a->dues_changed = true;
    capacity_cache_forget(&p->a->cache);
    json_decref(act.args);
}

void pipeline_clock(struct pipeline *p, instant now) {
    const char *kind;
    int64_t about;
    instant due;
    for (;;) {
        struct arena arena;
        arena_init(&arena);
        bool more = !db_failed(p->db, NULL) && next_due(p, now, &arena, &kind, &about, &due);
        if (more) run_due(p, kind, about, due, &arena);
        arena_release(&arena);
        if (!more) return;
    }
}

/* ---- a batch ---- */

void pipeline_begin(struct pipeline *p, struct alliance *a) {
    *p = (struct pipeline){ .a = a, .db = store_writer(a->store), .next = a->tree.size };
    p->emitted_tail = &p->emitted;
    buf_init(&p->bytes, 1 << 20);
}

void pipeline_end(struct pipeline *p) {
    skey_wipe(&p->next_key);
    free(p->leaves);
    buf_release(&p->bytes);
}

int pipeline_commit(struct pipeline *p, struct error *err) {
    struct error fault = { 0 };
    int result = db_failed(p->db, &fault) ? fault.code : 0;
    if (result == 0) words_keep_up(p->a, p->db);
    if (result == 0 && p->leaf_count > 0) {
        result = record_grow(p->a, p->db, p->leaves, p->leaf_count);
        if (result == 0) record_sign(p->a, p->db, p->rotated ? &p->next_key : NULL);
    }
    if (result == 0 && db_failed(p->db, &fault)) result = fault.code;
    if (result == 0) result = db_commit(p->db, &fault);
    if (result == 0) {
        atomic_store(&p->a->size, p->a->tree.size);
        p->leaf_count = 0;
        if (p->rotated) key_take(p->a, &p->next_key);
        p->rotated = false;
        return 0;
    }
    db_rollback(p->db);
    words_undone(p->a);
    if (err) error_copy(err, &fault);
    return result;
}

int64_t pipeline_found(struct pipeline *p, struct act *act) {
    struct arena arena;
    arena_init(&arena);
    struct verdict verdict = { .arena = &arena };
    int result = do_act(p, NULL, act, act->at, &verdict, &arena);
    arena_release(&arena);
    p->a->last_at = act->at;
    return result == 0 ? act->entry : result;
}
