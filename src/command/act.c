/* act: one act from the shell. What is entered for somebody shows publicly as entered by the operator. */
#include <string.h>

#include "acts/pipeline/pipeline.h"
#include "command/acting.h"
#include "command/command.h"

static const struct option_kind act_options[] = {
    { "as", "WHO",
      TEXT_INIT("a person's number or email, TITLE@BODY, founder, or operator",
                "人员编号或邮箱、职务@机构、founder 或 operator") },
    { "key", "KEY", TEXT_INIT("a repeat under the same key does nothing new", "同一标识重复提交不会再次生效") },
    { 0 },
};

/* key=value words to fields; a repeated key is a list; key=@FILE is an upload. */
static int read_fields(struct invocation *in, json_t *args, struct upload *uploads, size_t *ret_uploads) {
    for (size_t i = 2; i < in->word_count; i++) {
        struct str value = str_of(in->words[i]);
        struct str name = str_cut(&value, '=');
        if (!value.data || name.len == 0)
            return wrong_use(in, T("“{word}” is not of the form key=value.", "“{word}”须为 key=value 形式。"),
                             (const struct arg[]){ ARG_Z("word", in->words[i]) }, 1);
        const char *key = arena_z(in->arena, name);
        if (value.len > 1 && value.data[0] == '@') {
            if (!read_upload(in, key, arena_z(in->arena, str_skip(value, 1)), &uploads[*ret_uploads]))
                return EXIT_USAGE;
            (*ret_uploads)++;
            continue;
        }
        json_t *text = json_stringn(value.data, value.len);
        json_t *before = json_object_get(args, key);
        if (!text)
            return wrong_use(in, T("“{word}” is not UTF-8.", "“{word}”不是 UTF-8 文字。"),
                             (const struct arg[]){ ARG_Z("word", key) }, 1);
        if (json_is_array(before))
            json_array_append_new(before, text);
        else if (before)
            json_object_set_new(args, key, json_pack("[O, o]", before, text));
        else
            json_object_set_new(args, key, text);
    }
    return 0;
}

static int act_run(struct invocation *in) {
    struct upload *uploads = arena_array(in->arena, struct upload, in->word_count);
    struct ask ask = { .kind = in->words[1],
                       .key = option(in, "key"),
                       .via = "operator",
                       .args = json_object(),
                       .uploads = uploads,
                       .received = INSTANT_NONE,
                       .lang = in->lang };
    int result = read_fields(in, ask.args, uploads, &ask.upload_count);
    if (result == 0) result = act_anywhere(in, in->words[0], option(in, "as") ? option(in, "as") : "operator", &ask);
    json_decref(ask.args);
    return result;
}

COMMAND(act) = {
    .name = "act",
    .usage = "act DIR KIND key=value... --as WHO",
    .summary = TEXT_INIT("one act; exit 1 when it is refused", "办理一项事项；被拒时退出码为 1"),
    .help = TEXT_INIT(
        "Fields are given as key=value, a file as key=@FILE; a key given twice is a list. While a server runs on DIR, the act goes through it.",
        "各栏以 key=value 给出，文件用 key=@FILE，重复的 key 为列表。若该目录正有服务运行，则经由该服务办理。"),
    .options = act_options,
    .alliance = 1,
    .words_min = 2,
    .words_max = COMMAND_WORDS_MAX,
    .run = act_run,
};
