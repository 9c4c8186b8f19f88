/* Dates: what is read is written back as it was, and the calendar's functions agree with each other on it. */
#include "base/date.h"
#include "fuzz.h"

static void check_day(struct str s, day d) {
    struct buf b;
    buf_init(&b, 64);
    day_format(&b, d);
    MUST(str_eq(buf_str(&b), s));
    struct civil c = day_civil(d);
    MUST(civil_valid(c) && day_of(c.year, c.month, c.day) == d);
    MUST(day_month_start(d) <= d && d <= day_month_end(d) && day_month_end(d) <= day_year_end(d));
    day next = day_add_months(d, 1);
    MUST(next == DAY_NONE || (next > d && next - d <= 31));
    MUST(day_weekday(d) >= 1 && day_weekday(d) <= 7);
    buf_release(&b);
}

static void check_instant(instant t, struct zone z) {
    struct buf b;
    instant again;
    buf_init(&b, 64);
    instant_format(&b, t);
    MUST(instant_parse(buf_str(&b), &again) == 0 && again == t);
    day d = instant_day(t, z);
    MUST(day_start(d, z) <= t && t < day_start(d + 1, z));
    buf_clear(&b);
    instant_format_local(&b, t, z);
    if (b.len <= 19 && instant_parse_local(buf_str(&b), z, &again) == 0) MUST(again == t);
    buf_release(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str s = fuzz_input(data, size);
    struct zone z = ZONE_SHANGHAI;
    instant t;
    day d;
    if (day_parse(s, &d) == 0) check_day(s, d);
    if (instant_parse(s, &t) == 0) check_instant(t, z);
    if (instant_parse_local(s, z, &t) == 0) check_instant(t, z);
    struct str time = s;
    struct str name = str_cut(&time, ' '); /* "+05:30 2026-08-12T09:30" */
    if (zone_find(name, &z) == 0) {
        MUST(str_is(name, z.name));
        if (instant_parse_local(time, z, &t) == 0) check_instant(t, z);
    }
    return 0;
}
