/* verify: a register from outside, with nothing but its verifier key.
 *
 * What is verified is what anybody can fetch: an address, an exported copy, or a data directory read like one (its database
 * gives the same paths and bytes); or one entry by its receipt, see receipt.c. The key should come from elsewhere; where none is
 * given, the register's own word is taken and said so. A key that the register has given up since leads to the one it signs with
 * now, over checkpoints that both signed (register/handover.h), and the entry that changed it must stand before each of them. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "acts/pipeline/record.h"
#include "command/verify.h"
#include "register/file.h"
#include "register/handover.h"
#include "register/verify.h"

static const struct option_kind verify_options[] = {
    { "key", "VKEY",
      TEXT_INIT("the verifier key, from a source you trust; one given up since will do",
                "验证密钥，应取自可信来源；已更换的旧密钥亦可") },
    { "older", "FILE",
      TEXT_INIT("an older checkpoint that the register must continue", "较早的检查点，登记簿须与之衔接") },
    { "remember", "FILE",
      TEXT_INIT("as --older where FILE exists; then keeps the new checkpoint in it",
                "文件已存在时同 --older；验证后将新检查点存入其中") },
    { "entry", "FILE",
      TEXT_INIT("for a receipt that does not hold them: the bytes of its entry",
                "凭据未含条目内容时，提供该条目的字节") },
    { "threads", "N", TEXT_INIT("how many processors to use", "使用的处理器数") },
    { 0 },
};

/* Where the register is read from, and by which keys. */
struct subject {
    struct store *store; /* of a data directory */
    struct shelf shelf;
    struct register_source *source;
    struct vkey key;
    const struct vkey *retired;
    size_t retired_count;
    bool own_word;                     /* nobody gave a key */
    struct handovers *handovers;       /* from the key given to the newest */
    int64_t rotated_at[HANDOVERS_MAX]; /* the entries that changed it */
    size_t rotated;
    struct buf older, note;
};

static int open_directory(struct subject *s, const char *database, struct error *err) {
    int result = store_open(&s->store, database, STORE_READ, err);
    if (result == 0) result = record_shelf(s->store, &s->shelf, err);
    if (result) return result;
    source_shelf(&s->source, &s->shelf);
    s->retired = s->shelf.log + 1;
    s->retired_count = s->shelf.log_count - 1;
    return 0;
}

/* The address of an alliance stands for its register, which is one step further in; a register may also stand at a root. */
static int open_address(struct subject *s, struct invocation *in, const char *where, struct error *err) {
    struct str rest = str_of(where);
    struct vkey seen;
    rest = str_starts(rest, "https://")  ? str_skip(rest, 8)
           : str_starts(rest, "http://") ? str_skip(rest, 7)
                                         : STR_NONE;
    struct str host = str_cut(&rest, '/');
    if (host.len && !rest.len) {
        const char *inside =
            arena_z(in->arena, arena_f(in->arena, "%.*s/register", (int)(host.data + host.len - where), where));
        if (source_open(&s->source, inside, err) == 0 && source_key(s->source, &seen, NULL) == 0) return 0;
        if (s->source) s->source->close(s->source);
        s->source = NULL;
    }
    return source_open(&s->source, where, err);
}

/* From a key that was given up to the one that signs now. */
static int follow_key(struct subject *s, struct error *err) {
    int result = handovers_follow(s->source, &s->key, s->handovers, err);
    if (result != 0 || s->handovers->count == 0) return result;
    s->key = s->handovers->keys[0];
    s->retired = s->handovers->keys + 1;
    s->retired_count = s->handovers->count;
    return 0;
}

static int open_subject(struct subject *s, struct invocation *in, struct error *err) {
    struct stat st;
    const char *where = in->words[0];
    const char *database = arena_z(in->arena, arena_f(in->arena, "%s/alliance.db", where));
    if (!str_has(str_of(where), "://") && stat(where, &st) != 0)
        return error_set(err, ERR_IO, T("{path}: {reason}.", "{path}：{reason}。"), ARG_Z("path", where),
                         ARG_TEXT("reason", errno_text(errno)));
    int result = stat(database, &st) == 0 ? open_directory(s, database, err) : open_address(s, in, where, err);
    if (result) return result;
    const char *given = option(in, "key");
    s->own_word = given == NULL;
    if (!given) return source_key(s->source, &s->key, err);
    result = vkey_parse(&s->key, str_trim(str_of(given)), err);
    if (result != 0 && err) err->code = ERR_USAGE;
    return result ? ERR_USAGE : follow_key(s, err);
}

