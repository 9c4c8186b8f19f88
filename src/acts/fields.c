/* Validation of an act's fields; see fields.h. */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "acts/fields.h"
#include "acts/things.h"
#include "base/hash.h"
#include "base/mailbox.h"

enum {
    LINE_CHARS_MAX = 200,     /* a title, a name */
    TEXT_CHARS_MAX = 20000,   /* grounds, a narrative: some twelve printed pages */
    FILE_BYTES_MAX = 8 << 20, /* what a backup of one database carries comfortably */
    LIST_ITEMS_MAX = 200,
    URL_BYTES_MAX = 2000,
};

int64_t field_max(const struct field *f) {
    if (f->max) return f->max;
    switch (f->type) {
    case FIELD_TEXT: return TEXT_CHARS_MAX;
    case FIELD_FILE: return FILE_BYTES_MAX;
    case FIELD_EMAIL: return MAILBOX_BYTES_MAX;
    case FIELD_URL: return URL_BYTES_MAX;
    case FIELD_INT:
    case FIELD_FEN:
    case FIELD_REF: return 9007199254740991;
    default: return LINE_CHARS_MAX;
    }
}

int64_t field_max_items(const struct field *f) { return f->max_items ? f->max_items : LIST_ITEMS_MAX; }

/* ---- one value each; NULL after a finding ---- */

static json_t *wrong(struct judging *j, const struct field *f, struct text text) {
    refuse_field(j, f->name, text, ARG_TEXT("field", f->label), ARG_INT("least", f->min),
                 ARG_INT("most", field_max(f)));
    return NULL;
}

/* NFC, \n, trimmed; STR_NONE when the bytes are not clean UTF-8. */
static struct str normal(struct arena *a, struct str s) {
    struct buf b;
    buf_init(&b, s.len + 1);
    for (size_t i = 0; i < s.len; i++)
        if (s.data[i] != '\r')
            buf_addc(&b, s.data[i]);
        else if (i + 1 >= s.len || s.data[i + 1] != '\n')
            buf_addc(&b, '\n');
    struct str out = STR_NONE;
    struct str unix_ends = buf_str(&b);
    if (str_is_clean(unix_ends, false)) {
        utf8proc_uint8_t *nfc = NULL;
        utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)unix_ends.data, (utf8proc_ssize_t)unix_ends.len,
                                          &nfc, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
        if (n >= 0) out = str_trim(arena_str(a, (struct str){ (const char *)nfc, (size_t)n }));
        free(nfc);
        if (!out.data) out = STR("");
    }
    buf_release(&b);
    return out;
}

static bool text_of(struct judging *j, const struct field *f, const json_t *given, struct str *ret) {
    if (!json_is_string(given)) {
        wrong(j, f, T("{field} must be text.", "“{field}”须为文字。"));
        return false;
    }
    *ret = normal(j->arena, (struct str){ json_string_value(given), json_string_length(given) });
    if (!ret->data) {
        wrong(j, f,
              T("{field} holds characters that are not text. Type it anew.", "“{field}”含有非文字字符，请重新填写。"));
        return false;
    }
    return true;
}

static bool fits(struct judging *j, const struct field *f, struct str s) {
    int64_t chars = (int64_t)str_chars(s);
    if (chars <= field_max(f) && chars >= f->min) return true;
    refuse_field(j, f->name,
                 chars > field_max(f) ? T("{field} has {chars} characters; at most {most} fit.",
                                          "“{field}”有 {chars} 字，最多 {most} 字。")
                                      : T("{field} has {chars} characters; at least {least} are asked for.",
                                          "“{field}”有 {chars} 字，至少 {least} 字。"),
                 ARG_TEXT("field", f->label), ARG_INT("chars", chars), ARG_INT("least", f->min),
                 ARG_INT("most", field_max(f)));
    return false;
}

