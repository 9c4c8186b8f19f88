/* Meek's single transferable vote, by the reference rule of the Proportional Representation Foundation, which is exact: nine
 * decimals, and each rounding said.
 *
 *   - Every candidate keeps a share of each paper that reaches them: hopefuls all of it, excluded ones nothing, elected ones the
 *     keep factor that leaves them just the quota. The rest goes to the next preference.
 *   - Pass: distribute all papers (each share rounded up), quota = votes ÷ (seats + 1) cut off plus 10^-9, elect who has it.
 *     If somebody was elected the round ends. Else, when the elected's total surplus is under 10^-6, or no longer falls, the
 *     lowest candidate is excluded; else the keep factors become factor × quota ÷ votes, each step rounded up, and again.
 *   - Candidates within the total surplus of the lowest are tied with it.
 *
 * A pass over a million papers is not needed. What a paper has left when it reaches a hopeful depends only on the elected
 * candidates it passed on its way, in their order. So papers lie in piles, as in the other counts, and each remembers its way as
 * a node of a tree:
 *
 *     root ── elected 3 ── elected 7        node: papers that passed here, and what each of them has left
 *          └─ elected 7                     cell (node, hopeful): how many such papers lie with the hopeful now
 *
 * A pass walks nodes and cells, of which there are hundreds; papers move only when somebody is elected or excluded. Since equal
 * ways give equal shares, multiplying by the number of papers gives exactly what the rule gives paper by paper.
 *
 * M1. A node comes after its parent, so one walk in order finds every parent's rest ready.
 * M2. A share is at most 10^9 and papers at most 2·10^9: their product, and the sum of all totals, are at most 2·10^18 and fit;
 *     factor × quota, at most 10^9 × 10^18, and that times 10^9 need 128 bits. */
#include <stdlib.h>
#include <string.h>

#include "tally/contest.h"

#define ONE INT64_C(1000000000)
#define OMEGA INT64_C(1000)
_Static_assert(PAPERS_MAX <= INT64_MAX / ONE, "M2");
enum { AHEAD = 16, ROOT = 0, NO_CELL = UINT32_MAX };

struct node {
    uint32_t parent;
    uint16_t who;
    int64_t papers, left;
};
struct cell {
    uint32_t node, next;
    int64_t papers;
}; /* next of the same hopeful */

/* (node, candidate) to a number; 0 is free, so what is kept is one more. */
struct lookup {
    uint64_t *key;
    uint32_t *value;
    size_t count, size;
};

struct meek {
    struct contest c;
    int64_t *keep;
    struct node *nodes;
    uint32_t node_count;
    size_t node_size;
    struct cell *cells;
    uint32_t cell_count;
    size_t cell_size;
    uint32_t *first_cell; /* of each candidate */
    struct lookup child, cell;
    int64_t quota, surplus;
    int iterations;
};

static size_t slot_of(const struct lookup *l, uint64_t key) {
    size_t i = (key * UINT64_C(0x9e3779b97f4a7c15)) >> 20 & (l->size - 1);
    while (l->key[i] && l->key[i] != key) i = (i + 1) & (l->size - 1);
    return i;
}

static void lookup_grow(struct lookup *l) {
    struct lookup old = *l;
    l->size = old.size ? old.size * 2 : 256;
    l->key = mem_alloc(l->size * sizeof *l->key);
    l->value = mem_alloc(l->size * sizeof *l->value);
    for (size_t i = 0; i < old.size; i++) {
        if (!old.key[i]) continue;
        size_t to = slot_of(l, old.key[i]);
        l->key[to] = old.key[i];
        l->value[to] = old.value[i];
    }
    free(old.key);
    free(old.value);
}

/* Where the value for (node, who) is, or is to be written. */
static uint32_t *lookup(struct lookup *l, uint32_t node, uint16_t who, bool *ret_new) {
    if (l->count * 2 >= l->size) lookup_grow(l);
    uint64_t key = ((uint64_t)node << 16 | who) + 1;
    size_t i = slot_of(l, key);
    *ret_new = l->key[i] == 0;
    if (*ret_new) {
        l->key[i] = key;
        l->count++;
    }
    return &l->value[i];
}

static uint32_t pass_through(struct meek *m, uint32_t node, uint16_t who, uint32_t papers) {
    bool fresh;
    uint32_t *at = lookup(&m->child, node, who, &fresh);
    if (fresh) {
        if (m->node_count == m->node_size) {
            m->node_size = m->node_size ? m->node_size * 2 : 64;
            m->nodes = mem_grow(m->nodes, m->node_size * sizeof *m->nodes);
        }
        *at = m->node_count;
        m->nodes[m->node_count++] = (struct node){ .parent = node, .who = who };
    }
    m->nodes[*at].papers += papers;
    return *at;
}

