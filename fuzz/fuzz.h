/* What a fuzzer needs: the one function libFuzzer calls, and a way to say that a promise was broken.
 *
 * A fuzzer here is more than "does not crash": each states what must hold of whatever was read (written and read again
 * it is the same, a refusal leaves nothing behind), so that a wrong answer is found like a wild pointer. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(promise)                                                                                                   \
    do {                                                                                                                \
        if (!(promise)) {                                                                                               \
            fprintf(stderr, "%s:%d: broken promise: %s\n", __FILE__, __LINE__, #promise);                               \
            abort();                                                                                                    \
        }                                                                                                               \
    } while (0)

static inline struct str fuzz_input(const uint8_t *data, size_t size) {
    return (struct str){ (const char *)data, size };
}

/* Takes a number off the front of the input: what is left is the input proper. */
static inline int64_t fuzz_take_int(struct str *input) {
    uint64_t v = 0;
    for (size_t i = 0; i < 8 && i < input->len; i++) v = v << 8 | (uint8_t)input->data[i];
    *input = str_skip(*input, 8);
    return (int64_t)v;
}

#endif
