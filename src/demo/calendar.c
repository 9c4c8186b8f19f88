/* When bodies meet: as often as the charter asks, with its notice, and when matters wait; what is put on the agenda. */
#include "acts/said.h"
#include "demo/internal.h"

enum {
    BODIES_MAX = 32,      /* the charter room's limit */
    FORGOTTEN_DAYS = 180, /* a matter that no vote could settle for so long is let lie */
};

bool meets(struct demo *d, const char *body) {
    return charter_rule(d->c, "motion.majority", body) && power_granted(d, "meeting.call", body) &&
           power_granted(d, "meeting.lead", body) && power_granted(d, "motion.vote", body);
}

/* Meetings a year: those the charter asks for, four where it asks for none. */
static int64_t yearly(struct demo *d, const char *body, bool *ret_monthly) {
    const struct rule *r = charter_rule(d->c, "meetings.regular", body);
    *ret_monthly = r && strcmp(rule_word(r, "per"), "month") == 0;
    if (!r) return 4;
    return rule_int(r, "count") * (*ret_monthly ? 12 : 1);
}

/* ---- calling ---- */

static void topic_event(struct demo *d, int64_t meeting) { propose_topics(d, meeting, 1); }

static void late_topic_event(struct demo *d, int64_t meeting) {
    struct who w;
    const struct meeting *m = meeting_read(d->db, &d->arena, meeting);
    if (!m || strcmp(m->state, "called") != 0 || !who_may(d, "topic.propose", m->body, &w)) return;
    attempt(d, &w, "topic.propose",
            json_pack("{s:I, s:o}", "meeting", (json_int_t)meeting, "title", words(d, next_subject(d)->title)));
}

static void move_event(struct demo *d, int64_t meeting) {
    struct who w;
    const struct meeting *m = meeting_read(d->db, &d->arena, meeting);
    if (!m || strcmp(m->state, "called") != 0 || !who_may(d, "meeting.change", m->body, &w)) return;
    if (m->starts_at > d->end - 45 * DAY_S) return; /* lately the calendar holds */
    if (chance(d, 25)) {
        act(d, &w, "meeting.cancel",
            json_pack("{s:I, s:o}", "meeting", (json_int_t)meeting, "reason",
                      words(d, T("The room is not available.", "会场不可用。"))));
        return;
    }
    day on = working_day(d, instant_day(m->starts_at, d->zone) + 1 + (day)below(d, 3));
    bool clash = db_has(
        d->db,
        "SELECT 1 FROM meeting WHERE body = $1 AND state = 'called' AND id <> $2 AND starts_at > $3 AND starts_at < $4",
        V(m->body), V(meeting), V(local(d, on, 7, 0)), V(local(d, on, 22, 0)));
    if (!clash)
        act(d, &w, "meeting.move",
            json_pack("{s:I, s:o, s:o}", "meeting", (json_int_t)meeting, "starts_at", json_instant(local(d, on, 15, 0)),
                      "place", place_json(d)));
}

static void session_event(struct demo *d, int64_t meeting) {
    const struct meeting *m = meeting_read(d->db, &d->arena, meeting);
    if (m && strcmp(m->state, "called") == 0 && m->starts_at > d->now + 20 * MINUTE)
        later(d, m->starts_at - 15 * MINUTE, session_event, meeting); /* it was moved */
    else
        session(d, meeting);
}

int64_t call_meeting(struct demo *d, const char *body, instant starts_at) {
    return call_meeting_at(d, body, starts_at, T_NONE);
}

int64_t call_meeting_at(struct demo *d, const char *body, instant starts_at, struct text place) {
    struct who w;
    if (!who_may(d, "meeting.call", body, &w)) return 0;
    if (db_has(d->db,
               "SELECT 1 FROM meeting WHERE body = $1 AND state = 'called' AND starts_at > $2 AND starts_at < $3",
               V(body), V(starts_at - 6 * HOUR), V(starts_at + 6 * HOUR)))
        return 0;
    if (!act(d, &w, "meeting.call",
             json_pack("{s:s, s:o, s:i, s:o}", "body", body, "starts_at", json_instant(starts_at), "minutes_long", 90,
                       "place", place.en ? words(d, place) : place_json(d))))
        return 0;
    int64_t id = db_int(d->db, 0, "SELECT max(id) FROM meeting");
    const struct meeting *m = meeting_read(d->db, &d->arena, id);
    instant until = m->topics_by < starts_at ? m->topics_by : starts_at;
    for (int n = 1 + (int)below(d, 3); n > 0 && until > d->now + HOUR; n--)
        later(d, d->now + MINUTE + (instant)below(d, (uint64_t)(until - d->now - HOUR)), topic_event, id);
    if (until + HOUR < starts_at && chance(d, 20)) later(d, until + HOUR, late_topic_event, id);
    if (chance(d, 8)) later(d, d->now + DAY_S, move_event, id);
    later(d, starts_at - 15 * MINUTE, session_event, id);
    return id;
}

