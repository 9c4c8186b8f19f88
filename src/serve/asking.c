/* Asks and answers between HTTP and the pipeline: see asking.h. */
#include "serve/asking.h"

#include <string.h>

#include "acts/capacity.h"
#include "acts/verdict.h"
#include "serve/limits.h"

const struct act_kind *asking_kind(struct site *site, struct exchange *x, const char *name) {
    const struct act_kind *kind = act_kind(name);
    if (kind && kind->origin == ORIGIN_PERSON) return kind;
    answer_problem(site, x, 404, T("There is no such act", "没有这类事项"),
                   T("The list of all acts is at /reference/acts.", "全部事项见 /reference/acts。"));
    return NULL;
}

bool kind_has_files(const struct act_kind *kind) {
    for (const struct field *f = kind->fields; f && f->name; f++)
        if (f->type == FIELD_FILE) return true;
    return false;
}

size_t kind_body_max(const struct act_kind *kind, bool json) {
    if (kind && kind_has_files(kind)) return json ? UPLOAD_BYTES_MAX / 3 * 4 : UPLOAD_BYTES_MAX;
    return json ? JSON_BYTES_MAX : FORM_BYTES_MAX;
}

bool kind_for_visitors(const struct charter *c, const struct act_kind *kind) {
    const struct grant *const *grants;
    size_t count = c && kind->power ? charter_grants(c, kind->power, NULL, &grants) : 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < grants[i]->who_count; k++)
            if (grants[i]->who[k].kind == GRANT_VISITOR) return true;
    return false;
}

static void tell_job(void *arg) {
    struct asking *a = arg;
    a->told(a);
}

/* On the committer's thread: copies, counts, hands over. */
static void answered(void *context, const struct answer *answer) {
    struct asking *a = context;
    struct arena *arena = exchange_request(a->x)->arena;
    a->code = answer->code;
    a->entry = answer->entry;
    a->repeated = answer->repeated;
    a->at = answer->at;
    a->verdict = verdict_copy(answer->verdict, arena);
    a->choices = capacities_copy(answer->choices, answer->choice_count, arena);
    a->choice_count = answer->choice_count;
    struct metrics *m = &a->site->metrics;
    atomic_fetch_add_explicit(a->code ? &m->refusals : a->repeated ? &m->repeats : &m->acts, 1, memory_order_relaxed);
    if (a->made && !a->choice_count) {
        exchange_answer_made(a->x, a->made, a);
    } else if (!workers_do(a->site->pages, tell_job, a)) {
        struct site *site = a->site;
        struct exchange *x = a->x;
        asking_release(a);
        answer_busy(site, x);
    }
}

void asking_submit(struct asking *a) {
    int code = pipeline_submit(a->site->alliance, &a->ask, answered, a);
    if (code == 0) return;
    struct site *site = a->site;
    struct exchange *x = a->x;
    asking_release(a);
    if (code == ERR_BUSY)
        answer_busy(site, x);
    else
        answer_problem(site, x, 503, T("Nothing can be recorded just now", "暂时无法登记"),
                       T("The record can be read; writing waits for the operator. What you typed was not taken.",
                         "登记内容仍可查阅，但写入须待管理员处理。您填写的内容尚未提交。"));
}

void asking_release(struct asking *a) {
    json_decref(a->typed);
    a->typed = NULL;
}

int status_of_code(int code) {
    switch (code) {
    case ERR_OK: return 200;
    case ERR_DENIED: return 403;
    case ERR_MISSING: return 404;
    case ERR_CONFLICT:
    case ERR_EXISTS: return 409;
    case ERR_TOO_LARGE: return 413;
    case ERR_BUSY:
    case ERR_IO: return 503;
    default: return 422; /* refused by the charter, or a field is wrong */
    }
}

bool asking_not_too_many(struct site *site, struct exchange *x, int64_t person) {
    struct request *r = exchange_request(x);
    int wait_s;
    if (limiter_take(site->limiter, LIMIT_ACT_PERSON, arena_f(r->arena, "%lld", (long long)person), clock_ms(),
                     &wait_s))
        return true;
    atomic_fetch_add_explicit(&site->metrics.limited, 1, memory_order_relaxed);
    exchange_answer(x, problem_response(site, r, 429, T("Too many at once", "操作过于频繁"),
                                        T("Nothing of this was recorded. Please wait a little.",
                                          "本次内容未予登记，请稍候再试。"),
                                        wait_s));
    return false;
}

const char *key_read(const char *given) {
    size_t len = given ? strlen(given) : 0;
    if (len < 8 || len > 128) return NULL;
    for (size_t i = 0; i < len; i++)
        if (given[i] <= ' ' || given[i] >= 0x7f) return NULL;
    return given;
}
