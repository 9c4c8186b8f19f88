/* What templates print with (html.h): escaping, addresses, and the words of days, deadlines and money.
 *
 * The formatters come in pairs. The `words_` function writes plain text into a buffer and knows nothing of HTML; the
 * `html_` one escapes it and wraps it in <time datetime> so that a machine reads the same moment. */
#include "views/html.h"

#include <stdlib.h>
#include <string.h>

#include "views/markdown.h"

enum { WORDS_MAX = 1024, CAPTURE_MAX = 4 << 20 };

/* ---- escaping ---- */

void html_escape(struct buf *out, struct str s) {
    size_t from = 0;
    for (size_t i = 0; i < s.len; i++) {
        const char *entity;
        switch (s.data[i]) {
        case '&': entity = "&amp;"; break;
        case '<': entity = "&lt;"; break;
        case '>': entity = "&gt;"; break;
        case '"': entity = "&quot;"; break;
        case '\'': entity = "&#39;"; break;
        default: continue;
        }
        buf_add(out, (struct str){ s.data + from, i - from });
        buf_addz(out, entity);
        from = i + 1;
    }
    if (s.len > from) buf_add(out, (struct str){ s.data + from, s.len - from });
}

static bool url_plain(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

void url_escape(struct buf *out, struct str s) {
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if (url_plain(c)) {
            buf_addc(out, (char)c);
        } else {
            buf_addc(out, '%');
            buf_addc(out, hex[c >> 4]);
            buf_addc(out, hex[c & 15]);
        }
    }
}

static bool scheme_is(struct str scheme, const char *name) {
    if (scheme.len != strlen(name)) return false;
    for (size_t i = 0; i < scheme.len; i++)
        if ((scheme.data[i] | 0x20) != name[i]) return false;
    return true;
}

/* Where the scheme's colon stands; s.len when there is none. False when a browser might read the address otherwise than we. */
static bool url_colon(struct str s, size_t *ret) {
    bool relative = false;
    *ret = s.len;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if (c <= ' ' || c == 0x7f || c == '\\' || c == '"' || c == '<' || c == '>') return false;
        relative = relative || c == '/' || c == '?' || c == '#';
        if (c == ':' && !relative && *ret == s.len) *ret = i;
    }
    return true;
}

bool url_is_absolute(struct str s) {
    size_t colon;
    if (!url_colon(s, &colon)) return false;
    struct str scheme = str_head(s, colon);
    return colon < s.len && (scheme_is(scheme, "https") || scheme_is(scheme, "http") || scheme_is(scheme, "mailto"));
}

bool url_is_safe(struct str s) {
    size_t colon;
    if (!url_colon(s, &colon)) return false;
    return colon == s.len ? !str_starts(s, "//") /* names another host without a scheme */ : url_is_absolute(s);
}

void html_text_str(struct view *v, struct str x) { html_escape(v->out, x); }
void html_text_z(struct view *v, const char *x) { html_escape(v->out, str_of(x)); }
void html_text_text(struct view *v, struct text x) { html_escape(v->out, str_of(text_in(x, v->lang))); }
void html_text_raw(struct view *v, struct raw_html x) { buf_add(v->out, x.html); }
void html_int(struct view *v, long long x) { buf_addint(v->out, x); }

void html_url_str(struct view *v, struct str x) {
    if (url_is_safe(x))
        html_escape(v->out, x);
    else
        buf_addc(v->out, '#');
}
void html_url_z(struct view *v, const char *x) { html_url_str(v, str_of(x)); }
void html_url_part_str(struct view *v, struct str x) { url_escape(v->out, x); }
void html_url_part_z(struct view *v, const char *x) { url_escape(v->out, str_of(x)); }

/* ---- words of time and money ---- */

