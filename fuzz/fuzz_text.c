/* Sentences: whatever stands in a sentence or in a value, every byte outside a filled place comes through, and errors
 * keep whole characters. The input is a sentence, a line feed, and a value. */
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena a;
    struct buf out, plain;
    struct error err;
    struct str value = fuzz_input(data, size);
    int64_t n = size > 3 ? data[3] % 3 : 0;
    struct str sentence = str_cut(&value, '\n');
    arena_init(&a);
    buf_init(&out, 1 << 22);
    buf_init(&plain, 1 << 22);
    struct text t = { .en = arena_z(&a, sentence), .zh = arena_z(&a, sentence) };
    struct arg args[] = {
        ARG_STR("s", value),          ARG_INT("n", n), ARG_DAY("d", (day)n * 366),
        ARG_DEADLINE("t", n * 86400), ARG_FEN("f", n), ARG_RATIO("r", ratio_make(n, 2)),
    };
    text_format(&out, t, LANG_EN, ZONE_UTC, NULL, 0);
    MUST(str_is(buf_str(&out), t.en)); /* with no values, every place stays as written */
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        buf_clear(&out);
        text_format(&out, t, (enum lang)lang, ZONE_SHANGHAI, args, sizeof args / sizeof args[0]);
        if (!strchr(t.en, '{')) MUST(str_is(buf_str(&out), t.en));
    }
    error_set(&err, ERR_RANGE, t, args[0], args[1], args[2], args[3], args[4], args[5]);
    if (str_is_clean(value, true)) MUST(str_is_clean(err.args[0].str, true));
    MUST(value.len >= err.args[0].str.len && str_starts(value, err.args[0].str.data ? err.args[0].str.data : ""));
    error_format(&plain, &err, LANG_EN);
    buf_release(&out);
    buf_release(&plain);
    arena_release(&a);
    return 0;
}
