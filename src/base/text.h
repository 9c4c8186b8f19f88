/* Sentences in both languages, and the values that stand in them.
 *
 * Every user-visible string of charterd is a `struct text`: English and Chinese side by side, so that a sentence
 * cannot exist in one language only. Places for values are written {name}; `text_format` fills them, formatting
 * dates, times, numbers and money by the rules of the reader's language. The name alone is what both languages share:
 * they may order the places differently.
 *
 *     struct arg a[] = { ARG_INT("days", 6), ARG_INT("needed", 7) };
 *     text_format(&out, T("The notice would reach members {days} days before; {needed} are needed.",
 *                         "通知将在会前 {days} 天送达，须提前 {needed} 天。"), LANG_EN, zone, a, 2);
 *
 * English counts: {n|meeting|meetings} writes the first word when n is exactly 1, else the second, and not the number:
 * "{n} {n|meeting|meetings}" gives "1 meeting", "2 meetings"; a word may be empty, "day{n||s}". */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/hash.h"
#include "base/num.h"
#include "base/str.h"

enum lang { LANG_ZH, LANG_EN, LANG_COUNT };

struct text {
    const char *en;
    const char *zh;
};

#define T(english, chinese) ((struct text){ .en = (english), .zh = (chinese) })
#define T_NONE ((struct text){ NULL, NULL })
/* The same, where an initializer of static storage is wanted. */
#define TEXT_INIT(english, chinese) { .en = (english), .zh = (chinese) }

enum arg_type {
    ARG_TYPE_INT, ARG_TYPE_PLAIN, ARG_TYPE_RATIO, ARG_TYPE_FEN, ARG_TYPE_DAY, ARG_TYPE_INSTANT, ARG_TYPE_DEADLINE,
    ARG_TYPE_STR, ARG_TYPE_TEXT, ARG_TYPE_DIGEST,
};

/* A named value of a sentence. Strings are borrowed: they must outlive the arg (an arena's life, usually). */
struct arg {
    const char *name;
    enum arg_type type;
    union {
        int64_t integer;   /* ARG_TYPE_INT (1,234), ARG_TYPE_PLAIN (2026: years, entry numbers), ARG_TYPE_FEN (1/100 CNY) */
        struct ratio ratio;
        day day;           /* shown as a date with its weekday */
        instant instant;   /* shown with weekday and zone; a DEADLINE at 00:00 is the day before's 24:00 */
        struct str str;
        struct text text;  /* shown in the reader's language */
        struct hash digest; /* in hex; unlike a string it may stand in a leaf */
    };
};

#define ARG_INT(n, v) ((struct arg){ .name = (n), .type = ARG_TYPE_INT, .integer = (v) })
#define ARG_PLAIN(n, v) ((struct arg){ .name = (n), .type = ARG_TYPE_PLAIN, .integer = (v) })
#define ARG_RATIO(n, v) ((struct arg){ .name = (n), .type = ARG_TYPE_RATIO, .ratio = (v) })
#define ARG_FEN(n, v) ((struct arg){ .name = (n), .type = ARG_TYPE_FEN, .integer = (v) })
#define ARG_DAY(n, v) ((struct arg){ .name = (n), .type = ARG_TYPE_DAY, .day = (v) })
#define ARG_INSTANT(n, v) ((struct arg){ .name = (n), .type = ARG_TYPE_INSTANT, .instant = (v) })
#define ARG_DEADLINE(n, v) ((struct arg){ .name = (n), .type = ARG_TYPE_DEADLINE, .instant = (v) })
#define ARG_STR(n, v) ((struct arg){ .name = (n), .type = ARG_TYPE_STR, .str = (v) })
#define ARG_Z(n, v) ((struct arg){ .name = (n), .type = ARG_TYPE_STR, .str = str_of(v) })
#define ARG_DIGEST(n, v) ((struct arg){ .name = (n), .type = ARG_TYPE_DIGEST, .digest = (v) })
#define ARG_TEXT(n, v) ((struct arg){ .name = (n), .type = ARG_TYPE_TEXT, .text = (v) })

/* The string of `t` in `lang`; never NULL ("" for T_NONE). */
const char *text_in(struct text t, enum lang lang);
/* The same string in both languages: a name, as a struct text. */
struct text text_same(const char *z); /* what is called the same in both */

/* BCP 47 tag: "zh-CN" or "en". */
const char *lang_tag(enum lang lang);

/* Appends the sentence with its places filled (plain text, not escaped). A place without a value stays as written.
 * Instants are shown in `zone`. */
void text_format(struct buf *out, struct text t, enum lang lang, struct zone zone, const struct arg *args, size_t count);

/* One value as a reader of `lang` writes it: 1,234 · 1/2 · CNY 100,000.00 / 100,000.00 元 ·
 * Wednesday 9 December 2026 / 2026年12月9日 星期三 ·
 * Wednesday 9 December 2026, 09:30 (Asia/Shanghai) / 2026年12月9日 星期三 09:30（北京时间） ·
 * a deadline at a midnight: Wednesday 9 December 2026, 24:00 (Asia/Shanghai). A zone without a name is not written. */
void arg_format(struct buf *out, const struct arg *arg, enum lang lang, struct zone zone);

/* How a reader names a zone: Asia/Shanghai / 北京时间; else the name itself. */
struct text zone_title(struct zone z);

#endif
