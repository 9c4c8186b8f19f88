/* The box as a file of slots; see box.h.
 *
 *     head   32 bytes of magic, bytes of a half, number of slots
 *     slot   two halves: [hash of what follows][generation][contest][length of ballot, of proof][serial][ballot][proof] 0…
 *
 * At rest both halves of a slot are the same, so that nothing tells whether a ballot was changed. To change it one half is written
 * with the generation after, synced, and then copied over the other. Generations begin anywhere and are compared around the corner.
 * An index in memory finds a serial's slot; free slots stand in a list from which one is drawn by lot. */
#include "ballot/box.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <threads.h>
#include <unistd.h>

#include "base/arena.h"

static const char magic[32] = "charterd ballot box, version 2\n";

struct half {
    uint8_t hash[HASH_SIZE];
    uint32_t generation;
    uint16_t ballot_len, proof_len;
    int64_t contest;
    uint8_t serial[BOX_SERIAL];
    char bytes[];
};
struct head {
    char magic[32];
    uint64_t half_size, slots;
};

struct box {
    int fd;
    size_t half_size, slots, taken, busy; /* busy: ballots on their way to the disk */
    uint32_t *order;                      /* slots: the taken ones first, then the free ones in any order */
    uint32_t *buckets;                    /* of the index: slot + 1, 0 none; twice as many as slots, a power of two */
    size_t bucket_count;
    struct known {
        int64_t contest;
        uint8_t serial[BOX_SERIAL];
        uint32_t generation;
        uint8_t safe;    /* the half that is on disk for certain: the other is written first */
        bool held, busy; /* it has a ballot; one is on its way */
    } * known;           /* by slot */
    struct entropy entropy;
    mtx_t lock;
    cnd_t synced;
    uint64_t written, durable;
    bool syncing, failed, sealed;
};

static int io_error(struct error *err, const char *path) {
    return error_set(err, ERR_IO, T("The ballot box {path}: {reason}.", "票箱 {path}：{reason}。"), ARG_Z("path", path),
                     ARG_TEXT("reason", errno_text(errno)));
}

static off_t half_at(size_t half_size, size_t slot, size_t half) {
    return (off_t)sizeof(struct head) + (off_t)(half_size * (2 * slot + half));
}

/* ---- making ---- */

int box_make(const char *path, int64_t ballots, int64_t bytes, struct error *err) {
    int64_t half = ((int64_t)sizeof(struct half) + bytes + 63) / 64 * 64;
    int64_t slots = ballots < 16 ? 64 : ballots * 4; /* room, so that the place of one says nothing of another's */
    if (ballots > BOX_SLOTS_MAX / 4 || bytes > BOX_BALLOT_MAX + BOX_PROOF_MAX)
        return error_set(err, ERR_TOO_LARGE,
                         T("This election is larger than a ballot box can hold.", "选举规模超出票箱容量。"));
    struct head head = { .half_size = (uint64_t)half, .slots = (uint64_t)slots };
    memcpy(head.magic, magic, sizeof magic);
    int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0) return io_error(err, path);
    bool made = ftruncate(fd, 0) == 0 && posix_fallocate(fd, 0, (off_t)sizeof head + (off_t)(2 * half * slots)) == 0 &&
                pwrite(fd, &head, sizeof head, 0) == (ssize_t)sizeof head && fsync(fd) == 0;
    int result = made ? 0 : io_error(err, path);
    close(fd);
    return result;
}

/* ---- the index ---- */

static size_t bucket_of(const struct box *b, int64_t contest, const uint8_t serial[BOX_SERIAL]) {
    struct str parts[] = { { (const char *)&contest, sizeof contest }, { (const char *)serial, BOX_SERIAL } };
    struct hash h = hash_parts(parts, 2);
    uint64_t n;
    memcpy(&n, h.b, sizeof n);
    return (size_t)n & (b->bucket_count - 1);
}

static bool is_of(const struct known *k, int64_t contest, const uint8_t serial[BOX_SERIAL]) {
    return k->contest == contest && memcmp(k->serial, serial, BOX_SERIAL) == 0;
}

