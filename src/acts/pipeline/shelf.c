/* The record as a shelf (register/shelf.h): what HTTP hands out, an export writes and the verifier reads, from one
 * reader's snapshot of the database. */
#include <stdlib.h>

#include "acts/pipeline/record.h"
#include "register/shelf.h"

struct held {
    struct store *store;
    struct db *db;
    struct arena arena;
    struct vkey *keys;
};

static int read_bundle(void *context, int64_t first, int count, struct buf *out) {
    struct held *h = context;
    return record_bundle(h->db, first / TILE_WIDTH, count, out);
}

static int read_handover(void *context, int64_t number, struct buf *out) {
    struct held *h = context;
    struct str note = record_handover(h->db, &h->arena, number);
    buf_add(out, note);
    return note.len ? 0 : ERR_MISSING;
}

static int another(const struct shelf *self, struct shelf *ret) {
    struct held *h = self->context;
    struct shelf other;
    int result = record_shelf(h->store, &other, NULL);
    if (result) return result;
    other.size = self->size; /* its snapshot may be later, and has all that this one has */
    *ret = other;
    return 0;
}

static void done(struct shelf *self) {
    struct held *h = self->context;
    store_reader_done(h->store, h->db);
    arena_release(&h->arena);
    free(h);
}

int record_shelf(struct store *store, struct shelf *ret, struct error *err) {
    struct held *h = mem_alloc(sizeof *h);
    *h = (struct held){ .store = store, .db = store_reader(store) };
    arena_init(&h->arena);
    *ret = (struct shelf){ .context = h,
                           .bundle = read_bundle,
                           .handover = read_handover,
                           .another = another,
                           .done = done,
                           .tiles = record_source(h->db) };
    int result = db_begin(h->db, err);
    if (result == 0) {
        size_t keys = record_keys(h->db, &h->arena, &h->keys);
        ret->size = record_size(h->db);
        ret->checkpoint = record_checkpoint(h->db, &h->arena);
        ret->log = h->keys;
        ret->log_count = keys;
        if (db_failed(h->db, err))
            result = ERR_CORRUPT;
        else if (keys == 0 || ret->checkpoint.len == 0)
            result = error_set(err, ERR_MISSING, T("This directory has no register yet.", "该目录尚无登记簿。"));
    }
    if (result) done(ret);
    return result;
}
