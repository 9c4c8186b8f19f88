/* COIA's charter with some of its sentences changed, in a folder of its own: what a rule does that the model does not use. */
#ifndef TESTS_SUPPORT_CHANGED_CHARTER_H
#define TESTS_SUPPORT_CHANGED_CHARTER_H

#include "support/session.h"

struct change { const char *from, *to; };

static inline char *changed_file(struct arena *arena, const char *path) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *bytes = arena_alloc(arena, 1 << 20);
    bytes[fread(bytes, 1, (1 << 20) - 1, file)] = 0;
    fclose(file);
    return bytes;
}

static inline void changed_write(const char *dir, const char *name, const char *bytes) {
    char path[300];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, strlen(bytes), file), strlen(bytes));
    fclose(file);
}

/* The ordinary scene under the changed charter. The folder is gone afterwards: an alliance never reads it again. */
static inline void scene_changed(struct scene *s, const struct change *changes, size_t n) {
    struct arena arena;
    char dir[] = "/tmp/charterd-changed-XXXXXX", path[300];
    static const char *const prose[] = { "zh.md", "en.md" };
    arena_init(&arena);
    assert_non_null(mkdtemp(dir));
    const char *rules = changed_file(&arena, "charters/coia/rules");
    for (size_t i = 0; i < n; i++) {
        const char *place = strstr(rules, changes[i].from);
        if (!place) fail_msg("not in the charter: %s", changes[i].from);
        rules = arena_f(&arena, "%.*s%s%s", (int)(place - rules), rules, changes[i].to, place + strlen(changes[i].from)).data;
    }
    changed_write(dir, "rules", rules);
    for (size_t i = 0; i < COUNT(prose); i++) changed_write(dir, prose[i], changed_file(&arena, arena_f(&arena, "charters/coia/%s", prose[i]).data));
    scene_coia_under(s, dir, 30, 12, TC_SIZE, "2026-07-01 09:00");
    snprintf(path, sizeof path, "%s/rules", dir);
    unlink(path);
    for (size_t i = 0; i < COUNT(prose); i++) {
        snprintf(path, sizeof path, "%s/%s", dir, prose[i]);
        unlink(path);
    }
    rmdir(dir);
    arena_release(&arena);
}

#endif