static json_t *read_text(struct judging *j, const struct field *f, const json_t *given) {
    struct str s;
    if (!text_of(j, f, given, &s)) return NULL;
    if (f->type == FIELD_LINE && memchr(s.data, '\n', s.len))
        return wrong(j, f, T("{field} must be one line.", "“{field}”须为一行。"));
    return fits(j, f, s) ? json_stringn(s.data, s.len) : NULL;
}

static json_t *read_email(struct judging *j, const struct field *f, const json_t *given) {
    struct str s;
    if (!text_of(j, f, given, &s)) return NULL;
    if (!mailbox_public(s))
        return wrong(j, f,
                     T("{field} must be an email address, such as office@example.org.",
                       "“{field}”须为电子邮件地址，例如 office@example.org。"));
    char *z = arena_z(j->arena, s);
    for (char *p = strchr(z, '@'); *p; p++) /* domains compare without case */
        if (*p >= 'A' && *p <= 'Z') *p = (char)(*p - 'A' + 'a');
    return json_string(z);
}

static json_t *read_url(struct judging *j, const struct field *f, const json_t *given) {
    struct str s;
    if (!text_of(j, f, given, &s)) return NULL;
    bool ok = (str_starts(s, "https://") && s.len > 8) || (str_starts(s, "http://") && s.len > 7);
    for (size_t i = 0; ok && i < s.len; i++) ok = (unsigned char)s.data[i] > ' ' && !strchr("\"<>\\^`{|}", s.data[i]);
    if (!ok || s.len > URL_BYTES_MAX)
        return wrong(j, f,
                     T("{field} must be a web address that begins with https:// or http://.",
                       "“{field}”须为以 https:// 或 http:// 开头的网址。"));
    return json_stringn(s.data, s.len);
}

static json_t *read_int(struct judging *j, const struct field *f, const json_t *given) {
    int64_t value = 0;
    struct str s = STR_NONE;
    if (json_is_integer(given))
        value = json_integer_value(given);
    else if (!json_is_string(given) || (s = str_trim(str_of(json_string_value(given))), str_int(s, &value) != 0))
        return wrong(j, f, T("{field} must be a whole number.", "“{field}”须为整数。"));
    int64_t least = f->type == FIELD_REF ? 1 : f->min;
    if (value < least || value > field_max(f))
        return wrong(j, f, T("{field} must lie between {least} and {most}.", "“{field}”须在 {least} 至 {most} 之间。"));
    return json_integer(value);
}

static json_t *read_fen(struct judging *j, const struct field *f, const json_t *given) {
    int64_t fen = 0;
    if (json_is_integer(given))
        fen = json_integer_value(given);
    else if (!json_is_string(given) || fen_parse(str_trim(str_of(json_string_value(given))), &fen) != 0)
        return wrong(j, f,
                     T("{field} must be an amount such as 20,000 or 20,000.50.",
                       "“{field}”须为金额，例如 20,000 或 20,000.50。"));
    if (fen < f->min || fen > field_max(f)) {
        refuse_field(j, f->name, T("{field} must lie between {from} and {to}.", "“{field}”须在 {from} 至 {to} 之间。"),
                     ARG_TEXT("field", f->label), ARG_FEN("from", f->min), ARG_FEN("to", field_max(f)));
        return NULL;
    }
    return json_integer(fen);
}

static json_t *read_bool(struct judging *j, const struct field *f, const json_t *given) {
    if (json_is_boolean(given)) return json_boolean(json_is_true(given));
    struct str s = json_is_string(given) ? str_of(json_string_value(given)) : STR_NONE;
    if (str_is(s, "true") || str_is(s, "1") || str_is(s, "on") || str_is(s, "yes")) return json_true();
    if (str_is(s, "false") || str_is(s, "0") || str_is(s, "off") || str_is(s, "no")) return json_false();
    return wrong(j, f, T("{field} must be yes or no.", "“{field}”须为是或否。"));
}

static json_t *read_day(struct judging *j, const struct field *f, const json_t *given) {
    day d;
    if (!json_is_string(given) || day_parse(str_trim(str_of(json_string_value(given))), &d) != 0)
        return wrong(j, f, T("{field} must be a date such as 2026-12-09.", "“{field}”须为日期，例如 2026-12-09。"));
    return json_day(d);
}

