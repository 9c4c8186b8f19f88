/* Votes on paper, by clause: handed out on the roll, entered from files, counted with the others, and never twice. */
#include "acts/elections/counting.h"
#include "acts/elections/polling.h"
#include "acts/elections/published.h"
#include "acts/sealed.h"
#include "support/credential.h"
#include "support/session.h"

static const char *const CONDITIONS[] = { "capacity", "lawful", "public-spirit", "independent", "able", "further" };

static void tick(struct scene *s) { ASSERT_ALLOWED(act(s, 3, "person.update", "name=Person 3")); }

static void call_in(struct scene *s, int64_t entry) {
    at(s, "2027-11-01 12:00");
    ASSERT_ALLOWED(act(s, SECRETARY, "election.call",
                       number_field(s, "round", state_int(s, "SELECT id FROM round WHERE entry = $1", V(entry))),
                       "opens_at=2027-11-05 00:00", "closes_at=2027-11-08 00:00", "seed=Autumn"));
    at(s, "2027-11-05 00:00");
    tick(s); /* the clock comes first */
}

/* By name: two for the one chair of the TC, elected by the Board. Numbers 1 … 10 of the roll are persons 2 … 11. */
static void named_election(struct scene *s) {
    scene_coia(s);
    at(s, "2027-10-08 10:00");
    int64_t entry = ASSERT_ALLOWED(
        act(s, SECRETARY, "nomination.open", "body=tc", "closes_at=2027-11-01 12:00", "term_from=2028-01-01"));
    const struct {
        int64_t by, person;
        const char *as;
    } made[] = { { TC_CHAIR, TC_CHAIR, as_office(s, "tc", TC_CHAIR) }, { 3, 3, as_representative(s, 3) } };
    for (size_t k = 0; k < COUNT(made); k++) {
        const char *fields[16] = { "body=tc", "title=chair", number_field(s, "person", made[k].person) };
        size_t n = 3;
        for (int i = 0; i < 6; i++) fields[n++] = f(s, "conditions[]=%s", CONDITIONS[i]);
        fields[n] = made[k].as;
        ASSERT_ALLOWED(scene_act(s, made[k].by, "nomination.make", fields));
    }
    call_in(s, entry);
}

/* With receipts: six for five places of vice-chairs, elected by twelve director members: numbers 1 … 12 are persons 2 … 13. */
static void secret_election(struct scene *s) { call_in(s, contested_board(s)); }

/* "first,1 Ada,2 Ben …" and rows after it. */
static const char *sheet(struct scene *s, const char *first, const char *rows) {
    struct db *db = store_reader(alliance_store(s->a));
    struct buf b;
    buf_init(&b, 1 << 20);
    buf_addf(&b, "@file:ballots=%s", first);
    db_begin(db, NULL);
    struct rows *r = db_rows(db, "SELECT number, person FROM contest_candidate WHERE contest = 1 ORDER BY number");
    while (rows_next(r)) {
        struct str name = person_name(db, &s->arena, rows_int(r, 1), LANG_EN);
        buf_addf(&b, ",%lld %.*s", (long long)rows_int(r, 0), STR_FMT(name));
    }
    rows_done(r);
    db_rollback(db);
    store_reader_done(alliance_store(s->a), db);
    buf_addf(&b, "\n%s", rows);
    const char *field = arena_z(&s->arena, buf_str(&b));
    buf_release(&b);
    return field;
}

static const struct answer *hand(struct scene *s, const char *numbers) {
    return act(s, SECRETARY, "election.paper", "election=1", f(s, "numbers=%s", numbers));
}

static const struct answer *enter(struct scene *s, const char *first, const char *rows) {
    return act(s, SECRETARY, "election.enter", "contest=1", sheet(s, first, rows),
               "account=Counted in the hall before two directors.");
}

static const char *said(const struct answer *answer) {
    for (size_t i = 0; i < answer->verdict->count; i++)
        if (answer->verdict->items[i].refuses) return answer->verdict->items[i].text.en;
    return "";
}

