/* Acts entered by the office for people who handed them in on paper: theirs, with both on record, where the charter lets it. */
#include "support/session.h"

static const struct answer *enter(struct scene *s, int64_t by, int64_t for_whom, const char *kind,
                                  const char *const *fields) {
    struct ask ask = { .kind = kind,
                       .person = by,
                       .entered_for = for_whom,
                       .via = "",
                       .args = json_object(),
                       .received = INSTANT_NONE,
                       .lang = LANG_EN };
    for (; *fields; fields++) scene_field(s, ask.args, NULL, &ask, *fields);
    const struct answer *answer = scene_ask(s, &ask);
    json_decref(ask.args);
    return answer;
}
#define enter_act(s, by, for_whom, kind, ...)                                                                          \
    enter((s), (by), (for_whom), (kind), (const char *const[]){ __VA_ARGS__ __VA_OPT__(, ) NULL })

static void test_entered(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    const struct answer *withdrawn = enter_act(&s, SECRETARY, 21, "member.withdraw", "member=20");
    int64_t entry = ASSERT_ALLOWED(withdrawn);
    assert_true(cites(withdrawn, "A21.5") && cites(withdrawn, "A5.1"));
    const char *leaf = state_text(&s, "SELECT entry FROM leaf WHERE n = $1", V(entry));
    int64_t office = state_int(&s, "SELECT id FROM holding WHERE person = $1 AND body = 'secretariat'", V(SECRETARY));
    assert_non_null(strstr(leaf, "\"person\":21")); /* both are on record: whose act it is … */
    assert_non_null(
        strstr(leaf, f(&s, "\"via\":\"office:%lld\"", (long long)office))); /* … and the office that entered it */
    assert_non_null(strstr(leaf, "\"as\":\"rep:20\""));
    assert_int_equal(state_int(&s, "SELECT count(*) FROM mention WHERE thing = 'person' AND entry = $1", V(entry)),
                     2); /* it stands on both their pages */
    assert_int_equal(state_int(&s, "SELECT count(*) FROM withdrawal WHERE org = 20"), 1);
    CHECK_WHOLE(&s); /* judged anew, it rests on the same */
    scene_end(&s);
}

static void test_limits(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    /* Who may not enter, may not; what they could not do, cannot be entered; nothing but what the charter lists. */
    ASSERT_REFUSED_AS(enter_act(&s, TC_CHAIR, 21, "member.withdraw", "member=20"), ERR_DENIED, "A21.5");
    ASSERT_REFUSED_AS(enter_act(&s, 0, 21, "member.withdraw", "member=20"), ERR_DENIED, "A21.5");
    ASSERT_REFUSED_AS(enter_act(&s, SECRETARY, 21, "member.withdraw", "member=19"), ERR_DENIED, NULL);
    ASSERT_REFUSED_AS(enter_act(&s, SECRETARY, 4711, "member.withdraw", "member=20"), ERR_MISSING, NULL);
    ASSERT_REFUSED_AS(enter_act(&s, SECRETARY, DIRECTOR, "member.propose_expulsion", "member=20", "ground=charter",
                                "title=T", "statement=S"),
                      ERR_REFUSED, "A21.5");
    assert_int_equal(state_int(&s, "SELECT count(*) FROM refusal WHERE person = $1", V(SECRETARY)),
                     3); /* kept for who tried, not for whom */
    assert_int_equal(state_int(&s, "SELECT count(*) FROM refusal WHERE person = 21"), 0);
    at(&s, "2026-07-02 10:00");
    int64_t meeting = call_meeting(&s, "tc", "2026-07-20 14:00");
    open_meeting(&s, meeting, TC_SIZE);
    int64_t motion = propose_motion(&s, meeting, NULL);
    ASSERT_ALLOWED(put_motion(&s, motion));
    ASSERT_REFUSED_AS(enter_act(&s, SECRETARY, TC_MEMBER, "motion.vote", number_field(&s, "motion", motion),
                                "vote=affirmative", as_office(&s, "tc", TC_MEMBER)),
                      ERR_REFUSED, "A21.5");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_own_capacity(void **state) {
    (void)state;
    struct scene s; /* a nomination on paper counts as the member's own: one each, and replaced by the next */
    scene_coia(&s);
    at(&s, "2027-10-08 10:00");
    ASSERT_ALLOWED(
        act(&s, SECRETARY, "nomination.open", "body=board", "closes_at=2027-11-01 12:00", "term_from=2028-01-01"));
    const struct answer *first = enter_act(&s, SECRETARY, DIRECTOR, "nomination.make", "body=board", "title=director",
                                           f(&s, "person=%d", DIRECTOR));
    ASSERT_ALLOWED(first);
    assert_int_equal(state_int(&s, "SELECT by_org FROM nomination"), DIRECTOR - 1);
    ASSERT_ALLOWED(act(&s, DIRECTOR, "nomination.make", "body=board", "title=director", f(&s, "person=%d", DIRECTOR),
                       as_representative(&s, DIRECTOR)));
    assert_string_equal(state_text(&s, "SELECT state FROM nomination WHERE id = 1"), "replaced");
    /* For oneself there is nothing to enter. */
    int64_t entry = ASSERT_ALLOWED(enter_act(&s, DIRECTOR, DIRECTOR, "nomination.make", "body=board", "title=director",
                                             f(&s, "person=%d", DIRECTOR), as_representative(&s, DIRECTOR)));
    assert_non_null(strstr(state_text(&s, "SELECT entry FROM leaf WHERE n = $1", V(entry)), "\"via\":\"\""));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_not_provided(void **state) {
    (void)state;
    struct scene s;
    scene_begin(&s, "charters/hearth", "2026-03-02T09:00:00Z");
    ASSERT_ALLOWED(act(&s, 1, "founding.admit", "class=full", "org_name=Member 1", "type=nonprofit", "jurisdiction=DE",
                       "registration=VR 1", "name=N", "email=n@example.org"));
    ASSERT_REFUSED_AS(enter_act(&s, 1, 2, "member.withdraw", "member=1"), ERR_REFUSED, NULL);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/paper: A21.5 A5.1 the Secretariat enters what was handed in on paper, with both on record",
             test_entered),
        CASE("acts/paper: A21.5 only the office, only what the charter lists, only what the person may; never votes",
             test_limits),
        CASE("acts/paper: A21.5 A8 a nomination on paper is the member's own", test_own_capacity),
        CASE("acts/paper: where no clause provides for it nothing is entered for others", test_not_provided),
    };
    return cmocka_run_group_tests_name("acts/paper", tests, NULL, NULL);
}
