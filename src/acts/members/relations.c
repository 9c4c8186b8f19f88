/* Which members are related to one another: owned by one another, or by the same hands. A charter may cap the seats that related
 * ones take together, and who runs the elections records what is related, with grounds, in public.
 *
 * A relation joins two organizations; a group is whoever is joined by any chain of them, and is named by its smallest number. */
#include <string.h>

#include "acts/elections/elections.h"
#include "acts/members/members.h"

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

/* ---- member.relate, member.unrelate ---- */

static const struct field relate_fields[] = {
    { .name = "member", .label = TEXT_INIT("Member", "成员单位"), .type = FIELD_REF, .ref = "member" },
    { .name = "other", .label = TEXT_INIT("Related member", "关联单位"), .type = FIELD_REF, .ref = "member" },
    { .name = "grounds",
      .label = TEXT_INIT("On what ground", "依据"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .min = 2,
      .max = 2000 },
    { 0 },
};

static bool related_now(struct db *db, int64_t one, int64_t other) {
    return db_has(
        db,
        "SELECT 1 FROM relation WHERE end_entry IS NULL AND ((one = $1 AND other = $2) OR (one = $2 AND other = $1))",
        V(one), V(other));
}

static void relate_judge(struct judging *j) {
    int64_t one = act_int(j->act, "member"), other = act_int(j->act, "other");
    if (one == other)
        refuse_field(j, "other", T("Name another organization.", "请填写另一单位。"));
    else if (!member_class(j->db, j->arena, one) || !member_class(j->db, j->arena, other))
        refuse_state(j, (const struct rule *)NULL,
                     T("Relations are recorded of members.", "仅登记成员单位之间的关联关系。"), T_NONE);
    else if (related_now(j->db, one, other))
        refuse_state(j, (const struct rule *)NULL, T("They are on record as related already.", "该关联关系已登记。"),
                     T_NONE);
}

static void relate_apply(struct applying *a) {
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM relation");
    db_exec(a->db, "INSERT INTO relation (id, one, other, entry) VALUES ($1, $2, $3, $4)", V(id),
            V(act_int(a->act, "member")), V(act_int(a->act, "other")), V(a->act->entry));
}

ACT(member_relate) = {
    .name = "member.relate",
    .version = 1,
    .family = "membership",
    .power = "membership.relate",
    .title = TEXT_INIT("Record that two members are related", "登记关联单位"),
    .effect = TEXT_INIT(
        "Where the charter caps the seats of related organizations, {member} and {other} count together from now on.",
        "章程限制关联单位席位的，{member}与{other}自此合并计算。"),
    .done = TEXT_INIT("{member} and {other} were recorded as related.", "登记{member}与{other}为关联单位。"),
    .fields = relate_fields,
    .judge = relate_judge,
    .apply = relate_apply,
};

static void unrelate_judge(struct judging *j) {
    if (!related_now(j->db, act_int(j->act, "member"), act_int(j->act, "other")))
        refuse_state(j, (const struct rule *)NULL, T("They are not on record as related.", "未登记此关联关系。"),
                     T_NONE);
}

static void unrelate_apply(struct applying *a) {
    db_exec(
        a->db,
        "UPDATE relation SET end_entry = $1 WHERE end_entry IS NULL AND ((one = $2 AND other = $3) OR (one = $3 AND other = $2))",
        V(a->act->entry), V(act_int(a->act, "member")), V(act_int(a->act, "other")));
}

ACT(member_unrelate) = {
    .name = "member.unrelate",
    .version = 1,
    .family = "membership",
    .power = "membership.relate",
    .title = TEXT_INIT("Record that two members are related no more", "登记关联关系终止"),
    .done = TEXT_INIT("{member} and {other} are related no more.", "{member}与{other}不再为关联单位。"),
    .fields = relate_fields,
    .judge = unrelate_judge,
    .apply = unrelate_apply,
};
