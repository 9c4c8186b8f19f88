/* Elections: the roll of electors, and one page that is notice, ballot paper, and the count with all its steps. */
#include <string.h>

#include "acts/capacity.h"
#include "acts/elections/counting.h"
#include "acts/elections/elections.h"
#include "acts/elections/paper_votes.h"
#include "acts/elections/rounds.h"
#include "acts/sealed.h"
#include "acts/things.h"
#include "views/collection.h"
#include "views/elections/count.h"
#include "views/elections.html.h"
#include "views/elections/polling.h"
#include "views/elections/transfers.h"
#include "views/powers.h"
#include "views/unseal.h"

COLLECTION(electors) = {
    .title = TEXT_INIT("Rolls of electors", "选民名册"),
    .about = TEXT_INIT("Who may vote in an election, one row for each vote.", "选举中有投票权者，每票一行。"),
    .page = "/electors",
    .section = "bodies",
    .from = "elector l JOIN person p ON p.id = l.person LEFT JOIN org o ON o.id = l.org",
    .columns =
        (const struct column[]){
            { "id", "l.election * 1000000 + l.number", COLUMN_INT },
            { "number", "l.number", COLUMN_INT, TEXT_INIT("Number", "序号") },
            { "org_name", "o.name", COLUMN_SAID, TEXT_INIT("Member", "成员单位"), .href = "/members/{org}",
              .en = "org_name_en" },
            { "org_name_en", "o.name_en", COLUMN_SAID },
            { "name", SEALED("p.name_entry", "name"), COLUMN_SEALED, TEXT_INIT("Voter", "投票人") },
            { "state", "l.state", COLUMN_STATE, TEXT_INIT("State", "状态"), .of = "elector" },
            { "issued", "l.issued_entry", COLUMN_ENTRY, TEXT_INIT("Ballot issued", "选票发放") },
            { "paper", "l.paper_entry", COLUMN_ENTRY, TEXT_INIT("Votes on paper", "纸质选票") },
            { "election", "l.election", COLUMN_INT },
            { "org", "l.org", COLUMN_INT },
            { "holding", "l.holding", COLUMN_INT },
            { 0 } },
    .filters = (const struct filter[]){ { "election", "l.election = $", FILTER_INT, TEXT_INIT("Election", "选举") },
                                        { 0 } },
    .order = { "l.election", "l.number" },
};

static void view_electors(struct view *v) { collection_page(v, collection_find("electors")); }
VIEW(electors_page) = { .path = "/electors", .cached = true, .run = view_electors };

#define PAPER_FILES LINKS({ "paper.js", { 0 } })

/* ---- one election ---- */

enum { BALLOTS_SHOWN_MAX = 20000 };

/* What a form for a paper holds, drawn with the page: from the ticket of one vote nobody comes to that of another. */
static const char *ticket_of(struct view *v, int64_t election, int64_t elector) {
    struct buf hex;
    struct hash h = hash_of(
        arena_f(v->arena, "charterd-ticket-v1 %s %lld %lld", v->form_key, (long long)election, (long long)elector));
    buf_init(&hex, 2 * HASH_SIZE + 1);
    hash_hex(&hex, &h);
    const char *text = arena_z(v->arena, buf_str(&hex));
    buf_release(&hex);
    return text;
}

/* The votes of this reader: one for each row of the roll they speak for. */
static void read_votes(struct view *v, struct election_page *p) {
    struct own_vote *votes = arena_array(v->arena, struct own_vote, v->viewer.capacity_count + 1);
    for (size_t i = 0; i < v->viewer.capacity_count; i++) {
        const struct capacity *as = &v->viewer.capacities[i];
        int64_t elector = elector_of(v->db, p->e->id, as);
        if (!elector) continue;
        votes[p->vote_count++] = (struct own_vote){
            .elector = elector,
            .as = arena_f(v->arena, as->kind == AS_OFFICE ? "office:%lld" : "rep:%lld", (long long)as->id).data,
            .words = capacity_words(v->db, v->charter, as, v->arena),
            .ticket = ticket_of(v, p->e->id, elector),
            .issued = db_int(v->db, -1, "SELECT issued_entry FROM elector WHERE election = $1 AND number = $2",
                             V(p->e->id), V(elector)),
            .paper = db_int(v->db, -1, "SELECT paper_entry FROM elector WHERE election = $1 AND number = $2",
                            V(p->e->id), V(elector)),
        };
    }
    p->votes = votes;
}

