/* The room while a meeting is on: what everybody sees, and what only the one who looks.
 *
 *     /meetings/N/live     what is public of it, as a fragment: the same bytes for everybody of a language, made once a change
 *     /meetings/N/mine     what belongs to whoever asks: may I vote, how did I, what may I do now
 *     /meetings/N/floor    a participant's page, for one thumb; the public follows on it too
 *     /meetings/N/chair    for who leads or keeps the record
 *     /meetings/N/wall     large, without controls
 *
 * A page is made of the parts that the two fragments are made of, by the same templates: so web/meeting.js has nothing to
 * know but which part goes where, and without script a reload shows the same. No part lists people: a meeting of thousands
 * costs what one of twelve does, and lists by name are pages of their own. */
#include <string.h>

#include "acts/offices/offices.h"
#include "acts/pipeline/pipeline.h"
#include "acts/meetings/speakers.h"
#include "views/page.h"
#include "views/meetings/room.h"
#include "views/powers.h"
#include "views/unseal.h"

/* What was last decided, or is being: one sentence. */
static struct str said_of(struct view *v, const struct hall *h) {
    const struct motion_row *m = h->voting ? h->voting : h->last;
    if (!m) return STR("");
    const struct arg args[] = { ARG_INT("n", m->number), ARG_STR("title", m->title), ARG_INT("yes", m->affirmative),
                                ARG_INT("needed", m->needed) };
    struct text t = h->voting ? T("Motion {n} is being voted on: {title}", "正在表决动议 {n}：{title}")
                    : strcmp(m->state, "passed") == 0
                        ? T("Motion {n} passed: {yes} affirmative, {needed} needed. {title}",
                            "动议 {n} 通过：赞成 {yes} 票，须 {needed} 票。{title}")
                        : T("Motion {n} did not pass: {yes} affirmative, {needed} needed. {title}",
                            "动议 {n} 未通过：赞成 {yes} 票，须 {needed} 票。{title}");
    return sentence(v, t, args, 4);
}

struct str left_words(struct view *v, instant until) {
    int64_t left = until > v->now ? until - v->now : 0;
    return arena_f(v->arena, "%lld:%02lld", (long long)(left / 60), (long long)(left % 60));
}

int64_t number_of(const struct hall *h, int64_t motion) {
    for (size_t i = 0; i < h->p.motion_count; i++)
        if (h->p.motions[i].id == motion) return h->p.motions[i].number;
    return 0;
}

int64_t waiting_for(const struct hall *h, const struct motion_row *m) {
    for (size_t i = 0; i < h->p.motion_count; i++) {
        const struct motion_row *other = &h->p.motions[i];
        bool waits = strcmp(other->state, "proposed") == 0;
        if (waits && other != m && (other->amends == m->id || (other->procedure && !m->procedure)))
            return other->number;
    }
    return 0;
}

/* Which point is in hand, and who waits to speak on it. */
static void read_course(struct view *v, struct hall *h) {
    enum { SHOWN_MAX = 20 };
    struct rows *r =
        db_rows(v->db, "SELECT topic_now, debate_closed, speak_seconds, code_entry FROM meeting WHERE id = $1",
                V(h->p.id));
    if (rows_next(r)) {
        h->topic_now = rows_int(r, 0);
        h->debate_closed = rows_int(r, 1) != 0;
        h->speak_seconds = rows_int(r, 2);
        h->code_asked = !rows_null(r, 3);
    }
    rows_done(r);
    struct speaker_row *rows = arena_array(v->arena, struct speaker_row, SHOWN_MAX);
    r = db_rows(v->db,
                "SELECT s.id, s.person, s.what, s.state, s.from_at, s.until_at, " NAME_OF(
                    "p") " FROM speaker s JOIN person p ON p.id = s.person WHERE " SPEAKERS_LISTED
                         " ORDER BY " SPEAKERS_ORDER,
                V(h->p.id));
    while (rows_next(r)) {
        if (h->speaker_all++ >= SHOWN_MAX) continue;
        rows[h->speaker_count++] = (struct speaker_row){ .id = rows_int(r, 0),
                                                         .person = rows_int(r, 1),
                                                         .what = arena_z(v->arena, rows_str(r, 2)),
                                                         .state = arena_z(v->arena, rows_str(r, 3)),
                                                         .from_at = rows_int(r, 4),
                                                         .until_at = rows_int(r, 5),
                                                         .name = unsealed_name(v, rows_str(r, 6), rows_int(r, 1)) };
    }
    rows_done(r);
    h->speakers = rows;
}

