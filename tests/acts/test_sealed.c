/* Sealed elections by clause: credentials that voters make and the server signs unseen, once for each vote. */
#include "acts/elections/polling.h"
#include "support/credential.h"
#include "support/session.h"

/* Two for the one chair of the Board: that is elected sealed by the people of director members. */
static int64_t sealed_round(struct scene *s) {
    scene_coia(s);
    at(s, "2027-10-08 10:00");
    int64_t entry = ASSERT_ALLOWED(
        act(s, SECRETARY, "nomination.open", "body=board", "closes_at=2027-11-01 12:00", "term_from=2028-01-01"));
    for (int i = 2; i <= 3; i++)
        ASSERT_ALLOWED(act(s, i, "nomination.make", "body=board", "title=chair", number_field(s, "person", i),
                           as_representative(s, i)));
    at(s, "2027-11-01 12:00");
    int64_t round = state_int(s, "SELECT id FROM round WHERE entry = $1", V(entry));
    ASSERT_ALLOWED(act(s, SECRETARY, "election.call", number_field(s, "round", round), "opens_at=2027-11-05 00:00",
                       "closes_at=2027-11-08 00:00", "seed=Autumn"));
    at(s, "2027-11-05 00:00");
    ASSERT_ALLOWED(act(s, 3, "person.update", "name=Person 3")); /* the clock comes first */
    return round;
}

static const struct answer *issue(struct scene *s, int64_t person, const char *blinded) {
    return act(s, person, "election.issue", "election=1", f(s, "blinded[]=%s", blinded), as_representative(s, person));
}

/* The row of the roll is that of the person's member. */
static int sign(struct scene *s, int64_t person, const char *blinded, char proof[2 * SEALED_SIGNATURE]) {
    struct error err;
    json_t *values = json_pack("[s]", blinded), *signatures = NULL;
    int64_t elector = state_int(s, "SELECT number FROM elector WHERE election = 1 AND person = $1", V(person));
    struct db *db = store_reader(alliance_store(s->a));
    db_begin(db, NULL);
    int result = paper_sign(db, 1, elector, values, &signatures, &err);
    db_rollback(db);
    store_reader_done(alliance_store(s->a), db);
    if (result == 0) {
        assert_int_equal(json_array_size(signatures), 1);
        (void)snprintf(proof, SEALED_SIGNATURE * 2, "%s", json_string_value(json_array_get(signatures, 0)));
    }
    json_decref(signatures);
    json_decref(values);
    return result;
}

static int cast(struct scene *s, const char *serial, const char *proof, const char *mark, bool guarded) {
    struct error err;
    json_t *marks = json_pack("[s]", mark);
    int result =
        ballot_cast(s->a, &(struct secret_ballot){ 1, 1, str_of(serial), str_of(proof), marks, guarded }, &err);
    json_decref(marks);
    return result;
}

/* Whoever has the published file and the key verifies each line. */
static int verified(const char *published, const char *key) {
    struct str rest = str_of(published), message = STR("charterd-sealed-v1 1");
    struct buf signature;
    int count = 0;
    buf_init(&signature, 2 * SEALED_SIGNATURE);
    str_cut(&rest, '\n');
    while (rest.len) {
        struct str line = str_cut(&rest, '\n');
        struct hash serial;
        str_cut(&line, ',');
        str_cut(&line, ',');
        assert_int_equal(hash_from_hex(str_cut(&line, ','), &serial), 0);
        buf_clear(&signature);
        assert_int_equal(base64url_parse(line, &signature), 0);
        count += sealed_fits(str_of(key), serial.b, message, buf_str(&signature));
    }
    buf_release(&signature);
    return count;
}

enum { VOTERS = 9 };
static struct credential all[VOTERS];

static void issue_all(struct scene *s) {
    for (int i = 0; i < VOTERS; i++) {
        char signature[2 * SEALED_SIGNATURE], again[2 * SEALED_SIGNATURE];
        credential_draw(s, &all[i]);
        assert_int_equal(sign(s, i + 2, all[i].blinded, signature),
                         ERR_DENIED); /* nothing is signed before it is on record */
        ASSERT_ALLOWED(issue(s, i + 2, all[i].blinded));
        assert_int_equal(sign(s, i + 2, all[i].blinded, signature), 0);
        assert_int_equal(sign(s, i + 2, all[i].blinded, again), 0); /* an answer that was lost is given again */
        assert_string_equal(signature, again);
        credential_finish(&all[i], signature);
    }
}

