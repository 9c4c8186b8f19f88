/* Hashing, growing and opening the tree; see merkle.h for its shape and invariants.
 *
 * Appending is a carry: the new hash meets the peaks of every bit set from below, as 1 + 0111 becomes 1000. Whenever the
 * carry stands at a multiple of eight bits it is a hash of the tile level above, and takes its place on the edge. */
#include "register/merkle.h"

#include <assert.h>
#include <string.h>

enum { LEVEL_BITS = 8 };

struct hash merkle_empty(void) {
    return hash_of(STR(""));
}

struct hash merkle_leaf(struct str entry) {
    return hash_parts((const struct str[]){ { "\x00", 1 }, entry }, 2);
}

struct hash merkle_node(const struct hash *left, const struct hash *right) {
    char bytes[1 + 2 * HASH_SIZE];
    bytes[0] = 1;
    memcpy(bytes + 1, left->b, HASH_SIZE);
    memcpy(bytes + 1 + HASH_SIZE, right->b, HASH_SIZE);
    return hash_of((struct str){ bytes, sizeof(bytes) });
}

struct hash merkle_perfect(const struct hash *hashes, size_t count) {
    assert(count >= 1 && count <= TILE_WIDTH && (count & (count - 1)) == 0);
    if (count == 1) return hashes[0];
    struct hash row[TILE_WIDTH / 2];
    for (size_t i = 0; i < count / 2; i++) row[i] = merkle_node(&hashes[2 * i], &hashes[2 * i + 1]);
    for (size_t n = count / 4; n >= 1; n /= 2)
        for (size_t i = 0; i < n; i++) row[i] = merkle_node(&row[2 * i], &row[2 * i + 1]);
    return row[0];
}

int64_t tile_hashes(int64_t size, int level) { return level < TREE_LEVELS ? size >> (LEVEL_BITS * level) : 0; }

int tile_width(int64_t size, int level, int64_t n) {
    int64_t hashes = tile_hashes(size, level);
    int64_t last = hashes / TILE_WIDTH;
    return n < last ? TILE_WIDTH : n == last ? (int)(hashes % TILE_WIDTH) : 0;
}

void tree_init(struct tree *t) { memset(t, 0, sizeof(*t)); }

/* Adds the root of a perfect subtree over 2^height leaves at the right end. */
static int push(struct tree *t, int height, const struct hash *root, tile_full_fn *full, void *context) {
    int64_t leaves = (int64_t)1 << height;
    assert(t->size <= INT64_MAX - leaves && (t->size & (leaves - 1)) == 0); /* M1 */
    struct hash carry = *root;
    for (int k = height;; k++) {
        if (k % LEVEL_BITS == 0) {
            int level = k / LEVEL_BITS;
            int64_t index = tile_hashes(t->size, level);
            /* M5: the slot lies past the width, and so does every peak written below: nothing has changed yet. */
            t->edge[level][index % TILE_WIDTH] = carry;
            if (index % TILE_WIDTH == TILE_WIDTH - 1 && full) { /* M3 */
                int r = full(context, level, index / TILE_WIDTH, t->edge[level][0].b);
                if (r) return r;
            }
        }
        if (!(t->size >> k & 1)) {
            t->peak[k] = carry; /* M2 */
            break;
        }
        carry = merkle_node(&t->peak[k], &carry);
    }
    t->size += leaves;
    return 0;
}

int tree_append(struct tree *t, const struct hash *leaf, tile_full_fn *full, void *context) {
    return push(t, 0, leaf, full, context);
}

int tree_append_tile(struct tree *t, const struct hash *root, tile_full_fn *full, void *context) {
    return push(t, LEVEL_BITS, root, full, context);
}

struct hash tree_root(const struct tree *t) {
    if (t->size == 0) return merkle_empty();
    int k = __builtin_ctzll((unsigned long long)t->size);
    struct hash root = t->peak[k];
    for (k++; k < TREE_BITS; k++)
        if (t->size >> k & 1) root = merkle_node(&t->peak[k], &root);
    return root;
}

int tile_derive(const struct tile_source *full, int level, int64_t n, int width, uint8_t *out) {
    assert(level >= 1 && level < TREE_LEVELS && n >= 0 && width >= 1 && width <= TILE_WIDTH);
    struct hash tile[TILE_WIDTH];
    for (int i = 0; i < width; i++) {
        int r = full->read(full->context, level - 1, n * TILE_WIDTH + i, TILE_WIDTH, tile[0].b);
        if (r) return r;
        struct hash root = merkle_perfect(tile, TILE_WIDTH);
        memcpy(out + (size_t)i * HASH_SIZE, root.b, HASH_SIZE);
    }
    return 0;
}

/* The peaks that lie in one level of the edge, from its hashes: widths 2^7 … 2^0 from the left, as the bits of the width
 * say (M2). */
static void peaks_of_level(struct tree *t, int level) {
    int width = (int)(tile_hashes(t->size, level) % TILE_WIDTH);
    int start = 0;
    for (int j = LEVEL_BITS - 1; j >= 0; j--) {
        if (!(width >> j & 1)) continue;
        t->peak[level * LEVEL_BITS + j] = merkle_perfect(&t->edge[level][start], (size_t)1 << j);
        start += 1 << j;
    }
}

int tree_load(struct tree *t, int64_t size, const struct tile_source *tiles, struct error *err) {
    tree_init(t);
    if (size < 0)
        return error_set(err, ERR_RANGE, T("A register cannot have {n} entries.", "登记簿的条目数不能是 {n}。"),
                         ARG_INT("n", size));
    for (int level = 0; level < TREE_LEVELS; level++) {
        int64_t hashes = tile_hashes(size, level);
        int width = (int)(hashes % TILE_WIDTH);
        if (width == 0) continue;
        int64_t n = hashes / TILE_WIDTH;
        int r = level == 0 ? tiles->read(tiles->context, 0, n, width, t->edge[0][0].b)
                           : tile_derive(tiles, level, n, width, t->edge[level][0].b);
        if (r) {
            tree_init(t);
            return error_set(err, r,
                             T("The register cannot be opened: hashes near entry {n} could not be read.",
                               "无法打开登记簿：第 {n} 条附近的校验值读不出来。"),
                             ARG_INT("n", n << (LEVEL_BITS * level)));
        }
    }
    t->size = size;
    for (int level = 0; level < TREE_LEVELS; level++) peaks_of_level(t, level);
    return 0;
}

int tree_tile(const struct tree *t, const struct tile_source *full, int level, int64_t n, int width, uint8_t *out) {
    assert(level >= 0 && n >= 0 && width >= 1 && width <= TILE_WIDTH);
    int held = tile_width(t->size, level, n);
    if (width > held) return ERR_MISSING;
    if (held < TILE_WIDTH) {
        memcpy(out, t->edge[level][0].b, (size_t)width * HASH_SIZE);
        return 0;
    }
    if (width == TILE_WIDTH) return full->read(full->context, level, n, width, out);
    uint8_t tile[TILE_BYTES];
    int r = full->read(full->context, level, n, TILE_WIDTH, tile);
    if (r == 0) memcpy(out, tile, (size_t)width * HASH_SIZE);
    return r;
}

static int view_read(void *context, int level, int64_t n, int width, uint8_t *out) {
    const struct tree_view *view = context;
    return tree_tile(view->tree, view->full, level, n, width, out);
}

struct tile_source tree_source(struct tree_view *view) {
    return (struct tile_source){ view_read, view };
}
