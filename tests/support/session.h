/* A body in session: meetings called in time, opened with so many present, motions put and voted on. */
#ifndef TESTS_SUPPORT_SESSION_H
#define TESTS_SUPPORT_SESSION_H

#include "acts/offers.h"
#include "support/alliance.h"

/* The capacity of an office: "@as=office:12". */
static inline const char *as_office(struct scene *s, const char *body, int64_t person) {
    return f(s, "@as=office:%lld", (long long)state_int(s, "SELECT id FROM holding WHERE body = $1 AND person = $2 AND to_at IS NULL", V(body), V(person)));
}
static inline const char *as_representative(struct scene *s, int64_t person) {
    return f(s, "@as=rep:%lld", (long long)state_int(s, "SELECT id FROM representation WHERE person = $1 AND to_at IS NULL", V(person)));
}

static inline const char *number_field(struct scene *s, const char *name, int64_t id) { return f(s, "%s=%lld", name, (long long)id); }

/* The nominee says yes, with all that COIA's A14 has a nominee declare. */
static inline const struct answer *accept_nomination(struct scene *s, int64_t nomination) {
    return act(s, state_int(s, "SELECT person FROM nomination WHERE id = $1", V(nomination)), "nomination.accept", number_field(s, "nomination", nomination), "conditions[]=capacity",
               "conditions[]=lawful", "conditions[]=public-spirit", "conditions[]=independent", "conditions[]=able", "conditions[]=further");
}

/* Whether a person's desk has this kind of act now. */
static inline bool on_desk(struct scene *s, int64_t person, const char *kind) {
    struct db *db = store_reader(alliance_store(s->a));
    struct offer *offers;
    bool found = false;
    db_begin(db, NULL);
    size_t n = offers_of(db, alliance_charter(s->a, s->now), alliance_workcal(s->a), person, s->now, &s->arena, &offers);
    for (size_t i = 0; i < n; i++) found = found || strcmp(offers[i].kind->name, kind) == 0;
    offers_release(offers, n);
    db_rollback(db);
    store_reader_done(alliance_store(s->a), db);
    return found;
}

/* Whoever leads first in the body's order of offices. */
static inline int64_t leader_of(struct scene *s, const char *body) {
    return state_int(s, "SELECT person FROM holding WHERE body = $1 AND to_at IS NULL ORDER BY id LIMIT 1", V(body));
}

/* Calls a meeting by its leader; `when` is far enough off. */
static inline int64_t call_meeting(struct scene *s, const char *body, const char *when) {
    int64_t leader = leader_of(s, body);
    int64_t entry = ASSERT_ALLOWED(act(s, leader, "meeting.call", f(s, "body=%s", body), f(s, "starts_at=%s", when), "place=Room 1", as_office(s, body, leader)));
    return state_int(s, "SELECT id FROM meeting WHERE entry = $1", V(entry));
}

static inline int64_t people_of(struct scene *s, const char *body, int64_t *ret, size_t size) {
    struct db *db = store_reader(alliance_store(s->a));
    size_t n = 0;
    db_begin(db, NULL);
    struct rows *r = db_rows(db, "SELECT person FROM holding WHERE body = $1 AND to_at IS NULL ORDER BY id", V(body));
    while (n < size && rows_next(r)) ret[n++] = rows_int(r, 0);
    rows_done(r);
    db_rollback(db);
    store_reader_done(alliance_store(s->a), db);
    return (int64_t)n;
}

static inline void came(struct scene *s, const char *body, int64_t meeting, int64_t person) {
    ASSERT_ALLOWED(act(s, person, "attendance.sign", number_field(s, "meeting", meeting), "move=came", as_office(s, body, person)));
}
static inline void left(struct scene *s, const char *body, int64_t meeting, int64_t person) {
    ASSERT_ALLOWED(act(s, person, "attendance.sign", number_field(s, "meeting", meeting), "move=left", as_office(s, body, person)));
}

/* Opens a meeting at its time; the first `present` of those in office sign in. */
static inline void open_meeting(struct scene *s, int64_t meeting, int64_t present) {
    const char *body = state_text(s, "SELECT body FROM meeting WHERE id = $1", V(meeting));
    alliance_set_clock(s->a, s->now = state_int(s, "SELECT starts_at FROM meeting WHERE id = $1", V(meeting)));
    int64_t people[200];
    int64_t n = people_of(s, body, people, 200);
    assert_true(present <= n);
    for (int64_t i = 0; i < present; i++) came(s, body, meeting, people[i]);
    ASSERT_ALLOWED(act(s, people[0], "meeting.open", number_field(s, "meeting", meeting), as_office(s, body, people[0])));
}

static inline const char *body_of(struct scene *s, int64_t meeting) { return state_text(s, "SELECT body FROM meeting WHERE id = $1", V(meeting)); }

