/* Paths and bundles; see tile.h. */
#include "register/tile.h"

#include <assert.h>

enum { LEVEL_MAX = 63, GROUP = 1000, GROUPS_MAX = 6, GROUP_DIGITS = 3 };

static void add_group(struct buf *out, const char *prefix, int64_t group) {
    buf_addf(out, "%s%03d", prefix, (int)group);
}

void tile_path_format(struct buf *out, struct tile_path p) {
    assert(p.n >= 0 && p.width >= 1 && p.width <= TILE_WIDTH && p.level >= 0 && p.level <= LEVEL_MAX);
    if (p.entries)
        buf_addz(out, "tile/entries/");
    else
        buf_addf(out, "tile/%d/", p.level);
    int64_t power = 1;
    while (p.n / power >= GROUP) power *= GROUP;
    for (; power > 1; power /= GROUP) {
        add_group(out, "x", p.n / power % GROUP);
        buf_addc(out, '/');
    }
    add_group(out, "", p.n % GROUP);
    if (p.width < TILE_WIDTH) buf_addf(out, ".p/%d", p.width);
}

/* A decimal of at most three digits without leading zeros, 0 … max. */
static int parse_small(struct str s, int64_t max, int64_t *ret) {
    int64_t v;
    if (s.len > GROUP_DIGITS || str_int(s, &v) || v < 0 || v > max) return ERR_SYNTAX;
    *ret = v;
    return 0;
}

/* Exactly three digits. */
static int parse_group(struct str s, int64_t *ret) {
    int64_t v = 0;
    if (s.len != GROUP_DIGITS) return ERR_SYNTAX;
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] < '0' || s.data[i] > '9') return ERR_SYNTAX;
        v = v * 10 + (s.data[i] - '0');
    }
    *ret = v;
    return 0;
}

/* x001/x234/067, and what follows it in *rest. The first group is not 000 unless it is the only one (T1). */
static int parse_index(struct str *rest, int64_t *ret) {
    int64_t n = 0, group;
    for (int i = 0; i < GROUPS_MAX; i++) {
        bool more = str_starts(*rest, "x");
        if (more) *rest = str_skip(*rest, 1);
        if (parse_group(str_head(*rest, GROUP_DIGITS), &group)) return ERR_SYNTAX;
        *rest = str_skip(*rest, GROUP_DIGITS);
        if (more && i == 0 && group == 0) return ERR_SYNTAX;
        n = n * GROUP + group;
        if (!more) {
            *ret = n;
            return 0;
        }
        if (!str_starts(*rest, "/")) return ERR_SYNTAX;
        *rest = str_skip(*rest, 1);
    }
    return ERR_SYNTAX;
}

int tile_path_parse(struct str path, struct tile_path *ret) {
    struct tile_path p = { .width = TILE_WIDTH };
    int64_t level = 0, width = TILE_WIDTH;
    if (!str_starts(path, "tile/")) return ERR_SYNTAX;
    struct str rest = str_skip(path, sizeof("tile/") - 1);
    struct str kind = str_cut(&rest, '/');
    p.entries = str_is(kind, "entries");
    if (!rest.data || (!p.entries && parse_small(kind, LEVEL_MAX, &level)) || parse_index(&rest, &p.n))
        return ERR_SYNTAX;
    if (rest.len > 0) {
        if (!str_starts(rest, ".p/") || parse_small(str_skip(rest, sizeof(".p/") - 1), TILE_WIDTH - 1, &width) ||
            width < 1)
            return ERR_SYNTAX;
    }
    p.level = (int)level;
    p.width = (int)width;
    *ret = p;
    return 0;
}

bool tile_exists(struct tile_path p, int64_t size) { return p.width <= tile_width(size, p.level, p.n); }

int bundle_add(struct buf *out, struct str entry) {
    if (entry.len > ENTRY_BYTES_MAX) return ERR_TOO_LARGE;
    buf_addc(out, (char)(entry.len >> 8));
    buf_addc(out, (char)(entry.len & 0xff));
    buf_add(out, entry);
    return 0;
}

int bundle_next(struct str *rest, struct str *ret) {
    if (rest->len == 0) return 0;
    if (rest->len < 2) return ERR_SYNTAX;
    size_t len = (size_t)((uint8_t)rest->data[0] << 8 | (uint8_t)rest->data[1]);
    if (rest->len - 2 < len) return ERR_SYNTAX;
    *ret = (struct str){ rest->data + 2, len };
    *rest = str_skip(*rest, 2 + len);
    return 1;
}

int bundle_cut(struct str bundle, int width, bool whole, size_t *ret_len) {
    struct str rest = bundle, entry;
    for (int i = 0; i < width; i++)
        if (bundle_next(&rest, &entry) != 1) return ERR_SYNTAX;
    if (whole && rest.len > 0) /* T3 */
        return ERR_SYNTAX;
    *ret_len = bundle.len - rest.len;
    return 0;
}
