/* The ballot box: nothing acknowledged is lost, nothing in the file tells when a ballot came. */
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ballot/credential.h"
#include "support/check.h"

struct scratch {
    char dir[64], path[96];
};

static void scratch_make(struct scratch *s) {
    (void)snprintf(s->dir, sizeof s->dir, "/tmp/charterd-box-XXXXXX");
    assert_non_null(mkdtemp(s->dir));
    (void)snprintf(s->path, sizeof s->path, "%s/box", s->dir);
}
static void scratch_drop(struct scratch *s) {
    unlink(s->path);
    rmdir(s->dir);
}

/* Serial number `n`: the hash of it, so that it looks like chance. */
static struct box_ballot ballot_of(int n, const char *text) {
    struct hash h = hash_of((struct str){ (const char *)&n, sizeof n });
    struct box_ballot b = { .contest = 1, .ballot = str_of(text), .proof = STR("proof") };
    memcpy(b.serial, h.b, BOX_SERIAL);
    return b;
}

static int put(struct box *box, int n, const char *text) {
    struct error err;
    struct box_ballot b = ballot_of(n, text);
    return box_cast(box, &b, &err);
}

struct seen {
    int count;
    bool sorted;
    uint8_t last[BOX_SERIAL];
    char text[2000][16];
};

static void see(void *context, const struct box_ballot *b) {
    struct seen *s = context;
    s->sorted = s->sorted && memcmp(s->last, b->serial, BOX_SERIAL) < 0;
    memcpy(s->last, b->serial, BOX_SERIAL);
    (void)snprintf(s->text[s->count++], 16, "%.*s", STR_FMT(b->ballot));
}

static int holds(struct box *box, struct seen *s) {
    struct error err;
    *s = (struct seen){ .sorted = true };
    assert_int_equal(box_each(box, see, s, &err), 0);
    assert_true(s->sorted);
    return s->count;
}

static void test_recast(void **state) {
    (void)state;
    struct scratch s;
    struct box *box;
    struct error err;
    static struct seen seen;
    scratch_make(&s);
    assert_int_equal(box_make(s.path, 100, 64, &err), 0);
    assert_int_equal(box_open(&box, s.path, &err), 0);
    for (int i = 0; i < 100; i++) assert_int_equal(put(box, i, "1>2"), 0);
    for (int round = 0; round < 3; round++) assert_int_equal(put(box, 7, round == 2 ? "2" : "1"), 0);
    assert_int_equal(holds(box, &seen), 100);
    box_close(box);
    assert_int_equal(box_open(&box, s.path, &err), 0); /* as a crash would leave it: nothing is written at the close */
    assert_int_equal(holds(box, &seen), 100);
    int changed = 0;
    for (int i = 0; i < 100; i++) changed += strcmp(seen.text[i], "2") == 0;
    assert_int_equal(changed, 1);
    box_seal(box);
    assert_int_equal(put(box, 7, "1"), ERR_CONFLICT);
    assert_int_equal(put(box, 1000, "1"), ERR_CONFLICT);
    box_close(box);
    scratch_drop(&s);
}

/* ---- the file, byte by byte ---- */

enum { HEAD = 48, TEXT_MAX = 64 };

struct bytes {
    char *all;
    size_t size, half, slots;
};

static struct bytes bytes_of(const char *path) {
    struct bytes b = { 0 };
    struct stat st;
    int fd = open(path, O_RDONLY);
    assert_int_equal(fstat(fd, &st), 0);
    b.size = (size_t)st.st_size;
    b.all = malloc(b.size);
    assert_int_equal(pread(fd, b.all, b.size, 0), b.size);
    close(fd);
    memcpy(&b.half, b.all + 32, sizeof b.half);
    memcpy(&b.slots, b.all + 40, sizeof b.slots);
    assert_int_equal(b.size, HEAD + 2 * b.half * b.slots);
    return b;
}

static void bytes_put(const char *path, const struct bytes *b) {
    int fd = open(path, O_WRONLY);
    assert_int_equal(pwrite(fd, b->all, b->size, 0), b->size);
    close(fd);
}

static char *half_in(const struct bytes *b, size_t slot, size_t half) {
    return b->all + HEAD + b->half * (2 * slot + half);
}

