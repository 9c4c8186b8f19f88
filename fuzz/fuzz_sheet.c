/* A spreadsheet from anywhere, the first byte says CSV or JSON: refused with its place, or rows of text that stands under its column. */
#include "base/sheet.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena arena;
    struct sheet s;
    struct error err = { 0 };
    if (size == 0) return 0;
    bool json = data[0] == 'j';
    arena_init(&arena);
    if (sheet_parse(&s, (struct str){ (const char *)data + 1, size - 1 }, json, &arena, &err) == 0) {
        MUST(s.column_count <= SHEET_COLUMNS_MAX);
        for (size_t i = 0; i < s.row_count; i++) {
            const char *name;
            json_t *value;
            MUST(json_is_object(s.rows[i].values) && s.rows[i].line > 0);
            json_object_foreach(s.rows[i].values, name, value) MUST(json || sheet_column(&s, name) > 0);
        }
        sheet_release(&s);
    } else {
        MUST(err.code != 0 && err.text.en);
    }
    arena_release(&arena);
    return 0;
}
