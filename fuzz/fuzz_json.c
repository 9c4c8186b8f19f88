/* Any bytes as JSON: refused, or read; what was read has a canonical form, which reads back as itself. */
#include "base/json.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    json_t *value = NULL;
    if (json_parse((struct str){ (const char *)data, size }, &value, NULL) != 0) return 0;
    struct buf once, twice;
    buf_init(&once, 8 * size + 64);
    buf_init(&twice, 8 * size + 64);
    if (json_canonical(&once, value) == 0) {
        json_t *again = NULL;
        int result = json_parse(buf_str(&once), &again, NULL);
        assert(result == 0);
        result = json_canonical(&twice, again);
        assert(result == 0 && str_eq(buf_str(&once), buf_str(&twice)));
        json_decref(again);
    }
    buf_release(&once);
    buf_release(&twice);
    json_decref(value);
    return 0;
}
