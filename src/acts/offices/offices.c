/* Seats, terms and holdings; see offices.h. All numbers come from the charter's rules. */
#include <string.h>

#include "acts/offices/offices.h"
#include "acts/offices/related.h"

int64_t in_office(struct db *db, const char *body) {
    return db_int(db, 0, "SELECT count(*) FROM holding WHERE body = $1 AND to_at IS NULL", V(body));
}

int64_t seats_set(struct db *db, const char *body) {
    return db_int(db, 0, "SELECT count FROM seats WHERE body = $1 AND title = '' ORDER BY id DESC LIMIT 1", V(body));
}

int64_t headcount(struct db *db, const char *of, const char *body) {
    if (strcmp(of, "in-office") == 0) return in_office(db, body);
    if (strcmp(of, "seats") == 0) {
        int64_t set = seats_set(db, body);
        return set ? set : in_office(db, body);
    }
    if (strcmp(of, "members") == 0) return db_int(db, 0, "SELECT count(*) FROM membership WHERE to_at IS NULL");
    return db_int(db, 0, "SELECT count(*) FROM membership WHERE to_at IS NULL AND class = $1", V(of));
}

struct seat_count seats_for(struct db *db, const struct charter *c, const char *body) {
    struct seat_count s = { .rule = charter_rule(c, "seats", body) };
    if (!s.rule) return s;
    if (rule_given(s.rule, "fixed")) {
        s.members = headcount(db, "members", body);
        s.seats = s.least = s.most = rule_int(s.rule, "fixed");
        return s;
    }
    s.members = headcount(db, rule_word(s.rule, "of"), body);
    s.share = rule_ratio(s.rule, "share");
    s.least = rule_int(s.rule, "least");
    s.most = rule_int(s.rule, "most");
    if (!ratio_of(s.share, s.members, rule_rounding(s.rule, "rounding"), &s.seats)) s.seats = s.most;
    if (s.seats < s.least) s.seats = s.least;
    if (s.most > 0 && s.seats > s.most) s.seats = s.most;
    return s;
}

struct leader_cap leaders_for(struct db *db, const struct charter *c, const char *body, int64_t seats) {
    struct leader_cap l = { .rule = charter_rule(c, "seats.leaders", body), .seats = seats };
    if (!l.rule) return l;
    const char *const *titles;
    size_t n = rule_list(l.rule, "titles", &titles);
    for (size_t i = 0; i < n; i++)
        l.held += db_int(db, 0, "SELECT count(*) FROM holding WHERE body = $1 AND title = $2 AND to_at IS NULL",
                         V(body), V(titles[i]));
    ratio_of(rule_ratio(l.rule, "share"), seats, rule_rounding(l.rule, "rounding"), &l.cap);
    return l;
}

static bool leads(const struct rule *r, const char *title) {
    const char *const *titles;
    size_t n = rule_list(r, "titles", &titles);
    for (size_t i = 0; i < n; i++)
        if (strcmp(titles[i], title) == 0) return true;
    return false;
}

int64_t office_org(struct db *db, const struct charter *c, struct arena *arena, const char *body, int64_t person) {
    const struct rule *r = charter_rule(c, "body.holders", body);
    const char *through = r ? rule_word(r, "through") : "none";
    (void)arena;
    if (strcmp(through, "none") == 0) return 0;
    if (strcmp(through, "any") == 0)
        return db_int(
            db, -1,
            "SELECT r.org FROM representation r JOIN membership m ON m.org = r.org AND m.to_at IS NULL WHERE r.person = $1 AND r.to_at IS NULL ORDER BY r.id LIMIT 1",
            V(person));
    return db_int(
        db, -1,
        "SELECT r.org FROM representation r JOIN membership m ON m.org = r.org AND m.to_at IS NULL AND m.class = $1 WHERE r.person = $2 AND r.to_at IS NULL "
        "ORDER BY r.id LIMIT 1",
        V(through), V(person));
}

