/* Collections: from a request to rows, and rows as JSON and CSV (collection.h has the promises). */
#include "views/collection.h"

#include <string.h>

#include "base/json.h"
#include "views/collection_sql.h"
#include "views/html.h"

enum { JSON_ROWS = 100, JSON_ROWS_MAX = 1000, CSV_ROWS_MAX = 50000, COUNT_MAX = 10000, KEY_MAX = 512 };

extern const struct collection_entry *const __start_charterd_collections[] __attribute__((weak, visibility("hidden")));
extern const struct collection_entry *const __stop_charterd_collections[] __attribute__((weak, visibility("hidden")));

size_t collections(const struct collection_entry *const **ret) {
    *ret = __start_charterd_collections;
    return (size_t)(__stop_charterd_collections - __start_charterd_collections);
}

static const struct collection *named(struct str name) {
    const struct collection_entry *const *all;
    size_t n = collections(&all);
    for (size_t i = 0; i < n; i++)
        if (str_is(name, all[i]->name)) return all[i]->collection;
    return NULL;
}

const struct collection *collection_find(const char *name) { return named(str_of(name)); }

const char *collection_name(const struct collection *c) {
    const struct collection_entry *const *all;
    size_t n = collections(&all);
    for (size_t i = 0; i < n; i++)
        if (all[i]->collection == c) return all[i]->name;
    return "";
}

bool collection_shows(const struct view *v, const struct column *col) {
    switch (col->privacy) {
    case FIELD_SEALED_MEMBER: return v->viewer.member || v->viewer.office;
    case FIELD_SEALED_OFFICE: return v->viewer.office;
    default: return true;
    }
}

/* ---- what is asked ---- */

static bool day_typed(const char *typed, day *ret) { return day_parse(str_of(typed), ret) == 0; }

/* Characters to be found anywhere; what LIKE would read as a sign is escaped by '!'. */
static const char *like(struct arena *arena, const char *typed) {
    struct buf b;
    buf_init(&b, 2048);
    buf_addc(&b, '%');
    for (const char *p = typed; *p; p++) {
        if (*p == '%' || *p == '_' || *p == '!') buf_addc(&b, '!');
        buf_addc(&b, (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p));
    }
    buf_addc(&b, '%');
    const char *z = arena_z(arena, buf_str(&b));
    buf_release(&b);
    return z;
}

static bool filter_value(struct view *v, const struct filter *f, const char *typed, struct value *ret) {
    day d;
    int64_t n;
    switch (f->type) {
    case FILTER_SEARCH: *ret = value_z(like(v->arena, typed)); return true;
    case FILTER_INT:
        if (str_int(str_of(typed), &n) != 0) return false;
        *ret = value_int(n);
        return true;
    case FILTER_DAY:
        if (!day_typed(typed, &d)) return false;
        *ret = value_int(d);
        return true;
    case FILTER_FROM_DAY:
        if (!day_typed(typed, &d)) return false;
        *ret = value_int(day_start(d, v->zone));
        return true;
    case FILTER_UNTIL_DAY:
    case FILTER_AS_OF:
        if (!day_typed(typed, &d)) return false;
        *ret = value_int(day_start(d + 1, v->zone) - (f->type == FILTER_AS_OF));
        return true;
    default: *ret = value_z(typed); return true;
    }
}

static const char *filter_typed(struct view *v, const struct collection_use *use, const char *name) {
    for (size_t i = 0; use && i < use->fixed_count; i++)
        if (strcmp(use->fixed[i].name, name) == 0) return arena_z(v->arena, use->fixed[i].value);
    if (use && use->brief) return NULL;
    const char *typed = view_param(v, name);
    return typed && typed[0] ? typed : NULL;
}

/* "i12" or "tTC-2026-003", a second part after a comma (percent-encoded where it must be). */
static bool key_parse(struct view *v, const struct collection *c, const char *typed, struct value *ret) {
    struct str rest = str_of(typed);
    for (size_t k = 0; k < collection_keys(c); k++) {
        struct str part = str_cut(&rest, ',');
        int64_t n;
        if (part.len < 2 || part.len > KEY_MAX) return false;
        if (part.data[0] == 'i' && str_int(str_skip(part, 1), &n) == 0)
            ret[k] = value_int(n);
        else if (part.data[0] == 't')
            ret[k] = value_str(arena_str(v->arena, str_skip(part, 1)));
        else
            return false;
    }
    return rest.data == NULL;
}

