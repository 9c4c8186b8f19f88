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

#include "acts/meetings.h"
#include "acts/pipeline.h"
#include "views/page.h"
#include "views/parts.h"
#include "views/room.h"
#include "views/form.h"

/* What was last decided, or is being: one sentence. */
static struct str said_of(struct view *v, const struct hall *h) {
    const struct motion_row *m = h->voting ? h->voting : h->last;
    if (!m) return STR("");
    const struct arg args[] = { ARG_INT("n", m->number), ARG_STR("title", m->title), ARG_INT("yes", m->affirmative), ARG_INT("needed", m->needed) };
    struct text t = h->voting ? T("Motion {n} is being voted on: {title}", "正在表决动议 {n}：{title}")
                    : strcmp(m->state, "passed") == 0
                        ? T("Motion {n} passed: {yes} affirmative, {needed} needed. {title}", "动议 {n} 通过：赞成 {yes} 票，须 {needed} 票。{title}")
                        : T("Motion {n} did not pass: {yes} affirmative, {needed} needed. {title}", "动议 {n} 未通过：赞成 {yes} 票，须 {needed} 票。{title}");
    return sentence(v, t, args, 4);
}

static void read_quorum(struct view *v, struct room_page *p) {
    const struct charter *law = v->alliance ? alliance_charter_version(v->alliance, p->charter) : NULL;
    struct quorum q = quorum_now(v->db, law ? law : v->charter, p->body, p->id);
    p->present = q.present;
    p->in_office = in_office(v->db, p->body);
    p->quorum_needed = q.needed;
    p->quorum_reached = q.reached;
    p->quorum_clause = q.rule ? rule_clause(q.rule) : NULL;
}

static void find_motions(struct view *v, struct hall *h) {
    struct motion_row *rows = motions_read(v, h->p.id, &h->p.motion_count);
    struct motion_row *last = NULL;
    instant closed = 0;
    for (size_t i = 0; i < h->p.motion_count; i++) {
        struct motion_row *m = &rows[i];
        if (strcmp(m->state, "put") == 0)
            h->voting = m;
        else if (m->closed_at >= closed && (strcmp(m->state, "passed") == 0 || strcmp(m->state, "failed") == 0)) {
            closed = m->closed_at;
            last = m;
        }
    }
    h->last = last;
    h->p.motions = h->motions = rows;
}

/* False: there is no such meeting, and that is said. What is counted over everybody is left out: a hall asks this all at once. */
static bool read_room(struct view *v, struct hall *h) {
    *h = (struct hall){ 0 };
    int64_t id = view_id(v, "id");
    if (!id || !meeting_facts(v, id, &h->p)) {
        view_not_found(v, T("There is no such meeting.", "没有此会议。"));
        return false;
    }
    h->title = meeting_title(v, &h->p);
    h->size = db_int(v->db, 0, "SELECT size FROM checkpoint WHERE id = 1");
    h->stands = v->alliance && alliance_clock_virtual(v->alliance);
    find_motions(v, h);
    h->key = arena_f(v->arena, "%s-%lld-%lld", h->p.state, (long long)(h->voting ? h->voting->id : 0), (long long)(h->last ? h->last->id : 0)).data;
    return true;
}

/* The same with what is public, which is made once for everybody. */
static bool read_hall(struct view *v, struct hall *h) {
    if (!read_room(v, h)) return false;
    read_quorum(v, &h->p);
    h->p.topics = topics_read(v, h->p.id, &h->p.topic_count);
    for (size_t i = 0; i < h->p.motion_count; i++) {
        struct motion_row *m = &h->motions[i];
        if (m == h->voting) m->cast = db_int(v->db, 0, "SELECT count(vote) FROM roll_call WHERE motion = $1", V(m->id));
        if (m == h->last) motion_sum(v, m);
    }
    h->said = said_of(v, h);
    return true;
}

