/* The checks behind compliance, one for each topic that state can fall short of. */
#ifndef ACTS_COMPLIANCE_CHECKS_H
#define ACTS_COMPLIANCE_CHECKS_H

#include "acts/house/compliance.h"

struct compliance_check {
    struct db *db;
    const struct charter *charter;
    const struct workcal *workcal;
    instant now;
    struct arena *arena;
    const struct rule *rule;
    struct compliance *row;
};
void compliance_add(struct compliance_check *k, enum compliance_state state, struct text text, const struct arg *args, size_t count);
#define compliance_say(k, state, text, ...) compliance_add((k), (state), (text), FINDING_ARGS(__VA_ARGS__))

/* Runs the check of k->rule's topic, if there is one. */
void compliance_check(struct compliance_check *k);

#endif
