/* Numbers: what is read is exact, rounding stays within one, and what is needed is the least that reaches.
 *
 * The input is eight bytes of a number, then a ratio, an amount or an integer in text. */
#include "base/num.h"
#include "fuzz.h"

static void check_ratio(struct ratio r, int64_t n) {
    struct buf b;
    struct ratio again;
    int64_t up, down, half;
    MUST(r.den > 0 && r.num >= 0);
    buf_init(&b, 128);
    ratio_format(&b, r);
    MUST(ratio_parse(buf_str(&b), &again) == 0 && ratio_cmp(r, again) == 0 && again.den == r.den);
    buf_clear(&b);
    ratio_product_format(&b, r, n);
    MUST(buf_ok(&b) && b.len > 0);
    if (ratio_of(r, n, ROUND_UP, &up) && ratio_of(r, n, ROUND_DOWN, &down)) {
        MUST(ratio_of(r, n, ROUND_HALF_UP, &half) && (half == up || half == down));
        MUST(n < 0 ? up <= down && down - up <= 1 : down <= up && up - down <= 1);
        if (n >= 0) MUST(ratio_needed(r, n) == up);
    }
    int64_t needed = ratio_needed(r, n);
    if (needed < INT64_MAX) MUST(ratio_reached(r, needed, n));
    if (needed > INT64_MIN && needed < INT64_MAX) MUST(!ratio_reached(r, needed - 1, n));
    buf_release(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str s = fuzz_input(data, size);
    int64_t n = fuzz_take_int(&s), v, again;
    struct ratio r;
    struct buf b;
    if (ratio_parse(s, &r) == 0) check_ratio(r, n);
    buf_init(&b, 128);
    if (fen_parse(s, &v) == 0) {
        fen_format(&b, v);
        MUST(fen_parse(buf_str(&b), &again) == 0 && again == v);
        buf_clear(&b);
    }
    fen_format(&b, n);
    MUST(fen_parse(buf_str(&b), &again) == 0 && again == n);
    buf_clear(&b);
    if (str_int(s, &v) == 0) {
        buf_addint(&b, v);
        MUST(str_eq(buf_str(&b), s));
    }
    buf_release(&b);
    return 0;
}