static size_t slot_taken(const struct bytes *b) {
    size_t slot = 0;
    while (slot < b->slots && memcmp(half_in(b, slot, 0), half_in(b, slot, 0) + 1, b->half - 1) == 0) slot++;
    assert_true(slot < b->slots);
    return slot;
}

static bool settled(const char *path) {
    struct bytes b = bytes_of(path);
    bool all = true;
    for (size_t slot = 0; slot < b.slots; slot++)
        all = all && memcmp(half_in(&b, slot, 0), half_in(&b, slot, 1), b.half) == 0;
    free(b.all);
    return all;
}

static void check_stands(const char *path, const char *text) {
    struct box *box;
    struct error err;
    static struct seen seen;
    assert_int_equal(box_open(&box, path, &err), 0);
    assert_int_equal(holds(box, &seen), text ? 1 : 0);
    if (text) assert_string_equal(seen.text[0], text);
    assert_true(settled(path)); /* and what was left half done is done, or gone */
    assert_int_equal(put(box, 1, "third"), 0);
    assert_int_equal(holds(box, &seen), 1);
    assert_string_equal(seen.text[0], "third");
    box_close(box);
}

/* The power fails while a ballot is changed: either half may be the one that is written, torn or whole. */
static void test_torn(void **state) {
    (void)state;
    struct scratch s;
    struct box *box;
    struct error err;
    scratch_make(&s);
    assert_int_equal(box_make(s.path, 4, TEXT_MAX, &err), 0);
    struct bytes none = bytes_of(s.path);
    assert_int_equal(box_open(&box, s.path, &err), 0);
    assert_int_equal(put(box, 1, "first"), 0);
    struct bytes first = bytes_of(s.path);
    assert_int_equal(put(box, 1, "second"), 0);
    box_close(box);
    struct bytes second = bytes_of(s.path);
    size_t slot = slot_taken(&first);
    const struct {
        const struct bytes *from, *to;
        const char *whole, *torn;
    } changes[] = { { &none, &first, "first", NULL }, { &first, &second, "second", "first" } };
    for (size_t i = 0; i < 2; i++)
        for (size_t half = 0; half < 2; half++)
            for (size_t written = 0; written <= first.half; written += first.half / 8) {
                struct bytes now = bytes_of(s.path);
                memcpy(now.all, changes[i].from->all, now.size);
                memcpy(half_in(&now, slot, half), half_in(changes[i].to, slot, half), written);
                bytes_put(s.path, &now);
                free(now.all);
                bool whole = memcmp(half_in(changes[i].to, slot, half) + written,
                                    half_in(changes[i].from, slot, half) + written, first.half - written) == 0;
                check_stands(s.path, whole ? changes[i].whole : changes[i].torn);
            }
    free(none.all);
    free(first.all);
    free(second.all);
    scratch_drop(&s);
}

/* X4: at rest a box where every ballot was changed twice looks like one where none was. */
static void test_traceless(void **state) {
    (void)state;
    struct scratch s;
    struct box *box;
    struct error err;
    scratch_make(&s);
    assert_int_equal(box_make(s.path, 100, TEXT_MAX, &err), 0);
    assert_int_equal(box_open(&box, s.path, &err), 0);
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < 100; i++) assert_int_equal(put(box, i, round == 2 ? "2" : "1>2>3"), 0);
    assert_true(settled(s.path));
    struct bytes b = bytes_of(s.path);
    for (size_t i = 0; i + 5 < b.size; i++) assert_int_not_equal(memcmp(b.all + i, "1>2>3", 5), 0);
    int high = 0; /* generations begin anywhere: half of them in the upper half */
    for (size_t slot = 0; slot < b.slots; slot++) {
        uint32_t generation;
        memcpy(&generation, half_in(&b, slot, 0) + HASH_SIZE, sizeof generation);
        high += generation >> 31;
    }
    assert_in_range(high, 15, 85); /* of 100; outside once in 10^12 */
    free(b.all);
    box_close(box);
    scratch_drop(&s);
}

