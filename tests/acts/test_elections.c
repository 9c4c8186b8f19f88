/* Elections by clause: called with a roll and a calendar, voted in by name, counted, declared, seated. */
#include "acts/elections/polling.h"
#include "support/credential.h"
#include "support/session.h"

static const char *const CONDITIONS[] = { "capacity", "lawful", "public-spirit", "independent", "able", "further" };

static int64_t nominate_tc(struct scene *s, int64_t by, const char *as, const char *title, int64_t person) {
    const char *fields[16] = { "body=tc", f(s, "title=%s", title), number_field(s, "person", person) };
    size_t n = 3;
    for (int i = 0; i < 6; i++) fields[n++] = f(s, "conditions[]=%s", CONDITIONS[i]);
    fields[n++] = as;
    fields[n] = NULL;
    return ASSERT_ALLOWED(scene_act(s, by, "nomination.make", fields));
}

/* Two for the one chair of the TC: its chair of today, and a director member's candidate, person 3; a third for a seat as member. */
static int64_t contested_round(struct scene *s) {
    scene_coia(s);
    at(s, "2027-10-08 10:00");
    int64_t entry = ASSERT_ALLOWED(
        act(s, SECRETARY, "nomination.open", "body=tc", "closes_at=2027-11-01 12:00", "term_from=2028-01-01"));
    int64_t round = state_int(s, "SELECT id FROM round WHERE entry = $1", V(entry));
    nominate_tc(s, TC_CHAIR, as_office(s, "tc", TC_CHAIR), "chair", TC_CHAIR);
    nominate_tc(s, 3, as_representative(s, 3), "chair", 3);
    nominate_tc(s, 4, as_representative(s, 4), "member", 4);
    at(s, "2027-11-01 12:00");
    return round;
}

static const struct answer *call_election(struct scene *s, int64_t round, const char *opens, const char *closes) {
    return act(s, SECRETARY, "election.call", number_field(s, "round", round), f(s, "opens_at=%s", opens),
               f(s, "closes_at=%s", closes), "seed=Autumn");
}

static const struct answer *vote(struct scene *s, int64_t person, const char *mark, const char *second) {
    return act(s, person, "election.vote", "contest=1", f(s, "marks[]=%s", mark), f(s, "marks[]=%s", second),
               as_office(s, "board", person));
}

