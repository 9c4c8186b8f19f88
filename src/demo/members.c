/* Members come, move and leave: applications with review and decision, withdrawals, changes of representatives,
 * contributions, changes of data. */
#include "demo/internal.h"

/* ---- classes ---- */

static bool decided_by_vote(struct demo *d, const char *class_id) {
    const struct rule *r = charter_rule(d->c, "membership.decision", class_id);
    return r && strcmp(rule_word(r, "how"), "vote") == 0;
}

const char *scarce_class(struct demo *d) {
    const struct charter_class *classes;
    size_t n = charter_classes(d->c, &classes);
    for (size_t i = 0; i < n; i++)
        if (decided_by_vote(d, classes[i].id)) return classes[i].id;
    return NULL;
}

/* One that an office decides: the first mostly, the others now and then. */
const char *open_class(struct demo *d) {
    const struct charter_class *classes;
    const char *fit[16];
    size_t n = charter_classes(d->c, &classes), count = 0;
    for (size_t i = 0; i < n && count < 16; i++)
        if (charter_rule(d->c, "membership.decision", classes[i].id) && !decided_by_vote(d, classes[i].id))
            fit[count++] = classes[i].id;
    if (count == 0) return NULL;
    return chance(d, 65) ? fit[0] : fit[below(d, count)];
}

/* ---- joining ---- */

static json_t *application(struct demo *d, const char *class_id, const struct org_name *o) {
    const char *email, *name = new_person(d, &email);
    return json_pack("{s:s, s:s, s:s*, s:s, s:s, s:s, s:s, s:o, s:s, s:s, s:b}", "class", class_id, "org_name", o->name,
                     "org_name_en", o->name_en, "type", o->type, "jurisdiction", o->jurisdiction, "registration",
                     o->registration, "evidence", "Extract of a register, generated. 登记摘录（自动生成）。",
                     "statement",
                     words(d,
                           T("We build and test open models and share what we find. This is a generated application.",
                             "我单位研发并测试开放模型，愿意共享成果。本申请为自动生成的示例。")),
                     "name", name, "email", email, "accept", 1);
}

bool apply_to_join(struct demo *d, const char *class_id) {
    struct org_name o = new_org(d, class_id);
    struct who w = who_visitor();
    return act(d, &w, "application.submit", application(d, class_id, &o));
}

static int64_t members_wanted(struct demo *d) {
    instant first = d->closed, last = d->end - 5 * DAY_S;
    if (d->now >= last || last <= first) return d->o->members;
    return d->founders + (d->o->members - d->founders) * ((d->now - first) / HOUR) / ((last - first) / HOUR);
}

static void join(struct demo *d, int64_t members) {
    enum { DAILY_MAX = 60 };
    int64_t missing =
        members_wanted(d) - members -
        db_int(d->db, 0, "SELECT count(*) FROM application WHERE state IN ('submitted', 'reviewed', 'referred')");
    const char *scarce = scarce_class(d), *open = open_class(d);
    int64_t waiting = scarce ? db_int(d->db, 0,
                                      "SELECT count(*) FROM application WHERE class = $1 AND state IN ('submitted', "
                                      "'reviewed', 'referred')",
                                      V(scarce))
                             : 0;
    if (!open && !scarce) return;
    for (int64_t n = 0; n < missing && n < DAILY_MAX; n++) {
        bool vote = !open || (scarce && waiting < 2 && chance(d, 10));
        waiting += vote;
        apply_to_join(d, vote ? scarce : open);
        pass(d, (int64_t)(1 + below(d, 9)) * MINUTE);
    }
}

static void review(struct demo *d) {
    int64_t *ids;
    size_t n = LIST(d, &ids, "SELECT id FROM application WHERE state = 'submitted' AND submitted_at < $1 ORDER BY id",
                    V(d->now - 2 * DAY_S));
    for (size_t i = 0; i < n; i++) {
        struct who w;
        if (!who_may(d, "membership.review", NULL, &w)) return;
        act(d, &w, "application.review",
            json_pack("{s:I, s:o}", "application", (json_int_t)ids[i], "note",
                      words(d, T("Registration and contact data agree.", "登记信息与联系资料核对无误。"))));
        pass(d, MINUTE);
    }
}