/* The paper with the ranks one vote gave, from the ballot as it is kept: "3>1=2". */
static const struct contest_block *own_paper(struct view *v, const struct contest_block *c,
                                             const struct own_vote *vote) {
    struct contest_block *own = arena_copy(v->arena, c, sizeof *c);
    struct candidate_row *rows = arena_copy(v->arena, c->rows, c->count * sizeof *rows);
    struct str ballot = db_str(v->db, v->arena, "SELECT ballot FROM open_ballot WHERE contest = $1 AND elector = $2",
                               V(c->id), V(vote->elector));
    int64_t rank = 1, who;
    own->voted = ballot.data != NULL;
    own->rows = rows;
    while (ballot.len > 0) {
        struct str group = str_cut(&ballot, '>');
        while (group.len > 0)
            if (str_int(str_cut(&group, '='), &who) == 0 && who >= 1 && who <= (int64_t)c->count)
                rows[who - 1].my_rank = rank;
        rank++;
    }
    return own;
}

static void read_own(struct view *v, const struct election_page *p, struct contest_block *c) {
    const struct contest_block **own = arena_array(v->arena, const struct contest_block *, p->vote_count + 1);
    c->may_vote = p->vote_count > 0 && strcmp(p->e->mode, "open") == 0 && strcmp(p->e->state, "voting") == 0;
    for (size_t i = 0; c->may_vote && i < p->vote_count; i++) own[i] = own_paper(v, c, &p->votes[i]);
    c->own = own;
}

static void read_candidates(struct view *v, const struct election_page *p, struct contest_block *c) {
    struct candidate_row *rows = arena_array(v->arena, struct candidate_row, CANDIDATES_MAX);
    struct rows *r = db_rows(
        v->db,
        "SELECT cc.number, cc.person, coalesce(cc.place, -2), " ORG_NAMES("o") ", " NAME_OF(
            "p") ", cc.nomination FROM contest_candidate cc JOIN person p ON p.id = cc.person LEFT JOIN org o ON o.id = cc.org WHERE cc.contest = $1 ORDER BY cc.number",
        V(c->id));
    while (c->count < CANDIDATES_MAX && rows_next(r))
        rows[c->count++] = (struct candidate_row){ .number = rows_int(r, 0),
                                                   .person = rows_int(r, 1),
                                                   .place = rows_int(r, 2),
                                                   .org = named_org(v, rows_str(r, 3)),
                                                   .name = unsealed_name(v, rows_str(r, 4), rows_int(r, 1)),
                                                   .nomination = rows_int(r, 5) };
    rows_done(r);
    for (size_t i = 0; i < c->count; i++) c->elected += rows[i].place > 0;
    c->rows = rows;
    read_own(v, p, c);
}

static void read_named_ballots(struct view *v, const struct election_page *p, struct contest_block *c) {
    int64_t all = db_int(v->db, 0, "SELECT count(*) FROM open_ballot WHERE contest = $1", V(c->id));
    size_t room = (size_t)(all < BALLOTS_SHOWN_MAX ? all : BALLOTS_SHOWN_MAX);
    struct named_ballot *rows = arena_array(v->arena, struct named_ballot, room + 1);
    struct rows *r = db_rows(
        v->db,
        "SELECT b.elector, " ORG_NAMES("o") ", b.ballot, b.entry, b.paper, " NAME_OF(
            "p") " FROM open_ballot b JOIN elector l ON l.election = $1 AND l.number = b.elector JOIN person p ON p.id = l.person LEFT JOIN org o ON o.id = l.org "
                 "WHERE b.contest = $2 ORDER BY b.elector",
        V(p->e->id), V(c->id));
    while (c->ballot_count < room && rows_next(r))
        rows[c->ballot_count++] = (struct named_ballot){ .number = rows_int(r, 0),
                                                         .org = named_org(v, rows_str(r, 1)),
                                                         .ballot = arena_str(v->arena, rows_str(r, 2)),
                                                         .entry = rows_int(r, 3),
                                                         .paper = rows_int(r, 4) != 0,
                                                         .name = unsealed_name(v, rows_str(r, 5), 0) };
    rows_done(r);
    c->ballots = rows;
}

