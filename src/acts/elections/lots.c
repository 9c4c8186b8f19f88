/* The returning officer's lot. Where the charter has an officer draw, a tie that the method leaves open stops the count: the page says
 * between whom, the officer draws in front of whom it may concern and enters the order, and the count goes on. One lot for each tie,
 * in the order in which the count meets them; all are on record, and whoever counts again uses the same. */
#include <string.h>

#include "acts/elections/counting.h"
#include "acts/elections/elections.h"

static const struct field lot_fields[] = {
    { .name = "contest", .label = TEXT_INIT("For the office", "职务"), .type = FIELD_REF, .ref = "contest" },
    { .name = "order",
      .label = TEXT_INIT("Numbers of the tied in the order drawn", "并列候选人编号（按抽签次序）"),
      .type = FIELD_INT,
      .many = true,
      .min = 1,
      .max = CANDIDATES_MAX,
      .max_items = CANDIDATES_MAX,
      .help = TEXT_INIT("One a line, the first drawn first: the first is the most favoured.",
                        "每行一个，先抽中者在前；居首者优先。") },
    { 0 },
};

static bool tied(const struct tally_tie *t, int64_t number) {
    for (size_t i = 0; i < t->who_count; i++)
        if (t->who[i] + 1 == number) return true;
    return false;
}

/* Everyone tied, once each, and nobody else. */
static void judge_order(struct judging *j, const struct rule *r, const struct tally_tie *t) {
    const json_t *order = act_list(j->act, "order");
    size_t n = json_array_size(order), right = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t number = json_integer_value(json_array_get(order, i));
        bool again = false;
        for (size_t k = 0; k < i; k++) again = again || json_integer_value(json_array_get(order, k)) == number;
        right += tied(t, number) && !again;
    }
    if (right != n || n != t->who_count)
        refuse_field(j, "order",
                     T("Name each of the {tied} who are tied once, and nobody else.",
                       "应逐一列出 {tied} 名并列候选人，各一次，且不得列入他人。"),
                     ARG_INT("tied", (int64_t)t->who_count));
    else
        allow(j, r, T("Lot among {tied} candidates with equal votes.", "{tied} 名候选人得票相同，抽签决定。"),
              ARG_INT("tied", (int64_t)t->who_count));
}

static bool draws(const struct capacity *as, const char *by) {
    struct str title = str_of(by);
    struct str body = str_cut(&title, '/');
    return (as->kind == AS_OFFICE || as->kind == AS_DELEGATE) && str_is(body, as->body) &&
           (!title.data || str_is(title, as->title));
}

static void lot_judge(struct judging *j) {
    const struct contest *c = contest_read(j->db, j->arena, act_int(j->act, "contest"));
    const struct election *e = c ? election_read(j->db, j->arena, c->election) : NULL;
    if (!e) return;
    const struct rule *r = charter_rule(j->charter, "election.lot", arena_f(j->arena, "%s/%s", e->body, c->title).data);
    if (!c->lot_by)
        refuse(j, r,
               T("In this election lots follow from the seed; nobody draws them.",
                 "本次选举由种子推算抽签结果，无须人工抽签。"),
               T_NONE);
    else if (!draws(&j->act->by.as, c->lot_by))
        finding_add(j, true, ERR_DENIED, r ? rule_clause(r) : NULL, NULL,
                    T("Lots are drawn by the office the charter names.", "抽签由章程指定的职务办理。"), T_NONE, NULL,
                    0);
    if (refused(j)) return;
    struct contest_count count;
    bool counted =
        contest_counted(j->db, j->arena, e, c, &(struct counting_as){ 0 }, &count) && strcmp(e->state, "closed") == 0;
    if (counted && count_waits(&count))
        judge_order(j, r, count_waits(&count));
    else
        refuse_state(j, r, T("No tie waits for a lot.", "目前没有待抽签的并列。"), T_NONE);
    contest_count_release(&count);
}

static void lot_apply(struct applying *a) {
    int64_t contest = act_int(a->act, "contest");
    const struct contest *c = contest_read(a->db, a->arena, contest);
    const json_t *order = act_list(a->act, "order");
    struct buf drawn;
    buf_init(&drawn, 16384);
    for (size_t i = 0; i < json_array_size(order); i++) {
        if (i) buf_addc(&drawn, ',');
        buf_addint(&drawn, json_integer_value(json_array_get(order, i)));
    }
    db_exec(a->db, "INSERT INTO contest_lot (contest, number, drawn, entry) VALUES ($1, $2, $3, $4)", V(contest),
            V(1 + db_int(a->db, 0, "SELECT count(*) FROM contest_lot WHERE contest = $1", V(contest))),
            V(buf_str(&drawn)), V(a->act->entry));
    buf_release(&drawn);
    act_mention(a, "election", c->election);
}

/* Whether a contest of a closed election waits for a lot by this capacity. */
static void offer_of(struct offering *o, const struct election *e) {
    struct contest *contests;
    const struct charter_body *b = charter_body(o->j->charter, e->body);
    size_t n = contests_in(o->j->db, o->j->arena, e->id, &contests);
    for (size_t i = 0; b && i < n; i++) {
        struct contest_count count;
        if (!contests[i].lot_by || !draws(&o->who->as, contests[i].lot_by) || !o->may(o, e->body)) continue;
        bool waits = contest_counted(o->j->db, o->j->arena, e, &contests[i], &(struct counting_as){ 0 }, &count) &&
                     count_waits(&count);
        contest_count_release(&count);
        if (!waits) continue;
        const struct arg args[] = { ARG_TEXT("body", b->name) };
        offer_add(o, json_pack("{s:I}", "contest", (json_int_t)contests[i].id), NULL, e->closes_at,
                  arena_f(o->j->arena, "/elections/%lld", (long long)e->id).data,
                  T("Draw the lot in the election of the {body}", "为{body}选举抽签"), args, 1);
        return;
    }
}

static void lot_offer(struct offering *o) {
    enum { CLOSED_MAX = 50 };
    int64_t ids[CLOSED_MAX];
    size_t n = 0;
    struct rows *r = db_rows(o->j->db, "SELECT id FROM election WHERE state = 'closed' ORDER BY id");
    while (n < CLOSED_MAX && rows_next(r)) ids[n++] = rows_int(r, 0);
    rows_done(r);
    for (size_t i = 0; i < n; i++) offer_of(o, election_read(o->j->db, o->j->arena, ids[i]));
}

ACT(election_lot) = {
    .name = "election.lot",
    .version = 1,
    .family = "elections",
    .power = "election.lot",
    .body = act_body_of_contest,
    .pinned = act_pinned_of_contest,
    .weighty = true,
    .title = TEXT_INIT("Enter the lot that was drawn", "录入抽签结果"),
    .effect = TEXT_INIT("The order drawn is {order}. It settles this tie and is not drawn again.",
                        "抽签次序为 {order}，据以决定本次并列，不再重抽。"),
    .done = TEXT_INIT("Lot drawn for {contest}: {order}.", "{contest}抽签结果：{order}。"),
    .fields = lot_fields,
    .judge = lot_judge,
    .apply = lot_apply,
    .offer = lot_offer,
};
