/* A load generator for acts and pages: CLIENTS keep-alive connections to one server, each asking the next thing when its
 * answer is in (closed loop), or all together RATE times a second, late or not (open loop, so that a stall is seen by
 * every request that would have fallen into it).
 *
 *     load --to 127.0.0.1:8080 --clients 64 --seconds 10 --post /api/v1/acts/motion.vote --tokens FILE --bodies FILE
 *     load --to 127.0.0.1:8080 --clients 50 --seconds 10 --rate 1000 --get /charter
 *
 * FILEs have one bearer token, one JSON body a line; client i begins with token i and body i and goes round. Every act
 * has an idempotency key of its own. An answer counts when its status is 200 to 299 and, where --must TEXT is given,
 * its body holds the text ("allowed"). The result is one JSON object: requests, failed, seconds, rate, and latencies
 * p50, p90, p99, max in milliseconds, after a second of warming up.
 *
 * One thread and epoll: it makes some 150,000 requests a second, several times what it measures. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "address.h"

enum {
    CLIENTS_MAX = 4096,
    REQUEST_MAX = 16 * 1024,
    HEAD_MAX = 16 * 1024,
    KEEP_MAX = 64 * 1024, /* of a body, for --must */
    BUCKETS = 64 * 64,    /* latency histogram: 64 steps to each doubling */
    RECONNECTS_MAX = 1000,
    WARM_NS = 1000000000,
};

struct lines {
    char **items;
    size_t count;
};

struct client {
    int fd;
    unsigned index;
    uint64_t number; /* requests made */
    bool busy;
    int64_t begun_ns; /* when its request was due */
    char request[REQUEST_MAX];
    size_t request_len, sent;
    char answer[HEAD_MAX + KEEP_MAX];
    size_t kept;
    bool head_done, chunked, bad_status;
    size_t head_len;
    int64_t body_left; /* bytes to come; of chunked bodies: watched for its end */
    char last[5];      /* the last five bytes of a chunked body */
};

static struct {
    struct sockaddr_in to;
    const char *host, *path, *must, *language;
    bool post;
    unsigned clients, rate;
    double seconds;
    struct lines tokens, bodies;
} ask = { .clients = 1, .seconds = 10, .path = "/", .language = "en" };

static struct client *clients;
static int poller;
static uint64_t histogram[BUCKETS], requests, failed, run_id, reconnects;
static int64_t longest_ns, warm_until_ns;
static char first_failure[600];

static int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void die(const char *why) {
    fprintf(stderr, "load: %s: %s\n", why, strerror(errno));
    exit(2);
}

/* Microseconds into steps of 1/64 of a doubling, and back to the middle of a step. */
static size_t bucket_of(int64_t ns) {
    uint64_t us = (uint64_t)ns / 1000 + 1;
    unsigned high = 63u - (unsigned)__builtin_clzll(us);
    uint64_t part = high >= 6 ? (us >> (high - 6)) & 63 : (us << (6 - high)) & 63;
    size_t b = high * 64 + part;
    return b < BUCKETS ? b : BUCKETS - 1;
}
static double bucket_ms(size_t b) {
    double base = (double)(1ull << (b / 64));
    return (base + base * ((double)(b % 64) + 0.5) / 64.0 - 1.0) / 1000.0;
}
static double quantile_ms(double q) {
    uint64_t wanted = (uint64_t)((double)requests * q), seen = 0;
    for (size_t b = 0; b < BUCKETS; b++) {
        seen += histogram[b];
        if (seen > wanted) return bucket_ms(b);
    }
    return (double)longest_ns / 1e6;
}

static struct lines read_lines(const char *path) {
    struct lines l = { 0 };
    FILE *f = fopen(path, "r");
    if (!f) die(path);
    char *line = NULL;
    size_t size = 0;
    ssize_t n;
    while ((n = getline(&line, &size, f)) > 0) {
        if (line[n - 1] == '\n') line[n - 1] = '\0';
        if (!line[0]) continue;
        l.items = realloc(l.items, (l.count + 1) * sizeof *l.items);
        if (!l.items) die("memory");
        l.items[l.count++] = strdup(line);
    }
    free(line);
    fclose(f);
    if (l.count == 0) errno = EINVAL, die(path);
    return l;
}

static void connect_client(struct client *c) {
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0) die("socket");
    if (connect(c->fd, (const struct sockaddr *)&ask.to, sizeof ask.to) != 0) die("connect");
    int one = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    struct epoll_event e = { .events = EPOLLIN | EPOLLET | EPOLLRDHUP, .data.ptr = c };
    if (epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &e) != 0) die("epoll");
}

