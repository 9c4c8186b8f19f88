/* What other programs subscribe to: the calendar of public meetings, and the resolutions as Atom and JSON Feed.
 *
 *     /meetings.ics                 every public meeting, also ?body=tc        a calendar program subscribes to it
 *     /meetings/{id}/calendar.ics   one meeting                                opened once from its page
 *     /resolutions.atom             the last fifty resolutions, also ?body=    a feed reader
 *     /resolutions.feed.json        the same                                   a program
 *
 * The writers are their own rooms (src/calendar, src/feeds) and the meeting's words are acts' (acts/meetings/event.h): an invitation
 * by mail and the calendar here describe a meeting alike, under one UID. */
#include <string.h>

#include "acts/meetings/event.h"
#include "acts/pipeline/pipeline.h"
#include "feeds/feed.h"
#include "views/markdown.h"
#include "views/unseal.h"

enum { ENTRIES_MAX = 50, PAST_S = 366 * 86400 /* how far back the public calendar reaches */ };

static struct str origin(const struct view *v) {
    return v->alliance ? str_of(alliance_origin(v->alliance))
                       : str_skip(v->site, str_starts(v->site, "https://") ? 8 : 0);
}

static struct str alliance_name(struct view *v) {
    struct str name = v->lang == LANG_EN ? db_str(v->db, v->arena, "SELECT name_en FROM alliance WHERE id = 1")
                                         : db_str(v->db, v->arena, "SELECT name_zh FROM alliance WHERE id = 1");
    return name.len ? name : STR("charterd");
}

/* "Example Alliance: meetings"; with ?body= the body's name follows. */
static struct str feed_title(struct view *v, struct text what, const struct charter_body *body) {
    struct arg args[] = { ARG_STR("alliance", alliance_name(v)), ARG_TEXT("what", what),
                          ARG_TEXT("body", body ? body->name : T_NONE) };
    struct buf b;
    buf_init(&b, 1024);
    text_format(&b,
                body ? T("{alliance}: {what} of the {body}", "{alliance}：{body}{what}")
                     : T("{alliance}: {what}", "{alliance}：{what}"),
                v->lang, v->zone, args, 3);
    struct str s = arena_str(v->arena, buf_str(&b));
    buf_release(&b);
    return s;
}

/* The body asked for. False, with a 404 page, when it is none of the charter's. */
static bool body_asked(struct view *v, const struct charter_body **ret) {
    const char *id = view_param(v, "body");
    *ret = id && *id ? charter_body(v->charter, id) : NULL;
    if (!id || !*id || *ret) return true;
    view_not_found(v, T("There is no such body.", "没有此机构。"));
    return false;
}

/* ---- calendars ---- */

static void write_calendar(struct view *v, const struct calendar_event *events, size_t count, struct str name,
                           const char *file) {
    struct str contact = db_str(v->db, v->arena, "SELECT contact FROM alliance WHERE id = 1");
    struct calendar c = { .method = CALENDAR_PUBLISH,
                          .zone = v->zone,
                          .name = name,
                          .events = events,
                          .count = count,
                          .organizer = { alliance_name(v), contact } };
    struct error err;
    if (calendar_write(v->out, &c, &err) < 0) {
        /* A contact that is no mailbox: the standard wants an organizer all the same. */
        c.organizer.address = STR("nobody@localhost");
        if (calendar_write(v->out, &c, &err) < 0) {
            view_problem(v, 500, T("No calendar", "无法生成日历"),
                         T("The calendar could not be written.", "无法生成日历。"));
            return;
        }
    }
    v->type = "text/calendar; charset=utf-8";
    v->filename = file;
}

static struct event_frame frame(struct view *v) {
    return (struct event_frame){ v->db, v->charter, origin(v), v->site, v->lang, v->arena };
}

static void view_calendar(struct view *v) {
    const struct charter_body *body;
    if (!body_asked(v, &body)) return;
    struct event_frame f = frame(v);
    const struct calendar_event *events;
    size_t n = meeting_events(&f, body ? body->id : NULL, v->now - PAST_S, &events);
    write_calendar(v, events, n, feed_title(v, T("meetings", "会议"), body), "meetings.ics");
}
VIEW(calendar) = {
    .path = "/meetings.ics", .type = "text/calendar; charset=utf-8", .cached = true, .run = view_calendar
};

static void view_meeting_calendar(struct view *v) {
    struct event_frame f = frame(v);
    struct calendar_event e;
    int64_t id = view_id(v, "id");
    if (!id || !meeting_event(&f, id, &e)) {
        view_not_found(v, T("There is no such meeting.", "没有此会议。"));
        return;
    }
    write_calendar(v, &e, 1, STR_NONE, "meeting.ics");
}
VIEW(meeting_calendar) = {
    .path = "/meetings/{id}/calendar.ics",
    .type = "text/calendar; charset=utf-8",
    .cached = true,
    .run = view_meeting_calendar,
};

/* ---- resolutions ---- */

/* "Technical Committee. Passed with 8 affirmative votes; 8 were needed, 15 were present." */
static struct str resolution_sum(struct view *v, const struct charter_body *body, const struct rows *r) {
    struct arg args[] = { ARG_TEXT("body", body ? body->name : T_NONE), ARG_INT("affirmative", rows_int(r, 5)),
                          ARG_INT("needed", rows_int(r, 6)), ARG_INT("present", rows_int(r, 7)) };
    struct buf b;
    buf_init(&b, 1024);
    text_format(&b,
                T("{body}. Passed with {affirmative} affirmative {affirmative|vote|votes}; {needed} {needed|was|were} "
                  "needed, {present} "
                  "{present|was|were} present.",
                  "{body}。赞成 {affirmative} 票，获得通过；须 {needed} 票，出席 {present} 人。"),
                v->lang, v->zone, args, 4);
    struct str s = arena_str(v->arena, buf_str(&b));
    buf_release(&b);
    return s;
}

