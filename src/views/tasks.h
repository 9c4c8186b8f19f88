/* Things to be done, as a list: what, by when, under which clause, by whom, and where. The desk shows one's own, the office
 * everybody's. */
#ifndef VIEWS_TASKS_H
#define VIEWS_TASKS_H

#include "views/task.html.h"

struct task_list { struct task *items; size_t count, size; };

/* Adds one; `say` and its values make the sentence. The rest of `t` is taken as it stands. */
void tasks_add(struct view *v, struct task_list *list, struct task t, struct text say, const struct arg *args, size_t count);
#define TASK_ARGS(...)                                                                                                  \
    (const struct arg[]){ { 0 }, ##__VA_ARGS__ } + 1, sizeof((const struct arg[]){ { 0 }, ##__VA_ARGS__ }) / sizeof(struct arg) - 1
#define tasks_say(v, list, t, say, ...) tasks_add((v), (list), (t), (say), TASK_ARGS(__VA_ARGS__))
/* Sets the sign by the deadline: overdue, due within a week, or as it was. Sorts by deadline, those without one last. */
void tasks_sort(struct view *v, struct task_list *list);
/* Those of one urgency, in their order. */
enum urgency { URGENT_OVERDUE, URGENT_SOON, URGENT_WAITING, URGENT_LATER };
struct task_list tasks_of(struct view *v, const struct task_list *list, enum urgency urgency);
/* The block; nothing for an empty list. */
void part_tasks(struct view *v, const struct task_list *list);

/* What stands beside one another on the pages of the office. */
#define OFFICE_TABS                                                                                                     \
    LINKS({ "/office", T("Today", "今日") }, { "/office/applications", T("Applications", "入会申请") }, { "/office/people", T("People", "人员") },  \
          { "/office/mail", T("Mail", "邮件") }, { "/office/refusals", T("Refused attempts", "未获办理") })

#endif