/* The bucket that holds this serial's slot, or the free one where it would stand. */
static uint32_t *index_find(const struct box *b, int64_t contest, const uint8_t serial[BOX_SERIAL]) {
    for (size_t i = bucket_of(b, contest, serial);; i = (i + 1) & (b->bucket_count - 1))
        if (!b->buckets[i] || is_of(&b->known[b->buckets[i] - 1], contest, serial)) return &b->buckets[i];
}

static struct hash half_hash(const struct half *h, size_t size) {
    return hash_of((struct str){ (const char *)h + HASH_SIZE, size - HASH_SIZE });
}

static bool half_whole(const struct half *h, size_t size) {
    struct hash hash = half_hash(h, size);
    return memcmp(hash.b, h->hash, HASH_SIZE) == 0 && sizeof *h + h->ballot_len + h->proof_len <= size;
}

/* What a slot is found to be, and which of its halves counts. */
struct found {
    bool whole, empty, same;
    uint8_t half;
};

/* Reads both halves; the one that counts goes to `ret`. */
static struct found slot_read(int fd, size_t half_size, size_t slot, struct half *ret, struct half *other) {
    struct half *halves[] = { ret, other };
    bool whole[2];
    struct found f = { .empty = true };
    for (size_t i = 0; i < 2; i++) {
        const char *bytes = (const char *)halves[i];
        bool read = pread(fd, halves[i], half_size, half_at(half_size, slot, i)) == (ssize_t)half_size;
        whole[i] = read && half_whole(halves[i], half_size);
        f.empty = f.empty && read && bytes[0] == 0 && memcmp(bytes, bytes + 1, half_size - 1) == 0;
    }
    f.whole = whole[0] || whole[1];
    f.same = f.empty || (whole[0] && whole[1] && memcmp(ret, other, half_size) == 0);
    f.half = whole[1] && (!whole[0] || (int32_t)(other->generation - ret->generation) > 0);
    if (f.half == 1) memcpy(ret, other, half_size);
    return f;
}

/* What a crash left between two halves: the one that counts is put over the other, or zeros over what never was a ballot. */
static bool slot_mend(struct box *b, size_t slot, struct found f, struct half *half) {
    if (!f.whole) memset(half, 0, b->half_size);
    bool done = fdatasync(b->fd) == 0; /* the half that counts may be known to this machine's memory only */
    for (size_t i = 0; i < 2; i++)
        if (!f.whole || i != f.half)
            done = done && pwrite(b->fd, half, b->half_size, half_at(b->half_size, slot, i)) == (ssize_t)b->half_size;
    return done && fdatasync(b->fd) == 0;
}

static bool index_fill(struct box *b) {
    struct half *one = mem_grow(NULL, b->half_size), *other = mem_grow(NULL, b->half_size);
    size_t free_from = b->slots;
    bool done = true;
    for (size_t slot = b->slots; slot-- > 0 && done;) {
        struct found f = slot_read(b->fd, b->half_size, slot, one, other);
        if (!f.same) done = slot_mend(b, slot, f, one);
        if (!f.whole) {
            b->order[--free_from] = (uint32_t)slot;
            continue;
        }
        b->known[slot] =
            (struct known){ .contest = one->contest, .generation = one->generation, .safe = f.half, .held = true };
        memcpy(b->known[slot].serial, one->serial, BOX_SERIAL);
        *index_find(b, one->contest, one->serial) = (uint32_t)slot + 1;
        b->order[b->taken++] = (uint32_t)slot;
    }
    free(one);
    free(other);
    return done;
}

static bool head_read(int fd, struct head *ret) {
    struct stat st;
    return pread(fd, ret, sizeof *ret, 0) == (ssize_t)sizeof *ret && fstat(fd, &st) == 0 &&
           memcmp(ret->magic, magic, sizeof magic) == 0 && ret->slots > 0 && ret->slots <= BOX_SLOTS_MAX &&
           ret->half_size >= sizeof(struct half) && ret->half_size <= 2 * BOX_BALLOT_MAX &&
           (uint64_t)st.st_size >= sizeof *ret + 2 * ret->half_size * ret->slots;
}

