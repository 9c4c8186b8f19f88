/* `check`: the state is a fold of the acts, and here it is folded again.
 *
 *  K1. Every leaf is read in order, hashed into a fresh tree, and applied to fresh tables in a scratch database.
 *  K2. The root must be the one in the signed checkpoint, and the signature must be the key's.
 *  K3. Every table of the state must hold, row for row, what the fold made.
 *  K4. Every private row must open its commitment; a row that is missing must have been erased by an act, or be of a leaf that
 *      a restoration on record brought back without it; and one that was erased must be missing.
 *  K5. Every act that somebody brought is judged anew, before it is applied, by the charter of its time. Another verdict is
 *      a finding, not a fault: a later program may know better, and the record stands.
 *  K6. Every blob is what its name says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acts/fold.h"
#include "acts/record.h"
#include "register/checkpoint.h"

enum { FAULTS_MAX = 100 }; /* more of the same tells nobody more */

/* Tables of the state, each in the order of its key; part 2 of schema.sql. */
static const struct { const char *table, *rows; } folded[] = {
#define FOLDED(name, order) { #name, "SELECT * FROM " #name " ORDER BY " order }
    FOLDED(alliance, "id"), FOLDED(charter_version, "version"), FOLDED(calendar_year, "year"), FOLDED(register_key, "id"), FOLDED(restoration, "id"), FOLDED(succession, "id"), FOLDED(org, "id"),
    FOLDED(membership, "id"), FOLDED(application, "id"), FOLDED(withdrawal, "id"), FOLDED(contribution, "id"), FOLDED(person, "id"), FOLDED(personal, "person, entry"), FOLDED(erased, "entry, field"),
    FOLDED(representation, "id"), FOLDED(seats, "id"), FOLDED(holding, "id"), FOLDED(delegation, "id"), FOLDED(round, "id"), FOLDED(nomination, "id"),
    FOLDED(meeting, "id"), FOLDED(topic, "id"), FOLDED(attendance, "meeting, person, came_at"), FOLDED(matter, "id"), FOLDED(matter_comment, "id"),
    FOLDED(motion, "id"), FOLDED(roll_call, "motion, person"), FOLDED(resolution, "id"), FOLDED(interpretation, "id"), FOLDED(fee, "id"),
    FOLDED(escrow, "id"), FOLDED(report, "id"), FOLDED(sig, "id"), FOLDED(due, "kind, about"), FOLDED(act_key, "actor, key"),
    FOLDED(citation, "clause, entry"), FOLDED(mention, "thing, id, entry"),
#undef FOLDED
};