static json_t *read_instant(struct judging *j, const struct field *f, const json_t *given) {
    instant t;
    struct str s = json_is_string(given) ? str_trim(str_of(json_string_value(given))) : STR_NONE;
    if (!s.data || (instant_parse(s, &t) != 0 && instant_parse_local(s, charter_zone(j->charter), &t) != 0))
        return wrong(j, f,
                     T("{field} must be a date and time such as 2026-12-09 14:00.",
                       "“{field}”须为日期和时间，例如 2026-12-09 14:00。"));
    return json_instant(t);
}

static bool choice_known(struct judging *j, const struct field *f, const char *z) {
    if (f->choices) {
        for (const struct choice *c = f->choices; c->id; c++)
            if (strcmp(c->id, z) == 0) return true;
        return false;
    }
    return f->ref ? thing_word_known(j->charter, f->ref, z) : true;
}

static json_t *read_choice(struct judging *j, const struct field *f, const json_t *given) {
    struct str s;
    if (!text_of(j, f, given, &s)) return NULL;
    const char *z = arena_z(j->arena, s);
    if (s.len == 0 || s.len > LINE_CHARS_MAX || !choice_known(j, f, z))
        return wrong(j, f, T("{field} must be one of those offered.", "“{field}”须从所列选项中选择。"));
    return json_string(z);
}

