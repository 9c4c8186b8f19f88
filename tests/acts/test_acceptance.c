/* A nominee's yes or no, by clause: COIA asks for the Technical Committee, the hearth for its board. */
#include "support/session.h"

static const char *state_of(struct scene *s, int64_t id) {
    return state_text(s, "SELECT state FROM nomination WHERE id = $1", V(id));
}

static const struct answer *nominate_tc(struct scene *s, int64_t person) {
    return act(s, TC_CHAIR, "nomination.make", "body=tc", "title=member", number_field(s, "person", person),
               "conditions[]=capacity", "conditions[]=lawful", "conditions[]=public-spirit", "conditions[]=independent",
               "conditions[]=able", "conditions[]=further", as_office(s, "tc", TC_CHAIR));
}

static void test_round(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2027-10-08 10:00");
    ASSERT_ALLOWED(
        act(&s, SECRETARY, "nomination.open", "body=tc", "closes_at=2027-11-01 12:00", "term_from=2028-01-01"));
    for (int64_t person = TC_MEMBER; person < TC_MEMBER + 5; person++) ASSERT_ALLOWED(nominate_tc(&s, person));
    ASSERT_ALLOWED(nominate_tc(&s, TC_CHAIR)); /* of himself: a yes already */
    assert_string_equal(state_of(&s, 6), "standing");
    assert_string_equal(state_of(&s, 1), "asked");
    assert_int_equal(state_int(&s, "SELECT count(*) FROM outbox WHERE person = $1 AND link = '/nominations/1'",
                               V(TC_MEMBER)),
                     1);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM outbox WHERE person = $1", V(TC_CHAIR)), 0);
    assert_true(on_desk(&s, TC_MEMBER, "nomination.accept"));
    assert_false(on_desk(&s, TC_CHAIR, "nomination.accept"));
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "nomination.accept", "nomination=1"), ERR_DENIED, NULL); /* not for others */
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "nomination.decline", "nomination=1"), ERR_DENIED, NULL);
    const struct answer *lacking =
        act(&s, TC_MEMBER, "nomination.accept", "nomination=1", "conditions[]=capacity", "conditions[]=lawful",
            "conditions[]=able", "conditions[]=further", "conditions[]=independent");
    ASSERT_REFUSED_AS(lacking, ERR_REFUSED, "A14");
    assert_string_equal(refusal_field(lacking, "A14"), "conditions");
    const struct answer *accepted = accept_nomination(&s, 1);
    ASSERT_ALLOWED(accepted);
    assert_int_equal(NUMBER(accepted, "A14", "n"), 6);
    assert_false(on_desk(&s, TC_MEMBER, "nomination.accept"));
    assert_string_equal(state_of(&s, 1), "standing");
    assert_int_equal(state_int(&s, "SELECT accept_entry FROM nomination WHERE id = 1"), accepted->entry);
    ASSERT_REFUSED_AS(accept_nomination(&s, 1), ERR_CONFLICT, "A14"); /* once */
    ASSERT_ALLOWED(act(&s, TC_MEMBER + 1, "nomination.decline", "nomination=2"));
    assert_string_equal(state_of(&s, 2), "declined");
    ASSERT_REFUSED_AS(accept_nomination(&s, 2), ERR_CONFLICT, "A14");
    ASSERT_ALLOWED(accept_nomination(&s, 3));
    ASSERT_ALLOWED(act(&s, TC_MEMBER + 2, "nomination.decline", "nomination=3")); /* stands down again */
    assert_string_equal(state_of(&s, 3), "withdrawn");
    at(&s, "2027-11-01 12:00");
    ASSERT_REFUSED_AS(accept_nomination(&s, 4), ERR_CONFLICT, "A14");
    assert_string_equal(state_of(&s, 4), "lapsed");
    ASSERT_ALLOWED(act(&s, TC_MEMBER + 4, "nomination.accept", "nomination=5", "conditions[]=capacity",
                       "conditions[]=lawful", "conditions[]=public-spirit", "conditions[]=independent",
                       "conditions[]=able", "conditions[]=further",
                       "@received=2027-11-01 11:59:59")); /* received in time */
    assert_string_equal(state_of(&s, 5), "standing");
    const struct answer *seated = act(&s, SECRETARY, "nomination.seat", "round=1");
    ASSERT_ALLOWED(seated);
    assert_int_equal(NUMBER(seated, "A12", "nominees"), 3); /* the first, the fifth and the chair */
    ASSERT_REFUSED_AS(act(&s, TC_MEMBER + 3, "nomination.accept", "nomination=4", "@received=2027-11-01 11:59:58"),
                      ERR_CONFLICT, "A14"); /* concluded meanwhile */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* Outside a round: the vote waits for the yes. */
static void test_vote_waits(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    const struct answer *made = nominate_tc(&s, 12);
    int64_t id = state_int(&s, "SELECT id FROM nomination WHERE entry = $1", V(ASSERT_ALLOWED(made)));
    assert_string_equal(state_of(&s, id), "asked");
    assert_int_equal(state_int(&s, "SELECT count(*) FROM matter"), 0);
    const struct answer *accepted = accept_nomination(&s, id);
    int64_t matter = matter_of(&s, ASSERT_ALLOWED(accepted));
    assert_true(cites(accepted, "A7"));
    assert_string_equal(state_of(&s, id), "referred");
    vote_matter(&s, matter, "2026-07-02 10:00", "2026-07-20 10:00", true);
    assert_string_equal(state_text(&s, "SELECT how FROM holding WHERE person = 12 AND body = 'tc'"), "approved");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* Who leaves stands no more, asked or not. */
static void test_left(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2027-10-08 10:00");
    ASSERT_ALLOWED(
        act(&s, SECRETARY, "nomination.open", "body=tc", "closes_at=2027-11-01 12:00", "term_from=2028-01-01"));
    ASSERT_ALLOWED(nominate_tc(&s, 26));
    ASSERT_ALLOWED(act(&s, 26, "member.withdraw", "member=25"));
    ASSERT_ALLOWED(act(&s, BOARD_CHAIR, "withdrawal.confirm", "withdrawal=1"));
    assert_string_equal(state_of(&s, 1), "withdrawn");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(
            "acts/acceptance: A14 who is nominated by others stands only after saying yes, with the declarations, in time",
            test_round),
        CASE("acts/acceptance: A12, A14 a vote of approval waits for the nominee's yes", test_vote_waits),
        CASE("acts/acceptance: A5.1 a nomination that waits ends with the membership", test_left),
    };
    return cmocka_run_group_tests_name("acts/acceptance", tests, NULL, NULL);
}
