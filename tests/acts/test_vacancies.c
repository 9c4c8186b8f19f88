/* Seats that fall vacant within a term, by clause: filled for the rest of it and no longer, and nobody else leaves for it. */
#include "support/session.h"

static int64_t open_vacancies(struct scene *s, const char *body) {
    int64_t entry = ASSERT_ALLOWED(
        act(s, SECRETARY, "nomination.open", f(s, "body=%s", body), "closes_at=2026-10-12 12:00", "rest=true"));
    return state_int(s, "SELECT id FROM round WHERE entry = $1", V(entry));
}

static const struct answer *nominate_board(struct scene *s, int64_t by, const char *title, int64_t person) {
    return act(s, by, "nomination.make", "body=board", f(s, "title=%s", title), number_field(s, "person", person),
               as_representative(s, by));
}

static const struct answer *nominate_tc_chair(struct scene *s, int64_t person) {
    return act(s, person, "nomination.make", "body=tc", "title=chair", number_field(s, "person", person),
               as_representative(s, person), "conditions[]=capacity", "conditions[]=lawful",
               "conditions[]=public-spirit", "conditions[]=independent", "conditions[]=able", "conditions[]=further");
}

static int64_t held(struct scene *s, const char *body) {
    return state_int(s, "SELECT count(*) FROM holding WHERE body = $1 AND to_at IS NULL", V(body));
}

static const struct answer *resign(struct scene *s, const char *body, int64_t person) {
    return act(s, person, "office.resign",
               number_field(s, "holding",
                            state_int(s, "SELECT id FROM holding WHERE body = $1 AND person = $2 AND to_at IS NULL",
                                      V(body), V(person))));
}

/* The committee has a chair again, come by `how`, until the running term ends. */
static void check_chair(struct scene *s, const char *how) {
    assert_string_equal(state_text(s,
                                   "SELECT how FROM holding WHERE body = 'tc' AND title = 'chair' AND to_at IS NULL"),
                        how);
    assert_int_equal(state_int(s,
                               "SELECT term_end FROM holding WHERE body = 'tc' AND title = 'chair' AND to_at IS NULL"),
                     time_of(s, "2028-01-01 00:00"));
    CHECK_WHOLE(s);
}

static void test_unopposed(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-09-01 10:00");
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "nomination.open", "body=board", "closes_at=2026-10-12 12:00", "rest=true"),
                      ERR_CONFLICT, "A11"); /* nothing is vacant */
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "nomination.open", "body=board", "closes_at=2026-10-12 12:00"), ERR_SYNTAX,
                      NULL); /* a whole term has a first day */
    assert_false(on_desk(&s, SECRETARY, "nomination.open"));
    ASSERT_ALLOWED(resign(&s, "board", DIRECTOR));
    assert_true(on_desk(&s, SECRETARY, "nomination.open"));
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "nomination.open", "body=board", "closes_at=2028-01-01 00:00", "rest=true"),
                      ERR_SYNTAX, NULL); /* the term is over */
    int64_t round = open_vacancies(&s, "board");
    assert_false(on_desk(&s, SECRETARY, "nomination.open"));
    int64_t until = state_int(&s, "SELECT until FROM round WHERE id = $1", V(round));
    assert_int_equal(until, time_of(&s, "2028-01-01 00:00"));
    ASSERT_REFUSED_AS(nominate_board(&s, 3, "director", 3), ERR_CONFLICT, NULL);   /* sits there */
    ASSERT_REFUSED_AS(nominate_board(&s, 12, "chair", 12), ERR_CONFLICT, "A11.1"); /* the chair is held */
    ASSERT_ALLOWED(nominate_board(&s, 12, "director", 12));
    ASSERT_ALLOWED(nominate_board(&s, 13, "director", 13));
    at(&s, "2026-10-12 12:00");
    const struct answer *refused = act(&s, SECRETARY, "nomination.seat", number_field(&s, "round", round));
    ASSERT_REFUSED_AS(refused, ERR_REFUSED, "A11");
    assert_int_equal(NUMBER(refused, "A11", "nominees"), 2);
    assert_int_equal(NUMBER(refused, "A11", "seats"), 1);
    ASSERT_ALLOWED(act(&s, 13, "nomination.withdraw", "nomination=2", as_representative(&s, 13)));
    int64_t before = state_int(&s, "SELECT max(id) FROM holding");
    const struct answer *seated = act(&s, SECRETARY, "nomination.seat", number_field(&s, "round", round));
    ASSERT_ALLOWED(seated);
    assert_int_equal(NUMBER(seated, "A11.1", "vacant"), 1);
    at(&s, "2026-10-12 12:01");
    ASSERT_ALLOWED(act(&s, 3, "person.update", "name=Person 3")); /* the clock comes first */
    assert_int_equal(held(&s, "board"), 10);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM holding WHERE body = 'board' AND to_at IS NULL AND id > $1",
                               V(before)),
                     1); /* nobody else came or went */
    assert_int_equal(state_int(&s,
                               "SELECT term_end FROM holding WHERE body = 'board' AND person = 12 AND to_at IS NULL"),
                     until);
    assert_string_equal(state_text(&s,
                                   "SELECT how FROM holding WHERE body = 'board' AND person = 12 AND to_at IS NULL"),
                        "unopposed");
    assert_int_equal(state_int(&s, "SELECT count(*) FROM seats WHERE body = 'board'"), 1); /* set once for the term */
    assert_string_equal(state_text(&s, "SELECT state FROM round WHERE id = $1", V(round)), "seated");
    at(&s, "2028-01-01 00:00");
    ASSERT_ALLOWED(act(&s, 3, "person.update", "name=Person 3"));
    assert_int_equal(held(&s, "board"), 0);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* An expelled member's seat; caps count those who stayed. */
