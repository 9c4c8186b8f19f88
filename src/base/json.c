/* JSON in, and the one form in which JSON is hashed.
 *
 * A commitment or a leaf is the hash of bytes, so the same value must always give the same bytes: RFC 8785, with two
 * narrowings that make it simple enough to be sure of. Keys are ASCII, so sorting by bytes is sorting by UTF-16 units;
 * numbers are integers that every reader holds exactly (±(2^53−1)), so nobody's floating point is involved.
 *
 * Reading is bounded before Jansson sees a byte: the size, and the depth by a scan of the brackets outside strings. */
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { DEPTH_MAX = 16, SIZE_MAX_BYTES = 16 * 1024 * 1024, KEYS_ON_STACK = 48 };

#define INT_LIMIT ((json_int_t)9007199254740991)

struct member {
    struct str key;
    const json_t *value;
};

static int by_key(const void *a, const void *b) {
    return str_cmp(((const struct member *)a)->key, ((const struct member *)b)->key);
}

static bool is_ascii(struct str s) {
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.data[i] >= 0x80) return false;
    }
    return true;
}

void json_quote(struct buf *out, struct str s) {
    static const char hex[] = "0123456789abcdef";
    static const char names[32] = { ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r' };
    size_t from = 0;
    buf_addc(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        char escape[6] = { '\\', (char)c };
        size_t n = 2;
        if (c < 0x20 && names[c]) {
            escape[1] = names[c];
        } else if (c < 0x20) {
            memcpy(escape, "\\u00", 4);
            escape[4] = hex[c >> 4];
            escape[5] = hex[c & 15];
            n = 6;
        }
        buf_add(out, (struct str){ s.data + from, i - from });
        buf_add(out, (struct str){ escape, n });
        from = i + 1;
    }
    buf_add(out, (struct str){ s.data + from, s.len - from });
    buf_addc(out, '"');
}

static int value_write(struct buf *out, const json_t *value, int depth);

static int object_write(struct buf *out, const json_t *object, int depth) {
    struct member few[KEYS_ON_STACK];
    size_t count = json_object_size(object), n = 0;
    struct member *members = count <= KEYS_ON_STACK ? few : mem_alloc(count * sizeof *members);
    bool sorted = true;
    int code = 0;
    json_t *walk = (json_t *)(uintptr_t)object; /* Jansson's iterators take no const; they only read */
    for (void *at = json_object_iter(walk); at; at = json_object_iter_next(walk, at), n++) {
        members[n].key = (struct str){ json_object_iter_key(at), json_object_iter_key_len(at) };
        members[n].value = json_object_iter_value(at);
        if (!is_ascii(members[n].key)) code = ERR_RANGE;
        sorted = sorted && (n == 0 || by_key(&members[n - 1], &members[n]) < 0);
    }
    if (!sorted) qsort(members, n, sizeof *members, by_key);
    buf_addc(out, '{');
    for (size_t i = 0; i < n && !code; i++) {
        if (i > 0) buf_addc(out, ',');
        json_quote(out, members[i].key);
        buf_addc(out, ':');
        code = value_write(out, members[i].value, depth);
    }
    buf_addc(out, '}');
    if (members != few) free(members);
    return code;
}

static int array_write(struct buf *out, const json_t *array, int depth) {
    size_t count = json_array_size(array);
    int code = 0;
    buf_addc(out, '[');
    for (size_t i = 0; i < count && !code; i++) {
        if (i > 0) buf_addc(out, ',');
        code = value_write(out, json_array_get(array, i), depth);
    }
    buf_addc(out, ']');
    return code;
}

static int value_write(struct buf *out, const json_t *value, int depth) {
    if (!value) return ERR_RANGE;
    switch (json_typeof(value)) {
    case JSON_OBJECT: return depth < DEPTH_MAX ? object_write(out, value, depth + 1) : ERR_RANGE;
    case JSON_ARRAY: return depth < DEPTH_MAX ? array_write(out, value, depth + 1) : ERR_RANGE;
    case JSON_STRING: json_quote(out, (struct str){ json_string_value(value), json_string_length(value) }); return 0;
    case JSON_INTEGER:
        if (json_integer_value(value) > INT_LIMIT || json_integer_value(value) < -INT_LIMIT) return ERR_RANGE;
        buf_addint(out, json_integer_value(value));
        return 0;
    case JSON_TRUE: buf_add(out, STR("true")); return 0;
    case JSON_FALSE: buf_add(out, STR("false")); return 0;
    case JSON_NULL: buf_add(out, STR("null")); return 0;
    case JSON_REAL: return ERR_RANGE;
    }
    return ERR_RANGE;
}

int json_canonical(struct buf *out, const json_t *value) {
    size_t before = out->len;
    int code = value_write(out, value, 0);
    if (!code && !buf_ok(out)) code = ERR_TOO_LARGE;
    if (code) out->len = before;
    return code;
}

/* How deep brackets nest outside strings. Whether they match is the parser's business. */
static bool depth_ok(struct str s) {
    int depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        if (in_string) {
            if (c == '\\')
                i++;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++depth > DEPTH_MAX) return false;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
    return true;
}

int json_parse(struct str text, json_t **ret, struct error *err) {
    json_error_t fault;
    if (text.len > SIZE_MAX_BYTES)
        return error_set(err, ERR_TOO_LARGE, T("The JSON is larger than {mib} MiB.", "JSON 超过 {mib} MiB。"),
                         ARG_INT("mib", SIZE_MAX_BYTES >> 20));
    if (!depth_ok(text))
        return error_set(err, ERR_TOO_LARGE,
                         T("The JSON nests deeper than {depth} levels.", "JSON 嵌套超过 {depth} 层。"),
                         ARG_INT("depth", DEPTH_MAX));
    json_t *root = json_loadb(text.data ? text.data : "", text.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &fault);
    if (!root)
        return error_set(err, ERR_SYNTAX,
                         T("This is not valid JSON; the fault is at line {line}, column {column}.",
                           "JSON 格式有误，位于第 {line} 行第 {column} 列。"),
                         ARG_PLAIN("line", fault.line), ARG_PLAIN("column", fault.column));
    *ret = root;
    return 0;
}

struct str json_str(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value)) return STR_NONE;
    return (struct str){ json_string_value(value), json_string_length(value) };
}

int64_t json_int(const json_t *object, const char *key, int64_t otherwise) {
    const json_t *value = json_object_get(object, key);
    return json_is_integer(value) ? (int64_t)json_integer_value(value) : otherwise;
}

static json_t *said(struct buf *b) {
    json_t *value = json_stringn(b->data, b->len);
    buf_release(b);
    return value;
}

json_t *json_day(day d) {
    struct buf b;
    if (d == DAY_NONE) return json_null();
    buf_init(&b, 32);
    day_format(&b, d);
    return said(&b);
}

json_t *json_instant(instant t) {
    struct buf b;
    if (t == INSTANT_NONE) return json_null();
    buf_init(&b, 64);
    instant_format(&b, t);
    return said(&b);
}
