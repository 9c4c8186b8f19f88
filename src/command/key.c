/* key: the register's signing key. A new one is made here, beside the one that signs; the act key.rotate names it. */
#include <string.h>

#include "acts/pipeline.h"
#include "command/command.h"

static int key_run(struct invocation *in)
{
    if (strcmp(in->words[0], "new") != 0)
        return wrong_use(in, T("“key” knows one thing to do: new.", "“key”仅有一种用法：new。"), NULL, 0);
    struct buf vkey;
    struct error err = { 0 };
    buf_init(&vkey, 1024);
    int result = alliance_key_new(in->words[1], &vkey, &err);
    if (result == 0 && option(in, "json"))
        print_json(json_pack("{s:s}", "vkey", buf_z(&vkey)));
    else if (result == 0)
        printf("%s\n", buf_z(&vkey));
    buf_release(&vkey);
    return result == 0 ? EXIT_DONE : say_error(in, &err);
}

COMMAND(key) = {
    .name = "key", .usage = "key new DIR", .summary = TEXT_INIT("make the register's next signing key", "生成登记簿的下一个签名密钥"),
    .help = TEXT_INIT("Prints its public half. It signs from the act key.rotate on that names it: charterd act DIR key.rotate vkey=… --as WHO.",
                      "输出其公钥。自 key.rotate 事项指定该公钥起启用：charterd act DIR key.rotate vkey=… --as WHO。"),
    .words_min = 2, .words_max = 2, .run = key_run,
};