static void read_quorum(struct view *v, const struct charter *law, struct hall *h) {
    struct room_page *p = &h->p;
    struct quorum q = quorum_now(v->db, law, p->body, p->id);
    if (h->proxy) h->carried = carried(v->db, p->id);
    h->guests =
        db_int(v->db, 0, "SELECT count(*) FROM guest WHERE meeting = $1 AND came_at IS NOT NULL AND left_at IS NULL",
               V(p->id));
    p->present = present(v->db, p->id);
    p->in_office = in_office(v->db, p->body);
    p->quorum_needed = q.needed;
    p->quorum_reached = q.reached;
    p->quorum_clause = q.rule ? rule_clause(q.rule) : NULL;
}

static void find_motions(struct view *v, struct hall *h, bool whole) {
    struct motion_row *rows = motions_read(v, h->p.id, &h->p.motion_count);
    struct motion_row *last = NULL;
    instant closed = 0;
    for (size_t i = 0; i < h->p.motion_count; i++) {
        struct motion_row *m = &rows[i];
        if (strcmp(m->state, "put") == 0) {
            h->voting = m;
            if (!whole) continue;
            m->cast = db_int(v->db, 0, "SELECT count(vote) FROM roll_call WHERE motion = $1", V(m->id));
        } else if (m->closed_at >= closed && (strcmp(m->state, "passed") == 0 || strcmp(m->state, "failed") == 0)) {
            closed = m->closed_at;
            last = m;
        }
    }
    if (whole && last) motion_sum(v, last);
    h->last = last;
    h->p.motions = rows;
}

/* False: there is no such meeting, and that is said. `whole`: also what everybody is shown, which two thousand who ask at once what
 * is their own can do without. */
static bool read_hall(struct view *v, struct hall *h, bool whole) {
    *h = (struct hall){ 0 };
    int64_t id = view_id(v, "id");
    if (!id || !meeting_facts(v, id, &h->p)) {
        view_not_found(v, T("There is no such meeting.", "没有此会议。"));
        return false;
    }
    h->title = meeting_title(v, &h->p);
    h->size = db_int(v->db, 0, "SELECT size FROM checkpoint WHERE id = 1");
    h->stands = v->alliance && alliance_clock_virtual(v->alliance);
    const struct charter *pinned = v->alliance ? alliance_charter_version(v->alliance, h->p.charter) : NULL,
                         *law = pinned ? pinned : v->charter;
    h->proxy = charter_rule(law, "motion.proxy", h->p.body);
    if (whole) {
        read_quorum(v, law, h);
        h->p.topics = topics_read(v, id, &h->p.topic_count);
    }
    find_motions(v, h, whole);
    if (strcmp(h->p.state, "open") == 0 || strcmp(h->p.state, "called") == 0) read_course(v, h);
    h->said = said_of(v, h);
    bool speaks = h->speaker_count && strcmp(h->speakers[0].state, "speaking") == 0;
    int64_t proposed = 0;
    for (size_t i = 0; i < h->p.motion_count; i++) proposed += strcmp(h->p.motions[i].state, "proposed") == 0;
    h->key = arena_f(v->arena, "%s-%lld-%lld-%lld-%lld-%d%d-%lld-%lld-%lld", h->p.state,
                     (long long)(h->voting ? h->voting->id : 0), (long long)(h->last ? h->last->id : 0),
                     (long long)(speaks ? h->speakers[0].id : 0), (long long)h->topic_now, h->debate_closed,
                     h->code_asked, (long long)h->p.motion_count, (long long)proposed, (long long)h->carried)
                 .data;
    return true;
}

