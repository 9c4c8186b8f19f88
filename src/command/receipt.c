/* verify FILE.tlog-proof: one entry, offline, by nothing but its receipt and the register's key.
 *
 * A receipt that this program gives out carries the entry's own bytes in its `extra` line. Nobody vouches for that line, and
 * nobody has to: what is hashed and proved is exactly what it holds. A receipt without them (another program's) is verified
 * against bytes given by --entry. There is no key to be had from a file, so one must be given. */
#include <fcntl.h>
#include <sys/stat.h>

#include "command/verify.h"
#include "register/file.h"
#include "register/receipt.h"

bool names_receipt(const struct invocation *in) {
    struct stat st;
    return stat(in->words[0], &st) == 0 && S_ISREG(st.st_mode);
}

static int read_receipt(struct invocation *in, struct buf *file, struct buf *given, struct receipt *ret,
                        struct error *err) {
    int result = file_read(AT_FDCWD, in->words[0], RECEIPT_BYTES_MAX, file, err);
    if (result == 0) result = receipt_parse(ret, in->arena, buf_str(file), err);
    if (result == 0 && option(in, "entry")) {
        result = file_read(AT_FDCWD, option(in, "entry"), RECEIPT_EXTRA_MAX, given, err);
        ret->extra = buf_str(given);
    }
    if (result == 0 && !ret->extra.data)
        result = error_set(err, ERR_REFUSED,
                           T("This receipt does not hold the entry’s bytes: give them with --entry FILE.",
                             "此存证凭据不含条目内容，请以 --entry 文件 提供。"));
    return result;
}

static void say_proved(struct invocation *in, const struct vkey *key, const struct receipt *r,
                       const struct checkpoint *c) {
    struct buf root;
    buf_init(&root, 128);
    hash_hex(&root, &c->root);
    if (option(in, "json")) {
        json_t *entry = NULL;
        if (json_parse(r->extra, &entry, NULL) != 0) entry = json_null();
        print_json(json_pack("{s:b, s:s, s:I, s:I, s:s, s:o, s:[]}", "whole", 1, "origin", key->name, "index",
                             (json_int_t)r->index, "size", (json_int_t)c->size, "root", buf_z(&root), "entry", entry,
                             "faults"));
    } else {
        const struct arg args[] = { ARG_INT("index", r->index), ARG_Z("origin", key->name), ARG_INT("size", c->size),
                                    ARG_Z("root", buf_z(&root)) };
        say(in, stdout,
            T("It holds: entry {index} of {origin}, in the register of size {size}, root {root}. The entry says:",
              "证明成立：{origin} 第 {index} 条，载于共 {size} 条的登记簿，根 {root}。该条内容为："),
            args, 4);
        printf("%.*s\n", STR_FMT(r->extra));
    }
    buf_release(&root);
}

int verify_receipt(struct invocation *in) {
    struct error err = { 0 };
    struct receipt receipt = { .extra = STR_NONE };
    struct checkpoint checkpoint;
    struct note_seen seen;
    struct vkey key;
    struct buf file, given;
    const char *vkey = option(in, "key");
    if (!vkey)
        return wrong_use(in,
                         T("A receipt is verified by the register’s key: give it with --key.",
                           "验证存证凭据须用登记簿的验证密钥，请以 --key 提供。"),
                         NULL, 0);
    buf_init(&file, RECEIPT_BYTES_MAX);
    buf_init(&given, RECEIPT_EXTRA_MAX);
    int result = vkey_parse(&key, str_trim(str_of(vkey)), &err);
    bool wrong_key = result != 0;
    if (result == 0) result = read_receipt(in, &file, &given, &receipt, &err);
    if (result == 0) result = receipt_verify(&receipt, receipt.extra, &key, NULL, 0, &seen, &checkpoint, &err);
    if (result == 0) say_proved(in, &key, &receipt, &checkpoint);
    buf_release(&file);
    buf_release(&given);
    if (wrong_key) return say_error(in, &err);
    return result == 0 ? EXIT_DONE : verify_fault(in, &err);
}
