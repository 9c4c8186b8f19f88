/* Any bytes as a receipt: refused, or read and written back the same; none holds without the key. */
#include "register/receipt.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str bytes = { (const char *)data, size };
    struct arena arena;
    struct receipt r;
    arena_init(&arena);
    if (receipt_parse(&r, &arena, bytes, NULL) == 0) {
        struct buf out;
        buf_init(&out, size + 1);
        receipt_format(&out, &r);
        assert(str_eq(buf_str(&out), bytes));
        buf_release(&out);
        struct vkey key;
        struct checkpoint c;
        assert(vkey_parse(&key, STR("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"), NULL) == 0);
        assert(receipt_verify(&r, STR("entry"), &key, &key, 1, NULL, &c, NULL) != 0);
    }
    arena_release(&arena);
    return 0;
}
