/* The register as bytes for programs: checkpoint, key, tiles, entry bundles, receipts.
 *
 *     GET /register/checkpoint              text, never kept
 *     GET /register/key                     the newest verifier key, one line
 *     GET /register/keys                    every verifier key there was, the oldest first, one a line
 *     GET /register/handover/N              the note by which key N took over, signed by it and by the one before
 *     GET /register/tile/…                  tiles and bundles: the same bytes for ever
 *     GET /register/proof/N.tlog-proof      receipt of entry N
 *
 * Paths and bytes are the register room's (register/shelf.h); rows are read in one snapshot. */
#include <string.h>

#include "acts/pipeline/record.h"
#include "register/proof.h"
#include "register/receipt.h"
#include "register/tile.h"
#include "serve/site.h"

/* Runs `write` on a snapshot and answers with what it wrote. */
static void answer_bytes(struct job *job, int (*write)(struct db *db, struct job *job, struct buf *out),
                         const char *type, const char *cache) {
    struct site *site = job->site;
    struct buf out;
    buf_init(&out, BUNDLE_BYTES_MAX);
    struct db *db = store_reader(alliance_store(site->alliance));
    int code = db_begin(db, NULL);
    if (code == 0) {
        code = write(db, job, &out);
        if (code == 0 && db_failed(db, NULL)) code = ERR_IO;
        db_rollback(db);
    }
    store_reader_done(alliance_store(site->alliance), db);
    if (code == 0) {
        struct response *response = response_new(200, type, POLICY_DATA, bytes_take(&out));
        response_header(response, "Cache-Control", cache);
        response_header(response, "Access-Control-Allow-Origin", "*");
        exchange_answer(job->x, response);
    } else if (code == ERR_MISSING || code == ERR_SYNTAX || code == ERR_RANGE) {
        answer_problem(site, job->x, 404, T("The register has no such part", "登记簿没有这一部分"),
                       T("It may be beyond the present size.", "可能超出当前的登记条数。"));
    } else {
        answer_busy(site, job->x);
    }
    buf_release(&out);
}

static int write_checkpoint(struct db *db, struct job *job, struct buf *out) {
    buf_add(out, record_checkpoint(db, exchange_request(job->x)->arena));
    return out->len ? 0 : ERR_MISSING;
}

static int write_key(struct db *db, struct job *job, struct buf *out) {
    struct str key =
        db_str(db, exchange_request(job->x)->arena, "SELECT vkey FROM register_key ORDER BY id DESC LIMIT 1");
    buf_add(out, key);
    buf_addc(out, '\n');
    return key.len ? 0 : ERR_MISSING;
}

static int write_keys(struct db *db, struct job *job, struct buf *out) {
    struct vkey *keys;
    size_t count = record_keys(db, exchange_request(job->x)->arena, &keys);
    for (size_t i = count; i-- > 0;) {
        vkey_format(out, &keys[i]);
        buf_addc(out, '\n');
    }
    return count ? 0 : ERR_MISSING;
}

static int write_handover(struct db *db, struct job *job, struct buf *out) {
    int64_t number;
    if (str_int(job->match.segments[0].value, &number) < 0) return ERR_MISSING;
    buf_add(out, record_handover(db, exchange_request(job->x)->arena, number));
    return out->len ? 0 : ERR_MISSING;
}

static int write_tile(struct db *db, struct job *job, struct buf *out) {
    struct tile_path p;
    struct str path = str_skip(str_of(exchange_request(job->x)->path), strlen("/register/"));
    if (tile_path_parse(path, &p) < 0 || !tile_exists(p, record_size(db))) return ERR_MISSING;
    if (p.entries) return record_bundle(db, p.n, p.width, out);
    uint8_t hashes[TILE_BYTES];
    int code = record_tile(db, p.level, p.n, p.width, hashes);
    if (code == 0) buf_add(out, (struct str){ (const char *)hashes, (size_t)p.width * HASH_SIZE });
    return code;
}

/* The entry's own bytes go with its proof, so that the file by itself can be verified and read, years from now. */
static int write_receipt(struct db *db, struct job *job, struct buf *out) {
    struct receipt receipt = { .extra = STR_NONE };
    struct arena *arena = exchange_request(job->x)->arena;
    int64_t size = record_size(db);
    if (str_int(job->match.segments[0].value, &receipt.index) < 0 || receipt.index < 0 || receipt.index >= size)
        return ERR_MISSING;
    struct tile_source tiles = record_source(db);
    int code = proof_inclusion(&tiles, receipt.index, size, &receipt.proof, NULL);
    if (code < 0) return code;
    receipt.extra = record_entry(db, arena, receipt.index);
    receipt.checkpoint = record_checkpoint(db, arena);
    receipt_format(out, &receipt);
    return 0;
}

static const char forever[] = "public, max-age=31536000, immutable";

static void checkpoint_job(void *job) { answer_bytes(job, write_checkpoint, "text/plain; charset=utf-8", "no-cache"); }

static void key_job(void *job) { answer_bytes(job, write_key, "text/plain; charset=utf-8", "no-cache"); }

static void keys_job(void *job) { answer_bytes(job, write_keys, "text/plain; charset=utf-8", "no-cache"); }

static void handover_job(void *job) { answer_bytes(job, write_handover, "text/plain; charset=utf-8", forever); }

static void tile_job(void *job) { answer_bytes(job, write_tile, "application/octet-stream", forever); }

static void receipt_job(void *job) { answer_bytes(job, write_receipt, "text/plain; charset=utf-8", "no-cache"); }

const struct route routes_register[] = {
    { .pattern = "/register/checkpoint", .flags = ROUTE_GET, .work = checkpoint_job },
    { .pattern = "/register/key", .flags = ROUTE_GET, .work = key_job },
    { .pattern = "/register/keys", .flags = ROUTE_GET, .work = keys_job },
    { .pattern = "/register/handover/{n}", .flags = ROUTE_GET, .work = handover_job },
    { .pattern = "/register/tile/{rest...}", .flags = ROUTE_GET, .work = tile_job },
    { .pattern = "/register/proof/{n}.tlog-proof", .flags = ROUTE_GET, .work = receipt_job },
    { 0 },
};
