/* The end of a vote: counted, compared, carried out. The one place where votes on motions are counted; whether the chair closes
 * the vote or its time is over makes no difference to the sum.
 *
 *  M4. The result is compared as integers: affirmative votes against share × base. */
#include <string.h>

#include "acts/meetings/motions.h"

const struct rule *majority_rule(struct db *db, struct arena *arena, const struct charter *c, const struct motion *m) {
    struct str topic = m->matter ? db_str(db, arena, "SELECT topic FROM matter WHERE id = $1", V(m->matter)) : STR_NONE;
    const struct rule *own = topic.data ? charter_rule(c, arena_z(arena, topic), NULL) : NULL;
    if (own && rule_given(own, "share")) return own;
    return charter_rule(c, "motion.majority", m->body);
}

static int64_t votes_of(struct db *db, int64_t motion, const char *vote) {
    return db_int(db, 0, "SELECT count(*) FROM roll_call WHERE motion = $1 AND vote = $2", V(motion), V(vote));
}

void sum_add(struct sum *s, const char *vote, int64_t n) {
    if (!vote) return;
    int64_t *of = strcmp(vote, "affirmative") == 0  ? &s->affirmative
                  : strcmp(vote, "abstention") == 0 ? &s->abstention
                                                    : &s->negative;
    *of += n;
}

struct sum votes_sum(struct db *db, const struct motion *m) {
    return (struct sum){ .affirmative = votes_of(db, m->id, "affirmative"),
                         .abstention = votes_of(db, m->id, "abstention"),
                         .negative = votes_of(db, m->id, "negative"),
                         .present = m->present,
                         .in_office = m->in_office };
}

/* Between meetings those who vote are those who are there; too few of them decide nothing. */
static void count_between(struct db *db, const struct charter *c, const struct motion *m, struct result *r) {
    r->voted = r->sum.affirmative + r->sum.abstention + r->sum.negative;
    r->sum.present = r->voted;
    r->between = charter_rule(c, "motion.between", m->body);
    r->whole = r->between && strcmp(rule_word(r->between, "of"), "seats") == 0 ? fact(db, "seats", m->body, 0)
                                                                               : r->sum.in_office;
    r->quorum = r->between ? rule_needed(r->between, r->whole) : 0;
    r->inquorate = !r->between || r->whole == 0 || !rule_reached(r->between, r->voted, r->whole);
}

struct result motion_result(struct db *db, struct arena *arena, const struct charter *c, const struct motion *m,
                            struct sum sum) {
    struct result r = { .rule = majority_rule(db, arena, c, m), .sum = sum };
    if (!m->meeting) count_between(db, c, m, &r);
    sum = r.sum;
    struct ratio share = r.rule ? rule_ratio(r.rule, "share") : ratio_make(1, 2);
    r.of = r.rule ? rule_word(r.rule, "of") : "present";
    if (strcmp(r.of, "present") == 0 && !m->meeting) r.of = "voting";
    if (strcmp(r.of, "present") == 0 || strcmp(r.of, "voting") == 0)
        r.base = sum.present;
    else if (strcmp(r.of, "cast") == 0)
        r.base = sum.affirmative + sum.negative;
    else if (strcmp(r.of, "in-office") == 0)
        r.base = sum.in_office; /* as it was when the motion was put, as presence is */
    else
        r.base = fact(db, r.of, m->body, m->meeting);
    r.needed = r.rule ? rule_needed(r.rule, r.base) : 0;
    r.passed = r.rule && !r.inquorate && r.base > 0 && rule_reached(r.rule, sum.affirmative, r.base);
    r.exactly = r.passed && !ratio_reached(share, sum.affirmative * share.den - 1, r.base * share.den);
    return r;
}

const char *motion_base(struct db *db, struct arena *arena, const struct charter *c, int64_t motion) {
    const struct motion *m = motion_read(db, arena, motion);
    const struct rule *r = m ? majority_rule(db, arena, c, m) : NULL;
    const char *of = r ? rule_word(r, "of") : "present";
    return m && !m->meeting && strcmp(of, "present") == 0 ? "voting" : of;
}

struct text motion_base_words(const char *of) {
    if (strcmp(of, "voting") == 0) return T("who voted", "参加表决者");
    if (strcmp(of, "present") == 0) return T("present when it was put", "付表决时出席者");
    if (strcmp(of, "cast") == 0) return T("votes cast for or against", "赞成与反对票");
    if (strcmp(of, "in-office") == 0) return T("in office", "在任者");
    return T("seats", "席位");
}

