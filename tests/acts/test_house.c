/* The house's own acts: lawful erasure down to the bytes of the files, the register's key, and what `check` sees. */
#include <fcntl.h>

#include "acts/pipeline/record.h"
#include "register/checkpoint.h"
#include "register/proof.h"
#include "support/session.h"

static const char *path_of(struct scene *s, const char *name) { return f(s, "%s/%s", s->dir, name); }

static bool file_has(const char *path, const char *bytes) {
    FILE *file = fopen(path, "rb");
    if (!file) return false;
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    char *all = mem_alloc(size + 1);
    rewind(file);
    assert_int_equal(fread(all, 1, size, file), size);
    fclose(file);
    bool found = memmem(all, size, bytes, strlen(bytes)) != NULL;
    free(all);
    return found;
}

static bool trace_of(struct scene *s, const char *bytes) {
    return file_has(path_of(s, "alliance.db"), bytes) || file_has(path_of(s, "alliance.db-wal"), bytes);
}

/* Every leaf has its inclusion proof under the checkpoint there is. */
static void check_proofs(struct scene *s) {
    struct db *db = store_reader(alliance_store(s->a));
    struct error err = { 0 };
    assert_int_equal(db_begin(db, &err), 0);
    struct checkpoint c;
    struct vkey *keys;
    size_t count = record_keys(db, &s->arena, &keys);
    assert_int_equal(checkpoint_open_any(&c, record_checkpoint(db, &s->arena), keys, count, &err), 0);
    struct tile_source tiles = record_source(db);
    for (int64_t n = 0; n < c.size; n++) {
        struct proof proof;
        struct hash leaf = merkle_leaf(record_entry(db, &s->arena, n));
        assert_int_equal(proof_inclusion(&tiles, n, c.size, &proof, &err), 0);
        assert_true(proof_inclusion_holds(&proof, &leaf, n, c.size, &c.root));
    }
    db_rollback(db);
    store_reader_done(alliance_store(s->a), db);
}

/* ---- erasure ---- */

static void test_erase_person(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    static const char *const traces[] = { "Zephyrine Quillfeather", "zephyrine@quill.example", "Zephyrine Featherquill",
                                          "feather@quill.example" };
    static const char *const words[] = { "uillfeather", "eatherquill" }; /* as the index of search has them, too */
    at(&s, "2026-07-02 09:00");
    for (int i = 0; i < 40; i++) /* pages divide while it lives */
        ASSERT_ALLOWED(act(&s, SECRETARY, "representative.add", "member=20", f(&s, "name=Person of a long name %d", i),
                           f(&s, "email=filler%d@example.org", i), "voting=false"));
    int64_t entry = ASSERT_ALLOWED(act(&s, SECRETARY, "representative.add", "member=20", f(&s, "name=%s", traces[0]),
                                       f(&s, "email=%s", traces[1]), "voting=false"));
    int64_t person = state_int(&s, "SELECT id FROM person WHERE entry = $1", V(entry));
    ASSERT_ALLOWED(act(&s, person, "person.update", f(&s, "name=%s", traces[2]), f(&s, "email=%s", traces[3])));
    int64_t application = ASSERT_ALLOWED(
        act(&s, 0, "application.submit", "class=ordinary", "org_name=Quill", "type=enterprise", "jurisdiction=DE",
            "registration=HRB 1", "statement=We write with feathers.", f(&s, "name=%s", traces[0]),
            f(&s, "email=%s", traces[1]), "accept=true", "@file:evidence=An extract of the register of Quill"));
    for (int i = 40; i < 80; i++)
        ASSERT_ALLOWED(act(&s, SECRETARY, "representative.add", "member=20", f(&s, "name=Person of a long name %d", i),
                           f(&s, "email=filler%d@example.org", i), "voting=false"));
    for (size_t i = 0; i < COUNT(traces); i++) assert_true(trace_of(&s, traces[i]));

    const char *whose = number_field(&s, "person", person);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "record.erase", whose, "grounds=On request."), ERR_CONFLICT,
                      NULL); /* represents a member */
    ASSERT_ALLOWED(act(&s, SECRETARY, "representative.end",
                       number_field(&s, "representation",
                                    state_int(&s, "SELECT id FROM representation WHERE person = $1", V(person)))));
    ASSERT_REFUSED_AS(act(&s, person, "record.erase", whose, "grounds=On request."), ERR_DENIED, "A21.9");
    ASSERT_ALLOWED(act(&s, SECRETARY, "record.erase", whose, "grounds=On request."));
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "record.erase", whose, "grounds=On request."), ERR_CONFLICT, NULL);
    assert_false(trace_of(&s, traces[2]));
    assert_false(trace_of(&s, traces[3]));
    assert_false(trace_of(&s, words[1]));

    /* The application sealed the same name again: it came to nothing, and goes too. */
    const char *which =
        number_field(&s, "application", state_int(&s, "SELECT id FROM application WHERE entry = $1", V(application)));
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "record.erase", which, "grounds=On request."), ERR_CONFLICT, NULL);
    ASSERT_ALLOWED(act(&s, SECRETARY, "application.review", which, "note=Not what we look for."));
    ASSERT_ALLOWED(act(&s, SECRETARY, "application.decide", which, "decision=refuse", "grounds=Not what we look for."));
    ASSERT_ALLOWED(act(&s, SECRETARY, "record.erase", which, "grounds=A year has passed."));
    for (size_t i = 0; i < COUNT(traces); i++) assert_false(trace_of(&s, traces[i]));
    for (size_t i = 0; i < COUNT(words); i++) assert_false(trace_of(&s, words[i]));
    assert_false(trace_of(&s, "An extract of the register of Quill"));
    assert_int_equal(state_int(&s, "SELECT count(*) FROM setting WHERE name = 'scrub'"), 0);

    check_proofs(&s);
    CHECK_WHOLE(&s);
    scene_close(&s);
    scene_open(&s, ALLIANCE_WRITE);
    for (size_t i = 0; i < COUNT(traces); i++) assert_false(trace_of(&s, traces[i]));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_erase_kept(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "record.erase", f(&s, "person=%d", BOARD_CHAIR), "grounds=On request."),
                      ERR_CONFLICT, NULL); /* in office */
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "record.erase", "grounds=On request."), ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "record.erase", "person=5", "entry=3", "field=name", "grounds=On request."),
                      ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "record.erase", "person=999", "grounds=On request."), ERR_MISSING, NULL);
    scene_end(&s);
}

