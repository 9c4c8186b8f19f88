/* Minutes read from the tables; see minutes.h. A question each for seats, stays, points, motions, votes and resolutions,
 * however many people there are. */
#include <string.h>

#include "acts/meetings/meetings.h"
#include "acts/meetings/minutes.h"
#include "acts/meetings/motions.h"

enum { SEATS_MAX = 20000, POINTS_MAX = 20000, MOTIONS_MAX = 5000, STAYS_MAX = 100000, VOTES_MAX = 2000000 };

struct gathering {
    struct db *db;
    struct arena *arena;
    const struct charter *law;
    struct minutes *m;
};

static size_t counted(const struct gathering *g, int64_t n, size_t most) {
    (void)g;
    return n < 0 ? 0 : (size_t)n < most ? (size_t)n : most;
}

/* ---- the meeting ---- */

static bool read_meeting(struct gathering *g, int64_t meeting) {
    struct minutes *m = g->m;
    struct rows *r = db_rows(
        g->db,
        "SELECT m.number, m.charter, m.entry, m.place_entry, m.narrative_entry, m.chair, h.person, m.body, m.state, m.public, m.called_at, m.starts_at, "
        "m.opened_at, m.closed_at, m.notice_by FROM meeting m LEFT JOIN holding h ON h.id = m.chair WHERE m.id = $1 AND m.minutes_state <> 'none'",
        V(meeting));
    bool found = rows_next(r);
    if (found)
        *m = (struct minutes){ .meeting = meeting,
                               .number = rows_int(r, 0),
                               .charter = rows_int(r, 1),
                               .entry = rows_int(r, 2),
                               .place_entry = rows_int(r, 3),
                               .narrative_entry = rows_int(r, 4),
                               .chair_holding = rows_int(r, 5),
                               .chair_person = rows_int(r, 6),
                               .body = arena_z(g->arena, rows_str(r, 7)),
                               .state = arena_z(g->arena, rows_str(r, 8)),
                               .public = rows_int(r, 9) != 0,
                               .called_at = rows_int(r, 10),
                               .starts_at = rows_int(r, 11),
                               .opened_at = rows_int(r, 12),
                               .closed_at = rows_int(r, 13),
                               .notice_by = (day)rows_int(r, 14),
                               .approved_at = INSTANT_NONE };
    rows_done(r);
    if (!found) return false;
    r = db_rows(g->db, "SELECT at, by_meeting, entry, hash FROM minutes WHERE meeting = $1", V(meeting));
    if (rows_next(r)) {
        m->approved_at = rows_int(r, 0);
        m->approved_by = rows_int(r, 1);
        m->approved_entry = rows_int(r, 2);
        m->approved_hash = arena_z(g->arena, rows_str(r, 3));
    }
    rows_done(r);
    const struct rule *notice = charter_rule(g->law, "meeting.notice", m->body);
    m->notice_clause = notice ? rule_clause(notice) : NULL;
    return true;
}

/* ---- who was there ---- */

struct stay_of {
    int64_t person;
    struct minutes_stay stay;
};

static const struct stay_of *read_stays(struct gathering *g, size_t *ret_count) {
    size_t most = counted(g, db_int(g->db, 0, "SELECT count(*) FROM attendance WHERE meeting = $1", V(g->m->meeting)),
                          STAYS_MAX),
           n = 0;
    struct stay_of *all = arena_array(g->arena, struct stay_of, most + 1);
    struct rows *r = db_rows(
        g->db,
        "SELECT person, came_at, left_at, place, how, entry FROM attendance WHERE meeting = $1 ORDER BY person, came_at",
        V(g->m->meeting));
    while (n < most && rows_next(r))
        all[n++] = (struct stay_of){ rows_int(r, 0),
                                     { rows_int(r, 1), rows_null(r, 2) ? g->m->closed_at : rows_int(r, 2),
                                       str_is(rows_str(r, 3), "remote"), str_is(rows_str(r, 4), "corrected"),
                                       rows_int(r, 5) } };
    rows_done(r);
    *ret_count = n;
    return all;
}

