/* The iCalendar writer: one libical component tree per calendar, turned into bytes at the end.
 *
 * libical owns what is easy to get wrong (folding inside UTF-8, escaping, quoting of parameters); this file decides which
 * properties there are, and cleans the texts. Components are built with properties that libical frees with the tree, so
 * the only thing to release is the root. */
#include "calendar/calendar.h"

#include <libical/ical.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/arena.h"

/* A line of text is bounded well below what any calendar program takes. */
enum { TEXT_MAX = 16 << 10 };

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void be_quiet(void) {
    /* A bad argument gives an error value, never an abort of the whole server. */
    icalerror_set_errors_are_fatal(0);
}

const char *calendar_method_word(enum calendar_method m) {
    switch (m) {
    case CALENDAR_REQUEST: return "REQUEST";
    case CALENDAR_CANCEL: return "CANCEL";
    case CALENDAR_PUBLISH: break;
    }
    return "PUBLISH";
}

void calendar_meeting_uid(struct buf *out, struct str origin, int64_t id) {
    buf_addf(out, "meeting-%lld@", (long long)id);
    for (size_t i = 0; i < origin.len; i++) {
        char c = origin.data[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
        buf_addc(out, plain ? c : '-');
    }
}

/* A terminated copy without control characters (newlines stay when `lines`), cut at TEXT_MAX on a character's edge.
 * Bytes that are not UTF-8 become U+FFFD. */
static const char *clean(struct arena *a, struct str s, bool lines) {
    struct buf b;
    buf_init(&b, TEXT_MAX + 8);
    for (size_t i = 0; i < s.len && b.len < TEXT_MAX;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.data + i, (utf8proc_ssize_t)(s.len - i), &c);
        if (n <= 0) {
            buf_addz(&b, "\xEF\xBF\xBD");
            i++;
            continue;
        }
        if (c == '\n' && lines)
            buf_addc(&b, '\n');
        else if (c == '\n' || c == '\t')
            buf_addc(&b, ' ');
        else if (c >= 0x20 && c != 0x7F && !(c >= 0x80 && c < 0xA0) && c != 0x2028 && c != 0x2029)
            buf_add(&b, str_head(str_skip(s, i), (size_t)n));
        i += (size_t)n;
    }
    const char *z = arena_z(a, buf_str(&b));
    buf_release(&b);
    return z;
}

/* libical's broken-down time: local in `z`, or UTC for the zone without an offset. */
static struct icaltimetype time_in(instant t, struct zone z, bool utc) {
    struct zone in = utc ? ZONE_UTC : z;
    day d = instant_day(t, in);
    int64_t s = t - day_start(d, in);
    struct civil c = day_civil(d);
    struct icaltimetype r = icaltime_null_time();
    r.year = c.year;
    r.month = c.month;
    r.day = c.day;
    r.hour = (int)(s / 3600);
    r.minute = (int)(s / 60 % 60);
    r.second = (int)(s % 60);
    r.is_date = 0;
    if (utc) icaltime_set_timezone(&r, icaltimezone_get_utc_timezone());
    return r;
}

/* The zone's name as a TZID. A bare offset ("+05:30") gets letters before it and loses its colon: clients take TZIDs with
 * a colon badly. */
static const char *zone_id(struct arena *a, struct zone z) {
    struct str name = str_of(z.name);
    if (name.len > 0 && name.data[0] != '+' && name.data[0] != '-') return clean(a, name, false);
    struct buf b;
    buf_init(&b, 64);
    buf_addz(&b, "UTC");
    for (size_t i = 0; i < name.len; i++)
        if (name.data[i] != ':') buf_addc(&b, name.data[i]);
    const char *id = arena_z(a, buf_str(&b));
    buf_release(&b);
    return id;
}

static icalcomponent *zone_component(struct arena *a, struct zone z) {
    struct icaltimetype since = icaltime_null_time();
    since.year = 1970;
    since.month = 1;
    since.day = 1;
    since.is_date = 0;
    int hours = z.offset_s / 3600, minutes = abs(z.offset_s) / 60 % 60;
    struct str label = minutes ? arena_f(a, "UTC%+03d%02d", hours, minutes) : arena_f(a, "UTC%+03d", hours);
    return icalcomponent_vanew(ICAL_VTIMEZONE_COMPONENT, icalproperty_new_tzid(zone_id(a, z)),
                               icalcomponent_vanew(ICAL_XSTANDARD_COMPONENT, icalproperty_new_dtstart(since),
                                                   icalproperty_new_tzoffsetfrom(z.offset_s),
                                                   icalproperty_new_tzoffsetto(z.offset_s),
                                                   icalproperty_new_tzname(arena_z(a, label)), (void *)0),
                               (void *)0);
}

