/* Every calendar the writer makes is read back by libical and judged by its restriction check. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <libical/ical.h>
#include <string.h>

#include "calendar/calendar.h"

static const instant START = 1796864400; /* 2026-12-10 09:00 in Shanghai */

static struct calendar_event meeting(void) {
    return (struct calendar_event){
        .uid = STR("meeting-12@alliance.example"),
        .stamp = START - 8 * 86400,
        .start = START,
        .end = START + 7200,
        .summary = STR("技术委员会 2026 年第 3 次会议"),
        .description =
            STR("议题征集截止：2026年12月8日 星期二 24:00。\n通知、议程与纪要：https://alliance.example/meetings/12；"
                "如需联系请回复本邮件, or write; to us \\ anytime."),
        .location = STR("线上会议室 7，或北京市海淀区示例路 1 号"),
        .url = STR("https://alliance.example/meetings/12"),
    };
}

static const struct calendar_person ONE = { STR("张 \"三\"; 示例: 代表, 一号"), STR("person1@member.example") };

static struct calendar calendar_of(enum calendar_method method, const struct calendar_event *e, size_t n) {
    return (struct calendar){ .method = method,
                              .zone = ZONE_SHANGHAI,
                              .name = STR("示例联盟公开会议"),
                              .organizer = { STR("示例联盟"), STR("secretariat@alliance.example") },
                              .events = e,
                              .count = n };
}

/* CRLF everywhere, no line above 75 octets, no character cut by a fold. */
static void assert_lines(struct str text) {
    size_t begin = 0;
    assert_true(str_ends(text, "END:VCALENDAR\r\n"));
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] != '\n') continue;
        assert_true(i > 0 && text.data[i - 1] == '\r');
        struct str line = { text.data + begin, i - 1 - begin };
        assert_true(line.len <= 75);
        assert_true(str_is_clean(line, false));
        begin = i + 1;
    }
    assert_int_equal(begin, text.len);
}

/* Parses, lets libical judge, and gives the calendar back. */
static icalcomponent *judged(const struct calendar *c) {
    struct buf b;
    buf_init(&b, 1 << 20);
    struct error err = { 0 };
    assert_int_equal(calendar_write(&b, c, &err), 0);
    assert_true(buf_ok(&b));
    assert_lines(buf_str(&b));
    icalcomponent *cal = icalcomponent_new_from_string(buf_z(&b));
    assert_non_null(cal);
    assert_int_equal(icalcomponent_count_errors(cal), 0);
    assert_true(icalrestriction_check(cal));
    assert_int_equal(icalcomponent_count_errors(cal), 0);
    buf_release(&b);
    return cal;
}

static icalcomponent *event_in(icalcomponent *cal) {
    icalcomponent *v = icalcomponent_get_first_component(cal, ICAL_VEVENT_COMPONENT);
    assert_non_null(v);
    return v;
}

static void request(void **state) {
    (void)state;
    struct calendar_event e = meeting();
    e.attendees = &ONE;
    e.attendee_count = 1;
    struct calendar c = calendar_of(CALENDAR_REQUEST, &e, 1);
    icalcomponent *cal = judged(&c), *v = event_in(cal);
    assert_int_equal(icalcomponent_get_method(cal), ICAL_METHOD_REQUEST);
    assert_string_equal(icalcomponent_get_summary(v), "技术委员会 2026 年第 3 次会议");
    assert_string_equal(icalcomponent_get_uid(v), "meeting-12@alliance.example");
    assert_int_equal(icalcomponent_get_sequence(v), 0);
    assert_int_equal(icalcomponent_get_status(v), ICAL_STATUS_CONFIRMED);
    assert_non_null(strstr(icalcomponent_get_description(v), "to us \\ anytime."));
    assert_non_null(strstr(icalcomponent_get_description(v), "24:00。\n通知"));
    struct icaltimetype t = icalcomponent_get_dtstart(v);
    assert_int_equal(t.hour, 9);
    assert_int_equal(icaltime_as_timet_with_zone(t, t.zone), START);
    assert_int_equal(icaltime_as_timet(icalcomponent_get_dtstamp(v)), START - 8 * 86400);
    assert_non_null(icalcomponent_get_timezone(cal, "Asia/Shanghai"));
    icalproperty *p = icalcomponent_get_first_property(v, ICAL_ATTENDEE_PROPERTY);
    assert_string_equal(icalproperty_get_attendee(p), "mailto:person1@member.example");
    icalparameter *cn = icalproperty_get_first_parameter(p, ICAL_CN_PARAMETER);
    assert_string_equal(icalparameter_get_cn(cn), "张 '三'; 示例: 代表, 一号");
    assert_null(icalcomponent_get_next_property(v, ICAL_ATTENDEE_PROPERTY));
    icalcomponent_free(cal);
}

