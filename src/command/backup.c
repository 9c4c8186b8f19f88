/* backup and restore: copies that are known to be whole, and directories made from them. What is promised stands in
 * acts/copies/backup.h, what an operator does with it in docs/operations.md. */
#include <string.h>

#include "acts/copies/backup.h"
#include "command/command.h"

static json_t *report_json(const struct backup_report *r) {
    struct buf root;
    buf_init(&root, 128);
    hash_hex(&root, &r->root);
    json_t *out = json_pack("{s:s, s:I, s:s, s:b, s:I}", "origin", r->origin, "size", (json_int_t)r->size, "root",
                            buf_z(&root), "key", r->key, "unboxed", (json_int_t)r->unboxed);
    buf_release(&root);
    return out;
}

/* ---- backup ---- */

static const struct option_kind backup_options[] = {
    { "no-key", NULL, TEXT_INIT("leave the signing key out: it is kept elsewhere", "不含签名密钥：密钥另行保管") },
    { 0 },
};

static int backup_run(struct invocation *in) {
    struct backup_report report = { .arena = in->arena };
    struct error err = { 0 };
    if (alliance_backup(in->words[0], in->words[1], !option(in, "no-key"), &report, &err) != 0)
        return say_error(in, &err);
    if (option(in, "json")) {
        print_json(report_json(&report));
        return EXIT_DONE;
    }
    const struct arg args[] = { ARG_Z("origin", report.origin), ARG_INT("size", report.size),
                                ARG_Z("to", in->words[1]) };
    say(in, stdout,
        T("{origin}, size {size}, is copied to {to}, read back and whole.",
          "{origin}（{size} 条）已备份至 {to}，经复读完好。"),
        args, 3);
    if (report.key)
        say(in, stdout,
            T("The signing key is in it: whoever has this copy can sign as the alliance.",
              "其中含签名密钥：持有此备份者可以联盟名义签名。"),
            NULL, 0);
    if (report.unboxed) {
        const struct arg lacks[] = { ARG_INT("n", report.unboxed) };
        say(in, stdout,
            T("The ballot {n|box|boxes} of {n} {n|election|elections} being voted on {n|is|are} missing in the directory, so the ballots cast are not in the copy.",
              "目录中缺少 {n} 项进行中选举的票箱，备份不含已投选票。"),
            lacks, 1);
    }
    return EXIT_DONE;
}

COMMAND(backup) = {
    .name = "backup",
    .usage = "backup DIR TO",
    .summary = TEXT_INIT("a whole copy, also while the server runs", "完整备份，服务运行时亦可"),
    .help = TEXT_INIT(
        "TO is a new folder: the database as one compact file, the ballot boxes of elections being voted on, the signing key, the\n"
        "settings, the checkpoint. It gets its name only after the copy was read back, every entry hashed again and the signed root found.",
        "TO 为新建的文件夹，内含数据库（单个紧凑文件）、进行中选举的票箱、签名密钥、设置和检查点。备份复读、逐条重新计算校验值并与已签名的根一致后，\n"
        "才以该名称出现。"),
    .options = backup_options,
    .alliance = 1,
    .words_min = 2,
    .words_max = 2,
    .run = backup_run,
};

/* ---- restore ---- */

static const struct option_kind restore_options[] = {
    { "from", "URL-or-DIR",
      TEXT_INIT("bring missing entries back from a public copy of the register", "从登记簿的公开副本补回缺少的条目") },
    { "document", "FILE",
      TEXT_INIT(
          "with --from: a charter, standing rules or calendar that a missing entry names (a folder of a charter, or a file)",
          "配合 --from：缺少的条目所指的章程、实施细则或日历（章程文件夹或文件）") },
    { "successor", "NAME",
      TEXT_INIT("no copy is left: begin a successor register under this name",
                "没有任何副本：以此名称另立后继登记簿") },
    { "key", "FILE", TEXT_INIT("the signing key, when it is not in the backup", "签名密钥（备份中没有时）") },
    { "checkpoint", "FILE",
      TEXT_INIT("the checkpoint last published, when it is not at DIR.checkpoint",
                "最近公布的检查点（不在 DIR.checkpoint 时）") },
    { 0 },
};

