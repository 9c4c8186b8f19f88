/* Things to be done (tasks.h): kept in order of their deadlines, each with its urgency. */
#include "views/tasks.h"

enum { SOON_S = 7 * 86400 };

void tasks_add(struct view *v, struct task_list *list, struct task t, struct text say, const struct arg *args,
               size_t count) {
    if (list->count == list->size) {
        size_t size = list->size ? list->size * 2 : 16;
        struct task *items = arena_array(v->arena, struct task, size);
        if (list->count) memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
        list->size = size;
    }
    t.say = sentence(v, say, args, count);
    list->items[list->count++] = t;
}

static enum urgency urgency_of(instant now, const struct task *t) {
    if (t->sign == SIGN_BROKEN) return URGENT_OVERDUE;
    if (t->due == INSTANT_NONE)
        return t->sign == SIGN_DUE ? URGENT_SOON : t->sign == SIGN_NONE ? URGENT_LATER : URGENT_WAITING;
    return t->due <= now            ? URGENT_OVERDUE
           : t->due - now <= SOON_S ? URGENT_SOON
           : t->sign == SIGN_NONE   ? URGENT_LATER
                                    : URGENT_WAITING;
}

/* Those without a deadline after those with one, the longest waiting first. */
static bool after(const struct task *a, const struct task *b) {
    if (a->due != b->due) return a->due == INSTANT_NONE || (b->due != INSTANT_NONE && a->due > b->due);
    return a->since > b->since;
}

void tasks_sort(struct view *v, struct task_list *list) {
    for (size_t i = 1; i < list->count; i++) { /* equal ones stay as they were added; lists are short */
        struct task t = list->items[i];
        size_t k = i;
        for (; k > 0 && after(&list->items[k - 1], &t); k--) list->items[k] = list->items[k - 1];
        list->items[k] = t;
    }
    for (size_t i = 0; i < list->count; i++) {
        struct task *t = &list->items[i];
        if (t->due == INSTANT_NONE || t->sign == SIGN_BROKEN) continue;
        if (t->due <= v->now)
            t->sign = SIGN_BROKEN;
        else if (t->due - v->now <= SOON_S)
            t->sign = SIGN_DUE;
    }
}

struct task_list tasks_of(struct view *v, const struct task_list *list, enum urgency urgency) {
    struct task_list some = { .items = arena_array(v->arena, struct task, list->count + 1) };
    for (size_t i = 0; i < list->count; i++)
        if (urgency_of(v->now, &list->items[i]) == urgency) some.items[some.count++] = list->items[i];
    return some;
}

void part_tasks(struct view *v, const struct task_list *list) {
    if (list->count) tpl_tasks(v, list->items, list->count);
}
