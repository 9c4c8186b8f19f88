/* The HTTP seam on libmicrohttpd 0.9.75: see http.h. The only file that includes it.
 *
 * The library reads heads and frames bodies; what it is lenient about is checked again here, on the raw request line
 * and header list, before anything is believed: two Content-Length, Content-Length beside Transfer-Encoding, a missing
 * or second Host, blanks in names. Per connection there is a `struct connection` with a deadline; one thread, the
 * reaper, shuts the sockets whose deadline has passed (the library only knows idle time, which a sender of one byte now
 * and then never reaches).
 *
 * Calls of the access handler for one request: first with the head; then with pieces of the body; then once more
 * without bytes. An answer may be queued only in the first and the last. While an exchange is parked the connection is
 * suspended; answering resumes it and the last call comes again. */
#include "serve/http.h"

#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "serve/head.h"
#include "serve/limits.h"
#include "serve/places.h"
#include "serve/sockets.h"

struct connection {
    struct connection *next, *before;
    int fd;
    atomic_llong deadline_s; /* 0: none, the client owes nothing now */
    atomic_llong idle_s;     /* since when nothing was asked on it; 0: something is */
    bool unread;             /* answered before its body was read */
    struct address peer;
    size_t place; /* in the server's `strangers`, or in `persons` once somebody showed who they are */
    enum { PLACE_NONE, PLACE_STRANGER, PLACE_PERSON } place_kind; /* changes under the lock */
};

enum stage { STAGE_HEAD, STAGE_BODY, STAGE_HANDLED, STAGE_QUEUED };

struct exchange {
    struct http_server *server;
    struct MHD_Connection *native;
    struct connection *connection;
    struct arena arena;
    struct request request;
    enum stage stage;
    bool taken;
    int problem; /* status of a request line that cannot be read; 0 none */
    struct buf body;
    size_t counted; /* of the server's `bodies` */
    int64_t began_us;
    _Atomic(struct response *) response;
    struct response *(*_Atomic make)(void *context); /* in place of `response`: makes it */
    void *make_context;
    bool parked;
};

struct http_server {
    struct MHD_Daemon *daemon;
    struct http_options options;
    struct http_hooks hooks;
    struct sockets *sockets;
    pthread_mutex_t lock;                    /* of the list of connections */
    struct connection *connections, *oldest; /* the newest first */
    atomic_size_t connection_count;
    atomic_size_t exchange_count;
    atomic_size_t bodies; /* bytes of bodies held */
    struct places strangers, persons;
    atomic_bool stopping;
    pthread_t reaper;
};

static int64_t monotonic_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void deadline_set(struct connection *c, int64_t seconds) {
    atomic_store_explicit(&c->deadline_s, seconds ? monotonic_us() / 1000000 + seconds : 0, memory_order_relaxed);
}

/* ---- connections ---- */

static void idle_set(struct connection *c, bool idle) {
    atomic_store_explicit(&c->idle_s, idle ? monotonic_us() / 1000000 : 0, memory_order_relaxed);
}

/* Behind a trusted proxy everybody has its address. */
static bool is_proxy(const struct http_server *s, const struct address *peer) {
    for (size_t i = 0; i < s->options.trusted_count; i++)
        if (block_has(&s->options.trusted[i], peer)) return true;
    return false;
}

static enum MHD_Result on_accept(void *cls, const struct sockaddr *peer, socklen_t len) {
    (void)len;
    struct http_server *s = cls;
    struct address a;
    if (!address_of_socket(peer, &a) || is_proxy(s, &a)) return MHD_YES;
    return places_taken(&s->strangers, places_of_address(&s->strangers, &a)) < STRANGERS_PER_ADDRESS_BURST ? MHD_YES
                                                                                                           : MHD_NO;
}

/* From here on it counts to the person, if that one has not too many. On the event thread. */
static void connection_known(struct http_server *s, struct connection *c, int64_t person) {
    size_t place = places_of_person(&s->persons, person);
    if (c->place_kind != PLACE_STRANGER || !places_take(&s->persons, place, CONNECTIONS_PER_PERSON_MAX)) return;
    pthread_mutex_lock(&s->lock);
    places_give(&s->strangers, c->place);
    c->place = place;
    c->place_kind = PLACE_PERSON;
    pthread_mutex_unlock(&s->lock);
}

