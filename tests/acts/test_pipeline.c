/* The one way in: keys, capacities, the order of time, consequences, refusals kept apart, and many asking at once. */
#include <pthread.h>

#include "support/session.h"

static const char *leaf_field(struct scene *s, int64_t n, const char *key) {
    json_t *root = json_loads(state_text(s, "SELECT entry FROM leaf WHERE n = $1", V(n)), 0, NULL);
    char *text = json_dumps(json_object_get(root, key), JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS);
    const char *kept = arena_z(&s->arena, str_of(text ? text : ""));
    free(text);
    json_decref(root);
    return kept;
}

static int64_t leaves(struct scene *s) { return state_int(s, "SELECT count(*) FROM leaf"); }

/* ---- idempotency ---- */

static void test_key(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    const char *const fields[] = { "contact=office@example.org", "@key=k1", NULL };
    const char *const other[] = { "contact=other@example.org", "@key=k1", NULL };
    int64_t before = leaves(&s);
    int64_t entry = ASSERT_ALLOWED(scene_act(&s, SECRETARY, "alliance.contact", fields));
    const struct answer *again = scene_act(&s, SECRETARY, "alliance.contact", fields);
    assert_int_equal(ASSERT_ALLOWED(again), entry);
    assert_true(again->repeated);
    assert_int_equal(leaves(&s), before + 1);
    ASSERT_REFUSED_AS(scene_act(&s, SECRETARY, "alliance.contact", other), ERR_CONFLICT, NULL);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "office.resign", "holding=1", "@key=k1"), ERR_CONFLICT,
                      NULL); /* another kind */
    scene_close(&s);
    scene_open(&s, ALLIANCE_WRITE); /* for ever, also after a restart */
    at(&s, "2026-07-02 09:00");
    assert_int_equal(ASSERT_ALLOWED(scene_act(&s, SECRETARY, "alliance.contact", fields)), entry);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_key_of_each(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    int64_t first = ASSERT_ALLOWED(act(&s, BOARD_CHAIR, "person.update", "name=Person 2 b", "@key=k1", "@as=person"));
    int64_t second = ASSERT_ALLOWED(act(&s, BOARD_VICE, "person.update", "name=Person 3 b", "@key=k1", "@as=person"));
    assert_true(second > first);
    scene_end(&s);
}

static void test_key_sealed(void **state) {
    (void)state;
    struct scene s; /* sealed values count too: the same act with another, or without one, is another body */
    scene_coia(&s);
    int64_t entry =
        ASSERT_ALLOWED(act(&s, BOARD_CHAIR, "person.update", "name=Person 2 b", "email=b@example.org", "@key=k1"));
    assert_int_equal(ASSERT_ALLOWED(
                         act(&s, BOARD_CHAIR, "person.update", "name=Person 2 b", "email=b@example.org", "@key=k1")),
                     entry);
    ASSERT_REFUSED_AS(act(&s, BOARD_CHAIR, "person.update", "name=Person 2 c", "email=b@example.org", "@key=k1"),
                      ERR_CONFLICT, NULL);
    ASSERT_REFUSED_AS(act(&s, BOARD_CHAIR, "person.update", "name=Person 2 b", "@key=k1"), ERR_CONFLICT, NULL);
    scene_end(&s);
}

static void test_refusal_afresh(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t meeting = call_meeting(&s, "tc", "2026-08-12 14:00");
    const char *const fields[] = { number_field(&s, "meeting", meeting), "@key=k1", NULL };
    at(&s, "2026-08-12 12:00");
    ASSERT_REFUSED_AS(scene_act(&s, TC_CHAIR, "meeting.open", fields), ERR_CONFLICT, NULL);
    at(&s, "2026-08-12 13:30");
    ASSERT_ALLOWED(scene_act(&s, TC_CHAIR, "meeting.open", fields)); /* the same key: a refusal is judged afresh */
    scene_end(&s);
}

