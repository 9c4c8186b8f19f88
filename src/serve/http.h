/* The HTTP seam: our own requests and responses; the library behind it is named in http.c only.
 *
 *     accept ─ head ─ admit ─ body ─ handle ──────────────── answer ─ keep alive
 *                │              │       └ park … any thread ─┘
 *                └── turn away ─┘
 *
 *  1. A request that reaches `handle` is whole and well formed: its path is decoded and free of dot segments, its
 *     headers are tokens, it has one Host, its body was within the limits `admit` set.
 *  2. `handle` runs on an event thread and must not block: it answers at once, or parks the exchange and lets another
 *     thread answer. Every exchange is answered exactly once.
 *  3. What a sender does slowly has a deadline in absolute time (serve/limits.h); a connection past it is shut.
 *  4. After a request that is not well formed the connection is closed: nothing behind it is read as a request. */
#ifndef SERVE_HTTP_H
#define SERVE_HTTP_H

#include "serve/parse.h"
#include "serve/response.h"
#include "serve/sockets.h"

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OTHER };

struct request {
    struct arena *arena;      /* lives as long as the exchange */
    enum method method;
    const char *verb;         /* as sent: "GET" */
    const char *path;         /* decoded */
    struct str query;         /* as sent */
    const char *target;       /* path and query as sent */
    struct pairs params;      /* of the query */
    struct pairs headers;     /* names in lower case */
    struct pairs cookies;
    const char *host;         /* "" when an HTTP/1.0 client sends none */
    const char *type;         /* of the body, lower case, without parameters; "" when there is none */
    struct str body;          /* as sent */
    struct pairs fields;      /* of a form's body, after request_read_form */
    struct uploads files;
    struct address client;    /* behind trusted proxies */
    bool https;               /* as the client sees it */
    bool proxied;             /* came through a trusted proxy */
    int64_t person;           /* whose session or token it showed; set by who reads it, 0 until then */
};
const char *request_header(const struct request *r, const char *name); /* lower case; NULL if absent */
/* Reads `fields` and `files` from an urlencoded or multipart body. 0, ERR_SYNTAX, ERR_TOO_LARGE; ERR_MISSING when the
 * body is neither. May take milliseconds for a large one: not on an event thread. */
int request_read_form(struct request *r);

struct exchange;
struct request *exchange_request(struct exchange *x);
/* Before an exchange is handed to another thread; only from `handle`. */
void exchange_park(struct exchange *x);
/* The answer, from any thread; takes the reference. */
void exchange_answer(struct exchange *x, struct response *response);
/* The same, of a parked exchange, where the answer is made on the event thread: `make` must not block, touches no database, and runs once. It
 * may take the socket instead, and return NULL. */
void exchange_answer_made(struct exchange *x, struct response *(*make)(void *context), void *context);
/* Takes the socket out of HTTP: the caller owns the returned descriptor (non-blocking) and writes the whole answer. Only
 * on the event thread: from `handle`, or from the `make` of a parked exchange, instead of answering. -1 when it cannot be had. */
int exchange_take_socket(struct exchange *x);

struct http_hooks {
    void *context;
    /* The head is whole: how many bytes of body are let in (0: none may come). */
    size_t (*admit)(void *context, struct exchange *x);
    void (*handle)(void *context, struct exchange *x);
    /* The page for what the seam itself refuses (400, 413, 414, 431, 503 …). The request may be half read: only arena,
     * headers and language may be relied on. */
    struct response *(*turn_away)(void *context, const struct request *r, int status, struct text why);
    /* Each answered exchange, for the counters. */
    void (*answered)(void *context, const struct exchange *x, int status, int64_t age_us);
};

struct http_options {
    int socket;                   /* listening (http_listen), owned by the server */
    const struct block *trusted;  /* proxies whose X-Forwarded-… are believed; borrowed */
    size_t trusted_count;
    int threads;                  /* 0: one for each core */
    int head_s, body_s;           /* deadlines; 0: HEAD_S_MAX, BODY_S_MAX */
    bool https_site;              /* the public address is https: Strict-Transport-Security is sent */
};

struct http_server;
/* Opens "ADDR:PORT", "[::1]:8080", ":8080" (all addresses). ERR_SYNTAX, ERR_EXISTS (in use), ERR_DENIED, ERR_IO. */
int http_listen(const char *listen, int *ret_socket, struct error *err);
void http_socket_name(int socket, struct buf *out); /* "127.0.0.1:8080" as bound */
int http_start(struct http_server **ret, const struct http_options *o, const struct http_hooks *hooks, struct error *err);
/* No new connections; waits for open exchanges (at most `wait_s`), then closes. False when an exchange is still parked:
 * its memory is left to the process's end, which must follow. */
bool http_stop(struct http_server *s, int wait_s);
/* Event streams and lingering closes of this server. */
struct sockets *http_sockets(const struct http_server *s);
size_t http_connections(const struct http_server *s);
size_t http_open_exchanges(const struct http_server *s);

#endif
