/* Methods that add up marks: plurality, block vote, approval, score, Borda; caps, reserved seats and ties as they meet them all. */
#include "tally/counting.h"

static void check(const char *text, const char *method, int seats, const char *settings, const char *want) {
    struct counted c;
    if (count_text(&c, text, method, seats, settings) != 0) {
        print_error("%s\n", said(&c.err));
        fail();
    }
    CHECK_STR(str_of(elected(&c)), want, text);
    counted_free(&c);
}

static void totals(void **state) {
    (void)state;
    check("count,rank1,rank2\n5,1,2\n4,2,1\n3,3,2\n", "plurality", 1, "", "1@1");
    check("count,rank1,rank2\n5,1,2\n4,2,1\n3,3,2\n", "plurality", 2, "", "1@1 2@1");
    check("count,rank1,rank2\n5,1,2\n4,2,1\n3,3,2\n", "approval", 1, "", "2@1");
    check("count,approved\n5,1;2\n4,2;3\n3,3;4\n6,1;2;3\n", "block", 2, "",
          "2@1 3@1"); /* the three marks are one too many */
    check("count,approved\n5,1;2\n4,2;3\n3,3;4\n6,1;2;3\n", "block", 2, "marks=3", "2@1 3@1");
    check("count,score1,score2,score3\n1,5,3,0\n1,0,3,\n1,0,,5\n", "score", 1, "", "2@1");
    check("count,score1,score2\n1,9,0\n2,0,3\n", "score", 1, "score-max=5",
          "2@1"); /* 9 is over 5: that paper is invalid */
}

static void borda(void **state) {
    (void)state;
    static const struct {
        const char *papers, *settings;
        int64_t total[4];
    } rows[] = {
        { "1 1 2 3 4 0", "", { 30, 20, 10, 0 } },
        { "2 1 0", "", { 60, 20, 20, 20 } }, /* the three unranked are alike: (0 + 1 + 2) / 3 each */
        { "2 1 0", "unranked=no-opinion", { 0, 0, 0, 0 } },
        { "1 1 2 0", "unranked=no-opinion", { 10, 0, 0, 0 } },
        { "1 1=2 3 0", "", { 25, 25, 10, 0 } },
        { "1 1 - 1 2 0", "", { 30, 20, 5, 5 } },     /* a blank rank and a second mention say nothing */
        { "-4\n1 1 4 2 3 0", "", { 20, 10, 0, 0 } }, /* who has withdrawn neither gets points nor gives any */
        { "3 0\n1 4 3 2 1 0", "", { 0, 10, 20, 30 } },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct counted c;
        char text[100];
        snprintf(text, sizeof text, "4 1\n%s\n0\na\nb\nc\nd\nt", rows[i].papers);
        assert_int_equal(count_text(&c, text, "borda", 0, rows[i].settings), 0);
        for (size_t k = 0; k < 4; k++) CHECK_INT(c.result->stages[0].total[k], rows[i].total[k], rows[i].papers);
        CHECK_INT(c.result->valid + c.result->blank, c.result->papers, rows[i].papers);
        counted_free(&c);
    }
    check("3 1\n1 1 2 3 0\n1 2 1 3 0\n0\na\nb\nc\nt", "borda", 0, "", " ?");
    check("3 1\n1 1 2 3 0\n1 2 1 3 0\n0\na\nb\nc\nt", "borda", 0, "order=2,1", "2@1");
}

static void nothing_to_count(void **state) {
    (void)state;
    check("3 2\n0\na\nb\nc\nt", "plurality", 0, "", " ?");
    check("3 3\n0\na\nb\nc\nt", "plurality", 0, "", "1@1 2@1 3@1");
    check("3 2\n9 0\n0\na\nb\nc\nt", "approval", 0, "order=2,3,1", "2@1 3@1");
    check("2 5\n9 1 0\n0\na\nb\nt", "plurality", 0, "", "1@1 2@1 -3");
    check("2 1\n-1\n9 1 0\n1 2 0\n0\na\nb\nt", "plurality", 0, "", "2@1");
}