static void test_key_of_operator(void **state) {
    (void)state;
    struct scene s; /* the shell's own acts have their own keys: refused here, since no clause lets the operator act */
    scene_coia(&s);
    const char *const fields[] = { "contact=office@example.org", "@key=k1", "@as=operator", "@via=operator", NULL };
    ASSERT_REFUSED_AS(scene_act(&s, 0, "alliance.contact", fields), ERR_DENIED, "A21.9");
    ASSERT_REFUSED_AS(act(&s, 0, "alliance.contact", "contact=office@example.org", "@as=operator"), ERR_DENIED,
                      "A21.9"); /* only at the shell */
    int64_t entry =
        ASSERT_ALLOWED(act(&s, SECRETARY, "alliance.contact", "contact=office@example.org", "@via=operator"));
    assert_non_null(strstr(leaf_field(&s, entry, "by"), "\"via\":\"operator\""));
    scene_end(&s);
}

/* ---- capacities ---- */

static void test_capacity(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t meeting = call_meeting(&s, "tc", "2026-08-12 14:00");
    const char *m = number_field(&s, "meeting", meeting);
    const struct answer *several = act(&s, TC_CHAIR, "topic.propose", m, "title=A topic");
    assert_int_equal(several->code, ERR_CONFLICT);
    assert_int_equal(several->choice_count, 2);
    assert_int_equal(several->choices[0].kind, AS_OFFICE);
    assert_int_equal(several->choices[1].kind, AS_REPRESENTATIVE);
    int64_t entry =
        ASSERT_ALLOWED(act(&s, TC_CHAIR, "topic.propose", m, "title=A topic", as_representative(&s, TC_CHAIR)));
    assert_non_null(strstr(leaf_field(&s, entry, "by"), "\"as\":\"rep:13\""));
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "topic.propose", m, "title=A topic", "@as=office:1"), ERR_DENIED,
                      "A16.1"); /* another's office */
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "topic.propose", m, "title=A topic", "@as=nonsense"), ERR_DENIED, "A16.1");
    ASSERT_REFUSED_AS(act(&s, 9999, "topic.propose", m, "title=A topic"), ERR_DENIED, "A16.1"); /* nobody */
    scene_end(&s);
}

