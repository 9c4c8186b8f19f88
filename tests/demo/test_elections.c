/* The demo's elections: every mode, a tie settled by a lot, rolls objected to, in every life; and what a seed decides of them. */
#include "lives.h"

#include "acts/elections/counting.h"
#include "acts/elections/elections.h"

static struct demo_report lived(const char *dir, int64_t members, uint64_t seed, day end) {
    return lived_as(&(struct demo_options){
        .dir = dir, .charter = "charters/coia", .members = members, .years = 2, .seed = seed, .end = end });
}

/* Contests of declared elections in which a lot was drawn for a seat. */
static int64_t lots(const char *dir) {
    struct reading r = reading_begin(dir);
    struct arena arena;
    int64_t n = 0;
    arena_init(&arena);
    for (int64_t id = 1;; id++) {
        const struct election *e = election_read(r.db, &arena, id);
        struct contest *contests;
        if (!e) break;
        size_t count = strcmp(e->state, "declared") == 0 ? contests_in(r.db, &arena, id, &contests) : 0;
        for (size_t i = 0; i < count; i++) {
            struct contest_count counted;
            assert_true(contest_counted(r.db, &arena, e, &contests[i], &(struct counting_as){ 0 }, &counted));
            for (size_t k = 0; k < counted.result->tie_count; k++)
                n += counted.result->ties[k].means == TIE_LOT && counted.result->ties[k].purpose == TIE_ELECT;
            contest_count_release(&counted);
        }
    }
    arena_release(&arena);
    reading_end(&r);
    return n;
}

static const struct {
    const char *what, *sql;
} held[] = {
    { "an open election, declared", "SELECT count(*) FROM election WHERE mode = 'open' AND state = 'declared'" },
    { "one with receipts, declared",
      "SELECT count(*) FROM election WHERE mode = 'receipt' AND state = 'declared' AND cast_count > 0" },
    { "a sealed one, declared",
      "SELECT count(*) FROM election WHERE mode = 'sealed' AND state = 'declared' AND cast_count > 0" },
    { "one that is being voted on, with ballots in it",
      "SELECT count(*) FROM election e WHERE state = 'voting' AND EXISTS (SELECT 1 FROM elector l WHERE l.election = e.id AND "
      "l.issued_entry IS NOT NULL)" },
    { "a vote of somebody to sign in as, not yet cast",
      "SELECT count(*) FROM election e JOIN elector l ON l.election = e.id AND l.issued_entry IS NULL JOIN setting s ON s.name = "
      "'demo.director' AND l.person = CAST(s.value AS BIGINT) WHERE e.state = 'voting'" },
    { "open nominations", "SELECT count(*) FROM round WHERE state = 'open'" },
    { "seats filled for the rest of a term",
      "SELECT count(*) FROM round WHERE until IS NOT NULL AND state = 'seated'" },
    { "a nominee who was asked and accepted", "SELECT count(*) FROM nomination WHERE accept_entry IS NOT NULL" },
    { "a contest for several seats", "SELECT count(*) FROM contest WHERE seats > 1" },
    { "an objection upheld", "SELECT count(*) FROM objection WHERE state = 'upheld'" },
    { "an objection dismissed", "SELECT count(*) FROM objection WHERE state = 'dismissed'" },
    { "a candidate who withdrew while voting was on", "SELECT count(*) FROM contest_candidate WHERE place = -1" },
    { "a nominee who lost", "SELECT count(*) FROM nomination WHERE state = 'lost'" },
    { "an elector who did not vote",
      "SELECT count(*) FROM elector l JOIN election e ON e.id = l.election AND e.state = 'declared' AND e.mode <> 'open' WHERE l.issued_entry IS NULL" },
    { "a ballot by name that was changed",
      "SELECT count(*) FROM leaf WHERE kind = 'election.vote' AND n NOT IN (SELECT entry FROM open_ballot)" },
    { "a seat taken by election, with its term",
      "SELECT count(*) FROM holding WHERE how = 'elected' AND to_at IS NULL AND term_end IS NOT NULL" },
    { "a seat that nobody else stood for", "SELECT count(*) FROM holding WHERE how = 'unopposed' AND to_at IS NULL" },
};

static void every_kind(void **state) {
    (void)state;
    /* the end of a month, a leap day, the last and the first day of a year, days in the Spring Festival and the National Day */
    /* the end of a month, a leap day, the last and the first day of a year, days in the Spring Festival and the National Day */
    static const struct {
        int64_t members;
        uint64_t seed;
        int year, month, day;
    } lives[] = { { 60, 1, 2026, 11, 30 }, { 40, 3, 2024, 2, 29 }, { 40, 4, 2026, 12, 31 },
                  { 40, 5, 2026, 1, 1 },   { 60, 6, 2026, 2, 18 }, { 40, 7, 2026, 10, 4 } };
    for (size_t i = 0; i < COUNT(lives); i++) {
        const char *dir = fresh_dir();
        struct demo_report r =
            lived(dir, lives[i].members, lives[i].seed, day_of(lives[i].year, lives[i].month, lives[i].day));
        assert_whole(dir, &r);
        for (size_t k = 0; k < COUNT(held); k++)
            if (count(dir, held[k].sql) < 1)
                fail_msg("seed %d until %d-%d-%d: not %s", (int)lives[i].seed, lives[i].year, lives[i].month,
                         lives[i].day, held[k].what);
        if (lots(dir) < 1) fail_msg("seed %d: no tie that a lot settled", (int)lives[i].seed);
    }
}

