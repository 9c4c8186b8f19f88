/* The server over one open alliance: what main.c calls.
 *
 *     serve_run   ─ reads DIR/charterd.conf, listens, serves until SIGTERM or SIGINT, stops in order
 *     serve_start ─ the same without signals and settings, for tests and benchmarks in one process */
#ifndef SERVE_SERVE_H
#define SERVE_SERVE_H

#include "acts/pipeline/pipeline.h"

struct serve_options {
    const char *listen;  /* "127.0.0.1:8080"; ":8080" is every address */
    const char *site;    /* "https://alliance.example"; NULL: "http://" and the address listened on */
    const char *proxies; /* addresses and blocks whose X-Forwarded-For and -Proto are believed, parted by commas; NULL: none */
    int threads;         /* 0: one for each core */
    int64_t acts_per_s;  /* of one person; 0: as serve/limits.h says */
};

struct serve;
/* ERR_EXISTS: the address is in use. The alliance stays the caller's and outlives the server. */
int serve_start(struct serve **ret, struct alliance *a, const struct serve_options *o, struct error *err);
const char *serve_address(const struct serve *s); /* "127.0.0.1:8080", as bound */
/* Finishes what is under way, then ends. False: something was still held after ten seconds; end the process. */
bool serve_stop(struct serve *s);

/* Before the alliance is opened: SIGTERM and SIGINT wait for serve_run, in every thread that is started from here on. */
void serve_hold_signals(void);
/* What is said once the server answers; `url` is its public address. */
typedef void serve_ready_fn(void *context, struct alliance *a, const char *url);
/* Until a signal asks to stop; 0 then. `listen` NULL: as the settings say, else 127.0.0.1:8080. A socket handed over by
 * systemd comes first. Says where it listens on standard error, and to systemd when it is ready. */
int serve_run(struct alliance *a, const char *listen, serve_ready_fn *ready, void *context, struct error *err);

#endif
