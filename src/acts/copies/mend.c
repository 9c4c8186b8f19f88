/* Bringing missing leaves back from a public copy; see mend.h.
 *
 *     the copy ─ verified end to end ─ entry by entry ─┬─ one there is here: must be the same
 *                                                      └─ one that is missing: applied, as `check` applies it
 *
 * Everything is one transaction, committed only when the verification has come to its end. The copy's own checkpoint becomes
 * this directory's, so nothing is signed twice over one size. The copy is believed because it continues what is here and is
 * signed by the key that lies here.
 *
 * A public copy holds the leaves, not what they name by hash: a charter that was amended meanwhile, a calendar. Without those the
 * leaves after them cannot be understood, so the operator gives them (--document); calendars that came with the program are known. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/copying.h"
#include "acts/pipeline/fold.h"
#include "acts/copies/mend.h"
#include "acts/pipeline/record.h"
#include "acts/pipeline/run.h"
#include "acts/pipeline/words.h"
#include "register/file.h"
#include "register/source.h"
#include "register/verify.h"

enum { DOCUMENT_BYTES_MAX = 8 << 20, DOCUMENTS_MAX = 1024 };

struct document {
    const char *hash;
    struct str bytes;
};

struct mending {
    struct alliance *a;
    struct db *db;
    struct fold fold;
    struct arena arena;
    int64_t have; /* leaves there were */
    struct document *documents;
    size_t document_count;
    bool erased;
    struct error *err;
};

/* ---- what leaves name by hash ---- */

static void document_add(struct mending *m, struct str bytes) {
    if (m->document_count == DOCUMENTS_MAX) return;
    struct hash h = hash_of(bytes);
    struct buf hex;
    buf_init(&hex, 128);
    hash_hex(&hex, &h);
    m->documents[m->document_count++] =
        (struct document){ arena_z(&m->arena, buf_str(&hex)), arena_str(&m->arena, bytes) };
    buf_release(&hex);
}

static int document_read(struct mending *m, const char *path, struct error *err) {
    struct buf b;
    buf_init(&b, DOCUMENT_BYTES_MAX);
    int result = file_read(AT_FDCWD, path, DOCUMENT_BYTES_MAX, &b, err);
    if (result == 0) document_add(m, buf_str(&b));
    buf_release(&b);
    return result;
}

/* A file, or every file of a folder. */
static int document_take(struct mending *m, const char *path, struct error *err) {
    struct stat st;
    DIR *d = stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? opendir(path) : NULL;
    if (!d) return document_read(m, path, err);
    int result = 0;
    char file[COPY_PATH_MAX];
    for (struct dirent *e; result == 0 && (e = readdir(d));) {
        if ((size_t)snprintf(file, sizeof file, "%s/%s", path, e->d_name) < sizeof file && stat(file, &st) == 0 &&
            S_ISREG(st.st_mode) && st.st_size <= DOCUMENT_BYTES_MAX)
            result = document_read(m, file, err);
    }
    closedir(d);
    return result;
}

static int documents_gather(struct mending *m, const struct restore_options *o, struct error *err) {
    m->documents = arena_array(&m->arena, struct document, DOCUMENTS_MAX);
    for (int year = 2000; year < 2100; year++) {
        struct str json;
        if (workcal_builtin(year, &json) == 0) document_add(m, json);
    }
    for (size_t i = 0; i < o->document_count; i++) {
        int result = document_take(m, o->documents[i], err);
        if (result != 0) return result;
    }
    return 0;
}

/* The bytes of a hash, from what was given; false when nobody has them. */
static bool document_keep(struct mending *m, const char *hash) {
    if (db_has(m->db, "SELECT 1 FROM blob WHERE hash = $1", V(hash))) return true;
    for (size_t i = 0; i < m->document_count; i++)
        if (strcmp(m->documents[i].hash, hash) == 0) {
            db_exec(m->db, "INSERT INTO blob (hash, bytes) VALUES ($1, $2)", V(hash), V_BLOB(m->documents[i].bytes));
            return true;
        }
    return false;
}

/* Hashes wherever they stand in the arguments; the first that nobody has, or NULL. */
static const char *documents_keep(struct mending *m, const json_t *value) {
    size_t i;
    const char *key, *missing = NULL;
    json_t *item;
    struct hash h;
    if (json_is_array(value)) {
        json_array_foreach((json_t *)value, i, item) missing = missing ? missing : documents_keep(m, item);
    } else if (json_is_object(value)) {
        json_object_foreach((json_t *)value, key, item) missing = missing ? missing : documents_keep(m, item);
    } else if (json_is_string(value) && hash_from_hex(str_of(json_string_value(value)), &h) == 0) {
        if (!document_keep(m, json_string_value(value))) missing = json_string_value(value);
    }
    return missing;
}

