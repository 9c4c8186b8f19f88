/* Ballots: how one is written, and casting one by name. Secret ballots are cast elsewhere, since no act may tell whose they
 * are; what a paper may say is the same. */
#include <string.h>

#include "acts/elections/counting.h"
#include "acts/elections/elections.h"
#include "acts/elections/paper_votes.h"

/* ---- what a paper says ---- */

struct paper paper_of(struct db *db, const struct contest *c) {
    const struct tally_method *m = tally_method(str_of(c->method));
    struct paper p = { .candidates =
                           db_int(db, 0, "SELECT count(*) FROM contest_candidate WHERE contest = $1", V(c->id)) };
    p.ranked = m && !m->approvals;
    p.equals = m && (m->approvals || tally_understands(m, OPTION_UNRANKED));
    if (m && strcmp(m->name, "plurality") == 0)
        p.most = 1;
    else if (m && strcmp(m->name, "block") == 0)
        p.most = c->seats;
    return p;
}

static const struct text bad_number =
    TEXT_INIT("A ballot names candidates by their numbers on the paper.", "选票须填写候选人序号。");
static const struct text bad_twice =
    TEXT_INIT("A candidate is named twice on this ballot.", "同一候选人在选票上出现两次。");
static const struct text bad_equal = TEXT_INIT("Give each candidate a rank of its own.", "各候选人的顺位不得相同。");
static const struct text bad_order = TEXT_INIT("This ballot takes marks, not ranks.", "本选票只作勾选，不排顺位。");
static const struct text bad_many =
    TEXT_INIT("This ballot marks more candidates than there are seats.", "勾选人数超过席位数。");

static bool candidate_number(struct str *rest, int64_t candidates, int64_t *ret) {
    size_t n = 0;
    *ret = 0;
    while (n < rest->len && n < 5 && rest->data[n] >= '0' && rest->data[n] <= '9')
        *ret = *ret * 10 + (rest->data[n++] - '0');
    *rest = (struct str){ rest->data + n, rest->len - n };
    return n > 0 && *ret >= 1 && *ret <= candidates;
}

static const struct text *paper_group(const struct paper *p, bool equal, bool later) {
    if (equal && !p->equals) return &bad_equal;
    return later && !p->ranked ? &bad_order : NULL;
}

const struct text *paper_read(const struct paper *p, struct str ballot, struct ballots *to) {
    bool named[CANDIDATES_MAX] = { false };
    struct str rest = str_trim(ballot);
    int64_t marks = 0, who;
    bool equal = false;
    while (rest.len > 0) {
        if (!candidate_number(&rest, p->candidates < CANDIDATES_MAX ? p->candidates : CANDIDATES_MAX, &who))
            return &bad_number;
        if (named[who - 1]) return &bad_twice;
        named[who - 1] = true;
        marks++;
        if (to) ballots_mark(to, (uint16_t)(who - 1), equal);
        if (rest.len == 0) break;
        equal = rest.data[0] == '=';
        if ((!equal && rest.data[0] != '>') || rest.len == 1) return &bad_number;
        const struct text *wrong = paper_group(p, equal, !equal);
        if (wrong) return wrong;
        rest = (struct str){ rest.data + 1, rest.len - 1 };
    }
    return p->most && marks > p->most ? &bad_many : NULL;
}

static const struct text bad_mark =
    TEXT_INIT("A mark is written “rank:candidate”, both as numbers.", "每项写作“顺位:候选人序号”。");

/* One mark into `rank`, by candidate from 0. */
static const struct text *mark_read(struct str mark, int64_t candidates, int64_t rank[CANDIDATES_MAX]) {
    struct str who = str_trim(mark);
    struct str place = str_cut(&who, ':');
    int64_t number, at;
    if (!who.data || str_int(place, &at) != 0 || at < 1 || at > CANDIDATES_MAX) return &bad_mark;
    if (str_int(who, &number) != 0 || number < 1 || number > candidates || number > CANDIDATES_MAX) return &bad_number;
    if (rank[number - 1]) return &bad_twice;
    rank[number - 1] = at;
    return NULL;
}

const struct text *paper_compose(const struct paper *p, const json_t *marks, struct buf *ret) {
    int64_t rank[CANDIDATES_MAX] = { 0 };
    for (size_t i = 0; i < json_array_size(marks); i++) {
        const json_t *mark = json_array_get(marks, i);
        const struct text *wrong =
            mark_read((struct str){ json_string_value(mark), json_string_length(mark) }, p->candidates, rank);
        if (wrong) return wrong;
    }
    bool first = true;
    for (int64_t at = 1; at <= CANDIDATES_MAX; at++) {
        bool group = true;
        for (int64_t who = 0; who < p->candidates && who < CANDIDATES_MAX; who++) {
            if (rank[who] != at) continue;
            if (!first) buf_addc(ret, group ? '>' : '=');
            buf_addint(ret, who + 1);
            first = group = false;
        }
    }
    return paper_read(p, buf_str(ret), NULL);
}

/* ---- election.vote ---- */