static void test_destroy(void **state) {
    (void)state;
    struct scratch s;
    struct box *box;
    struct error err;
    scratch_make(&s);
    char other[128];
    (void)snprintf(other, sizeof other, "%s/other", s.dir);
    assert_int_equal(box_make(s.path, 4, TEXT_MAX, &err), 0);
    assert_int_equal(box_open(&box, s.path, &err), 0);
    assert_int_equal(put(box, 1, "first"), 0);
    box_close(box);
    assert_int_equal(link(s.path, other), 0); /* whoever has the file still finds nothing in it */
    assert_int_equal(box_destroy(s.path, &err), 0);
    assert_int_equal(access(s.path, F_OK), -1);
    int fd = open(other, O_RDONLY);
    char byte;
    while (read(fd, &byte, 1) == 1) assert_int_equal(byte, 0);
    close(fd);
    assert_int_equal(box_destroy(s.path, &err), 0); /* done already */
    unlink(other);
    scratch_drop(&s);
}

static void test_limits(void **state) {
    (void)state;
    struct scratch s;
    struct box *box;
    struct error err;
    static char large[BOX_BALLOT_MAX + 2];
    scratch_make(&s);
    assert_int_equal(box_open(&box, s.path, &err), ERR_MISSING);
    assert_int_equal(box_make(s.path, BOX_SLOTS_MAX, 64, &err), ERR_TOO_LARGE);
    assert_int_equal(box_make(s.path, 1, 64, &err), 0);
    assert_int_equal(box_open(&box, s.path, &err), 0);
    memset(large, '1', BOX_BALLOT_MAX + 1);
    assert_int_equal(put(box, 1, large), ERR_TOO_LARGE);
    for (int i = 0; i < 64; i++) assert_int_equal(put(box, i, "1"), 0);
    assert_int_equal(put(box, 64, "1"), ERR_TOO_LARGE); /* full; who is in it may still change */
    assert_int_equal(put(box, 3, "2"), 0);
    box_close(box);
    assert_int_equal(truncate(s.path, 1000), 0);
    assert_int_equal(box_open(&box, s.path, &err), ERR_CORRUPT);
    scratch_drop(&s);
}

/* ---- many at once ---- */

enum { VOTERS = 8, EACH = 100 };
struct voter {
    struct box *box;
    int first, taken;
};

static void *vote_often(void *arg) {
    struct voter *v = arg;
    for (int i = 0; i < EACH; i++) v->taken += put(v->box, v->first + i, "1") == 0;
    return NULL;
}

static void test_together(void **state) {
    (void)state;
    struct scratch s;
    struct box *box;
    struct error err;
    static struct seen seen;
    pthread_t threads[VOTERS];
    struct voter voters[VOTERS];
    scratch_make(&s);
    assert_int_equal(box_make(s.path, VOTERS * EACH, 64, &err), 0);
    assert_int_equal(box_open(&box, s.path, &err), 0);
    for (int i = 0; i < VOTERS; i++) {
        voters[i] = (struct voter){ box, i * EACH, 0 };
        assert_int_equal(pthread_create(&threads[i], NULL, vote_often, &voters[i]), 0);
    }
    for (int i = 0; i < VOTERS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(voters[i].taken, EACH);
    }
    assert_int_equal(holds(box, &seen), VOTERS * EACH);
    box_close(box);
    scratch_drop(&s);
}

/* ---- copied while it is in use ---- */

enum { CHANGES = 150, SHARED = 100000 };
struct changer {
    struct box *box;
    int serial;
    _Atomic int sure;
};

static void *change_often(void *arg) {
    struct changer *c = arg;
    char text[16];
    for (int i = 1; i <= CHANGES; i++) {
        (void)snprintf(text, sizeof text, "%d", i);
        if (put(c->box, c->serial, text) == 0) atomic_store(&c->sure, i);
        (void)put(c->box, SHARED, text); /* the same paper in every hand */
    }
    return NULL;
}

struct copied {
    struct changer *changers;
    int before[VOTERS];
    int found;
};

static void see_copied(void *context, const struct box_ballot *b) {
    struct copied *c = context;
    for (int i = 0; i < VOTERS; i++) {
        struct box_ballot own = ballot_of(c->changers[i].serial, "");
        if (memcmp(own.serial, b->serial, BOX_SERIAL) != 0) continue;
        int64_t change;
        assert_int_equal(str_int(b->ballot, &change), 0);
        assert_true(change >= c->before[i]);
        c->found++;
    }
}