/* The entry that changes the key to the next one. Signatures bind the keys already; this finds what a person can read of it. */
static int read_entry(void *context, int64_t index, struct str bytes, struct error *err) {
    struct subject *s = context;
    static const char mark[] = "\"kind\":\"key.rotate\"";
    json_t *entry;
    if (s->rotated == s->handovers->count || !memmem(bytes.data, bytes.len, mark, sizeof mark - 1) ||
        json_parse(bytes, &entry, NULL) != 0)
        return 0;
    struct vkey key;
    const struct vkey *next = &s->handovers->keys[s->handovers->count - 1 - s->rotated];
    if (str_is(json_str(entry, "kind"), "key.rotate") &&
        vkey_parse(&key, json_str(json_object_get(entry, "args"), "vkey"), NULL) == 0 && key.id == next->id &&
        memcmp(key.bytes, next->bytes, KEY_BYTES) == 0) {
        if (index >= s->handovers->at[s->rotated].size) {
            json_decref(entry);
            return error_set(err, ERR_CORRUPT,
                             T("Entry {n} changes the key after the checkpoint that handed over to it.",
                               "第 {n} 条更换密钥晚于交接检查点。"),
                             ARG_PLAIN("n", index));
        }
        s->rotated_at[s->rotated++] = index;
    }
    json_decref(entry);
    return 0;
}

static int judge_rotations(const struct subject *s, struct error *err) {
    if (s->rotated == s->handovers->count) return 0;
    return error_set(err, ERR_CORRUPT,
                     T("The register shows a newer key, but no entry changes to it.",
                       "登记簿出示了较新的密钥，但没有条目登记此次更换。"));
}

static int read_older(struct subject *s, struct invocation *in, struct error *err) {
    const char *path = option(in, "older");
    if (path) return file_read(AT_FDCWD, path, NOTE_BYTES_MAX, &s->older, err);
    path = option(in, "remember");
    int result = path ? file_read(AT_FDCWD, path, NOTE_BYTES_MAX, &s->older, err) : 0;
    return result == ERR_MISSING ? 0 : result;
}

static void close_subject(struct subject *s) {
    if (s->source) s->source->close(s->source);
    if (s->shelf.done) s->shelf.done(&s->shelf);
    store_close(s->store);
    free(s->handovers);
    buf_release(&s->older);
    buf_release(&s->note);
}

static json_t *rotations_json(const struct subject *s) {
    json_t *list = json_array();
    for (size_t i = 0; i < s->rotated; i++)
        json_array_append_new(list, json_pack("{s:I, s:I}", "entry", (json_int_t)s->rotated_at[i], "size",
                                              (json_int_t)s->handovers->at[i].size));
    return list;
}

static void say_whole(struct invocation *in, const struct subject *s, const struct verify_report *report) {
    struct buf root, key;
    buf_init(&root, 128);
    buf_init(&key, 1024);
    hash_hex(&root, &report->root);
    vkey_format(&key, &s->key);
    if (option(in, "json")) {
        print_json(json_pack("{s:b, s:s, s:I, s:s, s:I, s:I, s:s, s:b, s:o, s:o, s:[]}", "whole", 1, "origin",
                             s->key.name, "size", (json_int_t)report->size, "root", buf_z(&root), "bytes",
                             (json_int_t)report->bytes, "tiles", (json_int_t)report->tiles, "key", buf_z(&key),
                             "key_given", !s->own_word, "older",
                             report->older_size < 0 ? json_null() : json_integer(report->older_size), "key_changes",
                             rotations_json(s), "faults"));
    } else {
        const struct arg args[] = { ARG_Z("origin", s->key.name), ARG_INT("size", report->size),
                                    ARG_Z("root", buf_z(&root)), ARG_Z("key", buf_z(&key)),
                                    ARG_INT("older", report->older_size) };
        say(in, stdout, T("Whole: {origin}, size {size}, root {root}.", "完好：{origin}，共 {size} 条，根 {root}。"),
            args, 3);
        if (report->older_size >= 0)
            say(in, stdout, T("It continues the checkpoint of size {older}.", "与 {older} 条时的检查点衔接。"), args,
                5);
        for (size_t i = 0; i < s->rotated; i++)
            say(in, stdout,
                T("Entry {n} changed the signing key; the checkpoint of size {size} is signed by both.",
                  "第 {n} 条更换了签名密钥，{size} 条时的检查点由新旧密钥共同签署。"),
                (const struct arg[]){ ARG_PLAIN("n", s->rotated_at[i]), ARG_INT("size", s->handovers->at[i].size) }, 2);
        if (s->rotated) say(in, stdout, T("It is signed now by {key}", "现由此密钥签署：{key}"), args, 4);
        if (s->own_word)
            say(in, stdout,
                T("It was verified by the key it shows of itself. Compare that key with one you have from elsewhere: {key}",
                  "本次用登记簿自己出示的密钥验证，请与您从别处取得的密钥核对：{key}"),
                args, 4);
    }
    buf_release(&root);
    buf_release(&key);
}

