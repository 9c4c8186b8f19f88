/* What visitors send: kept, confirmed by mail, and only then an act (so that the register holds no spam).
 *
 *     POST /act/KIND by nobody ─ judged once, kept as a row, a link mailed ─ GET the link: a button ─ POST: the act
 *
 * The link's secret is kept as its hash; what was sent stays in the row until it is confirmed or a week has passed. */
#include <stdlib.h>
#include <string.h>

#include "acts/verdict.h"
#include "base/mailbox.h"
#include "serve/asking.h"
#include "serve/limits.h"
#include "views/desk/door.h"

#define FILES_KEY "_files"

struct submission_new {
    bool full; /* too much waits already */
    const char *id, *kind, *email, *link;
    char *args;
    enum lang lang;
    int64_t now;
};

static void submission_write(struct db *db, void *context) {
    struct submission_new *s = context;
    static const struct text subject = TEXT_INIT("Confirm what you sent", "请确认您提交的内容");
    static const struct text body =
        TEXT_INIT("Somebody, presumably you, sent a form to the alliance and gave this address. It is put on record "
                  "only when you open "
                  "the link and confirm.\n\nIf it was not you, nothing needs to be done: after 7 days it is deleted.",
                  "有人（应为您本人）向联盟提交了表单，并填写了本邮箱。请打开链接并确认，确认后方予登记。\n\n如非本人操"
                  "作，无需处理，内容将在 7 天后删除。");
    const char *lang = s->lang == LANG_EN ? "en" : "zh";
    db_exec(db, "INSERT INTO submission (id, kind, args, email, lang, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
            V(s->id), V(s->kind), V((const char *)s->args), V(s->email), V(lang), V(s->now));
    db_exec(db,
            "INSERT INTO outbox (entry, person, address, lang, subject, body, link, meeting, sequence, official, "
            "state, tries, next_at, "
            "created_at) VALUES (-1, 0, $1, $2, $3, $4, $5, 0, 0, 0, 'waiting', 0, $6, $7)",
            V(s->email), V(lang), V(text_in(subject, s->lang)), V(text_in(body, s->lang)), V(s->link), V(s->now),
            V(s->now));
}

/* What a visitor is told, on a page or as JSON. */
static void tell_kept(struct asking *a, const char *email, bool api) {
    struct request *r = exchange_request(a->x);
    struct exchange *x = a->x;
    struct response *response;
    if (api) {
        response = response_z(202, "application/json", POLICY_DATA, "{\"verdict\":\"waiting\",\"confirm\":\"mail\"}\n");
    } else {
        struct rendering g;
        rendering_begin(&g, a->site, r, NULL);
        g.view.status = 202;
        view_submission_kept(&g.view, a->kind, email);
        response = rendering_end(&g);
    }
    response_header(response, "Cache-Control", "no-store");
    asking_release(a);
    exchange_answer(x, response);
}

/* Judged before it is kept, so that mistakes are said now and not after the mail. True: nothing stands against it. */
static bool judged(struct asking *a) {
    struct arena *arena = exchange_request(a->x)->arena;
    struct db *db = store_reader(alliance_store(a->site->alliance));
    const struct capacity *choices = NULL;
    a->code = ERR_IO;
    if (db_begin(db, NULL) == 0) {
        const struct verdict *v = pipeline_preview(a->site->alliance, db, &a->ask, arena, &choices, &a->choice_count);
        a->verdict = verdict_copy(v, arena);
        a->code = v->code;
        db_rollback(db);
    }
    store_reader_done(alliance_store(a->site->alliance), db);
    return a->code == ERR_OK;
}

static bool within_limits(struct asking *a, const char *email) {
    struct request *r = exchange_request(a->x);
    int wait_s = 0;
    if (limiter_take(a->site->limiter, LIMIT_SUBMIT_ADDRESS, (struct str){ (const char *)r->client.b, 16 }, clock_ms(),
                     &wait_s) &&
        limiter_take(a->site->limiter, LIMIT_SUBMIT_EMAIL, str_of(email), clock_ms(), &wait_s))
        return true;
    atomic_fetch_add_explicit(&a->site->metrics.limited, 1, memory_order_relaxed);
    struct exchange *x = a->x;
    struct site *site = a->site;
    asking_release(a);
    exchange_answer(
        x, problem_response(
               site, r, 429, T("Several were sent already", "提交次数过多"),
               T("Each sends a mail, so a few at a time are let through. Please try again later; nothing was kept.",
                 "每次提交都会发送邮件，因此限制次数。请稍后再试，本次内容未保存。"),
               wait_s));
    return false;
}

static void refuse_here(struct asking *a, int status, struct text title, struct text what) {
    struct exchange *x = a->x;
    struct site *site = a->site;
    asking_release(a);
    answer_problem(site, x, status, title, what);
}

/* The first address among the fields, for who names no other. */
static const char *email_among(const struct asking *a) {
    for (const struct field *f = a->kind->fields; f && f->name; f++) {
        const char *value = f->type == FIELD_EMAIL ? json_string_value(json_object_get(a->typed, f->name)) : NULL;
        if (value) return value;
    }
    return "";
}

/* Fields and files as one JSON text, with the files under a name no field can have. The caller frees it. */
static char *args_text(const struct asking *a) {
    json_t *all = json_copy(a->typed), *files = uploads_json(&a->ask);
    if (json_array_size(files)) json_object_set(all, FILES_KEY, files);
    char *text = json_dumps(all, JSON_COMPACT);
    json_decref(files);
    json_decref(all);
    return text;
}

