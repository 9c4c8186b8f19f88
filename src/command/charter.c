/* charter: work on charters before they bind anybody. Lint one, show it with its rules in plain words, compare two.
 *
 * Folders only: a running alliance never rereads one, and its charter is amended by act. What is wrong is told with file,
 * line and column; lint fails on errors alone, for readings are notes and many a warning is a choice. */
#include <string.h>

#include "charter/charter.h"
#include "command/command.h"

enum { ANSWER_BYTES_MAX = 64 << 20 };

/* Reads FOLDER; 0, or the exit code after its faults were told (as JSON on stdout, else on stderr). */
static int read_charter(struct invocation *in, const char *folder, struct charter **ret) {
    struct error err = { 0 };
    struct charter_source source;
    struct charter_faults faults = { .arena = in->arena };
    if (charter_read_folder(&source, folder, in->arena, &err)) return say_error(in, &err);
    if (charter_parse(ret, &source, &faults) == 0) return EXIT_DONE;
    struct buf b;
    buf_init(&b, ANSWER_BYTES_MAX);
    bool json = option(in, "json") != NULL;
    if (json) {
        buf_addz(&b, "{\"sound\":false,\"faults\":");
        charter_faults_json(&b, &faults);
        buf_addz(&b, "}\n");
    } else {
        charter_faults_text(&b, &source, &faults, in->lang);
    }
    fputs(buf_z(&b), json ? stdout : stderr);
    buf_release(&b);
    return EXIT_REFUSED;
}

static int print(struct buf *b, int code) {
    fputs(buf_z(b), stdout);
    buf_release(b);
    return code;
}

static int run_lint(struct invocation *in) {
    struct charter *c = NULL;
    int code = read_charter(in, in->words[1], &c);
    if (code != EXIT_DONE) return code;
    struct lint_report report = { .arena = in->arena };
    charter_lint(c, &report);
    struct buf b;
    buf_init(&b, ANSWER_BYTES_MAX);
    bool sound = !charter_lint_failed(&report);
    if (option(in, "json")) {
        buf_addf(&b, "{\"sound\":%s,\"findings\":", sound ? "true" : "false");
        charter_lint_json(&b, &report);
        buf_addz(&b, "}\n");
    } else {
        charter_lint_text(&b, &report, in->lang);
    }
    charter_free(c);
    return print(&b, sound ? EXIT_DONE : EXIT_REFUSED);
}

static int run_show(struct invocation *in) {
    struct charter *c = NULL;
    const char *clause = in->word_count > 2 ? in->words[2] : NULL;
    int code = read_charter(in, in->words[1], &c);
    if (code != EXIT_DONE) return code;
    struct buf b;
    buf_init(&b, ANSWER_BYTES_MAX);
    if (clause && !charter_clause(c, clause)) {
        code = EXIT_REFUSED;
        say(in, stderr, T("This charter has no clause {clause}.", "本章程没有条款 {clause}。"),
            (const struct arg[]){ ARG_Z("clause", clause) }, 1);
    } else if (option(in, "json")) {
        charter_show_json(&b, c, clause);
        buf_addc(&b, '\n');
    } else {
        charter_show(&b, c, clause, in->lang);
    }
    charter_free(c);
    return print(&b, code);
}

static int run_diff(struct invocation *in) {
    struct charter *before = NULL, *after = NULL;
    int code = read_charter(in, in->words[1], &before);
    if (code == EXIT_DONE) code = read_charter(in, in->words[2], &after);
    struct buf b;
    buf_init(&b, ANSWER_BYTES_MAX);
    if (code == EXIT_DONE && option(in, "json")) {
        charter_diff_json(&b, before, after);
        buf_addc(&b, '\n');
    } else if (code == EXIT_DONE) {
        charter_diff_text(&b, before, after, in->lang);
    }
    charter_free(before);
    charter_free(after);
    return print(&b, code);
}

static int charter_run(struct invocation *in) {
    static const struct {
        const char *name;
        size_t words_min, words_max;
        int (*run)(struct invocation *in);
    } work[] = {
        { "lint", 2, 2, run_lint },
        { "show", 2, 3, run_show },
        { "diff", 3, 3, run_diff },
    };
    for (size_t i = 0; i < sizeof work / sizeof work[0]; i++)
        if (strcmp(in->words[0], work[i].name) == 0 && in->word_count >= work[i].words_min &&
            in->word_count <= work[i].words_max)
            return work[i].run(in);
    return wrong_use(in,
                     T("Use: charterd charter lint FOLDER, show FOLDER [CLAUSE], or diff FOLDER FOLDER",
                       "用法：charterd charter lint 文件夹、show 文件夹 [条款]，或 diff 文件夹 文件夹"),
                     NULL, 0);
}

COMMAND(charter) = {
    .name = "charter",
    .usage = "charter lint|show|diff FOLDER …",
    .summary = TEXT_INIT("lint a charter, show it, compare two", "检查章程、展示章程、比较两份章程"),
    .help = TEXT_INIT("lint FOLDER            what is wrong, contradictory or left open; exit 1 on errors\n"
                      "show FOLDER [CLAUSE]   prose, rules and plain words together\n"
                      "diff FOLDER FOLDER     what changed, clause by clause",
                      "lint 文件夹            错误、矛盾与未尽之处；有错误时退出码为 1\n"
                      "show 文件夹 [条款]     正文、规则与说明并列\n"
                      "diff 文件夹 文件夹     逐条比较"),
    .words_min = 1,
    .words_max = 3,
    .run = charter_run,
};