/* "application/pdf": it goes into a header when the file is fetched, so it is that or nothing. */
static bool media_type_ok(const char *type) {
    size_t len = strlen(type), slashes = 0;
    for (const char *p = type; *p; p++) {
        bool plain = (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '.' || *p == '+' || *p == '-';
        slashes += *p == '/';
        if (!plain && *p != '/') return false;
    }
    return len >= 3 && len <= 100 && slashes == 1 && type[0] != '/' && type[len - 1] != '/';
}

/* A file that the pipeline has taken in: its hash names a blob. */
static json_t *read_file(struct judging *j, const struct field *f, const json_t *given) {
    struct hash h;
    const char *name = json_string_value(json_object_get(given, "name"));
    const char *type = json_string_value(json_object_get(given, "type"));
    if (!json_is_object(given) || hash_from_hex(json_str(given, "hash"), &h) != 0 || !name || !type)
        return wrong(j, f, T("{field} must be a file.", "“{field}”须为文件。"));
    int64_t size = json_int(given, "size", -1);
    if (size < 1 || size > field_max(f)) {
        refuse_field(j, f->name,
                     T("{field}: the file has {size} bytes; 1 to {most} are taken.",
                       "“{field}”：文件大小为 {size} 字节，允许 1 至 {most} 字节。"),
                     ARG_TEXT("field", f->label), ARG_INT("size", size), ARG_INT("most", field_max(f)));
        return NULL;
    }
    struct str clean = normal(j->arena, str_of(name));
    if (!clean.data || clean.len == 0 || str_chars(clean) > LINE_CHARS_MAX || memchr(clean.data, '/', clean.len) ||
        memchr(clean.data, '\n', clean.len))
        return wrong(j, f,
                     T("{field}: the file's name cannot be used. Rename it.",
                       "“{field}”：文件名不可用，请更名后再传。"));
    if (!field_sealed(f))
        clean = str_of(f->name); /* what somebody called a file is free text: it never stands in a leaf */
    return json_pack("{s:s, s:s%, s:s, s:I}", "hash", json_string_value(json_object_get(given, "hash")), "name",
                     clean.data, clean.len, "type", media_type_ok(type) ? type : "application/octet-stream", "size",
                     (json_int_t)size);
}

static json_t *read_one(struct judging *j, const struct field *f, const json_t *given) {
    switch (f->type) {
    case FIELD_LINE:
    case FIELD_TEXT: return read_text(j, f, given);
    case FIELD_EMAIL: return read_email(j, f, given);
    case FIELD_URL: return read_url(j, f, given);
    case FIELD_INT:
    case FIELD_REF: return read_int(j, f, given);
    case FIELD_FEN: return read_fen(j, f, given);
    case FIELD_BOOL: return read_bool(j, f, given);
    case FIELD_DAY: return read_day(j, f, given);
    case FIELD_INSTANT: return read_instant(j, f, given);
    case FIELD_CHOICE: return read_choice(j, f, given);
    case FIELD_FILE: return read_file(j, f, given);
    }
    return NULL;
}

static bool is_empty(const json_t *given) {
    if (!given || json_is_null(given)) return true;
    if (json_is_string(given))
        return str_trim((struct str){ json_string_value(given), json_string_length(given) }).len == 0;
    return false;
}

static json_t *read_many(struct judging *j, const struct field *f, const json_t *given) {
    json_t *list = json_array();
    if (!json_is_array(given)) {
        json_t *value = read_one(j, f, given);
        if (value) json_array_append_new(list, value);
        return list;
    }
    if ((int64_t)json_array_size(given) > field_max_items(f)) {
        refuse_field(j, f->name,
                     T("{field}: {count} were given; at most {most} are taken.",
                       "“{field}”共 {count} 项，最多 {most} 项。"),
                     ARG_TEXT("field", f->label), ARG_INT("count", (int64_t)json_array_size(given)),
                     ARG_INT("most", field_max_items(f)));
        return list;
    }
    for (size_t i = 0; i < json_array_size(given); i++) {
        const json_t *item = json_array_get(given, i);
        if (json_is_null(item)) /* a form sends empty words for what was left out; a null is a program's mistake */
            refuse_field(j, f->name, T("{field}: item {n} says nothing.", "“{field}”第 {n} 项为空值。"),
                         ARG_TEXT("field", f->label), ARG_INT("n", (int64_t)i + 1));
        if (is_empty(item)) continue;
        json_t *value = read_one(j, f, item);
        if (value) json_array_append_new(list, value);
    }
    return list;
}

static bool field_known(const struct act_kind *kind, const char *name) {
    for (const struct field *f = kind->fields; f && f->name; f++)
        if (strcmp(f->name, name) == 0) return true;
    return false;
}

static void refuse_unknown(struct judging *j, const struct act_kind *kind, const json_t *given) {
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)given, name, value) if (!field_known(kind, name))
        refuse_field(j, NULL, T("There is no field “{name}” here.", "此处没有“{name}”这一栏。"), ARG_Z("name", name));
}

void fields_read(struct judging *j, const struct act_kind *kind, const json_t *given, json_t **ret_args,
                 json_t **ret_sealed) {
    *ret_args = json_object();
    *ret_sealed = json_object();
    refuse_unknown(j, kind, given);
    for (const struct field *f = kind->fields; f && f->name; f++) {
        const json_t *value = json_object_get(given, f->name);
        if (is_empty(value)) {
            if (f->type == FIELD_BOOL && !f->optional)
                json_object_set_new(*ret_args, f->name, json_false()); /* an unticked box sends nothing */
            else if (!f->optional)
                wrong(j, f, T("{field} is missing.", "请填写“{field}”。"));
            continue;
        }
        json_t *typed = f->many ? read_many(j, f, value) : read_one(j, f, value);
        if (f->many && typed && json_array_size(typed) == 0 && !f->optional)
            wrong(j, f, T("{field} is missing.", "请填写“{field}”。"));
        if (typed) json_object_set_new(field_sealed(f) ? *ret_sealed : *ret_args, f->name, typed);
    }
}

void field_options(const struct judging *j, const struct field *f, const json_t *args, enum lang lang,
                   struct options *ret) {
    if (f->options)
        f->options(j, f, args, lang, ret);
    else if (f->choices)
        for (const struct choice *c = f->choices; c->id; c++) options_add(ret, c->id, text_in(c->label, lang));
    else if (f->ref)
        thing_options(j, f, args, lang, ret);
}
