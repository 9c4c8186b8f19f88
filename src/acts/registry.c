/* The declared kinds of act, as the linker found them, sorted by name; and what their choices are called. */
#include <stdlib.h>
#include <string.h>
#include <threads.h>

#include "acts/act.h"

extern const struct act_kind *const __start_charterd_acts[];
extern const struct act_kind *const __stop_charterd_acts[];

static const struct act_kind **kinds;
static size_t kind_count;
static once_flag sorted = ONCE_FLAG_INIT;

static int by_name(const void *a, const void *b) {
    return strcmp((*(const struct act_kind *const *)a)->name, (*(const struct act_kind *const *)b)->name);
}

static void sort_kinds(void) {
    kind_count = (size_t)(__stop_charterd_acts - __start_charterd_acts);
    kinds = mem_alloc(kind_count * sizeof *kinds);
    memcpy(kinds, __start_charterd_acts, kind_count * sizeof *kinds);
    qsort(kinds, kind_count, sizeof *kinds, by_name);
}

size_t act_kinds(const struct act_kind *const **ret) {
    call_once(&sorted, sort_kinds);
    *ret = kinds;
    return kind_count;
}

const struct act_kind *act_kind(const char *name) {
    const struct act_kind *const *all;
    size_t low = 0;
    size_t high = act_kinds(&all);
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(name, all[middle]->name);
        if (order == 0) return all[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static const struct choice *choice_find(const struct choice *choices, const char *id) {
    for (const struct choice *c = choices; c && c->id; c++)
        if (strcmp(c->id, id) == 0) return c;
    return NULL;
}

struct text choice_label(const struct choice *choices, const char *id) {
    const struct choice *c = choice_find(choices, id);
    return c ? c->label : text_same(id);
}

struct text kind_choice_label(const char *kind, const char *id) {
    const struct act_kind *k = act_kind(kind);
    for (const struct field *f = k ? k->fields : NULL; f && f->name; f++)
        if (choice_find(f->choices, id)) return choice_label(f->choices, id);
    return text_same(id);
}