/* A motion of the first in office; `more` is a further field or NULL. */
static inline int64_t propose_motion(struct scene *s, int64_t meeting, const char *more) {
    const char *body = body_of(s, meeting);
    int64_t leader = leader_of(s, body);
    int64_t entry = ASSERT_ALLOWED(act(s, leader, "motion.propose", number_field(s, "meeting", meeting), "title=A motion", "text=What is resolved",
                                       as_office(s, body, leader), more ? more : "opposes="));
    return state_int(s, "SELECT id FROM motion WHERE entry = $1", V(entry));
}

static inline const struct answer *put_motion(struct scene *s, int64_t motion) {
    const char *body = state_text(s, "SELECT body FROM motion WHERE id = $1", V(motion));
    int64_t leader = leader_of(s, body);
    return act(s, leader, "motion.put", number_field(s, "motion", motion), as_office(s, body, leader));
}

static inline const struct answer *vote_motion(struct scene *s, int64_t motion, int64_t person, const char *vote) {
    const char *body = state_text(s, "SELECT body FROM motion WHERE id = $1", V(motion));
    return act(s, person, "motion.vote", number_field(s, "motion", motion), f(s, "vote=%s", vote), as_office(s, body, person));
}

static inline const struct answer *close_motion(struct scene *s, int64_t motion) {
    const char *body = state_text(s, "SELECT body FROM motion WHERE id = $1", V(motion));
    int64_t leader = leader_of(s, body);
    return act(s, leader, "motion.close", number_field(s, "motion", motion), as_office(s, body, leader));
}

/* Puts a motion; of those present the first `yes` are for it, the next `abstain` abstain, the next `no` are against, the rest
 * stay silent; closes it and gives the answer of the close. */
static inline const struct answer *decide_motion(struct scene *s, int64_t motion, int64_t yes, int64_t abstain, int64_t no) {
    ASSERT_ALLOWED(put_motion(s, motion));
    int64_t meeting = state_int(s, "SELECT meeting FROM motion WHERE id = $1", V(motion));
    int64_t people[200];
    int64_t n = people_of(s, body_of(s, meeting), people, 200);
    for (int64_t i = 0; i < yes + abstain + no && i < n; i++)
        ASSERT_ALLOWED(vote_motion(s, motion, people[i], i < yes ? "affirmative" : i < yes + abstain ? "abstention" : "negative"));
    return close_motion(s, motion);
}

static inline const char *motion_state(struct scene *s, int64_t motion) { return state_text(s, "SELECT state FROM motion WHERE id = $1", V(motion)); }

static inline void close_meeting(struct scene *s, int64_t meeting) {
    int64_t leader = leader_of(s, body_of(s, meeting));
    ASSERT_ALLOWED(act(s, leader, "meeting.close", number_field(s, "meeting", meeting), as_office(s, body_of(s, meeting), leader)));
}

/* The body meets at `when` with everybody present and passes (or, `pass` false, rejects) a matter. Gives the close's entry. */
static inline int64_t vote_matter(struct scene *s, int64_t matter, const char *called, const char *when, bool pass) {
    const char *body = state_text(s, "SELECT body FROM matter WHERE id = $1", V(matter));
    at(s, called);
    int64_t meeting = call_meeting(s, body, when);
    int64_t all = state_int(s, "SELECT count(*) FROM holding WHERE body = $1 AND to_at IS NULL", V(body));
    open_meeting(s, meeting, all);
    int64_t motion = propose_motion(s, meeting, number_field(s, "matter", matter));
    int64_t entry = ASSERT_ALLOWED(decide_motion(s, motion, pass ? all : 0, 0, pass ? 0 : all));
    assert_string_equal(motion_state(s, motion), pass ? "passed" : "failed");
    close_meeting(s, meeting);
    return entry;
}
static inline int64_t matter_of(struct scene *s, int64_t entry) { return state_int(s, "SELECT id FROM matter WHERE entry = $1", V(entry)); }

/* The Board's round of 2027 in which seven would lead: one chair, and six vice-chairs for five places. The entry that opened it. */
static inline int64_t contested_board(struct scene *s) {
    scene_coia(s);
    at(s, "2027-10-08 10:00");
    int64_t entry = ASSERT_ALLOWED(
        act(s, SECRETARY, "nomination.open", "body=board", "closes_at=2027-11-01 12:00", "term_from=2028-01-01"));
    for (int i = 2; i <= 8; i++)
        ASSERT_ALLOWED(act(s, i, "nomination.make", "body=board", f(s, "title=%s", i == 2 ? "chair" : "vice-chair"),
                           number_field(s, "person", i), as_representative(s, i)));
    return entry;
}

#endif
