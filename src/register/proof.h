/* Proofs over the tree: that an entry is in it, and that a larger tree continues a smaller one.
 *
 * They are computed from tiles, reading at most two per level (the one on the path and the one on the right edge), and
 * verified by the loops of RFC 9162 §2.1.3.2 and §2.1.4.2, which share no code with the computing side: a mistake in one
 * is caught by the other.
 *
 *  P1. A computed proof verifies against the roots of its sizes.
 *  P2. A verifier accepts exactly one proof for given hashes and positions (unless SHA-256 collides).
 *  P3. Nothing in a proof is trusted by the verifier but through the final comparison of roots. */
#ifndef REGISTER_PROOF_H
#define REGISTER_PROOF_H

#include "register/merkle.h"

enum { PROOF_MAX = 64 }; /* hashes: the height of the largest tree, and one more for consistency */

struct proof {
    size_t count;
    struct hash hashes[PROOF_MAX];
};

/* That leaf `index` is in the tree of `size` leaves; sibling first, as RFC 6962 has it. 0, ERR_RANGE unless
 * 0 <= index < size, or what the source answered. */
int proof_inclusion(const struct tile_source *tiles, int64_t index, int64_t size, struct proof *ret, struct error *err);
/* That the tree of `size` leaves continues the one of `old` leaves. Empty when old is 0 or equal to size.
 * 0, ERR_RANGE unless 0 <= old <= size, or what the source answered. */
int proof_consistency(const struct tile_source *tiles, int64_t old, int64_t size, struct proof *ret, struct error *err);
/* The root that the tree had when it was `size` leaves large. */
int root_at(const struct tile_source *tiles, int64_t size, struct hash *ret, struct error *err);

bool proof_inclusion_holds(const struct proof *p, const struct hash *leaf, int64_t index, int64_t size,
                           const struct hash *root);
bool proof_consistency_holds(const struct proof *p, int64_t old, const struct hash *old_root, int64_t size,
                             const struct hash *root);

#endif
