/* `simulate` on whole lives: a draft with another threshold names the acts that come out otherwise; the charter of then none. */
#include "../support/check.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "acts/pipeline/simulate.h"
#include "demo/demo.h"

enum { MEMBERS = 20 };

static char folder[] = "/tmp/charterd-simulate-XXXXXX";

static const char *life_of(const char *charter, struct arena *a) {
    const char *dir = arena_f(a, "%s/%s", folder, strrchr(charter, '/') + 1).data;
    struct demo_options o = {
        .dir = dir, .charter = charter, .members = MEMBERS, .years = 1, .seed = 3, .end = day_of(2026, 7, 15)
    };
    struct demo_report r;
    struct error err = { 0 };
    assert_int_equal(demo_run(&o, &r, &err), 0);
    return dir;
}

/* The charter with `from` replaced by `to` in its rules; NULL: as it is. */
static struct charter *draft_of(struct arena *a, const char *charter, const char *from, const char *to) {
    struct charter_source source;
    struct charter_faults faults = { .arena = a };
    struct charter *draft = NULL;
    struct error err = { 0 };
    assert_int_equal(charter_read_folder(&source, charter, a, &err), 0);
    if (from) {
        const char *rules = arena_z(a, source.rules);
        const char *place = strstr(rules, from);
        assert_non_null(place);
        source.rules = arena_f(a, "%.*s%s%s", (int)(place - rules), rules, to, place + strlen(from));
    }
    assert_int_equal(charter_parse(&draft, &source, &faults), 0);
    return draft;
}

static struct simulate_report simulate(struct arena *a, const char *dir, const char *charter, const char *from,
                                       const char *to) {
    struct charter *draft = draft_of(a, charter, from, to);
    struct simulate_report report = { .arena = a };
    struct error err = { 0 };
    assert_int_equal(alliance_simulate(dir, draft, &report, &err), 0);
    charter_free(draft);
    assert_true(report.acts > 100);
    return report;
}

static size_t count_of(const struct simulate_report *r, const char *kind, bool outcome) {
    size_t n = 0;
    for (size_t i = 0; i < r->count; i++)
        n += strcmp(r->items[i].kind->name, kind) == 0 && r->items[i].allowed == outcome &&
             (r->items[i].outcome.en != NULL) == outcome;
    return n;
}

/* When the alliance first amended its charter; before that it lived by the one it was founded with. */
static instant amended_at(const char *dir) {
    struct alliance *alliance = NULL;
    struct error err = { 0 };
    assert_int_equal(alliance_open(&alliance, dir, ALLIANCE_READ, &err), 0);
    struct db *db = store_reader(alliance_store(alliance));
    assert_int_equal(db_begin(db, NULL), 0);
    instant at = db_int(db, INT64_MAX, "SELECT from_at FROM charter_version WHERE version = 2");
    db_rollback(db);
    store_reader_done(alliance_store(alliance), db);
    alliance_close(alliance);
    return at;
}

static void under_other_thresholds(void **state) {
    (void)state;
    static const struct {
        const char *charter, *from, *to, *kind;
        bool outcome;
    } rows[] = {
        { "charters/coia", "majority of tc: affirmative >= 1/2 of present",
          "majority of tc: affirmative >= 9/10 of present", "motion.close", true },
        { "charters/coia", "quorum of tc: present >= 1/2 of in-office", "quorum of tc: present >= 99% of in-office",
          "motion.put", false },
        { "charters/coia", "notice to holders of tc: by mail, at least 7 calendar days",
          "notice to holders of tc: by mail, at least 60 calendar days", "meeting.call", false },
        { "charters/hearth", "majority of board: affirmative > 1/2 of cast",
          "majority of board: affirmative > 99% of cast", "motion.close", true },
        { "charters/hearth", "by mail, at least 14 calendar days before", "by mail, at least 90 calendar days before",
          "meeting.call", false },
    };
    struct arena a;
    size_t own[2];
    arena_init(&a);
    const char *dirs[2] = { life_of("charters/coia", &a), life_of("charters/hearth", &a) };
    for (int i = 0; i < 2;
         i++) { /* by the charter it was founded with nothing was otherwise, as long as that was in force */
        struct simulate_report same = simulate(&a, dirs[i], i ? "charters/hearth" : "charters/coia", NULL, NULL);
        for (size_t k = 0; k < same.count; k++) assert_true(same.items[k].at >= amended_at(dirs[i]));
        own[i] = same.count;
    }
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *dir = dirs[strstr(rows[i].charter, "hearth") != NULL];
        struct simulate_report draft = simulate(&a, dir, rows[i].charter, rows[i].from, rows[i].to);
        if (count_of(&draft, rows[i].kind, rows[i].outcome) == 0)
            fail_msg("no %s changes under “%s”", rows[i].kind, rows[i].to);
        for (size_t k = 0; k < draft.count; k++) /* each with its clause */
            assert_true(draft.items[k].attempt || draft.items[k].verdict->count > 0);
        struct simulate_report again = simulate(&a, dir, rows[i].charter, rows[i].from, rows[i].to);
        assert_int_equal(again.count, draft.count); /* read, not changed */
        assert_true(draft.count > own[dir == dirs[1]]);
    }
    arena_release(&a);
}

static int begin(void **state) {
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static void remove_in(const char *dir) {
    DIR *d = opendir(dir);
    char path[600];
    for (struct dirent *e; d && (e = readdir(d));) {
        if (e->d_name[0] == '.' && (!e->d_name[1] || e->d_name[1] == '.')) continue;
        snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        if (e->d_type == DT_DIR) remove_in(path);
        (void)(e->d_type == DT_DIR ? rmdir(path) : unlink(path));
    }
    if (d) closedir(d);
}

static int end(void **state) {
    (void)state;
    remove_in(folder);
    return rmdir(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(
            "demo/simulate: A16.1 A16.2 A16.3 a whole life under another threshold names what changes, under its own nothing",
            under_other_thresholds),
    };
    return cmocka_run_group_tests_name("demo/simulate", tests, begin, end);
}