/* Every entry of papers, the one in force last; and whether the reader may make another now. */
static void read_papers(struct view *v, const struct election_page *p, struct contest_block *c) {
    enum { BATCHES_SHOWN_MAX = 1000 };
    struct batch_row *rows = arena_array(v->arena, struct batch_row, BATCHES_SHOWN_MAX);
    struct rows *r =
        db_rows(v->db, "SELECT entry, papers FROM paper_batch WHERE contest = $1 ORDER BY entry", V(c->id));
    while (c->batch_count < BATCHES_SHOWN_MAX && rows_next(r))
        rows[c->batch_count++] = (struct batch_row){ rows_int(r, 0), rows_int(r, 1) };
    rows_done(r);
    c->batches = rows;
    bool open = strcmp(p->e->mode, "open") == 0, closed = strcmp(p->e->state, "closed") == 0;
    c->may_enter = p->may_paper && p->papers > 0 && (closed || (open && strcmp(p->e->state, "voting") == 0));
}

static struct raw_html drawn(struct view *v, struct buf *out) {
    struct raw_html html = { arena_str(v->arena, buf_str(out)) };
    buf_clear(out);
    return html;
}

static void read_picture(struct view *v, const struct contest_count *count, struct contest_block *c) {
    struct buf out;
    buf_init(&out, 4 << 20);
    transfers_svg(&out, count->result, v->lang, arena_f(v->arena, "count-%lld", (long long)c->id).data, false);
    c->picture = drawn(v, &out);
    transfers_table(&out, count->result, v->lang);
    c->table = drawn(v, &out);
    buf_release(&out);
}

static void read_count(struct view *v, const struct election_page *p, const struct contest *contest,
                       struct contest_block *c) {
    struct contest_count count;
    if (strcmp(p->e->state, "declared") == 0 &&
        contest_counted(v->db, v->arena, p->e, contest, &(struct counting_as){ true, v->lang }, &count)) {
        struct buf text;
        buf_init(&text, 4 << 20);
        tally_explain(&text, count.result, v->lang);
        c->step_count = count_blocks(v->arena, arena_str(v->arena, buf_str(&text)), &c->steps);
        read_picture(v, &count, c);
        c->counted = true;
        c->unvoted = count.unvoted;
        buf_release(&text);
        contest_count_release(&count);
    }
}

/* Where an officer draws: what was drawn, and between whom a lot is to be drawn now. */
static void read_lots(struct view *v, const struct election_page *p, const struct contest *contest,
                      struct contest_block *c) {
    enum { LOTS_SHOWN_MAX = 1000 };
    struct lot_row *rows = arena_array(v->arena, struct lot_row, LOTS_SHOWN_MAX);
    struct contest_count count;
    struct rows *r =
        db_rows(v->db, "SELECT number, drawn, entry FROM contest_lot WHERE contest = $1 ORDER BY number", V(c->id));
    while (c->lot_count < LOTS_SHOWN_MAX && rows_next(r))
        rows[c->lot_count++] = (struct lot_row){ .number = rows_int(r, 0),
                                                 .order = arena_str(v->arena, rows_str(r, 1)),
                                                 .entry = rows_int(r, 2) };
    rows_done(r);
    c->lots = rows;
    if (!contest->lot_by || strcmp(p->e->state, "closed") != 0) return;
    if (contest_counted(v->db, v->arena, p->e, contest, &(struct counting_as){ true, v->lang }, &count) &&
        count_waits(&count)) {
        const struct tally_tie *t = count_waits(&count);
        struct buf names;
        buf_init(&names, 1 << 16);
        for (size_t i = 0; i < t->who_count; i++)
            buf_addf(&names, "%s%d. %.*s", i ? v->lang == LANG_ZH ? "、" : ", " : "", t->who[i] + 1,
                     STR_FMT(count.ballots.candidates[t->who[i]].name));
        c->waits = arena_str(v->arena, buf_str(&names));
        buf_release(&names);
    }
    contest_count_release(&count);
}