static int damaged(struct error *err, const char *path) {
    return error_set(err, ERR_CORRUPT, T("The ballot box {path} is damaged.", "票箱 {path} 已损坏。"),
                     ARG_Z("path", path));
}

int box_open(struct box **ret, const char *path, struct error *err) {
    struct head head;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? error_set(err, ERR_MISSING, T("There is no ballot box {path}.", "没有票箱 {path}。"),
                                           ARG_Z("path", path))
                               : io_error(err, path);
    if (!head_read(fd, &head)) {
        close(fd);
        return damaged(err, path);
    }
    struct box *b = mem_grow(NULL, sizeof *b);
    *b = (struct box){ .fd = fd, .half_size = head.half_size, .slots = head.slots, .bucket_count = 64 };
    while (b->bucket_count < 2 * b->slots) b->bucket_count *= 2;
    b->order = mem_grow(NULL, b->slots * sizeof *b->order);
    b->known = mem_grow(NULL, b->slots * sizeof *b->known);
    b->buckets = mem_grow(NULL, b->bucket_count * sizeof *b->buckets);
    memset(b->buckets, 0, b->bucket_count * sizeof *b->buckets);
    memset(b->known, 0, b->slots * sizeof *b->known);
    entropy_system(&b->entropy);
    mtx_init(&b->lock, mtx_plain);
    cnd_init(&b->synced);
    if (!index_fill(b)) {
        int result = io_error(err, path);
        box_close(b);
        return result;
    }
    *ret = b;
    return 0;
}

void box_close(struct box *b) {
    if (!b) return;
    close(b->fd);
    mtx_destroy(&b->lock);
    cnd_destroy(&b->synced);
    free(b->order);
    free(b->known);
    free(b->buckets);
    free(b);
}

/* ---- casting ---- */

/* Draws a free slot by lot; they lie behind the taken ones in `order`. */
static uint32_t draw_slot(struct box *b) {
    size_t at = b->taken + (size_t)entropy_below(&b->entropy, b->slots - b->taken);
    uint32_t slot = b->order[at];
    b->order[at] = b->order[b->taken];
    b->order[b->taken++] = slot;
    return slot;
}

static void half_make(const struct box *b, uint32_t generation, const struct box_ballot *ballot, struct half *ret) {
    memset(ret, 0, b->half_size);
    ret->generation = generation;
    ret->contest = ballot->contest;
    ret->ballot_len = (uint16_t)ballot->ballot.len;
    ret->proof_len = (uint16_t)ballot->proof.len;
    memcpy(ret->serial, ballot->serial, BOX_SERIAL);
    if (ballot->ballot.len) memcpy(ret->bytes, ballot->ballot.data, ballot->ballot.len);
    if (ballot->proof.len) memcpy(ret->bytes + ballot->ballot.len, ballot->proof.data, ballot->proof.len);
    struct hash hash = half_hash(ret, b->half_size);
    memcpy(ret->hash, hash.b, HASH_SIZE);
}

static bool half_write(struct box *b, const struct half *h, uint32_t slot, size_t half) {
    bool done = pwrite(b->fd, h, b->half_size, half_at(b->half_size, slot, half)) == (ssize_t)b->half_size;
    b->failed = b->failed || !done;
    return done;
}

/* X1: whoever finds nobody syncing does it for all that was written so far. */
static bool wait_durable(struct box *b, uint64_t mine) {
    while (b->durable < mine && !b->failed) {
        if (b->syncing) {
            cnd_wait(&b->synced, &b->lock);
            continue;
        }
        uint64_t upto = b->written;
        b->syncing = true;
        mtx_unlock(&b->lock);
        bool done = fdatasync(b->fd) == 0;
        mtx_lock(&b->lock);
        b->syncing = false;
        b->failed = b->failed || !done; /* X2 */
        if (done) b->durable = upto;
        cnd_broadcast(&b->synced);
    }
    return b->durable >= mine;
}

