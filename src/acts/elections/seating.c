/* From nominees to holders: a round concluded without a contest, the vote that approves, the term that begins, the seats that were
 * vacant filled.
 *
 *  S1. With at most as many nominees as seats the nominees are seated; more need an election (K1 in contests.c).
 *  S2. Where the charter asks for a body's approval, the nominees are seated when its vote has passed.
 *  S3. Seats are set on the day a round is concluded, for the term that begins; never within a term. A round for the rest of a term
 *      sets none, ends no holding, and its holdings end with that term.
 *  S4. Nobody is seated where there is no seat any more: what changed since the nomination is looked at again. */
#include <string.h>

#include "acts/elections/rounds.h"
#include "acts/matters/matters.h"
#include "acts/offices/offices.h"
#include "acts/offices/related.h"

/* ---- nomination.seat ---- */

static const struct field seat_fields[] = {
    { .name = "round", .label = TEXT_INIT("Nominations", "提名轮次"), .type = FIELD_REF, .ref = "round" },
    { 0 },
};

static const char *body_of_round(const struct judging *j) {
    struct str body = db_str(j->db, j->arena, "SELECT body FROM round WHERE id = $1", V(act_int(j->act, "round")));
    return body.data ? arena_z(j->arena, body) : NULL;
}

/* What an election is there to decide: more stand than there are places, for the body or for one of its offices. Every contest
 * is refused here and nowhere else, with the clause that has an election decide and the one that sets the places. */
struct contested {
    const struct rule *rule;
    struct text office;
    int64_t nominees, places;
};

static void refuse_contest(struct judging *j, const struct charter_body *b, const struct contested *k) {
    const struct rule *election = charter_rule(j->charter, "election", b->id),
                      *first = charter_rule(j->charter, "first-term", b->id);
    const struct rule *decides = election ? election : first;
    const struct arg args[] = { ARG_INT("nominees", k->nominees), ARG_INT("seats", k->places),
                                ARG_TEXT("office", k->office), ARG_TEXT("body", b->name),
                                ARG_Z("clause", decides ? rule_clause(decides) : "") };
    struct text remedy = T("Call the election; or nominations are withdrawn until no more stand than there are places.",
                           "请启动选举；或撤回提名，直至人数不超过名额。");
    finding_add(
        j, true, ERR_REFUSED, decides ? rule_clause(decides) : NULL, NULL,
        decides
            ? T("{nominees} stand for {seats} {seats|place|places} as {office} of the {body}: {clause} has an election decide.",
                "{body}{office}名额 {seats} 个，被提名人 {nominees} 名：依 {clause} 须经选举产生。")
            : T("{nominees} stand for {seats} {seats|place|places} as {office} of the {body}: this needs an election.",
                "{body}{office}名额 {seats} 个，被提名人 {nominees} 名：须经选举产生。"),
        remedy, args, sizeof args / sizeof args[0]);
    if (k->rule && k->rule != decides)
        allow(j, k->rule, T("{seats} {seats|place|places} by the charter.", "依章程设 {seats} 个名额。"),
              ARG_INT("seats", k->places));
}

/* Nominees for offices that lead are no more than may lead. */
static void judge_leaders(struct judging *j, const struct places *p, const struct nominee *const *sit, size_t n) {
    const char *const *titles;
    size_t count = p->leaders != PLACES_OPEN ? rule_list(p->cap.rule, "titles", &titles) : 0;
    int64_t nominees = 0;
    for (size_t i = 0; i < count; i++) nominees += count_title(sit, n, titles[i]);
    if (count && nominees > p->leaders)
        refuse(j, p->cap.rule,
               p->rest
                   ? T("{nominees} nominees for leading offices; {held} of at most {cap} that may lead are in office.",
                       "领导职务有 {nominees} 名被提名人；最多 {cap} 席，现已任 {held} 席。")
                   : T("{nominees} nominees for leading offices; of {seats} seats at most {cap} may lead.",
                       "领导职务有 {nominees} 名被提名人，{seats} 席中最多 {cap} 席。"),
               T("Nominations can be withdrawn until as many remain as may lead.", "可撤回提名，直至人数不超过上限。"),
               ARG_INT("nominees", nominees), ARG_INT("seats", p->whole.seats), ARG_INT("cap", p->cap.cap),
               ARG_INT("held", p->cap.held));
}

