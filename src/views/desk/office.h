/* What the pages of the office share. */
#ifndef VIEWS_OFFICE_H
#define VIEWS_OFFICE_H

#include "views/tasks.h"

#define OFFICE_TABS                                                                                                     \
    LINKS({ "/office", T("Today", "今日") }, { "/office/applications", T("Applications", "入会申请") }, { "/office/people", T("People", "人员") },  \
          { "/office/mail", T("Mail", "邮件") }, { "/office/refusals", T("Refused attempts", "未获办理") })

/* A task for those whom the charter gives a power, with its clause. */
struct task task_for(struct view *v, const char *power, const char *body);

/* An application with its sealed parts, for the office and (by its code) the applicant; false when there is none such. */
struct case_page;
bool case_read(struct view *v, int64_t id, struct case_page *p);
void case_steps(struct view *v, struct case_page *p); /* how far it has come */
void case_next(struct view *v, struct case_page *p);  /* what follows, by whom, under which clause */

/* The words of a kind of contribution. */
struct text gift_kind(const char *id);

#endif
