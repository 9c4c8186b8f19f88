/* Restoring; see backup.h. Everything happens in a folder beside DIR, which is named last.
 *
 *     copy ─ read back ─┬──────────────────────────────────────────┬─ compared with the outside checkpoint ─ named
 *                       ├─ from: missing leaves, record.restored ──┤
 *                       └─ successor: new key, register.succeeded ─┘
 */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "acts/pipeline/alliance.h"
#include "acts/copies/backup.h"
#include "acts/pipeline/boxes.h"
#include "base/copying.h"
#include "acts/copies/mend.h"
#include "acts/pipeline/record.h"
#include "acts/copies/whole.h"
#include "register/file.h"
#include "register/outside.h"

struct restoring {
    const char *backup, *dir;
    const struct restore_options *o;
    struct backup_report *report;
    struct whole whole;            /* of the copy, as it is now */
    char gathering[COPY_PATH_MAX]; /* where the directory grows */
    char outside[COPY_PATH_MAX];   /* DIR.checkpoint */
};

static int path_in(const struct restoring *r, const char *name, char ret[COPY_PATH_MAX], struct error *err) {
    return copy_path(ret, r->gathering, name, err);
}

/* ---- copying ---- */

static bool is_folder(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* A file of the backup, if it has it. */
static int copy_optional(const struct restoring *r, const char *name, mode_t mode, struct error *err) {
    char from[COPY_PATH_MAX], to[COPY_PATH_MAX];
    int result = copy_path(from, r->backup, name, err);
    if (result == 0) result = path_in(r, name, to, err);
    return result != 0 || access(from, F_OK) != 0 ? result : copy_file(from, to, mode, err);
}

static int copy_all(const struct restoring *r, struct error *err) {
    char to[COPY_PATH_MAX];
    int result = path_in(r, "/alliance.db", to, err);
    if (result != 0) return result;
    if (!is_folder(r->backup)) return copy_file(r->backup, to, 0600, err);
    char from[COPY_PATH_MAX];
    result = copy_path(from, r->backup, "/alliance.db", err);
    if (result == 0) result = copy_file(from, to, 0600, err);
    if (result == 0) result = copy_optional(r, "/alliance.db-wal", 0600, err); /* a data directory copied as it lay */
    if (result == 0) result = copy_optional(r, "/charterd.conf", 0600, err);
    if (result == 0) result = boxes_copy(r->backup, r->gathering, err);
    if (result == 0 && !r->o->key && !r->o->successor) result = copy_optional(r, "/register.key", 0600, err);
    if (result == 0 && !r->o->key && !r->o->successor) result = copy_optional(r, "/register.key.next", 0600, err);
    return result;
}

static int copy_key(const struct restoring *r, struct error *err) {
    char to[COPY_PATH_MAX];
    if (!r->o->key || r->o->successor) return 0;
    int result = path_in(r, "/register.key", to, err);
    return result ? result : copy_file(r->o->key, to, 0600, err);
}

static int read_back(struct restoring *r, struct error *err) {
    char database[COPY_PATH_MAX];
    int result = path_in(r, "/alliance.db", database, err);
    if (result == 0) result = whole_read(database, r->report->arena, &r->whole, err);
    if (result != 0) return result;
    r->report->origin = arena_z(r->report->arena, str_of(r->whole.key.name));
    r->report->size = r->whole.size;
    r->report->root = r->whole.root;
    return 0;
}

/* Whether the key there signs the register; none is no fault. */
static int judge_key(struct restoring *r, struct error *err) {
    static const char *const names[] = { "/register.key", "/register.key.next" };
    char path[COPY_PATH_MAX];
    bool any = false;
    for (size_t i = 0; i < 2; i++) {
        struct skey key;
        int result = path_in(r, names[i], path, err);
        if (result != 0) return result;
        if (access(path, F_OK) != 0) continue;
        result = skey_load(path, &key, err);
        if (result != 0) return result;
        any = true;
        r->report->key = r->report->key || memcmp(key.vkey.bytes, r->whole.key.bytes, KEY_BYTES) == 0;
        skey_wipe(&key);
    }
    if (!any || r->report->key) return 0;
    return error_set(
        err, ERR_CONFLICT,
        T("The signing key that was given is not the one that signs this register. Give the right one with --key.",
          "所给签名密钥不是签署该登记簿的密钥，请用 --key 给出正确的密钥。"));
}

/* ---- what was published ---- */

static int compare_with(struct restoring *r, struct store *store, const char *path, struct error *err) {
    struct arena arena;
    struct vkey *keys;
    enum outside_state state = OUTSIDE_NONE;
    struct db *db = store_reader(store);
    arena_init(&arena);
    int result = db_begin(db, err);
    if (result == 0) {
        struct tile_source tiles = record_source(db);
        size_t count = record_keys(db, &arena, &keys);
        result = record_succeeds(db, path) ? 0 : outside_check(path, keys, count, record_size(db), &tiles, &state, err);
        db_rollback(db);
    }
    store_reader_done(store, db);
    arena_release(&arena);
    r->report->guarded = r->report->guarded || state != OUTSIDE_NONE;
    return result;
}

static int compare(struct restoring *r, struct error *err) {
    char database[COPY_PATH_MAX];
    struct store *store = NULL;
    int result = path_in(r, "/alliance.db", database, err);
    if (result == 0) result = store_open(&store, database, STORE_READ, err);
    if (result != 0) return result;
    result = compare_with(r, store, r->outside, err);
    if (result == 0 && r->o->published && access(r->o->published, R_OK) != 0)
        result =
            error_set(err, ERR_USAGE, T("{path} cannot be read.", "无法读取 {path}。"), ARG_Z("path", r->o->published));
    if (result == 0 && r->o->published) result = compare_with(r, store, r->o->published, err);
    store_close(store);
    if (r->o->from || r->o->successor) r->report->guarded = true;
    return result;
}

/* ---- a successor ---- */

/* The last checkpoint known of the register before: its own, or a later one kept outside. */
static int last_known(const struct restoring *r, struct arena *arena, struct str *ret_note, struct checkpoint *ret,
                      struct error *err) {
    const char *paths[] = { r->outside, r->o->published };
    *ret_note = r->whole.note;
    *ret = (struct checkpoint){ .origin = str_of(r->whole.key.name), .size = r->whole.size, .root = r->whole.root };
    for (size_t i = 0; i < 2; i++) {
        struct note note;
        struct checkpoint c;
        struct buf b;
        buf_init(&b, NOTE_BYTES_MAX);
        int result = paths[i] ? file_read(AT_FDCWD, paths[i], NOTE_BYTES_MAX, &b, err) : ERR_MISSING;
        struct str bytes = arena_str(arena, buf_str(&b));
        buf_release(&b);
        if (result == ERR_MISSING && i == 0) continue;
        if (!paths[i]) break;
        if (result != 0) return result;
        if (note_parse(&note, bytes, err) != 0 || checkpoint_parse(&c, note.text, err) != 0) return ERR_CORRUPT;
        if (str_is(c.origin, r->whole.key.name) && c.size > ret->size) {
            *ret_note = bytes;
            *ret = c;
        }
    }
    return 0;
}

static int make_key(const struct restoring *r, struct alliance *a, struct error *err) {
    char path[COPY_PATH_MAX];
    struct str name = str_of(r->o->successor);
    if (!origin_valid(name))
        return error_set(
            err, ERR_USAGE,
            T("“{name}” is not a register's name: it is the address without https://, such as alliance.example/register.",
              "“{name}”不是登记簿名称，应为不带 https:// 的网址，如 alliance.example/register。"),
            ARG_STR("name", name));
    if (str_is(name, r->whole.key.name))
        return error_set(err, ERR_USAGE,
                         T("A successor needs another name than {name}, for that name has signed what is lost.",
                           "后继登记簿不得沿用 {name}：遗失的内容系以该名称签署。"),
                         ARG_STR("name", name));
    int result = path_in(r, "/register.key", path, err);
    if (result == 0) result = skey_generate(&a->key, name, KEY_ED25519, &a->entropy, err);
    return result ? result : skey_save(path, &a->key, err);
}

static int succeed(struct restoring *r, struct alliance *a, struct error *err) {
    struct str note;
    struct checkpoint last;
    struct buf vkey, root;
    int result = last_known(r, r->report->arena, &note, &last, err);
    if (result == 0) result = make_key(r, a, err);
    if (result != 0) return result;
    buf_init(&vkey, 1024);
    buf_init(&root, 128);
    vkey_format(&vkey, &a->key.vkey);
    hash_hex(&root, &last.root);
    json_t *args = json_pack("{s:s, s:s, s:s, s:s%, s:I, s:s, s:I}", "origin", r->o->successor, "vkey", buf_z(&vkey),
                             "before", r->whole.key.name, "checkpoint", note.data, note.len, "size",
                             (json_int_t)last.size, "root", buf_z(&root), "kept", (json_int_t)r->whole.size);
    result = args ? mend_state(a, "register.succeeded", args, err)
                  : error_set(err, ERR_CORRUPT, T("The last checkpoint is not text.", "最近的检查点不是文本。"));
    json_decref(args);
    buf_release(&vkey);
    buf_release(&root);
    r->report->lost = last.size > r->whole.size ? last.size - r->whole.size : 0;
    return result;
}

/* ---- in order ---- */

static int go_on(struct restoring *r, struct error *err) {
    struct alliance *a;
    if (!r->o->from && !r->o->successor) return 0;
    int result = alliance_open(&a, r->gathering, ALLIANCE_MEND, err);
    if (result != 0) return result;
    result = r->o->from ? mend_from(a, r->o, &r->whole, err) : succeed(r, a, err);
    alliance_close(a);
    return result ? result : read_back(r, err);
}

static int restore(struct restoring *r, struct error *err) {
    int result = copy_all(r, err);
    if (result == 0) result = copy_key(r, err);
    if (result == 0) result = read_back(r, err);
    r->report->had = r->report->size;
    if (result == 0) result = go_on(r, err);
    if (result == 0) result = judge_key(r, err);
    if (result == 0) result = compare(r, err);
    if (result == 0) result = boxes_replace(r->gathering, &r->report->unboxed, err);
    if (result == 0) result = gathering_name(r->gathering, r->dir, err);
    if (result == 0) result = outside_write(r->outside, r->whole.note, err);
    return result;
}

int alliance_restore(const char *backup, const char *dir, const struct restore_options *o, struct backup_report *ret,
                     struct error *err) {
    struct str trimmed = str_of(dir);
    while (trimmed.len > 1 && trimmed.data[trimmed.len - 1] == '/') trimmed.len--;
    struct restoring r = { .backup = backup, .dir = arena_z(ret->arena, trimmed), .o = o, .report = ret };
    if (folder_taken(r.dir))
        return error_set(err, ERR_USAGE,
                         T("{dir} is not empty: an alliance is restored into a new directory.",
                           "{dir} 不是空目录：只能恢复到新目录。"),
                         ARG_Z("dir", dir));
    int result = copy_path(r.gathering, r.dir, ".restoring", err);
    if (result == 0) result = copy_path(r.outside, r.dir, ".checkpoint", err);
    if (result == 0) result = gathering_begin(r.gathering, err);
    if (result != 0) return result;
    result = restore(&r, err);
    if (result != 0) gathering_drop(r.gathering);
    return result;
}