static void take_stays(struct gathering *g, struct minutes_seat *seat, const struct stay_of *all, size_t count) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (all[middle].person < seat->person)
            low = middle + 1;
        else
            high = middle;
    }
    size_t n = 0;
    while (low + n < count && all[low + n].person == seat->person) n++;
    struct minutes_stay *stays = arena_array(g->arena, struct minutes_stay, n + 1);
    for (size_t i = 0; i < n; i++) stays[i] = all[low + i].stay;
    seat->stays = stays;
    seat->stay_count = n;
}

/* Those in office at the end, and whoever was there and has left office meanwhile: each person once. */
static void read_seats(struct gathering *g) {
    struct minutes *m = g->m;
    size_t stay_count, n = 0;
    const struct stay_of *stays = read_stays(g, &stay_count);
    size_t most = counted(
        g,
        db_int(g->db, 0,
               "SELECT count(*) FROM holding WHERE body = $1 AND from_at <= $2 AND (to_at IS NULL OR to_at > $3)",
               V(m->body), V(m->closed_at), V(m->opened_at)),
        SEATS_MAX);
    struct minutes_seat *seats = arena_array(g->arena, struct minutes_seat, most + 1);
    struct rows *r = db_rows(
        g->db,
        "SELECT id, person, title, to_at FROM holding WHERE body = $1 AND from_at <= $2 AND (to_at IS NULL OR to_at > $3) ORDER BY id",
        V(m->body), V(m->closed_at), V(m->opened_at));
    while (n < most && rows_next(r)) {
        struct minutes_seat *s = &seats[n];
        *s = (struct minutes_seat){ .holding = rows_int(r, 0),
                                    .person = rows_int(r, 1),
                                    .title = arena_z(g->arena, rows_str(r, 2)) };
        bool left_office = !rows_null(r, 3) && rows_int(r, 3) <= m->closed_at;
        take_stays(g, s, stays, stay_count);
        n += !left_office || s->stay_count > 0;
    }
    rows_done(r);
    m->seats = seats;
    m->seat_count = n;
}

static void read_guests(struct gathering *g) {
    size_t n = 0,
           most = counted(g,
                          db_int(g->db, 0, "SELECT count(*) FROM guest WHERE meeting = $1 AND came_at IS NOT NULL",
                                 V(g->m->meeting)),
                          SEATS_MAX);
    struct minutes_guest *all = arena_array(g->arena, struct minutes_guest, most + 1);
    struct rows *r = db_rows(
        g->db,
        "SELECT coalesce(person, 0), entry, came_at, left_at, place FROM guest WHERE meeting = $1 AND came_at IS NOT NULL ORDER BY id",
        V(g->m->meeting));
    while (n < most && rows_next(r))
        all[n++] = (struct minutes_guest){ rows_int(r, 0), rows_int(r, 1), rows_int(r, 2),
                                           rows_null(r, 3) ? g->m->closed_at : rows_int(r, 3),
                                           str_is(rows_str(r, 4), "remote") };
    rows_done(r);
    g->m->guests = all;
    g->m->guest_count = n;
}

/* ---- the quorum ---- */

/* The number a rule's `of` counts, as it was at an instant of the past; people who come and go at it are there. */
static int64_t fact_at(struct gathering *g, const char *of, int64_t there, instant at) {
    const char *body = g->m->body;
    int64_t office =
        db_int(g->db, 0,
               "SELECT count(*) FROM holding WHERE body = $1 AND from_at <= $2 AND (to_at IS NULL OR to_at > $2)",
               V(body), V(at));
    if (strcmp(of, "in-office") == 0) return office;
    if (strcmp(of, "present") == 0) return there;
    if (strcmp(of, "seats") == 0)
        return db_int(
            g->db, office,
            "SELECT count FROM seats WHERE body = $1 AND title = '' AND set_at <= $2 ORDER BY id DESC LIMIT 1", V(body),
            V(at));
    if (strcmp(of, "members") == 0)
        return db_int(g->db, 0, "SELECT count(*) FROM membership WHERE from_at <= $1 AND (to_at IS NULL OR to_at > $1)",
                      V(at));
    return db_int(
        g->db, 0,
        "SELECT count(*) FROM membership WHERE from_at <= $1 AND (to_at IS NULL OR to_at > $1) AND class = $2", V(at),
        V(of));
}

