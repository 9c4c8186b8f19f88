/* JSON: what was read and has a canonical form is, written and read again, the same value with the same bytes. */
#include "base/json.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    json_t *value = NULL, *again = NULL;
    struct error err;
    struct buf once, twice;
    if (json_parse(fuzz_input(data, size), &value, &err)) {
        MUST(!value && err.code < 0);
        return 0;
    }
    buf_init(&once, 8 * size + 64);
    buf_init(&twice, 8 * size + 64);
    int code = json_canonical(&once, value);
    MUST(code == 0 || (code == ERR_RANGE && once.len == 0));
    if (code == 0) {
        MUST(json_parse(buf_str(&once), &again, &err) == 0);
        MUST(json_equal(value, again));
        MUST(json_canonical(&twice, again) == 0);
        MUST(str_eq(buf_str(&once), buf_str(&twice)));
        json_decref(again);
    }
    json_decref(value);
    buf_release(&once);
    buf_release(&twice);
    return 0;
}
