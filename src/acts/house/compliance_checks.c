/* What state can fall short of, topic by topic; see compliance.h. */
#include <string.h>

#include "acts/elections/rounds.h"
#include "acts/house/compliance_checks.h"
#include "acts/offices/offices.h"
#include "acts/offices/related.h"
#include "acts/rotation.h"
#include "acts/things.h"

enum { SOON_DAYS = 45, PERIOD_END_DAYS = 8 };

static struct text body_text(const struct compliance_check *k, const char *body) {
    const struct charter_body *b = charter_body(k->charter, body);
    return b ? b->name : (struct text){ body, body };
}

static struct text org_text(const struct compliance_check *k, int64_t org) {
    return (struct text){
        .en = arena_z(k->arena, thing_label(k->db, k->charter, k->arena, "org", org, LANG_EN)),
        .zh = arena_z(k->arena, thing_label(k->db, k->charter, k->arena, "org", org, LANG_ZH)),
    };
}

static bool seated_ever(const struct compliance_check *k, const char *body) {
    return db_has(k->db, "SELECT 1 FROM holding WHERE body = $1 LIMIT 1", V(body));
}

/* ---- seats ---- */

static void check_seats(struct compliance_check *k) {
    const char *body = rule_subject(k->rule);
    struct seat_count would = seats_for(k->db, k->charter, body);
    int64_t set = seats_set(k->db, body), filled = in_office(k->db, body);
    struct buf product;
    buf_init(&product, 64);
    if (would.share.den) ratio_product_format(&product, would.share, would.members);
    const struct arg args[] = {
        ARG_TEXT("body", body_text(k, body)),
        ARG_INT("members", would.members),
        ARG_RATIO("share", would.share.den ? would.share : ratio_make(0, 1)),
        ARG_STR("product", buf_str(&product)),
        ARG_INT("set", set),
        ARG_INT("would", would.seats),
        ARG_INT("filled", filled),
        ARG_INT("vacant", set - filled),
    };
    size_t n = sizeof args / sizeof args[0];
    if (!set)
        compliance_add(k, COMPLIANCE_WARNING,
                       T("Seats are set when the {body} is formed; for {members} members they would be {would}.",
                         "{body}组成时确定席位；现有 {members} 家成员，应设 {would} 席。"),
                       args, n);
    else if (filled > set)
        compliance_add(k, COMPLIANCE_BREACH,
                       T("{filled} are in office for {set} seats.", "{set} 席却有 {filled} 人在任。"), args, n);
    else if (filled < set)
        compliance_add(
            k, COMPLIANCE_WARNING,
            T("{set} seats were set; {filled} filled, {vacant} vacant. Today’s {members} members × {share} = {product}: they would be {would}.",
              "已设 {set} 席，在任 {filled} 人，空缺 {vacant} 席。按现有 {members} 家 × {share} = {product}，应为 {would} 席。"),
            args, n);
    else
        compliance_add(
            k, COMPLIANCE_OK,
            T("{set} seats were set and all are filled. Today’s {members} members × {share} = {product}: they would be {would}.",
              "已设 {set} 席，全部在任。按现有 {members} 家 × {share} = {product}，应为 {would} 席。"),
            args, n);
    buf_release(&product);
}

static void check_leaders(struct compliance_check *k) {
    const char *body = rule_subject(k->rule);
    int64_t seats = seats_set(k->db, body);
    struct leader_cap l =
        leaders_for(k->db, k->charter, body, seats ? seats : seats_for(k->db, k->charter, body).seats);
    compliance_say(k, l.held > l.cap ? COMPLIANCE_BREACH : COMPLIANCE_OK,
                   T("{held} leading offices are filled; of {seats} seats at most {cap} may lead.",
                     "领导职务在任 {held} 人；{seats} 席中至多 {cap} 席。"),
                   ARG_INT("held", l.held), ARG_INT("seats", l.seats), ARG_INT("cap", l.cap));
}

static void check_near(struct compliance_check *k) {
    const char *body = rule_subject(k->rule), *other = rule_word(k->rule, "other");
    int64_t mine = in_office(k->db, body), theirs = in_office(k->db, other), slack = 0;
    if (!theirs) return;
    ratio_of(rule_ratio(k->rule, "within"), theirs, rule_rounding(k->rule, "rounding"), &slack);
    bool near = mine >= theirs - slack && mine <= theirs + slack;
    compliance_say(k, near ? COMPLIANCE_OK : COMPLIANCE_WARNING,
                   T("{mine} in office, {theirs} in the {other}; {least} to {most} are about the same.",
                     "在任 {mine} 人，{other} {theirs} 人；{least} 至 {most} 人为大致相当。"),
                   ARG_INT("mine", mine), ARG_INT("theirs", theirs), ARG_TEXT("other", body_text(k, other)),
                   ARG_INT("least", theirs - slack), ARG_INT("most", theirs + slack));
}