static void decide_one(struct demo *d, int64_t id, const char *class_id) {
    struct who w;
    if (decided_by_vote(d, class_id)) {
        if (chance(d, 20) && who_may(d, "membership.decide", NULL, &w)) /* not for an office to decide */
            attempt(d, &w, "application.decide",
                    json_pack("{s:I, s:s, s:o}", "application", (json_int_t)id, "decision", "admit", "grounds",
                              words(d, T("Known to us.", "情况熟悉。"))));
        const char *org =
            arena_z(&d->arena, db_str(d->db, &d->arena, "SELECT name FROM application WHERE id = $1", V(id)));
        struct text title = T(arena_f(&d->arena, "Admission of %s as {text}", org).data,
                              arena_f(&d->arena, "接纳%s为{text}", org).data);
        if (who_may(d, "membership.refer", NULL, &w))
            act(d, &w, "application.refer",
                json_pack("{s:I, s:o, s:o}", "application", (json_int_t)id, "title",
                          words_of(d, title, id, charter_class(d->c, class_id)->name), "contributions",
                          words(d, T("Two years of contributions to the distributions; sponsor of a seminar.",
                                     "两年来持续为发行版贡献，并赞助研讨会一次。"))));
        return;
    }
    if (!who_may(d, "membership.decide", NULL, &w)) return;
    bool admit = !chance(d, 6);
    act(d, &w, "application.decide",
        json_pack("{s:I, s:s, s:o}", "application", (json_int_t)id, "decision", admit ? "admit" : "refuse", "grounds",
                  words(d, admit ? T("The conditions are met.", "符合条件。")
                                 : T("The evidence of registration could not be confirmed.", "登记证明无法核实。"))));
    if (chance(d, 2)) /* two people deciding the same case */
        attempt(d, &w, "application.decide",
                json_pack("{s:I, s:s, s:o}", "application", (json_int_t)id, "decision", "admit", "grounds",
                          words(d, T("The conditions are met.", "符合条件。"))));
}

static void decide(struct demo *d) {
    int64_t *ids;
    size_t n = LIST(d, &ids, "SELECT id FROM application WHERE state = 'reviewed' AND submitted_at < $1 ORDER BY id",
                    V(d->now - 3 * DAY_S));
    for (size_t i = 0; i < n; i++) {
        if (!chance(d, 60)) continue;
        struct str class = db_str(d->db, &d->arena, "SELECT class FROM application WHERE id = $1", V(ids[i]));
        decide_one(d, ids[i], arena_z(&d->arena, class));
        pass(d, MINUTE);
    }
}

/* ---- leaving ---- */

/* On the way out already: by its own wish, or before the vote of a body. */
static bool is_leaving(struct demo *d, int64_t org) {
    const char *args = arena_f(&d->arena, "{\"member\":%lld}", (long long)org).data;
    return db_has(d->db, "SELECT 1 FROM withdrawal WHERE org = $1 AND state = 'requested'", V(org)) ||
           db_has(
               d->db,
               "SELECT 1 FROM matter WHERE kind = 'member.expelled' AND state IN ('open', 'scheduled') AND args = $1",
               V(args));
}

/* A member that can be spared: nobody of it leads a body. */
int64_t spare_member(struct demo *d, bool with_office) {
    for (int tries = 0; tries < 30; tries++) {
        int64_t last = db_int(d->db, 0, "SELECT max(id) FROM membership");
        int64_t org =
            with_office
                ? db_int(d->db, 0,
                         "SELECT org FROM holding WHERE to_at IS NULL AND org IS NOT NULL AND id >= $1 ORDER BY id "
                         "LIMIT 1",
                         V(1 + (int64_t)below(d, (uint64_t)db_int(d->db, 1, "SELECT max(id) FROM holding"))))
                : db_int(d->db, 0, "SELECT org FROM membership WHERE to_at IS NULL AND id >= $1 ORDER BY id LIMIT 1",
                         V(1 + (int64_t)below(d, (uint64_t)(last ? last : 1))));
        bool leaving = is_leaving(d, org);
        bool sits = db_has(d->db, "SELECT 1 FROM holding WHERE org = $1 AND to_at IS NULL LIMIT 1", V(org));
        if (org && !leaving && sits == with_office && !leads_anything(d, org)) return org;
    }
    return 0;
}