static void test_sealed(void **state) {
    (void)state;
    struct scene s;
    sealed_round(&s);
    assert_string_equal(state_text(&s, "SELECT mode FROM election WHERE id = 1"), "sealed");
    issue_all(&s);
    for (int i = 0; i < VOTERS; i++)
        assert_int_equal(cast(&s, all[i].serial, all[i].proof, i < 5 ? "1:1" : "1:2", true), 0);
    assert_int_equal(cast(&s, all[0].serial, all[0].proof, "1:2", true), 0); /* changes the ballot */
    char key[1024];
    (void)snprintf(key, sizeof key, "%s", state_text(&s, "SELECT key FROM election WHERE id = 1"));
    at(&s, "2027-11-08 00:00");
    ASSERT_ALLOWED(act(&s, 3, "person.update", "name=Person 3"));
    assert_int_equal(cast(&s, all[0].serial, all[0].proof, "1:1", true), ERR_CONFLICT);
    char signature[2 * SEALED_SIGNATURE];
    assert_int_equal(sign(&s, 2, all[0].blinded, signature), ERR_CONFLICT); /* the private key is gone */
    assert_int_equal(state_int(&s, "SELECT count(*) FROM secret WHERE use = 'ballots'"), 0);
    assert_int_equal(state_int(&s, "SELECT cast_count FROM election WHERE id = 1"), VOTERS);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM election WHERE opened_key IS NOT NULL"), 0);
    assert_int_equal(
        verified(state_text(&s, "SELECT bytes FROM blob WHERE hash = (SELECT ballots FROM election WHERE id = 1)"),
                 key),
        VOTERS);
    const struct answer *declared = act(&s, SECRETARY, "election.declare", "election=1");
    ASSERT_ALLOWED(declared);
    assert_int_equal(NUMBER(declared, "A11", "papers"), VOTERS);
    assert_int_equal(state_int(&s, "SELECT place FROM contest_candidate WHERE contest = 1 AND number = 2"),
                     1); /* five to four */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_one_paper(void **state) {
    (void)state;
    struct scene s;
    sealed_round(&s);
    struct credential one, other;
    char signature[2 * SEALED_SIGNATURE], none[2 * SEALED_SIGNATURE];
    credential_draw(&s, &one);
    credential_draw(&s, &other);
    ASSERT_REFUSED_AS(act(&s, 3, "election.issue", "election=1", as_representative(&s, 3)), ERR_SYNTAX,
                      NULL); /* no values */
    ASSERT_REFUSED_AS(act(&s, 3, "election.issue", "election=1", f(&s, "blinded[]=%s", one.blinded),
                          f(&s, "blinded[]=%s", other.blinded), as_representative(&s, 3)),
                      ERR_SYNTAX, NULL); /* two for one contest */
    ASSERT_REFUSED_AS(issue(&s, 3, one.blinded + 4), ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(issue(&s, 3, "no base64url!"), ERR_SYNTAX, NULL);
    memset(none, '_', 341); /* not below the modulus */
    (void)snprintf(none + 341, 2, "w");
    ASSERT_REFUSED_AS(issue(&s, 3, none), ERR_SYNTAX, NULL);
    ASSERT_ALLOWED(issue(&s, 3, one.blinded)); /* nothing was used up */
    ASSERT_REFUSED_AS(issue(&s, 3, other.blinded), ERR_CONFLICT, "A11");
    ASSERT_REFUSED_AS(issue(&s, 3, one.blinded), ERR_CONFLICT, "A11");
    assert_int_equal(sign(&s, 3, other.blinded, signature), ERR_DENIED); /* other values than were issued */
    assert_int_equal(sign(&s, 4, one.blinded, signature), ERR_DENIED);   /* another elector's */
    assert_int_equal(sign(&s, 3, one.blinded, signature), 0);
    credential_finish(&one, signature);
    assert_int_equal(cast(&s, one.serial, one.proof, "1:1", false), ERR_DENIED); /* over a line that others read */
    assert_int_equal(cast(&s, one.serial, signature, "1:1", true), ERR_DENIED);  /* still blinded */
    assert_int_equal(cast(&s, other.serial, one.proof, "1:1", true), ERR_DENIED);
    assert_int_equal(cast(&s, one.serial, "", "1:1", true), ERR_DENIED);
    assert_int_equal(cast(&s, one.serial, one.proof, "1:3", true), ERR_SYNTAX);
    assert_int_equal(cast(&s, one.serial, one.proof, "1:1", true), 0);
    blinding_free(other.b);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/sealed: A11 signed unseen, cast without a name, published with proofs anyone verifies, counted",
             test_sealed),
        CASE("acts/sealed: A11 one paper for each vote, for the values it was issued for; forged credentials are none",
             test_one_paper),
    };
    return cmocka_run_group_tests_name("acts/sealed", tests, NULL, NULL);
}