/* Sole offices that nobody holds. */
static void check_vacant(struct compliance_check *k) {
    const char *body = rule_subject(k->rule);
    const struct charter_body *b = body ? charter_body(k->charter, body) : NULL;
    if (!b || !seated_ever(k, body)) return;
    for (size_t i = 0; i < b->title_count; i++) {
        const struct charter_title_of *t = &b->titles[i];
        int64_t held = db_int(k->db, 0, "SELECT count(*) FROM holding WHERE body = $1 AND title = $2 AND to_at IS NULL",
                              V(body), V(t->id));
        const struct arg args[] = { ARG_TEXT("title", t->name), ARG_TEXT("body", b->name), ARG_INT("held", held),
                                    ARG_INT("seats", t->seats) };
        if (t->leads && held == 0)
            compliance_add(k, COMPLIANCE_WARNING, T("The {body} has no {title} now.", "{body}目前没有{title}。"), args,
                           4);
        else if (!t->seats_open && t->seats > 0 && held < t->seats)
            compliance_add(k, COMPLIANCE_WARNING,
                           T("{held} of {seats} offices “{title}” are filled.",
                             "{title}应设 {seats} 名，现任 {held} 名。"),
                           args, 4);
    }
    int64_t all = in_office(k->db, body);
    compliance_say(k, COMPLIANCE_OK, T("{all} are in office.", "在任 {all} 人。"), ARG_INT("all", all));
}

/* ---- seats left within a term ---- */

/* One body's: whether what fell vacant stands unfilled, and whether anything is done about it. */
static void check_vacancies_of(struct compliance_check *k, const struct charter_body *b, bool filled) {
    struct vacancy v;
    if (!vacancy_of(k->db, k->charter, b, k->now, &v) || !v.vacant) return;
    bool under_way = db_has(k->db, "SELECT 1 FROM round WHERE body = $1 AND state <> 'seated'", V(b->id));
    compliance_say(
        k, filled && !under_way ? COMPLIANCE_WARNING : COMPLIANCE_OK,
        !filled
            ? T("{body}: {vacant} of {seats} seats {vacant|stays|stay} vacant until {until}, as the charter has it.",
                "{body}：{seats} 席中空缺 {vacant} 席，依章程保留至{until}。")
        : under_way
            ? T("{body}: {vacant} of {seats} seats {vacant|is|are} vacant; nominations are under way.",
                "{body}：{seats} 席中空缺 {vacant} 席，补选提名正在进行。")
            : T("{body}: {vacant} of {seats} seats {vacant|is|are} vacant, the last since {since}, and nobody has opened "
                "nominations for the rest of the term, until {until}.",
                "{body}：{seats} 席中空缺 {vacant} 席，最近一席自{since}起空缺，尚未启动补选；本届任期至{until}。"),
        ARG_TEXT("body", b->name), ARG_INT("vacant", v.vacant), ARG_INT("seats", v.seats), ARG_INT("held", v.held),
        ARG_INSTANT("since", v.since), ARG_DEADLINE("until", v.until));
}

static void check_vacancies(struct compliance_check *k) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(k->charter, &bodies), before = k->row->line_count;
    bool filled = strcmp(rule_word(k->rule, "how"), "election") == 0;
    for (size_t i = 0; i < n; i++) /* a rule for every body stands behind one for this body */
        if (charter_rule(k->charter, "vacancies", bodies[i].id) == k->rule) check_vacancies_of(k, &bodies[i], filled);
    if (k->row->line_count == before)
        compliance_say(k, COMPLIANCE_OK,
                       T("No seat that was left within a running term stands empty.", "本届任期内出缺的席位均已补足。"),
                       ARG_INT("vacant", 0));
}

/* ---- caps on organizations, and on related ones together ---- */

/* Whose people hold more offices of a body than one organization, or related ones together, may: it comes about when a relation is put
 * on record within a term, since nobody is seated past the cap. */