static void judge_places(struct judging *j, const struct charter_body *b, const struct places *p,
                         const struct nominee *const *sit, size_t n) {
    if (p->free != PLACES_OPEN && (int64_t)n > p->free)
        refuse_contest(j, b, &(struct contested){ p->whole.rule, b->holder, (int64_t)n, p->free });
    for (size_t i = 0; i < b->title_count; i++) {
        int64_t places = places_of_office(j->db, p, b->id, &b->titles[i]), stand = count_title(sit, n, b->titles[i].id);
        if (stand > places) refuse_contest(j, b, &(struct contested){ NULL, b->titles[i].name, stand, places });
    }
    judge_leaders(j, p, sit, n);
}

static void judge_no_contest(struct judging *j, int64_t round, const struct charter_body *b) {
    const struct rule *later = charter_rule(j->charter, "first-term", b->id);
    struct places p = places_of(j->db, j->charter, round, b->id);
    const struct rule *cited = later ? later : p.whole.rule;
    struct nominee *all;
    const struct nominee **sit;
    size_t count = nominees_of(j->db, j->charter, j->arena, round, &all);
    size_t n = would_sit(j->db, j->charter, j->arena, b, &p, all, count, &sit);
    judge_places(j, b, &p, sit, n);
    if (refused(j)) return;
    if (p.free != PLACES_OPEN && p.rest) {
        allow(j, p.whole.rule, T("{vacant} of {seats} seats {vacant|is|are} vacant.", "{seats} 席中空缺 {vacant} 席。"),
              ARG_INT("vacant", p.free), ARG_INT("seats", p.whole.seats));
    } else if (p.free != PLACES_OPEN) {
        allow(j, p.whole.rule, T("{seats} seats for {members} counted.", "计 {members} 家，设 {seats} 席。"),
              ARG_INT("seats", p.whole.seats), ARG_INT("members", p.whole.members));
    }
    if (p.free != PLACES_OPEN) {
        allow(j, cited,
              T("{nominees} nominees for {seats} seats: no contest.", "{seats} 席有 {nominees} 名被提名人，无须竞选。"),
              ARG_INT("nominees", (int64_t)n), ARG_INT("seats", p.free));
        if ((int64_t)n < p.free)
            allow(j, p.whole.rule, T("{vacant} {vacant|seat stays|seats stay} vacant.", "{vacant} 席空缺。"),
                  ARG_INT("vacant", p.free - (int64_t)n));
    } else {
        allow(j, later, T("{nominees} nominees: no contest.", "被提名人 {nominees} 名，无须竞选。"),
              ARG_INT("nominees", (int64_t)n));
    }
}

static void seat_judge(struct judging *j) {
    int64_t round = act_int(j->act, "round");
    const char *body = body_of_round(j);
    const struct charter_body *b = body ? charter_body(j->charter, body) : NULL;
    if (!db_has(j->db, "SELECT 1 FROM round WHERE id = $1 AND state = 'closed'", V(round)))
        refuse_state(j, (const struct rule *)NULL,
                     T("These nominations are still open, or have been decided.", "该轮提名尚未截止，或已有结果。"),
                     T_NONE);
    else if (b)
        judge_no_contest(j, round, b);
}

void round_decided(struct applying *a, int64_t round) {
    day from = (day)db_int(a->db, 0, "SELECT term_from FROM round WHERE id = $1", V(round));
    instant begins = day_start(from, charter_zone(a->charter));
    bool rest = round_until(a->db, round) != INSTANT_NONE;
    db_exec(a->db, "UPDATE round SET state = 'decided' WHERE id = $1", V(round));
    due_set(a, rest ? "clock.seats_filled" : "clock.term_begin", round, begins > a->act->at ? begins : a->act->at);
}

