/* Counts by transfers and by pairs on small elections made for it: ties and how far back they look, quotas at the edge, what an
 * over-vote, a blank rank and a repeated candidate mean, caps and reserved seats, and nothing to count. */
#include "tally/counting.h"

static void settings_then(const char *text, const char *method, int seats, const char *settings, struct counted *c) {
    if (count_text(c, text, method, seats, settings) != 0) {
        print_error("%s: %s\n", method, said(&c->err));
        fail();
    }
}

static void check(const char *text, const char *method, int seats, const char *settings, const char *want) {
    struct counted c;
    settings_then(text, method, seats, settings, &c);
    CHECK_STR(str_of(elected(&c)), want, text);
    counted_free(&c);
}

static void check_order(const char *text, const char *method, const char *settings, const char *want) {
    struct counted c;
    settings_then(text, method, 1, settings, &c);
    CHECK_STR(str_of(order_of(&c)), want, text);
    counted_free(&c);
}

/* Who is elected, in order, whenever. */
static const char *list_elected(const struct counted *c) {
    static char out[256];
    size_t n = 0;
    out[0] = 0;
    for (size_t i = 0; i < c->result->elected_count; i++)
        n += (size_t)snprintf(out + n, sizeof out - n, "%s%d", i ? " " : "", c->result->elected[i] + 1);
    return out;
}

#define NAMES3 "0\na\nb\nc\nt"
#define NAMES4 "0\na\nb\nc\nd\nt"
#define NAMES5 "0\na\nb\nc\nd\ne\nt"

/* ---- what every ranked method must survive ---- */

static const char *const ranked[] = { "scottish-stv", "meek-stv", "irv", "schulze", "debian" };

static void nothing(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(ranked); i++) {
        bool one = strcmp(ranked[i], "irv") == 0 || strcmp(ranked[i], "debian") == 0;
        /* Debian's default option wins where nothing is put above it; with nobody's opinion that is all of the set. */
        check("3 1\n" NAMES3, ranked[i], 0, "", strcmp(ranked[i], "debian") == 0 ? "3@1" : " ?");
        check("3 1\n7 0\n" NAMES3, ranked[i], 0, "", strcmp(ranked[i], "debian") == 0 ? "3@1" : " ?");
        if (one) continue;
        check("3 3\n" NAMES3, ranked[i], 0, "", "1@1 2@1 3@1");
        check("3 5\n2 1 0\n1 2 0\n" NAMES3, ranked[i], 0, "", "1@1 2@1 3@1 -2");
        check("3 2\n-1\n-2\n2 1 0\n1 2 3 0\n" NAMES3, ranked[i], 0, "", "3@1 -1");
        check("3 2\n-1\n-2\n-3\n2 1 0\n" NAMES3, ranked[i], 0, "", " -2");
    }
    check("1 1\n3 1 0\n0\na\nt", "irv", 0, "", "1@1");
    check("1 1\n0\na\nt", "irv", 0, "", "1@1");
    check("1 1\n0\na\nt", "meek-stv", 0, "", "1@1");
}

static void ties_everywhere(void **state) {
    (void)state;
    static const char cycle[] = "3 1\n1 1 2 3 0\n1 2 3 1 0\n1 3 1 2 0\n" NAMES3;
    check(cycle, "scottish-stv", 0, "", " ?");
    check(cycle, "meek-stv", 0, "", " ?");
    check(cycle, "irv", 0, "", " ?");
    check(cycle, "schulze", 0, "", " ?");
    check(cycle, "debian", 0, "default=0", " ?");
    check(cycle, "scottish-stv", 0, "order=1,2,3", "1@2"); /* 3 goes out, its paper to 1 */
    check(cycle, "meek-stv", 0, "order=1,2,3", "1@2");
    check(cycle, "irv", 0, "order=2,3,1", "2@2");
    check(cycle, "schulze", 0, "order=3,1,2", "3@1");
    check(cycle, "debian", 0, "default=0 order=2,1,3", "2@1");
    /* Two finalists with as many each: declared, not counted again. */
    check("2 1\n5 1 0\n5 2 0\n0\na\nb\nt", "irv", 0, "", " ?");
    check("2 1\n5 1 0\n5 2 0\n0\na\nb\nt", "irv", 0, "order=2,1", "2@2");
}

