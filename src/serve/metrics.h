/* What /metrics counts. All atomics: any thread adds. */
#ifndef SERVE_METRICS_H
#define SERVE_METRICS_H

#include <stdatomic.h>
#include <stdint.h>

enum { LATENCY_BUCKETS = 12 };
struct metrics {
    atomic_ullong answers[6];                   /* by the hundreds of the status */
    atomic_ullong latency[LATENCY_BUCKETS + 1]; /* by bucket; the last is beyond all */
    atomic_ullong latency_us;
    atomic_ullong acts, refusals, repeats, visitors;
    atomic_ullong signins, signin_failures;
    atomic_ullong forged;                       /* forms without the right token or origin */
    atomic_ullong limited;                      /* told to come back later */
};

void metrics_answered(struct metrics *m, int status, int64_t age_us);
extern const int64_t metrics_bounds_us[LATENCY_BUCKETS];

#endif
