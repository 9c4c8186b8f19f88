/* Places: how many connections or streams an address or a person holds, each within its cap.
 *
 * A table of counters by a keyed hash: two that fall into one slot share its cap, and nobody outside can choose a victim to
 * fall together with. Of a cap's holders only sums are kept, never names. Atomic, no lock. */
#ifndef SERVE_PLACES_H
#define SERVE_PLACES_H

#include <stdatomic.h>

#include "serve/parse.h"

enum { PLACES_SLOTS = 4096 };

struct places {
    unsigned char secret[16];
    atomic_ushort taken[PLACES_SLOTS];
};
void places_init(struct places *p);
size_t places_of_address(const struct places *p, const struct address *a); /* its slot */
size_t places_of_person(const struct places *p, int64_t person);
/* False, and nothing taken, when the slot has `max`. */
bool places_take(struct places *p, size_t slot, unsigned max);
void places_give(struct places *p, size_t slot);
unsigned places_taken(const struct places *p, size_t slot);

#endif
