/* Counts and deadlines that meetings rest on; see meetings.h. */
#include <string.h>

#include "acts/meetings/meetings.h"
#include "acts/offices/offices.h"

static bool weekends_only(const struct charter *c) { return strcmp(charter_calendar(c), "china") != 0; }

struct deadlines meeting_deadlines(const struct charter *c, const struct workcal *w, const char *body,
                                   instant starts_at) {
    struct deadlines d = { .topics_day = DAY_NONE, .topics_by = starts_at };
    struct zone zone = charter_zone(c);
    day on = instant_day(starts_at, zone);
    d.notice = charter_rule(c, "meeting.notice", body);
    d.topics = charter_rule(c, "topics.close", body);
    d.notice_by = on;
    if (d.topics) {
        d.topics_day = workcal_before(w, on, (int)rule_int(d.topics, "days"), &d.provisional);
        d.topics_by = day_start(d.topics_day + 1, zone);
    }
    if (d.notice) {
        d.notice_days = rule_int(d.notice, "days");
        d.notice_by = on - (day)d.notice_days;
        int64_t before = rule_int(d.notice, "before_topics");
        if (d.topics && before > 0) {
            day earlier = workcal_before(w, d.topics_day, (int)before, &d.provisional);
            if (earlier < d.notice_by) d.notice_by = earlier;
        }
    }
    if (weekends_only(c)) d.provisional = false;
    return d;
}

day meeting_earliest(const struct charter *c, const struct workcal *w, const char *body, day called) {
    enum { SEARCH_DAYS = 120 }; /* longer than any notice with the longest holidays in it */
    for (day on = called; on < called + SEARCH_DAYS; on++)
        if (meeting_deadlines(c, w, body, day_start(on, charter_zone(c))).notice_by >= called) return on;
    return DAY_NONE;
}

const struct meeting *meeting_read(struct db *db, struct arena *arena, int64_t id) {
    struct meeting *m = NULL;
    struct rows *r = db_rows(
        db,
        "SELECT body, state, number, starts_at, topics_by, topics_closed, chair, charter, sequence, place_entry, notice_by, called_at "
        "FROM meeting WHERE id = $1",
        V(id));
    if (rows_next(r)) {
        m = arena_new(arena, struct meeting);
        *m = (struct meeting){ .id = id,
                               .body = arena_z(arena, rows_str(r, 0)),
                               .state = arena_z(arena, rows_str(r, 1)),
                               .number = rows_int(r, 2),
                               .starts_at = rows_int(r, 3),
                               .topics_by = rows_int(r, 4),
                               .topics_closed = rows_int(r, 5) != 0,
                               .chair = rows_int(r, 6),
                               .charter = rows_int(r, 7),
                               .sequence = rows_int(r, 8),
                               .place_entry = rows_int(r, 9),
                               .notice_by = (day)rows_int(r, 10),
                               .called_at = rows_int(r, 11) };
    }
    rows_done(r);
    return m;
}

int64_t present(struct db *db, int64_t meeting) {
    return db_int(
        db, 0,
        "SELECT count(*) FROM attendance JOIN holding ON holding.id = attendance.holding AND holding.to_at IS NULL "
        "WHERE attendance.meeting = $1 AND attendance.left_at IS NULL",
        V(meeting));
}

int64_t fact(struct db *db, const char *of, const char *body, int64_t meeting) {
    return strcmp(of, "present") == 0 ? present(db, meeting) : headcount(db, of, body);
}

struct quorum quorum_now(struct db *db, const struct charter *c, const char *body, int64_t meeting) {
    return quorum_with(db, c, body, meeting, counted_present(db, c, body, meeting), in_office(db, body));
}

struct quorum quorum_with(struct db *db, const struct charter *c, const char *body, int64_t meeting, int64_t here,
                          int64_t whole) {
    struct quorum q = {
        .rule = charter_rule(c, "meeting.quorum", body), .present = here, .whole = whole, .reached = true
    };
    if (q.rule) {
        const char *of = rule_word(q.rule, "of");
        if (strcmp(of, "in-office") != 0) q.whole = fact(db, of, body, meeting);
        q.needed = rule_needed(q.rule, q.whole);
        q.reached = q.whole > 0 && rule_reached(q.rule, q.present, q.whole);
    }
    return q;
}

void meetings_recompute(struct applying *a) {
    enum { OPEN_MEETINGS_MAX = 1000 };
    int64_t *ids = arena_array(a->arena, int64_t, OPEN_MEETINGS_MAX);
    size_t n = 0;
    struct rows *r = db_rows(a->db, "SELECT id FROM meeting WHERE state = 'called' AND provisional = 1 ORDER BY id");
    while (n < OPEN_MEETINGS_MAX && rows_next(r)) ids[n++] = rows_int(r, 0);
    rows_done(r);
    struct workcal *w = workcal_new();
    r = db_rows(a->db,
                "SELECT blob.bytes FROM calendar_year JOIN blob ON blob.hash = calendar_year.hash ORDER BY year");
    while (rows_next(r)) workcal_load(w, arena_str(a->arena, rows_str(r, 0)), NULL);
    rows_done(r);
    for (size_t i = 0; i < n; i++) {
        const struct meeting *m = meeting_read(a->db, a->arena, ids[i]);
        struct deadlines d = meeting_deadlines(charter_pinned(a, m->charter), w, m->body, m->starts_at);
        /* Undoes nothing accepted before: what has closed stays closed, a notice that was in time stays so. */
        instant topics_by = d.topics_by > a->act->at ? d.topics_by : m->topics_by;
        day called = instant_day(m->called_at, charter_zone(a->charter));
        day notice_by = d.notice_by >= called ? d.notice_by : m->notice_by;
        db_exec(a->db, "UPDATE meeting SET notice_by = $1, topics_by = $2, provisional = $3 WHERE id = $4",
                V(notice_by), V(topics_by), V(d.provisional), V(m->id));
        if (!m->topics_closed) due_set(a, "clock.topics_close", m->id, topics_by);
        act_mention(a, "meeting", m->id);
    }
    workcal_free(w);
}
