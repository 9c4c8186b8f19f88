/* The run: an alliance is founded, days pass until the last, and what was done is counted. */
#include <stdlib.h>

#include "demo/internal.h"

enum {
    MEMBERS_MIN = 6,
    MEMBERS_MAX = 200000,
    YEARS_MAX = 100,
    FOUNDERS_MAX = 300, /* an alliance is founded in a few weeks */
    COMMIT_ACTS = 2000, /* acts between two commits: about a month's, so that there are many checkpoints */
    COMMIT_ACTS_BENCH = 20000,
};

/* ---- days ---- */

static void day_event(struct demo *d, int64_t x) {
    day on = (day)x;
    if (on == day_month_start(on)) {
        plan_month(d, day_month_end(on) + 1);
        commit(d, d->o->acts == 0);
        if (d->o->progress) d->o->progress(d->o->context, on, alliance_entries(d->a));
    }
    members_day(d, on);
    terms_day(d, on);
    matters_day(d, on);
    bodies_day(d, on);
    minutes_day(d);
    refusals_day(d, on);
    commit(d, false);
    later(d, local(d, on + 1, 9, 0), day_event, on + 1);
}

/* The body that meets most often, the first of several. */
static const char *most_regular(struct demo *d) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(d->c, &bodies);
    const char *best = NULL;
    int64_t most = -1;
    for (size_t i = 0; i < n; i++) {
        const struct rule *r = charter_rule(d->c, "meetings.regular", bodies[i].id);
        int64_t count = r ? rule_int(r, "count") * (strcmp(rule_word(r, "per"), "month") == 0 ? 12 : 1) : 0;
        if (!meets(d, bodies[i].id) || count <= most) continue;
        best = bodies[i].id;
        most = count;
    }
    return best;
}

static void live(struct demo *d) {
    struct event e;
    founding(d);
    commit(d, true);
    day first = day_month_start(today(d));
    plan_month(d, first);
    plan_month(d, day_month_end(first) + 1);
    later(d, local(d, today(d) + 1, 9, 0), day_event, today(d) + 1);
    plan_vacancies(d);
    plan_votes_between(d);
    plan_today(d);
    while (!d->failed && next_event(d, &e) && e.at < d->end) {
        clock_to(d, e.at);
        if (d->now >= d->end) break; /* a long day's end */
        e.run(d, e.x);
        arena_release(&d->arena);
    }
}

/* ---- beginning ---- */

static int check_options(const struct demo_options *o, struct error *err) {
    if (o->members < MEMBERS_MIN || o->members > MEMBERS_MAX)
        return error_set(err, ERR_USAGE,
                         T("A demo has {least} to {most} members.", "示例联盟的成员数须在 {least} 至 {most} 之间。"),
                         ARG_INT("least", MEMBERS_MIN), ARG_INT("most", MEMBERS_MAX));
    if (o->years < 1 || o->years > YEARS_MAX)
        return error_set(err, ERR_USAGE, T("A demo lives 1 to {most} years.", "示例联盟的年数须在 1 至 {most} 之间。"),
                         ARG_INT("most", YEARS_MAX));
    return 0;
}

/* Whether a body that is elected would have its terms turn over in the last weeks or right after them, were the first people
 * seated on that day. */
static bool turns_at_end(const struct charter *c, day seated, day end) {
    enum { BEFORE_DAYS = 35, AFTER_DAYS = 100 };
    const struct rule *const *elections;
    size_t n = charter_rules_of(c, "election", &elections);
    for (size_t i = 0; i < n; i++) {
        char body[64];
        struct str office = str_of(rule_subject(elections[i]));
        struct str id = str_cut(&office, '/');
        snprintf(body, sizeof body, "%.*s", STR_FMT(id));
        const struct rule *term = charter_rule(c, "term", body);
        for (day from = seated; term && from <= end + AFTER_DAYS; from = rule_term_end(term, from) + 1)
            if (from > seated && from >= end - BEFORE_DAYS) return true;
    }
    return false;
}

/* So many years before the end; some weeks earlier where terms would turn over just at the end, for then an alliance has little
 * to show: new people seated tomorrow, or yesterday. The first are seated within five weeks of the founding. */
static day first_day(const struct charter *c, day end, int64_t years) {
    enum { SOONEST = 5, LATEST = 35, EARLIER_MAX = 90 };
    struct civil at = day_civil(end);
    struct civil start = { at.year - (int)years, at.month, at.day };
    if (!civil_valid(start)) start.day = 28; /* from 29 February */
    day first = day_of(start.year, start.month, start.day);
    for (day earlier = 0; earlier <= EARLIER_MAX; earlier++)
        if (!turns_at_end(c, first - earlier + SOONEST, end) && !turns_at_end(c, first - earlier + LATEST, end))
            return first - earlier;
    return first;
}

