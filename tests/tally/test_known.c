/* Real elections and textbook cases with known results, counted again: every total of every stage must be the published one.
 *
 * The ballots are not part of this repository. They are looked for in $CHARTERD_BALLOTS, else in ../shared/ballots beside the
 * checkout; where they are not, each case here is skipped and says so. What stands in a row of expected.csv is compared whole. */
#include <dirent.h>
#include <sys/stat.h>

#include "tally/counting.h"

static const char *folder;
static struct arena arena;

/* Where the ballots are; NULL: nowhere. */
static const char *find_folder(void) {
    struct stat st;
    const char *given = getenv("CHARTERD_BALLOTS");
    if (!given) given = "../shared/ballots";
    return stat(given, &st) == 0 ? given : NULL;
}

static int set_up(void **state) {
    (void)state;
    arena_init(&arena);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_release(&arena);
    return 0;
}

/* ---- tables ---- */

static struct str slurp(const char *name) {
    struct str path = arena_f(&arena, "%s/%s", folder, name);
    FILE *f = fopen(arena_z(&arena, path), "rb");
    if (!f) fail_msg("cannot read %s", name);
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    char *bytes = arena_alloc(&arena, (size_t)size + 1);
    assert_int_equal(fread(bytes, 1, (size_t)size, f), size);
    fclose(f);
    return (struct str){ bytes, (size_t)size };
}

struct grid {
    struct str header[64];
    size_t columns;
    struct str rest, cell[64];
};

static void split(struct str line, struct str *ret, size_t *ret_count) {
    *ret_count = 0;
    while (line.data && *ret_count < 64) ret[(*ret_count)++] = str_cut(&line, ',');
}

static void grid_open(struct grid *g, const char *name) {
    g->rest = slurp(name);
    split(str_cut(&g->rest, '\n'), g->header, &g->columns);
}

static bool grid_next(struct grid *g) {
    size_t n;
    struct str line = str_cut(&g->rest, '\n');
    if (line.len == 0) return false;
    split(line, g->cell, &n);
    assert_int_equal(n, g->columns);
    return true;
}

static struct str at(const struct grid *g, const char *column) {
    for (size_t i = 0; i < g->columns; i++)
        if (str_is(g->header[i], column)) return g->cell[i];
    fail_msg("no column %s", column);
    return STR_NONE;
}

static const char *z(struct str s) { return arena_z(&arena, s); }

static int64_t number_at(const struct grid *g, const char *column) {
    int64_t v = 0;
    assert_int_equal(str_int(at(g, column), &v), 0);
    return v;
}

static void read_file(struct counted *c, const char *name) {
    *c = (struct counted){ 0 };
    ballots_init(&c->ballots, FORM_RANKED);
    if (ballots_read(&c->ballots, slurp(name), BALLOTS_ANY, &c->remarks, &c->err))
        fail_msg("%s: %s", name, said(&c->err));
}

static void count_file(struct counted *c, const char *name, const char *method, int seats, const char *settings) {
    read_file(c, name);
    if (counting(c, method, seats, settings)) fail_msg("%s: %s", name, said(&c->err));
}

/* "2;4;3" */
static const char *list(const uint16_t *who, size_t count) {
    struct buf b;
    buf_init(&b, 1 << 16);
    for (size_t i = 0; i < count; i++) buf_addf(&b, "%s%d", i ? ";" : "", who[i] + 1);
    const char *kept = z(buf_str(&b));
    buf_release(&b);
    return kept;
}

static int by_number(const void *a, const void *b) { return (int)*(const uint16_t *)a - (int)*(const uint16_t *)b; }

static const char *sorted(const uint16_t *who, size_t count) {
    uint16_t *copy = arena_copy(&arena, who, count * sizeof *who);
    qsort(copy, count, sizeof *copy, by_number);
    return list(copy, count);
}

/* ---- Scottish wards ---- */

