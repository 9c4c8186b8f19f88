/* How a demo's life ends: in every one there is a ballot to cast and a meeting to open, for somebody whom one can sign in as. */
#include "lives.h"

static const struct {
    const char *what, *sql;
} there[] = {
    { "an election that is being voted on, a day at least",
      "SELECT count(*) FROM election WHERE state = 'voting' AND closes_at > (SELECT max(at) FROM leaf) + 86400" },
    { "a vote not yet cast in it",
      "SELECT count(*) FROM election e JOIN elector l ON l.election = e.id AND l.state = 'on' AND l.issued_entry IS NULL "
      "WHERE e.state = 'voting' AND NOT EXISTS (SELECT 1 FROM open_ballot b JOIN contest c ON c.id = b.contest WHERE "
      "c.election = e.id AND b.elector = l.number)" },
    { "a meeting to open, with motions",
      "SELECT count(*) FROM meeting m JOIN setting s ON s.name = 'demo.meeting' AND m.id = CAST(s.value AS BIGINT) "
      "WHERE m.state = 'called' AND EXISTS (SELECT 1 FROM motion o WHERE o.meeting = m.id AND o.state = 'proposed')" },
    { "its chair and one more of that body to sign in as",
      "SELECT count(DISTINCT s.name) - 1 FROM setting s JOIN holding h ON h.person = CAST(s.value AS BIGINT) AND h.to_at IS NULL "
      "WHERE s.name IN ('demo.chair', 'demo.participant') AND h.body = (SELECT m.body FROM meeting m JOIN setting t ON "
      "t.name = 'demo.meeting' AND m.id = CAST(t.value AS BIGINT))" },
    { "no other meeting of that body on the same day",
      "SELECT count(*) FROM meeting m JOIN setting s ON s.name = 'demo.meeting' AND m.id = CAST(s.value AS BIGINT) "
      "WHERE NOT EXISTS (SELECT 1 FROM meeting o WHERE o.body = m.body AND o.id <> m.id AND o.state = 'called' AND "
      "o.starts_at < m.starts_at + 80000)" },
};

static void ends_with(const char *charter, uint64_t from, uint64_t past) {
    for (uint64_t seed = from; seed < past; seed++) {
        const char *dir = fresh_dir();
        day end = day_of(2026, 1 + (int)(seed * 5 % 12), 1 + (int)(seed * 11 % 28));
        (void)lived_as(&(struct demo_options){ .dir = dir,
                                               .charter = charter,
                                               .members = 30 + (int64_t)(seed % 4) * 10,
                                               .years = 2,
                                               .seed = seed,
                                               .end = end });
        for (size_t i = 0; i < COUNT(there); i++)
            if (count(dir, there[i].sql) < 1) fail_msg("%s, seed %d: not %s", charter, (int)seed, there[i].what);
    }
}

static void of_coia(void **state) {
    (void)state;
    ends_with("charters/coia", 1, 21);
}

static void of_hearth(void **state) {
    (void)state;
    ends_with("charters/hearth", 1, 21);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("demo/last_day: twenty lives of COIA end with a ballot and a meeting to try", of_coia),
        CASE("demo/last_day: twenty lives of the hearth end with a ballot and a meeting to try", of_hearth),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