static void withdraw(struct demo *d) {
    int64_t org = spare_member(d, chance(d, 15));
    struct who w = who_voting(d, org);
    if (!w.person || !power_granted(d, "membership.withdraw", NULL)) return;
    act(d, &w, "member.withdraw",
        json_pack("{s:I, s:o}", "member", (json_int_t)org, "reason",
                  words(d, T("Our work has moved to another field.", "我单位业务方向调整。"))));
    if (chance(d, 25)) attempt(d, &w, "member.withdraw", json_pack("{s:I}", "member", (json_int_t)org));
}

static void confirm_withdrawals(struct demo *d) {
    int64_t *ids;
    size_t n = LIST(d, &ids, "SELECT id FROM withdrawal WHERE state = 'requested' AND requested_at < $1 ORDER BY id",
                    V(d->now - 5 * DAY_S));
    for (size_t i = 0; i < n; i++) {
        struct who w;
        if (!chance(d, 25) || !who_may(d, "membership.confirm", NULL, &w)) continue;
        act(d, &w, "withdrawal.confirm", json_pack("{s:I}", "withdrawal", (json_int_t)ids[i]));
        pass(d, 2 * MINUTE);
    }
}

/* A leaver or two in a hundred members each year, and one in every alliance's first summer. */
static void leave(struct demo *d, day on, int64_t members) {
    int64_t rate = members * 3 * 1000 / 365; /* in 100,000 a day */
    int64_t n = rate / 100000 + ((int64_t)below(d, 100000) < rate % 100000);
    day since = on - instant_day(d->closed, d->zone);
    if (since >= 120 && since < 160 && !db_has(d->db, "SELECT 1 FROM withdrawal LIMIT 1")) n = 1;
    for (; n > 0 && members > 6; n--) withdraw(d);
}

/* ---- representatives ---- */

/* Somebody leaves one member and speaks for another from then on. */
static void change_employer(struct demo *d) {
    int64_t *ids;
    size_t n = LIST(d, &ids,
                    "SELECT r.id FROM representation r WHERE r.to_at IS NULL AND r.voting = 0 AND NOT EXISTS "
                    "(SELECT 1 FROM holding h WHERE h.person = r.person AND h.to_at IS NULL AND h.org IS NULL) ORDER "
                    "BY r.id LIMIT 300");
    int64_t id = pick(d, ids, n);
    int64_t from = db_int(d->db, 0, "SELECT org FROM representation WHERE id = $1", V(id));
    int64_t person = db_int(d->db, 0, "SELECT person FROM representation WHERE id = $1", V(id));
    int64_t to = spare_member(d, false);
    if (!id || !to || to == from || leads_anything(d, from)) return;
    struct who w = who_voting(d, from), next = who_voting(d, to);
    if (!w.person || !next.person) return;
    act(d, &w, "representative.end", json_pack("{s:I}", "representation", (json_int_t)id));
    pass(d, 3 * HOUR);
    act(d, &next, "representative.add",
        json_pack("{s:I, s:I, s:b}", "member", (json_int_t)to, "person", (json_int_t)person, "voting", 0));
    if (chance(d, 30)) /* for the former employer no more */
        attempt(d, &w, "representative.end", json_pack("{s:I}", "representation", (json_int_t)id));
}

/* The vote of a member passes to somebody new. */
static void new_representative(struct demo *d) {
    int64_t org = spare_member(d, false);
    struct who w = who_voting(d, org);
    if (!w.person) return;
    const char *email, *name = new_person(d, &email);
    bool voting = chance(d, 40);
    act(d, &w, "representative.add",
        json_pack("{s:I, s:s, s:s, s:b}", "member", (json_int_t)org, "name", name, "email", email, "voting",
                  (int)voting));
    if (!voting) return;
    pass(d, HOUR);
    attempt(d, &w, "member.withdraw", json_pack("{s:I}", "member", (json_int_t)org)); /* it has passed to the other */
    struct who next = who_voting(d, org);
    if (chance(d, 60)) act(d, &next, "representative.end", json_pack("{s:I}", "representation", (json_int_t)w.id));
}