static void read_contests(struct view *v, struct election_page *p) {
    struct contest *contests;
    size_t n = contests_in(v->db, v->arena, p->e->id, &contests);
    struct contest_block *blocks = arena_array(v->arena, struct contest_block, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct tally_method *m = tally_method(str_of(contests[i].method));
        const struct rule *rule =
            charter_rule(v->charter, "election", arena_f(v->arena, "%s/%s", p->e->body, contests[i].title).data);
        blocks[i] = (struct contest_block){ .id = contests[i].id,
                                            .seats = contests[i].seats,
                                            .title = contests[i].title,
                                            .method = m ? m->title : text_same(contests[i].method),
                                            .clause = rule ? rule_clause(rule) : NULL,
                                            .paper = paper_of(v->db, &contests[i]) };
        read_candidates(v, p, &blocks[i]);
        if (strcmp(p->e->mode, "open") == 0) read_named_ballots(v, p, &blocks[i]);
        read_papers(v, p, &blocks[i]);
        read_count(v, p, &contests[i], &blocks[i]);
        read_lots(v, p, &contests[i], &blocks[i]);
    }
    p->contests = blocks;
    p->contest_count = n;
}

static bool is_contested(const struct office_contest *all, size_t n, const char *title) {
    for (size_t i = 0; i < n; i++)
        if (all[i].contested && strcmp(all[i].title, title) == 0) return true;
    return false;
}

/* Of the same round: who stands for an office that is not contested, and the seats that nobody stands for. */
static void read_unopposed(struct view *v, struct election_page *p) {
    enum { UNOPPOSED_MAX = 1000 };
    struct unopposed_row *rows = arena_array(v->arena, struct unopposed_row, UNOPPOSED_MAX);
    struct office_contest *contests = NULL;
    bool over = db_has(v->db, "SELECT 1 FROM round WHERE id = $1 AND state IN ('decided', 'seated')", V(p->e->round));
    size_t n = over ? 0 : contests_of(v->db, v->charter, v->arena, p->e->round, p->e->body, &contests, &p->vacant);
    struct rows *r = db_rows(
        v->db,
        "SELECT n.title, n.person, " ORG_NAMES("o") ", " NAME_OF(
            "p") ", n.state FROM nomination n JOIN person p ON p.id = n.person LEFT JOIN org o ON o.id = n.org "
                 "WHERE n.round = $1 AND n.state IN ('standing', 'seated') AND NOT EXISTS (SELECT 1 FROM contest_candidate cc JOIN contest c ON c.id = cc.contest "
                 "JOIN election x ON x.id = c.election WHERE x.round = $1 AND x.state <> 'annulled' AND c.title = n.title) ORDER BY n.id",
        V(p->e->round));
    while (p->unopposed_count < UNOPPOSED_MAX && rows_next(r)) {
        const char *title = arena_z(v->arena, rows_str(r, 0));
        if (!is_contested(contests, n, title))
            rows[p->unopposed_count++] =
                (struct unopposed_row){ .title = title,
                                        .person = rows_int(r, 1),
                                        .org = named_org(v, rows_str(r, 2)),
                                        .name = unsealed_name(v, rows_str(r, 3), rows_int(r, 1)),
                                        .seated = str_is(rows_str(r, 4), "seated") };
    }
    rows_done(r);
    p->unopposed = rows;
}

