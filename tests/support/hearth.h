/* The alliance of charters/hearth, as it stands or with some of its rules said otherwise. */
#ifndef TESTS_SUPPORT_HEARTH_H
#define TESTS_SUPPORT_HEARTH_H

#include "support/session.h"

enum { MANAGER = 1, CHAIR = 2, TREASURER = 3, BOARD = 7 };

static inline void member(struct scene *s, int number, const char *class_id) {
    ASSERT_ALLOWED(act(s, 1, "founding.admit", f(s, "class=%s", class_id), f(s, "org_name=Member %d", number), "type=nonprofit", "jurisdiction=DE", f(s, "registration=VR %d", number),
                       f(s, "name=Person %d", number + 1), f(s, "email=p%d@example.org", number + 1)));
}

/* Ten full members, two supporters; `seated` of seven on the board; the founder runs the office. */
static inline void scene_hearth_by(struct scene *s, const char *charter, int seated) {
    scene_begin(s, charter, "2026-03-02T09:00:00Z");
    s->zone = ZONE_UTC;
    for (int i = 1; i <= 12; i++) member(s, i, i <= 10 ? "full" : "supporter");
    for (int i = 0; i < seated; i++) appoint(s, "board", i == 0 ? "chair" : i == 1 ? "treasurer" : "member", CHAIR + i);
    appoint(s, "office", "manager", MANAGER);
    ASSERT_ALLOWED(act(s, MANAGER, "founding.escrow", "company=Example Trust", "registration=T1"));
    ASSERT_ALLOWED(act(s, MANAGER, "founding.close"));
}
static inline void scene_hearth(struct scene *s, int seated) { scene_hearth_by(s, "charters/hearth", seated); }

/* The same, by a charter in which each `changes[i][0]` is written `changes[i][1]`; ended by {NULL}. */
static inline void scene_hearth_with(struct scene *s, const char *const changes[][2], int seated) {
    static const char *const names[] = { "rules", "zh.md", "en.md" };
    static char bytes[3][1 << 17], next[1 << 17];
    char dir[] = "/tmp/charterd-hearth-XXXXXX", path[200];
    assert_non_null(mkdtemp(dir));
    for (size_t i = 0; i < COUNT(names); i++) {
        snprintf(path, sizeof path, "charters/hearth/%s", names[i]);
        FILE *in = fopen(path, "rb");
        assert_non_null(in);
        bytes[i][fread(bytes[i], 1, sizeof bytes[i] - 1, in)] = 0;
        fclose(in);
        for (size_t k = 0; i == 0 && changes[k][0]; k++) {
            char *at = strstr(bytes[0], changes[k][0]);
            assert_non_null(at);
            snprintf(next, sizeof next, "%.*s%s%s", (int)(at - bytes[0]), bytes[0], changes[k][1], at + strlen(changes[k][0]));
            memcpy(bytes[0], next, sizeof next);
        }
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        FILE *out = fopen(path, "wb");
        assert_non_null(out);
        fputs(bytes[i], out);
        fclose(out);
    }
    scene_hearth_by(s, dir, seated);
    for (size_t i = 0; i < COUNT(names); i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        unlink(path);
    }
    rmdir(dir);
}

#endif