static void update(void **state) {
    (void)state;
    struct calendar_event e = meeting();
    e.attendees = &ONE;
    e.attendee_count = 1;
    e.sequence = 2;
    e.start += 86400;
    e.end += 86400;
    struct calendar c = calendar_of(CALENDAR_REQUEST, &e, 1);
    icalcomponent *cal = judged(&c);
    assert_int_equal(icalcomponent_get_sequence(event_in(cal)), 2);
    assert_string_equal(icalcomponent_get_uid(event_in(cal)), "meeting-12@alliance.example");
    icalcomponent_free(cal);
}

static void cancel(void **state) {
    (void)state;
    struct calendar_event e = meeting();
    e.attendees = &ONE;
    e.attendee_count = 1;
    e.sequence = 3;
    struct calendar c = calendar_of(CALENDAR_CANCEL, &e, 1);
    icalcomponent *cal = judged(&c);
    assert_int_equal(icalcomponent_get_method(cal), ICAL_METHOD_CANCEL);
    assert_int_equal(icalcomponent_get_status(event_in(cal)), ICAL_STATUS_CANCELLED);
    icalcomponent_free(cal);
}

static void publish(void **state) {
    (void)state;
    struct calendar_event e[3] = { meeting(), meeting(), meeting() };
    e[1].uid = STR("meeting-13@alliance.example");
    e[1].cancelled = true;
    e[2].uid = STR("meeting-14@alliance.example");
    e[2].description = e[2].location = e[2].url = STR_NONE;
    struct calendar c = calendar_of(CALENDAR_PUBLISH, e, 3);
    icalcomponent *cal = judged(&c);
    assert_int_equal(icalcomponent_count_components(cal, ICAL_VEVENT_COMPONENT), 3);
    assert_int_equal(icalcomponent_count_components(cal, ICAL_VTIMEZONE_COMPONENT), 1);
    assert_null(icalcomponent_get_first_property(event_in(cal), ICAL_ATTENDEE_PROPERTY));
    icalcomponent *second = icalcomponent_get_next_component(cal, ICAL_VEVENT_COMPONENT);
    assert_int_equal(icalcomponent_get_status(second), ICAL_STATUS_CANCELLED);
    icalcomponent_free(cal);

    struct calendar none = calendar_of(CALENDAR_PUBLISH, NULL, 0);
    struct buf b;
    buf_init(&b, 4096);
    assert_int_equal(calendar_write(&b, &none, NULL), 0);
    assert_true(str_starts(buf_str(&b), "BEGIN:VCALENDAR\r\n"));
    buf_release(&b);
}

static void zones(void **state) {
    (void)state;
    struct calendar_event e = meeting();
    struct calendar c = calendar_of(CALENDAR_PUBLISH, &e, 1);
    c.zone = ZONE_UTC;
    icalcomponent *cal = judged(&c);
    assert_int_equal(icalcomponent_count_components(cal, ICAL_VTIMEZONE_COMPONENT), 0);
    assert_string_equal(icaltime_as_ical_string(icalcomponent_get_dtstart(event_in(cal))), "20261210T010000Z");
    icalcomponent_free(cal);

    assert_int_equal(zone_find(STR("+05:30"), &c.zone), 0);
    cal = judged(&c);
    assert_non_null(icalcomponent_get_timezone(cal, "UTC+0530"));
    struct icaltimetype t = icalcomponent_get_dtstart(event_in(cal));
    assert_int_equal(t.hour * 60 + t.minute, 6 * 60 + 30);
    assert_int_equal(icaltime_as_timet_with_zone(t, t.zone), START);
    icalcomponent_free(cal);
    assert_int_equal(zone_find(STR("-03:30"), &c.zone), 0);
    cal = judged(&c);
    t = icalcomponent_get_dtstart(event_in(cal));
    assert_int_equal(icaltime_as_timet_with_zone(t, t.zone), START);
    icalcomponent_free(cal);
}