/* S2: whether an office somebody is nominated for is filled by a body's vote only. */
static bool needs_approval(struct applying *a, const struct nominee *all, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (approval_rule(a->charter, a->arena, all[i].body, all[i].title)) return true;
    return false;
}

static void seat_apply(struct applying *a) {
    int64_t round = act_int(a->act, "round");
    const char *body = arena_z(a->arena, db_str(a->db, a->arena, "SELECT body FROM round WHERE id = $1", V(round)));
    struct seat_count s = seats_for(a->db, a->charter, body);
    if (s.rule && round_until(a->db, round) == INSTANT_NONE) /* S3 */
        db_exec(a->db, "UPDATE round SET seats = $1, members = $2 WHERE id = $3", V(s.seats), V(s.members), V(round));
    struct nominee *all;
    size_t n = nominees_of(a->db, a->charter, a->arena, round, &all);
    if (!needs_approval(a, all, n)) {
        round_decided(a, round);
        return;
    }
    json_t *ids = json_array();
    for (size_t i = 0; i < n; i++) json_array_append_new(ids, json_integer(all[i].id));
    int64_t matter = matter_open(a, "vote.approval", "office.approved", "office.not_approved",
                                 json_pack("{s:o, s:I}", "nominations", ids, "round", (json_int_t)round));
    db_exec(a->db, "UPDATE nomination SET matter = $1 WHERE round = $2 AND state = 'standing'", V(matter), V(round));
    db_exec(a->db, "UPDATE round SET state = 'referred' WHERE id = $1", V(round));
}

static void seat_offer(struct offering *o) {
    struct rows *r =
        db_rows(o->j->db, "SELECT id, body, term_from FROM round WHERE state = 'closed' ORDER BY term_from");
    while (rows_next(r)) {
        const char *body = arena_z(o->j->arena, rows_str(r, 1));
        const struct charter_body *b = charter_body(o->j->charter, body);
        if (!b || !o->may(o, body) || round_contested(o->j->db, o->j->charter, o->j->arena, rows_int(r, 0), body))
            continue;
        const struct arg args[] = { ARG_TEXT("body", b->name) };
        offer_add(o, json_pack("{s:I}", "round", (json_int_t)rows_int(r, 0)), NULL,
                  day_start((day)rows_int(r, 2), charter_zone(o->j->charter)), NULL,
                  T("Conclude the nominations for the {body}", "确认{body}提名结果"), args, 1);
    }
    rows_done(r);
}

ACT(nomination_seat) = {
    .name = "nomination.seat",
    .version = 1,
    .family = "offices",
    .power = "nomination.seat",
    .body = body_of_round,
    .weighty = true,
    .title = TEXT_INIT("Conclude nominations without a contest", "确认无竞争提名"),
    .effect = TEXT_INIT("The nominees take office when the term begins, or go to the vote that approves them.",
                        "被提名人自任期开始就任，或提交批准表决。"),
    .done = TEXT_INIT("{round}: concluded without a contest.", "{round}：无竞争，已确认。"),
    .fields = seat_fields,
    .judge = seat_judge,
    .apply = seat_apply,
    .offer = seat_offer,
};

/* ---- seating ---- */