static void view_election(struct view *v) {
    struct election_page p = { .e = election_read(v->db, v->arena, view_id(v, "id")) };
    if (!p.e) {
        view_not_found(v, T("There is no such election.", "没有此选举。"));
        return;
    }
    p.electors = db_int(v->db, 0, "SELECT count(*) FROM elector WHERE election = $1 AND state = 'on'", V(p.e->id));
    bool open = strcmp(p.e->mode, "open") == 0;
    p.voted =
        open
            ? db_int(
                  v->db, 0,
                  "SELECT count(DISTINCT b.elector) FROM open_ballot b JOIN contest c ON c.id = b.contest WHERE c.election = $1",
                  V(p.e->id))
            : db_int(
                  v->db, 0,
                  "SELECT count(*) FROM elector WHERE election = $1 AND (issued_entry IS NOT NULL OR paper_entry IS NOT NULL)",
                  V(p.e->id));
    p.close_entry = db_int(v->db, 0, "SELECT close_entry FROM election WHERE id = $1", V(p.e->id));
    p.declare_entry = db_int(v->db, 0, "SELECT declare_entry FROM election WHERE id = $1", V(p.e->id));
    p.cast_count = db_int(v->db, 0, "SELECT cast_count FROM election WHERE id = $1", V(p.e->id));
    p.opened_key = db_str(v->db, v->arena, "SELECT opened_key FROM election WHERE id = $1", V(p.e->id));
    read_votes(v, &p);
    p.papers = papers_out(v->db, p.e->id);
    p.may_paper = viewer_may(v, "election.paper", p.e->body);
    p.may_object = viewer_may(v, "election.object", p.e->body);
    p.may_answer = viewer_may(v, "election.open", p.e->body);
    p.may_declare = viewer_may(v, "election.close", p.e->body);
    p.nothing = election_void(v->db, v->arena, p.e);
    p.may_draw = viewer_may(v, "election.lot", p.e->body);
    read_contests(v, &p);
    roll_disputes(v, &p);
    read_unopposed(v, &p);
    struct text body = body_name(v, p.e->body);
    page_begin_with(v, &(struct page){
                           .title = { arena_f(v->arena, "Election of the %s", body.en).data,
                                      arena_f(v->arena, "%s选举", body.zh).data },
                           .section = "bodies",
                           .crumbs = LINKS({ "/bodies", T("Bodies", "机构") },
                                           { arena_f(v->arena, "/bodies/%s", p.e->body).data, body },
                                           { "/elections", T("Elections", "选举") }),
                           .forms = LINKS({ arena_f(v->arena, "/api/v1/elections/%lld", (long long)p.e->id).data,
                                            T("JSON", "JSON") },
                                          { arena_f(v->arena, "/electors.csv?election=%lld", (long long)p.e->id).data,
                                            T("Roll as CSV", "名册 CSV") }),
                           .with = PAPER_FILES,
                           .live = arena_f(v->arena, "election/%lld", (long long)p.e->id).data });
    tpl_election(v, &p);
    page_end(v);
}
VIEW(election) = { .path = "/elections/{id}", .run = view_election };

/* ---- secret ballots ---- */

static struct contest_block *paper_blocks(struct view *v, const struct election *e, size_t *ret_count) {
    struct election_page p = { .e = e };
    read_contests(v, &p);
    *ret_count = p.contest_count;
    return (struct contest_block *)p.contests;
}

/* What opens the paper again: each contest's code and its proof. */
static const char *paper_key(struct arena *arena, const struct paper_code *codes, size_t count) {
    struct buf key;
    buf_init(&key, (BOX_SERIAL * 2 + RECEIPT_PROOF_SIZE + 1) * (count + 1));
    for (size_t i = 0; i < count; i++) {
        if (i > 0) buf_addc(&key, '.');
        buf_addz(&key, codes[i].serial);
        buf_addz(&key, codes[i].proof);
    }
    const char *text = arena_z(arena, buf_str(&key));
    buf_release(&key);
    return text;
}

void view_ballot_paper(struct view *v, const struct ballot_paper_page *page) {
    struct election_page p = { .e = election_read(v->db, v->arena, page->election) };
    if (p.e) read_contests(v, &p);
    if (!p.e || p.contest_count != page->count) {
        view_not_found(v, T("There is no such election.", "没有此选举。"));
        return;
    }
    read_votes(v, &p);
    const struct own_vote *vote = &(struct own_vote){ .elector = page->elector, .words = T("", "") };
    for (size_t i = 0; i < p.vote_count; i++)
        if (p.votes[i].elector == page->elector) vote = &p.votes[i];
    struct text body = body_name(v, p.e->body);
    page_begin_with(v, &(struct page){ .title = { arena_f(v->arena, "Ballot paper: %s", body.en).data,
                                                  arena_f(v->arena, "选票：%s", body.zh).data },
                                       .section = "bodies",
                                       .private = true,
                                       .with = PAPER_FILES });
    tpl_paper_page(v, &p, vote, page->codes, paper_key(v->arena, page->codes, page->count));
    page_end(v);
}

