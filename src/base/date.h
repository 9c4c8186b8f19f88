/* Calendar days, instants and zones. Nothing here reads a clock except `instant_now`, which only the edges call. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

typedef int32_t day;     /* days since 1970-01-01, proleptic Gregorian; 0001-01-01 … 9999-12-31 */
typedef int64_t instant; /* UTC seconds since 1970-01-01T00:00:00Z */

#define DAY_NONE INT32_MIN
#define INSTANT_NONE INT64_MIN

/* A zone with a fixed offset, such as China's. `name` is the IANA name shown to people. */
struct zone {
    const char *name;
    int32_t offset_s;
};
extern const struct zone ZONE_UTC, ZONE_SHANGHAI;
/* The same offset with an empty name: times are then written without their zone, where it was named before. */
struct zone zone_unnamed(struct zone z);
int zone_find(struct str name, struct zone *ret); /* "Asia/Shanghai", "UTC", "+05:30"; 0 or ERR_MISSING */

struct civil { int year, month, day; };
bool civil_valid(struct civil c);
day day_of(int year, int month, int mday); /* the date must be valid */
struct civil day_civil(day d);
int day_weekday(day d); /* 1 Monday … 7 Sunday */
day day_month_start(day d);
day day_month_end(day d);
day day_year_end(day d);
day day_add_months(day d, int months); /* 31 January + 1 month = last of February; DAY_NONE past the range */
int day_parse(struct str s, day *ret); /* YYYY-MM-DD; 0 or ERR_SYNTAX / ERR_RANGE */
void day_format(struct buf *out, day d);

day instant_day(instant t, struct zone z);
instant day_start(day d, struct zone z); /* 00:00; 24:00 of day d is day_start(d + 1) */
/* "2026-08-12T01:30:00Z" both ways; read strictly as RFC 3339, an offset and a fraction of zeros allowed.
 * Local "2026-08-12 09:30" / "2026-08-12T09:30" in a zone, seconds only when they are not 0; "24:00" is read too. */
void instant_format(struct buf *out, instant t);
int instant_parse(struct str s, instant *ret);
void instant_format_local(struct buf *out, instant t, struct zone z);
int instant_parse_local(struct str s, struct zone z, instant *ret);
instant instant_now(void);

/* China-style working calendar: weekends are off and weekdays on, except the days a loaded year names. */
struct workcal;
struct workcal *workcal_new(void);
void workcal_free(struct workcal *c);
/* One year's official list (JSON: {"year": 2026, "source": ["https://…"], "days": [{"date": "…", "off": true}, …]}).
 * A file may name days of the year before. 0 or a negative err with the message in text. */
struct error;
int workcal_load(struct workcal *c, struct str json, struct error *err);
/* The lists charterd brings along (China 2024-2026): one year's JSON, or 0/ERR_MISSING; and all of them at once. */
int workcal_builtin(int year, struct str *ret_json);
int workcal_load_builtin(struct workcal *c, struct error *err);
bool workcal_has_year(const struct workcal *c, int year);
/* `*provisional` is set to true (never to false) when the year of `d` is not loaded. */
bool workcal_is_working(const struct workcal *c, day d, bool *provisional);
/* The n-th working day before `d`, counting back from the day before it. n >= 1. */
day workcal_before(const struct workcal *c, day d, int n, bool *provisional);

#endif
