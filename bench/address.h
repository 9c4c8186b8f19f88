/* ADDRESS:PORT, as the benches that talk to a server take it: an address of this machine, and of no other. */
#ifndef BENCH_ADDRESS_H
#define BENCH_ADDRESS_H

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline bool address_read(const char *value, struct sockaddr_in *ret) {
    char address[64];
    snprintf(address, sizeof address, "%s", value);
    char *colon = strrchr(address, ':');
    if (!colon) return false;
    *colon = '\0';
    *ret = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)strtoul(colon + 1, NULL, 10)) };
    return inet_pton(AF_INET, address, &ret->sin_addr) == 1 && ntohl(ret->sin_addr.s_addr) >> 24 == 127;
}

#endif