static void make_request(struct client *c) {
    const char *token = ask.tokens.count ? ask.tokens.items[c->index % ask.tokens.count] : NULL;
    int n = snprintf(c->request, sizeof c->request, "%s %s HTTP/1.1\r\nHost: %s\r\nAccept-Language: %s\r\n",
                     ask.post ? "POST" : "GET", ask.path, ask.host, ask.language);
    if (token) n += snprintf(c->request + n, sizeof c->request - (size_t)n, "Authorization: Bearer %s\r\n", token);
    if (ask.post) {
        const char *body = ask.bodies.count ? ask.bodies.items[(c->index + c->number) % ask.bodies.count] : "{}";
        n += snprintf(
            c->request + n, sizeof c->request - (size_t)n,
            "Content-Type: application/json\r\nIdempotency-Key: load-%llx-%u-%llu\r\nContent-Length: %zu\r\n\r\n%s",
            (unsigned long long)run_id, c->index, (unsigned long long)c->number, strlen(body), body);
    } else {
        n += snprintf(c->request + n, sizeof c->request - (size_t)n, "\r\n");
    }
    if (n < 0 || (size_t)n >= sizeof c->request) errno = EMSGSIZE, die("request");
    c->request_len = (size_t)n;
}

static void send_some(struct client *c) {
    while (c->sent < c->request_len) {
        ssize_t n = send(c->fd, c->request + c->sent, c->request_len - c->sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return; /* full, or gone: reading will tell */
        c->sent += (size_t)n;
    }
}

static void begin(struct client *c, int64_t due_ns) {
    c->busy = true;
    c->begun_ns = due_ns;
    c->number++;
    c->sent = c->kept = c->head_len = 0;
    c->head_done = c->chunked = c->bad_status = false;
    c->body_left = 0;
    memset(c->last, 0, sizeof c->last);
    make_request(c);
    send_some(c);
}

static void note_failure(const struct client *c, const char *why) {
    failed++;
    if (!first_failure[0])
        snprintf(first_failure, sizeof first_failure, "%s: %.*s", why, (int)(c->kept < 500 ? c->kept : 500), c->answer);
}

static void finish(struct client *c) {
    int64_t now = now_ns(), took = now - c->begun_ns;
    c->busy = false;
    c->answer[c->kept] = '\0';
    if (c->begun_ns < warm_until_ns) return;
    if (c->bad_status)
        note_failure(c, "status");
    else if (ask.must && !strstr(c->answer + c->head_len, ask.must))
        note_failure(c, "body");
    requests++;
    histogram[bucket_of(took)]++;
    if (took > longest_ns) longest_ns = took;
}

static bool parse_head(struct client *c) {
    char *end = memmem(c->answer, c->kept, "\r\n\r\n", 4);
    if (!end) return false;
    c->head_len = (size_t)(end - c->answer) + 4;
    c->head_done = true;
    c->bad_status = c->kept < 12 || c->answer[9] != '2';
    *end = '\0';
    for (char *line = c->answer; line && line < end; line = strstr(line, "\r\n")) {
        if (line != c->answer) line += 2;
        if (strncasecmp(line, "Content-Length:", 15) == 0) c->body_left = strtoll(line + 15, NULL, 10);
        if (strncasecmp(line, "Transfer-Encoding: chunked", 26) == 0) c->chunked = true;
        if (!strstr(line, "\r\n")) break;
    }
    *end = '\r';
    return true;
}

/* Bytes of a body; true when it is complete. */
static bool take_body(struct client *c, const char *bytes, size_t len) {
    if (!c->chunked) {
        c->body_left -= (int64_t)len;
        return c->body_left <= 0;
    }
    for (size_t i = len > 5 ? len - 5 : 0; i < len; i++) {
        memmove(c->last, c->last + 1, 4);
        c->last[4] = bytes[i];
    }
    return memcmp(c->last, "0\r\n\r\n", 5) == 0;
}

/* Reads what is there; true when the answer is whole. Reconnects a client whose server hung up. */
static bool receive(struct client *c) {
    char buffer[65536];
    for (;;) {
        ssize_t n = recv(c->fd, buffer, sizeof buffer, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return false;
        if (n <= 0) {
            close(c->fd);
            if (++reconnects > RECONNECTS_MAX) errno = ECONNRESET, die("the server keeps hanging up");
            if (c->busy) note_failure(c, "connection ended");
            c->busy = false;
            connect_client(c);
            return false;
        }
        size_t room = sizeof c->answer - 1 - c->kept, keep = (size_t)n < room ? (size_t)n : room;
        memcpy(c->answer + c->kept, buffer, keep);
        c->kept += keep;
        if (!c->head_done) {
            if (!parse_head(c)) continue;
            if (take_body(c, c->answer + c->head_len, c->kept - c->head_len)) return true;
        } else if (take_body(c, buffer, (size_t)n)) {
            return true;
        }
    }
}

static void run(void) {
    struct epoll_event events[256];
    int64_t begun = now_ns(), end = begun + WARM_NS + (int64_t)(ask.seconds * 1e9);
    warm_until_ns = begun + WARM_NS;
    int64_t every = ask.rate ? 1000000000 / ask.rate : 0, next_due = begun;
    unsigned turn = 0;
    if (!ask.rate)
        for (unsigned i = 0; i < ask.clients; i++) begin(&clients[i], now_ns());
    for (;;) {
        int64_t now = now_ns();
        if (now >= end) break;
        while (ask.rate &&
               next_due <= now) { /* hand the due request to an idle client; none idle: it waits, and is late */
            unsigned tried = 0;
            while (tried < ask.clients && clients[turn].busy) turn = (turn + 1) % ask.clients, tried++;
            if (tried == ask.clients) break;
            begin(&clients[turn], next_due);
            next_due += every;
        }
        int timeout_ms = ask.rate ? 0 : 100;
        if (ask.rate && next_due - now > 2000000) timeout_ms = 1;
        int n = epoll_wait(poller, events, 256, timeout_ms);
        for (int i = 0; i < n; i++) {
            struct client *c = events[i].data.ptr;
            if (c->busy && c->sent < c->request_len) send_some(c);
            if (receive(c)) {
                finish(c);
                if (!ask.rate) begin(c, now_ns());
            } else if (!c->busy && !ask.rate) {
                begin(c, now_ns());
            }
        }
    }
}

static void parse_arguments(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        const char *name = argv[i], *value = i + 1 < argc ? argv[++i] : "";
        if (strcmp(name, "--to") == 0) {
            ask.host = value;
            if (!address_read(value, &ask.to)) errno = EINVAL, die("--to 127.x.x.x:PORT");
        } else if (strcmp(name, "--clients") == 0)
            ask.clients = (unsigned)strtoul(value, NULL, 10);
        else if (strcmp(name, "--seconds") == 0)
            ask.seconds = strtod(value, NULL);
        else if (strcmp(name, "--rate") == 0)
            ask.rate = (unsigned)strtoul(value, NULL, 10);
        else if (strcmp(name, "--get") == 0)
            ask.path = value;
        else if (strcmp(name, "--post") == 0)
            ask.path = value, ask.post = true;
        else if (strcmp(name, "--tokens") == 0)
            ask.tokens = read_lines(value);
        else if (strcmp(name, "--bodies") == 0)
            ask.bodies = read_lines(value);
        else if (strcmp(name, "--must") == 0)
            ask.must = value;
        else if (strcmp(name, "--language") == 0)
            ask.language = value;
        else
            errno = EINVAL, die(name);
    }
    /* Only a server on this machine is ever loaded. */
    if (!ask.host || (ntohl(ask.to.sin_addr.s_addr) >> 24) != 127) errno = EINVAL, die("--to 127.x.x.x:PORT");
    if (ask.clients < 1 || ask.clients > CLIENTS_MAX) errno = EINVAL, die("--clients 1 … 4096");
}

int main(int argc, char **argv) {
    parse_arguments(argc, argv);
    poller = epoll_create1(EPOLL_CLOEXEC);
    clients = calloc(ask.clients, sizeof *clients);
    if (poller < 0 || !clients) die("start");
    run_id = (uint64_t)now_ns();
    for (unsigned i = 0; i < ask.clients; i++) {
        clients[i].index = i;
        connect_client(&clients[i]);
    }
    run();
    printf(
        "{\"requests\": %llu, \"failed\": %llu, \"seconds\": %.3f, \"rate\": %.1f, \"p50_ms\": %.3f, \"p90_ms\": %.3f, "
        "\"p99_ms\": %.3f, \"max_ms\": %.3f}\n",
        (unsigned long long)requests, (unsigned long long)failed, ask.seconds,
        (double)(requests - failed) / ask.seconds, quantile_ms(0.50), quantile_ms(0.90), quantile_ms(0.99),
        (double)longest_ns / 1e6);
    if (first_failure[0]) fprintf(stderr, "load: first failure: %s\n", first_failure);
    return requests > failed ? 0 : 1;
}
