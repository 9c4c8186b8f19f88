/* Runs a fuzzer over its seeds, as a test: `replay NAME FOLDER`, one line of TAP a file. The files are read in the order
 * of their names, and the empty input is always tried first. */
#include <dirent.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "fuzz.h"

enum { SEED_SIZE_MAX = 1 << 20 };

static bool read_file(const char *path, struct buf *ret) {
    char chunk[4096];
    size_t n;
    FILE *f = fopen(path, "rb");
    if (!f) return false;
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0) buf_add(ret, (struct str){ chunk, n });
    fclose(f);
    return buf_ok(ret);
}

int main(int argc, char **argv) {
    struct dirent **entries = NULL;
    int number = 1;
    if (argc != 3) {
        fprintf(stderr, "usage: replay NAME FOLDER\n");
        return 2;
    }
    LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    printf("ok %d - fuzz/%s: the empty input\n", number, argv[1]);
    int count = scandir(argv[2], &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.') {
            struct arena a;
            struct buf bytes;
            arena_init(&a);
            buf_init(&bytes, SEED_SIZE_MAX);
            bool whole = read_file(arena_f(&a, "%s/%s", argv[2], entries[i]->d_name).data, &bytes);
            if (whole) LLVMFuzzerTestOneInput((const uint8_t *)buf_str(&bytes).data, bytes.len);
            printf("%s %d - fuzz/%s: %s\n", whole ? "ok" : "not ok", ++number, argv[1], entries[i]->d_name);
            fflush(stdout);
            buf_release(&bytes);
            arena_release(&a);
        }
        free(entries[i]);
    }
    free(entries);
    printf("1..%d\n", number);
    return 0;
}
