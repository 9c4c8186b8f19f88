/* Organizations, memberships and representations: the plain writes behind the acts, and their common judgements. */
#include <string.h>

#include "acts/matters/matters.h"
#include "acts/members/members.h"
#include "acts/offices/offices.h"

bool uscc_valid(struct str code) {
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    int sum = 0, weight = 1;
    if (code.len != 18) return false;
    for (size_t i = 0; i < 18; i++) {
        const char *at = code.data[i] ? strchr(alphabet, code.data[i]) : NULL;
        if (!at) return false;
        int value = (int)(at - alphabet);
        if (i == 17) return value == (31 - sum % 31) % 31;
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    return false;
}

static void judge_registration(struct judging *j, const struct applicant *c) {
    const char *z = c->jurisdiction;
    if (strcmp(z, "CN") == 0 && !uscc_valid(str_of(c->registration)))
        refuse_field(
            j, "registration",
            T("In China this is the unified social credit code of 18 characters; its check character does not fit.",
              "须填写 18 位统一社会信用代码，所填代码校验位不符。"));
    if (db_has(
            j->db,
            "SELECT 1 FROM org JOIN membership m ON m.org = org.id AND m.to_at IS NULL WHERE org.jurisdiction = $1 AND org.registration = $2",
            V(z), V(c->registration)))
        refuse_field(j, "registration",
                     T("An organization with this registration is a member already.", "该登记号对应的单位已是成员。"));
}

/* Who was expelled may come back where the charter says so. */
static void judge_return(struct judging *j, const struct applicant *c) {
    const struct rule *r = charter_rule(j->charter, "membership.expulsion", NULL);
    if (!r || rule_flag(r, "reapply")) return;
    if (db_has(
            j->db,
            "SELECT 1 FROM org JOIN membership m ON m.org = org.id AND m.ended_by = 'expulsion' WHERE org.jurisdiction = $1 AND org.registration = $2",
            V(c->jurisdiction), V(c->registration)))
        refuse(j, r,
               T("This organization was expelled; the charter does not let it apply again.",
                 "该单位曾被除名，章程不允许其再次申请。"),
               T_NONE);
}

void judge_admissible(struct judging *j, const struct applicant *c) {
    const struct charter_class *class = charter_class(j->charter, c->class_id);
    const struct rule *eligible = charter_rule(j->charter, "membership.eligible", c->class_id);
    const struct charter_word *word = charter_word(j->charter, "organization", c->type);
    const struct arg args[] = { ARG_TEXT("type", word ? word->text : T_NONE),
                                ARG_TEXT("class", class ? class->name : T_NONE) };
    if (eligible && !rule_lists(eligible, "types", c->type))
        finding_add(j, true, ERR_REFUSED, rule_clause(eligible), "class",
                    T("An organization of the type “{type}” cannot be a {class}.",
                      "类型为“{type}”的单位不能成为{class}。"),
                    T("Choose another class of membership.", "请选择其他成员类别。"), args, 2);
    else if (eligible)
        finding_add(j, false, 0, rule_clause(eligible), NULL,
                    T("The type “{type}” is eligible as a {class}.", "“{type}”可成为{class}。"), T_NONE, args, 2);
    if (c->org) return;
    judge_registration(j, c);
    judge_return(j, c);
}

void judge_applicant(struct judging *j) {
    judge_admissible(j, &(struct applicant){ act_z(j->act, "class"), act_z(j->act, "type"),
                                             act_z(j->act, "jurisdiction"), act_z(j->act, "registration"), 0 });
}

int64_t org_new(struct applying *a, const char *name, const char *name_en, const char *type, const char *jurisdiction,
                const char *registration, const char *website) {
    int64_t known = db_int(a->db, 0, "SELECT id FROM org WHERE jurisdiction = $1 AND registration = $2",
                           V(jurisdiction), V(registration));
    if (known) { /* once a member, and back again: its history stays one */
        db_exec(a->db, "UPDATE org SET name = $1, name_en = $2, type = $3, website = $4, entry = $5 WHERE id = $6",
                V(name), V(name_en), V(type), V(website), V(a->act->entry), V(known));
        act_mention(a, "org", known);
        act_words(a, "org", known);
        return known;
    }
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM org");
    db_exec(
        a->db,
        "INSERT INTO org (id, name, name_en, type, jurisdiction, registration, website, entry) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        V(id), V(name), V(name_en), V(type), V(jurisdiction), V(registration), V(website), V(a->act->entry));
    act_mention(a, "org", id);
    act_words(a, "org", id);
    return id;
}

void membership_begin(struct applying *a, int64_t org, const char *class_id) {
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM membership");
    db_exec(a->db, "INSERT INTO membership (id, org, class, from_at, entry) VALUES ($1, $2, $3, $4, $5)", V(id), V(org),
            V(class_id), V(a->act->at), V(a->act->entry));
}

/* Offices of bodies whose holders must come from another class than the organization's now. */
static void end_offices_of_class(struct applying *a, int64_t org, const char *class_id) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(a->charter, &bodies);
    for (size_t i = 0; i < n; i++) {
        const struct rule *r = charter_rule(a->charter, "body.holders", bodies[i].id);
        const char *through = r ? rule_word(r, "through") : "any";
        if (charter_class(a->charter, through) && strcmp(through, class_id) != 0)
            holdings_end_in(a, bodies[i].id, org, "membership");
    }
}

void membership_change(struct applying *a, int64_t org, const char *class_id) {
    db_exec(a->db,
            "UPDATE membership SET to_at = $1, ended_by = 'class', end_entry = $2 WHERE org = $3 AND to_at IS NULL",
            V(a->act->at), V(a->act->entry), V(org));
    membership_begin(a, org, class_id);
    end_offices_of_class(a, org, class_id);
    db_exec(a->db, "UPDATE nomination SET state = 'withdrawn' WHERE state IN ('asked', 'standing') AND by_org = $1",
            V(org));
    act_mention(a, "org", org);
    matters_review(a);
}

void membership_end(struct applying *a, int64_t org, const char *why) {
    holdings_end_of_org(a, org, 0, "membership");
    db_exec(a->db, "UPDATE representation SET to_at = $1, end_entry = $2 WHERE org = $3 AND to_at IS NULL",
            V(a->act->at), V(a->act->entry), V(org));
    db_exec(a->db, "UPDATE membership SET to_at = $1, ended_by = $2, end_entry = $3 WHERE org = $4 AND to_at IS NULL",
            V(a->act->at), V(why), V(a->act->entry), V(org));
    db_exec(
        a->db,
        "UPDATE nomination SET state = 'withdrawn' WHERE state IN ('asked', 'standing') AND (org = $1 OR by_org = $1)",
        V(org));
    db_exec(a->db, "UPDATE application SET state = 'withdrawn' WHERE state IN ('submitted', 'reviewed') AND org = $1",
            V(org));
    act_mention(a, "org", org);
    matters_review(a);
}

void person_sealed(struct applying *a, int64_t person, int64_t entry) {
    db_exec(a->db, "INSERT INTO personal (person, entry) VALUES ($1, $2) ON CONFLICT DO NOTHING", V(person), V(entry));
}

int64_t person_new(struct applying *a, int64_t entry) {
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM person");
    db_exec(a->db, "INSERT INTO person (id, name_entry, email_entry, entry) VALUES ($1, $2, $3, $4)", V(id), V(entry),
            V(entry), V(a->act->entry));
    person_sealed(a, id, entry);
    act_mention(a, "person", id);
    act_words(a, "person", id);
    return id;
}

int64_t representation_begin(struct applying *a, int64_t person, int64_t org, bool voting) {
    if (voting) db_exec(a->db, "UPDATE representation SET voting = 0 WHERE org = $1 AND to_at IS NULL", V(org));
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM representation");
    db_exec(a->db,
            "INSERT INTO representation (id, person, org, voting, from_at, entry) VALUES ($1, $2, $3, $4, $5, $6)",
            V(id), V(person), V(org), V(voting), V(a->act->at), V(a->act->entry));
    return id;
}

void representation_end(struct applying *a, int64_t representation, const char *why) {
    int64_t person = db_int(a->db, 0, "SELECT person FROM representation WHERE id = $1", V(representation));
    int64_t org = db_int(a->db, 0, "SELECT org FROM representation WHERE id = $1", V(representation));
    holdings_end_of_org(a, org, person, why);
    db_exec(a->db, "UPDATE representation SET to_at = $1, voting = 0, end_entry = $2 WHERE id = $3", V(a->act->at),
            V(a->act->entry), V(representation));
    act_mention(a, "org", org);
    act_mention(a, "person", person);
    matters_review(a);
}

const char *member_class(struct db *db, struct arena *arena, int64_t org) {
    struct str class = db_str(db, arena, "SELECT class FROM membership WHERE org = $1 AND to_at IS NULL", V(org));
    return class.data ? arena_z(arena, class) : NULL;
}

void judge_own_org(struct judging *j, int64_t org) {
    const struct capacity *as = &j->act->by.as;
    if (as->kind == AS_REPRESENTATIVE && as->org != org)
        finding_add(j, true, ERR_DENIED, NULL, NULL, T("You represent another organization.", "您代表的是其他单位。"),
                    T_NONE, NULL, 0);
}
