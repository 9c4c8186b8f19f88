/* Any bytes as a signed note, a checkpoint text, a key line: refused, or read; a checkpoint that was read writes itself. */
#include "register/checkpoint.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str bytes = { (const char *)data, size };
    struct note note;
    if (note_parse(&note, bytes, NULL) == 0) {
        struct checkpoint c;
        if (checkpoint_parse(&c, note.text, NULL) == 0) {
            struct buf out;
            buf_init(&out, size + 64);
            checkpoint_text(&out, &c);
            assert(str_eq(buf_str(&out), note.text));
            buf_release(&out);
        }
        struct vkey key;
        if (note.count > 0 &&
            vkey_make(&key, STR("example.org/log"), KEY_ED25519, (const uint8_t[KEY_BYTES]){ 0 }, NULL) == 0)
            (void)note_verify(&note, &key, 1, NULL, NULL);
    }
    struct vkey key;
    if (vkey_parse(&key, bytes, NULL) == 0) {
        struct buf out;
        buf_init(&out, 1024);
        vkey_format(&out, &key);
        assert(str_eq(buf_str(&out), bytes));
        buf_release(&out);
    }
    return 0;
}