static struct feed_entry resolution_entry(struct view *v, const struct rows *r, int since) {
    struct str id = arena_str(v->arena, rows_str(r, 0)), title = unsealed(v, rows_str(r, 3)),
               text = unsealed(v, rows_str(r, 4));
    const struct charter_body *body = charter_body(v->charter, arena_z(v->arena, rows_str(r, 1)));
    struct buf b;
    buf_init(&b, MARKDOWN_OUTPUT_MAX);
    feed_tag(&b, origin(v), since, "resolution", id);
    struct feed_entry e = { .id = arena_str(v->arena, buf_str(&b)),
                            .category = STR("resolution"),
                            .published = rows_int(r, 2),
                            .updated = rows_int(r, 2) };
    e.url = arena_f(v->arena, "%.*s/resolutions/%.*s", STR_FMT(v->site), STR_FMT(id));
    e.title = title.len == 0       ? id
              : v->lang == LANG_EN ? arena_f(v->arena, "%.*s: %.*s", STR_FMT(id), STR_FMT(title))
                                   : arena_f(v->arena, "%.*s：%.*s", STR_FMT(id), STR_FMT(title));
    e.summary = resolution_sum(v, body, r);
    e.author = body ? str_of(text_in(body->name, v->lang)) : STR_NONE;
    buf_clear(&b);
    markdown_html(&b, text, MARKDOWN_NOTE);
    if (text.len) e.html = arena_str(v->arena, buf_str(&b));
    buf_release(&b);
    return e;
}

static int founding_year(struct view *v) {
    return day_civil(instant_day(db_int(v->db, 0, "SELECT founded_at FROM alliance WHERE id = 1"), v->zone)).year;
}

static bool resolutions_feed(struct view *v, const char *self, struct feed *ret) {
    const struct charter_body *body;
    if (!body_asked(v, &body)) return false;
    struct feed_entry *entries = arena_array(v->arena, struct feed_entry, ENTRIES_MAX);
    size_t n = 0;
    int since = founding_year(v);
    /* A title sealed in the motion's leaf is joined in; "" as the body asks for all of them. */
    struct rows *r =
        db_rows(v->db,
                "SELECT r.id, r.body, r.passed_at, "
                "(SELECT value FROM private WHERE private.entry = o.title_entry AND private.field = 'title'), "
                "(SELECT value FROM private WHERE private.entry = o.text_entry AND private.field = 'text'), "
                "o.affirmative, o.needed, o.present FROM resolution r JOIN motion o ON o.id = r.motion "
                "WHERE $1 = '' OR r.body = $1 ORDER BY r.passed_at DESC, r.motion DESC LIMIT $2",
                V(body ? body->id : ""), V(ENTRIES_MAX));
    while (n < ENTRIES_MAX && rows_next(r)) entries[n++] = resolution_entry(v, r, since);
    rows_done(r);
    /* Each language is a feed of its own, and says so in its address; a resolution is one entry in both. */
    const char *lang = v->lang == LANG_ZH ? "zh" : "en";
    struct buf id;
    buf_init(&id, 1024);
    feed_tag(&id, origin(v), since, body ? arena_f(v->arena, "resolutions/%s", body->id).data : "resolutions",
             str_of(lang));
    const char *query =
        body ? arena_f(v->arena, "?lang=%s&body=%s", lang, body->id).data : arena_f(v->arena, "?lang=%s", lang).data;
    *ret = (struct feed){ .lang = v->lang,
                          .id = arena_str(v->arena, buf_str(&id)),
                          .title = feed_title(v, T("resolutions", "决议"), body),
                          .author = alliance_name(v),
                          .home = arena_f(v->arena, "%.*s/resolutions%s", STR_FMT(v->site), query),
                          .self = arena_f(v->arena, "%.*s%s%s", STR_FMT(v->site), self, query),
                          .updated = db_int(v->db, 0, "SELECT founded_at FROM alliance WHERE id = 1"),
                          .entries = entries,
                          .count = n };
    buf_release(&id);
    return true;
}

static void view_resolutions_atom(struct view *v) {
    struct feed f;
    if (!resolutions_feed(v, "/resolutions.atom", &f)) return;
    feed_atom(v->out, &f);
    v->type = "application/atom+xml; charset=utf-8";
}
VIEW(resolutions_atom) = {
    .path = "/resolutions.atom",
    .type = "application/atom+xml; charset=utf-8",
    .cached = true,
    .run = view_resolutions_atom,
};

static void view_resolutions_feed(struct view *v) {
    struct feed f;
    struct error err;
    if (!resolutions_feed(v, "/resolutions.feed.json", &f)) return;
    if (feed_json(v->out, &f, &err) < 0) {
        view_problem(v, 500, T("No feed", "无法生成订阅源"), T("The feed could not be written.", "无法生成订阅源。"));
        return;
    }
    v->type = "application/feed+json";
}
VIEW(resolutions_feed) = {
    .path = "/resolutions.feed.json", .type = "application/feed+json", .cached = true, .run = view_resolutions_feed
};