static void check_caps_of(struct compliance_check *k, const struct charter_body *b, int64_t most) {
    enum { ORGS_MAX = 2000 };
    const char *body = b->id;
    int64_t over = 0;
    if (!seated_ever(k, body)) return;
    int64_t *orgs = arena_array(k->arena, int64_t, ORGS_MAX), largest = 0;
    size_t n = 0;
    struct rows *r =
        db_rows(k->db,
                "SELECT DISTINCT org FROM holding WHERE body = $1 AND org IS NOT NULL AND to_at IS NULL ORDER BY org",
                V(body));
    bool any = db_has(k->db, "SELECT 1 FROM relation WHERE end_entry IS NULL");
    while (any && n < ORGS_MAX && rows_next(r)) orgs[n++] = rows_int(r, 0);
    rows_done(r);
    for (size_t i = 0; i < n; i++) {
        const int64_t *group;
        size_t of = orgs_related(k->db, k->arena, orgs[i], &group);
        bool first = true; /* each group once: at the first of it that holds an office here */
        for (size_t x = 0; x < i && first; x++)
            for (size_t g = 0; g < of && first; g++) first = group[g] != orgs[x];
        int64_t held = first && of > 1 ? related_hold(k->db, k->arena, body, orgs[i]) : 0;
        if (held > largest) largest = held;
        if (held <= most) continue;
        over++;
        compliance_say(
            k, COMPLIANCE_BREACH,
            T("{org} and those related to it hold {held} offices of the {body}; {most} is the most together.",
              "{org}及其关联单位在{body}共任 {held} 席，合计最多 {most} 席。"),
            ARG_TEXT("org", org_text(k, orgs[i])), ARG_INT("held", held), ARG_TEXT("body", b->name),
            ARG_INT("most", most));
    }
    if (!over)
        compliance_say(
            k, COMPLIANCE_OK,
            T("Of related organizations at most {held} {held|office is|offices are} held together; {most} may be.",
              "关联单位合计任职最多者 {held} 席，上限 {most} 席。"),
            ARG_INT("held", largest), ARG_INT("most", most));
}

static void check_caps(struct compliance_check *k) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(k->charter, &bodies);
    int64_t most = rule_int(k->rule, "per_related");
    for (size_t i = 0; most > 0 && i < n; i++)
        if (charter_rule(k->charter, "body.holders", bodies[i].id) == k->rule) check_caps_of(k, &bodies[i], most);
}

/* ---- meetings in their time ---- */

struct period {
    day from, to;
};

static struct period period_of(day d, bool year) {
    struct civil c = day_civil(d);
    if (year) return (struct period){ day_of(c.year, 1, 1), day_of(c.year, 12, 31) };
    return (struct period){ day_month_start(d), day_month_end(d) };
}

static int64_t held_in(const struct compliance_check *k, const char *body, struct period p) {
    struct zone zone = charter_zone(k->charter);
    return db_int(
        k->db, 0,
        "SELECT count(*) FROM meeting WHERE body = $1 AND state = 'held' AND starts_at >= $2 AND starts_at < $3",
        V(body), V(day_start(p.from, zone)), V(day_start(p.to + 1, zone)));
}

static void check_regular(struct compliance_check *k) {
    const char *body = rule_subject(k->rule);
    struct zone zone = charter_zone(k->charter);
    bool year = strcmp(rule_word(k->rule, "per"), "year") == 0;
    int64_t wanted = rule_int(k->rule, "count");
    day today = instant_day(k->now, zone);
    instant first = db_int(k->db, INSTANT_NONE, "SELECT min(from_at) FROM holding WHERE body = $1", V(body));
    if (first == INSTANT_NONE) {
        compliance_say(k, COMPLIANCE_OK,
                       T("The {body} has not been seated yet; counting begins when it is.",
                         "{body}尚未组成，自组成后起算。"),
                       ARG_TEXT("body", body_text(k, body)));
        return;
    }
    struct period now = period_of(today, year), last = period_of(now.from - 1, year);
    bool last_counts =
        instant_day(first, zone) <= last.from; /* part periods before the first seating are not counted */
    int64_t held_now = held_in(k, body, now), held_last = held_in(k, body, last);
    const struct arg args[] = { ARG_INT("wanted", wanted),         ARG_INT("held", held_now),
                                ARG_INT("held_before", held_last), ARG_DAY("until", now.to),
                                ARG_DAY("last_from", last.from),   ARG_DAY("last_to", last.to) };
    if (last_counts)
        compliance_add(k, held_last < wanted ? COMPLIANCE_BREACH : COMPLIANCE_OK,
                       T("{held_before} of {wanted} {wanted|meeting|meetings} held between {last_from} and {last_to}.",
                         "{last_from}至{last_to}应召开 {wanted} 次，已召开 {held_before} 次。"),
                       args, 6);
    enum compliance_state state = held_now >= wanted                                       ? COMPLIANCE_OK
                                  : now.to - today <= (year ? SOON_DAYS : PERIOD_END_DAYS) ? COMPLIANCE_WARNING
                                                                                           : COMPLIANCE_OK;
    compliance_add(k, state,
                   held_now >= wanted ? T("{held} held in the running period; {wanted} needed.",
                                          "本期已召开 {held} 次，应召开 {wanted} 次。")
                                      : T("{held} of {wanted} held in the running period; the next is due by {until}.",
                                          "本期应召开 {wanted} 次，已召开 {held} 次，下一次最迟于{until}召开。"),
                   args, 6);
}

