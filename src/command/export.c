/* export: the public register as files, for any web server and for `verify`. */
#include "acts/pipeline/record.h"
#include "command/command.h"

static int export_run(struct invocation *in) {
    struct store *store = NULL;
    struct shelf shelf = { 0 };
    struct error err = { 0 };
    const char *to = in->words[1];
    int result =
        store_open(&store, arena_z(in->arena, arena_f(in->arena, "%s/alliance.db", in->words[0])), STORE_READ, &err);
    if (result == 0) result = record_shelf(store, &shelf, &err);
    if (result == 0) {
        result = shelf_export(&shelf, to, &err);
        const struct arg args[] = { ARG_Z("origin", shelf.log->name), ARG_INT("size", shelf.size), ARG_Z("to", to) };
        if (result == 0 && option(in, "json"))
            print_json(
                json_pack("{s:s, s:I, s:s}", "origin", shelf.log->name, "size", (json_int_t)shelf.size, "to", to));
        else if (result == 0)
            say(in, stdout, T("{origin}, size {size}, is now in {to}.", "{origin}（{size} 条）已写入 {to}。"), args, 3);
        shelf.done(&shelf);
    }
    store_close(store);
    return result == 0 ? EXIT_DONE : say_error(in, &err);
}

COMMAND(export) = {
    .name = "export",
    .usage = "export DIR TO",
    .summary = TEXT_INIT("the public register as a folder of files", "将公开登记簿导出为文件夹"),
    .help = TEXT_INIT(
        "Writes to TO what the server publishes under /register: the signed checkpoint, the verifier key, the tree in tiles and every\n"
        "entry, nothing private. Any web server can publish the copy, and verify reads it. TO may be a copy made before: it is\n"
        "brought up to date, also while it is being served.",
        "将服务器在 /register 下公布的内容写入 TO：签名检查点、验证密钥、校验树和全部条目，不含任何非公开内容。\n"
        "任何网站服务器都可发布该副本，verify 可读取它。TO 可以是以前导出的副本：会更新到最新，即使正在对外提供。"),
    .alliance = 1,
    .words_min = 2,
    .words_max = 2,
    .run = export_run,
};