static void test_call(void **state) {
    (void)state;
    struct scene s;
    int64_t round = contested_round(&s);
    ASSERT_REFUSED(act(&s, SECRETARY, "nomination.seat", number_field(&s, "round", round)), "A12");
    static const struct {
        const char *opens, *closes, *clause;
        int code;
    } rows[] = {
        { "2027-11-04 23:59", "2027-11-20 12:00", "A11", ERR_REFUSED }, /* the roll lies open until the 4th at 24:00 */
        { "2027-11-05 00:00", "2027-11-07 23:59", "A11", ERR_REFUSED }, /* a minute short of three days */
        { "2027-11-01 11:00", "2027-11-20 12:00", NULL, ERR_SYNTAX },   /* in the past */
        { "2027-11-10 00:00", "2027-11-09 00:00", NULL, ERR_SYNTAX },   /* the wrong way round */
        { "2027-12-25 00:00", "2028-01-01 00:01", NULL, ERR_SYNTAX },   /* the term has begun */
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        ASSERT_REFUSED_AS(call_election(&s, round, rows[i].opens, rows[i].closes), rows[i].code, rows[i].clause);
    ASSERT_REFUSED_AS(act(&s, DIRECTOR, "election.call", number_field(&s, "round", round), "opens_at=2027-11-05 00:00",
                          "closes_at=2027-11-08 00:00"),
                      ERR_DENIED, "A11");
    const struct answer *called =
        call_election(&s, round, "2027-11-05 00:00", "2027-11-08 00:00"); /* exactly three days */
    ASSERT_ALLOWED(called);
    assert_int_equal(NUMBER(called, "A12", "electors"), BOARD_SIZE);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM elector WHERE election = 1 AND state = 'on'"), BOARD_SIZE);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM contest"), 1);
    assert_int_equal(state_int(&s, "SELECT seats FROM contest WHERE id = 1"), 1);
    assert_string_equal(state_text(&s, "SELECT mode FROM election WHERE id = 1"), "open");
    ASSERT_REFUSED_AS(call_election(&s, round, "2027-11-05 00:00", "2027-11-08 00:00"), ERR_CONFLICT, NULL);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_roll(void **state) {
    (void)state;
    struct scene s;
    int64_t round = contested_round(&s);
    ASSERT_ALLOWED(call_election(&s, round, "2027-11-05 00:00", "2027-11-08 00:00"));
    ASSERT_REFUSED_AS(act(&s, DIRECTOR, "election.object", "election=1", "grounds=None",
                          as_office(&s, "board", DIRECTOR)),
                      ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(act(&s, DIRECTOR, "election.object", "election=1", "elector=99", "grounds=None",
                          as_office(&s, "board", DIRECTOR)),
                      ERR_SYNTAX, NULL);
    ASSERT_ALLOWED(act(&s, DIRECTOR, "election.object", "election=1", "elector=5", "grounds=Has left",
                       as_office(&s, "board", DIRECTOR)));
    ASSERT_ALLOWED(act(&s, DIRECTOR, "election.object", "election=1", "elector=6", "grounds=Has left",
                       as_office(&s, "board", DIRECTOR)));
    at(&s, "2027-11-05 00:00");
    ASSERT_REFUSED_AS(act(&s, DIRECTOR, "election.object", "election=1", "elector=7", "grounds=Late",
                          as_office(&s, "board", DIRECTOR)),
                      ERR_CONFLICT, "A11");
    int64_t fifth = state_int(&s, "SELECT person FROM elector WHERE election = 1 AND number = 5"),
            sixth = state_int(&s, "SELECT person FROM elector WHERE election = 1 AND number = 6");
    ASSERT_ALLOWED(act(&s, SECRETARY, "election.answer", "objection=1", "answer=upheld", "grounds=So it is"));
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.answer", "objection=1", "answer=dismissed", "grounds=Again"),
                      ERR_CONFLICT, "A12");
    ASSERT_REFUSED_AS(vote(&s, fifth, "1:1", ""), ERR_DENIED, "A12"); /* struck off */
    ASSERT_ALLOWED(vote(&s, sixth, "1:1", ""));
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.answer", "objection=2", "answer=upheld", "grounds=Too late"),
                      ERR_CONFLICT, "A12"); /* has voted */
    ASSERT_ALLOWED(
        act(&s, SECRETARY, "election.answer", "objection=2", "answer=dismissed", "grounds=Holds the office"));
    CHECK_WHOLE(&s);
    scene_end(&s);
}

