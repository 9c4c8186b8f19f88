/* election.paper: papers are handed out by hand, by numbers on the roll, or come back unused. Each elector is told by mail, so that nobody
 * loses their vote to a paper they never saw. */
#include <string.h>

#include "acts/elections/counting.h"
#include "acts/elections/paper_votes.h"

enum { NUMBERS_CHARS_MAX = 2000 };

static const struct field paper_fields[] = {
    { .name = "election", .label = TEXT_INIT("Election", "选举"), .type = FIELD_REF, .ref = "election" },
    { .name = "numbers",
      .label = TEXT_INIT("Numbers on the roll", "名册序号"),
      .type = FIELD_LINE,
      .max = NUMBERS_CHARS_MAX,
      .help = TEXT_INIT("To whom a paper is handed: 3, 7, 12-20.",
                        "领取纸质选票的选民在名册上的序号，例如：3, 7, 12-20。") },
    { .name = "back",
      .label = TEXT_INIT("These papers came back unused", "上述选票未经使用即交还"),
      .type = FIELD_BOOL,
      .help = TEXT_INIT("Only then can these electors vote in their browser again.",
                        "交还后，相应选民方可改用浏览器投票。") },
    { 0 },
};

struct range {
    int64_t from, to;
};

/* "12" or "12-20". */
static bool range_read(struct str part, struct range *ret) {
    struct str to = part;
    struct str from = str_trim(str_cut(&to, '-'));
    to = str_trim(to);
    if (str_int(from, &ret->from) != 0) return false;
    ret->to = ret->from;
    if (to.data && str_int(to, &ret->to) != 0) return false;
    return ret->from >= 1 && ret->from <= ret->to && ret->to <= ELECTOR_MAX;
}

struct str papers_each(struct str list, papers_number *each, void *context) {
    while (list.data) {
        struct range r;
        struct str part = str_trim(str_cut(&list, ','));
        if (!range_read(part, &r)) return part.data ? part : STR("");
        for (int64_t n = r.from; n <= r.to; n++)
            if (!each(context, n)) return STR_NONE;
    }
    return STR_NONE;
}

/* ---- judging ---- */

struct handing {
    struct judging *j;
    const struct election *e;
    const struct rule *rule;
    uint8_t *seen;
    int64_t count;
    bool back;
};

static const struct text *cannot(struct handing *h, int64_t number) {
    static const struct text none = TEXT_INIT("Number {number} is not on the roll.", "名册上没有第 {number} 号。"),
                             not_out =
                                 TEXT_INIT("No paper is out for number {number}.", "第 {number} 号未领取纸质选票。"),
                             entered = TEXT_INIT("The paper of number {number} has been entered.",
                                                 "第 {number} 号的纸质选票已录入。"),
                             out = TEXT_INIT("A paper is out for number {number} already.",
                                             "第 {number} 号已领取纸质选票。"),
                             voted = TEXT_INIT("Number {number} has voted, or taken a paper, in the browser.",
                                               "第 {number} 号已通过浏览器投票或领取选票。");
    struct db *db = h->j->db;
    if (!db_has(db, "SELECT 1 FROM elector WHERE election = $1 AND number = $2 AND state = 'on'", V(h->e->id),
                V(number)))
        return &none;
    bool is_out = db_has(db, "SELECT 1 FROM elector WHERE election = $1 AND number = $2 AND paper_entry IS NOT NULL",
                         V(h->e->id), V(number));
    bool cast = db_has(
        db,
        "SELECT 1 FROM elector l WHERE l.election = $1 AND l.number = $2 AND (l.issued_entry IS NOT NULL OR EXISTS (SELECT 1 FROM open_ballot b JOIN contest c ON c.id = b.contest WHERE c.election = $1 AND b.elector = $2))",
        V(h->e->id), V(number));
    if (h->back) return !is_out ? &not_out : cast ? &entered : NULL;
    return is_out ? &out : cast ? &voted : NULL;
}

static bool judge_number(void *context, int64_t number) {
    struct handing *h = context;
    if (h->seen[number]) {
        refuse_field(h->j, "numbers", T("Number {number} stands there twice.", "第 {number} 号重复出现。"),
                     ARG_PLAIN("number", number));
        return false;
    }
    h->seen[number] = 1;
    h->count++;
    const struct text *why = cannot(h, number);
    if (why) refuse_state(h->j, h->rule, *why, T_NONE, ARG_PLAIN("number", number));
    return !why;
}

static const struct rule *rule_of(struct judging *j, const struct election *e) {
    struct contest *contests;
    size_t n = contests_in(j->db, j->arena, e->id, &contests);
    return n ? ballot_rule(j, e, contests[0].title) : NULL;
}