/* S4. */
static bool seat_free(struct db *db, const struct charter *c, struct arena *arena, const struct nominee *n) {
    const struct charter_body *b = charter_body(c, n->body);
    const struct charter_title_of *t = b ? body_title(b, n->title) : NULL;
    if (!t || n->org < 0 ||
        db_has(db, "SELECT 1 FROM holding WHERE body = $1 AND person = $2 AND to_at IS NULL", V(n->body), V(n->person)))
        return false;
    int64_t per_org = per_org_of(c, n->body);
    if (n->org > 0 && per_org > 0 &&
        db_int(db, 0, "SELECT count(*) FROM holding WHERE body = $1 AND org = $2 AND to_at IS NULL", V(n->body),
               V(n->org)) >= per_org)
        return false;
    if (n->org > 0 && per_related_of(c, n->body) > 0 && org_group(db, arena, n->org) &&
        related_hold(db, arena, n->body, n->org) >= per_related_of(c, n->body))
        return false;
    if (!t->seats_open && t->seats > 0 &&
        db_int(db, 0, "SELECT count(*) FROM holding WHERE body = $1 AND title = $2 AND to_at IS NULL", V(n->body),
               V(n->title)) >= t->seats)
        return false;
    int64_t seats = seats_set(db, n->body);
    if (seats > 0 && charter_rule(c, "seats", n->body) && in_office(db, n->body) >= seats) return false;
    struct leader_cap cap = leaders_for(db, c, n->body, seats ? seats : in_office(db, n->body));
    return !cap.rule || !rule_lists(cap.rule, "titles", n->title) || cap.held < cap.cap;
}

static struct nominee nominee_read(struct db *db, const struct charter *c, struct arena *arena, int64_t id) {
    struct nominee n = { .id = id, .org = -1 };
    struct rows *r =
        db_rows(db, "SELECT body, title, person FROM nomination WHERE id = $1 AND state IN ('standing', 'referred')",
                V(id));
    if (rows_next(r)) {
        n.body = arena_z(arena, rows_str(r, 0));
        n.title = arena_z(arena, rows_str(r, 1));
        n.person = rows_int(r, 2);
    }
    rows_done(r);
    if (n.body) n.org = office_org(db, c, arena, n.body, n.person);
    return n;
}

/* In a round with an election, who was not in any contest stood unopposed. */
static const char *how_seated(struct applying *a, const struct nominee *n, const char *how) {
    bool elected = strcmp(how, "elected") == 0;
    return elected && !db_has(a->db, "SELECT 1 FROM contest_candidate WHERE nomination = $1 AND place > 0", V(n->id))
               ? "unopposed"
               : how;
}

/* S4, for the rest of a term: an office of open number grows no larger than it was (K4 in contests.c). */
static bool place_left(struct db *db, const struct charter *c, const struct nominee *n, instant until) {
    const struct charter_body *b = charter_body(c, n->body);
    const struct charter_title_of *t = b ? body_title(b, n->title) : NULL;
    if (!t || charter_rule(c, "seats", n->body) || (!t->seats_open && t->seats > 0)) return true;
    return db_int(db, 0, "SELECT count(*) FROM holding WHERE body = $1 AND title = $2 AND to_at IS NULL", V(n->body),
                  V(n->title)) < places_in_term(db, n->body, n->title, until);
}

/* Until `until`, or (INSTANT_NONE) for a term. */
static void seat_nominee(struct applying *a, const struct nominee *n, const char *how, instant until) {
    bool seated =
        seat_free(a->db, a->charter, a->arena, n) && (until == INSTANT_NONE || place_left(a->db, a->charter, n, until));
    if (seated)
        holding_begin_until(a, &(struct new_holding){ n->body, n->title, n->person, n->org, how_seated(a, n, how) },
                            until != INSTANT_NONE ? until : term_end(a->charter, n->body, a->act->at));
    db_exec(a->db, "UPDATE nomination SET state = $1 WHERE id = $2", V(seated ? "seated" : "lost"), V(n->id));
}

/* In the order in which the charter names the offices. */
static void seat_nominees(struct applying *a, const struct nominee *all, size_t count, const char *how, instant until) {
    const struct charter_body *b = NULL;
    for (size_t i = 0; i < count && !b; i++) b = all[i].body ? charter_body(a->charter, all[i].body) : NULL;
    for (size_t t = 0; b && t < b->title_count; t++)
        for (size_t i = 0; i < count; i++)
            if (all[i].body && strcmp(all[i].title, b->titles[t].id) == 0) seat_nominee(a, &all[i], how, until);
}

