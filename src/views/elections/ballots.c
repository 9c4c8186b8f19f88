/* The published ballots of a secret election, for people: a code and what its ballot says. Who looks for theirs does so in the
 * browser, so that the server is not told which code somebody was interested in; many ballots stand on sixteen pages, by the first
 * character of their code, for the same reason. */
#include <string.h>

#include "acts/elections/counting.h"
#include "acts/elections/elections.h"
#include "acts/elections/paper_votes.h"
#include "views/ballots.html.h"
#include "views/page.h"
#include "views/elections/polling.h"
#include "views/unseal.h"

enum { WHOLE_MAX = 2000 };

struct names {
    struct str *of;
    int64_t count;
};

static struct names names_in(struct view *v, const struct contest *c) {
    struct names n = { .of = arena_array(v->arena, struct str, CANDIDATES_MAX + 1) };
    struct rows *r = db_rows(
        v->db,
        "SELECT cc.number, cc.person, " NAME_OF(
            "p") " FROM contest_candidate cc JOIN person p ON p.id = cc.person WHERE cc.contest = $1 ORDER BY cc.number",
        V(c->id));
    while (rows_next(r)) {
        int64_t number = rows_int(r, 0);
        if (number < 1 || number > CANDIDATES_MAX) continue;
        struct str name = unsealed_name(v, rows_str(r, 2), rows_int(r, 1));
        n.of[number] = arena_f(v->arena, "%lld %.*s", (long long)number, STR_FMT(name));
        n.count = number;
    }
    rows_done(r);
    return n;
}

/* "3>1=2" as the names of each rank. */
static void line_ranks(struct view *v, const struct names *names, struct str ballot, struct published_line *ret) {
    size_t room = 1;
    for (size_t i = 0; i < ballot.len; i++) room += ballot.data[i] == '>';
    ret->ranks = arena_array(v->arena, struct str, room);
    while (ballot.len > 0 && ret->rank_count < room) {
        struct str group = str_cut(&ballot, '>');
        struct buf words;
        int64_t who;
        buf_init(&words, 1 << 16);
        while (group.len > 0) {
            if (words.len) buf_addz(&words, v->lang == LANG_ZH ? "、" : ", ");
            if (str_int(str_cut(&group, '='), &who) == 0 && who >= 1 && who <= names->count)
                buf_add(&words, names->of[who]);
        }
        ret->ranks[ret->rank_count++] = arena_str(v->arena, buf_str(&words));
        buf_release(&words);
    }
}

static size_t lines_in(struct str csv) {
    size_t n = 0;
    for (size_t i = 0; i < csv.len; i++) n += csv.data[i] == '\n';
    return n ? n - 1 : 0;
}

/* The lines of the file, contest by contest; of `part` only, when it is given. */
static void read_lines(struct view *v, struct str csv, const struct contest *contests, struct published_contest *blocks,
                       size_t count, const char *part) {
    struct names *names = arena_array(v->arena, struct names, count + 1);
    size_t room = lines_in(csv) + 1;
    struct published_line **lines = arena_array(v->arena, struct published_line *, count + 1);
    for (size_t i = 0; i < count; i++) {
        names[i] = names_in(v, &contests[i]);
        lines[i] = arena_array(v->arena, struct published_line, room);
        blocks[i].lines = lines[i];
    }
    str_cut(&csv, '\n');
    while (csv.len > 0) {
        int64_t contest;
        struct str line = str_cut(&csv, '\n');
        if (str_int(str_cut(&line, ','), &contest) != 0 || contest < 1 || contest > (int64_t)count) continue;
        struct published_contest *b = &blocks[contest - 1];
        struct str ballot = str_cut(&line, ','), code = str_cut(&line, ',');
        b->all++;
        if ((part[0] && (!code.len || code.data[0] != part[0]))) continue;
        struct published_line *l = &lines[contest - 1][b->count++];
        l->code = code;
        line_ranks(v, &names[contest - 1], ballot, l);
    }
}

/* Those from paper: equal ones together, in the order of what they say. */
static void read_papers(struct view *v, const struct contest *c, struct published_contest *b) {
    struct paper_document d;
    struct names names = names_in(v, c);
    b->papers_entry = paper_document_of(v->db, v->arena, c->id, false, &d);
    struct published_line *lines = arena_array(v->arena, struct published_line, d.count + 1);
    for (size_t i = 0; i < d.count; i++) {
        lines[i].papers = d.lines[i].number;
        line_ranks(v, &names, d.lines[i].ballot, &lines[i]);
    }
    b->papers = lines;
    b->paper_count = d.count;
}

const struct election *published_ballots(struct view *v, struct str *ret_csv) {
    const struct election *e = election_read(v->db, v->arena, view_id(v, "id"));
    *ret_csv =
        e && e->ballots ? db_str(v->db, v->arena, "SELECT bytes FROM blob WHERE hash = $1", V(e->ballots)) : STR_NONE;
    if (ret_csv->data) return e;
    view_not_found(v, T("No ballots are published here: the election is open by name, or not closed.",
                        "此处没有公布的选票：该选举为记名投票，或尚未截止。"));
    return NULL;
}

static void view_ballots(struct view *v) {
    struct str csv;
    const struct election *e = published_ballots(v, &csv);
    if (!e) return;
    struct contest *contests;
    size_t n = contests_in(v->db, v->arena, e->id, &contests);
    struct published_contest *blocks = arena_array(v->arena, struct published_contest, n + 1);
    const char *given = view_param(v, "part");
    bool digit = given && given[0] && !given[1] && strchr("0123456789abcdef", given[0]);
    struct published_page p = { .election = e->id,
                                .contests = blocks,
                                .contest_count = n,
                                .part = lines_in(csv) <= WHOLE_MAX ? ""
                                        : digit                    ? given
                                                                   : "0" };
    for (size_t i = 0; i < n; i++) {
        blocks[i].title = office_name(v, e->body, contests[i].title);
        blocks[i].ranked = paper_of(v->db, &contests[i]).ranked;
        read_papers(v, &contests[i], &blocks[i]);
    }
    read_lines(v, csv, contests, blocks, n, p.part);
    struct text body = body_name(v, e->body);
    page_begin_with(v, &(struct page){ .title = { arena_f(v->arena, "Ballots: %s", body.en).data,
                                                  arena_f(v->arena, "选票：%s", body.zh).data },
                                       .section = "bodies",
                                       .crumbs =
                                           LINKS({ "/elections", T("Elections", "选举") },
                                                 { arena_f(v->arena, "/elections/%lld", (long long)e->id).data, body }),
                                       .with = LINKS({ "ballots.css", { 0 } }, { "ballots.js", { 0 } }) });
    tpl_published_ballots(v, &p);
    page_end(v);
}
VIEW(published_ballots) = { .path = "/elections/{id}/ballots", .cached = true, .run = view_ballots };
