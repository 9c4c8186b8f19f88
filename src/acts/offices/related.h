/* Which organizations count together where offices are counted, and which seats are kept for some. See related.c. */
#ifndef ACTS_RELATED_H
#define ACTS_RELATED_H

#include "acts/act.h"

int64_t per_related_of(const struct charter *c, const char *body); /* offices of a body related organizations may hold together; 0: any number */
/* All of an organization's group, itself among them. */
size_t orgs_related(struct db *db, struct arena *arena, int64_t org, const int64_t **ret);
int64_t org_group(struct db *db, struct arena *arena, int64_t org); /* its smallest number; 0: related to nobody */
int64_t related_hold(struct db *db, struct arena *arena, const char *body, int64_t org); /* offices its group holds */
/* "university=1": the seats of an office the charter reserves; NULL: none. And for which of them this organization's people stand. */
const char *reserved_seats(const struct charter *c, struct arena *arena, const char *office);
const char *reserved_group(struct db *db, const struct charter *c, struct arena *arena, const char *office, int64_t org);

#endif