static const char *said_wrong(struct view *v, const struct error *err) {
    struct buf said;
    buf_init(&said, 4096);
    if (err) error_format_in(&said, err, v->lang, v->zone);
    const char *text = arena_z(v->arena, buf_str(&said));
    buf_release(&said);
    return text;
}

void view_ballot_back(struct view *v, const struct ballot_back_page *page) {
    const struct election *e = election_read(v->db, v->arena, page->election);
    size_t n = 0;
    if (!e || strcmp(e->mode, "receipt") != 0) {
        view_not_found(v, T("There is no such ballot paper.", "没有此选票。"));
        return;
    }
    const struct contest_block *blocks = page->codes && !page->err ? paper_blocks(v, e, &n) : NULL;
    struct text body = body_name(v, e->body);
    page_begin_with(v, &(struct page){ .title = { arena_f(v->arena, "Ballot paper: %s", body.en).data,
                                                  arena_f(v->arena, "选票：%s", body.zh).data },
                                       .section = "bodies",
                                       .private = true,
                                       .with = PAPER_FILES });
    if (blocks && n == page->count)
        tpl_back_page(v, page->election, blocks, page->codes, page->in, n, e->body);
    else
        tpl_back_form(v, page->election, page->typed.data ? page->typed : STR(""), str_of(said_wrong(v, page->err)));
    page_end(v);
}

static void view_continue(struct view *v) {
    view_ballot_back(v, &(struct ballot_back_page){ .election = view_id(v, "id") });
}
VIEW(ballot_continue) = { .path = "/elections/{id}/continue", .run = view_continue };

/* The ranks as they were sent, so that nothing typed is lost. */
static void mark_sent(struct contest_block *c, const json_t *marks) {
    struct candidate_row *rows = (struct candidate_row *)c->rows;
    for (size_t i = 0; i < c->count; i++) rows[i].my_rank = 0;
    for (size_t i = 0; i < json_array_size(marks); i++) {
        const json_t *mark = json_array_get(marks, i);
        struct str who = { json_string_value(mark), json_string_length(mark) };
        struct str rank = str_cut(&who, ':');
        int64_t at, number;
        if (who.data && str_int(rank, &at) == 0 && str_int(who, &number) == 0 && number >= 1 &&
            number <= (int64_t)c->count && at > 0)
            rows[number - 1].my_rank = at;
    }
}

void view_ballot_cast(struct view *v, const struct ballot_cast_page *page) {
    const struct election *e = election_read(v->db, v->arena, page->election);
    size_t n = 0, at = 0;
    struct contest_block *blocks = e ? paper_blocks(v, e, &n) : NULL;
    while (at < n && blocks[at].id != page->contest) at++;
    if (!e || at == n) {
        view_not_found(v, T("There is no such ballot paper.", "没有此选票。"));
        return;
    }
    struct str wrong = str_of(said_wrong(v, page->err));
    mark_sent(&blocks[at], page->marks);
    bool again = !page->err || page->err->code == ERR_SYNTAX || page->err->code == ERR_IO;
    page_begin_with(v, &(struct page){ .title = wrong.len ? T("The ballot was not taken", "选票未受理")
                                                          : T("The ballot is in the box", "选票已投入票箱"),
                                       .section = "bodies",
                                       .private = true,
                                       .with = PAPER_FILES });
    tpl_cast_page(v, page->election, page->contest, again ? &blocks[at] : NULL, arena_z(v->arena, page->serial),
                  arena_z(v->arena, page->proof), wrong);
    page_end(v);
}

static void view_ballots_csv(struct view *v) {
    struct str csv;
    const struct election *e = published_ballots(v, &csv);
    if (!e) return;
    v->filename = arena_f(v->arena, "election-%lld.csv", (long long)e->id).data;
    buf_add(v->out, csv);
}
VIEW(ballots_csv) = { .path = "/elections/{id}/ballots.csv",
                      .type = "text/csv; charset=utf-8",
                      .run = view_ballots_csv };
