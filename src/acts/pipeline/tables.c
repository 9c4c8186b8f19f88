/* Tables as hashes; see tables.h. A row is hashed with the hash of all rows before it, a value with its length: two tables
 * that differ in any value, or in where one value ends and the next begins, differ in their hash. */
#include <string.h>

#include "acts/pipeline/tables.h"
#include "base/buf.h"

/* Each in the order of its key. */
static const struct {
    const char *table, *rows;
} folded[] = {
#define FOLDED(name, order)                                                                                            \
    { #name, "SELECT * FROM " #name " ORDER BY " order }
    FOLDED(alliance, "id"),
    FOLDED(charter_version, "version"),
    FOLDED(calendar_year, "year"),
    FOLDED(register_key, "id"),
    FOLDED(restoration, "id"),
    FOLDED(succession, "id"),
    FOLDED(org, "id"),
    FOLDED(membership, "id"),
    FOLDED(application, "id"),
    FOLDED(withdrawal, "id"),
    FOLDED(contribution, "id"),
    FOLDED(person, "id"),
    FOLDED(personal, "person, entry"),
    FOLDED(erased, "entry, field"),
    FOLDED(representation, "id"),
    FOLDED(seats, "id"),
    FOLDED(holding, "id"),
    FOLDED(delegation, "id"),
    FOLDED(round, "id"),
    FOLDED(nomination, "id"),
    FOLDED(election, "id"),
    FOLDED(contest, "id"),
    FOLDED(contest_candidate, "contest, number"),
    FOLDED(contest_lot, "contest, number"),
    FOLDED(relation, "id"),
    FOLDED(elector, "election, number"),
    FOLDED(objection, "id"),
    FOLDED(roll_change, "entry, part"),
    FOLDED(open_ballot, "contest, elector"),
    FOLDED(paper_batch, "entry"),
    FOLDED(meeting, "id"),
    FOLDED(topic, "id"),
    FOLDED(attendance, "meeting, person, came_at"),
    FOLDED(guest, "id"),
    FOLDED(proxy, "id"),
    FOLDED(point, "id"),
    FOLDED(speaker, "id"),
    FOLDED(minutes, "meeting"),
    FOLDED(minutes_note, "id"),
    FOLDED(matter, "id"),
    FOLDED(matter_comment, "id"),
    FOLDED(motion, "id"),
    FOLDED(roll_call, "motion, person"),
    FOLDED(resolution, "id"),
    FOLDED(resolution_step, "resolution, entry"),
    FOLDED(interpretation, "id"),
    FOLDED(fee, "id"),
    FOLDED(escrow, "id"),
    FOLDED(report, "id"),
    FOLDED(sig, "id"),
    FOLDED(due, "kind, about"),
    FOLDED(act_key, "actor, key"),
    FOLDED(citation, "clause, entry"),
    FOLDED(mention, "thing, id, entry"),
#undef FOLDED
};

_Static_assert(sizeof folded / sizeof folded[0] <= TABLES_MAX, "TABLES_MAX");

size_t tables_count(void) { return sizeof folded / sizeof folded[0]; }

const char *table_name(size_t i) { return folded[i].table; }

static void add_value(struct buf *row, const struct rows *r, int column) {
    struct str value = rows_str(r, column);
    uint64_t len = rows_null(r, column) ? UINT64_MAX : value.len;
    char head[sizeof len];
    memcpy(head, &len, sizeof len);
    buf_add(row, (struct str){ head, sizeof head });
    buf_add(row, value);
}

static void table_sum(struct db *db, const char *sql, struct buf *row, struct table_sum *ret) {
    *ret = (struct table_sum){ 0 };
    struct rows *r = db_rows(db, sql);
    while (rows_next(r)) {
        buf_clear(row);
        buf_add(row, (struct str){ (const char *)ret->hash.b, HASH_SIZE });
        for (int i = 0; i < rows_columns(r); i++) add_value(row, r, i);
        ret->hash = hash_of(buf_str(row));
        ret->rows++;
    }
    rows_done(r);
}

void tables_sum(struct db *db, struct table_sum ret[TABLES_MAX]) {
    struct buf row;
    buf_init(&row, 1 << 24);
    for (size_t i = 0; i < tables_count(); i++) table_sum(db, folded[i].rows, &row, &ret[i]);
    buf_release(&row);
}
