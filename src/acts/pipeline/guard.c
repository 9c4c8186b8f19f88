/* The outside checkpoint: the last signed checkpoint kept beside the data directory, where restoring a backup of the
 * directory does not reach it (register/outside.h). A database that is behind it has lost published entries: going on
 * would sign another history under the same key, so the program refuses to start and says what to do
 * (docs/operations.md, "Restore"). The checkpoint of a register that this one succeeds on record is no hindrance. */
#include <fcntl.h>

#include "acts/pipeline/alliance.h"
#include "acts/pipeline/record.h"
#include "register/file.h"
#include "register/outside.h"

bool record_succeeds(struct db *db, const char *path) {
    struct note note;
    struct checkpoint c;
    struct arena arena;
    struct buf b, root;
    bool superseded = false;
    arena_init(&arena);
    buf_init(&b, NOTE_BYTES_MAX);
    buf_init(&root, 128);
    if (file_read(AT_FDCWD, path, NOTE_BYTES_MAX, &b, NULL) == 0 && note_parse(&note, buf_str(&b), NULL) == 0 &&
        checkpoint_parse(&c, note.text, NULL) == 0) {
        struct rows *r =
            db_rows(db, "SELECT size, root FROM succession WHERE origin = $1 ORDER BY id DESC LIMIT 1", V(c.origin));
        hash_hex(&root, &c.root);
        if (rows_next(r))
            superseded =
                c.size < rows_int(r, 0) || (c.size == rows_int(r, 0) && str_eq(rows_str(r, 1), buf_str(&root)));
        rows_done(r);
    }
    buf_release(&root);
    buf_release(&b);
    arena_release(&arena);
    return superseded;
}

int record_guard(struct alliance *a, struct db *db, struct error *err) {
    struct arena arena;
    struct vkey *keys;
    enum outside_state state;
    arena_init(&arena);
    struct tile_source tiles = record_source(db);
    size_t count = record_keys(db, &arena, &keys);
    int result = count && !record_succeeds(db, a->outside)
                     ? outside_check(a->outside, keys, count, a->tree.size, &tiles, &state, err)
                     : 0;
    arena_release(&arena);
    return result;
}

void record_outside(struct alliance *a, struct db *db) {
    struct arena arena;
    arena_init(&arena);
    struct str note = STR_NONE;
    if (db_begin(db, NULL) == 0) {
        note = record_checkpoint(db, &arena);
        db_rollback(db);
    }
    if (note.len) outside_write(a->outside, note, NULL);
    arena_release(&arena);
}