static const struct field vote_fields[] = {
    { .name = "contest", .label = TEXT_INIT("For the office", "所选职务"), .type = FIELD_REF, .ref = "contest" },
    { .name = "marks",
      .label = TEXT_INIT("Your ballot", "您的选票"),
      .type = FIELD_LINE,
      .many = true,
      .optional = true,
      .max_items = CANDIDATES_MAX,
      .help = TEXT_INIT(
          "Each mark is a rank and a candidate's number: “1:3” puts the third candidate first. Where the ballot takes marks only, every rank is 1. No mark at all is a blank ballot.",
          "每项为顺位与候选人序号：“1:3”表示第3号候选人居首；只作勾选的选票，顺位均写1；不填为空白票。") },
    { 0 },
};

const struct rule *ballot_rule(const struct judging *j, const struct election *e, const char *title) {
    const char *office = arena_f(j->arena, "%s/%s", e->body, title).data;
    const struct rule *mode = charter_rule(j->charter, "election.ballot", office);
    return mode ? mode : charter_rule(j->charter, "election", office);
}

static void vote_judge(struct judging *j) {
    const struct contest *c = contest_read(j->db, j->arena, act_int(j->act, "contest"));
    const struct election *e = c ? election_read(j->db, j->arena, c->election) : NULL;
    if (!e) return;
    const struct rule *r = ballot_rule(j, e, c->title);
    if (strcmp(e->mode, "open") != 0) {
        refuse(j, r, T("This election is secret: no ballot is cast by name.", "本次选举为无记名投票，不得记名投票。"),
               T("Use the ballot paper on the election's page.", "请在选举页面领取选票。"));
        return;
    }
    /* Received before the close is in time, even when the close came first on the record. */
    bool in_time = strcmp(e->state, "voting") == 0 || (strcmp(e->state, "closed") == 0 && j->received < e->closes_at);
    if (!in_time)
        refuse_state(j, r, T("Voting is from {opens} to {closes}.", "投票时间为{opens}至{closes}。"), T_NONE,
                     ARG_DEADLINE("opens", e->opens_at), ARG_DEADLINE("closes", e->closes_at));
    else if (!elector_of(j->db, e->id, &j->act->by.as))
        finding_add(j, true, ERR_DENIED, r ? rule_clause(r) : NULL, NULL,
                    T("You are not on the roll of electors.", "您不在选民名册上。"), T_NONE, NULL, 0);
    else
        judge_no_paper(j, e, elector_of(j->db, e->id, &j->act->by.as), r);
    struct paper p = paper_of(j->db, c);
    struct buf ballot;
    buf_init(&ballot, BALLOT_TEXT_MAX);
    const struct text *wrong = paper_compose(&p, act_list(j->act, "marks"), &ballot);
    if (wrong) refuse_field(j, "marks", *wrong);
    buf_release(&ballot);
    if (!refused(j))
        allow(j, r,
              T("Votes are cast by name; the last one before the close counts.", "记名投票，以截止前最后一次为准。"));
}

static void vote_apply(struct applying *a) {
    const struct contest *c = contest_read(a->db, a->arena, act_int(a->act, "contest"));
    struct paper p = paper_of(a->db, c);
    struct buf ballot;
    buf_init(&ballot, BALLOT_TEXT_MAX);
    paper_compose(&p, act_list(a->act, "marks"), &ballot);
    db_exec(
        a->db,
        "INSERT INTO open_ballot (contest, elector, ballot, entry, paper) VALUES ($1, $2, $3, $4, 0) ON CONFLICT (contest, elector) DO UPDATE SET ballot = excluded.ballot, entry = excluded.entry",
        V(c->id), V(elector_by(a->db, c->election, a->act)), V(buf_str(&ballot)), V(a->act->entry));
    buf_release(&ballot);
}

static void vote_offer(struct offering *o) {
    struct rows *r = db_rows(
        o->j->db,
        "SELECT e.id, e.body, e.closes_at FROM election e WHERE e.state = 'voting' AND e.mode = 'open' ORDER BY e.closes_at");
    while (rows_next(r)) {
        int64_t election = rows_int(r, 0), elector = elector_of(o->j->db, election, &o->who->as);
        const char *body = arena_z(o->j->arena, rows_str(r, 1));
        const struct charter_body *b = charter_body(o->j->charter, body);
        if (!b || !elector || !o->may(o, body) ||
            !db_has(
                o->j->db,
                "SELECT 1 FROM contest c WHERE c.election = $1 AND NOT EXISTS (SELECT 1 FROM open_ballot b WHERE b.contest = c.id AND b.elector = $2) "
                "AND NOT EXISTS (SELECT 1 FROM elector l WHERE l.election = $1 AND l.number = $2 AND l.paper_entry IS NOT NULL)",
                V(election), V(elector)))
            continue;
        const struct arg args[] = { ARG_TEXT("body", b->name) };
        offer_add(o, json_object(), NULL, rows_int(r, 2),
                  arena_f(o->j->arena, "/elections/%lld", (long long)election).data,
                  T("Vote in the election of the {body}", "参加{body}选举投票"), args, 1);
    }
    rows_done(r);
}

ACT(election_vote) = {
    .name = "election.vote",
    .version = 1,
    .family = "elections",
    .power = "election.vote",
    .body = act_body_of_contest,
    .pinned = act_pinned_of_contest,
    .quiet = true,
    .title = TEXT_INIT("Vote in an election", "选举投票"),
    .done = TEXT_INIT("Ballot for {contest}: {marks}.", "{contest}选票：{marks}。"),
    .fields = vote_fields,
    .judge = vote_judge,
    .apply = vote_apply,
    .offer = vote_offer,
};
