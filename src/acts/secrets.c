/* One table of secrets; see secrets.h. */
#include "acts/secrets.h"

#include <string.h>

/* No less than a page: the store makes its files with pages of this size. */
enum { PADDING = STORE_PAGE_SIZE };

void secret_keep(struct db *db, const char *use, int64_t about, struct str secret) {
    struct buf padded;
    buf_init(&padded, PADDING + secret.len + 1);
    for (int i = 0; i < PADDING; i++) buf_addc(&padded, '.');
    buf_add(&padded, secret);
    secret_forget(db, use, about);
    db_exec(db, "INSERT INTO secret (use, about, text) VALUES ($1, $2, $3)", V(use), V(about), V(buf_str(&padded)));
    buf_release(&padded);
}

struct str secret_text(struct db *db, struct arena *arena, const char *use, int64_t about) {
    struct str s = db_str(db, arena, "SELECT text FROM secret WHERE use = $1 AND about = $2", V(use), V(about));
    return s.len > PADDING ? str_skip(s, PADDING) : STR_NONE;
}

bool secret_hash(struct db *db, const char *use, int64_t about, struct hash *ret) {
    struct arena arena;
    arena_init(&arena);
    struct str hex = secret_text(db, &arena, use, about);
    bool found = hex.data && hash_from_hex(hex, ret) == 0;
    arena_release(&arena);
    return found;
}

void secret_forget(struct db *db, const char *use, int64_t about) {
    db_exec(db, "DELETE FROM secret WHERE use = $1 AND about = $2", V(use), V(about));
}