/* One half, the disk, the other half: at any moment one of the two is whole on disk. */
static int put_in(struct box *b, uint32_t slot, const struct box_ballot *ballot, struct error *err) {
    struct known *k = &b->known[slot];
    struct half *half = mem_grow(NULL, b->half_size);
    int result = 0;
    k->busy = true;
    b->busy++;
    half_make(b, k->generation + 1, ballot, half);
    if (!half_write(b, half, slot, !k->safe) || !wait_durable(b, ++b->written)) {
        result = error_set(err, ERR_IO,
                           T("The ballot could not be written. Nothing was done; try again.",
                             "选票未能写入，未作任何变更，请重试。"));
    } else {
        k->generation++;
        k->held = true;
        k->safe = !k->safe;
        (void)
            half_write(b, half, slot,
                       !k->safe); /* on disk with whatever is synced next; until then this one is written first again */
    }
    k->busy = false;
    b->busy--;
    cnd_broadcast(&b->synced);
    free(half);
    return result;
}

/* The slot of this serial, drawn when it has none yet; false when the box is full. */
static bool slot_of(struct box *b, const struct box_ballot *ballot, uint32_t *ret) {
    uint32_t *bucket = index_find(b, ballot->contest, ballot->serial);
    if (!*bucket && b->taken == b->slots) return false;
    if (!*bucket) {
        *ret = draw_slot(b);
        struct known *k = &b->known[*ret];
        entropy_bytes(&b->entropy, (uint8_t *)&k->generation, sizeof k->generation);
        k->safe = (uint8_t)entropy_below(&b->entropy, 2);
        k->contest = ballot->contest;
        memcpy(k->serial, ballot->serial, BOX_SERIAL);
        *bucket = *ret + 1;
    }
    *ret = *bucket - 1;
    return true;
}

static int cast_locked(struct box *b, const struct box_ballot *ballot, struct error *err) {
    uint32_t slot = 0;
    bool room = b->sealed || b->failed || slot_of(b, ballot, &slot);
    while (room && !b->sealed && !b->failed && b->known[slot].busy)
        cnd_wait(&b->synced, &b->lock); /* the same paper twice at once: one after the other */
    if (b->sealed) return error_set(err, ERR_CONFLICT, T("Voting has closed.", "投票已截止。"));
    if (b->failed)
        return error_set(err, ERR_IO,
                         T("The ballot box cannot be written; it takes nothing until the server is started anew.",
                           "票箱无法写入，重启服务前不再接收选票。"));
    if (!room) return error_set(err, ERR_TOO_LARGE, T("The ballot box is full.", "票箱已满。"));
    return put_in(b, slot, ballot, err);
}

int box_cast(struct box *b, const struct box_ballot *ballot, struct error *err) {
    if (sizeof(struct half) + ballot->ballot.len + ballot->proof.len > b->half_size ||
        ballot->ballot.len > BOX_BALLOT_MAX)
        return error_set(err, ERR_TOO_LARGE, T("This ballot is longer than any that can be right.", "选票内容过长。"));
    mtx_lock(&b->lock);
    int result = cast_locked(b, ballot, err);
    mtx_unlock(&b->lock);
    return result;
}

void box_seal(struct box *b) {
    mtx_lock(&b->lock);
    b->sealed = true;
    while (b->busy) /* those on their way are in, and will be told so */
        cnd_wait(&b->synced, &b->lock);
    mtx_unlock(&b->lock);
}

int64_t box_count(struct box *b) {
    int64_t n = 0;
    mtx_lock(&b->lock);
    for (size_t i = 0; i < b->taken; i++) n += b->known[b->order[i]].held;
    mtx_unlock(&b->lock);
    return n;
}

bool box_has(struct box *b, int64_t contest, const uint8_t serial[BOX_SERIAL]) {
    mtx_lock(&b->lock);
    uint32_t slot = *index_find(b, contest, serial);
    bool has = slot && b->known[slot - 1].held;
    mtx_unlock(&b->lock);
    return has;
}

/* ---- emptying ---- */

static int by_serial(const void *x, const void *y, void *context) {
    const struct box *b = context;
    const struct known *a = &b->known[*(const uint32_t *)x], *c = &b->known[*(const uint32_t *)y];
    if (a->contest != c->contest) return a->contest < c->contest ? -1 : 1;
    return memcmp(a->serial, c->serial, BOX_SERIAL);
}

