/* Taking turns, and meetings at the same time: what is read from the charter and the calendar, without an act of its own. */
#include "acts/capacity.h"
#include "acts/rotation.h"
#include "support/session.h"

/* ---- A9.3: a rotating chair ---- */

static bool turn_now(struct scene *s, struct turn *ret) {
    struct db *db = store_reader(alliance_store(s->a));
    assert_int_equal(db_begin(db, NULL), 0);
    bool any = turn_of(db, alliance_charter(s->a, s->now), "board", s->now, ret);
    db_rollback(db);
    store_reader_done(alliance_store(s->a), db);
    return any;
}

/* The Board adopts standing rules that have its chair rotate, from 1 September 2026. */
static void rotate(struct scene *s, const char *rule) {
    at(s, "2026-08-03 10:00");
    int64_t entry =
        ASSERT_ALLOWED(act(s, DIRECTOR, "rules.propose", "title=Standing rules", "grounds=Experience",
                           f(s, "@file:standing=%s\n", rule), "from=2026-09-01", as_office(s, "board", DIRECTOR)));
    vote_matter(s, matter_of(s, entry), "2026-08-04 10:00", "2026-08-20 10:00", true);
}

static const struct answer *confirm(struct scene *s, int64_t person, int64_t withdrawal) {
    return act(s, person, "withdrawal.confirm", number_field(s, "withdrawal", withdrawal));
}

