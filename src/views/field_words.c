/* Values of fields as people type and read them (field_words.h, form.h). */
#include "views/field_words.h"

#include <string.h>

#include "acts/fields.h"
#include "acts/things.h"
#include "views/parts.h"

/* ---- as typed ---- */

static const char *plain_value(struct view *v, const json_t *value) {
    if (json_is_string(value))
        return arena_z(v->arena, (struct str){ json_string_value(value), json_string_length(value) });
    if (json_is_integer(value))
        return arena_z(v->arena, arena_f(v->arena, "%lld", (long long)json_integer_value(value)));
    if (json_is_boolean(value)) return json_is_true(value) ? "true" : "false";
    return "";
}

static bool instant_of(const struct view *v, const char *z, instant *ret) {
    return instant_parse(str_of(z), ret) == 0 || instant_parse_local(str_of(z), v->zone, ret) == 0;
}

static const char *local_instant(struct view *v, instant t) {
    struct buf b;
    buf_init(&b, 64);
    instant_format_local(&b, t, v->zone);
    char *z = arena_z(v->arena, buf_str(&b));
    buf_release(&b);
    if (strlen(z) > 10) z[10] = 'T'; /* what a datetime-local control reads */
    return z;
}

const char *field_typed(struct view *v, const struct field *f, const json_t *value, bool *as_text) {
    const char *z = plain_value(v, value);
    instant t;
    day d;
    if (!z[0]) return z;
    switch (f->type) {
    case FIELD_INSTANT:
        if (instant_of(v, z, &t)) return local_instant(v, t);
        *as_text = true;
        return z;
    case FIELD_DAY: *as_text = *as_text || day_parse(str_of(z), &d) != 0; return z;
    case FIELD_FEN:
        if (json_is_integer(value)) {
            struct buf b;
            buf_init(&b, 64);
            fen_format(&b, json_integer_value(value));
            z = arena_z(v->arena, buf_str(&b));
            buf_release(&b);
        }
        return z;
    case FIELD_BOOL: return strcmp(z, "on") == 0 || strcmp(z, "1") == 0 || strcmp(z, "yes") == 0 ? "true" : z;
    default: return z;
    }
}

/* ---- options ---- */

struct options field_choices_now(struct view *v, const struct act_kind *kind, const struct field *f,
                                 const json_t *typed) {
    struct options o = { .arena = v->arena };
    if (!v->db && !f->choices) return o;
    struct act act = { .kind = kind,
                       .version = kind->version,
                       .id = "",
                       .at = v->now,
                       .by = { .person = v->viewer.person, .via = "" },
                       .args = (json_t *)typed,
                       .entry = -1,
                       .cause = -1 };
    if (v->viewer.capacity_count) act.by.as = v->viewer.capacities[0];
    struct verdict verdict = { .arena = v->arena };
    struct judging j = { .charter = v->charter,
                         .db = v->db,
                         .act = &act,
                         .workcal = v->workcal,
                         .arena = v->arena,
                         .verdict = &verdict,
                         .received = v->now };
    field_options(&j, f, typed, v->lang, &o);
    return o;
}

/* ---- in words ---- */

/* Of a file whose text is kept on the form. */
static struct str kept_file(struct view *v, const json_t *text) {
    int64_t lines = 0;
    struct str rest = { json_string_value(text), json_string_length(text) };
    for (; rest.len > 0; lines++) str_cut(&rest, '\n');
    const struct arg args[] = { ARG_INT("lines", lines) };
    return sentence(v, T("a file of {lines} {lines|line|lines}", "文件，共 {lines} 行"), args, 1);
}

static struct str one_word(struct view *v, const struct act_kind *kind, const struct field *f, const json_t *value) {
    const char *z = plain_value(v, value);
    struct arg arg = ARG_Z("x", z);
    int64_t n = 0;
    day d;
    instant t;
    if (f->type == FIELD_DAY && day_parse(str_of(z), &d) == 0)
        arg = ARG_DAY("x", d);
    else if (f->type == FIELD_INSTANT && instant_of(v, z, &t))
        arg = ARG_INSTANT("x", t);
    else if (f->type == FIELD_FEN &&
             (json_is_integer(value) ? (n = json_integer_value(value), true) : fen_parse(str_of(z), &n) == 0))
        arg = ARG_FEN("x", n);
    else if (f->type == FIELD_INT && str_int(str_of(z), &n) == 0)
        arg = ARG_INT("x", n);
    else if (f->type == FIELD_BOOL)
        arg = ARG_TEXT("x", strcmp(z, "true") == 0 ? T("yes", "是") : T("no", "否"));
    else if (f->type == FIELD_FILE && json_is_string(value))
        arg = ARG_STR("x", kept_file(v, value));
    else if (f->type == FIELD_FILE)
        arg = ARG_STR("x", json_str(value, "name"));
    if (f->type == FIELD_CHOICE || f->type == FIELD_REF) {
        struct options o = field_choices_now(v, kind, f, NULL);
        for (size_t i = 0; i < o.count; i++)
            if (strcmp(o.items[i].id, z) == 0) return str_of(o.items[i].label);
        if (f->ref && str_int(str_of(z), &n) == 0 && v->db)
            return thing_label(v->db, v->charter, v->arena, f->ref, n, v->lang);
    }
    struct buf b;
    buf_init(&b, 1 << 20);
    arg_format(&b, &arg, v->lang, v->zone);
    struct str s = arena_str(v->arena, buf_str(&b));
    buf_release(&b);
    return s;
}