/* Those in office, for who records attendance: all of a small body, of a large one those with such a name. */
static void read_people(struct view *v, const struct hall *h, struct seat *s) {
    enum { PEOPLE_MAX = 40 };
    s->find = view_param(v, "find");
    s->many = h->p.in_office > PEOPLE_MAX;
    if (s->many && (!s->find || !s->find[0])) return;
    struct person_row *rows = arena_array(v->arena, struct person_row, PEOPLE_MAX);
    struct buf like;
    buf_init(&like, 1024);
    buf_addc(&like, '%');
    for (const char *c = s->many ? s->find : ""; *c; c++) buf_addf(&like, strchr("%_!", *c) ? "!%c" : "%c", *c);
    if (like.len > 1) buf_addc(&like, '%');
    struct rows *r = db_rows(
        v->db,
        "SELECT h.person, h.title, " NAME_OF("p") ", (SELECT max(a.place) FROM attendance a WHERE a.meeting = $1 AND a.person = h.person AND a.left_at IS NULL), c.person, c.vote, c.how, x.carrier, " NAME_OF(
            "w") " "
                 "FROM holding h JOIN person p ON p.id = h.person LEFT JOIN roll_call c ON c.motion = $5 AND c.person = h.person "
                 "LEFT JOIN proxy x ON x.meeting = $1 AND x.person = h.person AND x.to_at IS NULL LEFT JOIN person w ON w.id = x.carrier WHERE h.body = $2 AND h.to_at IS NULL AND lower(" NAME_OF(
                     "p") ") LIKE lower($3) ESCAPE '!' ORDER BY h.id LIMIT $4",
        V(h->p.id), V(h->p.body), V(buf_str(&like)), V(PEOPLE_MAX), V(h->voting ? h->voting->id : 0));
    while (rows_next(r))
        rows[s->people_count++] =
            (struct person_row){ .person = rows_int(r, 0),
                                 .title = arena_z(v->arena, rows_str(r, 1)),
                                 .name = unsealed_name(v, rows_str(r, 2), rows_int(r, 0)),
                                 .place = rows_null(r, 3) ? NULL : arena_z(v->arena, rows_str(r, 3)),
                                 .enrolled = !rows_null(r, 4),
                                 .vote = rows_null(r, 5) ? NULL : arena_z(v->arena, rows_str(r, 5)),
                                 .how = rows_null(r, 6) ? NULL : arena_z(v->arena, rows_str(r, 6)),
                                 .carrier =
                                     rows_null(r, 7) ? STR_NONE : unsealed_name(v, rows_str(r, 8), rows_int(r, 7)) };
    rows_done(r);
    buf_release(&like);
    s->people = rows;
}

