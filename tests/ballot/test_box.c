/* The ballot box: nothing acknowledged is lost, nothing in the file tells when a ballot came. */
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ballot/credential.h"
#include "support/check.h"

struct scratch { char dir[64], path[96]; };

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

struct seen { int count; bool sorted; uint8_t last[BOX_SERIAL]; char text[2000][16]; };

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

/* A half that was torn while it was written: the ballot before it stands. */
static void test_torn(void **state) {
    (void)state;
    struct scratch s;
    struct box *box;
    struct error err;
    static struct seen seen;
    scratch_make(&s);
    assert_int_equal(box_make(s.path, 4, 64, &err), 0);
    assert_int_equal(box_open(&box, s.path, &err), 0);
    assert_int_equal(put(box, 1, "first"), 0);
    assert_int_equal(put(box, 1, "second"), 0);
    box_close(box);
    int fd = open(s.path, O_RDWR);
    struct stat st;
    assert_int_equal(fstat(fd, &st), 0);
    char *bytes = malloc((size_t)st.st_size);
    assert_int_equal(pread(fd, bytes, (size_t)st.st_size, 0), st.st_size);
    for (off_t i = 0; i < st.st_size - 6; i++)
        if (memcmp(bytes + i, "second", 6) == 0) assert_int_equal(pwrite(fd, "sec", 3, i + 3), 3);
    free(bytes);
    close(fd);
    assert_int_equal(box_open(&box, s.path, &err), 0);
    assert_int_equal(holds(box, &seen), 1);
    assert_string_equal(seen.text[0], "first");
    assert_int_equal(put(box, 1, "third"), 0);
    assert_int_equal(holds(box, &seen), 1);
    assert_string_equal(seen.text[0], "third");
    box_close(box);
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
struct voter { struct box *box; int first, taken; };

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

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("ballot/box: the last ballot of a serial counts, also after a crash; sealed, it takes nothing", test_recast),
        CASE("ballot/box: a torn ballot leaves the one before it", test_torn),
        CASE("ballot/box: full, too large, cut short", test_limits),
        CASE("ballot/box: many at once, none lost", test_together),
        CASE("ballot/box: places in the file do not follow the order of casting", test_order),
        CASE("ballot/credential: a receipt is of one key, contest and serial", test_receipt),
    };
    return cmocka_run_group_tests_name("ballot/box", tests, NULL, NULL);
}
