/* Arenas: a chain of blocks, handed out from the front, given back all at once.
 *
 *     head ──► block (being filled) ──► older block ──► … ──► first block
 *
 * Blocks double from 4 KiB to 256 KiB, so a small request costs one allocation and a large one few. A wish larger than
 * a quarter of the next block gets a block of its own, linked behind the head, so that the head's free room is not
 * lost. Blocks come zeroed from calloc and are never reused, hence every allocation is zeroed without a memset.
 *
 * Under AddressSanitizer what is not handed out is poisoned and a gap is left after every allocation, so that running
 * over its end is found as it would be with malloc. */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define POISONED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISONED 1
#endif
#endif
#ifdef POISONED
#include <sanitizer/asan_interface.h>
enum { GAP = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
enum { GAP = 0 };
#endif

enum { ALIGNMENT = 16, BLOCK_SIZE_FIRST = 4096, BLOCK_SIZE_MAX = 256 * 1024, EXIT_SOFTWARE = 70 };

struct arena_block {
    struct arena_block *older;
    size_t used;
    size_t size;
    size_t unused_pad; /* keeps `data` aligned */
    char data[];
};
_Static_assert(offsetof(struct arena_block, data) % ALIGNMENT == 0, "data begins aligned");

static _Noreturn void out_of_memory(void) {
    static const char message[] = "charterd: out of memory; nothing acknowledged is lost, start it again\n";
    ssize_t ignored = write(STDERR_FILENO, message, sizeof message - 1);
    (void)ignored;
    _exit(EXIT_SOFTWARE);
}

void *mem_alloc(size_t size) {
    void *p = calloc(1, size ? size : 1);
    if (!p) out_of_memory();
    return p;
}

void *mem_grow(void *p, size_t size) {
    void *grown = realloc(p, size ? size : 1);
    if (!grown) out_of_memory();
    return grown;
}

void arena_init(struct arena *a) { a->head = NULL; }

void arena_release(struct arena *a) {
    while (a->head) {
        struct arena_block *older = a->head->older;
        free(a->head);
        a->head = older;
    }
}

static struct arena_block *block_new(size_t size) {
    struct arena_block *b = mem_alloc(sizeof *b + size);
    b->size = size;
    ASAN_POISON_MEMORY_REGION(b->data, size);
    return b;
}

/* `room` bytes of the block, of which `size` may be touched. */
static void *block_take(struct arena_block *b, size_t room, size_t size) {
    void *p = b->data + b->used;
    b->used += room;
    ASAN_UNPOISON_MEMORY_REGION(p, size);
    return p;
}

void *arena_alloc(struct arena *a, size_t size) {
    if (size > SIZE_MAX / 2) out_of_memory();
    size_t room = ((size ? size : 1) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT + GAP;
    if (a->head && a->head->size - a->head->used >= room) return block_take(a->head, room, size);
    size_t next = a->head ? a->head->size * 2 : BLOCK_SIZE_FIRST;
    if (next > BLOCK_SIZE_MAX) next = BLOCK_SIZE_MAX;
    if (a->head && room > next / 4) {
        struct arena_block *own = block_new(room);
        own->older = a->head->older;
        a->head->older = own;
        return block_take(own, room, size);
    }
    struct arena_block *fresh = block_new(room > next ? room : next);
    fresh->older = a->head;
    a->head = fresh;
    return block_take(fresh, room, size);
}

void *arena_alloc_many(struct arena *a, size_t size, size_t count) {
    size_t total;
    if (__builtin_mul_overflow(size, count, &total)) out_of_memory();
    return arena_alloc(a, total);
}

void *arena_copy(struct arena *a, const void *data, size_t size) {
    void *copy = arena_alloc(a, size);
    if (size) memcpy(copy, data, size);
    return copy;
}

char *arena_z(struct arena *a, struct str s) {
    char *z = arena_alloc(a, s.len + 1);
    if (s.len) memcpy(z, s.data, s.len);
    return z;
}

struct str arena_str(struct arena *a, struct str s) {
    return s.data ? (struct str){ arena_z(a, s), s.len } : STR_NONE;
}

struct str arena_f(struct arena *a, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0) n = 0; /* only a result past INT_MAX: no caller's sentence is that long */
    char *z = arena_alloc(a, (size_t)n + 1);
    if (n > 0) vsnprintf(z, (size_t)n + 1, format, again);
    va_end(again);
    return (struct str){ z, (size_t)n };
}
