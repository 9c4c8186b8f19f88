/* The server assembled: routes, queues, hooks; started, run until a signal, stopped in order. See serve.h.
 *
 *     event threads (http.c) ─ cached pages, static files, streams ── answered at once
 *            │ park
 *            ├─ page workers ─ views, forms, register bytes ─┐
 *            ├─ password workers ────────────────────────────┤ answer
 *            └─ the alliance's committer ─ acts ─────────────┘
 *     sockets thread: event streams · events thread: watches the register · sweeper: deletes what is past its time */
#include "serve/serve.h"

#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/conf.h"
#include "effects/outbox.h"
#include "effects/pdf.h"
#include "effects/settings.h"
#include "effects/sweep.h"
#include "serve/assets.h"
#include "serve/events.h"
#include "serve/limits.h"
#include "serve/sessions.h"
#include "serve/shell.h"

enum { PROXIES_MAX = 16, STOP_WAIT_S = 10, SWEEP_EVERY_S = 3600 };

struct serve {
    struct site site;
    struct arena arena;
    struct route *views; /* one for each view */
    struct block proxies[PROXIES_MAX];
    size_t proxy_count;
    struct events *events;
    const char *address;
    pthread_t sweeper;
    pthread_mutex_t sweep_lock;
    pthread_cond_t sweep_wake;
    bool stopping;
};

/* ---- hooks of the seam ---- */

static size_t admit(void *context, struct exchange *x) {
    struct serve *s = context;
    struct request *r = exchange_request(x);
    struct match m;
    int methods;
    if (router_find(s->site.router, r->method, r->path, r->arena, &m, &methods) != FOUND)
        return FORM_BYTES_MAX; /* read, and answered 404 or 405 */
    return m.route->admit ? m.route->admit(&s->site, x, &m) : m.route->body_max;
}

/* No route: no such page, or asked in another way. On a worker, for the page's shell reads the record. */
static void lost_job(void *arg) {
    struct job *job = arg;
    struct request *r = exchange_request(job->x);
    struct match ignored;
    int methods;
    if (router_find(job->site->router, r->method, r->path, r->arena, &ignored, &methods) == FOUND_NOTHING) {
        answer_problem(job->site, job->x, 404, T("Nothing is kept at this address", "此地址下没有内容"),
                       T("The address may be mistyped, or what it named was never recorded. Nothing that was public is "
                         "ever taken away.",
                         "可能是地址有误，或所指内容从未登记。凡已公开的内容不会被撤下。"));
        return;
    }
    const char *allow = methods == (ROUTE_GET | ROUTE_POST) ? "GET, HEAD, POST"
                        : methods == ROUTE_POST             ? "POST"
                                                            : "GET, HEAD";
    struct response *response =
        problem_response(job->site, r, 405, T("This address is asked in another way", "请求方式不适用于此地址"),
                         T("A page is read with GET, a form is sent with POST.",
                           "阅读页面使用 GET，提交表单使用 POST。"),
                         0);
    response_header(response, "Allow", allow);
    exchange_answer(job->x, response);
}

/* "/members/" is meant as "/members". */
static bool straighten(struct exchange *x) {
    struct request *r = exchange_request(x);
    size_t len = strlen(r->path);
    if (len < 2 || r->path[len - 1] != '/' || r->method == METHOD_POST || r->method == METHOD_OTHER) return false;
    struct str path = str_head(str_of(r->path), len - 1);
    exchange_answer(x,
                    response_redirect(
                        301,
                        arena_f(r->arena, r->query.len ? "%.*s?%.*s" : "%.*s", STR_FMT(path), STR_FMT(r->query)).data));
    return true;
}

static void handle(void *context, struct exchange *x) {
    struct serve *s = context;
    struct request *r = exchange_request(x);
    struct match m = { 0 };
    int methods;
    if (straighten(x)) return;
    switch (router_find(s->site.router, r->method, r->path, r->arena, &m, &methods)) {
    case FOUND:
        if (m.route->work)
            run_on_worker(&s->site, x, &m, m.route->work);
        else
            m.route->run(&s->site, x, &m);
        break;
    case FOUND_OTHER_METHOD:
    case FOUND_NOTHING: run_on_worker(&s->site, x, &m, lost_job); break;
    }
}

