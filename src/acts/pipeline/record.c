/* The register as rows: leaves, full tiles, one signed checkpoint.
 *
 *  R1. Leaves, the tiles they fill and the checkpoint over them are written in one transaction, with the state they
 *      changed.
 *  R2. Only full tiles are rows; partial ones are computed from leaves and full tiles when somebody asks.
 *  R3. A checkpoint is signed only over a tree that continues the one in the database. */
#include <stdio.h>
#include <string.h>

#include "acts/pipeline/alliance.h"
#include "acts/pipeline/record.h"
#include "register/checkpoint.h"

int64_t record_size(struct db *db) { return db_int(db, 0, "SELECT size FROM checkpoint WHERE id = 1"); }

struct str record_entry(struct db *db, struct arena *arena, int64_t n) {
    return db_str(db, arena, "SELECT entry FROM leaf WHERE n = $1", V(n));
}

struct str record_checkpoint(struct db *db, struct arena *arena) {
    return db_str(db, arena, "SELECT note FROM checkpoint WHERE id = 1");
}

size_t record_keys(struct db *db, struct arena *arena, struct vkey **ret) {
    size_t room = (size_t)db_int(db, 0, "SELECT count(*) FROM register_key"), count = 0;
    *ret = arena_array(arena, struct vkey, room + 1);
    struct rows *r = db_rows(db, "SELECT vkey FROM register_key ORDER BY id DESC");
    while (count < room && rows_next(r))
        if (vkey_parse(&(*ret)[count], rows_str(r, 0), NULL) == 0) count++;
    rows_done(r);
    return count;
}

/* Hashes of leaves first … first + count. */
static int leaf_hashes(struct db *db, int64_t first, int count, uint8_t *out) {
    int got = 0;
    struct rows *r =
        db_rows(db, "SELECT entry FROM leaf WHERE n >= $1 AND n < $2 ORDER BY n", V(first), V(first + count));
    while (got < count && rows_next(r)) {
        struct hash h = merkle_leaf(rows_str(r, 0));
        memcpy(out + (size_t)got++ * HASH_SIZE, h.b, HASH_SIZE);
    }
    rows_done(r);
    return got == count ? 0 : ERR_MISSING;
}

static int read_full(void *context, int level, int64_t n, int width, uint8_t *out) {
    struct db *db = context;
    int result = ERR_MISSING;
    struct rows *r = db_rows(db, "SELECT hashes FROM tile WHERE level = $1 AND n = $2", V(level), V(n));
    if (rows_next(r)) {
        struct str hashes = rows_str(r, 0);
        if (hashes.len == TILE_BYTES) {
            memcpy(out, hashes.data, (size_t)width * HASH_SIZE);
            result = 0;
        } else {
            result = ERR_CORRUPT;
        }
    }
    rows_done(r);
    if (result == ERR_MISSING && level == 0) return leaf_hashes(db, n * TILE_WIDTH, width, out);
    return result;
}

static int read_any(void *context, int level, int64_t n, int width, uint8_t *out) {
    int result = read_full(context, level, n, width, out);
    if (result == ERR_MISSING && level > 0) {
        struct tile_source full = { read_full, context };
        return tile_derive(&full, level, n, width, out);
    }
    return result;
}

struct tile_source record_source(struct db *db) {
    return (struct tile_source){ read_any, db };
}

int record_tile(struct db *db, int level, int64_t n, int width, uint8_t *out) {
    if (level < 0 || level >= TREE_LEVELS || n < 0 || width < 1 || width > TILE_WIDTH ||
        tile_width(record_size(db), level, n) < width)
        return ERR_MISSING;
    return read_any(db, level, n, width, out);
}

