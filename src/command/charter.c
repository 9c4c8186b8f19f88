/* charter: work on charters before they bind anybody. Lint one, show it with its rules in plain words, compare two, judge
 * an alliance's history by a draft.
 *
 * Folders only: a running alliance never rereads one, and its charter is amended by act. What is wrong is told with file,
 * line and column; lint fails on errors alone, for readings are notes and many a warning is a choice. */
#include <string.h>

#include "acts/pipeline/simulate.h"
#include "acts/verdict.h"
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

/* ---- simulate ---- */

static json_t *simulated_json(const struct simulated *one, enum lang lang, struct zone zone) {
    json_t *json =
        json_pack("{s:s, s:o, s:s, s:s, s:b, s:o}", "kind", one->kind->name, "at", json_instant(one->at), "then",
                  one->was_allowed ? "allowed" : "refused", "under_draft", one->allowed ? "allowed" : "refused",
                  "incomplete", one->attempt, "verdict", verdict_json(one->verdict, lang, zone));
    if (!one->attempt) json_object_set_new(json, "entry", json_integer(one->entry));
    if (one->outcome.en) {
        json_object_set_new(json, "outcome_then", json_string(text_in(one->was_outcome, lang)));
        json_object_set_new(json, "outcome_under_draft", json_string(text_in(one->outcome, lang)));
    }
    return json;
}

static void simulated_text(struct invocation *in, const struct simulated *one, struct zone zone) {
    const struct arg args[] = { ARG_PLAIN("entry", one->entry), ARG_TEXT("act", one->kind->title),
                                ARG_INSTANT("at", one->at), ARG_TEXT("then", one->was_outcome),
                                ARG_TEXT("draft", one->outcome) };
    struct buf b;
    buf_init(&b, 1 << 16);
    text_format(&b,
                one->allowed && one->outcome.en
                    ? T("Entry {entry}, “{then}” then, “{draft}” under the draft: {act}, {at}",
                        "第 {entry} 条，当时“{then}”，依草案“{draft}”：{act}，{at}")
                : one->attempt ? T("Refused then, allowed under the draft, as far as is known: {act}, {at}",
                                   "当时未予通过，依草案将予通过（资料不全）：{act}，{at}")
                               : T("Entry {entry}, allowed then, refused under the draft: {act}, {at}",
                                   "第 {entry} 条，当时通过，依草案将不予通过：{act}，{at}"),
                in->lang, zone, args, sizeof args / sizeof args[0]);
    for (size_t i = 0; i < one->verdict->count; i++) {
        const struct finding *f = &one->verdict->items[i];
        if (!f->refuses && !(one->outcome.en && f->arg_count))
            continue; /* what refuses, or the sum that comes out otherwise */
        buf_addf(&b, "\n    %s%s", f->clause ? f->clause : "", f->clause ? "  " : "");
        text_format(&b, f->text, in->lang, zone, f->args, f->arg_count);
    }
    printf("%s\n", buf_z(&b));
    buf_release(&b);
}

static int run_simulate(struct invocation *in) {
    struct charter *draft = NULL;
    struct simulate_report report = { .arena = in->arena };
    struct error err = { 0 };
    int code = read_charter(in, in->words[1], &draft);
    if (code != EXIT_DONE) return code;
    if (alliance_simulate(in->words[2], draft, &report, &err)) {
        charter_free(draft);
        return say_error(in, &err);
    }
    struct zone zone = charter_zone(draft);
    if (option(in, "json")) {
        json_t *list = json_array();
        for (size_t i = 0; i < report.count; i++)
            json_array_append_new(list, simulated_json(&report.items[i], in->lang, zone));
        print_json(json_pack("{s:I, s:I, s:o}", "acts", (json_int_t)report.acts, "attempts",
                             (json_int_t)report.attempts, "changes", list));
    } else {
        for (size_t i = 0; i < report.count; i++) simulated_text(in, &report.items[i], zone);
        say(in, stdout,
            T("{acts} acts and {attempts} refused attempts were judged under the draft; {changes} would be judged otherwise.",
              "已依草案评判 {acts} 条记录和 {attempts} 次未通过的尝试，其中 {changes} 项结果不同。"),
            (const struct arg[]){ ARG_INT("acts", report.acts), ARG_INT("attempts", report.attempts),
                                  ARG_INT("changes", (int64_t)report.count) },
            3);
    }
    charter_free(draft);
    return EXIT_DONE;
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
        { "simulate", 3, 3, run_simulate },
    };
    for (size_t i = 0; i < sizeof work / sizeof work[0]; i++)
        if (strcmp(in->words[0], work[i].name) == 0 && in->word_count >= work[i].words_min &&
            in->word_count <= work[i].words_max)
            return work[i].run(in);
    return wrong_use(
        in,
        T("Use: charterd charter lint FOLDER, show FOLDER [CLAUSE], diff FOLDER FOLDER, or simulate FOLDER DIR",
          "用法：charterd charter lint 文件夹、show 文件夹 [条款]、diff 文件夹 文件夹，或 simulate 文件夹 数据目录"),
        NULL, 0);
}

COMMAND(charter) = {
    .name = "charter",
    .usage = "charter lint|show|diff|simulate FOLDER …",
    .summary = TEXT_INIT("lint a charter, show it, compare two, judge a history by it",
                         "检查章程、展示章程、比较两份章程、依章程重新评判历史"),
    .help = TEXT_INIT("lint FOLDER            what is wrong, contradictory or left open; exit 1 on errors\n"
                      "show FOLDER [CLAUSE]   prose, rules and plain words together\n"
                      "diff FOLDER FOLDER     what changed, clause by clause\n"
                      "simulate FOLDER DIR    which acts of the alliance in DIR would be judged otherwise",
                      "lint 文件夹            错误、矛盾与未尽之处；有错误时退出码为 1\n"
                      "show 文件夹 [条款]     正文、规则与说明并列\n"
                      "diff 文件夹 文件夹     逐条比较\n"
                      "simulate 文件夹 目录   数据目录中哪些事项的评判结果会不同"),
    .words_min = 1,
    .words_max = 3,
    .run = charter_run,
};
