/* JSON by Jansson, and the canonical form of RFC 8785 for the values charterd allows itself.
 *
 * Canonical values: objects with ASCII keys, arrays, strings, integers within ±(2^53−1), true, false, null. A real number
 * is refused: larger numbers and rationals are strings. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <jansson.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/error.h"

int json_canonical(struct buf *out, const json_t *value); /* 0 or ERR_RANGE, ERR_TOO_LARGE; then `out` is as before */
void json_quote(struct buf *out, struct str s);            /* "…" escaped as RFC 8785 does */
/* Parses with duplicate keys rejected, depth and size bounded. The caller owns the reference. */
int json_parse(struct str text, json_t **ret, struct error *err);
struct str json_str(const json_t *object, const char *key);              /* STR_NONE unless a string */
int64_t json_int(const json_t *object, const char *key, int64_t otherwise);
json_t *json_day(day d);         /* "2026-12-09"; null for DAY_NONE */
json_t *json_instant(instant t); /* "2026-12-09T06:00:00Z"; null for INSTANT_NONE */

#endif