static struct response *turn_away(void *context, const struct request *r, int status, struct text why) {
    struct serve *s = context;
    return problem_response(&s->site, r, status, T("This request cannot be read", "无法处理该请求"), why,
                            status == 503 ? 60 : 0);
}

static void answered(void *context, const struct exchange *x, int status, int64_t age_us) {
    (void)x;
    struct serve *s = context;
    metrics_answered(&s->site.metrics, status, age_us);
}

/* ---- assembling ---- */

static int add_routes(struct serve *s, const struct route *routes, struct error *err) {
    for (; routes->pattern; routes++) {
        int code = router_add(s->site.router, routes, err);
        if (code < 0) return code;
    }
    return 0;
}

static int route_all(struct serve *s, struct error *err) {
    const struct route *const tables[] = { routes_acts,        routes_api,      routes_signin, routes_account,
                                           routes_submissions, routes_register, routes_assets, routes_house,
                                           routes_events,      routes_ballots };
    const struct view_kind *const *kinds;
    size_t count = view_kinds(&kinds);
    s->site.router = router_new();
    s->views = arena_array(&s->arena, struct route, count + 1);
    for (size_t i = 0; i < count; i++)
        s->views[i] =
            (struct route){ .pattern = kinds[i]->path, .flags = ROUTE_GET, .run = run_view, .with = kinds[i] };
    int code = add_routes(s, s->views, err);
    for (size_t i = 0; code == 0 && i < sizeof tables / sizeof *tables; i++) code = add_routes(s, tables[i], err);
    router_ready(s->site.router);
    return code;
}

static int read_proxies(struct serve *s, const char *proxies, struct error *err) {
    struct str rest = str_of(proxies);
    while (rest.data && rest.len) {
        struct str one = str_trim(str_cut(&rest, ','));
        if (one.len == 0) continue;
        if (s->proxy_count == PROXIES_MAX || parse_block(one, &s->proxies[s->proxy_count]) < 0)
            return error_set(err, ERR_SYNTAX,
                             T("{address} is not the address of a proxy; it is written 127.0.0.1 or 10.0.0.0/8.",
                               "{address} 不是代理服务器地址，正确写法如 127.0.0.1 或 10.0.0.0/8。"),
                             ARG_STR("address", one));
        s->proxy_count++;
    }
    return 0;
}

/* Each connection and each stream is a descriptor. */
static void raise_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static void *sweep(void *cls) {
    struct serve *s = cls;
    pthread_mutex_lock(&s->sweep_lock);
    while (!s->stopping) {
        pthread_mutex_unlock(&s->sweep_lock);
        alliance_write_later(s->site.alliance, sessions_sweep, NULL, NULL);
        outbox_sweep(s->site.alliance);
        pthread_mutex_lock(&s->sweep_lock);
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += SWEEP_EVERY_S;
        while (!s->stopping && pthread_cond_timedwait(&s->sweep_wake, &s->sweep_lock, &until) == 0)
            ;
    }
    pthread_mutex_unlock(&s->sweep_lock);
    return NULL;
}

/* What was made so far goes again; `http` is stopped before. */
static void dismantle(struct serve *s) {
    if (s->site.pages) workers_stop(s->site.pages);
    if (s->site.papers) workers_stop(s->site.papers);
    if (s->site.printers) pdf_printers_free(s->site.printers);
    if (s->site.passwords) workers_stop(s->site.passwords);
    if (s->site.router) router_free(s->site.router);
    if (s->site.cache) cache_free(s->site.cache);
    if (s->site.limiter) limiter_free(s->site.limiter);
    if (s->site.recall) recall_free(s->site.recall);
    if (s->site.assets) assets_free(s->site.assets);
    arena_release(&s->arena);
    free(s);
}