/* The last day is for the meeting to try (today.c): what would meet then meets the day after. */
static instant but_last_day(struct demo *d, instant starts_at) {
    day last = instant_day(d->end, d->zone);
    return instant_day(starts_at, d->zone) == last ? starts_at + (working_day(d, last + 1) - last) * DAY_S : starts_at;
}

/* A meeting planned for an instant is called some days before the last day of notice. x: instant and body in one. */
static void call_event(struct demo *d, int64_t x) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(d->c, &bodies);
    size_t body = (size_t)(x % BODIES_MAX);
    instant starts_at = x / BODIES_MAX;
    if (body >= n) return;
    if (meeting_deadlines(d->c, d->workcal, bodies[body].id, starts_at).notice_by <
        today(d)) /* the rule has changed since */
        starts_at = local(d, working_day(d, meeting_earliest(d->c, d->workcal, bodies[body].id, today(d)) + 1), 14, 0);
    call_meeting(d, bodies[body].id, but_last_day(d, starts_at));
}

static void plan(struct demo *d, size_t body, const char *id, instant starts_at) {
    day last = meeting_deadlines(d->c, d->workcal, id, starts_at).notice_by;
    day on = last - (day)below(d, 3);
    if (on < today(d)) on = last;
    if (on < today(d)) return;
    instant at = local(d, on, 10, (int)below(d, 50));
    later(d, at > d->now ? at : d->now, call_event, starts_at * BODIES_MAX + (int64_t)body);
}

/* ---- planning ---- */

/* Now and then a month falls short: the seventh of every alliance, and the last whole one before today, so that the living
 * charter has a breach to show; else none lately. */
static bool missed(struct demo *d, day on) {
    if (day_month_end(on) + 1 == day_month_start(instant_day(d->end, d->zone))) return true;
    int64_t month = (on - instant_day(d->begin, d->zone)) / 30;
    if (local(d, on, 0, 0) > d->end - 75 * DAY_S) return false;
    return month == 7 || chance(d, 4);
}

static void plan_body(struct demo *d, size_t index, const char *body, day first) {
    bool monthly;
    int64_t count = yearly(d, body, &monthly);
    int length = day_month_end(first) - first + 1, month = day_civil(first).month - 1;
    if (monthly) {
        int64_t k = count / 12;
        bool short_one = missed(d, first);
        for (int64_t i = short_one ? 1 : 0; i < k; i++) {
            day on = working_day(d, first + (day)((2 * i + 1) * length / (2 * k)) - 1 + (day)below(d, 2));
            if (on <= day_month_end(first)) plan(d, index, body, local(d, on, 14, 0));
        }
        return;
    }
    for (int64_t i = 0; i < count; i++) /* spread over the year's months */
        if ((i * 12 + 6) / count == month && !(i + 1 < count && missed(d, first))) {
            day on = working_day(d, first + 6 + (day)below(d, 10));
            plan(d, index, body, local(d, on, 10, 0));
        }
}

void plan_month(struct demo *d, day first) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(d->c, &bodies);
    for (size_t i = 0; i < n && i < BODIES_MAX; i++) {
        if (!meets(d, bodies[i].id)) continue;
        if (first <= today(d) &&
            day_month_end(first) >= today(d)) { /* the month of the founding: each body meets once soon */
            day on = working_day(d, meeting_earliest(d->c, d->workcal, bodies[i].id, today(d) + 1) + 2 + (day)i);
            plan(d, i, bodies[i].id, local(d, on, 14, 30));
        } else {
            plan_body(d, i, bodies[i].id, first);
        }
    }
}