static void test_caps(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-09-01 10:00");
    ASSERT_ALLOWED(resign(&s, "board", 11));
    open_vacancies(&s, "board");
    ASSERT_ALLOWED(act(&s, 3, "representative.add", "member=2", "name=Second", "email=second@example.org",
                       as_representative(&s, 3)));
    ASSERT_REFUSED_AS(nominate_board(&s, 3, "director", state_int(&s, "SELECT max(id) FROM person")), ERR_REFUSED,
                      "A7"); /* one from each organization, old and new */
    for (int64_t person = 12; person <= 13; person++) ASSERT_ALLOWED(nominate_board(&s, person, "vice-chair", person));
    at(&s, "2026-10-12 12:00");
    ASSERT_ALLOWED(
        act(&s, SECRETARY, "election.call", "round=1", "opens_at=2026-10-20 00:00", "closes_at=2026-10-27 00:00"));
    assert_int_equal(state_int(&s, "SELECT seats FROM contest WHERE id = 1"),
                     1); /* one seat is vacant, whatever else may lead */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_elected(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-09-01 10:00");
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "nomination.open", "body=tc", "closes_at=2026-10-12 12:00", "rest=true"),
                      ERR_CONFLICT, "A11");
    ASSERT_ALLOWED(resign(&s, "tc", TC_CHAIR));
    int64_t round = open_vacancies(&s, "tc"), others = held(&s, "tc");
    ASSERT_ALLOWED(nominate_tc_chair(&s, 12));
    ASSERT_ALLOWED(nominate_tc_chair(&s, 13));
    at(&s, "2026-10-12 12:00");
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.call", number_field(&s, "round", round), "opens_at=2027-12-20 00:00",
                          "closes_at=2028-01-01 00:00"),
                      ERR_SYNTAX, NULL);
    ASSERT_ALLOWED(act(&s, SECRETARY, "election.call", number_field(&s, "round", round), "opens_at=2026-10-16 00:00",
                       "closes_at=2026-10-20 00:00"));
    at(&s, "2026-10-16 00:00");
    for (int64_t person = 2; person <= 4; person++)
        ASSERT_ALLOWED(act(&s, person, "election.vote", "contest=1", "marks[]=1:2", as_office(&s, "board", person)));
    at(&s, "2026-10-20 00:00");
    ASSERT_ALLOWED(act(&s, SECRETARY, "election.declare", "election=1"));
    at(&s, "2026-10-20 00:01");
    ASSERT_ALLOWED(act(&s, 3, "person.update", "name=Person 3"));
    assert_int_equal(held(&s, "tc"), others + 1);
    assert_int_equal(state_int(&s,
                               "SELECT person FROM holding WHERE body = 'tc' AND title = 'chair' AND to_at IS NULL"),
                     13);
    check_chair(&s, "elected");
    scene_end(&s);
}

/* Nobody else stands: the Board's vote approves, as for any member of the committee, and the seat is for the rest of the term. */
static void test_approved(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-09-01 10:00");
    ASSERT_ALLOWED(resign(&s, "tc", TC_CHAIR));
    int64_t round = open_vacancies(&s, "tc");
    ASSERT_ALLOWED(nominate_tc_chair(&s, 12));
    at(&s, "2026-10-12 12:00");
    ASSERT_ALLOWED(act(&s, SECRETARY, "nomination.seat", number_field(&s, "round", round)));
    assert_string_equal(state_text(&s, "SELECT state FROM round WHERE id = $1", V(round)), "referred");
    int64_t others = held(&s, "tc");
    vote_matter(&s, state_int(&s, "SELECT matter FROM nomination WHERE round = $1", V(round)), "2026-10-13 10:00",
                "2026-11-02 10:00", true);
    at(&s, "2026-11-02 18:00");
    ASSERT_ALLOWED(act(&s, 3, "person.update", "name=Person 3"));
    assert_int_equal(held(&s, "tc"), others + 1);
    check_chair(&s, "approved");
    scene_end(&s);
}