static void check_stages(const struct counted *c, const char *file) {
    static const char *const actions[] = {
        [STAGE_FIRST] = "first", [STAGE_SURPLUS] = "surplus", [STAGE_EXCLUDE] = "exclude", [STAGE_BAR] = "bar"
    };
    struct grid g;
    struct str base = str_of(file);
    base = str_head(base, base.len - 4);
    const char *slash = memrchr(base.data, '/', base.len);
    if (slash) base = str_skip(base, (size_t)(slash + 1 - base.data));
    grid_open(&g, z(arena_f(&arena, "scottish/stages/%.*s.csv", STR_FMT(base))));
    size_t stage = 0;
    for (; grid_next(&g); stage++) {
        assert_true(stage < c->result->stage_count);
        const struct tally_stage *s = &c->result->stages[stage];
        CHECK_STR(at(&g, "action"), actions[s->action], file);
        CHECK_STR(at(&g, "candidate"), list(s->who, s->who_count), file);
        for (size_t k = 0; k < c->ballots.candidate_count; k++) {
            struct buf b;
            buf_init(&b, 64);
            tally_number(&b, s->total[k], 5, false);
            CHECK_STR(at(&g, z(arena_f(&arena, "c%zu", k + 1))), buf_z(&b), file);
            buf_release(&b);
        }
    }
    assert_int_equal(stage, c->result->stage_count);
}

static void check_ward(const struct grid *g, const char *file) {
    struct counted c;
    count_file(&c, z(arena_f(&arena, "scottish/%s", file)), "scottish-stv", 0, "");
    const struct tally_result *r = c.result;
    uint16_t stages[64];
    for (size_t i = 0; i < r->elected_count; i++) stages[i] = (uint16_t)(r->elected_stage[i] - 1);
    CHECK_INT(c.ballots.candidate_count, number_at(g, "candidates"), file);
    CHECK_INT(c.ballots.seats, number_at(g, "seats"), file);
    CHECK_INT(c.ballots.papers, number_at(g, "ballots"), file);
    CHECK_INT(c.ballots.line_count, number_at(g, "ballot_lines"), file);
    CHECK_INT(r->stages[0].quota, number_at(g, "quota") * 100000, file);
    CHECK_INT(r->stage_count, number_at(g, "stages"), file);
    CHECK_STR(at(g, "scottish_winners"), list(r->elected, r->elected_count), file);
    CHECK_STR(at(g, "elected_at_stage"), list(stages, r->elected_count), file);
    CHECK_STR(at(g, "ties"), r->tie_count && r->ties[0].means == TIE_LOOK_BACK ? "prior" : "none", file);
    assert_true(r->decided);
    CHECK_INT(c.remarks.count, 0, file);
    check_stages(&c, file);
    counted_free(&c);
    count_file(&c, z(arena_f(&arena, "scottish/%s", file)), "meek-stv", 0, "");
    CHECK_STR(at(g, "meek_winners"), sorted(c.result->elected, c.result->elected_count), file);
    assert_int_equal(c.result->tie_count, 0);
    counted_free(&c);
}

static void scottish(void **state) {
    (void)state;
    struct grid g;
    int wards = 0;
    grid_open(&g, "scottish/expected.csv");
    for (; grid_next(&g); wards++) check_ward(&g, z(at(&g, "file")));
    assert_int_equal(wards, 60);
}

/* ---- Debian ---- */

static void check_matrix(const int64_t *matrix, size_t n, const char *name) {
    struct str rest = slurp(name);
    for (size_t a = 0; a < n; a++) {
        struct str row = str_cut(&rest, '\n');
        for (size_t b = 0; b < n; b++)
            CHECK_STR(str_cut(&row, ','), z(arena_f(&arena, "%lld", (long long)(a == b ? 0 : matrix[a * n + b]))),
                      name);
    }
}

static const char *dropped(const struct tally_result *r, enum option_fate fate) {
    uint16_t who[64];
    size_t n = 0;
    for (size_t c = 0; c < r->ballots->candidate_count; c++)
        if (r->fate[c] == fate) who[n++] = (uint16_t)c;
    return list(who, n);
}

