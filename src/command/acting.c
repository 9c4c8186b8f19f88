/* Acting from the shell; see acting.h. */
#include <stdlib.h>
#include <string.h>

#include "acts/capacity.h"
#include "acts/pipeline/trial.h"
#include "acts/verdict.h"
#include "command/acting.h"
#include "serve/shell.h"

enum { UPLOAD_MAX = 8 << 20 };

bool read_upload(struct invocation *in, const char *field, const char *path, struct upload *ret) {
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
    *ret = (struct upload){
        .field = field, .name = name ? name + 1 : path, .type = "application/octet-stream", .bytes = { bytes, n }
    };
    return true;
}

static int no_such(const char *who, struct error *err) {
    return error_set(err, ERR_MISSING, T("There is nobody by “{who}”.", "没有找到“{who}”。"), ARG_Z("who", who));
}

static int resolve_office(struct db *db, struct arena *arena, struct str title, struct str body, struct ask *ask) {
    struct rows *r =
        db_rows(db,
                "SELECT id, person FROM holding WHERE body = $1 AND title = $2 AND to_at IS NULL ORDER BY id LIMIT 1",
                V(body), V(title));
    bool found = rows_next(r);
    if (found) {
        ask->as = arena_z(arena, arena_f(arena, "office:%lld", (long long)rows_int(r, 0)));
        ask->person = rows_int(r, 1);
    }
    rows_done(r);
    return found ? 0 : ERR_MISSING;
}

int resolve_who(struct db *db, struct arena *arena, const char *who, struct ask *ask, struct error *err) {
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
    if (after.data && resolve_office(db, arena, before, after, ask) == 0) return 0;
    ask->person = db_int(
        db, 0,
        "SELECT person.id FROM private JOIN person ON person.email_entry = private.entry WHERE private.field = 'email' AND private.value = $1 "
        "ORDER BY person.id DESC LIMIT 1",
        V(arena_f(arena, "\"%s\"", who)));
    return ask->person ? 0 : no_such(who, err);
}

void say_verdict(struct invocation *in, const json_t *verdict) {
    bool allowed = str_is(json_str(verdict, "verdict"), "allowed");
    const struct arg args[] = { ARG_INT("entry", json_int(verdict, "entry", -1)) };
    if (allowed)
        say(in, stdout, T("Allowed; entry {entry} of the register.", "准予；登记簿第 {entry} 条。"), args, 1);
    else
        say(in, stdout, T("Refused.", "不予准许。"), NULL, 0);
    const json_t *findings = json_object_get(verdict, "findings");
    for (size_t i = 0; i < json_array_size(findings); i++) {
        const json_t *f = json_array_get(findings, i);
        struct str clause = json_str(f, "clause"), field = json_str(f, "field"), text = json_str(f, "text"),
                   remedy = json_str(f, "remedy");
        if (!allowed && !json_is_true(json_object_get(f, "refuses"))) continue;
        printf("  %.*s%s%.*s\n",
               STR_FMT(clause.data  ? clause
                       : field.data ? field
                                    : STR("")),
               clause.data || field.data ? ": " : "", STR_FMT(text));
        if (remedy.data && remedy.len) printf("    %.*s\n", STR_FMT(remedy));
    }
}

int acting_exit(int code) {
    if (code == ERR_OK) return EXIT_DONE;
    if (code == ERR_SYNTAX || code == ERR_MISSING) return EXIT_USAGE;
    return code == ERR_IO || code == ERR_BUSY ? EXIT_FAULT : EXIT_REFUSED;
}

static json_t *answer_json(const struct answer *answer, enum lang lang, struct zone zone) {
    json_t *out = verdict_json(answer->verdict, lang, zone);
    if (answer->entry >= 0) json_object_set_new(out, "entry", json_integer(answer->entry));
    if (answer->repeated) json_object_set_new(out, "repeated", json_true());
    json_t *choices = json_array();
    for (size_t i = 0; i < answer->choice_count; i++) {
        struct buf b;
        buf_init(&b, 128);
        capacity_format(&b, &answer->choices[i]);
        json_array_append_new(choices, json_string(buf_z(&b)));
        buf_release(&b);
    }
    if (json_array_size(choices)) json_object_set(out, "choices", choices);
    json_decref(choices);
    return out;
}

/* ---- a directory to act on ---- */

int acting_open(struct acting *a, struct invocation *in, const char *dir, struct error *err) {
    *a = (struct acting){ .in = in, .dir = dir };
    int result = alliance_open(&a->alliance, dir, ALLIANCE_WRITE, err);
    if (result == ERR_BUSY) {
        a->through = true;
        result = alliance_open(&a->alliance, dir, ALLIANCE_READ, err);
    }
    return result;
}

int acting_try(struct acting *a, struct invocation *in, const char *dir, struct error *err) {
    *a = (struct acting){ .in = in, .dir = dir, .trial = true };
    return trial_open(&a->alliance, dir, err);
}

void acting_close(struct acting *a) {
    if (a->trial)
        trial_close(a->alliance);
    else
        alliance_close(a->alliance);
}

