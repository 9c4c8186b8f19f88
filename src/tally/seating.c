/* Caps, reserved seats, and electing by groups; see seating.h. */
#include <string.h>

#include "tally/seating.h"

void seating_init(struct seating *s, const struct ballots *b, const struct tally_rules *rules) {
    *s = (struct seating){ .ballots = b, .rules = rules, .left = rules->seats };
    s->bound = rules->value[OPTION_CAP_ORGANIZATION] > 0 || rules->value[OPTION_CAP_RELATED] > 0;
    for (size_t g = 1; g <= b->group_count[GROUP_RESERVED]; g++) {
        s->need[g] = b->groups[GROUP_RESERVED][g].seats;
        if (s->need[g] > 0) s->bound = true;
    }
    for (int k = 0; k < 2; k++)
        for (size_t g = 1; g <= b->group_count[k]; g++) s->taken[k][g] = b->groups[k][g].taken;
    for (size_t c = 0; c < b->candidate_count; c++)
        if (!b->candidates[c].withdrawn) s->stand[b->candidates[c].group[GROUP_RESERVED]]++;
    if (rules->value[OPTION_RESERVED] == RESERVED_VACANT) return;
    for (size_t g = 1; g <= b->group_count[GROUP_RESERVED]; g++)
        if (s->need[g] > s->stand[g]) s->need[g] = s->stand[g];
}

static int owed(const struct seating *s) {
    int sum = 0;
    for (size_t g = 1; g <= s->ballots->group_count[GROUP_RESERVED]; g++) sum += s->need[g];
    return sum;
}

bool seating_open(const struct seating *s, uint16_t who) {
    const uint16_t *g = s->ballots->candidates[who].group;
    const int64_t *cap = s->rules->value;
    if (s->left <= 0) return false;
    if (!s->bound) return true;
    if (g[GROUP_ORGANIZATION] && cap[OPTION_CAP_ORGANIZATION] > 0 &&
        s->taken[0][g[GROUP_ORGANIZATION]] >= cap[OPTION_CAP_ORGANIZATION])
        return false;
    if (g[GROUP_RELATED] && cap[OPTION_CAP_RELATED] > 0 && s->taken[1][g[GROUP_RELATED]] >= cap[OPTION_CAP_RELATED])
        return false;
    return s->need[g[GROUP_RESERVED]] > 0 || owed(s) < s->left;
}

bool seating_guarded(const struct seating *s, uint16_t who) {
    uint16_t g = s->ballots->candidates[who].group[GROUP_RESERVED];
    return s->bound && g && s->need[g] > 0 && s->stand[g] <= s->need[g];
}

void seating_take(struct seating *s, uint16_t who) {
    const uint16_t *g = s->ballots->candidates[who].group;
    s->left--;
    s->taken[0][g[GROUP_ORGANIZATION]]++;
    s->taken[1][g[GROUP_RELATED]]++;
    if (s->need[g[GROUP_RESERVED]] > 0) s->need[g[GROUP_RESERVED]]--;
    s->stand[g[GROUP_RESERVED]]--;
}

void seating_drop(struct seating *s, uint16_t who) {
    uint16_t g = s->ballots->candidates[who].group[GROUP_RESERVED];
    s->stand[g]--;
    if (s->need[g] > s->stand[g] && s->rules->value[OPTION_RESERVED] == RESERVED_OPEN) s->need[g] = s->stand[g];
}

bool seating_fits(const struct seating *s, const uint16_t *who, size_t count) {
    if (!s->bound) return (int)count <= s->left;
    struct seating try = *s;
    for (size_t i = 0; i < count; i++) {
        if (!seating_open(&try, who[i])) return false;
        seating_take(&try, who[i]);
    }
    return true;
}

/* ---- electing by groups ---- */

struct electing {
    struct tally_result *r;
    struct seating seating;
    bool *done;
};

/* Of one group, those who can be seated now. False: a tie that nothing settled. */
static bool elect_group(struct electing *e, const uint16_t *who, size_t count) {
    struct tally_result *r = e->r;
    uint16_t *open = arena_array(&r->arena, uint16_t, count), *order = arena_array(&r->arena, uint16_t, count);
    for (;;) {
        size_t n = 0;
        for (size_t i = 0; i < count; i++)
            if (!e->done[who[i]] && seating_open(&e->seating, who[i])) open[n++] = who[i];
        if (n == 0) return true;
        int need = (int)n;
        if (!seating_fits(&e->seating, open, n)) {
            /* Without caps all who go in are drawn at once; with them one, and the rest is looked at again. */
            need = e->seating.bound ? 1 : e->seating.left;
            if (!tie_break(r, TIE_ELECT, open, n, need, order)) return false;
        } else {
            memcpy(order, open, n * sizeof *open);
        }
        for (int i = 0; i < need; i++) {
            seating_take(&e->seating, order[i]);
            e->done[order[i]] = true;
            result_elect(r, order[i]);
        }
    }
}

void seating_elect_groups(struct tally_result *r, const uint16_t *who, const size_t *group_end, size_t groups) {
    struct electing e = { .r = r, .done = arena_array(&r->arena, bool, r->ballots->candidate_count) };
    seating_init(&e.seating, r->ballots, r->rules);
    for (size_t g = 0; g < groups; g++)
        result_order(r, who + (g ? group_end[g - 1] : 0), group_end[g] - (g ? group_end[g - 1] : 0));
    for (int round = 0; round < 2 && e.seating.left > 0; round++) {
        for (size_t g = 0; g < groups && e.seating.left > 0; g++)
            if (!elect_group(&e, who + (g ? group_end[g - 1] : 0), group_end[g] - (g ? group_end[g - 1] : 0))) return;
        if (r->rules->value[OPTION_RESERVED] == RESERVED_VACANT || owed(&e.seating) == 0) return;
        memset(e.seating.need, 0, sizeof e.seating.need); /* caps kept those out for whom seats were reserved */
    }
}