/* What the charter decides before there is an alliance: its zone, its governing language, and the day of the founding. */
static int read_charter(struct demo *d, day *ret_end, day *ret_first, enum lang *ret_lang, struct error *err) {
    struct arena arena;
    arena_init(&arena);
    struct charter_source source;
    struct charter *c = NULL;
    struct charter_faults faults = { .arena = &arena };
    int result = charter_read_folder(&source, d->o->charter, &arena, err);
    if (result == 0 && (result = charter_parse(&c, &source, &faults)) != 0 && faults.count)
        error_copy(err, &faults.items[0].error);
    if (result == 0) {
        d->zone = charter_zone(c);
        *ret_lang = charter_governing(c);
        *ret_end = d->o->end != DAY_NONE ? d->o->end : instant_day(instant_now(), d->zone);
        *ret_first = first_day(c, *ret_end, d->o->years);
        charter_free(c);
    }
    arena_release(&arena);
    return result;
}

static int begin(struct demo *d, struct error *err) {
    const struct demo_options *o = d->o;
    enum lang lang;
    day end, first;
    int result = read_charter(d, &end, &first, &lang, err);
    if (result != 0) return result;
    d->end = day_start(end, d->zone);
    d->begin = day_start(first, d->zone) + 9 * HOUR;
    struct entropy salts;
    entropy_seeded(&d->dice, o->seed); /* streams of their own, so that they do not move each other */
    entropy_seeded(&d->papers, o->seed ^ 0x9a9e759a9e759a9eu);
    entropy_seeded(&salts, o->seed ^ 0x5a175a175a175a17u);
    struct founding f = { .charter_folder = o->charter,
                          .founder_name = lang == LANG_ZH ? "示例发起人" : "Demo Founder",
                          .founder_email = "founder@example.org",
                          .at = d->begin,
                          .entropy = &salts };
    result = alliance_init(o->dir, &f, err);
    if (result == 0) result = alliance_open(&d->a, o->dir, ALLIANCE_WRITE, err);
    if (result != 0) return result;
    alliance_set_entropy(d->a, &salts);
    alliance_set_clock(d->a, d->begin);
    d->now = d->begin;
    d->db = store_writer(alliance_store(d->a));
    d->c = alliance_charter(d->a, d->now);
    d->workcal = alliance_workcal(d->a);
    d->closed = INSTANT_NONE;
    d->commit_every = o->acts > 0 ? COMMIT_ACTS_BENCH : COMMIT_ACTS;
    d->founders = o->members * 2 / 5 > 14 ? o->members * 2 / 5 : o->members < 14 ? o->members : 14;
    if (d->founders > FOUNDERS_MAX) d->founders = FOUNDERS_MAX;
    d->regular = most_regular(d);
    if (!d->regular)
        return error_set(err, ERR_MISSING,
                         T("No body of this charter meets and votes.", "该章程中没有召开会议并表决的机构。"));
    return alliance_bulk(d->a, true, err);
}

/* ---- end ---- */

/* Whom `charterd serve` says links to sign in for. */
static void remember_people(struct demo *d) {
    static const char *const names[DEMO_PEOPLE] = { [DEMO_SECRETARY] = "demo.secretary",
                                                    [DEMO_DECIDER] = "demo.director",
                                                    [DEMO_CHAIR] = "demo.chair",
                                                    [DEMO_PARTICIPANT] = "demo.participant",
                                                    [DEMO_MEMBER] = "demo.member" };
    for (int i = 0; i < DEMO_PEOPLE; i++)
        if (d->report->people[i].person)
            db_exec(d->db, "INSERT INTO setting (name, value) VALUES ($1, CAST($2 AS TEXT))", V(names[i]),
                    V(d->report->people[i].person));
    if (meeting_to_try(d))
        db_exec(d->db, "INSERT INTO setting (name, value) VALUES ('demo.meeting', CAST($1 AS TEXT))",
                V(meeting_to_try(d)));
}

static void finish(struct demo *d) {
    struct demo_report *r = d->report;
    clock_to(d, d->end);
    report_people(d);
    remember_people(d);
    r->begin = instant_day(d->begin, d->zone);
    r->end = instant_day(d->end, d->zone);
    r->members = db_int(d->db, 0, "SELECT count(*) FROM membership WHERE to_at IS NULL");
    r->resolutions = db_int(d->db, 0, "SELECT count(*) FROM resolution");
    commit(d, true);
    r->entries = alliance_entries(d->a);
    r->root = alliance_root(d->a);
}

int demo_run(const struct demo_options *o, struct demo_report *ret, struct error *err) {
    struct demo d = { .o = o, .report = ret };
    *ret = (struct demo_report){ 0 };
    arena_init(&d.arena);
    int result = check_options(o, err);
    if (result == 0) result = begin(&d, err);
    if (result == 0) {
        live(&d);
        if (!d.failed) finish(&d);
        if (!d.failed && alliance_bulk(d.a, false, &d.error) != 0) d.failed = true;
        if (d.failed) result = error_copy(err, &d.error);
    }
    alliance_close(d.a);
    arena_release(&d.arena);
    free(d.queue);
    return result;
}