static void seeds(void **state) {
    (void)state;
    struct counted a, b;
    static const char cycle[] = "3 1\n1 1 2 3 0\n1 2 3 1 0\n1 3 1 2 0\n" NAMES3;
    bool won[3] = { false };
    for (int i = 0; i < 40; i++) {
        char settings[32];
        snprintf(settings, sizeof settings, "seed=s%d", i);
        settings_then(cycle, "schulze", 0, settings, &a);
        settings_then(cycle, "schulze", 0, settings, &b);
        assert_true(a.result->decided);
        assert_int_equal(a.result->elected[0], b.result->elected[0]);
        won[a.result->elected[0]] = true;
        counted_free(&a);
        counted_free(&b);
    }
    assert_true(won[0] && won[1] && won[2]);
}

/* ---- Scottish ---- */

static void quota(void **state) {
    (void)state;
    struct counted c;
    static const struct {
        const char *text;
        int64_t quota;
    } rows[] = {
        { "3 1\n9 1 0\n" NAMES3, 5 },
        { "3 1\n10 1 0\n" NAMES3, 6 },
        { "3 2\n9 1 0\n" NAMES3, 4 },
        { "3 2\n8 1 0\n" NAMES3, 3 },
        { "3 1\n" NAMES3, 1 },
        { "3 1\n9 1 0\n9 0\n" NAMES3, 5 },
        { "3 1\n-2\n9 1 0\n9 2 0\n" NAMES3, 5 }, /* papers for the withdrawn alone are not valid votes */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        settings_then(rows[i].text, "scottish-stv", 0, "order=1,2,3", &c);
        CHECK_INT(c.result->stages[0].quota, rows[i].quota * 100000, rows[i].text);
        counted_free(&c);
    }
    /* Exactly the quota elects, and there is no surplus to transfer. */
    check("3 2\n4 1 2 0\n3 2 0\n2 3 0\n" NAMES3, "scottish-stv", 0, "", "1@1 2@2");
}

/* 10 of 1 with quota 6: 4/10 of each paper goes on, cut off per paper. */
static void surplus(void **state) {
    (void)state;
    struct counted c;
    settings_then("4 2\n7 1 2 0\n2 1 3 0\n1 1 0\n3 2 0\n3 4 0\n" NAMES4, "scottish-stv", 0, "", &c);
    const struct tally_stage *s = &c.result->stages[1];
    CHECK_STR(str_of(elected(&c)), "1@1 2@4", "winners");
    assert_int_equal(s->action, STAGE_SURPLUS);
    assert_int_equal(s->surplus, 400000);
    assert_int_equal(s->total[0], 600000);
    assert_int_equal(s->total[1], 300000 + 7 * 40000);
    assert_int_equal(s->total[2], 2 * 40000);
    assert_int_equal(s->exhausted, 40000);
    assert_int_equal(s->lost, 0);
    assert_int_equal(s->transfer_count, 3);
    assert_int_equal(s->transfers[2].to, NOBODY);
    assert_int_equal(s->transfers[2].papers, 1);
    counted_free(&c);
    /* 7 of 1, quota 4: 3/7 is 0.42857 each, 7 × 0.42857 = 2.99999, and 0.00001 is lost. */
    settings_then("3 2\n7 1 2 0\n2 2 0\n2 3 0\n" NAMES3, "scottish-stv", 0, "", &c);
    s = &c.result->stages[1];
    assert_int_equal(s->total[1], 200000 + 7 * 42857);
    assert_int_equal(s->lost, 1);
    counted_free(&c);
}

static void look_back(void **state) {
    (void)state;
    struct counted c;
    /* Two tied for last at stage 2 were unequal at stage 1: 3 had 2 and 4 had 3. */
    static const char prior[] = "5 1\n9 1 0\n8 2 0\n2 3 0\n3 4 0\n1 5 3 0\n" NAMES5;
    settings_then(prior, "scottish-stv", 0, "", &c);
    assert_int_equal(c.result->ties[0].means, TIE_LOOK_BACK);
    assert_int_equal(c.result->ties[0].back_to, 1);
    assert_int_equal(c.result->ties[0].chosen[0], 2);
    counted_free(&c);
    settings_then(prior, "scottish-stv", 0, "look-back=none order=3,4,1,2", &c);
    assert_int_equal(c.result->ties[0].means, TIE_ORDER);
    assert_int_equal(c.result->ties[0].chosen[0], 3);
    counted_free(&c);
    settings_then(prior, "scottish-stv", 0, "look-back=none", &c);
    assert_false(c.result->decided);
    counted_free(&c);
}

