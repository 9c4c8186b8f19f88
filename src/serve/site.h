/* What every handler of this room shares: the alliance, the queues, the counters. Made by serve.c, read by all. */
#ifndef SERVE_SITE_H
#define SERVE_SITE_H

#include <pthread.h>

#include "acts/pipeline/pipeline.h"
#include "serve/cache.h"
#include "serve/http.h"
#include "serve/limiter.h"
#include "serve/metrics.h"
#include "serve/recall.h"
#include "serve/router.h"
#include "serve/serve.h"
#include "serve/workers.h"

struct site {
    struct alliance *alliance;
    struct http_server *http;
    struct workers *pages;      /* read the database, make pages */
    struct workers *papers;     /* wait for the printers of PDF */
    struct pdf_printers *printers;
    struct workers *passwords;  /* argon2id, at most two at once */
    struct router *router;
    struct cache *cache;
    struct limiter *limiter;
    struct recall *recall;      /* tokens seen good a moment ago */
    struct metrics metrics;
    const char *url;            /* the public address, without a slash at its end */
    bool https;                 /* it begins with https: cookies are Secure */
    bool proxied;               /* a proxy stands before it, by the operator's word */
    struct assets *assets;
    struct events *events;
    atomic_bool starting;       /* /healthz says 503 until mail and the shell's way in are there too */
};

/* A piece of work on its way: an exchange, its route, and what the handler keeps. In the exchange's arena. */
struct job {
    struct site *site;
    struct exchange *x;
    struct match match;
};

int64_t clock_ms(void); /* goes forward only */

/* A handler may refuse with a page of the house, or as problem+json where a program asked (`wants_json`). On a worker. */
bool wants_json(const struct request *r);
void answer_problem(struct site *site, struct exchange *x, int status, struct text title, struct text what);
/* The same without touching the database, from any thread. `retry_s` > 0: Retry-After. */
struct response *problem_response(struct site *site, const struct request *r, int status, struct text title, struct text what,
                                  int retry_s);
/* A form that could not be read (code of request_read_form), or that nobody on this site meant. */
void answer_form_fault(struct site *site, struct exchange *x, int code);
void answer_not_meant(struct site *site, struct exchange *x);
void answer_busy(struct site *site, struct exchange *x);

enum lang request_lang(const struct request *r);
/* "…" made of `bytes` random bytes, base64url, in the arena. */
const char *random_text(struct arena *a, size_t bytes);
/* SHA-256 in hex of a secret: what the database keeps instead of it. */
const char *secret_id(struct arena *a, const char *secret);
bool same_secret(const char *a, const char *b); /* constant time in the length of `a` */

/* The routes, a table a file; each ends with {0}. */
extern const struct route routes_acts[], routes_api[], routes_signin[], routes_account[], routes_submissions[],
    routes_register[], routes_assets[], routes_house[], routes_events[], routes_ballots[];
/* Parks the exchange and queues `work` with a job for it; answers busy by itself. */
void run_on_worker(struct site *site, struct exchange *x, const struct match *m, void (*work)(void *job));
/* Views are run by this (pages.c). */
void run_view(struct site *site, struct exchange *x, const struct match *m);
/* Makes a `shared` view in both languages, for those who are about to ask for it. Reads the database: on a thread that may. */
void prepare_view(struct site *site, const char *path);

#endif
