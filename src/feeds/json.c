/* JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/): the same feed for programs. */
#include "feeds/feed.h"

#include <jansson.h>
#include <stdlib.h>

/* jansson refuses bytes that are not UTF-8: `*bad` remembers that one did. */
static void set_text(json_t *object, const char *key, struct str s, bool *bad) {
    if (s.len == 0) return;
    json_t *v = json_stringn(s.data, s.len);
    if (!v)
        *bad = true;
    else
        json_object_set_new(object, key, v);
}

static void set_moment(json_t *object, const char *key, instant t, bool *bad) {
    struct buf b;
    buf_init(&b, 64);
    instant_format(&b, t);
    set_text(object, key, buf_str(&b), bad);
    buf_release(&b);
}

static json_t *authors(struct str name, bool *bad) {
    json_t *one = json_object();
    set_text(one, "name", name, bad);
    json_t *list = json_array();
    json_array_append_new(list, one);
    return list;
}

static json_t *item(const struct feed_entry *e, bool *bad) {
    json_t *o = json_object();
    set_text(o, "id", e->id, bad);
    set_text(o, "url", e->url, bad);
    set_text(o, "title", e->title, bad);
    /* An item must have content of one kind or the other. */
    if (e->html.len)
        set_text(o, "content_html", e->html, bad);
    else
        set_text(o, "content_text", e->summary.len ? e->summary : e->title, bad);
    if (e->html.len) set_text(o, "summary", e->summary, bad);
    set_moment(o, "date_published", e->published, bad);
    set_moment(o, "date_modified", e->updated, bad);
    if (e->author.len) json_object_set_new(o, "authors", authors(e->author, bad));
    if (e->category.len) {
        json_t *tags = json_array(), *tag = json_stringn(e->category.data, e->category.len);
        if (tag)
            json_array_append_new(tags, tag);
        else
            *bad = true;
        json_object_set_new(o, "tags", tags);
    }
    return o;
}

int feed_json(struct buf *out, const struct feed *f, struct error *err) {
    bool bad = false;
    json_t *o = json_object();
    json_object_set_new(o, "version", json_string("https://jsonfeed.org/version/1.1"));
    set_text(o, "title", f->title, &bad);
    set_text(o, "description", f->subtitle, &bad);
    set_text(o, "home_page_url", f->home, &bad);
    set_text(o, "feed_url", f->self, &bad);
    set_text(o, "icon", f->icon, &bad);
    json_object_set_new(o, "language", json_string(lang_tag(f->lang)));
    json_object_set_new(o, "authors", authors(f->author, &bad));
    json_t *items = json_array();
    for (size_t i = 0; i < f->count; i++) json_array_append_new(items, item(&f->entries[i], &bad));
    json_object_set_new(o, "items", items);
    char *text = bad ? NULL : json_dumps(o, JSON_COMPACT);
    json_decref(o);
    if (!text)
        return error_set(err, ERR_SYNTAX,
                         T("A text of the feed is not valid UTF-8.", "订阅源中有文本不是有效的 UTF-8。"));
    buf_addz(out, text);
    free(text);
    return 0;
}
