/* check: replay, compare, verify. */
#include "acts/pipeline/pipeline.h"
#include "command/command.h"

static const struct option_kind check_options[] = {
    { "no-rejudge", NULL, TEXT_INIT("fold only; do not judge the acts again", "仅重放，不重新评判") },
    { 0 },
};

static json_t *errors_json(const struct error *errors, size_t count, enum lang lang) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        struct buf b;
        buf_init(&b, 1 << 16);
        error_format(&b, &errors[i], lang);
        json_array_append_new(list, json_stringn(buf_z(&b), b.len));
        buf_release(&b);
    }
    return list;
}

static void say_list(struct invocation *in, json_t *list) {
    for (size_t i = 0; i < json_array_size(list); i++) printf("  %s\n", json_string_value(json_array_get(list, i)));
    json_decref(list);
    (void)in;
}

static int check_run(struct invocation *in) {
    struct check_report report = { .arena = in->arena };
    struct error err = { 0 };
    if (alliance_check(in->words[0], !option(in, "no-rejudge"), &report, &err) != 0) return say_error(in, &err);
    struct buf root;
    buf_init(&root, 128);
    hash_hex(&root, &report.root);
    json_t *faults = errors_json(report.faults, report.fault_count, in->lang);
    json_t *findings = errors_json(report.findings, report.finding_count, in->lang);
    if (option(in, "json")) {
        print_json(json_pack("{s:I, s:I, s:s, s:b, s:o, s:o}", "acts", (json_int_t)report.acts, "size",
                             (json_int_t)report.size, "root", buf_z(&root), "whole", report.whole, "faults", faults,
                             "findings", findings));
    } else {
        const struct arg args[] = { ARG_INT("acts", report.acts), ARG_Z("root", buf_z(&root)) };
        say(in, stdout,
            report.whole
                ? T("Whole: {acts} {acts|act folds|acts fold} to the state there is; root {root}.",
                    "完好：{acts} 条记录重放结果与现有状态一致；根 {root}。")
                : T("Not whole: {acts} acts were read; root {root}.", "不完好：已读 {acts} 条记录；根 {root}。"),
            args, 2);
        say_list(in, faults);
        say_list(in, findings);
    }
    buf_release(&root);
    return report.whole ? EXIT_DONE : EXIT_REFUSED;
}

COMMAND(check) = {
    .name = "check",
    .usage = "check DIR",
    .summary = TEXT_INIT("replay, compare, verify; exit 0 only if all is whole", "重放、比对、验证；完好时退出码为 0"),
    .options = check_options,
    .alliance = 1,
    .words_min = 1,
    .words_max = 1,
    .run = check_run,
};
