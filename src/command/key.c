/* key: the register's signing key.
 *
 *     key new DIR       makes the next one beside the one that signs, and prints its public half
 *     key rotate DIR    the whole change: makes it (or takes the one made before), records the act key.rotate that names it, and
 *                       sees that it has taken the old one's place
 *
 * Stopped at any moment, a change is whole or not begun: before the act's commit the old key signs, and the next try goes on with
 * the key that was made; from the commit on the new key signs, and opening the directory puts its file in place (acts/pipeline/keys.c). */
#include <string.h>

#include "command/acting.h"

static const struct option_kind key_options[] = {
    { "as", "WHO",
      TEXT_INIT("rotate: for whom the act is entered, as in act; else an office-holder the charter gives it to",
                "rotate：代何人登记，同 act；默认取章程授权的任职人员") },
    { 0 },
};

static int key_new(struct invocation *in, const char *dir) {
    struct buf vkey;
    struct error err = { 0 };
    buf_init(&vkey, 1024);
    int result = alliance_key_new(dir, &vkey, &err);
    if (result == 0 && option(in, "json"))
        print_json(json_pack("{s:s}", "vkey", buf_z(&vkey)));
    else if (result == 0)
        printf("%s\n", buf_z(&vkey));
    buf_release(&vkey);
    return result == 0 ? EXIT_DONE : say_error(in, &err);
}

struct newest {
    struct arena *arena;
    struct str vkey;
};

static int look_newest(struct db *db, void *context, struct error *err) {
    struct newest *n = context;
    n->vkey = db_str(db, n->arena, "SELECT vkey FROM register_key ORDER BY id DESC LIMIT 1");
    return n->vkey.len ? 0
                       : error_set(err, ERR_MISSING, T("This directory has no register yet.", "该目录尚无登记簿。"));
}

static void say_rotated(struct invocation *in, const char *dir, const char *vkey, json_t *out) {
    const struct arg args[] = { ARG_INT("entry", json_int(out, "entry", -1)), ARG_Z("vkey", vkey), ARG_Z("dir", dir) };
    if (option(in, "json")) {
        json_object_set_new(out, "vkey", json_string(vkey));
        print_json(json_incref(out));
        return;
    }
    say(in, stdout,
        T("Entry {entry} changed the key; the checkpoint there is signed by the old key and the new.",
          "第 {entry} 条更换了密钥，该处检查点由新旧密钥共同签署。"),
        args, 3);
    say(in, stdout, T("From now on signs {vkey}", "此后由此密钥签名：{vkey}"), args, 3);
    say(in, stdout,
        T("Keep a copy of {dir}/register.key offline, and tell verifiers the new key.",
          "请离线保存 {dir}/register.key 的副本，并将新公钥告知验证方。"),
        args, 3);
}

/* Whether the key on record is the one asked for, after the server (or this process) has taken it. */
static int settle(struct invocation *in, struct acting *a, const char *dir, const char *vkey, json_t *out) {
    struct newest newest = { .arena = in->arena };
    struct error err = { 0 };
    if (acting_look(a, look_newest, &newest, &err) != 0) return say_error(in, &err);
    if (!str_is(newest.vkey, vkey)) {
        error_set(&err, ERR_CONFLICT,
                  T("The key was changed to another one meanwhile.", "密钥同时已被更换为另一密钥。"));
        return say_error(in, &err);
    }
    say_rotated(in, dir, vkey, out);
    return EXIT_DONE;
}

/* The act's own key is the new key's name: a repeat after a crash finds what was done. */
static int rotate(struct invocation *in, const char *dir, struct acting *a, const char *vkey) {
    struct error err = { 0 };
    json_t *out = NULL;
    struct str id = str_of(vkey);
    str_cut(&id, '+');
    id = str_cut(&id, '+');
    struct ask ask = { .kind = "key.rotate",
                       .key = arena_f(in->arena, "key.rotate-%.*s", STR_FMT(id)).data,
                       .via = "operator",
                       .args = json_pack("{s:s}", "vkey", vkey),
                       .received = INSTANT_NONE,
                       .lang = in->lang };
    int code = acting_ask(a, option(in, "as"), &ask, &out, &err);
    json_decref(ask.args);
    if (!out) {
        say_error(in, &err);
        return acting_exit(code);
    }
    if (code != 0) return acting_conclude(in, code, out);
    int result = settle(in, a, dir, vkey, out);
    json_decref(out);
    return result;
}

/* The directory is opened before a key is made: opening ends a change that was stopped in its midst. */
static int key_rotate_run(struct invocation *in, const char *dir) {
    struct acting a;
    struct buf vkey;
    struct error err = { 0 };
    buf_init(&vkey, 1024);
    int result = acting_open(&a, in, dir, &err);
    if (result != 0) return say_unusable(in, &err);
    result = alliance_key_new(dir, &vkey, &err) == 0 ? rotate(in, dir, &a, buf_z(&vkey)) : say_error(in, &err);
    acting_close(&a);
    buf_release(&vkey);
    return result;
}

static int key_run(struct invocation *in) {
    if (strcmp(in->words[0], "new") == 0) return key_new(in, in->words[1]);
    if (strcmp(in->words[0], "rotate") == 0) return key_rotate_run(in, in->words[1]);
    return wrong_use(in, T("“key” knows two things to do: new, rotate.", "“key”有两种用法：new、rotate。"), NULL, 0);
}

COMMAND(key) = {
    .name = "key",
    .usage = "key new|rotate DIR",
    .summary = TEXT_INIT("change the register's signing key", "更换登记簿签名密钥"),
    .help = TEXT_INIT(
        "rotate makes a key, records the act key.rotate that names it and puts it in the old one's place, also while the server runs.\n"
        "Stopped midway, it is finished by running it again. new only makes the key and prints its public half; it signs from the\n"
        "act on that names it: charterd act DIR key.rotate vkey=… --as WHO.",
        "rotate 生成新密钥、登记 key.rotate 事项并替换旧密钥，服务运行时亦可；中途停止的，再次运行即可完成。\n"
        "new 仅生成密钥并输出公钥；自 key.rotate 事项指定该公钥起启用：charterd act DIR key.rotate vkey=… --as WHO。"),
    .options = key_options,
    .alliance = 2,
    .words_min = 2,
    .words_max = 2,
    .run = key_run,
};
