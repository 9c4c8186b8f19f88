/* The demo lives as planned under both charters, is whole when folded again, and is the same for the same seed. */
#include "lives.h"

enum { MEMBERS = 20 };

static struct demo_report lived(const char *dir, const char *charter, int64_t members, int64_t years, uint64_t seed,
                                int64_t acts) {
    return lived_as(&(struct demo_options){ .dir = dir,
                                            .charter = charter,
                                            .members = members,
                                            .years = years,
                                            .seed = seed,
                                            .end = day_of(2026, 7, 15),
                                            .acts = acts });
}

static void lives(void **state) {
    (void)state;
    const char *dir = fresh_dir();
    struct demo_report r = lived(dir, "charters/coia", MEMBERS, 2, 1, 0);
    assert_whole(dir, &r);
    assert_true(r.commits > 20);
    assert_true(r.refused > 30);
    for (int i = 0; i < DEMO_PEOPLE; i++) assert_true(r.people[i].person > 0 && r.people[i].email[0]);
    /* what the two years held */
    assert_some(dir, "SELECT count(*) FROM membership WHERE ended_by = 'expulsion'");
    assert_some(dir, "SELECT count(*) FROM membership WHERE ended_by = 'withdrawal'");
    assert_some(dir, "SELECT count(*) FROM charter_version WHERE version > 1");
    assert_some(dir, "SELECT count(*) FROM fee");
    assert_some(dir, "SELECT count(*) FROM escrow WHERE resolution IS NOT NULL");
    assert_some(dir, "SELECT count(*) FROM interpretation WHERE state = 'published'");
    assert_some(dir, "SELECT count(*) FROM motion WHERE exactly = 1");
    assert_some(dir, "SELECT count(*) FROM motion WHERE state = 'failed'");
    assert_some(dir, "SELECT count(*) FROM meeting WHERE state = 'inquorate'");
    assert_some(dir, "SELECT count(*) FROM holding WHERE how = 'approved' AND to_at IS NULL");
    assert_some(dir, "SELECT count(*) FROM holding WHERE how = 'unopposed' AND to_at IS NULL");
    assert_some(dir, "SELECT count(*) FROM membership WHERE ended_by = 'class'");
    assert_some(dir, "SELECT count(*) FROM matter WHERE topic = 'vote.rules' AND state = 'passed'");
    assert_some(dir, "SELECT count(*) FROM person WHERE erased_at IS NOT NULL");
    assert_some(dir, "SELECT count(*) FROM delegation");
    assert_some(dir, "SELECT count(*) FROM report WHERE reviewed_at IS NOT NULL");
    assert_some(dir, "SELECT count(*) FROM resolution WHERE state = 'done'");
    /* and its meetings */
    assert_some(dir, "SELECT count(*) FROM point WHERE to_at > from_at");
    assert_some(dir, "SELECT count(*) FROM speaker WHERE state = 'spoken' AND what = 'speak'");
    assert_some(dir, "SELECT count(*) FROM speaker WHERE state = 'spoken' AND what = 'reply'");
    assert_some(dir, "SELECT count(*) FROM speaker WHERE state = 'withdrawn'");
    assert_some(dir, "SELECT count(*) FROM attendance WHERE place = 'remote'");
    assert_some(dir, "SELECT count(*) FROM attendance WHERE how = 'code'");
    assert_some(dir, "SELECT count(*) FROM leaf WHERE kind = 'clock.motion_closes'");
    assert_some(dir, "SELECT count(*) FROM motion WHERE amends IS NOT NULL AND state = 'passed'");
    assert_some(
        dir,
        "SELECT count(*) FROM motion m JOIN motion a ON a.amends = m.id WHERE m.state = 'passed' AND m.text_entry <> m.entry");
    assert_some(dir, "SELECT count(*) FROM motion WHERE procedure IS NOT NULL AND state = 'passed'");
    assert_some(dir, "SELECT count(*) FROM roll_call WHERE how = 'hand'");
    assert_some(dir, "SELECT count(*) FROM roll_call WHERE how = 'paper'");
    assert_some(dir, "SELECT count(*) FROM roll_call WHERE how = 'corrected'");
    assert_int_equal(count(dir, "SELECT count(*) FROM speaker WHERE state IN ('asked', 'speaking')"),
                     0); /* every list was closed */
}

