/* Exact numbers.
 *
 * Every decision of a charter that counts (half of those present, 30 % of the members rounded to seats, a fee in fen)
 * is made here, with integers. A product of two int64 is taken in 128 bits, so a comparison of shares cannot overflow;
 * where a result must come back as int64 and does not fit, the function says so.
 *
 * Rounding is symmetric about zero: half up means away from zero on the half, up means away from zero, down means
 * towards zero. So a reversed amount is always the exact negative of the amount it reverses. */
#include "base/num.h"

#include <assert.h>

#include "base/error.h"

typedef __int128 wide;

bool num_add(int64_t a, int64_t b, int64_t *ret) {
    int64_t sum;
    if (__builtin_add_overflow(a, b, &sum)) return false;
    *ret = sum;
    return true;
}

bool num_sub(int64_t a, int64_t b, int64_t *ret) {
    int64_t difference;
    if (__builtin_sub_overflow(a, b, &difference)) return false;
    *ret = difference;
    return true;
}

bool num_mul(int64_t a, int64_t b, int64_t *ret) {
    int64_t product;
    if (__builtin_mul_overflow(a, b, &product)) return false;
    *ret = product;
    return true;
}

static wide magnitude(wide v) { return v < 0 ? -v : v; }

static wide common_divisor(wide a, wide b) {
    a = magnitude(a);
    b = magnitude(b);
    while (b != 0) {
        wide rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static bool fits(wide v) { return v >= INT64_MIN && v <= INT64_MAX; }

static bool reduce(wide num, wide den, struct ratio *ret) {
    wide divisor = common_divisor(num, den);
    if (den < 0) divisor = -divisor;
    num /= divisor;
    den /= divisor;
    if (!fits(num) || !fits(den)) return false;
    *ret = (struct ratio){ (int64_t)num, (int64_t)den };
    return true;
}

struct ratio ratio_make(int64_t num, int64_t den) {
    struct ratio r = { 0, 1 };
    assert(den != 0);
    bool ok = reduce(num, den, &r);
    assert(ok); /* fails only for INT64_MIN over an odd negative number, and the reverse */
    (void)ok;
    return r;
}

/* "12" or "12.5" to num / den; den a power of ten. */
static int decimal_parse(struct str s, int64_t *ret_num, int64_t *ret_den) {
    struct str rest = s;
    struct str whole = str_cut(&rest, '.');
    int64_t num, den = 1;
    if (whole.len == 0 || whole.data[0] == '-') return ERR_SYNTAX;
    int code = str_int(whole, &num);
    if (code) return code;
    if (rest.data && rest.len == 0) return ERR_SYNTAX;
    for (size_t i = 0; i < rest.len; i++) {
        if (rest.data[i] < '0' || rest.data[i] > '9') return ERR_SYNTAX;
    }
    for (size_t i = 0; i < rest.len; i++) {
        if (!num_mul(num, 10, &num) || !num_add(num, rest.data[i] - '0', &num) || !num_mul(den, 10, &den))
            return ERR_RANGE;
    }
    *ret_num = num;
    *ret_den = den;
    return 0;
}

int ratio_parse(struct str s, struct ratio *ret) {
    int64_t num, den;
    if (str_ends(s, "%")) {
        struct str number = str_head(s, s.len - 1);
        if (str_ends(number, " ")) number = str_head(number, number.len - 1);
        int code = decimal_parse(number, &num, &den);
        if (code) return code;
        return reduce(num, (wide)den * 100, ret) ? 0 : ERR_RANGE;
    }
    struct str below = s;
    struct str above = str_cut(&below, '/');
    if (!below.data) {
        int code = decimal_parse(s, &num, &den);
        if (code) return code;
        return reduce(num, den, ret) ? 0 : ERR_RANGE;
    }
    if (above.len == 0 || above.data[0] == '-' || below.len == 0 || below.data[0] == '-') return ERR_SYNTAX;
    int code = str_int(above, &num);
    if (!code) code = str_int(below, &den);
    if (code) return code;
    if (den == 0) return ERR_RANGE;
    return reduce(num, den, ret) ? 0 : ERR_RANGE;
}

int ratio_cmp(struct ratio a, struct ratio b) {
    wide left = (wide)a.num * b.den;
    wide right = (wide)b.num * a.den;
    return left < right ? -1 : left > right;
}

bool ratio_of(struct ratio share, int64_t n, enum rounding rounding, int64_t *ret) {
    assert(share.den > 0);
    wide product = (wide)share.num * n;
    wide whole = product / share.den; /* towards zero */
    wide rest = magnitude(product % share.den);
    bool away = rounding == ROUND_UP ? rest > 0 : rounding == ROUND_HALF_UP && 2 * rest >= share.den;
    if (away) whole += product < 0 ? -1 : 1;
    if (!fits(whole)) return false;
    *ret = (int64_t)whole;
    return true;
}

bool ratio_reached(struct ratio share, int64_t part, int64_t whole) {
    return (wide)part * share.den >= (wide)share.num * whole;
}

int64_t ratio_needed(struct ratio share, int64_t whole) {
    assert(share.den > 0);
    wide product = (wide)share.num * whole;
    wide least = product / share.den;
    if (product > 0 && product % share.den != 0) least++;
    if (!fits(least)) return least < 0 ? INT64_MIN : INT64_MAX;
    return (int64_t)least;
}

void ratio_format(struct buf *out, struct ratio r) {
    buf_addint(out, r.num);
    if (r.den != 1) {
        buf_addc(out, '/');
        buf_addint(out, r.den);
    }
}

static void wide_format(struct buf *out, wide v) {
    char digits[48];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + (int)(v % 10));
        v /= 10;
    } while (v);
    buf_add(out, (struct str){ digits + at, sizeof digits - at });
}

