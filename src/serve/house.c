/* How the server is: /healthz for whoever starts and watches it, /metrics for Prometheus. */
#include <string.h>

#include "acts/pipeline/tallies.h"
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

/* `bounds` in microseconds, and one count more than there are of them. */
static void histogram(struct buf *out, const char *name, const char *help, const int64_t *bounds, int count,
                      atomic_ullong *counts, atomic_ullong *sum_us) {
    unsigned long long sum = 0;
    buf_addf(out, "# HELP charterd_%s %s\n# TYPE charterd_%s histogram\n", name, help, name);
    for (int i = 0; i <= count; i++) {
        sum += atomic_load(&counts[i]);
        buf_addf(out, "charterd_%s_bucket{le=\"", name);
        if (i < count)
            add_seconds(out, (unsigned long long)bounds[i]);
        else
            buf_addz(out, "+Inf");
        buf_addf(out, "\"} %llu\n", sum);
    }
    buf_addf(out, "charterd_%s_sum ", name);
    add_seconds(out, atomic_load(sum_us));
    buf_addf(out, "\ncharterd_%s_count %llu\n", name, sum);
}

static void write_committer(struct buf *out, struct tallies *t) {
    static const char *const outcomes[TALLY_COUNT] = { "allowed", "refused", "repeated", "failed" };
    buf_addz(out, "# HELP charterd_asks_total Acts asked for, through every door, by their outcome.\n"
                  "# TYPE charterd_asks_total counter\n");
    for (int i = 0; i < TALLY_COUNT; i++)
        buf_addf(out, "charterd_asks_total{verdict=\"%s\"} %llu\n", outcomes[i], atomic_load(&t->asks[i]));
    histogram(out, "commit_seconds", "From a batch's being taken to its being durable.", tally_bounds_us,
              COMMIT_BUCKETS, t->commits, &t->commit_us);
}

/* What the operator has to look after: what waits, since when, and why what failed did. */
static void write_outbox(struct buf *out, struct db *db, instant now) {
    instant oldest = db_int(db, now, "SELECT min(created_at) FROM outbox WHERE state = 'waiting'");
    gauge(out, "outbox_waiting", "Mails waiting to be sent.",
          db_int(db, 0, "SELECT count(*) FROM outbox WHERE state = 'waiting'"));
    gauge(out, "outbox_oldest_waiting_seconds", "How long the oldest of them has waited; 0 when none waits.",
          oldest < now ? now - oldest : 0);
    buf_addz(out, "# HELP charterd_outbox_failed Mails given up: refused for good by a server, still put off after "
                  "five days, or without anybody to send them to.\n# TYPE charterd_outbox_failed gauge\n");
    buf_addf(out, "charterd_outbox_failed{why=\"refused\"} %lld\n",
             (long long)db_int(db, 0, "SELECT count(*) FROM outbox WHERE state = 'failed' AND reply LIKE '5%'"));
    buf_addf(
        out, "charterd_outbox_failed{why=\"put_off\"} %lld\n",
        (long long)db_int(
            db, 0,
            "SELECT count(*) FROM outbox WHERE state = 'failed' AND tries > 1 AND coalesce(reply, '') NOT LIKE '5%'"));
    buf_addf(
        out, "charterd_outbox_failed{why=\"no_address\"} %lld\n",
        (long long)db_int(
            db, 0,
            "SELECT count(*) FROM outbox WHERE state = 'failed' AND tries <= 1 AND coalesce(reply, '') NOT LIKE '5%'"));
}

static void write_answers(struct buf *out, struct metrics *m) {
    buf_addz(out, "# HELP charterd_http_answers_total Answers by the hundreds of their status.\n"
                  "# TYPE charterd_http_answers_total counter\n");
    for (int i = 1; i < 6; i++)
        buf_addf(out, "charterd_http_answers_total{status=\"%dxx\"} %llu\n", i, atomic_load(&m->answers[i]));
    histogram(out, "http_seconds", "From the head of a request to its answer.", metrics_bounds_us, LATENCY_BUCKETS,
              m->latency, &m->latency_us);
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
    write_committer(&out, alliance_tallies(site->alliance));
    struct db *db = store_reader(alliance_store(site->alliance));
    if (db_begin(db, NULL) == 0) {
        write_outbox(&out, db, alliance_now(site->alliance));
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