struct check {
    struct fold fold;
    struct db *db;              /* the directory, read only */
    struct db *scratch;
    struct check_report *report;
    struct tree tree;
    bool rejudge;
    int64_t private_rows;       /* that opened a commitment */
    struct buf verdict, recorded;
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

static void finding(struct check *c, int code, struct text text, const struct arg *args, size_t n)
{
    struct error *e = report_add(c->report, &c->report->findings, &c->report->finding_count);
    if (e)
        error_set_args(e, code, text, args, n);
}

/* ---- leaf by leaf ---- */

/* K5 for one leaf that a person brought. */
static void judge_again(struct check *c, const struct entry *e)
{
    const struct act_kind *kind = e->act.kind;
    if (kind->origin != ORIGIN_PERSON)
        return;
    const struct verdict *v = fold_judge(&c->fold, e, NULL);
    const struct arg args[] = { ARG_PLAIN("n", e->act.entry), ARG_TEXT("act", kind->title), ARG_Z("kind", kind->name) };
    if (v->refused) {
        finding(c, ERR_REFUSED, T("Entry {n} ({kind}): judged anew it would be refused.", "第 {n} 条（{kind}）：重新评判将不予通过。"), args, 3);
        return;
    }
    if (e->act.version != kind->version)
        return; /* another version of the kind gives other numbers */
    buf_clear(&c->verdict);
    buf_clear(&c->recorded);
    verdict_write(&c->verdict, v);
    json_canonical(&c->recorded, e->verdict);
    if (!str_eq(buf_str(&c->verdict), buf_str(&c->recorded)))
        finding(c, ERR_CONFLICT, T("Entry {n} ({kind}): judged anew it would rest on other clauses or numbers.", "第 {n} 条（{kind}）：重新评判所依据的条款或数字不同。"), args, 3);
}

/* K4 for one value: what is there opens its commitment, what is not was erased. */
static void check_value(struct check *c, const struct entry *e, const char *field, const char *hex)
{
    const struct arg args[] = { ARG_PLAIN("n", e->act.entry), ARG_Z("field", field) };
    bool erased = db_has(c->db, "SELECT 1 FROM erased WHERE entry = $1 AND field = $2", V(e->act.entry), V(field));
    struct rows *r = db_rows(c->db, "SELECT salt, value FROM private WHERE entry = $1 AND field = $2", V(e->act.entry), V(field));
    if (!rows_next(r)) {
        if (!erased && db_has(c->db, "SELECT 1 FROM restoration WHERE first_entry <= $1 AND past_entry > $1", V(e->act.entry)))
            finding(c, ERR_MISSING, T("Entry {n}: {field} was lost; the entry was brought back from the public register.", "第 {n} 条：{field} 已遗失；该条目系从公开登记簿补回。"), args, 2);
        else if (!erased)
            fault(c, T("Entry {n}: the sealed {field} is missing, and no act erased it.", "第 {n} 条：封存内容 {field} 缺失，且无删除记录。"), args, 2);
        else
            finding(c, ERR_MISSING, T("Entry {n}: {field} was erased lawfully.", "第 {n} 条：{field} 已依法删除。"), args, 2);
    } else {
        struct str salt = rows_str(r, 0);
        struct hash stated, computed;
        bool same = false;
        if (salt.len == SALT_SIZE && hash_from_hex(str_of(hex), &stated) == 0) {
            computed = commitment_of((const uint8_t *)salt.data, e->act.kind->name, field, rows_str(r, 1));
            same = hash_eq(&stated, &computed);
        }
        c->private_rows++;
        if (!same)
            fault(c, T("Entry {n}: the sealed {field} is not what was committed to.", "第 {n} 条：封存内容 {field} 与承诺不符。"), args, 2);
        if (erased)
            fault(c, T("Entry {n}: {field} was erased by an act, and is here all the same.", "第 {n} 条：{field} 已由事项删除，却仍然存在。"), args, 2);
    }
    rows_done(r);
}

static bool leaf_read(void *context, int64_t n, struct str bytes, struct entry *e, const struct error *err)
{
    struct check *c = context;
    (void)n;
    if (bytes.data) {
        struct hash h = merkle_leaf(bytes);
        tree_append(&c->tree, &h, NULL, NULL);
    }
    if (!e) {
        fault(c, err->text, err->args, err->arg_count);
        return false;
    }
    if (c->rejudge)
        judge_again(c, e);
    return true;
}

static bool leaf_applied(void *context, int64_t n, const struct entry *e)
{
    struct check *c = context;
    const char *field;
    json_t *hex;
    if (json_object_size(e->commitments) > 0)
        json_object_foreach((json_t *)e->commitments, field, hex) check_value(c, e, field, json_string_value(hex));
    if (!db_failed(c->scratch, NULL))
        return true;
    fault(c, T("Entry {n} cannot be applied again.", "第 {n} 条无法重放。"), (const struct arg[]){ ARG_PLAIN("n", n) }, 1);
    return false;
}

/* K4, K6: nothing private that no leaf committed to; every blob is what its name says. */
static void check_rest(struct check *c)
{
    int64_t rows = db_int(c->db, 0, "SELECT count(*) FROM private");
    if (rows != c->private_rows)
        fault(c, T("{rows} sealed values are kept; the entries commit to {known} of them.", "现存封存内容 {rows} 项，其中 {known} 项有承诺。"),
              (const struct arg[]){ ARG_INT("rows", rows), ARG_INT("known", c->private_rows) }, 2);
    struct buf hex;
    buf_init(&hex, 128);
    struct rows *r = db_rows(c->db, "SELECT hash, bytes FROM blob ORDER BY hash");
    while (rows_next(r)) {
        struct hash h = hash_of(rows_str(r, 1));
        buf_clear(&hex);
        hash_hex(&hex, &h);
        if (!str_eq(buf_str(&hex), rows_str(r, 0)))
            fault(c, T("The file {hash} is not what its name says.", "文件 {hash} 与其名称不符。"), (const struct arg[]){ ARG_STR("hash", rows_str(r, 0)) }, 1);
    }
    rows_done(r);
    buf_release(&hex);
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
    struct check c = { .report = ret, .rejudge = rejudge };
    int result = fold_open(&c.fold, dir, err);
    if (result != 0)
        return result;
    c.db = c.fold.db;
    c.scratch = c.fold.scratch;
    result = db_quick_check(c.db, err);
    if (result == 0) {
        buf_init(&c.verdict, 1 << 20);
        buf_init(&c.recorded, 1 << 20);
        tree_init(&c.tree);
        ret->acts = fold_leaves(&c.fold, leaf_read, leaf_applied, &c);
        check_signature(&c);
        if (ret->fault_count == 0)
            compare_tables(&c);
        if (ret->fault_count == 0)
            check_rest(&c);
        ret->whole = ret->fault_count == 0;
        buf_release(&c.verdict);
        buf_release(&c.recorded);
    }
    fold_close(&c.fold);
    return result;
}
