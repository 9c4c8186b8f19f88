/* Views by the linker's list, and what a view may ask about its request. The values come ready from serve/: decoded,
 * valid UTF-8, bounded; nothing here knows HTTP. */
#include "views/view.h"

#include <string.h>

extern const struct view_kind *const __start_charterd_views[] __attribute__((weak, visibility("hidden")));
extern const struct view_kind *const __stop_charterd_views[] __attribute__((weak, visibility("hidden")));

size_t view_kinds(const struct view_kind *const **ret) {
    *ret = __start_charterd_views;
    return (size_t)(__stop_charterd_views - __start_charterd_views);
}

static const struct view_pair *pair_find(const struct view_pair *pairs, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(pairs[i].name, name) == 0) return &pairs[i];
    return NULL;
}

const char *view_segment(const struct view *v, const char *name) {
    const struct view_pair *p = pair_find(v->segments, v->segment_count, name);
    return p ? p->value.data : NULL;
}

int64_t view_id(const struct view *v, const char *name) {
    const struct view_pair *p = pair_find(v->segments, v->segment_count, name);
    int64_t id;
    return p && str_int(p->value, &id) == 0 && id > 0 ? id : 0;
}

const char *view_param(const struct view *v, const char *name) {
    const struct view_pair *p = pair_find(v->params, v->param_count, name);
    return p ? arena_z(v->arena, str_trim(p->value)) : NULL;
}
