/* `check`: the state is a fold of the acts, and here it is folded again.
 *
 *  K1. Every leaf is read in order, hashed into a fresh tree, and applied to fresh tables in a scratch database.
 *  K2. The root must be the one in the signed checkpoint, and the signature must be the key's.
 *  K3. Every table of the state must hold, row for row, what the fold made.
 *  K4. Every private row must open its commitment; a row that is missing must have been erased by an act, or be of a leaf that
 *      a restoration on record brought back without it; and one that was erased must be missing.
 *  K5. Every act that somebody brought is judged anew, before it is applied, by the charter of its time. Another verdict is
 *      a finding, not a fault: a later program may know better, and the record stands.
 *  K6. Every blob is what its name says.
 *
 * Three threads: one reads and parses the leaves (ahead.h), one looks at the file and hashes the tables there are, and
 * this one applies, judges and compares. */
#include <stdatomic.h>
#include <stdlib.h>
#include <threads.h>

#include "acts/pipeline/fold.h"
#include "acts/pipeline/record.h"
#include "acts/pipeline/tables.h"
#include "register/checkpoint.h"

enum { FAULTS_MAX = 100 }; /* more of the same tells nobody more */

/* While the fold is under way, another thread looks at the file and hashes the tables there are, on a connection of its own. */
struct beside {
    struct store *store;
    thrd_t thread;
    int64_t size; /* of the record, in the fold's snapshot */
    int file;     /* what the file's own check says */
    struct error why;
    atomic_bool damaged; /* known before the end: the fold need not go on */
    bool summed;         /* false: a server has recorded more meanwhile, so this is another snapshot */
    struct table_sum sums[TABLES_MAX];
};

struct check {
    struct fold fold;
    struct db *db; /* the directory, read only */
    struct db *scratch;
    struct check_report *report;
    struct tree tree;
    bool rejudge;
    struct beside beside;
    int64_t private_rows; /* that opened a commitment */
    struct buf verdict, recorded;
};

static struct error *report_add(struct check_report *r, struct error **list, size_t *count) {
    if (*count >= FAULTS_MAX) return NULL;
    struct error *grown = arena_array(r->arena, struct error, *count + 1);
    for (size_t i = 0; i < *count; i++) error_copy(&grown[i], &(*list)[i]);
    *list = grown;
    return &grown[(*count)++];
}

static void fault(struct check *c, struct text text, const struct arg *args, size_t n) {
    struct error *e = report_add(c->report, &c->report->faults, &c->report->fault_count);
    if (e) error_set_args(e, ERR_CORRUPT, text, args, n);
}

static void finding(struct check *c, int code, struct text text, const struct arg *args, size_t n) {
    struct error *e = report_add(c->report, &c->report->findings, &c->report->finding_count);
    if (e) error_set_args(e, code, text, args, n);
}

/* ---- leaf by leaf ---- */

/* K5 for one leaf that a person brought. */
static void judge_again(struct check *c, const struct entry *e) {
    const struct act_kind *kind = e->act.kind;
    if (kind->origin != ORIGIN_PERSON) return;
    const struct verdict *v = fold_judge(&c->fold, e, NULL);
    const struct arg args[] = { ARG_PLAIN("n", e->act.entry), ARG_TEXT("act", kind->title), ARG_Z("kind", kind->name) };
    if (v->refused) {
        finding(c, ERR_REFUSED,
                T("Entry {n} ({kind}): judged anew it would be refused.", "第 {n} 条（{kind}）：重新评判将不予通过。"),
                args, 3);
        return;
    }
    if (e->act.version != kind->version) return; /* another version of the kind gives other numbers */
    buf_clear(&c->verdict);
    buf_clear(&c->recorded);
    verdict_write(&c->verdict, v);
    json_canonical(&c->recorded, e->verdict);
    if (!str_eq(buf_str(&c->verdict), buf_str(&c->recorded)))
        finding(c, ERR_CONFLICT,
                T("Entry {n} ({kind}): judged anew it would rest on other clauses or numbers.",
                  "第 {n} 条（{kind}）：重新评判所依据的条款或数字不同。"),
                args, 3);
}

