/* A leaf of the register as somebody else's copy hands it over: refused, or read; and what was read is an act whose every
 * part can be used without asking again. */
#include "acts/capacity.h"
#include "acts/entry.h"

#include <string.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str input = fuzz_input(data, size);
    struct arena a;
    struct entry e;
    struct error err = { 0 };
    struct capacity as = { 0 };
    json_t *root = NULL;
    arena_init(&a);
    capacity_read(input, &as);
    if (entry_read(input, 7, &a, &e, &root, &err) < 0) {
        MUST(err.text.en && err.text.zh);
    } else {
        MUST(e.act.kind && e.act.kind->name && json_is_object(e.act.args) && json_is_object(e.commitments) &&
             json_is_array(e.verdict));
        MUST(e.act.id && e.act.by.via && e.act.at != INSTANT_NONE && e.act.cause < 7);
        struct buf said;
        buf_init(&said, 1 << 20);
        capacity_format(&said, &e.act.by.as);
        buf_release(&said);
    }
    json_decref(root);
    arena_release(&a);
    return 0;
}
