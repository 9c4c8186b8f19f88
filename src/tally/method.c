/* The methods there are, and the frame round each count: what is the same for all of them is checked and filled in here. */
#include <string.h>
#include <stdlib.h>

#include "tally/result.h"

extern const struct tally_method *const __start_charterd_methods[];
extern const struct tally_method *const __stop_charterd_methods[];

enum { METHODS_MAX = 64 };

static int by_name(const void *a, const void *b) {
    return strcmp((*(const struct tally_method *const *)a)->name, (*(const struct tally_method *const *)b)->name);
}

size_t tally_methods(const struct tally_method *const **ret) {
    static _Thread_local const struct tally_method *sorted[METHODS_MAX];
    size_t n = (size_t)(__stop_charterd_methods - __start_charterd_methods);
    if (n > METHODS_MAX) n = METHODS_MAX;
    memcpy(sorted, __start_charterd_methods, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_name);
    *ret = sorted;
    return n;
}

const struct tally_method *tally_method(struct str name) {
    size_t n = (size_t)(__stop_charterd_methods - __start_charterd_methods);
    for (size_t i = 0; i < n; i++)
        if (str_is(name, __start_charterd_methods[i]->name)) return __start_charterd_methods[i];
    return NULL;
}

static int check_form(const struct tally_method *m, const struct ballots *b, struct error *err) {
    if (b->line_count == 0) return 0; /* no papers are of any form */
    if (m->scores && b->form != FORM_SCORES)
        return error_set(err, ERR_SYNTAX,
                         T("{method} counts scores, and these ballots hold none.",
                           "{method} 须有评分，而这些选票没有评分。"),
                         ARG_Z("method", m->name));
    if (!m->scores && b->form == FORM_SCORES)
        return error_set(err, ERR_SYNTAX,
                         T("These ballots hold scores; {method} does not count scores.",
                           "这些选票为评分票，{method} 不计评分。"),
                         ARG_Z("method", m->name));
    if (!m->approvals && b->form == FORM_APPROVAL)
        return error_set(err, ERR_SYNTAX,
                         T("These ballots only approve; {method} needs rankings.",
                           "这些选票仅表示认可，{method} 须有排序。"),
                         ARG_Z("method", m->name));
    return 0;
}

int tally_count(struct tally_result **ret, const struct tally_method *m, const struct ballots *b,
                const struct tally_rules *rules, struct error *err) {
    int result = check_form(m, b, err);
    if (result) return result;
    if (rules->seats < 1 || rules->seats > CANDIDATES_MAX)
        return error_set(err, ERR_RANGE,
                         T("{seats} seats; 1 to {max} can be filled.", "席位 {seats} 个，可选 1 至 {max} 个。"),
                         ARG_INT("seats", rules->seats), ARG_INT("max", CANDIDATES_MAX));
    struct tally_result *r = mem_alloc(sizeof *r);
    arena_init(&r->arena);
    r->method = m;
    r->ballots = b;
    r->rules = rules;
    r->decided = true;
    r->papers = b->papers;
    r->elected = arena_array(&r->arena, uint16_t, b->candidate_count);
    r->elected_stage = arena_array(&r->arena, int, b->candidate_count);
    r->order = arena_array(&r->arena, uint16_t, b->candidate_count);
    r->order_end = arena_array(&r->arena, size_t, b->candidate_count + 1);
    r->default_option = NOBODY;
    result = m->count(r, err);
    if (result) {
        tally_result_free(r);
        return result;
    }
    if (r->decided && rules->seats > (int)r->elected_count) r->vacant = rules->seats - (int)r->elected_count;
    *ret = r;
    return 0;
}

void tally_result_free(struct tally_result *r) {
    if (!r) return;
    arena_release(&r->arena);
    free(r->stages);
    free(r->ties);
    free(r);
}

/* ---- what methods write ---- */

struct tally_stage *result_stage(struct tally_result *r, enum stage_action action, const uint16_t *who,
                                 size_t who_count) {
    size_t n = r->ballots->candidate_count;
    if (r->stage_count == r->stage_size) {
        r->stage_size = r->stage_size ? r->stage_size * 2 : 16;
        r->stages = mem_grow(r->stages, r->stage_size * sizeof *r->stages);
    }
    struct tally_stage *s = &r->stages[r->stage_count++];
    *s = (struct tally_stage){ .action = action, .who_count = who_count };
    if (who_count) s->who = arena_copy(&r->arena, who, who_count * sizeof *who);
    s->total = arena_array(&r->arena, int64_t, n);
    return s;
}

void result_elect(struct tally_result *r, uint16_t who) {
    struct tally_stage *s = &r->stages[r->stage_count - 1];
    r->elected_stage[r->elected_count] = (int)r->stage_count;
    r->elected[r->elected_count++] = who;
    s->elected_count++;
    s->elected = r->elected + (r->elected_count - s->elected_count); /* those of a stage stand together */
}

bool result_is_elected(const struct tally_result *r, uint16_t who) {
    for (size_t i = 0; i < r->elected_count; i++)
        if (r->elected[i] == who) return true;
    return false;
}

void result_order(struct tally_result *r, const uint16_t *who, size_t count) {
    size_t from = r->order_groups ? r->order_end[r->order_groups - 1] : 0;
    if (count == 0) return;
    memcpy(r->order + from, who, count * sizeof *who);
    r->order_end[r->order_groups++] = from + count;
}
