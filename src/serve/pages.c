/* Views on request, and the whole-page cache before them.
 *
 *     nobody in particular, view `cached` ─ in the cache? ─ yes: answered on the event thread
 *                                              └ no ─┐
 *     everybody else ────────────────────────────────┴ a worker: one snapshot, the view, the response
 *
 * What is kept is what any stranger would see in that language; whoever brings a session cookie or a token is never
 * answered from it, and their pages say `private, no-store`. A `shared` view is the exception: it looks nobody up, so its bytes
 * are for everybody; it is kept by its path alone, and made ahead of those who are about to ask for it (prepare_view). */
#include <string.h>

#include "effects/pdf.h"
#include "serve/limits.h"
#include "serve/rendering.h"
#include "views/view.h"

static void chosen_lang(struct site *site, const struct request *r, struct response *response) {
    const char *asked = pairs_get(&r->params, "lang");
    if (asked && (strcmp(asked, "zh") == 0 || strcmp(asked, "en") == 0))
        response_header(response, "Set-Cookie",
                        cookie_lang(site, r, r->arena, strcmp(asked, "en") == 0 ? LANG_EN : LANG_ZH));
}

/* Language and address as sent. */
static struct str page_key(const struct request *r) {
    return arena_f(r->arena, "%s %s", request_lang(r) == LANG_EN ? "en" : "zh", r->target);
}

static bool is_public(const struct site *site, const struct request *r, const struct view_kind *kind) {
    return !kind->shared && kind->cached && !who_claims(site, r) && !pairs_get(&r->params, "lang");
}

static struct response *kept_page(const struct site *site, const struct request *r, int64_t size, int64_t age_max_ms) {
    const char *accepts = request_header(r, "accept-encoding");
    return cache_get(site->cache, page_key(r), size, clock_ms(), age_max_ms, request_header(r, "if-none-match"),
                     accepts && parse_accepts_gzip(str_of(accepts)));
}

static struct str shared_key(const struct request *r) {
    return arena_f(r->arena, "%s %s", request_lang(r) == LANG_EN ? "en" : "zh", r->path);
}

/* Whoever was told of a change names the register's size then. */
static struct response *kept_shared(const struct site *site, const struct request *r) {
    const char *accepts = request_header(r, "accept-encoding"), *tag = request_header(r, "if-none-match");
    bool gzip = accepts && parse_accepts_gzip(str_of(accepts));
    const char *at = pairs_get(&r->params, "at");
    int64_t size = alliance_size(site->alliance), since;
    if (at && str_int(str_of(at), &since) == 0 && since <= size)
        return cache_get_since(site->cache, shared_key(r), since, tag, gzip);
    return cache_get(site->cache, shared_key(r), size, clock_ms(), CACHE_MS_MAX, tag, gzip);
}

static void public_headers(struct response *response, const char *etag) {
    response_header(response, "Cache-Control", "no-cache");
    response_header(response, "Vary", "Accept-Language, Cookie, Accept-Encoding");
    response_header(response, "ETag", etag);
    if (response->policy == POLICY_DATA) response_header(response, "Access-Control-Allow-Origin", "*");
}

static bool compressible(const char *type) {
    return strncmp(type, "text/", 5) == 0 || strstr(type, "json") || strstr(type, "xml") || strstr(type, "svg");
}

