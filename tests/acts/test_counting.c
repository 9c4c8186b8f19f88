/* Counts by clause: the lot an officer draws, caps and reserved seats of the charter, ballots that say nothing. */
#include "tally/method.h"
#include "support/changed_charter.h"

static const char *const CONDITIONS[] = { "capacity", "lawful", "public-spirit", "independent", "able", "further" };

/* By the TC's chair for others, who accept; by a director member for its own. */
static void stand(struct scene *s, const char *title, int64_t person) {
    bool own = person <= 13;
    const char *fields[16] = { "body=tc", f(s, "title=%s", title), number_field(s, "person", person),
                               own ? as_representative(s, person) : as_office(s, "tc", TC_CHAIR) };
    size_t n = 4;
    for (int i = 0; i < 6; i++) fields[n++] = f(s, "conditions[]=%s", CONDITIONS[i]);
    fields[n] = NULL;
    int64_t entry = ASSERT_ALLOWED(scene_act(s, own ? person : TC_CHAIR, "nomination.make", fields));
    if (!own && person != TC_CHAIR)
        ASSERT_ALLOWED(accept_nomination(s, state_int(s, "SELECT id FROM nomination WHERE entry = $1", V(entry))));
}

static void open_nominations(struct scene *s) {
    at(s, "2027-10-08 10:00");
    ASSERT_ALLOWED(
        act(s, SECRETARY, "nomination.open", "body=tc", "closes_at=2027-11-01 12:00", "term_from=2028-01-01"));
}

/* Called, and voting is open. */
static void open_voting(struct scene *s) {
    at(s, "2027-11-01 12:00");
    ASSERT_ALLOWED(
        act(s, SECRETARY, "election.call", "round=1", "opens_at=2027-11-05 00:00", "closes_at=2027-11-08 00:00"));
    at(s, "2027-11-05 00:00");
}

static void vote(struct scene *s, int64_t person, int64_t contest, const char *one, const char *two,
                 const char *three) {
    const char *fields[8] = { number_field(s, "contest", contest), as_office(s, "board", person) };
    size_t n = 2;
    const char *const marks[] = { one, two, three };
    for (size_t i = 0; i < 3 && marks[i]; i++) fields[n++] = f(s, "marks[]=%s", marks[i]);
    fields[n] = NULL;
    ASSERT_ALLOWED(scene_act(s, person, "election.vote", fields));
}

static const struct answer *declare(struct scene *s) { return act(s, SECRETARY, "election.declare", "election=1"); }
static int64_t place(struct scene *s, int64_t contest, int64_t number) {
    return state_int(s, "SELECT place FROM contest_candidate WHERE contest = $1 AND number = $2", V(contest),
                     V(number));
}

/* How many lots the declaration tells of. */
static int lots_said(const struct answer *declared) {
    int said = 0;
    for (size_t i = 0; i < declared->verdict->count; i++)
        said += strstr(declared->verdict->items[i].text.en, "by lot") != NULL;
    return said;
}

/* ---- the officer's lot ---- */

static const struct change DRAWN = {
    "rule A12    ballots for tc: open by name",
    "rule A12    lots for tc: drawn by secretariat/secretary-general\nrule A12    may election.lot: holder of secretariat, holder of board\nrule A12    ballots for tc: open by name"
};