/* Who carries my vote, and whose I carry: with their votes on what is being voted on. */
static void read_proxies(struct view *v, const struct hall *h, struct seat *s) {
    enum { CARRIED_MAX = 20 };
    struct rows *r = db_rows(
        v->db,
        "SELECT x.carrier, " NAME_OF(
            "p") " FROM proxy x JOIN person p ON p.id = x.carrier WHERE x.meeting = $1 AND x.person = $2 AND x.to_at IS NULL",
        V(h->p.id), V(v->viewer.person));
    if (rows_next(r)) s->carrier = unsealed_name(v, rows_str(r, 1), rows_int(r, 0));
    rows_done(r);
    struct carried_row *rows = arena_array(v->arena, struct carried_row, CARRIED_MAX);
    r = db_rows(
        v->db,
        "SELECT x.person, " NAME_OF(
            "p") ", c.person, c.vote, c.vote_entry FROM proxy x JOIN person p ON p.id = x.person "
                 "LEFT JOIN roll_call c ON c.motion = $3 AND c.person = x.person AND c.carrier = x.carrier WHERE x.meeting = $1 AND x.carrier = $2 AND x.to_at IS NULL ORDER BY x.id",
        V(h->p.id), V(v->viewer.person), V(h->voting ? h->voting->id : 0));
    while (s->carry_count < CARRIED_MAX && rows_next(r)) {
        s->carry_enrolled += !rows_null(r, 2);
        rows[s->carry_count++] =
            (struct carried_row){ .person = rows_int(r, 0),
                                  .name = unsealed_name(v, rows_str(r, 1), rows_int(r, 0)),
                                  .enrolled = !rows_null(r, 2),
                                  .vote = rows_null(r, 3) ? NULL : arena_z(v->arena, rows_str(r, 3)),
                                  .entry = rows_int(r, 4) };
    }
    rows_done(r);
    s->carries = rows;
}

/* The code is for the eyes of those who lead or record: their page and their wall show it to the others. */
static void read_code(struct view *v, const struct hall *h, struct seat *s) {
    struct room_code code;
    if (!h->code_asked || !room_code_now(v->db, h->p.id, v->now, &code)) return;
    s->code = arena_f(v->arena, "%.3s %s", code.digits, code.digits + 3).data;
    s->code_until = code.until;
}

static void read_line(const struct view *v, const struct hall *h, struct seat *s) {
    int64_t before = 0;
    for (size_t i = 0; i < h->speaker_count; i++) {
        bool speaks = strcmp(h->speakers[i].state, "speaking") == 0;
        before += !speaks;
        if (h->speakers[i].person != v->viewer.person || s->in_line || s->speaking) continue;
        if (speaks)
            s->speaking = true;
        else
            s->in_line = before;
    }
}

/* For the chair's page alone. */
static void read_guests(struct view *v, struct hall *h, const struct seat *s) {
    h->p.guests = guests_read(v, h->p.id, &h->p.guest_count);
    h->p.may_record = s->record && (strcmp(h->p.state, "open") == 0 || s->soon);
    h->p.may_invite = viewer_may(v, "meeting.invite", h->p.body) &&
                      (strcmp(h->p.state, "called") == 0 || strcmp(h->p.state, "open") == 0);
}

static void read_seat(struct view *v, struct hall *h, enum seat_of of, struct seat *s) {
    *s = (struct seat){ .of = of, .soon = strcmp(h->p.state, "called") == 0 && v->now > h->p.starts_at - 3600 };
    int64_t person = v->viewer.person;
    if (!person) return;
    s->lead = viewer_may(v, "meeting.lead", h->p.body);
    s->record = viewer_may(v, "meeting.record", h->p.body);
    s->vote = viewer_may(v, "motion.vote", h->p.body);
    s->sit = db_has(v->db, "SELECT 1 FROM holding WHERE body = $1 AND person = $2 AND to_at IS NULL", V(h->p.body),
                    V(person));
    struct str place =
        db_str(v->db, v->arena, "SELECT place FROM attendance WHERE meeting = $1 AND person = $2 AND left_at IS NULL",
               V(h->p.id), V(person));
    s->here = place.data != NULL;
    s->remote = s->here && str_is(place, "remote");
    read_line(v, h, s);
    if (h->proxy) read_proxies(v, h, s);
    const char *how = view_param(v, "how");
    s->how = how && strcmp(how, "paper") == 0 ? "paper" : "hand";
    if (of != SEAT_FLOOR && (s->lead || s->record)) read_code(v, h, s);
    if (of == SEAT_CHAIR && s->record) read_people(v, h, s);
    if (of == SEAT_CHAIR) read_guests(v, h, s);
    if (s->lead)
        s->unapproved = db_int(
            v->db, 0,
            "SELECT id FROM meeting WHERE body = $1 AND minutes_state = 'draft' AND starts_at < $2 ORDER BY starts_at DESC LIMIT 1",
            V(h->p.body), V(h->p.starts_at));
    if (!h->voting) return;
    struct rows *r = db_rows(v->db, "SELECT vote, vote_entry FROM roll_call WHERE motion = $1 AND person = $2",
                             V(h->voting->id), V(person));
    if (rows_next(r)) {
        s->may_vote = s->here && s->vote;
        s->my_vote = rows_null(r, 0) ? NULL : arena_z(v->arena, rows_str(r, 0));
        s->my_entry = rows_int(r, 1);
    }
    rows_done(r);
}

