/* The listening socket, opened by us so that each failure has its own clear sentence. */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "serve/http.h"
#include "serve/limits.h"

/* "ADDR:PORT" → address and port as text; an empty address means all. */
static int split(struct str listen, char *host, size_t host_size, char *port, size_t port_size) {
    size_t colon = listen.len;
    while (colon > 0 && listen.data[colon - 1] != ':') colon--;
    if (colon == 0) return ERR_SYNTAX;
    struct str address = str_head(listen, colon - 1), number = str_skip(listen, colon);
    if (address.len >= 2 && address.data[0] == '[' && address.data[address.len - 1] == ']')
        address = (struct str){ address.data + 1, address.len - 2 };
    else if (memchr(address.data, ':', address.len))
        return ERR_SYNTAX;
    int64_t n;
    if (str_int(number, &n) < 0 || n < 0 || n > 65535 || address.len >= host_size || number.len >= port_size)
        return ERR_SYNTAX;
    memcpy(host, address.data, address.len);
    host[address.len] = '\0';
    memcpy(port, number.data, number.len);
    port[number.len] = '\0';
    return 0;
}

static int failure(const char *address, int cause, struct error *err) {
    if (cause == EADDRINUSE)
        return error_set(err, ERR_EXISTS,
                         T("{address} is in use by another program. Choose another with --listen.",
                           "{address} 已被其他程序占用。请用 --listen 另选地址。"),
                         ARG_Z("address", address));
    if (cause == EACCES)
        return error_set(err, ERR_DENIED,
                         T("This account may not listen on {address}. Ports below 1024 are for a proxy.",
                           "当前账户无权监听 {address}。1024 以下的端口应由代理服务器使用。"),
                         ARG_Z("address", address));
    return error_set(err, ERR_IO, T("Listening on {address} failed: {cause}.", "无法监听 {address}：{cause}。"),
                     ARG_Z("address", address), ARG_Z("cause", strerror(cause)));
}

int http_listen(const char *address, int *ret_socket, struct error *err) {
    char host[256], port[8];
    if (split(str_of(address), host, sizeof host, port, sizeof port) < 0)
        return error_set(err, ERR_SYNTAX,
                         T("{address} is not an address to listen on; it is written 127.0.0.1:8080.",
                           "{address} 不是有效的监听地址，正确写法如 127.0.0.1:8080。"),
                         ARG_Z("address", address));
    struct addrinfo hints = { .ai_family = host[0] ? AF_UNSPEC : AF_INET6,
                              .ai_socktype = SOCK_STREAM,
                              .ai_flags = AI_PASSIVE | AI_NUMERICSERV };
    struct addrinfo *found = NULL;
    if (getaddrinfo(host[0] ? host : "::", port, &hints, &found) != 0)
        return error_set(err, ERR_SYNTAX, T("{address} is not an address of this machine.", "{address} 不是本机地址。"),
                         ARG_Z("address", address));
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1, zero = 0;
    int cause = fd < 0 ? errno : 0;
    if (fd >= 0) {
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
        if (found->ai_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, host[0] ? &one : &zero, sizeof one);
        if (bind(fd, found->ai_addr, found->ai_addrlen) < 0 || listen(fd, LISTEN_BACKLOG) < 0) cause = errno;
    }
    freeaddrinfo(found);
    if (cause) {
        if (fd >= 0) close(fd);
        return failure(address, cause, err);
    }
    *ret_socket = fd;
    return 0;
}

void http_socket_name(int socket, struct buf *out) {
    struct sockaddr_storage sa;
    socklen_t len = sizeof sa;
    struct address a;
    if (getsockname(socket, (struct sockaddr *)&sa, &len) < 0 || !address_of_socket((struct sockaddr *)&sa, &a)) return;
    bool six = sa.ss_family == AF_INET6;
    int port = ntohs(six ? ((struct sockaddr_in6 *)&sa)->sin6_port : ((struct sockaddr_in *)&sa)->sin_port);
    struct buf text;
    buf_init(&text, 64);
    address_format(&text, &a);
    bool brackets = memchr(text.data, ':', text.len) != NULL;
    buf_addf(out, brackets ? "[%s]:%d" : "%s:%d", buf_z(&text), port);
    buf_release(&text);
}