static void test_changed_employer(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    int64_t representation = state_int(&s, "SELECT id FROM representation WHERE person = $1", V(DIRECTOR));
    const char *old = as_representative(&s, DIRECTOR);
    const char *office = as_office(&s, "board", DIRECTOR);
    at(&s, "2026-08-05 10:00");
    ASSERT_ALLOWED(act(&s, SECRETARY, "representative.end", number_field(&s, "representation", representation)));
    assert_string_equal(state_text(&s, "SELECT ended_by FROM holding WHERE person = $1", V(DIRECTOR)),
                        "representation");
    ASSERT_ALLOWED(act(&s, SECRETARY, "representative.add", "member=20", f(&s, "person=%d", DIRECTOR), "voting=true"));
    ASSERT_REFUSED_AS(act(&s, DIRECTOR, "member.withdraw", "member=3", old), ERR_DENIED, "A5.1");
    ASSERT_REFUSED_AS(act(&s, DIRECTOR, "member.withdraw", "member=3"), ERR_DENIED, NULL); /* the former employer */
    ASSERT_REFUSED_AS(act(&s, DIRECTOR, "charter.propose", "title=T", "grounds=G", "from=2027-01-01", "@file:en=x",
                          office),
                      ERR_DENIED, "A7.1");
    ASSERT_ALLOWED(act(&s, DIRECTOR, "member.withdraw", "member=20"));
    ASSERT_REFUSED_AS(act(&s, 21, "member.withdraw", "member=20"), ERR_DENIED,
                      "A5.1"); /* voting no more: the vote passed over */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- time ---- */

static void test_clock_order(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t first = ASSERT_ALLOWED(act(&s, SECRETARY, "alliance.contact", "contact=a@example.org"));
    at(&s, "2026-08-04 10:00"); /* the machine's clock goes back: the record's does not */
    int64_t second = ASSERT_ALLOWED(act(&s, SECRETARY, "alliance.contact", "contact=b@example.org"));
    assert_int_equal(state_int(&s, "SELECT at FROM leaf WHERE n = $1", V(first)),
                     state_int(&s, "SELECT at FROM leaf WHERE n = $1", V(second)));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_due_before(void **state) {
    (void)state;
    struct scene
        s; /* what fell due while nobody asked is on record at its own time, in order, before what is asked now */
    scene_coia(&s);
    at(&s, "2026-08-03 10:00");
    int64_t later = call_meeting(&s, "tc", "2026-08-20 14:00");
    int64_t sooner = call_meeting(&s, "tc", "2026-08-12 14:00");
    at(&s, "2026-09-01 10:00");
    int64_t entry = ASSERT_ALLOWED(act(&s, SECRETARY, "alliance.contact", "contact=a@example.org"));
    assert_int_equal(state_int(&s, "SELECT at FROM leaf WHERE n = $1", V(entry - 2)), time_of(&s, "2026-08-10 24:00"));
    assert_int_equal(state_int(&s, "SELECT at FROM leaf WHERE n = $1", V(entry - 1)), time_of(&s, "2026-08-18 24:00"));
    assert_string_equal(leaf_field(&s, entry - 2, "args"), f(&s, "{\"about\":%lld}", (long long)sooner));
    assert_string_equal(leaf_field(&s, entry - 1, "args"), f(&s, "{\"about\":%lld}", (long long)later));
    assert_non_null(strstr(leaf_field(&s, entry - 1, "by"), "\"as\":\"clock\""));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_consequences(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t opened = ASSERT_ALLOWED(
        act(&s, DIRECTOR, "fee.propose", "class=ordinary", "from_year=2028", "amount=30,000", "title=Fees"));
    int64_t closed = vote_matter(&s, matter_of(&s, opened), "2026-08-06 10:00", "2026-08-20 14:00", true);
    assert_string_equal(leaf_field(&s, closed + 1, "kind"), "\"fee.changed\"");
    assert_string_equal(leaf_field(&s, closed + 1, "cause"), f(&s, "%lld", (long long)closed));
    assert_string_equal(leaf_field(&s, closed, "cause"), "null");
    assert_non_null(strstr(leaf_field(&s, closed + 1, "by"), "\"as\":\"charter\""));
    assert_string_equal(leaf_field(&s, closed + 1, "verdict"), "[{\"clause\":\"A25.1\",\"numbers\":{}}]");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_not_asked(void **state) {
    (void)state;
    struct scene s; /* consequences and clock acts are nobody's to ask for */
    scene_coia(&s);
    ASSERT_REFUSED_AS(act(&s, BOARD_CHAIR, "member.expelled", "member=5", "matter=1", "resolution=R"), ERR_MISSING,
                      NULL);
    ASSERT_REFUSED_AS(act(&s, BOARD_CHAIR, "clock.term_end", "about=1"), ERR_MISSING, NULL);
    ASSERT_REFUSED_AS(act(&s, BOARD_CHAIR, "no.such.act"), ERR_MISSING, NULL);
    scene_end(&s);
}

/* ---- refusals ---- */

static void test_refusals_kept(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t before = leaves(&s);
    ASSERT_REFUSED(act(&s, TC_CHAIR, "meeting.call", "body=tc", "starts_at=2026-08-06 10:00", "place=Room 1"), "A16.1");
    assert_int_equal(leaves(&s), before);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM refusal WHERE person = $1 AND kind = 'meeting.call'",
                               V(TC_CHAIR)),
                     1);
    const char *verdict = state_text(&s, "SELECT verdict FROM refusal");
    assert_non_null(strstr(verdict, "A16.1"));
    ASSERT_REFUSED(act(&s, 0, "meeting.call", "body=tc", "starts_at=2026-08-06 10:00", "place=Room 1"), "A16.1");
    assert_int_equal(state_int(&s, "SELECT count(*) FROM refusal"), 1); /* a visitor's is nobody's */
    at(&s, "2027-08-07 10:00");
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "no.such", "x=y"), ERR_MISSING, NULL);
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "meeting.call", "body=tc"), ERR_SYNTAX, NULL);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM refusal"), 1); /* the one of a year ago is gone */
    scene_end(&s);
}

/* ---- files ---- */