static struct str printed(struct scene *s, const struct answer *answer) {
    struct buf b;
    buf_init(&b, 1 << 16);
    for (size_t i = 0; i < answer->verdict->count; i++) {
        const struct finding *x = &answer->verdict->items[i];
        if (x->refuses) text_format(&b, x->text, LANG_EN, s->zone, x->args, x->arg_count);
    }
    struct str all = arena_str(&s->arena, buf_str(&b));
    buf_release(&b);
    return all;
}

static json_t *published(struct scene *s) {
    struct db *db = store_reader(alliance_store(s->a));
    db_begin(db, NULL);
    const struct election *e = election_read(db, &s->arena, 1);
    json_t *all = election_published(db, alliance_charter_version(s->a, e->charter), &s->arena, e, LANG_EN);
    db_rollback(db);
    store_reader_done(alliance_store(s->a), db);
    return all;
}

static struct paper_code draw(struct scene *s, int i) {
    const char *ticket = f(s, "Ticket %d", i);
    ASSERT_ALLOWED(act(s, i, "election.issue", "election=1", ticket_field(s, ticket), as_representative(s, i)));
    return code_of(s, ticket);
}

static void cast(struct scene *s, int person, const char *mark) {
    struct paper_code code = draw(s, person);
    struct error err;
    json_t *marks = json_pack("[s]", mark);
    assert_int_equal(ballot_cast(s->a, &(struct secret_ballot){ 1, 1, str_of(code.serial), str_of(code.proof), marks },
                                 &err),
                     0);
    json_decref(marks);
}