void collection_read(struct view *v, const struct collection *c, const struct collection_use *use, int64_t limit,
                     struct asked *ret) {
    struct asked a = { .c = c, .use = use, .limit = limit, .ask = ASK_FIRST };
    for (size_t i = 0; i < collection_filters(c); i++) {
        const struct filter *f = &c->filters[i];
        struct value value = value_int(v->now);
        a.typed[i] = filter_typed(v, use, f->name);
        bool good = a.typed[i] && filter_value(v, f, a.typed[i], &value);
        a.bad[i] = a.typed[i] && !good;
        if (!good && f->type != FILTER_AS_OF) continue;
        if (f->type == FILTER_FLAG) {
            if (strcmp(a.typed[i], "1") == 0) a.given |= 1u << i;
            continue;
        }
        a.given |= 1u << i;
        a.values[a.value_count++] = value;
    }
    const char *after = use && use->brief ? NULL : view_param(v, "after"),
               *before = use && use->brief ? NULL : view_param(v, "before");
    if (after && key_parse(v, c, after, a.key))
        a.ask = ASK_AFTER;
    else if (before && key_parse(v, c, before, a.key))
        a.ask = ASK_BEFORE;
    *ret = a;
}

/* ---- what is read ---- */

static struct str key_of(struct view *v, const struct collection *c, const struct rows *r) {
    struct buf b;
    buf_init(&b, 2 * KEY_MAX);
    size_t n = collection_columns(c);
    for (size_t k = 0; k < collection_keys(c); k++) {
        struct str s = rows_str(r, (int)(n + k));
        int64_t whole;
        buf_addz(&b, k ? "," : "");
        buf_addc(&b, str_int(s, &whole) == 0 ? 'i' : 't');
        buf_add(&b, s);
    }
    struct str s = arena_str(v->arena, buf_str(&b));
    buf_release(&b);
    return s;
}

static void row_read(struct view *v, const struct collection *c, const struct rows *r, struct row *ret) {
    size_t n = collection_columns(c);
    ret->cells = arena_array(v->arena, struct str, n);
    ret->null = arena_array(v->arena, bool, n);
    for (size_t i = 0; i < n; i++) {
        bool hidden = !collection_shows(v, &c->columns[i]);
        ret->null[i] = hidden || rows_null(r, (int)i);
        if (ret->null[i]) {
            if (!hidden && c->columns[i].otherwise) ret->cells[i] = c->columns[i].otherwise(v, rows_str(r, 0));
            ret->null[i] = !ret->cells[i].len;
            continue;
        }
        struct str s = rows_str(r, (int)i);
        json_t *sealed = c->columns[i].type == COLUMN_SEALED ? json_loadb(s.data, s.len, JSON_DECODE_ANY, NULL) : NULL;
        if (json_is_string(sealed)) s = (struct str){ json_string_value(sealed), json_string_length(sealed) };
        ret->cells[i] = arena_str(v->arena, s);
        json_decref(sealed);
    }
    ret->key = key_of(v, c, r);
}

static size_t bind(const struct asked *a, enum collection_ask ask, int64_t limit, struct value *ret) {
    size_t n = 0;
    for (size_t i = 0; i < a->value_count; i++) ret[n++] = a->values[i];
    for (size_t k = 0; (ask == ASK_AFTER || ask == ASK_BEFORE) && k < collection_keys(a->c); k++) ret[n++] = a->key[k];
    ret[n++] = value_int(limit);
    return n;
}

void collection_fetch(struct view *v, const struct asked *a, struct listed *ret) {
    *ret = (struct listed){ .rows = arena_array(v->arena, struct row, (size_t)a->limit + 1) };
    if (!v->db) return;
    struct value values[COLLECTION_FILTERS_MAX + 3];
    size_t n = bind(a, a->ask, a->limit + 1, values);
    struct rows *r = db_rows_values(v->db, collection_sql(a->c, a->given, a->ask), values, n);
    while (rows_next(r)) {
        if ((int64_t)ret->count == a->limit) {
            ret->more = true;
            continue;
        }
        row_read(v, a->c, r, &ret->rows[ret->count++]);
    }
    rows_done(r);
    for (size_t i = 0; a->ask == ASK_BEFORE && i < ret->count / 2; i++) {
        struct row row = ret->rows[i];
        ret->rows[i] = ret->rows[ret->count - 1 - i];
        ret->rows[ret->count - 1 - i] = row;
    }
}

int64_t collection_count(struct view *v, const struct asked *a) {
    struct value values[COLLECTION_FILTERS_MAX + 3];
    size_t n = bind(a, ASK_COUNT, COUNT_MAX + 1, values);
    int64_t count = v->db ? db_int_values(v->db, 0, collection_sql(a->c, a->given, ASK_COUNT), values, n) : 0;
    return count > COUNT_MAX ? -1 : count;
}

