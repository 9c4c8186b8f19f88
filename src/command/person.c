/* person: what is held about somebody, and its lawful erasure.
 *
 *     person export DIR ID      everything, as JSON: what the record says of a person, and what is kept beside it
 *     person erase DIR ID       the act record.erase for a person, after saying what will be lost
 *
 * What a person did officially (offices, votes, acts) is on record for good and is shown; secrets (password, session and token
 * hashes) are said to exist and not given out. */
#include <string.h>
#include <unistd.h>

#include "acts/house/held.h"
#include "command/acting.h"

static const struct option_kind person_options[] = {
    { "grounds", "TEXT",
      TEXT_INIT("erase: the request, and the provision it rests on", "erase：请求内容及所依据的规定") },
    { "as", "WHO",
      TEXT_INIT("erase: for whom the act is entered, as in act; else an office-holder the charter gives it to",
                "erase：代何人登记，同 act；默认取章程授权的任职人员") },
    { "yes", NULL, TEXT_INIT("erase: do not ask", "erase：不再询问") },
    { 0 },
};

struct asked {
    struct arena *arena;
    int64_t person;
    json_t *held;
};

static int collect(struct db *db, void *context, struct error *err) {
    struct asked *a = context;
    return person_held(db, a->arena, a->person, HELD_ALL, &a->held, err);
}

static int export_person(struct invocation *in, const char *dir, int64_t person) {
    struct acting a = { .in = in, .dir = dir };
    struct asked h = { .arena = in->arena, .person = person };
    struct error err = { 0 };
    if (alliance_open(&a.alliance, dir, ALLIANCE_READ, &err) != 0) return say_unusable(in, &err);
    int result = acting_look(&a, collect, &h, &err);
    acting_close(&a);
    if (result == 0) {
        json_dumpf(h.held, stdout, option(in, "json") ? JSON_COMPACT : JSON_INDENT(2));
        putchar('\n');
    }
    json_decref(h.held);
    return result == 0 ? EXIT_DONE : say_error(in, &err);
}

/* ---- erasing ---- */

static size_t count(const json_t *held, const char *part) { return json_array_size(json_object_get(held, part)); }

static bool confirmed(struct invocation *in, const json_t *held) {
    char answer[16];
    size_t names = 0;
    const json_t *sealed = json_object_get(held, "sealed");
    for (size_t i = 0; i < json_array_size(sealed); i++) {
        struct str field = json_str(json_array_get(sealed, i), "field");
        names += str_is(field, "name") || str_is(field, "email");
    }
    const struct arg args[] = { ARG_STR("name", json_str(held, "name")),
                                ARG_INT("values", (int64_t)names),
                                ARG_INT("mails", (int64_t)count(held, "mails")),
                                ARG_INT("sessions", (int64_t)(count(held, "sessions") + count(held, "tokens"))),
                                ARG_INT("refusals", (int64_t)count(held, "refused_attempts")),
                                ARG_INT("acts", (int64_t)count(held, "mentioned_in")) };
    say(in, stderr,
        T("Lost for ever: the name and address of {name} in {values} {values|place|places} of the record, the text of {mails} {mails|mail|mails}, the account with {sessions} "
          "{sessions|session or token|sessions and tokens}, {refusals} refused {refusals|attempt|attempts}.",
          "将永久删除：{name}在登记中的姓名和邮箱 {values} 处、邮件正文 {mails} 封、账户及会话和令牌 {sessions} 个、被拒记录 {refusals} 条。"),
        args, 6);
    say(in, stderr,
        T("Kept under a number: {acts} official {acts|act|acts}, and offices and votes.",
          "以编号形式保留：履职记录 {acts} 条，以及任职和表决。"),
        args, 6);
    if (option(in, "yes")) return true;
    if (!isatty(STDIN_FILENO)) {
        wrong_use(in, T("Nothing was erased. Say --yes.", "未作删除。确认请加 --yes。"), NULL, 0);
        return false;
    }
    fprintf(stderr, "%s ", text_in(T("Type “erase” to go on:", "输入 erase 以继续："), in->lang));
    return fgets(answer, sizeof answer, stdin) && str_is(str_trim(str_of(answer)), "erase");
}

static int erase_person(struct invocation *in, const char *dir, int64_t person) {
    struct acting a;
    struct asked h = { .arena = in->arena, .person = person };
    struct error err = { 0 };
    const char *grounds = option(in, "grounds");
    if (!grounds)
        return wrong_use(in, T("Say on what grounds: --grounds TEXT.", "请用 --grounds 说明法定理由。"), NULL, 0);
    if (acting_open(&a, in, dir, &err) != 0) return say_unusable(in, &err);
    int result = acting_look(&a, collect, &h, &err);
    if (result != 0)
        result = say_error(in, &err);
    else if (!confirmed(in, h.held))
        result = EXIT_USAGE;
    else {
        json_t *out;
        struct ask ask = { .kind = "record.erase",
                           .via = "operator",
                           .args = json_pack("{s:I, s:s}", "person", (json_int_t)person, "grounds", grounds),
                           .received = INSTANT_NONE,
                           .lang = in->lang };
        int code = acting_ask(&a, option(in, "as"), &ask, &out, &err);
        json_decref(ask.args);
        if (!out) say_error(in, &err);
        result = out ? acting_conclude(in, code, out) : acting_exit(code);
    }
    json_decref(h.held);
    acting_close(&a);
    return result;
}

static int person_run(struct invocation *in) {
    int64_t person;
    if (str_int(str_of(in->words[2]), &person) != 0 || person < 1)
        return wrong_use(in, T("“{word}” is not a person's number.", "“{word}”不是人员编号。"),
                         (const struct arg[]){ ARG_Z("word", in->words[2]) }, 1);
    if (strcmp(in->words[0], "export") == 0) return export_person(in, in->words[1], person);
    if (strcmp(in->words[0], "erase") == 0) return erase_person(in, in->words[1], person);
    return wrong_use(in, T("“person” knows two things to do: export, erase.", "“person”有两种用法：export、erase。"),
                     NULL, 0);
}

COMMAND(person) = {
    .name = "person",
    .usage = "person export|erase DIR ID",
    .summary = TEXT_INIT("what is held about somebody; its lawful erasure", "导出某人全部数据；依法删除"),
    .help = TEXT_INIT(
        "export prints everything that is held about person ID as JSON. erase says what will be lost and what stays, asks, and enters the\n"
        "act record.erase, which needs --grounds; a person in office or representing a member is refused until that has ended.",
        "export 以 JSON 输出所存的该人员全部数据。erase 先列明将删除和保留的内容并要求确认，再登记 record.erase 事项，须以 --grounds\n"
        "说明理由；在任或现为成员单位代表的，须待其终止后方可删除。"),
    .options = person_options,
    .alliance = 2,
    .words_min = 3,
    .words_max = 3,
    .run = person_run,
};