/* ---- leaf by leaf ---- */

static bool leaf_read(void *context, int64_t n, struct str bytes, struct entry *e, const struct error *why) {
    struct mending *m = context;
    if (!e) {
        error_copy(m->err, why);
        return false;
    }
    const char *missing = documents_keep(m, e->act.args);
    if (missing && e->act.kind->laws) {
        error_set(
            m->err, ERR_MISSING,
            T("Entry {n} ({kind}) rests on a document that no public copy holds. Give the file with --document; its SHA-256 is {hash}.",
              "第 {n} 条（{kind}）所依据的文件不在任何公开副本中，请用 --document 提供；其 SHA-256 为 {hash}。"),
            ARG_PLAIN("n", n), ARG_Z("kind", e->act.kind->name), ARG_Z("hash", missing));
        return false;
    }
    record_leaf(m->db, n, &e->act, bytes);
    return true;
}

static bool leaf_applied(void *context, int64_t n, const struct entry *e) {
    struct mending *m = context;
    m->erased = m->erased || e->act.kind->erases;
    if (e->act.kind->laws && laws_load(m->a, m->db, m->err) != 0) return false;
    if (!db_failed(m->db, NULL)) return true;
    error_set(m->err, ERR_CORRUPT, T("Entry {n} cannot be applied here.", "第 {n} 条无法在此重放。"),
              ARG_PLAIN("n", n));
    return false;
}

static int take_entry(void *context, int64_t n, struct str entry, struct error *err) {
    struct mending *m = context;
    m->err = err;
    if (n < m->have)
        return db_has(m->db, "SELECT 1 FROM leaf WHERE n = $1 AND entry = $2", V(n), V_BLOB(entry))
                   ? 0
                   : error_set(
                         err, ERR_CORRUPT,
                         T("Entry {n} is not the same in the backup and in the public copy: they tell two histories. Nothing was restored; keep both for the inquiry.",
                           "第 {n} 条在备份与公开副本中不一致，二者历史不同。未作任何恢复，请保留二者以备查证。"),
                         ARG_PLAIN("n", n));
    struct error why = { 0 };
    m->err = &why;
    if (!fold_leaf(&m->fold, n, entry, leaf_read, leaf_applied, m)) return error_copy(err, &why);
    struct hash h = merkle_leaf(entry);
    return record_grow(m->a, m->db, &h, 1);
}

/* ---- the whole ---- */

/* The signing key must be the one the copy is signed with: it will sign what follows. */
static int load_key(struct alliance *a, const struct vkey *copy, struct error *err) {
    static const char *const names[] = { "/register.key", "/register.key.next" };
    char path[COPY_PATH_MAX];
    for (size_t i = 0; i < 2; i++) {
        int result = copy_path(path, a->dir, names[i], err);
        if (result != 0) return result;
        if (access(path, F_OK) != 0) continue;
        result = skey_load(path, &a->key, err);
        if (result != 0) return result;
        if (a->key.vkey.id == copy->id && memcmp(a->key.vkey.bytes, copy->bytes, KEY_BYTES) == 0) return 0;
        skey_wipe(&a->key);
    }
    return error_set(
        err, ERR_IO,
        T("The public copy is signed with a key that is not at hand. Give the register's newest signing key with --key.",
          "公开副本由另一密钥签名，而该密钥不在手边。请用 --key 给出登记簿最新的签名密钥。"));
}

/* The notes by which keys took over in what was missing: public, and lost with it. A copy without them is no fault. */
static void take_handovers(struct mending *m, struct register_source *source) {
    struct vkey *keys;
    struct checkpoint c;
    size_t count = record_keys(m->db, &m->arena, &keys);
    for (size_t number = 2; number <= count; number++) {
        const struct vkey *from = &keys[count - number + 1], *to = &keys[count - number];
        struct buf note;
        buf_init(&note, NOTE_BYTES_MAX);
        const char *path = arena_f(&m->arena, "handover/%lld", (long long)number).data;
        if (record_handover(m->db, &m->arena, (int64_t)number).len == 0 &&
            source->fetch(source, path, NOTE_BYTES_MAX, &note, NULL) == 0 &&
            checkpoint_open(&c, buf_str(&note), from, NULL, 0, NULL, NULL) == 0 &&
            checkpoint_open(&c, buf_str(&note), to, NULL, 0, NULL, NULL) == 0)
            key_handed_over(m->db, (int64_t)number, buf_str(&note));
        buf_release(&note);
    }
}

