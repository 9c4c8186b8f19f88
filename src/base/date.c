/* Days and instants.
 *
 * A day is a number, so that deadlines are additions and comparisons. The way between numbers and civil dates is
 * Howard Hinnant's: years begin on 1 March, so that the leap day is the last of its year, and 400 years are one era of
 * exactly 146,097 days. It is exact over the whole range and needs no tables.
 *
 * What is parsed must be written exactly as this file would write it; a date is data, not a guess. */
#include "base/date.h"

#include <assert.h>
#include <time.h>

#include "base/error.h"

enum {
    DAY_S = 86400,
    HOUR_S = 3600,
    MINUTE_S = 60,
    YEAR_MIN = 1,
    YEAR_MAX = 9999,
    ERA_DAYS = 146097,
    EPOCH_SHIFT = 719468, /* days from 0000-03-01 to 1970-01-01 */
    DAY_FIRST = -719162,
    DAY_LAST = 2932896, /* 0001-01-01, 9999-12-31 */
};

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

static bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

static int month_length(int year, int month) {
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return month == 2 && is_leap(year) ? 29 : lengths[month - 1];
}

bool civil_valid(struct civil c) {
    return c.year >= YEAR_MIN && c.year <= YEAR_MAX && c.month >= 1 && c.month <= 12 && c.day >= 1 &&
           c.day <= month_length(c.year, c.month);
}

day day_of(int year, int month, int mday) {
    assert(civil_valid((struct civil){ year, month, mday }));
    int y = month <= 2 ? year - 1 : year; /* >= 0 */
    int era = y / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + mday - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * ERA_DAYS + day_of_era - EPOCH_SHIFT;
}

struct civil day_civil(day d) {
    int64_t shifted = (int64_t)d + EPOCH_SHIFT;
    int64_t era = floor_div(shifted, ERA_DAYS);
    int day_of_era = (int)(shifted - era * ERA_DAYS);
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted_month = (5 * day_of_year + 2) / 153;
    struct civil c = {
        .year = (int)(era * 400) + year_of_era,
        .month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9,
        .day = day_of_year - (153 * shifted_month + 2) / 5 + 1,
    };
    c.year += c.month <= 2;
    return c;
}

int day_weekday(day d) {
    int64_t shifted = (int64_t)d + 3; /* 1970-01-01 was a Thursday */
    return (int)(shifted - 7 * floor_div(shifted, 7)) + 1;
}

day day_month_start(day d) { return d - (day_civil(d).day - 1); }

day day_month_end(day d) {
    struct civil c = day_civil(d);
    return d + (month_length(c.year, c.month) - c.day);
}

day day_year_end(day d) {
    int year = day_civil(d).year;
    return year < YEAR_MIN || year > YEAR_MAX ? DAY_NONE : day_of(year, 12, 31);
}

day day_add_months(day d, int months) {
    struct civil c = day_civil(d);
    int64_t month = (int64_t)c.year * 12 + (c.month - 1) + months;
    int64_t year = floor_div(month, 12);
    if (year < YEAR_MIN || year > YEAR_MAX) return DAY_NONE;
    c.year = (int)year;
    c.month = (int)(month - year * 12) + 1;
    int length = month_length(c.year, c.month);
    return day_of(c.year, c.month, c.day < length ? c.day : length);
}

/* Takes `count` digits from the front of `*s`. */
static bool take_digits(struct str *s, size_t count, int *ret) {
    int value = 0;
    if (s->len < count) return false;
    for (size_t i = 0; i < count; i++) {
        if (s->data[i] < '0' || s->data[i] > '9') return false;
        value = value * 10 + (s->data[i] - '0');
    }
    *s = str_skip(*s, count);
    *ret = value;
    return true;
}

static bool take_char(struct str *s, char c) {
    if (s->len == 0 || s->data[0] != c) return false;
    *s = str_skip(*s, 1);
    return true;
}

static int take_day(struct str *s, day *ret) {
    struct civil c;
    if (!take_digits(s, 4, &c.year) || !take_char(s, '-') || !take_digits(s, 2, &c.month) || !take_char(s, '-') ||
        !take_digits(s, 2, &c.day))
        return ERR_SYNTAX;
    if (!civil_valid(c)) return ERR_RANGE;
    *ret = day_of(c.year, c.month, c.day);
    return 0;
}

int day_parse(struct str s, day *ret) {
    day d;
    int code = take_day(&s, &d);
    if (code) return code;
    if (s.len > 0) return ERR_SYNTAX;
    *ret = d;
    return 0;
}

