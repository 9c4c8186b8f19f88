/* Compliance by clause: one row for each id, text where nothing is decided, and today's arithmetic where state can fall short. */
#include "acts/house/compliance.h"
#include "support/hearth.h"

struct rows_now {
    struct compliance *rows;
    size_t count;
};

static struct rows_now rows_of(struct scene *s) {
    struct rows_now r;
    struct db *db = store_reader(alliance_store(s->a));
    assert_int_equal(db_begin(db, NULL), 0);
    r.count = compliance_of(db, alliance_charter(s->a, s->now), alliance_workcal(s->a), s->now, &s->arena, &r.rows);
    db_rollback(db);
    store_reader_done(alliance_store(s->a), db);
    return r;
}

static const struct compliance *row(struct scene *s, const char *clause) {
    struct rows_now r = rows_of(s);
    const struct compliance *found = NULL;
    for (size_t i = 0; i < r.count; i++)
        if (strcmp(r.rows[i].clause, clause) == 0) {
            if (found) fail_msg("%s has two rows", clause);
            found = &r.rows[i];
        }
    if (!found) fail_msg("%s has no row", clause);
    return found;
}
static void is(struct scene *s, const char *clause, enum compliance_state state) {
    const struct compliance *r = row(s, clause);
    if (r && r->state != state) fail_msg("%s is %s, not %s", clause, compliance_word(r->state), compliance_word(state));
}
/* A number of any line of the clause. */
static int64_t number(struct scene *s, const char *clause, const char *name) {
    const struct compliance *r = row(s, clause);
    for (size_t i = 0; r && i < r->line_count; i++)
        for (size_t k = 0; k < r->lines[i].arg_count; k++)
            if (strcmp(r->lines[i].args[k].name, name) == 0) return r->lines[i].args[k].integer;
    fail_msg("%s says no %s", clause, name);
    return -1;
}

static void test_one_row_each(void **state) {
    (void)state;
    static const char *const folders[] = { "charters/coia", "charters/hearth" };
    for (size_t i = 0; i < COUNT(folders); i++) {
        struct scene s;
        scene_begin(&s, folders[i], "2026-07-01T09:00:00Z");
        const struct charter_clause *clauses;
        size_t n = charter_clauses(alliance_charter(s.a, s.now), &clauses);
        struct rows_now r = rows_of(&s);
        assert_int_equal(r.count, n);
        for (size_t k = 0; k < n; k++) {
            assert_string_equal(r.rows[k].clause, clauses[k].id);
            assert_true(r.rows[k].line_count > 0);
            for (size_t l = 0; l < r.rows[k].line_count; l++)
                assert_true(r.rows[k].lines[l].text.en[0] && r.rows[k].lines[l].text.zh[0]);
        }
        scene_end(&s);
    }
}

/* Articles that decide nothing are shown and cited; every article of the charter has a row. */
static void test_text(void **state) {
    (void)state;
    static const char *const text[] = { "A1",  "A2",    "A3",     "A3.1",   "A3.2",  "A3.3",  "A5",
                                        "A6",  "A9",    "A9.2.1", "A9.3.5", "A15",   "A21",   "A21.1",
                                        "A22", "A22.1", "A22.2",  "A22.3",  "A22.4", "A22.6", "A26" };
    struct scene s;
    scene_coia(&s);
    for (size_t i = 0; i < COUNT(text); i++) is(&s, text[i], COMPLIANCE_TEXT);
    struct rows_now r = rows_of(&s);
    for (int article = 1; article <= 26; article++) {
        bool any = false;
        for (size_t i = 0; i < r.count && !any; i++)
            any = strcmp(r.rows[i].clause, f(&s, "A%d", article)) == 0 ||
                  strncmp(r.rows[i].clause, f(&s, "A%d.", article), strlen(f(&s, "A%d.", article))) == 0;
        if (!any) fail_msg("article %d has no row", article);
    }
    scene_end(&s);
}

static void test_seats(void **state) {
    (void)state;
    struct scene s; /* 47 members: 14.1 → 14 seats, as set; ten of them filled */
    scene_coia_of(&s, 47, 12, 11, "2026-07-01 09:00");
    is(&s, "A11.1", COMPLIANCE_WARNING);
    assert_int_equal(number(&s, "A11.1", "members"), 47);
    assert_int_equal(number(&s, "A11.1", "set"), 14);
    assert_int_equal(number(&s, "A11.1", "filled"), 10);
    assert_int_equal(number(&s, "A11.1", "vacant"), 4);
    is(&s, "A11.2", COMPLIANCE_OK);
    assert_int_equal(number(&s, "A11.2", "cap"), 9);
    scene_end(&s);
}