/* ---- what a seed decides ---- */

/* The record of an act without what the voters' browsers and OpenSSL drew for sealed elections. */
static char *without_credentials(struct reading *r, struct arena *arena, int64_t n) {
    json_t *entry = NULL, *args;
    struct rows *rows = db_rows(r->db, "SELECT kind, entry FROM leaf WHERE n = $1", V(n));
    assert_true(rows_next(rows));
    const char *kind = arena_z(arena, rows_str(rows, 0));
    struct str text = rows_str(rows, 1);
    entry = json_loadb(text.data, text.len, 0, NULL);
    rows_done(rows);
    args = json_object_get(entry, "args");
    int64_t election =
        json_integer_value(json_object_get(args, strncmp(kind, "clock.", 6) == 0 ? "about" : "election"));
    const char *drawn = strcmp(kind, "clock.election_opens") == 0    ? "key"
                        : strcmp(kind, "election.issue") == 0        ? "blinded"
                        : strcmp(kind, "clock.election_closes") == 0 ? "ballots"
                                                                     : NULL;
    if (drawn && db_has(r->db, "SELECT 1 FROM election WHERE id = $1 AND mode = 'sealed'", V(election))) {
        assert_non_null(json_object_get(args, drawn));
        json_object_del(args, drawn);
    }
    char *said = json_dumps(entry, JSON_SORT_KEYS | JSON_COMPACT);
    json_decref(entry);
    return said;
}

static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* What the published ballots of an election say, in an order of their own. */
static struct str ballots_said(struct reading *r, struct arena *arena, int64_t election) {
    struct str rest =
        db_str(r->db, arena, "SELECT bytes FROM blob WHERE hash = (SELECT ballots FROM election WHERE id = $1)",
               V(election));
    char *lines[1000];
    size_t n = 0;
    struct buf all;
    while (rest.len && n < COUNT(lines)) {
        struct str line = str_cut(&rest, '\n'), contest = str_cut(&line, ','), ballot = str_cut(&line, ',');
        lines[n++] = arena_z(arena, arena_f(arena, "%.*s,%.*s\n", STR_FMT(contest), STR_FMT(ballot)));
    }
    qsort(lines, n, sizeof lines[0], by_text);
    buf_init(&all, 1 << 20);
    for (size_t i = 0; i < n; i++) buf_addz(&all, lines[i]);
    struct str said = arena_str(arena, buf_str(&all));
    buf_release(&all);
    return said;
}

static void same_seed(void **state) {
    (void)state;
    const char *dirs[] = { fresh_dir(), fresh_dir() };
    for (int i = 0; i < 2; i++) lived(dirs[i], 40, 5, day_of(2026, 8, 1));
    struct reading one = reading_begin(dirs[0]), other = reading_begin(dirs[1]);
    struct arena arena;
    arena_init(&arena);
    int64_t entries = alliance_entries(one.a), sealed = 0;
    assert_int_equal(entries, alliance_entries(other.a));
    for (int64_t n = 0; n < entries;
         n++) { /* the same acts, by the same people, at the same times, with the same findings */
        char *left = without_credentials(&one, &arena, n), *right = without_credentials(&other, &arena, n);
        assert_string_equal(left, right);
        free(left);
        free(right);
    }
    for (int64_t id = 1; election_read(one.db, &arena, id);
         id++) { /* the same ballots, whose codes are the same unless they are sealed */
        const struct election *a = election_read(one.db, &arena, id), *b = election_read(other.db, &arena, id);
        assert_true(str_eq(ballots_said(&one, &arena, id), ballots_said(&other, &arena, id)));
        if (strcmp(a->mode, "sealed") != 0 || !a->ballots) continue;
        assert_string_not_equal(a->key, b->key);
        assert_string_not_equal(a->ballots, b->ballots);
        sealed++;
    }
    assert_true(sealed > 0);
    arena_release(&arena);
    reading_end(&one);
    reading_end(&other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("demo/elections: A11 A12 A17 every mode, a lot, objections, withdrawals, seats taken, at whatever day",
             every_kind),
        CASE(
            "demo/elections: a seed and an end decide every act and every ballot; only sealed credentials are the system's",
            same_seed),
    };
    return cmocka_run_group_tests_name("demo/elections", tests, setup, teardown);
}