static void read_seat(struct view *v, const struct hall *h, enum seat_of of, struct seat *s) {
    *s = (struct seat){ .of = of, .soon = strcmp(h->p.state, "called") == 0 && v->now > h->p.starts_at - 3600 };
    int64_t person = v->viewer.person;
    if (!person) return;
    s->lead = viewer_may(v, "meeting.lead", h->p.body);
    s->record = viewer_may(v, "meeting.record", h->p.body);
    s->vote = viewer_may(v, "motion.vote", h->p.body);
    s->sit = db_has(v->db, "SELECT 1 FROM holding WHERE body = $1 AND person = $2 AND to_at IS NULL", V(h->p.body), V(person));
    s->here = db_has(v->db, "SELECT 1 FROM attendance WHERE meeting = $1 AND person = $2 AND left_at IS NULL", V(h->p.id), V(person));
    if (s->lead)
        s->unapproved = db_int(v->db, 0, "SELECT id FROM meeting WHERE body = $1 AND minutes_state = 'draft' AND starts_at < $2 ORDER BY starts_at DESC LIMIT 1",
                               V(h->p.body), V(h->p.starts_at));
    if (!h->voting) return;
    struct rows *r = db_rows(v->db, "SELECT vote, vote_entry FROM roll_call WHERE motion = $1 AND person = $2", V(h->voting->id), V(person));
    if (rows_next(r)) {
        s->may_vote = s->here && s->vote;
        s->my_vote = rows_null(r, 0) ? NULL : arena_z(v->arena, rows_str(r, 0));
        s->my_entry = rows_int(r, 1);
    }
    rows_done(r);
}

struct text vote_text(const char *vote) {
    return strcmp(vote, "affirmative") == 0 ? T("affirmative", "赞成") : strcmp(vote, "negative") == 0 ? T("negative", "反对") : T("abstention", "弃权");
}

void wall_reloads(struct view *v) { buf_addz(v->out, "<noscript><meta http-equiv=\"refresh\" content=\"10\"></noscript>\n"); }

static void view_live(struct view *v) {
    struct hall h;
    if (read_hall(v, &h)) tpl_live(v, &h);
}
VIEW(room_live) = { .path = "/meetings/{id}/live", .cached = true, .shared = true, .run = view_live };

static void view_mine(struct view *v) {
    struct hall h;
    struct seat s;
    if (!read_room(v, &h)) return;
    const char *seat = view_param(v, "seat");
    bool chair = seat && strcmp(seat, "chair") == 0;
    read_seat(v, &h, chair ? SEAT_CHAIR : SEAT_FLOOR, &s);
    v->path = arena_f(v->arena, "/meetings/%lld/%s", (long long)h.p.id, chair ? "chair" : "floor").data; /* where its forms lead back to */
    tpl_mine(v, &h, &s);
}
VIEW(room_mine) = { .path = "/meetings/{id}/mine", .run = view_mine };

static void page_of(struct view *v, const struct hall *h, void (*show)(struct view *, const struct hall *, const struct seat *), const struct seat *s) {
    page_begin_with(v, &(struct page){ .title = h->title, .section = "meetings", .with = LINKS({ "meeting.css", { 0 } }, { "meeting.js", { 0 } }),
                                       .crumbs = LINKS({ "/meetings", T("Meetings", "会议") }) });
    show(v, h, s);
    page_end(v);
}

static void view_floor(struct view *v) {
    struct hall h;
    struct seat s;
    if (!read_hall(v, &h)) return;
    read_seat(v, &h, SEAT_FLOOR, &s);
    page_of(v, &h, tpl_floor, &s);
}
VIEW(room_floor) = { .path = "/meetings/{id}/floor", .run = view_floor };

static void view_chair(struct view *v) {
    struct hall h;
    struct seat s;
    if (!read_hall(v, &h)) return;
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
    if (read_hall(v, &h)) tpl_wall(v, &h, &(struct seat){ .of = SEAT_WALL });
}
VIEW(room_wall) = { .path = "/meetings/{id}/wall", .cached = true, .shared = true, .run = view_wall };
