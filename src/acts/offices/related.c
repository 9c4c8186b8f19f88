/* Organizations that count together where offices are counted, and seats kept for some of them.
 *
 * A relation joins two organizations (members/relations.c records them); a group is whoever is joined by any chain of them, and is
 * named by its smallest number. */
#include <string.h>

#include "acts/offices/related.h"

enum { RELATED_MAX = 2000 }; /* organizations of one group, and relations there are */

int64_t per_related_of(const struct charter *c, const char *body) {
    const struct rule *r = charter_rule(c, "body.holders", body);
    return r ? rule_int(r, "per_related") : 0;
}

static bool in_list(const int64_t *all, size_t n, int64_t id) {
    for (size_t i = 0; i < n; i++)
        if (all[i] == id) return true;
    return false;
}

size_t orgs_related(struct db *db, struct arena *arena, int64_t org, const int64_t **ret) {
    int64_t *pairs = arena_array(arena, int64_t, 2 * RELATED_MAX),
            *group = arena_array(arena, int64_t, RELATED_MAX + 1);
    size_t n = 0, count = 0;
    struct rows *r = db_rows(db, "SELECT one, other FROM relation WHERE end_entry IS NULL ORDER BY id");
    for (; n < RELATED_MAX && rows_next(r); n++) {
        pairs[2 * n] = rows_int(r, 0);
        pairs[2 * n + 1] = rows_int(r, 1);
    }
    rows_done(r);
    group[count++] = org;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < 2 * n; k++)
            if (pairs[k] == group[i] && count < RELATED_MAX && !in_list(group, count, pairs[k ^ 1]))
                group[count++] = pairs[k ^ 1];
    *ret = group;
    return count;
}

int64_t org_group(struct db *db, struct arena *arena, int64_t org) {
    const int64_t *group;
    size_t n = orgs_related(db, arena, org, &group);
    int64_t least = org;
    for (size_t i = 0; i < n; i++)
        if (group[i] < least) least = group[i];
    return n > 1 ? least : 0;
}

int64_t related_hold(struct db *db, struct arena *arena, const char *body, int64_t org) {
    const int64_t *group;
    size_t n = org > 0 ? orgs_related(db, arena, org, &group) : 0;
    int64_t held = 0;
    for (size_t i = 0; i < n; i++)
        held += db_int(db, 0, "SELECT count(*) FROM holding WHERE body = $1 AND org = $2 AND to_at IS NULL", V(body),
                       V(group[i]));
    return held;
}

/* ---- reserved seats ---- */

enum { RESERVED_MAX = 16, RESERVED_TEXT_MAX = 1024 };

static const char *kept_for(const struct rule *r) {
    return rule_given(r, "class") ? rule_word(r, "class") : rule_word(r, "type");
}

const char *reserved_seats(const struct charter *c, struct arena *arena, const char *office) {
    const struct rule *rules[RESERVED_MAX];
    size_t n = charter_rules_for(c, "seats.reserved", office, rules, RESERVED_MAX);
    struct buf b;
    buf_init(&b, RESERVED_TEXT_MAX);
    for (size_t i = 0; i < n && i < RESERVED_MAX; i++)
        buf_addf(&b, "%s%s=%lld", i ? " " : "", kept_for(rules[i]), (long long)rule_int(rules[i], "count"));
    const char *all = n ? arena_z(arena, buf_str(&b)) : NULL;
    buf_release(&b);
    return all;
}

const char *reserved_group(struct db *db, const struct charter *c, struct arena *arena, const char *office,
                           int64_t org) {
    const struct rule *rules[RESERVED_MAX];
    size_t n = charter_rules_for(c, "seats.reserved", office, rules, RESERVED_MAX);
    for (size_t i = 0; i < n && i < RESERVED_MAX; i++) {
        bool fits =
            rule_given(rules[i], "class")
                ? db_has(db, "SELECT 1 FROM membership WHERE org = $1 AND class = $2 AND to_at IS NULL", V(org),
                         V(rule_word(rules[i], "class")))
                : db_has(db, "SELECT 1 FROM org WHERE id = $1 AND type = $2", V(org), V(rule_word(rules[i], "type")));
        if (fits) return arena_z(arena, str_of(kept_for(rules[i])));
    }
    return NULL;
}