static void paper_judge(struct judging *j) {
    const struct election *e = election_read(j->db, j->arena, act_int(j->act, "election"));
    if (!e) return;
    struct handing h = { .j = j,
                         .e = e,
                         .rule = rule_of(j, e),
                         .seen = arena_array(j->arena, uint8_t, ELECTOR_MAX + 1),
                         .back = act_bool(j->act, "back") };
    if (strcmp(e->state, "voting") != 0) {
        refuse_state(j, h.rule,
                     T("Papers are handed out while voting is on, from {opens} to {closes}.",
                       "纸质选票在投票期间发放：{opens}至{closes}。"),
                     T_NONE, ARG_DEADLINE("opens", e->opens_at), ARG_DEADLINE("closes", e->closes_at));
        return;
    }
    struct str wrong = papers_each(str_of(act_z(j->act, "numbers")), judge_number, &h);
    if (wrong.data)
        refuse_field(j, "numbers",
                     T("“{what}” is no number on a roll. Write numbers and ranges with commas between: 3, 7, 12-20.",
                       "“{what}”不是名册序号。请以逗号分隔序号或范围，例如：3, 7, 12-20。"),
                     ARG_STR("what", wrong));
    if (refused(j)) return;
    int64_t out = papers_out(j->db, e->id) + (h.back ? -h.count : h.count);
    allow(j, h.rule,
          h.back ? T("{n} {n|paper comes|papers come} back; {out} {out|is|are} out then.",
                     "交还 {n} 张，此后在外 {out} 张。")
                 : T("{n} {n|paper is|papers are} handed out; {out} {out|is|are} out then.",
                     "发放 {n} 张，此后在外 {out} 张。"),
          ARG_INT("n", h.count), ARG_INT("out", out));
    if (out == 1 && strcmp(e->mode, "open") != 0)
        finding_warn(
            j, h.rule ? rule_clause(h.rule) : NULL,
            T("One secret paper alone is not secret: everybody will see how its voter voted. Tell them before they vote, or hand out more.",
              "仅有一张无记名纸质选票时无从保密：所有人都将知道其投票内容。请在投票前告知该选民，或增发纸质选票。"),
            NULL, 0);
}

/* ---- applying, telling ---- */

static bool apply_number(void *context, int64_t number) {
    struct applying *a = context;
    db_exec(a->db, "UPDATE elector SET paper_entry = $1 WHERE election = $2 AND number = $3",
            act_bool(a->act, "back") ? V_NULL : V(a->act->entry), V(act_int(a->act, "election")), V(number));
    return true;
}

static void paper_apply(struct applying *a) { papers_each(str_of(act_z(a->act, "numbers")), apply_number, a); }

struct told {
    struct telling *t;
    const struct election *e;
    const struct charter_body *body;
};

static bool tell_number(void *context, int64_t number) {
    const struct told *x = context;
    const struct arg args[] = { ARG_TEXT("body", x->body->name), ARG_PLAIN("number", number) };
    int64_t person = db_int(
        x->t->db, 0,
        "SELECT coalesce((SELECT h.person FROM holding h WHERE h.id = l.holding AND h.to_at IS NULL), (SELECT r.person FROM representation r "
        "WHERE l.holding IS NULL AND r.org = l.org AND r.voting = 1 AND r.to_at IS NULL), l.person) FROM elector l WHERE l.election = $1 AND l.number = $2",
        V(x->e->id), V(number));
    bool back = act_bool(x->t->act, "back");
    tell(
        x->t,
        &(struct mail){
            .person = person,
            .subject =
                back ? T("Election of the {body}: your paper ballot came back", "{body}选举：您的纸质选票已交还")
                     : T("Election of the {body}: a paper ballot was handed to you", "{body}选举：已向您发放纸质选票"),
            .body =
                back
                    ? T("It is on record that the paper of number {number} on the roll came back unused. You vote on the election's page until voting closes.",
                        "现已登记：名册第 {number} 号的纸质选票未经使用即交还。请在投票截止前于选举页面投票。")
                    : T("It is on record that a paper ballot was handed out for number {number} on the roll, which is your vote. You vote on that paper, and not in the browser.\n\nIf you were handed none, say so at once to the office that runs the election.",
                        "现已登记：已为名册第 {number} 号（即您的一票）发放纸质选票。请以该纸质选票投票，不再通过浏览器投票。\n\n如您并未领取，请立即告知主持选举的机构。"),
            .args = args,
            .arg_count = 2,
            .link = arena_f(x->t->arena, "/elections/%lld", (long long)x->e->id).data,
            .official = true });
    return true;
}

static void paper_tell(struct telling *t) {
    const struct election *e = election_read(t->db, t->arena, act_int(t->act, "election"));
    struct told x = { t, e, e ? charter_body(t->charter, e->body) : NULL };
    if (x.body) papers_each(str_of(act_z(t->act, "numbers")), tell_number, &x);
}

ACT(election_paper) = {
    .name = "election.paper",
    .version = 1,
    .family = "elections",
    .power = "election.paper",
    .body = act_body_of_election,
    .pinned = act_pinned_of_election,
    .title = TEXT_INIT("Hand out paper ballots", "发放纸质选票"),
    .done = TEXT_INIT("Papers of {election}, numbers {numbers} on the roll; came back: {back}.",
                      "{election}纸质选票，名册序号 {numbers}；交还：{back}。"),
    .fields = paper_fields,
    .judge = paper_judge,
    .apply = paper_apply,
    .tell = paper_tell,
};
