/* What is published of elections, for programs and spreadsheets: the candidates and results as a list, an election whole, and a contest
 * as JSON, BLT and CSV that any counting program reads. What stands in them is acts/elections/published.h's. */
#include <string.h>

#include "acts/elections/counting.h"
#include "acts/pipeline/pipeline.h"
#include "acts/elections/published.h"
#include "acts/sealed.h"
#include "views/collection.h"
#include "views/json.h"
#include "views/parts.h"
#include "views/elections/transfers.h"

COLLECTION(candidates) = {
    .title = TEXT_INIT("Candidates", "候选人"),
    .about = TEXT_INIT(
        "Who stood in which election, and who was elected: the order in which it was, 0 for not elected, −1 for who stood no more at the count.",
        "各次选举的候选人及结果：当选次序；0 为未当选，−1 为计票时已退出。"),
    .section = "bodies",
    .from =
        "contest_candidate cc JOIN contest c ON c.id = cc.contest JOIN election e ON e.id = c.election JOIN person p ON p.id = cc.person LEFT JOIN org o ON o.id = cc.org",
    .columns = (const struct column[]){ { "id", "cc.contest * 10000 + cc.number", COLUMN_INT },
                                        { "election", "c.election", COLUMN_INT, TEXT_INIT("Election", "选举"),
                                          .href = "/elections/{election}" },
                                        { "contest", "cc.contest", COLUMN_INT },
                                        { "body", "e.body", COLUMN_BODY, TEXT_INIT("Body", "机构") },
                                        { "office", "c.title", COLUMN_TEXT },
                                        { "method", "c.method", COLUMN_TEXT },
                                        { "seats", "c.seats", COLUMN_NUM },
                                        { "number", "cc.number", COLUMN_INT, TEXT_INIT("Number", "序号") },
                                        { "name", SEALED("p.name_entry", "name"), COLUMN_SEALED,
                                          TEXT_INIT("Candidate", "候选人"), .href = "/people/{person}" },
                                        { "org_name", "o.name", COLUMN_SAID, TEXT_INIT("Member", "成员单位"),
                                          .href = "/members/{org}", .en = "org_name_en" },
                                        { "org_name_en", "o.name_en", COLUMN_SAID },
                                        { "place", "cc.place", COLUMN_INT, TEXT_INIT("Elected as", "当选次序") },
                                        { "declared", "e.declare_entry", COLUMN_ENTRY, TEXT_INIT("Declared", "宣布") },
                                        { "person", "cc.person", COLUMN_INT },
                                        { "org", "cc.org", COLUMN_INT },
                                        { 0 } },
    .filters = (const struct filter[]){ { "election", "c.election = $", FILTER_INT, TEXT_INIT("Election", "选举") },
                                        { "contest", "cc.contest = $", FILTER_INT },
                                        { 0 } },
    .order = { "cc.contest", "cc.number" },
};

/* ---- an election, a contest ---- */

static const struct charter *law_of(const struct view *v, const struct election *e) {
    const struct charter *then = v->alliance ? alliance_charter_version(v->alliance, e->charter) : NULL;
    return then ? then : v->charter;
}

static const struct election *asked_election(struct view *v) {
    const struct election *e = election_read(v->db, v->arena, view_id(v, "id"));
    if (!e) view_not_found(v, T("There is no such election.", "没有此选举。"));
    return e;
}

static void view_election_json(struct view *v) {
    const struct election *e = asked_election(v);
    if (!e) return;
    v->filename = arena_f(v->arena, "election-%lld.json", (long long)e->id).data;
    view_json(v, election_published(v->db, law_of(v, e), v->arena, e, v->lang));
}
VIEW(election_json) = {
    .path = "/elections/{id}.json", .type = "application/json", .cached = true, .run = view_election_json
};

static const struct contest *asked_contest(struct view *v, const struct election **ret) {
    const struct election *e = *ret = election_read(v->db, v->arena, view_id(v, "id"));
    const struct contest *c = e ? contest_read(v->db, v->arena, view_id(v, "contest")) : NULL;
    if (c && c->election == e->id) return c;
    view_not_found(v, T("There is no such contest.", "没有此项选举。"));
    return NULL;
}

static void name_file(struct view *v, const struct contest *c, const char *ending) {
    v->filename =
        arena_f(v->arena, "election-%lld-contest-%lld.%s", (long long)c->election, (long long)c->id, ending).data;
}

