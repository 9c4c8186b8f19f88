/* The three lines, their signature, and reading them back; see checkpoint.h. */
#include "register/checkpoint.h"

#include <assert.h>
#include <string.h>

enum { CHECKPOINT_TEXT_MAX = KEY_NAME_MAX + 96, ROOT_BASE64 = 44 };

bool origin_valid(struct str origin) {
    return key_name_valid(origin) && !str_has(origin, "://") && !str_ends(origin, "/") && !str_starts(origin, "/");
}

void checkpoint_text(struct buf *out, const struct checkpoint *c) {
    buf_add(out, c->origin);
    buf_addc(out, '\n');
    buf_addint(out, c->size);
    buf_addc(out, '\n');
    base64_add(out, (struct str){ (const char *)c->root.b, HASH_SIZE });
    buf_addc(out, '\n');
    if (c->extension.len) buf_add(out, c->extension);
}

static int malformed(struct error *err) {
    return error_set(err, ERR_SYNTAX,
                     T("This is not a checkpoint of a register: it must give origin, size and root, each on its line.",
                       "这不是登记簿的检查点：应逐行写明来源、条数和根校验值。"));
}

/* The line up to the newline, which must be there. */
static bool line_of(struct str *rest, struct str *ret) {
    struct str line = str_cut(rest, '\n');
    *ret = line;
    return rest->data != NULL && line.len > 0;
}

static int parse_root(struct str base64, struct hash *ret) {
    if (base64.len != ROOT_BASE64) return ERR_SYNTAX;
    struct buf b;
    buf_init(&b, 2 * HASH_SIZE);
    int r = base64_parse(base64, &b);
    if (r == 0 && b.len == HASH_SIZE)
        memcpy(ret->b, b.data, HASH_SIZE);
    else
        r = ERR_SYNTAX;
    buf_release(&b);
    return r;
}

int checkpoint_parse(struct checkpoint *ret, struct str text, struct error *err) {
    struct checkpoint c;
    struct str rest = text, size, root, line;
    if (!line_of(&rest, &c.origin) || !line_of(&rest, &size) || !line_of(&rest, &root) || parse_root(root, &c.root))
        return malformed(err);
    int r = str_int(size, &c.size);
    if (r == ERR_RANGE)
        return error_set(err, ERR_RANGE,
                         T("The register's size is beyond what can be counted.", "登记簿的条数超出可计范围。"));
    if (r || c.size < 0) return malformed(err);
    c.extension = rest;
    while (rest.len > 0)
        if (!line_of(&rest, &line)) return malformed(err);
    *ret = c;
    return 0;
}

void checkpoint_sign(struct buf *out, int64_t size, const struct hash *root, const struct skey *key) {
    assert(size >= 0);
    struct checkpoint c = { .origin = str_of(key->vkey.name), .size = size, .root = *root, .extension = STR_NONE };
    struct buf text;
    buf_init(&text, CHECKPOINT_TEXT_MAX);
    checkpoint_text(&text, &c);
    assert(buf_ok(&text));
    note_sign(out, buf_str(&text), key); /* C2 */
    buf_release(&text);
}

/* The note, signed by at least one of the keys; *ret_log is the first that signed. */
static int open_signed(struct note *note, struct str message, const struct vkey *logs, size_t count,
                       const struct vkey **ret_log, struct error *err) {
    int r = note_parse(note, message, err);
    if (r) return r;
    for (size_t i = 0; i < count; i++) {
        r = note_verify(note, &logs[i], 1, NULL, err);
        if (r < 0) return r;
        if (r == 0) continue;
        *ret_log = &logs[i];
        return 0;
    }
    return error_set(err, ERR_MISSING,
                     T("The checkpoint is not signed by the key {name}.", "检查点没有密钥 {name} 的签名。"),
                     ARG_Z("name", logs[0].name));
}

static int open_text(struct checkpoint *ret, const struct note *note, const struct vkey *log, struct error *err) {
    struct checkpoint c;
    int r = checkpoint_parse(&c, note->text, err);
    if (r) return r;
    if (!str_is(c.origin, log->name))
        return error_set(err, ERR_CONFLICT,
                         T("The checkpoint is of another register: {origin}, not {name}.",
                           "检查点属于另一登记簿：{origin}，而不是 {name}。"),
                         ARG_STR("origin", c.origin), ARG_Z("name", log->name));
    *ret = c;
    return 0;
}

int checkpoint_open(struct checkpoint *ret, struct str message, const struct vkey *log, const struct vkey *witnesses,
                    size_t witness_count, struct note_seen *seen, struct error *err) {
    struct note note;
    const struct vkey *signer;
    int r = open_signed(&note, message, log, 1, &signer, err);
    if (r == 0) r = note_verify(&note, witnesses, witness_count, seen, err);
    return r < 0 ? r : open_text(ret, &note, log, err);
}

int checkpoint_open_any(struct checkpoint *ret, struct str message, const struct vkey *logs, size_t count,
                        struct error *err) {
    struct note note;
    const struct vkey *signer;
    int r = open_signed(&note, message, logs, count, &signer, err);
    return r ? r : open_text(ret, &note, signer, err);
}
