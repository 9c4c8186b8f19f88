/* What acts about members and people share. */
#ifndef ACTS_MEMBERS_H
#define ACTS_MEMBERS_H

#include "acts/act.h"

/* A China unified social credit code with its check character (GB 32100-2015). */
bool uscc_valid(struct str code);

/* Judges class, type and registration of an organization that would join; findings name the fields of an application.
 * `org` is the member that would change class, 0 for one that would join. */
struct applicant { const char *class_id, *type, *jurisdiction, *registration; int64_t org; };
void judge_admissible(struct judging *j, const struct applicant *c);
/* The same of an act that has these fields, and "registration". */
#define APPLICANT_FIELDS                                                                                                \
    { .name = "class", .label = TEXT_INIT("Class of membership", "成员类别"), .type = FIELD_CHOICE, .ref = "class" },    \
    { .name = "org_name", .label = TEXT_INIT("Registered name", "登记名称"), .type = FIELD_LINE, .min = 2 },             \
    { .name = "org_name_en", .label = TEXT_INIT("Name in English", "英文名称"), .type = FIELD_LINE, .optional = true },  \
    { .name = "type", .label = TEXT_INIT("Type of organization", "单位类型"), .type = FIELD_CHOICE, .ref = "organization" }, \
    { .name = "jurisdiction", .label = TEXT_INIT("Country or region of registration", "登记注册国家或地区"), .type = FIELD_CHOICE, .ref = "country" }
void judge_applicant(struct judging *j);

int64_t org_new(struct applying *a, const char *name, const char *name_en, const char *type, const char *jurisdiction, const char *registration,
                const char *website);
void membership_begin(struct applying *a, int64_t org, const char *class_id);
/* From one class to another: one membership ends, the next begins; offices and nominations that only the old class gives end. */
void membership_change(struct applying *a, int64_t org, const char *class_id);
/* Ends the membership with its people's representations and the offices held through it. */
void membership_end(struct applying *a, int64_t org, const char *why);
/* A person whose name and address are sealed under `entry`. */
int64_t person_new(struct applying *a, int64_t entry);
/* That a person's name or address is sealed under `entry` too: what an erasure must reach. */
void person_sealed(struct applying *a, int64_t person, int64_t entry);
/* Opens a representation; a new voting representative takes the vote over from the one before. */
int64_t representation_begin(struct applying *a, int64_t person, int64_t org, bool voting);
void representation_end(struct applying *a, int64_t representation, const char *why);
/* The open membership's class; NULL when the organization is no member. */
const char *member_class(struct db *db, struct arena *arena, int64_t org);
/* Refuses when a representative acts for an organization not their own. */
void judge_own_org(struct judging *j, int64_t org);

/* The secret in the link an applicant follows a case with: from the application's entry; STR_NONE once it is erased. */
struct str application_code(struct db *db, struct arena *arena, int64_t entry);

#endif