static void check_quorum(struct compliance_check *k) {
    const char *body = rule_subject(k->rule);
    if (!body) return;
    int64_t held = db_int(k->db, 0, "SELECT count(*) FROM meeting WHERE body = $1 AND state = 'held'", V(body));
    int64_t inquorate =
        db_int(k->db, 0, "SELECT count(*) FROM meeting WHERE body = $1 AND state = 'inquorate'", V(body));
    int64_t whole = headcount(k->db, rule_word(k->rule, "of"), body);
    compliance_say(
        k, COMPLIANCE_OK,
        T("{needed} of {whole} are a quorum today; {held} {held|meeting|meetings} had one, {inquorate} did not and decided nothing.",
          "目前 {whole} 人中 {needed} 人为法定人数；{held} 次会议达到，{inquorate} 次未达到且未作决议。"),
        ARG_INT("needed", ratio_needed(rule_ratio(k->rule, "share"), whole)), ARG_INT("whole", whole),
        ARG_INT("held", held), ARG_INT("inquorate", inquorate));
}

static void check_majority(struct compliance_check *k) {
    const char *body = rule_subject(k->rule);
    if (!body) return;
    int64_t passed = 0, failed = 0,
            exactly = 0; /* in one reading: a body votes on tens of thousands of motions in its time */
    struct rows *r = db_rows(
        k->db,
        "SELECT sum(CASE WHEN motion.state = 'passed' THEN 1 ELSE 0 END), sum(CASE WHEN motion.state = 'failed' THEN 1 ELSE 0 END), "
        "sum(CASE WHEN motion.exactly = 1 THEN 1 ELSE 0 END) FROM motion WHERE motion.body = $1",
        V(body));
    if (rows_next(r)) {
        passed = rows_int(r, 0);
        failed = rows_int(r, 1);
        exactly = rows_int(r, 2);
    }
    rows_done(r);
    compliance_say(k, COMPLIANCE_OK,
                   T("{passed} {passed|motion|motions} passed, {exactly} of them at exactly the line; {failed} failed.",
                     "通过动议 {passed} 项，其中恰好达标 {exactly} 项；未通过 {failed} 项。"),
                   ARG_INT("passed", passed), ARG_INT("exactly", exactly), ARG_INT("failed", failed));
}

static void check_notice(struct compliance_check *k) {
    const char *body = rule_subject(k->rule);
    if (!body) return;
    int64_t called = db_int(k->db, 0, "SELECT count(*) FROM meeting WHERE body = $1", V(body));
    int64_t failed = db_int(
        k->db, 0,
        "SELECT count(*) FROM outbox JOIN meeting ON meeting.id = outbox.meeting WHERE meeting.body = $1 AND meeting.state = 'called' AND outbox.state = 'failed'",
        V(body));
    compliance_say(
        k, failed ? COMPLIANCE_WARNING : COMPLIANCE_OK,
        failed
            ? T("{failed} {failed|notice|notices} of meetings to come could not be delivered; {called} meetings were called in time.",
                "有 {failed} 份即将召开会议的通知未能送达；历次 {called} 次会议均按期通知。")
            : T("All {called} meetings were called in time; a later call is not possible.",
                "历次 {called} 次会议均按期通知；逾期无法召集。"),
        ARG_INT("called", called), ARG_INT("failed", failed));
}

/* ---- terms, follow-up, leaving, money ---- */