int box_each(struct box *b, void (*each)(void *context, const struct box_ballot *ballot), void *context,
             struct error *err) {
    mtx_lock(&b->lock);
    size_t n = b->taken;
    uint32_t *slots = mem_grow(NULL, (n + 1) * sizeof *slots);
    memcpy(slots, b->order, n * sizeof *slots);
    qsort_r(slots, n, sizeof *slots, by_serial, b);
    struct half *one = mem_grow(NULL, b->half_size), *other = mem_grow(NULL, b->half_size);
    int result = 0;
    for (size_t i = 0; i < n && result == 0; i++) {
        if (!b->known[slots[i]].held) continue; /* its first ballot could not be written, and was not acknowledged */
        if (!slot_read(b->fd, b->half_size, slots[i], one, other).whole) {
            result = error_set(err, ERR_CORRUPT, T("A ballot in the box is damaged.", "票箱中有选票损坏。"));
            break;
        }
        struct box_ballot ballot = { .contest = one->contest,
                                     .ballot = { one->bytes, one->ballot_len },
                                     .proof = { one->bytes + one->ballot_len, one->proof_len } };
        memcpy(ballot.serial, one->serial, BOX_SERIAL);
        each(context, &ballot);
    }
    mtx_unlock(&b->lock);
    free(slots);
    free(one);
    free(other);
    return result;
}

/* ---- copying, and doing away with ---- */

/* As it is on disk while another program may be writing: a half that is being written reads torn, then the other is whole; both torn
 * is a change that came between the two reads. */
static bool slot_settled(int fd, size_t half_size, size_t slot, struct half *ret, struct half *other) {
    enum { TRIES_MAX = 50 };
    for (int i = 0; i < TRIES_MAX; i++) {
        struct found f = slot_read(fd, half_size, slot, ret, other);
        if (f.whole) return true;
        if (f.empty) break;
        thrd_sleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
    }
    memset(ret, 0, half_size); /* empty, or a first ballot that a crash cut short */
    return false;
}

static bool copy_slots(int from, int to, const struct head *head) {
    size_t size = head->half_size;
    struct half *one = mem_grow(NULL, size), *other = mem_grow(NULL, size);
    bool done = pwrite(to, head, sizeof *head, 0) == (ssize_t)sizeof *head;
    for (size_t slot = 0; slot < head->slots && done; slot++) {
        bool held = slot_settled(from, size, slot, one, other);
        for (size_t half = 0; half < 2 && held && done; half++)
            done = pwrite(to, one, size, half_at(size, slot, half)) == (ssize_t)size;
    }
    free(one);
    free(other);
    return done && fsync(to) == 0;
}

int box_copy(const char *from, const char *to, struct error *err) {
    struct head head;
    int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (in < 0)
        return errno == ENOENT ? error_set(err, ERR_MISSING, T("There is no ballot box {path}.", "没有票箱 {path}。"),
                                           ARG_Z("path", from))
                               : io_error(err, from);
    int out = head_read(in, &head) ? open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600) : -2;
    int result = out == -2 ? damaged(err, from) : out < 0 ? io_error(err, to) : 0;
    if (result == 0 && (posix_fallocate(out, 0, (off_t)(sizeof head + 2 * head.half_size * head.slots)) != 0 ||
                        !copy_slots(in, out, &head)))
        result = io_error(err, to);
    if (out >= 0) close(out);
    close(in);
    return result;
}

int box_destroy(const char *path, struct error *err) {
    static const char zeros[64 * 1024];
    struct stat st;
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return errno == ENOENT ? 0 : io_error(err, path);
    bool done = fstat(fd, &st) == 0;
    for (off_t at = 0; done && at < st.st_size;) {
        size_t n = st.st_size - at < (off_t)sizeof zeros ? (size_t)(st.st_size - at) : sizeof zeros;
        ssize_t written = pwrite(fd, zeros, n, at);
        done = written > 0;
        at += done ? written : 0;
    }
    done = done && fsync(fd) == 0;
    close(fd);
    return done && unlink(path) == 0 ? 0 : io_error(err, path);
}