int record_bundle(struct db *db, int64_t n, int width, struct buf *out) {
    if (n < 0 || width < 1 || width > TILE_WIDTH || tile_width(record_size(db), 0, n) < width) return ERR_MISSING;
    int result = 0;
    struct rows *r = db_rows(db, "SELECT entry FROM leaf WHERE n >= $1 AND n < $2 ORDER BY n", V(n * TILE_WIDTH),
                             V(n * TILE_WIDTH + width));
    while (rows_next(r)) {
        if (bundle_add(out, rows_str(r, 0)) != 0) result = ERR_TOO_LARGE;
    }
    rows_done(r);
    return buf_ok(out) ? result : ERR_TOO_LARGE;
}

/* ---- the committer's side ---- */

int record_load(struct alliance *a, struct db *db, struct error *err) {
    int64_t size = record_size(db);
    struct tile_source full = { read_full, db };
    int result = tree_load(&a->tree, size, &full, err);
    if (result != 0) return result;
    struct arena arena;
    arena_init(&arena);
    struct str stored = db_str(db, &arena, "SELECT root FROM checkpoint WHERE id = 1");
    struct hash root = tree_root(&a->tree);
    if (size > 0 && (stored.len != HASH_SIZE || memcmp(stored.data, root.b, HASH_SIZE) != 0))
        result = error_set(
            err, ERR_CORRUPT,
            T("The register's {size} entries do not have the root that was signed. Restore a backup; see docs/operations.md.",
              "登记簿的 {size} 条记录与已签名的根不符，请从备份恢复（见 docs/operations.md）。"),
            ARG_INT("size", size));
    arena_release(&arena);
    atomic_store(&a->size, size);
    return result;
}

void record_leaf(struct db *db, int64_t n, const struct act *act, struct str entry) {
    db_exec(db, "INSERT INTO leaf (n, kind, at, entry) VALUES ($1, $2, $3, $4)", V(n), V(act->kind->name), V(act->at),
            V_BLOB(entry));
}

static int store_tile(void *context, int level, int64_t n, const uint8_t *hashes) {
    struct db *db = context;
    struct str bytes = { (const char *)hashes, TILE_BYTES };
    db_exec(db, "INSERT INTO tile (level, n, hashes) VALUES ($1, $2, $3)", V(level), V(n), V_BLOB(bytes));
    return 0;
}

int record_grow(struct alliance *a, struct db *db, const struct hash *leaves, size_t count) {
    for (size_t i = 0; i < count; i++) {
        int result = tree_append(&a->tree, &leaves[i], store_tile, db);
        if (result != 0) return result;
    }
    return 0;
}

void record_keep(struct alliance *a, struct db *db, struct str note) {
    struct hash root = tree_root(&a->tree);
    struct str root_bytes = { (const char *)root.b, HASH_SIZE };
    int64_t changed = db_exec(db, "UPDATE checkpoint SET size = $1, root = $2, note = $3 WHERE id = 1", V(a->tree.size),
                              V_BLOB(root_bytes), V_BLOB(note));
    if (changed == 0)
        db_exec(db, "INSERT INTO checkpoint (id, size, root, note) VALUES (1, $1, $2, $3)", V(a->tree.size),
                V_BLOB(root_bytes), V_BLOB(note));
}

void record_sign(struct alliance *a, struct db *db, const struct skey *next) {
    struct hash root = tree_root(&a->tree);
    struct buf note;
    buf_init(&note, 4096);
    checkpoint_sign(&note, a->tree.size, &root, next ? next : &a->key);
    if (next) { /* the old key signs once more, so that who knows only it can follow */
        struct checkpoint c = {
            .origin = str_of(a->key.vkey.name), .size = a->tree.size, .root = root, .extension = STR_NONE
        };
        struct buf text;
        buf_init(&text, 4096);
        checkpoint_text(&text, &c);
        note_add_signature(&note, buf_str(&text), &a->key, 0);
        buf_release(&text);
        key_handed_over(db, db_int(db, 0, "SELECT max(id) FROM register_key"), buf_str(&note));
    }
    record_keep(a, db, buf_str(&note));
    buf_release(&note);
}
