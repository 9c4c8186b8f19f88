/* Live updates: who looks at a page is told when what it shows has changed.
 *
 *     GET /events                    each growth of the register
 *     GET /events?topic=meeting/12   each act about meeting 12 (also by its motions and topics)
 *     &since=N, or Last-Event-ID: N  and at once, when there was one since the register had N entries
 *
 * One thread watches the register, reads what the new leaves speak of, and says each topic once. */
#ifndef SERVE_EVENTS_H
#define SERVE_EVENTS_H

#include "serve/site.h"

struct events;
int events_start(struct events **ret, struct site *site, struct error *err);
void events_stop(struct events *e);

#endif
