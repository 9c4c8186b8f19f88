/* Opening, founding and closing a data directory.
 *
 *     DIR/alliance.db       everything, in one file (with -wal and -shm while open)
 *     DIR/register.key      the signing key of the register, readable by its owner only
 *     DIR.checkpoint        the outside checkpoint: beside the directory, so that a restored backup cannot take it back
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "acts/pipeline/alliance.h"
#include "acts/pipeline/boxes.h"
#include "acts/pipeline/run.h"
#include "acts/pipeline/words.h"
#include "ballot/ahead.h"

extern const char acts_schema_sql[];

/* What the directory's tables are, by the words of the schema itself, comments and layout aside: sixteen hex digits of their
 * SHA-256. Recorded at the founding and compared at every opening, so that no change of the tables can be forgotten. */
static const char *format_of_tables(struct arena *arena) {
    struct buf words;
    buf_init(&words, 1 << 20);
    for (const char *c = acts_schema_sql; *c; c++) {
        if (c[0] == '-' && c[1] == '-') c += strcspn(c, "\n");
        bool blank = *c == ' ' || *c == '\n' || *c == 0;
        if (!blank)
            buf_addc(&words, *c);
        else if (words.len && words.data[words.len - 1] != ' ')
            buf_addc(&words, ' ');
        if (*c == 0) break;
    }
    struct hash h = hash_of(buf_str(&words));
    buf_clear(&words);
    hash_hex(&words, &h);
    const char *format = arena_z(arena, str_head(buf_str(&words), 16));
    buf_release(&words);
    return format;
}

static int judge_format(struct db *db, struct error *err) {
    struct arena arena;
    arena_init(&arena);
    const char *known = format_of_tables(&arena);
    struct str found = db_str(db, &arena, "SELECT value FROM setting WHERE name = 'format'");
    int result =
        str_is(found, known)
            ? 0
            : error_set(
                  err, ERR_IO,
                  T("This directory was made by another version of charterd: its tables are of format {found}, this program's of {known}. "
                    "Use the version it was made with; nothing was changed.",
                    "此目录由另一版本的 charterd 建立：其数据表格式为 {found}，本程序为 {known}。请使用建立该目录的版本；未作任何变更。"),
                  ARG_Z("found", found.len ? arena_z(&arena, found) : "?"), ARG_Z("known", known));
    arena_release(&arena);
    return result;
}

static char *path_in(const char *dir, const char *name) {
    size_t n = strlen(dir) + strlen(name) + 2;
    char *path = mem_alloc(n);
    snprintf(path, n, "%s/%s", dir, name);
    return path;
}

static char *outside_path(const char *dir) {
    size_t len = strlen(dir);
    while (len > 1 && dir[len - 1] == '/') len--;
    char *path = mem_alloc(len + 12);
    snprintf(path, len + 12, "%.*s.checkpoint", (int)len, dir);
    return path;
}

static struct alliance *alliance_new(const char *dir, enum alliance_mode mode) {
    struct alliance *a = mem_alloc(sizeof *a);
    memset(a, 0, sizeof *a);
    a->dir = path_in(dir, "");
    a->dir[strlen(a->dir) - 1] = 0;
    a->outside = outside_path(dir);
    a->mode = mode;
    a->next_due = INSTANT_NONE;
    a->dues_changed = true;
    a->last_at = INSTANT_NONE;
    atomic_init(&a->clock, INSTANT_NONE);
    tree_init(&a->tree);
    entropy_system(&a->entropy);
    mtx_init(&a->laws_lock, mtx_plain);
    mtx_init(&a->boxes_lock, mtx_plain);
    mtx_init(&a->queue_lock, mtx_plain);
    cnd_init(&a->queue_wakes);
    return a;
}

/* Signs and publishes from here on. */
static bool takes_over(enum alliance_mode mode) { return mode == ALLIANCE_SERVE || mode == ALLIANCE_WRITE; }

void alliance_close(struct alliance *a) {
    if (!a) return;
    committer_stop(a);
    if (a->in_bulk) alliance_bulk(a, false, NULL);
    if (a->store && takes_over(a->mode) && !atomic_load(&a->latched) && a->tree.size > 0)
        record_outside(a, store_writer(a->store));
    if (a->store) store_close(a->store);
    capacity_cache_forget(&a->cache);
    words_free(a);
    laws_free(a);
    skey_wipe(&a->key);
    mtx_destroy(&a->laws_lock);
    boxes_close(a);
    keys_ahead_free(a->keys);
    mtx_destroy(&a->boxes_lock);
    mtx_destroy(&a->queue_lock);
    cnd_destroy(&a->queue_wakes);
    free(a->origin);
    free(a->outside);
    free(a->dir);
    free(a);
}