/* Good enough to stand after "mailto:": one @, and nothing that could end the value. Mail checks more closely. */
static bool address_plain(struct str s) {
    size_t at = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if (c <= 0x20 || c == 0x7F || c == '"' || c == '<' || c == '>' || c == ',' || c == ';' || c == ':' || c == '\\')
            return false;
        at += c == '@';
    }
    return at == 1 && s.len >= 3 && s.data[0] != '@' && s.data[s.len - 1] != '@';
}

/* The name as a CN parameter. Parameters know no escape for a double quote: it becomes a single one. */
static void add_name(struct arena *a, icalproperty *p, struct str name) {
    if (name.len == 0) return;
    char *z = arena_z(a, str_of(clean(a, name, false)));
    for (char *q = z; *q; q++)
        if (*q == '"') *q = '\'';
    icalproperty_add_parameter(p, icalparameter_new_cn(z));
}

static icalproperty *organizer_of(struct arena *a, const struct calendar_person *p) {
    struct str uri = arena_f(a, "mailto:%.*s", STR_FMT(p->address));
    icalproperty *r = icalproperty_new_organizer(arena_z(a, uri));
    add_name(a, r, p->name);
    return r;
}

static icalproperty *attendee_of(struct arena *a, const struct calendar_person *p, bool asked) {
    struct str uri = arena_f(a, "mailto:%.*s", STR_FMT(p->address));
    icalproperty *r = icalproperty_new_attendee(arena_z(a, uri));
    add_name(a, r, p->name);
    icalproperty_add_parameter(r, icalparameter_new_cutype(ICAL_CUTYPE_INDIVIDUAL));
    icalproperty_add_parameter(r, icalparameter_new_role(ICAL_ROLE_REQPARTICIPANT));
    if (asked) {
        /* Attendance is recorded in the room, not by answers to a mail: none is asked for. */
        icalproperty_add_parameter(r, icalparameter_new_partstat(ICAL_PARTSTAT_NEEDSACTION));
        icalproperty_add_parameter(r, icalparameter_new_rsvp(ICAL_RSVP_FALSE));
    }
    return r;
}

static icalproperty *zoned(struct arena *a, icalproperty *p, struct zone z, bool utc) {
    if (!utc) icalproperty_add_parameter(p, icalparameter_new_tzid(zone_id(a, z)));
    return p;
}