/* Votes given to somebody who was there, where the charter counts those who gave them as present. */
static int64_t carried_at(struct gathering *g, instant at, instant until) {
    const struct rule *r = charter_rule(g->law, "motion.proxy", g->m->body);
    if (!r || !rule_flag(r, "present")) return 0;
    return db_int(
        g->db, 0,
        "SELECT count(*) FROM proxy x JOIN holding h ON h.id = x.holding AND (h.to_at IS NULL OR h.to_at > $2) WHERE x.meeting = $1 AND x.from_at <= $2 "
        "AND (x.to_at IS NULL OR x.to_at >= $3) AND EXISTS (SELECT 1 FROM attendance a WHERE a.meeting = x.meeting AND a.person = x.carrier "
        "AND a.came_at <= $2 AND (a.left_at IS NULL OR a.left_at >= $3))",
        V(g->m->meeting), V(at), V(until));
}

/* `until`: who leaves then or later is there; the close ends the stay of everybody still present. */
static struct minutes_quorum quorum_at(struct gathering *g, instant at, instant until) {
    const struct rule *r = charter_rule(g->law, "meeting.quorum", g->m->body);
    struct minutes_quorum q = { .reached = true };
    q.present = db_int(
        g->db, 0,
        "SELECT count(DISTINCT a.person) FROM attendance a JOIN holding h ON h.id = a.holding AND (h.to_at IS NULL OR h.to_at > $2) "
        "WHERE a.meeting = $1 AND a.came_at <= $2 AND (a.left_at IS NULL OR a.left_at >= $3)",
        V(g->m->meeting), V(at), V(until));
    q.present += carried_at(g, at, until);
    q.whole = fact_at(g, r ? rule_word(r, "of") : "in-office", q.present, at);
    if (r) {
        q.needed = rule_needed(r, q.whole);
        q.reached = q.whole > 0 && rule_reached(r, q.present, q.whole);
    }
    g->m->quorum_clause = r ? rule_clause(r) : NULL;
    return q;
}

/* ---- points, motions, votes ---- */

static void read_points(struct gathering *g) {
    size_t n = 0, most = counted(g, db_int(g->db, 0, "SELECT count(*) FROM topic WHERE meeting = $1", V(g->m->meeting)),
                                 POINTS_MAX);
    struct minutes_point *points = arena_array(g->arena, struct minutes_point, most + 1);
    struct rows *r = db_rows(
        g->db,
        "SELECT id, number, person, matter, entry, narrative_entry, state FROM topic WHERE meeting = $1 ORDER BY number",
        V(g->m->meeting));
    while (n < most && rows_next(r))
        points[n++] = (struct minutes_point){ rows_int(r, 0),
                                              rows_int(r, 1),
                                              rows_int(r, 2),
                                              rows_int(r, 3),
                                              rows_int(r, 4),
                                              rows_int(r, 5),
                                              str_is(rows_str(r, 6), "withdrawn") };
    rows_done(r);
    g->m->points = points;
    g->m->point_count = n;
}