/* Stage 1: 27 28 26; 5 goes out, stage 2: 29 29 31; 6 goes out, stage 3: 32 32 32. Stage 2 leaves two lowest, stage 1 one. */
static const char weak_defeat[] =
    "6 1\n27 1 0\n28 2 0\n26 3 0\n60 4 0\n2 5 1 0\n1 5 2 0\n5 5 3 0\n3 6 1 0\n3 6 2 0\n1 6 3 0\n3 6 0\n"
    "0\na\nb\nc\nd\ne\nf\nt";
/* Stage 1: 27 26 28, stage 2: 31 31 29, stage 3: 36 36 36, all over the quota of 34: whose surplus goes first? */
static const char weak_surplus[] =
    "7 4\n27 1 0\n26 2 0\n28 3 0\n30 4 0\n27 5 0\n4 6 1 0\n5 6 2 0\n1 6 3 0\n5 7 1 0\n5 7 2 0\n7 7 3 0\n"
    "0\na\nb\nc\nd\ne\nf\ng\nt";

static void check_tie(const char *text, const char *settings, int stage, int back_to, int chosen) {
    struct counted c;
    settings_then(text, "scottish-stv", 0, settings, &c);
    const struct tally_tie *t = &c.result->ties[0];
    CHECK_INT(c.result->tie_count > 0, 1, settings);
    CHECK_INT(t->stage, stage, settings);
    CHECK_INT(t->who_count, 3, settings);
    CHECK_INT(t->means, TIE_LOOK_BACK, settings);
    CHECK_INT(t->back_to, back_to, settings);
    CHECK_INT(t->chosen[0] + 1, chosen, settings);
    CHECK_INT(c.result->stages[stage].who[0] + 1, chosen, settings);
    counted_free(&c);
}

static void weak_ties(void **state) {
    (void)state;
    check_tie(weak_defeat, "", 3, 1, 3);
    check_tie(weak_defeat, "weak-ties=narrow", 3, 1, 1);
    check_tie(weak_defeat, "look-back=first-difference", 3, 1, 3);
    check_tie(weak_surplus, "seed=1", 3, 1, 3);
    check_tie(weak_surplus, "seed=1 weak-ties=narrow", 3, 1, 1);
}

/* ---- what papers say ---- */

static void check_irv(const char *text, const char *settings, const char *want, int64_t first, int64_t over,
                      int64_t skipped, int64_t repeated) {
    struct counted c;
    settings_then(text, "irv", 1, settings, &c);
    const struct tally_stage *last = &c.result->stages[c.result->stage_count - 1];
    CHECK_STR(str_of(elected(&c)), want, settings);
    CHECK_INT(c.result->stages[0].total[0], first, settings);
    CHECK_INT(last->inactive[INACTIVE_OVER_VOTE], over, settings);
    CHECK_INT(last->inactive[INACTIVE_SKIPPED], skipped, settings);
    CHECK_INT(last->inactive[INACTIVE_REPEATED], repeated, settings);
    CHECK_INT(c.result->papers, c.result->valid + c.result->blank + c.result->invalid, settings);
    counted_free(&c);
}

static void rules_of_papers(void **state) {
    (void)state;
    static const char over[] = "3 1\n4 1 0\n3 2=3 1 0\n5 2 0\n1 3 0\n" NAMES3;
    check_irv(over, "", "2@2", 4, 3, 0, 0); /* 5 of 10 is no half; 3 goes out, exhausted */
    check_irv(over, "over-vote=skip", "1@1", 7, 0, 0, 0);
    check_irv(over, "over-vote=invalid", "2@2", 4, 0, 0, 0);
    static const char blanks[] = "3 1\n4 1 0\n5 2 0\n3 3 - - 1 0\n" NAMES3;
    check_irv(blanks, "", "1@2", 4, 0, 0, 0);
    check_irv(blanks, "skipped=2", "1@2", 4, 0, 0, 0);
    check_irv(blanks, "skipped=1", "2@2", 4, 0, 3, 0);
    static const char twice[] = "3 1\n4 1 0\n5 2 0\n3 3 3 1 0\n" NAMES3;
    check_irv(twice, "", "1@2", 4, 0, 0, 0);
    check_irv(twice, "repeated=exhaust", "2@2", 4, 0, 0, 3);
    check_irv(twice, "repeated=invalid", "2@1", 4, 0, 0, 0);
}