/* K4 for one value: what is there opens its commitment, what is not was erased. */
static void check_value(struct check *c, const struct entry *e, const char *field, const char *hex) {
    const struct arg args[] = { ARG_PLAIN("n", e->act.entry), ARG_Z("field", field) };
    bool erased = db_has(c->db, "SELECT 1 FROM erased WHERE entry = $1 AND field = $2", V(e->act.entry), V(field));
    struct rows *r =
        db_rows(c->db, "SELECT salt, value FROM private WHERE entry = $1 AND field = $2", V(e->act.entry), V(field));
    if (!rows_next(r)) {
        if (!erased &&
            db_has(c->db, "SELECT 1 FROM restoration WHERE first_entry <= $1 AND past_entry > $1", V(e->act.entry)))
            finding(c, ERR_MISSING,
                    T("Entry {n}: {field} was lost; the entry was brought back from the public register.",
                      "第 {n} 条：{field} 已遗失；该条目系从公开登记簿补回。"),
                    args, 2);
        else if (!erased)
            fault(c,
                  T("Entry {n}: the sealed {field} is missing, and no act erased it.",
                    "第 {n} 条：封存内容 {field} 缺失，且无删除记录。"),
                  args, 2);
        else
            finding(c, ERR_MISSING, T("Entry {n}: {field} was erased lawfully.", "第 {n} 条：{field} 已依法删除。"),
                    args, 2);
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
            fault(c,
                  T("Entry {n}: the sealed {field} is not what was committed to.",
                    "第 {n} 条：封存内容 {field} 与承诺不符。"),
                  args, 2);
        if (erased)
            fault(c,
                  T("Entry {n}: {field} was erased by an act, and is here all the same.",
                    "第 {n} 条：{field} 已由事项删除，却仍然存在。"),
                  args, 2);
    }
    rows_done(r);
}

static bool leaf_read(void *context, int64_t n, struct str bytes, struct entry *e, const struct error *err) {
    struct check *c = context;
    (void)n;
    if (atomic_load_explicit(&c->beside.damaged, memory_order_relaxed)) return false;
    if (bytes.data) {
        struct hash h = merkle_leaf(bytes);
        tree_append(&c->tree, &h, NULL, NULL);
    }
    if (!e) {
        fault(c, err->text, err->args, err->arg_count);
        return false;
    }
    if (c->rejudge) judge_again(c, e);
    return true;
}

static bool leaf_applied(void *context, int64_t n, const struct entry *e) {
    struct check *c = context;
    const char *field;
    json_t *hex;
    if (json_object_size(e->commitments) > 0)
        json_object_foreach((json_t *)e->commitments, field, hex) check_value(c, e, field, json_string_value(hex));
    if (!db_failed(c->scratch, NULL)) return true;
    fault(c, T("Entry {n} cannot be applied again.", "第 {n} 条无法重放。"), (const struct arg[]){ ARG_PLAIN("n", n) },
          1);
    return false;
}

/* K4, K6: nothing private that no leaf committed to; every blob is what its name says. */
static void check_rest(struct check *c) {
    int64_t rows = db_int(c->db, 0, "SELECT count(*) FROM private");
    if (rows != c->private_rows)
        fault(c,
              T("{rows} sealed values are kept; the entries commit to {known} of them.",
                "现存封存内容 {rows} 项，其中 {known} 项有承诺。"),
              (const struct arg[]){ ARG_INT("rows", rows), ARG_INT("known", c->private_rows) }, 2);
    struct buf hex;
    buf_init(&hex, 128);
    struct rows *r = db_rows(c->db, "SELECT hash, bytes FROM blob ORDER BY hash");
    while (rows_next(r)) {
        struct hash h = hash_of(rows_str(r, 1));
        buf_clear(&hex);
        hash_hex(&hex, &h);
        if (!str_eq(buf_str(&hex), rows_str(r, 0)))
            fault(c, T("The file {hash} is not what its name says.", "文件 {hash} 与其名称不符。"),
                  (const struct arg[]){ ARG_STR("hash", rows_str(r, 0)) }, 1);
    }
    rows_done(r);
    buf_release(&hex);
}

