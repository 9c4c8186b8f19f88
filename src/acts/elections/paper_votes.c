/* Documents of paper ballots, and what is asked of papers in many places; see paper_votes.h. */
#include "acts/elections/paper_votes.h"

#include <stdlib.h>
#include <string.h>

#define SECRET_HEAD STR("count,ballot")
#define NAMED_HEAD STR("elector,ballot")

static size_t lines_in(struct str bytes) {
    size_t n = 0;
    for (size_t i = 0; i < bytes.len; i++) n += bytes.data[i] == '\n';
    return n;
}

bool paper_document_read(struct arena *arena, struct str bytes, struct paper_document *ret) {
    struct paper_line *lines = arena_array(arena, struct paper_line, lines_in(bytes) + 1);
    struct str head = str_cut(&bytes, '\n');
    *ret = (struct paper_document){ .lines = lines, .named = str_eq(head, NAMED_HEAD) };
    if (!ret->named && !str_eq(head, SECRET_HEAD)) return false;
    while (bytes.len > 0) {
        struct str line = str_cut(&bytes, '\n');
        struct paper_line *l = &lines[ret->count];
        if (str_int(str_cut(&line, ','), &l->number) != 0 || l->number < 1 || l->number > ELECTOR_MAX || !line.data)
            return false;
        l->ballot = line;
        ret->count++;
        ret->papers += ret->named ? 1 : l->number;
    }
    return ret->papers <= ELECTOR_MAX;
}

static int by_ballot(const void *x, const void *y) {
    return str_cmp(((const struct paper_line *)x)->ballot, ((const struct paper_line *)y)->ballot);
}

static int by_elector(const void *x, const void *y) {
    int64_t a = ((const struct paper_line *)x)->number, b = ((const struct paper_line *)y)->number;
    return (a > b) - (a < b);
}

void paper_document_write(struct buf *out, struct paper_line *lines, size_t count, bool named) {
    if (count) qsort(lines, count, sizeof *lines, named ? by_elector : by_ballot);
    buf_add(out, named ? NAMED_HEAD : SECRET_HEAD);
    buf_addc(out, '\n');
    for (size_t i = 0; i < count; i++) {
        int64_t number = lines[i].number;
        while (!named && i + 1 < count && str_eq(lines[i].ballot, lines[i + 1].ballot)) number += lines[++i].number;
        buf_addint(out, number);
        buf_addc(out, ',');
        buf_add(out, lines[i].ballot);
        buf_addc(out, '\n');
    }
}

int64_t paper_document_of(struct db *db, struct arena *arena, int64_t contest, bool fixed, struct paper_document *ret) {
    *ret = (struct paper_document){ 0 };
    int64_t entry =
        db_int(db, -1, "SELECT max(entry) FROM paper_batch WHERE contest = $1 AND fixed >= $2", V(contest), V(fixed));
    struct str bytes =
        db_str(db, arena, "SELECT b.bytes FROM paper_batch p JOIN blob b ON b.hash = p.hash WHERE p.entry = $1",
               V(entry));
    if (bytes.data && !paper_document_read(arena, bytes, ret)) *ret = (struct paper_document){ 0 };
    return entry;
}

int64_t papers_out(struct db *db, int64_t election) {
    return db_int(db, 0,
                  "SELECT count(*) FROM elector WHERE election = $1 AND state = 'on' AND paper_entry IS NOT NULL",
                  V(election));
}

bool papers_wait(struct db *db, int64_t election) {
    return papers_out(db, election) > 0 &&
           db_has(
               db,
               "SELECT 1 FROM contest c WHERE c.election = $1 AND NOT EXISTS (SELECT 1 FROM paper_batch p WHERE p.contest = c.id)",
               V(election));
}

void papers_fix(struct db *db, int64_t election) {
    db_exec(
        db,
        "UPDATE paper_batch SET fixed = 1 WHERE entry IN (SELECT max(p.entry) FROM paper_batch p JOIN contest c ON c.id = p.contest WHERE c.election = $1 GROUP BY c.id)",
        V(election));
}

bool judge_no_paper(struct judging *j, const struct election *e, int64_t elector, const struct rule *r) {
    int64_t entry =
        db_int(j->db, -1, "SELECT paper_entry FROM elector WHERE election = $1 AND number = $2", V(e->id), V(elector));
    if (entry < 0) return true;
    refuse_state(j, r,
                 T("A paper was handed out for this vote (entry {entry}): it is cast on that paper.",
                   "此票已发放纸质选票（第 {entry} 条），须以纸质选票投出。"),
                 T("Give the paper back unused to whoever handed it out; then you can vote here.",
                   "如将未使用的纸质选票交还发放人，即可在此投票。"),
                 ARG_PLAIN("entry", entry));
    return false;
}
