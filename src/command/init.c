/* init: a new alliance in an empty directory. */
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "acts/pipeline/pipeline.h"
#include "command/command.h"

static const struct option_kind init_options[] = {
    { "charter", "FOLDER", TEXT_INIT("the charter it is founded under", "所依据的章程目录") },
    { "name-en", "NAME", TEXT_INIT("its name in English, if not the charter's title", "英文名称（默认取章程标题）") },
    { "name-zh", "NAME", TEXT_INIT("its name in Chinese", "中文名称") },
    { "founder", "NAME", TEXT_INIT("name of the founder", "发起人姓名") },
    { "email", "ADDRESS", TEXT_INIT("email address of the founder, to sign in with", "发起人登录邮箱") },
    { "origin", "NAME",
      TEXT_INIT("the register's name: its public address without https://", "登记簿名称：公开网址去掉 https://") },
    { 0 },
};

/* Where it was installed, or beside the build it runs from. */
const char *own_charter(struct arena *a) {
    static const char *const beside[] = { "../share/charterd/charters", "../charters" };
    const char *name = strrchr(CHARTERD_CHARTER, '/');
    if (access(CHARTERD_CHARTER, R_OK) == 0) return CHARTERD_CHARTER;
    char program[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program);
    while (n > 0 && program[n - 1] != '/') n--;
    for (size_t i = 0; n > 0 && i < sizeof beside / sizeof beside[0]; i++) {
        const char *path = arena_f(a, "%.*s%s%s", (int)n, program, beside[i], name).data;
        if (access(path, R_OK) == 0) return path;
    }
    return CHARTERD_CHARTER; /* its absence is said with the place it should be */
}

static int init_run(struct invocation *in) {
    struct founding f = {
        .charter_folder = option(in, "charter") ? option(in, "charter") : own_charter(in->arena),
        .name_en = option(in, "name-en"),
        .name_zh = option(in, "name-zh"),
        .founder_name = option(in, "founder"),
        .founder_email = option(in, "email"),
        .origin = option(in, "origin"),
        .at = INSTANT_NONE,
    };
    struct error err = { 0 };
    if (alliance_init(in->words[0], &f, &err) != 0) return say_error(in, &err);
    say(in, stdout,
        T("A new alliance lives in {dir}. Start it with: charterd serve {dir}",
          "新联盟已建于 {dir}。启动：charterd serve {dir}"),
        (const struct arg[]){ ARG_Z("dir", in->words[0]) }, 1);
    return EXIT_DONE;
}

COMMAND(init) = {
    .name = "init",
    .usage = "init DIR [--charter FOLDER]",
    .summary = TEXT_INIT("a new alliance", "新建联盟"),
    .options = init_options,
    .words_min = 1,
    .words_max = 1,
    .run = init_run,
};