static void connection_opened(struct http_server *s, struct MHD_Connection *native, void **context) {
    struct connection *c = mem_alloc(sizeof *c);
    const union MHD_ConnectionInfo *fd = MHD_get_connection_info(native, MHD_CONNECTION_INFO_CONNECTION_FD);
    const union MHD_ConnectionInfo *peer = MHD_get_connection_info(native, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    c->fd = fd ? fd->connect_fd : -1;
    if (peer && peer->client_addr) address_of_socket(peer->client_addr, &c->peer);
    deadline_set(c, s->options.head_s);
    idle_set(c, true);
    if (!is_proxy(s, &c->peer)) {
        c->place = places_of_address(&s->strangers, &c->peer);
        if (places_take(&s->strangers, c->place, UINT16_MAX)) c->place_kind = PLACE_STRANGER;
    }
    *context = c;
    pthread_mutex_lock(&s->lock);
    c->next = s->connections;
    *(c->next ? &c->next->before : &s->oldest) = c;
    s->connections = c;
    pthread_mutex_unlock(&s->lock);
    atomic_fetch_add_explicit(&s->connection_count, 1, memory_order_relaxed);
}

static void connection_closed(struct http_server *s, void **context) {
    struct connection *c = *context;
    pthread_mutex_lock(&s->lock);
    if (c->before)
        c->before->next = c->next;
    else
        s->connections = c->next;
    *(c->next ? &c->next->before : &s->oldest) = c->before;
    pthread_mutex_unlock(&s->lock);
    if (c->place_kind == PLACE_STRANGER) places_give(&s->strangers, c->place);
    if (c->place_kind == PLACE_PERSON) places_give(&s->persons, c->place);
    if (c->unread) {
        int fd = fcntl(c->fd, F_DUPFD_CLOEXEC, 3);
        if (fd >= 0) sockets_linger(s->sockets, fd);
    }
    free(c);
    *context = NULL;
    atomic_fetch_sub_explicit(&s->connection_count, 1, memory_order_relaxed);
}

static void on_connection(void *cls, struct MHD_Connection *native, void **context,
                          enum MHD_ConnectionNotificationCode code) {
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        connection_opened(cls, native, context);
    else if (*context)
        connection_closed(cls, context);
}

/* What one look has shut already, so that no more go than must. */
struct shut {
    size_t all;
    unsigned short by_place[PLACES_SLOTS];
};

/* An idle connection of a stranger, where its address has very many, or everybody together nearly all there are. */
static bool one_too_many(const struct http_server *s, const struct connection *c, long long now, struct shut *shut) {
    long long idle = atomic_load_explicit(&c->idle_s, memory_order_relaxed);
    if (!idle || now - idle <= STRANGER_IDLE_S || c->place_kind == PLACE_PERSON) return false;
    bool stranger = c->place_kind == PLACE_STRANGER; /* the others came through a proxy */
    size_t all = atomic_load_explicit(&s->connection_count, memory_order_relaxed) - shut->all;
    unsigned here = stranger ? places_taken(&s->strangers, c->place) - shut->by_place[c->place] : 0;
    if (all <= CONNECTIONS_MAX / 4 * 3 && here <= STRANGERS_PER_ADDRESS_MAX) return false;
    shut->all++;
    if (stranger) shut->by_place[c->place]++;
    return true;
}

/* Shuts what is past its deadline. The lock keeps a descriptor from being closed and used anew meanwhile: the library
 * closes it only after `connection_closed`. */
static void *reap(void *cls) {
    struct http_server *s = cls;
    while (!atomic_load(&s->stopping)) {
        nanosleep(&(struct timespec){ .tv_nsec = 250000000 }, NULL);
        long long now = monotonic_us() / 1000000;
        struct shut shut = { 0 };
        pthread_mutex_lock(&s->lock);
        for (struct connection *c = s->oldest; c; c = c->before) {
            long long deadline = atomic_load_explicit(&c->deadline_s, memory_order_relaxed);
            if ((deadline && now > deadline) || one_too_many(s, c, now, &shut)) shutdown(c->fd, SHUT_RDWR);
        }
        pthread_mutex_unlock(&s->lock);
    }
    return NULL;
}

/* ---- answers ---- */

static const char csp_page[] = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                               "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
                               "base-uri 'none'; frame-ancestors 'none'";
static const char csp_embed[] = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                                "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors *";
static const char csp_data[] = "default-src 'none'; frame-ancestors 'none'; sandbox";

static void native_policy(struct MHD_Response *n, enum policy policy) {
    static const char *const csp[] = { [POLICY_PAGE] = csp_page, [POLICY_EMBED] = csp_embed, [POLICY_DATA] = csp_data };
    MHD_add_response_header(n, "Content-Security-Policy", csp[policy]);
    MHD_add_response_header(n, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(n, "Referrer-Policy", "same-origin");
    if (policy == POLICY_PAGE) {
        MHD_add_response_header(n, "X-Frame-Options", "DENY");
        MHD_add_response_header(n, "Cross-Origin-Opener-Policy", "same-origin");
        MHD_add_response_header(n, "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()");
    }
}

static void body_free(void *bytes) { bytes_unref(bytes); }

static void native_free(void *native) { MHD_destroy_response(native); }

/* Made once for each response, even when many threads send it first at the same time. */
static struct MHD_Response *native_of(const struct http_server *s, struct response *r) {
    void *made = atomic_load_explicit(&r->native, memory_order_acquire);
    if (made) return made;
    struct MHD_Response *n =
        MHD_create_response_from_buffer_with_free_callback_cls(r->body->len, (void *)(uintptr_t)r->body->data,
                                                               body_free, bytes_ref(r->body));
    if (!n) abort(); /* memory only; base/arena.h says why this ends the process */
    if (r->type) MHD_add_response_header(n, "Content-Type", r->type);
    for (size_t i = 0; i < r->header_count; i++) MHD_add_response_header(n, r->headers[i].name, r->headers[i].value);
    native_policy(n, r->policy);
    if (s->options.https_site) MHD_add_response_header(n, "Strict-Transport-Security", "max-age=31536000");
    if (r->close) MHD_add_response_header(n, "Connection", "close");
    r->native_free = native_free;
    if (atomic_compare_exchange_strong(&r->native, &made, n)) return n;
    MHD_destroy_response(n);
    return made;
}

static enum MHD_Result queue(struct exchange *x, struct response *r) {
    const struct http_server *s = x->server;
    x->stage = STAGE_QUEUED;
    deadline_set(x->connection, ANSWER_S_MAX + (int64_t)(r->body->len / ANSWER_BYTES_PER_S));
    enum MHD_Result result = MHD_queue_response(x->native, (unsigned)r->status, native_of(s, r));
    if (s->hooks.answered) s->hooks.answered(s->hooks.context, x, r->status, monotonic_us() - x->began_us);
    response_unref(r);
    return result;
}

/* Answers what is not a well-formed or welcome request; the connection ends with it. */
static enum MHD_Result turn_away(struct exchange *x, int status, struct text why) {
    const struct http_server *s = x->server;
    struct response *r = s->hooks.turn_away(s->hooks.context, &x->request, status, why);
    r->close = true;
    x->connection->unread = true;
    return queue(x, r);
}

/* ---- one request ---- */

static void *on_request_line(void *cls, const char *target, struct MHD_Connection *native) {
    struct http_server *s = cls;
    struct exchange *x = mem_alloc(sizeof *x);
    x->server = s;
    x->native = native;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(native, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    x->connection = info->socket_context;
    idle_set(x->connection, false);
    arena_init(&x->arena);
    atomic_init(&x->response, NULL);
    atomic_init(&x->make, NULL);
    x->began_us = monotonic_us();
    struct request *r = &x->request;
    r->arena = &x->arena;
    r->path = r->host = r->type = r->target = r->verb = "";
    r->client = x->connection->peer;
    int code = parse_target(&x->arena, str_of(target), &r->path, &r->query);
    x->problem = code == 0 ? 0 : code == ERR_TOO_LARGE ? 414 : 400;
    if (code == 0) r->target = arena_z(&x->arena, str_of(target));
    atomic_fetch_add_explicit(&s->exchange_count, 1, memory_order_relaxed);
    return x;
}

/* Blanks and tabs around a value are not part of it; any other control character is, and is refused later. */
static struct str blanks_off(struct str s) {
    while (s.len && (s.data[0] == ' ' || s.data[0] == '\t')) s = str_skip(s, 1);
    while (s.len && (s.data[s.len - 1] == ' ' || s.data[s.len - 1] == '\t')) s.len--;
    return s;
}

static enum MHD_Result header_add(void *cls, enum MHD_ValueKind kind, const char *name, const char *value) {
    (void)kind;
    struct exchange *x = cls;
    struct pairs *headers = &x->request.headers;
    if (headers->count > HEADERS_MAX) return MHD_NO;
    char *lower = arena_z(&x->arena, str_of(name));
    for (char *c = lower; *c; c++)
        if (*c >= 'A' && *c <= 'Z') *c = (char)(*c + 'a' - 'A');
    struct str text = blanks_off(str_of(value ? value : ""));
    pairs_add(headers, &x->arena, lower, (struct str){ arena_z(&x->arena, text), text.len });
    return MHD_YES;
}

/* The first call: the head is there. */
static enum MHD_Result on_head(struct exchange *x, const char *verb, const char *version) {
    const struct http_server *s = x->server;
    struct request *r = &x->request;
    r->verb = arena_z(&x->arena, str_of(verb));
    MHD_get_connection_values(x->native, MHD_HEADER_KIND, header_add, x);
    x->stage = STAGE_BODY;
    struct text why;
    struct framing framing;
    int status = x->problem;
    if (status)
        why = status == 414 ? T("The address is too long.", "网址过长。")
                            : T("The address is not well formed.", "网址格式不正确。");
    else
        status = head_check(r, version, &framing, &why);
    if (!status && parse_form(&x->arena, r->query, PARAMS_MAX, &r->params) < 0) {
        status = 400;
        why = T("The address is not well formed.", "网址格式不正确。");
    }
    if (status) return turn_away(x, status, why);
    head_client(r, x->connection->peer, s->options.trusted, s->options.trusted_count);
    if (!framing.body) {
        deadline_set(x->connection, 0);
        return MHD_YES;
    }
    size_t max = s->hooks.admit(s->hooks.context, x);
    if (framing.length > (int64_t)max || (framing.length < 0 && max == 0))
        return turn_away(x, 413, T("What was sent is too large for this address.", "发送的内容超过此地址允许的大小。"));
    if (atomic_load_explicit(&s->bodies, memory_order_relaxed) > BODIES_BYTES_MAX)
        return turn_away(x, 503,
                         T("Many uploads are arriving at once. Please try again in a minute.",
                           "目前上传较多，请一分钟后再试。"));
    buf_init(&x->body, max);
    int64_t expected = framing.length < 0 ? (int64_t)max : framing.length;
    deadline_set(x->connection, s->options.body_s + expected / BODY_BYTES_PER_S);
    return MHD_YES;
}

/* A piece of the body. One that outgrows its limit can no longer be answered through the library: the answer is written
 * by hand and the socket read to its end. */
static enum MHD_Result on_piece(struct exchange *x, const char *data, size_t *size) {
    static const char too_large[] = "HTTP/1.1 413 Content Too Large\r\nContent-Type: text/plain; charset=utf-8\r\n"
                                    "Connection: close\r\n\r\n"
                                    "What was sent is too large for this address. 发送的内容超过允许的大小。";
    struct http_server *s = x->server;
    buf_add(&x->body, (struct str){ data, *size });
    x->counted += *size;
    size_t held = atomic_fetch_add_explicit(&s->bodies, *size, memory_order_relaxed) + *size;
    *size = 0;
    if (buf_ok(&x->body) && held < BODIES_BYTES_MAX + (size_t)UPLOAD_BYTES_MAX) return MHD_YES;
    int fd = exchange_take_socket(x);
    if (fd >= 0) {
        ssize_t ignored = write(fd, too_large, sizeof too_large - 1);
        (void)ignored;
        sockets_linger(s->sockets, fd);
    }
    return MHD_NO;
}

/* The last call: the request is whole, or a parked exchange has its answer. */
static enum MHD_Result on_whole(struct exchange *x) {
    const struct http_server *s = x->server;
    if (x->stage == STAGE_BODY) {
        x->stage = STAGE_HANDLED;
        x->request.body = buf_str(&x->body);
        deadline_set(x->connection, 0);
        s->hooks.handle(s->hooks.context, x);
        if (x->taken) return MHD_NO;
        if (x->parked) return MHD_YES;
    }
    struct response *(*make)(void *context) = atomic_exchange(&x->make, NULL);
    struct response *r = make ? make(x->make_context) : atomic_exchange(&x->response, NULL);
    if (x->taken) return MHD_NO;
    return r ? queue(x, r) : MHD_YES; /* without one: called while still parked */
}

static enum MHD_Result on_access(void *cls, struct MHD_Connection *native, const char *url, const char *verb,
                                 const char *version, const char *data, size_t *size, void **context) {
    (void)cls;
    (void)native;
    (void)url;
    struct exchange *x = *context;
    if (x->stage == STAGE_HEAD) return on_head(x, verb, version);
    if (x->stage == STAGE_QUEUED) { /* the rest of a refused body */
        *size = 0;
        return MHD_YES;
    }
    if (*size) return on_piece(x, data, size);
    return on_whole(x);
}

static void on_completed(void *cls, struct MHD_Connection *native, void **context,
                         enum MHD_RequestTerminationCode code) {
    (void)native;
    (void)code;
    struct http_server *s = cls;
    struct exchange *x = *context;
    if (!x) return;
    deadline_set(x->connection, s->options.head_s);
    idle_set(x->connection, true);
    if (x->request.person) connection_known(s, x->connection, x->request.person);
    atomic_fetch_sub_explicit(&s->bodies, x->counted, memory_order_relaxed);
    atomic_fetch_sub_explicit(&s->exchange_count, 1, memory_order_relaxed);
    response_unref(atomic_load(&x->response));
    buf_release(&x->body);
    arena_release(&x->arena);
    free(x);
    *context = NULL;
}

/* ---- what handlers call ---- */

const char *request_header(const struct request *r, const char *name) { return pairs_get(&r->headers, name); }

struct request *exchange_request(struct exchange *x) {
    return &x->request;
}

void exchange_park(struct exchange *x) {
    x->parked = true;
    MHD_suspend_connection(x->native);
}

void exchange_answer(struct exchange *x, struct response *response) {
    bool parked = x->parked;
    struct MHD_Connection *native = x->native;
    atomic_store(&x->response, response);
    if (parked) MHD_resume_connection(native); /* from here on x may be gone */
}

void exchange_answer_made(struct exchange *x, struct response *(*make)(void *context), void *context) {
    struct MHD_Connection *native = x->native;
    x->make_context = context;
    atomic_store(&x->make, make);
    MHD_resume_connection(native); /* from here on x may be gone */
}

int exchange_take_socket(struct exchange *x) {
    int fd = fcntl(x->connection->fd, F_DUPFD_CLOEXEC, 3);
    if (fd >= 0) x->taken = true;
    return fd;
}

/* ---- start and stop ---- */

/* The library would decode and cut the address itself; ours is read from the raw request line. */
static size_t unescape_nothing(void *cls, struct MHD_Connection *c, char *s) {
    (void)cls;
    (void)c;
    return strlen(s);
}

/* With MHD_USE_TURBO the library closes a socket without shutting it first: that is what lets `exchange_take_socket`
 * and the lingering close keep a duplicate open. */
int http_start(struct http_server **ret, const struct http_options *o, const struct http_hooks *hooks,
               struct error *err) {
    struct http_server *s = mem_alloc(sizeof *s);
    s->options = *o;
    s->options.head_s = o->head_s ? o->head_s : HEAD_S_MAX;
    s->options.body_s = o->body_s ? o->body_s : BODY_S_MAX;
    s->hooks = *hooks;
    pthread_mutex_init(&s->lock, NULL);
    places_init(&s->strangers);
    places_init(&s->persons);
    int code = sockets_start(&s->sockets, err);
    if (code < 0) {
        free(s);
        return code;
    }
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned threads = o->threads > 0 ? (unsigned)o->threads : cores > 0 ? (unsigned)cores : 1;
    s->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO | MHD_ALLOW_SUSPEND_RESUME, 0, on_accept,
                                 s, on_access, s, MHD_OPTION_LISTEN_SOCKET, o->socket, MHD_OPTION_STRICT_FOR_CLIENT, 1,
                                 MHD_OPTION_THREAD_POOL_SIZE, threads, MHD_OPTION_CONNECTION_LIMIT,
                                 (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                                 (size_t)CONNECTION_POOL_BYTES, MHD_OPTION_UNESCAPE_CALLBACK, unescape_nothing, NULL,
                                 MHD_OPTION_URI_LOG_CALLBACK, on_request_line, s, MHD_OPTION_NOTIFY_COMPLETED,
                                 on_completed, s, MHD_OPTION_NOTIFY_CONNECTION, on_connection, s, MHD_OPTION_END);
    if (!s->daemon) {
        sockets_stop(s->sockets);
        free(s);
        return error_set(err, ERR_IO, T("The web server could not be started.", "无法启动网页服务。"));
    }
    pthread_create(&s->reaper, NULL, reap, s);
    *ret = s;
    return 0;
}

bool http_stop(struct http_server *s, int wait_s) {
    int fd = MHD_quiesce_daemon(s->daemon);
    for (int i = 0; i < wait_s * 50 && atomic_load(&s->exchange_count) > 0; i++)
        nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
    atomic_store(&s->stopping, true);
    pthread_join(s->reaper, NULL);
    if (fd >= 0) close(fd);
    if (atomic_load(&s->exchange_count) > 0) return false;
    MHD_stop_daemon(s->daemon);
    sockets_stop(s->sockets);
    pthread_mutex_destroy(&s->lock);
    free(s);
    return true;
}

size_t http_connections(const struct http_server *s) { return atomic_load(&s->connection_count); }

size_t http_open_exchanges(const struct http_server *s) { return atomic_load(&s->exchange_count); }

struct sockets *http_sockets(const struct http_server *s) {
    return s->sockets;
}
