/* Any text as a charter: refused with a place and a sentence in both languages, or read; and what was read writes its
 * rules back, reads them again the same, is told in words, linted, shown as JSON, and does not differ from itself.
 *
 * An input is three files parted by lines of "%%": rules, zh.md, en.md. When it does not begin with "charter ", it is
 * rules only, for a small declared alliance, so that the search spends its time on sentences. */
#include "fuzz.h"

#include <string.h>

#include "base/json.h"
#include "charter/internal.h"

static const char HEAD[] =
    "charter small: \"Small\" / \"小\"\ngrammar 1\nzone UTC\ncalendar china\ngoverning language en\n"
    "class full: \"full member\" / \"会员\", plural \"full members\" / \"会员\"\n"
    "class friend: \"friend\" / \"友好\", plural \"friends\" / \"友好\"\n"
    "organization type school: \"school\" / \"学校\"\norganization type shop: \"shop\" / \"商店\"\n"
    "body board: \"Board\" / \"理事会\", holder \"director\" / \"理事\", plural \"directors\" / \"理事\"\n"
    "office chair of board: \"chair\" / \"理事长\", 1 seat, leads\noffice director of board: \"director\" / \"理事\", "
    "several seats\n"
    "body desk: \"Desk\" / \"秘书处\", holder \"clerk\" / \"干事\", plural \"clerks\" / \"干事\"\n"
    "office clerk of desk: \"clerk\" / \"干事\", 3 seats\n"
    "condition able: \"able\" / \"能够\"\nground theft: \"theft\" / \"盗窃\"\nright vote: \"vote\" / \"表决\"\nsig "
    "wood: \"wood\" / \"木\"\n"
    "stage start: \"start\" / \"始\"\nprogramme mark: \"mark\" / \"标\"\nincome gift: \"gift\" / \"赠\"\nrisk fire: "
    "\"fire\" / \"火\"\n";
static const char PROSE[] =
    "# T\n\n## C\n\n### A1 H\n\nText A2.\n\n- **A1.1** Item.\n  - **A1.1.1** Deeper.\n\n### A2 H\n";

static struct charter *parse(const struct charter_source *s, struct arena *a) {
    struct charter *c = NULL;
    struct charter_faults faults = { .arena = a };
    int code = charter_parse(&c, s, &faults);
    MUST((code == 0) == (c != NULL) && (code == 0) == (faults.count == 0));
    struct buf b;
    buf_init(&b, 1 << 20);
    for (size_t i = 0; i < faults.count; i++) {
        MUST(faults.items[i].line >= 1 && faults.items[i].column >= 1);
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            buf_clear(&b);
            error_format(&b, &faults.items[i].error, (enum lang)lang);
            MUST(b.len > 0);
        }
    }
    buf_release(&b);
    return c;
}

/* Everything a charter can be asked to say. */
static void say_all(const struct charter *c, struct arena *a) {
    struct buf b;
    buf_init(&b, 1 << 26);
    const struct rule *const *rules;
    size_t n = charter_rules(c, &rules);
    for (size_t i = 0; i < n; i++)
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            buf_clear(&b);
            rule_words(&b, c, rules[i], (enum lang)lang);
            MUST(b.len > 0);
        }
    struct lint_report r = { .arena = a };
    charter_lint(c, &r);
    buf_clear(&b);
    charter_lint_text(&b, &r, LANG_ZH);
    buf_clear(&b);
    charter_show_json(&b, c, NULL);
    json_t *json = NULL;
    MUST(!buf_ok(&b) || json_parse(buf_str(&b), &json, NULL) == 0 || b.len > (1 << 22));
    json_decref(json);
    buf_release(&b);
}

/* The declarations of a rules file, and every rule written back. */
static struct str rewritten(struct arena *a, const struct charter *c, struct str rules) {
    struct buf b;
    buf_init(&b, 1 << 24);
    struct str rest = rules;
    bool rule = false;
    while (rest.data && rest.len) {
        struct str line = str_cut(&rest, '\n');
        if (line.len && line.data[0] != ' ' && line.data[0] != '#' && line.data[0] != '\r')
            rule = str_starts(line, "rule ");
        if (rule) continue;
        buf_add(&b, line);
        buf_addc(&b, '\n');
    }
    const struct rule *const *all;
    size_t n = charter_rules(c, &all);
    for (size_t i = 0; i < n; i++) {
        buf_addf(&b, "rule %s ", rule_clause(all[i]));
        rule_unparse(&b, all[i]);
        buf_addc(&b, '\n');
    }
    struct str text = arena_str(a, buf_str(&b));
    buf_release(&b);
    return text;
}

static void same_rules(const struct charter *c, const struct charter *d) {
    const struct rule *const *x, *const *y;
    size_t n = charter_rules(c, &x);
    MUST(charter_rules(d, &y) == n);
    struct buf one, two;
    buf_init(&one, 1 << 20);
    buf_init(&two, 1 << 20);
    for (size_t i = 0; i < n; i++) {
        buf_clear(&one);
        buf_clear(&two);
        rule_unparse(&one, x[i]);
        rule_unparse(&two, y[i]);
        MUST(str_eq(buf_str(&one), buf_str(&two)));
    }
    buf_release(&one);
    buf_release(&two);
}

static struct str part(struct str *rest) {
    const char *mark = rest->len ? memmem(rest->data, rest->len, "\n%%\n", 4) : NULL;
    if (!mark) {
        struct str all = *rest;
        *rest = STR_NONE;
        return all;
    }
    struct str head = { rest->data, (size_t)(mark - rest->data) + 1 };
    *rest = str_skip(*rest, head.len + 3);
    return head;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena a;
    arena_init(&a);
    struct str input = fuzz_input(data, size);
    struct charter_source s = { .prose = { [LANG_ZH] = STR(PROSE), [LANG_EN] = STR(PROSE) } };
    if (str_starts(input, "charter ")) {
        s.rules = part(&input);
        s.prose[LANG_ZH] = part(&input);
        s.prose[LANG_EN] = part(&input);
    } else {
        s.rules = arena_f(&a, "%s%.*s", HEAD, STR_FMT(input));
    }
    struct charter *c = parse(&s, &a);
    if (c) {
        say_all(c, &a);
        struct charter_change *changes;
        MUST(charter_diff(c, c, &a, &changes) == 0);
        struct charter_source again = s;
        again.rules = rewritten(&a, c, s.rules);
        struct charter *d = again.rules.len > CHARTER_FILE_MAX ? NULL : parse(&again, &a);
        MUST(d || again.rules.len > CHARTER_FILE_MAX);
        if (d) same_rules(c, d);
        charter_free(d);
        charter_free(c);
    }
    arena_release(&a);
    return 0;
}