/* Base writes the long forms; here are the short ones, for tables. */
static void words_arg(struct buf *out, struct arg arg, enum lang lang, struct zone z) {
    arg_format(out, &arg, lang, z);
}
void words_day(struct buf *out, day d, enum lang lang) { words_arg(out, ARG_DAY("d", d), lang, ZONE_UTC); }
void words_instant(struct buf *out, instant t, enum lang lang, struct zone z) {
    words_arg(out, ARG_INSTANT("t", t), lang, z);
}
void words_deadline(struct buf *out, instant t, enum lang lang, struct zone z) {
    words_arg(out, ARG_DEADLINE("t", t), lang, z);
}
void words_fen(struct buf *out, int64_t fen, enum lang lang) { words_arg(out, ARG_FEN("f", fen), lang, ZONE_UTC); }

static const char *const WEEKDAY_EN[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
static const char *const WEEKDAY_ZH[] = { "一", "二", "三", "四", "五", "六", "日" };
static const char *const MONTH_EN[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

void words_date(struct buf *out, day d, enum lang lang) {
    if (d == DAY_NONE) {
        buf_addz(out, "—");
        return;
    }
    struct civil c = day_civil(d);
    int w = day_weekday(d) - 1;
    if (lang == LANG_ZH)
        buf_addf(out, "%d年%d月%d日（周%s）", c.year, c.month, c.day, WEEKDAY_ZH[w]);
    else
        buf_addf(out, "%s %d %s %d", WEEKDAY_EN[w], c.day, MONTH_EN[c.month - 1], c.year);
}

static void add_clock(struct buf *out, instant t, struct zone z) {
    int64_t s = t - day_start(instant_day(t, z), z);
    buf_addf(out, "%02d:%02d", (int)(s / 3600), (int)(s / 60 % 60));
}

void words_stamp(struct buf *out, instant t, enum lang lang, struct zone z) {
    if (t == INSTANT_NONE) {
        buf_addz(out, "—");
        return;
    }
    struct civil c = day_civil(instant_day(t, z));
    if (lang == LANG_ZH)
        buf_addf(out, "%d年%d月%d日 ", c.year, c.month, c.day);
    else
        buf_addf(out, "%d %s %d, ", c.day, MONTH_EN[c.month - 1], c.year);
    add_clock(out, t, z);
}

static void ago_count(struct buf *out, int64_t n, bool past, enum lang lang, const char *en, const char *zh) {
    if (lang == LANG_ZH)
        buf_addf(out, "%lld %s%s", (long long)n, zh, past ? "前" : "后");
    else
        buf_addf(out, past ? "%lld %s%s ago" : "in %lld %s%s", (long long)n, en, n == 1 ? "" : "s");
}

void words_ago(struct buf *out, instant t, instant now, enum lang lang, struct zone z) {
    if (t == INSTANT_NONE) {
        buf_addz(out, "—");
        return;
    }
    bool past = t <= now;
    int64_t s = past ? now - t : t - now;
    int64_t days = (int64_t)instant_day(past ? now : t, z) - instant_day(past ? t : now, z);
    if (s < 60)
        buf_addz(out, lang == LANG_ZH ? (past ? "刚刚" : "即将") : (past ? "just now" : "in a moment"));
    else if (s < 3600)
        ago_count(out, s / 60, past, lang, "minute", "分钟");
    else if (s < 12 * 3600 || days == 0)
        ago_count(out, s / 3600, past, lang, "hour", "小时");
    else if (days == 1)
        buf_addz(out, lang == LANG_ZH ? (past ? "昨天" : "明天") : (past ? "yesterday" : "tomorrow"));
    else if (days < 60)
        ago_count(out, days, past, lang, "day", "天");
    else if (days < 730)
        ago_count(out, days / 30, past, lang, "month", "个月");
    else
        ago_count(out, days / 365, past, lang, "year", "年");
}

struct text clause_words(struct arena *a, const char *clause) {
    if (!clause || clause[0] != 'A') return text_same(clause ? clause : "");
    struct str rest = str_of(clause + 1);
    struct str article = str_cut(&rest, '.');
    struct str item = str_cut(&rest, '.');
    struct str en = arena_f(a, "Article %.*s", STR_FMT(article)), zh = arena_f(a, "第%.*s条", STR_FMT(article));
    if (item.len) {
        en = arena_f(a, "%.*s, item %.*s", STR_FMT(en), STR_FMT(item));
        zh = arena_f(a, "%.*s第%.*s款", STR_FMT(zh), STR_FMT(item));
    }
    if (rest.len) {
        en = arena_f(a, "%.*s.%.*s", STR_FMT(en), STR_FMT(rest));
        zh = arena_f(a, "%.*s第%.*s项", STR_FMT(zh), STR_FMT(rest));
    }
    return T(arena_z(a, en), arena_z(a, zh));
}

/* ---- onto the page ---- */

/* A short text on its way through the escaper. */
#define WITH_WORDS(v, call)                                                                                            \
    do {                                                                                                               \
        struct buf w;                                                                                                  \
        buf_init(&w, WORDS_MAX);                                                                                       \
        call;                                                                                                          \
        html_escape((v)->out, buf_str(&w));                                                                            \
        buf_release(&w);                                                                                               \
    } while (0)

static void time_open_day(struct view *v, day d) {
    buf_addz(v->out, "<time datetime=\"");
    day_format(v->out, d);
    buf_addz(v->out, "\">");
}
static void time_open(struct view *v, instant t) {
    buf_addz(v->out, "<time datetime=\"");
    instant_format(v->out, t);
    buf_addz(v->out, "\">");
}
static void time_close(struct view *v) { buf_addz(v->out, "</time>"); }

void plain_day(struct view *v, day d) { WITH_WORDS(v, words_day(&w, d, v->lang)); }
void html_day(struct view *v, day d) {
    if (d != DAY_NONE) time_open_day(v, d);
    plain_day(v, d);
    if (d != DAY_NONE) time_close(v);
}
void plain_date(struct view *v, day d) { WITH_WORDS(v, words_date(&w, d, v->lang)); }
void html_date(struct view *v, day d) {
    if (d != DAY_NONE) time_open_day(v, d);
    plain_date(v, d);
    if (d != DAY_NONE) time_close(v);
}

static void html_moment(struct view *v, instant t, void (*plain)(struct view *, instant)) {
    if (t != INSTANT_NONE) time_open(v, t);
    plain(v, t);
    if (t != INSTANT_NONE) time_close(v);
}
/* A page names its zone with the first time it writes out, not with each: v->zone_said. */
static struct zone zone_once(struct view *v) {
    struct zone z = v->zone_said ? zone_unnamed(v->zone) : v->zone;
    v->zone_said = true;
    return z;
}
static void moment_once(struct view *v, instant t) { WITH_WORDS(v, words_instant(&w, t, v->lang, zone_once(v))); }
static void deadline_once(struct view *v, instant t) { WITH_WORDS(v, words_deadline(&w, t, v->lang, zone_once(v))); }
void plain_instant(struct view *v, instant t) { WITH_WORDS(v, words_instant(&w, t, v->lang, v->zone)); }
void html_instant(struct view *v, instant t) { html_moment(v, t, moment_once); }
void plain_stamp(struct view *v, instant t) { WITH_WORDS(v, words_stamp(&w, t, v->lang, v->zone)); }
void html_stamp(struct view *v, instant t) { html_moment(v, t, plain_stamp); }
void plain_clock(struct view *v, instant t) {
    if (t != INSTANT_NONE) add_clock(v->out, t, v->zone);
}
void html_clock(struct view *v, instant t) { html_moment(v, t, plain_clock); }
void plain_ago(struct view *v, instant t) { WITH_WORDS(v, words_ago(&w, t, v->now, v->lang, v->zone)); }
void html_ago(struct view *v, instant t) { html_moment(v, t, plain_ago); }

static void plain_deadline(struct view *v, instant t) { WITH_WORDS(v, words_deadline(&w, t, v->lang, v->zone)); }
void plain_due(struct view *v, instant t) {
    plain_deadline(v, t);
    if (t != INSTANT_NONE) {
        buf_addz(v->out, " · ");
        plain_ago(v, t);
    }
}
void html_due(struct view *v, instant t) {
    html_moment(v, t, deadline_once);
    if (t == INSTANT_NONE) return;
    buf_addz(v->out, t < v->now ? " <span class=\"rel late\">" : " <span class=\"rel\">");
    plain_ago(v, t);
    buf_addz(v->out, "</span>");
}

void plain_fen(struct view *v, int64_t fen) { WITH_WORDS(v, words_fen(&w, fen, v->lang)); }
void html_fen(struct view *v, int64_t fen) {
    buf_addz(v->out, "<span class=\"num\">");
    plain_fen(v, fen);
    buf_addz(v->out, "</span>");
}
void plain_num(struct view *v, int64_t x) { num_format(v->out, x); }
void html_num(struct view *v, int64_t x) {
    buf_addz(v->out, "<span class=\"num\">");
    num_format(v->out, x);
    buf_addz(v->out, "</span>");
}

void plain_arg(struct view *v, const struct arg *a) { WITH_WORDS(v, arg_format(&w, a, v->lang, v->zone)); }
void html_arg(struct view *v, const struct arg *a) {
    if (a->type == ARG_TYPE_DAY)
        html_day(v, a->day);
    else if (a->type == ARG_TYPE_INSTANT)
        html_instant(v, a->instant);
    else if (a->type == ARG_TYPE_DEADLINE)
        html_moment(v, a->instant, deadline_once);
    else if (a->type == ARG_TYPE_STR)
        html_said_str(v, a->str);
    else
        plain_arg(v, a);
}

bool str_has_han(struct str s) {
    for (size_t i = 0; i + 2 < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if (c >= 0xe4 && c <= 0xe9) /* U+4000 … U+9FFF */
            return true;
    }
    return false;
}
bool str_has_latin(struct str s) {
    for (size_t i = 0; i < s.len; i++)
        if ((s.data[i] | 0x20) >= 'a' && (s.data[i] | 0x20) <= 'z') return true;
    return false;
}

void html_said_str(struct view *v, struct str x) {
    bool han = str_has_han(x);
    enum lang other = han ? LANG_ZH : LANG_EN;
    bool foreign = other != v->lang && (han || str_has_latin(x));
    if (foreign) buf_addf(v->out, "<span lang=\"%s\">", lang_tag(other));
    html_escape(v->out, x);
    if (foreign) buf_addz(v->out, "</span>");
}
void html_said_z(struct view *v, const char *x) { html_said_str(v, str_of(x)); }

void html_clause(struct view *v, const char *clause) {
    struct str rest = str_of(clause);
    bool first = true;
    while (rest.data) {
        struct str id = str_cut(&rest, ' ');
        if (!id.len) continue;
        if (!first) buf_addc(v->out, ' ');
        first = false;
        buf_addz(v->out, "<a class=\"clause\" href=\"/charter#");
        url_escape(v->out, id);
        buf_addz(v->out, "\" title=\"");
        html_text_text(v, clause_words(v->arena, arena_z(v->arena, id)));
        buf_addz(v->out, "\">");
        html_escape(v->out, id);
        buf_addz(v->out, "</a>");
    }
}

void html_markdown_str(struct view *v, struct str x) { markdown_html(v->out, x, MARKDOWN_PROSE); }
void html_markdown_z(struct view *v, const char *x) { html_markdown_str(v, str_of(x)); }

struct str sentence(struct view *v, struct text t, const struct arg *args, size_t count) {
    struct buf w;
    buf_init(&w, 1 << 16);
    text_format(&w, t, v->lang, zone_unnamed(v->zone), args, count);
    struct str s = arena_str(v->arena, buf_str(&w));
    buf_release(&w);
    return s;
}

void html_capture_begin(struct view *v, struct html_capture *c) {
    buf_init(&c->buf, CAPTURE_MAX);
    c->saved = v->out;
    v->out = &c->buf;
}
struct raw_html html_capture_end(struct view *v, struct html_capture *c) {
    v->out = c->saved;
    if (c->buf.overflow) v->out->overflow = true;
    struct raw_html r = { arena_str(v->arena, buf_str(&c->buf)) };
    buf_release(&c->buf);
    return r;
}
