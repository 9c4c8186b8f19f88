/* POST /api/v1/acts/KIND: one act by a program.
 *
 *     Authorization: Bearer TOKEN        or the session's cookie with X-CSRF-Token
 *     Idempotency-Key: KEY               the same key with the same body acts once
 *     {"body": "tc", "start": "2026-12-09 14:00", "_as": "office:12", "report": {"name", "type", "base64"}}
 *
 * A form (urlencoded, multipart) is read too. The answer is JSON; what is refused is application/problem+json. */
#include <stdlib.h>
#include <string.h>

#include "acts/capacity.h"
#include "acts/verdict.h"
#include "serve/asking.h"
#include "serve/limits.h"

static const char *problem_title(int code, enum lang lang) {
    struct text title;
    switch (code) {
    case ERR_DENIED: title = T("Not within your powers", "不在您的权限内"); break;
    case ERR_MISSING: title = T("Not found", "未找到"); break;
    case ERR_CONFLICT:
    case ERR_EXISTS: title = T("The state does not allow it now", "当前状态不允许"); break;
    case ERR_SYNTAX:
    case ERR_RANGE: title = T("A field needs another value", "有内容需要修改"); break;
    case ERR_BUSY:
    case ERR_IO: title = T("Nothing can be recorded just now", "暂时无法登记"); break;
    default: title = T("Refused", "未获准许");
    }
    return text_in(title, lang);
}

/* The first sentence that refuses, as the problem's detail. */
static void detail_of(struct buf *out, const struct asking *a, enum lang lang, struct zone zone) {
    for (size_t i = 0; i < a->verdict->count; i++) {
        const struct finding *f = &a->verdict->items[i];
        if (!f->refuses) continue;
        text_format(out, f->text, lang, zone, f->args, f->arg_count);
        return;
    }
}

static json_t *choices_json(const struct asking *a, enum lang lang) {
    json_t *list = json_array();
    struct arena *arena = exchange_request(a->x)->arena;
    struct db *db = store_reader(alliance_store(a->site->alliance));
    const struct charter *c = alliance_charter(a->site->alliance, alliance_now(a->site->alliance));
    bool readable = db_begin(db, NULL) == 0;
    for (size_t i = 0; readable && i < a->choice_count; i++) {
        struct buf id;
        buf_init(&id, 64);
        capacity_format(&id, &a->choices[i]);
        struct text words = capacity_words(db, c, &a->choices[i], arena);
        json_array_append_new(list, json_pack("{s:s, s:s}", "as", buf_z(&id), "label", text_in(words, lang)));
        buf_release(&id);
    }
    if (readable) db_rollback(db);
    store_reader_done(alliance_store(a->site->alliance), db);
    return list;
}

/* The verdict and what came of it, as a program reads it. The caller owns the reference. */
static json_t *asking_json(const struct asking *a, enum lang lang) {
    const struct charter *c = alliance_charter(a->site->alliance, alliance_now(a->site->alliance));
    struct zone zone = c ? charter_zone(c) : ZONE_UTC;
    json_t *j = verdict_json(a->verdict, lang, zone);
    struct buf text;
    buf_init(&text, 16384);
    if (a->code == ERR_OK) {
        json_object_set_new(j, "entry", json_integer(a->entry));
        json_object_set_new(j, "at", json_instant(a->at));
        json_object_set_new(j, "repeated", json_boolean(a->repeated));
    } else {
        json_object_set_new(j, "type", json_string("about:blank"));
        json_object_set_new(j, "title", json_string(problem_title(a->code, lang)));
        json_object_set_new(j, "status", json_integer(status_of_code(a->code)));
        detail_of(&text, a, lang, zone);
        json_object_set_new(j, "detail", json_string(buf_z(&text)));
        if (a->choice_count) json_object_set_new(j, "choices", choices_json(a, lang));
    }
    buf_release(&text);
    return j;
}

