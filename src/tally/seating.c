/* Caps, reserved seats, and electing by groups; see seating.h. */
#include <string.h>

#include "tally/seating.h"

/* ---- how many reserved seats can be filled ---- */

/* People are given to reserved seats one by one. Who finds a cap in the way takes the place of another there, if that one's seat finds
 * somebody else: a flow from the reserved groups by way of organizations and related groups, and so the most there can be wherever an
 * organization is of one related group, as it is. */
struct filling {
    const struct seating *s;
    struct seats_taken taken;
    bool used[CANDIDATES_MAX], seen[CANDIDATES_MAX];
};

static const uint16_t *groups_of(const struct seating *s, uint16_t who) { return s->ballots->candidates[who].group; }

/* Whether the cap of organizations (0) or of related ones (1) is reached for this candidate. */
static bool full(const struct seating *s, const struct seats_taken *taken, int kind, uint16_t who) {
    static const enum tally_option caps[2] = { OPTION_CAP_ORGANIZATION, OPTION_CAP_RELATED };
    uint16_t group = groups_of(s, who)[kind];
    int64_t cap = s->rules->value[caps[kind]];
    return group && cap > 0 && taken->of[kind][group] >= cap;
}

static bool over_cap(const struct seating *s, const struct seats_taken *taken, uint16_t who) {
    return full(s, taken, 0, who) || full(s, taken, 1, who);
}

static void give(struct filling *f, uint16_t who, bool seat) {
    const uint16_t *g = groups_of(f->s, who);
    f->used[who] = seat;
    for (int k = 0; k < 2; k++) f->taken.of[k][g[k]] += seat ? 1 : -1;
}

static bool fill_one(struct filling *f, uint16_t group);

/* Somebody who has a seat under the same cap makes room, if another of their own reserved group can have theirs. */
static bool make_room(struct filling *f, uint16_t who) {
    int kind = full(f->s, &f->taken, 0, who) ? 0 : 1;
    uint16_t cap_group = groups_of(f->s, who)[kind];
    for (uint16_t c = 0; c < f->s->ballots->candidate_count; c++) {
        if (!f->used[c] || f->seen[c] || groups_of(f->s, c)[kind] != cap_group) continue;
        f->seen[c] = true;
        give(f, c, false);
        if (!over_cap(f->s, &f->taken, who)) {
            give(f, who, true);
            if (fill_one(f, groups_of(f->s, c)[GROUP_RESERVED])) return true;
            give(f, who, false);
        }
        give(f, c, true);
    }
    return false;
}

/* One seat more for somebody of the group. */
static bool fill_one(struct filling *f, uint16_t group) {
    for (uint16_t c = 0; c < f->s->ballots->candidate_count; c++) {
        if (f->s->gone[c] || f->used[c] || f->seen[c] || groups_of(f->s, c)[GROUP_RESERVED] != group) continue;
        f->seen[c] = true;
        if (over_cap(f->s, &f->taken, c)) {
            if (make_room(f, c)) return true;
            continue;
        }
        give(f, c, true);
        return true;
    }
    return false;
}

static int count_fillable(const struct seating *s) {
    struct filling f = { .s = s, .taken = s->taken };
    int filled = 0;
    if (s->kept_sum == 0) return 0;
    for (size_t g = 1; g <= s->ballots->group_count[GROUP_RESERVED]; g++)
        for (int seat = 0; seat < s->kept[g]; seat++) {
            memset(f.seen, 0, sizeof f.seen);
            if (!fill_one(&f, (uint16_t)g)) break;
            filled++;
        }
    return filled;
}

/* ---- taking seats ---- */

void seating_init(struct seating *s, const struct ballots *b, const struct tally_rules *rules) {
    *s = (struct seating){ .ballots = b, .rules = rules, .left = rules->seats };
    for (size_t g = 1; g <= b->group_count[GROUP_RESERVED]; g++) {
        s->kept[g] = b->groups[GROUP_RESERVED][g].seats;
        s->kept_sum += s->kept[g];
    }
    s->bound = rules->value[OPTION_CAP_ORGANIZATION] > 0 || rules->value[OPTION_CAP_RELATED] > 0 || s->kept_sum > 0;
    for (int k = 0; k < 2; k++)
        for (size_t g = 1; g <= b->group_count[k]; g++) s->taken.of[k][g] = b->groups[k][g].taken;
    for (size_t c = 0; c < b->candidate_count; c++) s->gone[c] = b->candidates[c].withdrawn;
    s->fillable = count_fillable(s);
}

static int least(int a, int b) { return a < b ? a : b; }

bool seating_open(const struct seating *s, uint16_t who) {
    if (s->left <= 0 || s->ballots->candidates[who].write_in) return false; /* “others” are nobody who could sit */
    if (!s->bound) return true;
    if (over_cap(s, &s->taken, who)) return false;
    if (s->kept_sum == 0) return true;
    struct seating then = *s;
    seating_take(&then, who);
    if (s->kept[groups_of(s, who)[GROUP_RESERVED]] > 0) return then.fillable >= least(s->fillable, s->left) - 1;
    int held_back = s->rules->value[OPTION_RESERVED] == RESERVED_VACANT ? s->kept_sum : s->fillable;
    return then.fillable >= s->fillable && held_back < s->left;
}

bool seating_guarded(const struct seating *s, uint16_t who) {
    if (s->kept[groups_of(s, who)[GROUP_RESERVED]] == 0) return false;
    struct seating then = *s;
    seating_drop(&then, who);
    return then.fillable < least(s->fillable, s->left);
}

void seating_take(struct seating *s, uint16_t who) {
    const uint16_t *g = groups_of(s, who);
    s->left--;
    s->gone[who] = true;
    s->taken.of[0][g[GROUP_ORGANIZATION]]++;
    s->taken.of[1][g[GROUP_RELATED]]++;
    if (s->kept[g[GROUP_RESERVED]] > 0) {
        s->kept[g[GROUP_RESERVED]]--;
        s->kept_sum--;
    }
    s->fillable = count_fillable(s);
}

void seating_drop(struct seating *s, uint16_t who) {
    s->gone[who] = true;
    s->fillable = count_fillable(s);
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
    /* Who is passed over may find a seat open later, when a cap has shut out those for whom it was reserved. */
    for (int before = e.seating.left + 1; e.seating.left > 0 && e.seating.left < before;) {
        before = e.seating.left;
        for (size_t g = 0; g < groups && e.seating.left > 0; g++)
            if (!elect_group(&e, who + (g ? group_end[g - 1] : 0), group_end[g] - (g ? group_end[g - 1] : 0))) return;
    }
}
