/* Backing up; see backup.h. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/store.h"
#include "acts/copies/backup.h"
#include "acts/pipeline/boxes.h"
#include "base/copying.h"
#include "acts/copies/whole.h"
#include "register/file.h"
#include "register/key.h"

enum { CONF_BYTES_MAX = 1 << 20 };

/* The key file that signs the newest checkpoint: after a change the next one may not have taken its place yet. */
static int copy_key(const char *dir, const char *gathering, const struct vkey *newest, struct error *err) {
    static const char *const names[] = { "/register.key", "/register.key.next" };
    char from[COPY_PATH_MAX], to[COPY_PATH_MAX];
    struct error why = { 0 };
    int result = copy_path(to, gathering, names[0], err), first = 0;
    for (size_t i = 0; result == 0 && i < 2; i++) {
        struct skey key;
        result = copy_path(from, dir, names[i], err);
        if (result != 0) return result;
        int loaded = skey_load(from, &key, i == 0 ? &why : NULL);
        bool signs = loaded == 0 && memcmp(key.vkey.bytes, newest->bytes, KEY_BYTES) == 0;
        skey_wipe(&key);
        if (signs) return copy_file(from, to, 0600, err);
        if (i == 0) first = loaded;
    }
    if (result == 0 && first != 0)
        return error_set(
            err, ERR_IO,
            T("{dir}/register.key cannot be read, so the backup would hold no key. Give it back its mode 600, or say --no-key if the key is kept elsewhere.",
              "无法读取 {dir}/register.key，备份中将没有密钥。请将其权限设为 600；如密钥另行保管，请使用 --no-key。"),
            ARG_Z("dir", dir));
    return result ? result
                  : error_set(err, ERR_BUSY,
                              T("The signing key was changed while the backup was made. Make it again.",
                                "备份期间签名密钥已更换，请重新备份。"));
}

static int copy_settings(const char *dir, const char *gathering, struct error *err) {
    char from[COPY_PATH_MAX], to[COPY_PATH_MAX];
    int result = copy_path(from, dir, "/charterd.conf", err);
    if (result == 0) result = copy_path(to, gathering, "/charterd.conf", err);
    if (result != 0 || access(from, F_OK) != 0) return result; /* most have none */
    return copy_file(from, to, 0600, err);
}

static int copy_database(const char *dir, const char *gathering, struct error *err) {
    char from[COPY_PATH_MAX], to[COPY_PATH_MAX];
    struct store *store = NULL;
    int result = copy_path(from, dir, "/alliance.db", err);
    if (result == 0) result = copy_path(to, gathering, "/alliance.db", err);
    if (result == 0) result = store_open(&store, from, STORE_READ, err);
    if (result != 0) return result;
    struct db *db = store_reader(store);
    result = db_backup_to(db, to, err);
    store_reader_done(store, db);
    store_close(store);
    return result;
}

/* The boxes first (V2). An election that opened in between has none yet: all once more. */
static int copy_state(const char *dir, const char *gathering, int64_t *ret_unboxed, struct error *err) {
    enum { TRIES_MAX = 3 };
    int result = 0;
    *ret_unboxed = 1;
    for (int i = 0; i < TRIES_MAX && result == 0 && *ret_unboxed > 0; i++) {
        if (i > 0) result = gathering_begin(gathering, err);
        if (result == 0) result = boxes_copy(dir, gathering, err);
        if (result == 0) result = copy_database(dir, gathering, err);
        if (result == 0) result = boxes_settle(gathering, ret_unboxed, err);
    }
    return result;
}

static int gather(const char *dir, const char *gathering, bool with_key, struct backup_report *ret, struct error *err) {
    struct whole whole;
    char path[COPY_PATH_MAX];
    int result = copy_state(dir, gathering, &ret->unboxed, err);
    if (result == 0) result = copy_path(path, gathering, "/alliance.db", err);
    if (result == 0) result = whole_read(path, ret->arena, &whole, err);
    if (result == 0 && with_key) result = copy_key(dir, gathering, &whole.key, err);
    if (result == 0) result = copy_settings(dir, gathering, err);
    if (result == 0) result = copy_path(path, gathering, "/checkpoint", err);
    if (result == 0) result = file_replace(path, whole.note, 0644, FILE_SYNC, err);
    if (result != 0) return result;
    ret->origin = arena_z(ret->arena, str_of(whole.key.name));
    ret->size = ret->had = whole.size;
    ret->root = whole.root;
    ret->key = with_key;
    return 0;
}

int alliance_backup(const char *dir, const char *to, bool with_key, struct backup_report *ret, struct error *err) {
    char gathering[COPY_PATH_MAX];
    if (access(to, F_OK) == 0)
        return error_set(err, ERR_USAGE,
                         T("{to} is there already: a backup is never written over another.",
                           "{to} 已存在：备份不会覆盖已有内容。"),
                         ARG_Z("to", to));
    int result = copy_path(gathering, to, ".part", err);
    if (result == 0) result = gathering_begin(gathering, err);
    if (result != 0) return result;
    result = gather(dir, gathering, with_key, ret, err);
    if (result == 0) result = gathering_name(gathering, to, err);
    if (result != 0) gathering_drop(gathering);
    return result;
}