static void say_restored(struct invocation *in, const struct backup_report *r) {
    const struct arg args[] = { ARG_Z("origin", r->origin), ARG_INT("size", r->size), ARG_Z("dir", in->words[1]),
                                ARG_INT("more", r->size - r->had), ARG_INT("lost", r->lost) };
    say(in, stdout,
        T("{dir} is restored: {origin}, size {size}, read back and whole.",
          "已恢复至 {dir}：{origin}（{size} 条），经复读完好。"),
        args, 3);
    if (option(in, "from") && r->size > r->had)
        say(in, stdout,
            T("{more} {more|entry|entries} more than the backup held came from the public register or record that; what was private in those that were missing is gone.",
              "比备份多 {more} 条，来自公开登记簿或系对此的登记；所缺条目中的非公开内容已无法恢复。"),
            args, 5);
    if (option(in, "successor"))
        say(in, stdout,
            T("It goes on under a new name and key; its first new entry cites the checkpoint last published. Of that register, {lost} {lost|entry is|entries are} lost.",
              "登记簿以新名称和新密钥继续，其首条新条目载明最近公布的检查点；原登记簿有 {lost} 条遗失。"),
            args, 5);
    if (!r->key)
        say(in, stdout,
            T("The signing key is missing: put register.key into {dir} before it is served.",
              "缺少签名密钥：启动服务前请将 register.key 放入 {dir}。"),
            args, 3);
    if (r->unboxed) {
        const struct arg lacks[] = { ARG_INT("n", r->unboxed) };
        say(in, stdout,
            T("The backup has no ballot box for {n} {n|election|elections} being voted on. {n|It begins|They begin} with an empty one: ballots cast before are lost, and whoever kept their paper can cast again. Tell the electors.",
              "备份中没有 {n} 项进行中选举的票箱，现以空票箱继续：此前所投选票已遗失，保有选票者可重新投票，请通知选民。"),
            lacks, 1);
    }
    if (!r->guarded)
        say(in, stdout,
            T("Nothing was at hand to tell whether acts were published after this backup. If there were any, restore with --from.",
              "没有可供比对的检查点，无法判断备份之后是否另有公布的事项。如有，请用 --from 恢复。"),
            NULL, 0);
}

static int restore_run(struct invocation *in) {
    const char *documents[COMMAND_OPTIONS_MAX];
    struct restore_options o = { .from = option(in, "from"),
                                 .successor = option(in, "successor"),
                                 .key = option(in, "key"),
                                 .published = option(in, "checkpoint"),
                                 .documents = documents };
    for (size_t i = 0; i < in->option_count; i++)
        if (strcmp(in->options[i].name, "document") == 0) documents[o.document_count++] = in->options[i].value;
    if (o.from && o.successor)
        return wrong_use(in,
                         T("A successor begins only when there is no copy to restore from: give --from or --successor.",
                           "只有在没有副本可补时才另立后继登记簿：--from 与 --successor 二者选一。"),
                         NULL, 0);
    struct backup_report report = { .arena = in->arena };
    struct error err = { 0 };
    if (alliance_restore(in->words[0], in->words[1], &o, &report, &err) != 0) return say_error(in, &err);
    if (!option(in, "json")) {
        say_restored(in, &report);
        return EXIT_DONE;
    }
    json_t *out = report_json(&report);
    json_object_set_new(out, "had", json_integer(report.had));
    json_object_set_new(out, "lost", json_integer(report.lost));
    json_object_set_new(out, "guarded", json_boolean(report.guarded));
    print_json(out);
    return EXIT_DONE;
}

COMMAND(restore) = {
    .name = "restore",
    .usage = "restore BACKUP DIR",
    .summary = TEXT_INIT("a directory from a backup", "从备份恢复目录"),
    .help = TEXT_INIT(
        "DIR must be empty or not exist. A backup that is older than what the register has published is not restored as it is, for\n"
        "going on from it would sign a second history. Then\n"
        "  --from URL-or-DIR   takes the missing entries from any public copy of the register (charterd export, a mirror)\n"
        "  --successor NAME    when there is none: the record goes on under another name and key, and says so first",
        "DIR 须为空或不存在。若备份早于登记簿已公布的内容，不会原样恢复，否则将签署另一段历史。此时\n"
        "  --from URL或DIR   从登记簿的任一公开副本（charterd export 导出或镜像）补回缺少的条目\n"
        "  --successor 名称  没有副本时：以新名称和新密钥继续，并首先载明此事"),
    .options = restore_options,
    .words_min = 2,
    .words_max = 2,
    .run = restore_run,
};
