/* Calendar and feeds as a reader gets them, over a few rows: what is in them, in which language, and what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libical/ical.h>

#include "base/json.h"
#include "views/page.h"
#include "views/show.h"

extern const char acts_schema_sql[];

static struct {
    struct store *store;
    struct db *db;
    struct charter *charter;
    struct arena arena;
} g;

static const instant START = 1796864400; /* 10 December 2026, 09:00 in Shanghai */

static void add_meeting(int64_t id, const char *body, const char *state, int64_t open, instant start) {
    db_exec(g.db,
            "INSERT INTO meeting (id, body, number, state, starts_at, minutes_long, public, sequence, called_at, "
            "notice_by, topics_by, "
            "topics_closed, provisional, charter, minutes_state, place_entry, debate_closed, speak_seconds, entry) "
            "VALUES ($1, $2, 3, $3, $4, 90, $5, 1, $6, 0, $7, 0, 0, 1, 'none', $8, 0, 0, $8)",
            V(id), V(body), V(state), V(start), V(open), V(start - 864000), V(start - 172800), V(1000 + id));
    db_exec(g.db, "INSERT INTO private (entry, field, salt, value) VALUES ($1, 'place', $2, '\"会议室 <7>\"')",
            V(1000 + id), V_BLOB(STR("s")));
}

static void add_resolution(int64_t number, const char *id, const char *body, const char *title) {
    db_exec(
        g.db,
        "INSERT INTO motion (id, body, meeting, charter, inquorate, number, person, state, affirmative, abstention, negative, present, "
        "needed, exactly, title_entry, text_entry, entry) VALUES "
        "($1, 'tc', 12, 1, 0, $1, 1, 'passed', 8, 2, 1, 15, 8, 0, $2, $2, $2)",
        V(number), V(2000 + number));
    db_exec(g.db,
            "INSERT INTO resolution (id, body, year, number, motion, passed_at, state, entry) VALUES ($1, $2, 2026, "
            "$3, $3, $4, 'open', 1)",
            V(id), V(body), V(number), V(START + number));
    if (!title) return; /* erased */
    db_exec(g.db, "INSERT INTO private (entry, field, salt, value) VALUES ($1, 'title', $2, $3)", V(2000 + number),
            V_BLOB(STR("s")), V(title));
    db_exec(g.db, "INSERT INTO private (entry, field, salt, value) VALUES ($1, 'text', $2, $3)", V(2000 + number),
            V_BLOB(STR("s")), V("\"The *alliance* adopts <script>alert(1)</script> it.\""));
}

static int set_up(void **state) {
    (void)state;
    struct error err;
    arena_init(&g.arena);
    struct charter_source source;
    struct charter_faults faults = { .arena = &g.arena };
    if (charter_read_folder(&source, "charters/coia", &g.arena, &err) != 0 ||
        charter_parse(&g.charter, &source, &faults) != 0)
        return -1;
    if (store_open(&g.store, NULL, STORE_SCRATCH, &err) != 0) return -1;
    g.db = store_writer(g.store);
    if (db_script(g.db, acts_schema_sql, &err) != 0 || db_begin(g.db, &err) != 0) return -1;
    db_exec(g.db,
            "INSERT INTO alliance (id, name_en, name_zh, contact, founder, founded_at, entry) VALUES (1, 'Example & "
            "Alliance', '示例联盟', "
            "'contact@alliance.example', 1, $1, 0)",
            V(START - 31536000));
    add_meeting(12, "tc", "called", 1, START);
    add_meeting(13, "board", "cancelled", 1, START + 86400);
    add_meeting(14, "tc", "called", 0, START + 2 * 86400);
    add_meeting(15, "tc", "held", 1, START - 800 * 86400);
    add_resolution(1, "TC-2026-001", "tc", "\"Roadmap & <b>\"");
    add_resolution(2, "BOARD-2026-001", "board", NULL);
    return db_failed(g.db, &err) ? -1 : 0;
}

static int tear_down(void **state) {
    (void)state;
    db_rollback(g.db);
    store_close(g.store);
    charter_free(g.charter);
    arena_release(&g.arena);
    return 0;
}

struct shown {
    struct view v;
    struct arena arena;
    struct buf out;
    struct view_pair pair;
};

static const char *show(struct shown *s, const char *path, enum lang lang, const char *name, const char *value) {
    show_begin(&s->v, &s->arena, &s->out, lang, path);
    s->v.db = g.db;
    s->v.charter = g.charter;
    s->v.now = START;
    s->v.site = STR("https://alliance.example");
    s->pair = (struct view_pair){ name, str_of(value) };
    if (name && strcmp(name, "id") == 0) {
        s->v.segments = &s->pair;
        s->v.segment_count = 1;
    } else if (name) {
        s->v.params = &s->pair;
        s->v.param_count = 1;
    }
    show_run(&s->v, path);
    return buf_z(&s->out);
}

