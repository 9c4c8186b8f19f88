/* Threads that do what an event thread must not: read the database, make pages, check passwords. A bounded queue before
 * a fixed number of threads; a full queue says so at once, and the asker answers 503. */
#ifndef SERVE_WORKERS_H
#define SERVE_WORKERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct workers;
int workers_start(struct workers **ret, int threads, size_t queue_max, struct error *err);
/* Does what is queued, then ends. */
void workers_stop(struct workers *w);
bool workers_do(struct workers *w, void (*run)(void *arg), void *arg); /* false: the queue is full */
size_t workers_waiting(const struct workers *w);

#endif