static void view_contest_json(struct view *v) {
    const struct election *e;
    const struct contest *c = asked_contest(v, &e);
    if (!c) return;
    name_file(v, c, "json");
    view_json(v, contest_published(v->db, law_of(v, e), v->arena, e, c, v->lang));
}
VIEW(contest_json) = { .path = "/elections/{id}/contests/{contest}.json",
                       .type = "application/json",
                       .cached = true,
                       .run = view_contest_json };

/* The ballots of a contest that is closed, written by `write`. */
static void view_ballot_file(struct view *v, const char *ending,
                             void (*write)(struct buf *out, const struct ballots *b, int seats)) {
    const struct election *e;
    const struct contest *c = asked_contest(v, &e);
    struct contest_count count;
    if (!c) return;
    if (contest_counted(v->db, v->arena, e, c, &(struct counting_as){ true, v->lang }, &count)) {
        name_file(v, c, ending);
        write(v->out, &count.ballots, (int)c->seats);
    } else
        view_not_found(v, T("The ballots are published here when voting has closed.", "投票截止后在此公布选票。"));
    contest_count_release(&count);
}

static void view_contest_blt(struct view *v) { view_ballot_file(v, "blt", ballots_blt_write); }
VIEW(contest_blt) = { .path = "/elections/{id}/contests/{contest}.blt",
                      .type = "text/plain; charset=utf-8",
                      .cached = true,
                      .run = view_contest_blt };

static void write_csv(struct buf *out, const struct ballots *b, int seats) {
    (void)seats; /* a CSV says nothing of them */
    ballots_csv_write(out, b);
}

static void view_contest_csv(struct view *v) { view_ballot_file(v, "csv", write_csv); }
VIEW(contest_csv) = { .path = "/elections/{id}/contests/{contest}.csv",
                      .type = "text/csv; charset=utf-8",
                      .cached = true,
                      .run = view_contest_csv };

/* The sheet into which papers are typed: a column for each candidate, and, by name, a row for each paper that is out. */
static void view_contest_sheet(struct view *v) {
    const struct election *e;
    const struct contest *c = asked_contest(v, &e);
    if (!c) return;
    bool open = strcmp(e->mode, "open") == 0;
    int64_t columns = 0;
    name_file(v, c, "sheet.csv");
    buf_addz(v->out, open ? "\xef\xbb\xbf"
                            "elector"
                          : "\xef\xbb\xbf"
                            "count"); /* spreadsheets ask for the mark */
    struct rows *r =
        db_rows(v->db, "SELECT number, person FROM contest_candidate WHERE contest = $1 ORDER BY number", V(c->id));
    for (; rows_next(r); columns++) {
        struct str name = person_name(v->db, v->arena, rows_int(r, 1), v->lang);
        buf_addc(v->out, ',');
        csv_cell(v->out, arena_f(v->arena, "%lld %.*s", (long long)rows_int(r, 0), STR_FMT(name)));
    }
    rows_done(r);
    buf_addc(v->out, '\n');
    r = db_rows(
        v->db,
        "SELECT number FROM elector WHERE election = $1 AND state = 'on' AND paper_entry IS NOT NULL ORDER BY number",
        V(e->id));
    while (open && rows_next(r)) {
        buf_addint(v->out, rows_int(r, 0));
        for (int64_t i = 0; i < columns; i++) buf_addc(v->out, ',');
        buf_addc(v->out, '\n');
    }
    rows_done(r);
}
VIEW(contest_sheet) = { .path = "/elections/{id}/contests/{contest}/sheet.csv",
                        .type = "text/csv; charset=utf-8",
                        .run = view_contest_sheet };

/* The picture of a count that was declared, as a file of its own. */
static void view_contest_svg(struct view *v) {
    const struct election *e;
    const struct contest *c = asked_contest(v, &e);
    struct contest_count count;
    if (!c) return;
    if (strcmp(e->state, "declared") == 0 &&
        contest_counted(v->db, v->arena, e, c, &(struct counting_as){ true, v->lang }, &count)) {
        struct text office = office_name(v, e->body, c->title);
        count.ballots.title = str_of(text_in(office, v->lang));
        transfers_svg(v->out, count.result, v->lang, "count", true);
        contest_count_release(&count);
    } else
        view_not_found(v, T("The count is drawn here once the result is declared.", "宣布结果后在此显示计票图示。"));
}
VIEW(contest_svg) = {
    .path = "/elections/{id}/contests/{contest}.svg", .type = "image/svg+xml", .cached = true, .run = view_contest_svg
};