/* Everything that is read once from the database, in one snapshot. */
static int load_state(struct alliance *a, struct db *db, struct error *err) {
    int result = db_begin(db, err);
    if (result != 0) return result;
    result = judge_format(db, err);
    if (result == 0) result = laws_load(a, db, err);
    if (result == 0 && takes_over(a->mode)) result = key_settle(a, db, err);
    if (result == 0 && a->mode != ALLIANCE_READ) result = record_load(a, db, err);
    if (result == 0 && takes_over(a->mode)) result = record_guard(a, db, err);
    atomic_store(&a->size, db_int(db, 0, "SELECT size FROM checkpoint WHERE id = 1"));
    a->last_at = db_int(db, INSTANT_NONE, "SELECT at FROM leaf ORDER BY n DESC LIMIT 1");
    a->next_due = db_int(db, INSTANT_NONE, "SELECT at FROM due ORDER BY at LIMIT 1");
    scrub_recall(a, db);
    if (result == 0 && db_failed(db, err)) result = ERR_CORRUPT;
    db_rollback(db);
    return result;
}

int alliance_open(struct alliance **ret, const char *dir, enum alliance_mode mode, struct error *err) {
    return alliance_open_at(ret, dir, mode, INSTANT_NONE, err);
}

int alliance_open_at(struct alliance **ret, const char *dir, enum alliance_mode mode, instant clock,
                     struct error *err) {
    struct alliance *a = alliance_new(dir, mode);
    atomic_store(&a->clock, clock);
    char *path = path_in(dir, "alliance.db");
    int result = access(path, F_OK) == 0 || errno != ENOENT
                     ? store_open(&a->store, path, mode == ALLIANCE_READ ? STORE_READ : STORE_OPEN, err)
                     : error_set(err, ERR_MISSING,
                                 T("There is no alliance in {dir}; “charterd init {dir}” begins one.",
                                   "{dir} 中没有联盟数据，可用“charterd init {dir}”新建。"),
                                 ARG_Z("dir", dir));
    free(path);
    if (result == 0 && takes_over(mode)) result = key_load(a, err);
    if (result == 0) {
        struct db *db = mode == ALLIANCE_READ ? store_reader(a->store) : store_writer(a->store);
        result = load_state(a, db, err);
        if (mode == ALLIANCE_READ) store_reader_done(a->store, db);
    }
    if (result == 0 && takes_over(mode)) result = words_settle(a, err);
    if (result == 0 && takes_over(mode)) result = committer_start(a, err);
    if (result != 0) {
        a->mode = ALLIANCE_READ; /* nothing was taken over: nothing to write on the way out */
        alliance_close(a);
        return result;
    }
    *ret = a;
    return 0;
}

/* ---- founding ---- */

static struct str blob_keep(struct db *db, struct arena *arena, struct str bytes) {
    struct hash h = hash_of(bytes);
    struct buf hex;
    buf_init(&hex, 128);
    hash_hex(&hex, &h);
    struct str name = arena_str(arena, buf_str(&hex));
    buf_release(&hex);
    db_exec(db, "INSERT INTO blob (hash, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING", V(name), V_BLOB(bytes));
    return name;
}

static struct str charter_blob(const struct charter_source *source, struct arena *arena) {
    json_t *json = json_pack("{s:s%, s:s%, s:s%}", "rules", source->rules.data, source->rules.len, "zh",
                             source->prose[LANG_ZH].data, source->prose[LANG_ZH].len, "en", source->prose[LANG_EN].data,
                             source->prose[LANG_EN].len);
    if (source->standing.len)
        json_object_set_new(json, "standing", json_stringn(source->standing.data, source->standing.len));
    struct buf b;
    buf_init(&b, 8 << 20);
    json_canonical(&b, json);
    struct str blob = arena_str(arena, buf_str(&b));
    buf_release(&b);
    json_decref(json);
    return blob;
}

static json_t *keep_calendars(struct db *db, const struct charter *c, struct arena *arena) {
    json_t *list = json_array();
    if (strcmp(charter_calendar(c), "china") != 0) return list;
    for (int year = 2000; year < 2100; year++) {
        struct str json;
        if (workcal_builtin(year, &json) != 0) continue;
        struct str hash = blob_keep(db, arena, json);
        json_array_append_new(list, json_stringn(hash.data, hash.len));
    }
    return list;
}

static char *default_origin(const struct charter *c, struct arena *arena) {
    struct str domain = str_of(charter_contact(c));
    str_cut(&domain, '@');
    return arena_z(arena, domain.data && domain.len ? arena_f(arena, "%.*s/register", STR_FMT(domain))
                                                    : arena_f(arena, "%s/register", charter_id(c)));
}