const char *collection_link(struct view *v, const struct asked *a, const char *base, const char *place,
                            struct str key) {
    struct buf b;
    buf_init(&b, 8192);
    buf_addz(&b, base);
    char sign = strchr(base, '?') ? '&' : '?';
    for (size_t i = 0; i < collection_filters(a->c); i++) {
        if (!a->typed[i]) continue;
        buf_addc(&b, sign);
        sign = '&';
        buf_addf(&b, "%s=", a->c->filters[i].name);
        url_escape(&b, str_of(a->typed[i]));
    }
    if (place) {
        buf_addf(&b, "%c%s=", sign, place);
        url_escape(&b, key);
    }
    const char *z = arena_z(v->arena, buf_str(&b));
    buf_release(&b);
    return z;
}

/* ---- JSON ---- */

static void json_cell(struct view *v, const struct column *col, struct str s) {
    int64_t n = 0;
    bool whole = str_int(s, &n) == 0;
    switch (col->type) {
    case COLUMN_INT:
    case COLUMN_NUM:
    case COLUMN_FEN:
    case COLUMN_ENTRY:
        if (whole)
            buf_addint(v->out, n);
        else
            json_quote(v->out, s);
        break;
    case COLUMN_BOOL: buf_addz(v->out, n ? "true" : "false"); break;
    case COLUMN_DAY:
        buf_addc(v->out, '"');
        day_format(v->out, (day)n);
        buf_addc(v->out, '"');
        break;
    case COLUMN_INSTANT:
        buf_addc(v->out, '"');
        instant_format(v->out, n);
        buf_addc(v->out, '"');
        break;
    default: json_quote(v->out, s);
    }
}

static void json_row(struct view *v, const struct collection *c, const struct row *row) {
    buf_addc(v->out, '{');
    bool first = true;
    for (size_t i = 0; c->columns[i].name; i++) {
        if (!collection_shows(v, &c->columns[i])) continue;
        buf_addf(v->out, "%s\"%s\":", first ? "" : ",", c->columns[i].name);
        first = false;
        if (row->null[i])
            buf_addz(v->out, "null");
        else
            json_cell(v, &c->columns[i], row->cells[i]);
    }
    buf_addc(v->out, '}');
}

static int64_t rows_wanted(struct view *v, int64_t usual, int64_t most) {
    const char *typed = view_param(v, "limit");
    int64_t n;
    return typed && str_int(str_of(typed), &n) == 0 && n > 0 ? (n > most ? most : n) : usual;
}

/* A filter that was given and cannot be read is an error for a program, not something to pass over. */
static bool refused_filter(struct view *v, const struct asked *a) {
    for (size_t i = 0; i < collection_filters(a->c); i++) {
        if (!a->bad[i]) continue;
        v->status = 400;
        v->type = "application/problem+json";
        buf_addz(v->out, "{\"title\":\"a filter cannot be read\",\"status\":400,\"parameter\":");
        json_quote(v->out, str_of(a->c->filters[i].name));
        buf_addz(v->out, "}\n");
        return true;
    }
    return false;
}

static const struct collection *of_view(const struct view *v) {
    struct str path = str_of(v->kind ? v->kind->path : v->path);
    if (str_starts(path, "/api/v1/")) {
        struct str rest = str_skip(path, strlen("/api/v1/"));
        return named(str_cut(&rest, '/'));
    }
    struct str rest = str_skip(path, 1);
    return named(str_cut(&rest, '.'));
}

void collection_view_json(struct view *v) {
    const struct collection *c = of_view(v);
    struct asked a;
    collection_read(v, c, NULL, rows_wanted(v, JSON_ROWS, JSON_ROWS_MAX), &a);
    if (refused_filter(v, &a)) return;
    struct listed l;
    collection_fetch(v, &a, &l);
    buf_addz(v->out, "{\"items\":[");
    for (size_t i = 0; i < l.count; i++) {
        buf_addz(v->out, i ? ",\n" : "\n");
        json_row(v, c, &l.rows[i]);
    }
    buf_addz(v->out, "\n]");
    if (!c->uncounted) {
        int64_t n = collection_count(v, &a);
        buf_addz(v->out, ",\"count\":");
        buf_addint(v->out, n < 0 ? COUNT_MAX : n);
        buf_addz(v->out, n < 0 ? ",\"count_at_least\":true" : ",\"count_at_least\":false");
    }
    if (l.count && (l.more || a.ask == ASK_BEFORE)) {
        const char *base =
            arena_z(v->arena, arena_f(v->arena, "/api/v1/%s?limit=%lld", collection_name(c), (long long)a.limit));
        v->next = collection_link(v, &a, base, "after", l.rows[l.count - 1].key);
        buf_addz(v->out, ",\"next\":");
        json_quote(v->out, str_of(v->next));
    }
    buf_addz(v->out, "}\n");
}

