/* Acting from the shell; see acting.h. */
#include <stdlib.h>
#include <string.h>

#include "acts/entry.h"
#include "command/acting.h"
#include "serve/shell.h"

enum { UPLOAD_MAX = 8 << 20 };

bool read_upload(struct invocation *in, const char *field, const char *path, struct upload *ret)
{
    FILE *f = fopen(path, "rbe");
    const struct arg args[] = { ARG_Z("path", path) };
    if (!f) {
        wrong_use(in, T("{path} cannot be read.", "无法读取 {path}。"), args, 1);
        return false;
    }
    char *bytes = arena_alloc(in->arena, UPLOAD_MAX + 1);
    size_t n = fread(bytes, 1, UPLOAD_MAX + 1, f);
    fclose(f);
    if (n > UPLOAD_MAX) {
        wrong_use(in, T("{path} is larger than 8 MiB.", "{path} 超过 8 MiB。"), args, 1);
        return false;
    }
    const char *name = strrchr(path, '/');
    *ret = (struct upload){ .field = field, .name = name ? name + 1 : path, .type = "application/octet-stream", .bytes = { bytes, n } };
    return true;
}

static int no_such(const char *who, struct error *err)
{
    return error_set(err, ERR_MISSING, T("There is nobody by “{who}”.", "没有找到“{who}”。"), ARG_Z("who", who));
}

static int resolve_office(struct db *db, struct arena *arena, struct str title, struct str body, struct ask *ask)
{
    struct rows *r = db_rows(db, "SELECT id, person FROM holding WHERE body = $1 AND title = $2 AND to_at IS NULL ORDER BY id LIMIT 1", V(body), V(title));
    bool found = rows_next(r);
    if (found) {
        ask->as = arena_z(arena, arena_f(arena, "office:%lld", (long long)rows_int(r, 0)));
        ask->person = rows_int(r, 1);
    }
    rows_done(r);
    return found ? 0 : ERR_MISSING;
}

int resolve_who(struct db *db, struct arena *arena, const char *who, struct ask *ask, struct error *err)
{
    struct str after = str_of(who);
    struct str before = str_cut(&after, '@');
    if (strcmp(who, "operator") == 0) {
        ask->person = 0;
        ask->as = "operator";
        return 0;
    }
    if (strcmp(who, "founder") == 0) {
        ask->person = db_int(db, 0, "SELECT founder FROM alliance WHERE id = 1");
        ask->as = "founder";
        return ask->person ? 0 : no_such(who, err);
    }
    if (str_int(str_of(who), &ask->person) == 0)
        return db_has(db, "SELECT 1 FROM person WHERE id = $1", V(ask->person)) ? 0 : no_such(who, err);
    if (after.data && resolve_office(db, arena, before, after, ask) == 0)
        return 0;
    ask->person = db_int(db, 0,
                         "SELECT person.id FROM private JOIN person ON person.email_entry = private.entry WHERE private.field = 'email' AND private.value = $1 "
                         "ORDER BY person.id DESC LIMIT 1",
                         V(arena_f(arena, "\"%s\"", who)));
    return ask->person ? 0 : no_such(who, err);
}

void say_verdict(struct invocation *in, const json_t *verdict)
{
    bool allowed = str_is(json_str(verdict, "verdict"), "allowed");
    const struct arg args[] = { ARG_INT("entry", json_int(verdict, "entry", -1)) };
    if (allowed)
        say(in, stdout, T("Allowed; entry {entry} of the register.", "准予；登记簿第 {entry} 条。"), args, 1);
    else
        say(in, stdout, T("Refused.", "不予准许。"), NULL, 0);
    const json_t *findings = json_object_get(verdict, "findings");
    for (size_t i = 0; i < json_array_size(findings); i++) {
        const json_t *f = json_array_get(findings, i);
        struct str clause = json_str(f, "clause"), field = json_str(f, "field"), text = json_str(f, "text"), remedy = json_str(f, "remedy");
        if (!allowed && !json_is_true(json_object_get(f, "refuses")))
            continue;
        printf("  %.*s%s%.*s\n", STR_FMT(clause.data ? clause : field.data ? field : STR("")), clause.data || field.data ? ": " : "", STR_FMT(text));
        if (remedy.data && remedy.len)
            printf("    %.*s\n", STR_FMT(remedy));
    }
}

