/* Any bytes as an archive: refused, or every name in it is one that stays inside a folder, and it is written again to one that reads the
 * same. */
#include "base/tar.h"

#include <assert.h>

static int again(void *context, struct str name, struct str bytes, struct error *err) {
    (void)err;
    assert(tar_name_valid(name) && name.data[0] != '/' && !str_has(name, ".."));
    tar_add(context, name, bytes, 0);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct buf once, twice;
    buf_init(&once, 2 * size + 4096);
    buf_init(&twice, 2 * size + 4096);
    if (tar_each((struct str){ (const char *)data, size }, again, &once, NULL) == 0 && buf_ok(&once)) {
        tar_end(&once);
        assert(tar_each(buf_str(&once), again, &twice, NULL) == 0);
        tar_end(&twice);
        assert(str_eq(buf_str(&once), buf_str(&twice)));
    }
    buf_release(&once);
    buf_release(&twice);
    return 0;
}
