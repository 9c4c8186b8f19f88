/* The outside checkpoint: the last signed checkpoint kept beside the data directory, where restoring a backup of the
 * directory does not reach it (register/outside.h). A database that is behind it has lost published entries: going on
 * would sign another history under the same key, so the program refuses to start and says what to do
 * (docs/operations.md, "Restore"). */
#include "acts/alliance.h"
#include "acts/record.h"
#include "register/outside.h"

int record_guard(struct alliance *a, struct db *db, struct error *err)
{
    struct arena arena;
    struct vkey *keys;
    enum outside_state state;
    arena_init(&arena);
    struct tile_source tiles = record_source(db);
    size_t count = record_keys(db, &arena, &keys);
    int result = count ? outside_check(a->outside, keys, count, a->tree.size, &tiles, &state, err) : 0;
    arena_release(&arena);
    return result;
}

void record_outside(struct alliance *a, struct db *db)
{
    struct arena arena;
    arena_init(&arena);
    struct str note = STR_NONE;
    if (db_begin(db, NULL) == 0) {
        note = record_checkpoint(db, &arena);
        db_rollback(db);
    }
    if (note.len)
        outside_write(a->outside, note, NULL);
    arena_release(&arena);
}