void judge_majority(struct judging *j, const struct motion *m) {
    if (!majority_rule(j->db, j->arena, j->charter, m))
        refuse(j, (const struct rule *)NULL,
               T("The charter says nothing of the majority this body decides by.", "章程未规定该机构的表决多数。"),
               T_NONE);
}

/* What the votes come to, with its sum and clause. */
static void judge_result(struct judging *j, const struct motion *m) {
    if (!m) return;
    if (strcmp(m->state, "put") != 0) {
        refuse_state(j, (const struct rule *)NULL, T("This motion is not being voted on.", "该动议未在表决中。"),
                     T_NONE);
        return;
    }
    struct result r = motion_result(j->db, j->arena, j->charter, m, votes_sum(j->db, m));
    if (!r.rule) {
        judge_majority(j, m);
        return;
    }
    if (r.between) {
        const struct arg voted[] = { ARG_INT("voted", r.voted), ARG_INT("whole", r.whole),
                                     ARG_INT("quorum", r.quorum) };
        finding_add(j, false, 0, rule_clause(r.between), NULL,
                    r.inquorate ? T("Nothing is decided: {voted} of {whole} voted; {quorum} are needed.",
                                    "不作决定：{whole} 人中 {voted} 人参加表决，须 {quorum} 人。")
                                : T("{voted} of {whole} voted; {quorum} are needed.",
                                    "{whole} 人中 {voted} 人参加表决，须 {quorum} 人。"),
                    T_NONE, voted, 3);
    }
    const struct arg args[] = {
        ARG_INT("affirmative", r.sum.affirmative),
        ARG_INT("abstention", r.sum.abstention),
        ARG_INT("negative", r.sum.negative),
        ARG_INT("base", r.base),
        ARG_INT("needed", r.needed),
        ARG_TEXT("of", motion_base_words(r.of)),
        ARG_RATIO("share", rule_ratio(r.rule, "share")),
    };
    struct text text =
        r.exactly  ? T("Passed at exactly the line: {affirmative} affirmative of {base} {of}; {needed} are needed.",
                       "恰好达到所需票数，通过：{of} {base}，赞成 {affirmative} 票，须 {needed} 票。")
        : r.passed ? T("Passed: {affirmative} affirmative of {base} {of}; {needed} are needed.",
                       "通过：{of} {base}，赞成 {affirmative} 票，须 {needed} 票。")
                   : T("Not passed: {affirmative} affirmative of {base} {of}; {needed} are needed.",
                       "未通过：{of} {base}，赞成 {affirmative} 票，须 {needed} 票。");
    finding_add(j, false, 0, rule_clause(r.rule), NULL, text, T_NONE, args, sizeof args / sizeof args[0]);
    j->verdict->outcome = r.passed      ? T("passed", "通过")
                          : r.inquorate ? T("too few voted", "参加表决人数不足")
                                        : T("not passed", "未通过");
}

static struct str make_resolution(struct applying *a, const struct motion *m) {
    struct zone zone = charter_zone(a->charter);
    int year = day_civil(instant_day(a->act->at, zone)).year;
    int64_t number =
        1 + db_int(a->db, 0, "SELECT max(number) FROM resolution WHERE body = $1 AND year = $2", V(m->body), V(year));
    char upper[64] = { 0 };
    for (size_t i = 0; m->body[i] && i + 1 < sizeof upper; i++)
        upper[i] = m->body[i] >= 'a' && m->body[i] <= 'z' ? (char)(m->body[i] - 'a' + 'A') : m->body[i];
    struct str id = arena_f(a->arena, "%s-%d-%03lld", upper, year, (long long)number);
    db_exec(
        a->db,
        "INSERT INTO resolution (id, body, year, number, motion, passed_at, state, entry) VALUES ($1, $2, $3, $4, $5, $6, 'open', $7)",
        V(id), V(m->body), V(year), V(number), V(m->id), V(a->act->at), V(a->act->entry));
    return id;
}

static void decide_matter(struct applying *a, const struct motion *m, bool passed, struct str resolution) {
    struct str kind =
        db_str(a->db, a->arena,
               passed ? "SELECT kind FROM matter WHERE id = $1" : "SELECT otherwise FROM matter WHERE id = $1",
               V(m->matter));
    struct str text = db_str(a->db, a->arena, "SELECT args FROM matter WHERE id = $1", V(m->matter));
    db_exec(a->db, "UPDATE matter SET state = $1 WHERE id = $2", V(passed ? "passed" : "failed"), V(m->matter));
    json_t *args = json_loadb(text.data, text.len, 0, NULL);
    if (!kind.data || kind.len == 0 || !args) {
        json_decref(args);
        return;
    }
    json_object_set_new(args, "matter", json_integer(m->matter));
    if (passed) json_object_set_new(args, "resolution", json_stringn(resolution.data, resolution.len));
    act_emit(a, arena_z(a->arena, kind), args);
}

