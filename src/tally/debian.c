/* The Debian Constitution's standard resolution procedure, section A.5 (version 1.9): one option wins, or the default one does.
 *
 *   - V(A, B) is how many papers put A above B; an unranked option is below every ranked one.
 *   - An option is dropped unless V(A, default) reaches the quorum R, and unless it is both at least N × V(default, A) and more
 *     than V(default, A).
 *   - A defeats B if V(A, B) > V(B, A). The Schwartz set is those whom nobody outside defeats by any chain.
 *   - While there are defeats inside it the weakest are dropped: the smallest V(A, B), of those the largest V(B, A), all equal ones
 *     at once.
 *   - An election without a default option drops none for quorum or majority.
 *   - If several are left, the holder of the casting vote chooses: here the lot, or the officer's order. */
#include <string.h>

#include "tally/pairs.h"

enum { OPTIONS_MAX = 100 };

struct resolution {
    struct tally_result *r;
    size_t n;
    bool in[OPTIONS_MAX];
    bool defeats[OPTIONS_MAX][OPTIONS_MAX], reaches[OPTIONS_MAX][OPTIONS_MAX];
    uint16_t schwartz[OPTIONS_MAX];
    size_t schwartz_count;
    struct tally_drop_step steps[OPTIONS_MAX * OPTIONS_MAX + 1];
};

static int64_t votes(const struct resolution *x, size_t a, size_t b) { return x->r->pairs.prefer[a * x->n + b]; }

static bool has_majority(const struct resolution *x, size_t a, struct ratio needed) {
    int64_t for_it = votes(x, a, x->r->default_option), against = votes(x, x->r->default_option, a);
    return for_it > against && (__int128)for_it * needed.den >= (__int128)needed.num * against;
}

/* Majorities are given for each option in order, the default one's left out or not. */
static struct ratio needed_by(const struct resolution *x, size_t a) {
    const struct tally_rules *rules = x->r->rules;
    if (rules->majority_count == 1) return rules->majority[0];
    return rules->majority[rules->majority_count == x->n || a < x->r->default_option ? a : a - 1];
}

static void drop_options(struct resolution *x) {
    struct tally_result *r = x->r;
    r->fate = arena_array(&r->arena, enum option_fate, x->n);
    for (size_t a = 0; a < x->n; a++) {
        x->in[a] = !r->ballots->candidates[a].withdrawn;
        if (r->default_option == NOBODY || a == r->default_option || !x->in[a]) continue;
        if ((__int128)votes(x, a, r->default_option) * r->rules->quorum.den < r->rules->quorum.num)
            r->fate[a] = FATE_QUORUM;
        else if (!has_majority(x, a, needed_by(x, a)))
            r->fate[a] = FATE_MAJORITY;
        x->in[a] = r->fate[a] == FATE_STANDS;
    }
    for (size_t a = 0; a < x->n; a++)
        for (size_t b = 0; b < x->n; b++) x->defeats[a][b] = x->in[a] && x->in[b] && votes(x, a, b) > votes(x, b, a);
}

static void find_schwartz(struct resolution *x) {
    memcpy(x->reaches, x->defeats, sizeof x->reaches);
    for (size_t by = 0; by < x->n; by++)
        for (size_t a = 0; a < x->n; a++)
            for (size_t b = 0; x->reaches[a][by] && b < x->n; b++) x->reaches[a][b] |= x->reaches[by][b];
    x->schwartz_count = 0;
    for (size_t a = 0; a < x->n; a++) {
        bool beaten = !x->in[a];
        for (size_t b = 0; b < x->n; b++) beaten = beaten || (x->reaches[b][a] && !x->reaches[a][b]);
        if (!beaten) x->schwartz[x->schwartz_count++] = (uint16_t)a;
    }
}

/* The weakest defeats inside the set; they are no defeats any more. 0: there are none. */
static size_t drop_weakest(struct resolution *x, struct tally_defeat *ret) {
    size_t n = 0;
    for (size_t i = 0; i < x->schwartz_count; i++)
        for (size_t k = 0; k < x->schwartz_count; k++) {
            uint16_t a = x->schwartz[i], b = x->schwartz[k];
            if (!x->defeats[a][b]) continue;
            struct tally_defeat d = { a, b, votes(x, a, b), votes(x, b, a) };
            if (n && (d.votes < ret[0].votes || (d.votes == ret[0].votes && d.against > ret[0].against))) n = 0;
            if (n == 0 || (d.votes == ret[0].votes && d.against == ret[0].against)) ret[n++] = d;
        }
    for (size_t i = 0; i < n; i++) x->defeats[ret[i].winner][ret[i].loser] = false;
    return n;
}