static void judge_holder(struct judging *j, const char *body, int64_t person, int64_t *ret_org) {
    const struct rule *r = charter_rule(j->charter, "body.holders", body);
    *ret_org = office_org(j->db, j->charter, j->arena, body, person);
    if (*ret_org < 0) {
        const struct charter_class *class = charter_class(j->charter, rule_word(r, "through"));
        refuse(j, r,
               T("This office is held through a {class}; this person represents none.",
                 "该职务须由{class}人员担任，该人员不代表此类单位。"),
               T_NONE, ARG_TEXT("class", class ? class->name : T("member", "成员单位")));
        *ret_org = 0;
        return;
    }
    int64_t per_org = r ? rule_int(r, "per_org") : 0;
    int64_t held = *ret_org
                       ? db_int(j->db, 0, "SELECT count(*) FROM holding WHERE body = $1 AND org = $2 AND to_at IS NULL",
                                V(body), V(*ret_org))
                       : 0;
    int64_t together = r ? rule_int(r, "per_related") : 0;
    bool related = together > 0 && *ret_org > 0 && org_group(j->db, j->arena, *ret_org);
    if (related && related_hold(j->db, j->arena, body, *ret_org) >= together)
        refuse(
            j, r,
            T("This organization and those related to it hold {held} {held|seat|seats} in the body together; {most} {most|is|are} allowed.",
              "该单位与其关联单位在此机构合计已有 {held} 席，最多 {most} 席。"),
            T_NONE, ARG_INT("held", related_hold(j->db, j->arena, body, *ret_org)), ARG_INT("most", together));
    if (per_org > 0 && held >= per_org)
        refuse(j, r,
               T("This organization holds {held} {held|seat|seats} in the body; {most} {most|is|are} allowed.",
                 "该单位在此机构已有 {held} 席，最多 {most} 席。"),
               T_NONE, ARG_INT("held", held), ARG_INT("most", per_org));
    else
        allow(j, r, T("Held through an organization that may.", "由符合条件的单位人员担任。"));
}

static void judge_title(struct judging *j, const char *body, const char *title) {
    const struct charter_body *b = charter_body(j->charter, body);
    const struct charter_title_of *t = b ? body_title(b, title) : NULL;
    if (!t) {
        refuse_field(j, "title", T("This body has no such office.", "该机构没有此职务。"));
        return;
    }
    int64_t held = db_int(j->db, 0, "SELECT count(*) FROM holding WHERE body = $1 AND title = $2 AND to_at IS NULL",
                          V(body), V(title));
    if (!t->seats_open && t->seats > 0 && held >= t->seats)
        refuse_state(j, charter_rule(j->charter, "seats", body),
                     T("{held} of {seats} {seats|seat|seats} of this office are filled.",
                       "该职务 {seats} 席已任 {held} 席。"),
                     T_NONE, ARG_INT("held", held), ARG_INT("seats", t->seats));
}

void judge_seat(struct judging *j, const char *body, const char *title, int64_t person, int64_t seats,
                int64_t *ret_org) {
    *ret_org = 0;
    judge_title(j, body, title);
    if (db_has(j->db, "SELECT 1 FROM holding WHERE body = $1 AND person = $2 AND to_at IS NULL", V(body), V(person)))
        refuse_state(j, (const struct rule *)NULL,
                     T("This person holds an office in this body already.", "该人员已在此机构任职。"), T_NONE);
    if (refused(j)) return;
    judge_holder(j, body, person, ret_org);
    const struct rule *rule = charter_rule(j->charter, "seats", body);
    int64_t filled = in_office(j->db, body);
    if (rule && seats > 0 && filled >= seats)
        refuse(j, rule, T("All {seats} seats are filled.", "{seats} 个席位已满。"), T_NONE, ARG_INT("seats", seats));
    else if (rule && seats > 0)
        allow(j, rule, T("Seat {next} of {seats}.", "第 {next} 席（共 {seats} 席）。"), ARG_INT("next", filled + 1),
              ARG_INT("seats", seats));
    struct leader_cap cap = leaders_for(j->db, j->charter, body, seats ? seats : filled);
    if (cap.rule && leads(cap.rule, title)) {
        const struct arg args[] = { ARG_INT("held", cap.held), ARG_INT("cap", cap.cap), ARG_INT("seats", cap.seats) };
        finding_add(j, cap.held >= cap.cap, ERR_REFUSED, rule_clause(cap.rule), "title",
                    cap.held >= cap.cap
                        ? T("{held} leading offices are filled; of {seats} seats at most {cap} may lead.",
                            "领导职务已任 {held} 席，{seats} 席中最多 {cap} 席。")
                        : T("{held} of at most {cap} leading offices are filled.",
                            "领导职务已任 {held} 席，最多 {cap} 席。"),
                    T_NONE, args, 3);
    }
}