static int write_first(struct alliance *a, const struct founding *f, const struct charter *c,
                       const struct charter_source *source, struct arena *arena, struct error *err) {
    struct db *db = store_writer(a->store);
    int result = db_script(db, acts_schema_sql, err);
    if (result == 0) result = db_begin(db, err);
    if (result != 0) return result;
    db_exec(db, "INSERT INTO setting (name, value) VALUES ('format', $1)", V(format_of_tables(arena)));
    struct str hash = blob_keep(db, arena, charter_blob(source, arena));
    struct buf vkey;
    buf_init(&vkey, 1024);
    vkey_format(&vkey, &a->key.vkey);
    struct text title = charter_title(c);
    struct act act = {
        .kind = act_kind("alliance.found"),
        .id = "founding",
        .charter = 1,
        .by = { .as = { .kind = AS_OPERATOR }, .via = "" },
        .cause = -1,
        .at = f->at != INSTANT_NONE ? f->at : instant_now(),
        .args = json_pack("{s:s%, s:s, s:s, s:s, s:o, s:s}", "charter", hash.data, hash.len, "name_en",
                          f->name_en ? f->name_en : title.en, "name_zh", f->name_zh ? f->name_zh : title.zh, "contact",
                          charter_contact(c), "calendars", keep_calendars(db, c, arena), "vkey", buf_z(&vkey)),
        .sealed = json_object(),
    };
    buf_release(&vkey);
    act.version = act.kind->version;
    if (f->founder_name) json_object_set_new(act.sealed, "name", json_string(f->founder_name));
    if (f->founder_email) json_object_set_new(act.sealed, "email", json_string(f->founder_email));
    struct pipeline p;
    pipeline_begin(&p, a);
    if (pipeline_found(&p, &act) < 0) result = ERR_CORRUPT;
    if (result == 0)
        result = pipeline_commit(&p, err);
    else
        db_rollback(db);
    pipeline_end(&p);
    json_decref(act.args);
    json_decref(act.sealed);
    return result;
}

static int make_directory(const char *dir, struct error *err) {
    if (mkdir(dir, 0700) == 0 || errno == EEXIST) return 0;
    return error_set(err, ERR_IO, T("{dir} cannot be made: {why}.", "无法创建目录 {dir}：{why}。"), ARG_Z("dir", dir),
                     ARG_Z("why", strerror(errno)));
}

static int make_key(struct alliance *a, const char *origin, struct error *err) {
    int result = skey_generate(&a->key, str_of(origin), KEY_ED25519, &a->entropy, err);
    if (result != 0) return result;
    char *path = path_in(a->dir, "register.key");
    result = skey_save(path, &a->key, err);
    free(path);
    return result;
}

int alliance_init(const char *dir, const struct founding *f, struct error *err) {
    struct arena arena;
    arena_init(&arena);
    struct charter_source source;
    struct charter *c = NULL;
    struct charter_faults faults = { .arena = &arena };
    int result = charter_read_folder(&source, f->charter_folder, &arena, err);
    if (result == 0 && (result = charter_parse(&c, &source, &faults)) != 0 && faults.count)
        error_set(err, result,
                  T("The charter cannot be used: {file}, line {line}: {what}",
                    "章程无法使用：{file} 第 {line} 行：{what}"),
                  ARG_Z("file", faults.items[0].file), ARG_INT("line", faults.items[0].line),
                  ARG_TEXT("what", faults.items[0].error.text));
    if (result == 0) result = make_directory(dir, err);
    struct alliance *a = alliance_new(dir, ALLIANCE_WRITE);
    if (f->entropy) a->entropy = *f->entropy;
    char *path = path_in(dir, "alliance.db");
    if (result == 0) result = store_open(&a->store, path, STORE_CREATE, err);
    if (result == 0) result = make_key(a, f->origin ? f->origin : default_origin(c, &arena), err);
    if (result == 0) {
        a->origin = arena_z(&arena, str_of(a->key.vkey.name));
        result = write_first(a, f, c, &source, &arena, err);
        a->origin = NULL;
    }
    if (result == 0 && f->entropy) *f->entropy = a->entropy;
    if (result != 0) a->mode = ALLIANCE_READ;
    free(path);
    alliance_close(a);
    charter_free(c);
    arena_release(&arena);
    return result;
}

/* ---- asking ---- */

struct store *alliance_store(struct alliance *a) {
    return a->store;
}
const char *alliance_dir(const struct alliance *a) { return a->dir; }
const char *alliance_origin(const struct alliance *a) { return a->origin ? a->origin : ""; }
int64_t alliance_size(const struct alliance *a) { return atomic_load(&((struct alliance *)a)->size); }

int64_t alliance_changes(const struct alliance *a) { return atomic_load(&((struct alliance *)a)->changes); }

instant alliance_now(const struct alliance *a) {
    int64_t clock = atomic_load(&((struct alliance *)a)->clock);
    return clock != INSTANT_NONE ? clock : instant_now();
}

bool alliance_clock_virtual(const struct alliance *a) {
    return atomic_load(&((struct alliance *)a)->clock) != INSTANT_NONE;
}

void alliance_set_clock(struct alliance *a, instant now) { atomic_store(&a->clock, now); }

void alliance_set_entropy(struct alliance *a, const struct entropy *entropy) { a->entropy = *entropy; }

int64_t alliance_entries(const struct alliance *a) { return a->tree.size; }

struct hash alliance_root(const struct alliance *a) {
    return tree_root(&a->tree);
}

bool alliance_healthy(const struct alliance *a, struct error *why) {
    struct alliance *open = (struct alliance *)a;
    if (!atomic_load(&open->latched)) return true;
    if (why) {
        mtx_lock(&open->queue_lock);
        error_copy(why, &open->latch_error);
        mtx_unlock(&open->queue_lock);
    }
    return false;
}