void day_format(struct buf *out, day d) {
    if (d == DAY_NONE) return;
    struct civil c = day_civil(d);
    buf_addf(out, "%04d-%02d-%02d", c.year, c.month, c.day);
}

day instant_day(instant t, struct zone z) { return (day)floor_div(t + z.offset_s, DAY_S); }

instant day_start(day d, struct zone z) { return (instant)d * DAY_S - z.offset_s; }

static void clock_format(struct buf *out, instant t, struct zone z, char between, bool seconds) {
    day d = instant_day(t, z);
    int second = (int)(t - day_start(d, z));
    day_format(out, d);
    buf_addf(out, "%c%02d:%02d", between, second / HOUR_S, second % HOUR_S / MINUTE_S);
    if (seconds) buf_addf(out, ":%02d", second % MINUTE_S);
}

void instant_format(struct buf *out, instant t) {
    if (t == INSTANT_NONE) return;
    clock_format(out, t, ZONE_UTC, 'T', true);
    buf_addc(out, 'Z');
}

void instant_format_local(struct buf *out, instant t, struct zone z) {
    if (t == INSTANT_NONE) return;
    clock_format(out, t, z, ' ', (t + z.offset_s) % MINUTE_S != 0);
}

/* Seconds of "hh:mm" or "hh:mm:ss"; 24:00 is the end of the day. */
static int take_clock(struct str *s, bool seconds_needed, bool midnight24, int *ret) {
    int hour, minute, second = 0;
    if (!take_digits(s, 2, &hour) || !take_char(s, ':') || !take_digits(s, 2, &minute)) return ERR_SYNTAX;
    bool has_seconds = take_char(s, ':');
    if ((has_seconds && !take_digits(s, 2, &second)) || (seconds_needed && !has_seconds)) return ERR_SYNTAX;
    bool end_of_day = midnight24 && hour == 24 && minute == 0 && second == 0;
    if ((hour > 23 && !end_of_day) || minute > 59 || second > 59) return ERR_RANGE;
    *ret = hour * HOUR_S + minute * MINUTE_S + second;
    return 0;
}

static bool in_range(instant t) { return t >= (instant)DAY_FIRST * DAY_S && t < ((instant)DAY_LAST + 1) * DAY_S; }

/* "Z", "+08:00". */
static int take_offset(struct str *s, int *ret) {
    int hour, minute;
    if (take_char(s, 'Z')) {
        *ret = 0;
        return 0;
    }
    bool west = take_char(s, '-');
    if (!west && !take_char(s, '+')) return ERR_SYNTAX;
    if (!take_digits(s, 2, &hour) || !take_char(s, ':') || !take_digits(s, 2, &minute)) return ERR_SYNTAX;
    if (hour > 23 || minute > 59) return ERR_RANGE;
    int offset = hour * HOUR_S + minute * MINUTE_S;
    *ret = west ? -offset : offset;
    return 0;
}

int instant_parse(struct str s, instant *ret) {
    day d;
    int second, offset;
    bool fraction_not_zero = false;
    int code = take_day(&s, &d);
    if (code) return code;
    if (!take_char(&s, 'T')) return ERR_SYNTAX;
    code = take_clock(&s, true, false, &second);
    if (code) return code;
    if (take_char(&s, '.')) {
        int digit;
        size_t before = s.len;
        while (take_digits(&s, 1, &digit)) fraction_not_zero |= digit != 0;
        if (s.len == before) return ERR_SYNTAX;
    }
    code = take_offset(&s, &offset);
    if (code) return code;
    if (s.len > 0) return ERR_SYNTAX;
    instant t = (instant)d * DAY_S + second - offset;
    if (fraction_not_zero || !in_range(t)) return ERR_RANGE;
    *ret = t;
    return 0;
}

int instant_parse_local(struct str s, struct zone z, instant *ret) {
    day d;
    int second;
    int code = take_day(&s, &d);
    if (code) return code;
    if (!take_char(&s, ' ') && !take_char(&s, 'T')) return ERR_SYNTAX;
    code = take_clock(&s, false, true, &second);
    if (code) return code;
    if (s.len > 0) return ERR_SYNTAX;
    instant t = day_start(d, z) + second;
    if (!in_range(t)) return ERR_RANGE;
    *ret = t;
    return 0;
}

instant instant_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (instant)now.tv_sec;
}
