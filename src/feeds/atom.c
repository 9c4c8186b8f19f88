/* Atom 1.0 (RFC 4287), written by hand: a dozen elements, each text escaped where it is written.
 *
 * What readers and the W3C validator want: id, title, updated, an author, a self link; per entry id, title, updated, an
 * alternate link, and content or a summary. */
#include "feeds/feed.h"

#include <utf8proc.h>

void xml_escape(struct buf *out, struct str s) {
    for (size_t i = 0; i < s.len;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.data + i, (utf8proc_ssize_t)(s.len - i), &c);
        if (n <= 0) {
            buf_addz(out, "\xEF\xBF\xBD");
            i++;
            continue;
        }
        switch (c) {
        case '&': buf_addz(out, "&amp;"); break;
        case '<': buf_addz(out, "&lt;"); break;
        case '>': buf_addz(out, "&gt;"); break;
        case '"': buf_addz(out, "&quot;"); break;
        case '\'': buf_addz(out, "&#39;"); break;
        default:
            /* XML 1.0 has no place, not even an escape, for these. */
            if ((c >= 0x20 || c == '\n' || c == '\t') && c != 0x7F && c != 0xFFFE && c != 0xFFFF)
                buf_add(out, str_head(str_skip(s, i), (size_t)n));
        }
        i += (size_t)n;
    }
}

static void element(struct buf *out, const char *indent, const char *name, const char *attributes, struct str text) {
    buf_addf(out, "%s<%s%s>", indent, name, attributes);
    xml_escape(out, text);
    buf_addf(out, "</%s>\n", name);
}

static void moment(struct buf *out, const char *indent, const char *name, instant t) {
    buf_addf(out, "%s<%s>", indent, name);
    instant_format(out, t);
    buf_addf(out, "</%s>\n", name);
}

static void link_to(struct buf *out, const char *indent, const char *rel, const char *type, struct str href) {
    if (href.len == 0) return;
    buf_addf(out, "%s<link rel=\"%s\" type=\"%s\" href=\"", indent, rel, type);
    xml_escape(out, href);
    buf_addz(out, "\"/>\n");
}

static void author(struct buf *out, const char *indent, struct str name) {
    buf_addf(out, "%s<author><name>", indent);
    xml_escape(out, name);
    buf_addz(out, "</name></author>\n");
}

static void entry(struct buf *out, const struct feed_entry *e) {
    buf_addz(out, "  <entry>\n");
    element(out, "    ", "id", "", e->id);
    element(out, "    ", "title", "", e->title);
    moment(out, "    ", "published", e->published);
    moment(out, "    ", "updated", e->updated);
    link_to(out, "    ", "alternate", "text/html", e->url);
    if (e->author.len) author(out, "    ", e->author);
    if (e->category.len) {
        buf_addz(out, "    <category term=\"");
        xml_escape(out, e->category);
        buf_addz(out, "\"/>\n");
    }
    if (e->summary.len) element(out, "    ", "summary", "", e->summary);
    if (e->html.len) element(out, "    ", "content", " type=\"html\"", e->html);
    buf_addz(out, "  </entry>\n");
}

void feed_atom(struct buf *out, const struct feed *f) {
    instant updated = f->updated;
    for (size_t i = 0; i < f->count; i++)
        if (i == 0 || f->entries[i].updated > updated) updated = f->entries[i].updated;
    buf_addf(
        out,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"%s\">\n",
        lang_tag(f->lang));
    element(out, "  ", "id", "", f->id);
    element(out, "  ", "title", "", f->title);
    if (f->subtitle.len) element(out, "  ", "subtitle", "", f->subtitle);
    moment(out, "  ", "updated", updated);
    link_to(out, "  ", "self", "application/atom+xml", f->self);
    link_to(out, "  ", "alternate", "text/html", f->home);
    author(out, "  ", f->author);
    if (f->icon.len) element(out, "  ", "icon", "", f->icon);
    buf_addz(out, "  <generator>charterd</generator>\n");
    for (size_t i = 0; i < f->count; i++) entry(out, &f->entries[i]);
    buf_addz(out, "</feed>\n");
}