/* When each point was in hand, and who spoke to which. */
static void read_debate(struct gathering *g) {
    int64_t id = g->m->meeting;
    size_t n = 0,
           most = counted(g, db_int(g->db, 0, "SELECT count(*) FROM point WHERE meeting = $1", V(id)), POINTS_MAX);
    struct minutes_span *spans = arena_array(g->arena, struct minutes_span, most + 1);
    struct rows *r = db_rows(g->db, "SELECT topic, from_at, to_at FROM point WHERE meeting = $1 ORDER BY id", V(id));
    while (n < most && rows_next(r))
        spans[n++] =
            (struct minutes_span){ rows_int(r, 0), rows_int(r, 1), rows_null(r, 2) ? g->m->closed_at : rows_int(r, 2) };
    rows_done(r);
    g->m->spans = spans;
    g->m->span_count = n;
    most =
        counted(g, db_int(g->db, 0, "SELECT count(*) FROM speaker WHERE meeting = $1 AND from_at IS NOT NULL", V(id)),
                POINTS_MAX);
    struct minutes_speaker *speakers = arena_array(g->arena, struct minutes_speaker, most + 1);
    r = db_rows(
        g->db,
        "SELECT topic, person, what, from_at, to_at FROM speaker WHERE meeting = $1 AND from_at IS NOT NULL ORDER BY from_at, id",
        V(id));
    for (n = 0; n < most && rows_next(r); n++)
        speakers[n] = (struct minutes_speaker){ rows_int(r, 0), rows_int(r, 1), arena_z(g->arena, rows_str(r, 2)),
                                                rows_int(r, 3), rows_null(r, 4) ? g->m->closed_at : rows_int(r, 4) };
    rows_done(r);
    g->m->speakers = speakers;
    g->m->speaker_count = n;
}

/* Words the tables hold, without a copy for each of very many rows. */
static const char *const votes_known[] = { "affirmative", "abstention", "negative", NULL }, *const hows_known[] = {
    "own", "proxy", "hand", "paper", "corrected", NULL
};

static const char *known(struct str word, const char *const *words) {
    while (*words && !str_is(word, *words)) words++;
    return *words;
}

static void read_votes(struct gathering *g, struct minutes_motion *motions, size_t count) {
    size_t n = 0, at = 0;
    size_t most =
        counted(g,
                db_int(g->db, 0,
                       "SELECT count(*) FROM roll_call c JOIN motion o ON o.id = c.motion WHERE o.meeting = $1",
                       V(g->m->meeting)),
                VOTES_MAX);
    struct minutes_vote *votes = arena_array(g->arena, struct minutes_vote, most + 1);
    struct rows *r = db_rows(
        g->db,
        "SELECT c.motion, c.person, c.vote, c.how, c.carrier, c.vote_entry FROM motion o JOIN roll_call c ON c.motion = o.id WHERE o.meeting = $1 ORDER BY o.number, c.person",
        V(g->m->meeting));
    while (n < most && rows_next(r)) {
        while (at < count && motions[at].id != rows_int(r, 0)) at++;
        if (at == count) break;
        struct str vote = rows_str(r, 2);
        votes[n] = (struct minutes_vote){ .person = rows_int(r, 1),
                                          .vote = rows_null(r, 2) ? NULL : known(vote, votes_known),
                                          .how = rows_null(r, 3) ? NULL : known(rows_str(r, 3), hows_known),
                                          .carrier = rows_int(r, 4),
                                          .entry = rows_int(r, 5) };
        if (!motions[at].vote_count++) motions[at].votes = &votes[n];
        n++;
    }
    rows_done(r);
}

static void read_sum(struct gathering *g, struct minutes_motion *o) {
    const struct motion *motion = o->put_at ? motion_read(g->db, g->arena, o->id) : NULL;
    const struct rule *r = motion ? majority_rule(g->db, g->arena, g->law, motion) : NULL;
    if (!r) return;
    o->of = rule_word(r, "of");
    o->clause = rule_clause(r);
    if (strcmp(o->of, "present") == 0)
        o->base = o->present;
    else if (strcmp(o->of, "cast") == 0)
        o->base = o->affirmative + o->negative;
    else if (strcmp(o->of, "in-office") == 0)
        o->base = o->in_office;
    else
        o->base = fact_at(g, o->of, o->present, o->closed_at);
}

