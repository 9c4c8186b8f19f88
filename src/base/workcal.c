/* The working calendar.
 *
 * China moves working days: a holiday week is paid for with Saturdays and Sundays worked before and after, and the
 * State Council publishes each year's list in the autumn before. A list names only the exceptions, off or on; every
 * other day follows its weekday.
 *
 *     year 2026: 2026-02-15 off … 2026-02-23 off, 2026-02-14 on, 2026-02-28 on, …
 *
 * A list may name days of the year before (a New Year holiday that begins in December), so a day is looked up over all
 * lists; where two name the same day, the list of the later year, which is the later word, counts. An empty list says
 * nothing and is refused: a year without its list must stay provisional. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"

enum { YEAR_MIN = 1949, YEAR_MAX = 9999, DAYS_MAX = 366, LISTS_MAX = 200, SATURDAY = 6 };

struct exception {
    day d;
    bool off;
};

struct list {
    int year;
    size_t count;
    struct exception *days; /* sorted by day */
};

struct workcal {
    size_t count;
    struct list lists[LISTS_MAX]; /* the latest year first */
};

struct workcal *workcal_new(void) {
    return mem_alloc(sizeof(struct workcal));
}

void workcal_free(struct workcal *c) {
    if (!c) return;
    for (size_t i = 0; i < c->count; i++) free(c->lists[i].days);
    free(c);
}

static int by_day(const void *a, const void *b) {
    day left = ((const struct exception *)a)->d, right = ((const struct exception *)b)->d;
    return left < right ? -1 : left > right;
}

static int read_source(const json_t *root, struct error *err) {
    const json_t *source = json_object_get(root, "source");
    bool good = json_array_size(source) > 0;
    for (size_t i = 0; i < json_array_size(source); i++) {
        const char *url = json_string_value(json_array_get(source, i));
        good = good && url && str_starts(str_of(url), "https://");
    }
    if (good) return 0;
    return error_set(err, ERR_SYNTAX,
                     T("The calendar must name its source: one or more https addresses.",
                       "日历须注明来源：一个或多个 https 网址。"));
}

static int read_day(const json_t *entry, int year, struct exception *ret, struct error *err) {
    struct str date = json_str(entry, "date");
    const json_t *off = json_object_get(entry, "off");
    if (!json_is_boolean(off) || day_parse(date, &ret->d))
        return error_set(err, ERR_SYNTAX,
                         T("“{date}” is not a day of a working calendar: it takes a date and whether it is off.",
                           "“{date}”不是有效的日历条目：每条须有日期和是否放假。"),
                         ARG_STR("date", date));
    int of_year = day_civil(ret->d).year;
    if (of_year != year && of_year != year - 1)
        return error_set(err, ERR_RANGE,
                         T("{date} belongs neither to {year} nor to the year before.",
                           "{date}既不在{year}年，也不在其上一年。"),
                         ARG_STR("date", date), ARG_PLAIN("year", year));
    ret->off = json_is_true(off);
    return 0;
}

static int read_days(const json_t *root, int year, struct list *ret, struct error *err) {
    const json_t *days = json_object_get(root, "days");
    size_t count = json_array_size(days);
    if (count == 0 || count > DAYS_MAX)
        return error_set(err, ERR_RANGE,
                         T("The calendar of {year} names no days, or too many.",
                           "{year}年的日历没有日期，或日期过多。"),
                         ARG_PLAIN("year", year));
    struct exception *list = mem_alloc(count * sizeof *list);
    int code = 0;
    for (size_t i = 0; i < count && !code; i++) code = read_day(json_array_get(days, i), year, &list[i], err);
    if (!code) qsort(list, count, sizeof *list, by_day);
    for (size_t i = 1; i < count && !code; i++) {
        if (list[i].d == list[i - 1].d)
            code =
                error_set(err, ERR_EXISTS, T("{date} is named twice.", "{date}重复出现。"), ARG_DAY("date", list[i].d));
    }
    if (code) {
        free(list);
        return code;
    }
    *ret = (struct list){ year, count, list };
    return 0;
}

static int list_put(struct workcal *c, struct list list, struct error *err) {
    size_t at = 0;
    while (at < c->count && c->lists[at].year > list.year) at++;
    if (at < c->count && c->lists[at].year == list.year) {
        free(c->lists[at].days);
        c->lists[at] = list;
        return 0;
    }
    if (c->count == LISTS_MAX) {
        free(list.days);
        return error_set(err, ERR_TOO_LARGE, T("Too many calendars are loaded.", "已载入的日历过多。"));
    }
    for (size_t i = c->count; i > at; i--) c->lists[i] = c->lists[i - 1];
    c->lists[at] = list;
    c->count++;
    return 0;
}

int workcal_load(struct workcal *c, struct str json, struct error *err) {
    json_t *root;
    struct list list = { 0 };
    int code = json_parse(json, &root, err);
    if (code) return code;
    int64_t year = json_int(root, "year", 0);
    if (year < YEAR_MIN || year > YEAR_MAX)
        code = error_set(err, ERR_RANGE, T("The calendar must name its year.", "日历须注明年份。"));
    if (!code) code = read_source(root, err);
    if (!code) code = read_days(root, (int)year, &list, err);
    if (!code) code = list_put(c, list, err);
    json_decref(root);
    return code;
}

bool workcal_has_year(const struct workcal *c, int year) {
    for (size_t i = 0; i < c->count; i++) {
        if (c->lists[i].year == year) return true;
    }
    return false;
}

bool workcal_is_working(const struct workcal *c, day d, bool *provisional) {
    int year = day_civil(d).year;
    if (provisional && !workcal_has_year(c, year)) *provisional = true;
    for (size_t i = 0; i < c->count; i++) {
        const struct list *list = &c->lists[i];
        if (list->year != year && list->year != year + 1) continue;
        struct exception key = { .d = d };
        const struct exception *found = bsearch(&key, list->days, list->count, sizeof key, by_day);
        if (found) return !found->off;
    }
    return day_weekday(d) < SATURDAY;
}

day workcal_before(const struct workcal *c, day d, int n, bool *provisional) {
    while (n > 0) {
        d--;
        n -= workcal_is_working(c, d, provisional);
    }
    return d;
}