/* A member asks for a class that a body's vote admits to. */
void change_class(struct demo *d) {
    const char *scarce = scarce_class(d);
    if (!scarce || !power_granted(d, "membership.class", NULL)) return;
    const struct rule *eligible = charter_rule(d->c, "membership.eligible", scarce);
    for (int tries = 0; tries < 20; tries++) {
        int64_t org = spare_member(d, false);
        struct who w = who_voting(d, org);
        struct str now =
            db_str(d->db, &d->arena, "SELECT class FROM membership WHERE org = $1 AND to_at IS NULL", V(org));
        struct str type = db_str(d->db, &d->arena, "SELECT type FROM org WHERE id = $1", V(org));
        if (!w.person || str_is(now, scarce) || (eligible && !rule_lists(eligible, "types", arena_z(&d->arena, type))))
            continue;
        if (db_has(d->db, "SELECT 1 FROM application WHERE org = $1 AND state IN ('submitted', 'reviewed', 'referred')",
                   V(org)))
            continue;
        act(d, &w, "member.change_class",
            json_pack("{s:I, s:s, s:o}", "member", (json_int_t)org, "class", scarce, "statement",
                      words(d, T("We have maintained the scheduler for two years and would do more.",
                                 "我单位维护调度器已两年，愿意承担更多工作。"))));
        return;
    }
}

static void small_changes(struct demo *d) {
    int64_t org = spare_member(d, false);
    struct who w = who_voting(d, org);
    if (!w.person) return;
    if (chance(d, 50)) {
        struct who self = { .person = w.person, .as = "person" };
        const char *email;
        new_person(d, &email);
        if (power_granted(d, "person.update", NULL)) act(d, &self, "person.update", json_pack("{s:s}", "email", email));
        return;
    }
    char *name = arena_z(&d->arena, db_str(d->db, &d->arena, "SELECT name FROM org WHERE id = $1", V(org)));
    struct str en = db_str(d->db, &d->arena, "SELECT name_en FROM org WHERE id = $1", V(org));
    act(d, &w, "member.update",
        json_pack("{s:I, s:s, s:s*, s:s}", "member", (json_int_t)org, "org_name", name, "org_name_en",
                  en.data ? arena_z(&d->arena, en) : NULL, "website",
                  arena_f(&d->arena, "https://example.org/members/%lld", (long long)org).data));
}

static void contribute(struct demo *d) {
    static const char *const kinds[] = { "donation", "open_source", "operations", "ecosystem" };
    static const struct text told[] = {
        TEXT_INIT("Sponsored the test laboratory.", "赞助测试实验室。"),
        TEXT_INIT("Contributed the scheduler and its tests.", "贡献调度器及其测试。"),
        TEXT_INIT("Organized the spring seminar.", "承办春季研讨会。"),
        TEXT_INIT("Brought three universities to the programme.", "引入三所高校参与计划。"),
    };
    struct who w;
    int64_t org = spare_member(d, chance(d, 60));
    if (!org || !who_may(d, "contribution.record", NULL, &w)) return;
    size_t k = (size_t)below(d, 4);
    json_t *args = json_pack("{s:I, s:s, s:o, s:o}", "member", (json_int_t)org, "kind", kinds[k], "on",
                             json_day(today(d) - (day)below(d, 20)), "text", words(d, told[k]));
    if (k == 0) json_object_set_new(args, "amount", json_integer((json_int_t)(10 + below(d, 90)) * 100000));
    act(d, &w, "contribution.record", args);
}

void members_day(struct demo *d, day on) {
    bool worked = workcal_is_working(d->workcal, on, NULL);
    int64_t members = db_int(d->db, 0, "SELECT count(*) FROM membership WHERE to_at IS NULL");
    join(d, members);
    if (!worked) return;
    review(d);
    decide(d);
    confirm_withdrawals(d);
    leave(d, on, members);
    if (chance(d, 4)) change_employer(d);
    if (chance(d, 4)) new_representative(d);
    if (chance(d, 4)) small_changes(d);
    if (chance(d, 9)) contribute(d);
}