static void ties(void **state) {
    (void)state;
    struct counted c;
    check("3 2\n3 1 0\n2 2 0\n2 3 0\n0\na\nb\nc\nt", "plurality", 0, "", "1@1 ?");
    check("3 2\n3 1 0\n2 2 0\n2 3 0\n0\na\nb\nc\nt", "plurality", 0, "order=3,2", "1@1 3@1");
    check("3 2\n3 1 0\n2 2 0\n2 3 0\n0\na\nb\nc\nt", "plurality", 0, "order=3", "1@1 3@1");
    check("3 2\n3 1 0\n2 2 0\n2 3 0\n0\na\nb\nc\nt", "plurality", 0, "order=1", "1@1 ?"); /* says nothing of 2 and 3 */
    /* printf 'x/1/1' | sha256sum and so on: 0de4… of candidate 2 is the smallest of the three */
    assert_int_equal(count_text(&c, "3 1\n1 1 0\n1 2 0\n1 3 0\n0\na\nb\nc\nt", "plurality", 0, "seed=x"), 0);
    CHECK_STR(str_of(elected(&c)), "2@1", "lot");
    assert_int_equal(c.result->tie_count, 1);
    assert_int_equal(c.result->ties[0].means, TIE_LOT);
    assert_int_equal(c.result->ties[0].lot[0].b[0], 0xa8);
    assert_int_equal(c.result->ties[0].lot[1].b[0], 0x0d);
    assert_int_equal(c.result->ties[0].lot[2].b[0], 0xa1);
    counted_free(&c);
}

/* Two organizations and a related group: a and b are of o1, c of o2, and o1 and o2 are related; d of o3; e reserved. */
#define GROUPS                                                                                                                                            \
    "{\"candidates\": [{\"name\": \"a\", \"organization\": \"o1\", \"related\": \"g\"}, {\"name\": \"b\", \"organization\": \"o1\", \"related\": \"g\"}," \
    "{\"name\": \"c\", \"organization\": \"o2\", \"related\": \"g\"}, {\"name\": \"d\", \"organization\": \"o3\"},"                                       \
    "{\"name\": \"e\", \"organization\": \"o4\", \"reserved\": \"west\"}], \"reserved\": {\"west\": 1}, \"ballots\": ["                                   \
    "{\"count\": 9, \"approved\": [1]}, {\"count\": 8, \"approved\": [2]}, {\"count\": 7, \"approved\": [3]},"                                            \
    "{\"count\": 6, \"approved\": [4]}, {\"count\": 1, \"approved\": [5]}]}"

static void caps(void **state) {
    (void)state;
    check(GROUPS, "approval", 3, "", "1@1 2@1 5@1");
    check(GROUPS, "approval", 3, "cap-organization=1", "1@1 3@1 5@1");
    check(GROUPS, "approval", 3, "cap-related=1", "1@1 4@1 5@1");
    check(GROUPS, "approval", 5, "cap-related=1", "1@1 4@1 5@1 -2");
    check(GROUPS, "approval", 1, "", "5@1");
}

static void unfilled(void **state) {
    (void)state;
    static const char none[] =
        "{\"candidates\": [\"a\", \"b\"], \"reserved\": {\"west\": 1}, \"ballots\": [{\"count\": 2, \"approved\": [1]}, {\"approved\": [2]}]}";
    check(none, "plurality", 2, "", "1@1 2@1");
    check(none, "plurality", 2, "reserved-unfilled=vacant", "1@1 -1");
}

/* Seats for a and b, and one or two kept for the west: where caps and kept seats meet. */
#define MEET(seats, west, people)                                                                                      \
    "{\"seats\": " #seats ", \"candidates\": [" people "], \"reserved\": {\"west\": " #west "}, \"ballots\": ["
#define OF(org) "{\"organization\": \"" org "\"}"
#define WEST(org) "{\"organization\": \"" org "\", \"reserved\": \"west\"}"

