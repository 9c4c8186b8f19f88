/* Taking turns: where a charter has the chair rotate, who is in turn has the powers of that office besides their own.
 *
 * Whose turn it is, is read, not written: the holders of the offices named, in the charter's order of offices and then the
 * longest in office first, go round from the month in which the body's present term began, so many months each. A turn
 * passes at 00:00 of the first day of a month, and needs no act to pass. When somebody leaves, the order closes up. */
#include <string.h>

#include "acts/rotation.h"

enum { IN_ORDER_MAX = 100 };

static size_t in_order(struct db *db, const char *body, const struct rule *r, int64_t *holdings, int64_t *people) {
    const char *const *titles;
    size_t count = rule_list(r, "titles", &titles), n = 0;
    for (size_t i = 0; i < count; i++) {
        struct rows *rows =
            db_rows(db, "SELECT id, person FROM holding WHERE body = $1 AND title = $2 AND to_at IS NULL ORDER BY id",
                    V(body), V(titles[i]));
        while (n < IN_ORDER_MAX && rows_next(rows)) {
            holdings[n] = rows_int(rows, 0);
            people[n++] = rows_int(rows, 1);
        }
        rows_done(rows);
    }
    return n;
}

static instant month_start(struct zone zone, int month0) {
    return day_start(day_of(month0 / 12, month0 % 12 + 1, 1), zone);
}

bool turn_of(struct db *db, const struct charter *c, const char *body, instant now, struct turn *ret) {
    const struct rule *r = charter_rule(c, "rotation", body);
    const char *const *titles;
    if (!r || !rule_flag(r, "on") || !rule_given(r, "titles") || !rule_given(r, "months") ||
        rule_list(r, "titles", &titles) == 0)
        return false;
    int64_t holdings[IN_ORDER_MAX], people[IN_ORDER_MAX];
    size_t n = in_order(db, body, r, holdings, people);
    instant began =
        db_int(db, INSTANT_NONE, "SELECT min(from_at) FROM holding WHERE body = $1 AND to_at IS NULL", V(body));
    if (n == 0 || began == INSTANT_NONE || now < began) return false;
    struct zone zone = charter_zone(c);
    struct civil first = day_civil(instant_day(began, zone)), today = day_civil(instant_day(now, zone));
    int months = (int)rule_int(r, "months");
    int origin = first.year * 12 + first.month - 1;
    int turn = (today.year * 12 + today.month - 1 - origin) / months;
    instant from = month_start(zone, origin + turn * months);
    size_t at = (size_t)turn % n, next = (at + 1) % n;
    *ret = (struct turn){ .rule = r,
                          .title = titles[0],
                          .holding = holdings[at],
                          .person = people[at],
                          .next_person = people[next],
                          .from = from > began ? from : began,
                          .until = month_start(zone, origin + (turn + 1) * months),
                          .count = n };
    return true;
}