int verify_fault(struct invocation *in, const struct error *err) {
    struct error said;
    error_copy(&said, err);
    if (option(in, "json")) {
        struct buf b;
        buf_init(&b, 1 << 16);
        error_format(&b, err, in->lang);
        print_json(json_pack("{s:b, s:[s]}", "whole", 0, "faults", buf_z(&b)));
        buf_release(&b);
    }
    if (said.code == ERR_SYNTAX) /* of the register, not of the command */
        said.code = ERR_CORRUPT;
    return say_error(in, &said);
}

static int verify_run(struct invocation *in) {
    if (names_receipt(in)) return verify_receipt(in);
    if (names_meeting(in)) return verify_meeting(in);
    struct subject s = { 0 };
    struct error err = { 0 };
    struct verify_report report;
    int64_t threads;
    if (!option_int(in, "threads", 0, &threads) || threads < 0 || threads > 1024) return EXIT_USAGE;
    buf_init(&s.older, NOTE_BYTES_MAX);
    buf_init(&s.note, NOTE_BYTES_MAX);
    s.handovers = mem_alloc(sizeof *s.handovers);
    s.handovers->count = 0;
    int result = open_subject(&s, in, &err);
    if (result == 0) result = read_older(&s, in, &err);
    struct verify_options o = {
        .log = &s.key,
        .retired = s.retired,
        .retired_count = s.retired_count,
        .older = s.older.len ? buf_str(&s.older) : STR_NONE,
        .stations = s.handovers->at,
        .station_count = s.handovers->count,
        .threads = (int)threads,
        .entry = s.handovers->count ? read_entry : NULL,
        .context = &s,
        .note = &s.note,
    };
    if (result == 0) result = register_verify(s.source, &o, &report, &err);
    if (result == 0) result = judge_rotations(&s, &err);
    if (result == 0 && option(in, "remember"))
        result = file_replace(option(in, "remember"), buf_str(&s.note), 0644, FILE_SYNC, &err);
    if (result == 0) say_whole(in, &s, &report);
    close_subject(&s);
    return result == 0 ? EXIT_DONE : verify_fault(in, &err);
}

COMMAND(verify) = {
    .name = "verify",
    .usage = "verify URL-or-DIR-or-FILE",
    .summary = TEXT_INIT("verify a register from outside", "从外部验证登记簿"),
    .help = TEXT_INIT(
        "Fetches the signed checkpoint, every entry and every tile of the tree, hashes the entries again and compares. URL is where\n"
        "the register is published (https://example.org/register); DIR is an exported copy or a data directory. FILE is the\n"
        "receipt of one entry (.tlog-proof): it is verified offline, by the key given, and the entry is shown. A DIR that meeting export\n"
        "made is verified offline too: every proof, and every row of its lists.",
        "取得签名检查点、全部条目和校验树的每一块，重新计算并比对。URL 为登记簿的公开地址（https://example.org/register）；\n"
        "DIR 为导出的副本或数据目录。FILE 为单条存证凭据（.tlog-proof），以所给密钥离线验证并显示该条内容。\n"
        "DIR 亦可为 meeting export 导出的文件夹，离线验证全部证明和列表各行。"),
    .options = verify_options,
    .words_min = 1,
    .words_max = 1,
    .run = verify_run,
};
