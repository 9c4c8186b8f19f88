/* Mail addresses; see mailbox.h. */
#include "base/mailbox.h"

#include <string.h>

enum { LOCAL_BYTES_MAX = 64, LABEL_BYTES_MAX = 63 /* RFC 5321, 4.5.3.1.1; RFC 1035, 2.3.4 */ };

static bool alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/* Atoms parted by single dots. */
static bool local_valid(struct str local) {
    bool dot = true;
    if (local.len > LOCAL_BYTES_MAX) return false;
    for (size_t i = 0; i < local.len; i++) {
        char c = local.data[i];
        if (c == '.' ? dot : !alphanumeric(c) && !(c && strchr("!#$%&'*+-/=?^_`{|}~", c))) return false;
        dot = c == '.';
    }
    return !dot;
}

static bool label_valid(struct str label) {
    if (label.len == 0 || label.len > LABEL_BYTES_MAX || label.data[0] == '-' || label.data[label.len - 1] == '-')
        return false;
    for (size_t i = 0; i < label.len; i++)
        if (!alphanumeric(label.data[i]) && label.data[i] != '-') return false;
    return true;
}

bool mailbox_valid(struct str s) {
    struct str domain = s;
    if (s.len > MAILBOX_BYTES_MAX || !local_valid(str_cut(&domain, '@'))) return false;
    do {
        if (!label_valid(str_cut(&domain, '.'))) return false;
    } while (domain.data);
    return true;
}

bool mailbox_public(struct str s) {
    struct str domain = s;
    str_cut(&domain, '@');
    return mailbox_valid(s) && memchr(domain.data, '.', domain.len);
}
