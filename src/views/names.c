/* Names of the charter's things, and links to things of the record. */
#include "views/parts.h"

struct text body_name(const struct view *v, const char *id)
{
    (void)v;
    return text_same(id ? id : "—");
}
struct text body_short(const struct view *v, const char *id) { return body_name(v, id); }
struct text class_name(const struct view *v, const char *id) { return body_name(v, id); }
size_t body_count(const struct view *v) { return (void)v, 0; }
const char *body_nth(const struct view *v, size_t i) { return (void)v, (void)i, NULL; }
size_t class_count(const struct view *v) { return (void)v, 0; }
const char *class_nth(const struct view *v, size_t i) { return (void)v, (void)i, NULL; }

struct raw_html link_body(struct view *v, const char *id)
{
    struct html_capture c;
    html_capture_begin(v, &c);
    tpl_link_place(v, "bodies", id, body_name(v, id));
    return html_capture_end(v, &c);
}

struct raw_html link_clause(struct view *v, const char *ids)
{
    struct html_capture c;
    html_capture_begin(v, &c);
    html_clause(v, ids);
    return html_capture_end(v, &c);
}

struct raw_html link_entry(struct view *v, int64_t entry)
{
    struct html_capture c;
    html_capture_begin(v, &c);
    tpl_link_entry(v, entry);
    return html_capture_end(v, &c);
}

struct raw_html link_words(struct view *v, const char *href, struct str words)
{
    struct html_capture c;
    html_capture_begin(v, &c);
    tpl_link_words(v, href, words);
    return html_capture_end(v, &c);
}