static void test_lot(void **state) {
    (void)state;
    struct scene s;
    scene_changed(&s, &DRAWN, 1);
    open_nominations(&s);
    stand(&s, "chair", TC_CHAIR);
    stand(&s, "chair", 3);
    open_voting(&s);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.lot", "contest=1", "order[]=1", "order[]=2"), ERR_CONFLICT,
                      "A12"); /* nothing to draw yet */
    for (int64_t person = 2; person <= 11; person++) vote(&s, person, 1, person <= 6 ? "1:1" : "1:2", NULL, NULL);
    at(&s, "2027-11-08 00:00");
    ASSERT_REFUSED_AS(declare(&s), ERR_CONFLICT, "A12");
    assert_true(on_desk(&s, SECRETARY, "election.lot"));
    assert_false(on_desk(&s, SECRETARY, "election.declare")); /* not before the lot */
    assert_false(on_desk(&s, BOARD_CHAIR, "election.lot"));
    ASSERT_REFUSED_AS(act(&s, BOARD_CHAIR, "election.lot", "contest=1", "order[]=1", "order[]=2",
                          as_office(&s, "board", BOARD_CHAIR)),
                      ERR_DENIED, "A12"); /* another office */
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.lot", "contest=1", "order[]=2"), ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.lot", "contest=1", "order[]=2", "order[]=2"), ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.lot", "contest=1", "order[]=2", "order[]=1", "order[]=3"),
                      ERR_SYNTAX, NULL);
    ASSERT_ALLOWED(act(&s, SECRETARY, "election.lot", "contest=1", "order[]=2", "order[]=1"));
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.lot", "contest=1", "order[]=1", "order[]=2"), ERR_CONFLICT,
                      "A12"); /* drawn once */
    assert_false(on_desk(&s, SECRETARY, "election.lot"));
    assert_true(on_desk(&s, SECRETARY, "election.declare"));
    const struct answer *declared = declare(&s);
    ASSERT_ALLOWED(declared);
    assert_int_equal(lots_said(declared), 1); /* on record, once */
    assert_int_equal(place(&s, 1, 2), 1);
    assert_int_equal(place(&s, 1, 1), 0);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* Two ties of one count: a lot for each, as they come. */
static void test_two_lots(void **state) {
    (void)state;
    const struct change changes[] = { DRAWN,
                                      { "rule A12    election of tc: by holders of board",
                                        "rule A12    election of tc: by holders of board, counted by irv" } };
    struct scene s;
    scene_changed(&s, changes, COUNT(changes));
    open_nominations(&s);
    stand(&s, "chair", TC_CHAIR);
    for (int64_t person = 3; person <= 5; person++) stand(&s, "chair", person);
    open_voting(&s);
    for (int64_t person = 2; person <= 11; person++)
        vote(&s, person, 1, person <= 5 ? "1:1" : person <= 7 ? "1:2" : person <= 9 ? "1:3" : "1:4", NULL, NULL);
    at(&s, "2027-11-08 00:00");
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.lot", "contest=1", "order[]=2", "order[]=3"), ERR_SYNTAX,
                      NULL); /* three are tied */
    ASSERT_ALLOWED(act(&s, SECRETARY, "election.lot", "contest=1", "order[]=2", "order[]=3", "order[]=4"));
    ASSERT_REFUSED_AS(declare(&s), ERR_CONFLICT, "A12"); /* and now the other two */
    ASSERT_ALLOWED(act(&s, SECRETARY, "election.lot", "contest=1", "order[]=3", "order[]=2"));
    const struct answer *declared = declare(&s);
    ASSERT_ALLOWED(declared);
    assert_int_equal(lots_said(declared), 2);
    assert_int_equal(place(&s, 1, 1), 1);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM contest_lot WHERE contest = 1"), 2);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- ballots that say nothing ---- */