static void read_motions(struct gathering *g) {
    size_t n = 0,
           most = counted(g, db_int(g->db, 0, "SELECT count(*) FROM motion WHERE meeting = $1", V(g->m->meeting)),
                          MOTIONS_MAX);
    struct minutes_motion *all = arena_array(g->arena, struct minutes_motion, most + 1);
    struct rows *r = db_rows(
        g->db,
        "SELECT id, number, topic, matter, opposes, person, entry, close_entry, state, put_at, closed_at, in_office, present, affirmative, abstention, "
        "negative, needed, exactly, resolution, amends, procedure, seconds, title_entry, text_entry FROM motion WHERE meeting = $1 ORDER BY number",
        V(g->m->meeting));
    while (n < most && rows_next(r)) {
        all[n++] = (struct minutes_motion){ .id = rows_int(r, 0),
                                            .number = rows_int(r, 1),
                                            .topic = rows_int(r, 2),
                                            .matter = rows_int(r, 3),
                                            .opposes = rows_int(r, 4),
                                            .person = rows_int(r, 5),
                                            .entry = rows_int(r, 6),
                                            .close_entry = rows_int(r, 7),
                                            .state = arena_z(g->arena, rows_str(r, 8)),
                                            .put_at = rows_int(r, 9),
                                            .closed_at = rows_int(r, 10),
                                            .in_office = rows_int(r, 11),
                                            .present = rows_int(r, 12),
                                            .affirmative = rows_int(r, 13),
                                            .abstention = rows_int(r, 14),
                                            .negative = rows_int(r, 15),
                                            .needed = rows_int(r, 16),
                                            .exactly = rows_int(r, 17) != 0,
                                            .resolution =
                                                str_is(rows_str(r, 18), "") ? NULL : arena_z(g->arena, rows_str(r, 18)),
                                            .amends = rows_int(r, 19),
                                            .procedure = rows_null(r, 20) ? NULL : arena_z(g->arena, rows_str(r, 20)),
                                            .seconds = rows_int(r, 21),
                                            .title_entry = rows_int(r, 22),
                                            .text_entry = rows_int(r, 23) };
    }
    rows_done(r);
    for (size_t i = 0; i < n; i++) read_sum(g, &all[i]);
    read_votes(g, all, n);
    g->m->motions = all;
    g->m->motion_count = n;
}

/* ---- resolutions and who carries them out ---- */

/* N2: as its last step before then left it; what is done in the second of the close comes after it. */
#define OWN_STEP                                                                                                                              \
    "LEFT JOIN resolution_step s ON s.resolution = r.id AND s.entry = (SELECT max(x.entry) FROM resolution_step x WHERE x.resolution = r.id " \
    "AND x.entry < $2) "
#define OPEN_THEN                                                                                                                               \
    "FROM resolution r JOIN motion o ON o.id = r.motion JOIN resolution_step s ON s.resolution = r.id AND s.entry = (SELECT max(x.entry) FROM " \
    "resolution_step x WHERE x.resolution = r.id AND x.at < $3) WHERE r.body = $1 AND r.owner IS NOT NULL AND (r.ended_at IS NULL OR "          \
    "r.ended_at >= $3) AND r.passed_at < $2 AND s.state = 'open' AND s.owner IS NOT NULL "

static struct minutes_action action_of(struct gathering *g, const struct rows *r, day today) {
    struct minutes_action a = { arena_z(g->arena, rows_str(r, 0)),
                                rows_int(r, 1),
                                rows_int(r, 2),
                                rows_int(r, 3),
                                rows_null(r, 4) ? DAY_NONE : (day)rows_int(r, 4),
                                false };
    a.overdue = a.due != DAY_NONE && a.due < today;
    return a;
}

static void read_resolutions(struct gathering *g) {
    struct minutes *m = g->m;
    size_t n = 0;
    struct minutes_action *all = arena_array(g->arena, struct minutes_action, m->motion_count + 1);
    struct rows *r = db_rows(
        g->db,
        "SELECT r.id, r.motion, o.title_entry, s.owner, s.due_day FROM motion o JOIN resolution r ON r.id = o.resolution " OWN_STEP
        "WHERE o.meeting = $1 ORDER BY o.number",
        V(m->meeting), V(m->approved_hash ? m->approved_entry : INT64_MAX));
    while (n < m->motion_count && rows_next(r)) all[n++] = action_of(g, r, DAY_NONE);
    rows_done(r);
    m->resolutions = all;
    m->resolution_count = n;
}

