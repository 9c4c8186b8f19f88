/* An application to join, as its page shows it: to the office, and to the applicant who has its code. */
#ifndef VIEWS_CASES_H
#define VIEWS_CASES_H

#include "views/view.h"

/* An application with its sealed parts, for the office and (by its code) the applicant; false when there is none such. */
struct case_page;
bool case_read(struct view *v, int64_t id, struct case_page *p);
void case_steps(struct view *v, struct case_page *p); /* how far it has come */
void case_next(struct view *v, struct case_page *p);  /* what follows, by whom, under which clause */

#endif