/* Keeps a page in the forms it is sent in, and answers with the one that was asked for. */
static struct response *keep(struct site *site, const struct request *r, struct str key, int64_t size, bool both,
                             struct response *page) {
    char etag[24], etag_gzip[32];
    etag_of((struct str){ page->body->data, page->body->len }, etag);
    struct str bare = { etag, strlen(etag) - 1 };
    memcpy(etag_gzip, bare.data, bare.len);
    memcpy(etag_gzip + bare.len, "-gz\"", 5);
    const char *accepts = request_header(r, "accept-encoding");
    bool gzip = accepts && parse_accepts_gzip(str_of(accepts));
    struct bytes *packed = (gzip || both) && compressible(page->type)
                               ? bytes_gzip((struct str){ page->body->data, page->body->len })
                               : NULL;
    struct kept kept = { .plain = page, .etag = etag };
    public_headers(page, etag);
    if (packed) {
        kept.gzip = response_new(page->status, page->type, page->policy, packed);
        for (size_t i = 0; i < page->header_count; i++)
            if (strcmp(page->headers[i].name, "Cache-Control") != 0 && strcmp(page->headers[i].name, "Vary") != 0 &&
                strcmp(page->headers[i].name, "ETag") != 0 &&
                strcmp(page->headers[i].name, "Access-Control-Allow-Origin") != 0)
                response_header(kept.gzip, page->headers[i].name, page->headers[i].value);
        public_headers(kept.gzip, etag_gzip);
        response_header(kept.gzip, "Content-Encoding", "gzip");
    }
    kept.unchanged = response_new(304, NULL, page->policy, NULL);
    public_headers(kept.unchanged, etag);
    struct response *answer = etag_matches(request_header(r, "if-none-match"), etag) ? kept.unchanged
                              : packed && gzip                                       ? kept.gzip
                                                                                     : page;
    response_ref(answer);
    cache_put(site->cache, key, size, clock_ms(), &kept);
    return answer;
}

/* A shared view, run for nobody and kept. */
static struct response *make_shared(struct site *site, struct request *r, const struct match *m) {
    int64_t size = alliance_size(site->alliance);
    struct rendering g;
    rendering_begin_unnamed(&g, site, r, m);
    g.view.kind = m->route->with;
    g.view.form_key = "";
    if (g.db)
        g.view.kind->run(&g.view);
    else
        view_problem(&g.view, 503, T("The record cannot be read just now", "暂时无法读取登记内容"),
                     T("Please try again in a minute.", "请一分钟后再试。"));
    struct response *response = rendering_end(&g);
    if (response->status == 200 && response->body->len <= PAGE_CACHED_BYTES_MAX)
        return keep(site, r, shared_key(r), size, true, response);
    response_header(response, "Cache-Control", "no-cache");
    return response;
}

static void make_shared_page(void *arg) {
    struct job *job = arg;
    struct request *r = exchange_request(job->x);
    struct response *kept = kept_shared(job->site, r); /* somebody before us in the queue may have made it */
    exchange_answer(job->x, kept ? kept : make_shared(job->site, r, &job->match));
}

void prepare_view(struct site *site, const char *path) {
    static const char *const langs[] = { "en", "zh" };
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof langs / sizeof *langs; i++) {
        struct request r = { .arena = &arena, .method = METHOD_GET, .path = path, .target = path };
        pairs_add(&r.headers, &arena, "accept-language", str_of(langs[i]));
        struct match m = { 0 };
        int methods;
        if (router_find(site->router, METHOD_GET, path, &arena, &m, &methods) == FOUND)
            response_unref(make_shared(site, &r, &m));
    }
    arena_release(&arena);
}

/* ---- a page made, and a paper printed ---- */

struct made {
    struct job *job;
    struct response *response;
    bool public, for_anyone;
    int64_t size;
    const char *enclosed; /* as in the view */
    struct str enclosed_paper;
    instant now;
};

static void send_made(const struct made *made) {
    struct site *site = made->job->site;
    struct request *r = exchange_request(made->job->x);
    struct response *response = made->response;
    if (made->public && response->status == 200 && response->body->len <= PAGE_CACHED_BYTES_MAX) {
        exchange_answer(made->job->x, keep(site, r, page_key(r), made->size, false, response));
        return;
    }
    response_header(response, "Cache-Control", made->for_anyone ? "no-cache" : "private, no-store");
    response_header(response, "Vary", "Accept-Language, Cookie");
    chosen_lang(site, r, response);
    exchange_answer(made->job->x, response);
}

