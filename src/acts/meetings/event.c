/* Meetings, described for calendars. See event.h. */
#include "acts/meetings/event.h"

#include "acts/sealed.h"

enum { EVENTS_MAX = 5000 }; /* of one feed: decades of meetings */

static struct str description(const struct event_frame *f, instant start, instant topics_by, struct str url) {
    struct arg args[] = { ARG_DEADLINE("topics_by", topics_by), ARG_STR("link", url) };
    struct buf b;
    buf_init(&b, 4096);
    struct zone zone = charter_zone(f->charter);
    if (topics_by < start)
        text_format(&b, T("Topics can be proposed until {topics_by}.\n", "议题征集至{topics_by}。\n"), f->lang, zone,
                    args, 2);
    text_format(&b, T("Notice, agenda and minutes: {link}", "会议通知、议程和纪要：{link}"), f->lang, zone, args, 2);
    struct str s = arena_str(f->arena, buf_str(&b));
    buf_release(&b);
    return s;
}

/* Columns of a meeting's row as both queries select them. */
#define EVENT_COLUMNS "id, state, starts_at, minutes_long, sequence, called_at, topics_by, place_entry, body, number"
struct meeting_row {
    int64_t id, sequence, place_entry, number;
    const struct charter_body *body;
    bool cancelled;
    instant start, end, called, topics_by;
};

static struct meeting_row row_of(const struct event_frame *f, const struct rows *r) {
    instant start = rows_int(r, 2);
    return (struct meeting_row){ .id = rows_int(r, 0),
                                 .cancelled = str_is(rows_str(r, 1), "cancelled"),
                                 .start = start,
                                 .end = start + rows_int(r, 3) * 60,
                                 .sequence = rows_int(r, 4),
                                 .called = rows_int(r, 5),
                                 .topics_by = rows_int(r, 6),
                                 .place_entry = rows_int(r, 7),
                                 .body = charter_body(f->charter, arena_z(f->arena, rows_str(r, 8))),
                                 .number = rows_int(r, 9) };
}

/* Without the day: the program shows it, and the event may move. */
static struct str summary(const struct event_frame *f, const struct meeting_row *m) {
    struct zone zone = charter_zone(f->charter);
    struct arg args[] = { ARG_TEXT("body", m->body ? m->body->name : T("Meeting", "会议")),
                          ARG_INT("number", m->number),
                          ARG_PLAIN("year", day_civil(instant_day(m->start, zone)).year) };
    struct buf b;
    buf_init(&b, 1024);
    text_format(&b, T("{body}, meeting {number} of {year}", "{body} {year} 年第 {number} 次会议"), f->lang, zone, args,
                3);
    struct str s = arena_str(f->arena, buf_str(&b));
    buf_release(&b);
    return s;
}

static struct calendar_event event_of(const struct event_frame *f, const struct meeting_row *m) {
    struct buf b;
    buf_init(&b, 512);
    calendar_meeting_uid(&b, f->origin, m->id);
    struct str uid = arena_str(f->arena, buf_str(&b));
    buf_release(&b);
    struct str url = arena_f(f->arena, "%.*s/meetings/%lld", STR_FMT(f->site), (long long)m->id);
    return (struct calendar_event){ .uid = uid,
                                    .sequence = m->sequence,
                                    .stamp = m->called,
                                    .start = m->start,
                                    .end = m->end,
                                    .cancelled = m->cancelled,
                                    .summary = summary(f, m),
                                    .description = description(f, m->start, m->topics_by, url),
                                    .location = sealed_text(f->db, f->arena, m->place_entry, "place"),
                                    .url = url };
}

bool meeting_event(const struct event_frame *f, int64_t meeting, struct calendar_event *ret) {
    struct meeting_row m;
    struct rows *r = db_rows(f->db, "SELECT " EVENT_COLUMNS " FROM meeting WHERE id = $1", V(meeting));
    bool found = rows_next(r);
    if (found) m = row_of(f, r);
    rows_done(r);
    if (found) *ret = event_of(f, &m);
    return found;
}

size_t meeting_events(const struct event_frame *f, const char *body, instant since, const struct calendar_event **ret) {
    struct meeting_row *rows = arena_array(f->arena, struct meeting_row, EVENTS_MAX);
    size_t n = 0;
    struct rows *r =
        db_rows(f->db,
                "SELECT " EVENT_COLUMNS
                " FROM meeting WHERE public = 1 AND starts_at + minutes_long * 60 > $1 AND ($2 = '' OR body = $2) "
                "ORDER BY starts_at, id LIMIT $3",
                V(since), V(body ? body : ""), V(EVENTS_MAX));
    while (n < EVENTS_MAX && rows_next(r)) rows[n++] = row_of(f, r);
    rows_done(r);
    struct calendar_event *events = arena_array(f->arena, struct calendar_event, n + 1);
    for (size_t i = 0; i < n; i++) events[i] = event_of(f, &rows[i]);
    *ret = events;
    return n;
}
