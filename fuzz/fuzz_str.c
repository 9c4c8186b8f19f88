/* Strings and encodings: UTF-8 is judged as utf8proc judges it; base64 and hex that are read have one spelling. */
#include <utf8proc.h>

#include "base/hash.h"
#include "fuzz.h"

static bool clean_by_utf8proc(struct str s) {
    while (s.len > 0) {
        utf8proc_int32_t code;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.data, (utf8proc_ssize_t)s.len, &code);
        if (n <= 0 || (utf8proc_category(code) == UTF8PROC_CATEGORY_CC && code != '\n' && code != '\t')) return false;
        s = str_skip(s, (size_t)n);
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str s = fuzz_input(data, size);
    struct buf bytes, text;
    struct hash h;
    buf_init(&bytes, size + 64);
    buf_init(&text, 2 * size + 64);
    MUST(str_is_clean(s, false) == clean_by_utf8proc(s));
    MUST(str_chars(s) <= s.len);
    struct str trimmed = str_trim(s);
    MUST(trimmed.len <= s.len && str_eq(str_trim(trimmed), trimmed));
    if (base64_parse(s, &bytes) == 0) {
        base64_add(&text, buf_str(&bytes));
        MUST(str_eq(buf_str(&text), s));
    }
    buf_clear(&bytes);
    buf_clear(&text);
    if (base64url_parse(s, &bytes) == 0) {
        base64url_add(&text, buf_str(&bytes));
        MUST(str_eq(buf_str(&text), s));
    }
    buf_clear(&text);
    if (hash_from_hex(s, &h) == 0) {
        hash_hex(&text, &h);
        MUST(str_eq(buf_str(&text), s));
    }
    buf_release(&bytes);
    buf_release(&text);
    return 0;
}
