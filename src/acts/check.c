/* `check`: the state is a fold of the acts, and here it is folded again.
 *
 *  K1. Every leaf is read in order, hashed into a fresh tree, and applied to fresh tables in a scratch database.
 *  K2. The root must be the one in the signed checkpoint, and the signature must be the key's.
 *  K3. Every table of the state must hold, row for row, what the fold made.
 *  K4. Every private row must open its commitment; a row that is missing must have been erased by an act.
 *  K5. A verdict that would be another today is a finding, not a fault: the record is judged by its own time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acts/alliance.h"
#include "acts/record.h"
#include "acts/steps.h"
#include "register/checkpoint.h"

extern const char acts_schema_sql[];

enum { FAULTS_MAX = 100 }; /* more of the same tells nobody more */

/* Tables of the state, each in the order of its key; part 2 of schema.sql. */
static const struct { const char *table, *rows; } folded[] = {
#define FOLDED(name, order) { #name, "SELECT * FROM " #name " ORDER BY " order }
    FOLDED(alliance, "id"), FOLDED(charter_version, "version"), FOLDED(calendar_year, "year"), FOLDED(register_key, "id"), FOLDED(org, "id"),
    FOLDED(membership, "id"), FOLDED(application, "id"), FOLDED(withdrawal, "id"), FOLDED(contribution, "id"), FOLDED(person, "id"),
    FOLDED(representation, "id"), FOLDED(seats, "id"), FOLDED(holding, "id"), FOLDED(delegation, "id"), FOLDED(round, "id"), FOLDED(nomination, "id"),
    FOLDED(meeting, "id"), FOLDED(topic, "id"), FOLDED(attendance, "meeting, person, came_at"), FOLDED(matter, "id"), FOLDED(matter_comment, "id"),
    FOLDED(motion, "id"), FOLDED(roll_call, "motion, person"), FOLDED(resolution, "id"), FOLDED(interpretation, "id"), FOLDED(fee, "id"),
    FOLDED(escrow, "id"), FOLDED(report, "id"), FOLDED(sig, "id"), FOLDED(due, "kind, about"), FOLDED(act_key, "actor, key"),
    FOLDED(citation, "clause, entry"), FOLDED(mention, "thing, id, entry"),
#undef FOLDED
};

struct check {
    struct alliance *a;
    struct db *db;              /* the directory, read only */
    struct db *scratch;
    struct check_report *report;
    struct tree tree;
    struct arena arena;         /* of one leaf */
    struct workcal *workcal;
    int64_t batch;
};

static struct error *report_add(struct check_report *r, struct error **list, size_t *count)
{
    if (*count >= FAULTS_MAX)
        return NULL;
    struct error *grown = arena_array(r->arena, struct error, *count + 1);
    for (size_t i = 0; i < *count; i++)
        error_copy(&grown[i], &(*list)[i]);
    *list = grown;
    return &grown[(*count)++];
}

static void fault(struct check *c, struct text text, const struct arg *args, size_t n)
{
    struct error *e = report_add(c->report, &c->report->faults, &c->report->fault_count);
    if (e)
        error_set_args(e, ERR_CORRUPT, text, args, n);
}

/* ---- folding ---- */

