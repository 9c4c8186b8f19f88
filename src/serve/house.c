/* How the server is: /healthz for whoever starts and watches it, /metrics for Prometheus. */
#include <string.h>

#include "serve/site.h"

/* 200 when pages can be read and acts are taken; else 503 with the reason in a sentence. */
static void health_job(void *arg) {
    struct job *job = arg;
    struct site *site = job->site;
    struct error why = { 0 };
    struct buf out;
    buf_init(&out, 4096);
    struct db *db = store_reader(alliance_store(site->alliance));
    bool readable = db_begin(db, &why) == 0;
    if (readable) db_rollback(db);
    store_reader_done(alliance_store(site->alliance), db);
    bool well = readable && alliance_healthy(site->alliance, &why) && !atomic_load(&site->starting);
    if (well)
        buf_addz(&out, "ok\n");
    else if (!why.code)
        buf_addz(&out, "starting\n");
    else {
        error_format(&out, &why, LANG_EN);
        buf_addc(&out, '\n');
    }
    struct response *response =
        response_new(well ? 200 : 503, "text/plain; charset=utf-8", POLICY_DATA, bytes_take(&out));
    response_header(response, "Cache-Control", "no-store");
    buf_release(&out);
    exchange_answer(job->x, response);
}

static void counter(struct buf *out, const char *name, const char *help, unsigned long long value) {
    buf_addf(out, "# HELP charterd_%s %s\n# TYPE charterd_%s counter\ncharterd_%s %llu\n", name, help, name, name,
             value);
}

static void gauge(struct buf *out, const char *name, const char *help, long long value) {
    buf_addf(out, "# HELP charterd_%s %s\n# TYPE charterd_%s gauge\ncharterd_%s %lld\n", name, help, name, name, value);
}

/* Seconds with six places, without a floating number. */
static void add_seconds(struct buf *out, unsigned long long us) {
    buf_addf(out, "%llu.%06llu", us / 1000000, us % 1000000);
}

static void write_answers(struct buf *out, struct metrics *m) {
    buf_addz(out, "# HELP charterd_http_answers_total Answers by the hundreds of their status.\n"
                  "# TYPE charterd_http_answers_total counter\n");
    for (int i = 1; i < 6; i++)
        buf_addf(out, "charterd_http_answers_total{status=\"%dxx\"} %llu\n", i, atomic_load(&m->answers[i]));
    buf_addz(out, "# HELP charterd_http_seconds From the head of a request to its answer.\n"
                  "# TYPE charterd_http_seconds histogram\n");
    unsigned long long sum = 0;
    for (int i = 0; i <= LATENCY_BUCKETS; i++) {
        sum += atomic_load(&m->latency[i]);
        buf_addz(out, "charterd_http_seconds_bucket{le=\"");
        if (i < LATENCY_BUCKETS)
            add_seconds(out, (unsigned long long)metrics_bounds_us[i]);
        else
            buf_addz(out, "+Inf");
        buf_addf(out, "\"} %llu\n", sum);
    }
    buf_addz(out, "charterd_http_seconds_sum ");
    add_seconds(out, atomic_load(&m->latency_us));
    buf_addf(out, "\ncharterd_http_seconds_count %llu\n", sum);
}

static void write_site(struct buf *out, struct site *site) {
    struct metrics *m = &site->metrics;
    struct cache_counts cached = cache_counts(site->cache);
    counter(out, "acts_total", "Acts recorded through HTTP.", atomic_load(&m->acts));
    counter(out, "refusals_total", "Asks refused through HTTP.", atomic_load(&m->refusals));
    counter(out, "repeats_total", "Asks answered with an earlier act by their key.", atomic_load(&m->repeats));
    counter(out, "submissions_total", "Visitors' submissions kept.", atomic_load(&m->visitors));
    counter(out, "signins_total", "Sessions opened.", atomic_load(&m->signins));
    counter(out, "signin_failures_total", "Wrong passwords and dead links.", atomic_load(&m->signin_failures));
    counter(out, "forged_total", "Forms without the right token or origin.", atomic_load(&m->forged));
    counter(out, "limited_total", "Requests told to come back later.", atomic_load(&m->limited));
    counter(out, "cache_hits_total", "Pages answered from the cache.", cached.hits);
    counter(out, "cache_misses_total", "Pages asked for and not in the cache.", cached.misses);
    gauge(out, "cache_bytes", "Memory of the page cache.", (long long)cached.bytes);
    gauge(out, "connections", "Open connections.", (long long)http_connections(site->http));
    gauge(out, "exchanges", "Requests under way.", (long long)http_open_exchanges(site->http));
    gauge(out, "streams", "Event streams.", (long long)sockets_streams(http_sockets(site->http)));
    gauge(out, "work_queue", "Requests waiting for a worker.", (long long)workers_waiting(site->pages));
    gauge(out, "register_size", "Entries in the register.", alliance_size(site->alliance));
    gauge(out, "healthy", "1 when acts are taken.", alliance_healthy(site->alliance, NULL));
}

static void metrics_job(void *arg) {
    struct job *job = arg;
    struct site *site = job->site;
    if (exchange_request(job->x)->proxied) { /* for the operator's own network, not for the world */
        answer_problem(site, job->x, 404, T("Not from here", "此处不提供"),
                       T("Figures are given on the server’s own address.", "运行数据仅在服务器本机提供。"));
        return;
    }
    struct buf out;
    buf_init(&out, 65536);
    write_answers(&out, &site->metrics);
    write_site(&out, site);
    struct db *db = store_reader(alliance_store(site->alliance));
    if (db_begin(db, NULL) == 0) {
        gauge(&out, "outbox_waiting", "Mails waiting to be sent.",
              db_int(db, 0, "SELECT count(*) FROM outbox WHERE state = 'waiting'"));
        gauge(&out, "outbox_failed", "Mails given up.",
              db_int(db, 0, "SELECT count(*) FROM outbox WHERE state = 'failed'"));
        gauge(&out, "due_next_seconds", "When the next clock act falls due.",
              db_int(db, 0, "SELECT at FROM due ORDER BY at LIMIT 1"));
        db_rollback(db);
    }
    store_reader_done(alliance_store(site->alliance), db);
    struct response *response =
        response_new(200, "text/plain; version=0.0.4; charset=utf-8", POLICY_DATA, bytes_take(&out));
    response_header(response, "Cache-Control", "no-store");
    buf_release(&out);
    exchange_answer(job->x, response);
}

const struct route routes_house[] = {
    { .pattern = "/healthz", .flags = ROUTE_GET, .work = health_job },
    { .pattern = "/metrics", .flags = ROUTE_GET, .work = metrics_job },
    { 0 },
};
