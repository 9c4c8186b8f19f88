/* The official lists that charterd brings along. They are data files (data/workcal), embedded by the build; later years
 * come by `calendar import`, as an act. */
#include "base/date.h"
#include "base/error.h"

#define LIST(year)                                                                                                     \
    { year, workcal_china_##year, &workcal_china_##year##_len }

extern const char workcal_china_2024[], workcal_china_2025[], workcal_china_2026[];
extern const size_t workcal_china_2024_len, workcal_china_2025_len, workcal_china_2026_len;

static const struct {
    int year;
    const char *json;
    const size_t *len;
} lists[] = { LIST(2024), LIST(2025), LIST(2026) };

int workcal_builtin(int year, struct str *ret_json) {
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        if (lists[i].year == year) {
            *ret_json = (struct str){ lists[i].json, *lists[i].len };
            return 0;
        }
    }
    return ERR_MISSING;
}

int workcal_load_builtin(struct workcal *c, struct error *err) {
    int code = 0;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0] && !code; i++)
        code = workcal_load(c, (struct str){ lists[i].json, *lists[i].len }, err);
    return code;
}
