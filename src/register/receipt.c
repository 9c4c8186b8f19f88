/* Writing, reading and verifying receipts; see receipt.h. */
#include "register/receipt.h"

#include <string.h>

static const char header[] = "c2sp.org/tlog-proof@v1";

void receipt_format(struct buf *out, const struct receipt *r) {
    buf_addf(out, "%s\n", header);
    if (r->extra.data) {
        buf_addz(out, "extra ");
        base64_add(out, r->extra);
        buf_addc(out, '\n');
    }
    buf_addz(out, "index ");
    buf_addint(out, r->index);
    buf_addc(out, '\n');
    for (size_t i = 0; i < r->proof.count; i++) {
        base64_add(out, (struct str){ (const char *)r->proof.hashes[i].b, HASH_SIZE });
        buf_addc(out, '\n');
    }
    buf_addc(out, '\n');
    buf_add(out, r->checkpoint);
}

static int malformed(struct error *err) {
    return error_set(err, ERR_SYNTAX,
                     T("This is not a receipt of a register: it is damaged or something else.",
                       "这不是登记簿的存证凭据：可能已损坏，或是别的文件。"));
}

static int parse_extra(struct str base64, struct arena *arena, struct str *ret) {
    struct buf b;
    buf_init(&b, RECEIPT_EXTRA_MAX);
    int r = base64_parse(base64, &b);
    if (r == 0 && !buf_ok(&b)) r = ERR_TOO_LARGE;
    if (r == 0) *ret = arena_str(arena, buf_str(&b));
    buf_release(&b);
    return r;
}

static int parse_hash(struct str base64, struct hash *ret) {
    struct buf b;
    buf_init(&b, HASH_SIZE + 1);
    int r = base64_parse(base64, &b);
    if (r == 0 && b.len != HASH_SIZE) r = ERR_SYNTAX;
    if (r == 0) memcpy(ret->b, b.data, HASH_SIZE);
    buf_release(&b);
    return r;
}

int receipt_parse(struct receipt *ret, struct arena *arena, struct str text, struct error *err) {
    struct receipt r = { .extra = STR_NONE };
    if (text.len > RECEIPT_BYTES_MAX)
        return error_set(err, ERR_TOO_LARGE, T("The receipt is too large.", "存证凭据过大。"));
    struct str rest = text;
    if (!str_is(str_cut(&rest, '\n'), header)) return malformed(err);
    struct str line = str_cut(&rest, '\n');
    if (str_starts(line, "extra ")) {
        if (parse_extra(str_skip(line, strlen("extra ")), arena, &r.extra)) return malformed(err);
        line = str_cut(&rest, '\n');
    }
    if (!str_starts(line, "index ") || str_int(str_skip(line, strlen("index ")), &r.index) || r.index < 0)
        return malformed(err);
    for (;;) {
        if (!rest.data) return malformed(err);
        line = str_cut(&rest, '\n');
        if (line.len == 0) break;
        if (r.proof.count == PROOF_MAX || parse_hash(line, &r.proof.hashes[r.proof.count++])) return malformed(err);
    }
    if (rest.len == 0) return malformed(err);
    r.checkpoint = rest;
    *ret = r;
    return 0;
}

int receipt_verify(const struct receipt *r, struct str entry, const struct vkey *log, const struct vkey *witnesses,
                   size_t witness_count, struct note_seen *seen, struct checkpoint *ret, struct error *err) {
    struct checkpoint c;
    int code = checkpoint_open(&c, r->checkpoint, log, witnesses, witness_count, seen, err);
    if (code) return code;
    struct hash leaf = merkle_leaf(entry);
    if (!proof_inclusion_holds(&r->proof, &leaf, r->index, c.size, &c.root))
        return error_set(err, ERR_CORRUPT,
                         T("The receipt does not hold: this is not entry {index} of {origin}.",
                           "存证凭据不成立：这不是 {origin} 的第 {index} 条。"),
                         ARG_INT("index", r->index), ARG_STR("origin", c.origin));
    *ret = c;
    return 0;
}