static void unvoted(const char *method, bool vacant, bool blank) {
    char counted[100];
    snprintf(counted, sizeof counted, "rule A12    election of tc: by holders of board, counted by %s", method);
    const struct change changes[] = {
        { "rule A12    election of tc: by holders of board", counted },
        { "rule A12    ballots for tc: open by name",
          vacant
              ? "rule A12    elections to tc without a valid vote: left vacant\nrule A12    ballots for tc: open by name"
              : "rule A12    ballots for tc: open by name" },
    };
    struct scene s;
    scene_changed(&s, changes, COUNT(changes));
    open_nominations(&s);
    stand(&s, "chair", TC_CHAIR);
    stand(&s, "chair", 3);
    open_voting(&s);
    for (int64_t person = 2; blank && person <= 11; person++) vote(&s, person, 1, NULL, NULL, NULL);
    at(&s, "2027-11-08 00:00");
    const struct answer *declared = declare(&s);
    if (declared->code != ERR_OK)
        print_error("%s%s%s\n", method, vacant ? ", vacant" : "", blank ? ", blank ballots" : "");
    ASSERT_ALLOWED(declared);
    assert_int_equal(NUMBER(declared, "A12", "papers"), blank ? 10 : 0);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM contest_candidate WHERE place = 1"), vacant ? 0 : 1);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM contest_candidate WHERE place = 0"), vacant ? 2 : 1);
    at(&s, "2028-01-01 00:00");
    ASSERT_ALLOWED(act(&s, 3, "person.update", "name=Person 3"));
    assert_int_equal(state_int(&s,
                               "SELECT count(*) FROM holding WHERE body = 'tc' AND title = 'chair' AND to_at IS NULL"),
                     vacant ? 0 : 1);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_unvoted(void **state) {
    (void)state;
    const struct tally_method *const *methods;
    size_t n = tally_methods(&methods), tried = 0;
    for (size_t i = 0; i < n; i++) {
        if (!methods[i]->elects) continue; /* no charter can name it */
        for (int how = 0; how < 4; how++) unvoted(methods[i]->name, how & 1, how & 2);
        tried++;
    }
    assert_true(tried >= 7);
}

/* ---- caps and reserved seats ---- */