static void test_file_must_come(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    json_t *args =
        json_pack("{s:s, s:s, s:s, s:{s:s, s:s, s:s, s:i}}", "title", "T", "grounds", "G", "from", "2027-01-01", "en",
                  "hash", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "name", "en.md", "type",
                  "text/plain", "size", 10);
    struct ask ask = {
        .kind = "charter.propose", .person = DIRECTOR, .via = "", .args = args, .received = INSTANT_NONE
    };
    ASSERT_REFUSED_AS(scene_ask(&s, &ask), ERR_MISSING, NULL);
    json_decref(args);
    scene_end(&s);
}

/* ---- many at once ---- */

struct decider {
    struct scene *s;
    int64_t person, application;
    const char *decision;
    struct answer *answer;
};

static void *decide(void *context) {
    struct decider *d = context;
    json_t *args = json_pack("{s:I, s:s, s:s}", "application", (json_int_t)d->application, "decision", d->decision,
                             "grounds", "As the record shows.");
    struct ask ask = {
        .kind = "application.decide", .person = d->person, .via = "", .args = args, .received = INSTANT_NONE
    };
    pipeline_act(d->s->a, &ask, &d->answer);
    json_decref(args);
    return NULL;
}

static void test_two_deciders(void **state) {
    (void)state;
    struct scene s;
    scene_begin(&s, "charters/coia", "2026-07-01 09:00");
    admit(&s, 1, "ordinary", "enterprise");
    appoint(&s, "secretariat", "secretary-general", FOUNDER);
    appoint(&s, "secretariat", "deputy", 2);
    scene_close(&s);
    scene_open(&s, ALLIANCE_SERVE);
    at(&s, "2026-07-02 09:00");
    for (int round = 0; round < 10; round++) {
        int64_t entry = ASSERT_ALLOWED(act(&s, 0, "application.submit", "class=ordinary",
                                           f(&s, "org_name=Applicant %d", round), "type=enterprise", "jurisdiction=DE",
                                           f(&s, "registration=HRB %d", round), "statement=We build compilers.",
                                           "name=A", "email=a@example.org", "accept=true", "@file:evidence=extract"));
        int64_t application = state_int(&s, "SELECT id FROM application WHERE entry = $1", V(entry));
        ASSERT_ALLOWED(
            act(&s, FOUNDER, "application.review", number_field(&s, "application", application), "note=Checked."));
        struct decider two[] = { { &s, FOUNDER, application, "admit", NULL }, { &s, 2, application, "refuse", NULL } };
        pthread_t threads[2];
        for (int i = 0; i < 2; i++) assert_int_equal(pthread_create(&threads[i], NULL, decide, &two[i]), 0);
        for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
        int allowed = (two[0].answer->code == ERR_OK) + (two[1].answer->code == ERR_OK);
        int conflict = (two[0].answer->code == ERR_CONFLICT) + (two[1].answer->code == ERR_CONFLICT);
        assert_int_equal(allowed, 1);
        assert_int_equal(conflict, 1);
        const char *outcome = state_text(&s, "SELECT state FROM application WHERE id = $1", V(application));
        assert_string_equal(outcome, two[0].answer->code == ERR_OK ? "admitted" : "refused");
        for (int i = 0; i < 2; i++) answer_free(two[i].answer);
    }
    CHECK_WHOLE(&s);
    scene_end(&s);
}

struct presser {
    struct scene *s;
    struct answer *answer;
};

static void *press(void *context) {
    struct presser *p = context;
    json_t *args = json_pack("{s:s}", "contact", "once@example.org");
    struct ask ask = { .kind = "alliance.contact",
                       .key = "pressed",
                       .person = SECRETARY,
                       .via = "",
                       .args = args,
                       .received = INSTANT_NONE };
    pipeline_act(p->s->a, &ask, &p->answer);
    json_decref(args);
    return NULL;
}

