/* The seam itself, over real sockets on a free loopback port: framing, limits, parking, taking sockets. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "serve/http.h"
#include "serve/limits.h"

enum { BODY_MAX = 4096 };

static struct http_server *server;
static int port;
static atomic_int handled;

static size_t admit(void *context, struct exchange *x) {
    (void)context;
    (void)x;
    return BODY_MAX;
}

static struct response *turn_away(void *context, const struct request *r, int status, struct text why) {
    (void)context;
    (void)r;
    return response_z(status, "text/plain; charset=utf-8", POLICY_PAGE, why.en);
}

static void *answer_later(void *cls) {
    usleep(20000);
    exchange_answer(cls, response_z(200, "text/plain", POLICY_DATA, "later"));
    return NULL;
}

static void show(struct buf *out, const char *what, const struct pairs *pairs) {
    for (size_t i = 0; i < pairs->count; i++)
        buf_addf(out, "%s %s=%s\n", what, pairs->items[i].name, pairs->items[i].value.data);
}

static void handle(void *context, struct exchange *x) {
    (void)context;
    struct request *r = exchange_request(x);
    atomic_fetch_add(&handled, 1);
    if (strcmp(r->path, "/later") == 0) {
        pthread_t thread;
        exchange_park(x);
        pthread_create(&thread, NULL, answer_later, x);
        pthread_detach(thread);
        return;
    }
    if (strcmp(r->path, "/stream") == 0) {
        int fd = exchange_take_socket(x);
        assert_true(fd >= 0);
        assert_int_equal(sockets_stream(http_sockets(server), fd, &r->client, 0, 7,
                                        STR("HTTP/1.1 200 OK\r\n\r\nhello\n")),
                         0);
        return;
    }
    struct buf out;
    buf_init(&out, 65536);
    buf_addf(&out, "%s %s\n", r->verb, r->path);
    show(&out, "param", &r->params);
    show(&out, "cookie", &r->cookies);
    if (r->method == METHOD_POST) {
        int code = request_read_form(r);
        buf_addf(&out, "form %d\n", code);
        show(&out, "field", &r->fields);
        for (size_t i = 0; i < r->files.count; i++)
            buf_addf(&out, "file %s %s %s %zu\n", r->files.items[i].field, r->files.items[i].name,
                     r->files.items[i].type, r->files.items[i].bytes.len);
    }
    buf_addf(&out, "client ");
    address_format(&out, &r->client);
    buf_addf(&out, " https %d\n", r->https);
    struct response *response = response_new(200, "text/plain; charset=utf-8", POLICY_PAGE, bytes_take(&out));
    response_header(response, "X-Test", "one\r\nX-Smuggled: two");
    exchange_answer(x, response);
}

static int start(void **state) {
    (void)state;
    struct error err = { 0 };
    int socket;
    static struct block trusted;
    assert_int_equal(parse_block(STR("127.0.0.2/32"), &trusted), 0);
    assert_int_equal(http_listen("127.0.0.1:0", &socket, &err), 0);
    struct buf name;
    buf_init(&name, 64);
    http_socket_name(socket, &name);
    port = (int)strtol(strrchr(buf_z(&name), ':') + 1, NULL, 10);
    buf_release(&name);
    struct http_options o = {
        .socket = socket, .trusted = &trusted, .trusted_count = 1, .threads = 2, .head_s = 3, .body_s = 3
    };
    struct http_hooks hooks = { .admit = admit, .handle = handle, .turn_away = turn_away };
    assert_int_equal(http_start(&server, &o, &hooks, &err), 0);
    return 0;
}

static int stop(void **state) {
    (void)state;
    assert_true(http_stop(server, 60));
    return 0;
}

static int dial_from(const char *from) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in a = { .sin_family = AF_INET };
    if (from) {
        inet_pton(AF_INET, from, &a.sin_addr);
        assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    }
    a.sin_port = htons((uint16_t)port);
    inet_pton(AF_INET, "127.0.0.1", &a.sin_addr);
    assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){ .tv_sec = 60 }, sizeof(struct timeval));
    return fd;
}

static void say(int fd, const char *bytes, size_t len) {
    while (len) {
        ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);
        if (n <= 0) return;
        bytes += n;
        len -= (size_t)n;
    }
}

/* Everything until the other side closes, or three seconds of silence. */
static const char *hear(int fd) {
    static char heard[1 << 20];
    size_t len = 0;
    for (ssize_t n; len < sizeof heard - 1 && (n = recv(fd, heard + len, sizeof heard - 1 - len, 0)) > 0;)
        len += (size_t)n;
    heard[len] = '\0';
    close(fd);
    return heard;
}

