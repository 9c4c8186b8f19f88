/* A charter's folder: `rules`, `zh.md`, `en.md` and perhaps `standing`, each bounded before it is read. */
#include "charter/charter.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "charter/limits.h"

static int read_file(const char *folder, const char *file, struct arena *a, struct str *ret, struct error *err) {
    const char *path = arena_f(a, "%s/%s", folder, file).data;
    FILE *f = fopen(path, "rb");
    if (!f)
        return error_set(err, errno == ENOENT ? ERR_MISSING : ERR_IO,
                         T("Cannot read {path}: {why}.", "无法读取 {path}：{why}。"), ARG_Z("path", path),
                         ARG_Z("why", strerrordesc_np(errno)));
    char *bytes = mem_alloc(CHARTER_FILE_MAX + 1);
    size_t n = fread(bytes, 1, CHARTER_FILE_MAX + 1, f);
    bool failed = ferror(f) != 0;
    (void)fclose(f);
    int code = 0;
    if (failed)
        code = error_set(err, ERR_IO, T("Cannot read {path}.", "无法读取 {path}。"), ARG_Z("path", path));
    else if (n > CHARTER_FILE_MAX)
        code = error_set(err, ERR_TOO_LARGE, T("{path} is larger than {most} bytes.", "{path} 超过 {most} 字节。"),
                         ARG_Z("path", path), ARG_INT("most", CHARTER_FILE_MAX));
    else
        *ret = arena_str(a, (struct str){ bytes, n });
    free(bytes);
    return code;
}

int charter_read_folder(struct charter_source *ret, const char *folder, struct arena *a, struct error *err) {
    struct charter_source s = { .name = arena_z(a, str_of(folder)) };
    int code = read_file(folder, "rules", a, &s.rules, err);
    if (!code) code = read_file(folder, "zh.md", a, &s.prose[LANG_ZH], err);
    if (!code) code = read_file(folder, "en.md", a, &s.prose[LANG_EN], err);
    struct error none = { 0 };
    if (!code) code = read_file(folder, "standing", a, &s.standing, &none);
    if (none.code == ERR_MISSING) code = 0; /* most charters have none */
    if (code && none.code && err) *err = none;
    if (!code) *ret = s;
    return code;
}
