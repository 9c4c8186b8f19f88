/* The last weeks, so that whoever opens the demo finds work: an application waiting, nominations open, a draft with
 * comments, a resolution soon due, a meeting of this very day with motions ready, others called with topics open. */
#include "acts/capacity.h"
#include "acts/sealed.h"
#include "demo/internal.h"

#include <string.h>

static day last_day(const struct demo *d) { return instant_day(d->end, d->zone); }

/* A holder of the body who has the power there, one who leads it or one who does not. */
static struct who holder_who(struct demo *d, const char *body, const char *power, bool leading) {
    int64_t *ids;
    size_t n = LIST(d, &ids, "SELECT id FROM holding WHERE body = $1 AND to_at IS NULL ORDER BY id", V(body));
    for (size_t i = 0; i < n; i++) {
        char *title =
            arena_z(&d->arena, db_str(d->db, &d->arena, "SELECT title FROM holding WHERE id = $1", V(ids[i])));
        struct capacity as = { .kind = AS_OFFICE, .id = ids[i], .body = body, .title = title };
        if (capacity_may(d->c, &as, power, body, NULL) && leads_body(d, body, title) == leading)
            return who_office(d, ids[i]);
    }
    return who_visitor();
}

/* The body that meets most often meets today, from half an hour after the demo's end: so its chair can open the meeting at whatever
 * hour of the day somebody looks, and a quorum is there already. Its motions are proposed. It meets again in about ten days. */
static instant trial_time(const struct demo *d) { return local(d, last_day(d), 0, 30); }

static void meet_today(struct demo *d, int64_t x) {
    (void)x;
    int64_t id = call_meeting_at(d, d->regular, trial_time(d), T("Online, to try out (demo)", "线上，供试用（示例）"));
    if (id) propose_topics(d, id, 2);
}

/* One of the body who does not lead, best of no other office: who follows that meeting in another browser. */
static struct who participant(struct demo *d) {
    int64_t *ids;
    size_t n = LIST(d, &ids,
                    "SELECT h.id FROM holding h WHERE h.body = $1 AND h.to_at IS NULL AND NOT EXISTS (SELECT 1 FROM "
                    "holding o WHERE o.person = h.person AND o.to_at IS NULL AND o.id <> h.id) ORDER BY h.id",
                    V(d->regular));
    for (size_t i = 0; i < n; i++) {
        struct str title = db_str(d->db, &d->arena, "SELECT title FROM holding WHERE id = $1", V(ids[i]));
        if (!leads_body(d, d->regular, arena_z(&d->arena, title))) return who_office(d, ids[i]);
    }
    return holder_who(d, d->regular, "motion.vote", false);
}

int64_t meeting_to_try(struct demo *d) {
    return db_int(d->db, 0, "SELECT max(id) FROM meeting WHERE body = $1 AND state = 'called' AND starts_at = $2",
                  V(d->regular), V(trial_time(d)));
}

/* As many as are a quorum, without those whom one signs in as. */
static void gather_today(struct demo *d, int64_t x) {
    (void)x;
    int64_t meeting = meeting_to_try(d), *holdings;
    int64_t chair = holder_who(d, d->regular, "meeting.lead", true).person, other = participant(d).person;
    size_t n =
        LIST(d, &holdings, "SELECT id FROM holding WHERE body = $1 AND to_at IS NULL ORDER BY id", V(d->regular));
    for (size_t i = 0; i < n && meeting; i++) {
        struct who w = who_office(d, holdings[i]);
        if (w.person == chair || w.person == other) continue;
        if (quorum_now(d->db, d->c, d->regular, meeting).reached) return;
        act(d, &w, "attendance.sign",
            json_pack("{s:I, s:s, s:s}", "meeting", (json_int_t)meeting, "move", "came", "place",
                      i % 3 ? "remote" : "room"));
        pass(d, 25);
    }
}

static void meet_soon(struct demo *d, int64_t x) {
    (void)x;
    day on = working_day(d, meeting_earliest(d->c, d->workcal, d->regular, last_day(d)) + 3);
    int64_t id = call_meeting(d, d->regular, local(d, on, 14, 0));
    if (id) propose_topics(d, id, 1);
}

static void move_motions(struct demo *d, int64_t x) {
    (void)x;
    int64_t *topics, motion;
    int64_t meeting = db_int(d->db, 0,
                             "SELECT id FROM meeting WHERE body = $1 AND state = 'called' AND starts_at >= $2 AND "
                             "starts_at < $3 ORDER BY id LIMIT 1",
                             V(d->regular), V(d->end), V(d->end + 2 * DAY_S));
    size_t n = LIST(
        d, &topics,
        "SELECT id FROM topic WHERE meeting = $1 AND state = 'proposed' AND matter IS NULL ORDER BY number LIMIT 3",
        V(meeting));
    for (size_t i = 0; i < n; i++) {
        struct who w;
        if (!who_may(d, "motion.propose", d->regular, &w)) return;
        motion_on(d, meeting, topics[i], &w, &motion);
        pass(d, 7 * MINUTE);
    }
}

