/* The box as a file of slots; see box.h.
 *
 *     head   32 bytes of magic, bytes of a half, number of slots
 *     slot   two halves: [hash of what follows][generation][contest][length of ballot, of proof][serial][ballot][proof] 0…
 *
 * The half with the higher generation counts. An index in memory finds a serial's slot; free slots stand in a list from
 * which one is drawn by lot. */
#include "ballot/box.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <threads.h>
#include <unistd.h>

#include "base/arena.h"

static const char magic[32] = "charterd ballot box, version 1\n";

struct half {
    uint8_t hash[HASH_SIZE];
    uint32_t generation;
    uint16_t ballot_len, proof_len;
    int64_t contest;
    uint8_t serial[BOX_SERIAL];
    char bytes[];
};
struct head { char magic[32]; uint64_t half_size, slots; };

struct box {
    int fd;
    size_t half_size, slots, taken;
    uint32_t *order;      /* slots: the taken ones first, then the free ones in any order */
    uint32_t *buckets;    /* of the index: slot + 1, 0 none; twice as many as slots, a power of two */
    size_t bucket_count;
    struct known { int64_t contest; uint8_t serial[BOX_SERIAL]; uint32_t generation; } *known; /* by slot */
    struct entropy entropy;
    mtx_t lock;
    cnd_t synced;
    uint64_t written, durable;
    bool syncing, failed, sealed;
};

static int io_error(struct error *err, const char *path)
{
    return error_set(err, ERR_IO, T("The ballot box {path}: {reason}.", "票箱 {path}：{reason}。"), ARG_Z("path", path), ARG_TEXT("reason", errno_text(errno)));
}

static off_t half_at(const struct box *b, size_t slot, uint32_t generation)
{
    return (off_t)sizeof(struct head) + (off_t)(b->half_size * (2 * slot + (generation & 1)));
}

/* ---- making ---- */

int box_make(const char *path, int64_t ballots, int64_t bytes, struct error *err)
{
    int64_t half = ((int64_t)sizeof(struct half) + bytes + 63) / 64 * 64;
    int64_t slots = ballots < 16 ? 64 : ballots * 4; /* room, so that the place of one says nothing of another's */
    if (ballots > BOX_SLOTS_MAX / 4 || bytes > BOX_BALLOT_MAX + BOX_PROOF_MAX)
        return error_set(err, ERR_TOO_LARGE, T("This election is larger than a ballot box can hold.", "选举规模超出票箱容量。"));
    struct head head = { .half_size = (uint64_t)half, .slots = (uint64_t)slots };
    memcpy(head.magic, magic, sizeof magic);
    int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0)
        return io_error(err, path);
    bool made = ftruncate(fd, 0) == 0 && posix_fallocate(fd, 0, (off_t)sizeof head + (off_t)(2 * half * slots)) == 0
                && pwrite(fd, &head, sizeof head, 0) == (ssize_t)sizeof head && fsync(fd) == 0;
    int result = made ? 0 : io_error(err, path);
    close(fd);
    return result;
}

/* ---- the index ---- */

static size_t bucket_of(const struct box *b, int64_t contest, const uint8_t serial[BOX_SERIAL])
{
    struct str parts[] = { { (const char *)&contest, sizeof contest }, { (const char *)serial, BOX_SERIAL } };
    struct hash h = hash_parts(parts, 2);
    uint64_t n;
    memcpy(&n, h.b, sizeof n);
    return (size_t)n & (b->bucket_count - 1);
}

static bool is_of(const struct known *k, int64_t contest, const uint8_t serial[BOX_SERIAL])
{
    return k->contest == contest && memcmp(k->serial, serial, BOX_SERIAL) == 0;
}

/* The bucket that holds this serial's slot, or the free one where it would stand. */
static uint32_t *index_find(const struct box *b, int64_t contest, const uint8_t serial[BOX_SERIAL])
{
    for (size_t i = bucket_of(b, contest, serial);; i = (i + 1) & (b->bucket_count - 1))
        if (!b->buckets[i] || is_of(&b->known[b->buckets[i] - 1], contest, serial))
            return &b->buckets[i];
}

static struct hash half_hash(const struct half *h, size_t size)
{
    return hash_of((struct str){ (const char *)h + HASH_SIZE, size - HASH_SIZE });
}