static void test_handed(void **state) {
    (void)state;
    struct scene s;
    secret_election(&s);
    draw(&s, 3);
    ASSERT_REFUSED_AS(act(&s, 4, "election.paper", "election=1", "numbers=3"), ERR_DENIED, "A11");
    ASSERT_REFUSED_AS(hand(&s, "2"), ERR_CONFLICT, "A11");     /* took a paper in the browser */
    ASSERT_REFUSED_AS(hand(&s, "12,13"), ERR_CONFLICT, "A11"); /* on no roll */
    static const char *const wrong[] = { "three", "3-", "5-4", "0", "3,,4", "3,3", "1-100001", "-3", "3,4,3-5" };
    for (size_t i = 0; i < COUNT(wrong); i++) ASSERT_REFUSED_AS(hand(&s, wrong[i]), ERR_SYNTAX, NULL);
    int64_t mails = state_int(&s, "SELECT count(*) FROM outbox");
    ASSERT_ALLOWED(hand(&s, "3-5, 9"));
    assert_int_equal(state_int(&s, "SELECT count(*) FROM outbox"), mails + 4);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM outbox WHERE person = 4 AND subject LIKE '%纸质选票%'"), 1);
    ASSERT_REFUSED_AS(hand(&s, "9"), ERR_CONFLICT, "A11"); /* out already */
    ASSERT_REFUSED_AS(act(&s, 4, "election.issue", "election=1", as_representative(&s, 4)), ERR_CONFLICT, "A11");
    assert_false(on_desk(&s, 4, "election.issue"));
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.paper", "election=1", "numbers=8", "back=true"), ERR_CONFLICT,
                      "A11");
    ASSERT_ALLOWED(act(&s, SECRETARY, "election.paper", "election=1", "numbers=3", "back=true"));
    cast(&s, 4, "1:1");
    ASSERT_REFUSED_AS(hand(&s, "3"), ERR_CONFLICT, "A11");
    at(&s, "2027-11-08 00:00");
    ASSERT_REFUSED_AS(hand(&s, "10"), ERR_CONFLICT, "A11"); /* voting is over */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_secret(void **state) {
    (void)state;
    struct scene s;
    secret_election(&s);
    for (int i = 2; i <= 6; i++) cast(&s, i, "1:1");
    ASSERT_ALLOWED(hand(&s, "7-10"));
    ASSERT_REFUSED_AS(enter(&s, "count", "3,1\n"), ERR_CONFLICT, "A11"); /* would tell how the vote stands */
    at(&s, "2027-11-08 00:00");
    tick(&s);
    assert_string_equal(state_text(&s, "SELECT state FROM election WHERE id = 1"), "closed");
    assert_int_equal(state_int(&s, "SELECT count(*) FROM election WHERE ballots IS NOT NULL"), 0); /* the box waits */
    assert_int_equal(state_int(&s, "SELECT count(*) FROM secret WHERE use = 'ballots'"), 1);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.declare", "election=1"), ERR_CONFLICT, NULL);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.annul", "election=1", "grounds=Waiting"), ERR_CONFLICT, "A11");
    assert_true(on_desk(&s, SECRETARY, "election.enter"));
    ASSERT_REFUSED_AS(act(&s, 4, "election.enter", "contest=1", "none=true", "account=Nobody"), ERR_DENIED, "A11");
    const struct answer *many = enter(&s, "count", "3,,1\n2,1\n");
    ASSERT_REFUSED(many, "A11");
    assert_int_equal(NUMBER(many, "A11", "papers"), 5);
    assert_int_equal(NUMBER(many, "A11", "out"), 4);
    ASSERT_REFUSED(enter(&s, "count", "1,,1\n"), "A11"); /* alone */
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.enter", "contest=1", "account=Which file?"), ERR_SYNTAX, NULL);
    const struct answer *entered = enter(&s, "count", ",x,x\n2,,1\n,,\n");
    ASSERT_ALLOWED(entered);
    assert_int_equal(NUMBER(entered, "A11", "papers"), 4);
    assert_string_equal(state_text(&s, "SELECT b.bytes FROM paper_batch p JOIN blob b ON b.hash = p.hash"),
                        "count,ballot\n1,\n1,1=2\n2,2\n"); /* sorted: not as typed */
    tick(&s);
    assert_int_equal(state_int(&s, "SELECT cast_count FROM election WHERE id = 1"), 5);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM secret WHERE use = 'ballots'"), 0);
    assert_int_equal(state_int(&s, "SELECT fixed FROM paper_batch"), 1);
    const struct answer *declared = act(&s, SECRETARY, "election.declare", "election=1");
    ASSERT_ALLOWED(declared);
    assert_int_equal(NUMBER(declared, "A11", "papers"), 9);
    ASSERT_REFUSED_AS(enter(&s, "count", "2,1\n"), ERR_CONFLICT, "A11"); /* decided */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void copy_seed(struct scene *s, char ret[SEED_SIZE]) {
    json_t *all = published(s);
    const json_t *contest = json_array_get(json_object_get(all, "contests"), 0);
    (void)snprintf(ret, SEED_SIZE, "%s", json_string_value(json_object_get(contest, "tie_seed")));
    json_decref(all);
}