static void read_open(struct gathering *g) {
    struct minutes *m = g->m;
    size_t n = 0;
    day today = instant_day(m->closed_at, charter_zone(g->law));
    struct minutes_action *all = arena_array(g->arena, struct minutes_action, MINUTES_OPEN_MAX);
    struct rows *r = db_rows(g->db,
                             "SELECT r.id, r.motion, o.title_entry, s.owner, s.due_day " OPEN_THEN
                             "ORDER BY s.due_day, r.id LIMIT 201",
                             V(m->body), V(m->opened_at), V(m->closed_at));
    bool more = false;
    while (rows_next(r)) {
        more = n == MINUTES_OPEN_MAX;
        if (!more) all[n++] = action_of(g, r, today);
    }
    rows_done(r);
    m->open = all;
    m->open_count = n;
    m->open_more =
        more ? db_int(g->db, 0, "SELECT count(*) " OPEN_THEN, V(m->body), V(m->opened_at), V(m->closed_at)) - (int64_t)n
             : 0;
}

const struct minutes *minutes_gather(struct db *db, struct arena *arena, const struct charter *law, int64_t meeting) {
    struct gathering g = { db, arena, law, arena_new(arena, struct minutes) };
    if (!law || !read_meeting(&g, meeting)) return NULL;
    read_seats(&g);
    read_guests(&g);
    g.m->opening = quorum_at(&g, g.m->opened_at, g.m->opened_at + 1);
    g.m->closing = quorum_at(&g, g.m->closed_at, g.m->closed_at);
    read_points(&g);
    read_debate(&g);
    read_motions(&g);
    read_resolutions(&g);
    read_open(&g);
    return g.m;
}

int64_t minutes_waiting(struct db *db, const char *body, instant before) {
    return db_int(
        db, 0,
        "SELECT id FROM meeting WHERE body = $1 AND minutes_state = 'draft' AND starts_at < $2 ORDER BY starts_at LIMIT 1",
        V(body), V(before));
}

/* ---- as JSON ---- */

static json_t *number_or_null(int64_t n) { return n ? json_integer(n) : json_null(); }

static json_t *text_or_null(const char *z) { return z ? json_string(z) : json_null(); }

static json_t *moment(instant t) { return t ? json_instant(t) : json_null(); }

static json_t *quorum_json(const struct minutes_quorum *q) {
    return json_pack("{s:I, s:I, s:I, s:b}", "present", (json_int_t)q->present, "whole", (json_int_t)q->whole, "needed",
                     (json_int_t)q->needed, "reached", q->reached);
}

static json_t *seats_json(const struct minutes *m) {
    json_t *list = json_array();
    for (size_t i = 0; i < m->seat_count; i++) {
        json_t *times = json_array();
        for (size_t k = 0; k < m->seats[i].stay_count; k++)
            json_array_append_new(times,
                                  json_pack("{s:o, s:o, s:s, s:o}", "came", moment(m->seats[i].stays[k].came), "left",
                                            moment(m->seats[i].stays[k].left), "place",
                                            m->seats[i].stays[k].remote ? "remote" : "room", "corrected",
                                            m->seats[i].stays[k].corrected ? json_integer(m->seats[i].stays[k].entry)
                                                                           : json_null()));
        json_array_append_new(list,
                              json_pack("{s:I, s:I, s:s, s:o}", "person", (json_int_t)m->seats[i].person, "holding",
                                        (json_int_t)m->seats[i].holding, "title", m->seats[i].title, "times", times));
    }
    return list;
}

static json_t *guests_json(const struct minutes *m) {
    json_t *list = json_array();
    for (size_t i = 0; i < m->guest_count; i++)
        json_array_append_new(list,
                              json_pack("{s:o, s:I, s:o, s:o, s:s}", "person", number_or_null(m->guests[i].person),
                                        "entry", (json_int_t)m->guests[i].entry, "came", moment(m->guests[i].came),
                                        "left", moment(m->guests[i].left), "place",
                                        m->guests[i].remote ? "remote" : "room"));
    return list;
}