static void debian(void **state) {
    (void)state;
    struct grid g;
    int votes = 0;
    grid_open(&g, "debian/expected.csv");
    for (; grid_next(&g); votes++) {
        struct counted c;
        const char *name = z(at(&g, "name"));
        struct buf settings;
        buf_init(&settings, 4096);
        buf_addf(&settings, "quorum=%s default=%s majority=", z(at(&g, "quorum")), z(at(&g, "default_option")));
        for (const char *p = z(at(&g, "majority")); *p; p++) buf_addc(&settings, *p == ';' ? ',' : *p);
        count_file(&c, z(arena_f(&arena, "debian/%s.csv", name)), "debian", 1, buf_z(&settings));
        buf_release(&settings);
        const struct tally_result *r = c.result;
        CHECK_INT(c.ballots.candidate_count, number_at(&g, "options"), name);
        CHECK_INT(c.ballots.papers, number_at(&g, "ballots"), name);
        CHECK_INT(c.ballots.line_count, number_at(&g, "distinct_rankings"), name);
        check_matrix(r->pairs.prefer, c.ballots.candidate_count, z(arena_f(&arena, "debian/matrices/%s.csv", name)));
        CHECK_STR(at(&g, "dropped_by_quorum"), dropped(r, FATE_QUORUM), name);
        CHECK_STR(at(&g, "dropped_by_majority"), dropped(r, FATE_MAJORITY), name);
        CHECK_STR(at(&g, "winner"), list(r->elected, r->elected_count), name);
        counted_free(&c);
    }
    assert_int_equal(votes, 39);
}

/* ---- instant run-off ---- */

static void check_round(const struct grid *g, const struct tally_result *r, size_t round, const char *name) {
    const struct tally_stage *s = &r->stages[round];
    size_t n = r->ballots->candidate_count;
    CHECK_INT(s->quota, number_at(g, "threshold"), name);
    for (size_t k = 0; k < n; k++) {
        bool out = false;
        for (size_t i = 1; i <= round; i++)
            for (size_t w = 0; w < r->stages[i].who_count; w++) out = out || r->stages[i].who[w] == k;
        const char *column = r->ballots->candidates[k].write_in ? "W" : z(arena_f(&arena, "c%zu", k + 1));
        CHECK_STR(at(g, column), out ? "" : z(arena_f(&arena, "%lld", (long long)s->total[k])), name);
    }
    CHECK_INT(s->inactive[INACTIVE_OVER_VOTE], number_at(g, "inactive_overvote"), name);
    CHECK_INT(s->inactive[INACTIVE_SKIPPED], number_at(g, "inactive_skipped"), name);
    CHECK_INT(s->inactive[INACTIVE_REPEATED], number_at(g, "inactive_repeated"), name);
    CHECK_INT(s->inactive[INACTIVE_EXHAUSTED], number_at(g, "inactive_exhausted"), name);
    CHECK_STR(at(g, "elected"), list(s->elected, s->elected_count), name);
    struct buf b;
    buf_init(&b, 4096);
    for (size_t w = 0; round + 1 < r->stage_count && w < s[1].who_count; w++) {
        if (w) buf_addc(&b, ';');
        if (r->ballots->candidates[s[1].who[w]].write_in)
            buf_addc(&b, 'W');
        else
            buf_addf(&b, "%d", s[1].who[w] + 1);
    }
    /* Ours are in the order of their totals, the file's in that of their columns. */
    CHECK_INT(at(g, "eliminated").len, b.len, name);
    for (struct str rest = at(g, "eliminated"); rest.len;) {
        struct str cut = str_cut(&rest, ';');
        const char *one = z(arena_f(&arena, ";%.*s;", STR_FMT(cut)));
        assert_non_null(strstr(z(arena_f(&arena, ";%.*s;", STR_FMT(buf_str(&b)))), one));
    }
    buf_release(&b);
}

static void irv(void **state) {
    (void)state;
    struct grid g, rounds;
    int files = 0;
    grid_open(&g, "irv/expected.csv");
    for (; grid_next(&g); files++) {
        struct counted c;
        size_t round = 0;
        struct str file = at(&g, "file");
        const char *name = z(arena_f(&arena, "irv/%.*s", STR_FMT(file)));
        size_t wanted = (size_t)number_at(&g, "candidates") + str_is(at(&g, "write_ins"), "yes");
        read_file(&c, name);
        if (c.ballots.candidate_count < wanted) /* write-ins could be named, and no paper did */
            c.ballots.candidates[ballots_candidate(&c.ballots, STR("W"))].write_in = true;
        CHECK_INT(c.ballots.candidate_count, wanted, name);
        assert_int_equal(counting(&c, "irv", 1,
                                  z(arena_f(&arena, "over-vote=exhaust batch=%s skipped=%s",
                                            str_is(at(&g, "batch_elimination"), "yes") ? "sure" : "none",
                                            z(at(&g, "max_skipped_ranks"))))),
                         0);
        CHECK_INT(c.ballots.papers, number_at(&g, "ballots"), name);
        CHECK_INT(c.result->stage_count, number_at(&g, "rounds"), name);
        CHECK_STR(at(&g, "winner"), list(c.result->elected, c.result->elected_count), name);
        grid_open(&rounds, z(arena_f(&arena, "irv/%.*s_rounds.csv", (int)file.len - 4, file.data)));
        for (; grid_next(&rounds); round++) check_round(&rounds, c.result, round, name);
        assert_int_equal(round, c.result->stage_count);
        counted_free(&c);
    }
    assert_int_equal(files, 3);
}

