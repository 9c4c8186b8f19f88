/* A history under another charter: which acts would have been judged otherwise. */
#include "acts/pipeline/simulate.h"
#include "support/every_kind.h"

static char *file_of(struct scene *s, const char *path) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *bytes = arena_alloc(&s->arena, 1 << 20);
    bytes[fread(bytes, 1, (1 << 20) - 1, file)] = 0;
    fclose(file);
    return bytes;
}

/* A charter of the house with one sentence changed. */
static struct charter *draft_of(struct scene *s, const char *folder, const char *from, const char *to) {
    struct charter_source source;
    struct charter_faults faults = { .arena = &s->arena };
    struct charter *draft = NULL;
    struct error err = { 0 };
    assert_int_equal(charter_read_folder(&source, folder, &s->arena, &err), 0);
    if (from) {
        char *rules = file_of(s, f(s, "%s/rules", folder));
        char *place = strstr(rules, from);
        assert_non_null(place);
        source.rules = str_of(f(s, "%.*s%s%s", (int)(place - rules), rules, to, place + strlen(from)));
    }
    assert_int_equal(charter_parse(&draft, &source, &faults), 0);
    return draft;
}

static struct simulate_report simulate(struct scene *s, const char *folder, const char *from, const char *to) {
    struct charter *draft = draft_of(s, folder, from, to);
    struct simulate_report report = { .arena = &s->arena };
    struct error err = { 0 };
    if (alliance_simulate(s->dir, draft, &report, &err) != 0) scene_fail(&err, "simulate");
    charter_free(draft);
    assert_int_equal(report.acts, state_int(s, "SELECT count(*) FROM leaf"));
    return report;
}

static void test_same(void **state) {
    (void)state;
    struct scene s;
    scene_of_everything(&s);
    assert_int_equal(simulate(&s, "charters/coia", NULL, NULL).count, 0);
    scene_end(&s);
}

static void test_notice(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t entry =
        ASSERT_ALLOWED(act(&s, TC_CHAIR, "meeting.call", "body=tc", "starts_at=2026-08-12 14:00", "place=Room 1"));
    ASSERT_ALLOWED(act(&s, TC_CHAIR, "meeting.call", "body=tc", "starts_at=2026-08-19 14:00", "place=Room 1"));
    ASSERT_REFUSED(act(&s, TC_CHAIR, "meeting.call", "body=tc", "starts_at=2026-08-11 14:00", "place=Room 1"), "A16.1");
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "meeting.call", "body=tc"), ERR_SYNTAX, NULL); /* never judged, and not now */
    static const char notice[] = "notice to holders of tc: by mail, at least 7 calendar days before";
    struct simulate_report longer =
        simulate(&s, "charters/coia", notice, "notice to holders of tc: by mail, at least 10 calendar days before");
    assert_int_equal(longer.count, 1);
    assert_int_equal(longer.items[0].entry, entry);
    assert_true(longer.items[0].was_allowed && !longer.items[0].allowed && !longer.items[0].attempt);
    assert_string_equal(longer.items[0].verdict->items[longer.items[0].verdict->count - 1].clause, "A16.1");
    struct simulate_report shorter =
        simulate(&s, "charters/coia", notice, "notice to holders of tc: by mail, at least 5 calendar days before");
    assert_int_equal(shorter.count, 1);
    assert_true(!shorter.items[0].was_allowed && shorter.items[0].allowed && shorter.items[0].attempt);
    scene_end(&s);
}

static void test_quorum(void **state) {
    (void)state;
    struct scene s; /* what followed is applied as it was: one motion less, not another history */
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t meeting = call_meeting(&s, "tc", "2026-08-12 14:00");
    open_meeting(&s, meeting, 5);
    ASSERT_ALLOWED(decide_motion(&s, propose_motion(&s, meeting, NULL), 5, 0, 0));
    for (int i = 5; i < 9; i++) came(&s, "tc", meeting, TC_CHAIR + i);
    ASSERT_ALLOWED(decide_motion(&s, propose_motion(&s, meeting, NULL), 9, 0, 0));
    close_meeting(&s, meeting);
    struct simulate_report report = simulate(&s, "charters/coia", "quorum of tc: present >= 1/2 of in-office",
                                             "quorum of tc: present >= 2/3 of in-office");
    assert_int_equal(report.count, 1);
    assert_string_equal(report.items[0].kind->name, "motion.put");
    CHECK_WHOLE(&s); /* nothing was written */
    scene_end(&s);
}

static void test_other_charter(void **state) {
    (void)state;
    struct scene s; /* one that knows neither the bodies nor the classes: nearly all is refused, and nothing breaks */
    scene_of_everything(&s);
    struct simulate_report report = simulate(&s, "charters/hearth", NULL, NULL);
    assert_true(report.count > 40);
    struct scene h;
    scene_begin(&h, "charters/hearth", "2026-03-02T09:00:00Z");
    ASSERT_ALLOWED(act(&h, 1, "founding.admit", "class=full", "org_name=Member 1", "type=nonprofit", "jurisdiction=DE",
                       "registration=VR 1", "name=N", "email=n@example.org"));
    assert_int_equal(simulate(&h, "charters/coia", NULL, NULL).acts, 2);
    scene_end(&h);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/simulate: under its own charter an alliance's history stays as it was", test_same),
        CASE("acts/simulate: a longer notice refuses a call, a shorter one lets an attempt through", test_notice),
        CASE("acts/simulate: each act is judged against the state history had", test_quorum),
        CASE("acts/simulate: a charter of other bodies breaks nothing", test_other_charter),
    };
    return cmocka_run_group_tests_name("acts/simulate", tests, NULL, NULL);
}