static int start_queues(struct serve *s, const struct serve_options *o, struct error *err) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    int threads = o->threads > 0 ? o->threads : cores < 2 ? 2 : cores > 12 ? 12 : (int)cores;
    int code = workers_start(&s->site.pages, threads, WORK_QUEUE_MAX, err);
    if (code == 0) code = workers_start(&s->site.passwords, PASSWORD_WORKERS, PASSWORD_QUEUE_MAX, err);
    s->site.printers = pdf_printers_new(NULL);
    if (code == 0) code = workers_start(&s->site.papers, PRINTERS_MAX, PAPER_QUEUE_MAX, err);
    s->site.cache = cache_new();
    s->site.limiter = limiter_new();
    s->site.recall = recall_new();
    if (o->acts_per_s) limiter_set(s->site.limiter, LIMIT_ACT_PERSON, 10 * o->acts_per_s, o->acts_per_s);
    s->site.assets = assets_new();
    return code;
}

/* On a socket that listens already; it is the server's from here on. */
static int start_on(struct serve **ret, struct alliance *a, int socket, const struct serve_options *o, bool ready,
                    struct error *err) {
    struct serve *s = mem_alloc(sizeof *s);
    arena_init(&s->arena);
    pthread_mutex_init(&s->sweep_lock, NULL);
    pthread_cond_init(&s->sweep_wake, NULL);
    struct buf name;
    buf_init(&name, 128);
    http_socket_name(socket, &name);
    s->address = arena_z(&s->arena, buf_str(&name));
    buf_release(&name);
    s->site.alliance = a;
    atomic_init(&s->site.starting, !ready);
    struct str url = o->site ? str_of(o->site) : arena_f(&s->arena, "http://%s", s->address);
    while (url.len && url.data[url.len - 1] == '/') url.len--;
    s->site.url = arena_z(&s->arena, url);
    s->site.https = str_starts(url, "https://");
    s->site.proxied = o->proxies != NULL;
    raise_descriptor_limit();
    int code = sodium_init() < 0 ? ERR_IO : route_all(s, err);
    if (code == 0 && o->proxies) code = read_proxies(s, o->proxies, err);
    if (code == 0) code = start_queues(s, o, err);
    struct http_options http = { .socket = socket,
                                 .trusted = s->proxies,
                                 .trusted_count = s->proxy_count,
                                 .threads = o->threads,
                                 .https_site = s->site.https };
    struct http_hooks hooks = {
        .context = s, .admit = admit, .handle = handle, .turn_away = turn_away, .answered = answered
    };
    if (code == 0) code = http_start(&s->site.http, &http, &hooks, err);
    if (code < 0) {
        close(socket);
        dismantle(s);
        return code;
    }
    code = events_start(&s->events, &s->site, err);
    if (code == 0 && pthread_create(&s->sweeper, NULL, sweep, s) != 0) code = ERR_IO;
    if (code < 0) {
        http_stop(s->site.http, 0);
        dismantle(s);
        return code;
    }
    *ret = s;
    return 0;
}

int serve_start(struct serve **ret, struct alliance *a, const struct serve_options *o, struct error *err) {
    int socket, code = http_listen(o->listen, &socket, err);
    return code < 0 ? code : start_on(ret, a, socket, o, true, err);
}

const char *serve_address(const struct serve *s) { return s->address; }

bool serve_stop(struct serve *s) {
    pthread_mutex_lock(&s->sweep_lock);
    s->stopping = true;
    pthread_cond_signal(&s->sweep_wake);
    pthread_mutex_unlock(&s->sweep_lock);
    pthread_join(s->sweeper, NULL);
    events_stop(s->events);
    if (!http_stop(s->site.http, STOP_WAIT_S)) return false;
    dismantle(s);
    return true;
}

/* ---- until a signal ---- */

/* sd_notify(3) is one datagram. */
static void tell_systemd(const char *state) {
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    size_t len = path ? strlen(path) : 0;
    if (len < 2 || len >= sizeof a.sun_path || (path[0] != '/' && path[0] != '@')) return;
    memcpy(a.sun_path, path, len);
    if (a.sun_path[0] == '@') a.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return;
    ssize_t ignored =
        sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&a, (socklen_t)(sizeof a.sun_family + len));
    (void)ignored;
    close(fd);
}

