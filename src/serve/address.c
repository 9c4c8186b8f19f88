/* Network addresses: which client asks, and which proxies are believed when they say so (see parse.h). */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "serve/parse.h"

static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

int parse_address(struct str s, struct address *ret) {
    char z[INET6_ADDRSTRLEN];
    if (s.len == 0 || s.len >= sizeof z) return ERR_SYNTAX;
    memcpy(z, s.data, s.len);
    z[s.len] = '\0';
    struct address a;
    memcpy(a.b, mapped, sizeof mapped);
    if (inet_pton(AF_INET, z, a.b + 12) != 1 && inet_pton(AF_INET6, z, a.b) != 1) return ERR_SYNTAX;
    *ret = a;
    return 0;
}

int parse_block(struct str s, struct block *ret) {
    struct str bits = s;
    struct str address = str_cut(&bits, '/');
    struct block b = { .bits = 128 };
    if (parse_address(address, &b.address) < 0) return ERR_SYNTAX;
    if (bits.data) {
        int64_t n;
        bool v4 = memchr(address.data, ':', address.len) == NULL;
        if (str_int(bits, &n) < 0 || n < 0 || n > (v4 ? 32 : 128)) return ERR_SYNTAX;
        b.bits = (int)n + (v4 ? 96 : 0);
    }
    *ret = b;
    return 0;
}

bool block_has(const struct block *b, const struct address *a) {
    int whole = b->bits / 8, rest = b->bits % 8;
    if (memcmp(b->address.b, a->b, (size_t)whole) != 0) return false;
    return rest == 0 || ((b->address.b[whole] ^ a->b[whole]) & (0xff << (8 - rest)) & 0xff) == 0;
}

bool address_of_socket(const struct sockaddr *sa, struct address *ret) {
    if (sa->sa_family == AF_INET) {
        memcpy(ret->b, mapped, sizeof mapped);
        memcpy(ret->b + 12, &((const struct sockaddr_in *)(const void *)sa)->sin_addr, 4);
        return true;
    }
    if (sa->sa_family != AF_INET6) return false;
    memcpy(ret->b, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, 16);
    return true;
}

void address_format(struct buf *out, const struct address *a) {
    char z[INET6_ADDRSTRLEN];
    bool v4 = memcmp(a->b, mapped, sizeof mapped) == 0;
    if (inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? a->b + 12 : a->b, z, sizeof z)) buf_addz(out, z);
}

bool address_is_loopback(const struct address *a) {
    static const struct address six = { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 } };
    return memcmp(a, &six, sizeof six) == 0 || (memcmp(a->b, mapped, sizeof mapped) == 0 && a->b[12] == 127);
}

static bool trusts(const struct block *trusted, size_t count, const struct address *a) {
    for (size_t i = 0; i < count; i++)
        if (block_has(&trusted[i], a)) return true;
    return false;
}

struct address parse_forwarded(struct address peer, struct str header, const struct block *trusted, size_t count) {
    struct address client = peer;
    while (trusts(trusted, count, &client) && header.len) {
        size_t start = header.len;
        while (start > 0 && header.data[start - 1] != ',') start--;
        struct address next;
        if (parse_address(str_trim(str_skip(header, start)), &next) < 0) break;
        client = next;
        header = str_head(header, start ? start - 1 : 0);
    }
    return client;
}
