/* GET /web/NAME?DIGEST: see assets.h and views/web.h. With the digest in the address the answer may be kept for ever; without
 * it, or with that of another version, it is asked for again each time. */
#include "serve/assets.h"

#include <stdlib.h>
#include <string.h>

#include "views/web.h"

struct asset {
    struct response *plain, *gzip, *fresh, *fresh_gzip, *unchanged;
};

struct assets {
    size_t count;
    struct asset items[];
};

static struct response *made(const struct web_file *f, struct bytes *bytes, bool packed, bool forever) {
    char etag[64];
    struct buf tag;
    buf_init(&tag, sizeof etag - 1);
    buf_addf(&tag, packed ? "\"%s-gz\"" : "\"%s\"", f->digest);
    struct response *r = response_new(200, f->type, POLICY_DATA, bytes);
    response_header(r, "Cache-Control", forever ? "public, max-age=31536000, immutable" : "no-cache");
    response_header(r, "ETag", buf_z(&tag));
    response_header(r, "Vary", "Accept-Encoding");
    response_header(r, "Cross-Origin-Resource-Policy", "cross-origin"); /* widgets on other sites load them */
    if (packed) response_header(r, "Content-Encoding", "gzip");
    buf_release(&tag);
    return r;
}

struct assets *assets_new(void) {
    struct assets *a = mem_alloc(sizeof *a + sizeof(struct asset) * web_file_count);
    a->count = web_file_count;
    for (size_t i = 0; i < a->count; i++) {
        const struct web_file *f = &web_files[i];
        struct asset *it = &a->items[i];
        struct bytes *plain = bytes_fixed(f->bytes), *packed = bytes_gzip(f->bytes);
        it->fresh = made(f, bytes_ref(plain), false, false);
        it->plain = made(f, plain, false, true);
        if (packed) {
            it->fresh_gzip = made(f, bytes_ref(packed), true, false);
            it->gzip = made(f, packed, true, true);
        }
        it->unchanged = made(f, NULL, false, false);
        it->unchanged->status = 304;
        it->unchanged->type = NULL;
    }
    return a;
}

void assets_free(struct assets *a) {
    for (size_t i = 0; i < a->count; i++) {
        response_unref(a->items[i].plain);
        response_unref(a->items[i].gzip);
        response_unref(a->items[i].fresh);
        response_unref(a->items[i].fresh_gzip);
        response_unref(a->items[i].unchanged);
    }
    free(a);
}

static void run_asset(struct site *site, struct exchange *x, const struct match *m) {
    const struct request *r = exchange_request(x);
    const struct web_file *f = web_file(m->segments[0].value.data);
    if (!f) {
        exchange_answer(x, problem_response(site, r, 404, T("There is no such file", "没有这个文件"),
                                            T("It may belong to another version.", "可能属于其他版本。"), 0));
        return;
    }
    const struct asset *it = &site->assets->items[f - web_files];
    const char *accepts = request_header(r, "accept-encoding"), *tag = request_header(r, "if-none-match");
    char etag[64];
    struct buf quoted;
    buf_init(&quoted, sizeof etag - 1);
    buf_addf(&quoted, "\"%s\"", f->digest);
    bool same = etag_matches(tag, buf_z(&quoted)), forever = str_is(r->query, f->digest);
    buf_release(&quoted);
    bool gzip = it->gzip && accepts && parse_accepts_gzip(str_of(accepts));
    exchange_answer(x, response_ref(same      ? it->unchanged
                                    : forever ? gzip ? it->gzip : it->plain
                                    : gzip    ? it->fresh_gzip
                                              : it->fresh));
}

static void run_favicon(struct site *site, struct exchange *x, const struct match *m) {
    (void)site;
    (void)m;
    exchange_answer(x, response_redirect(302, web_href("mark.svg")));
}

static void run_robots(struct site *site, struct exchange *x, const struct match *m) {
    (void)site;
    (void)m;
    struct response *r =
        response_z(200, "text/plain; charset=utf-8", POLICY_DATA,
                   "User-agent: *\nDisallow: /act/\nDisallow: /desk\nDisallow: /office\nDisallow: /account\n"
                   "Disallow: /signin\nDisallow: /confirm/\nDisallow: /events\n");
    response_header(r, "Cache-Control", "public, max-age=86400");
    exchange_answer(x, r);
}

const struct route routes_assets[] = {
    { .pattern = "/web/{name}", .flags = ROUTE_GET, .run = run_asset },
    { .pattern = "/favicon.ico", .flags = ROUTE_GET, .run = run_favicon },
    { .pattern = "/robots.txt", .flags = ROUTE_GET, .run = run_robots },
    { 0 },
};
