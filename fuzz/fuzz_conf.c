/* Settings: refused with the line, or read; and what was read, written down plainly, is read again the same. */
#include "base/conf.h"

#include <string.h>

#include "base/buf.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena a;
    struct conf c, again;
    struct error err = { 0 };
    arena_init(&a);
    if (conf_parse(&c, "charterd.conf", fuzz_input(data, size), &a, &err) < 0) {
        MUST(err.text.en && err.text.zh);
        arena_release(&a);
        return 0;
    }
    struct buf b;
    buf_init(&b, 1 << 20);
    for (size_t i = 0; i < c.count; i++) {
        const struct conf_entry *e = &c.entries[i];
        MUST(e->line > 0 && !memchr(e->value.data, '\n', e->value.len));
        buf_addf(&b, "%.*s = %.*s\n", STR_FMT(e->key), STR_FMT(e->value));
    }
    MUST(conf_parse(&again, "charterd.conf", buf_str(&b), &a, &err) == 0 && again.count == c.count);
    for (size_t i = 0; i < c.count; i++) MUST(str_eq(again.entries[i].value, c.entries[i].value));
    buf_release(&b);
    arena_release(&a);
    return 0;
}
