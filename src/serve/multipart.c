/* multipart/form-data (RFC 7578), read from a whole body.
 *
 * A body is bounded before it is held (serve/limits.h), so it is parsed in one piece: files are slices of it, and there
 * is no state between calls to get wrong.
 *
 *     --BOUNDARY CRLF
 *     Content-Disposition: form-data; name="report"; filename="report.pdf" CRLF
 *     Content-Type: application/pdf CRLF
 *     CRLF
 *     …bytes… CRLF
 *     --BOUNDARY-- */
#include <string.h>
#include <strings.h>

#include "serve/limits.h"
#include "serve/parse.h"

_Static_assert(sizeof((struct uploads *)0)->items / sizeof(struct upload) == FILES_MAX, "parse.h names FILES_MAX");

/* One parameter of a header such as `form-data; name="a"`: a token or a quoted string in which \" and \\ are escapes.
 * Moves `*rest` behind it. Browsers write a quote in a name as %22, which is left as it is. */
static bool param_next(struct arena *a, struct str *rest, struct str *ret_name, struct str *ret_value) {
    *rest = str_trim(*rest);
    if (rest->len == 0 || rest->data[0] != ';') return false;
    struct str s = str_trim(str_skip(*rest, 1));
    size_t n = 0;
    while (n < s.len && s.data[n] != '=') n++;
    *ret_name = str_trim(str_head(s, n));
    if (n == s.len || !parse_is_token(*ret_name)) return false;
    s = str_skip(s, n + 1);
    if (s.len == 0 || s.data[0] != '"') {
        for (n = 0; n < s.len && s.data[n] != ';' && s.data[n] != ' ';) n++;
        *ret_value = str_head(s, n);
        *rest = str_skip(s, n);
        return parse_is_token(*ret_value);
    }
    char *out = arena_alloc(a, s.len);
    size_t len = 0, i = 1;
    for (; i < s.len && s.data[i] != '"'; i++) {
        if (s.data[i] == '\\' && i + 1 < s.len && (s.data[i + 1] == '"' || s.data[i + 1] == '\\')) i++;
        out[len++] = s.data[i];
    }
    if (i == s.len) return false;
    *ret_value = (struct str){ out, len };
    *rest = str_skip(s, i + 1);
    return true;
}

struct str parse_boundary(struct str content_type) {
    size_t n = 0;
    while (n < content_type.len && content_type.data[n] != ';') n++;
    struct str rest = str_skip(content_type, n);
    struct arena scratch;
    arena_init(&scratch);
    struct str name, value, found = STR_NONE;
    while (!found.data && param_next(&scratch, &rest, &name, &value))
        if (name.len == 8 && strncasecmp(name.data, "boundary", 8) == 0 && value.len > 0 && value.len <= 70 &&
            parse_header_value_ok(value))
            /* A boundary has no escapes in practice; where the value is a copy, the same bytes stand in the header. */
            found = (struct str){ memmem(content_type.data, content_type.len, value.data, value.len), value.len };
    arena_release(&scratch);
    return found.data ? found : STR_NONE;
}

struct part {
    const char *name, *filename, *type;
};

static int disposition_parse(struct arena *a, struct str value, struct part *part) {
    size_t n = 0;
    while (n < value.len && value.data[n] != ';') n++;
    struct str kind = str_trim(str_head(value, n)), rest = str_skip(value, n), name, text;
    if (kind.len != 9 || strncasecmp(kind.data, "form-data", 9) != 0 || part->name) return ERR_SYNTAX;
    while (param_next(a, &rest, &name, &text)) {
        if (!str_is_clean(text, false) || memchr(text.data, '\n', text.len)) return ERR_SYNTAX;
        if (str_is(name, "name")) {
            if (part->name || text.len > FIELD_NAME_BYTES_MAX) return ERR_SYNTAX;
            part->name = arena_z(a, text);
        } else if (str_is(name, "filename")) {
            if (part->filename || text.len > FILENAME_BYTES_MAX) return ERR_SYNTAX;
            part->filename = arena_z(a, text);
        }
    }
    return part->name && str_trim(rest).len == 0 ? 0 : ERR_SYNTAX;
}

