/* What the machine itself can do, so that our figures stand beside its limits.
 *
 *     floor sync DIR BYTES SECONDS     appends BYTES to a file and fdatasyncs, one at a time
 *     floor hash LEAVES BYTES          RFC 6962 over LEAVES entries of BYTES: every leaf hash and every inner node
 *
 * Each prints one JSON object with a rate per second. The hash figure is the fastest way OpenSSL offers: the algorithm
 * fetched once, one context used again. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <openssl/evp.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int sync_rate(const char *dir, size_t bytes, double seconds) {
    char path[4096];
    snprintf(path, sizeof path, "%s/floor-XXXXXX", dir);
    int fd = mkstemp(path);
    if (fd < 0) return perror(path), 1;
    unlink(path);
    char *block = malloc(bytes);
    memset(block, 0x5a, bytes);
    long count = 0;
    double begun = now(), end = begun + seconds;
    while (now() < end) {
        if (write(fd, block, bytes) != (ssize_t)bytes || fdatasync(fd) != 0) return perror("floor"), 1;
        count++;
    }
    printf("{\"count\": %ld, \"rate\": %.1f}\n", count, (double)count / (now() - begun));
    free(block);
    close(fd);
    return 0;
}

static int hash_rate(size_t leaves, size_t bytes) {
    const EVP_MD *sha = EVP_MD_fetch(NULL, "SHA256", NULL);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    unsigned char *entry = calloc(1, bytes + 1), stack[64][32], hash[32];
    size_t nodes = 0;
    double begun = now();
    for (size_t i = 0; i < leaves; i++) {
        memcpy(entry + 1, &i, sizeof i < bytes ? sizeof i : bytes);
        entry[0] = 0;
        EVP_DigestInit_ex2(context, sha, NULL);
        EVP_DigestUpdate(context, entry, bytes + 1);
        EVP_DigestFinal_ex(context, hash, NULL);
        unsigned level = 0;
        for (; (i >> level) & 1; level++, nodes++) { /* a perfect subtree on the left waits for this one */
            unsigned char pair[65] = { 1 };
            memcpy(pair + 1, stack[level], 32);
            memcpy(pair + 33, hash, 32);
            EVP_DigestInit_ex2(context, sha, NULL);
            EVP_DigestUpdate(context, pair, sizeof pair);
            EVP_DigestFinal_ex(context, hash, NULL);
        }
        memcpy(stack[level], hash, 32);
    }
    double took = now() - begun;
    printf("{\"leaves\": %zu, \"nodes\": %zu, \"seconds\": %.4f, \"rate\": %.1f}\n", leaves, nodes, took,
           (double)leaves / took);
    EVP_MD_CTX_free(context);
    free(entry);
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 5 && strcmp(argv[1], "sync") == 0)
        return sync_rate(argv[2], strtoul(argv[3], NULL, 10), strtod(argv[4], NULL));
    if (argc == 4 && strcmp(argv[1], "hash") == 0)
        return hash_rate(strtoul(argv[2], NULL, 10), strtoul(argv[3], NULL, 10));
    fprintf(stderr, "usage: floor sync DIR BYTES SECONDS | floor hash LEAVES BYTES\n");
    return 2;
}
