/* Reading a register over HTTP(S) with libcurl.
 *
 * What is expected is queued; up to eight transfers run at once over kept connections (or streams of one, with HTTP/2), and
 * a fetch drives them all until its own is done, so that the network works while the caller hashes what came before.
 *
 *     expect → [ queued ] → [ running, at most 8 ] → [ done ] → fetch takes it
 *
 * Limits, because the other side is not trusted: bytes per answer (after decompression), 10 s to connect, 30 s of
 * standstill, two minutes in all, three redirects, HTTP(S) only; and nothing new is started while 64 MiB wait to be taken.
 * What may be a passing trouble (no connection, cut off, 429, 5xx) is tried three times, a little later each time. */
#include "register/source.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"

enum {
    RUNNING_MAX = 8,
    HELD_BYTES_MAX = 64 << 20,
    CONNECT_TIMEOUT_MS = 10 * 1000,
    STANDSTILL_S = 30,
    TRANSFER_TIMEOUT_MS = 120 * 1000,
    REDIRECTS_MAX = 3,
    TRIES_MAX = 3,
    RETRY_WAIT_MS = 300,
    POLL_MS = 200,
    URL_MAX = 4096,
};

enum state { QUEUED, RUNNING, DONE };

struct request {
    struct request *next;
    char path[TILE_PATH_MAX];
    size_t max;
    enum state state;
    int tries;
    int64_t not_before_ms;
    CURL *easy;
    struct buf body;
    int result;  /* 0 or an enum err */
    long status; /* of HTTP, 0 when there was none */
    CURLcode code;
};

struct http {
    struct register_source source;
    char *base; /* without a slash at the end */
    CURLM *multi;
    struct request *first; /* in the order they were expected */
    int running;
    size_t held; /* bytes of answers not taken yet */
};

static int64_t now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static size_t on_body(char *data, size_t size, size_t count, void *context) {
    struct request *q = context;
    size_t n = size * count;
    if (n > q->max - q->body.len) {
        q->result = ERR_TOO_LARGE;
        return 0; /* curl gives up with CURLE_WRITE_ERROR */
    }
    buf_add(&q->body, (struct str){ data, n });
    return n;
}

static void set_options(CURL *easy, struct request *q, const char *url) {
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, q);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, q);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(easy, CURLOPT_MAXREDIRS, (long)REDIRECTS_MAX);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)STANDSTILL_S);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)TRANSFER_TIMEOUT_MS);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "charterd/" CHARTERD_VERSION);
}

static void start(struct http *h, struct request *q) {
    struct buf url;
    buf_init(&url, URL_MAX);
    buf_addf(&url, "%s/%s", h->base, q->path);
    if (!q->easy) q->easy = curl_easy_init();
    buf_clear(&q->body);
    q->result = 0;
    q->tries++;
    if (q->easy) set_options(q->easy, q, buf_z(&url));
    if (q->easy && buf_ok(&url) && curl_multi_add_handle(h->multi, q->easy) == CURLM_OK) {
        q->state = RUNNING;
        h->running++;
    } else {
        q->state = DONE;
        q->result = ERR_IO;
        q->code = CURLE_FAILED_INIT;
    }
    buf_release(&url);
}

/* Starts what may be started; `urgent` is never held back by what waits to be taken. */
static void start_queued(struct http *h, const struct request *urgent) {
    int64_t now = now_ms();
    for (struct request *q = h->first; q && h->running < RUNNING_MAX; q = q->next)
        if (q->state == QUEUED && q->not_before_ms <= now && (q == urgent || h->held < HELD_BYTES_MAX)) start(h, q);
}

static bool passing(const struct request *q) {
    if (q->code == CURLE_OK) return q->status == 429 || q->status >= 500;
    return q->code == CURLE_COULDNT_CONNECT || q->code == CURLE_GOT_NOTHING || q->code == CURLE_RECV_ERROR ||
           q->code == CURLE_SEND_ERROR || q->code == CURLE_PARTIAL_FILE || q->code == CURLE_OPERATION_TIMEDOUT ||
           q->code == CURLE_HTTP2 || q->code == CURLE_HTTP2_STREAM;
}

static void finish(struct http *h, struct request *q, CURLcode code) {
    q->code = code;
    q->status = 0;
    curl_easy_getinfo(q->easy, CURLINFO_RESPONSE_CODE, &q->status);
    curl_multi_remove_handle(h->multi, q->easy);
    h->running--;
    if (q->result == 0 && passing(q) && q->tries < TRIES_MAX) {
        q->state = QUEUED;
        q->not_before_ms = now_ms() + (int64_t)RETRY_WAIT_MS * q->tries;
        return;
    }
    q->state = DONE;
    if (q->result == 0 && code != CURLE_OK)
        q->result = ERR_IO;
    else if (q->result == 0 && (q->status == 404 || q->status == 410))
        q->result = ERR_MISSING;
    else if (q->result == 0 && q->status != 200)
        q->result = ERR_IO;
    if (q->result) buf_release(&q->body);
    h->held += q->body.len;
}

static void drive(struct http *h, const struct request *urgent) {
    int running, left;
    start_queued(h, urgent);
    curl_multi_perform(h->multi, &running);
    for (CURLMsg *m; (m = curl_multi_info_read(h->multi, &left));) {
        struct request *q = NULL;
        if (m->msg != CURLMSG_DONE) continue;
        CURLcode code = m->data.result; /* the message is gone once its handle is removed */
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &q);
        finish(h, q, code);
    }
}

