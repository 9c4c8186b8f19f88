/* Two votes in one hand: who speaks for two members has two rows on the roll, and casts both, by name or on papers of their own that
 * nothing on record ties to each other. */
#include "acts/elections/polling.h"
#include "support/changed_charter.h"
#include "support/credential.h"

enum { TWICE = 5, OUT = 13, OWN = 4, MORE = 12 }; /* person 5 speaks for members 4 and 12; 13 did for the latter */

#define REPRESENTATIVES "rule A9.1.2 may representative.change"
#define SEVERAL "rule A9.1.2 representatives: of at most 2 members each\n" REPRESENTATIVES

static const struct answer *add(struct scene *s, int64_t member, int64_t person) {
    return act(s, SECRETARY, "representative.add", number_field(s, "member", member), number_field(s, "person", person),
               "voting=true");
}

static const char *as_of(struct scene *s, int64_t member) {
    return f(s, "@as=rep:%lld",
             (long long)state_int(s, "SELECT id FROM representation WHERE org = $1 AND voting = 1 AND to_at IS NULL",
                                  V(member)));
}

static int64_t row_of(struct scene *s, int64_t member) {
    return state_int(s, "SELECT number FROM elector WHERE election = 1 AND org = $1", V(member));
}

/* Two for the one chair of the Board, whose ballots are as the sentence says; the roll lies open. */
static void called(struct scene *s, const char *ballots) {
    char sentence[100];
    (void)snprintf(sentence, sizeof sentence, "ballots for board: %s", ballots);
    const struct change changes[] = { { REPRESENTATIVES, SEVERAL },
                                      { "ballots for board: secret and sealed", sentence } };
    scene_changed(s, changes, COUNT(changes));
    ASSERT_ALLOWED(add(s, MORE, TWICE));
    at(s, "2027-10-08 10:00");
    ASSERT_ALLOWED(
        act(s, SECRETARY, "nomination.open", "body=board", "closes_at=2027-11-01 12:00", "term_from=2028-01-01"));
    for (int i = 2; i <= 3; i++)
        ASSERT_ALLOWED(act(s, i, "nomination.make", "body=board", "title=chair", number_field(s, "person", i),
                           as_representative(s, i)));
    at(s, "2027-11-01 12:00");
    ASSERT_ALLOWED(act(s, SECRETARY, "election.call", "round=1", "opens_at=2027-11-05 00:00",
                       "closes_at=2027-11-08 00:00", "seed=Autumn"));
}

static void begin(struct scene *s, const char *ballots) {
    called(s, ballots);
    at(s, "2027-11-05 00:00");
    ASSERT_ALLOWED(act(s, 3, "person.update", "name=Person 3")); /* the clock comes first */
}

static void declared(struct scene *s, int64_t papers) {
    at(s, "2027-11-08 00:00");
    ASSERT_ALLOWED(act(s, 3, "person.update", "name=Person 3"));
    const struct answer *a = act(s, SECRETARY, "election.declare", "election=1");
    ASSERT_ALLOWED(a);
    assert_int_equal(NUMBER(a, "A11", "papers"), papers);
    CHECK_WHOLE(s);
    scene_end(s);
}

