/* The list of elections, each with the offices it fills, and what of elections runs now: the front page tells of it, since a vote that
 * only those hear of who look for it is soon a vote of few. */
#include <string.h>

#include "views/collection.h"
#include "views/elections/under_way.h"
#include "views/parts.h"

/* The offices an election is about, with their seats: "chair (1 seat), director (4 seats)". */
static struct str contested_offices(struct view *v, int64_t election) {
    struct buf b;
    buf_init(&b, 1024);
    struct rows *r = db_rows(
        v->db,
        "SELECT e.body, c.title, c.seats FROM contest c JOIN election e ON e.id = c.election WHERE e.id = $1 ORDER BY c.id",
        V(election));
    while (rows_next(r)) {
        struct text title = title_name(v, arena_z(v->arena, rows_str(r, 0)), arena_z(v->arena, rows_str(r, 1)));
        const struct arg args[] = { ARG_TEXT("title", title), ARG_INT("n", rows_int(r, 2)) };
        if (b.len) buf_addz(&b, v->lang == LANG_ZH ? "、" : ", ");
        buf_add(&b, sentence(v, T("{title} ({n} {n|seat|seats})", "{title}（{n} 席）"), args, 2));
    }
    rows_done(r);
    struct str words = arena_str(v->arena, buf_str(&b));
    buf_release(&b);
    return words;
}

static struct str offices_of(struct view *v, struct str id) {
    int64_t election = 0;
    return str_int(id, &election) == 0 ? contested_offices(v, election) : STR_NONE;
}

COLLECTION(elections) = {
    .title = TEXT_INIT("Elections", "选举"),
    .about = TEXT_INIT("Offices for which more stood than there were seats: the roll, the ballots and the count.",
                       "候选人多于席位的职务：选民名册、选票与计票。"),
    .page = "/elections",
    .section = "bodies",
    .from = "election e",
    .columns =
        (const struct column[]){ { "id", "e.id", COLUMN_INT, TEXT_INIT("Number", "编号"), .href = "/elections/{id}" },
                                 { "offices", "NULL", COLUMN_TEXT, TEXT_INIT("Election of", "选举职务"),
                                   .href = "/elections/{id}", .otherwise = offices_of },
                                 { "body", "e.body", COLUMN_BODY, TEXT_INIT("Body", "机构") },
                                 { "state", "e.state", COLUMN_STATE, TEXT_INIT("State", "状态"), .of = "election" },
                                 { "opens_at", "e.opens_at", COLUMN_INSTANT, TEXT_INIT("Voting opens", "投票开始") },
                                 { "closes_at", "e.closes_at", COLUMN_INSTANT, TEXT_INIT("Voting closes", "投票截止") },
                                 { "mode", "e.mode", COLUMN_TEXT },
                                 { "round", "e.round", COLUMN_INT },
                                 { "seed", "e.seed", COLUMN_TEXT },
                                 { "key", "e.key", COLUMN_TEXT },
                                 { "ballots", "e.ballots", COLUMN_TEXT },
                                 { "entry", "e.entry", COLUMN_ENTRY },
                                 { 0 } },
    .filters = (const struct filter[]){ { "body", "e.body = $", FILTER_BODY, TEXT_INIT("Body", "机构") },
                                        { "state", "e.state = $", FILTER_STATE, TEXT_INIT("State", "状态"),
                                          .of = "election" },
                                        { 0 } },
    .order = { "e.id" },
    .descending = true,
    .empty = TEXT_INIT("No elections yet.", "尚无选举。"),
    .teach = TEXT_INIT("One is called when more are nominated for an office than it has seats.",
                       "某职务被提名人数多于席位时启动选举。"),
};

static void view_elections(struct view *v) { collection_page(v, collection_find("elections")); }
VIEW(elections_page) = { .path = "/elections", .cached = true, .run = view_elections };

const struct under_way *elections_under_way(struct view *v, size_t *ret_count) {
    enum { UNDER_WAY_MAX = 8 };
    struct under_way *rows = arena_array(v->arena, struct under_way, UNDER_WAY_MAX);
    size_t n = 0;
    struct rows *r = db_rows(
        v->db,
        "SELECT id, body, state, opens_at, closes_at FROM election WHERE state IN ('called', 'voting', 'closed') ORDER BY closes_at LIMIT 4");
    while (n < UNDER_WAY_MAX && rows_next(r))
        rows[n++] = (struct under_way){ .election = rows_int(r, 0),
                                        .body = arena_z(v->arena, rows_str(r, 1)),
                                        .state = arena_z(v->arena, rows_str(r, 2)),
                                        .opens_at = rows_int(r, 3),
                                        .closes_at = rows_int(r, 4) };
    rows_done(r);
    for (size_t i = 0; i < n; i++) rows[i].offices = contested_offices(v, rows[i].election);
    r = db_rows(
        v->db,
        "SELECT id, body, closes_at FROM round WHERE state = 'open' AND closes_at > $1 ORDER BY closes_at LIMIT 4",
        V(v->now));
    while (n < UNDER_WAY_MAX && rows_next(r))
        rows[n++] = (struct under_way){ .round = rows_int(r, 0),
                                        .body = arena_z(v->arena, rows_str(r, 1)),
                                        .closes_at = rows_int(r, 2) };
    rows_done(r);
    *ret_count = n;
    return rows;
}
