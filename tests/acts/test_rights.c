/* Refusals that only somebody in the wrong place or at the wrong time meets: each by its own sentence, since another check standing
 * beside it would refuse as well and hide that this one is gone. */
#include "support/credential.h"
#include "support/session.h"

static void refused_with(const struct answer *a, int code, const char *clause, const char *sentence, int line) {
    refused_at(a, code, clause, __FILE__, line);
    for (size_t i = 0; i < a->verdict->count; i++)
        if (a->verdict->items[i].refuses && strstr(a->verdict->items[i].text.en, sentence)) return;
    print_error("nothing says “%s”:\n", sentence);
    answer_print(a);
    _fail(__FILE__, line);
}
#define SAYS(answer, code, clause, sentence) refused_with((answer), (code), (clause), (sentence), __LINE__)

static const struct answer *propose(struct scene *s, int64_t meeting, const char *one, const char *two) {
    return act(s, TC_CHAIR, "motion.propose", number_field(s, "meeting", meeting), "title=A motion",
               "text=What is resolved", as_office(s, "tc", TC_CHAIR), one ? one : "opposes=", two ? two : "seconds=");
}

static const struct answer *code(struct scene *s, int64_t meeting, const char *stop) {
    return act(s, TC_CHAIR, "meeting.code", number_field(s, "meeting", meeting), stop, as_office(s, "tc", TC_CHAIR));
}

static void test_meetings(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t meeting = call_meeting(&s, "tc", "2026-08-20 14:00"), other = call_meeting(&s, "tc", "2026-08-27 14:00");
    int64_t motion = propose_motion(&s, meeting, NULL);
    SAYS(put_motion(&s, motion), ERR_CONFLICT, NULL, "The meeting is not open.");
    SAYS(propose(&s, meeting, "procedure=close-debate", NULL), ERR_CONFLICT, NULL, "while the meeting is on");
    SAYS(propose(&s, other, number_field(&s, "opposes", motion), NULL), ERR_SYNTAX, NULL, "belongs to another meeting");
    SAYS(code(&s, meeting, "stop=true"), ERR_CONFLICT, NULL, "No code is asked for.");
    int64_t entry = ASSERT_ALLOWED(act(&s, TC_CHAIR, "topic.propose", number_field(&s, "meeting", meeting),
                                       "title=A topic", as_office(&s, "tc", TC_CHAIR)));
    int64_t topic = state_int(&s, "SELECT id FROM topic WHERE entry = $1", V(entry));
    SAYS(propose(&s, other, number_field(&s, "topic", topic), NULL), ERR_SYNTAX, NULL, "belongs to another meeting");
    SAYS(act(&s, TC_VICE, "topic.withdraw", number_field(&s, "topic", topic), as_office(&s, "tc", TC_VICE)), ERR_DENIED,
         NULL, "Only who proposed a topic");
    ASSERT_ALLOWED(
        act(&s, TC_CHAIR, "topic.withdraw", number_field(&s, "topic", topic), as_office(&s, "tc", TC_CHAIR)));
    SAYS(act(&s, TC_CHAIR, "topic.withdraw", number_field(&s, "topic", topic), as_office(&s, "tc", TC_CHAIR)),
         ERR_CONFLICT, NULL, "withdrawn already");
    open_meeting(&s, meeting, TC_SIZE);
    close_meeting(&s, meeting);
    SAYS(act(&s, TC_CHAIR, "meeting.close", number_field(&s, "meeting", meeting), as_office(&s, "tc", TC_CHAIR)),
         ERR_CONFLICT, NULL, "This meeting is not open.");
    SAYS(code(&s, meeting, "stop=false"), ERR_CONFLICT, NULL, "until it is closed");
    SAYS(propose(&s, meeting, NULL, NULL), ERR_CONFLICT, NULL, "takes no motions any more");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static const struct answer *object(struct scene *s, const char *what) {
    return act(s, DIRECTOR, "election.object", "election=1", what, "grounds=An example",
               as_representative(s, DIRECTOR));
}

static const struct answer *answer(struct scene *s, const char *objection) {
    return act(s, SECRETARY, "election.answer", objection, "answer=upheld", "grounds=So it is");
}

static const struct answer *issue(struct scene *s, int64_t person) {
    return act(s, person, "election.issue", "election=1", ticket_field(s, "A ticket of the test's own"),
               as_representative(s, person));
}

static void test_elections(void **state) {
    (void)state;
    struct scene s;
    contested_board(&s);
    SAYS(act(&s, SECRETARY, "nomination.open", "body=board", "closes_at=2027-11-02 12:00", "term_from=2028-01-01"),
         ERR_CONFLICT, NULL, "under way already");
    SAYS(act(&s, SECRETARY, "nomination.open", "body=tc", "closes_at=2027-10-08 10:00", "term_from=2028-01-01"),
         ERR_SYNTAX, NULL, "must lie in the future");
    SAYS(act(&s, SECRETARY, "nomination.open", "body=tc", "closes_at=2027-11-02 12:00", "term_from=2027-11-01"),
         ERR_SYNTAX, NULL, "after nominations close");
    SAYS(act(&s, 5, "nomination.make", "body=board", "title=secretary-general", "person=5", as_representative(&s, 5)),
         ERR_SYNTAX, NULL, "has no such office");
    at(&s, "2027-11-01 12:00");
    ASSERT_ALLOWED(act(&s, SECRETARY, "election.call", "round=1", "opens_at=2027-11-05 00:00",
                       "closes_at=2027-11-08 00:00", "seed=Autumn"));
    SAYS(object(&s, "member=5"), ERR_SYNTAX, NULL, "This member is on the roll.");
    ASSERT_ALLOWED(object(&s, "member=20")); /* an ordinary member: no vote in this election */
    ASSERT_ALLOWED(object(&s, "elector=6"));
    SAYS(answer(&s, "objection=1"), ERR_REFUSED, "A11", "have no vote in this election");
    SAYS(issue(&s, 5), ERR_CONFLICT, "A11", "Voting is from");
    at(&s, "2027-11-08 00:00");
    SAYS(issue(&s, 5), ERR_CONFLICT, "A11", "Voting is from");
    SAYS(answer(&s, "objection=2"), ERR_CONFLICT, "A11", "the roll stands");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(
            "acts/rights: a meeting that is not open, is over, or is another one: no motion, vote, topic or code of it",
            test_meetings),
        CASE("acts/rights: A11 nominations, roll and papers out of their time, or of who has no vote", test_elections),
    };
    return cmocka_run_group_tests_name("acts/rights", tests, NULL, NULL);
}