static void test_vote(void **state) {
    (void)state;
    struct scene s;
    int64_t round = contested_round(&s);
    ASSERT_ALLOWED(call_election(&s, round, "2027-11-05 00:00", "2027-11-08 00:00"));
    ASSERT_REFUSED_AS(vote(&s, 3, "1:1", ""), ERR_CONFLICT, "A12"); /* not open */
    at(&s, "2027-11-05 00:00");
    static const struct {
        const char *mark, *second;
    } wrong[] = { { "1:3", "" },    { "1:0", "" },    { "1", "" },   { "0:1", "" },
                  { "1:1", "2:1" }, { "1:1", "2:2" }, { "x:y", "" }, { "1:99999999999999999999", "" } };
    for (size_t i = 0; i < COUNT(wrong); i++)
        ASSERT_REFUSED_AS(vote(&s, 3, wrong[i].mark, wrong[i].second), ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "election.vote", "contest=1", "marks[]=1:1"), ERR_DENIED,
                      "A12"); /* no elector */
    for (int64_t person = 2; person <= 7; person++) ASSERT_ALLOWED(vote(&s, person, "1:1", ""));
    for (int64_t person = 8; person <= 10; person++) ASSERT_ALLOWED(vote(&s, person, "1:2", ""));
    ASSERT_ALLOWED(vote(&s, 11, "1:1", "1:2"));
    ASSERT_ALLOWED(vote(&s, 7, "1:2", "")); /* changes her mind */
    ASSERT_ALLOWED(vote(&s, 6, "1:2", "")); /* and another: 5 to 6 */
    assert_int_equal(state_int(&s, "SELECT count(*) FROM open_ballot"), 10);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.declare", "election=1"), ERR_CONFLICT, NULL); /* still open */
    at(&s, "2027-11-08 00:00");
    ASSERT_REFUSED_AS(vote(&s, 5, "1:2", ""), ERR_CONFLICT, "A12"); /* closed by the clock */
    const struct answer *declared = act(&s, SECRETARY, "election.declare", "election=1");
    ASSERT_ALLOWED(declared);
    assert_int_equal(NUMBER(declared, "A12", "papers"), 10);
    assert_int_equal(NUMBER(declared, "A12", "n"), 1); /* and the member, unopposed */
    assert_int_equal(state_int(&s, "SELECT place FROM contest_candidate WHERE contest = 1 AND number = 2"), 1);
    assert_int_equal(state_int(&s, "SELECT place FROM contest_candidate WHERE contest = 1 AND number = 1"), 0);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.declare", "election=1"), ERR_CONFLICT, NULL);
    assert_string_equal(state_text(&s, "SELECT state FROM round WHERE id = $1", V(round)), "decided");
    at(&s, "2028-01-01 00:00");
    ASSERT_ALLOWED(act(&s, 3, "person.update", "name=Person 3")); /* the clock comes first */
    assert_string_equal(state_text(&s,
                                   "SELECT how FROM holding WHERE body = 'tc' AND title = 'chair' AND to_at IS NULL"),
                        "elected");
    assert_int_equal(state_int(&s,
                               "SELECT person FROM holding WHERE body = 'tc' AND title = 'chair' AND to_at IS NULL"),
                     3);
    assert_string_equal(state_text(&s,
                                   "SELECT how FROM holding WHERE body = 'tc' AND title = 'member' AND to_at IS NULL"),
                        "unopposed");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* Five to five: the lot, by a seed that was fixed before the count, so that any other count says the same. */
static void test_tie(void **state) {
    (void)state;
    struct scene s;
    int64_t round = contested_round(&s);
    ASSERT_ALLOWED(call_election(&s, round, "2027-11-05 00:00", "2027-11-08 00:00"));
    at(&s, "2027-11-05 00:00");
    for (int64_t person = 2; person <= 11; person++) ASSERT_ALLOWED(vote(&s, person, person <= 6 ? "1:1" : "1:2", ""));
    at(&s, "2027-11-08 00:00");
    ASSERT_ALLOWED(act(&s, SECRETARY, "election.declare", "election=1"));
    assert_int_equal(state_int(&s, "SELECT count(*) FROM contest_candidate WHERE contest = 1 AND place = 1"), 1);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM nomination WHERE state = 'lost'"), 1);
    CHECK_WHOLE(&s); /* the replay draws the same lot */
    scene_end(&s);
}