static const char *ask_from(const char *from, const char *bytes) {
    int fd = dial_from(from);
    say(fd, bytes, strlen(bytes));
    shutdown(fd, SHUT_WR);
    return hear(fd);
}

static const char *ask(const char *bytes) { return ask_from(NULL, bytes); }

static int status_of(const char *answer) {
    return strncmp(answer, "HTTP/1.", 7) == 0 ? (int)strtol(answer + 9, NULL, 10) : 0;
}

/* The status, and that nothing after the request was read as another one. */
static void refuses(const char *what, int status, const char *bytes) {
    int before = atomic_load(&handled);
    const char *answer = ask(bytes);
    if (status_of(answer) != status || atomic_load(&handled) != before)
        fail_msg("%s: wanted %d and nothing more, got: %s", what, status, answer);
}

static void wants(const char *answer, const char *part) {
    if (!strstr(answer, part)) fail_msg("no \"%s\" in: %s", part, answer);
}

static void wants_no(const char *answer, const char *part) {
    if (strstr(answer, part)) fail_msg("\"%s\" in: %s", part, answer);
}

#define HOST "Host: a.example\r\n"
#define GET(target, headers) "GET " target " HTTP/1.1\r\n" HOST headers "\r\n"

static void test_answers(void **state) {
    (void)state;
    const char *a =
        ask(GET("/members/%E8%81%94%E7%9B%9F?x=1&y=a+b%26", "Cookie: a=1; b=\"2\"; c\r\nConnection: close\r\n"));
    assert_int_equal(status_of(a), 200);
    wants(a, "GET /members/联盟\n");
    wants(a, "param x=1\n");
    wants(a, "param y=a b&\n");
    wants(a, "cookie a=1\ncookie b=2\nclient 127.0.0.1 https 0\n");
    wants(a, "X-Content-Type-Options: nosniff\r\n");
    wants(a, "script-src 'self'");
    wants(a, "frame-ancestors 'none'");
    wants_no(a, "unsafe-inline");
    wants_no(a, "\r\nX-Smuggled");
}