struct str field_words(struct view *v, const struct act_kind *kind, const struct field *f, const json_t *typed) {
    if (!json_is_array(typed)) return one_word(v, kind, f, typed);
    struct buf b;
    buf_init(&b, 1 << 20);
    for (size_t i = 0; i < json_array_size(typed); i++) {
        struct str s = one_word(v, kind, f, json_array_get(typed, i));
        if (!s.len) continue;
        if (b.len) buf_addz(&b, v->lang == LANG_ZH ? "、" : ", ");
        buf_add(&b, s);
    }
    struct str s = arena_str(v->arena, buf_str(&b));
    buf_release(&b);
    return s;
}

/* ---- what is asked ---- */

static struct text with(struct view *v, struct text t, const struct arg *args, size_t n) {
    enum lang mine = v->lang;
    v->lang = LANG_EN;
    const char *en = arena_z(v->arena, sentence(v, t, args, n));
    v->lang = LANG_ZH;
    const char *zh = arena_z(v->arena, sentence(v, t, args, n));
    v->lang = mine;
    return T(en, zh);
}

struct text field_limits(struct view *v, const struct field *f) {
    const struct arg args[] = {
        ARG_INT("least", f->min),          ARG_INT("most", field_max(f)),        ARG_INT("mb", field_max(f) >> 20),
        ARG_INT("kb", field_max(f) >> 10), ARG_INT("items", field_max_items(f)), ARG_PLAIN("from", f->min),
        ARG_PLAIN("to", f->max),           ARG_TEXT("zone", zone_title(v->zone))
    };
    struct text t = T_NONE;
    switch (f->type) {
    case FIELD_LINE:
    case FIELD_TEXT:
        t = f->min == f->max && f->max ? T("{most} {most|character|characters}.", "{most} 字。")
            : f->min > 1               ? T("{least} to {most} characters.", "{least} 至 {most} 字。")
                                       : T("At most {most} characters.", "最多 {most} 字。");
        break;
    case FIELD_INT:
        if (f->max && f->max < 10000) /* a year has no separators, and a short number needs none */
            t = T("A whole number from {from} to {to}.", "{from} 至 {to} 之间的整数。");
        else if (f->max && f->max < 1000000000000) /* beyond is no limit anyone meets */
            t = T("A whole number from {least} to {most}.", "{least} 至 {most} 之间的整数。");
        break;
    case FIELD_FEN: t = T("In CNY; for example 20,000.00.", "单位：元，例如 20,000.00。"); break;
    case FIELD_DAY: t = T("A date, for example 2026-12-09.", "日期，例如 2026-12-09。"); break;
    case FIELD_INSTANT:
        t = T("Date and time, {zone}; for example 2026-12-09 14:00.", "日期和时间（{zone}），例如 2026-12-09 14:00。");
        break;
    case FIELD_FILE:
        t = field_max(f) < 1 << 20 ? T("A file of at most {kb} kB.", "文件不超过 {kb} kB。")
                                   : T("A file of at most {mb} MB.", "文件不超过 {mb} MB。");
        break;
    case FIELD_URL: t = T("A web address that begins with https://.", "以 https:// 开头的网址。"); break;
    default: break;
    }
    if (f->many && !t.en) t = T("Several may be given, at most {items}.", "可填多项，最多 {items} 项。");
    return t.en ? with(v, t, args, sizeof args / sizeof args[0]) : T_NONE;
}

struct text field_readers(struct view *v, const struct field *f) {
    const struct arg who[] = { ARG_TEXT("who", keeper_name(v)) };
    switch (f->privacy) {
    case FIELD_SEALED_MEMBER:
        return with(v, T("Members and the {who} can read this.", "仅成员单位人员和{who}可见。"), who, 1);
    case FIELD_SEALED_OFFICE:
        return with(v, T("Only the {who} and those concerned can read this.", "仅{who}和当事方可见。"), who, 1);
    default: return T_NONE;
    }
}