static void test_copy(void **state) {
    (void)state;
    struct scratch s;
    struct box *box, *other;
    struct error err;
    pthread_t threads[VOTERS];
    static struct changer changers[VOTERS];
    char copy[128];
    int copies = 0, least = 0;
    scratch_make(&s);
    (void)snprintf(copy, sizeof copy, "%s/copy", s.dir);
    assert_int_equal(box_make(s.path, VOTERS + 1, TEXT_MAX, &err), 0);
    assert_int_equal(box_open(&box, s.path, &err), 0);
    for (int i = 0; i < VOTERS; i++) {
        changers[i] = (struct changer){ .box = box, .serial = i };
        assert_int_equal(put(box, i, "0"), 0);
        assert_int_equal(pthread_create(&threads[i], NULL, change_often, &changers[i]), 0);
    }
    while (least < CHANGES) {
        struct copied c = { .changers = changers };
        least = CHANGES;
        for (int i = 0; i < VOTERS; i++) {
            c.before[i] = atomic_load(&changers[i].sure);
            least = c.before[i] < least ? c.before[i] : least;
        }
        assert_int_equal(box_copy(s.path, copy, &err), 0);
        assert_true(settled(copy));
        assert_int_equal(box_open(&other, copy, &err), 0);
        assert_int_equal(box_each(other, see_copied, &c, &err), 0);
        assert_int_equal(c.found, VOTERS);
        box_close(other);
        unlink(copy);
        copies++;
    }
    assert_true(copies > 1);
    for (int i = 0; i < VOTERS; i++) pthread_join(threads[i], NULL);
    struct box_ballot shared = ballot_of(SHARED, "");
    assert_true(box_has(box, 1, shared.serial));
    assert_false(box_has(box, 2, shared.serial));
    assert_int_equal(box_count(box), VOTERS + 1);
    box_close(box);
    scratch_drop(&s);
}

/* The attack: whoever has the file and knows the order in which people voted looks whether places in the file follow it. Pairs out of
 * order are half of all, give or take: a list in order would have none, one in reverse all of them. */
static void test_order(void **state) {
    (void)state;
    enum { N = 400 };
    struct scratch s;
    struct box *box;
    struct error err;
    scratch_make(&s);
    assert_int_equal(box_make(s.path, N, 64, &err), 0);
    assert_int_equal(box_open(&box, s.path, &err), 0);
    for (int i = 0; i < N; i++) assert_int_equal(put(box, i, "1"), 0);
    box_close(box);
    int fd = open(s.path, O_RDONLY);
    struct stat st;
    assert_int_equal(fstat(fd, &st), 0);
    char *bytes = malloc((size_t)st.st_size);
    assert_int_equal(pread(fd, bytes, (size_t)st.st_size, 0), st.st_size);
    close(fd);
    static char *place[N];
    for (int i = 0; i < N; i++) {
        struct box_ballot b = ballot_of(i, "1");
        place[i] = memmem(bytes, (size_t)st.st_size, b.serial, BOX_SERIAL);
        assert_non_null(place[i]);
    }
    long inversions = 0;
    for (int i = 0; i < N; i++)
        for (int k = i + 1; k < N; k++) inversions += place[i] > place[k];
    long half = (long)N * (N - 1) / 4, spread = 1332; /* sqrt(n(n-1)(2n+5)/72) */
    assert_in_range(inversions, half - 6 * spread, half + 6 * spread);
    free(bytes);
    scratch_drop(&s);
}

static void test_receipt(void **state) {
    (void)state;
    struct hash key = hash_of(STR("key")), other = hash_of(STR("other"));
    struct box_ballot b = ballot_of(1, "1"), c = ballot_of(2, "1");
    char proof[RECEIPT_PROOF_SIZE];
    receipt_proof(proof, &key, 3, b.serial);
    assert_true(receipt_fits(str_of(proof), &key, 3, b.serial));
    assert_false(receipt_fits(str_of(proof), &key, 4, b.serial));
    assert_false(receipt_fits(str_of(proof), &key, 3, c.serial));
    assert_false(receipt_fits(str_of(proof), &other, 3, b.serial));
    assert_false(receipt_fits(STR(""), &key, 3, b.serial));
}