static void test_erase_value(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-08-05 10:00");
    int64_t entry = ASSERT_ALLOWED(act(&s, TC_CHAIR, "meeting.call", "body=tc", "starts_at=2026-08-20 14:00",
                                       "place=At the home of Zephyrine Quillfeather"));
    const char *e = number_field(&s, "entry", entry);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "record.erase", e, "grounds=On request."), ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "record.erase", e, "field=title", "grounds=On request."), ERR_MISSING, NULL);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "record.erase", "entry=3", "field=email", "grounds=On request."), ERR_SYNTAX,
                      NULL); /* of a person: not so */
    ASSERT_ALLOWED(act(&s, SECRETARY, "record.erase", e, "field=place", "grounds=On request."));
    assert_false(trace_of(&s, "Quillfeather") &&
                 state_int(&s, "SELECT count(*) FROM outbox WHERE body LIKE '%Quillfeather%'") == 0);
    check_proofs(&s);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- what check sees ---- */

static void tamper(struct scene *s, const char *sql) {
    scene_close(s);
    struct store *store;
    struct error err = { 0 };
    if (store_open(&store, path_of(s, "alliance.db"), STORE_OPEN, &err) != 0) scene_fail(&err, "tamper");
    if (db_script(store_writer(store), sql, &err) != 0) scene_fail(&err, sql);
    store_close(store);
}

static void test_check_sees(void **state) {
    (void)state;
    static const char *const tampered[] = {
        "UPDATE holding SET title = 'chair' WHERE id = 3",
        "UPDATE membership SET class = 'director' WHERE id = 20",
        "DELETE FROM private WHERE entry = 5 AND field = 'name'",
        "UPDATE private SET value = '\"Somebody Else\"' WHERE entry = 5 AND field = 'name'",
        "UPDATE private SET salt = zeroblob(32) WHERE entry = 5 AND field = 'email'",
        "INSERT INTO private (entry, field, salt, value) VALUES (5, 'more', zeroblob(32), '\"x\"')",
        "UPDATE leaf SET entry = replace(entry, 'director', 'ordinary') WHERE n = 3",
        "DELETE FROM leaf WHERE n = 7",
        "DELETE FROM leaf WHERE n = (SELECT max(n) FROM leaf)",
        "UPDATE blob SET bytes = bytes || x'20' WHERE hash = (SELECT hash FROM calendar_year WHERE year = 2025)",
        "UPDATE checkpoint SET note = replace(note, 'register', 'registar')",
        "INSERT INTO erased (entry, field, by_entry) VALUES (5, 'name', 6)",
        "DELETE FROM citation WHERE entry = 9",
        "UPDATE due SET at = at + 86400",
    };
    for (size_t i = 0; i < COUNT(tampered); i++) {
        struct scene s;
        scene_coia(&s);
        tamper(&s, tampered[i]);
        struct check_report report = { .arena = &s.arena };
        struct error err = { 0 };
        int result = alliance_check(s.dir, true, &report, &err);
        if (result == 0 && (report.whole || report.fault_count == 0)) fail_msg("check saw nothing of: %s", tampered[i]);
        s.a = NULL;
        scene_end(&s);
    }
}