static json_t *points_json(const struct minutes *m) {
    json_t *list = json_array();
    for (size_t i = 0; i < m->point_count; i++) {
        const struct minutes_point *p = &m->points[i];
        json_array_append_new(list,
                              json_pack("{s:I, s:I, s:I, s:o, s:I, s:o, s:b}", "topic", (json_int_t)p->topic, "number",
                                        (json_int_t)p->number, "person", (json_int_t)p->person, "matter",
                                        number_or_null(p->matter), "entry", (json_int_t)p->entry, "narrative",
                                        number_or_null(p->narrative_entry), "withdrawn", p->withdrawn));
    }
    return list;
}

static json_t *debate_json(const struct minutes *m) {
    json_t *spans = json_array(), *speakers = json_array();
    for (size_t i = 0; i < m->span_count; i++)
        json_array_append_new(spans, json_pack("{s:I, s:o, s:o}", "topic", (json_int_t)m->spans[i].topic, "from",
                                               moment(m->spans[i].from), "to", moment(m->spans[i].to)));
    for (size_t i = 0; i < m->speaker_count; i++)
        json_array_append_new(speakers,
                              json_pack("{s:o, s:I, s:s, s:o, s:o}", "topic", number_or_null(m->speakers[i].topic),
                                        "person", (json_int_t)m->speakers[i].person, "what", m->speakers[i].what,
                                        "from", moment(m->speakers[i].from), "to", moment(m->speakers[i].to)));
    return json_pack("{s:o, s:o}", "in_hand", spans, "speakers", speakers);
}

/* What is particular about a vote: entered from a hand or a paper, given to another, corrected. */
static json_t *particular_json(const struct minutes_motion *o) {
    json_t *list = json_array();
    for (size_t i = 0; i < o->vote_count; i++) {
        const struct minutes_vote *v = &o->votes[i];
        bool own = !v->how || strcmp(v->how, "own") == 0;
        if (!own || v->carrier)
            json_array_append_new(list, json_pack("{s:I, s:o, s:o, s:o}", "person", (json_int_t)v->person, "how",
                                                  text_or_null(v->how), "carrier", number_or_null(v->carrier), "entry",
                                                  number_or_null(v->entry)));
    }
    return list;
}

/* People by how they voted, each list in the order of their numbers. */
static json_t *votes_json(const struct minutes_motion *o) {
    json_t *votes = json_pack("{s:[], s:[], s:[], s:[]}", "affirmative", "abstention", "negative", "silent");
    for (size_t i = 0; i < o->vote_count; i++)
        json_array_append_new(json_object_get(votes, o->votes[i].vote ? o->votes[i].vote : "silent"),
                              json_integer(o->votes[i].person));
    return votes;
}

static json_t *sum_json(const struct minutes_motion *o) {
    if (!o->put_at) return json_null();
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:b}", "in_office", (json_int_t)o->in_office,
                     "present", (json_int_t)o->present, "affirmative", (json_int_t)o->affirmative, "abstention",
                     (json_int_t)o->abstention, "negative", (json_int_t)o->negative, "needed", (json_int_t)o->needed,
                     "base", (json_int_t)o->base, "of", text_or_null(o->of), "clause", text_or_null(o->clause),
                     "exactly", o->exactly);
}