/* ---- the disk, in place of the system's: counted, refusing, slow ---- */

static atomic_int syncs, sync_waits_us;
static atomic_bool sync_fails;

int fdatasync(int fd) {
    atomic_fetch_add(&syncs, 1);
    usleep((unsigned)atomic_load(&sync_waits_us));
    if (atomic_load(&sync_fails)) return -1;
    return (int)syscall(SYS_fdatasync, fd);
}

static void test_synced(void **state) {
    (void)state;
    struct scratch s;
    struct box *box;
    struct error err;
    static struct seen seen;
    scratch_make(&s);
    assert_int_equal(box_make(s.path, 10, 64, &err), 0);
    assert_int_equal(box_open(&box, s.path, &err), 0);
    for (int n = 0; n < 4; n++) {
        int before = atomic_load(&syncs);
        assert_int_equal(put(box, n % 3, "1"), 0); /* the last is changed */
        assert_true(atomic_load(&syncs) > before); /* X1 */
    }
    atomic_store(&sync_fails, true);
    assert_int_equal(put(box, 4, "1"), ERR_IO);
    atomic_store(&sync_fails, false);
    assert_int_equal(put(box, 5, "1"), ERR_IO); /* X2: what the disk forgot it will not say again */
    struct box_ballot b = ballot_of(4, "1");
    assert_false(box_has(box, 1, b.serial));
    assert_int_equal(holds(box, &seen), 3);
    box_close(box);
    assert_int_equal(box_open(&box, s.path, &err), 0);
    assert_int_equal(put(box, 5, "1"), 0);
    box_close(box);
    scratch_drop(&s);
}

static void *put_slowly(void *box) { return (void *)(intptr_t)put(box, 1, "1"); }

/* A ballot that is on its way to the disk when the box is sealed is in it, and its voter is told so. */
static void test_sealed_meanwhile(void **state) {
    (void)state;
    enum { SLOW_US = 300000 };
    struct scratch s;
    struct box *box;
    struct error err;
    static struct seen seen;
    pthread_t voter;
    void *told;
    scratch_make(&s);
    assert_int_equal(box_make(s.path, 10, 64, &err), 0);
    assert_int_equal(box_open(&box, s.path, &err), 0);
    int before = atomic_load(&syncs);
    atomic_store(&sync_waits_us, SLOW_US);
    assert_int_equal(pthread_create(&voter, NULL, put_slowly, box), 0);
    while (atomic_load(&syncs) == before) usleep(1000);
    box_seal(box);
    int held = holds(box, &seen);
    pthread_join(voter, &told);
    atomic_store(&sync_waits_us, 0);
    assert_int_equal((intptr_t)told, 0);
    assert_int_equal(held, 1);
    assert_int_equal(put(box, 2, "1"), ERR_CONFLICT);
    box_close(box);
    scratch_drop(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("ballot/box: the last ballot of a serial counts, also after a crash; sealed, it takes nothing",
             test_recast),
        CASE("ballot/box: a torn ballot leaves the one before it", test_torn),
        CASE("ballot/box: at rest nothing tells whether a ballot was changed", test_traceless),
        CASE("ballot/box: full, too large, cut short", test_limits),
        CASE("ballot/box: many at once, none lost", test_together),
        CASE(
            "ballot/box: a ballot is acknowledged after a sync; after one that failed nothing is taken until the box is opened anew",
            test_synced),
        CASE("ballot/box: a ballot on its way when the box is sealed is in it", test_sealed_meanwhile),
        CASE("ballot/box: copied while ballots are changed, each is in the copy, as acknowledged or later", test_copy),
        CASE("ballot/box: done away with, nothing of it is left in the file", test_destroy),
        CASE("ballot/box: places in the file do not follow the order of casting", test_order),
        CASE("ballot/credential: a receipt is of one key, contest and serial", test_receipt),
    };
    return cmocka_run_group_tests_name("ballot/box", tests, NULL, NULL);
}