/* Reads the half that counts; false where the slot is free. */
static bool slot_read(const struct box *b, size_t slot, struct half *ret, struct half *other)
{
    struct half *halves[] = { ret, other };
    bool whole[2];
    for (uint32_t i = 0; i < 2; i++) {
        whole[i] = pread(b->fd, halves[i], b->half_size, half_at(b, slot, i)) == (ssize_t)b->half_size;
        struct hash h = half_hash(halves[i], b->half_size);
        whole[i] = whole[i] && halves[i]->generation > 0 && memcmp(h.b, halves[i]->hash, HASH_SIZE) == 0
                   && sizeof(struct half) + halves[i]->ballot_len + halves[i]->proof_len <= b->half_size;
    }
    if (whole[1] && (!whole[0] || other->generation > ret->generation))
        memcpy(ret, other, b->half_size);
    return whole[0] || whole[1];
}

static void index_fill(struct box *b)
{
    struct half *one = mem_grow(NULL, b->half_size), *other = mem_grow(NULL, b->half_size);
    size_t free_from = b->slots;
    for (size_t slot = b->slots; slot-- > 0;) {
        if (!slot_read(b, slot, one, other)) {
            b->order[--free_from] = (uint32_t)slot;
            continue;
        }
        b->known[slot] = (struct known){ .contest = one->contest, .generation = one->generation };
        memcpy(b->known[slot].serial, one->serial, BOX_SERIAL);
        *index_find(b, one->contest, one->serial) = (uint32_t)slot + 1;
        b->order[b->taken++] = (uint32_t)slot;
    }
    free(one);
    free(other);
}

int box_open(struct box **ret, const char *path, struct error *err)
{
    struct head head;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? error_set(err, ERR_MISSING, T("There is no ballot box {path}.", "没有票箱 {path}。"), ARG_Z("path", path)) : io_error(err, path);
    struct stat st;
    if (pread(fd, &head, sizeof head, 0) != (ssize_t)sizeof head || fstat(fd, &st) != 0 || memcmp(head.magic, magic, sizeof magic) != 0 || head.slots == 0
        || head.slots > BOX_SLOTS_MAX || head.half_size < sizeof(struct half) || head.half_size > 2 * BOX_BALLOT_MAX
        || (uint64_t)st.st_size < sizeof head + 2 * head.half_size * head.slots) {
        close(fd);
        return error_set(err, ERR_CORRUPT, T("The ballot box {path} is damaged.", "票箱 {path} 已损坏。"), ARG_Z("path", path));
    }
    struct box *b = mem_grow(NULL, sizeof *b);
    *b = (struct box){ .fd = fd, .half_size = head.half_size, .slots = head.slots, .bucket_count = 64 };
    while (b->bucket_count < 2 * b->slots)
        b->bucket_count *= 2;
    b->order = mem_grow(NULL, b->slots * sizeof *b->order);
    b->known = mem_grow(NULL, b->slots * sizeof *b->known);
    b->buckets = mem_grow(NULL, b->bucket_count * sizeof *b->buckets);
    memset(b->buckets, 0, b->bucket_count * sizeof *b->buckets);
    memset(b->known, 0, b->slots * sizeof *b->known);
    entropy_system(&b->entropy);
    mtx_init(&b->lock, mtx_plain);
    cnd_init(&b->synced);
    index_fill(b);
    *ret = b;
    return 0;
}

void box_close(struct box *b)
{
    if (!b)
        return;
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
static uint32_t draw_slot(struct box *b)
{
    size_t at = b->taken + (size_t)entropy_below(&b->entropy, b->slots - b->taken);
    uint32_t slot = b->order[at];
    b->order[at] = b->order[b->taken];
    b->order[b->taken++] = slot;
    return slot;
}

static bool write_half(struct box *b, uint32_t slot, uint32_t generation, const struct box_ballot *ballot)
{
    struct half *h = mem_grow(NULL, b->half_size);
    memset(h, 0, b->half_size);
    h->generation = generation;
    h->contest = ballot->contest;
    h->ballot_len = (uint16_t)ballot->ballot.len;
    h->proof_len = (uint16_t)ballot->proof.len;
    memcpy(h->serial, ballot->serial, BOX_SERIAL);
    if (ballot->ballot.len)
        memcpy(h->bytes, ballot->ballot.data, ballot->ballot.len);
    if (ballot->proof.len)
        memcpy(h->bytes + ballot->ballot.len, ballot->proof.data, ballot->proof.len);
    struct hash hash = half_hash(h, b->half_size);
    memcpy(h->hash, hash.b, HASH_SIZE);
    bool done = pwrite(b->fd, h, b->half_size, half_at(b, slot, generation)) == (ssize_t)b->half_size;
    free(h);
    return done;
}

/* X1: whoever finds nobody syncing does it for all that was written so far. */
static bool wait_durable(struct box *b, uint64_t mine)
{
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
        if (done)
            b->durable = upto;
        cnd_broadcast(&b->synced);
    }
    return b->durable >= mine;
}