/* Nothing in a text begins a line of its own. */
static void hostile(void **state) {
    (void)state;
    struct calendar_event e = meeting();
    e.summary = STR("x\r\nATTENDEE:mailto:evil@example.org\r\nBEGIN:VALARM \x01\xff\xe2\x80\xa8 end");
    e.description = STR("a\r\nEND:VEVENT\r\nEND:VCALENDAR\n\n\tb");
    e.location = STR("room\n 1");
    e.url = STR("https://alliance.example/\r\nX-EVIL:1");
    struct calendar c = calendar_of(CALENDAR_PUBLISH, &e, 1);
    c.name = STR("name\r\nX-EVIL:1");
    icalcomponent *cal = judged(&c), *v = event_in(cal);
    assert_null(icalcomponent_get_first_property(v, ICAL_ATTENDEE_PROPERTY));
    assert_null(icalcomponent_get_first_property(v, ICAL_X_PROPERTY));
    assert_int_equal(icalcomponent_count_components(v, ICAL_ANY_COMPONENT), 0);
    assert_int_equal(icalcomponent_count_components(cal, ICAL_VEVENT_COMPONENT), 1);
    for (icalproperty *p = icalcomponent_get_first_property(cal, ICAL_X_PROPERTY); p;
         p = icalcomponent_get_next_property(cal, ICAL_X_PROPERTY))
        assert_string_not_equal(icalproperty_get_x_name(p), "X-EVIL");
    icalcomponent_free(cal);
}

static void refusals(void **state) {
    (void)state;
    struct buf b;
    buf_init(&b, 1 << 16);
    struct calendar_event e = meeting();
    struct calendar c = calendar_of(CALENDAR_REQUEST, &e, 1);
    assert_int_equal(calendar_write(&b, &c, NULL), ERR_RANGE); /* nobody invited */
    struct calendar_person bad = { STR(""), STR("a@b.c\r\nX:1") };
    e.attendees = &bad;
    e.attendee_count = 1;
    assert_int_equal(calendar_write(&b, &c, NULL), ERR_SYNTAX);
    c.method = CALENDAR_PUBLISH;
    assert_int_equal(calendar_write(&b, &c, NULL), ERR_RANGE); /* a feed names nobody */
    e.attendee_count = 0;
    e.end = e.start - 1;
    assert_int_equal(calendar_write(&b, &c, NULL), ERR_RANGE);
    e = meeting();
    c.organizer.address = STR("nobody");
    assert_int_equal(calendar_write(&b, &c, NULL), ERR_SYNTAX);
    assert_int_equal(b.len, 0);
    buf_release(&b);
}

/* Folding is the classic trap: a character of three bytes at every offset around the fold. */
static void folding(void **state) {
    (void)state;
    char text[400];
    for (size_t lead = 0; lead < 80; lead++) {
        memset(text, 'a', lead);
        for (size_t i = 0; i < 60; i++) memcpy(text + lead + 3 * i, "会", 3);
        struct calendar_event e = meeting();
        e.summary = e.description = e.location = (struct str){ text, lead + 180 };
        struct calendar c = calendar_of(CALENDAR_PUBLISH, &e, 1);
        icalcomponent *cal = judged(&c);
        text[lead + 180] = 0;
        assert_string_equal(icalcomponent_get_summary(event_in(cal)), text);
        icalcomponent_free(cal);
    }
}

static void uid(void **state) {
    (void)state;
    struct buf b;
    buf_init(&b, 256);
    calendar_meeting_uid(&b, STR("alliance.example/register\r\n"), 12);
    assert_string_equal(buf_z(&b), "meeting-12@alliance.example-register--");
    buf_release(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        { "calendar: an invitation passes libical's check and keeps its texts", request, NULL, NULL, NULL },
        { "calendar: an update has the same UID and a higher sequence", update, NULL, NULL, NULL },
        { "calendar: a cancellation passes libical's check", cancel, NULL, NULL, NULL },
        { "calendar: a feed names nobody and shows what is cancelled", publish, NULL, NULL, NULL },
        { "calendar: every fixed zone gives the same moment", zones, NULL, NULL, NULL },
        { "calendar: no text begins a property", hostile, NULL, NULL, NULL },
        { "calendar: what breaks iTIP is refused", refusals, NULL, NULL, NULL },
        { "calendar: lines fold at 75 octets between characters", folding, NULL, NULL, NULL },
        { "calendar: a meeting's UID is made of plain characters", uid, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