static void rest_with(struct meek *m, uint32_t node, uint16_t who, uint32_t papers) {
    bool fresh;
    uint32_t *at = lookup(&m->cell, node, who, &fresh);
    if (fresh) {
        if (m->cell_count == m->cell_size) {
            m->cell_size = m->cell_size ? m->cell_size * 2 : 64;
            m->cells = mem_grow(m->cells, m->cell_size * sizeof *m->cells);
        }
        *at = m->cell_count;
        m->cells[m->cell_count++] = (struct cell){ .node = node, .next = m->first_cell[who] };
        m->first_cell[who] = *at;
    }
    m->cells[*at].papers += papers;
}

/* The papers of `from`, just elected or excluded, go to their next hopeful by way of the elected between. */
static void move_pile(struct meek *m, uint16_t from) {
    struct contest *c = &m->c;
    struct pile pile = contest_lift(c, from);
    bool elected = c->state[from] == ELECTED;
    m->first_cell[from] = NO_CELL;
    for (size_t i = 0; i < pile.count; i++) {
        struct paper p = pile.items[i];
        if (i + AHEAD < pile.count) __builtin_prefetch(&c->mark[pile.items[i + AHEAD].at + 1]);
        if (elected) p.value = pass_through(m, p.value, from, p.count);
        uint16_t to;
        while ((to = contest_next(c, &p)) < CANDIDATES_MAX && c->state[to] == ELECTED)
            p.value = pass_through(m, p.value, to, p.count);
        if (to >= CANDIDATES_MAX) {
            contest_ended(c, to, p.count, 0);
            continue;
        }
        contest_lay(c, to, p);
        rest_with(m, p.value, to, p.count);
    }
    free(pile.items);
}

/* ---- a pass ---- */

/* a × b ÷ 10^9, rounded up; both at most 10^9 but for the quota. */
static int64_t share(int64_t a, int64_t b) { return (int64_t)(((unsigned __int128)a * (uint64_t)b + (ONE - 1)) / ONE); }

static void distribute(struct meek *m) {
    struct contest *c = &m->c;
    memset(c->total, 0, c->n * sizeof *c->total);
    for (uint32_t i = ROOT + 1; i < m->node_count; i++) {
        struct node *node = &m->nodes[i];
        int64_t had = m->nodes[node->parent].left, kept = (had * m->keep[node->who] + (ONE - 1)) / ONE;
        node->left = had - kept;
        c->total[node->who] += kept * node->papers;
    }
    for (size_t i = 0; i < c->n; i++)
        for (uint32_t k = m->first_cell[i]; k != NO_CELL; k = m->cells[k].next)
            c->total[i] += m->nodes[m->cells[k].node].left * m->cells[k].papers;
}

static void find_quota(struct meek *m) {
    int64_t votes = 0;
    for (size_t i = 0; i < m->c.n; i++) votes += m->c.total[i];
    m->quota = votes / (m->c.r->rules->seats + 1) + 1;
    m->c.exhausted = m->c.r->valid * ONE - votes;
}

static bool somebody_has_it(const struct meek *m) {
    for (size_t i = 0; i < m->c.n; i++)
        if (m->c.state[i] == HOPEFUL && m->c.total[i] >= m->quota && seating_open(&m->c.seating, (uint16_t)i))
            return true;
    return false;
}

static int64_t total_surplus(const struct meek *m) {
    int64_t sum = 0;
    for (size_t i = 0; i < m->c.n; i++)
        if (m->c.state[i] == ELECTED) sum += m->c.total[i] - m->quota;
    return sum < 0 ? 0 : sum;
}

static void update_keep(struct meek *m) {
    for (size_t i = 0; i < m->c.n; i++) {
        if (m->c.state[i] != ELECTED || m->c.total[i] <= 0) continue;
        __int128 above = (__int128)share(m->keep[i], m->quota) * ONE + m->c.total[i] - 1;
        __int128 keep = above / m->c.total[i];
        m->keep[i] = keep > ONE ? ONE : (int64_t)keep;
    }
}

