/* A reminder before voting closes, where the charter wants one: to those who have not voted, and to nobody else. In open elections
 * these are the rows of the roll without a ballot; in secret ones the rows that were issued no paper. Both are public, so the mail
 * tells nothing that the page does not. Who was issued a paper and never used it is not reminded: nobody knows of them. */
#include <string.h>

#include "acts/elections/elections.h"

enum { REMINDED_MAX = 100000 };

void reminder_set(struct applying *a, int64_t election, instant opens, instant closes) {
    enum { DAY_S = 86400 };
    const struct rule *r = charter_rule(a->charter, "election.calendar", NULL);
    int64_t days = r ? rule_int(r, "remind_days") : 0;
    instant at = closes - days * DAY_S;
    if (days > 0 && at > opens) due_set(a, "clock.election_reminds", election, at);
}

static const struct field about_fields[] = {
    { .name = "about", .label = TEXT_INIT("Election", "选举"), .type = FIELD_INT },
    { 0 },
};

static void reminds_judge(struct judging *j) {
    const struct rule *r = charter_rule(j->charter, "election.calendar", NULL);
    if (r)
        allow(j, r,
              T("A reminder goes out {days} {days|day|days} before voting closes.", "投票截止前{days}天发出提醒。"),
              ARG_INT("days", rule_int(r, "remind_days")));
}

static void reminds_apply(struct applying *a) { act_mention(a, "election", act_int(a->act, "about")); }

/* Whoever casts the vote today, once, however many votes they have. */
static size_t without_vote(struct telling *t, const struct election *e, int64_t *ret) {
    bool open = strcmp(e->mode, "open") == 0;
    size_t n = 0;
    struct rows *r = db_rows(
        t->db,
        "SELECT DISTINCT coalesce((SELECT h.person FROM holding h WHERE h.id = l.holding AND h.to_at IS NULL), "
        "(SELECT r.person FROM representation r WHERE l.holding IS NULL AND r.org = l.org AND r.voting = 1 AND r.to_at IS NULL), 0) FROM elector l "
        "WHERE l.election = $1 AND l.state = 'on' AND l.paper_entry IS NULL AND (($2 = 1 AND EXISTS (SELECT 1 FROM contest c WHERE c.election = $1 AND NOT EXISTS "
        "(SELECT 1 FROM open_ballot b WHERE b.contest = c.id AND b.elector = l.number))) OR ($2 = 0 AND l.issued_entry IS NULL)) ORDER BY 1",
        V(e->id), V(open ? 1 : 0));
    while (n < REMINDED_MAX && rows_next(r))
        if (rows_int(r, 0) > 0) ret[n++] = rows_int(r, 0);
    rows_done(r);
    return n;
}

static void reminds_tell(struct telling *t) {
    const struct election *e = election_read(t->db, t->arena, act_int(t->act, "about"));
    const struct charter_body *b = e && strcmp(e->state, "voting") == 0 ? charter_body(t->charter, e->body) : NULL;
    if (!b) return;
    int64_t *people = arena_array(t->arena, int64_t, REMINDED_MAX);
    size_t n = without_vote(t, e, people);
    const struct arg args[] = { ARG_TEXT("body", b->name), ARG_DEADLINE("closes", e->closes_at) };
    bool open = strcmp(e->mode, "open") == 0;
    for (size_t i = 0; i < n; i++)
        tell(t, &(struct mail){
                    .person = people[i],
                    .subject = T("Election of the {body}: voting closes {closes}", "{body}选举：{closes}截止投票"),
                    .body = open ? T("You have not voted yet in every contest. Voting closes {closes}.",
                                     "您尚有选票未投。投票至{closes}截止。")
                                 : T("You have a ballot paper that is not taken yet. Voting closes {closes}.",
                                     "您尚有选票未领取。投票至{closes}截止。"),
                    .args = args,
                    .arg_count = sizeof args / sizeof args[0],
                    .link = arena_f(t->arena, "/elections/%lld", (long long)e->id).data });
}

ACT(clock_election_reminds) = {
    .name = "clock.election_reminds",
    .version = 1,
    .family = "elections",
    .origin = ORIGIN_CLOCK,
    .title = TEXT_INIT("Electors are reminded", "提醒选民投票"),
    .done = TEXT_INIT("Electors who had not voted were reminded.", "已提醒尚未投票的选民。"),
    .fields = about_fields,
    .judge = reminds_judge,
    .apply = reminds_apply,
    .tell = reminds_tell,
};
