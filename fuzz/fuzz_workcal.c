/* Working calendars: any list that loads answers for every day of its years, and deadlines always lie before. */
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct workcal *c = workcal_new();
    struct error err;
    struct str s = fuzz_input(data, size);
    int code = workcal_load(c, s, &err);
    MUST(code == 0 || err.code == code);
    if (code == 0) {
        json_t *root;
        MUST(json_parse(s, &root, &err) == 0);
        int year = (int)json_int(root, "year", 0);
        json_decref(root);
        bool provisional = false;
        MUST(workcal_has_year(c, year) && !workcal_has_year(c, year - 1));
        for (day d = day_of(year, 1, 1); d <= day_of(year, 12, 31); d++) workcal_is_working(c, d, &provisional);
        MUST(!provisional);
        day last = day_of(year, 12, 31);
        MUST(workcal_before(c, last, 1, NULL) < last);
        MUST(workcal_load(c, s, &err) == 0); /* the same list again takes its own place */
    }
    workcal_free(c);
    return 0;
}
