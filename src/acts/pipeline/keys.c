/* The register's signing key, outside the database: made at the founding, changed by a recorded act.
 *
 *     DIR/register.key         signs now
 *     DIR/register.key.next    made beforehand; signs from the commit of the act that names it
 *
 * A change must survive a crash at any moment. The act names the new public key; the commit that holds it is signed with
 * both keys, and that note is kept, so that whoever knows only the old one can follow; then the new file takes the old one's
 * place. A change that was begun and did not come to its act goes on with the key that was made. Opening
 * compares the file with the newest key on record: when they differ, the crash came between commit and renaming, and the
 * next file is the one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "acts/pipeline/alliance.h"
#include "acts/pipeline/record.h"

static char *key_path(const struct alliance *a, bool next) {
    size_t n = strlen(a->dir) + 32;
    char *path = mem_alloc(n);
    snprintf(path, n, "%s/register.key%s", a->dir, next ? ".next" : "");
    return path;
}

static bool is_key(const struct skey *key, struct str vkey) {
    struct buf b;
    buf_init(&b, 1024);
    vkey_format(&b, &key->vkey);
    bool same = str_eq(buf_str(&b), vkey);
    buf_release(&b);
    return same;
}

static void set_origin(struct alliance *a) {
    size_t n = strlen(a->key.vkey.name) + 1;
    free(a->origin);
    a->origin = mem_alloc(n);
    memcpy(a->origin, a->key.vkey.name, n);
}

/* Whatever is the matter with the key file, it is the machine's matter: nobody refused anything. */
static int key_trouble(const char *path, int code, struct error *err) {
    const struct arg args[] = { ARG_Z("path", path) };
    struct text said =
        code == ERR_MISSING
            ? T("The register's signing key {path} is missing. Put it back from where a copy of it is kept (docs/operations.md, “Keys”).",
                "登记簿签名密钥 {path} 缺失，请从其副本处放回（见 docs/operations.md“密钥”）。")
        : code == ERR_SYNTAX || code == ERR_RANGE
            ? T("{path} does not hold a signing key. Put the register's key back from where a copy of it is kept (docs/operations.md, “Keys”).",
                "{path} 的内容不是签名密钥，请从登记簿密钥的副本处放回（见 docs/operations.md“密钥”）。")
            : T_NONE;
    if (said.en) return error_set_args(err, ERR_IO, said, args, 1);
    if (err) err->code = ERR_IO; /* the sentence names the file and the reason already */
    return ERR_IO;
}

int key_load(struct alliance *a, struct error *err) {
    char *path = key_path(a, false);
    int result = skey_load(path, &a->key, err);
    if (result != 0) result = key_trouble(path, result, err);
    free(path);
    if (result == 0) set_origin(a);
    return result;
}

/* The new key takes the old one's place. */
static void take_place(struct alliance *a) {
    char *path = key_path(a, false), *next = key_path(a, true);
    (void)rename(next, path); /* if it cannot, the next start finds it */
    free(path);
    free(next);
}

int key_settle(struct alliance *a, struct db *db, struct error *err) {
    struct arena arena;
    arena_init(&arena);
    struct str newest = db_str(db, &arena, "SELECT vkey FROM register_key ORDER BY id DESC LIMIT 1");
    int result = 0;
    if (newest.data && !is_key(&a->key, newest)) {
        struct skey next;
        char *path = key_path(a, true);
        if (skey_load(path, &next, NULL) == 0 && is_key(&next, newest)) {
            skey_wipe(&a->key);
            a->key = next;
            take_place(a);
        } else {
            result = error_set(
                err, ERR_IO,
                T("The key in {dir} is not the register's newest. Put the right register.key there (docs/operations.md, “Keys”).",
                  "{dir} 中的密钥不是登记簿的最新密钥，请放入正确的 register.key（见 docs/operations.md）。"),
                ARG_Z("dir", a->dir));
        }
        free(path);
    }
    arena_release(&arena);
    return result;
}

int key_next(const struct alliance *a, const char *vkey, struct skey *ret, struct error *err) {
    char *path = key_path(a, true);
    int result = skey_load(path, ret, err);
    free(path);
    if (result == 0 && !is_key(ret, str_of(vkey))) {
        skey_wipe(ret);
        return error_set(err, ERR_CONFLICT,
                         T("The key made for this directory is another one.", "为该目录生成的密钥与此不符。"));
    }
    return result;
}

void key_take(struct alliance *a, struct skey *next) {
    skey_wipe(&a->key);
    a->key = *next;
    skey_wipe(next);
    take_place(a);
}

/* The key made before, if a change was begun and did not come to its act; else a new one. */
static int make_next(const struct alliance *a, const char *path, struct skey *ret, struct error *err) {
    struct alliance *maker = (struct alliance *)a;
    int result = skey_load(path, ret, err);
    if (result == 0 && memcmp(ret->vkey.bytes, a->key.vkey.bytes, KEY_BYTES) != 0 &&
        strcmp(ret->vkey.name, a->key.vkey.name) == 0)
        return 0;
    if (result == 0) {
        skey_wipe(ret);
        return error_set(err, ERR_CONFLICT,
                         T("{path} holds a key that cannot be this register's next one. Move it away.",
                           "{path} 中的密钥不能作为该登记簿的下一个密钥，请将其移走。"),
                         ARG_Z("path", path));
    }
    if (result != ERR_MISSING) return key_trouble(path, result, err);
    result = skey_generate(ret, str_of(a->key.vkey.name), KEY_ED25519, &maker->entropy, err);
    return result == 0 ? skey_save(path, ret, err) : result;
}

int alliance_key_new(const char *dir, struct buf *ret_vkey, struct error *err) {
    struct alliance a = { .dir = (char *)dir };
    struct skey next = { 0 };
    entropy_system(&a.entropy);
    int result = key_load(&a, err);
    if (result != 0) return result;
    char *path = key_path(&a, true);
    result = make_next(&a, path, &next, err);
    if (result == 0) vkey_format(ret_vkey, &next.vkey);
    skey_wipe(&next);
    skey_wipe(&a.key);
    free(a.origin);
    free(path);
    return result;
}

/* ---- who knows only an older key can follow ---- */

/* The note that both keys signed, kept for good beside the record: the checkpoint row holds the newest only. `id` is that of the
 * key it hands over to. */
void key_handed_over(struct db *db, int64_t id, struct str note) {
    char name[64];
    snprintf(name, sizeof name, "handover/%lld", (long long)id);
    db_exec(db, "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING", V((const char *)name),
            V(note));
}

struct str record_handover(struct db *db, struct arena *arena, int64_t id) {
    return db_str(db, arena, "SELECT value FROM setting WHERE name = $1",
                  V(arena_f(arena, "handover/%lld", (long long)id)));
}