/* Decided after the term is over: nobody is seated in a term that has ended. */
static void test_too_late(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-09-01 10:00");
    ASSERT_ALLOWED(resign(&s, "board", DIRECTOR));
    int64_t round = open_vacancies(&s, "board");
    ASSERT_ALLOWED(nominate_board(&s, 12, "director", 12));
    at(&s, "2028-01-03 10:00");
    ASSERT_ALLOWED(act(&s, 12, "person.update",
                       "name=Person 12")); /* the Secretariat's term is over too: nobody can conclude it */
    assert_int_equal(held(&s, "board"), 0);
    assert_string_equal(state_text(&s, "SELECT state FROM round WHERE id = $1", V(round)),
                        "seated"); /* it stands in nobody's way */
    assert_string_equal(state_text(&s, "SELECT state FROM nomination WHERE round = $1", V(round)), "lost");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- an office whose number the charter leaves open ---- */

static const struct answer *nominate_tc_member(struct scene *s, int64_t person) {
    return act(s, person, "nomination.make", "body=tc", "title=member", number_field(s, "person", person),
               as_representative(s, person), "conditions[]=capacity", "conditions[]=lawful",
               "conditions[]=public-spirit", "conditions[]=independent", "conditions[]=able", "conditions[]=further");
}

static int64_t members_of_tc(struct scene *s) {
    return state_int(s, "SELECT count(*) FROM holding WHERE body = 'tc' AND title = 'member' AND to_at IS NULL");
}

/* "Several" members: as many as were in office at once in this term. One has left, two stand: one place, and no third. */
static void test_open_number(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-09-01 10:00");
    int64_t members = members_of_tc(&s);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "nomination.open", "body=tc", "closes_at=2026-10-12 12:00", "rest=true"),
                      ERR_CONFLICT, "A11");
    assert_false(on_desk(&s, SECRETARY, "nomination.open"));
    ASSERT_ALLOWED(resign(&s, "tc", TC_MEMBER));
    assert_true(on_desk(&s, SECRETARY, "nomination.open"));
    const struct answer *opened =
        act(&s, SECRETARY, "nomination.open", "body=tc", "closes_at=2026-10-12 12:00", "rest=true");
    int64_t round = state_int(&s, "SELECT id FROM round WHERE entry = $1", V(ASSERT_ALLOWED(opened)));
    assert_int_equal(NUMBER(opened, "A11", "vacant"), 1);
    ASSERT_ALLOWED(nominate_tc_member(&s, 12));
    ASSERT_ALLOWED(nominate_tc_member(&s, 13));
    ASSERT_REFUSED_AS(nominate_tc_chair(&s, 11), ERR_CONFLICT, NULL); /* the chair is held */
    at(&s, "2026-10-12 12:00");
    const struct answer *refused = act(&s, SECRETARY, "nomination.seat", number_field(&s, "round", round));
    ASSERT_REFUSED_AS(refused, ERR_REFUSED, "A12"); /* an election decides */
    assert_int_equal(NUMBER(refused, "A12", "nominees"), 2);
    assert_int_equal(NUMBER(refused, "A12", "seats"), 1);
    ASSERT_ALLOWED(act(&s, SECRETARY, "election.call", number_field(&s, "round", round), "opens_at=2026-10-16 00:00",
                       "closes_at=2026-10-20 00:00"));
    assert_int_equal(state_int(&s, "SELECT seats FROM contest WHERE id = 1"), 1);
    at(&s, "2026-10-16 00:00");
    for (int64_t person = 2; person <= 4; person++)
        ASSERT_ALLOWED(act(&s, person, "election.vote", "contest=1", "marks[]=1:2", as_office(&s, "board", person)));
    at(&s, "2026-10-20 00:00");
    ASSERT_ALLOWED(act(&s, SECRETARY, "election.declare", "election=1"));
    at(&s, "2026-10-20 00:01");
    ASSERT_ALLOWED(act(&s, 3, "person.update", "name=Person 3"));
    assert_int_equal(members_of_tc(&s), members); /* as many as before, and not one more */
    assert_int_equal(state_int(&s, "SELECT count(*) FROM holding WHERE body = 'tc' AND person = 13 AND to_at IS NULL"),
                     1);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "nomination.open", "body=tc", "closes_at=2026-12-01 12:00", "rest=true"),
                      ERR_CONFLICT, "A11"); /* filled */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* The chair has left, and no member: nobody comes in as a member on this occasion. */
static void test_other_office(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-09-01 10:00");
    ASSERT_ALLOWED(resign(&s, "tc", TC_CHAIR));
    open_vacancies(&s, "tc");
    ASSERT_REFUSED_AS(nominate_tc_member(&s, 12), ERR_CONFLICT, "A11");
    ASSERT_ALLOWED(nominate_tc_chair(&s, 12));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/vacancies: A11, A17 a vacant seat is filled for the rest of the term, and nobody else leaves",
             test_unopposed),
        CASE("acts/vacancies: A7, A11.2 caps hold over those in office and the new ones together", test_caps),
        CASE("acts/vacancies: A12, A17 a vote that approves seats for the rest of the term too", test_approved),
        CASE("acts/vacancies: A17 what is not decided by the end of the term seats nobody", test_too_late),
        CASE("acts/vacancies: A11, A12 an office of open number has as many seats as were filled at once in the term",
             test_open_number),
        CASE("acts/vacancies: A11, A12 a by-election fills no office that nobody left", test_other_office),
        CASE("acts/vacancies: A12, A17 an election for the rest of the term seats at the declaration", test_elected),
    };
    return cmocka_run_group_tests_name("acts/vacancies", tests, NULL, NULL);
}