/* Entered anew after the box was opened: other ballots count, and the same lot decides as before. */
static void test_replaced(void **state) {
    (void)state;
    struct scene s;
    char before[SEED_SIZE], after[SEED_SIZE];
    secret_election(&s);
    cast(&s, 2, "1:1");
    ASSERT_ALLOWED(hand(&s, "7-10"));
    at(&s, "2027-11-08 00:00");
    tick(&s);
    ASSERT_ALLOWED(enter(&s, "count", "2,,1\n"));
    tick(&s);
    copy_seed(&s, before);
    const struct answer *again = enter(&s, "count", "2,,1\n1,,\n");
    ASSERT_ALLOWED(again);
    assert_true(NUMBER(again, "A11", "before") > 0);
    copy_seed(&s, after);
    assert_string_equal(before, after);
    json_t *all = published(&s);
    const json_t *contest = json_array_get(json_object_get(all, "contests"), 0);
    assert_int_equal(json_array_size(json_object_get(contest, "papers")), 2); /* the earlier one stays */
    assert_int_equal(json_array_size(json_object_get(contest, "ballots")), 4);
    assert_non_null(json_object_get(json_array_get(json_object_get(contest, "ballots"), 3), "paper"));
    json_decref(all);
    assert_int_equal(NUMBER(act(&s, SECRETARY, "election.declare", "election=1"), "A11", "papers"), 4);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* One secret paper: only if its voter wants it; and none at all. */
static void test_alone(void **state) {
    (void)state;
    struct scene s;
    secret_election(&s);
    cast(&s, 2, "1:1");
    ASSERT_ALLOWED(hand(&s, "7"));
    at(&s, "2027-11-08 00:00");
    tick(&s);
    ASSERT_REFUSED(enter(&s, "count", "1,1\n"), "A11");
    ASSERT_ALLOWED(act(&s, SECRETARY, "election.enter", "contest=1", "none=true", "account=The voter kept it."));
    tick(&s);
    ASSERT_ALLOWED(act(&s, SECRETARY, "election.enter", "contest=1", sheet(&s, "count", "1,1\n"), "alone=true",
                       "account=The voter brought it after all, and knows."));
    assert_int_equal(NUMBER(act(&s, SECRETARY, "election.declare", "election=1"), "A11", "papers"), 2);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* What may be wrong with a file: each time the line is named, and nothing is done. */
static void test_files(void **state) {
    (void)state;
    struct scene s;
    secret_election(&s);
    ASSERT_ALLOWED(hand(&s, "1-12"));
    at(&s, "2027-11-08 00:00");
    tick(&s);
    const struct {
        const char *file, *said;
    } rows[] = {
        { sheet(&s, "count", "2,1\n3,1,one\n"), "Line 3: a rank from 1 on, or x, is expected where “one” stands" },
        { sheet(&s, "count", "2,1\nmany,1\n"),
          "Line 3: the line begins with a whole number of papers, at most 2,000,000,000." },
        { sheet(&s, "count", "2,1,,,,,,,1\n"), "Line 2: more cells than the header has columns (7)." },
        { sheet(&s, "count", ""), "The file holds no paper." },
        { "@file:ballots=count,1 Ada,2 Ben\n2,1\n", "The file has 2 candidates, the ballot paper 6" },
        { "@file:ballots=count,1 Ada,3 Ben\n2,1\n", "Line 1: column “3 Ben” is expected to be candidate 2" },
        { "@file:ballots=count,1 A,2 B,3 C,4 D,5 E,6 F\n2,1\n", "Line 1: candidate 1 is “A” in the file, “" },
        { "@file:ballots=count,rank1\n2,6\n", "the file gives no name" },
        { "@file:ballots=6 5\n2 1 0\n0\n\"A\"\n", "Line 4: candidate 1 is “A” in the file" },
        { "@file:ballots=6 5\n2 7 0\n0\n", "Line 2: there is no candidate 7; there are 6." },
        { "@file:ballots=6 5\n2 1 0\n", "Line 3: the file ends before the line “0”" },
        { "@file:ballots=count,1 A\n2,\xff\n", "Line 2: this is not UTF-8 text." },
        { "@file:ballots={\"election\": 2, \"contest\": 7, \"candidates\": [], \"ballots\": []}",
          "contest 7 of election 2" },
        { "@file:ballots={\"candidates\": [\"A\"], \"ballots\": [{\"scores\": [1]}]}", "takes no scores" },
        { "@file:ballots=", "The file is empty." },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct answer *answer =
            act(&s, SECRETARY, "election.enter", "contest=1", rows[i].file, "account=Before two directors.");
        ASSERT_REFUSED_AS(answer, ERR_SYNTAX, NULL);
        if (!strstr(printed(&s, answer).data, rows[i].said)) fail_msg("%s: %s", rows[i].said, printed(&s, answer).data);
    }
    char *large = arena_alloc(&s.arena, (2 << 20) + 32);
    memset(large, 'x', (2 << 20) + 31);
    memcpy(large, "@file:ballots=", 14);
    large[(2 << 20) + 31] = 0;
    const struct answer *answer =
        act(&s, SECRETARY, "election.enter", "contest=1", large, "account=Before two directors.");
    ASSERT_REFUSED_AS(answer, ERR_SYNTAX, NULL);
    assert_non_null(strstr(said(answer), "at most {max} are read"));
    assert_int_equal(state_int(&s, "SELECT count(*) FROM paper_batch"), 0);
    ASSERT_ALLOWED(enter(&s, "count", "2,1\n"));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static const char *ballot_of(struct scene *s, int64_t elector) {
    return state_text(s, "SELECT ballot FROM open_ballot WHERE contest = 1 AND elector = $1", V(elector));
}

static void test_named(void **state) {
    (void)state;
    struct scene s;
    named_election(&s);
    const char *as = as_office(&s, "board", 2);
    ASSERT_ALLOWED(act(&s, 2, "election.vote", "contest=1", "marks[]=1:1", as));
    ASSERT_REFUSED_AS(hand(&s, "1"), ERR_CONFLICT, "A12"); /* has voted */
    ASSERT_ALLOWED(hand(&s, "4-6"));
    ASSERT_REFUSED_AS(act(&s, 5, "election.vote", "contest=1", "marks[]=1:1", as_office(&s, "board", 5)), ERR_CONFLICT,
                      "A12");
    assert_false(on_desk(&s, 5, "election.vote"));
    assert_true(on_desk(&s, SECRETARY, "election.enter"));
    const struct {
        const char *first, *rows, *said;
    } wrong[] = {
        { "count", "1,1\n", "Line 2: whose paper is it?" },
        { "elector", "4,1\n5,,1\n4,,1\n", "Line 4: number 4 on the roll stands there already: Line 2." },
        { "elector", "x,1\n", "Line 2: the line begins with the elector's number on the roll." },
        { "elector", "7,1\n", "No paper was handed out for number 7" },
        { "elector", "1,,1\n", "No paper was handed out for number 1" },
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        const struct answer *answer = enter(&s, wrong[i].first, wrong[i].rows);
        assert_int_not_equal(answer->code, ERR_OK);
        if (!strstr(printed(&s, answer).data, wrong[i].said))
            fail_msg("%s: %s", wrong[i].said, printed(&s, answer).data);
    }
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.enter", "contest=1", "none=true", "account=None"), ERR_SYNTAX, NULL);
    ASSERT_ALLOWED(enter(&s, "elector", "5,,x\n4,x,\n"));
    assert_string_equal(ballot_of(&s, 5), "2");
    assert_int_equal(state_int(&s, "SELECT paper FROM open_ballot WHERE elector = 5"), 1);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.paper", "election=1", "numbers=5", "back=true"), ERR_CONFLICT,
                      "A12");
    ASSERT_ALLOWED(enter(&s, "elector", "4,x,x\n")); /* before the close: as any vote */
    at(&s, "2027-11-08 00:00");
    tick(&s);
    char before[SEED_SIZE], after[SEED_SIZE];
    copy_seed(&s, before);
    ASSERT_REFUSED_AS(enter(&s, "elector", "6,1\n"), ERR_CONFLICT, "A12"); /* was not entered in time */
    ASSERT_ALLOWED(enter(&s, "elector", "5,x,\n"));
    assert_string_equal(ballot_of(&s, 5), "1");
    copy_seed(&s, after);
    assert_string_equal(before, after);
    assert_string_equal(state_text(&s, "SELECT fixed FROM open_ballot WHERE elector = 5"), "2");
    assert_int_equal(NUMBER(act(&s, SECRETARY, "election.declare", "election=1"), "A12", "papers"), 3);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/papers: A11 a paper is handed to who has not voted, and then nobody votes twice", test_handed),
        CASE("acts/papers: A11 secret papers are entered after the close and before the box is opened", test_secret),
        CASE("acts/papers: A11 entered anew before the declaration: counted, on record, and no other lot",
             test_replaced),
        CASE("acts/papers: A11 one secret paper alone is entered if its voter wants it", test_alone),
        CASE("acts/papers: A11 a file with a fault is refused, and its line is named", test_files),
        CASE("acts/papers: A12 papers by name are their electors' votes, in time, corrected until declared",
             test_named),
    };
    return cmocka_run_group_tests_name("acts/papers", tests, NULL, NULL);
}