static void batches(void **state) {
    (void)state;
    struct counted c;
    static const char text[] = "5 1\n20 1 0\n19 2 0\n4 3 2 0\n2 4 0\n2 5 0\n" NAMES5;
    settings_then(text, "irv", 1, "batch=sure", &c);
    CHECK_STR(str_of(elected(&c)), "2@2", "sure");
    assert_int_equal(c.result->stages[1].who_count, 3);
    counted_free(&c);
    settings_then(text, "irv", 1, "batch=tied", &c);
    CHECK_STR(str_of(elected(&c)), " ?", "2 + 2 is not below 4");
    counted_free(&c);
    settings_then("5 1\n20 1 0\n19 2 0\n5 3 2 0\n2 4 0\n2 5 0\n" NAMES5, "irv", 1, "batch=tied", &c);
    assert_int_equal(c.result->stages[1].who_count, 2);
    CHECK_STR(str_of(elected(&c)), "2@3", "2 + 2 is below 5");
    counted_free(&c);
}

/* An unranked candidate below all, or no opinion of them: 3 is liked by few and disliked by nobody who knows them. */
static void unranked(void **state) {
    (void)state;
    static const char text[] = "3 1\n6 1 0\n3 2 1 0\n4 3 1 0\n" NAMES3;
    check_order(text, "schulze", "", "1>3>2");
    check_order(text, "schulze", "unranked=no-opinion order=3,2,1", "2=3>1");
}

/* ---- caps and reserved seats ---- */

#define WHO                                                                                                            \
    "{\"seats\": 2, \"candidates\": [{\"name\": \"a\", \"organization\": \"o\"}, {\"name\": \"b\", \"organization\": \"o\"}, \"c\", {\"name\": \"d\", \"reserved\": \"w\"}], "
#define PAPERS                                                                                                                              \
    "\"ballots\": [{\"count\": 40, \"ranking\": [1, 2, 3]}, {\"count\": 30, \"ranking\": [2, 1, 3]}, {\"count\": 20, \"ranking\": [3, 4]}," \
    "{\"count\": 5, \"ranking\": [4, 3]}]}"

static void caps(void **state) {
    (void)state;
    static const char *const methods[] = { "scottish-stv", "meek-stv", "schulze" };
    for (size_t i = 0; i < COUNT(methods); i++) {
        struct counted c;
        settings_then(WHO PAPERS, methods[i], 0, "", &c);
        CHECK_STR(str_of(list_elected(&c)), "1 2", methods[i]);
        counted_free(&c);
        settings_then(WHO PAPERS, methods[i], 0, "cap-organization=1", &c);
        CHECK_STR(str_of(list_elected(&c)), "1 3", methods[i]);
        counted_free(&c);
        settings_then(WHO "\"reserved\": {\"w\": 1}, " PAPERS, methods[i], 0, "", &c);
        CHECK_STR(str_of(list_elected(&c)), "1 4", methods[i]);
        counted_free(&c);
        settings_then(WHO "\"reserved\": {\"w\": 2}, " PAPERS, methods[i], 0, "", &c);
        CHECK_STR(str_of(list_elected(&c)), "1 4", methods[i]);
        counted_free(&c);
        settings_then(WHO "\"reserved\": {\"w\": 2}, " PAPERS, methods[i], 0, "reserved-unfilled=vacant", &c);
        CHECK_STR(str_of(list_elected(&c)), "4", methods[i]);
        assert_int_equal(c.result->vacant, 1);
        counted_free(&c);
    }
}

/* ---- Debian's procedure ---- */

