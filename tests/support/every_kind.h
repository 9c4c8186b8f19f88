/* Every kind of act, asked for with fields made from its declaration: in an alliance where there is one of everything. */
#ifndef TESTS_SUPPORT_EVERY_KIND_H
#define TESTS_SUPPORT_EVERY_KIND_H

#include "acts/things.h"
#include "support/session.h"
#include "support/values.h"

/* Number 1 of every thing exists: an application, a withdrawal, a delegation, nominations under way, a meeting of the TC in
 * session with a topic and a motion being voted on, matters, a report. */
static inline void scene_of_everything(struct scene *s) {
    scene_coia(s);
    ASSERT_ALLOWED(act(s, 0, "application.submit", "class=ordinary", "org_name=Applicant", "type=enterprise", "jurisdiction=DE", "registration=HRB 1",
                       "statement=We build compilers.", "name=A", "email=a@example.org", "accept=true", "evidence=An extract"));
    ASSERT_ALLOWED(act(s, 26, "member.withdraw", "member=25"));
    int64_t vice = state_int(s, "SELECT id FROM holding WHERE person = $1", V(BOARD_VICE));
    ASSERT_ALLOWED(act(s, BOARD_CHAIR, "office.delegate", number_field(s, "to", vice), "from_at=2026-09-01 00:00", "to_at=2026-09-20 00:00"));
    ASSERT_ALLOWED(act(s, SECRETARY, "nomination.open", "body=board", "closes_at=2026-12-01 12:00", "term_from=2027-01-01"));
    ASSERT_ALLOWED(act(s, DIRECTOR, "nomination.make", "body=board", "title=director", f(s, "person=%d", DIRECTOR), as_representative(s, DIRECTOR)));
    ASSERT_ALLOWED(act(s, DIRECTOR, "fee.propose", "class=ordinary", "from_year=2028", "amount=1", "title=Fees"));
    ASSERT_ALLOWED(act(s, SECRETARY, "charter.interpret", "clause=A16.1", "title=Who?", "answer=Those."));
    ASSERT_ALLOWED(act(s, TC_CHAIR, "report.submit", "body=tc", "title=T", "text=R"));
    at(s, "2026-07-02 10:00");
    int64_t meeting = call_meeting(s, "tc", "2026-07-20 14:00");
    ASSERT_ALLOWED(act(s, TC_MEMBER, "topic.propose", number_field(s, "meeting", meeting), "title=A topic", as_office(s, "tc", TC_MEMBER)));
    open_meeting(s, meeting, TC_SIZE);
    ASSERT_ALLOWED(put_motion(s, propose_motion(s, meeting, NULL)));
}

#endif
