/* Forgetting, once an hour: what mail no longer needs to say. */
#ifndef EFFECTS_SWEEP_H
#define EFFECTS_SWEEP_H

#include "acts/pipeline/pipeline.h"

/* Bodies older than two years, and everything of people who were erased, leave the outbox; the proof of delivery (state,
 * times, hash, the code of the reply) stays. 0 or what the writer said. */
int outbox_sweep(struct alliance *a);

#endif