/* ---- textbook cases ---- */

/* What our count says, as expected.csv writes it. */
static const char *outcome(struct counted *c, const char *file, const char *kind) {
    static const char *const methods[][2] = { { "plurality_winner", "plurality" }, { "irv_winner", "irv" },
                                              { "irv_eliminated", "irv" },         { "schulze_winner", "schulze" },
                                              { "schulze_order", "schulze" },      { "debian_a5_winner", "debian" },
                                              { "condorcet_winner", "debian" },    { "borda_winner", "borda" } };
    const char *method = NULL;
    for (size_t i = 0; i < COUNT(methods); i++)
        if (strcmp(methods[i][0], kind) == 0) method = methods[i][1];
    if (!method) return NULL;
    count_file(c, z(arena_f(&arena, "synthetic/%s", file)), method, 1,
               strcmp(method, "debian") == 0 ? "default=0" : "");
    if (strcmp(kind, "schulze_order") == 0) return z(str_of(order_of(c)));
    if (strcmp(kind, "condorcet_winner") == 0)
        return c->result->steps[0].schwartz_count == 1 ? list(c->result->elected, 1) : "none";
    if (strcmp(kind, "irv_eliminated") == 0) {
        uint16_t who[64];
        for (size_t i = 1; i < c->result->stage_count; i++) who[i - 1] = c->result->stages[i].who[0];
        return list(who, c->result->stage_count - 1);
    }
    if (c->result->decided) return list(c->result->elected, c->result->elected_count);
    struct str first = str_of(order_of(c)); /* undecided: the group that the lot would choose from */
    return z(str_cut(&first, '>'));
}

static void synthetic(void **state) {
    (void)state;
    struct grid g;
    int rows = 0;
    grid_open(&g, "synthetic/expected.csv");
    while (grid_next(&g)) {
        struct counted c;
        const char *kind = z(at(&g, "method")), *file = z(at(&g, "file"));
        const char *got = outcome(&c, file, kind);
        assert_non_null(got);
        CHECK_STR(at(&g, "result"), got, z(arena_f(&arena, "%s %s", file, kind)));
        counted_free(&c);
        rows++;
    }
    assert_int_equal(rows, 17);
}

static void synthetic_matrices(void **state) {
    (void)state;
    static const char *const files[] = { "schulze45", "tennessee", "cycle3" };
    for (size_t i = 0; i < COUNT(files); i++) {
        struct counted c;
        count_file(&c, z(arena_f(&arena, "synthetic/%s.csv", files[i])), "schulze", 1, "seed=1");
        check_matrix(c.result->pairs.prefer, c.ballots.candidate_count,
                     z(arena_f(&arena, "synthetic/matrices/%s.csv", files[i])));
        if (i == 0)
            check_matrix(c.result->pairs.path_for, c.ballots.candidate_count, "synthetic/matrices/schulze45_paths.csv");
        counted_free(&c);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("tally/known: 60 Scottish wards, every total of every stage to five decimals, and Meek's winners",
             scottish),
        CASE("tally/known: 39 Debian votes: matrix, dropped options, winner", debian),
        CASE("tally/known: three instant run-offs, every round", irv),
        CASE("tally/known: textbook cases by each method", synthetic),
        CASE("tally/known: textbook matrices and strongest paths", synthetic_matrices),
    };
    folder = find_folder();
    if (!folder) {
        puts(
            "1..1\nok 1 - tally/known # SKIP no ballots in $CHARTERD_BALLOTS or ../shared/ballots: they are not part of the repository");
        return 0;
    }
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