static void check_term(struct compliance_check *k) {
    const char *body = rule_subject(k->rule);
    if (!body || !seated_ever(k, body)) return;
    int64_t held = in_office(k->db, body);
    instant ends =
        db_int(k->db, INSTANT_NONE,
               "SELECT min(term_end) FROM holding WHERE body = $1 AND to_at IS NULL AND term_end IS NOT NULL", V(body));
    bool round = db_has(k->db, "SELECT 1 FROM round WHERE body = $1 AND state <> 'seated' AND until IS NULL", V(body));
    if (held == 0)
        compliance_say(k, COMPLIANCE_BREACH,
                       T("The term has ended and nobody is in office.", "任期已届满，目前无人在任。"));
    else if (ends == INSTANT_NONE)
        compliance_say(k, COMPLIANCE_OK, T("No term runs.", "没有任期。"));
    else
        compliance_say(k, ends - k->now < SOON_DAYS * 86400 && !round ? COMPLIANCE_WARNING : COMPLIANCE_OK,
                       round ? T("The term ends on {ends}; nominations for the next are under way.",
                                 "任期于{ends}届满，换届提名正在进行。")
                             : T("The term ends on {ends}.", "任期于{ends}届满。"),
                       ARG_DEADLINE("ends", ends));
}

static void check_withdrawal(struct compliance_check *k) {
    int64_t waiting = db_int(k->db, 0, "SELECT count(*) FROM withdrawal WHERE state = 'requested'");
    int64_t days = rule_int(k->rule, "remind_days");
    int64_t late = db_int(k->db, 0, "SELECT count(*) FROM withdrawal WHERE state = 'requested' AND requested_at < $1",
                          V(k->now - days * 86400));
    compliance_say(
        k, late ? COMPLIANCE_WARNING : COMPLIANCE_OK,
        T("{waiting} {waiting|withdrawal waits|withdrawals wait} for confirmation, {late} of them for more than {days} days.",
          "待确认退出 {waiting} 件，其中超过 {days} 天的 {late} 件。"),
        ARG_INT("waiting", waiting), ARG_INT("late", late), ARG_INT("days", days));
}

static void check_fee(struct compliance_check *k) {
    const char *class_id = rule_subject(k->rule);
    int year = day_civil(instant_day(k->now, charter_zone(k->charter))).year;
    int64_t voted = db_int(
        k->db, -1,
        "SELECT amount_fen FROM fee WHERE class = $1 AND from_year <= $2 ORDER BY from_year DESC, id DESC LIMIT 1",
        V(class_id), V(year));
    const struct charter_class *c = class_id ? charter_class(k->charter, class_id) : NULL;
    compliance_say(k, COMPLIANCE_OK,
                   voted >= 0 ? T("{class}: {fee} a year, by vote.", "{class}：每年 {fee}（经表决）。")
                              : T("{class}: {fee} a year, by the charter's table.", "{class}：每年 {fee}（依章程）。"),
                   ARG_TEXT("class", c ? c->name : T_NONE),
                   ARG_FEN("fee", voted >= 0 ? voted : rule_int(k->rule, "amount_fen")));
}

static void check_escrow(struct compliance_check *k) {
    struct str name = db_str(k->db, k->arena, "SELECT name FROM escrow WHERE to_at IS NULL");
    if (name.data)
        compliance_say(k, COMPLIANCE_OK, T("{company} holds the funds.", "资金由{company}托管。"),
                       ARG_STR("company", name));
    else
        compliance_say(k, COMPLIANCE_WARNING, T("No escrow company has been named.", "尚未确定托管公司。"));
}

static void check_supervision(struct compliance_check *k) {
    const char *body = rule_subject(k->rule);
    int64_t waiting = db_int(k->db, 0, "SELECT count(*) FROM report WHERE body = $1 AND reviewed_at IS NULL", V(body));
    int64_t reviewed =
        db_int(k->db, 0, "SELECT count(*) FROM report WHERE body = $1 AND reviewed_at IS NOT NULL", V(body));
    compliance_say(k, waiting ? COMPLIANCE_WARNING : COMPLIANCE_OK,
                   T("{body}: {reviewed} {reviewed|report|reports} reviewed, {waiting} waiting.",
                     "{body}：已审阅报告 {reviewed} 份，待审阅 {waiting} 份。"),
                   ARG_TEXT("body", body_text(k, body)), ARG_INT("reviewed", reviewed), ARG_INT("waiting", waiting));
}

