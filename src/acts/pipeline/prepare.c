/* From an ask to an act with typed fields: everything that needs no turn on the committer. */
#include <string.h>

#include "acts/fields.h"
#include "acts/pipeline/steps.h"

/* Bytes become a blob to be kept and the value that names it; NULL when the name is not text. */
static json_t *take_file(struct prepared *p, const char *name, const char *type, struct str bytes) {
    struct hash h = hash_of(bytes);
    struct buf hex;
    buf_init(&hex, 128);
    hash_hex(&hex, &h);
    json_t *file = json_pack("{s:s, s:s, s:s, s:I}", "hash", buf_z(&hex), "name", name, "type", type, "size",
                             (json_int_t)bytes.len);
    p->blobs[p->blob_count++] = (struct sent_file){ arena_str(&p->arena, buf_str(&hex)), arena_str(&p->arena, bytes) };
    buf_release(&hex);
    return file;
}

static const struct field *file_field(const struct act_kind *kind, const char *name) {
    for (const struct field *f = kind->fields; f && f->name; f++)
        if (f->type == FIELD_FILE && strcmp(f->name, name) == 0) return f;
    return NULL;
}

/* What is kept of a file: itself, or what its kind takes of it. False: nothing. */
static bool take(struct prepared *p, struct judging *j, const struct field *f, json_t *given, struct str *bytes) {
    struct buf keep;
    if (!p->act.kind->take) return true;
    if (!f) return false;
    buf_init(&keep, (size_t)field_max(f));
    bool kept = p->act.kind->take(&(struct file_taking){ j, f, *bytes, given, &keep }) && keep.len > 0;
    if (kept) *bytes = arena_str(&p->arena, buf_str(&keep));
    buf_release(&keep);
    return kept;
}

/* Uploads become values of their fields and blobs to be kept; so does text typed where a file is asked for. */
static json_t *with_uploads(struct prepared *p, struct judging *j, const struct ask *ask) {
    enum { TYPED_FILES_MAX = 16 };
    json_t *given = ask->args ? json_copy(ask->args) : json_object();
    p->blobs = arena_array(&p->arena, struct sent_file, ask->upload_count + TYPED_FILES_MAX);
    for (size_t i = 0; p->act.kind->take && i < ask->upload_count;
         i++) /* a file replaces what was kept of one before */
        json_object_del(given, ask->uploads[i].field);
    for (const struct field *f = p->act.kind->fields; f && f->name && p->blob_count < TYPED_FILES_MAX; f++) {
        const json_t *typed = f->type == FIELD_FILE ? json_object_get(given, f->name) : NULL;
        if (json_is_string(typed) && json_string_length(typed) > 0) {
            struct str bytes =
                arena_str(&p->arena, (struct str){ json_string_value(typed), json_string_length(typed) });
            json_object_del(given, f->name);
            if (!take(p, j, f, given, &bytes)) continue;
            char *name = arena_z(&p->arena, arena_f(&p->arena, "%s.txt", f->name));
            json_object_set_new(given, f->name, take_file(p, name, "text/plain", bytes));
        }
    }
    for (size_t i = 0; i < ask->upload_count; i++) {
        const struct upload *u = &ask->uploads[i];
        struct str bytes = u->bytes;
        if (!take(p, j, file_field(p->act.kind, u->field), given, &bytes)) continue;
        json_t *file = take_file(p, u->name, u->type, bytes);
        json_t *old = json_object_get(given, u->field);
        if (!file) {
            continue; /* a name that is not UTF-8: the field stays empty and is asked for again */
        } else if (json_is_object(old)) {
            json_object_set_new(given, u->field, json_pack("[O, o]", old, file));
        } else if (json_is_array(old)) {
            json_t *list = json_copy(old);
            json_array_append_new(list, file);
            json_object_set_new(given, u->field, list);
        } else {
            json_object_set_new(given, u->field, file);
        }
    }
    return given;
}

void prepare(struct prepared *p, const struct ask *ask, const struct charter *charter, struct db *reader) {
    *p = (struct prepared){ 0 };
    arena_init(&p->arena);
    p->verdict.arena = &p->arena;
    p->received = ask->received;
    p->lang = ask->lang;
    p->as = ask->as ? arena_z(&p->arena, str_of(ask->as)) : NULL;
    struct act *a = &p->act;
    a->kind = act_kind(ask->kind);
    a->id = ask->key ? arena_z(&p->arena, str_of(ask->key)) : NULL;
    a->by.person = ask->person;
    a->by.via = ask->via ? arena_z(&p->arena, str_of(ask->via)) : "";
    if (ask->entered_for && ask->entered_for != ask->person) {
        p->entered = true;
        p->enterer = ask->person;
        a->by.person = ask->entered_for;
    }
    a->cause = -1;
    if (a->by.via[0] && p->as && strcmp(p->as, "operator") == 0)
        a->by.as.kind = AS_OPERATOR; /* whose keys are its own */
    struct judging j = { .charter = charter, .db = reader, .act = a, .arena = &p->arena, .verdict = &p->verdict };
    if (!a->kind || a->kind->origin != ORIGIN_PERSON) {
        finding_add(&j, true, ERR_MISSING, NULL, NULL,
                    T("There is no act called “{kind}”.", "没有名为“{kind}”的事项。"), T_NONE,
                    FINDING_ARGS(ARG_Z("kind", ask->kind ? ask->kind : "")));
        a->kind = NULL;
        a->args = json_object();
        a->sealed = json_object();
        return;
    }
    a->version = a->kind->version;
    if (a->id && (strlen(a->id) > 128 || strlen(a->id) < 1 || !str_is_clean(str_of(a->id), false)))
        finding_add(&j, true, ERR_SYNTAX, NULL, NULL,
                    T("The key of a submission has 1 to 128 characters.", "提交标识须为 1 至 128 个字符。"), T_NONE,
                    NULL, 0);
    json_t *given = with_uploads(p, &j, ask);
    fields_read(&j, a->kind, given, &a->args, &a->sealed);
    json_decref(given);
}

void prepared_release(struct prepared *p) {
    json_decref(p->act.args);
    json_decref(p->act.sealed);
    arena_release(&p->arena);
}
