/* Reading what strangers send: see parse.h. Multipart is in multipart.c, network addresses in address.c. */
#include "serve/parse.h"

#include <string.h>

#include "serve/limits.h"

void pairs_add(struct pairs *p, struct arena *a, const char *name, struct str value) {
    if (p->count == p->size) {
        size_t size = p->size ? p->size * 2 : 8;
        struct view_pair *items = arena_array(a, struct view_pair, size);
        if (p->count) memcpy(items, p->items, p->count * sizeof *items);
        p->items = items;
        p->size = size;
    }
    p->items[p->count++] = (struct view_pair){ name, value };
}

const char *pairs_get(const struct pairs *p, const char *name) {
    for (size_t i = 0; i < p->count; i++)
        if (strcmp(p->items[i].name, name) == 0) return p->items[i].value.data;
    return NULL;
}

size_t pairs_count(const struct pairs *p, const char *name) {
    size_t n = 0;
    for (size_t i = 0; i < p->count; i++) n += strcmp(p->items[i].name, name) == 0;
    return n;
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* Decodes %XX (and '+' when `form`) into the arena. */
static int decode(struct arena *a, struct str raw, bool form, struct str *ret) {
    char *out = arena_alloc(a, raw.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.data[i];
        if (form && c == '+') c = ' ';
        if (c == '%') {
            int high = i + 1 < raw.len ? hex_digit(raw.data[i + 1]) : -1;
            int low = i + 2 < raw.len ? hex_digit(raw.data[i + 2]) : -1;
            if (high < 0 || low < 0) return ERR_SYNTAX;
            c = (char)(high * 16 + low);
            i += 2;
        }
        out[n++] = c;
    }
    out[n] = '\0';
    *ret = (struct str){ out, n };
    return 0;
}

static int segment_add(struct arena *a, struct str raw, char *out, size_t *len) {
    struct str segment;
    if (decode(a, raw, false, &segment) < 0 || !str_is_clean(segment, false)) return ERR_SYNTAX;
    if (str_is(segment, ".") || str_is(segment, "..")) return ERR_SYNTAX;
    if (memchr(segment.data, '/', segment.len) || memchr(segment.data, '\\', segment.len) ||
        memchr(segment.data, '\n', segment.len) || memchr(segment.data, '\t', segment.len))
        return ERR_SYNTAX;
    out[(*len)++] = '/';
    memcpy(out + *len, segment.data, segment.len);
    *len += segment.len;
    return 0;
}

int parse_target(struct arena *a, struct str raw, const char **ret_path, struct str *ret_query) {
    if (raw.len > TARGET_BYTES_MAX) return ERR_TOO_LARGE;
    if (raw.len == 0 || raw.data[0] != '/') return ERR_SYNTAX;
    for (size_t i = 0; i < raw.len; i++)
        if ((unsigned char)raw.data[i] <= ' ' || raw.data[i] == 0x7f || raw.data[i] == '#') return ERR_SYNTAX;
    struct str rest = raw;
    struct str path = str_cut(&rest, '?');
    *ret_query = rest.data ? arena_str(a, rest) : STR("");
    char *out = arena_alloc(a, path.len + 2);
    size_t len = 0;
    struct str segments = str_skip(path, 1);
    for (int depth = 0; segments.data && segments.len; depth++) {
        if (depth == PATH_DEPTH_MAX) return ERR_TOO_LARGE;
        struct str segment = str_cut(&segments, '/');
        if (segment.len == 0 || segment_add(a, segment, out, &len) < 0) return ERR_SYNTAX;
    }
    if (path.data[path.len - 1] == '/') out[len++] = '/';
    *ret_path = out;
    return 0;
}

/* Text as a form sends it: CR LF is a line's end; valid UTF-8, no other control characters. */
static int clean_text(struct str *text) {
    char *data = (char *)(uintptr_t)text->data; /* ours: just decoded into the arena */
    size_t n = 0;
    for (size_t i = 0; i < text->len; i++) {
        if (data[i] == '\r' && i + 1 < text->len && data[i + 1] == '\n') continue;
        data[n++] = data[i];
    }
    data[n] = '\0';
    text->len = n;
    return str_is_clean(*text, false) ? 0 : ERR_SYNTAX;
}

int parse_form(struct arena *a, struct str body, size_t fields_max, struct pairs *ret) {
    struct str rest = body;
    while (rest.data && rest.len) {
        struct str pair = str_cut(&rest, '&');
        if (pair.len == 0) continue;
        if (ret->count == fields_max) return ERR_TOO_LARGE;
        struct str value = pair;
        struct str name = str_cut(&value, '=');
        if (name.len > FIELD_NAME_BYTES_MAX * 3) return ERR_TOO_LARGE;
        if (decode(a, name, true, &name) < 0 || decode(a, value.data ? value : STR(""), true, &value) < 0)
            return ERR_SYNTAX;
        if (clean_text(&name) < 0 || clean_text(&value) < 0) return ERR_SYNTAX;
        pairs_add(ret, a, name.data, value);
    }
    return 0;
}

bool parse_is_token(struct str s) {
    static const char marks[] = "!#$%&'*+-.^_`|~";
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (c == '\0' || !strchr(marks, c))) return false;
    }
    return s.len > 0;
}