/* Where the link goes: the address given for it, else the one that the act itself asks for. */
static const char *address_of(const struct asking *a, const char *email) {
    if (email && email[0]) return email;
    for (const struct field *f = a->kind->fields; f && f->name; f++)
        if (f->type == FIELD_EMAIL && !f->optional) return json_string_value(json_object_get(a->typed, f->name));
    return NULL;
}

void submission_keep(struct asking *a, const char *email, bool api) {
    struct request *r = exchange_request(a->x);
    email = address_of(a, email);
    struct str address = str_trim(str_of(email && email[0] ? email : email_among(a)));
    email = arena_z(r->arena, address);
    if (!mailbox_valid(address)) {
        refuse_here(a, 422, T("A mail address is needed", "请填写电子邮箱"),
                    T("What is sent without signing in is confirmed by a mail. Go back and fill in your address.",
                      "未登录提交的内容须通过邮件确认。请返回填写您的邮箱。"));
        return;
    }
    if (!judged(a)) {
        a->told(a);
        return;
    }
    struct submission_new s = { .kind = a->kind->name, .email = email, .lang = request_lang(r), .now = instant_now() };
    s.args = args_text(a);
    if (!s.args || strlen(s.args) > SUBMISSION_ARGS_BYTES_MAX) {
        free(s.args);
        refuse_here(a, 413, T("What was sent is too large", "发送的内容过大"),
                    T("Please shorten the text.", "请缩短文字。"));
        return;
    }
    if (!within_limits(a, email)) {
        free(s.args);
        return;
    }
    const char *secret = random_text(r->arena, 32);
    s.id = secret_id(r->arena, secret);
    s.link = arena_f(r->arena, "/confirm/%s", secret).data;
    int code = alliance_write(a->site->alliance, submission_write, &s);
    free(s.args);
    atomic_fetch_add_explicit(&a->site->metrics.visitors, code == 0, memory_order_relaxed);
    if (code < 0 || s.full)
        refuse_here(a, 503, T("Nothing can be recorded just now", "暂时无法登记"),
                    T("Please try again in a minute.", "请一分钟后再试。"));
    else
        tell_kept(a, email, api);
}

/* ---- confirming ---- */

struct submission_done {
    const char *id;
    int64_t entry;
};

static void done_write(struct db *db, void *context) {
    const struct submission_done *d = context;
    db_exec(db, "UPDATE submission SET entry = $1, args = '{}' WHERE id = $2", V(d->entry), V(d->id));
}

static void tell_confirmed(struct asking *a) {
    struct request *r = exchange_request(a->x);
    struct exchange *x = a->x;
    if (a->code == ERR_OK) {
        struct submission_done done = { a->submission, a->entry };
        alliance_write(a->site->alliance, done_write, &done);
        asking_release(a);
        exchange_answer(x, response_redirect(303, r->path)); /* the page of the link now says what came of it */
        return;
    }
    struct rendering g;
    rendering_begin(&g, a->site, r, NULL);
    g.view.status = status_of_code(a->code);
    struct answer answer = { .code = a->code, .entry = -1, .at = a->at, .verdict = a->verdict };
    view_act_form(&g.view, a->kind, a->typed, &answer, false);
    struct response *response = rendering_end(&g);
    response_header(response, "Cache-Control", "no-store");
    asking_release(a);
    exchange_answer(x, response);
}

/* The files out of the kept text again. */
static bool files_back(struct asking *a) {
    if (!uploads_read(json_object_get(a->typed, FILES_KEY), exchange_request(a->x)->arena, &a->ask)) return false;
    json_object_del(a->typed, FILES_KEY);
    return true;
}

static bool submission_read(struct site *site, struct asking *a, bool *ret_done) {
    struct arena *arena = exchange_request(a->x)->arena;
    struct db *db = store_reader(alliance_store(site->alliance));
    if (db_begin(db, NULL) == 0) {
        struct rows *rows =
            db_rows(db, "SELECT kind, args, lang, entry FROM submission WHERE id = $1 AND created_at > $2",
                    V(a->submission), V(instant_now() - SUBMISSION_S));
        if (rows_next(rows)) {
            a->kind = act_kind(arena_z(arena, rows_str(rows, 0)));
            *ret_done = !rows_null(rows, 3);
            a->ask.lang = str_is(rows_str(rows, 2), "en") ? LANG_EN : LANG_ZH;
            a->typed = json_loadb(rows_str(rows, 1).data, rows_str(rows, 1).len, JSON_REJECT_DUPLICATES, NULL);
            if (!a->typed || !files_back(a)) a->kind = NULL;
        }
        rows_done(rows);
        db_rollback(db);
    }
    store_reader_done(alliance_store(site->alliance), db);
    return a->kind != NULL;
}

static void confirm_job(void *arg) {
    struct job *job = arg;
    struct request *r = exchange_request(job->x);
    struct who who;
    if (!form_from(job->site, job->x, &who)) return;
    struct asking *a = arena_new(r->arena, struct asking);
    *a = (struct asking){ .site = job->site, .x = job->x, .told = tell_confirmed };
    a->submission = secret_id(r->arena, job->match.segments[0].value.data);
    bool done = false;
    if (!submission_read(job->site, a, &done) || done) {
        asking_release(a);
        exchange_answer(job->x, response_redirect(303, r->path)); /* its page says what is the matter */
        return;
    }
    a->ask.kind = a->kind->name;
    a->ask.key = arena_f(r->arena, "submission:%s", a->submission).data;
    a->ask.via = "";
    a->ask.received = INSTANT_NONE;
    a->ask.args = a->typed;
    asking_submit(a);
}

const struct route routes_submissions[] = {
    { .pattern = "/confirm/{secret}", .flags = ROUTE_POST, .body_max = FORM_BYTES_MAX, .work = confirm_job },
    { 0 },
};