static void resolve(struct resolution *x) {
    struct tally_result *r = x->r;
    struct tally_defeat *weakest = arena_array(&r->arena, struct tally_defeat, x->n * x->n + 1);
    for (;;) {
        find_schwartz(x);
        size_t n = drop_weakest(x, weakest);
        x->steps[r->step_count++] = (struct tally_drop_step){
            .schwartz = arena_copy(&r->arena, x->schwartz, x->schwartz_count * sizeof *x->schwartz),
            .schwartz_count = x->schwartz_count,
            .dropped = n ? arena_copy(&r->arena, weakest, n * sizeof *weakest) : NULL,
            .dropped_count = n,
        };
        if (n == 0) break;
    }
    r->steps = x->steps;
    result_order(r, x->schwartz, x->schwartz_count);
    if (x->schwartz_count == 0) return; /* all have withdrawn */
    uint16_t winner = x->schwartz[0];
    if (x->schwartz_count > 1 && !tie_break(r, TIE_ELECT, x->schwartz, x->schwartz_count, 1, &winner)) return;
    result_elect(r, winner);
}

static int debian_count(struct tally_result *r, struct error *err) {
    size_t n = r->ballots->candidate_count;
    const struct tally_rules *rules = r->rules;
    int64_t given = rules->value[OPTION_DEFAULT];
    if (n > OPTIONS_MAX || rules->seats != 1)
        return error_set(err, ERR_RANGE,
                         T("This procedure chooses one of at most {max} options.",
                           "该程序从最多 {max} 个选项中选出一个。"),
                         ARG_INT("max", OPTIONS_MAX));
    if (given > (int64_t)n)
        return error_set(err, ERR_RANGE,
                         T("Option {n} cannot be the default one; there are {count}.",
                           "选项 {n} 不能作为默认选项，共 {count} 个。"),
                         ARG_PLAIN("n", given), ARG_INT("count", (int64_t)n));
    if (given > 0 && r->ballots->candidates[given - 1].withdrawn)
        return error_set(err, ERR_RANGE,
                         T("Option {n} cannot be the default one: it has been withdrawn.",
                           "选项 {n} 不能作为默认选项：该选项已撤回。"),
                         ARG_PLAIN("n", given));
    if (rules->majority_count != 1 && rules->majority_count != n && rules->majority_count + 1 != n)
        return error_set(err, ERR_RANGE,
                         T("{n} majorities are given for {count} options.", "选项 {count} 个，却给出 {n} 个多数比。"),
                         ARG_INT("n", (int64_t)rules->majority_count), ARG_INT("count", (int64_t)n));
    struct resolution *x = arena_new(&r->arena, struct resolution);
    x->r = r;
    x->n = n;
    if (given < 0)
        for (given = (int64_t)n; given > 0 && r->ballots->candidates[given - 1].withdrawn;)
            given--; /* the last that stands */
    r->default_option = given == 0 ? NOBODY : (uint16_t)(given - 1);
    pairs_compare(r);
    drop_options(x);
    resolve(x);
    return 0;
}

static const struct tally_setting debian_options[] = {
    { OPTION_UNRANKED, UNRANKED_BELOW },
    { OPTION_QUORUM, 0 },
    { OPTION_MAJORITY, 0 },
    { OPTION_DEFAULT, -1 },
    { OPTION_NONE, 0 },
};

METHOD(debian) = {
    .name = "debian",
    .title = TEXT_INIT("Debian's standard resolution procedure", "Debian 标准决议程序"),
    .rule = TEXT_INIT("Options that miss the quorum or their majority over the default option are dropped. Of the rest "
                      "that one wins which defeats every other; "
                      "where defeats go round in a circle the weakest are dropped until they do not.",
                      "未达法定票数或对默认选项未达所需多数者出局。其余选项中两两皆胜者胜出；胜负成环时，逐次取消最弱的"
                      "胜负，直至无环。"),
    .options = debian_options,
    .count = debian_count,
};
