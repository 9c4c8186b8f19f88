/* Exact numbers: checked integers, rationals, money in fen. No floating point decides anything in charterd. */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct ratio {
    int64_t num;
    int64_t den; /* > 0 */
};

/* Symmetric about zero: half up is away from zero on the half, up is away from zero, down is towards zero. */
enum rounding { ROUND_HALF_UP, ROUND_UP, ROUND_DOWN };

/* Each returns false and leaves *ret alone on overflow. */
bool num_add(int64_t a, int64_t b, int64_t *ret);
bool num_sub(int64_t a, int64_t b, int64_t *ret);
bool num_mul(int64_t a, int64_t b, int64_t *ret);

struct ratio ratio_make(int64_t num, int64_t den); /* in lowest terms; den != 0 */
int ratio_parse(struct str s, struct ratio *ret);  /* "1/2", "30 %", "30%", "2", "0.25"; 0 or ERR_SYNTAX / ERR_RANGE */
int ratio_cmp(struct ratio a, struct ratio b);
/* share × n, rounded to an integer. False on overflow. */
bool ratio_of(struct ratio share, int64_t n, enum rounding rounding, int64_t *ret);
/* Whether part >= share × whole, compared as integers: 2·7 >= 15 and the like. */
bool ratio_reached(struct ratio share, int64_t part, int64_t whole);
/* The least integer part that reaches share × whole. */
int64_t ratio_needed(struct ratio share, int64_t whole);
/* "1/2", "3"; and share × n exactly: a decimal of at most 4 places ("14.1"), else with a fraction ("15 2/3"). */
void ratio_format(struct buf *out, struct ratio r);
void ratio_product_format(struct buf *out, struct ratio share, int64_t n);

/* "100000.50" or "100,000.50" or "100000" to fen, "-1.50" too: who wants no negative amount says so.
 * 0 or ERR_SYNTAX / ERR_RANGE. */
int fen_parse(struct str s, int64_t *ret_fen);
void fen_format(struct buf *out, int64_t fen); /* "100,000.50" */
void num_format(struct buf *out, int64_t v);   /* "1,234,567" */

#endif
