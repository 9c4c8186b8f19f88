/* What the tests of counting share: an election from a text, a count of it, and a result written in one short line. */
#ifndef TESTS_TALLY_COUNTING_H
#define TESTS_TALLY_COUNTING_H

#include "support/check.h"
#include "tally/result.h"

struct counted {
    struct ballots ballots;
    struct tally_rules rules;
    struct tally_result *result;
    struct remarks remarks;
    struct error err;
};

static inline void counted_free(struct counted *c) {
    tally_result_free(c->result);
    ballots_release(&c->ballots);
}

/* Reads; 0 or the error's code. */
static inline int reading(struct counted *c, const char *text) {
    *c = (struct counted){ 0 };
    ballots_init(&c->ballots, FORM_RANKED);
    return ballots_read(&c->ballots, str_of(text), BALLOTS_ANY, &c->remarks, &c->err);
}

/* Counts what was read. `settings` is "name=value name=value", besides "seed=…" and "order=3,1". */
static inline int counting(struct counted *c, const char *method, int seats, const char *settings) {
    static uint16_t order[CANDIDATES_MAX];
    const struct tally_method *m = tally_method(str_of(method));
    assert_non_null(m);
    tally_rules_init(&c->rules, m, seats ? seats : c->ballots.seats);
    struct str rest = str_of(settings);
    while (rest.len) {
        struct str value = str_cut(&rest, ' '), name = str_cut(&value, '=');
        if (str_is(name, "seed")) {
            c->rules.lot = LOT_SEED;
            c->rules.seed = value;
        } else if (str_is(name, "order")) {
            c->rules.lot = LOT_ORDER;
            c->rules.order = order;
            c->rules.order_count = 0;
            while (value.data) {
                int64_t who;
                assert_int_equal(str_int(str_cut(&value, ','), &who), 0);
                order[c->rules.order_count++] = (uint16_t)(who - 1);
            }
        } else {
            int code = tally_rules_set(&c->rules, m, name, value, &c->err);
            if (code) return code;
        }
    }
    return tally_count(&c->result, m, &c->ballots, &c->rules, &c->err);
}

static inline int count_text(struct counted *c, const char *text, const char *method, int seats, const char *settings) {
    int code = reading(c, text);
    if (code == 0) code = counting(c, method, seats, settings);
    return code;
}

/* "2@1 4@3" elected at stage; then " ?" when undecided, " -N" for vacant seats. */
static inline const char *elected(const struct counted *c) {
    static char said[4096];
    size_t n = 0;
    said[0] = 0;
    for (size_t i = 0; i < c->result->elected_count; i++)
        n += (size_t)snprintf(said + n, sizeof said - n, "%s%d@%d", i ? " " : "", c->result->elected[i] + 1, c->result->elected_stage[i]);
    if (!c->result->decided) n += (size_t)snprintf(said + n, sizeof said - n, " ?");
    if (c->result->vacant) snprintf(said + n, sizeof said - n, " -%d", c->result->vacant);
    return said;
}

/* "5>1=3>2" */
static inline const char *order_of(const struct counted *c) {
    static char said[4096];
    size_t n = 0;
    said[0] = 0;
    for (size_t g = 0; g < c->result->order_groups; g++)
        for (size_t from = g ? c->result->order_end[g - 1] : 0, i = from; i < c->result->order_end[g]; i++)
            n += (size_t)snprintf(said + n, sizeof said - n, "%s%d", i > from ? "=" : g ? ">" : "", c->result->order[i] + 1);
    return said;
}

/* What the error says, in English. */
static inline const char *said(const struct error *err) {
    static struct buf b;
    buf_release(&b);
    buf_init(&b, 1 << 16);
    error_format(&b, err, LANG_EN);
    return buf_z(&b);
}

#endif
