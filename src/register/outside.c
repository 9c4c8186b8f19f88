/* Reading, comparing and replacing the outside checkpoint; see outside.h. */
#include "register/outside.h"

#include <fcntl.h>

#include "register/file.h"
#include "register/proof.h"

int outside_write(const char *path, struct str note, struct error *err) {
    return file_replace(path, note, 0644, FILE_SYNC, err);
}

int outside_read(const char *path, const struct vkey *logs, size_t count, struct buf *note, struct checkpoint *ret,
                 struct error *err) {
    struct checkpoint c;
    size_t start = note->len;
    int r = file_read(AT_FDCWD, path, NOTE_BYTES_MAX, note, err);
    if (r) return r;
    if (checkpoint_open_any(&c, str_skip(buf_str(note), start), logs, count, NULL))
        return error_set(
            err, ERR_CORRUPT,
            T("{path} is not a checkpoint signed by {name}, so it cannot be told whether this directory is the "
              "latest. If the file was damaged, write the checkpoint that the register last published back into "
              "it; if it belongs to another register, name another file in the settings.",
              "{path} 不是由 {name} 签署的检查点，因此无法判断此目录是否为最新。若文件已损坏，请将登记簿最近公布的"
              "检查点写回该文件；若它属于另一登记簿，请在设置中改用别的文件。"),
            ARG_Z("path", path), ARG_Z("name", logs[0].name));
    *ret = c;
    return 0;
}

int outside_compare(const struct checkpoint *outside, int64_t size, const struct tile_source *tiles,
                    enum outside_state *ret, struct error *err) {
    struct hash root;
    if (outside->size > size) {
        *ret = OUTSIDE_AHEAD;
        return error_set(
            err, ERR_CONFLICT,
            T("This directory is older than what the register has published: it holds {size} entries, {outside} were "
              "signed. An older backup was probably restored. Nothing is signed until the missing entries are "
              "fetched back from any copy of the public register (charterd restore --help); only if no copy is "
              "left, begin a successor with charterd restore --successor.",
              "此目录比登记簿已公布的内容旧：目录中有 {size} 条，已签署 {outside} 条，可能是恢复了较早的备份。"
              "在从公开登记簿的任一副本补回缺少的条目之前，不会再签署任何内容（见 charterd restore --help）；"
              "只有在没有任何副本时，才用 charterd restore --successor 另立后继登记簿。"),
            ARG_INT("size", size), ARG_INT("outside", outside->size));
    }
    int r = root_at(tiles, outside->size, &root, err);
    if (r) return r;
    if (!hash_eq(&root, &outside->root)) {
        *ret = OUTSIDE_FORK;
        return error_set(
            err, ERR_CORRUPT,
            T("This directory tells another history than the register has published: its first {outside} entries are "
              "not those that were signed. Nothing is signed. Restore the directory whose entries were published, "
              "or fetch them from any copy of the public register (charterd restore --help); keep this directory "
              "and the outside checkpoint for the inquiry.",
              "此目录与登记簿已公布的历史不一致：前 {outside} 条不是当时签署的条目。不会签署任何内容。请恢复当时公布"
              "所依据的目录，或从公开登记簿的任一副本取回条目（见 charterd restore --help）；请保留此目录和外部检查点"
              "以备查证。"),
            ARG_INT("outside", outside->size));
    }
    *ret = outside->size == size ? OUTSIDE_SAME : OUTSIDE_BEHIND; /* O2 */
    return 0;
}

int outside_check(const char *path, const struct vkey *logs, size_t count, int64_t size,
                  const struct tile_source *tiles, enum outside_state *ret, struct error *err) {
    struct buf note;
    struct checkpoint outside;
    buf_init(&note, NOTE_BYTES_MAX);
    int r = outside_read(path, logs, count, &note, &outside, err);
    if (r == ERR_MISSING) {
        *ret = OUTSIDE_NONE;
        r = 0;
    } else if (r == 0) {
        r = outside_compare(&outside, size, tiles, ret, err);
    }
    buf_release(&note);
    return r;
}