instant term_end(const struct charter *c, const char *body, instant from) {
    const struct rule *r = charter_rule(c, "term", body);
    if (!r) return INSTANT_NONE;
    struct zone zone = charter_zone(c);
    return day_start(rule_term_end(r, instant_day(from, zone)) + 1, zone);
}

instant running_term_end(struct db *db, const char *body, instant now) {
    return db_int(db, INSTANT_NONE, "SELECT max(term_end) FROM holding WHERE body = $1 AND term_end > $2", V(body),
                  V(now));
}

int64_t holding_begin_until(struct applying *a, const struct new_holding *h, instant until) {
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM holding");
    db_exec(
        a->db,
        "INSERT INTO holding (id, body, title, person, org, how, from_at, term_end, entry) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        V(id), V(h->body), V(h->title), V(h->person), h->org > 0 ? V(h->org) : V_NULL, V(h->how), V(a->act->at),
        until == INSTANT_NONE ? V_NULL : V(until), V(a->act->entry));
    const struct rule *r = charter_rule(a->charter, "term", h->body);
    if (until != INSTANT_NONE && !(r && rule_flag(r, "holdover"))) due_set(a, "clock.term_end", id, until);
    act_mention(a, "person", h->person);
    act_mention(a, "holding", id);
    if (h->org > 0) act_mention(a, "org", h->org);
    return id;
}

int64_t holding_begin(struct applying *a, const char *body, const char *title, int64_t person, int64_t org,
                      const char *how) {
    return holding_begin_until(a, &(struct new_holding){ body, title, person, org, how },
                               term_end(a->charter, body, a->act->at));
}

void holding_end(struct applying *a, int64_t holding, const char *why) {
    db_exec(a->db, "UPDATE holding SET to_at = $1, ended_by = $2, end_entry = $3 WHERE id = $4 AND to_at IS NULL",
            V(a->act->at), V(why), V(a->act->entry), V(holding));
    db_exec(
        a->db,
        "UPDATE delegation SET revoked_at = $1 WHERE revoked_at IS NULL AND to_at > $1 AND (from_holding = $2 OR to_holding = $2)",
        V(a->act->at), V(holding));
    db_exec(a->db, "UPDATE attendance SET left_at = $1 WHERE left_at IS NULL AND holding = $2", V(a->act->at),
            V(holding));
    due_set(a, "clock.term_end", holding, INSTANT_NONE);
    act_mention(a, "person", db_int(a->db, 0, "SELECT person FROM holding WHERE id = $1", V(holding)));
    act_mention(a, "holding", holding);
}

enum { HOLDINGS_MAX = 1000 }; /* offices that end together */

static void end_listed(struct applying *a, struct rows *r, const char *why) {
    int64_t *ids = arena_array(a->arena, int64_t, HOLDINGS_MAX);
    size_t n = 0;
    while (n < HOLDINGS_MAX && rows_next(r)) ids[n++] = rows_int(r, 0);
    rows_done(r);
    for (size_t i = 0; i < n; i++) holding_end(a, ids[i], why);
}

