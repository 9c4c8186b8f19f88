/* Any bytes as a tile's path and as a bundle of entries: refused, or read and written back the same. */
#include "register/tile.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str bytes = { (const char *)data, size }, rest = bytes, entry;
    struct buf out;
    struct tile_path p;
    buf_init(&out, size + TILE_PATH_MAX);
    if (tile_path_parse(bytes, &p) == 0) {
        tile_path_format(&out, p);
        assert(str_eq(buf_str(&out), bytes)); /* T1 */
        assert(tile_exists(p, INT64_MAX) || p.level >= TREE_LEVELS - 1 || p.n >= INT64_MAX >> (8 * (p.level + 1)));
        assert(!tile_exists(p, 0));
        buf_clear(&out);
    }
    int r, count = 0;
    while ((r = bundle_next(&rest, &entry)) == 1) {
        assert(bundle_add(&out, entry) == 0);
        count++;
    }
    if (r == 0) assert(str_eq(buf_str(&out), bytes));
    size_t len;
    assert((bundle_cut(bytes, count, true, &len) == 0) == (r == 0)); /* T3 */
    buf_release(&out);
    return 0;
}