struct text vote_text(const char *vote) {
    return strcmp(vote, "affirmative") == 0 ? T("affirmative", "赞成")
           : strcmp(vote, "negative") == 0  ? T("negative", "反对")
                                            : T("abstention", "弃权");
}

void wall_reloads(struct view *v) {
    buf_addz(v->out, "<noscript><meta http-equiv=\"refresh\" content=\"10\"></noscript>\n");
}

static void view_live(struct view *v) {
    struct hall h;
    if (read_hall(v, &h, true)) tpl_live(v, &h);
}
VIEW(room_live) = { .path = "/meetings/{id}/live", .cached = true, .shared = true, .run = view_live };

static void view_mine(struct view *v) {
    struct hall h;
    struct seat s;
    const char *seat = view_param(v, "seat");
    bool chair = seat && strcmp(seat, "chair") == 0, wall = seat && strcmp(seat, "wall") == 0;
    if (!read_hall(v, &h, chair)) return;
    read_seat(v, &h, chair ? SEAT_CHAIR : wall ? SEAT_WALL : SEAT_FLOOR, &s);
    v->path = arena_f(v->arena, "/meetings/%lld/%s", (long long)h.p.id, chair ? "chair" : "floor")
                  .data; /* where its forms lead back to */
    tpl_mine(v, &h, &s);
}
VIEW(room_mine) = { .path = "/meetings/{id}/mine", .run = view_mine };

static void page_of(struct view *v, const struct hall *h,
                    void (*show)(struct view *, const struct hall *, const struct seat *), const struct seat *s) {
    page_begin_with(v, &(struct page){ .title = h->title,
                                       .section = "meetings",
                                       .with = LINKS({ "meeting.css", { 0 } }, { "meeting.js", { 0 } }),
                                       .crumbs = LINKS({ "/meetings", T("Meetings", "会议") }) });
    show(v, h, s);
    page_end(v);
}

static void view_floor(struct view *v) {
    struct hall h;
    struct seat s;
    if (!read_hall(v, &h, true)) return;
    read_seat(v, &h, SEAT_FLOOR, &s);
    page_of(v, &h, tpl_floor, &s);
}
VIEW(room_floor) = { .path = "/meetings/{id}/floor", .run = view_floor };

static void view_chair(struct view *v) {
    struct hall h;
    struct seat s;
    if (!read_hall(v, &h, true)) return;
    read_seat(v, &h, SEAT_CHAIR, &s);
    if (!s.lead && !s.record) {
        v->redirect = arena_f(v->arena, "/meetings/%lld/floor", (long long)h.p.id).data;
        return;
    }
    page_of(v, &h, tpl_chair, &s);
}
VIEW(room_chair) = { .path = "/meetings/{id}/chair", .run = view_chair };

static void view_wall(struct view *v) {
    struct hall h;
    struct seat s;
    if (!read_hall(v, &h, true)) return;
    read_seat(v, &h, SEAT_WALL, &s);
    tpl_wall(v, &h, &s);
}
VIEW(room_wall) = { .path = "/meetings/{id}/wall", .cached = true, .run = view_wall };