static void test_check_rejudges(void **state) {
    (void)state;
    struct scene s; /* an act on record that the charter of its time did not allow: a finding, not a fault */
    scene_coia(&s);
    int64_t leaf = state_int(&s, "SELECT n FROM leaf WHERE kind = 'founding.appoint' ORDER BY n LIMIT 1");
    struct check_report report = { .arena = &s.arena };
    struct error err = { 0 };
    assert_int_equal(alliance_check(s.dir, true, &report, &err), 0);
    assert_int_equal(report.finding_count, 0);
    assert_int_equal(report.acts, state_int(&s, "SELECT count(*) FROM leaf"));
    assert_true(leaf > 0);
    scene_end(&s);
}

/* ---- the key ---- */

static void test_key_rotate(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    struct error err = { 0 };
    struct buf vkey;
    buf_init(&vkey, 1024);
    const char *old = state_text(&s, "SELECT vkey FROM register_key WHERE id = 1");
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "key.rotate", "vkey=nonsense"), ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "key.rotate", f(&s, "vkey=%s", old)), ERR_SYNTAX, NULL);
    assert_int_equal(alliance_key_new(s.dir, &vkey, &err), 0);
    struct buf again;
    buf_init(&again, 1024);
    assert_int_equal(alliance_key_new(s.dir, &again, &err), 0);
    assert_string_equal(buf_z(&again), buf_z(&vkey)); /* one at a time: a change that was begun goes on */
    buf_release(&again);
    ASSERT_REFUSED_AS(act(&s, BOARD_CHAIR, "key.rotate", f(&s, "vkey=%s", buf_z(&vkey))), ERR_DENIED, "A21.9");
    ASSERT_ALLOWED(act(&s, SECRETARY, "key.rotate", f(&s, "vkey=%s", buf_z(&vkey))));
    /* The checkpoint of the change is signed by both. */
    struct vkey both[2];
    struct checkpoint c;
    assert_int_equal(vkey_parse(&both[0], str_of(old), &err), 0);
    assert_int_equal(vkey_parse(&both[1], buf_str(&vkey), &err), 0);
    const char *note = state_text(&s, "SELECT note FROM checkpoint");
    assert_int_equal(checkpoint_open(&c, str_of(note), &both[0], NULL, 0, NULL, &err), 0);
    assert_int_equal(checkpoint_open(&c, str_of(note), &both[1], NULL, 0, NULL, &err), 0);
    ASSERT_ALLOWED(act(&s, SECRETARY, "alliance.contact", "contact=a@example.org"));
    note = state_text(&s, "SELECT note FROM checkpoint");
    assert_true(checkpoint_open(&c, str_of(note), &both[0], NULL, 0, NULL, &err) != 0);
    assert_int_equal(checkpoint_open(&c, str_of(note), &both[1], NULL, 0, NULL, &err), 0);
    assert_int_equal(access(path_of(&s, "register.key.next"), F_OK), -1);
    check_proofs(&s);
    CHECK_WHOLE(&s);
    scene_close(&s);
    scene_open(&s, ALLIANCE_WRITE);
    ASSERT_ALLOWED(act(&s, SECRETARY, "alliance.contact", "contact=b@example.org"));
    CHECK_WHOLE(&s);
    buf_release(&vkey);
    scene_end(&s);
}

static void test_key_crash(void **state) {
    (void)state;
    struct scene s; /* killed between the commit and the renaming */
    scene_coia(&s);
    struct error err = { 0 };
    struct buf vkey;
    buf_init(&vkey, 1024);
    assert_int_equal(rename(path_of(&s, "register.key"), path_of(&s, "old")), 0);
    assert_int_equal(link(path_of(&s, "old"), path_of(&s, "register.key")), 0);
    assert_int_equal(alliance_key_new(s.dir, &vkey, &err), 0);
    ASSERT_ALLOWED(act(&s, SECRETARY, "key.rotate", f(&s, "vkey=%s", buf_z(&vkey))));
    scene_close(&s);
    assert_int_equal(rename(path_of(&s, "register.key"), path_of(&s, "register.key.next")), 0);
    assert_int_equal(rename(path_of(&s, "old"), path_of(&s, "register.key")), 0);
    scene_open(&s, ALLIANCE_WRITE);
    ASSERT_ALLOWED(act(&s, SECRETARY, "alliance.contact", "contact=a@example.org"));
    CHECK_WHOLE(&s);
    scene_close(&s);
    unlink(path_of(&s, "register.key"));
    assert_true(alliance_open(&s.a, s.dir, ALLIANCE_WRITE, &err) != 0);
    buf_release(&vkey);
    s.a = NULL;
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/house: after an erasure no byte of it is in the files; proofs and check stay whole",
             test_erase_person),
        CASE("acts/house: data that an office in force needs are not erased", test_erase_kept),
        CASE("acts/house: one sealed value can be erased", test_erase_value),
        CASE("acts/house: check sees every row, value, leaf and file that was changed behind the record",
             test_check_sees),
        CASE("acts/house: check judges the acts anew and finds the same", test_check_rejudges),
        CASE("acts/house: a new key signs from the act that names it, the old one signs along once", test_key_rotate),
        CASE("acts/house: a key change survives a crash before its file took its place", test_key_crash),
    };
    return cmocka_run_group_tests_name("acts/house", tests, NULL, NULL);
}
