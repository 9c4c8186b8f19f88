/* What templates print with: one function per value type and place.
 *
 * The template compiler (tools/template.py) knows where in the HTML a hole stands and calls html_text, html_attr,
 * html_url or html_url_part; _Generic then picks by the value's type. So escaping is decided by the place and the type,
 * never by hand. The only type printed as it is is `struct raw_html`, and only in text; whoever makes one vouches for it.
 *
 *  1. Everything goes to v->out.
 *  2. A value of a type not listed does not compile.
 *  3. Days without a value, instants without a value and absent texts print as nothing or as a dash, never as a number. */
#ifndef VIEWS_HTML_H
#define VIEWS_HTML_H

#include "base/buf.h"
#include "base/text.h"
#include "views/view.h"

struct raw_html { struct str html; };
#define RAW_NONE ((struct raw_html){ STR_NONE })

/* Bytes of a template, escaped when it was compiled. */
static inline void html_literal(struct view *v, struct str s) { buf_add(v->out, s); }

/* & < > " ' become entities: right for text and for double-quoted values alike. */
void html_escape(struct buf *out, struct str s);
/* Percent-encodes all but letters, digits and -._~ : a part of an address. */
void url_escape(struct buf *out, struct str s);
/* Relative, http, https or mailto, without blanks and control characters. */
bool url_is_safe(struct str s);
/* The same, and not relative. */
bool url_is_absolute(struct str s);

/* ---- by place and type ---- */

void html_text_z(struct view *v, const char *x);
void html_text_str(struct view *v, struct str x);
void html_text_text(struct view *v, struct text x);
void html_text_raw(struct view *v, struct raw_html x);
void html_int(struct view *v, long long x);
void html_url_z(struct view *v, const char *x);
void html_url_str(struct view *v, struct str x);
void html_url_part_z(struct view *v, const char *x);
void html_url_part_str(struct view *v, struct str x);

#define HTML_INTEGERS int: html_int, unsigned: html_int, long: html_int, unsigned long: html_int, long long: html_int
#define html_text(v, x)                                                                                                 \
    _Generic((x), const char *: html_text_z, char *: html_text_z, struct str: html_text_str, struct text: html_text_text, \
             struct raw_html: html_text_raw, HTML_INTEGERS)((v), (x))
#define html_attr(v, x)                                                                                                 \
    _Generic((x), const char *: html_text_z, char *: html_text_z, struct str: html_text_str, struct text: html_text_text, \
             HTML_INTEGERS)((v), (x))
#define html_url(v, x)                                                                                                  \
    _Generic((x), const char *: html_url_z, char *: html_url_z, struct str: html_url_str)((v), (x))
#define html_url_part(v, x)                                                                                             \
    _Generic((x), const char *: html_url_part_z, char *: html_url_part_z, struct str: html_url_part_str, HTML_INTEGERS)((v), (x))

/* ---- formatters: {{day x}} and its like. html_ in text (with <time datetime>), plain_ where no markup may stand ---- */

void html_day(struct view *v, day d);           /* Wednesday 9 December 2026 · 2026年12月9日 星期三 */
void plain_day(struct view *v, day d);
void html_date(struct view *v, day d);          /* Wed 9 Dec 2026 · 2026年12月9日（周三）: for tables */
void plain_date(struct view *v, day d);
void html_instant(struct view *v, instant t);   /* Wednesday 9 December 2026, 14:00 (zone) */
void plain_instant(struct view *v, instant t);
void html_stamp(struct view *v, instant t);     /* 9 Dec 2026, 14:00 · 2026年12月9日 14:00: for tables */
void plain_stamp(struct view *v, instant t);
void html_clock(struct view *v, instant t);     /* 14:00 */
void plain_clock(struct view *v, instant t);
void html_due(struct view *v, instant t);       /* a deadline: Wednesday 9 December 2026, 24:00 · in 3 days */
void plain_due(struct view *v, instant t);
void html_ago(struct view *v, instant t);       /* in 3 days, 2 hours ago, today */
void plain_ago(struct view *v, instant t);
void html_fen(struct view *v, int64_t fen);     /* CNY 100,000.00 · 100,000.00 元 */
void plain_fen(struct view *v, int64_t fen);
void html_num(struct view *v, int64_t x);       /* 1,234 */
void plain_num(struct view *v, int64_t x);
void html_arg(struct view *v, const struct arg *a);
void plain_arg(struct view *v, const struct arg *a);
/* People's own words in text: marked with their language where it is not the page's. */
void html_said_z(struct view *v, const char *x);
void html_said_str(struct view *v, struct str x);
#define html_said(v, x) _Generic((x), const char *: html_said_z, char *: html_said_z, struct str: html_said_str)((v), (x))
#define plain_said(v, x) html_attr(v, x)
/* A link into the living charter; several ids may be parted by blanks. NULL prints nothing. */
void html_clause(struct view *v, const char *clause);
/* Markdown as safe HTML (views/markdown.h). */
void html_markdown_z(struct view *v, const char *x);
void html_markdown_str(struct view *v, struct str x);
#define html_markdown(v, x) _Generic((x), const char *: html_markdown_z, char *: html_markdown_z, struct str: html_markdown_str)((v), (x))

/* The same words in a buffer, for feeds, mails and JSON. */
void words_day(struct buf *out, day d, enum lang lang);
void words_date(struct buf *out, day d, enum lang lang);
void words_instant(struct buf *out, instant t, enum lang lang, struct zone z);
void words_stamp(struct buf *out, instant t, enum lang lang, struct zone z);
void words_deadline(struct buf *out, instant t, enum lang lang, struct zone z); /* a midnight is 24:00 of the day before */
void words_ago(struct buf *out, instant t, instant now, enum lang lang, struct zone z);
void words_fen(struct buf *out, int64_t fen, enum lang lang);
struct text clause_words(struct arena *a, const char *clause); /* "Article 16, item 2" · 第16条第2款 */

/* A sentence with its values, into the arena or onto the page. */
struct str sentence(struct view *v, struct text t, const struct arg *args, size_t count);

/* ---- pieces made ahead: what is written between the two calls becomes a raw_html in the view's arena ---- */

struct html_capture { struct buf buf; struct buf *saved; };
void html_capture_begin(struct view *v, struct html_capture *c);
struct raw_html html_capture_end(struct view *v, struct html_capture *c);

/* Whether some Chinese character stands in it, or some Latin letter. */
bool str_has_han(struct str s);
bool str_has_latin(struct str s);

#endif