struct response *asking_api_response(struct asking *a) {
    struct request *r = exchange_request(a->x);
    json_t *j = asking_json(a, request_lang(r));
    char *text = json_dumps(j, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(j);
    const char *type = a->code == ERR_OK ? "application/json" : "application/problem+json";
    struct response *response = response_z(status_of_code(a->code), type, POLICY_DATA, text ? text : "{}");
    free(text);
    response_header(response, "Cache-Control", "no-store");
    if (a->code == ERR_BUSY || a->code == ERR_IO) response_header(response, "Retry-After", "5");
    return response;
}

/* On the event thread of the exchange. */
static struct response *made_program(void *asking) {
    struct response *response = asking_api_response(asking);
    asking_release(asking);
    return response;
}

static void tell_program(struct asking *a) {
    struct response *response = asking_api_response(a);
    struct exchange *x = a->x;
    asking_release(a);
    exchange_answer(x, response);
}

/* {"name": "report.pdf", "type": "application/pdf", "base64": "…"} in place of a file's value. */
static int take_file(struct asking *a, struct upload *uploads, const char *field, const json_t *value) {
    struct arena *arena = exchange_request(a->x)->arena;
    const char *name = json_string_value(json_object_get(value, "name"));
    const char *type = json_string_value(json_object_get(value, "type"));
    struct buf bytes;
    buf_init(&bytes, FILE_BYTES_MAX);
    int code = !name || !type || a->ask.upload_count == FILES_MAX ? ERR_SYNTAX
                                                                  : base64_parse(json_str(value, "base64"), &bytes);
    if (code == 0 && !buf_ok(&bytes)) code = ERR_TOO_LARGE;
    if (code == 0)
        uploads[a->ask.upload_count++] =
            (struct upload){ arena_z(arena, str_of(field)), arena_z(arena, str_of(name)), arena_z(arena, str_of(type)),
                             arena_str(arena, buf_str(&bytes)) };
    buf_release(&bytes);
    return code;
}

/* Fields that begin with '_' are not the act's own; files become uploads. */
static int read_json(struct asking *a, const char **ret_email) {
    struct request *r = exchange_request(a->x);
    struct upload *uploads = arena_array(r->arena, struct upload, FILES_MAX);
    a->ask.uploads = uploads;
    if (json_parse(r->body.len ? r->body : STR("{}"), &a->typed, NULL) < 0) return ERR_SYNTAX;
    if (!json_is_object(a->typed)) return ERR_SYNTAX;
    const char *as = json_string_value(json_object_get(a->typed, FORM_AS));
    const char *email = json_string_value(json_object_get(a->typed, FORM_EMAIL));
    a->ask.as = as ? arena_z(r->arena, str_of(as)) : NULL;
    *ret_email = email ? arena_z(r->arena, str_of(email)) : NULL;
    const json_t *entered_for = json_object_get(a->typed, FORM_FOR);
    if (entered_for && (!json_is_integer(entered_for) || json_integer_value(entered_for) <= 0)) return ERR_SYNTAX;
    a->ask.entered_for = json_integer_value(entered_for);
    json_object_del(a->typed, FORM_FOR);
    json_object_del(a->typed, FORM_AS);
    json_object_del(a->typed, FORM_EMAIL);
    for (const struct field *f = a->kind->fields; f && f->name; f++) {
        const json_t *value = f->type == FIELD_FILE ? json_object_get(a->typed, f->name) : NULL;
        if (!json_is_object(value) || !json_object_get(value, "base64")) continue;
        int code = take_file(a, uploads, f->name, value);
        if (code < 0) return code;
        json_object_del(a->typed, f->name);
    }
    return 0;
}

static bool read_body(struct asking *a, const char **ret_email) {
    struct request *r = exchange_request(a->x);
    int code;
    if (strcmp(r->type, "application/json") == 0 || r->body.len == 0) {
        code = read_json(a, ret_email);
    } else {
        code = request_read_form(r);
        if (code == 0) {
            code = form_read(a);
            *ret_email = pairs_get(&r->fields, FORM_EMAIL);
        }
    }
    if (code == 0) return true;
    struct exchange *x = a->x;
    struct site *site = a->site;
    asking_release(a);
    if (code == ERR_MISSING)
        answer_problem(site, x, 415, T("This kind of body is not read here", "不支持这种内容类型"),
                       T("Send application/json, or a form.", "请发送 application/json 或表单。"));
    else if (code == ERR_TOO_LARGE)
        answer_problem(site, x, 413, T("Too large", "内容过大"), T("A file may have 8 MiB.", "单个文件不超过 8 MiB。"));
    else
        answer_problem(site, x, 400, T("The body is not well formed", "内容格式不正确"),
                       T("It must be one JSON object of fields, in UTF-8, each named once.",
                         "须为一个 UTF-8 编码的 JSON 对象，字段不得重复。"));
    return false;
}

/* Who may call at all: a token, or a session whose page meant it. */
static bool admitted(struct site *site, struct exchange *x, const struct who *who) {
    struct request *r = exchange_request(x);
    if (who->bad_token) {
        answer_problem(site, x, 401, T("This token is not valid", "此令牌无效"),
                       T("It was revoked, or never issued.", "令牌已被吊销或从未签发。"));
        return false;
    }
    if (who->session && !who_meant_it(site, r, who, request_header(r, "x-csrf-token"))) {
        atomic_fetch_add_explicit(&site->metrics.forged, 1, memory_order_relaxed);
        answer_problem(site, x, 403, T("This call was not meant", "此请求未获确认"),
                       T("With a session cookie, send X-CSRF-Token; a program uses a token instead.",
                         "使用会话时须附 X-CSRF-Token；程序请使用接口令牌。"));
        return false;
    }
    return true;
}

/* Reads the body and hands the ask in. The exchange is parked, and its answer may come before this returns. */
static void submit(struct site *site, struct exchange *x, const struct act_kind *kind, const struct who *who) {
    struct request *r = exchange_request(x);
    if (who->person && !asking_not_too_many(site, x, who->person)) return;
    struct asking *a = arena_new(r->arena, struct asking);
    a->site = site;
    a->x = x;
    a->kind = kind;
    a->told = tell_program;
    a->made = made_program;
    a->ask = (struct ask){ .kind = kind->name,
                           .key = key_read(request_header(r, "idempotency-key")),
                           .person = who->person,
                           .via = "",
                           .received = INSTANT_NONE,
                           .lang = request_lang(r) };
    const char *email = NULL;
    if (!read_body(a, &email)) return;
    a->ask.args = a->typed;
    if (who->person)
        asking_submit(a);
    else
        submission_keep(a, email, true);
}

static void api_job(void *arg) {
    struct job *job = arg;
    struct site *site = job->site;
    struct exchange *x = job->x;
    const struct act_kind *kind = asking_kind(site, x, job->match.segments[0].value.data);
    if (!kind) return;
    struct who who;
    if (!who_asks(site, exchange_request(x), &who)) {
        answer_busy(site, x);
        return;
    }
    if (!admitted(site, x, &who)) return;
    if (!who.person && !kind_for_visitors(alliance_charter(site->alliance, alliance_now(site->alliance)), kind)) {
        answer_problem(site, x, 401, T("Signing in comes first", "请先登录"),
                       T("Send an API token: Authorization: Bearer …", "请附上接口令牌：Authorization: Bearer …"));
        return;
    }
    submit(site, x, kind, &who);
}

/* A short act under a session or token that was good a moment ago needs neither the disk nor a worker on its way in: reading it is a
 * matter of microseconds, and each change of threads costs as much. Everything else goes the long way. */
static void run_api(struct site *site, struct exchange *x, const struct match *m) {
    const struct request *r = exchange_request(x);
    const struct act_kind *kind = act_kind(m->segments[0].value.data);
    struct who who;
    bool quick =
        kind && kind->origin == ORIGIN_PERSON && !kind->take && r->body.len <= QUICK_BYTES_MAX &&
        (strcmp(r->type, "application/json") == 0 || strcmp(r->type, "application/x-www-form-urlencoded") == 0) &&
        who_recalled(site, exchange_request(x), &who) && who_meant_it(site, r, &who, request_header(r, "x-csrf-token"));
    if (!quick) {
        run_on_worker(site, x, m, api_job);
        return;
    }
    exchange_park(x);
    submit(site, x, kind, &who);
}

static size_t admit_api(struct site *site, struct exchange *x, const struct match *m) {
    (void)site;
    (void)x;
    return kind_body_max(act_kind(m->segments[0].value.data), true);
}

const struct route routes_api[] = {
    { .pattern = "/api/v1/acts/{kind}", .flags = ROUTE_POST, .admit = admit_api, .run = run_api },
    { 0 },
};