static struct request *find(struct http *h, const char *path) {
    for (struct request *q = h->first; q; q = q->next)
        if (strcmp(q->path, path) == 0) return q;
    return NULL;
}

static struct request *enqueue(struct http *h, const char *path, size_t max) {
    struct request **last = &h->first;
    while (*last) last = &(*last)->next;
    struct request *q = mem_alloc(sizeof(*q));
    *q = (struct request){ .max = max };
    memcpy(q->path, path, strlen(path) + 1); /* checked by the callers */
    buf_init(&q->body, max);
    *last = q;
    return q;
}

static void drop(struct http *h, struct request *q) {
    struct request **at = &h->first;
    while (*at != q) at = &(*at)->next;
    *at = q->next;
    if (q->state == RUNNING) curl_multi_remove_handle(h->multi, q->easy);
    if (q->state == DONE) h->held -= q->body.len;
    if (q->easy) curl_easy_cleanup(q->easy);
    buf_release(&q->body);
    free(q);
}

static struct text words(CURLcode code) {
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST: return T("the host's name is not known", "无法解析主机名");
    case CURLE_COULDNT_CONNECT: return T("no connection could be made", "无法建立连接");
    case CURLE_OPERATION_TIMEDOUT: return T("it took too long", "用时过长");
    case CURLE_TOO_MANY_REDIRECTS: return T("it redirects too often", "重定向次数过多");
    case CURLE_UNSUPPORTED_PROTOCOL: return T("it leads away from HTTP", "指向了 HTTP 以外的地址");
    case CURLE_PEER_FAILED_VERIFICATION: return T("the server's certificate is not trusted", "服务器证书不受信任");
    case CURLE_SSL_CONNECT_ERROR: return T("no secure connection could be made", "无法建立安全连接");
    case CURLE_URL_MALFORMAT: return T("the address is malformed", "地址格式有误");
    case CURLE_BAD_CONTENT_ENCODING: return T("the answer is damaged", "返回内容已损坏");
    default: return T("the connection broke", "连接中断");
    }
}

static int failure(const struct http *h, const struct request *q, struct error *err) {
    if (q->result == ERR_MISSING)
        return error_set(err, ERR_MISSING, T("{base}/{path} does not exist.", "{base}/{path} 不存在。"),
                         ARG_Z("base", h->base), ARG_Z("path", q->path));
    if (q->result == ERR_TOO_LARGE)
        return error_set(err, ERR_TOO_LARGE,
                         T("{base}/{path} is larger than {max} bytes.", "{base}/{path} 超过 {max} 字节。"),
                         ARG_Z("base", h->base), ARG_Z("path", q->path), ARG_INT("max", (int64_t)q->max));
    if (q->code == CURLE_OK)
        return error_set(err, ERR_IO,
                         T("{base}/{path} was answered with status {status}.", "{base}/{path} 返回状态 {status}。"),
                         ARG_Z("base", h->base), ARG_Z("path", q->path), ARG_INT("status", q->status));
    return error_set(err, ERR_IO,
                     T("{base}/{path} could not be fetched: {reason}.", "无法取得 {base}/{path}：{reason}。"),
                     ARG_Z("base", h->base), ARG_Z("path", q->path), ARG_TEXT("reason", words(q->code)));
}

static int http_fetch(struct register_source *self, const char *path, size_t max, struct buf *out, struct error *err) {
    struct http *h = (struct http *)self;
    if (strlen(path) >= TILE_PATH_MAX)
        return error_set(err, ERR_MISSING, T("{path} does not exist.", "{path} 不存在。"), ARG_Z("path", path));
    struct request *q = find(h, path);
    if (!q) q = enqueue(h, path, max);
    for (;;) {
        drive(h, q);
        if (q->state == DONE) break;
        curl_multi_poll(h->multi, NULL, 0, POLL_MS, NULL);
    }
    int r = q->result ? failure(h, q, err) : 0;
    if (r == 0) buf_add(out, buf_str(&q->body));
    drop(h, q);
    return r;
}

static void http_expect(struct register_source *self, const char *path, size_t max) {
    struct http *h = (struct http *)self;
    if (strlen(path) < TILE_PATH_MAX && !find(h, path)) enqueue(h, path, max);
}

static void http_close(struct register_source *self) {
    struct http *h = (struct http *)self;
    while (h->first) drop(h, h->first);
    curl_multi_cleanup(h->multi);
    free(h->base);
    free(h);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void global_init(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

int source_http(struct register_source **ret, const char *url, struct error *err) {
    size_t len = strlen(url);
    while (len > 0 && url[len - 1] == '/') len--;
    if (len > URL_MAX - TILE_PATH_MAX - 2 || strpbrk(url, "?# "))
        return error_set(err, ERR_SYNTAX,
                         T("This is not the address of a register: {url}", "这不是登记簿的地址：{url}"),
                         ARG_Z("url", url));
    pthread_once(&once, global_init);
    CURLM *multi = curl_multi_init();
    if (!multi) return error_set(err, ERR_IO, T("The network library could not start.", "网络库无法启动。"));
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)RUNNING_MAX);
    curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)RUNNING_MAX);
    struct http *h = mem_alloc(sizeof(*h));
    *h = (struct http){ .source = { .fetch = http_fetch, .expect = http_expect, .close = http_close },
                        .base = strndup(url, len),
                        .multi = multi };
    *ret = &h->source;
    return 0;
}