/* Four for the three places of vice-chair. */
static void test_related(void **state) {
    (void)state;
    static const struct change changes[] = {
        { "rule A12    holders of tc: through any members, at most 1 from each organization",
          "rule A12    holders of tc: through any members, at most 1 from each organization, at most 1 from related organizations together" }
    };
    struct scene s;
    scene_changed(&s, changes, COUNT(changes));
    ASSERT_REFUSED_AS(act(&s, 3, "member.relate", "member=2", "other=3", "grounds=One owner", as_representative(&s, 3)),
                      ERR_DENIED, "A21.5");
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "member.relate", "member=2", "other=2", "grounds=One owner"), ERR_SYNTAX,
                      NULL);
    ASSERT_ALLOWED(act(&s, SECRETARY, "member.relate", "member=2", "other=1", "grounds=One owner"));
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "member.relate", "member=1", "other=2", "grounds=One owner"), ERR_CONFLICT,
                      NULL);
    ASSERT_ALLOWED(act(&s, SECRETARY, "member.relate", "member=1", "other=3",
                       "grounds=One owner")); /* 2 and 3 are related through 1 */
    open_nominations(&s);
    for (int64_t person = 3; person <= 6; person++) stand(&s, "vice-chair", person); /* of members 2 to 5 */
    stand(&s, "vice-chair", 7);
    open_voting(&s);
    assert_int_equal(state_int(&s, "SELECT related FROM contest_candidate WHERE contest = 1 AND number = 2"), 1);
    assert_int_equal(state_int(&s, "SELECT seats FROM contest WHERE id = 1"), 3);
    for (int64_t person = 2; person <= 11; person++)
        vote(&s, person, 1, "1:1", person <= 9 ? "1:2" : "1:3", person <= 6 ? "1:4" : "1:5"); /* 10, 8, 2, 5, 5 */
    ASSERT_ALLOWED(
        act(&s, SECRETARY, "member.unrelate", "member=1", "other=2", "grounds=Sold")); /* too late for this election */
    at(&s, "2027-11-08 00:00");
    ASSERT_ALLOWED(declare(&s));
    assert_int_equal(place(&s, 1, 1), 1);
    assert_int_equal(place(&s, 1, 2), 0); /* eight votes, and related to the first */
    assert_int_equal(state_int(&s, "SELECT count(*) FROM contest_candidate WHERE place > 0"), 3);
    assert_true(place(&s, 1, 4) > 0 && place(&s, 1, 5) > 0);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_reserved(void **state) {
    (void)state;
    static const struct change changes[] = {
        { "rule A12    ballots for tc: open by name",
          "rule A12    reserved seats of tc/vice-chair: 1 for people of type university\nrule A12    ballots for tc: open by name" }
    };
    struct scene s;
    scene_changed(&s, changes, COUNT(changes));
    open_nominations(&s);
    for (int64_t person = 3; person <= 5; person++) stand(&s, "vice-chair", person);
    stand(&s, "vice-chair", 30); /* of a university */
    open_voting(&s);
    for (int64_t person = 2; person <= 11; person++) vote(&s, person, 1, "1:1", "1:2", person == 2 ? "1:4" : "1:3");
    at(&s, "2027-11-08 00:00");
    ASSERT_ALLOWED(declare(&s));
    assert_true(place(&s, 1, 4) > 0); /* one vote, and the seat that is kept */
    assert_int_equal(place(&s, 1, 3), 0);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- several contests ---- */

/* Who stands for two contested offices and wins the first stands no more in the second, and the verdict says what is declared. */
static void test_two_offices(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    open_nominations(&s);
    stand(&s, "chair", TC_CHAIR);
    stand(&s, "chair", 3);
    for (int64_t person = TC_CHAIR; person <= TC_CHAIR + 4; person++) stand(&s, "vice-chair", person);
    open_voting(&s);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM contest_candidate WHERE contest = 2"),
                     5); /* may lose the chair, and then would be a vice-chair */
    for (int64_t person = 2; person <= 11; person++) {
        vote(&s, person, 1, "1:1", NULL, NULL);
        vote(&s, person, 2, "1:1", "1:2", person <= 5 ? "1:3" : person <= 8 ? "1:4" : "1:5");
    }
    at(&s, "2027-11-08 00:00");
    const struct answer *declared = declare(&s);
    ASSERT_ALLOWED(declared);
    assert_int_equal(place(&s, 2, 1), -1);
    size_t said = 0;
    for (size_t i = 0; i < declared->verdict->count; i++)
        for (size_t k = 0; k < declared->verdict->items[i].arg_count; k++)
            said += strcmp(declared->verdict->items[i].args[k].name, "elected") == 0 &&
                    str_is(declared->verdict->items[i].args[k].str, "2, 3, 4");
    assert_int_equal(said, 1);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* Who is sure of an office is not on the paper of another, and not counted there. */
static void test_sure(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    open_nominations(&s);
    stand(&s, "chair", TC_CHAIR);
    for (int64_t person = TC_CHAIR; person <= TC_CHAIR + 3; person++) stand(&s, "vice-chair", person);
    at(&s, "2027-11-01 12:00");
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.call", "round=1", "opens_at=2027-11-05 00:00",
                          "closes_at=2027-11-08 00:00"),
                      ERR_CONFLICT, NULL); /* three for three */
    ASSERT_ALLOWED(act(&s, SECRETARY, "nomination.seat", "round=1"));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/counting: A12 where an officer draws lots, a tie waits for the order drawn", test_lot),
        CASE("acts/counting: A12 each tie of a count has its own lot", test_two_lots),
        CASE(
            "acts/counting: A12 no ballots and blank ballots, by every method: a lot, or a vacancy where the charter says so",
            test_unvoted),
        CASE("acts/counting: A12 related organizations together take no more seats than the charter lets them",
             test_related),
        CASE("acts/counting: A12 a reserved seat goes to who it is kept for", test_reserved),
        CASE("acts/counting: A12 who wins an office stands no more for the next", test_two_offices),
        CASE("acts/counting: A12 who is sure of an office is no rival for another", test_sure),
    };
    return cmocka_run_group_tests_name("acts/counting", tests, NULL, NULL);
}
