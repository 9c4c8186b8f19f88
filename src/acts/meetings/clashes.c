/* Meetings that overlap: of bodies that share people, or of one body twice. Bodies share few people and meet at few times, so
 * one query over the meetings still to come finds them all.
 *
 * A clash is a warning to who calls and to who sits in both; only where the charter says so is it refused. */
#include <string.h>

#include "acts/meetings/meetings.h"

enum { CLASHES_MAX = 20 }; /* told at once */

struct clash {
    int64_t meeting, people;
    const char *body;
    instant starts_at;
};

static size_t meeting_clashes(struct db *db, struct arena *arena, const struct occasion *o, const struct clash **ret) {
    struct clash *all = arena_array(arena, struct clash, CLASHES_MAX);
    size_t n = 0;
    struct rows *r = db_rows(
        db,
        "SELECT m.id, m.body, m.starts_at, (SELECT count(DISTINCT x.person) FROM holding x JOIN holding y ON y.person = x.person AND y.body = m.body "
        "AND y.to_at IS NULL WHERE x.body = $1 AND x.to_at IS NULL) FROM meeting m WHERE m.state IN ('called', 'open') AND m.id <> $2 "
        "AND m.starts_at < $3 AND m.starts_at + m.minutes_long * 60 > $4 ORDER BY m.starts_at, m.id",
        V(o->body), V(o->except), V(o->starts_at + o->minutes_long * 60), V(o->starts_at));
    while (n < CLASHES_MAX && rows_next(r))
        if (rows_int(r, 3) > 0)
            all[n++] = (struct clash){ .meeting = rows_int(r, 0),
                                       .body = arena_z(arena, rows_str(r, 1)),
                                       .starts_at = rows_int(r, 2),
                                       .people = rows_int(r, 3) };
    rows_done(r);
    *ret = all;
    return n;
}

void judge_clashes(struct judging *j, const struct occasion *o) {
    const struct rule *r = charter_rule(j->charter, "meeting.clash", o->body);
    bool refuses = r && strcmp(rule_word(r, "effect"), "refused") == 0;
    const struct clash *all;
    size_t n = meeting_clashes(j->db, j->arena, o, &all);
    for (size_t i = 0; i < n; i++) {
        const struct charter_body *other = charter_body(j->charter, all[i].body);
        const struct arg args[] = { ARG_INT("people", all[i].people), ARG_TEXT("body", other ? other->name : T_NONE),
                                    ARG_INSTANT("when", all[i].starts_at), ARG_PLAIN("other", all[i].meeting) };
        struct text said =
            T("{people} {people|person is|people are} called to a meeting of the {body} at that time, too ({when}).",
              "{people} 人在该时段还须出席{body}会议（{when}）。");
        if (refuses)
            finding_add(j, true, ERR_REFUSED, rule_clause(r), "starts_at", said,
                        T("Choose a time at which these bodies do not both meet.", "请另择时间，避免两机构同时开会。"),
                        args, 4);
        else
            finding_warn(j, r ? rule_clause(r) : NULL, said, args, 4);
    }
}
