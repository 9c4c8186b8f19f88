/* Findings of a judgement, and their JSON. */
#include <string.h>

#include "acts/verdict.h"

static struct arg *copy_args(struct arena *arena, const struct arg *args, size_t count) {
    if (count == 0) return NULL;
    struct arg *copy = arena_copy(arena, args, count * sizeof *args);
    for (size_t i = 0; i < count; i++)
        if (copy[i].type == ARG_TYPE_STR) copy[i].str = arena_str(arena, copy[i].str);
    return copy;
}

void finding_add(struct judging *j, bool refuses, int code, const char *clause, const char *field, struct text text,
                 struct text remedy, const struct arg *args, size_t count) {
    struct verdict *v = j->verdict;
    if (v->count == v->size) {
        size_t size = v->size ? v->size * 2 : 4;
        struct finding *items = arena_array(v->arena, struct finding, size);
        if (v->count) memcpy(items, v->items, v->count * sizeof *items);
        v->items = items;
        v->size = size;
    }
    v->items[v->count++] = (struct finding){
        .clause = clause ? arena_z(v->arena, str_of(clause)) : NULL,
        .field = field,
        .text = text,
        .args = copy_args(v->arena, args, count),
        .arg_count = count,
        .refuses = refuses,
        .remedy = remedy,
    };
    if (refuses && !v->refused) {
        v->refused = true;
        v->code = code;
    }
}

void finding_warn(struct judging *j, const char *clause, struct text text, const struct arg *args, size_t count) {
    finding_add(j, false, 0, clause, NULL, text, T_NONE, args, count);
    j->verdict->items[j->verdict->count - 1].warns = true;
}

/* A value as the leaf and the API carry it: integers as such, all else as strings a program can read. */
static json_t *arg_json(const struct arg *a, enum lang lang) {
    struct buf b;
    buf_init(&b, 4096);
    json_t *value = NULL;
    switch (a->type) {
    case ARG_TYPE_INT:
    case ARG_TYPE_PLAIN:
    case ARG_TYPE_FEN: buf_release(&b); return json_integer(a->integer);
    case ARG_TYPE_RATIO: ratio_format(&b, a->ratio); break;
    case ARG_TYPE_DAY: day_format(&b, a->day); break;
    case ARG_TYPE_DIGEST: hash_hex(&b, &a->digest); break;
    case ARG_TYPE_STR: buf_add(&b, a->str); break;
    case ARG_TYPE_TEXT: buf_addz(&b, text_in(a->text, lang)); break;
    default: instant_format(&b, a->instant); break;
    }
    value = json_stringn(b.data ? b.data : "", b.len);
    buf_release(&b);
    return value;
}

static json_t *sentence_json(struct text text, const struct finding *f, enum lang lang, struct zone zone) {
    struct buf b;
    buf_init(&b, 16384);
    text_format(&b, text, lang, zone, f->args, f->arg_count);
    json_t *z = json_stringn(b.data ? b.data : "", b.len);
    buf_release(&b);
    return z;
}

static struct text copy_text(struct arena *arena, struct text t) {
    return (struct text){ t.en ? arena_z(arena, str_of(t.en)) : NULL, t.zh ? arena_z(arena, str_of(t.zh)) : NULL };
}

struct verdict *verdict_copy(const struct verdict *v, struct arena *arena) {
    struct verdict *copy = arena_new(arena, struct verdict);
    *copy = *v;
    copy->arena = arena;
    copy->items = v->count ? arena_copy(arena, v->items, v->count * sizeof *v->items) : NULL;
    copy->size = v->count;
    for (size_t i = 0; i < v->count; i++) {
        struct finding *f = &copy->items[i];
        struct arg *args = copy_args(arena, f->args, f->arg_count);
        for (size_t n = 0; n < f->arg_count; n++)
            if (args[n].type == ARG_TYPE_TEXT) args[n].text = copy_text(arena, args[n].text);
        f->args = args;
        f->clause = f->clause ? arena_z(arena, str_of(f->clause)) : NULL;
        f->text = copy_text(arena, f->text);
        f->remedy = copy_text(arena, f->remedy);
    }
    return copy;
}

static json_t *finding_numbers(const struct finding *f, enum lang lang) {
    json_t *numbers = json_object();
    for (size_t i = 0; i < f->arg_count; i++)
        json_object_set_new(numbers, f->args[i].name, arg_json(&f->args[i], lang));
    return numbers;
}

json_t *verdict_json(const struct verdict *v, enum lang lang, struct zone zone) {
    json_t *clauses = json_array();
    json_t *numbers = json_object();
    json_t *findings = json_array();
    for (size_t i = 0; i < v->count; i++) {
        const struct finding *f = &v->items[i];
        json_t *item = json_object();
        json_t *own = finding_numbers(f, lang);
        if (f->clause) {
            json_array_append_new(clauses, json_string(f->clause));
            json_object_set_new(item, "clause", json_string(f->clause));
        }
        if (f->field) json_object_set_new(item, "field", json_string(f->field));
        json_object_set_new(item, "refuses", json_boolean(f->refuses));
        if (f->warns) json_object_set_new(item, "warns", json_true());
        json_object_set_new(item, "text", sentence_json(f->text, f, lang, zone));
        if (f->remedy.en) json_object_set_new(item, "remedy", sentence_json(f->remedy, f, lang, zone));
        json_object_update(numbers, own);
        json_object_set_new(item, "numbers", own);
        json_array_append_new(findings, item);
    }
    return json_pack("{s:s, s:o, s:o, s:o}", "verdict", v->refused ? "refused" : "allowed", "clauses", clauses,
                     "numbers", numbers, "findings", findings);
}