static void today_is_busy(void **state) {
    (void)state;
    const char *dir = fresh_dir();
    struct demo_report r = lived(dir, "charters/coia", MEMBERS, 1, 4, 0);
    instant now = day_start(r.end, ZONE_SHANGHAI);
    assert_int_equal(count(dir, "SELECT max(at) FROM leaf") <= now, 1);
    assert_some(dir, "SELECT count(*) FROM application WHERE state IN ('submitted', 'reviewed')");
    assert_some(dir, "SELECT count(*) FROM round WHERE state = 'open'");
    assert_some(dir, "SELECT count(*) FROM matter m JOIN matter_comment c ON c.matter = m.id WHERE m.kind = "
                     "'charter.amended' AND m.state = 'open'");
    assert_some(dir, "SELECT count(*) FROM resolution WHERE state = 'open' AND due_day IS NOT NULL");
    assert_some(dir, "SELECT count(*) FROM withdrawal WHERE state = 'requested'");
    assert_some(dir, "SELECT count(*) FROM motion mo JOIN meeting m ON m.id = mo.meeting WHERE m.state = 'called' AND "
                     "mo.state = 'proposed'");
    assert_some(dir, "SELECT count(*) FROM meeting WHERE state = 'called' AND topics_closed = 0");
    /* a meeting that its chair can open at whatever hour, with a quorum there and motions to vote on */
    assert_some(
        dir,
        "SELECT count(*) FROM meeting m JOIN setting s ON s.name = 'demo.meeting' AND m.id = CAST(s.value AS BIGINT) WHERE m.state = 'called' AND "
        "m.starts_at < (SELECT max(at) FROM leaf) + 3600 AND 2 * (SELECT count(*) FROM attendance a WHERE a.meeting = m.id AND a.left_at IS NULL) >= "
        "(SELECT count(*) FROM holding h WHERE h.body = m.body AND h.to_at IS NULL)");
    assert_int_equal(
        count(
            dir,
            "SELECT count(*) FROM attendance WHERE left_at IS NULL AND person IN (SELECT CAST(value AS BIGINT) FROM setting WHERE name IN "
            "('demo.chair', 'demo.participant'))"),
        0); /* they come when somebody signs in as them */
}

static void other_charter(void **state) {
    (void)state;
    const char *dir = fresh_dir();
    struct demo_report r = lived(dir, "charters/hearth", MEMBERS, 4, 1, 0);
    assert_whole(dir, &r);
    assert_some(dir, "SELECT count(*) FROM membership WHERE ended_by = 'expulsion'");
    assert_some(dir, "SELECT count(*) FROM charter_version WHERE version > 1");
    assert_some(dir, "SELECT count(*) FROM holding WHERE how = 'unopposed' AND to_at IS NULL");
    /* what this charter lets be, and the other does not */
    assert_some(dir, "SELECT count(*) FROM roll_call WHERE how = 'proxy' AND carrier IS NOT NULL");
    assert_some(dir, "SELECT count(*) FROM motion WHERE meeting IS NULL AND state = 'passed'");
    assert_some(dir, "SELECT count(*) FROM election WHERE mode = 'receipt' AND state = 'declared'");
}

static void many_seeds(void **state) {
    (void)state;
    for (uint64_t seed = 10; seed < 14; seed++) {
        const char *dir = fresh_dir();
        struct demo_report r =
            lived(dir, seed % 2 ? "charters/hearth" : "charters/coia", 6 + (int64_t)seed % 5 * 7, 3, seed, 0);
        assert_whole(dir, &r);
    }
}

static void same_seed(void **state) {
    (void)state;
    struct demo_report one = lived(fresh_dir(), "charters/coia", 12, 1, 7, 0);
    struct demo_report again = lived(fresh_dir(), "charters/coia", 12, 1, 7, 0);
    struct demo_report other = lived(fresh_dir(), "charters/coia", 12, 1, 8, 0);
    assert_int_equal(one.entries, again.entries);
    assert_memory_equal(one.root.b, again.root.b, HASH_SIZE);
    assert_memory_not_equal(one.root.b, other.root.b, HASH_SIZE);
}

static void so_many_acts(void **state) {
    (void)state;
    const char *dir = fresh_dir();
    struct demo_report r = lived(dir, "charters/coia", 12, 1, 3, 9000);
    assert_true(r.entries >= 9000);
    assert_true(r.entries < 11000);
    assert_whole(dir, &r);
}

static void wrong_use(void **state) {
    (void)state;
    struct demo_options o = {
        .dir = fresh_dir(), .charter = "charters/coia", .members = 2, .years = 1, .end = DAY_NONE
    };
    struct demo_report r;
    struct error err = { 0 };
    assert_int_equal(demo_run(&o, &r, &err), ERR_USAGE);
    o.members = 20;
    o.years = 0;
    assert_int_equal(demo_run(&o, &r, &err), ERR_USAGE);
    o.years = 1;
    o.charter = "charters/none";
    assert_int_not_equal(demo_run(&o, &r, &err), 0);
    assert_int_not_equal(access(o.dir, F_OK), 0); /* nothing was begun */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("demo/demo: COIA lives two years, and all of it folds again", lives),
        CASE("demo/demo: on the last day there is work to do", today_is_busy),
        CASE("demo/demo: another charter lives as well", other_charter),
        CASE("demo/demo: other seeds, other sizes", many_seeds),
        CASE("demo/demo: the same seed gives the same root, another another", same_seed),
        CASE("demo/demo: as many acts as are asked for", so_many_acts),
        CASE("demo/demo: numbers out of range are wrong use", wrong_use),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
