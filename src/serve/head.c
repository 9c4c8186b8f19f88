/* The head of a request, checked strictly: two servers that read one request differently are how requests are smuggled,
 * so what can be read in two ways is refused. */
#include "serve/head.h"

#include <string.h>
#include <strings.h>

#include "serve/limits.h"

/* Headers that may stand once only: a second one is where readings differ. */
static const char *const singles[] = {
    "host",   "content-length",  "transfer-encoding", "content-type",      "authorization",   "origin",
    "expect", "idempotency-key", "x-csrf-token",      "x-forwarded-proto", "x-forwarded-for", "content-encoding",
};

#define NOT_WELL_FORMED T("The request is not well formed.", "请求格式不正确。")

static int headers_check(const struct pairs *headers, struct text *why) {
    *why = NOT_WELL_FORMED;
    if (headers->count > HEADERS_MAX) {
        *why = T("The request has too many headers.", "请求头过多。");
        return 431;
    }
    for (size_t i = 0; i < headers->count; i++)
        if (!parse_is_token(str_of(headers->items[i].name)) || !parse_header_value_ok(headers->items[i].value))
            return 400;
    for (size_t i = 0; i < sizeof singles / sizeof *singles; i++)
        if (pairs_count(headers, singles[i]) > 1) return 400;
    return 0;
}

static int framing_check(const struct request *r, bool http10, struct framing *ret, struct text *why) {
    const char *length = request_header(r, "content-length");
    const char *coding = request_header(r, "transfer-encoding");
    *ret = (struct framing){ 0 };
    *why = NOT_WELL_FORMED;
    if (coding) {
        if (length || http10) return 400;
        if (strcasecmp(coding, "chunked") != 0) return 501;
        *ret = (struct framing){ .body = true, .length = -1 };
    } else if (length) {
        int64_t n;
        if (str_int(str_of(length), &n) < 0 || n < 0) return 400;
        *ret = (struct framing){ .body = n > 0, .length = n };
    }
    if (ret->body && r->method != METHOD_POST) {
        *why = T("A body is not expected with this method.", "此类请求不应带有内容。");
        return 400;
    }
    const char *expect = request_header(r, "expect");
    if (expect && strcasecmp(expect, "100-continue") != 0) return 417;
    if (ret->body && request_header(r, "content-encoding")) {
        *why = T("A compressed body is not read here.", "此处不接受压缩内容。");
        return 415;
    }
    return 0;
}

static void type_read(struct request *r) {
    const char *value = request_header(r, "content-type");
    struct str rest = str_of(value ? value : "");
    struct str type = str_trim(str_cut(&rest, ';'));
    char *lower = arena_z(r->arena, type);
    for (char *c = lower; *c; c++)
        if (*c >= 'A' && *c <= 'Z') *c = (char)(*c + 'a' - 'A');
    r->type = lower;
}

int head_check(struct request *r, const char *version, struct framing *ret, struct text *why) {
    r->method = strcmp(r->verb, "GET") == 0    ? METHOD_GET
                : strcmp(r->verb, "HEAD") == 0 ? METHOD_HEAD
                : strcmp(r->verb, "POST") == 0 ? METHOD_POST
                                               : METHOD_OTHER;
    bool http10 = strcmp(version, "HTTP/1.0") == 0;
    *why = NOT_WELL_FORMED;
    if (!http10 && strcmp(version, "HTTP/1.1") != 0) return 505;
    int status = headers_check(&r->headers, why);
    if (status) return status;
    const char *host = request_header(r, "host");
    if ((!host && !http10) || (host && !parse_host_ok(str_of(host)))) return 400;
    r->host = host ? host : "";
    status = framing_check(r, http10, ret, why);
    if (status) return status;
    type_read(r);
    for (size_t i = 0; i < r->headers.count; i++)
        if (strcmp(r->headers.items[i].name, "cookie") == 0)
            parse_cookies(r->arena, r->headers.items[i].value, &r->cookies);
    return 0;
}

void head_client(struct request *r, struct address peer, const struct block *trusted, size_t count) {
    r->client = peer;
    r->proxied = false;
    for (size_t i = 0; i < count && !r->proxied; i++) r->proxied = block_has(&trusted[i], &peer);
    if (!r->proxied) return;
    const char *chain = request_header(r, "x-forwarded-for");
    const char *scheme = request_header(r, "x-forwarded-proto");
    r->client = parse_forwarded(peer, str_of(chain ? chain : ""), trusted, count);
    r->https = scheme && strcmp(scheme, "https") == 0;
}

int request_read_form(struct request *r) {
    if (strcmp(r->type, "application/x-www-form-urlencoded") == 0 || r->body.len == 0) {
        if (r->body.len > FORM_BYTES_MAX) return ERR_TOO_LARGE;
        return parse_form(r->arena, r->body, FORM_FIELDS_MAX, &r->fields);
    }
    if (strcmp(r->type, "multipart/form-data") != 0) return ERR_MISSING;
    const char *type = request_header(r, "content-type");
    struct str boundary = parse_boundary(str_of(type));
    if (!boundary.data) return ERR_SYNTAX;
    return parse_multipart(r->arena, r->body, boundary, &r->fields, &r->files);
}