void ratio_product_format(struct buf *out, struct ratio share, int64_t n) {
    assert(share.den > 0);
    wide product = (wide)share.num * n;
    if (product < 0) buf_addc(out, '-');
    product = magnitude(product);
    wide rest = product % share.den;
    wide_format(out, product / share.den);
    if (rest == 0) return;
    if (rest * 10000 % share.den != 0) { /* 1/3 of 47 has no end as a decimal: 15 2/3 */
        wide divisor = common_divisor(rest, share.den);
        buf_addc(out, ' ');
        wide_format(out, rest / divisor);
        buf_addc(out, '/');
        wide_format(out, share.den / divisor);
        return;
    }
    buf_addc(out, '.');
    while (rest) {
        rest *= 10;
        buf_addc(out, (char)('0' + (int)(rest / share.den)));
        rest %= share.den;
    }
}

/* "100,000" or "100000" to 100000: when there is one comma, every comma must be where it belongs. */
static int grouped_parse(struct str s, int64_t *ret) {
    char digits[32];
    size_t n = 0;
    bool grouped = str_has(s, ",");
    if (grouped && (s.len > sizeof digits || s.len < 5)) return ERR_SYNTAX;
    if (!grouped) return str_int(s, ret);
    for (size_t i = 0; i < s.len; i++) {
        bool comma_place = (s.len - i) % 4 == 0;
        if ((s.data[i] == ',') != comma_place || (comma_place && i == 0)) return ERR_SYNTAX;
        if (!comma_place) digits[n++] = s.data[i];
    }
    return str_int((struct str){ digits, n }, ret);
}

int fen_parse(struct str s, int64_t *ret_fen) {
    bool negative = str_starts(s, "-");
    struct str cents = negative ? str_skip(s, 1) : s;
    struct str yuan = str_cut(&cents, '.');
    int64_t fen = 0;
    if (yuan.len == 0 || yuan.data[0] == '-' || (cents.data && (cents.len < 1 || cents.len > 2))) return ERR_SYNTAX;
    int64_t part = 0;
    for (size_t i = 0; i < cents.len; i++) {
        if (cents.data[i] < '0' || cents.data[i] > '9') return ERR_SYNTAX;
        part = part * 10 + (cents.data[i] - '0');
    }
    if (cents.len == 1) part *= 10;
    int code = grouped_parse(yuan, &fen);
    if (code) return code;
    if (!num_mul(fen, negative ? -100 : 100, &fen) || !num_add(fen, negative ? -part : part, &fen)) return ERR_RANGE;
    *ret_fen = fen;
    return 0;
}

static void grouped_format(struct buf *out, uint64_t v) {
    char digits[32];
    size_t at = sizeof digits, count = 0;
    do {
        if (count > 0 && count % 3 == 0) digits[--at] = ',';
        digits[--at] = (char)('0' + v % 10);
        v /= 10;
        count++;
    } while (v);
    buf_add(out, (struct str){ digits + at, sizeof digits - at });
}

void num_format(struct buf *out, int64_t v) {
    if (v < 0) buf_addc(out, '-');
    grouped_format(out, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void fen_format(struct buf *out, int64_t fen) {
    uint64_t amount = fen < 0 ? 0 - (uint64_t)fen : (uint64_t)fen;
    if (fen < 0) buf_addc(out, '-');
    grouped_format(out, amount / 100);
    buf_addf(out, ".%02d", (int)(amount % 100));
}
