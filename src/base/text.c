/* Sentences with named places.
 *
 * A sentence is scanned once; what stands between braces names a value:
 *
 *     {days}                        the value, written as its type and the reader's language ask
 *     {days|day|days}               a word: the first when the value is exactly 1, else the second
 *
 * A brace that names no value stays as written: a missing value is seen on the page and found by the tests, and a
 * text from outside can do no harm, since only the sentence is scanned, never a value that was put into it. */
#include "base/text.h"

#include <string.h>

enum { HOUR_S = 3600, MINUTE_S = 60 };

const char *text_in(struct text t, enum lang lang) {
    const char *z = lang == LANG_ZH ? t.zh : t.en;
    return z ? z : "";
}

const char *lang_tag(enum lang lang) { return lang == LANG_ZH ? "zh-CN" : "en"; }

static void date_format(struct buf *out, day d, enum lang lang) {
    static const char *const months[] = { "January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December" };
    static const char *const weekdays[] = {
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
    };
    static const char *const weekdays_zh[] = { "一", "二", "三", "四", "五", "六", "日" };
    if (d == DAY_NONE) {
        buf_addz(out, text_in(T("no date", "无日期"), lang));
        return;
    }
    struct civil c = day_civil(d);
    int weekday = day_weekday(d) - 1;
    if (lang == LANG_ZH)
        buf_addf(out, "%d年%d月%d日 星期%s", c.year, c.month, c.day, weekdays_zh[weekday]);
    else
        buf_addf(out, "%s %d %s %d", weekdays[weekday], c.day, months[c.month - 1], c.year);
}

/* A deadline at 00:00 closes the day before: it is shown as that day's 24:00. */
static void moment_format(struct buf *out, instant t, bool deadline, enum lang lang, struct zone zone) {
    if (t == INSTANT_NONE) {
        buf_addz(out, text_in(T("no date", "无日期"), lang));
        return;
    }
    day d = instant_day(t, zone);
    int second = (int)(t - day_start(d, zone));
    int hour = second / HOUR_S, minute = second % HOUR_S / MINUTE_S;
    if (deadline && second == 0) {
        d--;
        hour = 24;
    }
    date_format(out, d, lang);
    buf_addf(out, lang == LANG_ZH ? " %02d:%02d" : ", %02d:%02d", hour, minute);
    if (zone.name && zone.name[0]) buf_addf(out, lang == LANG_ZH ? "（%s）" : " (%s)", text_in(zone_title(zone), lang));
}

void arg_format(struct buf *out, const struct arg *arg, enum lang lang, struct zone zone) {
    switch (arg->type) {
    case ARG_TYPE_INT: num_format(out, arg->integer); break;
    case ARG_TYPE_PLAIN: buf_addint(out, arg->integer); break;
    case ARG_TYPE_RATIO: ratio_format(out, arg->ratio); break;
    case ARG_TYPE_FEN:
        if (lang == LANG_EN) buf_addz(out, "CNY ");
        fen_format(out, arg->integer);
        if (lang == LANG_ZH) buf_addz(out, " 元");
        break;
    case ARG_TYPE_DAY: date_format(out, arg->day, lang); break;
    case ARG_TYPE_INSTANT: moment_format(out, arg->instant, false, lang, zone); break;
    case ARG_TYPE_DEADLINE: moment_format(out, arg->instant, true, lang, zone); break;
    case ARG_TYPE_STR: buf_add(out, arg->str); break;
    case ARG_TYPE_TEXT: buf_addz(out, text_in(arg->text, lang)); break;
    case ARG_TYPE_DIGEST: hash_hex(out, &arg->digest); break;
    }
}

static const struct arg *arg_named(struct str name, const struct arg *args, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (args[i].name && str_is(name, args[i].name)) return &args[i];
    }
    return NULL;
}

static bool is_one(const struct arg *arg) {
    if (arg->type == ARG_TYPE_RATIO) return arg->ratio.num == arg->ratio.den;
    return (arg->type == ARG_TYPE_INT || arg->type == ARG_TYPE_PLAIN) && arg->integer == 1;
}

/* What stands between the braces; false when it names no value. */
static bool place_fill(struct buf *out, struct str place, enum lang lang, struct zone zone, const struct arg *args,
                       size_t count) {
    struct str words = place;
    struct str name = str_cut(&words, '|');
    const struct arg *arg = arg_named(name, args, count);
    if (!arg) return false;
    if (!words.data) {
        arg_format(out, arg, lang, zone);
        return true;
    }
    struct str several = words;
    struct str one = str_cut(&several, '|');
    if (!several.data || str_has(several, "|")) return false;
    buf_add(out, is_one(arg) ? one : several);
    return true;
}

void text_format(struct buf *out, struct text t, enum lang lang, struct zone zone, const struct arg *args,
                 size_t count) {
    struct str rest = str_of(text_in(t, lang));
    while (rest.len > 0) {
        const char *open = memchr(rest.data, '{', rest.len);
        size_t before = open ? (size_t)(open - rest.data) : rest.len;
        buf_add(out, str_head(rest, before));
        rest = str_skip(rest, before);
        if (!open) break;
        const char *close = memchr(open, '}', rest.len);
        if (!close) {
            buf_add(out, rest);
            break;
        }
        struct str place = { open + 1, (size_t)(close - open) - 1 };
        if (place_fill(out, place, lang, zone, args, count)) {
            rest = str_skip(rest, place.len + 2);
        } else {
            buf_addc(out, '{');
            rest = str_skip(rest, 1);
        }
    }
}

struct text text_same(const char *z) {
    return T(z, z);
}