/* For the bench: the last meeting before today, which brings the acts to the number asked for. */
static void meet_at_last(struct demo *d, int64_t x) {
    (void)x;
    call_meeting(d, d->regular, local(d, last_day(d) - 1, 8, 0));
}

static void applications(struct demo *d, int64_t x) {
    (void)x;
    const char *scarce = scarce_class(d), *open = open_class(d);
    if (open) apply_to_join(d, open);
    pass(d, 40 * MINUTE);
    if (scarce && chance(d, 50))
        apply_to_join(d, scarce);
    else if (open)
        apply_to_join(d, open);
}

static void review_one(struct demo *d, int64_t x) {
    (void)x;
    struct who w;
    int64_t id = db_int(d->db, 0, "SELECT id FROM application WHERE state = 'submitted' ORDER BY id LIMIT 1");
    if (id && who_may(d, "membership.review", NULL, &w))
        act(d, &w, "application.review",
            json_pack("{s:I, s:o}", "application", (json_int_t)id, "note",
                      words(d, T("Registration and contact data agree.", "登记信息与联系资料核对无误。"))));
}

static void ask_to_leave(struct demo *d, int64_t x) {
    (void)x;
    int64_t org = spare_member(d, false);
    struct who w = who_voting(d, org);
    if (w.person && power_granted(d, "membership.withdraw", NULL))
        act(d, &w, "member.withdraw", json_pack("{s:I}", "member", (json_int_t)org));
}

static void draft(struct demo *d, int64_t x) {
    (void)x;
    propose_amendment(d, true, last_day(d) + 60);
}

static void comment(struct demo *d, int64_t x) {
    (void)x;
    comment_on_drafts(d);
}

/* Nominations are open, for a vacant seat or for a body that members nominate for; its next term begins when this one ends. */
static void nominations(struct demo *d, int64_t x) {
    (void)x;
    if (db_has(d->db, "SELECT 1 FROM round WHERE state = 'open' AND closes_at > $1", V(d->end + DAY_S))) return;
    if (nominations_for_vacancy(d, last_day(d) + 8)) return;
    const struct rule *const *rules;
    size_t n = charter_rules_of(d->c, "nominations", &rules);
    for (size_t i = n; i-- > 0;) {
        struct str office = str_of(rule_subject(rules[i]));
        char *body = arena_z(&d->arena, str_cut(&office, '/'));
        if (strcmp(rule_word(rules[i], "by"), "title") == 0 ||
            db_has(d->db, "SELECT 1 FROM round WHERE body = $1 AND state <> 'seated'", V(body)))
            continue;
        instant ends =
            db_int(d->db, INSTANT_NONE, "SELECT min(term_end) FROM holding WHERE body = $1 AND to_at IS NULL", V(body));
        day from = ends == INSTANT_NONE ? last_day(d) + 60 : instant_day(ends, d->zone);
        if (from < last_day(d) + 40) from = last_day(d) + 40;
        if (open_round(d, body, last_day(d) + 16, from)) return;
    }
}

/* A resolution that is due in three days. */
static void soon_due(struct demo *d, int64_t x) {
    (void)x;
    struct who w;
    int64_t motion =
        db_int(d->db, 0, "SELECT motion FROM resolution WHERE state = 'open' ORDER BY passed_at DESC LIMIT 1");
    struct str id = db_str(d->db, &d->arena, "SELECT resolution FROM motion WHERE id = $1", V(motion));
    struct str body = db_str(d->db, &d->arena, "SELECT body FROM resolution WHERE id = $1", V(id));
    if (!id.data || !who_may(d, "resolution.follow", arena_z(&d->arena, body), &w)) return;
    act(d, &w, "resolution.assign",
        json_pack("{s:s, s:I, s:o}", "resolution", arena_z(&d->arena, id), "owner", (json_int_t)w.person, "due",
                  json_day(last_day(d) + 3)));
}

static void report_now(struct demo *d, int64_t x) {
    (void)x;
    const struct charter_body *bodies;
    size_t n = charter_bodies(d->c, &bodies);
    for (size_t i = 0; i < n; i++) {
        struct who w;
        if (!charter_rule(d->c, "supervision", bodies[i].id) || !who_may(d, "report.submit", bodies[i].id, &w))
            continue;
        act(d, &w, "report.submit",
            json_pack("{s:s, s:o, s:o}", "body", bodies[i].id, "title",
                      words_of(d, T("Report of the {text}", "{text}工作报告"), 0, bodies[i].name), "text",
                      words(d, T("Work of the last months. This report is generated.",
                                 "近期工作情况。本报告为自动生成的示例。"))));
        return;
    }
}

/* The last days of notice are those of the charter in force by then. */
static void plan_calls(struct demo *d, int64_t x) {
    (void)x;
    day notice = meeting_deadlines(d->c, d->workcal, d->regular, trial_time(d)).notice_by;
    later(d, local(d, notice - 3, 10, 0), meet_today, 0);
    if (d->o->acts > 0) later(d, local(d, notice - 5, 9, 0), meet_at_last, 0);
}