static void print_made(void *arg) {
    struct made *made = arg;
    struct site *site = made->job->site;
    struct response *paper = made->response;
    struct buf pdf;
    struct error err = { 0 };
    buf_init(&pdf, PDF_BYTES_MAX);
    if (pdf_print(site->printers, (struct str){ paper->body->data, paper->body->len }, &pdf, &err) == 0) {
        made->response = response_new(200, "application/pdf", POLICY_DATA, bytes_take(&pdf));
        for (size_t i = 0; i < paper->header_count; i++)
            response_header(made->response, paper->headers[i].name, paper->headers[i].value);
    } else {
        made->response = problem_response(site, exchange_request(made->job->x), err.code == ERR_TOO_LARGE ? 500 : 503,
                                          T("There is no PDF of this just now", "暂时没有此内容的 PDF"), err.text,
                                          err.code == ERR_BUSY ? 5 : 0);
    }
    response_unref(paper);
    buf_release(&pdf);
    send_made(made);
}

enum { ARCHIVE_BYTES_MAX = 2 * PDF_BYTES_MAX };

/* The archive that was made, with a paper printed into it. */
static void print_enclosed(void *arg) {
    struct made *made = arg;
    struct response *before = made->response;
    struct buf archive;
    buf_init(&archive, ARCHIVE_BYTES_MAX);
    buf_add(&archive, (struct str){ before->body->data, before->body->len });
    pdf_enclose(made->job->site->printers, made->enclosed, made->enclosed_paper, made->now, &archive);
    made->response = response_new(before->status, before->type, before->policy, bytes_take(&archive));
    for (size_t i = 0; i < before->header_count; i++)
        response_header(made->response, before->headers[i].name, before->headers[i].value);
    response_unref(before);
    buf_release(&archive);
    send_made(made);
}

/* Printers have threads of their own: pages are made while they work. */
static void print_later(const struct made *m) {
    struct made *made = arena_new(exchange_request(m->job->x)->arena, struct made);
    *made = *m;
    if (workers_do(m->job->site->papers, m->enclosed ? print_enclosed : print_made, made)) return;
    response_unref(made->response);
    answer_busy(m->job->site, m->job->x);
}

static void make_page(void *arg) {
    struct job *job = arg;
    struct site *site = job->site;
    struct request *r = exchange_request(job->x);
    const struct view_kind *kind = job->match.route->with;
    bool public = is_public(site, r, kind);
    int64_t size = alliance_size(site->alliance);
    if (public) { /* somebody before us in the queue may have made it */
        struct response *kept = kept_page(site, r, size, CACHE_RENEW_MS);
        if (kept) {
            exchange_answer(job->x, kept);
            return;
        }
    }
    struct rendering g;
    rendering_begin(&g, site, r, &job->match);
    g.view.kind = kind;
    bool nobody = !g.who.person && !g.who.bad_token;
    if (kind->cached && nobody) {
        g.view.viewer.csrf = "";
        g.view.form_key = "";
    }
    rendering_viewer(&g);
    if (!g.db)
        view_problem(&g.view, 503, T("The record cannot be read just now", "暂时无法读取登记内容"),
                     T("Please try again in a minute.", "请一分钟后再试。"));
    else if (!rendering_bar(&g, kind->audience))
        kind->run(&g.view);
    struct response *response = rendering_end(&g);
    struct made made = {
        job, response, public, kind->cached && nobody, size, g.view.enclosed, g.view.enclosed_paper, g.view.now
    };
    if ((g.view.paper || g.view.enclosed) && response->status == 200)
        print_later(&made);
    else
        send_made(&made);
}

void run_view(struct site *site, struct exchange *x, const struct match *m) {
    struct request *r = exchange_request(x);
    const struct view_kind *kind = m->route->with;
    if (kind->shared) {
        struct response *kept = kept_shared(site, r);
        if (kept)
            exchange_answer(x, kept);
        else
            run_on_worker(site, x, m, make_shared_page);
        return;
    }
    if (is_public(site, r, kind)) {
        struct response *kept = kept_page(site, r, alliance_size(site->alliance), CACHE_MS_MAX);
        if (kept) {
            exchange_answer(x, kept);
            return;
        }
    }
    run_on_worker(site, x, m, make_page);
}