static int take_all(struct mending *m, struct register_source *source, const struct vkey *key, struct error *err) {
    struct verify_report report;
    struct buf note;
    buf_init(&note, NOTE_BYTES_MAX);
    struct verify_options o = { .log = key, .entry = take_entry, .context = m, .note = &note };
    int result = register_verify(source, &o, &report, err);
    if (result == 0 && report.size > m->have) record_keep(m->a, m->db, buf_str(&note));
    if (result == 0) take_handovers(m, source);
    if (result == 0) words_outdated(m->db);
    if (result == 0 && m->erased) scrub_ask(m->a, m->db, SCRUB_ALL);
    m->a->last_at = db_int(m->db, m->a->last_at, "SELECT at FROM leaf ORDER BY n DESC LIMIT 1");
    buf_release(&note);
    return result;
}

/* In one transaction. */
static int mend(struct mending *m, struct register_source *source, const struct vkey *key, struct error *err) {
    int result = db_begin(m->db, err);
    if (result != 0) return result;
    m->fold = (struct fold){ .a = m->a, .db = m->db, .scratch = m->db, .mending = true };
    fold_calendars(&m->fold);
    result = take_all(m, source, key, err);
    workcal_free(m->fold.workcal);
    capacity_cache_forget(&m->fold.cache);
    if (result == 0 && db_failed(m->db, err)) result = ERR_CORRUPT;
    if (result != 0) {
        db_rollback(m->db);
        return result;
    }
    result = db_commit(m->db, err);
    m->a->next_due = INSTANT_NONE; /* due acts are for whoever opens it next */
    return result;
}

static int state_it(struct mending *m, struct error *err) {
    if (m->a->tree.size == m->have) return 0;
    json_t *args = json_pack("{s:I, s:I}", "first", (json_int_t)m->have, "past", (json_int_t)m->a->tree.size);
    int result = mend_state(m->a, "record.restored", args, err);
    json_decref(args);
    scrub_if_due(m->a);
    return result;
}

int mend_from(struct alliance *a, const struct restore_options *o, const struct whole *have, struct error *err) {
    struct mending m = { .a = a, .db = store_writer(a->store), .have = have->size };
    struct register_source *source = NULL;
    struct vkey key;
    arena_init(&m.arena);
    int result = source_open(&source, o->from, err);
    if (result == 0) result = source_key(source, &key, err);
    if (result == 0 && strcmp(key.name, have->key.name) != 0)
        result = error_set(err, ERR_CONFLICT,
                           T("{from} is the register {other}, not {name}.", "{from} 是登记簿 {other}，不是 {name}。"),
                           ARG_Z("from", o->from), ARG_Z("other", key.name), ARG_Z("name", have->key.name));
    if (result == 0) result = load_key(a, &key, err);
    if (result == 0) result = documents_gather(&m, o, err);
    if (result == 0) result = mend(&m, source, &key, err);
    if (result == 0) result = state_it(&m, err);
    if (source) source->close(source);
    arena_release(&m.arena);
    return result;
}

int mend_state(struct alliance *a, const char *kind, json_t *args, struct error *err) {
    struct pipeline p;
    struct buf id;
    instant now = alliance_now(a);
    int result = db_begin(store_writer(a->store), err);
    if (result != 0) return result;
    pipeline_begin(&p, a);
    buf_init(&id, 64);
    buf_addf(&id, "restored-%lld", (long long)p.next);
    struct act act = {
        .kind = act_kind(kind),
        .id = buf_z(&id),
        .at = now > a->last_at ? now : a->last_at,
        .by = { .as = { .kind = AS_OPERATOR }, .via = "" },
        .cause = -1,
        .args = args,
        .sealed = NULL,
    };
    act.version = act.kind->version;
    act.charter =
        db_int(p.db, 1,
               "SELECT version FROM charter_version WHERE from_at <= $1 ORDER BY from_at DESC, version DESC LIMIT 1",
               V(act.at));
    if (pipeline_found(&p, &act) < 0) {
        db_rollback(p.db);
        result = error_set(err, ERR_CORRUPT, T("What happened could not be recorded.", "未能登记所发生的情况。"));
    } else {
        result = pipeline_commit(&p, err);
    }
    pipeline_end(&p);
    buf_release(&id);
    return result;
}