/* ---- clock.term_begin ---- */

static void term_begin_judge(struct judging *j) {
    struct str body = db_str(j->db, j->arena, "SELECT body FROM round WHERE id = $1", V(act_int(j->act, "about")));
    const struct rule *r = body.data ? charter_rule(j->charter, "term", arena_z(j->arena, body)) : NULL;
    if (r)
        allow(j, r, T("A term of {years} calendar {years|year|years} begins.", "任期开始，为 {years} 个自然年。"),
              ARG_INT("years", rule_int(r, "years")));
}

/* Those who stand, and by what they came. */
static void seat_round(struct applying *a, int64_t round, instant until) {
    struct nominee *all;
    size_t n = nominees_of(a->db, a->charter, a->arena, round, &all);
    bool approved = db_has(a->db, "SELECT 1 FROM nomination WHERE round = $1 AND matter IS NOT NULL LIMIT 1", V(round));
    bool elected = db_has(a->db, "SELECT 1 FROM election WHERE round = $1", V(round));
    seat_nominees(a, all, n, approved ? "approved" : elected ? "elected" : "unopposed", until);
    db_exec(a->db, "UPDATE round SET state = 'seated' WHERE id = $1", V(round));
    act_mention(a, "round", round);
    matters_review(a);
}

static void term_begin_apply(struct applying *a) {
    int64_t round = act_int(a->act, "about");
    const char *body = arena_z(a->arena, db_str(a->db, a->arena, "SELECT body FROM round WHERE id = $1", V(round)));
    holdings_end_all(a, body, "term");
    seats_keep(a, body, db_int(a->db, 0, "SELECT seats FROM round WHERE id = $1", V(round)),
               db_int(a->db, 0, "SELECT members FROM round WHERE id = $1", V(round)));
    seat_round(a, round, INSTANT_NONE);
}

static const struct field about_fields[] = {
    { .name = "about", .label = TEXT_INIT("Round", "提名轮次"), .type = FIELD_INT },
    { 0 },
};

ACT(clock_term_begin) = {
    .name = "clock.term_begin",
    .version = 1,
    .family = "offices",
    .origin = ORIGIN_CLOCK,
    .title = TEXT_INIT("A term begins", "任期开始"),
    .done = TEXT_INIT("A new term of office began.", "新一届任期开始。"),
    .fields = about_fields,
    .judge = term_begin_judge,
    .apply = term_begin_apply,
};

/* ---- clock.seats_filled: the rest of a term ---- */

static void seats_filled_judge(struct judging *j) {
    struct str body = db_str(j->db, j->arena, "SELECT body FROM round WHERE id = $1", V(act_int(j->act, "about")));
    const struct rule *r = body.data ? charter_rule(j->charter, "vacancies", arena_z(j->arena, body)) : NULL;
    if (r)
        allow(j, r, T("Vacant seats are filled until the term ends {until}.", "补选空缺席位，任期至{until}届满。"),
              ARG_DEADLINE("until", round_until(j->db, act_int(j->act, "about"))));
}

/* S3, S4. Decided too late, it fills nothing: the term is over. */
static void seats_filled_apply(struct applying *a) {
    int64_t round = act_int(a->act, "about");
    instant until = round_until(a->db, round);
    if (until <= a->act->at)
        db_exec(a->db, "UPDATE nomination SET state = 'lost' WHERE round = $1 AND state = 'standing'", V(round));
    seat_round(a, round, until);
}

ACT(clock_seats_filled) = {
    .name = "clock.seats_filled",
    .version = 1,
    .family = "offices",
    .origin = ORIGIN_CLOCK,
    .title = TEXT_INIT("Vacant seats are filled", "补任空缺席位"),
    .done = TEXT_INIT("Vacant seats were filled for the rest of the term.", "空缺席位已补任，任期至本届届满。"),
    .fields = about_fields,
    .judge = seats_filled_judge,
    .apply = seats_filled_apply,
};