/* ---- beside ---- */

static int look_beside(void *cls) {
    struct beside *b = cls;
    struct db *db = store_reader(b->store);
    b->file = db_begin(db, &b->why);
    if (b->file == 0) {
        bool same = record_size(db) == b->size;
        b->file = db_quick_check(db, &b->why);
        atomic_store(&b->damaged, b->file != 0);
        if (b->file == 0 && same) {
            tables_sum(db, b->sums);
            b->summed = !db_failed(db, NULL);
        }
        db_rollback(db);
    }
    store_reader_done(b->store, db);
    return 0;
}

/* ---- comparing ---- */

static void compare_tables(struct check *c) {
    struct table_sum *again = arena_array(c->report->arena, struct table_sum, TABLES_MAX);
    const struct table_sum *here = c->beside.sums;
    tables_sum(c->scratch, again);
    if (!c->beside.summed) tables_sum(c->db, c->beside.sums);
    for (size_t i = 0; i < tables_count(); i++)
        if (!hash_eq(&here[i].hash, &again[i].hash))
            fault(c,
                  T("Table {table}: its {here} rows are not the {again} the acts make.",
                    "数据表 {table}：现有 {here} 行与按记录重放所得 {again} 行不符。"),
                  (const struct arg[]){ ARG_Z("table", table_name(i)), ARG_INT("here", here[i].rows),
                                        ARG_INT("again", again[i].rows) },
                  3);
    if (db_failed(c->db, NULL) || db_failed(c->scratch, NULL))
        fault(c, T("The tables could not be read to their end.", "数据表未能完整读取。"), NULL, 0);
}

static void check_signature(struct check *c) {
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
        fault(c,
              T("The signed checkpoint covers {signed} entries with another root; there are {size}.",
                "已签名检查点涵盖 {signed} 条且根不同；实有 {size} 条。"),
              (const struct arg[]){ ARG_INT("signed", signed_one.size), ARG_INT("size", c->tree.size) }, 2);
    arena_release(&arena);
}

static void fold_and_compare(struct check *c) {
    struct check_report *report = c->report;
    report->acts = fold_leaves(&c->fold, leaf_read, leaf_applied, c);
    thrd_join(c->beside.thread, NULL);
    if (c->beside.file != 0) return;
    check_signature(c);
    if (report->fault_count == 0) compare_tables(c);
    if (report->fault_count == 0) check_rest(c);
    report->whole = report->fault_count == 0;
}

int alliance_check(const char *dir, bool rejudge, struct check_report *ret, struct error *err) {
    struct check *c = mem_alloc(sizeof *c);
    c->report = ret;
    c->rejudge = rejudge;
    int result = fold_open(&c->fold, dir, err);
    if (result == 0) {
        c->db = c->fold.db;
        c->scratch = c->fold.scratch;
        c->beside.store = alliance_store(c->fold.a);
        c->beside.size = record_size(c->db);
        buf_init(&c->verdict, 1 << 20);
        buf_init(&c->recorded, 1 << 20);
        tree_init(&c->tree);
        if (thrd_create(&c->beside.thread, look_beside, &c->beside) != thrd_success)
            result = error_set(err, ERR_IO, T("A thread could not be started.", "无法启动线程。"));
        else
            fold_and_compare(c);
        if (result == 0 && c->beside.file != 0) result = error_copy(err, &c->beside.why);
        buf_release(&c->verdict);
        buf_release(&c->recorded);
        fold_close(&c->fold);
    }
    free(c);
    return result;
}