static void test_rotation(void **state) {
    (void)state;
    struct scene s; /* two take turns, a month each, counted from July 2026, when the term began: the chair first */
    struct turn turn;
    scene_coia(&s);
    assert_false(turn_now(&s, &turn)); /* off, as the charter reads */
    for (int i = 20; i < 25; i++) ASSERT_ALLOWED(act(&s, i + 1, "member.withdraw", f(&s, "member=%d", i)));
    rotate(&s, "rule A10 rotation of board: on, among chair, vice-chair, every 1 month");
    at(&s, "2026-08-31 23:59:59");
    ASSERT_REFUSED_AS(confirm(&s, BOARD_VICE, 1), ERR_DENIED, "A5.1"); /* not in force yet */
    at(&s, "2026-09-30 23:59:59");
    assert_true(turn_now(&s, &turn));
    assert_int_equal(turn.person, BOARD_CHAIR);
    assert_int_equal(turn.next_person, BOARD_VICE);
    assert_int_equal(turn.until, time_of(&s, "2026-10-01 00:00"));
    ASSERT_REFUSED_AS(confirm(&s, BOARD_VICE, 1), ERR_DENIED, "A5.1");
    at(&s, "2026-10-01 00:00");
    assert_true(turn_now(&s, &turn));
    assert_int_equal(turn.person, BOARD_VICE);
    assert_int_equal(turn.from, time_of(&s, "2026-10-01 00:00"));
    const struct answer *in_turn = confirm(&s, BOARD_VICE, 1);
    ASSERT_ALLOWED(in_turn);
    assert_true(cites(in_turn, "A5.1"));
    ASSERT_ALLOWED(confirm(&s, BOARD_CHAIR, 2)); /* the chair stays chair */
    ASSERT_REFUSED_AS(confirm(&s, DIRECTOR, 3), ERR_DENIED, "A5.1");
    at(&s, "2026-11-01 00:00");
    ASSERT_REFUSED_AS(confirm(&s, BOARD_VICE, 3), ERR_DENIED, "A5.1");
    at(&s, "2026-12-31 23:59:59"); /* over the end of the year */
    ASSERT_ALLOWED(confirm(&s, BOARD_VICE, 3));
    at(&s, "2027-01-01 00:00");
    ASSERT_REFUSED_AS(confirm(&s, BOARD_VICE, 4), ERR_DENIED, "A5.1");
    ASSERT_ALLOWED(
        act(&s, BOARD_CHAIR, "office.resign",
            number_field(&s, "holding", state_int(&s, "SELECT id FROM holding WHERE person = $1", V(BOARD_CHAIR)))));
    ASSERT_ALLOWED(confirm(&s, BOARD_VICE, 4)); /* the order closes up */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_rotation_words(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    rotate(&s, "rule A10 rotation of board: on, among chair, vice-chair, every 2 months");
    at(&s, "2026-09-15 10:00"); /* July and August the chair, September and October the vice-chair */
    struct db *db = store_reader(alliance_store(s.a));
    const struct charter *c = alliance_charter(s.a, s.now);
    struct capacity *all;
    assert_int_equal(db_begin(db, NULL), 0);
    size_t n = capacities_of(db, c, BOARD_VICE, s.now, &s.arena, &all);
    assert_true(n > 0 && all[0].kind == AS_OFFICE && all[0].also);
    struct text words = capacity_words(db, c, &all[0], &s.arena);
    assert_string_equal(words.en, "vice-chair of the Board, rotating chair now");
    assert_string_equal(words.zh, "理事会副理事长（轮值理事长）");
    db_rollback(db);
    store_reader_done(alliance_store(s.a), db);
    scene_end(&s);
}

/* ---- A21.2: meetings at the same time ---- */

enum { BOTH = 3 }; /* chairs the TC and the Outreach Committee */

static void scene_shared(struct scene *s) {
    scene_begin(s, "charters/coia", "2026-07-01 09:00");
    for (int i = 1; i <= 6; i++) admit(s, i, "director", "enterprise");
    appoint(s, "board", "chair", 2);
    appoint(s, "board", "director", 5);
    appoint(s, "tc", "chair", BOTH);
    appoint(s, "tc", "vice-chair", 4);
    appoint(s, "outreach", "chair", BOTH);
    appoint(s, "safety", "chair", 6);
    appoint(s, "secretariat", "secretary-general", FOUNDER);
    ASSERT_ALLOWED(act(s, FOUNDER, "founding.close"));
}

static const struct answer *call(struct scene *s, const char *body, int64_t person, const char *when) {
    return act(s, person, "meeting.call", f(s, "body=%s", body), f(s, "starts_at=%s", when), "place=Room 1",
               as_office(s, body, person));
}

static int64_t warnings(const struct answer *answer) {
    int64_t n = 0;
    for (size_t i = 0; i < answer->verdict->count; i++)
        n += answer->verdict->items[i].warns && strcmp(answer->verdict->items[i].clause, "A21.2") == 0;
    return n;
}

static void test_clash(void **state) {
    (void)state;
    static const struct {
        const char *when;
        int warned;
    } rows[] = {
        { "2026-08-20 12:29", 0 }, { "2026-08-20 12:30", 0 }, { "2026-08-20 12:31", 1 }, /* ninety minutes before … */
        { "2026-08-20 14:00", 1 }, { "2026-08-20 15:29", 1 }, { "2026-08-20 15:30", 0 }, /* … and after */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scene s;
        scene_shared(&s);
        at(&s, "2026-08-03 10:00");
        ASSERT_ALLOWED(call(&s, "tc", BOTH, "2026-08-20 14:00"));
        const struct answer *other = call(&s, "outreach", BOTH, rows[i].when);
        ASSERT_ALLOWED(other); /* never a refusal here */
        CHECK_INT(warnings(other), rows[i].warned, rows[i].when);
        if (rows[i].warned) assert_int_equal(NUMBER(other, "A21.2", "people"), 1);
        CHECK_INT(warnings(call(&s, "safety", 6, rows[i].when)), 0, "a body that shares nobody");
        CHECK_WHOLE(&s);
        scene_end(&s);
    }
}

static void test_clash_moved(void **state) {
    (void)state;
    struct scene s;
    scene_shared(&s);
    at(&s, "2026-08-03 10:00");
    ASSERT_ALLOWED(call(&s, "tc", BOTH, "2026-08-20 14:00"));
    ASSERT_ALLOWED(call(&s, "outreach", BOTH, "2026-08-21 14:00"));
    const struct answer *moved =
        act(&s, BOTH, "meeting.move", "meeting=2", "starts_at=2026-08-20 14:30", as_office(&s, "outreach", BOTH));
    ASSERT_ALLOWED(moved);
    assert_int_equal(warnings(moved), 1);
    ASSERT_ALLOWED(act(&s, BOTH, "meeting.cancel", "meeting=1", as_office(&s, "tc", BOTH)));
    assert_int_equal(warnings(act(&s, BOTH, "meeting.move", "meeting=2", "starts_at=2026-08-20 14:45",
                                  as_office(&s, "outreach", BOTH))),
                     0); /* what is cancelled clashes no more */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_clash_refused(void **state) {
    (void)state;
    struct scene s; /* only where the charter says so */
    scene_shared(&s);
    struct charter_source source;
    struct error err = { 0 };
    assert_int_equal(charter_read_folder(&source, "charters/coia", &s.arena, &err), 0);
    const char *rules = arena_z(&s.arena, source.rules);
    const char *place = strstr(rules, "every body: warned of");
    assert_non_null(place);
    at(&s, "2026-07-02 10:00");
    int64_t entry =
        ASSERT_ALLOWED(act(&s, 2, "charter.propose", "title=No clashes", "grounds=Clarity", "from=2026-08-01",
                           f(&s, "@file:rules=%.*severy body: refused%s", (int)(place - rules), rules,
                             place + strlen("every body: warned of")),
                           as_office(&s, "board", 2)));
    vote_matter(&s, matter_of(&s, entry), "2026-07-03 10:00", "2026-07-20 10:00", true);
    at(&s, "2026-08-03 10:00");
    ASSERT_ALLOWED(call(&s, "tc", BOTH, "2026-08-20 14:00"));
    const struct answer *refused = call(&s, "outreach", BOTH, "2026-08-20 14:30");
    ASSERT_REFUSED_AS(refused, ERR_REFUSED, "A21.2");
    assert_int_equal(NUMBER(refused, "A21.2", "people"), 1);
    ASSERT_ALLOWED(call(&s, "outreach", BOTH, "2026-08-20 15:30"));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/rotation: A9.3 who is in turn has the chair's powers, from the first of the month to its end",
             test_rotation),
        CASE("acts/rotation: A9.3 whose turn it is stands with the office, in both languages", test_rotation_words),
        CASE("acts/meetings: A21.2 overlapping meetings of bodies that share people are warned of, never refused",
             test_clash),
        CASE("acts/meetings: A21.2 moving a meeting warns of clashes, too", test_clash_moved),
        CASE("acts/meetings: A21.2 a charter may refuse clashes", test_clash_refused),
    };
    return cmocka_run_group_tests_name("acts/turns", tests, NULL, NULL);
}