/* A socket that systemd opened (sd_listen_fds(3)): descriptor 3. -1: none. */
static int socket_of_systemd(void) {
    const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
    int64_t p, n;
    if (!pid || !count || str_int(str_of(pid), &p) < 0 || str_int(str_of(count), &n) < 0 || p != getpid() || n < 1)
        return -1;
    return 3;
}

static int settings_read(struct serve_options *o, struct alliance *a, const char *listen, struct conf *ret,
                         struct arena *arena, struct error *err) {
    const char *path = arena_f(arena, "%s/charterd.conf", alliance_dir(a)).data;
    int code = conf_read(ret, path, arena, err);
    if (code < 0) return code;
    struct str site = conf_get(ret, "site"), proxies = conf_get(ret, "proxy"), where = conf_get(ret, "listen");
    o->listen = listen ? listen : where.len ? arena_z(arena, where) : "127.0.0.1:8080";
    o->site = site.len ? arena_z(arena, site) : NULL;
    o->proxies = proxies.len ? arena_z(arena, proxies) : NULL;
    struct str acts = conf_get(ret, "limit.acts");
    enum { ACTS_PER_S_MAX = 1000000 };
    if (acts.len && (str_int(acts, &o->acts_per_s) < 0 || o->acts_per_s < 1 || o->acts_per_s > ACTS_PER_S_MAX))
        return error_set(err, ERR_SYNTAX,
                         T("{file}: limit.acts is a number from 1 to {most}.",
                           "{file}：limit.acts 须为 1 至 {most} 的整数。"),
                         ARG_Z("file", path), ARG_INT("most", ACTS_PER_S_MAX));
    return 0;
}

/* The server and the mailer, from settings to stopped. */
static int run_until_signal(struct alliance *a, const char *listen, const sigset_t *stop, serve_ready_fn *ready,
                            void *context, struct arena *arena, struct error *err) {
    struct serve_options o = { 0 };
    struct conf conf;
    struct serve *s = NULL;
    struct mailer *mailer = NULL;
    struct shell *shell = NULL;
    struct mail_settings mail;
    int code = settings_read(&o, a, listen, &conf, arena, err);
    int socket = listen ? -1 : socket_of_systemd();
    if (code == 0 && socket < 0) code = http_listen(o.listen, &socket, err);
    if (code == 0) code = start_on(&s, a, socket, &o, false, err);
    if (code < 0) return code;
    code = mail_settings_read(&mail, &conf, s->site.url, arena, err);
    if (code == 0) code = mailer_start(&mailer, a, &mail, err);
    if (code == 0) code = shell_start(&shell, a, s->site.url, err);
    if (code == 0) {
        fprintf(stderr, "charterd: serving %s at http://%s\n", alliance_dir(a), serve_address(s));
        if (ready) ready(context, a, s->site.url);
        atomic_store(&s->site.starting, false);
        tell_systemd("READY=1");
        int caught;
        while (sigwait(stop, &caught) != 0)
            ;
        tell_systemd("STOPPING=1");
    }
    if (shell) shell_stop(shell);
    bool stopped = serve_stop(s);
    if (mailer) mailer_stop(mailer);
    if (!stopped) {
        fprintf(stderr, "charterd: something was still under way after %d seconds; what was answered is recorded\n",
                STOP_WAIT_S);
        _exit(code == 0 ? 0 : 1);
    }
    return code;
}

static sigset_t stop_signals(void) {
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    return stop;
}

void serve_hold_signals(void) {
    sigset_t stop = stop_signals();
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    signal(SIGPIPE, SIG_IGN);
}

int serve_run(struct alliance *a, const char *listen, serve_ready_fn *ready, void *context, struct error *err) {
    struct arena arena;
    sigset_t stop = stop_signals();
    arena_init(&arena);
    int code = run_until_signal(a, listen, &stop, ready, context, &arena, err);
    arena_release(&arena);
    return code;
}