/* A candidate withdraws while voting is on: the votes stand, the candidate does not. */
static void test_withdrawn(void **state) {
    (void)state;
    struct scene s;
    int64_t round = contested_round(&s);
    ASSERT_ALLOWED(call_election(&s, round, "2027-11-05 00:00", "2027-11-08 00:00"));
    at(&s, "2027-11-05 00:00");
    for (int64_t person = 2; person <= 11; person++) ASSERT_ALLOWED(vote(&s, person, "1:2", ""));
    ASSERT_ALLOWED(act(&s, 3, "nomination.withdraw", "nomination=2", as_representative(&s, 3)));
    at(&s, "2027-11-08 00:00");
    ASSERT_ALLOWED(act(&s, SECRETARY, "election.declare", "election=1"));
    assert_int_equal(state_int(&s, "SELECT place FROM contest_candidate WHERE contest = 1 AND number = 1"), 1);
    assert_int_equal(state_int(&s, "SELECT place FROM contest_candidate WHERE contest = 1 AND number = 2"), -1);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* Who nominated another cannot take them off the paper any more, having seen how the vote goes; they themselves can. */
static void test_taken_off(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    at(&s, "2027-10-08 10:00");
    ASSERT_ALLOWED(
        act(&s, SECRETARY, "nomination.open", "body=tc", "closes_at=2027-11-01 12:00", "term_from=2028-01-01"));
    nominate_tc(&s, TC_CHAIR, as_office(&s, "tc", TC_CHAIR), "chair", TC_CHAIR);
    nominate_tc(&s, TC_VICE, as_office(&s, "tc", TC_VICE), "chair", TC_MEMBER);
    ASSERT_ALLOWED(accept_nomination(&s, 2));
    at(&s, "2027-11-01 12:00");
    ASSERT_ALLOWED(call_election(&s, 1, "2027-11-05 00:00", "2027-11-08 00:00"));
    static const char *const when[] = { "2027-11-01 12:00", "2027-11-05 00:00", "2027-11-08 00:00" };
    for (size_t i = 0; i < COUNT(when); i++) { /* before, while and after voting */
        at(&s, when[i]);
        ASSERT_REFUSED_AS(act(&s, TC_VICE, "nomination.withdraw", "nomination=2", as_office(&s, "tc", TC_VICE)),
                          ERR_CONFLICT, NULL);
    }
    ASSERT_REFUSED_AS(act(&s, TC_VICE, "nomination.decline", "nomination=2"), ERR_DENIED, NULL);
    ASSERT_ALLOWED(act(&s, TC_MEMBER, "nomination.decline", "nomination=2"));
    assert_string_equal(state_text(&s, "SELECT state FROM nomination WHERE id = 2"), "withdrawn");
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* A day before the close: to those without a ballot, once, and to nobody whom the roll does not have any more. */
static void test_reminder(void **state) {
    (void)state;
    struct scene s;
    int64_t round = contested_round(&s);
    ASSERT_ALLOWED(call_election(&s, round, "2027-11-05 00:00", "2027-11-08 00:00"));
    at(&s, "2027-11-05 00:00");
    for (int64_t person = 2; person <= 4; person++) ASSERT_ALLOWED(vote(&s, person, "1:1", ""));
    int64_t told = state_int(&s, "SELECT count(*) FROM outbox");
    at(&s, "2027-11-06 23:59:59");
    ASSERT_ALLOWED(vote(&s, 5, "1:1", ""));
    assert_int_equal(state_int(&s, "SELECT count(*) FROM outbox"), told);
    at(&s, "2027-11-07 00:00");
    ASSERT_ALLOWED(vote(&s, 6, "1:1", "")); /* the clock comes first: this one is reminded too */
    assert_int_equal(state_int(&s, "SELECT count(*) FROM outbox"), told + BOARD_SIZE - 4);
    for (int64_t person = 2; person <= 5; person++)
        assert_int_equal(state_int(&s, "SELECT count(*) FROM outbox WHERE person = $1 AND subject LIKE '%截止%'",
                                   V(person)),
                         0);
    for (int64_t person = 6; person <= 11; person++)
        assert_int_equal(state_int(&s, "SELECT count(*) FROM outbox WHERE person = $1 AND subject LIKE '%截止%'",
                                   V(person)),
                         1);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* Twice at one instant, by two tabs: the later one on record counts; by one form sent twice: one act. */
static void test_same_instant(void **state) {
    (void)state;
    struct scene s;
    int64_t round = contested_round(&s);
    ASSERT_ALLOWED(call_election(&s, round, "2027-11-05 00:00", "2027-11-08 00:00"));
    at(&s, "2027-11-05 00:00");
    const char *as = as_office(&s, "board", 3);
    int64_t first = ASSERT_ALLOWED(act(&s, 3, "election.vote", "contest=1", "marks[]=1:1", as, "@key=tab1"));
    int64_t second = ASSERT_ALLOWED(act(&s, 3, "election.vote", "contest=1", "marks[]=1:2", as, "@key=tab2"));
    const struct answer *again =
        act(&s, 3, "election.vote", "contest=1", "marks[]=1:1", as, "@key=tab1"); /* sent again */
    assert_int_equal(ASSERT_ALLOWED(again), first);
    assert_true(second > first);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM open_ballot"), 1);
    assert_string_equal(state_text(&s, "SELECT ballot FROM open_ballot WHERE elector = 2"), "2");
    /* Received before the close, taken after it: in time. Received at the close: late. */
    at(&s, "2027-11-08 00:00");
    ASSERT_ALLOWED(act(&s, 3, "person.update", "name=Person 3"));
    ASSERT_ALLOWED(act(&s, 4, "election.vote", "contest=1", "marks[]=1:2", as_office(&s, "board", 4),
                       "@received=2027-11-07 23:59:59"));
    ASSERT_REFUSED_AS(act(&s, 5, "election.vote", "contest=1", "marks[]=1:1", as_office(&s, "board", 5),
                          "@received=2027-11-08 00:00"),
                      ERR_CONFLICT, "A12");
    ASSERT_ALLOWED(act(&s, SECRETARY, "election.declare", "election=1"));
    ASSERT_REFUSED_AS(act(&s, 6, "election.vote", "contest=1", "marks[]=1:1", as_office(&s, "board", 6),
                          "@received=2027-11-07 23:59:58"),
                      ERR_CONFLICT, "A12"); /* declared meanwhile */
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* ---- secret ballots ---- */

/* Seven who would lead ten: six vice-chairs nominated for five places, elected by director members with receipts. */
static int64_t secret_round(struct scene *s) {
    int64_t entry = contested_board(s);
    at(s, "2027-11-01 12:00");
    int64_t round = state_int(s, "SELECT id FROM round WHERE entry = $1", V(entry));
    ASSERT_ALLOWED(call_election(s, round, "2027-11-05 00:00", "2027-11-08 00:00"));
    at(s, "2027-11-05 00:00");
    ASSERT_ALLOWED(act(s, 3, "person.update", "name=Person 3")); /* the clock comes first */
    return round;
}

/* Takes a paper by a ticket that bears the number. */
static const struct answer *issue(struct scene *s, int64_t election, int64_t person, int ticket) {
    return act(s, person, "election.issue", number_field(s, "election", election),
               ticket_field(s, f(s, "Ticket %d", ticket)), as_representative(s, person));
}

static struct paper_code draw(struct scene *s, int ticket) { return code_of(s, f(s, "Ticket %d", ticket)); }

static int cast(struct scene *s, const struct paper_code *code, const char *mark) {
    struct error err;
    json_t *marks = json_pack("[s]", mark);
    int result =
        ballot_cast(s->a, &(struct secret_ballot){ 1, 1, str_of(code->serial), str_of(code->proof), marks }, &err);
    json_decref(marks);
    return result;
}

static void test_receipts(void **state) {
    (void)state;
    struct scene s;
    secret_round(&s);
    assert_string_equal(state_text(&s, "SELECT mode FROM election WHERE id = 1"), "receipt");
    assert_int_equal(state_int(&s, "SELECT seats FROM contest WHERE id = 1"), 5);
    ASSERT_REFUSED(act(&s, 3, "election.vote", "contest=1", "marks[]=1:1", as_representative(&s, 3)),
                   "A11"); /* not by name */
    ASSERT_REFUSED_AS(act(&s, TC_CHAIR, "election.issue", "election=1"), ERR_DENIED, "A8.2.3");
    static const char *const no_ticket[] = { "blinded=", "blinded[]=", "blinded[]=A ticket", "blinded[]=1234" };
    for (size_t i = 0; i < COUNT(no_ticket); i++) /* its codes would be shown nowhere */
        ASSERT_REFUSED_AS(act(&s, 3, "election.issue", "election=1", no_ticket[i], as_representative(&s, 3)),
                          ERR_SYNTAX, NULL);
    ASSERT_REFUSED_AS(act(&s, 3, "election.issue", "election=1", ticket_field(&s, "a"), ticket_field(&s, "b"),
                          as_representative(&s, 3)),
                      ERR_SYNTAX, NULL);
    struct paper_code codes[12];
    for (int i = 2; i <= 13; i++) {
        ASSERT_ALLOWED(issue(&s, 1, i, i));
        codes[i - 2] = draw(&s, i);
        struct paper_code again = draw(&s, i); /* of a ticket, the same each time */
        assert_memory_equal(&again, &codes[i - 2], sizeof again);
        assert_string_not_equal(draw(&s, 100 + i).serial, again.serial);
    }
    ASSERT_REFUSED_AS(issue(&s, 1, 3, 99), ERR_CONFLICT, "A11"); /* once */
    for (int i = 0; i < 12; i++) assert_int_equal(cast(&s, &codes[i], i < 6 ? "1:1" : "1:2"), 0);
    assert_int_equal(cast(&s, &codes[0], "1:2"), 0); /* changes the ballot */
    assert_int_equal(cast(&s, &codes[1], "1:7"), ERR_SYNTAX);
    struct paper_code forged = codes[2];
    forged.serial[0] = forged.serial[0] == 'a' ? 'b' : 'a';
    assert_int_equal(cast(&s, &forged, "1:1"), ERR_DENIED);
    forged = codes[2];
    forged.proof[0] = forged.proof[0] == 'a' ? 'b' : 'a';
    assert_int_equal(cast(&s, &forged, "1:1"), ERR_DENIED);
    assert_int_equal(state_int(&s,
                               "SELECT count(*) FROM blob WHERE hash = (SELECT ballots FROM election WHERE id = 1)"),
                     0); /* nothing before the close */
    at(&s, "2027-11-08 00:00");
    ASSERT_ALLOWED(act(&s, 3, "person.update", "name=Person 3"));
    assert_int_equal(cast(&s, &codes[3], "1:3"), ERR_CONFLICT);
    assert_int_equal(state_int(&s, "SELECT cast_count FROM election WHERE id = 1"), 12);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM secret WHERE use = 'ballots'"), 0);
    const struct answer *declared = act(&s, SECRETARY, "election.declare", "election=1");
    ASSERT_ALLOWED(declared);
    assert_int_equal(NUMBER(declared, "A11", "papers"), 12);
    assert_int_equal(state_int(&s, "SELECT place FROM contest_candidate WHERE contest = 1 AND number = 2"),
                     1); /* seven to five */
    assert_int_equal(state_int(&s, "SELECT count(*) FROM contest_candidate WHERE contest = 1 AND place > 0"), 5);
    /* Who changed a ballot finds the last one; each published line is proved by the key that is now open. */
    const char *published =
        state_text(&s, "SELECT bytes FROM blob WHERE hash = (SELECT ballots FROM election WHERE id = 1)");
    const char *line = strstr(published, codes[0].serial);
    assert_non_null(line);
    assert_int_equal(line[-2], '2');
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* Whoever has the key could put in more than were issued: that is seen, and never declared. */
static void test_stuffed(void **state) {
    (void)state;
    struct scene s;
    secret_round(&s);
    ASSERT_ALLOWED(issue(&s, 1, 3, 3));
    for (int i = 0; i < 2; i++) {
        struct paper_code code = draw(&s, i);
        assert_int_equal(cast(&s, &code, "1:1"), 0);
    }
    at(&s, "2027-11-08 00:00");
    const struct answer *refused = act(&s, SECRETARY, "election.declare", "election=1");
    ASSERT_REFUSED_AS(refused, ERR_CONFLICT, NULL);
    assert_non_null(strstr(refused->verdict->items[refused->verdict->count - 1].remedy.en, "Annul"));
    /* The way out: the vote is void, and the round is where it was. */
    assert_true(on_desk(&s, SECRETARY, "election.annul"));
    assert_false(on_desk(&s, SECRETARY, "election.declare"));
    ASSERT_REFUSED_AS(act(&s, 3, "election.annul", "election=1", "grounds=Two in the box"), ERR_DENIED, "A11");
    const struct answer *annulled =
        act(&s, SECRETARY, "election.annul", "election=1", "grounds=Two in the box, and one paper issued");
    ASSERT_ALLOWED(annulled);
    assert_int_equal(NUMBER(annulled, "A11", "papers"), 2);
    assert_int_equal(NUMBER(annulled, "A11", "issued"), 1);
    assert_int_equal(state_int(&s, "SELECT count(*) FROM outbox WHERE subject LIKE '%无效%'"), 12);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.annul", "election=1", "grounds=Again"), ERR_CONFLICT, "A11");
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.declare", "election=1"), ERR_CONFLICT, NULL);
    assert_true(on_desk(&s, SECRETARY, "election.call"));
    ASSERT_ALLOWED(call_election(&s, 1, "2027-11-12 00:00", "2027-11-15 00:00"));
    assert_int_equal(
        state_int(&s, "SELECT count(*) FROM elector WHERE election = 2 AND state = 'on' AND issued_entry IS NULL"),
        12); /* a fresh roll */
    at(&s, "2027-11-12 00:00");
    ASSERT_ALLOWED(issue(&s, 2, 3, 3));
    at(&s, "2027-11-15 00:00");
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.annul", "election=2", "grounds=I do not like it"), ERR_CONFLICT,
                      "A11"); /* nothing is wrong with it */
    ASSERT_ALLOWED(act(&s, SECRETARY, "election.declare", "election=2"));
    at(&s, "2028-01-01 00:00");
    ASSERT_ALLOWED(act(&s, 3, "person.update", "name=Person 3"));
    assert_int_equal(
        state_int(&s, "SELECT count(*) FROM holding WHERE body = 'board' AND title = 'vice-chair' AND to_at IS NULL"),
        5);
    CHECK_WHOLE(&s);
    scene_end(&s);
}

/* The published ballots changed beside the program: the ballot for the second candidate; and, with the hash of what they are now, so
 * that only the credential tells. */
static void spoil_ballot(struct db *db, void *context) {
    (void)context;
    db_exec(
        db,
        "UPDATE blob SET bytes = CAST(replace(CAST(bytes AS TEXT), '1,1,', '1,2,') AS BLOB) WHERE hash = (SELECT ballots FROM election WHERE id = 1)");
}

static void spoil_credential(struct db *db, void *context) {
    struct str now = str_of(context);
    struct buf hex;
    struct hash h = hash_of(now);
    buf_init(&hex, 128);
    hash_hex(&hex, &h);
    db_exec(db, "INSERT INTO blob (hash, bytes) VALUES ($1, $2)", V(buf_str(&hex)), V_BLOB(now));
    db_exec(db, "UPDATE election SET ballots = $1 WHERE id = 1", V(buf_str(&hex)));
    buf_release(&hex);
}

/* A line whose credential does not hold when it is counted, whatever it was when it was cast. */
static void test_spoiled(void **state) {
    (void)state;
    struct scene s;
    secret_round(&s);
    ASSERT_ALLOWED(issue(&s, 1, 3, 3));
    struct paper_code code = draw(&s, 3);
    assert_int_equal(cast(&s, &code, "1:1"), 0);
    at(&s, "2027-11-08 00:00");
    ASSERT_ALLOWED(act(&s, 3, "person.update", "name=Person 3"));
    char document[512];
    (void)snprintf(document, sizeof document, "%s",
                   state_text(&s, "SELECT bytes FROM blob WHERE hash = (SELECT ballots FROM election WHERE id = 1)"));
    assert_int_equal(alliance_write(s.a, spoil_ballot, NULL), 0);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.declare", "election=1"), ERR_CONFLICT, NULL);
    char *proof = document + strlen(document) - 2;
    *proof = *proof == '0' ? '1' : '0';
    assert_int_equal(alliance_write(s.a, spoil_credential, document), 0);
    ASSERT_REFUSED_AS(act(&s, SECRETARY, "election.declare", "election=1"), ERR_CONFLICT, NULL);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("acts/elections: A12 called with a calendar and a roll, by who may", test_call),
        CASE("acts/elections: A12 the roll is objected to and answered while there is time", test_roll),
        CASE("acts/elections: A12, A17 cast by name, changed until the close, counted, seated", test_vote),
        CASE("acts/elections: A12 a tie is drawn by a seed fixed before the count", test_tie),
        CASE("acts/elections: A11 secret with receipts: issued once, cast without a name, changed, published, counted",
             test_receipts),
        CASE("acts/elections: A11 more ballots than papers issued are never declared: annulled, and called again",
             test_stuffed),
        CASE("acts/elections: A11 a published ballot whose credential does not hold at the count is never declared",
             test_spoiled),
        CASE("acts/elections: A12 a candidate withdraws while voting is on", test_withdrawn),
        CASE("acts/elections: A12 on the paper a candidate is withdrawn by themselves alone", test_taken_off),
        CASE("acts/elections: A11 who has not voted is reminded once, before the close", test_reminder),
        CASE("acts/elections: A12 twice at one instant, at the close, and after it", test_same_instant),
    };
    return cmocka_run_group_tests_name("acts/elections", tests, NULL, NULL);
}