/* Meetings still to come that overlap for somebody; the rule may stand for every body. */
static void check_clashes(struct compliance_check *k) {
    const char *body = rule_subject(k->rule);
    int64_t pairs = db_int(
        k->db, 0,
        "SELECT count(*) FROM meeting a JOIN meeting b ON b.id > a.id AND b.starts_at < a.starts_at + a.minutes_long * 60 "
        "AND a.starts_at < b.starts_at + b.minutes_long * 60 WHERE a.state = 'called' AND b.state = 'called' AND a.starts_at > $1 "
        "AND ($2 = '' OR a.body = $2 OR b.body = $2) AND EXISTS (SELECT 1 FROM holding x JOIN holding y ON y.person = x.person "
        "AND y.body = b.body AND y.to_at IS NULL WHERE x.body = a.body AND x.to_at IS NULL)",
        V(k->now), V(body && charter_body(k->charter, body) ? body : ""));
    compliance_say(k, pairs ? COMPLIANCE_WARNING : COMPLIANCE_OK,
                   pairs
                       ? T("{pairs} {pairs|pair|pairs} of meetings to come overlap for people who sit in both bodies.",
                           "有 {pairs} 组即将召开的会议时间冲突，涉及同时任职的人员。")
                       : T("No meetings to come overlap for people who sit in both bodies.",
                           "即将召开的会议无时间冲突。"),
                   ARG_INT("pairs", pairs));
}

/* Whose turn it is, where an office rotates. */
static void check_rotation(struct compliance_check *k) {
    const char *body = rule_subject(k->rule);
    struct turn t;
    if (!turn_of(k->db, k->charter, body, k->now, &t)) return;
    compliance_say(k, COMPLIANCE_OK,
                   T("{count} {count|person takes|people take} turns; the turn passes on {until}.",
                     "{count} 人轮值，下次轮换为{until}。"),
                   ARG_INT("count", (int64_t)t.count),
                   ARG_DAY("until", instant_day(t.until, charter_zone(k->charter))));
}

static void check_groups(struct compliance_check *k) {
    int64_t groups =
        db_int(k->db, 0, "SELECT count(*) FROM sig WHERE body = $1 AND to_at IS NULL", V(rule_subject(k->rule)));
    compliance_say(k, groups ? COMPLIANCE_OK : COMPLIANCE_WARNING,
                   T("{groups} {groups|interest group|interest groups} now.", "现有兴趣组 {groups} 个。"),
                   ARG_INT("groups", groups));
}

/* The power to follow resolutions up stands for the duty to. */
static void check_powers(struct compliance_check *k) {
    const struct grant *const *grants;
    size_t n = charter_grants(k->charter, "resolution.follow", NULL, &grants);
    bool here = false;
    for (size_t i = 0; i < n; i++) here = here || strcmp(grants[i]->clause, rule_clause(k->rule)) == 0;
    if (!here || k->row->line_count) return;
    day today = instant_day(k->now, charter_zone(k->charter));
    int64_t open = db_int(k->db, 0, "SELECT count(*) FROM resolution WHERE state = 'open'");
    int64_t late =
        db_int(k->db, 0,
               "SELECT count(*) FROM resolution WHERE state = 'open' AND due_day IS NOT NULL AND due_day < $1",
               V(today));
    compliance_say(k, late ? COMPLIANCE_WARNING : COMPLIANCE_OK,
                   T("{open} {open|resolution is|resolutions are} being carried out, {late} past the due day.",
                     "正在落实的决议 {open} 项，其中逾期 {late} 项。"),
                   ARG_INT("open", open), ARG_INT("late", late));
}

void compliance_check(struct compliance_check *k) {
    static const struct {
        const char *topic;
        void (*check)(struct compliance_check *);
    } checks[] = {
        { "seats", check_seats },
        { "seats.leaders", check_leaders },
        { "seats.near", check_near },
        { "body.holders", check_vacant },
        { "body.holders", check_caps },
        { "vacancies", check_vacancies },
        { "meetings.regular", check_regular },
        { "meeting.quorum", check_quorum },
        { "motion.majority", check_majority },
        { "meeting.notice", check_notice },
        { "term", check_term },
        { "membership.withdrawal", check_withdrawal },
        { "fee", check_fee },
        { "vote.escrow", check_escrow },
        { "supervision", check_supervision },
        { "meeting.clash", check_clashes },
        { "rotation", check_rotation },
        { "sigs.first", check_groups },
        { "may", check_powers },
    };
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        if (strcmp(rule_topic(k->rule), checks[i].topic) == 0) checks[i].check(k);
}