static void test_members(void **state) {
    (void)state;
    struct scene s;
    const struct change changes[] = { { REPRESENTATIVES, SEVERAL } };
    scene_coia(&s);
    const struct answer *alone = add(&s, MORE, TWICE);
    ASSERT_REFUSED_AS(alone, ERR_CONFLICT, NULL); /* the charter is silent: one member each */
    scene_end(&s);
    scene_changed(&s, changes, COUNT(changes));
    ASSERT_REFUSED_AS(add(&s, OWN, TWICE), ERR_CONFLICT, "A9.1.2"); /* of this member already */
    ASSERT_ALLOWED(add(&s, MORE, TWICE));
    ASSERT_REFUSED_AS(add(&s, 20, TWICE), ERR_CONFLICT, "A9.1.2"); /* two, and no third */
    assert_int_equal(state_int(&s, "SELECT count(*) FROM representation WHERE person = $1 AND voting = 1", V(TWICE)),
                     2);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- by name ---- */

static const struct answer *vote(struct scene *s, int64_t person, const char *mark, const char *as) {
    return act(s, person, "election.vote", "contest=1", f(s, "marks[]=%s", mark), as);
}

static void test_open(void **state) {
    (void)state;
    struct scene s;
    begin(&s, "open by name");
    ASSERT_REFUSED_AS(act(&s, TWICE, "election.vote", "contest=1", "marks[]=1:1"), ERR_CONFLICT, "A8.2.3"); /* which? */
    ASSERT_ALLOWED(vote(&s, TWICE, "1:1", as_of(&s, OWN)));
    ASSERT_ALLOWED(vote(&s, TWICE, "1:2", as_of(&s, MORE)));
    ASSERT_REFUSED_AS(vote(&s, TWICE, "1:2", as_of(&s, 7)), ERR_DENIED, "A8.2.3"); /* another's row */
    ASSERT_REFUSED_AS(vote(&s, OUT, "1:2", NULL), ERR_DENIED, "A8.2.3");           /* not theirs any more */
    assert_string_equal(state_text(&s, "SELECT ballot FROM open_ballot WHERE elector = $1", V(row_of(&s, OWN))), "1");
    assert_string_equal(state_text(&s, "SELECT ballot FROM open_ballot WHERE elector = $1", V(row_of(&s, MORE))), "2");
    declared(&s, 2);
}

/* A program that numbers what it sends, and casts both votes with one number: the second is said not to be cast. */
static void test_one_key(void **state) {
    (void)state;
    struct scene s;
    begin(&s, "open by name");
    int64_t first =
        ASSERT_ALLOWED(act(&s, TWICE, "election.vote", "contest=1", "marks[]=1:1", "@key=k1", as_of(&s, OWN)));
    ASSERT_REFUSED_AS(act(&s, TWICE, "election.vote", "contest=1", "marks[]=1:1", "@key=k1", as_of(&s, MORE)),
                      ERR_CONFLICT, NULL);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM open_ballot"), 1);
    assert_int_equal(ASSERT_ALLOWED(
                         act(&s, TWICE, "election.vote", "contest=1", "marks[]=1:1", "@key=k1", as_of(&s, OWN))),
                     first);
    ASSERT_ALLOWED(act(&s, TWICE, "election.vote", "contest=1", "marks[]=1:1", "@key=k2", as_of(&s, MORE)));
    declared(&s, 2);
}

/* ---- with receipts ---- */

static const struct answer *take(struct scene *s, int64_t person, const char *ticket, const char *as) {
    return act(s, person, "election.issue", "election=1", ticket_field(s, ticket), as);
}

static int box(struct scene *s, const char *serial, const char *proof, const char *mark) {
    struct error err;
    json_t *marks = json_pack("[s]", mark);
    int result = ballot_cast(s->a, &(struct secret_ballot){ 1, 1, str_of(serial), str_of(proof), marks, true }, &err);
    json_decref(marks);
    return result;
}

static const char *published(struct scene *s) {
    return state_text(s, "SELECT bytes FROM blob WHERE hash = (SELECT ballots FROM election WHERE id = 1)");
}

static void test_receipts(void **state) {
    (void)state;
    struct scene s;
    begin(&s, "secret with receipts");
    ASSERT_REFUSED_AS(take(&s, TWICE, "one", NULL), ERR_CONFLICT, "A8.2.3"); /* for which vote? */
    ASSERT_ALLOWED(take(&s, TWICE, "one", as_of(&s, OWN)));
    assert_true(on_desk(&s, TWICE, "election.issue")); /* the other paper is still to be had */
    ASSERT_REFUSED_AS(take(&s, TWICE, "one", as_of(&s, OWN)), ERR_CONFLICT, "A11");
    ASSERT_REFUSED_AS(take(&s, TWICE, "two", as_of(&s, OWN)), ERR_CONFLICT, "A11");  /* a second for the same vote */
    ASSERT_REFUSED_AS(take(&s, TWICE, "one", as_of(&s, MORE)), ERR_SYNTAX, NULL);    /* the same paper for the other */
    ASSERT_REFUSED_AS(take(&s, OUT, "three", NULL), ERR_DENIED, "A8.2.3");           /* no longer theirs */
    ASSERT_REFUSED_AS(take(&s, TWICE, "three", as_of(&s, 7)), ERR_DENIED, "A8.2.3"); /* another's row */
    ASSERT_ALLOWED(take(&s, TWICE, "two", as_of(&s, MORE)));
    assert_false(on_desk(&s, TWICE, "election.issue"));
    assert_int_equal(state_int(&s, "SELECT count(DISTINCT issued_hash) FROM elector WHERE issued_entry IS NOT NULL"),
                     2);
    struct paper_code one = code_of(&s, "one"), two = code_of(&s, "two");
    assert_string_not_equal(one.serial, two.serial);
    assert_int_equal(box(&s, one.serial, one.proof, "1:1"), 0);
    assert_int_equal(box(&s, two.serial, one.proof, "1:1"), ERR_DENIED);
    assert_int_equal(box(&s, two.serial, two.proof, "1:1"), 0);
    assert_int_equal(box(&s, two.serial, two.proof, "1:2"), 0); /* changes the second, and leaves the first */
    at(&s, "2027-11-08 00:00");
    ASSERT_ALLOWED(act(&s, 3, "person.update", "name=Person 3"));
    assert_non_null(strstr(published(&s), f(&s, "1,1,%s,", one.serial)));
    assert_non_null(strstr(published(&s), f(&s, "1,2,%s,", two.serial)));
    declared(&s, 2);
}

static void test_struck(void **state) {
    (void)state;
    struct scene s;
    called(&s, "secret with receipts");
    ASSERT_ALLOWED(act(&s, 3, "election.object", "election=1", number_field(&s, "elector", row_of(&s, MORE)),
                       "grounds=One person speaks for it and another", as_representative(&s, 3)));
    ASSERT_ALLOWED(act(&s, SECRETARY, "election.answer", "objection=1", "answer=upheld", "grounds=So it is"));
    at(&s, "2027-11-05 00:00");
    ASSERT_REFUSED_AS(take(&s, TWICE, "two", as_of(&s, MORE)), ERR_DENIED, "A11");
    ASSERT_ALLOWED(take(&s, TWICE, "one", as_of(&s, OWN)));
    struct paper_code one = code_of(&s, "one");
    assert_int_equal(box(&s, one.serial, one.proof, "1:1"), 0);
    declared(&s, 1);
}

/* ---- sealed ---- */

static int sign(struct scene *s, int64_t member, struct credential *c) {
    struct error err;
    json_t *values = json_pack("[s]", c->blinded), *signatures = NULL;
    int64_t row = row_of(s, member);
    struct db *db = store_reader(alliance_store(s->a));
    db_begin(db, NULL);
    int result = paper_sign(db, 1, row, values, &signatures, &err);
    db_rollback(db);
    store_reader_done(alliance_store(s->a), db);
    if (result == 0) credential_finish(c, json_string_value(json_array_get(signatures, 0)));
    json_decref(signatures);
    json_decref(values);
    return result;
}

static const struct answer *issue(struct scene *s, int64_t person, const struct credential *c, const char *as) {
    return act(s, person, "election.issue", "election=1", f(s, "blinded[]=%s", c->blinded), as);
}

static void test_sealed(void **state) {
    (void)state;
    struct scene s;
    struct credential one, two;
    begin(&s, "secret and sealed");
    credential_draw(&s, &one);
    credential_draw(&s, &two);
    ASSERT_REFUSED_AS(issue(&s, TWICE, &one, NULL), ERR_CONFLICT, "A8.2.3"); /* for which vote? */
    ASSERT_ALLOWED(issue(&s, TWICE, &one, as_of(&s, OWN)));
    ASSERT_REFUSED_AS(issue(&s, TWICE, &one, as_of(&s, MORE)), ERR_SYNTAX, NULL); /* one credential for two votes */
    ASSERT_REFUSED_AS(issue(&s, TWICE, &two, as_of(&s, 7)), ERR_DENIED, "A8.2.3");
    ASSERT_REFUSED_AS(issue(&s, OUT, &two, NULL), ERR_DENIED, "A8.2.3");
    assert_int_equal(sign(&s, MORE, &one), ERR_DENIED); /* the paper of one vote is none of the other */
    ASSERT_ALLOWED(issue(&s, TWICE, &two, as_of(&s, MORE)));
    assert_int_equal(sign(&s, OWN, &two), ERR_DENIED);
    assert_int_equal(sign(&s, OWN, &one), 0);
    assert_int_equal(sign(&s, MORE, &two), 0);
    assert_int_equal(box(&s, one.serial, one.proof, "1:1"), 0);
    assert_int_equal(box(&s, two.serial, one.proof, "1:2"), ERR_DENIED);
    assert_int_equal(box(&s, two.serial, two.proof, "1:2"), 0);
    declared(&s, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(
            "acts/two votes: A9.1.2 somebody speaks for as many members as the charter says, and one where it is silent",
            test_members),
        CASE("acts/two votes: A8.2.3 by name, each vote is cast in its capacity", test_open),
        CASE(
            "acts/two votes: A8.2.3 both votes under one submission's key: the second is a conflict, never taken for the "
            "first",
            test_one_key),
        CASE("acts/two votes: A11 with receipts, a paper for each vote, not the same one twice, nor another's",
             test_receipts),
        CASE("acts/two votes: A11 a row that was struck has no paper, and the other of the same person has",
             test_struck),
        CASE("acts/two votes: A11 sealed, a credential for each vote, signed for no other", test_sealed),
    };
    return cmocka_run_group_tests_name("acts/two votes", tests, NULL, NULL);
}