void holdings_end_of_org(struct applying *a, int64_t org, int64_t person, const char *why) {
    end_listed(
        a,
        db_rows(a->db,
                "SELECT id FROM holding WHERE org = $1 AND to_at IS NULL AND ($2 = 0 OR person = $2) ORDER BY id",
                V(org), V(person)),
        why);
}

void holdings_end_in(struct applying *a, const char *body, int64_t org, const char *why) {
    end_listed(a,
               db_rows(a->db, "SELECT id FROM holding WHERE body = $1 AND org = $2 AND to_at IS NULL ORDER BY id",
                       V(body), V(org)),
               why);
}

void holdings_end_all(struct applying *a, const char *body, const char *why) {
    end_listed(a, db_rows(a->db, "SELECT id FROM holding WHERE body = $1 AND to_at IS NULL ORDER BY id", V(body)), why);
}

void seats_keep(struct applying *a, const char *body, int64_t seats, int64_t members) {
    struct seat_count s = seats_for(a->db, a->charter, body);
    if (!s.rule) return;
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM seats");
    db_exec(a->db,
            "INSERT INTO seats (id, body, title, count, members, set_at, entry) VALUES ($1, $2, '', $3, $4, $5, $6)",
            V(id), V(body), V(seats ? seats : s.seats), V(seats ? members : s.members), V(a->act->at),
            V(a->act->entry));
}

/* ---- clock.term_end ---- */

static void term_end_judge(struct judging *j) {
    struct str body = db_str(j->db, j->arena, "SELECT body FROM holding WHERE id = $1", V(act_int(j->act, "about")));
    const struct rule *r = body.data ? charter_rule(j->charter, "term", arena_z(j->arena, body)) : NULL;
    if (r)
        allow(j, r, T("The term of {years} calendar {years|year|years} ended.", "任期 {years} 个自然年届满。"),
              ARG_INT("years", rule_int(r, "years")));
}

static void term_end_apply(struct applying *a) { holding_end(a, act_int(a->act, "about"), "term"); }

static const struct field about_fields[] = {
    { .name = "about", .label = TEXT_INIT("Office", "职务"), .type = FIELD_INT },
    { 0 },
};

ACT(clock_term_end) = {
    .name = "clock.term_end",
    .version = 1,
    .family = "offices",
    .origin = ORIGIN_CLOCK,
    .title = TEXT_INIT("A term ends", "任期届满"),
    .done = TEXT_INIT("A term of office ended.", "任期届满离任。"),
    .fields = about_fields,
    .judge = term_end_judge,
    .apply = term_end_apply,
};

/* ---- office.resign ---- */

static const struct field resign_fields[] = {
    { .name = "holding", .label = TEXT_INIT("Office", "职务"), .type = FIELD_REF, .ref = "holding" },
    { 0 },
};

static void resign_judge(struct judging *j) {
    if (!db_has(j->db, "SELECT 1 FROM holding WHERE id = $1 AND to_at IS NULL", V(act_int(j->act, "holding"))))
        refuse_state(j, (const struct rule *)NULL, T("This office has ended already.", "该任职已结束。"), T_NONE);
    else if (!db_has(j->db, "SELECT 1 FROM holding WHERE id = $1 AND person = $2", V(act_int(j->act, "holding")),
                     V(j->act->by.person)))
        finding_add(j, true, ERR_DENIED, NULL, NULL, T("An office is resigned by its holder.", "辞任须由本人提出。"),
                    T_NONE, NULL, 0);
}

static void resign_apply(struct applying *a) { holding_end(a, act_int(a->act, "holding"), "resignation"); }

ACT(office_resign) = {
    .name = "office.resign",
    .version = 1,
    .family = "offices",
    .power = "office.resign",
    .weighty = true,
    .title = TEXT_INIT("Resign an office", "辞去职务"),
    .effect = TEXT_INIT("The office ends at once and the seat is vacant.", "即刻离任，席位出缺。"),
    .done = TEXT_INIT("An office was resigned: {holding}.", "辞去职务：{holding}。"),
    .fields = resign_fields,
    .judge = resign_judge,
    .apply = resign_apply,
};
