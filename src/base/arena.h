/* Memory that is released all at once: one arena per request, per act, per parsed charter.
 *
 * Out of memory ends the process with a message. Every input is bounded before memory is asked for, so this is a fault
 * of the machine, not of a request; what was acknowledged is already durable, and a restart is the recovery. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>
#include <stdarg.h>

#include "base/str.h"

struct arena_block;
struct arena {
    struct arena_block *head;
};

void arena_init(struct arena *a);
void arena_release(struct arena *a);
void *arena_alloc(struct arena *a, size_t size); /* zeroed, aligned for any type (16 bytes) */
void *arena_alloc_many(struct arena *a, size_t size, size_t count);
void *arena_copy(struct arena *a, const void *data, size_t size);
char *arena_z(struct arena *a, struct str s);    /* a terminated copy */
struct str arena_str(struct arena *a, struct str s);
struct str arena_f(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3), nonnull(2)));

#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define arena_array(a, type, n) ((type *)arena_alloc_many((a), sizeof(type), (size_t)(n)))

/* Plain memory for things with a life of their own. Never NULL. */
void *mem_alloc(size_t size);
void *mem_grow(void *p, size_t size);

#endif