static int head_parse(struct arena *a, struct str head, struct part *part) {
    while (head.len) {
        const char *end = memmem(head.data, head.len, "\r\n", 2);
        struct str line = end ? str_head(head, (size_t)(end - head.data)) : head;
        head = end ? str_skip(head, line.len + 2) : STR("");
        struct str value = line;
        struct str name = str_cut(&value, ':');
        if (!value.data || !parse_is_token(name) || !parse_header_value_ok(value)) return ERR_SYNTAX;
        value = str_trim(value);
        if (name.len == 19 && strncasecmp(name.data, "content-disposition", 19) == 0) {
            if (disposition_parse(a, value, part) < 0) return ERR_SYNTAX;
        } else if (name.len == 12 && strncasecmp(name.data, "content-type", 12) == 0) {
            if (part->type || value.len > 127) return ERR_SYNTAX;
            part->type = arena_z(a, value);
        }
    }
    return part->name ? 0 : ERR_SYNTAX;
}

static int text_add(struct arena *a, const struct part *part, struct str bytes, struct pairs *ret) {
    if (ret->count == FORM_FIELDS_MAX || bytes.len > FORM_BYTES_MAX) return ERR_TOO_LARGE;
    char *out = arena_alloc(a, bytes.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < bytes.len; i++)
        if (bytes.data[i] != '\r' || i + 1 == bytes.len || bytes.data[i + 1] != '\n') out[n++] = bytes.data[i];
    struct str value = { out, n };
    if (!str_is_clean(value, false)) return ERR_SYNTAX;
    pairs_add(ret, a, part->name, value);
    return 0;
}

static int part_add(struct arena *a, struct str bytes, struct pairs *ret, struct uploads *files) {
    const char *end =
        memmem(bytes.data, bytes.len < PART_HEAD_BYTES_MAX ? bytes.len : PART_HEAD_BYTES_MAX, "\r\n\r\n", 4);
    if (!end) return bytes.len < PART_HEAD_BYTES_MAX ? ERR_SYNTAX : ERR_TOO_LARGE;
    struct part part = { 0 };
    if (head_parse(a, str_head(bytes, (size_t)(end - bytes.data)), &part) < 0) return ERR_SYNTAX;
    struct str content = str_skip(bytes, (size_t)(end - bytes.data) + 4);
    if (!part.filename) return text_add(a, &part, content, ret);
    if (part.filename[0] == '\0' && content.len == 0) return 0;
    if (files->count == FILES_MAX || content.len > FILE_BYTES_MAX) return ERR_TOO_LARGE;
    /* Some clients send a path; a file's name is its last piece. */
    const char *name = part.filename;
    for (const char *p = name; *p; p++)
        if (*p == '/' || *p == '\\') name = p + 1;
    files->items[files->count++] =
        (struct upload){ part.name, name, part.type ? part.type : "application/octet-stream", content };
    return 0;
}

int parse_multipart(struct arena *a, struct str body, struct str boundary, struct pairs *ret, struct uploads *files) {
    struct str mark = arena_f(a, "\r\n--%.*s", STR_FMT(boundary));
    struct str first = str_skip(mark, 2);
    if (body.len < first.len || memcmp(body.data, first.data, first.len) != 0) return ERR_SYNTAX;
    struct str rest = str_skip(body, first.len);
    for (;;) {
        if (rest.len >= 2 && memcmp(rest.data, "--", 2) == 0) return 0;
        if (rest.len < 2 || memcmp(rest.data, "\r\n", 2) != 0) return ERR_SYNTAX;
        /* The part's head may be empty only in a form that is not well formed; its end is looked for from its CRLF on. */
        const char *end = memmem(rest.data, rest.len, mark.data, mark.len);
        if (!end || end == rest.data) return ERR_SYNTAX;
        struct str part = { rest.data + 2, (size_t)(end - rest.data) - 2 };
        int code = part_add(a, part, ret, files);
        if (code < 0) return code;
        rest = str_skip(rest, (size_t)(end - rest.data) + mark.len);
    }
}