int acting_look(struct acting *a, int (*look)(struct db *db, void *context, struct error *err), void *context,
                struct error *err) {
    struct store *store = alliance_store(a->alliance);
    if (a->trial) /* one long transaction, of which no reader sees anything */
        return look(store_writer(store), context, err);
    struct db *db = store_reader(store);
    int result = db_begin(db, err);
    if (result == 0) {
        result = look(db, context, err);
        db_rollback(db);
    }
    store_reader_done(store, db);
    return result;
}

/* ---- for whom ---- */

struct chosen {
    struct acting *acting;
    const char *who;
    struct ask *ask;
};

static bool gives(const struct charter *c, const struct capacity *as, const char *power) {
    return power && capacity_may(c, as, power, NULL, NULL);
}

/* Whoever the charter gives the act to. Where that is nobody the operator asks, and is told whose it is. */
static void choose_who(struct db *db, struct acting *a, struct ask *ask) {
    const struct act_kind *kind = act_kind(ask->kind);
    instant now = alliance_now(a->alliance);
    const struct charter *c = alliance_charter(a->alliance, now);
    const struct capacity operator= { .kind = AS_OPERATOR }, founder = { .kind = AS_FOUNDER };
    enum { HOLDERS_MAX = 256 };
    int64_t holders[HOLDERS_MAX],
        first = db_int(db, 0, "SELECT founder FROM alliance WHERE id = 1 AND closed_at IS NULL");
    size_t n = 0;
    ask->as = "operator";
    if (!kind || !c || gives(c, &operator, kind->power)) return;
    if (first && gives(c, &founder, kind->power)) {
        ask->person = first;
        ask->as = "founder";
        return;
    }
    struct rows *r = db_rows(db, "SELECT person FROM holding WHERE to_at IS NULL ORDER BY id");
    while (n < HOLDERS_MAX && rows_next(r)) holders[n++] = rows_int(r, 0);
    rows_done(r);
    for (size_t i = 0; i < n; i++) {
        struct capacity *all;
        size_t count = capacities_of(db, c, holders[i], now, a->in->arena, &all);
        for (size_t k = 0; k < count; k++)
            if (all[k].kind == AS_OFFICE && gives(c, &all[k], kind->power)) {
                ask->person = holders[i];
                ask->as = arena_f(a->in->arena, "office:%lld", (long long)all[k].id).data;
                return;
            }
    }
}

static int find_chosen(struct db *db, void *context, struct error *err) {
    struct chosen *x = context;
    if (x->who) return resolve_who(db, x->acting->in->arena, x->who, x->ask, err);
    choose_who(db, x->acting, x->ask);
    return 0;
}

static int find_one(struct db *db, void *context, struct error *err) {
    struct chosen *x = context;
    return resolve_who(db, x->acting->in->arena, x->who, x->ask, err);
}

int find_person(struct invocation *in, const char *dir, const char *who, struct ask *ask, struct error *err) {
    struct acting a = { .in = in, .dir = dir };
    struct chosen x = { &a, who, ask };
    int result = alliance_open(&a.alliance, dir, ALLIANCE_READ, err);
    if (result != 0) return result;
    result = acting_look(&a, find_one, &x, err);
    acting_close(&a);
    return result == 0 && ask->person == 0 ? no_such(who, err) : result;
}

/* ---- asking ---- */

static int ask_here(struct acting *a, struct ask *ask, json_t **ret, struct error *err) {
    struct answer *answer = NULL;
    int result = pipeline_act(a->alliance, ask, &answer);
    if (result != 0) return error_set(err, result, T("Nothing can be recorded just now.", "目前无法登记。"));
    const struct charter *c = alliance_charter(a->alliance, alliance_now(a->alliance));
    *ret = answer_json(answer, a->in->lang, charter_zone(c));
    int code = answer->code;
    answer_free(answer);
    return code;
}

/* Through the server that holds the directory. */
static int ask_through(struct acting *a, struct ask *ask, json_t **ret, struct error *err) {
    json_t *reply;
    int result = shell_ask(a->dir, ask, &reply, err);
    if (result != 0) return result;
    int code = (int)json_int(reply, "code", ERR_IO);
    *ret = json_incref(json_object_get(reply, "answer"));
    json_decref(reply);
    return *ret ? code
                : error_set(err, code,
                            T("The server on {dir} could not take the act.", "{dir} 上的服务未能受理该事项。"),
                            ARG_Z("dir", a->dir));
}

int acting_ask(struct acting *a, const char *who, struct ask *ask, json_t **ret, struct error *err) {
    struct chosen x = { a, who, ask };
    *ret = NULL;
    int result = acting_look(a, find_chosen, &x, err);
    if (result != 0) return result;
    return a->through ? ask_through(a, ask, ret, err) : ask_here(a, ask, ret, err);
}

int acting_conclude(struct invocation *in, int code, json_t *out) {
    if (option(in, "json")) {
        print_json(out);
    } else {
        say_verdict(in, out);
        json_decref(out);
    }
    return acting_exit(code);
}

int act_anywhere(struct invocation *in, const char *dir, const char *who, struct ask *ask) {
    struct acting a;
    struct error err = { 0 };
    json_t *out;
    if (acting_open(&a, in, dir, &err) != 0) return say_unusable(in, &err);
    int code = acting_ask(&a, who, ask, &out, &err);
    acting_close(&a);
    if (out) return acting_conclude(in, code, out);
    say_error(in, &err);
    return acting_exit(code);
}