/* ---- agendas ---- */

void propose_topics(struct demo *d, int64_t meeting, int count) {
    const struct meeting *m = meeting_read(d->db, &d->arena, meeting);
    for (int i = 0; i < count && m; i++) {
        struct who w;
        if (strcmp(m->state, "called") != 0 || d->now >= m->topics_by || m->topics_closed ||
            !who_may(d, "topic.propose", m->body, &w))
            return;
        const struct subject *s = next_subject(d);
        act(d, &w, "topic.propose",
            json_pack("{s:I, s:o, s:o}", "meeting", (json_int_t)meeting, "title", words(d, s->title), "text",
                      words(d, s->text)));
        pass(d, 10 * MINUTE);
        if (chance(d, 4)) { /* thought better of */
            struct who self = w;
            act(d, &self, "topic.withdraw",
                json_pack("{s:I}", "topic", (json_int_t)db_int(d->db, 0, "SELECT max(id) FROM topic")));
        }
    }
}

/* Matters that wait for a body are put on the agenda of its next meeting that still takes topics. */
static void put_on_agenda(struct demo *d, const char *body, const int64_t *matters, size_t count) {
    int64_t meeting = db_int(d->db, 0,
                             "SELECT id FROM meeting WHERE body = $1 AND state = 'called' AND topics_closed = 0 AND "
                             "topics_by > $2 ORDER BY starts_at LIMIT 1",
                             V(body), V(d->now + HOUR));
    for (size_t i = 0; i < count && meeting; i++) {
        struct who w;
        if (!who_may(d, "topic.propose", body, &w)) return;
        struct str title = matter_title(d->db, d->c, &d->arena, matters[i], charter_governing(d->c));
        act(d, &w, "topic.propose",
            json_pack("{s:I, s:s%, s:I}", "meeting", (json_int_t)meeting, "title", title.data, title.len, "matter",
                      (json_int_t)matters[i]));
        pass(d, 3 * MINUTE);
    }
}

/* Whether those that wait should wait no longer: people whose term is to begin, or the demo's last days. */
static bool pressing(struct demo *d, const int64_t *matters, size_t n) {
    enum { PATIENCE_DAYS = 8 };
    instant oldest = db_int(d->db, d->now, "SELECT opened_at FROM matter WHERE id = $1", V(matters[0]));
    for (size_t i = 0; i < n; i++)
        if (db_has(d->db, "SELECT 1 FROM matter WHERE id = $1 AND topic = 'vote.approval'", V(matters[i]))) return true;
    return d->now > d->end - 4 * DAY_S || d->now - oldest >= PATIENCE_DAYS * DAY_S || chance(d, 12);
}

static void agenda_of(struct demo *d, const char *body) {
    int64_t *matters;
    size_t n = LIST(
        d, &matters,
        "SELECT id FROM matter WHERE body = $1 AND state = 'open' AND opened_at > $2 AND NOT EXISTS (SELECT 1 FROM "
        "meeting m JOIN topic t ON t.meeting = m.id WHERE m.state IN ('called', 'open') AND t.matter = matter.id "
        "AND t.state = 'proposed') ORDER BY id",
        V(body), V(d->now - FORGOTTEN_DAYS * DAY_S));
    if (n == 0) return;
    put_on_agenda(d, body, matters, n);
    bool taking =
        db_has(d->db,
               "SELECT 1 FROM meeting WHERE body = $1 AND state = 'called' AND topics_closed = 0 AND topics_by > $2",
               V(body), V(d->now));
    bool monthly;
    yearly(d, body, &monthly);
    if (taking || monthly || !pressing(d, matters, n)) return;
    day on = working_day(d, meeting_earliest(d->c, d->workcal, body, today(d)) + 1 + (day)below(d, 4));
    if (meeting_deadlines(d->c, d->workcal, body, local(d, on, 10, 0)).notice_by < today(d)) return;
    if (call_meeting(d, body, but_last_day(d, local(d, on, 10, 0)))) put_on_agenda(d, body, matters, n);
}

void bodies_day(struct demo *d, day on) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(d->c, &bodies);
    if (!workcal_is_working(d->workcal, on, NULL)) return;
    for (size_t i = 0; i < n; i++)
        if (meets(d, bodies[i].id)) agenda_of(d, bodies[i].id);
}