static icalcomponent *event_component(struct arena *a, const struct calendar *c, const struct calendar_event *e) {
    bool utc = c->zone.offset_s == 0;
    bool off = e->cancelled || c->method == CALENDAR_CANCEL;
    icalcomponent *v = icalcomponent_new(ICAL_VEVENT_COMPONENT);
    icalcomponent_add_property(v, icalproperty_new_uid(clean(a, e->uid, false)));
    icalcomponent_add_property(v, icalproperty_new_sequence((int)e->sequence));
    icalcomponent_add_property(v, icalproperty_new_dtstamp(time_in(e->stamp, ZONE_UTC, true)));
    icalcomponent_add_property(v, zoned(a, icalproperty_new_dtstart(time_in(e->start, c->zone, utc)), c->zone, utc));
    icalcomponent_add_property(v, zoned(a, icalproperty_new_dtend(time_in(e->end, c->zone, utc)), c->zone, utc));
    icalcomponent_add_property(v, icalproperty_new_summary(clean(a, e->summary, false)));
    if (e->description.len) icalcomponent_add_property(v, icalproperty_new_description(clean(a, e->description, true)));
    if (e->location.len) icalcomponent_add_property(v, icalproperty_new_location(clean(a, e->location, false)));
    if (e->url.len) icalcomponent_add_property(v, icalproperty_new_url(clean(a, e->url, false)));
    icalcomponent_add_property(v, icalproperty_new_status(off ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
    icalcomponent_add_property(v, organizer_of(a, &c->organizer));
    for (size_t i = 0; i < e->attendee_count; i++)
        icalcomponent_add_property(v, attendee_of(a, &e->attendees[i], c->method == CALENDAR_REQUEST));
    return v;
}

static int check(const struct calendar *c, struct error *err) {
    if (!address_plain(c->organizer.address))
        return error_set(err, ERR_SYNTAX, T("{address} is not an email address.", "{address} 不是有效的邮箱地址。"),
                         ARG_STR("address", c->organizer.address));
    for (size_t i = 0; i < c->count; i++) {
        const struct calendar_event *e = &c->events[i];
        if (e->uid.len == 0 || e->end < e->start || e->sequence < 0 || e->sequence > INT32_MAX)
            return error_set(err, ERR_RANGE,
                             T("Event {uid} has no identifier, or ends before it starts.",
                               "日程 {uid} 缺少标识，或结束时间早于开始时间。"),
                             ARG_STR("uid", e->uid));
        if ((c->method == CALENDAR_PUBLISH) != (e->attendee_count == 0))
            return error_set(err, ERR_RANGE,
                             T("An invitation names who is invited; a published event names nobody.",
                               "会议邀请须写明受邀人；公开日程不列受邀人。"));
        for (size_t k = 0; k < e->attendee_count; k++)
            if (!address_plain(e->attendees[k].address))
                return error_set(err, ERR_SYNTAX,
                                 T("{address} is not an email address.", "{address} 不是有效的邮箱地址。"),
                                 ARG_STR("address", e->attendees[k].address));
    }
    return 0;
}

static void add_extension(icalcomponent *cal, const char *name, const char *value) {
    icalproperty *p = icalproperty_new_x(value);
    icalproperty_set_x_name(p, name);
    icalcomponent_add_property(cal, p);
}

/* libical 3.0 folds a line between its own CR and LF when it is just as long as a line may be: the LF then stands on a line
 * of its own. No text here has a CR, so the place is known by its looks. */
static void add_folded(struct buf *out, struct str text) {
    static const char torn[] = "\r\r\n \n";
    const size_t len = sizeof torn - 1;
    for (const char *at; text.len && (at = memmem(text.data, text.len, torn, len));) {
        buf_add(out, str_head(text, (size_t)(at - text.data)));
        buf_addz(out, "\r\n");
        text = str_skip(text, (size_t)(at - text.data) + len);
    }
    buf_add(out, text);
}

int calendar_write(struct buf *out, const struct calendar *c, struct error *err) {
    pthread_once(&once, be_quiet);
    int r = check(c, err);
    if (r < 0) return r;
    struct arena a;
    arena_init(&a);
    icalproperty_method method = c->method == CALENDAR_REQUEST  ? ICAL_METHOD_REQUEST
                                 : c->method == CALENDAR_CANCEL ? ICAL_METHOD_CANCEL
                                                                : ICAL_METHOD_PUBLISH;
    icalcomponent *cal =
        icalcomponent_vanew(ICAL_VCALENDAR_COMPONENT, icalproperty_new_version("2.0"),
                            icalproperty_new_prodid("-//charterd//charterd " CHARTERD_VERSION "//EN"),
                            icalproperty_new_calscale("GREGORIAN"), icalproperty_new_method(method), (void *)0);
    if (c->method == CALENDAR_PUBLISH) {
        /* What programs that subscribe read: a name, and that looking once an hour is enough. */
        if (c->name.len) add_extension(cal, "X-WR-CALNAME", clean(&a, c->name, false));
        if (c->zone.offset_s != 0) add_extension(cal, "X-WR-TIMEZONE", zone_id(&a, c->zone));
        add_extension(cal, "X-PUBLISHED-TTL", "PT1H");
    }
    if (c->zone.offset_s != 0) icalcomponent_add_component(cal, zone_component(&a, c->zone));
    for (size_t i = 0; i < c->count; i++) icalcomponent_add_component(cal, event_component(&a, c, &c->events[i]));
    char *text = icalcomponent_as_ical_string_r(cal);
    if (text)
        add_folded(out, str_of(text));
    else
        r = error_set(err, ERR_RANGE, T("The calendar could not be written.", "无法生成日历。"));
    free(text);
    icalcomponent_free(cal);
    arena_release(&a);
    return r;
}