static int exit_of(int code)
{
    if (code == ERR_OK)
        return EXIT_DONE;
    if (code == ERR_SYNTAX || code == ERR_MISSING)
        return EXIT_USAGE;
    return code == ERR_IO || code == ERR_BUSY ? EXIT_FAULT : EXIT_REFUSED;
}

static json_t *answer_json(const struct answer *answer, enum lang lang, struct zone zone)
{
    json_t *out = verdict_json(answer->verdict, lang, zone);
    if (answer->entry >= 0)
        json_object_set_new(out, "entry", json_integer(answer->entry));
    if (answer->repeated)
        json_object_set_new(out, "repeated", json_true());
    json_t *choices = json_array();
    for (size_t i = 0; i < answer->choice_count; i++) {
        struct buf b;
        buf_init(&b, 128);
        capacity_format(&b, &answer->choices[i]);
        json_array_append_new(choices, json_string(buf_z(&b)));
        buf_release(&b);
    }
    if (json_array_size(choices))
        json_object_set(out, "choices", choices);
    json_decref(choices);
    return out;
}

static int look_up(struct invocation *in, struct alliance *a, const char *who, struct ask *ask, struct error *err)
{
    struct db *db = store_reader(alliance_store(a));
    int result = db_begin(db, err);
    if (result == 0)
        result = resolve_who(db, in->arena, who, ask, err);
    db_rollback(db);
    store_reader_done(alliance_store(a), db);
    return result;
}

static int find_who(struct invocation *in, struct alliance *a, const char *who, struct ask *ask)
{
    struct error err = { 0 };
    int result = look_up(in, a, who, ask, &err);
    if (result != 0)
        say_error(in, &err);
    return result;
}

int find_person(struct invocation *in, const char *dir, const char *who, struct ask *ask, struct error *err)
{
    struct alliance *a;
    int result = alliance_open(&a, dir, ALLIANCE_READ, err);
    if (result != 0)
        return result;
    result = look_up(in, a, who, ask, err);
    alliance_close(a);
    return result == 0 && ask->person == 0 ? no_such(who, err) : result;
}

/* Says what came of it; takes the reference. */
static int conclude(struct invocation *in, int code, json_t *out)
{
    if (option(in, "json")) {
        print_json(out);
    } else {
        say_verdict(in, out);
        json_decref(out);
    }
    return exit_of(code);
}

static int act_here(struct invocation *in, struct alliance *a, const char *who, struct ask *ask)
{
    struct answer *answer = NULL;
    if (find_who(in, a, who, ask) != 0)
        return EXIT_USAGE;
    int result = pipeline_act(a, ask, &answer);
    if (result != 0)
        return exit_of(result);
    const struct charter *c = alliance_charter(a, alliance_now(a));
    json_t *out = answer_json(answer, in->lang, charter_zone(c));
    int code = answer->code;
    answer_free(answer);
    return conclude(in, code, out);
}

/* Through the server that holds the directory. */
static int act_through(struct invocation *in, const char *dir, const char *who, struct ask *ask)
{
    struct error err = { 0 };
    struct alliance *a;
    json_t *reply;
    if (alliance_open(&a, dir, ALLIANCE_READ, &err) != 0)
        return say_error(in, &err);
    int result = find_who(in, a, who, ask);
    alliance_close(a);
    if (result != 0)
        return EXIT_USAGE;
    if (shell_ask(dir, ask, &reply, &err) != 0)
        return say_error(in, &err);
    int code = (int)json_int(reply, "code", ERR_IO);
    json_t *out = json_incref(json_object_get(reply, "answer"));
    json_decref(reply);
    return out ? conclude(in, code, out) : exit_of(code);
}

int act_anywhere(struct invocation *in, const char *dir, const char *who, struct ask *ask)
{
    struct alliance *a;
    struct error err = { 0 };
    int result = alliance_open(&a, dir, ALLIANCE_WRITE, &err);
    if (result == ERR_BUSY)
        return act_through(in, dir, who, ask);
    if (result != 0)
        return say_error(in, &err);
    result = act_here(in, a, who, ask);
    alliance_close(a);
    return result;
}
