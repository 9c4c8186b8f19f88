/* Proofs over a small tree: what is computed holds, and what was changed at any place does not (P1, P2).
 *
 * The input chooses size, index and older size, and then the changes: hash number, byte, bit, or a hash more or less. */
#include "register/proof.h"

#include <assert.h>
#include <string.h>

enum { LEAVES_MAX = 1500, FULL_MAX = LEAVES_MAX / TILE_WIDTH };

static struct hash leaves[LEAVES_MAX];

static int read_tile(void *context, int level, int64_t n, int width, uint8_t *out) {
    (void)context;
    assert(n >= 0 && width >= 1 && width <= TILE_WIDTH);
    if (level == 0) {
        assert(n * TILE_WIDTH + width <= LEAVES_MAX);
        memcpy(out, leaves + n * TILE_WIDTH, (size_t)width * HASH_SIZE);
        return 0;
    }
    struct tile_source below = { read_tile, NULL };
    return tile_derive(&below, level, n, width, out);
}

static bool change(struct proof *p, const uint8_t *how, size_t size) {
    struct proof before = *p;
    for (size_t i = 0; i + 2 < size && i < 12; i += 3) {
        if (how[i] == 255 && p->count < PROOF_MAX)
            p->hashes[p->count++] = leaves[how[i + 1]];
        else if (how[i] == 254 && p->count > 0)
            p->count--;
        else if (p->count > 0)
            p->hashes[how[i] % p->count].b[how[i + 1] % HASH_SIZE] ^= how[i + 2];
    }
    return p->count != before.count || memcmp(p->hashes, before.hashes, p->count * sizeof(struct hash)) != 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (leaves[0].b[0] == 0)
        for (int i = 0; i < LEAVES_MAX; i++) leaves[i] = merkle_leaf((struct str){ (const char *)&i, sizeof(i) });
    if (size < 6) return 0;
    int64_t count = 1 + (data[0] | data[1] << 8) % LEAVES_MAX;
    int64_t index = (data[2] | data[3] << 8) % count, old = (data[4] | data[5] << 8) % (count + 1);
    struct tile_source tiles = { read_tile, NULL };
    struct hash root, old_root;
    struct proof inclusion, consistency;
    assert(root_at(&tiles, count, &root, NULL) == 0 && root_at(&tiles, old, &old_root, NULL) == 0);
    assert(proof_inclusion(&tiles, index, count, &inclusion, NULL) == 0);
    assert(proof_consistency(&tiles, old, count, &consistency, NULL) == 0);
    bool other_inclusion = change(&inclusion, data + 6, size - 6),
         other_consistency = change(&consistency, data + 6, size - 6);
    assert(proof_inclusion_holds(&inclusion, &leaves[index], index, count, &root) == !other_inclusion);
    assert(proof_consistency_holds(&consistency, old, &old_root, count, &root) == !other_consistency);
    return 0;
}