static icalcomponent *judged(const char *text) {
    icalcomponent *cal = icalcomponent_new_from_string(text);
    assert_non_null(cal);
    assert_true(icalrestriction_check(cal));
    assert_int_equal(icalcomponent_count_errors(cal), 0);
    return cal;
}

static void calendar(void **state) {
    (void)state;
    struct shown s;
    icalcomponent *cal = judged(show(&s, "/meetings.ics", LANG_EN, NULL, NULL));
    assert_int_equal(icalcomponent_count_components(cal, ICAL_VEVENT_COMPONENT),
                     2); /* neither the closed one nor long ago */
    icalcomponent *one = icalcomponent_get_first_component(cal, ICAL_VEVENT_COMPONENT);
    assert_string_equal(icalcomponent_get_uid(one), "meeting-12@alliance.example");
    assert_string_equal(icalcomponent_get_summary(one), "Technical Committee, meeting 3 of 2026");
    assert_string_equal(icalcomponent_get_location(one), "会议室 <7>");
    icalcomponent *two = icalcomponent_get_next_component(cal, ICAL_VEVENT_COMPONENT);
    assert_int_equal(icalcomponent_get_status(two), ICAL_STATUS_CANCELLED);
    assert_string_equal(s.v.type, "text/calendar; charset=utf-8");
    icalcomponent_free(cal);
    show_end(&s.arena, &s.out);

    cal = judged(show(&s, "/meetings.ics", LANG_ZH, "body", "tc"));
    assert_int_equal(icalcomponent_count_components(cal, ICAL_VEVENT_COMPONENT), 1);
    icalcomponent_free(cal);
    show_end(&s.arena, &s.out);

    show(&s, "/meetings.ics", LANG_EN, "body", "nosuch");
    assert_int_equal(s.v.status, 404);
    show_end(&s.arena, &s.out);

    cal = judged(show(&s, "/meetings/{id}/calendar.ics", LANG_ZH, "id", "13"));
    assert_int_equal(icalcomponent_count_components(cal, ICAL_VEVENT_COMPONENT), 1);
    icalcomponent_free(cal);
    show_end(&s.arena, &s.out);
    show(&s, "/meetings/{id}/calendar.ics", LANG_ZH, "id", "99");
    assert_int_equal(s.v.status, 404);
    show_end(&s.arena, &s.out);
}

static void resolutions(void **state) {
    (void)state;
    struct shown s;
    const char *atom = show(&s, "/resolutions.atom", LANG_EN, NULL, NULL);
    assert_non_null(strstr(atom, "<title>Example &amp; Alliance: resolutions</title>"));
    assert_non_null(strstr(atom, "<id>tag:alliance.example,2025:resolution/TC-2026-001</id>"));
    assert_non_null(strstr(atom, "<title>TC-2026-001: Roadmap &amp; &lt;b&gt;</title>"));
    assert_non_null(strstr(atom, "href=\"https://alliance.example/resolutions.atom?lang=en\""));
    assert_non_null(
        strstr(atom, "Technical Committee. Passed with 8 affirmative votes; 8 were needed, 15 were present."));
    assert_null(strstr(atom, "script&gt;alert"));
    const char *board = strstr(atom, "<title>BOARD-2026-001</title>"), *tc = strstr(atom, "<title>TC-2026-001");
    assert_true(board && tc && board < tc); /* newest first; what was erased keeps its number */
    show_end(&s.arena, &s.out);

    json_t *feed;
    struct error err;
    const char *text = show(&s, "/resolutions.feed.json", LANG_ZH, "body", "tc");
    assert_int_equal(json_parse(str_of(text), &feed, &err), 0);
    assert_int_equal(json_array_size(json_object_get(feed, "items")), 1);
    assert_string_equal(json_string_value(json_object_get(feed, "feed_url")),
                        "https://alliance.example/resolutions.feed.json?lang=zh&body=tc");
    json_decref(feed);
    show_end(&s.arena, &s.out);
}

static void found_by_readers(void **state) {
    (void)state;
    assert_string_equal(page_form_type("/resolutions.atom?lang=zh"), "application/atom+xml");
    assert_string_equal(page_form_type("/meetings/12/calendar.ics"), "text/calendar");
    assert_string_equal(page_form_type("/api/v1/members"), "application/json");
    struct shown s;
    const char *page = show(&s, "/resolutions", LANG_ZH, NULL, NULL);
    assert_non_null(strstr(page, "type=\"application/atom+xml\" href=\"/resolutions.atom?lang=zh\""));
    show_end(&s.arena, &s.out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        { "views/feeds: the public calendar passes libical's check and holds what is public", calendar, NULL, NULL,
          NULL },
        { "views/feeds: resolutions in both forms, newest first, nothing active in them", resolutions, NULL, NULL,
          NULL },
        { "views/feeds: a page says where its feed is", found_by_readers, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