static void test_size(void **state) {
    (void)state;
    /* Ten directors: eight to twelve are about the same; outside it a warning, never a refusal. */
    static const int sizes[] = { 7, 8, 12, 13 };
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct scene s;
        scene_coia_of(&s, 34, 12, sizes[i], "2026-07-01 09:00");
        const struct compliance *r = row(&s, "A12");
        bool near = false;
        for (size_t l = 0; r && l < r->line_count; l++)
            for (size_t k = 0; k < r->lines[l].arg_count; k++)
                if (strcmp(r->lines[l].args[k].name, "mine") == 0) near = r->lines[l].state == COMPLIANCE_OK;
        assert_int_equal(number(&s, "A12", "least"), 8);
        assert_int_equal(number(&s, "A12", "most"), 12);
        assert_int_equal(near, sizes[i] >= 8 && sizes[i] <= 12);
        is(&s, "A12", COMPLIANCE_WARNING); /* one vice-chair of three is seated in every row: that is wanting, too */
        scene_end(&s);
    }
}

/* A meeting held with everybody, or without a quorum. */
static void meet(struct scene *s, const char *called, const char *when, int64_t present) {
    at(s, called);
    int64_t meeting = call_meeting(s, "tc", when);
    open_meeting(s, meeting, present);
    close_meeting(s, meeting);
}

static void test_months(void **state) {
    (void)state;
    struct scene s; /* seated on 1 July: July counts in full; a meeting without a quorum does not count */
    scene_coia_of(&s, 30, 12, TC_SIZE, "2026-07-01 00:00");
    meet(&s, "2026-07-02 10:00", "2026-07-14 14:00", TC_SIZE);
    assert_int_equal(number(&s, "A16", "held"), 1);
    at(&s, "2026-07-23 10:00"); /* eight days are left */
    is(&s, "A16", COMPLIANCE_WARNING);
    meet(&s, "2026-07-15 10:00", "2026-07-28 14:00", 4);
    assert_int_equal(number(&s, "A16", "held"), 1);
    at(&s, "2026-08-03 10:00");
    is(&s, "A16", COMPLIANCE_BREACH); /* July fell short */
    assert_int_equal(number(&s, "A16", "held_before"), 1);
    meet(&s, "2026-08-03 10:00", "2026-08-12 14:00", TC_SIZE);
    meet(&s, "2026-08-13 10:00", "2026-08-26 14:00", TC_SIZE);
    at(&s, "2026-09-01 10:00");
    is(&s, "A16", COMPLIANCE_OK);
    assert_int_equal(number(&s, "A16", "held_before"), 2);
    assert_int_equal(number(&s, "A16.2", "inquorate"), 1);
    scene_end(&s);
}

static void test_warnings(void **state) {
    (void)state;
    struct scene s; /* what is due, vacant or late in a way the charter tolerates */
    scene_coia(&s);
    is(&s, "A25.6", COMPLIANCE_WARNING); /* no escrow company */
    is(&s, "A13", COMPLIANCE_OK);
    is(&s, "A5.1", COMPLIANCE_OK);
    is(&s, "A9.3.2", COMPLIANCE_OK);
    is(&s, "A10", COMPLIANCE_OK);
    ASSERT_ALLOWED(act(&s, 21, "member.withdraw", "member=20"));
    at(&s, "2026-08-01 10:00"); /* 31 days later */
    is(&s, "A5.1", COMPLIANCE_WARNING);
    ASSERT_ALLOWED(act(&s, TC_CHAIR, "report.submit", "body=tc", "title=A report", "text=R"));
    is(&s, "A13", COMPLIANCE_WARNING); /* a report waits for its review */
    ASSERT_ALLOWED(
        act(&s, BOARD_CHAIR, "office.resign",
            number_field(&s, "holding", state_int(&s, "SELECT id FROM holding WHERE person = $1", V(BOARD_CHAIR)))));
    is(&s, "A7", COMPLIANCE_WARNING); /* no chair */
    at(&s, "2026-12-01 10:00");
    is(&s, "A10", COMPLIANCE_WARNING); /* the year ends without a meeting of the Board */
    is(&s, "A17", COMPLIANCE_OK);
    at(&s, "2027-12-01 10:00");
    is(&s, "A17", COMPLIANCE_WARNING); /* the term ends, nothing is under way */
    scene_end(&s);
}

