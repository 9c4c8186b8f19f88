/* Spreadsheets from files; see sheet.h. */
#include "command/sheet.h"

#include <fcntl.h>

#include "register/file.h"

int sheet_read(struct sheet *ret, const char *path, struct arena *arena, struct error *err) {
    struct buf b;
    *ret = (struct sheet){ .arena = arena };
    buf_init(&b, SHEET_BYTES_MAX);
    int code = file_read(AT_FDCWD, path, SHEET_BYTES_MAX, &b, err);
    if (code == 0) code = sheet_parse(ret, buf_str(&b), str_ends(str_of(path), ".json"), arena, err);
    if (code == 0 && ret->row_count == 0) {
        code = error_set(err, ERR_SYNTAX, T("{path} holds no rows.", "{path} 中没有数据行。"), ARG_Z("path", path));
        sheet_release(ret);
    }
    buf_release(&b);
    return code;
}
