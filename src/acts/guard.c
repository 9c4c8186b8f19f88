/* The outside checkpoint: the last signed checkpoint kept beside the data directory, where restoring a backup of the
 * directory does not reach it. A database that is behind it has lost published entries: going on would sign another
 * history under the same key, so the program refuses to start and says what to do (docs/operations.md, "Restore"). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "acts/alliance.h"
#include "acts/record.h"
#include "register/checkpoint.h"
#include "register/proof.h"

enum { NOTE_MAX = 65536 };

static struct str read_note(const char *path, struct arena *arena)
{
    FILE *f = fopen(path, "rbe");
    if (!f)
        return STR_NONE;
    char *bytes = arena_alloc(arena, NOTE_MAX);
    size_t n = fread(bytes, 1, NOTE_MAX, f);
    fclose(f);
    return (struct str){ bytes, n };
}

static int forked(const struct alliance *a, const struct checkpoint *outside, struct error *err)
{
    if (outside->size > a->tree.size)
        return error_set(err, ERR_CONFLICT,
                         T("The database has {here} entries, but {there} were published (see {file}). An older backup was restored; starting it would "
                           "sign a second history. Import the missing entries with “charterd restore --from”, or begin a successor register with "
                           "“charterd restore --successor”.",
                           "数据库有 {here} 条记录，但已公布 {there} 条（见 {file}）。所恢复的是旧备份，若启动将签出另一份历史。请用“charterd restore "
                           "--from”补回缺失条目，或用“charterd restore --successor”另立新登记簿。"),
                         ARG_INT("here", a->tree.size), ARG_INT("there", outside->size), ARG_Z("file", a->outside));
    return error_set(err, ERR_CONFLICT,
                     T("The database disagrees with the checkpoint published at {size} entries (see {file}): this is another history. Restore the right "
                       "directory.",
                       "数据库与 {size} 条时公布的检查点（见 {file}）不一致，属于另一份历史，请恢复正确的数据目录。"),
                     ARG_INT("size", outside->size), ARG_Z("file", a->outside));
}

int record_guard(struct alliance *a, struct db *db, struct error *err)
{
    struct arena arena;
    arena_init(&arena);
    struct str note = read_note(a->outside, &arena);
    struct checkpoint outside;
    int result = 0;
    if (note.len > 0 && checkpoint_open(&outside, note, &a->key.vkey, NULL, 0, NULL, NULL) == 0) {
        struct tile_source tiles = record_source(db);
        struct hash then;
        if (outside.size > a->tree.size)
            result = forked(a, &outside, err);
        else if (root_at(&tiles, outside.size, &then, NULL) != 0 || !hash_eq(&then, &outside.root))
            result = forked(a, &outside, err);
    }
    arena_release(&arena);
    return result;
}

static bool write_all(int fd, struct str bytes)
{
    while (bytes.len > 0) {
        ssize_t n = write(fd, bytes.data, bytes.len);
        if (n < 0 && errno != EINTR)
            return false;
        if (n > 0)
            bytes = str_skip(bytes, (size_t)n);
    }
    return true;
}

void record_outside(struct alliance *a, struct db *db)
{
    struct arena arena;
    arena_init(&arena);
    if (db_begin(db, NULL) == 0) {
        struct str note = record_checkpoint(db, &arena);
        db_rollback(db);
        char *next = arena_z(&arena, arena_f(&arena, "%s.new", a->outside));
        int fd = note.len ? open(next, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644) : -1;
        if (fd >= 0) {
            bool written = write_all(fd, note) && fsync(fd) == 0;
            close(fd);
            if (written)
                rename(next, a->outside);
        }
    }
    arena_release(&arena);
}