bool parse_header_value_ok(struct str s) {
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if ((c < ' ' && c != '\t') || c == 0x7f) return false;
    }
    return true;
}

void parse_cookies(struct arena *a, struct str header, struct pairs *ret) {
    struct str rest = header;
    while (rest.data && rest.len && ret->count < COOKIES_MAX) {
        struct str value = str_trim(str_cut(&rest, ';'));
        struct str name = str_trim(str_cut(&value, '='));
        if (!value.data || !parse_is_token(name)) continue;
        value = str_trim(value);
        if (value.len >= 2 && value.data[0] == '"' && value.data[value.len - 1] == '"')
            value = (struct str){ value.data + 1, value.len - 2 };
        if (!parse_header_value_ok(value) || !str_is_clean(value, false)) continue;
        pairs_add(ret, a, arena_z(a, name), (struct str){ arena_z(a, value), value.len });
    }
}

/* A port: one to five digits. */
static bool port_ok(struct str s) {
    for (size_t i = 0; i < s.len; i++)
        if (s.data[i] < '0' || s.data[i] > '9') return false;
    return s.len > 0 && s.len <= 5;
}

bool parse_host_ok(struct str s) {
    if (s.len == 0 || s.len > 255 + 6) return false;
    size_t i = 0;
    if (s.data[0] == '[') {
        while (i < s.len && s.data[i] != ']') i++;
        struct address ignored;
        if (i == s.len || parse_address((struct str){ s.data + 1, i - 1 }, &ignored) < 0) return false;
        i++;
    } else {
        for (; i < s.len && s.data[i] != ':'; i++) {
            char c = s.data[i];
            bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                      c == '.' || c == '_';
            if (!ok) return false;
        }
        if (i == 0) return false;
    }
    return i == s.len || (s.data[i] == ':' && port_ok(str_skip(s, i + 1)));
}

bool parse_local_path(struct str s) {
    if (s.len == 0 || s.len > TARGET_BYTES_MAX || s.data[0] != '/') return false;
    if (s.len > 1 && (s.data[1] == '/' || s.data[1] == '\\')) return false;
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.data[i] <= ' ' || s.data[i] == 0x7f || s.data[i] == '\\') return false;
    return true;
}

/* The weight of one element, "0.8" in thousandths; 1000 without one, 0 when it cannot be read. */
static int quality(struct str params) {
    while (params.data && params.len) {
        struct str value = str_cut(&params, ';');
        struct str name = str_trim(str_cut(&value, '='));
        if (!str_is(name, "q") && !str_is(name, "Q")) continue;
        value = str_trim(value.data ? value : STR(""));
        if (value.len == 0 || value.len > 5 || (value.data[0] != '0' && value.data[0] != '1')) return 0;
        int q = (value.data[0] - '0') * 1000, unit = 100;
        for (size_t i = 2; i < value.len; i++, unit /= 10) {
            if (value.data[i] < '0' || value.data[i] > '9') return 0;
            q += (value.data[i] - '0') * unit;
        }
        return q > 1000 ? 1000 : q;
    }
    return 1000;
}

static bool language_is(struct str tag, const char *primary) {
    return tag.len >= 2 && (tag.data[0] | 0x20) == primary[0] && (tag.data[1] | 0x20) == primary[1] &&
           (tag.len == 2 || tag.data[2] == '-');
}

enum lang parse_languages(struct str header) {
    int zh = 0, en = 0;
    struct str rest = header;
    for (int i = 0; i < 32 && rest.data && rest.len; i++) {
        struct str params = str_cut(&rest, ',');
        struct str tag = str_trim(str_cut(&params, ';'));
        int q = quality(params);
        if (language_is(tag, "zh") && q > zh)
            zh = q;
        else if (language_is(tag, "en") && q > en)
            en = q;
    }
    return en > zh ? LANG_EN : LANG_ZH;
}

bool parse_accepts_gzip(struct str header) {
    struct str rest = header;
    while (rest.data && rest.len) {
        struct str params = str_cut(&rest, ',');
        struct str coding = str_trim(str_cut(&params, ';'));
        if (str_is(coding, "gzip")) return quality(params) > 0;
    }
    return false;
}