static void caps_and_kept_seats(void **state) {
    (void)state;
    static const char *const methods[] = { "plurality", "borda", "scottish-stv", "meek-stv", "schulze" };
    static const struct {
        const char *text, *settings, *want;
    } rows[] = {
        /* 1 of o1 has most votes; the only one of the west is of o1 too: the kept seat is theirs, and 1 is passed over */
        { MEET(2, 1, OF("o1") "," WEST("o1") "," OF("o2")) "{\"count\": 9, \"ranking\": [1]}, {\"ranking\": [2, 3]}]}",
          "cap-organization=1", "2 3" },
        /* two seats for the west, whose two are of one organization: one of them sits, the other seat is open to all */
        { MEET(2, 2,
               WEST("o1") "," WEST("o1") "," OF(
                   "o2")) "{\"count\": 9, \"ranking\": [3, 1]}, {\"count\": 3, \"ranking\": [1]}]}",
          "cap-organization=1", "1 3" },
        { MEET(2, 2,
               WEST("o1") "," WEST("o1") "," OF(
                   "o2")) "{\"count\": 9, \"ranking\": [3, 1]}, {\"count\": 3, \"ranking\": [1]}]}",
          "cap-organization=1 reserved-unfilled=vacant", "1 -1" },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        for (size_t m = 0; m < COUNT(methods); m++) {
            struct counted c;
            bool seated[4] = { false };
            char got[32];
            if (count_text(&c, rows[i].text, methods[m], 0, rows[i].settings) != 0) fail_msg("%s", said(&c.err));
            for (size_t k = 0; k < c.result->elected_count; k++) seated[c.result->elected[k] + 1] = true;
            size_t n = 0;
            for (int who = 1; who <= 3; who++)
                if (seated[who]) n += (size_t)snprintf(got + n, sizeof got - n, "%s%d", n ? " " : "", who);
            if (c.result->vacant) snprintf(got + n, sizeof got - n, " -%d", c.result->vacant);
            CHECK_STR(str_of(got), rows[i].want, methods[m]);
            counted_free(&c);
        }
}

/* Two kept seats for people of two kinds; whoever comes first by number could take the only place of the other. */
static void kept_seats_together(void **state) {
    (void)state;
    check(
        "{\"seats\": 3, \"candidates\": [{\"organization\": \"o1\", \"related\": \"g\", \"reserved\": \"west\"},"
        "{\"organization\": \"o2\", \"related\": \"g\", \"reserved\": \"east\"}, {\"organization\": \"o3\", \"reserved\": \"west\"}, \"d\"],"
        "\"reserved\": {\"west\": 1, \"east\": 1}, \"ballots\": [{\"count\": 9, \"approved\": [1]}, {\"count\": 5, \"approved\": [4]},"
        "{\"count\": 2, \"approved\": [3]}, {\"count\": 1, \"approved\": [2]}]}",
        "approval", 0, "cap-related=1", "4@1 3@1 2@1"); /* 1 would shut out 2, the only one of the east */
}

static void too_many(void **state) {
    (void)state;
    /* 2 has withdrawn: the paper ranks 1, then 3 and 4 alike or after 2; one mark is wanted and one stands first */
    check("4 1\n-2\n1 1 2=3 0\n0\na\nb\nc\nd\nt", "plurality", 0, "", "1@1");
    check("4 1\n-2\n1 2=3 0\n0\na\nb\nc\nd\nt", "plurality", 0, "", "3@1");
    check("4 1\n-2\n5 2=3=4 0\n1 1 0\n0\na\nb\nc\nd\nt", "plurality", 0, "", "1@1"); /* 3 and 4 alike: invalid */
}

static void no_papers(void **state) {
    (void)state;
    check("{\"candidates\": [\"a\", \"b\"], \"ballots\": []}", "score", 2, "", "1@1 2@1");
    check("count,score1,score2\n", "scottish-stv", 2, "", "1@1 2@1");
}

static void refused(void **state) {
    (void)state;
    struct counted c;
    assert_int_equal(count_text(&c, "count,score1\n1,1\n", "plurality", 1, ""), ERR_SYNTAX);
    counted_free(&c);
    assert_int_equal(count_text(&c, "count,rank1\n1,1\n", "score", 1, ""), ERR_SYNTAX);
    counted_free(&c);
    assert_int_equal(count_text(&c, "count,rank1\n1,1\n", "plurality", 1, "marks=2"), ERR_MISSING);
    CHECK_STR(str_of(said(&c.err)),
              "plurality has no option “marks”; it has: too-many, cap-organization, cap-related, reserved-unfilled.",
              "option");
    counted_free(&c);
    assert_int_equal(count_text(&c, "count,rank1\n1,1\n", "block", 1, "too-many=all"), ERR_RANGE);
    CHECK_STR(str_of(said(&c.err)), "too-many cannot be “all”; it may be: invalid, first.", "value");
    counted_free(&c);
    assert_int_equal(count_text(&c, "count,rank1\n1,1\n", "block", 0, ""), ERR_RANGE);
    counted_free(&c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("tally/most: marks and points are added up", totals),
        CASE("tally/most: Borda's points: equal and blank ranks, the unranked, the withdrawn, a tie", borda),
        CASE("tally/most: no papers, blank papers, more seats than candidates, someone withdrawn", nothing_to_count),
        CASE("tally/most: a tie is settled by the officer's order, by the seed, or not at all", ties),
        CASE("tally/most: no more seats than the cap of an organization or of related ones; reserved seats are kept",
             caps),
        CASE(
            "tally/most: caps and kept seats together, by every kind of method: none is lost that can be filled, none stays "
            "vacant without need",
            caps_and_kept_seats),
        CASE("tally/most: kept seats of two groups are looked at together", kept_seats_together),
        CASE("tally/most: too many marks, and somebody among them who has withdrawn", too_many),
        CASE("tally/most: no papers at all are counted by any method", no_papers),
        CASE("tally/most: reserved seats that nobody stands for are open or vacant, as the rules say", unfilled),
        CASE("tally/most: ballots and options that a method does not understand are refused", refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