static void close_motion(struct applying *a, const struct motion *m) {
    struct result r = motion_result(a->db, a->arena, a->charter, m, votes_sum(a->db, m));
    bool resolves = !m->amends && !m->procedure;
    struct str resolution = r.passed && resolves ? make_resolution(a, m) : STR_NONE;
    db_exec(
        a->db,
        "UPDATE motion SET state = $1, closed_at = $2, affirmative = $3, abstention = $4, negative = $5, needed = $6, exactly = $7, resolution = $8, "
        "close_entry = $9, inquorate = $10, base = $11 WHERE id = $12",
        V(r.passed ? "passed" : "failed"), V(a->act->at), V(r.sum.affirmative), V(r.sum.abstention), V(r.sum.negative),
        V(r.needed), V(r.exactly), V(resolution), V(a->act->entry), V(r.inquorate), V(r.base), V(m->id));
    due_set(a, "clock.motion_closes", m->id, INSTANT_NONE);
    if (m->matter && r.inquorate)
        db_exec(a->db, "UPDATE matter SET state = 'open', motion = NULL WHERE id = $1",
                V(m->matter)); /* undecided: it can be put anywhere */
    else if (m->matter)
        decide_matter(a, m, r.passed, resolution);
    if (r.passed && m->amends) amendment_take(a, m);
    if (r.passed && m->procedure) procedure_take(a, m);
}

void motion_recount(struct applying *a, int64_t motion) {
    const struct motion *m = motion_read(a->db, a->arena, motion);
    struct result r = motion_result(a->db, a->arena, a->charter, m, votes_sum(a->db, m));
    db_exec(
        a->db,
        "UPDATE motion SET affirmative = $1, abstention = $2, negative = $3, needed = $4, exactly = $5, base = $6 WHERE id = $7",
        V(r.sum.affirmative), V(r.sum.abstention), V(r.sum.negative), V(r.needed), V(r.exactly), V(r.base), V(motion));
    act_mention(a, "motion", motion);
}

/* ---- motion.close: by the chair ---- */

static const struct field motion_only[] = {
    { .name = "motion", .label = TEXT_INIT("Motion", "动议"), .type = FIELD_REF, .ref = "motion" },
    { 0 },
};

static void close_judge(struct judging *j) {
    const struct motion *m = motion_read(j->db, j->arena, act_int(j->act, "motion"));
    if (m && !m->meeting && strcmp(m->state, "put") == 0)
        refuse_state(j, charter_rule(j->charter, "motion.between", m->body),
                     T("A vote between meetings closes by itself, on {when}.", "会议之间的表决于{when}自动结束。"),
                     T_NONE, ARG_DEADLINE("when", m->closes_at));
    else
        judge_result(j, m);
}

static void close_apply(struct applying *a) {
    close_motion(a, motion_read(a->db, a->arena, act_int(a->act, "motion")));
}

ACT(motion_close) = {
    .name = "motion.close",
    .version = 1,
    .family = "motions",
    .power = "meeting.lead",
    .body = act_body_of_motion,
    .pinned = act_pinned_of_motion,
    .title = TEXT_INIT("Close the vote", "结束表决"),
    .done = TEXT_INIT("The vote on {motion} was closed.", "{motion}表决结束。"),
    .fields = motion_only,
    .judge = close_judge,
    .apply = close_apply,
};

/* ---- clock.motion_closes: when the time to vote is over ---- */

static const struct field closes_fields[] = {
    { .name = "about", .label = TEXT_INIT("Motion", "动议"), .type = FIELD_REF, .ref = "motion" },
    { 0 },
};

static int64_t closes_pinned(const struct judging *j) {
    return db_int(j->db, 0, "SELECT charter FROM motion WHERE id = $1", V(act_int(j->act, "about")));
}

static void closes_judge(struct judging *j) { judge_result(j, motion_read(j->db, j->arena, act_int(j->act, "about"))); }

static void closes_apply(struct applying *a) {
    close_motion(a, motion_read(a->db, a->arena, act_int(a->act, "about")));
}

ACT(clock_motion_closes) = {
    .name = "clock.motion_closes",
    .version = 1,
    .family = "motions",
    .origin = ORIGIN_CLOCK,
    .pinned = closes_pinned,
    .title = TEXT_INIT("The time to vote is over", "表决时限届满"),
    .done = TEXT_INIT("The time to vote was over, and the vote was counted.", "表决时限届满，自动计票。"),
    .fields = closes_fields,
    .judge = closes_judge,
    .apply = closes_apply,
};