static void test_head(void **state) {
    (void)state;
    const char *a = ask("HEAD / HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
    assert_int_equal(status_of(a), 200);
    wants(a, "Content-Length: ");
    wants_no(a, "HEAD /\n");
}

static void test_keep_alive(void **state) {
    (void)state;
    const char *a = ask(GET("/one", "") GET("/later", "") GET("/two", "Connection: close\r\n"));
    const char *one = strstr(a, "GET /one\n"), *later = strstr(a, "later"), *two = strstr(a, "GET /two\n");
    assert_true(one && later && two && one < later && later < two);
}

static void test_smuggling(void **state) {
    (void)state;
    const char tail[] = "\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n" HOST "\r\n";
    char text[2048];
    static const struct {
        const char *what, *headers;
        int status;
    } cases[] = {
        { "two lengths", "Content-Length: 5\r\nContent-Length: 5\r\n", 400 },
        { "two different lengths", "Content-Length: 0\r\nContent-Length: 44\r\n", 400 },
        { "length and chunked", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", 400 },
        { "chunked and length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", 400 },
        { "two codings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", 400 },
        { "unknown coding", "Transfer-Encoding: xchunked\r\n", 501 },
        { "coding list", "Transfer-Encoding: gzip, chunked\r\n", 501 },
        { "blank before the colon", "Transfer-Encoding : chunked\r\nContent-Length: 5\r\n", 400 },
        { "length with a sign", "Content-Length: +5\r\n", 400 },
        { "length that is no number", "Content-Length: 0x5\r\n", 400 },
        { "length as a list", "Content-Length: 5, 5\r\n", 400 },
        { "second host", "Host: b.example\r\nContent-Length: 5\r\n", 400 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(text, sizeof text, "POST /x HTTP/1.1\r\n" HOST "%s%s", cases[i].headers, tail);
        refuses(cases[i].what, cases[i].status, text);
    }
    refuses("no host", 400, "GET / HTTP/1.1\r\n\r\n");
    refuses("a host that is no host", 400, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n");
    refuses("a host with a path", 400, "GET / HTTP/1.1\r\nHost: a.example/x\r\n\r\n");
    refuses("body on GET", 400,
            "GET / HTTP/1.1\r\n" HOST "Content-Length: 44\r\n\r\nGET /smuggled HTTP/1.1\r\n" HOST "\r\n");
    refuses("HTTP/1.0 chunked", 400, "POST / HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    refuses("absolute form", 400, "GET http://b.example/ HTTP/1.1\r\n" HOST "\r\n");
    refuses("other version", 505, "GET / HTTP/3.0\r\n" HOST "\r\n");
    refuses("unknown expectation", 417, "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nExpect: miracles\r\n\r\n");
}

static void test_paths(void **state) {
    (void)state;
    refuses("dot segments", 400, GET("/static/../../etc/passwd", ""));
    refuses("encoded dots", 400, GET("/static/%2e%2e/%2e%2e/etc/passwd", ""));
    refuses("encoded slash", 400, GET("/static/..%2f..%2fetc/passwd", ""));
    refuses("encoded backslash", 400, GET("/static/..%5c..%5cx", ""));
    refuses("NUL", 400, GET("/a%00b", ""));
    refuses("line end", 400, GET("/a%0d%0aSet-Cookie:x", ""));
    refuses("broken escape", 400, GET("/a%4", ""));
    refuses("empty segment", 400, GET("//evil.example/", ""));
    refuses("overlong UTF-8", 400, GET("/%c0%ae%c0%ae/", ""));
    refuses("cut UTF-8", 400, GET("/%e8%81", ""));
    refuses("surrogate", 400, GET("/%ed%a0%80", ""));
    refuses("broken UTF-8 in a parameter", 400, GET("/?q=%ff", ""));
    refuses("too deep", 414, GET("/1/2/3/4/5/6/7/8/9/10/11/12/13", ""));
}

static void test_large_heads(void **state) {
    (void)state;
    static char text[80000];
    memset(text, 'a', sizeof text - 1);
    memcpy(text, "GET /?", 6);
    snprintf(text + 5000, sizeof text - 5000, " HTTP/1.1\r\n" HOST "\r\n");
    refuses("long address", 414, text);
    memset(text, 'a', sizeof text - 1);
    int n = snprintf(text, sizeof text, "GET / HTTP/1.1\r\n" HOST "X-Long: ");
    text[n] = 'a';
    snprintf(text + 60000, sizeof text - 60000, "\r\n\r\n");
    refuses("long header", 431, text);
    n = snprintf(text, sizeof text, "GET / HTTP/1.1\r\n" HOST);
    for (int i = 0; i < HEADERS_MAX + 1; i++) n += snprintf(text + n, sizeof text - (size_t)n, "X-%d: y\r\n", i);
    snprintf(text + n, sizeof text - (size_t)n, "\r\n");
    refuses("many headers", 431, text);
    n = snprintf(text, sizeof text, "GET /%0*d HTTP/1.1\r\n" HOST "Connection: close\r\nCookie: ", 2000, 0);
    memset(text + n, 'a', 6000); /* more than browsers send */
    memcpy(text + n + 6000, "\r\n\r\n", 5);
    assert_non_null(strstr(ask(text), "HTTP/1.1 200"));
}

static void test_forms(void **state) {
    (void)state;
    const char *a =
        ask("POST /f HTTP/1.1\r\n" HOST "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 24\r\n"
            "Connection: close\r\n\r\na=1&b=%E8%81%94+x%0D%0Ay");
    wants(a, "form 0\nfield a=1\nfield b=联 x\ny\n");
    a = ask("POST /f HTTP/1.1\r\n" HOST
            "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n"
            "Connection: close\r\n\r\n3\r\na=1\r\n4\r\n&b=2\r\n0\r\n\r\n");
    wants(a, "form 0\nfield a=1\nfield b=2\n");
    const char body[] = "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
                        "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"C:\\\\x\\报告.pdf\"\r\n"
                        "Content-Type: application/pdf\r\n\r\nPDF\r\nx\r\n--B--\r\n";
    char text[1024];
    snprintf(text, sizeof text,
             "POST /f HTTP/1.1\r\n" HOST "Content-Type: multipart/form-data; boundary=B\r\nContent-Length: %zu\r\n"
             "Connection: close\r\n\r\n%s",
             strlen(body), body);
    a = ask(text);
    wants(a, "form 0\nfield a=1\nfile f 报告.pdf application/pdf 6\n");
    a = ask("POST /f HTTP/1.1\r\n" HOST "Content-Length: 0\r\nConnection: close\r\n\r\n");
    wants(a, "form 0\n");
}

static void test_large_bodies(void **state) {
    (void)state;
    refuses("announced", 413, "POST /f HTTP/1.1\r\n" HOST "Content-Length: 104857600\r\n\r\nabc");
    int fd = dial_from(NULL);
    const char head[] = "POST /f HTTP/1.1\r\n" HOST "Content-Length: 104857600\r\n\r\n";
    static char megabyte[1 << 20];
    say(fd, head, sizeof head - 1);
    for (int i = 0; i < 20; i++) say(fd, megabyte, sizeof megabyte);
    const char *a = hear(fd); /* not a reset: the answer survives bytes sent after it */
    assert_int_equal(status_of(a), 413);
    fd = dial_from(NULL);
    const char chunked[] = "POST /f HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n100000\r\n";
    say(fd, chunked, sizeof chunked - 1);
    say(fd, megabyte, sizeof megabyte);
    assert_int_equal(status_of(hear(fd)), 413);
    a = ask("POST /f HTTP/1.1\r\n" HOST "Content-Length: 104857600\r\nExpect: 100-continue\r\n\r\n");
    assert_int_equal(status_of(a), 413);
}

/* A byte now and then keeps the library's idle time from passing; the deadline is absolute. */
static void test_slow(void **state) {
    (void)state;
    static const struct {
        const char *head, *drip;
    } cases[] = { { "GET / HTTP/1.1\r\n" HOST "X: ", "y" },
                  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 1000\r\n\r\n", "z" },
                  { "", "" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int before = atomic_load(&handled);
        int fd = dial_from(NULL), shut = 0;
        say(fd, cases[i].head, strlen(cases[i].head));
        for (int n = 0; n < 600 && !shut; n++) {
            char c;
            usleep(100000);
            say(fd, cases[i].drip, strlen(cases[i].drip));
            shut = recv(fd, &c, 1, MSG_DONTWAIT) == 0;
        }
        close(fd);
        assert_true(shut);
        assert_int_equal(atomic_load(&handled), before);
    }
}

static void test_proxy(void **state) {
    (void)state;
    const char *text =
        GET("/", "X-Forwarded-For: 198.51.100.7, 203.0.113.9\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n");
    wants(ask_from("127.0.0.2", text), "client 203.0.113.9 https 1\n");
    wants(ask_from("127.0.0.3", text), "client 127.0.0.3 https 0\n");
}

static void test_stream(void **state) {
    (void)state;
    int fd = dial_from(NULL);
    const char get[] = GET("/stream", "");
    say(fd, get, sizeof get - 1);
    char text[256] = "";
    for (size_t n = 0; !strstr(text, "hello\n");) {
        ssize_t got = recv(fd, text + n, sizeof text - 1 - n, 0);
        assert_true(got > 0);
        n += (size_t)got;
    }
    assert_int_equal(sockets_streams(http_sockets(server)), 1);
    sockets_broadcast(http_sockets(server), 8, STR("data: 0\n\n"));
    sockets_broadcast(http_sockets(server), 7, STR("data: 1\n\n"));
    ssize_t got = recv(fd, text, sizeof text, 0);
    assert_int_equal(got, 9);
    close(fd);
    for (int i = 0; i < 3000 && sockets_streams(http_sockets(server)); i++) usleep(20000);
    assert_int_equal(sockets_streams(http_sockets(server)), 0);
}

static void test_port_in_use(void **state) {
    (void)state;
    char name[32];
    snprintf(name, sizeof name, "127.0.0.1:%d", port);
    struct error err = { 0 };
    int fd;
    assert_int_equal(http_listen(name, &fd, &err), ERR_EXISTS);
    assert_int_equal(http_listen("no colon", &fd, &err), ERR_SYNTAX);
    assert_int_equal(http_listen("127.0.0.1:99999", &fd, &err), ERR_SYNTAX);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        { "serve/http: a request arrives decoded and the answer carries its security headers", test_answers, NULL, NULL,
          NULL },
        { "serve/http: HEAD has the length and no body", test_head, NULL, NULL, NULL },
        { "serve/http: pipelined requests are answered in order, a parked one too", test_keep_alive, NULL, NULL, NULL },
        { "serve/http: what two servers could read differently is refused and the connection closed", test_smuggling,
          NULL, NULL, NULL },
        { "serve/http: traversal, broken escapes and broken UTF-8 are refused", test_paths, NULL, NULL, NULL },
        { "serve/http: long addresses and heads are refused", test_large_heads, NULL, NULL, NULL },
        { "serve/http: forms arrive urlencoded, chunked and as multipart", test_forms, NULL, NULL, NULL },
        { "serve/http: a 100 MB body is refused early and the sender sees why", test_large_bodies, NULL, NULL, NULL },
        { "serve/http: a sender of one byte now and then is shut out", test_slow, NULL, NULL, NULL },
        { "serve/http: only a trusted proxy is believed about the client", test_proxy, NULL, NULL, NULL },
        { "serve/http: an event stream lives outside the library", test_stream, NULL, NULL, NULL },
        { "serve/http: a port in use and a bad address are told apart", test_port_in_use, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests_name("serve/http", tests, start, stop);
}