/* ---- office.approved, office.not_approved ---- */

static const struct field approved_fields[] = {
    { .name = "nominations",
      .label = TEXT_INIT("Nominations", "提名"),
      .type = FIELD_REF,
      .ref = "nomination",
      .many = true },
    { .name = "round", .label = TEXT_INIT("Round", "提名轮次"), .type = FIELD_REF, .ref = "round", .optional = true },
    { .name = "matter", .label = TEXT_INIT("Matter", "事项"), .type = FIELD_REF, .ref = "matter" },
    { .name = "resolution", .label = TEXT_INIT("Resolution", "决议"), .type = FIELD_LINE, .optional = true },
    { 0 },
};

/* Outside a round: whether any of those the vote is about can still be seated. */
static void approved_judge(struct judging *j) {
    const struct rule *r = charter_rule(j->charter, "vote.approval", NULL);
    const json_t *ids = act_list(j->act, "nominations");
    bool any = act_int(j->act, "round") != 0;
    for (size_t i = 0; i < json_array_size(ids) && !any; i++) {
        struct nominee n = nominee_read(j->db, j->charter, j->arena, json_integer_value(json_array_get(ids, i)));
        any = n.body && seat_free(j->db, j->charter, j->arena, &n);
    }
    if (any)
        allow(j, r, T("The vote of approval has passed.", "批准表决通过。"));
    else
        refuse_state(
            j, r,
            T("The nominee cannot take this office any more: it is filled, or the nominee's place has changed.",
              "该职务已满员，或被提名人情况有变，不能就任。"),
            T("The nomination can be withdrawn.", "可撤回该提名。"));
}

static void approved_apply(struct applying *a) {
    int64_t round = act_int(a->act, "round");
    const json_t *ids = act_list(a->act, "nominations");
    if (round) {
        round_decided(a, round);
        return;
    }
    struct nominee *all = arena_array(a->arena, struct nominee, json_array_size(ids) + 1);
    for (size_t i = 0; i < json_array_size(ids); i++)
        all[i] = nominee_read(a->db, a->charter, a->arena, json_integer_value(json_array_get(ids, i)));
    seat_nominees(a, all, json_array_size(ids), "approved", INSTANT_NONE);
    matters_review(a);
}

ACT(office_approved) = {
    .name = "office.approved",
    .version = 1,
    .family = "offices",
    .origin = ORIGIN_CONSEQUENCE,
    .title = TEXT_INIT("Appointments are approved", "任职获批准"),
    .question = TEXT_INIT("Appoint {nominations}", "任命{nominations}"),
    .done = TEXT_INIT("Approved: {nominations}.", "批准任职：{nominations}。"),
    .fields = approved_fields,
    .judge = approved_judge,
    .apply = approved_apply,
};

static void not_approved_judge(struct judging *j) {
    allow(j, charter_rule(j->charter, "vote.approval", NULL),
          T("The vote of approval has not passed.", "批准表决未通过。"));
}

static void not_approved_apply(struct applying *a) {
    const json_t *ids = act_list(a->act, "nominations");
    for (size_t i = 0; i < json_array_size(ids); i++)
        db_exec(a->db, "UPDATE nomination SET state = 'lost' WHERE id = $1",
                V(json_integer_value(json_array_get(ids, i))));
    if (act_int(a->act, "round"))
        db_exec(a->db, "UPDATE round SET state = 'seated' WHERE id = $1", V(act_int(a->act, "round")));
}

ACT(office_not_approved) = {
    .name = "office.not_approved",
    .version = 1,
    .family = "offices",
    .origin = ORIGIN_CONSEQUENCE,
    .title = TEXT_INIT("Appointments are not approved", "任职未获批准"),
    .done = TEXT_INIT("Not approved: {nominations}.", "未批准：{nominations}。"),
    .fields = approved_fields,
    .judge = not_approved_judge,
    .apply = not_approved_apply,
};
