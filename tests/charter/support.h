/* What the tests of the law share: a charter from a folder, or from a few lines put into a small one. */
#ifndef TESTS_CHARTER_SUPPORT_H
#define TESTS_CHARTER_SUPPORT_H

#include "support/check.h"

#include "charter/charter.h"

/* A charter of the house; a fault in it ends the test with its place. */
static inline struct charter *charter_of(const char *folder) {
    struct arena a;
    arena_init(&a);
    struct charter_source source;
    struct error err = { 0 };
    struct charter *c = NULL;
    struct charter_faults faults = { .arena = &a };
    if (charter_read_folder(&source, folder, &a, &err)) fail_msg("%s cannot be read", folder);
    if (charter_parse(&c, &source, &faults)) {
        struct buf b;
        buf_init(&b, 4096);
        error_format(&b, &faults.items[0].error, LANG_EN);
        fail_msg("%s:%d:%d: %s", faults.items[0].file, faults.items[0].line, faults.items[0].column, buf_z(&b));
    }
    arena_release(&a);
    return c;
}

/* A small declared alliance of 13 lines: rules that a test adds begin at line 14. */
#define SMALL_HEAD                                                                                                     \
    "charter small: \"Small\" / \"小\"\n"                                                                             \
    "grammar 1\n"                                                                                                      \
    "zone UTC\n"                                                                                                       \
    "calendar weekends\n"                                                                                              \
    "governing language en\n"                                                                                          \
    "class full: \"full member\" / \"会员单位\", plural \"full members\" / \"会员单位\"\n"                     \
    "class friend: \"friend\" / \"友好单位\", plural \"friends\" / \"友好单位\"\n"                             \
    "organization type school: \"school\" / \"学校\"\n"                                                              \
    "body board: \"Board\" / \"理事会\", holder \"director\" / \"理事\", plural \"directors\" / \"理事\"\n"     \
    "office chair of board: \"chair\" / \"理事长\", 1 seat, leads\n"                                                \
    "office director of board: \"director\" / \"理事\", several seats\n"                                             \
    "body desk: \"Desk\" / \"秘书处\", holder \"clerk\" / \"干事\", plural \"clerks\" / \"干事\"\n"             \
    "office clerk of desk: \"clerk\" / \"干事\", several seats\n"
enum { SMALL_LINES = 13 };
#define SMALL_PROSE "# Small\n\n### A1 One\n\nText.\n\n- **A1.1** Item.\n- **A1.2** Item.\n\n### A2 Two\n\nText.\n"

/* Parses rules with the small prose (or the one given); the faults live in `a`. */
static inline struct charter *parse_with(struct arena *a, const char *rules, const char *zh, const char *en,
                                         struct charter_faults *faults) {
    struct charter *c = NULL;
    struct charter_source source = {
        .rules = str_of(rules),
        .prose = { [LANG_ZH] = str_of(zh ? zh : SMALL_PROSE), [LANG_EN] = str_of(en ? en : SMALL_PROSE) },
        .name = "small"
    };
    *faults = (struct charter_faults){ .arena = a };
    (void)charter_parse(&c, &source, faults);
    return c;
}

/* The small alliance with more lines, which must be sound. */
static inline struct charter *small_with(struct arena *a, const char *more) {
    struct charter_faults faults;
    struct charter *c = parse_with(a, arena_f(a, "%s%s", SMALL_HEAD, more).data, NULL, NULL, &faults);
    if (!c) {
        struct buf b;
        buf_init(&b, 4096);
        error_format(&b, &faults.items[0].error, LANG_EN);
        fail_msg("%d:%d: %s", faults.items[0].line, faults.items[0].column, buf_z(&b));
    }
    return c;
}

#define assert_ratio(r, n, d) (assert_int_equal((r).num, (n)), assert_int_equal((r).den, (d)))

#endif
