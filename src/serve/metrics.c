/* Counters and the latency histogram: see metrics.h. The page itself is in house.c. */
#include "serve/metrics.h"

const int64_t metrics_bounds_us[LATENCY_BUCKETS] = { 250,   500,   1000,   2500,   5000,    10000,
                                                     25000, 50000, 100000, 250000, 1000000, 10000000 };

void metrics_answered(struct metrics *m, int status, int64_t age_us) {
    atomic_fetch_add_explicit(&m->answers[status >= 100 && status < 600 ? status / 100 : 0], 1, memory_order_relaxed);
    int bucket = 0;
    while (bucket < LATENCY_BUCKETS && age_us > metrics_bounds_us[bucket]) bucket++;
    atomic_fetch_add_explicit(&m->latency[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&m->latency_us, (unsigned long long)age_us, memory_order_relaxed);
}
