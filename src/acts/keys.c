/* The register's signing key, outside the database: made at the founding, changed by a recorded act.
 *
 *     DIR/register.key         signs now
 *     DIR/register.key.next    made beforehand; signs from the commit of the act that names it
 *
 * A change must survive a crash at any moment. The act names the new public key; the commit that holds it is signed with
 * both keys, so that whoever knows only the old one can follow; then the new file takes the old one's place. Opening
 * compares the file with the newest key on record: when they differ, the crash came between commit and renaming, and the
 * next file is the one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "acts/alliance.h"

static char *key_path(const struct alliance *a, bool next)
{
    size_t n = strlen(a->dir) + 32;
    char *path = mem_alloc(n);
    snprintf(path, n, "%s/register.key%s", a->dir, next ? ".next" : "");
    return path;
}

static bool is_key(const struct skey *key, struct str vkey)
{
    struct buf b;
    buf_init(&b, 1024);
    vkey_format(&b, &key->vkey);
    bool same = str_eq(buf_str(&b), vkey);
    buf_release(&b);
    return same;
}

static void set_origin(struct alliance *a)
{
    size_t n = strlen(a->key.vkey.name) + 1;
    free(a->origin);
    a->origin = mem_alloc(n);
    memcpy(a->origin, a->key.vkey.name, n);
}

int key_load(struct alliance *a, struct error *err)
{
    char *path = key_path(a, false);
    int result = skey_load(path, &a->key, err);
    free(path);
    if (result == 0)
        set_origin(a);
    return result;
}

/* The new key takes the old one's place. */
static void take_place(struct alliance *a)
{
    char *path = key_path(a, false), *next = key_path(a, true);
    (void)rename(next, path); /* if it cannot, the next start finds it */
    free(path);
    free(next);
}

int key_settle(struct alliance *a, struct db *db, struct error *err)
{
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
            result = error_set(err, ERR_CONFLICT,
                               T("The key in {dir} is not the register's newest. Put the right register.key there (docs/operations.md, “Keys”).",
                                 "{dir} 中的密钥不是登记簿的最新密钥，请放入正确的 register.key（见 docs/operations.md）。"),
                               ARG_Z("dir", a->dir));
        }
        free(path);
    }
    arena_release(&arena);
    return result;
}

int key_next(const struct alliance *a, const char *vkey, struct skey *ret, struct error *err)
{
    char *path = key_path(a, true);
    int result = skey_load(path, ret, err);
    free(path);
    if (result == 0 && !is_key(ret, str_of(vkey))) {
        skey_wipe(ret);
        return error_set(err, ERR_CONFLICT, T("The key made for this directory is another one.", "为该目录生成的密钥与此不符。"));
    }
    return result;
}

void key_take(struct alliance *a, struct skey *next)
{
    skey_wipe(&a->key);
    a->key = *next;
    skey_wipe(next);
    take_place(a);
}

int alliance_key_new(const char *dir, struct buf *ret_vkey, struct error *err)
{
    struct alliance a = { .dir = (char *)dir };
    struct skey next;
    entropy_system(&a.entropy);
    int result = key_load(&a, err);
    if (result != 0)
        return result;
    result = skey_generate(&next, str_of(a.key.vkey.name), KEY_ED25519, &a.entropy, err);
    char *path = key_path(&a, true);
    if (result == 0)
        result = skey_save(path, &next, err);
    if (result == 0)
        vkey_format(ret_vkey, &next.vkey);
    skey_wipe(&next);
    skey_wipe(&a.key);
    free(a.origin);
    free(path);
    return result;
}