static int cast_locked(struct box *b, const struct box_ballot *ballot, struct error *err)
{
    if (b->sealed)
        return error_set(err, ERR_CONFLICT, T("Voting has closed.", "投票已截止。"));
    if (b->failed)
        return error_set(err, ERR_IO, T("The ballot box cannot be written; it takes nothing until the server is started anew.", "票箱无法写入，重启服务前不再接收选票。"));
    uint32_t *bucket = index_find(b, ballot->contest, ballot->serial);
    if (!*bucket && b->taken == b->slots)
        return error_set(err, ERR_TOO_LARGE, T("The ballot box is full.", "票箱已满。"));
    bool first = !*bucket;
    uint32_t slot = first ? draw_slot(b) : *bucket - 1;
    struct known *k = &b->known[slot];
    if (!write_half(b, slot, k->generation + 1, ballot)) {
        b->failed = true;
        return error_set(err, ERR_IO, T("The ballot could not be written. Nothing was done; try again.", "选票未能写入，未作任何变更，请重试。"));
    }
    k->generation++;
    if (first) {
        k->contest = ballot->contest;
        memcpy(k->serial, ballot->serial, BOX_SERIAL);
        *bucket = slot + 1;
    }
    if (!wait_durable(b, ++b->written))
        return error_set(err, ERR_IO, T("The ballot could not be written. Try again.", "选票未能写入，请重试。"));
    return 0;
}

int box_cast(struct box *b, const struct box_ballot *ballot, struct error *err)
{
    if (sizeof(struct half) + ballot->ballot.len + ballot->proof.len > b->half_size || ballot->ballot.len > BOX_BALLOT_MAX)
        return error_set(err, ERR_TOO_LARGE, T("This ballot is longer than any that can be right.", "选票内容过长。"));
    mtx_lock(&b->lock);
    int result = cast_locked(b, ballot, err);
    mtx_unlock(&b->lock);
    return result;
}

void box_seal(struct box *b)
{
    mtx_lock(&b->lock);
    b->sealed = true;
    while (b->syncing) /* those on their way are in, and will be told so */
        cnd_wait(&b->synced, &b->lock);
    mtx_unlock(&b->lock);
}

int64_t box_count(struct box *b)
{
    mtx_lock(&b->lock);
    int64_t n = (int64_t)b->taken;
    mtx_unlock(&b->lock);
    return n;
}

/* ---- emptying ---- */

static int by_serial(const void *x, const void *y, void *context)
{
    const struct box *b = context;
    const struct known *a = &b->known[*(const uint32_t *)x], *c = &b->known[*(const uint32_t *)y];
    if (a->contest != c->contest)
        return a->contest < c->contest ? -1 : 1;
    return memcmp(a->serial, c->serial, BOX_SERIAL);
}

int box_each(struct box *b, void (*each)(void *context, const struct box_ballot *ballot), void *context, struct error *err)
{
    mtx_lock(&b->lock);
    size_t n = b->taken;
    uint32_t *slots = mem_grow(NULL, (n + 1) * sizeof *slots);
    memcpy(slots, b->order, n * sizeof *slots);
    qsort_r(slots, n, sizeof *slots, by_serial, b);
    struct half *one = mem_grow(NULL, b->half_size), *other = mem_grow(NULL, b->half_size);
    int result = 0;
    for (size_t i = 0; i < n && result == 0; i++) {
        if (!slot_read(b, slots[i], one, other)) {
            result = error_set(err, ERR_CORRUPT, T("A ballot in the box is damaged.", "票箱中有选票损坏。"));
            break;
        }
        struct box_ballot ballot = { .contest = one->contest, .ballot = { one->bytes, one->ballot_len }, .proof = { one->bytes + one->ballot_len, one->proof_len } };
        memcpy(ballot.serial, one->serial, BOX_SERIAL);
        each(context, &ballot);
    }
    mtx_unlock(&b->lock);
    free(slots);
    free(one);
    free(other);
    return result;
}