static int64_t holding_of(struct scene *s, const char *body, int64_t person) {
    return state_int(s, "SELECT id FROM holding WHERE body = $1 AND person = $2 AND to_at IS NULL", V(body), V(person));
}

static void test_vacancies(void **state) {
    (void)state;
    struct scene s; /* what was left within a term, and whether anybody fills it */
    scene_coia(&s);
    is(&s, "A11", COMPLIANCE_OK);
    assert_int_equal(number(&s, "A11", "vacant"), 0);
    at(&s, "2026-09-01 10:00");
    ASSERT_ALLOWED(act(&s, DIRECTOR, "office.resign", number_field(&s, "holding", holding_of(&s, "board", DIRECTOR))));
    ASSERT_ALLOWED(act(&s, TC_MEMBER, "office.resign", number_field(&s, "holding", holding_of(&s, "tc", TC_MEMBER))));
    at(&s, "2026-09-02 10:00");
    is(&s, "A11", COMPLIANCE_WARNING);
    assert_int_equal(number(&s, "A11", "vacant"), 1);
    assert_int_equal(row(&s, "A11")->lines[1].state, COMPLIANCE_WARNING); /* a line for each body */
    ASSERT_ALLOWED(act(&s, SECRETARY, "nomination.open", "body=board", "closes_at=2026-10-12 12:00", "rest=true"));
    is(&s, "A11", COMPLIANCE_WARNING); /* the committee's still stands unfilled */
    ASSERT_ALLOWED(act(&s, SECRETARY, "nomination.open", "body=tc", "closes_at=2026-10-12 12:00", "rest=true"));
    is(&s, "A11", COMPLIANCE_OK); /* both are under way */
    assert_int_equal(number(&s, "A11", "vacant"), 1);
    at(&s, "2028-01-01 00:00");
    ASSERT_ALLOWED(act(&s, 3, "person.update", "name=Person 3"));
    assert_int_equal(number(&s, "A11", "vacant"), 0); /* the term is over, and its vacancies with it */
    scene_end(&s);
}

static void test_related(void **state) {
    (void)state;
    struct scene s; /* seven of the board; three of them turn out to be related: two is the most */
    scene_hearth(&s, BOARD);
    is(&s, "A4.1", COMPLIANCE_OK);
    ASSERT_ALLOWED(act(&s, MANAGER, "member.relate", "member=1", "other=2", "grounds=One owner"));
    is(&s, "A4.1", COMPLIANCE_OK);
    assert_int_equal(number(&s, "A4.1", "most"), 2);
    ASSERT_ALLOWED(act(&s, MANAGER, "member.relate", "member=3", "other=2", "grounds=One owner"));
    is(&s, "A4.1", COMPLIANCE_BREACH);
    const struct compliance *r = row(&s, "A4.1");
    assert_int_equal(r->lines[0].state, COMPLIANCE_BREACH); /* the worst first, and the group once */
    assert_int_not_equal(r->lines[1].state, COMPLIANCE_BREACH);
    assert_string_equal(r->lines[0].args[0].text.en, "Member 1");
    assert_int_equal(r->lines[0].args[1].integer, 3);
    ASSERT_ALLOWED(act(&s, 3, "office.resign", number_field(&s, "holding", holding_of(&s, "board", 3))));
    is(&s, "A4.1", COMPLIANCE_WARNING); /* kept again; now there is no treasurer */
    assert_int_equal(number(&s, "A4.3", "vacant"), 1);
    ASSERT_ALLOWED(act(&s, MANAGER, "member.unrelate", "member=3", "other=2", "grounds=Sold"));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/compliance: one row for each clause of both charters", test_one_row_each),
        CASE("acts/compliance: A1 A2 A3 A6 A9 A26 what decides nothing is text, and no article lacks its row",
             test_text),
        CASE("acts/compliance: A11.1 A11.2 seats set, filled and vacant, with their arithmetic", test_seats),
        CASE("acts/compliance: A12 the size of the TC within a fifth of the Board's is a warning only", test_size),
        CASE("acts/compliance: A16 months that fell short, and when the next meeting is due", test_months),
        CASE("acts/compliance: A5.1 A7 A10 A13 A17 A25.6 what is due, vacant or late", test_warnings),
        CASE("acts/compliance: A11 seats left within a term that stand unfilled, and what is done about it",
             test_vacancies),
        CASE("acts/compliance: hearth A4.1 related organizations over their cap", test_related),
    };
    return cmocka_run_group_tests_name("acts/compliance", tests, NULL, NULL);
}
