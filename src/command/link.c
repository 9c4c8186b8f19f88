/* link: a one-time link to sign in, for the operator to hand to somebody: the founder before there is mail, a secretary whose
 * mailbox is lost. Whoever may read the directory may sign in as anybody; the link says so openly, and works once. */
#include "acts/pipeline/pipeline.h"
#include "base/conf.h"
#include "command/acting.h"
#include "command/command.h"
#include "serve/links.h"
#include "serve/shell.h"

static const struct option_kind link_options[] = {
    { "as", "WHO",
      TEXT_INIT("a person's number or email, TITLE@BODY, or founder", "人员编号或邮箱、职务@机构，或 founder") },
    { 0 },
};

/* Where the site will be once it is served. */
const char *site_of(const struct invocation *in, const char *dir) {
    struct conf conf;
    struct error err;
    if (conf_read(&conf, arena_f(in->arena, "%s/charterd.conf", dir).data, in->arena, &err) != 0)
        conf = (struct conf){ 0 };
    struct str site = conf_get(&conf, "site"), listen = conf_get(&conf, "listen");
    if (site.len) return arena_z(in->arena, site.data[site.len - 1] == '/' ? str_head(site, site.len - 1) : site);
    return arena_f(in->arena, "http://%.*s", STR_FMT(listen.len ? listen : STR("127.0.0.1:8080"))).data;
}

/* Through the server, when one holds the directory. */
static int make(struct invocation *in, const char *dir, int64_t person, const char **ret_link, struct error *err) {
    struct alliance *a;
    const char *path;
    int result = alliance_open(&a, dir, ALLIANCE_WRITE, err);
    if (result == ERR_BUSY) return shell_link(dir, person, in->arena, ret_link, err);
    if (result != 0) {
        err->code = ERR_IO; /* the directory did not open */
        return ERR_IO;
    }
    result = link_make(a, person, in->arena, &path);
    alliance_close(a);
    if (result != 0) return link_fault(result, person, err);
    *ret_link = arena_f(in->arena, "%s%s", site_of(in, dir), path).data;
    return 0;
}

static int link_run(struct invocation *in) {
    const char *dir = in->words[0], *who = option(in, "as"), *link;
    struct ask ask = { 0 };
    struct error err = { 0 };
    if (!who) return wrong_use(in, T("Say for whom: --as WHO.", "请用 --as 指明人员。"), NULL, 0);
    int result = find_person(in, dir, who, &ask, &err);
    if (result == 0) result = make(in, dir, ask.person, &link, &err);
    if (result != 0) return say_error(in, &err);
    if (option(in, "json"))
        print_json(json_pack("{s:I, s:s}", "person", (json_int_t)ask.person, "link", link));
    else
        printf("%s\n", link);
    return EXIT_DONE;
}

COMMAND(link) = {
    .name = "link",
    .usage = "link DIR --as WHO",
    .summary = TEXT_INIT("a link to sign in as somebody, good once within a day", "生成一次性登录链接，一日内有效"),
    .help = TEXT_INIT(
        "For a founder before mail is set up, or somebody whose mailbox is lost. Whoever has the link can sign in with it.",
        "用于尚未配置邮件时的发起人，或邮箱无法使用的人员。持有链接者即可登录。"),
    .options = link_options,
    .alliance = 1,
    .words_min = 1,
    .words_max = 1,
    .run = link_run,
};
