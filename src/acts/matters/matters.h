/* What acts share that put a question to a body's vote. See matters.c. */
#ifndef ACTS_MATTERS_H
#define ACTS_MATTERS_H

#include "acts/act.h"

/* Opens a matter for the vote of the body that rule `topic` names; when it passes, consequence `kind` follows with
 * `args` (taken) and {"matter", "resolution"}. Returns its number. */
int64_t matter_open(struct applying *a, const char *topic, const char *kind, const char *otherwise, json_t *args);
/* Refuses when a matter was overtaken since it was opened, as its consequence's own judge sees it: a draft of a charter that
 * has been amended meanwhile, a member that has left, an office that has been filled. */
void judge_matter_current(struct judging *j, int64_t matter);
/* After a change that others may rest on: every matter waiting that can no longer take effect ends, with the reason. Once an
 * act, at the end of its apply. */
void matters_review(struct applying *a);
/* Refuses unless the charter says whose vote decides `topic`. Returns the rule. */
const struct rule *matter_judge(struct judging *j, const char *topic);

#endif