void plan_today(struct demo *d) {
    static const struct {
        int days_before, hour;
        event_fn *run;
    } plans[] = {
        { 7, 14, nominations }, { 6, 10, draft },        { 5, 15, comment },      { 4, 11, report_now },
        { 4, 16, comment },     { 3, 10, ask_to_leave }, { 2, 10, applications }, { 2, 15, comment },
        { 1, 11, soon_due },    { 1, 15, review_one },   { 1, 16, move_motions }, { 2, 9, meet_soon },
    };
    later(d, local(d, last_day(d) - 42, 9, 0), plan_calls, 0);
    later(d, trial_time(d) - 50 * MINUTE, gather_today, 0);
    for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++) {
        instant at = local(d, last_day(d) - plans[i].days_before, plans[i].hour, 0);
        if (at > d->now) later(d, at, plans[i].run, 0);
    }
}

/* ---- whom to sign in as ---- */

static void report_one(struct demo *d, int which, struct who w) {
    struct demo_person *p = &d->report->people[which];
    struct capacity *all;
    size_t n = w.person ? capacities_of(d->db, d->c, w.person, d->now, &d->arena, &all) : 0;
    for (size_t i = 0; i < n; i++) {
        struct buf as;
        buf_init(&as, 64);
        capacity_format(&as, &all[i]);
        bool this_one = str_is(buf_str(&as), w.as);
        buf_release(&as);
        if (!this_one) continue;
        struct text role = capacity_words(d->db, d->c, &all[i], &d->arena);
        for (int lang = 0; lang < LANG_COUNT; lang++)
            snprintf(p->role[lang], sizeof p->role[lang], "%s", text_in(role, (enum lang)lang));
    }
    int64_t entry = db_int(d->db, -1, "SELECT email_entry FROM person WHERE id = $1", V(w.person));
    struct str email = sealed_text(d->db, &d->arena, entry, "email");
    snprintf(p->email, sizeof p->email, "%.*s", STR_FMT(email));
    p->person = w.person;
}

/* Speaks for a member of a class that joins without a vote, of as few offices as there is one. */
static struct who plain_member(struct demo *d) {
    const struct charter_class *classes;
    size_t n = charter_classes(d->c, &classes);
    for (size_t i = 0; i < n; i++) {
        const struct rule *decision = charter_rule(d->c, "membership.decision", classes[i].id);
        if (!decision || strcmp(rule_word(decision, "how"), "vote") == 0) continue;
        int64_t org = db_int(d->db, 0,
                             "SELECT m.org FROM membership m WHERE m.class = $1 AND m.to_at IS NULL ORDER BY "
                             "(SELECT count(*) FROM holding h WHERE h.org = m.org AND h.to_at IS NULL), m.id LIMIT 1",
                             V(classes[i].id));
        if (org) return who_voting(d, org);
    }
    return who_visitor();
}

/* One of the body who has a ballot to cast now, and has not. */
static struct who voter_in(struct demo *d, const char *body) {
    int64_t *ids;
    size_t n = LIST(
        d, &ids,
        "SELECT h.id FROM holding h JOIN representation r ON r.person = h.person AND r.voting = 1 AND r.to_at IS NULL JOIN elector e ON e.state = 'on' "
        "AND e.issued_entry IS NULL AND ((e.holding IS NULL AND e.org = r.org) OR e.holding = h.id) JOIN election x ON x.id = e.election AND x.state = "
        "'voting' WHERE h.body = $1 AND h.to_at IS NULL AND NOT EXISTS (SELECT 1 FROM open_ballot b JOIN contest c ON c.id = b.contest WHERE "
        "c.election = x.id AND b.elector = e.number) ORDER BY h.id",
        V(body));
    for (size_t i = 0; i < n; i++) {
        struct str title = db_str(d->db, &d->arena, "SELECT title FROM holding WHERE id = $1", V(ids[i]));
        if (!leads_body(d, body, arena_z(&d->arena, title))) return who_office(d, ids[i]);
    }
    return n ? who_office(d, ids[0]) : who_visitor();
}

void report_people(struct demo *d) {
    struct who officer = { 0 };
    const struct rule *vote = charter_rule(d->c, "vote.amendment", NULL);
    if (who_may(d, "membership.review", NULL, &officer)) report_one(d, DEMO_SECRETARY, officer);
    struct who decider = vote ? voter_in(d, rule_word(vote, "by")) : who_visitor();
    if (vote && !decider.person) decider = holder_who(d, rule_word(vote, "by"), "motion.vote", false);
    if (vote && !decider.person)
        decider = holder_who(d, rule_word(vote, "by"), "motion.vote", true); /* a few who all lead */
    report_one(d, DEMO_DECIDER, decider);
    report_one(d, DEMO_CHAIR, holder_who(d, d->regular, "meeting.lead", true));
    report_one(d, DEMO_PARTICIPANT, participant(d));
    report_one(d, DEMO_MEMBER, plain_member(d));
}