/* Passes until somebody has the quota or the surplus is settled; then the stage is written. */
static void settle(struct meek *m, enum stage_action action, const uint16_t *who, size_t count) {
    int64_t before = 0;
    for (m->iterations = 1;; m->iterations++) {
        distribute(m);
        find_quota(m);
        m->surplus = total_surplus(m);
        if (somebody_has_it(m) || m->surplus < OMEGA || (m->iterations > 1 && m->surplus >= before)) break;
        before = m->surplus;
        update_keep(m);
    }
    struct tally_stage *s = contest_stage(&m->c, action, who, count, m->quota);
    s->surplus = m->surplus;
    s->iterations = m->iterations;
    s->keep = arena_copy(&m->c.r->arena, m->keep, m->c.n * sizeof *m->keep);
}

/* ---- the count ---- */

/* What the next round begins with: those just elected, or who goes out. 0: a tie stops the count. */
static size_t choose(struct meek *m, size_t elected_before, enum stage_action *action, uint16_t *ret) {
    struct contest *c = &m->c;
    size_t n = c->r->elected_count - elected_before;
    *action = STAGE_SURPLUS;
    for (size_t i = 0; i < n; i++) {
        ret[i] = c->r->elected[elected_before + i];
        c->stands[ret[i]] =
            true; /* papers pass through the elected, who keep their share: also through those just elected with them */
    }
    for (size_t i = 0; i < n; i++) move_pile(m, ret[i]);
    if (n) return n;
    *action = STAGE_BAR;
    n = contest_barred(c, ret);
    if (n == 0) {
        *action = STAGE_EXCLUDE;
        n = contest_lowest(c, m->surplus, ret) ? 1 : 0;
    }
    contest_exclude(c, ret, n);
    for (size_t i = 0; i < n; i++) {
        m->keep[ret[i]] = 0;
        move_pile(m, ret[i]);
    }
    return n;
}

static void begin(struct meek *m, struct tally_result *r) {
    contest_begin(&m->c, r, ROOT);
    m->keep = arena_array(&r->arena, int64_t, m->c.n);
    m->first_cell = arena_array(&r->arena, uint32_t, m->c.n);
    m->node_size = 64;
    m->nodes = mem_alloc(m->node_size * sizeof *m->nodes);
    m->nodes[m->node_count++] = (struct node){ .left = ONE };
    for (size_t i = 0; i < m->c.n; i++) {
        const struct pile *pile = &m->c.pile[i];
        m->keep[i] = m->c.state[i] == HOPEFUL ? ONE : 0;
        m->first_cell[i] = NO_CELL;
        for (size_t k = 0; k < pile->count; k++) rest_with(m, ROOT, (uint16_t)i, pile->items[k].count);
    }
}

static int meek_count(struct tally_result *r, struct error *err) {
    struct meek m = { 0 };
    enum stage_action action = STAGE_FIRST;
    size_t n = 0, before = 0;
    (void)err;
    begin(&m, r);
    uint16_t *who = arena_array(&r->arena, uint16_t, m.c.n);
    for (;;) {
        settle(&m, action, who, n);
        before = r->elected_count;
        if (!contest_elect(&m.c, m.quota) || !contest_fill(&m.c) || m.c.seating.left <= 0 ||
            contest_hopeful(&m.c, NULL) == 0)
            break;
        n = choose(&m, before, &action, who);
        if (n == 0) break;
    }
    contest_end(&m.c);
    free(m.nodes);
    free(m.cells);
    free(m.child.key);
    free(m.child.value);
    free(m.cell.key);
    free(m.cell.value);
    return 0;
}

static const struct tally_setting meek_options[] = {
    { OPTION_OVER_VOTE, OVER_VOTE_EXHAUST },
    { OPTION_SKIPPED, -1 },
    { OPTION_REPEATED, REPEATED_SKIP },
    { OPTION_LOOK_BACK, LOOK_BACK_NONE },
    { OPTION_WEAK_TIES, WEAK_TIES_WHOLE },
    { OPTION_CAP_ORGANIZATION, -1 },
    { OPTION_CAP_RELATED, -1 },
    { OPTION_RESERVED, RESERVED_OPEN },
    { OPTION_NONE, 0 },
};

METHOD(meek_stv) = {
    .name = "meek-stv",
    .title = TEXT_INIT("the single transferable vote (Meek)", "单记可转移投票法（米克规则）"),
    .rule = TEXT_INIT("Who reaches the quota is elected and keeps, of every paper, only the share that makes up the "
                      "quota; the rest goes to the next "
                      "preference, and the quota falls as papers run out. When nothing is left to pass on, the "
                      "candidate with fewest votes is excluded.",
                      "达到当选商数者当选，对每张选票仅保留凑足商数所需的份额，其余转给下一顺位；选票用尽时商数随之降低"
                      "。无可转移时，淘汰得票最少者。"),
    .options = meek_options,
    .places = 9,
    .elects = true,
    .count = meek_count,
};
