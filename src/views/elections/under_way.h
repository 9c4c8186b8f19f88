/* Elections in words, for pages that are not an election's own. */
#ifndef VIEWS_UNDER_WAY_H
#define VIEWS_UNDER_WAY_H

#include "views/view.h"

/* An election that is not declared yet, or nominations that are open (`election` 0, `round` then). */
struct under_way {
    int64_t election, round;
    const char *body, *state;
    instant opens_at, closes_at;
    struct str offices;
};
const struct under_way *elections_under_way(struct view *v, size_t *ret_count);

#endif
