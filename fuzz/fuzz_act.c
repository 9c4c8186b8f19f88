/* Whatever a form or a program sends as an act, by anybody: read by the kind's fields and judged, allowed or refused with
 * sentences in both languages; and judging writes nothing.
 *
 * The first line is who (a letter), and the kind. The others are fields, "name=value", "name[]=value" for one of a list,
 * "@name=bytes" for a file, in place of plausible ones, so that the search comes as far as the judges; or the rest is a JSON
 * object and all there is. */
#include "acts/verdict.h"
#include "alliance.h"
#include "base/json.h"
#include "support/values.h"

enum { FILES_MOST = 8 };

struct asked {
    struct ask ask;
    struct upload files[FILES_MOST];
    struct arena arena;
};

static const char *kind_of(struct asked *q, struct str name) {
    const struct act_kind *const *kinds;
    size_t n = act_kinds(&kinds);
    const char *z = arena_z(&q->arena, name);
    if (act_kind(z)) return z;
    return kinds[(name.len ? (uint8_t)name.data[0] : 0) % n]->name;
}

static void add_field(struct asked *q, struct str line) {
    struct str value = line;
    struct str name = str_cut(&value, '=');
    if (!value.data || !name.len || !str_is_clean(name, false)) return; /* as the front door hands them on */
    if (name.data[0] == '@') {
        if (q->ask.upload_count < FILES_MOST)
            q->files[q->ask.upload_count++] = (struct upload){
                .field = arena_z(&q->arena, str_skip(name, 1)), .name = "a.txt", .type = "text/plain", .bytes = value
            };
        return;
    }
    bool list = name.len > 2 && memcmp(name.data + name.len - 2, "[]", 2) == 0;
    const char *z = arena_z(&q->arena, list ? str_head(name, name.len - 2) : name);
    json_t *text = json_stringn(value.data, value.len); /* NULL: not UTF-8 */
    if (!text) return;
    json_t *old = json_object_get(q->ask.args, z);
    if (list && !json_is_array(old)) json_object_set_new(q->ask.args, z, old = json_array());
    if (list)
        json_array_append_new(old, text);
    else
        json_object_set_new(q->ask.args, z, text);
}

static void check_verdict(const struct verdict *v) {
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        json_t *json = verdict_json(v, (enum lang)lang, ZONE_SHANGHAI);
        char *text = json_dumps(json, 0);
        MUST(text && str_is_clean(str_of(text), false));
        free(text);
        json_decref(json);
    }
    bool refused = false;
    for (size_t i = 0; i < v->count; i++) {
        MUST(v->items[i].text.en && v->items[i].text.zh);
        refused = refused || v->items[i].refuses;
    }
    MUST(v->refused == refused && (v->refused || v->code == ERR_OK));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct alliance *a = lived_alliance();
    struct str rest = fuzz_input(data, size);
    struct str head = str_cut(&rest, '\n');
    struct asked q = { .ask = { .via = "", .received = INSTANT_NONE, .lang = LANG_EN, .uploads = q.files } };
    struct error err = { 0 };
    const struct capacity *choices = NULL;
    size_t count = 0;
    arena_init(&q.arena);
    q.ask.person = lived_person(head.len ? (uint8_t)head.data[0] : 0);
    q.ask.kind = kind_of(&q, str_skip(head, 1));
    if (str_starts(rest, "{")) {
        if (json_parse(rest, &q.ask.args, &err) == 0 && !json_is_object(q.ask.args)) abort();
    } else {
        q.ask.args = args_for(act_kind(q.ask.kind));
        while (rest.data) add_field(&q, str_cut(&rest, '\n'));
    }
    struct db *db = store_reader(alliance_store(a));
    MUST(db_begin(db, &err) == 0);
    if (q.ask.args) check_verdict(pipeline_preview(a, db, &q.ask, &q.arena, &choices, &count));
    MUST(!db_failed(db, &err));
    db_rollback(db);
    store_reader_done(alliance_store(a), db);
    json_decref(q.ask.args);
    arena_release(&q.arena);
    return 0;
}
