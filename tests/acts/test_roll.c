/* A roll corrected by a list, by clause: while it lies open, line by line with grounds, and nobody on it whom the charter does not entitle. */
#include "support/session.h"

/* The Board's vice-chairs, elected by director members: numbers 1 … 12 of the roll. Called on 1 November; the roll lies open until the 4th. */
static void called(struct scene *s) {
    scene_coia(s);
    at(s, "2027-10-08 10:00");
    ASSERT_ALLOWED(
        act(s, SECRETARY, "nomination.open", "body=board", "closes_at=2027-11-01 12:00", "term_from=2028-01-01"));
    for (int i = 2; i <= 8; i++)
        ASSERT_ALLOWED(act(s, i, "nomination.make", "body=board", f(s, "title=%s", i == 2 ? "chair" : "vice-chair"),
                           number_field(s, "person", i), as_representative(s, i)));
    at(s, "2027-11-01 12:00");
    ASSERT_ALLOWED(act(s, SECRETARY, "election.call", "round=1", "opens_at=2027-11-05 00:00",
                       "closes_at=2027-11-08 00:00", "seed=Autumn"));
}

static const struct answer *list(struct scene *s, const char *rows) {
    return act(s, SECRETARY, "election.roll", "election=1",
               f(s, "@file:list=change,number,member,office,grounds\n%s", rows));
}

static const char *printed(struct scene *s, const struct answer *answer) {
    struct buf b;
    buf_init(&b, 1 << 16);
    for (size_t i = 0; i < answer->verdict->count; i++) {
        const struct finding *x = &answer->verdict->items[i];
        if (x->refuses) text_format(&b, x->text, LANG_EN, s->zone, x->args, x->arg_count);
    }
    const char *all = arena_z(&s->arena, buf_str(&b));
    buf_release(&b);
    return all;
}

static int64_t on_roll(struct scene *s) {
    return state_int(s, "SELECT count(*) FROM elector WHERE election = 1 AND state = 'on'");
}

static void test_list(void **state) {
    (void)state;
    struct scene s;
    called(&s);
    int64_t mails = state_int(&s, "SELECT count(*) FROM outbox"), all = on_roll(&s);
    ASSERT_REFUSED_AS(act(&s, 3, "election.roll", "election=1", "changes[]=strike 5", "grounds[]=Left"), ERR_DENIED,
                      "A11");
    const struct answer *done = list(&s, "strike,5,,,\"Has left, as it says\"\nstrike,7,,,Ended its membership\n");
    ASSERT_ALLOWED(done);
    assert_int_equal(NUMBER(done, "A11", "struck"), 2);
    assert_int_equal(on_roll(&s), all - 2);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM outbox"), mails + 2);
    ASSERT_ALLOWED(list(&s, "add,,Member 5,,It has not left after all\n"));
    assert_int_equal(on_roll(&s), all - 1);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM roll_change"), 3);
    /* As JSON; and without a file, as a program may. */
    ASSERT_ALLOWED(act(&s, SECRETARY, "election.roll", "election=1",
                       "@file:list=[{\"change\": \"strike\", \"number\": 9, \"grounds\": \"Left\"}]"));
    ASSERT_ALLOWED(act(&s, SECRETARY, "election.roll", "election=1", "changes[]=strike 10", "grounds[]=Left"));
    assert_int_equal(on_roll(&s), all - 3);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* One line that fails, and nothing is changed; said by its line, and by the clause where it is the charter that says no. */
static void test_refused(void **state) {
    (void)state;
    struct scene s;
    called(&s);
    int64_t all = on_roll(&s);
    const struct {
        const char *rows, *clause, *said;
    } rows[] = {
        { "strike,5,,,Left\nadd,,Member 20,,An ordinary member\n", "A11", "Line 3: by the charter they have no vote" },
        { "strike,5,,,Left\nadd,,,1,An office\n", "A11", "Line 3: by the charter they have no vote" },
        { "add,,Member 5,,On it\n", "A11", "Line 2: is on the roll already." },
        { "strike,5,,,Left\n\nstrike,99,,,Left\n", "A11", "Line 4: the roll has no number 99." },
        { "strike,5,,,Left\nstrike,5,,,Left\n", NULL, "Line 3: the same stands there already: Line 2." },
        { "strike,5,,,\n", NULL, "Line 2: give the grounds" },
        { "strike,five,,,Left\n", NULL, "Line 2: change is “strike” with a number" },
        { "strike,5,Member 5,,Left\n", NULL, "Line 2: change is “strike” with a number" },
        { "drop,5,,,Left\n", NULL, "Line 2: change is “strike” with a number" },
        { "add,,Nobody Ltd.,,Missing\n", NULL, "Line 2: no member is called “Nobody Ltd.”" },
        { "strike,5,,\n", NULL, "Line 2 ends after 4 columns; the header has 5." },
        { "strike,5,,,\"Left\n", NULL, "a quotation mark stands where none may stand, or one is missing." },
        { "strike,5,,,\xff\n", NULL, "Line 2, column 5 (grounds): this is not UTF-8." },
        { "", NULL, "Line 1: the list holds no correction." },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct answer *answer = list(&s, rows[i].rows);
        ASSERT_REFUSED(answer, rows[i].clause);
        if (!strstr(printed(&s, answer), rows[i].said)) fail_msg("%s: %s", rows[i].said, printed(&s, answer));
    }
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.roll", "election=1", "@file:list=change,who\nstrike,5\n"),
                      ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.roll", "election=1"), ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.roll", "election=1", "changes[]=strike 5"), ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.roll", "election=1", "changes[]=burn 5", "grounds[]=Left"),
                      ERR_SYNTAX, NULL);
    ASSERT_REFUSED(
        list(&s, "strike,1,,,L1\nstrike,2,,,L2\nstrike,3,,,L3\nstrike,4,,,L4\nstrike,5,,,L5\nstrike,6,,,L6\n"
                 "strike,7,,,L7\nstrike,8,,,L8\nstrike,9,,,L9\nstrike,10,,,L10\nstrike,11,,,L11\nstrike,12,,,L12\n"),
        "A11"); /* nobody would be left */
    at(&s, "2027-11-05 00:00");
    ASSERT_REFUSED_AS(list(&s, "strike,5,,,Left\n"), ERR_CONFLICT, "A11"); /* the roll lies open no more */
    assert_int_equal(on_roll(&s), all);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM roll_change"), 0);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/roll: A11 a list strikes and adds while the roll lies open, each line with its grounds", test_list),
        CASE(
            "acts/roll: A11 a list with one wrong line changes nothing, and adds nobody whom the charter does not entitle",
            test_refused),
    };
    return cmocka_run_group_tests_name("acts/roll", tests, NULL, NULL);
}
