/* What the store costs, beside what the disk allows.
 *
 *     store DIR SECONDS
 *
 * A row is what a leaf is: about 1 KB of bytes under the next number, and 32 bytes of a tile's hash. Every commit is
 * durable when it returns. The disk's own rate (append 4 KB and fdatasync; the same over bytes that were written before)
 * is measured in slices between the store's, because a shared disk changes its mind from second to second.
 *
 * Prints one JSON object. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "store/store.h"

enum { ROW_BYTES = 1024, PAGE = 4096, SLICES = 5, READERS = 4 };

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct rate {
    const char *name;
    double count, seconds, worst;
};

static void add(struct rate *r, double count, double begun, double worst) {
    r->count += count;
    r->seconds += now() - begun;
    if (worst > r->worst) r->worst = worst;
}

static _Noreturn void give_up(const struct error *err) {
    struct buf words;
    buf_init(&words, 4096);
    error_format(&words, err, LANG_EN);
    fprintf(stderr, "bench/store: %s\n", buf_z(&words));
    exit(1);
}

/* ---- the disk ---- */

static void disk_slice(int fd, bool append, double seconds, struct rate *r) {
    static char page[PAGE];
    double begun = now();
    off_t at = append ? lseek(fd, 0, SEEK_END) : 0;
    long count = 0;
    for (; now() < begun + seconds; count++) {
        page[0] = (char)count;
        if (pwrite(fd, page, PAGE, at) != PAGE || fdatasync(fd) < 0) {
            perror("bench/store");
            exit(1);
        }
        at += PAGE;
        if (!append && at >= 1000 * PAGE) at = 0;
    }
    add(r, (double)count, begun, 0);
}

static int disk_file(const char *dir, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) {
        perror(path);
        exit(1);
    }
    static char page[PAGE];
    for (int i = 0; i < 1000; i++)
        if (pwrite(fd, page, PAGE, (off_t)i * PAGE) != PAGE) exit(1);
    fsync(fd);
    return fd;
}

/* ---- commits ---- */

static int64_t next_row;

static void commit_slice(struct store *s, int group, double seconds, struct rate *r) {
    static char bytes[ROW_BYTES];
    struct db *db = store_writer(s);
    struct error err;
    double begun = now(), worst = 0;
    long count = 0;
    while (now() < begun + seconds) {
        double one = now();
        if (db_begin(db, &err) < 0) give_up(&err);
        for (int i = 0; i < group; i++, count++) {
            memcpy(bytes, &next_row, sizeof next_row);
            db_savepoint(db);
            db_exec(db, "INSERT INTO leaf (n, kind, at, entry) VALUES ($1, $2, $3, $4)", V(next_row), V("member.apply"),
                    V(1700000000 + next_row), V_BLOB(((struct str){ bytes, ROW_BYTES })));
            db_exec(db, "UPDATE checkpoint SET size = $1, root = $2 WHERE id = 1", V(next_row),
                    V_BLOB(((struct str){ bytes, 32 })));
            db_savepoint_release(db);
            next_row++;
        }
        if (db_commit(db, &err) < 0) give_up(&err);
        if (now() - one > worst) worst = now() - one;
    }
    add(r, (double)count, begun, worst);
}

/* ---- reading ---- */

struct reading {
    struct store *store;
    double seconds, count;
    bool one_each; /* a snapshot for each query, or one for a hundred: what a page asks */
};

static void *read_slice(void *context) {
    struct reading *r = context;
    struct error err;
    uint64_t at = (uint64_t)(uintptr_t)r;
    for (double begun = now(); now() < begun + r->seconds;) {
        struct db *db = store_reader(r->store);
        for (int part = 0; part < 100; part += r->one_each ? 1 : 100) {
            if (db_begin(db, &err) < 0) give_up(&err);
            for (int i = 0; i < (r->one_each ? 1 : 100); i++) {
                at = at * UINT64_C(6364136223846793005) + 1442695040888963407u;
                int64_t n = (int64_t)((at >> 33) % (uint64_t)next_row);
                if (db_int(db, -1, "SELECT at FROM leaf WHERE n = $1", V(n)) < 0) abort();
            }
            db_rollback(db);
        }
        r->count += 100;
        store_reader_done(r->store, db);
    }
    return NULL;
}

static double read_rate(struct store *s, int threads, bool one_each, double seconds) {
    pthread_t thread[READERS];
    struct reading reading[READERS];
    double total = 0;
    for (int i = 0; i < threads; i++) {
        reading[i] = (struct reading){ s, seconds, 0, one_each };
        pthread_create(&thread[i], NULL, read_slice, &reading[i]);
    }
    for (int i = 0; i < threads; i++) {
        pthread_join(thread[i], NULL);
        total += reading[i].count;
    }
    return total / seconds;
}

/* ---- */

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: store DIR SECONDS\n");
        return 2;
    }
    double seconds = strtod(argv[2], NULL), slice = seconds / SLICES;
    char path[4096];
    snprintf(path, sizeof path, "%s/bench.db", argv[1]);
    struct store *s;
    struct error err;
    if (store_open(&s, path, STORE_CREATE, &err) < 0) give_up(&err);
    if (db_script(
            store_writer(s),
            "CREATE TABLE leaf (n INTEGER PRIMARY KEY, kind TEXT NOT NULL, at BIGINT NOT NULL, entry BYTEA NOT NULL);"
            "CREATE TABLE checkpoint (id INTEGER PRIMARY KEY, size BIGINT NOT NULL, root BYTEA NOT NULL);"
            "INSERT INTO checkpoint (id, size, root) VALUES (1, 0, '')",
            &err) < 0)
        give_up(&err);

    int appended = disk_file(argv[1], "append"), written = disk_file(argv[1], "overwrite");
    struct rate append = { "append" }, overwrite = { "overwrite" };
    struct rate groups[] = { { "1" }, { "16" }, { "64" }, { "256" } };
    static const int sizes[] = { 1, 16, 64, 256 };
    for (int i = 0; i < SLICES; i++) {
        disk_slice(appended, true, slice, &append);
        commit_slice(s, 1, slice, &groups[0]);
        disk_slice(written, false, slice, &overwrite);
        for (int g = 1; g < 4; g++) commit_slice(s, sizes[g], slice, &groups[g]);
    }
    printf("{\"append\": %.1f, \"overwrite\": %.1f", append.count / append.seconds,
           overwrite.count / overwrite.seconds);
    for (int g = 0; g < 4; g++)
        printf(", \"rows_%s\": %.1f, \"worst_ms_%s\": %.2f", groups[g].name, groups[g].count / groups[g].seconds,
               groups[g].name, groups[g].worst * 1000);
    printf(", \"reads\": %.1f, \"reads_4\": %.1f, \"reads_one_each\": %.1f, \"rows\": %lld}\n",
           read_rate(s, 1, false, slice), read_rate(s, READERS, false, slice), read_rate(s, 1, true, slice),
           (long long)next_row);
    store_close(s);
    close(appended);
    close(written);
    return 0;
}
