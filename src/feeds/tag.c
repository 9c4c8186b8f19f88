/* Names for feed entries that outlive hosts and addresses: tag URIs. */
#include "feeds/feed.h"

#include <string.h>

/* The host of "https://alliance.example/x", "alliance.example/x" or "alliance.example". */
static struct str host_of(struct str origin) {
    static const char mark[] = "://";
    for (size_t i = 0; i + 3 <= origin.len; i++)
        if (memcmp(origin.data + i, mark, 3) == 0) {
            origin = str_skip(origin, i + 3);
            break;
        }
    size_t n = 0;
    while (n < origin.len && origin.data[n] != '/' && origin.data[n] != ':') n++;
    return str_head(origin, n);
}

static bool plain(char c, const char *also) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr(also, c));
}

/* RFC 4151 names an authority by a DNS name; anything else in an origin becomes a hyphen. */
void feed_tag(struct buf *out, struct str origin, int since, const char *kind, struct str thing) {
    struct str host = host_of(origin);
    buf_addz(out, "tag:");
    if (host.len == 0) buf_addz(out, "localhost");
    for (size_t i = 0; i < host.len; i++) {
        char c = host.data[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
        buf_addc(out, plain(c, ".-") ? c : '-');
    }
    buf_addf(out, ",%04d:%s", since, kind);
    if (thing.len) buf_addc(out, '/');
    for (size_t i = 0; i < thing.len; i++) {
        if (plain(thing.data[i], "-._~/"))
            buf_addc(out, thing.data[i]);
        else
            buf_addf(out, "%%%02X", (unsigned)(unsigned char)thing.data[i]);
    }
}