void collection_view_item(struct view *v) {
    const struct collection *c = of_view(v);
    const char *id = view_segment(v, "id");
    int64_t n = 0;
    bool whole = id && str_int(str_of(id), &n) == 0,
         counted = c->columns[0].type == COLUMN_INT || c->columns[0].type == COLUMN_ENTRY;
    struct value values[COLLECTION_FILTERS_MAX + 1];
    size_t count = 0;
    unsigned standing = collection_standing(c);
    for (unsigned bits = standing; bits; bits &= bits - 1) values[count++] = value_int(v->now);
    values[count++] = counted ? value_int(n) : value_z(id);
    struct row row;
    bool found = false;
    if (id && (whole || !counted) && v->db) {
        struct rows *r = db_rows_values(v->db, collection_sql(c, standing, ASK_ITEM), values, count);
        found = rows_next(r);
        if (found) row_read(v, c, r, &row);
        rows_done(r);
    }
    if (found) {
        json_row(v, c, &row);
    } else {
        view_not_found(v, T("Nothing is kept under this number.", "没有此编号的内容。"));
        return;
    }
    buf_addc(v->out, '\n');
}

/* ---- CSV ---- */

/* What a spreadsheet might run: a cell that begins with one of these signs, ASCII or full-width. */
static bool formula_like(struct str s) {
    static const char *const wide[] = { "＝", "＋", "－", "＠" };
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (str_starts(s, wide[i])) return true;
    return s.len && memchr("=+-@\t\r\n", s.data[0], 7);
}

void csv_cell(struct buf *out, struct str s) {
    bool guard = formula_like(s), quote = guard;
    for (size_t i = 0; i < s.len && !quote; i++) quote = memchr("\",\r\n;\t", s.data[i], 6) != NULL;
    if (!quote) {
        buf_add(out, s);
        return;
    }
    buf_addz(out, guard ? "\"'" : "\"");
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] == '"') buf_addc(out, '"');
        buf_addc(out, s.data[i]);
    }
    buf_addc(out, '"');
}

static void csv_value(struct view *v, const struct column *col, struct str s) {
    int64_t n;
    bool whole = str_int(s, &n) == 0;
    switch (col->type) {
    case COLUMN_DAY:
        if (whole) day_format(v->out, (day)n);
        break;
    case COLUMN_INSTANT:
        if (whole) instant_format(v->out, n);
        break;
    case COLUMN_INT:
    case COLUMN_NUM:
    case COLUMN_FEN:
    case COLUMN_ENTRY:
    case COLUMN_BOOL:
        if (whole) { /* a number below zero is no formula */
            buf_addint(v->out, n);
            break;
        }
        csv_cell(v->out, s);
        break;
    default: csv_cell(v->out, s);
    }
}

void collection_view_csv(struct view *v) {
    const struct collection *c = of_view(v);
    struct asked a;
    collection_read(v, c, NULL, rows_wanted(v, CSV_ROWS_MAX, CSV_ROWS_MAX), &a);
    if (refused_filter(v, &a)) return;
    v->filename = arena_z(v->arena, arena_f(v->arena, "%s.csv", collection_name(c)));
    bool first = true;
    for (size_t i = 0; c->columns[i].name; i++) {
        if (!collection_shows(v, &c->columns[i])) continue;
        buf_addf(v->out, "%s%s", first ? "" : ",", c->columns[i].name);
        first = false;
    }
    buf_addz(v->out, "\r\n");
    struct listed l;
    collection_fetch(v, &a, &l);
    for (size_t k = 0; k < l.count; k++) {
        first = true;
        for (size_t i = 0; c->columns[i].name; i++) {
            if (!collection_shows(v, &c->columns[i])) continue;
            buf_addz(v->out, first ? "" : ",");
            first = false;
            if (!l.rows[k].null[i]) csv_value(v, &c->columns[i], l.rows[k].cells[i]);
        }
        buf_addz(v->out, "\r\n");
    }
    if (l.more)
        v->next = collection_link(v, &a, arena_z(v->arena, arena_f(v->arena, "/%s.csv", collection_name(c))), "after",
                                  l.rows[l.count - 1].key);
}
