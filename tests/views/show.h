/* Renders views without a server: a struct view as serve/ would make it, over a database or none. */
#ifndef TESTS_VIEWS_SHOW_H
#define TESTS_VIEWS_SHOW_H

#include <stdlib.h>
#include <string.h>
#include <stdio.h>

#include "views/view.h"

static inline void show_begin(struct view *v, struct arena *arena, struct buf *out, enum lang lang, const char *path)
{
    arena_init(arena);
    buf_init(out, 16 << 20);
    *v = (struct view){ .zone = ZONE_SHANGHAI, .now = 1781000000, .lang = lang, .arena = arena, .out = out, .path = path,
                        .status = 200, .form_key = "key", .viewer = { .csrf = "token" } };
}
static inline void show_end(struct arena *arena, struct buf *out)
{
    buf_release(out);
    arena_release(arena);
}
/* Runs the view declared for `path`; a path nobody declares ends the test. */
static inline void show_run(struct view *v, const char *path)
{
    const struct view_kind *const *kinds;
    size_t n = view_kinds(&kinds);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(kinds[i]->path, path) == 0) {
            v->kind = kinds[i];
            v->kind->run(v);
            return;
        }
    }
    fprintf(stderr, "no view is declared for %s\n", path);
    abort();
}
/* With SHOW_PAGES=DIR in the environment the page is also written to DIR/NAME.html, to be looked at. */
static inline void show_keep(const struct buf *out, const char *name)
{
    const char *dir = getenv("SHOW_PAGES");
    if (!dir)
        return;
    char path[512];
    snprintf(path, sizeof path, "%s/%s.html", dir, name);
    FILE *f = fopen(path, "wb");
    if (!f)
        return;
    fwrite(out->data, 1, out->len, f);
    fclose(f);
}

#endif
