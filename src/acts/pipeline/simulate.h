/* An alliance's history under a draft of its charter: which acts would have been judged otherwise, and which votes and meetings
 * would have come out otherwise. Reads only. */
#ifndef ACTS_SIMULATE_H
#define ACTS_SIMULATE_H

#include "acts/pipeline/pipeline.h"

struct simulated {
    int64_t entry;                 /* the leaf; -1 for an attempt */
    bool attempt;                  /* refused then and kept with its open fields only: the verdict is incomplete */
    instant at;
    const struct act_kind *kind;
    int64_t person;                /* 0: a visitor or the operator */
    bool was_allowed, allowed;     /* then; under the draft */
    struct text was_outcome, outcome; /* of an act allowed both times that settles something otherwise: "passed", "not passed" */
    const struct verdict *verdict; /* under the draft */
};
struct simulate_report {
    struct arena *arena;           /* given by the caller */
    int64_t acts, attempts;        /* judged */
    struct simulated *items;       /* those whose verdict changes, in the order of time */
    size_t count, size;
};
int alliance_simulate(const char *dir, const struct charter *draft, struct simulate_report *ret, struct error *err);

#endif
