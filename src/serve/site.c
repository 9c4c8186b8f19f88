/* What handlers share: problems in the house's words, languages, secrets. See site.h. */
#include "serve/site.h"

#include <sodium.h>
#include <string.h>
#include <time.h>

#include "serve/limits.h"
#include "serve/rendering.h"
#include "views/json.h"

int64_t clock_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

enum lang request_lang(const struct request *r) {
    const char *asked = pairs_get(&r->params, "lang");
    const char *chosen =
        asked && (strcmp(asked, "zh") == 0 || strcmp(asked, "en") == 0) ? asked : pairs_get(&r->cookies, "lang");
    if (chosen && strcmp(chosen, "en") == 0) return LANG_EN;
    if (chosen && strcmp(chosen, "zh") == 0) return LANG_ZH;
    const char *accepted = request_header(r, "accept-language");
    return parse_languages(str_of(accepted ? accepted : ""));
}

const char *random_text(struct arena *a, size_t bytes) {
    unsigned char raw[64];
    struct buf b;
    buf_init(&b, 128);
    randombytes_buf(raw, bytes);
    base64url_add(&b, (struct str){ (const char *)raw, bytes });
    const char *text = arena_z(a, buf_str(&b));
    buf_release(&b);
    return text;
}

const char *secret_id(struct arena *a, const char *secret) {
    struct hash h = hash_of(str_of(secret));
    struct buf b;
    buf_init(&b, 2 * HASH_SIZE);
    hash_hex(&b, &h);
    const char *id = arena_z(a, buf_str(&b));
    buf_release(&b);
    return id;
}

bool same_secret(const char *a, const char *b) {
    size_t len = strlen(a);
    return strlen(b) == len && sodium_memcmp(a, b, len) == 0;
}

bool wants_json(const struct request *r) {
    struct str path = str_of(r->path);
    return str_starts(path, "/api/") || str_ends(path, ".json") ||
           (str_starts(path, "/register/") && !str_starts(path, "/register/entry/")); /* the register as files */
}

static struct response *problem_json(const struct request *r, int status, struct text title, struct text what) {
    struct buf b;
    buf_init(&b, 16384);
    problem_write(&b, status, title, what, request_lang(r));
    struct response *response = response_new(status, "application/problem+json", POLICY_DATA, bytes_take(&b));
    buf_release(&b);
    return response;
}

struct response *problem_response(struct site *site, const struct request *r, int status, struct text title,
                                  struct text what, int retry_s) {
    struct response *response;
    if (wants_json(r)) {
        response = problem_json(r, status, title, what);
    } else {
        struct buf out;
        buf_init(&out, PAGE_BYTES_MAX);
        struct view v = { .zone = ZONE_UTC,
                          .now = alliance_now(site->alliance),
                          .lang = request_lang(r),
                          .arena = r->arena,
                          .path = r->path,
                          .query = r->query,
                          .form_key = "",
                          .site = str_of(site->url),
                          .out = &out };
        v.viewer.csrf = "";
        v.charter = alliance_charter(site->alliance, v.now);
        if (v.charter) v.zone = charter_zone(v.charter);
        view_problem(&v, status, title, what);
        response = response_new(status, "text/html; charset=utf-8", POLICY_PAGE, bytes_take(&out));
        buf_release(&out);
    }
    response_header(response, "Cache-Control", "no-store");
    if (status == 401) response_header(response, "WWW-Authenticate", "Bearer");
    if (retry_s > 0) response_header(response, "Retry-After", arena_f(r->arena, "%d", retry_s).data);
    return response;
}

void answer_problem(struct site *site, struct exchange *x, int status, struct text title, struct text what) {
    struct request *r = exchange_request(x);
    if (wants_json(r)) {
        exchange_answer(x, problem_response(site, r, status, title, what, 0));
        return;
    }
    struct rendering g;
    rendering_begin(&g, site, r, NULL);
    rendering_viewer(&g);
    view_problem(&g.view, status, title, what);
    struct response *response = rendering_end(&g);
    response_header(response, "Cache-Control", "private, no-store");
    exchange_answer(x, response);
}

void answer_form_fault(struct site *site, struct exchange *x, int code) {
    if (code == ERR_TOO_LARGE)
        answer_problem(site, x, 413, T("What was sent is too large", "发送的内容过大"),
                       T("A file may have 8 MiB, a form 512 KiB of text. Nothing was recorded.",
                         "单个文件不超过 8 MiB，文字不超过 512 KiB。内容未予登记。"));
    else if (code == ERR_MISSING)
        answer_problem(site, x, 415, T("This kind of content is not read here", "不支持这种内容类型"),
                       T("A form of this site was expected.", "此处只接受本站表单。"));
    else
        answer_problem(
            site, x, 400, T("The form arrived damaged", "表单内容不完整"),
            T("It is not whole, holds characters that are not text, or names a field twice. Nothing was recorded.",
              "表单不完整、含有非文字字符，或有字段重复。内容未予登记。"));
}

void answer_not_meant(struct site *site, struct exchange *x) {
    atomic_fetch_add_explicit(&site->metrics.forged, 1, memory_order_relaxed);
    answer_problem(site, x, 403, T("This form has lost its key", "表单已失效"),
                   T("It is too old, was opened before signing in or out, or came from another site. Open its page "
                     "again; nothing was "
                     "recorded.",
                     "表单已过期、在登录或退出之前打开，或来自其他网站。请重新打开页面，内容未予登记。"));
}

void answer_busy(struct site *site, struct exchange *x) {
    exchange_answer(
        x, problem_response(site, exchange_request(x), 503, T("Very many are asking at once", "当前访问人数过多"),
                            T("Nothing was lost. Please try again in a few seconds.", "内容没有丢失，请稍候几秒再试。"),
                            5));
}

void run_on_worker(struct site *site, struct exchange *x, const struct match *m, void (*work)(void *job)) {
    struct job *job = arena_new(exchange_request(x)->arena, struct job);
    *job = (struct job){ site, x, *m };
    exchange_park(x);
    if (!workers_do(site->pages, work, job)) answer_busy(site, x);
}