static void test_pressed_often(void **state) {
    (void)state;
    enum { PRESSERS = 16 };
    struct scene s;
    scene_coia(&s);
    scene_close(&s);
    scene_open(&s, ALLIANCE_SERVE);
    at(&s, "2026-07-02 09:00");
    struct presser all[PRESSERS];
    pthread_t threads[PRESSERS];
    for (int i = 0; i < PRESSERS; i++) {
        all[i] = (struct presser){ &s, NULL };
        assert_int_equal(pthread_create(&threads[i], NULL, press, &all[i]), 0);
    }
    int first = 0;
    for (int i = 0; i < PRESSERS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(all[i].answer->code, ERR_OK);
        first += !all[i].answer->repeated;
        assert_int_equal(all[i].answer->entry, all[0].answer->entry);
    }
    for (int i = 0; i < PRESSERS; i++) answer_free(all[i].answer);
    assert_int_equal(first, 1);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM leaf WHERE kind = 'alliance.contact'"), 1);
    scene_end(&s);
}

/* ---- writes that are not acts ---- */

static void bad_write(struct db *db, void *context) {
    (void)context;
    db_exec(db, "INSERT INTO setting (name, value) VALUES ('x', '1')");
    db_exec(db, "INSERT INTO setting (name, value) VALUES ('x', '2')"); /* twice the same name */
}
static void good_write(struct db *db, void *context) {
    (void)context;
    db_exec(db, "INSERT INTO setting (name, value) VALUES ('y', '1')");
}

static void test_writes(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    assert_true(alliance_write(s.a, bad_write, NULL) < 0);
    assert_int_equal(alliance_write(s.a, good_write, NULL), 0);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM setting WHERE name IN ('x', 'y')"), 1);
    scene_end(&s);
}

/* Every sentence of a declaration fills its places from fields that stand openly in the leaf. */
static void test_places(void **state) {
    (void)state;
    const struct act_kind *const *kinds;
    size_t n = act_kinds(&kinds);
    for (size_t i = 0; i < n; i++) {
        const struct text sentences[] = { kinds[i]->done, kinds[i]->effect };
        for (size_t k = 0; k < 4; k++) {
            const char *p = text_in(sentences[k / 2], k % 2 ? LANG_ZH : LANG_EN);
            while ((p = strchr(p, '{'))) {
                const char *end = strchr(p, '}');
                assert_non_null(end);
                size_t len = (size_t)(end - p - 1);
                const struct field *field = kinds[i]->fields;
                while (field && field->name && (strlen(field->name) != len || strncmp(field->name, p + 1, len) != 0))
                    field++;
                if (!field || !field->name || field->privacy != FIELD_OPEN)
                    fail_msg("%s: no open field for %.*s", kinds[i]->name, (int)len + 2, p);
                p = end;
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/pipeline: the same key with the same body is the same act, with another a conflict, for ever",
             test_key),
        CASE("acts/pipeline: a key is unique per actor", test_key_of_each),
        CASE("acts/pipeline: sealed values are part of the body a key stands for", test_key_sealed),
        CASE("acts/pipeline: a refusal is judged afresh", test_refusal_afresh),
        CASE("acts/pipeline: the operator acts only at the shell, and only where a clause lets it",
             test_key_of_operator),
        CASE("acts/pipeline: one fitting capacity is taken, several are offered, others' are refused", test_capacity),
        CASE("acts/pipeline: A5 a representative who changed employer speaks for the new one only",
             test_changed_employer),
        CASE("acts/pipeline: the time of acts never goes back", test_clock_order),
        CASE("acts/pipeline: what fell due is on record at its time, before what is asked", test_due_before),
        CASE("acts/pipeline: a consequence is its own leaf and names its cause", test_consequences),
        CASE("acts/pipeline: nobody asks for consequences or clock acts", test_not_asked),
        CASE("acts/pipeline: a refused attempt is kept for its person a year, apart from the register",
             test_refusals_kept),
        CASE("acts/pipeline: a file that is only named is refused", test_file_must_come),
        CASE("acts/pipeline: two decide the same application at once: one does, one learns so", test_two_deciders),
        CASE("acts/pipeline: sixteen presses of one button are one act", test_pressed_often),
        CASE("acts/pipeline: a write that fails says so and leaves its neighbours alone", test_writes),
        CASE("acts/pipeline: the sentences of every kind fill their places from open fields", test_places),
    };
    return cmocka_run_group_tests_name("acts/pipeline", tests, NULL, NULL);
}
