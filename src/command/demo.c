/* demo: a deterministic alliance that lived some years. */
#include "base/date.h"
#include "command/command.h"
#include "demo/demo.h"

static const struct option_kind demo_options_of[] = {
    { "members", "N", TEXT_INIT("about how many members it has in the end; 60", "最终的成员数，默认 60") },
    { "years", "Y", TEXT_INIT("how many years it has lived; 2", "已历年数，默认 2") },
    { "seed", "S", TEXT_INIT("the same number gives the same story; 1", "种子：相同的数得到相同的经过，默认 1") },
    { "end", "DAY", TEXT_INIT("the day it has lived until, YYYY-MM-DD; today", "截止日期 YYYY-MM-DD，默认今日") },
    { "charter", "FOLDER", TEXT_INIT("the charter it lives by", "所依据的章程目录") },
    { "acts", "N", TEXT_INIT("at least so many acts, for measuring", "至少达到的事项数，用于测量") },
    { 0 },
};

static void progress(void *context, day on, int64_t acts) {
    const struct invocation *in = context;
    if (day_civil(on).month % 6 == 1)
        say(in, stderr, T("{day}: {acts} acts", "{day}：{acts} 项"),
            (const struct arg[]){ ARG_DAY("day", on), ARG_INT("acts", acts) }, 2);
}

static json_t *report_json(const struct invocation *in, const struct demo_report *r) {
    struct buf root;
    buf_init(&root, 128);
    hash_hex(&root, &r->root);
    json_t *people = json_array();
    for (int i = 0; i < DEMO_PEOPLE; i++)
        json_array_append_new(people, json_pack("{s:s, s:I, s:s}", "role", r->people[i].role[in->lang], "person",
                                                (json_int_t)r->people[i].person, "email", r->people[i].email));
    json_t *json =
        json_pack("{s:o, s:o, s:I, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "begin", json_day(r->begin), "end",
                  json_day(r->end), "acts", (json_int_t)r->entries, "root", buf_z(&root), "members",
                  (json_int_t)r->members, "meetings", (json_int_t)r->meetings, "votes", (json_int_t)r->votes,
                  "resolutions", (json_int_t)r->resolutions, "refused", (json_int_t)r->refused, "commits",
                  (json_int_t)r->commits, "surprises", (json_int_t)r->surprises, "people", people);
    buf_release(&root);
    return json;
}

static void tell_report(const struct invocation *in, const struct demo_report *r) {
    const char *dir = in->words[0];
    const struct arg args[] = {
        ARG_Z("dir", dir),
        ARG_DAY("begin", r->begin),
        ARG_DAY("end", r->end),
        ARG_INT("acts", r->entries),
        ARG_INT("members", r->members),
        ARG_INT("meetings", r->meetings),
        ARG_INT("votes", r->votes),
        ARG_INT("resolutions", r->resolutions),
        ARG_INT("refused", r->refused),
    };
    say(in, stdout,
        T("{dir}: an alliance from {begin} to {end}: {members} members, {meetings} meetings, {votes} votes, "
          "{resolutions} resolutions; {acts} acts on "
          "record, {refused} attempts refused.",
          "{dir}：{begin}至{end}的联盟，成员 {members} 家，会议 {meetings} 次，表决 {votes} 票，决议 {resolutions} "
          "项；登记 {acts} 项，拒绝 {refused} 次。"),
        args, sizeof args / sizeof args[0]);
    say(in, stdout,
        T("To look at it, with links to sign in: charterd serve {dir}", "查看并获取登录链接：charterd serve {dir}"),
        args, 1);
}

static int demo_command(struct invocation *in) {
    struct demo_options o = { .dir = in->words[0],
                              .charter = option(in, "charter") ? option(in, "charter") : own_charter(in->arena),
                              .end = DAY_NONE };
    int64_t seed;
    if (!option_int(in, "members", 60, &o.members) || !option_int(in, "years", 2, &o.years) ||
        !option_int(in, "seed", 1, &seed) || !option_int(in, "acts", 0, &o.acts))
        return EXIT_USAGE;
    o.seed = (uint64_t)seed;
    o.context = in;
    if (option(in, "end") && day_parse(str_of(option(in, "end")), &o.end) != 0)
        return wrong_use(in, T("--end takes a day such as 2026-12-09.", "--end 须为日期，例如 2026-12-09。"), NULL, 0);
    if (o.years > 4 || o.acts > 0) o.progress = progress;
    struct demo_report report;
    struct error err = { 0 };
    if (demo_run(&o, &report, &err) != 0)
        return err.code == ERR_USAGE ? wrong_use(in, err.text, err.args, err.arg_count) : say_error(in, &err);
    if (report.surprises > 0) {
        say(in, stderr, T("{n} planned {n|act was|acts were} refused; the first:", "有 {n} 项计划内事项被拒绝，首项："),
            (const struct arg[]){ ARG_INT("n", report.surprises) }, 1);
        (void)say_error(in, &report.surprise);
    }
    if (option(in, "json"))
        print_json(report_json(in, &report));
    else
        tell_report(in, &report);
    return EXIT_DONE;
}

COMMAND(demo) = {
    .name = "demo",
    .usage = "demo DIR [--members N] [--years Y] [--seed S]",
    .summary = TEXT_INIT("a generated alliance that has lived some years", "生成已运行数年的示例联盟"),
    .help = TEXT_INIT(
        "What happens is decided by the seed and the last day; only the keys and codes of sealed elections are new "
        "each time. The directory's signing key follows from the seed: keep it for trying out.",
        "全部经过由种子和截止日期决定，仅密封选举的密钥与代码每次不同。其签名密钥也由种子得出，仅供试用。"),
    .options = demo_options_of,
    .words_min = 1,
    .words_max = 1,
    .run = demo_command,
};