static json_t *motions_json(const struct minutes *m) {
    json_t *list = json_array();
    for (size_t i = 0; i < m->motion_count; i++) {
        const struct minutes_motion *o = &m->motions[i];
        json_t *motion = json_pack("{s:I, s:I, s:o, s:o, s:o, s:I, s:I, s:s}", "motion", (json_int_t)o->id, "number",
                                   (json_int_t)o->number, "topic", number_or_null(o->topic), "matter",
                                   number_or_null(o->matter), "opposes", number_or_null(o->opposes), "person",
                                   (json_int_t)o->person, "entry", (json_int_t)o->entry, "state", o->state);
        json_object_set_new(motion, "amends", number_or_null(o->amends));
        json_object_set_new(motion, "procedure", text_or_null(o->procedure));
        json_object_set_new(motion, "seconds", number_or_null(o->seconds));
        json_object_set_new(motion, "title", json_integer(o->title_entry));
        json_object_set_new(motion, "text", json_integer(o->text_entry));
        json_object_set_new(motion, "put_at", moment(o->put_at));
        json_object_set_new(motion, "closed_at", moment(o->closed_at));
        json_object_set_new(motion, "close_entry", number_or_null(o->close_entry));
        json_object_set_new(motion, "resolution", text_or_null(o->resolution));
        json_object_set_new(motion, "sum", sum_json(o));
        json_object_set_new(motion, "votes", votes_json(o));
        json_object_set_new(motion, "particular", particular_json(o));
        json_array_append_new(list, motion);
    }
    return list;
}

static json_t *actions_json(const struct minutes_action *all, size_t count, bool carried) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *action =
            json_pack("{s:s, s:I, s:I, s:o, s:o}", "id", all[i].id, "motion", (json_int_t)all[i].motion, "entry",
                      (json_int_t)all[i].entry, "owner", number_or_null(all[i].owner), "due", json_day(all[i].due));
        if (carried) json_object_set_new(action, "overdue", json_boolean(all[i].overdue));
        json_array_append_new(list, action);
    }
    return list;
}

json_t *minutes_json(const struct minutes *m) {
    json_t *j = json_pack("{s:i, s:I, s:s, s:I, s:s, s:b, s:I, s:I, s:I}", "v", MINUTES_VERSION, "meeting",
                          (json_int_t)m->meeting, "body", m->body, "number", (json_int_t)m->number, "state", m->state,
                          "public", m->public, "charter", (json_int_t)m->charter, "entry", (json_int_t)m->entry,
                          "place", (json_int_t)m->place_entry);
    json_object_set_new(j, "called_at", moment(m->called_at));
    json_object_set_new(j, "notice_by", json_day(m->notice_by));
    json_object_set_new(j, "starts_at", moment(m->starts_at));
    json_object_set_new(j, "opened_at", moment(m->opened_at));
    json_object_set_new(j, "closed_at", moment(m->closed_at));
    json_object_set_new(j, "chair",
                        m->chair_holding ? json_pack("{s:I, s:I}", "holding", (json_int_t)m->chair_holding, "person",
                                                     (json_int_t)m->chair_person)
                                         : json_null());
    json_object_set_new(j, "quorum",
                        json_pack("{s:o, s:o, s:o}", "clause", text_or_null(m->quorum_clause), "opening",
                                  quorum_json(&m->opening), "closing", quorum_json(&m->closing)));
    json_object_set_new(j, "attendance", seats_json(m));
    if (m->guest_count) json_object_set_new(j, "guests", guests_json(m));
    json_object_set_new(j, "points", points_json(m));
    json_object_set_new(j, "debate", debate_json(m));
    json_object_set_new(j, "motions", motions_json(m));
    json_object_set_new(j, "resolutions", actions_json(m->resolutions, m->resolution_count, false));
    json_object_set_new(j, "open", actions_json(m->open, m->open_count, true));
    json_object_set_new(j, "open_more", json_integer(m->open_more));
    json_object_set_new(j, "narrative", number_or_null(m->narrative_entry));
    return j;
}

const char *minutes_hash(const struct minutes *m, struct arena *arena) {
    enum { MINUTES_BYTES_MAX = 64 << 20 };
    struct buf b;
    json_t *j = minutes_json(m);
    buf_init(&b, MINUTES_BYTES_MAX);
    int code = json_canonical(&b, j);
    json_decref(j);
    struct hash h = hash_of(buf_str(&b));
    buf_clear(&b);
    hash_hex(&b, &h);
    const char *hex = code == 0 ? arena_z(arena, buf_str(&b)) : "";
    buf_release(&b);
    return hex;
}
