/* An act as a leaf: the canonical bytes the register hashes, and back.
 *
 *     {"args":{…},"at":"2026-08-12T01:30:00Z","by":{"as":"office:12","person":7,"via":""},"cause":null,"charter":1,
 *      "id":"k3…","kind":"meeting.call","kv":1,"sealed":{"place":"<commitment>"},"v":1,
 *      "verdict":[{"clause":"A16.1","numbers":{"days":8}}]}
 *
 * RFC 8785: keys in order, no blanks, integers only. Names and free text never stand here; a sealed field is its
 * commitment SHA-256("charterd-commit-v1" ‖ salt ‖ kind.field ‖ 0 ‖ canonical value). `received` is there only when it
 * differs from `at`; `via` names the office that entered the act for its person from paper, or the operator. An entry has at
 * most 65,535 bytes (C2SP tlog-tiles). */
#ifndef ACTS_ENTRY_H
#define ACTS_ENTRY_H

#include "acts/act.h"
#include "base/hash.h"

enum { ENTRY_VERSION = 1, ENTRY_MAX = 65535, SALT_SIZE = 32 };

struct seal { const char *field; uint8_t salt[SALT_SIZE]; struct hash commitment; struct str value; };

struct hash commitment_of(const uint8_t salt[SALT_SIZE], const char *kind, const char *field, struct str canonical_value);

/* Draws salts and computes the commitments of act->sealed, in field order, into the arena. */
size_t seals_make(const struct act *act, struct entropy *entropy, struct arena *arena, struct seal **ret);

/* 0, or ERR_TOO_LARGE. */
int entry_write(struct buf *out, const struct act *act, instant received, const struct seal *seals, size_t seal_count,
                const struct verdict *verdict);

/* The clauses and numbers of a verdict as the leaf holds them. */
void verdict_write(struct buf *out, const struct verdict *v);

/* A leaf read back. The act's strings live in the arena; `ret->args` is owned by `*ret_root`, which the caller releases. */
struct entry {
    struct act act;         /* sealed is NULL */
    instant received;
    const json_t *commitments; /* field → hex */
    const json_t *verdict;     /* array of {clause, numbers} */
};
int entry_read(struct str bytes, int64_t n, struct arena *arena, struct entry *ret, json_t **ret_root, struct error *err);

#endif