/* Office, organization and class of a capacity, as they were. */
static void fill_capacity(struct db *db, struct capacity *as, instant at, struct arena *arena)
{
    const char *sql = as->kind == AS_OFFICE ? "SELECT body, title, org FROM holding WHERE id = $1"
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
        struct rows *r = db_rows(db,
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

/* Blobs an act of the law names by hash, wherever they stand in its arguments. */
static void copy_blobs(struct check *c, const json_t *value)
{
    size_t i;
    const char *key;
    json_t *item;
    if (json_is_array(value)) {
        json_array_foreach((json_t *)value, i, item) copy_blobs(c, item);
    } else if (json_is_object(value)) {
        json_object_foreach((json_t *)value, key, item) copy_blobs(c, item);
    } else if (json_is_string(value) && json_string_length(value) == 64) {
        struct str bytes = db_str(c->db, &c->arena, "SELECT bytes FROM blob WHERE hash = $1", V(json_string_value(value)));
        if (bytes.data)
            db_exec(c->scratch, "INSERT INTO blob (hash, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING", V(json_string_value(value)), V_BLOB(bytes));
    }
}

static void apply_entry(struct check *c, struct entry *e)
{
    struct act *act = &e->act;
    const char *clauses[256];
    size_t clause_count = 0;
    if (!act->kind->quiet) {
        fill_capacity(c->scratch, &act->by.as, act->at, &c->arena);
        for (size_t i = 0; i < json_array_size(e->verdict) && clause_count < 256; i++) {
            const char *clause = json_string_value(json_object_get(json_array_get(e->verdict, i), "clause"));
            if (clause)
                clauses[clause_count++] = clause;
        }
    }
    if (act->kind->laws)
        copy_blobs(c, act->args);
    act_trace(c->scratch, act, clauses, clause_count);
    struct applying ap = {
        .charter = alliance_charter_version(c->a, act->charter), .db = c->scratch, .act = act, .workcal = c->workcal, .arena = &c->arena, .folding = true, .laws = c->a,
    };
    act_apply(&ap);
    if (act->kind->laws) { /* calendars as they were known from here on */
        workcal_free(c->workcal);
        c->workcal = workcal_new();
        struct rows *r = db_rows(c->scratch, "SELECT blob.bytes FROM calendar_year JOIN blob ON blob.hash = calendar_year.hash ORDER BY year");
        while (rows_next(r))
            workcal_load(c->workcal, arena_str(&c->arena, rows_str(r, 0)), NULL);
        rows_done(r);
    }
}

/* K4 for one leaf: what is there opens its commitment, what is not was erased. */
static void check_private(struct check *c, const struct entry *e)
{
    const char *field;
    json_t *hex;
    if (!e->commitments || json_object_size(e->commitments) == 0)
        return;
    json_object_foreach((json_t *)e->commitments, field, hex)
    {
        struct hash stated, computed;
        const struct arg args[] = { ARG_INT("n", e->act.entry), ARG_Z("field", field) };
        struct rows *r = db_rows(c->db, "SELECT salt, value FROM private WHERE entry = $1 AND field = $2", V(e->act.entry), V(field));
        if (!rows_next(r)) {
            struct error *note = report_add(c->report, &c->report->findings, &c->report->finding_count);
            bool erased = db_has(c->db, "SELECT 1 FROM person WHERE erased_at IS NOT NULL AND (name_entry = $1 OR email_entry = $1)", V(e->act.entry));
            if (!erased)
                fault(c, T("Entry {n}: the sealed {field} is missing, and no act erased it.", "第 {n} 条：封存内容 {field} 缺失，且无删除记录。"), args, 2);
            else if (note)
                error_set_args(note, ERR_MISSING, T("Entry {n}: {field} was erased lawfully.", "第 {n} 条：{field} 已依法删除。"), args, 2);
        } else {
            struct str salt = rows_str(r, 0);
            bool same = false;
            if (salt.len == SALT_SIZE && hash_from_hex(str_of(json_string_value(hex)), &stated) == 0) {
                computed = commitment_of((const uint8_t *)salt.data, e->act.kind->name, field, rows_str(r, 1));
                same = hash_eq(&stated, &computed);
            }
            if (!same)
                fault(c, T("Entry {n}: the sealed {field} is not what was committed to.", "第 {n} 条：封存内容 {field} 与承诺不符。"), args, 2);
        }
        rows_done(r);
    }
}

static bool fold_leaf(struct check *c, int64_t n, struct str bytes)
{
    struct entry e;
    json_t *root = NULL;
    struct error broken = { 0 };
    struct hash h = merkle_leaf(bytes);
    tree_append(&c->tree, &h, NULL, NULL);
    arena_init(&c->arena);
    bool good = entry_read(bytes, n, &c->arena, &e, &root, &broken) == 0;
    if (!good)
        fault(c, broken.text, broken.args, broken.arg_count);
    else {
        apply_entry(c, &e);
        check_private(c, &e);
        if (db_failed(c->scratch, &broken)) {
            fault(c, T("Entry {n} cannot be applied again.", "第 {n} 条无法重放。"), (const struct arg[]){ ARG_INT("n", n) }, 1);
            good = false;
        }
    }
    json_decref(root);
    arena_release(&c->arena);
    return good;
}

static void fold(struct check *c)
{
    int64_t n = 0;
    struct rows *r = db_rows(c->db, "SELECT n, entry FROM leaf ORDER BY n");
    while (rows_next(r)) {
        if (rows_int(r, 0) != n) {
            fault(c, T("Entry {n} is missing.", "缺少第 {n} 条。"), (const struct arg[]){ ARG_INT("n", n) }, 1);
            break;
        }
        if (!fold_leaf(c, n, rows_str(r, 1)))
            break;
        n++;
    }
    rows_done(r);
    c->report->acts = n;
}

/* ---- comparing ---- */

/* All rows of a table as one running hash. */
static struct hash table_hash(struct db *db, const char *sql, int64_t *ret_rows)
{
    struct hash running = { 0 };
    struct buf row;
    int64_t n = 0;
    buf_init(&row, 1 << 24);
    struct rows *r = db_rows(db, sql);
    while (rows_next(r)) {
        buf_clear(&row);
        buf_add(&row, (struct str){ (const char *)running.b, HASH_SIZE });
        for (int i = 0; i < rows_columns(r); i++) {
            struct str value = rows_str(r, i);
            buf_addf(&row, "%c%zu:", rows_null(r, i) ? 'n' : 'v', value.len);
            buf_add(&row, value);
        }
        running = hash_of(buf_str(&row));
        n++;
    }
    rows_done(r);
    buf_release(&row);
    *ret_rows = n;
    return running;
}

static void compare_tables(struct check *c)
{
    for (size_t i = 0; i < sizeof folded / sizeof folded[0]; i++) {
        int64_t here_rows, again_rows;
        struct hash here = table_hash(c->db, folded[i].rows, &here_rows);
        struct hash again = table_hash(c->scratch, folded[i].rows, &again_rows);
        if (!hash_eq(&here, &again))
            fault(c, T("Table {table}: its {here} rows are not the {again} the acts make.", "数据表 {table}：现有 {here} 行与按记录重放所得 {again} 行不符。"),
                  (const struct arg[]){ ARG_Z("table", folded[i].table), ARG_INT("here", here_rows), ARG_INT("again", again_rows) }, 3);
    }
    if (db_failed(c->db, NULL) || db_failed(c->scratch, NULL))
        fault(c, T("The tables could not be read to their end.", "数据表未能完整读取。"), NULL, 0);
}

static void check_signature(struct check *c)
{
    struct arena arena;
    arena_init(&arena);
    struct hash root = tree_root(&c->tree);
    c->report->size = c->tree.size;
    c->report->root = root;
    struct str note = record_checkpoint(c->db, &arena);
    struct str vkey_text = db_str(c->db, &arena, "SELECT vkey FROM register_key ORDER BY id DESC LIMIT 1");
    struct vkey vkey;
    struct checkpoint signed_one;
    struct error why = { 0 };
    if (vkey_parse(&vkey, vkey_text, &why) != 0 || checkpoint_open(&signed_one, note, &vkey, NULL, 0, NULL, &why) != 0)
        fault(c, T("The checkpoint is not signed by the register's key.", "检查点不是由登记簿密钥签名。"), NULL, 0);
    else if (signed_one.size != c->tree.size || !hash_eq(&signed_one.root, &root))
        fault(c, T("The signed checkpoint covers {signed} entries with another root; there are {size}.", "已签名检查点涵盖 {signed} 条且根不同；实有 {size} 条。"),
              (const struct arg[]){ ARG_INT("signed", signed_one.size), ARG_INT("size", c->tree.size) }, 2);
    arena_release(&arena);
}

int alliance_check(const char *dir, bool rejudge, struct check_report *ret, struct error *err)
{
    (void)rejudge;
    struct check c = { .report = ret };
    struct store *scratch = NULL;
    int result = alliance_open(&c.a, dir, ALLIANCE_READ, err);
    if (result == 0)
        result = store_open(&scratch, NULL, STORE_SCRATCH, err);
    if (result == 0) {
        c.db = store_reader(alliance_store(c.a));
        c.scratch = store_writer(scratch);
        result = db_begin(c.db, err);
    }
    if (result == 0)
        result = db_quick_check(c.db, err);
    if (result == 0)
        result = db_script(c.scratch, acts_schema_sql, err);
    if (result == 0 && (result = db_begin(c.scratch, err)) == 0) {
        c.workcal = workcal_new();
        tree_init(&c.tree);
        fold(&c);
        check_signature(&c);
        if (ret->fault_count == 0)
            compare_tables(&c);
        workcal_free(c.workcal);
        ret->whole = ret->fault_count == 0;
        db_rollback(c.scratch);
    }
    if (c.db) {
        db_rollback(c.db);
        store_reader_done(alliance_store(c.a), c.db);
    }
    if (scratch)
        store_close(scratch);
    alliance_close(c.a);
    return result;
}