static void debian(void **state) {
    (void)state;
    struct counted c;
    static const char text[] = "count,ranking\n5,123\n4,213\n6,-12\n";
    settings_then(text, "debian", 1, "quorum=9", &c); /* V(1, 3) is 9: reached */
    assert_int_equal(c.result->fate[0], FATE_STANDS);
    counted_free(&c);
    settings_then(text, "debian", 1, "quorum=9.5", &c);
    assert_int_equal(c.result->fate[0], FATE_QUORUM);
    assert_int_equal(c.result->fate[1], FATE_STANDS);
    counted_free(&c);
    settings_then(text, "debian", 1, "majority=3/2", &c); /* 9 to 6 is just 3:2 */
    assert_int_equal(c.result->fate[0], FATE_STANDS);
    counted_free(&c);
    settings_then(text, "debian", 1, "majority=2,1", &c);
    assert_int_equal(c.result->fate[0], FATE_MAJORITY);
    CHECK_STR(str_of(elected(&c)), "2@1", "majority");
    counted_free(&c);
    assert_int_equal(count_text(&c, text, "debian", 1, "majority=2,1,1,1"), ERR_RANGE);
    counted_free(&c);
    assert_int_equal(count_text(&c, text, "debian", 2, ""), ERR_RANGE);
    counted_free(&c);
}

static void drops_weakest(void **state) {
    (void)state;
    struct counted c;
    /* Nine papers: 1 over 2 by 7, 2 over 3 by 6, 3 over 1 by 5. The last is the weakest, and without it 1 wins. */
    static const char text[] = "3 1\n4 1 2 3 0\n2 2 3 1 0\n3 3 1 2 0\n" NAMES3;
    settings_then(text, "debian", 1, "default=0", &c);
    CHECK_STR(str_of(elected(&c)), "1@1", "weakest");
    assert_int_equal(c.result->step_count, 2);
    assert_int_equal(c.result->steps[0].schwartz_count, 3);
    assert_int_equal(c.result->steps[0].dropped_count, 1);
    assert_int_equal(c.result->steps[0].dropped[0].winner, 2);
    assert_int_equal(c.result->steps[0].dropped[0].votes, 5);
    assert_int_equal(c.result->steps[0].dropped[0].against, 4);
    counted_free(&c);
    check_order(text, "schulze", "", "1>2>3");
}

/* Three write in somebody, two are for 1: "others" is nobody, by no method. */
static void write_ins(void **state) {
    (void)state;
    static const char *const methods[] = { "plurality",    "approval", "borda",  "irv",
                                           "scottish-stv", "meek-stv", "schulze" };
    for (size_t i = 0; i < COUNT(methods); i++) {
        struct counted c;
        assert_int_equal(count_text(&c, "count,rank1,rank2\n3,W,\n2,1,W\n", methods[i], 1, ""), 0);
        CHECK_INT(c.result->elected_count, 1, methods[i]);
        CHECK_INT(c.result->elected[0], 0, methods[i]);
        counted_free(&c);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("tally/ranked: undeclared write-ins are never elected", write_ins),
        CASE("tally/ranked: no papers, blank papers, more seats than candidates, all withdrawn", nothing),
        CASE("tally/ranked: a tie without a lot leaves every method undecided; the officer's order settles it",
             ties_everywhere),
        CASE("tally/ranked: the same seed draws the same, and seeds draw everybody", seeds),
        CASE("tally/ranked: Scottish quota at its edges, of valid votes alone", quota),
        CASE("tally/ranked: a surplus is shared paper by paper, cut off after five decimals, the rest is lost",
             surplus),
        CASE("tally/ranked: a tie looks back to the stage before, if the rules say so", look_back),
        CASE("tally/ranked: three tied, and a stage that parts only some: whole or narrowed", weak_ties),
        CASE("tally/ranked: over-votes, blank ranks and repeated candidates by each rule", rules_of_papers),
        CASE("tally/ranked: several excluded together where none could be saved", batches),
        CASE("tally/ranked: an unranked candidate is below all, or nothing was said", unranked),
        CASE("tally/ranked: caps and reserved seats in counts by transfers and by pairs", caps),
        CASE("tally/ranked: quorum and majority of Debian's procedure at their edges", debian),
        CASE("tally/ranked: Debian's procedure drops the weakest defeat of a circle", drops_weakest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
