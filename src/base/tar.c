/* ustar: a header of 512 bytes, the file, zeroes up to the next multiple of 512; two blocks of zeroes at the end. See tar.h. */
#include "base/tar.h"

#include <string.h>

enum {
    BLOCK = 512,
    NAME_MAX_BYTES = 99,
    SIZE_AT = 124,
    SIZE_DIGITS = 11,
    SUM_AT = 148,
    SUM_SIZE = 8,
    TYPE_AT = 156,
    MAGIC_AT = 257
};

bool tar_name_valid(struct str name) {
    if (name.len == 0 || name.len > NAME_MAX_BYTES || name.data[0] == '/' || name.data[name.len - 1] == '/')
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                     c == '_' || c == '-' || c == '/';
        if (!plain || (c == '/' && name.data[i + 1] == '/')) return false;
        if (c == '.' && (i == 0 || name.data[i - 1] == '/')) return false; /* neither .. nor what is hidden */
    }
    return true;
}

static unsigned checksum(const char header[BLOCK]) {
    unsigned sum = 0;
    for (size_t i = 0; i < BLOCK; i++) sum += i >= SUM_AT && i < SUM_AT + SUM_SIZE ? ' ' : (unsigned char)header[i];
    return sum;
}

void tar_add(struct buf *out, struct str name, struct str bytes, int64_t mtime) {
    char header[BLOCK] = { 0 };
    memcpy(header, name.data, name.len < NAME_MAX_BYTES ? name.len : NAME_MAX_BYTES);
    memcpy(header + 100,
           "0000644\0"
           "0000000\0"
           "0000000",
           23);
    (void)snprintf(header + SIZE_AT, SIZE_DIGITS + 1, "%011llo", (unsigned long long)bytes.len & 077777777777ULL);
    (void)snprintf(header + 136, 12, "%011llo", (unsigned long long)mtime & 077777777777ULL);
    header[TYPE_AT] = '0';
    memcpy(header + MAGIC_AT,
           "ustar\0"
           "00",
           8);
    (void)snprintf(header + SUM_AT, SUM_SIZE, "%06o", checksum(header));
    header[SUM_AT + 7] = ' ';
    buf_add(out, (struct str){ header, BLOCK });
    buf_add(out, bytes);
    static const char zeroes[BLOCK];
    buf_add(out, (struct str){ zeroes, (BLOCK - bytes.len % BLOCK) % BLOCK });
}

void tar_end(struct buf *out) {
    static const char zeroes[2 * BLOCK];
    buf_add(out, (struct str){ zeroes, sizeof zeroes });
}

static bool octal(const char *digits, size_t count, uint64_t *ret) {
    *ret = 0;
    for (size_t i = 0; i < count && digits[i] && digits[i] != ' '; i++) {
        if (digits[i] < '0' || digits[i] > '7') return false;
        *ret = *ret * 8 + (uint64_t)(digits[i] - '0');
    }
    return true;
}

int tar_each(struct str tar, int (*each)(void *context, struct str name, struct str bytes, struct error *err),
             void *context, struct error *err) {
    size_t at = 0;
    while (at + BLOCK <= tar.len && tar.data[at]) {
        const char *header = tar.data + at;
        struct str name = { header, strnlen(header, NAME_MAX_BYTES + 1) };
        uint64_t size, sum;
        if (memcmp(header + MAGIC_AT, "ustar", 5) != 0 || !octal(header + SIZE_AT, SIZE_DIGITS, &size) ||
            !octal(header + SUM_AT, SUM_SIZE - 1, &sum) || sum != checksum(header))
            return error_set(err, ERR_CORRUPT, T("The archive is damaged.", "归档文件已损坏。"));
        if (header[TYPE_AT] != '0' || !tar_name_valid(name))
            return error_set(err, ERR_SYNTAX,
                             T("The archive holds something other than plain files.",
                               "归档文件中有普通文件以外的内容。"));
        at += BLOCK;
        if (size > tar.len - at) return error_set(err, ERR_CORRUPT, T("The archive is cut off.", "归档文件不完整。"));
        int result = each(context, name, (struct str){ tar.data + at, (size_t)size }, err);
        if (result != 0) return result;
        size_t padded = ((size_t)size + BLOCK - 1) / BLOCK * BLOCK;
        at = padded > tar.len - at ? tar.len : at + padded;
    }
    return at + BLOCK <= tar.len ? 0 : error_set(err, ERR_CORRUPT, T("The archive is cut off.", "归档文件不完整。"));
}
